//! The forms of `shifan check`, each read back by a reader that is not ours (GitHub's annotations by its own documented rules): all
//! carry the same findings, whatever the files and the texts in them look like.

use std::fs;
use std::path::Path;
use std::process::Command;

use quick_junit::{Report, TestCaseStatus};
use serde_json::Value;
use serde_sarif::sarif::{Location, ResultLevel, Sarif};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Where a finding is, as every form can say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    file: String,
    line: Option<i64>,
    column: Option<i64>,
    end_line: Option<i64>,
    end_column: Option<i64>,
    /// In a table: `P7`, `表1!P7`.
    cell: Option<String>,
}

impl Position {
    /// `12:9`, or `P7`.
    fn inside(&self) -> String {
        match (self.line, self.column) {
            (Some(line), Some(column)) => format!("{line}:{column}"),
            _ => self.cell.clone().unwrap_or_default(),
        }
    }
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    code: String,
    severity: String,
    at: Position,
    /// With its cure, on one line.
    text: String,
    related: Vec<(Position, String)>,
}

/// What the program prints when it checks these files in this form.
fn check(folder: &Path, form: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shifan"));
    command.current_dir(folder).env("LC_ALL", "C").args(["check", "--format", form]).args(arguments);
    let output = command.output().expect("the program runs");
    assert!(output.status.code().is_some_and(|code| code <= 1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What would steer a terminal, spelled out; a line break is a blank.
fn plain(text: &str) -> String {
    let steers = |c: char| c.is_control() || "\u{61c}\u{feff}".contains(c) || is_between(c);
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => " ".to_owned(),
        c if steers(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}

fn is_between(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// From `shifan/check/1`.
fn from_json(text: &str) -> Vec<Finding> {
    let document: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(document["schema"], "shifan/check/1");
    let word = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let position = |value: &Value| {
        let cell = match (word(&value["column"]), value["row"].as_i64()) {
            (None, None) => None,
            (column, row) => Some(column.unwrap_or_default() + &row.map(|row| row.to_string()).unwrap_or_default()),
        };
        let cell = cell.map(|cell| word(&value["sheet"]).map_or(cell.clone(), |sheet| format!("{sheet}!{cell}")));
        let number = |key: &str| value[key].as_i64();
        let file = word(&value["file"]).expect("a file");
        Position {
            file,
            line: number("line"),
            column: number("column"),
            end_line: number("end_line"),
            end_column: number("end_column"),
            cell,
        }
    };
    let finding = |value: &Value| {
        let help = word(&value["help"]).map(|help| format!("; help: {help}")).unwrap_or_default();
        let related = value["related"].as_array().expect("a list").iter();
        Finding {
            code: word(&value["code"]).expect("a code"),
            severity: word(&value["severity"]).expect("a severity"),
            at: position(value),
            text: plain(&(word(&value["text"]).expect("a text") + &help)),
            related: related.map(|other| (position(other), plain(&word(&other["text"]).expect("a text")))).collect(),
        }
    };
    document["findings"].as_array().expect("a list").iter().map(finding).collect()
}

/// From SARIF.
fn from_sarif(text: &str) -> Vec<Finding> {
    let sarif: Sarif = serde_json::from_str(text).expect("SARIF");
    let [run] = sarif.runs.as_slice() else { panic!("not one run") };
    let rules = run.tool.driver.rules.as_deref().unwrap_or_default();
    let position = |location: &Location| {
        let physical = location.physical_location.as_ref().expect("a place");
        let uri = physical.artifact_location.as_ref().and_then(|at| at.uri.as_deref()).expect("a file");
        assert!(uri.is_ascii() && !uri.contains(' '), "{uri}");
        let region = physical.region.as_ref();
        let logical = location.logical_locations.as_deref().unwrap_or_default().first();
        Position {
            file: percent_decoded(uri),
            line: region.and_then(|region| region.start_line),
            column: region.and_then(|region| region.start_column),
            end_line: region.and_then(|region| region.end_line),
            end_column: region.and_then(|region| region.end_column),
            cell: logical.and_then(|logical| logical.name.clone()),
        }
    };
    let results = run.results.as_deref().unwrap_or_default().iter();
    let findings = results.map(|result| {
        let code = result.rule_id.clone().expect("a rule");
        let index = usize::try_from(result.rule_index.expect("an index")).expect("an index");
        assert_eq!(rules[index].id, code);
        let severity = match result.level {
            Some(ResultLevel::Error) => "error",
            Some(ResultLevel::Warning) => "warning",
            Some(ResultLevel::Note) => "note",
            _ => "none",
        };
        let [location] = result.locations.as_deref().unwrap_or_default() else { panic!("not one place") };
        let related = result.related_locations.as_deref().unwrap_or_default().iter();
        let words = |location: &Location| location.message.as_ref().and_then(|message| message.text.clone()).expect("a text");
        Finding {
            code,
            severity: severity.to_owned(),
            at: position(location),
            text: result.message.text.clone().expect("a text"),
            related: related.map(|location| (position(location), words(location))).collect(),
        }
    });
    findings.collect()
}

fn percent_decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = (*first == b'%').then(|| std::str::from_utf8(&tail[..2]).expect("hexadecimal"));
        bytes.push(hex.map_or(*first, |hex| u8::from_str_radix(hex, 16).expect("hexadecimal")));
        rest = if hex.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// From GitHub's workflow commands: `::level name=value,name=value::text`, where `%25`, `%0D` and `%0A` stand for what they say, and in
/// values `%3A` and `%2C` too.
fn from_github(text: &str) -> Vec<Finding> {
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let value = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let finding = |line: &str| {
        let rest = line.strip_prefix("::").unwrap_or_else(|| panic!("{line:?} is no command"));
        let (head, text) = rest.split_once("::").expect("a text");
        let (level, properties) = head.split_once(' ').expect("properties");
        let properties: Vec<(&str, String)> =
            properties.split(',').map(|pair| pair.split_once('=').expect("a value")).map(|(name, text)| (name, value(text))).collect();
        let property = |name: &str| properties.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone());
        let number = |name: &str| property(name).map(|value| value.parse::<i64>().expect("a number"));
        let title = property("title").expect("a title");
        let (code, cell) = title.split_once(' ').map_or((title.as_str(), None), |(code, cell)| (code, Some(cell.to_owned())));
        let text = data(text);
        let mut lines = text.split('\n');
        let said = lines.next().unwrap_or_default().to_owned();
        let related = lines.map(|line| (Position { file: line.to_owned(), ..Position::default() }, String::new()));
        let column = number("col");
        Finding {
            code: code.to_owned(),
            severity: if level == "notice" { "note".to_owned() } else { level.to_owned() },
            at: Position {
                file: property("file").expect("a file"),
                line: number("line").filter(|_| column.is_some()),
                column,
                end_line: number("endLine"),
                end_column: number("endColumn"),
                cell,
            },
            text: said,
            related: related.collect(),
        }
    };
    text.lines().map(finding).collect()
}

/// From JUnit. A clean file is one case that passes; what else passes is no finding.
fn from_junit(text: &str) -> Vec<Finding> {
    let report = Report::deserialize_from_str(text).expect("JUnit");
    let mut findings = Vec::new();
    for suite in &report.test_suites {
        let failed = suite.test_cases.iter().filter(|case| matches!(case.status, TestCaseStatus::NonSuccess { .. })).count();
        assert_eq!((suite.tests, suite.failures, suite.errors), (suite.test_cases.len(), failed, 0));
        for case in &suite.test_cases {
            let TestCaseStatus::NonSuccess { message, ty, description, .. } = &case.status else {
                assert_eq!((case.name.as_str(), suite.test_cases.len()), ("check", 1));
                continue;
            };
            let (code, inside) = case.name.as_str().split_once(' ').unwrap_or((case.name.as_str(), ""));
            let numbers = inside.split_once(':').and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)));
            let related = description.as_ref().map(|text| text.as_str()).unwrap_or_default().split('\n').skip(1);
            findings.push(Finding {
                code: code.to_owned(),
                severity: ty.as_ref().expect("a type").to_string(),
                at: Position {
                    file: suite.name.to_string(),
                    line: numbers.map(|(line, _)| line),
                    column: numbers.map(|(_, column)| column),
                    cell: (numbers.is_none() && !inside.is_empty()).then(|| inside.to_owned()),
                    ..Position::default()
                },
                text: message.as_ref().expect("a message").to_string(),
                related: related.map(|line| (Position { file: line.to_owned(), ..Position::default() }, String::new())).collect(),
            });
            assert_eq!(case.classname.as_ref().map(|name| name.as_str()), Some(suite.name.as_str()));
        }
    }
    assert_eq!(report.failures, findings.len());
    assert_eq!(report.tests, report.test_suites.iter().map(|suite| suite.tests).sum::<usize>());
    findings
}

/// A finding as a form shows it that says less, or says it otherwise.
fn each(findings: &[Finding], change: impl Fn(&mut Finding)) -> Vec<Finding> {
    let mut findings = findings.to_vec();
    findings.iter_mut().for_each(change);
    findings.sort();
    findings
}

/// Checks files in every form and holds the forms against each other. Returns what was found.
fn alike(folder: &Path, arguments: &[&str]) -> Vec<Finding> {
    let json = from_json(&check(folder, "json", arguments));
    let keep = |_: &mut Finding| ();
    // Where a form is for programs that know the folder, paths are relative to it.
    let base = format!("{}/", folder.canonicalize().expect("a folder").display());
    let relative = |file: &str| file.strip_prefix(&base).unwrap_or(file).to_owned();
    // A related place stands in a line of its own, its file as the form writes files.
    let lines = |finding: &mut Finding, file: &dyn Fn(&str) -> String| {
        for (at, words) in &mut finding.related {
            let line = format!("{} {}: {}", file(&at.file), at.inside(), std::mem::take(words));
            *at = Position { file: line, ..Position::default() };
        }
    };
    let sarif = each(&json, |finding| {
        let related = finding.related.iter_mut().map(|(at, _)| at);
        related.chain([&mut finding.at]).for_each(|at| at.file = relative(&at.file));
    });
    assert_eq!(each(&from_sarif(&check(folder, "sarif", arguments)), keep), sarif);
    let github = each(&json, |finding| {
        // Its end columns are of the same line, and behind the beginning.
        let same_line = finding.at.end_line == finding.at.line;
        if !same_line || finding.at.end_column <= finding.at.column {
            finding.at.end_column = None;
            finding.at.end_line = finding.at.end_line.filter(|end| finding.at.line < Some(*end));
        }
        finding.at.file = relative(&finding.at.file);
        lines(finding, &|file| plain(&relative(file)));
    });
    assert_eq!(each(&from_github(&check(folder, "github", arguments)), keep), github);
    let junit = each(&json, |finding| {
        (finding.at.end_line, finding.at.end_column) = (None, None);
        finding.at.file = in_xml(&finding.at.file);
        finding.text = in_xml(&finding.text);
        lines(finding, &plain);
        finding.related.iter_mut().for_each(|(at, _)| at.file = in_xml(&at.file));
    });
    assert_eq!(each(&from_junit(&check(folder, "junit", arguments)), keep), junit);
    let text = check(folder, "text", arguments);
    for finding in &json {
        let counted = |text: &str| text.matches(&format!("[{}]", finding.code)).count();
        assert_eq!(counted(&text), json.iter().filter(|other| other.code == finding.code).count(), "{}", finding.code);
    }
    json
}

/// What XML can hold of a text, and a terminal can bear.
fn in_xml(text: &str) -> String {
    let held = |c: char| c == '\n' || c == '\t' || (plain(&c.to_string()) == c.to_string() && !['\u{fffe}', '\u{ffff}'].contains(&c));
    text.chars().map(|c| if held(c) { c } else { '?' }).collect()
}

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).expect("a text")
}

#[test]
fn every_form_carries_the_same_findings() {
    let standard = read("tests/cmd/check/thirty-faults-text/std.toml");
    let scheme = read("tests/cmd/check/scheme-faults-zh/scheme.toml");
    let clean = read("standards/shenzhen-pilot.toml");
    let folder = folder_with(&[("评审 材料/标准 一.toml", &standard), ("方案.toml", &scheme), ("clean.toml", &clean)]);
    let found = alike(folder.path(), &["评审 材料/标准 一.toml", "方案.toml", "clean.toml"]);
    assert!(found.len() >= 45, "only {}", found.len());
    assert!(found.iter().any(|finding| !finding.related.is_empty()));
    // A folder, and a file by its whole path.
    assert_eq!(alike(folder.path(), &["."]).len(), found.len());
    alike(folder.path(), &[&format!("{}/方案.toml", folder.path().canonicalize().expect("a folder").display())]);
}

#[test]
fn every_form_carries_the_same_findings_of_a_table() {
    let table = "编号,名称,D1 养老机构与医疗卫生机构签约率,无关,D2\n500101,甲,92%,x,约九成\n500101,乙,193%,,是\n,丙,1,,\n";
    let folder = folder_with(&[("2025 年/申报, 表.csv", table)]);
    let found = alike(folder.path(), &["2025 年", "--against", "chongqing-district"]);
    let cells: Vec<&str> = found.iter().filter_map(|finding| finding.at.cell.as_deref()).collect();
    assert!(cells.iter().any(|cell| cell.chars().any(|c| c.is_ascii_digit())), "{cells:?}");
    assert!(found.iter().any(|finding| finding.severity == "error") && found.iter().any(|finding| finding.severity == "note"));
}

#[test]
fn hostile_text_breaks_no_form() {
    let hostile = [
        "\\\"quoted\\\" 'x'",
        "<script>&amp;]]>",
        "::error file=x::no",
        "100%0A::set-output name=x::y",
        "%25%2C%3A",
        "a, b: c; d=e",
        "tab\\there",
        "two\\nlines\\r\\nand\\u000Bmore",
        "\\u001b[31mred\\u001b[0m\\u0007\\u0000",
        "\\u202eturned\\u2066\\u200b",
        "😀👩‍⚕️𠮷",
        "\\uFFFE\\uFFFF\\u0085\\u2028",
        "--><!--<![CDATA[",
    ];
    for word in hostile {
        // The id is no id, the name is no name of a dimension, and so both are spoken of.
        let indicator = format!(
            "[[indicator]]\nid = \"{word}\"\nname = \"{word}\"\ndimension = \"{word}\"\nkind = \"{word}\"\nclause = \"x\"\nevidence = [\"x\"]\n"
        );
        let standard = format!(
            "[standard]\nid = \"{word}\"\nname = \"{word}\"\ndocument = \"x\"\nedition = \"1\"\nwording = \"{word}\"\napplicant = \"x\"\n\n\
             [[dimension]]\nid = \"D\"\nname = \"{word}\"\n\n{indicator}\n{indicator}\n[check]\nallow = [{{ code = \"{word}\", reason = \"x\" }}]\n"
        );
        let folder = folder_with(&[("standard.toml", &standard)]);
        let found = alike(folder.path(), &["standard.toml"]);
        for code in ["bad-id", "unknown-value", "unknown-reference", "duplicate-id"] {
            assert!(found.iter().any(|finding| finding.code == code), "{word}: {code} is not among {found:?}");
        }
    }
}

#[cfg(unix)] // other systems have no such names
#[test]
fn hostile_names_of_files_break_no_form() {
    let names = [
        "空 格.toml",
        "a,b:c%0A.toml",
        "\"<&>'].toml",
        "::error::.toml",
        "#?&=+.toml",
        "100%.toml",
        "😀.toml",
        "two\nlines.toml",
        "\u{202e}x\u{1b}[31m.toml",
    ];
    let broken = "[standard]\nid = \"X\"\nid = \"Y\"\n";
    let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, broken)).collect();
    let folder = folder_with(&files);
    let found = alike(folder.path(), &["."]);
    let mut seen: Vec<&str> = found.iter().map(|finding| finding.at.file.as_str()).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), names.len());
    for name in names {
        alike(folder.path(), &[name]);
    }
}
