//! Why: the scorecard of one row in full. Every line names the indicator, its clause, the answer with its cell, the limit
//! and the outcome; whatever is doubtful about the answer stands beside it.

use crate::diagnostic::{Cell, Code};
use crate::number::{Points, Rational};
use crate::standard::{Comparison, HeaderTarget, Indicator, Kind, Limit, Standard, Tier, shown_exactly};
use crate::submission::{Answer, Answers, Fault, Flag, Layout, Reading, Row};
use crate::text::{Names, Part, Text, text};

use super::applicant::Applicant;
use super::evaluate::{Cause, DimensionTotal, ItemResult, Scorecard, State, Totals};
use super::plan::Plan;
use super::pool::Pool;

/// The scorecard of one applicant.
pub struct Card {
    /// The applicant's type, where the standard has types.
    pub applicant_type: Option<usize>,
    /// One line per indicator, in the standard's order, gate items among them.
    pub lines: Vec<Line>,
    /// What the lines come to.
    pub totals: Totals,
    /// What each dimension comes to.
    pub dimensions: Vec<DimensionTotal>,
    /// The answers that were scored, for asking what else would have come of them.
    pub answers: Answers,
}

/// One line of a scorecard.
pub struct Line {
    /// The indicator, by position.
    pub indicator: usize,
    /// Its state.
    pub state: State,
    /// What it earned; none for gate items.
    pub points: Option<Points>,
    /// What was answered, as text: `11/12`, `是`. Blank where nothing was.
    pub answer: String,
    /// What the applicant claimed, where something else was scored.
    pub claimed: Option<String>,
    /// The figure that was compared, as text: `91.67%`.
    pub value: Option<String>,
    /// What it takes to be met, as text: `≥100%`.
    pub limit: String,
    /// The cell that decided.
    pub at: Option<Cell>,
    /// The figures of its quotient, and those that are shown with it: input, text, cell.
    pub figures: Vec<(usize, String, Option<Cell>)>,
    /// What is to be said about the answer.
    pub notes: Vec<Note>,
}

/// Something to be said about an answer.
pub struct Note {
    /// Which kind of thing.
    pub code: Code,
    /// In words.
    pub text: Text,
}

/// A verified answer that differs from the applicant's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The applicant's id.
    pub applicant: String,
    /// The indicator or input.
    pub target: HeaderTarget,
    /// What the applicant wrote.
    pub claimed: String,
    /// What was verified.
    pub verified: String,
    /// The cell of the verified table.
    pub at: Cell,
}

/// One row with everything that is needed to say why.
pub(super) struct Source<'a> {
    pub plan: &'a Plan<'a>,
    pub answers: &'a Answers,
    pub card: &'a Scorecard,
    pub layout: &'a Layout,
    pub row: &'a Row,
    pub verified: Option<(&'a Layout, &'a Row)>,
}

impl Pool<'_> {
    /// The scorecard of an applicant; `None` where its row was not kept or could not be read.
    #[must_use]
    pub fn card(&self, applicant: &Applicant<'_>) -> Option<Card> {
        let row = Row::new(applicant.row, self.applicants.cells(applicant.index)?.clone());
        let (answers, verified) = self.answers(applicant, &row, |layout, row, answers| self.questions.read(layout, row, answers))?;
        let mut card = Scorecard::default();
        self.plan.evaluate(&answers, &mut card);
        let layout = &self.inputs[applicant.file].layout;
        let source = Source { plan: &self.plan, answers: &answers, card: &card, layout, row: &row, verified };
        let lines = (0..self.plan.standard.indicators.len()).map(|i| source.line(i)).collect();
        Some(Card { applicant_type: applicant.applicant_type, lines, totals: card.totals, dimensions: card.dimensions, answers })
    }

    /// A few lines of an applicant's scorecard, made of its row.
    pub(crate) fn lines(&self, applicant: &Applicant<'_>, row: &Row, indicators: &[usize]) -> Vec<Line> {
        self.of_lines(applicant, row, indicators, |source, i| source.line(i))
    }

    /// Of a few lines only the answer and the figure, as text.
    pub(crate) fn answers_and_values(&self, applicant: &Applicant<'_>, row: &Row, indicators: &[usize]) -> Vec<(String, Option<String>)> {
        self.of_lines(applicant, row, indicators, |source, i| (source.answer_text(i), source.value_text(i)))
    }

    fn of_lines<T>(&self, applicant: &Applicant<'_>, row: &Row, indicators: &[usize], say: impl Fn(&Source<'_>, usize) -> T) -> Vec<T> {
        let standard = self.plan.standard;
        let read = |layout: &Layout, row: &Row, answers: &mut Answers| {
            indicators.iter().for_each(|i| self.questions.read_one(*i, standard, layout, row, answers));
        };
        let Some((answers, verified)) = self.answers(applicant, row, read) else { return Vec::new() };
        let mut card = Scorecard { items: vec![ItemResult::default(); standard.indicators.len()], ..Scorecard::default() };
        indicators.iter().for_each(|i| card.items[*i] = self.plan.item(*i, &standard.indicators[*i], &answers));
        let layout = &self.inputs[applicant.file].layout;
        let source = Source { plan: &self.plan, answers: &answers, card: &card, layout, row, verified };
        indicators.iter().map(|i| say(&source, *i)).collect()
    }

    /// An applicant's answers, with verified ones in their place, and where these stand; none for a type that the standard does not know.
    fn answers(
        &self,
        applicant: &Applicant<'_>,
        row: &Row,
        read: impl Fn(&Layout, &Row, &mut Answers),
    ) -> Option<(Answers, Option<(&Layout, &Row)>)> {
        let standard = self.plan.standard;
        let applicant_type = applicant.applicant_type;
        if !standard.types.is_empty() && applicant_type.is_none() {
            return None;
        }
        let mut answers = Answers::blank(standard);
        read(&self.inputs[applicant.file].layout, row, &mut answers);
        answers.applicant_type = applicant_type;
        let verified = self.verified_rows.of(applicant.id()).map(|(file, row)| (&self.verified[file].layout, row));
        if let Some((layout, row)) = verified {
            let mut theirs = Answers::blank(standard);
            read(layout, row, &mut theirs);
            answers.overlay(&theirs, standard);
        }
        answers.check_parts(standard);
        Some((answers, verified))
    }
}

impl Source<'_> {
    fn indicator(&self, i: usize) -> &Indicator {
        &self.plan.standard.indicators[i]
    }

    fn line(&self, i: usize) -> Line {
        let (indicator, result) = (self.indicator(i), &self.card.items[i]);
        let at = self.cell(self.target(i)).1;
        let inputs = &self.plan.standard.inputs;
        let shown_with = (0..inputs.len()).filter(|input| inputs[*input].shown_with == Some(i));
        let figures = indicator
            .value
            .iter()
            .flat_map(|value| value.inputs())
            .chain(shown_with)
            .map(|input| {
                let (text, cell) = self.cell(HeaderTarget::Input(input));
                (input, text, cell)
            })
            .collect();
        Line {
            indicator: i,
            state: result.state,
            points: (!indicator.is_gate()).then_some(result.points),
            answer: self.answer_text(i),
            claimed: self.claimed(i),
            value: self.value_text(i),
            limit: limit_text(self.plan, i, self.answers.applicant_type),
            at,
            figures,
            notes: self.notes(i).into_iter().map(|code| Note { code, text: self.note_text(i, code) }).collect(),
        }
    }

    fn answer_of(&self, target: HeaderTarget) -> Answer {
        match target {
            HeaderTarget::Indicator(i) => self.answers.own[i],
            HeaderTarget::Input(i) => self.answers.inputs[i],
            HeaderTarget::Evidence(_) | HeaderTarget::Profile(_) => Answer::BLANK,
        }
    }

    /// The text and the place of a cell: the verified one where it replaced the applicant's. No place without a column.
    pub fn cell(&self, target: HeaderTarget) -> (String, Option<Cell>) {
        let (layout, row) = match self.verified {
            Some(verified) if self.answer_of(target).flags.has(Flag::Verified) => verified,
            _ => (self.layout, self.row),
        };
        let Some(column) = layout.column(target) else { return (String::new(), None) };
        let text = row.cells.get(column).unwrap_or_default().trim().to_owned();
        (text, Some(layout.cell(row.number, Some(column))))
    }

    /// Do the figures of its quotient decide this indicator, rather than its own column?
    pub fn figures_decide(&self, i: usize) -> bool {
        self.answers.figures_decide(i, self.indicator(i))
    }

    /// The cell that decided: of a quotient, the one at fault or else the first above the stroke.
    pub fn target(&self, i: usize) -> HeaderTarget {
        let own = HeaderTarget::Indicator(i);
        let (Some(value), true) = (&self.indicator(i).value, self.figures_decide(i)) else { return own };
        let reading = |input: usize| self.answers.inputs[input].reading;
        let first = |wanted: &dyn Fn(Reading) -> bool| value.inputs().find(|input| wanted(reading(*input)));
        let at_fault = first(&|r| matches!(r, Reading::Invalid(_)))
            .or_else(|| first(&|r| r == Reading::Blank))
            .or_else(|| first(&|r| r == Reading::NotApplicable));
        let decisive = at_fault.or_else(|| value.inputs().next()).map_or(own, HeaderTarget::Input);
        let has_column = |target| self.layout.column(target).is_some();
        if has_column(decisive) || !has_column(own) { decisive } else { own }
    }

    /// The answer as text: `11/12` for a quotient, the cell otherwise.
    pub fn answer_text(&self, i: usize) -> String {
        let (Some(value), true) = (&self.indicator(i).value, self.figures_decide(i)) else {
            return self.cell(HeaderTarget::Indicator(i)).0;
        };
        if value.inputs().all(|input| self.answers.inputs[input].reading == Reading::Blank) {
            return String::new();
        }
        let figure = |input: &usize| match self.answers.inputs[*input].reading {
            Reading::Figure(figure) => shown_exactly(figure, self.plan.standard.inputs[*input].percent()),
            Reading::Blank => "–".to_owned(),
            _ => self.cell(HeaderTarget::Input(*input)).0,
        };
        let sum = |inputs: &[usize]| {
            let sum = inputs.iter().map(figure).collect::<Vec<_>>().join("+");
            if inputs.len() > 1 && !value.divisor.is_empty() { format!("({sum})") } else { sum }
        };
        if value.divisor.is_empty() { sum(&value.numerator) } else { format!("{}/{}", sum(&value.numerator), sum(&value.divisor)) }
    }

    /// The figure that was compared, as text.
    fn value_text(&self, i: usize) -> Option<String> {
        let value = self.card.items[i].value?;
        Some(self.indicator(i).show_figure(value, &self.plan.limits(i, self.answers.applicant_type)))
    }

    /// What the applicant claimed, where something else was scored.
    fn claimed(&self, i: usize) -> Option<String> {
        let indicator = self.indicator(i);
        let raw = |target| {
            let text = self.layout.column(target).and_then(|column| self.row.cells.get(column)).unwrap_or_default().trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let verified = |target| self.answer_of(target).flags.has(Flag::Verified);
        let own = HeaderTarget::Indicator(i);
        let Some(value) = &indicator.value else { return if verified(own) { raw(own) } else { None } };
        if verified(own) || value.inputs().any(|input| verified(HeaderTarget::Input(input))) {
            return written_figures(self.plan.standard, self.layout, self.row, i).or_else(|| raw(own));
        }
        if self.figures_decide(i) { raw(own) } else { None }
    }

    /// The notes on one indicator, as codes.
    pub fn notes(&self, i: usize) -> Vec<Code> {
        let (indicator, result) = (self.indicator(i), &self.card.items[i]);
        if result.state == State::Invalid {
            return result.fault.map(Fault::code).into_iter().collect();
        }
        let mut notes: Vec<Code> = result.notes().collect();
        let own = self.answers.own[i];
        let filled = |answer: Answer| answer.reading != Reading::Blank;
        if matches!(result.cause, Cause::Type | Cause::Phase) {
            let own_figures = |input: usize| {
                let users = self
                    .plan
                    .standard
                    .indicators
                    .iter()
                    .filter(|other| other.value.as_ref().is_some_and(|v| v.inputs().any(|used| used == input)));
                users.count() == 1 && filled(self.answers.inputs[input])
            };
            if filled(own) || indicator.value.as_ref().is_some_and(|v| v.inputs().any(own_figures)) {
                notes.push(Code::UnusedCell);
            }
            return notes;
        }
        if indicator.value.is_some() && self.figures_decide(i) {
            let decided = matches!(result.cause, Cause::Figures | Cause::ZeroByZero | Cause::ZeroDivisor | Cause::Declared)
                && result.state != State::Missing;
            match (own.reading, result.value) {
                (Reading::Invalid(_), _) => notes.push(Code::ClaimUnreadable),
                (Reading::Figure(claim), Some(value))
                    if !differs(claim, value, indicator.percent(), &self.plan.limits(i, self.answers.applicant_type)) => {}
                (Reading::Figure(_), _) if decided => notes.push(Code::ClaimDiffers),
                (Reading::NotApplicable, Some(_)) => notes.push(Code::ClaimDiffers),
                _ => {}
            }
        }
        if self.answers.evidence_blank[i] && (result.points > Points::ZERO || (indicator.is_gate() && result.state == State::Met)) {
            notes.push(Code::EvidenceMissing);
        }
        notes
    }

    /// The cell that a note is about.
    pub fn noted(&self, i: usize, code: Code) -> HeaderTarget {
        match code {
            Code::ClaimDiffers | Code::ClaimUnreadable => HeaderTarget::Indicator(i),
            Code::EvidenceMissing => HeaderTarget::Evidence(i),
            Code::ZeroDivisor => match &self.indicator(i).value {
                Some(value) => value.divisor.first().map_or(HeaderTarget::Indicator(i), |d| HeaderTarget::Input(*d)),
                None => HeaderTarget::Indicator(i),
            },
            _ => self.target(i),
        }
    }

    /// A note in words.
    pub fn note_text(&self, i: usize, code: Code) -> Text {
        let result = &self.card.items[i];
        match code {
            Code::ClaimDiffers => {
                let value = self.value_text(i);
                let claim =
                    self.layout.column(HeaderTarget::Indicator(i)).and_then(|column| self.row.cells.get(column)).unwrap_or_default().trim();
                text!(
                    ClaimDiffers,
                    claim = claim,
                    answer = self.answer_text(i),
                    value = value.map_or_else(|| Part::from(result.state.words()), Part::from)
                )
            }
            Code::ClaimUnreadable => {
                let claim =
                    self.layout.column(HeaderTarget::Indicator(i)).and_then(|column| self.row.cells.get(column)).unwrap_or_default().trim();
                text!(ClaimUnreadable, claim = crate::submission::short(claim), answer = self.answer_text(i))
            }
            Code::ZeroDivisor => text!(ZeroDivisor, answer = self.answer_text(i)),
            Code::DoubtfulFraction => text!(DoubtfulAnswer, answer = self.cell(self.target(i)).0),
            Code::EvidenceMissing if self.plan.standard.indicators[i].is_gate() => text!(GateEvidenceMissing),
            Code::EvidenceMissing => text!(EvidenceMissing, points = result.points.show(self.plan.standard.decimals)),
            _ => text!(
                NoteOnAnswer,
                answer = self.answer_text(i),
                note = Part::from(Names {
                    zh: code.meaning(crate::text::Language::Zh).trim_end_matches('。').to_owned(),
                    en: code.meaning(crate::text::Language::En).trim_end_matches('.').to_owned()
                })
            ),
        }
    }
}

/// The figures of a quotient as the applicant wrote them: `11/12`; `None` where all are blank or there is no quotient.
pub(super) fn written_figures(standard: &Standard, layout: &Layout, row: &Row, i: usize) -> Option<String> {
    let value = standard.indicators[i].value.as_ref()?;
    let raw = |input: usize| layout.column(HeaderTarget::Input(input)).and_then(|column| row.cells.get(column)).unwrap_or_default().trim();
    if value.inputs().all(|input| raw(input).is_empty()) {
        return None;
    }
    let sum =
        |inputs: &[usize]| inputs.iter().map(|input| if raw(*input).is_empty() { "–" } else { raw(*input) }).collect::<Vec<_>>().join("+");
    Some(if value.divisor.is_empty() { sum(&value.numerator) } else { format!("{}/{}", sum(&value.numerator), sum(&value.divisor)) })
}

/// Does a claimed figure differ from the computed one, compared at the places it is written with (percentages: at least
/// whole ones), or by standing on another side of a limit?
fn differs(claim: crate::number::Decimal, value: Rational, percent: bool, limits: &[Rational]) -> bool {
    let places = claim.scale().max(if percent { 2 } else { 0 });
    let claim = Rational::from(claim);
    claim.rounded(places) != value.rounded(places) || limits.iter().any(|limit| claim.cmp(limit) != value.cmp(limit) && claim != value)
}

/// What it takes to be met: `≥100%`, `yes`, a level, a number of points.
#[must_use]
pub fn limit_text(plan: &Plan<'_>, i: usize, applicant_type: Option<usize>) -> String {
    let standard = plan.standard;
    let indicator = &standard.indicators[i];
    let shown = |limit: Option<Limit>| limit.map(|limit| indicator.show_limit(&limit)).unwrap_or_default();
    let plain = |comparison: Comparison, figure: String| format!("{}{figure}", comparison.sign());
    match &indicator.kind {
        Kind::YesNo { expect } => if *expect { "yes" } else { "no" }.to_owned(),
        Kind::Required(crate::standard::Gate::YesNo) => "yes".to_owned(),
        Kind::Veto(crate::standard::Gate::YesNo) => "no".to_owned(),
        Kind::Tiers { met_at: Some(met_at), tiers } => shown(Some(Tier::met_limit(tiers, met_at, applicant_type))),
        Kind::Linear { met_at: Some(met_at), .. } => shown(Some(*met_at)),
        Kind::Levels { levels, met_at } => {
            let last = met_at.unwrap_or(0);
            levels.get(last).map(|l| if last == 0 { l.name.clone() } else { format!("≥{}", l.name) }).unwrap_or_default()
        }
        Kind::PerCase { each, met_at: Some(met_at) } => {
            plain(if each.is_negative() { Comparison::AtMost } else { Comparison::AtLeast }, met_at.to_string())
        }
        Kind::Judged { met_at: Some(met_at) } => plain(Comparison::AtLeast, met_at.to_string()),
        _ => shown(indicator.best_limit(standard.decimals, plan.phase, applicant_type)),
    }
}
