//! What changed between two standards, and what that does to applicants: for people at a terminal or in Markdown, and as JSON.

mod json;
mod page;

use crate::analysis::Impact;
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
