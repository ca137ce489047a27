//! Before anything is scored: nominations, bars and titles already held, and whether what applicants declared about them is so.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::score::{Card, Pool, State};
use crate::standard::{Against, header_key};
use crate::submission::id_key;
use crate::text::{Part, Text, text};

use super::Reason;
use super::applicants::Roll;
use super::register::{Known, MatchedBy, Register};
use super::scheme::{RegisterPlan, Track};

/// What was found of one applicant before scoring.
#[derive(Clone, Debug, Default)]
pub(super) struct Eligibility {
    /// Is it barred?
    pub barred: bool,
    /// Has its nominator nominated more than it may?
    pub over_cap: bool,
    /// Is it open whether the register bars it?
    pub unclear: bool,
    /// Why, and what else is to be known.
    pub reasons: Vec<Reason>,
}

/// The register with the day on which it is asked, and what is known of all applicants of the scheme.
#[derive(Clone, Copy)]
pub(super) struct Asked<'r> {
    pub register: &'r Register,
    pub plan: &'r RegisterPlan,
    pub known: &'r Known<'r>,
}

/// Judges the applicants of a track. `withdrawn` ones count for nothing.
pub(super) fn judge(
    track: &Track,
    pool: &Pool<'_>,
    roll: &Roll,
    register: Option<Asked<'_>>,
    cards: &[Option<Card>],
    withdrawn: &[bool],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Eligibility> {
    let mut judged = vec![Eligibility::default(); roll.len()];
    let over_cap = nominations(track, pool, roll, withdrawn, &mut judged);
    for (a, applicant) in pool.applicants.iter().enumerate().filter(|(a, _)| !withdrawn[*a]) {
        let mut bar: Option<Text> = None;
        if let Some(asked) = register {
            bar = titles(track, asked, pool, a, roll, &mut judged[a], problems);
        }
        let Some(card) = &cards[a] else { continue };
        for line in &card.lines {
            let indicator = &track.standard.indicators[line.indicator];
            let Some(against) = indicator.checked_against else { continue };
            // Does the applicant say that all is well: not barred, duly nominated?
            let says_well = match line.state {
                State::Met => true,
                State::Unmet if !line.answer.is_empty() => false,
                _ => continue,
            };
            let (well, found) = match against {
                Against::Register => {
                    if register.is_none() {
                        continue;
                    }
                    (bar.is_none(), bar.clone().unwrap_or(text!(NoBarFound)))
                }
                Against::Nominations if applicant.profile.nominator.is_empty() => (false, text!(NoNominatorFound)),
                Against::Nominations if over_cap[a] => (false, text!(OverCapFound, nominator = &applicant.profile.nominator)),
                Against::Nominations => (true, text!(NominatorFound, nominator = &applicant.profile.nominator)),
            };
            if well == says_well {
                continue;
            }
            let declared = Part::from(&line.answer);
            let said = text!(DeclaredDiffers, id = &indicator.id, name = indicator.name.part(), declared = declared, found = found);
            judged[a].reasons.push(Reason::said(Code::DeclaredDiffers, said.clone()));
            let place = line.at.clone().unwrap_or_else(|| pool.place(&applicant));
            problems.push(Diagnostic::new(Code::DeclaredDiffers, Place::Cell(place), said).applicant(roll.id(a)).indicator(&indicator.id));
        }
    }
    judged
}

/// The cap of nominations; who is over it.
fn nominations(track: &Track, pool: &Pool<'_>, roll: &Roll, withdrawn: &[bool], judged: &mut [Eligibility]) -> Vec<bool> {
    let mut over = vec![false; roll.len()];
    let Some(cap) = track.max_per_nominator else { return over };
    let mut by_nominator: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (a, applicant) in pool.applicants.iter().enumerate().filter(|(a, _)| !withdrawn[*a]) {
        let key = header_key(&applicant.profile.nominator);
        if key.is_empty() {
            judged[a].reasons.push(Reason::said(Code::NoNominator, text!(NoNominator)));
        } else {
            by_nominator.entry(key).or_default().push(a);
        }
    }
    for (_, mut nominated) in by_nominator {
        // One applicant in two rows is nominated once.
        let mut ids: Vec<String> = nominated.iter().map(|a| id_key(roll.id(*a)).into_owned()).collect();
        ids.sort();
        ids.dedup_by(|a, b| a == b && !a.is_empty());
        if ids.len() <= cap {
            continue;
        }
        nominated.sort_by(|a, b| id_key(roll.id(*a)).cmp(&id_key(roll.id(*b))).then(a.cmp(b)));
        let list: Vec<Part> = nominated.iter().map(|a| Part::from(roll.id(*a))).collect();
        for a in nominated {
            over[a] = true;
            judged[a].over_cap = true;
            let nominator = &pool.applicants.get(a).profile.nominator;
            let text = text!(OverCap, nominator = nominator, count = ids.len(), cap = cap, list = list.clone(), surplus = ids.len() - cap);
            judged[a].reasons.push(Reason::said(Code::OverCap, text));
        }
    }
    over
}

/// Bars and titles held; returns the bar in words, where there is one.
fn titles(
    track: &Track,
    Asked { register, plan, known }: Asked<'_>,
    pool: &Pool<'_>,
    a: usize,
    roll: &Roll,
    judged: &mut Eligibility,
    problems: &mut Vec<Diagnostic>,
) -> Option<Text> {
    let mut bar = None;
    let applicant = &pool.applicants.get(a);
    for (by, entry) in register.of(applicant.id(), applicant.name(), known) {
        let bars = entry.bars(plan.on, plan.bar_years);
        let held = entry.is_held(plan.on) && !entry.unclear;
        let later = entry.revoked_on.is_some_and(|day| day > plan.on) && plan.bar_years > 0;
        if by == MatchedBy::Name && (bars || held || later || entry.unclear) {
            let text = text!(MatchedByName, name = &entry.name, title = &entry.title);
            let found = Diagnostic::new(Code::MatchedByName, Place::Cell(entry.at.clone()), text.clone()).applicant(roll.id(a));
            problems.push(found.help(text!(WriteIdInRegister)));
            judged.reasons.push(Reason::said(Code::MatchedByName, text));
        }
        let (title, at) = (&entry.title, entry.at.show_short());
        let doubtful = match by {
            MatchedBy::SharedName => Some(text!(RegisterSeveral, name = &entry.name)),
            MatchedBy::MangledId => Some(text!(RegisterMangled, id = &entry.id)),
            _ => None,
        };
        if let (Some(doubt), true) = (&doubtful, bars || later || entry.unclear) {
            judged.unclear = true;
            let found = Diagnostic::new(Code::RegisterUnclear, Place::Cell(entry.at.clone()), doubt.clone()).applicant(roll.id(a));
            problems.push(Diagnostic { severity: Severity::Error, ..found }.help(text!(WriteIdInRegister)));
            judged.reasons.push(Reason::said(Code::RegisterUnclear, doubt.clone()));
        }
        if doubtful.is_some() {
            continue;
        }
        if entry.unclear && !bars {
            judged.unclear = true;
            judged.reasons.push(Reason::said(Code::RegisterUnclear, text!(RegisterUnclear, title = title, at = at)));
            continue;
        }
        if let (true, Some(revoked), Some(through)) = (bars, entry.revoked_on, entry.barred_through(plan.bar_years)) {
            judged.barred = true;
            let reason = if entry.reason.is_empty() { Part::from(text!(NoReasonGiven)) } else { Part::from(&entry.reason) };
            let said = text!(
                Barred,
                title = title,
                revoked = revoked,
                reason = reason,
                years = i64::from(plan.bar_years),
                through = through,
                on = plan.on,
                at = at
            );
            judged.reasons.push(Reason::said(Code::Barred, said));
            bar = Some(text!(BarFound, revoked = revoked, through = through));
            continue;
        }
        if held {
            let same = track.title.as_ref().is_some_and(|own| header_key(own) == header_key(title));
            let granted = entry.granted_on.map_or_else(|| Part::from("–"), Part::from);
            let said = if same {
                text!(HoldsThis, title = title, granted = granted, at = &at)
            } else {
                text!(HoldsOther, title = title, granted = granted, at = &at)
            };
            judged.reasons.push(Reason::said(Code::Holder, said));
        }
        let (Some(revoked), Some(through)) = (entry.revoked_on, entry.barred_through(plan.bar_years)) else { continue };
        let (code, said) = if later {
            (Code::RevokedLater, text!(RevokedLater, title = title, revoked = revoked, on = plan.on, at = &at))
        } else if plan.bar_years > 0 {
            (Code::BarOver, text!(BarOver, title = title, revoked = revoked, through = through, at = &at))
        } else {
            (Code::BarOver, text!(RevokedNoBar, title = title, revoked = revoked, at = &at))
        };
        if later {
            let found = Diagnostic::new(code, Place::Cell(entry.at.clone()), said.clone());
            problems.push(Diagnostic { severity: Severity::Warning, ..found }.applicant(roll.id(a)));
        }
        judged.reasons.push(Reason::said(code, said));
    }
    bar
}
