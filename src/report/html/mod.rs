//! A stored result as a page (`.html`) for whoever would rather look: one file that asks for nothing from anywhere. It is made from the
//! tables of the JSON result and from nothing else, so that a result that was kept gives the same page as the call that made it. It can be
//! read without its script, which adds sorting, searching and the other language.

mod cards;
mod charts;
mod collect;
mod table;
mod words;

use std::io::{self, Write};

use base64::Engine as _;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::review::{Recheck, Review};
use crate::score::Pool;
use crate::text::{Language, Text, text};

use super::kept::{self, Json, Languages};
use super::stored::{Failure, Node, Schema, Source, Stored, Wrong};
use super::tables::{self, Cell, Look, Topic, safe};
use super::{PROGRAM, Shown};

use cards::{Cards, Ways};
use charts::{Bars, Said};
use collect::{Row, Table, Tables};
use words::{Pairs, Say, join};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes a stored result as a page. Sentences of the result stay in its language, all else is in both; the page opens in `language`.
/// `name` is what the result is called where a finding says something of it, `hash` the SHA-256 by which it can be known again.
///
/// # Errors
/// A finding where it is no result that can be put on a page, or does not fit on one; else those of reading and writing.
pub fn write(out: &mut dyn Write, source: &mut dyn Source, name: &str, language: Language, hash: &str) -> Result<(), Failure> {
    let first = draw(source, name, language, hash)?;
    let second = draw(source, name, other(language), hash)?;
    Ok(finish(out, &first, &second, language)?)
}

/// Writes a scored pool as a page. `name` is the file to be written.
///
/// # Errors
/// A finding where the pool does not fit on a page; else those of reading and writing.
pub fn write_pool(out: &mut dyn Write, pool: &Pool<'_>, how: &Shown, kept: Language, name: &str) -> Result<(), Failure> {
    let shown = pool.applicants.len().min(how.top.unwrap_or(usize::MAX));
    let indicators = pool.plan.standard.indicators.len();
    collect::fits(shown, indicators, if how.summary { 0 } else { shown.saturating_mul(indicators) }, &name.into())?;
    let languages = Languages { shown: how.language, kept };
    both(out, name, languages, &|json, language| super::score_json(json, pool, &Shown { language, ..*how }))
}

/// Writes a review as a page.
///
/// # Errors
/// Those of [`write_pool`].
pub fn write_review(out: &mut dyn Write, review: &Review<'_>, languages: Languages) -> Result<(), Failure> {
    both(out, "", languages, &|json, language| super::review_json(json, review, language))
}

/// Writes a look-back as a page.
///
/// # Errors
/// Those of [`write_pool`].
pub fn write_recheck(out: &mut dyn Write, recheck: &Recheck<'_>, languages: Languages) -> Result<(), Failure> {
    both(out, "", languages, &|json, language| super::recheck_json(json, recheck, language))
}

fn other(language: Language) -> Language {
    match language {
        Language::En => Language::Zh,
        Language::Zh => Language::En,
    }
}

/// Makes the JSON result in both languages, and the page of the two.
fn both(out: &mut dyn Write, name: &str, languages: Languages, json: Json<'_>) -> Result<(), Failure> {
    let (mut first, hash) = kept::aside_with_hash(json, languages)?;
    let mut second = kept::aside(json, other(languages.shown))?;
    let first = draw(&mut first, name, languages.shown, &hash)?;
    let second = draw(&mut second, name, other(languages.shown), &hash)?;
    Ok(finish(out, &first, &second, languages.shown)?)
}

/// The body of the page in one language.
fn draw(source: &mut dyn Source, name: &str, language: Language, hash: &str) -> Result<Markup, Failure> {
    let mut stored = Stored::open(source, name)?;
    let wrong = |wrong: Wrong| wrong.found(&name.into());
    let title = tables::title(&stored, language).map_err(wrong)?;
    let mut tables = Tables::new(language);
    tables::write(&mut tables, &mut stored)?;
    let banners = banners(&stored.head(), stored.schema, language).map_err(wrong)?;
    let page = Page::new(&tables, language, hash, &stored.head(), stored.schema).map_err(wrong)?;
    let sections = page.sections();
    Ok(html! {
        a.skip href="#main" { (Say(&page.say(text!(PageSkip)))) }
        header {
            h1 { (Say(&safe(&title))) }
            button type="button" id="language" aria-pressed="false" hidden { (Say(&page.say(text!(PageOtherLanguage)))) }
        }
        nav aria-labelledby="contents" {
            span.skip id="contents" { (Say(&page.say(text!(PageContents)))) }
            ul { @for (id, name, _) in &sections { li { a href={ "#" (id) } { (Say(name)) } } } }
        }
        main id="main" {
            @for banner in &banners { p.banner { (Say(banner)) } }
            noscript { p.remark { (Say(&page.say(text!(PageNoScript)))) } }
            @for (_, _, section) in &sections { (section) }
        }
        footer {
            p { (Say(&page.say(text!(PageMadeBy, program = PROGRAM)))) }
            p { (Say(&page.say(text!(ResultHash)))) }
            p.hash { (hash) }
        }
    })
}

/// What must be known before anything else is read: a result that may change, words that are not the document's own.
fn banners(head: &Node<'_, '_>, schema: Schema, language: Language) -> Result<Vec<String>, Wrong> {
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
struct Page<'t> {
    tables: &'t Tables,
    language: Language,
    hash: &'t str,
    tools: table::Tools,
    words: cards::Words,
}

/// A part of the page: its anchor, its name in the contents, and itself.
type Section = (String, String, Markup);

impl<'t> Page<'t> {
    fn new(tables: &'t Tables, language: Language, hash: &'t str, head: &Node<'_, '_>, schema: Schema) -> Result<Self, Wrong> {
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

    fn say(&self, text: Text) -> String {
        text.say(self.language)
    }

    /// Every part, in the order in which it is read: what came of it, then why, then where it is from.
    fn sections(&self) -> Vec<Section> {
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
        let (outcome, computed) = (table.column("outcome"), table.column("computed"));
        // Whoever people decided to select may lie far below the line that the rules drew.
        let by_rule = |row: &Row| computed.is_none_or(|computed| row.cells[computed].is_blank());
        let selected = |row: &Row| outcome.is_some_and(|outcome| row.cells[outcome].look == Look::Good) && by_rule(row);
        html! {
            @for (n, rows) in table.groups().enumerate() {
                @let last = rows.iter().filter(|row| selected(row)).filter_map(|row| Some((value(&row.cells[at])?, row))).min_by(|a, b| a.0.total_cmp(&b.0));
                @let words = last.map(|(_, row)| self.say(text!(QuotaLine, score = row.cells[at].show())));
                @let track = table.shown(&rows[0], "track");
                @let said = self.said(text!(ChartFinal, track = track), text!(ChartFinalSaid));
                @let line = last.map(|(score, _)| score).zip(words.as_deref());
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

/// Puts a page and its translation together and writes the file.
fn finish(out: &mut dyn Write, first: &Markup, second: &Markup, language: Language) -> io::Result<()> {
    let mut pairs = Pairs::default();
    let body = join(first, second, &mut pairs)?;
    // The browser is told to run this script and this style, and to fetch nothing from anywhere.
    let hash = |text: &str| format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text)));
    let policy = format!("default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'", hash(STYLE), hash(SCRIPT));
    let title = body.0.split_once("<h1").and_then(|(_, rest)| rest.split_once('>')).and_then(|(_, rest)| rest.split_once("</h1>"));
    let title = title.map(|(title, _)| PreEscaped(title)).unwrap_or(PreEscaped(""));
    let page = html! {
        (DOCTYPE)
        html lang=(if language == Language::Zh { "zh-CN" } else { "en" }) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(PROGRAM);
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (body)
                script type="application/json" id="words" { (PreEscaped(pairs.json()?)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    out.write_all(page.0.as_bytes())?;
    out.write_all(b"\n")
}
