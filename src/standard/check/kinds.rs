//! The rule of one indicator: limits, tiers, levels and what they are worth.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Figure};
use crate::number::{Decimal, Points, Rational};
use crate::standard::written::{WrittenIndicator, WrittenKind, WrittenLevel, WrittenLimit, WrittenTier};
use crate::standard::{Comparison, Gate, Kind, Level, Limit, PhasedLimit, Short, Tier, shown_exactly};
use crate::text::text;

use super::{Check, Ids};

/// What the checks of a rule need to know of its indicator.
pub(super) struct Context<'w> {
    pub kind: &'w At<&'static str>,
    pub written: &'w WrittenIndicator,
    pub percent: bool,
    /// None where they are missing or cannot be read: then nothing is held against them.
    pub points: Option<Points>,
    pub applies_to: Option<&'w [usize]>,
}

/// Where the two halves of a tier are written.
struct Places<'w> {
    limit: &'w Range<usize>,
    points: &'w Range<usize>,
}

/// The valid rule; `None` where it could not be understood, which has then been reported.
pub(super) fn check(check: &Check<'_, '_>, context: &Context<'_>, written: &WrittenKind) -> Option<Kind> {
    check.figure_keys(context, written);
    match written {
        WrittenKind::YesNo { expect } => Some(Kind::YesNo { expect: expect.as_ref().is_none_or(|e| e.value) }),
        WrittenKind::Tiers { tiers, met_at } => check.tiers(context, tiers.as_ref()?, met_at.as_ref()),
        WrittenKind::Linear { zero_at, full_at, met_at } => {
            let (zero, full) = (zero_at.as_ref()?, full_at.as_ref()?);
            let zero_at = check.in_unit("zero_at", zero, context.percent)?;
            let full_at = check.in_unit("full_at", full, context.percent)?;
            if zero_at == full_at {
                let figure = shown_exactly(full_at, context.percent);
                let found = check.findings.make(Code::FlatLine, &full.span, text!(FlatLine, figure = figure));
                check.findings.push(found.related(check.findings.place(&zero.span), text!(FirstHere, name = "zero_at")));
                return None;
            }
            let comparison = if full_at > zero_at { Comparison::AtLeast } else { Comparison::AtMost };
            let limit = check.met_at(context, met_at.as_ref(), comparison);
            if let (Some(limit), Some(at)) = (limit, met_at) {
                let line = |figure| Limit { comparison, figure };
                if easier(&line(full_at), &limit) {
                    check.met_beyond_full(
                        at,
                        &full.span,
                        shown_exactly(limit.figure, context.percent),
                        shown_exactly(full_at, context.percent),
                    );
                } else if !easier(&line(zero_at), &limit) {
                    check.met_for_nothing(&at.span, &zero.span, shown_exactly(limit.figure, context.percent));
                }
            }
            Some(Kind::Linear { zero_at, full_at, met_at: limit })
        }
        WrittenKind::Target { limit, short } => {
            let written_limit = limit.as_ref()?;
            let limit = check.phased(context, written_limit)?;
            let not_above_zero = |figure: Decimal| figure.is_zero() || figure.is_negative();
            let short = short.as_ref();
            if let Some(at) = short.filter(|s| s.value == Short::ProRata)
                && let Some(zero) = written_limit.figures.iter().find(|(_, figure)| not_above_zero(figure.value.decimal))
            {
                let found = check.findings.make(Code::LimitForm, &at.span, text!(ProRataOfZero));
                check.findings.push(found.related(check.findings.place(&zero.1.span), text!(LimitOfZero)));
                return None;
            }
            Some(Kind::Target { limit, short: short.map_or(Short::Zero, |s| s.value) })
        }
        WrittenKind::Levels { levels, met_at } => check.levels(context, levels.as_ref()?, met_at.as_ref()),
        WrittenKind::PerCase { each, met_at } => {
            let each = each.as_ref()?;
            if each.value.percent || each.value.decimal.is_zero() {
                check.report(Code::ZeroPoints, &each.span, text!(EachIsZero));
                return None;
            }
            let limit = met_at.as_ref().and_then(|m| check.plain_figure("met_at", m));
            if let (Some(limit), Some(at), Some(full)) = (limit, met_at, context.points) {
                check.met_per_case(context, each, limit, at, full);
            }
            Some(Kind::PerCase { each: each.value.decimal, met_at: limit })
        }
        WrittenKind::Judged { met_at } => {
            let limit = met_at.as_ref().and_then(|m| check.plain_figure("met_at", m));
            if let (Some(limit), Some(at), Some(best)) = (limit, met_at, context.points)
                && Rational::from(limit) > best.value(check.decimals)
            {
                let text = text!(MetAtOutOfReach, met_at = limit, best = best.show(check.decimals));
                let found = check.findings.make(Code::MetAt, &at.span, text);
                check.findings.push(check.beside_points(context, found));
            }
            if let (Some(limit), Some(at)) = (limit.filter(|limit| limit.is_zero()), met_at) {
                let found = check.findings.make(Code::MetAt, &at.span, text!(MetForNothingHere, met_at = limit));
                check.findings.push(found.help(text!(MendMetAtFurther)));
            }
            Some(Kind::Judged { met_at: limit })
        }
        WrittenKind::Gate { veto, limit } => {
            let gate = match limit {
                Some(limit) => Gate::Figure(check.phased(context, limit)?),
                None => Gate::YesNo,
            };
            Some(if *veto { Kind::Veto(gate) } else { Kind::Required(gate) })
        }
    }
}

impl Check<'_, '_> {
    /// Keys that only make sense where a figure is asked for.
    fn figure_keys(&self, context: &Context<'_>, written: &WrittenKind) {
        let takes_figure = match written {
            WrittenKind::YesNo { .. } | WrittenKind::Levels { .. } => false,
            WrittenKind::Gate { limit, .. } => limit.is_some(),
            _ => true,
        };
        let keys = [
            ("value", context.written.value.as_ref().map(|v| &v.span)),
            ("whole", context.written.whole.as_ref().map(|w| &w.span)),
            ("over_100", context.written.over_100.as_ref().map(|o| &o.span)),
        ];
        for (key, span) in keys {
            if let (false, Some(span)) = (takes_figure, span) {
                let text = text!(NoFigureAsked, key = key, kind = context.kind.value);
                self.report(Code::KeyOfOtherKind, span, text);
            }
        }
        if let (true, WrittenKind::PerCase { .. } | WrittenKind::Judged { .. }, Some(unit)) =
            (context.percent, written, &context.written.unit)
        {
            let text = text!(NoPercentKind, kind = context.kind.value);
            self.report(Code::PercentMismatch, &unit.span, text);
        }
        if let (Some(over), false) = (&context.written.over_100, context.percent) {
            self.report_help(Code::PercentMismatch, &over.span, text!(Over100WithoutPercent), text!(AddKey, example = "unit = \"%\""));
        }
    }

    fn phased(&self, context: &Context<'_>, written: &WrittenLimit) -> Option<PhasedLimit> {
        let mut figures: Vec<(Option<i32>, Decimal)> = Vec::new();
        // A single figure that could not be read has been reported as such.
        if written.by_year && written.figures.is_empty() {
            self.report_help(Code::LimitForm, &written.span, text!(LimitEmpty), text!(YearAsKey));
        }
        for (year, figure) in &written.figures {
            let decimal = self.in_unit(written.comparison.key(), figure, context.percent);
            self.within_hundred(context, written.comparison, decimal, figure);
            let year = match year {
                None => None,
                Some(year) => {
                    let known = i32::try_from(year.value).ok().filter(|y| self.phases.as_ref().is_none_or(|phases| phases.contains(y)));
                    if let (None, Some(phases)) = (known, &self.phases) {
                        let text = text!(UnknownPhase, year = year.value);
                        let list: Vec<_> = phases.iter().map(|p| crate::text::Part::from(*p)).collect();
                        let help =
                            if list.is_empty() { text!(AddKey, example = "phases = [2017, 2020]") } else { text!(OneOf, list = list) };
                        self.report_help(Code::Phases, &year.span, text, help);
                    }
                    known
                }
            };
            if let Some(decimal) = decimal {
                figures.push((year, decimal));
            }
        }
        figures.sort_by_key(|(year, _)| *year);
        self.never_in_force(context, written);
        (figures.len() == written.figures.len() && !figures.is_empty()).then_some(PhasedLimit { comparison: written.comparison, figures })
    }

    /// Entries of a limit by year that no year uses in which the indicator is judged.
    fn never_in_force(&self, context: &Context<'_>, written: &WrittenLimit) {
        let (due, until) = (&context.written.due, &context.written.until);
        let first = self.phases.as_ref().and_then(|phases| phases.first()).map(|first| i64::from(*first));
        let never_judged = until
            .as_ref()
            .is_some_and(|until| first.is_some_and(|first| until.value < first) || due.as_ref().is_some_and(|due| until.value < due.value));
        let mut years: Vec<&At<i64>> = written.figures.iter().filter_map(|(year, _)| year.as_ref()).collect();
        years.sort_by_key(|year| year.value);
        if never_judged || years.len() < written.figures.len() {
            return; // reported, or no years at all
        }
        for (position, year) in years.iter().enumerate() {
            let next = years.get(position + 1);
            let over = until.as_ref().filter(|until| until.value < year.value);
            let replaced = due.as_ref().filter(|due| next.is_some_and(|next| next.value <= due.value));
            let (text, other) = match (over, replaced) {
                (Some(until), _) => (text!(LimitAfterUntil, year = year.value, until = until.value), (until, "until")),
                (None, Some(due)) => (text!(LimitBeforeDue, year = year.value, due = due.value), (due, "due")),
                (None, None) => continue,
            };
            let found = self.findings.make(Code::Phases, &year.span, text);
            self.findings.push(found.related(self.findings.place(&other.0.span), text!(FirstHere, name = other.1)));
        }
    }

    /// A limit above 100 % is never reached unless `over_100` says that such a percentage exists.
    fn within_hundred(&self, context: &Context<'_>, comparison: Comparison, decimal: Option<Decimal>, at: &At<Figure>) {
        let over = context.written.over_100.as_ref().is_some_and(|o| o.value);
        let bound = super::whole_number(1);
        let beyond = |d: Decimal| d > bound || (d == bound && comparison == Comparison::MoreThan);
        if context.percent && !over && decimal.is_some_and(beyond) {
            self.report_help(Code::OutOfRange, &at.span, text!(LimitOver100, figure = at.value.decimal), text!(MendOver100));
        }
    }

    /// A single limit that does not differ by phase.
    fn single(&self, context: &Context<'_>, written: &WrittenLimit) -> Option<Limit> {
        if let Some((Some(year), _)) = written.figures.first() {
            self.report(Code::LimitForm, &year.span, text!(NoYearsHere));
            return None;
        }
        let phased = self.phased(context, written)?;
        phased.in_phase(None)
    }

    fn met_at(&self, context: &Context<'_>, written: Option<&At<Figure>>, comparison: Comparison) -> Option<Limit> {
        let written = written?;
        let figure = self.in_unit("met_at", written, context.percent)?;
        self.within_hundred(context, comparison, Some(figure), written);
        Some(Limit { comparison, figure })
    }

    fn tiers(&self, context: &Context<'_>, list: &At<Vec<WrittenTier>>, met_at_written: Option<&At<Figure>>) -> Option<Kind> {
        let written = &list.value;
        if written.is_empty() {
            let help = text!(AddKey, example = "tiers = [ { at_least = \"100%\", points = 4 } ]");
            self.report_help(Code::EmptyValue, &list.span, text!(NoTiers), help);
            return None;
        }
        let mut tiers: Vec<(Tier, Places<'_>)> = Vec::new();
        // To whom the indicator applies is known only where all its types are.
        let applies_to_known = context.written.applies_to.as_ref().map(|ids| ids.value.len()) == context.applies_to.map(<[usize]>::len);
        let applies_to = context.applies_to.filter(|_| applies_to_known);
        for tier in written {
            let limit = tier.limit.as_ref().and_then(|l| self.single(context, l));
            let points = tier.points.as_ref().and_then(|p| self.points("points", p));
            let types = tier.types.as_ref().map(|ids| self.some_types(ids, &tier.span));
            self.beyond(applies_to, tier.types.as_deref().unwrap_or_default());
            if let (Some(limit), Some(points), Some(at)) = (limit, points, &tier.points) {
                let limit_at = tier.limit.as_ref().and_then(|l| l.figures.first()).map_or(&tier.span, |(_, figure)| &figure.span);
                tiers.push((Tier { limit, points, types }, Places { limit: limit_at, points: &at.span }));
            }
        }
        if tiers.len() < written.len() {
            return None;
        }
        // Which tiers count for whom is known only where all their types are.
        let by_type = written.iter().any(|tier| tier.types.is_some());
        let types_known = written.iter().zip(&tiers).all(|(written, (tier, _))| {
            let known = tier.types.as_ref().map_or(0, Vec::len);
            written.types_read && written.types.as_ref().map_or(0, Vec::len) == known && tier.types.as_ref().is_none_or(|_| known > 0)
        });
        let types_known = types_known && (!by_type || (self.types.complete && !context.written.unread.contains(&"applies_to")));
        if types_known {
            self.best_tier(context, &tiers);
        }
        let first = &tiers[0];
        for (tier, span) in &tiers[1..] {
            if tier.limit.comparison.upward() != first.0.limit.comparison.upward() {
                let text = text!(TierDirection, here = tier.limit.comparison.key(), first = first.0.limit.comparison.key());
                let found = self.findings.make(Code::TierDirection, span.limit, text);
                self.findings.push(found.related(self.findings.place(first.1.limit), text!(FirstTier)));
                return None;
            }
        }
        self.tier_order(context, &tiers);
        let comparison = tiers[0].0.limit.comparison;
        let inclusive = if comparison.upward() { Comparison::AtLeast } else { Comparison::AtMost };
        let met_at = self.met_at(context, met_at_written, inclusive);
        if let (Some(met), Some(at), true) = (&met_at, met_at_written, types_known) {
            self.met_among_tiers(context, &tiers, met, at);
        }
        Some(Kind::Tiers { tiers: tiers.into_iter().map(|(tier, _)| tier).collect(), met_at })
    }

    /// The types of applicants that the indicator applies to; one that is none where the standard has no types.
    fn types_of(&self, context: &Context<'_>) -> Vec<Option<usize>> {
        match context.applies_to {
            _ if self.types.list.is_empty() => vec![None],
            Some(types) => types.iter().copied().map(Some).collect(),
            None => (0..self.types.list.len()).map(Some).collect(),
        }
    }

    /// For every type: met neither below the easiest tier nor beyond the hardest.
    fn met_among_tiers(&self, context: &Context<'_>, tiers: &[(Tier, Places<'_>)], met: &Limit, at: &At<Figure>) {
        let plain: Vec<Tier> = tiers.iter().map(|(tier, _)| tier.clone()).collect();
        for kind in self.types_of(context) {
            let of_kind: Vec<_> = tiers.iter().filter(|(tier, _)| tier.counts_for(kind)).collect();
            let harder = |one: &&&(Tier, Places<'_>), other: &&&(Tier, Places<'_>)| {
                if easier(&one.0.limit, &other.0.limit) { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater }
            };
            let (Some((first, first_at)), Some((last, last_at))) = (of_kind.iter().max_by(harder), of_kind.iter().min_by(harder)) else {
                continue;
            };
            let met = Tier::met_limit(&plain, met, kind);
            let shown = |limit: &Limit| format!("{}{}", limit.comparison.sign(), shown_exactly(limit.figure, context.percent));
            if easier(&met, &last.limit) {
                let found = self.findings.make(Code::MetAt, &at.span, text!(MetForNothing));
                self.findings.push(found.related(self.findings.place(last_at.limit), text!(EasiestTier)).help(text!(MendMetAt)));
            } else if easier(&first.limit, &met) {
                self.met_beyond_full(at, first_at.limit, shown(&met), shown(&first.limit));
            }
        }
    }

    /// Met neither where nothing is earned nor only beyond the full points.
    fn met_per_case(&self, context: &Context<'_>, each: &At<Figure>, limit: Decimal, at: &At<Figure>, full: Points) {
        let per_case = Rational::from(each.value.decimal);
        let full = full.value(self.decimals);
        if per_case.is_negative() {
            // Nothing is left when the cases have used up the full points.
            let enough = full.over(per_case).and_then(|n| Rational::ZERO.minus(n));
            if enough.is_some_and(|enough| Rational::from(limit) >= enough) {
                self.met_for_nothing(&at.span, &each.span, limit.to_string());
            }
        } else if limit.is_zero() {
            self.met_for_nothing(&at.span, &each.span, limit.to_string());
        } else if let Some(enough) = per_case.inverse().and_then(|by| full.times_ceil(by))
            && Rational::from(limit) > Rational::new(enough, 1).unwrap_or(Rational::ZERO)
        {
            let points = context.written.points.as_ref().map_or(&each.span, |points| &points.span);
            self.met_beyond_full(at, points, limit.to_string(), enough.to_string());
        }
    }

    fn met_for_nothing(&self, at: &Range<usize>, other: &Range<usize>, met_at: String) {
        let found = self.findings.make(Code::MetAt, at, text!(MetForNothingHere, met_at = met_at));
        self.findings.push(found.related(self.findings.place(other), text!(NothingHere)).help(text!(MendMetAtFurther)));
    }

    fn met_beyond_full(&self, at: &At<Figure>, other: &Range<usize>, met_at: String, full: String) {
        let found = self.findings.make(Code::MetAt, &at.span, text!(MetBeyondFull, met_at = met_at, full = full));
        self.findings.push(found.related(self.findings.place(other), text!(FullHere)).help(text!(MendMetAtNearer)));
    }

    /// For every type: there is a tier, and the first is worth the full points.
    fn best_tier(&self, context: &Context<'_>, tiers: &[(Tier, Places<'_>)]) {
        for kind in self.types_of(context) {
            let Some((best, best_at)) = tiers.iter().find(|(tier, _)| tier.counts_for(kind)) else {
                let type_id = kind.map_or("", |t| self.types.list[t].as_str());
                self.report_help(Code::TierPoints, &context.written.span, text!(NoTierForType, type_id = type_id), text!(MendNoTier));
                continue;
            };
            if let Some(full) = context.points.filter(|full| best.points != *full) {
                let text = text!(BestTierPoints, points = best.points.show(self.decimals), full = full.show(self.decimals));
                let found = self.findings.make(Code::TierPoints, best_at.points, text);
                self.findings.push(self.beside_points(context, found).help(text!(MendBestTier)));
            }
        }
    }

    /// For every type: best first, each easier and worth less than the one before.
    fn tier_order(&self, context: &Context<'_>, tiers: &[(Tier, Places<'_>)]) {
        for kind in self.types_of(context) {
            let of_kind: Vec<_> = tiers.iter().filter(|(tier, _)| tier.counts_for(kind)).collect();
            let whole = !context.percent && context.written.whole.as_ref().is_some_and(|whole| whole.value);
            let counted = |limit: &Limit| if whole { of_whole(limit) } else { *limit };
            for pair in of_kind.windows(2) {
                let ((before, before_at), (after, after_at)) = (pair[0], pair[1]);
                if !easier(&counted(&after.limit), &counted(&before.limit)) {
                    let found = self.findings.make(Code::TierOrder, after_at.limit, text!(TierUnreachable));
                    self.findings.push(found.related(self.findings.place(before_at.limit), text!(TierBefore)).help(text!(MendTierOrder)));
                }
                if after.points >= before.points {
                    let text = text!(TierNotLess, after = after.points.show(self.decimals), before = before.points.show(self.decimals));
                    let found = self.findings.make(Code::TierPoints, after_at.points, text);
                    self.findings.push(found.related(self.findings.place(before_at.points), text!(TierBefore)).help(text!(MendTierOrder)));
                }
            }
        }
    }

    /// With the points of the indicator as the other place.
    fn beside_points(&self, context: &Context<'_>, found: Diagnostic) -> Diagnostic {
        match &context.written.points {
            Some(at) => found.related(self.findings.place(&at.span), text!(IndicatorPoints)),
            None => found,
        }
    }

    fn levels(&self, context: &Context<'_>, list: &At<Vec<WrittenLevel>>, met_at: Option<&At<String>>) -> Option<Kind> {
        let written = &list.value;
        if written.is_empty() {
            let help = text!(AddKey, example = "levels = [ { level = \"优\" } ]");
            self.report_help(Code::EmptyValue, &list.span, text!(NoLevels), help);
            return None;
        }
        let with_points = |level: &&WrittenLevel| level.points.is_some() || level.points_unread;
        let even = written.iter().find(with_points).is_none();
        if let (false, Some(without)) = (even, written.iter().find(|level| !with_points(level))) {
            self.report_help(Code::TierPoints, &without.span, text!(LevelsHalfWithPoints), text!(AllOrNoLevels));
        }
        self.level_names(written);
        let points = written.iter().enumerate().map(|(position, level)| match &level.points {
            Some(points) => self.points("points", points),
            None if even => even_points(position, written.len(), context.points?),
            None => None,
        });
        let points: Vec<Option<Points>> = points.collect();
        self.level_points(context, written, &points);
        let names = written.iter().map(|level| level.level.as_ref().map(|name| name.value.clone()).unwrap_or_default()).collect();
        let complete = written.iter().all(|level| level.level.is_some());
        let known = Ids { list: names, complete, is_read: true };
        let met = met_at.map(|name| self.reference(text!(LevelWord), name, &known));
        if let (Some(Some(position)), Some(name)) = (met, met_at)
            && let (Some(Points::ZERO), Some(nothing)) = (points[position], &written[position].points)
        {
            self.met_for_nothing(&name.span, &nothing.span, name.value.clone());
        }
        let level = |(written, points): (&WrittenLevel, Option<Points>)| {
            Some(Level {
                name: written.level.as_ref()?.value.clone(),
                points: points?,
                text: written.text.as_ref().map(|t| t.value.clone()),
                alias: super::plain(&written.alias),
            })
        };
        let levels: Option<Vec<Level>> = written.iter().zip(points).map(level).collect();
        Some(Kind::Levels { levels: levels?, met_at: met.map_or(Some(None), |position| position.map(Some))? })
    }

    /// No two levels share a name, and none is that of the one that is always there.
    fn level_names(&self, written: &[WrittenLevel]) {
        let mut seen: Vec<(String, &Range<usize>)> = Vec::new();
        for word in written.iter().flat_map(|level| level.level.iter().chain(&level.alias)) {
            let key = crate::standard::header_key(&word.value);
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == key) {
                let found = self.findings.make(Code::DuplicateId, &word.span, text!(LevelTwice, name = &word.value));
                self.findings.push(found.related(self.findings.place(first), text!(FirstHere, name = &word.value)));
            }
            if key == "0" || key == "无" {
                self.report(Code::UnknownValue, &word.span, text!(ZeroLevelImplied, name = &word.value));
            }
            seen.push((key, &word.span));
        }
    }

    /// The first level is worth the full points, and each is worth less than the one before.
    fn level_points(&self, context: &Context<'_>, written: &[WrittenLevel], points: &[Option<Points>]) {
        let place = |level: &WrittenLevel| level.points.as_ref().map_or(level.span.clone(), |p| p.span.clone());
        if let (Some(Some(best)), Some(full)) = (points.first(), context.points)
            && *best != full
        {
            let text = text!(BestLevelPoints, points = best.show(self.decimals), full = full.show(self.decimals));
            let found = self.findings.make(Code::TierPoints, &place(&written[0]), text);
            self.findings.push(self.beside_points(context, found).help(text!(MendBestLevel)));
        }
        for (position, pair) in points.windows(2).enumerate() {
            let [Some(before), Some(after)] = pair else { continue };
            if after >= before {
                let text = text!(LevelNotLess, points = after.show(self.decimals), before = before.show(self.decimals));
                let found = self.findings.make(Code::TierPoints, &place(&written[position + 1]), text);
                let other = self.findings.place(&place(&written[position]));
                self.findings.push(found.related(other, text!(LevelBefore)).help(text!(MendLevelOrder)));
            }
        }
    }
}

/// Evenly spaced: of n levels the k-th from below is worth k/n of the points.
fn even_points(position: usize, count: usize, full: Points) -> Option<Points> {
    let (position, count) = (i128::try_from(position).ok()?, i128::try_from(count).ok()?);
    Rational::new(count - position, 1)?.on_line(Rational::ZERO, Rational::new(count, 1)?, full)
}

/// The same limit for whole figures, inclusive: more than 4 is at least 5.
fn of_whole(limit: &Limit) -> Limit {
    let at = Rational::from(limit.figure);
    let one = Rational::from(super::whole_number(1));
    let (comparison, figure) = match limit.comparison {
        Comparison::AtLeast => (Comparison::AtLeast, at.times_ceil(one)),
        Comparison::MoreThan => (Comparison::AtLeast, at.times_floor(one).map(|n| n + 1)),
        Comparison::AtMost => (Comparison::AtMost, at.times_floor(one)),
        Comparison::LessThan => (Comparison::AtMost, at.times_ceil(one).map(|n| n - 1)),
    };
    let figure = figure.and_then(|n| i64::try_from(n).ok()).and_then(Decimal::whole);
    figure.map_or(*limit, |figure| Limit { comparison, figure })
}

/// Is `limit` strictly easier to reach than `than`? Both look in one direction.
fn easier(limit: &Limit, than: &Limit) -> bool {
    let strictly = if limit.comparison.upward() { limit.figure < than.figure } else { limit.figure > than.figure };
    strictly || (limit.figure == than.figure && !limit.comparison.strict() && than.comparison.strict())
}
