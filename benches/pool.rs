//! Writes the generated standard and pool: `cargo bench --bench pool -- FOLDER [ROWS] [SEED]`.

mod generator;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let Some(folder) = arguments.next() else { return Ok(()) };
    let rows = arguments.next().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let seed = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    fs::write(folder.join("standard.toml"), generator::standard())?;
    let mut out = BufWriter::new(File::create(folder.join("pool.csv"))?);
    generator::pool(&mut out, rows, seed)?;
    out.flush()
}
