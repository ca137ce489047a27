//! Which rows are applicants. Official sheets have title rows, group headings, sums, notes and signatures around them.

use crate::standard::{Profile, header_key};

use super::{Layout, Row};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// An applicant.
    Applicant,
    /// A note, a group heading, a signature line or the header once more.
    Note,
    /// A sum over applicants.
    Sum,
    /// Nothing but blank cells.
    Blank,
}

/// Words that open a note or a signature line.
const NOTE: &[&str] = &[
    "注",
    "备注",
    "说明",
    "附注",
    "填表说明",
    "填表人",
    "填报人",
    "填报单位",
    "填报日期",
    "填表日期",
    "制表",
    "审核人",
    "负责人",
    "单位负责人",
    "联系人",
    "联系电话",
    "日期",
    "note",
];
/// Names of sums.
const SUM: &[&str] =
    &["合计", "总计", "小计", "共计", "平均", "平均数", "平均值", "均值", "全市", "全区", "全县", "全省", "total", "sum", "average"];

/// Tells what a row is by its filled cells.
#[must_use]
pub fn row_kind(layout: &Layout, row: &Row) -> RowKind {
    let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let Some((first_column, first)) = filled.next() else { return RowKind::Blank };
    let alone = filled.next().is_none();
    let key = header_key(first);
    let opens_note = NOTE.iter().any(|word| {
        key.strip_prefix(word)
            .is_some_and(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace()).starts_with([':', '.', '、']))
    });
    let again = || row.cells.iter().take(layout.width).map(header_key).eq(layout.header.iter().take(layout.width).map(header_key));
    if opens_note || again() {
        return RowKind::Note;
    }
    let cell = |profile| layout.profile(profile).and_then(|column| row.cells.get(column)).unwrap_or_default();
    // 合计, 合 计, 合计:, 合计(2个). Nearly every name is told at a glance to be none of these.
    let may_be_sum = |text: &str| {
        text.contains(['计', '均', '全']) || text.is_ascii() && text.len() <= 16 && text.contains(['t', 'T', 's', 'S', 'a', 'A'])
    };
    let spaceless = |text: &str| {
        if !may_be_sum(text) {
            String::new()
        } else {
            header_key(text).replace(' ', "").split(['(', ':']).next().unwrap_or_default().to_owned()
        }
    };
    if [Profile::Id, Profile::Name].iter().any(|p| SUM.contains(&spaceless(cell(*p)).as_str()))
        || (!alone && SUM.contains(&spaceless(first).as_str()))
    {
        return RowKind::Sum;
    }
    if !alone {
        return RowKind::Applicant;
    }
    // One filled cell: an applicant that filled in nothing, or a heading? A code is an applicant, a text in a table that
    // also has a column of codes is not; where the name is the id, only what looks like a heading is one.
    let id_column = layout.profile(Profile::Id);
    if layout.is_answer(first_column) {
        return RowKind::Applicant; // an answer without an id: reported as such
    }
    let is_code = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let heading_shape = key.contains(['。', ':', '；', ';', '、', '('])
        || key.starts_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '第', '※', '*'])
        || key.chars().count() > 30;
    let applicant = match id_column {
        Some(column) => column == first_column && is_code,
        None => layout.profile(Profile::Name) == Some(first_column) && !heading_shape,
    };
    if applicant { RowKind::Applicant } else { RowKind::Note }
}
