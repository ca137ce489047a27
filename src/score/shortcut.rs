//! The short way from a plain row to its totals. A standard and the header of a table are turned into a list of steps; a row whose
//! cells are all plain goes through them without a copy of a cell and without an allocation. A cell that is not plain is read as all
//! others are and its indicator evaluated by the plan. A row of which anything is to be said to a person is left to [`Scorer`]: this
//! way knows only rows that nothing is found in, and gives what the long way gives (`tests/roads.rs` holds both equal).
//!
//! [`Scorer`]: super::reading::Scorer

use std::hint::select_unpredictable;

use crate::number::{Decimal, Points};
use crate::standard::{HeaderTarget, Indicator, Kind, Limit, Short, Standard};
use crate::submission::plain::{self, BLANK, Figure, NOT_PLAIN, PLACES};
use crate::submission::split::{Cells, NEAR, unquoted};
use crate::submission::{Answer, Answers, Flag, Layout, Plain, Questions, Reading};

use super::evaluate::{self, Cause, DimensionTotal, ItemResult, State, Totals};
use super::lanes::{self, Lane, Several};
use super::plan::{Plan, Rule};
use super::verdict::Reason;
use crate::diagnostic::Code;

/// The steps for rows of one table, by type of applicant.
pub(super) struct Shortcut<'t, 's> {
    plan: &'t Plan<'s>,
    questions: &'t Questions,
    layout: &'t Layout,
    by_type: Vec<Steps>,
    /// Is what each dimension comes to wanted?
    dimensions: bool,
}

/// What is done with each row.
#[derive(Default)]
struct Steps {
    words: Vec<Word>,
    counts: Vec<Limits>,
    limits: Vec<Limits>,
    lines: Vec<Line>,
    /// Which step an indicator has.
    of_indicator: Vec<StepOf>,
    /// Indicators that have no step of their own.
    others: Vec<usize>,
    /// Figures that no step reads.
    inputs: Vec<usize>,
    /// Parts and wholes that no step holds against each other.
    parts: Vec<(usize, usize)>,
    /// What there is to be had where all that applies counts.
    available: i64,
    applicable: u32,
    by_dimension: Vec<DimensionTotal>,
    /// What several rows do at once, and what is left to each: limits and lines.
    lanes: Option<(lanes::Steps, [Vec<usize>; 2])>,
}

/// The step of an indicator, by its place among those of its kind.
#[derive(Clone, Copy, Default)]
enum StepOf {
    #[default]
    None,
    Word(usize),
    Counts(usize),
    Limits(usize),
    Line(usize),
}

/// A yes or no in its own column.
pub(super) struct Word {
    pub place: Place,
    words: Vec<(u64, bool)>,
    expect: bool,
    pub gate: bool,
}

/// Where a step belongs.
pub(super) struct Place {
    indicator: usize,
    pub column: usize,
    pub points: i64,
    dimension: usize,
}

/// A figure that is held against limits: in its own column, or a part in one column and its whole in another.
pub(super) struct Limits {
    pub place: Place,
    pub whole: Option<usize>,
    /// May the part be larger than the whole?
    pub above: bool,
    pub percent: bool,
    pub over_100: bool,
    /// What the part is multiplied with before it is held against a bound.
    pub below: i64,
    /// Best first; there may be fewer, and those that are missing never hold.
    pub tiers: [(Bound, i64); TIERS],
    pub met: Option<Bound>,
}

/// Most tiers that a step knows.
pub(super) const TIERS: usize = 4;

/// A limit of part ÷ whole: part × `below` − whole × `above` ≥ `least`, where all limits of an indicator have one `below`, negative
/// where they look downward.
#[derive(Clone, Copy)]
pub(super) struct Bound {
    pub above: i64,
    pub least: i64,
}

/// Points along a straight line over a figure in its own column.
pub(super) struct Line {
    pub place: Place,
    pub percent: bool,
    pub over_100: bool,
    /// Where nothing is earned, and how far it is to full points, in ten-thousandths.
    pub zero: i64,
    pub run: i64,
    pub falling: bool,
    pub met: Option<(i64, Bound)>,
}

/// What is used again for every row.
pub(super) struct Desk {
    answers: Answers,
    /// Of every step with words, by type of applicant, the good one and the bad one that were met last: these are looked at first.
    usual: Vec<Vec<[u64; 2]>>,
    /// Gate items and floors that fail.
    pub reasons: Vec<Reason>,
    pub dimensions: Vec<DimensionTotal>,
    /// The ends of the cells of several rows.
    ends: lanes::Ends,
}

impl Desk {
    pub fn new(standard: &Standard, shortcut: &Shortcut<'_, '_>) -> Self {
        let word = |yes: bool| plain::key_of(if yes { "是" } else { "否" }).unwrap_or_default();
        let usual = |steps: &Steps| steps.words.iter().map(|step| [word(step.expect), word(!step.expect)]).collect();
        Self {
            answers: Answers::blank(standard),
            usual: shortcut.by_type.iter().map(usual).collect(),
            reasons: Vec::new(),
            dimensions: Vec::new(),
            ends: lanes::Ends::default(),
        }
    }
}

/// Products of two factors up to here fit into 64 bits.
const MOST: i64 = 3_000_000_000;
/// The largest figure that a plain cell can hold, in ten-thousandths.
const LARGEST: i64 = 99_999_999 * 10_000;

impl Bound {
    /// What never holds.
    const NEVER: Self = Self { above: 0, least: i64::MAX };

    /// Of limits that look one way: what the part is multiplied with, and a bound for each. None where they are too long.
    fn of(limits: &[Limit]) -> Option<(i64, Vec<Self>)> {
        let upward = limits.first().is_none_or(|limit| limit.comparison.upward());
        let scale = limits.iter().map(|limit| limit.figure.scale()).max().unwrap_or(0);
        let below = 10i64.checked_pow(u32::from(scale)).filter(|below| *below <= 1_000_000)?;
        let sign = if upward { 1 } else { -1 };
        let bound = |limit: &Limit| {
            let above = limit.figure.mantissa().checked_mul(10i64.pow(u32::from(scale - limit.figure.scale())))?;
            // Above and below are multiplied with figures of up to twelve digits.
            let fits = above.unsigned_abs() <= 4_000_000 && limit.comparison.upward() == upward;
            fits.then(|| Self { above: sign * above, least: i64::from(limit.comparison.strict()) })
        };
        Some((sign * below, limits.iter().map(bound).collect::<Option<_>>()?))
    }

    #[inline(always)]
    fn holds(&self, part: i64, whole: i64) -> bool {
        part - whole * self.above >= self.least
    }
}

impl<'t, 's> Shortcut<'t, 's> {
    /// The steps for the rows of a table.
    pub fn new(plan: &'t Plan<'s>, questions: &'t Questions, layout: &'t Layout, dimensions: bool) -> Self {
        let types = if plan.standard.types.is_empty() { vec![None] } else { (0..plan.standard.types.len()).map(Some).collect() };
        let floors = plan.standard.dimensions.iter().any(|dimension| dimension.at_least.is_some());
        let mut by_type: Vec<Steps> = types.into_iter().map(|kind| Steps::new(plan, questions, layout, kind)).collect();
        let dimensions = (dimensions || floors) && !plan.standard.dimensions.is_empty();
        if dimensions {
            by_type.iter_mut().for_each(|steps| steps.lanes = None);
        }
        Self { plan, questions, layout, by_type, dimensions }
    }

    /// What a row comes to; its reasons and dimensions lie on the desk. None where it is to be read the long way.
    #[inline(always)]
    pub fn evaluate(&self, cells: &Cells<'_>, applicant_type: Option<usize>, desk: &mut Desk) -> Option<Totals> {
        if self.dimensions { self.add_up::<true>(cells, applicant_type, desk) } else { self.add_up::<false>(cells, applicant_type, desk) }
    }

    #[inline(always)]
    fn add_up<const DIMENSIONS: bool>(&self, cells: &Cells<'_>, applicant_type: Option<usize>, desk: &mut Desk) -> Option<Totals> {
        let kind = applicant_type.unwrap_or(0);
        let steps = self.by_type.get(kind)?;
        // What is added at every step stays in registers.
        let (mut points, mut met) = (0i64, 0u32);
        let mut rest = Sum { points: 0, met: 0, bonus: 0, available: steps.available, applicable: steps.applicable };
        desk.reasons.clear();
        if DIMENSIONS {
            desk.dimensions.clear();
            desk.dimensions.extend_from_slice(&steps.by_dimension);
        }
        let mut add = |place: &Place, earned: i64, is_met: bool, desk: &mut Desk| {
            points += earned;
            met += u32::from(is_met);
            if DIMENSIONS && let Some(total) = desk.dimensions.get_mut(place.dimension) {
                total.points += Points(earned);
                total.met += u32::from(is_met);
            }
        };
        for at in 0..steps.words.len() {
            let step = &steps.words[at];
            match desk.word(step, kind, at, plain::key(cells, step.place.column)) {
                Said::Good(good) if !step.gate => add(&step.place, -i64::from(good) & step.place.points, good, desk),
                Said::Good(_) | Said::Blank => {}
                Said::Other => self.other::<DIMENSIONS>(step.place.indicator, cells, applicant_type, desk, &mut rest)?,
            }
        }
        for step in &steps.counts {
            match step.of_counts(cells) {
                Some((earned, is_met)) => add(&step.place, earned, is_met, desk),
                None => self.other::<DIMENSIONS>(step.place.indicator, cells, applicant_type, desk, &mut rest)?,
            }
        }
        for step in &steps.limits {
            match step.of_figures(cells) {
                Some((earned, is_met)) => add(&step.place, earned, is_met, desk),
                None => self.other::<DIMENSIONS>(step.place.indicator, cells, applicant_type, desk, &mut rest)?,
            }
        }
        for step in &steps.lines {
            match step.earned(cells) {
                Some((earned, is_met)) => add(&step.place, earned, is_met, desk),
                None => self.other::<DIMENSIONS>(step.place.indicator, cells, applicant_type, desk, &mut rest)?,
            }
        }
        for indicator in &steps.others {
            self.other::<DIMENSIONS>(*indicator, cells, applicant_type, desk, &mut rest)?;
        }
        for input in &steps.inputs {
            self.input(*input, cells)?;
        }
        for (part, whole) in &steps.parts {
            if let (Reading::Figure(part), Reading::Figure(whole)) = (self.input(*part, cells)?, self.input(*whole, cells)?)
                && part > whole
            {
                return None;
            }
        }
        Some(rest.totals(points, met, desk))
    }

    /// What several rows earn at the steps that can be taken for all of them at once; none where there are no such steps, or not all rows
    /// have all cells.
    #[inline(always)]
    pub fn earned<const N: usize>(&self, simd: impl Several<N>, rows: &[Cells<'_>; N], desk: &mut Desk) -> Option<lanes::Earned<N>> {
        let ([steps], [usual]) = (self.by_type.as_slice(), desk.usual.as_slice()) else { return None };
        let (several, _) = steps.lanes.as_ref()?;
        if rows.iter().any(|cells| cells.len() < self.layout.width) {
            return None;
        }
        simd.earned(several, usual, rows, &mut desk.ends)
    }

    /// What a row comes to that was one of several: it takes the steps that are left. As [`Shortcut::evaluate`].
    #[inline(always)]
    pub fn go_on(&self, lane: Lane, cells: &Cells<'_>, applicant_type: Option<usize>, desk: &mut Desk) -> Option<Totals> {
        let [steps] = self.by_type.as_slice() else { return None };
        let (_, [limits, lines]) = steps.lanes.as_ref()?;
        let mut rest = Sum { points: 0, met: 0, bonus: 0, available: steps.available, applicable: steps.applicable };
        let (mut points, mut met) = (lane.points, lane.met);
        desk.reasons.clear();
        if !lane.gates_hold {
            for (at, step) in steps.words.iter().enumerate().filter(|(_, step)| step.gate) {
                if let Said::Other = desk.word(step, 0, at, plain::key(cells, step.place.column)) {
                    self.other::<false>(step.place.indicator, cells, applicant_type, desk, &mut rest)?;
                }
            }
        }
        let limits = limits.iter().map(|at| (&steps.limits[*at].place, steps.limits[*at].of_figures(cells)));
        let lines = lines.iter().map(|at| (&steps.lines[*at].place, steps.lines[*at].earned(cells)));
        for (place, earned) in limits.chain(lines) {
            match earned {
                Some((earned, is_met)) => (points, met) = (points + earned, met + u32::from(is_met)),
                None => self.other::<false>(place.indicator, cells, applicant_type, desk, &mut rest)?,
            }
        }
        for indicator in &steps.others {
            self.other::<false>(*indicator, cells, applicant_type, desk, &mut rest)?;
        }
        Some(rest.totals(points, met, desk))
    }

    /// An indicator with a cell that is not plain, or without a step of its own: read and evaluated as on the long way. None where
    /// something is to be said of it.
    #[cold]
    #[inline(never)]
    fn other<const DIMENSIONS: bool>(
        &self,
        i: usize,
        cells: &Cells<'_>,
        applicant_type: Option<usize>,
        desk: &mut Desk,
        sum: &mut Sum,
    ) -> Option<()> {
        let indicator = &self.plan.standard.indicators[i];
        let result = self.result(i, cells, applicant_type, &mut desk.answers)?;
        if indicator.is_gate() {
            desk.reasons.extend(super::verdict::gate_fails(&result).map(|code| Reason::about(code, i)));
            return Some(());
        }
        let met = result.state == State::Met;
        if indicator.bonus {
            if result.state.applies() {
                sum.points += result.points.0;
                sum.bonus += result.points.0;
            }
            return Some(());
        }
        let total = desk.dimensions.get_mut(dimension_of(indicator)).filter(|_| DIMENSIONS);
        if result.state.applies() {
            sum.points += result.points.0;
            sum.met += u32::from(met);
            if let Some(total) = total {
                total.points += result.points;
                total.met += u32::from(met);
            }
        } else {
            sum.available -= indicator.points.0;
            sum.applicable -= 1;
            if let Some(total) = total {
                total.available = total.available - indicator.points;
                total.applicable -= 1;
            }
        }
        Some(())
    }

    /// The state and points of one indicator of a row that went the short way. None where the row is to be read the long way after all.
    pub fn outcome(&self, i: usize, cells: &Cells<'_>, applicant_type: Option<usize>, desk: &mut Desk) -> Option<(State, Points)> {
        let steps = self.by_type.get(applicant_type.unwrap_or(0))?;
        let filled = |column: usize| !cells.bytes(column).is_empty();
        let both = |step: &Limits| filled(step.place.column) && step.whole.is_none_or(filled);
        // To the totals a blank cell is nought like any other.
        let earned = match steps.of_indicator[i] {
            StepOf::Counts(at) => steps.counts[at].of_counts(cells).filter(|_| both(&steps.counts[at])),
            StepOf::Limits(at) => steps.limits[at].of_figures(cells).filter(|_| both(&steps.limits[at])),
            StepOf::Line(at) => steps.lines[at].earned(cells).filter(|_| filled(steps.lines[at].place.column)),
            StepOf::Word(at) => {
                let step = &steps.words[at];
                let key = plain::key(cells, step.place.column);
                let good = step.words.iter().find(|(word, _)| *word == key).map(|(_, yes)| *yes == step.expect);
                good.map(|good| (if good { step.place.points } else { 0 }, good))
            }
            StepOf::None => None,
        };
        match earned {
            Some((points, met)) => Some((evaluate::state(met, Points(points)), Points(points))),
            None => self.result(i, cells, applicant_type, &mut desk.answers).map(|result| (result.state, result.points)),
        }
    }

    /// What becomes of an indicator, read and evaluated as on the long way. None where something is to be said of it.
    fn result(&self, i: usize, cells: &Cells<'_>, applicant_type: Option<usize>, answers: &mut Answers) -> Option<ItemResult> {
        let indicator = &self.plan.standard.indicators[i];
        answers.applicant_type = applicant_type;
        answers.own[i] = self.answer(HeaderTarget::Indicator(i), cells)?;
        for input in indicator.value.iter().flat_map(|value| value.inputs()) {
            answers.inputs[input] = self.answer(HeaderTarget::Input(input), cells)?;
            let whole = self.plan.standard.inputs[input].at_most;
            if let Some(whole) = whole
                && let (Reading::Figure(part), Reading::Figure(whole)) = (answers.inputs[input].reading, self.input(whole, cells)?)
                && part > whole
            {
                return None;
            }
        }
        if indicator.value.is_some() && answers.own[i].reading != Reading::Blank && answers.figures_decide(i, indicator) {
            return None;
        }
        let result = self.plan.item(i, indicator, answers);
        if result.state == State::Invalid || result.cause == Cause::ZeroDivisor {
            return None;
        }
        let evidence = self.layout.column(HeaderTarget::Evidence(i));
        let claimed = result.points > Points::ZERO || (indicator.is_gate() && result.state == State::Met);
        if claimed && evidence.is_some_and(|column| self.text(column, cells).is_none_or(str::is_empty)) {
            return None;
        }
        Some(result)
    }

    /// What a cell says; none where something is to be said of it.
    fn answer(&self, target: HeaderTarget, cells: &Cells<'_>) -> Option<Answer> {
        let Some(column) = self.layout.column(target) else { return Some(Answer::BLANK) };
        let answer = self.questions.of(target)?.read(self.text(column, cells)?);
        let silent = !matches!(answer.reading, Reading::Invalid(_)) && !answer.flags.has(Flag::Doubtful);
        silent.then_some(answer)
    }

    /// What a figure's cell says; none where something is to be said of it.
    fn input(&self, input: usize, cells: &Cells<'_>) -> Option<Reading> {
        self.answer(HeaderTarget::Input(input), cells).map(|answer| answer.reading)
    }

    /// A cell, trimmed and without the marks around it; none where it holds a doubled one.
    pub fn text<'c>(&self, column: usize, cells: &Cells<'c>) -> Option<&'c str> {
        unquoted(cells.text_of(column)?).map(str::trim)
    }
}

/// What is added up.
struct Sum {
    points: i64,
    bonus: i64,
    available: i64,
    met: u32,
    applicable: u32,
}

/// What a yes or no says.
enum Said {
    /// Whether it is what is wanted.
    Good(bool),
    Blank,
    /// No word that a step knows.
    Other,
}

impl Desk {
    /// What the cell of a step says by its key. Of a gate item that does not hold it is noted.
    #[inline(always)]
    fn word(&mut self, step: &Word, kind: usize, at: usize, key: u64) -> Said {
        let [usual_good, usual_bad] = self.usual[kind][at];
        let mut good = key == usual_good;
        // Nobody can foretell which of the two it is: no branch may depend on it.
        if (key ^ usual_good).min(key ^ usual_bad) != 0 {
            if key == 0 {
                if step.gate {
                    self.reasons.push(Reason::about(Code::GateUnanswered, step.place.indicator));
                }
                return Said::Blank;
            }
            let Some((_, yes)) = step.words.iter().find(|(word, _)| *word == key) else { return Said::Other };
            good = *yes == step.expect;
            self.usual[kind][at][usize::from(!good)] = key;
        }
        if step.gate && !good {
            self.reasons.push(Reason::about(Code::GateFailed, step.place.indicator));
        }
        Said::Good(good)
    }
}

impl Sum {
    /// The totals of a row, with what the steps of its own earned; the reasons that lie on the desk are put in order.
    #[inline(always)]
    fn totals(&self, points: i64, met: u32, desk: &mut Desk) -> Totals {
        if desk.reasons.len() > 1 {
            desk.reasons.sort_by_key(|reason| reason.about);
        }
        Totals {
            points: Points(points + self.points),
            bonus: Points(self.bonus),
            available: Points(self.available),
            met: met + self.met,
            applicable: self.applicable,
        }
    }
}

impl Limits {
    /// What a part and its whole, both counts, earn and whether that is met; none where a cell is not plain.
    #[inline(always)]
    fn of_counts(&self, cells: &Cells<'_>) -> Option<(i64, bool)> {
        let (part, whole) = (plain::count(cells, self.place.column), plain::count(cells, self.whole?));
        self.of_two(part, whole)
    }

    /// The same of figures, or of one in the indicator's own column.
    #[inline(always)]
    fn of_figures(&self, cells: &Cells<'_>) -> Option<(i64, bool)> {
        match self.whole {
            Some(column) => {
                let (part, whole) = (plain::figure(cells, self.place.column), plain::figure(cells, column));
                self.of_two(part, whole)
            }
            None => {
                let figure = own_figure(cells, self.place.column, self.percent, self.over_100);
                if figure < 0 {
                    return (figure == BLANK).then_some((0, false));
                }
                Some(self.earned(figure, if self.percent { 1_000_000 } else { 10_000 }))
            }
        }
    }

    #[inline(always)]
    fn of_two(&self, part: Figure, whole: Figure) -> Option<(i64, bool)> {
        if (part < 0) | (whole <= 0) | ((part > whole) & !self.above) {
            let blank = (part == BLANK) | (whole == BLANK) && (part != NOT_PLAIN) & (whole != NOT_PLAIN);
            return blank.then_some((0, false));
        }
        Some(self.earned(part, whole))
    }

    #[inline(always)]
    fn earned(&self, part: i64, whole: i64) -> (i64, bool) {
        let part = part * self.below;
        let mut points = 0;
        for (bound, earns) in self.tiers.iter().rev() {
            points = select_unpredictable(bound.holds(part, whole), *earns, points);
        }
        let met = match &self.met {
            Some(bound) => bound.holds(part, whole),
            None => points == self.place.points,
        };
        (points, met)
    }
}

impl Line {
    /// What it earns and whether it is met; none where the cell is not plain.
    #[inline(always)]
    fn earned(&self, cells: &Cells<'_>) -> Option<(i64, bool)> {
        let figure = own_figure(cells, self.place.column, self.percent, self.over_100);
        if figure < 0 {
            return (figure == BLANK).then_some((0, false));
        }
        let way = if self.falling { self.zero - figure } else { figure - self.zero }.max(0).min(self.run);
        // Half up: twice the quotient and one, halved.
        let points = ((2 * way * self.place.points + self.run) as u64 / (2 * self.run) as u64) as i64;
        let met = match &self.met {
            Some((below, bound)) => bound.holds(figure * below, if self.percent { 1_000_000 } else { 10_000 }),
            None => points == self.place.points,
        };
        Some((points, met))
    }
}

/// A figure in an indicator's own column; not plain where a percentage is doubtful or too large.
#[inline(always)]
fn own_figure(cells: &Cells<'_>, column: usize, percent: bool, over_100: bool) -> Figure {
    let figure = plain::figure(cells, column);
    if percent && ((1..10_000).contains(&figure) || (!over_100 && figure > 1_000_000)) { NOT_PLAIN } else { figure }
}

fn dimension_of(indicator: &Indicator) -> usize {
    indicator.dimension.unwrap_or(usize::MAX)
}

impl Steps {
    fn new(plan: &Plan<'_>, questions: &Questions, layout: &Layout, applicant_type: Option<usize>) -> Self {
        let standard = plan.standard;
        let by_dimension = vec![DimensionTotal::default(); standard.dimensions.len()];
        let of_indicator = vec![StepOf::None; standard.indicators.len()];
        let mut steps = Self { by_dimension, of_indicator, ..Self::default() };
        // Figures that a step reads, and the wholes that it holds them against.
        let mut read = vec![false; standard.inputs.len()];
        let mut held = vec![false; standard.inputs.len()];
        for (i, indicator) in standard.indicators.iter().enumerate() {
            if !indicator.applies_to(applicant_type) || !plan.items[i].due {
                continue;
            }
            if !indicator.is_gate() && !indicator.bonus {
                steps.available += indicator.points.0;
                steps.applicable += 1;
                if let Some(total) = indicator.dimension.map(|d| &mut steps.by_dimension[d]) {
                    total.available += indicator.points;
                    total.applicable += 1;
                }
            }
            let context = Context { standard, questions, layout };
            let step = context.step(i, indicator, &plan.items[i].rule, applicant_type);
            steps.of_indicator[i] = match &step {
                Some(Step::Word(_)) => StepOf::Word(steps.words.len()),
                Some(Step::Counts(_)) => StepOf::Counts(steps.counts.len()),
                Some(Step::Limits(_)) => StepOf::Limits(steps.limits.len()),
                Some(Step::Line(_)) => StepOf::Line(steps.lines.len()),
                None => StepOf::None,
            };
            match step {
                Some(Step::Word(word)) => steps.words.push(word),
                Some(step @ (Step::Counts(_) | Step::Limits(_))) => {
                    if let Some(value) = &indicator.value {
                        let (part, whole) = (value.numerator[0], value.divisor[0]);
                        (read[part], read[whole]) = (true, true);
                        held[part] |= standard.inputs[part].at_most == Some(whole);
                    }
                    match step {
                        Step::Counts(limits) => steps.counts.push(limits),
                        Step::Limits(limits) => steps.limits.push(limits),
                        Step::Word(_) | Step::Line(_) => {}
                    }
                }
                Some(Step::Line(line)) => steps.lines.push(line),
                // `other` reads its figures and holds each against its whole.
                None => {
                    for input in indicator.value.iter().flat_map(|value| value.inputs()) {
                        (read[input], held[input]) = (true, true);
                    }
                    steps.others.push(i);
                }
            }
        }
        for (i, input) in standard.inputs.iter().enumerate() {
            if let Some(whole) = input.at_most.filter(|_| !held[i]) {
                steps.parts.push((i, whole));
            } else if !read[i] && layout.column(HeaderTarget::Input(i)).is_some() {
                steps.inputs.push(i);
            }
        }
        if steps.inputs.is_empty() && steps.parts.is_empty() {
            steps.lanes = Some(lanes::Steps::new(&steps.words, &steps.counts, &steps.limits, &steps.lines));
        }
        steps
    }
}

enum Step {
    Word(Word),
    Counts(Limits),
    Limits(Limits),
    Line(Line),
}

/// What a part is multiplied with, tiers, and where a figure is met.
type Bounds = (i64, [(Bound, i64); TIERS], Option<Bound>);

/// What a step is made from.
struct Context<'t> {
    standard: &'t Standard,
    questions: &'t Questions,
    layout: &'t Layout,
}

impl Context<'_> {
    /// The step of an indicator; none where it takes more than a step knows.
    fn step(&self, i: usize, indicator: &Indicator, rule: &Rule, applicant_type: Option<usize>) -> Option<Step> {
        if indicator.bonus || self.layout.column(HeaderTarget::Evidence(i)).is_some() {
            return None;
        }
        let place = |column| {
            let place = Place { indicator: i, column, points: indicator.points.0, dimension: dimension_of(indicator) };
            (column < NEAR).then_some(place)
        };
        let own = self.layout.column(HeaderTarget::Indicator(i));
        let asked = self.questions.of(HeaderTarget::Indicator(i))?.plain()?;
        match (asked, &indicator.value) {
            (Plain::Word(words), _) => {
                let expect = match rule {
                    Rule::YesNo { expect } => *expect,
                    Rule::Gate { must_hold, limit: None } => *must_hold,
                    _ => return None,
                };
                Some(Step::Word(Word { place: place(own?)?, words, expect, gate: indicator.is_gate() }))
            }
            (Plain::Figure { whole: false, percent, over_100 }, None) => {
                if let Rule::Linear { .. } = rule {
                    return self.line(indicator, place(own?)?, percent, over_100).map(Step::Line);
                }
                let (below, tiers, met) = self.bounds(indicator, rule, applicant_type)?;
                let step = Limits { place: place(own?)?, whole: None, above: true, percent, over_100, below, tiers, met };
                Some(Step::Limits(step))
            }
            (Plain::Figure { percent, over_100, .. }, Some(value)) if own.is_none() && !value.divisor.is_empty() => {
                let ([part], [whole]) = (value.numerator.as_slice(), value.divisor.as_slice()) else { return None };
                let counts = self.counts(*part)? & self.counts(*whole)?;
                let (below, tiers, met) = self.bounds(indicator, rule, applicant_type)?;
                let part_of_whole = self.standard.inputs[*part].at_most == Some(*whole);
                // Of a part of another whole, and of a whole that is itself a part, `parts` judges.
                let step = Limits {
                    place: place(self.layout.column(HeaderTarget::Input(*part))?)?,
                    whole: Some(self.layout.column(HeaderTarget::Input(*whole)).filter(|column| *column < NEAR)?),
                    above: !part_of_whole && (!percent || over_100),
                    percent,
                    over_100,
                    below,
                    tiers,
                    met,
                };
                Some(if counts { Step::Counts(step) } else { Step::Limits(step) })
            }
            _ => None,
        }
    }

    /// Is a figure a count? None where it is not plain.
    fn counts(&self, input: usize) -> Option<bool> {
        match self.questions.of(HeaderTarget::Input(input))?.plain()? {
            Plain::Figure { whole, percent: false, .. } => Some(whole),
            _ => None,
        }
    }

    /// The limits that a figure is held against, best first, and where it is met.
    fn bounds(&self, indicator: &Indicator, rule: &Rule, applicant_type: Option<usize>) -> Option<Bounds> {
        let mut tiers = [(Bound::NEVER, 0); TIERS];
        match rule {
            Rule::Tiers { by_type } => {
                let own = by_type.get(applicant_type.unwrap_or(0))?;
                let limits: Vec<Limit> = own.tiers.iter().map(|(limit, _)| *limit).chain(own.met_at).collect();
                let (below, bounds) = Bound::of(&limits)?;
                for (at, ((_, points), bound)) in own.tiers.iter().zip(&bounds).enumerate() {
                    *tiers.get_mut(at)? = (*bound, points.0);
                }
                Some((below, tiers, bounds.get(own.tiers.len()).copied()))
            }
            Rule::Target { limit: Some(limit), short: Short::Zero } => {
                let (below, bounds) = Bound::of(&[*limit])?;
                tiers[0] = (bounds[0], indicator.points.0);
                Some((below, tiers, Some(bounds[0])))
            }
            _ => None,
        }
    }

    fn line(&self, indicator: &Indicator, place: Place, percent: bool, over_100: bool) -> Option<Line> {
        let Kind::Linear { zero_at, full_at, met_at } = &indicator.kind else { return None };
        // Percentages are fractions in a standard and hundredths in a table.
        let units = |figure: &Decimal| figure.shifted(PLACES as i8 + if percent { 2 } else { 0 })?.as_whole();
        let (zero, full) = (units(zero_at)?, units(full_at)?);
        let run = (full - zero).abs();
        let fits =
            zero.abs() <= LARGEST && full.abs() <= LARGEST && place.points <= MOST / 1_000 && run.checked_mul(place.points * 4).is_some();
        let met = match met_at {
            Some(limit) => {
                let (below, bounds) = Bound::of(&[*limit])?;
                Some((below, bounds[0]))
            }
            None => None,
        };
        (fits && run > 0).then_some(Line { place, percent, over_100, zero, run, falling: full < zero, met })
    }
}
