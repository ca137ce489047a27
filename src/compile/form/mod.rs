//! What a self-assessment form computes while it is filled in: for every question whether the answer can be read, for every indicator
//! its points and its state, and what they come to. Plain cells without names, arrays or recent functions, so that Excel, WPS and
//! LibreOffice compute the same. How the form looks is not known here.

mod bounds;
mod rows;
mod rule;
mod totals;

use crate::number::Decimal;
use crate::standard::Standard;

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
    /// What is computed on the way, from column [`STEP_COLUMN`] on.
    pub steps: Vec<(String, i128)>,
}

/// The column of the first step, from 0.
pub const STEP_COLUMN: usize = 17;

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

/// Places that an own figure may have, as people write it; the first that leave it large enough.
const OWN_PLACES: [u8; 3] = [4, 3, 2];
/// Places that a raw figure may have where it need not be whole.
const INPUT_PLACES: u8 = 2;
/// Codes of what a cell says.
const BLANK: u8 = 0;
const ANSWERED: u8 = 1;
const NOT_APPLICABLE: u8 = 2;
const INVALID: u8 = 3;
/// A number over 0: no limit is reached.
const NO_LIMIT: u8 = 4;

/// What all indicators come to.
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

/// A text inside a formula, in pieces of what a spreadsheet takes for one.
fn quoted(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let pieces: Vec<String> =
        letters.chunks(LONGEST_TEXT).map(|piece| format!("\"{}\"", piece.iter().collect::<String>().replace('"', "\"\""))).collect();
    match pieces.as_slice() {
        [] => "\"\"".to_owned(),
        [only] => only.clone(),
        several => format!("({})", several.join("&")),
    }
}

/// Most characters of a text in a formula, as long as none of them is doubled.
const LONGEST_TEXT: usize = 120;
/// Most arguments that a function is given; spreadsheets take between 30 and 255.
const MOST_ARGUMENTS: usize = 28;

/// The largest of several formulas.
fn largest(terms: &[String]) -> String {
    match terms {
        [] => "0".to_owned(),
        [only] => only.clone(),
        few if few.len() <= MOST_ARGUMENTS => format!("MAX({})", few.join(",")),
        many => largest(&many.chunks(MOST_ARGUMENTS).map(largest).collect::<Vec<_>>()),
    }
}

fn power(places: u8) -> i128 {
    10i128.pow(u32::from(places))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_gets_more_arguments_and_no_text_more_letters_than_spreadsheets_take() {
        let terms: Vec<String> = (0..300).map(|n| format!("t{n}")).collect();
        let formula = largest(&terms);
        assert!(terms.iter().all(|term| formula.matches(&format!("{term},")).count() + formula.matches(&format!("{term})")).count() == 1));
        // 300 in groups of 28 are 11 groups: MAX(MAX(…),…,MAX(…)).
        assert_eq!(formula.matches("MAX(").count(), 12);
        assert_eq!(quoted("优"), "\"优\"");
        assert_eq!(quoted(&"\"".repeat(121)).len(), 2 + 240 + 1 + 2 + 2 + 2); // (…&…): 120 doubled, 1 doubled, four marks, & and brackets
    }
}
