//! The manual pages hold what the command line does: a page for every command, and on it every option, in both languages.

use std::path::Path;
use std::process::{Command, Output};

fn shifan(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shifan")).args(arguments).current_dir(folder).env("LC_ALL", "C").output().expect("started")
}

fn stdout(arguments: &[&str], folder: &Path) -> String {
    let output = shifan(arguments, folder);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The first words of the lines below a heading of a help text, up to an empty line.
fn first_words<'h>(help: &'h str, heading: &str) -> Vec<&'h str> {
    let below = help.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.trim().is_empty());
    below.filter(|line| line.starts_with("  ") && !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next()).collect()
}

/// A page as it is read: without its control lines and escapes.
fn read(page: &str) -> String {
    let lines = page.lines().filter(|line| !line.starts_with('.') || line.starts_with(".SH "));
    lines.map(|line| line.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\fI", "") + "\n").collect()
}

#[test]
fn every_command_has_a_page_with_all_its_options() {
    let folder = tempfile::tempdir().expect("a folder");
    let commands = stdout(&["--help", "--lang", "en"], folder.path());
    let commands = first_words(&commands, "Commands:");
    assert!(commands.len() >= 9 && commands.contains(&"man"), "{commands:?}");
    for (lang, headings) in [("en", [".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS"]), ("zh", [".SH 名称", ".SH 概要", ".SH 选项"])] {
        let written = stdout(&["man", "--out", lang, "--lang", lang], folder.path());
        assert_eq!(written.lines().count(), commands.len() + 1, "{written}");
        assert_eq!(
            std::fs::read_to_string(folder.path().join(lang).join("shifan.1")).expect("a page"),
            stdout(&["man", "--lang", lang], folder.path())
        );
        for command in &commands {
            let page = std::fs::read_to_string(folder.path().join(lang).join(format!("shifan-{command}.1"))).expect("a page");
            let page = read(&page);
            for heading in headings {
                assert!(page.contains(heading), "{lang} {command}: {heading}\n{page}");
            }
            let help = stdout(&[command, "--help", "--lang", lang], folder.path());
            let options: Vec<&str> = help.split_whitespace().filter(|word| word.starts_with("--")).collect();
            assert!(options.contains(&"--lang"), "{help}");
            for option in options {
                let option = option.trim_end_matches([',', ']', '）']);
                assert!(page.contains(option), "{lang} {command}: {option}\n{page}");
            }
        }
    }
    let score = read(&std::fs::read_to_string(folder.path().join("zh/shifan-score.1")).expect("a page"));
    assert!(score.contains("评分、\\:排名并说明理由") && score.contains("shifan score [选项] <标准> <申报表>..."), "{score}");
}

#[test]
fn pages_that_exist_are_only_overwritten_when_told_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("shifan-score.1");
    std::fs::write(&page, "mine").expect("written");
    let output = shifan(&["man", "--out", "."], folder.path());
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--force"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 1, "nothing else was written");
    stdout(&["man", "--out", ".", "--force"], folder.path());
    assert!(std::fs::read_to_string(&page).expect("a page").contains("SHIFAN-SCORE"));
}
