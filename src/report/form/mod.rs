//! The blank self-assessment form (自评申报表) of a standard: a workbook that scores itself while it is filled in, or the header of a
//! plain table. What it computes comes from [`crate::compile`]; how a filled one is read, from [`crate::submission`].

mod ballot;
mod lines;
mod plain_table;
mod rules;
mod style;
mod workbook;

pub(super) use rules::rule;

pub use ballot::{write as ballot_workbook, write_plain as ballot_csv};
pub use plain_table::write as form_csv;
pub use workbook::{FormError, write as form_workbook};
