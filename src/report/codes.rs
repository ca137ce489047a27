//! `schema result --codes`: every code that a result can hold.

use crate::diagnostic::Code;
use crate::text::Language;

/// One code a line: code, severity unless said otherwise, meaning; parted by tabs.
#[must_use]
pub fn list(language: Language) -> String {
    Code::ALL.iter().map(|code| format!("{}\t{}\t{}\n", code.id(), code.severity().id(), code.meaning(language))).collect()
}
