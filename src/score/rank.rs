//! Ranking: points ÷ points available, compared exactly from the published points; equal ones share a rank (1, 2, 2, 4).

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::number::Points;
use crate::submission::id_key;

use super::applicant::{Applicants, Status};

/// Applicants by id.
pub(super) enum ById {
    /// They came in that order, and no id stands twice.
    AsTheyCame,
    /// Their positions in that order; rows with one id, which are not scored, by their place.
    Sorted(Vec<u32>),
}

/// Orders applicants by their ids.
pub(super) fn by_id(applicants: &Applicants) -> ById {
    if applicants.ascending {
        return ById::AsTheyCame;
    }
    let mut order: Vec<u32> = (0..position(applicants.len())).collect();
    let key = |at: &u32| id_key(applicants.get(*at as usize).id());
    order.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then(a.cmp(b)));
    ById::Sorted(order)
}

impl ById {
    /// The position of the applicant at a place in this order.
    fn at(&self, place: u32) -> u32 {
        match self {
            Self::AsTheyCame => place,
            Self::Sorted(order) => order[place as usize],
        }
    }

    /// Those that share an id with others, which is not blank.
    pub fn same<'a>(&'a self, applicants: &'a Applicants) -> impl Iterator<Item = Vec<usize>> + 'a {
        let order: &[u32] = match self {
            Self::AsTheyCame => &[],
            Self::Sorted(order) => order,
        };
        let key = |at: &u32| id_key(applicants.get(*at as usize).id());
        let groups = order.chunk_by(move |a, b| key(a) == key(b)).filter(move |group| group.len() > 1 && !key(&group[0]).is_empty());
        groups.map(|group| group.iter().map(|at| *at as usize).collect())
    }
}

/// Best first: a larger share of the points available, compared exactly; nothing available comes last.
fn by_share(a: (Points, Points), b: (Points, Points)) -> Ordering {
    let ((a, a_of), (b, b_of)) = (a, b);
    match (a_of.0 == 0, b_of.0 == 0) {
        (true, true) => b.cmp(&a),
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        // a / a_of ? b / b_of
        _ => (i128::from(b.0) * i128::from(a_of.0)).cmp(&(i128::from(a.0) * i128::from(b_of.0))),
    }
}

/// Every share of points that occurs, with its place among them from 0: best first, equal ones in one place.
fn places(shares: impl Iterator<Item = (Points, Points)>) -> FxHashMap<(Points, Points), u32> {
    let mut places: FxHashMap<(Points, Points), u32> = shares.map(|share| (share, 0)).collect();
    let mut sorted: Vec<(Points, Points)> = places.keys().copied().collect();
    sorted.sort_unstable_by(|a, b| by_share(*a, *b));
    let groups = sorted.chunk_by(|a, b| by_share(*a, *b) == Ordering::Equal);
    for (place, group) in groups.enumerate() {
        for share in group {
            places.insert(*share, position(place));
        }
    }
    places
}

/// Gives ranks and returns the order of results: ranked, then failed, then not scored; equal ones by id.
pub(super) fn rank(applicants: &mut Applicants, by_id: ById) -> Vec<u32> {
    let ranked = |status| matches!(status, Status::Ranked | Status::Passed);
    let share = |totals: super::Totals| (totals.points, totals.available);
    let places = places(applicants.iter().filter(|a| ranked(a.status)).map(|a| share(a.totals)));
    // By place, then by id: one number each, so that sorting moves nothing else.
    let mut best: Vec<u64> = Vec::new();
    let (mut failed, mut not_scored) = (Vec::new(), Vec::new());
    for place in 0..position(applicants.len()) {
        let at = by_id.at(place);
        let applicant = applicants.get(at as usize);
        match applicant.status {
            Status::Ranked | Status::Passed => best.push(u64::from(places[&share(applicant.totals)]) << 32 | u64::from(place)),
            Status::Failed => failed.push(at),
            Status::NotScored => not_scored.push(at),
        }
    }
    best.sort_unstable();
    let mut ranks = vec![0u32; applicants.len()];
    let mut order: Vec<u32> = Vec::with_capacity(applicants.len());
    let mut previous = (u64::MAX, 0);
    for (before, entry) in best.into_iter().enumerate() {
        let at = by_id.at(entry as u32);
        if entry >> 32 != previous.0 {
            previous = (entry >> 32, position(before + 1));
        }
        ranks[at as usize] = previous.1;
        order.push(at);
    }
    order.append(&mut failed);
    order.append(&mut not_scored);
    applicants.ranks = ranks;
    order
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::applicant::{Batch, Entry, Profiles};
    use super::*;

    fn ranked(points: &[(i64, i64)]) -> (Vec<u32>, Vec<Option<u32>>) {
        let mut batch = Batch::new();
        for (i, (points, available)) in points.iter().enumerate() {
            let totals = super::super::Totals { points: Points(*points), available: Points(*available), ..Default::default() };
            batch.push(i as u64 + 2, &Entry { id: &format!("{i}"), status: Status::Passed, totals, ..Entry::default() });
        }
        let mut all = Applicants::new();
        let mut profiles = Profiles::default();
        profiles.position(&Default::default());
        all.know(profiles, |_| None);
        all.append(0, batch);
        let by_id = by_id(&all);
        let order = rank(&mut all, by_id);
        (order, all.iter().map(|a| a.rank()).collect())
    }

    #[test]
    fn equal_points_share_a_rank() {
        // 91.30, 90.00, 90.00, 88.00 → 1, 2, 2, 4
        let (order, ranks) = ranked(&[(8800, 10000), (9000, 10000), (9130, 10000), (9000, 10000)]);
        assert_eq!(order, [2, 1, 3, 0]);
        assert_eq!(ranks, [Some(4), Some(2), Some(1), Some(2)]);
    }

    #[test]
    fn shares_are_compared_exactly() {
        // 90/100 = 81/90 exactly; 85.5/95 = 90 % too; 0/0 last
        let (_, ranks) = ranked(&[(9000, 10000), (8100, 9000), (8550, 9500), (0, 0), (8551, 9500)]);
        assert_eq!(ranks, [Some(2), Some(2), Some(2), Some(5), Some(1)]);
    }
}
