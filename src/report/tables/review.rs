//! A review as a workbook: overview, every applicant's outcome with its reasons, a sheet for the marks of each panel, where the claims
//! and the experts differ, and what every result ends with.

use std::collections::HashMap;

use crate::text::{Language, Part, Text, text};

use super::appendix::{self, Origin};
use super::known::{self, Standard};
use super::panel::{self, Item, Round, given};
use super::{Book, Cell, Column, Figure, Look, Plan, Scale, Topic};
use super::{score, steps};
use crate::report::stored::{Node, Wrong};

/// A track as a result lays it out.
pub struct Track {
    /// Its title.
    pub title: String,
    label: String,
    /// Its standard, if it has one.
    pub standard: Option<Standard>,
    /// Its rounds.
    pub rounds: Vec<Round>,
    decimals: u8,
    names: HashMap<String, String>,
}

impl Track {
    /// What an applicant is called where names stand by themselves.
    pub fn called<'n>(&'n self, id: &'n str) -> &'n str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

/// Puts the tables of a review into a book.
pub fn write(book: &mut dyn Book, head: Node<'_, '_>) -> Result<(), Wrong> {
    let language = book.language();
    let scheme = head.get("scheme")?;
    let name = scheme.text("name")?;
    let title = text!(ReviewOf, name = name).say(language);
    let list = head.get("tracks")?;
    let mut tracks: Vec<Track> = list.each()?.map(|track| plan(&track, language)).collect::<Result<_, _>>()?;
    // Two of one title are told apart by their ids.
    let titles: Vec<String> = tracks.iter().map(|track| track.title.clone()).collect();
    for track in tracks.iter_mut().filter(|track| titles.iter().filter(|title| **title == track.title).count() > 1) {
        track.title.clone_from(&track.label);
    }
    overview(book, &head, &tracks, &title)?;
    steps::write(book, &list, &tracks, name)?;
    outcomes(book, &list, &tracks, name)?;
    ways(book, &list, &tracks, name)?;
    for (track, known) in list.each()?.zip(&tracks) {
        for round in &known.rounds {
            panel::write(book, &track, &known.title, round)?;
        }
    }
    claims(book, &list, &tracks, name)?;
    for (track, known) in list.each()?.zip(&tracks) {
        scorecards(book, &track, known)?;
    }
    appendix::assumed(book, &head)?;
    appendix::problems(book, &head, name)?;
    let origins = origins(book, &head, &tracks)?;
    appendix::provenance(book, &head, name, &origins)?;
    Ok(())
}

fn plan(track: &Node<'_, '_>, language: Language) -> Result<Track, Wrong> {
    let id = track.text("id")?;
    let title = track.nullable_text("title")?.unwrap_or(id);
    let standard = track.nullable("standard")?.map(|node| Standard::of(&node, language)).transpose()?;
    let mut rounds = Vec::new();
    for round in track.get("rounds")?.each()? {
        let panel = round.get("panel")?;
        let mut items = Vec::new();
        for item in round.get("items")?.each()? {
            items.push(Item { id: item.text("id")?.to_owned(), name: item.text("name")?.to_owned(), of: item.number("of")? });
        }
        rounds.push(Round {
            id: round.text("id")?.to_owned(),
            name: round.text("name")?.to_owned(),
            weight: round.get("weight")?.as_written(),
            decimals: panel.places("decimals")?,
            per_item: panel.text("per")? == "item",
            standard_marks: panel.text("scale")? == "standard",
            rule: panel::rule(&panel, language)?,
            items,
        });
    }
    // Two of one name are told apart by their ids.
    let mut named: HashMap<&str, usize> = HashMap::new();
    let list = track.get("applicants")?;
    for applicant in list.each()? {
        *named.entry(applicant.text("name")?).or_default() += 1;
    }
    let mut names = HashMap::new();
    for applicant in list.each()? {
        let (id, name) = (applicant.text("id")?, applicant.text("name")?);
        let called = match (name.is_empty(), named.get(name)) {
            (true, _) => id.to_owned(),
            (false, Some(2..)) => text!(NameAndId, name = name, id = id).say(language),
            (false, _) => name.to_owned(),
        };
        names.insert(id.to_owned(), called);
    }
    Ok(Track {
        title: title.to_owned(),
        label: text!(TrackTitle, title = title, id = id).say(language),
        standard,
        rounds,
        decimals: track.places("decimals")?,
        names,
    })
}

fn overview(book: &mut dyn Book, head: &Node<'_, '_>, tracks: &[Track], title: &str) -> Result<(), Wrong> {
    let language = book.language();
    let say = |text: Text| text.say(language);
    let scheme = head.get("scheme")?;
    let sheet = &appendix::facts(book, &say(text!(SheetOverview)), title)?;
    appendix::scheme(book, sheet, &scheme)?;
    if let Some(day) = scheme.nullable_text("applied_on")? {
        appendix::fact(book, sheet, &say(text!(LabelAppliedOn)), Cell::day(Some(day)).leftward())?;
    }
    let list = head.get("tracks")?;
    for (track, known) in list.each()?.zip(tracks) {
        appendix::fact(book, sheet, &say(text!(ColumnTrack)), Cell::text(&known.label).look(Look::Label))?;
        if let Some(standard) = &known.standard {
            appendix::fact(book, sheet, &say(text!(LabelStandard)), Cell::text(&standard.title))?;
            let wording = Cell::text(&standard.wording).look(if standard.official { Look::Plain } else { Look::Strong });
            appendix::fact(book, sheet, &say(text!(LabelWording)), wording)?;
            if let Some(phase) = &standard.phase {
                appendix::fact(book, sheet, &say(text!(LabelPhase)), Cell::text(phase))?;
            }
            appendix::fact(book, sheet, &say(text!(LabelPass)), Cell::text(&standard.pass))?;
        }
        let rounds: Vec<Part> =
            known.rounds.iter().map(|round| text!(RoundWeight, name = &round.name, weight = &round.weight).into()).collect();
        let rounds = if rounds.is_empty() { say(text!(NoRounds)) } else { Part::from(rounds).say(language) };
        appendix::fact(book, sheet, &say(text!(LabelRounds)), Cell::text(&rounds))?;
        let seats = track.get("seats")?;
        let (quota, reserve) = (track.count("quota")?, track.count("reserve")?);
        let (filled, open, vacant) = (seats.count("filled")?, seats.count("open")?, seats.count("vacant")?);
        let provisional = track.flag("provisional")?;
        let said = if provisional {
            text!(SeatsWaiting, quota = quota, filled = filled, open = open, rest = vacant, reserve = reserve)
        } else {
            text!(Seats, quota = quota, filled = filled, open = open, vacant = vacant, reserve = reserve)
        };
        appendix::fact(book, sheet, &say(text!(LabelSeats)), Cell::text(&say(said)))?;
        let called = |id: &str| Part::from(known.called(id));
        if provisional {
            let waiting = track.get("waiting_for")?;
            let waiting: Vec<Part> = waiting.each()?.map(|id| Ok(called(id.as_text()?))).collect::<Result<_, Wrong>>()?;
            let said = say(text!(StillWaiting, list = waiting));
            appendix::fact(book, sheet, &say(text!(LabelProvisional)), Cell::text(&said).look(Look::Bad))?;
        }
        let mut ended: Vec<(&str, Vec<Part>)> = Vec::new();
        for applicant in track.get("applicants")?.each()? {
            let (outcome, id) = (applicant.text("outcome")?, applicant.text("id")?);
            match ended.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, list)) => list.push(called(id)),
                None => ended.push((outcome, vec![called(id)])),
            }
        }
        for (outcome, list) in ended {
            let label = text!(OutcomeCount, outcome = known::outcome_words(outcome), count = list.len());
            let look = if outcome == "selected" { Look::Strong } else { Look::Plain };
            appendix::fact(book, sheet, &say(label), Cell::text(&Part::from(list).say(language)).look(look))?;
        }
    }
    if let Some(notice) = head.nullable("notice")? {
        let from_word = if notice.text("count_from")? == "next-day" { text!(FromNextDay) } else { text!(FromPostingDay) };
        let (count, from, to) = (notice.count("working_days")?, notice.text("from")?, notice.text("to")?);
        let said = text!(NoticeDays, posted = notice.text("posted_on")?, count = count, from_word = from_word, from = from, to = to);
        appendix::fact(book, sheet, &say(text!(TitleNotice)), Cell::text(&say(said)))?;
    }
    Ok(book.close(sheet)?)
}

/// Which columns the applicants of some tracks need.
#[derive(Default)]
struct Survey {
    district: bool,
    typed: bool,
    nominator: bool,
    computed: bool,
    bonus: bool,
    preferred: bool,
    national: bool,
    outside: bool,
    most_final: f64,
}

fn survey(tracks: &Node<'_, '_>) -> Result<Survey, Wrong> {
    let mut survey = Survey::default();
    for track in tracks.each()? {
        for applicant in track.get("applicants")?.each()? {
            survey.district |= applicant.nullable_text("district")?.is_some();
            survey.typed |= applicant.nullable_text("type")?.is_some();
            survey.nominator |= applicant.nullable_text("nominator")?.is_some();
            survey.computed |= applicant.text("computed")? != applicant.text("outcome")?;
            survey.bonus |= applicant.nullable_number("bonus")?.is_some();
            survey.preferred |= applicant.flag("preferred")?;
            survey.national |= applicant.flag("on_national_list")?;
            survey.outside |= is_outside(applicant.text("computed")?);
            survey.most_final = applicant.nullable_number("final")?.unwrap_or_default().max(survey.most_final);
        }
    }
    Ok(survey)
}

/// Did it come to a final score, and to no seat by the rules?
fn is_outside(computed: &str) -> bool {
    matches!(computed, "below-quota" | "reserve")
}

/// The lowest final score that has a seat by the rules, or is tied for the last one; none where somebody with more has no seat, as seats that
/// are kept for some have it: then there is no one line. It is shown, and decides nothing.
fn last_seat(track: &Node<'_, '_>) -> Result<Option<f64>, Wrong> {
    let (mut seated, mut outside): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for applicant in track.get("applicants")?.each()? {
        let (computed, own) = (applicant.text("computed")?, applicant.nullable_number("final")?);
        if matches!(computed, "selected" | "tied-at-quota") {
            seated.extend(own);
        } else if is_outside(computed) {
            outside.extend(own);
        }
    }
    let least = seated.into_iter().min_by(f64::total_cmp);
    Ok(least.filter(|least| outside.iter().all(|own| own <= least)))
}

/// The difference of two scores with so many places, with as many places and no more.
fn difference(one: f64, other: f64, places: u8) -> f64 {
    let scale = 10f64.powi(i32::from(places));
    ((one * scale).round() - (other * scale).round()) / scale
}

/// What could be had in a round, where it is the same for all who came to it.
fn maximum(tracks: &Node<'_, '_>, round: &str) -> Result<Option<f64>, Wrong> {
    let mut same = None;
    for track in tracks.each()? {
        for applicant in track.get("applicants")?.each()? {
            let results = applicant.get("rounds")?;
            let Some(result) = results.maybe(round)? else { continue };
            let of = result.nullable_number("of")?.filter(|_| result.flag("entered").unwrap_or_default());
            if of.is_some() && same.is_some() && of != same {
                return Ok(None);
            }
            same = of.or(same);
        }
    }
    Ok(same)
}

/// Every applicant with its outcome.
fn outcomes(book: &mut dyn Book, list: &Node<'_, '_>, tracks: &[Track], of: &str) -> Result<(), Wrong> {
    let language = book.language();
    let say = |text: Text| text.say(language);
    let survey = survey(list)?;
    // The rounds of all tracks, each once.
    let mut rounds: Vec<(&str, &str)> = Vec::new();
    for round in tracks.iter().flat_map(|track| &track.rounds) {
        if !rounds.iter().any(|(id, _)| *id == round.id) {
            rounds.push((&round.id, &round.name));
        }
    }
    let mut columns = vec![
        Column::words(say(text!(ColumnTrack)), 16).key("track"),
        Column::short(say(text!(ColumnPlace))).key("rank"),
        Column::words(say(text!(ColumnId)), 20).key("id"),
        Column::words(say(text!(ColumnName)), 24).key("name"),
        Column::words(say(text!(ColumnOutcome)), 14).key("outcome"),
    ];
    if survey.computed {
        columns.push(Column::words(say(text!(ColumnComputed)), 14).key("computed"));
    }
    columns.push(Column::short(say(text!(ColumnFinal))).key("final").scale(Some(Scale { full: survey.most_final, line: None })));
    if survey.outside {
        columns.push(Column::short(say(text!(ColumnGap))).key("gap"));
    }
    if survey.bonus {
        columns.push(Column::short(say(text!(ColumnBonus))));
    }
    // Where a round has one maximum for all, the head says it; else each row does.
    let mut maxima: Vec<Option<f64>> = Vec::new();
    for (id, name) in &rounds {
        let maximum = maximum(list, id)?;
        columns.push(match maximum {
            Some(of) => Column::short(say(text!(ScoreOf, name = *name, of = of.to_string()))),
            None => Column::short(*name),
        });
        if maximum.is_none() {
            columns.push(Column::short(say(text!(ColumnRoundOf))));
        }
        maxima.push(maximum);
    }
    let optional = [
        (survey.district, text!(ColumnDistrict), 16, "district"),
        (survey.typed, text!(ColumnType), 16, "type"),
        (survey.nominator, text!(ColumnNominator), 16, "nominator"),
        (survey.preferred, text!(ColumnPreferred), 8, ""),
        (survey.national, text!(ColumnNational), 10, ""),
    ];
    let wanted = optional.into_iter().filter(|(wanted, ..)| *wanted);
    columns.extend(wanted.map(|(_, head, most, key)| Column::words(say(head), most).key(key)));
    columns.push(Column::words(say(text!(ColumnReasons)), 60).key("reasons"));
    columns.push(Column::words(say(text!(ColumnPlaceOfRow)), 24).key("at"));
    let (name, title) = (say(text!(SheetResults)), say(text!(SheetTitle, sheet = text!(SheetResults), of = of)));
    let mut remarks = vec![say(text!(SharedScores))];
    if survey.outside {
        remarks.push(say(text!(GapLegend)));
    }
    let sheet = book.begin(Plan { remarks, fixed: 4, ..Plan::of(Topic::Outcomes, &name, &title, columns) })?;
    for (track, known) in list.each()?.zip(tracks) {
        let line = last_seat(&track)?;
        for (n, applicant) in track.get("applicants")?.each()?.enumerate() {
            let (outcome, computed) = (applicant.text("outcome")?, applicant.text("computed")?);
            let mut cells = vec![
                Cell::text(&known.title),
                Cell::maybe_number(applicant.nullable_number("place")?, Figure::Count).look(Look::Strong).middle(),
                Cell::text(applicant.text("id")?),
                Cell::text(applicant.text("name")?).look(Look::Strong),
                known::outcome(outcome, language),
            ];
            if survey.computed {
                cells.push(if outcome == computed { Cell::blank() } else { Cell::word(&known::outcome_words(computed).say(language)) });
            }
            cells.push(Cell::maybe_number(applicant.nullable_number("final")?, Figure::Places(known.decimals)).look(Look::Strong));
            if survey.outside {
                let gap = applicant.nullable_number("final")?.zip(line).filter(|_| is_outside(computed));
                let gap = gap.map(|(own, line)| difference(own, line, known.decimals));
                cells.push(Cell::maybe_number(gap, Figure::Signed(known.decimals)));
            }
            if survey.bonus {
                cells.push(match applicant.nullable("bonus")? {
                    Some(bonus) => given(bonus.as_number()?, 0, Figure::Signed),
                    None => Cell::blank(),
                });
            }
            let results = applicant.get("rounds")?;
            for ((id, _), maximum) in rounds.iter().zip(&maxima) {
                let (plan, result) = (known.rounds.iter().find(|round| round.id == *id), results.maybe(id)?);
                let (Some(plan), Some(result)) = (plan, result) else {
                    cells.resize(cells.len() + if maximum.is_some() { 1 } else { 2 }, Cell::blank());
                    continue;
                };
                let score = result.nullable_number("score")?;
                cells.push(Cell::maybe_number(score, Figure::Places(plan.decimals)));
                if maximum.is_some() {
                    continue;
                }
                cells.push(match result.nullable_number("of")? {
                    Some(of) if result.flag("entered")? => given(of, 0, Figure::Places),
                    _ => Cell::blank(),
                });
            }
            if survey.district {
                cells.push(Cell::maybe(applicant.nullable_text("district")?));
            }
            if survey.typed {
                let called = |id| known.standard.as_ref().map_or(id, |standard| standard.type_name(id));
                cells.push(Cell::maybe(applicant.nullable_text("type")?.map(called)));
            }
            if survey.nominator {
                cells.push(Cell::maybe(applicant.nullable_text("nominator")?));
            }
            let yes = say(text!(WordYes));
            let tick = |flag| if flag { Cell::word(&yes) } else { Cell::blank() };
            if survey.preferred {
                cells.push(tick(applicant.flag("preferred")?));
            }
            if survey.national {
                cells.push(tick(applicant.flag("on_national_list")?));
            }
            let reasons = applicant.get("reasons")?;
            let reasons: Vec<&str> = reasons.each()?.map(|reason| reason.text("text")).collect::<Result<_, _>>()?;
            cells.push(Cell::lines(reasons));
            cells.push(Cell::text(applicant.text("at")?));
            book.row(&sheet, cells, n == 0)?;
        }
    }
    Ok(book.close(&sheet)?)
}

/// The shortest ways to pass of those that fail their standard.
fn ways(book: &mut dyn Book, list: &Node<'_, '_>, tracks: &[Track], of: &str) -> Result<(), Wrong> {
    let mut sheet = None;
    for (track, known) in list.each()?.zip(tracks) {
        for applicant in track.get("applicants")?.each()? {
            let Some(scorecard) = applicant.maybe("scorecard")? else { continue };
            if scorecard.maybe("way")?.is_none() {
                continue;
            }
            let sheet = match &sheet {
                Some(sheet) => *sheet,
                None => *sheet.insert(score::ways(book, true, of)?),
            };
            score::way(book, &sheet, Some(&known.title), &applicant, &scorecard)?;
        }
    }
    Ok(sheet.map_or(Ok(()), |sheet| book.close(&sheet))?)
}

/// What the applicants of a track came to under its standard, a row for each answer. A result of an older version has none.
fn scorecards(book: &mut dyn Book, track: &Node<'_, '_>, known: &Track) -> Result<(), Wrong> {
    let Some(standard) = &known.standard else { return Ok(()) };
    let list = track.get("applicants")?;
    let (mut cards, mut answers, mut claimed) = (0usize, 0usize, false);
    for applicant in list.each()? {
        let Some(scorecard) = applicant.maybe("scorecard")? else { continue };
        cards += 1;
        for line in scorecard.get("indicators")?.each()? {
            answers += 1;
            claimed |= line.nullable_text("claimed")?.is_some();
        }
    }
    if answers == 0 {
        return Ok(());
    }
    let name = book.say(&text!(ScorecardsOf, track = &known.title));
    // A review is worth having without them, and says that they are missing.
    if book.fits(cards, standard.indicators.len(), answers, &"".into()).is_err() {
        let title = book.say(&text!(SheetTitle, sheet = name.as_str(), of = standard.name.as_str()));
        let remarks = vec![book.say(&text!(CardsLeftOut, answers = answers))];
        let plan = Plan { remarks, ..Plan::of(Topic::Other, &name, &title, Vec::new()) };
        let sheet = book.begin(plan)?;
        return Ok(book.close(&sheet)?);
    }
    let sheet = score::cards(book, standard, claimed, &name, &standard.name)?;
    for applicant in list.each()? {
        if let Some(scorecard) = applicant.maybe("scorecard")? {
            score::card(book, &sheet, standard, claimed, &applicant, &scorecard)?;
        }
    }
    book.close(&sheet)?;
    let name = book.say(&text!(MatrixOf, track = &known.title));
    let sheet = score::matrix(book, standard, text!(ColumnPlace), &name, &standard.name)?;
    for applicant in list.each()? {
        if let Some(scorecard) = applicant.maybe("scorecard")? {
            score::points(book, &sheet, standard, applicant.nullable_number("place")?, &applicant, &scorecard)?;
        }
    }
    Ok(book.close(&sheet)?)
}

/// Where the claims of applicants and the points of experts differ.
fn claims(book: &mut dyn Book, list: &Node<'_, '_>, tracks: &[Track], of: &str) -> Result<(), Wrong> {
    let language = book.language();
    let say = |text: Text| text.say(language);
    let mut any = false;
    for track in list.each()? {
        any |= track.get("claims")?.each()?.next().is_some();
    }
    if !any {
        return Ok(());
    }
    let heads = [
        (text!(ColumnTrack), 16),
        (text!(ColumnId), 18),
        (text!(ColumnName), 28),
        (text!(ColumnRound), 20),
        (text!(ColumnItem), 40),
        (text!(ColumnClaimed), 10),
        (text!(ColumnExperts), 10),
        (text!(ColumnDifference), 10),
    ];
    let columns = heads.into_iter().map(|(head, most)| Column::words(say(head), most)).collect();
    let (name, title) = (say(text!(SheetClaims)), say(text!(SheetTitle, sheet = text!(TitleClaims), of = of)));
    let remarks = vec![say(text!(ClaimsLegend))];
    let sheet = book.begin(Plan { remarks, fixed: 3, ..Plan::of(Topic::Other, &name, &title, columns) })?;
    for (track, known) in list.each()?.zip(tracks) {
        let places = known.standard.as_ref().map_or(2, |standard| standard.decimals);
        for claim in track.get("claims")?.each()? {
            let (id, item) = (claim.text("applicant")?, claim.text("item")?);
            let round_id = claim.text("round")?;
            let round = known.rounds.iter().find(|round| round.id == round_id);
            let decimals = round.map_or(places, |round| round.decimals);
            let called = round.and_then(|round| round.items.iter().find(|known| known.id == item));
            let difference = claim.number("difference")?;
            let cells = vec![
                Cell::text(&known.title),
                Cell::text(id),
                Cell::maybe(known.names.get(id).map(String::as_str)),
                Cell::text(round.map_or(round_id, |round| round.name.as_str())),
                Cell::text(&called.map_or_else(|| item.to_owned(), |called| say(text!(IdAndName, id = item, name = &called.name)))),
                Cell::number(claim.number("claimed")?, Figure::Places(places)),
                Cell::number(claim.number("experts")?, Figure::Places(decimals)),
                given(difference, decimals.max(places), Figure::Signed).look(if difference < 0.0 { Look::Doubtful } else { Look::Plain }),
            ];
            book.row(&sheet, cells, false)?;
        }
    }
    Ok(book.close(&sheet)?)
}

fn origins(book: &dyn Book, head: &Node<'_, '_>, tracks: &[Track]) -> Result<Vec<Origin>, Wrong> {
    let mut origins = vec![scheme_origin(book, head)?];
    for (track, known) in head.get("tracks")?.each()?.zip(tracks) {
        if let Some(standard) = track.nullable("standard")? {
            origins.push(Origin::standard(book.say(&text!(StandardOf, track = &known.title)), &standard)?);
        }
    }
    for input in head.get("inputs")?.each()? {
        origins.push(Origin::table(book.say(&text!(LabelTable)), &input)?);
    }
    Ok(origins)
}

/// The scheme as a file that a result comes from.
pub fn scheme_origin(book: &dyn Book, head: &Node<'_, '_>) -> Result<Origin, Wrong> {
    let scheme = head.get("scheme")?;
    Ok(Origin {
        part: book.say(&text!(LabelScheme)),
        file: scheme.text("file")?.to_owned(),
        sheet: None,
        rows: None,
        sha256: scheme.text("sha256")?.to_owned(),
    })
}
