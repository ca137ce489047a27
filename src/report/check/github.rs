//! GitHub's annotations: one workflow command a line, which the runner shows beside the line of the file.

use std::fmt::Write as _;
use std::path::Path;

use crate::diagnostic::Severity;

use super::{Checked, Position, Shown, beside, message};

/// One line per finding.
#[must_use]
pub fn write(checked: &Checked, shown: &Shown<'_>) -> String {
    let mut lines = String::new();
    for found in &checked.findings {
        let at = Position::of(&found.place, &checked.sources);
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(lines, "::{level} file={}", property(&path(&at.file, shown.base)));
        if let Some((line, column)) = at.start {
            let _ = write!(lines, ",line={line},col={column}");
            // The runner takes an end column only on the same line.
            match at.end {
                Some((end, behind)) if end == line && behind > column => _ = write!(lines, ",endLine={end},endColumn={behind}"),
                Some((end, _)) if end > line => _ = write!(lines, ",endLine={end}"),
                _ => {}
            }
        } else if let Some(row) = at.row {
            let _ = write!(lines, ",line={row}");
        }
        let mut text = message(found, shown.language);
        for (place, words) in &found.related {
            let other = Position::of(place, &checked.sources);
            let _ = write!(text, "\n{}", beside(&path(&other.file, shown.base), &other, words, shown.language));
        }
        let title = match at.start {
            None if !at.inside().is_empty() => format!("{} {}", found.code.id(), at.inside()),
            _ => found.code.id().to_owned(),
        };
        let _ = writeln!(lines, ",title={}::{}", property(&title), data(&text));
    }
    lines
}

/// A path, not a URI: the runner looks for the file.
fn path(file: &str, base: &Path) -> String {
    let file = crate::standard::shown_path(file);
    let below = file.strip_prefix(&format!("{}/", base.display()));
    below.unwrap_or(file.strip_prefix("./").unwrap_or(&file)).to_owned()
}

/// The text of a workflow command: one line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command: neither colon nor comma ends it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
