//! Pages of results, read as text: they say what the JSON result says, reach outside nowhere, and keep hostile text text. What only a
//! browser can tell is asked of a real one in `tests/interop/page.py`.
//!
//! `UPDATE=1 cargo test --test page` writes the body of the small pages into `tests/pages`. Read the difference before you commit it.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest, Sha256};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn shifan(words: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shifan")).args(words).current_dir(folder).env("LC_ALL", "C").output().expect("started")
}

fn example(name: &str) -> PathBuf {
    Path::new(ROOT).join("examples").join(name)
}

/// What a call writes to a file.
fn written(words: &[&str], folder: &Path, ending: &str) -> Vec<u8> {
    let out = tempfile::tempdir().expect("a folder");
    let path = out.path().join(format!("out.{ending}"));
    let mut all: Vec<&str> = words.to_vec();
    let name = path.to_string_lossy().into_owned();
    all.extend(["-q", "-o", &name]);
    let output = shifan(&all, folder);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{all:?}: {}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(&path).expect("written")
}

fn page(words: &[&str], folder: &Path) -> String {
    let page = String::from_utf8(written(words, folder, "html")).expect("UTF-8");
    sound(&page);
    page
}

fn json(words: &[&str], folder: &Path) -> Value {
    serde_json::from_slice(&written(words, folder, "json")).expect("JSON")
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start}")) + start.len();
    &text[from..from + text[from..].find(end).unwrap_or_else(|| panic!("no {end}"))]
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// What stands between the style and the script.
fn body(page: &str) -> &str {
    between(page, "<body>", "<script type=\"application/json\"")
}

/// The tags and the texts of a body, in order.
fn pieces(body: &str) -> (Vec<&str>, Vec<String>) {
    let (mut tags, mut texts, mut rest) = (Vec::new(), Vec::new(), body);
    while let Some(at) = rest.find('<') {
        if !rest[..at].is_empty() {
            texts.push(plain(&rest[..at]));
        }
        let end = at + rest[at..].find('>').expect("a tag that ends");
        tags.push(&rest[at + 1..end]);
        rest = &rest[end + 1..];
    }
    (tags, texts)
}

/// The pairs of texts that the page can show one instead of the other.
fn pairs(page: &str) -> Vec<(String, String)> {
    let text = between(page, "<script type=\"application/json\" id=\"words\">", "</script>");
    serde_json::from_str(text).expect("pairs")
}

/// Nothing is fetched from anywhere, only this style and this script are allowed, and every tag is closed.
fn sound(page: &str) {
    let base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
    let policy = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let (style, script) = (between(page, "<style>", "</style>"), between(page, "<script>", "</script>"));
    let wanted = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(style),
        base64(script)
    );
    assert_eq!(plain(policy), wanted);
    assert_eq!((page.matches("<style").count(), page.matches("<script").count()), (1, 2));
    assert!(!style.contains("url(") && !style.contains("@import"), "the style reaches outside");
    for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttpRequest", "http"] {
        assert!(!script.contains(word), "the script has {word}");
    }
    let body = body(page);
    let (tags, _) = pieces(body);
    let (mut open, mut ids) = (Vec::new(), BTreeSet::new());
    for tag in &tags {
        let name = tag.split_whitespace().next().expect("a name").trim_start_matches('/');
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
        } else if !matches!(name, "input" | "meta") {
            open.push(name);
        }
        for attribute in [" style=", " src=", " on"] {
            assert!(!tag.contains(attribute), "{tag}");
        }
        if let Some(target) = tag.split(" href=\"").nth(1) {
            assert!(target.starts_with('#'), "{tag}");
        }
        if let Some(id) = tag.split(" id=\"").nth(1) {
            let id = id.split('"').next().expect("an id");
            assert!(ids.insert(id), "two are called {id}");
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for tag in &tags {
        for reference in ["aria-labelledby=\"", "href=\"#"] {
            for id in tag.split(reference).nth(1).map_or("", |rest| rest.split('"').next().expect("ids")).split(' ') {
                assert!(id.is_empty() || ids.contains(id), "{tag} leads nowhere");
            }
        }
    }
}

/// Every text of a result that a reader has to find: names, answers, reasons, findings, hashes.
fn said(value: &Value, key: &str, all: &mut Vec<String>) {
    const READ: &[&str] = &["id", "name", "text", "answer", "at", "sha256", "path", "reason", "help", "code", "claimed", "file", "expert"];
    match value {
        Value::String(text) if READ.contains(&key) && !text.is_empty() => all.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| said(value, key, all)),
        // What a code says stands in words; the standard has texts that no result needs; figures stand in the answer.
        Value::Object(object) => {
            for (key, value) in object.iter().filter(|(key, _)| !matches!(key.as_str(), "standard" | "options" | "figures")) {
                if key != "code" || object.contains_key("severity") {
                    said(value, key, all);
                }
            }
        }
        _ => {}
    }
}

fn says_all(page: &str, result: &Value) {
    let (_, texts) = pieces(body(page));
    let whole: BTreeSet<&str> = texts.iter().map(|text| text.trim_start_matches("· ")).collect();
    let joined = texts.join("\n");
    let mut wanted = Vec::new();
    said(result, "", &mut wanted);
    assert!(wanted.len() > 100, "{}", wanted.len());
    for text in &wanted {
        assert!(whole.contains(text.as_str()) || joined.contains(text.as_str()), "not on the page: {text}");
    }
}

#[test]
fn a_page_says_what_the_json_says() {
    let folder = example("chongqing-2025");
    for language in ["zh", "en"] {
        for call in [
            vec!["score", "chongqing-district", "districts.csv", "--ways", "--lang", language],
            vec!["score", "chongqing-institution", "institutions.csv", "--ways", "--lang", language],
            vec!["review", "scheme.toml", "--lang", language],
            vec!["recheck", "../chongqing-2026-recheck/scheme.toml", "--lang", language],
        ] {
            let (page, result) = (page(&call, &folder), json(&call, &folder));
            says_all(&page, &result);
            let hash: String = Sha256::digest(written(&call, &folder, "json")).iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(body(&page).contains(&hash), "the page carries the SHA-256 of the result");
        }
    }
}

#[test]
fn every_mark_is_a_dot_and_every_dropped_one_is_crossed_out() {
    let folder = example("chongqing-2025");
    let (page, result) = (page(&["review", "scheme.toml", "--lang", "zh"], &folder), json(&["review", "scheme.toml"], &folder));
    let (mut marks, mut dropped) = (0, 0);
    for applicant in result["tracks"].as_array().expect("a list").iter().flat_map(|track| track["applicants"].as_array().expect("a list")) {
        for round in applicant["rounds"].as_object().expect("rounds").values() {
            for mark in round["marks"].as_array().expect("marks") {
                let state = mark["state"].as_str().expect("a state");
                // A mark without points is a word in the table. One of a round that the applicant did not come to counts for nothing.
                marks += usize::from(mark["points"].is_number() && state != "recused" && state != "incomplete" && round["of"].is_number());
                dropped += usize::from(state == "dropped");
            }
        }
    }
    let (dots, crossed) = (page.matches("<circle ").count(), page.matches("<g class=\"mark struck\">").count());
    assert!(dropped > 50 && marks > 200, "{marks} {dropped}");
    assert_eq!((dots, crossed), (marks, dropped));
    assert_eq!(page.matches("<del>").count(), dropped, "and struck in the table");
}

/// The line is at 85 %, full is 100 %: 520 units wide behind 168 for names, so the line stands at 168 + 0.85 × 520 = 610. Yubei meets 40 of
/// 42, written 95.23 %: 0.9523 × 520 = 495.2 wide. Yuzhong meets 34 of 40, exactly 85 %: its bar of 442 ends at the line.
#[test]
fn bars_are_as_long_as_the_figures_say() {
    let page = page(&["score", "chongqing-district", "districts.csv", "--lang", "zh"], &example("chongqing-2025"));
    let chart = between(&page, "<svg", "</svg>");
    assert!(chart.contains("<line class=\"line\" x1=\"610\" x2=\"610\""), "{}", &chart[chart.len() - 400..]);
    let bar = |name: &str| between(&chart[chart.find(&format!("<title>{name}：")).expect("a bar")..], " width=\"", "\"").to_owned();
    assert_eq!((bar("渝北区"), bar("渝中区")), ("495.2".to_owned(), "442".to_owned()));
    assert_eq!(chart.matches("class=\"bar good\"").count(), 12, "12 pass");
    assert_eq!(chart.matches("class=\"bar bad\"").count(), 28, "28 do not");
}

#[test]
fn the_heat_map_has_a_square_for_every_answer() {
    let call = ["score", "chongqing-district", "districts.csv", "--lang", "en"];
    let folder = example("chongqing-2025");
    let (page, result) = (page(&call, &folder), json(&call, &folder));
    let mut states = std::collections::BTreeMap::<&str, usize>::new();
    for line in result["applicants"].as_array().expect("a list").iter().flat_map(|a| a["indicators"].as_array().expect("answers")) {
        let class = match line["state"].as_str().expect("a state") {
            "met" => "good",
            "partly-met" => "doubtful",
            "missing" => "absent",
            "not-applicable" | "not-due" => "aside",
            _ => "bad",
        };
        *states.entry(class).or_default() += 1;
    }
    // Of an applicant that was not scored nothing counts, and an answer without points has no square: 45 answers of one applicant.
    let unscored = result["applicants"].as_array().expect("a list").iter().find(|a| a["points"].is_null()).expect("one");
    let without = unscored["indicators"].as_array().expect("answers").iter().filter(|line| line["state"] == "met" && !line["of"].is_null());
    *states.get_mut("good").expect("some") -= without.count();
    for (class, count) in states {
        assert_eq!(page.matches(&format!("<path class=\"{class}\"")).count(), count, "{class}");
    }
}

#[test]
fn a_page_knows_both_languages() {
    let folder = example("chongqing-2025");
    for call in [["score", "chongqing-district", "districts.csv"].as_slice(), &["review", "scheme.toml"]] {
        let [zh, en] = ["zh", "en"].map(|language| page(&[call, &["--lang", language]].concat(), &folder));
        assert!(zh.contains("<html lang=\"zh-CN\">") && en.contains("<html lang=\"en\">"));
        let (first, second) = (pairs(&zh), pairs(&en));
        assert!(first.len() > 100, "{}", first.len());
        assert!(first.iter().all(|(zh, en)| zh != en));
        let turned: Vec<(String, String)> = second.into_iter().map(|(en, zh)| (zh, en)).collect();
        assert_eq!(first, turned, "each page is the other's translation");
        // The English one says nothing in Chinese but names and answers: none of the words that are in the table of texts.
        for word in ["未达标", "不合格", "入选", "名次", "出处"] {
            assert!(!body(&en).contains(&format!(">{word}<")), "{word}");
        }
    }
}

#[test]
fn a_stored_result_gives_the_page_of_the_call_but_for_its_sentences() {
    let folder = example("chongqing-2025");
    for call in [["score", "chongqing-district", "districts.csv", "--ways"].as_slice(), &["review", "scheme.toml"]] {
        let call = [call, &["--lang", "zh"]].concat();
        let direct = page(&call, &folder);
        assert!(direct == page(&call, &folder), "the same bytes each time");
        let place = tempfile::tempdir().expect("a folder");
        std::fs::write(place.path().join("r.json"), written(&call, &folder, "json")).expect("written");
        let stored = page(&["report", "r.json", "--lang", "zh"], place.path());
        let strip = |page: &str| {
            let mut text = body(page).to_owned();
            while let Some(at) = text.find(" data-w=") {
                let end = at + text[at..].find('>').expect("a tag");
                text.replace_range(at..end, "");
            }
            text
        };
        let remark = "<p>本页由已保存的结果生成：其中的说明文字只有保存时所用的语言。</p>";
        assert_eq!(strip(&stored).matches(remark).count(), 1);
        assert!(strip(&direct) == strip(&stored).replace(remark, ""), "what is shown first is the same");
        assert!(pairs(&stored).len() < pairs(&direct).len(), "sentences are kept in one language only");
    }
}

#[test]
fn a_stored_score_without_ways_says_so() {
    let folder = example("chongqing-2025");
    let place = tempfile::tempdir().expect("a folder");
    let result = written(&["score", "chongqing-district", "districts.csv", "--lang", "zh"], &folder, "json");
    std::fs::write(place.path().join("r.json"), result).expect("written");
    let page = page(&["report", "r.json", "--lang", "zh"], place.path());
    assert_eq!(page.matches("本结果未含最短合格路径").count(), 28 + 1, "on the card of each that fails, and once in the list of words");
}

#[test]
fn hostile_text_stays_text() {
    let names = [
        "<script>alert(1)</script>",
        "</script><script>alert(2)</script>",
        "<img src=x onerror=alert(3)>",
        "=HYPERLINK(\"\"http://x\"\",\"\"y\"\")",
        "&lt;b&gt;",
        "a\u{202e}b\u{2066}c",
        "\u{0}\u{1b}[31m",
        "'\"\"`{{7*7}}${1}",
        "😀<!--",
        "]]>",
        "　",
    ];
    let place = tempfile::tempdir().expect("a folder");
    let mut csv = String::from("编号,名称,区县,H1\n");
    for (n, name) in names.iter().enumerate() {
        csv += &format!("{n},\"{name}\",\"{name}\",\"{name}\"\n");
    }
    std::fs::write(place.path().join("t.csv"), csv).expect("written");
    let page = page(&["score", "chongqing-district", "t.csv", "--lang", "zh"], place.path());
    let (tags, texts) = pieces(body(&page));
    let known = [
        "a", "b", "button", "circle", "dd", "del", "desc", "details", "div", "dl", "dt", "footer", "g", "h1", "h2", "h3", "header", "i",
        "input", "label", "li", "line", "main", "nav", "noscript", "option", "output", "p", "path", "rect", "section", "select", "span",
        "summary", "svg", "table", "tbody", "td", "template", "text", "th", "thead", "title", "tr", "ul",
    ];
    for tag in tags {
        let name = tag.trim_start_matches('/').split_whitespace().next().expect("a name");
        assert!(known.contains(&name), "{tag}");
    }
    for shown in [
        "<script>alert(1)</script>",
        "</script><script>alert(2)</script>",
        "<img src=x onerror=alert(3)>",
        "=HYPERLINK(\"http://x\",\"y\")",
        "&lt;b&gt;",
        "a\\u{202e}b\\u{2066}c",
        "'\"`{{7*7}}${1}",
        "😀<!--",
        "]]>",
    ] {
        assert!(texts.iter().filter(|text| *text == shown).count() >= 3, "{shown}");
    }
    let hidden = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert_eq!(page.chars().find(|c| hidden(*c)), None);
}

#[test]
fn a_page_that_is_too_long_is_refused_before_anything_is_written() {
    let place = tempfile::tempdir().expect("a folder");
    let mut csv = String::from("编号,名称,H1\n");
    for n in 0..21_000 {
        csv += &format!("{n:05},单位,4\n");
    }
    std::fs::write(place.path().join("t.csv"), csv).expect("written");
    for (options, wanted) in [
        ([].as_slice(), ["page-too-long", "21000 applicants × 45 indicators", "945000", "200000", "--summary", ".xlsx"].as_slice()),
        (&["--summary"], &["page-too-long", "21000", "20000", "--top", ".xlsx"]),
    ] {
        let call = [["score", "chongqing-district", "t.csv", "-o", "out.html", "-q"].as_slice(), options].concat();
        let output = shifan(&call, place.path());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        for word in wanted {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert!(!place.path().join("out.html").exists());
    }
    let page = page(&["score", "chongqing-district", "t.csv", "--top", "3"], place.path());
    assert_eq!(page.matches("<details class=\"card\"").count(), 3);
}

/// A result from which anything was taken gives a page or a clear answer, never a panic.
#[test]
fn no_field_can_be_taken_away_without_a_clear_answer() {
    fn ways(value: &Value, way: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(list) => list.iter().enumerate().take(1).map(|(at, value)| (at.to_string(), value)).collect(),
            _ => Vec::new(),
        };
        for (key, child) in children {
            way.push(key);
            all.push(way.clone());
            ways(child, way, all);
            way.pop();
        }
    }
    let folder = Path::new(ROOT).join("tests/cmd/review/small-json");
    let result = json(&["review", "scheme.toml", "--lang", "en"], &folder);
    let mut all = Vec::new();
    ways(&result, &mut Vec::new(), &mut all);
    assert!(all.len() > 60, "{}", all.len());
    let (mut refused, mut made) = (0, 0);
    for way in &all {
        let pointer = format!("/{}", way.join("/"));
        for change in [None, Some(Value::Null), Some(Value::from("x")), Some(Value::from(-1.5))] {
            let mut broken = result.clone();
            let (parent, key) = pointer.rsplit_once('/').expect("a way");
            match (broken.pointer_mut(parent).expect("there"), change) {
                (Value::Object(object), None) => _ = object.shift_remove(key),
                (Value::Object(object), Some(other)) => _ = object.insert(key.to_owned(), other),
                (Value::Array(list), change) => list[0] = change.unwrap_or(Value::Null),
                (other, _) => panic!("{other}"),
            }
            let mut source = Cursor::new(serde_json::to_vec(&broken).expect("JSON"));
            let mut out = Vec::new();
            match shifan::report::page(&mut out, &mut source, "r.json", shifan::text::Language::En, "") {
                Ok(()) => {
                    made += 1;
                    sound(&String::from_utf8(out).expect("UTF-8"));
                }
                Err(shifan::report::Failure::Found(found)) => {
                    refused += 1;
                    assert_eq!(found.code.id(), "not-a-result", "{pointer}");
                }
                Err(shifan::report::Failure::Io(error)) => panic!("{pointer}: {error}"),
            }
        }
    }
    assert!(refused > 100 && made > 10, "{refused} {made}");
}

#[test]
fn small_pages_are_as_they_were_looked_at() {
    for (name, case, call) in [
        ("review", "tests/cmd/review/small-json", ["review", "scheme.toml", "--lang", "zh"].as_slice()),
        ("score", "tests/cmd/score/floors-and-bonus", &["score", "std.toml", "table.csv", "--lang", "zh"]),
    ] {
        let page = page(call, &Path::new(ROOT).join(case));
        // A tag a line, so that a difference can be read.
        let body = body(&page).replace("><", ">\n<") + "\n";
        let path = Path::new(ROOT).join("tests/pages").join(format!("{name}.html"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(&path, &body).expect("written");
        }
        let known = std::fs::read_to_string(&path).expect("run UPDATE=1 cargo test --test page");
        let differs = known.lines().zip(body.lines()).position(|(known, now)| known != now);
        assert!(known == body, "{name}: line {differs:?}; run UPDATE=1 cargo test --test page");
    }
}

/// The hash on page and workbook is that of the `review.json` beside them, whatever language people read: JSON never follows the locale.
#[test]
fn what_lies_in_one_folder_belongs_together() {
    for (locale, options) in [("zh_CN.UTF-8", [].as_slice()), ("C", &["--lang", "zh"]), ("C", &[])] {
        let place = tempfile::tempdir().expect("a folder");
        let out = place.path().join("out");
        let mut command = Command::new(env!("CARGO_BIN_EXE_shifan"));
        command.args(["review", "scheme.toml", "-q", "--out"]).arg(&out).args(options).current_dir(example("chongqing-2025"));
        assert_eq!(command.env("LC_ALL", locale).output().expect("started").status.code(), Some(1));
        let result = std::fs::read(out.join("review.json")).expect("written");
        let hash: String = Sha256::digest(result).iter().map(|byte| format!("{byte:02x}")).collect();
        let page = std::fs::read_to_string(out.join("review.html")).expect("written");
        sound(&page);
        assert!(body(&page).contains(&hash), "{locale} {options:?}");
        let shown = if locale == "C" && options.is_empty() { "<html lang=\"en\">" } else { "<html lang=\"zh-CN\">" };
        assert!(page.contains(shown), "{locale} {options:?}");
        let book = std::fs::read(out.join("review.xlsx")).expect("written");
        let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("an archive");
        let mut sheet = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet"), &mut sheet).expect("UTF-8");
        assert!(sheet.contains(&hash), "{locale} {options:?}");
    }
}
