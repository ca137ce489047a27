//! What `check` found, in five forms that all carry the same findings: text for people, JSON for scripts, SARIF for code
//! scanning, GitHub's annotations, JUnit for everything else that shows tests.

mod github;
mod json;
mod junit;
mod sarif;
mod text;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::diagnostic::{Cell, Diagnostic, Place, Sources, column_letters};
use crate::document::Excepted;
use crate::text::{Language, Text};

pub use github::write as github;
pub use json::write as json;
pub use junit::write as junit;
pub use sarif::write as sarif;
pub use text::write as text;

/// Everything that one call of `check` found.
pub struct Checked {
    /// The files, as named, in the order in which they were checked.
    pub files: Vec<String>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// The texts that findings point into.
    pub sources: Sources,
    /// What the files except, by file.
    pub excepted: Vec<(String, Excepted)>,
}

/// How findings are to be shown.
pub struct Shown<'p> {
    /// The language of texts.
    pub language: Language,
    /// The folder that paths in SARIF are relative to.
    pub base: &'p Path,
}

/// Where a finding is, as machine-readable forms carry it: lines and columns from 1, columns in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The file.
    pub file: String,
    /// In a text: where it begins.
    pub start: Option<(usize, usize)>,
    /// In a text: the character behind its last.
    pub end: Option<(usize, usize)>,
    /// In a table: the sheet of a workbook.
    pub sheet: Option<String>,
    /// In a table: the row, as the spreadsheet shows it.
    pub row: Option<u64>,
    /// In a table: the letters of the column.
    pub column: Option<String>,
}

impl Position {
    /// Of a place.
    #[must_use]
    pub fn of(place: &Place, sources: &Sources) -> Self {
        match place {
            Place::File(file) => Self { file: file.to_string(), ..Self::default() },
            Place::Span(file, span) => Self {
                file: file.to_string(),
                start: sources.line_column(file, span.start),
                end: sources.line_column(file, span.end.max(span.start)),
                ..Self::default()
            },
            Place::Cell(Cell { file, sheet, row, column }) => Self {
                file: file.to_string(),
                sheet: sheet.as_ref().map(ToString::to_string),
                row: *row,
                column: column.map(column_letters),
                ..Self::default()
            },
        }
    }

    /// What is pointed at inside the file, for a name: `12:9`, or `表1!P7`.
    #[must_use]
    pub fn inside(&self) -> String {
        let cell = match (self.start, &self.column, self.row) {
            (Some((line, column)), ..) => return format!("{line}:{column}"),
            (None, Some(column), Some(row)) => format!("{column}{row}"),
            (None, Some(column), None) => column.clone(),
            (None, None, Some(row)) => row.to_string(),
            (None, None, None) => return String::new(),
        };
        self.sheet.as_ref().map_or(cell.clone(), |sheet| format!("{sheet}!{cell}"))
    }
}

/// What a finding is known by from run to run: the same for the same finding wherever in the file its line has moved, and in
/// every language, and whether its path is written from the working folder (`base`) or in full.
#[must_use]
pub fn fingerprint(found: &Diagnostic, base: &Path) -> String {
    let file = match &found.place {
        Place::File(file) | Place::Span(file, _) => file,
        Place::Cell(cell) => &cell.file,
    };
    let mut hash = Sha256::new();
    let about = [found.applicant.as_deref(), found.indicator.as_deref()].map(Option::unwrap_or_default);
    for part in [found.code.id(), &uri(file, base), about[0], about[1], &found.text.say(Language::En)] {
        hash.update(part);
        hash.update([0]);
    }
    let mut hex = crate::standard::hex(&hash.finalize());
    hex.truncate(16);
    hex
}

/// A path as a relative URI where it lies below `base`, else as it stands; percent-encoded.
fn uri(file: &str, base: &Path) -> String {
    let path = PathBuf::from(file);
    let relative = if path.is_absolute() { path.strip_prefix(base).map(Path::to_path_buf).unwrap_or(path.clone()) } else { path };
    let shown = crate::standard::shown_path(&relative.to_string_lossy());
    let mut encoded = if Path::new(&shown).is_absolute() { "file://".to_owned() } else { String::new() };
    for byte in shown.strip_prefix("./").unwrap_or(&shown).bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The text of a finding with its cure, for forms that have one field for both.
fn message(found: &Diagnostic, language: Language) -> String {
    let mut message = found.text.say(language);
    if let Some(help) = &found.help {
        message.push_str(if language == Language::Zh { "；建议：" } else { "; help: " });
        message.push_str(&help.say(language));
    }
    super::plain::terminal(&message).into_owned()
}

/// The other place of a conflict, in one line.
fn beside(file: &str, at: &Position, words: &Text, language: Language) -> String {
    let place = format!("{file} {}", at.inside());
    super::plain::terminal(&format!("{}: {}", place.trim_end(), words.say(language))).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_and_encoded() {
        let base = Path::new("/repo/评审");
        assert_eq!(uri("standards/评 1.toml", base), "standards/%E8%AF%84%201.toml");
        assert_eq!(uri("/repo/评审/a.toml", base), "a.toml");
        assert_eq!(uri("./a.toml", base), "a.toml");
        assert_eq!(uri("/other/a.toml", base), "file:///other/a.toml");
    }
}
