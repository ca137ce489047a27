//! JUnit, as Jenkins and GitLab read it: one suite per file, one failing case per finding, a clean file one passing case. No
//! times: the same input gives the same bytes.

use std::fmt::Write as _;

use crate::text::Language;

use super::{Checked, Position, beside, message};
use crate::report::plain;
use crate::report::xml::{attribute, content};

/// All files as suites.
#[must_use]
pub fn write(checked: &Checked, language: Language) -> String {
    let file_of = |found: &crate::diagnostic::Diagnostic| Position::of(&found.place, &checked.sources).file;
    let mut files: Vec<String> = checked.files.iter().map(|file| crate::standard::shown_path(file)).collect();
    for found in &checked.findings {
        let file = file_of(found);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let total = checked.findings.len();
    let clean = files.iter().filter(|file| !checked.findings.iter().any(|found| file_of(found) == **file)).count();
    let _ = writeln!(xml, "<testsuites name=\"shifan check\" tests=\"{}\" failures=\"{total}\" errors=\"0\">", total + clean);
    for file in &files {
        let own: Vec<_> = checked.findings.iter().filter(|found| file_of(found) == *file).collect();
        let name = attribute(file);
        let _ = writeln!(xml, "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"0\">", own.len().max(1), own.len());
        if own.is_empty() {
            let _ = writeln!(xml, "    <testcase classname=\"{name}\" name=\"check\"/>");
        }
        for found in own {
            let at = Position::of(&found.place, &checked.sources);
            let case = format!("{} {}", found.code.id(), at.inside());
            let _ = writeln!(xml, "    <testcase classname=\"{name}\" name=\"{}\">", attribute(case.trim_end()));
            let mut lines = format!("{} {}", plain::terminal(&at.file), at.inside()).trim_end().to_owned();
            for (place, words) in &found.related {
                let other = Position::of(place, &checked.sources);
                let _ = write!(lines, "\n{}", beside(&other.file, &other, words, language));
            }
            let text = attribute(&message(found, language));
            let _ = writeln!(xml, "      <failure type=\"{}\" message=\"{text}\">{}</failure>", found.severity.id(), content(&lines));
            xml.push_str("    </testcase>\n");
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}
