//! The parts of a page: which there are, in which order, and which charts go with which table.

use maud::{Markup, html};

use crate::report::stored::{Node, Schema, Wrong};
use crate::report::tables::{self, Cell, Topic, safe};
use crate::text::{Language, Text, text};

use super::cards::{self, Cards, Ways};
use super::charts::{self, Bars, Said};
use super::collect::{Row, Table, Tables};
use super::table;
use super::words::Say;

/// What must be known before anything else is read: a result that may change, words that are not the document's own.
pub fn banners(head: &Node<'_, '_>, schema: Schema, language: Language) -> Result<Vec<String>, Wrong> {
    let mut banners = Vec::new();
    let mut standards = Vec::new();
    if schema == Schema::Score {
        standards.push(tables::standard(&head.get("standard")?, language)?);
    } else {
        for track in head.get("tracks")?.each()? {
            if let Some(node) = track.nullable("standard")? {
                standards.push(tables::standard(&node, language)?);
            }
            if schema == Schema::Review && track.flag("provisional")? {
                let title = track.nullable_text("title")?.map_or_else(|| track.text("id"), Ok)?;
                banners.push(text!(PageProvisional, track = title).say(language));
            }
        }
    }
    for (name, wording, official) in standards {
        if !official {
            banners.push(text!(PageWording, name = name, wording = wording).say(language));
        }
    }
    banners.dedup();
    Ok(banners.iter().map(|banner| safe(banner).into_owned()).collect())
}

/// The page: what its parts have in common.
pub struct Page<'t> {
    tables: &'t Tables,
    language: Language,
    hash: &'t str,
    tools: table::Tools,
    words: cards::Words,
}

/// A part of the page: its anchor, its name in the contents, and itself.
pub type Section = (String, String, Markup);

impl<'t> Page<'t> {
    pub fn new(tables: &'t Tables, language: Language, hash: &'t str, head: &Node<'_, '_>, schema: Schema) -> Result<Self, Wrong> {
        let say = |text: Text| text.say(language);
        let ways = match schema {
            Schema::Score => head.get("options")?.maybe("ways")?.is_some(),
            _ => true,
        };
        Ok(Self {
            tables,
            language,
            hash,
            tools: table::Tools { search: say(text!(PageSearch)), all: say(text!(PageAll)), rows: say(text!(PageRows)) },
            words: cards::Words {
                open: say(text!(PageOpenAll)),
                close: say(text!(PageCloseAll)),
                reasons: say(text!(ColumnReasons)),
                way: say(text!(ColumnWay)),
                no_ways: say(text!(PageNoWays)),
                ways,
            },
        })
    }

    pub fn say(&self, text: Text) -> String {
        text.say(self.language)
    }

    /// Every part, in the order in which it is read: what came of it, then why, then where it is from.
    pub fn sections(&self) -> Vec<Section> {
        let all = self.cards();
        let mut sections = Vec::new();
        for (n, table) in self.tables.list.iter().enumerate() {
            let id = format!("s{n}");
            let own: Vec<&Cards<'_>> = all.iter().map(|(cards, _)| cards).filter(|cards| std::ptr::eq(cards.of, table)).collect();
            let links: Vec<Option<String>> = own.iter().flat_map(|cards| cards.links()).collect();
            let end = if table.topic.is_signed() {
                self.sign_off()
            } else {
                html! {}
            };
            let part = match table.topic {
                Topic::Overview => table::facts(table, &id),
                // These stand on the cards.
                Topic::Scorecards => continue,
                Topic::Ranking => table::section(table, &id, &links, &self.tools, &self.pass_lines(table, &id), &end),
                Topic::Outcomes => table::section(table, &id, &links, &self.tools, &self.quota_lines(table, &id), &end),
                Topic::Matrix => {
                    let said = self.said(text!(ChartHeat, of = &table.title), text!(ChartHeatSaid));
                    let chart = charts::heat(table, &format!("{id}-c"), &said);
                    table::section(table, &id, &[], &self.tools, &chart, &end)
                }
                Topic::Steps => table::section(table, &id, &[], &self.tools, &self.steps(table, &id), &end),
                Topic::Panel => {
                    let said = self.said(text!(ChartDots, of = &table.title), text!(ChartDotsSaid));
                    let chart = charts::dots(table, &format!("{id}-c"), &said);
                    table::section(table, &id, &[], &self.tools, &chart, &end)
                }
                Topic::Ways | Topic::Holders | Topic::Other => table::section(table, &id, &[], &self.tools, &html! {}, &end),
            };
            sections.push((id, table.name.clone(), part));
            for (n, (cards, title)) in all.iter().enumerate().filter(|(_, (cards, _))| std::ptr::eq(cards.of, table)) {
                let id = format!("cards{n}");
                sections.push((id.clone(), title.clone(), cards::section(cards, &id, title, &self.words, &self.tools)));
            }
        }
        sections
    }

    /// The cards of all that were ranked or reviewed: of a review, those of each track by themselves.
    fn cards(&self) -> Vec<(Cards<'t>, String)> {
        let (mut all, mut ways) = (Vec::new(), Ways::of(self.tables.about(Topic::Ways).next()));
        for table in self.tables.about(Topic::Ranking) {
            let answers = self.tables.about(Topic::Scorecards).next();
            let cards = Cards::of(table, &table.rows, answers, &mut ways, "card".to_owned());
            all.push((cards, self.say(text!(SheetScorecards))));
        }
        for table in self.tables.about(Topic::Outcomes) {
            let mut answers = self.tables.about(Topic::Scorecards).peekable();
            for (n, rows) in table.groups().enumerate() {
                let track = table.shown(&rows[0], "track");
                let title = self.say(text!(ScorecardsOf, track = track));
                let own = answers.next_if(|answers| answers.name == title);
                all.push((Cards::of(table, rows, own, &mut ways, format!("card{n}")), title));
            }
        }
        all
    }

    /// Of every line that has to be reached, a chart that shows who reaches it; where there is none, one of the points.
    fn pass_lines(&self, table: &Table, id: &str) -> Markup {
        let lines: Vec<(usize, f64, f64)> = table
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| column.scale.and_then(|scale| Some((at, scale.full, scale.line?))))
            .collect();
        let draw = |at: usize, full: f64, line: Option<f64>| {
            let head = &table.columns[at].head;
            let written = line.map(|line| match table.rows.iter().find_map(|row| figure(&row.cells[at])) {
                Some(figure) => self.say(text!(PassLine, limit = figure.show(line))),
                None => String::new(),
            });
            let said = match &written {
                Some(line) => self.said(text!(ChartBars, head = head, of = &table.title), text!(ChartBarsSaid, line = line)),
                None => self.said(text!(ChartBars, head = head, of = &table.title), text!(ChartBarsPlain)),
            };
            let line = line.zip(written.as_deref());
            charts::bars(table, &table.rows, &Bars { column: at, verdict: "verdict", line, full }, &format!("{id}-c{at}"), &said)
        };
        if lines.is_empty() {
            let Some(at) = table.column("points") else { return html! {} };
            let most = table.rows.iter().filter_map(|row| value(&row.cells[at])).fold(0.0, f64::max);
            return draw(at, most, None);
        }
        html! { @for (at, full, line) in lines { (draw(at, full, Some(line))) } }
    }

    /// The final scores of each track, with the line above which the seats ended.
    fn quota_lines(&self, table: &Table, id: &str) -> Markup {
        let Some((at, full)) = table.column("final").and_then(|at| Some((at, table.columns[at].scale?.full))) else { return html! {} };
        // Where nobody is left outside, or kept seats leave no one line, there is none.
        let gap = table.column("gap");
        let line = |rows: &[Row]| rows.iter().find_map(|row| Some(value(&row.cells[at])? - value(&row.cells[gap?])?));
        html! {
            @for (n, rows) in table.groups().enumerate() {
                @let line = line(rows);
                @let shown = rows.iter().find_map(|row| figure(&row.cells[at])).zip(line).map(|(figure, line)| figure.show(line));
                @let words = shown.map(|score| self.say(text!(QuotaLine, score = score)));
                @let track = table.shown(&rows[0], "track");
                @let said = self.said(text!(ChartFinal, track = track), text!(ChartFinalSaid));
                @let line = line.zip(words.as_deref());
                (charts::bars(table, rows, &Bars { column: at, verdict: "outcome", line, full }, &format!("{id}-c{n}"), &said))
            }
        }
    }

    fn steps(&self, table: &Table, id: &str) -> Markup {
        html! {
            @for (n, rows) in table.groups().enumerate() {
                @let track = table.shown(&rows[0], "track");
                @let said = self.said(text!(ChartSteps, track = track), text!(ChartStepsSaid));
                (charts::steps(rows, table, &format!("{id}-c{n}"), &said))
            }
        }
    }

    fn said(&self, title: Text, description: Text) -> Said {
        Said { title: self.say(title), description: self.say(description) }
    }

    /// Where those sign who answer for a table on paper.
    fn sign_off(&self) -> Markup {
        html! {
            div.sign-off {
                p {
                    @for who in [text!(SignExperts), text!(SignChecked), text!(SignDate)] {
                        span { b { (Say(&self.say(who))) } i {} }
                    }
                }
                p { b { (Say(&self.say(text!(ResultHash)))) } }
                p.hash { (self.hash) }
            }
        }
    }
}

fn value(cell: &Cell) -> Option<f64> {
    match cell.value {
        tables::Value::Number(number, _) => Some(number),
        _ => None,
    }
}

fn figure(cell: &Cell) -> Option<tables::Figure> {
    match cell.value {
        tables::Value::Number(_, figure) => Some(figure),
        _ => None,
    }
}
