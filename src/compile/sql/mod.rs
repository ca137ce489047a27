//! A standard as one SQL statement over a table with a row per applicant: what every cell says, what every indicator earns, what they
//! come to, the verdict and the rank. Steps (common table expressions) follow one another as a person would go about it, a column a block.
//!
//! It computes in whole numbers of 38 digits, so that nothing is ever rounded but points, half up; what could grow beyond them is refused
//! before anything is written. What it reads of a cell is a plain part of what scoring reads; all else is invalid, never another value.
//! Where the table is, and how the comments are worded, is the caller's.

mod dialect;
mod draw;
mod exact;
mod read;
mod rule;
mod totals;
mod verdict;

use crate::standard::{Gate, Indicator, Kind, Standard};

pub use dialect::Dialect;
use draw::{Column, Step, comments};
pub use exact::{PLACES, WHOLE_DIGITS};

/// Under which name the table has each column; none where it has none, which is the same as blank cells.
#[derive(Clone, Debug, Default)]
pub struct TableColumns {
    /// 编号
    pub id: Option<String>,
    /// 名称
    pub name: Option<String>,
    /// 区县
    pub district: Option<String>,
    /// 机构类型
    pub applicant_type: Option<String>,
    /// Own columns of indicators; of an indicator with a `value` it is a claim.
    pub own: Vec<Option<String>>,
    /// Columns of raw figures.
    pub inputs: Vec<Option<String>>,
}

impl TableColumns {
    /// A table whose columns are called by the ids of the standard; `claims` says that quotients have columns of their own, too.
    #[must_use]
    pub fn by_id(standard: &Standard, claims: bool) -> Self {
        let own = |i: &Indicator| (claims || i.value.is_none()).then(|| i.id.clone());
        Self {
            id: Some("id".to_owned()),
            name: Some("name".to_owned()),
            district: Some("district".to_owned()),
            applicant_type: Some("type".to_owned()),
            own: standard.indicators.iter().map(own).collect(),
            inputs: standard.inputs.iter().map(|input| Some(input.id.clone())).collect(),
        }
    }
}

/// How the statement is worded: its comments, in the reader's language.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// What stands above the statement.
    pub head: Vec<String>,
    /// What each step does.
    pub steps: [String; 15],
    /// Of every input what it is.
    pub inputs: Vec<String>,
    /// Of every indicator what it is.
    pub indicators: Vec<String>,
    /// Of every indicator how it counts.
    pub rules: Vec<Vec<String>>,
    /// Of every dimension what it is.
    pub dimensions: Vec<String>,
}

/// The places of [`Words::steps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum StepWords {
    Cells,
    Figures,
    Readings,
    Parts,
    Claims,
    Quotients,
    Answers,
    Earned,
    States,
    Totals,
    Verdicts,
    Passing,
    Shares,
    Result,
    Words,
}

/// What a statement is made for.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The engine.
    pub dialect: Dialect,
    /// The phase that is judged.
    pub phase: Option<i32>,
    /// The table, as it is to stand behind `FROM`.
    pub table: &'a str,
    /// Its columns.
    pub columns: &'a TableColumns,
    /// The comments.
    pub words: &'a Words,
}

/// What cannot be computed exactly in 38 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotExact {
    /// The points of this indicator.
    Indicator(usize),
    /// The totals.
    Totals,
}

/// Writes a standard as a statement.
///
/// # Errors
/// If numbers could grow beyond 37 digits.
pub fn statement(standard: &Standard, settings: &Settings<'_>) -> Result<String, NotExact> {
    let writer = Writer::new(standard, *settings);
    let mut steps = vec![writer.words(), writer.cells(), writer.figures(), writer.readings()];
    steps.extend(writer.parts());
    steps.extend(writer.claims());
    steps.push(writer.quotients());
    steps.push(writer.answers()?);
    steps.push(writer.earned()?);
    steps.push(writer.states()?);
    steps.push(writer.totals()?);
    steps.extend(writer.verdict()?);
    // A step that adds nothing is none.
    steps.retain(|step| !step.keeps || !step.columns.is_empty());
    let mut out = String::new();
    comments(&mut out, &settings.words.head, 0);
    let mut before: Option<&'static str> = None;
    for step in &mut steps {
        if let Some(before) = before {
            step.from = step.from.replace(BEFORE, before);
            out.push_str(if step.name.is_some() { ",\n\n" } else { "\n\n" });
        } else {
            out.push_str("WITH\n\n");
        }
        comments(&mut out, &step.comment, 0);
        step.draw(&mut out);
        before = step.name;
    }
    out.push_str(";\n");
    Ok(out)
}

/// Stands for the step before until it is known which that is.
const BEFORE: &str = "\u{1}";

/// What answers are called, besides the codes of faults, yes, no and levels.
const BLANK: &str = "'blank'";
const NOT_APPLICABLE: &str = "'not applicable'";
const FIGURE: &str = "'figure'";
const ZERO_BY_ZERO: &str = "'zero by zero'";
const ZERO_DIVISOR: &str = "'zero divisor'";
const OTHER_TYPE: &str = "'other type'";
const NOT_DUE: &str = "'not due'";

struct Writer<'s> {
    standard: &'s Standard,
    settings: Settings<'s>,
    dialect: Dialect,
    /// Inputs that a due indicator is computed from.
    used: Vec<bool>,
    /// Inputs that are read: those, and what they are a part of.
    read: Vec<bool>,
}

impl<'s> Writer<'s> {
    fn new(standard: &'s Standard, settings: Settings<'s>) -> Self {
        let mut used = vec![false; standard.inputs.len()];
        let due = standard.indicators.iter().filter(|indicator| indicator.is_due(settings.phase));
        due.flat_map(|indicator| indicator.value.iter().flat_map(|value| value.inputs())).for_each(|input| used[input] = true);
        let mut read = used.clone();
        (0..used.len())
            .filter(|input| used[*input])
            .filter_map(|input| standard.inputs[input].at_most)
            .for_each(|whole| read[whole] = true);
        Self { standard, settings, dialect: settings.dialect, used, read }
    }

    /// A name as it is quoted.
    fn q(&self, name: &str) -> String {
        self.dialect.name_of(name)
    }

    /// A column that is about an id.
    fn of(&self, id: &str, what: &str) -> String {
        self.q(&format!("{id} {what}"))
    }

    fn step(&self, name: &'static str, words: Option<StepWords>, columns: Vec<Column>) -> Step {
        let comment = words.map(|words| self.settings.words.steps[words as usize].lines().map(str::to_owned).collect()).unwrap_or_default();
        Step { name: Some(name), comment, keeps: true, columns, from: BEFORE.to_owned() }
    }

    fn column(&self, name: &str, expression: impl Into<String>) -> Column {
        Column { comment: Vec::new(), expression: expression.into(), name: Some(self.q(name)) }
    }

    /// The indicators that are judged in the phase, by position.
    fn due(&self) -> impl Iterator<Item = (usize, &'s Indicator)> + '_ {
        self.standard.indicators.iter().enumerate().filter(|(_, indicator)| indicator.is_due(self.settings.phase))
    }

    /// Is the applicant of one of these types? None where every type is one.
    fn is_type(&self, types: &[usize]) -> Option<String> {
        if self.standard.types.is_empty() || types.len() == self.standard.types.len() {
            return None;
        }
        let ids: Vec<String> = types.iter().map(|t| self.dialect.text(&self.standard.types[*t].id)).collect();
        Some(match ids.as_slice() {
            [] => "FALSE".to_owned(),
            [id] => format!("{} = {id}", self.q("type id")),
            ids => format!("{} IN ({})", self.q("type id"), ids.join(", ")),
        })
    }

    /// Is the applicant of a type that an indicator does not apply to? None where it applies to every one.
    fn is_other_type(&self, indicator: &Indicator) -> Option<String> {
        let types = indicator.applies_to.as_ref()?;
        let others: Vec<usize> = (0..self.standard.types.len()).filter(|t| !types.contains(t)).collect();
        if others.is_empty() { None } else { self.is_type(&others) }
    }

    /// Is there a column for what an applicant claims of a quotient?
    fn has_claim(&self, i: usize) -> bool {
        self.standard.indicators[i].value.is_some() && self.settings.columns.own.get(i).is_some_and(Option::is_some)
    }
}

/// Is the answer a word rather than a figure?
fn is_word(indicator: &Indicator) -> bool {
    matches!(indicator.kind, Kind::YesNo { .. } | Kind::Levels { .. } | Kind::Required(Gate::YesNo) | Kind::Veto(Gate::YesNo))
}

#[cfg(test)]
mod tests;
