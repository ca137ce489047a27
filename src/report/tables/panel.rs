//! The marks of a panel on one sheet: an expert a column, dropped marks struck through, recused and incomplete ones told apart, and what each
//! item came to.

use crate::review::MarkState;
use crate::text::{Language, Part, Text, text};

use super::known;
use super::{Book, Cell, Column, Figure, Look, Plan, Topic};
use crate::report::stored::{Node, Wrong};

/// A round as a result lays it out.
pub struct Round {
    pub id: String,
    pub name: String,
    pub weight: String,
    pub decimals: u8,
    pub per_item: bool,
    pub standard_marks: bool,
    pub rule: String,
    pub items: Vec<Item>,
}

/// An item of a round.
pub struct Item {
    pub id: String,
    pub name: String,
    pub of: f64,
}

/// How a panel's marks become one score.
pub fn rule(panel: &Node<'_, '_>, language: Language) -> Result<String, Wrong> {
    let mut said: Vec<Text> = Vec::new();
    said.push(match panel.text("combine")? {
        "median" => text!(RuleMedian),
        "trimmed-mean" => text!(RuleTrimmed, trim = panel.count("trim")?, from = panel.count("trim_from")?),
        _ => text!(RuleMean),
    });
    said.push(if panel.text("per")? == "item" { text!(RulePerItem) } else { text!(RulePerTotal) });
    if panel.text("scale")? == "standard" {
        said.push(text!(RuleStandardMarks));
    }
    said.push(text!(RuleLeast, count = panel.count("min_marks")?));
    if let Some(limit) = panel.nullable("spread_limit")? {
        said.push(text!(RuleSpread, limit = limit.as_written()));
    }
    let comma = if language == Language::Zh { "；" } else { "; " };
    Ok(said.iter().map(|text| text.say(language)).collect::<Vec<_>>().join(comma))
}

/// A number with the places that it has, and at least so many.
pub fn given(number: f64, least: u8, figure: impl Fn(u8) -> Figure) -> Cell {
    let written = number.to_string();
    let places = written.split_once('.').map_or(0, |(_, fraction)| u8::try_from(fraction.len()).unwrap_or(u8::MAX));
    Cell::number(number, figure(places.clamp(least, 6.max(least))))
}

/// A mark, and what became of it.
fn mark(points: Option<f64>, state: &str, decimals: u8, language: Language) -> Cell {
    let aside = |text: Text| Cell::word(&text.say(language)).look(Look::Aside);
    match (known::mark(state), points) {
        (Some(MarkState::Dropped), Some(points)) => given(points, decimals, Figure::Places).look(Look::Struck),
        (Some(MarkState::Recused), _) => aside(text!(MarkRecused)),
        (Some(MarkState::Incomplete), _) => Cell::word(&text!(MarkIncomplete).say(language)).look(Look::Absent),
        (Some(MarkState::Unused), Some(points)) => given(points, decimals, Figure::Bracketed).look(Look::Aside),
        (_, Some(points)) => given(points, decimals, Figure::Places),
        (_, None) => Cell::blank(),
    }
}

/// The marks of a panel: an expert a column.
pub fn write(book: &mut dyn Book, track: &Node<'_, '_>, title: &str, round: &Round) -> Result<(), Wrong> {
    let language = book.language();
    let say = |text: Text| text.say(language);
    let list = track.get("applicants")?;
    let mut experts: Vec<&str> = Vec::new();
    for applicant in list.each()? {
        let results = applicant.get("rounds")?;
        let Some(result) = results.maybe(&round.id)? else { continue };
        for line in result.get("marks")?.each()? {
            let expert = line.text("expert")?;
            if !experts.contains(&expert) {
                experts.push(expert);
            }
        }
    }
    experts.sort_by_key(|expert| natural(expert));
    let mut columns = vec![Column::words(say(text!(ColumnId)), 18).key("id"), Column::words(say(text!(ColumnName)), 26).key("name")];
    if round.per_item {
        columns.push(Column::words(say(text!(ColumnItem)), 26).key("item"));
    } else if round.standard_marks {
        columns.push(Column::words(say(text!(ColumnMarks)), 16).key("item"));
    }
    columns.extend(experts.iter().map(|expert| Column::words(*expert, 12).key("mark")));
    columns.extend([
        Column::short(say(text!(ColumnScore))).key("score"),
        Column::short(say(text!(ColumnRoundOf))).key("of"),
        Column::words(say(text!(ColumnRemark)), 40),
    ]);
    let by_item = !round.per_item;
    let fixed = if round.per_item || round.standard_marks { 3 } else { 2 };
    let mut above = Vec::new();
    if by_item {
        let (before, head) = (columns.len(), |cell: Cell| cell.look(Look::Head));
        let line = |label: String, cells: Vec<Cell>| -> Vec<Cell> {
            let blanks = std::iter::repeat_with(Cell::blank).take(before - 1);
            blanks.chain([Cell::text(&label)]).chain(cells).map(head).collect()
        };
        above.push(line(say(text!(ColumnItem)), round.items.iter().map(|item| Cell::text(&item.name)).collect()));
        above.push(line(say(text!(ColumnFull)), round.items.iter().map(|item| given(item.of, 0, Figure::Places)).collect()));
        columns.extend(round.items.iter().map(|item| Column::narrow(&item.id)));
    }
    let name = say(text!(PanelSheet, track = title, round = &round.name));
    let title = say(text!(PanelTitle, track = title, round = &round.name));
    let mut remarks = vec![round.rule.clone(), say(text!(PanelSigns))];
    if by_item {
        remarks.push(say(text!(PanelItems)));
    }
    let fit = columns.len() <= 24;
    let sheet = book.begin(Plan { topic: Topic::Panel, name: &name, title: &title, remarks, columns, above, fixed, fit })?;
    for applicant in list.each()? {
        let results = applicant.get("rounds")?;
        let Some(result) = results.maybe(&round.id)? else { continue };
        let marks = result.get("marks")?;
        if !result.flag("entered")? && marks.each()?.next().is_none() {
            continue;
        }
        let who = [Cell::text(applicant.text("id")?), Cell::text(applicant.text("name")?)];
        let mut row = vec![Cell::blank(); experts.len()];
        let mut standard_row = row.clone();
        let mut remarks: Vec<String> = Vec::new();
        for line in marks.each()? {
            let (expert, state) = (line.text("expert")?, line.text("state")?);
            let Some(at) = experts.iter().position(|known| *known == expert) else { continue };
            row[at] = mark(line.nullable_number("points")?, state, round.decimals, language);
            if let Some(standard) = line.maybe("standard")? {
                standard_row[at] = mark(Some(standard.as_number()?), state, round.decimals, language);
            }
            if let Some(reason) = line.maybe("reason")? {
                remarks.push(say(text!(ExpertRemark, expert = expert, text = reason.as_text()?)));
            }
            if let Some(missing) = line.maybe("missing")? {
                let missing: Vec<Part> = missing.each()?.map(|item| item.as_text().map(Part::from)).collect::<Result<_, _>>()?;
                remarks.push(say(text!(ExpertMissing, expert = expert, list = missing)));
            }
        }
        let score = Cell::maybe_number(result.nullable_number("score")?, Figure::Places(round.decimals)).look(Look::Strong);
        let of = result.nullable_number("of")?.map_or_else(Cell::blank, |of| given(of, 0, Figure::Places));
        let ends = [score, of, Cell::lines(remarks.iter().map(String::as_str))];
        let items = result.get("items")?;
        if round.per_item {
            let total = Cell::text(&say(text!(ItemTotal))).look(Look::Strong);
            book.row(&sheet, who.iter().cloned().chain([total]).chain(row).chain(ends).collect(), true)?;
            for item in items.each()? {
                let id = item.text("id")?;
                let called = round.items.iter().find(|known| known.id == id);
                let mut row = vec![Cell::blank(); experts.len()];
                if let Some(marks) = item.maybe("marks")? {
                    for line in marks.each()? {
                        let expert = line.text("expert")?;
                        if let Some(at) = experts.iter().position(|known| *known == expert) {
                            row[at] = mark(Some(line.number("points")?), line.text("state")?, 0, language);
                        }
                    }
                }
                let label = called.map_or_else(|| id.to_owned(), |item| say(text!(IdAndName, id = id, name = &item.name)));
                let score = Cell::maybe_number(item.nullable_number("score")?, Figure::Places(round.decimals));
                let ends = [score, given(item.number("of")?, 0, Figure::Places), Cell::blank()];
                book.row(&sheet, who.iter().cloned().chain([Cell::text(&label)]).chain(row).chain(ends).collect(), false)?;
            }
            continue;
        }
        let mut scores = vec![Cell::blank(); round.items.len()];
        for item in items.each()? {
            let id = item.text("id")?;
            if let Some(at) = round.items.iter().position(|known| known.id == id) {
                scores[at] = Cell::maybe_number(item.nullable_number("score")?, Figure::Places(round.decimals));
            }
        }
        if round.standard_marks {
            let raw = Cell::text(&say(text!(RawMarks)));
            let blanks = [Cell::blank(), Cell::blank(), Cell::blank()];
            book.row(&sheet, who.iter().cloned().chain([raw]).chain(row).chain(blanks).chain(scores).collect(), true)?;
            let label = Cell::text(&say(text!(StandardMarks)));
            let blanks = std::iter::repeat_n(Cell::blank(), round.items.len());
            book.row(&sheet, who.iter().cloned().chain([label]).chain(standard_row).chain(ends).chain(blanks).collect(), false)?;
        } else {
            book.row(&sheet, who.into_iter().chain(row).chain(ends).chain(scores).collect(), false)?;
        }
    }
    Ok(book.close(&sheet)?)
}

/// An order in which 专家10 comes behind 专家9.
fn natural(name: &str) -> (String, u64, String) {
    let start = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let end = name[start..].find(|c: char| !c.is_ascii_digit()).map_or(name.len(), |at| start + at);
    (name[..start].to_owned(), name[start..end].parse().unwrap_or(u64::MAX), name[end..].to_owned())
}
