//! `shifan fmt`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest, Sha256};
use shifan::diagnostic::{Code, Diagnostic, Place, Sources};
use shifan::document::{Document, is_scheme, is_standard};
use shifan::layout::layout;
use shifan::report;
use shifan::standard::{self, BUILT_IN, hex, io_reason, shown_path};
use shifan::text::Text;

use super::output::{self, Output};
use super::{Context, Outcome};

#[derive(Args)]
pub struct Arguments {
    /// Standards and schemes: files, folders of them, or - for stdin
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Write nothing; show what would change, and exit 1 if anything would
    #[arg(long)]
    check: bool,
}

/// A file that could be laid out.
struct LaidOut {
    name: String,
    before: String,
    after: String,
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let mut files: Vec<LaidOut> = Vec::new();
    let mut problems: Vec<(Diagnostic, Sources)> = Vec::new();
    let mut seen: HashSet<PathBuf> = HashSet::new();
    for named in &arguments.files {
        let (paths, in_folder) = match inside(named) {
            Ok(Some(paths)) => (paths, true),
            Ok(None) => (vec![named.clone()], false),
            Err(found) => {
                problems.push((*found, Sources::default()));
                continue;
            }
        };
        let mut any = false;
        for path in paths {
            match read(&path) {
                Ok((before, document)) => {
                    if in_folder && !is_standard(&document.text) && !is_scheme(&document.text) {
                        continue;
                    }
                    any = true;
                    if !seen.insert(Path::new(&path).canonicalize().unwrap_or_else(|_| path.clone().into())) {
                        continue; // named twice
                    }
                    match layout(&document) {
                        Ok(after) => files.push(LaidOut { name: path, before, after }),
                        Err(findings) => {
                            let mut sources = Sources::default();
                            sources.insert(&document.name, &document.text);
                            problems.extend(findings.into_iter().map(|found| (found, sources.clone())));
                        }
                    }
                }
                Err(found) => {
                    any = true;
                    problems.push((*found, Sources::default()));
                }
            }
        }
        if !any {
            let found = Diagnostic::new(Code::Unreadable, Place::File(shown_path(named).into()), Text::LayoutNothing {});
            problems.push((found.help(Text::LayoutLooksFor {}), Sources::default()));
        }
    }
    if !problems.is_empty() {
        return Ok(Outcome::CouldNotRun(problems));
    }
    if arguments.check { check(&files, context) } else { write(&files, context) }
}

/// Shows what would change.
fn check(files: &[LaidOut], context: &Context) -> anyhow::Result<Outcome> {
    let mut out = Output::stdout();
    let others = files.iter().filter(|file| file.before != file.after);
    let mut count = 0;
    for file in others {
        out.writer().write_all(report::layout_diff(&shown_path(&file.name), &file.before, &file.after).as_bytes())?;
        count += 1;
    }
    out.finish()?;
    if count == 0 {
        return Ok(Outcome::Done);
    }
    if !context.quiet {
        context.say(&Text::WouldBeLaidOut { count: count.into(), of: files.len().into() }.say(context.language()));
    }
    Ok(Outcome::Findings)
}

/// Writes the files that change, and what came from stdin to stdout.
fn write(files: &[LaidOut], context: &Context) -> anyhow::Result<Outcome> {
    let (piped, files): (Vec<&LaidOut>, Vec<&LaidOut>) = files.iter().partition(|file| file.name == "-");
    let changed: Vec<&LaidOut> = files.into_iter().filter(|file| file.before != file.after).collect();
    let texts: Vec<(&Path, &str)> = changed.iter().map(|file| (Path::new(&file.name), file.after.as_str())).collect();
    if let Err(found) = output::replace(&texts)? {
        return Ok(Outcome::could_not_run(*found));
    }
    if !context.quiet {
        for file in changed {
            context.say(&Text::LaidOut { file: shown_path(&file.name).into() }.say(context.language()));
        }
    }
    for file in piped {
        Output::stdout().write(file.after.as_bytes())?;
    }
    Ok(Outcome::Done)
}

/// A file as it stands, and as a document.
fn read(path: &str) -> Result<(String, Document), Box<Diagnostic>> {
    let name = shown_path(path).into();
    if BUILT_IN.iter().any(|built_in| built_in.id == path) && !Path::new(path).exists() {
        let found = Diagnostic::new(Code::Unreadable, Place::File(name), Text::LayoutBuiltIn { id: path.into() });
        return Err(Box::new(found.help(Text::LayoutOfBuiltIn { id: path.into() })));
    }
    let (text, sha256) = standard::read_text(path, &name, standard::MAX_BYTES)?;
    // A byte order mark is no part of the text, but one of the file.
    let marked = hex(&Sha256::digest(text.as_bytes())) != sha256;
    let before = if marked { format!("\u{feff}{text}") } else { text.clone() };
    Ok((before, Document::new(name, text)))
}

/// The TOML files in a folder and the folders in it, by name; none, if it is no folder. Hidden ones are passed over, and so are links to
/// folders, which may lead round in a circle.
fn inside(named: &str) -> Result<Option<Vec<String>>, Box<Diagnostic>> {
    if named == "-" || !Path::new(named).is_dir() {
        return Ok(None);
    }
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(named)];
    while let Some(folder) = folders.pop() {
        let refuse = |error: std::io::Error| {
            let name = shown_path(&folder.to_string_lossy());
            let text = Text::CannotRead { file: name.as_str().into(), why: io_reason(&error) };
            Box::new(Diagnostic::new(Code::Unreadable, Place::File(name.into()), text).help(Text::CheckPath {}))
        };
        for entry in std::fs::read_dir(&folder).map_err(refuse)? {
            let entry = entry.map_err(refuse)?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type().map_err(refuse)?.is_dir() {
                folders.push(path);
            } else if path.is_file() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    Ok(Some(found))
}
