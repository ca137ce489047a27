//! What a finding is about, beyond its one-line meaning: why it matters, an example, and the cure, in both languages. The texts
//! stand in `explanations.toml`, where whoever adds a code can read all others; a test holds them complete and runs their examples.
//! How they are shown is the business of `report`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::diagnostic::Code;
use crate::text::Language;

/// The texts, one table for every code, as the program carries them.
pub const EXPLANATIONS: &str = include_str!("explanations.toml");

/// What there is to say about a code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Explanation {
    /// What would go wrong for an applicant or a committee if it stayed.
    pub why: Both,
    /// What to do.
    pub cure: Both,
    /// The smallest excerpt that shows it: of a standard, a scheme or a table, else a command line or a line of a result.
    pub example: String,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Both {
    /// English.
    pub en: String,
    /// 中文
    pub zh: String,
}

impl Both {
    /// The words in this language.
    #[must_use]
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

static ALL: LazyLock<BTreeMap<String, Explanation>> = LazyLock::new(|| toml::from_str(EXPLANATIONS).unwrap_or_default());

/// The explanation of a code. (Every code has one: were one missing, or the file not TOML, a test would fail, and nothing
/// would be said here.)
#[must_use]
pub fn explain(code: Code) -> &'static Explanation {
    static NOTHING: LazyLock<Explanation> = LazyLock::new(Explanation::default);
    ALL.get(code.id()).unwrap_or(&NOTHING)
}
