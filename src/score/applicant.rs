//! What is kept of an applicant: small enough for a pool of millions.

use std::sync::Arc;

use super::{DimensionTotal, Reason, Totals};

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
    /// Id and name in one text.
    label: Box<str>,
    id_length: u32,
    /// What the profile columns say.
    pub profile: Arc<Profile>,
    /// How far it came.
    pub status: Status,
    /// Its rank, from 1; equal ones share it.
    pub rank: Option<u32>,
    /// What its indicators come to.
    pub totals: Totals,
    /// Gate items and floors that fail; for a row that was not scored, why.
    pub reasons: Box<[Reason]>,
    /// What is needed to say why, where it was kept.
    pub(super) detail: Option<Box<Detail>>,
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

/// The row itself and its dimensions.
#[derive(Clone, Debug)]
pub(super) struct Detail {
    pub cells: Option<csv::StringRecord>,
    pub dimensions: Box<[DimensionTotal]>,
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
            profile,
            status: Status::NotScored,
            rank: None,
            totals: Totals::default(),
            reasons: Box::default(),
            detail: None,
        }
    }

    /// Its id, as written; blank where the row has none.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.label[..self.id_length as usize]
    }

    /// Its name, as written; blank where the table has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.label[self.id_length as usize..]
    }

    /// Its name, or its id where it has none.
    #[must_use]
    pub fn title(&self) -> &str {
        if self.name().is_empty() { self.id() } else { self.name() }
    }

    /// Was it scored?
    #[must_use]
    pub fn is_scored(&self) -> bool {
        self.status != Status::NotScored
    }

    /// What each dimension came to, where it was kept.
    #[must_use]
    pub fn dimensions(&self) -> &[DimensionTotal] {
        self.detail.as_ref().map_or(&[], |d| &d.dimensions)
    }
}
