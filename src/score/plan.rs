//! A standard made ready for rows: the phase is chosen, limits are exact quotients, tiers are sorted out by type. Scoring a
//! row then looks up no name and allocates nothing.

use crate::number::{Points, Rational};
use crate::standard::{Gate, Indicator, Kind, Limit, Short, Standard, Tier};

/// A standard, ready to score rows in one phase.
pub struct Plan<'s> {
    /// The standard.
    pub standard: &'s Standard,
    /// The phase that is judged; none where the standard has no phases.
    pub phase: Option<i32>,
    pub(super) items: Vec<Item>,
    /// Is there a gate item for this type? A single answer where there are no types.
    gates: Vec<bool>,
}

/// Why no plan can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// The standard has phases, and none was named.
    PhaseNeeded,
    /// A phase was named, and the standard has none.
    NoPhases,
    /// The phase is before the first one.
    TooEarly,
}

/// One indicator, ready.
pub(super) struct Item {
    pub due: bool,
    pub rule: Rule,
}

/// The tiers that count for one type, best first, and where it counts as met.
pub(super) struct TypeTiers {
    pub tiers: Vec<(Limit, Points)>,
    pub met_at: Option<Limit>,
}

/// A rule with its limits as they are compared.
pub(super) enum Rule {
    YesNo {
        expect: bool,
    },
    /// Tiers by type; a single list where there are no types.
    Tiers {
        by_type: Vec<TypeTiers>,
    },
    Linear {
        zero: Rational,
        full: Rational,
        met_at: Option<Limit>,
    },
    Target {
        limit: Option<Limit>,
        short: Short,
    },
    /// Points by level, the level of nought last; met up to and including `met_until`.
    Levels {
        points: Vec<Points>,
        met_until: usize,
    },
    PerCase {
        each: Rational,
        met_at: Option<Rational>,
    },
    Judged {
        met_at: Option<Rational>,
    },
    /// A gate item: whether it must hold, and what it asks.
    Gate {
        must_hold: bool,
        limit: Option<Limit>,
    },
}

impl<'s> Plan<'s> {
    /// Makes a standard ready for one phase.
    ///
    /// # Errors
    /// If the phase does not fit the standard.
    pub fn new(standard: &'s Standard, phase: Option<i32>) -> Result<Self, PlanError> {
        match (standard.phases.first(), phase) {
            (Some(_), None) => return Err(PlanError::PhaseNeeded),
            (None, Some(_)) => return Err(PlanError::NoPhases),
            (Some(first), Some(phase)) if phase < *first => return Err(PlanError::TooEarly),
            _ => {}
        }
        let items = standard.indicators.iter().map(|i| Item { due: i.is_due(phase), rule: Rule::new(standard, i, phase) }).collect();
        let judged = |kind: Option<usize>| standard.indicators.iter().any(|i| i.is_gate() && i.is_due(phase) && i.applies_to(kind));
        let gates =
            if standard.types.is_empty() { vec![judged(None)] } else { (0..standard.types.len()).map(|kind| judged(Some(kind))).collect() };
        Ok(Self { standard, phase, items, gates })
    }

    /// Is an applicant of this type held to any gate item?
    #[must_use]
    pub fn judges_gates(&self, applicant_type: Option<usize>) -> bool {
        self.gates.get(applicant_type.unwrap_or(0)).copied().unwrap_or(false)
    }

    /// The limits that an indicator's figure is compared with, for showing it on its side of each.
    #[must_use]
    pub fn limits(&self, indicator: usize, applicant_type: Option<usize>) -> Vec<Rational> {
        let figure = |limit: &Limit| Rational::from(limit.figure);
        match &self.items[indicator].rule {
            Rule::Tiers { by_type } => match by_type.get(applicant_type.unwrap_or(0)) {
                Some(own) => own.tiers.iter().map(|(limit, _)| figure(limit)).chain(own.met_at.as_ref().map(figure)).collect(),
                None => Vec::new(),
            },
            Rule::Linear { zero, full, met_at } => [*zero, *full].into_iter().chain(met_at.as_ref().map(figure)).collect(),
            Rule::Target { limit, .. } | Rule::Gate { limit, .. } => limit.iter().map(figure).collect(),
            _ => Vec::new(),
        }
    }
}

impl Rule {
    fn new(standard: &Standard, indicator: &Indicator, phase: Option<i32>) -> Self {
        match &indicator.kind {
            Kind::YesNo { expect } => Self::YesNo { expect: *expect },
            Kind::Tiers { tiers, met_at } => {
                let of_type = |kind: Option<usize>| TypeTiers {
                    tiers: tiers.iter().filter(|t| t.counts_for(kind)).map(|t| (t.limit, t.points)).collect(),
                    met_at: met_at.as_ref().map(|met| Tier::met_limit(tiers, met, kind)),
                };
                let by_type = if standard.types.is_empty() {
                    vec![of_type(None)]
                } else {
                    (0..standard.types.len()).map(|t| of_type(Some(t))).collect()
                };
                Self::Tiers { by_type }
            }
            Kind::Linear { zero_at, full_at, met_at } => Self::Linear { zero: (*zero_at).into(), full: (*full_at).into(), met_at: *met_at },
            Kind::Target { limit, short } => Self::Target { limit: limit.in_phase(phase), short: *short },
            Kind::Levels { levels, met_at } => {
                Self::Levels { points: levels.iter().map(|l| l.points).chain([Points::ZERO]).collect(), met_until: met_at.unwrap_or(0) }
            }
            Kind::PerCase { each, met_at } => Self::PerCase { each: (*each).into(), met_at: met_at.map(Into::into) },
            Kind::Judged { met_at } => Self::Judged { met_at: met_at.map(Into::into) },
            Kind::Required(gate) => Self::Gate { must_hold: true, limit: gate_limit(gate, phase) },
            Kind::Veto(gate) => Self::Gate { must_hold: false, limit: gate_limit(gate, phase) },
        }
    }
}

fn gate_limit(gate: &Gate, phase: Option<i32>) -> Option<Limit> {
    match gate {
        Gate::YesNo => None,
        Gate::Figure(limit) => limit.in_phase(phase),
    }
}
