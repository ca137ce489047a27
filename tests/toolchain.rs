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
            let pool = |standard: &'static Standard| {
                score::score(standard, &tables(table), &Settings::default()).expect("no phases").expect("the table can be read")
            };
            let (old, new): (&'static Standard, &'static Standard) = (Box::leak(Box::new(old.clone())), Box::leak(Box::new(new)));
            let (before, after) = (pool(old), pool(new));
            let status = |pool: &score::Pool<'_>| -> BTreeMap<String, (Status2, Option<u32>)> {
                pool.applicants.iter().map(|a| (a.id().to_owned(), (status2(a.status), a.rank()))).collect()
            };
            let (was, is) = (status(&before), status(&after));
            let shifts = analysis::impact(&before, &after);
            for (id, (now, rank)) in &is {
                let (then, old_rank) = &was[id];
                let shift = shifts.iter().find(|shift| shift.new.id() == id);
                assert_eq!(now != then, shift.is_some_and(analysis::Shift::flips), "{id}");
                let moved = old_rank.zip(*rank).map(|(o, n)| i64::from(o) - i64::from(n)).filter(|places| *places != 0);
                assert_eq!(moved, shift.and_then(analysis::Shift::moved).filter(|places| *places != 0), "{id}");
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
