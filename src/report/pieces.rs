//! Long results made in pieces on several threads and written in their order.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lines of a piece.
pub(super) const PIECE: usize = 4096;

/// Pieces that wait to be written, for each thread.
const WAITING: usize = 4;

struct State {
    /// The next piece to be made, and the next to be written.
    next: usize,
    written: usize,
    made: BTreeMap<usize, Vec<u8>>,
    /// Memory of pieces that have been written, used again.
    free: Vec<Vec<u8>>,
    failed: Option<io::Error>,
}

/// How many pieces so many lines make.
pub(super) fn count(lines: usize) -> usize {
    lines.div_ceil(PIECE)
}

/// Which of so many lines a piece has.
pub(super) fn range(piece: usize, lines: usize) -> Range<usize> {
    piece * PIECE..((piece + 1) * PIECE).min(lines)
}

/// Which piece has these lines.
pub(super) fn of(lines: &Range<usize>) -> usize {
    lines.start / PIECE
}

/// Writes `count` lines, which `make` appends to its memory a range at a time. The bytes are the same for any number of threads.
pub(super) fn write(
    out: &mut dyn Write,
    count: usize,
    threads: usize,
    make: impl Fn(Range<usize>, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let pieces = self::count(count);
    let range = |piece| range(piece, count);
    if threads < 2 || pieces < 4 {
        let mut bytes = Vec::new();
        for piece in 0..pieces {
            bytes.clear();
            make(range(piece), &mut bytes)?;
            out.write_all(&bytes)?;
        }
        return Ok(());
    }
    let state = Mutex::new(State { next: 0, written: 0, made: BTreeMap::new(), free: Vec::new(), failed: None });
    let changed = Condvar::new();
    let work = || {
        loop {
            let full = |state: &mut State| state.failed.is_none() && state.next < pieces && state.next > state.written + threads * WAITING;
            let mut now = changed.wait_while(lock(&state), full).unwrap_or_else(PoisonError::into_inner);
            if now.failed.is_some() || now.next == pieces {
                return;
            }
            let piece = now.next;
            now.next += 1;
            let mut bytes = now.free.pop().unwrap_or_default();
            drop(now);
            bytes.clear();
            let made = make(range(piece), &mut bytes);
            let mut now = lock(&state);
            match made {
                Ok(()) => _ = now.made.insert(piece, bytes),
                Err(error) => now.failed = Some(error),
            }
            drop(now);
            changed.notify_all();
        }
    };
    std::thread::scope(|scope| {
        (0..threads).for_each(|_| _ = scope.spawn(work));
        for piece in 0..pieces {
            let missing = |state: &mut State| state.failed.is_none() && !state.made.contains_key(&piece);
            let bytes = {
                let mut now = changed.wait_while(lock(&state), missing).unwrap_or_else(PoisonError::into_inner);
                if let Some(error) = now.failed.take() {
                    // Whoever still works is to stop, too.
                    now.failed = Some(io::ErrorKind::Other.into());
                    return Err(error);
                }
                now.made.remove(&piece).unwrap_or_default()
            };
            let result = out.write_all(&bytes);
            let mut now = lock(&state);
            now.written = piece + 1;
            if result.is_err() {
                now.failed = Some(io::ErrorKind::Other.into());
            }
            now.free.push(bytes);
            drop(now);
            changed.notify_all();
            result?;
        }
        Ok(())
    })
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_threads_writes_the_same() {
        let count = PIECE * 9 + 7;
        let make = |range: Range<usize>, bytes: &mut Vec<u8>| range.into_iter().try_for_each(|n| writeln!(bytes, "{n}"));
        let expected: String = (0..count).map(|n| format!("{n}\n")).collect();
        for threads in [1, 2, 7] {
            let mut out = Vec::new();
            write(&mut out, count, threads, make).expect("memory does not fail");
            assert!(out == expected.as_bytes(), "{threads} threads");
        }
    }

    #[test]
    fn a_writer_that_fails_ends_it() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let make = |range: Range<usize>, bytes: &mut Vec<u8>| {
            bytes.resize(range.len(), b'x');
            Ok(())
        };
        for threads in [1, 3] {
            assert!(write(&mut Full(PIECE * 20), PIECE * 60, threads, make).is_err());
        }
    }
}
