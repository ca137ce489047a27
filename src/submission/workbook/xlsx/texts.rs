//! Texts of an .xlsx: in pieces of different looks, with readings that a person sees above them and that are no part of them.

use std::borrow::Cow;

use quick_xml::events::Event;

use super::super::grid::is_bare;
use super::super::{Failure, MAX_UNPACKED};
use super::damaged;
use super::package::Xml;

/// A text in pieces, put together.
#[derive(Default)]
pub(super) struct Text(pub String);

impl Text {
    /// Reads the rest of an element that holds a text.
    pub fn read(xml: &mut Xml<'_>) -> Result<Self, Failure> {
        let mut text = String::new();
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "t" => xml.text(&mut text)?,
                    // A piece is read like the whole.
                    "r" => text += &Self::read(xml)?.0,
                    // Readings (拼音), fonts, and whatever else may come.
                    _ => xml.skip()?,
                },
                Event::End(_) | Event::Eof => {
                    return Ok(Self(match unescaped(&text) {
                        Cow::Owned(text) => text,
                        Cow::Borrowed(_) => text,
                    }));
                }
                _ => {}
            }
        }
    }
}

/// The texts that cells refer to by number, one behind the other.
#[derive(Default)]
pub(super) struct Texts {
    all: String,
    /// Where each ends, and whether it can stand in a line of CSV as it is.
    ends: Vec<(usize, bool)>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.all += text;
        self.ends.push((self.all.len(), is_bare(text)));
    }

    /// The text of this number, and whether it can stand in a line of CSV as it is.
    pub fn get(&self, number: usize) -> Option<(&str, bool)> {
        let (end, bare) = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before].0);
        Some((&self.all[start..end], bare))
    }
}

/// Reads them.
pub(super) fn shared(xml: &mut Xml<'_>) -> Result<Texts, Failure> {
    let mut texts = Texts::default();
    let mut size = 0u64;
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "sst" => {}
                "si" => {
                    let text = Text::read(xml)?.0;
                    size += (text.len() + size_of::<String>()) as u64;
                    if size > MAX_UNPACKED {
                        return Err(Failure::TooLarge);
                    }
                    texts.push(&text);
                }
                _ => xml.skip()?,
            },
            Event::Eof => return Ok(texts),
            _ => {}
        }
    }
}

/// A text without the marks for characters that XML cannot hold: `_x000D_` is a carriage return, `_x005F_` the underscore that keeps
/// another such mark from being one. Ends of lines are line feeds.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    // Halves of characters outside the first plane come as two marks.
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let code = rest.strip_prefix("_x").filter(|mark| mark.as_bytes().get(4) == Some(&b'_')).and_then(|mark| mark.get(..4));
        if let Some(unit) =
            code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit())).and_then(|code| u16::from_str_radix(code, 16).ok())
        {
            units.push(unit);
            rest = &rest[7..];
            continue;
        }
        out += &String::from_utf16_lossy(&std::mem::take(&mut units));
        let step = rest.chars().next().map_or(1, char::len_utf8);
        out += &rest[..step];
        rest = &rest[step..];
    }
    out += &String::from_utf16_lossy(&units);
    Cow::Owned(out.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The character that a reference stands for; entities other than XML's own five are none.
pub(super) fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, Failure> {
    if let Some(c) = reference.resolve_char_ref().map_err(damaged)? {
        return Ok(c.to_string());
    }
    let name: &str = reference;
    let text = quick_xml::escape::resolve_xml_entity(name).ok_or_else(|| damaged(format!("no entity of XML: &{name};")))?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn marks_for_characters_are_read() {
        for (text, read) in [
            ("甲_x000D_\n乙", "甲\n乙"),
            ("_x005F_x000D_", "_x000D_"),
            ("a_x0041_b", "aAb"),
            ("_xD83D__xDE00_", "😀"),
            ("_x12", "_x12"),
            ("_xZZZZ_", "_xZZZZ_"),
            ("_x渝北_", "_x渝北_"),
            ("a\r\nb\rc", "a\nb\nc"),
        ] {
            assert_eq!(unescaped(text), read);
        }
    }
}
