//! .xlsx: what is read from real files, and that hostile ones end in an answer. The files come from `tests/workbooks/make_xlsx.py`.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use proptest::prelude::*;
use shifan::diagnostic::{Code, Diagnostic};
use shifan::submission::{Opening, Row, Table};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/workbooks/xlsx/");

/// Rows, each with its number.
type Rows = Vec<(u64, Vec<String>)>;

/// The rows of a table, and what is said of it; or why it cannot be read.
fn read(path: &str, sheet: Option<&str>) -> Result<(Rows, Vec<Code>), Box<Diagnostic>> {
    let opening = Opening { sheet: sheet.map(ToOwned::to_owned), ..Opening::default() };
    let mut table = Table::open(path, &opening, &|cells| cells.iter().filter(|cell| !cell.is_empty()).count())?;
    let mut findings = Vec::new();
    table.note_opening(&mut findings);
    let (mut rows, mut row) = (Vec::new(), Row::default());
    while table.next(&mut row)?.is_some() {
        rows.push((row.number, row.cells.iter().map(ToOwned::to_owned).collect()));
    }
    Ok((rows, findings.iter().map(|found| found.code).collect()))
}

fn row(number: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[test]
fn a_sheet_is_read_as_its_person_sees_it() {
    let (rows, notes) = read(&format!("{FOLDER}official.xlsx"), None).expect("it can be read");
    assert_eq!(
        rows,
        [
            row(1, &["某市自评表（2025年）", "", "", "", "", ""]),
            row(2, &["编号", "名称", "A 签约率", "", "B 护理床位占比", "B"]),
            // Merged over both rows, 编号 and 名称 and B stand in the second one too.
            row(3, &["编号", "名称", "机构数", "签约数", "B 护理床位占比", "佐证材料"]),
            row(4, &["001", "甲区", "10", "10", "55.5%", "证书1"]),
            row(5, &["002", "乙区", "10", "8", "55%", "证书2"]),
            row(6, &["003", "丙区", "10", "8", "54.99999%", "证书3"]),
            row(7, &["500112", "丁区", "12", "12", "100%", "证书4"]),
            row(8, &["005", "戊区", "3", "1", "30%", "证书5"]),
            row(10, &["合计", "", "45", "", "", ""]),
            row(11, &["填表人：某某", "", "", "", "", ""]),
        ]
    );
    assert_eq!(notes, [Code::OtherSheets, Code::HiddenCells, Code::HiddenCells, Code::MergedCells, Code::MergedCells, Code::MergedCells]);
}

#[test]
fn the_first_visible_sheet_is_read_or_the_one_that_is_named() {
    let first = |sheet| read(&format!("{FOLDER}official.xlsx"), sheet).map(|(rows, _)| rows[0].1[0].clone());
    assert_eq!(first(None).expect("a visible one"), "某市自评表（2025年）");
    assert_eq!(first(Some("说明")).expect("it is there"), "填表说明");
    assert_eq!(first(Some("旧")).expect("hidden ones can be named"), "去年的数据");
    assert_eq!(first(Some("表9")).expect_err("there is none").code, Code::NoSheet);
}

#[test]
fn cells_without_an_answer_stay_what_they_are() {
    let (rows, _) = read(&format!("{FOLDER}broken-cells.xlsx"), None).expect("it can be read");
    assert_eq!(rows[1], row(2, &["1", "甲区", "10", "=", "60%"]));
    assert_eq!(rows[2], row(3, &["2", "乙区", "#DIV/0!", "8", "60%"]));
    assert_eq!(rows[3], row(4, &["9.1500112E+17", "丙区", "10", "8", "60%"]));
}

#[test]
fn days_are_days() {
    let (rows, _) = read(&format!("{FOLDER}register.xlsx"), None).expect("it can be read");
    assert_eq!(rows[1].1, ["示范机构", "JG-1", "甲院", "2023-11-20", "2024-02-29", "出租"]);
    assert_eq!(rows[2].1, ["示范机构", "JG-2", "乙院", "2023-11-20", "", ""]);
}

/// An archive of these parts.
fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(*name, options).expect("memory does not fail");
        writer.write_all(content).expect("memory does not fail");
    }
    writer.finish().expect("memory does not fail").into_inner()
}

fn parts_of(file: &str) -> Vec<(String, Vec<u8>)> {
    let bytes = std::fs::read(format!("{FOLDER}{file}")).expect("the file is there");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut parts = Vec::new();
    for part in 0..archive.len() {
        let mut entry = archive.by_index(part).expect("a part");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("it can be unpacked");
        parts.push((entry.name().expect("a name").into_owned(), content));
    }
    parts
}

fn read_bytes(bytes: &[u8], name: &str) -> Result<usize, Code> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("it can be written");
    read(&path.to_string_lossy(), None).map(|(rows, _)| rows.len()).map_err(|found| found.code)
}

/// The official file with one part changed.
fn with_part(name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut parts = parts_of("official.xlsx");
    for (part, content) in &mut parts {
        if part == name {
            *content = change(String::from_utf8(std::mem::take(content)).expect("XML")).into_bytes();
        }
    }
    archive(&parts.iter().map(|(name, content)| (name.as_str(), content.clone())).collect::<Vec<_>>())
}

const SHEET: &str = "xl/worksheets/sheet2.xml";

#[test]
fn files_of_other_kinds_end_in_a_clear_answer() {
    for (bytes, name, code) in [
        (b"a,b\n1,2\n".to_vec(), "table.xlsx", Code::WrongFormat),
        (b"<html><table></table></html>".to_vec(), "table.xls", Code::WrongFormat),
        (b"%PDF-1.7".to_vec(), "table.xlsx", Code::WrongFormat),
        (b"PK\x03\x04".to_vec(), "table.xlsx", Code::DamagedFile),
        (archive(&[("a.txt", b"a".to_vec())]), "table.xlsx", Code::WrongFormat),
        (archive(&[("word/document.xml", b"<a/>".to_vec())]), "table.xlsx", Code::WrongFormat),
        (archive(&[("xl/workbook.xml", b"<workbook/>".to_vec())]), "table.xlsx", Code::DamagedFile),
    ] {
        assert_eq!(read_bytes(&bytes, name), Err(code), "{name}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(30)]));
    }
    // What a file is called does not matter where its content is clear.
    let workbook = std::fs::read(format!("{FOLDER}official.xlsx")).expect("the file is there");
    assert_eq!(read_bytes(&workbook, "table.csv"), Ok(10));
    assert_eq!(read_bytes(&workbook[..workbook.len() / 2], "table.xlsx"), Err(Code::DamagedFile));
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook as a program writes it by hand: where its parts are, and what stands in its only sheet.
struct ByHand {
    workbook: &'static str,
    target: &'static str,
    part: &'static str,
    sheet: Vec<u8>,
    texts: &'static str,
    styles: &'static str,
    /// What else the workbook says.
    further: &'static str,
}

impl ByHand {
    fn of(rows: &str) -> Self {
        let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>").into_bytes();
        Self {
            workbook: "xl/workbook.xml",
            target: "worksheets/sheet1.xml",
            part: "xl/worksheets/sheet1.xml",
            sheet,
            texts: "",
            styles: "",
            further: "",
        }
    }

    fn bytes(&self, main: &str, office: &str) -> Vec<u8> {
        let change = |xml: String| xml.replace(MAIN, main).replace(OFFICE, office).into_bytes();
        let file = self.workbook.trim_start_matches("xl/");
        let relation =
            |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>");
        let relations = [("a", "worksheet", self.target), ("b", "sharedStrings", "sharedStrings.xml"), ("c", "styles", "styles.xml")];
        let relations: String = relations.iter().map(|(id, kind, target)| relation(id, kind, target)).collect();
        let sheets = "<sheets><sheet name=\"表1\" sheetId=\"1\" r:id=\"a\"/></sheets>";
        let root = format!("<Relationships>{}</Relationships>", relation("a", "officeDocument", self.workbook));
        let sheet = String::from_utf8(self.sheet.clone()).map_or_else(|_| self.sheet.clone(), change);
        archive(&[
            ("_rels/.rels", change(root)),
            (self.workbook, change(format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{sheets}{}</workbook>", self.further))),
            (&format!("xl/_rels/{file}.rels"), change(format!("<Relationships>{relations}</Relationships>"))),
            ("xl/sharedStrings.xml", change(format!("<sst xmlns=\"{MAIN}\">{}</sst>", self.texts))),
            ("xl/styles.xml", change(format!("<styleSheet xmlns=\"{MAIN}\">{}</styleSheet>", self.styles))),
            (self.part, sheet),
        ])
    }

    fn rows(&self) -> Vec<Vec<String>> {
        rows_of(&self.bytes(MAIN, OFFICE))
    }
}

fn rows_of(bytes: &[u8]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("by-hand.xlsx");
    std::fs::write(&path, bytes).expect("it can be written");
    let (rows, _) = read(&path.to_string_lossy(), None).unwrap_or_else(|found| panic!("{:?} {:?}", found.code, found.text));
    rows.into_iter().map(|(_, cells)| cells).collect()
}

const A: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>甲</t></is></c></row>";

/// Parts are found by their relations, whatever they are called and however they are encoded.
#[test]
fn parts_need_not_be_where_they_usually_are() {
    let usual = || ByHand::of(A);
    let declared =
        |encoding: &str| format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?><worksheet><sheetData>{A}</sheetData></worksheet>");
    let utf16 = std::iter::once(0xfeff).chain(declared("UTF-16").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (what, file) in [
        ("usual", usual()),
        ("another name", ByHand { workbook: "xl/workbook22.xml", ..usual() }),
        ("another folder", ByHand { target: "tables/s.xml", part: "xl/tables/s.xml", ..usual() }),
        ("absolute", ByHand { target: "/xl/worksheets/sheet1.xml", ..usual() }),
        ("with dots", ByHand { target: "./../xl/worksheets/sheet1.xml", ..usual() }),
        ("other letters", ByHand { target: "worksheets/Sheet1.xml", ..usual() }),
        ("backslashes", ByHand { part: "xl\\worksheets\\sheet1.xml", ..usual() }),
        ("UTF-16", ByHand { sheet: utf16, ..usual() }),
        ("GBK", ByHand { sheet: encoding_rs::GBK.encode(&declared("GB2312")).0.into_owned(), ..usual() }),
        ("UTF-8 with a mark", ByHand { sheet: format!("\u{feff}{}", declared("utf-8")).into_bytes(), ..usual() }),
        (
            "no dimension",
            ByHand { sheet: declared("utf-8").replace("<sheetData>", "<dimension ref=\"A1:\"/><sheetData>").into_bytes(), ..usual() },
        ),
        (
            "prefixes",
            ByHand {
                sheet: format!(
                    "<x:worksheet><x:sheetData>{}</x:sheetData></x:worksheet>",
                    A.replace("</", "</x:").replace("<c", "<x:c").replace("<r", "<x:r").replace("<i", "<x:i").replace("<t", "<x:t")
                )
                .into_bytes(),
                ..usual()
            },
        ),
    ] {
        assert_eq!(file.rows(), [["甲"]], "{what}");
    }
    let strict = usual().bytes("http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships");
    assert_eq!(rows_of(&strict), [["甲"]]);
}

/// Days count from 1904 on where the file says so, whatever an addition of a later edition with an element of the same name says.
#[test]
fn days_count_from_1904_where_the_file_says_so() {
    let styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>";
    let later = "<workbookPr date1904=\"1\"/><extLst><ext><x15:workbookPr/></ext></extLst>";
    let file = ByHand { styles, further: later, ..ByHand::of("<row><c><v>44523</v></c><c><v>-1</v></c></row>") };
    assert_eq!(file.rows(), [["2025-11-24", "-1"]]);
}

/// What is no table stays out of it, and one odd cell costs no other.
#[test]
fn odd_cells_are_read_or_shown_as_they_stand() {
    let cells = |cells: &str| ByHand::of(&format!("<row>{cells}</row>"));
    let texts = "<si><r><t>名</t></r><r><rPr><b/></rPr><t>称</t></r><rPh sb=\"0\" eb=\"1\"><t>míng</t></rPh><phoneticPr fontId=\"1\"/></si>\
                 <si><t>第一行_x000D_\n第二行</t></si><si/><si><t>&lt;&#x5341;<![CDATA[&]]></t></si>";
    let shared =
        ByHand { texts, ..cells("<c t=\"s\"><v>0</v></c><c t=\"s\"><v> 1 </v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c>") };
    assert_eq!(shared.rows(), [["名称", "第一行\n第二行", "", "<十&"]]);
    for (cell, shown) in [
        ("<c t=\"e\"><v>#SPILL!</v></c>", "#SPILL!"),
        ("<c t=\"e\"><v>#N/A</v></c>", "#N/A"),
        ("<c><v> 7 </v></c>", "7"),
        ("<c><v>1.5E3</v></c>", "1500"),
        ("<c><v>约十</v></c>", "约十"),
        ("<c t=\"b\"><v>1</v></c>", "TRUE"),
        ("<c t=\"d\"><v>2024-12-01T00:00:00</v></c>", "2024-12-01"),
        ("<c t=\"inlineStr\"><is><r><t>内</t></r><rPh sb=\"0\" eb=\"1\"><t>nei</t></rPh></is></c>", "内"),
        ("<c><f>1+1</f></c>", "="),
        ("<c><f>1+1</f><v></v></c>", "="),
        ("<c t=\"str\"><f>\"a\"</f></c>", "="),
        ("<c><f t=\"shared\" si=\"0\"/><v>3</v></c>", "3"),
        ("<c s=\"99\"><v>1</v></c>", "1"),
        ("<c><v>1</v><extLst><ext><v>2</v><c r=\"B1\"><v>9</v></c></ext></extLst></c>", "1"),
    ] {
        assert_eq!(cells(cell).rows(), [[shown]], "{cell}");
    }
    // Of a formula that gives a text, nothing is a result.
    assert!(cells("<c t=\"str\"><f>\"\"</f><v></v></c>").rows().is_empty());
    assert_eq!(read_bytes(&cells("<c t=\"s\"><v>5</v></c>").bytes(MAIN, OFFICE), "x.xlsx"), Err(Code::DamagedFile));
}

/// 12.5万 that a format shows is 125,000, and not 12.5; what is shown in thousands is read so.
#[test]
fn figures_are_read_as_their_format_shows_them() {
    let formats = ["0.0&quot;万&quot;", "0!.0,&quot;万&quot;", "#,##0.0,", "0.0%", "000000", "yyyy&quot;年&quot;m&quot;月&quot;"];
    let own: String =
        formats.iter().enumerate().map(|(at, code)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>", 164 + at)).collect();
    let styles: String = (0..formats.len()).map(|at| format!("<xf numFmtId=\"{}\"/>", 164 + at)).collect();
    let styles = format!(
        "<numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs>{styles}<xf numFmtId=\"31\"/></cellXfs>"
    );
    let values = ["12.5", "125000", "12500", "0.125", "81", "45621", "45621"];
    let cells: String = values.iter().enumerate().map(|(at, value)| format!("<c s=\"{at}\"><v>{value}</v></c>")).collect();
    let file = ByHand { styles: Box::leak(styles.into_boxed_str()), ..ByHand::of(&format!("<row>{cells}</row>")) };
    assert_eq!(file.rows(), [["12.5万", "125000", "12.5", "12.5%", "000081", "2024-11-25", "2024-11-25"]]);
}

/// Two cells at the two ends of a sheet, a range that covers it all, and a part that unpacks to far more than it weighs.
#[test]
fn bombs_cost_neither_memory_nor_time() {
    let began = std::time::Instant::now();
    let corners = with_part(SHEET, |_| {
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\">\
         <c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData></worksheet>"
            .to_owned()
    });
    assert_eq!(read_bytes(&corners, "corners.xlsx"), Ok(2));
    let tall =
        with_part(SHEET, |_| {
            let rows: String = (1..20_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>")).collect();
            format!("<worksheet><sheetData>{}{rows}</sheetData></worksheet>", "<row r=\"20001\"><c r=\"A20001\"><v>1</v></c></row>")
                .replacen("<c r=\"A1\">", "<c r=\"XFD1\">", 1)
        });
    assert_eq!(read_bytes(&tall, "tall.xlsx"), Err(Code::FileTooLarge));
    let merged = with_part(SHEET, |xml| xml.replace("<mergeCell ref=\"A2:A3\"", "<mergeCell ref=\"A2:XFD1048576\""));
    assert_eq!(read_bytes(&merged, "merged.xlsx"), Ok(10));
    let mut parts = parts_of("official.xlsx");
    parts.push(("xl/media/bomb.bin".to_owned(), vec![0; 1100 * 1024 * 1024]));
    let bomb = archive(&parts.iter().map(|(name, content)| (name.as_str(), content.clone())).collect::<Vec<_>>());
    drop(parts);
    assert!(bomb.len() < 4_000_000);
    assert_eq!(read_bytes(&bomb, "bomb.xlsx"), Err(Code::FileTooLarge));
    assert!(began.elapsed().as_secs() < 120);
}

/// A piece of a sheet: mostly plain, as programs write it, and some that are odd or broken.
fn piece() -> impl Strategy<Value = String> {
    let texts = [
        "7",
        "-0",
        "0",
        "12.50",
        "0.1",
        "1e3",
        "99999999999999999",
        "123456789012345",
        "-5.25",
        ".5",
        "5.",
        "007",
        " 7 ",
        "NaN",
        "inf",
        "1",
        "",
        "约十",
        "a &amp; b",
        "甲,乙",
        "_x000D_",
        "两\n行",
        "a\r\nb",
        ">",
        "]]>",
        "&x;",
    ];
    let kinds = ["", " t=\"s\"", " t=\"n\"", " t=\"str\"", " t=\"b\"", " t=\"e\"", " t=\"d\"", " t=\"inlineStr\"", " t=\"x\"", " t=\"\""];
    let styles = ["", "", " s=\"0\"", " s=\"1\"", " s=\"2\"", " s=\"99\"", " s=\"-1\"", " s=\"1\" s=\"1\""];
    let cell = (0usize..60, 1u32..9, prop::sample::select(kinds.to_vec()), prop::sample::select(styles.to_vec()), 0usize..12);
    let cell = (cell, prop::sample::select(texts.to_vec())).prop_map(|((column, row, kind, style, form), text)| {
        let column = ["A", "B", "C", "D", "AB", "XFD", "XFE", "ZZZZ", "a", ""].get(column % 11).copied().unwrap_or("E");
        let name = if column.is_empty() { String::new() } else { format!(" r=\"{column}{row}\"") };
        match form {
            0 => format!("<c{name}{style}{kind}/>"),
            1 => format!("<c{name}{style}{kind}><f>A1+1</f><v>{text}</v></c>"),
            2 => format!("<c{name}{style}{kind}><f>A1&amp;1</f></c>"),
            3 | 4 => format!("<c{name}{style} t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            5 => format!("<c{name}{style}{kind}><is><t xml:space=\"preserve\">{text}</t></is></c>"),
            6 => format!("<c{name}{style}{kind}></c>\n"),
            _ => format!("<c{name}{style}{kind}><v>{text}</v></c>"),
        }
    });
    let rows = [
        "</row><row>",
        "</row><row r=\"3\" spans=\"1:9\">",
        "</row>\n<row r=\"4\" hidden=\"1\" x14ac:dyDescent=\"0.2\">\n",
        "</row><row r=\"5\" ht=\"0\">",
        "</row><row r=\"6\" ht=\"15\" hidden=\"0\">",
        "</row><row r=\"7\" r=\"8\">",
        "</row><row r=\"+2\">",
        "</row><row r=\"0\">",
        "</row><row r=\"2\" a:r=\"9\">",
        "</row><x:row r=\"2\"></x:row><row>",
        "</row><x:row r=\"2\"><c r=\"B2\"><v>5</v></c></row><row r=\"3\"></x:row><row>",
        "</row><row/><row>",
        "</row></sheetData><sheetData><row>",
        "<!-- -->",
        "<extLst><c r=\"A1\"><v>1</v></c></extLst>",
        "</row>",
        "<row>",
    ];
    prop_oneof![12 => cell, 3 => prop::sample::select(rows.to_vec()).prop_map(str::to_owned)]
}

/// What is read from a sheet, or the kind of its fault.
fn outcome(rows: &str) -> Result<(Rows, Vec<Code>), Code> {
    let styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/><xf numFmtId=\"14\"/></cellXfs>";
    let texts = "<si><t>甲</t></si><si><t>two</t></si>";
    let file = ByHand { styles, texts, ..ByHand::of(rows) };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("drawn.xlsx");
    std::fs::write(&path, file.bytes(MAIN, OFFICE)).expect("it can be written");
    read(&path.to_string_lossy(), None).map_err(|found| found.code)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The quick way through plain cells reads what the other reads: it knows no apostrophes around attributes.
    #[test]
    fn plain_cells_are_read_as_all_others(pieces in prop::collection::vec(piece(), 1..20), few in any::<bool>()) {
        // Most sheets are whole: of pieces that break one, few are left.
        let unknown = |piece: &String| piece.contains("t=\"s\"") && !piece.contains("<v>0<") && !piece.contains("<v>1<");
        let parts = ["&x;", "XFE", "ZZZZ", "s=\"1\" s=", "r=\"0\"", "r=\"8\""];
        let broken = |piece: &String| unknown(piece) || parts.iter().any(|part| piece.contains(part));
        let whole = |piece: &&String| !few || !broken(piece) && *piece != "</row>" && *piece != "<row>";
        let rows: String = pieces.iter().filter(whole).map(String::as_str).collect();
        let rows = format!("<row r=\"1\"><c r=\"A1\"><v>1</v></c>{rows}</row>");
        prop_assert_eq!(outcome(&rows), outcome(&rows.replace('"', "'")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    /// Bytes that are flipped or cut off never make the program fail.
    #[test]
    fn a_damaged_file_is_read_or_refused(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        let mut bytes = std::fs::read(Path::new(FOLDER).join("official.xlsx")).expect("the file is there");
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            let end = cut.index(bytes.len());
            bytes.truncate(end);
        }
        _ = read_bytes(&bytes, "damaged.xlsx");
    }

    /// Neither does a sheet whose tags, names and numbers are shuffled.
    #[test]
    fn a_hostile_sheet_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..WORDS.len(), 0usize..12), 1..12)) {
        let bytes = with_part(SHEET, |mut xml| {
            for (at, word, length) in &changes {
                let mut start = at.index(xml.len());
                while !xml.is_char_boundary(start) { start -= 1; }
                let mut end = (start + length).min(xml.len());
                while !xml.is_char_boundary(end) { end -= 1; }
                xml.replace_range(start..end.max(start), WORDS[*word]);
            }
            xml
        });
        _ = read_bytes(&bytes, "hostile.xlsx");
    }
}

const WORDS: &[&str] = &[
    "",
    "<",
    ">",
    "</c>",
    "<c>",
    "<row r=\"0\">",
    "<row r=\"4294967296\">",
    "r=\"XFE1\"",
    "r=\"A0\"",
    "r=\"ZZZZZZZ99999999999\"",
    "<v>",
    "</v>",
    "1e400",
    "NaN",
    "-1",
    "99999999999999999999",
    "t=\"s\"",
    "t=\"e\"",
    "t=\"b\"",
    "s=\"9999\"",
    "<f>",
    "</f>",
    "&amp;",
    "&x;",
    "\u{0}",
    "<!--",
    "]]>",
    "\"",
    "'",
    "中",
];
