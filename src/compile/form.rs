//! What a self-assessment form computes while it is filled in: for every question whether the answer can be read, for every indicator
//! its points and its state, and what they come to. Plain cells without names, arrays or recent functions, so that Excel, WPS and
//! LibreOffice compute the same. How the form looks is not known here.

use crate::number::Decimal;
use crate::standard::{Gate, Indicator, Kind, NotApplicable, Quotient, Short, Standard, Tier};

use super::exact::{LARGEST, TooLarge, Value, Whole};

/// The words that answers are given in.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// 是
    pub yes: &'static str,
    /// 否
    pub no: &'static str,
    /// 不适用
    pub not_applicable: &'static str,
    /// 无: the level of nought.
    pub none: &'static str,
}

/// Where the answers stand, as addresses with their sheet.
pub struct AnswerCells<'a> {
    /// The answer to an indicator that has none of its own figures.
    pub own: &'a dyn Fn(usize) -> String,
    /// A raw figure.
    pub input: &'a dyn Fn(usize) -> String,
    /// The type of the applicant.
    pub applicant_type: &'a str,
}

/// What is asked for in one cell of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Yes or no.
    YesNo,
    /// A level.
    Level,
    /// A figure.
    Figure(Figure),
}

/// What a figure must keep to, so that everything computed from it is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Places after the point, of a percentage as a fraction.
    pub places: u8,
    /// Least value, in units of the last place.
    pub least: i128,
    /// Greatest value, in units of the last place.
    pub most: i128,
}

/// An indicator whose points a spreadsheet cannot compute exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotExact {
    /// Its position.
    pub indicator: usize,
}

/// The states of an indicator as the form numbers them; 0 while the applicant's type is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum State {
    Met = 1,
    PartlyMet,
    Unmet,
    Missing,
    NotApplicable,
    NotDue,
    Invalid,
}

/// The state of everything while the type is open.
pub const BLANK_STATE: i128 = 0;

/// One row of the calculation: what it is about, and its cells by column with their value in a blank form.
#[derive(Clone, Debug)]
pub struct CalculationRow {
    /// The id, or the name of a total.
    pub id: String,
    /// Column (from B on), formula or constant, value while the form is blank.
    pub cells: Vec<(char, String, i128)>,
}

/// The calculation of a form.
pub struct Calculation {
    /// Own questions of indicators; none where figures answer.
    pub own: Vec<Option<Question>>,
    /// Raw figures.
    pub inputs: Vec<Figure>,
    /// Rows from [`Calculation::FIRST_ROW`] on.
    pub rows: Vec<CalculationRow>,
    inputs_from: usize,
    indicators_from: usize,
    dimensions_from: usize,
    totals_from: usize,
}

/// What an own answer may be at most, in places: years with two decimals, percentages with four.
const OWN_PLACES: [u8; 3] = [4, 3, 2];
/// The same of a raw figure that is not whole.
const INPUT_PLACES: u8 = 2;
/// Codes of what a cell says.
const BLANK: u8 = 0;
const ANSWERED: u8 = 1;
const NOT_APPLICABLE: u8 = 2;
const INVALID: u8 = 3;
/// A number over 0: no limit is reached.
const NO_LIMIT: u8 = 4;

/// How many indicators etc. a form counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Total {
    Points,
    Bonus,
    Available,
    Met,
    Applicable,
    Missing,
    Invalid,
    GatesOpen,
    FloorsMissed,
    /// Lines of `[pass]`: 1 where it holds.
    MetShare,
    PointsShare,
    PointsLine,
    /// 1 passed, 0 not, 2 not yet to be said, 3 nothing to pass.
    Verdict,
}

impl Total {
    const ALL: [Self; 13] = [
        Self::Points,
        Self::Bonus,
        Self::Available,
        Self::Met,
        Self::Applicable,
        Self::Missing,
        Self::Invalid,
        Self::GatesOpen,
        Self::FloorsMissed,
        Self::MetShare,
        Self::PointsShare,
        Self::PointsLine,
        Self::Verdict,
    ];
}

struct Rules<'s> {
    standard: &'s Standard,
    phase: Option<i32>,
    /// Largest size of every raw figure, in its units.
    inputs: Vec<Figure>,
    own: Vec<Option<Question>>,
}

impl Calculation {
    /// The row of the first line.
    pub const FIRST_ROW: usize = 2;

    /// Computes what every figure may be and writes the formulas. `sheet` is the name of the sheet that they will stand on.
    ///
    /// # Errors
    /// If an indicator's points cannot be computed exactly for figures of a useful size.
    pub fn new(standard: &Standard, phase: Option<i32>, cells: &AnswerCells<'_>, words: &Words) -> Result<Self, NotExact> {
        let rules = Rules::bounded(standard, phase)?;
        let inputs_from = Self::FIRST_ROW + 1;
        let indicators_from = inputs_from + standard.inputs.len();
        let dimensions_from = indicators_from + standard.indicators.len();
        let totals_from = dimensions_from + standard.dimensions.len();
        let mut calculation =
            Self { own: Vec::new(), inputs: Vec::new(), rows: Vec::new(), inputs_from, indicators_from, dimensions_from, totals_from };
        calculation.rows.push(rules.type_row(cells));
        for i in 0..standard.inputs.len() {
            let row = rules.input_row(i, &calculation, cells, words);
            calculation.rows.push(row);
        }
        for i in 0..standard.indicators.len() {
            let row = rules.indicator_row(i, &calculation, cells, words)?;
            calculation.rows.push(row);
        }
        for d in 0..standard.dimensions.len() {
            let row = rules.dimension_row(d, &calculation);
            calculation.rows.push(row);
        }
        for total in Total::ALL {
            let row = rules.total_row(total, &calculation);
            calculation.rows.push(row);
        }
        (calculation.own, calculation.inputs) = (rules.own, rules.inputs);
        Ok(calculation)
    }

    /// What an indicator earned, in the smallest unit of points.
    #[must_use]
    pub fn points(&self, indicator: usize) -> String {
        format!("E{}", self.indicators_from + indicator)
    }

    /// The [`State`] of an indicator.
    #[must_use]
    pub fn state(&self, indicator: usize) -> String {
        format!("G{}", self.indicators_from + indicator)
    }

    /// The figure of an indicator as people see it, or a blank text.
    #[must_use]
    pub fn value(&self, standard: &Standard, indicator: usize) -> Option<(String, String)> {
        standard.indicators[indicator].value.as_ref()?;
        let row = self.indicators_from + indicator;
        Some((format!("B{row}"), format!("J{row}")))
    }

    /// Points, points available, indicators met and applicable, and whether the floor holds (2: not judged), of a dimension.
    #[must_use]
    pub fn dimension(&self, dimension: usize) -> [String; 5] {
        ['B', 'C', 'D', 'E', 'F'].map(|column| format!("{column}{}", self.dimensions_from + dimension))
    }

    /// A total.
    #[must_use]
    pub fn total(&self, total: Total) -> String {
        format!("B{}", self.totals_from + total as usize)
    }

    /// The value of a cell in a blank form.
    #[must_use]
    pub fn blank(&self, cell: &str) -> i128 {
        let (column, row) = cell.split_at(1);
        let row = row.parse::<usize>().ok().and_then(|row| self.rows.get(row.checked_sub(Self::FIRST_ROW)?));
        row.and_then(|row| row.cells.iter().find(|(c, ..)| column.starts_with(*c))).map_or(0, |(.., blank)| *blank)
    }
}

/// A text inside a formula.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn power(places: u8) -> i128 {
    10i128.pow(u32::from(places))
}

/// A figure in units of 10^−`places`, as far as it has so many.
fn scaled(figure: Decimal, places: u8) -> Option<i128> {
    figure.shifted(i8::try_from(places).ok()?).and_then(Decimal::as_whole).map(i128::from)
}

impl<'s> Rules<'s> {
    /// What every figure may be: as large as keeps everything that is computed from it exact.
    fn bounded(standard: &'s Standard, phase: Option<i32>) -> Result<Self, NotExact> {
        let places = |input: &crate::standard::Input| match (input.whole, input.percent()) {
            (true, false) => 0,
            (true, true) => 2,
            (false, percent) => INPUT_PLACES + if percent { 2 } else { 0 },
        };
        let of_input = |input: &crate::standard::Input| {
            let places = places(input);
            let most = input.max.and_then(|max| scaled(max, places)).unwrap_or(LARGEST / 10).min(LARGEST / 10);
            let least = if input.min.is_negative() {
                scaled(input.min, places).unwrap_or(-most).max(-most)
            } else {
                scaled(input.min, places).unwrap_or(0)
            };
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
    fn own_figure(&self, i: usize) -> Option<Figure> {
        let indicator = &self.standard.indicators[i];
        let per_case = matches!(indicator.kind, Kind::PerCase { .. });
        let percent = indicator.percent();
        let whole = indicator.whole || per_case;
        let largest = match &indicator.kind {
            Kind::Judged { .. } => Some(indicator.points.value(self.standard.decimals)),
            _ if percent && !indicator.over_100 => Some(crate::number::Rational::ONE),
            _ => None,
        };
        let choices: &[u8] = if whole { &[0] } else { &OWN_PLACES };
        let mut best: Option<Figure> = None;
        for places in choices.iter().map(|places| places + if percent { 2 } else { 0 }) {
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

    fn own_value(places: u8, most: i128, cell: &str) -> Value {
        Value { above: 1, n: Whole { cell: Some(cell.to_owned()), most }, below: power(places), d: Whole { cell: None, most: 1 } }
    }

    /// Makes the bounds of the figures of a quotient as narrow as its indicator needs.
    fn shrink(&mut self, i: usize, quotient: &Quotient) -> Option<()> {
        for exponent in (2..13u32).rev() {
            let most = 10i128.pow(exponent);
            let mut figures = self.inputs.clone();
            for input in quotient.inputs() {
                let figure = &mut figures[input];
                figure.most = figure.most.min(most);
                figure.least = figure.least.max(-figure.most);
            }
            let before = std::mem::replace(&mut self.inputs, figures);
            if self.quotient(quotient, "C0", "D0").is_ok_and(|value| self.rule(i, &value).is_ok()) {
                let useful = quotient.inputs().all(|input| {
                    let (figure, before) = (self.inputs[input], before[input]);
                    figure.most == before.most || figure.most >= power(figure.places) * 1_000
                });
                return useful.then_some(());
            }
            self.inputs = before;
        }
        None
    }

    /// The figure of a quotient, whose sums stand in two cells in the finest of their places.
    fn quotient(&self, quotient: &Quotient, n: &str, d: &str) -> Result<Value, TooLarge> {
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

    /// Whether the rule of an indicator is met by a figure, and what it earns: two formulas.
    fn rule(&self, i: usize, value: &Value) -> Result<(String, String), TooLarge> {
        let indicator = &self.standard.indicators[i];
        let full = indicator.points.0;
        let decimals = self.standard.decimals;
        let gate = |gate: &Gate, must_hold: bool| -> Result<(String, String), TooLarge> {
            let limit = match gate {
                Gate::YesNo => None,
                Gate::Figure(limit) => limit.in_phase(self.phase),
            };
            let Some(limit) = limit else { return Ok(("FALSE".to_owned(), "0".to_owned())) };
            let holds = value.reaches(&limit)?;
            Ok((if must_hold { holds } else { format!("NOT({holds})") }, "0".to_owned()))
        };
        let full_points = || format!("{}={full}", POINTS);
        match &indicator.kind {
            Kind::Tiers { tiers, met_at } => {
                let points = self.by_type(tiers, |tiers| {
                    let terms: Result<Vec<String>, TooLarge> =
                        tiers.iter().map(|tier| Ok(format!("({})*{}", value.reaches(&tier.limit)?, tier.points.0))).collect();
                    Ok(match terms?.as_slice() {
                        [] => "0".to_owned(),
                        [only] => only.clone(),
                        several => format!("MAX({})", several.join(",")),
                    })
                })?;
                let met = match met_at {
                    None => full_points(),
                    Some(met_at) => self.by_type(tiers, |own| {
                        let own: Vec<Tier> = own.iter().map(|tier| Tier { types: None, ..(*tier).clone() }).collect();
                        Ok(format!("({})", value.reaches(&Tier::met_limit(&own, met_at, None))?))
                    })?,
                };
                Ok((met, points))
            }
            Kind::Linear { zero_at, full_at, met_at } => {
                let points = value.on_line(*zero_at, *full_at, full)?;
                Ok((met_at.map_or_else(|| Ok(full_points()), |limit| value.reaches(&limit))?, points))
            }
            Kind::Target { limit, short } => {
                let Some(limit) = limit.in_phase(self.phase) else { return Ok(("FALSE".to_owned(), "0".to_owned())) };
                let reached = value.reaches(&limit)?;
                let positive = !limit.figure.is_negative() && !limit.figure.is_zero();
                let else_points = match short {
                    Short::ProRata if positive && limit.comparison.upward() => value.share_of(limit.figure, full)?,
                    Short::ProRata if positive => value.inverse_share_of(limit.figure, full)?,
                    _ => "0".to_owned(),
                };
                Ok((reached.clone(), format!("IF({reached},{full},{else_points})")))
            }
            Kind::PerCase { each, met_at } => {
                let start = if each.is_negative() { full } else { 0 };
                let points = value.counted(start, *each, full, decimals)?;
                let comparison =
                    if each.is_negative() { crate::standard::Comparison::AtMost } else { crate::standard::Comparison::AtLeast };
                let met = met_at.map(|figure| value.reaches(&crate::standard::Limit { comparison, figure }));
                Ok((met.unwrap_or_else(|| Ok(full_points()))?, points))
            }
            Kind::Judged { met_at } => {
                let one = Decimal::whole(1).ok_or(TooLarge)?;
                let points = value.counted(0, one, full, decimals)?;
                let least = |figure: &Decimal| crate::standard::Limit { comparison: crate::standard::Comparison::AtLeast, figure: *figure };
                Ok((met_at.as_ref().map_or_else(|| Ok(full_points()), |figure| value.reaches(&least(figure)))?, points))
            }
            Kind::Required(asked) => gate(asked, true),
            Kind::Veto(asked) => gate(asked, false),
            Kind::YesNo { .. } | Kind::Levels { .. } => Ok(("FALSE".to_owned(), "0".to_owned())),
        }
    }

    /// A formula that depends on the tiers of the applicant's type: the sum over groups of types with the same tiers.
    fn by_type(&self, tiers: &[Tier], formula: impl Fn(&[&Tier]) -> Result<String, TooLarge>) -> Result<String, TooLarge> {
        if tiers.iter().all(|tier| tier.types.is_none()) {
            return formula(&tiers.iter().collect::<Vec<_>>());
        }
        let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        for t in 0..self.standard.types.len() {
            let own: Vec<usize> = (0..tiers.len()).filter(|at| tiers[*at].counts_for(Some(t))).collect();
            match groups.iter_mut().find(|(_, tiers)| *tiers == own) {
                Some((types, _)) => types.push(t),
                None => groups.push((vec![t], own)),
            }
        }
        let terms: Result<Vec<String>, TooLarge> = groups
            .iter()
            .map(|(types, own)| {
                let own: Vec<&Tier> = own.iter().map(|at| &tiers[*at]).collect();
                Ok(format!("({})*{}", is_type(types), formula(&own)?))
            })
            .collect();
        Ok(terms?.join("+"))
    }

    fn type_row(&self, cells: &AnswerCells<'_>) -> CalculationRow {
        let types = &self.standard.types;
        let cell = cells.applicant_type;
        let formula = if types.is_empty() {
            "1".to_owned()
        } else {
            let terms: Vec<String> = types
                .iter()
                .enumerate()
                .map(|(t, kind)| {
                    let is = |name: &str| format!("TRIM({cell})={}", quoted(name));
                    let names: Vec<String> =
                        [&kind.name.zh, &kind.name.en].into_iter().filter(|name| !name.is_empty()).map(|n| is(n)).collect();
                    format!("OR({})*{}", names.join(","), t + 1)
                })
                .collect();
            format!("IF(ISERROR({cell}),0,{})", terms.join("+"))
        };
        CalculationRow { id: "type".to_owned(), cells: vec![('C', formula, i128::from(types.is_empty()))] }
    }

    /// Columns of a figure's row: B what it says, C its value in units of the last place.
    fn figure_cells(cell: &str, row: usize, figure: &Figure, words: &Words) -> [(char, String, i128); 2] {
        let Figure { places, least, most } = figure;
        let units = if *places == 0 { cell.to_owned() } else { format!("{cell}*{}", power(*places)) };
        let value = format!("IF(ISNUMBER({cell}),ROUND({units},0),0)");
        // No more places than allowed: both look alike with all the digits that a spreadsheet shows.
        let digits = quoted("0.00000000000000E+00");
        let readable = format!("AND(C{row}>={least},C{row}<={most},TEXT({cell},{digits})=TEXT(ROUND({cell},{places}),{digits}))");
        let says = format!(
            "IF(ISERROR({cell}),{INVALID},IF(LEN(TRIM({cell}))=0,{BLANK},IF(ISLOGICAL({cell}),{INVALID},IF(ISNUMBER({cell}),IF({readable},{ANSWERED},{INVALID}),\
             IF(TRIM({cell})={},{NOT_APPLICABLE},{INVALID})))))",
            quoted(words.not_applicable)
        );
        [('B', says, 0), ('C', value, 0)]
    }

    /// Columns of an input's row: as of a figure, and D what it says beside the whole that it is a part of.
    fn input_row(&self, i: usize, calculation: &Calculation, cells: &AnswerCells<'_>, words: &Words) -> CalculationRow {
        let input = &self.standard.inputs[i];
        let row = calculation.inputs_from + i;
        let figure = &self.inputs[i];
        let mut row_cells: Vec<_> = Self::figure_cells(&(cells.input)(i), row, figure, words).into();
        let finally = match input.at_most {
            None => format!("B{row}"),
            Some(whole) => {
                let whole_row = calculation.inputs_from + whole;
                let places = figure.places.max(self.inputs[whole].places);
                let units = |cell: String, own: u8| if own == places { cell } else { format!("{}*{cell}", power(places - own)) };
                let (part, of) = (units(format!("C{row}"), figure.places), units(format!("C{whole_row}"), self.inputs[whole].places));
                format!("IF(AND(B{row}={ANSWERED},B{whole_row}={ANSWERED},{part}>{of}),{INVALID},B{row})")
            }
        };
        row_cells.push(('D', finally, 0));
        CalculationRow { id: input.id.clone(), cells: row_cells }
    }

    /// Columns of an indicator's row: B what is answered, C the figure (or the numerator; 1 for yes; the level), D the divisor,
    /// E points, F met, G state, H whether it applies to the type, I points available, J the figure as people see it, K whether it is
    /// counted (no gate item, no bonus), L its dimension, M points, N met and O applicable as counted, P whether a gate item stands open.
    fn indicator_row(
        &self,
        i: usize,
        calculation: &Calculation,
        cells: &AnswerCells<'_>,
        words: &Words,
    ) -> Result<CalculationRow, NotExact> {
        let indicator = &self.standard.indicators[i];
        let row = calculation.indicators_from + i;
        let due = indicator.is_due(self.phase);
        let mut out: Vec<(char, String, i128)> = Vec::new();
        let value = match (&indicator.value, self.own[i]) {
            (Some(quotient), None) => {
                let value = self.quotient(quotient, &format!("C{row}"), &format!("D{row}")).map_err(|_| NotExact { indicator: i })?;
                out.extend(self.quotient_cells(indicator, quotient, &value, row, calculation));
                Some(value)
            }
            (_, Some(Question::Figure(figure))) => {
                let cell = (cells.own)(i);
                out.extend(Self::figure_cells(&cell, row, &figure, words));
                Some(Self::own_value(figure.places, figure.most, &format!("C{row}")))
            }
            _ => {
                out.extend(Self::word_cells(indicator, &(cells.own)(i), row, words));
                None
            }
        };
        let (met, points) = match &value {
            Some(value) => self.rule(i, value).map_err(|_| NotExact { indicator: i })?,
            None => Self::word_rule(indicator, row),
        };
        let (points, met) = (points.replace(POINTS, &format!("E{row}")), met.replace(POINTS, &format!("E{row}")));
        let applies = match &indicator.applies_to {
            Some(types) if !self.standard.types.is_empty() => format!("IF({},1,0)", is_type(types)),
            _ => "1".to_owned(),
        };
        let applies_blank = i128::from(applies == "1");
        let judged = format!("AND(H{row}=1,B{row}={ANSWERED})");
        let (points, met) =
            if due { (format!("IF({judged},{points},0)"), format!("IF({judged},IF({met},1,0),0)")) } else { ("0".into(), "0".into()) };
        let declared = match &indicator.not_applicable {
            NotApplicable::Never => (State::Unmet as u8).to_string(),
            NotApplicable::Always => (State::NotApplicable as u8).to_string(),
            NotApplicable::Types(types) => format!("IF({},{},{})", is_type(types), State::NotApplicable as u8, State::Unmet as u8),
        };
        let answered = format!(
            "CHOOSE(B{row}+1,{},IF(F{row}=1,{},IF(E{row}>0,{},{})),{declared},{},{})",
            State::Missing as u8,
            State::Met as u8,
            State::PartlyMet as u8,
            State::Unmet as u8,
            State::Invalid as u8,
            State::Unmet as u8,
        );
        let of_due = if due { answered } else { (State::NotDue as u8).to_string() };
        let state = format!("IF({TYPE}=0,{BLANK_STATE},IF(H{row}=0,{},{of_due}))", State::NotApplicable as u8);
        let open = !self.standard.types.is_empty();
        let state_blank = match (open, due) {
            (true, _) => BLANK_STATE,
            (false, true) => State::Missing as i128,
            (false, false) => State::NotDue as i128,
        };
        let counted = i128::from(!indicator.is_gate() && !indicator.bonus);
        let in_denominator =
            format!("OR(AND(G{row}>={},G{row}<={}),G{row}={})", State::Met as u8, State::Missing as u8, State::Invalid as u8);
        let missing = i128::from(state_blank == State::Missing as i128);
        let full = i128::from(indicator.points.0);
        let not_cleared =
            format!("OR(AND(G{row}>={},G{row}<={}),G{row}={})", State::PartlyMet as u8, State::Missing as u8, State::Invalid as u8);
        out.push(('E', points, 0));
        out.push(('F', met, 0));
        out.push(('G', state, state_blank));
        out.push(('H', applies, applies_blank));
        out.push(('I', if counted == 1 { format!("IF({in_denominator},{full},0)") } else { "0".into() }, counted * missing * full));
        out.push(('K', counted.to_string(), counted));
        out.push(('L', indicator.dimension.map_or(0, |d| d + 1).to_string(), indicator.dimension.map_or(0, |d| d as i128 + 1)));
        out.push(('M', format!("E{row}*K{row}"), 0));
        out.push(('N', format!("IF(G{row}={},K{row},0)", State::Met as u8), 0));
        out.push(('O', format!("IF({in_denominator},K{row},0)"), missing * counted));
        let gate = indicator.is_gate();
        out.push(('P', if gate { format!("IF({not_cleared},1,0)") } else { "0".into() }, i128::from(gate) * missing));
        Ok(CalculationRow { id: indicator.id.clone(), cells: out })
    }

    fn quotient_cells(
        &self,
        indicator: &Indicator,
        quotient: &Quotient,
        value: &Value,
        row: usize,
        calculation: &Calculation,
    ) -> Vec<(char, String, i128)> {
        let sum = |inputs: &[usize]| {
            let places = inputs.iter().map(|input| self.inputs[*input].places).max().unwrap_or(0);
            let terms: Vec<String> = inputs
                .iter()
                .map(|input| {
                    let cell = format!("C{}", calculation.inputs_from + input);
                    let factor = power(places - self.inputs[*input].places);
                    if factor == 1 { cell } else { format!("{factor}*{cell}") }
                })
                .collect();
            terms.join("+")
        };
        let says = |code: u8| {
            let cells: Vec<String> = quotient.inputs().map(|input| format!("D{}={code}", calculation.inputs_from + input)).collect();
            format!("OR({})", cells.join(","))
        };
        let may_be_negative = quotient.divisor.iter().any(|input| self.inputs[*input].least < 0);
        let (mut numerator, mut divisor) = (sum(&quotient.numerator), sum(&quotient.divisor));
        if may_be_negative {
            numerator = format!("({numerator})*SIGN({divisor})");
            divisor = format!("ABS({divisor})");
        }
        let over = if indicator.percent() && !indicator.over_100 {
            let one = Decimal::whole(1).map(|figure| crate::standard::Limit { comparison: crate::standard::Comparison::MoreThan, figure });
            one.and_then(|limit| value.reaches(&limit).ok()).map(|over| format!("IF({over},{INVALID},{ANSWERED})"))
        } else {
            None
        };
        let figure = over.unwrap_or_else(|| ANSWERED.to_string());
        let there = if quotient.divisor.is_empty() {
            figure
        } else {
            // The numerator without its sign turned says as well whether it is nought.
            let nought = sum(&quotient.numerator);
            format!("IF(D{row}=0,IF({nought}=0,{NOT_APPLICABLE},{NO_LIMIT}),{figure})")
        };
        let answered =
            format!("IF({},{INVALID},IF({},{BLANK},IF({},{NOT_APPLICABLE},{there})))", says(INVALID), says(BLANK), says(NOT_APPLICABLE));
        let shown = |n: &str, d: &str| {
            let times = |factor: i128, cell: &str| if factor == 1 { cell.to_owned() } else { format!("{cell}*{factor}") };
            format!("{}/({})", times(value.above, n), times(value.below, d))
        };
        let shown =
            if quotient.divisor.is_empty() { format!("C{row}/{}", value.below) } else { shown(&format!("C{row}"), &format!("D{row}")) };
        let mut cells = vec![('B', answered, i128::from(BLANK)), ('C', numerator, 0)];
        if !quotient.divisor.is_empty() {
            cells.push(('D', divisor, 0));
        }
        cells.push(('J', format!("IF(B{row}={ANSWERED},{shown},0)"), 0));
        cells
    }

    /// Yes-no and levels: B what the cell says, C 1 for yes, or the position of the level from 1.
    fn word_cells(indicator: &Indicator, cell: &str, row: usize, words: &Words) -> [(char, String, i128); 2] {
        let is = |word: &str| format!("TRIM({cell})={}", quoted(word));
        let value = match &indicator.kind {
            Kind::Levels { levels, .. } => {
                let mut terms: Vec<String> =
                    levels.iter().enumerate().map(|(at, level)| format!("({})*{}", is(&level.name), at + 1)).collect();
                // A level of the standard may bear the word for nought itself.
                let taken =
                    |word: &str| levels.iter().any(|level| crate::standard::header_key(&level.name) == crate::standard::header_key(word));
                let nought: Vec<String> = [words.none, "0"].into_iter().filter(|word| !taken(word)).map(is).collect();
                if !nought.is_empty() {
                    terms.push(format!("OR({})*{}", nought.join(","), levels.len() + 1));
                }
                terms.join("+")
            }
            _ => format!("({})*1+({})*2", is(words.yes), is(words.no)),
        };
        let says = format!(
            "IF(ISERROR({cell}),{INVALID},IF(LEN(TRIM({cell}))=0,{BLANK},IF({},{NOT_APPLICABLE},IF(C{row}>0,{ANSWERED},{INVALID}))))",
            is(words.not_applicable)
        );
        [('B', says, 0), ('C', format!("IF(ISERROR({cell}),0,{value})"), 0)]
    }

    fn word_rule(indicator: &Indicator, row: usize) -> (String, String) {
        match &indicator.kind {
            Kind::Levels { levels, met_at } => {
                let points: Vec<String> = levels.iter().map(|level| level.points.0.to_string()).chain(["0".to_owned()]).collect();
                (format!("C{row}<={}", met_at.unwrap_or(0) + 1), format!("CHOOSE(C{row},{})", points.join(",")))
            }
            kind => {
                let good = match kind {
                    Kind::YesNo { expect } => *expect,
                    Kind::Veto(_) => false,
                    _ => true,
                };
                let holds = format!("C{row}={}", if good { 1 } else { 2 });
                (holds.clone(), format!("IF({holds},{},0)", indicator.points.0))
            }
        }
    }

    /// Columns of a dimension's row: B points, C available, D met, E applicable, F whether the floor holds (2: not judged).
    fn dimension_row(&self, d: usize, calculation: &Calculation) -> CalculationRow {
        let dimension = &self.standard.dimensions[d];
        let row = calculation.dimensions_from + d;
        let (first, last) = (calculation.indicators_from, calculation.dimensions_from - 1);
        let sum = |column: char| format!("SUMIF($L${first}:$L${last},{},${column}${first}:${column}${last})", d + 1);
        let blank = |column: char| -> i128 {
            let of_dimension = |row: &&CalculationRow| row.cells.iter().any(|(c, _, value)| *c == 'L' && *value == d as i128 + 1);
            let indicators = calculation.rows.iter().skip(first - Calculation::FIRST_ROW).filter(of_dimension);
            indicators.flat_map(|row| &row.cells).filter(|(c, ..)| *c == column).map(|(.., value)| value).sum()
        };
        let mut cells: Vec<(char, String, i128)> =
            [('B', 'M'), ('C', 'I'), ('D', 'N'), ('E', 'O')].map(|(to, from)| (to, sum(from), blank(from))).into();
        let available = blank('I');
        let (floor, floor_blank) = match dimension.at_least {
            None => ("1".to_owned(), 1),
            Some(least) => {
                let (top, bottom) = share(least);
                let holds = format!("IF(C{row}=0,2,IF({bottom}*B{row}>={top}*C{row},1,0))");
                (holds, if available == 0 { 2 } else { i128::from(0 >= top * available) })
            }
        };
        cells.push(('F', floor, floor_blank));
        CalculationRow { id: dimension.id.clone(), cells }
    }

    fn total_row(&self, total: Total, calculation: &Calculation) -> CalculationRow {
        let (first, last) = (calculation.indicators_from, calculation.dimensions_from - 1);
        let (d_first, d_last) = (calculation.dimensions_from, calculation.totals_from - 1);
        let range = |column: char| format!("${column}${first}:${column}${last}");
        let indicators = || calculation.rows.iter().skip(first - Calculation::FIRST_ROW).take(last + 1 - first);
        let values = |column: char| indicators().flat_map(|row| &row.cells).filter(move |(c, ..)| *c == column).map(|(.., value)| *value);
        let sum = |column: char| (format!("SUM({})", range(column)), values(column).sum::<i128>());
        let states = |state: State| {
            (format!("COUNTIF({},{})", range('G'), state as u8), values('G').filter(|value| *value == state as i128).count() as i128)
        };
        let of = |total: Total| calculation.total(total);
        let blank = |total: Total| calculation.blank(&calculation.total(total));
        let line = |least: Option<Decimal>, top: Total, bottom: Total| match least {
            None => ("1".to_owned(), 1),
            Some(least) => {
                let (a, b) = share(least);
                let holds = i128::from(blank(bottom) > 0 && b * blank(top) >= a * blank(bottom));
                (format!("IF(AND({0}>0,{b}*{1}>={a}*{0}),1,0)", of(bottom), of(top)), holds)
            }
        };
        let pass = &self.standard.pass;
        let (formula, value) = match total {
            Total::Points => sum('E'),
            Total::Bonus => (format!("{}-SUM({})", of(Total::Points), range('M')), 0),
            Total::Available => sum('I'),
            Total::Met => sum('N'),
            Total::Applicable => sum('O'),
            Total::Missing => states(State::Missing),
            Total::Invalid => states(State::Invalid),
            Total::GatesOpen => sum('P'),
            Total::FloorsMissed if d_last >= d_first => {
                let floors = calculation.rows.iter().skip(d_first - Calculation::FIRST_ROW);
                let missed = floors.flat_map(|row| &row.cells).filter(|(c, _, value)| *c == 'F' && *value == 0).count();
                (format!("COUNTIF($F${d_first}:$F${d_last},0)"), missed as i128)
            }
            Total::FloorsMissed => ("0".to_owned(), 0),
            Total::MetShare => line(pass.met_share, Total::Met, Total::Applicable),
            Total::PointsShare => line(pass.points_share, Total::Points, Total::Available),
            Total::PointsLine => match pass.points {
                None => ("1".to_owned(), 1),
                Some(least) => {
                    let (a, b) = share(least);
                    let a = a * power(self.standard.decimals);
                    (format!("IF({b}*{}>={a},1,0)", of(Total::Points)), i128::from(b * blank(Total::Points) >= a))
                }
            },
            Total::Verdict if !self.standard.can_fail() => ("3".to_owned(), 3),
            Total::Verdict => {
                let lines = [Total::MetShare, Total::PointsShare, Total::PointsLine];
                let all: Vec<String> = lines.iter().map(|line| format!("{}=1", of(*line))).collect();
                let formula = format!(
                    "IF(OR({TYPE}=0,{}>0),2,IF(AND({}=0,{}=0,{}),1,0))",
                    of(Total::Invalid),
                    of(Total::GatesOpen),
                    of(Total::FloorsMissed),
                    all.join(",")
                );
                let passed = blank(Total::GatesOpen) == 0 && blank(Total::FloorsMissed) == 0 && lines.iter().all(|line| blank(*line) == 1);
                (formula, if self.standard.types.is_empty() { i128::from(passed) } else { 2 })
            }
        };
        CalculationRow { id: format!("{total:?}"), cells: vec![('B', formula, value)] }
    }
}

/// The cell of the type.
const TYPE: &str = "$C$2";
/// Stands for the points of the indicator itself until its row is known.
const POINTS: &str = "\u{1}";

/// Is the applicant of one of these types?
fn is_type(types: &[usize]) -> String {
    let each: Vec<String> = types.iter().map(|t| format!("{TYPE}={}", t + 1)).collect();
    format!("OR({})", each.join(","))
}

/// A share or a number of points as a fraction in lowest terms.
fn share(figure: Decimal) -> (i128, i128) {
    use num_integer::Integer;
    let (top, bottom) = (i128::from(figure.mantissa()), power(figure.scale()));
    let common = top.gcd(&bottom).max(1);
    (top / common, bottom / common)
}
