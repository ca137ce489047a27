//! Plain cells of the first [`NEAR`](super::split::NEAR) columns read in whole words: a figure of a few digits, a word of a character or two. Everything else is left to
//! [`Asked`](super::Asked), which reads these, too: this is a short cut and never another answer.

use super::split::{Cells, LAST};

/// Plain figures are counted in ten-thousandths.
pub(crate) const PLACES: u8 = 4;

/// What a plain cell says as a figure: nought or more ten-thousandths, or one of the two below.
pub(crate) type Figure = i64;
/// Nothing stands in the cell.
pub(crate) const BLANK: Figure = -1;
/// The cell is not plain.
pub(crate) const NOT_PLAIN: Figure = -2;

const NOUGHTS: u64 = u64::from_le_bytes(*b"00000000");
const POWERS: [i64; 5] = [1, 10, 100, 1_000, 10_000];

/// The digits of a cell of one to eight characters, the last in the highest byte and noughts before the first, and which of them are
/// no digits; else what the cell is instead.
#[inline(always)]
fn digits(cells: &Cells<'_>, column: usize) -> Result<(u64, u64), Figure> {
    let (start, end) = cells.near(column);
    let length = end.wrapping_sub(start);
    if length.wrapping_sub(1) >= 8 {
        return Err(if length == 0 { BLANK } else { NOT_PLAIN });
    }
    let digits = (cells.eight_before(end) ^ NOUGHTS) & LAST[length];
    Ok((digits, (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080))
}

/// Reads a cell of up to eight digits with at most one point and at most [`PLACES`] digits behind it.
#[inline(always)]
pub(crate) fn figure(cells: &Cells<'_>, column: usize) -> Figure {
    match digits(cells, column) {
        Ok((digits, 0)) => eight_digits(digits) * POWERS[PLACES as usize],
        Ok((digits, others)) => {
            let (start, end) = cells.near(column);
            point(digits, others, 64 - 8 * (end - start) as u32)
        }
        Err(instead) => instead,
    }
}

/// The same with one character that is no digit, which must be a point with digits on both sides; below `first` there is none.
#[inline(always)]
fn point(digits: u64, others: u64, first: u32) -> Figure {
    let at = others.trailing_zeros() & !7;
    let behind = (56 - at) / 8;
    let is_point = (digits >> at) & 0xff == u64::from(b'.' ^ b'0');
    if !is_point || others & (others - 1) != 0 || at <= first || behind.wrapping_sub(1) >= u32::from(PLACES) {
        return NOT_PLAIN;
    }
    // The digits before the point move into its place.
    let before = digits & ((1u64 << at) - 1);
    let after = digits & (!0 << (at + 8));
    eight_digits(before << 8 | after) * POWERS[(u32::from(PLACES) - behind) as usize]
}

/// The number that eight digits make, the first in the lowest byte: two, four, then all eight are put together at once.
#[inline(always)]
fn eight_digits(digits: u64) -> i64 {
    let twos = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = twos.wrapping_mul(100).wrapping_add(twos >> 16) & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    eight as i64
}

/// Reads a cell of up to eight digits and nothing else: what it counts, not in ten-thousandths.
#[inline(always)]
pub(crate) fn count(cells: &Cells<'_>, column: usize) -> Figure {
    match digits(cells, column) {
        Ok((digits, 0)) => eight_digits(digits),
        Ok(_) => NOT_PLAIN,
        Err(instead) => instead,
    }
}

/// A cell of up to eight bytes as a number, its last byte the highest; of a longer one none that is a word's.
#[inline(always)]
pub(crate) fn key(cells: &Cells<'_>, column: usize) -> u64 {
    let (start, end) = cells.near(column);
    LAST.get(end.wrapping_sub(start)).map_or(u64::MAX, |mask| cells.eight_before(end) & mask)
}

/// The key of a word of at most eight bytes; none of a longer one.
pub(crate) fn key_of(word: &str) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes[8usize.checked_sub(word.len())?..].copy_from_slice(word.as_bytes());
    Some(u64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::super::split::{FRONT, Splitter};
    use super::*;
    use crate::number::Decimal;
    use crate::simd::Any;
    use proptest::prelude::*;

    fn read(cell: &str) -> (Figure, u64) {
        let text = format!("A0000001,{cell}\n");
        let bytes = [&[b'7'; FRONT], text.as_bytes()].concat();
        let mut splitter = Splitter::default();
        splitter.split(Any, &bytes, b',').expect("plain");
        let row = splitter.rows(&text, &bytes).next().expect("a row");
        (figure(&row, 1), key(&row, 1))
    }

    #[test]
    fn plain_figures_are_read_in_words() {
        for (cell, figure) in [
            ("", BLANK),
            ("0", 0),
            ("7", 70_000),
            ("12345678", 123_456_780_000),
            ("61.25", 612_500),
            ("0.0001", 1),
            ("100.00", 1_000_000),
            ("007", 70_000),
            ("123456.7", 1_234_567_000),
            ("123456789", NOT_PLAIN),
            ("0.00001", NOT_PLAIN),
            (".5", NOT_PLAIN),
            ("5.", NOT_PLAIN),
            ("1.2.3", NOT_PLAIN),
            ("-1", NOT_PLAIN),
            ("+1", NOT_PLAIN),
            ("72%", NOT_PLAIN),
            ("1e3", NOT_PLAIN),
            ("7 ", NOT_PLAIN),
            ("是", NOT_PLAIN),
            ("1/2", NOT_PLAIN),
            ("1:2", NOT_PLAIN),
        ] {
            assert_eq!(read(cell).0, figure, "{cell}");
        }
        for word in ["是", "", "y", "true", "符合", "12345678"] {
            assert_eq!(Some(read(word).1), key_of(word));
        }
        assert_ne!(Some(read("是的").1), key_of("是"));
        assert_eq!((read("未达标").1, key_of("未达标")), (u64::MAX, None));
    }

    proptest! {
        /// Whatever is read is what the careful road reads.
        #[test]
        fn figures_are_those_of_decimals(cell in "[0-9]{0,5}[0-9.%x-][0-9]{0,4}") {
            let figure = read(&cell).0;
            if figure >= 0 {
                let exact = Decimal::parse(&cell).expect("a figure").shifted(4).and_then(Decimal::as_whole);
                prop_assert_eq!(exact, Some(figure));
            }
        }
    }
}
