//! The rule of one indicator: limits, tiers, levels and what they are worth.

use std::ops::Range;

use crate::diagnostic::Code;
use crate::document::{At, Figure};
use crate::number::{Decimal, Points, Rational};
use crate::standard::written::{WrittenIndicator, WrittenKind, WrittenLevel, WrittenLimit, WrittenTier};
use crate::standard::{Comparison, Gate, Kind, Level, Limit, PhasedLimit, Short, Tier, shown_exactly};
use crate::text::text;

use super::Check;

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
        WrittenKind::Tiers { tiers, met_at } => check.tiers(context, tiers, met_at.as_ref()),
        WrittenKind::Linear { zero_at, full_at, met_at } => {
            let (zero, full) = (zero_at.as_ref()?, full_at.as_ref()?);
            let zero_at = check.in_unit("zero_at", zero, context.percent)?;
            let full_at = check.in_unit("full_at", full, context.percent)?;
            if zero_at == full_at {
                let found = check.findings.make(Code::FlatLine, &full.span, text!(FlatLine, figure = full_at));
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
                    check.met_for_nothing(at, &zero.span, shown_exactly(limit.figure, context.percent));
                }
            }
            Some(Kind::Linear { zero_at, full_at, met_at: limit })
        }
        WrittenKind::Target { limit, short } => {
            let limit = check.phased(context, limit.as_ref()?)?;
            let short = short.as_ref();
            if let Some(at) = short.filter(|s| s.value == Short::ProRata)
                && limit.figures.iter().any(|(_, figure)| figure.is_zero() || figure.is_negative())
            {
                check.report(Code::LimitForm, &at.span, text!(ProRataOfZero));
                return None;
            }
            Some(Kind::Target { limit, short: short.map_or(Short::Zero, |s| s.value) })
        }
        WrittenKind::Levels { levels, met_at } => check.levels(context, levels, met_at.as_ref()),
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
                check.report(Code::MetAt, &at.span, text);
            }
            if let (Some(limit), Some(at)) = (limit.filter(|limit| limit.is_zero()), met_at) {
                check.met_for_nothing(at, &context.kind.span, limit.to_string());
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
            self.report(Code::LimitForm, &written.span, text!(LimitEmpty));
        }
        for (year, figure) in &written.figures {
            let decimal = self.in_unit(written.comparison.key(), figure, context.percent);
            self.within_hundred(context, written.comparison, decimal, figure);
            let year = match year {
                None => None,
                Some(year) => {
                    let known = i32::try_from(year.value).ok().filter(|y| self.phases.contains(y));
                    if known.is_none() {
                        let text = text!(UnknownPhase, year = year.value);
                        let list: Vec<_> = self.phases.iter().map(|p| crate::text::Part::from(*p)).collect();
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
        (figures.len() == written.figures.len() && !figures.is_empty()).then_some(PhasedLimit { comparison: written.comparison, figures })
    }

    /// A limit above 100 % is never reached unless `over_100` says that such a percentage exists.
    fn within_hundred(&self, context: &Context<'_>, comparison: Comparison, decimal: Option<Decimal>, at: &At<Figure>) {
        let over = context.written.over_100.as_ref().is_some_and(|o| o.value);
        let bound = super::whole_number(1);
        let beyond = |d: Decimal| d > bound || (d == bound && comparison == Comparison::MoreThan);
        if context.percent && !over && decimal.is_some_and(beyond) {
            self.report_help(
                Code::OutOfRange,
                &at.span,
                text!(LimitOver100, figure = at.value.decimal),
                text!(AddKey, example = "over_100 = true"),
            );
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

    fn tiers(&self, context: &Context<'_>, written: &[WrittenTier], met_at_written: Option<&At<Figure>>) -> Option<Kind> {
        if written.is_empty() {
            self.report(Code::EmptyValue, &context.kind.span, text!(NoTiers));
            return None;
        }
        let mut tiers: Vec<(Tier, Places<'_>)> = Vec::new();
        for tier in written {
            let limit = tier.limit.as_ref().and_then(|l| self.single(context, l));
            let points = tier.points.as_ref().and_then(|p| self.points("points", p));
            let types = tier.types.as_ref().map(|ids| self.some_types(ids, &tier.span));
            if let (Some(limit), Some(points), Some(at)) = (limit, points, &tier.points) {
                let limit_at = tier.limit.as_ref().and_then(|l| l.figures.first()).map_or(&tier.span, |(_, figure)| &figure.span);
                tiers.push((Tier { limit, points, types }, Places { limit: limit_at, points: &at.span }));
            }
        }
        if tiers.len() < written.len() {
            return None;
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
        if let (Some(met), Some(at)) = (&met_at, met_at_written) {
            self.met_among_tiers(context, &tiers, met, at);
        }
        Some(Kind::Tiers { tiers: tiers.into_iter().map(|(tier, _)| tier).collect(), met_at })
    }

    /// The types of applicants that the indicator applies to; one that is none where the standard has no types.
    fn types_of(&self, context: &Context<'_>) -> Vec<Option<usize>> {
        match context.applies_to {
            _ if self.types.is_empty() => vec![None],
            Some(types) => types.iter().copied().map(Some).collect(),
            None => (0..self.types.len()).map(Some).collect(),
        }
    }

    /// For every type: met neither below the last tier nor beyond the first.
    fn met_among_tiers(&self, context: &Context<'_>, tiers: &[(Tier, Places<'_>)], met: &Limit, at: &At<Figure>) {
        let plain: Vec<Tier> = tiers.iter().map(|(tier, _)| tier.clone()).collect();
        for kind in self.types_of(context) {
            let mut of_kind = tiers.iter().filter(|(tier, _)| tier.counts_for(kind));
            let Some((first, first_at)) = of_kind.next() else { continue };
            let last = of_kind.next_back().map_or(first, |(last, _)| last);
            let met = Tier::met_limit(&plain, met, kind);
            let shown = |limit: &Limit| format!("{}{}", limit.comparison.sign(), shown_exactly(limit.figure, context.percent));
            if easier(&met, &last.limit) {
                self.report_help(Code::MetAt, &at.span, text!(MetForNothing), text!(MendMetAt));
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
                self.met_for_nothing(at, &each.span, limit.to_string());
            }
        } else if limit.is_zero() {
            self.met_for_nothing(at, &each.span, limit.to_string());
        } else if let Some(enough) = per_case.inverse().and_then(|by| full.times_ceil(by))
            && Rational::from(limit) > Rational::new(enough, 1).unwrap_or(Rational::ZERO)
        {
            let points = context.written.points.as_ref().map_or(&each.span, |points| &points.span);
            self.met_beyond_full(at, points, limit.to_string(), enough.to_string());
        }
    }

    fn met_for_nothing(&self, at: &At<Figure>, other: &Range<usize>, met_at: String) {
        let found = self.findings.make(Code::MetAt, &at.span, text!(MetForNothingHere, met_at = met_at));
        self.findings.push(found.related(self.findings.place(other), text!(NothingHere)).help(text!(MendMetAtFurther)));
    }

    fn met_beyond_full(&self, at: &At<Figure>, other: &Range<usize>, met_at: String, full: String) {
        let found = self.findings.make(Code::MetAt, &at.span, text!(MetBeyondFull, met_at = met_at, full = full));
        self.findings.push(found.related(self.findings.place(other), text!(FullHere)).help(text!(MendMetAtNearer)));
    }

    /// For every type: best first, each easier and worth less than the one before, the first worth the full points.
    fn tier_order(&self, context: &Context<'_>, tiers: &[(Tier, Places<'_>)]) {
        for kind in self.types_of(context) {
            let of_kind: Vec<_> = tiers.iter().filter(|(tier, _)| tier.counts_for(kind)).collect();
            let Some((best, best_at)) = of_kind.first() else {
                let type_id = kind.map_or("", |t| self.types[t].as_str());
                self.report(Code::TierPoints, &context.written.span, text!(NoTierForType, type_id = type_id));
                continue;
            };
            if let Some(full) = context.points.filter(|full| best.points != *full) {
                let text = text!(BestTierPoints, points = best.points.show(self.decimals), full = full.show(self.decimals));
                let found = self.findings.make(Code::TierPoints, best_at.points, text);
                let found = match &context.written.points {
                    Some(at) => found.related(self.findings.place(&at.span), text!(IndicatorPoints)),
                    None => found,
                };
                self.findings.push(found.help(text!(MendBestTier)));
            }
            for pair in of_kind.windows(2) {
                let ((before, before_at), (after, after_at)) = (pair[0], pair[1]);
                if !easier(&after.limit, &before.limit) {
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

    fn levels(&self, context: &Context<'_>, written: &[WrittenLevel], met_at: Option<&At<String>>) -> Option<Kind> {
        if written.is_empty() {
            self.report(Code::EmptyValue, &context.kind.span, text!(NoLevels));
            return None;
        }
        let with_points = written.iter().filter(|l| l.points.is_some()).count();
        if with_points != 0 && with_points != written.len() {
            if let Some(without) = written.iter().find(|l| l.points.is_none()) {
                self.report(Code::TierPoints, &without.span, text!(LevelsHalfWithPoints));
            }
            return None;
        }
        let mut levels: Vec<Level> = Vec::new();
        let mut seen: Vec<(String, &Range<usize>)> = Vec::new();
        let count = i128::try_from(written.len()).ok()?;
        for (position, level) in written.iter().enumerate() {
            let name = level.level.as_ref()?;
            for word in std::iter::once(name).chain(&level.alias) {
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
            let points = match &level.points {
                Some(points) => self.points("points", points)?,
                None => {
                    // Evenly spaced: of n levels the k-th from below is worth k/n of the points.
                    let rank = count - i128::try_from(position).ok()?;
                    Rational::new(rank, 1)?.on_line(Rational::ZERO, Rational::new(count, 1)?, context.points.unwrap_or_default())?
                }
            };
            let full = context.points;
            let wrong = match levels.last() {
                None => full.is_some_and(|full| points != full),
                Some(before) => points >= before.points,
            };
            if let Some(full) = full.filter(|_| wrong) {
                let at = level.points.as_ref().map_or(&level.span, |p| &p.span);
                let text = text!(LevelPoints, points = points.show(self.decimals), full = full.show(self.decimals));
                self.report(Code::TierPoints, at, text);
            }
            levels.push(Level {
                name: name.value.clone(),
                points,
                text: level.text.as_ref().map(|t| t.value.clone()),
                alias: super::plain(&level.alias),
            });
        }
        let names: Vec<String> = levels.iter().map(|l| l.name.clone()).collect();
        let met_at = match met_at {
            Some(name) => {
                let position = self.reference(text!(LevelWord), name, &names)?;
                if levels[position].points == Points::ZERO {
                    let found = self.findings.make(Code::MetAt, &name.span, text!(MetForNothingHere, met_at = &name.value));
                    self.findings.push(found.help(text!(MendMetAtFurther)));
                }
                Some(position)
            }
            None => None,
        };
        Some(Kind::Levels { levels, met_at })
    }
}

/// Is `limit` strictly easier to reach than `than`? Both look in one direction.
fn easier(limit: &Limit, than: &Limit) -> bool {
    let strictly = if limit.comparison.upward() { limit.figure < than.figure } else { limit.figure > than.figure };
    strictly || (limit.figure == than.figure && !limit.comparison.strict() && than.comparison.strict())
}
