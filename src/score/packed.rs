//! Applicants packed into a text, for keeping millions of them: numbers as characters of six or seven bits, so that all of it stays a text,
//! and id and name as they are.

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
    /// Appends it to a text of packed applicants.
    #[inline]
    pub fn pack(&self, text: &mut Vec<u8>) {
        let head = Head {
            status: self.status,
            totals: if self.status == Status::NotScored { Totals::default() } else { self.totals },
            profile: self.profile,
            lengths: [self.id.len(), self.name.len(), self.reasons.len(), self.dimensions.len() * 4 + self.watched.len() * 2],
        };
        head.pack(text);
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

/// What a packed applicant begins with. Where all of it is small, as it nearly always is, it takes [`SHORT`] bytes that need not be looked
/// at one after the other; else its numbers follow each other like all others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head {
    pub status: Status,
    pub totals: Totals,
    pub profile: u32,
    /// Of the id and the name in bytes; how many reasons, and how many numbers of dimensions and watched indicators.
    pub lengths: [usize; 4],
}

/// Bytes of a short head.
pub(super) const SHORT: usize = 16;
/// Marks a head that is not short, beside the status.
const LONG: u8 = 4;

impl Head {
    /// How many sevens of bits its numbers take in a short head, from its second byte on: the lengths, the profile, the points, those available,
    /// the bonus, met and applicable.
    const SEVENS: [u32; 10] = [1, 1, 1, 1, 2, 3, 3, 1, 1, 1];

    fn numbers(&self) -> [u64; 10] {
        let Totals { points, available, bonus, met, applicable } = self.totals;
        let [id, name, reasons, numbers] = self.lengths.map(|length| length as u64);
        let (met, applicable) = (u64::from(met), u64::from(applicable));
        [id, name, reasons, numbers, u64::from(self.profile), folded(points), folded(available), folded(bonus), met, applicable]
    }

    fn of(status: u8, [id, name, reasons, numbers, profile, points, available, bonus, met, applicable]: [u64; 10]) -> Self {
        Self {
            status: Status::ALL[usize::from(status & 3)],
            totals: Totals {
                points: unfolded(points),
                available: unfolded(available),
                bonus: unfolded(bonus),
                met: met as u32,
                applicable: applicable as u32,
            },
            profile: profile as u32,
            lengths: [id, name, reasons, numbers].map(|length| length as usize),
        }
    }

    #[inline]
    fn pack(&self, text: &mut Vec<u8>) {
        let numbers = self.numbers();
        let mut short = [0; SHORT];
        short[0] = self.status as u8;
        let (mut at, mut fits) = (1, true);
        for (number, sevens) in numbers.into_iter().zip(Self::SEVENS) {
            fits &= number >> (7 * sevens) == 0;
            for seven in 0..sevens {
                short[at] = (number >> (7 * seven)) as u8 & 127;
                at += 1;
            }
        }
        if fits {
            text.extend_from_slice(&short);
        } else {
            text.push(self.status as u8 | LONG);
            numbers.into_iter().for_each(|number| pack(text, number));
        }
    }

    /// The head of the applicant that is packed here; goes on behind it.
    #[inline]
    pub fn unpack(packed: &mut Packed<'_>) -> Self {
        let bytes = packed.text.as_bytes().get(packed.at..).unwrap_or_default();
        match bytes.first_chunk::<SHORT>() {
            Some(short) if short[0] & LONG == 0 => {
                packed.at += SHORT;
                let mut at = 1;
                Self::of(
                    short[0],
                    Self::SEVENS.map(|sevens| {
                        let number = (0..sevens as usize).fold(0, |number, seven| number | u64::from(short[at + seven]) << (7 * seven));
                        at += sevens as usize;
                        number
                    }),
                )
            }
            _ => {
                packed.at += 1;
                Self::of(bytes.first().copied().unwrap_or_default(), [(); 10].map(|()| packed.next().unwrap_or_default()))
            }
        }
    }
}

/// Applicants of neighbouring rows, packed.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub text: Vec<u8>,
    pub starts: Vec<u32>,
    /// The first of each run of rows without a gap: its position in the batch, and its row.
    pub runs: Vec<(u32, u64)>,
    pub cells: Vec<(u32, csv::StringRecord)>,
    pub by_status: [usize; 4],
    pub ascending: bool,
    /// What all ids begin with, and the first and the last one, as ids are compared.
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
        self.starts.len()
    }

    /// Takes in one more.
    pub fn push(&mut self, row: u64, entry: &Entry<'_>) {
        let index = self.starts.len() as u32;
        if self.runs.last().is_none_or(|(first, from)| from + u64::from(index - first) != row) {
            self.runs.push((index, row));
        }
        let key = id_key(entry.id);
        self.ascending &= !key.is_empty() && (index == 0 || *key > *self.last);
        if index == 0 {
            self.first.push_str(&key);
            self.shared.push_str(&key);
        } else if !key.starts_with(&*self.shared) {
            shorten(&mut self.shared, &key);
        }
        self.last.clear();
        self.last.push_str(&key);
        self.by_status[entry.status as usize] += 1;
        self.starts.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        entry.pack(&mut self.text);
    }

    /// Keeps the row of the last one.
    pub fn keep(&mut self, cells: csv::StringRecord) {
        self.cells.push((self.starts.len() as u32 - 1, cells));
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
