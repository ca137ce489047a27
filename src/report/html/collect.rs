//! The tables of a result, kept until the page is drawn.

use std::io;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::report::stored::Failure;
use crate::report::tables::{Book, Cell, Column, Plan, Sheet, Topic, safe};
use crate::text::{Language, text};

/// The answers that a page holds: more than that and browsers begin to falter.
const MOST_ANSWERS: usize = 200_000;
/// The applicants that a page holds where it lists no answers.
const MOST_APPLICANTS: usize = 20_000;

/// A table.
pub struct Table {
    pub topic: Topic,
    pub name: String,
    pub title: String,
    pub remarks: Vec<String>,
    pub columns: Vec<Column>,
    pub above: Vec<Vec<Cell>>,
    pub rows: Vec<Row>,
}

/// A row of a table.
pub struct Row {
    pub cells: Vec<Cell>,
    /// Does a group of rows begin with it?
    pub begins: bool,
}

impl Table {
    /// Where the column of this key is.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The columns of this key.
    pub fn columns_of(&self, key: &str) -> Vec<usize> {
        (0..self.columns.len()).filter(|at| self.columns[*at].key == key).collect()
    }

    /// What stands in the column of this key; nothing where there is no such column.
    pub fn shown(&self, row: &Row, key: &str) -> String {
        self.column(key).and_then(|at| row.cells.get(at)).map(Cell::show).unwrap_or_default()
    }

    /// What the one of a row is called: by its name, or where it has none by its id.
    pub fn called(&self, row: &Row) -> String {
        Some(self.shown(row, "name")).filter(|name| !name.is_empty()).unwrap_or_else(|| self.shown(row, "id"))
    }

    /// The rows in groups, each of which begins with a row that says so.
    pub fn groups(&self) -> impl Iterator<Item = &[Row]> {
        self.rows.chunk_by(|_, next| !next.begins)
    }
}

/// Tables in the order in which they were begun.
pub struct Tables {
    language: Language,
    pub list: Vec<Table>,
}

impl Tables {
    /// None so far.
    pub fn new(language: Language) -> Self {
        Self { language, list: Vec::new() }
    }

    /// Those about this.
    pub fn about(&self, topic: Topic) -> impl Iterator<Item = &Table> {
        self.list.iter().filter(move |table| table.topic == topic)
    }
}

impl Book for Tables {
    fn language(&self) -> Language {
        self.language
    }

    fn fits(&self, applicants: usize, indicators: usize, answers: usize, name: &Arc<str>) -> Result<(), Failure> {
        fits(applicants, indicators, answers, name)
    }

    fn begin(&mut self, plan: Plan<'_>) -> io::Result<Sheet> {
        // Cells are harmless already; in what stands above them there are names as well.
        let columns = plan.columns.into_iter().map(|column| Column { head: safe(&column.head).into_owned(), ..column }).collect();
        self.list.push(Table {
            topic: plan.topic,
            name: safe(plan.name).into_owned(),
            title: safe(plan.title).into_owned(),
            remarks: plan.remarks.iter().map(|remark| safe(remark).into_owned()).collect(),
            columns,
            above: plan.above,
            rows: Vec::new(),
        });
        Ok(Sheet(self.list.len() - 1))
    }

    fn row(&mut self, sheet: &Sheet, cells: Vec<Cell>, begins: bool) -> io::Result<()> {
        self.list[sheet.0].rows.push(Row { cells, begins });
        Ok(())
    }

    fn close(&mut self, _: &Sheet) -> io::Result<()> {
        Ok(())
    }
}

/// Can a page hold so much?
pub fn fits(applicants: usize, indicators: usize, answers: usize, name: &Arc<str>) -> Result<(), Failure> {
    let (text, help) = if answers > MOST_ANSWERS {
        (
            text!(CardsTooLongForPage, applicants = applicants, indicators = indicators, rows = answers, most = MOST_ANSWERS),
            text!(UseSummaryOrWorkbook),
        )
    } else if applicants > MOST_APPLICANTS {
        (text!(RankingTooLongForPage, applicants = applicants, most = MOST_APPLICANTS), text!(UseTopOrWorkbook))
    } else {
        return Ok(());
    };
    Err(Failure::Found(Box::new(Diagnostic::new(Code::PageTooLong, Place::File(Arc::clone(name)), text).help(help))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_above_a_table_are_spelled_out() {
        let mut tables = Tables::new(Language::Zh);
        let (columns, remarks) = (vec![Column::short("甲\u{202e}")], vec!["乙\u{2066}".to_owned()]);
        let plan =
            Plan { topic: Topic::Panel, name: "丙\u{200b}", title: "丁\n", remarks, columns, above: Vec::new(), fixed: 0, fit: false };
        tables.begin(plan).expect("a table");
        let table = &tables.list[0];
        assert_eq!(
            [&table.columns[0].head, &table.remarks[0], &table.name, &table.title],
            ["甲\\u{202e}", "乙\\u{2066}", "丙\\u{200b}", "丁 "]
        );
    }
}
