//! What the indicators come to together: stated totals, dimensions, inputs, pass lines, phases.

use crate::diagnostic::Code;
use crate::number::Points;
use crate::standard::written::Written;
use crate::standard::{Indicator, Standard};
use crate::text::{Part, text};

use super::Check;

pub(super) fn check(check: &Check<'_, '_>, written: &Written, standard: &Standard) {
    let types: Vec<Option<usize>> = if standard.types.is_empty() { vec![None] } else { (0..standard.types.len()).map(Some).collect() };
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
    if let (Some(line), Some(at)) = (standard.pass.points, &written.pass_points) {
        for kind in &types {
            let best =
                total(*kind, &|_| true) + standard.indicators.iter().filter(|i| i.bonus && i.applies_to(*kind)).map(|i| i.points).sum();
            if best.value(standard.decimals) < Check::fraction(line) {
                let text = text!(PassOutOfReach, line = line, best = best.show(standard.decimals));
                check.report(Code::PassLine, &at.span, text);
                break;
            }
        }
    }
    for phase in &written.phases {
        let Ok(year) = i32::try_from(phase.value) else { continue };
        if !standard.indicators.iter().any(|i| !i.is_gate() && i.is_due(Some(year))) {
            check.report(Code::Phases, &phase.span, text!(EmptyPhase, year = phase.value));
        }
    }
}
