//! A corpus of slips in schemes. Each is made alone in a scheme that has none, and must be found under its code, at its place, without
//! anything else being reported.

use shifan::diagnostic::{Place, Severity};
use shifan::review::scheme;
use shifan::text::Language;

const GOOD: &str = r#"[scheme]
id = "s-1"
name = "评审"
document = "文号"
applied_on = 2025-08-31
register = "register.csv"
bar_years = 3
recheck_every = 2
notice = { posted_on = 2025-11-24, working_days = 5, count_from = "posting-day" }

[assumed]
"scheme.recheck_every" = "文件未定"
"final.weights" = "文件未定"

[[track]]
id = "t"
title = "示范机构"
standard = "chongqing-institution"
submissions = ["a.csv"]
quota = 10
max_per_nominator = 2
reserve = 1
ballots = { one = ["one.csv"], two = ["two.csv"] }
prefer = { column = "type", any_of = ["chc"], effect = "seats", amount = 2 }
national_list = { file = "n.csv", effect = "note" }

[[round]]
id = "one"
name = "材料"
items = "standard"
panel = { combine = "trimmed-mean", trim = 1, trim_from = 5, min_marks = 3 }
go_on = { at_least = "60%" }

[[round]]
id = "two"
name = "答辩"
items = [{ id = "x", name = "特色", points = 60 }, { id = "y", name = "答辩", points = 40 }]
panel = { combine = "mean", min_marks = 3, spread_limit = 20 }
further_experts = ["专家8"]

[final]
weights = { one = 60, two = 40 }
tie_break = ["two", "one"]

[[recusal]]
expert = "专家1"
applicant = "JG-1"
reason = "亲属"

[[override]]
applicant = "JG-2"
decision = "reject"
by = "会议"
on = 2025-11-20
reason = "决定"

[[objection]]
applicant = "JG-3"
received_on = 2025-11-25
state = "open"
reason = "反映"
"#;

/// What is replaced, by what, under which code it is found, and the text at the place of the finding.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    ("id = \"s-1\"", "id = \"S 1\"", "bad-id", "\"S 1\""),
    ("name = \"评审\"", "name = \"\"", "empty-value", "\"\""),
    ("name = \"评审\"\n", "", "missing-key", "[scheme]"),
    ("name = \"评审\"", "nmae = \"评审\"", "unknown-key", "nmae"),
    ("applied_on = 2025-08-31", "applied_on = \"31/8/2025\"", "date", "\"31/8/2025\""),
    ("applied_on = 2025-08-31", "applied_on = 2025-08-31T10:00:00", "date", "2025-08-31T10:00:00"),
    ("applied_on = 2025-08-31\n", "", "missing-key", "[scheme]"),
    ("bar_years = 3\n", "", "missing-key", "[scheme]"),
    ("bar_years = 3", "bar_years = -1", "out-of-range", "-1"),
    ("bar_years = 3", "bar_years = 2.5", "wrong-type", "2.5"),
    ("register = \"register.csv\"\n", "", "idle-key", "3"),
    ("recheck_every = 2", "recheck_every = 0", "out-of-range", "0"),
    ("working_days = 5, ", "", "missing-key", "{ posted_on = 2025-11-24, count_from = \"posting-day\" }"),
    ("working_days = 5", "working_days = 0", "out-of-range", "0"),
    ("\"posting-day\"", "\"posting-dya\"", "unknown-value", "\"posting-dya\""),
    ("posted_on = 2025-11-24", "posted_on = \"明天\"", "date", "\"明天\""),
    ("id = \"t\"\n", "", "missing-key", "[[track]]"),
    ("standard = \"chongqing-institution\"", "standard = \"chongqing-instituton\"", "unknown-reference", "\"chongqing-instituton\""),
    ("standard = \"chongqing-institution\"", "standard = \"shenzhen-pilot\"", "phases", "\"shenzhen-pilot\""),
    ("standard = \"chongqing-institution\"", "standard = \"chongqing-institution\"\nphase = 2020", "phases", "2020"),
    ("submissions = [\"a.csv\"]", "submissions = []", "empty-value", "submissions"),
    ("submissions = [\"a.csv\"]", "submissions = \"a.csv\"", "wrong-type", "\"a.csv\""),
    ("submissions = [\"a.csv\"]\n", "", "missing-key", "[[track]]"),
    ("quota = 10\n", "", "missing-key", "[[track]]"),
    ("quota = 10", "quota = 0", "out-of-range", "0"),
    ("quota = 10", "quota = \"十\"", "number", "\"十\""),
    ("max_per_nominator = 2", "max_per_nominator = 0", "out-of-range", "0"),
    ("reserve = 1", "reserve = -1", "out-of-range", "-1"),
    ("ballots = { one = [\"one.csv\"], two = [\"two.csv\"] }\n", "ballots = { one = [\"one.csv\"] }\n", "missing-key", "[[track]]"),
    ("two = [\"two.csv\"] }", "two = [\"two.csv\"], tow = [\"x.csv\"] }", "unknown-reference", "tow"),
    ("two = [\"two.csv\"]", "two = []", "empty-value", "two"),
    ("two = [\"two.csv\"]", "two = 2", "wrong-type", "2"),
    ("any_of = [\"chc\"]", "any_of = []", "empty-value", "any_of"),
    (
        "effect = \"seats\", amount = 2",
        "effect = \"seats\"",
        "missing-key",
        "{ column = \"type\", any_of = [\"chc\"], effect = \"seats\" }",
    ),
    ("effect = \"seats\", amount = 2", "effect = \"note\", amount = 2", "idle-key", "amount"),
    ("effect = \"seats\", amount = 2", "effect = \"seat\", amount = 2", "unknown-value", "\"seat\""),
    ("effect = \"note\" }", "effect = \"seats\", amount = 1 }", "two-reservations", "[[track]]"),
    ("items = \"standard\"", "items = \"standrad\"", "unknown-value", "\"standrad\""),
    ("id = \"one\"\nname = \"材料\"\n", "id = \"one\"\n", "missing-key", "[[round]]"),
    ("trim = 1, trim_from = 5", "trim = 2, trim_from = 4", "panel-size", "4"),
    ("trim = 1, trim_from = 5, ", "trim_from = 5, ", "missing-key", "{ combine = \"trimmed-mean\", trim_from = 5, min_marks = 3 }"),
    ("combine = \"mean\"", "combine = \"mean\", trim = 1", "idle-key", "trim"),
    ("combine = \"mean\"", "combine = \"average\"", "unknown-value", "\"average\""),
    ("min_marks = 3, spread_limit = 20", "spread_limit = 20", "missing-key", "{ combine = \"mean\", spread_limit = 20 }"),
    ("min_marks = 3, spread_limit = 20", "min_marks = 0, spread_limit = 20", "out-of-range", "0"),
    ("spread_limit = 20", "spread_limit = \"20%\"", "percent-mismatch", "\"20%\""),
    (", spread_limit = 20", "", "idle-key", "further_experts"),
    ("spread_limit = 20", "spread_limit = 20, decimals = 7", "out-of-range", "7"),
    ("spread_limit = 20", "spread_limit = 20, scale = \"standard\", per = \"item\"", "panel-size", "\"standard\""),
    ("at_least = \"60%\"", "at_least = 60", "percent-mismatch", "60"),
    ("at_least = \"60%\"", "at_least = \"160%\"", "percent-mismatch", "\"160%\""),
    ("at_least = \"60%\"", "at_least = \"60%\", best = 20", "limit-form", "20"),
    ("go_on = { at_least = \"60%\" }", "go_on = { }", "limit-form", "{ }"),
    ("id = \"y\", name = \"答辩\"", "id = \"x\", name = \"答辩\"", "duplicate-id", "\"x\""),
    ("id = \"y\", name = \"答辩\"", "id = \"y\", name = \"特色\"", "duplicate-id", "\"y\""),
    ("name = \"特色\", points = 60", "name = \"特色\"", "missing-key", "{ id = \"x\", name = \"特色\" }"),
    ("name = \"特色\", points = 60", "name = \"特色\", points = 0", "out-of-range", "0"),
    ("name = \"特色\", points = 60", "name = \"特色\", points = 0.0000001", "out-of-range", "0.0000001"),
    ("id = \"two\"\nname = \"答辩\"", "id = \"one\"\nname = \"答辩\"", "duplicate-id", "\"one\""),
    ("weights = { one = 60, two = 40 }\n", "", "missing-key", "[final]"),
    ("two = 40 }", "two = 39.9 }", "weights", "one"),
    ("weights = { one = 60, two = 40 }", "weights = { one = 100 }", "missing-key", "one"),
    ("two = 40 }", "two = 40, three = 0 }", "unknown-reference", "three"),
    ("tie_break = [\"two\", \"one\"]", "tie_break = [\"tow\"]", "unknown-reference", "\"tow\""),
    ("tie_break = [\"two\", \"one\"]", "tie_break = [\"two\", \"two\"]", "idle-key", "\"two\""),
    ("expert = \"专家1\"\n", "", "missing-key", "[[recusal]]"),
    ("decision = \"reject\"", "decision = \"rejected\"", "unknown-value", "\"rejected\""),
    ("by = \"会议\"\n", "", "missing-key", "[[override]]"),
    ("on = 2025-11-20", "on = 2025-13-20", "syntax", ""),
    ("state = \"open\"", "state = \"pending\"", "unknown-value", "\"pending\""),
    ("received_on = 2025-11-25\n", "", "missing-key", "[[objection]]"),
    ("applicant = \"JG-3\"", "applicant = \"JG-3\"\ntrack = \"x\"", "unknown-reference", "\"x\""),
    ("[[objection]]", "[objection]", "wrong-type", ""),
    ("\"final.weights\" = \"文件未定\"", "\"final.weigths\" = \"文件未定\"", "assumed-path", "\"final.weigths\""),
    ("\"scheme.recheck_every\" = \"文件未定\"\n", "", "unexplained-setting", "2"),
    ("two = 40 }", "tow = 40 }", "unknown-reference", "tow"),
    ("two = 40 }", "two = \"viel\" }", "number", "\"viel\""),
    ("two = [\"two.csv\"] }", "tow = [\"two.csv\"] }", "unknown-reference", "tow"),
    ("two = [\"two.csv\"]", "two = [2]", "wrong-type", "2"),
    ("submissions = [\"a.csv\"]", "submissions = [\"\"]", "empty-value", "\"\""),
    ("submissions = [\"a.csv\"]", "submissions = [5]", "wrong-type", "5"),
    ("any_of = [\"chc\"]", "any_of = [\"chk\"]", "unknown-reference", "\"chk\""),
    ("amount = 2", "amount = 11", "out-of-range", "11"),
    ("name = \"特色\", points = 60", "name = \"特色\", points = 1000000000", "out-of-range", "items"),
    (
        "items = [{ id = \"x\", name = \"特色\", points = 60 }, { id = \"y\", name = \"答辩\", points = 40 }]",
        "items = 5",
        "wrong-type",
        "items",
    ),
    ("go_on = { at_least = \"60%\" }", "go_on = { at_lesat = \"60%\" }", "unknown-key", "at_lesat"),
    ("id = \"t\"\n", "id = \"组 别\"\n", "bad-id", "\"组 别\""),
    ("id = \"x\", name", "id = \"=x\", name", "bad-id", "\"=x\""),
    ("effect = \"note\" }", "effect = \"bonus\", amount = 0.0000001 }", "out-of-range", "0.0000001"),
    (
        "[[round]]\nid = \"one\"",
        "[track.final]\nweights = { one = 50, two = 50 }\ntie_break = []\n[[round]]\nid = \"one\"",
        "idle-key",
        "[final]",
    ),
    ("posted_on = 2025-11-24", "posted_on = 2025-11-2x", "syntax", ""),
    ("posted_on = 2025-11-24", "posted_on = 2031-11-24", "no-workdays", "2031-11-24"),
    ("posted_on = 2025-11-24", "posted_on = 2025-08-01", "date", "2025-08-01"),
    ("go_on = { at_least = \"60%\" }", "go_on = { best = 2 }", "out-of-range", "2"),
    ("weights = { one = 60, two = 40 }", "weights = { one = 100, two = 0 }", "weights", "0"),
    ("[[track]]", "[trcak]\nid = \"x\"\n[[track]]", "unknown-key", "trcak"),
];

fn found(text: &str) -> Vec<(String, String, String)> {
    let loaded = scheme::from_text("scheme.toml", text);
    loaded
        .findings
        .iter()
        .map(|found| {
            let at = match &found.place {
                Place::Span(_, span) => text[span.clone()].to_owned(),
                _ => String::new(),
            };
            (found.code.id().to_owned(), at, found.text.say(Language::En))
        })
        .collect()
}

#[test]
fn the_scheme_without_a_slip_has_no_finding() {
    assert_eq!(found(GOOD), []);
}

#[test]
fn every_slip_is_found_at_its_place_and_nothing_else() {
    assert!(SLIPS.len() >= 90);
    let mut wrong = Vec::new();
    for (from, to, code, at) in SLIPS {
        assert_eq!(GOOD.matches(from).count(), 1, "{from:?} must stand once");
        let all = found(&GOOD.replacen(from, to, 1));
        let fits = all.len() == 1 && all[0].0 == *code && (at.is_empty() || all[0].1 == *at);
        if !fits {
            wrong.push(format!("{from:?} → {to:?}: expected {code} at {at:?}, got {all:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), SLIPS.len(), wrong.join("\n"));
}

#[test]
fn every_setting_may_be_explained_by_its_path() {
    for path in [
        "track.t.final",
        "track.t.prefer.any_of",
        "track.t.ballots.two",
        "track.t.national_list.file",
        "round.two.items.x",
        "round.one.panel.trim",
        "issuer.phone",
        "scheme.notice.count_from",
    ] {
        assert_eq!(found(&GOOD.replacen("\"final.weights\"", &format!("\"{path}\""), 1)), [], "{path}");
    }
    // The same path, written in two ways.
    let twice = GOOD.replacen("\"final.weights\" = \"文件未定\"", "\"final.weights\" = \"文件未定\"\nfinal.weights = \"又\"", 1);
    assert_eq!(found(&twice).into_iter().map(|(code, ..)| code).collect::<Vec<_>>(), ["duplicate-record"]);
}

#[test]
fn slips_do_not_hide_one_another() {
    // Thirty that do not touch one another, in one file.
    let chosen: Vec<_> = SLIPS.iter().filter(|(from, _, code, _)| !["syntax", "wrong-type"].contains(code) && from.len() < 60).collect();
    let (mut text, mut expected) = (GOOD.to_owned(), Vec::new());
    for (from, to, code, _) in chosen {
        let apart = text.matches(from).count() == 1 && GOOD.contains(from);
        // Keys that another slip has already taken away, or that hang on one another, are left alone.
        let lone = !matches!(*code, "missing-key" | "idle-key" | "phases" | "unexplained-setting" | "weights" | "two-reservations")
            && !to.starts_with("id = \"one\"")
            && *to != "amount = 11";
        if apart && lone {
            text = text.replacen(from, to, 1);
            expected.push(*code);
        }
    }
    assert!(expected.len() >= 30, "only {}", expected.len());
    let mut all: Vec<String> = found(&text).into_iter().map(|(code, ..)| code).collect();
    for code in expected {
        let at = all.iter().position(|found| found == code);
        assert!(at.is_some(), "{code} is hidden; found: {all:?}\n{text}");
        all.remove(at.unwrap_or_default());
    }
}

#[test]
fn a_scheme_is_told_from_a_standard() {
    let said = |text: &str| scheme::from_text("x.toml", text).findings.iter().map(|f| f.code.id()).collect::<Vec<_>>();
    assert_eq!(said("[standard]\nid = \"x\"\n"), ["wrong-format"]);
    assert_eq!(said(""), ["wrong-format"]);
    let standard = shifan::standard::from_text("x.toml", GOOD);
    assert_eq!(standard.findings.iter().map(|f| (f.code.id(), f.severity)).collect::<Vec<_>>(), [("wrong-format", Severity::Error)]);
}
