//! Exact arithmetic in a spreadsheet, which knows only binary floats. Whole numbers below 10^13 are exact in them, so everything is
//! put as whole numbers: a figure times 10^places, a limit as a fraction, points in their smallest unit. A comparison is a
//! cross-multiplication and rounding half up a whole division. Whether the numbers stay small enough is computed here, before
//! anything is written.

use num_integer::Integer;

use crate::number::Decimal;
use crate::standard::{Comparison, Limit};

/// Whole numbers up to here, and quotients of two of them cut to whole ones, come out right in every spreadsheet program: these show
/// and cut by 15 digits, some of them after rounding to those.
pub(super) const LARGEST: i128 = 10_000_000_000_000;

/// The dividend and the divisor of a long division stay below this, so that ten times a remainder and a digit's multiple stay exact.
const LARGEST_IN_STEPS: i128 = LARGEST / 20;

/// A number would grow beyond [`LARGEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// A cell that holds a whole number, or the number 1.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    /// Its address; `None`: it is 1.
    pub cell: Option<String>,
    /// The largest size that it can have.
    pub most: i128,
}

/// What a figure earns, as a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Earned {
    /// The points in their smallest unit. Steps are named as [`Step::named`] names them.
    pub formula: String,
    /// What is computed on the way, each in a cell of its own.
    pub steps: Vec<Step>,
}

/// A step of a long division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Its formula.
    pub formula: String,
    /// Its value while the form is blank.
    pub blank: i128,
}

impl Step {
    /// What stands for the cell of a step until its place is known.
    pub fn named(step: usize) -> String {
        format!("\u{2}{step}\u{3}")
    }
}

/// The figure of an indicator: `above` × n ÷ (`below` × d), n and d in cells; d is positive.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub above: i128,
    pub n: Whole,
    pub below: i128,
    pub d: Whole,
}

/// A decimal as a fraction of whole numbers.
fn fraction(figure: Decimal) -> Result<(i128, i128), TooLarge> {
    Ok((i128::from(figure.mantissa()), 10i128.checked_pow(u32::from(figure.scale())).ok_or(TooLarge)?))
}

/// The size of `factor` × `whole`, if it is exact.
fn size(factor: i128, whole: &Whole) -> Result<i128, TooLarge> {
    factor.checked_abs().and_then(|factor| factor.checked_mul(whole.most)).filter(|size| *size <= LARGEST).ok_or(TooLarge)
}

fn times(a: i128, b: i128) -> Result<i128, TooLarge> {
    a.checked_mul(b).ok_or(TooLarge)
}

/// `factor` × `whole` as a formula.
fn product(factor: i128, whole: &Whole) -> String {
    match (&whole.cell, factor) {
        (None, _) => factor.to_string(),
        (Some(_), 0) => "0".to_owned(),
        (Some(cell), 1) => cell.clone(),
        (Some(cell), _) => format!("{factor}*{cell}"),
    }
}

impl Value {
    /// Whether it reaches a limit, as a formula that is true or false.
    pub fn reaches(&self, limit: &Limit) -> Result<String, TooLarge> {
        let (top, bottom) = fraction(limit.figure)?;
        let (left, right) = (times(self.above, bottom)?, times(self.below, top)?);
        let common = left.gcd(&right).max(1);
        let (left, right) = (left / common, right / common);
        size(left, &self.n)?;
        size(right, &self.d)?;
        let sign = match limit.comparison {
            Comparison::AtLeast => ">=",
            Comparison::MoreThan => ">",
            Comparison::AtMost => "<=",
            Comparison::LessThan => "<",
        };
        Ok(format!("{}{sign}{}", product(left, &self.n), product(right, &self.d)))
    }

    /// Points on the straight line that earns nothing at `zero` and `full` at `one`, rounded half up and kept between them.
    pub fn on_line(&self, zero: Decimal, one: Decimal, full: i64) -> Result<Earned, TooLarge> {
        let ((z, zs), (o, os)) = (fraction(zero)?, fraction(one)?);
        let (z, o, s) = (times(z, os)?, times(o, zs)?, times(zs, os)?);
        let (z, o, s) = if o < z { (-z, -o, -s) } else { (z, o, s) };
        // full × (above·n/(below·d) − z/s) ÷ ((o−z)/s), s and (o−z) of one sign after the turn
        let share = (times(s, self.above)?, -times(z, self.below)?);
        self.share(full, share, (0, times(o.checked_sub(z).ok_or(TooLarge)?, self.below)?))
    }

    /// `full` × the figure ÷ `limit`, rounded half up: a shortfall of a target. `limit` is positive.
    pub fn share_of(&self, limit: Decimal, full: i64) -> Result<Earned, TooLarge> {
        self.on_line(Decimal::ZERO, limit, full)
    }

    /// `full` × `limit` ÷ the figure, rounded half up: an excess over an upper limit. Both are positive.
    pub fn inverse_share_of(&self, limit: Decimal, full: i64) -> Result<Earned, TooLarge> {
        let (top, bottom) = fraction(limit)?;
        let mut earned = self.share(full, (0, times(top, self.below)?), (times(bottom, self.above)?, 0))?;
        earned.formula = format!("IF({}<=0,0,{})", product(1, &self.n), earned.formula);
        Ok(earned)
    }

    /// `full` × (`top.0`·n + `top.1`·d) ÷ (`bottom.0`·n + `bottom.1`·d), rounded half up and kept between nought and `full`: in one
    /// formula where its numbers stay exact, else by long division, a digit of `full` a step.
    fn share(&self, full: i64, top: (i128, i128), bottom: (i128, i128)) -> Result<Earned, TooLarge> {
        let full = i128::from(full);
        let whole = (times(full, top.0)?, times(full, top.1)?);
        if let Ok(formula) = self.rounded(full, whole, bottom) {
            return Ok(Earned { formula, steps: Vec::new() });
        }
        let factors = [top.0, top.1, bottom.0, bottom.1];
        let common = factors.iter().fold(0i128, |common, factor| common.gcd(factor)).max(1);
        let [a, b, c, e] = factors.map(|factor| factor / common);
        let most = |n: i128, d: i128| Ok(size(n, &self.n)? + size(d, &self.d)?);
        if most(a, b)? > LARGEST_IN_STEPS || most(c, e)? > LARGEST_IN_STEPS {
            return Err(TooLarge);
        }
        let blank_d = i128::from(self.d.cell.is_none());
        let (part, of) = (Step::named(0), Step::named(1));
        let mut steps = vec![Step { formula: self.sum(a, b), blank: b * blank_d }, Step { formula: self.sum(c, e), blank: e * blank_d }];
        let (blank_part, blank_of) = (steps[0].blank, steps[1].blank);
        let (mut digits, mut rest, mut blank_rest): (Vec<String>, Option<String>, i128) = (Vec::new(), None, 0);
        for digit in full.to_string().bytes().map(|digit| i128::from(digit - b'0')) {
            let carried = match &rest {
                Some(rest) => format!("10*{rest}+{digit}*{part}"),
                None => format!("{digit}*{part}"),
            };
            let blank_carried = 10 * blank_rest + digit * blank_part;
            let blank_digit = if blank_of > 0 { blank_carried.div_euclid(blank_of) } else { 0 };
            let at = steps.len();
            steps.push(Step { formula: format!("IF({of}>0,INT(({carried})/{of}),0)"), blank: blank_digit });
            steps.push(Step { formula: format!("{carried}-{}*{of}", Step::named(at)), blank: blank_carried - blank_digit * blank_of });
            digits.push(Step::named(at));
            rest = Some(Step::named(at + 1));
            blank_rest = steps[at + 1].blank;
        }
        let quotient = digits.iter().skip(1).fold(digits[0].clone(), |quotient, digit| format!("10*({quotient})+{digit}"));
        let rest = rest.unwrap_or_default();
        let formula = format!("IF({part}<=0,0,IF({part}>={of},{full},{quotient}+IF(2*{rest}>={of},1,0)))");
        Ok(Earned { formula, steps })
    }

    /// `start` + `each` × the figure in units of 10^−`decimals`, rounded half up and kept between nought and `full`.
    pub fn counted(&self, start: i64, each: Decimal, full: i64, decimals: u8) -> Result<String, TooLarge> {
        let (top, bottom) = fraction(each)?;
        let unit = 10i128.pow(u32::from(decimals));
        let below = times(bottom, self.below)?;
        self.rounded(full.into(), (times(times(top, unit)?, self.above)?, times(start.into(), below)?), (0, below))
    }

    /// `n` × the one cell + `d` × the other.
    fn sum(&self, n: i128, d: i128) -> String {
        match (n, d) {
            (n, 0) => product(n, &self.n),
            (0, d) => product(d, &self.d),
            (n, d) if d < 0 => format!("{}-{}", product(n, &self.n), product(-d, &self.d)),
            (n, d) => format!("{}+{}", product(n, &self.n), product(d, &self.d)),
        }
    }

    /// (`top.0`·n + `top.1`·d) ÷ (`bottom.0`·n + `bottom.1`·d), rounded half up and kept between nought and `full`; of each pair of
    /// `bottom` one is nought, and the quotient's divisor positive.
    fn rounded(&self, full: i128, top: (i128, i128), bottom: (i128, i128)) -> Result<String, TooLarge> {
        // INT((2·top + bottom) ÷ (2·bottom))
        let mut factors = [times(2, top.0)?, times(2, top.1)?, times(2, bottom.0)?, times(2, bottom.1)?];
        factors[0] = factors[0].checked_add(bottom.0).ok_or(TooLarge)?;
        factors[1] = factors[1].checked_add(bottom.1).ok_or(TooLarge)?;
        let common = factors.iter().fold(0i128, |common, factor| common.gcd(factor)).max(1);
        let [a, b, c, e] = factors.map(|factor| factor / common);
        if size(a, &self.n)? + size(b, &self.d)? > LARGEST || size(c, &self.n)? + size(e, &self.d)? > LARGEST {
            return Err(TooLarge);
        }
        let (above, below) = (self.sum(a, b), self.sum(c, e));
        let quotient = if below == "1" { above } else { format!("INT(({above})/({below}))") };
        Ok(format!("MAX(0,MIN({full},{quotient}))"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).expect("a decimal")
    }

    fn in_one(formula: &str) -> Result<Earned, TooLarge> {
        Ok(Earned { formula: formula.to_owned(), steps: Vec::new() })
    }

    fn quotient() -> Value {
        let whole = |cell: &str| Whole { cell: Some(cell.to_owned()), most: 1_000_000 };
        Value { above: 1, n: whole("N"), below: 1, d: whole("D") }
    }

    #[test]
    fn a_comparison_is_a_cross_multiplication_in_lowest_terms() {
        let limit = |comparison, figure: &str| Limit { comparison, figure: d(figure) };
        // N/D ≥ 0.85 ⇔ 20·N ≥ 17·D
        assert_eq!(quotient().reaches(&limit(Comparison::AtLeast, "0.85")).as_deref(), Ok("20*N>=17*D"));
        assert_eq!(quotient().reaches(&limit(Comparison::LessThan, "0")).as_deref(), Ok("N<0"));
        // A figure with two places in one cell: N/100 > 2.5 ⇔ N > 250
        let own = Value { below: 100, d: Whole { cell: None, most: 1 }, ..quotient() };
        assert_eq!(own.reaches(&limit(Comparison::MoreThan, "2.5")).as_deref(), Ok("N>250"));
    }

    #[test]
    fn a_line_rounds_half_up_by_whole_division() {
        // 4.00 points from 60 % to 100 %: 400·(N/D − 0.6)/0.4 = (1000·N − 600·D)/D; half up: (2000·N − 1199·D)/(2·D)
        assert_eq!(quotient().on_line(d("0.6"), d("1"), 400), in_one("MAX(0,MIN(400,INT((2000*N-1199*D)/(2*D))))"));
        // Downwards from 30 to 10: 200·(30 − v)/20 = 300 − 10·v; half up: (−20·v + 601)/2
        let own = Value { d: Whole { cell: None, most: 1 }, ..quotient() };
        assert_eq!(own.on_line(d("30"), d("10"), 200), in_one("MAX(0,MIN(200,INT((-20*N+601)/(2))))"));
    }

    #[test]
    fn where_one_formula_would_grow_too_large_points_come_digit_by_digit() {
        // 0.12 points from 0 to 1: 12·N/D. Too large for one formula with N, D < 5·10^11: 24·N + D > 10^13.
        let whole = |cell: &str| Whole { cell: Some(cell.to_owned()), most: LARGEST / 20 };
        let earned = Value { n: whole("N"), d: whole("D"), ..quotient() }.on_line(d("0"), d("1"), 12).expect("exact");
        let shown = |text: &str| text.replace('\u{2}', "s").replace('\u{3}', "");
        let steps: Vec<String> = earned.steps.iter().map(|step| shown(&step.formula)).collect();
        assert_eq!(steps, ["N", "D", "IF(s1>0,INT((1*s0)/s1),0)", "1*s0-s2*s1", "IF(s1>0,INT((10*s3+2*s0)/s1),0)", "10*s3+2*s0-s4*s1"]);
        assert_eq!(shown(&earned.formula), "IF(s0<=0,0,IF(s0>=s1,12,10*(s2)+s4+IF(2*s5>=s1,1,0)))");
    }

    #[test]
    fn numbers_that_would_not_be_exact_are_refused() {
        let large = Value { n: Whole { cell: Some("N".into()), most: LARGEST / 20 + 1 }, ..quotient() };
        assert_eq!(large.reaches(&Limit { comparison: Comparison::AtLeast, figure: d("0.85") }), Err(TooLarge));
    }
}
