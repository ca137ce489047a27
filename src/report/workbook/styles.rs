//! How cells look, and what they hold. What a colour says, a sign, bold, italic or a line through says as well: workbooks are printed in grey.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatPattern};

use crate::report::tables::{Figure, Look, Side};

/// A typeface that spreadsheets on Windows and macOS have for Chinese; elsewhere the system's own steps in.
pub const FONT: &str = "微软雅黑";
/// Its size in points.
pub const SIZE: f64 = 10.0;

const LINE: Color = Color::RGB(0x00BF_BFBF);
const HEAD: Color = Color::RGB(0x00DD_E6F0);
const GOOD: Color = Color::RGB(0x00E4_F1DF);
const DOUBTFUL: Color = Color::RGB(0x00FF_F3CC);
const BAD: Color = Color::RGB(0x00F6_CFC0);
const ABSENT: Color = Color::RGB(0x00E3_E3E3);
const FAINT: Color = Color::RGB(0x0059_5959);

/// How a spreadsheet is told to write a number.
fn number_format(figure: Figure) -> String {
    let places = |n: u8| if n == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(usize::from(n))) };
    match figure {
        Figure::Count => "0".to_owned(),
        Figure::Places(n) => places(n),
        Figure::Signed(n) => format!("+{0};-{0};{0}", places(n)),
        Figure::Bracketed(n) => format!("\"[\"{}\"]\"", places(n)),
        Figure::Marked(n, sign) => format!("{}\"{sign}\"", places(n)),
        Figure::Percent(n) => places(n) + "%",
        Figure::Day => "yyyy-mm-dd".to_owned(),
    }
}

/// About how many characters a number takes.
pub fn figure_width(figure: Figure, number: f64) -> usize {
    let digits = |number: f64| format!("{:.0}", number.abs().trunc()).len();
    let places = |n: u8| if n == 0 { 0 } else { usize::from(n) + 1 };
    match figure {
        Figure::Count => digits(number),
        Figure::Places(n) => digits(number) + places(n),
        Figure::Signed(n) => digits(number) + places(n) + 1,
        Figure::Bracketed(n) | Figure::Marked(n, _) => digits(number) + places(n) + 2,
        Figure::Percent(n) => digits(number * 100.0) + places(n) + 1,
        Figure::Day => 10,
    }
}

/// Everything that makes a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    /// What it says.
    pub look: Look,
    /// A number, and how it is written; none: a text.
    pub figure: Option<Figure>,
    /// Where it stands.
    pub side: Side,
    /// Does a group of rows begin here?
    pub begins: bool,
}

/// The formats of a workbook, each made once.
#[derive(Default)]
pub struct Styles {
    made: HashMap<Style, Format>,
}

impl Styles {
    /// The format of a style.
    pub fn format(&mut self, style: Style) -> &Format {
        self.made.entry(style).or_insert_with(|| make(style))
    }
}

fn make(style: Style) -> Format {
    let fill = |format: Format, colour: Color| format.set_background_color(colour).set_pattern(FormatPattern::Solid);
    let mut format = Format::new().set_font_name(FONT).set_font_size(SIZE).set_align(FormatAlign::VerticalCenter);
    format = match style.look {
        Look::Title => return format.set_bold().set_font_size(14.0),
        Look::Remark => return format.set_font_color(FAINT),
        _ => format.set_text_wrap().set_border(FormatBorder::Thin).set_border_color(LINE),
    };
    if style.begins {
        format = format.set_border_top(FormatBorder::Thin).set_border_top_color(Color::Black);
    }
    format = match style.look {
        Look::Head => fill(format, HEAD).set_bold(),
        Look::Label => fill(format, HEAD).set_bold(),
        Look::Strong => format.set_bold(),
        Look::Good => fill(format, GOOD),
        Look::Doubtful => fill(format, DOUBTFUL).set_italic(),
        Look::Bad => fill(format, BAD).set_bold(),
        Look::Absent => fill(format, ABSENT).set_italic(),
        Look::Aside => format.set_italic().set_font_color(FAINT),
        Look::Struck => format.set_font_strikethrough().set_font_color(FAINT),
        Look::Plain | Look::Title | Look::Remark => format,
    };
    let format = match style.figure {
        Some(figure) => format.set_num_format(number_format(figure)),
        // Text stays text, whatever it looks like, also where somebody edits the cell.
        None => format.set_num_format("@"),
    };
    match (style.side, style.look) {
        (Side::Middle, _) | (_, Look::Head) => format.set_align(FormatAlign::Center),
        (Side::Left, _) => format.set_align(FormatAlign::Left).set_indent(1),
        (Side::Usual, _) if style.figure.is_some() => format.set_align(FormatAlign::Right),
        // So that words do not touch the figures to their left.
        (Side::Usual, _) => format.set_align(FormatAlign::Left).set_indent(1),
    }
}
