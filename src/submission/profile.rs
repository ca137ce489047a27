//! Which rows are applicants. Official sheets have title rows, group headings, sums, notes and signatures around them.

use crate::standard::{Profile, header_key};

use super::{Layout, Row};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// An applicant.
    Applicant,
    /// A note, a group heading or a signature line.
    Note,
    /// A sum over applicants, or over some of them.
    Sum,
    /// The header once more.
    Header,
    /// The header of another table that stands below this one.
    OtherHeader,
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

/// What names of sums end in: 全市合计, 主城都市区小计.
const SUM_END: &[&str] = &["合计", "总计", "小计", "共计", "累计"];

/// Does a cell, as headers are compared, open a note or a signature line?
pub(super) fn opens_note(key: &str) -> bool {
    NOTE.iter().any(|word| {
        key.strip_prefix(word)
            .is_some_and(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace()).starts_with([':', '.', '、']))
    })
}

/// Does a lone cell, as headers are compared, look like a heading rather than a name?
fn looks_like_heading(key: &str) -> bool {
    // 第三人民医院 is a name, 第一批 is none.
    let numbered = key.starts_with('第') && ["批", "组", "类", "章", "节", "部分", "片区"].iter().any(|end| key.ends_with(end));
    key.contains(['。', ':', '；', ';', '、', '(']) || key.starts_with(['※', '*']) || numbered || key.chars().count() > 30
}

/// Does a cell name a sum: 合计, 合 计, 合计:, 合计(2个), 全市合计?
pub(super) fn is_sum(cell: &str) -> bool {
    // Nearly every name is told at a glance to be none.
    const LETTER: u8 = 1;
    const LAST: u8 = 2;
    const OTHER: u8 = 4;
    const KINDS: [u8; 256] = {
        let mut kinds = [0; 256];
        let mut byte = 128;
        while byte < 256 {
            kinds[byte] = OTHER;
            byte += 1;
        }
        let (letters, mut at) = (b"tTsSaA", 0);
        while at < letters.len() {
            kinds[letters[at] as usize] = LETTER;
            at += 1;
        }
        // Each of these has three bytes.
        let (all, mut at) = ("计均全".as_bytes(), 2);
        while at < all.len() {
            kinds[all[at] as usize] = OTHER | LAST;
            at += 3;
        }
        kinds
    };
    let kinds = cell.bytes().fold(0, |kinds, byte| kinds | KINDS[usize::from(byte)]);
    let may_be = if kinds & OTHER == 0 {
        kinds & LETTER != 0 && cell.len() <= 16
    } else {
        kinds & LAST != 0 && cell.contains(['计', '均', '全'])
    };
    may_be && {
        let key = header_key(cell).replace(' ', "");
        let name = key.split(['(', ':']).next().unwrap_or_default();
        SUM.contains(&name) || SUM_END.iter().any(|end| name.ends_with(end))
    }
}

/// Does a cell name a sum, as far as [`row_kind`] is concerned?
pub(crate) fn names_a_sum(cell: &str) -> bool {
    is_sum(cell)
}

/// Does a cell break down the row above it: 其中, 其中:主城?
fn is_breakdown(cell: &str) -> bool {
    let rest = cell.trim().strip_prefix("其中");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || ":：、,，".contains(c)))
}

/// Do the cells in the columns of answers mostly say what the header says? Of a header of two rows each says only a part.
fn is_mostly_header(layout: &Layout, row: &Row) -> bool {
    let (mut same, mut filled) = (0usize, 0usize);
    for (column, cell) in row.cells.iter().enumerate().filter(|(column, cell)| layout.is_answer(*column) && !cell.trim().is_empty()) {
        filled += 1;
        same += usize::from(layout.header.get(column).is_some_and(|header| header_key(header).ends_with(&header_key(cell))));
    }
    2 * same > filled
}

/// Tells what a row is by its filled cells.
#[must_use]
pub fn row_kind(layout: &Layout, row: &Row) -> RowKind {
    let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let Some((first_column, first)) = filled.next() else { return RowKind::Blank };
    if layout.is_form() {
        return RowKind::Applicant;
    }
    let alone = filled.next().is_none();
    let key = header_key(first);
    let again = row.cells.iter().take(layout.width).map(header_key).eq(layout.header.iter().take(layout.width).map(header_key));
    if opens_note(&key) {
        return RowKind::Note;
    }
    if again {
        return RowKind::Header;
    }
    let cell = |profile| layout.profile(profile).and_then(|column| row.cells.get(column)).unwrap_or_default();
    let heads = |profile| {
        let header = layout.profile(profile).and_then(|column| layout.header.get(column)).unwrap_or_default().trim();
        !header.is_empty() && header == cell(profile).trim()
    };
    if !alone && (heads(Profile::Id) || heads(Profile::Name)) {
        return if is_mostly_header(layout, row) { RowKind::Header } else { RowKind::OtherHeader };
    }
    // With a code of its own the first of several that are counted above (其中：渝中区) is an applicant.
    let has_code = layout.profile(Profile::Id).is_some() && !cell(Profile::Id).trim().is_empty() && !is_breakdown(cell(Profile::Id));
    if is_breakdown(cell(Profile::Name)) && !has_code || is_breakdown(cell(Profile::Id)) || is_breakdown(first) && !has_code {
        return RowKind::Sum;
    }
    if [Profile::Id, Profile::Name].iter().any(|p| is_sum(cell(*p))) || (!alone && is_sum(first)) {
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
    let applicant = match id_column {
        Some(column) => column == first_column && is_code,
        None => layout.profile(Profile::Name) == Some(first_column) && !looks_like_heading(&key),
    };
    if applicant { RowKind::Applicant } else { RowKind::Note }
}
