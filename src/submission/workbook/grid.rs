//! The cells of one sheet, whatever format they come from, and the rows that they make.
//!
//! Cells nearly always come in their order: they are written into one text at once, a line of CSV for each row and a blank one where there
//! is none. Whatever comes late, and rows that merged cells are spread to, is held apart until the end and put in its place then.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::diagnostic::{Cell, Code, Diagnostic, Place, column_letters};
use crate::submission::{HEADER_SEARCH, MAX_CELL_LINES, Row};
use crate::text::{Part, text};

use super::{Failure, MAX_CELLS};

/// The cells of a sheet as texts.
#[derive(Default)]
pub(in crate::submission) struct Grid {
    /// The rows as lines of CSV, but for the late cells.
    text: String,
    /// Where they stand in it, by row; the last one may go on.
    lines: Vec<Line>,
    /// The widest of the first lines, once they have been written; the lines behind them are filled up to it.
    width: u32,
    /// Columns of all lines together, and what fills them up.
    fields: usize,
    padding: usize,
    /// Line feeds in the cells of the last line.
    feeds: usize,
    late: Vec<Late>,
    late_text: String,
    /// The columns in which a cell is filled, a bit each.
    filled: Vec<u64>,
    count: usize,
    /// There are more columns in all lines together than are read.
    is_full: bool,
    /// The lines could not be filled up within what is read.
    is_uneven: bool,
    /// Some cell cannot be said exactly in CSV, as that is read.
    is_unsaid: bool,
    /// Merged ranges: first row, first column, last row, last column.
    pub merged: Vec<[u32; 4]>,
    /// Hidden rows, from 0, ascending.
    pub hidden_rows: Vec<u32>,
    /// Hidden columns, from 0, ascending.
    pub hidden_columns: Vec<u32>,
}

/// A row that was written as a line: where its cells stand, without what fills it up.
#[derive(Clone, Copy)]
struct Line {
    row: u32,
    /// Up to its last filled cell.
    width: u32,
    start: usize,
    end: usize,
}

/// A cell that came behind later ones: where its text ends among those of all.
struct Late {
    row: u32,
    column: u32,
    end: usize,
}

/// A row that is no line, since cells were put into it later.
#[derive(Default)]
struct Loose {
    text: String,
    /// Columns, and where their texts begin and end; ascending but while late cells are put in.
    cells: Vec<(u32, u32, u32)>,
}

/// The rows of a sheet.
#[derive(Debug)]
pub(in crate::submission) enum Rows {
    /// As the text of a CSV file, in which blank lines stand for rows without a cell.
    Text(String),
    /// One by one, where a text could not say the same.
    Held(Vec<Row>),
}

/// Most bytes that merged cells are spread to.
const MAX_SPREAD: usize = 64 * 1024 * 1024;

/// Most cells of all rows together, blank ones among them.
const MAX_FIELDS: usize = 60_000_000;

/// Most columns of a sheet that is read, as many as a spreadsheet has.
pub(super) const MAX_COLUMNS: u32 = 16_384;

/// Most line feeds in the cells of a row that is written as a line: well below those that make a quotation mark count as never closed.
const MAX_FEEDS: usize = MAX_CELL_LINES / 2;

impl Grid {
    /// Puts a text into a cell. A blank one is no cell.
    pub(super) fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), Failure> {
        self.put_known(row, column, text, is_bare(text))
    }

    /// The same where it is known whether the text can stand in a line as it is.
    #[inline]
    pub(super) fn put_known(&mut self, row: u32, column: u32, text: &str, bare: bool) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        self.count += 1;
        if self.count > MAX_CELLS || column >= MAX_COLUMNS {
            return Err(Failure::TooLarge);
        }
        if self.filled.is_empty() {
            self.filled.resize(MAX_COLUMNS as usize / 64, 0);
        }
        self.filled[column as usize / 64] |= 1 << (column % 64);
        if self.is_full {
            return Ok(());
        }
        match self.lines.last() {
            Some(line) if line.row > row || line.row == row && line.width > column => {
                self.late_text += text;
                self.late.push(Late { row, column, end: self.late_text.len() });
                return Ok(());
            }
            Some(line) if line.row == row => {}
            _ => self.begin(row),
        }
        let Some(line) = self.lines.last_mut() else { return Ok(()) };
        let more = (column + 1 - line.width) as usize;
        self.fields += more;
        if self.fields > MAX_FIELDS {
            self.is_full = true;
            return Ok(());
        }
        // As many commas as cells, but before the first cell of the line there is none.
        match more - usize::from(line.width == 0) {
            1 => self.text.push(','),
            commas => push_commas(&mut self.text, commas),
        }
        line.width = column + 1;
        if bare {
            self.text += text;
        } else {
            self.feeds += push_quoted(&mut self.text, text);
            self.is_unsaid |= is_unsaid(text);
        }
        Ok(())
    }

    /// Begins the line of a row behind all others.
    fn begin(&mut self, row: u32) {
        self.end_line();
        let next = self.lines.last().map_or(0, |line| line.row + 1);
        push_feeds(&mut self.text, row - next);
        let start = self.text.len();
        self.lines.push(Line { row, width: 0, start, end: start });
    }

    /// Ends the last line, if there is one.
    fn end_line(&mut self) {
        let count = self.lines.len();
        let Some(line) = self.lines.last_mut() else { return };
        line.end = self.text.len();
        self.is_unsaid |= std::mem::take(&mut self.feeds) > MAX_FEEDS;
        let padding = self.width.saturating_sub(line.width) as usize;
        self.padding += padding;
        self.is_uneven |= self.fields + self.padding > MAX_FIELDS;
        if !self.is_uneven {
            push_commas(&mut self.text, padding);
        }
        self.text.push('\n');
        if count == HEADER_SEARCH {
            self.width = self.lines.iter().map(|line| line.width).max().unwrap_or(0);
        }
    }

    /// The rows that are not blank, each at least as wide as the widest of those in which the header is looked for.
    ///
    /// # Errors
    /// If they would have more cells than is read, blank ones among them.
    pub(super) fn into_rows(self, file: &Arc<str>, sheet: &Arc<str>, notes: &mut Vec<Diagnostic>) -> Result<Vec<Row>, Failure> {
        self.finish(file, sheet, notes).map(|whole| whole.held())
    }

    /// The same as a text, where that says it.
    ///
    /// # Errors
    /// Those of [`Grid::into_rows`].
    pub(super) fn into_text(self, file: &Arc<str>, sheet: &Arc<str>, notes: &mut Vec<Diagnostic>) -> Result<Rows, Failure> {
        self.finish(file, sheet, notes).map(Whole::rows)
    }

    /// Puts all in its place.
    fn finish(mut self, file: &Arc<str>, sheet: &Arc<str>, notes: &mut Vec<Diagnostic>) -> Result<Whole, Failure> {
        self.end_line();
        if self.is_full {
            return Err(Failure::TooLarge);
        }
        let mut loose = self.loosen();
        self.note_hidden(&loose, file, sheet, notes);
        self.spread_down(&mut loose, file, sheet, notes);
        let mut whole = Whole { grid: self, loose, width: 0 };
        whole.width = whole.each().take(HEADER_SEARCH).map(|(_, cells)| cells.width()).max().unwrap_or(0);
        let all: usize = whole.each().map(|(_, cells)| cells.width().max(whole.width) as usize).sum();
        if all > MAX_FIELDS { Err(Failure::TooLarge) } else { Ok(whole) }
    }

    /// The row of a line as one that cells can be put into; none where the row is blank.
    fn loose(&self, row: u32) -> Option<Loose> {
        let at = self.lines.binary_search_by_key(&row, |line| line.row).ok()?;
        let mut loose = Loose::default();
        Cells::Line(&self.lines[at], &self.text).each(|column, text| loose.push(column, text));
        Some(loose)
    }

    /// The rows that late cells came for. Of a cell that stands twice the later one holds, as spreadsheets have it.
    fn loosen(&mut self) -> BTreeMap<u32, Loose> {
        let mut rows: BTreeMap<u32, Loose> = BTreeMap::new();
        let (late, text) = (std::mem::take(&mut self.late), std::mem::take(&mut self.late_text));
        let mut start = 0;
        for Late { row, column, end } in late {
            rows.entry(row).or_insert_with(|| self.loose(row).unwrap_or_default()).push(column, &text[start..end]);
            start = end;
        }
        for Loose { cells, .. } in rows.values_mut() {
            cells.sort_by_key(|(column, ..)| *column);
            cells.reverse();
            cells.dedup_by_key(|(column, ..)| *column);
            cells.reverse();
        }
        rows
    }

    /// Hidden rows and columns are read like all others, and that is said.
    fn note_hidden(&self, loose: &BTreeMap<u32, Loose>, file: &Arc<str>, sheet: &Arc<str>, notes: &mut Vec<Diagnostic>) {
        let place = || Place::Cell(Cell { file: Arc::clone(file), sheet: Some(Arc::clone(sheet)), row: None, column: None });
        let is_filled = |row: &u32| loose.contains_key(row) || self.lines.binary_search_by_key(row, |line| line.row).is_ok();
        let rows: Vec<u32> = self.hidden_rows.iter().copied().filter(is_filled).collect();
        if !rows.is_empty() {
            let text = text!(HiddenRows, count = rows.len(), list = ranges(&rows, |row| (row + 1).to_string()));
            notes.push(Diagnostic::new(Code::HiddenCells, place(), text).help(text!(ShowHidden)));
        }
        let is_filled = |column: &u32| self.filled.get(*column as usize / 64).is_some_and(|bits| bits >> (column % 64) & 1 == 1);
        let columns: Vec<u32> = self.hidden_columns.iter().copied().filter(is_filled).collect();
        if !columns.is_empty() {
            let text = text!(HiddenColumns, count = columns.len(), list = ranges(&columns, |column| column_letters(column as usize)));
            notes.push(Diagnostic::new(Code::HiddenCells, place(), text).help(text!(ShowHidden)));
        }
    }

    /// Of cells merged over several rows or columns only the first holds the text, though a person sees it in all of them: so it is
    /// put into all of them, and every such range is named.
    fn spread_down(&mut self, loose: &mut BTreeMap<u32, Loose>, file: &Arc<str>, sheet: &Arc<str>, notes: &mut Vec<Diagnostic>) {
        let merged = std::mem::take(&mut self.merged);
        let mut left_over = MAX_SPREAD;
        for [top, left, bottom, right] in merged {
            if bottom == top {
                continue; // a title or a group heading over several columns stands once
            }
            let first = self.loosened(loose, top).and_then(|cells| cells.get(left).map(ToOwned::to_owned));
            let Some(text) = first else { continue };
            let mut next = top + 1;
            while let Some(row) = self.filled_row(loose, next).filter(|row| *row <= bottom) {
                // Many large ranges of one long text would only repeat it.
                left_over = left_over.saturating_sub(text.len() + 1);
                if left_over == 0 {
                    break;
                }
                if let Some(cells) = self.loosened(loose, row) {
                    cells.fill(left, &text);
                }
                next = row + 1;
            }
            let range = format!("{}{}:{}{}", column_letters(left as usize), top + 1, column_letters(right as usize), bottom + 1);
            let at =
                Cell { file: Arc::clone(file), sheet: Some(Arc::clone(sheet)), row: Some(u64::from(top) + 1), column: Some(left as usize) };
            notes.push(Diagnostic::new(Code::MergedCells, Place::Cell(at), text!(MergedDown, range = range)));
        }
    }

    /// A row that cells can be put into; none where it is blank.
    fn loosened<'l>(&self, loose: &'l mut BTreeMap<u32, Loose>, row: u32) -> Option<&'l mut Loose> {
        Some(match loose.entry(row) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => place.insert(self.loose(row)?),
        })
    }

    /// The first row that is not blank, from this one on.
    fn filled_row(&self, loose: &BTreeMap<u32, Loose>, from: u32) -> Option<u32> {
        let line = self.lines.get(self.lines.partition_point(|line| line.row < from)).map(|line| line.row);
        let loose = loose.range(from..).next().map(|(row, _)| *row);
        line.into_iter().chain(loose).min()
    }
}

impl Loose {
    fn push(&mut self, column: u32, text: &str) {
        self.cells.push(self.written(column, text));
        self.text += text;
    }

    /// Puts a text into a cell that is blank.
    fn fill(&mut self, column: u32, text: &str) {
        let at = self.cells.partition_point(|(before, ..)| *before < column);
        if self.cells.get(at).is_none_or(|(there, ..)| *there != column) {
            self.cells.insert(at, self.written(column, text));
            self.text += text;
        }
    }

    /// A cell whose text is written next. All texts of a sheet together have less than 2³² bytes.
    fn written(&self, column: u32, text: &str) -> (u32, u32, u32) {
        (column, self.text.len() as u32, (self.text.len() + text.len()) as u32)
    }

    fn get(&self, column: u32) -> Option<&str> {
        let at = self.cells.binary_search_by_key(&column, |(column, ..)| *column).ok()?;
        let (_, start, end) = self.cells[at];
        Some(&self.text[start as usize..end as usize])
    }
}

/// A sheet with everything in its place.
struct Whole {
    grid: Grid,
    /// Rows whose lines do not count.
    loose: BTreeMap<u32, Loose>,
    /// How wide each row is at least.
    width: u32,
}

/// The cells of a row.
enum Cells<'w> {
    Line(&'w Line, &'w str),
    Loose(&'w Loose),
}

impl Cells<'_> {
    /// Columns up to the last filled cell.
    fn width(&self) -> u32 {
        match self {
            Self::Line(line, _) => line.width,
            Self::Loose(loose) => loose.cells.last().map_or(0, |(column, ..)| column + 1),
        }
    }

    /// Takes each filled cell in turn.
    fn each(&self, mut take: impl FnMut(u32, &str)) {
        match self {
            Self::Loose(loose) => {
                loose.cells.iter().for_each(|(column, start, end)| take(*column, &loose.text[*start as usize..*end as usize]));
            }
            Self::Line(line, text) => {
                let mut rest = Some(&text[line.start..line.end]);
                let mut column = 0;
                while let Some(cells) = rest {
                    let (cell, behind) = first_cell(cells);
                    if !cell.is_empty() {
                        take(column, &cell);
                    }
                    (rest, column) = (behind, column + 1);
                }
            }
        }
    }
}

impl Whole {
    /// Every row that is not blank, in order.
    fn each(&self) -> impl Iterator<Item = (u32, Cells<'_>)> {
        let mut lines = self.grid.lines.iter().peekable();
        let mut loose = self.loose.iter().peekable();
        std::iter::from_fn(move || match loose.peek() {
            Some((row, _)) if lines.peek().is_none_or(|line| line.row >= **row) => {
                lines.next_if(|line| line.row == **row);
                loose.next().map(|(row, cells)| (*row, Cells::Loose(cells)))
            }
            _ => lines.next().map(|line| (line.row, Cells::Line(line, &self.grid.text))),
        })
    }

    fn held(&self) -> Vec<Row> {
        let record = |(row, cells): (u32, Cells<'_>)| {
            let mut record = csv::StringRecord::new();
            cells.each(|column, text| {
                (record.len()..column as usize).for_each(|_| record.push_field(""));
                record.push_field(text);
            });
            (record.len()..self.width as usize).for_each(|_| record.push_field(""));
            Row::new(u64::from(row) + 1, record)
        };
        self.each().map(record).collect()
    }

    /// Lines as they were written where they can stay, and anew where not.
    fn rows(mut self) -> Rows {
        let lines = &self.grid.lines;
        // The first lines were written before it was known how wide they must be.
        let stays = match self.loose.last_key_value() {
            _ if self.grid.width != self.width || self.grid.is_uneven => lines.len(),
            Some((last, _)) => lines.partition_point(|line| line.row <= *last).max(HEADER_SEARCH),
            None => HEADER_SEARCH,
        };
        let (next_row, from) = lines.get(stays).map_or((u32::MAX, self.grid.text.len()), |line| (line.row, line.start));
        let (mut head, mut next) = (String::new(), 0);
        let mut is_unsaid = self.grid.is_unsaid;
        for (row, cells) in self.each().take_while(|(row, _)| *row < next_row) {
            push_feeds(&mut head, row - next);
            match &cells {
                Cells::Line(line, text) => head += &text[line.start..line.end],
                Cells::Loose(_) => {
                    let (mut last, mut feeds) = (0, 0);
                    cells.each(|column, text| {
                        push_commas(&mut head, (column - last) as usize);
                        last = column;
                        if is_bare(text) {
                            head += text;
                        } else {
                            feeds += push_quoted(&mut head, text);
                            is_unsaid |= self::is_unsaid(text);
                        }
                    });
                    is_unsaid |= feeds > MAX_FEEDS;
                }
            }
            push_commas(&mut head, self.width.saturating_sub(cells.width()) as usize);
            head.push('\n');
            next = row + 1;
        }
        if is_unsaid {
            return Rows::Held(self.held());
        }
        if next_row < u32::MAX {
            push_feeds(&mut head, next_row - next);
        }
        self.grid.text.replace_range(..from, &head);
        Rows::Text(self.grid.text)
    }
}

/// Can a text stand in a line of CSV as it is? One that only consists of blanks could be taken for a blank line, and a mark of the order of
/// bytes at the beginning of a text is none of its characters.
pub(super) fn is_bare(text: &str) -> bool {
    let bytes = text.as_bytes();
    !bytes.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r' | 0))
        && !bytes.starts_with("\u{feff}".as_bytes())
        && !bytes.iter().all(u8::is_ascii_whitespace)
}

/// Is there something in it that means more in CSV than in a cell, quotation marks or not?
fn is_unsaid(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'\r' | 0))
}

/// Writes a text between quotation marks. Returns how many line feeds it has.
fn push_quoted(line: &mut String, text: &str) -> usize {
    line.push('"');
    for (nth, piece) in text.split('"').enumerate() {
        *line += if nth > 0 { "\"\"" } else { "" };
        *line += piece;
    }
    line.push('"');
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn push_commas(line: &mut String, count: usize) {
    line.extend(std::iter::repeat_n(',', count));
}

fn push_feeds(text: &mut String, count: u32) {
    text.extend(std::iter::repeat_n('\n', count as usize));
}

/// The first cell of a line that was written here, and the rest behind its comma.
fn first_cell(line: &str) -> (Cow<'_, str>, Option<&str>) {
    let behind = |end: usize| line.get(end..).and_then(|rest| rest.strip_prefix(','));
    let Some(inner) = line.strip_prefix('"') else {
        let end = line.find(',').unwrap_or(line.len());
        return (Cow::Borrowed(&line[..end]), behind(end));
    };
    let mut end = 0;
    while let Some(at) = inner[end..].find('"') {
        end += at;
        match inner.as_bytes().get(end + 1) {
            Some(b'"') => end += 2,
            _ => break,
        }
    }
    let cell = &inner[..end];
    let cell = if cell.contains('"') { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
    (cell, behind(end + 2))
}

/// Numbers as ranges: 3, 5–7.
fn ranges(numbers: &[u32], show: impl Fn(u32) -> String) -> Vec<Part> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let shown = |(first, last): &(u32, u32)| if first == last { show(*first) } else { format!("{}–{}", show(*first), show(*last)) };
    let mut list: Vec<Part> = ranges.iter().take(20).map(|range| Part::from(shown(range))).collect();
    if ranges.len() > 20 {
        list.push(Part::from("…"));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(cells: &[(u32, u32, &str)]) -> Grid {
        let mut grid = Grid::default();
        cells.iter().for_each(|(row, column, text)| grid.put(*row, *column, text).expect("not too many"));
        grid
    }

    fn rows(grid: Grid) -> Rows {
        grid.into_text(&Arc::from("file"), &Arc::from("sheet"), &mut Vec::new()).expect("not too many")
    }

    #[test]
    fn a_sheet_is_a_text_whose_lines_are_its_rows() {
        for (cells, text) in [
            (&[(0, 0, "a"), (0, 2, "b"), (2, 1, "c")][..], "a,,b\n\n,c,\n"),
            (&[(1, 0, " "), (2, 0, "\u{feff}"), (3, 0, "x\ny\"")], "\n\" \"\n\"\u{feff}\"\n\"x\ny\"\"\"\n"),
            // Late ones go to their place, and the later of two holds.
            (&[(1, 1, "d"), (0, 1, "b"), (0, 0, "\"a,\""), (1, 1, "e"), (1, 0, "c")], "\"\"\"a,\"\"\",b\nc,e\n"),
            (&[], ""),
        ] {
            let Rows::Text(read) = rows(grid(cells)) else { panic!("{text:?} says it") };
            assert_eq!(read, text);
        }
        let long = "\n".repeat(MAX_FEEDS + 1);
        for text in ["a\rb", "a\0b", &long] {
            for cells in [&[(0, 0, text)][..], &[(0, 1, "b"), (0, 0, text)]] {
                let Rows::Held(held) = rows(grid(cells)) else { panic!("{text:?} cannot be said") };
                assert_eq!(held[0].cells.get(0), Some(text));
            }
        }
    }
}
