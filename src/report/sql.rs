//! The SQL of a standard with its comments, in the standard's own words. How the statement computes is [`crate::compile::sql`]'s.

use unicode_width::UnicodeWidthStr;

use crate::compile::sql::{Dialect, NotExact, PLACES, Settings, TableColumns, WHOLE_DIGITS, Words, statement};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::standard::{Indicator, Standard, Wording};
use crate::text::{Language, Part, Text, text};

use super::PROGRAM;
use super::form::rule;

/// Columns of a comment.
const WIDTH: usize = 116;

/// What a statement is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The engine.
    pub dialect: Dialect,
    /// The phase that is judged.
    pub phase: Option<i32>,
    /// The table, as it stands behind `FROM`.
    pub table: &'a str,
    /// Its columns.
    pub columns: &'a TableColumns,
    /// The language of the comments.
    pub language: Language,
}

/// The statement of a standard.
///
/// # Errors
/// A finding at `place`, the standard's, where its points cannot be computed exactly.
pub fn write(standard: &Standard, asked: &Asked<'_>, place: &Place) -> Result<String, Box<Diagnostic>> {
    let words = words(standard, asked);
    let settings = Settings { dialect: asked.dialect, phase: asked.phase, table: asked.table, columns: asked.columns, words: &words };
    statement(standard, &settings).map_err(|wrong| {
        let text = match wrong {
            NotExact::Indicator(i) => {
                let indicator = &standard.indicators[i];
                text!(SqlNotExact, id = &indicator.id, name = indicator.name.part())
            }
            NotExact::Totals => text!(SqlTotalsNotExact),
        };
        Box::new(Diagnostic::new(Code::SqlNotExact, place.clone(), text).help(text!(SqlNotExactHelp)))
    })
}

fn words(standard: &Standard, asked: &Asked<'_>) -> Words {
    let say = |text: Text| text.say(asked.language);
    let lines = |text: Text| wrapped(&say(text));
    let name = |id: &str, name: Part| format!("{id} {}", name.say(asked.language));
    let indicator = |indicator: &Indicator| format!("{} · {}", name(&indicator.id, indicator.name.part()), indicator.clause);
    let unit = |unit: &Option<String>| unit.as_deref().map(|unit| format!(" ({unit})")).unwrap_or_default();
    let decimal = format!("{} {PLACES}", WHOLE_DIGITS);
    let (before, behind) = decimal.split_once(' ').unwrap_or_default();
    let mut head = vec![standard.name.part().say(asked.language)];
    head.extend(lines(text!(SqlDocument, document = &standard.document, edition = &standard.edition, id = &standard.id)));
    head.extend(match standard.wording {
        Wording::Official => Vec::new(),
        Wording::Reconstructed => lines(text!(HeadReconstructed)),
        Wording::Illustrative => lines(text!(HeadIllustrative)),
    });
    if let Some(phase) = asked.phase {
        head.extend(lines(text!(SqlPhase, phase = phase)));
    }
    head.push(String::new());
    head.extend(lines(text!(SqlMade, program = PROGRAM, dialect = asked.dialect.name(), sha256 = &standard.sha256)));
    head.push(String::new());
    for paragraph in
        [text!(SqlTable, table = asked.table), text!(SqlRead, before = before, behind = behind), text!(SqlFloats), text!(SqlExact)]
    {
        head.extend(lines(paragraph));
    }
    let absent = absent(standard, asked);
    if !absent.is_empty() {
        head.extend(lines(text!(SqlAbsent, list = absent.join(", "))));
    }
    head.push(String::new());
    let one = crate::number::Points(1).show(standard.decimals);
    let steps = [
        text!(SqlStepCells),
        text!(SqlStepFigures),
        text!(SqlStepReadings),
        text!(SqlStepParts),
        text!(SqlStepClaims),
        text!(SqlStepQuotients),
        text!(SqlStepAnswers),
        text!(SqlStepEarned, unit = one),
        text!(SqlStepStates),
        text!(SqlStepTotals),
        text!(SqlStepVerdicts),
        text!(SqlStepPassing),
        text!(SqlStepShares),
        text!(SqlStepResult),
        text!(SqlStepWords),
    ];
    Words {
        head,
        steps: steps.map(|step| lines(step).join("\n")),
        inputs: standard.inputs.iter().map(|input| format!("{}{}", input.name.part().say(asked.language), unit(&input.unit))).collect(),
        indicators: standard.indicators.iter().map(indicator).collect(),
        rules: standard
            .indicators
            .iter()
            .map(|indicator| rule(standard, indicator, asked.phase).into_iter().map(|text| format!("  {}", say(text))).collect())
            .collect(),
        dimensions: standard.dimensions.iter().map(|dimension| name(&dimension.id, dimension.name.part())).collect(),
    }
}

/// The columns that the standard would read and the table does not have.
fn absent(standard: &Standard, asked: &Asked<'_>) -> Vec<String> {
    let columns = asked.columns;
    let due = |indicator: &&Indicator| indicator.is_due(asked.phase);
    let has_own = |i: usize| columns.own.get(i).is_some_and(Option::is_some);
    let used = |input: usize| {
        standard.indicators.iter().filter(due).any(|i| i.value.as_ref().is_some_and(|value| value.inputs().any(|used| used == input)))
    };
    let profile = [("id", &columns.id), ("name", &columns.name), ("district", &columns.district)];
    let mut list: Vec<String> = profile.into_iter().filter(|(_, column)| column.is_none()).map(|(name, _)| name.to_owned()).collect();
    if !standard.types.is_empty() && columns.applicant_type.is_none() {
        list.push("type".to_owned());
    }
    let own = standard.indicators.iter().enumerate().filter(|(i, one)| due(one) && one.value.is_none() && !has_own(*i));
    list.extend(own.map(|(_, indicator)| indicator.id.clone()));
    let inputs = standard.inputs.iter().enumerate();
    let missing = inputs.filter(|(i, _)| used(*i) && columns.inputs.get(*i).is_none_or(Option::is_none));
    list.extend(missing.map(|(_, input)| input.id.clone()));
    list
}

/// A paragraph in lines, broken at blanks and behind Chinese characters.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut piece = String::new();
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        piece.push(c);
        let next = c == ' ' || !c.is_ascii() && c.is_alphabetic() || "，。；：、".contains(c);
        if next {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.push(piece);
    for (at, piece) in pieces.iter().enumerate() {
        // A mark of punctuation stays with what it follows.
        let mark = pieces.get(at + 1).filter(|next| "，。；：、）".contains(next.as_str())).map_or(0, |_| 2);
        let line = lines.last_mut().expect("there is one");
        if line.width() + piece.trim_end().width() + mark > WIDTH && !line.is_empty() {
            lines.push(piece.clone());
        } else {
            line.push_str(piece);
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}
