//! Workbooks (.xlsx, .xls, .ods): the bytes of a file → one sheet → rows of texts, as a person sees them in Excel or WPS: 12.5 % is
//! `12.5%` and not 0.125, a code keeps its zeros, a day is a day. What a cell of text cannot say becomes a finding or stands in the
//! cell as what it is: a formula that was saved without its result is never a blank cell, an error never a figure.
//!
//! Files are hostile: what they unpack to and how many cells they may have is bounded before anything is kept.

mod container;
mod format;
mod grid;
mod ods;
mod shown;
mod xls;
mod xlsx;

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::text::{Part, text};

use super::form::{self, BallotOf, OpenedForm};
use super::{Row, TableError};
use container::Kind;
pub(super) use grid::Grid;

/// Largest workbook that is read, in bytes.
pub(super) const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// Most bytes that the parts of a workbook may unpack to, together.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;
/// Most filled cells of a sheet.
const MAX_CELLS: usize = 30_000_000;

/// A sheet that has been read.
pub(super) struct Opened {
    /// Its name.
    pub sheet: Arc<str>,
    /// Its rows that are not blank, each as wide as the sheet.
    pub rows: Vec<Row>,
    /// What a person should know of it: hidden rows and columns, merged cells, sheets that were not read.
    pub notes: Vec<Diagnostic>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Where it is a filled-in form, whose rows have been made a table: which one.
    pub form: Option<OpenedForm>,
    /// Where it is a ballot that was made to be filled in: what for.
    pub ballot: Option<BallotOf>,
}

/// A sheet of a workbook, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SheetName {
    name: String,
    visible: bool,
}

/// Why a workbook cannot be read.
#[derive(Debug)]
enum Failure {
    /// It is protected with a password.
    Password,
    /// Its parts are damaged; with the reader's own words.
    Damaged(String),
    /// It unpacks to more than is read, or has more cells.
    TooLarge,
    /// It is a file of another kind: what it is.
    OtherKind(&'static str),
    /// It has no sheet of this name, or no visible one.
    NoSheet(Vec<SheetName>),
}

/// Reads the first visible sheet of a workbook, or the one that is asked for by name.
///
/// # Errors
/// A finding about the file as a whole.
pub(super) fn open(bytes: Vec<u8>, name: &Arc<str>, asked: Option<&str>) -> Result<Opened, TableError> {
    let sha256 = crate::standard::hex(&Sha256::digest(&bytes));
    let read = |asked: Option<&str>| -> Result<(Vec<SheetName>, usize, Grid), Failure> {
        match container::kind(&bytes)? {
            Kind::Xlsx => xlsx::read(&bytes, asked),
            Kind::Ods => ods::read(&bytes, asked),
            Kind::Xls => xls::read(&bytes, asked),
        }
    };
    let (sheets, chosen, grid) = read(asked).map_err(|failure| failure.finding(name, asked))?;
    // A form says on a hidden sheet of its own that it is one, and which sheet is filled in.
    let is_form = |sheet: &&SheetName| sheet.name == form::SHEET && !sheet.visible;
    if asked.is_none() && sheets.iter().any(|sheet| is_form(&sheet)) {
        let rows_of = |sheet: &str| -> Result<(Arc<str>, Vec<Row>), Failure> {
            let (sheets, chosen, grid) = read(Some(sheet))?;
            let sheet: Arc<str> = sheets[chosen].name.as_str().into();
            let rows = grid.into_rows(name, &sheet, &mut Vec::new())?;
            Ok((sheet, rows))
        };
        let (_, rows) = rows_of(form::SHEET).map_err(|failure| failure.finding(name, None))?;
        if let Some(marks) = form::Marks::read(&rows) {
            let filled = if sheets.iter().any(|sheet| sheet.name == marks.sheet()) { marks.sheet() } else { &sheets[chosen].name };
            let (sheet, rows) = rows_of(filled).map_err(|failure| failure.finding(name, None))?;
            if let Some(ballot) = marks.ballot() {
                let rows = marks.ballot_rows(rows);
                return Ok(Opened { sheet, rows, notes: Vec::new(), sha256, form: None, ballot: Some(ballot) });
            }
            let (rows, places) = marks.table(&rows);
            let form = Some(OpenedForm { of: marks.form(), places });
            return Ok(Opened { sheet, rows: rows.into(), notes: Vec::new(), sha256, form, ballot: None });
        }
    }
    let sheet: Arc<str> = sheets[chosen].name.as_str().into();
    let mut notes = Vec::new();
    let others: Vec<Part> = sheets.iter().enumerate().filter(|(at, _)| *at != chosen).map(|(_, s)| Part::from(s.name.as_str())).collect();
    if !others.is_empty() {
        let found = Diagnostic::new(Code::OtherSheets, Place::File(Arc::clone(name)), text!(OtherSheets, sheet = &sheet, others = others));
        notes.push(found.help(text!(ChooseSheet)));
    }
    let rows = grid.into_rows(name, &sheet, &mut notes).map_err(|failure| failure.finding(name, asked))?;
    Ok(Opened { sheet, rows, notes, sha256, form: None, ballot: None })
}

/// The sheet to read: the one asked for, else the first visible one.
fn choose(sheets: &[SheetName], asked: Option<&str>) -> Result<usize, Failure> {
    let fits = |sheet: &&SheetName| match asked {
        Some(asked) => sheet.name.trim() == asked.trim(),
        None => sheet.visible,
    };
    sheets.iter().position(|sheet| fits(&sheet)).ok_or_else(|| Failure::NoSheet(sheets.to_vec()))
}

impl Failure {
    fn finding(self, name: &Arc<str>, asked: Option<&str>) -> TableError {
        let found = |code, text| Diagnostic::new(code, Place::File(Arc::clone(name)), text);
        Box::new(match self {
            Self::Password => found(Code::Password, text!(PasswordProtected)).help(text!(TakePasswordOff)),
            Self::Damaged(why) => found(Code::DamagedFile, text!(DamagedWorkbook, why = why)).help(text!(SaveWorkbookAgain)),
            Self::TooLarge => found(Code::FileTooLarge, text!(WorkbookTooLarge)).help(text!(SplitOrCsv)),
            Self::OtherKind(kind) => found(Code::WrongFormat, text!(NotAWorkbook, kind = kind)).help(text!(SaveAsXlsx)),
            Self::NoSheet(sheets) => {
                let list: Vec<Part> = sheets.iter().map(|sheet| Part::from(sheet.name.as_str())).collect();
                let text = match asked {
                    Some(asked) => text!(NoSheetNamed, sheet = asked),
                    None => text!(NoVisibleSheet),
                };
                found(Code::NoSheet, text).help(text!(SheetsAre, list = list))
            }
        })
    }
}
