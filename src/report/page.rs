//! A result as a page of headings, lines and tables, and the two ways in which people read it: at a terminal and as Markdown.
//! What stands on the page is the concern of whoever makes it.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::diagnostic::{Diagnostic, Sources};
use crate::text::{Language, Part, Text, text};

use super::plain;

/// A page.
#[derive(Default)]
pub(super) struct Page {
    pub blocks: Vec<Block>,
}

/// A piece of a page.
pub(super) enum Block {
    /// A heading; 1 is the page's own.
    Heading(u8, Part),
    /// Lines that stand by themselves.
    Lines(Vec<Part>),
    /// Lines below a title that is no heading: an applicant and the lines about it.
    Item(Part, Vec<Part>),
    /// A table: headers, which columns are figures, rows.
    Table { header: Vec<Part>, figures: Vec<bool>, rows: Vec<Vec<Cell>> },
}

/// A cell of a table.
#[derive(Clone)]
pub(super) enum Cell {
    /// A text.
    Plain(Part),
    /// A text that does not count: struck through, at a terminal in brackets.
    Struck(String),
}

impl Cell {
    /// A text.
    pub fn of(text: impl Into<Part>) -> Self {
        Self::Plain(text.into())
    }
}

impl Page {
    pub fn heading(&mut self, level: u8, title: impl Into<Part>) {
        self.blocks.push(Block::Heading(level, title.into()));
    }

    /// What has to be looked at, for a document that is read without the messages of its call.
    pub fn problems(&mut self, problems: &[Diagnostic], sources: &Sources, language: Language) {
        if !problems.is_empty() {
            self.heading(2, text!(TitleProblems, count = problems.len()));
            let lines = problems.iter().map(|found| Part::from(super::findings::one_line(found, sources, language))).collect();
            self.blocks.push(Block::Lines(lines));
        }
    }

    pub fn lines(&mut self, lines: impl IntoIterator<Item = Text>) {
        let lines: Vec<Part> = lines.into_iter().map(Part::from).collect();
        if !lines.is_empty() {
            self.blocks.push(Block::Lines(lines));
        }
    }

    pub fn item(&mut self, title: impl Into<Part>, lines: impl IntoIterator<Item = Text>) {
        self.blocks.push(Block::Item(title.into(), lines.into_iter().map(Part::from).collect()));
    }

    /// A table; one without rows is left out.
    pub fn table(&mut self, header: Vec<Part>, figures: Vec<bool>, rows: Vec<Vec<Cell>>) {
        if !rows.is_empty() {
            self.blocks.push(Block::Table { header, figures, rows });
        }
    }
}

/// Writes a page for a terminal of so many columns.
pub(super) fn terminal(out: &mut dyn Write, page: &Page, language: Language, width: u16) -> io::Result<()> {
    let say = |part: &Part| plain::terminal(&part.say(language)).into_owned();
    for (n, block) in page.blocks.iter().enumerate() {
        match block {
            Block::Heading(level, title) => {
                let rule = match level {
                    1 => "",
                    2 => "═══ ",
                    _ => "── ",
                };
                writeln!(out, "{}{rule}{}", if n == 0 { "" } else { "\n" }, say(title))?;
            }
            Block::Lines(lines) => {
                for line in lines {
                    writeln!(out, "{}", say(line))?;
                }
            }
            Block::Item(title, lines) => {
                writeln!(out, "{}", say(title))?;
                for line in lines {
                    writeln!(out, "  · {}", say(line))?;
                }
            }
            Block::Table { header, figures, rows } => {
                let mut table = Table::new();
                table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
                table.set_header(header.iter().map(say));
                for row in rows {
                    table.add_row(row.iter().map(|cell| match cell {
                        Cell::Plain(part) => say(part),
                        Cell::Struck(text) => format!("({})", plain::terminal(text)),
                    }));
                }
                for (column, figure) in figures.iter().enumerate() {
                    if let Some(column) = table.column_mut(column).filter(|_| *figure) {
                        column.set_cell_alignment(CellAlignment::Right);
                    }
                }
                writeln!(out, "{table}")?;
            }
        }
    }
    Ok(())
}

/// Writes a page as Markdown.
pub(super) fn markdown(out: &mut dyn Write, page: &Page, language: Language) -> io::Result<()> {
    let say = |part: &Part| plain::markdown(&part.say(language));
    for (n, block) in page.blocks.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        match block {
            Block::Heading(level, title) => writeln!(out, "{} {}", "#".repeat(usize::from(*level)), say(title))?,
            Block::Lines(lines) => {
                for line in lines {
                    writeln!(out, "- {}", say(line))?;
                }
            }
            Block::Item(title, lines) => {
                writeln!(out, "**{}**\n", say(title))?;
                for line in lines {
                    writeln!(out, "- {}", say(line))?;
                }
            }
            Block::Table { header, figures, rows } => {
                writeln!(out, "| {} |", header.iter().map(say).collect::<Vec<_>>().join(" | "))?;
                let rule: Vec<&str> = figures.iter().map(|figure| if *figure { "---:" } else { "---" }).collect();
                writeln!(out, "|{}|", rule.join("|"))?;
                for row in rows {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| match cell {
                            Cell::Plain(part) => say(part),
                            Cell::Struck(text) => format!("~~{}~~", plain::markdown(text)),
                        })
                        .collect();
                    writeln!(out, "| {} |", cells.join(" | "))?;
                }
            }
        }
    }
    Ok(())
}
