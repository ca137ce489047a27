//! The parts of an .xlsx: found by the relations between them and not by the names that they usually have, and read as XML.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use zip::ZipArchive;

use super::super::{Failure, MAX_UNPACKED};
use super::texts::resolved;
use super::{attribute, damaged};

/// Deepest nesting of elements; spreadsheets have a dozen.
const MAX_DEPTH: usize = 256;
/// Nesting of elements that are passed over by [`Xml::pass`].
const NEAR: usize = 4;

/// The parts of a workbook.
pub(super) struct Package<'b> {
    bytes: &'b [u8],
    /// The names of the parts as they are looked for, each with the one that it has.
    names: BTreeMap<String, String>,
    /// How many bytes may yet be unpacked, and which parts have been to their end, by their places.
    left: AtomicU64,
    whole: RefCell<Vec<bool>>,
    /// Is unpacking left to another thread?
    threads: bool,
}

/// What one part says of another.
pub(super) struct Relation {
    /// The last word of its type: `worksheet`.
    pub kind: String,
    /// The part.
    pub target: String,
}

/// A name as parts are compared: without regard to case, and with the strokes of the other systems.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

impl<'b> Package<'b> {
    pub fn open(bytes: &'b [u8], threads: usize) -> Result<Self, Failure> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
        let names = names.map(|name| (key(&name), name)).collect();
        let whole = RefCell::new(vec![false; archive.len()]);
        Ok(Self { bytes, names, left: MAX_UNPACKED.into(), whole, threads: threads > 1 })
    }

    /// Unpacks whatever has not been read, to see that it is whole and within bounds.
    pub fn look_through(&self) -> Result<(), Failure> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(damaged)?;
        for (place, _) in self.whole.borrow().iter().enumerate().filter(|(_, whole)| !**whole) {
            let part = Bounded { part: archive.by_index(place).map_err(damaged)?, left: Some(&self.left) };
            io::copy(&mut { part }, &mut io::sink()).map_err(damaged)?;
        }
        Ok(())
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// The part that holds the workbook: the one that the archive names, else the one that it usually is.
    pub fn workbook(&self) -> Result<String, Failure> {
        let usual = || "xl/workbook.xml".to_owned();
        let named = self.relations("")?.into_values().find(|relation| relation.kind == "officeDocument" && self.has(&relation.target));
        Ok(named.map_or_else(usual, |relation| relation.target))
    }

    /// The relations of a part, by id; those of the archive as a whole for "".
    pub fn relations(&self, part: &str) -> Result<BTreeMap<String, Relation>, Failure> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let path = format!("{folder}/_rels/{file}.rels");
        if !self.has(&path) {
            return Ok(BTreeMap::new());
        }
        self.read(&path, |xml| {
            let mut relations = BTreeMap::new();
            loop {
                match xml.next()? {
                    Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                        let (id, kind) = (attribute(&element, "Id")?, attribute(&element, "Type")?);
                        if let (Some(id), Some(kind), Some(target)) = (id, kind, attribute(&element, "Target")?) {
                            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                            relations.insert(id, Relation { kind, target: resolve(folder, &target) });
                        }
                    }
                    Event::Eof => return Ok(relations),
                    _ => {}
                }
            }
        })
    }

    /// Reads a part as XML: as a stream where it is UTF-8.
    pub fn read<T>(&self, name: &str, read: impl FnOnce(&mut Xml<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(damaged)?;
        let place = self.names.get(&key(name)).and_then(|stored| archive.index_for_name(stored));
        let place = place.ok_or_else(|| damaged(format!("{name}?")))?;
        let whole = self.whole.borrow().get(place).copied().unwrap_or_default();
        let (bytes, left) = (self.bytes, (!whole).then_some(&self.left));
        let part = archive.by_index(place).map_err(damaged)?;
        let read = |source: &mut dyn BufRead| {
            let read = Self::read_xml(name, source, read)?;
            io::copy(source, &mut io::sink()).map_err(damaged)?;
            Ok(read)
        };
        let read = if self.threads && part.size() > LARGE {
            std::thread::scope(|scope| {
                let (to_reader, chunks) = sync_channel(CHUNKS);
                let (give_back, used) = channel();
                scope.spawn(move || pump(bytes, place, left, &to_reader, &used));
                read(&mut Pipe { chunks, give_back, chunk: Vec::new(), at: 0 })
            })?
        } else {
            read(&mut BufReader::with_capacity(CHUNK, Bounded { part, left }))?
        };
        if let Some(whole) = self.whole.borrow_mut().get_mut(place) {
            *whole = true;
        }
        Ok(read)
    }

    fn read_xml<T>(name: &str, part: &mut dyn BufRead, read: impl FnOnce(&mut Xml<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let head = part.fill_buf().map_err(damaged)?;
        let encoding = encoding(&head[..head.len().min(128)]);
        if encoding == UTF_8 {
            let mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            part.consume(mark);
            return read(&mut Xml::new(part));
        }
        let mut held = Vec::new();
        part.read_to_end(&mut held).map_err(damaged)?;
        let (text, _, garbled) = encoding.decode(&held);
        if garbled {
            return Err(damaged(format!("{name}: not {}", encoding.name())));
        }
        read(&mut Xml::new(&mut text.as_bytes()))
    }
}

/// How much is unpacked at a time, how many such pieces may wait to be read, and how large a part is that has a thread of its own.
const CHUNK: usize = 1 << 17;
const CHUNKS: usize = 4;
const LARGE: u64 = 1 << 20;

/// A part that may only unpack to what is left for all; one that has been counted before may be read again.
struct Bounded<'l, R> {
    part: R,
    left: Option<&'l AtomicU64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(buffer)?;
        let spend = |left: u64| left.checked_sub(read as u64);
        match self.left.map(|left| left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)) {
            Some(Err(_)) => Err(io::Error::other("too large")),
            _ => Ok(read),
        }
    }
}

/// Unpacks a part piece by piece into the memory of pieces that have been read, as long as anybody reads.
fn pump(bytes: &[u8], place: usize, left: Option<&AtomicU64>, to_reader: &SyncSender<io::Result<Vec<u8>>>, used: &Receiver<Vec<u8>>) {
    let unpack = || -> io::Result<()> {
        let mut archive = ZipArchive::new(Cursor::new(bytes))?;
        let mut part = Bounded { part: archive.by_index(place)?, left };
        loop {
            let mut chunk = used.try_recv().unwrap_or_default();
            chunk.resize(CHUNK, 0);
            let mut filled = 0;
            while filled < CHUNK {
                match part.read(&mut chunk[filled..]) {
                    Ok(0) => break,
                    Ok(read) => filled += read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            chunk.truncate(filled);
            if filled == 0 || to_reader.send(Ok(chunk)).is_err() {
                return Ok(());
            }
        }
    };
    if let Err(error) = unpack() {
        // Nobody reads on where that fails.
        _ = to_reader.send(Err(error));
    }
}

/// What another thread unpacks.
struct Pipe {
    chunks: Receiver<io::Result<Vec<u8>>>,
    give_back: Sender<Vec<u8>>,
    chunk: Vec<u8>,
    at: usize,
}

impl BufRead for Pipe {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.chunk.len()
            && let Ok(chunk) = self.chunks.recv()
        {
            let read = std::mem::replace(&mut self.chunk, chunk?);
            self.at = 0;
            // Whoever unpacks may be done.
            _ = self.give_back.send(read);
        }
        Ok(&self.chunk[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

/// The encoding of a part, by its first bytes: by their order, or as it says itself.
fn encoding(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match head {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let head = String::from_utf8_lossy(head);
    let declaration = head.split("?>").next().unwrap_or_default();
    let label = declaration.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
        rest[1..].split(quote).next()
    });
    // What is written in single bytes is not UTF-16, whatever it calls itself.
    label.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|e| *e != UTF_16LE && *e != UTF_16BE).unwrap_or(UTF_8)
}

/// The part that a relation means, seen from a folder: `../media/a.png`, `/xl/worksheets/sheet1.xml`.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> =
        if target.starts_with('/') { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = path.pop(),
            part => path.push(part),
        }
    }
    path.join("/")
}

/// XML that is well-formed, or an error. Nothing is ever expanded.
pub(super) struct Xml<'x> {
    reader: Reader<&'x mut dyn BufRead>,
    buffer: Vec<u8>,
    depth: usize,
    /// Was the last event the end of an element?
    is_between: bool,
}

impl<'x> Xml<'x> {
    fn new(source: &'x mut dyn BufRead) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0, is_between: false }
    }

    /// The next event; elements without content begin and end.
    pub fn next(&mut self) -> Result<Event<'_>, Failure> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(damaged)?;
        match event {
            Event::Start(_) if self.depth == MAX_DEPTH => return Err(damaged("elements nested too deeply")),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(damaged("XML that ends before its end")),
            _ => {}
        }
        self.is_between = matches!(event, Event::End(_));
        Ok(event)
    }

    /// What comes next and has been unpacked already, where an element has just ended: whole elements of it, and blanks, may be passed over
    /// with [`Xml::pass`]. Nothing where they could be nested too deeply.
    pub fn ahead(&mut self) -> Result<&[u8], Failure> {
        if !self.is_between || self.depth + NEAR > MAX_DEPTH {
            return Ok(&[]);
        }
        self.reader.get_mut().fill_buf().map_err(damaged)
    }

    /// Passes over what was read without this reader.
    pub fn pass(&mut self, count: usize) {
        self.reader.get_mut().consume(count);
    }

    /// Passes over the rest of an element that has begun.
    pub fn skip(&mut self) -> Result<(), Failure> {
        self.text(&mut String::new())
    }

    /// Puts the text in the rest of an element that has begun behind another one, without that of elements in it.
    pub fn text(&mut self, held: &mut String) -> Result<(), Failure> {
        let inside = self.depth;
        loop {
            let depth = self.depth;
            match self.next()? {
                Event::Text(text) if depth == inside => *held += &text,
                Event::CData(text) if depth == inside => *held += &text,
                Event::GeneralRef(reference) if depth == inside => *held += &resolved(&reference)?,
                Event::End(_) if depth == inside => return Ok(()),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_lead_to_parts() {
        for (folder, target, part) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "./worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "../xl/sheet.xml", "xl/sheet.xml"),
            ("xl", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "../../../a.xml", "a.xml"),
        ] {
            assert_eq!(resolve(folder, target), part);
        }
    }

    #[test]
    fn parts_say_how_they_are_encoded() {
        let utf16: Vec<u8> = "<?xml version=\"1.0\"?>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (head, name) in [
            (&b"<?xml version='1.0' encoding='gb2312'?><a/>"[..], "GBK"),
            (b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "UTF-8"),
            (b"<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "UTF-8"),
            (b"\xff\xfe<\0", "UTF-16LE"),
            (&utf16, "UTF-16LE"),
            (b"<a encoding=", "UTF-8"),
            (b"", "UTF-8"),
        ] {
            assert_eq!(encoding(head).name(), name);
        }
    }
}
