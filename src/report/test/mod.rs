//! What `test` found: which cases came out, what was expected where one did not and indicator by indicator what came instead, what
//! no case reaches, and which small changes none would notice. As text, JSON and JUnit.

mod json;
mod junit;
mod text;

use crate::analysis::{CaseResult, Coverage, Fate, Mutation};
use crate::diagnostic::Sources;
use crate::number::{Decimal, Rational};
use crate::score::State;
use crate::standard::{HeaderTarget, Standard};

pub use json::write as json;
pub use junit::write as junit;
pub use text::write as text;

/// One standard with what came of its cases.
pub struct Tested<'s> {
    /// As named on the command line.
    pub file: String,
    /// The standard.
    pub standard: &'s Standard,
    /// Its cases.
    pub results: Vec<CaseResult<'s>>,
    /// What they reach.
    pub coverage: Coverage,
    /// Small changes and whether a case notices them; none where that was not asked for, or where a case fails.
    pub mutations: Option<Vec<Mutation>>,
    /// The text of the file.
    pub sources: &'s Sources,
}

/// What is shown, and what is asked of the cases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// Small changes?
    pub mutate: bool,
    /// Every goal, not only those that are missed.
    pub coverage: bool,
    /// The least share of goals that has to be reached, as a fraction.
    pub min_coverage: Option<Decimal>,
}

impl Tested<'_> {
    /// Cases that did not come out.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.results.iter().filter(|result| !result.mismatches.is_empty()).count()
    }

    /// Is the coverage as high as asked? Compared exactly; a standard without goals has nothing to miss.
    #[must_use]
    pub fn covers(&self, asked: &Asked) -> bool {
        let (reached, goals) = self.coverage.counts();
        let share = Rational::new(i128::try_from(reached).unwrap_or(0), i128::try_from(goals).unwrap_or(0));
        asked.min_coverage.is_none_or(|least| share.is_none_or(|share| share >= least.into()))
    }

    /// Changes that no case notices though one could.
    pub fn unnoticed(&self) -> impl Iterator<Item = (&Mutation, &crate::text::Text)> {
        self.mutations.iter().flatten().filter_map(|mutation| match &mutation.fate {
            Fate::Unnoticed(witness) => Some((mutation, &**witness)),
            Fate::Noticed | Fate::Equivalent => None,
        })
    }

    /// Is there anything to report?
    #[must_use]
    pub fn is_clean(&self, asked: &Asked) -> bool {
        !self.results.is_empty() && self.failed() == 0 && self.covers(asked) && self.unnoticed().next().is_none()
    }
}

/// One indicator of a case that did not come out.
struct Line {
    indicator: usize,
    /// What the case answers: the cells of the indicator and of its inputs.
    answer: String,
    /// What is expected of it, where the case says.
    expected: Option<String>,
    state: State,
}

/// The indicators that a failing case is about: those that it expects something of, and those that it answers.
fn lines(standard: &Standard, result: &CaseResult<'_>) -> Vec<Line> {
    let cells = result.case.cells(standard);
    let cell = |target: HeaderTarget| cells.iter().find(|(t, _)| *t == target).map(|(_, cell)| cell.as_str());
    let mut lines = Vec::new();
    for (i, (indicator, item)) in standard.indicators.iter().zip(&result.card.items).enumerate() {
        let expectation = result.case.expect.iter().find(|expectation| expectation.key == indicator.id);
        if expectation.is_none() && matches!(item.state, State::Missing | State::NotApplicable | State::NotDue) {
            continue;
        }
        let mut answer: Vec<String> = cell(HeaderTarget::Indicator(i)).map(ToOwned::to_owned).into_iter().collect();
        for input in indicator.value.iter().flat_map(|value| value.inputs()) {
            answer.extend(cell(HeaderTarget::Input(input)).map(|cell| format!("{} = {cell}", standard.inputs[input].id)));
        }
        let expected = expectation.map(|expectation| expectation.expected.shown(standard.decimals));
        lines.push(Line { indicator: i, answer: answer.join(", "), expected, state: item.state });
    }
    lines
}
