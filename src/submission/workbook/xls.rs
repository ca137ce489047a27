//! .xls: the binary workbooks of Excel 5.0 to 2003 (BIFF5 and BIFF8), which ministries still hand out. The records are read here and
//! not by a library: none tells how a cell is formatted, what is hidden, and which formulas have no stored result.
//!
//! Left out: what a cell's text does not change with (fonts, colours, drawings, comments), the words of formulas, macros, and Excel 4.0
//! and older, which no office writes.

mod compound;
mod records;

use std::collections::HashMap;

use super::format::Format;
use super::{Failure, Grid, MAX_UNPACKED, SheetName, choose, shown};
use records::{Pieces, Record, Records, Version, address, encoding, error, float_at, id, rk};

/// Rows and columns of a sheet, as the format has them.
const ROWS: usize = 65_536;
const COLUMNS: u16 = 256;

pub(super) fn read(bytes: &[u8], asked: Option<&str>) -> Result<(Vec<SheetName>, usize, Grid), Failure> {
    let stream = compound::stream(bytes, &["Workbook", "Book"])?;
    let book = Book::read(&stream)?;
    let names: Vec<SheetName> = book.sheets.iter().map(|(name, _)| name.clone()).collect();
    let chosen = choose(&names, asked)?;
    let (_, start) = &book.sheets[chosen];
    let mut sheet = Sheet::of(&book);
    sheet.read(Records::from(&stream, *start as usize)?)?;
    Ok((names, chosen, sheet.into_grid()?))
}

fn damaged(why: &str) -> Failure {
    Failure::Damaged(why.to_owned())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

/// What holds for the workbook as a whole.
struct Book {
    version: Version,
    /// The sheets of cells, each with where its records begin.
    sheets: Vec<(SheetName, u32)>,
    /// The texts that cells refer to.
    texts: Vec<String>,
    /// How the cells of a style show a number.
    styles: Vec<Format>,
    /// Days count from 1904 on, as on old Macs.
    from_1904: bool,
    /// The file says by which version of Excel it was computed. Programs that write formulas without computing them do not.
    computed: bool,
}

impl Book {
    fn read(stream: &[u8]) -> Result<Self, Failure> {
        let mut records = Records::from(stream, 0)?;
        let begin = records.next()?;
        let biff8 = match (begin.id, u16_at(begin.body, 0)) {
            (id::BOF, Some(0x0600)) => true,
            (id::BOF, Some(0x0500)) => false,
            (0x0009 | 0x0209 | 0x0409, _) => return Err(Failure::OtherKind("xls (Excel 4.0)")),
            _ => return Err(damaged("no beginning of a workbook")),
        };
        // Texts may stand before the record that says how they are encoded.
        let mut code_page = 1252;
        let (mut sheets, mut formats, mut styles) = (Vec::new(), Vec::new(), Vec::new());
        let mut book =
            Self { version: Version::Biff8, sheets: Vec::new(), texts: Vec::new(), styles: Vec::new(), from_1904: false, computed: false };
        loop {
            let record = records.next()?;
            match record.id {
                id::EOF => break,
                id::FILEPASS => return Err(Failure::Password),
                id::CODEPAGE => code_page = u16_at(record.body, 0).unwrap_or(code_page),
                id::DATEMODE => book.from_1904 = u16_at(record.body, 0) == Some(1),
                id::EXCEL9FILE | id::RECALCID => book.computed = true,
                id::BOUNDSHEET => sheets.push(record.body),
                id::FORMAT => formats.push(record.body),
                id::XF => styles.push(u16_at(record.body, 2).ok_or_else(|| damaged("a style that is cut short"))?),
                id::SST => book.texts = texts(&mut records.whole(record)?).ok_or_else(|| damaged("texts that are cut short"))?,
                _ => {}
            }
        }
        book.version = if biff8 { Version::Biff8 } else { Version::Biff5(encoding(code_page)) };
        // Styles and sheets have numbers of 16 bits.
        if sheets.len() > usize::from(u16::MAX) || styles.len() > usize::from(u16::MAX) {
            return Err(Failure::TooLarge);
        }
        for body in sheets {
            let (sheet, start, is_cells) = book.sheet(body).ok_or_else(|| damaged("the name of a sheet"))?;
            if is_cells {
                book.sheets.push((sheet, start));
            }
        }
        let own = formats.into_iter().map(|body| book.format(body).ok_or_else(|| damaged("the format of a number")));
        let own: HashMap<u16, Format> = own.collect::<Result<_, _>>()?;
        book.styles =
            styles.into_iter().map(|number| own.get(&number).cloned().unwrap_or_else(|| Format::built_in(number.into()))).collect();
        Ok(book)
    }

    /// A sheet: its name, where it begins, and whether it has cells; sheets of charts and macros have none.
    fn sheet(&self, body: &[u8]) -> Option<(SheetName, u32, bool)> {
        let mut pieces = Pieces::of(body);
        let (start, state, kind) = (pieces.u32()?, pieces.byte()?, pieces.byte()?);
        let length = u16::from(pieces.byte()?);
        let name = self.version.text(&mut pieces, length)?;
        Some((SheetName { name, visible: state & 0x03 == 0 }, start, kind & 0x0f == 0))
    }

    /// A number format with its number.
    fn format(&self, body: &[u8]) -> Option<(u16, Format)> {
        let mut pieces = Pieces::of(body);
        let number = pieces.u16()?;
        let length = match self.version {
            Version::Biff5(_) => u16::from(pieces.byte()?),
            Version::Biff8 => pieces.u16()?,
        };
        Some((number, Format::of(&self.version.text(&mut pieces, length)?)))
    }
}

/// The shared texts. How many there are to be is a claim that is not trusted.
fn texts(pieces: &mut Pieces<'_>) -> Option<Vec<String>> {
    pieces.u32()?;
    let count = pieces.u32()?;
    let mut texts = Vec::new();
    for _ in 0..count {
        let length = pieces.u16()?;
        texts.push(pieces.unicode(length)?);
    }
    Some(texts)
}

/// A sheet while its records are read.
struct Sheet<'b> {
    book: &'b Book,
    /// Filled cells, as `row × 256 + column`.
    cells: Vec<(u32, String)>,
    /// Bytes of their texts.
    size: u64,
    /// The formula whose text follows.
    awaiting: Option<(u16, u16)>,
    /// Cells in merged ranges, together.
    merged_cells: usize,
    grid: Grid,
}

impl<'b> Sheet<'b> {
    fn of(book: &'b Book) -> Self {
        Self { book, cells: Vec::new(), size: 0, awaiting: None, merged_cells: 0, grid: Grid::default() }
    }

    fn read(&mut self, mut records: Records<'_>) -> Result<(), Failure> {
        if records.next()?.id != id::BOF {
            return Err(damaged("no beginning of a sheet"));
        }
        // Charts in a sheet have records of their own in the midst of it.
        let mut charts = 0u32;
        loop {
            let record = records.next()?;
            match record.id {
                id::EOF if charts == 0 => break,
                id::EOF => charts -= 1,
                id::BOF => charts += 1,
                id::STRING | id::LABEL | id::RSTRING if charts == 0 => {
                    let mut pieces = records.whole(record)?;
                    self.text(record.id, &mut pieces).ok_or_else(|| damaged("a text that is cut short"))??;
                }
                _ if charts == 0 => self.record(record).ok_or_else(|| damaged("a record that is cut short"))??,
                _ => {}
            }
        }
        self.no_text()
    }

    /// A text that stands in the sheet itself: a cell's, or the result of the formula before it.
    fn text(&mut self, record: u16, pieces: &mut Pieces<'_>) -> Option<Result<(), Failure>> {
        let at = if record == id::STRING {
            self.awaiting.take()
        } else {
            let at = (pieces.u16()?, pieces.u16()?);
            pieces.u16()?;
            Some(at)
        };
        let length = pieces.u16()?;
        let text = self.book.version.text(pieces, length)?;
        Some(at.map_or(Ok(()), |(row, column)| self.put(row, column, text)))
    }

    fn record(&mut self, Record { id, body }: Record<'_>) -> Option<Result<(), Failure>> {
        let done = match id {
            id::NUMBER => {
                let (row, column, style) = address(body)?;
                self.number(row, column, style, float_at(body, 6)?)
            }
            id::RK => {
                let (row, column, style) = address(body)?;
                self.number(row, column, style, rk(u32_at(body, 6)?))
            }
            id::MULRK => {
                let (row, first) = (u16_at(body, 0)?, u16_at(body, 2)?);
                let pairs = body.get(4..body.len().checked_sub(2)?)?.chunks_exact(6);
                (first..=u16::MAX).zip(pairs).try_for_each(|(column, pair)| {
                    let (style, bits) = (u16_at(pair, 0).unwrap_or(0), u32_at(pair, 2).unwrap_or(0));
                    self.number(row, column, style, rk(bits))
                })
            }
            id::LABELSST => {
                let (row, column, _) = address(body)?;
                let text = self.book.texts.get(u32_at(body, 6)? as usize).cloned();
                text.ok_or_else(|| damaged("a cell whose text is missing")).and_then(|text| self.put(row, column, text))
            }
            id::BOOLERR => {
                let (row, column, _) = address(body)?;
                let (value, is_error) = (*body.get(6)?, *body.get(7)? != 0);
                self.put(row, column, truth_or_error(value, is_error))
            }
            id::FORMULA => self.formula(body)?,
            id::ROW => {
                // A row is hidden by a bit, by hand or by a filter.
                if u16_at(body, 12)? & 0x20 != 0 {
                    self.grid.hidden_rows.push(u32::from(u16_at(body, 0)?));
                }
                Ok(())
            }
            id::COLINFO => {
                let (first, last, width, options) = (u16_at(body, 0)?, u16_at(body, 2)?, u16_at(body, 4)?, u16_at(body, 8)?);
                if options & 1 != 0 || width == 0 {
                    self.grid.hidden_columns.extend((first..=last.min(COLUMNS - 1)).map(u32::from));
                }
                Ok(())
            }
            id::MERGECELLS => {
                let count = usize::from(u16_at(body, 0)?);
                body.get(2..2 + 8 * count)?.chunks_exact(8).try_for_each(|range| self.merge(range))
            }
            _ => Ok(()),
        };
        Some(done)
    }

    fn merge(&mut self, range: &[u8]) -> Result<(), Failure> {
        let edge = |at| u16_at(range, at).unwrap_or(0);
        let (top, bottom, left, right) = (edge(0), edge(2), edge(4), edge(6));
        if bottom < top || right < left || right >= COLUMNS {
            return Err(damaged("merged cells"));
        }
        // Ranges do not overlap, so together they have no more cells than the sheet.
        self.merged_cells += (usize::from(bottom - top) + 1) * (usize::from(right - left) + 1);
        if self.merged_cells > ROWS * usize::from(COLUMNS) {
            return Err(damaged("merged cells"));
        }
        self.grid.merged.push([top, left, bottom, right].map(u32::from));
        Ok(())
    }

    fn formula(&mut self, body: &[u8]) -> Option<Result<(), Failure>> {
        let (row, column, style) = address(body)?;
        let (value, flags, chain) = (float_at(body, 6)?, u16_at(body, 14)?, u32_at(body, 16)?);
        let kind = if u16_at(body, 12)? == 0xffff { body.get(6).copied() } else { None };
        let result = *body.get(8)?;
        if !self.has_result(kind, value, flags, chain, body.get(22..)?) {
            return Some(self.put(row, column, "=".to_owned()));
        }
        Some(match kind {
            None => self.number(row, column, style, value),
            Some(0) => self.no_text().map(|()| self.awaiting = Some((row, column))),
            Some(1) => self.put(row, column, truth_or_error(result, false)),
            Some(2) => self.put(row, column, truth_or_error(result, true)),
            Some(_) => Ok(()),
        })
    }

    /// Whether a formula was computed before it was stored. The format has no word for "not computed"; libraries that write
    /// formulas without computing them put something into the result's place, and are known by it.
    fn has_result(&self, kind: Option<u8>, value: f64, flags: u16, chain: u32, tokens: &[u8]) -> bool {
        let on_load = flags & 2 != 0;
        // What is volatile is computed on loading anyway.
        let volatile = matches!(tokens, [0x19, kind, ..] if kind & 1 != 0);
        match kind {
            // An empty text: xlwt's, or that of a formula that gives one.
            Some(3) => self.book.computed,
            Some(_) => true,
            // A zero to be computed on loading: by POI in whatever workbook, by others in workbooks of their own.
            None if value.to_bits() == 0 && on_load && !volatile => self.book.computed && flags & 1 != 0,
            // JExcelApi stores a 4 and this mark with every formula.
            None => !(on_load && value.to_bits() == 4.0f64.to_bits() && chain == 0xfce0_0000),
        }
    }

    fn number(&mut self, row: u16, column: u16, style: u16, value: f64) -> Result<(), Failure> {
        let text = match self.book.styles.get(usize::from(style)) {
            Some(format) => format.show(value, self.book.from_1904),
            // Some programs write no styles at all.
            None if self.book.styles.is_empty() => shown::number(value),
            None => return Err(damaged("a cell whose style is missing")),
        };
        self.put(row, column, text)
    }

    fn put(&mut self, row: u16, column: u16, text: String) -> Result<(), Failure> {
        self.no_text()?;
        self.fill(row, column, text)
    }

    /// A formula whose text has not come before the next cell has no result.
    fn no_text(&mut self) -> Result<(), Failure> {
        self.awaiting.take().map_or(Ok(()), |(row, column)| self.fill(row, column, "=".to_owned()))
    }

    fn fill(&mut self, row: u16, column: u16, text: String) -> Result<(), Failure> {
        if column >= COLUMNS {
            return Err(damaged("a cell beyond the last column"));
        }
        // Many cells may refer to one long text.
        self.size += text.len() as u64;
        if self.size > MAX_UNPACKED || self.cells.len() >= ROWS * usize::from(COLUMNS) {
            return Err(Failure::TooLarge);
        }
        self.cells.push((u32::from(row) << 8 | u32::from(column), text));
        Ok(())
    }

    fn into_grid(mut self) -> Result<Grid, Failure> {
        // Of a cell that is stored twice the later one is shown.
        self.cells.sort_by_key(|(at, _)| *at);
        let mut cells = self.cells.into_iter().peekable();
        while let Some((at, text)) = cells.next() {
            if cells.peek().is_none_or(|(next, _)| *next != at) {
                self.grid.put(at >> 8, at & 0xff, &text)?;
            }
        }
        for hidden in [&mut self.grid.hidden_rows, &mut self.grid.hidden_columns] {
            hidden.sort_unstable();
            hidden.dedup();
        }
        Ok(self.grid)
    }
}

fn truth_or_error(value: u8, is_error: bool) -> String {
    match (is_error, value) {
        (true, code) => error(code),
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
