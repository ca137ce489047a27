//! The cells of one sheet, whatever format they come from, and the rows that they make.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Cell, Code, Diagnostic, Place, column_letters};
use crate::submission::{HEADER_SEARCH, Row};
use crate::text::{Part, text};

use super::{Failure, MAX_CELLS};

/// The cells of a sheet as texts.
#[derive(Default)]
pub(in crate::submission) struct Grid {
    /// Filled cells by row, then column, both from 0.
    cells: BTreeMap<u32, Vec<(u32, String)>>,
    count: usize,
    /// Merged ranges: first row, first column, last row, last column.
    pub merged: Vec<[u32; 4]>,
    /// Hidden rows, from 0, ascending.
    pub hidden_rows: Vec<u32>,
    /// Hidden columns, from 0, ascending.
    pub hidden_columns: Vec<u32>,
}

/// Most bytes that merged cells are spread to.
const MAX_SPREAD: usize = 64 * 1024 * 1024;

/// Most cells of all rows together, blank ones among them.
const MAX_FIELDS: usize = 60_000_000;

/// Most columns of a sheet that is read, as many as a spreadsheet has.
pub(super) const MAX_COLUMNS: u32 = 16_384;

impl Grid {
    /// Puts a text into a cell. A blank one is no cell.
    pub(super) fn put(&mut self, row: u32, column: u32, text: String) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        self.count += 1;
        if self.count > MAX_CELLS || column >= MAX_COLUMNS {
            return Err(Failure::TooLarge);
        }
        self.cells.entry(row).or_default().push((column, text));
        Ok(())
    }

    /// The rows that are not blank, each at least as wide as the widest of those in which the header is looked for.
    ///
    /// # Errors
    /// If they would have more cells than is read, blank ones among them.
    pub(super) fn into_rows(mut self, file: &Arc<str>, sheet: &Arc<str>, notes: &mut Vec<Diagnostic>) -> Result<Vec<Row>, Failure> {
        for cells in self.cells.values_mut() {
            // Of a cell that stands twice the later one holds, as spreadsheets have it.
            cells.sort_by_key(|(column, _)| *column);
            cells.reverse();
            cells.dedup_by_key(|(column, _)| *column);
            cells.reverse();
        }
        self.note_hidden(file, sheet, notes);
        self.spread_down(file, sheet, notes);
        let width_of = |cells: &Vec<(u32, String)>| cells.last().map_or(0, |(column, _)| *column as usize + 1);
        let width = self.cells.values().take(HEADER_SEARCH).map(width_of).max().unwrap_or(0);
        let all: usize = self.cells.values().map(|cells| width_of(cells).max(width)).sum();
        if all > MAX_FIELDS {
            return Err(Failure::TooLarge);
        }
        let mut rows = Vec::with_capacity(self.cells.len());
        for (row, cells) in self.cells {
            let width = width_of(&cells).max(width);
            let mut record = csv::StringRecord::with_capacity(cells.iter().map(|(_, text)| text.len()).sum(), width);
            let mut next = cells.into_iter().peekable();
            for column in 0..width {
                let here = next.next_if(|(at, _)| *at as usize == column);
                record.push_field(here.as_ref().map_or("", |(_, text)| text.as_str()));
            }
            rows.push(Row::new(u64::from(row) + 1, record));
        }
        Ok(rows)
    }

    /// Hidden rows and columns are read like all others, and that is said.
    fn note_hidden(&self, file: &Arc<str>, sheet: &Arc<str>, notes: &mut Vec<Diagnostic>) {
        let place = || Place::Cell(Cell { file: Arc::clone(file), sheet: Some(Arc::clone(sheet)), row: None, column: None });
        let rows: Vec<u32> = self.hidden_rows.iter().filter(|row| self.cells.contains_key(row)).copied().collect();
        if !rows.is_empty() {
            let text = text!(HiddenRows, count = rows.len(), list = ranges(&rows, |row| (row + 1).to_string()));
            notes.push(Diagnostic::new(Code::HiddenCells, place(), text).help(text!(ShowHidden)));
        }
        let filled: BTreeSet<u32> = self.cells.values().flatten().map(|(column, _)| *column).collect();
        let columns: Vec<u32> = self.hidden_columns.iter().filter(|column| filled.contains(column)).copied().collect();
        if !columns.is_empty() {
            let text = text!(HiddenColumns, count = columns.len(), list = ranges(&columns, |column| column_letters(column as usize)));
            notes.push(Diagnostic::new(Code::HiddenCells, place(), text).help(text!(ShowHidden)));
        }
    }

    /// Of cells merged over several rows or columns only the first holds the text, though a person sees it in all of them: so it is
    /// put into all of them, and every such range is named.
    fn spread_down(&mut self, file: &Arc<str>, sheet: &Arc<str>, notes: &mut Vec<Diagnostic>) {
        let merged = std::mem::take(&mut self.merged);
        let mut left_over = MAX_SPREAD;
        for [top, left, bottom, right] in merged {
            let first = self.cells.get(&top).and_then(|cells| cells.iter().find(|(column, _)| *column == left));
            let Some(text) = first.map(|(_, text)| text.clone()) else { continue };
            if bottom == top {
                continue; // a title or a group heading over several columns stands once
            }
            for (_, cells) in self.cells.range_mut(top + 1..=bottom) {
                // Many large ranges of one long text would only repeat it.
                left_over = left_over.saturating_sub(text.len() + 1);
                if left_over == 0 {
                    break;
                }
                let at = cells.partition_point(|(column, _)| *column < left);
                if cells.get(at).is_none_or(|(column, _)| *column != left) {
                    cells.insert(at, (left, text.clone()));
                }
            }
            let range = format!("{}{}:{}{}", column_letters(left as usize), top + 1, column_letters(right as usize), bottom + 1);
            let at =
                Cell { file: Arc::clone(file), sheet: Some(Arc::clone(sheet)), row: Some(u64::from(top) + 1), column: Some(left as usize) };
            notes.push(Diagnostic::new(Code::MergedCells, Place::Cell(at), text!(MergedDown, range = range)));
        }
    }
}

/// Numbers as ranges: 3, 5–7.
fn ranges(numbers: &[u32], show: impl Fn(u32) -> String) -> Vec<Part> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let shown = |(first, last): &(u32, u32)| if first == last { show(*first) } else { format!("{}–{}", show(*first), show(*last)) };
    let mut list: Vec<Part> = ranges.iter().take(20).map(|range| Part::from(shown(range))).collect();
    if ranges.len() > 20 {
        list.push(Part::from("…"));
    }
    list
}
