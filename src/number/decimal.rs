//! A decimal figure exactly as a person wrote it.

use std::fmt;

/// Most significant digits, and most places after the point, that a figure may have.
pub const MAX_DIGITS: usize = 18;

/// An exact decimal: `mantissa` × 10^−`scale`, without superfluous zeros, so that equal figures are equal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i64,
    scale: u8,
}

/// Why a text is not a [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// Not of the form `-12.50`: an optional sign, digits, optionally a point and more digits.
    NotANumber,
    /// More than [`MAX_DIGITS`] significant digits or places after the point.
    TooManyDigits,
}

impl Decimal {
    /// Nought.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };

    /// The least figure that there is.
    pub const LEAST: Self = Self { mantissa: -(10i64.pow(MAX_DIGITS as u32) - 1), scale: 0 };

    /// A whole number. `None` beyond [`MAX_DIGITS`] digits.
    #[must_use]
    pub fn whole(n: i64) -> Option<Self> {
        (n.unsigned_abs() < 10u64.pow(MAX_DIGITS as u32)).then_some(Self { mantissa: n, scale: 0 })
    }

    /// Reads `-12.50`: an optional `-` or `+`, ASCII digits, and optionally a point followed by digits.
    ///
    /// # Errors
    /// [`DecimalError`]; nothing is ever rounded to make it fit.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(DecimalError::NotANumber),
            Some(parts) => parts,
            None => (digits, ""),
        };
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        let significant = (whole.len() - whole.bytes().take_while(|b| *b == b'0').count()) + fraction.len();
        let significant = if significant == fraction.len() { fraction.trim_start_matches('0').len() } else { significant };
        if fraction.len() > MAX_DIGITS || significant > MAX_DIGITS {
            return Err(DecimalError::TooManyDigits);
        }
        let mantissa = whole.bytes().chain(fraction.bytes()).fold(0i64, |m, b| m * 10 + i64::from(b - b'0'));
        Ok(Self { mantissa: if negative { -mantissa } else { mantissa }, scale: fraction.len() as u8 })
    }

    /// This figure times 10^`shift` (a negative shift divides). `None` if more than [`MAX_DIGITS`] digits before the point result.
    #[must_use]
    pub fn shifted(self, shift: i8) -> Option<Self> {
        if self.mantissa == 0 {
            return Some(Self::ZERO);
        }
        let scale = i16::from(self.scale) - i16::from(shift);
        if scale >= 0 {
            return Some(Self { mantissa: self.mantissa, scale: u8::try_from(scale).ok()? }.trimmed());
        }
        let factor = 10i64.checked_pow(u32::try_from(-scale).ok()?)?;
        Self::whole(self.mantissa.checked_mul(factor)?)
    }

    fn trimmed(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// The digits without the point: the figure is `mantissa` × 10^−[`scale`](Self::scale).
    #[must_use]
    pub fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// Places after the point.
    #[must_use]
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// Below nought?
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Exactly nought?
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// A whole number?
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.scale == 0
    }

    /// The value as a whole number, where it is one.
    #[must_use]
    pub fn as_whole(self) -> Option<i64> {
        self.is_whole().then_some(self.mantissa)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        super::Rational::from(*self).cmp(&super::Rational::from(*other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::write_fixed(f, i128::from(self.mantissa), self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, DecimalError> {
        Decimal::parse(text).map(|d| d.to_string())
    }

    #[test]
    fn reads_what_a_person_writes_and_nothing_else() {
        for (text, expected) in [("0", "0"), ("-0", "0"), ("007", "7"), ("12.50", "12.5"), ("-0.05", "-0.05"), ("+3", "3")] {
            assert_eq!(shown(text).as_deref(), Ok(expected), "{text}");
        }
        for text in ["", ".", ".5", "5.", "1e3", "1_000", "1,000", "--1", "0x10", "1.2.3", "５", "inf"] {
            assert_eq!(shown(text), Err(DecimalError::NotANumber), "{text}");
        }
    }

    #[test]
    fn eighteen_digits_are_exact_and_nineteen_are_refused() {
        assert_eq!(shown("999999999999999999").as_deref(), Ok("999999999999999999"));
        assert_eq!(shown("0.000000000000000001").as_deref(), Ok("0.000000000000000001"));
        assert_eq!(shown("0000123456789012345678.0").as_deref(), Ok("123456789012345678"));
        assert_eq!(shown("1234567890123456789"), Err(DecimalError::TooManyDigits));
        assert_eq!(shown("1.000000000000000001"), Err(DecimalError::TooManyDigits)); // 19 significant
        assert_eq!(shown("0.0000000000000000001"), Err(DecimalError::TooManyDigits));
    }

    #[test]
    fn shifting_moves_the_point() {
        let d = |t: &str| Decimal::parse(t).expect("a decimal");
        assert_eq!(d("1.5").shifted(4), Some(d("15000")));
        assert_eq!(d("72").shifted(-2), Some(d("0.72")));
        assert_eq!(d("0.72").shifted(2), Some(d("72")));
        assert_eq!(d("999999999999999999").shifted(1), None);
        assert_eq!(d("0").shifted(8), Some(Decimal::ZERO));
    }

    #[test]
    fn order_is_by_value() {
        let d = |t: &str| Decimal::parse(t).expect("a decimal");
        assert!(d("0.1") < d("0.11") && d("-1") < d("0") && d("2") > d("1.999999999999999"));
        assert_eq!(d("1.0"), d("1"));
    }
}
