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
    /// The number of the next row that the table reads, where it has the text and not `lines`.
    number: Option<u64>,
}

/// A text as lines, of which few are asked for.
struct Lines {
    source: Source,
    /// Where the source stands, and the last of what was read before it.
    at: u64,
    buffer: Vec<u8>,
}

/// How much is read at a time: few rows are longer.
const BUFFER: usize = 1 << 10;

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
        let (Some(origin), Some((block, start))) = (&input.again, self.pool.applicants.block_of(applicant.index)) else { return Ok(None) };
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
            let lines = Lines { source, at: u64::MAX, buffer: Vec::with_capacity(BUFFER) };
            self.opened = Some(Opened { file: applicant.file, table, lines, number: None });
        }
        let Some(opened) = &mut self.opened else { return Ok(None) };
        self.row.number = 0;
        if let Some(start) = start {
            opened.line(start, &mut self.bytes).map_err(|error| opened.table.unreadable(&error))?;
            let text = std::str::from_utf8(&self.bytes[FRONT..]).unwrap_or_default();
            if !text.is_empty()
                && self.splitter.split(Any, &self.bytes, input.delimiter).is_ok()
                && let Some(cells) = self.splitter.rows(text, &self.bytes).next()
            {
                copy(&cells, &mut self.row.cells);
                self.row.number = applicant.row;
            }
        } else {
            opened.go_to(block, applicant.row).map_err(|error| opened.table.unreadable(&error))?;
            while self.row.number < applicant.row && opened.table.next(&mut self.row)?.is_some() {}
            opened.number = Some(self.row.number + 1);
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
    /// Goes to a row of this block, or to one before it in the block, with the table.
    fn go_to(&mut self, block: Block, row: u64) -> io::Result<()> {
        if self.number.is_some_and(|number| (block.number..=row).contains(&number)) {
            return Ok(());
        }
        let source = self.source();
        self.table.go_on(source, block.number, block.at)
    }

    /// The text, from whoever has it.
    fn source(&mut self) -> Source {
        match self.number.take() {
            Some(_) => self.table.take_text().unwrap_or_else(Source::none),
            None => std::mem::replace(&mut self.lines.source, Source::none()),
        }
    }

    /// Reads the row that begins at a byte of the text, ended by a line feed, behind [`FRONT`] other bytes.
    fn line(&mut self, start: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        if self.number.is_some() {
            self.lines = Lines { source: self.source(), at: u64::MAX, buffer: Vec::with_capacity(BUFFER) };
        }
        bytes.clear();
        bytes.resize(FRONT, 0);
        self.lines.append(start, bytes)?;
        if bytes.len() > FRONT && bytes.last() != Some(&b'\n') {
            bytes.push(b'\n');
        }
        Ok(())
    }
}

impl Lines {
    /// Appends what stands from a byte of the text on up to the next line feed outside quotation marks, or up to the end.
    fn append(&mut self, start: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        let held = self.at.wrapping_sub(self.buffer.len() as u64)..self.at;
        let mut next = match held.contains(&start) {
            true => (start - held.start) as usize,
            false => {
                self.source.seek_text(start)?;
                self.at = start;
                self.buffer.clear();
                0
            }
        };
        let mut quoted = false;
        loop {
            let some = &self.buffer[next..];
            for at in memchr2_iter(b'"', b'\n', some) {
                if some[at] == b'"' {
                    quoted = !quoted;
                } else if !quoted {
                    bytes.extend_from_slice(&some[..=at]);
                    return Ok(());
                }
            }
            bytes.extend_from_slice(some);
            self.buffer.clear();
            next = 0;
            let read = Read::by_ref(&mut self.source).take(BUFFER as u64).read_to_end(&mut self.buffer)?;
            self.at += read as u64;
            if read == 0 {
                return Ok(());
            }
        }
    }
}
