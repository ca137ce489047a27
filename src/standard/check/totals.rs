//! What the indicators come to together: stated totals, dimensions, inputs, phases.

use crate::diagnostic::Code;
use crate::document::nearest;
use crate::number::Points;
use crate::standard::written::{Written, WrittenIndicator};
use crate::standard::{Indicator, Standard};
use crate::text::{Part, text};

use super::{Check, is_counted, is_placed, is_understood, reach};

pub(super) fn check(check: &Check<'_, '_>, written: &Written, standard: &Standard) {
    let types = reach::types(standard);
    let total = |kind: Option<usize>, counts: &dyn Fn(&Indicator) -> bool| -> Points {
        standard.indicators.iter().filter(|i| !i.bonus && i.applies_to(kind) && counts(i)).map(|i| i.points).sum()
    };
    let type_name = |kind: Option<usize>| kind.map_or(Part::from(""), |t| Part::from(standard.types[t].id.as_str()));

    // A sum says nothing where one of its terms could not be read, and a part of it only where all know where they belong.
    let all = || written.indicators.iter().zip(&standard.indicators);
    let known = |w: &WrittenIndicator, i: &Indicator| is_counted(w, i) || (i.bonus && is_understood(w, i));
    let complete = check.types.complete && check.indicators.is_read && all().all(|(w, i)| known(w, i));
    let placed = check.dimensions.complete && check.indicators.is_read && all().all(|(w, i)| is_placed(w, i, standard));
    // An indicator whose dimension is misspelt may belong to the one that it resembles.
    let meant = |w: &WrittenIndicator, d: usize| match &w.dimension {
        Some(name) => nearest(&name.value, check.dimensions.names()).is_none_or(|near| near == check.dimensions.list[d]),
        None => w.unread.contains(&"dimension"),
    };
    let same = |stated: Points, at: &crate::document::At<crate::document::Figure>, counts: &dyn Fn(&Indicator) -> bool| {
        let sums: Vec<Points> = types.iter().map(|kind| total(*kind, counts)).collect();
        let alike = sums.windows(2).all(|pair| pair[0] == pair[1]);
        for (kind, sum) in types.iter().zip(sums).take(if alike { 1 } else { types.len() }) {
            if sum != stated {
                let (sum, stated) = (sum.show(standard.decimals), stated.show(standard.decimals));
                let text = match kind {
                    _ if alike => text!(TotalDiffers, sum = sum, stated = stated),
                    kind => text!(TotalDiffersForType, sum = sum, stated = stated, type_id = type_name(*kind)),
                };
                check.report_help(Code::PointsTotal, &at.span, text, text!(MendTotal));
            }
        }
    };
    if let (Some(stated), Some(at), true) = (standard.points, &written.points, complete) {
        same(stated, at, &|_| true);
    }
    if written.points.is_none() && !written.unread.contains(&"points") && complete {
        unstated(check, written, standard, &types.iter().map(|kind| (*kind, total(*kind, &|_| true))).collect::<Vec<_>>());
    }
    for (d, dimension) in written.dimensions.iter().enumerate() {
        let within = |i: &Indicator| i.dimension == Some(d);
        let is_empty = !all().any(|(w, i)| if i.dimension.is_none() { meant(w, d) } else { within(i) && !i.is_gate() });
        if is_empty && check.indicators.is_read && check.dimensions.complete {
            let id = &standard.dimensions[d].id;
            check.report_help(Code::EmptyDimension, &dimension.span, text!(EmptyDimension, id = id), text!(FillDimension, id = id));
        }
        let counted = check.types.complete && all().all(|(w, i)| !within(i) || known(w, i));
        if let (Some(at), Some(stated), true) = (&dimension.points, standard.dimensions[d].points, counted && placed) {
            same(stated, at, &within);
        }
    }
    let values_known = check.inputs.complete
        && check.indicators.is_read
        && all().all(|(w, i)| w.value.is_some() == i.value.is_some() && !w.unread.contains(&"value"))
        && written
            .inputs
            .iter()
            .zip(&standard.inputs)
            .all(|(w, i)| w.at_most.is_some() == i.at_most.is_some() && !w.unread.contains(&"at_most"));
    for (i, input) in written.inputs.iter().enumerate().filter(|_| values_known) {
        let used = standard.indicators.iter().filter_map(|ind| ind.value.as_ref()).any(|v| v.inputs().any(|used| used == i));
        let whole_of_another = standard.inputs.iter().any(|other| other.at_most == Some(i));
        let shown = input.shown_with.is_some() || input.unread.contains(&"for");
        if let (false, false, false, Some(id)) = (used, whole_of_another, shown, &input.id) {
            check.report_help(Code::UnusedInput, &id.span, text!(UnusedInput, id = &id.value), text!(UseInput));
        }
    }
    for phase in written.phases.iter().filter(|_| check.indicators.is_read) {
        let Ok(year) = i32::try_from(phase.value) else { continue };
        if !standard.indicators.iter().any(|i| !i.is_gate() && i.is_due(Some(year))) {
            check.report(Code::Phases, &phase.span, text!(EmptyPhase, year = phase.value));
        }
    }
    empty_years(check, written, standard);
}

/// Years between the phases, which may be judged as well: what ends before them leaves nothing. (That nothing is left after the last
/// phase may well be meant.)
fn empty_years(check: &Check<'_, '_>, written: &Written, standard: &Standard) {
    if check.phases.is_none() || !check.indicators.is_read || !written.indicators.iter().all(reach::is_dated) {
        return;
    }
    let is_empty = |year: i32| !standard.indicators.iter().any(|i| !i.is_gate() && i.is_due(Some(year)));
    let mut before = true;
    let between = |year: &i32| standard.phases.last().is_some_and(|last| year <= last);
    for year in standard.turning_years().into_iter().flatten().filter(between) {
        let begins = is_empty(year) && !before;
        before = is_empty(year);
        // What ended last is pointed at; an empty phase is reported as such.
        let last = written.indicators.iter().filter_map(|i| i.until.as_ref()).rfind(|until| until.value + 1 == i64::from(year));
        if let (true, false, Some(until)) = (begins, standard.phases.contains(&year), last) {
            check.report(Code::Phases, &until.span, text!(EmptyPhase, year = i64::from(year)));
        }
    }
}

/// Where no total is stated, the points should still come to a round one, the same for every type.
fn unstated(check: &Check<'_, '_>, written: &Written, standard: &Standard, totals: &[(Option<usize>, Points)]) {
    let shown = |points: Points| points.show(standard.decimals);
    let Some((_, first)) = totals.first() else { return };
    if totals.iter().any(|(_, total)| total != first) {
        let list: Vec<Part> = totals
            .iter()
            .map(|(kind, total)| Part::from(format!("{} {}", kind.map_or("", |t| standard.types[t].id.as_str()), shown(*total))))
            .collect();
        check.report_help(Code::TypesDiffer, &written.span, text!(TypesDiffer, list = list), text!(StateTotal));
    } else if !first.is_round(standard.decimals) {
        check.report_help(Code::UnroundTotal, &written.span, text!(UnroundTotal, sum = shown(*first)), text!(StateTotal));
    }
}
