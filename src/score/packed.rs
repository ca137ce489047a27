//! Applicants packed for keeping millions of them: of each a [`Head`] of fixed size, and a text in which id and name stand as they are and
//! numbers as characters of six bits, so that all of it stays a text.

use std::io;

use super::applicant::Status;
use super::{DimensionTotal, Reason, State, Totals};
use crate::number::Points;
use crate::submission::id_key;

/// An applicant on its way into the pool.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry<'r> {
    pub id: &'r str,
    pub name: &'r str,
    pub profile: u32,
    pub status: Status,
    pub totals: Totals,
    pub reasons: &'r [Reason],
    pub dimensions: &'r [DimensionTotal],
    pub watched: &'r [(State, Points)],
}

impl Entry<'_> {
    /// Packs it: what its head has no room for is appended to the text.
    #[inline]
    pub fn pack(&self, text: &mut Vec<u8>) -> io::Result<Head> {
        let facts = Facts {
            status: self.status,
            totals: if self.status == Status::NotScored { Totals::default() } else { self.totals },
            profile: self.profile,
            lengths: [self.id.len(), self.name.len(), self.reasons.len(), self.dimensions.len() * 4 + self.watched.len() * 2],
        };
        let start = u32::try_from(text.len()).map_err(io::Error::other)?;
        let head = facts.short(start).unwrap_or_else(|| facts.long(start, text));
        text.extend_from_slice(self.id.as_bytes());
        text.extend_from_slice(self.name.as_bytes());
        for reason in self.reasons {
            pack(text, reason.code as u64);
            pack(text, reason.about.map_or(0, |about| u64::from(about) + 1));
        }
        for total in self.dimensions {
            for number in [folded(total.points), folded(total.available), u64::from(total.met), u64::from(total.applicable)] {
                pack(text, number);
            }
        }
        for (state, points) in self.watched {
            pack(text, *state as u64);
            pack(text, folded(*points));
        }
        Ok(head)
    }
}

/// Points as a number that is not negative, small where they are: 0, -1, 1, -2, 2 …
fn folded(points: Points) -> u64 {
    (points.0 << 1 ^ points.0 >> 63) as u64
}

/// Points from such a number.
pub(super) fn unfolded(number: u64) -> Points {
    Points((number >> 1) as i64 ^ -((number & 1) as i64))
}

/// What is known of an applicant beside its texts and reasons.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    pub status: Status,
    pub totals: Totals,
    pub profile: u32,
    /// Of the id and the name in bytes; how many reasons, and how many numbers of dimensions and watched indicators.
    pub lengths: [usize; 4],
}

/// An applicant in 24 bytes, that nothing has to be looked for in: where its text starts, its rank, its points and those available, four
/// small numbers, and the profile with what else is small. Where something is not small, which is rare, it stands before the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Where its text starts, counted from wherever the texts of its neighbours are counted from.
    pub start: u32,
    /// From 1; 0 for none.
    pub rank: u32,
    points: u32,
    available: u32,
    /// How long the id and the name are, how many are met and applicable.
    small: [u8; 4],
    profile: u16,
    /// How many numbers of dimensions and watched indicators.
    numbers: u8,
    /// The status, [`Head::LONG`], and in five bits how many reasons.
    kind: u8,
}

impl Facts {
    /// As a head alone, where all of it is small.
    #[inline]
    fn short(&self, start: u32) -> Option<Head> {
        let Totals { points, available, bonus, met, applicable } = self.totals;
        let [id, name, reasons, numbers] = self.lengths;
        let fits = (points.0 | available.0) as u64 >> 32 == 0
            && (id | name | numbers) >> 8 == 0
            && (met | applicable) >> 8 == 0
            && reasons >> 5 == 0
            && self.profile >> 16 == 0
            && bonus.0 == 0;
        fits.then_some(Head {
            start,
            rank: 0,
            points: points.0 as u32,
            available: available.0 as u32,
            small: [id as u8, name as u8, met as u8, applicable as u8],
            profile: self.profile as u16,
            numbers: numbers as u8,
            kind: self.status as u8 | (reasons as u8) << 3,
        })
    }

    /// As a head that says that all of it stands in the text.
    #[cold]
    fn long(&self, start: u32, text: &mut Vec<u8>) -> Head {
        let Totals { points, available, bonus, met, applicable } = self.totals;
        self.lengths.iter().for_each(|length| pack(text, *length as u64));
        [points, available, bonus].into_iter().for_each(|points| pack(text, folded(points)));
        [met, applicable, self.profile].into_iter().for_each(|number| pack(text, u64::from(number)));
        Head { start, kind: self.status as u8 | Head::LONG, ..Head::default() }
    }

    /// All but the status, from the text.
    #[cold]
    fn unpack(packed: &mut Packed<'_>) -> Self {
        let mut next = || packed.next().unwrap_or_default();
        let lengths = [(); 4].map(|()| next() as usize);
        let [points, available, bonus] = [(); 3].map(|()| unfolded(next()));
        let [met, applicable, profile] = [(); 3].map(|()| next() as u32);
        Self { totals: Totals { points, available, bonus, met, applicable }, profile, lengths, ..Self::default() }
    }
}

impl Head {
    /// How many bytes it has in a file.
    pub const BYTES: usize = 24;
    /// What it says stands in the text.
    const LONG: u8 = 4;

    /// What it says; goes on in the text behind what stands there of it.
    #[inline(always)]
    pub fn facts(&self, packed: &mut Packed<'_>) -> Facts {
        let status = Status::ALL[usize::from(self.kind & 3)];
        if self.kind & Self::LONG != 0 {
            return Facts { status, ..Facts::unpack(packed) };
        }
        let [id, name, met, applicable] = self.small;
        let totals = Totals {
            points: Points(self.points.into()),
            available: Points(self.available.into()),
            bonus: Points::ZERO,
            met: met.into(),
            applicable: applicable.into(),
        };
        let lengths = [id, name, self.kind >> 3, self.numbers].map(usize::from);
        Facts { status, totals, profile: self.profile.into(), lengths }
    }

    /// Does it say the same of somebody as another one does, but for the profile, which may have another place there?
    pub fn says_what(&self, other: &Self) -> bool {
        let alike = |head: &Self| Self { start: 0, profile: 0, ..*head };
        alike(self) == alike(other)
    }

    /// For a file.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let Self { start, rank, points, available, small, profile, numbers, kind } = self;
        let last = [profile.to_le_bytes(), [numbers, kind]];
        let all = [start.to_le_bytes(), rank.to_le_bytes(), points.to_le_bytes(), available.to_le_bytes(), small];
        let mut bytes = [0; Self::BYTES];
        bytes[..20].copy_from_slice(all.as_flattened());
        bytes[20..].copy_from_slice(last.as_flattened());
        bytes
    }

    /// From a file.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let (fours, _) = bytes.as_chunks::<4>();
        let number = |at: usize| u32::from_le_bytes(fours[at]);
        let [low, high, numbers, kind] = fours[5];
        Self {
            start: number(0),
            rank: number(1),
            points: number(2),
            available: number(3),
            small: fours[4],
            profile: u16::from_le_bytes([low, high]),
            numbers,
            kind,
        }
    }
}

/// Applicants of neighbouring rows, packed.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub heads: Vec<Head>,
    pub text: Vec<u8>,
    /// Why one could not be packed.
    pub failed: Option<io::Error>,
    /// The first of each run of rows without a gap: its position in the batch, and its row.
    pub runs: Vec<(u32, u64)>,
    /// Where the row of each begins in its block, where that is noted.
    pub starts: Vec<u32>,
    pub cells: Vec<(u32, csv::StringRecord)>,
    pub by_status: [usize; 4],
    pub ascending: bool,
    /// What all ids begin with, the first one and, while they ascend, the last one, as ids are compared.
    pub shared: String,
    pub first: String,
    pub last: String,
}

impl Batch {
    pub fn new() -> Self {
        Self { ascending: true, ..Self::default() }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Takes in one more.
    pub fn push(&mut self, row: u64, entry: &Entry<'_>) {
        let index = self.heads.len() as u32;
        if self.runs.last().is_none_or(|(first, from)| from + u64::from(index - first) != row) {
            self.runs.push((index, row));
        }
        let key = id_key(entry.id);
        if index == 0 {
            self.first.push_str(&key);
            self.shared.push_str(&key);
        } else if !key.starts_with(&*self.shared) {
            shorten(&mut self.shared, &key);
        }
        if self.ascending {
            self.ascending = !key.is_empty() && (index == 0 || *key > *self.last);
            self.last.clear();
            self.last.push_str(&key);
        }
        self.by_status[entry.status as usize] += 1;
        match entry.pack(&mut self.text) {
            Ok(head) => self.heads.push(head),
            Err(error) => _ = self.failed.get_or_insert(error),
        }
    }

    /// Keeps the row of the last one.
    pub fn keep(&mut self, cells: csv::StringRecord) {
        if let Some(last) = self.heads.len().checked_sub(1) {
            self.cells.push((last as u32, cells));
        }
    }

    /// Counts rows from this one on.
    pub fn shift(&mut self, rows: u64) {
        self.runs.iter_mut().for_each(|(_, row)| *row += rows);
    }
}

/// Cuts a text to what another one begins with, too.
pub(super) fn shorten(shared: &mut String, other: &str) {
    let same = shared.char_indices().zip(other.char_indices()).find(|(a, b)| a != b);
    let length = same.map_or(shared.len().min(other.len()), |((at, _), _)| at);
    shared.truncate(length);
}

/// Numbers as [`pack`] wrote them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed<'p> {
    pub text: &'p str,
    pub at: usize,
    /// How many are left.
    pub left: usize,
}

impl<'p> Packed<'p> {
    pub fn of(text: &'p str, at: usize) -> Self {
        Self { text, at, left: usize::MAX }
    }

    pub fn next(&mut self) -> Option<u64> {
        self.left = self.left.checked_sub(1)?;
        let bytes = self.text.as_bytes();
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            number |= u64::from(byte & 63) << shift;
            if byte & 64 != 0 {
                return Some(number);
            }
            shift += 6;
        }
    }

    pub fn slice(&mut self, length: usize) -> &'p str {
        let slice = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        slice
    }

    /// So many numbers from here on; this one goes on behind them.
    pub fn part(&mut self, numbers: usize) -> Self {
        let part = Self { left: numbers, ..*self };
        for _ in 0..numbers {
            self.next();
        }
        part
    }
}

/// Appends a number, six bits a character, the last one marked: short numbers, as most are, take one or two.
fn pack(text: &mut Vec<u8>, mut number: u64) {
    while number >= 64 {
        text.push((number & 63) as u8);
        number >>= 6;
    }
    text.push(64 | number as u8);
}
