//! `explain`: one applicant's whole scorecard by dimension, and the shortest way to pass.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::analysis::{Change, Way};
use crate::number::Decimal;
use crate::score::{Applicant, Card, Line, Pool, State};
use crate::standard::{HeaderTarget, Kind, shown_exactly};
use crate::submission::Reading;
use crate::text::{Language, Part, Text, text};

use super::score_json::{IndicatorLine, Input, ReasonLine, files, indicators, reasons};
use super::score_table::{label, totals_line};
use super::{PROGRAM, json_points, plain, reason, share};

/// What is said about one applicant.
pub struct Explained<'p> {
    /// The pool it is in.
    pub pool: &'p Pool<'p>,
    /// The applicant.
    pub applicant: &'p Applicant,
    /// Its card; none where its row could not be read at all.
    pub card: Option<Card>,
    /// The shortest way to pass; none where it was not scored.
    pub way: Option<Way>,
}

/// A line of the explanation: how deep it is set in, and its words.
enum Row {
    Title(Text),
    Item(u8, Text),
    Blank,
}

impl Explained<'_> {
    fn rows(&self) -> Vec<Row> {
        let standard = self.pool.plan.standard;
        let mut rows: Vec<Row> = super::score_table::head(self.pool).into_iter().take(2).map(|line| Row::Item(0, line)).collect();
        rows.push(Row::Blank);
        let place = self.pool.show(&self.pool.place(self.applicant));
        rows.push(Row::Title(text!(ExplainTitle, applicant = label(self.applicant), at = place)));
        if self.applicant.is_scored() {
            rows.push(Row::Item(1, totals_line(self.pool, self.applicant)));
        }
        if let Some(rank) = self.applicant.rank() {
            rows.push(Row::Item(1, text!(ExplainRank, rank = rank)));
        }
        for said in reason::reasons(self.pool, self.applicant, self.card.as_ref()) {
            rows.push(Row::Item(1, said.text));
        }
        let Some(card) = &self.card else { return rows };
        let gates: Vec<&Line> = card.lines.iter().filter(|l| standard.indicators[l.indicator].is_gate()).collect();
        if !gates.is_empty() {
            rows.push(Row::Blank);
            rows.push(Row::Title(text!(ExplainGates)));
            gates.into_iter().for_each(|line| self.line(card, line, &mut rows));
        }
        let dimensions = if standard.dimensions.is_empty() { vec![None] } else { (0..standard.dimensions.len()).map(Some).collect() };
        for d in dimensions {
            rows.push(Row::Blank);
            let Some(d) = d else {
                rows.push(Row::Title(text!(ExplainIndicators)));
                self.lines_of(card, None, &mut rows);
                continue;
            };
            let (dimension, total) = (&standard.dimensions[d], &card.dimensions[d]);
            if self.applicant.is_scored() {
                rows.push(Row::Title(text!(
                    ExplainDimension,
                    id = &dimension.id,
                    name = dimension.name.part(),
                    points = total.points.show(standard.decimals),
                    available = total.available.show(standard.decimals),
                    met = total.met,
                    applicable = total.applicable,
                )));
            } else {
                rows.push(Row::Title(text!(NameAndFigure, name = &dimension.id, figure = dimension.name.part())));
            }
            self.lines_of(card, Some(d), &mut rows);
        }
        rows.push(Row::Blank);
        self.way(&mut rows);
        rows
    }

    fn lines_of(&self, card: &Card, dimension: Option<usize>, rows: &mut Vec<Row>) {
        let within = |line: &&Line| {
            let indicator = &self.pool.plan.standard.indicators[line.indicator];
            !indicator.is_gate() && indicator.dimension == dimension
        };
        card.lines.iter().filter(within).for_each(|line| self.line(card, line, rows));
    }

    fn line(&self, card: &Card, line: &Line, rows: &mut Vec<Row>) {
        let standard = self.pool.plan.standard;
        let indicator = &standard.indicators[line.indicator];
        let state = reason::state_words(indicator, line.state);
        let (id, name, clause) = (&indicator.id, indicator.name.part(), &indicator.clause);
        rows.push(Row::Item(
            1,
            match line.points.filter(|_| self.applicant.is_scored()) {
                Some(points) => {
                    let (points, of) = (points.show(standard.decimals), indicator.points.show(standard.decimals));
                    text!(ExplainLine, id = id, name = name, clause = clause, state = state, points = points, of = of)
                }
                None => text!(ExplainGateLine, id = id, name = name, clause = clause, state = state),
            },
        ));
        let how = text!(
            ExplainAnswer,
            answer = reason::answered(line),
            limit = reason::limit_part(&line.limit),
            at = reason::place(self.pool, line)
        );
        rows.push(Row::Item(3, how));
        if let Kind::Tiers { tiers, .. } = &indicator.kind
            && (line.state == State::PartlyMet || line.state == State::Unmet)
        {
            let list: Vec<Part> = tiers
                .iter()
                .filter(|t| t.counts_for(card.applicant_type))
                .map(|t| Part::from(format!("{} → {}", indicator.show_limit(&t.limit), t.points.show(standard.decimals))))
                .collect();
            rows.push(Row::Item(3, text!(ExplainTiers, list = list)));
        }
        if let (Kind::Levels { levels, .. }, true) =
            (&indicator.kind, matches!(line.state, State::PartlyMet | State::Unmet | State::Missing))
        {
            let list: Vec<Part> = levels
                .iter()
                .map(|level| {
                    Part::from(format!(
                        "{} → {}{}",
                        level.name,
                        level.points.show(standard.decimals),
                        level.text.as_deref().map(|t| format!(" {t}")).unwrap_or_default()
                    ))
                })
                .collect();
            rows.push(Row::Item(3, text!(ExplainLevels, list = list)));
        }
        let verified = line
            .notes
            .iter()
            .any(|n| matches!(n.code, crate::diagnostic::Code::Verified | crate::diagnostic::Code::VerifiedWithoutFigures));
        if let (Some(claimed), false) = (&line.claimed, verified) {
            rows.push(Row::Item(3, text!(ExplainClaimed, claimed = claimed)));
        }
        for (input, figure, cell) in &line.figures {
            let answer = if figure.is_empty() { Part::from(text!(NoAnswer)) } else { Part::from(figure) };
            let at = cell.as_ref().map_or_else(|| Part::from(text!(NoColumn)), |cell| Part::from(self.pool.show(cell)));
            let input = &standard.inputs[*input];
            rows.push(Row::Item(3, text!(ExplainFigure, name = input.name.part(), answer = answer, at = at)));
        }
        for note in line.notes.iter().filter(|n| n.code != crate::diagnostic::Code::Missing) {
            rows.push(Row::Item(3, text!(ExplainNote, note = reason::meaning(note.code), code = note.code.id())));
        }
        let short = reason::falls_short(line) || line.state == State::Missing;
        if let (true, Some(advice)) = (short, &indicator.advice) {
            rows.push(Row::Item(3, text!(ExplainAdvice, advice = advice)));
        }
    }

    fn way(&self, rows: &mut Vec<Row>) {
        let standard = self.pool.plan.standard;
        rows.push(Row::Title(text!(WayTitle)));
        let Some(way) = &self.way else {
            rows.push(Row::Item(1, text!(WayNotScored)));
            return;
        };
        if !way.judged {
            rows.push(Row::Item(1, text!(WayNothingToPass)));
            return;
        }
        if way.passes {
            rows.push(Row::Item(1, text!(WayPasses)));
            return;
        }
        if !way.gates.is_empty() {
            rows.push(Row::Item(1, text!(WayGates, count = way.gates.len())));
            way.gates.iter().for_each(|(i, changes)| self.gate(*i, changes, rows));
            if way.gates.iter().any(|(i, _)| self.triggered(*i)) {
                rows.push(Row::Item(1, text!(WayVetoStands)));
            }
        }
        match &way.lifts {
            None if !way.exact => {
                rows.push(Row::Item(1, text!(WayNoneFound)));
                return;
            }
            None => rows.push(Row::Item(1, text!(WayNone))),
            Some(lifts) if lifts.is_empty() && way.gates.iter().any(|(i, _)| self.triggered(*i)) => {}
            Some(lifts) if lifts.is_empty() => rows.push(Row::Item(1, text!(WayGatesSuffice))),
            Some(lifts) => {
                rows.push(Row::Item(1, text!(WayLifts, count = lifts.len(), gain = way.gain.show(standard.decimals))));
                lifts.iter().for_each(|(i, changes)| self.step(*i, changes, rows));
                if !way.alternatives.is_empty() {
                    rows.push(Row::Item(1, text!(WayAlternatives)));
                    way.alternatives.iter().for_each(|(i, changes)| self.step(*i, changes, rows));
                }
            }
        }
        if !way.exact {
            rows.push(Row::Item(1, text!(WayNotExact)));
        }
    }

    /// Is this a veto item that is triggered, so that no improvement helps?
    fn triggered(&self, i: usize) -> bool {
        let is_veto = matches!(self.pool.plan.standard.indicators[i].kind, Kind::Veto(_));
        is_veto && self.card.as_ref().is_some_and(|card| card.lines[i].state == State::Unmet)
    }

    /// A gate item that stands in the way: a triggered veto is a fact and a blank is to be answered truthfully; neither is
    /// a figure to be changed.
    fn gate(&self, i: usize, changes: &[Change], rows: &mut Vec<Row>) {
        let indicator = &self.pool.plan.standard.indicators[i];
        let Some(line) = self.card.as_ref().map(|card| &card.lines[i]) else { return };
        let (id, name) = (&indicator.id, indicator.name.part());
        if self.triggered(i) {
            rows.push(Row::Item(2, text!(VetoTriggered, id = id, name = name, answer = reason::answered(line))));
        } else if line.state == State::Missing {
            rows.push(Row::Item(2, text!(GateToAnswer, id = id, name = name, limit = reason::limit_part(&line.limit))));
        } else {
            self.step(i, changes, rows);
        }
    }

    fn step(&self, i: usize, changes: &[Change], rows: &mut Vec<Row>) {
        let indicator = &self.pool.plan.standard.indicators[i];
        let list: Vec<Part> = changes.iter().map(|change| self.change(change).into()).collect();
        rows.push(Row::Item(2, text!(WayStep, id = &indicator.id, name = indicator.name.part(), changes = list)));
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
                let written = self.card.as_ref().map(|card| card.lines[change.indicator].answer.as_str()).filter(|a| !a.is_empty());
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

/// The explanation as text.
#[must_use]
pub fn text(explained: &Explained<'_>, language: Language) -> String {
    let mut out = String::new();
    for row in explained.rows() {
        let _ = match row {
            Row::Title(text) => writeln!(out, "{}", plain::terminal(&text.say(language))),
            Row::Item(depth, text) => {
                writeln!(out, "{:width$}{}", "", plain::terminal(&text.say(language)), width = usize::from(depth) * 2)
            }
            Row::Blank => writeln!(out),
        };
    }
    out
}

/// The explanation as Markdown.
#[must_use]
pub fn markdown(explained: &Explained<'_>, language: Language) -> String {
    let mut out = String::new();
    for row in explained.rows() {
        let _ = match row {
            Row::Title(text) => writeln!(out, "\n## {}\n", plain::markdown(&text.say(language))),
            Row::Item(0, text) => writeln!(out, "{}\n", plain::markdown(&text.say(language))),
            Row::Item(depth, text) => {
                writeln!(
                    out,
                    "{:width$}- {}",
                    "",
                    plain::markdown(&text.say(language)),
                    width = usize::from(depth.saturating_sub(1).min(1)) * 2
                )
            }
            Row::Blank => Ok(()),
        };
    }
    out
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    program: &'static str,
    standard: &'a str,
    standard_sha256: &'a str,
    phase: Option<i32>,
    inputs: Vec<Input<'a>>,
    verified: Vec<Input<'a>>,
    lang: &'static str,
    id: &'a str,
    name: &'a str,
    at: String,
    rank: Option<u32>,
    passed: Option<bool>,
    points: Option<Box<RawValue>>,
    points_available: Option<Box<RawValue>>,
    points_share: Option<String>,
    met: Option<u32>,
    applicable: Option<u32>,
    met_share: Option<String>,
    reasons: Vec<ReasonLine<'a>>,
    indicators: Vec<IndicatorLine<'a>>,
    way: Option<WayLine<'a>>,
}

#[derive(Serialize)]
struct WayLine<'a> {
    judged: bool,
    passes: bool,
    exact: bool,
    gates: Vec<Step<'a>>,
    lifts: Option<Vec<Step<'a>>>,
    alternatives: Vec<Step<'a>>,
    gain: Option<Box<RawValue>>,
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

/// The explanation as JSON.
///
/// # Errors
/// Only if it cannot be serialised, which does not happen.
pub fn json(explained: &Explained<'_>, language: Language) -> io::Result<String> {
    let (pool, applicant) = (explained.pool, explained.applicant);
    let standard = pool.plan.standard;
    let scored = applicant.is_scored();
    let word = |reading: Reading, percent: bool, kind: Option<&Kind>| match reading {
        Reading::Blank => None,
        Reading::NotApplicable => Some("not-applicable".to_owned()),
        Reading::YesNo(yes) => Some(if yes { "yes" } else { "no" }.to_owned()),
        other => Some(reading_part(other, percent, kind).say(Language::En)),
    };
    let steps = |steps: &[(usize, Vec<Change>)]| -> Vec<Step<'_>> {
        steps
            .iter()
            .map(|(i, changes)| Step {
                indicator: &standard.indicators[*i].id,
                changes: changes
                    .iter()
                    .map(|change| {
                        let (cell, percent, kind) = match change.target {
                            HeaderTarget::Input(input) => (standard.inputs[input].id.as_str(), standard.inputs[input].percent(), None),
                            _ => (
                                standard.indicators[*i].id.as_str(),
                                standard.indicators[*i].percent(),
                                Some(&standard.indicators[*i].kind),
                            ),
                        };
                        ChangeLine { cell, from: word(change.from, percent, kind), to: word(change.to, percent, kind) }
                    })
                    .collect(),
            })
            .collect()
    };
    let document = Document {
        schema: "shifan/explain/1",
        program: PROGRAM,
        standard: &standard.id,
        standard_sha256: &standard.sha256,
        phase: pool.plan.phase,
        inputs: files(&pool.inputs),
        verified: files(&pool.verified),
        lang: if language == Language::Zh { "zh" } else { "en" },
        id: applicant.id(),
        name: applicant.name(),
        at: pool.place(applicant).show(),
        rank: applicant.rank(),
        passed: match applicant.status {
            crate::score::Status::Passed => Some(true),
            crate::score::Status::Failed => Some(false),
            _ => None,
        },
        points: scored.then(|| json_points(applicant.totals.points, standard.decimals)),
        points_available: scored.then(|| json_points(applicant.totals.available, standard.decimals)),
        points_share: if scored { share(crate::score::points_share(&applicant.totals)) } else { None },
        met: scored.then_some(applicant.totals.met),
        applicable: scored.then_some(applicant.totals.applicable),
        met_share: if scored { share(crate::score::met_share(&applicant.totals)) } else { None },
        reasons: reasons(pool, applicant, explained.card.as_ref(), language),
        indicators: explained.card.as_ref().map(|card| indicators(pool, card, scored)).unwrap_or_default(),
        way: explained.way.as_ref().map(|way| WayLine {
            judged: way.judged,
            passes: way.passes,
            exact: way.exact,
            gates: steps(&way.gates),
            lifts: way.lifts.as_deref().map(steps),
            alternatives: steps(&way.alternatives),
            gain: way.lifts.as_ref().map(|_| json_points(way.gain, standard.decimals)),
        }),
    };
    Ok(plain::json(serde_json::to_string_pretty(&document)?) + "\n")
}
