//! TOML files that people write, read with every position kept.
//!
//! A [`Document`] is parsed once, all its syntax errors are collected, and what could be read is walked by hand: each
//! [`Table`] hands out its keys one by one, notes which were asked for, and at the end reports the ones that nobody
//! knows. Figures keep the text they were written with; no number ever passes through a binary float.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::number::{Decimal, DecimalError};
use crate::text::{Part, Text, text};

/// A value with the bytes it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

impl<T> At<T> {
    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), span: self.span }
    }
}

/// A number or percentage as written: `85`, `"85%"`, `12.50`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The digits.
    pub decimal: Decimal,
    /// Written with a percent sign.
    pub percent: bool,
}

/// Most lines with syntax errors that are reported: a file with more is no TOML at all.
const MOST_SYNTAX_ERRORS: usize = 100;

/// A value of a table whose keys are free: figures are kept as the text they were written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Free {
    /// `true` or `false`.
    Flag(At<bool>),
    /// A text or figure.
    Text(At<String>),
    /// A list of texts.
    List(Vec<At<String>>),
}

/// A file that a person writes: its name and its text.
#[derive(Clone, Debug)]
pub struct Document {
    /// As named on the command line.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

/// A document parsed as far as it could be.
pub struct Parsed<'d> {
    root: DeTable<'d>,
}

impl Document {
    /// Parses the text; syntax errors go to `findings`, and what could be read in spite of them is returned.
    pub fn parse<'d>(&'d self, findings: &Findings<'d>) -> Parsed<'d> {
        let (root, errors) = DeTable::parse_recoverable(&self.text);
        let root = root.into_inner();
        let mut seen: std::collections::HashSet<usize> = std::collections::HashSet::new();
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let line = self.line_of(span.start);
            if !seen.insert(line.start) || seen.len() > MOST_SYNTAX_ERRORS {
                continue; // what follows a slip on its line follows from it
            }
            if let Some(bracket) = self.unclosed_before(error.message(), &line) {
                // Behind a list that never closes nothing can be told apart, and its own table is cut short: only the tables
                // before it are judged.
                let table = self.text[..bracket].rfind("\n[").map_or(0, |n| n + 1);
                findings.broken_from.set(Some(table));
                let found = findings.make(Code::Syntax, &(bracket..bracket + 1), text!(UnclosedList));
                findings.push_syntax(found.help(text!(CloseList)));
                break;
            }
            findings.broken_lines.borrow_mut().push(line.clone());
            let written = &self.text[line];
            let found = if error.message().contains("duplicate key") {
                self.duplicate(&root, &span, written, findings)
            } else {
                let full_width = written.contains(['“', '”', '‘', '’', '＝', '：', '，', '＂']);
                let help = if full_width { text!(StraightQuotes) } else { text!(TomlForm) };
                findings.make(Code::Syntax, &span, text!(Toml, message = syntax_message(error.message()))).help(help)
            };
            findings.push_syntax(found);
        }
        Parsed { root }
    }

    /// The bracket of a list that was opened above `line` and never closed, which is why the parser wants a comma before it.
    fn unclosed_before(&self, message: &str, line: &Range<usize>) -> Option<usize> {
        let written = self.text[line.clone()].trim_start();
        let starts_anew = written.starts_with('[') || written.split_once('=').is_some_and(|(key, _)| !key.contains(['{', '"', ',']));
        if !message.contains("missing comma between array elements") || !starts_anew {
            return None;
        }
        let above = &self.text[..line.start];
        let opened = above.lines().rev().find(|line| line.contains('=') && line.contains('['))?;
        let start = opened.as_ptr() as usize - above.as_ptr() as usize;
        Some(start + opened.find('[')?)
    }

    /// A key or table that stands twice. Of tables that may be several, the cure is the double bracket.
    fn duplicate<'d>(&'d self, root: &DeTable<'d>, span: &Range<usize>, line: &str, findings: &Findings<'d>) -> Diagnostic {
        let key = self.text[span.clone()].trim_matches(['[', ']', '"', '\'']);
        let found = findings.make(Code::DuplicateKey, span, text!(DuplicateKey, key = key));
        let several = line.trim_start().starts_with('[') && ["indicator", "input", "dimension", "type", "case"].contains(&key);
        let found = found.help(if several { text!(DoubleBrackets, name = key) } else { text!(KeepOne) });
        match earlier_key(root, key, span.start) {
            Some(first) => found.related(findings.place(&first), text!(FirstHere, name = key)),
            None => found,
        }
    }

    fn line_of(&self, byte: usize) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let byte = byte.min(bytes.len());
        let start = bytes[..byte].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
        let end = bytes[byte..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| byte + n);
        start..end
    }
}

/// The parser's own words, with a Chinese counterpart for the frequent ones.
fn syntax_message(message: &str) -> Part {
    const KNOWN: &[(&str, &str)] = &[
        ("string values must be quoted", "文本要加引号"),
        ("extra `=`", "多了一个等号"),
        ("key with no value", "键后面没有值"),
        ("unclosed", "括号或引号没有配对"),
        ("invalid basic string", "引号没有配对或文本中有不允许的字符"),
        ("invalid literal string", "引号没有配对或文本中有不允许的字符"),
        ("missing value", "缺少值"),
        ("missing comma", "缺少逗号"),
        ("extra comma", "多了一个逗号"),
        ("invalid key", "键的写法不对"),
        ("missing key", "缺少键"),
        ("unexpected key or value", "这里不应再有键或值,每行只写一个"),
        ("missing assignment operator", "缺少等号"),
        ("missing table", "缺少表头的括号"),
        ("invalid", "写法不对"),
    ];
    let zh = KNOWN.iter().find(|(en, _)| message.contains(en)).map_or("语法错误", |(_, zh)| zh);
    let zh = if KNOWN.iter().any(|(en, _)| message.contains(en)) { zh.to_owned() } else { format!("{zh}（{message}）") };
    Part::Name { zh, en: message.to_owned() }
}

/// The nearest place before `byte` where `key` is given.
fn earlier_key(table: &DeTable<'_>, key: &str, byte: usize) -> Option<Range<usize>> {
    let mut nearest: Option<Range<usize>> = None;
    let mut consider = |span: Range<usize>| {
        if span.start < byte && nearest.as_ref().is_none_or(|n| n.start < span.start) {
            nearest = Some(span);
        }
    };
    for (name, value) in table.iter() {
        if name.get_ref() == key {
            consider(name.span());
        }
        let inner: Vec<&DeTable<'_>> = match value.get_ref() {
            DeValue::Table(inner) => vec![inner],
            DeValue::Array(items) => items.iter().filter_map(|item| item.get_ref().as_table()).collect(),
            _ => Vec::new(),
        };
        inner.into_iter().filter_map(|inner| earlier_key(inner, key, byte)).for_each(&mut consider);
    }
    nearest
}

/// Findings about one document, in the making.
pub struct Findings<'d> {
    document: &'d Document,
    list: RefCell<Vec<Diagnostic>>,
    broken_lines: RefCell<Vec<Range<usize>>>,
    /// From here on the file cannot be told apart.
    broken_from: std::cell::Cell<Option<usize>>,
}

impl<'d> Findings<'d> {
    /// None so far.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        Self { document, list: RefCell::default(), broken_lines: RefCell::default(), broken_from: std::cell::Cell::default() }
    }

    /// A place in the document.
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> Place {
        Place::Span(Arc::clone(&self.document.name), span.clone())
    }

    /// A finding at a place of the document.
    #[must_use]
    pub fn make(&self, code: Code, span: &Range<usize>, text: Text) -> Diagnostic {
        Diagnostic::new(code, self.place(span), text)
    }

    /// Reports a finding; one on a line that is not TOML in the first place is left out.
    pub fn push(&self, found: Diagnostic) {
        let on_broken_line = match &found.place {
            Place::Span(_, span) => {
                self.broken_from.get().is_some_and(|from| from <= span.start)
                    || self.broken_lines.borrow().iter().any(|line| line.start <= span.start && span.start <= line.end)
            }
            _ => false,
        };
        if !on_broken_line {
            self.push_syntax(found);
        }
    }

    fn push_syntax(&self, found: Diagnostic) {
        self.list.borrow_mut().push(found);
    }

    /// All of them, by place.
    #[must_use]
    pub fn into_list(self) -> Vec<Diagnostic> {
        let mut list = self.list.into_inner();
        list.sort_by_key(|found| match &found.place {
            Place::Span(_, span) => (span.start, span.end, found.code),
            _ => (0, 0, found.code),
        });
        list.dedup();
        list
    }
}

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
        let listed = matches!(value.get_ref(), DeValue::String(_)) && expected == text!(TypeList);
        let help = if quoted {
            Some(text!(AddKey, example = format!("{key} = \"{written}\"")))
        } else {
            listed.then(|| text!(AddKey, example = format!("{key} = [{written}]")))
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

    /// Is the key there?
    #[must_use]
    pub fn has(&self, key: &'static str) -> bool {
        self.find(key).is_some()
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
                self.wrong_type(key, value, text!(TypeWhole));
                None
            }
        }
    }

    /// A list of whole numbers.
    pub fn wholes(&self, key: &'static str, least: i64, most: i64) -> Vec<At<i64>> {
        self.items(key).into_iter().filter_map(|item| self.whole_of(key, item, least, most)).collect()
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
        for (key, example) in self.missing.take() {
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

/// The candidate that a person most probably meant: the nearest by edit distance, at most a third of the word away.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let folded = word.to_lowercase();
    candidates
        .map(|candidate| (strsim::osa_distance(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(_, candidate)| candidate.to_lowercase().chars().any(|c| folded.contains(c)))
        .filter(|(distance, candidate)| *distance <= (word.chars().count().max(candidate.chars().count()) / 3).max(1))
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        assert_eq!(nearest("pionts", ["points", "name"].into_iter()), Some("points"));
        assert_eq!(nearest("签约律", ["签约率", "满意度"].into_iter()), Some("签约率"));
        assert_eq!(nearest("zzz", ["points", "name"].into_iter()), None);
    }
}
