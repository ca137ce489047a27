//! From what was named on the command line to single files.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::standard::{io_reason, shown_path};
use crate::text::text;

/// Endings of files that hold tables.
const TABLES: &[&str] = &["csv", "tsv", "txt"];
/// Endings of workbooks.
const WORKBOOKS: &[&str] = &["xlsx", "xls", "xlsm", "ods", "et"];

/// Files as they stand; of folders, the tables in them, by name. A folder's other files are noted.
///
/// Hidden files and those that a spreadsheet program leaves while a table is open (`~$…`, `.~lock…`) are passed over.
#[must_use]
pub fn expand(named: &[String]) -> (Vec<String>, Vec<Diagnostic>) {
    let (mut files, mut findings): (Vec<String>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for path in named {
        let place = || Place::File(shown_path(path).into());
        if path == "-" || !Path::new(path).is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                let text = text!(CannotRead, file = shown_path(path), why = io_reason(&error));
                findings.push(Diagnostic::new(Code::Unreadable, place(), text).help(text!(CheckPath)));
                continue;
            }
        };
        let (inside, folders): (Vec<_>, Vec<_>) = entries.flatten().partition(|entry| entry.path().is_file());
        for folder in folders.iter().filter(|entry| entry.path().is_dir()) {
            let at = Place::File(shown_path(&folder.path().to_string_lossy()).into());
            findings.push(Diagnostic::new(Code::FileIgnored, at, text!(FolderIgnored)).help(text!(NameFolder)));
        }
        let mut inside: Vec<String> = inside
            .iter()
            .map(|entry| entry.path().to_string_lossy().into_owned())
            .filter(|file| !Path::new(file).file_name().is_some_and(|n| n.to_string_lossy().starts_with(['.', '~'])))
            .collect();
        inside.sort();
        let before = files.len();
        for file in inside {
            let at = Place::File(shown_path(&file).into());
            if is(&file, TABLES) || is_workbook(&file) {
                files.push(file);
            } else {
                findings.push(Diagnostic::new(Code::FileIgnored, at, text!(FileIgnored)));
            }
        }
        if files.len() == before {
            findings.push(Diagnostic::new(Code::EmptyFile, place(), text!(EmptyFolder)).help(text!(CheckPath)));
        }
    }
    // One file named twice, say by itself and by its folder, is read once.
    let mut known: std::collections::HashSet<std::path::PathBuf> = std::collections::HashSet::new();
    files.retain(|file| {
        let Ok(real) = Path::new(file).canonicalize() else { return true };
        if !known.insert(real) {
            findings.push(Diagnostic::new(Code::FileTwice, Place::File(shown_path(file).into()), text!(FileTwice)));
            return false;
        }
        true
    });
    (files, findings)
}

/// Does a file call itself a workbook?
pub(super) fn is_workbook(path: &str) -> bool {
    is(path, WORKBOOKS)
}

fn is(path: &str, endings: &[&str]) -> bool {
    Path::new(path).extension().is_some_and(|e| endings.iter().any(|ending| e.eq_ignore_ascii_case(ending)))
}
