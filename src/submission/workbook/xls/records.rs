//! The records of a legacy workbook (BIFF), and the texts in them.

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::{Failure, damaged, u16_at, u32_at};

/// Numbers of records, by the names that their makers gave them.
pub(super) mod id {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000a;
    pub const DATEMODE: u16 = 0x0022;
    pub const FILEPASS: u16 = 0x002f;
    pub const CONTINUE: u16 = 0x003c;
    pub const CODEPAGE: u16 = 0x0042;
    pub const COLINFO: u16 = 0x007d;
    pub const BOUNDSHEET: u16 = 0x0085;
    pub const MULRK: u16 = 0x00bd;
    pub const RSTRING: u16 = 0x00d6;
    pub const XF: u16 = 0x00e0;
    pub const MERGECELLS: u16 = 0x00e5;
    pub const SST: u16 = 0x00fc;
    pub const LABELSST: u16 = 0x00fd;
    pub const EXCEL9FILE: u16 = 0x01c0;
    pub const RECALCID: u16 = 0x01c1;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOLERR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const ROW: u16 = 0x0208;
    pub const RK: u16 = 0x027e;
    pub const FORMAT: u16 = 0x041e;
    pub const BOF: u16 = 0x0809;
}

/// The records of a stream from a place on.
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub id: u16,
    pub body: &'a [u8],
}

impl<'a> Records<'a> {
    pub fn from(stream: &'a [u8], at: usize) -> Result<Self, Failure> {
        stream.get(at..).map(|rest| Self { rest }).ok_or_else(|| damaged("a sheet beyond the end of the workbook"))
    }

    /// The next record. That a stream ends without the record that says so is damage, not an end.
    pub fn next(&mut self) -> Result<Record<'a>, Failure> {
        let record = self.peek().ok_or_else(|| damaged("the workbook ends in the middle"))?;
        self.rest = &self.rest[4 + record.body.len()..];
        Ok(record)
    }

    fn peek(&self) -> Option<Record<'a>> {
        let (id, length) = (u16_at(self.rest, 0)?, usize::from(u16_at(self.rest, 2)?));
        Some(Record { id, body: self.rest.get(4..4 + length)? })
    }

    /// A record's body with the records that continue it.
    pub fn whole(&mut self, record: Record<'a>) -> Result<Pieces<'a>, Failure> {
        let mut pieces = vec![record.body];
        while self.peek().is_some_and(|next| next.id == id::CONTINUE) {
            pieces.push(self.next()?.body);
        }
        Ok(Pieces { pieces, piece: 0, at: 0 })
    }
}

/// A body in pieces, since no record holds more than 8 KB.
pub(super) struct Pieces<'a> {
    pieces: Vec<&'a [u8]>,
    piece: usize,
    at: usize,
}

impl<'a> Pieces<'a> {
    pub fn of(body: &'a [u8]) -> Self {
        Self { pieces: vec![body], piece: 0, at: 0 }
    }

    /// What is left of the piece at hand, or of the next one that is not empty.
    fn here(&mut self) -> Option<&'a [u8]> {
        loop {
            let rest = self.pieces.get(self.piece)?.get(self.at..)?;
            if !rest.is_empty() {
                return Some(rest);
            }
            (self.piece, self.at) = (self.piece + 1, 0);
        }
    }

    pub fn byte(&mut self) -> Option<u8> {
        let first = *self.here()?.first()?;
        self.at += 1;
        Some(first)
    }

    pub fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    pub fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.here()?.len().min(count);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    /// A text of BIFF8: how its characters are written, what is attached to it, and the characters. Where they go on in another piece,
    /// that one begins with how they are written there.
    pub fn unicode(&mut self, length: u16) -> Option<String> {
        let mut left = usize::from(length);
        let mut flags = self.byte()?;
        let runs = if flags & 0x08 != 0 { usize::from(self.u16()?) } else { 0 };
        let phonetic = if flags & 0x04 != 0 { self.u32()? as usize } else { 0 };
        let mut units: Vec<u16> = Vec::new();
        let mut began_in = self.piece;
        while left > 0 {
            let rest = self.here()?;
            if self.piece != began_in {
                (began_in, flags) = (self.piece, self.byte()?);
                continue;
            }
            let wide = flags & 0x01 != 0;
            let size = if wide { 2 } else { 1 };
            let taken = rest.get(..size * left.min(rest.len() / size)).filter(|taken| !taken.is_empty())?;
            if wide {
                units.extend(taken.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)));
            } else {
                units.extend(taken.iter().map(|byte| u16::from(*byte)));
            }
            self.at += taken.len();
            left -= taken.len() / size;
        }
        self.skip(4 * runs)?;
        self.skip(phonetic)?;
        Some(String::from_utf16_lossy(&units))
    }

    /// A text of BIFF5, in the workbook's encoding.
    pub fn bytes(&mut self, length: u16, encoding: &'static Encoding) -> Option<String> {
        let mut left = usize::from(length);
        let mut held = Vec::new();
        while left > 0 {
            let rest = self.here()?;
            let taken = &rest[..rest.len().min(left)];
            held.extend_from_slice(taken);
            self.at += taken.len();
            left -= taken.len();
        }
        Some(encoding.decode_without_bom_handling(&held).0.into_owned())
    }
}

/// Version of the records: which form texts have.
#[derive(Clone, Copy)]
pub(super) enum Version {
    /// Excel 5.0 and 95: bytes in the encoding of the computer that wrote them.
    Biff5(&'static Encoding),
    /// Excel 97 to 2003: Unicode.
    Biff8,
}

impl Version {
    /// A text, whose length has been read.
    pub fn text(self, pieces: &mut Pieces<'_>, length: u16) -> Option<String> {
        match self {
            Self::Biff5(encoding) => pieces.bytes(length, encoding),
            Self::Biff8 => pieces.unicode(length),
        }
    }
}

/// The encoding that a code page of Windows or of the Mac stands for.
pub(super) fn encoding(code_page: u16) -> &'static Encoding {
    match code_page {
        936 | 10008 => GBK,
        54936 => encoding_rs::GB18030,
        932 | 10001 => SHIFT_JIS,
        949 | 10003 => EUC_KR,
        950 | 10002 => BIG5,
        874 => encoding_rs::WINDOWS_874,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 | 32768 => encoding_rs::MACINTOSH,
        65001 => UTF_8,
        _ => WINDOWS_1252,
    }
}

/// A number in 30 bits: the upper ones of a float, or a whole number; either in hundredths or not.
pub(super) fn rk(bits: u32) -> f64 {
    let value = if bits & 2 != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

/// The text of an error's number.
pub(super) fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#VALUE!",
    }
}

/// Where a cell is, and its format.
pub(super) fn address(body: &[u8]) -> Option<(u16, u16, u16)> {
    Some((u16_at(body, 0)?, u16_at(body, 2)?, u16_at(body, 4)?))
}

/// Eight bytes as a float.
pub(super) fn float_at(body: &[u8], at: usize) -> Option<f64> {
    let low = u32_at(body, at)?;
    Some(f64::from_bits(u64::from(u32_at(body, at + 4)?) << 32 | u64::from(low)))
}
