//! OpenDocument sheets of LibreOffice and of odfpy (`tests/workbooks/make_ods.py`), odd ones, and what becomes of them when they are
//! tampered with.

use std::io::{Cursor, Write};
use std::sync::Arc;

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const FORM: &[u8] = include_bytes!("../../../../tests/workbooks/ods/form.ods");
const FILTERED: &[u8] = include_bytes!("../../../../tests/workbooks/ods/filtered.ods");
const LIST: &[u8] = include_bytes!("../../../../tests/workbooks/ods/list.ods");
const GENERATED: &[u8] = include_bytes!("../../../../tests/workbooks/ods/generated.ods");
const PASSWORD: &[u8] = include_bytes!("../../../../tests/workbooks/ods/password.ods");

/// A document of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content.as_bytes()).expect("memory");
    }
    zip.finish().expect("a zip").into_inner()
}

fn of_content(content: &str) -> Vec<u8> {
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])
}

/// A content of this body.
fn content(body: &str) -> String {
    let hidden = r#"<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>"#;
    let other = r#"<style:style style:name="on" style:family="table-row"><style:table-properties table:display="false"/></style:style>"#;
    format!(
        "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles>{hidden}{other}</office:automatic-styles>\
         <office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
}

fn of_table(table: &str) -> Result<(Vec<SheetName>, usize, Grid), Failure> {
    read(&of_content(&content(&format!("<table:table table:name=\"A\">{table}</table:table>"))), None)
}

/// The cells of a grid, each row as its number and its cells with bars between them.
fn shown(grid: Grid) -> Vec<String> {
    let name: Arc<str> = "x.ods".into();
    let rows = grid.into_rows(&name, &name, &mut Vec::new()).expect("not too many");
    rows.into_iter().map(|row| format!("{}: {}", row.number, row.cells.iter().collect::<Vec<_>>().join("|"))).collect()
}

fn rows(table: &str) -> Vec<String> {
    shown(of_table(table).expect("a sheet").2)
}

/// What a cell with these attributes and this content shows.
fn cell(attributes: &str, inside: &str) -> String {
    let table = format!("<table:table-row><table:table-cell {attributes}>{inside}</table:table-cell></table:table-row>");
    rows(&table).pop().unwrap_or_default().trim_start_matches("1: ").to_owned()
}

fn failure(bytes: &[u8]) -> String {
    read(bytes, None).map(|_| ()).map_or_else(|failure| format!("{failure:?}"), |()| "none".to_owned())
}

#[test]
fn a_form_is_read_as_libreoffice_shows_it() {
    let (sheets, chosen, grid) = read(FORM, None).expect("a form");
    let sheets: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.visible)).collect();
    assert_eq!(sheets, [("说明", false), ("表1 自评", true), ("表2", true)]);
    assert_eq!(chosen, 1);
    assert_eq!(grid.hidden_rows, [5, 7, 8], "hidden by hand, and a group folded away");
    assert_eq!(grid.hidden_columns, [6]);
    let mut merged = grid.merged.clone();
    merged.sort_unstable();
    let header = [0, 1, 4, 5, 6, 7].map(|column| [1, column, 2, column]);
    let mut expected = vec![[0, 0, 0, 7], [1, 2, 1, 3], [10, 1, 11, 1]];
    expected.extend(header);
    expected.sort_unstable();
    assert_eq!(merged, expected);
    assert_eq!(
        shown(grid),
        [
            "1: 示范机构自评表|||||||",
            "2: 代码|名称|指标||日期|达标|备注|合计",
            "3: 代码|名称|占比|金额|日期|达标|备注|合计",
            "4: 007|渝中区医院|12.5%|1234567.891|2025-11-24|TRUE|第一行\n第二行|0.25",
            "5: 500112|两  个空格|7%|0.1|2025-11-24 08:30:00|FALSE| 首尾|0.3",
            "6: 081|A&B <丙>|110%|-2.5|2024-02-29|TRUE||#DIV/0!",
            "7: 00012|文本代码|12.5%|1,234|2025/11/24||\t制表|#N/A",
            "8: 009|同一|50%|0|08:30:00|||",
            "9: 009|同一|50%|0||||甲\n乙",
            "11: |跨两行|1|||||",
            "12: |跨两行|2|||||",
            "2000: 末行|||||||",
        ]
    );
}

#[test]
fn the_sheet_that_is_asked_for_is_read() {
    let (_, chosen, grid) = read(FORM, Some("表2")).expect("the sheet");
    assert_eq!((chosen, shown(grid)), (2, vec!["1: 另一张".to_owned()]));
    let (_, _, grid) = read(FORM, Some("说明")).expect("a hidden sheet that is asked for");
    assert_eq!(shown(grid), ["1: 不显示"]);
    let Err(Failure::NoSheet(sheets)) = read(FORM, Some("表3")) else { panic!("there is none") };
    assert_eq!(sheets.len(), 3);
}

#[test]
fn rows_that_a_filter_hides_are_read_and_named() {
    let (_, _, grid) = read(FILTERED, None).expect("a list");
    assert_eq!(grid.hidden_rows, [2, 4]);
    assert_eq!(shown(grid), ["1: 区县|得分", "2: 渝中|90", "3: 万州|80", "4: 渝中|70", "5: 涪陵|60"]);
}

#[test]
fn a_list_from_a_csv_keeps_its_codes() {
    let (_, _, grid) = read(LIST, None).expect("a list");
    assert_eq!(shown(grid), ["1: 代码|名称|得分", "2: 007|渝中|90.5", "3: 012|万州|", "5: 013|“引号”|1000"]);
}

#[test]
fn a_file_of_a_program_shows_its_formulas_and_codes() {
    let (_, _, grid) = read(GENERATED, None).expect("a list");
    assert_eq!(shown(grid), ["1: 代码|合计", "2: 7|=SUM([.A2:.A2])", "3: 007|=[.A3]", "4: 一二三|0.3", "5: TRUE|无类型"]);
}

#[test]
fn a_password_is_said() {
    assert_eq!(failure(PASSWORD), "Password");
    assert!(matches!(container::kind(PASSWORD), Ok(container::Kind::Ods)));
    let wrapped = zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("encrypted-package", "?")]);
    assert!(matches!(container::kind(&wrapped), Err(Failure::Password)));
    // Protected macros beside a sheet that anyone can read.
    let manifest = r#"<manifest:manifest><manifest:file-entry manifest:full-path="Basic/x.xml"><manifest:encryption-data/>
        </manifest:file-entry><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>"#;
    let content = content("<table:table table:name='A'/>");
    assert_eq!(failure(&zipped(&[("content.xml", &content), ("META-INF/manifest.xml", manifest)])), "none");
}

#[test]
fn values_go_before_their_looks_but_for_codes_and_errors() {
    for (attributes, inside, text) in [
        ("office:value-type='float' office:value='7'", "<text:p>007</text:p>", "007"),
        ("office:value-type='float' office:value='7'", "<text:p>7.00</text:p>", "7"),
        ("office:value-type='float' office:value='7'", "<text:p>008</text:p>", "7"),
        ("office:value-type='float' office:value='0'", "<text:p>000</text:p>", "000"),
        ("office:value-type='float' office:value='0.30000000000000004'", "<text:p>0</text:p>", "0.3"),
        ("office:value-type='float' office:value='1'", "<text:p>TRUE</text:p>", "TRUE"),
        ("office:value-type='float' office:value='2'", "<text:p>TRUE</text:p>", "2"),
        ("office:value-type='float' office:value='5'", "", "5"),
        ("office:value-type='float' office:value='0'", "<text:p>#DIV/0!</text:p>", "#DIV/0!"),
        ("office:value-type='float' office:value='0'", "<text:p>Err:502</text:p>", "Err:502"),
        ("office:value-type='string' calcext:value-type='error' office:string-value=''", "<text:p>错误:502</text:p>", "错误:502"),
        ("office:value-type='float' office:value='1,5'", "", "1,5"),
        ("office:value-type='percentage' office:value='0.125'", "<text:p>13%</text:p>", "12.5%"),
        ("office:value-type='currency' office:currency='CNY' office:value='-2.5'", "<text:p>¥ -3</text:p>", "-2.5"),
        ("office:value-type='date' office:date-value='2025-11-24'", "<text:p>24.11.25</text:p>", "2025-11-24"),
        ("office:value-type='date' office:date-value='2025-11-24T08:29:59.999999997'", "", "2025-11-24 08:30:00"),
        ("office:value-type='date' office:date-value='2025-11-24T00:00:00'", "", "2025-11-24"),
        ("office:value-type='date' office:date-value='24.11.2025'", "<text:p>24. November</text:p>", "24. November"),
        ("office:value-type='date' office:date-value='24.11.2025'", "", "24.11.2025"),
        ("office:value-type='time' office:time-value='PT100H05M00.4S'", "", "100:05:00"),
        ("office:value-type='boolean' office:boolean-value='false'", "<text:p>否</text:p>", "FALSE"),
        ("office:value-type='string'", "<text:p>一</text:p>\n <text:p/><text:p>三</text:p>", "一\n\n三"),
        ("office:value-type='string' office:string-value='值'", "<text:p>值元</text:p>", "值"),
        ("office:value-type='string' office:string-value='值'", "", "值"),
        ("", "<text:p>无类型</text:p>", "无类型"),
        ("office:value-type='void'", "", ""),
        ("office:value='5'", "<text:p/>", "5"),
    ] {
        assert_eq!(cell(attributes, inside), text, "{attributes} {inside}");
    }
}

#[test]
fn a_formula_without_a_result_is_never_a_blank_cell() {
    for (attributes, inside, text) in [
        ("table:formula='of:=SUM([.A1:.A9])'", "", "=SUM([.A1:.A9])"),
        ("table:formula='of:=1' office:value-type='float'", "<text:p/>", "=1"),
        ("table:formula='of:=1' office:value-type='string'", "", "=1"),
        ("table:formula='msoxl:==A1'", "", "=A1"),
        ("table:formula='A1'", "", "=A1"),
        ("table:formula='of:=1' office:value-type='float' office:value='1'", "", "1"),
        ("table:formula='of:=1'", "<text:p>1</text:p>", "1"),
        // Results that are texts without length.
        ("table:formula='of:=&quot;&quot;'", "<text:p/>", ""),
        ("table:formula='of:=&quot;&quot;' office:value-type='string' office:string-value=''", "", ""),
    ] {
        assert_eq!(cell(attributes, inside), text, "{attributes} {inside}");
    }
}

#[test]
fn the_text_of_a_cell_is_its_paragraphs() {
    for (inside, text) in [
        ("<text:p>a<text:s/>b<text:s text:c='3'/>c</text:p>", "a b   c"),
        ("<text:p>a<text:tab/>b<text:line-break/>c</text:p>", "a\tb\nc"),
        ("<text:p>a <text:span>b <text:a>c</text:a></text:span> d</text:p>", "a b c d"),
        ("<text:p>\n  a \r\n\t b  \n</text:p>", "a b"),
        ("<text:p>&lt;&amp;&#x5341;&#20108;<![CDATA[<三>]]></text:p>", "<&十二<三>"),
        ("<office:annotation><text:p>批注</text:p></office:annotation><text:p>a</text:p>", "a"),
        ("<text:p>a</text:p><draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>", "a"),
        ("<text:p>a<draw:frame><svg:title>图</svg:title></draw:frame>b<!-- c --><?d e?></text:p>", "ab"),
        ("<text:p><text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>zi</text:ruby-text></text:ruby></text:p>", "字"),
        ("<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list><text:h>b</text:h>", "a\nb"),
        ("不是段落", ""),
    ] {
        assert_eq!(cell("office:value-type='string'", inside), text, "{inside}");
    }
}

const A: &str = "<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>";

#[test]
fn repeated_rows_and_columns_keep_their_places() {
    let blank =
        "<table:table-row table:number-rows-repeated='1000000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>";
    let cell = "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='2'/>";
    let row = format!("<table:table-row table:number-rows-repeated='2'><table:table-cell/>{cell}<table:table-cell/>{A}</table:table-row>");
    assert_eq!(rows(&format!("{row}{blank}{row}{blank}")), ["1: |1|1||a", "2: |1|1||a", "1000003: |1|1||a", "1000004: |1|1||a"]);
}

#[test]
fn groups_and_header_rows_are_rows() {
    let row = |inside: &str| format!("<table:table-row>{inside}</table:table-row>");
    let table = format!(
        "<table:table-column-group><table:table-header-columns><table:table-column table:number-columns-repeated='2'/>\
         </table:table-header-columns><table:table-column-group table:display='false'><table:table-columns><table:table-column/>\
         </table:table-columns></table:table-column-group></table:table-column-group>\
         <table:table-column table:visibility='filter' table:number-columns-repeated='16381'/>\
         <table:table-header-rows>{0}</table:table-header-rows><table:table-rows>{0}</table:table-rows>\
         <table:table-row-group>{0}<table:table-row-group table:display='false'>{0}{1}</table:table-row-group>{0}</table:table-row-group>\
         <table:shapes><draw:frame><table:table><table:table-row>{A}</table:table-row></table:table></draw:frame></table:shapes>",
        row(&format!("{A}{A}{A}{A}")),
        row("")
    );
    let (_, _, grid) = of_table(&table).expect("a sheet");
    assert_eq!((&grid.hidden_rows[..], &grid.hidden_columns[..]), (&[3][..], &[2, 3][..]), "blank ones hide nothing");
    assert_eq!(shown(grid), ["1: a|a|a|a", "2: a|a|a|a", "3: a|a|a|a", "4: a|a|a|a", "6: a|a|a|a"]);
}

#[test]
fn what_is_merged_away_is_not_read() {
    let merged = A.replace("office:value-type", "table:number-columns-spanned='2' table:number-rows-spanned='2' office:value-type");
    let covered = A.replace("table-cell", "covered-table-cell").replace(">a<", ">藏<");
    let table = format!("<table:table-row>{merged}{covered}{A}</table:table-row><table:table-row>{covered}{covered}{A}</table:table-row>");
    let (_, _, grid) = of_table(&table).expect("a sheet");
    assert_eq!(grid.merged, [[0, 0, 1, 1]]);
    assert_eq!(shown(grid), ["1: a||a", "2: a||a"]);
}

#[test]
fn sheets_are_those_of_the_document() {
    let table = |attributes: &str| format!("<table:table {attributes}><table:table-row>{A}</table:table-row></table:table>");
    let body = [
        "<table:dde-links><table:dde-link><table:table table:name='链接'/></table:dde-link></table:dde-links>".to_owned(),
        table("table:name='藏' table:style-name='off'"),
        table("table:name=\"'file:///tmp/b.ods'#$表\""),
        table("table:name='甲&amp;乙' table:style-name='on'"),
    ];
    let (sheets, chosen, _) = read(&of_content(&content(&body.concat())), None).expect("a document");
    let sheets: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.visible)).collect();
    assert_eq!((sheets, chosen), (vec![("藏", false), ("甲&乙", true)], 1));
    assert!(failure(&of_content(&content(&table("table:style-name='off'")))).starts_with("NoSheet"));
    assert_eq!(failure(&of_content(&content(""))), "NoSheet([])");
}

#[test]
fn what_is_no_whole_spreadsheet_is_refused() {
    let whole = content(&format!("<table:table table:name='A'><table:table-row>{A}</table:table-row></table:table>"));
    assert_eq!(failure(&of_content(&whole)), "none");
    for at in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
        assert!(failure(&of_content(&whole[..at])).starts_with("Damaged"), "cut at {at}");
    }
    let bomb = whole.replacen("<office:document", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><office:document", 1);
    for content in [
        whole.replacen("</table:table-row>", "</table:table-cell>", 1),
        whole.replacen(">a<", ">&b;<", 1),
        whole.replacen(">a<", ">&<", 1),
        whole.replacen(">a<", ">&#0;<", 1),
        bomb.replacen(">a<", ">&b;<", 1),
        bomb.replacen("table:name='A'", "table:name='&b;'", 1),
        whole.replacen("office:value-type", "table:number-columns-repeated='-1' office:value-type", 1),
        whole.replacen("office:value-type", "office:value-type='float' office:value-type", 1),
        whole.replacen("office:value-type", "office:value-type=float x", 1),
        whole.replace("office:spreadsheet", "office:other"),
        "<text:p>".repeat(1_000_000),
        String::new(),
    ] {
        let failure = failure(&of_content(&content));
        assert!(failure.starts_with("Damaged"), "{failure}: {}", content.chars().take(500).collect::<String>());
    }
    assert_eq!(failure(&of_content(&whole.replace("office:spreadsheet", "office:text"))), "OtherKind(\"Writer (.odt)\")");
    assert!(failure(&zipped(&[("mimetype", "")])).starts_with("Damaged"));
    assert!(failure(&zipped(&[("content.xml", &whole), ("META-INF/manifest.xml", "<a")])).starts_with("Damaged"));
    let mut cut = of_content(&whole);
    cut.truncate(cut.len() / 2);
    assert!(failure(&cut).starts_with("Damaged"));
    let mut utf16: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
    utf16.insert(0, 0xff);
    assert!(text_of(&utf16).is_err());
}

#[test]
fn a_few_bytes_never_become_a_billion_cells() {
    let long = "字".repeat(100_000);
    let times = |what: &str, count: &str| A.replace("office:value-type", &format!("table:number-{what}='{count}' office:value-type"));
    let row = |attributes: &str, cells: &str| format!("<table:table-row {attributes}>{cells}</table:table-row>");
    for table in [
        row("", &times("columns-repeated", "16385")),
        row("", &times("columns-repeated", "99999999999999999999999")),
        row("", &format!("<table:table-cell table:number-columns-repeated='4294967295'/>{A}")),
        row("table:number-rows-repeated='1048577'", A),
        row("table:number-rows-repeated='1048576'", &times("columns-repeated", "16384")),
        row("table:number-rows-repeated='1048576'", "") + &row("", A),
        row("table:number-rows-repeated='4294967295'", "") + &row("table:number-rows-repeated='4294967295'", "") + &row("", A),
        row("table:number-rows-repeated='10000'", &A.replace(">a<", &format!(">{long}<"))),
        row("", &times("columns-repeated", "16384").replace(">a<", &format!(">{long}<"))),
        row("", &A.replace(">a<", "><text:s text:c='4294967295'/><")),
        row("", &A.replace(">a<", &format!(">{}<", "<text:s text:c='9999999'/>".repeat(100)))),
        row("", &times("rows-spanned", "1000000").repeat(100)),
    ] {
        let failure = of_table(&table).map(|_| ()).expect_err("too large");
        assert!(matches!(failure, Failure::TooLarge), "{failure:?}: {}", table.chars().take(200).collect::<String>());
    }
    // To the last row and column of a sheet, and no further; blank ones may go anywhere.
    assert_eq!(rows(&(row("table:number-rows-repeated='1048575'", "") + &row("", A))), ["1048576: a"]);
    assert_eq!(rows(&row("", &times("columns-repeated", "16384"))).len(), 1);
    assert_eq!(rows(&(row("", A) + &row("table:number-rows-repeated='99999999999999999999'", ""))), ["1: a"]);
    let (_, _, grid) = of_table(&row("", &times("columns-spanned", "4294967295"))).expect("a sheet");
    assert_eq!(grid.merged, [[0, 0, 0, 16_383]]);
}

/// What stands between two bytes of an XML, or a byte of it, made into something else.
fn mutated(mut content: String, changes: &[(prop::sample::Index, u8, prop::sample::Index)]) -> String {
    const NUMBERS: [&str; 9] =
        ["0", "-1", "1.5", "16385", "1048577", "4294967295", "18446744073709551616", "1e308", "99999999999999999999999999"];
    const NAMES: [&str; 10] = [
        "table:table-row",
        "table:table-cell",
        "table:covered-table-cell",
        "table:table",
        "table:table-column",
        "table:table-row-group",
        "text:p",
        "text:s",
        "office:annotation",
        "table:number-rows-repeated",
    ];
    for (place, how, what) in changes {
        let marks: Vec<usize> = content.match_indices(['<', '"']).map(|(at, _)| at).collect();
        if marks.is_empty() {
            break;
        }
        let nth = place.index(marks.len());
        let (from, to) = (marks[nth], marks.get(nth + 1).copied().unwrap_or(content.len()));
        let piece = content[from..to].to_owned();
        let new = match how % 8 {
            0 => String::new(),
            1 => piece.repeat(2),
            2 => format!("{}{}", &piece[..1], NUMBERS[what.index(NUMBERS.len())]),
            3 => format!("{}{}", &piece[..1], NAMES[what.index(NAMES.len())]),
            4 => format!("{piece}&{};", ["amp", "bomb", "#0", "#x110000", "#"][what.index(5)]),
            5 => piece.replace(char::is_alphabetic, "x"),
            6 => format!("<{}>{piece}</{}>", NAMES[what.index(NAMES.len())], NAMES[what.index(NAMES.len())]),
            _ => {
                let other = what.index(marks.len());
                content[marks[other]..marks.get(other + 1).copied().unwrap_or(content.len())].to_owned()
            }
        };
        content.replace_range(from..to, &new);
    }
    content
}

fn content_of(bytes: &[u8]) -> String {
    String::from_utf8(container::part(bytes, "content.xml").expect("a zip").expect("a part")).expect("text")
}

/// Whether an answer is none, or a sheet of the document no larger than a sheet may be.
fn is_bounded(read: Result<(Vec<SheetName>, usize, Grid), Failure>) -> bool {
    let Ok((sheets, chosen, grid)) = read else { return true };
    let hidden = grid.hidden_rows.iter().all(|row| *row < MAX_ROWS) && grid.hidden_columns.iter().all(|column| *column < MAX_COLUMNS);
    let merged =
        grid.merged.iter().all(|[top, left, bottom, right]| top <= bottom && left <= right && *bottom < MAX_ROWS && *right < MAX_COLUMNS);
    chosen < sheets.len() && hidden && merged
}

proptest! {
    #[test]
    fn xml_that_was_tampered_with_is_read_or_refused(
        which in 0usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<prop::sample::Index>()), 1..6),
    ) {
        let content = mutated(content_of([FORM, FILTERED, GENERATED][which]), &changes);
        let begun = std::time::Instant::now();
        prop_assert!(is_bounded(read(&of_content(&content), None)));
        prop_assert!(begun.elapsed().as_secs() < 20);
    }

    #[test]
    fn bytes_that_were_tampered_with_are_read_or_refused(
        which in 0usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        kept in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = [FORM, FILTERED, GENERATED, PASSWORD][which].to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(kept.index(bytes.len()));
        }
        prop_assert!(is_bounded(container::kind(&bytes).and_then(|_| read(&bytes, None))));
    }
}
