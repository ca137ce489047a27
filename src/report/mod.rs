//! Results put into a form: one file per format, which writes to a writer it is given and opens none. How anything was
//! computed is not known here; what a person reads comes from the table of texts.

pub mod check;
mod codes;
pub mod diff;
mod drafts;
mod explain;
mod explanation;
mod findings;
pub mod form;
mod html;
mod kept;
mod layout;
mod page;
mod pieces;
mod plain;
mod reason;
mod recheck;
mod review;
mod score_csv;
mod score_json;
mod score_markdown;
mod score_table;
pub mod sql;
mod standard_json;
mod standards;
mod stored;
mod tables;
pub mod test;
mod way;
mod workbook;
mod xml;

use std::io;

use serde_json::value::RawValue;

use crate::number::{Points, Rational};
use crate::score::{Applicant, Pool};
use crate::text::Language;

pub use codes::list as codes;
pub use drafts::{Draft, circular as circular_draft, docx as draft_docx, markdown as draft_markdown, notice as notice_draft};
pub use explain::{Explained, json as explain_json, markdown as explain_markdown, text as explain_text};
pub use explanation::{page as explanations_page, text as explanation_text};
pub use findings::{draw, problems_json, table_finding};
pub use html::{write as page, write_pool as score_page, write_recheck as recheck_page, write_review as review_page};
pub use kept::{Languages, hash_of};
pub use layout::diff as layout_diff;
pub use plain::terminal as for_terminal;
pub use recheck::{csv as recheck_csv, json as recheck_json, markdown as recheck_markdown, table as recheck_table};
pub use review::{csv as review_csv, json as review_json, markdown as review_markdown, panels_csv, table as review_table};
pub use score_csv::write as score_csv;
pub use score_json::write as score_json;
pub use score_markdown::write as score_markdown;
pub use score_table::write as score_table;
pub use standards::list as standards_list;
pub use stored::{Failure, Source};
pub use workbook::{
    fresh_workbook, write as workbook, write_pool as score_workbook, write_recheck as recheck_workbook, write_review as review_workbook,
};

/// Name and version of the program, as results carry it.
pub const PROGRAM: &str = concat!("shifan ", env!("CARGO_PKG_VERSION"));

/// How a scored pool is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// The language of what people read.
    pub language: Language,
    /// Only so many applicants.
    pub top: Option<usize>,
    /// Without indicators.
    pub summary: bool,
    /// With the shortest way to pass of each that does not; it is never in a summary.
    pub ways: bool,
    /// Columns of the terminal.
    pub width: u16,
}

/// How many applicants are shown.
fn count_shown(pool: &Pool<'_>, how: &Shown) -> usize {
    pool.applicants.len().min(how.top.unwrap_or(usize::MAX))
}

/// The applicants that are shown, in order.
fn shown<'p>(pool: &'p Pool<'_>, how: &Shown) -> impl Iterator<Item = Applicant<'p>> {
    pool.in_order().take(how.top.unwrap_or(usize::MAX))
}

/// A share as a percentage with two places, cut and never rounded up, so that none shows as a limit it does not reach.
fn share(share: Option<Rational>) -> Option<String> {
    let units = share?.percent().cut(2)?;
    let mut text = String::new();
    crate::number::write_fixed(&mut text, units, 2).ok()?;
    Some(text + "%")
}

/// A share, or a dash where there is nothing to share.
fn share_or_dash(value: Option<Rational>) -> String {
    share(value).unwrap_or_else(|| "–".to_owned())
}

/// Points as a JSON number with all their places.
fn json_points(points: Points, decimals: u8) -> Box<RawValue> {
    json_raw(points.show(decimals))
}

fn json_raw(number: String) -> Box<RawValue> {
    // A number as written by `Points::show` is JSON; `null` stands in for what never happens.
    RawValue::from_string(number).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Serialises with the data's own bytes made harmless for terminals.
fn to_json(value: &impl serde::Serialize) -> io::Result<String> {
    Ok(plain::json(serde_json::to_string(value)?))
}
