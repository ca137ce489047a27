//! `standards`: the list of those that are built in.

use crate::standard::{Kind, Standard, Wording};
use crate::text::{Language, text};

/// The built-in standards, each with what it holds.
#[must_use]
pub fn list(standards: &[Standard], language: Language) -> String {
    let mut out = String::new();
    for standard in standards {
        let gates = standard.indicators.iter().filter(|i| matches!(i.kind, Kind::Required(_) | Kind::Veto(_))).count();
        let wording = match standard.wording {
            Wording::Official => text!(WordOfficial),
            Wording::Reconstructed => text!(WordReconstructed),
            Wording::Illustrative => text!(WordIllustrative),
        };
        let line = text!(
            StandardLine,
            name = standard.name.part(),
            document = &standard.document,
            scored = standard.indicators.len() - gates,
            gates = gates,
            wording = wording,
        );
        out.push_str(&format!("{}\n    {}\n", standard.id, line.say(language)));
    }
    out
}
