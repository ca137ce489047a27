//! A table that is no submission: ballots, the register, lists. Its header is found by its content and its rows are kept as
//! they stand; what they mean is the reader's business. What stands around the rows is told apart as in submissions.

use std::sync::Arc;

use crate::diagnostic::{Cell, Code, Diagnostic, Place, column_letters};
use crate::standard::header_key;
use crate::text::{Part, text};

use super::form::BallotOf;
use super::header::without_bracket;
use super::profile::{is_sum, opens_note};
use super::{HEADER_SEARCH, Opening, Row, Table, TableLine, short};

/// A column of a sheet, by the headers that it may have. The first is its name in messages.
pub type ColumnNames = &'static [&'static str];

/// A table that has been read.
pub struct Sheet {
    /// As named by whoever asked for it.
    pub file: Arc<str>,
    /// The sheet of a workbook.
    pub name: Option<Arc<str>>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The header.
    pub header: Row,
    /// The rows below it.
    pub rows: Vec<Row>,
    /// Rows that were taken for notes or sums, or whose cells do not fit the header; all of them have been reported.
    pub aside: Vec<Row>,
    /// Rows of which nothing could be read.
    pub lost: Vec<Row>,
    /// Where it is a ballot that was made to be filled in: what for.
    pub ballot: Option<BallotOf>,
    keys: Vec<String>,
}

impl Sheet {
    /// Reads a table. `known` says of a header, as headers are compared, whether it is one of the table's own; every list of
    /// `needed` names columns of which one has to be there. Rows that cannot be read are reported and left out.
    ///
    /// # Errors
    /// A finding if the file cannot be read, or has no recognisable header.
    pub fn read(
        path: &str,
        opening: &Opening,
        known: &dyn Fn(&str) -> bool,
        needed: &[&[ColumnNames]],
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Self, Box<Diagnostic>> {
        let recognised = |cells: &csv::StringRecord| {
            let own = |cell: &&str| {
                let key = if cell.len() > 1024 { String::new() } else { header_key(cell) };
                !key.is_empty() && (known(&key) || without_bracket(&key).is_some_and(known))
            };
            cells.iter().filter(own).count()
        };
        let mut table = Table::open(path, opening, &recognised)?;
        table.note_opening(findings);
        let mut lines: Vec<(Row, TableLine)> = Vec::new();
        let mut row = Row::default();
        while let Some(line) = table.next(&mut row)? {
            lines.push((row.clone(), line));
        }
        let head = lines.iter().take(HEADER_SEARCH).enumerate().map(|(at, (row, _))| (recognised(&row.cells), at));
        let best = head.max_by_key(|(count, at)| (*count, std::cmp::Reverse(*at)));
        let place = |row: Option<u64>| Place::Cell(Cell { file: Arc::clone(&table.name), sheet: table.sheet.clone(), row, column: None });
        let wanted = || needed.iter().map(|any| names_of(any)).collect::<Vec<Part>>();
        let Some((count, at)) = best.filter(|(count, _)| *count > 0) else {
            let found = Diagnostic::new(Code::NoHeader, place(None), text!(NoHeader, rows = lines.len().min(HEADER_SEARCH)));
            return Err(Box::new(found.help(text!(ColumnsNeeded, list = wanted()))));
        };
        let header = lines[at].0.clone();
        let keys: Vec<String> = header.cells.iter().map(header_key).collect();
        let missing: Vec<Part> =
            needed.iter().filter(|any| !any.iter().any(|names| keys.iter().any(|key| fits(key, names)))).map(|any| names_of(any)).collect();
        if !missing.is_empty() {
            let text = if count < 2 && needed.len() > 1 {
                text!(NoHeader, rows = lines.len().min(HEADER_SEARCH))
            } else {
                text!(HeaderWithout, row = header.number, list = missing)
            };
            let found = Diagnostic::new(Code::NoHeader, place(Some(header.number)), text);
            return Err(Box::new(found.help(text!(ColumnsNeeded, list = wanted()))));
        }
        let width = header.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).last().map_or(0, |(last, _)| last + 1);
        let mut sheet = Self {
            file: Arc::clone(&table.name),
            name: table.sheet.clone(),
            sha256: table.sha256.clone(),
            header,
            rows: Vec::with_capacity(lines.len()),
            aside: Vec::new(),
            lost: Vec::new(),
            ballot: table.ballot.clone(),
            keys,
        };
        for (row, line) in lines.into_iter().skip(at + 1) {
            sheet.take(row, line, (width, needed.len()), findings);
        }
        Ok(sheet)
    }

    /// Takes a row in, or says why not.
    fn take(&mut self, row: Row, line: TableLine, (width, needed): (usize, usize), findings: &mut Vec<Diagnostic>) {
        let place = |column| Place::Cell(self.cell(&row, column));
        if let TableLine::OpenQuote { column } = line {
            let text = text!(UnclosedQuote, column = column_letters(column));
            findings.push(Diagnostic::new(Code::UnclosedQuote, place(Some(column)), text).help(text!(MendQuote)));
            self.lost.push(row);
            return;
        }
        let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let Some((_, first)) = filled.next() else { return };
        // Where one column says enough, a lone cell may be all of a row.
        let alone = filled.next().is_none() && width > 1 && needed > 1;
        let again = row.cells.iter().map(header_key).eq(self.keys.iter().cloned());
        if is_sum(first) {
            findings.push(Diagnostic::new(Code::NoteRow, place(None), text!(SheetSumRow, cell = short(first))));
            self.aside.push(row);
        } else if alone || again || opens_note(&header_key(first)) {
            findings.push(Diagnostic::new(Code::NoteRow, place(None), text!(SheetNoteRow, cell = short(first))));
            self.aside.push(row);
        } else if row.cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) || row.cells.len() < width {
            let text = text!(RaggedSheetRow, count = row.cells.len(), width = width);
            findings.push(Diagnostic::new(Code::RaggedRow, place(None), text).help(text!(MendRagged)));
            self.aside.push(row);
        } else {
            self.rows.push(row);
        }
    }

    /// The column that has one of these headers; of several the one whose header is named first.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.keys.iter().position(|key| fits(key, &[name])))
    }

    /// The key of every header, see [`header_key`], with its column.
    pub fn headers(&self) -> impl Iterator<Item = (usize, &str)> {
        self.keys.iter().enumerate().filter(|(_, key)| !key.is_empty()).map(|(column, key)| (column, key.as_str()))
    }

    /// The text of a cell; blank where there is no such column.
    #[must_use]
    pub fn text<'r>(&self, row: &'r Row, column: Option<usize>) -> &'r str {
        column.and_then(|column| row.cells.get(column)).unwrap_or_default().trim()
    }

    /// A place in this table.
    #[must_use]
    pub fn cell(&self, row: &Row, column: Option<usize>) -> Cell {
        Cell { file: Arc::clone(&self.file), sheet: self.name.clone(), row: Some(row.number), column }
    }

    /// Every column that has one of these headers.
    #[must_use]
    pub fn columns(&self, names: &[&str]) -> Vec<usize> {
        self.keys.iter().enumerate().filter(|(_, key)| fits(key, names)).map(|(column, _)| column).collect()
    }

    /// Notes the columns that are none of these.
    pub fn note_others(&self, columns: &[ColumnNames], findings: &mut Vec<Diagnostic>) {
        self.note_unread(&[], |key| is_column(key, columns), &|_| None, findings);
    }

    /// Notes the columns that are not read, but for running numbers and those that say nothing new. One that is probably meant
    /// otherwise is a warning, with what `near` suggests.
    pub fn note_unread(
        &self,
        read: &[usize],
        says_nothing_new: impl Fn(&str) -> bool,
        near: &dyn Fn(&str) -> Option<String>,
        findings: &mut Vec<Diagnostic>,
    ) {
        for (at, _) in self.headers().filter(|(at, key)| !read.contains(at) && !says_nothing_new(key) && !RUNNING.contains(key)) {
            let header = self.header.cells.get(at).unwrap_or_default();
            let place = Place::Cell(self.cell(&self.header, Some(at)));
            let mut found = Diagnostic::new(Code::UnmatchedColumn, place, text!(SheetColumnUnread, header = short(header)));
            if let Some(near) = near(header) {
                found.severity = crate::diagnostic::Severity::Warning;
                found = found.help(text!(DidYouMean, word = near));
            }
            findings.push(found);
        }
    }

    /// Reports a header of these columns that stands twice; nothing of such a table can be used.
    ///
    /// # Errors
    /// The finding.
    pub fn no_twins(&self, columns: &[ColumnNames]) -> Result<(), Box<Diagnostic>> {
        for (second, key) in self.headers().filter(|(_, key)| is_column(key, columns)) {
            if let Some(first) = self.keys[..second].iter().position(|other| other == key) {
                let text = text!(TwinHeaders, first = column_letters(first), second = column_letters(second), target = key);
                let mut found = Diagnostic::new(Code::TwinColumns, Place::Cell(self.cell(&self.header, Some(second))), text);
                found.severity = crate::diagnostic::Severity::Error;
                return Err(Box::new(found.help(text!(TakeOneOut))));
            }
        }
        Ok(())
    }
}

/// What columns may be headed with, for messages: of each the first two.
fn names_of(any: &[ColumnNames]) -> Part {
    Part::from(any.iter().map(|names| names[..2.min(names.len())].join(" / ")).collect::<Vec<_>>().join(" / "))
}

/// Headers of running numbers, which say nothing.
const RUNNING: &[&str] = &["序号", "no", "no."];

/// Is this header, as headers are compared, one of these columns?
#[must_use]
pub fn is_column(key: &str, columns: &[ColumnNames]) -> bool {
    columns.iter().any(|names| fits(key, names))
}

/// Is this header one of these names, with or without a trailing bracket?
fn fits(key: &str, names: &[&str]) -> bool {
    let bare = without_bracket(key);
    names.iter().any(|name| *name == key || Some(*name) == bare)
}
