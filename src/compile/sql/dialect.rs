//! What differs between the engines: how names and texts are quoted, what a whole number of 38 digits is called, and how one is
//! divided without a remainder. Everything else is written so that both mean the same by it.

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// Apache Spark (Databricks, Fabric, EMR), 3.4 or later, with ANSI mode on or off.
    Spark,
}

impl Dialect {
    /// What it is called in the head of the statement.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DuckDb => "DuckDB",
            Self::Spark => "Spark SQL (3.4 or later)",
        }
    }

    /// A name of a column.
    pub(super) fn name_of(self, name: &str) -> String {
        match self {
            Self::DuckDb => format!("\"{}\"", name.replace('"', "\"\"")),
            Self::Spark => format!("`{}`", name.replace('`', "``")),
        }
    }

    /// A text. Spark takes two quotation marks in a row for the end of one text and the beginning of another.
    pub(super) fn text(self, text: &str) -> String {
        match self {
            Self::DuckDb => format!("'{}'", text.replace('\'', "''")),
            Self::Spark => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        }
    }

    /// The type of texts.
    pub(super) fn text_type(self) -> &'static str {
        match self {
            Self::DuckDb => "VARCHAR",
            Self::Spark => "STRING",
        }
    }

    /// The type of whole numbers of 38 digits.
    pub(super) fn whole_type(self) -> &'static str {
        match self {
            Self::DuckDb => "HUGEINT",
            Self::Spark => "DECIMAL(38, 0)",
        }
    }

    /// An expression as a whole number.
    pub(super) fn whole(self, expression: &str) -> String {
        format!("CAST({expression} AS {})", self.whole_type())
    }

    /// The whole part of a quotient of whole numbers that are not negative. Spark's `/` rounds to some places; its `div` does not.
    pub(super) fn divide(self, above: &str, below: &str) -> String {
        match self {
            Self::DuckDb => format!("{above} // {below}"),
            Self::Spark => format!("{above} DIV {below}"),
        }
    }

    /// Whether the whole of a text fits a pattern. Patterns hold no backslash: Spark may or may not take one for itself.
    pub(super) fn fits(self, expression: &str, pattern: &str) -> String {
        match self {
            Self::DuckDb => format!("REGEXP_FULL_MATCH({expression}, '{pattern}')"),
            Self::Spark => format!("{expression} RLIKE '^({pattern})$'"),
        }
    }

    /// The digits, points and signs of a text, all else taken out.
    pub(super) fn digits(self, expression: &str) -> String {
        let all = if self == Self::DuckDb { ", 'g'" } else { "" };
        format!("REGEXP_REPLACE({expression}, '[^0-9.+-]', ''{all})")
    }

    /// A list of texts.
    pub(super) fn list(self, texts: &[&str]) -> String {
        let texts: Vec<String> = texts.iter().map(|text| self.text(text)).collect();
        match self {
            Self::DuckDb => format!("[{}]", texts.join(", ")),
            Self::Spark => format!("ARRAY({})", texts.join(", ")),
        }
    }

    /// Whether a list of texts holds one.
    pub(super) fn holds(self, list: &str, text: &str) -> String {
        match self {
            Self::DuckDb => format!("LIST_CONTAINS({list}, {text})"),
            Self::Spark => format!("ARRAY_CONTAINS({list}, {text})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_cannot_end_early() {
        assert_eq!(Dialect::DuckDb.name_of("a\"b"), "\"a\"\"b\"");
        assert_eq!(Dialect::Spark.name_of("a`b"), "`a``b`");
        assert_eq!(Dialect::DuckDb.text("it's \\"), "'it''s \\'");
        assert_eq!(Dialect::Spark.text("it's \\"), "'it\\'s \\\\'");
    }
}
