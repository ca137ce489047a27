//! Which encoding a file is in, told by its content, and its text. Bad bytes are an error, never a replacement character.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, OnceLock};

use encoding_rs::{BIG5, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use sha2::{Digest, Sha256};

use crate::progress::{Step, Watch, Watched};

use super::{MAX_BYTES, MAX_BYTES_IN_MEMORY, workbook};

/// An encoding of a file.
pub type Encoding = &'static encoding_rs::Encoding;

/// The text of a file as UTF-8 without BOM: streamed where it is UTF-8 already, else held in memory.
pub(crate) enum Source {
    /// A file, and where its text begins behind a BOM.
    File(File, u64),
    Memory(Cursor<Held>),
}

/// A text in memory, which several may read.
#[derive(Clone)]
pub(crate) struct Held(Arc<Vec<u8>>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file, _) => file.read(buffer),
            Self::Memory(memory) => memory.read(buffer),
        }
    }
}

impl Source {
    /// The first `limit` bytes, cut at the end of a line; the source stands at its beginning afterwards.
    pub fn head(&mut self, limit: usize) -> io::Result<Vec<u8>> {
        let start = self.position()?;
        let mut head = Vec::new();
        Read::by_ref(self).take(limit as u64).read_to_end(&mut head)?;
        if head.len() == limit {
            let end = head.iter().rposition(|b| *b == b'\n').map_or(head.len(), |n| n + 1);
            head.truncate(end);
        }
        match self {
            Self::File(file, _) => file.seek(SeekFrom::Start(start))?,
            Self::Memory(memory) => memory.seek(SeekFrom::Start(start))?,
        };
        Ok(head)
    }

    /// A text in memory.
    pub fn memory(text: Vec<u8>) -> Self {
        Self::Memory(Cursor::new(Held(Arc::new(text))))
    }

    /// A source of nothing.
    pub fn none() -> Self {
        Self::memory(Vec::new())
    }

    /// The same text from its beginning, for one more reader; a file is to be opened again.
    pub fn again(&self) -> Option<Self> {
        match self {
            Self::File(..) => None,
            Self::Memory(memory) => Some(Self::Memory(Cursor::new(memory.get_ref().clone()))),
        }
    }

    /// Goes to a byte of the text.
    pub fn seek_text(&mut self, at: u64) -> io::Result<()> {
        match self {
            Self::File(file, start) => file.seek(SeekFrom::Start(*start + at)),
            Self::Memory(memory) => memory.seek(SeekFrom::Start(at)),
        }
        .map(|_| ())
    }

    /// Takes the file up to a byte of the text into its hash.
    pub fn hash_up_to(&mut self, at: u64, hash: &mut Sha256) -> io::Result<()> {
        let Self::File(file, start) = self else { return Ok(()) };
        file.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        Read::by_ref(file).take(*start + at).read_to_end(&mut head)?;
        hash.update(&head);
        Ok(())
    }

    fn position(&mut self) -> io::Result<u64> {
        match self {
            Self::File(file, _) => file.stream_position(),
            Self::Memory(memory) => Ok(memory.position()),
        }
    }
}

/// How much of a file is looked at before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// All of it: its encoding is certain, its hash known.
    Through,
    /// Its beginning: where that is UTF-8 the file is taken to be, and whoever reads it looks at the rest. Its hash is not known.
    Head,
}

/// How much is looked at with [`Look::Head`].
const HEAD: u64 = 1 << 16;

/// A file that has been looked at.
pub(super) struct Opened {
    pub source: Source,
    pub encoding: Encoding,
    /// Blank where it is not known.
    pub sha256: String,
    pub bytes: u64,
}

/// Why a file is not text.
pub(super) enum OpenError {
    Io(io::Error),
    TooLarge {
        bytes: u64,
        limit: u64,
    },
    /// No encoding fits: the one that reads furthest, and the row in which it fails.
    NotText {
        encoding: Encoding,
        row: usize,
    },
    /// A workbook, by its first bytes: the file as a whole.
    Workbook(Vec<u8>),
    /// A file of another kind, by its first bytes.
    Foreign(&'static str),
    /// The encoding that was asked for does not fit: the row in which it fails.
    NotThis {
        encoding: Encoding,
        row: usize,
    },
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Opens a file, or standard input for `-`. `name` is what messages call it, `asked` overrides what the content says.
pub(super) fn open(path: &str, name: &str, asked: Option<Encoding>, watch: &Watch, look: Look) -> Result<Opened, OpenError> {
    if path == "-" {
        let bytes = stdin(name, watch)?;
        return match foreign_format(path, bytes) {
            Some(Foreign::Workbook) if bytes.len() as u64 > workbook::MAX_BYTES => {
                Err(OpenError::TooLarge { bytes: bytes.len() as u64, limit: workbook::MAX_BYTES })
            }
            Some(Foreign::Workbook) => Err(OpenError::Workbook(bytes.to_vec())),
            Some(Foreign::Other(kind)) => Err(OpenError::Foreign(kind)),
            None => in_memory(bytes, asked),
        };
    }
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    if bytes > MAX_BYTES {
        return Err(OpenError::TooLarge { bytes, limit: MAX_BYTES });
    }
    let mut first = [0u8; 64];
    let read = file.read(&mut first)?;
    match foreign_format(path, &first[..read]) {
        Some(Foreign::Workbook) if bytes > workbook::MAX_BYTES => return Err(OpenError::TooLarge { bytes, limit: workbook::MAX_BYTES }),
        Some(Foreign::Workbook) => {
            file.seek(SeekFrom::Start(0))?;
            let mut held = Vec::new();
            file.read_to_end(&mut held)?;
            return Err(OpenError::Workbook(held));
        }
        Some(Foreign::Other(kind)) => return Err(OpenError::Foreign(kind)),
        None => {}
    }
    file.seek(SeekFrom::Start(0))?;
    if look == Look::Head && bytes > 0 && asked.is_none_or(|e| e == UTF_8) {
        let mut head = Vec::new();
        Read::by_ref(&mut file).take(HEAD).read_to_end(&mut head)?;
        let whole = std::str::from_utf8(&head).err().is_none_or(|error| error.error_len().is_none() && bytes > HEAD);
        if whole && !memchr(0, &head) && memchr(b'\n', &head) {
            let start = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            file.seek(SeekFrom::Start(start))?;
            return Ok(Opened { source: Source::File(file, start), encoding: UTF_8, sha256: String::new(), bytes });
        }
        file.seek(SeekFrom::Start(0))?;
    }
    watch.begin(Step::LookThrough, name, Some(bytes));
    let scan = Scan::of(&mut Watched::new(&mut file, watch))?;
    if scan.utf8_until.is_none() && !scan.has_nul && scan.has_line_feed_or_no_return && asked.is_none_or(|e| e == UTF_8) {
        let start = if scan.bom { 3 } else { 0 };
        file.seek(SeekFrom::Start(start))?;
        return Ok(Opened { source: Source::File(file, start), encoding: UTF_8, sha256: scan.sha256, bytes });
    }
    if bytes > MAX_BYTES_IN_MEMORY {
        return Err(OpenError::TooLarge { bytes, limit: MAX_BYTES_IN_MEMORY });
    }
    file.seek(SeekFrom::Start(0))?;
    let mut held = Vec::new();
    file.read_to_end(&mut held)?;
    in_memory(&held, asked)
}

/// What stands on standard input: it can be read only once, and is wanted twice where two standards are held against each other.
fn stdin(name: &str, watch: &Watch) -> io::Result<&'static [u8]> {
    static READ: OnceLock<Vec<u8>> = OnceLock::new();
    if let Some(bytes) = READ.get() {
        return Ok(bytes);
    }
    let mut bytes = Vec::new();
    watch.begin(Step::LookThrough, name, None);
    Watched::new(io::stdin().lock(), watch).take(MAX_BYTES_IN_MEMORY + 1).read_to_end(&mut bytes)?;
    Ok(READ.get_or_init(|| bytes))
}

/// A file that is no text.
enum Foreign {
    /// One that may be read as a workbook.
    Workbook,
    /// Anything else.
    Other(&'static str),
}

/// What a file is that is no CSV, by its first bytes; a text that calls itself a workbook is none either.
fn foreign_format(path: &str, head: &[u8]) -> Option<Foreign> {
    const KINDS: &[(&[u8], &str)] =
        &[(b"%pdf", "PDF"), (b"{\\rtf", "RTF"), (b"<html", "HTML"), (b"<!doctype", "HTML"), (b"<table", "HTML"), (b"<?xml", "XML")];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(Foreign::Workbook);
    }
    let lower = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
    let known = KINDS.iter().find(|(magic, _)| lower.starts_with(magic)).map(|(_, kind)| Foreign::Other(kind));
    known.or_else(|| (super::files::is_workbook(path) && !head.is_empty()).then_some(Foreign::Other("text")))
}

/// What one pass over a file tells.
struct Scan {
    sha256: String,
    bom: bool,
    has_nul: bool,
    has_line_feed_or_no_return: bool,
    utf8_until: Option<usize>,
}

impl Scan {
    fn of(file: &mut impl Read) -> io::Result<Self> {
        let mut hash = Sha256::new();
        let mut buffer = vec![0u8; 1 << 18];
        let (mut kept, mut offset) = (0usize, 0usize);
        let (mut has_nul, mut has_feed, mut has_return, mut bom) = (false, false, false, false);
        let mut utf8_until = None;
        loop {
            let read = file.read(&mut buffer[kept..])?;
            let chunk = &buffer[..kept + read];
            hash.update(&chunk[kept..]);
            if offset == 0 && kept == 0 {
                bom = chunk.starts_with(b"\xef\xbb\xbf");
            }
            has_nul |= memchr(0, &chunk[kept..]);
            has_feed = has_feed || memchr(b'\n', &chunk[kept..]);
            has_return = has_return || memchr(b'\r', &chunk[kept..]);
            let rest = match std::str::from_utf8(chunk) {
                Ok(_) => 0,
                // A character that the next chunk may complete.
                Err(error) if error.error_len().is_none() && read > 0 => chunk.len() - error.valid_up_to(),
                Err(error) => {
                    utf8_until.get_or_insert(offset + error.valid_up_to());
                    0
                }
            };
            if read == 0 {
                break;
            }
            offset += chunk.len() - rest;
            let from = chunk.len() - rest;
            buffer.copy_within(from..from + rest, 0);
            kept = rest;
        }
        let sha256 = crate::standard::hex(&hash.finalize());
        Ok(Self { sha256, bom, has_nul, has_line_feed_or_no_return: has_feed || !has_return, utf8_until })
    }
}

fn memchr(needle: u8, hay: &[u8]) -> bool {
    memchr::memchr(needle, hay).is_some()
}

fn in_memory(bytes: &[u8], asked: Option<Encoding>) -> Result<Opened, OpenError> {
    let size = bytes.len() as u64;
    if size > MAX_BYTES_IN_MEMORY {
        return Err(OpenError::TooLarge { bytes: size, limit: MAX_BYTES_IN_MEMORY });
    }
    let sha256 = crate::standard::hex(&Sha256::digest(bytes));
    let row_of = |encoding: Encoding, byte: usize| {
        let unit = if encoding == UTF_16LE || encoding == UTF_16BE { 2 } else { 1 };
        1 + bytes[..byte.min(bytes.len())].chunks(unit).filter(|unit| unit.contains(&b'\n')).count()
    };
    let encoding = match asked {
        Some(asked) => asked,
        None => detect(bytes).map_err(|(encoding, byte)| OpenError::NotText { encoding, row: row_of(encoding, byte) })?,
    };
    let without_bom = match encoding_rs::Encoding::for_bom(bytes) {
        Some((e, length)) if e == encoding => &bytes[length..],
        _ => bytes,
    };
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(without_bom) else {
        let row = row_of(encoding, readable(encoding, without_bom));
        return Err(if asked.is_some() { OpenError::NotThis { encoding, row } } else { OpenError::NotText { encoding, row } });
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // Files of old programs that end their lines with a carriage return alone.
    let text = if text.contains('\r') && !text.contains('\n') { text.replace('\r', "\n") } else { text.to_owned() };
    Ok(Opened { source: Source::memory(text.into_bytes()), encoding, sha256, bytes: size })
}

/// BOM, then NUL bytes (UTF-16 by parity), then strict UTF-8, GB18030 and Big5. The error is the encoding that reads furthest,
/// and the first byte that it cannot read.
fn detect(bytes: &[u8]) -> Result<Encoding, (Encoding, usize)> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return Ok(encoding);
    }
    let (even, odd) = bytes
        .chunks_exact(2)
        .fold((0usize, 0usize), |(even, odd), pair| (even + usize::from(pair[0] == 0), odd + usize::from(pair[1] == 0)));
    // A stray NUL or two is no sign of UTF-16, in which every plain character has one.
    if (even + odd) * 16 > bytes.len() {
        let encoding = if odd >= even { UTF_16LE } else { UTF_16BE };
        let read = readable(encoding, bytes);
        return if read == bytes.len() { Ok(encoding) } else { Err((encoding, read)) };
    }
    let tried = [UTF_8, GB18030, BIG5].map(|encoding| (encoding, readable(encoding, bytes)));
    match tried.iter().find(|(_, read)| *read == bytes.len()) {
        Some((encoding, _)) => Ok(encoding),
        None => Err(tried.into_iter().rev().max_by_key(|(_, read)| *read).unwrap_or((UTF_8, 0))),
    }
}

/// How many bytes can be read in this encoding before the first that belongs to no character.
fn readable(encoding: Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut buffer = vec![0u8; 1 << 16];
    let mut at = 0;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut buffer, true);
        at += read;
        match result {
            encoding_rs::DecoderResult::InputEmpty => return at,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(bad, behind) => return at.saturating_sub(usize::from(bad + behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
        if encoding == UTF_16LE {
            return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        }
        if encoding == UTF_16BE {
            return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        }
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn content_tells_the_encoding() {
        for text in ["编号,名称\n1,渝北区\n", "名称\n万州区", "id,name\n1,a\n", "是", "重庆市医养结合示范区"] {
            for encoding in [UTF_8, GB18030, UTF_16LE, UTF_16BE] {
                if encoding.name().starts_with("UTF-16") && !text.is_ascii() && !text.contains('\n') {
                    continue; // UTF-16 without BOM and without one ASCII character cannot be told
                }
                if encoding == GB18030 && text.is_ascii() {
                    continue; // the same bytes as UTF-8
                }
                assert_eq!(detect(&encoded(text, encoding)), Ok(encoding), "{text:?}");
            }
        }
        assert_eq!(detect(b"\xef\xbb\xbfid"), Ok(UTF_8));
        assert_eq!(detect(b"ab\xff\xff\xff"), Err((UTF_8, 2)));
        let gb = encoded("编号,名称\n1,渝北区", GB18030);
        assert_eq!(detect(&gb[..gb.len() - 1]), Err((GB18030, gb.len() - 2)));
        assert_eq!(detect("编号\0,名称,渝北区".as_bytes()), Ok(UTF_8));
    }
}
