//! Codes (编号) as tables hold them, and what spreadsheets make of them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Severity;

/// How ids are compared: NFKC and trimmed.
pub(crate) fn id_key(id: &str) -> Cow<'_, str> {
    let trimmed = id.trim();
    if trimmed.is_ascii() { Cow::Borrowed(trimmed) } else { Cow::Owned(trimmed.nfkc().collect::<String>().trim().to_owned()) }
}

/// Codes that a spreadsheet has turned into numbers: 9.15E+17 has lost digits, 500112.0 has gained two.
#[must_use]
pub fn mangled_code(id: &str) -> Option<Severity> {
    let id = id_key(id).to_ascii_lowercase();
    let (mantissa, exponent) = id.split_once('e').map_or((id.as_str(), None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) {
        return None;
    }
    match (exponent, fraction) {
        // One digit before the point and at least two in the exponent, as spreadsheets write it.
        (Some(exponent), _) if whole.len() == 1 => {
            let plain = exponent.strip_prefix('+').unwrap_or(exponent);
            let certain = plain.len() < exponent.len() || fraction.is_some();
            (digits(plain) && plain.len() >= 2).then_some(if certain { Severity::Error } else { Severity::Warning })
        }
        (None, Some(fraction)) if whole.len() >= 4 && fraction.bytes().all(|b| b == b'0') => Some(Severity::Warning),
        _ => None,
    }
}

/// Could a code that a spreadsheet has turned into a number have been this id? 500112.0 was 500112; of 9.15E+17 only the first
/// digits are left, the last of them rounded.
#[must_use]
pub fn may_have_been(mangled: &str, id: &str) -> bool {
    let (mangled, id) = (id_key(mangled).to_ascii_lowercase(), id_key(id));
    match mangled.split_once('e') {
        None => mangled.split_once('.').is_some_and(|(whole, _)| whole == id),
        Some((mantissa, exponent)) => {
            let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
            let length = exponent.trim_start_matches('+').parse::<usize>().map_or(0, |exponent| exponent + 1);
            let sure = digits.trim_end_matches('0').len().saturating_sub(1).max(1).min(digits.len());
            id.len() == length && id.starts_with(&digits[..sure])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mangled_code_may_have_been_some_ids() {
        assert!(may_have_been("500112.0", "500112") && !may_have_been("500112.0", "500113"));
        assert!(may_have_been("5.00113E+05", "500113") && may_have_been("5.00113E+05", "500114"));
        assert!(may_have_been("9.15E+17", "914500000000000001") && !may_have_been("9.15E+17", "925000000000000001"));
        assert!(!may_have_been("9.15E+17", "9150"));
    }
}
