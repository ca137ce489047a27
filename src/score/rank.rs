//! Ranking: points ÷ points available, compared exactly from the published points; equal ones share a rank (1, 2, 2, 4).

use std::cmp::Ordering;

use crate::submission::id_key;

use super::applicant::{Applicant, Status};

/// Orders by id; rows with one id, which are not scored, by their place.
pub(crate) fn by_id(a: &Applicant, b: &Applicant) -> Ordering {
    id_key(a.id()).cmp(&id_key(b.id())).then_with(|| (a.file, a.row).cmp(&(b.file, b.row)))
}

/// Best first: a larger share of the points available; nothing available comes last.
fn by_points(a: &Applicant, b: &Applicant) -> Ordering {
    let (a, b) = (&a.totals, &b.totals);
    if a.available == b.available {
        return b.points.cmp(&a.points);
    }
    match (a.available.0 == 0, b.available.0 == 0) {
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        _ => {}
    }
    // a.points / a.available ? b.points / b.available
    let left = i128::from(b.points.0) * i128::from(a.available.0);
    let right = i128::from(a.points.0) * i128::from(b.available.0);
    left.cmp(&right)
}

/// Gives ranks and returns the order of results: ranked, then failed, then not scored; equal ones by id.
pub(super) fn rank(applicants: &mut [Applicant]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(applicants.len()).unwrap_or(u32::MAX)).collect();
    let group = |a: &Applicant| match a.status {
        Status::Ranked | Status::Passed => 0,
        Status::Failed => 1,
        Status::NotScored => 2,
    };
    order.sort_unstable_by(|a, b| {
        let (a, b) = (&applicants[*a as usize], &applicants[*b as usize]);
        // Those that do not pass have no order among them but that of their ids.
        let points = || if group(a) == 0 { by_points(a, b) } else { Ordering::Equal };
        group(a).cmp(&group(b)).then_with(points).then_with(|| by_id(a, b))
    });
    let mut previous: Option<(u32, usize)> = None;
    for (position, index) in order.iter().enumerate() {
        let index = *index as usize;
        if group(&applicants[index]) != 0 {
            break;
        }
        let own = u32::try_from(position + 1).unwrap_or(u32::MAX);
        let rank = match previous {
            Some((rank, before)) if by_points(&applicants[before], &applicants[index]) == Ordering::Equal => rank,
            _ => own,
        };
        applicants[index].rank = std::num::NonZeroU32::new(rank);
        previous = Some((rank, index));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Points;

    fn applicants(points: &[(i64, i64)]) -> Vec<Applicant> {
        points
            .iter()
            .enumerate()
            .map(|(i, (points, available))| {
                let mut a = Applicant::new(0, i as u64 + 2, &format!("{i}"), "", std::sync::Arc::default());
                a.status = Status::Passed;
                a.totals.points = Points(*points);
                a.totals.available = Points(*available);
                a
            })
            .collect()
    }

    #[test]
    fn equal_points_share_a_rank() {
        // 91.30, 90.00, 90.00, 88.00 → 1, 2, 2, 4
        let mut all = applicants(&[(8800, 10000), (9000, 10000), (9130, 10000), (9000, 10000)]);
        assert_eq!(rank(&mut all), [2, 1, 3, 0]);
        assert_eq!(all.iter().map(|a| a.rank()).collect::<Vec<_>>(), [Some(4), Some(2), Some(1), Some(2)]);
    }

    #[test]
    fn shares_are_compared_exactly() {
        // 90/100 = 81/90 exactly; 85.5/95 = 90 % too; 0/0 last
        let mut all = applicants(&[(9000, 10000), (8100, 9000), (8550, 9500), (0, 0), (8551, 9500)]);
        rank(&mut all);
        assert_eq!(all.iter().map(|a| a.rank()).collect::<Vec<_>>(), [Some(2), Some(2), Some(2), Some(5), Some(1)]);
    }
}
