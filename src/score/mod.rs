//! Scoring: a standard bound to a phase (a [`Plan`]) and one evaluation of one row; the pool; the ranking; the card that
//! says why. Files and terminals are unknown here.

mod again;
mod applicant;
mod card;
mod cells;
mod evaluate;
mod lanes;
mod packed;
mod plan;
mod pool;
mod rank;
mod reading;
mod shortcut;
mod stream;
mod verdict;

pub(crate) use again::Again;
pub use applicant::{Applicant, Applicants, Profile as ApplicantProfile, Status};
pub use card::{Card, Difference, Line, Note, limit_text};
pub(crate) use cells::fault_words;
pub use evaluate::{Cause, DimensionTotal, ItemResult, Scorecard, State, Totals};
pub use plan::{Plan, PlanError};
pub use pool::{InputFile, Keep, Pool, Settings, score};
pub use verdict::{Reason, Verdict, floor_reached, judge, lines, met_share, points_share};
