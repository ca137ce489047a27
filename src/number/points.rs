//! Points: whole numbers of the smallest unit that a standard's `decimals` allows.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use super::{Decimal, Rational, pow10};

/// Points in units of 10^−`decimals` of the standard they belong to. Sums of points are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub i64);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// `figure` in units of 10^−`decimals`, rounded half up (四舍五入): 85.125 with two decimals is 85.13. `None` on overflow.
    #[must_use]
    pub fn round(figure: Rational, decimals: u8) -> Option<Self> {
        i64::try_from(figure.rounded(decimals)?).ok().map(Self)
    }

    /// Is `figure` written with no more than `decimals` places?
    #[must_use]
    pub fn fits(figure: Decimal, decimals: u8) -> bool {
        figure.scale() <= decimals
    }

    /// A whole multiple of ten points?
    #[must_use]
    pub fn is_round(self, decimals: u8) -> bool {
        self.0 % i64::try_from(pow10(u32::from(decimals) + 1)).unwrap_or(1) == 0
    }

    /// These points as an exact value.
    #[must_use]
    pub fn value(self, decimals: u8) -> Rational {
        Rational::new(i128::from(self.0), pow10(u32::from(decimals))).unwrap_or(Rational::ZERO)
    }

    /// Written with exactly `decimals` places: `96.00`.
    #[must_use]
    pub fn show(self, decimals: u8) -> String {
        struct Fixed(Points, u8);
        impl fmt::Display for Fixed {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_fixed(f, i128::from(self.0.0), self.1)
            }
        }
        Fixed(self, decimals).to_string()
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

/// Writes `units` × 10^−`places` with exactly `places` digits after the point.
///
/// # Errors
/// Only those of the writer.
pub fn write_fixed(f: &mut impl fmt::Write, units: i128, places: u8) -> fmt::Result {
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    if places == 0 {
        return write!(f, "{sign}{units}");
    }
    // Nearly all are short, and 64 bits are written in a fraction of the time of 128.
    if let (Ok(units), 0..=18) = (u64::try_from(units), places) {
        let (one, mut digits) = (10u64.pow(u32::from(places)), itoa::Buffer::new());
        f.write_str(sign)?;
        f.write_str(digits.format(units / one))?;
        // With a one before them so many digits there are.
        f.write_char('.')?;
        return f.write_str(&digits.format(one + units % one)[1..]);
    }
    let one = 10u128.pow(u32::from(places));
    write!(f, "{sign}{}.{:0width$}", units / one, units % one, width = usize::from(places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_up_on_the_decimal_value() {
        let round =
            |text: &str, decimals| Points::round(Decimal::parse(text).expect("a decimal").into(), decimals).map(|p| p.show(decimals));
        assert_eq!(round("85.125", 2).as_deref(), Some("85.13")); // half-even and binary floats say 85.12
        assert_eq!(round("85.124999", 2).as_deref(), Some("85.12"));
        assert_eq!(round("2.5", 0).as_deref(), Some("3"));
        assert_eq!(round("0.0000005", 6).as_deref(), Some("0.000001"));
    }

    #[test]
    fn short_numbers_are_written_as_long_ones() {
        for (units, places) in [(0, 1), (-5, 2), (123_456, 3), (99, 18), (i64::MAX, 18), (i64::MIN, 18), (-100, 2)] {
            let long = |units: i128| {
                let mut text = String::new();
                write_fixed(&mut text, units, places).expect("a text");
                text
            };
            let scale = 10i128.pow(places.into());
            let sign = if units < 0 { "-" } else { "" };
            let units = i128::from(units);
            let expected = format!("{sign}{}.{:0width$}", units.abs() / scale, units.abs() % scale, width = usize::from(places));
            assert_eq!(long(units), expected);
            // Beyond 64 bits.
            assert_eq!(
                long(units.abs() + (scale << 64)),
                format!("{}{}", (1i128 << 64) + units.abs() / scale, &expected[expected.find('.').unwrap_or(0)..])
            );
        }
    }
}
