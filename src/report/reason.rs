//! A verdict in words: the indicator, its clause, the answer with its cell, the limit, the outcome.

use crate::diagnostic::Code;
use crate::number::Points;
use crate::score::{Applicant, Card, Line, Pool, State, Status, lines, met_share, points_share};
use crate::standard::{Indicator, Kind, Standard, shown_figure};
use crate::text::{Names, Part, Text, text};

use super::share_or_dash;

/// One line of a verdict, ready to be written.
pub(super) struct Said {
    pub code: Code,
    /// The indicator concerned.
    pub indicator: Option<usize>,
    /// The dimension concerned.
    pub dimension: Option<usize>,
    pub text: Text,
}

/// One line of a verdict: its code, and the indicator or the dimension concerned.
pub(super) type Point = (Code, Option<usize>, Option<usize>);

/// Why an applicant passes, fails, or was not scored: of a pass every line that holds, of a fail every line that does not.
pub(super) fn points(pool: &Pool<'_>, applicant: &Applicant<'_>, mut say: impl FnMut(Point)) {
    let standard = pool.plan.standard;
    let passed = match applicant.status {
        Status::NotScored => {
            applicant.reasons().for_each(|reason| say((reason.code, reason.about.map(usize::from), None)));
            return;
        }
        Status::Ranked => return say((Code::NothingToPass, None, None)),
        Status::Passed => true,
        Status::Failed => false,
    };
    if passed && pool.plan.judges_gates(applicant.applicant_type) {
        say((Code::GatesHold, None, None));
    }
    for reason in applicant.reasons() {
        let about = reason.about.map(usize::from);
        say(if reason.code == Code::Floor { (Code::Floor, None, about) } else { (reason.code, about, None) });
    }
    lines(standard, &applicant.totals).filter(|(_, holds)| *holds == passed).for_each(|(code, _)| say((code, None, None)));
    for (d, total) in applicant.dimensions().enumerate().filter(|(d, _)| standard.dimensions[*d].at_least.is_some()) {
        if total.available == Points::ZERO {
            say((Code::FloorNotJudged, None, Some(d)));
        } else if passed {
            say((Code::Floor, None, Some(d)));
        }
    }
}

/// The lines of a card, where there is one.
pub(super) fn lines_of(card: Option<&Card>) -> &[Line] {
    card.map_or(&[], |card| &card.lines)
}

/// The gate items that an applicant is held to.
fn judged_gates<'p>(pool: &'p Pool<'_>, applicant: &Applicant<'_>) -> impl Iterator<Item = &'p Indicator> + use<'p> {
    let (phase, own_type) = (pool.plan.phase, applicant.applicant_type);
    pool.plan.standard.indicators.iter().filter(move |i| i.is_gate() && i.is_due(phase) && i.applies_to(own_type))
}

/// The same in words; those about an indicator in full where its line is there.
pub(super) fn reasons(pool: &Pool<'_>, applicant: &Applicant<'_>, lines: &[Line]) -> Vec<Said> {
    let standard = pool.plan.standard;
    let passed = applicant.status == Status::Passed;
    let mut said: Vec<Said> = Vec::new();
    points(pool, applicant, |(code, indicator, dimension)| {
        let text = match (applicant.status, code, indicator, dimension) {
            (Status::NotScored, ..) => not_scored_because(pool, applicant, code, indicator),
            (_, Code::NothingToPass, ..) => text!(NothingToPass),
            (_, Code::GatesHold, ..) => text!(GatesHold, list = gates_hold(judged_gates(pool, applicant))),
            (_, Code::FloorNotJudged, _, Some(d)) => {
                text!(FloorNotJudged, id = &standard.dimensions[d].id, name = standard.dimensions[d].name.part())
            }
            (_, _, _, Some(d)) => floor(standard, applicant, d, passed),
            (_, _, Some(i), _) => gate(pool, i, code, lines.iter().find(|line| line.indicator == i)),
            _ => line(standard, applicant, code, passed),
        };
        said.push(Said { code, indicator, dimension, text });
    });
    said
}

/// Why a row was not scored. The finding that kept it from being scored says it best; several indicators may share one.
fn not_scored_because(pool: &Pool<'_>, applicant: &Applicant<'_>, code: Code, about: Option<usize>) -> Text {
    let standard = pool.plan.standard;
    let id = about.map(|i| standard.indicators[i].id.as_str());
    let fits = |found: &&crate::diagnostic::Diagnostic| found.code == code && found.indicator.as_deref() == id;
    // A verified cell at fault stands in another table than the row.
    let elsewhere = || pool.problems.iter().find(|found| fits(found) && found.applicant.as_deref() == Some(applicant.id()));
    match pool.errors_of(applicant).find(fits).or_else(elsewhere) {
        Some(found) => {
            let what = match about.map(|i| &standard.indicators[i]) {
                Some(indicator) => text!(IdNameAt, id = &indicator.id, name = indicator.name.part()).into(),
                None => Part::from(""),
            };
            text!(NotScoredBecause, what = what, at = place_of(pool, found), text = found.text.clone())
        }
        None => not_scored(standard, code, about),
    }
}

fn place_of(pool: &Pool<'_>, found: &crate::diagnostic::Diagnostic) -> Part {
    match &found.place {
        crate::diagnostic::Place::Cell(cell) => Part::from(pool.show(cell)),
        crate::diagnostic::Place::File(file) | crate::diagnostic::Place::Span(file, _) => Part::from(file),
    }
}

fn not_scored(standard: &Standard, code: Code, about: Option<usize>) -> Text {
    let meaning = meaning(code);
    match about.map(|i| &standard.indicators[i]) {
        Some(indicator) => text!(NotScoredIndicator, id = &indicator.id, name = indicator.name.part(), meaning = meaning),
        None => text!(NotScored, meaning = meaning),
    }
}

/// That every gate item holds, qualification items and vetoes each in their own words.
pub(super) fn gates_hold<'i>(gates: impl Iterator<Item = &'i Indicator>) -> Vec<Part> {
    let (vetoes, required): (Vec<_>, Vec<_>) = gates.partition(|i| matches!(i.kind, Kind::Veto(_)));
    let mut lines: Vec<Part> = Vec::new();
    if !required.is_empty() {
        lines.push(text!(RequiredHold, count = required.len()).into());
    }
    if !vetoes.is_empty() {
        lines.push(text!(VetoesClear, count = vetoes.len()).into());
    }
    lines
}

/// A state in words; of a gate item in the words for gate items.
pub(super) fn state_words(indicator: &Indicator, state: State) -> Text {
    match (&indicator.kind, state) {
        (Kind::Required(_), State::Met) => text!(StateHolds),
        (Kind::Required(_), State::Unmet) => text!(StateFails),
        (Kind::Veto(_), State::Met) => text!(StateClear),
        (Kind::Veto(_), State::Unmet) => text!(StateTriggered),
        _ => state.words(),
    }
}

/// What a code means, as a part of a sentence.
pub(super) fn meaning(code: Code) -> Part {
    use crate::text::Language;
    Part::from(Names {
        zh: code.meaning(Language::Zh).trim_end_matches('。').to_owned(),
        en: {
            let words = code.meaning(Language::En).trim_end_matches('.');
            let mut letters = words.chars();
            letters.next().map(|first| first.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
        },
    })
}

fn gate(pool: &Pool<'_>, i: usize, code: Code, line: Option<&Line>) -> Text {
    let indicator = &pool.plan.standard.indicators[i];
    let (id, name, clause) = (&indicator.id, indicator.name.part(), &indicator.clause);
    let word = if matches!(indicator.kind, Kind::Veto(_)) { text!(WordVeto) } else { text!(WordRequired) };
    let Some(line) = line else {
        return match code {
            Code::GateUnanswered => text!(GateUnansweredShort, word = word, id = id, name = name, clause = clause),
            _ => text!(GateFailedShort, word = word, id = id, name = name, clause = clause),
        };
    };
    let (answer, at, limit) = (answered(line), place(pool, line), limit_part(&line.limit));
    match code {
        Code::GateUnanswered => {
            text!(GateUnanswered, word = word, id = id, name = name, clause = clause, answer = answer, at = at, limit = limit)
        }
        _ => {
            let state = state_words(indicator, line.state);
            text!(GateFailed, word = word, id = id, name = name, clause = clause, answer = answer, at = at, limit = limit, state = state)
        }
    }
}

fn line(standard: &Standard, applicant: &Applicant<'_>, code: Code, holds: bool) -> Text {
    let totals = &applicant.totals;
    let (points, available) = (totals.points.show(standard.decimals), totals.available.show(standard.decimals));
    let percent = |limit: Option<crate::number::Decimal>| limit.map(|l| shown_figure(l.into(), true, &[])).unwrap_or_default();
    match code {
        Code::MetShare => {
            let (share, limit) = (share_or_dash(met_share(totals)), percent(standard.pass.met_share));
            if holds {
                text!(MetShareHeld, met = totals.met, applicable = totals.applicable, share = share, limit = limit)
            } else {
                text!(MetShareMissed, met = totals.met, applicable = totals.applicable, share = share, limit = limit)
            }
        }
        Code::PointsShare => {
            let (share, limit) = (share_or_dash(points_share(totals)), percent(standard.pass.points_share));
            if holds {
                text!(PointsShareHeld, points = points, available = available, share = share, limit = limit)
            } else {
                text!(PointsShareMissed, points = points, available = available, share = share, limit = limit)
            }
        }
        _ => {
            let limit = standard.pass.points.map(|p| p.to_string()).unwrap_or_default();
            if holds { text!(PointsHeld, points = points, limit = limit) } else { text!(PointsMissed, points = points, limit = limit) }
        }
    }
}

fn floor(standard: &Standard, applicant: &Applicant<'_>, d: usize, holds: bool) -> Text {
    let dimension = &standard.dimensions[d];
    let limit = dimension.at_least.map(|l| shown_figure(l.into(), true, &[])).unwrap_or_default();
    let total = applicant.dimensions().nth(d).unwrap_or_default();
    let (points, available) = (total.points.show(standard.decimals), total.available.show(standard.decimals));
    let share = share_or_dash(crate::number::Rational::new(i128::from(total.points.0), i128::from(total.available.0)));
    let (id, name) = (&dimension.id, dimension.name.part());
    if applicant.dimensions().next().is_none() {
        return text!(FloorMissedShort, id = id, name = name, limit = limit);
    }
    if holds {
        text!(FloorHeld, id = id, name = name, points = points, available = available, share = share, limit = limit)
    } else {
        text!(FloorMissed, id = id, name = name, points = points, available = available, share = share, limit = limit)
    }
}

/// The answer of a line with the figure it comes to: `11/12 = 91.67%`.
pub(super) fn answered(line: &Line) -> Part {
    if line.answer.is_empty() {
        return Part::from(text!(NoAnswer));
    }
    let answer = match &line.value {
        Some(value) if line.answer.contains(['/', '+']) => Part::from(format!("{} = {value}", line.answer)),
        _ => Part::from(&line.answer),
    };
    let verified = line.notes.iter().any(|note| matches!(note.code, Code::Verified | Code::VerifiedWithoutFigures));
    match (&line.claimed, verified) {
        (Some(claimed), true) => text!(VerifiedAnswer, answer = answer, claimed = claimed).into(),
        (None, true) => text!(VerifiedAnswer, answer = answer, claimed = text!(NoAnswer)).into(),
        _ => answer,
    }
}

/// The cell of a line, or that there is no column for it.
pub(super) fn place(pool: &Pool<'_>, line: &Line) -> Part {
    match &line.at {
        Some(cell) => Part::from(pool.show(cell)),
        None => Part::from(text!(NoColumn)),
    }
}

/// A limit in the language of the sentence: yes and no are words, the rest are signs and figures.
pub(super) fn limit_part(limit: &str) -> Part {
    match limit {
        "yes" => Part::from(Names { zh: "是".to_owned(), en: "yes".to_owned() }),
        "no" => Part::from(Names { zh: "否".to_owned(), en: "no".to_owned() }),
        other => Part::from(other),
    }
}

/// A line that falls short, as an evaluator would read it out.
pub(super) fn short_line(pool: &Pool<'_>, line: &Line) -> Text {
    let standard = pool.plan.standard;
    let indicator = &standard.indicators[line.indicator];
    let points =
        line.points.map(|p| format!("{}/{}", p.show(standard.decimals), indicator.points.show(standard.decimals))).unwrap_or_default();
    text!(
        ShortLine,
        id = &indicator.id,
        name = indicator.name.part(),
        clause = &indicator.clause,
        answer = answered(line),
        limit = limit_part(&line.limit),
        state = match line.notes.iter().find(|note| matches!(note.code, Code::NotAllowedNotApplicable | Code::ZeroDivisor)) {
            Some(note) => text!(StateBecause, state = line.state.words(), cause = meaning(note.code)),
            None => line.state.words(),
        },
        points = points,
        at = place(pool, line),
    )
}

/// Does a line count against its applicant?
pub(super) fn falls_short(line: &Line) -> bool {
    matches!(line.state, State::PartlyMet | State::Unmet)
}
