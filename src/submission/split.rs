//! Where the cells of plain rows lie, found a block of bytes at a time and without copying any. It knows the same rows as the guard of
//! `rows.rs`; where a text holds something that only the guard can judge, it says so and leaves it alone.

use wide::u8x16;

/// Bytes that may be read behind the end of a text, so that a cell can be taken in whole words.
pub(crate) const PADDING: usize = 16;

/// The cells of one row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cells<'b> {
    /// The text, with [`PADDING`] behind it.
    bytes: &'b [u8],
    /// The separator before the first cell, and behind each.
    ends: &'b [u32],
    /// Does the row end in a carriage return and a line feed?
    returns: bool,
    /// Is there a quotation mark in it?
    pub quoted: bool,
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
        (self.ends[0].wrapping_add(1) as usize, self.ends[self.len()] as usize - usize::from(self.returns))
    }

    /// Where a cell begins and ends.
    #[inline]
    pub fn at(&self, column: usize) -> (usize, usize) {
        let last = column + 1 == self.len();
        (self.ends[column].wrapping_add(1) as usize, self.ends[column + 1] as usize - usize::from(last & self.returns))
    }

    /// The bytes of a cell.
    #[inline]
    pub fn bytes(&self, column: usize) -> &'b [u8] {
        let (start, end) = self.at(column);
        &self.bytes[start..end]
    }

    /// The text that the cells lie in, with what may be read behind it.
    #[inline]
    pub fn text(&self) -> &'b [u8] {
        self.bytes
    }

    /// Is every quotation mark of the row where it should be: around a whole cell, or doubled inside one?
    pub fn well_quoted(&self) -> bool {
        (0..self.len()).all(|column| match self.bytes(column) {
            [b'"', inner @ .., b'"'] => marks_are_doubled(inner),
            cell => memchr::memchr(b'"', cell).is_none(),
        })
    }

    /// How many line feeds stand inside its cells.
    pub fn line_feeds(&self) -> usize {
        let (start, end) = self.span();
        memchr::memchr_iter(b'\n', &self.bytes[start..end]).count()
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
pub(crate) fn unquoted(cell: &[u8]) -> Option<&[u8]> {
    match cell {
        [b'"', inner @ .., b'"'] => memchr::memchr(b'"', inner).is_none().then_some(inner),
        cell => Some(cell),
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
    /// The positions in `ends` of the line feeds.
    rows: Vec<u32>,
    /// Every quotation mark.
    quotes: Vec<u32>,
}

impl Splitter {
    /// Splits a text that begins with a row and ends with a line feed; [`PADDING`] bytes follow it.
    pub fn split(&mut self, bytes: &[u8], delimiter: u8) -> Result<(), Odd> {
        let text = &bytes[..bytes.len() - PADDING];
        let Self { ends, rows, quotes } = self;
        rows.clear();
        quotes.clear();
        // What stands there from the last text is written over, or lies behind the last row.
        if ends.len() < 256 {
            ends.resize(256, 0);
        }
        // A separator before the first byte.
        ends[0] = u32::MAX;
        rows.push(0);
        let mut count = 1;
        let (mut inside, mut last_return, mut any_nul) = (0u64, false, 0u64);
        let mut at = 0u32;
        let mut blocks = text.chunks_exact(64);
        let mut tail = [b' '; 64];
        let rest = blocks.remainder();
        tail[..rest.len()].copy_from_slice(rest);
        let tail_blocks: &[u8] = if rest.is_empty() { &[] } else { &tail };
        for block in blocks.by_ref().chain(tail_blocks.chunks_exact(64)) {
            let Masks { delimiters, feeds, marks, returns, nuls } = Masks::of(block, delimiter);
            any_nul |= nuls;
            if returns != 0 || last_return {
                let behind = returns << 1 | u64::from(last_return);
                if behind & !feeds != 0 {
                    return Err(Odd::Return);
                }
                last_return = returns >> 63 != 0;
            }
            let mut outside = !0u64;
            if marks | inside != 0 {
                let within = prefix_xor(marks) ^ inside;
                // All ones or all noughts: is the end of the block inside?
                inside = ((within as i64) >> 63) as u64;
                outside = !within;
                let mut marks = marks;
                while marks != 0 {
                    quotes.push(at + marks.trailing_zeros());
                    marks &= marks - 1;
                }
            }
            let feeds = feeds & outside;
            let mut separators = delimiters & outside | feeds;
            let mut ended = feeds;
            while ended != 0 {
                let before = (ended & ended.wrapping_neg()) - 1;
                rows.push(count as u32 + (separators & before).count_ones());
                ended &= ended - 1;
            }
            let found = separators.count_ones() as usize;
            if ends.len() < count + 72 {
                ends.resize(ends.len() * 2, 0);
            }
            let mut out = count;
            // Eight at a time, the last ones perhaps in vain: no branch depends on how many there are in each byte.
            while separators != 0 {
                let Some(eight) = ends[out..].first_chunk_mut::<8>() else { break };
                for end in eight {
                    *end = at + separators.trailing_zeros();
                    separators &= separators.wrapping_sub(1);
                }
                out += 8;
            }
            count += found;
            at += 64;
        }
        if any_nul != 0 {
            return Err(Odd::Nul);
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
    pub fn rows<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = Cells<'b>> + use<'b> {
        let mut quotes = self.quotes.as_slice();
        self.rows.windows(2).map(move |row| {
            let ends = &self.ends[row[0] as usize..=row[1] as usize];
            let end = ends[ends.len() - 1];
            let mut quoted = false;
            while let [first, rest @ ..] = quotes
                && *first < end
            {
                quoted = true;
                quotes = rest;
            }
            Cells { bytes, ends, returns: end > 0 && bytes[end as usize - 1] == b'\r', quoted }
        })
    }
}

/// Which bytes of a block of 64 are what: the lowest bit is the first byte.
struct Masks {
    delimiters: u64,
    feeds: u64,
    marks: u64,
    returns: u64,
    nuls: u64,
}

impl Masks {
    #[inline]
    fn of(block: &[u8], delimiter: u8) -> Self {
        let mut masks = Self { delimiters: 0, feeds: 0, marks: 0, returns: 0, nuls: 0 };
        let (delimiter, feed, mark, carriage, nul) =
            (u8x16::splat(delimiter), u8x16::splat(b'\n'), u8x16::splat(b'"'), u8x16::splat(b'\r'), u8x16::splat(0));
        for (part, bytes) in block.chunks_exact(16).enumerate() {
            let mut sixteen = [0; 16];
            sixteen.copy_from_slice(bytes);
            let sixteen = u8x16::new(sixteen);
            let mask = |byte: u8x16| u64::from(sixteen.cmp_eq(byte).move_mask() as u16) << (part * 16);
            masks.delimiters |= mask(delimiter);
            masks.feeds |= mask(feed);
            masks.marks |= mask(mark);
            masks.returns |= mask(carriage);
            masks.nuls |= mask(nul);
        }
        masks
    }
}

/// Each bit becomes whether the number of ones up to it is odd.
fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Result<Vec<Vec<String>>, Odd> {
        let mut bytes = text.as_bytes().to_vec();
        bytes.extend([0; PADDING]);
        let mut splitter = Splitter::default();
        splitter.split(&bytes, b',')?;
        Ok(splitter
            .rows(&bytes)
            .map(|row| (0..row.len()).map(|column| String::from_utf8_lossy(row.bytes(column)).into_owned()).collect())
            .collect())
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
