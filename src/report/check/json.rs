//! `shifan/check/1`.

use std::io;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::report::{PROGRAM, plain};

use super::{Checked, Position, Shown, fingerprint};

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    program: &'static str,
    files: &'a [String],
    findings: Vec<Finding<'a>>,
    excepted: Vec<Excepted<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    #[serde(flatten)]
    place: Placed,
    #[serde(skip_serializing_if = "Option::is_none")]
    applicant: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    indicator: Option<&'a str>,
    text: String,
    help: Option<String>,
    related: Vec<Related>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Related {
    #[serde(flatten)]
    place: Placed,
    text: String,
}

/// A place in a text, or one in a table.
#[derive(Serialize)]
#[serde(untagged)]
enum Placed {
    Text { file: String, line: Option<usize>, column: Option<usize>, end_line: Option<usize>, end_column: Option<usize> },
    Table { file: String, sheet: Option<String>, row: Option<u64>, column: Option<String> },
}

impl From<Position> for Placed {
    fn from(at: Position) -> Self {
        if at.row.is_some() || at.column.is_some() || at.sheet.is_some() {
            return Self::Table { file: at.file, sheet: at.sheet, row: at.row, column: at.column };
        }
        let part = |place: Option<(usize, usize)>| (place.map(|(line, _)| line), place.map(|(_, column)| column));
        let ((line, column), (end_line, end_column)) = (part(at.start), part(at.end));
        Self::Text { file: at.file, line, column, end_line, end_column }
    }
}

#[derive(Serialize)]
struct Excepted<'a> {
    file: &'a str,
    code: &'static str,
    reason: &'a str,
    count: usize,
}

/// Everything that was found.
///
/// # Errors
/// Only if a finding cannot be serialised, which does not happen.
pub fn write(checked: &Checked, shown: &Shown<'_>) -> io::Result<String> {
    let language = shown.language;
    let of = |found: &'_ Diagnostic| -> Vec<Related> {
        let related = found.related.iter();
        related.map(|(place, text)| Related { place: Position::of(place, &checked.sources).into(), text: text.say(language) }).collect()
    };
    let findings = checked.findings.iter().map(|found| Finding {
        code: found.code.id(),
        severity: found.severity.id(),
        place: Position::of(&found.place, &checked.sources).into(),
        applicant: found.applicant.as_deref(),
        indicator: found.indicator.as_deref(),
        text: found.text.say(language),
        help: found.help.as_ref().map(|help| help.say(language)),
        related: of(found),
        fingerprint: fingerprint(found, shown.base),
    });
    let excepted = checked.excepted.iter().map(|(file, excepted)| Excepted {
        file,
        code: excepted.code.id(),
        reason: &excepted.reason,
        count: excepted.count,
    });
    let document = Document {
        schema: "shifan/check/1",
        program: PROGRAM,
        files: &checked.files,
        findings: findings.collect(),
        excepted: excepted.collect(),
    };
    Ok(plain::json(serde_json::to_string_pretty(&document)?) + "\n")
}
