//! What a change of the standard does to applicants: the same tables scored under the old and the new standard, who flips between
//! pass and fail, whose rank moves, and through which indicators.

use std::collections::HashMap;

use crate::diagnostic::Cell;
use crate::score::{Applicant, Card, Line, Pool, Status};
use crate::standard::same_indicators;

/// What became of one applicant.
pub struct Shift<'p> {
    /// Under the old standard.
    pub old: Applicant<'p>,
    /// Under the new one.
    pub new: Applicant<'p>,
    /// Indicators whose state or points differ.
    pub through: Vec<Through>,
}

/// An indicator that came out differently for an applicant; one that only one of the standards has stands on one side.
pub struct Through {
    /// Under the old standard.
    pub old: Option<Line>,
    /// Under the new one.
    pub new: Option<Line>,
}

impl Shift<'_> {
    /// Does the verdict differ, or whether there is one?
    #[must_use]
    pub fn flips(&self) -> bool {
        self.old.status != self.new.status
    }

    /// By how many places the rank got better (positive) or worse; none where one of the two has no rank.
    #[must_use]
    pub fn moved(&self) -> Option<i64> {
        Some(i64::from(self.old.rank()?) - i64::from(self.new.rank()?))
    }

    fn differs(&self) -> bool {
        self.flips() || self.moved().is_some_and(|places| places != 0) || !self.through.is_empty()
    }
}

/// Every applicant whose result differs: flips first, then by how far the rank moved, then as the new ranking has them.
#[must_use]
pub fn impact<'p>(old: &'p Pool<'_>, new: &'p Pool<'_>) -> Vec<Shift<'p>> {
    let row = |cell: Cell| (cell.file, cell.row);
    let before: HashMap<_, Applicant<'_>> = old.applicants.iter().map(|applicant| (row(old.place(&applicant)), applicant)).collect();
    let mut shifts: Vec<Shift<'p>> = Vec::new();
    for now in new.in_order() {
        let Some(was) = before.get(&row(new.place(&now))).copied() else { continue };
        let through = match (old.card(&was), new.card(&now)) {
            (Some(before), Some(after)) if was.is_scored() || now.is_scored() => through(old, before, new, after),
            _ => Vec::new(),
        };
        let shift = Shift { old: was, new: now, through };
        if shift.differs() {
            shifts.push(shift);
        }
    }
    // A pass that is lost weighs most.
    let weight = |shift: &Shift<'_>| match (shift.flips(), shift.new.status) {
        (true, Status::Failed | Status::NotScored) => 0,
        (true, _) => 1,
        _ => 2,
    };
    shifts.sort_by_key(|shift| (weight(shift), std::cmp::Reverse(shift.moved().unwrap_or(0).unsigned_abs())));
    shifts
}

/// The indicators that came out differently.
fn through(old: &Pool<'_>, was: Card, new: &Pool<'_>, now: Card) -> Vec<Through> {
    let (old, new) = (old.plan.standard, new.plan.standard);
    let same = same_indicators(old, new);
    let mut before: Vec<Option<Line>> = was.lines.into_iter().map(Some).collect();
    let mut through = Vec::new();
    for line in now.lines {
        match same[line.indicator].and_then(|was| before[was].take()) {
            Some(was) if was.state == line.state && equal(was.points, old.decimals, line.points, new.decimals) => {}
            was => through.push(Through { old: was, new: Some(line) }),
        }
    }
    through.extend(before.into_iter().flatten().map(|gone| Through { old: Some(gone), new: None }));
    through
}

/// Are two points the same, though the standards may round to different places?
fn equal(one: Option<crate::number::Points>, places: u8, other: Option<crate::number::Points>, other_places: u8) -> bool {
    one.map(|points| points.value(places)) == other.map(|points| points.value(other_places))
}
