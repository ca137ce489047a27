//! The JSON result of a call, put aside as it would be kept, and the SHA-256 by which a kept result can be known again.

use std::fs::File;
use std::io::{self, SeekFrom, Write};

use sha2::{Digest, Sha256};

use crate::standard::hex;
use crate::text::Language;

use super::stored::Source;

/// Writes a JSON result in a language.
pub type Json<'j> = &'j dyn Fn(&mut dyn Write, Language) -> io::Result<()>;

/// The languages of something that people read.
#[derive(Clone, Copy, Debug)]
pub struct Languages {
    /// Of what people read.
    pub shown: Language,
    /// Of the JSON result whose SHA-256 stands in it: the one that the same call gives with `--format json`.
    pub kept: Language,
}

/// Puts a result aside.
///
/// # Errors
/// Those of writing.
pub fn aside(json: Json<'_>, language: Language) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let mut writer = io::BufWriter::with_capacity(1 << 16, &mut file);
    json(&mut writer, language)?;
    writer.flush()?;
    drop(writer);
    Ok(file)
}

/// Puts a result aside in the language that is shown, and gives the SHA-256 of the one that is kept.
///
/// # Errors
/// Those of writing.
pub fn aside_with_hash(json: Json<'_>, languages: Languages) -> io::Result<(File, String)> {
    let mut file = aside(json, languages.shown)?;
    let hash = if languages.kept == languages.shown { hash_of(&mut file)? } else { hash_of(&mut aside(json, languages.kept)?)? };
    Ok((file, hash))
}

/// The SHA-256 of a result, byte by byte as it is kept.
///
/// # Errors
/// Those of reading.
pub fn hash_of(source: &mut dyn Source) -> io::Result<String> {
    source.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        let read = source.read(&mut bytes)?;
        if read == 0 {
            break;
        }
        hash.update(&bytes[..read]);
    }
    source.seek(SeekFrom::Start(0))?;
    Ok(hex(&hash.finalize()))
}
