//! Cases: tests that stand inside a standard. Running them is the business of `analysis`.

use std::ops::Range;

use crate::number::{Decimal, Points};

/// One case: the cells of an imagined row, and what is expected of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// The phase it is judged in.
    pub phase: Option<i32>,
    /// Does it start from the best answer to every indicator, rather than from nothing?
    pub full: bool,
    /// The cells that are set on top of that; a blank one clears.
    pub set: Vec<(super::HeaderTarget, String)>,
    /// What is expected, with where it is written.
    pub expect: Vec<Expectation>,
    /// Its header in the file.
    pub span: Range<usize>,
}

impl Case {
    /// The cells of its row: what is not in the list is blank.
    #[must_use]
    pub fn cells(&self, standard: &super::Standard) -> Vec<(super::HeaderTarget, String)> {
        use super::{Best, HeaderTarget, Kind, Profile};
        let own_type =
            self.set.iter().find(|(t, _)| *t == HeaderTarget::Profile(Profile::Type)).and_then(|(_, cell)| standard.type_named(cell));
        let mut cells: Vec<(HeaderTarget, String)> = Vec::new();
        if self.full {
            for (i, indicator) in standard.indicators.iter().enumerate() {
                let Some(best) = indicator.best(standard, self.phase, own_type) else { continue };
                let cell = match (best, &indicator.kind) {
                    (Best::YesNo(yes), _) => if yes { "是" } else { "否" }.to_owned(),
                    (Best::Level(level), Kind::Levels { levels, .. }) => levels[level].name.clone(),
                    (Best::Level(_), _) => continue,
                    (Best::Figure(figure), _) => indicator.show_figure(figure.into(), &[figure.into()]),
                };
                cells.push((HeaderTarget::Indicator(i), cell));
            }
        }
        for (target, cell) in &self.set {
            cells.retain(|(t, _)| t != target);
            cells.push((*target, cell.clone()));
        }
        cells.retain(|(_, cell)| !cell.trim().is_empty());
        cells
    }
}

/// One thing that a case expects.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The key it is written with.
    pub key: String,
    /// What is expected.
    pub expected: Expected,
    /// Its value in the file.
    pub span: Range<usize>,
}

impl Expected {
    /// An expectation about the whole row, as text.
    #[must_use]
    pub fn shown(&self, decimals: u8) -> String {
        match self {
            Self::Points(points) | Self::PointsAvailable(points) | Self::Bonus(points) | Self::IndicatorPoints(_, points) => {
                Points::round((*points).into(), decimals).map_or_else(|| points.to_string(), |p| p.show(decimals))
            }
            Self::Met(n) | Self::Applicable(n) => n.to_string(),
            Self::Passed(flag) | Self::Scored(flag) => flag.to_string(),
            Self::IndicatorState(_, state) => (*state).to_owned(),
            Self::GatesFailed(gates) => format!("{}", gates.len()),
        }
    }
}

/// What a case can expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The points, bonus included.
    Points(Decimal),
    /// The points available.
    PointsAvailable(Decimal),
    /// The bonus points.
    Bonus(Decimal),
    /// Indicators met.
    Met(u32),
    /// Indicators that apply.
    Applicable(u32),
    /// The verdict.
    Passed(bool),
    /// Whether the row can be scored at all.
    Scored(bool),
    /// The gate items that fail or are unanswered, in the standard's order.
    GatesFailed(Vec<usize>),
    /// An indicator's points.
    IndicatorPoints(usize, Decimal),
    /// An indicator's state, by its word.
    IndicatorState(usize, &'static str),
}
