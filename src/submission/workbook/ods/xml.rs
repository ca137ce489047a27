//! The XML of an OpenDocument file: read as a stream that is well-formed or an error, and the text of its paragraphs.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Failure, Repeated};

/// Deepest nesting of elements; spreadsheets have a dozen.
const MAX_DEPTH: usize = 256;

/// The value of an attribute.
pub(super) fn attribute<'e>(start: &'e BytesStart<'_>, name: &str) -> Result<Option<Cow<'e, str>>, Failure> {
    let Some(attribute) = start.try_get_attribute(name).map_err(damaged)? else { return Ok(None) };
    attribute.normalized_value(XmlVersion::Implicit1_0).map(Some).map_err(damaged)
}

/// How often something is repeated, or over how many cells it goes: at least once.
pub(super) fn count(start: &BytesStart<'_>, name: &str) -> Result<u32, Failure> {
    attribute(start, name)?.map_or(Ok(1), |value| counted(&value))
}

pub(super) fn counted(value: &str) -> Result<u32, Failure> {
    let digits = value.trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Failure::Damaged(format!("no count: {value:?}")));
    }
    Ok(digits.parse().unwrap_or(u32::MAX).max(1))
}

pub(super) fn text_of(bytes: &[u8]) -> Result<&str, Failure> {
    let text = std::str::from_utf8(bytes).map_err(damaged)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

pub(super) fn damaged(error: impl ToString) -> Failure {
    Failure::Damaged(error.to_string())
}

/// XML that is well-formed, or an error. Entities other than XML's own five are none: nothing is ever expanded.
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
}

impl<'x> Xml<'x> {
    pub fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    pub fn next(&mut self) -> Result<Event<'x>, Failure> {
        let event = self.reader.read_event().map_err(damaged)?;
        match event {
            Event::Start(_) if self.depth == MAX_DEPTH => return Err(Failure::Damaged("elements nested too deeply".to_owned())),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(Failure::Damaged("XML that ends before its end".to_owned())),
            _ => {}
        }
        Ok(event)
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Passes over the rest of an element that has begun. Returns where its content ends.
    pub fn skip(&mut self) -> Result<usize, Failure> {
        let inside = self.depth;
        loop {
            let at = self.position();
            self.next()?;
            if self.depth < inside {
                return Ok(at);
            }
        }
    }

    /// The text in the rest of a cell that has begun, a line for each paragraph; none if there is no paragraph. Comments and drawings
    /// are not the cell's text.
    pub fn paragraphs(&mut self, repeated: &mut Repeated) -> Result<Option<String>, Failure> {
        let inside = self.depth;
        let mut lines: Option<Lines> = None;
        // The depth of the paragraph around this place.
        let mut paragraph = None;
        loop {
            match self.next()? {
                Event::Start(start) => match (start.name().into_inner(), &mut lines) {
                    ("text:p" | "text:h", lines) if paragraph.is_none() => {
                        paragraph = Some(self.depth);
                        match lines {
                            Some(lines) => lines.begin(),
                            None => *lines = Some(Lines::default()),
                        }
                    }
                    ("text:s", Some(lines)) => {
                        let blanks = count(&start, "text:c")? as usize;
                        repeated.add(blanks)?;
                        lines.hard(&" ".repeat(blanks));
                    }
                    ("text:tab", Some(lines)) => lines.hard("\t"),
                    ("text:line-break", Some(lines)) => lines.hard("\n"),
                    ("text:ruby-text" | "text:note", _) => _ = self.skip()?,
                    (name, _) if name.starts_with("text:") => {}
                    _ => _ = self.skip()?,
                },
                Event::End(_) if self.depth < inside => return Ok(lines.map(|lines| lines.text)),
                Event::End(_) if paragraph.is_some_and(|depth| self.depth < depth) => paragraph = None,
                Event::Eof => return Ok(lines.map(|lines| lines.text)),
                event => {
                    if let (Some(lines), Some(_)) = (&mut lines, paragraph) {
                        match event {
                            Event::Text(text) => lines.soft(&text),
                            Event::CData(text) => lines.soft(&text),
                            Event::GeneralRef(reference) => lines.soft(&resolved(&reference)?),
                            _ => {}
                        }
                    }
                }
            }
        }
    }
}

/// The character that a reference stands for.
fn resolved(reference: &BytesRef<'_>) -> Result<String, Failure> {
    if let Some(c) = reference.resolve_char_ref().map_err(damaged)? {
        return Ok(c.to_string());
    }
    let name: &str = reference;
    let text = quick_xml::escape::resolve_xml_entity(name).ok_or_else(|| Failure::Damaged(format!("no entity of XML: &{name};")))?;
    Ok(text.to_owned())
}

/// Paragraphs as lines. Blanks in the XML are only layout: many are one, and none at the edges of a paragraph.
#[derive(Default)]
struct Lines {
    text: String,
    /// Something stands in this paragraph.
    begun: bool,
    /// A blank that counts if something follows.
    blank: bool,
}

impl Lines {
    fn begin(&mut self) {
        self.text.push('\n');
        self.begun = false;
        self.blank = false;
    }

    fn soft(&mut self, text: &str) {
        for (nth, word) in text.split([' ', '\t', '\r', '\n']).enumerate() {
            self.blank = if nth > 0 { self.begun } else { self.blank };
            if !word.is_empty() {
                self.hard(word);
            }
        }
    }

    fn hard(&mut self, text: &str) {
        if self.blank {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.blank = false;
        self.begun = true;
    }
}
