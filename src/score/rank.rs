//! Ranking: points ÷ points available, compared exactly from the published points; equal ones share a rank (1, 2, 2, 4).

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::io;

use prefetch_index::prefetch_index;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::number::Points;
use crate::submission::id_key;
use crate::threads::{filling, sort};

use super::applicant::{Applicant, Applicants, Status};

/// Applicants by id.
pub(super) enum ById {
    /// They came in that order, and no id stands twice.
    AsTheyCame,
    /// Their positions in that order; rows with one id, which are not scored, by their place. And the places of those that may have the
    /// same id as the one before them.
    Sorted(Vec<u32>, Vec<u32>),
}

/// Orders applicants by their ids.
pub(super) fn by_id(applicants: &Applicants, threads: usize) -> ById {
    if applicants.ascending {
        return ById::AsTheyCame;
    }
    let shared = applicants.shared.as_ref().map_or(0, String::len);
    let key = |at: u32| id_key(applicants.id(at as usize));
    // Most are a few digits behind what they all begin with: these and the position fit into one word.
    let short = |at: u32| digits(&key(at).as_bytes()[shared..]).map(|digits| [at, digits]);
    let compare = |a: &[u32; 2], b: &[u32; 2]| {
        let word = |[at, digits]: &[u32; 2]| u64::from(*digits) << 32 | u64::from(*at);
        word(a).cmp(&word(b))
    };
    if let Some(sorted) = sorted(applicants.len(), threads, short, compare) {
        return sorted;
    }
    // Most others are told apart by eight bytes there.
    let long = |at: u32| {
        let id = key(at);
        let behind = &id.as_bytes()[shared..];
        let mut eight = [0; 8];
        eight[..behind.len().min(8)].copy_from_slice(&behind[..behind.len().min(8)]);
        let eight = u64::from_be_bytes(eight);
        Some([at, eight as u32, (eight >> 32) as u32])
    };
    let compare = |a: &[u32; 3], b: &[u32; 3]| {
        let word = |[_, low, high]: &[u32; 3]| u64::from(*high) << 32 | u64::from(*low);
        let same = || key(a[0]).cmp(&key(b[0])).then(a[0].cmp(&b[0]));
        word(a).cmp(&word(b)).then_with(same)
    };
    sorted(applicants.len(), threads, long, compare).unwrap_or(ById::AsTheyCame)
}

/// Up to eight digits as a number that is ordered as their text is; none for anything else.
fn digits(text: &[u8]) -> Option<u32> {
    let plain = text.len() <= 8 && text.iter().all(u8::is_ascii_digit);
    // Four bits each: nought is none, one is 0.
    let number = |number, digit: &u8| number << 4 | u32::from(digit - b'0' + 1);
    plain.then(|| text.iter().fold(0u32, number).checked_shl(4 * (8 - text.len() as u32)).unwrap_or_default())
}

/// Orders applicants by keys that begin with their position, and are the same behind it where their ids may be; none where one has no
/// such key.
fn sorted<const N: usize>(
    count: usize,
    threads: usize,
    key: impl Fn(u32) -> Option<[u32; N]> + Sync,
    compare: impl Fn(&[u32; N], &[u32; N]) -> Ordering + Sync,
) -> Option<ById> {
    let mut keys = vec![[0; N]; count];
    let filled = filling(threads, &mut keys, |first, keys| {
        for (at, place) in keys.iter_mut().enumerate() {
            *place = key(position(first + at))?;
        }
        Some(())
    });
    filled.into_iter().collect::<Option<()>>()?;
    sort(threads, &mut keys, &compare);
    let pairs = (1..).zip(keys.windows(2));
    let maybe_same = pairs.filter(|(_, pair)| pair[0][1..] == pair[1][1..]).map(|(place, _)| place).collect();
    // In the memory of the keys.
    let mut order: Vec<u32> = keys.into_iter().map(|key| key[0]).collect();
    order.shrink_to_fit();
    Some(ById::Sorted(order, maybe_same))
}

impl ById {
    /// The position of the applicant at a place in this order.
    fn at(&self, place: u32) -> u32 {
        match self {
            Self::AsTheyCame => place,
            Self::Sorted(order, _) => order[place as usize],
        }
    }

    /// Groups of applicants that share an id, which is not blank: position and status of each.
    pub fn same(&self, applicants: &Applicants) -> Vec<Vec<(usize, Status)>> {
        let Self::Sorted(order, maybe_same) = self else { return Vec::new() };
        let key = |place: u32| id_key(applicants.id(order[place as usize] as usize));
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for place in maybe_same.iter().copied().filter(|place| key(*place) == key(place - 1) && !key(*place).is_empty()) {
            match groups.last_mut() {
                Some(group) if group.last() == Some(&(place - 1)) => group.push(place),
                _ => groups.push(vec![place - 1, place]),
            }
        }
        let status = |place: &u32| {
            let at = order[*place as usize] as usize;
            (at, applicants.get(at).status)
        };
        groups.iter().map(|group| group.iter().map(status).collect()).collect()
    }
}

/// The same as [`ById::same`] without ordering them: ids are hashed, so that of millions none has to be kept, and those whose hash
/// another one has are held against each other.
pub(super) fn same_ids(applicants: &Applicants) -> io::Result<Vec<Vec<(usize, Status)>>> {
    if applicants.ascending {
        return Ok(Vec::new());
    }
    let each = |look: &mut dyn FnMut(&Applicant<'_>, &str, u64)| {
        applicants.each(0..applicants.len(), |applicant| {
            let key = id_key(applicant.id());
            if !key.is_empty() {
                look(&applicant, &key, FxBuildHasher.hash_one(&*key));
            }
        })
    };
    // A bit for each hash, so many that few are taken by chance.
    let bits = (applicants.len() * 16).next_power_of_two().clamp(1 << 10, 1 << 27);
    let bit = |hash: u64| (hash >> 20) as usize % bits;
    let mut taken = vec![0u64; bits / 64];
    let mut again: FxHashSet<usize> = FxHashSet::default();
    each(&mut |_, _, hash| {
        let (word, mask) = (bit(hash) / 64, 1 << (bit(hash) % 64));
        if taken[word] & mask != 0 {
            again.insert(bit(hash));
        }
        taken[word] |= mask;
    })?;
    drop(taken);
    let mut hashes: FxHashMap<u64, u32> = FxHashMap::default();
    each(&mut |_, _, hash| {
        if again.contains(&bit(hash)) {
            *hashes.entry(hash).or_default() += 1;
        }
    })?;
    hashes.retain(|_, count| *count > 1);
    let mut groups: BTreeMap<String, Vec<(usize, Status)>> = BTreeMap::new();
    if !hashes.is_empty() {
        each(&mut |applicant, key, hash| {
            if hashes.contains_key(&hash) {
                groups.entry(key.to_owned()).or_default().push((applicant.index, applicant.status));
            }
        })?;
    }
    Ok(groups.into_values().filter(|group| group.len() > 1).collect())
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

/// Shares of points that occur, by number.
#[derive(Default)]
struct Shares {
    list: Vec<(Points, Points)>,
    known: FxHashMap<(Points, Points), u32>,
}

impl Shares {
    fn number(&mut self, share: (Points, Points)) -> u32 {
        *self.known.entry(share).or_insert_with(|| {
            self.list.push(share);
            position(self.list.len() - 1)
        })
    }
}

/// Gives ranks and returns the order of results: ranked, then failed, then not scored; equal ones by id.
pub(super) fn rank(applicants: &mut Applicants, by_id: &ById, threads: usize) -> Vec<u32> {
    const FAILED: u32 = 0;
    const NOT_SCORED: u32 = 1;
    const OTHERS: u32 = 2;
    // Every share of points that occurs gets a number: first on each thread, then for all.
    let mut numbers = vec![0; applicants.len()];
    let parts = {
        let applicants = &*applicants;
        filling(threads, &mut numbers, |first, numbers| {
            let mut shares = Shares::default();
            for (at, number) in (first..).zip(numbers.iter_mut()) {
                *number = match applicants.standing(at) {
                    (Status::NotScored, ..) => NOT_SCORED,
                    (Status::Failed, ..) => FAILED,
                    (Status::Ranked | Status::Passed, points, available) => shares.number((points, available)) + OTHERS,
                };
            }
            (numbers.len(), shares)
        })
    };
    let (mut all, mut first) = (Shares::default(), 0);
    for (length, shares) in parts {
        let own: Vec<u32> = (0..OTHERS).chain(shares.list.iter().map(|share| all.number(*share) + OTHERS)).collect();
        // Those of the first part are what they were.
        if first > 0 {
            numbers[first..first + length].iter_mut().for_each(|number| *number = own[*number as usize]);
        }
        first += length;
    }
    let shares = [&[Default::default(); OTHERS as usize], all.list.as_slice()].concat();
    let mut count = vec![0; shares.len()];
    numbers.iter().for_each(|number| count[*number as usize] += 1);
    // Where those of each number come in the order of results, and the rank that they have.
    let mut sorted: Vec<u32> = (OTHERS..position(shares.len())).collect();
    let compare = |a: &u32, b: &u32| by_share(shares[*a as usize], shares[*b as usize]);
    sorted.sort_unstable_by(compare);
    let (mut ahead, mut groups, mut ranks) = (0, Vec::new(), vec![0; shares.len()]);
    let without_a_rank = [&[FAILED][..], &[NOT_SCORED]];
    let mut group_of = vec![0; shares.len()];
    for group in sorted.chunk_by(|a, b| compare(a, b) == Ordering::Equal).chain(without_a_rank) {
        for number in group {
            group_of[*number as usize] = groups.len();
            ranks[*number as usize] = if *number >= OTHERS { ahead + 1 } else { 0 };
        }
        groups.push(ahead as usize);
        ahead += group.iter().map(|number| count[*number as usize]).sum::<u32>();
    }
    // Taken by id, so that those of one group stand by id.
    let mut order = vec![0; applicants.len()];
    for place in 0..position(applicants.len()) {
        let at = by_id.at(place);
        if place + 16 < position(applicants.len()) {
            prefetch_index(&numbers, by_id.at(place + 16) as usize);
        }
        let next = &mut groups[group_of[numbers[at as usize] as usize]];
        order[*next] = at;
        *next += 1;
    }
    applicants.set_ranks(numbers.iter().map(|number| ranks[*number as usize]));
    order
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::applicant::Profiles;
    use super::super::packed::{Batch, Entry};
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
        all.append(0, batch).expect("memory");
        let by_id = by_id(&all, 1);
        let order = rank(&mut all, &by_id, 1);
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

    proptest! {
        /// Any number of threads gives the order of the ids, and both ways find the same that stand twice.
        #[test]
        fn ids_are_ordered_and_told_apart(ids in prop::collection::vec("(91500|A)[0-9甲乙]{0,12}|", 1..60)) {
            let mut batch = Batch::new();
            for (row, id) in ids.iter().enumerate() {
                batch.push(row as u64 + 2, &Entry { id, ..Entry::default() });
            }
            let mut all = Applicants::new();
            let mut profiles = Profiles::default();
            profiles.position(&Default::default());
            all.know(profiles, |_| None);
            all.append(0, batch).expect("memory");
            let mut expected: Vec<u32> = (0..ids.len() as u32).collect();
            expected.sort_by_key(|at| (id_key(&ids[*at as usize]).into_owned(), *at));
            let mut twice = same_ids(&all).expect("memory");
            twice.sort_by_key(|group| group[0].0);
            for threads in [1, 2, 3, 7] {
                let by_id = by_id(&all, threads);
                prop_assert_eq!((0..ids.len() as u32).map(|place| by_id.at(place)).collect::<Vec<_>>(), expected.clone());
                let mut same = by_id.same(&all);
                same.sort_by_key(|group| group[0].0);
                prop_assert_eq!(&same, &twice);
            }
        }
    }
}
