//! A result as tables: which there are, which columns they have, and what stands in their cells. They are made from the JSON result and
//! from nothing else, so that a result that was kept gives the same as the call that made it. Where they go is a [`Book`]: a workbook, a
//! page. Texts of the result stand in its language, heads in the language asked for.

mod appendix;
mod cell;
mod known;
mod panel;
mod recheck;
mod review;
mod score;
mod steps;
mod text;

use std::io;
use std::sync::Arc;

use crate::text::{Language, Text, text};

use super::stored::{Failure, Node, Schema, Stored, Wrong};

pub use cell::{Cell, Figure, Look, Side, Value};
pub use text::{safe, share_of};

/// Where tables go, one row after the other.
pub trait Book {
    /// The language of heads and titles.
    fn language(&self) -> Language;

    /// Can so many applicants, judged by so many indicators, with so many answers in all, be held? `name` is the result.
    ///
    /// # Errors
    /// A finding that says what does not fit.
    fn fits(&self, applicants: usize, indicators: usize, answers: usize, name: &Arc<str>) -> Result<(), Failure>;

    /// Begins a table.
    ///
    /// # Errors
    /// Those of writing.
    fn begin(&mut self, plan: Plan<'_>) -> io::Result<Sheet>;

    /// Adds a row; `begins` says that a group of rows begins with it.
    ///
    /// # Errors
    /// Those of writing.
    fn row(&mut self, sheet: &Sheet, cells: Vec<Cell>, begins: bool) -> io::Result<()>;

    /// Ends a table.
    ///
    /// # Errors
    /// Those of writing.
    fn close(&mut self, sheet: &Sheet) -> io::Result<()>;
}

impl dyn Book + '_ {
    /// A sentence in the language of the book.
    pub fn say(&self, text: &Text) -> String {
        text.say(self.language())
    }
}

/// A table that has been begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet(pub usize);

/// Begins a line of a cell that belongs to the one above it.
pub const INSET: &str = "· ";

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Facts, each with its name.
    Overview,
    /// A row for each applicant of a pool.
    Ranking,
    /// The shortest way to pass of each that does not.
    Ways,
    /// A row for each answer; the rows of an applicant stand together.
    Scorecards,
    /// Applicants by indicators: points, and what became of each.
    Matrix,
    /// How many came how far in a review, a row for each step.
    Steps,
    /// A row for each applicant of a review.
    Outcomes,
    /// The marks of a panel.
    Panel,
    /// A row for each title holder.
    Holders,
    /// Anything else.
    Other,
}

impl Topic {
    /// Is it printed and signed by those who answer for it?
    pub fn is_signed(self) -> bool {
        matches!(self, Self::Ranking | Self::Outcomes | Self::Panel | Self::Holders)
    }
}

/// A table to be begun.
pub struct Plan<'p> {
    /// What it is about.
    pub topic: Topic,
    /// Its short name.
    pub name: &'p str,
    /// Its title.
    pub title: &'p str,
    /// Lines below the title.
    pub remarks: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Further rows of the head, above the one with the names of columns.
    pub above: Vec<Vec<Cell>>,
    /// So many columns stay in sight and are repeated on every page.
    pub fixed: u16,
    /// Are all columns brought onto the width of one page?
    pub fit: bool,
}

impl<'p> Plan<'p> {
    /// A table with these columns on the width of a page, and nothing else.
    pub fn of(topic: Topic, name: &'p str, title: &'p str, columns: Vec<Column>) -> Self {
        Self { topic, name, title, remarks: Vec::new(), columns, above: Vec::new(), fixed: 0, fit: true }
    }
}

/// A column: its head, and the widths between which it may be, in columns of a fixed typeface.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its least width.
    pub least: usize,
    /// The width at which what stands in it is wrapped.
    pub most: usize,
    /// What it is known by, whatever the language; empty where nobody asks.
    pub key: &'static str,
    /// What its figures are measured by, where they are a part of something.
    pub scale: Option<Scale>,
}

/// What the figures of a column are measured by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The whole.
    pub full: f64,
    /// The line to be reached, if there is one.
    pub line: Option<f64>,
}

impl Column {
    /// For words of any length, which are wrapped at so many columns.
    pub fn words(head: impl Into<String>, most: usize) -> Self {
        Self { head: head.into(), least: 6, most, key: "", scale: None }
    }

    /// For figures and short words.
    pub fn short(head: impl Into<String>) -> Self {
        Self { head: head.into(), least: 6, most: 16, key: "", scale: None }
    }

    /// For one of many columns of figures with names above them.
    pub fn narrow(head: impl Into<String>) -> Self {
        Self { head: head.into(), least: 9, most: 16, key: "", scale: None }
    }
}

impl Column {
    /// Known by this key.
    pub fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    /// Measured by this.
    pub fn scale(self, scale: Option<Scale>) -> Self {
        Self { scale, ..self }
    }
}

/// What a result is called.
///
/// # Errors
/// A field that is missing or of another kind.
pub fn title(stored: &Stored<'_>, language: Language) -> Result<String, Wrong> {
    let head = stored.head();
    let title = match stored.schema {
        Schema::Score => text!(ResultOf, name = known::name(&head.get("standard")?, language)?),
        Schema::Review => text!(ReviewOf, name = head.get("scheme")?.text("name")?),
        Schema::Recheck => text!(LookBackOf, name = head.get("scheme")?.text("name")?),
    };
    Ok(title.say(language))
}

/// The name of a standard, whose words it is in, and whether those are the document's own.
///
/// # Errors
/// A field that is missing or of another kind.
pub fn standard(node: &Node<'_, '_>, language: Language) -> Result<(String, String, bool), Wrong> {
    let standard = known::Standard::of(node, language)?;
    Ok((standard.name, standard.wording, standard.official))
}

/// Puts the tables of a stored result into a book.
///
/// # Errors
/// A finding where the result is not what it should be or does not fit; else those of reading and writing.
pub fn write(book: &mut dyn Book, stored: &mut Stored<'_>) -> Result<(), Failure> {
    let name = Arc::clone(&stored.name);
    match stored.schema {
        Schema::Score => score::write(book, stored),
        Schema::Review => review::write(book, stored.head()).map_err(|wrong| wrong.found(&name)),
        Schema::Recheck => recheck::write(book, stored.head()).map_err(|wrong| wrong.found(&name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic, Place};
    use crate::review::{self, Settings, scheme};
    use crate::submission::Opening;

    /// A book into which no answers fit; it keeps the names of tables, their remarks, and how many rows they have.
    #[derive(Default)]
    struct Small(Vec<(String, Vec<String>, usize)>);

    impl Book for Small {
        fn language(&self) -> Language {
            Language::En
        }
        fn fits(&self, _: usize, _: usize, answers: usize, name: &Arc<str>) -> Result<(), Failure> {
            let found = Diagnostic::new(Code::PageTooLong, Place::File(Arc::clone(name)), text!(UseTopOrWorkbook));
            if answers > 0 { Err(Failure::Found(Box::new(found))) } else { Ok(()) }
        }
        fn begin(&mut self, plan: Plan<'_>) -> io::Result<Sheet> {
            self.0.push((plan.name.to_owned(), plan.remarks, 0));
            Ok(Sheet(self.0.len() - 1))
        }
        fn row(&mut self, sheet: &Sheet, _: Vec<Cell>, _: bool) -> io::Result<()> {
            self.0[sheet.0].2 += 1;
            Ok(())
        }
        fn close(&mut self, _: &Sheet) -> io::Result<()> {
            Ok(())
        }
    }

    /// 41 districts × 45 indicators are 1845 answers.
    #[test]
    fn a_review_whose_scorecards_do_not_fit_says_that_they_are_missing() {
        let loaded = scheme::load(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/chongqing-2025/scheme.toml"));
        let scheme = loaded.scheme.expect("a scheme");
        let review = review::review(&scheme, &loaded.sources, &Settings { opening: Opening::default(), before: None }).expect("runs");
        let mut json = Vec::new();
        crate::report::review_json(&mut json, &review, Language::En).expect("written");
        let mut source = io::Cursor::new(json);
        let mut book = Small::default();
        write(&mut book, &mut Stored::open(&mut source, "r.json").expect("a result")).expect("written");
        let left_out: Vec<_> =
            book.0.iter().filter(|(_, remarks, _)| remarks.iter().any(|remark| remark.contains("more than fit in here"))).collect();
        assert_eq!(left_out.len(), 2);
        let (name, remarks, rows) = left_out[0];
        assert_eq!((name.as_str(), *rows), ("示范区（县） scorecards", 0));
        assert!(remarks[0].starts_with("1845 answers"), "{remarks:?}");
        assert!(book.0.iter().all(|(name, ..)| !name.ends_with("by indicator")), "nor is there a matrix");
        assert!(book.0.iter().any(|(name, _, rows)| name == "Results" && *rows == 67), "all else is there");
    }
}
