//! .xlsx, as Excel, WPS and LibreOffice save them, and as programs write them: the sheet is read as a stream, cell by cell.
//!
//! Read here and not by a library, because what a person sees is more than the value of a cell (percentages, codes with leading zeros,
//! hidden rows and columns, merged cells, formulas that were saved without a result), and because one thing that a library does not
//! know, such as a new kind of error in one cell, must not cost the whole workbook.
//!
//! Left out: everything that is not in a cell (charts, comments, drawings), readings that stand above characters, and styles but for
//! number formats. Names are taken without their prefixes, so that both editions of the format are read.

mod package;
mod texts;

use std::collections::{BTreeMap, HashMap};

use quick_xml::events::{BytesStart, Event};

use super::format::Format;
use super::grid::MAX_COLUMNS;
use super::{Failure, Grid, MAX_UNPACKED, SheetName, choose, shown};
use package::{Package, Relation, Xml};
use texts::{Text, unescaped};

/// Most rows of a sheet, as many as a spreadsheet has.
const MAX_ROWS: u32 = 1_048_576;

/// Reads the first visible sheet, or the one asked for by name.
pub(super) fn read(bytes: &[u8], asked: Option<&str>) -> Result<(Vec<SheetName>, usize, Grid), Failure> {
    let package = Package::open(bytes)?;
    let book = Book::read(&package)?;
    let names: Vec<SheetName> = book.sheets.iter().map(|(name, _)| name.clone()).collect();
    let chosen = choose(&names, asked)?;
    let mut sheet = Sheet::of(&book);
    package.read(&book.sheets[chosen].1, |xml| sheet.read(xml))?;
    Ok((names, chosen, sheet.grid))
}

fn damaged(error: impl ToString) -> Failure {
    Failure::Damaged(error.to_string())
}

/// What holds for the workbook as a whole.
#[derive(Default)]
struct Book {
    /// The sheets of cells in their order, each with the part that holds it.
    sheets: Vec<(SheetName, String)>,
    /// The texts that cells refer to.
    texts: Vec<String>,
    /// How the cells of a style show a number.
    styles: Vec<Format>,
    /// Days count from 1904 on, as on old Macs.
    from_1904: bool,
}

impl Book {
    fn read(package: &Package<'_>) -> Result<Self, Failure> {
        let mut book = Self::default();
        let path = package.workbook()?;
        let relations = package.relations(&path)?;
        if relations.is_empty() {
            return Err(damaged(format!("{path}: no relations")));
        }
        package.read(&path, |xml| book.read_sheets(xml, &relations))?;
        let of_kind = |kind: &str| relations.values().find(|relation| relation.kind == kind && package.has(&relation.target));
        if let Some(relation) = of_kind("sharedStrings") {
            book.texts = package.read(&relation.target, texts::shared)?;
        }
        if let Some(relation) = of_kind("styles") {
            book.styles = package.read(&relation.target, styles)?;
        }
        Ok(book)
    }

    fn read_sheets(&mut self, xml: &mut Xml<'_>, relations: &BTreeMap<String, Relation>) -> Result<(), Failure> {
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    // Additions of later editions have elements of the same names.
                    "extLst" => xml.skip()?,
                    "workbookPr" => self.from_1904 = attribute(&element, "date1904")?.is_some_and(|flag| is_true(&flag)),
                    "sheet" => {
                        let visible = attribute(&element, "state")?.is_none_or(|state| state == "visible");
                        let relation = attribute(&element, "id")?.and_then(|id| relations.get(&id));
                        // Sheets of charts and macros have no cells.
                        if let (Some(name), Some(relation)) = (attribute(&element, "name")?, relation)
                            && relation.kind == "worksheet"
                        {
                            self.sheets.push((SheetName { name, visible }, relation.target.clone()));
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// The number formats of the styles that cells have.
fn styles(xml: &mut Xml<'_>) -> Result<Vec<Format>, Failure> {
    let mut own: HashMap<u32, Format> = HashMap::new();
    let (mut styles, mut of_cells) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "extLst" | "dxfs" => xml.skip()?,
                "numFmt" => {
                    let number = attribute(&element, "numFmtId")?.and_then(|number| number.parse().ok());
                    if let (Some(number), Some(code)) = (number, attribute(&element, "formatCode")?) {
                        own.insert(number, Format::of(&unescaped(&code)));
                    }
                }
                "cellXfs" => of_cells = true,
                "xf" if of_cells => {
                    let number = attribute(&element, "numFmtId")?.and_then(|number| number.parse().ok()).unwrap_or(0);
                    styles.push(own.get(&number).cloned().unwrap_or_else(|| Format::built_in(number)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => of_cells = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// An attribute, whatever the prefix of its name. An element with one that is garbled, or with two of one name, is damaged: another
/// reader might take it otherwise.
fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Failure> {
    let mut value = None;
    for found in element.attributes() {
        let found = found.map_err(damaged)?;
        if found.key.local_name().as_ref() == name && !found.key.as_ref().starts_with("xmlns") {
            value = Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(damaged)?.into_owned());
        }
    }
    Ok(value)
}

fn is_true(word: &str) -> bool {
    matches!(word, "1" | "true" | "on")
}

/// A sheet while it is read.
struct Sheet<'b> {
    book: &'b Book,
    grid: Grid,
    /// The row and the column that are next.
    row: u32,
    column: u32,
    /// Bytes of the texts of cells: many may refer to a long one.
    size: u64,
}

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    /// The type of its value.
    kind: String,
    style: usize,
    has_formula: bool,
    /// There is an element of a value, be it empty.
    has_value: bool,
    value: String,
    /// A text that stands in the sheet itself.
    inline: Text,
}

impl<'b> Sheet<'b> {
    fn of(book: &'b Book) -> Self {
        Self { book, grid: Grid::default(), row: 0, column: 0, size: 0 }
    }

    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), Failure> {
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "worksheet" | "cols" | "sheetData" | "mergeCells" => {}
                    "row" => self.begin_row(&element)?,
                    "c" => {
                        if let Some(name) = attribute(&element, "r")? {
                            (self.row, self.column) = cell_of(&name).ok_or_else(|| damaged(format!("c r=\"{name}\"")))?;
                        }
                        let mut cell = Cell {
                            kind: attribute(&element, "t")?.unwrap_or_default(),
                            style: attribute(&element, "s")?.and_then(|style| style.trim().parse().ok()).unwrap_or(0),
                            ..Cell::default()
                        };
                        cell.read(xml)?;
                        self.put(cell)?;
                        self.column = self.column.saturating_add(1);
                    }
                    "col" => {
                        let number = |name| Ok(attribute(&element, name)?.and_then(|number| number.trim().parse::<u32>().ok()));
                        if let (true, Some(first), Some(last)) = (is_hidden(&element, "width")?, number("min")?, number("max")?) {
                            self.grid.hidden_columns.extend((first.max(1)..=last.min(MAX_COLUMNS)).map(|number| number - 1));
                        }
                    }
                    "mergeCell" => {
                        let name = attribute(&element, "ref")?.unwrap_or_default();
                        let (from, to) = name.split_once(':').unwrap_or((&name, &name));
                        let range = cell_of(from).zip(cell_of(to)).filter(|(from, to)| from.0 <= to.0 && from.1 <= to.1);
                        let (from, to) = range.ok_or_else(|| damaged(format!("mergeCell ref=\"{name}\"")))?;
                        self.grid.merged.push([from.0, from.1, to.0, to.1]);
                    }
                    _ => xml.skip()?,
                },
                Event::End(element) if element.local_name().as_ref() == "row" => self.row = self.row.saturating_add(1),
                Event::Eof => break,
                _ => {}
            }
        }
        for hidden in [&mut self.grid.hidden_rows, &mut self.grid.hidden_columns] {
            hidden.sort_unstable();
            hidden.dedup();
        }
        Ok(())
    }

    fn begin_row(&mut self, element: &BytesStart<'_>) -> Result<(), Failure> {
        if let Some(name) = attribute(element, "r")? {
            let number = name.trim().parse::<u32>().ok().filter(|number| (1..=MAX_ROWS).contains(number));
            self.row = number.ok_or_else(|| damaged(format!("row r=\"{name}\"")))? - 1;
        }
        self.column = 0;
        if is_hidden(element, "ht")? {
            self.grid.hidden_rows.push(self.row);
        }
        Ok(())
    }

    fn put(&mut self, cell: Cell) -> Result<(), Failure> {
        let text = cell.shown(self.book)?;
        self.size += text.len() as u64;
        if self.row >= MAX_ROWS || self.size > MAX_UNPACKED {
            return Err(Failure::TooLarge);
        }
        self.grid.put(self.row, self.column, &text)
    }
}

/// Whether a row or column is hidden: by hand, by a filter, or because it has no height or width.
fn is_hidden(element: &BytesStart<'_>, extent: &str) -> Result<bool, Failure> {
    let nothing = attribute(element, extent)?.is_some_and(|extent| extent.trim().parse() == Ok(0.0));
    Ok(nothing || attribute(element, "hidden")?.is_some_and(|hidden| is_true(&hidden)))
}

impl Cell {
    /// Reads the rest of a cell that has begun.
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), Failure> {
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "f" => {
                        self.has_formula = true;
                        xml.skip()?;
                    }
                    "v" => {
                        self.has_value = true;
                        self.value = xml.text()?;
                    }
                    "is" => self.inline = Text::read(xml)?,
                    _ => xml.skip()?,
                },
                Event::End(_) | Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// What a person sees in it.
    fn shown(self, book: &Book) -> Result<String, Failure> {
        let is_text = self.kind == "str";
        let value = if is_text { self.value.as_str() } else { self.value.trim() };
        // Of a formula that gives a text, nothing at all is a result.
        if self.has_formula && value.is_empty() && !(is_text && self.has_value) && self.inline.0.is_empty() {
            return Ok("=".to_owned());
        }
        Ok(match self.kind.as_str() {
            "inlineStr" if !self.inline.0.is_empty() => self.inline.0,
            "str" | "inlineStr" => unescaped(&self.value),
            _ if value.is_empty() => self.inline.0,
            "s" => {
                let text = value.parse().ok().and_then(|number: usize| book.texts.get(number));
                text.ok_or_else(|| damaged(format!("a cell whose text is missing: {value}")))?.clone()
            }
            "b" => if is_true(value) { "TRUE" } else { "FALSE" }.to_owned(),
            "e" => value.to_owned(),
            "d" => shown::iso_date(value).unwrap_or_else(|| value.to_owned()),
            _ => match value.parse::<f64>() {
                Ok(number) => book.styles.get(self.style).unwrap_or(&Format::Plain).show(number, book.from_1904),
                // What is no number is shown as it stands; whatever asks for a number will say so.
                Err(_) => value.to_owned(),
            },
        })
    }
}

/// Row and column of a cell's name, from 0: `AB12` → (11, 27). None for what names no cell of a sheet.
fn cell_of(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = name.split_at(letters);
    if !(1..=3).contains(&letters.len()) || !(1..=7).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let column = letters.bytes().fold(0u32, |n, letter| n * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row = digits.parse::<u32>().ok().filter(|row| (1..=MAX_ROWS).contains(row))?;
    (column <= MAX_COLUMNS).then_some((row - 1, column - 1))
}
