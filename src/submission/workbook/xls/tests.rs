//! Legacy workbooks of LibreOffice, of xlwt and of Excel 95 (`tests/workbooks/make_xls.py`), and what becomes of them when
//! they are damaged.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::records::{Pieces, encoding};
use super::*;

const FILES: [&str; 5] = ["excel95.xls", "form.xls", "generated.xls", "mac.xls", "password.xls"];

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks/xls").join(name)).expect("a file that is kept")
}

/// A sheet as lines: the number of a row and its cells.
fn lines(name: &str, asked: Option<&str>) -> (Vec<SheetName>, usize, Vec<String>) {
    let (sheets, chosen, grid) = read(&file(name), asked).expect("a sound workbook");
    let rows = grid.into_rows(&Arc::from(name), &Arc::from("s"), &mut Vec::new()).expect("not too many");
    let line = |row: &crate::submission::Row| format!("{} {}", row.number, row.cells.iter().collect::<Vec<_>>().join("|"));
    (sheets, chosen, rows.iter().map(line).collect())
}

fn named(sheets: &[SheetName]) -> Vec<(&str, bool)> {
    sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.visible)).collect()
}

#[test]
fn a_form_of_libreoffice_reads_as_a_person_sees_it() {
    let (sheets, chosen, lines) = lines("form.xls", None);
    assert_eq!((named(&sheets), chosen), (vec![("说明", false), ("表1 自评", true), ("表2", true)], 1));
    assert_eq!(
        lines,
        [
            "1 示范机构自评表|||||||",
            "2 代码|名称|指标||日期|达标|备注|合计",
            "3 代码|名称|占比|金额|日期|达标|备注|合计",
            "4 000007|渝中区医院|12.5%|1234567.891|2025-11-24|TRUE|第一行\n第二行|0.25",
            "5 500112|两  个空格|7%|0.1|2025-11-24 08:30:00|FALSE| 首尾 |0.3",
            "6 000081|A&B <丙>|110%|-2.5|2024-02-29|TRUE||#DIV/0!",
            "7 001203|文本代码|12.5%|1,234|2025/11/24||𠮷野|#N/A",
            "8 000009|同一|50%|0|08:30:00|||",
            "9 000009|同一|29%|1E+15||||甲乙",
            "10 000009|同一|50%|3||||TRUE",
            "12 |末行||||||",
        ]
    );
    let grid = read(&file("form.xls"), None).expect("a sound workbook").2;
    assert_eq!((grid.hidden_rows.clone(), grid.hidden_columns.clone()), (vec![5, 7, 8], vec![6]));
    let mut merged = grid.merged.clone();
    merged.sort_unstable();
    assert_eq!(merged[..3], [[0, 0, 0, 7], [1, 0, 2, 0], [1, 1, 2, 1]]);
    assert_eq!(merged.len(), 8);
}

#[test]
fn a_sheet_is_read_by_name_and_a_missing_one_is_said() {
    assert_eq!(lines("form.xls", Some("说明")).2, ["1 不显示"]);
    assert_eq!(lines("form.xls", Some(" 表2 ")).2, ["2 |另一张"]);
    assert!(matches!(read(&file("form.xls"), Some("表9")), Err(Failure::NoSheet(sheets)) if sheets.len() == 3));
}

#[test]
fn a_generated_workbook_shows_which_formulas_have_no_result() {
    let (sheets, chosen, lines) = lines("generated.xls", None);
    assert_eq!((named(&sheets), chosen), (vec![("藏", false), ("导出", true), ("深藏", false)], 1));
    assert_eq!(
        lines,
        [
            "1 代码|占比|日期|合计|备注".to_owned(),
            format!("2 001|12.5%|2025-01-01|=|{}", "评审意见".repeat(1100)),
            format!("3 002|25%|2025-01-02|=|{}", "remark ".repeat(100)),
            "4 003|37.5%|2025-01-03|=|完".to_owned(),
            "5 |7%|7%|12.34|TRUE".to_owned(),
            "6 -7|0.3|=|1E+300|".to_owned(),
            "7 合并||||".to_owned(),
            "8 合并||右||".to_owned(),
        ]
    );
    let grid = read(&file("generated.xls"), None).expect("a sound workbook").2;
    assert_eq!((grid.hidden_rows.clone(), grid.hidden_columns.clone(), grid.merged.clone()), (vec![2], vec![1], vec![[6, 0, 7, 1]]));
}

#[test]
fn excel_95_writes_in_the_encoding_of_its_computer() {
    let (sheets, chosen, lines) = lines("excel95.xls", None);
    assert_eq!((named(&sheets), chosen), (vec![("自评表", true), ("附表", true)], 0));
    assert_eq!(lines, ["1 代码|机构名称|备注|||", "2 00081|重庆市渝北区人民医院|12.5%|2025-11-24|合格|2.5", "3 #DIV/0!|TRUE||||"]);
    assert_eq!(self::lines("excel95.xls", Some("附表")).2, ["1 附表内容"]);
    let grid = read(&file("excel95.xls"), None).expect("a sound workbook").2;
    assert_eq!((grid.hidden_rows.clone(), grid.hidden_columns.clone()), (vec![1], vec![1]));
}

#[test]
fn days_count_from_1904_where_the_file_says_so() {
    assert_eq!(lines("mac.xls", None).2, ["1 2025-11-24", "2 1999-12-31 23:59:59"]);
}

#[test]
fn a_formula_without_its_result_is_known_by_who_wrote_it() {
    let book =
        |computed| Book { version: Version::Biff8, sheets: Vec::new(), texts: Vec::new(), styles: Vec::new(), from_1904: false, computed };
    let sum: &[u8] = &[0x1e, 1, 0];
    let volatile: &[u8] = &[0x19, 1, 0, 0, 0x41, 0x3f, 0];
    for (why, computed, kind, value, flags, chain, tokens, stored) in [
        ("Excel, 0", true, None, 0.0, 0, 0, sum, true),
        ("Excel, nothing", true, Some(3), 0.0, 0, 0, sum, true),
        ("Excel 97, 2.5", false, None, 2.5, 0, 0, sum, true),
        ("xlwt", false, Some(3), 0.0, 0, 0, sum, false),
        ("POI, not computed", false, None, 0.0, 2, 0, sum, false),
        ("POI in a form of Excel", true, None, 0.0, 2, 0, sum, false),
        ("POI, computed", false, None, 7.5, 2, 0, sum, true),
        ("volatile, 0", false, None, 0.0, 3, 0, volatile, true),
        ("WriteExcel of Perl", false, None, 0.0, 3, 0, sum, false),
        ("PhpSpreadsheet, computed", true, None, 0.0, 3, 0, sum, true),
        ("JExcelApi", true, None, 4.0, 2, 0xfce0_0000, sum, false),
        ("4 as a result", true, None, 4.0, 2, 0, sum, true),
    ] {
        let book = book(computed);
        let sheet = Sheet::of(&book);
        assert_eq!(sheet.has_result(kind, value, flags, chain, tokens), stored, "{why}");
    }
}

#[test]
fn texts_go_on_in_further_pieces_with_another_width_and_skip_what_is_attached() {
    let mut stream: Vec<u8> = Vec::new();
    let mut record = |id: u16, body: &[u8]| {
        stream.extend(id.to_le_bytes());
        stream.extend(u16::try_from(body.len()).expect("short").to_le_bytes());
        stream.extend(body);
    };
    // 4 characters, rich with 1 run, phonetic of 3 bytes; "ab", then wide "甲乙", then the run and the rest in yet other pieces.
    record(id::SST, &[0, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0x0c, 1, 0, 3, 0, 0, 0, b'a', b'b']);
    record(id::CONTINUE, &[1, 0x32, 0x75, 0x59, 0x4e, 9, 9]);
    record(id::CONTINUE, &[9, 9, 8, 8]);
    record(id::CONTINUE, &[8, 1, 0, 0, b'z']);
    let mut records = Records::from(&stream, 0).expect("a stream");
    let first = records.next().expect("a record");
    let mut pieces = records.whole(first).expect("pieces");
    assert_eq!(texts(&mut pieces), Some(vec!["ab甲乙".to_owned(), "z".to_owned()]));
    assert_eq!(Pieces::of(b"\xbc\xd7\xd2\xd2").bytes(4, encoding(936)).as_deref(), Some("甲乙"));
    assert_eq!(Pieces::of(b"\x01\x32").unicode(1), None);
}

#[test]
fn small_numbers_are_unpacked() {
    for (bits, value) in
        [(81 << 2 | 2, 81.0), ((-7i32 << 2 | 2).cast_unsigned(), -7.0), (1234 << 2 | 3, 12.34), (0x3ff0_0000, 1.0), (0x4059_0001, 1.0)]
    {
        assert!((rk(bits) - value).abs() < 1e-12, "{bits:x}");
    }
}

#[test]
fn a_password_is_said() {
    assert!(matches!(read(&file("password.xls"), None), Err(Failure::Password)));
}

#[test]
fn what_is_cut_off_anywhere_is_damaged_and_not_read_in_part() {
    for name in ["excel95.xls", "form.xls", "mac.xls"] {
        let whole = file(name);
        for length in (0..whole.len()).step_by(97) {
            match read(&whole[..length], None) {
                Err(Failure::Damaged(_)) => {}
                // What is cut off holds other streams only.
                Ok((_, _, grid)) => {
                    let rows = |grid: Grid| grid.into_rows(&Arc::from(name), &Arc::from("s"), &mut Vec::new()).map_or(0, |rows| rows.len());
                    assert_eq!(rows(grid), rows(read(&whole, None).expect("sound").2), "{name} cut to {length}");
                }
                Err(other) => panic!("{name} cut to {length}: {other:?}"),
            }
        }
    }
}

#[test]
fn chains_and_claims_without_end_are_refused_at_once() {
    let whole = file("form.xls");
    let table = u32_at(&whole, 76).expect("a header") as usize;
    // Every sector followed by itself, by the first one, by one beyond the end.
    for next in [None, Some(0u32), Some(0x00ff_fff0)] {
        let mut bytes = whole.clone();
        for sector in 0..128u32 {
            let at = (table + 1) * 512 + 4 * sector as usize;
            bytes[at..at + 4].copy_from_slice(&next.unwrap_or(sector).to_le_bytes());
        }
        assert!(matches!(read(&bytes, None), Err(Failure::Damaged(_))), "{next:?}");
    }
    // Lists of the table that lead back to themselves.
    let mut bytes = whole.clone();
    bytes[68..72].copy_from_slice(&1u32.to_le_bytes());
    let began = Instant::now();
    _ = read(&bytes, None);
    // More texts than there can be, and merged cells that cover the sheet again and again.
    assert_eq!(texts(&mut Pieces::of(&[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, b'x'])), None);
    let book =
        Book { version: Version::Biff8, sheets: Vec::new(), texts: Vec::new(), styles: Vec::new(), from_1904: false, computed: true };
    let mut sheet = Sheet::of(&book);
    let all = [0, 0, 0xff, 0xff, 0, 0, 0xff, 0];
    assert!(sheet.merge(&all).is_ok());
    assert!(matches!(sheet.merge(&all), Err(Failure::Damaged(_))));
    assert!(began.elapsed() < Duration::from_secs(5));
}

/// Many cells with one long text unpack to more than is kept.
#[test]
fn a_text_that_many_cells_share_is_counted_as_often() {
    let texts = vec!["长".repeat(32_000)];
    let book = Book { version: Version::Biff8, sheets: Vec::new(), texts, styles: Vec::new(), from_1904: false, computed: true };
    let mut sheet =
        Sheet { book: &book, cells: Vec::new(), size: MAX_UNPACKED - 100_000, awaiting: None, merged_cells: 0, grid: Grid::default() };
    let mut put = || sheet.record(Record { id: id::LABELSST, body: &[0; 10] }).expect("a whole record");
    assert!(put().is_ok());
    assert!(matches!(put(), Err(Failure::TooLarge)));
}

/// Damages a file: bytes replaced at places of its container and its records, and perhaps a part cut off or repeated.
fn damage(bytes: &mut Vec<u8>, changes: &[(usize, u8)], cut: Option<usize>) {
    for (at, value) in changes {
        let at = at % bytes.len();
        bytes[at] = *value;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut % bytes.len());
    }
}

proptest! {
    #[test]
    fn whatever_the_bytes_the_answer_is_bounded(
        name in prop::sample::select(&FILES[..]),
        changes in prop::collection::vec((any::<usize>(), prop_oneof![any::<u8>(), Just(0), Just(0xff)]), 0..24),
        cut in prop::option::weighted(0.3, any::<usize>()),
    ) {
        let mut bytes = file(name);
        damage(&mut bytes, &changes, cut);
        let began = Instant::now();
        if let Ok((sheets, chosen, grid)) = read(&bytes, None) {
            prop_assert!(chosen < sheets.len());
            _ = grid.into_rows(&Arc::from(name), &Arc::from("s"), &mut Vec::new());
        }
        prop_assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn whatever_the_records_the_answer_is_bounded(
        records in prop::collection::vec(
            (prop::sample::select(vec![
                id::BOF, id::EOF, id::FORMULA, id::STRING, id::LABEL, id::LABELSST, id::SST, id::CONTINUE, id::MULRK, id::RK, id::NUMBER,
                id::BOUNDSHEET, id::FORMAT, id::XF, id::ROW, id::COLINFO, id::MERGECELLS, id::BOOLERR, id::RSTRING, id::CODEPAGE,
            ]), prop::collection::vec(prop_oneof![Just(0u8), Just(1), Just(0xff), any::<u8>()], 0..40)),
            0..40,
        ),
        version in prop::sample::select(vec![0x0500u16, 0x0600]),
    ) {
        let mut stream = vec![0x09, 0x08, 4, 0];
        stream.extend(version.to_le_bytes());
        stream.extend([5, 0]);
        for (id, body) in &records {
            stream.extend(id.to_le_bytes());
            stream.extend(u16::try_from(body.len()).expect("short").to_le_bytes());
            stream.extend(body);
        }
        stream.extend([0x0a, 0, 0, 0]);
        if let Ok(book) = Book::read(&stream) {
            let mut sheet = Sheet::of(&book);
            let read = sheet.read(Records::from(&stream, 0).expect("a stream"));
            if read.is_ok() {
                _ = sheet.into_grid();
            }
        }
    }
}
