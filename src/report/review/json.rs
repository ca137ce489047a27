//! `review --format json`: `shifan/review/1`, one applicant a line. Field names never follow the language.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::diagnostic::Diagnostic;
use crate::number::Points;
use crate::report::findings::TableFinding;
use crate::report::score_json::{CardLine, card_line, items, list, some};
use crate::report::standard_json::StandardHead;
use crate::report::{PROGRAM, json_raw, to_json};
use crate::review::panel::{Combine, Mark, Panel, Per, Scale, shown_mark};
use crate::review::scheme::{CountFrom, Scheme};
use crate::review::{Review, RoundResult, TrackReview};
use crate::score::Pool;
use crate::submission::Opening;
use crate::text::Language;

use super::lines;

/// The scheme that a result follows.
#[derive(Serialize)]
pub(in crate::report) struct SchemeHead<'a> {
    id: &'a str,
    name: &'a str,
    document: Option<&'a str>,
    applied_on: Option<String>,
    file: &'a str,
    sha256: &'a str,
}

impl<'a> SchemeHead<'a> {
    pub fn of(scheme: &'a Scheme) -> Self {
        Self {
            id: &scheme.id,
            name: &scheme.name,
            document: scheme.document.as_deref(),
            applied_on: scheme.applied_on.map(|day| day.to_string()),
            file: &scheme.file,
            sha256: &scheme.sha256,
        }
    }
}

/// A table that was read.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) struct InputLine<'a> {
    file: &'a str,
    sha256: &'a str,
    rows: Option<u64>,
}

/// Every table that some pools and other files are.
pub(in crate::report) fn inputs<'a>(
    pools: impl Iterator<Item = &'a Pool<'a>>,
    others: &'a [(std::sync::Arc<str>, String)],
) -> Vec<InputLine<'a>> {
    let mut lines: Vec<InputLine<'a>> = pools
        .flat_map(|pool| pool.inputs.iter().chain(&pool.verified))
        .map(|input| InputLine { file: &input.layout.file, sha256: &input.sha256, rows: Some(input.rows) })
        .chain(others.iter().map(|(file, sha256)| InputLine { file, sha256, rows: None }))
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

/// What a document leaves open.
#[derive(Serialize)]
pub(in crate::report) struct Assumed<'a> {
    path: &'a str,
    reason: &'a str,
}

impl<'a> Assumed<'a> {
    pub fn of(scheme: &'a Scheme) -> Vec<Self> {
        scheme.assumed.iter().map(|assumed| Self { path: &assumed.path, reason: &assumed.reason }).collect()
    }
}

/// Entries in the order in which they are to stand.
struct Ordered<T>(Vec<(String, T)>);

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// The options of a call.
#[derive(Serialize)]
pub(in crate::report) struct Options {
    lang: &'static str,
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
}

impl Options {
    pub fn of(opening: &Opening, language: Language) -> Self {
        Self {
            lang: if language == Language::Zh { "zh" } else { "en" },
            encoding: opening.encoding.map(encoding_rs::Encoding::name),
            sheet: opening.sheet.clone(),
        }
    }
}

/// A round as the scheme lays it out, so that a result can be read without having the scheme at hand.
#[derive(Serialize)]
struct RoundHead<'a> {
    id: &'a str,
    name: &'a str,
    weight: Box<RawValue>,
    panel: PanelHead,
    items: Vec<ItemHead>,
}

#[derive(Serialize)]
struct PanelHead {
    combine: &'static str,
    trim: Option<usize>,
    trim_from: Option<usize>,
    min_marks: usize,
    per: &'static str,
    scale: &'static str,
    spread_limit: Option<Box<RawValue>>,
    decimals: u8,
}

impl PanelHead {
    fn of(panel: &Panel) -> Self {
        let (combine, trim) = match panel.combine {
            Combine::Mean => ("mean", None),
            Combine::Median => ("median", None),
            Combine::TrimmedMean { trim, trim_from } => ("trimmed-mean", Some((trim, trim_from))),
        };
        Self {
            combine,
            trim: trim.map(|(trim, _)| trim),
            trim_from: trim.map(|(_, from)| from),
            min_marks: panel.min_marks,
            per: if panel.per == Per::Item { "item" } else { "total" },
            scale: if panel.scale == Scale::Standard { "standard" } else { "raw" },
            spread_limit: panel.spread_limit.map(raw_mark),
            decimals: panel.decimals,
        }
    }
}

#[derive(Serialize)]
struct ItemHead {
    id: String,
    name: String,
    of: Box<RawValue>,
}

#[derive(Serialize)]
struct Seats {
    filled: usize,
    open: usize,
    vacant: usize,
}

#[derive(Serialize)]
struct ApplicantLine<'a> {
    id: &'a str,
    name: &'a str,
    district: Option<&'a str>,
    r#type: Option<&'a str>,
    nominator: Option<&'a str>,
    at: String,
    outcome: &'static str,
    computed: &'static str,
    proposed: bool,
    place: Option<usize>,
    r#final: Option<Box<RawValue>>,
    bonus: Option<Box<RawValue>>,
    preferred: bool,
    on_national_list: bool,
    rounds: Ordered<RoundLine<'a>>,
    overrides: Vec<OverrideLine<'a>>,
    objections: Vec<ObjectionLine<'a>>,
    reasons: Vec<ReasonLine>,
    scorecard: Option<CardLine<'a>>,
}

#[derive(Serialize)]
struct RoundLine<'a> {
    entered: bool,
    score: Option<Box<RawValue>>,
    of: Option<Box<RawValue>>,
    marks: Vec<MarkLine<'a>>,
    items: Vec<ItemLine<'a>>,
}

#[derive(Serialize)]
struct MarkLine<'a> {
    expert: &'a str,
    points: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard: Option<Box<RawValue>>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<&'a str>,
}

#[derive(Serialize)]
struct ItemLine<'a> {
    id: &'a str,
    score: Option<Box<RawValue>>,
    of: Box<RawValue>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    marks: Vec<ItemMark<'a>>,
}

#[derive(Serialize)]
struct ItemMark<'a> {
    expert: &'a str,
    points: Box<RawValue>,
    state: &'static str,
}

#[derive(Serialize)]
struct OverrideLine<'a> {
    decision: &'static str,
    by: &'a str,
    on: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct ObjectionLine<'a> {
    state: &'static str,
    received_on: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct ReasonLine {
    code: &'static str,
    text: String,
}

#[derive(Serialize)]
struct ClaimLine<'a> {
    applicant: &'a str,
    round: &'a str,
    item: &'a str,
    claimed: Box<RawValue>,
    experts: Box<RawValue>,
    difference: Box<RawValue>,
}

#[derive(Serialize)]
struct Notice {
    posted_on: String,
    working_days: u32,
    count_from: &'static str,
    from: String,
    to: String,
}

fn raw_mark(mark: Mark) -> Box<RawValue> {
    json_raw(shown_mark(mark))
}

fn raw_points(points: Points, decimals: u8) -> Box<RawValue> {
    json_raw(points.show(decimals))
}

/// Writes a review.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, review: &Review<'_>, language: Language) -> io::Result<()> {
    let options = Options::of(&review.opening, language);
    writeln!(out, "{{")?;
    writeln!(out, "  \"schema\": \"shifan/review/1\",")?;
    writeln!(out, "  \"program\": {},", to_json(&PROGRAM)?)?;
    writeln!(out, "  \"scheme\": {},", to_json(&SchemeHead::of(review.scheme))?)?;
    list(out, "inputs", inputs(review.tracks.iter().map(|t| &t.pool), &review.inputs).iter().map(to_json))?;
    writeln!(out, "  \"options\": {},", to_json(&options)?)?;
    write!(out, "  \"tracks\": [")?;
    for (n, track) in review.tracks.iter().enumerate() {
        writeln!(out, "{}\n  {{", if n == 0 { "" } else { "," })?;
        self::track(out, track, language)?;
        write!(out, "  }}")?;
    }
    writeln!(out, "],")?;
    let plan = review.scheme.notice.as_ref();
    let notice = review.notice.as_ref().zip(plan).and_then(|(days, plan)| {
        Some(Notice {
            posted_on: plan.posted_on?.to_string(),
            working_days: plan.working_days,
            count_from: if plan.count_from == CountFrom::NextDay { "next-day" } else { "posting-day" },
            from: days.from.to_string(),
            to: days.to.to_string(),
        })
    });
    writeln!(out, "  \"notice\": {},", to_json(&notice)?)?;
    list(out, "assumed", Assumed::of(review.scheme).iter().map(to_json))?;
    let finding = |found: &Diagnostic| to_json(&TableFinding::with_sources(found, &review.sources, language));
    list(out, "problems", review.problems.iter().map(finding))?;
    write!(out, "  \"notes\": [")?;
    items(out, review.notes.iter().map(finding))?;
    writeln!(out, "]\n}}")
}

fn track(out: &mut dyn Write, track: &TrackReview<'_>, language: Language) -> io::Result<()> {
    let plan = track.track;
    let standard = track.pool.plan.standard;
    let head = plan.has_standard.then(|| StandardHead::of(standard, plan.phase));
    let rounds: Vec<RoundHead<'_>> = plan
        .rounds
        .iter()
        .zip(&track.items)
        .map(|(round, items)| RoundHead {
            id: &round.id,
            name: &round.name,
            weight: json_raw(round.weight.to_string()),
            panel: PanelHead::of(&round.panel),
            items: items
                .iter()
                .map(|item| ItemHead { id: item.id.clone(), name: item.name.say(language), of: raw_mark(item.of) })
                .collect(),
        })
        .collect();
    let seats = Seats { filled: track.seats.filled, open: track.seats.open, vacant: track.seats.vacant };
    let ids: Vec<&str> = track.waiting_for.iter().map(|a| track.pool.applicants.get(*a).id()).collect();
    writeln!(out, "  \"id\": {},", to_json(&plan.id)?)?;
    writeln!(out, "  \"title\": {},", to_json(&plan.title)?)?;
    writeln!(out, "  \"standard\": {},", to_json(&head)?)?;
    writeln!(out, "  \"rounds\": {},", to_json(&rounds)?)?;
    writeln!(out, "  \"decimals\": {},", track.final_decimals())?;
    writeln!(out, "  \"quota\": {},", plan.quota)?;
    writeln!(out, "  \"reserve\": {},", plan.reserve)?;
    writeln!(out, "  \"seats\": {},", to_json(&seats)?)?;
    writeln!(out, "  \"provisional\": {},", track.is_provisional())?;
    writeln!(out, "  \"waiting_for\": {},", to_json(&ids)?)?;
    list(out, "applicants", track.order.iter().map(|a| applicant(track, *a, language)))?;
    write!(out, "  \"claims\": [")?;
    items(
        out,
        track.claims.iter().map(|claim| {
            let round = &plan.rounds[claim.round];
            to_json(&ClaimLine {
                applicant: track.pool.applicants.get(claim.applicant).id(),
                round: &round.id,
                item: &track.items[claim.round][claim.item].id,
                claimed: raw_points(claim.claimed, standard.decimals),
                experts: raw_points(claim.experts, round.panel.decimals),
                difference: raw_mark(claim.difference),
            })
        }),
    )?;
    writeln!(out, "]")
}

fn applicant(track: &TrackReview<'_>, a: usize, language: Language) -> io::Result<String> {
    let (applicant, entrant) = (&track.pool.applicants.get(a), &track.entrants[a]);
    let rounds = entrant
        .rounds
        .iter()
        .enumerate()
        .map(|(n, result)| (track.track.rounds[n].id.clone(), round(track, n, result, language)))
        .collect();
    to_json(&ApplicantLine {
        id: applicant.id(),
        name: applicant.name(),
        district: some(&applicant.profile.district),
        r#type: some(&applicant.profile.applicant_type),
        nominator: some(&applicant.profile.nominator),
        at: track.pool.place(applicant).show(),
        outcome: entrant.outcome.id(),
        computed: entrant.computed.id(),
        proposed: entrant.proposed,
        place: entrant.place,
        r#final: entrant.final_score.map(|score| raw_points(score, track.final_decimals())),
        bonus: entrant.bonus.map(|bonus| json_raw(bonus.to_string())),
        preferred: entrant.preferred,
        on_national_list: entrant.on_national_list,
        rounds: Ordered(rounds),
        overrides: entrant
            .overrides
            .iter()
            .map(|o| OverrideLine { decision: o.decision.id(), by: &o.by, on: o.on.to_string(), reason: &o.reason })
            .collect(),
        objections: entrant
            .objections
            .iter()
            .map(|o| ObjectionLine { state: o.state.id(), received_on: o.received_on.to_string(), reason: &o.reason })
            .collect(),
        reasons: lines::reasons(track, a)
            .into_iter()
            .map(|(code, text)| ReasonLine { code: code.id(), text: text.say(language) })
            .collect(),
        scorecard: track.track.has_standard.then(|| card_line(&track.pool, *applicant, false, true, language)),
    })
}

fn round<'a>(track: &'a TrackReview<'_>, n: usize, result: &'a RoundResult, language: Language) -> RoundLine<'a> {
    let plan = &track.track.rounds[n];
    let decimals = plan.panel.decimals;
    let item = |i: usize| track.items[n][i].id.as_str();
    RoundLine {
        entered: result.entered,
        score: result.score.map(|score| raw_points(score, decimals)),
        of: result.of.map(raw_mark),
        marks: result
            .marks
            .iter()
            .map(|line| MarkLine {
                expert: &line.expert,
                points: line.total.map(raw_mark),
                standard: line.standard.map(|mark| raw_points(mark, decimals)),
                state: line.state.id(),
                reason: line.recused.as_ref().map(|reason| reason.say(language)),
                missing: if line.given.is_empty() { Vec::new() } else { line.missing.iter().map(|i| item(*i)).collect() },
            })
            .collect(),
        items: result
            .items
            .iter()
            .map(|score| ItemLine {
                id: item(score.item),
                score: score.score.map(|points| raw_points(points, decimals)),
                of: raw_mark(score.of),
                marks: score
                    .marks
                    .iter()
                    .map(|(by, mark, state)| ItemMark { expert: &result.marks[*by].expert, points: raw_mark(*mark), state: state.id() })
                    .collect(),
            })
            .collect(),
    }
}
