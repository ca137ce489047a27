//! A pool: the tables of one call, scored and ranked. What is kept per applicant is small; everything that is wrong with a
//! row becomes a problem with its place.

use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

use crate::diagnostic::{Cell, Code, Diagnostic, Place, Severity};
use crate::standard::{Profile, Standard};
use crate::submission::{Encoding, Layout, Opening, Questions, Row, Source, expand, id_key, short};
use crate::text::text;

use super::again::Again;
use super::applicant::{Applicant, Applicants, Profile as ApplicantProfile, Status};
use super::card::Difference;
use super::plan::{Plan, PlanError};
use super::rank;
use super::reading::{Found, Scorer, Task, kept, read_verified};
use super::verdict::Reason;

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
    /// Indicators, by position, whose state and points are kept of every applicant, for holding them against those of another pool.
    pub watched: Vec<usize>,
    /// Leave out the ranking and keep the order of the input?
    pub no_rank: bool,
    /// Leave out the SHA-256 of tables, where the result does not say it and they are not looked through for another reason?
    pub no_hash: bool,
    /// Will the result be written once in the order of the input, so that applicants need not be held in memory? Only with `no_rank`.
    pub streamed: bool,
    /// Read every row the long way? The result is the same; this is for holding the short way against it.
    pub long_way: bool,
}

/// How much is kept of every row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// The totals.
    Totals,
    /// Also what each dimension came to.
    Dimensions,
    /// The same, and where a row can be read again, or the row itself where it cannot: for looking at a few closely.
    Again,
    /// Also the row itself, so that a card can be made of it.
    #[default]
    Rows,
}

/// A table that was read.
pub struct InputFile {
    /// SHA-256 of the file; may be blank with [`Settings::no_hash`].
    pub sha256: String,
    /// Rows of applicants in it.
    pub rows: u64,
    /// Its columns.
    pub layout: Layout,
    /// What parts its cells, and the encoding that it was found to be in.
    pub(super) delimiter: u8,
    pub(super) encoding: Encoding,
    /// Where rows that were not kept can be read again.
    pub(super) again: Option<Origin>,
}

/// Where rows can be read again.
pub(super) enum Origin {
    /// In the file of this path.
    File(String),
    /// In the text that was made of a sheet.
    Sheet(Source),
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
    pub applicants: Applicants,
    /// In which order results show them.
    pub(super) order: Order,
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

/// In which order results show applicants.
pub(super) enum Order {
    /// As they came.
    Input,
    /// By rank.
    Ranked(Vec<u32>),
}

/// The rows of the verified tables by id.
#[derive(Default)]
pub(super) struct VerifiedRows {
    pub rows: HashMap<String, (usize, Row)>,
    /// Ids that stand in more than one row: none of these is used.
    pub twice: HashSet<String>,
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
    pub fn errors_of(&self, applicant: &Applicant<'_>) -> impl Iterator<Item = &Diagnostic> {
        let (file, row) = (applicant.file, applicant.row);
        // All of a filled-in form is about one applicant.
        let rows = if self.inputs[file].layout.is_form() { 0..=u64::MAX } else { row..=row };
        let from = self.problem_rows.partition_point(|at| *at < (file, *rows.start()));
        let to = self.problem_rows.partition_point(|at| *at <= (file, *rows.end()));
        self.problems[from..to].iter().filter(|found| found.severity == Severity::Error)
    }

    /// The first applicant of this id, compared as ids are.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Applicant<'_>> {
        let key = id_key(id);
        self.applicants.iter().find(|a| id_key(a.id()) == key)
    }

    /// Reads the row of an applicant again, where it was not kept, so that a card can be made of it.
    ///
    /// # Errors
    /// A finding where the file can no longer be read, or says something else by now.
    pub fn read_again(&mut self, index: usize) -> Result<(), Box<Diagnostic>> {
        let row = Again::new(self).row(&self.applicants.get(index))?.cloned();
        if let Some(row) = row {
            self.applicants.keep(index, row.cells);
        }
        Ok(())
    }

    /// What stands in an applicant's row under a header of the submissions, compared as headers are; none without such a column.
    #[must_use]
    pub fn under(&self, applicant: &Applicant<'_>, header: &str) -> Option<&str> {
        let key = crate::standard::header_key(header);
        let columns = &self.inputs[applicant.file].layout.header;
        let column = columns.iter().position(|cell| crate::standard::header_key(cell) == key)?;
        Some(self.applicants.cells(applicant.index)?.get(column).unwrap_or_default().trim())
    }

    /// The applicant in the same row of the same table as one of another pool of these tables.
    #[must_use]
    pub fn in_row_of(&self, other: &Applicant<'_>) -> Option<Applicant<'_>> {
        self.applicants.at_row(other.file, other.row).map(|index| self.applicants.get(index))
    }

    /// Were the rows of a table cut into cells alike in another pool of these tables?
    pub(crate) fn cut_alike(&self, other: &Pool<'_>, applicant: &Applicant<'_>) -> bool {
        let how = |pool: &Pool<'_>| pool.inputs.get(applicant.file).map(|input| (input.delimiter, input.encoding));
        how(self) == how(other)
    }

    /// For every place in the input the one in the order of results.
    pub(crate) fn places(&self) -> Vec<u32> {
        let mut places: Vec<u32> = (0..self.applicants.len() as u32).collect();
        if let Order::Ranked(order) = &self.order {
            (0..).zip(order).for_each(|(place, at)| places[*at as usize] = place);
        }
        places
    }

    /// The row of an applicant.
    #[must_use]
    pub fn place(&self, applicant: &Applicant<'_>) -> Cell {
        self.inputs[applicant.file].layout.cell(applicant.row, None)
    }

    /// All applicants in the order of results.
    pub fn in_order(&self) -> impl Iterator<Item = Applicant<'_>> {
        (0..self.applicants.len()).map(|place| self.at(place))
    }

    /// Shows applicants in the order of results, from one place up to another.
    ///
    /// # Errors
    /// Those of the temporary file that they may be kept in.
    pub fn each(&self, places: Range<usize>, mut show: impl FnMut(Applicant<'_>)) -> io::Result<()> {
        match &self.order {
            Order::Input => self.applicants.each(places, show),
            Order::Ranked(order) => {
                let order = &order[places];
                for (place, at) in order.iter().enumerate() {
                    self.applicants.approach(|steps| order.get(place + steps).copied());
                    show(self.applicants.get(*at as usize));
                }
                Ok(())
            }
        }
    }

    /// The applicant at a place in the order of results, from 0.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn at(&self, place: usize) -> Applicant<'_> {
        match &self.order {
            Order::Input => self.applicants.get(place),
            Order::Ranked(order) => self.applicants.get(order[place] as usize),
        }
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
    let mut task = Task::new(Plan::new(standard, settings.phase)?, settings);
    let (mut found, mut fatal) = (Found::default(), Vec::new());
    let named = |paths: &[String], found: &mut Found, fatal: &mut Vec<Diagnostic>| {
        let (files, about) = expand(paths);
        let (errors, others): (Vec<_>, Vec<_>) = about.into_iter().partition(|found| found.severity == Severity::Error);
        fatal.extend(errors);
        found.problems.extend(others);
        files
    };
    for path in named(&settings.verified, &mut found, &mut fatal) {
        if let Err(error) = read_verified(&mut task, &mut found, &path) {
            fatal.push(*error);
        }
    }
    let fails = |error: io::Error| vec![*kept(&error)];
    let store = if settings.streamed { Applicants::in_file() } else { Ok(Applicants::new()) };
    let mut applicants = match store {
        Ok(applicants) => applicants,
        Err(error) => return Ok(Err(fails(error))),
    };
    applicants.watched = settings.watched.len();
    applicants.starts_kept = settings.keep == Keep::Again;
    let mut inputs = Vec::new();
    let mut scorer = Scorer::new(&task);
    for path in named(submissions, &mut found, &mut fatal) {
        match scorer.read(&path, inputs.len(), &mut applicants) {
            Ok(input) => inputs.push(input),
            Err(error) => fatal.push(*error),
        }
    }
    found.append(scorer.found);
    if !fatal.is_empty() {
        return Ok(Err(fatal));
    }
    Ok(finish(task, found, applicants, inputs).map_err(fails))
}

/// Finds ids that stand twice, ranks, and puts problems and notes apart.
fn finish<'s>(task: Task<'s, '_>, mut found: Found, mut applicants: Applicants, inputs: Vec<InputFile>) -> io::Result<Pool<'s>> {
    let Task { settings, plan, questions, verified, verified_rows, profiles, .. } = task;
    let types = |profile: &ApplicantProfile| plan.standard.type_named(&profile.applicant_type);
    applicants.know(profiles.into_inner().unwrap_or_else(PoisonError::into_inner), types);
    for (range, reason) in std::mem::take(&mut found.refused) {
        let mut refused = Vec::new();
        applicants.each(range, |applicant| refused.push((applicant.index, applicant.status)))?;
        refused.into_iter().for_each(|(at, status)| applicants.not_scored(at, status, reason));
    }
    let by_id = (!settings.streamed).then(|| rank::by_id(&applicants, settings.opening.threads));
    let same = match &by_id {
        Some(by_id) => by_id.same(&applicants),
        None => rank::same_ids(&applicants)?,
    };
    duplicates(same, &mut applicants, &inputs, &mut found.problems)?;
    let unused = verified_rows.rows.iter().filter(|(key, _)| !found.verified.contains(*key)).map(|(key, (file, row))| {
        let place = Place::Cell(verified[*file].layout.cell(row.number, None));
        Diagnostic::new(Code::VerifiedUnmatched, place, text!(VerifiedUnmatched, id = short(key))).applicant(key)
    });
    found.problems.extend(unused);
    let order = match by_id {
        Some(by_id) if !settings.no_rank => Order::Ranked(rank::rank(&mut applicants, &by_id, settings.opening.threads)),
        _ => Order::Input,
    };
    let files: HashMap<Arc<str>, usize> =
        inputs.iter().chain(&verified).enumerate().map(|(i, input)| (Arc::clone(&input.layout.file), i)).collect();
    let short = |input: &InputFile| input.layout.file.rsplit('/').next().unwrap_or_default().to_owned();
    let names: HashSet<String> = inputs.iter().chain(&verified).map(short).collect();
    let names_tell_apart = names.len() == inputs.len() + verified.len();
    let by_place = |found: &Diagnostic| match &found.place {
        Place::File(file) | Place::Span(file, _) => (files.get(file).copied().unwrap_or(usize::MAX), 0, 0, found.code),
        Place::Cell(cell) => {
            (files.get(&cell.file).copied().unwrap_or(usize::MAX), cell.row.unwrap_or(0), cell.column.map_or(0, |c| c + 1), found.code)
        }
    };
    found.problems.sort_by_key(by_place);
    let (notes, problems): (Vec<_>, Vec<_>) = found.problems.into_iter().partition(|found| found.severity == Severity::Note);
    let problem_rows = problems
        .iter()
        .map(|found| {
            let (file, row, ..) = by_place(found);
            (file, row)
        })
        .collect();
    Ok(Pool {
        problem_rows,
        names_tell_apart,
        no_rank: settings.no_rank,
        opening: settings.opening.clone(),
        plan,
        questions,
        inputs,
        verified,
        applicants,
        order,
        problems,
        notes,
        differences: found.differences,
        verified_rows,
    })
}

/// Two rows with one id: neither is scored.
fn duplicates(
    same: Vec<Vec<(usize, Status)>>,
    applicants: &mut Applicants,
    inputs: &[InputFile],
    problems: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    for group in same {
        let mut rows: Vec<(String, Place)> = Vec::new();
        for (at, _) in &group {
            applicants.each(*at..*at + 1, |applicant| {
                let layout = &inputs[applicant.file].layout;
                let column = layout.profile(Profile::Id).or_else(|| layout.profile(Profile::Name));
                rows.push((applicant.id().to_owned(), Place::Cell(layout.cell(applicant.row, column))));
            })?;
        }
        for (at, (id, place)) in rows.iter().enumerate() {
            // One other row is enough to find them all, however many there are.
            let other = &rows[usize::from(at == 0)].1;
            let found =
                Diagnostic::new(Code::DuplicateApplicant, place.clone(), text!(DuplicateApplicant, id = short(id), count = rows.len()));
            problems.push(found.help(text!(UseTwoIds)).applicant(id).related(other.clone(), text!(OtherRow)));
        }
        for (at, status) in group {
            applicants.not_scored(at, status, Reason::of(Code::DuplicateApplicant));
        }
    }
    Ok(())
}
