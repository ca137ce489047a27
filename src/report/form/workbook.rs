//! The form as a workbook: one sheet to fill in, one that computes, and a hidden one that says which form this is.

use std::io::{self, Write};

use rust_xlsxwriter::{
    Color, ConditionalFormatText, ConditionalFormatTextRule, DataValidation, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use crate::compile::{AnswerCells, Calculation, Figure, Question, STEP_COLUMN, State, Total, Words};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::standard::{Indicator, Kind, NotApplicable, Profile, Standard, Wording, shown_exactly};
use crate::submission::form as marks;
use crate::text::{Language, Text, text};

use super::lines::{Line, has_own_cell, lines, profile};
use super::rules;
use super::style::{ROW_HEIGHT, Style, cut, fixed, float, lines_of, lock, properties, trimmed};

/// Most characters of a formula.
const MAX_FORMULA: usize = 8_192;

/// Columns of the sheet that is filled in, from 0.
const ID: u16 = 0;
const ITEM: u16 = 1;
const ASKED: u16 = 2;
const ANSWER: u16 = 3;
const UNIT: u16 = 4;
const VALUE: u16 = 5;
const POINTS: u16 = 6;
const FULL: u16 = 7;
const STATE: u16 = 8;
const EVIDENCE: u16 = 9;
const GIVEN: u16 = 10;
const CLAUSE: u16 = 11;
/// Their widths in characters.
const WIDTHS: [f64; 12] = [13.0, 30.0, 46.0, 16.0, 6.0, 10.0, 8.0, 7.0, 12.0, 24.0, 24.0, 12.0];
/// The first row of the profile, from 0.
const PROFILE_ROW: u32 = 3;

const PROFILE_HEIGHT: f64 = 18.0;

/// Figures that are not asked for: a bound so large is only the formulas'.
const NEVER_REACHED: i128 = 10_000_000_000;

/// Why a form cannot be made, or not be written.
#[derive(Debug)]
pub enum FormError {
    /// The standard asks for what a spreadsheet cannot compute.
    Standard(Box<Diagnostic>),
    /// It could not be written.
    Io(io::Error),
}

impl From<XlsxError> for FormError {
    fn from(error: XlsxError) -> Self {
        Self::Io(io::Error::other(error.to_string()))
    }
}

impl From<io::Error> for FormError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes the form of a standard in one phase (none where it has no phases). `place` is where the standard was named.
///
/// # Errors
/// A finding where the standard's rules cannot be computed exactly in a spreadsheet; else those of the writer.
pub fn write(out: &mut dyn Write, standard: &Standard, phase: Option<i32>, language: Language, place: &Place) -> Result<(), FormError> {
    let refuse = |text, help: Text| FormError::Standard(Box::new(Diagnostic::new(Code::FormNotExact, place.clone(), text).help(help)));
    let say = |text: Text| text.say(language);
    let (sheet, calculation_sheet) = (say(text!(FormSheet)), say(text!(FormCalculation)));
    let plan = Plan::new(standard, language);
    let own = |i: usize| format!("'{sheet}'!$D${}", plan.own_row(i) + 1);
    let input = |i: usize| format!("'{sheet}'!$D${}", plan.input_row(i) + 1);
    let applicant_type = format!("'{sheet}'!$B${}", plan.type_row() + 1);
    let cells = AnswerCells { own: &own, input: &input, applicant_type: &applicant_type };
    let words = words(language);
    let calculation = Calculation::new(standard, phase, &cells, &words).map_err(|wrong| {
        let indicator = &standard.indicators[wrong.indicator];
        refuse(text!(FormNotExact, id = &indicator.id, name = indicator.name.part()), text!(FormNotExactHelp))
    })?;
    for row in &calculation.rows {
        if let Some((_, formula, _)) = row.cells.iter().find(|(_, formula, _)| formula.len() > MAX_FORMULA) {
            return Err(refuse(text!(FormTooLong, cell = &row.id, length = formula.len()), text!(FormNotExactHelp)));
        }
    }
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&say(text!(FormTitle, name = standard.name.part())))?);
    let sheet_writer =
        SheetWriter { standard, phase, language, plan: &plan, calculation: &calculation, calculation_sheet: &calculation_sheet };
    sheet_writer.form(workbook.add_worksheet().set_name(&sheet)?)?;
    sheet_writer.calculation(workbook.add_worksheet().set_name(&calculation_sheet)?)?;
    sheet_writer.marks(workbook.add_worksheet().set_name(marks::SHEET)?, &sheet)?;
    out.write_all(&workbook.save_to_buffer()?)?;
    Ok(())
}

/// The words of answers, as the form offers them.
fn words(language: Language) -> Words {
    match language {
        Language::Zh => Words { yes: "是", no: "否", not_applicable: "不适用", none: "无" },
        Language::En => Words { yes: "yes", no: "no", not_applicable: "N/A", none: "0" },
    }
}

/// Which line stands on which row, from 0.
struct Plan {
    profile: Vec<(Profile, String)>,
    head: u32,
    lines: Vec<(u32, Line)>,
}

impl Plan {
    fn new(standard: &Standard, language: Language) -> Self {
        let profile = profile(standard, language == Language::Zh);
        // The results stand beside the profile and need six rows.
        let head = PROFILE_ROW + u32::try_from(profile.len()).unwrap_or(0).max(6);
        let lines = (head + 1..).zip(lines(standard)).collect();
        Self { profile, head, lines }
    }

    fn row_of(&self, wanted: Line) -> u32 {
        self.lines.iter().find(|(_, line)| *line == wanted).map_or(0, |(row, _)| *row)
    }

    fn own_row(&self, indicator: usize) -> u32 {
        self.row_of(Line::Indicator(indicator))
    }

    fn input_row(&self, input: usize) -> u32 {
        self.row_of(Line::Input(input))
    }

    fn type_row(&self) -> u32 {
        self.profile.iter().zip(PROFILE_ROW..).find(|((profile, _), _)| *profile == Profile::Type).map_or(0, |(_, row)| row)
    }
}

struct SheetWriter<'a> {
    standard: &'a Standard,
    phase: Option<i32>,
    language: Language,
    plan: &'a Plan,
    calculation: &'a Calculation,
    calculation_sheet: &'a str,
}

/// A formula whose result is a text, and its text in a blank form.
struct Said {
    formula: String,
    blank: String,
}

impl SheetWriter<'_> {
    fn say(&self, text: Text) -> String {
        text.say(self.language)
    }

    /// A text inside a formula.
    fn quote(&self, text: Text) -> String {
        format!("\"{}\"", self.say(text).replace('"', "\"\""))
    }

    /// The address of a cell of the calculation.
    fn at(&self, cell: &str) -> String {
        format!("'{}'!{cell}", self.calculation_sheet)
    }

    fn total(&self, total: Total) -> (String, i128) {
        let cell = self.calculation.total(total);
        (self.at(&cell), self.calculation.blank(&cell))
    }

    fn base(&self) -> Format {
        self.style().base()
    }

    fn style(&self) -> Style {
        Style(self.language)
    }

    fn boxed(&self) -> Format {
        self.style().boxed()
    }

    fn input(&self) -> Format {
        self.style().input()
    }

    fn form(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, width) in (0u16..).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_formula_result_default("");
        let title = self.style().title();
        sheet.set_row_height(0, 26)?.write_string_with_format(
            0,
            0,
            self.say(text!(FormTitle, name = self.standard.name.part())),
            &title,
        )?;
        let (document, edition) = (&self.standard.document, &self.standard.edition);
        let mut basis = self.say(match self.phase {
            Some(phase) => text!(FormBasisPhase, document = document, edition = edition, phase = phase),
            None => text!(FormBasis, document = document, edition = edition),
        });
        if self.standard.wording == Wording::Reconstructed {
            basis = format!("{basis}　{}", self.say(text!(HeadReconstructed)));
        }
        sheet.write_string_with_format(1, 0, basis, &self.base())?;
        sheet.write_string_with_format(2, 0, self.say(text!(FormHowTo)), &self.base().set_bold())?;
        self.profile(sheet)?;
        self.results(sheet)?;
        let head = self.style().head();
        let columns = [
            text!(FormColId),
            text!(FormColItem),
            text!(FormColAsked),
            text!(FormColAnswer),
            text!(FormColUnit),
            text!(FormColValue),
            text!(FormColPoints),
            text!(FormColFull),
            text!(FormColState),
            text!(FormColEvidence),
            text!(FormColGiven),
            text!(FormColClause),
        ];
        for (column, name) in (0u16..).zip(columns) {
            sheet.write_string_with_format(self.plan.head, column, self.say(name), &head)?;
        }
        sheet.set_row_height(self.plan.head, 22)?;
        for (row, line) in &self.plan.lines {
            match line {
                Line::Gates => self.heading(sheet, *row, "", &self.say(text!(FormGates)), None)?,
                Line::Indicators => self.heading(sheet, *row, "", &self.say(text!(FormIndicators)), None)?,
                Line::OtherFigures => self.heading(sheet, *row, "", &self.say(text!(FormOtherFigures)), None)?,
                Line::Dimension(d) => {
                    let dimension = &self.standard.dimensions[*d];
                    self.heading(sheet, *row, &dimension.id, &dimension.name.part().say(self.language), Some(*d))?;
                }
                Line::Indicator(i) => self.indicator(sheet, *row, *i)?,
                Line::Input(i) => self.input_line(sheet, *row, *i)?,
            }
        }
        self.colours(sheet)?;
        let last = self.plan.lines.last().map_or(self.plan.head, |(row, _)| *row);
        sheet.set_freeze_panes(self.plan.head + 1, ITEM + 1)?;
        self.style().page(sheet);
        sheet.set_repeat_rows(self.plan.head, self.plan.head)?.set_print_area(0, 0, last, CLAUSE)?;
        lock(sheet);
        sheet.set_selection(PROFILE_ROW, 1, PROFILE_ROW, 1)?;
        Ok(())
    }

    fn profile(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let label = self.boxed().set_bold();
        let cell = self.input().set_num_format("@").set_align(FormatAlign::Left);
        for ((profile, header), row) in self.plan.profile.iter().zip(PROFILE_ROW..) {
            sheet.set_row_height(row, PROFILE_HEIGHT)?.write_string_with_format(row, ID, header, &label)?;
            sheet.write_blank(row, ITEM, &cell)?;
            match profile {
                Profile::Type => {
                    let names: Vec<String> = self.standard.types.iter().map(|t| t.name.part().say(self.language)).collect();
                    self.list(sheet, (row, ITEM), &names, &self.say(text!(FormTypeFirst)))?;
                }
                Profile::Id => {
                    let validation = DataValidation::new().allow_any_value().set_input_title(self.say(text!(FormAskTitle)))?;
                    sheet.add_data_validation(row, ITEM, row, ITEM, &validation.set_input_message(self.say(text!(FormAskId)))?)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A drop-down list: written out where it is short enough for a spreadsheet, else from the sheet of the calculation.
    fn list(&self, sheet: &mut Worksheet, (row, column): (u32, u16), names: &[String], message: &str) -> Result<(), XlsxError> {
        let written_out =
            names.iter().map(|name| name.chars().count() + 1).sum::<usize>() <= 255 && !names.iter().any(|n| n.contains([',', '，']));
        let validation = if written_out {
            DataValidation::new().allow_list_strings(names)?
        } else {
            // The names of long lists stand on the sheet of the calculation, on the row of this cell, from the hundredth column on.
            let last = LIST_COLUMN + u16::try_from(names.len()).unwrap_or(u16::MAX) - 1;
            let letters = |column: u16| crate::diagnostic::column_letters(usize::from(column));
            let range = format!("{}${}:${}${}", self.at(&format!("${}", letters(LIST_COLUMN))), row + 1, letters(last), row + 1);
            DataValidation::new().allow_list_formula(Formula::new(range))
        };
        let validation = validation
            .set_input_title(self.say(text!(FormAskTitle)))?
            .set_input_message(cut(message))?
            .set_error_title(self.say(text!(FormAskWrong)))?
            .set_error_message(cut(message))?;
        sheet.add_data_validation(row, column, row, column, &validation)?;
        Ok(())
    }

    /// The lists that are too long to be written out, with the rows of their cells.
    fn long_lists(&self) -> Vec<(u32, Vec<String>)> {
        let long = |names: &[String]| {
            names.iter().map(|name| name.chars().count() + 1).sum::<usize>() > 255 || names.iter().any(|n| n.contains([',', '，']))
        };
        let mut lists = Vec::new();
        let types: Vec<String> = self.standard.types.iter().map(|t| t.name.part().say(self.language)).collect();
        if long(&types) {
            lists.push((self.plan.type_row(), types));
        }
        for (i, indicator) in self.standard.indicators.iter().enumerate() {
            if let Kind::Levels { .. } = indicator.kind {
                let names = self.levels(indicator);
                if long(&names) {
                    lists.push((self.plan.own_row(i), names));
                }
            }
        }
        lists
    }

    fn levels(&self, indicator: &Indicator) -> Vec<String> {
        let words = words(self.language);
        let mut names: Vec<String> = match &indicator.kind {
            Kind::Levels { levels, .. } => levels.iter().map(|level| level.name.clone()).collect(),
            _ => vec![words.yes.to_owned(), words.no.to_owned()],
        };
        if matches!(indicator.kind, Kind::Levels { .. }) && !names.iter().any(|name| name == words.none || name == "0") {
            names.push(words.none.to_owned());
        }
        if indicator.not_applicable != NotApplicable::Never {
            names.push(words.not_applicable.to_owned());
        }
        names
    }

    /// What everything comes to, beside the profile, as text that grows to the right.
    fn results(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let label = self.base().set_bold().set_align(FormatAlign::Right).set_indent(1);
        let value = self.base().set_font_size(11).set_align(FormatAlign::Left);
        let lines = [
            (text!(FormLabelPoints), self.points_said()),
            (text!(FormLabelMet), self.met_said()),
            (text!(FormLabelGates), self.counted_said(Total::GatesOpen, text!(FormGatesHold), text!(FormGatesOpen))),
            (text!(FormLabelFloors), self.counted_said(Total::FloorsMissed, text!(FormFloorsHold), text!(FormFloorsMissed))),
            (text!(FormLabelOpen), self.open_said()),
            (text!(FormLabelVerdict), self.verdict_said()),
        ];
        for ((name, said), row) in lines.into_iter().zip(PROFILE_ROW..) {
            let has = match name {
                Text::FormLabelGates {} => self.standard.indicators.iter().any(Indicator::is_gate),
                Text::FormLabelFloors {} => self.standard.dimensions.iter().any(|d| d.at_least.is_some()),
                _ => true,
            };
            if has {
                let bold = matches!(name, Text::FormLabelVerdict {});
                sheet.write_string_with_format(row, ASKED, self.say(name), &label)?;
                let format = if bold { value.clone().set_bold() } else { value.clone() };
                sheet.write_formula_with_format(row, ANSWER, Formula::new(said.formula).set_result(said.blank), &format)?;
            }
        }
        Ok(())
    }

    /// `IF(type open, …, IF(something invalid, …, …))`.
    fn when_ready(&self, said: Said) -> Said {
        let (invalid, _) = self.total(Total::Invalid);
        let inner = format!("IF({invalid}>0,{},{})", self.quote(text!(FormHasInvalid)), said.formula);
        if self.standard.types.is_empty() {
            return Said { formula: inner, blank: said.blank };
        }
        let type_cell = self.at("$C$2");
        Said { formula: format!("IF({type_cell}=0,{},{inner})", self.quote(text!(FormTypeFirst))), blank: self.say(text!(FormTypeFirst)) }
    }

    fn decimal_format(&self) -> String {
        number_format(self.standard.decimals)
    }

    fn unit(&self) -> i128 {
        10i128.pow(u32::from(self.standard.decimals))
    }

    fn shown_points(&self, units: i128) -> String {
        fixed(units, self.standard.decimals)
    }

    /// Points in the smallest unit, as a formula that shows them with their places.
    fn points_formula(&self, cell: &str) -> String {
        format!("TEXT({cell}/{},\"{}\")", self.unit(), self.decimal_format())
    }

    /// A share with two places, cut and never rounded up.
    fn share(top: (&str, i128), bottom: (&str, i128)) -> Said {
        let formula = format!("IF({0}=0,\"–\",TEXT(INT({1}*10000/{0})/10000,\"0.00%\"))", bottom.0, top.0);
        let blank = if bottom.1 == 0 { "–".to_owned() } else { format!("{}%", fixed(top.1 * 10_000 / bottom.1, 2)) };
        Said { formula, blank }
    }

    /// Behind a share: what the pass line asks, and whether it is reached.
    fn line(&self, least: Option<String>, line: Total) -> Said {
        let Some(least) = least else { return Said { formula: "\"\"".to_owned(), blank: String::new() } };
        let (cell, blank) = self.total(line);
        let needed = text!(FormLine, limit = format!("≥{least}"));
        let outcome = if blank == 1 { text!(FormReached) } else { text!(FormNotReached) };
        Said {
            formula: format!(
                "{}&IF({cell}=1,{},{})",
                self.quote(needed.clone()),
                self.quote(text!(FormReached)),
                self.quote(text!(FormNotReached))
            ),
            blank: self.say(needed) + &self.say(outcome),
        }
    }

    fn points_said(&self) -> Said {
        let (points, available) = (self.total(Total::Points), self.total(Total::Available));
        let pass = &self.standard.pass;
        let share = Self::share((&points.0, points.1), (&available.0, available.1));
        let share_line = self.line(pass.points_share.map(|share| shown_exactly(share, true)), Total::PointsShare);
        let points_line = self.line(pass.points.map(|points| points.to_string()), Total::PointsLine);
        self.when_ready(Said {
            formula: format!(
                "{}&\" / \"&{}&\" = \"&{}&{}&{}",
                self.points_formula(&points.0),
                self.points_formula(&available.0),
                share.formula,
                share_line.formula,
                points_line.formula
            ),
            blank: format!(
                "{} / {} = {}{}{}",
                self.shown_points(points.1),
                self.shown_points(available.1),
                share.blank,
                share_line.blank,
                points_line.blank
            ),
        })
    }

    fn met_said(&self) -> Said {
        let (met, applicable) = (self.total(Total::Met), self.total(Total::Applicable));
        let share = Self::share((&met.0, met.1), (&applicable.0, applicable.1));
        let line = self.line(self.standard.pass.met_share.map(|share| shown_exactly(share, true)), Total::MetShare);
        self.when_ready(Said {
            formula: format!("{}&\" / \"&{}&\" = \"&{}&{}", met.0, applicable.0, share.formula, line.formula),
            blank: format!("{} / {} = {}{}", met.1, applicable.1, share.blank, line.blank),
        })
    }

    fn counted_said(&self, count: Total, none: Text, some: Text) -> Said {
        let (cell, blank) = self.total(count);
        self.when_ready(Said {
            formula: format!("IF({cell}=0,{},{cell}&{})", self.quote(none.clone()), self.quote(some.clone())),
            blank: if blank == 0 { self.say(none) } else { format!("{blank}{}", self.say(some)) },
        })
    }

    fn open_said(&self) -> Said {
        let (missing, invalid) = (self.total(Total::Missing), self.total(Total::Invalid));
        Said {
            formula: format!("{}&{}&{}&{}", missing.0, self.quote(text!(FormMissing)), invalid.0, self.quote(text!(FormInvalid))),
            blank: format!("{}{}{}{}", missing.1, self.say(text!(FormMissing)), invalid.1, self.say(text!(FormInvalid))),
        }
    }

    fn verdict_said(&self) -> Said {
        let (cell, blank) = self.total(Total::Verdict);
        let words = || [text!(FormFailed), text!(FormPassed), text!(FormNotYet), text!(FormNoLine)];
        let quoted: Vec<String> = words().into_iter().map(|text| self.quote(text)).collect();
        let blank = words().into_iter().nth(usize::try_from(blank).unwrap_or(0)).map(|text| self.say(text)).unwrap_or_default();
        Said { formula: format!("CHOOSE({cell}+1,{})", quoted.join(",")), blank }
    }

    fn heading(&self, sheet: &mut Worksheet, row: u32, id: &str, name: &str, dimension: Option<usize>) -> Result<(), XlsxError> {
        let format = self.style().heading();
        for column in ID..=CLAUSE {
            sheet.write_blank(row, column, &format)?;
        }
        sheet.write_string_with_format(row, ID, id, &format)?;
        sheet.write_string_with_format(row, ITEM, name, &format)?;
        let mut height = lines_of(name, WIDTHS[usize::from(ITEM)]);
        if let Some(d) = dimension {
            let numbers = format.clone().set_num_format(self.decimal_format()).set_align(FormatAlign::Right);
            let [points, available, ..] = self.calculation.dimension(d);
            for (column, cell) in [(POINTS, points), (FULL, available)] {
                let blank = self.calculation.blank(&cell);
                let formula = Formula::new(format!("{}/{}", self.at(&cell), self.unit())).set_result(self.plain_points(blank));
                sheet.write_formula_with_format(row, column, formula, &numbers)?;
            }
            if let Some(least) = self.standard.dimensions[d].at_least {
                let said = self.say(text!(FormFloor, least = shown_exactly(least, true)));
                height = height.max(lines_of(&said, WIDTHS[usize::from(ASKED)]));
                sheet.write_string_with_format(row, ASKED, said, &format)?;
                let [.., floor] = self.calculation.dimension(d);
                let blank = self.calculation.blank(&floor);
                let words = [self.say(text!(FormNotReached)), self.say(text!(FormReached)), "–".to_owned()];
                let formula =
                    format!("CHOOSE({}+1,{},{},\"–\")", self.at(&floor), self.quote(text!(FormNotReached)), self.quote(text!(FormReached)));
                let blank = words.get(usize::try_from(blank).unwrap_or(0)).cloned().unwrap_or_default();
                sheet.write_formula_with_format(
                    row,
                    STATE,
                    Formula::new(formula).set_result(blank),
                    &format.clone().set_align(FormatAlign::Center),
                )?;
            }
        }
        sheet.set_row_height(row, f64::from(height) * ROW_HEIGHT + 4.0)?;
        Ok(())
    }

    /// Points as a number in a cell: `1.5`.
    fn plain_points(&self, units: i128) -> String {
        let shown = self.shown_points(units);
        if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.').to_owned() } else { shown }
    }

    fn indicator(&self, sheet: &mut Worksheet, row: u32, i: usize) -> Result<(), XlsxError> {
        let indicator = &self.standard.indicators[i];
        let (text_cell, centre) = (self.boxed(), self.boxed().set_align(FormatAlign::Center));
        let mut asked: Vec<String> = indicator.text.iter().cloned().collect();
        asked.extend(rules::rule(self.standard, indicator, self.phase).into_iter().map(|text| self.say(text)));
        if let Some(value) = &indicator.value {
            // Figures that stand with an earlier indicator are named with their rows.
            let below = (row + 1..).zip(&self.plan.lines[self.position(row) + 1..]).map_while(|(_, (_, line))| match line {
                Line::Input(input) => Some(*input),
                _ => None,
            });
            let below: Vec<usize> = below.collect();
            let mut seen: Vec<usize> = Vec::new();
            for input in value.inputs().filter(|input| !below.contains(input)) {
                if !seen.contains(&input) {
                    seen.push(input);
                    let name = self.standard.inputs[input].name.part();
                    asked.push(self.say(text!(FormSeeRow, name = name, row = self.plan.input_row(input) + 1)));
                }
            }
        }
        let name = indicator.name.part().say(self.language);
        let evidence = indicator.evidence.join(if self.language == Language::Zh { "、" } else { ", " });
        let unit = if has_own_cell(indicator) { indicator.unit.clone().unwrap_or_default() } else { String::new() };
        let texts = [
            (ID, indicator.id.clone()),
            (ITEM, name),
            (ASKED, asked.join("\n")),
            (UNIT, unit),
            (EVIDENCE, evidence),
            (CLAUSE, indicator.clause.clone()),
        ];
        let height = texts.iter().map(|(column, text)| lines_of(text, WIDTHS[usize::from(*column)])).max().unwrap_or(1);
        for (column, text) in &texts {
            let format = if *column == UNIT { &centre } else { &text_cell };
            sheet.write_string_with_format(row, *column, text, format)?;
        }
        sheet.set_row_height(row, f64::from(height.max(1)) * ROW_HEIGHT + 3.0)?;
        self.answer(sheet, row, i)?;
        match self.calculation.value(self.standard, i) {
            Some((answered, value)) => {
                let format = if indicator.percent() { "0.00##%" } else { "0.00##" };
                let formula = Formula::new(format!("IF({}=1,{},\"\")", self.at(&answered), self.at(&value))).set_result("");
                sheet.write_formula_with_format(row, VALUE, formula, &centre.clone().set_num_format(format))?;
            }
            None => _ = sheet.write_blank(row, VALUE, &centre)?,
        }
        let state = self.calculation.state(i);
        let numbers = self.boxed().set_align(FormatAlign::Right).set_num_format(self.decimal_format());
        if indicator.is_gate() {
            sheet.write_blank(row, POINTS, &numbers)?.write_blank(row, FULL, &numbers)?;
        } else {
            let (state_cell, points) = (self.at(&state), self.at(&self.calculation.points(i)));
            let left_out =
                self.calculation.blank(&state) == State::NotDue as i128 || self.calculation.blank(&state) == State::NotApplicable as i128;
            let formula = format!(
                "IF(OR({state_cell}={},{state_cell}={}),\"–\",{points}/{})",
                State::NotApplicable as u8,
                State::NotDue as u8,
                self.unit()
            );
            let blank = if left_out { "–" } else { "0" };
            sheet.write_formula_with_format(row, POINTS, Formula::new(formula).set_result(blank), &numbers)?;
            sheet.write_number_with_format(row, FULL, float(indicator.points.0.into(), self.standard.decimals), &numbers)?;
        }
        let words = self.state_words(indicator);
        let quoted: Vec<String> = words.iter().map(|text| self.quote(text.clone())).collect();
        let blank =
            words.get(usize::try_from(self.calculation.blank(&state)).unwrap_or(0)).cloned().map(|text| self.say(text)).unwrap_or_default();
        let formula = format!("CHOOSE({}+1,{})", self.at(&state), quoted.join(","));
        sheet.write_formula_with_format(row, STATE, Formula::new(formula).set_result(blank), &centre)?;
        if indicator.evidence.is_empty() {
            sheet.write_blank(row, GIVEN, &text_cell)?;
        } else {
            sheet.write_blank(row, GIVEN, &self.input().set_num_format("@").set_align(FormatAlign::Left))?;
        }
        Ok(())
    }

    fn position(&self, row: u32) -> usize {
        self.plan.lines.iter().position(|(at, _)| *at == row).unwrap_or(0)
    }

    fn state_words(&self, indicator: &Indicator) -> [Text; 8] {
        let (met, unmet) = match &indicator.kind {
            Kind::Required(_) => (text!(FormStateHolds), text!(FormStateFails)),
            Kind::Veto(_) => (text!(FormStateClear), text!(FormStateTriggered)),
            _ => (text!(FormStateMet), text!(FormStateUnmet)),
        };
        [
            text!(FormStateOpen),
            met,
            text!(FormStatePartly),
            unmet,
            text!(FormStateMissing),
            text!(FormStateNotApplicable),
            text!(FormStateNotDue),
            text!(FormStateInvalid),
        ]
    }

    /// The cell in which an indicator is answered, where it has one.
    fn answer(&self, sheet: &mut Worksheet, row: u32, i: usize) -> Result<(), XlsxError> {
        let indicator = &self.standard.indicators[i];
        let Some(question) = self.calculation.own[i].filter(|_| indicator.is_due(self.phase)) else {
            sheet.write_blank(row, ANSWER, &self.boxed())?;
            return Ok(());
        };
        match question {
            Question::YesNo | Question::Level => {
                sheet.write_blank(row, ANSWER, &self.input())?;
                self.list(sheet, (row, ANSWER), &self.levels(indicator), &self.say(text!(FormAskYesNo)))
            }
            Question::Figure(figure) => {
                let may_not_apply = indicator.not_applicable != NotApplicable::Never;
                self.figure(sheet, row, &figure, indicator.percent(), None, may_not_apply)
            }
        }
    }

    fn input_line(&self, sheet: &mut Worksheet, row: u32, i: usize) -> Result<(), XlsxError> {
        let input = &self.standard.inputs[i];
        let (text_cell, centre) = (self.boxed(), self.boxed().set_align(FormatAlign::Center));
        let name = input.name.part().say(self.language);
        let mut asked: Vec<String> = input.text.iter().cloned().collect();
        if let Some(whole) = input.at_most {
            asked.push(self.say(text!(FormAskAtMost, whole = self.standard.inputs[whole].name.part())));
        }
        let asked = asked.join("\n");
        let height = lines_of(&name, WIDTHS[usize::from(ITEM)] - 2.0)
            .max(lines_of(&asked, WIDTHS[usize::from(ASKED)]))
            .max(lines_of(&input.id, WIDTHS[usize::from(ID)]));
        for column in [VALUE, POINTS, FULL, STATE, EVIDENCE, GIVEN, CLAUSE] {
            sheet.write_blank(row, column, &text_cell)?;
        }
        sheet.write_string_with_format(row, ID, &input.id, &text_cell.clone().set_font_size(8).set_font_color(Color::RGB(0x59_59_59)))?;
        sheet.write_string_with_format(row, ITEM, name, &text_cell.clone().set_indent(1))?;
        sheet.write_string_with_format(row, ASKED, asked, &text_cell)?;
        sheet.write_string_with_format(row, UNIT, input.unit.clone().unwrap_or_default(), &centre)?;
        sheet.set_row_height(row, f64::from(height.max(1)) * ROW_HEIGHT + 3.0)?;
        let uses = |indicator: &&Indicator| indicator.value.as_ref().is_some_and(|value| value.inputs().any(|input| input == i));
        let may_not_apply = self.standard.indicators.iter().filter(uses).any(|indicator| indicator.not_applicable != NotApplicable::Never);
        self.figure(sheet, row, &self.calculation.inputs[i], input.percent(), input.at_most, may_not_apply)
    }

    /// A cell for a figure, with what it must keep to.
    fn figure(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        figure: &Figure,
        percent: bool,
        at_most: Option<usize>,
        may_not_apply: bool,
    ) -> Result<(), XlsxError> {
        let format = match (percent, figure.places) {
            (true, _) => "0.00##%",
            (false, 0) => "0",
            (false, _) => "0.00##",
        };
        sheet.write_blank(row, ANSWER, &self.input().set_num_format(format))?;
        let cell = format!("D{}", row + 1);
        let (least, most) = (fixed(figure.least, figure.places), fixed(figure.most, figure.places));
        let mut conditions = vec![format!("ISNUMBER({cell}),{cell}>={least},{cell}<={most},{cell}=ROUND({cell},{})", figure.places)];
        if let Some(whole) = at_most {
            let whole = format!("D{}", self.plan.input_row(whole) + 1);
            conditions.push(format!("OR(NOT(ISNUMBER({whole})),{cell}<={whole})"));
        }
        let mut rule = format!("AND({})", conditions.join(","));
        let mut message = match (percent, figure.places) {
            (true, places) => {
                let (least, most) = (fixed(figure.least, places - 2), fixed(figure.most, places - 2));
                text!(FormAskPercent, least = trimmed(&least), most = trimmed(&most), places = places - 2)
            }
            // A bound that only keeps the formulas exact and that nobody reaches need not be said.
            (false, 0) if figure.most >= NEVER_REACHED => text!(FormAskWholeFrom, least = &least),
            (false, 0) => text!(FormAskWhole, least = &least, most = &most),
            (false, places) if figure.most >= NEVER_REACHED => text!(FormAskFigureFrom, least = trimmed(&least), places = places),
            (false, places) => text!(FormAskFigure, least = trimmed(&least), most = trimmed(&most), places = places),
        }
        .say(self.language);
        let join = |message: &mut String, more: Text| {
            message.push_str(if self.language == Language::Zh { "；" } else { "; " });
            message.push_str(&self.say(more));
        };
        if let Some(whole) = at_most {
            join(&mut message, text!(FormAskAtMost, whole = self.standard.inputs[whole].name.part()));
        }
        if may_not_apply {
            rule = format!("OR({rule},{cell}=\"{}\")", words(self.language).not_applicable);
            join(&mut message, text!(FormAskOrNot));
        }
        let validation = DataValidation::new()
            .allow_custom(Formula::new(format!("={rule}")))
            .set_input_title(self.say(text!(FormAskTitle)))?
            .set_input_message(cut(&message))?
            .set_error_title(self.say(text!(FormAskWrong)))?
            .set_error_message(cut(&message))?;
        sheet.add_data_validation(row, ANSWER, row, ANSWER, &validation)?;
        Ok(())
    }

    /// Colours beside the signs that say the same in grey.
    fn colours(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let last = self.plan.lines.last().map_or(self.plan.head, |(row, _)| *row);
        let colours = [
            ("√", 0x1B_5E_20, false),
            ("△", 0x8A_5A_00, false),
            ("×", 0xB0_00_20, true),
            ("!", 0xB0_00_20, true),
            ("○", 0x59_59_59, false),
        ];
        for (sign, colour, bold) in colours {
            let format = Format::new().set_font_color(Color::RGB(colour));
            let format = if bold { format.set_bold() } else { format };
            let rule = ConditionalFormatText::new().set_rule(ConditionalFormatTextRule::BeginsWith(sign.to_owned())).set_format(format);
            sheet.add_conditional_format(self.plan.head + 1, STATE, last, STATE, &rule)?;
        }
        Ok(())
    }

    fn calculation(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (plain, bold) = (self.base(), self.base().set_bold());
        sheet.set_column_width(0, 16)?;
        let heads = self.say(text!(FormCalculationHeads));
        for (column, head) in (0u16..).zip(heads.split('|')) {
            sheet.write_string_with_format(0, column, head, &bold)?;
        }
        for (row, cells) in (1u32..).zip(&self.calculation.rows) {
            sheet.write_string_with_format(row, 0, &cells.id, &bold)?;
            for (column, formula, blank) in &cells.cells {
                let column = u16::from(*column as u8 - b'A');
                if formula.parse::<i64>().is_ok() {
                    sheet.write_number_with_format(row, column, float(*blank, 0), &plain)?;
                } else {
                    sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(blank.to_string()), &plain)?;
                }
            }
        }
        self.style().page(sheet);
        sheet.set_freeze_panes(1, 1)?;
        for (row, cells) in (1u32..).zip(&self.calculation.rows) {
            for (column, (formula, blank)) in (STEP_COLUMN..).zip(&cells.steps) {
                let column = u16::try_from(column).unwrap_or(u16::MAX);
                sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(blank.to_string()), &plain)?;
            }
        }
        for (row, names) in self.long_lists() {
            for (column, name) in (LIST_COLUMN..).zip(names) {
                sheet.write_string_with_format(row, column, name, &plain)?;
            }
        }
        lock(sheet);
        Ok(())
    }

    /// Which form this is, for whoever reads it filled in.
    fn marks(&self, sheet: &mut Worksheet, form: &str) -> Result<(), XlsxError> {
        let letter = |column: u16| crate::diagnostic::column_letters(usize::from(column));
        let mut rows: Vec<(&str, String)> = vec![
            (marks::KIND, marks::FORM.to_owned()),
            (marks::PROGRAM, super::super::PROGRAM.to_owned()),
            (marks::STANDARD, self.standard.id.clone()),
            (marks::EDITION, self.standard.edition.clone()),
            (marks::SHA256, self.standard.sha256.clone()),
            (marks::PHASE, self.phase.map(|phase| phase.to_string()).unwrap_or_default()),
            (marks::FORM_SHEET, form.to_owned()),
            (marks::HEAD, self.say(text!(FormColId))),
            (marks::PROFILE_COLUMN, letter(ITEM)),
            (marks::ANSWER_COLUMN, letter(ANSWER)),
            (marks::EVIDENCE_COLUMN, letter(GIVEN)),
        ];
        rows.extend(self.plan.profile.iter().map(|(_, header)| (marks::PROFILE, header.clone())));
        for (_, line) in &self.plan.lines {
            match line {
                Line::Indicator(i) => {
                    let indicator = &self.standard.indicators[*i];
                    if has_own_cell(indicator) {
                        rows.push((marks::LINE, indicator.id.clone()));
                    }
                    if !indicator.evidence.is_empty() {
                        rows.push((marks::EVIDENCE, indicator.id.clone()));
                    }
                }
                Line::Input(i) => rows.push((marks::LINE, self.standard.inputs[*i].id.clone())),
                _ => {}
            }
        }
        for (row, (key, value)) in (0u32..).zip(rows) {
            sheet.write_string(row, 0, key)?.write_string(row, 1, value)?;
        }
        sheet.set_very_hidden(true);
        Ok(())
    }
}

/// The first column of long lists on the sheet of the calculation.
const LIST_COLUMN: u16 = 100;

fn number_format(decimals: u8) -> String {
    if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(usize::from(decimals))) }
}
