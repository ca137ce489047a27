//! Filled-in forms: a workbook with one applicant, whose questions stand below each other. A hidden sheet says which form it is and
//! where its answers stand; they become one row of a table like any other, and every cell keeps its own place.

use std::sync::Arc;

use crate::standard::{Standard, header_key};
use crate::text::{Text, text};

use super::Row;

/// The sheet that says which form this is.
pub(crate) const SHEET: &str = "shifan";
/// Keys of that sheet.
pub(crate) const KIND: &str = "kind";
/// A self-assessment form.
pub(crate) const FORM: &str = "shifan/form/1";
pub(crate) const PROGRAM: &str = "program";
pub(crate) const STANDARD: &str = "standard";
pub(crate) const EDITION: &str = "edition";
pub(crate) const SHA256: &str = "sha256";
pub(crate) const PHASE: &str = "phase";
pub(crate) const FORM_SHEET: &str = "sheet";
/// What stands at the head of the column of ids.
pub(crate) const HEAD: &str = "head";
pub(crate) const PROFILE_COLUMN: &str = "profile-column";
pub(crate) const ANSWER_COLUMN: &str = "answer-column";
pub(crate) const EVIDENCE_COLUMN: &str = "evidence-column";
/// A header of the profile.
pub(crate) const PROFILE: &str = "profile";
/// An id that has an answer.
pub(crate) const LINE: &str = "line";
/// An id for which evidence is asked.
pub(crate) const EVIDENCE: &str = "evidence";

/// A ballot.
pub(crate) const BALLOT: &str = "shifan/ballot/1";
pub(crate) const SCHEME: &str = "scheme";
pub(crate) const TRACK: &str = "track";
pub(crate) const ROUND: &str = "round";
/// The cell that names the expert, whose name counts for every row.
pub(crate) const EXPERT_CELL: &str = "expert-cell";
/// A column that is computed and says nothing of its own.
pub(crate) const COMPUTED: &str = "computed-column";

/// What a ballot was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotOf {
    /// The scheme.
    pub scheme: String,
    /// The track.
    pub track: String,
    /// The round.
    pub round: String,
    /// Where the expert's name stands: column from 0, row from 1.
    pub expert: Option<(usize, u64)>,
}

/// Which form a workbook is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormOf {
    standard: String,
    edition: String,
    sha256: String,
    phase: String,
}

/// How a form fits the standard that it is read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It was made from this very file.
    Exact,
    /// It was made from another text of the same edition: it may have shown other points.
    OtherText,
    /// It is a form of another standard, edition or phase: what it was made from, and what it should have been.
    Other(Box<Text>),
}

impl FormOf {
    /// How the form fits a standard in a phase.
    #[must_use]
    pub fn fit(&self, standard: &Standard, phase: Option<i32>) -> Fit {
        let wanted = phase.map(|phase| phase.to_string()).unwrap_or_default();
        if self.standard != standard.id || self.edition != standard.edition || self.phase != wanted {
            let named = |id: &str, edition: &str, phase: &str| {
                if phase.is_empty() {
                    text!(FormStandard, id = id, edition = edition)
                } else {
                    text!(FormStandardPhase, id = id, edition = edition, phase = phase)
                }
            };
            let own = named(&self.standard, &self.edition, &self.phase);
            let text = text!(OtherEdition, form = own, wanted = named(&standard.id, &standard.edition, &wanted));
            return Fit::Other(Box::new(text));
        }
        if self.sha256 == standard.sha256 { Fit::Exact } else { Fit::OtherText }
    }
}

/// The hidden sheet of a form.
pub(super) struct Marks(Vec<(String, String)>);

impl Marks {
    /// What the rows of the hidden sheet say; `None` if they are of no form.
    pub(super) fn read(rows: &[Row]) -> Option<Self> {
        let cell = |row: &Row, column| row.cells.get(column).unwrap_or_default().trim().to_owned();
        let marks = Self(rows.iter().map(|row| (cell(row, 0), cell(row, 1))).collect());
        matches!(marks.get(KIND), Some(FORM | BALLOT)).then_some(marks)
    }

    /// What the workbook was made for, where it is a ballot.
    pub(super) fn ballot(&self) -> Option<BallotOf> {
        let text = |key| self.get(key).unwrap_or_default().to_owned();
        let expert = self.get(EXPERT_CELL).and_then(cell_of);
        (self.get(KIND) == Some(BALLOT)).then(|| BallotOf { scheme: text(SCHEME), track: text(TRACK), round: text(ROUND), expert })
    }

    /// The rows of a ballot: the expert, who is named once, in each of them, and nothing in columns that are computed.
    pub(super) fn ballot_rows(&self, rows: Vec<Row>) -> Vec<Row> {
        let computed: Vec<usize> = self.0.iter().filter(|(key, _)| key == COMPUTED).filter_map(|(_, column)| column_of(column)).collect();
        let head = self.get(HEAD).map(header_key).unwrap_or_default();
        let (column, row) = self.get(EXPERT_CELL).and_then(cell_of).unwrap_or((usize::MAX, 0));
        let expert = rows.iter().find(|r| r.number == row).and_then(|r| r.cells.get(column)).unwrap_or_default().trim().to_owned();
        let mut below = false;
        rows.into_iter()
            .map(|row| {
                let first = header_key(row.cells.get(0).unwrap_or_default());
                let is_head = !below && first == head;
                let cells = row.cells.iter().enumerate().map(|(column, cell)| match column {
                    0 if below => expert.as_str(),
                    _ if computed.contains(&column) => "",
                    _ => cell,
                });
                let cells = cells.collect();
                below |= is_head;
                Row { number: row.number, cells }
            })
            .collect()
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    fn lists(&self, key: &str, value: &str) -> bool {
        let value = header_key(value);
        self.0.iter().any(|(k, v)| k == key && header_key(v) == value)
    }

    /// Which sheet was to be filled in.
    pub(super) fn sheet(&self) -> &str {
        self.get(FORM_SHEET).unwrap_or_default()
    }

    /// Which form this is.
    pub(super) fn form(&self) -> FormOf {
        let text = |key| self.get(key).unwrap_or_default().to_owned();
        FormOf { standard: text(STANDARD), edition: text(EDITION), sha256: text(SHA256), phase: text(PHASE) }
    }

    /// The rows of the sheet that was filled in as a table of one row, and the place of each of its columns.
    pub(super) fn table(&self, rows: &[Row]) -> ([Row; 2], Places) {
        let column = |key| self.get(key).and_then(column_of).unwrap_or(usize::MAX);
        let (profile, answers, evidence) = (column(PROFILE_COLUMN), column(ANSWER_COLUMN), column(EVIDENCE_COLUMN));
        let head = self.get(HEAD).map(header_key).unwrap_or_default();
        let (mut header, mut cells, mut places) = (csv::StringRecord::new(), csv::StringRecord::new(), Vec::new());
        let mut below = false;
        let mut head_row = 0;
        for row in rows {
            let cell = |column: usize| row.cells.get(column).unwrap_or_default();
            let key = cell(0).trim();
            let mut put = |name: &str, column: usize| {
                header.push_field(name);
                cells.push_field(cell(column));
                places.push((row.number, column));
            };
            if !below && header_key(key) == head {
                (below, head_row) = (true, row.number);
            } else if below {
                // Lines that somebody has put in are no answers to anything, and are said to be none.
                if self.lists(LINE, key) || !cell(answers).trim().is_empty() {
                    put(key, answers);
                }
                if self.lists(EVIDENCE, key) {
                    put(&format!("{key} 佐证材料"), evidence);
                }
            } else if self.lists(PROFILE, key) {
                put(key, profile);
            }
        }
        let rows = [Row { number: head_row, cells: header }, Row { number: head_row + 2, cells }];
        (rows, Places(places.into()))
    }
}

/// `B3` → 1, 3: the column from 0, the row from 1.
fn cell_of(cell: &str) -> Option<(usize, u64)> {
    let digits = cell.find(|c: char| c.is_ascii_digit())?;
    Some((column_of(&cell[..digits])?, cell[digits..].parse().ok()?))
}

/// `D` → 3.
fn column_of(letters: &str) -> Option<usize> {
    let number = letters.bytes().try_fold(0usize, |number, letter| {
        letter.is_ascii_uppercase().then(|| number.checked_mul(26)?.checked_add(usize::from(letter - b'A') + 1))?
    })?;
    number.checked_sub(1)
}

/// Where the columns of a form's only row stand on its sheet: row, from 1, and column, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Places(Arc<[(u64, usize)]>);

impl Places {
    /// Row and column on the sheet.
    pub(super) fn of(&self, column: Option<usize>) -> (Option<u64>, Option<usize>) {
        match column.and_then(|column| self.0.get(column)) {
            Some((row, column)) => (Some(*row), Some(*column)),
            None => (None, None),
        }
    }
}

/// A form that was opened.
#[derive(Clone, Debug)]
pub(super) struct OpenedForm {
    pub of: FormOf,
    pub places: Places,
}
