//! Examples computed by hand, with their arithmetic.

mod common;

use common::{applicants, indicator, json, small, with_pool};
use serde_json::{Value, json as value};
use shifan::score::{Settings, Status};

/// `n` yes-no indicators of one point that may be not applicable, and a line of 85 %.
fn yes_no(n: usize) -> shifan::standard::Standard {
    let mut rest = String::from("[pass]\nmet_share = \"85%\"\n");
    for i in 1..=n {
        rest += &indicator(&format!("I{i}"), "kind = \"yes-no\"\npoints = 1\nnot_applicable = true");
    }
    small(&rest)
}

/// A row that meets `met` indicators, of `n` of which `na` are not applicable.
fn row(id: &str, n: usize, met: usize, na: usize) -> String {
    let cells = (0..n).map(|i| {
        if i < na {
            "不适用"
        } else if i < na + met {
            "是"
        } else {
            "否"
        }
    });
    format!("{id},{}\n", cells.collect::<Vec<_>>().join(","))
}

fn header(n: usize) -> String {
    format!("id,{}\n", (1..=n).map(|i| format!("I{i}")).collect::<Vec<_>>().join(","))
}

/// met / applicable, share as printed, verdict.
fn verdict(n: usize, met: usize, na: usize) -> (String, String, bool) {
    let table = header(n) + &row("a", n, met, na);
    let result = json(&yes_no(n), &[table.as_bytes()], &Settings::default());
    let a = &result["applicants"][0];
    (
        format!("{}/{}", a["met"], a["applicable"]),
        a["met_share"].as_str().expect("a share").to_owned(),
        a["passed"].as_bool().expect("judged"),
    )
}

#[test]
fn eighty_five_percent_is_compared_exactly() {
    // 36 × 100 = 3600 ≥ 85 × 42 = 3570; 3600 ÷ 42 = 85.714…
    assert_eq!(verdict(42, 36, 0), ("36/42".into(), "85.71%".into(), true));
    // 35 × 100 = 3500 < 3570; 3500 ÷ 42 = 83.333…
    assert_eq!(verdict(42, 35, 0), ("35/42".into(), "83.33%".into(), false));
    // 34 × 100 = 3400 = 85 × 40
    assert_eq!(verdict(42, 34, 2), ("34/40".into(), "85.00%".into(), true));
    // 17 × 100 = 1700 = 85 × 20
    assert_eq!(verdict(20, 17, 0), ("17/20".into(), "85.00%".into(), true));
    // 33 × 100 = 3300 < 85 × 39 = 3315; 3300 ÷ 39 = 84.615…
    assert_eq!(verdict(42, 33, 3), ("33/39".into(), "84.61%".into(), false));
}

fn one(kind: &str, header: &str, cells: &[&str]) -> Vec<Value> {
    let inputs = "[[input]]\nid = \"n\"\nname = \"分子\"\n[[input]]\nid = \"d\"\nname = \"分母\"\n";
    let standard = small(&format!("{inputs}{}", indicator("A", kind)));
    let rows: String = cells.iter().enumerate().map(|(i, cells)| format!("r{i},{cells}\n")).collect();
    let result = json(&standard, &[format!("id,{header}\n{rows}").as_bytes()], &Settings { no_rank: true, ..Settings::default() });
    applicants(&result).iter().map(|a| a["indicators"][0].clone()).collect()
}

#[test]
fn a_share_just_below_the_limit_fails_and_is_not_printed_as_the_limit() {
    let lines =
        one("kind = \"target\"\npoints = 4\nunit = \"%\"\nat_least = \"85%\"\nvalue = \"n / d\"", "n,d", &["84996,100000", "85,100"]);
    assert_eq!((&lines[0]["state"], &lines[0]["value"]), (&value!("unmet"), &value!("84.996%")));
    assert_eq!((&lines[1]["state"], &lines[1]["value"]), (&value!("met"), &value!("85%")));
}

#[test]
fn points_are_rounded_half_up() {
    // 100 × 0.85125 = 85.125 → 85.13; half-even and binary floats give 85.12
    let lines = one("kind = \"linear\"\npoints = 100\nzero_at = 0\nfull_at = 100000", "A", &["85125"]);
    assert_eq!(lines[0]["points"], value!(85.13));
    // judged: 85.125 given → 85.13
    let lines = one("kind = \"judged\"\npoints = 100", "A", &["85.125"]);
    assert_eq!(lines[0]["points"], value!(85.13));
}

#[test]
fn short_of_a_target_pro_rata() {
    // 4 × 63 ÷ 70 = 3.60
    let lines = one("kind = \"target\"\npoints = 4\nat_least = 70\nshort = \"pro-rata\"", "A", &["63", "70", "0"]);
    assert_eq!(lines.iter().map(|l| l["points"].clone()).collect::<Vec<_>>(), [value!(3.6), value!(4.0), value!(0.0)]);
    assert_eq!(lines.iter().map(|l| l["state"].as_str().expect("a state")).collect::<Vec<_>>(), ["partly-met", "met", "unmet"]);
    // upper limit: 4 × 5 ÷ 8 = 2.50
    let lines = one("kind = \"target\"\npoints = 4\nat_most = 5\nshort = \"pro-rata\"", "A", &["8"]);
    assert_eq!(lines[0]["points"], value!(2.5));
}

#[test]
fn quotients_with_blanks_and_noughts() {
    let kind = "kind = \"tiers\"\npoints = 4\nunit = \"%\"\nvalue = \"n / d\"\ntiers = [{ at_least = \"100%\", points = 4 }, { at_least = \"90%\", points = 2 }]";
    let lines =
        one(kind, "n,d,A", &["11,12,", ",12,", "0,0,", "1,0,", "11,12,100%", ",,95%", "11,12,91.67%", "约11,12,", "x,12,", "13,12,"]);
    let line = |i: usize| (lines[i]["state"].as_str().expect("a state"), lines[i]["value"].as_str(), lines[i]["notes"].to_string());
    // 11 ÷ 12 = 91.666…
    assert_eq!(line(0), ("partly-met", Some("91.67%"), "[]".into()));
    assert_eq!(line(1), ("missing", None, "[\"missing\"]".into()));
    assert_eq!(line(2), ("unmet", None, "[\"zero-by-zero\",\"not-applicable-not-allowed\"]".into()));
    assert_eq!(line(3), ("unmet", None, "[\"zero-divisor\"]".into()));
    assert_eq!(line(4), ("partly-met", Some("91.67%"), "[\"claim-differs\"]".into()));
    assert_eq!(line(5), ("partly-met", Some("95%"), "[\"claim-without-figures\"]".into()));
    assert_eq!(line(6), ("partly-met", Some("91.67%"), "[]".into()));
    assert_eq!(line(7), ("partly-met", Some("91.67%"), "[\"approximate\"]".into()));
    assert_eq!(line(8).0, "invalid");
    assert_eq!(line(9), ("invalid", None, "[\"over-100\"]".into()));
}

#[test]
fn met_at_means_what_the_tier_of_the_own_type_means() {
    // For aa the tier is "> 5", for bb "≥ 5": a figure of 5 earns nothing and is unmet for aa, full points and met for bb.
    let types = "[[type]]\nid = \"aa\"\nname = \"甲\"\n[[type]]\nid = \"bb\"\nname = \"乙\"\n";
    let tiers = "kind = \"tiers\"\npoints = 4\nmet_at = 5\ntiers = [{ more_than = 5, points = 4, type = [\"aa\"] }, { at_least = 5, points = 4, type = [\"bb\"] }]";
    let standard = small(&format!("{types}{}", indicator("A", tiers)));
    let result = json(&standard, &["id,type,A\nx,aa,5\ny,bb,5\n".as_bytes()], &Settings { no_rank: true, ..Settings::default() });
    let of = |i: usize| (result["applicants"][i]["indicators"][0]["state"].clone(), result["applicants"][i]["points"].clone());
    assert_eq!([of(0), of(1)], [(value!("unmet"), value!(0.0)), (value!("met"), value!(4.0))]);
}

#[test]
fn equal_points_share_a_rank() {
    // 91.30, 90.00, 90.00, 88.00 → 1, 2, 2, 4
    let standard = small(&indicator("A", "kind = \"judged\"\npoints = 100"));
    let table = "id,A\nw,88\nx,90\ny,91.3\nz,90.00\n";
    let result = json(&standard, &[table.as_bytes()], &Settings::default());
    let ranks: Vec<(String, String)> =
        applicants(&result).iter().map(|a| (a["id"].as_str().expect("an id").to_owned(), a["rank"].to_string())).collect();
    let expected = [("y", "1"), ("x", "2"), ("z", "2"), ("w", "4")].map(|(id, rank)| (id.to_owned(), rank.to_owned()));
    assert_eq!(ranks, expected);
}

#[test]
fn eighteen_digits_and_eighteen_places_are_exact() {
    let kind = "kind = \"target\"\npoints = 1\nat_least = \"999999999999999999\"\nvalue = \"n + d\"";
    let lines = one(kind, "n,d", &["999999999999999998,0.999999999999999999", "999999999999999998,1", "1234567890123456789,1"]);
    let states: Vec<&str> = lines.iter().map(|l| l["state"].as_str().expect("a state")).collect();
    assert_eq!(states, ["unmet", "met", "invalid"]);
}

#[test]
fn gates_come_before_points_and_unanswered_is_told_apart() {
    let rest =
        indicator("G", "kind = \"required\"") + &indicator("V", "kind = \"veto\"") + &indicator("A", "kind = \"judged\"\npoints = 10");
    let standard = small(&rest);
    let table = "id,G,V,A\nok,是,否,1\nfails,否,0,10\nveto,是,2,10\nblank,,否,10\n";
    with_pool(&standard, &[table.as_bytes()], &Settings { no_rank: true, ..Settings::default() }, |pool| {
        let found: Vec<(Status, Vec<&str>)> =
            pool.applicants.iter().map(|a| (a.status, a.reasons().map(|r| r.code.id()).collect())).collect();
        assert_eq!(
            found,
            [
                (Status::Passed, vec![]),
                (Status::Failed, vec!["gate-failed"]),
                (Status::Failed, vec!["gate-failed"]),
                (Status::Failed, vec!["gate-unanswered"])
            ]
        );
    });
}

#[test]
fn bonus_points_stand_apart() {
    // 8 + 2 bonus of 10 available: 10.00 points, 100 %; without the bonus 80 % of the points would not reach 90 %.
    let rest = "[pass]\npoints_share = \"90%\"\n".to_owned()
        + &indicator("A", "kind = \"judged\"\npoints = 10\nmet_at = 5")
        + &indicator("B", "kind = \"judged\"\npoints = 2\nbonus = true");
    let result = json(&small(&rest), &["id,A,B\nx,8,2\ny,8,0\n".as_bytes()], &Settings::default());
    let of = |i: usize, key: &str| result["applicants"][i][key].to_string();
    assert_eq!([of(0, "points"), of(0, "bonus"), of(0, "points_available"), of(0, "points_share")], ["10.0", "2.0", "10.0", "\"100.00%\""]);
    assert_eq!([of(0, "met"), of(0, "applicable"), of(0, "passed"), of(1, "passed")], ["1", "1", "true", "false"]);
}

#[test]
fn a_floor_with_nothing_available_is_not_judged() {
    let rest = "[[dimension]]\nid = \"D\"\nname = \"维度\"\nat_least = \"60%\"\n[[dimension]]\nid = \"E\"\nname = \"另一维度\"\n"
        .to_owned()
        + &indicator("A", "dimension = \"D\"\nkind = \"judged\"\npoints = 10\nnot_applicable = true")
        + &indicator("B", "dimension = \"E\"\nkind = \"judged\"\npoints = 10");
    let result =
        json(&small(&rest), &["id,A,B\nx,6,1\ny,5.99,10\nz,不适用,1\n".as_bytes()], &Settings { no_rank: true, ..Settings::default() });
    let of = |i: usize| (result["applicants"][i]["passed"].to_string(), result["applicants"][i]["reasons"][0]["code"].to_string());
    assert_eq!(of(0), ("true".into(), "\"floor\"".into())); // 6 ÷ 10 = 60 %
    assert_eq!(of(1), ("false".into(), "\"floor\"".into())); // 5.99 ÷ 10 < 60 %
    assert_eq!(of(2), ("true".into(), "\"floor-not-judged\"".into()));
}

#[test]
fn levels_may_be_named_by_numbers() {
    let kind = "kind = \"levels\"\npoints = 3\nmet_at = 2\nlevels = [{ level = 3 }, { level = 2 }, { level = 1 }]";
    // Evenly spaced: 3 × 2/3 = 2.00 and 3 × 1/3 = 1.00
    let lines = one(kind, "A", &["3", "2", "1", "0", "无"]);
    let found: Vec<_> = lines.iter().map(|l| (l["state"].as_str().expect("a state"), l["points"].as_f64().expect("points"))).collect();
    assert_eq!(found, [("met", 3.0), ("met", 2.0), ("partly-met", 1.0), ("unmet", 0.0), ("unmet", 0.0)]);
}

#[test]
fn figures_below_nought_are_read_where_a_limit_lies_there() {
    // 10 × (−2 − −5) ÷ (15 − −5) = 1.50; clamped at −5: 0.00
    let lines = one("kind = \"linear\"\npoints = 10\nzero_at = -5\nfull_at = 15", "A", &["-2", "-7.5", "15"]);
    assert_eq!(lines.iter().map(|l| l["points"].clone()).collect::<Vec<_>>(), [value!(1.5), value!(0.0), value!(10.0)]);
    let lines = one("kind = \"linear\"\npoints = 10\nzero_at = 0\nfull_at = 15", "A", &["-2"]);
    assert_eq!(lines[0]["state"], "invalid");
}

#[test]
fn points_of_figures_stay_within_nought_and_full() {
    // 2 + −5 = −3 → 0; 4 + 1 = 5; 9 + 4 = 13 → 10
    let input = |id: &str| format!("[[input]]\nid = \"{id}\"\nname = \"分值{id}\"\nmin = -100\n");
    let judged = indicator("A", "kind = \"judged\"\npoints = 10\nvalue = \"n + d\"");
    let standard = small(&format!("{}{}{judged}", input("n"), input("d")));
    let rows = "id,n,d\nr0,2,-5\nr1,4,1\nr2,9,4\n".as_bytes();
    let result = json(&standard, &[rows], &Settings { no_rank: true, ..Settings::default() });
    let points: Vec<_> = applicants(&result).iter().map(|a| a["indicators"][0]["points"].clone()).collect();
    assert_eq!(points, [value!(0.0), value!(5.0), value!(10.0)]);
}
