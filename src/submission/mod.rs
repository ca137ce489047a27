//! Submissions (申报表): bytes → encoding → rows → header → typed answers. How points are earned is unknown here.
//!
//! Whatever is wrong with a table becomes a finding with its place; one bad row never stops the others, and no cell is
//! lost or invented: what is not understood is said.

mod answer;
mod asked;
mod code;
mod encoding;
mod files;
pub(crate) mod form;
mod header;
pub(crate) mod plain;
mod profile;
mod rows;
mod sheet;
pub(crate) mod split;
mod vocabulary;
mod workbook;

pub use answer::{Answer, Answers, Fault, Flag, Flags, Questions, Reading};
pub(crate) use asked::Plain;
pub use asked::{Asked, FigureRule};
pub(crate) use code::id_key;
pub use code::{mangled_code, may_have_been};
pub use encoding::Encoding;
pub use files::expand;
pub use form::{BallotOf, Fit, FormOf};
pub use header::{Headers, Layout, Twin, name_of, short};
pub(crate) use header::{is_separator, without_bracket};
pub(crate) use profile::names_a_sum;
pub use profile::{RowKind, row_kind};
pub(crate) use rows::{Look, Source};
pub use rows::{Opening, Row, Table, TableError, TableLine};
pub use sheet::{ColumnNames, Sheet, is_column};

/// Largest table that is read, in bytes.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024 * 1024;
/// Largest table that is read where it has to be held in memory: standard input, and encodings other than UTF-8.
pub const MAX_BYTES_IN_MEMORY: u64 = 1024 * 1024 * 1024;
/// Most columns of a table; as many as a spreadsheet has.
pub const MAX_COLUMNS: usize = 16_384;
/// Most characters of a cell; as many as a spreadsheet holds.
pub const MAX_CELL: usize = 32_767;
/// Most lines that one quoted cell may span; beyond them its quotation mark counts as never closed.
pub const MAX_CELL_LINES: usize = 300;
/// How many rows from the top the header is looked for in.
pub const HEADER_SEARCH: usize = 60;
