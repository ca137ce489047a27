//! For people.

use std::io;

use crate::report::page::{self, Cell, Page};
use crate::text::{Language, Part, text};

use super::{Asked, Tested, lines};

/// All standards, one after another.
///
/// # Errors
/// Only if writing fails.
pub fn write(out: &mut dyn io::Write, tested: &[Tested<'_>], asked: &Asked, language: Language, width: u16) -> io::Result<()> {
    for (n, one) in tested.iter().enumerate() {
        let mut page = Page::default();
        results(&mut page, one);
        coverage(&mut page, one, asked);
        mutations(&mut page, one, asked);
        if n > 0 && page.blocks.len() > 1 {
            writeln!(out)?;
        }
        page::terminal(out, &page, language, width)?;
    }
    Ok(())
}

fn results(page: &mut Page, tested: &Tested<'_>) {
    let (reached, goals) = tested.coverage.counts();
    let (standard, failed) = (tested.standard, tested.failed());
    page.lines([text!(TestHead, file = &tested.file, cases = tested.results.len(), failed = failed, reached = reached, goals = goals)]);
    if tested.results.is_empty() {
        page.lines([text!(TestNoCases)]);
    }
    for result in tested.results.iter().filter(|result| !result.mismatches.is_empty()) {
        let mismatches = result.mismatches.iter().map(|mismatch| {
            let at = tested.sources.line_column(&tested.file, mismatch.expectation.span.start);
            let at = at.map(|(line, column)| format!("{}:{line}:{column}", tested.file)).unwrap_or_default();
            text!(TestMismatch, key = &mismatch.expectation.key, expected = &mismatch.expected, actual = &mismatch.actual, at = at)
        });
        page.item(text!(TestFailed, name = &result.case.name), mismatches);
        let header = [text!(ColIndicator), text!(ColAnswer), text!(ColExpected), text!(ColState), text!(ColPoints), text!(ColOf)];
        let rows = lines(standard, result).into_iter().map(|line| {
            let (indicator, item) = (&standard.indicators[line.indicator], &result.card.items[line.indicator]);
            let points =
                |points: crate::number::Points| if indicator.is_gate() { "–".to_owned() } else { points.show(standard.decimals) };
            vec![
                Cell::of(text!(IdAndName, id = &indicator.id, name = indicator.name.part())),
                Cell::of(line.answer),
                Cell::of(line.expected.unwrap_or_default()),
                Cell::of(line.state.words()),
                Cell::of(points(item.points)),
                Cell::of(points(indicator.points)),
            ]
        });
        page.table(header.into_iter().map(Part::from).collect(), vec![false, false, true, false, true, true], rows.collect());
    }
}

fn coverage(page: &mut Page, tested: &Tested<'_>, asked: &Asked) {
    let standard = tested.standard;
    if !asked.coverage {
        page.lines(tested.coverage.missed().map(|goal| match goal.indicator {
            Some(i) => text!(TestMissedIndicator, id = &standard.indicators[i].id, what = goal.what.words()),
            None => text!(TestMissed, what = goal.what.words()),
        }));
    } else {
        let header = [text!(ColIndicator), text!(ColReached), text!(ColNotReached)];
        let rows = tested.coverage.by_indicator().into_iter().map(|(indicator, goals)| {
            let missed: Vec<Part> = goals.iter().filter(|(_, reached)| !*reached).map(|(goal, _)| goal.what.words().into()).collect();
            let name = match indicator.map(|i| &standard.indicators[i]) {
                Some(indicator) => text!(IdAndName, id = &indicator.id, name = indicator.name.part()),
                None => text!(WholeStandard),
            };
            vec![Cell::of(name), Cell::of(format!("{}/{}", goals.len() - missed.len(), goals.len())), Cell::of(missed)]
        });
        page.table(header.into_iter().map(Part::from).collect(), vec![false, true, false], rows.collect());
    }
    if let Some(least) = asked.min_coverage.filter(|_| !tested.covers(asked)) {
        let (reached, goals) = tested.coverage.counts();
        let least = crate::standard::shown_exactly(least, true);
        page.lines([text!(CoverageTooLow, reached = reached, goals = goals, least = least)]);
    }
}

fn mutations(page: &mut Page, tested: &Tested<'_>, asked: &Asked) {
    let Some(mutations) = &tested.mutations else {
        page.lines(asked.mutate.then_some(text!(MutationsNotRun)));
        return;
    };
    let unnoticed = tested.unnoticed().count();
    let equivalent = mutations.iter().filter(|m| m.fate == crate::analysis::Fate::Equivalent).count();
    page.lines([text!(
        MutationHead,
        changes = mutations.len(),
        noticed = mutations.len() - unnoticed - equivalent,
        unnoticed = unnoticed,
        equivalent = equivalent
    )]);
    page.lines(
        tested.unnoticed().map(|(mutation, witness)| text!(Unnoticed, what = mutation.words(tested.standard), witness = witness.clone())),
    );
}
