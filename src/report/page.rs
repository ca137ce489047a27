//! A result as a page of headings, lines and tables, and the two ways in which people read it: at a terminal and as Markdown.
//! What stands on the page is the concern of whoever makes it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr;

use crate::diagnostic::{Diagnostic, Sources};
use crate::text::{Language, Part, Said, Text, text};
use crate::threads::in_parts;

use super::plain;

/// A page.
#[derive(Default)]
pub(super) struct Page {
    pub blocks: Vec<Block>,
}

/// A piece of a page.
pub(super) enum Block {
    /// A heading; 1 is the page's own.
    Heading(u8, Part),
    /// Lines that stand by themselves.
    Lines(Vec<Part>),
    /// Lines below a title that is no heading: an applicant and the lines about it.
    Item(Part, Vec<Part>),
    /// A table: headers, which columns are figures, rows.
    Table { header: Vec<Part>, figures: Vec<bool>, rows: Vec<Vec<Cell>> },
}

/// A cell of a table.
#[derive(Clone)]
pub(super) enum Cell {
    /// A text.
    Plain(Part),
    /// A text that does not count: struck through, at a terminal in brackets.
    Struck(String),
}

impl Cell {
    /// A text.
    pub fn of(text: impl Into<Part>) -> Self {
        Self::Plain(text.into())
    }
}

impl Page {
    pub fn heading(&mut self, level: u8, title: impl Into<Part>) {
        self.blocks.push(Block::Heading(level, title.into()));
    }

    /// What has to be looked at, for a document that is read without the messages of its call.
    pub fn problems(&mut self, problems: &[Diagnostic], sources: &Sources, language: Language) {
        if !problems.is_empty() {
            self.heading(2, text!(TitleProblems, count = problems.len()));
            let lines = problems.iter().map(|found| Part::from(super::findings::one_line(found, sources, language))).collect();
            self.blocks.push(Block::Lines(lines));
        }
    }

    pub fn lines(&mut self, lines: impl IntoIterator<Item = Text>) {
        let lines: Vec<Part> = lines.into_iter().map(Part::from).collect();
        if !lines.is_empty() {
            self.blocks.push(Block::Lines(lines));
        }
    }

    pub fn item(&mut self, title: impl Into<Part>, lines: impl IntoIterator<Item = Text>) {
        self.blocks.push(Block::Item(title.into(), lines.into_iter().map(Part::from).collect()));
    }

    /// A table; one without rows is left out.
    pub fn table(&mut self, header: Vec<Part>, figures: Vec<bool>, rows: Vec<Vec<Cell>>) {
        if !rows.is_empty() {
            self.blocks.push(Block::Table { header, figures, rows });
        }
    }
}

/// Writes a page for a terminal of so many columns.
pub(super) fn terminal(out: &mut dyn Write, page: &Page, language: Language, width: u16) -> io::Result<()> {
    Pen::terminal(out, language, width).page(page)
}

/// Writes a page as Markdown.
pub(super) fn markdown(out: &mut dyn Write, page: &Page, language: Language) -> io::Result<()> {
    Pen::markdown(out, language).page(page)
}

/// Writes a page piece by piece, so that a long one need not be held.
pub(super) struct Pen<'o> {
    out: &'o mut dyn Write,
    hand: Hand,
    /// Does nothing stand on the page yet?
    blank: bool,
    threads: usize,
}

/// How the pieces of a page are drawn.
#[derive(Clone, Copy)]
struct Hand {
    language: Language,
    /// The columns of the terminal; none for Markdown.
    width: Option<u16>,
}

/// How many lines of a list or rows of a table each thread draws at a time.
const AT_A_TIME: usize = 1 << 12;

impl<'o> Pen<'o> {
    /// For a terminal of so many columns.
    pub fn terminal(out: &'o mut dyn Write, language: Language, width: u16) -> Self {
        Self { out, hand: Hand { language, width: Some(width) }, blank: true, threads: 1 }
    }

    /// For Markdown.
    pub fn markdown(out: &'o mut dyn Write, language: Language) -> Self {
        Self { out, hand: Hand { language, width: None }, blank: true, threads: 1 }
    }

    /// On so many threads where there is much to draw.
    pub fn on(self, threads: usize) -> Self {
        Self { threads: threads.max(1), ..self }
    }

    /// Writes a whole page.
    pub fn page(&mut self, page: &Page) -> io::Result<()> {
        for block in &page.blocks {
            match block {
                Block::Heading(level, title) => {
                    let mut text = String::new();
                    self.hand.heading(&mut text, *level, title, self.blank);
                    self.piece(&text)?;
                }
                Block::Lines(lines) => {
                    let mut text = String::new();
                    self.hand.lines(&mut text, lines);
                    self.piece(&text)?;
                }
                Block::Item(title, lines) => self.items(1, |_| std::iter::once((title.clone(), lines.clone())))?,
                Block::Table { header, figures, rows } => self.table(header, figures, rows.len(), |range| rows[range].iter().cloned())?,
            }
        }
        Ok(())
    }

    /// So many items, one after the other. `some` makes those of a range.
    pub fn items<I: Iterator<Item = (Part, Vec<Part>)>>(
        &mut self,
        count: usize,
        some: impl Fn(Range<usize>) -> I + Sync,
    ) -> io::Result<()> {
        let hand = self.hand;
        for from in (0..count).step_by(self.threads * AT_A_TIME) {
            let blank = self.blank && from == 0;
            let drawn = in_parts(self.threads, (count - from).min(self.threads * AT_A_TIME), |range| {
                let mut text = String::new();
                for (at, (title, lines)) in range.clone().zip(some(from + range.start..from + range.end)) {
                    if !(blank && at == 0) {
                        hand.gap(&mut text);
                    }
                    hand.item(&mut text, &title, &lines);
                }
                text
            });
            drawn.iter().try_for_each(|text| self.out.write_all(text.as_bytes()))?;
            self.blank = false;
        }
        Ok(())
    }

    /// A table of so many rows; one without rows is left out. `some` makes those of a range.
    pub fn table<I: Iterator<Item = Vec<Cell>>>(
        &mut self,
        header: &[Part],
        figures: &[bool],
        count: usize,
        some: impl Fn(Range<usize>) -> I + Sync,
    ) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        let (hand, threads) = (self.hand, self.threads);
        self.piece("")?;
        let said_part = |part: &Part| {
            let mut text = String::new();
            hand.say(&mut text, part);
            text
        };
        let header: Vec<String> = header.iter().map(said_part).collect();
        let said = |range: Range<usize>| {
            let mut grid = Grid::new(header.len());
            some(range).for_each(|row| grid.push(&row, hand));
            grid
        };
        let Some(width) = hand.width else {
            writeln!(self.out, "| {} |", header.join(" | "))?;
            let rule: Vec<&str> = figures.iter().map(|figure| if *figure { "---:" } else { "---" }).collect();
            writeln!(self.out, "|{}|", rule.join("|"))?;
            for from in (0..count).step_by(threads * AT_A_TIME) {
                let drawn = in_parts(threads, (count - from).min(threads * AT_A_TIME), |range| {
                    let mut text = String::new();
                    for cells in said(from + range.start..from + range.end).rows() {
                        text.push('|');
                        cells.for_each(|(cell, _)| text.extend([" ", cell, " |"]));
                        text.push('\n');
                    }
                    text
                });
                drawn.iter().try_for_each(|text| self.out.write_all(text.as_bytes()))?;
            }
            return Ok(());
        };
        let mut grids = Vec::new();
        for from in (0..count).step_by(threads * AT_A_TIME) {
            let some = |range: Range<usize>| said(from + range.start..from + range.end);
            grids.extend(in_parts(threads, (count - from).min(threads * AT_A_TIME), some));
        }
        let mut widths: Vec<usize> = header.iter().map(|cell| columns_of(cell).max(1)).collect();
        for grid in &grids {
            widths.iter_mut().zip(&grid.widths).for_each(|(width, of_rows)| *width = (*width).max(*of_rows));
        }
        let fits = widths.iter().map(|width| width + 3).sum::<usize>() < usize::from(width);
        if !fits && count <= AT_A_TIME {
            let table = folded(&header, figures, grids.iter().flat_map(Grid::rows), width);
            return writeln!(self.out, "{table}");
        }
        let mut head = String::new();
        if !fits {
            // How wide the columns of a long table become is decided by their widest cells.
            let widest = |column: usize| {
                let is_widest = |row: &Vec<(&str, usize)>| row[column].1 == widths[column];
                let grid = grids.iter().find(|grid| grid.widths[column] == widths[column]);
                grid.into_iter().flat_map(Grid::rows).map(Iterator::collect).find(is_widest).unwrap_or_default()
            };
            let rows: Vec<Vec<(&str, usize)>> = (0..widths.len()).map(widest).filter(|row| !row.is_empty()).collect();
            let drawn = folded(&header, figures, rows.into_iter().map(Vec::into_iter), width).to_string();
            let rule = drawn.lines().next().unwrap_or_default().trim_matches(['┌', '┐']);
            widths = rule.split('┬').map(|part| part.chars().count().saturating_sub(2)).collect();
            let above = drawn.lines().take_while(|line| !line.starts_with('╞')).count();
            drawn.lines().take(above + 1).for_each(|line| head.extend([line, "\n"]));
        }
        let line = |left: char, fill: &str, junction: char, right: char| {
            let parts: Vec<String> = widths.iter().map(|width| fill.repeat(width + 2)).collect();
            format!("{left}{}{right}\n", parts.join(&junction.to_string()))
        };
        // As many as the widest column can need.
        let blanks = " ".repeat(widths.iter().max().map_or(1, |most| most + 1));
        let draw = |text: &mut String, cells: &mut dyn Iterator<Item = (&str, usize)>| {
            text.push('│');
            for (at, (cell, own)) in cells.enumerate() {
                let (room, right) = (widths[at] - own, figures.get(at) == Some(&true));
                text.push_str(if at == 0 { " " } else { "┆ " });
                text.push_str(&blanks[..if right { room } else { 0 }]);
                text.push_str(cell);
                text.push_str(&blanks[..if right { 1 } else { room + 1 }]);
            }
            text.push_str("│\n");
        };
        if fits {
            head += &line('┌', "─", '┬', '┐');
            draw(&mut head, &mut header.iter().map(|cell| (cell.as_str(), columns_of(cell))));
            head += &line('╞', "═", '╪', '╡');
        }
        self.out.write_all(head.as_bytes())?;
        let any = |text: &mut String, cells: &mut dyn Iterator<Item = (&str, usize)>| {
            let cells: Vec<(&str, usize)> = cells.collect();
            if cells.iter().zip(&widths).all(|((_, own), width)| own <= width) {
                return draw(text, &mut cells.into_iter());
            }
            let mut alone = folded(&[], figures, std::iter::once(cells.into_iter()), width);
            for (column, room) in widths.iter().enumerate() {
                let room = ColumnConstraint::Absolute(Width::Fixed(u16::try_from(room + 2).unwrap_or(u16::MAX)));
                alone.column_mut(column).into_iter().for_each(|column| _ = column.set_constraint(room));
            }
            alone.to_string().lines().filter(|line| line.starts_with('│')).for_each(|line| text.extend([line, "\n"]));
        };
        for some in grids.chunks(threads) {
            let drawn = in_parts(threads, some.len(), |range| {
                let mut text = String::new();
                some[range].iter().flat_map(Grid::rows).for_each(|mut cells| any(&mut text, &mut cells));
                text
            });
            drawn.iter().try_for_each(|text| self.out.write_all(text.as_bytes()))?;
        }
        self.out.write_all(line('└', "─", '┴', '┘').as_bytes())
    }

    /// A piece that has been drawn, parted from the one before it.
    fn piece(&mut self, drawn: &str) -> io::Result<()> {
        let mut text = String::new();
        if !self.blank {
            self.hand.gap(&mut text);
        }
        self.blank = false;
        text += drawn;
        self.out.write_all(text.as_bytes())
    }
}

/// A table that is too wide, with some of its cells on several lines.
fn folded<'c, R: Iterator<Item = (&'c str, usize)>>(
    header: &[String],
    figures: &[bool],
    rows: impl Iterator<Item = R>,
    width: u16,
) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if !header.is_empty() {
        table.set_header(header);
    }
    for cells in rows {
        table.add_row(cells.map(|(cell, _)| cell));
    }
    for (column, figure) in figures.iter().enumerate() {
        if let Some(column) = table.column_mut(column).filter(|_| *figure) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

impl Hand {
    fn say(self, text: &mut String, part: &Part) {
        let start = text.len();
        let _ = write!(text, "{}", Said(part, self.language));
        let harmless = match (self.width, &text[start..]) {
            (Some(_), said) => plain::terminal(said),
            (None, said) => plain::markdown(said).into(),
        };
        if let Cow::Owned(harmless) = harmless {
            text.replace_range(start.., &harmless);
        }
    }

    fn cell(self, text: &mut String, cell: &Cell) {
        match (cell, self.width) {
            (Cell::Plain(part), _) => self.say(text, part),
            (Cell::Struck(struck), Some(_)) => text.extend(["(", &plain::terminal(struck), ")"]),
            (Cell::Struck(struck), None) => text.extend(["~~", &plain::markdown(struck), "~~"]),
        }
    }

    /// What parts two pieces.
    fn gap(self, text: &mut String) {
        if self.width.is_none() {
            text.push('\n');
        }
    }

    fn heading(self, text: &mut String, level: u8, title: &Part, first: bool) {
        let rule = match (self.width, level) {
            (None, _) => &format!("{} ", "#".repeat(usize::from(level))),
            (_, 1) => "",
            (_, 2) => "═══ ",
            _ => "── ",
        };
        let above = if self.width.is_some() && !first { "\n" } else { "" };
        text.extend([above, rule]);
        self.say(text, title);
        text.push('\n');
    }

    fn lines(self, text: &mut String, lines: &[Part]) {
        self.marked(text, if self.width.is_some() { "" } else { "- " }, lines);
    }

    fn item(self, text: &mut String, title: &Part, lines: &[Part]) {
        let (before, behind, mark) = if self.width.is_some() { ("", "\n", "  · ") } else { ("**", "**\n\n", "- ") };
        text.push_str(before);
        self.say(text, title);
        text.push_str(behind);
        self.marked(text, mark, lines);
    }

    fn marked(self, text: &mut String, mark: &str, lines: &[Part]) {
        for line in lines {
            text.push_str(mark);
            self.say(text, line);
            text.push('\n');
        }
    }
}

/// Rows of cells that have been said, packed in one text.
struct Grid {
    columns: usize,
    text: String,
    /// How long each cell is, in bytes and in columns of a terminal.
    cells: Vec<(u32, u32)>,
    /// The most of each column, at least one.
    widths: Vec<usize>,
}

impl Grid {
    fn new(columns: usize) -> Self {
        Self { columns, text: String::new(), cells: Vec::new(), widths: vec![1; columns] }
    }

    fn push(&mut self, row: &[Cell], hand: Hand) {
        for (column, cell) in row.iter().enumerate() {
            let start = self.text.len();
            hand.cell(&mut self.text, cell);
            let width = columns_of(&self.text[start..]);
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            self.cells.push((count(self.text.len() - start), count(width)));
            self.widths[column] = self.widths[column].max(width);
        }
    }

    /// The cells of each row with their widths.
    fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = (&str, usize)>> {
        let mut next = 0;
        self.cells.chunks(self.columns).map(move |cells| {
            let mut start = next;
            next += cells.iter().map(|(length, _)| *length as usize).sum::<usize>();
            cells.iter().map(move |(length, width)| {
                let cell = &self.text[start..start + *length as usize];
                start += cell.len();
                (cell, *width as usize)
            })
        })
    }
}

/// How many columns of a terminal a text takes.
fn columns_of(text: &str) -> usize {
    // Nearly all are of these, and none of them changes what stands beside it.
    let known = |columns: usize, c: char| match c {
        ' '..='~' => Some(columns + 1),
        '\u{4e00}'..='\u{9fff}' => Some(columns + 2),
        '→' | '–' => Some(columns + 1),
        _ => None,
    };
    text.chars().try_fold(0, known).unwrap_or_else(|| text.width())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A long table that has to be folded looks as a short one does: only its rows are drawn one by one.
    #[test]
    fn long_tables_are_folded_as_short_ones() {
        let row = |n: usize| {
            let name = if n.is_multiple_of(7) { format!("{n} 重庆市第一社会福利院和老年医院") } else { format!("{n} 甲") };
            vec![Cell::of(name), Cell::of(format!("{} → {}", n * 1_000_003, n))]
        };
        let drawn = |range: Range<usize>| {
            let mut out = Vec::new();
            let header = [Part::from("applicant"), Part::from("rank and what became of it")];
            let mut pen = Pen::terminal(&mut out, Language::En, 44).on(3);
            let from = range.start;
            pen.table(&header, &[false, true], range.len(), |some| (from + some.start..from + some.end).map(row)).expect("memory");
            String::from_utf8(out).expect("text")
        };
        let long = drawn(1..AT_A_TIME + 8);
        assert!(long.lines().all(|line| columns_of(line) == columns_of(long.lines().next().unwrap_or_default())), "{long}");
        // Those that decide how wide the columns are stand at the end.
        let end = drawn(AT_A_TIME - 92..AT_A_TIME + 8);
        let rows = |text: &str| text.lines().filter(|line| line.starts_with('│')).skip(2).map(str::to_owned).collect::<Vec<_>>();
        let (long, end) = (rows(&long), rows(&end));
        assert_eq!(long[long.len() - end.len() + 4..], end[4..]);
    }
}
