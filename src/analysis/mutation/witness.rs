//! An answer on which a standard and its changed copy differ: what a case would have to try to notice the change. Where there is
//! none, the change changes nothing.

use crate::number::{Decimal, Points, Rational};
use crate::score::{Plan, Scorecard};
use crate::standard::{Earned, Indicator, Kind, Standard, shown_exactly};
use crate::submission::{Answer, Answers, Reading};
use crate::text::{Text, text};

use super::Site;

/// Most units of points for which every total is considered; beyond, a total is taken to be possible.
const MOST_UNITS: usize = 4_000_000;
/// Most indicators whose 不适用 are tried in every combination.
const MOST_LEFT_OUT: usize = 10;
/// Most units of an indicator that can earn any number of them, where every combination of 不适用 is tried.
const MOST_CHOICES: i64 = 1000;
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
        Site::Tier(i, _) | Site::MetAt(i) | Site::Limit(i, _) => beside_limits(standard, mutated, i),
    }
}

/// The figures of the limits of an indicator, whatever the type and the phase.
fn limits(indicator: &Indicator) -> Vec<Decimal> {
    match &indicator.kind {
        Kind::Tiers { tiers, met_at } => tiers.iter().map(|tier| tier.limit.figure).chain(met_at.map(|met| met.figure)).collect(),
        Kind::Linear { zero_at, full_at, met_at } => [*zero_at, *full_at].into_iter().chain(met_at.map(|met| met.figure)).collect(),
        Kind::PerCase { met_at, .. } | Kind::Judged { met_at } => met_at.iter().copied().collect(),
        _ => indicator.phased_limit().map(|limit| limit.figures.iter().map(|(_, figure)| *figure).collect()).unwrap_or_default(),
    }
}

/// A figure that the two judge differently. Both judge all figures between two neighbouring limits alike, as far as the change is
/// concerned, so that the limits, one figure between each two, and one beyond either end are all that has to be tried.
fn beside_limits(standard: &Standard, mutated: &Standard, i: usize) -> Option<Text> {
    let indicator = &standard.indicators[i];
    let (before, after) = (limits(indicator), limits(&mutated.indicators[i]));
    let moved: Vec<Decimal> = before.iter().zip(&after).filter(|(b, a)| b != a).flat_map(|(b, a)| [*b, *a]).collect();
    let mut all: Vec<Decimal> = before.into_iter().chain(after).collect();
    all.sort_by_key(|figure| Rational::from(*figure));
    all.dedup();
    let gaps = all.windows(2).flat_map(|pair| between(pair[0], pair[1]));
    let one = Decimal::whole(1)?;
    let ends = [(all.first(), false), (all.last(), true)];
    let beyond = ends.into_iter().filter_map(|(end, up)| super::stepped(*end?, one.scale(), up));
    let figures = moved.iter().copied().chain(moved.chunks(2).flat_map(|pair| between(pair[0], *pair.last().unwrap_or(&pair[0]))));
    let figures: Vec<Decimal> =
        figures.chain(all.iter().copied()).chain(gaps).chain(beyond).filter(|f| indicator.can_be(standard, *f)).collect();
    let plans: Vec<_> = situations(standard)
        .into_iter()
        .filter_map(|(kind, phase)| Some((kind, Plan::new(standard, phase).ok()?, Plan::new(mutated, phase).ok()?)))
        .collect();
    let mut answers = Answers::blank(standard);
    let mut card = Scorecard::default();
    let mut tells = |figure: &Decimal| {
        answers.own[i] = Answer { reading: Reading::Figure(*figure), ..Answer::BLANK };
        answers.own_decides[i] = true;
        plans.iter().any(|(kind, one, other)| {
            answers.applicant_type = *kind;
            let mut outcome = |plan: &Plan<'_>| {
                plan.evaluate(&answers, &mut card);
                card.items.get(i).map(|item| (item.state, item.points))
            };
            outcome(one) != outcome(other)
        })
    };
    figures.into_iter().find(|figure| tells(figure)).map(|figure| answer(indicator, figure))
}

/// Figures between two: the middle, and the whole ones next to either.
fn between(one: Decimal, other: Decimal) -> impl Iterator<Item = Decimal> {
    let (low, high) = (Rational::from(one).min(other.into()), Rational::from(one).max(other.into()));
    let whole = |n: Option<i128>| Decimal::whole(i64::try_from(n?).ok()?);
    let above = low.times_floor(Rational::ONE).and_then(|n| n.checked_add(1));
    let below = high.times_ceil(Rational::ONE).and_then(|n| n.checked_sub(1));
    let inside = move |figure: &Decimal| (low..=high).contains(&Rational::from(*figure));
    [midpoint(one, other), whole(above), whole(below)].into_iter().flatten().filter(inside)
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

/// A type and a phase.
type Situation = (Option<usize>, Option<i32>);

/// Who is judged how: the type and the phase, each none where the standard has none.
fn situations(standard: &Standard) -> Vec<Situation> {
    let types: Vec<Option<usize>> = if standard.types.is_empty() { vec![None] } else { (0..standard.types.len()).map(Some).collect() };
    let years = standard.turning_years();
    types.iter().flat_map(|kind| years.iter().map(move |year| (*kind, *year))).collect()
}

/// The scored indicators that apply in a situation.
fn applicable(standard: &Standard, (kind, phase): Situation, dimension: Option<usize>) -> Vec<&Indicator> {
    // A dimension's points are those without bonus.
    let within = |i: &&Indicator| dimension.is_none() || (i.dimension == dimension && !i.bonus);
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

/// Which totals some indicators can come to, in units; none where there are too many to say.
fn totals(standard: &Standard, indicators: &[&Indicator], (kind, phase): Situation) -> Option<Vec<bool>> {
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
        match indicator.earned(standard, kind, phase) {
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
        let possible = totals(standard, &indicators, situation);
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
    let mut unknown = false;
    for situation in situations(standard) {
        let all = applicable(standard, situation, dimension);
        let optional: Vec<usize> = (0..all.len()).filter(|i| all[*i].not_applicable.allows(situation.0)).collect();
        let told = |points: i128, of: i128| {
            let show = |units: i128| Points(i64::try_from(units).unwrap_or(i64::MAX)).show(standard.decimals);
            match dimension {
                None => text!(WitnessShare, points = show(points), of = show(of)),
                Some(d) => text!(WitnessFloor, id = &standard.dimensions[d].id, points = show(points), of = show(of)),
            }
        };
        if optional.len() > MOST_LEFT_OUT {
            match pairs(standard, &all, situation, (low.into(), high.into())) {
                Some(Some((points, of))) => return Some(told(points, of)),
                Some(None) => {}
                None => unknown = true,
            }
            continue;
        }
        let tried = optional.len();
        for left_out in 0..1usize << tried {
            let rest: Vec<&Indicator> = (0..all.len())
                .filter(|i| !optional[..tried].iter().enumerate().any(|(bit, o)| o == i && left_out >> bit & 1 == 1))
                .map(|i| all[i])
                .collect();
            let available: i64 = rest.iter().filter(|i| !i.bonus).map(|i| i.points.0).sum();
            let available = Rational::new(i128::from(available), 1)?;
            let (low, high) = (available.times_ceil(low.into())?, available.times_ceil(high.into())?);
            let possible = if low < high { totals(standard, &rest, situation) } else { continue };
            let can = |units: i128| possible.as_ref().is_none_or(|p| usize::try_from(units).ok().and_then(|u| p.get(u)) == Some(&true));
            if let Some(units) = (low..high.min(low + 1_000_000)).find(|units| can(*units)) {
                return Some(told(units, available.times_floor(Rational::ONE)?));
            }
        }
    }
    if unknown { Some(text!(WitnessUnknown)) } else { None }
}

/// Points earned of points available whose share lies from the lower limit on and below the upper one, with every combination of
/// 不适用; the outer none where there are too many to say.
#[allow(clippy::option_option)]
fn pairs(
    standard: &Standard,
    all: &[&Indicator],
    (kind, phase): Situation,
    (low, high): (Rational, Rational),
) -> Option<Option<(i128, i128)>> {
    let mut choices: Vec<(usize, Vec<usize>, bool)> = Vec::new();
    for indicator in all {
        let points: Vec<i64> = match indicator.earned(standard, kind, phase) {
            Earned::OneOf(points) => points,
            Earned::UpTo(full) if full <= MOST_CHOICES => (0..=full).collect(),
            Earned::UpTo(_) => return None,
        };
        let available = if indicator.bonus { 0 } else { usize::try_from(indicator.points.0).ok()? };
        let points = points.into_iter().map(usize::try_from).collect::<Result<Vec<usize>, _>>().ok()?;
        choices.push((available, points, indicator.not_applicable.allows(kind)));
    }
    // In steps of what divides all of them.
    let step = choices.iter().flat_map(|(available, points, _)| points.iter().chain([available])).fold(0, |a, b| divisor(a, *b)).max(1);
    let most = |of: fn(&(usize, Vec<usize>, bool)) -> usize| choices.iter().map(of).sum::<usize>() / step;
    let (most_available, most_points) = (most(|c| c.0), most(|c| c.1.iter().copied().max().unwrap_or(0)));
    let width = most_points + 1;
    let size = width.checked_mul(most_available + 1).filter(|size| *size <= MOST_UNITS)?;
    let mut reached = vec![false; size];
    reached[0] = true;
    for (available, points, optional) in &choices {
        let mut next = if *optional { reached.clone() } else { vec![false; size] };
        for (at, _) in reached.iter().enumerate().filter(|(_, is)| **is) {
            for earned in points {
                next[at + available / step * width + earned / step] = true;
            }
        }
        reached = next;
    }
    let pair = |at: usize| Some((i128::try_from(at % width * step).ok()?, i128::try_from(at / width * step).ok()?));
    let tells = |(points, of): &(i128, i128)| Rational::new(*points, *of).is_some_and(|share| share >= low && share < high);
    Some(reached.iter().enumerate().filter(|(_, is)| **is).filter_map(|(at, _)| pair(at)).find(tells))
}

/// The greatest common divisor.
fn divisor(one: usize, other: usize) -> usize {
    if other == 0 { one } else { divisor(other, one % other) }
}
