//! Filled-in forms: a workbook with one applicant, whose questions stand below each other. A hidden sheet says which form it is and
//! where its answers stand; they become one row of a table like any other, and every cell keeps its own place.

use std::sync::Arc;

use crate::standard::{Standard, header_key};
use crate::text::{Language, Text, text};

use super::Row;
use super::profile::{is_sum, opens_note};

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
    /// The id of the standard that it was made from.
    #[must_use]
    pub fn standard(&self) -> &str {
        &self.standard
    }

    /// The phase that it was made for; none where the standard has none.
    #[must_use]
    pub fn phase(&self) -> Option<i32> {
        self.phase.parse().ok()
    }

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

    /// Of a ballot what it was made for, and its rows: the expert, who is named once, in each of them, and nothing in columns that are
    /// computed.
    pub(super) fn ballot(&self, rows: Vec<Row>) -> Result<(BallotOf, Vec<Row>), Vec<Row>> {
        if self.get(KIND) != Some(BALLOT) {
            return Err(rows);
        }
        let head = self.head(&rows, &text!(BallotTotal));
        let computed = head.map(|head| (headed(&rows[head.at], &text!(BallotTotal)), column_of(self.get(COMPUTED).unwrap_or_default())));
        let computed = computed.and_then(|(found, made)| found.or(made));
        // The name stands behind its label, or further on where a column was put in between.
        let above = &rows[..head.map_or(0, |head| head.at)];
        let named_at = above.iter().find_map(|row| {
            let label = headed(row, &text!(BallotExpert))?;
            let name = |(_, cell): &(usize, &str)| !cell.trim().is_empty() && !says(cell, &text!(BallotSignature));
            Some((row.cells.iter().enumerate().skip(label + 1).find(name).map_or(label + 1, |(column, _)| column), row.number))
        });
        let expert_at = named_at.or_else(|| self.get(EXPERT_CELL).and_then(cell_of));
        let named = expert_at.and_then(|(column, number)| rows.iter().find(|row| row.number == number)?.cells.get(column));
        let named = named.unwrap_or_default().trim().to_owned();
        let text = |key| self.get(key).unwrap_or_default().to_owned();
        let of = BallotOf { scheme: text(SCHEME), track: text(TRACK), round: text(ROUND), expert: expert_at };
        let with_expert = |(at, row): (usize, Row)| {
            let Some(head) = head.filter(|head| at > head.at) else { return row };
            let cells = row.cells.iter().enumerate().map(|(column, cell)| match column {
                // Sums and notes that somebody has put in below are not the expert's.
                _ if column == head.column && (is_sum(cell) || opens_note(&header_key(cell))) => cell,
                _ if column == head.column && !named.is_empty() => named.as_str(),
                // A formula that was saved without its result names nobody.
                _ if column == head.column && cell == "=" => "",
                _ if Some(column) == computed => "",
                _ => cell,
            });
            Row::new(row.number, cells.collect())
        };
        Ok((of, rows.into_iter().enumerate().map(with_expert).collect()))
    }

    /// Is it these rows that were to be filled in?
    pub(super) fn fit(&self, rows: &[Row]) -> bool {
        let beside = if self.get(KIND) == Some(BALLOT) { text!(BallotTotal) } else { text!(FormColAnswer) };
        self.whole_head(rows, &beside).is_some()
    }

    /// Where the header stands, or what is left of it.
    fn head(&self, rows: &[Row], beside: &Text) -> Option<Head> {
        let begins = |row: &Row| self.head_column(row) == Some(0);
        self.whole_head(rows, beside).or_else(|| Some(Head { at: rows.iter().position(begins)?, column: 0 }))
    }

    /// Where the header stands. Another row may begin with the same word; the header also has the column `beside`. Columns that somebody has
    /// put in shift it.
    fn whole_head(&self, rows: &[Row], beside: &Text) -> Option<Head> {
        rows.iter().enumerate().find_map(|(at, row)| {
            headed(row, beside)?;
            Some(Head { at, column: self.head_column(row)? })
        })
    }

    fn head_column(&self, row: &Row) -> Option<usize> {
        let head = header_key(self.get(HEAD)?);
        row.cells.iter().position(|cell| header_key(cell) == head)
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
        let head = self.head(rows, &text!(FormColAnswer));
        let column = |key, name: Text| {
            let found = head.and_then(|head| headed(&rows[head.at], &name));
            found.or_else(|| self.get(key).and_then(column_of)).unwrap_or(usize::MAX)
        };
        let profile = column(PROFILE_COLUMN, text!(FormColItem));
        let answers = column(ANSWER_COLUMN, text!(FormColAnswer));
        let evidence = column(EVIDENCE_COLUMN, text!(FormColGiven));
        let (mut header, mut cells, mut places) = (csv::StringRecord::new(), csv::StringRecord::new(), Vec::new());
        for (at, row) in rows.iter().enumerate() {
            let cell = |column: usize| row.cells.get(column).unwrap_or_default();
            let key = cell(head.map_or(0, |head| head.column)).trim();
            let mut put = |name: &str, column: usize| {
                header.push_field(name);
                cells.push_field(cell(column));
                places.push((row.number, column));
            };
            match head {
                Some(head) if at == head.at => {}
                Some(head) if at < head.at => {
                    if self.lists(PROFILE, key) {
                        put(key, profile);
                    }
                }
                None if self.lists(PROFILE, key) && !self.lists(LINE, key) => put(key, profile),
                _ => {
                    // Lines that somebody has put in are no answers to anything, and are said to be none.
                    if self.lists(LINE, key) || (head.is_some() && !cell(answers).trim().is_empty()) {
                        put(key, answers);
                    }
                    if self.lists(EVIDENCE, key) {
                        put(&format!("{key} 佐证材料"), evidence);
                    }
                }
            }
        }
        let head_row = head.map_or(0, |head| rows[head.at].number);
        let rows = [Row::new(head_row, header), Row::new(head_row + 2, cells)];
        (rows, Places(places.into()))
    }
}

/// Is a sheet of this name one that every form has and nobody fills in?
pub(super) fn is_own(sheet: &str) -> bool {
    sheet == SHEET || says(sheet, &text!(FormCalculation))
}

/// The header of a form: its position among the rows, and the column in which it begins.
#[derive(Clone, Copy)]
struct Head {
    at: usize,
    column: usize,
}

/// The column of a row that is headed with this, in either language.
fn headed(row: &Row, name: &Text) -> Option<usize> {
    row.cells.iter().position(|cell| says(cell, name))
}

/// Does a cell say this, in either language?
fn says(cell: &str, text: &Text) -> bool {
    let key = header_key(cell);
    [Language::Zh, Language::En].iter().any(|language| header_key(&text.say(*language)) == key)
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
