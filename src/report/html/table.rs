//! A table of a result on a page.

use maud::{Markup, html};

use super::collect::{Row, Table};
use super::words::Say;
use crate::report::tables::{Cell, Column, INSET, Look, Side, Topic, Value};

/// The columns by whose words rows can be chosen.
const CHOSEN_BY: &[&str] = &["verdict", "outcome", "state", "track", "severity", "district", "type", "nominator"];

/// From so many rows on a table has a field to search in.
const SEARCHED_FROM: usize = 8;

/// A table of so many rows is laid out only where it is in sight: in a large pool each click would have to wait for all tables.
const LONG: usize = 100;

/// The words around tables.
pub struct Tools {
    pub search: String,
    pub all: String,
    pub rows: String,
}

/// The class of a look.
pub fn class(look: Look) -> &'static str {
    match look {
        Look::Plain | Look::Title | Look::Remark => "",
        Look::Head | Look::Label => "head",
        Look::Strong => "strong",
        Look::Good => "good",
        Look::Doubtful => "doubtful",
        Look::Bad => "bad",
        Look::Absent => "absent",
        Look::Aside => "aside",
        Look::Struck => "struck",
    }
}

fn classes(cell: &Cell) -> Option<String> {
    let number = matches!(cell.value, Value::Number(..)) && cell.side == Side::Usual;
    let side = match cell.side {
        Side::Middle => "mid",
        _ if number => "num",
        _ => "",
    };
    let both = [class(cell.look), side].into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ");
    Some(both).filter(|both| !both.is_empty())
}

/// What stands in a cell: a line as it is, several as a list.
pub fn content(cell: &Cell) -> Markup {
    match &cell.value {
        Value::Blank => html! {},
        // A line through says to the eyes what this says to the ears.
        Value::Number(number, figure) if cell.look == Look::Struck => html! { del { (figure.show(*number)) } },
        Value::Number(number, figure) => html! { (figure.show(*number)) },
        Value::Text(text) if text.contains('\n') => html! {
            ul {
                @for line in text.split('\n') {
                    // A line that is set in is written with a dot of its own.
                    @match line.strip_prefix(INSET) {
                        Some(line) => li.inset { (Say(line)) },
                        None => li { (Say(line)) },
                    }
                }
            }
        },
        Value::Text(text) => html! { (Say(text)) },
    }
}

/// A cell of the body. A name heads its row, and leads to `link`, where there is one.
fn cell(cell: &Cell, heads: bool, link: Option<&str>, place: bool) -> Markup {
    let class = if place { Some("place".to_owned()) } else { classes(cell) };
    match (heads, link) {
        // Who has no name has a card all the same.
        (true, Some(link)) if cell.is_blank() => html! { th scope="row" class=[class] { a href=(link) { "–" } } },
        (true, Some(link)) => html! { th scope="row" class=[class] { a href=(link) { (content(cell)) } } },
        (true, None) => html! { th scope="row" class=[class] { (content(cell)) } },
        (false, _) => html! { td class=[class] { (content(cell)) } },
    }
}

fn row(table: &Table, row: &Row, shown: &[usize], link: Option<&str>) -> Markup {
    let heading = table.column("name").or_else(|| table.column("step"));
    html! {
        tr class=[row.begins.then_some("begins")] {
            @for at in shown.iter().copied() {
                (cell(&row.cells[at], heading == Some(at), link.filter(|_| heading == Some(at)), table.columns[at].key == "at"))
            }
        }
    }
}

/// The columns that are not left out, in their order; the reasons follow the verdict that they are for, so that they stand in sight.
fn shown(table: &Table, skip: &[usize]) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..table.columns.len()).filter(|at| !skip.contains(at)).collect();
    if let (Some(verdict), Some(reasons)) = (table.column("verdict"), table.column("reasons")) {
        shown.sort_by_key(|at| if *at == reasons { (verdict, 1) } else { (*at, 0) });
    }
    shown
}

/// The class of a column by how wide what stands in it may be.
fn width(column: &Column) -> &'static str {
    match column.most {
        _ if column.key == "mark" => "expert",
        0..=16 => "",
        17..=39 => "broad",
        _ => "broader",
    }
}

/// A table with its head, without the columns that are left out. `links` are where the rows lead, one for each.
pub fn draw(table: &Table, rows: &[Row], skip: &[usize], links: &[Option<String>], labelled: &str) -> Markup {
    let shown = shown(table, skip);
    let wide = matches!(table.topic, Topic::Matrix);
    html! {
        div.scroll.long[rows.len() >= LONG] tabindex="0" role="region" aria-labelledby=(labelled) {
            table class=[wide.then_some("matrix")] {
                thead {
                    @for above in &table.above {
                        tr { @for at in &shown { th.above { (above.get(*at).map_or_else(|| html! {}, content)) } } }
                    }
                    tr {
                        @for column in shown.iter().map(|at| &table.columns[*at]) {
                            th scope="col" class=[Some(width(column)).filter(|class| !class.is_empty())] data-k=[Some(column.key).filter(|key| CHOSEN_BY.contains(key))] { (Say(&column.head)) }
                        }
                    }
                }
                tbody {
                    @for (n, one) in rows.iter().enumerate() { (row(table, one, &shown, links.get(n).and_then(Option::as_deref))) }
                }
            }
        }
    }
}

/// A table as a part of the page, with its title, its remarks and what helps to find something in it.
pub fn section(table: &Table, id: &str, links: &[Option<String>], tools: &Tools, charts: &Markup, end: &Markup) -> Markup {
    let heading = format!("{id}-h");
    html! {
        section id=(id) aria-labelledby=(heading) {
            h2 id=(heading) { (Say(&table.title)) }
            (charts)
            @for remark in &table.remarks { p.remark { (Say(remark)) } }
            @if table.rows.len() >= SEARCHED_FROM { (search(tools)) }
            // Where a row was read stands on the card, so that the reasons are in sight here.
            @let skip: Vec<usize> = table.column("at").into_iter().collect();
            @if !table.columns.is_empty() { (draw(table, &table.rows, &skip, links, &heading)) }
            (end)
        }
    }
}

/// What helps to find something; of no use without the script, which shows it.
pub fn search(tools: &Tools) -> Markup {
    html! {
        div.tools hidden {
            label { span { (Say(&tools.search)) } input type="search"; }
            template { label { span {} select { option value="" { (Say(&tools.all)) } } } }
            span.count { span { (Say(&tools.rows)) } output aria-live="polite" {} }
        }
    }
}

/// Facts, each with its name.
pub fn facts(table: &Table, id: &str) -> Markup {
    let heading = format!("{id}-h");
    html! {
        section id=(id) aria-labelledby=(heading) {
            h2 id=(heading) { (Say(&table.name)) }
            dl {
                @for row in &table.rows {
                    @if let [label, value] = row.cells.as_slice() {
                        @let group = value.look == Look::Label;
                        dt class=[group.then_some("group")] { (content(label)) }
                        dd class=[group.then(|| "group".to_owned()).or_else(|| classes(value))] { (content(value)) }
                    }
                }
            }
        }
    }
}
