//! What follows from scorecards: whether a standard's own cases come out, what they leave untried, and the shortest way to
//! pass. Files and terminals are unknown here.

mod cases;
mod coverage;
mod impact;
mod mutation;
mod way;

pub use cases::{CaseResult, Mismatch, answers_of, run};
pub use coverage::{Coverage, Goal, Group, Try, coverage};
pub use impact::{Impact, Shift, Side, Through, impact, watched};
pub use mutation::{Fate, Mutation, Site, mutate, mutate_at};
pub use way::{Change, Way, way_to_pass};
