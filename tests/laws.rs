//! Laws that hold for every table: order, encoding and company of a row change nothing; more is never less; everything adds up.

mod common;

use common::{applicants, json};
use proptest::prelude::*;
use serde_json::Value;
use shifan::analysis::way_to_pass;
use shifan::number::Decimal;
use shifan::score::{Plan, Scorecard, Settings, State, Status, judge};
use shifan::standard::{self, Best, HeaderTarget, Standard};
use shifan::submission::{Answer, Answers, Reading};

/// The test standard that uses every kind of rule.
fn all_kinds() -> Standard {
    let text = include_str!("standards/all-kinds.toml");
    standard::from_text("all-kinds.toml", text).standard.expect("valid")
}

/// A small standard over which figures are drawn freely.
fn figures() -> Standard {
    common::small(
        &("[pass]\nmet_share = \"60%\"\npoints_share = \"55%\"\n[[dimension]]\nid = \"D\"\nname = \"维度\"\nat_least = \"40%\"\n\
           [[input]]\nid = \"part\"\nname = \"部分\"\nwhole = true\n[[input]]\nid = \"whole\"\nname = \"总数\"\nwhole = true\n[[input]]\nid = \"carers\"\nname = \"护理员数\"\nwhole = true\n"
            .to_owned()
            + &common::indicator("T", "dimension = \"D\"\nkind = \"tiers\"\npoints = 4\ntiers = [{ at_least = 90, points = 4 }, { more_than = 50, points = 2.5 }, { at_least = 10, points = 1 }]")
            + &common::indicator("L", "dimension = \"D\"\nkind = \"linear\"\npoints = 3\nzero_at = 7\nfull_at = 83")
            + &common::indicator("R", "dimension = \"D\"\nkind = \"target\"\npoints = 5\nat_least = 70\nshort = \"pro-rata\"")
            + &common::indicator("Q", "dimension = \"D\"\nkind = \"tiers\"\npoints = 4\nunit = \"%\"\nover_100 = true\nvalue = \"part / whole\"\ntiers = [{ at_least = \"80%\", points = 4 }, { at_least = \"40%\", points = 1 }]")
            + &common::indicator("C", "dimension = \"D\"\nkind = \"tiers\"\npoints = 2\nvalue = \"part / carers\"\ntiers = [{ at_most = 4, points = 2 }, { at_most = 8, points = 1 }]")
            + &common::indicator("P", "dimension = \"D\"\nkind = \"per-case\"\npoints = 3\neach = 0.7")
            + &common::indicator("J", "dimension = \"D\"\nkind = \"judged\"\npoints = 6\nmet_at = 4")
            + &common::indicator("B", "dimension = \"D\"\nkind = \"judged\"\npoints = 2\nbonus = true")
            + &common::indicator("Y", "dimension = \"D\"\nkind = \"yes-no\"\npoints = 2\nnot_applicable = true")
            + &common::indicator("G", "kind = \"required\"")),
    )
}

const COLUMNS: [&str; 12] = ["T", "L", "R", "part", "whole", "carers", "P", "J", "B", "Y", "G", "Q"];

/// A row of [`figures`]: cells in the order of [`COLUMNS`].
fn row() -> impl Strategy<Value = Vec<String>> {
    let figure = |most: u32| prop_oneof![8 => (0..=most).prop_map(|n| n.to_string()), 1 => Just(String::new()), 1 => (0..=most).prop_map(|n| format!("{n}.5"))];
    let count = || prop_oneof![9 => (0u32..60).prop_map(|n| n.to_string()), 1 => Just(String::new())];
    let yes =
        || prop_oneof![4 => Just("是".to_owned()), 2 => Just("否".to_owned()), 1 => Just(String::new()), 1 => Just("不适用".to_owned())];
    let points = |most: u32| (0..=most * 100).prop_map(|n| format!("{}.{:02}", n / 100, n % 100));
    (
        (figure(100), figure(100), figure(100)),
        (count(), count(), count()),
        (count(), points(6), points(2)),
        (yes(), yes(), prop_oneof![Just(String::new()), figure(100)]),
    )
        .prop_map(|((t, l, r), (p, w, c), (pc, j, b), (y, g, q))| vec![t, l, r, p, w, c, pc, j, b, y, g, q])
}

fn table(columns: &[&str], rows: &[(usize, &Vec<String>)], order: &[usize], delimiter: char) -> String {
    let line = |cells: Vec<&str>| cells.join(&delimiter.to_string()) + "\n";
    let mut text = line(std::iter::once("id").chain(order.iter().map(|c| columns[*c])).collect());
    for (id, row) in rows {
        let id = format!("r{id:03}");
        text += &line(std::iter::once(id.as_str()).chain(order.iter().map(|c| row[*c].as_str())).collect());
    }
    text
}

fn score(rows: &[(usize, &Vec<String>)], order: &[usize]) -> Value {
    json(&figures(), &[table(&COLUMNS, rows, order, ',').as_bytes()], &Settings::default())
}

fn natural() -> Vec<usize> {
    (0..COLUMNS.len()).collect()
}

/// Points in hundredths.
fn cents(value: &Value) -> i64 {
    (value.as_f64().expect("a number") * 100.0).round() as i64
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn permuting_rows_and_columns_changes_no_result(
        rows in prop::collection::vec(row(), 1..12),
        order in Just(natural()).prop_shuffle(),
        shuffle in any::<u64>(),
    ) {
        let straight: Vec<(usize, &Vec<String>)> = rows.iter().enumerate().collect();
        let mut turned = straight.clone();
        turned.rotate_left((shuffle % rows.len() as u64) as usize);
        if shuffle % 2 == 0 { turned.reverse(); }
        prop_assert_eq!(applicants(&score(&straight, &natural())), applicants(&score(&turned, &order)));
    }

    #[test]
    fn company_changes_nobodys_points(rows in prop::collection::vec(row(), 2..10)) {
        let all: Vec<(usize, &Vec<String>)> = rows.iter().enumerate().collect();
        let with = applicants(&score(&all, &natural()));
        let without = applicants(&score(&all[1..], &natural()));
        for mut alone in without {
            let mut other = with.iter().find(|a| a["id"] == alone["id"]).expect("still there").clone();
            for result in [&mut alone, &mut other] { result["rank"] = Value::Null; }
            prop_assert_eq!(alone, other);
        }
    }

    #[test]
    fn more_is_never_less(row in row(), column in 0usize..3, raise in 1u32..40) {
        // T, L and R are higher-is-better and nothing else depends on them.
        let mut higher = row.clone();
        let Ok(figure) = row[column].parse::<f64>() else { return Ok(()) };
        higher[column] = format!("{}", figure + f64::from(raise));
        let both = applicants(&score(&[(0, &row), (1, &higher)], &natural()));
        let points = |id: &str| both.iter().find(|a| a["id"] == id).map(|a| cents(&a["indicators"][column]["points"])).expect("there");
        prop_assume!(both.iter().all(|a| !a["points"].is_null()));
        prop_assert!(points("r001") >= points("r000"));
    }

    #[test]
    fn everything_adds_up(rows in prop::collection::vec(row(), 1..8)) {
        let standard = figures();
        let all: Vec<(usize, &Vec<String>)> = rows.iter().enumerate().collect();
        let result = score(&all, &natural());
        prop_assert_eq!(result["applicants"].as_array().expect("a list").len(), rows.len());
        for applicant in applicants(&result).iter().filter(|a| !a["points"].is_null()) {
            let lines = applicant["indicators"].as_array().expect("a list");
            prop_assert_eq!(lines.len(), standard.indicators.len());
            let state = |line: &Value| line["state"].as_str().expect("a state").to_owned();
            prop_assert!(lines.iter().all(|l| State::ALL.iter().any(|s| s.id() == state(l))));
            let sum: i64 = lines.iter().filter(|l| !l["points"].is_null()).map(|l| cents(&l["points"])).sum();
            prop_assert_eq!(sum, cents(&applicant["points"]));
            let counted = |l: &&Value| !["B", "G"].contains(&l["id"].as_str().expect("an id")) && !["not-applicable", "not-due"].contains(&state(l).as_str());
            let applicable = lines.iter().filter(counted).count();
            let met = lines.iter().filter(counted).filter(|l| state(l) == "met").count();
            prop_assert_eq!((applicable as u64, met as u64), (applicant["applicable"].as_u64().expect("a count"), applicant["met"].as_u64().expect("a count")));
            let available: i64 = lines.iter().filter(counted).map(|l| cents(&l["of"])).sum();
            prop_assert_eq!(available, cents(&applicant["points_available"]));
            let dimension = &applicant["dimensions"][0];
            prop_assert_eq!(cents(&dimension["points"]) + cents(&applicant["bonus"]), sum);
        }
    }

    #[test]
    fn encoding_and_delimiter_change_nothing(rows in prop::collection::vec(row(), 1..6), delimiter in prop_oneof![Just(','), Just('\t'), Just(';')]) {
        let all: Vec<(usize, &Vec<String>)> = rows.iter().enumerate().collect();
        let text = table(&COLUMNS, &all, &natural(), delimiter).replacen("id", "编号", 1);
        let expected = applicants(&json(&figures(), &[text.as_bytes()], &Settings::default()));
        let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
        let le: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let bom = format!("\u{feff}{text}").into_bytes();
        let crlf = text.replace('\n', "\r\n").into_bytes();
        let cr = text.replace('\n', "\r").into_bytes();
        for bytes in [gb, le, be, bom, crlf, cr] {
            prop_assert_eq!(&applicants(&json(&figures(), &[&bytes], &Settings::default())), &expected);
        }
    }

    #[test]
    fn a_table_split_in_two_is_one_pool(rows in prop::collection::vec(row(), 2..10), at in 1usize..9) {
        let all: Vec<(usize, &Vec<String>)> = rows.iter().enumerate().collect();
        let (first, second) = all.split_at(at.min(rows.len() - 1));
        let parts = [table(&COLUMNS, first, &natural(), ','), table(&COLUMNS, second, &natural(), ';')];
        let together = json(&figures(), &[parts[0].as_bytes(), parts[1].as_bytes()], &Settings::default());
        prop_assert_eq!(applicants(&together), applicants(&score(&all, &natural())));
    }

    /// Whatever bytes stand in a table, reading it ends, and every row is accounted for.
    #[test]
    fn no_table_breaks_the_program(bytes in prop::collection::vec(any::<u8>(), 0..400), header in any::<bool>()) {
        let mut table = if header { b"id,T,L,Y\n".to_vec() } else { Vec::new() };
        table.extend(bytes);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        std::fs::write(&path, &table).expect("written");
        let standard = figures();
        if let Ok(pool) = shifan::score::score(&standard, &[path.to_string_lossy().into_owned()], &Settings::default()).expect("no phases") {
            prop_assert_eq!(pool.inputs.iter().map(|i| i.rows).sum::<u64>(), pool.applicants.len() as u64);
            prop_assert_eq!(pool.in_order().count(), pool.applicants.len());
            for applicant in pool.applicants.iter() { let _ = pool.card(&applicant); }
        }
    }

    /// Whatever text stands in a standard, checking it ends.
    #[test]
    fn no_standard_breaks_the_checker(cut in 0usize..20_000, insert in "[\\[\\]{}=\",0-9a-z一二\n #'.%-]{0,12}", drop in 0usize..40) {
        let text = include_str!("standards/all-kinds.toml");
        let at = |n: usize| { let mut n = n.min(text.len()); while !text.is_char_boundary(n) { n -= 1; } n };
        let mangled = format!("{}{insert}{}", &text[..at(cut)], &text[at(cut + drop).max(at(cut))..]);
        let loaded = standard::from_text("t.toml", &mangled);
        for found in &loaded.findings {
            let file = "t.toml";
            if let shifan::diagnostic::Place::Span(_, span) = &found.place { prop_assert!(loaded.sources.line_column(file, span.start).is_some()); }
        }
        let _ = shifan::report::draw(&loaded.findings, &loaded.sources, shifan::text::Language::Zh, false);
    }

    /// Applying the way to pass passes, also where indicators share figures.
    #[test]
    fn the_way_to_pass_passes(cells in row()) {
        let standard = figures();
        let plan = Plan::new(&standard, None).expect("no phases");
        let text = table(&COLUMNS, &[(0, &cells)], &natural(), ',');
        common::with_pool(&standard, &[text.as_bytes()], &Settings::default(), |pool| {
            let applicant = &pool.applicants.get(0);
            if !applicant.is_scored() { return Ok(()); }
            let way = way_to_pass(&plan, &pool.card(applicant).expect("kept").answers);
            prop_assert_eq!(way.passes, applicant.status == Status::Passed);
            if way.passes { return Ok(()); }
            let mut after = Scorecard::default();
            plan.evaluate(&way.answers.expect("everything can be lifted here"), &mut after);
            prop_assert_eq!(judge(&standard, &after).passed, Some(true));
            prop_assert!(way.exact);
            Ok(())
        })?;
    }

    /// The changes that are named, made in the applicant's own answers, make it pass: figures that are parts of others, bounded
    /// above, shared between indicators and gate items, one's divisor another's numerator.
    #[test]
    fn the_changes_that_are_named_pass(figures in prop::collection::vec(0u32..30, 6), lines in (1u32..=100, 1u32..=100), bound in 5i64..60) {
        let standard = tangled(lines.0, lines.1, bound);
        let plan = Plan::new(&standard, None).expect("no phases");
        let mut answers = Answers::blank(&standard);
        for (input, figure) in figures.iter().enumerate() {
            let figure = if input == 3 { i64::from(*figure).min(bound) } else { i64::from(*figure) };
            answers.inputs[input] = Answer::plain(Reading::Figure(Decimal::whole(figure).expect("small")));
        }
        answers.check_parts(&standard);
        let mut card = Scorecard::default();
        plan.evaluate(&answers, &mut card);
        prop_assume!(card.items.iter().all(|item| item.state != State::Invalid));
        let way = way_to_pass(&plan, &answers);
        let Some(lifts) = way.lifts.filter(|_| !way.passes) else { return Ok(()) };
        for change in way.gates.iter().chain(&lifts).flat_map(|(_, changes)| changes) {
            match change.target {
                HeaderTarget::Input(i) => answers.inputs[i] = Answer::plain(change.to),
                HeaderTarget::Indicator(i) => answers.own[i] = Answer::plain(change.to),
                other => prop_assert!(false, "{other:?} is no cell of an answer"),
            }
        }
        answers.check_parts(&standard);
        for (input, answer) in standard.inputs.iter().zip(&answers.inputs) {
            if let Reading::Figure(figure) = answer.reading {
                prop_assert!(figure >= input.min && input.max.is_none_or(|max| figure <= max) && (!input.whole || figure.is_whole()), "{}", input.id);
            }
        }
        plan.evaluate(&answers, &mut card);
        prop_assert!(card.items.iter().all(|item| item.state != State::Invalid));
        prop_assert_eq!(judge(&standard, &card).passed, Some(true));
    }

    /// Where no figures are shared the set is the smallest, then the one with the fewest points to gain, then the first in
    /// the standard's order: compared with every set there is.
    #[test]
    fn the_way_to_pass_is_the_shortest(given in prop::collection::vec(0u32..=400, 9), met in 30u32..=100, points in 30u32..=100, floor in 20u32..=100) {
        let standard = independent(met, points, floor);
        let plan = Plan::new(&standard, None).expect("no phases");
        let mut answers = Answers::blank(&standard);
        for (i, n) in given.iter().enumerate() {
            let most = standard.indicators[i].points.0;
            answers.own[i] = Answer::plain(Reading::Figure(Decimal::whole(i64::from(*n).min(most)).and_then(|d| d.shifted(-2)).expect("small")));
        }
        let verdict = |set: u32| {
            let mut tried = answers.clone();
            for i in (0..9).filter(|i| set & (1 << i) != 0) {
                let Some(Best::Figure(best)) = standard.indicators[i].best(&standard, None, None) else { panic!("a figure") };
                tried.own[i] = Answer::plain(Reading::Figure(best));
            }
            let mut card = Scorecard::default();
            plan.evaluate(&tried, &mut card);
            (judge(&standard, &card).passed == Some(true), card.totals.points)
        };
        let (passes, before) = verdict(0);
        let way = way_to_pass(&plan, &answers);
        prop_assert_eq!(way.passes, passes);
        if passes { return Ok(()); }
        let ids = |set: u32| (0..9usize).filter(|i| set & (1 << i) != 0).collect::<Vec<_>>();
        let shortest = (1u32..512).filter(|set| verdict(*set).0).min_by_key(|set| (set.count_ones(), verdict(*set).1, ids(*set)));
        let found = way.lifts.map(|lifts| lifts.into_iter().map(|(i, _)| i).collect::<Vec<_>>());
        // Sets with indicators that are at their best already are never the smallest.
        prop_assert_eq!(found, shortest.map(ids));
        if let Some(shortest) = shortest {
            prop_assert_eq!(way.gain, verdict(shortest).1 - before);
        }
    }
}

/// Six figures in each other's way: a ≤ b ≤ c, d bounded, and indicators and a gate item over them.
fn tangled(met: u32, points: u32, bound: i64) -> Standard {
    let input = |id: &str, more: &str| format!("[[input]]\nid = \"{id}\"\nname = \"数据{id}\"\nwhole = true\n{more}\n");
    let inputs = input("a", "at_most = \"b\"")
        + &input("b", "at_most = \"c\"")
        + &input("c", "")
        + &input("d", &format!("max = {bound}"))
        + &input("e", "")
        + &input("f", "");
    let lines = format!("[pass]\nmet_share = \"{met}%\"\npoints_share = \"{points}%\"\n");
    let tier = |value: &str, key: &str, full: &str, part: &str| {
        format!(
            "kind = \"tiers\"\npoints = 3\nvalue = \"{value}\"\ntiers = [{{ {key} = {full}, points = 3 }}, {{ {key} = {part}, points = 1 }}]"
        )
    };
    let share = |value: &str, full: &str| format!("unit = \"%\"\n{}", tier(value, "at_least", full, "\"30%\""));
    let indicators = common::indicator("I1", &share("a / b", "\"90%\""))
        + &common::indicator("I2", &share("b / c", "\"80%\""))
        + &common::indicator("I3", &tier("a", "at_least", "12", "4"))
        + &common::indicator("I4", &tier("e / d", "at_most", "2", "4"))
        + &common::indicator("I5", &tier("d + f", "at_least", "20", "10"))
        + &common::indicator("I6", &tier("c / f", "more_than", "1", "0.5"))
        + &common::indicator("I7", "kind = \"linear\"\npoints = 4\nvalue = \"e\"\nzero_at = 0\nfull_at = 25")
        + &common::indicator("G", "kind = \"required\"\nvalue = \"d\"\nat_least = 4")
        + &common::indicator("H", "kind = \"veto\"\nvalue = \"c / e\"\nmore_than = 6");
    common::small(&(lines + &inputs + &indicators))
}

/// Nine judged indicators, one of them a bonus, three of them met before their full points, under three lines.
fn independent(met: u32, points: u32, floor: u32) -> Standard {
    let lines = format!(
        "[pass]\nmet_share = \"{met}%\"\npoints_share = \"{points}%\"\n[[dimension]]\nid = \"D\"\nname = \"维度\"\nat_least = \"{floor}%\"\n[[dimension]]\nid = \"E\"\nname = \"另一维度\"\n"
    );
    let indicators: String = (0..9)
        .map(|i| {
            let dimension = if i % 2 == 0 { "D" } else { "E" };
            let met_at = if i % 3 == 0 { "met_at = 1\n" } else { "" };
            let bonus = if i == 8 { "bonus = true\n" } else { "" };
            common::indicator(
                &format!("I{i}"),
                &format!("dimension = \"{dimension}\"\nkind = \"judged\"\npoints = {}\n{met_at}{bonus}", 1 + i % 4),
            )
        })
        .collect();
    common::small(&(lines + &indicators))
}

#[test]
fn the_built_in_standards_are_clean_and_their_cases_cover_everything() {
    for built_in in standard::BUILT_IN {
        let loaded = standard::from_text(built_in.id, built_in.text);
        assert!(loaded.findings.is_empty(), "{}: {:?}", built_in.id, loaded.findings.iter().map(|f| f.code.id()).collect::<Vec<_>>());
        let standard = loaded.standard.expect("valid");
        covered(&standard);
        assert_eq!(standard.id, built_in.id);
        assert_ne!(standard.wording, shifan::standard::Wording::Official);
    }
    covered(&all_kinds());
}

fn covered(standard: &Standard) {
    let results = shifan::analysis::run(standard);
    assert!(!results.is_empty());
    for result in &results {
        let wrong: Vec<String> =
            result.mismatches.iter().map(|m| format!("{}: {} ≠ {}", m.expectation.key, m.expected, m.actual)).collect();
        assert!(wrong.is_empty(), "{} {}: {wrong:?}", standard.id, result.case.name);
    }
    let coverage = shifan::analysis::coverage(standard, &results);
    let missed: Vec<_> = coverage.missed().collect();
    assert!(missed.is_empty(), "{}: {missed:?}", standard.id);
}
