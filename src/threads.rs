//! Work on several threads that comes out as if one had done it.

use std::cmp::Ordering;
use std::ops::Range;

/// Does work on so many threads, each with its part of the numbers below `length`; what comes of it is in their order.
pub(crate) fn in_parts<T: Send>(threads: usize, length: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let threads = threads.clamp(1, length.max(1));
    let part = |at: usize| length * at / threads..length * (at + 1) / threads;
    let work = &work;
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|at| scope.spawn(move || work(part(at)))).collect();
        let first = work(part(0));
        let joined = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(first).chain(joined).collect()
    })
}

/// The same with the parts of a slice that is there to be filled; the work also gets how many come before its part.
pub(crate) fn filling<E: Send, T: Send>(threads: usize, all: &mut [E], work: impl Fn(usize, &mut [E]) -> T + Sync) -> Vec<T> {
    let part = all.len().div_ceil(threads.max(1)).max(1);
    if part >= all.len() {
        return vec![work(0, all)];
    }
    let work = &work;
    std::thread::scope(|scope| {
        let parts: Vec<_> = all.chunks_mut(part).enumerate().map(|(n, some)| scope.spawn(move || work(n * part, some))).collect();
        parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// Sorts on so many threads, in place: what belongs into the first part is brought there before the parts are sorted.
pub(crate) fn sort<E: Send>(threads: usize, all: &mut [E], compare: &(impl Fn(&E, &E) -> Ordering + Sync)) {
    if threads < 2 || all.len() < 2 {
        return all.sort_unstable_by(compare);
    }
    let middle = all.len() * (threads / 2) / threads;
    all.select_nth_unstable_by(middle, compare);
    let (first, rest) = all.split_at_mut(middle);
    std::thread::scope(|scope| {
        scope.spawn(|| sort(threads / 2, first, compare));
        sort(threads - threads / 2, rest, compare);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_fill_and_sort_as_one() {
        for (length, threads) in [(0, 3), (1, 2), (10, 1), (1000, 2), (1000, 7), (3, 9)] {
            let mut all = vec![0; length];
            let firsts = filling(threads, &mut all, |first, some| {
                (first..).zip(some.iter_mut()).for_each(|(at, one)| *one = at * 7_919 % 1_009);
                first
            });
            assert!(firsts.is_sorted());
            let mut expected: Vec<usize> = (0..length).map(|at| at * 7_919 % 1_009).collect();
            assert_eq!(all, expected);
            sort(threads, &mut all, &usize::cmp);
            expected.sort_unstable();
            assert_eq!(all, expected);
        }
    }
}
