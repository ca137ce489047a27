//! Chinese working days: weekends, the State Council's holidays and the weekend days that are worked for them (调休). One data
//! file per year; a year without one is an error, never a guess.

use std::ops::RangeInclusive;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::diagnostic::{Code, Diagnostic, Place, Severity, Sources};
use crate::document::{Document, Findings};
use crate::standard::{MAX_BYTES, read_text, shown_path};
use crate::text::{Part, text};

use super::scheme::{CountFrom, NoticePlan, Scheme, resolve};

macro_rules! built_in {
    ($($year:literal),* $(,)?) => { &[$(($year, include_str!(concat!("workdays/", $year, ".toml")))),*] };
}

/// The years that come with the program.
const BUILT_IN: &[(&str, &str)] = built_in!["2021", "2022", "2023", "2024", "2025", "2026"];

/// The days of December that the notice of the following year has moved in the past.
const LAST_DAYS: i8 = 29;

/// The working days of some years.
#[derive(Clone, Debug, Default)]
pub struct Workdays {
    years: Vec<i16>,
    off: Vec<RangeInclusive<Date>>,
    on: Vec<Date>,
}

/// The days of a public notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeDays {
    /// The first working day that counts.
    pub from: Date,
    /// The last one.
    pub to: Date,
}

impl Workdays {
    /// The years that come with the program.
    #[must_use]
    pub fn built_in() -> Self {
        let mut workdays = Self::default();
        for (year, text) in BUILT_IN {
            // A test holds the shipped files free of findings.
            _ = workdays.add(year, text);
        }
        workdays
    }

    /// Takes in the file of a year.
    ///
    /// # Errors
    /// What is wrong with it, with the text that the findings point into.
    pub fn add(&mut self, name: &str, text: &str) -> Result<i16, (Vec<Diagnostic>, Sources)> {
        let document = Document::new(name, text);
        let findings = Findings::new(&document);
        let parsed = document.parse(&findings);
        let root = parsed.root(&findings);
        root.require("year", "year = 2027");
        root.required_string("source", "source = \"国办发明电〔…〕…号\"");
        root.require("off", "off = [ { from = 2027-01-01, to = 2027-01-03, name = \"元旦\" } ]");
        root.require("on", "on = []");
        let year = root.whole("year", 1949, 9999).and_then(|year| i16::try_from(year.value).ok());
        let mut off = Vec::new();
        for range in root.tables("off") {
            range.require("from", "from = 2027-01-01");
            range.require("to", "to = 2027-01-03");
            range.string("name");
            let (from, to) = (range.date("from"), range.date("to"));
            range.finish(|_| None);
            let (Some(from), Some(to)) = (from, to) else { continue };
            let of_year = |day: Date| year.is_none_or(|year| day.year() == year || (day.year() + 1 == year && day.month() == 12));
            if to.value < from.value || !of_year(from.value) || !of_year(to.value) {
                findings.push(findings.make(Code::OutOfRange, &to.span, text!(BadHoliday, from = from.value, to = to.value)));
            }
            off.push(from.value..=to.value);
        }
        let on = root.dates("on");
        for day in &on {
            if year.is_some_and(|year| day.value.year() != year) {
                let year = year.map(i64::from).unwrap_or_default();
                findings.push(findings.make(Code::OutOfRange, &day.span, text!(NotThisYear, day = day.value, year = year)));
            }
            if off.iter().any(|range| range.contains(&day.value)) {
                findings.push(findings.make(Code::OutOfRange, &day.span, text!(OnAndOff, day = day.value)));
            }
            if !is_weekend(day.value) {
                findings.push(findings.make(Code::OutOfRange, &day.span, text!(NoWeekend, day = day.value)));
            }
        }
        root.finish(|_| None);
        let list = findings.take();
        match year.filter(|_| list.iter().all(|found| found.severity < Severity::Error)) {
            Some(year) => {
                // A file that is named replaces the built-in one of its year by standing beside it: the days of both are the same
                // days, unless one of them is wrong; so the named one wins whole.
                self.years.push(year);
                self.off.extend(off);
                self.on.extend(on.into_iter().map(|day| day.value));
                Ok(year)
            }
            None => {
                let mut sources = Sources::default();
                sources.insert(&document.name, &document.text);
                Err((list, sources))
            }
        }
    }

    /// Is it worked on this day?
    ///
    /// # Errors
    /// The year whose file is missing.
    pub fn is_working(&self, day: Date) -> Result<bool, i16> {
        let mut needed = vec![day.year()];
        if day.month() == 12 && day.day() >= LAST_DAYS {
            needed.push(day.year() + 1);
        }
        if let Some(missing) = needed.into_iter().find(|year| !self.years.contains(year)) {
            return Err(missing);
        }
        Ok(self.on.contains(&day) || (!is_weekend(day) && !self.off.iter().any(|range| range.contains(&day))))
    }

    /// The first and last of `count` working days from a posting.
    ///
    /// # Errors
    /// The year whose file is missing.
    pub fn notice(&self, posted_on: Date, count: u32, count_from: CountFrom) -> Result<NoticeDays, i16> {
        let next = |day: Date| day.checked_add(1.day()).map_err(|_| day.year());
        let mut day = if count_from == CountFrom::NextDay { next(posted_on)? } else { posted_on };
        let mut from = None;
        let mut left = count;
        loop {
            if self.is_working(day)? {
                from.get_or_insert(day);
                left = left.saturating_sub(1);
                if left == 0 {
                    return Ok(NoticeDays { from: from.unwrap_or(day), to: day });
                }
            }
            day = next(day)?;
        }
    }

    /// The years that are known, for messages.
    pub(super) fn known(&self) -> Part {
        let mut years = self.years.clone();
        years.sort_unstable();
        years.dedup();
        Part::List(years.into_iter().map(|year| Part::from(i64::from(year))).collect())
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The days of a scheme's notice; none where nothing is posted yet.
///
/// # Errors
/// A year without data, or a file of a year that cannot be used.
pub fn notice_days(
    scheme: &Scheme,
    plan: &NoticePlan,
    inputs: &mut Vec<(Arc<str>, String)>,
) -> Result<Option<NoticeDays>, Vec<(Diagnostic, Sources)>> {
    let mut workdays = Workdays::default();
    let mut wrong: Vec<(Diagnostic, Sources)> = Vec::new();
    let own = |found: Vec<Diagnostic>| found.into_iter().map(|found| (found, Sources::default())).collect::<Vec<_>>();
    for path in resolve(scheme, &plan.calendar).map_err(own)? {
        let name: Arc<str> = shown_path(&path).into();
        match read_text(&path, &name, MAX_BYTES) {
            Ok((text, sha256)) => {
                inputs.push((Arc::clone(&name), sha256));
                if let Err((found, sources)) = workdays.add(&name, &text) {
                    wrong.extend(found.into_iter().map(|found| (found, sources.clone())));
                }
            }
            Err(found) => wrong.push((*found, Sources::default())),
        }
    }
    // A year that the scheme names itself is taken from there alone.
    let named = workdays.years.clone();
    for (year, text) in BUILT_IN.iter().filter(|(year, _)| !named.iter().any(|named| named.to_string() == *year)) {
        _ = workdays.add(year, text);
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let Some(posted_on) = plan.posted_on else { return Ok(None) };
    workdays.notice(posted_on, plan.working_days, plan.count_from).map(Some).map_err(|year| {
        let place = Place::Span(Arc::clone(&scheme.file), plan.span.clone());
        let text = text!(YearWithoutWorkdays, year = i64::from(year), list = workdays.known());
        let help = text!(AddWorkdays, year = i64::from(year));
        vec![(Diagnostic::new(Code::NoWorkdays, place, text).help(help), Sources::default())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_shipped_years_read_without_findings() {
        let mut workdays = Workdays::default();
        for (year, text) in BUILT_IN {
            let found = workdays.add(year, text).map_err(|(found, _)| found);
            assert_eq!(found.map(|year| year.to_string()), Ok((*year).to_owned()));
        }
        // Every make-up day is a weekend day outside the holidays.
        for day in &workdays.on {
            assert!(!workdays.off.iter().any(|range| range.contains(day)), "{day}");
        }
    }

    #[test]
    fn five_working_days_as_offices_count_them() {
        let days = Workdays::built_in();
        let count = |posted, from| days.notice(posted, 5, from).map(|n| (n.from, n.to));
        // Monday to Friday, and from the next day over the weekend.
        assert_eq!(count(date(2023, 10, 23), CountFrom::PostingDay), Ok((date(2023, 10, 23), date(2023, 10, 27))));
        assert_eq!(count(date(2023, 10, 23), CountFrom::NextDay), Ok((date(2023, 10, 24), date(2023, 10, 30))));
        // Yongchuan 2021: 4月26日至30日; Sunday 25 April was worked, but lies before.
        assert_eq!(count(date(2021, 4, 26), CountFrom::PostingDay), Ok((date(2021, 4, 26), date(2021, 4, 30))));
        // Posted on a Saturday: from Monday.
        assert_eq!(count(date(2025, 11, 22), CountFrom::PostingDay), Ok((date(2025, 11, 24), date(2025, 11, 28))));
        // 26 September 2025 is a Friday, Sunday 28 is worked, 1–8 October are off, 9 and 10 October are worked.
        // 26, 28, 29, 30 September, 9 October
        assert_eq!(count(date(2025, 9, 26), CountFrom::PostingDay), Ok((date(2025, 9, 26), date(2025, 10, 9))));
    }

    #[test]
    fn a_year_without_data_is_no_guess() {
        let days = Workdays::built_in();
        assert_eq!(days.is_working(date(2020, 5, 4)), Err(2020));
        assert_eq!(days.is_working(date(2026, 12, 28)), Ok(true));
        assert_eq!(days.is_working(date(2026, 12, 29)), Err(2027));
        assert_eq!(days.notice(date(2026, 12, 25), 5, CountFrom::PostingDay), Err(2027));
    }
}
