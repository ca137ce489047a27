//! Reading a pool: tables row by row, each row of an applicant scored as it comes. What stands around the applicants is
//! noted; one bad row never stops the others.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Cell, Code, Diagnostic, Place, Severity, column_letters};
use crate::standard::{HeaderTarget, Profile};
use crate::submission::{
    Answers, Fit, HEADER_SEARCH, Headers, Layout, Questions, Reading, Row, RowKind, Table, TableLine, Twin, id_key, mangled_code, name_of,
    row_kind, short,
};
use crate::text::{Part, text};

use super::applicant::{self, Applicant, Status};
use super::card::Difference;
use super::evaluate::Scorecard;
use super::plan::Plan;
use super::pool::{InputFile, Keep, Pool, Settings, VerifiedRows};
use super::rank;
use super::verdict::{self, Reason};

/// Scoring in the making.
pub(super) struct Scoring<'s, 'c> {
    pub(super) headers: Headers<'s>,
    pub(super) questions: Questions,
    pub(super) plan: Plan<'s>,
    pub(super) settings: &'c Settings,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) applicants: Vec<Applicant>,
    pub(super) differences: Vec<Difference>,
    pub(super) profiles: HashMap<applicant::Profile, Arc<applicant::Profile>>,
    pub(super) verified: Vec<InputFile>,
    pub(super) verified_rows: VerifiedRows,
    pub(super) answers: Answers,
    pub(super) verified_answers: Answers,
    pub(super) card: Scorecard,
}

/// A table that stands behind its header, with the rows that were read on the way there.
struct Opened {
    table: Table,
    layout: Layout,
    waiting: Vec<(Row, TableLine)>,
}

/// What is done with each row of an applicant, and with the number of each that could not be read.
type Take<'t, 's, 'c> = dyn FnMut(&mut Scoring<'s, 'c>, &Layout, Result<&Row, u64>) + 't;

/// Columns that are for one thing, and the first row in which they differ.
struct TwinState {
    twin: Twin,
    differs_in: Option<u64>,
}

impl<'s, 'c> Scoring<'s, 'c> {
    pub(super) fn take(&mut self, found: Vec<Diagnostic>, fatal: &mut Vec<Diagnostic>) {
        for found in found {
            if found.severity == Severity::Error { fatal.push(found) } else { self.problems.push(found) }
        }
    }

    /// Opens a table and finds its header: the layout, the rows that were read on the way, and the table itself.
    fn open(&mut self, path: &str) -> Result<Opened, Box<Diagnostic>> {
        let headers = &self.headers;
        let mut table = Table::open(path, &self.settings.opening, &|cells| headers.recognised(cells))?;
        table.note_opening(&mut self.problems);
        let mut first: Vec<(Row, TableLine)> = Vec::new();
        while first.len() < HEADER_SEARCH {
            let mut row = Row::default();
            match table.next(&mut row)? {
                Some(line) => first.push((row, line)),
                None => break,
            }
        }
        let rows: Vec<Row> = first.iter().map(|(row, _)| row.clone()).collect();
        let found_before = self.problems.len();
        let (mut layout, position) = Layout::find(headers, &table, &rows, &mut self.problems).map_err(|mut found| {
            // A quotation mark that is never closed may be what hides the header.
            for (row, line) in &first {
                if let TableLine::OpenQuote { column } = line {
                    let place = Place::Cell(Cell {
                        file: Arc::clone(&table.name),
                        sheet: table.sheet.clone(),
                        row: Some(row.number),
                        column: Some(*column),
                    });
                    found.related.push((place, text!(UnclosedQuote, column = column_letters(*column))));
                }
            }
            found
        })?;
        if let Some(form) = table.form() {
            let at = |code, text| Diagnostic::new(code, Place::File(Arc::clone(&table.name)), text);
            match form.fit(self.plan.standard, self.plan.phase) {
                Fit::Exact => {}
                Fit::OtherText => self.problems.push(at(Code::OtherText, text!(OtherText)).help(text!(OtherTextHelp))),
                Fit::Other(text) => {
                    // That its lines fit nothing here is no news beside that.
                    self.problems.truncate(found_before);
                    self.problems.push(at(Code::OtherEdition, *text).help(text!(OtherEditionHelp)));
                    layout.refused = Some(Code::OtherEdition);
                }
            }
        }
        for (row, line) in &first[..position] {
            let mut above: Vec<Diagnostic> = open_quote(&layout, row.number, *line).into_iter().collect();
            above.iter_mut().for_each(|found| found.severity = Severity::Warning);
            self.problems.extend(above);
        }
        let waiting = first.split_off(position + 1);
        Ok(Opened { table, layout, waiting })
    }

    /// Reads a table row by row. `take` gets each row of an applicant, and the number of each that could not be read; what
    /// else stands in the table is noted. Returns what is known of the file, and its twin columns.
    fn read_table(&mut self, path: &str, take: &mut Take<'_, 's, 'c>) -> Result<(InputFile, Vec<TwinState>), Box<Diagnostic>> {
        let Opened { mut table, layout, waiting } = self.open(path)?;
        let mut waiting = waiting.into_iter();
        let mut twins: Vec<TwinState> = layout.twins.iter().map(|twin| TwinState { twin: *twin, differs_in: None }).collect();
        let mut nameless: BTreeMap<usize, usize> = BTreeMap::new();
        // The header of another table that stands above this row, and the one that has been told of.
        let (mut other, mut reported) = (None, None);
        let mut rows = 0;
        let mut row = Row::default();
        while let Some(line) = next_row(&mut waiting, &mut table, &mut row)? {
            if line != TableLine::Cells {
                self.problems.extend(open_quote(&layout, row.number, line));
                rows += 1;
                take(self, &layout, Err(row.number));
                continue;
            }
            match row_kind(&layout, &row) {
                RowKind::Blank => continue,
                kind @ (RowKind::Note | RowKind::Header | RowKind::Sum) => {
                    if kind == RowKind::Header {
                        other = None;
                    }
                    let first = row.cells.iter().find(|cell| !cell.trim().is_empty()).unwrap_or_default();
                    let text = if kind == RowKind::Sum { text!(SumRow, cell = short(first)) } else { text!(NoteRow, cell = short(first)) };
                    self.problems.push(Diagnostic::new(Code::NoteRow, Place::Cell(layout.cell(row.number, None)), text));
                    continue;
                }
                RowKind::OtherHeader => {
                    other = Some(row.number);
                    continue;
                }
                RowKind::Applicant if other.is_some() => {
                    // What stands in the columns here is not what the header above says.
                    if let Some(number) = other.filter(|number| reported != Some(*number)) {
                        let found = Diagnostic::new(Code::RaggedRow, Place::Cell(layout.cell(number, None)), text!(OtherHeader));
                        self.problems.push(found.help(text!(TableOfItsOwn)));
                        reported = other;
                    }
                    continue;
                }
                RowKind::Applicant => {}
            }
            for state in &mut twins {
                let cell = |column| row.cells.get(column).map(crate::standard::header_key).unwrap_or_default();
                if state.differs_in.is_none() && cell(state.twin.first) != cell(state.twin.second) {
                    state.differs_in = Some(row.number);
                }
            }
            for column in layout.nameless() {
                if row.cells.get(column).is_some_and(|cell| !cell.trim().is_empty()) {
                    *nameless.entry(column).or_default() += 1;
                }
            }
            rows += 1;
            take(self, &layout, Ok(&row));
        }
        if rows == 0 {
            self.problems.push(match table.form() {
                Some(_) => Diagnostic::new(Code::NoRows, Place::File(Arc::clone(&table.name)), text!(FormBlank)),
                None => Diagnostic::new(Code::NoRows, Place::Cell(layout.cell(layout.row, None)), text!(NoRows)).help(text!(WriteRows)),
            });
        }
        for (column, count) in nameless {
            let text = text!(NamelessColumn, column = column_letters(column), count = count);
            self.problems.push(
                Diagnostic::new(Code::UnmatchedColumn, Place::Cell(layout.cell(layout.row, Some(column))), text).help(text!(GiveHeader)),
            );
        }
        Ok((InputFile { sha256: table.sha256, rows, layout }, twins))
    }

    /// A verified table: its rows are kept by id. Of rows with one id, and of a table whose twin columns differ, none is used.
    pub(super) fn read_verified(&mut self, path: &str) -> Result<(), Box<Diagnostic>> {
        let mut rows: Vec<Row> = Vec::new();
        let (input, twins) = self.read_table(path, &mut |scoring, layout, row| {
            let Ok(row) = row else { return };
            if scoring.ragged(layout, row, "") {
                return;
            }
            if id_of(layout, row).is_empty() {
                let place = Place::Cell(layout.cell(row.number, None));
                scoring.problems.push(Diagnostic::new(Code::RowWithoutId, place, text!(RowWithoutId)).help(text!(WriteId)));
                return;
            }
            rows.push(row.clone());
        })?;
        let mut usable = input.layout.refused.is_none();
        for state in &twins {
            usable &= self.report_twins(&input.layout, state);
        }
        let file = self.verified.len();
        for row in rows.into_iter().filter(|_| usable) {
            let id = id_of(&input.layout, &row).to_owned();
            let key = id_key(&id).into_owned();
            if self.verified_rows.twice.contains(&key) {
                let place = Place::Cell(input.layout.cell(row.number, None));
                let found =
                    Diagnostic::new(Code::DuplicateApplicant, place, text!(DuplicateVerified, id = short(&id))).help(text!(UseTwoIds));
                self.problems.push(found.applicant(&id));
                continue;
            }
            if let Some((other, first)) = self.verified_rows.rows.remove(&key) {
                let layout = if other == file { &input.layout } else { &self.verified[other].layout };
                let other = Place::Cell(layout.cell(first.number, None));
                let place = Place::Cell(input.layout.cell(row.number, None));
                let found =
                    Diagnostic::new(Code::DuplicateApplicant, place, text!(DuplicateVerified, id = short(&id))).help(text!(UseTwoIds));
                self.problems.push(found.related(other, text!(OtherRow)).applicant(&id));
                self.verified_rows.twice.insert(key);
                continue;
            }
            self.verified_rows.rows.insert(key, (file, row));
        }
        self.verified.push(input);
        Ok(())
    }

    pub(super) fn read(&mut self, path: &str, file: usize) -> Result<InputFile, Box<Diagnostic>> {
        let from = self.applicants.len();
        let (input, twins) = self.read_table(path, &mut |scoring, layout, row| {
            let applicant = match row {
                Ok(row) => scoring.row(file, layout, row),
                Err(number) => {
                    let mut broken = Applicant::new(file, number, "", "", Arc::default());
                    broken.reasons = [Reason::of(Code::UnclosedQuote)].into();
                    broken
                }
            };
            scoring.applicants.push(applicant);
        })?;
        if input.layout.refused.is_none() {
            input.layout.report_missing(self.plan.standard, &mut self.problems);
        }
        for state in &twins {
            if !self.report_twins(&input.layout, state) {
                for applicant in &mut self.applicants[from..] {
                    not_scored(applicant, Reason::of(Code::TwinColumns));
                }
            }
        }
        Ok(input)
    }

    /// Reports two columns for one thing; `false` where they differ, so that no row of the table can be used.
    fn report_twins(&mut self, layout: &Layout, state: &TwinState) -> bool {
        let twin = state.twin;
        let place = Place::Cell(layout.cell(layout.row, Some(twin.second)));
        let target = name_of(self.plan.standard, twin.target);
        let (text, help) = if layout.is_form() {
            let cell = |column| {
                let cell = layout.cell(layout.row, Some(column));
                format!("{}{}", cell.column.map(column_letters).unwrap_or_default(), cell.row.unwrap_or_default())
            };
            let (first, second) = (cell(twin.first), cell(twin.second));
            let text = match state.differs_in {
                Some(_) => text!(FormTwinDiffer, first = first, second = second, target = target),
                None => text!(FormTwinAgree, first = first, second = second, target = target),
            };
            (text, text!(FormTakeLineOut))
        } else {
            let (first, second) = (column_letters(twin.first), column_letters(twin.second));
            let text = match state.differs_in {
                Some(row) => text!(TwinDiffer, first = first, second = second, target = target, row = row),
                None => text!(TwinAgree, first = first, second = second, target = target),
            };
            (text, text!(TakeOneOut))
        };
        let mut found = Diagnostic::new(Code::TwinColumns, place, text).help(help);
        if state.differs_in.is_some() {
            found.severity = Severity::Error;
        }
        self.problems.push(found);
        state.differs_in.is_none()
    }

    /// Reports a row whose cells cannot be told apart; blank cells behind the last column do no harm.
    fn ragged(&mut self, layout: &Layout, row: &Row, id: &str) -> bool {
        let beyond = row.cells.iter().skip(layout.width).any(|cell| !cell.trim().is_empty());
        if row.cells.len() >= layout.width && !beyond {
            return false;
        }
        let text = text!(RaggedRow, count = row.cells.len(), width = layout.width);
        let found = Diagnostic::new(Code::RaggedRow, Place::Cell(layout.cell(row.number, None)), text).help(text!(MendRagged));
        self.problems.push(if id.is_empty() { found } else { found.applicant(id) });
        true
    }

    /// One row of an applicant.
    fn row(&mut self, file: usize, layout: &Layout, row: &Row) -> Applicant {
        let profile = |profile| layout.profile(profile).and_then(|column| row.cells.get(column)).unwrap_or_default().trim();
        let id = id_of(layout, row);
        let name = profile(Profile::Name);
        let district = profile(Profile::District);
        let nominator = profile(Profile::Nominator);
        let texts = applicant::Profile {
            district: district.to_owned(),
            applicant_type: profile(Profile::Type).to_owned(),
            nominator: if nominator.is_empty() { district } else { nominator }.to_owned(),
            period: profile(Profile::Period).to_owned(),
        };
        let texts = match self.profiles.get(&texts) {
            Some(known) => Arc::clone(known),
            None => {
                let new = Arc::new(texts.clone());
                self.profiles.insert(texts, Arc::clone(&new));
                new
            }
        };
        let mut applicant = Applicant::new(file, row.number, id, name, texts);
        let mut reasons: Vec<Reason> = Vec::new();
        if let Some(code) = layout.refused {
            applicant.reasons = [Reason::of(code)].into();
            return applicant;
        }
        if self.ragged(layout, row, id) {
            applicant.reasons = [Reason::of(Code::RaggedRow)].into();
            return applicant;
        }
        let id_column = layout.profile(Profile::Id).or_else(|| layout.profile(Profile::Name));
        if id.is_empty() {
            let place = Place::Cell(layout.cell(row.number, id_column));
            self.problems.push(Diagnostic::new(Code::RowWithoutId, place, text!(RowWithoutId)).help(text!(WriteId)));
            reasons.push(Reason::of(Code::RowWithoutId));
        }
        if let Some(severity) = mangled_code(id) {
            let place = Place::Cell(layout.cell(row.number, id_column));
            let mut found =
                Diagnostic::new(Code::MangledCode, place, text!(MangledCode, id = short(id))).help(text!(FormatAsText)).applicant(id);
            found.severity = severity;
            self.problems.push(found);
            if severity == Severity::Error {
                reasons.push(Reason::of(Code::MangledCode));
            }
        }
        let applicant_type = match self.applicant_type(layout, row, id) {
            Ok(found) => found,
            Err(reason) => {
                reasons.push(reason);
                None
            }
        };
        let typed = self.plan.standard.types.is_empty() || applicant_type.is_some();
        if typed {
            self.answers(layout, row, id, applicant_type);
            self.plan.evaluate(&self.answers, &mut self.card);
            self.report_cells(layout, row, id, &mut reasons);
        }
        let judged = typed.then(|| verdict::judge(self.plan.standard, &self.card));
        match judged {
            Some(verdict) if reasons.is_empty() => {
                applicant.status = match verdict.passed {
                    None => Status::Ranked,
                    Some(true) => Status::Passed,
                    Some(false) => Status::Failed,
                };
                applicant.totals = self.card.totals;
                applicant.reasons = verdict.failed.into();
            }
            _ => applicant.reasons = reasons.into(),
        }
        if self.settings.keep > Keep::Totals && applicant.is_scored() {
            applicant.keep_dimensions(&self.card.dimensions);
        }
        if self.settings.keep == Keep::Rows {
            applicant.cells = Some(row.cells.clone());
        }
        applicant
    }

    fn applicant_type(&mut self, layout: &Layout, row: &Row, id: &str) -> Result<Option<usize>, Reason> {
        let standard = self.plan.standard;
        if standard.types.is_empty() {
            return Ok(None);
        }
        let column = layout.profile(Profile::Type);
        let cell = column.and_then(|column| row.cells.get(column)).unwrap_or_default().trim();
        if let Some(found) = standard.type_named(cell) {
            return Ok(Some(found));
        }
        let names = || standard.types.iter().map(|t| Part::from(t.name.zh.as_str())).collect::<Vec<_>>();
        let text = if cell.is_empty() { text!(BlankType) } else { text!(UnknownType, cell = short(cell)) };
        let found = Diagnostic::new(Code::UnknownType, Place::Cell(layout.cell(row.number, column)), text);
        self.problems.push(found.help(text!(OneOf, list = names())).applicant(id));
        Err(Reason::of(Code::UnknownType))
    }

    /// Reads a row's answers, puts verified ones in their place, and notes where the two differ.
    fn answers(&mut self, layout: &Layout, row: &Row, id: &str, applicant_type: Option<usize>) {
        let standard = self.plan.standard;
        self.questions.read(layout, row, &mut self.answers);
        self.answers.applicant_type = applicant_type;
        let key = id_key(id);
        if let Some((file, verified_row)) = self.verified_rows.rows.get(key.as_ref()) {
            self.verified_rows.used.insert(key.into_owned());
            let verified_layout = &self.verified[*file].layout;
            self.questions.read(verified_layout, verified_row, &mut self.verified_answers);
            let targets =
                (0..standard.indicators.len()).map(HeaderTarget::Indicator).chain((0..standard.inputs.len()).map(HeaderTarget::Input));
            for target in targets {
                let (claimed, verified) = match target {
                    HeaderTarget::Indicator(i) => (self.answers.own[i], self.verified_answers.own[i]),
                    HeaderTarget::Input(i) => (self.answers.inputs[i], self.verified_answers.inputs[i]),
                    _ => continue,
                };
                if verified.reading != Reading::Blank && verified.reading != claimed.reading {
                    let text = |layout: &Layout, row: &Row| {
                        layout.column(target).and_then(|c| row.cells.get(c)).unwrap_or_default().trim().to_owned()
                    };
                    self.differences.push(Difference {
                        applicant: id.to_owned(),
                        target,
                        claimed: match (target, text(layout, row)) {
                            (HeaderTarget::Indicator(i), own) if own.is_empty() => {
                                super::card::written_figures(standard, layout, row, i).unwrap_or(own)
                            }
                            (_, own) => own,
                        },
                        verified: text(verified_layout, verified_row),
                        at: verified_layout.cell(verified_row.number, verified_layout.column(target)),
                    });
                }
            }
            self.answers.overlay(&self.verified_answers, standard);
        }
        self.answers.check_parts(standard);
    }

    /// Finds ids that stand twice, ranks, and puts problems and notes apart.
    pub(super) fn finish(mut self, inputs: Vec<InputFile>) -> Pool<'s> {
        self.duplicates(&inputs);
        let unused: Vec<Diagnostic> = self
            .verified_rows
            .rows
            .iter()
            .filter(|(key, _)| !self.verified_rows.used.contains(*key))
            .map(|(key, (file, row))| {
                let place = Place::Cell(self.verified[*file].layout.cell(row.number, None));
                Diagnostic::new(Code::VerifiedUnmatched, place, text!(VerifiedUnmatched, id = short(key))).applicant(key)
            })
            .collect();
        self.problems.extend(unused);
        let order = if self.settings.no_rank {
            (0..u32::try_from(self.applicants.len()).unwrap_or(u32::MAX)).collect()
        } else {
            rank::rank(&mut self.applicants)
        };
        let files: HashMap<Arc<str>, usize> =
            inputs.iter().chain(&self.verified).enumerate().map(|(i, input)| (Arc::clone(&input.layout.file), i)).collect();
        let short = |input: &InputFile| input.layout.file.rsplit('/').next().unwrap_or_default().to_owned();
        let names: HashSet<String> = inputs.iter().chain(&self.verified).map(short).collect();
        let names_tell_apart = names.len() == inputs.len() + self.verified.len();
        let by_place = |found: &Diagnostic| match &found.place {
            Place::File(file) | Place::Span(file, _) => (files.get(file).copied().unwrap_or(usize::MAX), 0, 0, found.code),
            Place::Cell(cell) => {
                (files.get(&cell.file).copied().unwrap_or(usize::MAX), cell.row.unwrap_or(0), cell.column.map_or(0, |c| c + 1), found.code)
            }
        };
        self.problems.sort_by_key(by_place);
        let (notes, problems): (Vec<_>, Vec<_>) = self.problems.into_iter().partition(|found| found.severity == Severity::Note);
        let problem_rows = problems
            .iter()
            .map(|found| {
                let (file, row, ..) = by_place(found);
                (file, row)
            })
            .collect();
        Pool {
            problem_rows,
            names_tell_apart,
            no_rank: self.settings.no_rank,
            opening: self.settings.opening.clone(),
            plan: self.plan,
            questions: self.questions,
            inputs,
            verified: self.verified,
            applicants: self.applicants,
            order,
            problems,
            notes,
            differences: self.differences,
            verified_rows: self.verified_rows,
        }
    }

    /// Two rows with one id: neither is scored.
    fn duplicates(&mut self, inputs: &[InputFile]) {
        let mut by_id: Vec<usize> = (0..self.applicants.len()).filter(|i| !self.applicants[*i].id().trim().is_empty()).collect();
        by_id.sort_unstable_by(|a, b| rank::by_id(&self.applicants[*a], &self.applicants[*b]));
        let same = |a: &usize, b: &usize| id_key(self.applicants[*a].id()) == id_key(self.applicants[*b].id());
        let groups: Vec<Vec<usize>> = by_id.chunk_by(same).filter(|group| group.len() > 1).map(<[usize]>::to_vec).collect();
        for group in groups {
            for index in &group {
                let place = |i: usize| {
                    let applicant = &self.applicants[i];
                    let layout = &inputs[applicant.file as usize].layout;
                    let column = layout.profile(Profile::Id).or_else(|| layout.profile(Profile::Name));
                    Place::Cell(layout.cell(u64::from(applicant.row), column))
                };
                let id = self.applicants[*index].id().to_owned();
                let mut found = Diagnostic::new(Code::DuplicateApplicant, place(*index), text!(DuplicateApplicant, id = short(&id)))
                    .help(text!(UseTwoIds))
                    .applicant(&id);
                // One other row is enough to find them all, however many there are.
                if let Some(other) = group.iter().find(|other| *other != index) {
                    found = found.related(place(*other), text!(OtherRow));
                }
                self.problems.push(found);
            }
            for index in group {
                not_scored(&mut self.applicants[index], Reason::of(Code::DuplicateApplicant));
            }
        }
    }
}

fn open_quote(layout: &Layout, row: u64, line: TableLine) -> Option<Diagnostic> {
    let TableLine::OpenQuote { column } = line else { return None };
    let place = Place::Cell(layout.cell(row, Some(column)));
    Some(Diagnostic::new(Code::UnclosedQuote, place, text!(UnclosedQuote, column = column_letters(column))).help(text!(MendQuote)))
}

fn next_row(
    waiting: &mut impl Iterator<Item = (Row, TableLine)>,
    table: &mut Table,
    row: &mut Row,
) -> Result<Option<TableLine>, Box<Diagnostic>> {
    if let Some((first, line)) = waiting.next() {
        *row = first;
        return Ok(Some(line));
    }
    table.next(row)
}

/// Takes the score from a row that must not have one.
fn not_scored(applicant: &mut Applicant, reason: Reason) {
    let mut reasons = if applicant.is_scored() { Vec::new() } else { applicant.reasons.to_vec() };
    reasons.push(reason);
    applicant.reasons = reasons.into();
    applicant.status = Status::NotScored;
    applicant.totals = super::Totals::default();
}

fn id_of<'r>(layout: &Layout, row: &'r Row) -> &'r str {
    let column = if layout.id_from_name { layout.profile(Profile::Name) } else { layout.profile(Profile::Id) };
    column.and_then(|column| row.cells.get(column)).unwrap_or_default().trim()
}
