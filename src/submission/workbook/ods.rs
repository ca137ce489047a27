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

use super::grid::MAX_COLUMNS;
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
            self.grid.hidden_columns.extend(self.column..next.min(MAX_COLUMNS));
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
            let right = column.saturating_add(over - 1).min(MAX_COLUMNS - 1);
            for row in first..self.row {
                for column in column..next {
                    if (row, column) != (first, next - 1) {
                        self.repeated.add(text.len())?;
                        self.grid.put(row, column, text.clone())?;
                    }
                }
                if over > 1 && down == 1 {
                    self.grid.merged.push([row, column, row, right]);
                }
            }
            if down > 1 {
                // The text will be put into every row of the range, within the sheet.
                let bottom = first.saturating_add(down - 1).min(MAX_ROWS - 1);
                self.repeated.add((text.len() + size_of::<Filled>()).saturating_mul((bottom - first) as usize))?;
                self.grid.merged.push([first, column, bottom, right]);
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
        if kind == "string" && (self.string.is_some() || paragraphs.is_some()) {
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
            // A formula whose result is a text without length: LibreOffice saves it as an empty paragraph and nothing else.
            (None, None, Some(_)) if kind.is_empty() && paragraphs.is_some() => String::new(),
            // Saved without a result: what is there is the formula.
            (None, None, Some(formula)) => format!("={}", without_prefix(&formula)),
            (None, None, None) => String::new(),
        }
    }
}

/// A formula without the name of its language: `of:=SUM([.A1:.A9])` → `SUM([.A1:.A9])`.
fn without_prefix(formula: &str) -> &str {
    let named = formula.split_once(":=").filter(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric()));
    named.map_or(formula, |(_, formula)| formula).trim_start_matches('=')
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};
    use std::sync::Arc;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const FORM: &[u8] = include_bytes!("../../../tests/workbooks/ods/form.ods");
    const FILTERED: &[u8] = include_bytes!("../../../tests/workbooks/ods/filtered.ods");
    const LIST: &[u8] = include_bytes!("../../../tests/workbooks/ods/list.ods");
    const GENERATED: &[u8] = include_bytes!("../../../tests/workbooks/ods/generated.ods");
    const PASSWORD: &[u8] = include_bytes!("../../../tests/workbooks/ods/password.ods");

    /// A document of these parts.
    fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
            zip.write_all(content.as_bytes()).expect("memory");
        }
        zip.finish().expect("a zip").into_inner()
    }

    fn of_content(content: &str) -> Vec<u8> {
        zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])
    }

    /// A content of this body.
    fn content(body: &str) -> String {
        let hidden = r#"<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>"#;
        let other =
            r#"<style:style style:name="on" style:family="table-row"><style:table-properties table:display="false"/></style:style>"#;
        format!(
            "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles>{hidden}{other}</office:automatic-styles>\
             <office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
        )
    }

    fn of_table(table: &str) -> Result<(Vec<SheetName>, usize, Grid), Failure> {
        read(&of_content(&content(&format!("<table:table table:name=\"A\">{table}</table:table>"))), None)
    }

    /// The cells of a grid, each row as its number and its cells with bars between them.
    fn shown(grid: Grid) -> Vec<String> {
        let name: Arc<str> = "x.ods".into();
        let rows = grid.into_rows(&name, &name, &mut Vec::new()).expect("not too many");
        rows.into_iter().map(|row| format!("{}: {}", row.number, row.cells.iter().collect::<Vec<_>>().join("|"))).collect()
    }

    fn rows(table: &str) -> Vec<String> {
        shown(of_table(table).expect("a sheet").2)
    }

    /// What a cell with these attributes and this content shows.
    fn cell(attributes: &str, inside: &str) -> String {
        let table = format!("<table:table-row><table:table-cell {attributes}>{inside}</table:table-cell></table:table-row>");
        rows(&table).pop().unwrap_or_default().trim_start_matches("1: ").to_owned()
    }

    fn failure(bytes: &[u8]) -> String {
        read(bytes, None).map(|_| ()).map_or_else(|failure| format!("{failure:?}"), |()| "none".to_owned())
    }

    #[test]
    fn a_form_is_read_as_libreoffice_shows_it() {
        let (sheets, chosen, grid) = read(FORM, None).expect("a form");
        let sheets: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.visible)).collect();
        assert_eq!(sheets, [("说明", false), ("表1 自评", true), ("表2", true)]);
        assert_eq!(chosen, 1);
        assert_eq!(grid.hidden_rows, [5, 7, 8], "hidden by hand, and a group folded away");
        assert_eq!(grid.hidden_columns, [6]);
        let mut merged = grid.merged.clone();
        merged.sort_unstable();
        let header = [0, 1, 4, 5, 6, 7].map(|column| [1, column, 2, column]);
        let mut expected = vec![[0, 0, 0, 7], [1, 2, 1, 3], [10, 1, 11, 1]];
        expected.extend(header);
        expected.sort_unstable();
        assert_eq!(merged, expected);
        assert_eq!(
            shown(grid),
            [
                "1: 示范机构自评表|||||||",
                "2: 代码|名称|指标||日期|达标|备注|合计",
                "3: 代码|名称|占比|金额|日期|达标|备注|合计",
                "4: 007|渝中区医院|12.5%|1234567.891|2025-11-24|TRUE|第一行\n第二行|0.25",
                "5: 500112|两  个空格|7%|0.1|2025-11-24 08:30:00|FALSE| 首尾|0.3",
                "6: 081|A&B <丙>|110%|-2.5|2024-02-29|TRUE||#DIV/0!",
                "7: 00012|文本代码|12.5%|1,234|2025/11/24||\t制表|#N/A",
                "8: 009|同一|50%|0|08:30:00|||",
                "9: 009|同一|50%|0||||甲\n乙",
                "11: |跨两行|1|||||",
                "12: |跨两行|2|||||",
                "2000: 末行|||||||",
            ]
        );
    }

    #[test]
    fn the_sheet_that_is_asked_for_is_read() {
        let (_, chosen, grid) = read(FORM, Some("表2")).expect("the sheet");
        assert_eq!((chosen, shown(grid)), (2, vec!["1: 另一张".to_owned()]));
        let (_, _, grid) = read(FORM, Some("说明")).expect("a hidden sheet that is asked for");
        assert_eq!(shown(grid), ["1: 不显示"]);
        let Err(Failure::NoSheet(sheets)) = read(FORM, Some("表3")) else { panic!("there is none") };
        assert_eq!(sheets.len(), 3);
    }

    #[test]
    fn rows_that_a_filter_hides_are_read_and_named() {
        let (_, _, grid) = read(FILTERED, None).expect("a list");
        assert_eq!(grid.hidden_rows, [2, 4]);
        assert_eq!(shown(grid), ["1: 区县|得分", "2: 渝中|90", "3: 万州|80", "4: 渝中|70", "5: 涪陵|60"]);
    }

    #[test]
    fn a_list_from_a_csv_keeps_its_codes() {
        let (_, _, grid) = read(LIST, None).expect("a list");
        assert_eq!(shown(grid), ["1: 代码|名称|得分", "2: 007|渝中|90.5", "3: 012|万州|", "5: 013|“引号”|1000"]);
    }

    #[test]
    fn a_file_of_a_program_shows_its_formulas_and_codes() {
        let (_, _, grid) = read(GENERATED, None).expect("a list");
        assert_eq!(shown(grid), ["1: 代码|合计", "2: 7|=SUM([.A2:.A2])", "3: 007|=[.A3]", "4: 一二三|0.3", "5: TRUE|无类型"]);
    }

    #[test]
    fn a_password_is_said() {
        assert_eq!(failure(PASSWORD), "Password");
        assert!(matches!(container::kind(PASSWORD), Ok(container::Kind::Ods)));
        let wrapped = zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("encrypted-package", "?")]);
        assert!(matches!(container::kind(&wrapped), Err(Failure::Password)));
        // Protected macros beside a sheet that anyone can read.
        let manifest = r#"<manifest:manifest><manifest:file-entry manifest:full-path="Basic/x.xml"><manifest:encryption-data/>
            </manifest:file-entry><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>"#;
        let content = content("<table:table table:name='A'/>");
        assert_eq!(failure(&zipped(&[("content.xml", &content), ("META-INF/manifest.xml", manifest)])), "none");
    }

    #[test]
    fn values_go_before_their_looks_but_for_codes_and_errors() {
        for (attributes, inside, text) in [
            ("office:value-type='float' office:value='7'", "<text:p>007</text:p>", "007"),
            ("office:value-type='float' office:value='7'", "<text:p>7.00</text:p>", "7"),
            ("office:value-type='float' office:value='7'", "<text:p>008</text:p>", "7"),
            ("office:value-type='float' office:value='0'", "<text:p>000</text:p>", "000"),
            ("office:value-type='float' office:value='0.30000000000000004'", "<text:p>0</text:p>", "0.3"),
            ("office:value-type='float' office:value='1'", "<text:p>TRUE</text:p>", "TRUE"),
            ("office:value-type='float' office:value='2'", "<text:p>TRUE</text:p>", "2"),
            ("office:value-type='float' office:value='5'", "", "5"),
            ("office:value-type='float' office:value='0'", "<text:p>#DIV/0!</text:p>", "#DIV/0!"),
            ("office:value-type='float' office:value='0'", "<text:p>Err:502</text:p>", "Err:502"),
            ("office:value-type='string' calcext:value-type='error' office:string-value=''", "<text:p>错误:502</text:p>", "错误:502"),
            ("office:value-type='float' office:value='1,5'", "", "1,5"),
            ("office:value-type='percentage' office:value='0.125'", "<text:p>13%</text:p>", "12.5%"),
            ("office:value-type='currency' office:currency='CNY' office:value='-2.5'", "<text:p>¥ -3</text:p>", "-2.5"),
            ("office:value-type='date' office:date-value='2025-11-24'", "<text:p>24.11.25</text:p>", "2025-11-24"),
            ("office:value-type='date' office:date-value='2025-11-24T08:29:59.999999997'", "", "2025-11-24 08:30:00"),
            ("office:value-type='date' office:date-value='2025-11-24T00:00:00'", "", "2025-11-24"),
            ("office:value-type='date' office:date-value='24.11.2025'", "<text:p>24. November</text:p>", "24. November"),
            ("office:value-type='date' office:date-value='24.11.2025'", "", "24.11.2025"),
            ("office:value-type='time' office:time-value='PT100H05M00.4S'", "", "100:05:00"),
            ("office:value-type='boolean' office:boolean-value='false'", "<text:p>否</text:p>", "FALSE"),
            ("office:value-type='string'", "<text:p>一</text:p>\n <text:p/><text:p>三</text:p>", "一\n\n三"),
            ("office:value-type='string' office:string-value='值'", "<text:p>值元</text:p>", "值"),
            ("office:value-type='string' office:string-value='值'", "", "值"),
            ("", "<text:p>无类型</text:p>", "无类型"),
            ("office:value-type='void'", "", ""),
            ("office:value='5'", "<text:p/>", "5"),
        ] {
            assert_eq!(cell(attributes, inside), text, "{attributes} {inside}");
        }
    }

    #[test]
    fn a_formula_without_a_result_is_never_a_blank_cell() {
        for (attributes, inside, text) in [
            ("table:formula='of:=SUM([.A1:.A9])'", "", "=SUM([.A1:.A9])"),
            ("table:formula='of:=1' office:value-type='float'", "<text:p/>", "=1"),
            ("table:formula='of:=1' office:value-type='string'", "", "=1"),
            ("table:formula='msoxl:==A1'", "", "=A1"),
            ("table:formula='A1'", "", "=A1"),
            ("table:formula='of:=1' office:value-type='float' office:value='1'", "", "1"),
            ("table:formula='of:=1'", "<text:p>1</text:p>", "1"),
            // Results that are texts without length.
            ("table:formula='of:=&quot;&quot;'", "<text:p/>", ""),
            ("table:formula='of:=&quot;&quot;' office:value-type='string' office:string-value=''", "", ""),
        ] {
            assert_eq!(cell(attributes, inside), text, "{attributes} {inside}");
        }
    }

    #[test]
    fn the_text_of_a_cell_is_its_paragraphs() {
        for (inside, text) in [
            ("<text:p>a<text:s/>b<text:s text:c='3'/>c</text:p>", "a b   c"),
            ("<text:p>a<text:tab/>b<text:line-break/>c</text:p>", "a\tb\nc"),
            ("<text:p>a <text:span>b <text:a>c</text:a></text:span> d</text:p>", "a b c d"),
            ("<text:p>\n  a \r\n\t b  \n</text:p>", "a b"),
            ("<text:p>&lt;&amp;&#x5341;&#20108;<![CDATA[<三>]]></text:p>", "<&十二<三>"),
            ("<office:annotation><text:p>批注</text:p></office:annotation><text:p>a</text:p>", "a"),
            ("<text:p>a</text:p><draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>", "a"),
            ("<text:p>a<draw:frame><svg:title>图</svg:title></draw:frame>b<!-- c --><?d e?></text:p>", "ab"),
            ("<text:p><text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>zi</text:ruby-text></text:ruby></text:p>", "字"),
            ("<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list><text:h>b</text:h>", "a\nb"),
            ("不是段落", ""),
        ] {
            assert_eq!(cell("office:value-type='string'", inside), text, "{inside}");
        }
    }

    const A: &str = "<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>";

    #[test]
    fn repeated_rows_and_columns_keep_their_places() {
        let blank = "<table:table-row table:number-rows-repeated='1000000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>";
        let cell = "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='2'/>";
        let row =
            format!("<table:table-row table:number-rows-repeated='2'><table:table-cell/>{cell}<table:table-cell/>{A}</table:table-row>");
        assert_eq!(rows(&format!("{row}{blank}{row}{blank}")), ["1: |1|1||a", "2: |1|1||a", "1000003: |1|1||a", "1000004: |1|1||a"]);
    }

    #[test]
    fn groups_and_header_rows_are_rows() {
        let row = |inside: &str| format!("<table:table-row>{inside}</table:table-row>");
        let table = format!(
            "<table:table-column-group><table:table-header-columns><table:table-column table:number-columns-repeated='2'/>\
             </table:table-header-columns><table:table-column-group table:display='false'><table:table-columns><table:table-column/>\
             </table:table-columns></table:table-column-group></table:table-column-group>\
             <table:table-column table:visibility='filter' table:number-columns-repeated='16381'/>\
             <table:table-header-rows>{0}</table:table-header-rows><table:table-rows>{0}</table:table-rows>\
             <table:table-row-group>{0}<table:table-row-group table:display='false'>{0}{1}</table:table-row-group>{0}</table:table-row-group>\
             <table:shapes><draw:frame><table:table><table:table-row>{A}</table:table-row></table:table></draw:frame></table:shapes>",
            row(&format!("{A}{A}{A}{A}")),
            row("")
        );
        let (_, _, grid) = of_table(&table).expect("a sheet");
        assert_eq!((&grid.hidden_rows[..], &grid.hidden_columns[..]), (&[3][..], &[2, 3][..]), "blank ones hide nothing");
        assert_eq!(shown(grid), ["1: a|a|a|a", "2: a|a|a|a", "3: a|a|a|a", "4: a|a|a|a", "6: a|a|a|a"]);
    }

    #[test]
    fn what_is_merged_away_is_not_read() {
        let merged = A.replace("office:value-type", "table:number-columns-spanned='2' table:number-rows-spanned='2' office:value-type");
        let covered = A.replace("table-cell", "covered-table-cell").replace(">a<", ">藏<");
        let table =
            format!("<table:table-row>{merged}{covered}{A}</table:table-row><table:table-row>{covered}{covered}{A}</table:table-row>");
        let (_, _, grid) = of_table(&table).expect("a sheet");
        assert_eq!(grid.merged, [[0, 0, 1, 1]]);
        assert_eq!(shown(grid), ["1: a||a", "2: a||a"]);
    }

    #[test]
    fn sheets_are_those_of_the_document() {
        let table = |attributes: &str| format!("<table:table {attributes}><table:table-row>{A}</table:table-row></table:table>");
        let body = [
            "<table:dde-links><table:dde-link><table:table table:name='链接'/></table:dde-link></table:dde-links>".to_owned(),
            table("table:name='藏' table:style-name='off'"),
            table("table:name=\"'file:///tmp/b.ods'#$表\""),
            table("table:name='甲&amp;乙' table:style-name='on'"),
        ];
        let (sheets, chosen, _) = read(&of_content(&content(&body.concat())), None).expect("a document");
        let sheets: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.visible)).collect();
        assert_eq!((sheets, chosen), (vec![("藏", false), ("甲&乙", true)], 1));
        assert!(failure(&of_content(&content(&table("table:style-name='off'")))).starts_with("NoSheet"));
        assert_eq!(failure(&of_content(&content(""))), "NoSheet([])");
    }

    #[test]
    fn what_is_no_whole_spreadsheet_is_refused() {
        let whole = content(&format!("<table:table table:name='A'><table:table-row>{A}</table:table-row></table:table>"));
        assert_eq!(failure(&of_content(&whole)), "none");
        for at in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
            assert!(failure(&of_content(&whole[..at])).starts_with("Damaged"), "cut at {at}");
        }
        let bomb = whole.replacen("<office:document", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><office:document", 1);
        for content in [
            whole.replacen("</table:table-row>", "</table:table-cell>", 1),
            whole.replacen(">a<", ">&b;<", 1),
            whole.replacen(">a<", ">&<", 1),
            whole.replacen(">a<", ">&#0;<", 1),
            bomb.replacen(">a<", ">&b;<", 1),
            bomb.replacen("table:name='A'", "table:name='&b;'", 1),
            whole.replacen("office:value-type", "table:number-columns-repeated='-1' office:value-type", 1),
            whole.replacen("office:value-type", "office:value-type='float' office:value-type", 1),
            whole.replacen("office:value-type", "office:value-type=float x", 1),
            whole.replace("office:spreadsheet", "office:other"),
            "<text:p>".repeat(1_000_000),
            String::new(),
        ] {
            let failure = failure(&of_content(&content));
            assert!(failure.starts_with("Damaged"), "{failure}: {}", content.chars().take(500).collect::<String>());
        }
        assert_eq!(failure(&of_content(&whole.replace("office:spreadsheet", "office:text"))), "OtherKind(\"Writer (.odt)\")");
        assert!(failure(&zipped(&[("mimetype", "")])).starts_with("Damaged"));
        assert!(failure(&zipped(&[("content.xml", &whole), ("META-INF/manifest.xml", "<a")])).starts_with("Damaged"));
        let mut cut = of_content(&whole);
        cut.truncate(cut.len() / 2);
        assert!(failure(&cut).starts_with("Damaged"));
        let mut utf16: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
        utf16.insert(0, 0xff);
        assert!(text_of(&utf16).is_err());
    }

    #[test]
    fn a_few_bytes_never_become_a_billion_cells() {
        let long = "字".repeat(100_000);
        let times = |what: &str, count: &str| A.replace("office:value-type", &format!("table:number-{what}='{count}' office:value-type"));
        let row = |attributes: &str, cells: &str| format!("<table:table-row {attributes}>{cells}</table:table-row>");
        for table in [
            row("", &times("columns-repeated", "16385")),
            row("", &times("columns-repeated", "99999999999999999999999")),
            row("", &format!("<table:table-cell table:number-columns-repeated='4294967295'/>{A}")),
            row("table:number-rows-repeated='1048577'", A),
            row("table:number-rows-repeated='1048576'", &times("columns-repeated", "16384")),
            row("table:number-rows-repeated='1048576'", "") + &row("", A),
            row("table:number-rows-repeated='4294967295'", "") + &row("table:number-rows-repeated='4294967295'", "") + &row("", A),
            row("table:number-rows-repeated='10000'", &A.replace(">a<", &format!(">{long}<"))),
            row("", &times("columns-repeated", "16384").replace(">a<", &format!(">{long}<"))),
            row("", &A.replace(">a<", "><text:s text:c='4294967295'/><")),
            row("", &A.replace(">a<", &format!(">{}<", "<text:s text:c='9999999'/>".repeat(100)))),
            row("", &times("rows-spanned", "1000000").repeat(100)),
        ] {
            let failure = of_table(&table).map(|_| ()).expect_err("too large");
            assert!(matches!(failure, Failure::TooLarge), "{failure:?}: {}", table.chars().take(200).collect::<String>());
        }
        // To the last row and column of a sheet, and no further; blank ones may go anywhere.
        assert_eq!(rows(&(row("table:number-rows-repeated='1048575'", "") + &row("", A))), ["1048576: a"]);
        assert_eq!(rows(&row("", &times("columns-repeated", "16384"))).len(), 1);
        assert_eq!(rows(&(row("", A) + &row("table:number-rows-repeated='99999999999999999999'", ""))), ["1: a"]);
        let (_, _, grid) = of_table(&row("", &times("columns-spanned", "4294967295"))).expect("a sheet");
        assert_eq!(grid.merged, [[0, 0, 0, 16_383]]);
    }

    /// What stands between two bytes of an XML, or a byte of it, made into something else.
    fn mutated(mut content: String, changes: &[(prop::sample::Index, u8, prop::sample::Index)]) -> String {
        const NUMBERS: [&str; 9] =
            ["0", "-1", "1.5", "16385", "1048577", "4294967295", "18446744073709551616", "1e308", "99999999999999999999999999"];
        const NAMES: [&str; 10] = [
            "table:table-row",
            "table:table-cell",
            "table:covered-table-cell",
            "table:table",
            "table:table-column",
            "table:table-row-group",
            "text:p",
            "text:s",
            "office:annotation",
            "table:number-rows-repeated",
        ];
        for (place, how, what) in changes {
            let marks: Vec<usize> = content.match_indices(['<', '"']).map(|(at, _)| at).collect();
            if marks.is_empty() {
                break;
            }
            let nth = place.index(marks.len());
            let (from, to) = (marks[nth], marks.get(nth + 1).copied().unwrap_or(content.len()));
            let piece = content[from..to].to_owned();
            let new = match how % 8 {
                0 => String::new(),
                1 => piece.repeat(2),
                2 => format!("{}{}", &piece[..1], NUMBERS[what.index(NUMBERS.len())]),
                3 => format!("{}{}", &piece[..1], NAMES[what.index(NAMES.len())]),
                4 => format!("{piece}&{};", ["amp", "bomb", "#0", "#x110000", "#"][what.index(5)]),
                5 => piece.replace(char::is_alphabetic, "x"),
                6 => format!("<{}>{piece}</{}>", NAMES[what.index(NAMES.len())], NAMES[what.index(NAMES.len())]),
                _ => {
                    let other = what.index(marks.len());
                    content[marks[other]..marks.get(other + 1).copied().unwrap_or(content.len())].to_owned()
                }
            };
            content.replace_range(from..to, &new);
        }
        content
    }

    fn content_of(bytes: &[u8]) -> String {
        String::from_utf8(container::part(bytes, "content.xml").expect("a zip").expect("a part")).expect("text")
    }

    /// Whether an answer is none, or a sheet of the document no larger than a sheet may be.
    fn is_bounded(read: Result<(Vec<SheetName>, usize, Grid), Failure>) -> bool {
        let Ok((sheets, chosen, grid)) = read else { return true };
        let hidden = grid.hidden_rows.iter().all(|row| *row < MAX_ROWS) && grid.hidden_columns.iter().all(|column| *column < MAX_COLUMNS);
        let merged = grid
            .merged
            .iter()
            .all(|[top, left, bottom, right]| top <= bottom && left <= right && *bottom < MAX_ROWS && *right < MAX_COLUMNS);
        chosen < sheets.len() && hidden && merged
    }

    proptest! {
        #[test]
        fn xml_that_was_tampered_with_is_read_or_refused(
            which in 0usize..3,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<prop::sample::Index>()), 1..6),
        ) {
            let content = mutated(content_of([FORM, FILTERED, GENERATED][which]), &changes);
            let begun = std::time::Instant::now();
            prop_assert!(is_bounded(read(&of_content(&content), None)));
            prop_assert!(begun.elapsed().as_secs() < 20);
        }

        #[test]
        fn bytes_that_were_tampered_with_are_read_or_refused(
            which in 0usize..4,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
            kept in any::<prop::sample::Index>(),
            cut in any::<bool>(),
        ) {
            let mut bytes = [FORM, FILTERED, GENERATED, PASSWORD][which].to_vec();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if cut {
                bytes.truncate(kept.index(bytes.len()));
            }
            prop_assert!(is_bounded(container::kind(&bytes).and_then(|_| read(&bytes, None))));
        }
    }
}
