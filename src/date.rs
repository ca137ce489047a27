//! A day as people write it in tables and files: `2025-08-31`, `2025/8/31`, `2025.8.31`, `2025年8月31日`. Nothing else is
//! guessed: 31/8/2025 could be read two ways, and a bare 45900 is a spreadsheet's serial number.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

/// Reads a day. A time of midnight behind it, as spreadsheets add one, is let pass.
#[must_use]
pub fn read(text: &str) -> Option<Date> {
    let folded: String = text.trim().nfkc().collect();
    let day = folded.split([' ', 'T']).next().unwrap_or_default();
    let rest = folded[day.len()..].trim_start_matches([' ', 'T']);
    if !rest.chars().all(|c| matches!(c, '0' | ':' | '.')) {
        return None;
    }
    let parts: Vec<&str> = match day.strip_suffix('日') {
        Some(day) => day.split(['年', '月']).collect(),
        None => {
            let separator = day.chars().find(|c| !c.is_ascii_digit())?;
            if !matches!(separator, '-' | '/' | '.') {
                return None;
            }
            day.split(separator).collect()
        }
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let digits = |text: &str, least: usize, most: usize| {
        (text.len() >= least && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<i16>().ok()).flatten()
    };
    let small = |text| digits(text, 1, 2).and_then(|n| i8::try_from(n).ok());
    Date::new(digits(year, 4, 4)?, small(month)?, small(day)?).ok()
}

/// The same calendar day `years` later; the end of the month where there is none (29 February). None beyond the year 9999.
#[must_use]
pub fn years_later(day: Date, years: i16) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_years(years).ok()?).ok()
}

/// As a Chinese document writes it: 2023年10月16日.
#[must_use]
pub fn in_chinese(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2025-08-31", "2025/8/31", "2025.8.31", "2025年8月31日", "２０２５－０８－３１", "2025-08-31 00:00:00", " 2025-8-31 "]
        {
            assert_eq!(read(text), Some(date(2025, 8, 31)), "{text}");
        }
        for text in
            ["", "31/8/2025", "45900", "20250831", "2025-02-30", "2025-08", "2025年8月", "25-8-31", "2025-8-31 12:30", "2025-8-31日x"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_that_is_not_there_becomes_the_end_of_its_month() {
        assert_eq!(years_later(date(2024, 2, 29), 3), Some(date(2027, 2, 28)));
        assert_eq!(years_later(date(2024, 2, 29), 4), Some(date(2028, 2, 29)));
        assert_eq!(years_later(date(2022, 8, 31), 3), Some(date(2025, 8, 31)));
    }
}
