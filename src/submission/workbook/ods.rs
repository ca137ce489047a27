//! OpenDocument spreadsheets (.ods), as LibreOffice, WPS and Excel save them: `content.xml` is read as a stream, the sheets' names
//! first and then the one sheet that is asked for.
//!
//! Read here and not by a library, because what a person sees is more than the value of a cell: percentages, codes with leading
//! zeros, hidden rows and columns, merged cells, formulas that were saved without a result. And because a few bytes of such a file
//! may stand for a billion cells: blank ones cost nothing here, and filled ones are counted before they are repeated.
//!
//! Left out: everything that is not in a cell (charts, notes, drawings, the copies of sheets of other files), and styles but for
//! whether a sheet is shown. Names are taken with the prefixes that every program writes (`table:`, `office:`, `text:`).

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Unit};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Failure, Grid, MAX_CELLS, SheetName, choose, container, shown};

/// Most rows of a sheet, as many as a spreadsheet has.
const MAX_ROWS: u32 = 1_048_576;
/// Most bytes of texts that a file names once and repeats.
const MAX_REPEATED: usize = 512 * 1024 * 1024;
/// Deepest nesting of elements; spreadsheets have a dozen.
const MAX_DEPTH: usize = 256;

/// Reads the first visible sheet, or the one asked for by name.
pub(super) fn read(bytes: &[u8], asked: Option<&str>) -> Result<(Vec<SheetName>, usize, Grid), Failure> {
    if is_encrypted(bytes)? {
        return Err(Failure::Password);
    }
    let content = container::part(bytes, "content.xml")?.ok_or_else(|| Failure::Damaged("no content.xml".to_owned()))?;
    let content = text_of(&content)?;
    let (sheets, tables): (Vec<SheetName>, Vec<&str>) = tables(content)?.into_iter().unzip();
    let chosen = choose(&sheets, asked)?;
    let grid = Table::new(tables[chosen]).read()?;
    Ok((sheets, chosen, grid))
}

/// Whether the content can only be read with a password. (Protected macros alone are none of our business.)
fn is_encrypted(bytes: &[u8]) -> Result<bool, Failure> {
    let Some(manifest) = container::part(bytes, "META-INF/manifest.xml")? else { return Ok(false) };
    let mut xml = Xml::new(text_of(&manifest)?);
    let mut of_content = false;
    loop {
        match xml.next()? {
            Event::Start(start) => match start.local_name().into_inner() {
                "file-entry" => of_content = attribute(&start, "manifest:full-path")?.as_deref() == Some("content.xml"),
                "encryption-data" if of_content => return Ok(true),
                _ => {}
            },
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// The sheets in their order, each with the XML of its columns and rows.
fn tables(content: &str) -> Result<Vec<(SheetName, &str)>, Failure> {
    let mut xml = Xml::new(content);
    let mut tables = Vec::new();
    // Styles of sheets that are not shown, and the style that is being read.
    let mut hiding: HashSet<String> = HashSet::new();
    let mut style = None;
    let mut is_spreadsheet = false;
    loop {
        let start = match xml.next()? {
            Event::Start(start) => start,
            Event::Eof if is_spreadsheet => return Ok(tables),
            Event::Eof => return Err(Failure::Damaged("no office:spreadsheet in content.xml".to_owned())),
            _ => continue,
        };
        match start.name().into_inner() {
            "office:document-content" | "office:automatic-styles" | "office:body" => {}
            "style:style" if attribute(&start, "style:family")?.as_deref() == Some("table") => {
                style = attribute(&start, "style:name")?.map(Cow::into_owned);
            }
            "style:table-properties" => {
                if attribute(&start, "table:display")?.as_deref() == Some("false") {
                    hiding.extend(style.take());
                }
            }
            "office:spreadsheet" => is_spreadsheet = true,
            "office:text" => return Err(Failure::OtherKind("Writer (.odt)")),
            "office:presentation" => return Err(Failure::OtherKind("Impress (.odp)")),
            "office:drawing" => return Err(Failure::OtherKind("Draw (.odg)")),
            "table:table" => {
                let name = attribute(&start, "table:name")?.unwrap_or_default().into_owned();
                let visible = attribute(&start, "table:style-name")?.is_none_or(|style| !hiding.contains(style.as_ref()));
                let begin = xml.position();
                let end = xml.skip()?;
                // What formulas took from other files is kept in tables that no person sees: 'file:///…'#$Sheet.
                if !(name.starts_with('\'') && name.contains("'#")) {
                    tables.push((SheetName { name, visible }, content.get(begin..end).unwrap_or_default()));
                }
            }
            _ => _ = xml.skip()?,
        }
    }
}

/// A sheet that is being read.
struct Table<'x> {
    xml: Xml<'x>,
    grid: Grid,
    /// The row and the column that are next.
    row: u32,
    column: u32,
    /// Columns from the first to behind the last filled one.
    width: u32,
    /// Of the groups of rows or columns around this place, whether they are folded away.
    groups: Vec<bool>,
    repeated: Repeated,
}

/// A cell that shows something, and how often it stands side by side.
struct Filled {
    column: u32,
    count: u32,
    text: String,
    /// Over how many rows and columns it is merged.
    span: [u32; 2],
}

impl<'x> Table<'x> {
    fn new(content: &'x str) -> Self {
        let xml = Xml::new(content);
        Self { xml, grid: Grid::default(), row: 0, column: 0, width: 0, groups: Vec::new(), repeated: Repeated(0) }
    }

    fn read(mut self) -> Result<Grid, Failure> {
        loop {
            match self.xml.next()? {
                Event::Start(start) => match start.name().into_inner() {
                    "table:table-columns" | "table:table-header-columns" | "table:table-rows" | "table:table-header-rows" => {}
                    "table:table-column-group" | "table:table-row-group" => {
                        self.groups.push(attribute(&start, "table:display")?.as_deref() == Some("false"));
                    }
                    "table:table-column" => self.read_column(&start)?,
                    "table:table-row" => self.read_row(&start)?,
                    _ => _ = self.xml.skip()?,
                },
                Event::End(end) if end.name().into_inner().ends_with("-group") => _ = self.groups.pop(),
                Event::Eof => break,
                _ => {}
            }
        }
        // A column without anything in it hides nothing.
        self.grid.hidden_columns.retain(|column| *column < self.width);
        Ok(self.grid)
    }

    fn is_hidden(&self, start: &BytesStart<'_>) -> Result<bool, Failure> {
        let visibility = attribute(start, "table:visibility")?;
        Ok(self.groups.contains(&true) || visibility.is_some_and(|how| how == "collapse" || how == "filter"))
    }

    fn read_column(&mut self, start: &BytesStart<'_>) -> Result<(), Failure> {
        let count = count(start, "table:number-columns-repeated")?;
        let next = self.column.saturating_add(count);
        if self.is_hidden(start)? {
            self.grid.hidden_columns.extend(self.column..next.min(super::grid::MAX_COLUMNS));
        }
        self.column = next;
        _ = self.xml.skip()?;
        Ok(())
    }

    fn read_row(&mut self, start: &BytesStart<'_>) -> Result<(), Failure> {
        let count = count(start, "table:number-rows-repeated")?;
        let hidden = self.is_hidden(start)?;
        let mut cells = Vec::new();
        let mut column: u32 = 0;
        loop {
            match self.xml.next()? {
                Event::Start(start) => match start.name().into_inner() {
                    "table:table-cell" => {
                        let cell = Cell::of(&start)?;
                        let (count, span) = (cell.count, cell.span);
                        let text = cell.text(self.xml.paragraphs(&mut self.repeated)?);
                        if !text.is_empty() {
                            cells.push(Filled { column, count, text, span });
                        }
                        column = column.saturating_add(count);
                    }
                    // Merged away: what it may hold is not shown.
                    "table:covered-table-cell" => {
                        column = column.saturating_add(self::count(&start, "table:number-columns-repeated")?);
                        _ = self.xml.skip()?;
                    }
                    _ => _ = self.xml.skip()?,
                },
                Event::End(_) | Event::Eof => break,
                _ => {}
            }
        }
        self.put(cells, count, hidden)
    }

    /// Puts a row into the grid, as often as it is repeated.
    fn put(&mut self, cells: Vec<Filled>, count: u32, hidden: bool) -> Result<(), Failure> {
        let first = self.row;
        self.row = first.saturating_add(count);
        let width: u64 = cells.iter().map(|cell| u64::from(cell.count)).sum();
        if width == 0 {
            return Ok(());
        }
        if self.row > MAX_ROWS || width.saturating_mul(count.into()) > MAX_CELLS as u64 {
            return Err(Failure::TooLarge);
        }
        if hidden {
            self.grid.hidden_rows.extend(first..self.row);
        }
        for Filled { column, count: across, text, span: [down, over] } in cells {
            let next = column.saturating_add(across);
            self.width = self.width.max(next);
            for row in first..self.row {
                for column in column..next {
                    if (row, column) != (first, next - 1) {
                        self.repeated.add(text.len())?;
                        self.grid.put(row, column, text.clone())?;
                    }
                }
                if over > 1 && down == 1 {
                    self.grid.merged.push([row, column, row, column.saturating_add(over - 1)]);
                }
            }
            if down > 1 {
                // The text will be put into every row of the range, within the sheet.
                let bottom = first.saturating_add(down - 1).min(MAX_ROWS - 1);
                self.repeated.add((text.len() + size_of::<Filled>()).saturating_mul((bottom - first) as usize))?;
                self.grid.merged.push([first, column, bottom, column.saturating_add(over - 1)]);
            }
            self.grid.put(first, next - 1, text)?;
        }
        Ok(())
    }
}

/// Bytes that the file names once and that are kept many times.
struct Repeated(usize);

impl Repeated {
    fn add(&mut self, bytes: usize) -> Result<(), Failure> {
        self.0 = self.0.saturating_add(bytes);
        if self.0 > MAX_REPEATED { Err(Failure::TooLarge) } else { Ok(()) }
    }
}

/// What the attributes of a cell say.
struct Cell<'e> {
    /// The type of its value.
    kind: Option<Cow<'e, str>>,
    is_error: bool,
    formula: Option<Cow<'e, str>>,
    /// Its value, by type.
    number: Option<Cow<'e, str>>,
    date: Option<Cow<'e, str>>,
    time: Option<Cow<'e, str>>,
    truth: Option<Cow<'e, str>>,
    string: Option<Cow<'e, str>>,
    /// How often it stands side by side.
    count: u32,
    /// Over how many rows and columns it is merged.
    span: [u32; 2],
}

impl<'e> Cell<'e> {
    fn of(start: &'e BytesStart<'_>) -> Result<Self, Failure> {
        let mut cell = Self {
            kind: None,
            is_error: false,
            formula: None,
            number: None,
            date: None,
            time: None,
            truth: None,
            string: None,
            count: 1,
            span: [1, 1],
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(damaged)?;
            let value = || attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged);
            match attribute.key.into_inner() {
                "office:value-type" => cell.kind = Some(value()?),
                "calcext:value-type" => cell.is_error = value()? == "error",
                "table:formula" => cell.formula = Some(value()?),
                "office:value" => cell.number = Some(value()?),
                "office:date-value" => cell.date = Some(value()?),
                "office:time-value" => cell.time = Some(value()?),
                "office:boolean-value" => cell.truth = Some(value()?),
                "office:string-value" => cell.string = Some(value()?),
                "table:number-columns-repeated" => cell.count = counted(&value()?)?,
                "table:number-rows-spanned" => cell.span[0] = counted(&value()?)?,
                "table:number-columns-spanned" => cell.span[1] = counted(&value()?)?,
                _ => {}
            }
        }
        Ok(cell)
    }

    /// What a person sees in the cell. `paragraphs` is the text that stands in it, as its format shows the value; that is rounded
    /// and in the writer's language, so the value goes first where both say the same.
    fn text(self, paragraphs: Option<String>) -> String {
        let kind = self.kind.as_deref().unwrap_or_default();
        let text = paragraphs.as_deref().unwrap_or_default();
        if self.is_error && !text.is_empty() || is_error(text) {
            return text.to_owned();
        }
        // A text without length is a result too: LibreOffice saves that of a formula as nothing but an empty paragraph.
        let is_text = kind == "string" && self.string.is_some() || matches!(kind, "string" | "") && paragraphs.is_some();
        if is_text {
            let stated = self.string.filter(|string| !string.is_empty());
            return stated.map_or_else(|| paragraphs.unwrap_or_default(), Cow::into_owned);
        }
        let figure = |number: &Option<Cow<'_, str>>| number.as_ref().and_then(|number| number.trim().parse::<f64>().ok());
        let value = match kind {
            "float" | "currency" => {
                figure(&self.number).map(|value| if is_as_shown(text, value) { text.to_owned() } else { shown::number(value) })
            }
            "percentage" => figure(&self.number).map(shown::percent),
            "date" => self.date.as_deref().and_then(date),
            "time" => self.time.as_deref().and_then(time),
            "boolean" => self.truth.as_deref().map(str::to_ascii_uppercase),
            _ => None,
        };
        let stated = [self.string, self.number, self.date, self.time, self.truth].into_iter().flatten().next();
        match (value, stated, self.formula) {
            (Some(value), ..) => value,
            _ if !text.is_empty() => text.to_owned(),
            (None, Some(stated), _) => stated.into_owned(),
            // Saved without a result: what is there is the formula.
            (None, None, Some(formula)) => {
                let formula = formula.split_once(":=").map_or(formula.as_ref(), |(_, formula)| formula);
                format!("={}", formula.trim_start_matches('='))
            }
            (None, None, None) => String::new(),
        }
    }
}

/// Whether a number is read as its text: a whole one with leading zeros, as codes have them, and a truth that was saved as 0 or 1.
fn is_as_shown(text: &str, value: f64) -> bool {
    let is_code = || text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()) && text.parse() == Ok(value);
    (text, value) == ("TRUE", 1.0) || (text, value) == ("FALSE", 0.0) || is_code()
}

/// Whether a text is what a spreadsheet shows in place of a result.
fn is_error(text: &str) -> bool {
    let numbered = text.strip_prefix("Err:").is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    numbered || matches!(text, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!")
}

fn date(value: &str) -> Option<String> {
    let at: DateTime = value.trim().trim_end_matches('Z').parse().ok()?;
    // Seconds are computed from binary fractions of a day.
    let at = at.round(Unit::Second).ok()?;
    let part = |number: i8| number.unsigned_abs();
    let time = (part(at.hour()), part(at.minute()), part(at.second()));
    Some(shown::date(u16::try_from(at.year()).ok()?, part(at.month()), part(at.day()), time))
}

/// A time of day or a duration: `PT08H30M00S` → `08:30:00`.
fn time(value: &str) -> Option<String> {
    let duration: SignedDuration = value.trim().parse().ok()?;
    let seconds = duration.round(Unit::Second).ok()?.as_secs();
    let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    Some(format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}

/// The value of an attribute.
fn attribute<'e>(start: &'e BytesStart<'_>, name: &str) -> Result<Option<Cow<'e, str>>, Failure> {
    let Some(attribute) = start.try_get_attribute(name).map_err(damaged)? else { return Ok(None) };
    attribute.normalized_value(XmlVersion::Implicit1_0).map(Some).map_err(damaged)
}

/// How often something is repeated, or over how many cells it goes: at least once.
fn count(start: &BytesStart<'_>, name: &str) -> Result<u32, Failure> {
    attribute(start, name)?.map_or(Ok(1), |value| counted(&value))
}

fn counted(value: &str) -> Result<u32, Failure> {
    let digits = value.trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Failure::Damaged(format!("no count: {value:?}")));
    }
    Ok(digits.parse().unwrap_or(u32::MAX).max(1))
}

fn text_of(bytes: &[u8]) -> Result<&str, Failure> {
    let text = std::str::from_utf8(bytes).map_err(damaged)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn damaged(error: impl ToString) -> Failure {
    Failure::Damaged(error.to_string())
}

/// XML that is well-formed, or an error. Entities other than XML's own five are none: nothing is ever expanded.
struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
}

impl<'x> Xml<'x> {
    fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    fn next(&mut self) -> Result<Event<'x>, Failure> {
        let event = self.reader.read_event().map_err(damaged)?;
        match event {
            Event::Start(_) if self.depth == MAX_DEPTH => return Err(Failure::Damaged("elements nested too deeply".to_owned())),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(Failure::Damaged("XML that ends before its end".to_owned())),
            _ => {}
        }
        Ok(event)
    }

    /// How many bytes have been read.
    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Passes over the rest of an element that has begun. Returns where its content ends.
    fn skip(&mut self) -> Result<usize, Failure> {
        let inside = self.depth;
        loop {
            let at = self.position();
            self.next()?;
            if self.depth < inside {
                return Ok(at);
            }
        }
    }

    /// The text in the rest of a cell that has begun, a line for each paragraph; none if there is no paragraph. Comments and drawings
    /// are not the cell's text.
    fn paragraphs(&mut self, repeated: &mut Repeated) -> Result<Option<String>, Failure> {
        let inside = self.depth;
        let mut lines: Option<Lines> = None;
        // The depth of the paragraph around this place.
        let mut paragraph = None;
        loop {
            match self.next()? {
                Event::Start(start) => match (start.name().into_inner(), &mut lines) {
                    ("text:p" | "text:h", lines) if paragraph.is_none() => {
                        paragraph = Some(self.depth);
                        match lines {
                            Some(lines) => lines.begin(),
                            None => *lines = Some(Lines::default()),
                        }
                    }
                    ("text:s", Some(lines)) => {
                        let blanks = count(&start, "text:c")? as usize;
                        repeated.add(blanks)?;
                        lines.hard(&" ".repeat(blanks));
                    }
                    ("text:tab", Some(lines)) => lines.hard("\t"),
                    ("text:line-break", Some(lines)) => lines.hard("\n"),
                    ("text:ruby-text" | "text:note", _) => _ = self.skip()?,
                    (name, _) if name.starts_with("text:") => {}
                    _ => _ = self.skip()?,
                },
                Event::End(_) if self.depth < inside => return Ok(lines.map(|lines| lines.text)),
                Event::End(_) if paragraph.is_some_and(|depth| self.depth < depth) => paragraph = None,
                Event::Eof => return Ok(lines.map(|lines| lines.text)),
                event => {
                    if let (Some(lines), Some(_)) = (&mut lines, paragraph) {
                        match event {
                            Event::Text(text) => lines.soft(&text),
                            Event::CData(text) => lines.soft(&text),
                            Event::GeneralRef(reference) => lines.soft(&resolved(&reference)?),
                            _ => {}
                        }
                    }
                }
            }
        }
    }
}

/// The character that a reference stands for.
fn resolved(reference: &BytesRef<'_>) -> Result<String, Failure> {
    if let Some(c) = reference.resolve_char_ref().map_err(damaged)? {
        return Ok(c.to_string());
    }
    let name: &str = reference;
    let text = quick_xml::escape::resolve_xml_entity(name).ok_or_else(|| Failure::Damaged(format!("no entity of XML: &{name};")))?;
    Ok(text.to_owned())
}

/// Paragraphs as lines. Blanks in the XML are only layout: many are one, and none at the edges of a paragraph.
#[derive(Default)]
struct Lines {
    text: String,
    /// Something stands in this paragraph.
    begun: bool,
    /// A blank that counts if something follows.
    blank: bool,
}

impl Lines {
    fn begin(&mut self) {
        self.text.push('\n');
        self.begun = false;
        self.blank = false;
    }

    fn soft(&mut self, text: &str) {
        for (nth, word) in text.split([' ', '\t', '\r', '\n']).enumerate() {
            self.blank = if nth > 0 { self.begun } else { self.blank };
            if !word.is_empty() {
                self.hard(word);
            }
        }
    }

    fn hard(&mut self, text: &str) {
        if self.blank {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.blank = false;
        self.begun = true;
    }
}
