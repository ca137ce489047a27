//! Cases: that they can be run. What their cells mean is judged when they run, by the rules for any table.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Code;
use crate::document::{At, Free, nearest};
use crate::number::{Decimal, Rational};
use crate::standard::written::WrittenCase;
use crate::standard::{Case, Expectation, Expected, Gate, HeaderTarget, Kind, Profile, Standard};
use crate::text::{Part, text};

use super::Check;

/// The words for the states of an answer, as cases and results write them.
const STATES: &[&str] = &["met", "partly-met", "unmet", "missing", "not-applicable", "not-due", "invalid"];

/// What a case hands in: its phase and its cells.
type Row = (Option<i32>, Vec<(HeaderTarget, String)>);

pub(super) fn check(check: &Check<'_, '_>, written: &[WrittenCase], standard: &Standard) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    // Of which cases all cells are known; nothing is held against the others for what they seem to lack.
    let mut known: Vec<bool> = Vec::new();
    for case in written {
        let name = case.name.as_ref().map(|n| n.value.clone()).unwrap_or_default();
        if let (Some(first), Some(at)) = (cases.iter().find(|c| c.name == name), &case.name) {
            let found = check.findings.make(Code::DuplicateId, &at.span, text!(CaseTwice, name = &name));
            let at = written.iter().filter_map(|c| c.name.as_ref()).find(|n| n.value == name).map_or(&first.span, |n| &n.span);
            check.findings.push(found.related(check.findings.place(at), text!(FirstHere, name = &name)));
        }
        if let (true, Some(at)) = (name == "full" || name == "empty", &case.name) {
            check.report(Code::CaseForm, &at.span, text!(CaseReservedName, name = &name));
        }
        if case.expects_nothing {
            check.report_help(
                Code::CaseForm,
                &case.span,
                text!(CaseExpectsNothing, name = &name),
                text!(AddKey, example = "expect = { points = \"96.00\" }"),
            );
        }
        let (full, mut cells, start_known) = check.start(case, &cases, &known);
        let mut cells_known = start_known && case.set_is_read;
        let mut set = Vec::new();
        for (key, value) in &case.set {
            let Some(target) = check.target(key, standard) else {
                cells_known = false;
                continue;
            };
            let cell = match value {
                Free::Text(text) => text.value.clone(),
                Free::Flag(flag) => if flag.value { "是" } else { "否" }.to_owned(),
                Free::List(_) => {
                    check.report(Code::CaseForm, &key.span, text!(CaseCellList, key = &key.value));
                    cells_known = false;
                    continue;
                }
            };
            cells.retain(|(t, _)| *t != target);
            cells.push((target, cell));
            set.push((target, key));
        }
        if cells_known {
            check.whole_quotients(&set, &cells, standard);
        }
        let typed = cells.iter().any(|(t, _)| *t == HeaderTarget::Profile(Profile::Type));
        if !standard.types.is_empty() && !typed && cells_known {
            let text = text!(CaseWithoutType, name = &name);
            check.report_help(
                Code::CaseForm,
                &case.span,
                text,
                text!(AddKey, example = format!("set = {{ type = \"{}\" }}", check.types.names().next().unwrap_or("…"))),
            );
        }
        let phase = check.case_phase(case, standard);
        let expect = case.expect.iter().filter_map(|(key, value)| check.expectation(key, value, standard)).collect();
        known.push(cells_known);
        cases.push(Case { name, phase, full, set: cells, expect, span: case.span.clone() });
    }
    check.contradictions(&cases, &known, standard);
    cases
}

impl Check<'_, '_> {
    /// What a case starts from: full or empty, and the cells that an earlier case has set.
    /// And whether that is all known.
    fn start(&self, case: &WrittenCase, earlier: &[Case], known: &[bool]) -> (bool, Vec<(HeaderTarget, String)>, bool) {
        match case.from.as_ref().map(|f| f.value.as_str()) {
            None | Some("full") => (true, Vec::new(), !case.unread.contains(&"from")),
            Some("empty") => (false, Vec::new(), true),
            Some(name) => match earlier.iter().zip(known).find(|(case, _)| case.name == name) {
                Some((case, known)) => (case.full, case.set.clone(), *known),
                None => {
                    let near = nearest(name, earlier.iter().map(|c| c.name.as_str()).chain(["full", "empty"]));
                    let span = case.from.as_ref().map_or(0..0, |f| f.span.clone());
                    let found = self.findings.make(Code::UnknownReference, &span, text!(UnknownCase, name = name));
                    // A case whose name could not be read may be the one that is meant.
                    if earlier.iter().all(|case| !case.name.is_empty()) {
                        self.findings.push(found.maybe_help(near.map(|near| text!(DidYouMean, word = near))));
                    }
                    (true, Vec::new(), false)
                }
            },
        }
    }

    /// Cases with the same answers that expect different things, and a case that expects what cannot be together.
    fn contradictions(&self, cases: &[Case], known: &[bool], standard: &Standard) {
        let mut seen: HashMap<Row, Vec<&Case>> = HashMap::new();
        for (case, known) in cases.iter().zip(known) {
            for (one, other) in within(case) {
                let text = text!(CaseDisagrees, key = &one.key, other = &other.key);
                let found = self.findings.make(Code::CaseConflict, &one.span, text);
                self.findings.push(found.related(self.findings.place(&other.span), text!(OtherExpectation)));
            }
            if !known {
                continue;
            }
            let mut cells: Vec<(HeaderTarget, String)> =
                case.cells(standard).into_iter().map(|(target, cell)| (target, alike(target, &cell, standard))).collect();
            cells.sort();
            let alike = seen.entry((case.phase, cells)).or_default();
            for expectation in &case.expect {
                let differs = |other: &&Expectation| other.key == expectation.key && !same(&other.expected, &expectation.expected);
                let found = alike.iter().find_map(|earlier| earlier.expect.iter().find(differs).map(|other| (*earlier, other)));
                if let Some((earlier, other)) = found {
                    let text = text!(CasesDisagree, key = &expectation.key, other = &earlier.name);
                    let found = self.findings.make(Code::CaseConflict, &expectation.span, text);
                    self.findings.push(found.related(self.findings.place(&other.span), text!(OtherExpectation)));
                }
            }
            alike.push(case);
        }
    }

    fn target(&self, key: &At<String>, standard: &Standard) -> Option<HeaderTarget> {
        let known = standard
            .indicator(&key.value)
            .map(HeaderTarget::Indicator)
            .or_else(|| standard.input(&key.value).map(HeaderTarget::Input))
            .or_else(|| crate::standard::PROFILE.iter().find(|(_, name, _)| *name == key.value).map(|(p, ..)| HeaderTarget::Profile(*p)));
        if known.is_none() {
            let ids = self.indicators.names().chain(self.inputs.names()).chain(["type", "district"]);
            let near = nearest(&key.value, ids).map(|near| text!(DidYouMean, word = near));
            let found = self.findings.make(Code::UnknownReference, &key.span, text!(CaseUnknownKey, key = &key.value));
            if self.indicators.complete && self.inputs.complete {
                self.findings.push(found.maybe_help(near));
            }
        }
        known
    }

    /// An input that is set must complete at least one quotient, else the case tests something other than it seems to.
    fn whole_quotients(&self, set: &[(HeaderTarget, &At<String>)], cells: &[(HeaderTarget, String)], standard: &Standard) {
        let filled = |input: usize| cells.iter().any(|(t, cell)| *t == HeaderTarget::Input(input) && !cell.trim().is_empty());
        for (target, key) in set {
            let HeaderTarget::Input(input) = *target else { continue };
            let mut uses =
                standard.indicators.iter().filter_map(|i| i.value.as_ref()).filter(|v| v.inputs().any(|i| i == input)).peekable();
            if filled(input) && uses.peek().is_some() && !uses.any(|value| value.inputs().all(filled)) {
                self.report(Code::CaseForm, &key.span, text!(CaseHalfQuotient, id = &key.value));
            }
        }
    }

    fn case_phase(&self, case: &WrittenCase, standard: &Standard) -> Option<i32> {
        self.phases.as_ref()?; // else none is known to be wrong
        match (&case.phase, standard.phases.first()) {
            (Some(at), None) => {
                self.report(Code::CaseForm, &at.span, text!(YearWithoutPhases, year = at.value));
                None
            }
            (None, Some(_)) if case.unread.contains(&"phase") => None,
            (None, Some(first)) => {
                let text = text!(CaseWithoutPhase);
                self.report_help(Code::CaseForm, &case.span, text, text!(AddKey, example = format!("phase = {first}")));
                None
            }
            (Some(at), Some(first)) if at.value < i64::from(*first) => {
                self.report(Code::CaseForm, &at.span, text!(PhaseTooEarly, year = at.value, first = *first));
                None
            }
            (Some(at), Some(_)) => i32::try_from(at.value).ok(),
            (None, None) => None,
        }
    }

    fn expectation(&self, key: &At<String>, value: &Free, standard: &Standard) -> Option<Expectation> {
        let wrong = |span, what| {
            self.report(Code::CaseForm, span, text!(CaseExpectation, key = &key.value, expected = what));
            None
        };
        let span = match value {
            Free::Flag(flag) => flag.span.clone(),
            Free::Text(text) => text.span.clone(),
            Free::List(list) => list.first().map_or(key.span.clone(), |first| first.span.clone()),
        };
        let figure = || match value {
            Free::Text(text) => Decimal::parse(text.value.trim()).ok(),
            _ => None,
        };
        let count = || figure().and_then(Decimal::as_whole).and_then(|n| u32::try_from(n).ok());
        let expected = match key.value.as_str() {
            "points" | "points_available" | "bonus" => match figure() {
                Some(points) if key.value == "points" => Expected::Points(points),
                Some(points) if key.value == "bonus" => Expected::Bonus(points),
                Some(points) => Expected::PointsAvailable(points),
                None => return wrong(&span, text!(TypeNumber)),
            },
            "met" | "applicable" => match count() {
                Some(n) if key.value == "met" => Expected::Met(n),
                Some(n) => Expected::Applicable(n),
                None => return wrong(&span, text!(TypeWhole)),
            },
            "passed" | "scored" => match value {
                Free::Flag(flag) if key.value == "passed" => Expected::Passed(flag.value),
                Free::Flag(flag) => Expected::Scored(flag.value),
                _ => return wrong(&span, text!(TypeBoolean)),
            },
            "gates_failed" => match value {
                Free::List(ids) => {
                    Expected::GatesFailed(ids.iter().filter_map(|id| self.reference(text!(IndicatorWord), id, &self.indicators)).collect())
                }
                _ => return wrong(&span, text!(TypeList)),
            },
            id => {
                let Some(indicator) = standard.indicator(id) else {
                    let known = ["points", "points_available", "bonus", "met", "applicable", "passed", "scored", "gates_failed"];
                    let near = nearest(id, known.into_iter().chain(self.indicators.names()));
                    let found = self.findings.make(Code::UnknownReference, &key.span, text!(CaseUnknownExpectation, key = id));
                    if self.indicators.complete {
                        self.findings.push(found.maybe_help(near.map(|near| text!(DidYouMean, word = near))));
                    }
                    return None;
                };
                let states = || STATES.iter().map(|state| Part::from(*state)).collect::<Vec<_>>();
                let state = match value {
                    Free::Text(text) => STATES.iter().find(|s| **s == text.value),
                    _ => None,
                };
                match (state, figure()) {
                    (Some(state), _) => Expected::IndicatorState(indicator, state),
                    (None, Some(_)) if standard.indicators[indicator].is_gate() => {
                        return wrong(&span, text!(StateWord, list = states()));
                    }
                    (None, Some(points)) => Expected::IndicatorPoints(indicator, points),
                    (None, None) => return wrong(&span, text!(PointsOrState, list = states())),
                }
            }
        };
        Some(Expectation { key: key.value.clone(), expected, span })
    }
}

/// A cell in the form that all ways of writing the same answer share: 60% and 60 in a percentage, 4 and 4.00, 否 and no.
fn alike(target: HeaderTarget, cell: &str, standard: &Standard) -> String {
    const YES: &[&str] = &["是", "有", "yes", "y", "true", "1"];
    const NO: &[&str] = &["否", "无", "no", "n", "false", "0"];
    let plain = cell.nfkc().collect::<String>().trim().to_lowercase();
    let figure = |percent: bool| {
        let digits = if percent { plain.strip_suffix('%').unwrap_or(&plain).trim_end() } else { &plain };
        let Ok(figure) = Decimal::parse(digits) else { return plain.clone() };
        let shown = figure.to_string();
        if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.').to_owned() } else { shown }
    };
    match target {
        HeaderTarget::Profile(Profile::Type) => standard.type_named(cell).map_or(plain, |t| standard.types[t].id.clone()),
        HeaderTarget::Input(input) => figure(standard.inputs[input].unit.as_deref() == Some("%")),
        HeaderTarget::Indicator(indicator) => {
            let indicator = &standard.indicators[indicator];
            match &indicator.kind {
                Kind::YesNo { .. } | Kind::Required(Gate::YesNo) | Kind::Veto(Gate::YesNo) if YES.contains(&plain.as_str()) => {
                    "是".to_owned()
                }
                Kind::YesNo { .. } | Kind::Required(Gate::YesNo) | Kind::Veto(Gate::YesNo) if NO.contains(&plain.as_str()) => {
                    "否".to_owned()
                }
                Kind::Levels { .. } => plain,
                _ => figure(indicator.percent()),
            }
        }
        _ => plain,
    }
}

/// Do two expectations ask for the same? `4` and `4.00` do.
fn same(one: &Expected, other: &Expected) -> bool {
    use Expected::{Bonus, GatesFailed, IndicatorPoints, IndicatorState, Points, PointsAvailable};
    let equal = |a: &Decimal, b: &Decimal| Rational::from(*a) == Rational::from(*b);
    match (one, other) {
        (Points(a), Points(b)) | (PointsAvailable(a), PointsAvailable(b)) | (Bonus(a), Bonus(b)) => equal(a, b),
        (IndicatorPoints(i, a), IndicatorPoints(j, b)) => i == j && equal(a, b),
        (GatesFailed(a), GatesFailed(b)) => {
            let sorted = |list: &[usize]| {
                let mut list = list.to_vec();
                list.sort_unstable();
                list
            };
            sorted(a) == sorted(b)
        }
        // An indicator may be expected to have points in one case and a state in the other.
        (IndicatorPoints(..), IndicatorState(..)) | (IndicatorState(..), IndicatorPoints(..)) => true,
        _ => one == other,
    }
}

/// The expectations of one case that cannot come true together.
fn within(case: &Case) -> Vec<(&Expectation, &Expectation)> {
    let mut pairs = Vec::new();
    for (position, other) in case.expect.iter().enumerate() {
        for one in &case.expect[position + 1..] {
            let cannot = |a: &Expected, b: &Expected| match (a, b) {
                (Expected::Passed(passed), Expected::GatesFailed(gates)) => *passed && !gates.is_empty(),
                (Expected::Met(met), Expected::Applicable(applicable)) => met > applicable,
                (Expected::Scored(scored), other) => {
                    // A row that cannot be scored has no totals and no verdict.
                    use Expected::{Applicable, Bonus, Met, Passed, Points, PointsAvailable};
                    !*scored && matches!(other, Points(_) | PointsAvailable(_) | Bonus(_) | Met(_) | Applicable(_) | Passed(_))
                }
                _ => false,
            };
            if cannot(&one.expected, &other.expected) || cannot(&other.expected, &one.expected) {
                pairs.push((one, other));
            }
        }
    }
    pairs
}
