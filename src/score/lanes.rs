//! Several rows at once: the steps of the short way for one row, taken for [`LANES`] rows side by side in the wide registers that
//! processors of today have. A lane with a cell that is not plain is marked, and its row goes through the steps alone.

use crate::submission::split::Cells;

use super::shortcut::{Bound, Limits, Line, TIERS, Word};

/// How many rows.
pub(super) const LANES: usize = 4;

/// What rows earn at the steps that are taken for several at once.
pub(super) struct Earned {
    points: [i64; LANES],
    met: [u64; LANES],
    /// Other than nought: a cell is not plain.
    odd: [u64; LANES],
    /// Other than nought: a gate item does not hold.
    shut: [u64; LANES],
}

/// What one row earns so far.
#[derive(Clone, Copy)]
pub(super) struct Lane {
    pub points: i64,
    pub met: u32,
    /// Do all gate items hold?
    pub gates_hold: bool,
}

impl Earned {
    /// Of one row; none where it has to go alone.
    pub fn lane(&self, lane: usize) -> Option<Lane> {
        let (points, met, gates_hold) = (self.points[lane], self.met[lane] as u32, self.shut[lane] == 0);
        (self.odd[lane] == 0).then_some(Lane { points, met, gates_hold })
    }
}

/// The steps that can be taken for several rows at once.
pub(super) struct Steps {
    words: Vec<Lettered>,
    counts: Vec<Quotient>,
    figures: Vec<Figure>,
    lines: Vec<Straight>,
}

/// A yes or no.
struct Lettered {
    column: usize,
    points: i64,
    gate: bool,
}

/// A part and its whole, both counts. What is compared fits into 64 bits, and what is multiplied into 32.
struct Quotient {
    column: usize,
    whole: usize,
    above: bool,
    below: i64,
    tiers: [(Bound, i64); TIERS],
    met: Option<Bound>,
    points: i64,
}

/// A figure in its own column.
struct Own {
    column: usize,
    /// −1 where smaller is better: both the figure and what it is held against are turned round.
    sign: i64,
    percent: bool,
    over_100: bool,
}

/// A figure that is held against limits.
struct Figure {
    own: Own,
    /// At least so much, in ten-thousandths, earns this.
    tiers: [(i64, i64); TIERS],
    met: Option<i64>,
    points: i64,
}

/// Points along a straight line.
struct Straight {
    own: Own,
    zero: i64,
    run: i64,
    points: i64,
    /// What dividing by twice the run is multiplying with, in 2⁻⁶⁴, rounded up: exact for numbers of 32 bits (Lemire, Kaser and Kurz,
    /// Faster remainder by direct computation, 2019).
    over_run: u64,
    met: Option<i64>,
}

/// The least figure, turned round where smaller is better, of which figure × below − whole × above ≥ least.
fn least(below: i64, bound: Bound, percent: bool) -> i64 {
    if bound.least == i64::MAX {
        return i64::MAX;
    }
    let whole = if percent { 1_000_000 } else { 10_000 };
    // Below has the sign of the figure, so that both are turned round together.
    num_integer::Integer::div_ceil(&(whole * bound.above + bound.least), &below.abs())
}

impl Steps {
    /// The steps of a table; and of the figures and lines those that every row takes alone.
    pub fn new(words: &[Word], counts: &[Limits], limits: &[Limits], lines: &[Line]) -> (Self, [Vec<usize>; 2]) {
        let words = words.iter().map(|word| Lettered { column: word.place.column, points: word.place.points, gate: word.gate });
        let counts = counts.iter().filter_map(|limits| {
            let Limits { whole, above, below, tiers, met, .. } = limits;
            let (column, points) = (limits.place.column, limits.place.points);
            Some(Quotient { column, whole: (*whole)?, above: *above, below: *below, tiers: *tiers, met: *met, points })
        });
        let mut steps = Self { words: words.collect(), counts: counts.collect(), figures: Vec::new(), lines: Vec::new() };
        let mut alone = [Vec::new(), Vec::new()];
        for (at, limits) in limits.iter().enumerate() {
            if limits.whole.is_some() {
                alone[0].push(at);
                continue;
            }
            let least = |bound: Bound| least(limits.below, bound, limits.percent);
            let own = Own { column: limits.place.column, sign: limits.below.signum(), percent: limits.percent, over_100: limits.over_100 };
            let tiers = limits.tiers.map(|(bound, earns)| (least(bound), earns));
            steps.figures.push(Figure { own, tiers, met: limits.met.map(least), points: limits.place.points });
        }
        for (at, line) in lines.iter().enumerate() {
            let sign = if line.falling { -1 } else { 1 };
            // A limit that looks the other way than the line is not turned round with it.
            let fits = line.met.is_none_or(|(below, _)| below.signum() == sign);
            let most = 2 * i128::from(line.run) * i128::from(line.place.points) + i128::from(line.run);
            if !fits || line.place.points < 0 || most >= 1 << 32 || line.run >= 1 << 30 {
                alone[1].push(at);
                continue;
            }
            let own = Own { column: line.place.column, sign, percent: line.percent, over_100: line.over_100 };
            let met = line.met.map(|(below, bound)| least(below, bound, line.percent));
            let over_run = u64::MAX / (2 * line.run) as u64 + 1;
            steps.lines.push(Straight { own, zero: sign * line.zero, run: line.run, points: line.place.points, over_run, met });
        }
        (steps, alone)
    }
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::__m256i;

    use pulp::x86::V3;

    use super::{Bound, Cells, Earned, LANES, Own, Steps};

    /// One number of 64 bits for each row; of a comparison all ones or all noughts.
    type Lanes = __m256i;

    /// Instructions of processors since about 2013; who has one knows that they are there.
    #[derive(Clone, Copy)]
    pub(in crate::score) struct Wide(pub V3);

    /// Cells as figures.
    struct Figures {
        /// What they say, where they are neither of the two below.
        value: Lanes,
        blank: Lanes,
        odd: Lanes,
    }

    /// The ends of cells.
    struct Tails {
        /// The last eight bytes, noughts before the first.
        bytes: Lanes,
        /// Which of them belong to the cell.
        mask: Lanes,
        length: Lanes,
    }

    impl Wide {
        #[inline(always)]
        fn all(self, number: i64) -> Lanes {
            pulp::cast([number; LANES])
        }

        #[inline(always)]
        fn and(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_and_si256(a, b)
        }

        #[inline(always)]
        fn or(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_or_si256(a, b)
        }

        #[inline(always)]
        fn xor(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_xor_si256(a, b)
        }

        /// `a` where `b` has noughts.
        #[inline(always)]
        fn without(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_andnot_si256(b, a)
        }

        #[inline(always)]
        fn not(self, a: Lanes) -> Lanes {
            self.xor(a, self.all(-1))
        }

        #[inline(always)]
        fn add(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_add_epi64(a, b)
        }

        #[inline(always)]
        fn sub(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_sub_epi64(a, b)
        }

        /// The product of the lower halves, which have signs.
        #[inline(always)]
        fn product(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_mul_epi32(a, b)
        }

        /// The product of the lower halves, which have no signs.
        #[inline(always)]
        fn unsigned_product(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_mul_epu32(a, b)
        }

        #[inline(always)]
        fn upper_half(self, a: Lanes) -> Lanes {
            self.0.avx2._mm256_srli_epi64::<32>(a)
        }

        #[inline(always)]
        fn byte_up(self, a: Lanes) -> Lanes {
            self.0.avx2._mm256_slli_epi64::<8>(a)
        }

        #[inline(always)]
        fn equal(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_cmpeq_epi64(a, b)
        }

        #[inline(always)]
        fn above(self, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_cmpgt_epi64(a, b)
        }

        #[inline(always)]
        fn at_least(self, a: Lanes, least: i64) -> Lanes {
            self.above(a, self.all(least - 1))
        }

        #[inline(always)]
        fn select(self, which: Lanes, a: Lanes, b: Lanes) -> Lanes {
            self.0.avx2._mm256_blendv_epi8(b, a, which)
        }

        #[inline(always)]
        fn tails(self, rows: &[Cells<'_>; LANES], column: usize) -> Tails {
            let (mut bytes, mut lengths) = ([0u64; LANES], [0u64; LANES]);
            for lane in 0..LANES {
                let (start, end) = rows[lane].near(column);
                lengths[lane] = end.wrapping_sub(start) as u64;
                // All rows lie in one text: asking the first one keeps where that is in registers.
                bytes[lane] = rows[0].eight_before(end);
            }
            let (bytes, length): (Lanes, Lanes) = (pulp::cast(bytes), pulp::cast(lengths));
            // Shifting by 64 or more leaves nothing, and so does shifting by less than nought.
            let shift = self.sub(self.all(64), self.0.avx2._mm256_slli_epi64::<3>(length));
            Tails { bytes, mask: self.0.avx2._mm256_sllv_epi64(self.all(-1), shift), length }
        }

        /// The number that eight digits make, the first in the lowest byte: two, four, then all eight are put together.
        #[inline(always)]
        fn number(self, digits: Lanes) -> Lanes {
            let twos = self.0.avx2._mm256_maddubs_epi16(digits, pulp::cast([[10i8, 1]; 16]));
            let fours = self.0.avx2._mm256_madd_epi16(twos, pulp::cast([[100i16, 1]; 8]));
            self.add(self.unsigned_product(fours, self.all(10_000)), self.upper_half(fours))
        }

        /// The digits of cells, and which bytes of them are none.
        #[inline(always)]
        fn digits(self, tails: &Tails) -> (Lanes, Lanes) {
            let digits = self.and(self.xor(tails.bytes, self.all(i64::from_le_bytes(*b"00000000"))), tails.mask);
            let nine = self.all(i64::from_le_bytes([9; 8]));
            let over = self.0.avx2._mm256_subs_epu8(digits, nine);
            (digits, self.not(self.0.avx2._mm256_cmpeq_epi8(over, self.all(0))))
        }

        /// As [`count`](crate::submission::plain::count).
        #[inline(always)]
        fn counts(self, rows: &[Cells<'_>; LANES], column: usize) -> Figures {
            let tails = self.tails(rows, column);
            let (digits, others) = self.digits(&tails);
            let nought = self.all(0);
            let odd = self.or(self.above(tails.length, self.all(8)), self.not(self.equal(others, nought)));
            Figures { value: self.number(digits), blank: self.equal(tails.length, nought), odd }
        }

        /// As [`figure`](crate::submission::plain::figure).
        #[inline(always)]
        fn figures(self, rows: &[Cells<'_>; LANES], column: usize) -> Figures {
            let tails = self.tails(rows, column);
            let (digits, others) = self.digits(&tails);
            let (nought, ones) = (self.all(0), self.all(-1));
            let whole = self.equal(others, nought);
            // The bytes below the first that is no digit, and that one.
            let below = self.without(self.add(others, ones), others);
            let at = self.without(self.or(self.byte_up(below), self.all(0xff)), below);
            let behind = self.without(digits, self.or(below, at));
            // The digits before the point move into its place.
            let digits_only = self.select(whole, digits, self.or(self.byte_up(self.and(digits, below)), behind));
            let is_point = self.equal(self.and(digits, at), self.and(at, self.all(i64::from_le_bytes([b'.' ^ b'0'; 8]))));
            let alone = self.equal(others, at);
            // By how many digits stand behind the point.
            let mut scale = nought;
            for (bytes, tenths) in [(6, 1_000), (5, 100), (4, 10), (3, 1)] {
                scale = self.select(self.equal(below, self.all((1 << (8 * bytes)) - 1)), self.all(tenths), scale);
            }
            let before = self.and(self.0.avx2._mm256_srli_epi64::<8>(at), tails.mask);
            let fits = self.and(self.and(is_point, alone), self.not(self.or(self.equal(scale, nought), self.equal(before, nought))));
            let odd = self.or(self.above(tails.length, self.all(8)), self.not(self.or(whole, fits)));
            let value = self.unsigned_product(self.number(digits_only), self.select(whole, self.all(10_000), scale));
            Figures { value, blank: self.equal(tails.length, nought), odd }
        }

        /// Counts or figures one by one: none where a cell is not plain, and none inside where it is blank.
        #[cfg(test)]
        pub fn read(self, rows: &[Cells<'_>; LANES], column: usize, figures: bool) -> [Option<Option<i64>>; LANES] {
            let Figures { value, blank, odd } = if figures { self.figures(rows, column) } else { self.counts(rows, column) };
            let [value, blank, odd]: [[i64; LANES]; 3] = [value, blank, odd].map(pulp::cast);
            std::array::from_fn(|lane| (odd[lane] == 0).then(|| (blank[lane] == 0).then_some(value[lane])))
        }

        /// Figures in their own column, turned round where smaller is better.
        #[inline(always)]
        fn own(self, rows: &[Cells<'_>; LANES], own: &Own) -> Figures {
            let Figures { mut value, blank, mut odd } = self.figures(rows, own.column);
            if own.percent {
                let doubtful = self.and(self.above(value, self.all(0)), self.above(self.all(10_000), value));
                odd = self.or(odd, self.without(doubtful, blank));
                if !own.over_100 {
                    odd = self.or(odd, self.above(value, self.all(1_000_000)));
                }
            }
            if own.sign < 0 {
                value = self.sub(self.all(0), value);
            }
            Figures { value, blank, odd }
        }

        /// Where part × below, which is given, − whole × above is at least so much.
        #[inline(always)]
        fn holds(self, bound: &Bound, scaled: Lanes, whole: Lanes) -> Lanes {
            self.at_least(self.sub(scaled, self.product(whole, self.all(bound.above))), bound.least)
        }

        /// Takes the steps for these rows; `usual` has the words that were met last, see [`Desk`](super::super::shortcut::Desk).
        // No closures: they would be compiled for processors of any age.
        #[inline(always)]
        pub fn earned(self, steps: &Steps, usual: &[[u64; 2]], rows: &[Cells<'_>; LANES]) -> Earned {
            let nought = self.all(0);
            let mut sum = Sum { points: nought, met: nought, odd: nought, shut: nought };
            for (step, [good, bad]) in steps.words.iter().zip(usual) {
                let Tails { bytes, mask, length } = self.tails(rows, step.column);
                let key = self.and(bytes, mask);
                let (good, bad) = (self.equal(key, self.all(*good as i64)), self.equal(key, self.all(*bad as i64)));
                if step.gate {
                    sum.shut = self.or(sum.shut, self.not(good));
                    continue;
                }
                let blank = self.equal(length, nought);
                let odd = self.not(self.or(good, self.or(bad, blank)));
                sum.add(self, self.and(good, self.all(step.points)), good, blank, odd);
            }
            for step in &steps.counts {
                let (part, whole) = (self.counts(rows, step.column), self.counts(rows, step.whole));
                let blank = self.or(part.blank, whole.blank);
                let mut wrong = self.equal(whole.value, nought);
                if !step.above {
                    wrong = self.or(wrong, self.above(part.value, whole.value));
                }
                let odd = self.or(self.or(part.odd, whole.odd), self.without(wrong, blank));
                let scaled = self.product(part.value, self.all(step.below));
                let mut earned = nought;
                for (bound, earns) in step.tiers.iter().rev() {
                    earned = self.select(self.holds(bound, scaled, whole.value), self.all(*earns), earned);
                }
                let is_met = match &step.met {
                    Some(bound) => self.holds(bound, scaled, whole.value),
                    None => self.equal(earned, self.all(step.points)),
                };
                sum.add(self, earned, is_met, blank, odd);
            }
            for step in &steps.figures {
                let Figures { value, blank, odd } = self.own(rows, &step.own);
                let mut earned = nought;
                for (least, earns) in step.tiers.iter().rev() {
                    earned = self.select(self.at_least(value, *least), self.all(*earns), earned);
                }
                let is_met = match step.met {
                    Some(least) => self.at_least(value, least),
                    None => self.equal(earned, self.all(step.points)),
                };
                sum.add(self, earned, is_met, blank, odd);
            }
            for step in &steps.lines {
                let Figures { value, blank, odd } = self.own(rows, &step.own);
                let (run, way) = (self.all(step.run), self.sub(value, self.all(step.zero)));
                let way = self.and(way, self.above(way, nought));
                let way = self.select(self.above(way, run), run, way);
                // Half up: twice the quotient and one, halved.
                let twice = self.add(self.unsigned_product(way, self.all(2 * step.points)), run);
                let (upper, lower) = (step.over_run >> 32, step.over_run & u64::from(u32::MAX));
                let lower = self.upper_half(self.unsigned_product(twice, self.all(lower as i64)));
                let earned = self.upper_half(self.add(self.unsigned_product(twice, self.all(upper as i64)), lower));
                let is_met = match step.met {
                    Some(least) => self.at_least(value, least),
                    None => self.equal(earned, self.all(step.points)),
                };
                sum.add(self, earned, is_met, blank, odd);
            }
            let Sum { points, met, odd, shut } = sum;
            Earned { points: pulp::cast(points), met: pulp::cast(met), odd: pulp::cast(odd), shut: pulp::cast(shut) }
        }
    }

    /// What is added up at every step.
    struct Sum {
        points: Lanes,
        met: Lanes,
        odd: Lanes,
        shut: Lanes,
    }

    impl Sum {
        #[inline(always)]
        fn add(&mut self, wide: Wide, earned: Lanes, is_met: Lanes, blank: Lanes, odd: Lanes) {
            self.points = wide.add(self.points, wide.without(earned, blank));
            // All ones are −1.
            self.met = wide.sub(self.met, wide.without(is_met, blank));
            self.odd = wide.or(self.odd, odd);
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod wide {
    use super::{Cells, Earned, LANES, Steps};

    /// There are none: every row goes alone.
    #[derive(Clone, Copy)]
    pub(in crate::score) enum Wide {}

    impl Wide {
        pub fn earned(self, _: &Steps, _: &[[u64; 2]], _: &[Cells<'_>; LANES]) -> Earned {
            match self {}
        }
    }
}

pub(super) use wide::Wide;

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use proptest::prelude::*;

    use super::wide::Wide;
    use super::*;
    use crate::submission::plain::{self, BLANK, NOT_PLAIN};
    use crate::submission::split::{FRONT, Splitter};

    proptest! {
        /// Cells side by side say what each says alone, and so does dividing by multiplying.
        #[test]
        fn lanes_read_what_rows_read(cells in prop::collection::vec("[0-9]{0,9}|[0-9]{0,5}[.][0-9]{0,5}|[0-9]{0,4}[.%是-][0-9.]{0,4}", LANES)) {
            let simd = match pulp::Arch::new() {
                pulp::Arch::V4(simd) => *simd,
                pulp::Arch::V3(simd) => simd,
                _ => return Ok(()),
            };
            let text: String = cells.iter().map(|cell| format!("A0000001,{cell}\n")).collect();
            let bytes = [&[b'7'; FRONT], text.as_bytes()].concat();
            let mut splitter = Splitter::default();
            splitter.split(&bytes, b',').expect("plain");
            let rows: Vec<Cells<'_>> = splitter.rows(&text, &bytes).collect();
            let rows: [Cells<'_>; LANES] = rows.try_into().expect("as many rows");
            for (figures, several) in [(false, Wide(simd).read(&rows, 1, false)), (true, Wide(simd).read(&rows, 1, true))] {
                for (row, several) in rows.iter().zip(several) {
                    let alone = if figures { plain::figure(row, 1) } else { plain::count(row, 1) };
                    let several = several.map_or(NOT_PLAIN, |value| value.unwrap_or(BLANK));
                    prop_assert_eq!(several, alone, "{}", row.text_of(1).unwrap_or_default());
                }
            }
        }

        /// Dividing by multiplying is exact for every number of 32 bits.
        #[test]
        fn dividing_is_exact(number in any::<u32>(), run in 1u64..1 << 30) {
            let over_run = u64::MAX / (2 * run) + 1;
            let (upper, lower) = (over_run >> 32, over_run & u64::from(u32::MAX));
            for number in [u64::from(number), u64::from(number) / run * run, (u64::from(number) / run * run).saturating_sub(1)] {
                prop_assert_eq!((number * upper + ((number * lower) >> 32)) >> 32, number / (2 * run));
            }
        }
    }
}
