//! A stored result as a page (`.html`) for whoever would rather look: one file that asks for nothing from anywhere. It is made from the
//! tables of the JSON result and from nothing else, so that a result that was kept gives the same page as the call that made it. It can be
//! read without its script, which adds sorting, searching and the other language.

mod cards;
mod charts;
mod collect;
mod sections;
mod table;
mod words;

use std::io::{self, Write};

use base64::Engine as _;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::review::{Recheck, Review};
use crate::score::Pool;
use crate::text::{Language, text};

use super::kept::{self, Json, Languages};
use super::stored::{Failure, Source, Stored, Wrong};
use super::tables::{self, safe};
use super::{PROGRAM, Shown};

use collect::Tables;
use sections::Page;
use words::{Pairs, Say, join};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes a stored result as a page. Sentences of the result stay in its language, all else is in both; the page opens in `language`.
/// `name` is what the result is called where a finding says something of it, `hash` the SHA-256 by which it can be known again.
///
/// # Errors
/// A finding where it is no result that can be put on a page, or does not fit on one; else those of reading and writing.
pub fn write(out: &mut dyn Write, source: &mut dyn Source, name: &str, language: Language, hash: &str) -> Result<(), Failure> {
    let first = draw(source, name, language, hash, true)?;
    let second = draw(source, name, other(language), hash, true)?;
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
    let first = draw(&mut first, name, languages.shown, &hash, false)?;
    let second = draw(&mut second, name, other(languages.shown), &hash, false)?;
    Ok(finish(out, &first, &second, languages.shown)?)
}

/// The body of the page in one language; of a result that is there in one language only, it says so.
fn draw(source: &mut dyn Source, name: &str, language: Language, hash: &str, stored_once: bool) -> Result<Markup, Failure> {
    let mut stored = Stored::open(source, name)?;
    let wrong = |wrong: Wrong| wrong.found(&name.into());
    let title = tables::title(&stored, language).map_err(wrong)?;
    let mut tables = Tables::new(language);
    tables::write(&mut tables, &mut stored)?;
    let banners = sections::banners(&stored.head(), stored.schema, language).map_err(wrong)?;
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
            @if stored_once { p { (Say(&page.say(text!(PageStoredOnce)))) } }
            p { (Say(&page.say(text!(ResultHash)))) }
            p.hash { (hash) }
        }
    })
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
