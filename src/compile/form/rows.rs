//! The rows of the calculation: the type, every raw figure, every indicator.

use crate::number::Decimal;
use crate::standard::{Comparison, Indicator, Kind, Limit, NotApplicable, Quotient, header_key};

use super::super::exact::{Step, Value};
use super::{
    ANSWERED, AnswerCells, BLANK, BLANK_STATE, Calculation, CalculationRow, Figure, INVALID, NO_LIMIT, NOT_APPLICABLE, NotExact, POINTS,
    Question, Rules, STEP_COLUMN, State, TYPE, Words, is_type, power, quoted,
};
use crate::diagnostic::column_letters;

impl Rules<'_> {
    pub(super) fn type_row(&self, cells: &AnswerCells<'_>) -> CalculationRow {
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
        CalculationRow { id: "type".to_owned(), cells: vec![('C', formula, i128::from(types.is_empty()))], steps: Vec::new() }
    }

    /// Columns of a figure's row: B what it says, C its value in units of the last place.
    pub(super) fn figure_cells(cell: &str, row: usize, figure: &Figure, words: &Words) -> [(char, String, i128); 2] {
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
    pub(super) fn input_row(&self, i: usize, calculation: &Calculation, cells: &AnswerCells<'_>, words: &Words) -> CalculationRow {
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
        CalculationRow { id: input.id.clone(), cells: row_cells, steps: Vec::new() }
    }

    /// Columns of an indicator's row: B what is answered, C the figure (or the numerator; 1 for yes; the level), D the divisor,
    /// E points, F met, G state, H whether it applies to the type, I points available, J the figure as people see it, K whether it is
    /// counted (no gate item, no bonus), L its dimension, M points, N met and O applicable as counted, P whether a gate item stands open.
    pub(super) fn indicator_row(
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
        let met = met.replace(POINTS, &format!("E{row}"));
        // Steps of a long division stand behind all else, one a column.
        let place = |formula: &str| {
            (0..points.steps.len()).fold(formula.to_owned(), |formula, step| {
                formula.replace(&Step::named(step), &format!("{}{row}", column_letters(STEP_COLUMN + step)))
            })
        };
        let steps = points.steps.iter().map(|step| (place(&step.formula), step.blank)).collect();
        let points = place(&points.formula);
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
        Ok(CalculationRow { id: indicator.id.clone(), cells: out, steps })
    }

    pub(super) fn quotient_cells(
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
            let one = Decimal::whole(1).map(|figure| Limit { comparison: Comparison::MoreThan, figure });
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
    pub(super) fn word_cells(indicator: &Indicator, cell: &str, row: usize, words: &Words) -> [(char, String, i128); 2] {
        let is = |word: &str| format!("TRIM({cell})={}", quoted(word));
        let value = match &indicator.kind {
            Kind::Levels { levels, .. } => {
                let mut terms: Vec<String> =
                    levels.iter().enumerate().map(|(at, level)| format!("({})*{}", is(&level.name), at + 1)).collect();
                // A level of the standard may bear the word for nought itself.
                let taken = |word: &str| levels.iter().any(|level| header_key(&level.name) == header_key(word));
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
}
