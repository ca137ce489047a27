//! `score --format json`: one applicant a line, so that a pool of millions streams. Field names never follow the language.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::analysis::way_to_pass;
use crate::diagnostic::Diagnostic;
use crate::score::{Applicant, Card, InputFile, Pool, Status, met_share, points_share};
use crate::submission::name_of;
use crate::text::Language;

use super::standard_json::StandardHead;
use super::way::{Told, WayLine};
use super::{PROGRAM, Shown, count_shown, json_points, pieces, reason, share, to_json};

#[derive(Serialize)]
pub(super) struct Input<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    sha256: &'a str,
    rows: u64,
}

#[derive(Serialize)]
struct Options {
    lang: &'static str,
    summary: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ways: bool,
    top: Option<usize>,
    no_rank: bool,
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
}

#[derive(Serialize)]
struct Counts {
    applicants: usize,
    scored: usize,
    passed: Option<usize>,
    failed: Option<usize>,
    problems: usize,
}

#[derive(Serialize)]
struct ApplicantLine<'a> {
    rank: Option<u32>,
    id: &'a str,
    name: &'a str,
    district: Option<&'a str>,
    r#type: Option<&'a str>,
    nominator: Option<&'a str>,
    period: Option<&'a str>,
    at: String,
    #[serde(flatten)]
    card: CardLine<'a>,
}

/// What an applicant came to under the standard, and why.
#[derive(Serialize)]
pub(super) struct CardLine<'a> {
    points: Option<Box<RawValue>>,
    points_available: Option<Box<RawValue>>,
    points_share: Option<String>,
    bonus: Option<Box<RawValue>>,
    met: Option<u32>,
    applicable: Option<u32>,
    met_share: Option<String>,
    passed: Option<bool>,
    reasons: Vec<ReasonLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dimensions: Option<Vec<DimensionLine<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    indicators: Option<Vec<IndicatorLine<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<WayLine<'a>>,
}

/// One line of a verdict.
#[derive(Serialize)]
pub(super) struct ReasonLine<'a> {
    code: &'static str,
    indicator: Option<&'a str>,
    dimension: Option<&'a str>,
    /// Does this line hold? The same code names a line that is reached and one that is missed.
    holds: bool,
    text: String,
}

#[derive(Serialize)]
struct DimensionLine<'a> {
    id: &'a str,
    points: Box<RawValue>,
    points_available: Box<RawValue>,
    met: u32,
    applicable: u32,
}

#[derive(Serialize)]
pub(super) struct IndicatorLine<'a> {
    id: &'a str,
    state: &'static str,
    points: Option<Box<RawValue>>,
    of: Option<Box<RawValue>>,
    answer: Option<String>,
    claimed: Option<String>,
    value: Option<String>,
    limit: String,
    clause: &'a str,
    at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    figures: Vec<FigureLine<'a>>,
    notes: Vec<&'static str>,
}

#[derive(Serialize)]
struct FigureLine<'a> {
    input: &'a str,
    answer: Option<String>,
    at: Option<String>,
}

#[derive(Serialize)]
struct DifferenceLine<'a> {
    applicant: &'a str,
    item: String,
    claimed: Option<&'a str>,
    verified: &'a str,
    at: String,
}

pub(super) fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Writes a scored pool.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, pool: &Pool<'_>, how: &Shown) -> io::Result<()> {
    let standard = pool.plan.standard;
    let head = StandardHead::of(standard, pool.plan.phase);
    let of = |status| pool.applicants.with_status(status);
    let scored = pool.applicants.len() - of(Status::NotScored);
    let judged = standard.can_fail();
    let counts = Counts {
        applicants: pool.applicants.len(),
        scored,
        passed: judged.then(|| of(Status::Passed)),
        failed: judged.then(|| of(Status::Failed)),
        problems: pool.problems.len(),
    };
    let lang = if how.language == Language::Zh { "zh" } else { "en" };
    let options = Options {
        lang,
        summary: how.summary,
        ways: how.ways,
        top: how.top,
        no_rank: pool.no_rank,
        encoding: pool.opening.encoding.map(encoding_rs::Encoding::name),
        sheet: pool.opening.sheet.clone(),
    };
    writeln!(out, "{{")?;
    writeln!(out, "  \"schema\": \"shifan/score/1\",")?;
    writeln!(out, "  \"program\": {},", to_json(&PROGRAM)?)?;
    writeln!(out, "  \"standard\": {},", to_json(&head)?)?;
    writeln!(out, "  \"inputs\": {},", to_json(&files(&pool.inputs))?)?;
    writeln!(out, "  \"verified\": {},", to_json(&files(&pool.verified))?)?;
    writeln!(out, "  \"options\": {},", to_json(&options)?)?;
    writeln!(out, "  \"counts\": {},", to_json(&counts)?)?;
    write!(out, "  \"applicants\": [")?;
    let shown = count_shown(pool, how);
    pieces::write(out, shown, pool.opening.threads, |places, lines| {
        let (mut first, mut failed) = (places.start == 0, None);
        pool.each(places, |one| match applicant(pool, &one, how) {
            Ok(line) => {
                lines.extend_from_slice(if std::mem::take(&mut first) { b"\n    " } else { b",\n    " });
                lines.extend_from_slice(line.as_bytes());
            }
            Err(error) => failed = Some(error),
        })?;
        failed.map_or(Ok(()), Err)
    })?;
    writeln!(out, "{}],", if shown > 0 { "\n  " } else { "" })?;
    list(
        out,
        "differences",
        pool.differences.iter().map(|d| {
            to_json(&DifferenceLine {
                applicant: &d.applicant,
                item: name_of(standard, d.target),
                claimed: some(&d.claimed),
                verified: &d.verified,
                at: d.at.show(),
            })
        }),
    )?;
    let finding = |found: &Diagnostic| to_json(&super::findings::TableFinding::of(found, how.language));
    list(out, "problems", pool.problems.iter().map(finding))?;
    write!(out, "  \"notes\": [")?;
    items(out, pool.notes.iter().map(finding))?;
    writeln!(out, "]\n}}")
}

/// The tables that were read, each with its SHA-256.
pub(super) fn files(inputs: &[InputFile]) -> Vec<Input<'_>> {
    inputs.iter().map(|i| Input { file: &i.layout.file, sheet: i.layout.sheet.as_deref(), sha256: &i.sha256, rows: i.rows }).collect()
}

/// A named list with one item a line.
pub(super) fn list(out: &mut dyn Write, name: &str, lines: impl Iterator<Item = io::Result<String>>) -> io::Result<()> {
    write!(out, "  \"{name}\": [")?;
    items(out, lines)?;
    writeln!(out, "],")
}

pub(super) fn items(out: &mut dyn Write, lines: impl Iterator<Item = io::Result<String>>) -> io::Result<()> {
    let mut any = false;
    for line in lines {
        write!(out, "{}\n    {}", if any { "," } else { "" }, line?)?;
        any = true;
    }
    if any { write!(out, "\n  ") } else { Ok(()) }
}

fn applicant(pool: &Pool<'_>, applicant: &Applicant<'_>, how: &Shown) -> io::Result<String> {
    to_json(&ApplicantLine {
        rank: applicant.rank(),
        id: applicant.id(),
        name: applicant.name(),
        district: some(&applicant.profile.district),
        r#type: some(&applicant.profile.applicant_type),
        nominator: some(&applicant.profile.nominator),
        period: some(&applicant.profile.period),
        at: pool.place(applicant).show(),
        card: card_line(pool, *applicant, how.summary, how.ways, how.language),
    })
}

/// What an applicant came to; `ways` adds the shortest way to pass where it does not.
pub(super) fn card_line<'p>(pool: &'p Pool<'_>, applicant: Applicant<'p>, summary: bool, ways: bool, language: Language) -> CardLine<'p> {
    let standard = pool.plan.standard;
    let card = if summary { None } else { pool.card(&applicant) };
    let points = |p| applicant.is_scored().then(|| json_points(p, standard.decimals));
    let totals = &applicant.totals;
    let dimensions = applicant
        .dimensions()
        .zip(&standard.dimensions)
        .map(|(total, dimension)| DimensionLine {
            id: &dimension.id,
            points: json_points(total.points, standard.decimals),
            points_available: json_points(total.available, standard.decimals),
            met: total.met,
            applicable: total.applicable,
        })
        .collect();
    let scored = applicant.is_scored();
    let way = card.as_ref().filter(|_| ways && applicant.status == Status::Failed).map(|card| way_to_pass(&pool.plan, &card.answers));
    CardLine {
        points: points(totals.points),
        points_available: points(totals.available),
        points_share: if scored { share(points_share(totals)) } else { None },
        bonus: points(totals.bonus),
        met: scored.then_some(totals.met),
        applicable: scored.then_some(totals.applicable),
        met_share: if scored { share(met_share(totals)) } else { None },
        passed: match applicant.status {
            Status::Passed => Some(true),
            Status::Failed => Some(false),
            _ => None,
        },
        reasons: reasons(pool, &applicant, card.as_ref(), language),
        dimensions: Some(dimensions),
        way: way.as_ref().zip(card.as_ref()).map(|(way, card)| Told { pool, card, way }.json(language)),
        indicators: if summary { None } else { Some(card.as_ref().map(|card| indicators(pool, card, scored)).unwrap_or_default()) },
    }
}

/// The lines of a verdict.
pub(super) fn reasons<'p>(pool: &'p Pool<'_>, applicant: &Applicant<'_>, card: Option<&Card>, language: Language) -> Vec<ReasonLine<'p>> {
    let standard = pool.plan.standard;
    reason::reasons(pool, applicant, reason::lines_of(card))
        .into_iter()
        .map(|said| ReasonLine {
            code: said.code.id(),
            indicator: said.indicator.map(|i| standard.indicators[i].id.as_str()),
            dimension: said.dimension.map(|d| standard.dimensions[d].id.as_str()),
            holds: matches!(applicant.status, Status::Passed | Status::Ranked),
            text: said.text.say(language),
        })
        .collect()
}

/// The lines of a card.
pub(super) fn indicators<'p>(pool: &'p Pool<'_>, card: &Card, scored: bool) -> Vec<IndicatorLine<'p>> {
    let standard = pool.plan.standard;
    card.lines
        .iter()
        .map(|line| {
            let indicator = &standard.indicators[line.indicator];
            let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            IndicatorLine {
                id: &indicator.id,
                state: line.state.id(),
                points: line.points.filter(|_| scored).map(|p| json_points(p, standard.decimals)),
                of: line.points.map(|_| json_points(indicator.points, standard.decimals)),
                answer: filled(&line.answer),
                claimed: line.claimed.clone(),
                value: line.value.clone(),
                limit: line.limit.clone(),
                clause: &indicator.clause,
                at: line.at.as_ref().map(crate::diagnostic::Cell::show),
                figures: line
                    .figures
                    .iter()
                    .map(|(input, text, cell)| FigureLine {
                        input: &standard.inputs[*input].id,
                        answer: filled(text),
                        at: cell.as_ref().map(crate::diagnostic::Cell::show),
                    })
                    .collect(),
                notes: line.notes.iter().map(|note| note.code.id()).collect(),
            }
        })
        .collect()
}
