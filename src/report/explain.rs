//! `explain`: one applicant's whole scorecard by dimension, and the shortest way to pass.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::analysis::Way;
use crate::score::{Applicant, Card, Line, Pool, State};
use crate::standard::Kind;
use crate::text::{Language, Part, Text, text};

use super::score_json::{IndicatorLine, Input, ReasonLine, files, indicators, reasons};
use super::score_table::{label, totals_line};
use super::way::{Told, WayLine};
use super::{PROGRAM, json_points, plain, reason, share};

/// What is said about one applicant.
pub struct Explained<'p> {
    /// The pool it is in.
    pub pool: &'p Pool<'p>,
    /// The applicant.
    pub applicant: Applicant<'p>,
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
    fn told(&self) -> Option<Told<'_, '_>> {
        Some(Told { pool: self.pool, card: self.card.as_ref()?, way: self.way.as_ref()? })
    }

    fn rows(&self) -> Vec<Row> {
        let standard = self.pool.plan.standard;
        let mut rows: Vec<Row> = super::score_table::head(self.pool).into_iter().take(2).map(|line| Row::Item(0, line)).collect();
        rows.push(Row::Blank);
        let place = self.pool.show(&self.pool.place(&self.applicant));
        rows.push(Row::Title(text!(ExplainTitle, applicant = label(&self.applicant), at = place)));
        if self.applicant.is_scored() {
            rows.push(Row::Item(1, totals_line(self.pool, &self.applicant)));
        }
        if let Some(rank) = self.applicant.rank() {
            rows.push(Row::Item(1, text!(ExplainRank, rank = rank)));
        }
        for said in reason::reasons(self.pool, &self.applicant, reason::lines_of(self.card.as_ref())) {
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
        rows.push(Row::Title(text!(WayTitle)));
        match self.told() {
            Some(told) => rows.extend(told.lines().into_iter().map(|(depth, text)| Row::Item(depth, text))),
            None => rows.push(Row::Item(1, text!(WayNotScored))),
        }
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

/// The explanation as JSON.
///
/// # Errors
/// Only if it cannot be serialised, which does not happen.
pub fn json(explained: &Explained<'_>, language: Language) -> io::Result<String> {
    let (pool, applicant) = (explained.pool, explained.applicant);
    let standard = pool.plan.standard;
    let scored = applicant.is_scored();
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
        at: pool.place(&applicant).show(),
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
        reasons: reasons(pool, &applicant, explained.card.as_ref(), language),
        indicators: explained.card.as_ref().map(|card| indicators(pool, card, scored)).unwrap_or_default(),
        way: explained.told().map(|told| told.json(language)),
    };
    Ok(plain::json(serde_json::to_string_pretty(&document)?) + "\n")
}
