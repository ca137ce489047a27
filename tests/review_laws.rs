//! Laws that hold for every review: order changes nothing, a recused mark never counts, no more are selected than there are seats,
//! everybody ends somewhere with a reason, and nothing that is read breaks the program.

mod common;

use common::{applicant, codes, review};
use proptest::prelude::*;
use serde_json::Value;

/// A small review: marks of experts (rows) for applicants (columns) on two items, and what may be decided about them.
#[derive(Clone, Debug)]
struct Drawn {
    marks: Vec<Vec<Option<(u32, u32)>>>,
    quota: usize,
    reserve: usize,
    per_item: bool,
    combine: &'static str,
    standard: bool,
    decisions: Vec<u8>,
    recused: Vec<(usize, usize)>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let mark = prop_oneof![8 => (0u32..=8, 0u32..=8).prop_map(Some), 1 => Just(None)];
    (2usize..8, 1usize..7).prop_flat_map(move |(applicants, experts)| {
        let settings = (
            1usize..5,
            0usize..3,
            any::<bool>(),
            prop_oneof![Just("mean"), Just("median"), Just("trimmed-mean\", trim = 1, trim_from = \"4")],
            prop_oneof![3 => Just(false), 1 => Just(true)],
        );
        (
            prop::collection::vec(prop::collection::vec(mark.clone(), applicants), experts),
            settings,
            prop::collection::vec(0u8..12, applicants),
            prop::collection::vec((0..experts, 0..applicants), 0..3),
        )
            .prop_map(|(marks, (quota, reserve, per_item, combine, standard), decisions, recused)| Drawn {
                marks,
                quota,
                reserve,
                per_item: per_item && !standard,
                combine,
                standard,
                decisions,
                recused,
            })
    })
}

impl Drawn {
    fn scheme(&self) -> String {
        let combine = match self.combine {
            "mean" => "combine = \"mean\"",
            "median" => "combine = \"median\"",
            _ => "combine = \"trimmed-mean\", trim = 1, trim_from = 4",
        };
        let per = if self.per_item { "item" } else { "total" };
        let scale = if self.standard { "standard" } else { "raw" };
        let mut scheme = format!(
            "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nsubmissions = [\"a.csv\"]\nquota = {}\nreserve = {}\nballots = {{ r = [\"b.csv\"] }}\n\
             [[round]]\nid = \"r\"\nname = \"r\"\nitems = [{{ id = \"x\", name = \"x\", points = 10 }}, {{ id = \"y\", name = \"y\", points = 10 }}]\n\
             panel = {{ {combine}, min_marks = 1, per = \"{per}\", scale = \"{scale}\", decimals = 1 }}\n[final]\nweights = {{ r = 100 }}\ndecimals = 0\n",
            self.quota, self.reserve
        );
        for (a, decision) in self.decisions.iter().enumerate() {
            let record = |what: &str| {
                format!("[[override]]\napplicant = \"A{a}\"\ndecision = \"{what}\"\nby = \"会议\"\non = 2025-01-02\nreason = \"决定\"\n")
            };
            let objection = |state: &str| {
                format!("[[objection]]\napplicant = \"A{a}\"\nreceived_on = 2025-01-03\nstate = \"{state}\"\nreason = \"反映\"\n")
            };
            scheme += &match decision {
                0 => record("reject"),
                1 => record("withdrawn"),
                2 => objection("open"),
                3 => objection("upheld"),
                4 => objection("dismissed"),
                _ => String::new(),
            };
        }
        for (e, a) in &self.recused {
            scheme += &format!("[[recusal]]\nexpert = \"E{e}\"\napplicant = \"A{a}\"\nreason = \"回避\"\n");
        }
        // The same recusal twice is only a warning.
        scheme
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (e, row) in self.marks.iter().enumerate() {
            for (a, mark) in row.iter().enumerate() {
                if let Some((x, y)) = mark {
                    lines.push(format!("E{e},A{a},x,{x}\n"));
                    lines.push(format!("E{e},A{a},y,{y}\n"));
                }
            }
        }
        lines
    }

    fn applicants(&self) -> Vec<String> {
        (0..self.decisions.len()).map(|a| format!("A{a},单位{a}\n")).collect()
    }

    fn run(&self, applicants: &[String], lines: &[String]) -> Value {
        let scheme = self.scheme();
        let table = format!("id,name\n{}", applicants.concat());
        let ballots = format!("expert,applicant,item,points\nE0,A0,x,\n{}", lines.concat());
        review(&[("scheme.toml", &scheme), ("a.csv", &table), ("b.csv", &ballots)]).unwrap_or_else(|found| panic!("{found:?}"))
    }
}

/// What must not change with the order of anything: outcomes, places, scores, marks, reasons.
fn essence(result: &Value) -> Vec<Value> {
    let mut applicants = result["tracks"][0]["applicants"].as_array().expect("applicants").clone();
    for applicant in &mut applicants {
        applicant.as_object_mut().expect("an object").remove("at");
    }
    applicants.push(result["tracks"][0]["seats"].clone());
    applicants.push(result["tracks"][0]["waiting_for"].clone());
    applicants
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn order_changes_nothing(drawn in drawn(), seed in any::<u64>()) {
        let (mut applicants, mut lines) = (drawn.applicants(), drawn.lines());
        let first = essence(&drawn.run(&applicants, &lines));
        let shuffle = |list: &mut Vec<String>| list.sort_by_cached_key(|line| {
            use std::hash::{Hash, Hasher};
            let mut hasher = std::collections::hash_map::DefaultHasher::new();
            (seed, line).hash(&mut hasher);
            hasher.finish()
        });
        shuffle(&mut applicants);
        shuffle(&mut lines);
        let mut second = essence(&drawn.run(&applicants, &lines));
        // Who is waited for is listed in the order of the table.
        let sort = |list: &mut Vec<Value>| if let Some(waiting) = list.last_mut().and_then(Value::as_array_mut) { waiting.sort_by_key(ToString::to_string) };
        let mut first = first;
        sort(&mut first);
        sort(&mut second);
        prop_assert_eq!(first, second);
    }

    #[test]
    fn seats_are_never_more_than_the_quota_and_everybody_has_an_outcome_and_a_reason(drawn in drawn()) {
        let result = drawn.run(&drawn.applicants(), &drawn.lines());
        let track = &result["tracks"][0];
        let applicants = track["applicants"].as_array().expect("applicants");
        prop_assert_eq!(applicants.len(), drawn.decisions.len());
        let known: Vec<&str> = shifan::review::Outcome::ALL.iter().map(|outcome| outcome.id()).collect();
        let count = |outcome: &str| applicants.iter().filter(|a| a["outcome"] == outcome).count();
        prop_assert!(applicants.iter().all(|a| known.contains(&a["outcome"].as_str().unwrap_or_default())));
        prop_assert!(applicants.iter().all(|a| !codes(a).is_empty()));
        prop_assert!(count("reserve") <= drawn.reserve);
        let seats = |key: &str| track["seats"][key].as_u64().expect("a count") as usize;
        prop_assert_eq!(count("selected"), seats("filled"));
        prop_assert_eq!(seats("filled") + seats("open") + seats("vacant"), drawn.quota);
        // Somebody with a better place is never left out for one with a worse place, records and ties aside.
        let untouched = |a: &&Value| a["overrides"].as_array().is_some_and(Vec::is_empty) && a["objections"].as_array().is_some_and(Vec::is_empty);
        let place = |a: &&Value| a["place"].as_u64();
        let worst = applicants.iter().filter(untouched).filter(|a| a["outcome"] == "selected").filter_map(|a| place(&a)).max();
        let best_left = applicants.iter().filter(untouched).filter(|a| a["outcome"] == "below-quota" || a["outcome"] == "reserve").filter_map(|a| place(&a)).min();
        if let (Some(worst), Some(best)) = (worst, best_left) {
            prop_assert!(worst < best, "{} is in, {} is not", worst, best);
        }
    }

    #[test]
    fn a_recused_mark_never_counts(drawn in drawn(), mark in (0u32..=10, 0u32..=10)) {
        prop_assume!(!drawn.recused.is_empty());
        let mut other = drawn.clone();
        for (e, a) in &drawn.recused {
            other.marks[*e][*a] = Some(mark);
        }
        let essence = |result: &Value| -> Vec<Value> {
            let applicants = result["tracks"][0]["applicants"].as_array().expect("applicants");
            applicants.iter().map(|a| serde_json::json!([a["id"], a["outcome"], a["place"], a["final"], a["rounds"]["r"]["score"]])).collect()
        };
        let results = [&drawn, &other].map(|d| essence(&d.run(&d.applicants(), &d.lines())));
        prop_assert_eq!(&results[0], &results[1]);
    }

    #[test]
    fn one_more_applicant_helps_nobody(drawn in drawn()) {
        prop_assume!(!drawn.standard);
        let mut more = drawn.clone();
        more.decisions.push(11);
        for row in &mut more.marks {
            row.push(Some((5, 5)));
        }
        let (before, after) = (drawn.run(&drawn.applicants(), &drawn.lines()), more.run(&more.applicants(), &more.lines()));
        for a in 0..drawn.decisions.len() {
            let id = format!("A{a}");
            let (one, other) = (applicant(&before, &id), applicant(&after, &id));
            prop_assert_eq!(&one["final"], &other["final"]);
            prop_assert_eq!(&one["rounds"], &other["rounds"]);
            prop_assert!(one["place"].as_u64() <= other["place"].as_u64());
            if other["computed"] == "selected" {
                prop_assert_eq!(&one["computed"], "selected");
            }
        }
    }

    #[test]
    fn no_ballot_breaks_the_program(bytes in prop::collection::vec(any::<u8>(), 0..300), header in 0usize..3) {
        let head: &[u8] = [&b""[..], &b"expert,applicant,item,points\n"[..], "专家,申报单位,x,y,合计\n".as_bytes()][header];
        let folder = tempfile::tempdir().expect("a folder");
        let drawn = Drawn { marks: vec![], quota: 1, reserve: 0, per_item: true, combine: "mean", standard: false, decisions: vec![11, 11], recused: vec![] };
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
        write("scheme.toml", drawn.scheme().as_bytes());
        write("a.csv", "id,name\nA0,甲\nA1,乙\n".as_bytes());
        write("b.csv", &[head, &bytes].concat());
        let loaded = shifan::review::scheme::load(&folder.path().join("scheme.toml").to_string_lossy());
        let scheme = loaded.scheme.expect("valid");
        _ = shifan::review::review(&scheme, &loaded.sources, &shifan::review::Settings::default());
    }

    #[test]
    fn whatever_a_row_of_the_register_looks_like_it_clears_nobody_whom_it_revokes(
        title in prop::sample::select(vec!["示范机构", "", "备注", "备注：", "合计", "小计", "称号", "注：已撤销", "1"]),
        name in prop::sample::select(vec!["甲", "", "乙", "合计"]),
        granted in prop::sample::select(vec!["", "2019-01-01", "去年", "2025-01-01"]),
        revoked in prop::sample::select(vec!["2024-05-06", "2024/5/6", "2024年5月6日", "45418", "去年五月", "2024-05-06 00:00:00"]),
        rest in prop::sample::select(vec!["", ",", ",弄虚作假", ",弄虚作假,", ",弄虚作假,多出", ",\"没有收尾", ",,,,"]),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let drawn = Drawn {
            marks: vec![vec![Some((5, 5))], vec![Some((4, 4))]],
            quota: 2, reserve: 0, per_item: true, combine: "mean", standard: false, decisions: vec![11, 11], recused: vec![],
        };
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        let head = "[scheme]\napplied_on = 2025-08-31\nregister = \"register.csv\"\nbar_years = 3";
        write("scheme.toml", &drawn.scheme().replacen("[scheme]", head, 1));
        write("a.csv", "id,name\nA0,甲\nA1,乙\n");
        write("b.csv", &format!("expert,applicant,item,points\n{}", drawn.lines().concat()));
        write("register.csv", &format!("称号,编号,名称,命名日期,撤销日期,原因\n示范机构,X9,某院,2019-01-01,,\n{title},A0,{name},{granted},{revoked}{rest}\n"));
        let loaded = shifan::review::scheme::load(&folder.path().join("scheme.toml").to_string_lossy());
        let scheme = loaded.scheme.expect("valid");
        let Ok(review) = shifan::review::review(&scheme, &loaded.sources, &shifan::review::Settings::default()) else {
            // Only a row of which nothing can be read ends the run.
            prop_assert!(rest.contains('"'));
            return Ok(());
        };
        let at = review.tracks[0].pool.applicants.iter().position(|a| a.id() == "A0").expect("A0");
        let outcome = review.tracks[0].entrants[at].outcome.id();
        prop_assert!(["ineligible", "not-decided"].contains(&outcome), "{outcome}: {title},A0,{name},{granted},{revoked}{rest}");
    }

    #[test]
    fn no_cell_of_a_ballot_is_lost(
        rows in prop::collection::vec(
            (
                prop::sample::select(vec!["E1", "E2", ""]),
                prop::sample::select(vec!["A0", "A1", "单位0", "A9", ""]),
                prop::collection::vec(prop::sample::select(vec!["5", "", "4.5", "回避", "11", "-1", "abc", "—", "约5", "5分", "1e1", "０", "无"]), 2),
                prop::sample::select(vec!["", "10", "abc", "备注", "申请回避"]),
            ),
            1..4,
        ),
    ) {
        let drawn = Drawn { marks: vec![], quota: 1, reserve: 0, per_item: true, combine: "mean", standard: false, decisions: vec![11, 11], recused: vec![] };
        let mut ballots = "expert,applicant,x,y,备注\n".to_owned();
        for (expert, applicant, marks, note) in &rows {
            ballots += &format!("{expert},{applicant},{},{note}\n", marks.join(","));
        }
        let applicants = format!("id,name\n{}", drawn.applicants().concat());
        let result = common::review(&[("scheme.toml", &drawn.scheme()), ("a.csv", &applicants), ("b.csv", &ballots)]).expect("runs");
        let said = |row: usize| {
            let lists = ["problems", "notes"].into_iter().flat_map(|list| result[list].as_array().expect("a list"));
            // One may name further rows, or stand for several and be said at the first of them.
            let names = |found: &Value| {
                found["row"] == row
                    || found["text"].as_str().is_some_and(|text| text.contains("rows of this file"))
                    || found["related"].as_array().is_some_and(|list| list.iter().any(|at| at.as_str().is_some_and(|at| at.contains(&format!(":{row}:")))))
            };
            lists.into_iter().any(names)
        };
        for (n, (expert, applicant, marks, _)) in rows.iter().enumerate() {
            for (item, cell) in marks.iter().enumerate().filter(|(_, cell)| !["", "—", "无", "回避"].contains(cell)) {
                let who = if *applicant == "单位0" { "A0" } else { applicant };
                let lines = result["tracks"][0]["applicants"].as_array().expect("applicants").iter().filter(|a| a["id"] == who);
                let counted = lines.into_iter().flat_map(|a| a["rounds"]["r"]["items"][item]["marks"].as_array().cloned().unwrap_or_default());
                let held = counted.into_iter().any(|mark| mark["expert"] == *expert);
                prop_assert!(held || said(n + 2), "{cell} in row {} of\n{ballots}\n{result:#}", n + 2);
            }
        }
    }

    #[test]
    fn no_scheme_breaks_the_checker(cut in 0usize..6_000, insert in "[\\[\\]{}=\",0-9a-z一二\n #'.%-]{0,12}", drop in 0usize..40) {
        let text = include_str!("../examples/chongqing-2025/scheme.toml");
        let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1 } at };
        let from = floor(cut.min(text.len()));
        let to = floor((from + drop).min(text.len()));
        let broken = format!("{}{insert}{}", &text[..from], &text[to..]);
        let loaded = shifan::review::scheme::from_text("examples/chongqing-2025/scheme.toml", &broken);
        prop_assert!(loaded.scheme.is_some() || !loaded.findings.is_empty());
        _ = shifan::report::draw(&loaded.findings, &loaded.sources, shifan::text::Language::Zh, false);
    }
}

#[test]
fn a_record_without_a_reason_makes_the_scheme_invalid() {
    let records = [
        ("override", "applicant = \"A0\"\ndecision = \"reject\"\nby = \"会议\"\non = 2025-01-02\nreason = \"决定\"\n"),
        ("objection", "applicant = \"A0\"\nreceived_on = 2025-01-03\nstate = \"open\"\nreason = \"反映\"\n"),
        ("recusal", "expert = \"E0\"\napplicant = \"A0\"\nreason = \"亲属\"\n"),
    ];
    let drawn = Drawn {
        marks: vec![vec![Some((5, 5))]],
        quota: 1,
        reserve: 0,
        per_item: false,
        combine: "mean",
        standard: false,
        decisions: vec![11],
        recused: vec![],
    };
    for (kind, record) in records {
        let with = |record: &str| {
            let scheme = drawn.scheme() + &format!("[[{kind}]]\n{record}");
            review(&[("scheme.toml", &scheme), ("a.csv", "id,name\nA0,甲\n"), ("b.csv", "expert,applicant,x,y\nE0,A0,5,5\n")])
        };
        assert!(with(record).is_ok(), "{kind}");
        for line in record.lines() {
            let without = record.replace(&format!("{line}\n"), "");
            let found = with(&without).expect_err("a key is missing");
            assert!(found.iter().any(|found| found.starts_with("missing-key")), "{kind} without {line}: {found:?}");
        }
    }
}
