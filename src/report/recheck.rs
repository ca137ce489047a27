//! A look-back put into forms: JSON (`shifan/recheck/1`), CSV, and a page at the terminal or in Markdown.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::diagnostic::Diagnostic;
use crate::review::{Holder, HolderState, Reason, Recheck, Slipped, TrackRecheck};
use crate::text::{Language, Part, Text, text};

use super::findings::TableFinding;
use super::page::{Cell, Page};
use super::review::{Assumed, Options, SchemeHead, inputs, verdict};
use super::score_json::{items, list, some};
use super::standard_json::StandardHead;
use super::{PROGRAM, json_points, plain, to_json};

#[derive(Serialize)]
struct HolderLine<'a> {
    id: &'a str,
    name: &'a str,
    granted_on: Option<String>,
    looked_back_on: Option<String>,
    state: &'static str,
    due: Option<bool>,
    compared: bool,
    at: Option<String>,
    reasons: Vec<ReasonLine>,
    slipped: Vec<SlippedLine<'a>>,
    grounds: Vec<GroundLine<'a>>,
}

#[derive(Serialize)]
struct ReasonLine {
    code: &'static str,
    text: String,
}

#[derive(Serialize)]
struct SlippedLine<'a> {
    id: &'a str,
    before: Standing<'a>,
    after: Standing<'a>,
}

#[derive(Serialize)]
struct Standing<'a> {
    state: &'static str,
    points: Option<Box<RawValue>>,
    answer: Option<&'a str>,
}

#[derive(Serialize)]
struct GroundLine<'a> {
    indicator: &'a str,
    clause: &'a str,
    ground: &'a str,
}

#[derive(Serialize)]
struct OtherLine<'a> {
    id: &'a str,
    name: &'a str,
    at: String,
}

/// Every line about a holder.
fn reasons(track: &TrackRecheck<'_>, holder: &Holder) -> Vec<(crate::diagnostic::Code, Text)> {
    let mut lines = Vec::new();
    for reason in &holder.reasons {
        match (reason, holder.report) {
            (Reason::Said { code, text }, _) => lines.push((*code, text.as_ref().clone())),
            (Reason::Verdict, Some(report)) => lines.extend(verdict(&track.pool, report)),
            (Reason::Verdict, None) => {}
        }
    }
    lines
}

/// Writes a look-back as JSON.
///
/// # Errors
/// Only those of the writer.
pub fn json(out: &mut dyn Write, recheck: &Recheck<'_>, language: Language) -> io::Result<()> {
    writeln!(out, "{{")?;
    writeln!(out, "  \"schema\": \"shifan/recheck/1\",")?;
    writeln!(out, "  \"program\": {},", to_json(&PROGRAM)?)?;
    writeln!(out, "  \"scheme\": {},", to_json(&SchemeHead::of(recheck.scheme))?)?;
    writeln!(out, "  \"on\": {},", to_json(&recheck.on.to_string())?)?;
    let bars = recheck.removal_bars_until.map(|day| day.to_string());
    writeln!(out, "  \"removal_bars_until\": {},", to_json(&bars)?)?;
    let pools = recheck.tracks.iter().flat_map(|track| std::iter::once(&track.pool).chain(&track.previous));
    list(out, "inputs", inputs(pools, &recheck.inputs).iter().map(to_json))?;
    writeln!(out, "  \"options\": {},", to_json(&Options::of(&recheck.opening, language))?)?;
    write!(out, "  \"tracks\": [")?;
    for (n, track) in recheck.tracks.iter().enumerate() {
        writeln!(out, "{}\n  {{", if n == 0 { "" } else { "," })?;
        writeln!(out, "  \"id\": {},", to_json(&track.track.id)?)?;
        writeln!(out, "  \"title\": {},", to_json(&track.track.title)?)?;
        let standard = track.track.has_standard.then(|| StandardHead::of(track.pool.plan.standard, track.track.phase));
        writeln!(out, "  \"standard\": {},", to_json(&standard)?)?;
        list(out, "holders", track.holders.iter().map(|holder| holder_line(track, holder, language)))?;
        write!(out, "  \"others\": [")?;
        items(
            out,
            track.others.iter().map(|a| {
                let applicant = &track.pool.applicants.get(*a);
                to_json(&OtherLine { id: applicant.id(), name: applicant.name(), at: track.pool.place(applicant).show() })
            }),
        )?;
        write!(out, "]\n  }}")?;
    }
    writeln!(out, "],")?;
    list(out, "assumed", Assumed::of(recheck.scheme).iter().map(to_json))?;
    let finding = |found: &Diagnostic| to_json(&TableFinding::with_sources(found, &recheck.sources, language));
    list(out, "problems", recheck.problems.iter().map(finding))?;
    write!(out, "  \"notes\": [")?;
    items(out, recheck.notes.iter().map(finding))?;
    writeln!(out, "]\n}}")
}

fn holder_line(track: &TrackRecheck<'_>, holder: &Holder, language: Language) -> io::Result<String> {
    let standard = track.pool.plan.standard;
    let standing = |of: &'static str, slipped: &'_ Slipped| -> (&'static str, Option<Box<RawValue>>, String) {
        let standing = if of == "before" { &slipped.before } else { &slipped.after };
        (standing.state.id(), standing.points.map(|p| json_points(p, standard.decimals)), standing.answer.clone())
    };
    let told: Vec<_> = holder.slipped.iter().map(|slipped| (slipped, standing("before", slipped), standing("after", slipped))).collect();
    to_json(&HolderLine {
        id: &holder.id,
        name: &holder.name,
        granted_on: holder.granted_on.map(|day| day.to_string()),
        looked_back_on: holder.looked_back_on.map(|day| day.to_string()),
        state: holder.state.id(),
        due: holder.due,
        compared: holder.compared,
        at: holder.report.map(|a| track.pool.place(&track.pool.applicants.get(a)).show()),
        reasons: reasons(track, holder).into_iter().map(|(code, text)| ReasonLine { code: code.id(), text: text.say(language) }).collect(),
        slipped: told
            .iter()
            .map(|(slipped, before, after)| SlippedLine {
                id: &standard.indicators[slipped.indicator].id,
                before: Standing { state: before.0, points: before.1.clone(), answer: some(&before.2) },
                after: Standing { state: after.0, points: after.1.clone(), answer: some(&after.2) },
            })
            .collect(),
        grounds: holder
            .grounds
            .iter()
            .map(|ground| GroundLine {
                indicator: &standard.indicators[ground.indicator].id,
                clause: &standard.indicators[ground.indicator].clause,
                ground: &ground.ground,
            })
            .collect(),
    })
}

/// Writes the holders of some look-backs as one table.
///
/// # Errors
/// Only those of the writer.
pub fn csv(out: &mut dyn Write, rechecks: &[&Recheck<'_>]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["scheme", "track", "id", "name", "granted_on", "looked_back_on", "state", "due", "slipped", "grounds", "reasons"])?;
    for recheck in rechecks {
        for track in &recheck.tracks {
            let id_of = |i: usize| track.pool.plan.standard.indicators[i].id.as_str();
            for holder in &track.holders {
                let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
                let mut codes: Vec<&str> = reasons(track, holder).into_iter().map(|(code, _)| code.id()).collect();
                codes.dedup();
                let ids = |ids: Vec<usize>| ids.into_iter().map(id_of).collect::<Vec<_>>().join("; ");
                csv.write_record([
                    recheck.scheme.id.as_str(),
                    track.track.id.as_str(),
                    plain::cell(&holder.id).as_ref(),
                    plain::cell(&holder.name).as_ref(),
                    day(holder.granted_on).as_str(),
                    day(holder.looked_back_on).as_str(),
                    holder.state.id(),
                    holder.due.map_or("", |due| if due { "true" } else { "false" }),
                    ids(holder.slipped.iter().map(|s| s.indicator).collect()).as_str(),
                    ids(holder.grounds.iter().map(|g| g.indicator).collect()).as_str(),
                    codes.join("; ").as_str(),
                ])?;
            }
        }
    }
    csv.flush()
}

/// `recheck` at a terminal of so many columns.
///
/// # Errors
/// Only those of the writer.
pub fn table(out: &mut dyn Write, recheck: &Recheck<'_>, language: Language, width: u16) -> io::Result<()> {
    super::page::terminal(out, &page(recheck), language, width)
}

/// `recheck --format markdown`.
///
/// # Errors
/// Only those of the writer.
pub fn markdown(out: &mut dyn Write, recheck: &Recheck<'_>, language: Language) -> io::Result<()> {
    let mut page = page(recheck);
    page.problems(&recheck.problems, &recheck.sources, language);
    super::page::markdown(out, &page, language)
}

fn page(recheck: &Recheck<'_>) -> Page {
    let mut page = Page::default();
    let scheme = recheck.scheme;
    page.heading(
        1,
        match &scheme.document {
            Some(document) => text!(RecheckTitle, name = &scheme.name, document = document, id = &scheme.id),
            None => text!(RecheckTitleShort, name = &scheme.name, id = &scheme.id),
        },
    );
    let mut head = vec![text!(RecheckOn, on = recheck.on)];
    if let Some(until) = recheck.removal_bars_until {
        head.push(text!(RemovalBarsUntil, on = recheck.on, until = until));
    }
    head.push(match scheme.recheck_every.as_ref().map(|years| years.value) {
        Some(years) => text!(RecheckEvery, years = i64::from(years)),
        None => text!(NoRecheckEvery),
    });
    page.lines(head);
    for track in &recheck.tracks {
        let title = track.track.title.as_deref().unwrap_or(&track.track.id);
        page.heading(2, text!(TrackTitle, title = title, id = &track.track.id));
        let states =
            [HolderState::Reported, HolderState::NotReported, HolderState::BelowStandard, HolderState::GateFailed, HolderState::NotScored];
        let count = |state| track.holders.iter().filter(|holder| holder.state == state).count();
        let counts: Vec<Part> = states
            .into_iter()
            .filter(|state| count(*state) > 0)
            .map(|state| text!(OutcomeCount, outcome = state.words(), count = count(state)).into())
            .collect();
        page.lines([text!(HoldersCount, count = track.holders.len(), list = counts)]);
        let header = [
            text!(ColumnId),
            text!(ColumnName),
            text!(ColumnGranted),
            text!(ColumnLookedBack),
            text!(ColumnState),
            text!(ColumnDue),
            text!(ColumnSlipped),
        ];
        let day = |day: Option<jiff::civil::Date>| Cell::of(day.map_or_else(|| "–".to_owned(), |day| day.to_string()));
        let rows = track
            .holders
            .iter()
            .map(|holder| {
                vec![
                    Cell::of(&holder.id),
                    Cell::of(&holder.name),
                    day(holder.granted_on),
                    day(holder.looked_back_on),
                    Cell::of(holder.state.words()),
                    Cell::of(match holder.due {
                        Some(true) => Part::from(text!(WordYes)),
                        Some(false) => Part::from(text!(WordNo)),
                        None => Part::from("–"),
                    }),
                    // Nothing to compare with is not nothing slipped.
                    if holder.compared || !holder.slipped.is_empty() { Cell::of(holder.slipped.len()) } else { Cell::of("–") },
                ]
            })
            .collect();
        page.table(header.map(Part::from).into(), vec![false, false, false, false, false, false, true], rows);
        page.heading(3, text!(TitleHolders));
        let standard = track.pool.plan.standard;
        for holder in &track.holders {
            let mut lines: Vec<Text> = reasons(track, holder).into_iter().map(|(_, text)| text).collect();
            lines.extend(holder.slipped.iter().map(|slipped| {
                let indicator = &standard.indicators[slipped.indicator];
                let standing = |standing: &crate::review::Standing| {
                    let state = super::reason::state_words(indicator, standing.state);
                    let points = standing.points.map(|p| p.show(standard.decimals));
                    match (standing.answer.is_empty(), points) {
                        (true, _) => state,
                        (false, Some(points)) => text!(StandingPoints, answer = &standing.answer, state = state, points = points),
                        (false, None) => text!(StandingState, answer = &standing.answer, state = state),
                    }
                };
                text!(
                    SlippedLine,
                    id = &indicator.id,
                    name = indicator.name.part(),
                    before = standing(&slipped.before),
                    after = standing(&slipped.after)
                )
            }));
            if let (Some(until), false) = (recheck.removal_bars_until, holder.grounds.is_empty()) {
                lines.push(text!(RemovalWouldBar, on = recheck.on, until = until));
            }
            page.item(text!(WayTitle2, applicant = holder.label(), outcome = holder.state.words()), lines);
        }
        if !track.others.is_empty() {
            page.heading(3, text!(TitleOthers));
            page.lines(track.others.iter().map(|a| {
                let applicant = &track.pool.applicants.get(*a);
                text!(OtherLine, id = applicant.id(), name = applicant.name(), at = track.pool.show(&track.pool.place(applicant)))
            }));
        }
    }
    if !scheme.assumed.is_empty() {
        page.heading(2, text!(TitleAssumed));
        page.lines(scheme.assumed.iter().map(|assumed| text!(AssumedLine, path = &assumed.path, reason = &assumed.reason)));
    }
    page
}
