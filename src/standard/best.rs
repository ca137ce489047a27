//! The best answer to an indicator: the least demanding one that earns the full points and counts as met.

use crate::number::{Decimal, Rational};

use super::Standard;
use super::indicator::{Comparison, Gate, Indicator, Kind, Limit, Tier};

/// An answer, before it is a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Best {
    /// Yes or no.
    YesNo(bool),
    /// A figure; a fraction under a percentage.
    Figure(Decimal),
    /// A level, by position.
    Level(usize),
}

impl Indicator {
    /// The best answer for an applicant of this type in this phase; `None` where no limit is in force.
    #[must_use]
    pub fn best(&self, standard: &Standard, phase: Option<i32>, applicant_type: Option<usize>) -> Option<Best> {
        Some(match &self.kind {
            Kind::YesNo { expect } => Best::YesNo(*expect),
            Kind::Required(Gate::YesNo) => Best::YesNo(true),
            Kind::Veto(Gate::YesNo) => Best::YesNo(false),
            Kind::Levels { .. } => Best::Level(0),
            _ => {
                let limit = self.best_limit(standard.decimals, phase, applicant_type)?;
                let figure = limit.least_demanding(self.percent(), self.over_100)?;
                let between = self.counts_whole(standard) && !self.percent() && !figure.is_whole();
                Best::Figure(if between { limit.next_whole()? } else { figure })
            }
        })
    }

    /// The limit that has to be reached for the full points and for being met; `None` where the answer is no figure.
    #[must_use]
    pub fn best_limit(&self, decimals: u8, phase: Option<i32>, applicant_type: Option<usize>) -> Option<Limit> {
        let full = self.points.value(decimals);
        match &self.kind {
            Kind::Tiers { tiers, met_at } => {
                let first = tiers.iter().find(|t| t.counts_for(applicant_type))?.limit;
                Some(met_at.map_or(first, |met| first.stricter(Tier::met_limit(tiers, &met, applicant_type))))
            }
            Kind::Linear { zero_at, full_at, met_at } => {
                let comparison = if full_at > zero_at { Comparison::AtLeast } else { Comparison::AtMost };
                let end = Limit { comparison, figure: *full_at };
                Some(met_at.map_or(end, |met| end.stricter(met)))
            }
            Kind::Target { limit, .. } | Kind::Required(Gate::Figure(limit)) => limit.in_phase(phase),
            Kind::Veto(Gate::Figure(limit)) => limit.in_phase(phase).map(|l| l.opposite()),
            Kind::PerCase { each, .. } if each.is_negative() => Some(Limit { comparison: Comparison::AtMost, figure: Decimal::ZERO }),
            Kind::PerCase { each, met_at } => {
                let cases = full.times_ceil(Rational::from(*each).inverse()?)?;
                let enough = Decimal::whole(i64::try_from(cases).ok()?)?;
                Some(Limit { comparison: Comparison::AtLeast, figure: met_at.map_or(enough, |met| met.max(enough)) })
            }
            Kind::Judged { .. } => {
                let units = Decimal::whole(self.points.0)?.shifted(-i8::try_from(decimals).ok()?)?;
                Some(Limit { comparison: Comparison::AtLeast, figure: units })
            }
            Kind::YesNo { .. } | Kind::Levels { .. } | Kind::Required(Gate::YesNo) | Kind::Veto(Gate::YesNo) => None,
        }
    }
}

impl Limit {
    /// The harder of two limits that look in one direction.
    fn stricter(self, other: Self) -> Self {
        let (mine, theirs) = (self.figure, other.figure);
        let other_is_harder = if mine == theirs { other.comparison.strict() } else { (theirs > mine) == self.comparison.upward() };
        if other_is_harder { other } else { self }
    }

    /// The whole figure on the good side that is nearest to the limit.
    fn next_whole(&self) -> Option<Decimal> {
        let limit = Rational::from(self.figure);
        let figure = if self.comparison.upward() { limit.times_ceil(Rational::ONE) } else { limit.times_floor(Rational::ONE) };
        Decimal::whole(i64::try_from(figure?).ok()?)
    }

    /// The limit itself where it counts; beside a strict one the next whole figure, or the end of the scale of percentages.
    fn least_demanding(&self, percent: bool, over_100: bool) -> Option<Decimal> {
        if !self.comparison.strict() {
            return Some(self.figure);
        }
        let (nought, one) = (Decimal::ZERO, Decimal::whole(1)?);
        // A floor or ceiling of the figure plus or minus one, in whole numbers.
        let limit = Rational::from(self.figure);
        let unit = Rational::from(one);
        if self.comparison == Comparison::MoreThan {
            if percent && !over_100 && self.figure < one {
                return Some(one);
            }
            return Decimal::whole(i64::try_from(limit.times_floor(unit)?.checked_add(1)?).ok()?);
        }
        if percent && self.figure > nought {
            return Some(nought);
        }
        Decimal::whole(i64::try_from(limit.times_ceil(unit)?.checked_sub(1)?).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(comparison: Comparison, figure: &str) -> Limit {
        Limit { comparison, figure: Decimal::parse(figure).expect("a decimal") }
    }

    #[test]
    fn the_least_demanding_figure_reaches_its_limit() {
        for (comparison, figure, percent, expected) in [
            (Comparison::AtLeast, "0.95", true, "0.95"),
            (Comparison::MoreThan, "0.95", true, "1"),
            (Comparison::MoreThan, "3", false, "4"),
            (Comparison::MoreThan, "3.5", false, "4"),
            (Comparison::LessThan, "0.05", true, "0"),
            (Comparison::LessThan, "5", false, "4"),
            (Comparison::LessThan, "4.5", false, "4"),
            (Comparison::AtMost, "4", false, "4"),
        ] {
            let limit = limit(comparison, figure);
            let best = limit.least_demanding(percent, false).expect("a figure");
            assert_eq!(best, Decimal::parse(expected).expect("a decimal"), "{comparison:?} {figure}");
            assert!(limit.holds(best.into()));
        }
    }

    #[test]
    fn the_stricter_limit_wins() {
        let at_least = |f| limit(Comparison::AtLeast, f);
        assert_eq!(at_least("90").stricter(at_least("95")), at_least("95"));
        assert_eq!(limit(Comparison::AtMost, "4").stricter(limit(Comparison::AtMost, "6")), limit(Comparison::AtMost, "4"));
        assert_eq!(at_least("90").stricter(limit(Comparison::MoreThan, "90")), limit(Comparison::MoreThan, "90"));
    }
}
