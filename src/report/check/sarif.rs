//! SARIF 2.1.0, for code scanning: one rule per code, columns in characters, paths relative to the working folder.

use std::io;

use serde_json::{Value, json};

use crate::diagnostic::{Code, Place, Severity, Sources};
use crate::explanation::explain;
use crate::report::{PROGRAM, plain};
use crate::text::Language;

use super::{Checked, Position, Shown, fingerprint, message, uri};

/// Everything that was found, as one run.
///
/// # Errors
/// Only if a finding cannot be serialised, which does not happen.
pub fn write(checked: &Checked, shown: &Shown<'_>) -> io::Result<String> {
    let mut codes: Vec<Code> = checked.findings.iter().map(|found| found.code).collect();
    codes.sort_unstable_by_key(|code| code.id());
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code, shown.language)).collect();
    let results: Vec<Value> = checked
        .findings
        .iter()
        .map(|found| {
            let mut result = json!({
                "ruleId": found.code.id(),
                "ruleIndex": codes.iter().position(|code| *code == found.code),
                "level": level(found.severity),
                "message": { "text": message(found, shown.language) },
                "locations": [location(&found.place, &checked.sources, shown)],
                "partialFingerprints": { "shifanFinding/v1": fingerprint(found, shown.base) },
            });
            if !found.related.is_empty() {
                let related = found.related.iter().enumerate().map(|(position, (place, words))| {
                    let mut other = location(place, &checked.sources, shown);
                    other["id"] = json!(position + 1);
                    other["message"] = json!({ "text": plain::terminal(&words.say(shown.language)) });
                    other
                });
                result["relatedLocations"] = related.collect();
            }
            result
        })
        .collect();
    let language = if shown.language == Language::Zh { "zh-CN" } else { "en-US" };
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "shifan",
                "fullName": PROGRAM,
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": language,
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn rule(code: Code, language: Language) -> Value {
    let explanation = explain(code);
    json!({
        "id": code.id(),
        "shortDescription": { "text": code.meaning(language) },
        "fullDescription": { "text": explanation.why.say(language) },
        "help": { "text": explanation.cure.say(language) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(place: &Place, sources: &Sources, shown: &Shown<'_>) -> Value {
    let at = Position::of(place, sources);
    let mut physical = json!({ "artifactLocation": { "uri": uri(&at.file, shown.base) } });
    if let (Some((line, column)), Some((end_line, end_column))) = (at.start, at.end) {
        physical["region"] = json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
    }
    let mut location = json!({ "physicalLocation": physical });
    // A cell has no line of its own in a workbook: it is named.
    if at.start.is_none() && !at.inside().is_empty() {
        location["logicalLocations"] = json!([{ "name": at.inside(), "kind": "cell" }]);
    }
    location
}
