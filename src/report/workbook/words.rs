//! Text on its way into a cell. What comes from applicants is hostile: it never becomes a formula or a link (cells are written as
//! strings and nothing else), steers nothing, and is cut, visibly, where a cell can hold no more.

use std::borrow::Cow;
use std::collections::HashSet;

use unicode_width::UnicodeWidthStr;

use crate::report::tables::safe;
use crate::text::{Language, text};

/// What a cell can hold, in UTF-16 units.
const CELL: usize = 32_767;

/// What the name of a sheet can hold, in UTF-16 units.
const NAME: usize = 31;

/// Most lines that a cell is given.
const LINES: usize = 250;

/// A text cut to what a cell can hold, with a mark that says so.
pub fn cut(text: &str, language: Language) -> Cow<'_, str> {
    if let Some((at, _)) = text.match_indices('\n').nth(LINES - 1) {
        let rest = text[at..].matches('\n').count();
        return Cow::Owned(format!("{}\n… (+{rest})", cut(&text[..at], language)));
    }
    // No character takes more units than bytes.
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return Cow::Borrowed(text);
    }
    let mark = text!(CellCut).say(language);
    Cow::Owned(first_units(text, CELL - mark.encode_utf16().count()).to_owned() + &mark)
}

/// The beginning of a text that takes at most so many UTF-16 units.
fn first_units(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// The columns that the widest line of a text takes.
pub fn width(text: &str) -> usize {
    text.split('\n').map(UnicodeWidthStr::width).max().unwrap_or_default()
}

/// A text inside the header or footer of a printed page, where `&` begins a code and 255 characters is all there is.
pub fn printed(text: &str) -> String {
    let safe = safe(text).replace('&', "&&");
    let short = first_units(&safe, 150);
    // A code that was cut in the middle would swallow what follows.
    let ampersands = short.chars().rev().take_while(|c| *c == '&').count();
    short[..short.len() - ampersands % 2].to_owned()
}

/// The names of the sheets of a workbook.
#[derive(Default)]
pub struct SheetNames(HashSet<String>);

impl SheetNames {
    /// A name that a sheet can have, as near to the wanted one as it can be, and that none has yet.
    pub fn take(&mut self, wanted: &str) -> String {
        let clean: String = safe(wanted).chars().map(|c| if "[]:*?/\\".contains(c) { '_' } else { c }).collect();
        let clean = clean.trim().trim_matches('\'').trim();
        // Excel keeps these names for itself.
        let clean = match clean.to_lowercase().as_str() {
            "" => "_".to_owned(),
            "history" | "历史记录" => format!("{clean}_"),
            _ => clean.to_owned(),
        };
        for n in 1.. {
            let tail = if n == 1 { String::new() } else { format!(" ({n})") };
            let name = first_units(&clean, NAME - tail.len()).trim_end().trim_end_matches('\'').to_owned() + &tail;
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_what_a_spreadsheet_takes() {
        let mut names = SheetNames::default();
        assert_eq!(names.take("示范机构 评审答辩"), "示范机构 评审答辩");
        assert_eq!(names.take("a[b]:c*d?e/f\\g"), "a_b__c_d_e_f_g");
        assert_eq!(names.take("'甲'"), "甲");
        assert_eq!(names.take("Panel"), "Panel");
        assert_eq!(names.take("PANEL"), "PANEL (2)");
        assert_eq!(names.take("panel"), "panel (3)");
        assert_eq!(names.take(""), "_");
        assert_eq!(names.take("History"), "History_");
        let long = names.take(&"很".repeat(40));
        assert_eq!(long.encode_utf16().count(), 31);
        let again = names.take(&"很".repeat(40));
        assert_eq!((again.encode_utf16().count(), again.ends_with(" (2)")), (31, true));
        // Characters outside the basic plane take two units, and none is cut in half.
        assert_eq!(names.take(&"𠮷".repeat(20)).encode_utf16().count(), 30);
        assert_eq!(names.take("a\u{202e}b"), "a_u{202e}b");
    }

    #[test]
    fn cells_hold_what_they_can_and_say_what_they_cannot() {
        let long = "医".repeat(40_000);
        let cut = cut(&long, Language::Zh);
        assert_eq!(cut.encode_utf16().count(), 32_767);
        assert!(cut.ends_with("〔过长，已截断〕"), "{}", cut.chars().rev().take(10).collect::<String>());
        assert_eq!(width("医 a\n医"), 4);
        assert_eq!(printed("A&B"), "A&&B");
        assert!(printed(&"&".repeat(300)).len().is_multiple_of(2));
    }
}
