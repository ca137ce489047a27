//! An answer on which a standard and its changed copy differ: what a case would have to try to notice the change. Where there is
//! none, the change changes nothing.

use crate::number::{Decimal, Points, Rational};
use crate::standard::{Indicator, Kind, Short, Standard, shown_exactly};
use crate::text::{Text, text};

use super::{Site, limit};

/// Most units of points for which every total is considered; beyond, a total is taken to be possible.
const MOST_UNITS: usize = 4_000_000;
/// Most indicators whose 不适用 are tried in every combination.
const MOST_LEFT_OUT: usize = 10;
/// Finest grid, in places after the point, on which figures beside a half unit are looked for.
const GRID: u8 = 6;

pub(super) fn of(standard: &Standard, mutated: &Standard, site: Site) -> Option<Text> {
    match site {
        Site::Gate(i) => Some(text!(WitnessGate, id = &standard.indicators[i].id)),
        Site::MetShare => met_share(standard, mutated),
        Site::Points => points_line(standard, mutated),
        Site::PointsShare => points_share(standard, (standard.pass.points_share?, mutated.pass.points_share?), None),
        Site::Floor(d) => points_share(standard, (standard.dimensions[d].at_least?, mutated.dimensions[d].at_least?), Some(d)),
        Site::ZeroAt(i) | Site::FullAt(i) => on_line(standard, mutated, i),
        Site::MetAt(i) if matches!(standard.indicators[i].kind, Kind::Levels { .. }) => level(standard, mutated, i),
        Site::Tier(i, _) | Site::MetAt(i) | Site::Limit(i, _) => {
            let (before, after) = (limit(standard, site)?, limit(mutated, site)?);
            let indicator = &standard.indicators[i];
            let bounds = indicator.bounds(standard);
            let whole = indicator.counts_whole(standard);
            let tells = |figure: &Decimal| {
                let value = Rational::from(*figure);
                before.holds(value) != after.holds(value) && bounds.allow(value) && (!whole || figure.is_whole())
            };
            // Between a strict limit and one that is not, only a figure between the two tells.
            let between = midpoint(before.figure, after.figure);
            [Some(before.figure), Some(after.figure), between].into_iter().flatten().find(tells).map(|figure| answer(indicator, figure))
        }
    }
}

fn midpoint(one: Decimal, other: Decimal) -> Option<Decimal> {
    let scale = one.scale().max(other.scale()) + 1;
    let aligned = |figure: Decimal| figure.mantissa().checked_mul(10i64.checked_pow(u32::from(scale - figure.scale()))?);
    let middle = aligned(one)?.checked_add(aligned(other)?)? / 2;
    Decimal::whole(middle)?.shifted(-i8::try_from(scale).ok()?)
}

fn answer(indicator: &Indicator, figure: Decimal) -> Text {
    text!(WitnessAnswer, id = &indicator.id, answer = shown_exactly(figure, indicator.percent()))
}

/// The level that is met under one of the two and not under the other.
fn level(standard: &Standard, mutated: &Standard, i: usize) -> Option<Text> {
    let (Kind::Levels { levels, met_at: Some(before) }, Kind::Levels { met_at: Some(after), .. }) =
        (&standard.indicators[i].kind, &mutated.indicators[i].kind)
    else {
        return None;
    };
    let level = levels.get((*before).max(*after))?;
    Some(text!(WitnessAnswer, id = &standard.indicators[i].id, answer = &level.name))
}

/// A figure near one of the half units, where rounding turns.
fn on_line(standard: &Standard, mutated: &Standard, i: usize) -> Option<Text> {
    let indicator = &standard.indicators[i];
    let earned = |standard: &Standard, figure: Decimal| -> Option<Points> {
        let Kind::Linear { zero_at, full_at, .. } = standard.indicators[i].kind else { return None };
        let (low, high) = if zero_at < full_at { (zero_at, full_at) } else { (full_at, zero_at) };
        Rational::from(figure.max(low).min(high)).on_line(zero_at.into(), full_at.into(), indicator.points)
    };
    let bounds = indicator.bounds(standard);
    let whole = indicator.counts_whole(standard);
    let tells = |figure: &Decimal| {
        bounds.allow((*figure).into()) && (!whole || figure.is_whole()) && earned(standard, *figure) != earned(mutated, *figure)
    };
    let Kind::Linear { zero_at, full_at, .. } = indicator.kind else { return None };
    let places = if whole { 0 } else { standard.decimals + if indicator.percent() { 2 } else { 0 } };
    // From the coarsest grid on, so that the figure found is one that a person would write.
    for grid in places..=GRID.max(places) {
        let step = Decimal::whole(1)?.shifted(-i8::try_from(grid).ok()?)?;
        for half in 0..indicator.points.0.min(100_000) {
            // zero + (full − zero) × (half + ½) ÷ points, in steps of the grid, and its neighbours.
            let share = Rational::new(i128::from(2 * half + 1), i128::from(2 * indicator.points.0))?;
            let run = Rational::from(full_at).minus(zero_at.into())?;
            let rise = run.times_floor(share.over(step.into())?)?;
            let start = Rational::from(zero_at).times_floor(Rational::from(step).inverse()?)?;
            for neighbour in -1..=2 {
                let steps = i64::try_from(start.checked_add(rise)?.checked_add(neighbour)?).ok()?;
                let figure = Decimal::whole(steps)?.shifted(-i8::try_from(grid).ok()?)?;
                if tells(&figure) {
                    return Some(answer(indicator, figure));
                }
            }
        }
    }
    None
}

/// Who is judged how: the type and the phase, each none where the standard has none.
fn situations(standard: &Standard) -> Vec<(Option<usize>, Option<i32>)> {
    let types: Vec<Option<usize>> = if standard.types.is_empty() { vec![None] } else { (0..standard.types.len()).map(Some).collect() };
    let phases: Vec<Option<i32>> =
        if standard.phases.is_empty() { vec![None] } else { standard.phases.iter().copied().map(Some).collect() };
    types.iter().flat_map(|kind| phases.iter().map(move |phase| (*kind, *phase))).collect()
}

/// The scored indicators that apply in a situation.
fn applicable(standard: &Standard, (kind, phase): (Option<usize>, Option<i32>), dimension: Option<usize>) -> Vec<&Indicator> {
    let within = |i: &&Indicator| dimension.is_none() || i.dimension == dimension;
    standard.indicators.iter().filter(|i| !i.is_gate() && i.applies_to(kind) && i.is_due(phase)).filter(within).collect()
}

fn met_share(standard: &Standard, mutated: &Standard) -> Option<Text> {
    let (before, after) = (Rational::from(standard.pass.met_share?), Rational::from(mutated.pass.met_share?));
    for situation in situations(standard) {
        let counted: Vec<&Indicator> = applicable(standard, situation, None).into_iter().filter(|i| !i.bonus).collect();
        let optional = counted.iter().filter(|i| i.not_applicable.allows(situation.0)).count();
        for all in (counted.len() - optional..=counted.len()).rev().filter(|all| *all > 0) {
            for met in 0..=all {
                let share = Rational::new(i128::try_from(met).ok()?, i128::try_from(all).ok()?)?;
                if (share >= before) != (share >= after) {
                    return Some(text!(WitnessMet, met = met, all = all));
                }
            }
        }
    }
    None
}

/// What an indicator can earn, in units.
enum Earned {
    /// One of these.
    OneOf(Vec<i64>),
    /// Anything from nought to this.
    UpTo(i64),
}

fn earned(indicator: &Indicator, decimals: u8) -> Earned {
    let full = indicator.points.0;
    match &indicator.kind {
        Kind::YesNo { .. } | Kind::Target { short: Short::Zero, .. } => Earned::OneOf(vec![0, full]),
        Kind::Tiers { tiers, .. } => Earned::OneOf(tiers.iter().map(|tier| tier.points.0).chain([0]).collect()),
        Kind::Levels { levels, .. } => Earned::OneOf(levels.iter().map(|level| level.points.0).chain([0]).collect()),
        Kind::PerCase { each, .. } => {
            let each = Points::round((*each).into(), decimals).map_or(1, |each| each.0.abs()).max(1);
            let from_top = i64::from(matches!(&indicator.kind, Kind::PerCase { each, .. } if each.is_negative()));
            let count = (full / each).min(100_000);
            Earned::OneOf((0..=count).map(|n| if from_top == 1 { full - n * each } else { n * each }).chain([0, full]).collect())
        }
        _ => Earned::UpTo(full),
    }
}

/// Which totals some indicators can come to, in units; none where there are too many to say.
fn totals(indicators: &[&Indicator], decimals: u8) -> Option<Vec<bool>> {
    let most = usize::try_from(indicators.iter().map(|i| i.points.0).sum::<i64>()).ok().filter(|most| *most <= MOST_UNITS)?;
    let mut possible = vec![false; most + 1];
    possible[0] = true;
    for indicator in indicators {
        let before = possible.clone();
        let mut reach = |by: i64| {
            let Ok(by) = usize::try_from(by) else { return };
            for (total, _) in before.iter().enumerate().filter(|(_, is)| **is) {
                if let Some(slot) = possible.get_mut(total + by) {
                    *slot = true;
                }
            }
        };
        match earned(indicator, decimals) {
            Earned::OneOf(points) => points.into_iter().for_each(&mut reach),
            Earned::UpTo(full) => {
                let full = usize::try_from(full).ok()?;
                let mut last: Option<usize> = None;
                for total in 0..=most {
                    if before[total] {
                        last = Some(total);
                    }
                    possible[total] = last.is_some_and(|from| total - from <= full);
                }
            }
        }
    }
    Some(possible)
}

fn points_line(standard: &Standard, mutated: &Standard) -> Option<Text> {
    let (before, after) = (Rational::from(standard.pass.points?), Rational::from(mutated.pass.points?));
    for situation in situations(standard) {
        let indicators = applicable(standard, situation, None);
        let (low, high) = if before < after { (before, after) } else { (after, before) };
        let unit = Points(1).value(standard.decimals).inverse()?;
        let (low, high) = (low.times_ceil(unit)?, high.times_ceil(unit)?);
        let possible = totals(&indicators, standard.decimals);
        let can = |units: i128| possible.as_ref().is_none_or(|p| usize::try_from(units).ok().and_then(|u| p.get(u)) == Some(&true));
        if let Some(units) = (low..high.min(low + 1_000_000)).find(|units| can(*units)) {
            let points = Points(i64::try_from(units).ok()?).show(standard.decimals);
            return Some(text!(WitnessPoints, points = points));
        }
    }
    None
}

/// A share of points, of the whole standard or of one dimension, that lies between the two limits.
fn points_share(standard: &Standard, (before, after): (Decimal, Decimal), dimension: Option<usize>) -> Option<Text> {
    let (low, high) = if before < after { (before, after) } else { (after, before) };
    for situation in situations(standard) {
        let all = applicable(standard, situation, dimension);
        let optional: Vec<usize> = (0..all.len()).filter(|i| all[*i].not_applicable.allows(situation.0)).collect();
        let tried = optional.len().min(MOST_LEFT_OUT);
        for left_out in 0..1usize << tried {
            let rest: Vec<&Indicator> = (0..all.len())
                .filter(|i| !optional[..tried].iter().enumerate().any(|(bit, o)| o == i && left_out >> bit & 1 == 1))
                .map(|i| all[i])
                .collect();
            let available: i64 = rest.iter().filter(|i| !i.bonus).map(|i| i.points.0).sum();
            let available = Rational::new(i128::from(available), 1)?;
            let (low, high) = (available.times_ceil(low.into())?, available.times_ceil(high.into())?);
            let possible = if low < high { totals(&rest, standard.decimals) } else { continue };
            let can = |units: i128| possible.as_ref().is_none_or(|p| usize::try_from(units).ok().and_then(|u| p.get(u)) == Some(&true));
            if let Some(units) = (low..high.min(low + 1_000_000)).find(|units| can(*units)) {
                let points = |units: i128| Points(i64::try_from(units).unwrap_or(i64::MAX)).show(standard.decimals);
                let of = points(available.times_floor(Rational::ONE)?);
                return Some(match dimension {
                    None => text!(WitnessShare, points = points(units), of = of),
                    Some(d) => text!(WitnessFloor, id = &standard.dimensions[d].id, points = points(units), of = of),
                });
            }
        }
    }
    None
}
