//! The rows of a CSV table, or of a sheet that was made one, streamed. Crate `csv` splits the cells; what it lets pass in silence (a quotation mark that
//! never closes, text behind a closing one) is caught before it sees them, so that only the row at fault is lost.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::progress::{Step, Watch, Watched};
use crate::text::text;

use super::encoding::{self, Encoding, OpenError};
pub(crate) use super::encoding::{Look, Source};
use super::form::{BallotOf, FormOf, OpenedForm};
use super::{MAX_BYTES_IN_MEMORY, MAX_CELL_LINES, workbook};

/// A row: its number as a spreadsheet shows it, and its cells.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// From 1, counting blank rows, and a cell with line breaks as part of one row.
    pub number: u64,
    /// The cells as text.
    pub cells: csv::StringRecord,
    /// Where the row ends in the text of a CSV file, in bytes from its beginning.
    pub(crate) end: u64,
}

impl Row {
    /// A row of cells.
    #[must_use]
    pub fn new(number: u64, cells: csv::StringRecord) -> Self {
        Self { number, cells, end: 0 }
    }
}

/// What stands on a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableLine {
    /// Cells.
    Cells,
    /// A quotation mark that opens in `column` and never closes, or closes in the middle of the cell.
    OpenQuote {
        /// From 0.
        column: usize,
    },
}

/// A table that has been opened: its rows come one by one.
pub struct Table {
    /// As named on the command line.
    pub name: Arc<str>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The encoding that was found.
    pub encoding: Encoding,
    /// What parts the cells.
    pub delimiter: u8,
    /// How many bytes its file has; of a workbook, the text of the sheet that was read.
    pub(crate) bytes: u64,
    /// The sheet of a workbook that was read.
    pub sheet: Option<Arc<str>>,
    /// Where it is a filled-in form, made a table of one row: which one.
    pub(super) form: Option<OpenedForm>,
    /// Where it is a ballot that was made to be filled in: what for.
    pub(super) ballot: Option<BallotOf>,
    /// What a person should know of the sheet.
    notes: Vec<Diagnostic>,
    /// How many headers of the best row are known.
    recognised: usize,
    rows: Rows,
    watch: Watch,
}

/// Where rows come from.
enum Rows {
    /// A text, row by row.
    Text(Box<csv::Reader<Guard<BufReader<Watched<Source>>>>>),
    /// A form, or a sheet that no text says exactly, as it was read.
    Held(std::vec::IntoIter<Row>),
}

impl Rows {
    fn text(source: Source, delimiter: u8, watch: &Watch, number: u64, at: u64) -> Self {
        let source = BufReader::with_capacity(1 << 16, Watched::new(source, watch));
        Self::Text(Box::new(reader(source, delimiter, number, at)))
    }
}

/// How a table is to be opened.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// An encoding to read in, instead of what the content says.
    pub encoding: Option<Encoding>,
    /// The sheet of a workbook, instead of the first visible one.
    pub sheet: Option<String>,
    /// On how many threads the rows of a large table are worked on; 0 is 1. The result is the same for any number.
    pub threads: usize,
    /// Who is told how far reading has come.
    pub watch: Watch,
}

/// Why a table could not be opened: a finding about the file.
pub type TableError = Box<Diagnostic>;

/// How much of a file is looked at to tell what parts its cells.
const SAMPLE: usize = 1 << 16;

impl Table {
    /// Opens a workbook or a CSV file (or standard input for `-`). `recognise` says how many headers of a row are known; the delimiter
    /// under which most are recognised in one row is the file's.
    ///
    /// # Errors
    /// A finding about the file as a whole.
    pub fn open(path: &str, opening: &Opening, recognise: &dyn Fn(&csv::StringRecord) -> usize) -> Result<Self, TableError> {
        Self::open_looked(path, opening, recognise, Look::Through)
    }

    /// The same, perhaps without looking through the whole file first.
    pub(crate) fn open_looked(
        path: &str,
        opening: &Opening,
        recognise: &dyn Fn(&csv::StringRecord) -> usize,
        look: Look,
    ) -> Result<Self, TableError> {
        let asked = opening.encoding;
        let name: Arc<str> = crate::standard::shown_path(path).into();
        let found = |code, text| Box::new(Diagnostic::new(code, Place::File(Arc::clone(&name)), text));
        let io = |error: &io::Error| {
            let why = crate::standard::io_reason(error);
            Box::new(found(Code::Unreadable, text!(CannotRead, file = &name, why = why)).help(text!(CheckPath)))
        };
        let watch = &opening.watch;
        let opened = encoding::open(path, &name, asked, watch, look);
        if let Err(OpenError::Workbook(bytes)) = opened {
            watch.begin(Step::OpenWorkbook, &name, None);
            let opened = workbook::open(bytes, &name, opening)?;
            let (rows, bytes) = match opened.rows {
                workbook::Rows::Text(text) => {
                    let bytes = text.len() as u64;
                    (Rows::text(Source::memory(text.into_bytes()), b',', watch, 1, 0), Some(bytes))
                }
                workbook::Rows::Held(rows) => (Rows::Held(rows.into_iter()), None),
            };
            watch.begin(Step::ReadRows, &name, bytes);
            return Ok(Self {
                name,
                sha256: opened.sha256,
                encoding: encoding_rs::UTF_8,
                delimiter: b',',
                bytes: bytes.unwrap_or(0),
                sheet: Some(opened.sheet),
                notes: opened.notes,
                form: opened.form,
                ballot: opened.ballot,
                recognised: 0,
                rows,
                watch: watch.clone(),
            });
        }
        let mut opened = opened.map_err(|error| match error {
            OpenError::Workbook(_) => found(Code::WrongFormat, text!(NotCsv, kind = "xlsx")),
            OpenError::Io(error) => io(&error),
            OpenError::TooLarge { bytes, limit } if limit == MAX_BYTES_IN_MEMORY => {
                Box::new(found(Code::FileTooLarge, text!(FileTooLarge, size = bytes, limit = limit)).help(text!(LargeFilesUtf8)))
            }
            OpenError::TooLarge { bytes, limit } => found(Code::FileTooLarge, text!(FileTooLarge, size = bytes, limit = limit)),
            OpenError::Foreign(kind) => Box::new(found(Code::WrongFormat, text!(NotCsv, kind = kind)).help(text!(SaveAsCsv))),
            OpenError::NotText { encoding, row } => {
                Box::new(found(Code::Encoding, text!(NoEncodingFits, encoding = encoding.name(), row = row)).help(text!(SaveAsUtf8)))
            }
            OpenError::NotThis { encoding, row } => {
                Box::new(found(Code::Encoding, text!(NotThisEncoding, encoding = encoding.name(), row = row)).help(text!(LeaveEncodingOut)))
            }
        })?;
        if opened.bytes == 0 {
            return Err(Box::new(found(Code::EmptyFile, text!(EmptyFile)).help(text!(SaveAgain))));
        }
        let head = opened.source.head(SAMPLE).map_err(|error| io(&error))?;
        let (delimiter, recognised) = delimiter(&head, recognise);
        if recognised == 0 && opened.encoding == encoding_rs::GB18030 && asked.is_none() {
            // GB18030 takes nearly everything, Big5 among it; no known header makes that the likelier reading.
            let opening = Opening { encoding: Some(encoding_rs::BIG5), sheet: None, ..opening.clone() };
            if let Ok(table) = Self::open(path, &opening, recognise)
                && table.recognised > 0
            {
                return Ok(table);
            }
        }
        watch.begin(Step::ReadRows, &name, Some(opened.bytes));
        let rows = Rows::text(opened.source, delimiter, watch, 1, 0);
        Ok(Self {
            name,
            sha256: opened.sha256,
            encoding: opened.encoding,
            delimiter,
            bytes: opened.bytes,
            sheet: None,
            form: None,
            ballot: None,
            notes: Vec::new(),
            recognised,
            rows,
            watch: watch.clone(),
        })
    }

    /// A text that was read before, for reading rows of it again.
    pub(crate) fn of_text(name: Arc<str>, text: Source) -> Self {
        let watch = Watch::default();
        Self {
            name,
            sha256: String::new(),
            encoding: encoding_rs::UTF_8,
            delimiter: b',',
            bytes: 0,
            sheet: None,
            form: None,
            ballot: None,
            notes: Vec::new(),
            recognised: 0,
            rows: Rows::text(text, b',', &watch, 1, 0),
            watch,
        }
    }

    /// Is its encoding certain, and its hash known?
    pub(crate) fn was_looked_through(&self) -> bool {
        !self.sha256.is_empty()
    }

    /// Takes the text away, for reading it in blocks; rows that are held have none. [`Table::go_on`] gives it back.
    pub(crate) fn take_text(&mut self) -> Option<Source> {
        match std::mem::replace(&mut self.rows, Rows::Held(Vec::new().into_iter())) {
            Rows::Text(reader) => Some(reader.into_inner().source.into_inner().into_inner()),
            held @ Rows::Held(_) => {
                self.rows = held;
                None
            }
        }
    }

    /// Goes on with the row of this number, which begins at this byte of the text.
    ///
    /// # Errors
    /// Those of the file.
    pub(crate) fn go_on(&mut self, mut source: Source, number: u64, at: u64) -> io::Result<()> {
        source.seek_text(at)?;
        self.rows = Rows::text(source, self.delimiter, &self.watch, number, at);
        Ok(())
    }

    /// Which form it is, where it is a filled-in one.
    #[must_use]
    pub fn form(&self) -> Option<&FormOf> {
        self.form.as_ref().map(|form| &form.of)
    }

    /// Notes an encoding other than UTF-8, and what a person should know of a sheet.
    pub fn note_opening(&mut self, findings: &mut Vec<Diagnostic>) {
        findings.append(&mut self.notes);
        if self.encoding != encoding_rs::UTF_8 {
            let text = text!(EncodingFound, encoding = self.encoding.name());
            findings.push(Diagnostic::new(Code::EncodingFound, Place::File(Arc::clone(&self.name)), text));
        }
    }

    /// The next row that is not blank; `None` at the end.
    ///
    /// # Errors
    /// A finding where the file can no longer be read.
    pub fn next(&mut self, row: &mut Row) -> Result<Option<TableLine>, TableError> {
        self.watch.rows(1);
        let reader = match &mut self.rows {
            Rows::Text(reader) => reader,
            Rows::Held(rows) => {
                return Ok(rows.next().map(|held| {
                    *row = held;
                    TableLine::Cells
                }));
            }
        };
        next(reader, row).map_err(|error| self.unreadable(&error))
    }

    /// A finding where the file can no longer be read.
    pub(crate) fn unreadable(&self, error: &io::Error) -> TableError {
        let text = text!(CannotRead, file = &self.name, why = crate::standard::io_reason(error));
        Box::new(Diagnostic::new(Code::Unreadable, Place::File(Arc::clone(&self.name)), text).help(text!(CheckPath)))
    }
}

/// The delimiter under which most headers are recognised in one row, and how many.
fn delimiter(head: &[u8], recognise: &dyn Fn(&csv::StringRecord) -> usize) -> (u8, usize) {
    let under = |delimiter: u8| {
        let mut rows = reader(Cursor::new(head), delimiter, 1, 0);
        let (mut row, mut best) = (Row::default(), 0);
        for _ in 0..super::HEADER_SEARCH {
            match next(&mut rows, &mut row) {
                // A row of no more cells cannot hold more headers.
                Ok(Some(TableLine::Cells)) if row.cells.len() <= best => {}
                Ok(Some(TableLine::Cells)) => best = best.max(recognise(&row.cells)),
                Ok(Some(TableLine::OpenQuote { .. })) => {}
                _ => break,
            }
        }
        best
    };
    // Of equals the last: the comma.
    [b';', b'\t', b','].into_iter().map(|delimiter| (delimiter, under(delimiter))).max_by_key(|(_, count)| *count).unwrap_or((b',', 0))
}

/// The rows of a source whose first one has this number and begins at this byte.
fn reader<R: BufRead>(source: R, delimiter: u8, number: u64, at: u64) -> csv::Reader<Guard<R>> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(Guard::new(source, delimiter, number, at))
}

fn next<R: BufRead>(reader: &mut csv::Reader<Guard<R>>, row: &mut Row) -> io::Result<Option<TableLine>> {
    // The guard reads ahead of the parser; make sure that it has something to tell.
    if reader.get_ref().met.is_empty() {
        reader.get_mut().advance()?;
    }
    match reader.get_mut().met.pop_front() {
        None => Ok(None),
        Some(Met { number, end, line: TableLine::Cells }) => {
            (row.number, row.end) = (number, end);
            reader.read_record(&mut row.cells).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
            Ok(Some(TableLine::Cells))
        }
        Some(Met { number, end, line }) => {
            (row.number, row.end) = (number, end);
            row.cells.clear();
            Ok(Some(line))
        }
    }
}

struct Met {
    number: u64,
    end: u64,
    line: TableLine,
}

/// Lets only whole, well-quoted, non-blank rows through, and notes the number of each.
struct Guard<R> {
    source: R,
    delimiter: u8,
    /// Physical lines that were read but belong to later rows.
    pending: VecDeque<Vec<u8>>,
    /// Bytes of good rows that the parser has not taken yet.
    out: Vec<u8>,
    taken: usize,
    /// Rows that the consumer has not been told of yet.
    met: VecDeque<Met>,
    next_number: u64,
    /// How many bytes have been taken in, those of `pending` among them.
    read: u64,
    record: Vec<u8>,
}

impl<R: BufRead> Guard<R> {
    fn new(source: R, delimiter: u8, number: u64, read: u64) -> Self {
        Self {
            source,
            delimiter,
            pending: VecDeque::new(),
            out: Vec::new(),
            taken: 0,
            met: VecDeque::new(),
            next_number: number,
            read,
            record: Vec::new(),
        }
    }

    /// The next physical line with its end: a line feed, both, or a carriage return alone.
    fn line(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        if let Some(line) = self.pending.pop_front() {
            into.extend_from_slice(&line);
            return Ok(true);
        }
        let from = into.len();
        self.read += self.source.read_until(b'\n', into)? as u64;
        if into.len() == from {
            return Ok(false);
        }
        let line = &into[from..];
        let lone_return = |at: &usize| line[*at] == b'\r' && line.get(at + 1).is_some_and(|next| *next != b'\n');
        if let Some(first) = (0..line.len()).find(lone_return) {
            let mut start = first + 1;
            for at in (start..line.len()).filter(lone_return) {
                self.pending.push_back(line[start..=at].to_vec());
                start = at + 1;
            }
            self.pending.push_back(line[start..].to_vec());
            into.truncate(from + first + 1);
        }
        Ok(true)
    }

    /// Where the rows that have been taken in end.
    fn end(&self) -> u64 {
        self.read - self.pending.iter().map(|line| line.len() as u64).sum::<u64>()
    }

    /// Takes in the next row, good or bad; `false` at the end.
    fn advance(&mut self) -> io::Result<bool> {
        loop {
            let mut record = std::mem::take(&mut self.record);
            record.clear();
            let more = self.line(&mut record)?;
            let first_line = record.len();
            let mut quotes = Quotes::new(self.delimiter);
            quotes.feed(&record);
            let (mut lines, mut lines_of) = (1, Vec::new());
            while more && quotes.is_open() && lines < MAX_CELL_LINES {
                let from = record.len();
                if !self.line(&mut record)? {
                    break;
                }
                lines_of.push(from);
                quotes.feed(&record[from..]);
                lines += 1;
            }
            let number = self.next_number;
            let fault = if quotes.is_open() || quotes.garbled { Some(quotes.opened_in) } else { None };
            let blank = record.iter().all(u8::is_ascii_whitespace) && fault.is_none();
            if more {
                self.next_number += 1;
            }
            if let Some(column) = fault {
                // Only the line where the quotation mark opens is lost; the lines behind it are read anew.
                let mut rest = record.split_off(first_line);
                while let Some(last) = lines_of.pop().filter(|last| *last >= first_line) {
                    self.pending.push_front(rest.split_off(last - first_line));
                }
                let end = self.end();
                self.met.push_back(Met { number, end, line: TableLine::OpenQuote { column } });
            } else if !blank {
                if self.taken == self.out.len() {
                    self.out.clear();
                    self.taken = 0;
                }
                let end = record.iter().rposition(|b| !matches!(b, b'\n' | b'\r')).map_or(0, |n| n + 1);
                self.out.extend_from_slice(&record[..end]);
                self.out.push(b'\n');
                let end = self.end();
                self.met.push_back(Met { number, end, line: TableLine::Cells });
            }
            self.record = record;
            if !more {
                return Ok(false);
            }
            if !blank {
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.out.len() {
            // At the end of the file a last row may still have come.
            if !self.advance()? && self.taken == self.out.len() {
                return Ok(0);
            }
        }
        let count = buffer.len().min(self.out.len() - self.taken);
        buffer[..count].copy_from_slice(&self.out[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

/// Follows the quotation marks of one row.
struct Quotes {
    delimiter: u8,
    state: QuoteState,
    column: usize,
    opened_in: usize,
    garbled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum QuoteState {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quotation mark inside a quoted cell: its end, or the first of two.
    Closing,
}

impl Quotes {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, state: QuoteState::CellStart, column: 0, opened_in: 0, garbled: false }
    }

    fn is_open(&self) -> bool {
        self.state == QuoteState::Quoted && !self.garbled
    }

    fn feed(&mut self, bytes: &[u8]) {
        use QuoteState::{CellStart, Closing, Plain, Quoted};
        for byte in bytes {
            self.state = match (self.state, *byte) {
                (Quoted, b'"') => Closing,
                (Quoted, _) => Quoted,
                (Closing, b'"') => Quoted,
                (CellStart, b'"') => {
                    self.opened_in = self.column;
                    Quoted
                }
                (CellStart | Plain | Closing, b) if b == self.delimiter => {
                    self.column += 1;
                    CellStart
                }
                (CellStart | Plain | Closing, b'\n' | b'\r') => CellStart,
                (Closing, _) => {
                    self.garbled = true;
                    return;
                }
                (CellStart | Plain, _) => Plain,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Result<Vec<String>, usize>)> {
        let mut reader = reader(Cursor::new(text.as_bytes().to_vec()), b',', 1, 0);
        let mut row = Row::default();
        let mut rows = Vec::new();
        while let Some(line) = next(&mut reader, &mut row).expect("memory does not fail") {
            let cells = row.cells.iter().map(ToOwned::to_owned).collect();
            rows.push((
                row.number,
                match line {
                    TableLine::Cells => Ok(cells),
                    TableLine::OpenQuote { column } => Err(column),
                },
            ));
        }
        rows
    }

    fn ok(number: u64, cells: &[&str]) -> (u64, Result<Vec<String>, usize>) {
        (number, Ok(cells.iter().map(ToString::to_string).collect()))
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        assert_eq!(rows("a,b\n\n\"x\ny\",1\r\nc,d"), [ok(1, &["a", "b"]), ok(3, &["x\ny", "1"]), ok(4, &["c", "d"])]);
    }

    #[test]
    fn an_unclosed_quotation_mark_costs_one_row() {
        assert_eq!(rows("a,b\n1,\"x\n2,y\n3,z\n"), [ok(1, &["a", "b"]), (2, Err(1)), ok(3, &["2", "y"]), ok(4, &["3", "z"])]);
        // It seems to close at the next row's opening mark: what follows gives it away.
        assert_eq!(rows("1,\"x\n2,\"y\"\n"), [(1, Err(1)), ok(2, &["2", "y"])]);
        assert_eq!(rows("\"1\"x,2\n3,4\n"), [(1, Err(0)), ok(2, &["3", "4"])]);
    }

    #[test]
    fn a_carriage_return_alone_ends_a_row_too() {
        assert_eq!(
            rows("a,b\n1,2\r3,4\r\n5,\"x\ry\"\n"),
            [ok(1, &["a", "b"]), ok(2, &["1", "2"]), ok(3, &["3", "4"]), ok(4, &["5", "x\ry"])]
        );
    }

    #[test]
    fn doubled_marks_and_marks_inside_plain_cells_are_text() {
        assert_eq!(rows("\"a\"\"b\",5\"\n"), [ok(1, &["a\"b", "5\""])]);
    }

    #[test]
    fn rows_of_delimiters_alone_are_rows() {
        assert_eq!(rows("a,b\n,\n"), [ok(1, &["a", "b"]), ok(2, &["", ""])]);
        assert_eq!(rows(""), []);
    }
}
