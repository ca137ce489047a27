//! What answers can come to: limits that none reaches or none misses, divisors that may be 0, dimensions that 不适用 could
//! empty, pass lines out of reach for a type or in a phase. Each is judged from the bounds that the standard itself states.

use std::ops::Range;

use crate::diagnostic::Code;
use crate::number::{Points, Rational};
use crate::standard::written::{Written, WrittenIndicator, WrittenKind};
use crate::standard::{Bounds, Comparison, Gate, Indicator, Kind, Limit, NotApplicable, Standard};
use crate::text::{Part, text};

use super::{Check, is_counted, is_placed, is_understood};

pub(super) fn check(check: &Check<'_, '_>, written: &Written, standard: &Standard) {
    for (written, indicator) in written.indicators.iter().zip(&standard.indicators) {
        if written.kind.is_some() && written.value.is_some() == indicator.value.is_some() {
            check.reach(written, indicator, standard);
            check.divisor(written, indicator, standard);
        }
    }
    check.emptied(written, standard);
    check.pass_lines(written, standard);
}

/// The types of applicants to judge by; one that is none where the standard has no types.
pub(super) fn types(standard: &Standard) -> Vec<Option<usize>> {
    if standard.types.is_empty() { vec![None] } else { (0..standard.types.len()).map(Some).collect() }
}

/// Could the years be read between which an indicator is judged?
pub(super) fn is_dated(written: &WrittenIndicator) -> bool {
    !written.unread.iter().any(|key| ["due", "until"].contains(key))
}

/// Does every figure within the bounds reach the limit?
fn always(limit: &Limit, bounds: Bounds) -> bool {
    let worst = if limit.comparison.upward() { bounds.least } else { bounds.greatest };
    worst.is_some_and(|worst| limit.holds(worst))
}

/// Does none?
fn never(limit: &Limit, bounds: Bounds) -> bool {
    let best = if limit.comparison.upward() { bounds.greatest } else { bounds.least };
    best.is_some_and(|best| !limit.holds(best))
}

/// The limits of an indicator with the places of their figures.
fn limits<'w>(written: &'w WrittenIndicator, indicator: &Indicator) -> Vec<(Limit, &'w Range<usize>)> {
    let Some((_, kind)) = &written.kind else { return Vec::new() };
    match (kind, &indicator.kind) {
        (WrittenKind::Tiers { tiers: Some(places), .. }, Kind::Tiers { tiers, .. }) => {
            let figures = places.value.iter().filter_map(|tier| tier.limit.as_ref()?.figures.first());
            tiers.iter().zip(figures).map(|(tier, (_, at))| (tier.limit, &at.span)).collect()
        }
        (WrittenKind::Target { limit: Some(at), .. }, Kind::Target { limit, .. })
        | (WrittenKind::Gate { limit: Some(at), .. }, Kind::Required(Gate::Figure(limit)) | Kind::Veto(Gate::Figure(limit))) => limit
            .figures
            .iter()
            .filter_map(|(year, figure)| {
                let same = |written: &Option<crate::document::At<i64>>| written.as_ref().map(|y| y.value) == year.map(i64::from);
                let (_, at) = at.figures.iter().find(|(written, _)| same(written))?;
                Some((Limit { comparison: limit.comparison, figure: *figure }, &at.span))
            })
            .collect(),
        (WrittenKind::Linear { full_at: Some(at), .. }, Kind::Linear { zero_at, full_at, .. }) => {
            let comparison = if full_at > zero_at { Comparison::AtLeast } else { Comparison::AtMost };
            vec![(Limit { comparison, figure: *full_at }, &at.span)]
        }
        _ => Vec::new(),
    }
}

impl Check<'_, '_> {
    /// Limits that every answer reaches or none does.
    fn reach(&self, written: &WrittenIndicator, indicator: &Indicator, standard: &Standard) {
        let bounds = indicator.bounds(standard);
        let veto = matches!(indicator.kind, Kind::Veto(_));
        // A limit beyond 100 % is reported where limits are read; only a straight line's is not.
        let reported = indicator.percent() && !indicator.over_100 && !matches!(indicator.kind, Kind::Linear { .. });
        for (limit, at) in limits(written, indicator) {
            let shown = indicator.show_limit(&limit);
            if always(&limit, bounds) && !matches!(indicator.kind, Kind::Linear { .. }) {
                let text = if veto { text!(VetoAlways, limit = shown) } else { text!(LimitAlwaysReached, limit = shown) };
                self.report_help(if veto { Code::OutOfRange } else { Code::CannotBeMissed }, at, text, text!(MendLimit));
            } else if never(&limit, bounds) && !(reported && limit.comparison.upward()) {
                let text = if veto { text!(VetoNever, limit = shown) } else { text!(LimitNeverReached, limit = shown) };
                self.report_help(if veto { Code::CannotBeMissed } else { Code::OutOfRange }, at, text, text!(MendLimit));
            }
        }
    }

    /// A divisor that may be 0 while 不适用 is not allowed: then 0 ÷ 0 counts against the applicant.
    fn divisor(&self, written: &WrittenIndicator, indicator: &Indicator, standard: &Standard) {
        let (Some(value), Some(at)) = (&indicator.value, &written.value) else { return };
        let by_type = matches!(indicator.not_applicable, NotApplicable::Types(_));
        if written.unread.contains(&"not_applicable") || (by_type && !self.types.complete) {
            return;
        }
        let allowed = types(standard).into_iter().all(|kind| !indicator.applies_to(kind) || indicator.not_applicable.allows(kind));
        let least = Rational::sum(value.divisor.iter().map(|i| standard.inputs[*i].min));
        let positive = |least: Rational| !least.is_zero() && !least.is_negative();
        if !value.divisor.is_empty() && !allowed && !least.is_some_and(positive) {
            let names: Vec<Part> = value.divisor.iter().map(|i| Part::from(standard.inputs[*i].id.as_str())).collect();
            let text = text!(DivisorMayBeZero, id = &indicator.id, inputs = names);
            self.report_help(Code::DivisorMayBeZero, &at.span, text, text!(MendDivisor));
        }
    }

    /// Dimensions in which everything may be answered 不适用.
    fn emptied(&self, written: &Written, standard: &Standard) {
        let all = || written.indicators.iter().zip(&standard.indicators);
        if !self.types.complete || !self.indicators.is_read || !all().all(|(w, i)| is_placed(w, i, standard)) {
            return;
        }
        let readable = |d: Option<usize>| {
            let understood = |w: &WrittenIndicator, i: &Indicator| is_understood(w, i) && !w.unread.contains(&"not_applicable");
            all().all(|(w, i)| i.dimension != d || understood(w, i))
        };
        let counts = |indicator: &&Indicator| !indicator.is_gate() && !indicator.bonus;
        for (d, dimension) in standard.dimensions.iter().enumerate() {
            let Some(at) = &written.dimensions[d].id else { continue };
            if !readable(Some(d)) {
                continue;
            }
            let of_dimension: Vec<&Indicator> = standard.indicators.iter().filter(|i| i.dimension == Some(d)).filter(counts).collect();
            if of_dimension.is_empty() {
                continue; // reported as empty
            }
            let emptied = |year: Option<i32>| -> Vec<Option<usize>> {
                let left =
                    |kind| of_dimension.iter().filter(|i| i.is_due(year)).any(|i| i.applies_to(kind) && !i.not_applicable.allows(kind));
                types(standard).into_iter().filter(|kind| !left(*kind)).collect()
            };
            let always = emptied(None);
            if let (true, Some((year, kinds))) = (always.is_empty(), self.emptied_in(written, standard, &of_dimension, &emptied)) {
                let kinds: Vec<Part> = kinds.iter().flatten().map(|t| Part::from(standard.types[*t].id.as_str())).collect();
                let text = if kinds.is_empty() {
                    text!(DimensionMayBeEmptyFrom, id = &dimension.id, year = year)
                } else {
                    text!(DimensionMayBeEmptyFromForTypes, id = &dimension.id, year = year, types = kinds)
                };
                self.report_help(Code::MayBeEmpty, &at.span, text, text!(MendEmptied));
            }
            let text = match always.as_slice() {
                [] => continue,
                [None] => text!(DimensionMayBeEmpty, id = &dimension.id),
                kinds => {
                    let kinds: Vec<Part> = kinds.iter().flatten().map(|t| Part::from(standard.types[*t].id.as_str())).collect();
                    text!(DimensionMayBeEmptyForTypes, id = &dimension.id, types = kinds)
                }
            };
            self.report_help(Code::MayBeEmpty, &at.span, text, text!(MendEmptied));
        }
        let all: Vec<&Indicator> = standard.indicators.iter().filter(counts).collect();
        if standard.dimensions.is_empty() && readable(None) && !all.is_empty() {
            let emptied = |year: Option<i32>| all.iter().filter(|i| i.is_due(year)).all(|i| i.not_applicable == NotApplicable::Always);
            let in_year = |year| if emptied(year) { vec![None] } else { Vec::new() };
            if emptied(None) {
                self.report_help(Code::MayBeEmpty, &written.span, text!(StandardMayBeEmpty), text!(MendEmptied));
            } else if let Some((year, _)) = self.emptied_in(written, standard, &all, &in_year) {
                self.report_help(Code::MayBeEmpty, &written.span, text!(StandardMayBeEmptyFrom, year = year), text!(MendEmptied));
            }
        }
    }

    /// The first year in which some of these indicators are due, and all of those may be answered 不适用; and for whom.
    fn emptied_in(
        &self,
        written: &Written,
        standard: &Standard,
        of: &[&Indicator],
        emptied: &dyn Fn(Option<i32>) -> Vec<Option<usize>>,
    ) -> Option<(i32, Vec<Option<usize>>)> {
        let own = |i: &Indicator| of.iter().any(|one| std::ptr::eq(*one, i));
        let dated = written.indicators.iter().zip(&standard.indicators).all(|(w, i)| !own(i) || is_dated(w));
        if self.phases.is_none() || !dated {
            return None;
        }
        let due = |year: &i32| of.iter().any(|i| i.is_due(Some(*year)));
        let years = standard.turning_years().into_iter().flatten().filter(due);
        years.map(|year| (year, emptied(Some(year)))).find(|(_, kinds)| !kinds.is_empty())
    }

    /// Pass lines that a type of applicant cannot reach in some phase, or cannot miss.
    fn pass_lines(&self, written: &Written, standard: &Standard) {
        if let (Some(line), Some(at)) = (standard.pass.points, &written.pass_points)
            && line.is_zero()
        {
            self.report_help(Code::CannotBeMissed, &at.span, text!(PassLineOfNought), text!(MendPassLine));
        }
        let mut points_said = false;
        let mut share_said = false;
        let readable = written.indicators.iter().zip(&standard.indicators).all(|(w, i)| is_counted(w, i) && is_dated(w));
        if !readable || !self.types.complete || self.phases.is_none() {
            return;
        }
        for phase in standard.turning_years() {
            let due = |i: &&Indicator| !i.is_gate() && i.is_due(phase);
            if phase.is_some() && !standard.indicators.iter().any(|i| due(&i)) {
                continue; // reported as a phase without indicators
            }
            for kind in types(standard) {
                let applicable = || standard.indicators.iter().filter(due).filter(move |i| i.applies_to(kind));
                let whom: Vec<Part> =
                    [kind.map(|t| Part::from(standard.types[t].id.as_str())), phase.map(Part::from)].into_iter().flatten().collect();
                let share = standard
                    .pass
                    .met_share
                    .and(written.met_share.as_ref())
                    .or(standard.pass.points_share.and(written.points_share.as_ref()));
                if let (Some(at), false, false) = (share, share_said, standard.indicators.is_empty())
                    && applicable().all(|i| i.bonus)
                {
                    let text = if whom.is_empty() { text!(ShareOfNothing) } else { text!(ShareOfNothingFor, whom = whom.clone()) };
                    self.report_help(Code::PassLine, &at.span, text, text!(MendShareOfNothing));
                    share_said = true;
                }
                let (Some(line), Some(at)) = (standard.pass.points, &written.pass_points) else { continue };
                let best: Points = applicable().map(|i| i.points).sum();
                if best.value(standard.decimals) < Rational::from(line) && !points_said {
                    let best = best.show(standard.decimals);
                    let text = if whom.is_empty() {
                        text!(PassOutOfReach, line = line, best = best)
                    } else {
                        text!(PassOutOfReachFor, line = line, best = best, whom = whom)
                    };
                    self.report(Code::PassLine, &at.span, text);
                    points_said = true;
                }
            }
        }
    }
}
