//! Does a text in the layout say the same as before? The check knows nothing of how the layout is made.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// What a text says: its tree without places, and figures as they are written.
#[derive(PartialEq)]
enum Meaning<'t> {
    Text(String),
    /// A figure, date or flag.
    Written(&'t str),
    List(Vec<Meaning<'t>>),
    Table(BTreeMap<String, Meaning<'t>>),
}

/// Do two texts mean the same, and hold the same comments?
pub(super) fn hold(before: &str, after: &str) -> bool {
    match (meaning(before), meaning(after)) {
        (Some(meant), Some(means)) => meant == means && comments(before) == comments(after),
        _ => false,
    }
}

/// None, if the text is not TOML.
fn meaning(text: &str) -> Option<Meaning<'_>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    errors.is_empty().then(|| table(root.get_ref(), text))
}

fn table<'t>(table: &DeTable<'_>, text: &'t str) -> Meaning<'t> {
    Meaning::Table(table.iter().map(|(key, inner)| (key.get_ref().to_string(), value(inner, text))).collect())
}

fn value<'t>(value: &Spanned<DeValue<'_>>, text: &'t str) -> Meaning<'t> {
    match value.get_ref() {
        DeValue::String(words) => Meaning::Text(words.to_string()),
        DeValue::Array(items) => Meaning::List(items.iter().map(|item| self::value(item, text)).collect()),
        DeValue::Table(inner) => table(inner, text),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            Meaning::Written(text.get(value.span()).unwrap_or_default())
        }
    }
}

/// The words of all comments, without the order, in which those of keys may change places.
fn comments(text: &str) -> Vec<&str> {
    let tokens = Source::new(text).lex().filter(|token| token.kind() == TokenKind::Comment);
    let mut comments: Vec<&str> = tokens
        .filter_map(|token| text.get(token.span().start()..token.span().end()))
        .map(|words| words.trim_end_matches([' ', '\t']))
        .collect();
    comments.sort_unstable();
    comments
}

#[cfg(test)]
mod tests {
    use super::hold;

    #[test]
    fn only_what_says_the_same_passes() {
        let before = "# a\n[x]\nb = 4.0 # b\nc = [1, \"85%\"]\nd = { e = 2025-08-31 }\n";
        for same in [
            "# b\n[x]\nd.e = 2025-08-31\nc = [1, '85%'] # a\nb = 4.0\n",
            "x.b = 4.0\nx.c = [\n 1, '''85%''', # a \n]# b\nx.d.e = 2025-08-31\n",
        ] {
            assert!(hold(before, same), "{same}");
        }
        for other in [
            before.replace("4.0", "4"),
            before.replace("4.0", "+4.0"),
            before.replace("\"85%\"", "\"85 %\""),
            before.replace("\"85%\"", "85"),
            before.replace("1, \"85%\"", "\"85%\", 1"),
            before.replace("08-31", "08-30"),
            before.replace("[x]", "[[x]]"),
            before.replace("c =", "f ="),
            before.replace("# a\n", ""),
            before.replace("# a\n", "# a\n# a\n"),
            before.replace("# b", "# c"),
            before.replace("d = { e = 2025-08-31 }\n", ""),
            before.replace("]\n", "\n"),
        ] {
            assert!(!hold(before, &other), "{other}");
        }
    }
}
