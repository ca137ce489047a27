//! For people: every finding with its line of the text, and at the end how many there are.

use crate::diagnostic::Severity;
use crate::report::findings::draw;
use crate::text::{Language, text};

use super::Checked;

/// Draws everything that was found.
#[must_use]
pub fn write(checked: &Checked, language: Language, colour: bool) -> String {
    let mut drawn = draw(&checked.findings, &checked.sources, language, colour);
    let count = |severity| checked.findings.iter().filter(|found| found.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let excepted: usize = checked.excepted.iter().map(|(_, excepted)| excepted.count).sum();
    let files = checked.files.len();
    let summary = if excepted == 0 {
        text!(CheckSummary, files = files, errors = errors, warnings = warnings, notes = notes)
    } else {
        text!(CheckSummaryExcepted, files = files, errors = errors, warnings = warnings, notes = notes, excepted = excepted)
    };
    drawn.push_str(&summary.say(language));
    drawn.push('\n');
    drawn
}
