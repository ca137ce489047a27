//! `shifan report`.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::PathBuf;

use clap::Args;
use shifan::diagnostic::{Code, Diagnostic, Place};
use shifan::report::{self, Source};
use shifan::standard::{io_reason, shown_path};
use shifan::text::Text;

use super::output::{self, Destination};
use super::{Context, Outcome};

/// The endings of files that a result can be put into.
const ENDINGS: &[&str] = &["html", "xlsx"];

#[derive(Args)]
pub struct Arguments {
    /// A result of score, review or recheck that was stored with --format json, or - for stdin
    #[arg(value_name = "RESULT")]
    result: String,
    /// Write to FILE; its ending says what: .html is a page, .xlsx a workbook
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Overwrite FILE if it exists
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let name = shown_path(&arguments.result);
    let (mut source, hash) = match open(&arguments.result) {
        Ok(opened) => opened,
        Err(error) => {
            let text = Text::CannotRead { file: name.as_str().into(), why: io_reason(&error) };
            let found = Diagnostic::new(Code::Unreadable, Place::File(name.into()), text);
            return Ok(Outcome::could_not_run(found.help(Text::CheckPath {})));
        }
    };
    let destination = Destination::to(arguments.output.clone(), arguments.force);
    let inputs = [arguments.result.clone()];
    if !ENDINGS.contains(&destination.ending().as_str()) {
        let list = ENDINGS.iter().map(|ending| format!(".{ending}").into()).collect::<Vec<_>>();
        let text = Text::EndingOfNoReport {};
        let found = Diagnostic::new(Code::Unwritable, Place::File(destination.name().into()), text);
        return Ok(Outcome::could_not_run(found.help(Text::KnownEndingsOf { list: list.into() })));
    }
    let mut out = match destination.open_as(&inputs, ENDINGS) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    let make = if destination.ending() == "html" { report::page } else { report::workbook };
    if let Err(failure) = make(out.writer(), source.as_mut(), &name, context.language(), &hash) {
        return output::not_made(failure);
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// A stored result as something that can be read twice, and the SHA-256 of the file as it lies there. One in UTF-16, as some shells
/// write it, is turned into UTF-8.
fn open(path: &str) -> io::Result<(Box<dyn Source>, String)> {
    let mut file = if path == "-" {
        let mut aside = tempfile::tempfile()?;
        io::copy(&mut io::stdin().lock(), &mut aside)?;
        aside.rewind()?;
        aside
    } else {
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        seekable(file)?
    };
    let hash = report::hash_of(&mut file)?;
    let mut mark = Vec::new();
    (&mut file).take(2).read_to_end(&mut mark)?;
    file.rewind()?;
    let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&mark) else { return Ok((Box::new(file), hash)) };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let (text, _) = encoding.decode_with_bom_removal(&bytes);
    Ok((Box::new(Cursor::new(text.into_owned().into_bytes())), hash))
}

/// The file itself, or what came through a pipe put aside.
fn seekable(mut file: File) -> io::Result<File> {
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    let mut aside = tempfile::tempfile()?;
    io::copy(&mut file, &mut aside)?;
    aside.rewind()?;
    Ok(aside)
}
