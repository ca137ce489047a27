//! A pool: the tables of one call, scored and ranked. What is kept per applicant is small; everything that is wrong with a
//! row becomes a problem with its place.

use std::collections::HashMap;

use crate::diagnostic::{Cell, Diagnostic, Severity};
use crate::standard::Standard;
use crate::submission::{Answers, Headers, Layout, Opening, Questions, Row, expand, id_key};

use super::applicant::Applicant;
use super::card::Difference;
use super::evaluate::Scorecard;
use super::plan::{Plan, PlanError};
use super::reading::Scoring;

/// What a call asks for besides the standard and the tables.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The phase to judge.
    pub phase: Option<i32>,
    /// Verified tables, whose filled cells replace the applicants' answers.
    pub verified: Vec<String>,
    /// How tables are opened: their encoding, the sheet of workbooks.
    pub opening: Opening,
    /// How much is kept of every row.
    pub keep: Keep,
    /// Leave out the ranking and keep the order of the input?
    pub no_rank: bool,
}

/// How much is kept of every row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// The totals.
    Totals,
    /// Also what each dimension came to.
    Dimensions,
    /// Also the row itself, so that a card can be made of it.
    #[default]
    Rows,
}

/// A table that was read.
pub struct InputFile {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows of applicants in it.
    pub rows: u64,
    /// Its columns.
    pub layout: Layout,
}

/// Everything that scoring a pool gave.
pub struct Pool<'s> {
    /// The standard and the phase.
    pub plan: Plan<'s>,
    /// What the cells are asked for.
    pub questions: Questions,
    /// The submissions.
    pub inputs: Vec<InputFile>,
    /// The verified tables.
    pub verified: Vec<InputFile>,
    /// All rows of applicants.
    pub applicants: Vec<Applicant>,
    /// In which order results show them.
    pub order: Vec<u32>,
    /// Errors and warnings.
    pub problems: Vec<Diagnostic>,
    /// File and row of each problem, in the same order.
    pub(super) problem_rows: Vec<(usize, u64)>,
    /// What a person should know and nobody has to mend.
    pub notes: Vec<Diagnostic>,
    /// Do the names of the files, without their folders, tell the tables apart?
    pub(super) names_tell_apart: bool,
    /// Was the ranking left out?
    pub no_rank: bool,
    /// How tables were opened.
    pub opening: Opening,
    /// Every verified answer that differs from the applicant's.
    pub differences: Vec<Difference>,
    pub(super) verified_rows: VerifiedRows,
}

/// The rows of the verified tables by id.
#[derive(Default)]
pub(super) struct VerifiedRows {
    pub rows: HashMap<String, (usize, Row)>,
    pub used: std::collections::HashSet<String>,
    /// Ids that stand in more than one row: none of these is used.
    pub twice: std::collections::HashSet<String>,
}

impl VerifiedRows {
    pub fn of(&self, id: &str) -> Option<(usize, &Row)> {
        self.rows.get(id_key(id).as_ref()).map(|(file, row)| (*file, row))
    }
}

impl Pool<'_> {
    /// A place as people read it: without folders where the file names tell the tables of the pool apart.
    #[must_use]
    pub fn show(&self, cell: &Cell) -> String {
        if self.names_tell_apart { cell.show_short() } else { cell.show() }
    }

    /// The errors in an applicant's row.
    pub fn errors_of(&self, applicant: &Applicant) -> impl Iterator<Item = &Diagnostic> {
        let (file, row) = (applicant.file as usize, u64::from(applicant.row));
        // All of a filled-in form is about one applicant.
        let rows = if self.inputs[file].layout.is_form() { 0..=u64::MAX } else { row..=row };
        let from = self.problem_rows.partition_point(|at| *at < (file, *rows.start()));
        let to = self.problem_rows.partition_point(|at| *at <= (file, *rows.end()));
        self.problems[from..to].iter().filter(|found| found.severity == Severity::Error)
    }

    /// The first applicant of this id, compared as ids are.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Applicant> {
        self.applicants.iter().find(|a| id_key(a.id()) == id_key(id))
    }

    /// What stands in an applicant's row under a header of the submissions, compared as headers are; none without such a column.
    #[must_use]
    pub fn under<'a>(&self, applicant: &'a Applicant, header: &str) -> Option<&'a str> {
        let key = crate::standard::header_key(header);
        let columns = &self.inputs[applicant.file as usize].layout.header;
        let column = columns.iter().position(|cell| crate::standard::header_key(cell) == key)?;
        Some(applicant.cells.as_ref()?.get(column).unwrap_or_default().trim())
    }

    /// The row of an applicant.
    #[must_use]
    pub fn place(&self, applicant: &Applicant) -> Cell {
        self.inputs[applicant.file as usize].layout.cell(u64::from(applicant.row), None)
    }
}

/// Scores the tables that were named.
///
/// # Errors
/// If the phase does not fit the standard; inside, findings about files that cannot be read at all. Nothing is scored then.
pub fn score<'s>(
    standard: &'s Standard,
    submissions: &[String],
    settings: &Settings,
) -> Result<Result<Pool<'s>, Vec<Diagnostic>>, PlanError> {
    let plan = Plan::new(standard, settings.phase)?;
    let mut scoring = Scoring {
        headers: Headers::new(standard),
        questions: Questions::new(standard),
        plan,
        settings,
        problems: Vec::new(),
        applicants: Vec::new(),
        differences: Vec::new(),
        profiles: HashMap::new(),
        verified: Vec::new(),
        verified_rows: VerifiedRows::default(),
        answers: Answers::blank(standard),
        verified_answers: Answers::blank(standard),
        card: Scorecard::default(),
    };
    let mut fatal = Vec::new();
    let (files, found) = expand(&settings.verified);
    scoring.take(found, &mut fatal);
    for path in &files {
        if let Err(found) = scoring.read_verified(path) {
            fatal.push(*found);
        }
    }
    let (files, found) = expand(submissions);
    scoring.take(found, &mut fatal);
    let mut inputs = Vec::new();
    for path in &files {
        match scoring.read(path, inputs.len()) {
            Ok(input) => inputs.push(input),
            Err(found) => fatal.push(*found),
        }
    }
    if !fatal.is_empty() {
        return Ok(Err(fatal));
    }
    Ok(Ok(scoring.finish(inputs)))
}
