//! Reading rows of a pool again, so that next to nothing has to be kept of them while all are scored.

use std::io::{self, Read};
use std::sync::Arc;

use memchr::memchr2_iter;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::progress::Watch;
use crate::simd::Any;
use crate::standard::Profile;
use crate::submission::split::{FRONT, Splitter};
use crate::submission::{Look, Opening, Row, Source, Table};
use crate::text::text;

use super::applicant::{Applicant, Block};
use super::pool::{Origin, Pool};
use super::stream::copy;

/// Reads rows of applicants again: quickly where they are asked for in the order of the input.
pub(crate) struct Again<'p> {
    pool: &'p Pool<'p>,
    opened: Option<Opened>,
    splitter: Splitter,
    bytes: Vec<u8>,
    row: Row,
}

/// A file that was opened again.
struct Opened {
    file: usize,
    table: Table,
    lines: Lines,
    /// The number of the next row, and whether the table has the text to read it from, and not `lines`.
    number: u64,
    long_way: bool,
}

/// A text as lines.
struct Lines {
    source: Source,
    buffer: Vec<u8>,
    next: usize,
    filled: usize,
}

/// How much is read at a time.
const BUFFER: usize = 1 << 16;

impl<'p> Again<'p> {
    /// Of this pool.
    pub fn new(pool: &'p Pool<'p>) -> Self {
        Self { pool, opened: None, splitter: Splitter::default(), bytes: Vec::new(), row: Row::default() }
    }

    /// The row of an applicant; none where its cells could not be told apart, or where it can be had neither way.
    ///
    /// # Errors
    /// A finding where the file can no longer be read, or says something else by now.
    pub fn row(&mut self, applicant: &Applicant<'_>) -> Result<Option<&Row>, Box<Diagnostic>> {
        if let Some(cells) = self.pool.applicants.cells(applicant.index) {
            self.row.number = applicant.row;
            self.row.cells.clone_from(cells);
            return Ok(Some(&self.row));
        }
        if applicant.reasons().any(|reason| matches!(reason.code, Code::RaggedRow | Code::UnclosedQuote)) {
            return Ok(None);
        }
        let input = &self.pool.inputs[applicant.file];
        let (Some(origin), Some(block)) = (&input.again, self.pool.applicants.block_of(applicant.index)) else { return Ok(None) };
        if self.opened.as_ref().is_none_or(|opened| opened.file != applicant.file) {
            let mut table = match origin {
                Origin::File(path) => {
                    // As it was read before: without its headers Big5 would not be told from GB18030.
                    let opening = Opening { encoding: Some(input.encoding), watch: Watch::default(), ..self.pool.opening.clone() };
                    Table::open_looked(path, &opening, &|_| 0, Look::Head)?
                }
                Origin::Sheet(text) => {
                    let Some(text) = text.again() else { return Ok(None) };
                    Table::of_text(Arc::clone(&input.layout.file), text)
                }
            };
            table.delimiter = input.delimiter;
            let Some(source) = table.take_text() else { return Ok(None) };
            let lines = Lines { source, buffer: vec![0; BUFFER], next: 0, filled: 0 };
            self.opened = Some(Opened { file: applicant.file, table, lines, number: 0, long_way: false });
        }
        let Some(opened) = &mut self.opened else { return Ok(None) };
        opened.go_to(block, applicant.row).map_err(|error| opened.table.unreadable(&error))?;
        self.row.number = 0;
        if block.plain {
            opened.line(applicant.row, &mut self.bytes).map_err(|error| opened.table.unreadable(&error))?;
            let text = std::str::from_utf8(&self.bytes[FRONT..]).unwrap_or_default();
            if !text.is_empty()
                && self.splitter.split(Any, &self.bytes, input.delimiter).is_ok()
                && let Some(cells) = self.splitter.rows(text, &self.bytes).next()
            {
                copy(&cells, &mut self.row.cells);
                self.row.number = applicant.row;
            }
        } else {
            while self.row.number < applicant.row && opened.table.next(&mut self.row)?.is_some() {}
            opened.number = self.row.number + 1;
        }
        let column = if input.layout.id_from_name { Profile::Name } else { Profile::Id };
        let id = input.layout.profile(column).and_then(|column| self.row.cells.get(column)).unwrap_or_default().trim();
        if self.row.number != applicant.row || id != applicant.id() {
            let name = &opened.table.name;
            let found = Diagnostic::new(Code::Unreadable, Place::File(Arc::clone(name)), text!(ChangedMeanwhile, file = name));
            return Err(Box::new(found.help(text!(RunAgain))));
        }
        Ok(Some(&self.row))
    }
}

impl Opened {
    /// Goes to a row of this block, or to one before it in the block.
    fn go_to(&mut self, block: Block, row: u64) -> io::Result<()> {
        if self.long_way != block.plain && (block.number..=row).contains(&self.number) {
            return Ok(());
        }
        if self.long_way {
            self.lines.source = self.table.take_text().unwrap_or_else(Source::none);
        }
        (self.number, self.long_way) = (block.number, !block.plain);
        if block.plain {
            self.lines.go_to(block.at)
        } else {
            self.table.go_on(std::mem::replace(&mut self.lines.source, Source::none()), block.number, block.at)
        }
    }

    /// Reads a row as it stands, ended by a line feed, behind [`FRONT`] other bytes.
    fn line(&mut self, row: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        self.lines.pass(row - self.number, |_| ())?;
        bytes.clear();
        bytes.resize(FRONT, 0);
        self.lines.pass(1, |some| bytes.extend_from_slice(some))?;
        self.number = row + 1;
        if bytes.len() > FRONT && bytes.last() != Some(&b'\n') {
            bytes.push(b'\n');
        }
        Ok(())
    }
}

impl Lines {
    fn go_to(&mut self, at: u64) -> io::Result<()> {
        (self.next, self.filled) = (0, 0);
        self.source.seek_text(at)
    }

    /// Passes so many rows, each up to the next line feed outside quotation marks, and shows them piece by piece.
    fn pass(&mut self, mut rows: u64, mut show: impl FnMut(&[u8])) -> io::Result<()> {
        let mut quoted = false;
        while rows > 0 {
            if self.next == self.filled {
                (self.next, self.filled) = (0, 0);
                self.filled = match self.source.read(&mut self.buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read?,
                };
                if self.filled == 0 {
                    break;
                }
            }
            let some = &self.buffer[self.next..self.filled];
            let mut end = some.len();
            for at in memchr2_iter(b'"', b'\n', some) {
                if some[at] == b'"' {
                    quoted = !quoted;
                } else if !quoted {
                    rows -= 1;
                    if rows == 0 {
                        end = at + 1;
                        break;
                    }
                }
            }
            show(&some[..end]);
            self.next += end;
        }
        Ok(())
    }
}
