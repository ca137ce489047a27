//! Where results go: stdout, or a file that appears whole or not at all.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use shifan::diagnostic::{Code, Diagnostic, Place};
use shifan::report;
use shifan::standard::{io_reason, shown_path};
use shifan::text::{Part, Text};
use tempfile::NamedTempFile;

/// The forms of a report about standards.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    Text,
    Json,
}

/// The forms of a result about applicants.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Table,
    Json,
    Csv,
    Markdown,
    Xlsx,
    Html,
}

/// What a workbook is called.
const WORKBOOK: &str = "xlsx";
/// What a page is called.
const PAGE: &[&str] = &["html", "htm"];

/// Endings of files of other kinds: what is written would not open as such.
const OTHER_ENDINGS: &[&str] = &["xlsx", "xls", "xlsm", "ods", "et", "html", "htm", "pdf", "doc", "docx", "wps"];

/// The columns of the terminal, or 100 where there is none.
pub fn terminal_width() -> u16 {
    terminal_size::terminal_size().map_or(100, |(width, _)| width.0)
}

/// `-o FILE` and `--force`.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("destination").multiple(true)))]
pub struct Destination {
    /// Write to FILE instead of stdout
    #[arg(short, long, value_name = "FILE", group = "destination")]
    output: Option<std::path::PathBuf>,
    /// Overwrite FILE if it exists
    #[arg(long, requires = "destination")]
    force: bool,
}

impl Destination {
    /// Opens the destination. A file is written beside its place and put there by [`Output::finish`]. `inputs` are the files
    /// that are being read, none of which may be written over.
    pub fn open(&self, inputs: &[String]) -> Result<Output, Box<Diagnostic>> {
        self.open_known(inputs, &[], Text::KnownEndings {})
    }

    /// The same, of a command that writes files of these endings, too.
    pub fn open_as(&self, inputs: &[String], own_endings: &[&str]) -> Result<Output, Box<Diagnostic>> {
        let list: Vec<Part> = own_endings.iter().map(|ending| Part::from(format!(".{ending}"))).collect();
        self.open_known(inputs, own_endings, Text::KnownEndingsOf { list: list.into() })
    }

    /// The same, of a result in this form, which the ending of the file must not belie.
    pub fn open_form(&self, inputs: &[String], form: Form) -> Result<Output, Box<Diagnostic>> {
        let ending = self.ending();
        let refuse = |text, help| {
            let found = Diagnostic::new(Code::Unwritable, Place::File(self.name().as_str().into()), text);
            Err(Box::new(found.help(help)))
        };
        match (form, ending.as_str()) {
            (Form::Xlsx, WORKBOOK | "") => self.open_known(inputs, &[WORKBOOK], Text::KnownEndingsToo {}),
            (Form::Html, ending) if ending.is_empty() || PAGE.contains(&ending) => self.open_known(inputs, PAGE, Text::KnownEndingsToo {}),
            (Form::Xlsx, _) => refuse(Text::WorkbookEnding { ending: ending.into() }, Text::WorkbookEndingHelp {}),
            (Form::Html, _) => refuse(Text::PageEnding { ending: ending.into() }, Text::PageEndingHelp {}),
            (_, WORKBOOK) => refuse(Text::NoWorkbookForm {}, Text::NoWorkbookFormHelp {}),
            (_, ending) if PAGE.contains(&ending) => refuse(Text::NoPageForm {}, Text::NoWorkbookFormHelp {}),
            _ => self.open_known(inputs, &[], Text::KnownEndingsToo {}),
        }
    }

    fn open_known(&self, inputs: &[String], own_endings: &[&str], known: Text) -> Result<Output, Box<Diagnostic>> {
        let Some(path) = &self.output else { return Ok(Output::stdout()) };
        let name = shown_path(&path.to_string_lossy());
        let refuse =
            |code, text, help: Option<Text>| Box::new(Diagnostic::new(code, Place::File(name.as_str().into()), text).maybe_help(help));
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if OTHER_ENDINGS.contains(&ending.as_str()) && !own_endings.contains(&ending.as_str()) {
            return Err(refuse(Code::Unwritable, Text::EndingUnknown { ending: ending.into() }, Some(known)));
        }
        let real = path.canonicalize().ok();
        if is_input(path, inputs) {
            return Err(refuse(Code::OutputExists, Text::OutputIsInput {}, Some(Text::OtherOutput {})));
        }
        if let Some(pattern) = read_by(path, inputs) {
            return Err(refuse(Code::OutputExists, Text::OutputIsPattern { pattern: pattern.into() }, Some(Text::OtherOutput {})));
        }
        if path.is_dir() {
            return Err(refuse(Code::Unwritable, Text::OutputIsFolder {}, Some(Text::OtherOutput {})));
        }
        if path.exists() && !self.force {
            return Err(refuse(Code::OutputExists, Text::OutputExists {}, Some(Text::UseForce {})));
        }
        if path.exists() && !path.is_file() {
            // A device or a pipe is written to, not replaced.
            let opened = std::fs::OpenOptions::new().write(true).open(path);
            let opened = opened.map_err(|error| refuse(Code::Unwritable, Text::CannotWrite { why: io_reason(&error) }, None))?;
            return Ok(Output { target: Target::Direct(BufWriter::new(opened)) });
        }
        // Through a symbolic link the file behind it is replaced, not the link.
        let path = &real.unwrap_or_else(|| path.clone());
        let folder = folder_of(path);
        match temporary(0o666, |builder| builder.tempfile_in(folder)) {
            Ok(file) => Ok(Output { target: Target::File { file: Box::new(BufWriter::new(file)), path: path.clone() } }),
            Err(error) => Err(refuse(Code::Unwritable, Text::CannotWrite { why: why_not(folder, &error) }, None)),
        }
    }

    /// A file that has to be named.
    pub fn to(output: std::path::PathBuf, force: bool) -> Self {
        Self { output: Some(output), force }
    }

    /// The ending of the file, in small letters; empty where there is none.
    pub fn ending(&self) -> String {
        let ending = self.output.as_ref().and_then(|path| path.extension());
        ending.map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
    }

    /// The form that the ending of the file asks for.
    pub fn form(&self) -> Option<Form> {
        match self.ending().as_str() {
            "json" => Some(Form::Json),
            "csv" => Some(Form::Csv),
            "md" | "markdown" => Some(Form::Markdown),
            WORKBOOK => Some(Form::Xlsx),
            ending if PAGE.contains(&ending) => Some(Form::Html),
            _ => None,
        }
    }

    /// Begins a CSV file with a byte order mark, so that Excel takes it for UTF-8.
    pub fn mark(&self, out: &mut dyn Write, form: Form) -> io::Result<()> {
        if form == Form::Csv && self.is_file() { out.write_all("\u{feff}".as_bytes()) } else { Ok(()) }
    }

    /// May files be written over?
    pub fn force(&self) -> bool {
        self.force
    }

    /// The file as it is called in messages; `-` for stdout.
    pub fn name(&self) -> String {
        self.output.as_ref().map_or_else(|| "-".to_owned(), |path| shown_path(&path.to_string_lossy()))
    }

    /// Is it a file?
    pub fn is_file(&self) -> bool {
        self.output.is_some()
    }
}

/// How a call ends whose workbook or page could not be written.
pub fn not_made(failure: report::Failure) -> anyhow::Result<super::Outcome> {
    match failure {
        report::Failure::Found(found) => Ok(super::Outcome::could_not_run(*found)),
        report::Failure::Io(error) => Err(error.into()),
    }
}

/// Is this one of the files that are being read?
fn is_input(path: &Path, inputs: &[String]) -> bool {
    let (inputs, _) = shifan::submission::expand(inputs);
    let real = path.canonicalize().ok();
    real.is_some() && inputs.iter().any(|input| Path::new(input).canonicalize().ok() == real)
}

/// The pattern of a scheme that this file would be read by the next time, if there is one.
fn read_by<'i>(path: &Path, inputs: &'i [String]) -> Option<&'i str> {
    let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::default() };
    let path = lexical(path)?;
    let reads = |input: &&String| {
        let pattern = lexical(Path::new(input)).and_then(|pattern| glob::Pattern::new(&pattern.to_string_lossy()).ok());
        pattern.is_some_and(|pattern| pattern.matches_path_with(&path, options))
    };
    inputs.iter().filter(|input| input.contains(['*', '?']) && !Path::new(input).exists()).find(reads).map(String::as_str)
}

/// An absolute path without `.` and `..`, by its text alone.
pub fn lexical(path: &Path) -> Option<std::path::PathBuf> {
    let mut plain = std::path::PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            std::path::Component::ParentDir => _ = plain.pop(),
            part => plain.push(part),
        }
    }
    Some(plain)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn why_not(folder: &Path, error: &io::Error) -> Part {
    if folder.is_dir() {
        io_reason(error)
    } else {
        Part::from(Text::NoFolder { folder: shown_path(&folder.to_string_lossy()).as_str().into() })
    }
}

/// Makes something that is put in its place when it is whole, with the usual mode: the umask takes from it what the user wants taken.
fn temporary<T>(mode: u32, make: impl Fn(&tempfile::Builder<'_, '_>) -> io::Result<T>) -> io::Result<T> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".shifan");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    make(&builder)
}

/// Puts a text in the place of each file, all or, as far as it can be known beforehand, none. Permissions stay, and through a symbolic
/// link the file behind it is replaced. Returns a finding where a file cannot be written.
pub fn replace(files: &[(&Path, &str)]) -> anyhow::Result<Result<(), Box<Diagnostic>>> {
    let mut prepared = Vec::new();
    for (path, text) in files {
        let written = path.canonicalize().and_then(|real| {
            let metadata = real.metadata()?;
            if metadata.permissions().readonly() {
                return Err(io::Error::from(io::ErrorKind::PermissionDenied));
            }
            if !metadata.is_file() {
                return Ok(None);
            }
            let mut file = temporary(0o600, |builder| builder.tempfile_in(folder_of(&real)))?;
            file.write_all(text.as_bytes())?;
            file.as_file().set_permissions(metadata.permissions())?;
            file.as_file().sync_all()?;
            Ok(Some((file, real)))
        });
        let why = match written {
            Ok(Some(written)) => {
                prepared.push(written);
                continue;
            }
            Ok(None) => Part::from(Text::NotAFile {}),
            Err(error) => io_reason(&error),
        };
        let place = Place::File(shifan::standard::shown_path(&path.to_string_lossy()).into());
        return Ok(Err(Box::new(Diagnostic::new(Code::Unwritable, place, Text::CannotWrite { why }))));
    }
    for (file, real) in prepared {
        file.persist(&real).with_context(|| real.display().to_string())?;
    }
    Ok(Ok(()))
}

/// Files by name, with their bytes.
pub type NamedFiles = Vec<(String, Vec<u8>)>;

/// Files that are written side by side into a folder; of several schemes each has a folder of its own in it. Nothing appears
/// before all of it has been written.
pub struct OutFolder<'f> {
    folder: &'f Path,
    force: bool,
    /// Has every part a folder of its own?
    several: bool,
    parts: Vec<(String, NamedFiles)>,
}

impl<'f> OutFolder<'f> {
    /// Nothing so far.
    pub fn new(folder: &'f Path, force: bool, several: bool) -> Self {
        Self { folder, force, several, parts: Vec::new() }
    }

    /// Is there a part of this name?
    pub fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|(part, _)| part == name)
    }

    /// Adds the files of one scheme.
    pub fn add(&mut self, name: &str, files: NamedFiles) {
        self.parts.push((name.to_owned(), files));
    }

    /// Writes everything. Returns the paths; or a finding, and then nothing was written.
    pub fn write(self, inputs: &[String]) -> anyhow::Result<Result<Vec<String>, Box<Diagnostic>>> {
        let refuse = |path: &Path, code, text, help: Option<Text>| {
            Box::new(Diagnostic::new(code, Place::File(shown_path(&path.to_string_lossy()).into()), text).maybe_help(help))
        };
        let mut files: Vec<(std::path::PathBuf, Vec<u8>)> = Vec::new();
        for (part, own) in self.parts {
            for (name, bytes) in own {
                let relative = if self.several { Path::new(&part).join(name) } else { name.into() };
                files.push((relative, bytes));
            }
        }
        for (relative, _) in &files {
            let path = self.folder.join(relative);
            if is_input(&path, inputs) {
                return Ok(Err(refuse(&path, Code::OutputExists, Text::OutputIsInput {}, Some(Text::OtherFolder {}))));
            }
            if let Some(pattern) = read_by(&path, inputs) {
                let text = Text::OutputIsPattern { pattern: pattern.into() };
                return Ok(Err(refuse(&path, Code::OutputExists, text, Some(Text::OtherFolder {}))));
            }
            if path.exists() && (!self.force || path.is_dir()) {
                return Ok(Err(refuse(&path, Code::OutputExists, Text::OutputExists {}, Some(Text::UseForce {}))));
            }
        }
        if self.folder.exists() && !self.folder.is_dir() {
            return Ok(Err(refuse(self.folder, Code::Unwritable, Text::NotAFolder {}, Some(Text::OtherFolder {}))));
        }
        let above = if self.folder.is_dir() { self.folder } else { folder_of(self.folder) };
        let made = match temporary(0o777, |builder| builder.tempdir_in(above)) {
            Ok(made) => made,
            Err(error) => {
                return Ok(Err(refuse(self.folder, Code::Unwritable, Text::CannotWrite { why: why_not(above, &error) }, None)));
            }
        };
        for (relative, bytes) in &files {
            let path = made.path().join(relative);
            std::fs::create_dir_all(folder_of(&path)).with_context(|| path.display().to_string())?;
            let mut file = std::fs::File::create(&path).with_context(|| path.display().to_string())?;
            file.write_all(bytes).and_then(|()| file.sync_all()).with_context(|| path.display().to_string())?;
        }
        if self.folder.is_dir() {
            for (relative, _) in &files {
                let path = self.folder.join(relative);
                std::fs::create_dir_all(folder_of(&path)).with_context(|| path.display().to_string())?;
                std::fs::rename(made.path().join(relative), &path).with_context(|| path.display().to_string())?;
            }
        } else {
            std::fs::rename(made.keep(), self.folder).with_context(|| self.folder.display().to_string())?;
        }
        Ok(Ok(files.iter().map(|(relative, _)| shown_path(&self.folder.join(relative).to_string_lossy())).collect()))
    }
}

/// An open destination.
pub struct Output {
    target: Target,
}

enum Target {
    Stdout(BufWriter<io::StdoutLock<'static>>),
    File { file: Box<BufWriter<NamedTempFile>>, path: std::path::PathBuf },
    Direct(BufWriter<std::fs::File>),
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Self {
        Self { target: Target::Stdout(BufWriter::with_capacity(1 << 16, io::stdout().lock())) }
    }

    /// Does a person see it as it is written?
    pub fn is_terminal(&self) -> bool {
        matches!(self.target, Target::Stdout(_)) && io::stdout().is_terminal()
    }

    /// The writer.
    pub fn writer(&mut self) -> &mut dyn Write {
        match &mut self.target {
            Target::Stdout(out) => out,
            Target::File { file, .. } => file,
            Target::Direct(file) => file,
        }
    }

    /// Writes everything and finishes.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.writer().write_all(bytes)?;
        self.writer().flush()?;
        Ok(())
    }

    /// Flushes, and puts a file in its place.
    pub fn finish(self) -> anyhow::Result<()> {
        match self.target {
            Target::Stdout(mut out) => out.flush()?,
            Target::Direct(mut file) => file.flush()?,
            Target::File { file, path } => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(&path).with_context(|| format!("{}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// The files below a folder, by name; hidden ones are passed over.
pub fn walk(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut inside: Vec<std::path::PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    inside.sort();
    for path in inside {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']));
        if !hidden && path.is_dir() && !path.is_symlink() {
            files.extend(walk(&path));
        } else if !hidden && path.is_file() {
            let path = path.to_string_lossy();
            files.push(path.strip_prefix("./").unwrap_or(&path).to_owned());
        }
    }
    files
}

/// Writes to stderr; a closed stderr is nobody's concern.
pub fn stderr(text: &str) {
    _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Did the reader of our output go away?
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
