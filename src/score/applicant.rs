//! What is kept of applicants: small enough for a pool of millions. All of them stand packed in one text; an [`Applicant`] is a view
//! of one.

use std::collections::HashMap;
use std::fs::File;
use std::hash::BuildHasher;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use hashbrown::HashTable;
use prefetch_index::prefetch_index;
use rustc_hash::FxBuildHasher;

use super::packed::{Batch, Facts, Head, Packed, shorten, unfolded};
use super::{DimensionTotal, Reason, State, Totals};
use crate::diagnostic::Code;
use crate::number::Points;

/// How far a row came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Scored; there is nothing to pass under the standard.
    Ranked,
    /// Scored, and passes.
    Passed,
    /// Scored, and does not pass.
    Failed,
    /// Not scored: the reasons say why.
    #[default]
    NotScored,
}

impl Status {
    pub(super) const ALL: [Self; 4] = [Self::Ranked, Self::Passed, Self::Failed, Self::NotScored];
}

/// One row of a submission and what it came to.
#[derive(Clone, Copy, Debug)]
pub struct Applicant<'p> {
    /// Its position in the pool.
    pub index: usize,
    /// Which of the pool's files.
    pub(super) file: usize,
    /// The row in that file.
    pub(super) row: u64,
    id: &'p str,
    name: &'p str,
    /// What the profile columns say.
    pub profile: &'p Profile,
    /// Its type, where the standard has types and knows it.
    pub applicant_type: Option<usize>,
    /// How far it came.
    pub status: Status,
    rank: Option<NonZeroU32>,
    /// What its indicators come to.
    pub totals: Totals,
    reasons: Packed<'p>,
    refused: &'p [Reason],
    dimensions: Packed<'p>,
    watched: Packed<'p>,
}

/// Profile columns other than id and name; equal ones are kept once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Profile {
    /// 区县
    pub district: String,
    /// 机构类型, as written.
    pub applicant_type: String,
    /// 推荐单位; the district where none is given.
    pub nominator: String,
    /// 数据期间
    pub period: String,
}

impl<'p> Applicant<'p> {
    /// Its id, as written; blank where the row has none.
    #[must_use]
    pub fn id(&self) -> &'p str {
        self.id
    }

    /// Its name, as written; blank where the table has none.
    #[must_use]
    pub fn name(&self) -> &'p str {
        self.name
    }

    /// Its rank, from 1; equal ones share it. None where it does not pass or was not scored.
    #[must_use]
    pub fn rank(&self) -> Option<u32> {
        self.rank.map(NonZeroU32::get)
    }

    /// Was it scored?
    #[must_use]
    pub fn is_scored(&self) -> bool {
        self.status != Status::NotScored
    }

    /// Gate items and floors that fail; for a row that was not scored, why.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> + use<'p> {
        let mut packed = self.reasons;
        let own = std::iter::from_fn(move || {
            let code = *Code::ALL.get(usize::try_from(packed.next()?).ok()?)?;
            let about = packed.next()?.checked_sub(1).and_then(|about| u16::try_from(about).ok());
            Some(Reason { code, about })
        });
        own.chain(self.refused.iter().copied())
    }

    /// What each dimension came to, where it was kept; none for a row that was not scored.
    pub fn dimensions(&self) -> impl Iterator<Item = DimensionTotal> + use<'p> {
        let mut packed = self.dimensions;
        std::iter::from_fn(move || {
            let points = packed.next()?;
            let (available, met, applicable) = (packed.next()?, packed.next()?, packed.next()?);
            let count = |n: u64| u32::try_from(n).unwrap_or_default();
            Some(DimensionTotal {
                points: unfolded(points),
                available: unfolded(available),
                met: count(met),
                applicable: count(applicable),
            })
        })
    }

    /// The state and points of each watched indicator; none where there is no card of the row.
    pub fn watched(&self) -> impl ExactSizeIterator<Item = (State, Points)> + use<'p> {
        let mut packed = self.watched;
        (0..packed.left / 2).map(move |_| {
            let state = packed.next().and_then(|state| State::ALL.get(usize::try_from(state).ok()?).copied());
            (state.unwrap_or_default(), unfolded(packed.next().unwrap_or_default()))
        })
    }
}

/// The profiles of a pool, each kept once.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    all: Vec<Arc<Profile>>,
    known: HashTable<u32>,
}

impl Profiles {
    /// The position of this profile.
    pub fn position(&mut self, profile: &Profile) -> u32 {
        let hash = |profile: &Profile| FxBuildHasher.hash_one(profile);
        let all = &self.all;
        let known = self.known.entry(hash(profile), |at| *all[*at as usize] == *profile, |at| hash(&all[*at as usize]));
        let new = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let position = *known.or_insert(new).get();
        if position == new {
            self.all.push(Arc::new(profile.clone()));
        }
        position
    }

    /// The profile at a position.
    pub fn get(&self, position: u32) -> &Profile {
        &self.all[position as usize]
    }
}

/// Profiles by the cells that make them, with the type that they name; none for cells of which something is to be said. Each thread
/// has its own.
#[derive(Default)]
pub(super) struct Seen(HashTable<(Box<[u8]>, Known)>);

pub(super) type Known = Option<(u32, Option<usize>)>;

impl Seen {
    /// What is known of these cells; looked up with `find` where they have not been seen.
    #[inline]
    pub fn get(&mut self, cells: &[u8], find: impl FnOnce() -> Known) -> Known {
        let hash = FxBuildHasher.hash_one(cells);
        if let Some((_, known)) = self.0.find(hash, |(seen, _)| **seen == *cells) {
            return *known;
        }
        if self.0.len() == 1 << 16 {
            // Where nearly every row has cells of its own, remembering them is no help.
            self.0.clear();
        }
        let known = find();
        self.0.insert_unique(hash, (cells.into(), known), |(seen, _)| FxBuildHasher.hash_one(&**seen));
        known
    }
}

/// A state of [`Applicants`] to go back to.
pub(super) struct Mark {
    text: u64,
    groups: usize,
    runs: usize,
    cells: usize,
    blocks: usize,
    count: usize,
    by_status: [usize; 4],
    ascending: bool,
    last: Option<String>,
}

/// How many applicants share one start, from which their places are counted in four bytes.
pub(super) const GROUP: usize = 1 << 12;

/// Where the packed applicants are.
#[derive(Debug)]
enum Store {
    Memory {
        heads: Vec<Head>,
        text: String,
    },
    /// In two temporary files, for going through them once or twice in their order.
    Files {
        heads: Mutex<File>,
        text: Mutex<File>,
        length: u64,
    },
}

impl Default for Store {
    fn default() -> Self {
        Self::Memory { heads: Vec::new(), text: String::new() }
    }
}

/// Reads so many bytes of a file from a place on.
fn read_at(file: &Mutex<File>, at: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Neighbouring rows of a file, for reading one of them again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// Its first applicant.
    first: usize,
    /// The number of its first row.
    pub number: u64,
    /// Where that begins in the text.
    pub at: u64,
    /// Does every row end at the next line feed outside quotation marks?
    pub plain: bool,
}

/// All applicants of a pool, in the order of the input.
#[derive(Debug, Default)]
pub struct Applicants {
    store: Store,
    /// Where the text of every [`GROUP`] starts: from there on the places of theirs are counted.
    groups: Vec<u64>,
    count: usize,
    by_status: [usize; 4],
    /// The first applicant of each run of rows without a gap: its position, its file, its row.
    runs: Vec<(usize, usize, u64)>,
    profiles: Profiles,
    /// The type that each profile names.
    types: Vec<Option<usize>>,
    /// Those that must not be scored for reasons that their rows do not tell.
    refused: HashMap<usize, Vec<Reason>>,
    /// The rows themselves, where they were kept.
    cells: Vec<(usize, csv::StringRecord)>,
    /// Where rows can be read again: the blocks, and where in its block the row of each begins; those in blocks that are not plain are
    /// looked for there.
    blocks: Vec<Block>,
    starts: Vec<u32>,
    pub(super) starts_kept: bool,
    /// How many indicators are watched.
    pub(super) watched: usize,
    /// Does every id stand behind the one before it, as ids are compared? Then none stands twice.
    pub(super) ascending: bool,
    /// What all ids begin with, as ids are compared.
    pub(super) shared: Option<String>,
    /// The last id, as ids are compared.
    last: Option<String>,
}

impl Applicants {
    pub(super) fn new() -> Self {
        Self { ascending: true, ..Self::default() }
    }

    /// They are kept in a temporary file, for a result in the order of the input that is written as it goes.
    pub(super) fn in_file() -> io::Result<Self> {
        let file = || tempfile::tempfile().map(Mutex::new);
        Ok(Self { store: Store::Files { heads: file()?, text: file()?, length: 0 }, ..Self::new() })
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// None at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many came so far.
    #[must_use]
    pub fn with_status(&self, status: Status) -> usize {
        self.by_status[status as usize]
    }

    /// Every one, in the order of the input.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Applicant<'_>> + Clone {
        (0..self.len()).map(|index| self.get(index))
    }

    /// The one at a position.
    ///
    /// # Panics
    /// If there is none, or they are in a file; these are gone through with [`Applicants::each`].
    #[must_use]
    pub fn get(&self, index: usize) -> Applicant<'_> {
        let Some((head, packed)) = self.packed(index) else { panic!("applicants in a file are gone through in their order") };
        self.unpack(head, packed, index)
    }

    /// Asks for those that are shown some steps later, so that nobody waits for memory: they lie anywhere in it. `after` says which one is
    /// shown so many steps from now.
    pub(crate) fn approach(&self, after: impl Fn(usize) -> Option<u32>) {
        /// Enough steps for memory to answer.
        const STEPS: usize = 16;
        let Store::Memory { heads, text } = &self.store else { return };
        // One lies in one or two lines of the cache.
        if let Some(at) = after(2 * STEPS) {
            prefetch_index(heads, at as usize);
            prefetch_index(heads, at as usize + 1);
        }
        if let Some(at) = after(STEPS) {
            let start = self.groups[at as usize / GROUP] as usize + heads[at as usize].start as usize;
            prefetch_index(text, start);
            prefetch_index(text, start + 32);
        }
    }

    /// The id of one.
    pub(super) fn id(&self, index: usize) -> &str {
        let Some((head, mut packed)) = self.packed(index) else { return "" };
        let [id, ..] = head.facts(&mut packed).lengths;
        packed.slice(id)
    }

    /// What ranks one: its status, its points and those that it could have had.
    pub(crate) fn standing(&self, index: usize) -> (Status, Points, Points) {
        let facts = self.packed(index).map(|(head, mut packed)| head.facts(&mut packed)).unwrap_or_default();
        if facts.status == Status::NotScored || (!self.refused.is_empty() && self.refused.contains_key(&index)) {
            return (Status::NotScored, Points::ZERO, Points::ZERO);
        }
        (facts.status, facts.totals.points, facts.totals.available)
    }

    /// Gives each its rank, in the order of the input; 0 is none.
    pub(super) fn set_ranks(&mut self, ranks: impl Iterator<Item = u32>) {
        if let Store::Memory { heads, .. } = &mut self.store {
            heads.iter_mut().zip(ranks).for_each(|(head, rank)| head.rank = rank);
        }
    }

    /// Where one is packed in memory.
    fn packed(&self, index: usize) -> Option<(&Head, Packed<'_>)> {
        let Store::Memory { heads, text } = &self.store else { return None };
        let head = &heads[index];
        Some((head, Packed::of(text, self.groups[index / GROUP] as usize + head.start as usize)))
    }

    /// Shows those at these positions, one after the other.
    ///
    /// # Errors
    /// Those of the temporary file, where they are in one.
    pub fn each(&self, positions: Range<usize>, mut show: impl FnMut(Applicant<'_>)) -> io::Result<()> {
        let Store::Files { heads, text, length } = &self.store else {
            positions.for_each(|index| show(self.get(index)));
            return Ok(());
        };
        let groups = positions.start / GROUP..positions.end.div_ceil(GROUP);
        for group in groups {
            let range = group * GROUP..((group + 1) * GROUP).min(self.count);
            let heads = read_at(heads, (range.start * Head::BYTES) as u64, (range.len() * Head::BYTES) as u64)?;
            let start = self.groups[group];
            let text = read_at(text, start, self.groups.get(group + 1).copied().unwrap_or(*length) - start)?;
            let text = simdutf8::basic::from_utf8(&text).map_err(io::Error::other)?;
            for (index, head) in range.zip(heads.as_chunks().0) {
                if positions.contains(&index) {
                    let head = Head::from_bytes(head);
                    show(self.unpack(&head, Packed::of(text, head.start as usize), index));
                }
            }
        }
        Ok(())
    }

    /// The one that is packed here.
    fn unpack<'p>(&'p self, head: &Head, mut packed: Packed<'p>, index: usize) -> Applicant<'p> {
        let Facts { mut status, mut totals, profile, lengths: [id, name, reasons, numbers] } = head.facts(&mut packed);
        let (id, name) = (packed.slice(id), packed.slice(name));
        let mut reasons = packed.part(reasons * 2);
        // A row that there is no card of has no numbers at all.
        let watched = numbers.min(self.watched * 2);
        let (mut dimensions, watched) = (packed.part(numbers - watched), packed.part(watched));
        let mut refused: &[Reason] = &[];
        if !self.refused.is_empty()
            && let Some(own) = self.refused.get(&index)
        {
            refused = own;
            if status != Status::NotScored {
                (status, totals, reasons.left) = (Status::NotScored, Totals::default(), 0);
            }
            dimensions.left = 0;
        }
        let (file, row) = self.place(index);
        Applicant {
            index,
            file,
            row,
            id,
            name,
            profile: self.profiles.get(profile),
            applicant_type: self.types.get(profile as usize).copied().flatten(),
            status,
            rank: NonZeroU32::new(head.rank),
            totals,
            reasons,
            refused,
            dimensions,
            watched,
        }
    }

    /// The file and the row of one.
    fn place(&self, index: usize) -> (usize, u64) {
        let run = self.runs.partition_point(|(first, ..)| *first <= index).saturating_sub(1);
        let (first, file, row) = self.runs[run];
        (file, row + (index - first) as u64)
    }

    /// The position of the applicant in a row of a file.
    pub(super) fn at_row(&self, file: usize, row: u64) -> Option<usize> {
        let run = self.runs.partition_point(|(_, of, from)| (*of, *from) <= (file, row)).checked_sub(1)?;
        let (first, of, from) = self.runs[run];
        let index = first + usize::try_from(row - from.min(row)).ok()?;
        let end = self.runs.get(run + 1).map_or(self.count, |(next, ..)| *next);
        (of == file && index < end).then_some(index)
    }

    /// Do these stand in the same rows of the same files as others?
    pub(crate) fn has_rows_of(&self, others: &Self) -> bool {
        self.count == others.count && self.runs == others.runs
    }

    /// Is one packed as the one at its position is among others, its rank with it? True only where both came to the same.
    pub(crate) fn is_packed_alike(&self, others: &Self, index: usize) -> bool {
        fn packed(all: &Applicants, index: usize) -> Option<(&Head, &[u8])> {
            let Store::Memory { heads, text } = &all.store else { return None };
            let start = |index: usize| Some(*all.groups.get(index / GROUP)? as usize + heads.get(index)?.start as usize);
            Some((&heads[index], &text.as_bytes()[start(index)?..start(index + 1).unwrap_or(text.len())]))
        }
        let (Some((own, text)), Some((other, other_text))) = (packed(self, index), packed(others, index)) else { return false };
        let refused = [self, others].iter().any(|all| !all.refused.is_empty() && all.refused.contains_key(&index));
        own.says_what(other) && text == other_text && !refused
    }

    /// Takes in a batch that was read from this file.
    pub(super) fn append(&mut self, file: usize, mut batch: Batch) -> io::Result<()> {
        if let Some(error) = batch.failed {
            return Err(error);
        }
        if batch.heads.is_empty() {
            return Ok(());
        }
        self.ascending &= batch.ascending && (self.last.is_none() || self.last.as_ref() < Some(&batch.first));
        match &mut self.shared {
            Some(shared) => shorten(shared, &batch.shared),
            None => self.shared = Some(batch.shared),
        }
        let index = self.count;
        for (at, row) in &batch.runs {
            let first = index + *at as usize;
            let follows = self.runs.last().is_some_and(|(start, of, from)| *of == file && from + (first - start) as u64 == *row);
            if !follows {
                self.runs.push((first, file, *row));
            }
        }
        let base = self.text_length();
        for head in &mut batch.heads {
            let start = base + u64::from(head.start);
            if self.count.is_multiple_of(GROUP) {
                self.groups.push(start);
            }
            // Of names of a megabyte each not even a group fits.
            head.start = u32::try_from(start - self.groups[self.count / GROUP]).map_err(io::Error::other)?;
            self.count += 1;
        }
        match &mut self.store {
            Store::Memory { heads, text } => {
                text.push_str(simdutf8::basic::from_utf8(&batch.text).map_err(io::Error::other)?);
                heads.extend_from_slice(&batch.heads);
            }
            Store::Files { heads, text, length } => {
                let bytes: Vec<[u8; Head::BYTES]> = batch.heads.iter().map(|head| head.to_bytes()).collect();
                heads.get_mut().unwrap_or_else(PoisonError::into_inner).write_all(bytes.as_flattened())?;
                text.get_mut().unwrap_or_else(PoisonError::into_inner).write_all(&batch.text)?;
                *length += batch.text.len() as u64;
            }
        }
        for (all, more) in self.by_status.iter_mut().zip(batch.by_status) {
            *all += more;
        }
        if self.starts_kept {
            self.starts.extend(batch.starts);
            self.starts.resize(self.count, 0);
        }
        self.cells.extend(batch.cells.into_iter().map(|(at, cells)| (index + at as usize, cells)));
        self.last = Some(batch.last);
        Ok(())
    }

    /// How long all texts are.
    fn text_length(&self) -> u64 {
        match &self.store {
            Store::Memory { text, .. } => text.len() as u64,
            Store::Files { length, .. } => *length,
        }
    }

    /// Notes that the next ones come from a block that begins with the row of this number, at this byte of the text; and whether its
    /// rows end at line feeds outside quotation marks.
    pub(super) fn begin_block(&mut self, number: u64, at: u64, plain: bool) {
        self.blocks.push(Block { first: self.count, number, at, plain });
    }

    /// The block that the row of an applicant stands in, and where the row begins in the text if that is known.
    pub(super) fn block_of(&self, index: usize) -> Option<(Block, Option<u64>)> {
        let block = self.blocks[self.blocks.partition_point(|block| block.first <= index).checked_sub(1)?];
        let start = self.starts.get(index).filter(|_| block.plain);
        Some((block, start.map(|start| block.at + u64::from(*start))))
    }

    /// Keeps the row of an applicant after all.
    pub(super) fn keep(&mut self, index: usize, cells: csv::StringRecord) {
        if let Err(at) = self.cells.binary_search_by_key(&index, |(at, _)| *at) {
            self.cells.insert(at, (index, cells));
        }
    }

    /// Gives them the profiles that their batches speak of.
    pub(super) fn know(&mut self, profiles: Profiles, type_of: impl Fn(&Profile) -> Option<usize>) {
        self.types = profiles.all.iter().map(|profile| type_of(profile)).collect();
        self.profiles = profiles;
    }

    /// What there is now, for going back to it.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            text: self.text_length(),
            groups: self.groups.len(),
            runs: self.runs.len(),
            cells: self.cells.len(),
            blocks: self.blocks.len(),
            count: self.count,
            by_status: self.by_status,
            ascending: self.ascending,
            last: self.last.clone(),
        }
    }

    /// Forgets all that came behind a mark.
    pub(super) fn go_back(&mut self, mark: Mark) -> io::Result<()> {
        match &mut self.store {
            Store::Memory { heads, text } => {
                heads.truncate(mark.count);
                text.truncate(usize::try_from(mark.text).unwrap_or(usize::MAX));
            }
            Store::Files { heads, text, length } => {
                let to = |file: &mut Mutex<File>, at| file.get_mut().unwrap_or_else(PoisonError::into_inner).seek(SeekFrom::Start(at));
                to(heads, (mark.count * Head::BYTES) as u64)?;
                to(text, mark.text)?;
                *length = mark.text;
            }
        }
        self.groups.truncate(mark.groups);
        self.runs.truncate(mark.runs);
        self.cells.truncate(mark.cells);
        self.blocks.truncate(mark.blocks);
        self.starts.truncate(mark.count);
        (self.count, self.by_status) = (mark.count, mark.by_status);
        (self.ascending, self.last) = (mark.ascending, mark.last);
        Ok(())
    }

    /// Takes the score from one that must not have one; `status` is what it had.
    pub(super) fn not_scored(&mut self, index: usize, status: Status, reason: Reason) {
        let reasons = self.refused.entry(index).or_default();
        if reasons.is_empty() {
            self.by_status[status as usize] -= 1;
            self.by_status[Status::NotScored as usize] += 1;
        }
        reasons.push(reason);
    }

    /// The row of one, where it was kept.
    pub(super) fn cells(&self, index: usize) -> Option<&csv::StringRecord> {
        self.cells.binary_search_by_key(&index, |(at, _)| *at).ok().map(|at| &self.cells[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::packed::Entry;
    use super::*;

    #[test]
    fn applicants_come_back_as_they_were_kept() {
        let mut all = Applicants::new();
        let profile = Profile { district: "渝北区".into(), ..Profile::default() };
        let mut profiles = Profiles::default();
        let position = profiles.position(&profile);
        assert_eq!(profiles.position(&profile), position);
        all.know(profiles, |_| Some(3));
        let totals =
            Totals { points: Points(12_345), bonus: Points(-7), available: Points(1_000_000_000_000_000), met: 63, applicable: 64 };
        let dimensions: Vec<DimensionTotal> = [(0, 0, 0, 0), (63, 64, 1, 2), (12_345, 1_000_000_000_000_000, 7, 4_000_000_000)]
            .map(|(points, available, met, applicable)| DimensionTotal {
                points: Points(points),
                available: Points(available),
                met,
                applicable,
            })
            .into();
        let watched = [(State::Met, Points(1_000_000_000_000)), (State::Invalid, Points(-3))];
        all.watched = watched.len();
        let reasons = [Reason::about(Code::GateFailed, 0), Reason::of(Code::Floor), Reason::about(Code::Floor, 700)];
        let mut batch = Batch::new();
        for row in [2, 3, 7, 8] {
            let entry = Entry {
                id: "甲",
                name: "名称",
                profile: position,
                status: Status::Failed,
                totals,
                reasons: &reasons,
                dimensions: &dimensions,
                watched: if row == 7 { &[] } else { &watched },
            };
            // Of some rows there is no card, and then no dimension either.
            let entry = if row == 7 { Entry { dimensions: &[], ..entry } } else { entry };
            batch.push(row, &entry);
        }
        all.append(0, batch).expect("memory");
        assert!(!all.ascending);
        all.not_scored(2, Status::Failed, Reason::of(Code::DuplicateApplicant));
        for (index, row) in [2, 3, 7, 8].into_iter().enumerate() {
            let one = all.get(index);
            assert_eq!((one.id(), one.name(), one.profile, one.file, one.row), ("甲", "名称", &profile, 0, row));
            assert_eq!(one.applicant_type, Some(3));
            assert_eq!(one.watched().collect::<Vec<_>>(), if row == 7 { &[][..] } else { &watched });
            assert_eq!((all.at_row(0, row), all.at_row(1, row)), (Some(index), None));
            assert_eq!(all.at_row(0, 5), None);
            if index == 2 {
                assert_eq!((one.status, one.totals, one.dimensions().count()), (Status::NotScored, Totals::default(), 0));
                assert_eq!(one.reasons().collect::<Vec<_>>(), [Reason::of(Code::DuplicateApplicant)]);
            } else {
                assert_eq!((one.status, one.totals), (Status::Failed, totals));
                assert_eq!(
                    (one.reasons().collect::<Vec<_>>(), one.dimensions().collect::<Vec<_>>()),
                    (reasons.to_vec(), dimensions.clone())
                );
            }
        }
    }
}
