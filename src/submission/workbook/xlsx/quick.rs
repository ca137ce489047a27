//! A quick way through the rows and cells that nothing need be asked of: those that are written as Excel, WPS and every library write
//! them, byte for byte, and that say no more than a value. Whatever is anything else is left where it stands, for the reader of XML.

use super::super::Failure;
use super::super::format::Format;
use super::super::grid::{MAX_COLUMNS, is_bare};
use super::{Kind, MAX_ROWS, Sheet, is_nothing, is_true, unescaped};

/// Most digits of a number that is the same whichever way it is read.
const MAX_DIGITS: usize = 15;

/// Takes in cells and the beginnings and ends of rows as far as they are plain. Returns how many bytes that were: whole elements, or none.
pub(super) fn read(sheet: &mut Sheet<'_>, bytes: &[u8]) -> Result<usize, Failure> {
    let mut left = bytes;
    loop {
        let at = left.trim_ascii_start();
        let behind = match Plain::of(at) {
            Some((cell, behind)) if sheet.take(&cell)? => behind,
            Some(_) => break,
            None => match Begun::of(at).filter(|_| sheet.in_row) {
                Some((row, behind)) => {
                    sheet.begin(&row);
                    behind
                }
                None => break,
            },
        };
        left = behind;
    }
    Ok(bytes.len() - left.len())
}

/// What a plain cell says.
struct Plain<'x> {
    row: u32,
    column: u32,
    style: usize,
    kind: Kind,
    /// Its value as it is written, which refers to nothing; none where there is no element for it.
    value: Option<&'x [u8]>,
}

impl<'x> Plain<'x> {
    /// `<c r="B2" s="1" t="s"><v>7</v></c>`, and what stands behind it.
    #[inline]
    fn of(bytes: &'x [u8]) -> Option<(Self, &'x [u8])> {
        let (row, column, mut rest) = place(bytes.strip_prefix(b"<c r=\"")?)?;
        let (mut style, mut kind) = (0, Kind::Number);
        if let Some(attribute) = rest.strip_prefix(b" s=\"") {
            (style, rest) = number(attribute, 5)?;
            rest = rest.strip_prefix(b"\"")?;
        }
        if let Some(attribute) = rest.strip_prefix(b" t=\"") {
            (kind, rest) = match attribute {
                [b's', b'"', rest @ ..] => (Kind::Shared, rest),
                [b'n', b'"', rest @ ..] => (Kind::Number, rest),
                [b'b', b'"', rest @ ..] => (Kind::Truth, rest),
                [b's', b't', b'r', b'"', rest @ ..] => (Kind::Text, rest),
                _ => (Kind::Inline, attribute.strip_prefix(b"inlineStr\"")?),
            };
        }
        let cell = |value| Self { row, column, style, kind, value };
        if let Some(rest) = rest.strip_prefix(b"/>") {
            return Some((cell(None), rest));
        }
        rest = rest.strip_prefix(b">")?;
        if kind == Kind::Inline {
            let text = rest.strip_prefix(b"<is><t>").or_else(|| rest.strip_prefix(b"<is><t xml:space=\"preserve\">"))?;
            let (value, rest) = text_before(text)?;
            return Some((cell(Some(value)), rest.strip_prefix(b"</t></is></c>")?));
        }
        // The words of a formula say nothing; its value does.
        if let Some(formula) = rest.strip_prefix(b"<f>") {
            let (words, behind) = text_before(formula)?;
            rest = behind.strip_prefix(b"</f>").filter(|_| words.is_ascii())?;
        }
        let (value, rest) = text_before(rest.strip_prefix(b"<v>")?)?;
        Some((cell(Some(value)), rest.strip_prefix(b"</v></c>")?))
    }
}

/// The end of a row and the beginning of the next.
struct Begun {
    row: Option<u32>,
    is_hidden: bool,
}

impl Begun {
    /// `</row><row r="3" spans="1:9" ht="15" hidden="1">`, and what stands behind it.
    fn of(bytes: &[u8]) -> Option<(Self, &[u8])> {
        const NAMES: [&str; 12] = [
            "r",
            "ht",
            "hidden",
            "spans",
            "s",
            "customFormat",
            "customHeight",
            "x14ac:dyDescent",
            "outlineLevel",
            "collapsed",
            "thickBot",
            "thickTop",
        ];
        let mut rest = bytes.strip_prefix(b"</row>")?.trim_ascii_start().strip_prefix(b"<row")?;
        let mut values = [None; NAMES.len()];
        while let Some(attribute) = rest.strip_prefix(b" ") {
            let (name, value) = attribute.split_at(memchr::memchr(b'=', attribute)?);
            let value = value.strip_prefix(b"=\"")?;
            let (value, behind) = value.split_at(memchr::memchr(b'"', value)?);
            let at = NAMES.iter().position(|known| known.as_bytes() == name)?;
            let value = std::str::from_utf8(value).ok().filter(|value| value.bytes().all(is_plain))?;
            if values[at].replace(value).is_some() {
                return None;
            }
            rest = &behind[1..];
        }
        let row = match values[0] {
            Some(name) => Some(name.parse().ok().filter(|number| (1..=MAX_ROWS).contains(number))? - 1),
            None => None,
        };
        let is_hidden = values[1].is_some_and(is_nothing) || values[2].is_some_and(is_true);
        Some((Self { row, is_hidden }, rest.strip_prefix(b">")?))
    }
}

/// Can this be in the value of an attribute and stand for itself?
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'-' | b'+' | b' ')
}

/// The place that a cell's name means, and what stands behind its quotation mark.
#[inline]
fn place(name: &[u8]) -> Option<(u32, u32, &[u8])> {
    let mut column = 0;
    let mut rest = name;
    while let [letter @ b'A'..=b'Z', behind @ ..] = rest {
        column = column * 26 + u32::from(letter - b'A') + 1;
        if column > MAX_COLUMNS {
            return None;
        }
        rest = behind;
    }
    let (row, rest) = number(rest, 7)?;
    let row = u32::try_from(row).ok().filter(|row| (1..=MAX_ROWS).contains(row))?;
    Some((row - 1, column.checked_sub(1)?, rest.strip_prefix(b"\"")?))
}

/// A number of at most so many digits, and what stands behind it.
#[inline]
fn number(bytes: &[u8], most: usize) -> Option<(usize, &[u8])> {
    let (mut number, mut count) = (0, 0);
    while let Some(digit @ b'0'..=b'9') = bytes.get(count) {
        number = number * 10 + usize::from(digit - b'0');
        count += 1;
        if count > most {
            return None;
        }
    }
    (count > 0).then(|| (number, &bytes[count..]))
}

/// A text that stands for itself, up to the next mark of XML: figures are short.
#[inline]
fn text_before(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let near = bytes.iter().take(16).position(|byte| matches!(byte, b'<' | b'&' | b'>'));
    let at = near.or_else(|| memchr::memchr3(b'<', b'&', b'>', bytes))?;
    (bytes[at] == b'<').then(|| bytes.split_at(at))
}

/// Is a number written as it is shown, by [`super::super::shown::number`]?
#[inline]
fn is_as_shown(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    if digits.len() > MAX_DIGITS {
        return false;
    }
    let whole = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match (&digits[..whole], &digits[whole..]) {
        (b"0", []) => digits.len() == number.len(),
        ([b'1'..=b'9', ..], []) => true,
        (b"0" | [b'1'..=b'9', ..], [b'.', places @ .., b'1'..=b'9']) => places.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

impl Sheet<'_> {
    /// Ends a row and begins another.
    fn begin(&mut self, next: &Begun) {
        self.row = next.row.unwrap_or(self.row.saturating_add(1));
        self.column = 0;
        if next.is_hidden {
            self.grid.hidden_rows.push(self.row);
        }
    }

    /// Takes a plain cell in; `false` where something is to be asked of it.
    #[inline]
    fn take(&mut self, cell: &Plain<'_>) -> Result<bool, Failure> {
        let book = self.book;
        let place = |sheet: &mut Self| (sheet.row, sheet.column) = (cell.row, cell.column);
        match (cell.kind, cell.value) {
            (_, None) => place(self),
            (Kind::Shared, Some(value)) => {
                let found = number(value, 9).filter(|(_, rest)| rest.is_empty()).and_then(|(number, _)| book.texts.get(number));
                let Some((text, bare)) = found else { return Ok(false) };
                place(self);
                self.put(text, bare)?;
            }
            (Kind::Number, Some(value)) => {
                let Ok(written) = std::str::from_utf8(value) else { return Ok(false) };
                let format = book.format(cell.style);
                if *format == Format::Plain && is_as_shown(value) {
                    place(self);
                    self.put(written, true)?;
                } else {
                    let Ok(number) = written.parse() else { return Ok(false) };
                    let text = format.show(number, book.from_1904);
                    place(self);
                    self.put(&text, is_bare(&text))?;
                }
            }
            (Kind::Text | Kind::Inline, Some(value)) if !value.is_empty() => {
                let Ok(text) = simdutf8::basic::from_utf8(value) else { return Ok(false) };
                let text = unescaped(text);
                place(self);
                self.put(&text, is_bare(&text))?;
            }
            (Kind::Truth, Some(b"1")) => {
                place(self);
                self.put("TRUE", true)?;
            }
            (Kind::Truth, Some(b"0")) => {
                place(self);
                self.put("FALSE", true)?;
            }
            _ => return Ok(false),
        }
        self.column = self.column.saturating_add(1);
        Ok(true)
    }
}
