//! shifan (示范): scores self-assessments against a creation standard, ranks them, and says why.

pub mod number;
