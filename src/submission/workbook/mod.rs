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
use super::{Opening, Row, TableError};
use container::Kind;
use grid::Grid;
pub(super) use grid::Rows;

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
    pub rows: Rows,
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
pub(super) fn open(bytes: Vec<u8>, name: &Arc<str>, opening: &Opening) -> Result<Opened, TableError> {
    let asked = opening.sheet.as_deref();
    let sha256 = crate::standard::hex(&Sha256::digest(&bytes));
    let read = |asked: Option<&str>| -> Result<(Vec<SheetName>, usize, Grid), Failure> {
        match container::kind(&bytes)? {
            Kind::Xlsx => xlsx::read(&bytes, asked, opening.threads),
            Kind::Ods => ods::read(&bytes, asked),
            Kind::Xls => xls::read(&bytes, asked),
        }
    };
    let (sheets, chosen, grid) = read(asked).map_err(|failure| failure.finding(name, asked))?;
    // A form says on a sheet of its own, which is hidden, that it is one, and which sheet is filled in.
    if asked.is_none() && sheets.iter().any(|sheet| sheet.name == form::SHEET) {
        let rows_of = |sheet: &str, notes: &mut Vec<Diagnostic>| -> Result<(Arc<str>, Vec<Row>), Failure> {
            let (sheets, chosen, grid) = read(Some(sheet))?;
            let sheet: Arc<str> = sheets[chosen].name.as_str().into();
            let rows = grid.into_rows(name, &sheet, notes)?;
            Ok((sheet, rows))
        };
        let (_, rows) = rows_of(form::SHEET, &mut Vec::new()).map_err(|failure| failure.finding(name, None))?;
        if let Some(marks) = form::Marks::read(&rows) {
            let mut notes = Vec::new();
            // Where that sheet was renamed it is the one that looks like it.
            let named = |name: &str| sheets.iter().position(|sheet| sheet.name == name);
            let alike = || (0..sheets.len()).find(|at| rows_of(&sheets[*at].name, &mut Vec::new()).is_ok_and(|(_, rows)| marks.fit(&rows)));
            let filled = named(marks.sheet()).or_else(alike).unwrap_or(chosen);
            let (sheet, rows) = rows_of(&sheets[filled].name, &mut notes).map_err(|failure| failure.finding(name, None))?;
            let others = sheets.iter().enumerate().filter(|(at, sheet)| *at != filled && !form::is_own(&sheet.name));
            notes.extend(other_sheets(name, &sheet, others.map(|(_, sheet)| sheet)));
            let rows = match marks.ballot(rows) {
                Ok((ballot, rows)) => {
                    return Ok(Opened { sheet, rows: Rows::Held(rows), notes, sha256, form: None, ballot: Some(ballot) });
                }
                Err(rows) => rows,
            };
            let (rows, places) = marks.table(&rows);
            let form = Some(OpenedForm { of: marks.form(), places });
            return Ok(Opened { sheet, rows: Rows::Held(rows.into()), notes, sha256, form, ballot: None });
        }
    }
    let sheet: Arc<str> = sheets[chosen].name.as_str().into();
    let mut notes = Vec::new();
    let others = sheets.iter().enumerate().filter(|(at, _)| *at != chosen).map(|(_, sheet)| sheet);
    notes.extend(other_sheets(name, &sheet, others).map(|found| found.help(text!(ChooseSheet))));
    drop(bytes);
    let rows = grid.into_text(name, &sheet, &mut notes).map_err(|failure| failure.finding(name, asked))?;
    Ok(Opened { sheet, rows, notes, sha256, form: None, ballot: None })
}

/// Says which sheets were not read, if there are any.
fn other_sheets<'s>(name: &Arc<str>, sheet: &Arc<str>, others: impl Iterator<Item = &'s SheetName>) -> Option<Diagnostic> {
    let others: Vec<Part> = others.map(|other| Part::from(other.name.as_str())).collect();
    let text = (!others.is_empty()).then(|| text!(OtherSheets, sheet = sheet, others = others))?;
    Some(Diagnostic::new(Code::OtherSheets, Place::File(Arc::clone(name)), text))
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
