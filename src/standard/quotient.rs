//! `value`: the quotient of inputs that gives an indicator its figure. Four forms and no more: `a`, `a + b`, `a / b`,
//! `(a + b) / (c + d)`, so that a standard can be checked line by line and turned into SQL and formulas without loss.

use std::ops::Range;

/// Sums of inputs, by position in the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotient {
    /// The terms above.
    pub numerator: Vec<usize>,
    /// The terms below; empty where nothing is divided.
    pub divisor: Vec<usize>,
}

impl Quotient {
    /// Every input that it uses.
    pub fn inputs(&self) -> impl Iterator<Item = usize> + Clone {
        self.numerator.iter().chain(&self.divisor).copied()
    }
}

/// A name and its bytes within the expression.
pub(super) type Term<'e> = (&'e str, Range<usize>);

/// Splits an expression into the names above and below the stroke. `None` if it is not one of the four forms.
pub(super) fn parse(expression: &str) -> Option<(Vec<Term<'_>>, Vec<Term<'_>>)> {
    let mut halves = expression.split('/');
    let above = halves.next()?;
    let below = halves.next();
    if halves.next().is_some() {
        return None;
    }
    let divided = below.is_some();
    let numerator = sum(above, 0, divided)?;
    let divisor = match below {
        Some(below) => sum(below, above.len() + 1, true)?,
        None => Vec::new(),
    };
    Some((numerator, divisor))
}

/// `a`, `a + b` or, where a stroke is near, `a` or `(a + b)`.
fn sum(text: &str, offset: usize, brackets_for_sums: bool) -> Option<Vec<Term<'_>>> {
    let lead = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let (body, start) = match inner {
        Some(body) => (body, offset + lead + 1),
        None => (trimmed, offset + lead),
    };
    let mut terms = Vec::new();
    let mut at = start;
    for piece in body.split('+') {
        let name = piece.trim();
        let valid = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !valid {
            return None;
        }
        let name_at = at + (piece.len() - piece.trim_start().len());
        terms.push((name, name_at..name_at + name.len()));
        at += piece.len() + 1;
    }
    (terms.len() == 1 || inner.is_some() || !brackets_for_sums).then_some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(expression: &str) -> Option<(Vec<&str>, Vec<&str>)> {
        let (above, below) = parse(expression)?;
        let only = |terms: Vec<Term<'_>>| terms.into_iter().map(|(_, at)| &expression[at]).collect();
        Some((only(above), only(below)))
    }

    #[test]
    fn four_forms_and_no_more() {
        assert_eq!(names("a"), Some((vec!["a"], vec![])));
        assert_eq!(names(" a + b_2 "), Some((vec!["a", "b_2"], vec![])));
        assert_eq!(names("a / b"), Some((vec!["a"], vec!["b"])));
        assert_eq!(names("( a+b )/(c + d)"), Some((vec!["a", "b"], vec!["c", "d"])));
        for wrong in ["", "a /", "/ b", "a + b / c", "a / b / c", "a - b", "a * b", "(a", "a b", "a / (b + )", "1 / b", "((a))"] {
            assert_eq!(names(wrong), None, "{wrong}");
        }
    }
}
