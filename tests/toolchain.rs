//! What the tools for authors of standards claim, held against the program itself: a witness of a change does tell it, a comparison
//! names exactly what was changed, and its impact is what two scorings say.

use std::collections::BTreeMap;

use shifan::analysis::{self, Fate};
use shifan::report::test::{Asked, Tested};
use shifan::score::{self, Settings, Status};
use shifan::standard::{self, BUILT_IN, Standard, What, diff};
use shifan::text::Language;

fn valid(text: &str) -> Option<Standard> {
    standard::from_text("standard.toml", text).standard
}

/// The built-in standards and the one with every kind of rule: name and text.
fn standards() -> Vec<(String, String)> {
    let all_kinds = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/standards/all-kinds.toml");
    let all_kinds = std::fs::read_to_string(all_kinds).expect("the file is there");
    let built_in = BUILT_IN.iter().map(|b| (b.id.to_owned(), b.text.to_owned()));
    built_in.chain([("all-kinds".to_owned(), all_kinds)]).collect()
}

/// The text without its cases.
fn without_cases(text: &str) -> &str {
    text.find("[[case]]").map_or(text, |at| &text[..at])
}

/// The head of a case that applies in every standard: its type and its phase.
fn head_of(standard: &Standard, kind: usize) -> (String, String) {
    let set = standard.types.get(kind).map(|t| format!("type = \"{}\", ", t.id)).unwrap_or_default();
    let phase = standard.phases.last().map(|phase| format!("phase = {phase}\n")).unwrap_or_default();
    (set, phase)
}

#[test]
fn every_shipped_standard_is_covered_and_no_change_of_it_goes_unnoticed() {
    for (name, text) in standards() {
        let standard = valid(&text).unwrap_or_else(|| panic!("{name} is valid"));
        let results = analysis::run(&standard);
        let coverage = analysis::coverage(&standard, &results);
        let mutations = Some(analysis::mutate(&standard));
        assert!(mutations.as_ref().is_some_and(|m| m.len() > 20), "{name}: too few changes");
        let sources = standard::from_text(&name, &text).sources;
        let tested = Tested { file: name.clone(), standard: &standard, results, coverage, mutations, sources: &sources };
        let unnoticed: Vec<String> =
            tested.unnoticed().map(|(m, w)| m.words(&standard).say(Language::En) + ": " + &w.say(Language::En)).collect();
        assert!(unnoticed.is_empty(), "{name}: {unnoticed:?}");
        let full = Asked { mutate: true, coverage: false, min_coverage: shifan::number::Decimal::whole(1) };
        assert!(tested.is_clean(&full), "{name}: {:?} goals reached", tested.coverage.counts());
    }
}

/// A standard with no case but one notices little; a case made of the witness of a change notices that change.
#[test]
fn a_witness_tells_the_change() {
    let mut told = 0;
    for (name, text) in standards() {
        let bare = valid(&text).unwrap_or_else(|| panic!("{name} is valid"));
        for kind in 0..bare.types.len().max(1) {
            let (set, phase) = head_of(&bare, kind);
            let one =
                format!("{}\n[[case]]\nname = \"one\"\n{phase}set = {{ {set} }}\nexpect = {{ scored = true }}\n", without_cases(&text));
            let Some(standard) = valid(&one) else { panic!("{name}: the bare standard is not valid") };
            for mutation in analysis::mutate(&standard) {
                let Fate::Unnoticed(witness) = &mutation.fate else { continue };
                let words = witness.say(Language::En);
                let Some((id, answer)) = words.strip_prefix("a case with ").and_then(|w| w.split_once(" = ")) else { continue };
                // Not of this type, or not judged in the last phase: then this case cannot tell.
                let i = standard.indicator(id).unwrap_or_else(|| panic!("{name}: {words}"));
                let applies = standard.indicators[i].applies_to((!standard.types.is_empty()).then_some(kind));
                let case = |expect: &str| {
                    format!(
                        "{}\n[[case]]\nname = \"one\"\n{phase}set = {{ {set}{id} = \"{answer}\" }}\nexpect = {{ {expect} }}\n",
                        without_cases(&text)
                    )
                };
                let tried = valid(&case("scored = true")).unwrap_or_else(|| panic!("{name}: {words}"));
                let result = &analysis::run(&tried)[0];
                let item = &result.card.items[i];
                assert!(
                    result.scored,
                    "{name}: {words} cannot be scored: {:?}",
                    result.mismatches.iter().map(|m| &m.actual).collect::<Vec<_>>()
                );
                if !applies || !item.state.applies() {
                    continue;
                }
                let totals = &result.card.totals;
                let expect =
                    format!("points = \"{}\", met = {}, {id} = \"{}\"", totals.points.show(tried.decimals), totals.met, item.state.id());
                let noticing = valid(&case(&expect)).unwrap_or_else(|| panic!("{name}: {words}: {expect}"));
                let same = analysis::mutate_at(&noticing, mutation.site).into_iter().find(|m| m.to == mutation.to);
                let same = same.unwrap_or_else(|| panic!("{name}: {words}: the change is gone"));
                // A tier or a phase that this type and phase do not come to is told by another one.
                let of_this = [Fate::Noticed].contains(&same.fate);
                told += usize::from(of_this);
                let elsewhere = !standard.types.is_empty() || !standard.phases.is_empty();
                assert!(of_this || elsewhere, "{name}: {words} does not tell {}", mutation.words(&standard).say(Language::En));
            }
        }
    }
    assert!(told > 300, "only {told} changes were told");
}

/// Every percentage of the text that can be moved by a hundredth of a percent: the text with it moved.
fn moved_limits(text: &str) -> Vec<String> {
    let mut moved = Vec::new();
    for (at, _) in text.match_indices("at_least = \"").chain(text.match_indices("at_most = \"")).chain(text.match_indices("met_share = \""))
    {
        let start = at + text[at..].find('"').expect("there is one") + 1;
        let Some(end) = text[start..].find("%\"").filter(|end| *end < 8).map(|end| start + end) else { continue };
        let Ok(whole) = text[start..end].parse::<u32>() else { continue };
        moved.push(format!("{}{}.99{}", &text[..start], whole - 1, &text[end..]));
    }
    moved
}

#[test]
fn a_comparison_names_exactly_what_was_changed() {
    let mut compared = 0;
    for (name, text) in standards() {
        let old = valid(&text).expect("valid");
        assert_eq!(diff(&old, &old), [], "{name}");
        for new_text in moved_limits(without_cases(&text)) {
            let Some(new) = valid(&new_text) else { continue };
            let changes = diff(&old, &new);
            let [change] = changes.as_slice() else { panic!("{name}: {changes:?}") };
            let What::Moved { from, to, .. } = &change.what else { panic!("{name}: {change:?}") };
            assert!(change.decides && !from.is_empty() && to.ends_with(".99%"), "{name}: {change:?}");
            // And back again.
            let back = diff(&new, &old);
            assert!(
                matches!(back.as_slice(), [c] if matches!(&c.what, What::Moved { from: f, to: t, .. } if f == to && t == from)),
                "{back:?}"
            );
            compared += 1;
        }
    }
    assert!(compared > 120, "only {compared} limits were moved");
}

#[test]
fn the_impact_is_what_two_scorings_say() {
    let tables = |name: &str| vec![format!("{}/examples/chongqing-2025/{name}", env!("CARGO_MANIFEST_DIR"))];
    let mut flips = 0;
    for (id, table) in [("chongqing-district", "districts.csv"), ("chongqing-institution", "institutions.csv")] {
        let text = BUILT_IN.iter().find(|b| b.id == id).expect("it is built in").text;
        let old = valid(text).expect("valid");
        let harder = [
            text.replace("met_share = \"85%\"", "met_share = \"90%\""),
            text.replace("met_share = \"85%\"", "met_share = \"70%\""),
            text.replace("at_least = \"90%\"", "at_least = \"94%\""),
            text.replace("at_most = 4, points = 5", "at_most = 3, points = 5"),
            text.replace("\nat_least = 2\n", "\nat_least = 4\n"),
            text.replace("points = 3\n", "points = 3\nbonus = true\n"),
        ];
        for new_text in harder.iter().filter(|t| **t != text).map(|t| without_cases(t)) {
            // A stated total that no longer holds is not what is looked at here.
            let new_text = new_text.replacen("points = 100\n", "", 1);
            let new_text: String =
                new_text.lines().filter(|l| !l.starts_with("points = 2") || l.len() < 11).map(|l| l.to_owned() + "\n").collect();
            let Some(new) = valid(&new_text) else { continue };
            let pool = |standard: &'static Standard, watched| {
                let settings = Settings { watched, ..Settings::default() };
                score::score(standard, &tables(table), &settings).expect("no phases").expect("the table can be read")
            };
            let (old, new): (&'static Standard, &'static Standard) = (Box::leak(Box::new(old.clone())), Box::leak(Box::new(new)));
            let (of_old, of_new) = analysis::watched(old, new);
            let (before, after) = (pool(old, of_old), pool(new, of_new));
            let status = |pool: &score::Pool<'_>| -> BTreeMap<String, (Status2, Option<u32>)> {
                pool.applicants.iter().map(|a| (a.id().to_owned(), (status2(a.status), a.rank()))).collect()
            };
            let (was, is) = (status(&before), status(&after));
            let impact = analysis::impact(&before, &after, 2).expect("the rows were kept");
            for (id, (now, rank)) in &is {
                let (then, old_rank) = &was[id];
                let shift = impact.shifts().find(|shift| shift.new.id() == id);
                assert_eq!(now != then, shift.as_ref().is_some_and(analysis::Shift::flips), "{id}");
                let moved = old_rank.zip(*rank).map(|(o, n)| i64::from(o) - i64::from(n)).filter(|places| *places != 0);
                assert_eq!(moved, shift.as_ref().and_then(analysis::Shift::moved).filter(|places| *places != 0), "{id}");
                flips += usize::from(now != then);
            }
        }
    }
    assert!(flips > 5, "only {flips} applicants flipped");
}

/// A status that can be compared for order and shown.
type Status2 = &'static str;

fn status2(status: Status) -> Status2 {
    match status {
        Status::Ranked => "ranked",
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::NotScored => "not-scored",
    }
}

/// A small standard: the head's further lines, the tables before the indicators, the indicators, each as id and rule, and cases.
fn small(head: &str, tables: &str, indicators: &[(&str, &str)], cases: &str) -> Standard {
    let indicator =
        |(id, rule): &(&str, &str)| format!("[[indicator]]\nid = \"{id}\"\nname = \"n{id}\"\nclause = \"x\"\nevidence = [\"x\"]\n{rule}\n");
    let indicators: String = indicators.iter().map(indicator).collect();
    let text = format!(
        "[standard]\nid = \"x\"\nname = \"x\"\ndocument = \"x\"\nedition = \"1\"\nwording = \"illustrative\"\napplicant = \"district\"\n{head}\n\
         {tables}\n{indicators}\n{cases}"
    );
    let loaded = standard::from_text("standard.toml", &text);
    loaded.standard.unwrap_or_else(|| panic!("not valid: {text}"))
}

/// What came of moving the limit of this name to this figure: the witness, "noticed" or "equivalent".
fn fate(standard: &Standard, name: &str, to: &str) -> String {
    let mutations = analysis::mutate(standard);
    let one = mutations.iter().find(|m| m.site.name(standard) == name && m.to == to);
    match &one.unwrap_or_else(|| panic!("no change of {name} to {to}: {mutations:?}")).fate {
        Fate::Noticed => "noticed".to_owned(),
        Fate::Equivalent => "equivalent".to_owned(),
        Fate::Unnoticed(witness) => witness.say(Language::En),
    }
}

/// The goals of a standard that its cases do not reach, in words.
fn missed(standard: &Standard) -> Vec<String> {
    let results = analysis::run(standard);
    analysis::coverage(standard, &results).missed().map(|goal| goal.what.words().say(Language::En)).collect()
}

const FULL: &str = "[[case]]\nname = \"f\"\nexpect = { scored = true }\n";
const YES: &str = "kind = \"yes-no\"\npoints = 10";

#[test]
fn years_between_phases_are_tried() {
    // 2017: A, B, C; 2018 and 2019: B, C; 2020: B, C, D. Only 1 of 2 is 50 %, and thirds are not.
    let (until, due) = (format!("{YES}\nuntil = 2017"), format!("{YES}\ndue = 2020"));
    let indicators = [("A", until.as_str()), ("B", YES), ("C", YES), ("D", due.as_str())];
    let case = "[[case]]\nname = \"f\"\nphase = 2017\nexpect = { passed = true }\n";
    let standard = small("phases = [2017, 2020]", "[pass]\nmet_share = \"50%\"", &indicators, case);
    assert_eq!(fate(&standard, "pass.met_share", "50.01%"), "a case with 1 of 2 met");
    assert_eq!(fate(&standard, "pass.met_share", "49.99%"), "equivalent");
}

#[test]
fn every_combination_of_not_applicable_is_tried() {
    // Ten optional ones of 2, Z of 1 optional, Y of 1: 1 ÷ 21 = 4.7619 % needs Z left out, and lies from 4.76 % on and below 4.77 %.
    let (two, one) = ("kind = \"yes-no\"\npoints = 2\nnot_applicable = true", "kind = \"yes-no\"\npoints = 1");
    let z = format!("{one}\nnot_applicable = true");
    let ids: Vec<String> = (1..=10).map(|n| format!("A{n}")).collect();
    let mut indicators: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), two)).collect();
    indicators.extend([("Z", z.as_str()), ("Y", one)]);
    let standard = small("", "[pass]\npoints_share = \"4.76%\"", &indicators, FULL);
    assert_eq!(fate(&standard, "pass.points_share", "4.77%"), "a case with 1.00 of 21.00 points");
    assert_eq!(fate(&standard, "pass.points_share", "4.75%"), "equivalent");
}

#[test]
fn points_of_cases_are_rounded_once() {
    // 10 − 3 × 0.333 = 9.001, rounded 9.00; never 9.01.
    let rule = "kind = \"per-case\"\npoints = 10\nwhole = true\neach = \"-0.333\"";
    let of = |line: &str| small("", &format!("[pass]\npoints = \"{line}\""), &[("A", rule)], FULL);
    assert_eq!(fate(&of("9"), "pass.points", "9.01"), "a case with 9.00 points");
    assert_eq!(fate(&of("9.01"), "pass.points", "9.02"), "equivalent");
}

#[test]
fn a_whole_figure_on_a_line_earns_few_totals() {
    // 0, 2.5, 5, 7.5, 10: nothing lies from 5.99 on and below 6.01. With pro-rata and at least 4 they are the same.
    for rule in ["kind = \"linear\"\nzero_at = 0\nfull_at = 4", "kind = \"target\"\nat_least = 4\nshort = \"pro-rata\""] {
        let standard = small("", "[pass]\npoints = 6", &[("A", &format!("{rule}\npoints = 10\nwhole = true"))], FULL);
        assert_eq!(fate(&standard, "pass.points", "6.01"), "equivalent", "{rule}");
    }
}

#[test]
fn a_floor_leaves_bonus_out() {
    // Without B's bonus the dimension has 0 or 10 of 10 points, never 55 %.
    let (a, b) =
        (format!("{YES}\ndimension = \"D\""), "kind = \"linear\"\npoints = 6\nbonus = true\nzero_at = 0\nfull_at = 60\ndimension = \"D\"");
    let standard = small("", "[[dimension]]\nid = \"D\"\nname = \"d\"\nat_least = \"55%\"", &[("A", &a), ("B", b)], FULL);
    assert_eq!(fate(&standard, "D at_least", "55.01%"), "equivalent");
}

#[test]
fn a_limit_is_judged_by_what_it_changes() {
    // From 89.99 to 90 only what lies between the two earns something else; 90 itself takes the first tier.
    let tiers = "kind = \"tiers\"\npoints = 10\ntiers = [{ at_least = 90, points = 10 }, { more_than = \"89.99\", points = 5 }]";
    assert_eq!(fate(&small("", "", &[("A", tiers)], FULL), "A tiers[2]", "90"), "a case with A = 89.995");
}

#[test]
fn only_the_limit_in_force_is_tried() {
    let rule = "kind = \"target\"\npoints = 10\nunit = \"%\"\nat_least = { 2017 = \"60%\", 2020 = \"80%\" }";
    let case = "[[case]]\nname = \"f\"\nphase = 2020\nset = { A = \"60%\" }\nexpect = { scored = true }\n";
    let missed = missed(&small("phases = [2017, 2020]", "", &[("A", rule)], case));
    assert!(missed.iter().any(|goal| goal == "a figure exactly at ≥60%"), "{missed:?}");
}

#[test]
fn goals_that_no_answer_reaches_are_none() {
    let between = "points between none and all".to_owned();
    for (rule, can) in [
        // 10, and 0 from the first case on.
        ("kind = \"per-case\"\npoints = 10\nwhole = true\neach = -10", false),
        ("kind = \"per-case\"\npoints = 10\nwhole = true\neach = -5", true),
        // 0 at 0 and 10 at 1.
        ("kind = \"linear\"\npoints = 10\nwhole = true\nzero_at = 0\nfull_at = 1", false),
        ("kind = \"linear\"\npoints = 10\nwhole = true\nzero_at = 0\nfull_at = 2", true),
    ] {
        assert_eq!(missed(&small("", "", &[("A", rule)], FULL)).contains(&between), can, "{rule}");
    }
    // 0 and 1 are all that there is of 1 point without decimals.
    let judged = [("A", "kind = \"judged\"\npoints = 1")];
    assert!(!missed(&small("decimals = 0", "", &judged, FULL)).contains(&between));
    assert!(missed(&small("decimals = 1", "", &judged, FULL)).contains(&between));
}

#[test]
fn the_best_answer_to_a_whole_figure_is_whole() {
    // 3.5 cases cannot be had: the best answer is 4, and nobody can be exactly at 3.5.
    let rule = "kind = \"target\"\npoints = 10\nwhole = true\nat_least = \"3.5\"";
    let case = "[[case]]\nname = \"f\"\nexpect = { points = 10 }\n";
    let standard = small("", "", &[("A", rule)], case);
    assert!(analysis::run(&standard)[0].mismatches.is_empty());
    assert!(!missed(&standard).iter().any(|goal| goal.starts_with("a figure exactly at")));
}
