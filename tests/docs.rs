//! What the documents say is true: their commands run, their examples check, their links lead somewhere.

use std::path::Path;
use std::process::Command;

use shifan::diagnostic::Severity;
use shifan::standard;
use shifan::text::Language;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The blocks of a language in a Markdown file.
fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    markdown.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).map(ToOwned::to_owned).collect()
}

/// Every `shifan` command in the documents runs, from the root, in a folder where it may write.
#[test]
fn commands_run() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["examples", "standards"] {
        copy(&Path::new(ROOT).join(name), &folder.path().join(name));
    }
    let mut count = 0;
    for document in [
        "README.md",
        "examples/chongqing-2025/README.md",
        "examples/chongqing-2026-recheck/README.md",
        "examples/shuangtaizi-2023/README.md",
        "examples/shenzhen-2017/README.md",
    ] {
        for line in blocks(&read(document), "sh").iter().flat_map(|block| block.lines()) {
            let line = line.split(" #").next().unwrap_or_default().trim();
            let Some(words) = line.strip_prefix("shifan ").or_else(|| line.strip_prefix("cargo run --release -- ")) else { continue };
            let output = Command::new(env!("CARGO_BIN_EXE_shifan"))
                .args(words.split_whitespace())
                .current_dir(folder.path())
                .env("LC_ALL", "C")
                .output()
                .expect("started");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{document}: {line}\n{stderr}");
            // A finding is only there where the table has a problem, which the documents say.
            assert!(
                output.status.code() == Some(0) || stderr.contains("error[") || stderr.contains("错误["),
                "{document}: {line}\n{stderr}"
            );
            count += 1;
        }
    }
    assert!(count >= 18, "only {count} commands found");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("readable").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { _ = std::fs::copy(entry.path(), target).expect("copied") }
    }
}

/// The figures that the README gives of the main example are the program's.
#[test]
fn the_main_example_comes_out_as_the_readme_says() {
    let output = Command::new(env!("CARGO_BIN_EXE_shifan"))
        .args(["score", "chongqing-district", "examples/chongqing-2025/districts.csv", "--format", "json", "--summary", "-q"])
        .current_dir(ROOT)
        .output()
        .expect("started");
    assert_eq!(output.status.code(), Some(1));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let count = |key: &str| result["counts"][key].as_u64().expect("a count");
    assert_eq!((count("applicants"), count("passed"), count("failed"), count("scored")), (41, 12, 28, 40));
    let first = Command::new(env!("CARGO_BIN_EXE_shifan"))
        .args(["score", "chongqing-institution", "examples/chongqing-2025/institutions.csv", "--lang", "zh"])
        .current_dir(ROOT)
        .output()
        .expect("started");
    assert_eq!(first.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&first.stdout).contains("共 26 个机构：合格 22，不合格 4，未评分 0"));
}

/// The same tables as an office would send them give the same scores.
#[test]
fn tables_as_received_give_the_same_result() {
    let result = |standard: &str, file: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_shifan"))
            .args(["-q", "score", standard, file, "--format", "csv"])
            .current_dir(ROOT)
            .output()
            .expect("started");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    for (standard, plain, received) in [
        ("chongqing-district", "districts.csv", "as-received/区县自评汇总表.csv"),
        ("chongqing-institution", "institutions.csv", "as-received/institutions-utf16.tsv"),
    ] {
        let folder = "examples/chongqing-2025";
        let expected = result(standard, &format!("{folder}/{plain}"));
        assert!(expected.lines().count() > 20);
        assert_eq!(result(standard, &format!("{folder}/{received}")), expected);
    }
}

/// Every TOML block of the language reference is a standard without findings: as it stands, or with the head that the file names.
#[test]
fn the_language_reference_checks() {
    let markdown = read("standards/README.md");
    let blocks = blocks(&markdown, "toml");
    assert!(blocks.len() >= 10, "only {} blocks found", blocks.len());
    let head =
        "[standard]\nid = \"x\"\nname = \"x\"\ndocument = \"x\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"applicant\"\n";
    let filler = "[[indicator]]\nid = \"filler\"\nname = \"filler\"\nkind = \"yes-no\"\npoints = 1\nclause = \"1\"\nevidence = [\"x\"]\n";
    for block in blocks {
        let text = match block.starts_with("# complete") {
            true => block.clone(),
            false => format!("{head}{block}{}", if block.contains("[[indicator]]") { "" } else { filler }),
        };
        let loaded = standard::from_text("block.toml", &text);
        let beyond_notes = loaded.findings.iter().filter(|f| f.severity > Severity::Note);
        let findings: Vec<String> = beyond_notes.map(|f| f.text.say(Language::En)).collect();
        assert!(findings.is_empty(), "{findings:?}\n{block}");
        let standard = loaded.standard.expect("valid");
        for result in shifan::analysis::run(&standard) {
            let wrong: Vec<String> =
                result.mismatches.iter().map(|m| format!("{}: {} ≠ {}", m.expectation.key, m.expected, m.actual)).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", result.case.name);
        }
    }
}

/// The scheme of the reference has no finding, its tables being those of the example.
#[test]
fn the_reference_of_schemes_checks() {
    let block = blocks(&read("standards/schemes.md"), "toml").remove(0);
    let loaded = shifan::review::scheme::from_text("scheme.toml", &block);
    let findings: Vec<String> = loaded.findings.iter().map(|f| f.text.say(Language::En)).collect();
    assert_eq!(findings, ["`scheme.recheck_every` is a decision that no document is known to make; say why it is so"]);
}

/// The review of the main example ends as its README says.
#[test]
fn the_review_of_the_main_example_comes_out_as_the_readme_says() {
    let output = Command::new(env!("CARGO_BIN_EXE_shifan"))
        .args(["review", "examples/chongqing-2025/scheme.toml", "--format", "json", "-q"])
        .current_dir(ROOT)
        .output()
        .expect("started");
    assert_eq!(output.status.code(), Some(1));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let ids = |track: usize, outcome: &str| -> Vec<String> {
        let applicants = result["tracks"][track]["applicants"].as_array().expect("applicants");
        applicants.iter().filter(|a| a["outcome"] == outcome).map(|a| a["id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(ids(0, "selected"), ["500112", "500107", "500109", "500231"]);
    assert_eq!(ids(0, "tied-at-quota"), ["500108", "500120"]);
    assert_eq!(ids(1, "selected"), ["JG-005", "JG-011", "JG-008", "JG-010", "JG-004", "JG-021", "JG-016", "JG-013"]);
    assert_eq!(ids(1, "withheld"), ["JG-009"]);
    assert_eq!(ids(1, "not-decided"), ["JG-001", "JG-002", "JG-003"]);
    assert_eq!((ids(1, "ineligible"), ids(1, "removed")), (vec!["JG-022".to_owned()], vec!["JG-025".to_owned()]));
    assert_eq!((&result["notice"]["from"], &result["notice"]["to"]), (&"2025-11-24".into(), &"2025-11-28".into()));
}

/// Links between the documents lead to files that exist.
#[test]
fn links_lead_somewhere() {
    let mut links = 0;
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "standards/README.md",
        "standards/schemes.md",
        "standards/ci.md",
        "benches/README.md",
        "examples/chongqing-2025/README.md",
    ] {
        let folder = Path::new(document).parent().unwrap_or(Path::new("")).to_owned();
        for link in read(document).split("](").skip(1).filter_map(|rest| rest.split(')').next().map(ToOwned::to_owned)) {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.starts_with("http") {
                continue;
            }
            assert!(Path::new(ROOT).join(&folder).join(path).exists(), "{document}: {link}");
            links += 1;
        }
    }
    assert!(links >= 5);
}
