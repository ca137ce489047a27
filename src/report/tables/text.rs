//! Text on its way into a table. What comes from applicants is hostile: hidden characters are spelled out, and nothing steers anything.

use std::borrow::Cow;

use crate::report::plain;

/// A text as one line of a cell: hidden characters spelled out, and what no XML can hold as well.
pub fn safe(text: &str) -> Cow<'_, str> {
    let text = plain::terminal(text);
    if !text.contains(['\u{fffe}', '\u{ffff}']) {
        return text;
    }
    Cow::Owned(text.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}"))
}

/// Texts as the lines of one cell.
pub fn lines<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().map(safe).collect::<Vec<Cow<'_, str>>>().join("\n")
}

/// A percentage as it is written, `95.23%`, as a fraction.
pub fn share_of(text: &str) -> Option<f64> {
    percent_of(text.strip_suffix('%')?).map(|(share, _)| share)
}

/// The digits before a percent sign as a fraction, with their places after the point: the number that `0.923` is, which 92.3 ÷ 100 is not.
pub fn percent_of(digits: &str) -> Option<(f64, u8)> {
    let (_, places) = number_of(digits)?;
    Some((format!("{digits}e-2").parse().ok()?, places))
}

/// A limit of a share as it is written, `85%`, `0.85` or `17/20`, as a fraction.
pub fn line_of(text: &str) -> Option<f64> {
    let number = |text| number_of(text).map(|(number, _)| number);
    match text.split_once('/') {
        Some((part, whole)) => Some(number(part)? / number(whole).filter(|whole| *whole > 0.0)?),
        None => share_of(text).or_else(|| number(text)),
    }
}

/// A number as it is written, with its places after the point; none where a spreadsheet could not hold all its digits, and for anything
/// that is not plainly a number.
pub fn number_of(text: &str) -> Option<(f64, u8)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = !whole.is_empty() && (whole == "0" || !whole.starts_with('0')) && !digits.ends_with('.');
    if !plain(whole) || !plain(fraction) || !canonical || whole.len() + fraction.len() > 15 {
        return None;
    }
    Some((text.parse().ok()?, u8::try_from(fraction.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        assert_eq!(safe("=1+1\u{1b}\u{ffff}\n"), "=1+1\\u{1b}\\u{ffff} ");
        assert_eq!(lines(["甲\u{202e}", "乙\n丙"]), "甲\\u{202e}\n乙 丙");
    }

    #[test]
    fn lines_are_fractions() {
        for (text, line) in [("85%", Some(0.85)), ("0.85", Some(0.85)), ("17/20", Some(0.85)), ("1/0", None), ("viel", None)] {
            assert_eq!(line_of(text), line, "{text}");
        }
    }

    #[test]
    fn numbers_are_those_that_are_plainly_numbers() {
        assert_eq!(number_of("91.67"), Some((91.67, 2)));
        assert_eq!(number_of("-3"), Some((-3.0, 0)));
        for hundredths in 0..=10_000 {
            let written = format!("{}.{:02}%", hundredths / 100, hundredths % 100);
            assert_eq!(
                share_of(&written).map(|share| share.to_string()),
                Some((f64::from(hundredths) / 10_000.0).to_string()),
                "{written}"
            );
        }
        for text in ["", "-", "007", "1e5", "1,000", "11/12", "1.", ".5", "１", "1234567890123456", "+1", "91.67%"] {
            assert_eq!(number_of(text), None, "{text}");
        }
    }
}
