//! Work on several threads that comes out as if one had done it.

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
