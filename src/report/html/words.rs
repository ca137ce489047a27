//! A page in two languages. It is drawn once in each, with every text that people read between marks; what differs between the two is
//! numbered, and a list of the pairs goes with the page, so that it can change its language where it lies.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;

use maud::{Escaper, Markup, PreEscaped, Render};

/// Stands before and behind a text. No text has it: hidden characters are spelled out before they come here.
const MARK: char = '\0';

/// A text that people read.
pub struct Say<'t>(pub &'t str);

impl Render for Say<'_> {
    fn render_to(&self, out: &mut String) {
        out.push(MARK);
        let _ = Escaper::new(out).write_str(&self.0.replace(MARK, "\\u{0}"));
        out.push(MARK);
    }
}

/// The pairs of a page, each once.
#[derive(Default)]
pub struct Pairs {
    list: Vec<(String, String)>,
    at: HashMap<(String, String), usize>,
}

impl Pairs {
    fn number(&mut self, first: &str, second: &str) -> usize {
        let pair = (first.to_owned(), second.to_owned());
        if let Some(at) = self.at.get(&pair) {
            return *at;
        }
        self.list.push(pair.clone());
        self.at.insert(pair, self.list.len() - 1);
        self.list.len() - 1
    }

    /// As a list of pairs for the script, harmless inside a page.
    ///
    /// # Errors
    /// None that happen: texts can be written as JSON.
    pub fn json(&self) -> io::Result<String> {
        let plain: Vec<[String; 2]> = self.list.iter().map(|(first, second)| [unescaped(first), unescaped(second)]).collect();
        Ok(serde_json::to_string(&plain)?.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

/// A text as it was before it was made harmless.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Makes one page of two that differ in their texts only: it shows the first, and knows both.
///
/// # Errors
/// Where they differ in anything else, which is a slip of this program.
pub fn join(first: &Markup, second: &Markup, pairs: &mut Pairs) -> io::Result<Markup> {
    let (PreEscaped(first), PreEscaped(second)) = (first, second);
    let mut out = String::with_capacity(first.len() + first.len() / 4);
    let (mut one, mut other) = (first.split(MARK), second.split(MARK));
    loop {
        let (markup, same) = match (one.next(), other.next()) {
            (None, None) => return Ok(PreEscaped(out)),
            (Some(markup), Some(same)) => (markup, same),
            _ => return Err(io::Error::other("the page differs between its languages")),
        };
        if markup != same {
            return Err(io::Error::other(format!("the page differs between its languages: {markup} and {same}")));
        }
        out.push_str(markup);
        let (text, translated) = match (one.next(), other.next()) {
            (None, None) => return Ok(PreEscaped(out)),
            (Some(text), Some(translated)) => (text, translated),
            _ => return Err(io::Error::other("the page differs between its languages")),
        };
        if text == translated {
            out.push_str(text);
            continue;
        }
        let number = pairs.number(text, translated);
        // Every text has an element of its own, which is told which pair it shows.
        let slot = out.pop().filter(|last| *last == '>').ok_or_else(|| io::Error::other(format!("no element of its own: {text}")))?;
        let _ = write!(out, " data-w={number}{slot}{text}");
    }
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::*;

    #[test]
    fn texts_that_differ_are_numbered_once() {
        let page = |word: &str| html! { p { (Say(word)) } b class="x" { (Say("1")) } i { (Say(word)) } };
        let mut pairs = Pairs::default();
        let joined = join(&page("甲<"), &page("A<"), &mut pairs).expect("the same page");
        assert_eq!(joined.into_string(), "<p data-w=0>甲&lt;</p><b class=\"x\">1</b><i data-w=0>甲&lt;</i>");
        assert_eq!(pairs.json().expect("JSON"), r#"[["甲\u003c","A\u003c"]]"#);
    }

    #[test]
    fn a_page_that_differs_in_more_than_texts_is_none() {
        let mut pairs = Pairs::default();
        assert!(join(&html! { p { "a" } }, &html! { p { "b" } }, &mut pairs).is_err());
        assert!(join(&html! { p { (Say("a")) } }, &html! { p {} }, &mut pairs).is_err());
        assert!(join(&html! { p { "x" (Say("a")) } }, &html! { p { "x" (Say("b")) } }, &mut pairs).is_err());
    }

    #[test]
    fn a_text_cannot_end_itself() {
        let mut pairs = Pairs::default();
        let page = html! { p { (Say("a\0<b>")) } };
        assert_eq!(join(&page, &page, &mut pairs).expect("the same page").into_string(), "<p>a\\u{0}&lt;b&gt;</p>");
    }
}
