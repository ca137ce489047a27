//! A result as a page of headings, lines and tables, and the two ways in which people read it: at a terminal and as Markdown.
//! What stands on the page is the concern of whoever makes it.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::io::{self, Write};
use std::ops::Range;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diagnostic::{Diagnostic, Sources};
use crate::text::{Language, Part, Said, Text, text};
use crate::threads::in_parts;

use super::pieces::{self, PIECE};
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
                Block::Item(title, lines) => self.items(1, |_, items| {
                    items.title(title);
                    lines.iter().for_each(|line| items.line(line));
                })?,
                Block::Table { header, figures, rows } => {
                    self.table(header, figures, rows.len(), |range, cells| rows[range].iter().flatten().for_each(|cell| cells.cell(cell)))?;
                }
            }
        }
        Ok(())
    }

    /// So many items, one after the other. `some` says those of a range.
    pub fn items(&mut self, count: usize, some: impl Fn(Range<usize>, &mut Items) + Sync) -> io::Result<()> {
        let (hand, blank) = (self.hand, self.blank);
        self.blank &= count == 0;
        pieces::write(self.out, count, self.threads, |range, bytes| {
            let mut items = Items { hand, blank: blank && range.start == 0, text: String::new() };
            some(range, &mut items);
            bytes.extend_from_slice(items.text.as_bytes());
            Ok(())
        })
    }

    /// A table of so many rows; one without rows is left out. `some` says the cells of those of a range.
    pub fn table(
        &mut self,
        header: &[Part],
        figures: &[bool],
        count: usize,
        some: impl Fn(Range<usize>, &mut Grid) + Sync,
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
            let mut grid = Grid::new(header.len(), hand);
            some(range, &mut grid);
            grid
        };
        let Some(width) = hand.width else {
            writeln!(self.out, "| {} |", header.join(" | "))?;
            let rule: Vec<&str> = figures.iter().map(|figure| if *figure { "---:" } else { "---" }).collect();
            writeln!(self.out, "|{}|", rule.join("|"))?;
            return pieces::write(self.out, count, threads, |range, text| {
                for cells in said(range).rows() {
                    text.push(b'|');
                    cells.for_each(|(cell, _)| [" ", cell, " |"].iter().for_each(|part| text.extend_from_slice(part.as_bytes())));
                    text.push(b'\n');
                }
                Ok(())
            });
        };
        let grids = in_parts(threads, pieces::count(count), |some| some.map(|piece| said(pieces::range(piece, count))).collect::<Vec<_>>());
        let grids: Vec<Grid> = grids.into_iter().flatten().collect();
        let mut widths: Vec<usize> = header.iter().map(|cell| columns_of(cell).max(1)).collect();
        for grid in &grids {
            widths.iter_mut().zip(&grid.widths).for_each(|(width, of_rows)| *width = (*width).max(*of_rows));
        }
        let fits = widths.iter().map(|width| width + 3).sum::<usize>() < usize::from(width);
        if !fits && count <= PIECE {
            let table = folded(&header, figures, grids.iter().flat_map(Grid::rows), width);
            return writeln!(self.out, "{table}");
        }
        let mut head = Vec::new();
        if !fits {
            // How wide the columns of a long table become is decided by their widest cells.
            let widest = |column: usize| {
                let is_widest = |row: &Row<'_>| row.cells.as_slice()[column].1 as usize == widths[column];
                let grid = grids.iter().find(|grid| grid.widths[column] == widths[column]);
                grid.into_iter().flat_map(Grid::rows).find(is_widest)
            };
            let drawn = folded(&header, figures, (0..widths.len()).filter_map(widest), width).to_string();
            let rule = drawn.lines().next().unwrap_or_default().trim_matches(['┌', '┐']);
            widths = rule.split('┬').map(|part| part.chars().count().saturating_sub(2)).collect();
            let above = drawn.lines().take_while(|line| !line.starts_with('╞')).count();
            drawn.split_inclusive('\n').take(above + 1).for_each(|line| head.extend_from_slice(line.as_bytes()));
        }
        let ruled = Ruled::new(&widths, figures);
        if fits {
            ruled.rule(&mut head, ["┌", "─", "┬", "┐"]);
            ruled.line(&mut head, header.iter().map(|cell| (cell.as_str(), columns_of(cell))));
            ruled.rule(&mut head, ["╞", "═", "╪", "╡"]);
        }
        self.out.write_all(&head)?;
        pieces::write(self.out, count, threads, |range, text| {
            grids[pieces::of(&range)].rows().for_each(|cells| ruled.row(text, cells));
            Ok(())
        })?;
        let mut foot = Vec::new();
        ruled.rule(&mut foot, ["└", "─", "┴", "┘"]);
        self.out.write_all(&foot)
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

/// Draws the lines of a table whose columns have these widths.
struct Ruled<'w> {
    widths: &'w [usize],
    figures: &'w [bool],
    /// As many as the widest column can need.
    blanks: String,
}

impl<'w> Ruled<'w> {
    fn new(widths: &'w [usize], figures: &'w [bool]) -> Self {
        Self { widths, figures, blanks: " ".repeat(widths.iter().max().map_or(1, |most| most + 1)) }
    }

    /// A rule, of its left end, what fills it, what stands between two columns, and its right end.
    fn rule(&self, text: &mut Vec<u8>, [left, fill, junction, right]: [&str; 4]) {
        let parts: Vec<String> = self.widths.iter().map(|width| fill.repeat(width + 2)).collect();
        text.extend_from_slice(format!("{left}{}{right}\n", parts.join(junction)).as_bytes());
    }

    fn row(&self, text: &mut Vec<u8>, cells: Row<'_>) {
        if cells.clone().zip(self.widths).all(|((_, own), width)| own <= *width) {
            return self.line(text, cells);
        }
        let cells: Vec<Vec<(&str, usize)>> = cells.zip(self.widths).map(|((cell, own), width)| fold(cell, own, *width)).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
            self.line(text, cells.iter().map(|lines| lines.get(line).copied().unwrap_or_default()));
        }
    }

    fn line<'c>(&self, text: &mut Vec<u8>, cells: impl Iterator<Item = (&'c str, usize)>) {
        let mut add = |part: &str| text.extend_from_slice(part.as_bytes());
        add("│");
        for (at, (cell, own)) in cells.enumerate() {
            let (room, right) = (self.widths[at].saturating_sub(own), self.figures.get(at) == Some(&true));
            add(if at == 0 { " " } else { "┆ " });
            add(&self.blanks[..if right { room } else { 0 }]);
            add(cell);
            add(&self.blanks[..if right { 1 } else { room + 1 }]);
        }
        add("│\n");
    }
}

/// A table that is too wide, with some of its cells on several lines. No figure of these rows is parted, nor a short word, even if the
/// table becomes wider than there is room for.
fn folded<'g>(header: &[String], figures: &[bool], rows: impl Iterator<Item = Row<'g>>, width: u16) -> Table {
    const SHORT: usize = 10;
    const PADDING: usize = 2;
    let longest_word = |cell: &str| cell.split(' ').map(columns_of).max().unwrap_or_default().min(SHORT);
    let mut least: Vec<usize> = header.iter().map(|cell| longest_word(cell)).collect();
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.set_header(header);
    for cells in rows {
        for ((least, figure), (cell, own)) in least.iter_mut().zip(figures).zip(cells.clone()) {
            *least = (*least).max(if *figure { own } else { longest_word(cell) });
        }
        table.add_row(cells.map(|(cell, _)| cell));
    }
    for ((column, figure), least) in table.column_iter_mut().zip(figures).zip(least) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(u16::try_from(least + PADDING).unwrap_or(u16::MAX))));
        if *figure {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

impl Hand {
    fn say<T>(self, text: &mut String, said: &T)
    where
        for<'s> Said<'s, T>: Display,
    {
        let start = text.len();
        let _ = write!(text, "{}", Said(said, self.language));
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
        lines.iter().for_each(|line| self.line(text, if self.width.is_some() { "" } else { "- " }, line));
    }

    fn line<T>(self, text: &mut String, mark: &str, line: &T)
    where
        for<'s> Said<'s, T>: Display,
    {
        text.push_str(mark);
        self.say(text, line);
        text.push('\n');
    }
}

/// Items of a page as they are said.
pub(super) struct Items {
    hand: Hand,
    /// Does nothing stand on the page yet?
    blank: bool,
    text: String,
}

impl Items {
    /// Begins an item.
    pub fn title<T>(&mut self, title: &T)
    where
        for<'s> Said<'s, T>: Display,
    {
        if !std::mem::take(&mut self.blank) {
            self.hand.gap(&mut self.text);
        }
        let (before, behind) = if self.hand.width.is_some() { ("", "\n") } else { ("**", "**\n\n") };
        self.text.push_str(before);
        self.hand.say(&mut self.text, title);
        self.text.push_str(behind);
    }

    /// A line below the title.
    pub fn line<T>(&mut self, line: &T)
    where
        for<'s> Said<'s, T>: Display,
    {
        self.hand.line(&mut self.text, if self.hand.width.is_some() { "  · " } else { "- " }, line);
    }
}

/// Rows of cells that have been said, packed in one text.
pub(super) struct Grid {
    hand: Hand,
    columns: usize,
    text: String,
    /// How long each cell is, in bytes and in columns of a terminal.
    cells: Vec<(u32, u32)>,
    /// The most of each column, at least one.
    widths: Vec<usize>,
}

impl Grid {
    fn new(columns: usize, hand: Hand) -> Self {
        Self { hand, columns, text: String::new(), cells: Vec::new(), widths: vec![1; columns] }
    }

    /// The next cell.
    pub fn cell(&mut self, cell: &Cell) {
        self.push(|hand, text| hand.cell(text, cell));
    }

    /// The next cell, of a text.
    pub fn say<T>(&mut self, said: &T)
    where
        for<'s> Said<'s, T>: Display,
    {
        self.push(|hand, text| hand.say(text, said));
    }

    fn push(&mut self, say: impl FnOnce(Hand, &mut String)) {
        let (start, column) = (self.text.len(), self.cells.len() % self.columns);
        say(self.hand, &mut self.text);
        let width = columns_of(&self.text[start..]);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.cells.push((count(self.text.len() - start), count(width)));
        self.widths[column] = self.widths[column].max(width);
    }

    /// The cells of each row with their widths.
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let mut rest = self.text.as_str();
        self.cells.chunks(self.columns).map(move |cells| {
            let (text, behind) = rest.split_at(cells.iter().map(|(length, _)| *length as usize).sum());
            rest = behind;
            Row { text, cells: cells.iter() }
        })
    }
}

/// The cells of a row with their widths.
#[derive(Clone)]
struct Row<'g> {
    text: &'g str,
    cells: std::slice::Iter<'g, (u32, u32)>,
}

impl<'g> Iterator for Row<'g> {
    type Item = (&'g str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, width) = *self.cells.next()?;
        let (cell, behind) = self.text.split_at(length as usize);
        self.text = behind;
        Some((cell, width as usize))
    }
}

/// Folds a cell of so many columns into lines that take no more than there is room for: between words, and inside of those that are
/// longer than a line.
fn fold(cell: &str, width: usize, room: usize) -> Vec<(&str, usize)> {
    /// What a line must have left for the beginning of a long word.
    const BEGINNING: usize = 3;
    let (mut lines, mut rest, mut left) = (Vec::new(), cell, width);
    while left > room {
        // At least one character stands on a line, and with it what is written over it or makes it wider.
        let mut begins = 0;
        let too_many = rest.char_indices().any(|(at, c)| {
            begins = if c.width() > Some(0) { at } else { begins };
            begins > 0 && columns_of(&rest[..at + c.len_utf8()]) > room
        });
        if !too_many {
            break;
        }
        let (mut end, next) = (begins, rest[begins..].chars().next());
        let mut behind = end;
        if next == Some(' ') {
            behind += 1;
        } else if let Some(blank) = rest[..end].rfind(' ').filter(|blank| *blank > 0) {
            let word = rest[blank + 1..].split(' ').next().unwrap_or_default();
            if columns_of(word) <= room || columns_of(&rest[..blank]) + BEGINNING >= room {
                (end, behind) = (blank, blank + 1);
            }
        }
        lines.push((&rest[..end], columns_of(&rest[..end])));
        rest = &rest[behind..];
        left = columns_of(rest);
    }
    lines.push((rest, left));
    lines
}

/// How many columns of a terminal a text takes.
fn columns_of(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    // Nearly all others are of these, and none of them changes what stands beside it.
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

    proptest::proptest! {
        #[test]
        fn folding_loses_nothing(cell in "[a-c 甲→–e\u{301}\u{2764}\u{fe0f}]{0,40}", room in 1..12usize) {
            let lines = fold(&cell, columns_of(&cell), room);
            let whole: String = lines.iter().map(|(line, _)| *line).collect();
            proptest::prop_assert_eq!(whole.replace(' ', ""), cell.replace(' ', ""));
            for (line, own) in &lines {
                proptest::prop_assert_eq!(*own, columns_of(line));
                proptest::prop_assert!(*own <= room || line.chars().filter(|c| c.width() > Some(0)).count() <= 1, "{:?}", line);
            }
        }
    }

    /// A long table that has to be folded looks as a short one does: only its rows are drawn one by one.
    #[test]
    fn long_tables_are_folded_as_short_ones() {
        let row = |n: usize, cells: &mut Grid| {
            let name = if n.is_multiple_of(7) { format!("{n} 重庆市第一社会福利院和老年医院") } else { format!("{n} 甲") };
            cells.say(&Part::from(name));
            cells.say(&Part::from(format!("{} → {}", n * 1_000_003, n)));
        };
        let drawn = |range: Range<usize>| {
            let mut out = Vec::new();
            let header = [Part::from("applicant"), Part::from("rank and what became of it")];
            let mut pen = Pen::terminal(&mut out, Language::En, 44).on(3);
            let from = range.start;
            let rows = |some: Range<usize>, cells: &mut Grid| some.for_each(|n| row(from + n, cells));
            pen.table(&header, &[false, true], range.len(), rows).expect("memory");
            String::from_utf8(out).expect("text")
        };
        let long = drawn(1..PIECE + 8);
        assert!(long.lines().all(|line| columns_of(line) == columns_of(long.lines().next().unwrap_or_default())), "{long}");
        // Those that decide how wide the columns are stand at the end.
        let end = drawn(PIECE - 92..PIECE + 8);
        let rows = |text: &str| text.lines().filter(|line| line.starts_with('│')).skip(2).map(str::to_owned).collect::<Vec<_>>();
        let (long, end) = (rows(&long), rows(&end));
        assert_eq!(long[long.len() - end.len() + 4..], end[4..]);
    }
}
