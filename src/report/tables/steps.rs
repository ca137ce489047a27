//! The way from nominated to selected: how many came how far, who did not come further, and why.

use std::collections::BTreeSet;

use crate::text::{Part, Text, text};

use super::known;
use super::review::Track;
use super::{Book, Cell, Column, Figure, Look, Plan, Topic};
use crate::report::stored::{Node, Wrong};

/// A step, and those that came to it, by their position in the track.
struct Step {
    words: Text,
    there: BTreeSet<usize>,
}

/// Puts the steps of every track into a book.
pub fn write(book: &mut dyn Book, list: &Node<'_, '_>, tracks: &[Track], of: &str) -> Result<(), Wrong> {
    let columns = vec![
        Column::words(book.say(&text!(ColumnTrack)), 18).key("track"),
        Column::words(book.say(&text!(ColumnStep)), 30).key("step"),
        Column::short(book.say(&text!(ColumnCount))).key("count"),
        Column::short(book.say(&text!(ColumnLeft))),
        Column::words(book.say(&text!(ColumnWhoLeft)), 90),
    ];
    let (name, title) = (book.say(&text!(SheetSteps)), book.say(&text!(SheetTitle, sheet = text!(SheetSteps), of = of)));
    let sheet = book.begin(Plan { fixed: 2, ..Plan::of(Topic::Steps, &name, &title, columns) })?;
    for (track, known) in list.each()?.zip(tracks) {
        let applicants = track.get("applicants")?;
        let all: Vec<Node<'_, '_>> = applicants.each()?.collect();
        let mut before: Option<BTreeSet<usize>> = None;
        let steps = steps(&all, known)?;
        let last = steps.len() - 1;
        for (n, step) in steps.into_iter().enumerate() {
            let before = before.replace(step.there.clone()).unwrap_or_else(|| step.there.clone());
            let left: Vec<usize> = before.difference(&step.there).copied().collect();
            let mut lines = who_left(&all, &left, if n == last { "outcome" } else { "computed" }, known, book)?;
            let joined: Vec<usize> = step.there.difference(&before).copied().collect();
            if !joined.is_empty() {
                lines.push(book.say(&text!(JoinedAs, list = called(&all, &joined, known)?)));
            }
            let cells = vec![
                Cell::text(&known.title),
                Cell::text(&book.say(&step.words)).look(Look::Strong),
                Cell::number(number(step.there.len()), Figure::Count).look(Look::Strong),
                if left.is_empty() { Cell::blank() } else { Cell::number(number(left.len()), Figure::Count) },
                Cell::lines(lines.iter().map(String::as_str)),
            ];
            book.row(&sheet, cells, n == 0)?;
        }
    }
    Ok(book.close(&sheet)?)
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The steps of a track. Up to the last they are what the rules alone give; the last has the decisions of people in it.
fn steps(all: &[Node<'_, '_>], known: &Track) -> Result<Vec<Step>, Wrong> {
    let those = |fits: &dyn Fn(&Node<'_, '_>) -> Result<bool, Wrong>| -> Result<BTreeSet<usize>, Wrong> {
        let mut there = BTreeSet::new();
        for (n, applicant) in all.iter().enumerate() {
            if fits(applicant)? {
                there.insert(n);
            }
        }
        Ok(there)
    };
    let mut steps = vec![Step { words: text!(StepNominated), there: (0..all.len()).collect() }];
    let mut add = |words: Text, there: BTreeSet<usize>| steps.push(Step { words, there });
    add(text!(StepEligible), those(&|a| Ok(a.text("computed")? != "ineligible"))?);
    // Under a standard with nothing to pass, or in a result without scorecards, this is no step.
    let meets = those(&|a| Ok(passed(a)? == Some(true) && a.text("computed")? != "ineligible"))?;
    if !meets.is_empty() || !those(&|a| Ok(passed(a)?.is_some()))?.is_empty() {
        add(text!(StepStandard), meets);
    }
    for round in &known.rounds {
        let entered = |a: &Node<'_, '_>| -> Result<bool, Wrong> {
            let results = a.get("rounds")?;
            results.maybe(&round.id)?.map_or(Ok(false), |result| result.flag("entered"))
        };
        add(text!(StepEntered, round = &round.name), those(&entered)?);
    }
    if !known.rounds.is_empty() {
        add(text!(StepScored), those(&|a| Ok(a.nullable_number("final")?.is_some()))?);
    }
    let (computed, selected) = (those(&|a| Ok(a.text("computed")? == "selected"))?, those(&|a| Ok(a.text("outcome")? == "selected"))?);
    if computed != selected {
        add(text!(StepComputed), computed);
    }
    add(text!(StepSelected), selected);
    Ok(steps)
}

/// The verdict of an applicant's scorecard; none where there is nothing to pass, it was not scored, or there is no scorecard.
fn passed(applicant: &Node<'_, '_>) -> Result<Option<bool>, Wrong> {
    applicant.maybe("scorecard")?.map_or(Ok(None), |scorecard| scorecard.nullable_flag("passed"))
}

/// Those that came no further, by how their way ended.
fn who_left<'v>(all: &[Node<'v, '_>], left: &[usize], by: &'v str, known: &Track, book: &dyn Book) -> Result<Vec<String>, Wrong> {
    let mut ended: Vec<(&str, Vec<usize>)> = Vec::new();
    for n in left {
        let outcome = all[*n].text(by)?;
        match ended.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, list)) => list.push(*n),
            None => ended.push((outcome, vec![*n])),
        }
    }
    let mut lines = Vec::new();
    for (outcome, list) in ended {
        let text = text!(LeftAs, outcome = known::outcome_words(outcome), count = list.len(), list = called(all, &list, known)?);
        lines.push(book.say(&text));
    }
    Ok(lines)
}

fn called(all: &[Node<'_, '_>], list: &[usize], known: &Track) -> Result<Part, Wrong> {
    let names = list.iter().map(|n| Ok(Part::from(known.called(all[*n].text("id")?))));
    Ok(Part::List(names.collect::<Result<_, Wrong>>()?))
}
