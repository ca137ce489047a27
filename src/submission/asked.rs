//! What a cell is asked for, and reading it: words, figures as people write them, levels.

use crate::number::{Decimal, DecimalError, Rational};
use crate::standard::{Gate, Indicator, Input, Kind, header_key, shown_figure};
use crate::text::{Names, Part, Text, text};

use super::answer::{Answer, Fault, Flag, Flags, Reading};
use super::{MAX_CELL, plain, vocabulary};

/// What a cell is asked for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Yes or no. `strict` where yes is bad: words that say good or bad could then mean either.
    YesNo {
        /// Only words that mean one thing whatever is asked, or a count.
        strict: bool,
        /// The unit that a count may carry.
        unit: Option<String>,
    },
    /// A figure.
    Figure(FigureRule),
    /// A level: its names, and its position.
    Level(Vec<(String, usize)>),
}

/// What a figure must keep to.
#[derive(Clone, Debug)]
pub struct FigureRule {
    unit: Option<String>,
    percent: bool,
    whole: bool,
    min: Decimal,
    max: Option<Decimal>,
    over_100: bool,
}

/// What makes a cell plain.
#[derive(Clone, Debug)]
pub(crate) enum Plain {
    /// One of these words, as they are held against short cells.
    Word(Vec<(u64, bool)>),
    /// A figure of nought or more that is bounded only so.
    Figure { whole: bool, percent: bool, over_100: bool },
}

/// What spreadsheets show where a formula fails.
const ERRORS: &[&str] = &["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!", "#SPILL!", "#CALC!"];

impl Asked {
    /// The points that an expert gives.
    #[must_use]
    pub fn points() -> Self {
        Self::Figure(FigureRule {
            unit: Some("分".to_owned()),
            percent: false,
            whole: false,
            min: Decimal::ZERO,
            max: None,
            over_100: true,
        })
    }

    pub(super) fn by_indicator(indicator: &Indicator, decimals: u8) -> Self {
        let figure = |whole, max| {
            Self::Figure(FigureRule {
                unit: indicator.unit.clone(),
                percent: indicator.percent(),
                whole: indicator.whole || whole,
                min: if indicator.may_be_negative() { Decimal::LEAST } else { Decimal::ZERO },
                max,
                over_100: indicator.over_100,
            })
        };
        match &indicator.kind {
            Kind::YesNo { expect } => Self::YesNo { strict: !expect, unit: indicator.unit.clone() },
            Kind::Required(Gate::YesNo) => Self::YesNo { strict: false, unit: None },
            Kind::Veto(Gate::YesNo) => Self::YesNo { strict: true, unit: indicator.unit.clone() },
            Kind::Levels { levels, .. } => {
                let mut names: Vec<(String, usize)> = Vec::new();
                for (position, level) in levels.iter().enumerate() {
                    names.extend(std::iter::once(&level.name).chain(&level.alias).map(|name| (header_key(name), position)));
                }
                names.extend(["0", "无"].map(|name| (name.to_owned(), levels.len())));
                Self::Level(names)
            }
            Kind::PerCase { .. } => figure(true, None),
            Kind::Judged { .. } => {
                let most = Decimal::whole(indicator.points.0).and_then(|p| p.shifted(-(decimals.min(6) as i8)));
                figure(false, most)
            }
            _ => figure(false, None),
        }
    }

    pub(super) fn by_input(input: &Input) -> Self {
        Self::Figure(FigureRule {
            unit: input.unit.clone(),
            percent: input.percent(),
            whole: input.whole,
            min: input.min,
            max: input.max,
            over_100: true,
        })
    }

    /// Reads a cell.
    #[must_use]
    pub fn read(&self, cell: &str) -> Answer {
        let trimmed = cell.trim();
        if trimmed.is_empty() {
            return Answer::BLANK;
        }
        if trimmed.len() > MAX_CELL && trimmed.chars().count() > MAX_CELL {
            return Answer::plain(Reading::Invalid(Fault::TooLong));
        }
        match trimmed.as_bytes()[0] {
            b'=' => return Answer::plain(Reading::Invalid(Fault::Formula)),
            b'#' if ERRORS.contains(&trimmed.to_ascii_uppercase().as_str()) => return Answer::plain(Reading::Invalid(Fault::Error)),
            _ => {}
        }
        if let Self::YesNo { .. } = self {
            // 是 and 否 as they are, which is how nearly every cell is filled.
            if let Some(yes) = vocabulary::plain_yes_no(trimmed) {
                return Answer::plain(Reading::YesNo(yes));
            }
        }
        let folded;
        let key = if trimmed.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
            trimmed
        } else {
            folded = vocabulary::key(trimmed);
            folded.as_str()
        };
        if key.is_empty() {
            return Answer::BLANK;
        }
        if !trimmed.is_ascii() && self.takes_figures() && vocabulary::has_footnote_mark(self.without_unit(trimmed)) {
            let fault = if matches!(self, Self::Figure(_)) { Fault::NotANumber } else { Fault::NotYesNo };
            return Answer::plain(Reading::Invalid(fault));
        }
        if let Self::Figure(rule) = self {
            // A plain figure needs none of the words below.
            if key.bytes().all(|b| b.is_ascii_digit()) {
                return rule.read(key);
            }
        }
        if vocabulary::is_not_applicable(key) {
            return Answer::plain(Reading::NotApplicable);
        }
        match self {
            Self::Figure(rule) => rule.read(key),
            Self::YesNo { strict: false, .. } => {
                let yes = vocabulary::plain_yes_no(key).or_else(|| vocabulary::judging_yes_no(key));
                Answer::plain(yes.map_or(Reading::Invalid(Fault::NotYesNo), Reading::YesNo))
            }
            Self::YesNo { strict: true, unit } => {
                if let Some(yes) = vocabulary::plain_yes_no(key) {
                    return Answer::plain(Reading::YesNo(yes));
                }
                if vocabulary::judging_yes_no(key).is_some() {
                    return Answer::plain(Reading::Invalid(Fault::AmbiguousYesNo));
                }
                let key = key.trim_end_matches(['起', '件', '次', '例', '宗']).trim_end();
                let count = FigureRule { unit: unit.clone(), percent: false, whole: true, min: Decimal::ZERO, max: None, over_100: true };
                match count.read(key) {
                    Answer { reading: Reading::Figure(n), flags } => {
                        Answer { reading: Reading::YesNo(!n.is_zero()), flags: flags.with(Flag::Count) }
                    }
                    _ => Answer::plain(Reading::Invalid(Fault::NotYesNo)),
                }
            }
            Self::Level(names) => {
                let key = header_key(key);
                let by_figure = || {
                    let figure = Decimal::parse(&key).ok()?;
                    names.iter().find(|(name, _)| Decimal::parse(name) == Ok(figure))
                };
                let level = names.iter().find(|(name, _)| *name == key).or_else(by_figure);
                Answer::plain(level.map_or(Reading::Invalid(Fault::UnknownLevel), |(_, position)| Reading::Level(*position)))
            }
        }
    }

    /// How a plain cell may be read in whole words; none where there is more to look at.
    pub(crate) fn plain(&self) -> Option<Plain> {
        match self {
            Self::YesNo { strict, .. } => {
                let words = vocabulary::words(*strict).filter_map(|(word, yes)| Some((plain::key_of(word)?, yes)));
                Some(Plain::Word(words.collect()))
            }
            Self::Figure(FigureRule { whole, percent, min, max: None, over_100, .. }) if *min <= Decimal::ZERO => {
                Some(Plain::Figure { whole: *whole, percent: *percent, over_100: *over_100 })
            }
            _ => None,
        }
    }

    fn takes_figures(&self) -> bool {
        !matches!(self, Self::Level(_))
    }

    /// The cell without the declared unit at its end, which may hold a sign such as ² itself (㎡).
    fn without_unit<'c>(&self, cell: &'c str) -> &'c str {
        match self {
            Self::Figure(FigureRule { unit: Some(unit), .. }) | Self::YesNo { unit: Some(unit), .. } => {
                cell.strip_suffix(unit.as_str()).unwrap_or(cell)
            }
            _ => cell,
        }
    }

    /// What was expected, for a message about a cell that is invalid.
    #[must_use]
    pub fn expected(&self) -> Text {
        match self {
            Self::YesNo { strict: false, .. } => text!(ExpectedYesNo),
            Self::YesNo { strict: true, .. } => text!(ExpectedPlainYesNo),
            Self::Level(names) => {
                let mut seen = Vec::new();
                let mut list: Vec<Part> = Vec::new();
                for (name, position) in names {
                    if !seen.contains(position) {
                        seen.push(*position);
                        list.push(Part::from(name));
                    }
                }
                text!(ExpectedLevel, list = list)
            }
            Self::Figure(rule) => {
                let whole = if rule.whole { text!(ExpectedWhole) } else { text!(ExpectedFigure) };
                let shown = |d: Decimal| shown_figure(d.into(), rule.percent, &[]);
                let most = if rule.percent && !rule.over_100 { Some("100%".to_owned()) } else { rule.max.map(shown) };
                let unit = rule.unit.as_deref().filter(|_| !rule.percent);
                let unit = Part::from(Names {
                    zh: unit.map(|u| format!("（{u}）")).unwrap_or_default(),
                    en: unit.map(|u| format!(" ({u})")).unwrap_or_default(),
                });
                let least = shown(rule.min);
                if rule.min == Decimal::LEAST {
                    return text!(ExpectedAny, what = whole, unit = &unit);
                }
                match most {
                    Some(most) => text!(ExpectedBetween, what = whole, least = least, most = most, unit = &unit),
                    None => text!(ExpectedFrom, what = whole, least = least, unit = &unit),
                }
            }
        }
    }
}

impl FigureRule {
    /// Reads a figure from a cell that has been folded.
    fn read(&self, key: &str) -> Answer {
        let mut flags = Flags::NONE;
        let invalid = |fault| Answer::plain(Reading::Invalid(fault));
        if key == "无" {
            let answer = self.bounded(Decimal::ZERO, flags.with(Flag::NoneAsZero));
            return answer;
        }
        let mut rest = key;
        for word in ["大约", "约为", "约", "将近", "近", "≈", "~"] {
            if let Some(stripped) = rest.strip_prefix(word) {
                rest = stripped.trim_start();
                flags = flags.with(Flag::Approximate);
                break;
            }
        }
        if let Some(stripped) = rest.strip_suffix("左右") {
            rest = stripped.trim_end();
            flags = flags.with(Flag::Approximate);
        }
        let end = rest
            .char_indices()
            .find(|(i, c)| !(c.is_ascii_digit() || *c == '.' || *c == ',' || (*i == 0 && (*c == '-' || *c == '+'))))
            .map_or(rest.len(), |(i, _)| i);
        let (digits, mut tail) = (&rest[..end], rest[end..].trim_start());
        let Some(digits) = without_separators(digits) else { return invalid(Fault::NotANumber) };
        if tail.starts_with('e') && tail[1..].trim_start_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit()) && tail.len() > 1 {
            return invalid(Fault::Exponent);
        }
        let mut strip_more = |tail: &mut &str| {
            if let Some(stripped) = tail.strip_prefix(['余', '多']) {
                *tail = stripped.trim_start();
                flags = flags.with(Flag::Approximate);
            }
        };
        strip_more(&mut tail);
        let unit = self.unit.as_deref().map(vocabulary::key);
        let mut shift = 0i8;
        if unit.as_deref() != Some(tail) && !tail.is_empty() {
            let unit_is_scaled = unit.as_deref().is_some_and(|u| u.starts_with(['万', '亿']));
            let scaled = [('万', 4), ('亿', 8)].into_iter().find_map(|(sign, by)| Some((tail.strip_prefix(sign)?, by)));
            if let (Some((stripped, by)), false, false) = (scaled, unit_is_scaled, self.percent) {
                tail = stripped.trim_start();
                shift = by;
                strip_more(&mut tail);
            }
        }
        let counter = matches!(tail, "个" | "名" | "项") && !self.percent;
        let percent_sign = tail == "%" && self.percent;
        if !(tail.is_empty() || unit.as_deref() == Some(tail) || counter || percent_sign) {
            let fault = if !tail.chars().any(|c| c.is_alphabetic() || "%‰°".contains(c))
                || tail.chars().any(|c| c.is_ascii_digit())
                || digits.is_empty()
            {
                Fault::NotANumber
            } else {
                Fault::WrongUnit
            };
            return invalid(fault);
        }
        let decimal = match Decimal::parse(&digits) {
            Ok(decimal) => decimal,
            Err(DecimalError::NotANumber) => return invalid(Fault::NotANumber),
            Err(DecimalError::TooManyDigits) => return invalid(Fault::TooManyDigits),
        };
        let Some(decimal) = decimal.shifted(shift) else { return invalid(Fault::TooManyDigits) };
        if self.percent {
            if !percent_sign && !decimal.is_zero() && !decimal.is_negative() && Rational::from(decimal) < Rational::ONE {
                flags = flags.with(Flag::Doubtful);
            }
            return match decimal.shifted(-2) {
                Some(fraction) => self.bounded(fraction, flags),
                None => invalid(Fault::TooManyDigits),
            };
        }
        self.bounded(decimal, flags)
    }

    fn bounded(&self, figure: Decimal, flags: Flags) -> Answer {
        let fault = if figure < self.min {
            Some(Fault::TooSmall)
        } else if self.max.is_some_and(|max| figure > max) {
            Some(Fault::TooLarge)
        } else if self.percent && !self.over_100 && Rational::from(figure) > Rational::ONE {
            Some(Fault::Over100)
        } else if self.whole && !figure.is_whole() {
            Some(Fault::NotWhole)
        } else {
            None
        };
        Answer { reading: fault.map_or(Reading::Figure(figure), Reading::Invalid), flags }
    }
}

/// Takes out thousands separators that stand where they should.
fn without_separators(digits: &str) -> Option<std::borrow::Cow<'_, str>> {
    if !digits.contains(',') {
        return Some(digits.into());
    }
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first_fits = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
    let fits = first_fits && groups.all(|g| g.len() == 3) && !fraction.is_some_and(|f| f.contains(','));
    fits.then(|| digits.replace(',', "").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(unit: Option<&str>) -> Asked {
        Asked::Figure(FigureRule {
            unit: unit.map(ToOwned::to_owned),
            percent: unit == Some("%"),
            whole: false,
            min: Decimal::ZERO,
            max: None,
            over_100: false,
        })
    }

    fn read(asked: &Asked, cell: &str) -> Result<String, Fault> {
        match asked.read(cell).reading {
            Reading::Figure(d) => Ok(d.to_string()),
            Reading::Invalid(fault) => Err(fault),
            other => Ok(format!("{other:?}")),
        }
    }

    #[test]
    fn figures_as_people_write_them() {
        let homes = figure(Some("家"));
        for (cell, expected) in [
            ("12", "12"),
            (" １２家 ", "12"),
            ("12 家", "12"),
            ("1,234", "1234"),
            ("1，234.50个", "1234.5"),
            ("1.5万", "15000"),
            ("1.5万家", "15000"),
            ("约12家", "12"),
            ("12余家", "12"),
            ("1000余", "1000"),
            ("2亿", "200000000"),
            ("无", "0"),
            ("12左右", "12"),
        ] {
            assert_eq!(read(&homes, cell), Ok(expected.to_owned()), "{cell}");
        }
        for (cell, fault) in [
            ("12人", Fault::WrongUnit),
            ("12%", Fault::WrongUnit),
            ("一半", Fault::NotANumber),
            ("近亿元", Fault::NotANumber),
            ("12,34", Fault::NotANumber),
            ("9.15E+17", Fault::Exponent),
            ("2024-06", Fault::NotANumber),
            ("-1", Fault::TooSmall),
            ("1234567890123456789", Fault::TooManyDigits),
            ("3/4", Fault::NotANumber),
            ("-", Fault::NotANumber),
            ("12①", Fault::NotANumber),
            ("95²", Fault::NotANumber),
            ("12+", Fault::NotANumber),
        ] {
            assert_eq!(read(&homes, cell), Err(fault), "{cell}");
        }
        assert!(homes.read("约12家").flags.has(Flag::Approximate));
        assert!(homes.read("无").flags.has(Flag::NoneAsZero));
    }

    #[test]
    fn percentages_are_fractions() {
        let rate = figure(Some("%"));
        for (cell, expected) in [("72", "0.72"), ("72%", "0.72"), ("７２．５％", "0.725"), ("100%", "1"), ("0.95", "0.0095"), ("0", "0")]
        {
            assert_eq!(read(&rate, cell), Ok(expected.to_owned()), "{cell}");
        }
        assert!(rate.read("0.95").flags.has(Flag::Doubtful) && !rate.read("0.95%").flags.has(Flag::Doubtful));
        assert_eq!(read(&rate, "100.01%"), Err(Fault::Over100));
        assert_eq!(read(&rate, "72家"), Err(Fault::WrongUnit));
    }

    #[test]
    fn a_unit_in_ten_thousands_leaves_no_room_for_another() {
        let budget = figure(Some("万元"));
        assert_eq!(read(&budget, "1,200.5万元"), Ok("1200.5".into()));
        assert_eq!(read(&budget, "1200"), Ok("1200".into()));
        assert_eq!(read(&budget, "1000余万元"), Ok("1000".into()));
        assert_eq!(read(&budget, "1.5万"), Err(Fault::WrongUnit)); // 万 or 万元?
        assert_eq!(read(&budget, "1.5亿元"), Err(Fault::WrongUnit));
    }

    #[test]
    fn words_that_could_mean_either_are_refused_where_yes_is_bad() {
        let plain = Asked::YesNo { strict: false, unit: None };
        let veto = Asked::YesNo { strict: true, unit: Some("起".into()) };
        let reading = |asked: &Asked, cell: &str| asked.read(cell).reading;
        for (cell, yes) in [("是", true), ("达标", true), ("√", true), ("Ｙ", true), ("×", false), ("未", false), ("0", false)] {
            assert_eq!(reading(&plain, cell), Reading::YesNo(yes), "{cell}");
        }
        assert_eq!(reading(&plain, "2"), Reading::Invalid(Fault::NotYesNo));
        for (cell, yes) in [("否", false), ("无", false), ("0", false), ("0起", false), ("3", true), ("2起", true)] {
            assert_eq!(reading(&veto, cell), Reading::YesNo(yes), "{cell}");
        }
        assert_eq!(reading(&veto, "达标"), Reading::Invalid(Fault::AmbiguousYesNo));
        assert_eq!(reading(&veto, "1.5"), Reading::Invalid(Fault::NotYesNo));
        assert_eq!(reading(&veto, "无此项"), Reading::NotApplicable);
        assert_eq!(reading(&plain, "/"), Reading::NotApplicable);
    }

    #[test]
    fn a_unit_may_hold_a_sign_that_looks_like_a_digit() {
        for unit in ["㎡", "m²"] {
            assert_eq!(read(&figure(Some(unit)), &format!("120{unit}")), Ok("120".into()));
        }
        assert_eq!(read(&figure(Some("㎡")), "12²㎡"), Err(Fault::NotANumber));
    }

    #[test]
    fn levels_are_found_by_name_alias_and_figure() {
        let asked = Asked::Level(vec![("优".into(), 0), ("a".into(), 0), ("2".into(), 1), ("0".into(), 2), ("无".into(), 2)]);
        for (cell, level) in [("优", 0), ("Ａ", 0), ("２", 1), ("2.0", 1), ("无", 2), ("0", 2)] {
            assert_eq!(asked.read(cell).reading, Reading::Level(level), "{cell}");
        }
        assert_eq!(asked.read("3").reading, Reading::Invalid(Fault::UnknownLevel));
    }
}
