//! `shifan/diff/1`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::analysis::{Impact, Shift, Side as Came, Through};
use crate::report::findings::TableFinding;
use crate::report::{PROGRAM, json_points, pieces, plain, reason, share};
use crate::score::{Applicant, Pool, Status, met_share};
use crate::standard::{Standard, What};
use crate::text::Language;

use super::Compared;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    program: &'static str,
    old: Side<'a>,
    new: Side<'a>,
    changes: Vec<Change<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact: Option<ImpactResult<'a>>,
}

#[derive(Serialize)]
struct Side<'a> {
    file: &'a str,
    id: &'a str,
    name: &'a str,
    edition: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Change<'a> {
    about: &'static str,
    id: Option<&'a str>,
    name: &'a str,
    change: &'static str,
    key: Option<&'a str>,
    from: Option<&'a str>,
    to: Option<&'a str>,
    decides: bool,
    text: String,
}

#[derive(Serialize)]
struct ImpactResult<'a> {
    phase: Option<i32>,
    inputs: Vec<Input<'a>>,
    counts: Counts,
    /// Those concerned: blank here, since they are made in pieces.
    applicants: [(); 0],
    problems: Vec<TableFinding<'a>>,
}

#[derive(Serialize)]
struct Input<'a> {
    file: String,
    sha256: &'a str,
    rows: u64,
}

#[derive(Serialize)]
struct Counts {
    applicants: usize,
    flips: usize,
    moved: usize,
    passed_old: Option<usize>,
    passed_new: Option<usize>,
    not_scored_old: usize,
    not_scored_new: usize,
}

#[derive(Serialize)]
struct Shifted<'a> {
    id: &'a str,
    name: &'a str,
    flips: bool,
    moved: Option<i64>,
    old: Standing,
    new: Standing,
    indicators: Vec<Moved<'a>>,
    reasons: Vec<Reason<'a>>,
}

#[derive(Serialize)]
struct Standing {
    status: &'static str,
    rank: Option<u32>,
    points: Option<Box<RawValue>>,
    points_available: Option<Box<RawValue>>,
    met: Option<u32>,
    applicable: Option<u32>,
    met_share: Option<String>,
    passed: Option<bool>,
}

#[derive(Serialize)]
struct Moved<'a> {
    id: &'a str,
    old: Option<Outcome<'a>>,
    new: Option<Outcome<'a>>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    state: &'static str,
    points: Option<Box<RawValue>>,
    of: Option<Box<RawValue>>,
    answer: Option<&'a str>,
    value: Option<&'a str>,
    limit: &'a str,
}

#[derive(Serialize)]
struct Reason<'a> {
    code: &'static str,
    indicator: Option<&'a str>,
    text: String,
}

/// The comparison.
///
/// # Errors
/// Only if writing fails.
pub fn write(out: &mut dyn Write, compared: &Compared<'_>, language: Language) -> io::Result<()> {
    let document = Document {
        schema: "shifan/diff/1",
        program: PROGRAM,
        old: of_side(compared.old),
        new: of_side(compared.new),
        changes: compared.changes.iter().map(|change| of_change(change, language)).collect(),
        impact: compared.impact.as_ref().map(|impact| of_impact(impact, language)),
    };
    let document = plain::json(serde_json::to_string_pretty(&document)? + "\n");
    let Some(impact) = compared.impact.as_ref().filter(|impact| !impact.is_empty()) else { return out.write_all(document.as_bytes()) };
    // No string holds a line break, so that only the list itself stands so.
    let (before, behind) = document.split_once("\n    \"applicants\": []").unwrap_or((&document, ""));
    out.write_all(before.as_bytes())?;
    out.write_all(b"\n    \"applicants\": [")?;
    pieces::write(out, impact.len(), impact.new.opening.threads, |places, bytes| {
        let mut piece = String::new();
        for (place, shift) in places.clone().zip(impact.some(places)) {
            let through: Vec<Through<'_>> = shift.through().collect();
            let one = serde_json::to_string_pretty(&shifted(&shift, &through, impact, language))?;
            for (at, line) in one.lines().enumerate() {
                piece.push_str(if at == 0 && place > 0 { ",\n      " } else { "\n      " });
                piece.push_str(line);
            }
        }
        bytes.extend_from_slice(plain::json(piece).as_bytes());
        Ok(())
    })?;
    out.write_all(b"\n    ]")?;
    out.write_all(behind.as_bytes())?;
    out.flush()
}

fn of_side<'a>((file, standard): (&'a str, &'a Standard)) -> Side<'a> {
    Side { file, id: &standard.id, name: &standard.name.zh, edition: &standard.edition, sha256: &standard.sha256 }
}

fn of_change(change: &crate::standard::Change, language: Language) -> Change<'_> {
    let some = |text: &'_ String| !text.is_empty();
    let (what, key, from, to) = match &change.what {
        What::Added(_) => ("added", None, None, None),
        What::Removed(_) => ("removed", None, None, None),
        What::Renumbered(from) => ("renumbered", None, Some(from), None),
        What::Reordered => ("reordered", None, None, None),
        What::Moved { key, from, to, .. } => ("changed", Some(key), Some(from), Some(to)),
    };
    Change {
        about: change.about.id(),
        id: change.about.part().filter(|id| !id.is_empty()),
        name: if change.what == What::Reordered { "" } else { &change.name.zh },
        change: what,
        key: key.map(String::as_str),
        from: from.filter(|text| some(text)).map(String::as_str),
        to: to.filter(|text| some(text)).map(String::as_str),
        decides: change.decides,
        text: change.words().say(language),
    }
}

fn shifted<'a>(shift: &Shift<'a>, through: &'a [Through<'a>], impact: &'a Impact<'_>, language: Language) -> Shifted<'a> {
    let because = if shift.flips() { reason::reasons(impact.new, &shift.new, shift.gates()) } else { Vec::new() };
    let because = because.into_iter().map(|said| Reason {
        code: said.code.id(),
        indicator: said.indicator.map(|i| impact.new.plan.standard.indicators[i].id.as_str()),
        text: said.text.say(language),
    });
    Shifted {
        id: shift.new.id(),
        name: shift.new.name(),
        flips: shift.flips(),
        moved: shift.moved(),
        old: standing(&shift.old, impact.old),
        new: standing(&shift.new, impact.new),
        indicators: through.iter().map(|through| moved(through, impact)).collect(),
        reasons: because.collect(),
    }
}

fn of_impact<'a>(impact: &'a Impact<'a>, language: Language) -> ImpactResult<'a> {
    let with = |pool: &Pool<'_>, status| pool.applicants.with_status(status);
    let passed = |pool: &Pool<'_>| pool.plan.standard.can_fail().then(|| with(pool, Status::Passed));
    ImpactResult {
        phase: impact.new.plan.phase,
        inputs: impact
            .new
            .inputs
            .iter()
            .map(|input| Input { file: input.layout.file.to_string(), sha256: &input.sha256, rows: input.rows })
            .collect(),
        counts: Counts {
            applicants: impact.new.applicants.len(),
            flips: impact.flips,
            moved: impact.moved,
            passed_old: passed(impact.old),
            passed_new: passed(impact.new),
            not_scored_old: with(impact.old, Status::NotScored),
            not_scored_new: with(impact.new, Status::NotScored),
        },
        applicants: [],
        problems: impact.new.problems.iter().map(|found| TableFinding::of(found, language)).collect(),
    }
}

fn standing(applicant: &Applicant<'_>, pool: &Pool<'_>) -> Standing {
    let (totals, decimals) = (&applicant.totals, pool.plan.standard.decimals);
    let scored = applicant.is_scored();
    Standing {
        status: match applicant.status {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::Ranked => "ranked",
            Status::NotScored => "not-scored",
        },
        rank: applicant.rank(),
        points: scored.then(|| json_points(totals.points, decimals)),
        points_available: scored.then(|| json_points(totals.available, decimals)),
        met: scored.then_some(totals.met),
        applicable: scored.then_some(totals.applicable),
        met_share: share(met_share(totals)).filter(|_| scored),
        passed: match applicant.status {
            Status::Passed => Some(true),
            Status::Failed => Some(false),
            Status::Ranked | Status::NotScored => None,
        },
    }
}

fn moved<'a>(through: &'a Through<'_>, impact: &'a Impact<'_>) -> Moved<'a> {
    fn outcome<'a>(line: &'a Came<'_>, standard: &Standard) -> Outcome<'a> {
        let indicator = &standard.indicators[line.indicator];
        let of = (!indicator.is_gate()).then(|| json_points(indicator.points, standard.decimals));
        Outcome {
            state: line.state.id(),
            points: line.points.map(|points| json_points(points, standard.decimals)),
            of,
            answer: Some(line.answer).filter(|answer| !answer.is_empty()),
            value: line.value,
            limit: &line.limit,
        }
    }
    let (old, new) = (impact.old.plan.standard, impact.new.plan.standard);
    let id = match (&through.new, &through.old) {
        (Some(line), _) => new.indicators[line.indicator].id.as_str(),
        (None, Some(line)) => old.indicators[line.indicator].id.as_str(),
        (None, None) => "",
    };
    Moved { id, old: through.old.as_ref().map(|line| outcome(line, old)), new: through.new.as_ref().map(|line| outcome(line, new)) }
}
