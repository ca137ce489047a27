//! One line of a standard: its rule, its points, its limits. The kinds of rule are one closed enum.

use crate::number::{Decimal, Points, Rational};

use super::valid::shown_figure;
use super::{Name, Quotient, Wording};

/// An indicator, or a gate item (`required`, `veto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// The dimension it belongs to; gate items need none.
    pub dimension: Option<usize>,
    /// What is asked and how it is counted.
    pub text: Option<String>,
    /// Its rule.
    pub kind: Kind,
    /// Full points; nought for gate items.
    pub points: Points,
    /// The unit of its figure.
    pub unit: Option<String>,
    /// The quotient of inputs that gives its figure; without one its own column does.
    pub value: Option<Quotient>,
    /// Only whole figures in its own column?
    pub whole: bool,
    /// Evidence to hand in.
    pub evidence: Vec<String>,
    /// The passage of the document that calls for it.
    pub clause: String,
    /// Where the limit was found, if not in the document.
    pub source: Option<String>,
    /// Whether the limit itself stands in the clause.
    pub basis: Wording,
    /// Only for these types.
    pub applies_to: Option<Vec<usize>>,
    /// Whether the applicant may answer 不适用.
    pub not_applicable: NotApplicable,
    /// First phase in which it is judged.
    pub due: Option<i32>,
    /// Last phase in which it is judged.
    pub until: Option<i32>,
    /// On top of the points available?
    pub bonus: bool,
    /// May its percentage exceed 100?
    pub over_100: bool,
    /// Further header names.
    pub alias: Vec<String>,
    /// What to do where it is not met.
    pub advice: Option<String>,
    /// What a review holds the answer against.
    pub checked_against: Option<Against>,
    /// The ground for removal of a title that it is under the document, where a title holder fails it.
    pub removal: Option<String>,
}

/// What a review knows better than the applicant who declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The register: barred or not.
    Register,
    /// The nominations: nominated within the cap or not.
    Nominations,
}

impl Against {
    /// The words of the format.
    pub const WORDS: &'static [(&'static str, Self)] = &[("register", Self::Register), ("nominations", Self::Nominations)];
}

impl Indicator {
    /// A gate item carries no points and decides alone.
    #[must_use]
    pub fn is_gate(&self) -> bool {
        matches!(self.kind, Kind::Required(_) | Kind::Veto(_))
    }

    /// Is its figure a percentage? Percentages are held as fractions everywhere: 72 % is 0.72.
    #[must_use]
    pub fn percent(&self) -> bool {
        self.unit.as_deref() == Some("%")
    }

    /// Does one of its limits lie below 0? Then its own figure may, too.
    #[must_use]
    pub fn may_be_negative(&self) -> bool {
        let of_phases = |limit: &PhasedLimit| limit.figures.iter().any(|(_, figure)| figure.is_negative());
        match &self.kind {
            Kind::Tiers { tiers, met_at } => tiers.iter().map(|t| &t.limit).chain(met_at).any(|limit| limit.figure.is_negative()),
            Kind::Linear { zero_at, full_at, .. } => zero_at.is_negative() || full_at.is_negative(),
            Kind::Target { limit, .. } | Kind::Required(Gate::Figure(limit)) | Kind::Veto(Gate::Figure(limit)) => of_phases(limit),
            _ => false,
        }
    }

    /// Does it apply to this type? (Every indicator applies where there are no types.)
    #[must_use]
    pub fn applies_to(&self, applicant_type: Option<usize>) -> bool {
        match (&self.applies_to, applicant_type) {
            (Some(types), Some(t)) => types.contains(&t),
            _ => true,
        }
    }

    /// Is it judged in this phase? A limit by phase starts with its first entry.
    #[must_use]
    pub fn is_due(&self, phase: Option<i32>) -> bool {
        let Some(phase) = phase else { return true };
        let first_limit = match &self.kind {
            Kind::Target { limit, .. } | Kind::Required(Gate::Figure(limit)) | Kind::Veto(Gate::Figure(limit)) => limit.first_year(),
            _ => None,
        };
        self.due.is_none_or(|due| due <= phase)
            && self.until.is_none_or(|until| phase <= until)
            && first_limit.is_none_or(|first| first <= phase)
    }

    /// A figure of this indicator as people write it.
    #[must_use]
    pub fn show_figure(&self, value: Rational, limits: &[Rational]) -> String {
        shown_figure(value, self.percent(), limits)
    }

    /// A limit as people write it: `≥85%`.
    #[must_use]
    pub fn show_limit(&self, limit: &Limit) -> String {
        format!("{}{}", limit.comparison.sign(), self.show_figure(limit.figure.into(), &[]))
    }
}

/// Whether an applicant may answer 不适用.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotApplicable {
    /// Nobody.
    Never,
    /// Everybody.
    Always,
    /// Applicants of these types.
    Types(Vec<usize>),
}

impl NotApplicable {
    /// May an applicant of this type?
    #[must_use]
    pub fn allows(&self, applicant_type: Option<usize>) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            Self::Types(types) => applicant_type.is_some_and(|t| types.contains(&t)),
        }
    }
}

/// How an answer earns points, and when it counts as met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All points for the expected answer, else none.
    YesNo {
        /// The answer that earns the points.
        expect: bool,
    },
    /// The points of the first tier that holds.
    Tiers {
        /// Best first.
        tiers: Vec<Tier>,
        /// Where it counts as met; else at full points.
        met_at: Option<Limit>,
    },
    /// A straight line between two figures, rounded half up.
    Linear {
        /// Where nothing is earned.
        zero_at: Decimal,
        /// Where the full points are earned.
        full_at: Decimal,
        /// Where it counts as met; else at full points.
        met_at: Option<Limit>,
    },
    /// All points when the limit is reached.
    Target {
        /// The limit, by phase where the standard has phases.
        limit: PhasedLimit,
        /// What a shortfall earns.
        short: Short,
    },
    /// The points of the level that is named.
    Levels {
        /// Best first; nought is always a further one.
        levels: Vec<Level>,
        /// The last level that counts as met; else the first.
        met_at: Option<usize>,
    },
    /// So many points for, or off for, every case.
    PerCase {
        /// Points per case: negative from full points down, positive from nought up.
        each: Decimal,
        /// At most (negative) or at least (positive) so many cases count as met; else full points.
        met_at: Option<Decimal>,
    },
    /// The points that a person gives.
    Judged {
        /// From how many points on it counts as met; else full points.
        met_at: Option<Decimal>,
    },
    /// A gate item that must hold (资质审查项).
    Required(Gate),
    /// A gate item that must not hold (一票否决项).
    Veto(Gate),
}

impl Kind {
    /// The word of the format.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::YesNo { .. } => "yes-no",
            Self::Tiers { .. } => "tiers",
            Self::Linear { .. } => "linear",
            Self::Target { .. } => "target",
            Self::Levels { .. } => "levels",
            Self::PerCase { .. } => "per-case",
            Self::Judged { .. } => "judged",
            Self::Required(_) => "required",
            Self::Veto(_) => "veto",
        }
    }
}

/// What a gate item asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Yes or no.
    YesNo,
    /// A figure that reaches a limit.
    Figure(PhasedLimit),
}

/// What falling short of a target earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Short {
    /// Nothing.
    Zero,
    /// Points × value ÷ limit; under an upper limit points × limit ÷ value.
    ProRata,
}

/// One tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The limit it takes.
    pub limit: Limit,
    /// What it earns.
    pub points: Points,
    /// It counts only for these types.
    pub types: Option<Vec<usize>>,
}

impl Tier {
    /// Where an indicator counts as met for this type. `met_at` itself counts, except beside a tier of the same figure that
    /// counts for the type: then met means what the tier means.
    #[must_use]
    pub fn met_limit(tiers: &[Self], met_at: &Limit, applicant_type: Option<usize>) -> Limit {
        let same = tiers.iter().find(|tier| tier.limit.figure == met_at.figure && tier.counts_for(applicant_type));
        Limit { comparison: same.map_or(met_at.comparison, |tier| tier.limit.comparison), figure: met_at.figure }
    }

    /// Does it count for this type?
    #[must_use]
    pub fn counts_for(&self, applicant_type: Option<usize>) -> bool {
        match (&self.types, applicant_type) {
            (Some(types), Some(t)) => types.contains(&t),
            (Some(_), None) => false,
            (None, _) => true,
        }
    }
}

/// One level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// What it is called in tables.
    pub name: String,
    /// What it earns.
    pub points: Points,
    /// What it takes.
    pub text: Option<String>,
    /// Further names in tables.
    pub alias: Vec<String>,
}

/// How a figure is compared with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// ≥, 以上
    AtLeast,
    /// >, 超过
    MoreThan,
    /// ≤, 以下
    AtMost,
    /// <, 低于
    LessThan,
}

impl Comparison {
    /// The keys of the format.
    pub const KEYS: [(&'static str, Self); 4] =
        [("at_least", Self::AtLeast), ("more_than", Self::MoreThan), ("at_most", Self::AtMost), ("less_than", Self::LessThan)];

    /// The key of the format.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::MoreThan => "more_than",
            Self::AtMost => "at_most",
            Self::LessThan => "less_than",
        }
    }

    /// Its sign.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::AtLeast => '≥',
            Self::MoreThan => '>',
            Self::AtMost => '≤',
            Self::LessThan => '<',
        }
    }

    /// Is more better?
    #[must_use]
    pub fn upward(self) -> bool {
        matches!(self, Self::AtLeast | Self::MoreThan)
    }

    /// Does the limit itself not count?
    #[must_use]
    pub fn strict(self) -> bool {
        matches!(self, Self::MoreThan | Self::LessThan)
    }

    /// The comparison seen from the other side: where a ≥ b, b ≤ a.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::AtLeast => Self::AtMost,
            Self::MoreThan => Self::LessThan,
            Self::AtMost => Self::AtLeast,
            Self::LessThan => Self::MoreThan,
        }
    }

    /// What holds exactly where this does not.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::AtLeast => Self::LessThan,
            Self::MoreThan => Self::AtMost,
            Self::AtMost => Self::MoreThan,
            Self::LessThan => Self::AtLeast,
        }
    }
}

/// A limit: a comparison with a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How.
    pub comparison: Comparison,
    /// With what; a fraction under a percentage.
    pub figure: Decimal,
}

impl Limit {
    /// Does `value` reach it? Exactly, by cross-multiplication.
    #[must_use]
    pub fn holds(&self, value: Rational) -> bool {
        let limit = Rational::from(self.figure);
        match self.comparison {
            Comparison::AtLeast => value >= limit,
            Comparison::MoreThan => value > limit,
            Comparison::AtMost => value <= limit,
            Comparison::LessThan => value < limit,
        }
    }

    /// The limit that holds exactly where this one does not.
    #[must_use]
    pub fn opposite(&self) -> Self {
        Self { comparison: self.comparison.opposite(), figure: self.figure }
    }
}

/// A limit that may differ by phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhasedLimit {
    /// How figures are compared.
    pub comparison: Comparison,
    /// One figure for all phases (no year), or one from each year on, ascending.
    pub figures: Vec<(Option<i32>, Decimal)>,
}

impl PhasedLimit {
    /// The limit in force in `phase`: the latest entry not after it.
    #[must_use]
    pub fn in_phase(&self, phase: Option<i32>) -> Option<Limit> {
        self.figures
            .iter()
            .rev()
            .find(|(year, _)| match (year, phase) {
                (Some(year), Some(phase)) => *year <= phase,
                (Some(_), None) => false,
                (None, _) => true,
            })
            .map(|(_, figure)| Limit { comparison: self.comparison, figure: *figure })
    }

    fn first_year(&self) -> Option<i32> {
        self.figures.first().and_then(|(year, _)| *year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).expect("a decimal")
    }

    #[test]
    fn limits_hold_on_their_side() {
        let at = |comparison, figure: &str| Limit { comparison, figure: d(figure) };
        let value = |text: &str| Rational::from(d(text));
        for (comparison, below, on, above) in [
            (Comparison::AtLeast, false, true, true),
            (Comparison::MoreThan, false, false, true),
            (Comparison::AtMost, true, true, false),
            (Comparison::LessThan, true, false, false),
        ] {
            let limit = at(comparison, "5");
            assert_eq!([limit.holds(value("4.99")), limit.holds(value("5")), limit.holds(value("5.01"))], [below, on, above]);
            assert_eq!(limit.opposite().holds(value("5")), !on);
        }
    }

    #[test]
    fn the_latest_target_not_after_the_phase_is_in_force() {
        let limit = PhasedLimit { comparison: Comparison::AtLeast, figures: vec![(Some(2017), d("0.6")), (Some(2020), d("0.8"))] };
        let figure = |phase| limit.in_phase(Some(phase)).map(|l| l.figure);
        assert_eq!(
            [figure(2016), figure(2017), figure(2019), figure(2020), figure(2030)],
            [None, Some(d("0.6")), Some(d("0.6")), Some(d("0.8")), Some(d("0.8"))]
        );
    }
}
