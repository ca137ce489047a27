//! The program from outside. Every folder below `tests/cmd` is one case that anybody can add without knowing Rust:
//!
//! * `cmd`: the command line, one word a line, without the program's name. `{standards}`, `{examples}` and `{tests}` stand
//!   for those folders; `{bytes:NAME}` stands for a file of the case in which `\xNN` is a byte.
//! * `stdin`: what the program reads (optional);
//! * `stdout`, `stderr`: what it must print (an absent file means nothing);
//! * `exit`: the exit code (absent: 0);
//! * any other file is there for the command, which runs in a copy of the folder; `expect.NAME` is what the command must
//!   have written to NAME.
//!
//! `UPDATE=1 cargo test --test cmd` writes what the program does into the files. Read the difference before you commit it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn main_of(case: &Path, update: bool) -> Result<(), String> {
    let work = tempfile::tempdir().map_err(|e| e.to_string())?;
    copy(case, work.path())?;
    let read = |name: &str| fs::read(case.join(name)).unwrap_or_default();
    let line = String::from_utf8(read("cmd")).map_err(|e| e.to_string())?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_shifan"));
    command.current_dir(work.path()).env("LC_ALL", "C").env_remove("NO_COLOR").env("COLUMNS", "100");
    for word in line.lines().filter(|l| !l.is_empty()) {
        let mut word = word.to_owned();
        for (hole, folder) in [("{standards}", "standards"), ("{examples}", "examples"), ("{tests}", "tests")] {
            word = word.replace(hole, &format!("{ROOT}/{folder}"));
        }
        if let Some(name) = word.strip_prefix("{bytes:").and_then(|w| w.strip_suffix('}')) {
            let text = fs::read_to_string(case.join(name)).map_err(|e| format!("{name}: {e}"))?;
            fs::write(work.path().join(name), bytes(&text)).map_err(|e| e.to_string())?;
            word = name.to_owned();
        }
        command.arg(word);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|e| e.to_string())?;
    child.stdin.take().ok_or("no stdin")?.write_all(&read("stdin")).ok();
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    let clean = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(ROOT, "{root}");
    let code = output.status.code().map_or("killed".to_owned(), |c| c.to_string());
    let mut actual =
        vec![("stdout".to_owned(), clean(&output.stdout)), ("stderr".to_owned(), clean(&output.stderr)), ("exit".to_owned(), code)];
    for entry in fs::read_dir(case).map_err(|e| e.to_string())?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(written) = name.strip_prefix("expect.") {
            actual.push((name.clone(), clean(&fs::read(work.path().join(written)).unwrap_or_default())));
        }
    }
    let mut wrong = Vec::new();
    for (name, actual) in actual {
        let expected = String::from_utf8_lossy(&read(&name)).into_owned();
        let expected =
            if name == "exit" { if expected.trim().is_empty() { "0".to_owned() } else { expected.trim().to_owned() } } else { expected };
        if actual == expected {
            continue;
        }
        if update {
            let path = case.join(&name);
            if actual.is_empty() || (name == "exit" && actual == "0") {
                fs::remove_file(path).ok();
            } else {
                fs::write(path, actual).map_err(|e| e.to_string())?;
            }
        } else {
            wrong.push(format!("--- {name}, expected:\n{expected}\n--- {name}, actual:\n{actual}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// `\xNN` becomes the byte NN; line breaks stay.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = rest
            .strip_prefix(b"\\x")
            .and_then(|r| r.get(..2))
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped {
            Some(byte) => {
                out.push(byte);
                rest = &rest[4..];
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    for entry in fs::read_dir(from).map_err(|e| e.to_string())?.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).map_err(|e| e.to_string())?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}

fn cases(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.join("cmd").exists() {
            found.push(path);
        } else if path.is_dir() {
            cases(&path, found);
        }
    }
}

#[test]
fn every_case_comes_out() {
    let mut found = Vec::new();
    cases(&Path::new(ROOT).join("tests/cmd"), &mut found);
    found.sort();
    assert!(found.len() >= 20, "only {} cases found", found.len());
    let update = std::env::var_os("UPDATE").is_some();
    let failures: Vec<String> = found
        .iter()
        .filter_map(|case| {
            main_of(case, update).err().map(|why| format!("=== {}\n{why}", case.strip_prefix(ROOT).unwrap_or(case).display()))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {} cases failed\n{}", failures.len(), found.len(), failures.join("\n"));
}
