//! Everything that a person reads, in Chinese and in English, in one table (`table.rs`).
//!
//! A [`Text`] is data: which sentence, with which parts. It becomes words only where it is shown, so nothing that
//! computes knows a language. That both languages exist for every sentence is held by the compiler; that neither
//! drops a part, by a test.

mod table;

use std::fmt;

use smol_str::{SmolStr, ToSmolStr};

pub use table::Text;

/// A language of what people read. Codes, JSON fields and CSV columns never follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Chinese (简体中文).
    Zh,
}

/// Characters that are not seen, but steer a terminal or turn the direction of writing.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{061c}' | '\u{feff}')
}

/// A part of a sentence: plain text, another sentence, or a name that exists in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The same in every language; a short one, as most are, takes no memory of its own.
    Plain(SmolStr),
    /// A sentence or word from the table.
    Said(Box<Text>),
    /// A name as the standard gives it in Chinese and in English.
    Name(Box<Names>),
    /// Several parts in a row, parted by a comma of the language.
    List(Box<[Part]>),
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Names {
    /// 中文
    pub zh: String,
    /// English; empty where there is none.
    pub en: String,
}

impl Part {
    /// The words in this language.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        Said(self, language).to_string()
    }
}

/// Something in a language, for writing it into a text that is there.
pub(crate) struct Said<'s, T>(pub &'s T, pub Language);

impl fmt::Display for Said<'_, Part> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = self.1;
        match self.0 {
            Part::Plain(plain) => f.write_str(plain),
            Part::Said(text) => Said(&**text, language).fmt(f),
            Part::Name(names) => {
                let Names { zh, en } = &**names;
                f.write_str(if language == Language::En && !en.is_empty() { en } else { zh })
            }
            Part::List(parts) => {
                let comma = match language {
                    Language::En => ", ",
                    Language::Zh => "、",
                };
                parts.iter().enumerate().try_for_each(|(at, part)| {
                    f.write_str(if at > 0 { comma } else { "" })?;
                    Said(part, language).fmt(f)
                })
            }
        }
    }
}

impl From<Text> for Part {
    fn from(text: Text) -> Self {
        Self::Said(Box::new(text))
    }
}

impl From<Names> for Part {
    fn from(names: Names) -> Self {
        Self::Name(Box::new(names))
    }
}

impl From<&Part> for Part {
    fn from(part: &Part) -> Self {
        part.clone()
    }
}

impl From<Vec<Part>> for Part {
    fn from(parts: Vec<Part>) -> Self {
        Self::List(parts.into())
    }
}

macro_rules! plain_parts {
    ($value:ident => $plain:expr; $($type:ty),*) => { $(impl From<$type> for Part {
        fn from($value: $type) -> Self { Self::Plain($plain) }
    })* };
}
plain_parts!(text => text.into(); &str, String, &String);
plain_parts!(number => itoa::Buffer::new().format(number).into(); usize, u64, u32, u8, i32, i64, i128);
plain_parts!(shown => shown.to_smolstr(); &std::sync::Arc<str>, char, crate::number::Decimal, jiff::civil::Date);

/// Makes a [`Text`]: `text!(UnknownKey, key = "pints", table = "[standard]")`.
macro_rules! text {
    ($name:ident $(, $field:ident = $value:expr)* $(,)?) => {
        $crate::text::Text::$name { $($field: $crate::text::Part::from($value)),* }
    };
}
pub(crate) use text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_use_every_part() {
        for (name, fields, en, zh) in Text::TEMPLATES {
            for field in *fields {
                let hole = format!("{{{field}}}");
                assert!(en.contains(&hole), "{name}: English drops {hole}");
                assert!(zh.contains(&hole), "{name}: Chinese drops {hole}");
            }
            assert!(!en.is_empty() && !zh.is_empty(), "{name}");
        }
    }

    #[test]
    fn names_follow_the_language() {
        let name = Part::from(Names { zh: "签约率".into(), en: "Signed rate".into() });
        assert_eq!(name.say(Language::Zh), "签约率");
        assert_eq!(name.say(Language::En), "Signed rate");
        assert_eq!(Part::from(Names { zh: "签约率".into(), en: String::new() }).say(Language::En), "签约率");
    }
}
