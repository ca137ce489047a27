//! A review put into forms: JSON and CSV for programs, a page at the terminal or in Markdown for people.

mod csv;
mod json;
mod lines;
mod page;

use std::io::{self, Write};

use crate::review::Review;
use crate::text::Language;

pub use csv::{panels as panels_csv, write as csv};
pub use json::write as json;

pub(super) use json::{Assumed, Options, SchemeHead, inputs};
pub(super) use lines::verdict;

/// `review` at a terminal of so many columns.
///
/// # Errors
/// Only those of the writer.
pub fn table(out: &mut dyn Write, review: &Review<'_>, language: Language, width: u16) -> io::Result<()> {
    super::page::terminal(out, &page::page(review), language, width)
}

/// `review --format markdown`.
///
/// # Errors
/// Only those of the writer.
pub fn markdown(out: &mut dyn Write, review: &Review<'_>, language: Language) -> io::Result<()> {
    let mut page = page::page(review);
    page.problems(&review.problems, &review.sources, language);
    super::page::markdown(out, &page, language)
}
