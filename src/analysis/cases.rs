//! Runs the cases that stand inside a standard: each is a row like any other, scored by the same rules.

use crate::diagnostic::Code;
use crate::number::{Decimal, Points, Rational};
use crate::score::{Plan, Reason, Scorecard, State, judge};
use crate::standard::{Case, Expectation, Expected, HeaderTarget, Profile, Standard};
use crate::submission::{Answers, Questions};

/// What came of one case.
pub struct CaseResult<'s> {
    /// The case.
    pub case: &'s Case,
    /// Its answers.
    pub answers: Answers,
    /// Its scorecard.
    pub card: Scorecard,
    /// Could the row be scored?
    pub scored: bool,
    /// The verdict; none under a standard with nothing to pass, or where the row could not be scored.
    pub passed: Option<bool>,
    /// Gate items and floors that fail.
    pub failed: Vec<Reason>,
    /// Expectations that did not come true.
    pub mismatches: Vec<Mismatch<'s>>,
}

/// An expectation that did not come true.
pub struct Mismatch<'s> {
    /// What was expected.
    pub expectation: &'s Expectation,
    /// The same in words.
    pub expected: String,
    /// What came out instead.
    pub actual: String,
}

/// The answers that a case stands for; `None` where its type is unknown.
#[must_use]
pub fn answers_of(standard: &Standard, questions: &Questions, case: &Case) -> Option<Answers> {
    let mut answers = Answers::blank(standard);
    for (target, cell) in case.cells(standard) {
        match target {
            HeaderTarget::Indicator(i) => answers.own[i] = questions.of(target)?.read(&cell),
            HeaderTarget::Input(i) => answers.inputs[i] = questions.of(target)?.read(&cell),
            HeaderTarget::Profile(Profile::Type) => answers.applicant_type = standard.type_named(&cell),
            HeaderTarget::Profile(_) | HeaderTarget::Evidence(_) => {}
        }
    }
    if !standard.types.is_empty() && answers.applicant_type.is_none() {
        return None;
    }
    answers.check_parts(standard);
    Some(answers)
}

/// Runs every case of a standard.
#[must_use]
pub fn run(standard: &Standard) -> Vec<CaseResult<'_>> {
    let questions = Questions::new(standard);
    standard.cases.iter().map(|case| run_one(standard, &questions, case)).collect()
}

fn run_one<'s>(standard: &'s Standard, questions: &Questions, case: &'s Case) -> CaseResult<'s> {
    let mut card = Scorecard::default();
    let (mut scored, mut passed, mut failed) = (false, None, Vec::new());
    let answers = answers_of(standard, questions, case);
    // The checks of the standard let no case through whose phase does not fit.
    if let (Some(answers), Ok(plan)) = (&answers, Plan::new(standard, case.phase)) {
        plan.evaluate(answers, &mut card);
        scored = card.items.iter().all(|item| item.state != State::Invalid);
        let verdict = judge(standard, &card);
        passed = verdict.passed.filter(|_| scored);
        failed = verdict.failed;
    }
    let answers = answers.unwrap_or_else(|| Answers::blank(standard));
    let mut result = CaseResult { case, answers, card, scored, passed, failed, mismatches: Vec::new() };
    result.mismatches = case.expect.iter().filter_map(|expectation| result.compare(standard, expectation)).collect();
    result
}

impl<'s> CaseResult<'s> {
    fn compare(&self, standard: &Standard, expectation: &'s Expectation) -> Option<Mismatch<'s>> {
        let totals = &self.card.totals;
        let invalid = standard.indicators.iter().zip(&self.card.items).filter(|(_, item)| item.state == State::Invalid);
        let named: Vec<String> = invalid.map(|(i, item)| format!("{} {}", i.id, item.fault.map_or("", |f| f.code().id()))).collect();
        let not_scored = || if named.is_empty() { "not scored".to_owned() } else { format!("not scored ({})", named.join(", ")) };
        let points = |expected: &Decimal, actual: Points| {
            let equal = Rational::from(*expected) == actual.value(standard.decimals);
            let expected = Points::round((*expected).into(), standard.decimals)
                .filter(|_| Points::fits(*expected, standard.decimals))
                .map_or_else(|| expected.to_string(), |p| p.show(standard.decimals));
            (equal, expected, actual.show(standard.decimals))
        };
        let needs_score = matches!(
            expectation.expected,
            Expected::Points(_)
                | Expected::PointsAvailable(_)
                | Expected::Bonus(_)
                | Expected::Met(_)
                | Expected::Applicable(_)
                | Expected::Passed(_)
        );
        let (equal, expected, actual) = match &expectation.expected {
            expected if needs_score && !self.scored => (false, expected.shown(standard.decimals), not_scored()),
            Expected::Points(expected) => points(expected, totals.points),
            Expected::PointsAvailable(expected) => points(expected, totals.available),
            Expected::Bonus(expected) => points(expected, totals.bonus),
            Expected::Met(expected) => (*expected == totals.met, expected.to_string(), totals.met.to_string()),
            Expected::Applicable(expected) => (*expected == totals.applicable, expected.to_string(), totals.applicable.to_string()),
            Expected::Passed(expected) => {
                let actual = self.passed.map_or("null".to_owned(), |passed| passed.to_string());
                (self.passed == Some(*expected), expected.to_string(), actual)
            }
            Expected::Scored(expected) => (*expected == self.scored, expected.to_string(), self.scored.to_string()),
            Expected::GatesFailed(expected) => {
                let actual: Vec<usize> = self
                    .failed
                    .iter()
                    .filter(|reason| matches!(reason.code, Code::GateFailed | Code::GateUnanswered))
                    .filter_map(|reason| reason.about.map(usize::from))
                    .collect();
                let mut sorted = expected.clone();
                sorted.sort_unstable();
                let ids = |list: &[usize]| {
                    format!("[{}]", list.iter().map(|i| standard.indicators[*i].id.as_str()).collect::<Vec<_>>().join(", "))
                };
                (sorted == actual, ids(&sorted), ids(&actual))
            }
            Expected::IndicatorPoints(i, expected) => match self.card.items.get(*i) {
                Some(item) if item.state != State::Invalid => points(expected, item.points),
                Some(item) => (false, expected.to_string(), item.state.id().to_owned()),
                None => (false, expected.to_string(), not_scored()),
            },
            Expected::IndicatorState(i, expected) => match self.card.items.get(*i) {
                Some(item) => (item.state.id() == *expected, (*expected).to_owned(), item.state.id().to_owned()),
                None => (false, (*expected).to_owned(), not_scored()),
            },
        };
        (!equal).then_some(Mismatch { expectation, expected, actual })
    }
}
