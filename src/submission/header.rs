//! Which column holds what: the header row is found by its content, and each header is matched by the first rule that fits.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::{Cell, Code, Diagnostic, Place};
use crate::standard::{Header, HeaderTarget, Indicator, Profile, Standard, header_key};
use crate::text::{Part, text};

use super::form::Places;
use super::{MAX_COLUMNS, Row, Table};

/// The headers of a standard, ready to be looked up.
pub struct Headers<'s> {
    standard: &'s Standard,
    by_key: BTreeMap<String, Vec<HeaderTarget>>,
    /// Ids of indicators and inputs with their keys, longest first.
    ids: Vec<(String, HeaderTarget)>,
    /// The bytes that ids begin with: most cells of a table begin with none of them.
    begins: [bool; 256],
    /// What short cells have been found to mean: the first rows of a table say few things many times.
    known: Mutex<HashMap<Box<str>, Match>>,
}

/// Cells of at most so many bytes are remembered, and at most so many of them.
const SHORT: usize = 16;
const REMEMBERED: usize = 1 << 12;

/// What one header means.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Match {
    Nothing,
    One { target: HeaderTarget, by_id_alone: bool },
    Several(Vec<HeaderTarget>),
}

/// Words that make a column one of evidence.
const EVIDENCE: &[&str] = &["佐证材料", "佐证", "证明材料", "evidence"];

/// Headers of columns that say nothing of an applicant: running numbers.
const IGNORED: &[&str] = &["序号", "no.", "no"];

/// What may stand between an id and what follows it.
pub(crate) fn is_separator(c: char) -> bool {
    c.is_whitespace() || ".、:,;/\\_-—–·|()[]".contains(c)
}

/// The header without a trailing bracket: `签约率(%)` → `签约率`.
pub(crate) fn without_bracket(key: &str) -> Option<&str> {
    let open = match key.chars().last()? {
        ')' => '(',
        ']' => '[',
        '】' => '【',
        '〕' => '〔',
        _ => return None,
    };
    let close = key.chars().last()?;
    let mut depth = 0i32;
    let (at, _) = key.char_indices().rev().find(|(_, c)| {
        depth += i32::from(*c == close) - i32::from(*c == open);
        depth == 0
    })?;
    let before = key[..at].trim_end();
    (!before.is_empty()).then_some(before)
}

impl<'s> Headers<'s> {
    /// The headers of a standard.
    #[must_use]
    pub fn new(standard: &'s Standard) -> Self {
        let headers = standard.headers();
        let mut ids: Vec<(String, HeaderTarget)> = headers.iter().filter(|h| h.is_id).map(|h: &Header| (h.key.clone(), h.target)).collect();
        ids.sort_by_key(|(id, _)| std::cmp::Reverse(id.len()));
        let mut by_key: BTreeMap<String, Vec<HeaderTarget>> = BTreeMap::new();
        for header in headers {
            by_key.entry(header.key).or_default().push(header.target);
        }
        let mut begins = [false; 256];
        ids.iter().filter_map(|(id, _)| id.bytes().next()).for_each(|byte| begins[usize::from(byte)] = true);
        Self { standard, by_key, ids, begins, known: Mutex::default() }
    }

    /// How many headers of this row are known.
    #[must_use]
    pub fn recognised(&self, cells: &csv::StringRecord) -> usize {
        let mut targets: Vec<HeaderTarget> = cells
            .iter()
            .take(MAX_COLUMNS)
            .filter_map(|cell| match self.meaning(cell) {
                Match::One { target, .. } => Some(target),
                _ => None,
            })
            .collect();
        targets.sort_unstable();
        targets.dedup();
        targets.len()
    }

    /// A header of two rows as one: where a cell alone says nothing, the group heading above it comes before it (`D1 签约率` over
    /// `佐证材料`), and where it is blank, the heading straight above it stands for it.
    fn composed(&self, above: Option<&Row>, row: &Row) -> Row {
        let Some(above) = above.filter(|above| above.number + 1 == row.number) else { return row.clone() };
        let mut cells = csv::StringRecord::new();
        let mut group = "";
        for column in 0..row.cells.len().max(above.cells.len()) {
            let (own, heading) = (row.cells.get(column).unwrap_or_default(), above.cells.get(column).unwrap_or_default());
            if !heading.trim().is_empty() {
                group = heading;
            }
            let of_group = || format!("{group} {own}");
            let known = |text: &str| matches!(self.meaning(text), Match::One { by_id_alone: false, .. });
            if own.trim().is_empty() && known(heading) {
                cells.push_field(heading);
            } else if !own.trim().is_empty() && !group.is_empty() && self.meaning(own) == Match::Nothing && known(&of_group()) {
                cells.push_field(&of_group());
            } else {
                cells.push_field(own);
            }
        }
        Row { number: row.number, cells, end: row.end }
    }

    fn meaning(&self, header: &str) -> Match {
        // A longer text is a note or a paragraph, not a header.
        if header.len() > 1024 {
            return Match::Nothing;
        }
        if header.len() > SHORT {
            return self.looked_up(header);
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(header) {
            return known.clone();
        }
        let found = self.looked_up(header);
        if known.len() < REMEMBERED {
            known.insert(header.into(), found.clone());
        }
        found
    }

    fn looked_up(&self, header: &str) -> Match {
        let key = header_key(header);
        if key.is_empty() {
            return Match::Nothing;
        }
        if let Some(targets) = self.by_key.get(&key) {
            return several(targets);
        }
        for word in EVIDENCE {
            if let Some(rest) = key.strip_suffix(word) {
                let rest = rest.trim_end_matches(is_separator);
                // Evidence for a figure, or for nothing known, is no answer to anything.
                return match self.answer(rest) {
                    Match::One { target: HeaderTarget::Indicator(i), .. } => one(HeaderTarget::Evidence(i)),
                    _ => Match::Nothing,
                };
            }
        }
        self.answer(&key)
    }

    /// What a header stands for, where that is one thing and not only by its id before another name.
    #[must_use]
    pub fn target(&self, header: &str) -> Option<HeaderTarget> {
        match self.meaning(header) {
            Match::One { target, by_id_alone: false } => Some(target),
            _ => None,
        }
    }

    /// The indicator that a text names, as a header would.
    #[must_use]
    pub fn indicator(&self, text: &str) -> Option<usize> {
        match self.meaning(text) {
            Match::One { target: HeaderTarget::Indicator(i), .. } => Some(i),
            _ => None,
        }
    }

    /// Steps 1 to 4: the whole header; without a trailing bracket; an id and a name that belongs to it; an id alone.
    fn answer(&self, key: &str) -> Match {
        let bare = without_bracket(key);
        for whole in [Some(key), bare].into_iter().flatten() {
            if let Some(targets) = self.by_key.get(whole) {
                return several(targets);
            }
        }
        let behind_id = |text: &str| -> Option<(HeaderTarget, String)> {
            if !text.bytes().next().is_some_and(|byte| self.begins[usize::from(byte)]) {
                return None;
            }
            self.ids.iter().find_map(|(id, target)| {
                let rest = text.strip_prefix(id.as_str())?;
                rest.starts_with(is_separator).then(|| (*target, rest.trim_start_matches(is_separator).to_owned()))
            })
        };
        for text in [Some(key), bare].into_iter().flatten() {
            let Some((HeaderTarget::Indicator(i), rest)) = behind_id(text) else { continue };
            let fits = self.named(i, &rest);
            match fits.as_slice() {
                [] => {}
                [target] => return one(*target),
                _ => return Match::Several(fits),
            }
        }
        match behind_id(key) {
            Some((target, _)) => Match::One { target, by_id_alone: true },
            None => Match::Nothing,
        }
    }

    /// What of this indicator, itself or an input of its value, is called `name`.
    fn named(&self, indicator: usize, name: &str) -> Vec<HeaderTarget> {
        let value = &self.standard.indicators[indicator].value;
        let belongs = |target: &HeaderTarget| match *target {
            HeaderTarget::Indicator(i) => i == indicator,
            HeaderTarget::Input(input) => {
                value.as_ref().is_some_and(|v| v.inputs().any(|i| i == input)) || self.standard.inputs[input].shown_with == Some(indicator)
            }
            HeaderTarget::Evidence(_) | HeaderTarget::Profile(_) => false,
        };
        self.by_key.get(name).map(|targets| targets.iter().copied().filter(belongs).collect()).unwrap_or_default()
    }
}

fn several(targets: &[HeaderTarget]) -> Match {
    match targets {
        [target] => one(*target),
        _ => Match::Several(targets.to_vec()),
    }
}

fn one(target: HeaderTarget) -> Match {
    Match::One { target, by_id_alone: false }
}

/// Two columns for one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The column that was met first.
    pub first: usize,
    /// The other one.
    pub second: usize,
    /// What both are for.
    pub target: HeaderTarget,
}

/// The column of every target, found by position: a row of a large pool looks up no name.
#[derive(Clone, Debug, Default)]
struct Columns([Vec<Option<usize>>; 4]);

impl Columns {
    fn slot(target: HeaderTarget) -> (usize, usize) {
        match target {
            HeaderTarget::Profile(profile) => (0, profile as usize),
            HeaderTarget::Indicator(i) => (1, i),
            HeaderTarget::Input(i) => (2, i),
            HeaderTarget::Evidence(i) => (3, i),
        }
    }

    fn get(&self, target: HeaderTarget) -> Option<usize> {
        let (kind, at) = Self::slot(target);
        self.0[kind].get(at).copied().flatten()
    }

    fn set(&mut self, target: HeaderTarget, column: usize) {
        let (kind, at) = Self::slot(target);
        let slots = &mut self.0[kind];
        if slots.len() <= at {
            slots.resize(at + 1, None);
        }
        slots[at] = Some(column);
    }

    /// Is this a column of answers?
    fn answers(&self) -> impl Iterator<Item = usize> + '_ {
        self.0[1].iter().chain(&self.0[2]).flatten().copied()
    }
}

/// Which column of one table holds what.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The table.
    pub file: Arc<str>,
    /// The sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// The row of the header.
    pub row: u64,
    /// How many columns the header has.
    pub width: usize,
    /// The header as it stands.
    pub header: csv::StringRecord,
    columns: Columns,
    /// Columns that are for the same thing.
    pub twins: Vec<Twin>,
    /// Is the id taken from the name, for want of an id column?
    pub id_from_name: bool,
    /// Of a filled-in form, where its columns stand.
    form: Option<Places>,
    /// Why nothing of it may be scored.
    pub refused: Option<Code>,
}

/// A table whose header is looked for: file, sheet, and of a filled-in form the places of its columns.
#[derive(Clone, Copy)]
struct Source<'t> {
    file: &'t Arc<str>,
    sheet: Option<&'t Arc<str>>,
    form: Option<&'t Places>,
}

impl Source<'_> {
    fn cell(&self, row: Option<u64>, column: Option<usize>) -> Cell {
        let (row, column) = match self.form {
            Some(places) => places.of(column),
            None => (row, column),
        };
        Cell { file: Arc::clone(self.file), sheet: self.sheet.cloned(), row, column }
    }
}

impl Layout {
    /// Finds the header among the first rows and binds its columns. Returns the layout and the position of the header.
    /// Headers that need attention are reported to `findings`.
    ///
    /// # Errors
    /// A finding if no row can be recognised as a header.
    pub fn find(
        headers: &Headers<'_>,
        table: &Table,
        rows: &[Row],
        findings: &mut Vec<Diagnostic>,
    ) -> Result<(Self, usize), Box<Diagnostic>> {
        let source = Source { file: &table.name, sheet: table.sheet.as_ref(), form: table.form.as_ref().map(|form| &form.places) };
        if source.form.is_some() && !rows.is_empty() {
            return Ok((Self::bind(headers, source, &rows[0], findings), 0));
        }
        let mut best: Option<(Row, usize, usize)> = None;
        for (position, row) in rows.iter().enumerate() {
            let above = position.checked_sub(1).map(|above| &rows[above]);
            let most = best.as_ref().map_or(0, |(.., count)| *count);
            // A row of no more cells cannot hold more headers.
            if row.cells.len().max(above.map_or(0, |above| above.cells.len())) > most {
                let composed = headers.composed(above, row);
                let count = headers.recognised(&composed.cells);
                if count > most {
                    best = Some((composed, position, count));
                }
            }
        }
        let at = |row: Option<u64>| Place::Cell(source.cell(row, None));
        let no_header = |row: Option<u64>, text| {
            let ids: Vec<Part> =
                headers.standard.indicators.iter().take(3).map(|i| Part::from(format!("{} {}", i.id, i.name.zh))).collect();
            let help = if headers.standard.asks_nothing() { text!(ListExpected) } else { text!(HeaderExpected, examples = ids) };
            Box::new(Diagnostic::new(Code::NoHeader, at(row), text).help(help))
        };
        let Some((row, position, _)) = &best else {
            if rows.is_empty() {
                return Err(Box::new(
                    Diagnostic::new(Code::EmptyFile, Place::File(Arc::clone(source.file)), text!(EmptyFile)).help(text!(SaveAgain)),
                ));
            }
            return Err(no_header(None, text!(NoHeader, rows = rows.len())));
        };
        if row.cells.len() > MAX_COLUMNS {
            let text = text!(TooManyColumns, count = row.cells.len(), limit = MAX_COLUMNS);
            return Err(Box::new(Diagnostic::new(Code::TooManyColumns, at(Some(row.number)), text)));
        }
        let layout = Self::bind(headers, source, row, findings);
        let identified = layout.profile(Profile::Id).is_some() || layout.profile(Profile::Name).is_some();
        let answers = layout.columns.answers().next().is_some();
        if !identified {
            return Err(no_header(Some(row.number), text!(HeaderWithoutId, row = row.number)));
        }
        if !answers && !headers.standard.asks_nothing() {
            return Err(no_header(Some(row.number), text!(HeaderWithoutAnswers, row = row.number)));
        }
        Ok((layout, *position))
    }

    fn bind(headers: &Headers<'_>, source: Source<'_>, row: &Row, findings: &mut Vec<Diagnostic>) -> Self {
        let mut columns = Columns::default();
        let mut twins = Vec::new();
        for (column, header) in row.cells.iter().enumerate() {
            let place = Place::Cell(source.cell(Some(row.number), Some(column)));
            match headers.meaning(header) {
                Match::Nothing if header.trim().is_empty() || IGNORED.contains(&header_key(header).as_str()) => {}
                Match::Nothing => {
                    let near = crate::document::nearest(
                        &header_key(header),
                        headers
                            .by_key
                            .iter()
                            .filter(|(_, targets)| !targets.iter().any(|target| matches!(target, HeaderTarget::Profile(_))))
                            .map(|(key, _)| key.as_str()),
                    );
                    let text = match source.form {
                        Some(_) => text!(FormUnmatched, line = short(header)),
                        None => text!(UnmatchedColumn, header = short(header)),
                    };
                    let found = Diagnostic::new(Code::UnmatchedColumn, place, text);
                    findings.push(found.maybe_help(near.map(|near| text!(DidYouMean, word = near))));
                }
                Match::Several(fits) => {
                    let list: Vec<Part> = fits.iter().map(|t| Part::from(name_of(headers.standard, *t))).collect();
                    let found = Diagnostic::new(Code::AmbiguousHeader, place, text!(AmbiguousHeader, header = short(header), list = list));
                    findings.push(found.help(text!(RenameHeader)));
                }
                Match::One { target, by_id_alone } => {
                    if by_id_alone {
                        let text = text!(HeaderById, header = short(header), target = name_of(headers.standard, target));
                        findings.push(Diagnostic::new(Code::HeaderById, place, text));
                    }
                    match columns.get(target) {
                        Some(first) => twins.push(Twin { first, second: column, target }),
                        None => columns.set(target, column),
                    }
                }
            }
        }
        let has = |profile| columns.get(HeaderTarget::Profile(profile)).is_some();
        let id_from_name = !has(Profile::Id) && has(Profile::Name);
        // Blank cells behind the last header are no columns: rows may leave them out.
        let width = row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).last().map_or(0, |(last, _)| last + 1);
        Self {
            file: Arc::clone(source.file),
            sheet: source.sheet.cloned(),
            row: row.number,
            width,
            header: row.cells.clone(),
            columns,
            twins,
            id_from_name,
            form: source.form.cloned(),
            refused: None,
        }
    }

    /// Columns without a header.
    pub fn nameless(&self) -> impl Iterator<Item = usize> + '_ {
        self.header.iter().enumerate().filter(|(_, header)| header.trim().is_empty()).map(|(column, _)| column)
    }

    /// Is this a column of answers?
    #[must_use]
    pub fn is_answer(&self, column: usize) -> bool {
        self.columns.answers().any(|at| at == column)
    }

    /// Reports indicators whose answer no column can hold, and quotients of whose figures only some have one.
    pub fn report_missing(&self, standard: &Standard, findings: &mut Vec<Diagnostic>) {
        let place = || Place::Cell(self.cell(self.row, None));
        let has = |target| self.column(target).is_some();
        let help = || if self.is_form() { text!(FormTakeNewOne) } else { text!(AddColumn) };
        let mut absent: Vec<&Indicator> = Vec::new();
        for (i, indicator) in standard.indicators.iter().enumerate() {
            let inputs: Vec<usize> = indicator.value.iter().flat_map(|v| v.inputs()).collect();
            let without: Vec<usize> = inputs.iter().copied().filter(|input| !has(HeaderTarget::Input(*input))).collect();
            let own = has(HeaderTarget::Indicator(i));
            if !own && (inputs.is_empty() || !without.is_empty()) {
                absent.push(indicator);
            } else if !without.is_empty() && without.len() < inputs.len() {
                let list: Vec<Part> = without.iter().map(|input| standard.inputs[*input].name.part()).collect();
                let (id, name) = (&indicator.id, indicator.name.part());
                let text = match self.form {
                    Some(_) => text!(FormFigureMissing, id = id, name = name, list = list),
                    None => text!(MissingFigureColumn, id = id, name = name, list = list),
                };
                findings.push(Diagnostic::new(Code::MissingColumn, place(), text).help(help()).indicator(id));
            }
        }
        if absent.len() * 2 > standard.indicators.len() && absent.len() > 3 {
            // One finding instead of one for nearly every indicator: most probably the table answers to another standard.
            let list: Vec<Part> = absent.iter().map(|i| Part::from(&i.id)).collect();
            let (all, found) = (standard.indicators.len(), standard.indicators.len() - absent.len());
            findings.push(
                Diagnostic::new(Code::MissingColumn, place(), text!(FewColumns, found = found, all = all, list = list))
                    .help(text!(RightStandard)),
            );
            return;
        }
        for indicator in absent {
            let (id, name) = (&indicator.id, indicator.name.part());
            let text = match self.form {
                Some(_) => text!(FormLineMissing, id = id, name = name),
                None => text!(MissingColumn, id = id, name = name),
            };
            findings.push(Diagnostic::new(Code::MissingColumn, place(), text).help(help()).indicator(id));
        }
    }

    /// The column that holds this.
    #[must_use]
    pub fn column(&self, target: HeaderTarget) -> Option<usize> {
        self.columns.get(target)
    }

    /// The column of the profile.
    #[must_use]
    pub fn profile(&self, profile: Profile) -> Option<usize> {
        self.column(HeaderTarget::Profile(profile))
    }

    /// A place in this table.
    #[must_use]
    pub fn cell(&self, row: u64, column: Option<usize>) -> Cell {
        Source { file: &self.file, sheet: self.sheet.as_ref(), form: self.form.as_ref() }.cell(Some(row), column)
    }

    /// Is it a filled-in form? Then the whole sheet is one applicant.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.form.is_some()
    }
}

/// What a column is called in messages.
#[must_use]
pub fn name_of(standard: &Standard, target: HeaderTarget) -> String {
    match target {
        HeaderTarget::Indicator(i) => standard.indicators[i].id.clone(),
        HeaderTarget::Input(i) => standard.inputs[i].id.clone(),
        HeaderTarget::Evidence(i) => format!("{} 佐证材料", standard.indicators[i].id),
        HeaderTarget::Profile(profile) => profile.key().to_owned(),
    }
}

/// A cell as it may stand in a message: at most forty characters.
#[must_use]
pub fn short(cell: &str) -> String {
    let cell = cell.trim();
    match cell.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDARD: &str = r#"
[standard]
id = "s"
name = "s"
document = "d"
edition = "1"
wording = "illustrative"
applicant = "district"
[[input]]
id = "homes"
name = "辖区养老机构数"
[[input]]
id = "signed"
name = "已签约养老机构数"
alias = ["签约数"]
[[indicator]]
id = "D1"
name = "签约率"
name_en = "Signed rate"
kind = "tiers"
points = 4
unit = "%"
value = "signed / homes"
tiers = [{ at_least = "100%", points = 4 }]
clause = "一"
evidence = ["协议"]
[[indicator]]
id = "D1-2"
name = "另一项"
kind = "yes-no"
points = 1
clause = "一"
evidence = ["文件"]
"#;

    #[test]
    fn the_first_rule_that_fits_decides() {
        let standard = crate::standard::from_text("s.toml", STANDARD).standard.expect("valid");
        let headers = Headers::new(&standard);
        let (d1, d2) = (HeaderTarget::Indicator(0), HeaderTarget::Indicator(1));
        for (header, expected) in [
            ("签约率", one(d1)),
            ("ＳＩＧＮＥＤ　rate", one(d1)),
            ("签约率（%）", one(d1)),
            ("D1 签约率(%)", one(d1)),
            ("D1 已签约养老机构数", one(HeaderTarget::Input(1))),
            ("D1、签约数(家)", one(HeaderTarget::Input(1))),
            ("D1-2 另一项", one(d2)),
            ("D1-2", one(d2)),
            ("D1 别的", Match::One { target: d1, by_id_alone: true }),
            ("D1 佐证材料", one(HeaderTarget::Evidence(0))),
            ("签约率佐证材料", one(HeaderTarget::Evidence(0))),
            ("编号", one(HeaderTarget::Profile(Profile::Id))),
            ("D11", Match::Nothing),
            ("联系人", Match::Nothing),
            ("", Match::Nothing),
        ] {
            assert_eq!(headers.meaning(header), expected, "{header}");
        }
    }
}
