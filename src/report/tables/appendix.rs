//! The sheets that every result ends with: what has to be looked at, what the document leaves open, and where everything comes from.

use std::io;

use crate::text::text;

use super::known;
use super::{Book, Cell, Column, Figure, Look, Plan, Sheet, Topic};
use crate::report::stored::{Node, Wrong};

/// A sheet of lines with a name each, for overviews.
pub fn facts(book: &mut dyn Book, name: &str, title: &str) -> io::Result<Sheet> {
    let columns = vec![Column::words("", 26), Column::words("", 100)];
    book.begin(Plan::of(Topic::Overview, name, title, columns))
}

/// A line of such a sheet.
pub fn fact(book: &mut dyn Book, sheet: &Sheet, label: &str, cell: Cell) -> io::Result<()> {
    book.row(sheet, vec![Cell::text(label).look(Look::Label), cell], false)
}

/// The line that names the scheme.
pub fn scheme(book: &mut dyn Book, sheet: &Sheet, scheme: &Node<'_, '_>) -> Result<(), Wrong> {
    let (name, id) = (scheme.text("name")?, scheme.text("id")?);
    let said = match scheme.nullable_text("document")? {
        Some(document) => text!(SchemeTitle, name = name, document = document, id = id),
        None => text!(SchemeTitleShort, name = name, id = id),
    };
    let (label, said) = (book.say(&text!(LabelScheme)), book.say(&said));
    Ok(fact(book, sheet, &label, Cell::text(&said).look(Look::Strong))?)
}

/// Problems and notes.
pub fn problems(book: &mut dyn Book, head: &Node<'_, '_>, title: &str) -> Result<(), Wrong> {
    let language = book.language();
    let heads = [
        (text!(ColumnSeverity), 10),
        (text!(ColumnText), 60),
        (text!(ColumnHelp), 44),
        (text!(ColumnApplicant), 22),
        (text!(ColumnIndicator), 12),
        (text!(ColumnFile), 28),
        (text!(ColumnSheet), 14),
        (text!(ColumnRow), 8),
        (text!(ColumnColumn), 8),
        (text!(ColumnRelated), 28),
        (text!(ColumnCode), 24),
    ];
    let column = |(n, (head, most))| Column::words(book.say(&head), most).key(if n == 0 { "severity" } else { "" });
    let columns = heads.into_iter().enumerate().map(column).collect();
    let (name, title) = (book.say(&text!(SheetProblems)), book.say(&text!(SheetTitle, sheet = text!(SheetProblems), of = title)));
    let (problems, notes) = (head.get("problems")?, head.get("notes")?);
    let empty = problems.each()?.next().is_none() && notes.each()?.next().is_none();
    let remarks = if empty { vec![book.say(&text!(NoProblems))] } else { Vec::new() };
    let sheet = book.begin(Plan { remarks, fixed: 1, ..Plan::of(Topic::Other, &name, &title, columns) })?;
    for found in problems.each()?.chain(notes.each()?) {
        let count = |key| -> Result<Option<f64>, Wrong> { found.maybe(key)?.map(|node| node.as_number()).transpose() };
        // In a text the line and the character, in a table the row and the column.
        let row = count("row")?.or(count("line")?);
        let column = match found.nullable_text("column")? {
            Some(letters) => Cell::word(letters),
            None => Cell::maybe_number(count("character")?, Figure::Count),
        };
        let related: Vec<&str> = match found.maybe("related")? {
            Some(list) => list.each()?.map(|place| place.as_text()).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let cells = vec![
            known::severity(found.text("severity")?, language),
            Cell::text(found.text("text")?),
            Cell::maybe(found.nullable_text("help")?),
            Cell::maybe(found.nullable_text("applicant")?),
            Cell::maybe(found.nullable_text("indicator")?),
            Cell::text(found.text("file")?),
            Cell::maybe(found.nullable_text("sheet")?),
            Cell::maybe_number(row, Figure::Count),
            column,
            Cell::lines(related),
            Cell::text(found.text("code")?),
        ];
        book.row(&sheet, cells, false)?;
    }
    Ok(book.close(&sheet)?)
}

/// What the document leaves open.
pub fn assumed(book: &mut dyn Book, head: &Node<'_, '_>) -> Result<(), Wrong> {
    let list = head.get("assumed")?;
    if list.each()?.next().is_none() {
        return Ok(());
    }
    let columns = vec![Column::words(book.say(&text!(ColumnSetting)), 36), Column::words(book.say(&text!(ColumnReason)), 100)];
    let (name, title) = (book.say(&text!(SheetAssumed)), book.say(&text!(TitleAssumed)));
    let sheet = book.begin(Plan::of(Topic::Other, &name, &title, columns))?;
    for entry in list.each()? {
        book.row(&sheet, vec![Cell::text(entry.text("path")?), Cell::text(entry.text("reason")?)], false)?;
    }
    Ok(book.close(&sheet)?)
}

/// A file that a result comes from.
pub struct Origin {
    /// What it is.
    pub part: String,
    /// Its name, or the id of a built-in standard.
    pub file: String,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// Its rows.
    pub rows: Option<f64>,
    /// Its SHA-256.
    pub sha256: String,
}

impl Origin {
    /// A table that was read.
    pub fn table(part: String, node: &Node<'_, '_>) -> Result<Self, Wrong> {
        Ok(Self {
            part,
            file: node.text("file")?.to_owned(),
            sheet: node.maybe("sheet")?.map(|sheet| sheet.as_text().map(str::to_owned)).transpose()?,
            rows: node.nullable_number("rows")?,
            sha256: node.text("sha256")?.to_owned(),
        })
    }

    /// A standard.
    pub fn standard(part: String, node: &Node<'_, '_>) -> Result<Self, Wrong> {
        Ok(Self { part, file: node.text("id")?.to_owned(), sheet: None, rows: None, sha256: node.text("sha256")?.to_owned() })
    }
}

/// Where everything comes from: the program, the options, and every file with the SHA-256 by which it can be known again.
pub fn provenance(book: &mut dyn Book, head: &Node<'_, '_>, title: &str, origins: &[Origin]) -> Result<(), Wrong> {
    let columns =
        [(text!(ColumnPart), 20), (text!(ColumnFile), 60), (text!(ColumnSheet), 20), (text!(ColumnRows), 10), (text!(ColumnSha256), 68)]
            .into_iter()
            .map(|(head, most)| Column::words(book.say(&head), most))
            .collect();
    let mut options: Vec<String> = Vec::new();
    let node = head.get("options")?;
    for (key, value) in node.entries()? {
        let written = value.as_written();
        match written.as_str() {
            "" | "false" => {}
            "true" => options.push(format!("--{}", key.replace('_', "-"))),
            _ => options.push(format!("--{} {written}", key.replace('_', "-"))),
        }
    }
    let remarks = vec![
        book.say(&text!(MadeBy, program = head.text("program")?, schema = head.text("schema")?)),
        book.say(&text!(WithOptions, list = options.join(" "))),
        book.say(&text!(HowToCheck)),
    ];
    let (name, title) = (book.say(&text!(SheetProvenance)), book.say(&text!(SheetTitle, sheet = text!(SheetProvenance), of = title)));
    let sheet = book.begin(Plan { remarks, ..Plan::of(Topic::Other, &name, &title, columns) })?;
    for origin in origins {
        let cells = vec![
            Cell::text(&origin.part),
            Cell::text(&origin.file),
            Cell::maybe(origin.sheet.as_deref()),
            Cell::maybe_number(origin.rows, Figure::Count),
            Cell::text(&origin.sha256),
        ];
        book.row(&sheet, cells, false)?;
    }
    Ok(book.close(&sheet)?)
}
