//! The register (名册): titles granted and revoked so far. Who holds one on a day, who is barred, and until when.

use std::sync::Arc;

use jiff::civil::Date;

use crate::date;
use crate::diagnostic::{Cell, Code, Diagnostic, Place, Severity};
use crate::standard::header_key;
use crate::submission::{ColumnNames, Opening, Row, Sheet, id_key, is_column, mangled_code, may_have_been, short};
use crate::text::text;

const TITLE: ColumnNames = &["title", "称号", "示范称号", "类别", "项目"];
const ID: ColumnNames = &["id", "编号", "代码", "统一社会信用代码"];
const NAME: ColumnNames = &["name", "名称", "单位名称", "单位"];
const GRANTED: ColumnNames = &["granted_on", "命名日期", "授予日期", "授牌日期", "认定日期"];
const REVOKED: ColumnNames = &["revoked_on", "撤销日期", "取消日期", "摘牌日期"];
const REASON: ColumnNames = &["reason", "撤销原因", "原因", "取消原因"];
const LOOKED_BACK: ColumnNames = &["looked_back_on", "最近回头看日期", "回头看日期"];

/// One title of one holder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The title.
    pub title: String,
    /// The holder's id; may be blank, or mangled by a spreadsheet.
    pub id: String,
    /// Further ids of the holder.
    pub other_ids: Vec<String>,
    /// The holder's name; may be blank.
    pub name: String,
    /// The day it was granted; none where the cell is blank.
    pub granted_on: Option<Date>,
    /// The day it was revoked.
    pub revoked_on: Option<Date>,
    /// Why it was revoked.
    pub reason: String,
    /// The day of the last look-back.
    pub looked_back_on: Option<Date>,
    /// Is it open whether it was revoked, and when: can the day not be read, does it lie before the grant, does the row not fit?
    pub unclear: bool,
    /// Its row.
    pub at: Cell,
}

/// The register.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// In the order of the rows.
    pub entries: Vec<Entry>,
    /// What rows that cannot be placed may say about somebody: of each such row an entry for every cell that may be the body.
    pub aside: Vec<Entry>,
    /// SHA-256 and name of the file.
    pub input: Option<(Arc<str>, String)>,
    /// Has it a column for look-backs?
    pub has_looked_back: bool,
}

/// By what an entry and an applicant were found to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// The id.
    Id,
    /// The name alone.
    Name,
    /// A name that several applicants bear: it may be any of them.
    SharedName,
    /// An id that a spreadsheet has turned into a number: it may have been this one.
    MangledId,
}

impl Register {
    /// Reads the register. What is wrong with a row goes to `problems`.
    ///
    /// # Errors
    /// A finding if the table cannot be read.
    pub fn read(path: &str, opening: &Opening, problems: &mut Vec<Diagnostic>) -> Result<Self, Box<Diagnostic>> {
        let all = [TITLE, ID, NAME, GRANTED, REVOKED, REASON, LOOKED_BACK];
        let sheet = Sheet::read(path, opening, &|key| is_column(key, &all), &[&[TITLE], &[ID, NAME], &[GRANTED], &[REVOKED]], problems)?;
        sheet.no_twins(&all)?;
        sheet.note_others(&all, problems);
        if let Some(row) = sheet.lost.first() {
            // What it says, and of whom, is not known: nobody can be cleared.
            let found = Diagnostic::new(Code::Unreadable, Place::Cell(sheet.cell(row, None)), text!(RegisterRowLost, row = row.number));
            return Err(Box::new(found.help(text!(MendQuote))));
        }
        let columns = Columns {
            title: sheet.column(TITLE),
            ids: sheet.columns(ID),
            name: sheet.column(NAME),
            granted: sheet.column(GRANTED),
            revoked: sheet.column(REVOKED),
            reason: sheet.column(REASON),
            looked_back: sheet.column(LOOKED_BACK),
        };
        let mut entries = Vec::with_capacity(sheet.rows.len());
        for row in &sheet.rows {
            entries.extend(Entry::read(&sheet, row, &columns, problems));
        }
        let mut aside = Vec::new();
        for row in &sheet.aside {
            // A count below a column of days is no day; anything else there may be one, readable or not.
            let is_count = |cell: &str| cell.len() < 5 && cell.bytes().all(|b| b.is_ascii_digit());
            let dated = [columns.granted, columns.revoked].iter().any(|column| !is_count(sheet.text(row, *column)));
            // Its cells may have slipped, so any of them may be the body.
            let named: Vec<&str> = row.cells.iter().map(str::trim).filter(|c| !c.is_empty() && date::read(c).is_none()).collect();
            if dated && !named.is_empty() {
                let found = Diagnostic::new(Code::RegisterUnclear, Place::Cell(sheet.cell(row, None)), text!(RegisterRowAside));
                problems.push(Diagnostic { severity: Severity::Error, ..found }.help(text!(MendRegisterRow)));
                let at = sheet.cell(row, None);
                let title = sheet.text(row, columns.title);
                aside.extend(named.into_iter().map(|name| Entry::unclear(title, name, at.clone())));
            }
        }
        let has_looked_back = columns.looked_back.is_some();
        Ok(Self { entries, aside, input: Some((Arc::clone(&sheet.file), sheet.sha256)), has_looked_back })
    }

    /// The entries of an applicant: those of its id; those of its name whose own id is nobody's here, being blank or an old one;
    /// and those whose id a spreadsheet has mangled out of what may have been its.
    #[must_use]
    pub fn of(&self, id: &str, name: &str, known: &Known<'_>) -> Vec<(MatchedBy, &Entry)> {
        let (id, name) = (id_key(id), header_key(name));
        let matched = |entry: &Entry| {
            let ids = || std::iter::once(&entry.id).chain(&entry.other_ids).filter(|own| !own.is_empty());
            if !id.is_empty() && ids().any(|own| id_key(own) == id) {
                return Some(MatchedBy::Id);
            }
            let is_mangled = |own: &&String| mangled_code(own).is_some();
            if ids().filter(is_mangled).any(|own| may_have_been(own, &id)) {
                return Some(MatchedBy::MangledId);
            }
            let own = header_key(&entry.name);
            // Where a table has no ids, the name stands in the id's place.
            let by_name = !own.is_empty() && (own == name || own == header_key(&id)) && !ids().any(|own| (known.id)(own));
            by_name.then(|| if (known.bearers)(&entry.name) > 1 { MatchedBy::SharedName } else { MatchedBy::Name })
        };
        self.entries.iter().chain(&self.aside).filter_map(|entry| Some((matched(entry)?, entry))).collect()
    }
}

/// What is known of all applicants of a scheme.
pub struct Known<'k> {
    /// Is this the id of any?
    pub id: &'k dyn Fn(&str) -> bool,
    /// How many bear this name?
    pub bearers: &'k dyn Fn(&str) -> usize,
}

/// Where the columns of a register stand.
struct Columns {
    title: Option<usize>,
    ids: Vec<usize>,
    name: Option<usize>,
    granted: Option<usize>,
    revoked: Option<usize>,
    reason: Option<usize>,
    looked_back: Option<usize>,
}

impl Entry {
    /// What a row that cannot be placed may say about somebody.
    fn unclear(title: &str, name: &str, at: Cell) -> Self {
        Self {
            title: title.to_owned(),
            id: String::new(),
            other_ids: Vec::new(),
            name: name.to_owned(),
            granted_on: None,
            revoked_on: None,
            reason: String::new(),
            looked_back_on: None,
            unclear: true,
            at,
        }
    }

    /// Reads one row; none where it names nobody. What is wrong with it goes to `problems`.
    fn read(sheet: &Sheet, row: &Row, columns: &Columns, problems: &mut Vec<Diagnostic>) -> Option<Self> {
        let text = |column| sheet.text(row, column).to_owned();
        let mut ids: Vec<String> = columns.ids.iter().map(|column| text(Some(*column))).filter(|id| !id.is_empty()).collect();
        let id = if ids.is_empty() { String::new() } else { ids.remove(0) };
        let name = text(columns.name);
        if id.is_empty() && name.is_empty() {
            let found = Diagnostic::new(Code::RowWithoutId, Place::Cell(sheet.cell(row, None)), text!(RegisterRowWithoutId));
            problems.push(found.help(text!(WriteIdOrName)));
            return None;
        }
        let title = text(columns.title);
        if title.is_empty() {
            let found = Diagnostic::new(Code::EmptyValue, Place::Cell(sheet.cell(row, columns.title)), text!(RegisterNoTitle));
            problems.push(found.help(text!(WriteTitle)).applicant(&id));
        }
        if mangled_code(&id).is_some() {
            let place = Place::Cell(sheet.cell(row, columns.ids.first().copied()));
            let found = Diagnostic::new(Code::MangledCode, place, text!(RegisterMangled, id = short(&id))).help(text!(FormatAsText));
            problems.push(Diagnostic { severity: Severity::Error, ..found });
        }
        let mut day = |column: Option<usize>| {
            let cell = sheet.text(row, column);
            let day = date::read(cell);
            if day.is_none() && !cell.is_empty() {
                let found = Diagnostic::new(Code::Date, Place::Cell(sheet.cell(row, column)), text!(BadDate, word = short(cell)));
                problems.push(found.help(text!(DateForm)).applicant(&id));
            }
            day
        };
        let (granted_on, revoked_on, looked_back_on) = (day(columns.granted), day(columns.revoked), day(columns.looked_back));
        // Only the revocation decides whether anything bars.
        let mut unclear = revoked_on.is_none() && !sheet.text(row, columns.revoked).is_empty();
        if let (Some(from), Some(to)) = (granted_on, revoked_on)
            && to < from
        {
            unclear = true;
            let text = text!(RevokedBeforeGranted, revoked = to, granted = from);
            problems.push(Diagnostic::new(Code::Date, Place::Cell(sheet.cell(row, columns.revoked)), text).applicant(&id));
        }
        Some(Self {
            title,
            id,
            other_ids: ids,
            name,
            granted_on,
            revoked_on,
            reason: text(columns.reason),
            looked_back_on,
            unclear,
            at: sheet.cell(row, None),
        })
    }

    /// The last day on which a revocation still bars; none without one.
    #[must_use]
    pub fn barred_through(&self, bar_years: i16) -> Option<Date> {
        // Beyond the last year that there is, a bar never ends.
        Some(date::years_later(self.revoked_on?, bar_years).unwrap_or(Date::MAX))
    }

    /// Is an applicant barred on this day? The day of the revocation and the last one count.
    #[must_use]
    pub fn bars(&self, on: Date, bar_years: i16) -> bool {
        bar_years > 0
            && self.revoked_on.is_some_and(|from| from <= on)
            && self.barred_through(bar_years).is_some_and(|through| on <= through)
    }

    /// Is the title held on this day?
    #[must_use]
    pub fn is_held(&self, on: Date) -> bool {
        self.granted_on.is_none_or(|from| from <= on) && self.revoked_on.is_none_or(|until| on < until)
    }
}
