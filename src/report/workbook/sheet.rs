//! A sheet as evaluators expect one: a title, a head that stays in sight and is repeated on every printed page, filters, columns as
//! wide as what stands in them, and pages that can be laid on a table. Rows are written once, from the top, and kept nowhere: a sheet
//! may be as long as a spreadsheet allows.

use std::io::{self, Seek, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, IgnoreError, Workbook, Worksheet, XlsxError};

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::report::PROGRAM;
use crate::report::stored::Failure;
use crate::report::tables::{self, Cell, Column, Look, Plan, Value, safe};
use crate::text::{Language, Text, text};

use super::styles::{Style, Styles, figure_width};
use super::words::{SheetNames, cut, printed, width};

/// The height of the title and of a line of text, in points.
const TITLE_HEIGHT: f64 = 27.0;
const LINE_HEIGHT: f64 = 15.0;
/// The height of the line on which people sign.
const SIGN_HEIGHT: f64 = 36.0;
/// How a sheet is printed that goes over several pages side by side, in percent.
const WIDE_SCALE: u16 = 62;
/// The greatest height that a row can have.
const MOST_HEIGHT: f64 = 409.0;

/// The rows that a sheet can have.
const MOST_ROWS: u64 = 1_048_576;

/// What a cell keeps free at its sides.
const PADDING: f64 = 2.3;
/// A head is broken over lines of so many columns; where it has words with blanks between them, no word is broken.
const HEAD_LINE: usize = 6;
/// What the button of a filter takes.
const BUTTON: usize = 2;

/// The least that the head of a column takes.
fn head_width(column: &Column) -> usize {
    let word = |word: &str| if word.is_ascii() { width(word) } else { width(word).min(HEAD_LINE) };
    column.least.max(column.head.split(' ').map(word).max().unwrap_or_default() + BUTTON)
}

/// Where what stands in a column is wrapped.
fn wraps_at(column: &Column) -> usize {
    column.most.max(head_width(column))
}

/// A sheet that is being written.
struct Sheet {
    columns: Vec<Column>,
    widths: Vec<usize>,
    first: u32,
    head: u32,
    next: u32,
    fixed: u16,
    /// Is it signed on paper?
    signed: bool,
}

impl Sheet {
    /// The last row that is printed: of what is signed, the line of the SHA-256.
    fn printed_to(&self) -> u32 {
        if self.signed { self.next + 2 } else { self.next.saturating_sub(1) }
    }
}

/// A workbook that is being written.
pub struct Book {
    workbook: Workbook,
    styles: Styles,
    names: SheetNames,
    sheets: Vec<Sheet>,
    language: Language,
    header: String,
    hash: String,
}

/// A workbook that is byte for byte the same whenever it is made from the same: its properties name the program and no clock.
///
/// # Errors
/// None that can happen: the day that stands in for the clock is one.
pub fn fresh(title: &str) -> io::Result<Workbook> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(broken)?;
    let properties = DocProperties::new().set_title(safe(title)).set_author(PROGRAM).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// What the writer of workbooks says, as an error of writing.
pub fn broken(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

impl Book {
    /// An empty workbook; `header` stands at the top of every printed page, the SHA-256 of the result at its foot.
    pub fn new(header: &str, language: Language, hash: &str) -> io::Result<Self> {
        Ok(Self {
            workbook: fresh(header)?,
            styles: Styles::default(),
            names: SheetNames::default(),
            sheets: Vec::new(),
            language,
            header: printed(header),
            hash: hash.to_owned(),
        })
    }

    fn write(&mut self, at: usize, row: u32, column: u16, cell: Cell, begins: bool) -> io::Result<()> {
        let figure = match &cell.value {
            Value::Number(_, figure) => Some(*figure),
            _ => None,
        };
        let format = self.styles.format(Style { look: cell.look, figure, side: cell.side, begins });
        let worksheet = self.workbook.worksheet_from_index(at).map_err(broken)?;
        match &cell.value {
            Value::Blank => worksheet.write_blank(row, column, format),
            Value::Text(text) if text.is_empty() => worksheet.write_blank(row, column, format),
            Value::Text(text) => worksheet.write_string_with_format(row, column, cut(text, self.language), format),
            Value::Number(number, _) => worksheet.write_number_with_format(row, column, *number, format),
        }
        .map_err(broken)?;
        Ok(())
    }

    fn height(&mut self, at: usize, row: u32, points: f64) -> io::Result<()> {
        let worksheet = self.workbook.worksheet_from_index(at).map_err(broken)?;
        worksheet.set_row_height(row, points).map(|_| ()).map_err(broken)
    }

    /// Where those sign who answer for a table on paper, below its rows.
    fn sign_off(&mut self, at: usize) -> io::Result<()> {
        let row = self.sheets[at].next + 1;
        let say = |text: Text| text.say(self.language);
        let line = [text!(SignExperts), text!(SignChecked), text!(SignDate)].map(say).join(&"＿".repeat(12)) + &"＿".repeat(8);
        let hash = format!("{} {}", say(text!(ResultHash)), self.hash);
        self.height(at, row, SIGN_HEIGHT)?;
        self.write(at, row, 0, Cell::text(&line).look(Look::Remark), false)?;
        self.write(at, row + 1, 0, Cell::text(&hash).look(Look::Remark), false)
    }

    /// Writes the finished workbook. It is packed into a file first, because packing goes back and forth.
    pub fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut aside = tempfile::tempfile()?;
        self.workbook.save_to_writer(&mut aside).map_err(broken)?;
        aside.rewind()?;
        io::copy(&mut aside, out).map(|_| ())
    }
}

impl tables::Book for Book {
    fn language(&self) -> Language {
        self.language
    }

    /// A sheet has so many rows and no more.
    fn fits(&self, applicants: usize, indicators: usize, answers: usize, name: &Arc<str>) -> Result<(), Failure> {
        fits(applicants, indicators, answers, name)
    }

    fn begin(&mut self, plan: Plan<'_>) -> io::Result<tables::Sheet> {
        let name = self.names.take(plan.name);
        let (tab, footer) = (printed(&name), text!(PageOf).say(self.language));
        let header = &self.header;
        let worksheet = self.workbook.add_worksheet_with_constant_memory().map_err(broken)?;
        worksheet.set_name(&name).map_err(broken)?;
        worksheet.set_paper_size(9).set_landscape().set_margins(0.4, 0.4, 0.7, 0.7, 0.3, 0.3);
        worksheet.set_header(format!("&L&9{header}&R&9{tab}")).set_footer(format!("&L&8SHA-256 {}&R&9{footer}", self.hash));
        worksheet.set_print_center_horizontally(true);
        if plan.fit {
            worksheet.set_print_fit_to_pages(1, 0);
        } else {
            worksheet.set_print_scale(WIDE_SCALE);
        }
        let at = self.sheets.len();
        self.height(at, 0, TITLE_HEIGHT)?;
        self.write(at, 0, 0, Cell::text(plan.title).look(Look::Title), false)?;
        let mut next = 1;
        for remark in &plan.remarks {
            self.write(at, next, 0, Cell::text(remark).look(Look::Remark), false)?;
            next += 1;
        }
        let widths = plan.columns.iter().map(|column| column.least).collect();
        self.sheets.push(Sheet {
            columns: plan.columns,
            widths,
            first: next,
            head: next,
            next,
            fixed: plan.fixed,
            signed: plan.topic.is_signed(),
        });
        let sheet = tables::Sheet(at);
        for row in plan.above {
            self.row(&sheet, row, false)?;
        }
        self.sheets[at].head = self.sheets[at].next;
        if !self.sheets[at].columns.iter().all(|column| column.head.is_empty()) {
            let heads = self.sheets[at].columns.iter().map(|column| Cell::text(&column.head).look(Look::Head)).collect();
            self.row(&sheet, heads, false)?;
        }
        Ok(sheet)
    }

    /// `begins` draws a line above the row.
    fn row(&mut self, sheet: &tables::Sheet, cells: Vec<Cell>, begins: bool) -> io::Result<()> {
        let at = sheet.0;
        let sheet = &mut self.sheets[at];
        let row = sheet.next;
        sheet.next += 1;
        let mut most_lines = 1;
        for ((column, widest), cell) in sheet.columns.iter().zip(&mut sheet.widths).zip(&cells) {
            let wide = match &cell.value {
                Value::Blank => continue,
                Value::Text(text) => width(text),
                Value::Number(number, figure) => figure_width(*figure, *number),
            };
            // Heads are wrapped where their columns want it, and widen nothing.
            let wraps_at = if cell.look == Look::Head { head_width(column) } else { wraps_at(column) };
            if let Value::Text(text) = &cell.value {
                most_lines = most_lines.max(lines_of(text, wraps_at));
            }
            if cell.look != Look::Head {
                *widest = wide.max(*widest);
            }
        }
        // Not every program makes rows as high as what stands in them when it opens a file.
        if most_lines > 1 {
            let lines = f64::from(u32::try_from(most_lines).unwrap_or(u32::MAX));
            self.height(at, row, (lines * LINE_HEIGHT).min(MOST_HEIGHT))?;
        }
        for (column, cell) in (0..).zip(cells) {
            self.write(at, row, column, cell, begins)?;
        }
        Ok(())
    }

    /// Widths, filters, what stays in sight.
    fn close(&mut self, sheet: &tables::Sheet) -> io::Result<()> {
        if self.sheets[sheet.0].signed {
            self.sign_off(sheet.0)?;
        }
        let worksheet = self.workbook.worksheet_from_index(sheet.0).map_err(broken)?;
        finish(worksheet, &self.sheets[sheet.0]).map_err(broken)
    }
}

/// The lines that a text takes in a column of this width. A Chinese sign takes a little less than two columns.
fn lines_of(text: &str, wide: usize) -> usize {
    let wide = wide + wide / 25;
    text.split('\n').map(|line| wrapped(line, wide)).sum()
}

/// The lines that one takes: words with blanks between them stay whole where they can, signs of Chinese are broken anywhere.
fn wrapped(line: &str, wide: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for word in line.split_inclusive(' ') {
        let (own, shown) = (taken(word), taken(word.trim_end()));
        if used > 0 && used + shown > wide && word.is_ascii() {
            (lines, used) = (lines + 1, 0);
        }
        if used + shown <= wide {
            used += own;
            continue;
        }
        // One column is lost where a sign of two does not fit any more.
        let room = wide.saturating_sub(1).max(1);
        let all = used + own;
        lines += (all - 1) / room - used.saturating_sub(1) / room;
        used = (all - 1) % room + 1;
    }
    lines
}

/// The columns that a word takes: letters are narrower than the digits by which columns are measured.
fn taken(word: &str) -> usize {
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    width(word) - letters / 8
}

fn finish(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    for (at, (column, wide)) in (0u16..).zip(sheet.columns.iter().zip(&sheet.widths)) {
        let columns = (*wide).max(head_width(column)).min(wraps_at(column));
        worksheet.set_column_width(at, f64::from(u32::try_from(columns).unwrap_or(255)) + PADDING)?;
    }
    let headed = sheet.columns.iter().any(|column| !column.head.is_empty());
    if !headed {
        return Ok(());
    }
    worksheet.set_freeze_panes(sheet.head + 1, sheet.fixed)?;
    worksheet.set_repeat_rows(sheet.first, sheet.head)?;
    // Where a row was read is of use on a screen; on paper the rest is larger without it.
    if sheet.columns.last().is_some_and(|column| column.key == "at") && last_column > 0 {
        worksheet.set_print_area(0, 0, sheet.printed_to(), last_column - 1)?;
    }
    if sheet.fixed > 0 {
        worksheet.set_repeat_columns(0, sheet.fixed - 1)?;
    }
    if sheet.next > sheet.head + 1 {
        worksheet.autofilter(sheet.head, 0, sheet.next - 1, last_column)?;
        // Ids and answers are text by intent.
        worksheet.ignore_error_range(sheet.head + 1, 0, sheet.next - 1, last_column, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// Does a sheet with a row for each of so many answers fit into a workbook?
pub fn fits(applicants: usize, indicators: usize, answers: usize, name: &Arc<str>) -> Result<(), Failure> {
    // The rows of titles and heads, with room to spare.
    const ABOVE: u64 = 16;
    let rows = (answers as u64).max(applicants as u64);
    if rows.saturating_add(ABOVE) <= MOST_ROWS {
        return Ok(());
    }
    let (text, help) = if rows > applicants as u64 {
        (text!(CardsTooLong, applicants = applicants, indicators = indicators, rows = rows, most = MOST_ROWS), text!(UseSummaryOrCsv))
    } else {
        (text!(RankingTooLong, applicants = applicants, most = MOST_ROWS), text!(UseTopOrCsv))
    };
    Err(Failure::Found(Box::new(Diagnostic::new(Code::WorkbookTooLong, Place::File(Arc::clone(name)), text).help(help))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_high_as_what_stands_in_them() {
        for (text, wide, lines) in [
            ("", 10, 1),
            ("甲乙丙丁戊", 10, 1),
            ("甲乙丙丁戊己", 10, 2),
            ("一\n二\n三", 10, 3),
            ("one two three", 13, 1),
            ("one two three", 12, 2),
            ("one two three", 5, 3),
            ("a 甲乙丙丁戊己庚辛壬癸", 10, 3),
        ] {
            assert_eq!(lines_of(text, wide), lines, "{text:?} in {wide}");
        }
    }
}
