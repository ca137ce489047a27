//! The card of every applicant: what it came to, the reasons, the shortest way to pass, and each of its answers.

use maud::{Markup, html};

use super::collect::{Row, Table};
use super::table::{Tools, class, content, draw, search};
use super::words::Say;
use crate::report::tables::{Cell, Look};

/// The cards of those that stand in a table, in its order.
pub struct Cards<'t> {
    /// Whose rows the cards are of.
    pub of: &'t Table,
    /// The rows, and the answers that belong to each.
    pub rows: Vec<Own<'t>>,
    /// The table that has the answers.
    pub answers: Option<&'t Table>,
    /// What begins the names of anchors.
    pub prefix: String,
}

/// What belongs to one applicant.
pub struct Own<'t> {
    row: &'t Row,
    answers: &'t [Row],
    way: Option<&'t Cell>,
}

/// The shortest ways to pass that no card has taken yet; they stand in the order of the cards.
pub struct Ways<'t> {
    table: Option<&'t Table>,
    rest: &'t [Row],
}

impl<'t> Ways<'t> {
    /// Those of a table, if there is one.
    pub fn of(table: Option<&'t Table>) -> Self {
        Self { table, rest: table.map(|table| table.rows.as_slice()).unwrap_or_default() }
    }

    /// The way of this applicant, if it has one.
    fn next_of(&mut self, of: &Table, row: &Row) -> Option<&'t Cell> {
        let (table, (first, rest)) = (self.table?, self.rest.split_first()?);
        let same = ["track", "id", "name"].iter().all(|key| table.shown(first, key) == of.shown(row, key));
        if !same {
            return None;
        }
        self.rest = rest;
        first.cells.get(table.column("way")?)
    }
}

impl<'t> Cards<'t> {
    /// Finds for each row its answers, which stand in the same order, and its way.
    pub fn of(of: &'t Table, rows: &'t [Row], answers: Option<&'t Table>, ways: &mut Ways<'t>, prefix: String) -> Self {
        let mut groups = answers.into_iter().flat_map(Table::groups).peekable();
        let id = |table: &Table, row: &Row| (table.shown(row, "id"), table.shown(row, "name"));
        let rows = rows
            .iter()
            .map(|row| {
                let own = |group: &&[Row]| answers.is_some_and(|answers| id(answers, &group[0]) == id(of, row));
                Own { row, answers: groups.next_if(own).unwrap_or_default(), way: ways.next_of(of, row) }
            })
            .collect();
        Self { of, rows, answers, prefix }
    }

    /// Where the card of each row is.
    pub fn links(&self) -> Vec<Option<String>> {
        (0..self.rows.len()).map(|n| Some(format!("#{}-{n}", self.prefix))).collect()
    }
}

/// The cards as a part of the page.
pub fn section(cards: &Cards<'_>, id: &str, title: &str, words: &Words, tools: &Tools) -> Markup {
    let heading = format!("{id}-h");
    html! {
        section.cards id=(id) aria-labelledby=(heading) {
            h2 id=(heading) { (Say(title)) }
            @if let Some(answers) = cards.answers { @for remark in &answers.remarks { p.remark { (Say(remark)) } } }
            (search(tools))
            p.tools hidden { button type="button" data-do="open" { (Say(&words.open)) } " " button type="button" data-do="close" { (Say(&words.close)) } }
            @for (n, own) in cards.rows.iter().enumerate() { (card(cards, own, &format!("{}-{n}", cards.prefix), words)) }
        }
    }
}

/// The words of cards.
pub struct Words {
    pub open: String,
    pub close: String,
    pub reasons: String,
    pub way: String,
    pub no_ways: String,
    /// Has the result the shortest ways?
    pub ways: bool,
}

fn card(cards: &Cards<'_>, own: &Own<'_>, id: &str, words: &Words) -> Markup {
    let (of, row, answers) = (cards.of, own.row, own.answers);
    let cell = |key| of.column(key).and_then(|at| row.cells.get(at));
    let verdict = cell("outcome").or_else(|| cell("verdict"));
    let apart = ["rank", "id", "name", "outcome", "verdict", "reasons"];
    let facts: Vec<(&str, &Cell)> = of
        .columns
        .iter()
        .zip(&row.cells)
        .filter(|(column, cell)| !apart.contains(&column.key) && !cell.is_blank())
        .map(|(column, cell)| (column.head.as_str(), cell))
        .collect();
    let failed = verdict.is_some_and(|verdict| verdict.look == Look::Bad);
    html! {
        details.card id=(id) {
            summary {
                @if let Some(rank) = cell("rank") { span.rank { (content(rank)) } }
                span.name id={ (id) "-n" } { (of.shown(row, "name")) }
                span.id { (of.shown(row, "id")) }
                @if let Some(verdict) = verdict { span class={ "sign " (class(verdict.look)) } { (content(verdict)) } }
            }
            dl.facts { @for (label, value) in facts { div { dt { (Say(label)) } dd class=(class(value.look)) { (content(value)) } } } }
            @if let Some(reasons) = cell("reasons").filter(|cell| !cell.is_blank()) { h3 { (Say(&words.reasons)) } (block(reasons)) }
            @match own.way {
                Some(way) => { h3 { (Say(&words.way)) } (block(way)) }
                _ if failed && !words.ways && !answers.is_empty() => p.remark { (Say(&words.no_ways)) },
                _ => {}
            }
            @if let (Some(table), false) = (cards.answers, answers.is_empty()) {
                @let skip: Vec<usize> = ["id", "name"].iter().filter_map(|key| table.column(key)).collect();
                (draw(table, answers, &skip, &[], &format!("{id}-n")))
            }
        }
    }
}

/// One line or several, as a block of its own.
fn block(cell: &Cell) -> Markup {
    let text = cell.show();
    if text.contains('\n') {
        content(cell)
    } else {
        html! { p { (content(cell)) } }
    }
}
