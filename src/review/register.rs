//! The register (名册): titles granted and revoked so far. Who holds one on a day, who is barred, and until when.

use std::sync::Arc;

use jiff::civil::Date;

use crate::date;
use crate::diagnostic::{Cell, Code, Diagnostic, Place};
use crate::score::id_key;
use crate::standard::header_key;
use crate::submission::{ColumnNames, Encoding, Sheet, is_column, short};
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
    /// The holder's id; may be blank.
    pub id: String,
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
    /// Is it open when it was revoked: can the day not be read, or does it lie before the grant?
    pub unclear: bool,
    /// Its row.
    pub at: Cell,
}

/// The register.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// In the order of the rows.
    pub entries: Vec<Entry>,
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
}

impl Register {
    /// Reads the register. What is wrong with a row goes to `problems`.
    ///
    /// # Errors
    /// A finding if the table cannot be read.
    pub fn read(path: &str, encoding: Option<Encoding>, problems: &mut Vec<Diagnostic>) -> Result<Self, Box<Diagnostic>> {
        let all = [TITLE, ID, NAME, GRANTED, REVOKED, REASON, LOOKED_BACK];
        let sheet = Sheet::read(path, encoding, &|key| is_column(key, &all), &[&[TITLE], &[ID, NAME], &[GRANTED], &[REVOKED]], problems)?;
        sheet.no_twins(&all)?;
        let [title, id, name, granted, revoked, reason, looked_back] = all.map(|names| sheet.column(names));
        let mut entries = Vec::with_capacity(sheet.rows.len());
        for row in &sheet.rows {
            let text = |column| sheet.text(row, column).to_owned();
            let mut day = |column: Option<usize>| {
                let cell = sheet.text(row, column);
                let day = date::read(cell);
                if day.is_none() && !cell.is_empty() {
                    let place = Place::Cell(sheet.cell(row, column));
                    let found = Diagnostic::new(Code::Date, place, text!(BadDate, word = short(cell)));
                    problems.push(found.help(text!(DateForm)).applicant(sheet.text(row, id)));
                }
                day
            };
            let (granted_on, revoked_on, looked_back_on) = (day(granted), day(revoked), day(looked_back));
            // Only the revocation decides whether anything bars.
            let unclear = revoked_on.is_none() && !sheet.text(row, revoked).is_empty();
            let entry = Entry {
                title: text(title),
                id: text(id),
                name: text(name),
                granted_on,
                revoked_on,
                reason: text(reason),
                looked_back_on,
                unclear,
                at: sheet.cell(row, None),
            };
            if entry.id.is_empty() && entry.name.is_empty() {
                problems.push(
                    Diagnostic::new(Code::RowWithoutId, Place::Cell(entry.at), text!(RegisterRowWithoutId)).help(text!(WriteIdOrName)),
                );
                continue;
            }
            let (Some(from), Some(to)) = (entry.granted_on, entry.revoked_on) else {
                entries.push(entry);
                continue;
            };
            if to < from {
                let text = text!(RevokedBeforeGranted, revoked = to, granted = from);
                problems.push(Diagnostic::new(Code::Date, Place::Cell(sheet.cell(row, revoked)), text).applicant(&entry.id));
            }
            entries.push(Entry { unclear: entry.unclear || to < from, ..entry });
        }
        Ok(Self { entries, input: Some((Arc::clone(&sheet.file), sheet.sha256)), has_looked_back: looked_back.is_some() })
    }

    /// The entries of an applicant: those of its id; and those of its name whose own id is nobody's here (`is_known` tells):
    /// blank, or an old one.
    #[must_use]
    pub fn of(&self, id: &str, name: &str, is_known: &dyn Fn(&str) -> bool) -> Vec<(MatchedBy, &Entry)> {
        let (id, name) = (id_key(id), header_key(name));
        let by_name = |entry: &Entry| {
            let own = header_key(&entry.name);
            // Where a table has no ids, the name stands in the id's place.
            !own.is_empty() && (own == name || own == header_key(&id)) && !is_known(&entry.id)
        };
        let by = |entry: &Entry| match !id.is_empty() && id_key(&entry.id) == id {
            true => Some(MatchedBy::Id),
            false => by_name(entry).then_some(MatchedBy::Name),
        };
        self.entries.iter().filter_map(|entry| Some((by(entry)?, entry))).collect()
    }
}

impl Entry {
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
