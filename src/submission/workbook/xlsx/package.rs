//! The parts of an .xlsx: found by the relations between them and not by the names that they usually have, and read as XML.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use zip::ZipArchive;

use super::super::Failure;
use super::texts::resolved;
use super::{attribute, damaged};

/// Deepest nesting of elements; spreadsheets have a dozen.
const MAX_DEPTH: usize = 256;

/// The parts of a workbook.
pub(super) struct Package<'b> {
    bytes: &'b [u8],
    /// The names of the parts as they are looked for, each with the one that it has.
    names: BTreeMap<String, String>,
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
    pub fn open(bytes: &'b [u8]) -> Result<Self, Failure> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
        Ok(Self { bytes, names: names.map(|name| (key(&name), name)).collect() })
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
        let stored = self.names.get(&key(name)).ok_or_else(|| damaged(format!("{name}?")))?;
        let mut part = BufReader::with_capacity(1 << 16, archive.by_name(stored).map_err(damaged)?);
        let head = part.fill_buf().map_err(damaged)?;
        let encoding = encoding(&head[..head.len().min(128)]);
        if encoding == UTF_8 {
            let mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            part.consume(mark);
            return read(&mut Xml::new(&mut part));
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
}

impl<'x> Xml<'x> {
    fn new(source: &'x mut dyn BufRead) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
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
        Ok(event)
    }

    /// Passes over the rest of an element that has begun.
    pub fn skip(&mut self) -> Result<(), Failure> {
        self.text().map(|_| ())
    }

    /// The text in the rest of an element that has begun, without that of elements in it.
    pub fn text(&mut self) -> Result<String, Failure> {
        let inside = self.depth;
        let mut held = String::new();
        loop {
            let depth = self.depth;
            match self.next()? {
                Event::Text(text) if depth == inside => held += &text,
                Event::CData(text) if depth == inside => held += &text,
                Event::GeneralRef(reference) if depth == inside => held += &resolved(&reference)?,
                Event::End(_) if depth == inside => return Ok(held),
                Event::Eof => return Ok(held),
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
