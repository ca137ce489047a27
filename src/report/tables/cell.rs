//! A cell of a table: what stands in it, and what it says by its looks. How that is drawn is the concern of whoever draws.

use super::text::{lines, safe};

/// What a cell says by its looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Look {
    /// Nothing in particular.
    #[default]
    Plain,
    /// The head of a column.
    Head,
    /// The title of a sheet.
    Title,
    /// A line below the title.
    Remark,
    /// The name of a line.
    Label,
    /// Something to be seen first.
    Strong,
    /// Met, passed, selected.
    Good,
    /// Partly met, not decided.
    Doubtful,
    /// Not met, not passed, ineligible.
    Bad,
    /// Not answered, not reported.
    Absent,
    /// Not applicable, not due: in no number.
    Aside,
    /// Dropped: it does not count.
    Struck,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    /// A whole number.
    Count,
    /// So many places after the point.
    Places(u8),
    /// The same, with its sign.
    Signed(u8),
    /// The same, in square brackets.
    Bracketed(u8),
    /// The same, with a sign behind it.
    Marked(u8, char),
    /// A fraction as a percentage with so many places.
    Percent(u8),
    /// A day, counted from 1899-12-30.
    Day,
}

/// The day that days are counted from.
const EPOCH: jiff::civil::Date = jiff::civil::date(1899, 12, 30);

impl Figure {
    /// A number as people write it.
    pub fn show(self, number: f64) -> String {
        let places = |n: u8, number: f64| format!("{number:.*}", usize::from(n));
        match self {
            Self::Count => places(0, number),
            Self::Places(n) => places(n, number),
            Self::Signed(n) if number > 0.0 => "+".to_owned() + &places(n, number),
            Self::Signed(n) => places(n, number),
            Self::Bracketed(n) => format!("[{}]", places(n, number)),
            Self::Marked(n, sign) => format!("{}{sign}", places(n, number)),
            Self::Percent(n) => places(n, number * 100.0) + "%",
            #[expect(clippy::cast_possible_truncation, reason = "a day is a whole number")]
            Self::Day => EPOCH.saturating_add(jiff::Span::new().days(number as i64)).to_string(),
        }
    }
}

/// Where something stands in its cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Side {
    /// Words to the left, numbers to the right.
    #[default]
    Usual,
    /// A number among words.
    Left,
    /// A short word, or a sign.
    Middle,
}

/// What stands in a cell, and how it looks.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What stands in it.
    pub value: Value,
    /// What it says by its looks.
    pub look: Look,
    /// Where it stands.
    pub side: Side,
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Blank,
    /// A text, which may have several lines.
    Text(String),
    /// A number, and how it is written.
    Number(f64, Figure),
}

impl Cell {
    /// Nothing.
    pub fn blank() -> Self {
        Self { value: Value::Blank, look: Look::Plain, side: Side::Usual }
    }

    /// A text, on one line.
    pub fn text(text: &str) -> Self {
        Self { value: Value::Text(safe(text).into_owned()), ..Self::blank() }
    }

    /// A short word, which stands in the middle.
    pub fn word(text: &str) -> Self {
        Self { side: Side::Middle, ..Self::text(text) }
    }

    /// A text that may be missing.
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or_else(Self::blank, Self::text)
    }

    /// Several texts, each on its line.
    pub fn lines<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self { value: Value::Text(lines(texts)), ..Self::blank() }
    }

    /// A number.
    pub fn number(number: f64, figure: Figure) -> Self {
        Self { value: Value::Number(number, figure), ..Self::blank() }
    }

    /// A number that may be missing.
    pub fn maybe_number(number: Option<f64>, figure: Figure) -> Self {
        number.map_or_else(Self::blank, |number| Self::number(number, figure))
    }

    /// A day, `2025-08-31`; as it is written where it is none.
    pub fn day(day: Option<&str>) -> Self {
        let Some(day) = day else { return Self::blank() };
        let serial = day.parse::<jiff::civil::Date>().ok().and_then(|day| EPOCH.until(day).ok()).map(|span| span.get_days());
        match serial.filter(|days| *days > 60) {
            Some(days) => Self::number(f64::from(days), Figure::Day),
            None => Self::text(day),
        }
    }

    /// In the middle, as a rank stands.
    pub fn middle(self) -> Self {
        Self { side: Side::Middle, ..self }
    }

    /// To the left, as a number among words stands.
    pub fn leftward(self) -> Self {
        Self { side: Side::Left, ..self }
    }

    /// With this look.
    pub fn look(self, look: Look) -> Self {
        Self { look, ..self }
    }

    /// Is there nothing in it?
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Blank => true,
            Value::Text(text) => text.is_empty(),
            Value::Number(..) => false,
        }
    }

    /// What stands in it, as people write it.
    pub fn show(&self) -> String {
        match &self.value {
            Value::Blank => String::new(),
            Value::Text(text) => text.clone(),
            Value::Number(number, figure) => figure.show(*number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days() {
        let day = Cell::day(Some("2025-08-31"));
        assert!(matches!(day.value, Value::Number(serial, Figure::Day) if (serial - 45900.0).abs() < 0.5));
        assert_eq!(day.show(), "2025-08-31");
        assert!(matches!(Cell::day(Some("早")).value, Value::Text(_)));
        assert!(matches!(Cell::day(Some("1900-01-31")).value, Value::Text(_)));
    }

    #[test]
    fn numbers_are_written_with_their_places() {
        assert_eq!(Figure::Places(2).show(95.5), "95.50");
        assert_eq!(Figure::Percent(2).show(0.9523), "95.23%");
        assert_eq!(Figure::Signed(1).show(-2.5), "-2.5");
        assert_eq!(Figure::Signed(1).show(2.5), "+2.5");
        assert_eq!(Figure::Bracketed(0).show(88.0), "[88]");
        assert_eq!(Figure::Marked(1, '✗').show(0.0), "0.0✗");
        assert_eq!(Figure::Count.show(12.0), "12");
    }
}
