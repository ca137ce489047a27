//! How large figures may be, and how many places they may have, so that everything computed from them is exact.

use crate::number::Rational;
use crate::standard::{Gate, Input, Kind, Quotient, Standard};

use super::super::exact::{LARGEST, TooLarge, Value, Whole};
use super::{Figure, INPUT_PLACES, NotExact, OWN_PLACES, Question, Rules, power};

impl<'s> Rules<'s> {
    /// What every figure may be: as large as keeps everything that is computed from it exact.
    pub(super) fn bounded(standard: &'s Standard, phase: Option<i32>) -> Result<Self, NotExact> {
        let of_input = |input: &Input| {
            let places = match (input.whole, input.percent()) {
                (true, _) => 0,
                (false, percent) => INPUT_PLACES + if percent { 2 } else { 0 },
            };
            let units = Rational::new(power(places), 1).unwrap_or(Rational::ONE);
            let largest = LARGEST / 10;
            let most = input.max.and_then(|max| Rational::from(max).times_floor(units)).unwrap_or(largest).min(largest);
            let least = Rational::from(input.min).times_ceil(units).unwrap_or(-largest).max(-largest);
            Figure { places, least, most }
        };
        let inputs = standard.inputs.iter().map(of_input).collect();
        let mut rules = Self { standard, phase, inputs, own: vec![None; standard.indicators.len()] };
        for (i, indicator) in standard.indicators.iter().enumerate() {
            let not_exact = NotExact { indicator: i };
            rules.own[i] = match (&indicator.kind, &indicator.value) {
                (Kind::YesNo { .. } | Kind::Required(Gate::YesNo) | Kind::Veto(Gate::YesNo), _) => Some(Question::YesNo),
                (Kind::Levels { .. }, _) => Some(Question::Level),
                (_, None) => Some(Question::Figure(rules.own_figure(i).ok_or(not_exact)?)),
                (_, Some(quotient)) => {
                    rules.shrink(i, quotient).ok_or(not_exact)?;
                    None
                }
            };
        }
        Ok(rules)
    }

    /// The bounds of an own figure: with as many places as leave it large enough.
    pub(super) fn own_figure(&self, i: usize) -> Option<Figure> {
        let indicator = &self.standard.indicators[i];
        let per_case = matches!(indicator.kind, Kind::PerCase { .. });
        let percent = indicator.percent();
        let whole = indicator.whole || per_case;
        let largest = match &indicator.kind {
            Kind::Judged { .. } => Some(indicator.points.value(self.standard.decimals)),
            _ if percent && !indicator.over_100 => Some(Rational::ONE),
            _ => None,
        };
        let choices: &[u8] = if whole { &[0] } else { &OWN_PLACES };
        let mut best: Option<Figure> = None;
        for places in choices.iter().map(|places| places + if percent && !whole { 2 } else { 0 }) {
            let limit = largest.and_then(|largest| largest.rounded(places));
            for exponent in (0..13u32).rev() {
                let most = 10i128.pow(exponent).min(limit.unwrap_or(i128::MAX));
                if self.rule(i, &Self::own_value(places, most, "C0")).is_err() {
                    continue;
                }
                let least = if indicator.may_be_negative() { -most } else { 0 };
                let figure = Figure { places, least, most };
                if limit.is_some_and(|limit| limit <= most) || most >= power(places) * 1_000_000 {
                    return Some(figure);
                }
                if best.is_none_or(|best| best.most * power(places) < most * power(best.places)) {
                    best = Some(figure);
                }
                break;
            }
        }
        // A figure that could not even be 100 would be of no use; nor a percentage that could not reach 100 %.
        best.filter(|figure| largest.is_none() && figure.most >= power(figure.places) * 100)
    }

    pub(super) fn own_value(places: u8, most: i128, cell: &str) -> Value {
        Value { above: 1, n: Whole { cell: Some(cell.to_owned()), most }, below: power(places), d: Whole { cell: None, most: 1 } }
    }

    /// Makes the bounds of the figures of a quotient as narrow as its indicator needs: figures of a million are computed in one
    /// formula where that is exact, else by long division.
    pub(super) fn shrink(&mut self, i: usize, quotient: &Quotient) -> Option<()> {
        self.shrink_to(i, quotient, (1_000_000, false)).or_else(|| self.shrink_to(i, quotient, (1_000, true)))
    }

    fn shrink_to(&mut self, i: usize, quotient: &Quotient, (useful, in_steps): (i128, bool)) -> Option<()> {
        let fits = |rules: &Self, value: &Value| rules.rule(i, value).is_ok_and(|(_, earned)| in_steps || earned.steps.is_empty());
        let original = self.inputs.clone();
        for exponent in (2..13u32).rev() {
            let most = 10i128.pow(exponent);
            let mut figures = self.inputs.clone();
            for input in quotient.inputs() {
                let figure = &mut figures[input];
                figure.most = figure.most.min(most);
                figure.least = figure.least.max(-figure.most);
            }
            let before = std::mem::replace(&mut self.inputs, figures);
            if self.quotient(quotient, "C0", "D0").is_ok_and(|value| fits(self, &value)) {
                let is_useful = quotient.inputs().all(|input| {
                    let (figure, before) = (self.inputs[input], before[input]);
                    figure.most == before.most || figure.most >= power(figure.places) * useful
                });
                if is_useful {
                    return Some(());
                }
                break;
            }
            self.inputs = before;
        }
        self.inputs = original;
        None
    }

    /// The figure of a quotient, whose sums stand in two cells in the finest of their places.
    pub(super) fn quotient(&self, quotient: &Quotient, n: &str, d: &str) -> Result<Value, TooLarge> {
        let sum = |inputs: &[usize]| -> Result<(u8, i128), TooLarge> {
            let places = inputs.iter().map(|input| self.inputs[*input].places).max().unwrap_or(0);
            let most = inputs.iter().try_fold(0i128, |sum, input| {
                let figure = self.inputs[*input];
                sum.checked_add(figure.most.max(-figure.least).checked_mul(power(places - figure.places))?)
            });
            Ok((places, most.filter(|most| *most <= LARGEST).ok_or(TooLarge)?))
        };
        let (n_places, n_most) = sum(&quotient.numerator)?;
        let n = Whole { cell: Some(n.to_owned()), most: n_most };
        if quotient.divisor.is_empty() {
            return Ok(Value { above: 1, n, below: power(n_places), d: Whole { cell: None, most: 1 } });
        }
        let (d_places, d_most) = sum(&quotient.divisor)?;
        let common = n_places.min(d_places);
        let d = Whole { cell: Some(d.to_owned()), most: d_most };
        Ok(Value { above: power(d_places - common), n, below: power(n_places - common), d })
    }
}
