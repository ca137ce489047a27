//! Findings, drawn for people or written for programs. One in a text shows its line; one in a table names its cell.

use std::fmt::Write as _;
use std::io;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};
use serde::Serialize;

use crate::diagnostic::{Cell, Diagnostic, Place, Severity, Sources, column_letters};
use crate::text::{Language, text};

use super::{PROGRAM, plain, to_json};

/// Draws findings for a terminal, each with its line of the text or its cell of the table.
#[must_use]
pub fn draw(findings: &[Diagnostic], sources: &Sources, language: Language, colour: bool) -> String {
    let mut drawn = String::new();
    for found in findings {
        match &found.place {
            Place::Span(file, span) if sources.text(file).is_some() => {
                let source = sources.text(file).unwrap_or_default();
                drawn.push_str(&snippet(found, file, source, span.clone(), sources, language, colour));
                drawn.push('\n');
            }
            Place::Span(..) | Place::File(_) | Place::Cell(_) => drawn.push_str(&table_finding(found, language)),
        }
    }
    drawn
}

/// The word for a severity.
pub(super) fn severity(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::En) => "error",
        (Severity::Warning, Language::En) => "warning",
        (Severity::Note, Language::En) => "note",
        (Severity::Error, Language::Zh) => "错误",
        (Severity::Warning, Language::Zh) => "警告",
        (Severity::Note, Language::Zh) => "提示",
    }
}

fn snippet(
    found: &Diagnostic,
    file: &str,
    source: &str,
    span: std::ops::Range<usize>,
    sources: &Sources,
    language: Language,
    colour: bool,
) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
    .with_name(severity(found.severity, language));
    let title = plain::terminal(&found.text.say(language)).into_owned();
    let safe = spaced(source);
    let span = visible(&safe, span);
    let mut element = Snippet::source(safe.as_str()).path(plain::terminal(file)).annotation(AnnotationKind::Primary.span(span));
    let mut elsewhere = Vec::new();
    for (place, text) in &found.related {
        let words = plain::terminal(&text.say(language)).into_owned();
        match place {
            Place::Span(other, span) if **other == *file => {
                element = element.annotation(AnnotationKind::Context.span(visible(&safe, span.clone())).label(words));
            }
            other => elsewhere.push(format!("{}: {words}", place_text(other, sources))),
        }
    }
    let help_word = if language == Language::Zh { "建议" } else { "help" };
    let mut group = Group::with_title(level.primary_title(title).id(found.code.id())).element(element);
    for other in elsewhere {
        group = group.element(Level::NOTE.with_name(severity(Severity::Note, language)).message(other));
    }
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.with_name(help_word).message(plain::terminal(&help.say(language)).into_owned()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut drawn = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    drawn.push('\n');
    drawn
}

/// The same text with what could disturb a terminal replaced byte for byte, so that places stay what they are.
fn spaced(source: &str) -> String {
    let mut safe = String::with_capacity(source.len());
    for c in source.chars() {
        if !matches!(c, '\n' | '\t' | '\r') && plain::is_hostile(c) {
            safe.extend(std::iter::repeat_n('?', c.len_utf8()));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// A span that lies on character boundaries inside the text and is not empty where it can be helped.
fn visible(source: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (floor(span.start), floor(span.end.max(span.start)));
    // Only the first line of a longer span is shown.
    let end = source[start..end].find('\n').map_or(end, |n| start + n);
    start..end
}

/// A finding about a table or a file, in one paragraph: place, severity, code, text, then related places and the cure.
#[must_use]
pub fn table_finding(found: &Diagnostic, language: Language) -> String {
    let mut line = String::new();
    let colon = if language == Language::Zh { "：" } else { ": " };
    let _ = write!(
        line,
        "{}[{}] {}",
        severity(found.severity, language),
        found.code.id(),
        plain::terminal(&place_words(&found.place, language))
    );
    let about: Vec<String> = [found.applicant.as_deref(), found.indicator.as_deref()]
        .into_iter()
        .flatten()
        .filter(|a| !a.is_empty())
        .map(crate::submission::short)
        .collect();
    if !about.is_empty() {
        let (open, close) = if language == Language::Zh { ("（", "）") } else { (" (", ")") };
        let _ = write!(line, "{open}{}{close}", plain::terminal(&about.join(" ")));
    }
    let _ = write!(line, "{colon}{}", plain::terminal(&found.text.say(language)));
    for (place, text) in &found.related {
        let _ = write!(line, "\n  {}{colon}{}", plain::terminal(&text.say(language)), plain::terminal(&place_words(place, language)));
    }
    if let Some(help) = &found.help {
        let word = if language == Language::Zh { "建议" } else { "help" };
        let _ = write!(line, "\n  {word}{colon}{}", plain::terminal(&help.say(language)));
    }
    line.push('\n');
    line
}

/// A finding on one line, as documents carry it.
pub(super) fn one_line(found: &Diagnostic, sources: &Sources, language: Language) -> String {
    let drawn = table_finding(found, language);
    let line = drawn.trim_end().replace("\n  ", if language == Language::Zh { "；" } else { "; " });
    match &found.place {
        Place::Span(file, _) => line.replacen(&**file, &place_text(&found.place, sources), 1),
        _ => line,
    }
}

fn place_words(place: &Place, language: Language) -> String {
    match place {
        Place::File(file) | Place::Span(file, _) => file.to_string(),
        Place::Cell(cell) => {
            let Cell { file, row, column, .. } = cell;
            if let Some(inside) = cell.in_sheet() {
                return format!("{file} {inside}");
            }
            let file = file.to_string();
            match (row, column) {
                (Some(row), Some(column)) => text!(PlaceCell, file = file, row = *row, column = column_letters(*column)).say(language),
                (Some(row), None) => text!(PlaceRow, file = file, row = *row).say(language),
                (None, Some(column)) => text!(PlaceColumn, file = file, column = column_letters(*column)).say(language),
                (None, None) => file,
            }
        }
    }
}

fn place_text(place: &Place, sources: &Sources) -> String {
    match place {
        Place::File(file) => file.to_string(),
        Place::Cell(cell) => cell.show(),
        Place::Span(file, span) => match sources.line_column(file, span.start) {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.to_string(),
        },
    }
}

fn position<'a>(place: &'a Place, sources: &Sources) -> (&'a str, Option<usize>, Option<usize>) {
    match place {
        Place::File(file) => (file, None, None),
        Place::Cell(cell) => (&cell.file, cell.row.and_then(|r| usize::try_from(r).ok()), cell.column.map(|c| c + 1)),
        Place::Span(file, span) => {
            let at = sources.line_column(file, span.start);
            (file, at.map(|(line, _)| line), at.map(|(_, column)| column))
        }
    }
}

/// A finding in a table, as `shifan/score/1` has it.
#[derive(Serialize)]
pub(super) struct TableFinding<'a> {
    code: &'static str,
    severity: &'static str,
    file: &'a str,
    sheet: Option<&'a str>,
    row: Option<u64>,
    column: Option<String>,
    /// In a text: the line, and the column in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    character: Option<usize>,
    applicant: Option<&'a str>,
    indicator: Option<&'a str>,
    text: String,
    help: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<String>,
}

impl<'a> TableFinding<'a> {
    /// With the line and column of a place in a text.
    pub fn with_sources(found: &'a Diagnostic, sources: &Sources, language: Language) -> Self {
        let mut finding = Self::of(found, language);
        let (_, line, column) = position(&found.place, sources);
        let in_text = matches!(found.place, Place::Span(..));
        finding.line = line.filter(|_| in_text);
        finding.character = column.filter(|_| in_text);
        finding.related = found.related.iter().map(|(place, _)| place_text(place, sources)).collect();
        finding
    }

    pub fn of(found: &'a Diagnostic, language: Language) -> Self {
        let (file, sheet, row, column) = match &found.place {
            Place::File(file) | Place::Span(file, _) => (file, None, None, None),
            Place::Cell(cell) => (&cell.file, cell.sheet.as_deref(), cell.row, cell.column.map(column_letters)),
        };
        Self {
            code: found.code.id(),
            severity: found.severity.id(),
            file,
            sheet,
            row,
            column,
            line: None,
            character: None,
            applicant: found.applicant.as_deref(),
            indicator: found.indicator.as_deref(),
            text: found.text.say(language),
            help: found.help.as_ref().map(|h| h.say(language)),
            related: found.related.iter().map(|(place, _)| place_text(place, &Sources::default())).collect(),
        }
    }
}

/// What stands on stdout under `--format json` where nothing could be run.
///
/// # Errors
/// Only if a finding cannot be serialised, which does not happen.
pub fn problems_json(findings: &[(Diagnostic, &Sources)], language: Language) -> io::Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        program: &'static str,
        problems: Vec<TableFinding<'a>>,
    }
    let problems = findings.iter().map(|(found, sources)| TableFinding::with_sources(found, sources, language)).collect();
    Ok(to_json(&Document { schema: "shifan/error/1", program: PROGRAM, problems })? + "\n")
}
