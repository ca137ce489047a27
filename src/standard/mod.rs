//! A creation standard (创建标准): what is judged, what counts as met, what passes.
//!
//! Two types for everything: as *written* (`written`, with the place of every value) and as *valid* ([`Standard`]).
//! [`load`] reads, checks and reports every problem of the file at once; only a standard without errors comes out.
//! Tables and applicants are unknown here.

mod best;
mod bounds;
mod built_in;
mod case;
mod check;
mod diff;
mod headers;
mod indicator;
mod quotient;
mod valid;
mod written;

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, Place, Severity, Sources};
use crate::document::{Document, Excepted, Exceptions, Findings, is_scheme};
use crate::text::{Names, Part, text};

pub use best::Best;
pub use bounds::{Bounds, Earned};
pub use built_in::{BUILT_IN, BuiltIn};
pub use case::{Case, Expectation, Expected};
pub use diff::{About, Change, Pair, What, diff, paired_indicators, same_indicators, with_old_ids};
pub use headers::{Header, HeaderTarget, PROFILE, Profile, header_key};
pub use indicator::{Against, Comparison, Gate, Indicator, Kind, Level, Limit, NotApplicable, PhasedLimit, Short, Tier};
pub use quotient::Quotient;
pub use valid::{Applicant, ApplicantType, Dimension, Input, Name, Pass, Standard, Wording, shown_exactly, shown_figure};

/// Largest standard that is read, in bytes.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What reading a standard gave: the valid standard, if there is one, and all findings with the text they point into.
pub struct Loaded {
    /// The standard; `None` as soon as one finding is an error.
    pub standard: Option<Standard>,
    /// Everything found, by place.
    pub findings: Vec<Diagnostic>,
    /// What the file excepts, with its reasons.
    pub excepted: Vec<Excepted>,
    /// The text of the file.
    pub sources: Sources,
}

/// Loads a standard from a path, or a built-in one by its id.
#[must_use]
pub fn load(path_or_id: &str) -> Loaded {
    let path = Path::new(path_or_id);
    let built_in = BUILT_IN.iter().find(|b| b.id == path_or_id);
    if let (Some(built_in), false) = (built_in, path.is_file()) {
        return from_text(built_in.id, built_in.text);
    }
    let name: Arc<str> = shown_path(path_or_id).into();
    let refuse = |found: Diagnostic| Loaded { standard: None, findings: vec![found], excepted: Vec::new(), sources: Sources::default() };
    if path.is_dir() {
        let found = Diagnostic::new(Code::Unreadable, Place::File(Arc::clone(&name)), text!(IsAFolder, file = &name));
        return refuse(found.help(text!(CheckPath)));
    }
    let is_table = path.extension().is_some_and(|e| ["csv", "tsv", "xlsx", "xls", "ods"].iter().any(|t| e.eq_ignore_ascii_case(t)));
    if is_table && path.exists() {
        let found = Diagnostic::new(Code::WrongFormat, Place::File(name), text!(NotAStandard));
        return refuse(found.help(text!(CheckIsForStandards)));
    }
    match read_text(path_or_id, &name, MAX_BYTES) {
        Ok((text, sha256)) => {
            let mut loaded = from_text(&name, &text);
            if let Some(standard) = &mut loaded.standard {
                standard.sha256 = sha256; // of the file, byte order mark and all
            }
            loaded
        }
        Err(found) => {
            let looks_like_id = !path_or_id.contains(['/', '\\', '.']);
            let found = if looks_like_id { no_such_standard(path_or_id) } else { *found };
            refuse(found)
        }
    }
}

/// The finding that no file and no built-in standard has this name.
#[must_use]
pub fn no_such_standard(id: &str) -> Diagnostic {
    let ids = BUILT_IN.iter().map(|b| b.id);
    let help = match crate::document::nearest(id, ids.clone()) {
        Some(near) => text!(DidYouMean, word = near),
        None => text!(BuiltInStandards, list = ids.map(Part::from).collect::<Vec<_>>()),
    };
    Diagnostic::new(Code::Unreadable, Place::File(id.into()), text!(NoSuchStandard, id = id)).help(help)
}

/// A path as results show it: with `/`, whatever the system writes.
#[must_use]
pub fn shown_path(path: &str) -> String {
    if std::path::MAIN_SEPARATOR == '\\' { path.replace('\\', "/") } else { path.to_owned() }
}

/// Reads a whole text file of at most `limit` bytes, as UTF-8 with or without BOM: its text, and the SHA-256 of its bytes.
///
/// # Errors
/// A finding that says what is wrong with the file.
pub fn read_text(path: &str, name: &Arc<str>, limit: u64) -> Result<(String, String), Box<Diagnostic>> {
    let found = |code, text, help| Box::new(Diagnostic::new(code, Place::File(Arc::clone(name)), text).help(help));
    let io = |error: std::io::Error| found(Code::Unreadable, text!(CannotRead, file = name, why = io_reason(&error)), text!(CheckPath));
    let bytes = if path == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(std::io::stdin(), limit + 1), &mut bytes).map_err(io)?;
        bytes
    } else {
        let size = std::fs::metadata(path).map_err(io)?.len();
        if size > limit { Vec::new() } else { std::fs::read(path).map_err(io)? }
    };
    let size = if bytes.is_empty() && path != "-" { std::fs::metadata(path).map_err(io)?.len() } else { bytes.len() as u64 };
    if size > limit {
        let text = text!(FileTooLarge, size = size, limit = limit);
        return Err(found(Code::FileTooLarge, text, text!(CheckPath)));
    }
    let sha256 = hex(&Sha256::digest(&bytes));
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text), sha256)),
        Err(error) => {
            let text = text!(NotText, byte = error.utf8_error().valid_up_to());
            Err(found(Code::Encoding, text, text!(SaveAsUtf8)))
        }
    }
}

/// Why the system could not read or write a file, in both languages.
#[must_use]
pub fn io_reason(error: &std::io::Error) -> Part {
    use std::io::ErrorKind;
    let zh = match error.kind() {
        ErrorKind::NotFound => "文件不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "这是一个文件夹",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::AlreadyExists => "文件已存在",
        _ => "系统报告了错误",
    };
    let en = match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    };
    Part::from(Names { zh: zh.to_owned(), en })
}

/// Reads and checks the text of a standard.
#[must_use]
pub fn from_text(name: &str, text: &str) -> Loaded {
    let document = Document::new(name, text);
    if is_scheme(text) {
        let found = Diagnostic::new(Code::WrongFormat, Place::File(Arc::clone(&document.name)), text!(NotAStandardButScheme));
        return Loaded { standard: None, findings: vec![found.help(text!(UseReview))], excepted: Vec::new(), sources: Sources::default() };
    }
    let findings = Findings::new(&document);
    let parsed = document.parse(&findings);
    let root = parsed.root(&findings);
    let written = written::Written::read(&root, &findings);
    let exceptions = Exceptions::read(&root, &findings);
    root.finish(|_| None);
    let standard = check::check(written, &findings);
    let mut list = findings.take();
    let excepted = exceptions.apply(&findings, &mut list);
    let standard = list.iter().all(|f| f.severity < Severity::Error).then(|| {
        let sha256 = hex(&Sha256::digest(text.as_bytes()));
        Standard { sha256, ..standard }
    });
    let mut sources = Sources::default();
    sources.insert(&document.name, &document.text);
    Loaded { standard, findings: list, excepted, sources }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        use std::fmt::Write;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
