//! A valid standard turned into other people's engines: the formulas of a spreadsheet. Applicants and files are unknown here.
//!
//! It is written from the standard alone and shares no code with scoring, so that each checks the other
//! (`tests/interop/form.py` holds both equal to the last digit).

mod exact;
mod form;

pub use form::{AnswerCells, BLANK_STATE, Calculation, CalculationRow, Figure, NotExact, Question, STEP_COLUMN, State, Total, Words};
