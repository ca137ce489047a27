//! One table of a document: it hands out its keys one by one, notes which were asked for, and at the end reports the ones
//! that nobody knows.

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::number::{Decimal, DecimalError};
use crate::text::{Part, Text, text};

use super::{At, Figure, Findings, Free, Parsed, nearest};

/// Figures under free keys; none for one that cannot be read.
pub type FreeFigures = Vec<(At<String>, Option<At<Figure>>)>;

/// Lists of texts under free keys; none for one that cannot be read.
pub type FreeLists = Vec<(At<String>, Option<Vec<At<String>>>)>;

/// One table of a document, with the findings that reading it makes.
pub struct Table<'t, 'd> {
    table: &'t DeTable<'d>,
    /// The header of the table, or the inline table itself.
    pub span: Range<usize>,
    /// What it is called in messages.
    pub title: Text,
    findings: &'t Findings<'d>,
    asked: RefCell<Vec<&'static str>>,
    /// Keys that have to be there and are not, with an example of each.
    missing: RefCell<Vec<(&'static str, String)>>,
}

impl<'d> Parsed<'d> {
    /// The table that the file is.
    pub fn root<'t>(&'t self, findings: &'t Findings<'d>) -> Table<'t, 'd> {
        Table { table: &self.root, span: 0..0, title: text!(FileItself), findings, asked: RefCell::default(), missing: RefCell::default() }
    }
}

impl<'t, 'd> Table<'t, 'd> {
    fn find(&self, key: &'static str) -> Option<(&'t Spanned<std::borrow::Cow<'d, str>>, &'t Spanned<DeValue<'d>>)> {
        self.asked.borrow_mut().push(key);
        self.table.get_key_value(key)
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: Text) {
        let found = match value.get_ref() {
            DeValue::String(_) => text!(TypeText),
            DeValue::Integer(_) | DeValue::Float(_) => text!(TypeNumber),
            DeValue::Boolean(_) => text!(TypeBoolean),
            DeValue::Datetime(_) => text!(TypeDate),
            DeValue::Array(_) => text!(TypeList),
            DeValue::Table(_) => text!(TypeTable),
        };
        let written = &self.findings.document.text[value.span()];
        let quoted = matches!(value.get_ref(), DeValue::Integer(_) | DeValue::Float(_)) && expected == text!(TypeText);
        let single = matches!(value.get_ref(), DeValue::String(_) | DeValue::Integer(_) | DeValue::Float(_));
        let help = match () {
            () if quoted => Some(text!(AddKey, example = format!("{key} = \"{written}\""))),
            () if single && expected == text!(TypeList) => Some(text!(AddKey, example = format!("{key} = [{written}]"))),
            () if expected == text!(TypeBoolean) => Some(text!(BooleanForm, key = key)),
            () if expected == text!(TypeTable) => Some(text!(TableForm)),
            () => None,
        };
        let text = text!(WrongType, key = key, expected = expected, found = found);
        self.findings.push(self.findings.make(Code::WrongType, &value.span(), text).maybe_help(help));
    }

    /// A place in the document.
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> Place {
        self.findings.place(span)
    }

    /// A finding at a place of the document.
    #[must_use]
    pub fn make(&self, code: Code, span: &Range<usize>, text: Text) -> Diagnostic {
        self.findings.make(code, span, text)
    }

    /// Reports a finding.
    pub fn push(&self, found: Diagnostic) {
        self.findings.push(found);
    }

    /// Is the key there, if only on a line that could not be read?
    #[must_use]
    pub fn has(&self, key: &'static str) -> bool {
        self.find(key).is_some() || self.findings.is_lost(key, &self.span)
    }

    /// The place of a key, for a conflict that concerns the key and not its value.
    #[must_use]
    pub fn key_span(&self, key: &'static str) -> Option<Range<usize>> {
        self.find(key).map(|(key, _)| key.span())
    }

    /// A text that is not blank. Blank ones are reported.
    pub fn string(&self, key: &'static str) -> Option<At<String>> {
        let (_, value) = self.find(key)?;
        self.text_of(key, value)
    }

    fn text_of(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
        let DeValue::String(string) = value.get_ref() else {
            self.wrong_type(key, value, text!(TypeText));
            return None;
        };
        if string.trim().is_empty() {
            self.findings.push(self.findings.make(Code::EmptyValue, &value.span(), text!(EmptyText, key = key)).help(text!(FillIn)));
            return None;
        }
        Some(At { value: string.clone().into_owned(), span: value.span() })
    }

    /// A name that may be a number: a text, or the digits of a number as they are written.
    pub fn label(&self, key: &'static str) -> Option<At<String>> {
        let (_, value) = self.find(key)?;
        match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => Some(self.figure_of(key, value)?.map(|f| f.decimal.to_string())),
            _ => self.text_of(key, value),
        }
    }

    /// A text that has to be there; `example` says how it may look.
    pub fn required_string(&self, key: &'static str, example: &str) -> Option<At<String>> {
        self.require(key, example);
        self.string(key)
    }

    /// Reports a key that has to be there and is not.
    pub fn require(&self, key: &'static str, example: &str) {
        // Said by `finish`, unless the key is there with a slip in its name.
        if self.find(key).is_none() {
            self.missing.borrow_mut().push((key, example.to_owned()));
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &'static str) -> Option<At<bool>> {
        let (_, value) = self.find(key)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(At { value: *flag, span: value.span() });
        }
        self.wrong_type(key, value, text!(TypeBoolean));
        None
    }

    /// A number or percentage, bare or quoted, read from the text of the file.
    pub fn figure(&self, key: &'static str) -> Option<At<Figure>> {
        let (_, value) = self.find(key)?;
        self.figure_of(key, value)
    }

    fn figure_of(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<At<Figure>> {
        let written: &str = match value.get_ref() {
            DeValue::Integer(n) if n.radix() == 10 => n.as_str(),
            DeValue::Integer(_) => &self.findings.document.text[value.span()],
            DeValue::Float(n) => n.as_str(),
            DeValue::String(string) => string.as_ref(),
            _ => {
                self.wrong_type(key, value, text!(TypeFigure));
                return None;
            }
        };
        let (digits, percent) = match written.trim().strip_suffix(['%', '％']) {
            Some(digits) => (digits.trim_end(), true),
            None => (written.trim(), false),
        };
        match Decimal::parse(digits) {
            Ok(decimal) => Some(At { value: Figure { decimal, percent }, span: value.span() }),
            Err(DecimalError::NotANumber | DecimalError::TooManyDigits) => {
                self.findings
                    .push(self.findings.make(Code::Number, &value.span(), text!(BadFigure, word = written)).help(text!(FigureForm)));
                None
            }
        }
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&self, key: &'static str, least: i64, most: i64) -> Option<At<i64>> {
        let (_, value) = self.find(key)?;
        self.whole_of(key, value, least, most)
    }

    fn whole_of(&self, key: &str, value: &Spanned<DeValue<'_>>, least: i64, most: i64) -> Option<At<i64>> {
        let figure = self.figure_of(key, value)?;
        match figure.value.decimal.as_whole().filter(|_| !figure.value.percent) {
            Some(n) if (least..=most).contains(&n) => Some(At { value: n, span: figure.span }),
            Some(n) => {
                self.findings.push(self.findings.make(
                    Code::OutOfRange,
                    &figure.span,
                    text!(OutOfRange, key = key, figure = n, least = least, most = most),
                ));
                None
            }
            None => {
                let written = &self.findings.document.text[value.span()];
                self.findings.push(self.findings.make(Code::WrongType, &value.span(), text!(NotWhole, key = key, word = written)));
                None
            }
        }
    }

    /// A list of whole numbers.
    pub fn wholes(&self, key: &'static str, least: i64, most: i64) -> Vec<At<i64>> {
        self.items(key).into_iter().filter_map(|item| self.whole_of(key, item, least, most)).collect()
    }

    /// A day: a date of TOML, or a text that says one.
    pub fn date(&self, key: &'static str) -> Option<At<Date>> {
        self.date_of(self.find(key)?.1)
    }

    fn date_of(&self, value: &Spanned<DeValue<'_>>) -> Option<At<Date>> {
        let day = match value.get_ref() {
            DeValue::Datetime(when) => match (when.date, when.time) {
                (Some(day), None) => i16::try_from(day.year).ok().and_then(|year| Date::new(year, day.month as i8, day.day as i8).ok()),
                _ => None,
            },
            DeValue::String(text) => crate::date::read(text),
            _ => None,
        };
        if day.is_none() {
            let written = &self.findings.document.text[value.span()];
            let found = self.findings.make(Code::Date, &value.span(), text!(BadDate, word = written));
            self.findings.push(found.help(text!(DateForm)));
        }
        Some(At { value: day?, span: value.span() })
    }

    /// A list of days.
    pub fn dates(&self, key: &'static str) -> Vec<At<Date>> {
        let days = self.items(key).into_iter().filter_map(|item| match item.get_ref() {
            DeValue::Datetime(_) | DeValue::String(_) => self.date_of(item),
            _ => {
                self.wrong_type(key, item, text!(TypeDate));
                None
            }
        });
        days.collect()
    }

    /// A list of texts.
    pub fn strings(&self, key: &'static str) -> Vec<At<String>> {
        self.items(key).into_iter().filter_map(|item| self.text_of(key, item)).collect()
    }

    fn items(&self, key: &'static str) -> Vec<&'t Spanned<DeValue<'d>>> {
        let Some((_, value)) = self.find(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, text!(TypeList));
            return Vec::new();
        };
        items.iter().collect()
    }

    /// One of a closed set of words.
    pub fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<At<T>> {
        let word = self.string(key)?;
        if let Some((_, value)) = words.iter().find(|(name, _)| *name == word.value) {
            return Some(At { value: *value, span: word.span });
        }
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let help = match nearest(&word.value, names.iter().copied()) {
            Some(near) => text!(DidYouMean, word = near),
            None => text!(OneOf, list = names.iter().map(|n| Part::from(*n)).collect::<Vec<_>>()),
        };
        self.findings
            .push(self.findings.make(Code::UnknownValue, &word.span, text!(UnknownWord, word = &word.value, key = key)).help(help));
        None
    }

    /// A single sub-table: `[pass]`, or inline.
    pub fn table(&self, key: &'static str) -> Option<Table<'t, 'd>> {
        let (_, value) = self.find(key)?;
        let DeValue::Table(_) = value.get_ref() else {
            self.wrong_type(key, value, text!(TypeTable));
            return None;
        };
        let title = if self.span == (0..0) { text!(TableNamed, name = key) } else { text!(InlineTable, key = key) };
        self.inner(value, title)
    }

    fn inner(&self, value: &'t Spanned<DeValue<'d>>, title: Text) -> Option<Table<'t, 'd>> {
        let DeValue::Table(table) = value.get_ref() else { return None };
        Some(Table { table, span: value.span(), title, findings: self.findings, asked: RefCell::default(), missing: RefCell::default() })
    }

    /// A list of tables: `[[indicator]]`, or inline.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'t, 'd>> {
        let Some((_, value)) = self.find(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            if self.span == (0..0) && value.get_ref().is_table() {
                let expected = text!(WrongType, key = key, expected = text!(TypeTables, name = key), found = text!(TypeTable));
                self.findings.push(self.findings.make(Code::WrongType, &value.span(), expected).help(text!(DoubleBrackets, name = key)));
            } else {
                self.wrong_type(key, value, text!(TypeTables, name = key));
            }
            return Vec::new();
        };
        let title = if self.span == (0..0) { text!(TablesNamed, name = key) } else { text!(InlineTable, key = key) };
        let mut tables = Vec::new();
        for item in items {
            match self.inner(item, title.clone()) {
                Some(table) => tables.push(table),
                None => self.wrong_type(key, item, text!(TypeTable)),
            }
        }
        tables
    }

    /// Is the value of this key a table? (For values that may be one of two things.)
    #[must_use]
    pub fn is_table(&self, key: &'static str) -> bool {
        self.find(key).is_some_and(|(_, value)| matches!(value.get_ref(), DeValue::Table(_)))
    }

    /// Is the value of this key a text?
    #[must_use]
    pub fn is_string(&self, key: &'static str) -> bool {
        self.find(key).is_some_and(|(_, value)| matches!(value.get_ref(), DeValue::String(_)))
    }

    /// Of keys with whether their values are absent: those that are there and yet could not be read.
    #[must_use]
    pub fn unread(&self, keys: &[(&'static str, bool)]) -> Vec<&'static str> {
        keys.iter().filter(|(key, absent)| *absent && self.has(key)).map(|(key, _)| *key).collect()
    }

    /// The place of the value of this key.
    #[must_use]
    pub fn value_span(&self, key: &'static str) -> Option<Range<usize>> {
        self.find(key).map(|(_, value)| value.span())
    }

    /// How many entries the list under this key has; none where it is no list.
    #[must_use]
    pub fn list_len(&self, key: &'static str) -> Option<usize> {
        self.find(key).and_then(|(_, value)| value.get_ref().as_array()).map(|list| list.len())
    }

    /// Is the value of this key a list, and every entry of it a table?
    #[must_use]
    pub fn is_list_of_tables(&self, key: &'static str) -> bool {
        let list = self.find(key).and_then(|(_, value)| value.get_ref().as_array());
        list.is_some_and(|list| list.iter().all(|entry| entry.get_ref().is_table()))
    }

    /// Has the table so many entries and no more?
    #[must_use]
    pub fn is_read(&self, read: usize) -> bool {
        self.table.len() == read
    }

    /// Is the value of this key a list?
    #[must_use]
    pub fn is_list(&self, key: &'static str) -> bool {
        self.find(key).is_some_and(|(_, value)| matches!(value.get_ref(), DeValue::Array(_)))
    }

    /// Is the value of this key a list without any entry?
    #[must_use]
    pub fn is_empty_list(&self, key: &'static str) -> bool {
        self.find(key).is_some_and(|(_, value)| matches!(value.get_ref(), DeValue::Array(list) if list.is_empty()))
    }

    /// Has the table no key at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.iter().next().is_none()
    }

    /// Is the value of this key `true` or `false`?
    #[must_use]
    pub fn is_boolean(&self, key: &'static str) -> bool {
        self.find(key).is_some_and(|(_, value)| matches!(value.get_ref(), DeValue::Boolean(_)))
    }

    /// Every entry of a table whose keys are free.
    pub fn free_entries(&self) -> Vec<(At<String>, Free)> {
        self.entries(|table, key, value| match value.get_ref() {
            DeValue::String(string) => Some(Free::Text(At { value: string.clone().into_owned(), span: value.span() })),
            DeValue::Integer(_) | DeValue::Float(_) => Some(Free::Text(table.figure_of(key, value)?.map(|f| f.decimal.to_string()))),
            DeValue::Boolean(flag) => Some(Free::Flag(At { value: *flag, span: value.span() })),
            DeValue::Array(items) => Some(Free::List(items.iter().filter_map(|item| table.text_of(key, item)).collect())),
            _ => {
                table.wrong_type(key, value, text!(TypeText));
                None
            }
        })
    }

    /// Every entry of a table whose keys are free and whose values are figures; none for one that cannot be read.
    pub fn free_figures(&self) -> FreeFigures {
        self.entries(|table, key, value| Some(table.figure_of(key, value)))
    }

    /// Every entry of a table whose keys are free and whose values are lists of texts; none for a value that is no list, or of
    /// which a text cannot be read.
    pub fn free_lists(&self) -> FreeLists {
        self.entries(|table, key, value| match value.get_ref() {
            DeValue::Array(items) => {
                let texts: Vec<At<String>> = items.iter().filter_map(|item| table.text_of(key, item)).collect();
                Some((texts.len() == items.len()).then_some(texts))
            }
            _ => {
                table.wrong_type(key, value, text!(TypeList));
                Some(None)
            }
        })
    }

    /// Every text of a table whose keys are paths: `"final.weights" = "…"`, with the quotation marks or without.
    pub fn paths(&self) -> Vec<(At<String>, At<String>)> {
        let mut paths = Vec::new();
        for (key, value) in self.table.iter() {
            let name = At { value: key.get_ref().to_string(), span: key.span() };
            match self.inner(value, self.title.clone()) {
                Some(inner) => paths.extend(inner.paths().into_iter().map(|(path, text)| {
                    let value = format!("{}.{}", name.value, path.value);
                    (At { value, span: path.span }, text)
                })),
                None => paths.extend(self.text_of(key.get_ref(), value).map(|text| (name, text))),
            }
        }
        paths.sort_by_key(|(key, _)| key.span.start);
        paths
    }

    /// Every entry of a table whose keys are whole numbers (years) and whose values are figures.
    pub fn figures_by_year(&self) -> Vec<(At<i64>, At<Figure>)> {
        self.entries(|table, key, value| table.figure_of(key, value))
            .into_iter()
            .filter_map(|(key, figure)| {
                let Ok(year) = key.value.parse::<i64>() else {
                    self.findings
                        .push(self.findings.make(Code::Number, &key.span, text!(BadFigure, word = &key.value)).help(text!(YearAsKey)));
                    return None;
                };
                Some((At { value: year, span: key.span }, figure))
            })
            .collect()
    }

    fn entries<T>(&self, read: impl Fn(&Self, &str, &Spanned<DeValue<'d>>) -> Option<T>) -> Vec<(At<String>, T)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .filter_map(|(key, value)| {
                let read = read(self, key.get_ref(), value)?;
                Some((At { value: key.get_ref().to_string(), span: key.span() }, read))
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    /// Reports every key that nobody asked for. `elsewhere` names keys that exist in a sibling form, with what to say about them.
    pub fn finish(&self, elsewhere: impl Fn(&str) -> Option<(Code, Text)>) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if asked.contains(&name) {
                continue;
            }
            if let Some((code, text)) = elsewhere(name) {
                self.findings.push(self.findings.make(code, &key.span(), text));
                continue;
            }
            let help = match nearest(name, asked.iter().copied().filter(|key| !self.table.contains_key(*key))) {
                Some(near) => {
                    self.missing.borrow_mut().retain(|(key, _)| *key != near);
                    text!(DidYouMean, word = near)
                }
                None => {
                    let mut known: Vec<&str> = asked.clone();
                    known.sort_unstable();
                    known.dedup();
                    text!(KnownKeys, list = known.into_iter().map(Part::from).collect::<Vec<_>>())
                }
            };
            self.findings
                .push(self.findings.make(Code::UnknownKey, &key.span(), text!(UnknownKey, key = name, table = self.title())).help(help));
        }
        for (key, example) in self.missing.take().into_iter().filter(|(key, _)| !self.findings.is_lost(key, &self.span)) {
            let found = self.findings.make(Code::MissingKey, &self.span, text!(MissingKey, key = key, table = self.title()));
            self.findings.push(found.help(text!(AddKey, example = example)));
        }
    }

    /// What the table is called, with its id where it has one.
    #[must_use]
    pub fn title(&self) -> Text {
        match self.table.get("id").map(Spanned::get_ref) {
            Some(DeValue::String(id)) if self.table.contains_key("id") => text!(TableWithId, table = self.title.clone(), id = id.as_ref()),
            _ => self.title.clone(),
        }
    }
}
