//! The evaluation of one row: every indicator's state and points, and what they come to.

use crate::diagnostic::Code;
use crate::number::{Points, Rational};
use crate::standard::{Indicator, Limit, Short};
use crate::submission::{Answer, Answers, Fault, Flag, Flags, Reading};
use crate::text::{Text, text};

use super::plan::{Plan, Rule};

/// The state of an answer: seven, and never a silent nought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 达标
    Met,
    /// 部分得分: not met, but points were earned.
    PartlyMet,
    /// 未达标
    Unmet,
    /// 未填报: blank, or the column is absent.
    #[default]
    Missing,
    /// 不适用: leaves numerator and denominator.
    NotApplicable,
    /// 未到期
    NotDue,
    /// 无效: cannot be read, or breaks its bounds; the row is not scored.
    Invalid,
}

impl State {
    /// All seven.
    pub const ALL: [Self; 7] = [Self::Met, Self::PartlyMet, Self::Unmet, Self::Missing, Self::NotApplicable, Self::NotDue, Self::Invalid];

    /// The word of results and cases.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::PartlyMet => "partly-met",
            Self::Unmet => "unmet",
            Self::Missing => "missing",
            Self::NotApplicable => "not-applicable",
            Self::NotDue => "not-due",
            Self::Invalid => "invalid",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Met => text!(StateMet),
            Self::PartlyMet => text!(StatePartlyMet),
            Self::Unmet => text!(StateUnmet),
            Self::Missing => text!(StateMissing),
            Self::NotApplicable => text!(StateNotApplicable),
            Self::NotDue => text!(StateNotDue),
            Self::Invalid => text!(StateInvalid),
        }
    }

    /// Is the indicator in the denominators?
    #[must_use]
    pub fn applies(self) -> bool {
        !matches!(self, Self::NotApplicable | Self::NotDue)
    }
}

/// What decided an indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// The indicator's own column.
    #[default]
    Own,
    /// The quotient of the applicant's figures.
    Figures,
    /// A claimed percentage, for want of the figures.
    Claim,
    /// A verified percentage, over the applicant's figures.
    VerifiedClaim,
    /// A number over 0.
    ZeroDivisor,
    /// 0 ÷ 0.
    ZeroByZero,
    /// 不适用 was answered.
    Declared,
    /// It does not apply to this type.
    Type,
    /// It is not due in this phase.
    Phase,
}

/// What became of one indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemResult {
    /// Its state.
    pub state: State,
    /// What it earned.
    pub points: Points,
    /// The figure that was compared with the limits; fractions under a percentage.
    pub value: Option<Rational>,
    /// What decided.
    pub cause: Cause,
    /// What is to be said about the cells that decided.
    pub flags: Flags,
    /// Why it is invalid.
    pub fault: Option<Fault>,
}

/// The results of one row: the buffer is used again for the next.
#[derive(Clone, Debug, Default)]
pub struct Scorecard {
    /// One result per indicator, in the standard's order.
    pub items: Vec<ItemResult>,
    /// What they come to.
    pub totals: Totals,
    /// What each dimension comes to.
    pub dimensions: Vec<DimensionTotal>,
}

/// What the indicators of one row come to. Gate items are in none of these numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Points earned, bonus included.
    pub points: Points,
    /// Of these, bonus points.
    pub bonus: Points,
    /// Points of all indicators that apply, without bonus.
    pub available: Points,
    /// Indicators met.
    pub met: u32,
    /// Indicators that apply.
    pub applicable: u32,
}

/// What a dimension comes to, without bonus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DimensionTotal {
    /// Points earned.
    pub points: Points,
    /// Points of all its indicators that apply.
    pub available: Points,
    /// Indicators met.
    pub met: u32,
    /// Indicators that apply.
    pub applicable: u32,
}

/// An answer to an indicator, its figures put together.
enum Answered {
    Blank,
    NotApplicable,
    YesNo(bool),
    Level(usize),
    Figure(Rational),
    /// A number over 0: no limit is reached.
    NoLimit,
    Invalid(Fault),
}

impl Plan<'_> {
    /// Scores the answers of one row.
    pub fn evaluate(&self, answers: &Answers, card: &mut Scorecard) {
        card.items.clear();
        card.totals = Totals::default();
        card.dimensions.clear();
        card.dimensions.resize(self.standard.dimensions.len(), DimensionTotal::default());
        for (i, indicator) in self.standard.indicators.iter().enumerate() {
            let result = self.item(i, indicator, answers);
            card.items.push(result);
            if indicator.is_gate() || !result.state.applies() {
                continue;
            }
            card.totals.points += result.points;
            if indicator.bonus {
                card.totals.bonus += result.points;
                continue;
            }
            let met = u32::from(result.state == State::Met);
            card.totals.available += indicator.points;
            card.totals.met += met;
            card.totals.applicable += 1;
            if let Some(dimension) = indicator.dimension.map(|d| &mut card.dimensions[d]) {
                dimension.points += result.points;
                dimension.available += indicator.points;
                dimension.met += met;
                dimension.applicable += 1;
            }
        }
    }

    /// The state and points of one indicator.
    pub(super) fn item(&self, i: usize, indicator: &Indicator, answers: &Answers) -> ItemResult {
        let item = &self.items[i];
        let out = |state, cause| ItemResult { state, cause, ..ItemResult::default() };
        if !indicator.applies_to(answers.applicant_type) {
            return out(State::NotApplicable, Cause::Type);
        }
        if !item.due {
            return out(State::NotDue, Cause::Phase);
        }
        let (answered, cause, flags) = answer(i, indicator, answers);
        let base = ItemResult { cause, flags, ..ItemResult::default() };
        let unmet = ItemResult { state: State::Unmet, ..base };
        match answered {
            Answered::Blank => ItemResult { state: State::Missing, ..base },
            Answered::Invalid(fault) => ItemResult { state: State::Invalid, fault: Some(fault), ..base },
            Answered::NotApplicable if indicator.not_applicable.allows(answers.applicant_type) => {
                ItemResult { state: State::NotApplicable, ..base }
            }
            Answered::NotApplicable | Answered::NoLimit => unmet,
            Answered::YesNo(yes) => {
                let good = match &item.rule {
                    Rule::YesNo { expect } => yes == *expect,
                    Rule::Gate { must_hold, .. } => yes == *must_hold,
                    _ => false,
                };
                if good { ItemResult { state: State::Met, points: indicator.points, ..base } } else { unmet }
            }
            Answered::Level(level) => {
                let Rule::Levels { points, met_until } = &item.rule else { return unmet };
                let points = points.get(level).copied().unwrap_or_default();
                ItemResult { state: state(level <= *met_until, points), points, ..base }
            }
            Answered::Figure(value) => match self.figure(indicator, &item.rule, value, answers.applicant_type) {
                Some((met, points)) => ItemResult { state: state(met, points), points, value: Some(value), ..base },
                None => ItemResult { state: State::Invalid, fault: Some(Fault::TooManyDigits), ..base },
            },
        }
    }

    /// Whether a figure is met and what it earns; `None` where the numbers are too long to say.
    fn figure(&self, indicator: &Indicator, rule: &Rule, value: Rational, applicant_type: Option<usize>) -> Option<(bool, Points)> {
        let full = indicator.points;
        let reaches = |limit: &Option<Limit>, points: Points| limit.as_ref().map_or(points == full, |limit| limit.holds(value));
        Some(match rule {
            Rule::Tiers { by_type } => {
                let own = by_type.get(applicant_type.unwrap_or(0))?;
                let points = own.tiers.iter().find(|(limit, _)| limit.holds(value)).map_or(Points::ZERO, |(_, points)| *points);
                (reaches(&own.met_at, points), points)
            }
            Rule::Linear { zero, full: one, met_at } => {
                let (low, high) = if zero < one { (*zero, *one) } else { (*one, *zero) };
                let points = value.clamp(low, high).on_line(*zero, *one, full)?;
                (reaches(met_at, points), points)
            }
            Rule::Target { limit, short } => {
                let limit = limit.as_ref()?;
                if limit.holds(value) {
                    (true, full)
                } else {
                    (false, if *short == Short::ProRata { pro_rata(value, limit, full)? } else { Points::ZERO })
                }
            }
            Rule::PerCase { each, met_at } => {
                let change = per_case(value, *each, full, self.standard.decimals)?;
                let met = match met_at {
                    Some(most) if each.is_negative() => value <= *most,
                    Some(least) => value >= *least,
                    None => change == full,
                };
                (met, change)
            }
            Rule::Judged { met_at } => {
                let points = Points::round(value, self.standard.decimals)?.clamp(Points::ZERO, full);
                (met_at.map_or(points == full, |least| value >= least), points)
            }
            Rule::Gate { must_hold, limit } => (limit.as_ref()?.holds(value) == *must_hold, Points::ZERO),
            Rule::YesNo { .. } | Rule::Levels { .. } => return None,
        })
    }
}

/// The state of a figure or a level that was compared.
pub(super) fn state(met: bool, points: Points) -> State {
    match (met, points > Points::ZERO) {
        (true, _) => State::Met,
        (false, true) => State::PartlyMet,
        (false, false) => State::Unmet,
    }
}

/// Points × value ÷ limit, or under an upper limit points × limit ÷ value, never above the full points.
fn pro_rata(value: Rational, limit: &Limit, full: Points) -> Option<Points> {
    let limit_value = Rational::from(limit.figure);
    let (share, whole) = if limit.comparison.upward() { (value, limit_value) } else { (limit_value, value) };
    if share <= Rational::ZERO || whole <= Rational::ZERO {
        return Some(Points::ZERO);
    }
    share.min(whole).on_line(Rational::ZERO, whole, full)
}

/// From full points down or from nought up by `each` for every case, within nought and the full points.
fn per_case(cases: Rational, each: Rational, full: Points, decimals: u8) -> Option<Points> {
    if cases.is_zero() {
        return Some(if each.is_negative() { full } else { Points::ZERO });
    }
    let all = full.value(decimals);
    // So many cases use the full points up; up to there the change is a straight line, exactly rounded.
    let size = if each.is_negative() { Rational::ZERO.minus(each)? } else { each };
    let limit = all.over(size)?;
    let (zero, one) = if each.is_negative() { (limit, Rational::ZERO) } else { (Rational::ZERO, limit) };
    cases.clamp(Rational::ZERO, limit).on_line(zero, one, full)
}

/// Puts an indicator's answer together: from its figures where they are there, else from its own column.
fn answer(i: usize, indicator: &Indicator, answers: &Answers) -> (Answered, Cause, Flags) {
    let own = answers.own[i];
    let Some(quotient) = &indicator.value else { return (single(own), own_cause(own, Cause::Own), own.flags) };
    if !answers.figures_decide(i, indicator) {
        let cause = if answers.own_decides[i] { Cause::VerifiedClaim } else { Cause::Claim };
        return (single(own), own_cause(own, cause), own.flags);
    }
    let figures = || quotient.inputs().map(|input| answers.inputs[input]);
    let flags = figures().fold(Flags::NONE, |flags, answer| flags.and(answer.flags));
    // What cannot be read comes first, then what is blank, then 不适用.
    if let Some(fault) = figures().find_map(|a| if let Reading::Invalid(fault) = a.reading { Some(fault) } else { None }) {
        return (Answered::Invalid(fault), Cause::Figures, flags);
    }
    if figures().any(|a| a.reading == Reading::Blank) {
        return (Answered::Blank, Cause::Figures, flags);
    }
    if figures().any(|a| a.reading == Reading::NotApplicable) {
        return (Answered::NotApplicable, Cause::Declared, flags);
    }
    let sum = |inputs: &[usize]| {
        Rational::sum(inputs.iter().filter_map(|input| match answers.inputs[*input].reading {
            Reading::Figure(figure) => Some(figure),
            _ => None,
        }))
    };
    let too_long = (Answered::Invalid(Fault::TooManyDigits), Cause::Figures, flags);
    let Some(numerator) = sum(&quotient.numerator) else { return too_long };
    let above_hundred = |value: Rational| indicator.percent() && !indicator.over_100 && value > Rational::ONE;
    if quotient.divisor.is_empty() {
        let answered = if above_hundred(numerator) { Answered::Invalid(Fault::Over100) } else { Answered::Figure(numerator) };
        return (answered, Cause::Figures, flags);
    }
    let Some(divisor) = sum(&quotient.divisor) else { return too_long };
    if divisor.is_zero() {
        return if numerator.is_zero() {
            (Answered::NotApplicable, Cause::ZeroByZero, flags)
        } else {
            (Answered::NoLimit, Cause::ZeroDivisor, flags)
        };
    }
    match numerator.over(divisor) {
        Some(value) if above_hundred(value) => (Answered::Invalid(Fault::Over100), Cause::Figures, flags),
        Some(value) => (Answered::Figure(value), Cause::Figures, flags),
        None => too_long,
    }
}

fn own_cause(own: Answer, otherwise: Cause) -> Cause {
    if own.reading == Reading::NotApplicable { Cause::Declared } else { otherwise }
}

fn single(answer: Answer) -> Answered {
    match answer.reading {
        Reading::Blank => Answered::Blank,
        Reading::NotApplicable => Answered::NotApplicable,
        Reading::YesNo(yes) => Answered::YesNo(yes),
        Reading::Level(level) => Answered::Level(level),
        Reading::Figure(figure) => Answered::Figure(figure.into()),
        Reading::Invalid(fault) => Answered::Invalid(fault),
    }
}

impl ItemResult {
    /// The notes on this result, as codes. Those that need other cells (claims, evidence) are the card's.
    pub(super) fn notes(&self) -> impl Iterator<Item = Code> {
        let by_flag = [
            (Flag::Approximate, Code::Approximate),
            (Flag::Doubtful, Code::DoubtfulFraction),
            (Flag::NoneAsZero, Code::NoneAsZero),
            (Flag::Count, Code::CountAsYes),
            (Flag::Verified, Code::Verified),
        ];
        let flags = self.flags;
        let cause = match (self.cause, self.state) {
            (_, State::Missing) => Some(Code::Missing),
            (Cause::Claim, _) => Some(Code::ClaimWithoutFigures),
            (Cause::VerifiedClaim, _) => Some(Code::VerifiedWithoutFigures),
            (Cause::ZeroDivisor, _) => Some(Code::ZeroDivisor),
            (Cause::ZeroByZero, _) => Some(Code::ZeroByZero),
            (Cause::Declared, State::NotApplicable) => Some(Code::DeclaredNotApplicable),
            (Cause::Type, _) => Some(Code::TypeNotApplicable),
            (Cause::Phase, _) => Some(Code::NotDue),
            _ => None,
        };
        let refused = matches!(self.cause, Cause::Declared | Cause::ZeroByZero) && self.state == State::Unmet;
        cause
            .into_iter()
            .chain(refused.then_some(Code::NotAllowedNotApplicable))
            .chain(by_flag.into_iter().filter(move |(flag, _)| flags.has(*flag)).map(|(_, code)| code))
    }
}
