//! Text inside XML.

/// For values of attributes: markup is escaped, and what XML 1.0 cannot hold at all becomes a question mark.
#[must_use]
pub fn attribute(text: &str) -> String {
    content(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// For what stands between tags, where line breaks are kept as they are.
#[must_use]
pub fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. if !super::plain::is_hostile(c) => out.push(c),
            _ => out.push('?'),
        }
    }
    out
}
