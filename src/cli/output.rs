//! Where results go: stdout, or a file that appears whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use shifan::diagnostic::{Code, Diagnostic, Place};
use shifan::standard::io_reason;
use shifan::text::{Part, Text};
use tempfile::NamedTempFile;

/// The forms of a report about standards.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    Text,
    Json,
}

/// `-o FILE` and `--force`.
#[derive(Args)]
pub struct Destination {
    /// Write to FILE instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
    /// Overwrite FILE if it exists
    #[arg(long, requires = "output")]
    force: bool,
}

impl Destination {
    /// Opens the destination. A file is written beside its place and put there by [`Output::finish`]. `inputs` are the files
    /// that are being read, none of which may be written over.
    pub fn open(&self, inputs: &[String]) -> Result<Output, Box<Diagnostic>> {
        let Some(path) = &self.output else { return Ok(Output::stdout()) };
        let name = path.to_string_lossy().into_owned();
        let refuse =
            |code, text, help: Option<Text>| Box::new(Diagnostic::new(code, Place::File(name.as_str().into()), text).maybe_help(help));
        let (inputs, _) = shifan::submission::expand(inputs);
        let real = path.canonicalize().ok();
        if real.is_some() && inputs.iter().any(|input| Path::new(input).canonicalize().ok() == real) {
            return Err(refuse(Code::OutputExists, Text::OutputIsInput {}, Some(Text::OtherOutput {})));
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
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The usual mode; the umask takes from it what the user wants taken.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        match builder.prefix(".shifan").tempfile_in(folder) {
            Ok(file) => Ok(Output { target: Target::File { file: Box::new(BufWriter::new(file)), path: path.clone() } }),
            Err(error) => {
                let why = if folder.is_dir() {
                    io_reason(&error)
                } else {
                    Part::from(Text::NoFolder { folder: folder.to_string_lossy().as_ref().into() })
                };
                Err(refuse(Code::Unwritable, Text::CannotWrite { why }, None))
            }
        }
    }

    /// The ending of the file, in lower case.
    pub fn ending(&self) -> Option<String> {
        Some(self.output.as_ref()?.extension()?.to_string_lossy().to_lowercase())
    }

    /// Is it a file?
    pub fn is_file(&self) -> bool {
        self.output.is_some()
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

/// Writes to stderr; a closed stderr is nobody's concern.
pub fn stderr(text: &str) {
    _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Did the reader of our output go away?
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
