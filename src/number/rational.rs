//! A quotient of whole numbers: what a limit is compared with.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{CheckedAdd, CheckedMul, CheckedSub, ToPrimitive};

use super::{Decimal, Points, pow10};

/// An exact quotient `num / den` with `den` > 0. Not reduced: 11/12 stays 11/12.
#[derive(Clone, Copy, Debug)]
pub struct Rational {
    num: i128,
    den: i128,
}

/// What the formulas below need of an integer; 128 bits and unbounded integers both have it.
trait Whole: Integer + CheckedAdd + CheckedMul + CheckedSub + From<i128> + ToPrimitive {}
impl<T: Integer + CheckedAdd + CheckedMul + CheckedSub + From<i128> + ToPrimitive> Whole for T {}

impl Rational {
    /// Nought.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// One, which is also 100 %.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den`; `None` for a divisor of 0.
    #[must_use]
    pub fn new(num: i128, den: i128) -> Option<Self> {
        match den.cmp(&0) {
            Ordering::Greater => Some(Self { num, den }),
            Ordering::Less => Some(Self { num: num.checked_neg()?, den: den.checked_neg()? }),
            Ordering::Equal => None,
        }
    }

    /// The exact sum of some figures; `None` where 38 digits do not hold it.
    #[must_use]
    pub fn sum(terms: impl Iterator<Item = Decimal> + Clone) -> Option<Self> {
        let scale = terms.clone().map(Decimal::scale).max().unwrap_or(0);
        let mut num = 0i128;
        for term in terms {
            let aligned = i128::from(term.mantissa()).checked_mul(pow10(u32::from(scale - term.scale())))?;
            num = num.checked_add(aligned)?;
        }
        Some(Self { num, den: pow10(u32::from(scale)) })
    }

    /// `self / divisor`; `None` for a divisor of 0 or where 38 digits do not hold the two numbers.
    #[must_use]
    pub fn over(self, divisor: Self) -> Option<Self> {
        // Sums of decimals have powers of ten below the stroke: what they share is taken out first.
        let shared = self.den.gcd(&divisor.den);
        let num = self.num.checked_mul(divisor.den / shared)?;
        let den = divisor.num.checked_mul(self.den / shared)?;
        Self::new(num, den)
    }

    /// `self` − `other`; `None` where 38 digits do not hold it.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        let num = self.num.checked_mul(other.den)?.checked_sub(other.num.checked_mul(self.den)?)?;
        Self::new(num, self.den.checked_mul(other.den)?)
    }

    /// The exact sum of products, in units of 10^−`places`, rounded once, half up. `None` beyond 128 bits.
    #[must_use]
    pub fn sum_of_products(terms: impl Iterator<Item = (Self, Self)>, places: u8) -> Option<i128> {
        let (mut num, mut den) = (BigInt::from(0), BigInt::from(1));
        for (one, other) in terms {
            let below = BigInt::from(one.den) * other.den;
            num = num * &below + BigInt::from(one.num) * other.num * &den;
            den *= below;
        }
        num *= pow10(u32::from(places));
        let negative = num < BigInt::from(0);
        let units = divide_half_up(&BigInt::from(num.magnitude().clone()), &den)?.to_i128()?;
        Some(if negative { -units } else { units })
    }

    /// Below nought?
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.num < 0
    }

    /// Exactly nought?
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.num == 0
    }

    /// The value times 10^`places`, rounded half up (away from nought). `None` where the result needs more than 128 bits.
    #[must_use]
    pub fn rounded(self, places: u8) -> Option<i128> {
        self.times_power(places, true)
    }

    /// The value times 10^`places`, cut towards nought: a share that is printed never shows a limit it does not reach.
    #[must_use]
    pub fn cut(self, places: u8) -> Option<i128> {
        self.times_power(places, false)
    }

    fn times_power(self, places: u8, half_up: bool) -> Option<i128> {
        fn compute<T: Whole>(num: i128, den: i128, places: u8, half_up: bool) -> Option<T> {
            let num = T::from(num).checked_mul(&T::from(pow10(u32::from(places))))?;
            if half_up { divide_half_up(&num, &T::from(den)) } else { Some(num.div_floor(&T::from(den))) }
        }
        let size = self.num.checked_abs()?;
        let size =
            compute::<i128>(size, self.den, places, half_up).or_else(|| compute::<BigInt>(size, self.den, places, half_up)?.to_i128())?;
        Some(if self.num < 0 { -size } else { size })
    }

    /// `full` × (`self` − `zero`) ÷ (`one` − `zero`), rounded half up to whole units: the straight line on which
    /// `zero` earns nothing and `one` earns `full`. The caller has clamped `self` between the two.
    /// `None` where `zero` equals `one`.
    #[must_use]
    pub fn on_line(self, zero: Self, one: Self, full: Points) -> Option<Points> {
        // (n/d − z/y) ÷ (o/p − z/y) = ((n·y − z·d) · p) ÷ (d · (o·y − z·p))
        fn compute<T: Whole>(v: Rational, zero: Rational, one: Rational, full: i64) -> Option<T> {
            let t = |n: i128| T::from(n);
            let rise = t(v.num).checked_mul(&t(zero.den))?.checked_sub(&t(zero.num).checked_mul(&t(v.den))?)?;
            let run = t(one.num).checked_mul(&t(zero.den))?.checked_sub(&t(zero.num).checked_mul(&t(one.den))?)?;
            let top = rise.checked_mul(&t(one.den))?.checked_mul(&t(i128::from(full)))?;
            let bottom = run.checked_mul(&t(v.den))?;
            // Clamped between the two ends, so both differences have one sign.
            let nought = T::zero();
            let (top, bottom) = if bottom < nought { (nought.checked_sub(&top)?, nought.checked_sub(&bottom)?) } else { (top, bottom) };
            (bottom > nought).then(|| divide_half_up(&top, &bottom)).flatten()
        }
        if zero == one {
            return None;
        }
        let units = compute::<i128>(self, zero, one, full.0)
            .and_then(|n| n.to_i64())
            .or_else(|| compute::<BigInt>(self, zero, one, full.0)?.to_i64())?;
        Some(Points(units))
    }

    /// The least whole number that is not below `self` × `by`. `None` beyond 128 bits.
    #[must_use]
    pub fn times_ceil(self, by: Self) -> Option<i128> {
        let num = BigInt::from(self.num) * BigInt::from(by.num);
        let den = BigInt::from(self.den) * BigInt::from(by.den);
        num.div_ceil(&den).to_i128()
    }

    /// The greatest whole number that is not above `self` × `by`. `None` beyond 128 bits.
    #[must_use]
    pub fn times_floor(self, by: Self) -> Option<i128> {
        let num = BigInt::from(self.num) * BigInt::from(by.num);
        let den = BigInt::from(self.den) * BigInt::from(by.den);
        num.div_floor(&den).to_i128()
    }

    /// One over the value; `None` for nought.
    #[must_use]
    pub fn inverse(self) -> Option<Self> {
        Self::new(self.den, self.num)
    }

    /// Written exactly where `places` digits after the point suffice (superfluous zeros dropped), else rounded half up to `places`,
    /// with further places for as long as the rounded figure would stand on another side of one of `limits` than the exact one does:
    /// 84.996 beside a limit of 85 is never written as 85.
    #[must_use]
    pub fn show(self, places: u8, limits: &[Self]) -> String {
        let mut shown = String::new();
        for places in places..=places.max(30) {
            let Some(units) = self.rounded(places) else { break };
            let Some(rounded) = Self::new(units, pow10(u32::from(places))) else { break };
            shown.clear();
            let _ = super::write_fixed(&mut shown, units, places);
            if limits.iter().all(|limit| rounded.cmp(limit) == self.cmp(limit)) {
                break;
            }
        }
        if shown.is_empty() {
            // Beyond 38 digits; the exact quotient says it at least without loss.
            return format!("{}/{}", self.num, self.den);
        }
        if shown.contains('.') && self.rounded(places).and_then(|n| Self::new(n, pow10(u32::from(places)))).is_some_and(|r| r == self) {
            shown.truncate(shown.trim_end_matches('0').trim_end_matches('.').len());
        }
        shown
    }

    /// The value times 100, for writing a share as a percentage.
    #[must_use]
    pub fn percent(self) -> Self {
        if self.den % 100 == 0 {
            return Self { num: self.num, den: self.den / 100 };
        }
        match self.num.checked_mul(100) {
            Some(num) => Self { num, den: self.den },
            // Beyond 36 digits: what is lost is far behind the last place that is ever written.
            None => Self { num: self.num, den: (self.den / 100).max(1) },
        }
    }
}

/// `num` ÷ `den` for `num` ≥ 0, `den` > 0; a half goes up.
fn divide_half_up<T: Whole>(num: &T, den: &T) -> Option<T> {
    let two = T::from(2);
    let doubled = num.checked_mul(&two)?.checked_add(den)?;
    Some(doubled.div_floor(&den.checked_mul(&two)?))
}

impl From<Decimal> for Rational {
    fn from(d: Decimal) -> Self {
        Self { num: i128::from(d.mantissa()), den: pow10(u32::from(d.scale())) }
    }
}

impl PartialEq for Rational {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Rational {}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.num.checked_mul(other.den), other.num.checked_mul(self.den)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => (BigInt::from(self.num) * other.den).cmp(&(BigInt::from(other.num) * self.den)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn r(text: &str) -> Rational {
        match text.split_once('/') {
            Some((n, d)) => Rational::new(n.parse().expect("whole"), d.parse().expect("whole")).expect("no 0"),
            None => Decimal::parse(text).expect("a decimal").into(),
        }
    }

    #[test]
    fn shares_compare_without_rounding() {
        assert!(r("36/42") >= r("0.85")); // 36 × 100 = 3600 ≥ 85 × 42 = 3570
        assert!(r("35/42") < r("0.85")); // 3500 < 3570
        assert!(r("34/40") >= r("0.85") && r("17/20") == r("0.85")); // 3400 = 85 × 40
        assert!(r("33/39") < r("0.85")); // 3300 < 85 × 39 = 3315
        assert!(r("0.84996") < r("0.85"));
    }

    #[test]
    fn a_line_is_rounded_half_up() {
        // 4 × 63 ⁄ 70 = 3.60
        assert_eq!(r("63").on_line(r("0"), r("70"), Points(400)), Some(Points(360)));
        // downward: 30 at full, 90 at zero, 45 → 10 × (45 − 90) ⁄ (30 − 90) = 7.5
        assert_eq!(r("45").on_line(r("90"), r("30"), Points(1000)), Some(Points(750)));
        // 1.00 × 0.125 = 0.125 → 0.13
        assert_eq!(r("0.125").on_line(r("0"), r("1"), Points(100)), Some(Points(13)));
        assert_eq!(r("1").on_line(r("5"), r("5"), Points(100)), None);
    }

    #[test]
    fn figures_are_written_on_their_side_of_the_limit() {
        let limits = [r("85")];
        assert_eq!(r("11/12").percent().show(2, &[]), "91.67");
        assert_eq!(r("84.996").show(2, &limits), "84.996");
        assert_eq!(r("84.9999996").show(2, &limits), "84.9999996");
        assert_eq!(r("85").show(2, &limits), "85");
        assert_eq!(r("5/8").percent().show(2, &limits), "62.5");
        assert_eq!(r("0.8499999").percent().show(2, &limits), "84.99999");
        assert_eq!(r("-7/3").show(2, &[]), "-2.33");
    }

    #[test]
    fn sums_of_products_are_rounded_once() {
        let sum = |terms: &[(&str, &str)]| Rational::sum_of_products(terms.iter().map(|(a, b)| (r(a), r(b))), 2);
        // 60 × 0.9130 + 40 × 0.8800 = 54.78 + 35.20 = 89.98
        assert_eq!(sum(&[("60", "0.9130"), ("40", "0.88")]), Some(8998));
        // 50 × 1/3 + 50 × 1/6 = 25 exactly, though neither product is
        assert_eq!(sum(&[("50", "1/3"), ("50", "1/6")]), Some(2500));
        assert_eq!(sum(&[("0.005", "1")]), Some(1));
        assert_eq!(sum(&[("-0.005", "1")]), Some(-1));
    }

    #[test]
    fn figures_beyond_128_bits_stay_exact() {
        let tiny = r("0.000000000000000001");
        let large = r("999999999999999999");
        let mixed = Rational::sum([Decimal::parse("999999999999999999"), Decimal::parse("0.000000000000000001")].into_iter().flatten())
            .expect("37 digits");
        assert!(mixed > large && tiny > Rational::ZERO);
        assert!(mixed.over(tiny).expect("fits") > large.over(tiny).expect("fits"));
        assert_eq!(mixed.on_line(tiny, large, Points(100)), Some(Points(100)));
    }

    proptest! {
        /// The narrow road and the wide road agree.
        #[test]
        fn comparison_agrees_with_unbounded_integers(a in any::<i64>(), b in 1i64.., c in any::<i64>(), d in 1i64.., big in 0u32..18) {
            let left = Rational::new(i128::from(a) * pow10(big), i128::from(b)).expect("b > 0");
            let right = Rational::new(i128::from(c), i128::from(d) * pow10(big)).expect("d > 0");
            let wide = (BigInt::from(left.num) * right.den).cmp(&(BigInt::from(right.num) * left.den));
            prop_assert_eq!(left.cmp(&right), wide);
        }

        #[test]
        fn rounding_errs_by_at_most_half_a_unit(n in -1_000_000i128..1_000_000, d in 1i128..10_000, places in 0u8..6) {
            let value = Rational::new(n, d).expect("d > 0");
            let units = value.rounded(places).expect("small");
            // |units/10^p − n/d| ≤ 1/2 · 10^−p  ⇔  2·|units·d − n·10^p| ≤ d
            prop_assert!(2 * (units * d - n * pow10(u32::from(places))).abs() <= d);
        }
    }
}
