//! What the cases of a standard leave untried: every tier, level, limit, gate, state, type, phase and line of `[pass]`
//! should be reached, and every limit from both sides.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::number::{Points, Rational};
use crate::score::{State, floor_reached, lines};
use crate::standard::{Gate, Kind, Limit, NotApplicable, Standard, Tier};
use crate::submission::Reading;
use crate::text::{Text, text};

use super::CaseResult;

/// Something that a case should try.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Goal {
    /// The indicator by position, or none for what concerns the whole standard.
    pub indicator: Option<usize>,
    /// What of it.
    pub what: Try,
}

/// What should be tried.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Try {
    /// A state of the answer.
    State(State),
    /// The tier of this number, from 1.
    Tier(usize),
    /// No tier.
    NoTier,
    /// The level of this name.
    Level(String),
    /// A figure exactly at this limit.
    At(String),
    /// A figure that reaches this limit.
    Reached(String),
    /// A figure that falls short of this limit.
    Short(String),
    /// Full points.
    Full,
    /// No points.
    Nothing,
    /// Something between no points and full points.
    Between,
    /// A gate item that holds.
    GateHolds,
    /// A gate item that fails.
    GateFails,
    /// A gate item left unanswered.
    GateUnanswered,
    /// A line of `[pass]` that is reached.
    LineReached(&'static str),
    /// A line of `[pass]` that is missed.
    LineMissed(&'static str),
    /// The floor of a dimension that is reached.
    FloorReached(String),
    /// The floor of a dimension that is missed.
    FloorMissed(String),
    /// A type of applicant.
    Type(String),
    /// A phase.
    Phase(i32),
}

/// What the cases of a standard try, and what they do not.
pub struct Coverage {
    /// Every goal, and whether a case reaches it.
    pub goals: BTreeMap<Goal, bool>,
}

/// The goals of one indicator, or of the whole standard where there is none, each with whether a case reaches it.
pub type Group<'c> = (Option<usize>, Vec<(&'c Goal, bool)>);

impl Coverage {
    /// Goals reached, and goals.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.goals.values().filter(|reached| **reached).count(), self.goals.len())
    }

    /// The goals of the whole standard and of each indicator, each with whether a case reaches it.
    #[must_use]
    pub fn by_indicator(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for (goal, reached) in &self.goals {
            match groups.last_mut() {
                Some((indicator, goals)) if *indicator == goal.indicator => goals.push((goal, *reached)),
                _ => groups.push((goal.indicator, vec![(goal, *reached)])),
            }
        }
        groups
    }

    /// The goals that no case reaches, in the standard's order.
    pub fn missed(&self) -> impl Iterator<Item = &Goal> {
        self.goals.iter().filter(|(_, reached)| !**reached).map(|(goal, _)| goal)
    }
}

impl Try {
    /// In words.
    #[must_use]
    pub fn words(&self) -> Text {
        match self {
            Self::State(state) => text!(TryState, state = state.words()),
            Self::Tier(number) => text!(TryTier, number = *number),
            Self::NoTier => text!(TryNoTier),
            Self::Level(name) => text!(TryLevel, name = name),
            Self::At(limit) => text!(TryAt, limit = limit),
            Self::Reached(limit) => text!(TryReached, limit = limit),
            Self::Short(limit) => text!(TryShort, limit = limit),
            Self::Full => text!(TryFull),
            Self::Nothing => text!(TryNothing),
            Self::Between => text!(TryBetween),
            Self::GateHolds => text!(TryGateHolds),
            Self::GateFails => text!(TryGateFails),
            Self::GateUnanswered => text!(TryGateUnanswered),
            Self::LineReached(line) => text!(TryLineReached, line = *line),
            Self::LineMissed(line) => text!(TryLineMissed, line = *line),
            Self::FloorReached(id) => text!(TryFloorReached, id = id),
            Self::FloorMissed(id) => text!(TryFloorMissed, id = id),
            Self::Type(id) => text!(TryType, id = id),
            Self::Phase(year) => text!(TryPhase, year = *year),
        }
    }
}

/// What the cases reach, of everything that they should.
#[must_use]
pub fn coverage(standard: &Standard, results: &[CaseResult<'_>]) -> Coverage {
    let mut goals: BTreeMap<Goal, bool> = wanted(standard).into_iter().map(|goal| (goal, false)).collect();
    let mut reach = |indicator, what| {
        if let Some(reached) = goals.get_mut(&Goal { indicator, what }) {
            *reached = true;
        }
    };
    for result in results.iter().filter(|r| !r.card.items.is_empty()) {
        if let Some(kind) = result.answers.applicant_type {
            reach(None, Try::Type(standard.types[kind].id.clone()));
        }
        if let Some(phase) = result.case.phase {
            let in_force = standard.phases.iter().rev().find(|p| **p <= phase);
            in_force.into_iter().for_each(|p| reach(None, Try::Phase(*p)));
        }
        if result.scored {
            for (code, holds) in lines(standard, &result.card.totals) {
                reach(None, if holds { Try::LineReached(code.id()) } else { Try::LineMissed(code.id()) });
            }
            for (dimension, total) in standard.dimensions.iter().zip(&result.card.dimensions) {
                match dimension.at_least.and_then(|floor| floor_reached(floor, total)) {
                    Some(true) => reach(None, Try::FloorReached(dimension.id.clone())),
                    Some(false) => reach(None, Try::FloorMissed(dimension.id.clone())),
                    None => {}
                }
            }
        }
        for i in 0..standard.indicators.len() {
            tried(standard, result, i).into_iter().for_each(|what| reach(Some(i), what));
        }
    }
    Coverage { goals }
}

/// Everything that the cases of a standard should try.
fn wanted(standard: &Standard) -> Vec<Goal> {
    let mut wanted = Vec::new();
    let mut want = |indicator, what| wanted.push(Goal { indicator, what });
    standard.types.iter().for_each(|t| want(None, Try::Type(t.id.clone())));
    standard.phases.iter().for_each(|p| want(None, Try::Phase(*p)));
    let pass = &standard.pass;
    for (given, line) in [(pass.met_share, Code::MetShare), (pass.points_share, Code::PointsShare), (pass.points, Code::PointsLine)] {
        if given.is_some() {
            want(None, Try::LineReached(line.id()));
            want(None, Try::LineMissed(line.id()));
        }
    }
    for dimension in standard.dimensions.iter().filter(|d| d.at_least.is_some()) {
        want(None, Try::FloorReached(dimension.id.clone()));
        want(None, Try::FloorMissed(dimension.id.clone()));
    }
    for (i, indicator) in standard.indicators.iter().enumerate() {
        let mut want = |what| want(Some(i), what);
        match &indicator.kind {
            Kind::YesNo { .. } => {
                want(Try::Full);
                want(Try::Nothing);
            }
            Kind::Tiers { tiers, .. } => {
                (1..=tiers.len()).for_each(|number| want(Try::Tier(number)));
                want(Try::NoTier);
            }
            Kind::Linear { .. } | Kind::PerCase { .. } => {
                [Try::Full, Try::Nothing].into_iter().for_each(&mut want);
                between(standard, i).then_some(Try::Between).into_iter().for_each(&mut want);
            }
            Kind::Target { .. } => {}
            Kind::Levels { levels, .. } => {
                levels.iter().for_each(|l| want(Try::Level(l.name.clone())));
                want(Try::Level("0".to_owned()));
            }
            Kind::Judged { .. } => {
                want(Try::Full);
                between(standard, i).then_some(Try::Between).into_iter().for_each(&mut want);
            }
            Kind::Required(_) | Kind::Veto(_) => {
                [Try::GateHolds, Try::GateFails, Try::GateUnanswered].into_iter().for_each(&mut want);
            }
        }
        for (_, limit) in limits(standard, i).into_iter().filter(|((from, _), _)| from.is_none_or(|year| ever_in_force(standard, i, year)))
        {
            let shown = indicator.show_limit(&limit);
            // Half a case cannot be had.
            if indicator.percent() || !indicator.counts_whole(standard) || limit.figure.is_whole() {
                want(Try::At(shown.clone()));
            }
            [Try::Reached(shown.clone()), Try::Short(shown)].into_iter().for_each(&mut want);
        }
        if !indicator.is_gate() {
            want(Try::State(State::Missing));
        }
        if indicator.not_applicable != NotApplicable::Never || indicator.applies_to.is_some() {
            want(Try::State(State::NotApplicable));
        }
        let not_yet = |first: i32| standard.phases.first().is_some_and(|p| *p < first);
        let over = |last: i32| standard.phases.last().is_some_and(|p| *p > last);
        if indicator.due.is_some_and(not_yet) || indicator.until.is_some_and(over) {
            want(Try::State(State::NotDue));
        }
    }
    wanted
}

/// Can an indicator earn something between nothing and full points?
fn between(standard: &Standard, i: usize) -> bool {
    let indicator = &standard.indicators[i];
    // Kinds that are asked here earn the same from every type and in every phase.
    indicator.earned(standard, None, None).between(indicator.points)
}

/// Is there a year in which the indicator is judged by its limit from this year on?
fn ever_in_force(standard: &Standard, i: usize, from: i32) -> bool {
    let indicator = &standard.indicators[i];
    standard
        .turning_years()
        .into_iter()
        .any(|year| indicator.is_due(year) && year.is_some_and(|y| entry_in_phase(standard, i, y) == Some(from)))
}

/// The year of the entry of a limit by year that is in force in a phase.
fn entry_in_phase(standard: &Standard, i: usize, phase: i32) -> Option<i32> {
    standard.indicators[i].phased_limit()?.figures.iter().filter_map(|(year, _)| *year).filter(|year| *year <= phase).max()
}

/// The phase from which a limit is in force, and the type it is for.
type Scope = (Option<i32>, Option<usize>);

/// Every limit of an indicator, with its scope.
fn limits(standard: &Standard, i: usize) -> Vec<(Scope, Limit)> {
    let always = |limit: &Limit| ((None, None), *limit);
    match &standard.indicators[i].kind {
        Kind::Tiers { tiers, met_at } => tiers
            .iter()
            .flat_map(|tier| match &tier.types {
                Some(types) => types.iter().map(|t| ((None, Some(*t)), tier.limit)).collect(),
                None => vec![((None, None), tier.limit)],
            })
            .chain(met_at.iter().map(|met| always(&Tier::met_limit(tiers, met, None))))
            .collect(),
        Kind::Linear { met_at, .. } => met_at.iter().map(always).collect(),
        Kind::Target { limit, .. } | Kind::Required(Gate::Figure(limit)) | Kind::Veto(Gate::Figure(limit)) => {
            limit.figures.iter().map(|(year, figure)| ((*year, None), Limit { comparison: limit.comparison, figure: *figure })).collect()
        }
        _ => Vec::new(),
    }
}

/// What one case tries of one indicator.
fn tried(standard: &Standard, result: &CaseResult<'_>, i: usize) -> Vec<Try> {
    let (indicator, item) = (&standard.indicators[i], &result.card.items[i]);
    let applicant_type = result.answers.applicant_type;
    let mut tried = vec![Try::State(item.state)];
    if !item.state.applies() || item.state == State::Invalid {
        return tried;
    }
    if indicator.is_gate() {
        tried.push(match item.state {
            State::Met => Try::GateHolds,
            State::Missing => Try::GateUnanswered,
            _ => Try::GateFails,
        });
    }
    if item.state == State::Missing {
        return tried;
    }
    if let (Kind::Levels { levels, .. }, Reading::Level(level)) = (&indicator.kind, result.answers.own[i].reading) {
        tried.push(Try::Level(levels.get(level).map_or("0".to_owned(), |l| l.name.clone())));
    }
    tried.push(match item.points {
        points if points == indicator.points => Try::Full,
        Points::ZERO => Try::Nothing,
        _ => Try::Between,
    });
    let Some(value) = item.value else { return tried };
    if let Kind::Tiers { tiers, .. } = &indicator.kind {
        let reached = tiers.iter().position(|t| t.counts_for(applicant_type) && t.limit.holds(value));
        tried.push(reached.map_or(Try::NoTier, |position| Try::Tier(position + 1)));
    }
    for ((from, kind), limit) in limits(standard, i) {
        let in_force = match from {
            Some(year) => result.case.phase.and_then(|phase| entry_in_phase(standard, i, phase)) == Some(year),
            None => kind.is_none_or(|kind| applicant_type == Some(kind)),
        };
        if in_force {
            let shown = indicator.show_limit(&limit);
            if value == Rational::from(limit.figure) {
                tried.push(Try::At(shown.clone()));
            }
            tried.push(if limit.holds(value) { Try::Reached(shown) } else { Try::Short(shown) });
        }
    }
    tried
}
