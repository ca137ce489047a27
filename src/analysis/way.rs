//! The shortest way to pass: which gate items must be mended, and the smallest set of indicators that lifts an applicant
//! over every line of `[pass]` and every floor. To lift an indicator is to give it its best answer; indicators that share
//! a figure move together.
//!
//! The candidates are split into groups that share no figure, every subset of a group is scored by the ordinary rules, and a
//! search over the groups finds the least number of lifts, then the fewest points to gain, then the standard's order. What
//! it finds is scored once more before it is offered. Two limits keep it quick, and [`Way::exact`] says if one was met.

use std::collections::HashMap;

use crate::number::{Decimal, Points, Rational};
use crate::score::{Plan, Scorecard, State, judge};
use crate::standard::{Best, Comparison, HeaderTarget, Input, Limit, Quotient};
use crate::submission::{Answer, Answers, Reading};

/// Largest group of indicators that share figures, all of whose subsets are tried.
const LARGEST_GROUP: usize = 12;
/// States that the search may visit before it settles for any smallest set, whatever the points it gains.
const LARGEST_SEARCH: usize = 400_000;

/// A cell that has to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The indicator that is lifted.
    pub indicator: usize,
    /// Whose cell: the indicator's own, or a figure of its quotient.
    pub target: HeaderTarget,
    /// What it says.
    pub from: Reading,
    /// What it has to say.
    pub to: Reading,
}

/// How an applicant would pass.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// Is there anything to pass under the standard?
    pub judged: bool,
    /// Does it pass as it is?
    pub passes: bool,
    /// Gate items that must be mended, with the cells to change.
    pub gates: Vec<(usize, Vec<Change>)>,
    /// The smallest set of indicators to lift, in the standard's order, with the cells to change; `None` if no set does.
    pub lifts: Option<Vec<(usize, Vec<Change>)>>,
    /// Where one indicator suffices: the others of which any one would do as well, in the standard's order.
    pub alternatives: Vec<(usize, Vec<Change>)>,
    /// Points that the set gains.
    pub gain: Points,
    /// Was every set compared? Else the set is a smallest one among those that were, or none was found among them.
    pub exact: bool,
    /// The answers with everything changed that has to be.
    pub answers: Option<Answers>,
}

/// Finds the shortest way to pass for one row's answers, none of which may be invalid.
#[must_use]
pub fn way_to_pass(plan: &Plan<'_>, answers: &Answers) -> Way {
    let mut way = Way { judged: plan.standard.can_fail(), exact: true, ..Way::default() };
    let mut card = Scorecard::default();
    plan.evaluate(answers, &mut card);
    way.passes = judge(plan.standard, &card).passed == Some(true);
    if !way.judged || way.passes {
        way.lifts = Some(Vec::new());
        return way;
    }
    let mut mended = answers.clone();
    let gates_mended = mend_gates(plan, &mut mended, &mut way.gates);
    for (i, changed) in &mut way.gates {
        *changed = changes(plan, answers, &mended, *i);
    }
    if !gates_mended {
        return way;
    }
    let search = Search::new(plan, &mended, &mut way.exact);
    let Some(chosen) = search.smallest(&mut way.exact) else { return way };
    if let [only] = chosen.indicators.as_slice() {
        way.alternatives = search.alone().filter(|i| i != only).filter_map(|i| apply(plan, &mut mended.clone(), &[i])?.pop()).collect();
    }
    let mut lifted = mended;
    let Some(lifts) = apply(plan, &mut lifted, &chosen.indicators) else { return way };
    // Whatever the search believed: only answers that pass when they are scored are a way to pass.
    plan.evaluate(&lifted, &mut card);
    if judge(plan.standard, &card).passed != Some(true) || card.items.iter().any(|item| item.state == State::Invalid) {
        way.exact = false;
        way.alternatives.clear();
        return way;
    }
    way.gain = chosen.gain;
    way.lifts = Some(lifts);
    way.answers = Some(lifted);
    way
}

/// Gives every gate item that fails its best answer, in turn until none fails, since gate items may share figures. Notes
/// which ones failed; `false` if they cannot all hold.
fn mend_gates(plan: &Plan<'_>, answers: &mut Answers, failed: &mut Vec<(usize, Vec<Change>)>) -> bool {
    let mut card = Scorecard::default();
    let gates = plan.standard.indicators.iter().filter(|i| i.is_gate()).count();
    for _ in 0..=gates {
        plan.evaluate(answers, &mut card);
        let failing: Vec<usize> = failing_gates(plan, &card).collect();
        if failing.is_empty() {
            return true;
        }
        for i in failing {
            if !failed.iter().any(|(known, _)| *known == i) {
                failed.push((i, Vec::new()));
            }
            if lift(plan, answers, i).is_none() {
                return false;
            }
        }
    }
    false
}

fn failing_gates<'a>(plan: &'a Plan<'_>, card: &'a Scorecard) -> impl Iterator<Item = usize> + 'a {
    let items = plan.standard.indicators.iter().zip(&card.items).enumerate();
    items.filter(|(_, (indicator, item))| indicator.is_gate() && item.state.applies() && item.state != State::Met).map(|(i, _)| i)
}

/// What lifting some indicators of one group does.
#[derive(Clone, Debug)]
struct Choice {
    indicators: Vec<usize>,
    gain: Points,
    /// What it adds to each line that is missed, in units of that line.
    adds: Vec<i128>,
}

struct Search {
    /// What each missed line still needs.
    needs: Vec<i128>,
    /// Of every group, its choices, lifting nothing last.
    groups: Vec<Vec<Choice>>,
    /// Per group and number of lifts from it on: the most that each line can gain.
    most: Vec<Vec<Vec<Option<i128>>>>,
    /// Per group and number of lifts from it on: the fewest points that can be gained.
    least_gain: Vec<Vec<Option<i64>>>,
    /// Per group: what each line can still lose from it on.
    loses: Vec<Vec<i128>>,
}

impl Search {
    fn new(plan: &Plan<'_>, base: &Answers, exact: &mut bool) -> Self {
        let mut card = Scorecard::default();
        plan.evaluate(base, &mut card);
        let before = slacks(plan, &card);
        let needs: Vec<i128> = before.iter().map(|slack| -slack).collect();
        let groups: Vec<Vec<Choice>> = groups(plan, base, &card)
            .into_iter()
            .map(|members| choices(plan, base, &card, &before, &members, exact))
            .filter(|choices| choices.len() > 1)
            .collect();
        let mut search = Self { needs, groups, most: Vec::new(), least_gain: Vec::new(), loses: Vec::new() };
        search.bounds();
        search
    }

    /// Fills the tables of bounds, from the last group to the first.
    fn bounds(&mut self) {
        let lines = self.needs.len();
        let mut most = vec![vec![vec![Some(0i128)]; lines]];
        let mut least_gain = vec![vec![Some(0i64)]];
        let mut loses = vec![vec![0i128; lines]];
        for group in self.groups.iter().rev() {
            let largest = group.iter().map(|c| c.indicators.len()).max().unwrap_or(0);
            let size = least_gain.last().map_or(0, Vec::len) + largest;
            let after = most.len() - 1;
            let mut most_here = vec![vec![None; size]; lines];
            let mut gain_here: Vec<Option<i64>> = vec![None; size];
            for choice in group {
                let count = choice.indicators.len();
                for (rest, gain) in least_gain[after].iter().enumerate() {
                    let Some(gain) = gain else { continue };
                    let total = gain + choice.gain.0;
                    let slot = &mut gain_here[rest + count];
                    *slot = Some(slot.map_or(total, |known: i64| known.min(total)));
                    for line in 0..lines {
                        let Some(best) = most[after][line][rest] else { continue };
                        let total = best + choice.adds[line];
                        let slot = &mut most_here[line][rest + count];
                        *slot = Some(slot.map_or(total, |known: i128| known.max(total)));
                    }
                }
            }
            let worst = (0..lines).map(|line| loses[after][line] + group.iter().map(|c| c.adds[line]).min().unwrap_or(0).min(0)).collect();
            most.push(most_here);
            least_gain.push(gain_here);
            loses.push(worst);
        }
        most.reverse();
        least_gain.reverse();
        loses.reverse();
        self.most = most;
        self.least_gain = least_gain;
        self.loses = loses;
    }

    /// The smallest set that meets every need; among those the one with the fewest points to gain, then the first in order.
    fn smallest(&self, exact: &mut bool) -> Option<Choice> {
        let mut memo = HashMap::new();
        let largest = self.least_gain[0].len();
        let count = (0..largest).find(|count| self.least(0, *count, &self.needs, &mut memo).is_some())?;
        if memo.len() >= LARGEST_SEARCH {
            *exact = false;
        }
        let mut chosen = Choice { indicators: Vec::new(), gain: Points::ZERO, adds: Vec::new() };
        let (mut left, mut needs) = (count, self.needs.clone());
        for (g, group) in self.groups.iter().enumerate() {
            let target = self.least(g, left, &needs, &mut memo)?;
            let choice = group.iter().find(|choice| {
                let rest = left.checked_sub(choice.indicators.len());
                rest.and_then(|rest| self.least(g + 1, rest, &minus(&needs, &choice.adds), &mut memo))
                    .is_some_and(|after| after + choice.gain.0 == target)
            })?;
            left -= choice.indicators.len();
            needs = minus(&needs, &choice.adds);
            chosen.indicators.extend(&choice.indicators);
            chosen.gain += choice.gain;
        }
        chosen.indicators.sort_unstable();
        Some(chosen)
    }

    /// Every indicator that suffices alone.
    fn alone(&self) -> impl Iterator<Item = usize> + '_ {
        let suffices = |choice: &&Choice| self.needs.iter().zip(&choice.adds).all(|(need, add)| add >= need);
        self.groups.iter().flatten().filter(|choice| choice.indicators.len() == 1).filter(suffices).map(|choice| choice.indicators[0])
    }

    /// The fewest points that exactly `count` lifts from group `g` on must gain to meet `needs`; `None` if they cannot.
    fn least(&self, g: usize, count: usize, needs: &[i128], memo: &mut HashMap<(usize, usize, Vec<i128>), Option<i64>>) -> Option<i64> {
        let fewest = (*self.least_gain[g].get(count)?)?;
        // A need that nothing from here on can endanger is met; all such needs are one.
        let needs: Vec<i128> = needs.iter().zip(&self.loses[g]).map(|(need, loses)| (*need).max(*loses)).collect();
        if needs.iter().zip(&self.loses[g]).all(|(need, loses)| need == loses) {
            return Some(fewest);
        }
        let out_of_reach = needs.iter().enumerate().any(|(line, need)| self.most[g][line][count].is_none_or(|most| most < *need));
        if out_of_reach || g >= self.groups.len() {
            return None;
        }
        let key = (g, count, needs);
        if let Some(known) = memo.get(&key) {
            return *known;
        }
        let mut best: Option<i64> = None;
        for choice in &self.groups[g] {
            let Some(rest) = count.checked_sub(choice.indicators.len()) else { continue };
            let after = self.least(g + 1, rest, &minus(&key.2, &choice.adds), memo);
            if let Some(after) = after {
                let total = after + choice.gain.0;
                best = Some(best.map_or(total, |best| best.min(total)));
                if best == Some(fewest) || memo.len() >= LARGEST_SEARCH {
                    break;
                }
            }
        }
        memo.insert(key, best);
        best
    }
}

fn minus(needs: &[i128], adds: &[i128]) -> Vec<i128> {
    needs.iter().zip(adds).map(|(need, add)| need - add).collect()
}

/// By how much every line of `[pass]` and every floor is reached (or, below 0, missed), as whole numbers.
fn slacks(plan: &Plan<'_>, card: &Scorecard) -> Vec<i128> {
    let (standard, totals) = (plan.standard, &card.totals);
    let power = |places: u8| 10i128.pow(u32::from(places));
    // part / whole ≥ mantissa / 10^scale  ⇔  part · 10^scale − mantissa · whole ≥ 0; a share of nothing is not reached.
    let share = |part: i128, whole: i128, line: Decimal| {
        if whole == 0 { -1 } else { part * power(line.scale()) - i128::from(line.mantissa()) * whole }
    };
    let mut slacks = Vec::new();
    let (points, available) = (i128::from(totals.points.0), i128::from(totals.available.0));
    if let Some(line) = standard.pass.met_share {
        slacks.push(share(i128::from(totals.met), i128::from(totals.applicable), line));
    }
    if let Some(line) = standard.pass.points_share {
        slacks.push(share(points, available, line));
    }
    if let Some(line) = standard.pass.points {
        slacks.push(points * power(line.scale()) - i128::from(line.mantissa()) * power(standard.decimals));
    }
    for (dimension, total) in standard.dimensions.iter().zip(&card.dimensions) {
        if let Some(floor) = dimension.at_least {
            let slack = if total.available.0 == 0 { 0 } else { share(i128::from(total.points.0), i128::from(total.available.0), floor) };
            slacks.push(slack);
        }
    }
    slacks
}

/// The indicators that can be lifted, grouped so that what lifting one changes is nothing to another group.
fn groups(plan: &Plan<'_>, base: &Answers, card: &Scorecard) -> Vec<Vec<usize>> {
    let standard = plan.standard;
    let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for (i, indicator) in standard.indicators.iter().enumerate() {
        let item = &card.items[i];
        if indicator.is_gate() || !item.state.applies() || at_best(plan, card, i) {
            continue;
        }
        let Some(changes) = lift(plan, &mut base.clone(), i) else { continue };
        let moves = |input: usize| changes.iter().any(|change| change.target == HeaderTarget::Input(input));
        let touched = |j: &usize| *j == i || standard.indicators[*j].value.as_ref().is_some_and(|value| value.inputs().any(moves));
        let mut merged = (vec![i], (0..standard.indicators.len()).filter(touched).collect::<Vec<usize>>());
        let (touching, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(_, other)| other.iter().any(|j| merged.1.contains(j)));
        for (indicators, touched) in touching {
            merged.0.extend(indicators);
            merged.1.extend(touched);
        }
        merged.0.sort_unstable();
        groups = apart;
        groups.push(merged);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_iter().map(|(indicators, _)| indicators).collect();
    groups.sort_unstable();
    groups
}

/// Is an indicator met, with its full points?
fn at_best(plan: &Plan<'_>, card: &Scorecard, i: usize) -> bool {
    card.items[i].state == State::Met && card.items[i].points == plan.standard.indicators[i].points
}

/// Every subset of a group that can be lifted together, with what it does; lifting nothing comes last.
fn choices(plan: &Plan<'_>, base: &Answers, before: &Scorecard, slack: &[i128], members: &[usize], exact: &mut bool) -> Vec<Choice> {
    let mut choices = Vec::new();
    let failing_before = failing_gates(plan, before).count();
    for indicators in subsets(members, exact) {
        let mut trial = base.clone();
        if apply(plan, &mut trial, &indicators).is_none() {
            continue;
        }
        let mut card = Scorecard::default();
        plan.evaluate(&trial, &mut card);
        if card.items.iter().any(|item| item.state == State::Invalid) || failing_gates(plan, &card).count() > failing_before {
            continue;
        }
        let adds = slacks(plan, &card).iter().zip(slack).map(|(after, before)| after - before).collect();
        choices.push(Choice { indicators, gain: card.totals.points - before.totals.points, adds });
    }
    choices.sort_by(|a, b| a.indicators.cmp(&b.indicators));
    choices.push(Choice { indicators: Vec::new(), gain: Points::ZERO, adds: vec![0; slack.len()] });
    choices
}

/// The subsets of a group that are tried: all of a small one; of a large one each member, each pair and the whole, which is
/// said by `exact`. Lifting one member of a large group often lifts most others, since they share a figure.
fn subsets(members: &[usize], exact: &mut bool) -> Vec<Vec<usize>> {
    if members.len() <= LARGEST_GROUP {
        let of_mask = |mask: u32| members.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, i)| *i).collect();
        return (1u32..1 << members.len()).map(of_mask).collect();
    }
    *exact = false;
    let pairs = members.iter().enumerate().flat_map(|(n, a)| members[n + 1..].iter().map(|b| vec![*a, *b]));
    members.iter().map(|i| vec![*i]).chain(pairs).chain([members.to_vec()]).collect()
}

/// Lifts all of `indicators`, which may share figures; `None` if they cannot be at their best together.
fn apply(plan: &Plan<'_>, answers: &mut Answers, indicators: &[usize]) -> Option<Vec<(usize, Vec<Change>)>> {
    let before = answers.clone();
    let mut card = Scorecard::default();
    // A figure that one of them raises may be what another is divided by: lift in turn until all are at their best.
    for _ in 0..=indicators.len() {
        plan.evaluate(answers, &mut card);
        if indicators.iter().all(|i| at_best(plan, &card, *i)) {
            return Some(indicators.iter().map(|i| (*i, changes(plan, &before, answers, *i))).collect());
        }
        let mut progress = false;
        for i in indicators.iter().filter(|i| !at_best(plan, &card, **i)) {
            progress |= lift(plan, answers, *i).is_some();
        }
        if !progress {
            return None;
        }
    }
    None
}

/// The cells of one indicator that differ.
fn changes(plan: &Plan<'_>, before: &Answers, after: &Answers, i: usize) -> Vec<Change> {
    // With its figures also the wholes that had to grow with them.
    let mut inputs = plan.standard.indicators[i].value.as_ref().map(|v| v.inputs().collect::<Vec<_>>()).unwrap_or_default();
    let mut n = 0;
    while let Some(input) = inputs.get(n) {
        if let Some(whole) = plan.standard.inputs[*input].at_most.filter(|whole| !inputs.contains(whole)) {
            inputs.push(whole);
        }
        n += 1;
    }
    let own = (HeaderTarget::Indicator(i), before.own[i].reading, after.own[i].reading);
    std::iter::once(own)
        .chain(inputs.into_iter().map(|input| (HeaderTarget::Input(input), before.inputs[input].reading, after.inputs[input].reading)))
        .filter(|(_, from, to)| from != to)
        .map(|(target, from, to)| Change { indicator: i, target, from, to })
        .collect()
}

/// Gives one indicator its best answer; `None` where no answer is better or none can be given.
fn lift(plan: &Plan<'_>, answers: &mut Answers, i: usize) -> Option<Vec<Change>> {
    let (standard, indicator) = (plan.standard, &plan.standard.indicators[i]);
    let before = answers.clone();
    match &indicator.value {
        Some(value)
            if answers.figures_decide(i, indicator) && value.inputs().any(|input| answers.inputs[input].reading != Reading::Blank) =>
        {
            let limit = indicator.best_limit(standard.decimals, plan.phase, answers.applicant_type)?;
            move_figures(plan, answers, value, &limit)?;
        }
        _ => {
            let best = indicator.best(standard, plan.phase, answers.applicant_type)?;
            answers.own[i] = Answer::plain(match best {
                Best::YesNo(yes) => Reading::YesNo(yes),
                Best::Figure(figure) => Reading::Figure(figure),
                Best::Level(level) => Reading::Level(level),
            });
        }
    }
    answers.check_parts(standard);
    let mut card = Scorecard::default();
    plan.evaluate(answers, &mut card);
    let reached = card.items[i].state == State::Met;
    if !reached {
        *answers = before;
        return None;
    }
    Some(changes(plan, &before, answers, i))
}

/// Changes one figure of a quotient so that it just reaches the limit: the part above the stroke, or, where less is better
/// and the figure above is no part of the one below, the one below; where one may not hold the figure it needs, the other.
fn move_figures(plan: &Plan<'_>, answers: &mut Answers, value: &Quotient, limit: &Limit) -> Option<()> {
    let inputs = &plan.standard.inputs;
    for input in value.inputs().collect::<Vec<_>>() {
        // 不适用 among the figures: nothing to start from.
        if figure(answers, input).is_none() {
            set(answers, input, Decimal::ZERO);
        }
    }
    let first = *value.numerator.first()?;
    let target = Rational::from(limit.figure);
    if value.divisor.is_empty() {
        return move_term(plan, answers, value, &value.numerator, target, limit.comparison);
    }
    let (above, below) = (sum(answers, &value.numerator, None)?, sum(answers, &value.divisor, None)?);
    if below.is_zero() && above.is_zero() {
        set(answers, *value.divisor.first()?, Decimal::whole(1)?);
        let wanted = times(target, sum(answers, &value.divisor, None)?)?;
        return move_term(plan, answers, value, &value.numerator, wanted, limit.comparison);
    }
    let is_part = inputs[first].at_most.is_some_and(|whole| value.divisor.contains(&whole));
    let move_above = |answers: &mut Answers| move_term(plan, answers, value, &value.numerator, times(target, below)?, limit.comparison);
    let move_below = |answers: &mut Answers| {
        // above / below ≤ limit  ⇔  below ≥ above / limit
        if above.is_zero() || target <= Rational::ZERO {
            return None;
        }
        move_term(plan, answers, value, &value.divisor, times(above, target.inverse()?)?, limit.comparison.mirrored())
    };
    if below.is_zero() || (!limit.comparison.upward() && !is_part) {
        move_below(answers).or_else(|| move_above(answers))
    } else {
        move_above(answers).or_else(|| move_below(answers))
    }
}

/// Changes one of some added figures so that their sum stands on its side of `bound`: the first that may hold what it takes.
fn move_term(
    plan: &Plan<'_>,
    answers: &mut Answers,
    value: &Quotient,
    terms: &[usize],
    bound: Rational,
    comparison: Comparison,
) -> Option<()> {
    for term in terms {
        let others = sum(answers, terms, Some(*term))?;
        let Some(to) = bound.minus(others).and_then(|rest| next_figure(rest, comparison, plan.standard.inputs[*term].whole)) else {
            continue;
        };
        let before = answers.clone();
        if put(plan, answers, value, *term, to) {
            return Some(());
        }
        *answers = before;
    }
    None
}

/// Gives an input a figure, within its bounds. A whole that is too small for its new part grows with it, unless it is itself
/// a figure of the quotient; a part is never left larger than its whole.
fn put(plan: &Plan<'_>, answers: &mut Answers, value: &Quotient, input: usize, to: Decimal) -> bool {
    let inputs = &plan.standard.inputs;
    let own = &inputs[input];
    if to < own.min || own.max.is_some_and(|max| to > max) || (own.whole && !to.is_whole()) {
        return false;
    }
    let too_large = |(part, other): (usize, &Input)| other.at_most == Some(input) && figure(answers, part).is_some_and(|part| part > to);
    if inputs.iter().enumerate().any(too_large) {
        return false;
    }
    set(answers, input, to);
    match own.at_most {
        Some(whole) if figure(answers, whole).is_some_and(|whole| to > whole) => {
            whole != input && !value.inputs().any(|used| used == whole) && put(plan, answers, value, whole, to)
        }
        _ => true,
    }
}

fn figure(answers: &Answers, input: usize) -> Option<Decimal> {
    match answers.inputs[input].reading {
        Reading::Figure(figure) => Some(figure),
        _ => None,
    }
}

fn set(answers: &mut Answers, input: usize, to: Decimal) {
    answers.inputs[input] = Answer::plain(Reading::Figure(to));
}

/// The sum of some figures, one of them left out if asked for.
fn sum(answers: &Answers, terms: &[usize], without: Option<usize>) -> Option<Rational> {
    let figures: Vec<Decimal> = terms.iter().filter(|t| Some(**t) != without).filter_map(|t| figure(answers, *t)).collect();
    Rational::sum(figures.into_iter())
}

fn times(a: Rational, b: Rational) -> Option<Rational> {
    match b.inverse() {
        Some(inverse) => a.over(inverse),
        None => Some(Rational::ZERO),
    }
}

/// The figure nearest to `bound` that satisfies the comparison: a whole one, or one with at most four places.
fn next_figure(bound: Rational, comparison: Comparison, whole: bool) -> Option<Decimal> {
    let places: i8 = if whole { 0 } else { 4 };
    let scale = Rational::new(10i128.pow(u32::try_from(places).ok()?), 1)?;
    let units = match comparison {
        Comparison::AtLeast => bound.times_ceil(scale)?,
        Comparison::MoreThan => bound.times_floor(scale)?.checked_add(1)?,
        Comparison::AtMost => bound.times_floor(scale)?,
        Comparison::LessThan => bound.times_ceil(scale)?.checked_sub(1)?,
    };
    Decimal::whole(i64::try_from(units).ok()?)?.shifted(-places)
}
