//! Words of the format in the words of people, and how they look: states, outcomes, names. A word that this version does not know is
//! shown as it is.

use std::collections::HashMap;

use crate::diagnostic::{Code, Severity};
use crate::review::{HolderState, MarkState, Outcome};
use crate::score::State;
use crate::text::{Language, Names, Part, Text, text};

use super::{Cell, Look};
use crate::report::reason::{limit_part, meaning};
use crate::report::stored::{Node, Wrong};

/// The sign, the look and the words of an answer's state; `kind` is the kind of rule.
pub fn state(id: &str, kind: &str, language: Language) -> (char, Look, String) {
    let Some(state) = State::ALL.into_iter().find(|state| state.id() == id) else { return ('?', Look::Plain, id.to_owned()) };
    let words = match (kind, state) {
        ("required", State::Met) => text!(StateHolds),
        ("required", State::Unmet) => text!(StateFails),
        ("veto", State::Met) => text!(StateClear),
        ("veto", State::Unmet) => text!(StateTriggered),
        _ => state.words(),
    };
    let (sign, look) = match state {
        State::Met => ('✓', Look::Plain),
        State::PartlyMet => ('△', Look::Doubtful),
        State::Unmet => ('✗', Look::Bad),
        State::Missing => ('○', Look::Absent),
        State::NotApplicable | State::NotDue => ('–', Look::Aside),
        State::Invalid => ('!', Look::Bad),
    };
    (sign, look, words.say(language))
}

/// A state as a cell.
pub fn state_cell(id: &str, kind: &str, language: Language) -> Cell {
    let (sign, look, words) = state(id, kind, language);
    Cell::word(&format!("{sign} {words}")).look(look)
}

/// The signs of states, for those who meet them first.
pub fn legend(language: Language) -> String {
    let all = State::ALL.map(|known| {
        let (sign, _, words) = state(known.id(), "", language);
        format!("{sign} {words}")
    });
    all.join("　")
}

/// The verdict on an applicant.
pub fn verdict(passed: Option<bool>, scored: bool, language: Language) -> Cell {
    let (sign, words, look) = match (passed, scored) {
        (Some(true), _) => ('✓', text!(VerdictPassed), Look::Good),
        (Some(false), _) => ('✗', text!(VerdictFailed), Look::Bad),
        (None, true) => ('–', text!(VerdictRanked), Look::Plain),
        (None, false) => ('!', text!(TitleNotScored), Look::Absent),
    };
    Cell::word(&format!("{sign} {}", words.say(language))).look(look)
}

/// Where an applicant's way ended.
pub fn outcome(id: &str, language: Language) -> Cell {
    let Some(outcome) = Outcome::ALL.iter().find(|outcome| outcome.id() == id) else { return Cell::word(id) };
    let (sign, look) = match outcome {
        Outcome::Selected => ('✓', Look::Good),
        Outcome::Withheld | Outcome::TiedAtQuota | Outcome::NotDecided => ('△', Look::Doubtful),
        Outcome::Reserve => ('○', Look::Strong),
        Outcome::BelowQuota | Outcome::NotThrough => ('–', Look::Plain),
        Outcome::Withdrawn => ('–', Look::Aside),
        Outcome::FailedStandard | Outcome::Ineligible | Outcome::Removed | Outcome::Rejected => ('✗', Look::Bad),
    };
    Cell::word(&format!("{sign} {}", outcome.words().say(language))).look(look)
}

/// An outcome in words alone.
pub fn outcome_words(id: &str) -> Part {
    Outcome::ALL.iter().find(|outcome| outcome.id() == id).map_or_else(|| Part::from(id), |outcome| outcome.words().into())
}

/// How the report of a title holder stands.
pub fn holder(id: &str, language: Language) -> Cell {
    let Some(state) = HolderState::ALL.into_iter().find(|state| state.id() == id) else { return Cell::word(id) };
    let (sign, look) = match state {
        HolderState::Reported => ('✓', Look::Good),
        HolderState::NotReported => ('○', Look::Absent),
        HolderState::NotScored => ('!', Look::Absent),
        HolderState::BelowStandard | HolderState::GateFailed => ('✗', Look::Bad),
    };
    Cell::word(&format!("{sign} {}", state.words().say(language))).look(look)
}

/// The state of a report in words alone.
pub fn holder_words(id: &str) -> Part {
    HolderState::ALL.into_iter().find(|state| state.id() == id).map_or_else(|| Part::from(id), |state| state.words().into())
}

/// What became of a mark.
pub fn mark(id: &str) -> Option<MarkState> {
    MarkState::ALL.into_iter().find(|state| state.id() == id)
}

/// How grave a finding is.
pub fn severity(id: &str, language: Language) -> Cell {
    let all = [(Severity::Error, '✗', Look::Bad), (Severity::Warning, '△', Look::Doubtful), (Severity::Note, '·', Look::Plain)];
    match all.into_iter().find(|(severity, ..)| severity.id() == id) {
        Some((severity, sign, look)) => Cell::word(&format!("{sign} {}", crate::report::findings::severity(severity, language))).look(look),
        None => Cell::word(id),
    }
}

/// What a code means.
pub fn code(id: &str, language: Language) -> String {
    Code::from_id(id).map_or_else(|| id.to_owned(), |code| meaning(code).say(language))
}

/// A limit as it is written, yes and no in words.
pub fn limit(written: &str, language: Language) -> String {
    limit_part(written).say(language)
}

/// Whose words a standard is in.
pub fn wording(id: &str) -> Text {
    match id {
        "official" => text!(WordingOfficial),
        "reconstructed" => text!(WordingReconstructed),
        "illustrative" => text!(WordingIllustrative),
        other => text!(AsWritten, text = other),
    }
}

/// A name in the language of the workbook.
pub fn name(node: &Node<'_, '_>, language: Language) -> Result<String, Wrong> {
    let (zh, en) = (node.text("name")?, node.nullable_text("name_en")?);
    Ok(Part::from(Names { zh: zh.to_owned(), en: en.unwrap_or_default().to_owned() }).say(language))
}

/// Names by their ids, of the entries of a list.
pub fn names(list: &Node<'_, '_>, language: Language) -> Result<HashMap<String, String>, Wrong> {
    list.each()?.map(|entry| Ok((entry.text("id")?.to_owned(), name(&entry, language)?))).collect()
}

/// An indicator of a standard, as a result names it.
#[derive(Clone)]
pub struct Indicator {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The name of its dimension.
    pub dimension: String,
    /// The kind of its rule.
    pub kind: String,
    /// Its full points; none for gate items.
    pub points: Option<f64>,
    /// Is it on top of the points available?
    pub bonus: bool,
    /// Is it judged in this phase?
    pub due: bool,
}

/// The lines that an applicant has to reach; shares are fractions.
pub struct Lines {
    /// Of the indicators that apply, those that are met.
    pub met_share: Option<f64>,
    /// Of the points available, those that are earned.
    pub points_share: Option<f64>,
    /// Points.
    pub points: Option<f64>,
}

impl Lines {
    fn of(standard: &Node<'_, '_>) -> Result<Self, Wrong> {
        let given = standard.get("pass")?;
        // Limits are written as people wrote them; one that is not plainly a number draws no line, and is said in words all the same.
        let share = |key| -> Result<Option<f64>, Wrong> { Ok(given.nullable_text(key)?.and_then(super::text::line_of)) };
        Ok(Self { met_share: share("met_share")?, points_share: share("points_share")?, points: given.nullable_number("points")? })
    }
}

/// A standard, as a result names it.
pub struct Standard {
    /// Its name, document and edition on one line.
    pub title: String,
    /// Its name.
    pub name: String,
    /// Whose words it is in.
    pub wording: String,
    /// Is it in the words of the document?
    pub official: bool,
    /// The phase that was judged.
    pub phase: Option<String>,
    /// What it takes to pass.
    pub pass: String,
    /// The lines to be reached.
    pub lines: Lines,
    /// Places after the point.
    pub decimals: u8,
    /// Names of types, by id.
    pub types: HashMap<String, String>,
    /// Its dimensions: id and name.
    pub dimensions: Vec<(String, String)>,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
    /// Where each indicator stands, by id.
    at: HashMap<String, usize>,
}

impl Standard {
    /// Reads the standard of a result.
    pub fn of(node: &Node<'_, '_>, language: Language) -> Result<Self, Wrong> {
        let dimension_list = node.get("dimensions")?;
        let dimensions: Vec<(String, String)> = dimension_list
            .each()?
            .map(|entry| Ok((entry.text("id")?.to_owned(), name(&entry, language)?)))
            .collect::<Result<_, Wrong>>()?;
        let dimension = |id: &str| dimensions.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone());
        let mut indicators = Vec::new();
        for entry in node.get("indicators")?.each()? {
            let points = entry.nullable_number("points")?;
            indicators.push(Indicator {
                id: entry.text("id")?.to_owned(),
                name: name(&entry, language)?,
                dimension: entry.nullable_text("dimension")?.map(dimension).unwrap_or_default(),
                kind: entry.text("kind")?.to_owned(),
                points,
                bonus: entry.flag("bonus")?,
                due: entry.flag("due")?,
            });
        }
        let own = name(node, language)?;
        let (document, edition, id) = (node.text("document")?, node.text("edition")?, node.text("id")?);
        let wording_id = node.text("wording")?;
        let phase = node.nullable("phase")?;
        Ok(Self {
            title: text!(HeadStandard, name = own.as_str(), document = document, edition = edition, id = id).say(language),
            name: own,
            wording: wording(wording_id).say(language),
            official: wording_id == "official",
            phase: phase.map(|phase| phase.as_written()),
            pass: pass(node, &indicators)?.say(language),
            decimals: node.places("decimals")?,
            types: names(&node.get("types")?, language)?,
            at: indicators.iter().enumerate().map(|(at, indicator)| (indicator.id.clone(), at)).collect(),
            dimensions,
            lines: Lines::of(node)?,
            indicators,
        })
    }

    /// The indicator of this id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.position(id).map(|(_, indicator)| indicator)
    }

    /// The indicator of this id, and its position in the standard.
    pub fn position(&self, id: &str) -> Option<(usize, &Indicator)> {
        self.at.get(id).map(|at| (*at, &self.indicators[*at]))
    }

    /// What a type is called.
    pub fn type_name<'s>(&'s self, id: &'s str) -> &'s str {
        self.types.get(id).map_or(id, String::as_str)
    }
}

/// What it takes to pass, as the head of a result says it.
fn pass(standard: &Node<'_, '_>, indicators: &[Indicator]) -> Result<Part, Wrong> {
    let gates = |kind: &str| indicators.iter().filter(|indicator| indicator.kind == kind && indicator.due).count();
    let mut lines: Vec<Part> = Vec::new();
    let (required, vetoes) = (gates("required"), gates("veto"));
    if required > 0 {
        lines.push(text!(RequiredHold, count = required).into());
    }
    if vetoes > 0 {
        lines.push(text!(VetoesClear, count = vetoes).into());
    }
    let given = standard.get("pass")?;
    if let Some(limit) = given.nullable_text("met_share")? {
        lines.push(text!(LineMetShare, limit = limit).into());
    }
    if let Some(limit) = given.nullable_text("points_share")? {
        lines.push(text!(LinePointsShare, limit = limit).into());
    }
    if let Some(limit) = given.nullable("points")? {
        limit.as_number()?;
        lines.push(text!(LinePoints, limit = limit.as_written()).into());
    }
    for dimension in standard.get("dimensions")?.each()? {
        if let Some(limit) = dimension.nullable_text("at_least")? {
            let name = Part::from(Names {
                zh: dimension.text("name")?.to_owned(),
                en: dimension.nullable_text("name_en")?.unwrap_or_default().to_owned(),
            });
            lines.push(text!(LineFloor, name = name, limit = limit).into());
        }
    }
    let has_gates = indicators.iter().any(|indicator| matches!(indicator.kind.as_str(), "required" | "veto"));
    Ok(match (lines.is_empty(), has_gates) {
        (false, _) => Part::from(lines),
        (true, true) => text!(PassNothingDue).into(),
        (true, false) => text!(PassNothing).into(),
    })
}
