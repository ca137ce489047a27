//! A standard that has been checked: what scoring, reports and other engines work from.

use std::fmt;

use super::{Case, Indicator};
use crate::number::{Decimal, Points, Rational};
use crate::text::{Names, Part};

/// A name in Chinese and, where the standard gives one, in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// 中文
    pub zh: String,
    /// English; empty where there is none.
    pub en: String,
}

impl Name {
    /// As a part of a sentence, in the language of the sentence.
    #[must_use]
    pub fn part(&self) -> Part {
        Part::from(Names { zh: self.zh.clone(), en: self.en.clone() })
    }
}

/// Whose words a standard or an indicator is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// The text of the document itself.
    Official,
    /// Put together from public sources because the document's own table was not available.
    Reconstructed,
    /// Made up to show or to test something.
    Illustrative,
}

impl Wording {
    /// The words of the format.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("official", Self::Official), ("reconstructed", Self::Reconstructed), ("illustrative", Self::Illustrative)];

    /// The word of the format.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Reconstructed => "reconstructed",
            Self::Illustrative => "illustrative",
        }
    }
}

/// What an applicant is; chooses labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicant {
    /// 区县
    District,
    /// 机构
    Institution,
    /// 县
    County,
    /// Anything else.
    Other,
}

impl Applicant {
    /// What a word of the format stands for. Any word may be used; only some have labels of their own.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        match word {
            "district" => Self::District,
            "institution" => Self::Institution,
            "county" => Self::County,
            _ => Self::Other,
        }
    }
}

/// A valid standard.
#[derive(Clone, Debug)]
pub struct Standard {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// The document it comes from, with its number.
    pub document: String,
    /// The edition.
    pub edition: String,
    /// Whose words it is in.
    pub wording: Wording,
    /// What an applicant is.
    pub applicant: Applicant,
    /// The stated total of points, the same for every type.
    pub points: Option<Points>,
    /// Places after the point of every indicator's points, 0–6.
    pub decimals: u8,
    /// Years for which limits differ, ascending; empty where there are none.
    pub phases: Vec<i32>,
    /// The lines that have to be reached.
    pub pass: Pass,
    /// Kinds of applicant; empty where there are none.
    pub types: Vec<ApplicantType>,
    /// Further header names of profile columns.
    pub columns: Vec<(super::Profile, String)>,
    /// Dimensions in their order.
    pub dimensions: Vec<Dimension>,
    /// Raw figures that applicants report.
    pub inputs: Vec<Input>,
    /// Indicators and gate items in their order.
    pub indicators: Vec<Indicator>,
    /// Tests inside the standard.
    pub cases: Vec<Case>,
    /// SHA-256 of the file.
    pub sha256: String,
}

impl Standard {
    /// A standard that asks nothing: for tables that only list applicants.
    #[must_use]
    pub fn listing() -> Self {
        Self {
            id: String::new(),
            name: Name { zh: String::new(), en: String::new() },
            document: String::new(),
            edition: String::new(),
            wording: Wording::Illustrative,
            applicant: Applicant::Other,
            points: None,
            decimals: 2,
            phases: Vec::new(),
            pass: Pass::default(),
            types: Vec::new(),
            columns: Vec::new(),
            dimensions: Vec::new(),
            inputs: Vec::new(),
            indicators: Vec::new(),
            cases: Vec::new(),
            sha256: String::new(),
        }
    }

    /// Does it ask nothing of applicants but who they are?
    #[must_use]
    pub fn asks_nothing(&self) -> bool {
        self.indicators.is_empty() && self.inputs.is_empty()
    }

    /// Has it anything that can be failed: a gate item, a pass line, a floor?
    #[must_use]
    pub fn can_fail(&self) -> bool {
        self.pass.any() || self.indicators.iter().any(Indicator::is_gate) || self.dimensions.iter().any(|d| d.at_least.is_some())
    }

    /// The position of the indicator of this id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<usize> {
        self.indicators.iter().position(|i| i.id == id)
    }

    /// The type that a cell names by id, name or alias.
    #[must_use]
    pub fn type_named(&self, cell: &str) -> Option<usize> {
        let key = super::header_key(cell);
        self.types.iter().position(|t| {
            [&t.id, &t.name.zh, &t.name.en].into_iter().chain(&t.alias).any(|word| !word.is_empty() && super::header_key(word) == key)
        })
    }

    /// The position of the input of this id.
    #[must_use]
    pub fn input(&self, id: &str) -> Option<usize> {
        self.inputs.iter().position(|i| i.id == id)
    }
}

/// The lines of `[pass]`; every one that is given must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pass {
    /// Least share of indicators met, as a fraction (0.85).
    pub met_share: Option<Decimal>,
    /// Least share of points, as a fraction.
    pub points_share: Option<Decimal>,
    /// Least points.
    pub points: Option<Decimal>,
}

impl Pass {
    /// Is any line given?
    #[must_use]
    pub fn any(&self) -> bool {
        self.met_share.is_some() || self.points_share.is_some() || self.points.is_some()
    }
}

/// A kind of applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantType {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// Further names in tables.
    pub alias: Vec<String>,
}

/// A dimension of indicators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// The passage of the document that its indicators come from.
    pub clause: Option<String>,
    /// Its stated total of points, the same for every type.
    pub points: Option<Points>,
    /// Least share of the dimension's points (its floor), as a fraction.
    pub at_least: Option<Decimal>,
}

/// A raw figure that the applicant reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// Its unit.
    pub unit: Option<String>,
    /// How it is counted.
    pub text: Option<String>,
    /// Only whole numbers?
    pub whole: bool,
    /// Least value.
    pub min: Decimal,
    /// Greatest value.
    pub max: Option<Decimal>,
    /// The input that it is a part of.
    pub at_most: Option<usize>,
    /// The indicator that it is shown with though no `value` uses it.
    pub shown_with: Option<usize>,
    /// Further header names.
    pub alias: Vec<String>,
}

impl Input {
    /// Is its unit the percent sign?
    #[must_use]
    pub fn percent(&self) -> bool {
        self.unit.as_deref() == Some("%")
    }
}

/// A figure as it was written, with all its digits: percentages times 100 and with their sign.
#[must_use]
pub fn shown_exactly(figure: Decimal, percent: bool) -> String {
    match (percent, figure.shifted(2)) {
        (true, Some(hundredfold)) => format!("{hundredfold}%"),
        _ => figure.to_string(),
    }
}

/// A figure of an indicator or input as people write it: percentages times 100 and with their sign.
#[must_use]
pub fn shown_figure(value: Rational, percent: bool, limits: &[Rational]) -> String {
    if percent {
        let limits: Vec<Rational> = limits.iter().map(|l| l.percent()).collect();
        format!("{}%", value.percent().show(2, &limits))
    } else {
        value.show(2, limits)
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
