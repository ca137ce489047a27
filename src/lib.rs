//! shifan (示范): scores self-assessments against a creation standard, ranks them, and says why.
//!
//! The library is usable on its own; the binary only parses arguments and prints. Data goes one way:
//! a [`standard`] and the rows of submissions become scorecards, scorecards become results, results are written.
//! See `ARCHITECTURE.md`.
//!
//! ```
//! use shifan::{report, score, standard, text::Language};
//!
//! let standard = standard::load("chongqing-institution").standard.expect("a built-in standard is valid");
//! let tables = ["examples/chongqing-2025/institutions.csv".to_owned()];
//! let pool = score::score(&standard, &tables, &score::Settings::default())
//!     .expect("the standard has no phases")
//!     .unwrap_or_else(|problems| panic!("{} files cannot be read", problems.len()));
//! assert_eq!(pool.applicants.iter().filter(|a| a.status == score::Status::Passed).count(), 22);
//!
//! let mut table = Vec::new();
//! let shown = report::Shown { language: Language::Zh, top: Some(3), summary: false, ways: false, width: 80 };
//! report::score_table(&mut table, &pool, &shown).expect("memory does not fail");
//! ```

pub mod analysis;
pub mod compile;
pub mod date;
pub mod diagnostic;
pub mod document;
pub mod explanation;
pub mod layout;
pub mod number;
pub mod progress;
pub mod report;
pub mod review;
pub mod score;
mod simd;
pub mod standard;
pub mod submission;
pub mod text;
mod threads;
