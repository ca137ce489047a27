//! Workbooks of results, opened with a reader that is not their writer's, and looked at part by part: what evaluators see is what the JSON
//! result says, and nothing in it is a formula, a link, or the clock.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn shifan(words: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shifan")).args(words).current_dir(folder).env("LC_ALL", "C").output().expect("started")
}

fn example(name: &str) -> PathBuf {
    Path::new(ROOT).join("examples").join(name)
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a call writes to a file, and the file.
fn written(words: &[&str], folder: &Path, ending: &str) -> Vec<u8> {
    let out = tempfile::tempdir().expect("a folder");
    let path = out.path().join(format!("out.{ending}"));
    let mut all: Vec<&str> = words.to_vec();
    let name = path.to_string_lossy().into_owned();
    all.extend(["-o", &name]);
    let output = shifan(&all, folder);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{all:?}: {}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(&path).expect("written")
}

fn json(words: &[&str], folder: &Path) -> Value {
    serde_json::from_slice(&written(words, folder, "json")).expect("JSON")
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook")
}

/// The cells of a sheet by row.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
    let range = book.worksheet_range(sheet).unwrap_or_else(|e| panic!("{sheet}: {e}"));
    range.rows().map(<[Data]>::to_vec).collect()
}

/// The rows below the head that begins with these words, by the words of the head. A blank row ends them: below it people sign.
fn table(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, first: &str) -> Vec<BTreeMap<String, Data>> {
    let rows = rows(book, sheet);
    let head = rows.iter().position(|row| row[0] == Data::String(first.to_owned())).unwrap_or_else(|| panic!("{sheet}: no head {first}"));
    let names: Vec<String> = rows[head].iter().map(ToString::to_string).collect();
    let filled = |row: &&Vec<Data>| row.iter().any(|cell| *cell != Data::Empty);
    rows[head + 1..].iter().take_while(filled).map(|row| names.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).expect("a part");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("UTF-8");
            (file.name().expect("a name").into_owned(), text)
        })
        .collect()
}

/// Every part is XML, no cell is a formula, nothing points outside, and every sheet is ready to be printed.
fn sound(bytes: &[u8]) -> Vec<(String, String)> {
    let parts = parts(bytes);
    for (name, text) in &parts {
        let mut reader = quick_xml::Reader::from_str(text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                    let tag = tag.name();
                    assert!(!matches!(tag.as_ref(), "f" | "hyperlink"), "{name}: {tag:?}");
                }
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
        assert!(!text.contains("TargetMode=\"External\""), "{name}");
        if name.starts_with("xl/worksheets/") {
            for wanted in ["orientation=\"landscape\"", "paperSize=\"9\"", "<oddFooter>", "<oddHeader>"] {
                assert!(text.contains(wanted), "{name}: {wanted}");
            }
        }
    }
    parts
}

fn number(data: &Data) -> f64 {
    match data {
        Data::Float(number) => *number,
        other => panic!("no number: {other:?}"),
    }
}

fn is(data: &Data, value: &Value) {
    match value {
        Value::Null => assert_eq!(*data, Data::Empty),
        Value::Number(wanted) => assert_eq!(Some(number(data)), wanted.as_f64()),
        Value::String(text) => match text.strip_suffix('%').and_then(|share| share.parse::<f64>().ok()) {
            // Shares are the same number, not one that was rounded again.
            Some(share) => assert!((number(data) * 100.0 - share).abs() < 1e-9, "{data:?} {text}"),
            None => assert_eq!(*data, Data::String(text.clone())),
        },
        other => panic!("{other}"),
    }
}

#[test]
fn a_scored_pool_says_what_its_json_says() {
    let folder = example("chongqing-2025");
    let call = ["score", "chongqing-district", "districts.csv", "--lang", "en"];
    let (result, bytes) = (json(&call, &folder), written(&call, &folder, "xlsx"));
    let mut book = open(&bytes);
    assert_eq!(book.sheet_names(), ["Overview", "Ranking", "Scorecards", "Points by indicator", "Problems and notes", "Provenance"]);
    let applicants = result["applicants"].as_array().expect("a list");
    let ranking = table(&mut book, "Ranking", "Rank");
    assert_eq!(ranking.len(), applicants.len());
    for (row, applicant) in ranking.iter().zip(applicants) {
        for (head, key) in [
            ("Rank", "rank"),
            ("Id", "id"),
            ("Name", "name"),
            ("Points", "points"),
            ("Available", "points_available"),
            ("Share", "points_share"),
            ("Met", "met"),
            ("Applicable", "applicable"),
            ("Met share", "met_share"),
            ("Row", "at"),
        ] {
            is(&row[head], &applicant[key]);
        }
        let verdict = match applicant["passed"].as_bool() {
            Some(true) => "✓ passed",
            Some(false) => "✗ not passed",
            None => "! Not scored",
        };
        assert_eq!(row["Verdict"], Data::String(verdict.to_owned()));
        for reason in applicant["reasons"].as_array().expect("a list") {
            assert!(row["Reasons"].to_string().contains(reason["text"].as_str().expect("a text")), "{reason}");
        }
    }
    // Ids stay text, whatever they look like.
    assert!(ranking.iter().all(|row| matches!(row["Id"], Data::String(_))));

    let cards = table(&mut book, "Scorecards", "Id");
    let lines: Vec<(&Value, &Value)> =
        applicants.iter().flat_map(|a| a["indicators"].as_array().expect("a list").iter().map(move |line| (a, line))).collect();
    assert_eq!(cards.len(), lines.len());
    for (row, (applicant, line)) in cards.iter().zip(&lines) {
        is(&row["Id"], &applicant["id"]);
        for (head, key) in [("Indicator", "id"), ("Clause", "clause"), ("Required", "limit"), ("Cell", "at")] {
            is(&row[head], &line[key]);
        }
        for (head, key) in [("Points", "points"), ("Full points", "of")] {
            // What does not apply is in neither number.
            match line["state"].as_str() {
                Some("not-applicable" | "not-due") if !line[key].is_null() => assert_eq!(row[head], Data::String("–".to_owned())),
                _ => is(&row[head], &line[key]),
            }
        }
        if let Some(answer) = line["answer"].as_str() {
            assert_eq!(row["Answer"], Data::String(answer.to_owned()));
        }
        match line["value"].as_str() {
            Some(value) if value.ends_with('%') => is(&row["Figure"], &line["value"]),
            Some(value) => assert_eq!(row["Figure"].to_string(), value),
            None => assert_eq!(row["Figure"], Data::Empty),
        }
    }
    // A state is never told by its colour alone.
    let signs =
        |state: &str| cards.iter().zip(&lines).find(|(_, (_, line))| line["state"] == state).map(|(row, _)| row["State"].to_string());
    for (state, shown) in [
        ("met", "✓ met"),
        ("partly-met", "△ partly met"),
        ("unmet", "✗ unmet"),
        ("missing", "○ missing"),
        ("not-applicable", "– not applicable"),
    ] {
        assert_eq!(signs(state).as_deref(), Some(shown));
    }

    let matrix = table(&mut book, "Points by indicator", "Rank");
    for (row, applicant) in matrix.iter().zip(applicants) {
        for line in applicant["indicators"].as_array().expect("a list") {
            let Some(cell) = row.get(line["id"].as_str().expect("an id")) else { continue };
            match (line["state"].as_str(), line["points"].as_f64()) {
                (Some("not-applicable" | "not-due"), _) => assert_eq!(*cell, Data::String("–".to_owned())),
                (_, Some(points)) => assert_eq!(number(cell), points),
                _ => assert!(!matches!(cell, Data::Float(_)), "{cell:?}"),
            }
        }
    }

    let problems = table(&mut book, "Problems and notes", "Severity");
    let said: Vec<&Value> = ["problems", "notes"].iter().flat_map(|key| result[*key].as_array().expect("a list")).collect();
    assert_eq!(problems.len(), said.len());
    for (row, found) in problems.iter().zip(said) {
        for (head, key) in [("Code", "code"), ("File", "file"), ("Row", "row"), ("Column", "column"), ("What to do", "help")] {
            is(&row[head], &found[key]);
        }
    }
    let origins = table(&mut book, "Provenance", "Part");
    let sums: Vec<String> = origins.iter().map(|row| row["SHA-256"].to_string()).collect();
    assert_eq!(sums, [&result["standard"]["sha256"], &result["inputs"][0]["sha256"]].map(|sum| sum.as_str().expect("a text").to_owned()));

    let overview: Vec<String> = rows(&mut book, "Overview").iter().map(|row| format!("{}|{}", row[0], row[1])).collect();
    for line in [
        "Applicants|41",
        "passed|12",
        "not passed|28",
        "Not scored|1",
        "To pass|veto items are clear (3), at least 85% of the indicators met",
    ] {
        assert!(overview.iter().any(|said| said == line), "{line}: {overview:#?}");
    }
    assert!(overview.iter().any(|said| said.starts_with("Wording|reconstructed")), "{overview:#?}");

    let parts = sound(&bytes);
    for sheet in 2..=4 {
        let name = format!("xl/worksheets/sheet{sheet}.xml");
        let (_, text) = parts.iter().find(|(part, _)| *part == name).expect("a sheet");
        for wanted in ["state=\"frozen\"", "<autoFilter ref=", "numberStoredAsText=\"1\""] {
            assert!(text.contains(wanted), "{name}: {wanted}");
        }
    }
    let (_, names) = parts.iter().find(|(part, _)| part == "xl/workbook.xml").expect("the workbook");
    assert!(names.contains("_xlnm.Print_Titles"), "{names}");
}

#[test]
fn a_stored_result_gives_the_same_bytes_as_the_call() {
    let (reviews, recheck) = (example("chongqing-2025"), example("chongqing-2026-recheck"));
    for lang in ["zh", "en"] {
        for (call, folder) in [
            (vec!["score", "chongqing-institution", "institutions.csv"], &reviews),
            (vec!["score", "chongqing-district", "districts.csv", "--summary", "--top", "5"], &reviews),
            (vec!["score", "chongqing-district", "districts.csv", "--no-rank"], &reviews),
            (vec!["review", "scheme.toml"], &reviews),
            (vec!["recheck", "scheme.toml"], &recheck),
        ] {
            let call: Vec<&str> = call.into_iter().chain(["--lang", lang]).collect();
            let direct = written(&call, folder, "xlsx");
            assert_eq!(direct, written(&call, folder, "xlsx"), "{call:?}: two runs differ");
            let stored = tempfile::tempdir().expect("a folder");
            std::fs::write(stored.path().join("r.json"), written(&call, folder, "json")).expect("written");
            assert!(direct == written(&["report", "r.json", "--lang", lang], stored.path(), "xlsx"), "{call:?}: the stored result differs");
            sound(&direct);
        }
    }
}

/// Of 41 districts none is ruled out; 28 fail the standard and 彭水 was not scored, so 12 come to both rounds; 4 of them have a seat, two are
/// tied at the line. Of 26 institutions 1 is ineligible and 4 fail (21); 3 wait for answers and 1 withdrew (17); by the rules 10 have a seat;
/// of these 3 lose it (withheld, removed, rejected) and one moves up: 8.
#[test]
fn the_steps_from_nominated_to_selected_fall_as_outcomes_say() {
    let bytes = written(&["review", "scheme.toml", "--lang", "en"], &example("chongqing-2025"), "xlsx");
    let mut book = open(&bytes);
    let steps = table(&mut book, "From nominated to selected", "Track");
    let counts: Vec<f64> = steps.iter().map(|row| number(&row["Left in"])).collect();
    assert_eq!(counts, [41.0, 41.0, 12.0, 12.0, 12.0, 12.0, 4.0, 26.0, 25.0, 21.0, 17.0, 17.0, 17.0, 10.0, 8.0]);
    let last = &steps[14];
    assert_eq!((number(&last["Out"]), last["Step"].to_string()), (3.0, "selected".to_owned()));
    let who = last["Who, and why"].to_string();
    for line in ["withheld (1): ", "removed (1): ", "rejected (1): ", "came in: 示例柑橘镇卫生院"] {
        assert!(who.contains(line), "{line}: {who}");
    }
}

/// One of two seats is kept for 优: 甲 (90) and 丙 (60, 优) have them, 乙 (85) has none. There is no line that 乙 could be measured by.
#[test]
fn where_seats_are_kept_there_is_no_line() {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("t.csv"), "编号,名称,类别\nA1,甲,良\nA2,乙,良\nA3,丙,优\n").expect("written");
    let ballots = "编号,专家,x\nA1,专家1,90\nA2,专家1,85\nA3,专家1,60\n";
    std::fs::write(place.path().join("b.csv"), ballots).expect("written");
    let scheme = "[scheme]\nid = \"s\"\nname = \"评审\"\n[[track]]\nid = \"t\"\ntitle = \"机构\"\nsubmissions = [\"t.csv\"]\nquota = 2\nballots = { r = [\"b.csv\"] }\n\
        prefer = { column = \"类别\", any_of = [\"优\"], effect = \"seats\", amount = 1 }\n[[round]]\nid = \"r\"\nname = \"答辩\"\nitems = [{ id = \"x\", name = \"表现\", points = 100 }]\n\
        panel = { combine = \"mean\", min_marks = 1 }\n[final]\nweights = { r = 100 }\n";
    std::fs::write(place.path().join("s.toml"), scheme).expect("written");
    let call = ["review", "s.toml", "--lang", "en"];
    let outcomes: Vec<String> = json(&call, place.path())["tracks"][0]["applicants"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|a| format!("{} {}", a["id"], a["outcome"]))
        .collect();
    assert_eq!(outcomes, ["\"A1\" \"selected\"", "\"A3\" \"selected\"", "\"A2\" \"below-quota\""]);
    let bytes = written(&call, place.path(), "xlsx");
    for row in table(&mut open(&bytes), "Results", "Track") {
        assert_eq!(row["To the line"], Data::Empty, "{row:?}");
    }
}

#[test]
fn tracks_of_one_title_are_told_apart() {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("t.csv"), "编号,名称,Q1\nA1,甲,是\n").expect("written");
    let track = |id: &str| {
        format!(
            "[[track]]\nid = \"{id}\"\ntitle = \"示范机构\"\nstandard = \"chongqing-institution\"\nsubmissions = [\"t.csv\"]\nquota = 1\n"
        )
    };
    let scheme = format!("[scheme]\nid = \"s\"\nname = \"评审\"\n{}{}", track("public"), track("private"));
    std::fs::write(place.path().join("s.toml"), scheme).expect("written");
    let bytes = written(&["review", "s.toml", "--lang", "zh"], place.path(), "xlsx");
    let named: Vec<String> = table(&mut open(&bytes), "结果", "组别").iter().map(|row| row["组别"].to_string()).collect();
    assert_eq!(named, ["示范机构（public）", "示范机构（private）"]);
}

/// The last district seat is tied at 89.94: 万州 has 89.52, which is 0.42 less, 渝中 87.60, which is 2.34 less. By the rules the last institution has
/// 88.98, as has the one that the chain puts behind it; the next has 87.58, which is 1.40 less. 柑橘镇 has 87.20, 1.78 less, and came in by decision.
#[test]
fn who_is_outside_the_quota_learns_how_far() {
    let bytes = written(&["review", "scheme.toml", "--lang", "en"], &example("chongqing-2025"), "xlsx");
    let outcomes = table(&mut open(&bytes), "Results", "Track");
    let gap = |name: &str| {
        let row = outcomes.iter().find(|row| row["Name"] == Data::String(name.to_owned())).expect("there");
        if row["To the line"] == Data::Empty { None } else { Some(number(&row["To the line"])) }
    };
    for (name, wanted) in [
        ("万州区", Some(-0.42)),
        ("渝中区", Some(-2.34)),
        ("示例荷塘养老公寓", Some(0.0)),
        ("示例榕树老年养护院", Some(-1.4)),
        ("示例柑橘镇卫生院", Some(-1.78)),
        ("渝北区", None),
        ("南岸区", None),
        ("涪陵区", None),
    ] {
        let close = gap(name).zip(wanted).is_some_and(|(gap, wanted)| (gap - wanted).abs() < 1e-9);
        assert!(close || (gap(name).is_none() && wanted.is_none()), "{name}: {:?}", gap(name));
    }
}

/// The scorecards of a review are those of a score of the same tables.
#[test]
fn a_review_has_the_scorecards_of_a_score() {
    let folder = example("chongqing-2025");
    let review = written(&["review", "scheme.toml", "--lang", "zh"], &folder, "xlsx");
    let score = written(&["score", "chongqing-district", "districts.csv", "--ways", "--lang", "zh"], &folder, "xlsx");
    let (mut review, mut score) = (open(&review), open(&score));
    let by_indicator = |rows: Vec<BTreeMap<String, Data>>| -> BTreeMap<(String, String), BTreeMap<String, Data>> {
        rows.into_iter().map(|row| ((row["编号"].to_string(), row["指标"].to_string()), row)).collect()
    };
    let cards = by_indicator(table(&mut score, "评分卡", "编号"));
    assert_eq!(cards.len(), 41 * 45);
    assert!(cards == by_indicator(table(&mut review, "示范区（县） 评分卡", "编号")));
    // And so are the shortest ways: 涪陵 (500102) needs one indicator more, 36 of 42.
    let way = |rows: Vec<BTreeMap<String, Data>>| -> BTreeMap<String, String> {
        rows.into_iter().map(|row| (row["编号"].to_string(), row["最短合格路径"].to_string())).collect()
    };
    let ways = way(table(&mut score, "最短合格路径", "编号"));
    let reviewed = way(table(&mut review, "最短合格路径", "组别"));
    assert_eq!((ways.len(), reviewed.len()), (28, 32));
    assert!(ways.iter().all(|(id, way)| reviewed[id] == *way));
    assert!(ways["500102"].starts_with("最少须改进 1 项指标（增加 1.00 分）：\n· H5 "), "{}", ways["500102"]);
}

#[test]
fn what_is_signed_has_lines_to_sign_on_and_the_hash_of_the_result() {
    let folder = example("chongqing-2025");
    for (call, signed) in [(["score", "chongqing-district", "districts.csv"].as_slice(), 1), (&["review", "scheme.toml"], 5)] {
        let call = [call, &["--lang", "zh"]].concat();
        let (hash, bytes) = (sha256(&written(&call, &folder, "json")), written(&call, &folder, "xlsx"));
        let mut book = open(&bytes);
        let (mut lines, mut hashes) = (0, 0);
        for name in book.sheet_names() {
            for row in rows(&mut book, &name) {
                let first = row[0].to_string();
                lines += usize::from(first.starts_with("评审人员（签名）：＿") && first.contains("日期：＿"));
                hashes += usize::from(first == format!("结果（JSON）的 SHA-256 {hash}"));
            }
        }
        assert_eq!((lines, hashes), (signed, signed));
        let sheets = parts(&bytes).into_iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
        assert!(sheets.into_iter().all(|(_, xml)| xml.contains(&format!("&amp;L&amp;8SHA-256 {hash}&amp;R"))), "at the foot of every page");
    }
}

#[test]
fn a_stored_result_is_read_however_it_was_kept() {
    let folder = example("shenzhen-2017");
    let call = ["score", "shenzhen-pilot", "districts.csv", "--phase", "2017", "--lang", "zh"];
    let (direct, stored) = (written(&call, &folder, "xlsx"), written(&call, &folder, "json"));
    let text = String::from_utf8(stored.clone()).expect("UTF-8");
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = ["\u{feff}", &text].concat().into_bytes();
    // Keys in another order, as `jq -S` writes them: the applicants come first.
    let sorted: BTreeMap<String, Value> = serde_json::from_slice(&stored).expect("JSON");
    let sorted = serde_json::to_vec_pretty(&sorted).expect("JSON");
    // All is the same but the SHA-256, which is that of the file as it lies there.
    let without = |bytes: &[u8], hash: &str| -> Vec<(String, String)> {
        let parts = parts(bytes);
        assert!(parts.iter().any(|(_, text)| text.contains(hash)), "{hash}");
        parts.into_iter().map(|(name, text)| (name, text.replace(hash, "…"))).collect()
    };
    let plain = without(&direct, &sha256(&stored));
    for bytes in [utf16, marked, sorted] {
        let place = tempfile::tempdir().expect("a folder");
        std::fs::write(place.path().join("r.json"), &bytes).expect("written");
        assert!(plain == without(&written(&["report", "r.json", "--lang", "zh"], place.path(), "xlsx"), &sha256(&bytes)));
    }
    let place = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_shifan"))
        .args(["report", "-", "-o", "out.xlsx", "--lang", "zh"])
        .current_dir(place.path())
        .stdin(Stdio::piped())
        .spawn()
        .expect("started");
    child.stdin.take().expect("stdin").write_all(&stored).expect("written");
    assert!(child.wait().expect("ended").success());
    assert!(direct == std::fs::read(place.path().join("out.xlsx")).expect("written"));
}

#[test]
fn no_field_can_be_taken_away_or_turned_around_without_a_clear_answer() {
    /// Every way to an object's field or a list's first and last entry.
    fn ways(value: &Value, way: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(list) => list.iter().enumerate().take(1).map(|(at, value)| (at.to_string(), value)).collect(),
            _ => Vec::new(),
        };
        for (key, child) in children {
            way.push(key);
            all.push(way.clone());
            ways(child, way, all);
            way.pop();
        }
    }
    /// The first entries of every list, so that each kind is there and nothing is long.
    fn short(value: &mut Value) {
        match value {
            Value::Object(object) => object.values_mut().for_each(short),
            Value::Array(list) => {
                list.truncate(2);
                list.iter_mut().for_each(short);
            }
            _ => {}
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("t.csv"), "编号,名称,H1\n1,甲,4\n2,乙,x\n").expect("written");
    let (reviews, recheck) = (example("chongqing-2025"), example("chongqing-2026-recheck"));
    let mut refused = 0;
    for (call, place) in [
        (["score", "chongqing-district", "t.csv"].as_slice(), folder.path()),
        (&["review", "scheme.toml"], &reviews),
        (&["recheck", "scheme.toml"], &recheck),
    ] {
        let mut result = json(call, place);
        short(&mut result);
        let mut all = Vec::new();
        ways(&result, &mut Vec::new(), &mut all);
        assert!(all.len() > 60, "{}", all.len());
        for way in &all {
            let pointer = format!("/{}", way.join("/"));
            for change in [None, Some(Value::Array(vec![Value::Null])), Some(Value::from("x")), Some(Value::from(-1.5))] {
                let mut broken = result.clone();
                let (parent, key) = pointer.rsplit_once('/').expect("a way");
                match (broken.pointer_mut(parent).expect("there"), change) {
                    (Value::Object(object), None) => _ = object.shift_remove(key),
                    (Value::Object(object), Some(other)) => _ = object.insert(key.to_owned(), other),
                    (Value::Array(list), change) => list[0] = change.unwrap_or(Value::Null),
                    (other, _) => panic!("{other}"),
                }
                let mut source = Cursor::new(serde_json::to_vec(&broken).expect("JSON"));
                let written = shifan::report::workbook(&mut std::io::sink(), &mut source, "r.json", shifan::text::Language::En, "");
                match written {
                    Ok(()) => {}
                    Err(shifan::report::Failure::Found(found)) => {
                        refused += 1;
                        let said = found.text.say(shifan::text::Language::En);
                        assert_eq!(found.code.id(), "not-a-result", "{pointer}: {said}");
                    }
                    Err(shifan::report::Failure::Io(error)) => panic!("{pointer}: {error}"),
                }
            }
        }
    }
    assert!(refused > 400, "{refused}");
}

#[test]
fn a_review_shows_what_became_of_every_mark() {
    let folder = example("chongqing-2025");
    let call = ["review", "scheme.toml", "--lang", "zh"];
    let (result, bytes) = (json(&call, &folder), written(&call, &folder, "xlsx"));
    let parts = sound(&bytes);
    let mut book = open(&bytes);
    let panels = ["示范区（县） 材料评审、现场查验", "示范区（县） 评审答辩", "示范机构 材料评审、现场查验", "示范机构 评审答辩"];
    let mut names = vec!["总览", "从申报到入选", "结果", "最短合格路径"];
    names.extend(panels);
    names.extend(["自评与专家评分", "示范区（县） 评分卡", "示范区（县） 得分矩阵", "示范机构 评分卡", "示范机构 得分矩阵"]);
    names.extend(["未定事项", "问题与提示", "出处"]);
    assert_eq!(book.sheet_names(), names);
    let outcomes = table(&mut book, "结果", "组别");
    let applicants: Vec<&Value> =
        result["tracks"].as_array().expect("a list").iter().flat_map(|track| track["applicants"].as_array().expect("a list")).collect();
    assert_eq!(outcomes.len(), applicants.len());
    for (row, applicant) in outcomes.iter().zip(&applicants) {
        for (head, key) in [("名次", "place"), ("编号", "id"), ("名称", "name"), ("综合得分", "final"), ("所在行", "at")] {
            is(&row[head], &applicant[key]);
        }
        is(&row["材料评审、现场查验"], &applicant["rounds"]["round1"]["score"]);
        is(&row["评审答辩（100）"], &applicant["rounds"]["round2"]["score"]);
    }
    // Which formats are struck through, by their number.
    let (_, styles) = parts.iter().find(|(name, _)| name == "xl/styles.xml").expect("styles");
    let fonts: Vec<&str> = styles.split("<font>").skip(1).collect();
    let formats = styles.split("<cellXfs").nth(1).expect("formats").split("<xf ").skip(1);
    let struck: Vec<bool> = formats
        .map(|format| {
            let font = format.split("fontId=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a font");
            fonts[font.parse::<usize>().expect("a number")].contains("<strike/>")
        })
        .collect();
    assert!(struck.contains(&true) && struck.contains(&false));
    let mut seen = BTreeMap::new();
    for (at, (name, (track, round))) in panels.iter().zip([(0, "round1"), (0, "round2"), (1, "round1"), (1, "round2")]).enumerate() {
        let (_, xml) = parts.iter().find(|(part, _)| *part == format!("xl/worksheets/sheet{}.xml", at + 5)).expect("a sheet");
        let head = rows(&mut book, name).iter().position(|row| row[0] == Data::String("编号".to_owned())).expect("a head");
        let panel = table(&mut book, name, "编号");
        let experts: Vec<String> = rows(&mut book, name)[head].iter().map(ToString::to_string).collect();
        for (n, row) in panel.iter().enumerate() {
            let applicant =
                applicants.iter().find(|a| row["编号"] == Data::String(a["id"].as_str().expect("an id").to_owned())).expect("known");
            let result = &applicant["rounds"][round];
            is(&row["得分"], &result["score"]);
            for mark in result["marks"].as_array().expect("a list") {
                let expert = mark["expert"].as_str().expect("a name");
                let state = mark["state"].as_str().expect("a state");
                *seen.entry(state.to_owned()).or_insert(0) += 1;
                match state {
                    "used" | "dropped" | "unused" => is(&row[expert], &mark["points"]),
                    "recused" => assert_eq!(row[expert], Data::String("回避".to_owned())),
                    _ => assert_eq!(row[expert], Data::String("不完整".to_owned())),
                }
                let column = experts.iter().position(|known| known == expert).expect("a column");
                let cell = format!("<c r=\"{}{}\" s=\"", char::from(b'A' + u8::try_from(column).expect("few")), head + n + 2);
                let style = xml.split(&cell).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{cell}"));
                assert_eq!(struck[style.parse::<usize>().expect("a number")], state == "dropped", "{name} {cell}");
            }
        }
        let wanted = result["tracks"][track]["applicants"].as_array().expect("a list").iter();
        let wanted = wanted.filter(|a| a["rounds"][round]["entered"] == true || a["rounds"][round]["marks"] != Value::Array(Vec::new()));
        assert_eq!(panel.len(), wanted.count(), "{name}");
    }
    for state in ["used", "dropped", "recused", "incomplete", "unused"] {
        assert!(seen.contains_key(state), "{state}: {seen:?}");
    }
    let claims = table(&mut book, "自评与专家评分", "组别");
    let wanted: Vec<&Value> =
        result["tracks"].as_array().expect("a list").iter().flat_map(|track| track["claims"].as_array().expect("a list")).collect();
    assert_eq!(claims.len(), wanted.len());
    for (row, claim) in claims.iter().zip(wanted) {
        for (head, key) in [("自评", "claimed"), ("专家", "experts"), ("差", "difference")] {
            is(&row[head], &claim[key]);
        }
    }
}

#[test]
fn hostile_text_stays_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "医".repeat(40_000);
    let names = [
        "=HYPERLINK(\"http://x\")",
        "http://example.com",
        "+1",
        "@SUM(A1)",
        "a\u{202e}b",
        "a\u{7}b",
        "_x0041_",
        "a\u{ffff}b",
        "<b>&amp;\"",
        "'quoted",
        " 前后 ",
    ];
    let mut csv = String::from("编号,名称,H1\n");
    for (n, name) in names.iter().enumerate() {
        csv += &format!("00{n},\"{}\",4\n", name.replace('"', "\"\""));
    }
    csv += &format!("99,长,\"{long}\"\n");
    std::fs::write(folder.path().join("t.csv"), csv).expect("written");
    let bytes = written(&["score", "chongqing-district", "t.csv", "--lang", "zh"], folder.path(), "xlsx");
    sound(&bytes);
    let mut book = open(&bytes);
    let shown: BTreeMap<String, String> =
        table(&mut book, "排名", "名次").iter().map(|row| (row["编号"].to_string(), row["名称"].to_string())).collect();
    for (n, name) in names.iter().enumerate() {
        let expected = match *name {
            "a\u{202e}b" => "a\\u{202e}b",
            "a\u{7}b" => "a\\u{7}b",
            "a\u{ffff}b" => "a\\u{ffff}b",
            other => other.trim(),
        };
        assert_eq!(shown[&format!("00{n}")].trim(), expected);
    }
    let longest = rows(&mut book, "评分卡").iter().flatten().map(|cell| cell.to_string().encode_utf16().count()).max();
    assert_eq!(longest, Some(32_767), "an answer is cut where a cell ends");
}

#[test]
fn a_pool_that_is_too_long_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut csv = String::from("编号,名称,H1\n");
    for n in 0..24_000 {
        csv += &format!("{n:05},单位,4\n");
    }
    std::fs::write(folder.path().join("t.csv"), csv).expect("written");
    let output = shifan(&["score", "chongqing-district", "t.csv", "-o", "out.xlsx", "-q"], folder.path());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    for wanted in ["workbook-too-long", "24000 applicants × 45 indicators", "1080000", "1048576", "--summary", "CSV"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!folder.path().join("out.xlsx").exists());
    let output = shifan(&["score", "chongqing-district", "t.csv", "-o", "out.xlsx", "-q", "--top", "3"], folder.path());
    assert!(matches!(output.status.code(), Some(0 | 1)));
    let mut book = open(&std::fs::read(folder.path().join("out.xlsx")).expect("written"));
    assert_eq!(table(&mut book, "Ranking", "Rank").len(), 3);
}
