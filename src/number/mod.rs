//! Exact numbers: what a person wrote, quotients of it, and points.
//!
//! Nothing here is a binary float and nothing here knows what an indicator is. Three types:
//!
//! * [`Decimal`]: a figure as written, up to 18 significant digits and 18 places after the point;
//! * [`Rational`]: what is compared with a limit: a decimal, a sum or a quotient, never rounded;
//! * [`Points`]: a count of the smallest unit of points (`decimals` of a standard), always whole.
//!
//! Comparison is by cross-multiplication: first in 128 bits, and where that is too narrow in integers
//! without a width. Both roads compute the same formula; the narrow one only answers where it is exact.

mod decimal;
mod points;
mod rational;

pub use decimal::{Decimal, DecimalError, MAX_DIGITS};
pub use points::{Points, write_fixed};
pub use rational::Rational;

/// 10 to the power `exponent`; `exponent` is at most 38 here by construction of the callers.
fn pow10(exponent: u32) -> i128 {
    10i128.pow(exponent)
}
