//! OpenDocument spreadsheets (.ods), as LibreOffice, WPS and Excel save them: `content.xml` is read as a stream, the sheets' names
//! first and then the one sheet that is asked for.
//!
//! Read here and not by a library, because what a person sees is more than the value of a cell: percentages, codes with leading
//! zeros, hidden rows and columns, merged cells, formulas that were saved without a result. And because a few bytes of such a file
//! may stand for a billion cells: blank ones cost nothing here, and filled ones are counted before they are repeated.
//!
//! Left out: everything that is not in a cell (charts, notes, drawings, the copies of sheets of other files), and styles but for
//! whether a sheet is shown. Names are taken with the prefixes that every program writes (`table:`, `office:`, `text:`).

mod cell;
mod xml;

use std::borrow::Cow;
use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};

use super::grid::MAX_COLUMNS;
use super::{Failure, Grid, MAX_CELLS, SheetName, choose, container};
use cell::Cell;
use xml::{Xml, attribute, count, text_of};

/// Most rows of a sheet, as many as a spreadsheet has.
const MAX_ROWS: u32 = 1_048_576;
/// Most bytes of texts that a file names once and repeats.
const MAX_REPEATED: usize = 512 * 1024 * 1024;

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
                        self.grid.put(row, column, &text)?;
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
            self.grid.put(first, next - 1, &text)?;
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

#[cfg(test)]
mod tests;
