//! Where the cells of plain rows lie, found a block of bytes at a time and without copying any. It knows the same rows as the guard of
//! `rows.rs`; where a text holds something that only the guard can judge, it says so and leaves it alone.

use crate::simd::{self, Bytes};

/// Bytes of anything before a text, so that the last eight bytes up to the end of a cell are always there.
pub(crate) const FRONT: usize = 8;

/// Columns up to here are found without checking that they are there.
pub(crate) const NEAR: usize = 1 << 10;

/// Of eight bytes the last ones, by how many: a cell that ends there has so many.
pub(crate) const LAST: [u64; 9] = [0, !0 << 56, !0 << 48, !0 << 40, !0 << 32, !0 << 24, !0 << 16, !0 << 8, !0];

/// The cells of one row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cells<'b> {
    /// The text, and its bytes behind [`FRONT`] others.
    text: &'b str,
    bytes: &'b [u8],
    /// The separator before the first cell, and behind each.
    ends: &'b [u32],
    /// The same with whatever lies behind: always so many that no place in it needs to be checked.
    window: &'b [u32; NEAR + 1],
    /// Where its quotation marks are.
    quotes: &'b [u32],
}

impl<'b> Cells<'b> {
    /// How many.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// Where the row begins and ends, without its line end.
    #[inline]
    pub fn span(&self) -> (usize, usize) {
        (self.ends[0].wrapping_add(1) as usize, self.ends[self.len()] as usize)
    }

    /// Where a cell begins and ends.
    #[inline(always)]
    pub fn at(&self, column: usize) -> (usize, usize) {
        (self.ends[column].wrapping_add(1) as usize, self.ends[column + 1] as usize)
    }

    /// The same of one of the first [`NEAR`] columns, where the row is known to have it.
    #[inline(always)]
    pub fn near(&self, column: usize) -> (usize, usize) {
        let column = column % NEAR;
        (self.window[column].wrapping_add(1) as usize, self.window[column + 1] as usize)
    }

    /// The separators before and behind such a cell.
    #[inline(always)]
    pub fn around(&self, column: usize) -> [u32; 2] {
        let column = column % NEAR;
        [self.window[column], self.window[column + 1]]
    }

    /// The bytes of a cell.
    #[inline]
    pub fn bytes(&self, column: usize) -> &'b [u8] {
        let (start, end) = self.at(column);
        &self.text.as_bytes()[start..end]
    }

    /// A cell as text: separators are ASCII, so that one always is.
    #[inline]
    pub fn text_of(&self, column: usize) -> Option<&'b str> {
        let (start, end) = self.at(column);
        self.text.get(start..end)
    }

    /// The text that the rows are in.
    pub fn text(&self) -> &'b str {
        self.text
    }

    /// The eight bytes up to the end of a cell.
    #[inline(always)]
    pub fn eight_before(&self, end: usize) -> u64 {
        self.bytes.get(end..end + FRONT).and_then(|eight| eight.first_chunk()).map_or(0, |eight| u64::from_le_bytes(*eight))
    }

    /// A cell of up to sixteen bytes as two numbers, which no other cell has: no byte of a cell is nought.
    #[inline(always)]
    pub fn sixteen(&self, column: usize) -> Option<[u64; 2]> {
        let (start, end) = self.at(column);
        let length = end - start;
        let last = |length: usize, end: usize| self.eight_before(end) & LAST[length.min(8)];
        (length <= 16).then(|| [last(length, end), last(length.saturating_sub(8), end.saturating_sub(8))])
    }

    /// Is there a quotation mark in it?
    #[inline(always)]
    pub fn is_quoted(&self) -> bool {
        !self.quotes.is_empty()
    }

    /// Is every quotation mark of the row where it should be: around a whole cell, or doubled inside one?
    pub fn well_quoted(&self) -> bool {
        let mut quotes = self.quotes;
        while let [first, ..] = quotes {
            let column = self.ends[1..].partition_point(|end| end < first);
            let [b'"', inner @ .., b'"'] = self.bytes(column) else { return false };
            if !marks_are_doubled(inner) {
                return false;
            }
            quotes = &quotes[quotes.partition_point(|mark| *mark < self.ends[column + 1])..];
        }
        true
    }

    /// How many line feeds stand inside its cells.
    pub fn line_feeds(&self) -> usize {
        let (start, end) = self.span();
        memchr::memchr_iter(b'\n', &self.text.as_bytes()[start..end]).count()
    }
}

fn marks_are_doubled(mut inner: &[u8]) -> bool {
    while let Some(at) = memchr::memchr(b'"', inner) {
        if inner.get(at + 1) != Some(&b'"') {
            return false;
        }
        inner = &inner[at + 2..];
    }
    true
}

/// What a cell says without the marks around it; none where it holds a doubled one.
#[inline]
pub(crate) fn unquoted(cell: &str) -> Option<&str> {
    match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
        Some(inner) => (!inner.contains('"')).then_some(inner),
        None => Some(cell),
    }
}

/// Something that only the guard can judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// A carriage return without a line feed behind it.
    Return,
    /// A NUL.
    Nul,
    /// A quotation mark that is open at the end.
    Quote,
}

/// Finds rows and cells; its memory is used again for the next text.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    /// Every separator outside quotation marks, one before the first.
    ends: Vec<u32>,
    /// Of each row the first and the last of its separators.
    rows: Vec<(u32, u32)>,
    /// Every quotation mark.
    quotes: Vec<u32>,
}

impl Splitter {
    /// Splits a text that begins with a row and ends with a line feed, behind [`FRONT`] other bytes.
    #[inline(always)]
    pub fn split(&mut self, simd: impl Bytes, bytes: &[u8], delimiter: u8) -> Result<(), Odd> {
        let text = &bytes[FRONT..];
        let Self { ends, rows, quotes } = self;
        rows.clear();
        quotes.clear();
        // What stands there from the last text is written over, or lies behind the last row.
        if ends.len() < 2 * NEAR {
            ends.resize(2 * NEAR, 0);
        }
        // A separator before the first byte.
        ends[0] = u32::MAX;
        let (mut count, mut begun, mut at) = (1usize, 0u32, 0u32);
        let (mut inside, mut last_return) = (0u64, false);
        let (blocks, rest) = text.as_chunks::<64>();
        let mut tail = [b' '; 64];
        tail[..rest.len()].copy_from_slice(rest);
        let tail = if rest.is_empty() { &[][..] } else { &[tail] };
        for block in blocks.iter().chain(tail) {
            let (mut separators, mut feeds, rare) = simd.usual(block, delimiter);
            if rare | inside != 0 || last_return {
                let (mut marks, returns, nuls) = (simd::equal(block, b'"'), simd::equal(block, b'\r'), simd::equal(block, 0));
                if nuls != 0 {
                    return Err(Odd::Nul);
                }
                if (returns << 1 | u64::from(last_return)) & !feeds != 0 {
                    return Err(Odd::Return);
                }
                last_return = returns >> 63 != 0;
                let within = prefix_xor(marks) ^ inside;
                // All ones or all noughts: is the end of the block inside?
                inside = ((within as i64) >> 63) as u64;
                separators = (separators | returns) & !within;
                feeds &= !within;
                while marks != 0 {
                    quotes.push(at + marks.trailing_zeros());
                    marks &= marks - 1;
                }
            }
            let mut ended = feeds;
            while ended != 0 {
                let feed = count as u32 + (separators & ((ended & ended.wrapping_neg()) - 1)).count_ones();
                // A carriage return before it, which may stand in the block before, ends the last cell.
                let byte = at + ended.trailing_zeros();
                let behind_return = byte > 0 && text[byte as usize - 1] == b'\r';
                rows.push((begun, feed - u32::from(behind_return)));
                begun = feed;
                ended &= ended - 1;
            }
            if ends.len() < count + 80 {
                ends.resize(ends.len() * 2, 0);
            }
            if let Some(out) = ends[count..].first_chunk_mut() {
                simd.places(separators, at, out);
            }
            count += separators.count_ones() as usize;
            at += 64;
        }
        if ends.len() < count + NEAR + 1 {
            ends.resize(count + NEAR + 1, 0);
        }
        if inside != 0 {
            return Err(Odd::Quote);
        }
        if last_return && rest.is_empty() {
            return Err(Odd::Return);
        }
        Ok(())
    }

    /// The rows of the text that was split, blank ones among them.
    #[inline(always)]
    pub fn rows<'b>(&'b self, text: &'b str, bytes: &'b [u8]) -> impl Iterator<Item = Cells<'b>> + use<'b> {
        let mut quotes = self.quotes.as_slice();
        self.rows.iter().filter_map(move |(first, last)| {
            let ends = &self.ends[*first as usize..=*last as usize];
            let window = self.ends[*first as usize..].first_chunk()?;
            let end = ends[ends.len() - 1];
            let own = quotes.iter().take_while(|mark| **mark < end).count();
            let quotes = quotes.split_off(..own).unwrap_or_default();
            Some(Cells { text, bytes, ends, window, quotes })
        })
    }
}

/// Each bit becomes whether the number of ones up to it is odd.
#[inline(always)]
fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_by(simd: impl Bytes, text: &str) -> Result<Vec<Vec<String>>, Odd> {
        let bytes = [&[0; FRONT], text.as_bytes()].concat();
        let mut splitter = Splitter::default();
        splitter.split(simd, &bytes, b',')?;
        Ok(splitter
            .rows(text, &bytes)
            .map(|row| (0..row.len()).map(|column| String::from_utf8_lossy(row.bytes(column)).into_owned()).collect())
            .collect())
    }

    /// What every kind of processor that this one is finds.
    fn split(text: &str) -> Result<Vec<Vec<String>>, Odd> {
        let found = split_by(simd::Any, text);
        #[cfg(target_arch = "x86_64")]
        {
            if let Some(simd) = pulp::x86::V3::try_new() {
                assert_eq!(split_by(simd, text), found, "{text:?}");
            }
            if let Some(simd) = pulp::x86::V4::try_new() {
                assert_eq!(split_by(simd, text), found, "{text:?}");
            }
        }
        found
    }

    proptest::proptest! {
        /// Processors find the same, and cells and what parts them are all of the text.
        #[test]
        fn nothing_is_lost(rows in proptest::collection::vec("[a,是]{0,90}(\"[a,\n是]{0,40}\")?|,{60,140}", 0..12), odd in "[\"\r\0]?") {
            let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
            // A mark inside a cell opens quotation all the same: see `Cells::well_quoted`.
            if let Ok(found) = split(&text) {
                let joined: String = found.iter().map(|row| row.join(",") + "\n").collect();
                assert_eq!(joined, text);
            }
            let _ = split(&format!("{odd}{text}"));
        }
    }

    #[test]
    fn cells_lie_between_separators() {
        let long = "x".repeat(150);
        for (text, rows) in [
            ("a,b\nc,d\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a,b\r\n\r\n,\r\n", vec![vec!["a", "b"], vec![""], vec!["", ""]]),
            ("\"a,b\",\"c\nd\"\ne\n", vec![vec!["\"a,b\"", "\"c\nd\""], vec!["e"]]),
            (&format!("{long},{long}\n{long}\n"), vec![vec![&long, &long], vec![&long]]),
            ("", vec![]),
        ] {
            let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect();
            assert_eq!(split(text), Ok(rows), "{text:?}");
        }
        for (text, odd) in [("a\rb\n", Odd::Return), ("a\0\n", Odd::Nul), ("\"a\n", Odd::Quote)] {
            assert_eq!(split(text), Err(odd));
        }
    }
}
