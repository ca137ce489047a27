//! What is kept of an applicant: small enough for a pool of millions.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::{DimensionTotal, Reason, Totals};
use crate::number::Points;

/// How far a row came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Scored; there is nothing to pass under the standard.
    Ranked,
    /// Scored, and passes.
    Passed,
    /// Scored, and does not pass.
    Failed,
    /// Not scored: the reasons say why.
    NotScored,
}

/// One row of a submission and what it came to.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// Which of the pool's files.
    pub(super) file: u32,
    /// The row in that file.
    pub(super) row: u32,
    /// Id, name and packed dimensions in one text: three allocations less per row.
    label: Box<str>,
    id_length: u32,
    name_length: u32,
    /// What the profile columns say.
    pub profile: Arc<Profile>,
    /// How far it came.
    pub status: Status,
    pub(super) rank: Option<NonZeroU32>,
    /// What its indicators come to.
    pub totals: Totals,
    /// Gate items and floors that fail; for a row that was not scored, why.
    pub reasons: Box<[Reason]>,
    /// The row itself, where it was kept.
    pub(super) cells: Option<csv::StringRecord>,
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

impl Applicant {
    pub(super) fn new(file: usize, row: u64, id: &str, name: &str, profile: Arc<Profile>) -> Self {
        let mut label = String::with_capacity(id.len() + name.len());
        label.push_str(id);
        label.push_str(name);
        Self {
            file: u32::try_from(file).unwrap_or(u32::MAX),
            row: u32::try_from(row).unwrap_or(u32::MAX),
            label: label.into_boxed_str(),
            id_length: u32::try_from(id.len()).unwrap_or(u32::MAX),
            name_length: u32::try_from(name.len()).unwrap_or(u32::MAX),
            profile,
            status: Status::NotScored,
            rank: None,
            totals: Totals::default(),
            reasons: Box::default(),
            cells: None,
        }
    }

    /// Keeps what each dimension came to.
    pub(super) fn keep_dimensions(&mut self, dimensions: &[DimensionTotal]) {
        let mut label = String::with_capacity(self.label.len() + dimensions.len() * 8);
        label.push_str(&self.label);
        for total in dimensions {
            for number in [total.points.0, total.available.0, i64::from(total.met), i64::from(total.applicable)] {
                pack(&mut label, number);
            }
        }
        self.label = label.into_boxed_str();
    }

    /// Its id, as written; blank where the row has none.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.label[..self.id_length as usize]
    }

    /// Its name, as written; blank where the table has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.label[self.id_length as usize..(self.id_length + self.name_length) as usize]
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

    /// What each dimension came to, where it was kept; none for a row that was not scored.
    #[must_use]
    pub fn dimensions(&self) -> Vec<DimensionTotal> {
        if !self.is_scored() {
            return Vec::new();
        }
        let mut packed = self.label[(self.id_length + self.name_length) as usize..].bytes();
        let mut dimensions = Vec::new();
        while let Some(points) = unpack(&mut packed) {
            let mut next = || unpack(&mut packed).unwrap_or_default();
            let (available, met, applicable) = (next(), next(), next());
            let count = |n: i64| u32::try_from(n).unwrap_or_default();
            dimensions.push(DimensionTotal {
                points: Points(points),
                available: Points(available),
                met: count(met),
                applicable: count(applicable),
            });
        }
        dimensions
    }
}

/// Appends a number that is not negative, six bits a character, the last one marked: short numbers, as most are, take one or two.
fn pack(text: &mut String, mut number: i64) {
    while number >= 64 {
        text.push(char::from((number & 63) as u8));
        number >>= 6;
    }
    text.push(char::from(64 | (number & 63) as u8));
}

/// The next number that [`pack`] wrote.
fn unpack(packed: &mut std::str::Bytes<'_>) -> Option<i64> {
    let (mut number, mut shift) = (0i64, 0);
    loop {
        let byte = packed.next()?;
        number |= i64::from(byte & 63) << shift;
        if byte & 64 != 0 {
            return Some(number);
        }
        shift += 6;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_come_back_as_they_were_kept() {
        let mut applicant = Applicant::new(0, 2, "甲", "名称", Arc::default());
        let kept: Vec<DimensionTotal> = [(0, 0, 0, 0), (63, 64, 1, 2), (12_345, 1_000_000_000_000_000, 7, 4_000_000_000)]
            .map(|(points, available, met, applicable)| DimensionTotal {
                points: Points(points),
                available: Points(available),
                met,
                applicable,
            })
            .into();
        applicant.keep_dimensions(&kept);
        assert_eq!(applicant.dimensions(), []);
        applicant.status = Status::Passed;
        assert_eq!((applicant.id(), applicant.name(), applicant.dimensions()), ("甲", "名称", kept));
    }
}
