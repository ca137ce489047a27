//! Exact arithmetic in an engine that has whole numbers of 38 digits: limits are fractions, comparisons cross-multiplications, rounding
//! half up a whole division. How large every number can become is computed here, before anything is written.

use num_integer::Integer;

use crate::number::Decimal;
use crate::standard::{Comparison, Limit};

use super::dialect::Dialect;

/// Most digits before the point of a figure.
pub const WHOLE_DIGITS: u32 = 12;
/// Most digits behind the point of a figure.
pub const PLACES: u8 = 6;
/// No number may grow beyond this: one digit less than both engines hold.
pub(super) const LARGEST: i128 = 10i128.pow(37);

/// A number would grow beyond [`LARGEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// What a figure is divided by.
#[derive(Clone, Debug)]
pub(super) enum Below {
    /// The same for every row.
    Constant(i128),
    /// A positive whole number in a column, and the most it can be.
    Column(String, i128),
}

/// The figure of an indicator: a whole number over a whole number.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// The column above the stroke.
    pub above: String,
    /// The most that its size can be.
    pub most: i128,
    /// Below the stroke.
    pub below: Below,
    /// Of a figure in one cell, the column that holds it as a decimal, and by how many places a limit is shifted to be compared with it.
    pub plain: Option<(String, i8)>,
}

/// Points: in which cases they are known, and what they are else.
pub(super) struct Earned {
    /// Conditions, the first that holds counting, each with its points.
    pub arms: Vec<(String, String)>,
    /// The points of all else.
    pub otherwise: String,
}

/// `n` × what stands above + `d` × what stands below the stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mix {
    pub n: i128,
    pub d: i128,
}

fn times(a: i128, b: i128) -> Result<i128, TooLarge> {
    a.checked_mul(b).filter(|product| product.abs() <= LARGEST).ok_or(TooLarge)
}

fn plus(a: i128, b: i128) -> Result<i128, TooLarge> {
    a.checked_add(b).filter(|sum| sum.abs() <= LARGEST).ok_or(TooLarge)
}

/// A decimal as a fraction in lowest terms.
pub(super) fn fraction(figure: Decimal) -> (i128, i128) {
    let (top, bottom) = (i128::from(figure.mantissa()), 10i128.pow(u32::from(figure.scale())));
    let common = top.gcd(&bottom).max(1);
    (top / common, bottom / common)
}

/// `number` without a factor that all share.
fn lowest<const N: usize>(numbers: [i128; N]) -> [i128; N] {
    let common = numbers.iter().fold(0i128, |common, number| common.gcd(number)).max(1);
    numbers.map(|number| number / common)
}

fn product(factor: i128, column: &str) -> String {
    if factor == 1 { column.to_owned() } else { format!("{factor} * {column}") }
}

impl Value {
    /// Whether it reaches a limit.
    pub fn reaches(&self, limit: &Limit) -> Result<String, TooLarge> {
        let sign = match limit.comparison {
            Comparison::AtLeast => ">=",
            Comparison::MoreThan => ">",
            Comparison::AtMost => "<=",
            Comparison::LessThan => "<",
        };
        if let Some((figure, shift)) = &self.plain {
            return Ok(format!("{figure} {sign} {}", limit.figure.shifted(*shift).ok_or(TooLarge)?));
        }
        let (top, bottom) = fraction(limit.figure);
        self.compare(Mix { n: bottom, d: 0 }, sign, Mix { n: 0, d: top })
    }

    /// A comparison of two mixes.
    pub fn compare(&self, left: Mix, sign: &str, right: Mix) -> Result<String, TooLarge> {
        let (n, d) = (plus(left.n, -right.n)?, plus(right.d, -left.d)?);
        let turned = match sign {
            ">=" => "<=",
            ">" => "<",
            "<=" => ">=",
            _ => ">",
        };
        let (n, d, sign) = if n < 0 { (-n, -d, turned) } else { (n, d, sign) };
        let (n, d) = match &self.below {
            Below::Constant(below) => (n, times(d, *below)?),
            Below::Column(..) => (n, d),
        };
        let [n, d] = lowest([n, d]);
        times(n, self.most)?;
        if n == 0 {
            return Err(TooLarge);
        }
        let right = match &self.below {
            Below::Column(column, most) if d != 0 => {
                times(d, *most)?;
                product(d, column)
            }
            _ => d.to_string(),
        };
        Ok(format!("{} {sign} {right}", product(n, &self.above)))
    }

    /// A mix as an expression, and the most that its size can be.
    fn mix(&self, mix: Mix) -> Result<(String, i128), TooLarge> {
        let n = times(mix.n, self.most)?;
        let (d, term) = match &self.below {
            Below::Constant(below) => {
                let constant = times(mix.d, *below)?;
                (constant, (constant != 0).then(|| (constant < 0, constant.abs().to_string())))
            }
            Below::Column(column, most) => (times(mix.d, *most)?, (mix.d != 0).then(|| (mix.d < 0, product(mix.d.abs(), column)))),
        };
        let most = plus(n.abs(), d.abs())?;
        let first = product(mix.n, &self.above);
        let text = match (mix.n, term) {
            (0, None) => "0".to_owned(),
            (0, Some((negative, term))) => format!("{}{term}", if negative { "-" } else { "" }),
            (_, None) => first,
            (n, Some((false, term))) if n < 0 => format!("{term} - {}", product(-n, &self.above)),
            (_, Some((negative, term))) => format!("{first} {} {term}", if negative { "-" } else { "+" }),
        };
        Ok((text, most))
    }

    /// Points on the straight line that earns nothing at `zero` and `full` at `one`, rounded half up.
    pub fn on_line(&self, zero: Decimal, one: Decimal, full: i64) -> Result<Earned, TooLarge> {
        let ((z, zs), (o, os)) = (fraction(zero), fraction(one));
        // full × (n/d − z/zs) ÷ (o/os − z/zs) = full × (zs·n − z·d)·os ÷ ((o·zs − z·os)·d)
        let run = plus(times(o, zs)?, -times(z, os)?)?;
        let (top, bottom) = (Mix { n: times(zs, os)?, d: -times(z, os)? }, Mix { n: 0, d: run });
        let turned = |mix: Mix| if run < 0 { Mix { n: -mix.n, d: -mix.d } } else { mix };
        self.share(full, turned(top), turned(bottom))
    }

    /// `full` × a limit ÷ the figure, rounded half up: an excess over an upper limit. The limit is positive.
    pub fn inverse_share_of(&self, limit: Decimal, full: i64) -> Result<Earned, TooLarge> {
        let (top, bottom) = fraction(limit);
        self.share(full, Mix { n: 0, d: top }, Mix { n: bottom, d: 0 })
    }

    /// `start` + `each` × the figure, in units of 10^−`decimals`, kept between nought and `full` and rounded half up.
    pub fn counted(&self, start: i64, each: Decimal, full: i64, decimals: u8) -> Result<Earned, TooLarge> {
        let (top, bottom) = fraction(each);
        let unit = 10i128.pow(u32::from(decimals));
        let top = Mix { n: times(top, unit)?, d: times(start.into(), bottom)? };
        self.share(full, top, Mix { n: 0, d: times(full.into(), bottom)? })
    }

    /// `full` × `top` ÷ `bottom`, rounded half up and kept between nought and `full`; `bottom` is positive wherever `top` is.
    fn share(&self, full: i64, top: Mix, bottom: Mix) -> Result<Earned, TooLarge> {
        let full = i128::from(full);
        let nought = Mix { n: 0, d: 0 };
        let mut arms = Vec::new();
        // A side that is the same in every row asks nothing.
        if top.n != 0 {
            arms.push((self.compare(top, "<=", nought)?, "0".to_owned()));
        }
        arms.push((self.compare(top, ">=", bottom)?, full.to_string()));
        let whole = Mix { n: times(full, top.n)?, d: times(full, top.d)? };
        if let (Below::Constant(_), 0) = (&self.below, bottom.n) {
            // Points that come out whole need no division.
            let [n, d, of] = lowest([whole.n, whole.d, bottom.d]);
            if let (Below::Constant(below), 1) = (&self.below, of) {
                let exact = n % below == 0;
                if exact {
                    let own = Self { below: Below::Constant(1), ..self.clone() };
                    let (text, _) = own.mix(Mix { n: n / below, d })?;
                    return Ok(Earned { arms, otherwise: text });
                }
            }
        }
        // (2·whole + bottom) ÷ (2·bottom)
        let [a, b, c, e] =
            lowest([plus(times(2, whole.n)?, bottom.n)?, plus(times(2, whole.d)?, bottom.d)?, times(2, bottom.n)?, times(2, bottom.d)?]);
        let (above, _) = self.mix(Mix { n: a, d: b })?;
        let (below, _) = self.mix(Mix { n: c, d: e })?;
        Ok(Earned { arms, otherwise: self.dialect.divide(&format!("({above})"), &format!("({below})")) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::draw::case;
    use super::*;

    fn drawn(earned: Result<Earned, TooLarge>) -> Result<String, TooLarge> {
        earned.map(|earned| case(&earned.arms, Some(&earned.otherwise)))
    }

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).expect("a decimal")
    }

    fn quotient(most: i128) -> Value {
        Value { dialect: Dialect::DuckDb, above: "n".into(), most, below: Below::Column("d".into(), most), plain: None }
    }

    fn own() -> Value {
        Value { below: Below::Constant(1_000_000), plain: Some(("f".into(), 0)), ..quotient(10i128.pow(18)) }
    }

    fn limit(comparison: Comparison, figure: &str) -> Limit {
        Limit { comparison, figure: d(figure) }
    }

    #[test]
    fn a_comparison_is_a_cross_multiplication_in_lowest_terms() {
        assert_eq!(quotient(1000).reaches(&limit(Comparison::AtLeast, "0.85")).as_deref(), Ok("20 * n >= 17 * d"));
        assert_eq!(quotient(1000).reaches(&limit(Comparison::LessThan, "0")).as_deref(), Ok("n < 0"));
        assert_eq!(own().reaches(&limit(Comparison::MoreThan, "2.5")).as_deref(), Ok("f > 2.5"));
        let percent = Value { plain: Some(("f".into(), 2)), ..own() };
        assert_eq!(percent.reaches(&limit(Comparison::AtMost, "0.85")).as_deref(), Ok("f <= 85"));
    }

    #[test]
    fn a_line_rounds_half_up_by_whole_division() {
        // 4.00 points from 60 % to 100 %: 400·(n/d − 0.6)/0.4 = (1000·n − 600·d)/d; half up: (2000·n − 1199·d) ÷ (2·d)
        let line = drawn(quotient(1000).on_line(d("0.6"), d("1"), 400));
        assert_eq!(
            line.as_deref(),
            Ok("CASE\n  WHEN 5 * n <= 3 * d THEN 0\n  WHEN n >= d THEN 400\n  ELSE (2000 * n - 1199 * d) // (2 * d)\nEND")
        );
        // Downwards from 30 to 10 in whole figures: 200·(30 − v)/20 = 300 − 10·v
        let whole = Value { below: Below::Constant(1), ..own() };
        let line = drawn(whole.on_line(d("30"), d("10"), 200));
        assert_eq!(line.as_deref(), Ok("CASE\n  WHEN n >= 30 THEN 0\n  WHEN n <= 10 THEN 200\n  ELSE 300 - 10 * n\nEND"));
    }

    #[test]
    fn cases_and_excess() {
        // 6.00 − 1.5 a case: 600 − 150·n
        let cases = Value { below: Below::Constant(1), ..own() };
        let earned = drawn(cases.counted(600, d("-1.5"), 600, 2));
        assert_eq!(earned.as_deref(), Ok("CASE\n  WHEN n >= 4 THEN 0\n  WHEN n <= 0 THEN 600\n  ELSE 600 - 150 * n\nEND"));
        // 6.00 × 20 ÷ v: (2·600·20 + v) ÷ (2·v)
        let earned = drawn(cases.inverse_share_of(d("20"), 600));
        assert_eq!(earned.as_deref(), Ok("CASE WHEN n <= 20 THEN 600 ELSE (n + 24000) // (2 * n) END"));
    }

    #[test]
    fn nothing_grows_beyond_37_digits() {
        let most = LARGEST / 20;
        assert!(quotient(most).reaches(&limit(Comparison::AtLeast, "0.85")).is_ok());
        assert_eq!(quotient(most + 1).reaches(&limit(Comparison::AtLeast, "0.85")), Err(TooLarge));
        // (2000·n − 1199·d): both together stay below 10^37.
        let most = LARGEST / 3199;
        assert!(quotient(most).on_line(d("0.6"), d("1"), 400).is_ok());
        assert_eq!(drawn(quotient(most + 1).on_line(d("0.6"), d("1"), 400)), Err(TooLarge));
    }
}
