//! Between what an indicator's figure can lie, as far as the standard itself says.

use crate::number::{Decimal, Rational};

use super::{Indicator, Kind, Standard};

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

    /// Is its figure a count, so that nothing lies between two whole figures?
    #[must_use]
    pub fn counts_whole(&self, standard: &Standard) -> bool {
        match &self.value {
            Some(value) => value.divisor.is_empty() && value.inputs().all(|i| standard.inputs[i].whole),
            None => self.whole || matches!(self.kind, Kind::PerCase { .. }),
        }
    }
}
