//! Pass or fail, and every line that says so. Gate items come first; shares are compared exactly.

use crate::diagnostic::Code;
use crate::number::{Decimal, Rational};
use crate::standard::Standard;

use super::evaluate::{DimensionTotal, ItemResult, Scorecard, State, Totals};

/// One line of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which line.
    pub code: Code,
    /// The gate item (`gate-…`), the dimension (`floor…`) or the indicator at fault, by position.
    pub about: Option<u16>,
}

impl Reason {
    /// A line about the whole row.
    #[must_use]
    pub fn of(code: Code) -> Self {
        Self { code, about: None }
    }

    /// A line about an indicator or dimension.
    #[must_use]
    pub fn about(code: Code, position: usize) -> Self {
        Self { code, about: u16::try_from(position).ok() }
    }
}

/// Whether a row passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// `None` under a standard with nothing to pass.
    pub passed: Option<bool>,
    /// Gate items and floors that fail. The lines of `[pass]` follow from the totals: [`lines`].
    pub failed: Vec<Reason>,
}

/// Judges a scorecard.
#[must_use]
pub fn judge(standard: &Standard, card: &Scorecard) -> Verdict {
    let mut failed: Vec<Reason> = gates(standard, card).collect();
    for (d, dimension) in standard.dimensions.iter().enumerate() {
        if dimension.at_least.is_some_and(|floor| floor_reached(floor, &card.dimensions[d]) == Some(false)) {
            failed.push(Reason::about(Code::Floor, d));
        }
    }
    let passed = standard.can_fail().then(|| failed.is_empty() && lines(standard, &card.totals).all(|(_, holds)| holds));
    Verdict { passed, failed }
}

/// Gate items that fail, or that are unanswered and so not cleared, in the standard's order.
fn gates<'a>(standard: &'a Standard, card: &'a Scorecard) -> impl Iterator<Item = Reason> + 'a {
    standard
        .indicators
        .iter()
        .zip(&card.items)
        .enumerate()
        .filter(|(_, (indicator, _))| indicator.is_gate())
        .filter_map(|(i, (_, result))| gate_fails(result).map(|code| Reason::about(code, i)))
}

/// How a gate item fails; none where it holds, or is not asked.
pub(super) fn gate_fails(result: &ItemResult) -> Option<Code> {
    match result.state {
        State::Met | State::NotApplicable | State::NotDue => None,
        State::Missing => Some(Code::GateUnanswered),
        State::Unmet if matches!(result.cause, super::Cause::Declared | super::Cause::ZeroByZero) => Some(Code::GateUnanswered),
        State::Unmet | State::PartlyMet | State::Invalid => Some(Code::GateFailed),
    }
}

/// Every line of `[pass]` that is given, and whether the totals reach it. A share of nothing is not reached.
pub fn lines<'a>(standard: &'a Standard, totals: &Totals) -> impl Iterator<Item = (Code, bool)> + use<'a> {
    let (pass, one) = (&standard.pass, 10i64.pow(u32::from(standard.decimals)));
    let (met, applicable) = (i64::from(totals.met), i64::from(totals.applicable));
    [
        pass.met_share.map(|least| (Code::MetShare, reaches(met, applicable, least))),
        pass.points_share.map(|least| (Code::PointsShare, reaches(totals.points.0, totals.available.0, least))),
        pass.points.map(|least| (Code::PointsLine, reaches(totals.points.0, one, least))),
    ]
    .into_iter()
    .flatten()
}

/// Is part ÷ whole at least so much? Exactly: part × 10^scale ≥ whole × mantissa, which 128 bits hold, and nearly always 64. Of nothing it
/// is not.
fn reaches(part: i64, whole: i64, least: Decimal) -> bool {
    const TENS: [i64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
    if whole <= 0 {
        return false;
    }
    if let Some(ten) = TENS.get(usize::from(least.scale()))
        && let (Some(part), Some(whole)) = (part.checked_mul(*ten), whole.checked_mul(least.mantissa()))
    {
        return part >= whole;
    }
    i128::from(part) * 10i128.pow(u32::from(least.scale())) >= i128::from(whole) * i128::from(least.mantissa())
}

/// Indicators met ÷ indicators that apply.
#[must_use]
pub fn met_share(totals: &Totals) -> Option<Rational> {
    Rational::new(i128::from(totals.met), i128::from(totals.applicable))
}

/// Points (bonus included) ÷ points available.
#[must_use]
pub fn points_share(totals: &Totals) -> Option<Rational> {
    Rational::new(i128::from(totals.points.0), i128::from(totals.available.0))
}

/// Does a dimension reach its floor? `None` where nothing in it is available.
#[must_use]
pub fn floor_reached(floor: Decimal, dimension: &DimensionTotal) -> Option<bool> {
    let DimensionTotal { points, available, .. } = dimension;
    (available.0 != 0).then(|| reaches(points.0, available.0, floor))
}
