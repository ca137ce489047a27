//! The short way and the long way give the same: every byte of the result and every finding with its row, on any number of threads,
//! for tables of plain cells, of odd ones, and of broken rows. The long way is held by all other tests. And the comparison of two
//! standards, which keeps next to nothing of a row, gives what two full scorecards of everybody give.

mod common;

use std::fmt::Write as _;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use shifan::analysis::{self, Impact, Side};
use shifan::diagnostic::{Code, Diagnostic, Place, column_letters};
use shifan::number::{Decimal, Points};
use shifan::report::{self, Shown};
use shifan::score::{Applicant, Keep, Line, Pool, Settings, State, Status, score};
use shifan::standard::{self, Gate, Indicator, Kind, Name, NotApplicable, Standard};
use shifan::submission::{HEADER_SEARCH, Opening, Row, Table, TableLine};
use shifan::text::Language;

/// Everything that a scoring says of a table: result, findings and notes; or why there is no result.
fn said(standard: &Standard, path: &str, settings: &Settings) -> String {
    match score(standard, &[path.to_owned()], settings).expect("the phase fits") {
        Ok(pool) => {
            let mut out = Vec::new();
            let how = Shown { language: Language::En, top: None, summary: true, ways: false, width: 100 };
            report::score_csv(&mut out, &pool, &how).expect("memory does not fail");
            report::score_json(&mut out, &pool, &how).expect("memory does not fail");
            String::from_utf8(out).expect("text")
        }
        Err(problems) => format!("{problems:#?}"),
    }
}

fn settings(keep: Keep, threads: usize, long_way: bool, phase: Option<i32>) -> Settings {
    Settings { keep, phase, long_way, opening: Opening { threads, ..Opening::default() }, ..Settings::default() }
}

/// Holds the two ways against each other; returns how many applicants came out.
fn compare(standard: &Standard, phase: Option<i32>, bytes: &[u8], keeps: &[Keep]) -> Result<usize, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.csv");
    fs::write(&path, bytes).expect("written");
    let path = path.to_string_lossy().into_owned();
    let mut count = 0;
    // Without a ranking applicants may wait in a temporary file, where equal ids are found another way.
    let unranked = |long_way: bool| Settings { no_rank: true, streamed: !long_way, ..settings(Keep::Totals, 2, long_way, phase) };
    if said(standard, &path, &unranked(true)) != said(standard, &path, &unranked(false)) {
        return Err(format!("without a ranking, {}\n{}", standard.id, String::from_utf8_lossy(bytes)));
    }
    for keep in keeps.iter().copied() {
        let long = said(standard, &path, &settings(keep, 1, true, phase));
        count = long.lines().filter(|line| line.starts_with("    {\"rank\"")).count();
        for threads in [1, 2, 7] {
            let short = said(standard, &path, &settings(keep, threads, false, phase));
            if short != long {
                let differs = long.lines().zip(short.lines()).find(|(long, short)| long != short);
                return Err(format!("{threads} threads, {keep:?}, {}: {differs:#?}\n{}", standard.id, String::from_utf8_lossy(bytes)));
            }
        }
    }
    Ok(count)
}

/// The standards that are compared, each with a phase to judge, and the headers that their tables have.
fn standards() -> Vec<(Standard, Option<i32>, Vec<String>)> {
    let mut all: Vec<Standard> = standard::BUILT_IN.iter().filter_map(|built_in| standard::load(built_in.id).standard).collect();
    all.push(standard::from_text("all-kinds.toml", include_str!("standards/all-kinds.toml")).standard.expect("valid"));
    all.into_iter()
        .map(|standard| {
            let phase = standard.phases.last().copied();
            let inputs = standard.inputs.iter().map(|input| input.id.clone());
            let own = standard.indicators.iter().filter(|indicator| indicator.value.is_none()).map(|indicator| indicator.id.clone());
            let columns = inputs.chain(own).collect();
            (standard, phase, columns)
        })
        .collect()
}

/// What may stand in a cell: mostly something plain.
fn cell() -> impl Strategy<Value = String> {
    let odd = [
        "72%",
        "１２",
        "12家",
        "1,234",
        "不适用",
        "/",
        "有",
        "无",
        "达标",
        "Y",
        "no",
        "1",
        "0",
        "-1",
        "1e5",
        "abc",
        " 5 ",
        "=1+1",
        "#N/A",
        "约12",
        "12.345678",
        "123456789",
        "0.5",
        "100.01",
        "5.",
        ".5",
        "+3",
        "\"7\"",
        "\"是\"",
        "\"1,234\"",
        "\"a\"\"b\"",
        "　",
        "12①",
        "优",
        "3.0",
        "是 ",
    ];
    prop_oneof![
        30 => Just("是".to_owned()),
        5 => Just("否".to_owned()),
        3 => Just(String::new()),
        40 => (0u32..120).prop_map(|n| n.to_string()),
        10 => (0u32..12_000).prop_map(|n| format!("{}.{:02}", n / 100, n % 100)),
        2 => prop::sample::select(odd.to_vec()).prop_map(str::to_owned),
    ]
}

/// What may stand between the rows of applicants, or instead of one.
fn line() -> impl Strategy<Value = String> {
    prop::sample::select(
        [
            "",
            "   ",
            ",,",
            "注：以上数据截至2025年底",
            "合计,全市合计,,1,2",
            "\"开口,1",
            "A9,\"x\"y,区",
            "A8,5\",区1,是",
            "id,name,district",
            "第一批",
            "A7,\"两\n行\",区",
            "A6,\r,1",
            "其中：,甲",
            "total,合计",
            "A1,重复",
            "9.15E+17,坏编号",
            "500112.0,坏",
            "名称在此,无编号",
        ]
        .to_vec(),
    )
    .prop_map(str::to_owned)
}

/// How a whole table is written.
#[derive(Clone, Debug)]
struct Shape {
    bom: bool,
    returns: bool,
    delimiter: char,
    running_number: bool,
    note_column: bool,
    left_out: Option<usize>,
    gb18030: bool,
    last_feed: bool,
    twin: bool,
}

fn shape() -> impl Strategy<Value = Shape> {
    let rare = || prop::bool::weighted(0.15);
    let delimiter = prop_oneof![6 => Just(','), 1 => Just(';'), 1 => Just('\t')];
    (
        rare(),
        rare(),
        delimiter,
        rare(),
        rare(),
        prop::option::weighted(0.2, 0usize..40),
        rare(),
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(bom, returns, delimiter, running_number, note_column, left_out, gb18030, last_feed, twin)| Shape {
            bom,
            returns,
            delimiter,
            running_number,
            note_column,
            left_out,
            gb18030,
            last_feed,
            twin,
        })
}

/// A table for a standard: a row of cells or a line of another kind each time.
fn table(standard: &Standard, columns: &[String], shape: &Shape, rows: &[(Vec<String>, u32)], lines: &[(usize, String)]) -> Vec<u8> {
    let columns: Vec<&String> = columns.iter().enumerate().filter(|(at, _)| shape.left_out != Some(*at)).map(|(_, id)| id).collect();
    let mut header: Vec<&str> = if shape.running_number { vec!["序号"] } else { Vec::new() };
    header.extend(["id", "name", "district", "type"]);
    header.extend(columns.iter().map(|id| id.as_str()));
    if shape.note_column {
        header.push("另注");
    }
    if shape.twin {
        header.push(columns[0]);
    }
    let types: Vec<&str> = standard.types.iter().map(|t| t.name.zh.as_str()).collect();
    let comma = shape.delimiter.to_string();
    let mut text = header.join(&comma) + "\n";
    for (at, (cells, draw)) in rows.iter().enumerate() {
        for (_, line) in lines.iter().filter(|(before, _)| *before == at) {
            text += &line.replace(',', &comma);
            text += "\n";
        }
        if shape.running_number {
            let _ = write!(text, "{}{comma}", at + 1);
        }
        let id = match draw % 40 {
            0 => "A1".to_owned(),
            1 => String::new(),
            2 => "机构甲".to_owned(),
            3 => format!("\"B{at}\""),
            _ => format!("A{}", (at as u32 * 7919 + draw) % 100_000),
        };
        let name = match draw / 40 % 30 {
            0 => "全市合计".to_owned(),
            1 => format!("\"机构{comma}{at}\""),
            2 => String::new(),
            3 => "\"双\"\"引\"".to_owned(),
            4 => "name".to_owned(),
            _ => format!("机构{at}"),
        };
        let kind = types.get((draw / 7) as usize % (types.len() + usize::from(draw % 11 == 0)).max(1)).copied().unwrap_or_default();
        text += &[&id, &name, &format!("区{}", draw % 5), kind].map(str::to_owned).join(&comma);
        for (column, _) in columns.iter().enumerate() {
            text += &comma;
            text += &cells[column % cells.len()]
                .replace("1,234", if comma == "," { "\"1,234\"" } else { "1,234" })
                .replace("\"\"1,234\"\"", "\"1,234\"");
        }
        if shape.note_column {
            text += &comma;
            text += if draw % 9 == 0 { "说明" } else { "" };
        }
        if shape.twin {
            text += &comma;
            text += &cells[0];
        }
        // Sometimes a cell too many or too few.
        match draw % 97 {
            0 => text += &comma,
            1 => text += &format!("{comma}多"),
            2 => text.truncate(text.rfind(&comma).unwrap_or(text.len())),
            _ => {}
        }
        text += "\n";
    }
    if !shape.last_feed {
        text.pop();
    }
    if shape.returns {
        text = text.replace('\n', "\r\n");
    }
    if shape.gb18030 {
        return encoding_rs::GB18030.encode(&text).0.into_owned();
    }
    let mut bytes = if shape.bom { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
    bytes.extend(text.as_bytes());
    bytes
}

fn drawn(
    cases: u32,
    most_rows: usize,
    run: impl Fn(&[(Standard, Option<i32>, Vec<String>)], usize, &Shape, &[(Vec<String>, u32)], &[(usize, String)]) -> Result<(), String>,
) {
    let standards = standards();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config { cases, failure_persistence: None, ..Config::default() }, rng);
    let row = (prop::collection::vec(cell(), 60), any::<u32>());
    let drawn =
        (0..standards.len(), shape(), prop::collection::vec(row, 1..most_rows), prop::collection::vec((0usize..most_rows, line()), 0..4));
    let result =
        runner.run(&drawn, |(standard, shape, rows, lines)| run(&standards, standard, &shape, &rows, &lines).map_err(TestCaseError::fail));
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn both_ways_give_the_same_for_drawn_tables() {
    let applicants = std::cell::Cell::new(0);
    drawn(100, 24, |standards, at, shape, rows, lines| {
        let (standard, phase, columns) = &standards[at];
        let count = compare(standard, *phase, &table(standard, columns, shape, rows, lines), &[Keep::Totals, Keep::Dimensions])?;
        applicants.set(applicants.get() + count);
        Ok(())
    });
    assert!(applicants.get() > 600, "only {} applicants were compared", applicants.get());
}

/// Tables of many blocks, so that threads meet: rows repeated under new ids, with the odd line far inside.
#[test]
fn both_ways_give_the_same_for_tables_of_many_blocks() {
    drawn(6, 24, |standards, at, shape, rows, lines| {
        let (standard, phase, columns) = &standards[at];
        let rows: Vec<(Vec<String>, u32)> = (0..6_000)
            .map(|n| rows[n % rows.len()].clone())
            .enumerate()
            .map(|(n, (cells, draw))| (cells, draw % 4_000_000 + 4 + n as u32 / 7))
            .collect();
        let lines: Vec<(usize, String)> = lines.iter().map(|(at, line)| (at * 250, line.clone())).collect();
        compare(standard, *phase, &table(standard, columns, shape, &rows, &lines), &[Keep::Dimensions]).map(|_| ())
    });
}

/// A file that is something else than its first 64 KiB say.
#[test]
fn what_comes_late_in_a_file_is_found() {
    let standard = common::small(&common::indicator("Y", "kind = \"yes-no\"\npoints = 2"));
    let rows = |from: usize| (from..from + 24_000).fold(String::new(), |text, n| text + &format!("A{n:06},是\n"));
    let good = format!("id,Y\n{}", rows(0));
    let gb18030 = encoding_rs::GB18030.encode("B1,是\n").0.into_owned();
    for late in [
        &b"B1,\xff\n"[..],
        &gb18030,
        b"B1,\0\n",
        b"B1,1\rB2,1\n",
        b"B1,\"1\n",
        b"\"B\n1\",1\n",
        b"id,Y\n",
        "机构,是\nid,别的\nB2,是\n".as_bytes(),
    ] {
        for behind in ["", &rows(24_000)] {
            let bytes = [good.as_bytes(), late, behind.as_bytes()].concat();
            compare(&standard, None, &bytes, &[Keep::Totals]).unwrap_or_else(|error| panic!("{}", &error[..error.len().min(2_000)]));
        }
    }
}

/// The corpus of bad tables and every shipped table, on both ways.
#[test]
fn shipped_tables_come_out_the_same() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut compared = 0;
    let mut folders = vec![format!("{root}/examples"), format!("{root}/tests/cmd")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path.to_string_lossy().into_owned());
            } else if path.extension().is_some_and(|ending| ending == "csv" || ending == "tsv") {
                let bytes = fs::read(&path).expect("readable");
                for (standard, phase, _) in standards() {
                    compare(&standard, phase, &bytes, &[Keep::Dimensions]).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 30, "{compared} tables");
}

/// A row that is read again says what it said, in whatever encoding its file is.
#[test]
fn a_row_is_read_again_as_it_was_read() {
    let standard = common::small(&common::indicator("Y", "kind = \"yes-no\"\npoints = 2"));
    let text = (0..400)
        .fold("編號,名稱,Y\n".to_owned(), |text, n| text + &format!("A{n:03},機構{n},{}\n", if n % 3 == 0 { "否" } else { "是" }));
    let text = text.replace("編號", "编号").replace("名稱", "名称");
    let folder = tempfile::tempdir().expect("a folder");
    for encoding in [encoding_rs::UTF_8, encoding_rs::GB18030] {
        let path = folder.path().join(encoding.name());
        fs::write(&path, encoding.encode(&text).0).expect("written");
        let path = path.to_string_lossy().into_owned();
        let Ok(mut pool) = score(&standard, &[path], &settings(Keep::Again, 2, false, None)).expect("no phases") else {
            panic!("readable")
        };
        for index in [0, 57, 399] {
            assert!(pool.card(&pool.applicants.get(index)).is_none(), "it was kept");
            pool.read_again(index).unwrap_or_else(|found| panic!("{found:?}"));
            let card = pool.card(&pool.applicants.get(index)).expect("a card");
            assert_eq!(card.lines[0].answer, if index % 3 == 0 { "否" } else { "是" });
        }
    }
    // Big5 is told by its headers alone, which are not looked at again: by its bytes it could be GB18030, too.
    let standard = common::small(
        &("[columns]\nid = [\"機構代碼\"]\nname = [\"機構名稱\"]\n".to_owned()
            + &common::indicator("Y", "kind = \"yes-no\"\npoints = 2\nalias = [\"有無制度\"]")),
    );
    let text = (0..9).fold("機構代碼,機構名稱,有無制度\n".to_owned(), |text, n| text + &format!("A{n},養老機構{n},是\n"));
    let big5 = folder.path().join("big5");
    fs::write(&big5, encoding_rs::BIG5.encode(&text).0).expect("written");
    let asked = settings(Keep::Again, 1, false, None);
    let Ok(mut pool) = score(&standard, &[big5.to_string_lossy().into_owned()], &asked).expect("no phases") else { panic!("readable") };
    assert_eq!(pool.applicants.get(4).name(), "養老機構4");
    assert!(pool.card(&pool.applicants.get(4)).is_none(), "it was kept");
    pool.read_again(4).unwrap_or_else(|found| panic!("{found:?}"));
    assert_eq!(pool.card(&pool.applicants.get(4)).expect("a card").lines[0].answer, "是");
}

/// A standard in which something is another than before, of many kinds.
fn changed(old: &Standard, draw: u32) -> Standard {
    let mut new = old.clone();
    let at = (draw / 32) as usize;
    let count = new.indicators.len();
    let one = at % count;
    let per_cent = |n: usize| Decimal::parse(&format!("0.{:02}", n % 100)).expect("a decimal");
    match draw % 16 {
        0 => new.indicators[one].points = Points(new.indicators[one].points.0 + 1 + (at % 3) as i64),
        1 | 2 => {
            for indicator in new.indicators.iter_mut().cycle_from(one).take(4) {
                match &mut indicator.kind {
                    Kind::Tiers { tiers, .. } => tiers[0].limit.figure = per_cent(at),
                    Kind::Linear { full_at, .. } => *full_at = per_cent(at),
                    Kind::YesNo { expect } => *expect = !*expect,
                    Kind::Levels { levels, .. } => levels.iter_mut().for_each(|level| level.points = Points(level.points.0 / 2)),
                    Kind::PerCase { each, .. } => *each = per_cent(at),
                    _ => {}
                }
            }
        }
        3 => new.pass.met_share = Some(per_cent(at)),
        4 => new.decimals = (new.decimals + 1) % 4,
        5 => {
            new.indicators.remove(one);
            new.inputs.iter_mut().for_each(|input| input.shown_with = None);
        }
        6 => new.indicators.swap(one, (at / 7) % count),
        7 => new.indicators[one].id = format!("N{at}"),
        8 => {
            let added =
                Indicator {
                    id: "NEU".to_owned(), name: Name { zh: "新增".to_owned(), en: String::new() }, ..new.indicators[one].clone()
                };
            new.indicators.insert(one, added);
            new.inputs.iter_mut().for_each(|input| input.shown_with = None);
        }
        9 => new.indicators[one].applies_to = (!new.types.is_empty()).then(|| vec![at % new.types.len()]),
        10 | 11 => {
            let gate = new.indicators.iter_mut().cycle_from(one).take(count).find(|indicator| indicator.is_gate());
            if let Some(indicator) = gate {
                indicator.kind = match indicator.kind.clone() {
                    Kind::Required(gate) => Kind::Veto(gate),
                    Kind::Veto(gate) => Kind::Required(gate),
                    other => other,
                };
            }
        }
        12 => {
            let never = new.indicators[one].not_applicable == NotApplicable::Never;
            new.indicators[one].not_applicable = if never { NotApplicable::Always } else { NotApplicable::Never };
        }
        13 => match new.dimensions.len() {
            0 => new.indicators[one].bonus = !new.indicators[one].bonus && !new.indicators[one].is_gate(),
            some => new.dimensions[at % some].at_least = Some(per_cent(at)),
        },
        14 => new.inputs.iter_mut().take(1).for_each(|input| input.max = Some(per_cent(at))),
        _ => new.indicators[one].alias.push("别名".to_owned()),
    }
    new
}

/// Goes through all, from one on and around.
trait CycleFrom<'a, T: 'a> {
    fn cycle_from(self, from: usize) -> std::vec::IntoIter<&'a mut T>;
}

impl<'a, T: 'a> CycleFrom<'a, T> for std::slice::IterMut<'a, T> {
    fn cycle_from(self, from: usize) -> std::vec::IntoIter<&'a mut T> {
        let mut all: Vec<&mut T> = self.collect();
        all.rotate_left(from);
        all.into_iter()
    }
}

/// Of each applicant whose result differs: the row, both results, how far the rank moved, through which indicators, and the lines of
/// the gate items that are failed now.
type Told = (String, Status, Status, Option<i64>, Vec<String>, Vec<String>);

/// How an indicator came out: under which standard, the indicator, its state and points, answer, figure and limit.
type Came<'a> = (&'a Standard, usize, State, Option<Points>, &'a str, Option<&'a str>, &'a str);

fn side(side: Option<Came<'_>>) -> String {
    side.map_or_else(
        || "–".to_owned(),
        |(standard, i, state, points, answer, value, limit)| {
            format!("{} {state:?} {points:?} {answer} {value:?} {limit}", standard.indicators[i].id)
        },
    )
}

fn gate(line: &Line) -> String {
    format!("{} {:?} {} {:?} {:?} {} {:?}", line.indicator, line.state, line.answer, line.claimed, line.value, line.limit, line.at)
}

/// What became of everybody, straight from two full scorecards of each.
fn straightforward(old: &Pool<'_>, new: &Pool<'_>) -> Vec<Told> {
    let at = |pool: &Pool<'_>, applicant: &Applicant<'_>| pool.show(&pool.place(applicant));
    let same = standard::same_indicators(old.plan.standard, new.plan.standard);
    let of_line = |standard, applicant: &Applicant<'_>, line: Option<&Line>| {
        let points = |line: &Line| line.points.filter(|_| applicant.is_scored());
        side(line.map(|l| (standard, l.indicator, l.state, points(l), l.answer.as_str(), l.value.as_deref(), l.limit.as_str())))
    };
    let mut all = Vec::new();
    for now in new.in_order() {
        let Some(was) = old.applicants.iter().filter(|was| at(old, was) == at(new, &now)).last() else { continue };
        let mut through = Vec::new();
        let (before, after) = (old.card(&was), new.card(&now));
        if let (Some(before), Some(after), true) = (&before, &after, was.is_scored() || now.is_scored()) {
            let (one, other) = (old.plan.standard, new.plan.standard);
            let value = |standard: &Standard, line: &Line| line.points.map(|points| points.value(standard.decimals));
            for line in &after.lines {
                let then = same[line.indicator].map(|was| &before.lines[was]);
                if then.is_none_or(|then| then.state != line.state || value(one, then) != value(other, line)) {
                    through.push(format!("{} → {}", of_line(one, &was, then), of_line(other, &now, Some(line))));
                }
            }
            for line in before.lines.iter().filter(|line| !same.contains(&Some(line.indicator))) {
                through.push(format!("{} → –", of_line(one, &was, Some(line))));
            }
        }
        let moved = was.rank().zip(now.rank()).map(|(was, now)| i64::from(was) - i64::from(now));
        if was.status == now.status && moved.unwrap_or(0) == 0 && through.is_empty() {
            continue;
        }
        let failed = now.reasons().filter(|reason| was.status != now.status && now.status == Status::Failed && reason.code != Code::Floor);
        let gates = failed.filter_map(|reason| Some(gate(&after.as_ref()?.lines[usize::from(reason.about?)]))).collect();
        all.push((at(new, &now), was.status, now.status, moved, through, gates));
    }
    all.sort_by_key(|(_, was, now, moved, ..)| {
        let weight = match (was != now, now) {
            (true, Status::Failed | Status::NotScored) => 0,
            (true, _) => 1,
            _ => 2,
        };
        (weight, std::cmp::Reverse(moved.unwrap_or(0).unsigned_abs()))
    });
    all
}

/// The same as the comparison tells it.
fn told(impact: &Impact<'_>) -> Vec<Told> {
    let (old, new) = (impact.old.plan.standard, impact.new.plan.standard);
    let of_side =
        |standard, of: Option<&Side<'_>>| side(of.map(|s| (standard, s.indicator, s.state, s.points, s.answer, s.value, s.limit.as_str())));
    let shifts = impact.shifts().map(|shift| {
        let through = shift.through().map(|one| format!("{} → {}", of_side(old, one.old.as_ref()), of_side(new, one.new.as_ref())));
        let at = impact.new.show(&impact.new.place(&shift.new));
        (at, shift.old.status, shift.new.status, shift.moved(), through.collect(), shift.gates().iter().map(gate).collect())
    });
    shifts.collect()
}

/// Holds the comparison of two standards over these tables against the straightforward one; returns of how many a result, a
/// verdict and a gate item differ.
fn compare_impact(
    old: &Standard,
    new: &Standard,
    phase: Option<i32>,
    tables: &[String],
    verified: &[String],
) -> Result<[usize; 3], String> {
    let (new, _) = standard::with_old_ids(old, new);
    let asked = |keep, threads, watched| Settings { watched, verified: verified.to_vec(), ..settings(keep, threads, false, phase) };
    let full = |standard| score(standard, tables, &asked(Keep::Rows, 1, Vec::new())).expect("the phase fits").ok();
    let (Some(before), Some(after)) = (full(old), full(&new)) else { return Ok([0; 3]) };
    let expected = straightforward(&before, &after);
    let flips = expected.iter().filter(|(_, was, now, ..)| was != now).count();
    for (keep, threads) in [(Keep::Again, 1), (Keep::Again, 3), (Keep::Rows, 2)] {
        let (of_old, of_new) = analysis::watched(old, &new);
        let pool = |standard, watched| score(standard, tables, &asked(keep, threads, watched)).expect("the phase fits").ok();
        let (Some(before), Some(after)) = (pool(old, of_old), pool(&new, of_new)) else { return Err("not read again".to_owned()) };
        let impact = analysis::impact(&before, &after, threads).map_err(|found| format!("{found:?}"))?;
        let found = told(&impact);
        if found != expected || impact.flips != flips {
            let differs = found.iter().zip(&expected).find(|(found, expected)| found != expected);
            return Err(format!("{keep:?}, {threads}, {} of {}: {differs:#?}", found.len(), expected.len()));
        }
    }
    let gates = expected.iter().filter(|(.., gates)| !gates.is_empty()).count();
    Ok([expected.len(), flips, gates])
}

/// What somebody may well answer to a column.
fn plausible(standard: &Standard, id: &str, draw: u32) -> String {
    if let Some(input) = standard.input(id) {
        let is_part = standard.inputs[input].at_most.is_some();
        return (if is_part { draw % 60 } else { 50 + draw % 70 }).to_string();
    }
    let Some(indicator) = standard.indicator(id).map(|i| &standard.indicators[i]) else { return String::new() };
    match &indicator.kind {
        Kind::Levels { levels, .. } => levels[draw as usize % levels.len()].name.clone(),
        Kind::Judged { .. } | Kind::PerCase { .. } => (draw % 4).to_string(),
        Kind::YesNo { .. } | Kind::Required(Gate::YesNo) => if !draw.is_multiple_of(4) { "是" } else { "否" }.to_owned(),
        Kind::Veto(Gate::YesNo) => if draw.is_multiple_of(9) { "是" } else { "否" }.to_owned(),
        _ => (draw % 100).to_string(),
    }
}

/// The same rows with an answer that fits in nearly every cell.
fn mostly_plausible(standard: &Standard, columns: &[String], shape: &Shape, rows: &[(Vec<String>, u32)]) -> Vec<(Vec<String>, u32)> {
    let row = |(cells, draw): &(Vec<String>, u32)| {
        let answer = |(at, id): (usize, &String)| {
            let draw = draw.wrapping_mul(2_654_435_761).rotate_left(at as u32 * 5) ^ at as u32;
            if draw.is_multiple_of(200) { cells[at % cells.len()].clone() } else { plausible(standard, id, draw / 200) }
        };
        let there = columns.iter().enumerate().filter(|(at, _)| shape.left_out != Some(*at));
        (there.map(answer).collect(), *draw)
    };
    rows.iter().map(row).collect()
}

#[test]
fn the_impact_is_what_full_scorecards_say() {
    let differing = std::cell::Cell::new([0; 3]);
    drawn(200, 24, |standards, at, shape, rows, lines| {
        let (old, phase, columns) = &standards[at];
        let draw = rows.iter().fold(0u32, |all, (_, draw)| all.wrapping_mul(31).wrapping_add(*draw));
        let mut new = changed(old, draw);
        if draw.is_multiple_of(3) {
            new = changed(&new, draw / 512);
        }
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).expect("written");
            path.to_string_lossy().into_owned()
        };
        let rows = mostly_plausible(old, columns, shape, rows);
        let (some, others) = rows.split_at(rows.len() / 3);
        let first = table(old, columns, shape, others, lines);
        let mut tables = vec![write("first.csv", &first)];
        if draw.is_multiple_of(2) && !some.is_empty() {
            tables.push(write("second.csv", &table(old, columns, shape, some, &[])));
        }
        if draw.is_multiple_of(5) {
            tables.push(workbook(&table(old, columns, &Shape { gb18030: false, ..shape.clone() }, some, lines), folder.path()));
        }
        let answers: Vec<(Vec<String>, u32)> =
            others.iter().step_by(2).map(|(cells, draw)| (cells.iter().rev().cloned().collect(), *draw)).collect();
        let verified = if draw % 7 < 2 { vec![write("verified.csv", &table(old, columns, shape, &answers, &[]))] } else { Vec::new() };
        let found = compare_impact(old, &new, *phase, &tables, &verified)?;
        differing.set(std::array::from_fn(|n| differing.get()[n] + found[n]));
        Ok(())
    });
    let [results, verdicts, gates] = differing.get();
    assert!(results > 300 && verdicts > 50 && gates > 10, "only {results} results differ, {verdicts} verdicts, {gates} gate items");
}

/// A table as a workbook, every cell a text.
fn workbook(table: &[u8], folder: &std::path::Path) -> String {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(String::from_utf8_lossy(table).lines()) {
        for (column, cell) in (0..).zip(line.split([',', ';', '\t'])) {
            sheet.write_string(row, column, cell.trim_matches(['\u{feff}', '"'])).expect("a cell");
        }
    }
    let path = folder.join("book.xlsx");
    book.save(&path).expect("written");
    path.to_string_lossy().into_owned()
}

/// Rows of many blocks are read again where they stand, in whatever blocks they are.
#[test]
fn the_impact_is_the_same_in_tables_of_many_blocks() {
    drawn(3, 24, |standards, at, shape, rows, lines| {
        let (old, phase, columns) = &standards[at];
        let many: Vec<(Vec<String>, u32)> =
            (0..2_500).map(|n| (rows[n % rows.len()].0.clone(), rows[n % rows.len()].1 % 4_000_000 + 4 + n as u32 / 7)).collect();
        let lines: Vec<(usize, String)> = lines.iter().map(|(at, line)| (at * 100, line.clone())).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table.csv");
        fs::write(&path, table(old, columns, shape, &many, &lines)).expect("written");
        let new = changed(&changed(old, 32 * at as u32 + 1), 32 * at as u32 + 10);
        compare_impact(old, &new, *phase, &[path.to_string_lossy().into_owned()], &[]).map(|_| ())
    });
}

/// The rows of a table with their numbers, each without what is blank at its end; those that cannot be read are left out.
fn cells_of(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.csv");
    fs::write(&path, bytes).expect("written");
    let opening = Opening::default();
    let mut table = Table::open(&path.to_string_lossy(), &opening, &|cells| cells.len()).unwrap_or_else(|found| panic!("{found:?}"));
    let (mut rows, mut row) = (Vec::new(), Row::default());
    while let Some(line) = table.next(&mut row).expect("readable") {
        let mut cells: Vec<String> = row.cells.iter().map(|cell| cell.replace('\r', "")).collect();
        cells.truncate(cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
        if line == TableLine::Cells && !cells.is_empty() {
            rows.push((row.number, cells));
        }
    }
    rows
}

/// The CSV of rows as a spreadsheet has them: as wide as the widest of those in which the header is looked for.
fn csv_of(rows: &[(u64, Vec<String>)]) -> String {
    let width = rows.iter().take(HEADER_SEARCH).map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let (mut text, mut next) = (String::new(), 1);
    for (number, cells) in rows {
        (next..*number).for_each(|_| text += "\n");
        let blank = String::new();
        let cells = cells.iter().chain(std::iter::repeat_n(&blank, width.saturating_sub(cells.len())));
        text += &cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
        text += "\n";
        next = number + 1;
    }
    text
}

/// A workbook of rows: cells of all kinds, most in order, some behind others that follow them, some put down twice; and, `plainly`, all as
/// any program writes them.
fn workbook_of(rows: &[(u64, Vec<String>)], plainly: bool) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (mut texts, mut sheet, mut late) = (String::new(), String::new(), String::new());
    let mut count = 0;
    for (number, cells) in rows {
        let mut written: Vec<String> = Vec::new();
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name = format!("{}{number}", column_letters(column));
            let draw = if plainly { 1 } else { (number * 31 + column as u64 * 7) % 97 };
            if draw == 0 {
                written.push(format!("<c r=\"{name}\"><v>99</v></c>"));
            }
            let figure = cell.len() < 9 && cell.parse::<u32>().is_ok_and(|figure| figure.to_string() == *cell);
            written.push(match draw % 4 {
                _ if figure => format!("<c r=\"{name}\" s=\"0\"><v>{cell}</v></c>"),
                0 => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(cell)),
                3 => format!("<c t=\"str\" r=\"{name}\"><f>A1</f><v>{}</v></c>", escaped(cell)),
                _ => {
                    texts += &format!("<si><t xml:space=\"preserve\">{}</t></si>", escaped(cell));
                    count += 1;
                    format!("<c r=\"{name}\" t=\"s\"><v>{}</v></c>", count - 1)
                }
            });
        }
        if !plainly && number % 13 == 5 && written.len() > 1 {
            // Not the first, which may be there twice.
            let moved = written.remove(written.len() / 2);
            if !moved.contains("<v>99<") { written.push(moved) } else { written.insert(0, moved) }
        }
        let to = if !plainly && number % 17 == 3 { &mut late } else { &mut sheet };
        *to += &format!("<row r=\"{number}\" spans=\"1:9\">{}</row>", written.concat());
    }
    let relation = |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"x/{kind}\" Target=\"{target}\"/>");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [
        ("_rels/.rels", format!("<Relationships>{}</Relationships>", relation("a", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"表1\" r:id=\"a\"/></sheets></workbook>".to_owned()),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships>{}{}</Relationships>", relation("a", "worksheet", "s.xml"), relation("b", "sharedStrings", "t.xml")),
        ),
        ("xl/t.xml", format!("<sst>{texts}</sst>")),
        ("xl/s.xml", format!("<worksheet><sheetData>{sheet}{late}</sheetData></worksheet>")),
    ] {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(name, options).expect("memory does not fail");
        std::io::Write::write_all(&mut writer, content.as_bytes()).expect("memory does not fail");
    }
    writer.finish().expect("memory does not fail").into_inner()
}

/// The result of a table, and its findings, but for what the file and its sheet are called.
fn all_said(standard: &Standard, bytes: &[u8], settings: &Settings) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table");
    fs::write(&path, bytes).expect("written");
    let at = |place: &Place| match place {
        Place::Cell(cell) => format!("{:?} {:?}", cell.row, cell.column),
        _ => String::new(),
    };
    let found = |found: &Diagnostic| {
        let related: Vec<String> = found.related.iter().map(|(place, text)| format!("{} {text:?}", at(place))).collect();
        format!("{} {:?} {:?} {related:?} {:?}\n", at(&found.place), found.code, found.severity, found.text)
    };
    match score(standard, &[path.to_string_lossy().into_owned()], settings).expect("the phase fits") {
        Ok(pool) => {
            let mut out = Vec::new();
            let how = Shown { language: Language::En, top: None, summary: true, ways: false, width: 100 };
            report::score_csv(&mut out, &pool, &how).expect("memory does not fail");
            let text = String::from_utf8(out).expect("text");
            pool.problems.iter().chain(&pool.notes).fold(text, |text, problem| text + &found(problem))
        }
        Err(problems) => problems.iter().map(found).collect(),
    }
}

/// Holds a sheet against the CSV of its cells, and the two ways of reading it against each other. Returns how many lines are told of it.
fn compare_sheet(standard: &Standard, phase: Option<i32>, rows: &[(u64, Vec<String>)]) -> Result<usize, String> {
    let csv = csv_of(rows);
    let expected = all_said(standard, csv.as_bytes(), &settings(Keep::Dimensions, 1, true, phase));
    for plainly in [true, false] {
        let bytes = workbook_of(rows, plainly);
        for (threads, long_way) in [(1, true), (1, false), (2, false), (7, false)] {
            let sheet = all_said(standard, &bytes, &settings(Keep::Dimensions, threads, long_way, phase));
            if sheet != expected {
                let differs = expected.lines().zip(sheet.lines()).find(|(csv, sheet)| csv != sheet);
                return Err(format!("{plainly}, {threads} threads, {long_way}, {}: {differs:#?}\n{csv}", standard.id));
            }
        }
        compare(standard, phase, &bytes, &[Keep::Totals])?;
    }
    Ok(expected.lines().count())
}

/// Cells say the same in a sheet as in CSV: with quotation marks, line breaks, blank rows, wide rows, and in any order.
#[test]
fn a_sheet_gives_what_its_cells_give_as_csv() {
    let told = std::cell::Cell::new(0);
    let plain = |shape: &Shape| Shape { delimiter: ',', gb18030: false, ..shape.clone() };
    drawn(60, 24, |standards, at, shape, rows, lines| {
        let (standard, phase, columns) = &standards[at];
        let mut rows = cells_of(&table(standard, columns, &plain(shape), rows, lines));
        // A row of cells that CSV needs marks for, a wide one, and a gap.
        if let Some((number, mut odd)) = rows.last().cloned() {
            let last = odd.len() - 1;
            odd[last] = "两\n行,\"甲\"\n".to_owned();
            rows.push((number + 3, odd.clone()));
            odd.extend([String::new(), " ".to_owned(), "宽".to_owned()]);
            rows.push((number + 4, odd));
            rows.push((number + 5, vec![" ".to_owned()]));
        }
        told.set(told.get() + compare_sheet(standard, *phase, &rows)?);
        Ok(())
    });
    assert!(told.get() > 600, "only {} lines were compared", told.get());
}

/// Sheets that are unpacked by one thread while another reads, and scored in many blocks.
#[test]
fn a_large_sheet_gives_what_its_cells_give_as_csv() {
    let shape = |shape: &Shape| Shape { delimiter: ',', gb18030: false, ..shape.clone() };
    drawn(3, 24, |standards, at, drawn, rows, lines| {
        let (standard, phase, columns) = &standards[at];
        let rows: Vec<(Vec<String>, u32)> = (0..3_000)
            .map(|n| rows[n % rows.len()].clone())
            .enumerate()
            .map(|(n, (cells, draw))| (cells, draw % 4_000_000 + 4 + n as u32 / 7))
            .collect();
        compare_sheet(standard, *phase, &cells_of(&table(standard, columns, &shape(drawn), &rows, lines))).map(|_| ())
    });
}

/// What no text of CSV says, as CSV is read: a lone return, a NUL, a cell of very many lines.
#[test]
fn what_csv_cannot_say_is_read_from_a_sheet() {
    let standard = common::small(&common::indicator("Y", "kind = \"yes-no\"\npoints = 2"));
    let many = "行\n".repeat(400);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.xlsx");
    for odd in ["甲\u{0}乙", "\u{feff}甲", "a\rb", &many, "  ", "\"", "甲,乙"] {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = vec![(1, row(["id", "name", "Y"])), (2, row(["A1", odd, "是"])), (4, row(["A2", "乙", "否"])), (5, row([odd, "", ""]))];
        let bytes = workbook_of(&rows, true);
        fs::write(&path, &bytes).expect("written");
        let mut table = Table::open(&path.to_string_lossy(), &Opening::default(), &|cells| cells.len()).expect("readable");
        for (number, cells) in &rows {
            let mut read = Row::default();
            assert_eq!(table.next(&mut read).expect("readable"), Some(TableLine::Cells));
            // In a sheet every end of a line is a line feed.
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('\r', "\n")).collect();
            assert_eq!(
                (read.number, read.cells.iter().collect::<Vec<_>>()),
                (*number, cells.iter().map(String::as_str).collect()),
                "{odd:?}"
            );
        }
        compare(&standard, None, &bytes, &[Keep::Totals]).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// A row of a sheet is shown again from the text that was made of the sheet.
#[test]
fn a_row_of_a_sheet_is_read_again() {
    let standard = common::small(&common::indicator("Y", "kind = \"yes-no\"\npoints = 2"));
    let header = ["id", "name", "Y"].map(str::to_owned).to_vec();
    let row = |n: u64| (n * 2, vec![format!("A{n}"), format!("机构\n{n}"), if n.is_multiple_of(3) { "否" } else { "是" }.to_owned()]);
    let rows: Vec<(u64, Vec<String>)> = std::iter::once((1, header)).chain((1..400).map(row)).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.xlsx");
    fs::write(&path, workbook_of(&rows, false)).expect("written");
    let asked = settings(Keep::Again, 2, false, None);
    let Ok(mut pool) = score(&standard, &[path.to_string_lossy().into_owned()], &asked).expect("no phases") else { panic!("readable") };
    for index in [0, 57, 398] {
        assert!(pool.card(&pool.applicants.get(index)).is_none(), "it was kept");
        pool.read_again(index).unwrap_or_else(|found| panic!("{found:?}"));
        let card = pool.card(&pool.applicants.get(index)).expect("a card");
        assert_eq!(card.lines[0].answer, if (index + 1) % 3 == 0 { "否" } else { "是" });
    }
}
