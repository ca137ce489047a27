//! Laying a statement out: one common table expression after another, one column a block, comments above what they are about.

use std::fmt::Write as _;

/// Most columns of a line that is put together from parts; names and comments of the standard may be longer.
const WIDTH: usize = 118;

/// A column of a step.
pub(super) struct Column {
    /// What it is about, a line each.
    pub comment: Vec<String>,
    /// What it holds; lines behind the first stand as deep as they are indented here.
    pub expression: String,
    /// Its name, quoted; none where the expression is a column under its own name.
    pub name: Option<String>,
}

/// A step: a common table expression, or the end of the statement.
pub(super) struct Step {
    /// Its name; none for the end.
    pub name: Option<&'static str>,
    /// What it does, a line each.
    pub comment: Vec<String>,
    /// Whether it keeps all columns of the step before.
    pub keeps: bool,
    /// Its own columns.
    pub columns: Vec<Column>,
    /// What it reads.
    pub from: String,
}

/// A comment cannot hold a line break: what follows would be taken for SQL.
pub(super) fn comment(text: &str) -> String {
    let text: String = text.chars().map(|c| if crate::text::is_hidden(c) { ' ' } else { c }).collect();
    text.trim_end().to_owned()
}

/// Comment lines at a depth.
pub(super) fn comments(out: &mut String, lines: &[String], depth: usize) {
    for line in lines {
        let line = comment(line);
        let space = if line.is_empty() { "" } else { " " };
        let _ = writeln!(out, "{}--{space}{line}", " ".repeat(depth));
    }
}

impl Step {
    /// Writes the step, `WITH` or a comma before it being the caller's.
    pub fn draw(&self, out: &mut String) {
        let depth = if self.name.is_some() { 2 } else { 0 };
        let margin = " ".repeat(depth);
        if let Some(name) = self.name {
            let _ = writeln!(out, "{name} AS (");
        }
        let _ = writeln!(out, "{margin}SELECT");
        if self.keeps {
            let _ = writeln!(out, "{margin}  *{}", if self.columns.is_empty() { "" } else { "," });
        }
        for (at, column) in self.columns.iter().enumerate() {
            comments(out, &column.comment, depth + 2);
            let expression = column.expression.replace('\n', &format!("\n{margin}  "));
            let name = column.name.as_ref().map(|name| format!(" AS {name}")).unwrap_or_default();
            let comma = if at + 1 < self.columns.len() { "," } else { "" };
            let _ = writeln!(out, "{margin}  {expression}{name}{comma}");
        }
        if self.from.is_empty() {
            out.truncate(out.trim_end().len());
        } else {
            let _ = write!(out, "{margin}FROM {}", self.from);
        }
        if self.name.is_some() {
            out.push_str("\n)");
        }
    }
}

/// Parts joined, as many on a line as it takes; further lines are indented.
pub(super) fn joined(parts: &[String], between: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        let part = if last { part.clone() } else { format!("{part}{between}") };
        let size = part.chars().count();
        if at > 0 && width + size > WIDTH - 12 {
            out.truncate(out.trim_end().len());
            out.push_str("\n  ");
            width = 2;
        }
        out.push_str(&part);
        width += size;
    }
    out
}

/// A sum; nothing comes to nought.
pub(super) fn sum(terms: &[String]) -> String {
    if terms.is_empty() { "0".to_owned() } else { joined(terms, " + ") }
}

/// `CASE WHEN … END`, on one line where it is short; just the last value where there is nothing to ask.
pub(super) fn case(arms: &[(String, String)], otherwise: Option<&str>) -> String {
    if arms.is_empty() {
        return otherwise.unwrap_or("NULL").to_owned();
    }
    // A value of several lines begins on one of its own.
    let then = |value: &str| if value.starts_with('\n') { format!("THEN{value}") } else { format!("THEN {value}") };
    let arms: Vec<String> = arms.iter().map(|(when, value)| format!("WHEN {when} {}", then(value))).collect();
    let otherwise = otherwise.map(|value| format!("ELSE {value}"));
    let one_line = arms.iter().chain(&otherwise).fold("CASE".to_owned(), |line, part| format!("{line} {part}")) + " END";
    if arms.len() == 1 && one_line.chars().count() <= WIDTH - 14 && !one_line.contains('\n') {
        return one_line;
    }
    let mut out = "CASE".to_owned();
    for part in arms.iter().chain(&otherwise) {
        let _ = write!(out, "\n  {}", part.replace('\n', "\n  "));
    }
    out + "\nEND"
}

/// Conditions that must all hold.
pub(super) fn all(conditions: &[String]) -> String {
    match conditions {
        [] => "TRUE".to_owned(),
        several => joined(several, " AND "),
    }
}

/// Texts joined by a mark, those that are NULL left out; NULL where all are.
pub(super) fn list(mark: &str, parts: &[String]) -> String {
    match parts {
        [] => "NULL".to_owned(),
        several => {
            let lines: String = several.iter().map(|part| format!(",\n  {}", part.replace('\n', "\n  "))).collect();
            format!("NULLIF(CONCAT_WS('{mark}'{lines}\n), '')")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_stays_one_line() {
        assert_eq!(comment("名称\n; DROP TABLE x\r\u{2028}y\u{85}"), "名称 ; DROP TABLE x  y");
    }

    #[test]
    fn long_lists_are_broken_between_parts() {
        let parts: Vec<String> = (0..40).map(|n| format!("\"D{n} points\"")).collect();
        let lines = sum(&parts);
        assert!(lines.lines().count() > 3 && lines.lines().all(|line| line.len() <= WIDTH));
        assert_eq!(lines.split_whitespace().filter(|word| *word == "+").count(), 39);
    }
}
