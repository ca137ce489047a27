//! One layout for the TOML files that people write: standards, schemes and calendars.
//!
//! * Tables stay in the order in which they were written: an input stands beside the indicators that use it. One blank line parts
//!   them; none stands at the beginning of the file, and one line break ends it.
//! * In a table, the keys come in the order of the language (`keys`). Keys that the language does not name keep their order behind them,
//!   and so all keys of tables whose keys are free (`set`, `expect`, `weights`, `[assumed]`).
//! * `key = value`, with single blanks; keys are bare where they may be; nothing is indented but the items of a list.
//! * A list stands on one line, `["a", "b"]`, or `[ { a = 1 }, { a = 2 } ]` where it holds tables. Where that line would take more than
//!   140 columns (a Chinese character takes two), each item has a line of its own, with a comma behind the last. A table in braces always
//!   stays on one line, because TOML 1.0 knows no other way.
//! * Every comment keeps its words and its place: above a key or header, behind it, or at the end of a table, list or file. What stands
//!   above or behind a key goes where the key goes. Blank lines beside comments stay, one at most; other blank lines within a table go.
//! * Texts stand between `"`; between `'` where that spares escapes; texts of several lines stay as they are. Characters that nobody
//!   can see are escaped. Figures, dates and flags stay exactly as they were written.
//! * Lines end in a line feed, nothing is left at the end of a line, and there is no byte order mark.
//!
//! Nothing here knows what a standard means, so a file may be laid out that would not check; it only has to be TOML. The text is read
//! as the events of the parser, which lose no comment, into a tree of what stands where (`tree`), which is then drawn (`draw`). Before
//! the result is given out it is read again and held against the original (`guard`): whatever goes wrong here, no meaning changes.

mod draw;
mod guard;
mod keys;
mod tree;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{Document, Findings};
use crate::text::text;

/// The text of a document in the one layout.
///
/// # Errors
/// The findings, where the text is not TOML; or one that the layout would not say the same, which is a fault of the program.
pub fn layout(document: &Document) -> Result<String, Vec<Diagnostic>> {
    let findings = Findings::new(document);
    _ = document.parse(&findings);
    let findings = findings.take();
    if !findings.is_empty() {
        return Err(findings);
    }
    let text = plain(&document.text);
    held(document, &text, draw::draw(&tree::Tree::read(&text)))
}

/// The result, if it says what the original says.
fn held(document: &Document, text: &str, laid_out: String) -> Result<String, Vec<Diagnostic>> {
    if guard::hold(text, &laid_out) {
        return Ok(laid_out);
    }
    let found = Diagnostic::new(Code::LayoutUnsafe, Place::File(document.name.clone()), text!(LayoutDiffers));
    Err(vec![found.help(text!(LayoutLeftAlone))])
}

/// The text without byte order mark and carriage returns, neither of which says anything.
fn plain(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        let laid_out = |text: &str| layout(&Document::new("x.toml", text));
        let once = laid_out(text).unwrap_or_else(|found| panic!("{text}\n{found:?}"));
        assert_eq!(laid_out(&once).as_deref(), Ok(once.as_str()), "twice is not once");
        once
    }

    #[test]
    fn keys_come_in_the_order_of_the_language_and_take_their_comments_along() {
        assert_eq!(
            of("[[indicator]]\n# 单位\nunit='%' # percent\nodd = 1\nname=\"签约率\"\n\n\nkind  =  \"tiers\"\nid = \"D1\"\n# the end\n"),
            "[[indicator]]\nid = \"D1\"\nname = \"签约率\"\nkind = \"tiers\"\n# 单位\nunit = \"%\" # percent\nodd = 1\n# the end\n"
        );
        // Dotted keys go by their first part and stay in order among themselves.
        assert_eq!(
            of("[[indicator]]\nat_least . 2020 = 2\nid='D1'\n\"at_least\".\"2017\" = 1\n"),
            "[[indicator]]\nid = \"D1\"\nat_least.2020 = 2\nat_least.2017 = 1\n"
        );
        assert_eq!(of("tiers = [{points=1,at_least=2}]"), "tiers = [ { at_least = 2, points = 1 } ]\n");
    }

    #[test]
    fn free_keys_and_tables_stay_in_the_order_of_the_author() {
        let text = "[assumed]\n\"final.weights\" = \"b\"\na = \"a\"\n\n[[input]]\nid = \"b\"\n\n[[indicator]]\nid = \"A\"\n\n[[input]]\nid = \"a\"\n";
        assert_eq!(of(text), text);
        let text = "[[case]]\nname = \"x\"\nset = { homes = 1, D1 = 2, type = \"con\" }\nexpect = { passed = true, points = \"1.00\" }\n";
        assert_eq!(of(text), text);
    }

    #[test]
    fn one_blank_line_parts_tables_and_comments_stay_beside_what_they_stand_by() {
        assert_eq!(
            of("\n\n# head\n\n\n# more\n[a]\n# of x\n\nx = 1\n# [b] is next\n[b]\ny = 1\n# left over\n\n\n# of c\n\n[c]\n\n\n# tail\n\n\n"),
            "# head\n\n# more\n[a]\n# of x\n\nx = 1\n\n# [b] is next\n[b]\ny = 1\n# left over\n\n# of c\n\n[c]\n\n# tail\n"
        );
        let (under, over) = ("[a]\nx = 1\n# y = 2\n\n[b]\n", "[a]\nx = 1\n\n# y = 2\n\n[b]\n");
        assert_eq!((of(under), of(over)), (under.into(), over.into()));
        assert_eq!(of("[a]\n[a.b]\n[[ c . \"d\" ]] # behind \t\n"), "[a]\n\n[a.b]\n\n[[c.d]] # behind\n");
        assert_eq!(of("\u{feff}#:schema s.json\r\n[a]\r\nx = 1\r\n"), "#:schema s.json\n[a]\nx = 1\n");
        assert_eq!((of(""), of(" \n\n"), of("\n# c  ")), (String::new(), String::new(), "# c\n".into()));
    }

    #[test]
    fn lists_are_broken_where_they_are_too_long_or_hold_comments() {
        let (short, item) = ("evidence = [\"", "签约协议签约协议签约协议");
        let one_line = |count: usize| format!("{short}{}\"]\n", vec![item; count].join("\", \""));
        assert_eq!(of(&one_line(4)), one_line(4));
        assert_eq!(of(&one_line(5)), format!("evidence = [\n{}]\n", format!("  \"{item}\",\n").repeat(5)));
        assert_eq!(of(&of(&one_line(5)).replace("协议签约", "")), format!("evidence = [{}]\n", ["\"签约协议\""; 5].join(", ")));
        assert_eq!(of("a = [\n1,2,\n]\nb = [ ]\nc = [[1],[ ]]\nd = { }"), "a = [1, 2]\nb = []\nc = [[1], []]\nd = {}\n");
        assert_eq!(
            of("a = [ # first\n1 # one\n, # still one\n\n# two\n2, 3, # three\n\n# end\n]"),
            "a = [\n  # first\n  1, # one\n  # still one\n\n  # two\n  2,\n  3, # three\n\n  # end\n]\n"
        );
        assert_eq!(of("a = [\n# nothing yet\n]"), "a = [\n  # nothing yet\n]\n");
        assert_eq!(of("a = { b = [1, # c\n2], d = 1 }"), "a = { b = [\n  1, # c\n  2,\n], d = 1 }\n");
        // Exactly 140 columns fit.
        let exact = format!("a = [\"{}\"]\n", "x".repeat(140 - 8));
        assert_eq!(of(&exact), exact);
        let longer = format!("a = [\"{}\"]\n", "x".repeat(140 - 7));
        assert_eq!(of(&longer), format!("a = [\n  \"{}\",\n]\n", "x".repeat(140 - 7)));
    }

    #[test]
    fn tables_in_braces_stay_on_one_line_unless_comments_forbid_it() {
        assert_eq!(of("a = {\n  b = 1,\n  c = 2,\n}"), "a = { b = 1, c = 2 }\n");
        assert_eq!(of("a = {\n  # why\n  b = 1, # one\n\n  c = [1,2]\n  # end\n}"), {
            "a = {\n  # why\n  b = 1, # one\n  c = [1, 2],\n  # end\n}\n"
        });
        let long = format!("expect = {{ a = [\"{}\"], b = 1 }}\n", "x".repeat(140));
        assert_eq!(of(&long), long);
    }

    #[test]
    fn texts_keep_their_words_in_one_way_of_quoting() {
        assert_eq!(of(r#"a = 'x'"#), "a = \"x\"\n");
        assert_eq!(of(r#"a = "C:\\dir\\\"x\"""#), "a = 'C:\\dir\\\"x\"'\n");
        assert_eq!(of(r#"a = "it's \"so\"""#), "a = \"it's \\\"so\\\"\"\n");
        assert_eq!(of(r#"a = "\u7B7E\t\u200b\e""#), "a = \"签\\t\\u200B\\u001B\"\n");
        assert_eq!(of("a = \"\"\"\nx  \ny\\\n  z\"\"\" # c\nb = '''x\ny'''"), "a = \"\"\"\nx  \ny\\\n  z\"\"\" # c\nb = '''x\ny'''\n");
        assert_eq!(of("a = [\"\"\"x\ny\"\"\", 1]"), "a = [\n  \"\"\"x\ny\"\"\",\n  1,\n]\n");
        assert_eq!(of("'a b' = 1\n\"\" = 2\n'c\"d' = 3\n\"e\" = 4"), "\"a b\" = 1\n\"\" = 2\n'c\"d' = 3\ne = 4\n");
    }

    #[test]
    fn figures_and_dates_stay_as_they_were_written() {
        let text = "a = [+4, 4.0, 1_000, 0x1F, 1e3, -inf, true, 2025-08-31, 2025-08-31 07:32:00.50Z, 07:32, \"85%\", 85.10]\n";
        assert_eq!(of(text), text);
    }

    #[test]
    fn what_is_no_toml_is_refused_with_its_place() {
        let found = layout(&Document::new("x.toml", "a = 1\nb = \n")).expect_err("no value");
        assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), [Code::Syntax]);
        assert!(matches!(&found[0].place, Place::Span(_, span) if span.start >= 8));
    }

    #[test]
    fn a_result_that_says_something_else_is_not_given_out() {
        let document = Document::new("x.toml", "a = 1 # one\n");
        assert_eq!(held(&document, &document.text, "# one\na = 1\n".into()).as_deref(), Ok("# one\na = 1\n"));
        for wrong in ["a = 2 # one\n", "a = 1\n", "a = 1 # one\nb = 1\n", "a = # one\n"] {
            let found = held(&document, &document.text, wrong.into()).expect_err(wrong);
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), [Code::LayoutUnsafe]);
        }
    }
}
