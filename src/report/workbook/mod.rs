//! A stored result as a workbook (`.xlsx`). It is made from the JSON result and from nothing else, so that a result that was kept gives
//! the same workbook as the call that made it. Texts inside stand in the language of the result, heads in the language asked for.
//!
//! Left out is what only spreadsheets could compute: there is no formula in it, because every number is the result's own. Colours are
//! set cell by cell, so that they move with their rows when somebody sorts.

mod sheet;
mod styles;
mod words;

use std::io::Write;

use crate::review::{Recheck, Review};
use crate::score::Pool;
use crate::text::Language;

use super::Shown;
use super::kept::{self, Json, Languages};
use super::stored::{Failure, Source, Stored};
use super::tables;

use sheet::Book;

pub use sheet::fresh as fresh_workbook;

/// Writes a stored result as a workbook. `name` is what the result is called where a finding says something of it, `hash` the SHA-256 by
/// which it can be known again.
///
/// # Errors
/// A finding where it is no result that can be put into a workbook, or does not fit into one; else those of reading and writing.
pub fn write(out: &mut dyn Write, source: &mut dyn Source, name: &str, language: Language, hash: &str) -> Result<(), Failure> {
    let mut stored = Stored::open(source, name)?;
    let title = tables::title(&stored, language).map_err(|wrong| wrong.found(&stored.name))?;
    let mut book = Book::new(&title, language, hash)?;
    tables::write(&mut book, &mut stored)?;
    Ok(book.finish(out)?)
}

/// Writes a scored pool as a workbook. `name` is the file to be written.
///
/// # Errors
/// A finding where the pool does not fit into a workbook; else those of reading and writing.
pub fn write_pool(out: &mut dyn Write, pool: &Pool<'_>, how: &Shown, kept: Language, name: &str) -> Result<(), Failure> {
    let shown = pool.applicants.len().min(how.top.unwrap_or(usize::MAX));
    let indicators = pool.plan.standard.indicators.len();
    sheet::fits(shown, indicators, if how.summary { 0 } else { shown.saturating_mul(indicators) }, &name.into())?;
    let languages = Languages { shown: how.language, kept };
    through(out, name, languages, &|json, language| super::score_json(json, pool, &Shown { language, ..*how }))
}

/// Writes a review as a workbook.
///
/// # Errors
/// Those of [`write_pool`].
pub fn write_review(out: &mut dyn Write, review: &Review<'_>, languages: Languages) -> Result<(), Failure> {
    through(out, "", languages, &|json, language| super::review_json(json, review, language))
}

/// Writes a look-back as a workbook.
///
/// # Errors
/// Those of [`write_pool`].
pub fn write_recheck(out: &mut dyn Write, recheck: &Recheck<'_>, languages: Languages) -> Result<(), Failure> {
    through(out, "", languages, &|json, language| super::recheck_json(json, recheck, language))
}

/// Puts the JSON result aside and makes the workbook of it, as of any that was stored.
fn through(out: &mut dyn Write, name: &str, languages: Languages, json: Json<'_>) -> Result<(), Failure> {
    let (mut file, hash) = kept::aside_with_hash(json, languages)?;
    write(out, &mut file, name, languages.shown, &hash)
}
