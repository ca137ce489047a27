//! A sheet as evaluators expect one: a title, a head that stays in sight and is repeated on every printed page, filters, columns as
//! wide as what stands in them, and pages that can be laid on a table. Rows are written once, from the top, and kept nowhere: a sheet
//! may be as long as a spreadsheet allows.

use std::io::{self, Seek, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, IgnoreError, Workbook, Worksheet, XlsxError};

use crate::report::PROGRAM;
use crate::text::{Language, Text, text};

use super::styles::{Figure, Look, Side, Style, Styles};
use super::words::{SheetNames, cut, lines, printed, safe, width};

/// The height of the title and of a line of text, in points.
const TITLE_HEIGHT: f64 = 27.0;
const LINE_HEIGHT: f64 = 15.0;
/// How a sheet is printed that goes over several pages side by side, in percent.
const WIDE_SCALE: u16 = 62;
/// The greatest height that a row can have.
const MOST_HEIGHT: f64 = 409.0;

/// The rows that a sheet can have.
pub const MOST_ROWS: u64 = 1_048_576;

/// What stands in a cell, and how it looks.
#[derive(Clone, Debug)]
pub struct Cell {
    value: Value,
    look: Look,
    side: Side,
}

#[derive(Clone, Debug)]
enum Value {
    Blank,
    Text(String),
    Number(f64, Figure),
}

impl Cell {
    /// Nothing.
    pub fn blank() -> Self {
        Self { value: Value::Blank, look: Look::Plain, side: Side::Usual }
    }

    /// A text, on one line.
    pub fn text(text: &str) -> Self {
        Self { value: Value::Text(safe(text).into_owned()), ..Self::blank() }
    }

    /// A short word, which stands in the middle.
    pub fn word(text: &str) -> Self {
        Self { side: Side::Middle, ..Self::text(text) }
    }

    /// A text that may be missing.
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or_else(Self::blank, Self::text)
    }

    /// Several texts, each on its line.
    pub fn lines<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self { value: Value::Text(lines(texts)), ..Self::blank() }
    }

    /// A number.
    pub fn number(number: f64, figure: Figure) -> Self {
        Self { value: Value::Number(number, figure), ..Self::blank() }
    }

    /// A number that may be missing.
    pub fn maybe_number(number: Option<f64>, figure: Figure) -> Self {
        number.map_or_else(Self::blank, |number| Self::number(number, figure))
    }

    /// A day, `2025-08-31`; as it is written where it is none.
    pub fn day(day: Option<&str>) -> Self {
        let Some(day) = day else { return Self::blank() };
        let epoch = jiff::civil::date(1899, 12, 30);
        let serial = day.parse::<jiff::civil::Date>().ok().and_then(|day| epoch.until(day).ok()).map(|span| span.get_days());
        match serial.filter(|days| *days > 60) {
            Some(days) => Self::number(f64::from(days), Figure::Day),
            None => Self::text(day),
        }
    }

    /// In the middle, as a rank stands.
    pub fn middle(self) -> Self {
        Self { side: Side::Middle, ..self }
    }

    /// To the left, as a number among words stands.
    pub fn leftward(self) -> Self {
        Self { side: Side::Left, ..self }
    }

    /// With this look.
    pub fn look(self, look: Look) -> Self {
        Self { look, ..self }
    }
}

/// A column: its head, and the widths between which it may be.
pub struct Column {
    head: String,
    least: usize,
    most: usize,
}

/// What a cell keeps free at its sides.
const PADDING: f64 = 2.3;
/// A head is broken over lines of so many columns; where it has words with blanks between them, no word is broken.
const HEAD_LINE: usize = 6;
/// What the button of a filter takes.
const BUTTON: usize = 2;

impl Column {
    /// For words of any length, which are wrapped at so many columns.
    pub fn words(head: impl Into<String>, most: usize) -> Self {
        Self { head: head.into(), least: 6, most }
    }

    /// For figures and short words.
    pub fn short(head: impl Into<String>) -> Self {
        Self { head: head.into(), least: 6, most: 16 }
    }

    /// For one of many columns of figures with names above them.
    pub fn narrow(head: impl Into<String>) -> Self {
        Self { head: head.into(), least: 9, most: 16 }
    }

    /// The least that its head takes.
    fn head_width(&self) -> usize {
        let word = |word: &str| if word.is_ascii() { width(word) } else { width(word).min(HEAD_LINE) };
        self.least.max(self.head.split(' ').map(word).max().unwrap_or_default() + BUTTON)
    }

    /// Where what stands in it is wrapped.
    fn wraps_at(&self) -> usize {
        self.most.max(self.head_width())
    }
}

/// What belongs to a sheet beside its rows.
pub struct Plan<'p> {
    /// The name on its tab.
    pub name: &'p str,
    /// The title at its top.
    pub title: &'p str,
    /// Lines below the title.
    pub remarks: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Further rows of the head, above the one with the filters.
    pub above: Vec<Vec<Cell>>,
    /// So many columns stay in sight and are repeated on every page.
    pub fixed: u16,
    /// Are all columns brought onto the width of one page?
    pub fit: bool,
}

/// A sheet that is being written.
pub struct Sheet {
    index: usize,
    columns: Vec<Column>,
    widths: Vec<usize>,
    first: u32,
    head: u32,
    next: u32,
    fixed: u16,
}

/// A workbook that is being written.
pub struct Book {
    workbook: Workbook,
    styles: Styles,
    names: SheetNames,
    /// The language of heads and titles.
    pub language: Language,
    header: String,
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
    /// An empty workbook; `header` stands at the top of every printed page.
    pub fn new(header: &str, language: Language) -> io::Result<Self> {
        Ok(Self { workbook: fresh(header)?, styles: Styles::default(), names: SheetNames::default(), language, header: printed(header) })
    }

    /// A sentence in the language of the workbook.
    pub fn say(&self, text: &Text) -> String {
        text.say(self.language)
    }

    /// Begins a sheet.
    pub fn sheet(&mut self, plan: Plan<'_>) -> io::Result<Sheet> {
        let name = self.names.take(plan.name);
        let (header, footer) = (self.header.clone(), self.say(&text!(PageOf)));
        let tab = printed(&name);
        let worksheet = self.workbook.add_worksheet_with_constant_memory().map_err(broken)?;
        worksheet.set_name(&name).map_err(broken)?;
        worksheet.set_paper_size(9).set_landscape().set_margins(0.4, 0.4, 0.7, 0.7, 0.3, 0.3);
        worksheet.set_header(format!("&L&9{header}&R&9{tab}")).set_footer(format!("&C&9{footer}"));
        worksheet.set_print_center_horizontally(true);
        if plan.fit {
            worksheet.set_print_fit_to_pages(1, 0);
        } else {
            worksheet.set_print_scale(WIDE_SCALE);
        }
        let widths = plan.columns.iter().map(|column| column.least).collect();
        let index = self.workbook.worksheets().len() - 1;
        let mut sheet = Sheet { index, columns: plan.columns, widths, first: 0, head: 0, next: 0, fixed: plan.fixed };
        self.height(&sheet, TITLE_HEIGHT)?;
        self.write(&mut sheet, 0, Cell::text(plan.title).look(Look::Title), false)?;
        sheet.next += 1;
        for remark in &plan.remarks {
            self.write(&mut sheet, 0, Cell::text(remark).look(Look::Remark), false)?;
            sheet.next += 1;
        }
        sheet.first = sheet.next;
        for row in plan.above {
            self.row(&mut sheet, row, false)?;
        }
        sheet.head = sheet.next;
        if !sheet.columns.iter().all(|column| column.head.is_empty()) {
            let heads: Vec<Cell> = sheet.columns.iter().map(|column| Cell::text(&column.head).look(Look::Head)).collect();
            self.row(&mut sheet, heads, false)?;
        }
        Ok(sheet)
    }

    /// Writes a row; `begins` draws a line above it.
    pub fn row(&mut self, sheet: &mut Sheet, cells: Vec<Cell>, begins: bool) -> io::Result<()> {
        let mut most_lines = 1;
        for ((column, widest), cell) in sheet.columns.iter().zip(&mut sheet.widths).zip(&cells) {
            let wide = match &cell.value {
                Value::Blank => continue,
                Value::Text(text) => width(text),
                Value::Number(number, figure) => figure.width(*number),
            };
            // Heads are wrapped where their columns want it, and widen nothing.
            let wraps_at = if cell.look == Look::Head { column.head_width() } else { column.wraps_at() };
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
            self.height(sheet, (lines * LINE_HEIGHT).min(MOST_HEIGHT))?;
        }
        for (column, cell) in (0..).zip(cells) {
            self.write(sheet, column, cell, begins)?;
        }
        sheet.next += 1;
        Ok(())
    }

    fn write(&mut self, sheet: &mut Sheet, column: u16, cell: Cell, begins: bool) -> io::Result<()> {
        let Self { workbook, styles, language, .. } = self;
        let figure = match &cell.value {
            Value::Number(_, figure) => Some(*figure),
            _ => None,
        };
        let format = styles.format(Style { look: cell.look, figure, side: cell.side, begins });
        let worksheet = workbook.worksheet_from_index(sheet.index).map_err(broken)?;
        match &cell.value {
            Value::Blank => worksheet.write_blank(sheet.next, column, format),
            Value::Text(text) if text.is_empty() => worksheet.write_blank(sheet.next, column, format),
            Value::Text(text) => worksheet.write_string_with_format(sheet.next, column, cut(text, *language), format),
            Value::Number(number, _) => worksheet.write_number_with_format(sheet.next, column, *number, format),
        }
        .map_err(broken)?;
        Ok(())
    }

    fn height(&mut self, sheet: &Sheet, points: f64) -> io::Result<()> {
        let worksheet = self.workbook.worksheet_from_index(sheet.index).map_err(broken)?;
        worksheet.set_row_height(sheet.next, points).map(|_| ()).map_err(broken)
    }

    /// Ends a sheet: widths, filters, what stays in sight.
    pub fn close(&mut self, sheet: &Sheet) -> io::Result<()> {
        let worksheet = self.workbook.worksheet_from_index(sheet.index).map_err(broken)?;
        finish(worksheet, sheet).map_err(broken)
    }

    /// Writes the finished workbook. It is packed into a file first, because packing goes back and forth.
    pub fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut aside = tempfile::tempfile()?;
        self.workbook.save_to_writer(&mut aside).map_err(broken)?;
        aside.rewind()?;
        io::copy(&mut aside, out).map(|_| ())
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
        let columns = (*wide).max(column.head_width()).min(column.wraps_at());
        worksheet.set_column_width(at, f64::from(u32::try_from(columns).unwrap_or(255)) + PADDING)?;
    }
    let headed = sheet.columns.iter().any(|column| !column.head.is_empty());
    if !headed {
        return Ok(());
    }
    worksheet.set_freeze_panes(sheet.head + 1, sheet.fixed)?;
    worksheet.set_repeat_rows(sheet.first, sheet.head)?;
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

    #[test]
    fn days_are_days() {
        assert!(matches!(Cell::day(Some("2025-08-31")).value, Value::Number(serial, Figure::Day) if (serial - 45900.0).abs() < 0.5));
        assert!(matches!(Cell::day(Some("早")).value, Value::Text(_)));
        assert!(matches!(Cell::day(None).value, Value::Blank));
    }
}
