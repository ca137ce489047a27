//! What an indicator's figure can be and what it can earn, as far as the standard itself says, and the years that make a difference.

use crate::number::{Decimal, Points, Rational};

use super::{Gate, Indicator, Kind, Limit, PhasedLimit, Short, Standard};

/// Most figures that are gone through one by one.
const MOST_FIGURES: i128 = 100_000;

/// What an indicator can earn, in units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Earned {
    /// One of these, ascending.
    OneOf(Vec<i64>),
    /// Anything from nought to this.
    UpTo(i64),
}

impl Earned {
    /// Is there something between nought and these full points?
    #[must_use]
    pub fn between(&self, full: Points) -> bool {
        match self {
            Self::OneOf(points) => points.iter().any(|points| (1..full.0).contains(points)),
            Self::UpTo(most) => *most > 1,
        }
    }
}

impl Standard {
    /// One year of each stretch in which the same is judged: phases, and the years in which an indicator or a limit begins or
    /// ends. None stands for a standard without phases.
    #[must_use]
    pub fn turning_years(&self) -> Vec<Option<i32>> {
        let Some(first) = self.phases.first() else { return vec![None] };
        let of = |i: &Indicator| {
            let limits = i.phased_limit().map(|limit| limit.figures.iter().filter_map(|(year, _)| *year).collect::<Vec<_>>());
            i.due.into_iter().chain(i.until.map(|until| until.saturating_add(1))).chain(limits.unwrap_or_default()).collect::<Vec<_>>()
        };
        let mut years: Vec<i32> = self.phases.iter().copied().chain(self.indicators.iter().flat_map(of)).collect();
        years.retain(|year| year >= first);
        years.sort_unstable();
        years.dedup();
        years.into_iter().map(Some).collect()
    }
}

/// The least and the greatest figure that an answer can come to; none where the standard says nothing.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// No answer lies below.
    pub least: Option<Rational>,
    /// No answer lies above.
    pub greatest: Option<Rational>,
}

impl Bounds {
    /// Can an answer come to this figure, by all that is known?
    #[must_use]
    pub fn allow(&self, figure: Rational) -> bool {
        self.least.is_none_or(|least| figure >= least) && self.greatest.is_none_or(|greatest| figure <= greatest)
    }
}

impl Indicator {
    /// The bounds of its figure.
    #[must_use]
    pub fn bounds(&self, standard: &Standard) -> Bounds {
        let hundred = (self.percent() && !self.over_100).then_some(Rational::ONE);
        let points = matches!(self.kind, Kind::Judged { .. }).then(|| self.points.value(standard.decimals));
        let Some(value) = &self.value else {
            return Bounds { least: (!self.may_be_negative()).then_some(Rational::ZERO), greatest: hundred.or(points) };
        };
        let input = |i: &usize| &standard.inputs[*i];
        let least = Rational::sum(value.numerator.iter().map(|i| input(i).min));
        let greatest: Option<Vec<Decimal>> = value.numerator.iter().map(|i| input(i).max).collect();
        if value.divisor.is_empty() {
            return Bounds { least, greatest: greatest.and_then(|most| Rational::sum(most.into_iter())) };
        }
        let (above, below) = (value.numerator.as_slice(), value.divisor.as_slice());
        let part_of_whole = matches!((above, below), ([part], [whole]) if input(part).at_most == Some(*whole));
        Bounds {
            least: least.filter(|least| !least.is_negative()).map(|_| Rational::ZERO),
            greatest: hundred.or(part_of_whole.then_some(Rational::ONE)),
        }
    }

    /// Its limit that may differ by phase.
    #[must_use]
    pub fn phased_limit(&self) -> Option<&PhasedLimit> {
        match &self.kind {
            Kind::Target { limit, .. } | Kind::Required(Gate::Figure(limit)) | Kind::Veto(Gate::Figure(limit)) => Some(limit),
            _ => None,
        }
    }

    /// Can its figure be this one?
    #[must_use]
    pub fn can_be(&self, standard: &Standard, figure: Decimal) -> bool {
        self.bounds(standard).allow(figure.into()) && (!self.counts_whole(standard) || figure.is_whole())
    }

    /// What it can earn from an applicant of this type in this phase.
    #[must_use]
    pub fn earned(&self, standard: &Standard, applicant_type: Option<usize>, phase: Option<i32>) -> Earned {
        let full = self.points;
        let any = || Earned::UpTo(full.0);
        let one_of = |mut points: Vec<i64>| {
            points.sort_unstable();
            points.dedup();
            Earned::OneOf(points)
        };
        let whole = self.counts_whole(standard) && !self.percent();
        match &self.kind {
            Kind::YesNo { .. } | Kind::Target { short: Short::Zero, .. } => one_of(vec![0, full.0]),
            Kind::Tiers { tiers, .. } => {
                one_of(tiers.iter().filter(|t| t.counts_for(applicant_type)).map(|t| t.points.0).chain([0]).collect())
            }
            Kind::Levels { levels, .. } => one_of(levels.iter().map(|level| level.points.0).chain([0]).collect()),
            Kind::PerCase { each, .. } => {
                // So many cases use the full points up; the change up to there is a straight line, rounded once.
                let each = Rational::from(*each);
                let size = if each.is_negative() { Rational::ZERO.minus(each) } else { Some(each) };
                let Some(limit) = size.and_then(|size| full.value(standard.decimals).over(size)) else { return any() };
                let (zero, one) = if each.is_negative() { (limit, Rational::ZERO) } else { (Rational::ZERO, limit) };
                let earns = |cases: Rational| cases.clamp(Rational::ZERO, limit).on_line(zero, one, full);
                self.each_whole(standard, (Rational::ZERO, limit), earns).map_or_else(any, one_of)
            }
            Kind::Linear { zero_at, full_at, .. } if whole => {
                let (zero, one) = (Rational::from(*zero_at), Rational::from(*full_at));
                let ends = if zero < one { (zero, one) } else { (one, zero) };
                let earns = |figure: Rational| figure.clamp(ends.0, ends.1).on_line(zero, one, full);
                self.each_whole(standard, ends, earns).map_or_else(any, one_of)
            }
            Kind::Target { limit, short: Short::ProRata } if whole => {
                let limit = limit.in_phase(phase).map(|limit| (limit, Rational::from(limit.figure)));
                let Some((Limit { comparison, .. }, limit)) = limit.filter(|(_, limit)| *limit > Rational::ZERO) else { return any() };
                let points = if comparison.upward() {
                    let earns = |figure: Rational| figure.clamp(Rational::ZERO, limit).on_line(Rational::ZERO, limit, full);
                    self.each_whole(standard, (Rational::ZERO, limit), earns)
                } else {
                    // Twice the full points, in units, times the limit: from there on nothing is left of them.
                    let end = limit
                        .times_ceil(Rational::from(Decimal::whole(2).unwrap_or(Decimal::ZERO)))
                        .and_then(|twice| Rational::new(twice.checked_mul(i128::from(full.0))?.checked_add(1)?, 1));
                    let earns = |figure: Rational| limit.on_line(Rational::ZERO, figure.max(limit), full);
                    end.and_then(|end| self.each_whole(standard, (limit, end), earns))
                };
                points.map_or_else(any, one_of)
            }
            Kind::Judged { .. } if whole => {
                let most = full.value(standard.decimals);
                let earns = |figure: Rational| Points::round(figure, standard.decimals).map(|points| points.clamp(Points::ZERO, full));
                self.each_whole(standard, (Rational::ZERO, most), earns).map_or_else(any, one_of)
            }
            _ => any(),
        }
    }

    /// What every whole figure earns from the one at or below the first end to the one at or above the other; none where there
    /// are too many.
    fn each_whole(
        &self,
        standard: &Standard,
        (low, high): (Rational, Rational),
        earns: impl Fn(Rational) -> Option<Points>,
    ) -> Option<Vec<i64>> {
        let (low, high) = (low.times_floor(Rational::ONE)?, high.times_ceil(Rational::ONE)?);
        if high.checked_sub(low)? > MOST_FIGURES {
            return None;
        }
        let bounds = self.bounds(standard);
        let figures = (low..=high).filter_map(|n| Rational::new(n, 1)).filter(|figure| bounds.allow(*figure));
        // An answer left blank earns nothing.
        figures.map(|figure| earns(figure).map(|points| points.0)).chain([Some(0)]).collect()
    }

    /// Is its figure a count, so that nothing lies between two whole figures?
    #[must_use]
    pub fn counts_whole(&self, standard: &Standard) -> bool {
        match &self.value {
            Some(value) => value.divisor.is_empty() && value.inputs().all(|i| standard.inputs[i].whole),
            None => self.whole || matches!(self.kind, Kind::PerCase { .. }),
        }
    }
}
