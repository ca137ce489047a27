//! Figures as a person sees them.

use jiff::Unit;
use jiff::civil::DateTime;

/// A binary float as the decimal that spreadsheets show: 15 significant digits, so that 0.1 + 0.2 is 0.3. From 10¹⁵ on with an
/// exponent: beyond that a spreadsheet has lost digits, and a code that was turned into a number shows it.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "#NUM!".to_owned();
    }
    let written = format!("{value:.14e}");
    let Some((mantissa, exponent)) = written.split_once('e') else { return written };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    if !(-18..15).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{rest}E{}{}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
    }
    sign.to_owned() + &place_point(digits, exponent)
}

/// Digits with the point behind the `exponent`-th.
fn place_point(digits: &str, exponent: i32) -> String {
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    if exponent < 0 {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        return format!("0.{}{digits}", "0".repeat(zeros));
    }
    if count <= exponent + 1 {
        return digits.to_owned() + &"0".repeat(usize::try_from(exponent + 1 - count).unwrap_or(0));
    }
    let (whole, rest) = digits.split_at(usize::try_from(exponent + 1).unwrap_or(0));
    format!("{whole}.{rest}")
}

/// A fraction in a cell that is formatted as a percentage: 0.125 → `12.5%`.
pub(super) fn percent(value: f64) -> String {
    number(moved(value, 2)) + "%"
}

/// A number with its point moved to the right, or to the left: no digit is computed anew.
pub(super) fn moved(value: f64, places: i32) -> f64 {
    let written = format!("{value:.14e}");
    let moved = written.split_once('e').and_then(|(mantissa, exponent)| {
        let exponent: i32 = exponent.parse().ok()?;
        format!("{mantissa}e{}", exponent + places).parse::<f64>().ok()
    });
    moved.unwrap_or(value)
}

/// A day, or a day with a time.
pub(super) fn date(year: u16, month: u8, day: u8, (hour, minute, second): (u8, u8, u8)) -> String {
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

/// A day, or a day with a time, as XML has it: `2025-11-24T08:30:00`.
pub(super) fn iso_date(value: &str) -> Option<String> {
    let at: DateTime = value.trim().trim_end_matches('Z').parse().ok()?;
    // Seconds are computed from binary fractions of a day.
    let at = at.round(Unit::Second).ok()?;
    let part = |number: i8| number.unsigned_abs();
    let time = (part(at.hour()), part(at.minute()), part(at.second()));
    Some(date(u16::try_from(at.year()).ok()?, part(at.month()), part(at.day()), time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_spreadsheets_show_them() {
        for (value, shown) in [
            (0.1 + 0.2, "0.3"),
            (500112.0, "500112"),
            (-2.5, "-2.5"),
            (0.0, "0"),
            (1e14, "100000000000000"),
            (915001120000000123.0, "9.1500112E+17"),
            (0.000123, "0.000123"),
            (1234567.891, "1234567.891"),
            (1e-20, "1E-20"),
        ] {
            assert_eq!(number(value), shown);
        }
    }
}
