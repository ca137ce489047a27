//! .xlsx, as Excel, WPS and LibreOffice save them, and as programs write them: the sheet is read as a stream, cell by cell.
//!
//! Read here and not by a library, because what a person sees is more than the value of a cell (percentages, codes with leading zeros,
//! hidden rows and columns, merged cells, formulas that were saved without a result), and because one thing that a library does not
//! know, such as a new kind of error in one cell, must not cost the whole workbook.
//!
//! Left out: everything that is not in a cell (charts, comments, drawings), readings that stand above characters, and styles but for
//! number formats. Names are taken without their prefixes, so that both editions of the format are read.

mod package;
mod quick;
mod texts;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use super::format::Format;
use super::grid::{MAX_COLUMNS, is_bare};
use super::{Failure, Grid, MAX_UNPACKED, SheetName, choose, container, shown};
use package::{Package, Relation, Xml};
use texts::{Text, Texts, unescaped};

/// Most rows of a sheet, as many as a spreadsheet has.
const MAX_ROWS: u32 = 1_048_576;

/// Reads the first visible sheet, or the one asked for by name. With more than one thread, one of them unpacks.
pub(super) fn read(bytes: &[u8], asked: Option<&str>, threads: usize) -> Result<(Vec<SheetName>, usize, Grid), Failure> {
    read_sheet(bytes, asked, threads).or_else(|failure| {
        // What is wrong with the archive as a whole goes first, wherever reading ended.
        container::look_through(bytes)?;
        Err(failure)
    })
}

fn read_sheet(bytes: &[u8], asked: Option<&str>, threads: usize) -> Result<(Vec<SheetName>, usize, Grid), Failure> {
    let package = Package::open(bytes, threads)?;
    let book = Book::read(&package)?;
    let names: Vec<SheetName> = book.sheets.iter().map(|(name, _)| name.clone()).collect();
    let chosen = choose(&names, asked)?;
    let mut sheet = Sheet::of(&book);
    package.read(&book.sheets[chosen].1, |xml| sheet.read(xml))?;
    package.look_through()?;
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
    texts: Texts,
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

    /// How the cells of a style show a number.
    fn format(&self, style: usize) -> &Format {
        self.styles.get(style).unwrap_or(&Format::Plain)
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
            value = Some(found.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned());
        }
    }
    Ok(value)
}

/// The attributes of these names in one pass, as [`attribute`] finds each.
fn attributes<'e, const N: usize>(element: &'e BytesStart<'_>, names: [&str; N]) -> Result<[Option<Attribute<'e>>; N], Failure> {
    let mut values = [const { None }; N];
    for found in element.attributes() {
        let found = found.map_err(damaged)?;
        if let Some(at) = names.iter().position(|name| found.key.local_name().as_ref() == *name)
            && !found.key.as_ref().starts_with("xmlns")
        {
            values[at] = Some(found);
        }
    }
    Ok(values)
}

fn value<'e>(attribute: Option<&Attribute<'e>>) -> Result<Option<Cow<'e, str>>, Failure> {
    attribute.map(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)).transpose()
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
    /// The innermost element here is a row without a prefix.
    in_row: bool,
    cell: Cell,
}

/// The type of a cell's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// A number, or what is not known.
    #[default]
    Number,
    Shared,
    /// A text that a formula gives.
    Text,
    Inline,
    Truth,
    Error,
    Day,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "s" => Self::Shared,
            "str" => Self::Text,
            "inlineStr" => Self::Inline,
            "b" => Self::Truth,
            "e" => Self::Error,
            "d" => Self::Day,
            _ => Self::Number,
        }
    }
}

/// A cell while it is read; its memory is used again for the next.
#[derive(Default)]
struct Cell {
    kind: Kind,
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
        Self { book, grid: Grid::default(), row: 0, column: 0, size: 0, in_row: false, cell: Cell::default() }
    }

    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), Failure> {
        loop {
            let quick = quick::read(self, xml.ahead()?)?;
            xml.pass(quick);
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "worksheet" | "cols" | "sheetData" | "mergeCells" => self.in_row = false,
                    "row" => {
                        self.begin_row(&element)?;
                        self.in_row = element.name().as_ref() == "row";
                    }
                    "c" => {
                        let [name, kind, style] = attributes(&element, ["r", "t", "s"])?;
                        if let Some(name) = value(name.as_ref())? {
                            (self.row, self.column) = cell_of(&name).ok_or_else(|| damaged(format!("c r=\"{name}\"")))?;
                        }
                        self.cell.kind = value(kind.as_ref())?.map_or(Kind::Number, |kind| Kind::of(&kind));
                        self.cell.style = value(style.as_ref())?.and_then(|style| style.trim().parse().ok()).unwrap_or(0);
                        self.cell.read(xml)?;
                        self.put_cell()?;
                        self.column = self.column.saturating_add(1);
                    }
                    "col" => {
                        let number = |name| Ok(attribute(&element, name)?.and_then(|number| number.trim().parse::<u32>().ok()));
                        let [width, hidden] = attributes(&element, ["width", "hidden"])?;
                        let hidden = is_hidden(width.as_ref(), hidden.as_ref())?;
                        self.in_row = false;
                        if let (true, Some(first), Some(last)) = (hidden, number("min")?, number("max")?) {
                            self.grid.hidden_columns.extend((first.max(1)..=last.min(MAX_COLUMNS)).map(|number| number - 1));
                        }
                    }
                    "mergeCell" => {
                        self.in_row = false;
                        let name = attribute(&element, "ref")?.unwrap_or_default();
                        let (from, to) = name.split_once(':').unwrap_or((&name, &name));
                        let range = cell_of(from).zip(cell_of(to)).filter(|(from, to)| from.0 <= to.0 && from.1 <= to.1);
                        let (from, to) = range.ok_or_else(|| damaged(format!("mergeCell ref=\"{name}\"")))?;
                        self.grid.merged.push([from.0, from.1, to.0, to.1]);
                    }
                    _ => xml.skip()?,
                },
                Event::End(element) => {
                    self.in_row = false;
                    if element.local_name().as_ref() == "row" {
                        self.row = self.row.saturating_add(1);
                    }
                }
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
        let [name, height, hidden] = attributes(element, ["r", "ht", "hidden"])?;
        if let Some(name) = value(name.as_ref())? {
            let number = name.trim().parse::<u32>().ok().filter(|number| (1..=MAX_ROWS).contains(number));
            self.row = number.ok_or_else(|| damaged(format!("row r=\"{name}\"")))? - 1;
        }
        self.column = 0;
        if is_hidden(height.as_ref(), hidden.as_ref())? {
            self.grid.hidden_rows.push(self.row);
        }
        Ok(())
    }

    /// Puts the cell that has been read into its place.
    fn put_cell(&mut self) -> Result<(), Failure> {
        let cell = std::mem::take(&mut self.cell);
        let text = cell.shown(self.book)?;
        self.put(&text, is_bare(&text))?;
        drop(text);
        self.cell = cell;
        Ok(())
    }

    /// Puts a text where the sheet stands, and whether it can stand in a line of CSV as it is.
    #[inline]
    fn put(&mut self, text: &str, bare: bool) -> Result<(), Failure> {
        self.size += text.len() as u64;
        if self.row >= MAX_ROWS || self.size > MAX_UNPACKED {
            return Err(Failure::TooLarge);
        }
        self.grid.put_known(self.row, self.column, text, bare)
    }
}

/// Whether a row or column is hidden: by hand, by a filter, or because it has no height or width.
fn is_hidden(extent: Option<&Attribute<'_>>, hidden: Option<&Attribute<'_>>) -> Result<bool, Failure> {
    let nothing = value(extent)?.is_some_and(|extent| is_nothing(&extent));
    Ok(nothing || value(hidden)?.is_some_and(|hidden| is_true(&hidden)))
}

/// Is a height or width none?
fn is_nothing(extent: &str) -> bool {
    extent.trim().parse() == Ok(0.0)
}

impl Cell {
    /// Reads the rest of a cell that has begun.
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), Failure> {
        (self.has_formula, self.has_value) = (false, false);
        self.value.clear();
        self.inline.0.clear();
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "f" => {
                        self.has_formula = true;
                        xml.skip()?;
                    }
                    "v" => {
                        self.has_value = true;
                        self.value.clear();
                        xml.text(&mut self.value)?;
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
    fn shown<'c>(&'c self, book: &'c Book) -> Result<Cow<'c, str>, Failure> {
        let is_text = self.kind == Kind::Text;
        let value = if is_text { self.value.as_str() } else { self.value.trim() };
        // Of a formula that gives a text, nothing at all is a result.
        if self.has_formula && value.is_empty() && !(is_text && self.has_value) && self.inline.0.is_empty() {
            return Ok("=".into());
        }
        Ok(match self.kind {
            Kind::Inline if !self.inline.0.is_empty() => self.inline.0.as_str().into(),
            Kind::Text | Kind::Inline => unescaped(&self.value),
            _ if value.is_empty() => self.inline.0.as_str().into(),
            Kind::Shared => {
                let text = value.parse().ok().and_then(|number: usize| book.texts.get(number));
                text.ok_or_else(|| damaged(format!("a cell whose text is missing: {value}")))?.0.into()
            }
            Kind::Truth => if is_true(value) { "TRUE" } else { "FALSE" }.into(),
            Kind::Error => value.into(),
            Kind::Day => shown::iso_date(value).map_or(value.into(), Cow::from),
            Kind::Number => match value.parse::<f64>() {
                Ok(number) => book.format(self.style).show(number, book.from_1904).into(),
                // What is no number is shown as it stands; whatever asks for a number will say so.
                Err(_) => value.into(),
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
