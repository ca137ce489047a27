//! What the parser of TOML loses its way at, taken out of its sight so that the rest of the file is still read.
//!
//! The parser recovers from most slips by itself. At a line without `=`, a bracket that is never closed and a `[table]` among
//! `[[tables]]` it loses whatever comes after, and then everything that is said of the file as a whole would be wrong. These
//! places are blanked byte for byte, so that the places of all other values stay what they are.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// Tables that may stand several times, and are therefore headed `[[name]]`.
pub(super) const SEVERAL: &[&str] =
    &["indicator", "input", "dimension", "type", "case", "track", "round", "recusal", "override", "objection"];

/// Most slips of this sort that are taken out one by one: a file with more is no TOML at all.
const MOST: usize = 50;

/// Most bytes that are read again for it.
const MOST_BYTES: usize = 4_000_000;

/// A text that the parser can read to its end, and what was taken out of its sight.
pub(super) struct Readable {
    pub text: String,
    /// Lines of slips that the parser has words for, by its message.
    pub lines: Vec<(Range<usize>, Range<usize>, String)>,
    /// Brackets that are never closed, with the lines that go with them.
    pub unclosed: Vec<(usize, Range<usize>)>,
    /// Headers `[name]` where `[[name]]` is meant: the place of the name.
    pub single: Vec<Range<usize>>,
}

/// Takes out of a text what keeps the parser from reading on.
pub(super) fn readable(written: &str) -> Readable {
    let mut found = Readable { text: written.to_owned(), lines: Vec::new(), unclosed: Vec::new(), single: Vec::new() };
    for name in single_headers(written) {
        found.text.replace_range(name.start - 1..name.end + 1, &alias_header(&written[name.clone()]));
        found.single.push(name);
    }
    for _ in 0..MOST.min(1 + MOST_BYTES / written.len().max(1)) {
        let (_, errors) = DeTable::parse_recoverable(&found.text);
        if errors.is_empty() {
            break;
        }
        if let Some((bracket, lines)) = unclosed(&found.text) {
            blank(&mut found.text, &lines);
            found.unclosed.push((bracket, lines));
        } else if let Some(error) = errors.iter().find(|error| error.message().contains("key with no value")) {
            let span = error.span().unwrap_or(0..0);
            let line = line_of(&found.text, span.start);
            // A slip that has more to say about the same line says it better.
            let better = errors.iter().filter_map(|other| other.span().map(|span| (span, other.message())));
            let mut better = better.filter(|(span, message)| line.contains(&span.start) && !message.contains("key with no value"));
            let (span, message) = better.next_back().unwrap_or((span, error.message()));
            let message = message.to_owned();
            blank(&mut found.text, &line);
            found.lines.push((line, span, message));
        } else {
            break;
        }
    }
    found
}

/// Puts the tables that were headed `[name]` among those that are headed `[[name]]`.
pub(super) fn gather(root: &mut DeTable<'_>) {
    for name in SEVERAL {
        let Some(alias) = root.remove(alias(name)) else { continue };
        let span = alias.span();
        let others = root.remove(*name).map(Spanned::into_inner);
        let lists = [Some(alias.into_inner()), others].into_iter().flatten();
        let mut tables: Vec<_> =
            lists.filter_map(|list| if let DeValue::Array(list) = list { Some(list) } else { None }).flatten().collect();
        tables.sort_by_key(|table| table.span().start);
        root.insert(Spanned::new(span.clone(), (*name).into()), Spanned::new(span, DeValue::Array(DeArray::from_iter(tables))));
    }
}

/// The name that stands for `name` where its brackets have to be doubled without making the header longer.
fn alias(name: &str) -> &str {
    &name[..name.len() - 2]
}

fn alias_header(name: &str) -> String {
    format!("[[{}]]", alias(name))
}

/// The names in headers with single brackets where double ones are meant.
fn single_headers(text: &str) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let name = SEVERAL.iter().find(|name| {
            let rest = line.strip_prefix('[').and_then(|rest| rest.strip_prefix(**name)).and_then(|rest| rest.strip_prefix(']'));
            rest.is_some_and(|rest| rest.trim_start().is_empty() || rest.trim_start().starts_with('#'))
        });
        // Of a table with tables inside it the parts would be torn apart.
        if let Some(name) = name.filter(|name| !text.contains(&format!("[{name}."))) {
            names.push(at + 1..at + 1 + name.len());
        }
        at += line.len();
    }
    names
}

/// The first bracket (or text in three quotation marks) that is never closed, and the lines from its own to the one at which
/// something new begins.
fn unclosed(text: &str) -> Option<(usize, Range<usize>)> {
    let mut open: Vec<usize> = Vec::new();
    let mut long: Option<(usize, &str)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let (Some(outermost), true) = (open.first(), starts_anew(line, long.is_none())) {
            let innermost = open.last().copied().unwrap_or(*outermost);
            return Some((innermost, line_of(text, *outermost).start..start));
        }
        let mut rest = line;
        let at = |rest: &str| start + line.len() - rest.len();
        while let Some(c) = rest.chars().next() {
            let mut step = c.len_utf8();
            if let Some((_, mark)) = long {
                if rest.starts_with(mark) {
                    (long, step) = (None, mark.len());
                } else if c == '\\' && mark.starts_with('"') {
                    step += rest[1..].chars().next().map_or(0, char::len_utf8);
                }
            } else if let Some(mark) = ["\"\"\"", "'''"].into_iter().find(|mark| rest.starts_with(mark)) {
                (long, step) = (Some((at(rest), mark)), mark.len());
            } else {
                match c {
                    '"' | '\'' => step = quoted(rest, c),
                    '#' => step = rest.len(),
                    '[' | '{' if !open.is_empty() || line[..line.len() - rest.len()].contains('=') => open.push(at(rest)),
                    ']' | '}' => _ = open.pop(),
                    _ => {}
                }
            }
            rest = &rest[step..];
        }
        start += line.len();
    }
    let never = open.first().copied().or(long.map(|(at, _)| at))?;
    let line = line_of(text, never);
    // Nothing after it seems to begin anew: then only a text can have swallowed it, and its line is all that is known to be amiss.
    let end = if long.is_some() { line.end } else { text.len() };
    Some((open.last().copied().unwrap_or(never), line.start..end))
}

/// How long a text in single or double quotation marks is; to the end of the line, where it is not closed.
fn quoted(rest: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '\\' if mark == '"' && !escaped => escaped = true,
            c if c == mark && !escaped => return at + 1,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// Does a line look like a header, or like a key at its beginning, rather than like a part of a list?
fn starts_anew(line: &str, keys_too: bool) -> bool {
    let words = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let code = line.split('#').next().unwrap_or_default().trim_end();
    let header = code.strip_prefix("[[").and_then(|c| c.strip_suffix("]]")).or(code.strip_prefix('[').and_then(|c| c.strip_suffix(']')));
    let names_table = header.is_some_and(|name| words(name) && name.starts_with(|c: char| c.is_ascii_alphabetic()));
    let key = line.split_once('=').map(|(key, _)| key.trim_end());
    names_table || (keys_too && key.is_some_and(words))
}

fn line_of(text: &str, byte: usize) -> Range<usize> {
    let start = text[..byte].rfind('\n').map_or(0, |n| n + 1);
    let end = text[byte..].find('\n').map_or(text.len(), |n| byte + n);
    start..end
}

/// Signs `=` inside brackets that a line break parts from their key or value: the parser takes them, the language does not.
pub(super) fn parted(text: &str) -> Vec<Range<usize>> {
    let mut parted = Vec::new();
    let mut depth = 0usize;
    let mut before: Option<TokenKind> = None;
    let mut equals: Option<Range<usize>> = None;
    for token in Source::new(text).lex().filter(|token| token.kind() != TokenKind::Whitespace) {
        let breaks = |kind: TokenKind| matches!(kind, TokenKind::Newline | TokenKind::Comment);
        parted.extend(equals.take().filter(|_| breaks(token.kind())));
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth = depth.saturating_sub(1),
            TokenKind::Equals if depth > 0 => {
                let place = token.span().start()..token.span().end();
                if before.is_some_and(breaks) {
                    parted.push(place);
                } else {
                    equals = Some(place);
                }
            }
            _ => {}
        }
        before = Some(token.kind());
    }
    parted
}

/// Makes blanks of a part of the text, byte for byte; line breaks stay.
fn blank(text: &mut String, part: &Range<usize>) {
    let blanks: String =
        text[part.clone()].bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }).collect();
    text.replace_range(part.clone(), &blanks);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_that_never_close_are_found() {
        let at = |text: &str| unclosed(text).map(|(bracket, lines)| (bracket, text[lines].to_owned()));
        for closed in
            ["a = [1, 2]\n[[b]]\n", "a = [\n  { b = \"]\" }, # [\n]\nc = 1\n", "a = \"\"\"\n[b]\nc = [\n\"\"\"\n", "[a]\nb = '['\n", ""]
        {
            assert_eq!(at(closed), None, "{closed}");
        }
        assert_eq!(at("a = [1, 2\nb = 1\n"), Some((4, "a = [1, 2\n".to_owned())));
        assert_eq!(at("a = [\n  { b = 1 ],\n[[c]]\n"), Some((4, "a = [\n  { b = 1 ],\n".to_owned())));
        assert_eq!(at("a = { b = 1\n\n[c]\n"), Some((4, "a = { b = 1\n\n".to_owned())));
        assert_eq!(at("a = [1,\n  2\n"), Some((4, "a = [1,\n  2\n".to_owned())));
        assert_eq!(at("a = \"\"\"b\nc = 1\n"), Some((4, "a = \"\"\"b".to_owned())));
    }

    #[test]
    fn keys_parted_from_their_values_are_found() {
        for whole in ["a = { b = [\n1 ], # c =\n d = \"=\n\" }\n", "a = [\n  { b = 1 },\n]\n", "a = {\n  b = {\n c = 1 }\n}\n", "a =\n1\n"]
        {
            assert_eq!(parted(whole), [], "{whole}");
        }
        assert_eq!(parted("a = { b =\n1, c\n= 2, d = # e\n3 }\n"), [8..9, 15..16, 22..23]);
    }

    #[test]
    fn what_follows_a_slip_is_read() {
        for slip in ["x", "x 1", "\"x", "，", "x = [1, 2", "x = { a = 1", "x = [{ a = 1 ]", "x = \"\"\"y", "x ： 3"] {
            let found = readable(&format!("a = 1\n{slip}\nb = 2\n\n[[c]]\nd = 3\n"));
            let (root, errors) = DeTable::parse_recoverable(&found.text);
            let keys: Vec<String> = root.get_ref().keys().map(|key| key.get_ref().to_string()).collect();
            assert!(errors.is_empty(), "{slip}: {errors:?}");
            assert_eq!(keys, ["a", "b", "c"], "{slip}");
            assert_eq!(found.lines.len() + found.unclosed.len(), 1, "{slip}");
        }
    }

    #[test]
    fn single_brackets_are_read_as_double_ones() {
        let found = readable("[[input]]\nid = 1\n\n[input] # zwei\nid = 2\n\n[[input]]\nid = 3\n");
        let mut root = DeTable::parse(&found.text).expect("TOML").into_inner();
        gather(&mut root);
        let inputs = root.get("input").and_then(|value| value.get_ref().as_array()).expect("a list");
        let starts: Vec<usize> = inputs.iter().map(|table| table.span().start).collect();
        assert_eq!(starts, [0, 18, 41]);
        assert!(matches!(found.single.as_slice(), [name] if *name == (19..24)));
    }
}
