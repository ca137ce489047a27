//! Charts, drawn from the numbers of a table that stands beside them. Shapes say what colours say, so that they can be read in grey.
//! Only drawing is done in floating point: nothing here decides anything.

use std::fmt::Write as _;

use maud::{Markup, html};
use unicode_width::UnicodeWidthChar;

use super::collect::{Row, Table};
use super::words::Say;
use crate::report::tables::{Cell, Look, Value};

/// What a chart is called, and how to read it; for those who do not see it, what it shows.
pub struct Said {
    pub title: String,
    pub description: String,
}

/// The width that names take beside a chart, in its units.
const NAMES: f64 = 168.0;
/// The height of a line.
const LINE: f64 = 20.0;
/// Rectangles that say what they are, each by itself; where there are more, a row speaks for its own.
const MOST_TITLES: usize = 6000;

/// A number of a drawing, to a tenth.
fn at(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), ToOwned::to_owned)
}

/// A name cut to what fits beside a chart.
fn short(name: &str) -> String {
    let mut used = 0;
    let end = name.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > 24
    });
    end.map_or_else(|| name.to_owned(), |(at, _)| format!("{}…", &name[..at]))
}

fn number(cell: &Cell) -> Option<f64> {
    match cell.value {
        Value::Number(number, _) => Some(number),
        _ => None,
    }
}

fn chart(id: &str, said: &Said, width: f64, height: f64, inside: &Markup) -> Markup {
    html! {
        p.caption { b id={ (id) "-t" } { (Say(&said.title)) } " " span id={ (id) "-d" } { (Say(&said.description)) } }
        div.scroll.chart tabindex="0" role="region" aria-labelledby={ (id) "-t" } {
            svg id=(id) viewBox={ "0 0 " (at(width)) " " (at(height)) } width=(at(width)) height=(at(height)) role="img" aria-labelledby={ (id) "-t" } aria-describedby={ (id) "-d" } { (inside) }
        }
    }
}

/// What bars show.
pub struct Bars<'b> {
    /// The column whose figures they are.
    pub column: usize,
    /// The key of the column that colours them.
    pub verdict: &'b str,
    /// The line that had to be reached, and what is written at it.
    pub line: Option<(f64, &'b str)>,
    /// The figure of a bar of full length.
    pub full: f64,
}

/// Bars, a row each, and the line that had to be reached.
pub fn bars(table: &Table, rows: &[Row], of: &Bars<'_>, id: &str, said: &Said) -> Markup {
    const WIDE: f64 = 520.0;
    let Bars { column, verdict, line, full } = *of;
    let rows: Vec<(&Row, f64)> = rows.iter().filter_map(|row| Some((row, number(row.cells.get(column)?)?))).collect();
    if rows.is_empty() || full <= 0.0 {
        return html! {};
    }
    let x = |value: f64| NAMES + (value / full).clamp(0.0, 1.0) * WIDE;
    let height = f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX)) * LINE + 26.0;
    let look = |row: &Row| table.column(verdict).and_then(|at| row.cells.get(at)).map_or(Look::Plain, |cell| cell.look);
    let inside = html! {
        @for (n, (row, value)) in (0u32..).zip(&rows) {
            @let y = 22.0 + f64::from(n) * LINE;
            @let (name, shown) = (table.called(row), row.cells[column].show());
            g {
                title { (name) "：" (shown) }
                text.label x=(at(NAMES - 6.0)) y=(at(y + 13.0)) { (short(&name)) }
                rect class={ "bar " (super::table::class(look(row))) } x=(at(NAMES)) y=(at(y + 2.0)) width=(at((x(*value) - NAMES).max(0.5))) height="14" {}
                text.value x=(at(NAMES + WIDE + 6.0)) y=(at(y + 13.0)) { (shown) }
            }
        }
        @if let Some((line, words)) = line {
            line.line x1=(at(x(line))) x2=(at(x(line))) y1="16" y2=(at(height)) {}
            text.line x=(at(x(line))) y="12" { (Say(words)) }
        }
    };
    chart(id, said, NAMES + WIDE + 80.0, height, &inside)
}

/// Applicants by indicators: a square for each, whose shape and colour say what became of it.
pub fn heat(table: &Table, id: &str, said: &Said) -> Markup {
    const CELL: f64 = 15.0;
    let columns = table.columns_of("indicator");
    if columns.is_empty() || table.rows.is_empty() {
        return html! {};
    }
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let top = 8.0 + 7.0 * columns.iter().map(|at| table.columns[*at].head.chars().count()).max().map_or(0.0, count).min(12.0);
    let single = columns.len() * table.rows.len() <= MOST_TITLES;
    let inside = html! {
        @for (n, column) in columns.iter().enumerate() {
            @let x = NAMES + (count(n) + 0.5) * CELL + 3.5;
            text.head transform={ "translate(" (at(x)) " " (at(top - 3.0)) ") rotate(-90)" } { (table.columns[*column].head) }
        }
        @for (n, row) in table.rows.iter().enumerate() {
            @let y = top + count(n) * CELL;
            @let name = table.called(row);
            g {
                text.label x=(at(NAMES - 6.0)) y=(at(y + 11.5)) { (short(&name)) }
                @if single {
                    @for (n, column) in columns.iter().enumerate() {
                        @let cell = &row.cells[*column];
                        @let mut path = String::new();
                        @let class = square(&mut path, cell, NAMES + count(n) * CELL, y, CELL);
                        path class=(class) d=(path) { title { (name) " · " (table.columns[*column].head) " · " (cell.show()) } }
                    }
                } @else {
                    title { (name) }
                    @for (class, path) in merged(row, &columns, y, CELL) { path class=(class) d=(path) {} }
                }
            }
        }
    };
    chart(id, said, NAMES + count(columns.len()) * CELL + 8.0, top + count(table.rows.len()) * CELL + 4.0, &inside)
}

/// Adds the square of a cell to a path, and returns its class: full where something is wrong, half where it is in part, hollow where
/// there is no answer, small where it does not count.
fn square(path: &mut String, cell: &Cell, x: f64, y: f64, size: f64) -> &'static str {
    let mut rect = |left: f64, top: f64, width: f64, height: f64| {
        let _ = write!(path, "M{} {}h{}v{}h-{}z", at(x + left), at(y + top), at(width), at(height), at(width));
    };
    let inner = size - 2.0;
    match cell.look {
        Look::Bad => {
            rect(1.0, 1.0, inner, inner);
            "bad"
        }
        Look::Doubtful => {
            rect(1.0, 1.0 + inner / 2.0, inner, inner / 2.0);
            "doubtful"
        }
        Look::Absent => {
            rect(2.0, 2.0, inner - 2.0, inner - 2.0);
            "absent"
        }
        Look::Aside => {
            rect(size / 2.0 - 2.0, size / 2.0 - 2.0, 4.0, 4.0);
            "aside"
        }
        _ if cell.is_blank() => "",
        _ => {
            rect(1.0, 1.0, inner, inner);
            "good"
        }
    }
}

/// The squares of a row, those of one class in one path.
fn merged(row: &Row, columns: &[usize], y: f64, size: f64) -> Vec<(&'static str, String)> {
    let mut paths: Vec<(&'static str, String)> = Vec::new();
    for (n, column) in (0u32..).zip(columns) {
        let mut path = String::new();
        let class = square(&mut path, &row.cells[*column], NAMES + f64::from(n) * size, y, size);
        match paths.iter_mut().find(|(known, _)| *known == class) {
            Some((_, whole)) => whole.push_str(&path),
            None => paths.push((class, path)),
        }
    }
    paths
}

/// How many came how far.
pub fn steps(rows: &[Row], table: &Table, id: &str, said: &Said) -> Markup {
    const WIDE: f64 = 420.0;
    let Some((words, count)) = table.column("step").zip(table.column("count")) else { return html! {} };
    let counts: Vec<f64> = rows.iter().filter_map(|row| number(&row.cells[count])).collect();
    let most = counts.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return html! {};
    }
    let inside = html! {
        @for (n, (row, value)) in (0u32..).zip(rows.iter().zip(&counts)) {
            @let (y, wide) = (4.0 + f64::from(n) * 30.0, (value / most * WIDE).max(1.0));
            g {
                text.label x=(at(NAMES + 26.0)) y=(at(y + 17.0)) { (Say(&row.cells[words].show())) }
                rect.bar.step x=(at(NAMES + 32.0)) y=(at(y + 2.0)) width=(at(wide)) height="22" {}
                text.value x=(at(NAMES + 38.0 + wide)) y=(at(y + 17.0)) { (row.cells[count].show()) }
            }
        }
    };
    let height = f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX)) * 30.0 + 8.0;
    chart(id, said, NAMES + WIDE + 80.0, height, &inside)
}

/// The marks of a panel: a row for each score, a dot for each mark; those that were dropped are crossed out.
pub fn dots(table: &Table, id: &str, said: &Said) -> Markup {
    const WIDE: f64 = 520.0;
    let experts = table.columns_of("mark");
    let (Some(score), Some(of)) = (table.column("score"), table.column("of")) else { return html! {} };
    // Scores of different maxima are drawn as shares.
    let whole = |row: &Row| number(&row.cells[of]).filter(|of| *of > 0.0);
    let mut wholes = table.rows.iter().filter_map(whole);
    let first = wholes.next();
    let same = first.filter(|first| wholes.all(|of| (of - first).abs() < 1e-9));
    let unit = |row: &Row, value: f64| same.map_or_else(|| whole(row).map(|of| value / of * 100.0), |_| Some(value));
    let rows: Vec<&Row> = table.rows.iter().filter(|row| whole(row).is_some()).collect();
    let values: Vec<f64> = rows
        .iter()
        .flat_map(|row| experts.iter().chain([&score]).filter_map(|at| number(&row.cells[*at]).and_then(|value| unit(row, value))))
        .collect();
    let most = same.unwrap_or(100.0).max(values.iter().copied().fold(0.0, f64::max));
    let least = values.iter().copied().fold(most, f64::min);
    if values.is_empty() {
        return html! {};
    }
    // From a round number below the least mark, so that marks that lie close together can be told apart.
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|step| (most - least) / step <= 8.0).unwrap_or(most);
    let least = ((least / step).floor() * step).min(most - step).max(0.0);
    let x = |value: f64| NAMES + 8.0 + (value - least) / (most - least) * WIDE;
    let ticks: Vec<f64> = (0..=10u32).map(|n| least + f64::from(n) * step).filter(|tick| *tick <= most + 1e-9).collect();
    let height = f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX)) * LINE + 26.0;
    let percent = if same.is_none() { "%" } else { "" };
    let inside = html! {
        @for tick in &ticks {
            line.tick x1=(at(x(*tick))) x2=(at(x(*tick))) y1="18" y2=(at(height)) {}
            text.tick x=(at(x(*tick))) y="12" { (at(*tick)) (percent) }
        }
        @for (n, row) in (0u32..).zip(&rows) {
            @let y = 22.0 + f64::from(n) * LINE + LINE / 2.0;
            @let label = [table.called(row), table.shown(row, "item")].join(" ");
            g {
                text.label x=(at(NAMES - 6.0)) y=(at(y + 4.0)) { (Say(&short(&label))) }
                line.rule x1=(at(NAMES + 8.0)) x2=(at(NAMES + 8.0 + WIDE)) y1=(at(y)) y2=(at(y)) {}
                @for (value, expert) in marks(row, &experts) {
                    @if let Some(place) = unit(row, value).map(x) {
                        g class={ "mark " (super::table::class(row.cells[expert].look)) } {
                            title { (table.columns[expert].head) "：" (row.cells[expert].show()) }
                            circle cx=(at(place)) cy=(at(y + lift(row, &experts, expert, value))) r="4" {}
                            @if row.cells[expert].look == Look::Struck {
                                @let (y, d) = (y + lift(row, &experts, expert, value), 5.0);
                                path d={ "M" (at(place - d)) " " (at(y - d)) "l" (at(2.0 * d)) " " (at(2.0 * d)) "m0 -" (at(2.0 * d)) "l-" (at(2.0 * d)) " " (at(2.0 * d)) } {}
                            }
                        }
                    }
                }
                @if let Some(value) = number(&row.cells[score]) {
                    @if let Some(place) = unit(row, value).map(x) {
                        line.score x1=(at(place)) x2=(at(place)) y1=(at(y - 8.0)) y2=(at(y + 8.0)) { title { (row.cells[score].show()) } }
                    }
                }
                text.value x=(at(NAMES + WIDE + 16.0)) y=(at(y + 4.0)) { (row.cells[score].show()) }
            }
        }
    };
    chart(id, said, NAMES + WIDE + 90.0, height, &inside)
}

fn marks(row: &Row, experts: &[usize]) -> Vec<(f64, usize)> {
    experts.iter().filter_map(|at| Some((number(&row.cells[*at])?, *at))).collect()
}

/// Equal marks would hide each other: each after the first is drawn a little lower or higher.
fn lift(row: &Row, experts: &[usize], expert: usize, value: f64) -> f64 {
    let before = marks(row, experts).into_iter().filter(|(other, at)| *at < expert && (other - value).abs() < 1e-9).count();
    [0.0, -4.0, 4.0, -7.0, 7.0].get(before).copied().unwrap_or(0.0)
}
