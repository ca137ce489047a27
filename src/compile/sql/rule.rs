//! What every indicator earns, and its state.

use crate::number::Decimal;
use crate::standard::{Comparison, Gate, Indicator, Kind, Limit, NotApplicable, Short, Tier};

use super::draw::{Column, Step, case};
use super::exact::{Below, Earned, PLACES, TooLarge, Value, WHOLE_DIGITS};
use super::{BLANK, FIGURE, NOT_APPLICABLE, NOT_DUE, NotExact, OTHER_TYPE, StepWords, Writer, ZERO_BY_ZERO, ZERO_DIVISOR, is_word};

/// Are its points computed from its figure, rather than looked up?
pub(super) fn needs_units(indicator: &Indicator) -> bool {
    matches!(indicator.kind, Kind::Linear { .. } | Kind::PerCase { .. } | Kind::Judged { .. } | Kind::Target { short: Short::ProRata, .. })
}

impl Writer<'_> {
    /// The figure of an indicator, with the most that its parts can be.
    fn value(&self, i: usize, indicator: &Indicator) -> Value {
        let id = &indicator.id;
        let units = self.units(indicator);
        let column = |what: &str| self.of(id, what);
        // Figures below 10^12 in units of the last place; claims stand in the same columns in units of their own.
        let places = if self.has_claim(i) { units.places.max(PLACES) } else { units.places };
        let most = 10i128.pow(WHOLE_DIGITS + u32::from(places)).saturating_mul(i128::try_from(units.terms).unwrap_or(i128::MAX));
        let constant = 10i128.pow(u32::from(units.places));
        let (below, plain) = match &indicator.value {
            None => {
                let shift = if indicator.percent() { 2 } else { 0 };
                // What an own figure is multiplied with leaves a percentage in units of its cell.
                (Below::Constant(constant), Some((column("figure"), shift)))
            }
            Some(value) if value.divisor.is_empty() && !self.has_claim(i) => (Below::Constant(constant), None),
            Some(_) => (Below::Column(column("below"), most.max(10i128.pow(u32::from(PLACES) + 2))), None),
        };
        Value { dialect: self.dialect, above: column("above"), most, below, plain }
    }

    /// The points of every indicator in the smallest unit.
    pub(super) fn earned(&self) -> Result<Step, NotExact> {
        let mut out = Vec::new();
        let comment = |i: usize| -> Vec<String> {
            let words = self.settings.words;
            words.indicators.get(i).into_iter().chain(words.rules.get(i).into_iter().flatten()).cloned().collect()
        };
        for (i, indicator) in self.due().filter(|(_, indicator)| !indicator.is_gate()) {
            let expression = self.points(i, indicator).map_err(|TooLarge| NotExact::Indicator(i))?;
            let name = Some(self.of(&indicator.id, "points"));
            out.push(Column { comment: comment(i), expression, name });
        }
        Ok(self.step("earned", Some(StepWords::Earned), out))
    }

    fn points(&self, i: usize, indicator: &Indicator) -> Result<String, TooLarge> {
        let full = indicator.points.0;
        let decimals = self.standard.decimals;
        let says = self.of(&indicator.id, "says");
        let value = self.value(i, indicator);
        let only_figures = |mut arms: Vec<(String, String)>, otherwise: &str| {
            arms.insert(0, (format!("{says} <> {FIGURE}"), "0".to_owned()));
            case(&arms, Some(otherwise))
        };
        let earned = |earned: Earned| only_figures(earned.arms, &earned.otherwise);
        Ok(match &indicator.kind {
            Kind::YesNo { expect } => case(&[(format!("{says} = '{}'", if *expect { "yes" } else { "no" }), full.to_string())], Some("0")),
            Kind::Levels { levels, .. } => {
                let arms: Vec<(String, String)> = levels
                    .iter()
                    .enumerate()
                    .map(|(at, level)| (format!("{says} = 'level {}'", at + 1), level.points.0.to_string()))
                    .collect();
                case(&arms, Some("0"))
            }
            Kind::Tiers { tiers, .. } => {
                let arm = |tier: &Tier| {
                    let reached = value.reaches(&tier.limit)?;
                    let of_type = tier.types.as_ref().and_then(|types| self.is_type(types));
                    let condition = of_type.map_or_else(|| reached.clone(), |of_type| format!("{of_type} AND {reached}"));
                    Ok((condition, tier.points.0.to_string()))
                };
                let arms: Result<Vec<_>, TooLarge> = tiers.iter().map(arm).collect();
                only_figures(arms?, "0")
            }
            Kind::Linear { zero_at, full_at, .. } => earned(value.on_line(*zero_at, *full_at, full)?),
            Kind::Target { limit, short } => {
                let Some(limit) = limit.in_phase(self.settings.phase) else { return Ok("0".to_owned()) };
                let reached = (value.reaches(&limit)?, full.to_string());
                let positive = !limit.figure.is_negative() && !limit.figure.is_zero();
                match short {
                    Short::ProRata if positive && limit.comparison.upward() => earned(value.on_line(Decimal::ZERO, limit.figure, full)?),
                    Short::ProRata if positive => earned(value.inverse_share_of(limit.figure, full)?),
                    _ => only_figures(vec![reached], "0"),
                }
            }
            Kind::PerCase { each, .. } => {
                let start = if each.is_negative() { full } else { 0 };
                earned(value.counted(start, *each, full, decimals)?)
            }
            Kind::Judged { .. } => earned(value.counted(0, Decimal::whole(1).ok_or(TooLarge)?, full, decimals)?),
            Kind::Required(_) | Kind::Veto(_) => "0".to_owned(),
        })
    }

    /// Where an indicator counts as met.
    fn met(&self, i: usize, indicator: &Indicator) -> Result<String, TooLarge> {
        let says = self.of(&indicator.id, "says");
        let value = self.value(i, indicator);
        let figure = |condition: String| format!("{says} = {FIGURE} AND {condition}");
        let gate = |gate: &Gate, must_hold: bool| {
            Ok(match gate {
                Gate::YesNo => format!("{says} = '{}'", if must_hold { "yes" } else { "no" }),
                Gate::Figure(limit) => match limit.in_phase(self.settings.phase) {
                    Some(limit) => figure(value.reaches(&if must_hold { limit } else { limit.opposite() })?),
                    None => "FALSE".to_owned(),
                },
            })
        };
        let at = |comparison, figure| Limit { comparison, figure };
        Ok(match &indicator.kind {
            Kind::Tiers { tiers, met_at: Some(met_at) } => figure(self.met_by_type(tiers, met_at, &value)?),
            Kind::Linear { met_at: Some(limit), .. } => figure(value.reaches(limit)?),
            Kind::Target { limit, .. } => match limit.in_phase(self.settings.phase) {
                Some(limit) => figure(value.reaches(&limit)?),
                None => "FALSE".to_owned(),
            },
            Kind::Levels { levels, met_at } => {
                let last = met_at.unwrap_or(0).min(levels.len().saturating_sub(1));
                let names: Vec<String> = (0..=last).map(|level| format!("'level {}'", level + 1)).collect();
                format!("{says} IN ({})", names.join(", "))
            }
            Kind::PerCase { each, met_at: Some(cases) } => {
                let comparison = if each.is_negative() { Comparison::AtMost } else { Comparison::AtLeast };
                figure(value.reaches(&at(comparison, *cases))?)
            }
            Kind::Judged { met_at: Some(points) } => figure(value.reaches(&at(Comparison::AtLeast, *points))?),
            Kind::Required(asked) => gate(asked, true)?,
            Kind::Veto(asked) => gate(asked, false)?,
            // At full points, which only an answer earns.
            _ => format!("{} = {}", self.of(&indicator.id, "points"), indicator.points.0),
        })
    }

    /// `met_at` beside tiers that differ by type: of a tier of the same figure it takes the comparison.
    fn met_by_type(&self, tiers: &[Tier], met_at: &Limit, value: &Value) -> Result<String, TooLarge> {
        if self.standard.types.is_empty() {
            return value.reaches(&Tier::met_limit(tiers, met_at, None));
        }
        let mut groups: Vec<(Limit, Vec<usize>)> = Vec::new();
        for t in 0..self.standard.types.len() {
            let limit = Tier::met_limit(tiers, met_at, Some(t));
            match groups.iter_mut().find(|(known, _)| *known == limit) {
                Some((_, types)) => types.push(t),
                None => groups.push((limit, vec![t])),
            }
        }
        if let [(limit, _)] = groups.as_slice() {
            return value.reaches(limit);
        }
        let arms: Result<Vec<String>, TooLarge> = groups
            .iter()
            .map(|(limit, types)| {
                let reached = value.reaches(limit)?;
                Ok(self.is_type(types).map_or_else(|| reached.clone(), |of_type| format!("{of_type} AND {reached}")))
            })
            .collect();
        Ok(format!("({})", arms?.join(" OR ")))
    }

    /// The state of every indicator.
    pub(super) fn states(&self) -> Result<Step, NotExact> {
        let mut out = Vec::new();
        for (i, indicator) in self.standard.indicators.iter().enumerate() {
            let id = &indicator.id;
            let says = self.of(id, "says");
            let mut arms: Vec<(String, String)> = Vec::new();
            let mut arm = |when: String, then: &str| arms.push((when, format!("'{then}'")));
            if indicator.is_due(self.settings.phase) {
                arm(self.met(i, indicator).map_err(|TooLarge| NotExact::Indicator(i))?, "met");
                if !indicator.is_gate() {
                    arm(format!("{} > 0", self.of(id, "points")), "partly-met");
                }
                arm(format!("{says} = {BLANK}"), "missing");
            } else {
                arm(format!("{says} = {NOT_DUE}"), "not-due");
            }
            if indicator.applies_to.is_some() && !self.standard.types.is_empty() {
                arm(format!("{says} = {OTHER_TYPE}"), "not-applicable");
            }
            if indicator.is_due(self.settings.phase) {
                self.unmet(indicator, &mut arm);
            }
            // Nothing is said of a row whose type is not known.
            if !self.standard.types.is_empty() {
                arms.insert(0, (format!("{} IS NULL", self.q("type id")), "NULL".to_owned()));
            }
            let expression = case(&arms, Some("'invalid'"));
            out.push(self.column(&format!("{id} state"), expression));
        }
        Ok(self.step("states", Some(StepWords::States), out))
    }

    /// Answers that reach nothing, and 不适用 where it is allowed.
    fn unmet(&self, indicator: &Indicator, arm: &mut dyn FnMut(String, &str)) {
        let says = self.of(&indicator.id, "says");
        let divides = indicator.value.as_ref().is_some_and(|value| !value.divisor.is_empty()) && !is_word(indicator);
        let declared = if divides { format!("{says} IN ({NOT_APPLICABLE}, {ZERO_BY_ZERO})") } else { format!("{says} = {NOT_APPLICABLE}") };
        let mut allowed_to_all = false;
        match &indicator.not_applicable {
            NotApplicable::Never => {}
            NotApplicable::Always => {
                allowed_to_all = true;
                arm(declared, "not-applicable");
            }
            NotApplicable::Types(types) => match self.is_type(types) {
                Some(of_type) => arm(format!("{declared} AND {of_type}"), "not-applicable"),
                None if self.standard.types.is_empty() => {}
                None => {
                    allowed_to_all = true;
                    arm(declared, "not-applicable");
                }
            },
        }
        let mut answered: Vec<String> = match &indicator.kind {
            Kind::Levels { levels, .. } => (0..=levels.len()).map(|level| format!("'level {level}'")).collect(),
            _ if is_word(indicator) => vec!["'yes'".to_owned(), "'no'".to_owned()],
            _ => vec![FIGURE.to_owned()],
        };
        if !allowed_to_all {
            answered.push(NOT_APPLICABLE.to_owned());
            if divides {
                answered.push(ZERO_BY_ZERO.to_owned());
            }
        }
        if divides {
            answered.push(ZERO_DIVISOR.to_owned());
        }
        arm(format!("{says} IN ({})", answered.join(", ")), "unmet");
    }
}
