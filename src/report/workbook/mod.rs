//! A stored result as a workbook (`.xlsx`). It is made from the JSON result and from nothing else, so that a result that was kept gives
//! the same workbook as the call that made it. Texts inside stand in the language of the result, heads in the language asked for.
//!
//! Left out is what only spreadsheets could compute: there is no formula in it, because every number is the result's own. Colours are
//! set cell by cell, so that they move with their rows when somebody sorts.

mod appendix;
mod known;
mod panel;
mod recheck;
mod review;
mod score;
mod sheet;
mod styles;
mod words;

use std::io::{self, Write};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::review::{Recheck, Review};
use crate::score::Pool;
use crate::text::{Language, text};

use super::Shown;
use super::stored::{Failure, Schema, Source, Stored};

pub use sheet::fresh as fresh_workbook;
pub(super) use words::share_of;

/// Writes a stored result as a workbook. `name` is what the result is called where a finding says something of it.
///
/// # Errors
/// A finding where it is no result that can be put into a workbook, or does not fit into one; else those of reading and writing.
pub fn write(out: &mut dyn Write, source: &mut dyn Source, name: &str, language: Language) -> Result<(), Failure> {
    let mut stored = Stored::open(source, name)?;
    let name = Arc::clone(&stored.name);
    let book = match stored.schema {
        Schema::Score => score::write(&mut stored, language)?,
        Schema::Review => review::write(stored.head(), language).map_err(|wrong| wrong.found(&name))?,
        Schema::Recheck => recheck::write(stored.head(), language).map_err(|wrong| wrong.found(&name))?,
    };
    Ok(book.finish(out)?)
}

/// Writes a scored pool as a workbook. `name` is the file to be written.
///
/// # Errors
/// A finding where the pool does not fit into a workbook; else those of reading and writing.
pub fn write_pool(out: &mut dyn Write, pool: &Pool<'_>, how: &Shown, name: &str) -> Result<(), Failure> {
    let shown = pool.applicants.len().min(how.top.unwrap_or(usize::MAX));
    let indicators = pool.plan.standard.indicators.len();
    fits(shown, indicators, if how.summary { 0 } else { shown.saturating_mul(indicators) }, &name.into())?;
    through(out, name, how.language, |json| super::score_json(json, pool, how))
}

/// Writes a review as a workbook.
///
/// # Errors
/// Those of reading and writing.
pub fn write_review(out: &mut dyn Write, review: &Review<'_>, language: Language) -> io::Result<()> {
    through(out, "", language, |json| super::review_json(json, review, language)).map_err(Failure::of_own)
}

/// Writes a look-back as a workbook.
///
/// # Errors
/// Those of reading and writing.
pub fn write_recheck(out: &mut dyn Write, recheck: &Recheck<'_>, language: Language) -> io::Result<()> {
    through(out, "", language, |json| super::recheck_json(json, recheck, language)).map_err(Failure::of_own)
}

/// Puts the JSON result aside and makes the workbook of it, as of any that was stored.
fn through(
    out: &mut dyn Write,
    name: &str,
    language: Language,
    json: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut aside = tempfile::tempfile()?;
    let mut writer = io::BufWriter::with_capacity(1 << 16, &mut aside);
    json(&mut writer)?;
    writer.flush()?;
    drop(writer);
    write(out, &mut aside, name, language)
}

/// Does a sheet with a row for each of so many answers fit into a workbook?
fn fits(applicants: usize, indicators: usize, answers: usize, name: &Arc<str>) -> Result<(), Failure> {
    // The rows of titles and heads, with room to spare.
    const ABOVE: u64 = 16;
    let rows = (answers as u64).max(applicants as u64);
    if rows.saturating_add(ABOVE) <= sheet::MOST_ROWS {
        return Ok(());
    }
    let (text, help) = if rows > applicants as u64 {
        (
            text!(CardsTooLong, applicants = applicants, indicators = indicators, rows = rows, most = sheet::MOST_ROWS),
            text!(UseSummaryOrCsv),
        )
    } else {
        (text!(RankingTooLong, applicants = applicants, most = sheet::MOST_ROWS), text!(UseTopOrCsv))
    };
    Err(Failure::Found(Box::new(Diagnostic::new(Code::WorkbookTooLong, Place::File(Arc::clone(name)), text).help(help))))
}
