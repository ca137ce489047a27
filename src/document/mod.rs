//! TOML files that people write, read with every position kept.
//!
//! A [`Document`] is parsed once, all its syntax errors are collected, and what could be read is walked by hand: each
//! [`Table`] hands out its keys one by one, notes which were asked for, and at the end reports the ones that nobody
//! knows. Figures keep the text they were written with; no number ever passes through a binary float.

mod exceptions;
pub mod needs;
mod recovery;
mod table;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::number::Decimal;
use crate::text::{Names, Part, Text, text};

pub use exceptions::{Excepted, Exceptions};
pub use table::{FreeFigures, FreeLists, Table};

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
    /// The text without what keeps the parser from reading on.
    readable: OnceLock<String>,
}

/// A document parsed as far as it could be.
pub struct Parsed<'d> {
    root: DeTable<'d>,
}

impl Document {
    /// A file of this name with this text.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into(), readable: OnceLock::new() }
    }

    /// Parses the text; syntax errors go to `findings`, and what could be read in spite of them is returned.
    pub fn parse<'d>(&'d self, findings: &Findings<'d>) -> Parsed<'d> {
        let recovery::Readable { text, lines, unclosed, single } = recovery::readable(&self.text);
        let (root, errors) = DeTable::parse_recoverable(self.readable.get_or_init(|| text));
        let mut root = root.into_inner();
        let mut seen: std::collections::HashSet<usize> = std::collections::HashSet::new();
        for (bracket, lines) in unclosed {
            findings.broken_lines.borrow_mut().push(lines);
            let text = text!(Unclosed, bracket = &self.text[bracket..bracket + 1]);
            findings.push_syntax(findings.make(Code::Syntax, &(bracket..bracket + 1), text).help(text!(CloseBracket)));
        }
        for (line, span, message) in lines {
            seen.insert(line.start);
            findings.push_syntax(self.not_toml(&message, &span, &self.text[line.clone()], findings));
            findings.broken_lines.borrow_mut().push(line);
        }
        for name in single {
            let several = &self.text[name.clone()];
            let text = text!(WrongType, key = several, expected = text!(TypeTables, name = several), found = text!(TypeTable));
            let header = name.start - 1..name.end + 1;
            findings.push_syntax(findings.make(Code::WrongType, &header, text).help(text!(DoubleBrackets, name = several)));
        }
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let line = self.line_of(span.start);
            if !seen.insert(line.start) || seen.len() > MOST_SYNTAX_ERRORS {
                continue; // what follows a slip on its line follows from it
            }
            findings.broken_lines.borrow_mut().push(line.clone());
            let found = if error.message().contains("duplicate key") {
                self.duplicate(&root, &span, findings)
            } else {
                self.not_toml(error.message(), &span, &self.text[line], findings)
            };
            findings.push_syntax(found);
        }
        for equals in recovery::parted(self.readable.get().map_or("", String::as_str)) {
            if seen.insert(self.line_of(equals.start).start) {
                findings.push_syntax(findings.make(Code::Syntax, &equals, text!(KeyAndValueParted)).help(text!(OneLineForKey)));
            }
        }
        recovery::gather(&mut root);
        Parsed { root }
    }

    /// A slip that the parser has words for, with what helps against it.
    fn not_toml<'d>(&'d self, message: &str, span: &Range<usize>, line: &str, findings: &Findings<'d>) -> Diagnostic {
        let full_width = line.contains(['“', '”', '‘', '’', '＝', '：', '，', '＂']);
        let help = if ["invalid date", "invalid time"].iter().any(|word| message.contains(word)) {
            text!(TomlDateForm)
        } else if ["missing escaped value", "invalid escape"].iter().any(|word| message.contains(word)) {
            text!(BackslashForm)
        } else if message.contains("string values must be quoted") && figure_with_unit(&self.text[span.clone()]) {
            return findings.make(Code::Syntax, span, text!(FigureNotAlone)).help(text!(FigureWithUnit));
        } else if full_width {
            text!(StraightQuotes)
        } else {
            text!(TomlForm)
        };
        // Where the parser points behind what is amiss, that is pointed at.
        let before = &self.text[line_start(&self.text, span.start)..span.start];
        let back = match message {
            _ if !span.is_empty() => 0,
            _ if message.contains("key with no value") => before.trim_start().len(),
            _ if before.ends_with('\\') => 1,
            _ => 0,
        };
        findings.make(Code::Syntax, &(span.start - back..span.end), text!(Toml, message = syntax_message(message))).help(help)
    }

    /// A key or table that stands twice.
    fn duplicate<'d>(&'d self, root: &DeTable<'d>, span: &Range<usize>, findings: &Findings<'d>) -> Diagnostic {
        let key = self.text[span.clone()].trim_matches(['[', ']', '"', '\'']);
        let found = findings.make(Code::DuplicateKey, span, text!(DuplicateKey, key = key));
        let found = found.help(text!(KeepOne));
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

/// Is it a figure with a unit behind it, like 60分?
fn figure_with_unit(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let figure = &word[..word.len() - unit.len()];
    !unit.is_empty() && Decimal::parse(figure).is_ok() && unit.chars().all(|c| c == '%' || (!c.is_ascii() && !c.is_numeric()))
}

/// Where the line of a byte begins.
fn line_start(text: &str, byte: usize) -> usize {
    text[..byte].rfind('\n').map_or(0, |n| n + 1)
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
        ("invalid date", "日期的写法不对"),
        ("invalid time", "日期的写法不对"),
        ("missing escaped value", "引号中的反斜杠 \\ 有特殊含义"),
        ("invalid escape", "引号中的反斜杠 \\ 有特殊含义"),
        ("extra assignment", "一行只写一个键，列表和表中用半角逗号分隔"),
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
    Part::from(Names { zh, en: message.to_owned() })
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
    /// The file needs another version of the program: what this one does not know is no mistake.
    outdated: std::cell::Cell<bool>,
}

impl<'d> Findings<'d> {
    /// None so far.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        Self { document, list: RefCell::default(), broken_lines: RefCell::default(), outdated: std::cell::Cell::default() }
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
            Place::Span(_, span) => self.broken_lines.borrow().iter().any(|line| line.start <= span.start && span.start <= line.end),
            _ => false,
        };
        if !on_broken_line {
            self.push_syntax(found);
        }
    }

    /// Is anything not TOML in the first place, so that what seems to be missing may only be unread?
    #[must_use]
    pub fn is_broken(&self) -> bool {
        !self.broken_lines.borrow().is_empty()
    }

    /// Does a line that is not TOML begin with this key, in the table whose header is at `table`?
    fn is_lost(&self, key: &str, table: &Range<usize>) -> bool {
        let text = &self.document.text;
        let begins = |line: &str| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
        };
        let header_before = |byte: usize| {
            let lines = text[..byte].split_inclusive('\n').rev();
            let mut start = byte;
            let mut starts = lines.map(|line| {
                start -= line.len();
                (start, line)
            });
            starts.find(|(_, line)| line.trim_start().starts_with('[')).map(|(start, _)| start)
        };
        let own = (!table.is_empty()).then(|| self.document.line_of(table.start).start);
        let broken = self.broken_lines.borrow();
        let mut lost = broken.iter().filter(|lines| text[(*lines).clone()].lines().any(begins));
        lost.any(|lines| header_before(lines.start) == own)
    }

    fn push_syntax(&self, found: Diagnostic) {
        self.list.borrow_mut().push(found);
    }

    /// All of them so far, by place.
    #[must_use]
    pub fn take(&self) -> Vec<Diagnostic> {
        let mut list = self.list.take();
        if self.outdated.get() {
            let unknown = [Code::UnknownKey, Code::UnknownValue, Code::KeyOfOtherKind, Code::WrongType];
            list.retain(|found| !unknown.contains(&found.code));
        }
        list.sort_by_key(|found| match &found.place {
            Place::Span(_, span) => (span.start, span.end, found.code),
            _ => (0, 0, found.code),
        });
        list.dedup();
        list
    }
}

/// Does a text look like a scheme rather than a standard?
#[must_use]
pub fn is_scheme(text: &str) -> bool {
    has_table(text, &["[scheme]", "[[track]]", "[[round]]"])
}

/// Does a text look like a standard, rather than like TOML of some other program?
#[must_use]
pub fn is_standard(text: &str) -> bool {
    has_table(text, &["[standard]", "[[indicator]]"])
}

fn has_table(text: &str, heads: &[&str]) -> bool {
    let mut lines = text.lines().map(|line| line.trim_start_matches('\u{feff}').trim()).filter(|line| line.starts_with('['));
    lines.any(|line| heads.iter().any(|head| line.replace([' ', '\t'], "").starts_with(head)))
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
