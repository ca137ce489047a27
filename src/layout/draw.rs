//! A tree as text: order, blanks, quotes and line breaks.

use unicode_width::UnicodeWidthStr;

use crate::text::is_hidden;

use super::keys;
use super::tree::{Comment, Header, Item, Listing, Pair, Tree, Value};

/// Columns of the longest line that a list may take.
const WIDTH: usize = 140;

const INDENT: &str = "  ";

/// The whole text.
pub(super) fn draw(tree: &Tree<'_>) -> String {
    let mut lines = Lines::default();
    let mut path: &[String] = &[];
    for section in &tree.tables {
        if let Some(header) = &section.header {
            path = &header.what.path;
            let first = lines.0.is_empty();
            if !first && !ends_the_table_above(header) {
                lines.blank();
                lines.item(header, "", &head(&header.what), true);
            } else {
                lines.item(header, "", &head(&header.what), first);
            }
        }
        for (index, pair) in ordered(&section.pairs, path.last()).into_iter().enumerate() {
            lines.item(pair, "", &assignment(&pair.what, "", true), index == 0);
        }
    }
    let first = lines.0.is_empty();
    lines.comments(&tree.end, "", first);
    lines.0
}

/// Do the comments above a header begin right below the table before, with a blank line further down? Then the first of them belong to
/// that table.
fn ends_the_table_above(header: &Item<'_, Header>) -> bool {
    let begin = header.above.first().is_some_and(|first| !first.apart);
    begin && (header.apart || header.above.iter().any(|comment| comment.apart))
}

/// Pairs in the order of the table of this name.
fn ordered<'p, 't>(pairs: &'p [Item<'t, Pair<'t>>], table: Option<&String>) -> Vec<&'p Item<'t, Pair<'t>>> {
    let order = table.map_or(&[][..], |table| keys::order(table));
    let place = |key: Option<&String>| key.and_then(|key| order.iter().position(|known| known == key)).unwrap_or(order.len());
    let mut pairs: Vec<_> = pairs.iter().collect();
    pairs.sort_by_key(|pair| place(pair.what.key.first()));
    pairs
}

/// Lines in the making.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn blank(&mut self) {
        self.0.push('\n');
    }

    fn line(&mut self, parts: &[&str]) {
        self.0.extend(parts.iter().copied());
        self.0.push('\n');
    }

    /// Something with its comments; the `first` of its kind has no blank line above it.
    fn item<T>(&mut self, item: &Item<'_, T>, indent: &str, drawn: &str, first: bool) {
        self.comments(&item.above, indent, first);
        if item.apart && !item.above.is_empty() {
            self.blank();
        }
        match item.behind {
            Some(comment) => self.line(&[indent, drawn, " ", comment]),
            None => self.line(&[indent, drawn]),
        }
    }

    fn comments(&mut self, comments: &[Comment<'_>], indent: &str, first: bool) {
        for (index, comment) in comments.iter().enumerate() {
            if comment.apart && !(first && index == 0) {
                self.blank();
            }
            self.line(&[indent, comment.words]);
        }
    }
}

fn head(header: &Header) -> String {
    let path = key(&header.path);
    if header.several { format!("[[{path}]]") } else { format!("[{path}]") }
}

/// A key, bare where it may be.
fn key(parts: &[String]) -> String {
    let bare = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let parts: Vec<String> = parts.iter().map(|part| if bare(part) { part.clone() } else { quoted(part) }).collect();
    parts.join(".")
}

/// `key = value`; a list in it `may_break` over several lines where it is too long for one.
fn assignment(pair: &Pair<'_>, indent: &str, may_break: bool) -> String {
    let begin = key(&pair.key) + " = ";
    let column = indent.len() + begin.width();
    begin + &value(&pair.value, pair.key.last(), indent, column, may_break)
}

/// A value of this name that begins in this column of a line with this indent.
fn value(drawn: &Value<'_>, name: Option<&String>, indent: &str, column: usize, may_break: bool) -> String {
    match drawn {
        Value::Scalar(text) => text.clone(),
        Value::List(list) => {
            let items: Vec<_> = list.items.iter().collect();
            if !commented(&items, list) {
                let flat: Vec<String> = list.items.iter().map(|item| value(&item.what, name, indent, column, false)).collect();
                let of_tables = list.items.iter().any(|item| matches!(item.what, Value::Table(_)));
                let flat = if of_tables { format!("[ {} ]", flat.join(", ")) } else { format!("[{}]", flat.join(", ")) };
                if !may_break || list.items.is_empty() || (!flat.contains('\n') && column + flat.width() <= WIDTH) {
                    return flat;
                }
            }
            // A column is kept for the comma.
            broken('[', &items, list, ']', indent, |item, indent| value(item, name, indent, indent.len() + 1, may_break))
        }
        Value::Table(table) => {
            let pairs = ordered(&table.items, name);
            if commented(&pairs, table) {
                return broken('{', &pairs, table, '}', indent, |pair, indent| assignment(pair, indent, true));
            }
            let pairs: Vec<String> = pairs.iter().map(|pair| assignment(&pair.what, indent, false)).collect();
            if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
        }
    }
}

/// Do comments stand between these brackets, and not only further inside?
fn commented<T>(items: &[&Item<'_, T>], listing: &Listing<'_, T>) -> bool {
    !listing.end.is_empty() || items.iter().any(|item| item.behind.is_some() || !item.above.is_empty())
}

/// One item a line.
fn broken<T>(
    open: char,
    items: &[&Item<'_, T>],
    listing: &Listing<'_, T>,
    close: char,
    indent: &str,
    one: impl Fn(&T, &str) -> String,
) -> String {
    let inner = indent.to_owned() + INDENT;
    let mut lines = Lines(format!("{open}\n"));
    for (index, item) in items.iter().enumerate() {
        lines.item(item, &inner, &(one(&item.what, &inner) + ","), index == 0);
    }
    lines.comments(&listing.end, &inner, items.is_empty());
    format!("{}{indent}{close}", lines.0)
}

/// A text of one line, quoted: between `'` where that spares escapes, else between `"`, with escapes for what nobody can see.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains('\'') && !text.chars().any(is_hidden) {
        return format!("'{text}'");
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            // None of these lies beyond four digits.
            c if is_hidden(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
