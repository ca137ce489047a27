//! Reading a pool: tables row by row, each row of an applicant scored as it comes. What stands around the applicants is
//! noted; one bad row never stops the others.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::diagnostic::{Cell, Code, Diagnostic, Place, Severity, column_letters};
use crate::number::Points;
use crate::standard::{HeaderTarget, Profile};
use crate::submission::{
    Answers, Fit, HEADER_SEARCH, Headers, Layout, Look, Questions, Reading, Row, RowKind, Source, Table, TableLine, Twin, id_key,
    mangled_code, name_of, row_kind, short,
};
use crate::text::{Part, text};

use super::applicant::{self, Applicants, Profiles, Status};
use super::card::Difference;
use super::evaluate::{Scorecard, State};
use super::packed::{Batch, Entry};
use super::plan::Plan;
use super::pool::{InputFile, Keep, Origin, Settings, VerifiedRows};
use super::stream::{Broken, End, Feed, Stream};
use super::verdict::{self, Reason};

/// What is the same for every row.
pub(super) struct Task<'s, 'c> {
    pub headers: Headers<'s>,
    pub questions: Questions,
    pub plan: Plan<'s>,
    pub settings: &'c Settings,
    pub verified: Vec<InputFile>,
    pub verified_rows: VerifiedRows,
    pub profiles: Mutex<Profiles>,
}

/// What is found on the way, to be put together in the order of the rows.
#[derive(Default)]
pub(super) struct Found {
    pub problems: Vec<Diagnostic>,
    pub differences: Vec<Difference>,
    /// Ids of verified rows that were used.
    pub verified: HashSet<String>,
    /// Applicants that must not be scored, and why.
    pub refused: Vec<(Range<usize>, Reason)>,
}

impl Found {
    /// Takes in what was found behind it.
    pub fn append(&mut self, more: Self) {
        self.problems.extend(more.problems);
        self.differences.extend(more.differences);
        self.verified.extend(more.verified);
        self.refused.extend(more.refused);
    }
}

/// Scores rows, one after the other.
pub(super) struct Scorer<'t, 's, 'c> {
    pub task: &'t Task<'s, 'c>,
    pub found: Found,
    /// Is the table read in blocks, so that its rows can be read again?
    pub streams: bool,
    pub(super) answers: Answers,
    pub(super) verified_answers: Answers,
    pub(super) card: Scorecard,
    /// What the watched indicators of a row came to.
    pub(super) watched: Vec<(State, Points)>,
}

/// A table that stands behind its header, with the rows that were read on the way there.
struct Opened {
    table: Table,
    layout: Layout,
    waiting: Vec<(Row, TableLine)>,
    /// The number of the first row behind the header, and where it begins in the text of a CSV file.
    number: u64,
    at: u64,
}

/// What is done with each row of an applicant, and with the number of each that could not be read.
type Take<'a, 't, 's, 'c> = dyn FnMut(&mut Scorer<'t, 's, 'c>, &Layout, Result<&Row, u64>) -> Result<(), Box<Diagnostic>> + 'a;

/// Columns that are for one thing, and the first row in which they differ.
struct TwinState {
    twin: Twin,
    differs_in: Option<u64>,
}

/// What stands around the rows of applicants in a table.
pub(super) struct Around {
    twins: Vec<TwinState>,
    /// Filled cells in columns without a header.
    nameless: BTreeMap<usize, usize>,
    /// The header of another table that stands above this row, and the one that has been told of.
    pub other: Option<u64>,
    reported: Option<u64>,
    /// Rows of applicants.
    pub rows: u64,
}

impl Around {
    pub fn of(layout: &Layout) -> Self {
        let twins = layout.twins.iter().map(|twin| TwinState { twin: *twin, differs_in: None }).collect();
        Self { twins, nameless: BTreeMap::new(), other: None, reported: None, rows: 0 }
    }

    /// Takes in what stands around later rows of the same table.
    pub fn append(&mut self, later: Self) {
        for (column, count) in later.nameless {
            *self.nameless.entry(column).or_default() += count;
        }
        self.rows += later.rows;
    }
}

/// How many rows are taken into the pool at a time.
const BATCH: usize = 4096;

impl<'s, 'c> Task<'s, 'c> {
    pub fn new(plan: Plan<'s>, settings: &'c Settings) -> Self {
        Self {
            headers: Headers::new(plan.standard),
            questions: Questions::new(plan.standard),
            plan,
            settings,
            verified: Vec::new(),
            verified_rows: VerifiedRows::default(),
            profiles: Mutex::default(),
        }
    }

    /// The position of a profile among all that were met.
    pub fn profile(&self, profile: &applicant::Profile) -> u32 {
        self.profiles.lock().unwrap_or_else(PoisonError::into_inner).position(profile)
    }
}

impl<'t, 's, 'c> Scorer<'t, 's, 'c> {
    pub fn new(task: &'t Task<'s, 'c>) -> Self {
        let blank = || Answers::blank(task.plan.standard);
        Self {
            task,
            found: Found::default(),
            streams: false,
            answers: blank(),
            verified_answers: blank(),
            card: Scorecard::default(),
            watched: Vec::new(),
        }
    }

    /// Opens a table and finds its header: the layout, the rows that were read on the way, and the table itself.
    fn open(&mut self, path: &str, look: Look) -> Result<Opened, Box<Diagnostic>> {
        let headers = &self.task.headers;
        let mut table = Table::open_looked(path, &self.task.settings.opening, &|cells| headers.recognised(cells), look)?;
        table.note_opening(&mut self.found.problems);
        let mut first: Vec<(Row, TableLine)> = Vec::new();
        while first.len() < HEADER_SEARCH {
            let mut row = Row::default();
            match table.next(&mut row)? {
                Some(line) => first.push((row, line)),
                None => break,
            }
        }
        let rows: Vec<Row> = first.iter().map(|(row, _)| row.clone()).collect();
        let found_before = self.found.problems.len();
        let (mut layout, position) = Layout::find(headers, &table, &rows, &mut self.found.problems).map_err(|mut found| {
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
            // And it may stand in another sheet.
            let of_sheets = |one: &&Diagnostic| one.code == Code::OtherSheets && one.place == Place::File(Arc::clone(&table.name));
            found.related.extend(
                self.found.problems.iter().find(of_sheets).map(|one| (one.place.clone(), text!(SheetMayBeOther, said = one.text.clone()))),
            );
            found
        })?;
        if let Some(form) = table.form() {
            let at = |code, text| Diagnostic::new(code, Place::File(Arc::clone(&table.name)), text);
            match form.fit(self.task.plan.standard, self.task.plan.phase) {
                Fit::Exact => {}
                Fit::OtherText => self.found.problems.push(at(Code::OtherText, text!(OtherText)).help(text!(OtherTextHelp))),
                Fit::Other(text) => {
                    // That its lines fit nothing here is no news beside that.
                    self.found.problems.truncate(found_before);
                    self.found.problems.push(at(Code::OtherEdition, *text).help(text!(OtherEditionHelp)));
                    layout.refused = Some(Code::OtherEdition);
                }
            }
        }
        for (row, line) in &first[..position] {
            let mut above: Vec<Diagnostic> = open_quote(&layout, row.number, *line).into_iter().collect();
            above.iter_mut().for_each(|found| found.severity = Severity::Warning);
            self.found.problems.extend(above);
        }
        let waiting = first.split_off(position + 1);
        let (number, at) = first.last().map_or((1, 0), |(header, _)| (header.number + 1, header.end));
        Ok(Opened { table, layout, waiting, number, at })
    }

    /// Reads a table row by row. `take` gets each row of an applicant, and the number of each that could not be read; what
    /// else stands in the table is noted. Returns what is known of the file, and its twin columns.
    fn read_table(&mut self, opened: Opened, take: &mut Take<'_, 't, 's, 'c>) -> Result<(InputFile, Vec<TwinState>), Box<Diagnostic>> {
        let Opened { mut table, layout, waiting, .. } = opened;
        let mut waiting = waiting.into_iter();
        let mut around = Around::of(&layout);
        let mut row = Row::default();
        while let Some(line) = next_row(&mut waiting, &mut table, &mut row)? {
            if line != TableLine::Cells {
                self.found.problems.extend(open_quote(&layout, row.number, line));
                around.rows += 1;
                take(self, &layout, Err(row.number))?;
            } else if self.is_applicant(&layout, &row, &mut around) {
                take(self, &layout, Ok(&row))?;
            }
        }
        self.close(&table, &layout, &around);
        Ok((
            InputFile {
                sha256: table.sha256,
                rows: around.rows,
                layout,
                delimiter: table.delimiter,
                encoding: table.encoding,
                again: None,
            },
            around.twins,
        ))
    }

    /// Is this a row of an applicant? What it is else is noted, and so is what stands around the answers.
    pub(super) fn is_applicant(&mut self, layout: &Layout, row: &Row, around: &mut Around) -> bool {
        match row_kind(layout, row) {
            RowKind::Blank => return false,
            kind @ (RowKind::Note | RowKind::Header | RowKind::Sum) => {
                if kind == RowKind::Header {
                    around.other = None;
                }
                let first = row.cells.iter().find(|cell| !cell.trim().is_empty()).unwrap_or_default();
                let text = if kind == RowKind::Sum { text!(SumRow, cell = short(first)) } else { text!(NoteRow, cell = short(first)) };
                self.found.problems.push(Diagnostic::new(Code::NoteRow, Place::Cell(layout.cell(row.number, None)), text));
                return false;
            }
            RowKind::OtherHeader => {
                around.other = Some(row.number);
                return false;
            }
            RowKind::Applicant if around.other.is_some() => {
                // What stands in the columns here is not what the header above says.
                if let Some(number) = around.other.filter(|number| around.reported != Some(*number)) {
                    let found = Diagnostic::new(Code::RaggedRow, Place::Cell(layout.cell(number, None)), text!(OtherHeader));
                    self.found.problems.push(found.help(text!(TableOfItsOwn)));
                    around.reported = around.other;
                }
                return false;
            }
            RowKind::Applicant => {}
        }
        for state in &mut around.twins {
            let cell = |column| row.cells.get(column).map(crate::standard::header_key).unwrap_or_default();
            if state.differs_in.is_none() && cell(state.twin.first) != cell(state.twin.second) {
                state.differs_in = Some(row.number);
            }
        }
        for column in layout.nameless() {
            if row.cells.get(column).is_some_and(|cell| !cell.trim().is_empty()) {
                *around.nameless.entry(column).or_default() += 1;
            }
        }
        around.rows += 1;
        true
    }

    /// Says what is to be said of a table as a whole.
    pub(super) fn close(&mut self, table: &Table, layout: &Layout, around: &Around) {
        if around.rows == 0 {
            self.found.problems.push(match table.form() {
                Some(_) => Diagnostic::new(Code::NoRows, Place::File(Arc::clone(&table.name)), text!(FormBlank)),
                None => Diagnostic::new(Code::NoRows, Place::Cell(layout.cell(layout.row, None)), text!(NoRows)).help(text!(WriteRows)),
            });
        }
        for (column, count) in &around.nameless {
            let text = text!(NamelessColumn, column = column_letters(*column), count = *count);
            self.found.problems.push(
                Diagnostic::new(Code::UnmatchedColumn, Place::Cell(layout.cell(layout.row, Some(*column))), text).help(text!(GiveHeader)),
            );
        }
    }

    /// Reads a submission into the pool.
    pub(super) fn read(&mut self, path: &str, file: usize, applicants: &mut Applicants) -> Result<InputFile, Box<Diagnostic>> {
        let (from, problems, differences) = (applicants.mark(), self.found.problems.len(), self.found.differences.len());
        let look = if Stream::may_be(self.task.settings) { Look::Head } else { Look::Through };
        let mut opened = self.open(path, look)?;
        match self.stream(path, &mut opened, file, applicants)? {
            Some(input) => return Ok(input),
            None if opened.table.was_looked_through() => {}
            // It is something else than its beginning said, or can only be read the long way.
            None => {
                applicants.go_back(from).map_err(|error| kept(&error))?;
                self.found.problems.truncate(problems);
                self.found.differences.truncate(differences);
                opened = self.open(path, Look::Through)?;
            }
        }
        self.streams = false;
        let from = applicants.len();
        let mut keep = |batch| applicants.append(file, batch).map_err(|error| kept(&error));
        let mut batch = Batch::new();
        let (input, twins) = self.read_table(opened, &mut |scorer, layout, row| {
            match row {
                Ok(row) => scorer.row(layout, row, &mut batch),
                Err(number) => scorer.broken(number, &mut batch),
            }
            if batch.len() == BATCH { keep(std::mem::replace(&mut batch, Batch::new())) } else { Ok(()) }
        })?;
        keep(batch)?;
        if input.layout.refused.is_none() {
            input.layout.report_missing(self.task.plan.standard, &mut self.found.problems);
        }
        for state in &twins {
            if !self.report_twins(&input.layout, state) {
                self.found.refused.push((from..applicants.len(), Reason::of(Code::TwinColumns)));
            }
        }
        Ok(input)
    }

    /// Reads a table in blocks; none where that cannot be done, or turned out to be wrong.
    fn stream(
        &mut self,
        path: &str,
        opened: &mut Opened,
        file: usize,
        applicants: &mut Applicants,
    ) -> Result<Option<InputFile>, Box<Diagnostic>> {
        if path == "-" && self.task.settings.keep == Keep::Again {
            return Ok(None);
        }
        let (table, layout) = (&mut opened.table, &opened.layout);
        let Some(stream) = Stream::of(self.task, table, layout) else { return Ok(None) };
        let Some(mut source) = table.take_text() else { return Ok(None) };
        self.streams = true;
        let fails = |error: io::Error, table: &Table| table.unreadable(&error);
        let mut hash = (table.sha256.is_empty() && !self.task.settings.no_hash).then(Sha256::new);
        if let Some(hash) = &mut hash {
            source.hash_up_to(opened.at, hash).map_err(|error| fails(error, table))?;
        }
        let watch = &self.task.settings.opening.watch;
        let mut feed = Feed::new(source, opened.at, table.bytes, hash, watch).map_err(|error| fails(error, table))?;
        let (mut found, mut around, mut number) = (Found::default(), Around::of(layout), opened.number);
        loop {
            let end = stream.run(&mut feed, number, file, (applicants, &mut found, &mut around)).map_err(|broken| match broken {
                Broken::Reading(error) => fails(error, table),
                Broken::Keeping(error) => kept(&error),
            })?;
            let (at, until) = match end {
                End::NotText => return Ok(None),
                End::File => break,
                End::Row { number: row, at, until } => {
                    number = row;
                    (at, until)
                }
            };
            self.found.append(std::mem::take(&mut found));
            table.go_on(feed.lend(), number, at).map_err(|error| fails(error, table))?;
            applicants.begin_block(number, at, false);
            let (mut batch, mut row) = (Batch::new(), Row { end: at, ..Row::default() });
            // Below the header of another table every row is read so.
            while row.end < until || around.other.is_some() {
                let Some(line) = table.next(&mut row)? else { break };
                number = row.number + 1;
                self.line(layout, (&row, line), &mut around, &mut batch);
                if batch.len() == BATCH {
                    applicants.append(file, std::mem::replace(&mut batch, Batch::new())).map_err(|error| kept(&error))?;
                }
            }
            applicants.append(file, batch).map_err(|error| kept(&error))?;
            let source = table.take_text().unwrap_or_else(Source::none);
            let at = if row.end < until { until } else { row.end };
            feed.go_on(source, at).map_err(|error| fails(error, table))?;
        }
        self.found.append(found);
        let (source, hash) = feed.finish().map_err(|error| fails(error, table))?;
        if let Some(hash) = hash {
            table.sha256 = crate::standard::hex(&hash.finalize());
        }
        self.close(table, layout, &around);
        layout.report_missing(self.task.plan.standard, &mut self.found.problems);
        let again = match &table.sheet {
            _ if self.task.settings.keep != Keep::Again => None,
            Some(_) => source.again().map(Origin::Sheet),
            None => Some(Origin::File(path.to_owned())),
        };
        Ok(Some(InputFile {
            sha256: std::mem::take(&mut table.sha256),
            rows: around.rows,
            layout: layout.clone(),
            delimiter: table.delimiter,
            encoding: table.encoding,
            again,
        }))
    }

    /// A row of a table, whatever it is.
    fn line(&mut self, layout: &Layout, (row, line): (&Row, TableLine), around: &mut Around, batch: &mut Batch) {
        if line != TableLine::Cells {
            self.found.problems.extend(open_quote(layout, row.number, line));
            around.rows += 1;
            self.broken(row.number, batch);
        } else if self.is_applicant(layout, row, around) {
            self.row(layout, row, batch);
        }
    }

    /// A row that could not be read.
    pub(super) fn broken(&self, number: u64, batch: &mut Batch) {
        let profile = self.task.profile(&applicant::Profile::default());
        batch.push(number, &Entry { profile, reasons: &[Reason::of(Code::UnclosedQuote)], ..Entry::default() });
    }

    /// Reports two columns for one thing; `false` where they differ, so that no row of the table can be used.
    fn report_twins(&mut self, layout: &Layout, state: &TwinState) -> bool {
        let twin = state.twin;
        let place = Place::Cell(layout.cell(layout.row, Some(twin.second)));
        let target = name_of(self.task.plan.standard, twin.target);
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
        self.found.problems.push(found);
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
        self.found.problems.push(if id.is_empty() { found } else { found.applicant(id) });
        true
    }

    /// One row of an applicant.
    pub(super) fn row(&mut self, layout: &Layout, row: &Row, batch: &mut Batch) {
        let task = self.task;
        let profile = profile_of(|profile| layout.profile(profile).and_then(|column| row.cells.get(column)).unwrap_or_default().trim());
        let (id, name) = (id_of(layout, row), layout.profile(Profile::Name).and_then(|column| row.cells.get(column)).unwrap_or_default());
        let mut entry = Entry { id, name: name.trim(), profile: task.profile(&profile), ..Entry::default() };
        let mut reasons: Vec<Reason> = Vec::new();
        if let Some(code) = layout.refused {
            batch.push(row.number, &Entry { reasons: &[Reason::of(code)], ..entry });
            return;
        }
        if self.ragged(layout, row, id) {
            batch.push(row.number, &Entry { reasons: &[Reason::of(Code::RaggedRow)], ..entry });
            return;
        }
        let id_column = layout.profile(Profile::Id).or_else(|| layout.profile(Profile::Name));
        if id.is_empty() {
            let place = Place::Cell(layout.cell(row.number, id_column));
            self.found.problems.push(Diagnostic::new(Code::RowWithoutId, place, text!(RowWithoutId)).help(text!(WriteId)));
            reasons.push(Reason::of(Code::RowWithoutId));
        }
        if let Some(severity) = mangled_code(id) {
            let place = Place::Cell(layout.cell(row.number, id_column));
            let mut found =
                Diagnostic::new(Code::MangledCode, place, text!(MangledCode, id = short(id))).help(text!(FormatAsText)).applicant(id);
            found.severity = severity;
            self.found.problems.push(found);
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
        let typed = task.plan.standard.types.is_empty() || applicant_type.is_some();
        self.watched.clear();
        if typed {
            self.answers(layout, row, id, applicant_type);
            task.plan.evaluate(&self.answers, &mut self.card);
            let items = task.settings.watched.iter().map(|indicator| &self.card.items[*indicator]);
            self.watched.extend(items.map(|item| (item.state, item.points)));
            self.report_cells(layout, row, id, &mut reasons);
        }
        let judged = typed.then(|| verdict::judge(task.plan.standard, &self.card)).filter(|_| reasons.is_empty());
        if let Some(verdict) = judged {
            entry.status = match verdict.passed {
                None => Status::Ranked,
                Some(true) => Status::Passed,
                Some(false) => Status::Failed,
            };
            entry.totals = self.card.totals;
            reasons = verdict.failed;
            if task.settings.keep > Keep::Totals {
                entry.dimensions = &self.card.dimensions;
            }
        }
        (entry.reasons, entry.watched) = (&reasons, &self.watched);
        batch.push(row.number, &entry);
        if task.settings.keep == Keep::Rows || (task.settings.keep == Keep::Again && !self.streams) {
            batch.keep(row.cells.clone());
        }
    }

    fn applicant_type(&mut self, layout: &Layout, row: &Row, id: &str) -> Result<Option<usize>, Reason> {
        let standard = self.task.plan.standard;
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
        self.found.problems.push(found.help(text!(OneOf, list = names())).applicant(id));
        Err(Reason::of(Code::UnknownType))
    }

    /// Reads a row's answers, puts verified ones in their place, and notes where the two differ.
    fn answers(&mut self, layout: &Layout, row: &Row, id: &str, applicant_type: Option<usize>) {
        let standard = self.task.plan.standard;
        self.task.questions.read(layout, row, &mut self.answers);
        self.answers.applicant_type = applicant_type;
        let key = id_key(id);
        if let Some((file, verified_row)) = self.task.verified_rows.rows.get(key.as_ref()) {
            self.found.verified.insert(key.into_owned());
            let verified_layout = &self.task.verified[*file].layout;
            self.task.questions.read(verified_layout, verified_row, &mut self.verified_answers);
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
                    self.found.differences.push(Difference {
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

/// A verified table: its rows are kept by id. Of rows with one id, and of a table whose twin columns differ, none is used.
pub(super) fn read_verified(task: &mut Task<'_, '_>, found: &mut Found, path: &str) -> Result<(), Box<Diagnostic>> {
    let mut scorer = Scorer::new(task);
    let mut rows: Vec<Row> = Vec::new();
    let opened = scorer.open(path, Look::Through)?;
    let (input, twins) = scorer.read_table(opened, &mut |scorer, layout, row| {
        let Ok(row) = row else { return Ok(()) };
        if scorer.ragged(layout, row, "") {
            return Ok(());
        }
        if id_of(layout, row).is_empty() {
            let place = Place::Cell(layout.cell(row.number, None));
            scorer.found.problems.push(Diagnostic::new(Code::RowWithoutId, place, text!(RowWithoutId)).help(text!(WriteId)));
            return Ok(());
        }
        rows.push(row.clone());
        Ok(())
    })?;
    let mut usable = input.layout.refused.is_none();
    for state in &twins {
        usable &= scorer.report_twins(&input.layout, state);
    }
    found.append(scorer.found);
    let file = task.verified.len();
    for row in rows.into_iter().filter(|_| usable) {
        let id = id_of(&input.layout, &row).to_owned();
        let key = id_key(&id).into_owned();
        let place = Place::Cell(input.layout.cell(row.number, None));
        let twice = || {
            let text = text!(DuplicateVerified, id = short(&id));
            Diagnostic::new(Code::DuplicateApplicant, place.clone(), text).help(text!(UseTwoIds)).applicant(&id)
        };
        if task.verified_rows.twice.contains(&key) {
            found.problems.push(twice());
            continue;
        }
        if let Some((other, first)) = task.verified_rows.rows.remove(&key) {
            let layout = if other == file { &input.layout } else { &task.verified[other].layout };
            found.problems.push(twice().related(Place::Cell(layout.cell(first.number, None)), text!(OtherRow)));
            task.verified_rows.twice.insert(key);
            continue;
        }
        task.verified_rows.rows.insert(key, (file, row));
    }
    task.verified.push(input);
    Ok(())
}

/// That applicants cannot be kept in their temporary file.
pub(super) fn kept(error: &io::Error) -> Box<Diagnostic> {
    let text = text!(CannotKeep, why = crate::standard::io_reason(error));
    Box::new(
        Diagnostic::new(Code::Unwritable, Place::File(std::env::temp_dir().to_string_lossy().as_ref().into()), text)
            .help(text!(CannotKeepHelp)),
    )
}

/// The profile that these cells make.
pub(super) fn profile_of<'c>(cell: impl Fn(Profile) -> &'c str) -> applicant::Profile {
    let (district, nominator) = (cell(Profile::District), cell(Profile::Nominator));
    applicant::Profile {
        district: district.to_owned(),
        applicant_type: cell(Profile::Type).to_owned(),
        nominator: if nominator.is_empty() { district } else { nominator }.to_owned(),
        period: cell(Profile::Period).to_owned(),
    }
}

fn id_of<'r>(layout: &Layout, row: &'r Row) -> &'r str {
    let column = if layout.id_from_name { layout.profile(Profile::Name) } else { layout.profile(Profile::Id) };
    column.and_then(|column| row.cells.get(column)).unwrap_or_default().trim()
}
