//! Number formats, as far as they change what is read: a fraction that is shown as a percentage, a code with its zeros, a number of
//! days that is shown as a day, and a figure that is shown in thousands or in 万. Rounding for show changes nothing, and neither do
//! colours, separators and units.

use jiff::ToSpan as _;
use jiff::civil;

use super::shown;

/// Last day that spreadsheets know, 9999-12-31.
const LAST_DAY: f64 = 2_958_465.0;
/// Longest format that is looked at; spreadsheets allow 255 characters.
const MAX_FORMAT: usize = 1024;

/// How the cells of a style show a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// As it is.
    #[default]
    Plain,
    /// As a day, or a time of day.
    Day,
    /// By the sections of a format, parted by its signs or conditions.
    Sections(Vec<Section>),
}

/// One section of a format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// The numbers that it is for: how they compare, and with what.
    condition: Option<(String, String)>,
    /// Shown as a percentage.
    percent: bool,
    /// Whole numbers have at least so many digits; 0 where that does not matter.
    zeros: usize,
    /// Shown divided by this power of ten.
    power: i32,
    /// What stands behind the figure and multiplies it: 万, 亿元, ‰.
    multiplier: String,
}

impl Format {
    /// What a format means.
    pub fn of(code: &str) -> Self {
        if code.len() > MAX_FORMAT {
            return Self::Plain;
        }
        if is_day(code) {
            return Self::Day;
        }
        let sections: Vec<Section> = sections(code).iter().take(4).map(|section| Section::of(section)).collect();
        let plain = |section: &Section| Section { condition: None, ..section.clone() } == Section::default();
        if sections.iter().all(plain) { Self::Plain } else { Self::Sections(sections) }
    }

    /// The formats that every Excel has and no file defines. From 27 on they are those of the Chinese, Japanese and Korean editions.
    pub fn built_in(number: u32) -> Self {
        match number {
            9 => Self::of("0%"),
            10 => Self::of("0.00%"),
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Day,
            _ => Self::Plain,
        }
    }

    /// A number as a person reads it.
    pub fn show(&self, value: f64, from_1904: bool) -> String {
        match self {
            Self::Plain => shown::number(value),
            Self::Day => day(value, from_1904).unwrap_or_else(|| shown::number(value)),
            Self::Sections(sections) => match for_value(sections, value) {
                Some(section) => section.show(value),
                None => shown::number(value),
            },
        }
    }
}

/// The section that a number is shown by: the first whose condition holds; without conditions, by its sign.
fn for_value(sections: &[Section], value: f64) -> Option<&Section> {
    if sections.iter().any(|section| section.condition.is_some()) {
        return sections.iter().find(|section| section.holds(value));
    }
    let by_sign = match value {
        _ if value < 0.0 => 1,
        _ if value == 0.0 => 2,
        _ => 0,
    };
    sections.get(by_sign).or(sections.first())
}

impl Section {
    fn of(section: &str) -> Self {
        let mut found = Self::default();
        // What stands for a digit, or what is shown as it is.
        let mut literal = String::new();
        let (mut digits, mut behind_point, mut any_point, mut only_zeros, mut parted, mut commas) = (0usize, None, false, true, false, 0);
        let mut chars = section.chars();
        while let Some(c) = chars.next() {
            let mut shown: Option<char> = None;
            match c {
                '0' | '#' | '?' => {
                    digits += 1;
                    only_zeros &= c == '0';
                    commas = 0;
                    // A point that is only written between two digits moves them: 0!.0 shows 125 as 12.5.
                    if literal == "." && digits > 1 {
                        behind_point = Some(0);
                    }
                    behind_point = behind_point.map(|count| count + 1);
                    parted |= digits > 1 && !literal.is_empty();
                    literal.clear();
                }
                '.' => any_point = true,
                ',' => commas += usize::from(digits > 0),
                '%' => found.percent = true,
                '"' => literal.extend(chars.by_ref().take_while(|c| *c != '"')),
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    let operator: String = inside.chars().take_while(|c| "<>=".contains(*c)).collect();
                    if !operator.is_empty() {
                        found.condition = Some((operator.clone(), inside[operator.len()..].trim().to_owned()));
                    }
                }
                '\\' | '!' => shown = chars.next(),
                '_' | '*' => _ = chars.next(),
                c => shown = Some(c),
            }
            literal.extend(shown);
        }
        found.zeros = if digits > 1 && only_zeros && !any_point && !parted && literal.is_empty() { digits } else { 0 };
        if digits > 0 {
            let thousands = i32::try_from(3 * commas).unwrap_or(0);
            found.power = thousands + behind_point.unwrap_or(0);
            found.multiplier = if power_of(&literal).is_some() { literal.trim().to_owned() } else { String::new() };
        }
        found
    }

    fn holds(&self, value: f64) -> bool {
        let Some((operator, limit)) = &self.condition else { return true };
        let Ok(limit) = limit.parse::<f64>() else { return true };
        match operator.as_str() {
            ">" => value > limit,
            ">=" => value >= limit,
            "<" => value < limit,
            "<=" => value <= limit,
            "<>" => (value - limit).abs() > 0.0,
            _ => (value - limit).abs() <= 0.0,
        }
    }

    fn show(&self, value: f64) -> String {
        if self.percent {
            return shown::number(shown::moved(value, 2 - self.power)) + "%";
        }
        // What is divided by ten thousand and shown with 万 is the figure itself.
        if self.power > 0 && power_of(&self.multiplier) == Some(self.power) {
            return shown::number(value);
        }
        let figure = shown::number(if self.power > 0 { shown::moved(value, -self.power) } else { value });
        if !self.multiplier.is_empty() {
            return figure + &self.multiplier;
        }
        let whole = figure.bytes().all(|b| b.is_ascii_digit());
        if whole { format!("{figure:0>width$}", width = self.zeros) } else { figure }
    }
}

/// A number whose format is not known, by how it is shown: where 12.5 and 万 are shown for 125,000 it is that, where they are shown for
/// 12.5 it is 12.5万, and where 12.5 alone is shown for 12,500 it is 12.5 of whatever the header says.
pub(super) fn as_shown(value: f64, text: &str) -> String {
    let plain = || shown::number(value);
    let Some(start) = text.find(|c: char| c.is_ascii_digit()) else { return plain() };
    let length = text[start..].find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len() - start);
    let (figure, behind) = text[start..].split_at(length);
    let figure = figure.trim_end_matches(',');
    // Elsewhere a comma is the point, and points part thousands.
    let comma_last = figure.rfind(',').is_some_and(|comma| figure.find('.').is_some_and(|point| point < comma));
    let decimals = figure.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let Some(figure) = figure.replace(',', "").parse::<f64>().ok().filter(|_| !comma_last && !behind.starts_with(['E', 'e'])) else {
        return plain();
    };
    let rounded = 0.500_001 * 10f64.powi(-i32::try_from(decimals).unwrap_or(0));
    let shows = |power: i32| (figure - shown::moved(value, -power).abs()).abs() <= rounded;
    let multiplier = power_of(behind);
    let behind = behind.trim();
    match multiplier {
        _ if !shows(0) && multiplier == Some(-2) && shows(-2) => shown::percent(value),
        Some(_) if shows(0) => plain() + behind,
        Some(power) if power < 0 || shows(power) => plain(),
        // Three decimals may be thousands parted by a point.
        None if !shows(0) && (decimals == 0 || decimals % 3 != 0) => {
            let power = [3, 4, 6, 8].into_iter().find(|power| shows(*power));
            power.map_or_else(plain, |power| shown::number(shown::moved(value, -power)))
        }
        _ => plain(),
    }
}

/// By which power of ten a text behind a figure multiplies it: 万人 by the fourth. Percent and permille divide it.
fn power_of(literal: &str) -> Option<i32> {
    let word = literal.trim();
    match word.chars().next()? {
        '%' | '％' => return Some(-2),
        '‰' => return Some(-3),
        _ => {}
    }
    let powers = word.chars().map_while(|c| match c {
        '百' => Some(2),
        '千' => Some(3),
        '万' => Some(4),
        '亿' => Some(8),
        _ => None,
    });
    Some(powers.sum()).filter(|power| *power > 0)
}

/// The sections of a format. A semicolon in a quoted text or behind a mark parts nothing.
fn sections(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut marked) = (false, false);
    for c in code.chars() {
        if c == ';' && !quoted && !marked {
            sections.push(String::new());
            continue;
        }
        quoted ^= c == '"' && !marked;
        marked = matches!(c, '\\' | '!' | '_' | '*') && !quoted && !marked;
        if let Some(section) = sections.last_mut() {
            section.push(c);
        }
    }
    sections
}

/// Whether a format shows a day or a time of day. A length of time (`[h]:mm`) is a number.
fn is_day(code: &str) -> bool {
    let lower = code.to_lowercase();
    let lasting = ["[h", "[m]", "[mm]", "[s"].iter().any(|part| lower.contains(part));
    let parts = visible(&lower).replace("general", "");
    // `e` is a year in Chinese Excel, `gg` an era and `aaa` a day of the week; in 0.00E+00, G/通用格式 and A/P they are not.
    let year = parts.contains('e') && !parts.contains(['0', '#', '?']);
    !lasting && (parts.contains(['y', 'm', 'd', 'h', 's']) || parts.contains("gg") || parts.contains("aaa") || year)
}

/// The first section of a number format, without quoted texts, escapes and brackets.
fn visible(format: &str) -> String {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => _ = chars.by_ref().find(|c| *c == '"'),
            '[' => _ = chars.by_ref().find(|c| *c == ']'),
            '\\' | '!' | '_' | '*' => _ = chars.next(),
            c => out.push(c),
        }
    }
    out
}

/// A number of days as the day and the time that it stands for. None if there is no such day.
fn day(value: f64, from_1904: bool) -> Option<String> {
    let value = if from_1904 && value >= 1.0 { value + 1462.0 } else { value };
    if !(0.0..=LAST_DAY + 1.0).contains(&value) {
        return None;
    }
    // Whole seconds: a float is never exactly a time.
    #[allow(clippy::cast_possible_truncation)] // within the days that there are
    let seconds = (value * 86_400.0).round() as i64;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let part = |seconds: i64| i8::try_from(seconds).ok();
    let time = civil::Time::new(part(second / 3600)?, part(second / 60 % 60)?, part(second % 60)?, 0).ok()?;
    if days == 0 {
        return Some(time.strftime("%H:%M:%S").to_string());
    }
    let clock = (time.hour().unsigned_abs(), time.minute().unsigned_abs(), time.second().unsigned_abs());
    // Spreadsheets have a 29 February 1900, which there never was: the days before it are one further on.
    if days == 60 {
        return Some(shown::date(1900, 2, 29, clock));
    }
    let since = civil::Date::constant(1899, 12, if days < 60 { 31 } else { 30 });
    let date = since.checked_add(days.days()).ok()?;
    Some(shown::date(date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs(), clock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_their_format_shows_them() {
        for (value, format, shown) in [
            (0.125, "0.0%", "12.5%"),
            (0.07, "0%", "7%"),
            (0.29, "0.00%", "29%"),
            (1.1, "0%", "110%"),
            (0.5, "[红色]0%;-0%", "50%"),
            (7.0, "000", "007"),
            (7.0, "000;-000", "007"),
            (501.0, "00-0000", "501"),
            (500_112.0, "General", "500112"),
            (1_234_567.0, "#,##0", "1234567"),
            (2.71234, "0.00", "2.71234"),
            (-3.0, "#,##0.00_);[Red]\\(#,##0.00\\)", "-3"),
            // A unit is for the person; what multiplies is not.
            (12.0, "0\"张\"", "12"),
            (12.5, "0.0\"万\"", "12.5万"),
            (12.5, "0.00\"亿元\"", "12.5亿元"),
            (3.0, "0万人", "3万人"),
            (0.5, "0.0\"%\"", "0.5%"),
            (5.0, "0.0‰", "5‰"),
            // 125,000 shown as 12.5万 is 125,000.
            (125_000.0, "0!.0,\"万\"", "125000"),
            (125_000.0, "0\\.0,\"万\"", "125000"),
            (125_000.0, "0\".\"0,万元", "125000"),
            (125_000.0, "[>=10000]0!.0,\"万\";0", "125000"),
            (9_999.0, "[>=10000]0!.0,;0", "9999"),
            (12_500.0, "0.0,\"千\"", "12500"),
            // Shown in thousands, or in tens of thousands, under a header that says so.
            (12_500.0, "0.0,", "12.5"),
            (12_500.0, "#,##0.00,", "12.5"),
            (125_000.0, "0!.0,", "12.5"),
            (12_500_000.0, "0.0,,", "12.5"),
            // By sign.
            (-2.0, "0;-0.0\"万\"", "-2万"),
            (0.0, "0.0\"万\";-0.0\"万\";\"无\"", "0"),
            (2.0, "0;\"a;b\"0\"万\"", "2"),
        ] {
            assert_eq!(Format::of(format).show(value, false), shown, "{format}");
        }
    }

    #[test]
    fn a_number_is_read_by_how_it_is_shown() {
        for (value, text, read) in [
            (12.5, "12.5", "12.5"),
            (12.5, "13", "12.5"),
            (1_234_567.0, "1,234,567", "1234567"),
            (12.5, "12.5万", "12.5万"),
            (0.125, "0.1万", "0.125万"),
            (125_000.0, "12.5万", "125000"),
            (124_999.0, "12.5万元", "124999"),
            (12_500.0, "12.5", "12.5"),
            (12_512.0, "12.5", "12.512"),
            (125_000.0, "12.5", "12.5"),
            (0.125, "13%", "12.5%"),
            (12.5, "12.5%", "12.5%"),
            (5.0, "5‰", "5‰"),
            (12.0, "12张", "12"),
            (-12.5, "-12.5万", "-12.5万"),
            (1250.0, "1.25E+03", "1250"),
            (1234.0, "1.234", "1234"),
            (1234.5, "1.234,50 €", "1234.5"),
            (1234.5, "1234,5", "1234.5"),
            (0.5, "1/2", "0.5"),
            (3.0, "三", "3"),
            (0.0, "无", "0"),
            (0.0, "", "0"),
        ] {
            assert_eq!(as_shown(value, text), read, "{text}");
        }
    }

    #[test]
    fn days_are_told_from_numbers() {
        for format in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"",
            "m/d",
            "h:mm",
            "[$-804]yyyy\"年\"m\"月\"d\"日\";@",
            "e\"年\"",
            "aaaa",
            "yyyy!年",
            "h:mm AM/PM",
            "[$-804]aaaa yyyy-m-d",
            "gge\"年\"",
        ] {
            assert_eq!(Format::of(format), Format::Day, "{format}");
        }
        for format in [
            "General",
            "[h]:mm",
            "0.00E+00",
            "\"第\"0\"季度\"",
            "0\"days\"",
            "[Red]0",
            "_y0",
            "#,##0",
            "G/通用格式",
            "@",
            "[DBNum1][$-804]General",
        ] {
            assert_eq!(Format::of(format), Format::Plain, "{format}");
        }
        assert_eq!(Format::built_in(31).show(45_621.0, false), "2024-11-25");
        assert_eq!(Format::Day.show(44_159.0, true), "2024-11-25");
        assert_eq!(Format::Day.show(-3.0, false), "-3");
        assert_eq!(Format::Day.show(0.5, false), "12:00:00");
    }

    #[test]
    fn days_are_those_of_spreadsheets() {
        for (value, from_1904, shown) in [
            (1.0, false, Some("1900-01-01")),
            (59.0, false, Some("1900-02-28")),
            (60.0, false, Some("1900-02-29")),
            (61.0, false, Some("1900-03-01")),
            (45_985.0, false, Some("2025-11-24")),
            (45_984.999_999_9, false, Some("2025-11-24")),
            (45_985.5, false, Some("2025-11-24 12:00:00")),
            (2_958_465.0, false, Some("9999-12-31")),
            (0.75, false, Some("18:00:00")),
            (44_523.0, true, Some("2025-11-24")),
            (-1.0, false, None),
            (2_958_466.0, false, None),
            (f64::NAN, false, None),
            (1e300, false, None),
        ] {
            assert_eq!(day(value, from_1904).as_deref(), shown, "{value}");
        }
    }
}
