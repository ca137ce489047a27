//! Text that comes from an applicant is hostile: it must disturb neither a terminal nor a spreadsheet nor a page.

use std::borrow::Cow;

/// Characters that steer a terminal or turn the direction of writing.
pub(super) use crate::text::is_hidden as is_hostile;

/// Does a text look hostile? Nearly every one is told at a glance not to be: of the ASCII characters the controls are hostile, all others
/// begin with one of these bytes, as do some that are not.
fn looks_hostile(text: &str, but: Option<u8>) -> bool {
    const SUSPECT: [bool; 256] = {
        let mut suspect = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            suspect[byte] = matches!(byte as u8, 0..0x20 | 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef);
            byte += 1;
        }
        suspect
    };
    text.bytes().fold(false, |suspect, byte| suspect | (SUSPECT[usize::from(byte)] & (but != Some(byte))))
}

/// Is there a hostile character in a text?
fn has_hostile(text: &str) -> bool {
    looks_hostile(text, None) && text.chars().any(is_hostile)
}

/// For a terminal: line breaks become blanks, and what could steer the terminal is spelled out (`\u{1b}`).
#[must_use]
pub fn terminal(text: &str) -> Cow<'_, str> {
    if !has_hostile(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_hostile(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Is it plain at a glance: letters, digits, strokes and common Chinese characters, of which no cell of CSV needs a second look?
#[must_use]
pub fn is_plain(text: &str) -> bool {
    const STROKE: u8 = 1;
    const ODD: u8 = 2;
    // Of the characters of three bytes those from U+3000 to U+9FFF are letters and marks of writing; both bytes behind the first
    // are above these.
    const KINDS: [u8; 256] = {
        let mut kinds = [ODD; 256];
        let mut byte = 0;
        while byte < 256 {
            match byte as u8 {
                b'-' => kinds[byte] = STROKE,
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | 0x80..=0xbf | 0xe3..=0xe9 => kinds[byte] = 0,
                _ => {}
            }
            byte += 1;
        }
        kinds
    };
    let kinds = text.bytes().fold(0, |kinds, byte| kinds | KINDS[usize::from(byte)]);
    // A stroke at the beginning, perhaps behind blanks, would start a formula.
    kinds & ODD == 0 && (kinds & STROKE == 0 || text.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric))
}

/// For a cell of a table that a spreadsheet will open: a text that would start a formula gets an apostrophe.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    let text = terminal(text);
    if text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) { Cow::Owned(format!("'{text}")) } else { text }
}

/// Which character would open a list, rule a line or underline a heading if the text began a line.
fn opens_block(text: &str) -> Option<usize> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(if digits > 0 { ['.', ')', ')'] } else { ['-', '+', '='] })?;
    let is_marker = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let is_rule = digits == 0 && text.chars().all(|c| matches!(c, '-' | '=' | ' '));
    (is_marker || is_rule).then_some(digits)
}

/// For Markdown: nothing in it is markup, and it stays on one line.
#[must_use]
pub fn markdown(text: &str) -> String {
    let text = terminal(text);
    let mut out = String::with_capacity(text.len() + 8);
    let escaped = opens_block(&text);
    for (at, c) in text.chars().enumerate() {
        if escaped == Some(at) {
            out.push('\\');
        }
        match c {
            // So that no address in a name becomes a link.
            ':' if text.contains("://") || text.contains("www.") => out.push_str("&#58;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// For JSON that may be shown at a terminal: the same data, with hostile characters as escapes. They only ever stand inside strings.
#[must_use]
pub fn json(document: String) -> String {
    // What serde leaves as it is: DEL, C1 controls and the characters that turn the direction of writing.
    let steers = |c: char| c != '\n' && is_hostile(c);
    if !looks_hostile(&document, Some(b'\n')) || !document.chars().any(steers) {
        return document;
    }
    let mut out = String::with_capacity(document.len() + 16);
    for c in document.chars() {
        if steers(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_disturbed() {
        assert_eq!(terminal("渝北区"), "渝北区");
        assert_eq!(terminal("a\u{1b}[31mb\nc\u{202e}d\u{9b}"), "a\\u{1b}[31mb c\\u{202e}d\\u{9b}");
    }

    #[test]
    fn nothing_hostile_is_overlooked() {
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            assert_eq!(has_hostile(&c.to_string()), is_hostile(c), "{c:?}");
        }
    }

    #[test]
    fn what_is_plain_at_a_glance_stays_as_it_is() {
        for text in ["A00000001", "渝北区", "重庆市第一养老院", ""] {
            assert!(is_plain(text), "{text}");
        }
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            let text = c.to_string();
            assert!(!is_plain(&text) || (cell(&text) == text && !text.contains([',', '"', '\n', '\r'])), "{c:?}");
        }
        assert!(
            !is_plain("=1") && !is_plain("a,b") && !is_plain("a\u{202e}") && !is_plain("＝1") && !is_plain("-1") && !is_plain("\u{3000}-1")
        );
    }

    #[test]
    fn a_spreadsheet_starts_no_formula() {
        for text in ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1"] {
            assert!(cell(text).starts_with('\''), "{text}");
        }
        assert_eq!(cell("a=1"), "a=1");
    }

    #[test]
    fn markdown_and_json_keep_the_data() {
        assert_eq!(markdown("<b>|*x*"), "&lt;b&gt;\\|\\*x\\*");
        for (text, shown) in [("- 甲", "\\- 甲"), ("12. 甲", "12\\. 甲"), ("---", "\\---"), ("1)", "1\\)")] {
            assert_eq!(markdown(text), shown);
        }
        assert_eq!(markdown("91.67/100"), "91.67/100");
        let escaped = json("\"a\u{202e}\u{9b}\"".to_owned());
        assert_eq!(escaped, "\"a\\u202e\\u009b\"");
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("JSON"), "a\u{202e}\u{9b}");
    }
}
