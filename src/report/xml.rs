//! Text inside XML.

/// For text and attribute values alike: markup is escaped, and what XML 1.0 cannot hold at all becomes a question mark.
#[must_use]
pub fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. if !super::plain::is_hostile(c) => out.push(c),
            _ => out.push('?'),
        }
    }
    out
}
