//! A scored pool as a workbook: overview, ranking, every answer on one long sheet, points by indicator, differences, problems,
//! provenance. Applicants are read one by one and their rows written at once to three sheets, so that a pool of any size that fits into a
//! workbook takes no more memory than a small one.

use std::io;
use std::sync::Arc;

use crate::text::{Part, Text, text};

use super::appendix::{self, Origin};
use super::known::{self, Standard};
use super::{Book, Cell, Column, Figure, INSET, Look, Plan, Scale, Sheet, Topic};
use crate::report::stored::{Failure, Node, Stored, Wrong};

/// So many of those that pass are named in the overview.
const NAMED: usize = 60;

/// What a first look at the applicants says about the columns that are needed.
#[derive(Default)]
struct Survey {
    applicants: usize,
    /// Answers of all applicants.
    answers: usize,
    /// The most that any of them came to, or could have.
    most_points: f64,
    ways: bool,
    district: bool,
    nominator: bool,
    typed: bool,
    period: bool,
    claimed: bool,
}

/// The sheets with a row for each applicant or answer.
struct Sheets {
    ranking: Sheet,
    ways: Option<Sheet>,
    cards: Option<Sheet>,
    matrix: Option<Sheet>,
}

/// Puts the tables of a scored pool into a book.
pub fn write(book: &mut dyn Book, stored: &mut Stored<'_>) -> Result<(), Failure> {
    let language = book.language();
    let name = Arc::clone(&stored.name);
    let found = |wrong: Wrong| wrong.found(&name);
    let head = stored.head();
    let options = head.get("options").map_err(found)?;
    let summary = options.flag("summary").map_err(found)?;
    let standard = head.get("standard").and_then(|node| Standard::of(&node, language)).map_err(found)?;
    let mut survey = Survey::default();
    stored.applicants(&mut |applicant| look(&mut survey, &applicant, summary))?;
    book.fits(survey.applicants, standard.indicators.len(), survey.answers, &name)?;

    let overview_name = book.say(&text!(SheetOverview));
    let title = book.say(&text!(ResultOf, name = standard.name.as_str()));
    let overview = appendix::facts(book, &overview_name, &title)?;
    let no_rank = stored.head().get("options").and_then(|options| options.flag("no_rank")).map_err(found)?;
    let sheets = begin(book, &standard, &survey, summary, no_rank)?;
    let mut passed = Vec::new();
    stored.applicants(&mut |applicant| {
        if applicant.nullable_flag("passed")? == Some(true) {
            passed.push(label(&applicant)?);
        }
        ranked(book, &sheets.ranking, &standard, &survey, &applicant)?;
        if summary {
            return Ok(());
        }
        if let Some(sheet) = &sheets.ways {
            way(book, sheet, None, &applicant, &applicant)?;
        }
        if let Some(sheet) = &sheets.cards {
            card(book, sheet, &standard, survey.claimed, &applicant, &applicant)?;
        }
        if let Some(sheet) = &sheets.matrix {
            points(book, sheet, &standard, applicant.nullable_number("rank")?, &applicant, &applicant)?;
        }
        Ok(())
    })?;
    for sheet in [Some(&sheets.ranking), sheets.ways.as_ref(), sheets.cards.as_ref(), sheets.matrix.as_ref()].into_iter().flatten() {
        book.close(sheet)?;
    }
    let head = stored.head();
    tell(book, &overview, &head, &standard, &passed).map_err(found)?;
    book.close(&overview)?;
    differences(book, &head, &standard).map_err(found)?;
    appendix::problems(book, &head, &standard.name).map_err(found)?;
    let origins = origins(book, &head).map_err(found)?;
    appendix::provenance(book, &head, &standard.name, &origins).map_err(found)?;
    Ok(())
}

fn look(survey: &mut Survey, applicant: &Node<'_, '_>, summary: bool) -> Result<(), Wrong> {
    survey.applicants += 1;
    survey.district |= applicant.nullable_text("district")?.is_some();
    survey.nominator |= applicant.nullable_text("nominator")?.is_some();
    survey.typed |= applicant.nullable_text("type")?.is_some();
    for key in ["points", "points_available"] {
        survey.most_points = applicant.nullable_number(key)?.unwrap_or_default().max(survey.most_points);
    }
    survey.ways |= applicant.maybe("way")?.is_some();
    survey.period |= applicant.nullable_text("period")?.is_some();
    if !summary {
        for line in applicant.get("indicators")?.each()? {
            survey.answers += 1;
            survey.claimed |= line.nullable_text("claimed")?.is_some();
        }
    }
    Ok(())
}

fn label(applicant: &Node<'_, '_>) -> Result<String, Wrong> {
    let (id, name) = (applicant.text("id")?, applicant.text("name")?);
    Ok(if name.is_empty() { id.to_owned() } else { name.to_owned() })
}

fn begin(book: &mut dyn Book, standard: &Standard, survey: &Survey, summary: bool, no_rank: bool) -> Result<Sheets, Failure> {
    let word = if no_rank { text!(SheetResults) } else { text!(SheetRanking) };
    let (name, title) = (book.say(&word), book.say(&text!(SheetTitle, sheet = word, of = standard.name.as_str())));
    let mut columns = vec![
        Column::short(book.say(&text!(ColumnRank))).key("rank"),
        Column::words(book.say(&text!(ColumnId)), 20).key("id"),
        Column::words(book.say(&text!(ColumnName)), 34).key("name"),
    ];
    let optional = [
        (survey.district, text!(ColumnDistrict), 18, "district"),
        (survey.typed, text!(ColumnType), 22, "type"),
        (survey.nominator, text!(ColumnNominator), 24, "nominator"),
        (survey.period, text!(ColumnPeriod), 14, "period"),
    ];
    let wanted = optional.into_iter().filter(|(wanted, ..)| *wanted);
    columns.extend(wanted.map(|(_, head, most, key)| Column::words(book.say(&head), most).key(key)));
    let of_points = standard.lines.points.map(|line| Scale { full: survey.most_points.max(line), line: Some(line) });
    columns.push(Column::short(book.say(&text!(ColumnPoints))).key("points").scale(of_points));
    if has_bonus(standard) {
        columns.push(Column::short(book.say(&text!(ColumnBonus))));
    }
    let share = |line| Some(Scale { full: 1.0, line });
    columns.push(Column::short(book.say(&text!(ColumnAvailable2))));
    columns.push(Column::short(book.say(&text!(ColumnPointsShare))).key("points_share").scale(share(standard.lines.points_share)));
    columns.push(Column::short(book.say(&text!(ColumnMet))));
    columns.push(Column::short(book.say(&text!(ColumnApplicable))));
    columns.push(Column::short(book.say(&text!(ColumnMetShare))).key("met_share").scale(share(standard.lines.met_share)));
    columns.push(Column::words(book.say(&text!(ColumnVerdict)), 14).key("verdict"));
    for (_, dimension) in &standard.dimensions {
        columns.push(Column::short(dimension));
    }
    columns.push(Column::words(book.say(&text!(ColumnReasons)), 56).key("reasons"));
    columns.push(Column::words(book.say(&text!(ColumnPlaceOfRow)), 26).key("at"));
    let mut remarks = vec![book.say(&text!(SharesAreCut))];
    if !no_rank {
        remarks.push(book.say(&text!(SharedPlaces)));
    }
    let ranking = book.begin(Plan { remarks, fixed: 3, ..Plan::of(Topic::Ranking, &name, &title, columns) })?;
    if summary {
        return Ok(Sheets { ranking, ways: None, cards: None, matrix: None });
    }

    let (name, of) = (book.say(&text!(SheetScorecards)), standard.name.as_str());
    let ways = if survey.ways { Some(ways(book, false, of)?) } else { None };
    let cards = cards(book, standard, survey.claimed, &name, of)?;
    let name = book.say(&text!(SheetMatrix));
    let matrix = matrix(book, standard, text!(ColumnRank), &name, of)?;
    Ok(Sheets { ranking, ways, cards: Some(cards), matrix: Some(matrix) })
}

/// Begins a table of applicants by indicators; `rank` is the head of the first column.
pub fn matrix(book: &mut dyn Book, standard: &Standard, rank: Text, name: &str, of: &str) -> io::Result<Sheet> {
    let title = book.say(&text!(SheetTitle, sheet = name, of = of));
    let mut columns = vec![
        Column::short(book.say(&rank)).key("rank"),
        Column::words(book.say(&text!(ColumnId)), 16).key("id"),
        Column::words(book.say(&text!(ColumnName)), 22).key("name"),
        Column::short(book.say(&text!(ColumnPoints))).key("points"),
    ];
    columns.extend(standard.indicators.iter().map(|indicator| Column::narrow(&indicator.id).key("indicator")));
    let corner = |words: String| {
        let blanks = std::iter::repeat_with(|| Cell::blank().look(Look::Head)).take(3);
        blanks.chain([Cell::text(&words).look(Look::Head)])
    };
    let indicators = &standard.indicators;
    let names = corner(book.say(&text!(ColumnIndicatorName))).chain(indicators.iter().map(|i| Cell::text(&i.name).look(Look::Head)));
    let full = corner(book.say(&text!(ColumnFull)))
        .chain(indicators.iter().map(|i| Cell::maybe_number(i.points, Figure::Places(standard.decimals)).look(Look::Head)));
    let above = vec![names.collect(), full.collect()];
    let remarks = vec![known::legend(book.language())];
    book.begin(Plan { topic: Topic::Matrix, name, title: &title, remarks, columns, above, fixed: 4, fit: false })
}

fn has_bonus(standard: &Standard) -> bool {
    standard.indicators.iter().any(|indicator| indicator.bonus)
}

/// Begins a table of answers, a row for each.
pub fn cards(book: &mut dyn Book, standard: &Standard, claimed: bool, name: &str, of: &str) -> io::Result<Sheet> {
    let title = book.say(&text!(SheetTitle, sheet = name, of = of));
    let heads = [
        (true, text!(ColumnId), 18, "id"),
        (true, text!(ColumnName), 24, "name"),
        (!standard.dimensions.is_empty(), text!(ColumnDimension), 20, "dimension"),
        (true, text!(ColumnIndicator), 8, "indicator"),
        (true, text!(ColumnIndicatorName), 40, ""),
        (true, text!(ColumnClause), 12, ""),
        (true, text!(ColumnAnswer), 24, ""),
        (claimed, text!(ColumnClaimed), 20, ""),
        (true, text!(ColumnValue), 12, ""),
        (true, text!(ColumnLimit), 12, ""),
        (true, text!(ColumnAnswerState), 12, "state"),
        (true, text!(ColumnPoints), 8, ""),
        (true, text!(ColumnFull), 8, ""),
        (true, text!(ColumnNotes), 26, ""),
        (true, text!(ColumnCell), 24, "at"),
    ];
    let wanted = heads.into_iter().filter(|(wanted, ..)| *wanted);
    let columns = wanted.map(|(_, head, most, key)| Column::words(book.say(&head), most).key(key)).collect();
    let remarks = vec![known::legend(book.language())];
    book.begin(Plan { remarks, fixed: 2, ..Plan::of(Topic::Scorecards, name, &title, columns) })
}

/// The row of an applicant in the ranking.
fn ranked(book: &mut dyn Book, sheet: &Sheet, standard: &Standard, survey: &Survey, applicant: &Node<'_, '_>) -> Result<(), Wrong> {
    let places = Figure::Places(standard.decimals);
    let points = applicant.nullable_number("points")?;
    let mut cells = vec![
        Cell::maybe_number(applicant.nullable_number("rank")?, Figure::Count).look(Look::Strong).middle(),
        Cell::text(applicant.text("id")?),
        Cell::text(applicant.text("name")?).look(Look::Strong),
    ];
    if survey.district {
        cells.push(Cell::maybe(applicant.nullable_text("district")?));
    }
    if survey.typed {
        cells.push(Cell::maybe(applicant.nullable_text("type")?.map(|id| standard.type_name(id))));
    }
    if survey.nominator {
        cells.push(Cell::maybe(applicant.nullable_text("nominator")?));
    }
    if survey.period {
        cells.push(Cell::maybe(applicant.nullable_text("period")?));
    }
    cells.push(Cell::maybe_number(points, places).look(Look::Strong));
    if has_bonus(standard) {
        cells.push(Cell::maybe_number(applicant.nullable_number("bonus")?, places));
    }
    cells.push(Cell::maybe_number(applicant.nullable_number("points_available")?, places));
    cells.push(share(applicant, "points_share", points.is_some())?);
    cells.push(Cell::maybe_number(applicant.nullable_number("met")?, Figure::Count));
    cells.push(Cell::maybe_number(applicant.nullable_number("applicable")?, Figure::Count));
    cells.push(share(applicant, "met_share", points.is_some())?);
    cells.push(known::verdict(applicant.nullable_flag("passed")?, points.is_some(), book.language()));
    let totals = applicant.get("dimensions")?;
    for (id, _) in &standard.dimensions {
        let mut cell = Cell::blank();
        for total in totals.each()? {
            if points.is_some() && total.text("id")? == id {
                cell = Cell::number(total.number("points")?, places);
            }
        }
        cells.push(cell);
    }
    let reasons = applicant.get("reasons")?;
    let reasons: Vec<&str> = reasons.each()?.map(|reason| reason.text("text")).collect::<Result<_, _>>()?;
    cells.push(Cell::lines(reasons));
    cells.push(Cell::text(applicant.text("at")?));
    Ok(book.row(sheet, cells, false)?)
}

/// A share as a percentage; a dash where there is nothing to share.
fn share(applicant: &Node<'_, '_>, key: &'static str, scored: bool) -> Result<Cell, Wrong> {
    // Shares are texts in the result, cut to two places; here they are the same numbers.
    let Some(node) = applicant.nullable(key)? else {
        return Ok(if scored { Cell::word("–") } else { Cell::blank() });
    };
    Ok(Cell::number(node.as_share()?, Figure::Percent(2)))
}

/// The rows of an applicant's scorecard.
pub fn card(
    book: &mut dyn Book,
    sheet: &Sheet,
    standard: &Standard,
    claimed: bool,
    applicant: &Node<'_, '_>,
    scorecard: &Node<'_, '_>,
) -> Result<(), Wrong> {
    let language = book.language();
    let places = Figure::Places(standard.decimals);
    let (id, name) = (applicant.text("id")?, applicant.text("name")?);
    let list = scorecard.get("indicators")?;
    for (n, line) in list.each()?.enumerate() {
        let known = line.text("id")?;
        let indicator = standard.indicator(known);
        let kind = indicator.map_or("", |indicator| indicator.kind.as_str());
        let mut cells = vec![Cell::text(id), Cell::text(name)];
        if !standard.dimensions.is_empty() {
            cells.push(Cell::maybe(indicator.map(|indicator| indicator.dimension.as_str())));
        }
        // What does not apply is in neither number, and must not look as if it were.
        let aside = known::state(line.text("state")?, kind, language).1 == Look::Aside;
        let earned = |key| -> Result<Cell, Wrong> {
            let number = line.nullable_number(key)?;
            Ok(if aside && number.is_some() { Cell::word("–").look(Look::Aside) } else { Cell::maybe_number(number, places) })
        };
        let notes = line.get("notes")?;
        let notes: Vec<String> = notes.each()?.map(|note| Ok(known::code(note.as_text()?, language))).collect::<Result<_, Wrong>>()?;
        cells.extend([
            Cell::text(known),
            Cell::maybe(indicator.map(|indicator| indicator.name.as_str())),
            Cell::text(line.text("clause")?),
            Cell::maybe(line.nullable_text("answer")?),
        ]);
        if claimed {
            cells.push(Cell::maybe(line.nullable_text("claimed")?));
        }
        cells.extend([
            line.nullable_text("value")?.map_or_else(Cell::blank, figure),
            Cell::word(&known::limit(line.text("limit")?, language)),
            known::state_cell(line.text("state")?, kind, language),
            earned("points")?,
            earned("of")?,
            Cell::lines(notes.iter().map(String::as_str)),
            Cell::maybe(line.nullable_text("at")?),
        ]);
        book.row(sheet, cells, n == 0)?;
    }
    Ok(())
}

/// Begins a table of the shortest ways to pass; `tracks` adds a column for the track.
pub fn ways(book: &mut dyn Book, tracks: bool, of: &str) -> io::Result<Sheet> {
    let heads = [
        (tracks, text!(ColumnTrack), 18, "track"),
        (true, text!(ColumnId), 20, "id"),
        (true, text!(ColumnName), 34, "name"),
        (true, text!(ColumnWay), 90, "way"),
    ];
    let wanted = heads.into_iter().filter(|(wanted, ..)| *wanted);
    let columns = wanted.map(|(_, head, most, key)| Column::words(book.say(&head), most).key(key)).collect();
    let (name, title) = (book.say(&text!(ColumnWay)), book.say(&text!(SheetTitle, sheet = text!(ColumnWay), of = of)));
    let fixed = if tracks { 3 } else { 2 };
    book.begin(Plan { fixed, ..Plan::of(Topic::Ways, &name, &title, columns) })
}

/// The row of an applicant's shortest way, a line for each sentence; none where it has no way.
pub fn way(
    book: &mut dyn Book,
    sheet: &Sheet,
    track: Option<&str>,
    applicant: &Node<'_, '_>,
    scorecard: &Node<'_, '_>,
) -> Result<(), Wrong> {
    let Some(way) = scorecard.maybe("way")? else { return Ok(()) };
    let mut lines = Vec::new();
    for line in way.get("lines")?.each()? {
        let inset = if line.count("depth")? > 1 { INSET } else { "" };
        lines.push(format!("{inset}{}", line.text("text")?));
    }
    let who = [applicant.text("id")?, applicant.text("name")?];
    let cells = track.into_iter().chain(who).map(Cell::text).chain([Cell::lines(lines.iter().map(String::as_str))]).collect();
    Ok(book.row(sheet, cells, false)?)
}

/// A figure as it is written, as a number with the same places where it is one.
fn figure(written: &str) -> Cell {
    let (digits, percent) = written.strip_suffix('%').map_or((written, false), |digits| (digits, true));
    match if percent { super::text::percent_of(digits) } else { super::text::number_of(digits) } {
        Some((share, places)) if percent => Cell::number(share, Figure::Percent(places)),
        Some((number, places)) => Cell::number(number, Figure::Places(places)),
        None => Cell::text(written),
    }
}

/// The points of an applicant, indicator by indicator.
pub fn points(
    book: &mut dyn Book,
    sheet: &Sheet,
    standard: &Standard,
    rank: Option<f64>,
    applicant: &Node<'_, '_>,
    scorecard: &Node<'_, '_>,
) -> Result<(), Wrong> {
    let places = Figure::Places(standard.decimals);
    let mut cells = vec![
        Cell::maybe_number(rank, Figure::Count).middle(),
        Cell::text(applicant.text("id")?),
        Cell::text(applicant.text("name")?),
        Cell::maybe_number(scorecard.nullable_number("points")?, places).look(Look::Strong),
    ];
    let first = cells.len();
    cells.resize(first + standard.indicators.len(), Cell::blank());
    for line in scorecard.get("indicators")?.each()? {
        let Some((column, indicator)) = standard.position(line.text("id")?) else { continue };
        let (sign, look, _) = known::state(line.text("state")?, &indicator.kind, book.language());
        cells[first + column] = match (line.nullable_number("points")?, look) {
            (_, Look::Aside) => Cell::word("–").look(look),
            (Some(points), Look::Plain) => Cell::number(points, places),
            // A gate item carries no points: its sign says all.
            (None, Look::Plain) if indicator.points.is_none() => Cell::word(&sign.to_string()),
            (Some(points), _) => Cell::number(points, Figure::Marked(standard.decimals, sign)).look(look),
            (None, Look::Plain) => Cell::blank(),
            (None, _) => Cell::word(&sign.to_string()).look(look),
        };
    }
    Ok(book.row(sheet, cells, false)?)
}

/// The overview: what was scored by what, and what came of it.
fn tell(book: &mut dyn Book, sheet: &Sheet, head: &Node<'_, '_>, standard: &Standard, passed: &[String]) -> Result<(), Wrong> {
    let language = book.language();
    let say = |text: Text| text.say(language);
    let options = head.get("options")?;
    appendix::fact(book, sheet, &say(text!(LabelStandard)), Cell::text(&standard.title).look(Look::Strong))?;
    let wording = Cell::text(&standard.wording).look(if standard.official { Look::Plain } else { Look::Strong });
    appendix::fact(book, sheet, &say(text!(LabelWording)), wording)?;
    if let Some(phase) = &standard.phase {
        appendix::fact(book, sheet, &say(text!(LabelPhase)), Cell::text(phase))?;
    }
    appendix::fact(book, sheet, &say(text!(LabelPass)), Cell::text(&standard.pass))?;
    for (key, label) in [("inputs", text!(LabelSubmission)), ("verified", text!(LabelVerified))] {
        let list = head.get(key)?;
        for input in list.each()? {
            let said = match input.maybe("sheet")? {
                Some(sheet) => text!(FileSheetRows, file = input.text("file")?, sheet = sheet.as_text()?, rows = input.count("rows")?),
                None => text!(FileRows, file = input.text("file")?, rows = input.count("rows")?),
            };
            appendix::fact(book, sheet, &say(label.clone()), Cell::text(&say(said)))?;
        }
    }
    let counts = head.get("counts")?;
    let mut count = |label: Text, number: Option<f64>| -> Result<(), Wrong> {
        let Some(number) = number else { return Ok(()) };
        Ok(appendix::fact(book, sheet, &label.say(language), Cell::number(number, Figure::Count).look(Look::Strong).leftward())?)
    };
    let (all, scored) = (counts.number("applicants")?, counts.number("scored")?);
    count(text!(LabelApplicants), Some(all))?;
    count(text!(VerdictPassed), counts.nullable_number("passed")?)?;
    count(text!(VerdictFailed), counts.nullable_number("failed")?)?;
    count(text!(TitleNotScored), Some(all - scored))?;
    count(text!(LabelProblems), Some(counts.number("problems")?))?;
    if let Some(top) = options.nullable_number("top")?.filter(|top| *top < all) {
        let said = text!(TopOnly, top = format!("{top:.0}"), all = format!("{all:.0}"));
        appendix::fact(book, sheet, &say(text!(LabelShown)), Cell::text(&say(said)).look(Look::Strong))?;
    }
    if options.flag("summary")? {
        appendix::fact(book, sheet, &say(text!(LabelShown)), Cell::text(&say(text!(SummaryOnly))))?;
    }
    if counts.nullable("passed")?.is_some() {
        let mut named: Vec<Part> = passed.iter().take(NAMED).map(Part::from).collect();
        if passed.is_empty() {
            named.push(text!(NobodyListed).into());
        }
        let mut list = Part::from(named).say(language);
        if passed.len() > NAMED {
            list = say(text!(AndMore, list = list, count = passed.len()));
        }
        appendix::fact(book, sheet, &say(text!(LabelPassed)), Cell::text(&list))?;
    }
    Ok(())
}

/// Where the verified answer differs from the applicant's own.
fn differences(book: &mut dyn Book, head: &Node<'_, '_>, standard: &Standard) -> Result<(), Wrong> {
    let list = head.get("differences")?;
    if list.each()?.next().is_none() {
        return Ok(());
    }
    let heads =
        [(text!(ColumnId), 20), (text!(ColumnItem2), 44), (text!(ColumnClaimed), 30), (text!(ColumnVerified), 30), (text!(ColumnCell), 30)];
    let columns = heads.into_iter().map(|(head, most)| Column::words(book.say(&head), most)).collect();
    let (name, title) =
        (book.say(&text!(SheetDifferences)), book.say(&text!(SheetTitle, sheet = text!(TitleDifferences), of = standard.name.as_str())));
    let sheet = book.begin(Plan { fixed: 1, ..Plan::of(Topic::Other, &name, &title, columns) })?;
    let unanswered = book.say(&text!(NoAnswer));
    for entry in list.each()? {
        let claimed = match entry.nullable_text("claimed")? {
            Some(claimed) => Cell::text(claimed),
            None => Cell::text(&unanswered).look(Look::Absent),
        };
        let cells = vec![
            Cell::text(entry.text("applicant")?),
            Cell::text(entry.text("item")?),
            claimed,
            Cell::text(entry.text("verified")?).look(Look::Strong),
            Cell::text(entry.text("at")?),
        ];
        book.row(&sheet, cells, false)?;
    }
    Ok(book.close(&sheet)?)
}

fn origins(book: &dyn Book, head: &Node<'_, '_>) -> Result<Vec<Origin>, Wrong> {
    let mut origins = vec![Origin::standard(book.say(&text!(LabelStandard)), &head.get("standard")?)?];
    for (key, label) in [("inputs", text!(LabelSubmission)), ("verified", text!(LabelVerified))] {
        for input in head.get(key)?.each()? {
            origins.push(Origin::table(book.say(&label), &input)?);
        }
    }
    Ok(origins)
}
