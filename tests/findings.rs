//! Every code is explained, in both languages, and its example is true: run as the file that it is, it raises its own code.
//!
//! How an example is run stands beside it in `src/explanations.toml`, in keys that only this test reads:
//!
//! - `run` says what the example is: `standard` and `scheme` are checked, `table` is scored, `verified` is a verified table of a
//!   submission that stands here, `review`, `ballots`, `register` and `applicants` are the scheme or one table of a review that
//!   stands here, which is run with its look-back. Without `run` it is a command line, or something that no excerpt can show.
//! - `before` is put before it and not shown: of a standard or scheme its other tables, of a table the standard, or the scheme.
//! - `as_it_stands` leaves an example as it is. All others are excerpts: keys that every table of its kind needs, and tables that
//!   every file needs, are put in where they are not given.
//! - `beside` holds further files of a review; `with` names the errors that this one never comes without.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use shifan::diagnostic::{Code, Diagnostic, Place, Severity};
use shifan::explanation::{EXPLANATIONS, explain};
use shifan::report::{self, Shown};
use shifan::review::{RecheckSettings, recheck, review, scheme};
use shifan::score::{self, Settings};
use shifan::standard;
use shifan::text::Language;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    why: BTreeMap<String, String>,
    cure: BTreeMap<String, String>,
    example: String,
    run: Option<String>,
    #[serde(default)]
    before: String,
    #[serde(default)]
    as_it_stands: bool,
    #[serde(default)]
    beside: BTreeMap<String, String>,
    #[serde(default)]
    with: Vec<String>,
}

fn written() -> BTreeMap<String, Written> {
    toml::from_str(EXPLANATIONS).unwrap_or_else(|error| panic!("{error}"))
}

/// What applicants of the examples are scored by, unless one brings a standard of its own.
const STANDARD: &str = r#"
[pass]
met_share = "50%"

[[input]]
id = "homes"
name = "辖区养老机构数"
unit = "家"
whole = true

[[input]]
id = "signed_homes"
name = "已签约养老机构数"
unit = "家"
whole = true
at_most = "homes"

[[input]]
id = "nurses"
name = "护理员人数"

[[input]]
id = "beds"
name = "实有床位数"

[[input]]
id = "trained"
name = "培训人次"
for = "D2"

[[indicator]]
id = "Q1"
name = "依法登记"
kind = "required"

[[indicator]]
id = "V1"
name = "重大责任事故"
kind = "veto"

[[indicator]]
id = "D1"
name = "养老机构签约率"
kind = "tiers"
points = 4
unit = "%"
value = "signed_homes / homes"
tiers = [ { at_least = "100%", points = 4 }, { at_least = "90%", points = 2 } ]

[[indicator]]
id = "D2"
name = "建立领导小组"
points = 2

[[indicator]]
id = "D3"
name = "群众满意度"
kind = "linear"
points = 10
unit = "%"
zero_at = "50%"
full_at = "90%"

[[indicator]]
id = "D4"
name = "信息互联互通"
kind = "levels"
points = 3
levels = [ { level = "互联" }, { level = "上传" }, { level = "登记" } ]

[[indicator]]
id = "D5"
name = "护理差错起数"
kind = "per-case"
points = 6
each = -1.5

[[indicator]]
id = "D6"
name = "现场评分"
kind = "judged"
points = 6

[[indicator]]
id = "D7"
name = "护理床位数"
kind = "target"
points = 5
unit = "张"
at_least = 50
not_applicable = true

[[indicator]]
id = "D8"
name = "每床护理员数"
kind = "target"
points = 2
value = "nurses / beds"
at_least = 0.2
"#;

/// The submission that verified tables of examples are about.
const SUBMISSION: &str = "编号,建立领导小组,已签约养老机构数,辖区养老机构数\n500112,是,12,12\n";

/// The files of the review that examples change one of.
const REVIEW: &[(&str, &str)] = &[
    (
        "标准.toml",
        "[[indicator]]\nid = \"Q3\"\nname = \"三年内未被撤销命名\"\nkind = \"required\"\nchecked_against = \"register\"\nremoval = \"弄虚作假\"\n\
         [[indicator]]\nid = \"D2\"\nname = \"建立领导小组\"\npoints = 2\n\
         [[indicator]]\nid = \"D7\"\nname = \"护理床位数\"\nkind = \"target\"\npoints = 5\nat_least = 50\nnot_applicable = true\n",
    ),
    ("有错误的标准.toml", "[[indicator]]\nid = \"1号\"\n"),
    (
        "申报表.csv",
        "编号,名称,推荐单位,三年内未被撤销命名,建立领导小组,护理床位数\nJG-001,甲养老院,甲区卫生健康委,是,是,60\n\
         JG-002,乙养老院,甲区卫生健康委,是,是,不适用\nJG-003,丙养老院,乙区卫生健康委,否,是,80\n",
    ),
    ("评分表.csv", "专家,申报单位,特色,成效\n专家1,JG-001,55,36\n专家1,JG-002,50,32\n专家2,JG-001,53,34\n专家2,JG-002,45,30\n"),
    (
        "名册.csv",
        "称号,编号,名称,命名日期,撤销日期,撤销原因\n示范机构,JG-003,丙养老院,2021-12-20,2024-05-20,弄虚作假\n示范机构,JG-001,甲养老院,2022-12-20,,\n",
    ),
    ("全国名单.csv", "编号,名称\nJG-002,乙养老院\n"),
];

/// The tables that every standard has.
const STANDARD_TABLES: &[&str] = &["[standard]", "[[indicator]]"];

/// The tables that every scheme has. Its head names a register where the example has no head of its own.
const SCHEME_TABLES: &[&str] =
    &["[scheme]\napplied_on = 2025-08-31\nregister = \"名册.csv\"\nbar_years = 3", "[[track]]", "[[round]]", "[final]"];

/// The keys that a table needs, by its header. `#` is the number of the table.
const KEYS: &[(&str, &[&str])] = &[
    (
        "[standard]",
        &[
            "id = \"s\"",
            "name = \"标准\"",
            "document = \"文号\"",
            "edition = \"2025\"",
            "wording = \"illustrative\"",
            "applicant = \"district\"",
        ],
    ),
    ("[[type]]", &["name = \"类型#\""]),
    ("[[dimension]]", &["name = \"维度#\""]),
    ("[[input]]", &["name = \"数据#\""]),
    ("[[indicator]]", &["id = \"X#\"", "name = \"指标#\"", "kind = \"yes-no\"", "points = 4", "clause = \"一\"", "evidence = [\"文件\"]"]),
    ("[scheme]", &["id = \"s\"", "name = \"评审\""]),
    (
        "[[track]]",
        &[
            "id = \"institutions\"",
            "title = \"示范机构\"",
            "submissions = [\"申报表.csv\"]",
            "quota = 2",
            "ballots = { review = [\"评分表.csv\"] }",
        ],
    ),
    (
        "[[round]]",
        &[
            "id = \"review\"",
            "name = \"专家评审\"",
            "items = [ { id = \"features\", name = \"特色\", points = 60 }, { id = \"results\", name = \"成效\", points = 40 } ]",
            "panel = { combine = \"mean\", min_marks = 1 }",
        ],
    ),
    ("[final]", &["weights = { review = 100 }"]),
    ("[[recusal]]", &["reason = \"曾任顾问\""]),
    ("[[override]]", &["by = \"主任办公会\"", "on = 2025-11-20", "reason = \"会议决定\""]),
    ("[[objection]]", &["received_on = 2025-11-25", "state = \"open\"", "reason = \"实名反映\""]),
];

/// An excerpt made whole: what it leaves out because every file of its kind has it is put in.
fn whole(excerpt: &str, tables: &[&str]) -> String {
    let mut text = excerpt.to_owned();
    for table in tables {
        let header = table.lines().next().unwrap_or_default();
        if !excerpt.lines().any(|line| line == header) {
            text = if *table == tables[0] { format!("{table}\n{text}") } else { format!("{text}\n{table}\n") };
        }
    }
    let mut filled = String::new();
    let lines: Vec<&str> = text.lines().collect();
    for (n, line) in lines.iter().enumerate() {
        filled += &format!("{line}\n");
        let Some((_, needed)) = KEYS.iter().find(|(header, _)| header == line) else { continue };
        let own: Vec<&str> = lines[n + 1..].iter().take_while(|line| !line.starts_with('[')).copied().collect();
        let has = |key: &str| own.iter().any(|line| line.split('=').next().is_some_and(|own| own.trim() == key));
        let is_gate = own.iter().any(|line| line.contains("\"required\"") || line.contains("\"veto\""));
        for given in *needed {
            let key = given.split(' ').next().unwrap_or_default();
            if !(has(key) || is_gate && key == "points") {
                filled += &format!("{}\n", given.replace('#', &n.to_string()));
            }
        }
    }
    filled
}

/// What running an example brought up: the findings, and the codes that stand anywhere in a result.
#[derive(Default)]
struct Raised {
    findings: Vec<Diagnostic>,
    codes: BTreeSet<String>,
}

impl Raised {
    fn result(&mut self, json: &[u8]) {
        fn collect(value: &Value, codes: &mut BTreeSet<String>) {
            match value {
                Value::Object(map) => {
                    codes.extend(map.get("code").and_then(Value::as_str).map(str::to_owned));
                    let notes = map.get("notes").and_then(Value::as_array).into_iter().flatten();
                    codes.extend(notes.filter_map(Value::as_str).map(str::to_owned));
                    map.values().for_each(|value| collect(value, codes));
                }
                Value::Array(list) => list.iter().for_each(|value| collect(value, codes)),
                _ => {}
            }
        }
        collect(&serde_json::from_slice(json).expect("JSON"), &mut self.codes);
    }

    fn has(&self, code: Code) -> bool {
        self.findings.iter().any(|found| found.code == code) || self.codes.contains(code.id())
    }
}

fn run(how: &str, example: &Written) -> Raised {
    let excerpt = if example.before.is_empty() { example.example.clone() } else { format!("{}\n{}", example.before, example.example) };
    let complete = |text: &str, tables: &[&str]| if example.as_it_stands { text.to_owned() } else { whole(text, tables) };
    let own_standard = if example.before.is_empty() { STANDARD } else { &example.before };
    match how {
        "standard" => {
            Raised { findings: standard::from_text("标准.toml", &complete(&excerpt, STANDARD_TABLES)).findings, ..Raised::default() }
        }
        "table" => table(&whole(own_standard, STANDARD_TABLES), &example.example, None),
        "verified" => table(&whole(STANDARD, STANDARD_TABLES), SUBMISSION, Some(&example.example)),
        "scheme" => in_folder(&complete(&excerpt, SCHEME_TABLES), None, &example.beside, false),
        "review" => in_folder(&complete(&excerpt, SCHEME_TABLES), None, &example.beside, true),
        "ballots" | "register" | "applicants" => {
            let name = match how {
                "ballots" => "评分表.csv",
                "register" => "名册.csv",
                _ => "申报表.csv",
            };
            in_folder(&whole(&example.before, SCHEME_TABLES), Some((name, &example.example)), &example.beside, true)
        }
        other => panic!("`run = \"{other}\"` is not known"),
    }
}

/// Scores a table, with its verified table where there is one.
fn table(standard: &str, submission: &str, verified: Option<&str>) -> Raised {
    let standard = common::standard(standard);
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_string_lossy().into_owned()
    };
    let tables = [file("申报表.csv", submission)];
    let settings = Settings {
        phase: standard.phases.first().copied(),
        verified: verified.map(|text| file("核验表.csv", text)).into_iter().collect(),
        ..Settings::default()
    };
    let mut raised = Raised::default();
    match score::score(&standard, &tables, &settings).expect("a fitting phase") {
        Err(found) => raised.findings = found,
        Ok(pool) => {
            let mut json = Vec::new();
            report::score_json(&mut json, &pool, &Shown { language: Language::En, top: None, summary: false, ways: false, width: 100 })
                .expect("written");
            raised.result(&json);
            raised.findings = pool.problems.into_iter().chain(pool.notes).collect();
        }
    }
    raised
}

/// Loads a scheme among the files of the review, one of which the example takes the place of, and runs it where asked to.
fn in_folder(text: &str, instead: Option<(&str, &str)>, beside: &BTreeMap<String, String>, runs: bool) -> Raised {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    for (name, text) in REVIEW {
        let text = if name.ends_with(".toml") { whole(text, STANDARD_TABLES) } else { (*text).to_owned() };
        write(name, &text);
    }
    beside.iter().for_each(|(name, text)| write(name, text));
    if let Some((name, text)) = instead {
        write(name, text);
    }
    write("评审方案.toml", text);
    let path = folder.path().join("评审方案.toml").to_string_lossy().into_owned();
    let loaded = scheme::load(&path);
    let mut raised = Raised { findings: loaded.findings.clone(), ..Raised::default() };
    if !runs {
        return raised;
    }
    let scheme = loaded.scheme.unwrap_or_else(|| panic!("{:?}\n{text}", said(&loaded.findings)));
    match review(&scheme, &loaded.sources, &shifan::review::Settings::default()) {
        Err(found) => raised.findings.extend(found.into_iter().map(|(found, _)| found)),
        Ok(result) => {
            let mut json = Vec::new();
            report::review_json(&mut json, &result, Language::En).expect("written");
            raised.result(&json);
            raised.findings.extend(result.problems.into_iter().chain(result.notes));
        }
    }
    if let Ok(result) = recheck(&scheme, &loaded.sources, &RecheckSettings::default()) {
        let mut json = Vec::new();
        report::recheck_json(&mut json, &result, Language::En).expect("written");
        raised.result(&json);
    }
    raised
}

fn said(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|found| format!("{}: {}", found.code.id(), found.text.say(Language::En))).collect()
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The text without what stands in backticks: there words of the format and cells are quoted, in whatever language they are.
fn without_quoted(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

#[test]
fn every_code_is_explained_in_the_order_of_the_catalogue() {
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    let written = written();
    assert_eq!(written.keys().map(String::as_str).collect::<BTreeSet<_>>(), known);
    let places: Vec<Option<usize>> = Code::ALL.iter().map(|code| EXPLANATIONS.find(&format!("\n[{}]\nwhy.en = ", code.id()))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "not in the order of the catalogue");
}

#[test]
fn no_explanation_is_empty_or_in_the_wrong_language() {
    for (code, written) in written() {
        let texts =
            |language: &str| [&written.why, &written.cure].map(|text| text.get(language).unwrap_or_else(|| panic!("{code}: {language}")));
        assert!(!written.example.trim().is_empty(), "{code}");
        assert!(written.why.len() == 2 && written.cure.len() == 2, "{code}");
        for english in texts("en") {
            assert!(english.ends_with('.') && !without_quoted(english).contains(is_han), "{code}: {english}");
            assert_eq!(english.matches('`').count() % 2, 0, "{code}: {english}");
        }
        for chinese in texts("zh") {
            assert!(chinese.ends_with(['。', '？']) && chinese.contains(is_han), "{code}: {chinese}");
        }
        let own = explain(Code::from_id(&code).expect("a code"));
        assert_eq!((&own.why.en, &own.cure.zh, &own.example), (&written.why["en"], &written.cure["zh"], &written.example));
    }
}

/// An example raises its own code; of a standard or scheme no other, of a table no other error.
#[test]
fn examples_raise_their_own_code() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (id, written) in &written() {
        let (code, Some(how)) = (Code::from_id(id).expect("a code"), &written.run) else { continue };
        count += 1;
        let raised = run(how, written);
        // A standard that the scheme names is not the example.
        let of_example =
            |found: &&Diagnostic| !matches!(&found.place, Place::Span(file, _) if file.ends_with("标准.toml") && how == "scheme");
        // An excerpt has no total worth stating.
        let counts = |found: &&Diagnostic| match how.as_str() {
            "standard" | "scheme" => found.code != Code::UnroundTotal,
            _ => found.severity == Severity::Error,
        };
        let others: Vec<Diagnostic> = raised
            .findings
            .iter()
            .filter(of_example)
            .filter(counts)
            .filter(|found| found.code != code && !written.with.iter().any(|with| with == found.code.id()))
            .cloned()
            .collect();
        if !raised.has(code) {
            wrong.push(format!("{id} ({how}) is not raised; found: {:?} {:?}", said(&raised.findings), raised.codes));
        } else if !others.is_empty() {
            wrong.push(format!("{id} ({how}) is not alone: {:?}", said(&others)));
        }
    }
    assert!(count >= 140, "only {count} examples are run");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Without its fault an excerpt is whole: else the test above could find one that is not the example's.
#[test]
fn what_is_put_around_examples_has_no_fault() {
    for text in [STANDARD, REVIEW[0].1, "[[dimension]]\nid = \"D\"\n[[indicator]]\ndimension = \"D\"\n", ""] {
        let loaded = standard::from_text("标准.toml", &whole(text, STANDARD_TABLES));
        let errors: Vec<Diagnostic> = loaded.findings.into_iter().filter(|found| found.severity == Severity::Error).collect();
        assert_eq!(said(&errors), [""; 0]);
    }
    let records = "[[recusal]]\nexpert = \"专家1\"\napplicant = \"JG-001\"\n[[override]]\napplicant = \"JG-002\"\ndecision = \"reject\"\n\
                   [[objection]]\napplicant = \"JG-001\"\n";
    let raised = in_folder(&whole(records, SCHEME_TABLES), None, &BTreeMap::new(), true);
    let wrong: Vec<Diagnostic> = raised.findings.into_iter().filter(|found| found.severity > Severity::Note).collect();
    assert_eq!(said(&wrong), [""; 0]);
}

#[test]
fn the_reference_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("standards/findings.md");
    let page = report::explanations_page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).expect("written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == page, "standards/findings.md is not up to date: run UPDATE=1 cargo test --test findings");
}

#[test]
fn a_terminal_gets_one_language_under_headings() {
    let text = report::explanation_text(Code::BadId, Language::En);
    assert!(text.starts_with("bad-id · error · An id of a form that is not allowed.\n\nWhy it matters\nIds stand in "), "{text}");
    assert!(text.contains("\n\nExample\n  [[indicator]]\n  id = \"1号\"\n\nWhat to do\nUse a letter"), "{text}");
    let text = report::explanation_text(Code::BadId, Language::Zh);
    assert!(text.starts_with("bad-id · 错误 · 编号的写法不允许。\n\n为什么重要\n"), "{text}");
    assert!(text.contains("\n\n示例\n  [[indicator]]\n") && text.contains("\n\n怎么办\n请以字母开头"), "{text}");
    for code in Code::ALL {
        for language in [Language::En, Language::Zh] {
            let text = report::explanation_text(*code, language);
            assert!(text.ends_with('\n') && !text.contains("\n\n\n") && text.lines().count() >= 8, "{text}");
        }
    }
}
