//! What the indicators come to: by dimension and altogether, and the verdict.

use crate::number::Decimal;

use super::{Calculation, CalculationRow, Rules, State, TYPE, Total, power, share};

impl Rules<'_> {
    /// Columns of a dimension's row: B points, C available, D met, E applicable, F whether the floor holds (2: not judged).
    pub(super) fn dimension_row(&self, d: usize, calculation: &Calculation) -> CalculationRow {
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
        CalculationRow { id: dimension.id.clone(), cells, steps: Vec::new() }
    }

    pub(super) fn total_row(&self, total: Total, calculation: &Calculation) -> CalculationRow {
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
        CalculationRow { id: format!("{total:?}"), cells: vec![('B', formula, value)], steps: Vec::new() }
    }
}
