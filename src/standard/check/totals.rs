//! What the indicators come to together: stated totals, dimensions, inputs, phases.

use crate::diagnostic::Code;
use crate::number::Points;
use crate::standard::written::Written;
use crate::standard::{Indicator, Standard};
use crate::text::{Part, text};

use super::{Check, reach};

pub(super) fn check(check: &Check<'_, '_>, written: &Written, standard: &Standard) {
    let types = reach::types(standard);
    let total = |kind: Option<usize>, counts: &dyn Fn(&Indicator) -> bool| -> Points {
        standard.indicators.iter().filter(|i| !i.bonus && i.applies_to(kind) && counts(i)).map(|i| i.points).sum()
    };
    let type_name = |kind: Option<usize>| kind.map_or(Part::from(""), |t| Part::from(standard.types[t].id.as_str()));

    // A sum says nothing where one of its terms could not be read.
    let complete = written
        .indicators
        .iter()
        .zip(&standard.indicators)
        .all(|(w, i)| w.kind.is_some() && (i.is_gate() || w.points.is_some()) && (!w.has_dimension || i.dimension.is_some()));
    let same = |stated: Points, at: &crate::document::At<crate::document::Figure>, counts: &dyn Fn(&Indicator) -> bool| {
        for kind in &types {
            let sum = total(*kind, counts);
            if sum != stated {
                let (sum, stated) = (sum.show(standard.decimals), stated.show(standard.decimals));
                let text = match kind {
                    None => text!(TotalDiffers, sum = sum, stated = stated),
                    Some(_) => text!(TotalDiffersForType, sum = sum, stated = stated, type_id = type_name(*kind)),
                };
                check.report_help(Code::PointsTotal, &at.span, text, text!(MendTotal));
            }
        }
    };
    if let (Some(stated), Some(at), true) = (standard.points, &written.points, complete) {
        same(stated, at, &|_| true);
    }
    if written.points.is_none() && complete {
        unstated(check, written, standard, &types.iter().map(|kind| (*kind, total(*kind, &|_| true))).collect::<Vec<_>>());
    }
    for (d, dimension) in written.dimensions.iter().enumerate() {
        let within = |i: &Indicator| i.dimension == Some(d);
        if complete && !standard.indicators.iter().any(|i| within(i) && !i.is_gate()) {
            check.report(Code::EmptyDimension, &dimension.span, text!(EmptyDimension, id = &standard.dimensions[d].id));
        }
        if let (Some(at), true) = (&dimension.points, complete)
            && let Some(stated) = check.points("points", at)
        {
            same(stated, at, &within);
        }
    }
    let all_values_known = written.indicators.iter().zip(&standard.indicators).all(|(w, i)| w.value.is_some() == i.value.is_some());
    for (i, input) in written.inputs.iter().enumerate().filter(|_| all_values_known) {
        let used = standard.indicators.iter().filter_map(|ind| ind.value.as_ref()).any(|v| v.inputs().any(|used| used == i));
        let whole_of_another = standard.inputs.iter().any(|other| other.at_most == Some(i));
        if let (false, false, None, Some(id)) = (used, whole_of_another, standard.inputs[i].shown_with, &input.id) {
            check.report_help(Code::UnusedInput, &id.span, text!(UnusedInput, id = &id.value), text!(UseInput));
        }
    }
    for phase in &written.phases {
        let Ok(year) = i32::try_from(phase.value) else { continue };
        if !standard.indicators.iter().any(|i| !i.is_gate() && i.is_due(Some(year))) {
            check.report(Code::Phases, &phase.span, text!(EmptyPhase, year = phase.value));
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
