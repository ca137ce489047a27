//! `test`: which cases came out, what was expected where one did not, and what no case reaches.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::analysis::{CaseResult, Coverage};
use crate::diagnostic::Sources;
use crate::standard::Standard;
use crate::text::{Language, text};

use super::{PROGRAM, plain};

/// One standard's cases, as text.
#[must_use]
pub fn text(
    file: &str,
    standard: &Standard,
    results: &[CaseResult<'_>],
    coverage: &Coverage,
    sources: &Sources,
    language: Language,
) -> String {
    let mut out = String::new();
    let failed = results.iter().filter(|r| !r.mismatches.is_empty()).count();
    let (reached, goals) = coverage.counts();
    let head = text!(TestHead, file = file, cases = results.len(), failed = failed, reached = reached, goals = goals);
    let _ = writeln!(out, "{}", plain::terminal(&head.say(language)));
    for result in results.iter().filter(|r| !r.mismatches.is_empty()) {
        let _ = writeln!(out, "  {}", plain::terminal(&text!(TestFailed, name = &result.case.name).say(language)));
        for mismatch in &result.mismatches {
            let at = sources.line_column(file, mismatch.expectation.span.start).map(|(l, c)| format!("{file}:{l}:{c}")).unwrap_or_default();
            let line =
                text!(TestMismatch, key = &mismatch.expectation.key, expected = &mismatch.expected, actual = &mismatch.actual, at = at);
            let _ = writeln!(out, "    {}", plain::terminal(&line.say(language)));
        }
    }
    if results.is_empty() {
        let _ = writeln!(out, "  {}", text!(TestNoCases).say(language));
    }
    for goal in coverage.missed() {
        let what = goal.what.words();
        let line = match goal.indicator {
            Some(i) => text!(TestMissedIndicator, id = &standard.indicators[i].id, what = what),
            None => text!(TestMissed, what = what),
        };
        let _ = writeln!(out, "  {}", plain::terminal(&line.say(language)));
    }
    out
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    program: &'static str,
    standards: Vec<StandardResult<'a>>,
}

#[derive(Serialize)]
struct StandardResult<'a> {
    file: &'a str,
    id: &'a str,
    cases: Vec<Case<'a>>,
    coverage: CoverageResult,
}

#[derive(Serialize)]
struct Case<'a> {
    name: &'a str,
    line: Option<usize>,
    passed: bool,
    mismatches: Vec<Mismatch<'a>>,
}

#[derive(Serialize)]
struct Mismatch<'a> {
    key: &'a str,
    expected: &'a str,
    actual: &'a str,
    line: Option<usize>,
    column: Option<usize>,
}

#[derive(Serialize)]
struct CoverageResult {
    reached: usize,
    goals: usize,
    missed: Vec<Missed>,
}

#[derive(Serialize)]
struct Missed {
    indicator: Option<String>,
    what: String,
}

/// One standard with what came of its cases.
pub type Tested<'a> = (&'a str, &'a Standard, &'a [CaseResult<'a>], &'a Coverage, &'a Sources);

/// All standards' cases, as JSON.
///
/// # Errors
/// Only if a result cannot be serialised, which does not happen.
pub fn json(tested: &[Tested<'_>], language: Language) -> io::Result<String> {
    let standards = tested
        .iter()
        .map(|(file, standard, results, coverage, sources)| {
            let at = |byte| sources.line_column(file, byte);
            let (reached, goals) = coverage.counts();
            StandardResult {
                file,
                id: &standard.id,
                cases: results
                    .iter()
                    .map(|r| Case {
                        name: &r.case.name,
                        line: at(r.case.span.start).map(|(line, _)| line),
                        passed: r.mismatches.is_empty(),
                        mismatches: r
                            .mismatches
                            .iter()
                            .map(|m| Mismatch {
                                key: &m.expectation.key,
                                expected: &m.expected,
                                actual: &m.actual,
                                line: at(m.expectation.span.start).map(|(line, _)| line),
                                column: at(m.expectation.span.start).map(|(_, column)| column),
                            })
                            .collect(),
                    })
                    .collect(),
                coverage: CoverageResult {
                    reached,
                    goals,
                    missed: coverage
                        .missed()
                        .map(|goal| Missed {
                            indicator: goal.indicator.map(|i| standard.indicators[i].id.clone()),
                            what: goal.what.words().say(language),
                        })
                        .collect(),
                },
            }
        })
        .collect();
    let document = Document { schema: "shifan/test/1", program: PROGRAM, standards };
    Ok(plain::json(serde_json::to_string_pretty(&document)?) + "\n")
}
