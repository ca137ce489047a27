//! JUnit: one suite per standard, one case per case; coverage and unnoticed changes where they were asked for.

use std::fmt::Write as _;

use crate::report::xml::attribute;
use crate::text::{Language, text};

use super::{Asked, Tested};

/// All standards as suites.
#[must_use]
pub fn write(tested: &[Tested<'_>], asked: &Asked, language: Language) -> String {
    let suites: Vec<(String, Vec<Case>)> = tested.iter().map(|one| (one.file.clone(), cases(one, asked, language))).collect();
    let failures = |cases: &[Case]| cases.iter().filter(|case| case.failure.is_some()).count();
    let all: usize = suites.iter().map(|(_, cases)| cases.len()).sum();
    let failed: usize = suites.iter().map(|(_, cases)| failures(cases)).sum();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(xml, "<testsuites name=\"shifan test\" tests=\"{all}\" failures=\"{failed}\" errors=\"0\">");
    for (file, cases) in &suites {
        let name = attribute(file);
        let _ = writeln!(xml, "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"0\">", cases.len(), failures(cases));
        for case in cases {
            let _ = write!(xml, "    <testcase classname=\"{name}\" name=\"{}\"", attribute(&case.name));
            match &case.failure {
                None => xml.push_str("/>\n"),
                Some(lines) => {
                    let first = attribute(lines.first().map_or("", String::as_str));
                    let _ = writeln!(xml, ">\n      <failure message=\"{first}\">{}</failure>", attribute(&lines.join("\n")));
                    xml.push_str("    </testcase>\n");
                }
            }
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

struct Case {
    name: String,
    failure: Option<Vec<String>>,
}

fn cases(tested: &Tested<'_>, asked: &Asked, language: Language) -> Vec<Case> {
    let mut cases: Vec<Case> = tested
        .results
        .iter()
        .map(|result| {
            let lines = result.mismatches.iter().map(|mismatch| {
                let at = tested.sources.line_column(&tested.file, mismatch.expectation.span.start);
                let at = at.map(|(line, column)| format!("{}:{line}:{column}", tested.file)).unwrap_or_default();
                text!(TestMismatch, key = &mismatch.expectation.key, expected = &mismatch.expected, actual = &mismatch.actual, at = at)
                    .say(language)
            });
            Case { name: result.case.name.clone(), failure: Some(lines.collect()).filter(|lines: &Vec<String>| !lines.is_empty()) }
        })
        .collect();
    if cases.is_empty() {
        cases.push(Case { name: "cases".to_owned(), failure: Some(vec![text!(TestNoCases).say(language)]) });
    }
    if let Some(least) = asked.min_coverage {
        let (reached, goals) = tested.coverage.counts();
        let least = crate::standard::shown_exactly(least, true);
        let failure = (!tested.covers(asked)).then(|| {
            let head = text!(CoverageTooLow, reached = reached, goals = goals, least = least).say(language);
            let missed = tested.coverage.missed().map(|goal| match goal.indicator {
                Some(i) => text!(TestMissedIndicator, id = &tested.standard.indicators[i].id, what = goal.what.words()).say(language),
                None => text!(TestMissed, what = goal.what.words()).say(language),
            });
            std::iter::once(head).chain(missed).collect()
        });
        cases.push(Case { name: "coverage".to_owned(), failure });
    }
    if asked.mutate && tested.mutations.is_none() {
        cases.push(Case { name: "mutations".to_owned(), failure: Some(vec![text!(MutationsNotRun).say(language)]) });
    }
    if tested.mutations.is_some() {
        let unnoticed: Vec<String> = tested
            .unnoticed()
            .map(|(mutation, witness)| text!(Unnoticed, what = mutation.words(tested.standard), witness = witness.clone()).say(language))
            .collect();
        cases.push(Case { name: "mutations".to_owned(), failure: Some(unnoticed).filter(|lines| !lines.is_empty()) });
    }
    cases
}
