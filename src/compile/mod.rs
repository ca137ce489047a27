//! A valid standard turned into other people's engines: the formulas of a spreadsheet, the SQL of a data warehouse. Applicants and files are unknown here.
//!
//! It is written from the standard alone and shares no code with scoring, so that each checks the other
//! (`tests/interop/form.py` and `sql.py` hold both equal to the last digit).

mod exact;
mod form;
pub mod sql;

pub use form::{AnswerCells, BLANK_STATE, Calculation, CalculationRow, Figure, NotExact, Question, STEP_COLUMN, State, Total, Words};
