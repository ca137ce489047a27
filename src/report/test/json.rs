//! `shifan/test/1`.

use std::io;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::analysis::{Fate, Goal, Mutation};
use crate::report::{PROGRAM, json_points, plain};
use crate::text::Language;

use super::{Asked, Tested, lines};

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    program: &'static str,
    standards: Vec<Standard<'a>>,
}

#[derive(Serialize)]
struct Standard<'a> {
    file: &'a str,
    id: &'a str,
    cases: Vec<Case<'a>>,
    coverage: Coverage,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutations: Option<Mutations>,
}

#[derive(Serialize)]
struct Case<'a> {
    name: &'a str,
    line: Option<usize>,
    passed: bool,
    mismatches: Vec<Mismatch<'a>>,
    /// Of a case that did not come out: the indicators that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    indicators: Vec<Line<'a>>,
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
struct Line<'a> {
    id: &'a str,
    answer: String,
    expected: Option<String>,
    state: &'static str,
    points: Option<Box<RawValue>>,
    of: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Coverage {
    reached: usize,
    goals: usize,
    missed: Vec<GoalResult>,
    /// With `--coverage`: every goal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    all: Vec<GoalResult>,
}

#[derive(Serialize)]
struct GoalResult {
    indicator: Option<String>,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reached: Option<bool>,
}

#[derive(Serialize)]
struct Mutations {
    changes: usize,
    noticed: usize,
    /// Changes that no answer whatever can tell.
    equivalent: Vec<Change>,
    unnoticed: Vec<Unnoticed>,
}

#[derive(Serialize)]
struct Change {
    indicator: Option<String>,
    site: String,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Serialize)]
struct Unnoticed {
    #[serde(flatten)]
    change: Change,
    /// What a case would have to try.
    witness: String,
}

/// All standards' cases.
///
/// # Errors
/// Only if a result cannot be serialised, which does not happen.
pub fn write(tested: &[Tested<'_>], asked: &Asked, language: Language) -> io::Result<String> {
    let standards = tested.iter().map(|one| standard(one, asked, language)).collect();
    let document = Document { schema: "shifan/test/1", program: PROGRAM, standards };
    Ok(plain::json(serde_json::to_string_pretty(&document)?) + "\n")
}

fn standard<'a>(tested: &'a Tested<'_>, asked: &Asked, language: Language) -> Standard<'a> {
    let standard = tested.standard;
    let at = |byte| tested.sources.line_column(&tested.file, byte);
    let cases = tested.results.iter().map(|result| Case {
        name: &result.case.name,
        line: at(result.case.span.start).map(|(line, _)| line),
        passed: result.mismatches.is_empty(),
        mismatches: result
            .mismatches
            .iter()
            .map(|mismatch| Mismatch {
                key: &mismatch.expectation.key,
                expected: &mismatch.expected,
                actual: &mismatch.actual,
                line: at(mismatch.expectation.span.start).map(|(line, _)| line),
                column: at(mismatch.expectation.span.start).map(|(_, column)| column),
            })
            .collect(),
        indicators: if result.mismatches.is_empty() {
            Vec::new()
        } else {
            lines(standard, result)
                .into_iter()
                .map(|line| {
                    let (indicator, item) = (&standard.indicators[line.indicator], &result.card.items[line.indicator]);
                    let points = |points| (!indicator.is_gate()).then(|| json_points(points, standard.decimals));
                    Line {
                        id: &indicator.id,
                        answer: line.answer,
                        expected: line.expected,
                        state: line.state.id(),
                        points: points(item.points),
                        of: points(indicator.points),
                    }
                })
                .collect()
        },
    });
    let (reached, goals) = tested.coverage.counts();
    let goal = |goal: &Goal, reached| GoalResult {
        indicator: goal.indicator.map(|i| standard.indicators[i].id.clone()),
        what: goal.what.words().say(language),
        reached,
    };
    let all = tested.coverage.goals.iter().filter(|_| asked.coverage).map(|(what, reached)| goal(what, Some(*reached)));
    let change = |mutation: &Mutation| {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Change {
            indicator: mutation.site.indicator().map(|i| standard.indicators[i].id.clone()),
            site: mutation.site.name(standard),
            from: some(&mutation.from),
            to: some(&mutation.to),
        }
    };
    let mutations = tested.mutations.as_ref().map(|mutations| Mutations {
        changes: mutations.len(),
        noticed: mutations.iter().filter(|mutation| mutation.fate == Fate::Noticed).count(),
        equivalent: mutations.iter().filter(|mutation| mutation.fate == Fate::Equivalent).map(change).collect(),
        unnoticed: tested.unnoticed().map(|(m, witness)| Unnoticed { change: change(m), witness: witness.say(language) }).collect(),
    });
    Standard {
        file: &tested.file,
        id: &standard.id,
        cases: cases.collect(),
        coverage: Coverage { reached, goals, missed: tested.coverage.missed().map(|g| goal(g, None)).collect(), all: all.collect() },
        mutations,
    }
}
