//! The rule of an indicator as two formulas: whether it is met, and what it earns.

use crate::number::Decimal;
use crate::standard::{Comparison, Gate, Indicator, Kind, Limit, Short, Tier};

use super::super::exact::{Earned, TooLarge, Value};
use super::{POINTS, Rules, is_type, largest};

/// Points that one formula gives.
fn in_one(formula: impl Into<String>) -> Earned {
    Earned { formula: formula.into(), steps: Vec::new() }
}

/// Never met, and nothing earned.
fn nothing() -> (String, Earned) {
    ("FALSE".to_owned(), in_one("0"))
}

impl Rules<'_> {
    /// Whether the rule of an indicator is met by a figure, and what it earns.
    pub(super) fn rule(&self, i: usize, value: &Value) -> Result<(String, Earned), TooLarge> {
        let indicator = &self.standard.indicators[i];
        let full = indicator.points.0;
        let decimals = self.standard.decimals;
        let gate = |gate: &Gate, must_hold: bool| -> Result<(String, Earned), TooLarge> {
            let limit = match gate {
                Gate::YesNo => None,
                Gate::Figure(limit) => limit.in_phase(self.phase),
            };
            let Some(limit) = limit else { return Ok(nothing()) };
            let holds = value.reaches(&limit)?;
            Ok((if must_hold { holds } else { format!("NOT({holds})") }, in_one("0")))
        };
        let full_points = || format!("{}={full}", POINTS);
        match &indicator.kind {
            Kind::Tiers { tiers, met_at } => {
                let points = self.by_type(tiers, |tiers| {
                    let terms: Result<Vec<String>, TooLarge> =
                        tiers.iter().map(|tier| Ok(format!("({})*{}", value.reaches(&tier.limit)?, tier.points.0))).collect();
                    Ok(largest(&terms?))
                })?;
                let met = match met_at {
                    None => full_points(),
                    Some(met_at) => self.by_type(tiers, |own| {
                        let own: Vec<Tier> = own.iter().map(|tier| Tier { types: None, ..(*tier).clone() }).collect();
                        Ok(format!("({})", value.reaches(&Tier::met_limit(&own, met_at, None))?))
                    })?,
                };
                Ok((met, in_one(points)))
            }
            Kind::Linear { zero_at, full_at, met_at } => {
                let points = value.on_line(*zero_at, *full_at, full)?;
                Ok((met_at.map_or_else(|| Ok(full_points()), |limit| value.reaches(&limit))?, points))
            }
            Kind::Target { limit, short } => {
                let Some(limit) = limit.in_phase(self.phase) else { return Ok(nothing()) };
                let reached = value.reaches(&limit)?;
                let positive = !limit.figure.is_negative() && !limit.figure.is_zero();
                let mut earned = match short {
                    Short::ProRata if positive && limit.comparison.upward() => value.share_of(limit.figure, full)?,
                    Short::ProRata if positive => value.inverse_share_of(limit.figure, full)?,
                    _ => in_one("0"),
                };
                earned.formula = format!("IF({reached},{full},{})", earned.formula);
                Ok((reached, earned))
            }
            Kind::PerCase { each, met_at } => {
                let start = if each.is_negative() { full } else { 0 };
                let points = in_one(value.counted(start, *each, full, decimals)?);
                let comparison = if each.is_negative() { Comparison::AtMost } else { Comparison::AtLeast };
                let met = met_at.map(|figure| value.reaches(&Limit { comparison, figure }));
                Ok((met.unwrap_or_else(|| Ok(full_points()))?, points))
            }
            Kind::Judged { met_at } => {
                let one = Decimal::whole(1).ok_or(TooLarge)?;
                let points = in_one(value.counted(0, one, full, decimals)?);
                let least = |figure: &Decimal| Limit { comparison: Comparison::AtLeast, figure: *figure };
                Ok((met_at.as_ref().map_or_else(|| Ok(full_points()), |figure| value.reaches(&least(figure)))?, points))
            }
            Kind::Required(asked) => gate(asked, true),
            Kind::Veto(asked) => gate(asked, false),
            Kind::YesNo { .. } | Kind::Levels { .. } => Ok(nothing()),
        }
    }

    /// A formula that depends on the tiers of the applicant's type: the sum over groups of types with the same tiers.
    pub(super) fn by_type(&self, tiers: &[Tier], formula: impl Fn(&[&Tier]) -> Result<String, TooLarge>) -> Result<String, TooLarge> {
        if tiers.iter().all(|tier| tier.types.is_none()) {
            return formula(&tiers.iter().collect::<Vec<_>>());
        }
        let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        for t in 0..self.standard.types.len() {
            let own: Vec<usize> = (0..tiers.len()).filter(|at| tiers[*at].counts_for(Some(t))).collect();
            match groups.iter_mut().find(|(_, tiers)| *tiers == own) {
                Some((types, _)) => types.push(t),
                None => groups.push((vec![t], own)),
            }
        }
        let terms: Result<Vec<String>, TooLarge> = groups
            .iter()
            .map(|(types, own)| {
                let own: Vec<&Tier> = own.iter().map(|at| &tiers[*at]).collect();
                Ok(format!("({})*{}", is_type(types), formula(&own)?))
            })
            .collect();
        Ok(terms?.join("+"))
    }

    pub(super) fn word_rule(indicator: &Indicator, row: usize) -> (String, Earned) {
        match &indicator.kind {
            Kind::Levels { levels, met_at } => {
                // The level of nought adds nothing.
                let points: Vec<String> =
                    levels.iter().enumerate().map(|(at, level)| format!("(C{row}={})*{}", at + 1, level.points.0)).collect();
                (format!("C{row}<={}", met_at.unwrap_or(0) + 1), in_one(points.join("+")))
            }
            kind => {
                let good = match kind {
                    Kind::YesNo { expect } => *expect,
                    Kind::Veto(_) => false,
                    _ => true,
                };
                let holds = format!("C{row}={}", if good { 1 } else { 2 });
                (holds.clone(), in_one(format!("IF({holds},{},0)", indicator.points.0)))
            }
        }
    }
}
