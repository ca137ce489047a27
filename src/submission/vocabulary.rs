//! The words that people answer with.

use unicode_normalization::UnicodeNormalization;

/// A cell as it is compared: NFKC, trimmed, case folded.
pub(super) fn key(cell: &str) -> String {
    cell.trim().nfkc().collect::<String>().trim().to_lowercase()
}

/// Does it hold a digit in disguise (①, ², ½)? Folding would turn a footnote mark into a part of a number.
pub(super) fn has_footnote_mark(cell: &str) -> bool {
    cell.chars().any(|c| !c.is_ascii() && !('０'..='９').contains(&c) && std::iter::once(c).nfkc().any(|f| f.is_ascii_digit()))
}

/// Words that mean one thing whatever is asked.
const PLAIN: &[(&str, bool)] = &[
    ("是", true),
    ("否", false),
    ("有", true),
    ("无", false),
    ("y", true),
    ("n", false),
    ("yes", true),
    ("no", false),
    ("true", true),
    ("false", false),
    ("1", true),
    ("0", false),
];

/// Words that say good or bad: under a question where yes is bad they could mean either.
const JUDGING: &[(&str, bool)] = &[
    ("已", true),
    ("未", false),
    ("达标", true),
    ("未达标", false),
    ("符合", true),
    ("不符合", false),
    ("合格", true),
    ("不合格", false),
    ("具备", true),
    ("不具备", false),
    ("通过", true),
    ("未通过", false),
    ("√", true),
    ("✓", true),
    ("✔", true),
    ("☑", true),
    ("×", false),
    ("✗", false),
    ("✘", false),
    ("☒", false),
];

/// All words for yes and no; where yes is bad only those that mean one thing.
pub(super) fn words(strict: bool) -> impl Iterator<Item = (&'static str, bool)> {
    let judging: &[_] = if strict { &[] } else { JUDGING };
    PLAIN.iter().chain(judging).copied()
}

/// Yes or no, of a word that means one thing whatever is asked.
pub(super) fn plain_yes_no(key: &str) -> Option<bool> {
    look_up(PLAIN, key)
}

/// Yes or no, of a word that says good or bad.
pub(super) fn judging_yes_no(key: &str) -> Option<bool> {
    look_up(JUDGING, key)
}

fn look_up(words: &[(&str, bool)], key: &str) -> Option<bool> {
    words.iter().find(|(word, _)| *word == key).map(|(_, yes)| *yes)
}

/// 不适用 in its several forms.
pub(super) fn is_not_applicable(key: &str) -> bool {
    matches!(key, "不适用" | "无此项" | "n/a" | "na" | "/" | "—" | "——" | "―" | "――" | "–" | "not applicable")
}
