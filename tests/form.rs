//! Blank forms and ballots from outside: what comes of a form that somebody filled in, of one that does not fit, and of one that was
//! taken apart. No spreadsheet is needed: cells are filled in inside the archive. What a spreadsheet makes of forms, its own saving
//! and computing, is proven in `tests/interop/form.py` and `ballot.py`.

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ALL_KINDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/standards/all-kinds.toml");

/// A program that has run.
struct Done {
    exit: i32,
    stdout: String,
    stderr: String,
}

fn shifan(folder: &Path, arguments: &[&str]) -> Done {
    let output =
        Command::new(env!("CARGO_BIN_EXE_shifan")).args(arguments).current_dir(folder).env("LC_ALL", "C").output().expect("started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Done { exit: output.status.code().expect("not killed"), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The result of scoring files of a folder, with the exit code.
fn score(folder: &Path, standard: &str, more: &[&str]) -> (i32, Value) {
    let done = shifan(folder, &[&["-q", "score", standard], more, &["--format", "json"]].concat());
    let result = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("no JSON: {}{}", done.stdout, done.stderr));
    (done.exit, result)
}

fn list<'v>(result: &'v Value, key: &str) -> &'v [Value] {
    result[key].as_array().map_or(&[], Vec::as_slice)
}

/// Codes of problems (or notes), each with its place on the sheet, such as `D12`.
fn found(result: &Value, key: &str) -> Vec<(String, String)> {
    let place = |found: &Value| {
        format!("{}{}", found["column"].as_str().unwrap_or_default(), found["row"].as_u64().map_or(String::new(), |row| row.to_string()))
    };
    list(result, key).iter().map(|one| (one["code"].as_str().unwrap_or_default().to_owned(), place(one))).collect()
}

fn codes(result: &Value, key: &str) -> Vec<String> {
    found(result, key).into_iter().map(|(code, _)| code).collect()
}

/// An applicant's card without places.
fn card(result: &Value, id: &str) -> Value {
    let mut card = list(result, "applicants").iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("no {id}: {result}")).clone();
    without_places(&mut card);
    card
}

fn without_places(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("at");
            // One alone has no others to be ranked among.
            map.remove("rank");
            // Reasons name the place in their words.
            if map.contains_key("holds") {
                map.remove("text");
            }
            map.values_mut().for_each(without_places);
        }
        Value::Array(all) => all.iter_mut().for_each(without_places),
        _ => {}
    }
}

/// A workbook, part by part.
#[derive(Clone)]
struct Form(Vec<(String, String)>);

const SHEET: &str = "xl/worksheets/sheet1.xml";

impl Form {
    /// The blank form of a standard.
    fn of(folder: &Path, standard: &str, more: &[&str]) -> Self {
        let done = shifan(folder, &[&["form", standard, "-o", "blank.xlsx", "--force"], more].concat());
        assert_eq!(done.exit, 0, "{}", done.stderr);
        Self::open(&folder.join("blank.xlsx"))
    }

    fn open(path: &Path) -> Self {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path).expect("it is there")).expect("an archive");
        let part = |at| {
            let mut part: zip::read::ZipFile<'_, std::fs::File> = archive.by_index(at).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("XML");
            (part.name().expect("a name").into_owned(), text)
        };
        Self((0..archive_len(path)).map(part).collect())
    }

    fn part(&self, name: &str) -> &str {
        &self.0.iter().find(|(part, _)| part == name).unwrap_or_else(|| panic!("no {name}")).1
    }

    fn change(&mut self, name: &str, change: impl FnOnce(&str) -> String) -> &mut Self {
        let part = self.0.iter_mut().find(|(part, _)| part == name).unwrap_or_else(|| panic!("no {name}"));
        part.1 = change(&part.1);
        self
    }

    fn save(&self, path: &Path) {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in &self.0 {
            writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("memory does not fail");
            writer.write_all(text.as_bytes()).expect("memory does not fail");
        }
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, writer.finish().expect("memory does not fail").into_inner()).expect("written");
    }

    /// The shared texts of the workbook.
    fn texts(&self) -> Vec<String> {
        let between = |si: &str| {
            let text = si.split("</t>").next().expect("an end");
            text[text.rfind('>').expect("a tag") + 1..]
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
        };
        self.part("xl/sharedStrings.xml").split("<si>").skip(1).map(between).collect()
    }

    /// Of a sheet its cells that hold a text, by address.
    fn cells(&self, sheet: &str) -> Vec<(String, String)> {
        let texts = self.texts();
        let cell = |xml: &str| {
            let address = xml.split('"').next()?.to_owned();
            let (tag, rest) = xml.split_once('>')?;
            let at: usize = tag.contains("t=\"s\"").then(|| rest.strip_prefix("<v>")?.split('<').next()?.parse().ok())??;
            Some((address, texts[at].clone()))
        };
        self.part(sheet).split("<c r=\"").skip(1).filter_map(cell).collect()
    }

    /// The row on which a text stands in the first column: of the ids the one below the header, of the profile the one above it.
    fn row(&self, text: &str) -> u32 {
        let of_a =
            self.cells(SHEET).into_iter().filter(|(at, own)| own == text && at.strip_prefix('A').is_some_and(|r| r.parse::<u32>().is_ok()));
        let rows: Vec<u32> = of_a.map(|(at, _)| at[1..].parse().expect("a row")).collect();
        assert_eq!(rows.len(), 1, "{text} in {rows:?}");
        rows[0]
    }

    /// Puts a value into a blank cell as somebody would type it: figures become numbers, percentages fractions, all else stays text.
    fn put(&mut self, cell: &str, value: &str) -> &mut Self {
        let number = match value.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0),
            None => value.parse().ok(),
        };
        match number {
            Some(number) => self.put_xml(cell, "", &format!("<v>{number}</v>")),
            None => self.put_text(cell, value),
        }
    }

    fn put_text(&mut self, cell: &str, value: &str) -> &mut Self {
        let text = value.replace('&', "&amp;").replace('<', "&lt;");
        self.put_xml(cell, " t=\"inlineStr\"", &format!("<is><t>{text}</t></is>"))
    }

    fn put_xml(&mut self, cell: &str, attributes: &str, content: &str) -> &mut Self {
        self.change(SHEET, |xml| {
            let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("no {cell}"));
            let end = start + xml[start..].find("/>").expect("a blank cell");
            assert!(!xml[start..end].contains('>'), "{cell} is not blank");
            format!("{}{attributes}>{content}</c>{}", &xml[..end], &xml[end + 2..])
        })
    }

    /// Profile, answers and evidence by header and id.
    fn fill(&mut self, profile: &[(&str, &str)], answers: &[(&str, &str)], evidence: &[&str]) -> &mut Self {
        for (header, value) in profile {
            let cell = format!("B{}", self.row(header));
            self.put_text(&cell, value);
        }
        for (id, value) in answers {
            let cell = format!("D{}", self.row(id));
            self.put(&cell, value);
        }
        for id in evidence {
            let cell = format!("K{}", self.row(id));
            self.put_text(&cell, "见附件");
        }
        self
    }

    /// Shifts every column from this one on by one, as when a column is put in before it.
    fn shift_columns(&mut self, from: &str) -> &mut Self {
        self.change(SHEET, |xml| {
            let mut parts = xml.split("<c r=\"");
            let mut moved = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let (address, rest) = part.split_once('"').expect("an address");
                let (column, row) = address.split_at(address.find(|c: char| c.is_ascii_digit()).expect("a row"));
                let column = if column >= from { next_column(column) } else { column.to_owned() };
                moved.push_str(&format!("<c r=\"{column}{row}\"{rest}"));
            }
            moved
        })
    }

    /// Takes away what formulas came to, as some programs do when they save.
    fn without_results(&mut self) -> &mut Self {
        self.change(SHEET, |xml| {
            let mut parts = xml.split("</f><v>");
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |done, part| format!("{done}</f>{}", part.split_once("</v>").expect("an end").1))
        })
    }

    /// Shifts every row from `from` on by `by` rows, as when rows are put in above it, or taken out (`by` below 0: the rows from
    /// `from + by` to `from` go). Formulas stay what they are: their results are not read.
    fn shift(&mut self, from: u32, by: i64) -> &mut Self {
        self.change(SHEET, |xml| {
            let (before, rest) = xml.split_once("<sheetData>").expect("rows");
            let (rows, after) = rest.split_once("</sheetData>").expect("an end");
            let mut moved = String::new();
            for row in rows.split_inclusive("</row>") {
                let number: i64 = row.split('"').nth(1).and_then(|n| n.parse().ok()).expect("a row");
                let from = i64::from(from);
                if number < from && by < 0 && number >= from + by {
                    continue;
                }
                let to = if number >= from { number + by } else { number };
                let renumbered = row.replacen(&format!("<row r=\"{number}\""), &format!("<row r=\"{to}\""), 1);
                let mut parts = renumbered.split("<c r=\"");
                moved.push_str(parts.next().unwrap_or_default());
                for part in parts {
                    let (address, rest) = part.split_once('"').expect("an address");
                    moved.push_str(&format!("<c r=\"{}{to}\"{rest}", address.trim_end_matches(|c: char| c.is_ascii_digit())));
                }
            }
            format!("{before}<sheetData>{moved}</sheetData>{after}")
        })
    }
}

/// The letters of the column behind this one, for columns up to Z.
fn next_column(letters: &str) -> String {
    assert!(letters.len() == 1 && letters != "Z", "{letters}");
    char::from(letters.as_bytes()[0] + 1).to_string()
}

fn archive_len(path: &Path) -> usize {
    zip::ZipArchive::new(std::fs::File::open(path).expect("it is there")).expect("an archive").len()
}

/// Answers to every question of `all-kinds.toml` in 2024 that a care home has, with whole, decimal and percentage figures, words, a
/// blank one and 不适用; C4 has a figure that is not met, A5 half a unit.
const PROFILE: &[(&str, &str)] = &[
    ("机构代码", "0012"),
    ("机构全称", "甲=院，\"1\"<&>号"),
    ("所在地", "某区"),
    ("机构类别", "养老机构"),
    ("报送单位", "某区卫健委"),
    ("统计年度", "2024年"),
];
const ANSWERS: &[(&str, &str)] = &[
    ("G1", "是"),
    ("G2", "5"),
    ("G4", "否"),
    ("G5", "3"),
    ("staff", "120"),
    ("trained", "91"),
    ("A2", "14.5"),
    ("nursing_beds", "60"),
    ("general_beds", "40"),
    ("nursing_occupied", "50"),
    ("general_occupied", "31"),
    ("full_time", "12"),
    ("part_time", "7"),
    ("survey_score", "61.25"),
    ("A6", "24"),
    ("A7", "31"),
    ("garden_area", "800.5"),
    ("surplus", "-3.5"),
    ("income", "410"),
    ("B1", "否"),
    ("B2", "良"),
    ("B3", "2"),
    ("B4", "4.5"),
    ("falls", "3"),
    ("residents", "90"),
    ("B7", "1"),
    ("C1", "2"),
    ("visits_now", "1200"),
    ("visits_before", "1100"),
    ("C4", "3"),
];
const EVIDENCE: &[&str] = &["G1", "G2", "G4", "A1", "A2", "B2"];

fn all_kinds(folder: &Path, id: &str) -> Form {
    let mut form = Form::of(folder, ALL_KINDS, &["--phase", "2024", "--lang", "zh"]);
    let profile: Vec<(&str, &str)> =
        PROFILE.iter().map(|(header, value)| (*header, if *header == "机构代码" { id } else { value })).collect();
    form.fill(&profile, ANSWERS, EVIDENCE);
    form
}

/// The same as a row of a table, with the columns that stay blank.
fn as_table(id: &str, blank: &[&str], evidence: &[String]) -> String {
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let own = PROFILE.iter().map(|(header, value)| (*header, if *header == "机构代码" { id } else { value }));
    let answers = own.chain(ANSWERS.iter().copied()).chain(blank.iter().map(|id| (*id, "")));
    let mut cells: Vec<(String, &str)> = answers.map(|(header, value)| (header.to_owned(), value)).collect();
    for id in evidence {
        cells.push((format!("{id} 佐证材料"), if EVIDENCE.contains(&id.as_str()) { "见附件" } else { "" }));
    }
    let line = |cells: Vec<&str>| cells.into_iter().map(quoted).collect::<Vec<_>>().join(",");
    format!("{}\n{}\n", line(cells.iter().map(|(h, _)| h.as_str()).collect()), line(cells.iter().map(|(_, v)| *v).collect()))
}

#[test]
fn a_filled_form_scores_as_the_same_answers_in_a_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    all_kinds(folder, "0012").save(&folder.join("form.xlsx"));
    let (exit, form) = score(folder, ALL_KINDS, &["form.xlsx", "--phase", "2024"]);
    let ids: Vec<String> =
        list(&card(&form, "0012"), "indicators").iter().filter_map(|one| one["id"].as_str().map(str::to_owned)).collect();
    std::fs::write(folder.join("table.csv"), as_table("0012", &["B5", "C3", "posts", "vacant_posts"], &ids)).expect("written");
    let (_, table) = score(folder, ALL_KINDS, &["table.csv", "--phase", "2024"]);
    assert_eq!(exit, 0, "{form}");
    let (form_card, table_card) = (card(&form, "0012"), card(&table, "0012"));
    assert_eq!(form_card, table_card);
    // That it is no comparison of nothing with nothing: A1 8 × (75.83 − 50) ÷ 40 = 5.17; A2 5 × (30 − 14.5) ÷ 20 = 3.875 → 3.88;
    // B3 6 − 2 × 1.5 = 3; B5 was left blank; the code keeps its noughts.
    let points = |id: &str| list(&form_card, "indicators").iter().find(|one| one["id"] == id).expect("it is there")["points"].clone();
    assert_eq!([points("A1"), points("A2"), points("B3"), points("B5")].map(|p| p.to_string()), ["5.17", "3.88", "3.0", "0.0"]);
    assert_eq!(form_card["name"], "甲=院，\"1\"<&>号");
    let without: Vec<String> =
        found(&form, "problems").into_iter().filter(|(code, _)| code == "evidence-missing").map(|(_, place)| place).collect();
    // G5 has none and holds, A1 has some.
    assert!(without.contains(&"K18".to_owned()) && !without.contains(&"K20".to_owned()), "{without:?}");
}

#[test]
fn a_folder_of_forms_is_one_pool() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for (file, id) in [("a.xlsx", "1"), ("b.xlsx", "2"), ("c.xlsx", "3")] {
        let mut form = all_kinds(folder, id);
        if id == "2" {
            let cell = format!("D{}", form.row("B5"));
            form.put(&cell, "5");
        }
        form.save(&folder.join("forms").join(file));
    }
    let (_, result) = score(folder, ALL_KINDS, &["forms", "--phase", "2024"]);
    assert_eq!(result["counts"]["applicants"], 3);
    assert_eq!(result["counts"]["scored"], 3);
    let points = |id: &str| card(&result, id)["points"].as_f64().expect("points");
    assert_eq!((points("1"), points("2") - points("1")), (points("3"), 5.0));
    assert_eq!(list(&result, "applicants").iter().find(|one| one["id"] == "2").expect("it is there")["at"], "forms/b.xlsx:填报表");
}

#[test]
fn findings_name_the_cells_of_the_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut form = Form::of(folder, ALL_KINDS, &["--phase", "2024", "--lang", "zh"]);
    let answers = [("trained", "121"), ("staff", "120"), ("B2", "很好"), ("A6", "24.5"), ("G1", "也许"), ("B1", "不适用")];
    form.fill(&[("机构代码", "1"), ("机构类别", "养老机构")], &answers, &[]).save(&folder.join("form.xlsx"));
    let (exit, result) = score(folder, ALL_KINDS, &["form.xlsx", "--phase", "2024"]);
    assert_eq!(exit, 1);
    let rows = ["G1", "trained", "A6", "B2"].map(|id| form.row(id));
    let codes = ["not-yes-no", "part-over-whole", "not-whole", "unknown-level"];
    let wanted: Vec<(String, String)> = codes.iter().zip(rows).map(|(code, row)| ((*code).to_owned(), format!("D{row}"))).collect();
    assert_eq!(found(&result, "problems"), wanted);
    assert!(list(&result, "problems").iter().all(|found| found["sheet"] == "填报表" && found["file"] == "form.xlsx"));
}

/// A standard of the test's own, whose edition and text can be changed.
const SMALL: &str = r#"
[standard]
id = "small"
name = "小标准"
document = "测试"
edition = "1"
wording = "illustrative"
applicant = "district"

[[input]]
id = "homes"
name = "机构数"
whole = true
[[input]]
id = "signed"
name = "签约数"
whole = true

[[indicator]]
id = "A"
name = "签约率"
kind = "linear"
points = 4
unit = "%"
value = "signed / homes"
zero_at = "0%"
full_at = "100%"
clause = "一"
source = "测试"
evidence = ["协议"]
[[indicator]]
id = "B"
name = "制度"
kind = "yes-no"
points = 2
clause = "一"
evidence = ["文件"]
[[indicator]]
id = "C"
name = "覆盖率"
kind = "target"
points = 4
unit = "%"
at_least = "80%"
short = "pro-rata"
clause = "一"
source = "测试"
evidence = ["台账"]
"#;

/// A folder with the small standard and a form of it that earns 2 + 2 + 3 = 7 points.
fn small() -> (tempfile::TempDir, Form) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("small.toml"), SMALL).expect("written");
    let mut form = Form::of(folder.path(), "small.toml", &["--lang", "zh"]);
    let answers = [("homes", "10"), ("signed", "5"), ("B", "是"), ("C", "60%")];
    form.fill(&[("编号", "1"), ("名称", "甲区")], &answers, &["A", "B", "C"]);
    (folder, form)
}

/// What comes of a form: exit code, points (null if not scored) and the codes of the problems.
fn outcome(folder: &tempfile::TempDir, form: &Form) -> (i32, Value, Vec<String>) {
    form.save(&folder.path().join("form.xlsx"));
    let (exit, result) = score(folder.path(), "small.toml", &["form.xlsx"]);
    (exit, list(&result, "applicants").first().map_or(Value::Null, |one| one["points"].clone()), codes(&result, "problems"))
}

#[test]
fn a_form_of_another_edition_standard_or_phase_is_refused_and_the_others_go_on() {
    let (folder, form) = small();
    let folder = folder.path();
    form.save(&folder.join("forms/a.xlsx"));
    std::fs::write(folder.join("forms/b.csv"), "编号,homes,signed,B,C\n2,10,10,是,80%\n").expect("written");
    for changed in [SMALL.replace("edition = \"1\"", "edition = \"2\""), SMALL.replace("id = \"small\"", "id = \"smaller\"")] {
        std::fs::write(folder.join("other.toml"), changed).expect("written");
        let (exit, result) = score(folder, "other.toml", &["forms"]);
        assert_eq!((exit, &result["counts"]["applicants"], &result["counts"]["scored"]), (1, &Value::from(2), &Value::from(1)));
        let problem = &list(&result, "problems")[0];
        assert_eq!(
            (&problem["code"], &problem["severity"], &problem["file"]),
            (&"other-edition".into(), &"error".into(), &"forms/a.xlsx".into())
        );
        assert_eq!(card(&result, "1")["reasons"][0]["code"], "other-edition");
        assert_eq!(card(&result, "2")["points"].to_string(), "10.0");
    }
    // The file has changed, not what it is.
    std::fs::write(folder.join("other.toml"), format!("{SMALL}\n# 订正\n")).expect("written");
    let (exit, result) = score(folder, "other.toml", &["forms"]);
    assert_eq!((exit, codes(&result, "problems")), (0, vec!["other-text".to_owned()]));
    assert_eq!(list(&result, "problems")[0]["severity"], "warning");
    assert_eq!(card(&result, "1")["points"].to_string(), "7.0");

    all_kinds(folder, "3").save(&folder.join("2024.xlsx"));
    let (exit, result) = score(folder, ALL_KINDS, &["2024.xlsx", "--phase", "2026"]);
    assert_eq!((exit, codes(&result, "problems"), &card(&result, "3")["points"]), (1, vec!["other-edition".to_owned()], &Value::Null));
}

#[test]
fn rows_put_in_above_and_between_move_nothing() {
    let (folder, form) = small();
    for (from, by) in [(1, 3), (form.row("编号"), 2), (form.row("编码"), 1), (form.row("B"), 4), (form.row("signed"), 1)] {
        let mut moved = form.clone();
        let row = moved.row("C");
        moved.shift(from, by);
        assert_eq!(i64::from(moved.row("C")), i64::from(row) + by);
        assert_eq!(outcome(&folder, &moved), (0, 7.0.into(), vec![]), "{by} rows put in before row {from}");
    }
}

#[test]
fn what_is_taken_out_is_missing_and_what_is_put_in_is_said() {
    let (folder, form) = small();
    // The line of B is gone: 7 − 2.
    let mut without = form.clone();
    without.shift(form.row("B") + 1, -1);
    let (exit, points, codes) = outcome(&folder, &without);
    assert_eq!((exit, points), (0, 5.0.into()), "{codes:?}");
    assert!(codes.contains(&"missing-column".to_owned()), "{codes:?}");

    // A line of somebody's own is no answer to anything.
    let mut own = form.clone();
    let row = own.row("B");
    let line = format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>自加指标</t></is></c><c r=\"D{row}\"><v>9</v></c></row>");
    own.shift(row, 1).change(SHEET, |xml| xml.replacen(&format!("<row r=\"{}\"", row + 1), &format!("{line}<row r=\"{}\"", row + 1), 1));
    let (exit, points, _) = outcome(&folder, &own);
    assert_eq!((exit, points), (0, 7.0.into()));
    let (_, result) = score(folder.path(), "small.toml", &["form.xlsx"]);
    assert_eq!(found(&result, "notes"), [("unmatched-column".to_owned(), format!("D{row}"))]);
    assert_eq!(score(folder.path(), "small.toml", &["form.xlsx", "--strict"]).0, 1);

    // A line that stands twice: with one answer it is a warning, with two nothing is scored.
    for (second, exit, points) in [("60%", 0, 7.0.into()), ("90%", 1, Value::Null)] {
        let mut twice = form.clone();
        let row = twice.row("C");
        let copy = format!(
            "<row r=\"{0}\"><c r=\"A{0}\" t=\"inlineStr\"><is><t>C</t></is></c><c r=\"D{0}\" s=\"11\"/><c r=\"K{0}\" s=\"11\"/></row>",
            row + 1
        );
        twice.shift(row + 1, 1).change(SHEET, |xml| xml.replacen("</sheetData>", &format!("{copy}</sheetData>"), 1));
        twice.put_text(&format!("D{}", row + 1), second).put_text(&format!("K{}", row + 1), "见附件");
        assert_eq!(outcome(&folder, &twice), (exit, points, vec!["twin-columns".to_owned(), "twin-columns".to_owned()]));
    }
}

#[test]
fn columns_put_in_move_nothing() {
    let (folder, form) = small();
    for column in ["A", "B", "D", "E", "K"] {
        let mut moved = form.clone();
        moved.shift_columns(column);
        assert_eq!(outcome(&folder, &moved), (0, 7.0.into(), vec![]), "a column put in before {column}");
    }
    let mut without = form.clone();
    assert_eq!(outcome(&folder, without.without_results()), (0, 7.0.into(), vec![]));
}

#[test]
fn sheets_may_be_renamed_moved_shown_and_put_in() {
    let (folder, form) = small();
    let sheets = |form: &Form, change: &dyn Fn(&str) -> String| {
        let mut changed = form.clone();
        changed.change("xl/workbook.xml", |xml| change(xml));
        changed
    };
    let renamed = sheets(&form, &|xml| xml.replace("name=\"填报表\"", "name=\"附件1\""));
    assert_eq!(outcome(&folder, &renamed), (0, 7.0.into(), vec![]));
    let (_, result) = score(folder.path(), "small.toml", &["form.xlsx"]);
    assert_eq!(list(&result, "applicants")[0]["at"], "form.xlsx:附件1");
    assert_eq!(codes(&result, "notes"), [""; 0]);

    // Behind the sheet that computes, which begins with the same word.
    let moved = sheets(&renamed, &|xml| {
        let (before, rest) = xml.split_once("<sheet ").expect("a sheet");
        let (first, rest) = rest.split_once("/>").expect("an end");
        let (second, rest) = rest.split_once("/>").expect("an end");
        format!("{before}{second}/><sheet {first}/>{rest}")
    });
    assert_eq!(outcome(&folder, &moved), (0, 7.0.into(), vec![]));

    let shown = sheets(&form, &|xml| xml.replace(" state=\"veryHidden\"", ""));
    assert_ne!(shown.part("xl/workbook.xml"), form.part("xl/workbook.xml"));
    assert_eq!(outcome(&folder, &shown), (0, 7.0.into(), vec![]));

    let own = sheets(&form, &|xml| xml.replace("name=\"计算\"", "name=\"我的草稿\""));
    assert_eq!(outcome(&folder, &own), (0, 7.0.into(), vec![]));
    let (_, result) = score(folder.path(), "small.toml", &["form.xlsx"]);
    assert_eq!(codes(&result, "notes"), ["other-sheets"]);
}

#[test]
fn lines_are_found_without_their_header() {
    let (folder, mut form) = small();
    form.change("xl/sharedStrings.xml", |xml| xml.replace(">编码<", ">序<").replace(">填报<", ">答<"));
    assert_eq!(outcome(&folder, &form), (0, 7.0.into(), vec![]));
    // One of the profile is called as the ids are.
    let text = SMALL.replace("applicant = \"district\"", "applicant = \"district\"\n[columns]\nid = [\"编码\"]");
    std::fs::write(folder.path().join("small.toml"), text).expect("written");
    let mut form = Form::of(folder.path(), "small.toml", &["--lang", "zh"]);
    form.put_text("B4", "1").fill(&[("名称", "甲")], &[("C", "80%")], &["C"]);
    assert_eq!(outcome(&folder, &form), (0, 4.0.into(), vec![]));
}

#[test]
fn a_form_that_nobody_has_filled_in_is_said_to_be_blank() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("small.toml"), SMALL).expect("written");
    let form = Form::of(folder.path(), "small.toml", &["--lang", "zh"]);
    let (exit, points, codes) = outcome(&folder, &form);
    assert_eq!((exit, points, codes), (0, Value::Null, vec!["no-rows".to_owned()]));
    let (_, result) = score(folder.path(), "small.toml", &["form.xlsx"]);
    assert_eq!(list(&result, "problems")[0]["text"], "nothing has been filled in on this form");
    // Answers without a name are somebody's, but nobody knows whose.
    let (folder, form) = small();
    let mut nobody = form.clone();
    nobody.change(SHEET, |xml| xml.replace("<is><t>1</t></is>", "<is><t></t></is>"));
    let (exit, points, codes) = outcome(&folder, &nobody);
    assert_eq!((exit, points, codes), (1, Value::Null, vec!["row-without-id".to_owned()]));
}

#[test]
fn a_form_without_its_hidden_sheet_is_refused_as_a_table() {
    let (folder, mut form) = small();
    form.change("xl/workbook.xml", |xml| {
        let (before, rest) = xml.split_once("<sheet name=\"shifan\"").expect("the hidden sheet");
        format!("{before}{}", rest.split_once("/>").expect("an end").1)
    });
    form.save(&folder.path().join("form.xlsx"));
    let done = shifan(folder.path(), &["score", "small.toml", "form.xlsx"]);
    assert_eq!(done.exit, 3, "{}", done.stdout);
    assert!(done.stderr.starts_with("error[no-header] form.xlsx"), "{}", done.stderr);
}

/// Every standard that is built in, and those of the tests, each with its phases.
fn standards() -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for folder in ["standards", "tests/standards"] {
        for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder") {
            let path = file.expect("a file").path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                let phases = text.lines().find_map(|line| line.strip_prefix("phases = [")?.strip_suffix(']'));
                let phases = phases.map_or_else(Vec::new, |all| all.split(", ").map(str::to_owned).collect());
                found.push((path.to_string_lossy().into_owned(), phases));
            }
        }
    }
    assert_eq!(found.len(), 6);
    found
}

/// For each standard, phase and language: the arguments that make its form.
fn forms() -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (standard, phases) in standards() {
        let of_phase: Vec<Vec<&str>> = if phases.is_empty() { vec![vec![]] } else { phases.iter().map(|p| vec!["--phase", p]).collect() };
        for phase in of_phase {
            for language in ["zh", "en"] {
                let arguments = ["form", standard.as_str(), "--lang", language].into_iter().chain(phase.iter().copied());
                all.push(arguments.map(str::to_owned).collect());
            }
        }
    }
    all
}

#[test]
fn every_header_of_a_plain_form_is_recognised() {
    let folder = tempfile::tempdir().expect("a folder");
    for form in forms() {
        let arguments: Vec<&str> = form.iter().map(String::as_str).chain(["-o", "form.csv", "--force"]).collect();
        let done = shifan(folder.path(), &arguments);
        assert_eq!(done.exit, 0, "{}", done.stderr);
        let text = std::fs::read_to_string(folder.path().join("form.csv")).expect("UTF-8");
        assert!(text.starts_with('\u{feff}') && text.lines().count() == 1, "{text}");
        let columns = csv::Reader::from_reader(text.as_bytes()).headers().expect("headers").len();
        std::fs::write(folder.path().join("form.csv"), format!("{text}一{}\n", ",".repeat(columns - 1))).expect("written");
        let phase = form.iter().skip_while(|argument| *argument != "--phase").map(String::as_str);
        let more: Vec<&str> = ["form.csv"].into_iter().chain(phase).collect();
        let (_, result) = score(folder.path(), &form[1], &more);
        let about_headers = ["unmatched-column", "ambiguous-header", "header-by-id", "missing-column", "twin-columns"];
        for code in codes(&result, "notes").iter().chain(&codes(&result, "problems")) {
            assert!(!about_headers.contains(&code.as_str()), "{arguments:?}: {code} in {text}");
        }
    }
}

/// What stands in these elements of a part, as it is entered.
fn entered<'x>(xml: &'x str, element: &str) -> impl Iterator<Item = String> + use<'x> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let pieces: Vec<&str> = xml.split(open.as_str()).skip(1).map(|rest| rest.split(close.as_str()).next().expect("an end")).collect();
    let plain =
        |text: &str| text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&apos;", "'").replace("&amp;", "&");
    pieces.into_iter().map(plain)
}

/// How many brackets are open at most at once, outside texts.
fn nesting(formula: &str) -> usize {
    let outside = formula.split('"').step_by(2).flat_map(str::chars);
    let depth = outside.scan(0usize, |open, c| {
        *open = if c == '(' { *open + 1 } else { open.saturating_sub(usize::from(c == ')')) };
        Some(*open)
    });
    depth.max().unwrap_or(0)
}

/// What a spreadsheet takes: formulas of 8192 characters and 64 levels, 255 characters in a formula's text and in a check of a cell,
/// messages of 255 and titles of 32 characters, functions that Excel has had since 2007.
#[test]
fn formulas_keep_to_what_spreadsheets_take() {
    let folder = tempfile::tempdir().expect("a folder");
    let known = [
        "AND",
        "CHOOSE",
        "COUNTIF",
        "IF",
        "INT",
        "ISERROR",
        "ISLOGICAL",
        "ISNUMBER",
        "LEN",
        "MAX",
        "MIN",
        "NOT",
        "OR",
        "ROUND",
        "SUM",
        "SUMIF",
        "TEXT",
        "TRIM",
    ];
    let mut count = 0;
    for arguments in forms() {
        let rest: Vec<&str> = arguments[2..].iter().map(String::as_str).collect();
        let form = Form::of(folder.path(), &arguments[1], &rest);
        for part in [SHEET, "xl/worksheets/sheet2.xml"] {
            for formula in entered(form.part(part), "f").chain(entered(form.part(part), "formula1")) {
                count += 1;
                assert!(formula.encode_utf16().count() <= 8192, "{arguments:?}: {}", formula.len());
                assert!(nesting(&formula) <= 64, "{arguments:?}: {formula}");
                assert!(formula.split('"').skip(1).step_by(2).all(|text| text.chars().count() <= 255), "{arguments:?}: {formula}");
                for before in formula.split('"').step_by(2).flat_map(|piece| piece.split('(').rev().skip(1)) {
                    let name: String =
                        before.chars().rev().take_while(char::is_ascii_alphabetic).collect::<Vec<_>>().into_iter().rev().collect();
                    assert!(name.is_empty() || known.contains(&name.as_str()), "{arguments:?}: {name} in {formula}");
                }
            }
            for check in entered(form.part(part), "formula1") {
                assert!(check.chars().count() <= 255, "{arguments:?}: {check}");
            }
            for (attribute, most) in [("prompt", 255), ("error", 255), ("promptTitle", 32), ("errorTitle", 32)] {
                for value in form.part(part).split(&format!(" {attribute}=\"")).skip(1) {
                    assert!(value.split('"').next().expect("an end").encode_utf16().count() <= most, "{arguments:?}: {value}");
                }
            }
        }
    }
    assert!(count > 5_000, "{count}");
}

#[test]
fn the_same_form_and_ballot_are_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let make = |arguments: &[&str]| {
        let done = shifan(folder.path(), &[arguments, &["--force"]].concat());
        assert_eq!(done.exit, 0, "{}", done.stderr);
    };
    let scheme = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/chongqing-2025/scheme.toml");
    for (file, arguments) in [
        ("form.xlsx", vec!["form", "chongqing-institution", "-o", "form.xlsx"]),
        ("form.csv", vec!["form", "chongqing-institution", "-o", "form.csv"]),
        ("ballot.xlsx", vec!["form", scheme, "--ballot", "round1", "--track", "districts", "-o", "ballot.xlsx"]),
        ("ballot.csv", vec!["form", scheme, "--ballot", "round1", "--track", "districts", "--expert", "甲", "-o", "ballot.csv"]),
    ] {
        make(&arguments);
        let first = std::fs::read(folder.path().join(file)).expect("written");
        // An archive keeps times to two seconds.
        std::thread::sleep(std::time::Duration::from_millis(2100));
        make(&arguments);
        assert!(std::fs::read(folder.path().join(file)).expect("written") == first, "{file}");
    }
}

#[test]
fn an_english_form_is_read_like_a_chinese_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    all_kinds(folder, "0012").save(&folder.join("zh.xlsx"));
    let mut form = Form::of(folder, ALL_KINDS, &["--phase", "2024", "--lang", "en"]);
    let profile: Vec<(&str, &str)> =
        PROFILE.iter().map(|(header, value)| (*header, if *header == "机构类别" { "Elderly care home" } else { value })).collect();
    let answers: Vec<(&str, &str)> = ANSWERS
        .iter()
        .map(|(id, value)| {
            (
                *id,
                match *value {
                    "是" => "yes",
                    "否" => "no",
                    value => value,
                },
            )
        })
        .collect();
    form.fill(&profile, &answers, EVIDENCE).save(&folder.join("en.xlsx"));
    let results = ["zh", "en"].map(|language| score(folder, ALL_KINDS, &[&format!("{language}.xlsx"), "--phase", "2024"]));
    let [zh, en] = results.map(|(exit, result)| {
        let mut card = card(&result, "0012");
        card["type"].take();
        card["indicators"].as_array_mut().expect("a list").iter_mut().for_each(|one| _ = one["answer"].take());
        (exit, card)
    });
    assert_eq!(zh, en);
}

const SCHEME: &str = r#"
[scheme]
id = "s"
name = "小评审"
document = "测试"
applied_on = 2025-06-30

[assumed]
"panel.combine" = "测试"

[[track]]
id = "t"
submissions = ["list.csv"]
quota = 1
ballots = { r = ["ballots/*"] }

[[round]]
id = "r"
name = "初评"
items = [ { id = "a", name = "特色", points = 60 }, { id = "b", name = "成效", points = 40 } ]
panel = { combine = "mean", min_marks = 1 }

[final]
weights = { r = 100 }
"#;

/// A folder with a small scheme of two applicants, and the ballot of one expert on it, filled in: 50 + 35.5 and 回避.
fn small_ballot(language: &str, expert: &[&str]) -> (tempfile::TempDir, Form) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("ballots")).expect("made");
    std::fs::write(folder.path().join("scheme.toml"), SCHEME).expect("written");
    std::fs::write(folder.path().join("list.csv"), "编号,名称\n001,甲区\n002,乙区\n").expect("written");
    std::fs::write(folder.path().join("ballots/none.csv"), "专家,编号,评分项,得分\n专家0,001,特色,1\n").expect("written");
    let ballot = ["--lang", language, "form", "scheme.toml", "--ballot", "r", "-o", "blank.xlsx"];
    let done = shifan(folder.path(), &[&ballot, expert].concat());
    assert_eq!(done.exit, 0, "{}", done.stderr);
    let mut form = Form::open(&folder.path().join("blank.xlsx"));
    form.put("E7", "50").put("F7", "35.5").put_text("E8", "回避");
    (folder, form)
}

/// What comes of a ballot beside that of 专家0: the marks on 001 and on 002, and what is said of the file.
fn reviewed(folder: &tempfile::TempDir, form: &Form) -> (Vec<String>, Vec<String>) {
    form.save(&folder.path().join("ballots/ballot.xlsx"));
    let done = shifan(folder.path(), &["-q", "review", "scheme.toml", "--format", "json"]);
    let result: Value = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("no JSON: {}{}", done.stdout, done.stderr));
    let mut marks = Vec::new();
    for applicant in list(&result["tracks"][0], "applicants") {
        for mark in list(&applicant["rounds"]["r"], "marks").iter().filter(|mark| mark["expert"] != "专家0") {
            marks.push(format!("{} {} {} {}", applicant["id"], mark["expert"], mark["points"], mark["state"]).replace('"', ""));
        }
    }
    marks.sort();
    let of_file = |found: &&Value| found["file"].as_str().is_some_and(|file| file.ends_with("ballot.xlsx"));
    let said = |key| {
        list(&result, key).iter().filter(of_file).map(|found| found["code"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    (marks, [said("problems"), said("notes")].concat())
}

#[test]
fn a_ballot_is_read_in_either_language_and_however_it_was_saved() {
    let wanted = (vec!["001 王 85.5 used".to_owned(), "002 王 null recused".to_owned()], Vec::<String>::new());
    for language in ["zh", "en"] {
        let (folder, form) = small_ballot(language, &["--expert", "王"]);
        assert_eq!(reviewed(&folder, &form), wanted, "{language}");
        let mut without = form.clone();
        assert_eq!(reviewed(&folder, without.without_results()), wanted, "{language}, without results");
        for (from, by) in [(1, 2), (5, 1), (6, 1), (8, 1)] {
            let mut moved = form.clone();
            assert_eq!(reviewed(&folder, moved.without_results().shift(from, by)), wanted, "{language}, {by} rows before {from}");
        }
        for column in ["A", "B", "D", "E", "G"] {
            let mut moved = form.clone();
            assert_eq!(reviewed(&folder, moved.without_results().shift_columns(column)), wanted, "{language}, a column before {column}");
        }
        let mut shown = form.clone();
        shown.change("xl/workbook.xml", |xml| xml.replace(" state=\"veryHidden\"", ""));
        assert_eq!(reviewed(&folder, &shown), wanted, "{language}");
        // One that the expert puts the name on.
        let (folder, mut form) = small_ballot(language, &[]);
        assert_eq!(reviewed(&folder, &form), (vec![], vec!["incomplete-row".to_owned()]), "{language}, without a name");
        assert_eq!(reviewed(&folder, form.put_text("B4", "王")), wanted, "{language}, with a name");
    }
}

#[test]
fn a_ballot_never_counts_more_or_less_than_it_says() {
    let (folder, form) = small_ballot("zh", &["--expert", "王"]);
    let put_in = |cells: &str| {
        let mut more = form.clone();
        more.change(SHEET, |xml| xml.replacen("</sheetData>", &format!("<row r=\"9\">{cells}</row></sheetData>"), 1));
        more
    };
    // A sum and a signature below are the expert's own.
    let sum = put_in("<c r=\"A9\" t=\"inlineStr\"><is><t>合计</t></is></c><c r=\"E9\"><v>50</v></c><c r=\"F9\"><v>35.5</v></c>");
    assert_eq!(
        reviewed(&folder, &sum),
        (vec!["001 王 85.5 used".to_owned(), "002 王 null recused".to_owned()], vec!["note-row".to_owned()])
    );
    // A row that stands twice counts not at all.
    let id = "<c r=\"C9\" t=\"inlineStr\"><is><t>001</t></is></c>";
    let twice = put_in(&format!("{id}<c r=\"E9\"><v>50</v></c><c r=\"F9\"><v>35.5</v></c>"));
    let (marks, said) = reviewed(&folder, &twice);
    assert_eq!(marks[0], "001 王 null incomplete");
    assert_eq!(said.iter().filter(|code| *code == "mark-twice").count(), 2, "{said:?}");
    // Without the hidden sheet a formula without its result is nobody's name.
    let mut table = form.clone();
    table.without_results().change("xl/workbook.xml", |xml| xml.replace("name=\"shifan\"", "name=\"旧\""));
    let (marks, said) = reviewed(&folder, &table);
    assert!(marks.is_empty() && said.contains(&"formula-without-value".to_owned()), "{marks:?} {said:?}");
}

#[test]
fn hostile_names_of_items_applicants_and_experts_come_back_as_they_went() {
    let (folder, _) = small_ballot("zh", &[]);
    let items = r#"{ id = "a", name = "=cmd|' /C calc'!A0", points = 30 }, { id = "b", name = "合计", points = 30 },
        { id = "c", name = "备注", points = 30 }, { id = "d", name = "引号\"<&>（一）", points = 10 }"#;
    let scheme =
        SCHEME.replace(r#"{ id = "a", name = "特色", points = 60 }, { id = "b", name = "成效", points = 40 }"#, &items.replace('\n', " "));
    assert_ne!(scheme, SCHEME);
    std::fs::write(folder.path().join("scheme.toml"), scheme.replace("name = \"初评\"", "name = \"=初评\"")).expect("written");
    std::fs::write(folder.path().join("list.csv"), "编号,名称\n=1+1,丙\n@x,\"=HYPERLINK(\"\"x\"\")\"\n").expect("written");
    std::fs::remove_file(folder.path().join("ballots/none.csv")).expect("removed");
    let expert = ["--expert", "=专家|x"];
    let make = |file: &str| {
        let done = shifan(
            folder.path(),
            &[&["form", "scheme.toml", "--lang", "zh", "--ballot", "r", "-o", file, "--force"], &expert[..]].concat(),
        );
        assert_eq!(done.exit, 0, "{}", done.stderr);
    };
    let wanted = (vec!["=1+1 =专家|x 62.5 used".to_owned(), "@x =专家|x null incomplete".to_owned()], vec!["incomplete-ballot".to_owned()]);
    make("ballot.xlsx");
    let mut form = Form::open(&folder.path().join("ballot.xlsx"));
    form.put("E7", "20").put("F7", "20").put("G7", "20").put("H7", "2.5").put("E8", "9");
    assert_eq!(reviewed(&folder, &form), wanted);
    // The plain ballot computes nowhere, and says the same.
    make("ballot.csv");
    let text = std::fs::read_to_string(folder.path().join("ballot.csv")).expect("UTF-8");
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut filled = Vec::new();
    for (row, marks) in rows.records().map(|row| row.expect("a row")).zip([None, Some("20,20,20,2.5"), Some("9,,,")]) {
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
        if let Some(marks) = marks {
            cells.splice(4..8, marks.split(',').map(str::to_owned));
        }
        filled.push(cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(","));
    }
    std::fs::remove_file(folder.path().join("ballots/ballot.xlsx")).expect("removed");
    std::fs::write(folder.path().join("ballots/ballot.csv"), filled.join("\n")).expect("written");
    let done = shifan(folder.path(), &["-q", "review", "scheme.toml", "--format", "json"]);
    let result: Value = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("no JSON: {}{}", done.stdout, done.stderr));
    let applicants = list(&result["tracks"][0], "applicants");
    let marks = |id: &str| &applicants.iter().find(|one| one["id"] == id).expect("it is there")["rounds"]["r"]["marks"][0];
    assert_eq!((&marks("=1+1")["points"], &marks("=1+1")["expert"]), (&62.5.into(), &"=专家|x".into()));
    assert_eq!(marks("@x")["state"], "incomplete");
}

#[test]
fn experts_have_names_and_each_only_one_ballot() {
    let (folder, _) = small_ballot("zh", &[]);
    let make = |experts: &[&str]| {
        let experts: Vec<&str> = experts.iter().flat_map(|expert| ["--expert", expert]).collect();
        shifan(folder.path(), &[&["form", "scheme.toml", "--ballot", "r", "--out", "made"], experts.as_slice()].concat())
    };
    for (experts, said) in [
        (&["  "][..], "--expert needs a name"),
        (&["王", "李", " 王"], "the experts `王` and `王` are one"),
        (&["Wang", "WANG"], "the experts `Wang` and `WANG` are one"),
        (&["a/b", "a:b"], "two experts would have the file `r-t-a_b.xlsx`"),
    ] {
        let done = make(experts);
        assert_eq!((done.exit, done.stderr.contains(said)), (2, true), "{experts:?}: {}", done.stderr);
        assert!(!folder.path().join("made").exists());
    }
    let done = make(&[&"长".repeat(300), "a/b"]);
    assert_eq!((done.exit, done.stdout.lines().count()), (0, 2), "{}", done.stderr);
}
