//! What a cell of an OpenDocument sheet shows: from its attributes, and from the text that stands in it.

use std::borrow::Cow;

use jiff::{SignedDuration, Unit};
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

use super::super::{format, shown};
use super::Failure;
use super::xml::{counted, damaged};

/// What the attributes of a cell say.
pub(super) struct Cell<'e> {
    /// The type of its value.
    kind: Option<Cow<'e, str>>,
    is_error: bool,
    formula: Option<Cow<'e, str>>,
    /// Its value, by type.
    number: Option<Cow<'e, str>>,
    date: Option<Cow<'e, str>>,
    time: Option<Cow<'e, str>>,
    truth: Option<Cow<'e, str>>,
    string: Option<Cow<'e, str>>,
    /// How often it stands side by side.
    pub count: u32,
    /// Over how many rows and columns it is merged.
    pub span: [u32; 2],
}

impl<'e> Cell<'e> {
    pub fn of(start: &'e BytesStart<'_>) -> Result<Self, Failure> {
        let mut cell = Self {
            kind: None,
            is_error: false,
            formula: None,
            number: None,
            date: None,
            time: None,
            truth: None,
            string: None,
            count: 1,
            span: [1, 1],
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(damaged)?;
            let value = || attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged);
            match attribute.key.into_inner() {
                "office:value-type" => cell.kind = Some(value()?),
                "calcext:value-type" => cell.is_error = value()? == "error",
                "table:formula" => cell.formula = Some(value()?),
                "office:value" => cell.number = Some(value()?),
                "office:date-value" => cell.date = Some(value()?),
                "office:time-value" => cell.time = Some(value()?),
                "office:boolean-value" => cell.truth = Some(value()?),
                "office:string-value" => cell.string = Some(value()?),
                "table:number-columns-repeated" => cell.count = counted(&value()?)?,
                "table:number-rows-spanned" => cell.span[0] = counted(&value()?)?,
                "table:number-columns-spanned" => cell.span[1] = counted(&value()?)?,
                _ => {}
            }
        }
        Ok(cell)
    }

    /// What a person sees in the cell. `paragraphs` is the text that stands in it, as its format shows the value; that is rounded
    /// and in the writer's language, so the value goes first where both say the same.
    pub fn text(self, paragraphs: Option<String>) -> String {
        let kind = self.kind.as_deref().unwrap_or_default();
        let text = paragraphs.as_deref().unwrap_or_default();
        if self.is_error && !text.is_empty() || is_error(text) {
            return text.to_owned();
        }
        if kind == "string" && (self.string.is_some() || paragraphs.is_some()) {
            let stated = self.string.filter(|string| !string.is_empty());
            return stated.map_or_else(|| paragraphs.unwrap_or_default(), Cow::into_owned);
        }
        let figure = |number: &Option<Cow<'_, str>>| number.as_ref().and_then(|number| number.trim().parse::<f64>().ok());
        let value = match kind {
            "float" | "currency" => {
                figure(&self.number).map(|value| if is_as_shown(text, value) { text.to_owned() } else { format::as_shown(value, text) })
            }
            "percentage" => figure(&self.number).map(shown::percent),
            "date" => self.date.as_deref().and_then(shown::iso_date),
            "time" => self.time.as_deref().and_then(time),
            "boolean" => self.truth.as_deref().map(str::to_ascii_uppercase),
            _ => None,
        };
        let stated = [self.string, self.number, self.date, self.time, self.truth].into_iter().flatten().next();
        match (value, stated, self.formula) {
            (Some(value), ..) => value,
            _ if !text.is_empty() => text.to_owned(),
            (None, Some(stated), _) => stated.into_owned(),
            // A formula whose result is a text without length: LibreOffice saves it as an empty paragraph and nothing else.
            (None, None, Some(_)) if kind.is_empty() && paragraphs.is_some() => String::new(),
            // Saved without a result: what is there is the formula.
            (None, None, Some(formula)) => format!("={}", without_prefix(&formula)),
            (None, None, None) => String::new(),
        }
    }
}

/// A formula without the name of its language: `of:=SUM([.A1:.A9])` → `SUM([.A1:.A9])`.
fn without_prefix(formula: &str) -> &str {
    let named = formula.split_once(":=").filter(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric()));
    named.map_or(formula, |(_, formula)| formula).trim_start_matches('=')
}

/// Whether a number is read as its text: a whole one with leading zeros, as codes have them, and a truth that was saved as 0 or 1.
fn is_as_shown(text: &str, value: f64) -> bool {
    let is_code = || text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()) && text.parse() == Ok(value);
    (text, value) == ("TRUE", 1.0) || (text, value) == ("FALSE", 0.0) || is_code()
}

/// Whether a text is what a spreadsheet shows in place of a result.
fn is_error(text: &str) -> bool {
    let numbered = text.strip_prefix("Err:").is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    numbered || matches!(text, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!")
}

/// A time of day or a duration: `PT08H30M00S` → `08:30:00`.
fn time(value: &str) -> Option<String> {
    let duration: SignedDuration = value.trim().parse().ok()?;
    let seconds = duration.round(Unit::Second).ok()?.as_secs();
    let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    Some(format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}
