//! .xlsx: crate `calamine` reads the cells, one after another, with their styles. What it does not tell (hidden rows and columns, merged
//! cells, formulas that were saved without a result) is read from the sheet first, and that the sheet names only cells that exist.

use std::collections::HashMap;
use std::io::{BufReader, Cursor};

use calamine::{DataRef, Reader as _, Xlsx};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Failure, Grid, SheetName, choose, container, shown};

/// Widest and longest range of a sheet that is not refused at once.
const MAX_ROWS: u32 = 1_048_576;

pub(super) fn read(bytes: &[u8], asked: Option<&str>) -> Result<(Vec<SheetName>, usize, Grid), Failure> {
    let sheets = sheets(bytes)?;
    let names: Vec<SheetName> = sheets.iter().map(|(name, _)| name.clone()).collect();
    let chosen = choose(&names, asked)?;
    let (SheetName { name, .. }, path) = &sheets[chosen];
    let mut grid = Grid::default();
    let facts = Facts::read(bytes, path)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    cells(&mut workbook, name, &mut grid)?;
    for (row, column) in facts.unsaved {
        grid.put(row, column, "=".to_owned())?;
    }
    grid.merged = facts.merged;
    grid.hidden_rows = facts.hidden_rows;
    grid.hidden_columns = facts.hidden_columns;
    Ok((names, chosen, grid))
}

#[allow(clippy::needless_pass_by_value)] // as `map_err` hands it over
fn damaged(error: impl std::fmt::Display) -> Failure {
    Failure::Damaged(error.to_string())
}

/// The filled cells of a sheet.
fn cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, grid: &mut Grid) -> Result<(), Failure> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let formats: Vec<Option<String>> = reader
        .styles()
        .iter()
        .map(|style| {
            let format = style.number_format.as_ref()?;
            // Percentages have numbers of their own.
            let built_in = match format.format_id {
                Some(9) => Some("0%"),
                Some(10) => Some("0.00%"),
                _ => None,
            };
            Some(built_in.map_or_else(|| format.format_code.clone(), ToOwned::to_owned))
        })
        .collect();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
        let (row, column) = cell.get_position();
        if row >= MAX_ROWS {
            return Err(Failure::TooLarge);
        }
        let format = formats.get(style).and_then(Option::as_deref).unwrap_or_default();
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Int(whole) => whole.to_string(),
            DataRef::Float(value) => shown::formatted(*value, format),
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
            DataRef::DateTime(when) if when.is_duration() => shown::number(when.as_f64()),
            DataRef::DateTime(when) => {
                let of_day = (0.0..1.0).contains(&when.as_f64());
                let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
                if of_day { format!("{hour:02}:{minute:02}:{second:02}") } else { shown::date(year, month, day, (hour, minute, second)) }
            }
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Error(error) => error.to_string(),
        };
        grid.put(row, column, text)?;
    }
    Ok(())
}

/// The sheets in their order, each with the part of the archive that holds it.
fn sheets(bytes: &[u8]) -> Result<Vec<(SheetName, String)>, Failure> {
    let part = |name: &str| container::part(bytes, name)?.ok_or_else(|| Failure::Damaged(format!("{name}?")));
    let (workbook, relations) = (part("xl/workbook.xml")?, part("xl/_rels/workbook.xml.rels")?);
    let mut targets: HashMap<String, String> = HashMap::new();
    each(&relations, "Relationship", |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id")?, attribute(element, "Target")?) {
            let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), ToOwned::to_owned);
            targets.insert(id, target);
        }
        Ok(())
    })?;
    let mut sheets = Vec::new();
    each(&workbook, "sheet", |element| {
        let id = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == "id").map(|a| a.value.to_string());
        let (Some(name), Some(path)) = (attribute(element, "name")?, id.and_then(|id| targets.get(&id))) else { return Ok(()) };
        let visible = attribute(element, "state")?.is_none_or(|state| state == "visible");
        // Sheets of charts and macros have no cells.
        if path.contains("worksheets/") {
            sheets.push((SheetName { name, visible }, path.clone()));
        }
        Ok(())
    })?;
    Ok(sheets)
}

/// An attribute. An element with one that is garbled, or with two of one name, is damaged: another reader might take it otherwise.
fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Failure> {
    let mut value = None;
    for found in element.attributes() {
        let found = found.map_err(damaged)?;
        if found.key.as_ref() == name {
            value = Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(damaged)?.into_owned());
        }
    }
    Ok(value)
}

/// Calls `with` for every element of this local name.
fn each(xml: &[u8], name: &str, mut with: impl FnMut(&BytesStart<'_>) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == name => with(&element)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// What stands in a sheet beside the values of its cells.
#[derive(Default)]
struct Facts {
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<u32>,
    merged: Vec<[u32; 4]>,
    /// Formulas without a stored result.
    unsaved: Vec<(u32, u32)>,
}

impl Facts {
    fn read(bytes: &[u8], path: &str) -> Result<Self, Failure> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let entry = archive.by_name(path).map_err(damaged)?;
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, entry));
        let mut facts = Self::default();
        let mut buffer = Vec::new();
        let (mut row, mut column) = (0u32, 0u32);
        let (mut has_formula, mut has_value, mut in_value) = (false, false, false);
        loop {
            let event = reader.read_event_into(&mut buffer).map_err(damaged)?;
            match &event {
                Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                    "row" => {
                        if let Some(name) = attribute(element, "r")? {
                            let number = name.parse::<u32>().ok().filter(|number| (1..=MAX_ROWS).contains(number));
                            row = number.ok_or_else(|| damaged(format!("row r=\"{name}\"")))? - 1;
                        }
                        column = 0;
                        if attribute(element, "hidden")?.is_some_and(|hidden| is_true(&hidden)) {
                            facts.hidden_rows.push(row);
                        }
                        if matches!(event, Event::Empty(_)) {
                            row = row.saturating_add(1);
                        }
                    }
                    "col" if attribute(element, "hidden")?.is_some_and(|hidden| is_true(&hidden)) => {
                        let number = |name| Ok(attribute(element, name)?.and_then(|n| n.parse::<u32>().ok()));
                        if let (Some(min), Some(max)) = (number("min")?, number("max")?) {
                            facts.hidden_columns.extend((min.max(1)..=max.min(16_384)).map(|n| n - 1));
                        }
                    }
                    "c" => {
                        if let Some(name) = attribute(element, "r")? {
                            column = cell_of(&name).ok_or_else(|| damaged(format!("c r=\"{name}\"")))?.1;
                        }
                        // Of a formula that gives a text, nothing at all is a result.
                        (has_formula, has_value) = (false, attribute(element, "t")?.is_some_and(|kind| kind == "str"));
                        if matches!(event, Event::Empty(_)) {
                            column = column.saturating_add(1);
                        }
                    }
                    "mergeCell" | "dimension" => {
                        let Some(name) = attribute(element, "ref")? else { continue };
                        let (from, to) = name.split_once(':').unwrap_or((&name, &name));
                        let range = cell_of(from).zip(cell_of(to)).ok_or_else(|| damaged(format!("ref=\"{name}\"")))?;
                        if element.local_name().as_ref() == "mergeCell" {
                            facts.merged.push([range.0.0, range.0.1, range.1.0, range.1.1]);
                        }
                    }
                    "f" => has_formula = true,
                    "v" | "is" => in_value = matches!(event, Event::Start(_)),
                    _ => {}
                },
                Event::Text(text) if in_value => has_value |= !text.is_empty(),
                Event::End(element) => match element.local_name().as_ref() {
                    "v" | "is" => in_value = false,
                    "c" => {
                        if has_formula && !has_value {
                            facts.unsaved.push((row, column));
                        }
                        column = column.saturating_add(1);
                    }
                    "row" => row = row.saturating_add(1),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
        Ok(facts)
    }
}

fn is_true(word: &str) -> bool {
    matches!(word, "1" | "true")
}

/// Row and column of a cell's name, from 0: `AB12` → (11, 27). None for what names no cell of a sheet.
fn cell_of(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = name.split_at(letters);
    if !(1..=3).contains(&letters.len()) || !(1..=7).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let column = letters.bytes().fold(0u32, |n, letter| n * 26 + u32::from(letter - b'A') + 1);
    let row = digits.parse::<u32>().ok().filter(|row| (1..=MAX_ROWS).contains(row))?;
    (column <= 16_384).then_some((row - 1, column - 1))
}
