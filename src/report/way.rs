//! The shortest way to pass, as people read it and as results carry it.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::analysis::{Change, Way};
use crate::number::Decimal;
use crate::score::{Card, Pool, State};
use crate::standard::{HeaderTarget, Kind, shown_exactly};
use crate::submission::Reading;
use crate::text::{Language, Part, Text, text};

use super::{json_points, reason};

/// A way, with what is needed to tell of it.
pub(super) struct Told<'p, 'c> {
    /// The pool.
    pub pool: &'p Pool<'p>,
    /// The card of the applicant.
    pub card: &'c Card,
    /// Its way.
    pub way: &'c Way,
}

/// A way as results carry it.
#[derive(Serialize)]
pub(super) struct WayLine<'a> {
    judged: bool,
    passes: bool,
    exact: bool,
    gates: Vec<Step<'a>>,
    lifts: Option<Vec<Step<'a>>>,
    alternatives: Vec<Step<'a>>,
    gain: Option<Box<RawValue>>,
    lines: Vec<Said>,
}

#[derive(Serialize)]
struct Step<'a> {
    indicator: &'a str,
    changes: Vec<ChangeLine<'a>>,
}

#[derive(Serialize)]
struct ChangeLine<'a> {
    cell: &'a str,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Serialize)]
struct Said {
    depth: u8,
    text: String,
}

impl<'p> Told<'p, '_> {
    /// The way in sentences, each with how deep it is set in, from 1.
    pub fn lines(&self) -> Vec<(u8, Text)> {
        let mut rows = Vec::new();
        let way = self.way;
        if !way.judged {
            return vec![(1, text!(WayNothingToPass))];
        }
        if way.passes {
            return vec![(1, text!(WayPasses))];
        }
        if !way.gates.is_empty() {
            rows.push((1, text!(WayGates, count = way.gates.len())));
            rows.extend(way.gates.iter().map(|(i, changes)| (2, self.gate(*i, changes))));
            if way.gates.iter().any(|(i, _)| self.triggered(*i)) {
                rows.push((1, text!(WayVetoStands)));
            }
        }
        match &way.lifts {
            None if !way.exact => {
                rows.push((1, text!(WayNoneFound)));
                return rows;
            }
            None => rows.push((1, text!(WayNone))),
            Some(lifts) if lifts.is_empty() && way.gates.iter().any(|(i, _)| self.triggered(*i)) => {}
            Some(lifts) if lifts.is_empty() => rows.push((1, text!(WayGatesSuffice))),
            Some(lifts) => {
                let gain = way.gain.show(self.pool.plan.standard.decimals);
                rows.push((1, text!(WayLifts, count = lifts.len(), gain = gain)));
                rows.extend(lifts.iter().map(|(i, changes)| (2, self.step(*i, changes))));
                if !way.alternatives.is_empty() {
                    rows.push((1, text!(WayAlternatives)));
                    rows.extend(way.alternatives.iter().map(|(i, changes)| (2, self.step(*i, changes))));
                }
            }
        }
        if !way.exact {
            rows.push((1, text!(WayNotExact)));
        }
        rows
    }

    /// Is this a veto item that is triggered, so that no improvement helps?
    fn triggered(&self, i: usize) -> bool {
        let is_veto = matches!(self.pool.plan.standard.indicators[i].kind, Kind::Veto(_));
        is_veto && self.card.lines[i].state == State::Unmet
    }

    /// A gate item that stands in the way: a triggered veto is a fact and a blank is to be answered truthfully; neither is
    /// a figure to be changed.
    fn gate(&self, i: usize, changes: &[Change]) -> Text {
        let indicator = &self.pool.plan.standard.indicators[i];
        let line = &self.card.lines[i];
        let (id, name) = (&indicator.id, indicator.name.part());
        if self.triggered(i) {
            text!(VetoTriggered, id = id, name = name, answer = reason::answered(line))
        } else if line.state == State::Missing {
            text!(GateToAnswer, id = id, name = name, limit = reason::limit_part(&line.limit))
        } else {
            self.step(i, changes)
        }
    }

    fn step(&self, i: usize, changes: &[Change]) -> Text {
        let indicator = &self.pool.plan.standard.indicators[i];
        let list: Vec<Part> = changes.iter().map(|change| self.change(change).into()).collect();
        text!(WayStep, id = &indicator.id, name = indicator.name.part(), changes = list)
    }

    /// `已签约养老机构数 11 → 12`
    fn change(&self, change: &Change) -> Text {
        let standard = self.pool.plan.standard;
        let (name, from, to) = match change.target {
            HeaderTarget::Input(input) => {
                let percent = standard.inputs[input].percent();
                let shown = |reading| reading_part(reading, percent, None);
                (standard.inputs[input].name.part(), shown(change.from), shown(change.to))
            }
            _ => {
                let indicator = &standard.indicators[change.indicator];
                let shown = |reading| reading_part(reading, indicator.percent(), Some(&indicator.kind));
                // A count that answered yes or no is shown as it stands in its cell.
                let written = Some(self.card.lines[change.indicator].answer.as_str()).filter(|a| !a.is_empty());
                let from = match (change.from, written) {
                    (Reading::YesNo(_), Some(written)) => Part::from(written),
                    (from, _) => shown(from),
                };
                (text!(OwnAnswer).into(), from, shown(change.to))
            }
        };
        let unit = match (change.target, change.to) {
            (HeaderTarget::Input(input), Reading::Figure(_)) => standard.inputs[input].unit.as_deref(),
            (_, Reading::Figure(_)) => standard.indicators[change.indicator].unit.as_deref(),
            _ => None,
        };
        let unit = unit.filter(|unit| *unit != "%").map(|unit| format!(" {unit}")).unwrap_or_default();
        text!(WayChange, name = name, from = from, to = to, unit = unit)
    }

    /// The way as a result carries it, its sentences in this language.
    pub fn json(&self, language: Language) -> WayLine<'p> {
        let way = self.way;
        let steps = |list: &[(usize, Vec<Change>)]| list.iter().map(|(i, changes)| self.json_step(*i, changes)).collect();
        WayLine {
            judged: way.judged,
            passes: way.passes,
            exact: way.exact,
            gates: steps(&way.gates),
            lifts: way.lifts.as_deref().map(steps),
            alternatives: steps(&way.alternatives),
            gain: way.lifts.as_ref().map(|_| json_points(way.gain, self.pool.plan.standard.decimals)),
            lines: self.lines().into_iter().map(|(depth, text)| Said { depth, text: text.say(language) }).collect(),
        }
    }

    fn json_step(&self, i: usize, changes: &[Change]) -> Step<'p> {
        let standard = self.pool.plan.standard;
        let change = |change: &Change| {
            let (cell, percent, kind) = match change.target {
                HeaderTarget::Input(input) => (standard.inputs[input].id.as_str(), standard.inputs[input].percent(), None),
                _ => {
                    let indicator = &standard.indicators[i];
                    (indicator.id.as_str(), indicator.percent(), Some(&indicator.kind))
                }
            };
            ChangeLine { cell, from: word(change.from, percent, kind), to: word(change.to, percent, kind) }
        };
        Step { indicator: &standard.indicators[i].id, changes: changes.iter().map(change).collect() }
    }
}

/// A reading in the words of the format.
fn word(reading: Reading, percent: bool, kind: Option<&Kind>) -> Option<String> {
    match reading {
        Reading::Blank => None,
        Reading::NotApplicable => Some("not-applicable".to_owned()),
        Reading::YesNo(yes) => Some(if yes { "yes" } else { "no" }.to_owned()),
        other => Some(reading_part(other, percent, kind).say(Language::En)),
    }
}

fn reading_part(reading: Reading, percent: bool, kind: Option<&Kind>) -> Part {
    let figure = |figure: Decimal| shown_exactly(figure, percent);
    match (reading, kind) {
        (Reading::Blank, _) => text!(NoAnswer).into(),
        (Reading::NotApplicable, _) => text!(StateNotApplicable).into(),
        (Reading::YesNo(true), _) => reason::limit_part("yes"),
        (Reading::YesNo(false), _) => reason::limit_part("no"),
        (Reading::Figure(f), _) => Part::from(figure(f)),
        (Reading::Level(level), Some(Kind::Levels { levels, .. })) => Part::from(levels.get(level).map_or("0", |l| l.name.as_str())),
        (Reading::Level(_), _) => Part::from(""),
        (Reading::Invalid(_), _) => text!(StateInvalid).into(),
    }
}
