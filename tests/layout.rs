//! The layout of standards and schemes: what it must never lose, and that there is only one.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use shifan::diagnostic::Code;
use shifan::document::{Document, is_scheme};
use shifan::layout::layout;
use shifan::review::scheme;
use shifan::standard;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The standards and schemes of this repository that are meant to be right.
fn shipped() -> Vec<(PathBuf, String)> {
    let root = Path::new(ROOT);
    let mut folders = vec![root.join("standards"), root.join("tests/standards")];
    folders.extend(std::fs::read_dir(root.join("examples")).expect("readable").flatten().map(|entry| entry.path()));
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("readable").flatten());
    let files = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    assert!(files.len() >= 8, "only {} files found", files.len());
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("text"))).collect()
}

fn of(text: &str) -> String {
    layout(&Document::new("x.toml", text)).unwrap_or_else(|found| panic!("{found:#?}\n{text}"))
}

#[test]
fn what_is_shipped_is_in_the_layout() {
    for (path, text) in shipped() {
        assert!(of(&text) == text, "{}: run `shifan fmt` on it", path.display());
    }
}

/// What the reference shows is in the layout that it describes.
#[test]
fn the_reference_is_in_the_layout() {
    let reference = std::fs::read_to_string(Path::new(ROOT).join("standards/README.md")).expect("readable");
    let blocks: Vec<&str> = reference.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 10, "only {} blocks found", blocks.len());
    for block in blocks {
        assert_eq!(of(block), block);
    }
}

/// The order of keys that the reference names is the one that is used.
#[test]
fn the_reference_names_the_order_of_keys() {
    let reference = std::fs::read_to_string(Path::new(ROOT).join("standards/README.md")).expect("readable");
    let section = reference.split("\n## 8. ").nth(1).expect("the section on the layout");
    for (item, table) in [("head", "[standard]"), ("input", "[[input]]"), ("indicator", "[[indicator]]")] {
        let list = section.split(&format!("  - {item}: ")).nth(1).and_then(|rest| rest.split("\n  - ").next()).expect("a list of keys");
        let keys: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
        assert!(keys.len() >= 10, "{item}: {keys:?}");
        let text = keys.iter().fold(format!("{table}\n"), |text, key| text + key + " = 1\n");
        assert_eq!(of(&text), text, "{item}");
        let turned = keys.iter().rev().fold(format!("{table}\n"), |text, key| text + key + " = 1\n");
        assert_eq!(of(&turned), text, "{item}: a key has no place");
    }
}

// What a text says, read independently of the layout.

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    /// A figure, date or flag, as it is written.
    Written(String),
    List(Vec<Value>),
    /// In the order in which the keys are written.
    Table(Vec<(String, Value)>),
}

fn value(read: &Spanned<DeValue<'_>>, text: &str) -> Value {
    match read.get_ref() {
        DeValue::String(words) => Value::Text(words.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| value(item, text)).collect()),
        DeValue::Table(inner) => table(inner, text),
        _ => Value::Written(text[read.span()].to_owned()),
    }
}

fn table(read: &DeTable<'_>, text: &str) -> Value {
    let mut pairs: Vec<_> = read.iter().collect();
    pairs.sort_by_key(|(key, _)| key.span().start);
    Value::Table(pairs.into_iter().map(|(key, inner)| (key.get_ref().to_string(), value(inner, text))).collect())
}

fn read(text: &str) -> Value {
    let root = DeTable::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    table(root.get_ref(), text)
}

/// The same without the order of keys, and without carriage returns in texts of several lines, which mean no more than a line feed.
fn meaning(text: &str) -> Value {
    fn sort(value: Value) -> Value {
        match value {
            Value::List(items) => Value::List(items.into_iter().map(sort).collect()),
            Value::Table(mut pairs) => {
                pairs.sort_by(|a, b| a.0.cmp(&b.0));
                Value::Table(pairs.into_iter().map(|(key, inner)| (key, sort(inner))).collect())
            }
            plain => plain,
        }
    }
    sort(read(&text.trim_start_matches('\u{feff}').replace("\r\n", "\n")))
}

fn codes(name: &str, text: &str) -> Vec<Code> {
    let found = if is_scheme(text) { scheme::from_text(name, text).findings } else { standard::from_text(name, text).findings };
    let mut codes: Vec<Code> = found.iter().map(|found| found.code).collect();
    codes.sort();
    codes
}

// A text in every layout but the one.

/// Decides at random how a text is written.
struct Hand {
    state: u64,
    /// How many comments have been written; none, if none are to be.
    comments: Option<usize>,
    /// May texts be written in several lines?
    several_lines: bool,
}

/// Tables in braces whose keys have an order.
const ORDERED: &[&str] =
    &["tiers", "levels", "allow", "notice", "prefer", "national_list", "items", "panel", "go_on", "final", "issuer", "check"];

impl Hand {
    fn new(seed: u64, comments: bool) -> Self {
        Self { state: seed, comments: comments.then_some(0), several_lines: comments }
    }

    fn below(&mut self, most: usize) -> usize {
        // splitmix64
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most as u64) as usize
    }

    fn one_in(&mut self, most: usize) -> bool {
        self.below(most) == 0
    }

    fn any<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.below(last + 1);
            list.swap(last, other);
        }
    }

    fn blank(&mut self) -> &'static str {
        self.any(&["", "", " ", " ", "  ", "\t"])
    }

    /// A comment up to the end of its line, now and then.
    fn comment(&mut self) -> String {
        if self.comments.is_none() || !self.one_in(4) {
            return String::new();
        }
        let words = self.any(&["", " 签约率", "= 1", "[x]", " \"", "\t'", "#", "}", " “”"]);
        let end = self.any(&["", "", " ", "\t "]);
        let number = self.comments.as_mut().expect("asked above");
        *number += 1;
        format!("#{number}!{words}{end}")
    }

    /// The end of a line, and perhaps more lines of comments and nothing.
    fn line_end(&mut self) -> String {
        let mut end = self.blank().to_owned() + &self.comment() + "\n";
        while self.comments.is_some() && self.one_in(4) {
            end += &(self.blank().to_owned() + &self.comment() + "\n");
        }
        end
    }

    /// Between two things in brackets.
    fn gap(&mut self) -> String {
        if self.one_in(3) { self.line_end() + self.blank() } else { self.blank().to_owned() }
    }

    fn text(&mut self, text: &str, key: bool) -> String {
        let hidden = |c: char| c.is_control() && c != '\t';
        let choice = self.below(if self.several_lines && !key { 6 } else { 4 });
        let lines = text.replace('\n', "");
        match choice {
            0 if !text.contains('\'') && !text.contains(hidden) => format!("'{text}'"),
            5 if !text.contains("'") && !lines.contains(hidden) => format!("'''{}{text}'''", self.any(&["", "\n"])),
            4 if !lines.contains(hidden) => {
                let text = text.replace('\\', "\\\\").replace('"', "\\\"");
                format!("\"\"\"{}{text}{}\"\"\"", self.any(&["", "\n"]), self.any(&["", "\\\n   "]))
            }
            choice => {
                let mut out = String::from("\"");
                for c in text.chars() {
                    match c {
                        '"' | '\\' => out.extend(['\\', c]),
                        c if hidden(c) || (choice == 1 && self.one_in(3)) => out += &format!("\\U{:08x}", u32::from(c)),
                        c => out.push(c),
                    }
                }
                out + "\""
            }
        }
    }

    fn key(&mut self, key: &str) -> String {
        let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        if bare && !self.one_in(4) { key.to_owned() } else { self.text(key, true) }
    }

    fn value(&mut self, name: &str, value: &Value) -> String {
        match value {
            Value::Text(text) => self.text(text, false),
            Value::Written(written) => written.clone(),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(name, item)).collect();
                self.between('[', items, ']')
            }
            Value::Table(pairs) => {
                let mut pairs: Vec<&(String, Value)> = pairs.iter().collect();
                if ORDERED.contains(&name) {
                    self.shuffle(&mut pairs);
                }
                let pairs = pairs.into_iter().map(|(key, inner)| self.assignment(key, inner)).collect();
                self.between('{', pairs, '}')
            }
        }
    }

    fn between(&mut self, open: char, items: Vec<String>, close: char) -> String {
        let mut out = format!("{open}{}", self.gap());
        let last = items.len().saturating_sub(1);
        for (index, item) in items.into_iter().enumerate() {
            out += &item;
            out += &self.gap();
            if index < last || self.one_in(2) {
                out += ",";
                out += &self.gap();
            }
        }
        out.push(close);
        out
    }

    fn assignment(&mut self, key: &str, value: &Value) -> String {
        format!("{}{}={}{}", self.key(key), self.blank(), self.blank(), self.value(key, value))
    }

    /// A header with its keys below it.
    fn header(&mut self, written: &str) -> String {
        let (open, close) = if written.starts_with("[[") { ("[[", "]]") } else { ("[", "]") };
        let inner = &written[open.len()..written.len() - close.len()];
        format!("{}{open}{}{inner}{}{close}{}", self.blank(), self.blank(), self.blank(), self.blank())
    }

    /// A text in the layout, written anew. Keys change places where their order says nothing, and take the comments above along.
    fn rewrite(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut above = String::new();
        let mut pairs: Vec<String> = Vec::new();
        let mut head = String::new();
        let mut rest = text;
        let flush = |out: &mut String, pairs: &mut Vec<String>, head: &str, hand: &mut Self| {
            if !matches!(head, "" | "[assumed]") {
                hand.shuffle(pairs);
            }
            out.extend(pairs.drain(..));
        };
        while !rest.is_empty() {
            // Lines that belong to one another: a list ends with its bracket at the margin.
            let mut length = rest.find('\n').map_or(rest.len(), |end| end + 1);
            if rest[..length].ends_with("[\n") && !rest.starts_with('#') {
                length = rest.find("\n]\n").expect("a list ends") + 3;
            }
            let (statement, tail) = rest.split_at(length);
            rest = tail;
            let line = statement.trim_end();
            if line.is_empty() || line.starts_with('#') {
                above += &(self.blank().to_owned() + line + self.blank() + "\n");
                if line.is_empty() && self.one_in(3) {
                    above += "\n \n";
                }
            } else if line.starts_with('[') {
                flush(&mut out, &mut pairs, &head, self);
                out += &std::mem::take(&mut above);
                let (header, behind) = line.split_once(" #").map_or((line, String::new()), |(h, c)| (h, format!("#{c}")));
                out += &self.header(header);
                out += &if behind.is_empty() { self.line_end() } else { behind + "\n" };
                head = header.to_owned();
            } else {
                let read = read(statement);
                let Value::Table(read) = &read else { unreachable!() };
                let [(key, inner)] = read.as_slice() else { panic!("not one key: {statement}") };
                // A comment cannot be told from a text here; values with one are kept as they are.
                let pair = match statement.contains('#') {
                    true => statement.to_owned(),
                    false => self.assignment(key, inner) + &self.line_end(),
                };
                pairs.push(std::mem::take(&mut above) + self.blank() + &pair);
            }
        }
        flush(&mut out, &mut pairs, &head, self);
        out += &above;
        if self.one_in(2) { out } else { format!("\u{feff}{}", out.replace('\n', "\r\n")) }
    }

    // Texts about nothing.

    fn words(&mut self) -> String {
        let pieces = [
            "a",
            "签约",
            " ",
            "\"",
            "'",
            "\\",
            "#",
            "\n",
            "\t",
            "\u{200b}",
            "\u{7f}",
            "😀",
            "'''",
            "85%",
            "=",
            "]",
            "长长的文字，占很多列",
        ];
        (0..self.below(6)).map(|_| self.any(&pieces)).collect()
    }

    fn some_value(&mut self, depth: usize) -> Value {
        match self.below(if depth < 3 { 9 } else { 6 }) {
            0..3 => Value::Text(self.words()),
            3..6 => Value::Written(
                self.any(&["0", "4.0", "+4", "1_000", "0x1F", "1e3", "-inf", "true", "2025-08-31", "2025-08-31 07:32:00Z", "07:32:00"])
                    .to_owned(),
            ),
            6 => Value::Table(self.some_pairs(depth + 1)),
            _ => Value::List((0..self.below(6)).map(|_| self.some_value(depth + 1)).collect()),
        }
    }

    fn some_pairs(&mut self, depth: usize) -> Vec<(String, Value)> {
        let mut keys = vec![
            "id", "name", "points", "tiers", "unit", "set", "at_least", "panel", "odd", "a b", "签", "", "2017", "a.b", "it's", "\"", "-",
        ];
        self.shuffle(&mut keys);
        keys.truncate(self.below(if depth == 0 { 8 } else { 4 }));
        keys.into_iter().map(|key| (key.to_owned(), self.some_value(depth))).collect()
    }

    fn document(&mut self) -> String {
        let mut out = self.line_end();
        for number in 0..self.below(6) {
            let head = match self.below(6) {
                0 => format!("[u{number}]"),
                1 => format!("[u{number}.\"a b\" . pass]"),
                2 => "[[x.'a b']]".to_owned(),
                3 => "[[case]]".to_owned(),
                4 => "[[input]]".to_owned(),
                _ => "[[indicator]]".to_owned(),
            };
            let head = self.header(&head);
            out += &(head + &self.line_end());
            for (key, value) in self.some_pairs(0) {
                out += self.blank();
                out += &self.assignment(&key, &value);
                out += &self.line_end();
            }
            for part in 0..self.below(3) {
                let inner = self.some_value(1);
                out += &format!("dotted . {} . z = {}", self.key(&format!("k{part}")), self.value("z", &inner));
                out += &self.line_end();
            }
        }
        if self.one_in(3) { out.replace('\n', "\r\n") } else { out }
    }
}

/// The laws, of a text in which so many comments were written by a [`Hand`].
fn laws(name: &str, text: &str, comments: usize) -> Result<(), TestCaseError> {
    let laid_out = of(text);
    prop_assert_eq!(&of(&laid_out), &laid_out, "twice is not once");
    prop_assert_eq!(meaning(&laid_out), meaning(text), "the meaning changed");
    for number in 1..=comments {
        let mark = format!("#{number}!");
        let written = text.split_once(&mark).expect("written").1.lines().next().unwrap_or_default().trim_end();
        let kept: Vec<&str> = laid_out.split(&mark).skip(1).map(|rest| rest.lines().next().unwrap_or_default()).collect();
        prop_assert_eq!(kept, [written], "comment {} is lost, doubled or changed", number);
    }
    prop_assert!(laid_out.is_empty() || laid_out.ends_with('\n') && !laid_out.ends_with("\n\n"));
    prop_assert_eq!(codes(name, &laid_out), codes(name, text.trim_start_matches('\u{feff}')), "other findings");
    Ok(())
}

/// The shipped files are long: one case of theirs is worth many.
fn few() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.div_ceil(8), ..usual }
}

proptest! {
    #![proptest_config(few())]

    /// However the words of a shipped file are spread out, they come back as they were: there is one layout.
    #[test]
    fn what_is_scrambled_comes_back(file in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let shipped = shipped();
        let text = of(&file.get(&shipped).1);
        let scrambled = Hand::new(seed, false).rewrite(&text);
        prop_assert_ne!(&scrambled, &text);
        prop_assert_eq!(of(&scrambled), text);
    }

    /// With comments wherever there may be some, and texts in several lines.
    #[test]
    fn shipped_files_keep_meaning_comments_and_findings(file in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let shipped = shipped();
        let (path, text) = file.get(&shipped);
        let mut hand = Hand::new(seed, true);
        let scrambled = hand.rewrite(&of(text));
        laws(&path.to_string_lossy(), &scrambled, hand.comments.unwrap_or(0))?;
    }

}

proptest! {
    /// Texts that are TOML and nothing else.
    #[test]
    fn any_toml_keeps_meaning_comments_and_findings(seed in any::<u64>()) {
        let mut hand = Hand::new(seed, true);
        let text = hand.document();
        laws("x.toml", &text, hand.comments.unwrap_or(0))?;
    }

    /// Odd texts: what is TOML is laid out, and what is not has a finding.
    #[test]
    fn any_text_is_laid_out_or_refused(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
        let text = pieces.concat();
        match layout(&Document::new("x.toml", text.as_str())) {
            Ok(laid_out) => {
                prop_assert_eq!(&of(&laid_out), &laid_out, "twice is not once");
                prop_assert_eq!(meaning(&laid_out), meaning(&text), "the meaning changed");
            }
            Err(found) => {
                prop_assert!(!found.is_empty() && found.iter().all(|found| found.code != Code::LayoutUnsafe), "{:?}", text);
                prop_assert!(DeTable::parse(&text).is_err(), "refused, and is TOML: {:?}", text);
            }
        }
    }
}

/// Pieces of texts that are TOML now and then.
const PIECES: &[&str] = &[
    "a = 1\n",
    "b = [",
    "]",
    "{",
    "}",
    ",",
    "c = ",
    "d.e = ",
    "=",
    "\n",
    "\r\n",
    "\r",
    "[x]\n",
    "[[y]]\n",
    "[y.z]\n",
    "# c\n",
    "#",
    "# c \r\n",
    "\"s\"",
    "'l'",
    "\"\"\"",
    "'''",
    "\\",
    "\"",
    "'",
    " ",
    "\t",
    "\u{feff}",
    "签",
    "\"签\" = 2\n",
    "f = { g = 1, h = [2] }\n",
    "1",
    "0x1F",
    "2025-08-31",
    "true",
    ".",
    "i = '''\r\n x'''\n",
    "j = [\n",
    "1, # d\n",
    "]\n",
    "k = {",
    "l = 1",
    "}\n",
];

/// A file behind a link is replaced, the link is not; permissions stay; what does not change is not touched.
#[cfg(unix)]
#[test]
fn files_are_replaced_whole_with_their_permissions() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("real.toml");
    let link = folder.path().join("link.toml");
    std::fs::write(&file, "[standard]\npoints=8\n").expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("set");
    symlink("real.toml", &link).expect("linked");
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_shifan")).args(arguments).current_dir(folder.path()).output();
        output.expect("started").status.code()
    };
    assert_eq!(run(&["fmt", "--check", "link.toml"]), Some(1));
    assert_eq!(std::fs::read_to_string(&file).expect("read"), "[standard]\npoints=8\n");
    assert_eq!(run(&["fmt", "link.toml", "real.toml"]), Some(0));
    assert_eq!(std::fs::read_to_string(&file).expect("read"), "[standard]\npoints = 8\n");
    assert!(link.symlink_metadata().expect("there").is_symlink());
    let before = file.metadata().expect("there");
    assert_eq!(before.mode() & 0o777, 0o640);
    assert_eq!((run(&["fmt", "."]), run(&["fmt", "--check", "."])), (Some(0), Some(0)));
    assert_eq!(file.metadata().expect("there").ino(), before.ino());
    // Nothing is left lying about, and a file that may not be written is not.
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 2);
    std::fs::write(folder.path().join("other.toml"), "[standard]\npoints=8\n").expect("written");
    std::fs::write(&file, "[standard]\npoints=8\n").expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o440)).expect("set");
    assert_eq!(run(&["fmt", "other.toml", "real.toml"]), Some(3));
    assert_eq!(std::fs::read_to_string(folder.path().join("other.toml")).expect("read"), "[standard]\npoints=8\n");
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 3);
}
