//! What changed between two standards, and what that does to applicants: for people at a terminal or in Markdown, and as JSON.

mod json;
mod page;

use crate::analysis::Shift;
use crate::score::Pool;
use crate::standard::{Change, Standard};

pub use json::write as json;
pub use page::{markdown, terminal};

/// Two standards compared, and the tables scored under both where there are any.
pub struct Compared<'a> {
    /// The old standard, as named on the command line.
    pub old: (&'a str, &'a Standard),
    /// The new one.
    pub new: (&'a str, &'a Standard),
    /// What changed.
    pub changes: Vec<Change>,
    /// The tables under both, and who is concerned.
    pub impact: Option<Impact<'a>>,
}

/// The same tables under both standards.
pub struct Impact<'a> {
    /// Under the old one.
    pub old: &'a Pool<'a>,
    /// Under the new one.
    pub new: &'a Pool<'a>,
    /// Whose result differs.
    pub shifts: Vec<Shift<'a>>,
}

impl Impact<'_> {
    /// How many flip.
    #[must_use]
    pub fn flips(&self) -> usize {
        self.shifts.iter().filter(|shift| shift.flips()).count()
    }
}
