//! A blank ballot (空白评分表) of a round: one row for every applicant, one column for every item, for one expert.

use std::io::{self, Write};

use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

use crate::diagnostic::column_letters;
use crate::number::Points;
use crate::review::panel::{MARK_PLACES, shown_mark};
use crate::review::scheme::Scheme;
use crate::review::{Paper, PaperRow, RoundItem, is_own_column};
use crate::submission::form as marks;
use crate::text::{Language, Text, text};

use super::super::plain;
use super::style::{ROW_HEIGHT, Style, cut, lines_of, lock, properties};

/// Rows from 0: the name of the expert, and the header.
const EXPERT_ROW: u32 = 3;
const HEAD: u32 = 5;
/// Columns from 0.
const EXPERT: u16 = 0;
const ROUND: u16 = 1;
const ID: u16 = 2;
const NAME: u16 = 3;
const FIRST_ITEM: u16 = 4;

/// So many items can still be read on the width of one page.
const MOST_ON_A_PAGE: usize = 14;

/// The header of an item: its name where no other item or column bears it, with its most points.
fn header(items: &[RoundItem], item: &RoundItem, language: Language) -> String {
    let name = item.name.say(language);
    let alone = items.iter().filter(|other| other.name.say(language) == name).count() == 1;
    // By its name alone it would be taken for another column, or for a formula.
    let mistakable = is_own_column(&name) || plain::cell(&name) != name;
    let name = match (alone, item.indicator) {
        // Indicators are known by their codes.
        (_, Some(_)) => format!("{} {name}", item.id),
        (true, None) if mistakable => format!("{} {name}", item.id),
        (true, None) => name,
        (false, None) => item.id.clone(),
    };
    format!("{name}（{}）", shown_mark(item.of))
}

/// The headers of the columns before the items, and behind them.
fn own_headers(language: Language) -> ([&'static str; 4], [String; 2]) {
    let (before, note) = match language {
        Language::Zh => (["专家", "轮次", "编号", "申报单位"], "备注"),
        Language::En => (["expert", "round", "id", "applicant"], "note"),
    };
    (before, [text!(BallotTotal).say(language), note.to_owned()])
}

/// Writes the ballot of one expert, or of one that will name itself, as a workbook.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, scheme: &Scheme, paper: &Paper<'_>, expert: Option<&str>, language: Language) -> io::Result<()> {
    let bytes = workbook(scheme, paper, expert, language).map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&bytes)
}

/// The same as a plain table.
///
/// # Errors
/// Only those of the writer.
pub fn write_plain(out: &mut dyn Write, paper: &Paper<'_>, expert: Option<&str>, language: Language) -> io::Result<()> {
    let (before, [_, note]) = own_headers(language);
    let mut csv = csv::Writer::from_writer(out);
    let items = paper.items.iter().map(|item| header(&paper.items, item, language));
    csv.write_record(before.iter().map(|h| (*h).to_owned()).chain(items).chain([note]))?;
    for row in &paper.rows {
        let recused = expert.is_some_and(|expert| row.is_recused(expert));
        let own = [expert.unwrap_or_default(), &paper.round.name, &row.id, &row.name];
        let marks = row.applies.iter().map(|applies| if recused && *applies { "回避" } else { "" });
        csv.write_record(
            own.into_iter().map(|cell| plain::cell(cell).into_owned()).chain(marks.map(str::to_owned)).chain([String::new()]),
        )?;
    }
    csv.flush()
}

fn workbook(scheme: &Scheme, paper: &Paper<'_>, expert: Option<&str>, language: Language) -> Result<Vec<u8>, XlsxError> {
    let say = |text: Text| text.say(language);
    let title = say(text!(BallotTitle, scheme = &scheme.name, round = &paper.round.name));
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&title)?);
    let name = say(text!(BallotSheet));
    let sheet = workbook.add_worksheet().set_name(&name)?;
    let writer = BallotWriter { paper, expert, language, style: Style(language) };
    writer.sheet(sheet, &title)?;
    let marks = writer.marks(scheme, &name);
    let hidden = workbook.add_worksheet().set_name(marks::SHEET)?;
    for (row, (key, value)) in (0u32..).zip(marks) {
        hidden.write_string(row, 0, key)?.write_string(row, 1, value)?;
    }
    hidden.set_very_hidden(true);
    workbook.save_to_buffer()
}

struct BallotWriter<'a> {
    paper: &'a Paper<'a>,
    expert: Option<&'a str>,
    language: Language,
    style: Style,
}

impl BallotWriter<'_> {
    fn total_column(&self) -> u16 {
        FIRST_ITEM + u16::try_from(self.paper.items.len()).unwrap_or(0)
    }

    fn marks(&self, scheme: &Scheme, sheet: &str) -> Vec<(&'static str, String)> {
        let ([head, ..], _) = own_headers(self.language);
        vec![
            (marks::KIND, marks::BALLOT.to_owned()),
            (marks::PROGRAM, super::super::PROGRAM.to_owned()),
            (marks::SCHEME, scheme.id.clone()),
            (marks::TRACK, self.paper.track.id.clone()),
            (marks::ROUND, self.paper.round.id.clone()),
            (marks::FORM_SHEET, sheet.to_owned()),
            (marks::HEAD, head.to_owned()),
            (marks::EXPERT_CELL, format!("{}{}", column_letters(usize::from(ROUND)), EXPERT_ROW + 1)),
            (marks::COMPUTED, column_letters(usize::from(self.total_column()))),
        ]
    }

    fn sheet(&self, sheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
        let say = |text: Text| text.say(self.language);
        let style = self.style;
        sheet.set_formula_result_default("");
        sheet.set_row_height(0, 26)?.write_string_with_format(0, 0, title, &style.title())?;
        let most = self.paper.items.iter().filter(|item| !item.bonus).map(|item| item.of).sum::<Points>();
        let about = text!(
            BallotAbout,
            track = self.paper.track.title.as_ref().unwrap_or(&self.paper.track.id),
            count = self.paper.rows.len(),
            of = shown_mark(most)
        );
        sheet.write_string_with_format(1, 0, say(about), &style.base())?;
        sheet.write_string_with_format(2, 0, say(text!(BallotHowTo)), &style.base().set_bold())?;
        let ([expert, round, id, name], [total, note]) = own_headers(self.language);
        sheet.write_string_with_format(EXPERT_ROW, EXPERT, say(text!(BallotExpert)), &style.boxed().set_bold())?;
        match self.expert {
            Some(expert) => sheet.write_string_with_format(EXPERT_ROW, ROUND, expert, &style.boxed().set_bold())?,
            None => sheet.write_blank(EXPERT_ROW, ROUND, &style.input().set_num_format("@"))?,
        };
        sheet.write_string_with_format(EXPERT_ROW, NAME, say(text!(BallotSignature)), &style.base())?;
        sheet.set_row_height(EXPERT_ROW, 24)?;
        let head = style.head();
        let items = self.paper.items.iter().map(|item| header(&self.paper.items, item, self.language));
        let headers: Vec<String> = [expert, round, id, name].map(str::to_owned).into_iter().chain(items).chain([total, note]).collect();
        let item_width = if self.paper.items.len() > 8 { 11.0 } else { 16.0 };
        let widths = [12.0, 14.0, 18.0, 28.0].into_iter().chain(self.paper.items.iter().map(|_| item_width)).chain([10.0, 26.0]);
        let mut tall = 1;
        for ((column, header), width) in (0u16..).zip(&headers).zip(widths) {
            sheet.set_column_width(column, width)?.write_string_with_format(HEAD, column, header, &head)?;
            tall = tall.max(lines_of(header, width));
        }
        sheet.set_row_height(HEAD, f64::from(tall) * ROW_HEIGHT + 6.0)?;
        for (row, applicant) in (HEAD + 1..).zip(&self.paper.rows) {
            self.row(sheet, row, applicant)?;
        }
        let last = HEAD + u32::try_from(self.paper.rows.len()).unwrap_or(0);
        sheet.set_freeze_panes(HEAD + 1, NAME + 1)?;
        style.page(sheet);
        if self.paper.items.len() > MOST_ON_A_PAGE {
            // Over several pages, each with the names; on one nobody could read it.
            sheet.set_print_scale(75).set_repeat_columns(EXPERT, NAME)?;
        }
        sheet.set_repeat_rows(HEAD, HEAD)?.set_print_area(0, 0, last, self.total_column() + 1)?;
        lock(sheet);
        if self.expert.is_none() {
            sheet.set_selection(EXPERT_ROW, ROUND, EXPERT_ROW, ROUND)?;
        } else {
            sheet.set_selection(HEAD + 1, FIRST_ITEM, HEAD + 1, FIRST_ITEM)?;
        }
        Ok(())
    }

    fn row(&self, sheet: &mut Worksheet, row: u32, applicant: &PaperRow) -> Result<(), XlsxError> {
        let (cell, centre) = (self.style.boxed(), self.style.boxed().set_align(FormatAlign::Center));
        let expert_cell = format!("${}${}", column_letters(usize::from(ROUND)), EXPERT_ROW + 1);
        let formula = Formula::new(format!("IF({expert_cell}=\"\",\"\",{expert_cell})")).set_result(self.expert.unwrap_or_default());
        sheet.write_formula_with_format(row, EXPERT, formula, &centre)?;
        sheet.write_string_with_format(row, ROUND, &self.paper.round.name, &cell)?;
        sheet.write_string_with_format(row, ID, &applicant.id, &cell.clone().set_num_format("@"))?;
        sheet.write_string_with_format(row, NAME, &applicant.name, &cell)?;
        let recused = self.expert.is_some_and(|expert| applicant.is_recused(expert));
        let grey = centre.clone().set_background_color(Color::RGB(0xE4_E4_E4));
        let mut cells: Vec<String> = Vec::new();
        for ((column, item), applies) in (FIRST_ITEM..).zip(&self.paper.items).zip(&applicant.applies) {
            if !applies {
                sheet.write_blank(row, column, &grey)?;
            } else if recused {
                sheet.write_string_with_format(row, column, "回避", &grey)?;
            } else {
                let address = format!("{}{}", column_letters(usize::from(column)), row + 1);
                self.mark(sheet, (row, column), &address, item)?;
                cells.push(address);
            }
        }
        let total = self.total_column();
        let numbers = centre.clone().set_bold().set_num_format("0.00####");
        if recused || cells.is_empty() {
            sheet.write_string_with_format(row, total, if recused { "回避" } else { "" }, &grey)?;
        } else {
            // Grey cells between them are blank or hold no number.
            let (first, last) = (column_letters(usize::from(FIRST_ITEM)), column_letters(usize::from(total) - 1));
            let range = format!("{first}{}:{last}{}", row + 1, row + 1);
            let missing = text!(BallotMissing).say(self.language);
            let formula = format!(
                "IF(COUNTIF({range},\"回避\")>0,\"回避\",IF(COUNT({range})={n},ROUND(SUM({range}),{MARK_PLACES}),IF(COUNT({range})=0,\"\",({n}-COUNT({range}))&\"{missing}\")))",
                n = cells.len()
            );
            sheet.write_formula_with_format(row, total, Formula::new(formula).set_result(""), &numbers)?;
        }
        let note = self.style.input().set_num_format("@").set_align(FormatAlign::Left);
        if applicant.waits {
            sheet.write_string_with_format(row, total + 1, text!(BallotWaits).say(self.language), &note)?;
        } else {
            sheet.write_blank(row, total + 1, &note)?;
        }
        let tall = lines_of(&applicant.name, 28.0).max(lines_of(&applicant.id, 18.0));
        sheet.set_row_height(row, f64::from(tall) * ROW_HEIGHT + 5.0)?;
        Ok(())
    }

    /// A cell for one mark.
    fn mark(&self, sheet: &mut Worksheet, (row, column): (u32, u16), address: &str, item: &RoundItem) -> Result<(), XlsxError> {
        let format: Format = self.style.input().set_num_format("General");
        sheet.write_blank(row, column, &format)?;
        let most = shown_mark(item.of);
        let rule = format!("=OR(AND(ISNUMBER({address}),{address}>=0,{address}<={most}),{address}=\"回避\")");
        let message = cut(&text!(BallotAsk, item = item.name.clone(), most = &most).say(self.language));
        let validation = DataValidation::new()
            .allow_custom(Formula::new(rule))
            .set_input_title(text!(FormAskTitle).say(self.language))?
            .set_input_message(&message)?
            .set_error_title(text!(FormAskWrong).say(self.language))?
            .set_error_message(&message)?;
        sheet.add_data_validation(row, column, row, column, &validation)?;
        Ok(())
    }
}
