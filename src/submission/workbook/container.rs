//! What a file that is no text is, and whether what it unpacks to stays within bounds.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Failure, MAX_UNPACKED};

/// Most parts of a workbook.
const MAX_PARTS: usize = 10_000;

/// The kinds of workbook that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
    Xls,
}

/// The kind of a workbook, by its content.
pub(super) fn kind(bytes: &[u8]) -> Result<Kind, Failure> {
    if bytes.starts_with(b"PK") {
        return of_archive(bytes);
    }
    if !bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(Failure::OtherKind(other(bytes)));
    }
    // The names of the streams stand in the file as UTF-16.
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        return Err(Failure::Password);
    }
    if has("WordDocument") {
        return Err(Failure::OtherKind("Word (.doc)"));
    }
    if has("Workbook") || has("Book") { Ok(Kind::Xls) } else { Err(Failure::OtherKind("OLE")) }
}

/// What a file seems to be that is none of ours.
fn other(bytes: &[u8]) -> &'static str {
    let head: Vec<u8> = bytes.iter().take(512).map(u8::to_ascii_lowercase).collect();
    let begins = |what: &[u8]| head.windows(what.len()).any(|window| window == what);
    match () {
        () if bytes.starts_with(b"%PDF") => "PDF",
        () if bytes.starts_with(b"{\\rtf") => "RTF",
        () if begins(b"<html") || begins(b"<!doctype html") || begins(b"<table") => "HTML",
        () if begins(b"<?xml") => "XML",
        () => "?",
    }
}

fn of_archive(bytes: &[u8]) -> Result<Kind, Failure> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(Failure::TooLarge);
    }
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    // The workbook need not have its usual name, and not every program writes names as it should.
    let in_xl = |name: &String| name.trim_start_matches(['/', '\\']).to_ascii_lowercase().replace('\\', "/").starts_with("xl/");
    let kind = match () {
        () if has("content.xml") && has("mimetype") => Kind::Ods,
        // So LibreOffice wraps a document that has a password, since version 24.8.
        () if has("encrypted-package") && has("mimetype") => return Err(Failure::Password),
        () if has("xl/workbook.bin") => return Err(Failure::OtherKind("xlsb")),
        () if names.iter().any(in_xl) => Kind::Xlsx,
        () if has("word/document.xml") => return Err(Failure::OtherKind("Word (.docx)")),
        () => return Err(Failure::OtherKind("zip")),
    };
    // An .xlsx is looked through while it is read.
    if kind != Kind::Xlsx {
        look_through(bytes)?;
    }
    Ok(kind)
}

/// Whether an archive is whole, and unpacks to no more than is read. The size that it declares may be a lie: what it unpacks to is counted,
/// and nothing of it kept.
pub(super) fn look_through(bytes: &[u8]) -> Result<(), Failure> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut unpacked = 0u64;
    for part in 0..archive.len() {
        let entry = archive.by_index(part).map_err(damaged)?;
        unpacked +=
            io::copy(&mut entry.take(MAX_UNPACKED - unpacked + 1), &mut io::sink()).map_err(|error| Failure::Damaged(error.to_string()))?;
        if unpacked > MAX_UNPACKED {
            return Err(Failure::TooLarge);
        }
    }
    Ok(())
}

/// A part of an archive as a whole; none where there is no such part.
pub(super) fn part(bytes: &[u8], name: &str) -> Result<Option<Vec<u8>>, Failure> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut entry = match archive.by_name(name) {
        Ok(entry) => entry,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(damaged(error)),
    };
    let mut held = Vec::new();
    entry.read_to_end(&mut held).map_err(|error| Failure::Damaged(error.to_string()))?;
    Ok(Some(held))
}

#[allow(clippy::needless_pass_by_value)] // as `map_err` hands it over
fn damaged(error: ZipError) -> Failure {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Failure::Password,
        error => Failure::Damaged(error.to_string()),
    }
}
