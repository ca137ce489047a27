//! What processors can do with many bytes or numbers at once: the same few operations for each kind of processor, so that what is done
//! with them is written once, in `submission/split.rs` and `score/lanes.rs`.
//!
//! All methods are inlined into the function that is compiled for such processors. None takes or makes a closure: that would be
//! compiled for processors of any age, and calling it costs more than it does.

use wide::u8x16;

/// A kind of processor that finds bytes in blocks of 64. In all masks the lowest bit is the first byte.
pub(crate) trait Bytes: Copy {
    /// Which bytes of a block part cells, which are line feeds, and which may be rarer ones: quotation marks, carriage returns and NULs
    /// are all below the comma.
    fn usual(self, block: &[u8; 64], delimiter: u8) -> (u64, u64, u64);

    /// Writes where the ones of a mask are, counted on from `at`; what stands behind the last of them has no meaning.
    fn places(self, mask: u64, at: u32, out: &mut [u32; 80]);
}

/// Which bytes of a block are this one.
#[inline(always)]
pub(crate) fn equal(block: &[u8; 64], byte: u8) -> u64 {
    let byte = u8x16::splat(byte);
    let (parts, _) = block.as_chunks::<16>();
    parts
        .iter()
        .enumerate()
        .fold(0, |mask, (part, bytes)| mask | u64::from(u8x16::new(*bytes).cmp_eq(byte).move_mask() as u16) << (part * 16))
}

/// Any processor at all.
#[derive(Clone, Copy)]
pub(crate) struct Any;

impl Bytes for Any {
    #[inline(always)]
    fn usual(self, block: &[u8; 64], delimiter: u8) -> (u64, u64, u64) {
        let (mut separators, mut feeds, mut low) = (0, 0, 0);
        let (delimiter, feed, highest) = (u8x16::splat(delimiter), u8x16::splat(b'\n'), u8x16::splat(b'"'));
        for (part, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
            let sixteen = u8x16::new(*bytes);
            let mask = |found: u8x16| u64::from(found.move_mask() as u16) << (part * 16);
            let is_feed = sixteen.cmp_eq(feed);
            separators |= mask(sixteen.cmp_eq(delimiter) | is_feed);
            feeds |= mask(is_feed);
            low |= mask(sixteen.min(highest).cmp_eq(sixteen));
        }
        (separators, feeds, low & !separators)
    }

    #[inline(always)]
    fn places(self, mut mask: u64, at: u32, out: &mut [u32; 80]) {
        // Eight at a time, the last ones perhaps in vain, so that few branches depend on how many there are.
        for eight in out.as_chunks_mut::<8>().0 {
            if mask == 0 {
                break;
            }
            for place in eight {
                *place = at + mask.trailing_zeros();
                mask &= mask.wrapping_sub(1);
            }
        }
    }
}

/// A kind of processor that computes with `N` numbers of 64 bits side by side.
pub(crate) trait Numbers<const N: usize>: Copy {
    /// So many numbers.
    type Lanes: Copy;
    /// Whether something holds, for each of them.
    type Mask: Copy;

    fn all(self, number: i64) -> Self::Lanes;
    fn of(self, numbers: [u64; N]) -> Self::Lanes;
    /// The first of each pair becomes the lower half.
    fn of_pairs(self, pairs: [[u32; 2]; N]) -> Self::Lanes;
    fn each(self, lanes: Self::Lanes) -> [i64; N];

    fn and(self, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    fn or(self, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    fn xor(self, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    /// `a` where `b` has noughts.
    fn without(self, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    fn add(self, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    fn sub(self, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    /// The product of the lower halves, which have signs.
    fn product(self, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    /// The product of the lower halves, which have no signs.
    fn unsigned_product(self, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    fn upper_half(self, a: Self::Lanes) -> Self::Lanes;
    fn byte_up(self, a: Self::Lanes) -> Self::Lanes;
    fn byte_down(self, a: Self::Lanes) -> Self::Lanes;
    /// Ones in so many of the highest bytes of each, up to eight; in none of them for more.
    fn highest_bytes(self, count: Self::Lanes) -> Self::Lanes;
    /// The number that eight digits make, the first in the lowest byte.
    fn number(self, digits: Self::Lanes) -> Self::Lanes;
    /// Ones in all bytes that are above nine.
    fn above_nine(self, bytes: Self::Lanes) -> Self::Lanes;

    fn equal(self, a: Self::Lanes, b: Self::Lanes) -> Self::Mask;
    fn above(self, a: Self::Lanes, b: Self::Lanes) -> Self::Mask;
    fn none(self) -> Self::Mask;
    fn both(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    fn either(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// `a` and not `b`.
    fn but(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    fn not(self, a: Self::Mask) -> Self::Mask;
    /// `a` where the mask holds, else `b`.
    fn select(self, which: Self::Mask, a: Self::Lanes, b: Self::Lanes) -> Self::Lanes;
    /// One more where the mask holds.
    fn count(self, lanes: Self::Lanes, which: Self::Mask) -> Self::Lanes;
    /// A bit for each.
    fn bits(self, a: Self::Mask) -> u8;
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{__m256i, __m512i};

    use pulp::x86::{V3, V4};

    use super::{Bytes, Numbers};

    /// Processors since about 2013: 32 bytes at once.
    impl Bytes for V3 {
        #[inline(always)]
        fn usual(self, block: &[u8; 64], delimiter: u8) -> (u64, u64, u64) {
            let [lower, upper]: [__m256i; 2] = pulp::cast(*block);
            let (delimiter, feed): (__m256i, __m256i) = (pulp::cast([delimiter; 32]), pulp::cast([b'\n'; 32]));
            let highest: __m256i = pulp::cast([b'"'; 32]);
            let feeds = [self.avx2._mm256_cmpeq_epi8(lower, feed), self.avx2._mm256_cmpeq_epi8(upper, feed)];
            let delimiters = [self.avx2._mm256_cmpeq_epi8(lower, delimiter), self.avx2._mm256_cmpeq_epi8(upper, delimiter)];
            let low = [
                self.avx2._mm256_cmpeq_epi8(self.avx2._mm256_min_epu8(lower, highest), lower),
                self.avx2._mm256_cmpeq_epi8(self.avx2._mm256_min_epu8(upper, highest), upper),
            ];
            let feeds = mask(self, feeds);
            let separators = mask(self, delimiters) | feeds;
            (separators, feeds, mask(self, low) & !separators)
        }

        #[inline(always)]
        fn places(self, mask: u64, at: u32, out: &mut [u32; 80]) {
            super::Any.places(mask, at, out);
        }
    }

    #[inline(always)]
    fn mask(simd: V3, [lower, upper]: [__m256i; 2]) -> u64 {
        let (lower, upper) = (simd.avx2._mm256_movemask_epi8(lower) as u32, simd.avx2._mm256_movemask_epi8(upper) as u32);
        u64::from(lower) | u64::from(upper) << 32
    }

    /// Processors with AVX-512: a whole block at once.
    impl Bytes for V4 {
        #[inline(always)]
        fn usual(self, block: &[u8; 64], delimiter: u8) -> (u64, u64, u64) {
            let block: __m512i = pulp::cast(*block);
            let feeds = self.avx512bw._mm512_cmpeq_epi8_mask(block, pulp::cast([b'\n'; 64]));
            let separators = feeds | self.avx512bw._mm512_cmpeq_epi8_mask(block, pulp::cast([delimiter; 64]));
            let low = self.avx512bw._mm512_cmple_epu8_mask(block, pulp::cast([b'"'; 64]));
            (separators, feeds, low & !separators)
        }

        #[inline(always)]
        fn places(self, mask: u64, at: u32, out: &mut [u32; 80]) {
            const SIXTEEN: [u32; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
            let mut places = self.avx512f._mm512_add_epi32(pulp::cast(SIXTEEN), pulp::cast([at; 16]));
            let mut next = 0;
            for part in 0..4 {
                let part = (mask >> (16 * part)) as u16;
                // Moved together in a register: writing only some is slow.
                let some = self.avx512f._mm512_maskz_compress_epi32(part, places);
                if let Some(out) = out[next..].first_chunk_mut() {
                    *out = pulp::cast::<__m512i, [u32; 16]>(some);
                }
                next = (next + part.count_ones() as usize) % 65;
                places = self.avx512f._mm512_add_epi32(places, pulp::cast([16u32; 16]));
            }
        }
    }

    impl Numbers<4> for V3 {
        type Lanes = __m256i;
        /// All ones or all noughts.
        type Mask = __m256i;

        #[inline(always)]
        fn all(self, number: i64) -> __m256i {
            pulp::cast([number; 4])
        }
        #[inline(always)]
        fn of(self, numbers: [u64; 4]) -> __m256i {
            pulp::cast(numbers)
        }
        #[inline(always)]
        fn of_pairs(self, pairs: [[u32; 2]; 4]) -> __m256i {
            pulp::cast(pairs)
        }
        #[inline(always)]
        fn each(self, lanes: __m256i) -> [i64; 4] {
            pulp::cast(lanes)
        }
        #[inline(always)]
        fn and(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_and_si256(a, b)
        }
        #[inline(always)]
        fn or(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_or_si256(a, b)
        }
        #[inline(always)]
        fn xor(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_xor_si256(a, b)
        }
        #[inline(always)]
        fn without(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_andnot_si256(b, a)
        }
        #[inline(always)]
        fn add(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_add_epi64(a, b)
        }
        #[inline(always)]
        fn sub(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_sub_epi64(a, b)
        }
        #[inline(always)]
        fn product(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_mul_epi32(a, b)
        }
        #[inline(always)]
        fn unsigned_product(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_mul_epu32(a, b)
        }
        #[inline(always)]
        fn upper_half(self, a: __m256i) -> __m256i {
            self.avx2._mm256_srli_epi64::<32>(a)
        }
        #[inline(always)]
        fn byte_up(self, a: __m256i) -> __m256i {
            self.avx2._mm256_slli_epi64::<8>(a)
        }
        #[inline(always)]
        fn byte_down(self, a: __m256i) -> __m256i {
            self.avx2._mm256_srli_epi64::<8>(a)
        }
        #[inline(always)]
        fn highest_bytes(self, count: __m256i) -> __m256i {
            // Shifting by 64 or more leaves nothing, and so does shifting by less than nought.
            let shift = self.sub(self.all(64), self.avx2._mm256_slli_epi64::<3>(count));
            self.avx2._mm256_sllv_epi64(self.all(-1), shift)
        }
        #[inline(always)]
        fn number(self, digits: __m256i) -> __m256i {
            // Two, four, then all eight are put together.
            let twos = self.avx2._mm256_maddubs_epi16(digits, pulp::cast([[10i8, 1]; 16]));
            let fours = self.avx2._mm256_madd_epi16(twos, pulp::cast([[100i16, 1]; 8]));
            self.add(self.unsigned_product(fours, self.all(10_000)), self.upper_half(fours))
        }
        #[inline(always)]
        fn above_nine(self, bytes: __m256i) -> __m256i {
            let over = self.avx2._mm256_subs_epu8(bytes, pulp::cast([9u8; 32]));
            self.not(self.avx2._mm256_cmpeq_epi8(over, self.none()))
        }
        #[inline(always)]
        fn equal(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_cmpeq_epi64(a, b)
        }
        #[inline(always)]
        fn above(self, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_cmpgt_epi64(a, b)
        }
        #[inline(always)]
        fn none(self) -> __m256i {
            self.all(0)
        }
        #[inline(always)]
        fn both(self, a: __m256i, b: __m256i) -> __m256i {
            self.and(a, b)
        }
        #[inline(always)]
        fn either(self, a: __m256i, b: __m256i) -> __m256i {
            self.or(a, b)
        }
        #[inline(always)]
        fn but(self, a: __m256i, b: __m256i) -> __m256i {
            self.without(a, b)
        }
        #[inline(always)]
        fn not(self, a: __m256i) -> __m256i {
            self.xor(a, self.all(-1))
        }
        #[inline(always)]
        fn select(self, which: __m256i, a: __m256i, b: __m256i) -> __m256i {
            self.avx2._mm256_blendv_epi8(b, a, which)
        }
        #[inline(always)]
        fn count(self, lanes: __m256i, which: __m256i) -> __m256i {
            // All ones are −1.
            self.sub(lanes, which)
        }
        #[inline(always)]
        fn bits(self, a: __m256i) -> u8 {
            self.avx._mm256_movemask_pd(pulp::cast(a)) as u8
        }
    }

    impl Numbers<8> for V4 {
        type Lanes = __m512i;
        type Mask = u8;

        #[inline(always)]
        fn all(self, number: i64) -> __m512i {
            pulp::cast([number; 8])
        }
        #[inline(always)]
        fn of(self, numbers: [u64; 8]) -> __m512i {
            pulp::cast(numbers)
        }
        #[inline(always)]
        fn of_pairs(self, pairs: [[u32; 2]; 8]) -> __m512i {
            pulp::cast(pairs)
        }
        #[inline(always)]
        fn each(self, lanes: __m512i) -> [i64; 8] {
            pulp::cast(lanes)
        }
        #[inline(always)]
        fn and(self, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_and_si512(a, b)
        }
        #[inline(always)]
        fn or(self, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_or_si512(a, b)
        }
        #[inline(always)]
        fn xor(self, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_xor_si512(a, b)
        }
        #[inline(always)]
        fn without(self, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_andnot_si512(b, a)
        }
        #[inline(always)]
        fn add(self, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_add_epi64(a, b)
        }
        #[inline(always)]
        fn sub(self, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_sub_epi64(a, b)
        }
        #[inline(always)]
        fn product(self, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_mul_epi32(a, b)
        }
        #[inline(always)]
        fn unsigned_product(self, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_mul_epu32(a, b)
        }
        #[inline(always)]
        fn upper_half(self, a: __m512i) -> __m512i {
            self.avx512f._mm512_srli_epi64::<32>(a)
        }
        #[inline(always)]
        fn byte_up(self, a: __m512i) -> __m512i {
            self.avx512f._mm512_slli_epi64::<8>(a)
        }
        #[inline(always)]
        fn byte_down(self, a: __m512i) -> __m512i {
            self.avx512f._mm512_srli_epi64::<8>(a)
        }
        #[inline(always)]
        fn highest_bytes(self, count: __m512i) -> __m512i {
            let shift = self.sub(self.all(64), self.avx512f._mm512_slli_epi64::<3>(count));
            self.avx512f._mm512_sllv_epi64(self.all(-1), shift)
        }
        #[inline(always)]
        fn number(self, digits: __m512i) -> __m512i {
            let twos = self.avx512bw._mm512_maddubs_epi16(digits, pulp::cast([[10i8, 1]; 32]));
            let fours = self.avx512bw._mm512_madd_epi16(twos, pulp::cast([[100i16, 1]; 16]));
            self.add(self.unsigned_product(fours, self.all(10_000)), self.upper_half(fours))
        }
        #[inline(always)]
        fn above_nine(self, bytes: __m512i) -> __m512i {
            self.avx512bw._mm512_movm_epi8(self.avx512bw._mm512_cmpgt_epu8_mask(bytes, pulp::cast([9u8; 64])))
        }
        #[inline(always)]
        fn equal(self, a: __m512i, b: __m512i) -> u8 {
            self.avx512f._mm512_cmpeq_epi64_mask(a, b)
        }
        #[inline(always)]
        fn above(self, a: __m512i, b: __m512i) -> u8 {
            self.avx512f._mm512_cmpgt_epi64_mask(a, b)
        }
        #[inline(always)]
        fn none(self) -> u8 {
            0
        }
        #[inline(always)]
        fn both(self, a: u8, b: u8) -> u8 {
            a & b
        }
        #[inline(always)]
        fn either(self, a: u8, b: u8) -> u8 {
            a | b
        }
        #[inline(always)]
        fn but(self, a: u8, b: u8) -> u8 {
            a & !b
        }
        #[inline(always)]
        fn not(self, a: u8) -> u8 {
            !a
        }
        #[inline(always)]
        fn select(self, which: u8, a: __m512i, b: __m512i) -> __m512i {
            self.avx512f._mm512_mask_blend_epi64(which, b, a)
        }
        #[inline(always)]
        fn count(self, lanes: __m512i, which: u8) -> __m512i {
            self.avx512f._mm512_mask_sub_epi64(lanes, which, lanes, self.all(-1))
        }
        #[inline(always)]
        fn bits(self, a: u8) -> u8 {
            a
        }
    }
}
