//! Reviews whose outcome was computed by hand; the arithmetic stands beside each.

mod common;

use common::{applicant, codes, review};
use serde_json::Value;

/// A scheme with one track `t` of applicants without a standard, one round `r` with one item `m` of 100 points.
fn scheme(track: &str, panel: &str, rest: &str) -> String {
    format!(
        "[scheme]\nid = \"s\"\nname = \"评审\"\n[[track]]\nid = \"t\"\nsubmissions = [\"applicants.csv\"]\nballots = {{ r = [\"ballots.csv\"] }}\n{track}\n\
         [[round]]\nid = \"r\"\nname = \"评审\"\nitems = [{{ id = \"m\", name = \"总评\", points = 100 }}]\npanel = {{ min_marks = 1, {panel} }}\n\
         [final]\nweights = {{ r = 100 }}\n{rest}"
    )
}

/// Applicants with the marks that experts E1, E2, … gave them.
fn tables(marks: &[(&str, &[&str])]) -> (String, String) {
    let mut applicants = "id,name\n".to_owned();
    let mut ballots = "expert,applicant,item,points\n".to_owned();
    for (id, marks) in marks {
        applicants += &format!("{id},单位{id}\n");
        for (n, mark) in marks.iter().enumerate() {
            ballots += &format!("E{},{id},m,{mark}\n", n + 1);
        }
    }
    (applicants, ballots)
}

fn run(scheme: &str, marks: &[(&str, &[&str])]) -> Value {
    let (applicants, ballots) = tables(marks);
    review(&[("scheme.toml", scheme), ("applicants.csv", &applicants), ("ballots.csv", &ballots)])
        .unwrap_or_else(|found| panic!("{found:?}"))
}

const TRIMMED: &str = "combine = \"trimmed-mean\", trim = 1, trim_from = 5";

fn outcomes<'v>(result: &'v Value, ids: &[&str]) -> Vec<&'v str> {
    ids.iter().map(|id| applicant(result, id)["outcome"].as_str().expect("an outcome")).collect()
}

fn places(result: &Value, ids: &[&str]) -> Vec<Option<u64>> {
    ids.iter().map(|id| applicant(result, id)["place"].as_u64()).collect()
}

#[test]
fn one_highest_and_one_lowest_are_dropped() {
    let result = run(&scheme("quota = 1", TRIMMED, ""), &[("A", &["92", "88.5", "95", "95", "79", "90", "91"])]);
    let round = &applicant(&result, "A")["rounds"]["r"];
    // 92 + 88.5 + 95 + 90 + 91 = 456.5; 456.5 ÷ 5 = 91.30
    assert_eq!(round["score"].to_string(), "91.3");
    let states: Vec<&str> = round["marks"].as_array().expect("marks").iter().filter_map(|m| m["state"].as_str()).collect();
    assert_eq!(states, ["used", "used", "dropped", "used", "dropped", "used", "used"]);
    // The first is recused: 88.5 + 95 + 90 + 91 = 364.5; ÷ 4 = 91.125, half up 91.13
    let recusal = "[[recusal]]\nexpert = \"E1\"\napplicant = \"A\"\nreason = \"曾任顾问\"\n";
    let result = run(&scheme("quota = 1", TRIMMED, recusal), &[("A", &["92", "88.5", "95", "95", "79", "90", "91"])]);
    assert_eq!(applicant(&result, "A")["rounds"]["r"]["score"].to_string(), "91.13");
    assert_eq!(applicant(&result, "A")["rounds"]["r"]["marks"][0]["state"], "recused");
}

#[test]
fn the_final_score_is_weighed_and_rounded_once() {
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nsubmissions = [\"a.csv\"]\nquota = 1\nballots = { one = [\"b.csv\"], two = [\"b.csv\"] }\n\
        [[round]]\nid = \"one\"\nname = \"一\"\nitems = [{ id = \"x\", name = \"x\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\n\
        [[round]]\nid = \"two\"\nname = \"二\"\nitems = [{ id = \"y\", name = \"y\", points = 50 }]\npanel = { combine = \"mean\", min_marks = 1 }\n\
        [final]\nweights = { one = 60, two = 40 }\n";
    let ballots = "专家,申报单位,评分项,得分\n甲,A,x,91.30\n甲,A,y,44\n";
    let result = review(&[("scheme.toml", scheme), ("a.csv", "名称\nA\n"), ("b.csv", ballots)]).expect("runs");
    // 60 × 91.30/100 + 40 × 44/50 = 54.78 + 35.20 = 89.98
    assert_eq!(applicant(&result, "A")["final"].to_string(), "89.98");
}

#[test]
fn a_tie_at_the_line_leaves_all_of_the_tied_undecided_and_the_seat_open() {
    let marks: &[(&str, &[&str])] = &[("A", &["91.30"]), ("B", &["90"]), ("C", &["90"]), ("D", &["88"])];
    let ids = ["A", "B", "C", "D"];
    let result = run(&scheme("quota = 2", "combine = \"mean\"", ""), marks);
    assert_eq!(outcomes(&result, &ids), ["selected", "tied-at-quota", "tied-at-quota", "below-quota"]);
    assert_eq!(places(&result, &ids), [Some(1), Some(2), Some(2), Some(4)]);
    assert_eq!(result["tracks"][0]["seats"], serde_json::json!({ "filled": 1, "open": 1, "vacant": 0 }));
    // With three seats nothing is tied; with a reserve list of one the loser of the tie would stand on it, and D does not.
    assert_eq!(
        outcomes(&run(&scheme("quota = 3", "combine = \"mean\"", ""), marks), &ids),
        ["selected", "selected", "selected", "below-quota"]
    );
    let reserve = run(&scheme("quota = 2\nreserve = 1", "combine = \"mean\"", ""), marks);
    assert_eq!(outcomes(&reserve, &ids), ["selected", "tied-at-quota", "tied-at-quota", "below-quota"]);
    let two = run(&scheme("quota = 2\nreserve = 2", "combine = \"mean\"", ""), marks);
    assert_eq!(outcomes(&two, &ids), ["selected", "tied-at-quota", "tied-at-quota", "reserve"]);
}

#[test]
fn a_declared_rule_breaks_a_tie_and_says_so() {
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nsubmissions = [\"a.csv\"]\nquota = 1\nballots = { one = [\"b.csv\"], two = [\"b.csv\"] }\n\
        prefer = { column = \"性质\", any_of = [\"公办\"], effect = \"tie-break\" }\n\
        [[round]]\nid = \"one\"\nname = \"一\"\nitems = [{ id = \"x\", name = \"x\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\n\
        [[round]]\nid = \"two\"\nname = \"二\"\nitems = [{ id = \"y\", name = \"y\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\n\
        [final]\nweights = { one = 50, two = 50 }\ntie_break = [\"two\"]\n";
    let tables = |ballots: &str| {
        review(&[
            ("scheme.toml", scheme),
            ("a.csv", "id,name,性质\nA,甲,民办\nB,乙,公办\n"),
            ("b.csv", &format!("expert,applicant,x,y\n{ballots}")),
        ])
        .expect("runs")
    };
    // 50 × 0.90 + 50 × 0.80 = 85 = 50 × 0.80 + 50 × 0.90: the second round decides for B
    let result = tables("E,A,90,80\nE,B,80,90\n");
    assert_eq!(outcomes(&result, &["A", "B"]), ["below-quota", "selected"]);
    assert_eq!(places(&result, &["A", "B"]), [Some(1), Some(1)]);
    assert!(codes(applicant(&result, "A")).contains(&"tie-broken"));
    // Equal in both: the preference decides, by a column of the submissions.
    assert_eq!(outcomes(&tables("E,A,85,85\nE,B,85,85\n"), &["A", "B"]), ["below-quota", "selected"]);
}

#[test]
fn item_by_item_every_item_is_rounded_and_added() {
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nsubmissions = [\"a.csv\"]\nquota = 1\nballots = { r = [\"b.csv\"] }\n\
        [[round]]\nid = \"r\"\nname = \"r\"\nitems = [{ id = \"x\", name = \"x\", points = 10 }, { id = \"y\", name = \"y\", points = 10 }]\n\
        panel = { combine = \"mean\", min_marks = 2, per = \"item\" }\n[final]\nweights = { r = 100 }\n";
    let ballots = "expert,applicant,x,y\nE1,A,7.5,8\nE2,A,7.75,\nE3,A,8,9\n";
    let result = review(&[("scheme.toml", scheme), ("a.csv", "id\nA\n"), ("b.csv", ballots)]).expect("runs");
    let round = &applicant(&result, "A")["rounds"]["r"];
    // x: 23.25 ÷ 3 = 7.75; y: the blank is not given: 17 ÷ 2 = 8.50; 16.25
    assert_eq!((round["items"][0]["score"].to_string(), round["items"][1]["score"].to_string()), ("7.75".into(), "8.5".into()));
    assert_eq!(round["score"].to_string(), "16.25");
    // Per total the ballot with a gap does not count: (15.5 + 17) ÷ 2 = 16.25 by chance; with three needed it is not decided.
    let total = scheme.replace("min_marks = 2, per = \"item\"", "min_marks = 3");
    let result = review(&[("scheme.toml", &total), ("a.csv", "id\nA\n"), ("b.csv", ballots)]).expect("runs");
    assert_eq!(outcomes(&result, &["A"]), ["not-decided"]);
    assert!(codes(applicant(&result, "A")).contains(&"too-few-marks"));
    assert_eq!(applicant(&result, "A")["rounds"]["r"]["marks"][1]["state"], "incomplete");
    assert_eq!(result["problems"][0]["code"], "incomplete-ballot");
}

#[test]
fn standard_marks_take_an_experts_severity_out() {
    // E1 gives 80, 85, 90: 40, 50, 60. E2 gives 60, 61, 62: mean 61, deviation 1: 40, 50, 60. Means 40, 50, 60.
    let marks: &[(&str, &[&str])] = &[("A", &["80", "60"]), ("B", &["85", "61"]), ("C", &["90", "62"])];
    let result = run(&scheme("quota = 1", "combine = \"mean\", scale = \"standard\"", ""), marks);
    let score = |id| applicant(&result, id)["rounds"]["r"]["score"].to_string();
    assert_eq!(["A", "B", "C"].map(score), ["40.0", "50.0", "60.0"]);
    assert_eq!(applicant(&result, "C")["rounds"]["r"]["of"].to_string(), "100");
}

#[test]
fn totals_too_far_apart_wait_for_a_further_expert() {
    let track = "quota = 1";
    let limit = "combine = \"mean\", spread_limit = 20";
    // 90 − 70 = 20 is not more than 20; 90 − 69 = 21 is.
    assert_eq!(outcomes(&run(&scheme(track, limit, ""), &[("A", &["90", "70"])]), &["A"]), ["selected"]);
    let wide = run(&scheme(track, limit, ""), &[("A", &["90", "69", "80"])]);
    assert_eq!(outcomes(&wide, &["A"]), ["not-decided"]);
    assert!(codes(applicant(&wide, "A")).contains(&"spread"));
    let called = scheme(track, limit, "").replace("[final]", "further_experts = [\"E3\"]\n[final]");
    assert_eq!(outcomes(&run(&called, &[("A", &["90", "69", "80"])]), &["A"]), ["selected"]);
}

/// A register with this revocation of B, and the day on which bars are judged.
fn with_register(revoked: &str, on: &str) -> Value {
    let head = format!("register = \"register.csv\"\nbar_years = 3\napplied_on = {on}\n");
    let scheme = scheme("quota = 5\ntitle = \"示范机构\"", "combine = \"mean\"", "").replacen("[[track]]", &format!("{head}[[track]]"), 1);
    let register = format!(
        "title,id,name,granted_on,revoked_on,reason\n示范点,B,单位B,2019-01-01,{revoked},严重滑坡\n示范机构,A,单位A,2023-12-20,,\n"
    );
    let (applicants, ballots) = tables(&[("A", &["80"]), ("B", &["90"])]);
    review(&[("scheme.toml", &scheme), ("applicants.csv", &applicants), ("ballots.csv", &ballots), ("register.csv", &register)])
        .expect("runs")
}

#[test]
fn a_bar_lasts_through_the_same_day_three_years_later() {
    let outcome = |revoked, on| outcomes(&with_register(revoked, on), &["B"])[0].to_owned();
    assert_eq!(outcome("2022-08-31", "2025-08-31"), "ineligible"); // the day itself still bars
    assert_eq!(outcome("2022-08-30", "2025-08-31"), "selected"); // the day after is free
    assert_eq!(outcome("2025-08-31", "2025-08-31"), "ineligible"); // on the day of the revocation
    assert_eq!(outcome("2025-09-01", "2025-08-31"), "selected"); // revoked later: noted
    assert_eq!(outcome("2024-02-29", "2027-02-28"), "ineligible"); // no 29 February: through the end of the month
    assert_eq!(outcome("2024-02-29", "2027-03-01"), "selected");
    let result = with_register("2025-09-01", "2025-08-31");
    assert!(codes(applicant(&result, "B")).contains(&"revoked-later"));
    assert!(codes(applicant(&result, "A")).contains(&"holder"));
}

#[test]
fn a_cap_makes_all_of_a_nominator_wait() {
    let scheme = |records: &str| scheme("quota = 5\nmax_per_nominator = 2", "combine = \"mean\"", records);
    let applicants = "id,name,推荐单位\nA,甲,渝北区\nB,乙,渝北区\nC,丙,渝北区\nD,丁,渝中区\nE,戊,\n";
    let ballots = "expert,applicant,item,points\nE,A,m,90\nE,B,m,80\nE,C,m,70\nE,D,m,60\nE,E,m,50\n";
    let run = |records| {
        let scheme = scheme(records);
        review(&[("scheme.toml", &scheme), ("applicants.csv", applicants), ("ballots.csv", ballots)]).expect("runs")
    };
    let ids = ["A", "B", "C", "D", "E"];
    let result = run("");
    assert_eq!(outcomes(&result, &ids), ["not-decided", "not-decided", "not-decided", "selected", "selected"]);
    assert!(["A", "B", "C"].iter().all(|id| codes(applicant(&result, id)).contains(&"over-cap")));
    assert!(codes(applicant(&result, "E")).contains(&"no-nominator"));
    assert_eq!(result["tracks"][0]["provisional"], true);
    let withdrawn =
        "[[override]]\napplicant = \"C\"\ndecision = \"withdrawn\"\nby = \"渝北区卫生健康委\"\non = 2025-11-01\nreason = \"来函\"\n";
    let result = run(withdrawn);
    assert_eq!(outcomes(&result, &ids), ["selected", "selected", "withdrawn", "selected", "selected"]);
    assert_eq!(result["tracks"][0]["provisional"], false);
}

#[test]
fn overrides_and_objections_stand_beside_the_computed_result() {
    let record = |kind: &str, applicant: &str, what: &str| match kind {
        "override" => format!(
            "[[override]]\napplicant = \"{applicant}\"\ndecision = \"{what}\"\nby = \"会议\"\non = 2025-11-20\nreason = \"研究决定\"\n"
        ),
        _ => format!("[[objection]]\napplicant = \"{applicant}\"\nreceived_on = 2025-11-25\nstate = \"{what}\"\nreason = \"反映\"\n"),
    };
    let marks: &[(&str, &[&str])] = &[("A", &["90"]), ("B", &["80"]), ("C", &["70"]), ("D", &["60"])];
    let ids = ["A", "B", "C", "D"];
    let with = |track: &str, records: String| outcomes_of(track, &records, marks, &ids);
    // A rejected candidate frees a seat that stays vacant, until somebody is selected into it.
    assert_eq!(with("quota = 2", record("override", "A", "reject")), ["rejected", "selected", "below-quota", "below-quota"]);
    let both = record("override", "A", "reject") + &record("override", "D", "select");
    assert_eq!(with("quota = 2", both), ["rejected", "selected", "below-quota", "selected"]);
    // An objection: open withholds, upheld removes; nobody moves up without a reserve list.
    assert_eq!(with("quota = 2", record("objection", "B", "open")), ["selected", "withheld", "below-quota", "below-quota"]);
    assert_eq!(with("quota = 2", record("objection", "B", "upheld")), ["selected", "removed", "below-quota", "below-quota"]);
    assert_eq!(with("quota = 2\nreserve = 1", record("objection", "B", "upheld")), ["selected", "removed", "selected", "below-quota"]);
    assert_eq!(with("quota = 2\nreserve = 1", record("objection", "B", "open")), ["selected", "withheld", "reserve", "below-quota"]);
    // More than the quota: no result.
    let (applicants, ballots) = tables(marks);
    let scheme = scheme("quota = 2", "combine = \"mean\"", &record("override", "D", "select"));
    let refused =
        review(&[("scheme.toml", &scheme), ("applicants.csv", &applicants), ("ballots.csv", &ballots)]).expect_err("over the quota");
    assert!(refused.iter().all(|found| found.starts_with("override-over-quota")), "{refused:?}");
}

fn outcomes_of(track: &str, records: &str, marks: &[(&str, &[&str])], ids: &[&str]) -> Vec<String> {
    let result = run(&scheme(track, "combine = \"mean\"", records), marks);
    outcomes(&result, ids).into_iter().map(str::to_owned).collect()
}

#[test]
fn reserved_seats_go_first_to_the_best_of_the_preferred() {
    let scheme =
        scheme("quota = 2\nprefer = { column = \"type\", any_of = [\"乡镇\"], effect = \"seats\", amount = 1 }", "combine = \"mean\"", "");
    let ballots = "expert,applicant,item,points\nE,A,m,90\nE,B,m,80\nE,C,m,70\nE,D,m,60\n";
    let run = |applicants: &str| {
        let result = review(&[("scheme.toml", &scheme), ("applicants.csv", applicants), ("ballots.csv", ballots)]).expect("runs");
        outcomes(&result, &["A", "B", "C", "D"]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    // C is the best of the preferred, though third: it takes the reserved seat, A the other.
    assert_eq!(run("id,type\nA,城\nB,城\nC,乡镇\nD,乡镇\n"), ["selected", "below-quota", "selected", "below-quota"]);
    // A preferred one that is in anyway takes the reserved seat: the places are as without it.
    assert_eq!(run("id,type\nA,乡镇\nB,城\nC,乡镇\nD,城\n"), ["selected", "selected", "below-quota", "below-quota"]);
}

#[test]
fn the_best_go_on_and_ties_at_the_last_place_with_them() {
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nsubmissions = [\"a.csv\"]\nquota = 1\nballots = { one = [\"b.csv\"], two = [\"b.csv\"] }\n\
        [[round]]\nid = \"one\"\nname = \"一\"\nitems = [{ id = \"x\", name = \"x\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\ngo_on = { best = 2 }\n\
        [[round]]\nid = \"two\"\nname = \"二\"\nitems = [{ id = \"y\", name = \"y\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\ngo_on = { at_least = \"60%\" }\n\
        [final]\nweights = { one = 0, two = 100 }\n";
    let ballots = "expert,applicant,x,y\nE,A,90,60\nE,B,80,59.99\nE,C,80,100\nE,D,79.99,100\n";
    let result = review(&[("scheme.toml", scheme), ("a.csv", "id\nA\nB\nC\nD\n"), ("b.csv", ballots)]).expect("runs");
    assert_eq!(outcomes(&result, &["A", "B", "C", "D"]), ["below-quota", "not-through", "selected", "not-through"]);
    assert!(codes(applicant(&result, "B")).contains(&"tied-goes-on"));
    // D's marks of the second round are shown, and do not count.
    assert_eq!(applicant(&result, "D")["rounds"]["two"]["marks"][0]["state"], "unused");
    assert_eq!(applicant(&result, "D")["rounds"]["two"]["score"], Value::Null);
}

#[test]
fn a_review_without_rounds_ranks_by_the_scorecards() {
    let standard = "[standard]\nid = \"x\"\nname = \"x\"\ndocument = \"d\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"applicant\"\n\
        [[indicator]]\nid = \"P\"\nname = \"分\"\nkind = \"judged\"\npoints = 10\nclause = \"一\"\nevidence = [\"x\"]\n\
        [[indicator]]\nid = \"N\"\nname = \"可不适用\"\nkind = \"judged\"\npoints = 10\nnot_applicable = true\nclause = \"一\"\nevidence = [\"x\"]\n\
        [[indicator]]\nid = \"G\"\nname = \"资质\"\nkind = \"required\"\nclause = \"一\"\nevidence = [\"x\"]\n";
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nstandard = \"x.toml\"\nsubmissions = [\"a.csv\"]\nquota = 1\n";
    // 18/20 = 90 %, 9.1/10 = 91 %, 19/20 but the gate fails, and one that cannot be read
    let table = "id,P,N,G\nA,9,9,是\nB,9.1,不适用,是\nC,10,9,否\nD,十分,9,是\n";
    let result = review(&[("scheme.toml", scheme), ("x.toml", standard), ("a.csv", table)]).expect("runs");
    assert_eq!(outcomes(&result, &["A", "B", "C", "D"]), ["below-quota", "selected", "failed-standard", "not-decided"]);
    assert_eq!(places(&result, &["A", "B", "C", "D"]), [Some(2), Some(1), None, None]);
    assert!(codes(applicant(&result, "C")).contains(&"gate-failed"));
    assert!(codes(applicant(&result, "D")).contains(&"not-scored"));
    // D could still reach the quota.
    assert_eq!(result["tracks"][0]["waiting_for"], serde_json::json!(["D"]));
}

#[test]
fn claims_are_held_against_the_experts_marks() {
    let standard = "[standard]\nid = \"x\"\nname = \"x\"\ndocument = \"d\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"applicant\"\n\
        [[indicator]]\nid = \"P\"\nname = \"分\"\nkind = \"judged\"\npoints = 10\nclause = \"一\"\nevidence = [\"x\"]\n\
        [[indicator]]\nid = \"N\"\nname = \"可不适用\"\nkind = \"judged\"\npoints = 10\nnot_applicable = true\nclause = \"一\"\nevidence = [\"x\"]\n";
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nstandard = \"x.toml\"\nsubmissions = [\"a.csv\"]\nquota = 2\nballots = { r = [\"b.csv\"] }\n\
        [[round]]\nid = \"r\"\nname = \"r\"\nitems = \"standard\"\npanel = { combine = \"mean\", min_marks = 2 }\n[final]\nweights = { r = 100 }\n";
    // B's N does not apply: its maximum is 10, and a ballot needs no mark on it.
    let table = "id,P,N\nA,10,8\nB,9,不适用\n";
    let ballots = "专家,申报单位,P 分,N,合计\n甲,A,9,8,17\n乙,A,8,8,16\n甲,B,9,,9\n乙,B,9,,9\n";
    let result = review(&[("scheme.toml", scheme), ("x.toml", standard), ("a.csv", table), ("b.csv", ballots)]).expect("runs");
    let round = |id: &str| applicant(&result, id)["rounds"]["r"].clone();
    // A: (17 + 16) ÷ 2 = 16.50 of 20; B: 9.00 of 10
    assert_eq!((round("A")["score"].to_string(), round("A")["of"].to_string()), ("16.5".into(), "20".into()));
    assert_eq!((round("B")["score"].to_string(), round("B")["of"].to_string()), ("9.0".into(), "10".into()));
    // 100 × 16.5/20 = 82.50 and 100 × 9/10 = 90.00
    assert_eq!(places(&result, &["A", "B"]), [Some(2), Some(1)]);
    // P: (9 + 8) ÷ 2 = 8.50 of the 10 that were claimed: 1.50 lower
    let claims = result["tracks"][0]["claims"].as_array().expect("claims");
    assert_eq!(claims.len(), 1);
    assert_eq!((claims[0]["item"].as_str(), claims[0]["difference"].to_string()), (Some("P"), "-1.5".into()));
}

#[test]
fn places_kept_for_losers_of_a_tie_lapse_with_them() {
    // A has a seat; B, C and D share the other, so two of them will lose and take both places of the reserve list, before E.
    let marks: &[(&str, &[&str])] = &[("A", &["90"]), ("B", &["80"]), ("C", &["80"]), ("D", &["80"]), ("E", &["70"])];
    let ids = ["A", "B", "C", "D", "E"];
    let with = |records: &str| run(&scheme("quota = 2\nreserve = 2", "combine = \"mean\"", records), marks);
    assert_eq!(outcomes(&with(""), &ids), ["selected", "tied-at-quota", "tied-at-quota", "tied-at-quota", "below-quota"]);
    let reject = "[[override]]\napplicant = \"D\"\ndecision = \"reject\"\nby = \"x\"\non = 2025-11-20\nreason = \"x\"\n";
    assert_eq!(outcomes(&with(reject), &ids), ["selected", "tied-at-quota", "tied-at-quota", "rejected", "below-quota"]);
    // D is rejected, C removed: B has the seat, and nobody comes after the two that are gone.
    let upheld = "[[objection]]\napplicant = \"C\"\nreceived_on = 2025-11-25\nstate = \"upheld\"\nreason = \"x\"\n";
    let result = with(&format!("{reject}{upheld}"));
    assert_eq!(outcomes(&result, &ids), ["selected", "selected", "removed", "rejected", "below-quota"]);
    assert_eq!(result["tracks"][0]["seats"], serde_json::json!({ "filled": 2, "open": 0, "vacant": 0 }));
    // B was not among the candidates of the notice.
    let late: Vec<&Value> = result["problems"].as_array().expect("problems").iter().filter(|p| p["code"] == "not-announced").collect();
    assert_eq!(late.len(), 1);
    assert_eq!(late[0]["applicant"], "B");
}

/// Two applicants and one round with two items of 50 points each; what the ballots say.
fn two_items(ballots: &str) -> Value {
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nsubmissions = [\"a.csv\"]\nquota = 1\nballots = { r = [\"b.csv\"] }\n\
        [[round]]\nid = \"r\"\nname = \"答辩\"\nitems = [{ id = \"x\", name = \"特色\", points = 50 }, { id = \"y\", name = \"表现\", points = 50 }]\n\
        panel = { combine = \"mean\", min_marks = 1 }\n[final]\nweights = { r = 100 }\n";
    review(&[("scheme.toml", scheme), ("a.csv", "编号,名称\nJ1,甲院\nJ2,乙院\n"), ("b.csv", ballots)])
        .unwrap_or_else(|found| panic!("{found:?}"))
}

fn found<'v>(result: &'v Value, list: &str) -> Vec<(&'v str, u64)> {
    let one = |found: &'v Value| (found["code"].as_str().unwrap_or_default(), found["row"].as_u64().unwrap_or_default());
    result[list].as_array().expect("findings").iter().map(one).collect()
}

#[test]
fn a_recusal_holds_in_whatever_cell_it_stands() {
    for ballots in [
        "专家,编号,x,y,备注\nE1,J1,50,50,与院长系同学，申请回避\nE2,J1,40,40,\n",
        "专家,编号,x,y,是否回避\nE1,J1,50,50,是\nE2,J1,40,40,否\n",
        "专家,编号,x,y,回避原因\nE1,J1,50,50,曾任顾问\nE2,J1,40,40,无\n",
        "专家,编号,x,y,合计\nE1,J1,,,回避\nE2,J1,40,40,80\n",
        "专家,编号,评分项,得分,备注\nE1,J1,x,50,回避\nE1,J1,y,50,\nE2,J1,x,40,无需回避\nE2,J1,y,40,\n",
        "专家,编号,评分项,得分\nE1,J1,,已回避\nE2,J1,x,40\nE2,J1,y,40\n",
    ] {
        let result = two_items(ballots);
        let round = &applicant(&result, "J1")["rounds"]["r"];
        // The mark of E2 alone: 40 + 40 = 80
        assert_eq!(round["score"].to_string(), "80.0", "{ballots}");
        assert_eq!(round["marks"][0]["state"], "recused", "{ballots}");
        // Marks beside a recusal are pointed out: either may be a slip.
        let beside = ballots.contains("J1,50") || ballots.contains("J1,x,50");
        assert_eq!(found(&result, "problems"), if beside { vec![("recused-with-marks", 2)] } else { Vec::new() }, "{ballots}");
        assert!(codes(applicant(&result, "J1")).contains(&"recused"));
    }
}

#[test]
fn a_no_to_a_recusal_is_none() {
    let state = |note: &str| {
        let result = two_items(&format!("专家,编号,x,y,备注\nE1,J1,40,40,{note}\n"));
        applicant(&result, "J1")["rounds"]["r"]["marks"][0]["state"].as_str().map(str::to_owned)
    };
    for yes in [
        "因无法公正评审，申请回避",
        "不便评分，回避",
        "本人回避，不评分",
        "亲属关系回避，未打分",
        "不得不回避",
        "曾在该院工作3年，因而回避，非常抱歉",
        "回避?",
        "是否回避：是",
    ] {
        assert_eq!(state(yes).as_deref(), Some("recused"), "{yes}");
    }
    for no in [
        "无需回避",
        "不回避",
        "无须申请回避",
        "没有需要回避的情形",
        "不存在回避情形",
        "回避：否",
        "是否回避：否",
        "回避情形：无",
        "未申请回避",
        "无意见",
    ] {
        assert_eq!(state(no).as_deref(), Some("used"), "{no}");
    }
}

#[test]
fn a_ballot_that_contradicts_itself_is_not_read() {
    let result = two_items("专家,编号,单位名称,x,y,总分\nE1,J1,乙院,50,50,100\nE2,J1,甲医院,40,40,约80\nE3,,甲院,30,30,61\n");
    // Row 2 names two applicants; row 3 has the name a little otherwise, and a total that says nothing; row 4 adds up to 60.
    assert_eq!(found(&result, "problems"), [("name-differs", 2), ("name-differs", 3), ("total-differs", 3), ("total-differs", 4)]);
    let severity = |n: usize| result["problems"][n]["severity"].as_str();
    assert_eq!([severity(0), severity(1)], [Some("error"), Some("warning")]);
    // (80 + 60) ÷ 2 = 70
    assert_eq!(applicant(&result, "J1")["rounds"]["r"]["score"].to_string(), "70.0");
}

#[test]
fn columns_that_are_not_read_are_said() {
    let result = two_items("序号,专家,编号,代码,x,y,创新\n1,E1,J1,77,50,50,9\n");
    assert_eq!(found(&result, "notes"), [("unmatched-column", 1), ("unmatched-column", 1)]);
    assert_eq!(applicant(&result, "J1")["rounds"]["r"]["score"].to_string(), "100.0");
}

#[test]
fn a_round_column_says_where_marks_belong() {
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nsubmissions = [\"a.csv\"]\nquota = 1\nballots = { one = [\"b.csv\"], two = [\"b.csv\"] }\n\
        [[round]]\nid = \"one\"\nname = \"材料评审\"\nitems = [{ id = \"x\", name = \"总评\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\n\
        [[round]]\nid = \"two\"\nname = \"答辩\"\nitems = [{ id = \"x\", name = \"总评\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\n\
        [final]\nweights = { one = 60, two = 40 }\n";
    let ballots = "轮次,专家,编号,总评\n材料评审,E1,J1,90\n第二轮,E1,J1,80\n2,E2,J1,70\n第三轮,E3,J1,10\n,E4,J1,20\n";
    let result = review(&[("scheme.toml", scheme), ("a.csv", "编号\nJ1\n"), ("b.csv", ballots)]).expect("runs");
    // Row 5 is of no round of the file; of row 6 it cannot be told which it is of.
    assert_eq!(found(&result, "problems"), [("unknown-round", 5), ("ambiguous-mark", 6)]);
    // 60 × 90/100 + 40 × ((80 + 70) ÷ 2)/100 = 54 + 30
    assert_eq!(applicant(&result, "J1")["final"].to_string(), "84.0");
}

#[test]
fn what_a_track_does_not_say_of_the_final_score_the_scheme_says() {
    let scheme = "[scheme]\nid = \"s\"\nname = \"s\"\n[[track]]\nid = \"t\"\nsubmissions = [\"a.csv\"]\nquota = 1\nballots = { one = [\"b.csv\"], two = [\"b.csv\"] }\n\
        [track.final]\nweights = { one = 50, two = 50 }\n\
        [[round]]\nid = \"one\"\nname = \"一\"\nitems = [{ id = \"x\", name = \"甲项\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\n\
        [[round]]\nid = \"two\"\nname = \"二\"\nitems = [{ id = \"y\", name = \"乙项\", points = 100 }]\npanel = { combine = \"mean\", min_marks = 1 }\n\
        [final]\nweights = { one = 60, two = 40 }\ntie_break = [\"two\"]\ndecimals = 0\n";
    let ballots = "专家,编号,x,y\nE,J1,90,80\nE,J2,80,90\n";
    let result = review(&[("scheme.toml", scheme), ("a.csv", "编号\nJ1\nJ2\n"), ("b.csv", ballots)]).expect("runs");
    // By the weights of the track both have 85; the scheme's second round breaks the tie.
    assert_eq!(applicant(&result, "J1")["final"].to_string(), "85");
    assert_eq!(outcomes(&result, &["J1", "J2"]), ["below-quota", "selected"]);
}

#[test]
fn a_copy_of_a_file_is_read_once_and_many_alike_are_said_once() {
    let scheme = scheme("quota = 1", "combine = \"mean\"", "").replace("[\"ballots.csv\"]", "[\"ballots.csv\", \"copy.csv\"]");
    let ballots = "expert,applicant,item,points\nE1,001,m,80\nE2,1,m,70\nE3,1,m,60\n";
    let files =
        [("scheme.toml", scheme.as_str()), ("applicants.csv", "id,name\n001,单位\n"), ("ballots.csv", ballots), ("copy.csv", ballots)];
    let result = review(&files).expect("runs");
    assert_eq!(found(&result, "problems"), [("unknown-applicant", 3), ("same-content", 0)]);
    assert_eq!(result["problems"][0]["text"], "`1` is in no submission (rows of this file: 2, this is the first)");
    assert_eq!(result["problems"][0]["help"], "did you mean `001`? Spreadsheets drop leading zeros; format the column as text");
    assert_eq!(applicant(&result, "001")["rounds"]["r"]["score"].to_string(), "80.0");
}
