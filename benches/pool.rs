//! Writes the generated standard and pool: `cargo bench --bench pool -- FOLDER [ROWS] [SEED] [--shuffled] [--xlsx]`.
//!
//! `standard.toml`, `changed.toml` (the same with one limit and one line moved) and `pool.csv`; with `--xlsx` also the same table as
//! `pool.xlsx`, with texts shared as Excel shares them.

mod generator;

use std::fs::{self, File};
use std::io::{BufWriter, Error, Write};
use std::path::Path;

use generator::Order;
use rust_xlsxwriter::{Workbook, XlsxError};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let (options, plain): (Vec<&str>, Vec<&str>) = arguments.iter().map(String::as_str).partition(|a| a.starts_with("--"));
    let (mut order, mut xlsx) = (Order::Sorted, false);
    for option in options {
        match option {
            "--shuffled" => order = Order::Shuffled,
            "--xlsx" => xlsx = true,
            _ => return Err(Error::other(format!("no such option: {option}"))),
        }
    }
    // Run by `cargo bench` among the others: there is nowhere to write to.
    let Some(folder) = plain.first() else { return Ok(()) };
    let number = |at: usize, default| plain.get(at).map_or(Ok(default), |n: &&str| n.parse::<u64>()).map_err(Error::other);
    let (rows, seed) = (number(1, 1_000_000)?, number(2, 1)?);
    let folder = Path::new(folder);
    fs::create_dir_all(folder)?;
    fs::write(folder.join("standard.toml"), generator::standard())?;
    fs::write(folder.join("changed.toml"), generator::standard_with("46%", "92%"))?;
    let mut out = BufWriter::with_capacity(1 << 16, File::create(folder.join("pool.csv"))?);
    generator::pool(&mut out, rows, seed, order)?;
    out.flush()?;
    if xlsx {
        workbook(&folder.join("pool.csv"), &folder.join("pool.xlsx")).map_err(Error::other)?;
    }
    Ok(())
}

/// Writes a CSV file as a workbook of one sheet: numbers as numbers, everything else as text, blank cells not at all.
fn workbook(table: &Path, to: &Path) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(table).map_err(|e| XlsxError::IoError(e.into()))?;
    for (row, record) in (0..).zip(reader.records()) {
        let record = record.map_err(|e| XlsxError::IoError(e.into()))?;
        for (column, cell) in (0..).zip(&record) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number)?,
                Err(_) if cell.is_empty() => continue,
                Err(_) => sheet.write_string(row, column, cell)?,
            };
        }
    }
    book.save(to)
}
