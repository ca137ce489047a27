//! What a layout would change in a file, as a unified diff.

use similar::TextDiff;

use super::plain;

/// The lines that differ, with three around them, below the name of the file. What a terminal would not show is spelled out.
#[must_use]
pub fn diff(file: &str, before: &str, after: &str) -> String {
    let file = plain::terminal(file);
    let diff = TextDiff::from_lines(before, after);
    let drawn = diff.unified_diff().context_radius(3).header(&file, &file).to_string();
    let mut out = String::with_capacity(drawn.len());
    for c in drawn.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' => out.push_str("\\r"),
            c if plain::is_hostile(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn line_ends_are_seen() {
        let drawn = super::diff("a.toml", "\u{feff}a = 1\r\nb = 2\n", "a = 1\nb = 2\n");
        assert_eq!(drawn, "--- a.toml\n+++ a.toml\n@@ -1,2 +1,2 @@\n-\\u{feff}a = 1\\r\n+a = 1\n b = 2\n");
        assert_eq!(
            super::diff("a.toml", "a = 1", "a = 1\n"),
            "--- a.toml\n+++ a.toml\n@@ -1 +1 @@\n-a = 1\n\\ No newline at end of file\n+a = 1\n"
        );
    }
}
