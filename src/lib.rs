//! shifan (示范): scores self-assessments against a creation standard, ranks them, and says why.
//!
//! The library is usable on its own; the binary only parses arguments and prints. Data goes one way:
//! a [`standard`] and the rows of submissions become scorecards, scorecards become results, results are written.
//! See `ARCHITECTURE.md`.

pub mod analysis;
pub mod diagnostic;
pub mod document;
pub mod number;
pub mod report;
pub mod score;
pub mod standard;
pub mod submission;
pub mod text;
