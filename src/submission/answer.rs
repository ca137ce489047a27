//! Typed answers: what cells say, of one row together. What is wrong with a cell is kept as a [`Fault`] and put into words only
//! when shown.

use crate::diagnostic::Code;
use crate::number::Decimal;
use crate::standard::{HeaderTarget, Indicator, Input, Standard};

use super::asked::Asked;
use super::{Layout, Row};

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing.
    Blank,
    /// 不适用
    NotApplicable,
    /// Yes or no.
    YesNo(bool),
    /// A figure; percentages as fractions.
    Figure(Decimal),
    /// A level by position; one past the last is the level of 0 points.
    Level(usize),
    /// Something that cannot be read, or that breaks its bounds.
    Invalid(Fault),
}

/// Why a cell is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No figure.
    NotANumber,
    /// A figure that a spreadsheet has written with an exponent.
    Exponent,
    /// Not whole.
    NotWhole,
    /// Too long to be held exactly.
    TooManyDigits,
    /// A unit other than the declared one.
    WrongUnit,
    /// Below the least value.
    TooSmall,
    /// Above the greatest value.
    TooLarge,
    /// A percentage above 100.
    Over100,
    /// A part larger than its whole.
    PartOverWhole,
    /// Neither yes nor no.
    NotYesNo,
    /// Yes or no, but here it could mean either.
    AmbiguousYesNo,
    /// No level of the standard.
    UnknownLevel,
    /// Longer than a cell may be.
    TooLong,
    /// A formula without its result.
    Formula,
    /// An error of a spreadsheet.
    Error,
}

impl Fault {
    /// The code it is reported with.
    #[must_use]
    pub fn code(self) -> Code {
        match self {
            Self::NotANumber | Self::Exponent => Code::NotANumber,
            Self::NotWhole => Code::NotWhole,
            Self::TooManyDigits => Code::TooManyDigits,
            Self::WrongUnit => Code::WrongUnit,
            Self::TooSmall => Code::Negative,
            Self::TooLarge => Code::TooLarge,
            Self::Over100 => Code::Over100,
            Self::PartOverWhole => Code::PartOverWhole,
            Self::NotYesNo => Code::NotYesNo,
            Self::AmbiguousYesNo => Code::AmbiguousYesNo,
            Self::UnknownLevel => Code::UnknownLevel,
            Self::TooLong => Code::CellTooLong,
            Self::Formula => Code::FormulaWithoutValue,
            Self::Error => Code::ErrorCell,
        }
    }
}

/// Something to be said about an answer that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Flag {
    /// 约, 近, 余, ≈
    Approximate,
    /// A percentage between 0 and 1.
    Doubtful,
    /// 无 for 0.
    NoneAsZero,
    /// A count for yes or no.
    Count,
    /// The verified cell replaced the applicant's.
    Verified,
}

/// A set of [`Flag`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// No flag.
    pub const NONE: Self = Self(0);

    /// With this flag.
    #[must_use]
    pub fn with(self, flag: Flag) -> Self {
        Self(self.0 | 1 << flag as u8)
    }

    /// Is it in the set?
    #[must_use]
    pub fn has(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u8) != 0
    }

    /// The flags of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// An answer: what a cell says, and what is to be said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub reading: Reading,
    /// What is to be said about it.
    pub flags: Flags,
}

impl Answer {
    /// No answer.
    pub const BLANK: Self = Self { reading: Reading::Blank, flags: Flags::NONE };

    /// An answer without flags.
    #[must_use]
    pub fn plain(reading: Reading) -> Self {
        Self { reading, flags: Flags::NONE }
    }
}

/// The answers of one row to one standard.
#[derive(Clone, Debug)]
pub struct Answers {
    /// The applicant's type, where the standard has types.
    pub applicant_type: Option<usize>,
    /// Indicators' own columns.
    pub own: Vec<Answer>,
    /// Raw figures.
    pub inputs: Vec<Answer>,
    /// Where a verified answer in an indicator's own column decides over the applicant's figures.
    pub own_decides: Vec<bool>,
    /// Where there is a column for evidence and its cell is blank.
    pub evidence_blank: Vec<bool>,
}

impl Answers {
    /// All blank.
    #[must_use]
    pub fn blank(standard: &Standard) -> Self {
        let (indicators, inputs) = (standard.indicators.len(), standard.inputs.len());
        Self {
            applicant_type: None,
            own: vec![Answer::BLANK; indicators],
            inputs: vec![Answer::BLANK; inputs],
            own_decides: vec![false; indicators],
            evidence_blank: vec![false; indicators],
        }
    }

    /// Puts the filled cells of a verified row in place of the applicant's.
    pub fn overlay(&mut self, verified: &Self, standard: &Standard) {
        let replace = |mine: &mut Answer, theirs: &Answer| {
            if theirs.reading != Reading::Blank {
                *mine = Answer { reading: theirs.reading, flags: theirs.flags.with(Flag::Verified) };
            }
        };
        self.own.iter_mut().zip(&verified.own).for_each(|(mine, theirs)| replace(mine, theirs));
        self.inputs.iter_mut().zip(&verified.inputs).for_each(|(mine, theirs)| replace(mine, theirs));
        for (i, indicator) in standard.indicators.iter().enumerate() {
            let Some(value) = &indicator.value else { continue };
            let figures_verified = value.inputs().any(|input| verified.inputs[input].reading != Reading::Blank);
            self.own_decides[i] = verified.own[i].reading != Reading::Blank && !figures_verified;
        }
    }

    /// Do the figures of its quotient decide an indicator, rather than its own column? They do where all of them are there
    /// or one cannot be read, and where nothing is claimed either.
    #[must_use]
    pub fn figures_decide(&self, i: usize, indicator: &Indicator) -> bool {
        let Some(value) = &indicator.value else { return false };
        let reading = |input: usize| self.inputs[input].reading;
        !self.own_decides[i]
            && (value.inputs().any(|input| matches!(reading(input), Reading::Invalid(_)))
                || value.inputs().all(|input| reading(input) != Reading::Blank)
                || self.own[i].reading == Reading::Blank)
    }

    /// Marks figures that are larger than the whole they are a part of, each judged by the figures as they were read.
    pub fn check_parts(&mut self, standard: &Standard) {
        let larger = |i: usize, input: &Input| {
            let (Reading::Figure(part), Some(whole)) = (self.inputs[i].reading, input.at_most) else { return false };
            matches!(self.inputs[whole].reading, Reading::Figure(limit) if part > limit)
        };
        let at_fault: Vec<usize> = standard.inputs.iter().enumerate().filter(|(i, input)| larger(*i, input)).map(|(i, _)| i).collect();
        for i in at_fault {
            self.inputs[i].reading = Reading::Invalid(Fault::PartOverWhole);
        }
    }
}

/// What every cell of a standard is asked for.
#[derive(Clone, Debug)]
pub struct Questions {
    own: Vec<Asked>,
    inputs: Vec<Asked>,
}

impl Questions {
    /// The questions of a standard.
    #[must_use]
    pub fn new(standard: &Standard) -> Self {
        Self {
            own: standard.indicators.iter().map(|i| Asked::by_indicator(i, standard.decimals)).collect(),
            inputs: standard.inputs.iter().map(Asked::by_input).collect(),
        }
    }

    /// What is asked for in this column.
    #[must_use]
    pub fn of(&self, target: HeaderTarget) -> Option<&Asked> {
        match target {
            HeaderTarget::Indicator(i) => self.own.get(i),
            HeaderTarget::Input(i) => self.inputs.get(i),
            _ => None,
        }
    }

    /// Reads the answers of a row into `answers`. The type is the caller's business, and so is [`Answers::check_parts`].
    pub fn read(&self, layout: &Layout, row: &Row, answers: &mut Answers) {
        (0..self.own.len()).for_each(|i| self.read_own(i, layout, row, answers));
        (0..self.inputs.len()).for_each(|i| self.read_input(i, layout, row, answers));
    }

    /// Reads only what decides one indicator.
    pub(crate) fn read_one(&self, i: usize, standard: &Standard, layout: &Layout, row: &Row, answers: &mut Answers) {
        self.read_own(i, layout, row, answers);
        for part in standard.indicators[i].value.iter().flat_map(|value| value.inputs()) {
            let whole = standard.inputs[part].at_most;
            std::iter::once(part).chain(whole).for_each(|input| self.read_input(input, layout, row, answers));
        }
    }

    fn read_own(&self, i: usize, layout: &Layout, row: &Row, answers: &mut Answers) {
        let cell = |target| layout.column(target).and_then(|column| row.cells.get(column));
        answers.own[i] = cell(HeaderTarget::Indicator(i)).map_or(Answer::BLANK, |cell| self.own[i].read(cell));
        answers.own_decides[i] = false;
        answers.evidence_blank[i] = cell(HeaderTarget::Evidence(i)).is_some_and(|cell| cell.trim().is_empty());
    }

    fn read_input(&self, i: usize, layout: &Layout, row: &Row, answers: &mut Answers) {
        let cell = layout.column(HeaderTarget::Input(i)).and_then(|column| row.cells.get(column));
        answers.inputs[i] = cell.map_or(Answer::BLANK, |cell| self.inputs[i].read(cell));
    }
}
