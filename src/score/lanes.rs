//! Several rows at once: the steps of the short way for one row, taken for four or eight rows side by side in the wide registers that
//! processors of today have. A lane with a cell that is not plain is marked, and its row goes through the steps alone.

use crate::simd::{Any, Bytes, Numbers};
use crate::submission::split::{Cells, NEAR};

use super::shortcut::{Bound, Limits, Line, TIERS, Word};

/// What rows earn at the steps that are taken for several at once.
pub(super) struct Earned<const N: usize> {
    points: [i64; N],
    met: [i64; N],
    /// A bit for each in which a cell is not plain.
    odd: u8,
    /// A bit for each in which a gate item does not hold.
    shut: u8,
}

/// What one row earns so far.
#[derive(Clone, Copy)]
pub(super) struct Lane {
    pub points: i64,
    pub met: u32,
    /// Do all gate items hold?
    pub gates_hold: bool,
}

impl<const N: usize> Earned<N> {
    /// Of one row; none where it has to go alone.
    #[inline(always)]
    pub fn lane(&self, lane: usize) -> Option<Lane> {
        let (points, met, gates_hold) = (self.points[lane], self.met[lane] as u32, self.shut >> lane & 1 == 0);
        (self.odd >> lane & 1 == 0).then_some(Lane { points, met, gates_hold })
    }
}

/// A kind of processor that takes `N` rows at once.
pub(super) trait Several<const N: usize>: Bytes {
    /// Takes the steps for these rows; `usual` has the words that were met last, see [`Desk`](super::shortcut::Desk). None where every
    /// row goes alone.
    fn earned(self, steps: &Steps, usual: &[[u64; 2]], rows: &[Cells<'_>; N], ends: &mut Ends) -> Option<Earned<N>>;
}

impl Several<1> for Any {
    fn earned(self, _: &Steps, _: &[[u64; 2]], _: &[Cells<'_>; 1], _: &mut Ends) -> Option<Earned<1>> {
        None
    }
}

#[cfg(target_arch = "x86_64")]
impl Several<4> for pulp::x86::V3 {
    #[inline(always)]
    fn earned(self, steps: &Steps, usual: &[[u64; 2]], rows: &[Cells<'_>; 4], ends: &mut Ends) -> Option<Earned<4>> {
        Some(Wide(self).earned(steps, usual, ends.of(&steps.columns, rows)))
    }
}

#[cfg(target_arch = "x86_64")]
impl Several<8> for pulp::x86::V4 {
    #[inline(always)]
    fn earned(self, steps: &Steps, usual: &[[u64; 2]], rows: &[Cells<'_>; 8], ends: &mut Ends) -> Option<Earned<8>> {
        Some(Wide(self).earned(steps, usual, ends.of(&steps.columns, rows)))
    }
}

/// The ends of cells, of each column those of all rows side by side. Collecting all of them before any is looked at is what makes a
/// register full of them one load: put together from one row after the other, they cost more than the steps.
#[derive(Default)]
pub(super) struct Ends {
    /// The separators before and behind each.
    around: Vec<[u32; 2]>,
    /// The last eight bytes, whatever comes before the first.
    bytes: Vec<u64>,
}

impl Ends {
    #[inline(always)]
    fn of<const N: usize>(&mut self, columns: &[u16], rows: &[Cells<'_>; N]) -> EndsOf<'_, N> {
        self.around.resize(columns.len() * N, [0; 2]);
        self.bytes.resize(columns.len() * N, 0);
        let (around, bytes) = (self.around.as_chunks_mut().0, self.bytes.as_chunks_mut().0);
        for lane in 0..N {
            for ((around, bytes), column) in around.iter_mut().zip(bytes.iter_mut()).zip(columns) {
                let [before, behind] = rows[lane].around(usize::from(*column));
                around[lane] = [before, behind];
                // All rows lie in one text: asking the first one keeps where that is in registers.
                bytes[lane] = rows[0].eight_before(behind as usize);
            }
        }
        around.iter().zip(bytes.iter())
    }
}

type EndsOf<'e, const N: usize> = std::iter::Zip<std::slice::Iter<'e, [[u32; 2]; N]>, std::slice::Iter<'e, [u64; N]>>;

/// The steps that can be taken for several rows at once.
pub(super) struct Steps {
    /// Of all cells, in the order in which they are looked at.
    columns: Vec<u16>,
    words: Vec<Lettered>,
    counts: Vec<Quotient>,
    figures: Vec<Figure>,
    lines: Vec<Straight>,
}

/// A yes or no.
struct Lettered {
    points: i64,
    gate: bool,
}

/// A part and its whole, both counts. What is compared fits into 64 bits, and what is multiplied into 32.
struct Quotient {
    above: bool,
    below: i64,
    tiers: [(Bound, i64); TIERS],
    met: Option<Bound>,
    points: i64,
}

/// A figure in its own column.
struct Own {
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
        // Every step has a near column.
        let near = |column: usize| (column % NEAR) as u16;
        let mut columns: Vec<u16> = words.iter().map(|word| near(word.place.column)).collect();
        let words = words.iter().map(|word| Lettered { points: word.place.points, gate: word.gate });
        let counts = counts.iter().filter_map(|limits| {
            let Limits { whole, above, below, tiers, met, .. } = limits;
            columns.extend([limits.place.column, (*whole)?].map(near));
            Some(Quotient { above: *above, below: *below, tiers: *tiers, met: *met, points: limits.place.points })
        });
        let (words, counts) = (words.collect(), counts.collect());
        let mut steps = Self { columns, words, counts, figures: Vec::new(), lines: Vec::new() };
        let mut alone = [Vec::new(), Vec::new()];
        for (at, limits) in limits.iter().enumerate() {
            if limits.whole.is_some() {
                alone[0].push(at);
                continue;
            }
            let least = |bound: Bound| least(limits.below, bound, limits.percent);
            steps.columns.push(near(limits.place.column));
            let own = Own { sign: limits.below.signum(), percent: limits.percent, over_100: limits.over_100 };
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
            steps.columns.push(near(line.place.column));
            let own = Own { sign, percent: line.percent, over_100: line.over_100 };
            let met = line.met.map(|(below, bound)| least(below, bound, line.percent));
            let over_run = u64::MAX / (2 * line.run) as u64 + 1;
            steps.lines.push(Straight { own, zero: sign * line.zero, run: line.run, points: line.place.points, over_run, met });
        }
        (steps, alone)
    }
}

/// Rows side by side, a lane for each.
#[derive(Clone, Copy)]
struct Wide<W, const N: usize>(W);

/// Cells as figures.
struct Figures<L, M> {
    /// What they say, where they are neither of the two below.
    value: L,
    blank: M,
    odd: M,
}

/// The ends of cells.
struct Tails<L> {
    /// The last eight bytes, whatever comes before the first.
    bytes: L,
    /// Which of them belong to the cell.
    mask: L,
    length: L,
}

/// What is added up at every step.
struct Sum<L, M> {
    points: L,
    met: L,
    odd: M,
    shut: M,
}

// No closures: they would be compiled for processors of any age.
impl<W: Numbers<N>, const N: usize> Wide<W, N> {
    /// The ends of the next cells.
    #[inline(always)]
    fn tails(self, ends: &mut EndsOf<'_, N>) -> Tails<W::Lanes> {
        let wide = self.0;
        let (around, bytes) = ends.next().unwrap_or((&[[0; 2]; N], &[0; N]));
        let (around, bytes) = (wide.of_pairs(*around), wide.of(*bytes));
        // From the separator before to the one behind, in 32 bits.
        let low = wide.all(i64::from(u32::MAX));
        let length = wide.and(wide.sub(wide.sub(wide.upper_half(around), around), wide.all(1)), low);
        Tails { bytes, mask: wide.highest_bytes(length), length }
    }

    /// The digits of cells, and which bytes of them are none.
    #[inline(always)]
    fn digits(self, tails: &Tails<W::Lanes>) -> (W::Lanes, W::Lanes) {
        let wide = self.0;
        let digits = wide.and(wide.xor(tails.bytes, wide.all(i64::from_le_bytes(*b"00000000"))), tails.mask);
        (digits, wide.above_nine(digits))
    }

    /// As [`count`](crate::submission::plain::count).
    #[inline(always)]
    fn counts(self, ends: &mut EndsOf<'_, N>) -> Figures<W::Lanes, W::Mask> {
        let wide = self.0;
        let tails = self.tails(ends);
        let (digits, others) = self.digits(&tails);
        let nought = wide.all(0);
        let odd = wide.either(wide.above(tails.length, wide.all(8)), wide.not(wide.equal(others, nought)));
        Figures { value: wide.number(digits), blank: wide.equal(tails.length, nought), odd }
    }

    /// As [`figure`](crate::submission::plain::figure).
    #[inline(always)]
    fn figures(self, ends: &mut EndsOf<'_, N>) -> Figures<W::Lanes, W::Mask> {
        let wide = self.0;
        let tails = self.tails(ends);
        let (digits, others) = self.digits(&tails);
        let (nought, ones) = (wide.all(0), wide.all(-1));
        let whole = wide.equal(others, nought);
        // The bytes below the first that is no digit, and that one.
        let below = wide.without(wide.add(others, ones), others);
        let at = wide.without(wide.or(wide.byte_up(below), wide.all(0xff)), below);
        let behind = wide.without(digits, wide.or(below, at));
        // The digits before the point move into its place.
        let digits_only = wide.select(whole, digits, wide.or(wide.byte_up(wide.and(digits, below)), behind));
        let is_point = wide.equal(wide.and(digits, at), wide.and(at, wide.all(i64::from_le_bytes([b'.' ^ b'0'; 8]))));
        let alone = wide.equal(others, at);
        // By how many digits stand behind the point.
        let mut scale = nought;
        for (bytes, tenths) in [(6, 1_000), (5, 100), (4, 10), (3, 1)] {
            scale = wide.select(wide.equal(below, wide.all((1 << (8 * bytes)) - 1)), wide.all(tenths), scale);
        }
        let before = wide.and(wide.byte_down(at), tails.mask);
        let bare = wide.either(wide.equal(scale, nought), wide.equal(before, nought));
        let fits = wide.but(wide.both(is_point, alone), bare);
        let odd = wide.either(wide.above(tails.length, wide.all(8)), wide.not(wide.either(whole, fits)));
        let value = wide.unsigned_product(wide.number(digits_only), wide.select(whole, wide.all(10_000), scale));
        Figures { value, blank: wide.equal(tails.length, nought), odd }
    }

    /// Counts or figures one by one: none where a cell is not plain, and none inside where it is blank.
    #[cfg(test)]
    fn read(self, rows: &[Cells<'_>; N], column: usize, figures: bool) -> [Option<Option<i64>>; N] {
        let mut ends = Ends::default();
        let mut ends = ends.of(&[column as u16], rows);
        let Figures { value, blank, odd } = if figures { self.figures(&mut ends) } else { self.counts(&mut ends) };
        let (value, blank, odd) = (self.0.each(value), self.0.bits(blank), self.0.bits(odd));
        std::array::from_fn(|lane| (odd >> lane & 1 == 0).then(|| (blank >> lane & 1 == 0).then_some(value[lane])))
    }

    #[inline(always)]
    fn at_least(self, a: W::Lanes, least: i64) -> W::Mask {
        self.0.above(a, self.0.all(least - 1))
    }

    /// Figures in their own column, turned round where smaller is better.
    #[inline(always)]
    fn own(self, ends: &mut EndsOf<'_, N>, own: &Own) -> Figures<W::Lanes, W::Mask> {
        let wide = self.0;
        let Figures { mut value, blank, mut odd } = self.figures(ends);
        if own.percent {
            let doubtful = wide.both(wide.above(value, wide.all(0)), wide.above(wide.all(10_000), value));
            odd = wide.either(odd, wide.but(doubtful, blank));
            if !own.over_100 {
                odd = wide.either(odd, wide.above(value, wide.all(1_000_000)));
            }
        }
        if own.sign < 0 {
            value = wide.sub(wide.all(0), value);
        }
        Figures { value, blank, odd }
    }

    /// Where part × below, which is given, − whole × above is at least so much.
    #[inline(always)]
    fn holds(self, bound: &Bound, scaled: W::Lanes, whole: W::Lanes) -> W::Mask {
        self.at_least(self.0.sub(scaled, self.0.product(whole, self.0.all(bound.above))), bound.least)
    }

    #[inline(always)]
    fn earned(self, steps: &Steps, usual: &[[u64; 2]], mut ends: EndsOf<'_, N>) -> Earned<N> {
        let wide = self.0;
        let ends = &mut ends;
        let nought = wide.all(0);
        let mut sum = Sum { points: nought, met: nought, odd: wide.none(), shut: wide.none() };
        for (step, [good, bad]) in steps.words.iter().zip(usual) {
            let Tails { bytes, mask, length } = self.tails(ends);
            let key = wide.and(bytes, mask);
            let (good, bad) = (wide.equal(key, wide.all(*good as i64)), wide.equal(key, wide.all(*bad as i64)));
            if step.gate {
                sum.shut = wide.either(sum.shut, wide.not(good));
                continue;
            }
            let blank = wide.equal(length, nought);
            let odd = wide.not(wide.either(good, wide.either(bad, blank)));
            let earned = wide.select(good, wide.all(step.points), nought);
            sum.add(wide, earned, good, blank, odd);
        }
        for step in &steps.counts {
            let (part, whole) = (self.counts(ends), self.counts(ends));
            let blank = wide.either(part.blank, whole.blank);
            let mut wrong = wide.equal(whole.value, nought);
            if !step.above {
                wrong = wide.either(wrong, wide.above(part.value, whole.value));
            }
            let odd = wide.either(wide.either(part.odd, whole.odd), wide.but(wrong, blank));
            let scaled = wide.product(part.value, wide.all(step.below));
            let mut earned = nought;
            for (bound, earns) in step.tiers.iter().rev() {
                earned = wide.select(self.holds(bound, scaled, whole.value), wide.all(*earns), earned);
            }
            let is_met = match &step.met {
                Some(bound) => self.holds(bound, scaled, whole.value),
                None => wide.equal(earned, wide.all(step.points)),
            };
            sum.add(wide, earned, is_met, blank, odd);
        }
        for step in &steps.figures {
            let Figures { value, blank, odd } = self.own(ends, &step.own);
            let mut earned = nought;
            for (least, earns) in step.tiers.iter().rev() {
                earned = wide.select(self.at_least(value, *least), wide.all(*earns), earned);
            }
            let is_met = match step.met {
                Some(least) => self.at_least(value, least),
                None => wide.equal(earned, wide.all(step.points)),
            };
            sum.add(wide, earned, is_met, blank, odd);
        }
        for step in &steps.lines {
            let Figures { value, blank, odd } = self.own(ends, &step.own);
            let (run, way) = (wide.all(step.run), wide.sub(value, wide.all(step.zero)));
            let way = wide.select(wide.above(way, nought), way, nought);
            let way = wide.select(wide.above(way, run), run, way);
            // Half up: twice the quotient and one, halved.
            let twice = wide.add(wide.unsigned_product(way, wide.all(2 * step.points)), run);
            let (upper, lower) = (step.over_run >> 32, step.over_run & u64::from(u32::MAX));
            let lower = wide.upper_half(wide.unsigned_product(twice, wide.all(lower as i64)));
            let earned = wide.upper_half(wide.add(wide.unsigned_product(twice, wide.all(upper as i64)), lower));
            let is_met = match step.met {
                Some(least) => self.at_least(value, least),
                None => wide.equal(earned, wide.all(step.points)),
            };
            sum.add(wide, earned, is_met, blank, odd);
        }
        let Sum { points, met, odd, shut } = sum;
        Earned { points: wide.each(points), met: wide.each(met), odd: wide.bits(odd), shut: wide.bits(shut) }
    }
}

impl<L: Copy, M: Copy> Sum<L, M> {
    #[inline(always)]
    fn add<W: Numbers<N, Lanes = L, Mask = M>, const N: usize>(&mut self, wide: W, earned: L, is_met: M, blank: M, odd: M) {
        self.points = wide.add(self.points, wide.select(blank, wide.all(0), earned));
        self.met = wide.count(self.met, wide.but(is_met, blank));
        self.odd = wide.either(self.odd, odd);
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::submission::plain::{self, BLANK, NOT_PLAIN};
    use crate::submission::split::{FRONT, Splitter};

    proptest! {
        /// Cells side by side say what each says alone, and so does dividing by multiplying.
        #[test]
        fn lanes_read_what_rows_read(cells in prop::collection::vec("[0-9]{0,9}|[0-9]{0,5}[.][0-9]{0,5}|[0-9]{0,4}[.%是-][0-9.]{0,4}", 8)) {
            let text: String = cells.iter().map(|cell| format!("A0000001,{cell}\n")).collect();
            let bytes = [&[b'7'; FRONT], text.as_bytes()].concat();
            let mut splitter = Splitter::default();
            splitter.split(Any, &bytes, b',').expect("plain");
            let rows: Vec<Cells<'_>> = splitter.rows(&text, &bytes).collect();
            let alone = |column: usize| rows.iter().map(|row| [plain::count(row, column), plain::figure(row, column)]).collect::<Vec<_>>();
            let number = |several: Option<Option<i64>>| several.map_or(NOT_PLAIN, |value| value.unwrap_or(BLANK));
            for column in [0, 1] {
                if let Some(simd) = pulp::x86::V3::try_new() {
                    for (rows, alone) in rows.as_chunks::<4>().0.iter().zip(alone(column).as_chunks::<4>().0) {
                        let [counts, figures] = [false, true].map(|figures| Wide(simd).read(rows, column, figures).map(number));
                        prop_assert_eq!(std::array::from_fn(|lane| [counts[lane], figures[lane]]), *alone);
                    }
                }
                if let Some(simd) = pulp::x86::V4::try_new() {
                    let rows = rows.first_chunk::<8>().expect("as many rows");
                    let [counts, figures] = [false, true].map(|figures| Wide(simd).read(rows, column, figures).map(number));
                    prop_assert_eq!(counts.iter().zip(figures).map(|(count, figure)| [*count, figure]).collect::<Vec<_>>(), alone(column));
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
