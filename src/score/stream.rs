//! A CSV table in blocks of whole rows, each scored by whichever thread is free and put into the pool in the order of the file, so
//! that the result is the same for any number of threads. In flight are a few blocks for each thread.
//!
//! A block is cut at a line feed outside quotation marks, on the belief that every mark stands where it should. Whoever scores the
//! block finds out; where the belief is wrong, and where a row changes what those behind it mean, the block is given up from that row
//! on, the rows to its end are read the long way, and the stream begins anew behind them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Place};
use crate::number::Points;
use crate::progress::Watch;
use crate::simd::Any;
use crate::standard::{Profile, header_key};
use crate::submission::split::{Cells, FRONT, Odd, Splitter, unquoted};
use crate::submission::{Layout, MAX_CELL_LINES, Row, Source, Table, mangled_code, names_a_sum};

use super::applicant::{Applicants, Known, Seen, Status};
use super::evaluate::State;
use super::lanes::{Lane, Several};
use super::packed::{Batch, Entry};
use super::pool::{Keep, Settings};
use super::reading::{Around, Found, Scorer, Task, profile_of};
use super::shortcut::{Desk, Shortcut};
use super::verdict::{self, Reason};
use crate::diagnostic::Code;

/// How much is read at a time.
const BLOCK: usize = 1 << 18;

/// Blocks that wait for an earlier one, for each thread.
const WAITING: usize = 4;

/// Where a stream ended.
pub(super) enum End {
    /// At the end of the file.
    File,
    /// Before a row that is to be read the long way, up to a byte of the text.
    Row { number: u64, at: u64, until: u64 },
    /// At bytes that are no UTF-8 text: the file is something else than its beginning said.
    NotText,
}

/// Why a stream broke off.
pub(super) enum Broken {
    /// The table cannot be read.
    Reading(io::Error),
    /// What came of it cannot be kept.
    Keeping(io::Error),
}

/// What is the same for all blocks of a table.
pub(super) struct Stream<'t, 's, 'c> {
    task: &'t Task<'s, 'c>,
    layout: &'t Layout,
    shortcut: Shortcut<'t, 's>,
    delimiter: u8,
    id: usize,
    name: Option<usize>,
    profile: Vec<usize>,
    nameless: Vec<usize>,
    /// The header of the names, which no applicant is called.
    name_header: &'t str,
}

impl<'t, 's, 'c> Stream<'t, 's, 'c> {
    /// Are tables read in blocks at all? Where rows are kept, each has to be copied anyhow.
    pub fn may_be(settings: &Settings) -> bool {
        settings.keep < Keep::Rows && !settings.long_way
    }

    /// How a table can be read in blocks; none where every row has to be read the long way.
    pub fn of(task: &'t Task<'s, 'c>, table: &Table, layout: &'t Layout) -> Option<Self> {
        let id = layout.profile(Profile::Id)?;
        let header = |column: usize| layout.header.get(column).unwrap_or_default().trim();
        let plain = Self::may_be(task.settings)
            && layout.twins.is_empty()
            && layout.refused.is_none()
            && !layout.is_form()
            // An id with a digit is then no header.
            && !header_key(header(id)).contains(|c: char| c.is_ascii_digit());
        let name = layout.profile(Profile::Name);
        let columns = [Profile::District, Profile::Type, Profile::Nominator, Profile::Period];
        plain.then(|| Self {
            task,
            layout,
            shortcut: Shortcut::new(&task.plan, &task.questions, layout, task.settings.keep > Keep::Totals),
            delimiter: table.delimiter,
            id,
            name,
            profile: columns.into_iter().filter_map(|profile| layout.profile(profile)).collect(),
            nameless: layout.nameless().filter(|column| *column < layout.width).collect(),
            name_header: name.map(header).unwrap_or_default(),
        })
    }

    /// Scores rows from a byte of the text on. What is found goes into the pool, and so does what stands around the rows.
    pub fn run(
        &self,
        feed: &mut Feed<'_>,
        number: u64,
        file: usize,
        (applicants, found, around): (&mut Applicants, &mut Found, &mut Around),
    ) -> Result<End, Broken> {
        let threads = self.task.settings.opening.threads.max(1).min(1 + feed.blocks_left());
        let feed = Mutex::new(feed);
        let gathered = Gathered { next: 0, waiting: BTreeMap::new(), number, file, end: None, failed: None, applicants, found, around };
        let (gathered, moved_on) = (Mutex::new(gathered), Condvar::new());
        let work = || {
            let mut worker = Worker::new(self);
            let mut bytes = Vec::new();
            loop {
                {
                    let ahead = |gathered: &mut Gathered<'_>| !gathered.is_over() && gathered.waiting.len() > threads * WAITING;
                    let gathered = moved_on.wait_while(lock(&gathered), ahead).unwrap_or_else(PoisonError::into_inner);
                    if gathered.is_over() {
                        break;
                    }
                }
                let block = lock(&feed).next(&mut bytes);
                let (place, scored) = match block {
                    Ok(None) => break,
                    Ok(Some(block)) => (block, worker.block(&bytes[..FRONT + block.length], block.at)),
                    Err(error) => {
                        lock(&gathered).failed.get_or_insert(Broken::Reading(error));
                        break;
                    }
                };
                lock(&gathered).put(place, scored, self.layout);
                moved_on.notify_all();
            }
            // Whoever waits for a block that never comes looks again.
            moved_on.notify_all();
        };
        std::thread::scope(|scope| {
            (1..threads).for_each(|_| _ = scope.spawn(work));
            work();
        });
        let gathered = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
        match gathered.failed {
            Some(broken) => Err(broken),
            None => Ok(gathered.end.unwrap_or(End::File)),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A block of whole rows.
#[derive(Clone, Copy)]
struct Block {
    sequence: usize,
    /// Where it begins in the text.
    at: u64,
    /// How many bytes it has, with a line feed at the end of the file.
    length: usize,
}

/// The text of a table, a block of whole rows at a time.
pub(super) struct Feed<'w> {
    source: Source,
    bytes: u64,
    /// What was read behind the last block.
    rest: Vec<u8>,
    at: u64,
    sequence: usize,
    ended: bool,
    /// Where the source stands, and up to where it has been hashed.
    read: u64,
    hashed: u64,
    hash: Option<Sha256>,
    watch: &'w Watch,
}

impl<'w> Feed<'w> {
    /// The text from a byte on; `hash` has what comes before it.
    pub fn new(mut source: Source, at: u64, bytes: u64, hash: Option<Sha256>, watch: &'w Watch) -> io::Result<Self> {
        source.seek_text(at)?;
        Ok(Self { source, bytes, rest: Vec::new(), at, sequence: 0, ended: false, read: at, hashed: at, hash, watch })
    }

    /// Gives the source away for a while.
    pub fn lend(&mut self) -> Source {
        std::mem::replace(&mut self.source, Source::none())
    }

    /// Goes on at a byte of the text.
    pub fn go_on(&mut self, source: Source, at: u64) -> io::Result<()> {
        self.source = source;
        self.hash_up_to(Some(at))?;
        self.source.seek_text(at)?;
        (self.at, self.read, self.sequence, self.ended) = (at, at, 0, false);
        self.rest.clear();
        Ok(())
    }

    /// The hash of the whole file, where one was begun.
    pub fn finish(mut self) -> io::Result<(Source, Option<Sha256>)> {
        self.hash_up_to(None)?;
        Ok((self.source, self.hash))
    }

    /// Hashes what was passed over.
    fn hash_up_to(&mut self, at: Option<u64>) -> io::Result<()> {
        let Some(hash) = &mut self.hash else { return Ok(()) };
        let mut left = at.map_or(u64::MAX, |at| at.saturating_sub(self.hashed));
        self.source.seek_text(self.hashed)?;
        let mut bytes = Vec::new();
        while left > 0 {
            bytes.clear();
            let read = Read::by_ref(&mut self.source).take(left.min(BLOCK as u64)).read_to_end(&mut bytes)?;
            if read == 0 {
                break;
            }
            hash.update(&bytes);
            self.hashed += read as u64;
            left -= read as u64;
        }
        Ok(())
    }

    fn blocks_left(&self) -> usize {
        usize::try_from(self.bytes.saturating_sub(self.at) / BLOCK as u64).unwrap_or(usize::MAX)
    }

    /// The next block, behind [`FRONT`] other bytes.
    fn next(&mut self, memory: &mut Vec<u8>) -> io::Result<Option<Block>> {
        // Its memory is used again as it is: only what has never been used is filled with noughts.
        let mut filled = self.rest.len();
        let mut wanted = BLOCK.max(filled + BLOCK / 4);
        if memory.len() < FRONT + wanted + 1 {
            memory.resize(FRONT + wanted + 1, 0);
        }
        let mut bytes = &mut memory[FRONT..];
        bytes[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        let cut = loop {
            if !self.ended {
                let before = filled;
                while filled < wanted && !self.ended {
                    match self.source.read(&mut bytes[filled..wanted]) {
                        Ok(read) => {
                            filled += read;
                            self.ended = read == 0;
                        }
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(error) => return Err(error),
                    }
                }
                // What is read again behind a row that was read the long way is neither hashed nor told twice.
                let known = usize::try_from(self.hashed.saturating_sub(self.read)).unwrap_or(usize::MAX);
                self.read += (filled - before) as u64;
                if let Some(new) = bytes[before..filled].get(known..) {
                    if let Some(hash) = &mut self.hash {
                        hash.update(new);
                    }
                    self.watch.bytes(new.len() as u64);
                    self.hashed = self.hashed.max(self.read);
                }
            }
            if self.ended {
                break filled;
            }
            match last_row_end(&bytes[..filled]) {
                Some(end) => break end,
                None => {
                    wanted *= 2;
                    memory.resize(FRONT + wanted + 1, 0);
                    bytes = &mut memory[FRONT..];
                }
            }
        };
        if cut == 0 {
            return Ok(None);
        }
        self.rest.extend_from_slice(&bytes[cut..filled]);
        let mut length = cut;
        if bytes[cut - 1] != b'\n' {
            bytes[cut] = b'\n';
            length += 1;
        }
        let block = Block { sequence: self.sequence, at: self.at, length };
        self.sequence += 1;
        self.at += cut as u64;
        Ok(Some(block))
    }
}

/// The end of the last row, where every quotation mark stands where it should; none where no row ends.
fn last_row_end(bytes: &[u8]) -> Option<usize> {
    let mut end = memchr::memrchr(b'\n', bytes)? + 1;
    let mut open = !memchr::memchr_iter(b'"', &bytes[..end]).count().is_multiple_of(2);
    // Inside a quoted cell: the row that it is in began behind the line feed before its mark.
    while open {
        let mark = memchr::memrchr(b'"', &bytes[..end])?;
        let before = memchr::memrchr(b'\n', &bytes[..mark])? + 1;
        open = memchr::memchr_iter(b'"', &bytes[before..end]).count().is_multiple_of(2);
        end = before;
    }
    Some(end)
}

/// What became of a block. Rows are counted from its first one, as nobody knows yet how many there are before.
struct Scored {
    batch: Batch,
    found: Found,
    around: Around,
    /// How many rows, blank ones among them.
    rows: u64,
    /// Where it was given up.
    end: Option<End>,
}

/// What has been put together so far, up to the first block that is still being scored.
struct Gathered<'p> {
    next: usize,
    waiting: BTreeMap<usize, (u64, Scored)>,
    /// The number of the next row.
    number: u64,
    file: usize,
    end: Option<End>,
    failed: Option<Broken>,
    applicants: &'p mut Applicants,
    found: &'p mut Found,
    around: &'p mut Around,
}

impl Gathered<'_> {
    /// Is there nothing more to be put together?
    fn is_over(&self) -> bool {
        self.end.is_some() || self.failed.is_some()
    }

    fn put(&mut self, block: Block, scored: Scored, layout: &Layout) {
        self.waiting.insert(block.sequence, (block.at, scored));
        while !self.is_over()
            && let Some((at, mut scored)) = self.waiting.remove(&self.next)
        {
            self.applicants.begin_block(self.number, at, true);
            self.next += 1;
            scored.batch.shift(self.number);
            scored.found.problems.iter_mut().for_each(|found| shift(found, layout, self.number));
            if let Err(error) = self.applicants.append(self.file, scored.batch) {
                self.failed = Some(Broken::Keeping(error));
                return;
            }
            self.found.append(scored.found);
            self.around.append(scored.around);
            if let Some(End::Row { number, at, until }) = scored.end {
                self.end = Some(End::Row { number: number + self.number, at, until });
            } else {
                self.end = scored.end;
            }
            self.number += scored.rows;
        }
    }
}

/// Counts the rows of the table from its first one.
fn shift(found: &mut Diagnostic, layout: &Layout, rows: u64) {
    let places = std::iter::once(&mut found.place).chain(found.related.iter_mut().map(|(place, _)| place));
    for place in places {
        if let Place::Cell(cell) = place
            && Arc::ptr_eq(&cell.file, &layout.file)
            && let Some(row) = &mut cell.row
        {
            *row += rows;
        }
    }
}

/// Scores blocks, one after the other.
struct Worker<'w, 't, 's, 'c> {
    stream: &'w Stream<'t, 's, 'c>,
    scorer: Scorer<'t, 's, 'c>,
    desk: Desk,
    splitter: Splitter,
    profiles: KnownProfiles,
    /// A name in which quotation marks were doubled.
    name: String,
    /// What the watched indicators of a row came to.
    watched: Vec<(State, Points)>,
    row: Row,
}

impl<'w, 't, 's, 'c> Worker<'w, 't, 's, 'c> {
    fn new(stream: &'w Stream<'t, 's, 'c>) -> Self {
        Self {
            stream,
            scorer: Scorer { streams: true, ..Scorer::new(stream.task) },
            desk: Desk::new(stream.task.plan.standard, &stream.shortcut),
            splitter: Splitter::default(),
            profiles: KnownProfiles::new(),
            name: String::new(),
            watched: Vec::new(),
            row: Row::default(),
        }
    }

    /// Scores a block that begins at this byte of the text.
    fn block(&mut self, bytes: &[u8], at: u64) -> Scored {
        let text = &bytes[FRONT..];
        let mut scored =
            Scored { batch: Batch::new(), found: Found::default(), around: Around::of(self.stream.layout), rows: 0, end: None };
        let until = at + text.len() as u64;
        let Ok(text) = simdutf8::basic::from_utf8(text) else {
            scored.end = Some(End::NotText);
            return scored;
        };
        // Compiled for processors of today, for those of the last years and for all others.
        let (worker, scored_here) = (&mut *self, &mut scored);
        match pulp::Arch::new() {
            #[cfg(target_arch = "x86_64")]
            pulp::Arch::V4(simd) => simd.vectorize(Rows::<_, 8> { worker, text, bytes, at, until, scored: scored_here, simd }),
            #[cfg(target_arch = "x86_64")]
            pulp::Arch::V3(simd) => simd.vectorize(Rows::<_, 4> { worker, text, bytes, at, until, scored: scored_here, simd }),
            other => other.dispatch(Rows::<_, 1> { worker, text, bytes, at, until, scored: scored_here, simd: Any }),
        }
        scored.found = std::mem::take(&mut self.scorer.found);
        self.stream.task.settings.opening.watch.rows(scored.rows);
        scored
    }

    #[inline(always)]
    fn rows<S: Several<N>, const N: usize>(&mut self, text: &str, bytes: &[u8], at: u64, until: u64, scored: &mut Scored, simd: S) {
        let mut splitter = std::mem::take(&mut self.splitter);
        match splitter.split(simd, bytes, self.stream.delimiter) {
            Err(Odd::Nul) => scored.end = Some(End::NotText),
            Err(_) => scored.end = Some(End::Row { number: 0, at, until }),
            Ok(()) => {
                let mut rows = splitter.rows(text, bytes);
                let starts_kept = self.stream.task.settings.keep == Keep::Again;
                'rows: while let Some(first) = rows.next() {
                    let (mut some, mut count) = ([first; N], 1);
                    while count < N
                        && let Some(cells) = rows.next()
                    {
                        some[count] = cells;
                        count += 1;
                    }
                    let earned = if count == N { self.stream.shortcut.earned(simd, &some, &mut self.desk) } else { None };
                    for (lane, cells) in some[..count].iter().enumerate() {
                        let lane = earned.as_ref().and_then(|earned| earned.lane(lane));
                        if self.plain(cells, lane, scored).is_some() {
                            scored.around.rows += 1;
                        } else if !self.other(cells, scored) {
                            scored.end = Some(End::Row { number: scored.rows, at: at + cells.span().0 as u64, until });
                            break 'rows;
                        }
                        if starts_kept && scored.batch.starts.len() < scored.batch.len() {
                            scored.batch.starts.push(cells.span().0 as u32);
                        }
                        scored.rows += 1;
                    }
                }
            }
        }
        self.splitter = splitter;
    }

    /// Takes in one row; false where it has to be read the long way together with what comes behind it.
    #[inline(never)]
    fn other(&mut self, cells: &Cells<'_>, scored: &mut Scored) -> bool {
        if !can_be_split(cells) {
            return false;
        }
        let (start, end) = cells.span();
        if cells.text().as_bytes()[start..end].iter().all(u8::is_ascii_whitespace) {
            return true;
        }
        self.row.number = scored.rows;
        copy(cells, &mut self.row.cells);
        let layout = self.stream.layout;
        if self.scorer.is_applicant(layout, &self.row, &mut scored.around) {
            self.scorer.row(layout, &self.row, &mut scored.batch);
        }
        // Below the header of another table nothing is scored until this one's comes again.
        scored.around.other.is_none()
    }

    /// A row with nothing to be said of it; perhaps one of several, with what it earned among them.
    #[inline(always)]
    fn plain(&mut self, cells: &Cells<'_>, lane: Option<Lane>, scored: &mut Scored) -> Option<()> {
        let stream = self.stream;
        if cells.is_quoted() && !can_be_split(cells) {
            return None;
        }
        let width = stream.layout.width;
        if cells.len() < width || (width..cells.len()).any(|column| !cells.bytes(column).is_empty()) {
            return None;
        }
        let id = unquoted(cells.text_of(stream.id)?)?;
        let name = match stream.name {
            Some(column) => match unquoted(cells.text_of(column)?) {
                Some(name) => name.trim(),
                None => {
                    self.name.clear();
                    self.name.push_str(&without_marks(cells.text_of(column)?));
                    self.name.trim()
                }
            },
            None => "",
        };
        // What opens a note, names a sum or breaks one down is something else. Before the code at most a running number may stand.
        let numbered = (0..stream.id).all(|column| cells.bytes(column).iter().all(u8::is_ascii_digit));
        if !numbered || !is_code(id) || (name == stream.name_header && !name.is_empty()) || names_a_sum(name) {
            return None;
        }
        if !stream.task.verified_rows.rows.is_empty() && stream.task.verified_rows.of(id).is_some() {
            return None;
        }
        if stream.nameless.iter().any(|column| !cells.bytes(*column).is_empty()) {
            return None;
        }
        let (profile, applicant_type) = self.profiles.of(stream, cells)?;
        let totals = match lane {
            Some(lane) => stream.shortcut.go_on(lane, cells, applicant_type, &mut self.desk),
            None => stream.shortcut.evaluate(cells, applicant_type, &mut self.desk),
        }?;
        let standard = stream.task.plan.standard;
        for (d, dimension) in standard.dimensions.iter().enumerate() {
            if dimension.at_least.is_some_and(|floor| verdict::floor_reached(floor, &self.desk.dimensions[d]) == Some(false)) {
                self.desk.reasons.push(Reason::about(Code::Floor, d));
            }
        }
        let status = if !standard.can_fail() {
            Status::Ranked
        } else if self.desk.reasons.is_empty() && verdict::lines(standard, &totals).all(|(_, holds)| holds) {
            Status::Passed
        } else {
            Status::Failed
        };
        self.watched.clear();
        for indicator in &stream.task.settings.watched {
            self.watched.push(stream.shortcut.outcome(*indicator, cells, applicant_type, &mut self.desk)?);
        }
        let dimensions: &[_] = if stream.task.settings.keep > Keep::Totals { &self.desk.dimensions } else { &[] };
        let watched = &self.watched;
        scored.batch.push(scored.rows, &Entry { id, name, profile, status, totals, reasons: &self.desk.reasons, dimensions, watched });
        Some(())
    }
}

/// The profiles that a thread has met.
struct KnownProfiles {
    /// Some of those whose cells are all short, as two numbers each: at the place that the numbers tell, where nobody came after it.
    recent: Vec<Option<(ShortProfile, Known)>>,
    all: Seen,
    key: Vec<u8>,
}

type ShortProfile = [[u64; 2]; 4];

impl KnownProfiles {
    const RECENT: u32 = 10;

    fn new() -> Self {
        Self { recent: vec![None; 1 << Self::RECENT], all: Seen::default(), key: Vec::new() }
    }

    /// The position of a row's profile, and its type; none where it has one that the standard does not know.
    #[inline(always)]
    fn of(&mut self, stream: &Stream<'_, '_, '_>, cells: &Cells<'_>) -> Known {
        let (mut short, mut place, mut fits) = (ShortProfile::default(), 0u64, true);
        for ((key, column), odd) in short.iter_mut().zip(&stream.profile).zip([3, 5, 7, 11]) {
            match cells.sixteen(*column) {
                Some([low, high]) => {
                    // Odd numbers without a pattern, so that every byte moves the upper bits.
                    place = place
                        .wrapping_mul(odd)
                        .wrapping_add(low.wrapping_mul(0x9e37_79b9_7f4a_7c15))
                        .wrapping_add(high.wrapping_mul(0xc2b2_ae3d_27d4_eb4f));
                    *key = [low, high];
                }
                None => fits = false,
            }
        }
        let place = (place >> (64 - Self::RECENT)) as usize;
        let same = |a: &ShortProfile| a.as_flattened().iter().zip(short.as_flattened()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0;
        if fits
            && let Some(Some((key, known))) = self.recent.get(place)
            && same(key)
        {
            return *known;
        }
        let known = self.find(stream, cells);
        if fits {
            self.recent[place] = Some((short, known));
        }
        known
    }

    #[cold]
    fn find(&mut self, stream: &Stream<'_, '_, '_>, cells: &Cells<'_>) -> Known {
        self.key.clear();
        for column in &stream.profile {
            self.key.extend_from_slice(cells.bytes(*column));
            // No cell holds a line feed outside quotation marks.
            self.key.push(b'\n');
        }
        self.all.get(&self.key, || find_profile(stream, cells))
    }
}

/// Looks a profile up that was not met before.
fn find_profile(stream: &Stream<'_, '_, '_>, cells: &Cells<'_>) -> Known {
    let text = |profile| match stream.layout.profile(profile) {
        Some(column) => stream.shortcut.text(column, cells),
        None => Some(""),
    };
    let columns = [Profile::District, Profile::Type, Profile::Nominator, Profile::Period];
    if columns.into_iter().any(|profile| text(profile).is_none()) {
        return None;
    }
    let profile = profile_of(|profile| text(profile).unwrap_or_default());
    let standard = stream.task.plan.standard;
    let applicant_type = standard.type_named(&profile.applicant_type);
    let known = standard.types.is_empty() || applicant_type.is_some();
    known.then(|| (stream.task.profile(&profile), applicant_type.filter(|_| !standard.types.is_empty())))
}

/// Copies the cells of a row whose quotation marks stand where they should.
pub(super) fn copy(cells: &Cells<'_>, to: &mut csv::StringRecord) {
    to.clear();
    for column in 0..cells.len() {
        to.push_field(&without_marks(cells.text_of(column).unwrap_or_default()));
    }
}

/// A cell without the quotation marks around it, and with one for each doubled one inside.
fn without_marks(cell: &str) -> Cow<'_, str> {
    match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
        Some(inner) if inner.contains('"') => inner.replace("\"\"", "\"").into(),
        Some(inner) => inner.into(),
        None => cell.into(),
    }
}

/// The rows of a block, for compiling what is done with them as a whole.
struct Rows<'a, 'w, 't, 's, 'c, S, const N: usize> {
    worker: &'a mut Worker<'w, 't, 's, 'c>,
    text: &'a str,
    bytes: &'a [u8],
    at: u64,
    until: u64,
    scored: &'a mut Scored,
    simd: S,
}

impl<S: Several<N>, const N: usize> pulp::NullaryFnOnce for Rows<'_, '_, '_, '_, '_, S, N> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.worker.rows(self.text, self.bytes, self.at, self.until, self.scored, self.simd);
    }
}

/// Do the quotation marks of a row stand where the cutting believed that they do?
fn can_be_split(cells: &Cells<'_>) -> bool {
    !cells.is_quoted() || (cells.well_quoted() && cells.line_feeds() + 1 < MAX_CELL_LINES)
}

/// Is it a code such as no note, sum or header is: letters, digits, strokes, and at least one digit? One that a spreadsheet may have
/// made of a longer one is left to the long way.
#[inline]
fn is_code(id: &str) -> bool {
    const DIGIT: u8 = 1;
    const OTHER: u8 = 2;
    const KINDS: [u8; 256] = {
        let mut kinds = [OTHER; 256];
        let mut byte = 0;
        while byte < 128 {
            let of = byte as u8;
            kinds[byte] = match of {
                b'0'..=b'9' => DIGIT,
                b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' => 0,
                _ => OTHER,
            };
            byte += 1;
        }
        kinds
    };
    let bytes = id.as_bytes();
    let kinds = bytes.iter().fold(0, |kinds, byte| kinds | KINDS[usize::from(*byte)]);
    let may_be_mangled = matches!(bytes, [first, b'e' | b'E', ..] if first.is_ascii_digit());
    kinds == DIGIT && !(may_be_mangled && mangled_code(id).is_some())
}
