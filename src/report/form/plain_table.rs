//! The plain form: the header of a table with one row per applicant, as [`crate::submission`] reads it.

use std::io::{self, Write};

use crate::standard::{HeaderTarget, Standard};
use crate::submission::Headers;
use crate::text::Language;

use super::lines::{Line, has_own_cell, lines, profile};

/// Writes the header row. Every header is one that is recognised again, by its name where that is its own.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, standard: &Standard, language: Language) -> io::Result<()> {
    let headers = Headers::new(standard);
    let mut row: Vec<String> = profile(standard, language == Language::Zh).into_iter().map(|(_, header)| header).collect();
    let named = |id: &str, name: String, unit: Option<&str>, target: HeaderTarget| {
        let unit = unit.map(|unit| format!("({unit})")).unwrap_or_default();
        let candidates = [format!("{id} {name}{unit}"), format!("{name}{unit}"), name, id.to_owned()];
        candidates.into_iter().find(|header| headers.target(header) == Some(target)).unwrap_or_else(|| id.to_owned())
    };
    for line in lines(standard) {
        match line {
            Line::Indicator(i) => {
                let indicator = &standard.indicators[i];
                if has_own_cell(indicator) {
                    let name = indicator.name.part().say(language);
                    row.push(named(&indicator.id, name, indicator.unit.as_deref(), HeaderTarget::Indicator(i)));
                }
            }
            Line::Input(i) => {
                let input = &standard.inputs[i];
                row.push(named(&input.id, input.name.part().say(language), input.unit.as_deref(), HeaderTarget::Input(i)));
            }
            _ => {}
        }
    }
    for indicator in standard.indicators.iter().filter(|indicator| !indicator.evidence.is_empty()) {
        row.push(format!("{} 佐证材料", indicator.id));
    }
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(&row)?;
    csv.flush()
}
