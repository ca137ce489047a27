//! How the cells of forms look. Signs and words say everything; colours only repeat it, so that a print in grey loses nothing.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, ProtectionOptions, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use crate::number::write_fixed;
use crate::text::Language;

/// Points of height of a row of text.
pub(super) const ROW_HEIGHT: f64 = 15.0;

/// The formats of a form in one language.
#[derive(Clone, Copy)]
pub(super) struct Style(pub Language);

impl Style {
    pub(super) fn base(self) -> Format {
        let font = if self.0 == Language::Zh { "宋体" } else { "Calibri" };
        Format::new().set_font_name(font).set_font_size(10).set_align(FormatAlign::VerticalCenter)
    }

    pub(super) fn title(self) -> Format {
        self.base().set_bold().set_font_size(16)
    }

    pub(super) fn boxed(self) -> Format {
        self.base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x8C_8C_8C)).set_text_wrap()
    }

    pub(super) fn head(self) -> Format {
        self.boxed().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0xD9_E2_EC))
    }

    pub(super) fn heading(self) -> Format {
        self.boxed().set_bold().set_background_color(Color::RGB(0xEE_EE_EE))
    }

    /// A cell to fill in.
    pub(super) fn input(self) -> Format {
        self.boxed().set_background_color(Color::RGB(0xFF_F8_D6)).set_unlocked().set_align(FormatAlign::Center)
    }

    /// How a sheet is printed: A4 across, as wide as a page.
    pub(super) fn page(self, sheet: &mut Worksheet) {
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        sheet.set_footer(if self.0 == Language::Zh { "&C第 &P 页，共 &N 页" } else { "&CPage &P of &N" });
    }
}

/// Locks all but the cells to fill in. There is no password: the lock keeps from slips, not from people.
pub(super) fn lock(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::new() });
}

/// Properties without a clock: the same form is the same file, to the byte.
pub(super) fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    let day = ExcelDateTime::from_ymd(2025, 1, 1)?;
    Ok(DocProperties::new().set_title(title).set_author("shifan").set_creation_datetime(&day))
}

/// As much as a message of a cell may hold.
pub(super) fn cut(message: &str) -> String {
    message.chars().take(250).collect()
}

/// How many lines a text takes in a column of this width; a Chinese character is two wide.
pub(super) fn lines_of(text: &str, width: f64) -> u32 {
    let lines = text.split('\n').map(|line| (line.width_cjk() as f64 / (width - 1.0)).ceil().max(1.0)).sum::<f64>();
    lines.min(26.0) as u32
}

/// Whole units as a decimal with all its places.
pub(super) fn fixed(units: i128, places: u8) -> String {
    let mut shown = String::new();
    _ = write_fixed(&mut shown, units, places);
    shown
}

/// Without noughts behind the point.
pub(super) fn trimmed(shown: &str) -> String {
    if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.').to_owned() } else { shown.to_owned() }
}

/// A number as cells hold it: the nearest binary float, which a spreadsheet shows with the same digits.
pub(super) fn float(units: i128, places: u8) -> f64 {
    fixed(units, places).parse().unwrap_or_default()
}
