//! The floors that whole runs are measured against: a file read to its end by a plain reader, and nothing done with it.
//!
//! ```text
//! cargo bench --bench floor -- csv FILE
//! cargo bench --bench floor -- xlsx FILE
//! ```
//!
//! `csv` reads with crate `csv` into one `ByteRecord` that is used again and again, on one thread; `xlsx` asks crate `calamine` for the
//! cells of the first sheet, one by one. Both print what they counted, so that nothing can be left out unseen.

use std::io::{Error, Write};

use calamine::{Reader as _, Xlsx};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let (rows, cells) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // Run by `cargo bench` among the others: there is no file to read.
        [] => return Ok(()),
        ["csv", file] => csv(file)?,
        ["xlsx", file] => xlsx(file).map_err(Error::other)?,
        _ => return Err(Error::other("expected: csv FILE, or xlsx FILE")),
    };
    writeln!(std::io::stdout(), "{rows} records, {cells} cells")
}

/// Every record of a CSV file, its header too.
fn csv(file: &str) -> std::io::Result<(u64, u64)> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(file)?;
    let mut record = csv::ByteRecord::new();
    let (mut rows, mut cells) = (0, 0);
    while reader.read_byte_record(&mut record)? {
        rows += 1;
        cells += record.len() as u64;
    }
    Ok((rows, cells))
}

/// Every filled cell of a workbook's first sheet.
fn xlsx(file: &str) -> Result<(u64, u64), calamine::XlsxError> {
    let mut book: Xlsx<_> = calamine::open_workbook(file)?;
    let Some(sheet) = book.sheet_names().first().cloned() else { return Ok((0, 0)) };
    let mut reader = book.worksheet_cells_reader(&sheet)?;
    let (mut rows, mut cells, mut last) = (0, 0, None);
    while let Some(cell) = reader.next_cell()? {
        cells += 1;
        let row = cell.get_position().0;
        rows += u64::from(last != Some(row));
        last = Some(row);
    }
    Ok((rows, cells))
}
