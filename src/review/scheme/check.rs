//! What the parts of a scheme mean together: ids, rounds and their ballots, weights, records, and the paths of what is assumed.

use std::ops::Range;

use jiff::civil::Date;

use crate::diagnostic::{Code, Severity};
use crate::document::{At, Findings, FreeLists, nearest};
use crate::number::{Decimal, Rational};
use crate::score::{Plan, PlanError};
use crate::standard::{PROFILE, Profile, header_key};
use crate::text::{Part, text};

use super::super::workdays::Workdays;
use super::read::{WrittenFinal, WrittenRound, WrittenTrack};
use super::{Decision, Effect, GoOn, Items, Named, NoticePlan, Round, Scheme, Track};

pub(super) struct Check<'f, 'd> {
    pub findings: &'f Findings<'d>,
    /// Does every round have an id of its own? Where one has not, what is said about rounds cannot be judged.
    pub rounds_are_clear: bool,
}

/// Is it of the form of an id of a scheme or standard?
pub(super) fn is_id(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Is it of the form of an id of a track, a round or an item? They head columns and name paths, so nothing in them may be
/// taken for something else.
pub(super) fn is_name(id: &str) -> bool {
    id.starts_with(char::is_alphanumeric) && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// The day of posting: not before the applications, and in a year whose working days are known.
pub(super) fn posting(findings: &Findings<'_>, plan: &NoticePlan, posted_on: &At<Date>, applied_on: Option<&At<Date>>, own_years: bool) {
    if let Some(applied_on) = applied_on.filter(|applied_on| posted_on.value < applied_on.value) {
        let text = text!(PostedBeforeApplied, posted = posted_on.value.to_string(), applied = applied_on.value.to_string());
        let mut found = findings.make(Code::Date, &posted_on.span, text);
        // Most probably a slip; the notice can be counted all the same.
        found.severity = Severity::Warning;
        findings.push(found.related(findings.place(&applied_on.span), text!(FirstHere, name = "applied_on")));
    }
    // What the files of further years hold is seen when they are read.
    let workdays = Workdays::built_in();
    if let (Err(year), false) = (workdays.notice(posted_on.value, plan.working_days, plan.count_from), own_years) {
        let text = text!(YearWithoutWorkdays, year = i64::from(year), list = workdays.known());
        findings.push(findings.make(Code::NoWorkdays, &posted_on.span, text).help(text!(AddWorkdays, year = i64::from(year))));
    }
}

impl Check<'_, '_> {
    /// Ids of tracks and of rounds: each once.
    pub fn ids(&mut self, tracks: &[WrittenTrack], rounds: &[WrittenRound]) {
        self.once(tracks.iter().filter_map(|track| track.id.as_ref()));
        let lists = std::iter::once(rounds).chain(tracks.iter().map(|track| track.rounds.as_slice()));
        for rounds in lists {
            self.rounds_are_clear &= rounds.iter().all(|round| round.id.is_some());
            self.rounds_are_clear &= self.once(rounds.iter().filter_map(|round| round.id.as_ref()));
        }
    }

    /// Does each of these ids stand once?
    fn once<'a>(&self, ids: impl Iterator<Item = &'a At<String>>) -> bool {
        let mut clear = true;
        let mut seen: Vec<&At<String>> = Vec::new();
        for id in ids {
            if let Some(first) = seen.iter().find(|first| first.value == id.value) {
                let found = self.findings.make(Code::DuplicateId, &id.span, text!(DuplicateId, id = &id.value));
                self.findings.push(found.related(self.findings.place(&first.span), text!(FirstHere, name = &first.value)));
                clear = false;
            } else {
                seen.push(id);
            }
        }
        clear
    }

    /// Tracks with their rounds: those of the scheme and their own.
    pub fn tracks(&self, tracks: Vec<WrittenTrack>, shared: &[WrittenRound], last: Option<&WrittenFinal>) -> Vec<Track> {
        let any_rounds = !shared.is_empty() || tracks.iter().any(|track| !track.rounds.is_empty());
        if let Some(last) = last.filter(|_| !any_rounds) {
            self.findings.push(self.findings.make(Code::IdleKey, &last.span, text!(FinalWithoutRounds)).help(text!(AddRounds)));
        }
        let used = |track: &WrittenTrack| last.is_some_and(|last| track.own_final.as_ref().is_none_or(|own| !own.covers(last)));
        if let Some(last) = last.filter(|_| any_rounds && !tracks.iter().any(used)) {
            let mut found = self.findings.make(Code::IdleKey, &last.span, text!(FinalUnused));
            found.severity = Severity::Warning;
            self.findings.push(found);
        }
        let mut weights_checked = false;
        let mut few_said: Vec<Range<usize>> = Vec::new();
        tracks
            .into_iter()
            .map(|written| {
                self.phase(&written);
                self.preferred_types(&written.track);
                let WrittenTrack { id: _, mut track, rounds: own, own_final, ballots, standard, span, .. } = written;
                let mut rounds: Vec<Round> = Vec::new();
                for round in shared {
                    let instead = own.iter().find(|o| o.round.id == round.round.id);
                    rounds.push(instead.unwrap_or(round).round.clone());
                }
                rounds.extend(own.iter().filter(|o| !shared.iter().any(|s| s.round.id == o.round.id)).map(|o| o.round.clone()));
                if rounds.is_empty() && !track.has_standard && standard.is_none() && !self.findings.is_broken() {
                    // A look-back can do without either; a review cannot.
                    let mut found = self.findings.make(Code::NothingToRank, &span, text!(NothingToRank, id = &track.id));
                    found.severity = Severity::Note;
                    self.findings.push(found.help(text!(AddRoundsOrStandard)));
                }
                for round in &rounds {
                    if matches!(round.items, Items::Standard) && !track.has_standard {
                        let text = text!(ItemsWithoutStandard, round = &round.id, track = &track.id);
                        self.findings.push(self.findings.make(Code::UnknownReference, &span, text).help(text!(AddStandardOrItems)));
                    }
                }
                let shared_used = shared.iter().filter(|s| !own.iter().any(|o| o.round.id == s.round.id));
                for written in shared_used.chain(&own) {
                    let (Some(GoOn::Best(best)), Some(at)) = (written.round.go_on, &written.best) else { continue };
                    // Of a round that several tracks share it is said once.
                    if best < track.quota && !few_said.contains(at) {
                        let text = text!(FewerGoOn, best = best, quota = track.quota, track = &track.id);
                        let mut found = self.findings.make(Code::OutOfRange, at, text);
                        found.severity = Severity::Warning;
                        self.findings.push(found.help(text!(MendGoOn)));
                        few_said.push(at.clone());
                    }
                }
                self.ballots(&mut rounds, ballots, &track, &span);
                let own = own_final.is_some();
                let chosen = match (own_final, last) {
                    (Some(own), Some(last)) => Some(own.over(last)),
                    (own, last) => own.or_else(|| last.cloned()),
                };
                let chosen = chosen.as_ref();
                // What is wrong with the final of the scheme is said once.
                let silent = !own && weights_checked;
                weights_checked |= !own;
                self.weights(&mut rounds, chosen, &track, &span, silent);
                track.tie_break = self.tie_break(&rounds, chosen, silent);
                track.decimals = chosen.and_then(|last| last.decimals).unwrap_or(2);
                track.rounds = rounds;
                let seats = |effect: Option<Effect>| matches!(effect, Some(Effect::Seats(_)));
                if seats(track.prefer.as_ref().map(|p| p.effect)) && seats(track.national_list.as_ref().map(|l| l.effect)) {
                    self.findings
                        .push(self.findings.make(Code::TwoReservations, &span, text!(TwoReservations)).help(text!(OneReservation)));
                }
                track
            })
            .collect()
    }

    fn phase(&self, written: &WrittenTrack) {
        let track = &written.track;
        if !track.has_standard || track.standard.id.is_empty() {
            if let Some(span) = written.phase.as_ref().filter(|_| !track.has_standard) {
                self.findings.push(self.findings.make(Code::IdleKey, span, text!(KeyNeeds, key = "phase", other = "standard")));
            }
            return;
        }
        let phases = || track.standard.phases.iter().map(|year| Part::from(*year)).collect::<Vec<_>>();
        let span =
            written.phase.clone().or_else(|| written.standard.as_ref().map(|s| s.span.clone())).unwrap_or_else(|| written.span.clone());
        let text = match Plan::new(&track.standard, track.phase).err() {
            None => return,
            Some(PlanError::PhaseNeeded) => text!(TrackPhaseNeeded, id = &track.standard.id, list = phases()),
            Some(PlanError::NoPhases) => text!(TrackNoPhases, id = &track.standard.id),
            Some(PlanError::TooEarly) => text!(TrackPhaseTooEarly, id = &track.standard.id, list = phases()),
        };
        self.findings.push(self.findings.make(Code::Phases, &span, text));
    }

    fn ballots(&self, rounds: &mut [Round], ballots: FreeLists, track: &Track, span: &std::ops::Range<usize>) {
        let mut named: Vec<String> = ballots.iter().map(|(round, _)| round.value.clone()).collect();
        for (round, files) in ballots {
            let Some(found) = rounds.iter_mut().find(|r| r.id == round.value) else {
                let left = rounds.iter().map(|r| &r.id).filter(|id| !named.contains(id)).cloned().collect::<Vec<_>>();
                named.extend(self.unknown_round(&round, &left));
                continue;
            };
            let is_empty = files.as_ref().is_some_and(Vec::is_empty);
            found.ballots = files.unwrap_or_default();
            if is_empty {
                let text = text!(EmptyText, key = &round.value);
                self.findings.push(self.findings.make(Code::EmptyValue, &round.span, text).help(text!(FillIn)));
            }
        }
        for round in rounds.iter().filter(|round| !named.contains(&round.id) && self.rounds_are_clear) {
            let found = self.findings.make(Code::MissingKey, span, text!(NoBallots, round = &round.id, track = &track.id));
            let example = format!("ballots = {{ {} = [\"{}/*.csv\"] }}", round.id, round.id);
            self.findings.push(found.help(text!(AddKey, example = example)));
        }
    }

    /// Reports an id of a round that there is not. `left` are those that could be meant. Returns the one that is suggested.
    fn unknown_round(&self, round: &At<String>, left: &[String]) -> Option<String> {
        if !self.rounds_are_clear {
            return None;
        }
        let near = nearest(&round.value, left.iter().map(String::as_str));
        let help = match near {
            Some(near) => Some(text!(DidYouMean, word = near)),
            None => (!left.is_empty()).then(|| text!(OneOf, list = left.iter().map(Part::from).collect::<Vec<_>>())),
        };
        let found =
            self.findings.make(Code::UnknownReference, &round.span, text!(UnknownReference, what = text!(RoundWord), id = &round.value));
        self.findings.push(found.maybe_help(help));
        near.map(str::to_owned)
    }

    /// Preferred types have to be types of the standard.
    fn preferred_types(&self, track: &Track) {
        let Some(prefer) = track.prefer.as_ref().filter(|_| track.has_standard && !track.standard.types.is_empty()) else { return };
        let key = header_key(&prefer.column.value);
        let by_type = |(profile, name, headers): &(Profile, &str, &[&str])| {
            *profile == Profile::Type && (*name == key || headers.contains(&key.as_str())) //
        };
        if !PROFILE.iter().any(by_type) {
            return;
        }
        for value in prefer.any_of.iter().filter(|value| track.standard.type_named(&value.value).is_none()) {
            let ids = || track.standard.types.iter().map(|own| own.id.as_str());
            let help = match nearest(&value.value, ids()) {
                Some(near) => text!(DidYouMean, word = near),
                None => text!(OneOf, list = ids().map(Part::from).collect::<Vec<_>>()),
            };
            let found = self.findings.make(Code::UnknownReference, &value.span, text!(NoSuchType, value = &value.value));
            self.findings.push(found.help(help));
        }
    }

    fn weights(&self, rounds: &mut [Round], last: Option<&WrittenFinal>, track: &Track, span: &std::ops::Range<usize>, silent: bool) {
        if rounds.is_empty() {
            return;
        }
        let example = || format!("weights = {{ {} }}", rounds.iter().map(|r| format!("{} = …", r.id)).collect::<Vec<_>>().join(", "));
        let Some(weights) = last.and_then(|last| last.weights.as_ref()) else {
            if !silent || last.is_none() {
                let place = last.map_or(span, |last| &last.span);
                let found = self.findings.make(Code::MissingKey, place, text!(NoWeights, track = &track.id));
                self.findings.push(found.help(text!(AddKey, example = format!("[final] {}", example()))));
            }
            return;
        };
        let mut terms: Vec<Decimal> = Vec::new();
        let mut faulty = false;
        let mut named: Vec<String> = weights.iter().map(|(round, _)| round.value.clone()).collect();
        for (round, weight) in weights {
            let value = weight.as_ref().map(|weight| weight.value.decimal);
            terms.extend(value);
            faulty |= value.is_none_or(Decimal::is_negative);
            if let Some(weight) = weight.as_ref().filter(|weight| weight.value.decimal.is_negative() && !silent) {
                self.findings.push(self.findings.make(Code::OutOfRange, &weight.span, text!(NegativeFigure, key = &round.value)));
            }
            match rounds.iter_mut().find(|r| r.id == round.value) {
                Some(found) => {
                    found.weight = value.unwrap_or(Decimal::ZERO);
                    if let Some(nought) = weight.as_ref().filter(|weight| weight.value.decimal.is_zero() && !silent) {
                        let mut found = self.findings.make(Code::Weights, &nought.span, text!(WeightOfNought, round = &round.value));
                        found.severity = Severity::Warning;
                        self.findings.push(found.help(text!(MendWeightOfNought)));
                    }
                }
                None => {
                    faulty = true;
                    let left = rounds.iter().map(|r| &r.id).filter(|id| !named.contains(id)).cloned().collect::<Vec<_>>();
                    named.extend(self.unknown_round(round, &left));
                }
            }
        }
        for round in rounds.iter().filter(|r| !named.contains(&r.id)) {
            faulty = true;
            if !self.rounds_are_clear {
                continue;
            }
            let place = weights.first().map_or(last.map_or(span, |l| &l.span), |(first, _)| &first.span);
            let found = self.findings.make(Code::MissingKey, place, text!(NoWeightOf, round = &round.id, track = &track.id));
            self.findings.push(found.help(text!(AddKey, example = format!("{} = …", round.id))));
        }
        let sum = Rational::sum(terms.iter().copied());
        let hundred = Rational::new(100, 1);
        if !faulty && !silent && self.rounds_are_clear && sum != hundred {
            let sum = sum.map(|sum| sum.show(6, &[])).unwrap_or_default();
            let place = weights.first().map_or(span, |(first, _)| &first.span);
            self.findings.push(self.findings.make(Code::Weights, place, text!(WeightsSum, sum = sum)).help(text!(MendWeights)));
        }
    }

    fn tie_break(&self, rounds: &[Round], last: Option<&WrittenFinal>, silent: bool) -> Vec<usize> {
        let mut chain = Vec::new();
        let listed = last.and_then(|last| last.tie_break.as_deref()).unwrap_or_default();
        for id in listed {
            match rounds.iter().position(|round| round.id == id.value) {
                Some(round) if chain.contains(&round) && (silent || !self.rounds_are_clear) => {}
                Some(round) if chain.contains(&round) => {
                    let text = text!(TieBreakTwice, id = &id.value);
                    self.findings.push(self.findings.make(Code::IdleKey, &id.span, text));
                }
                Some(round) => chain.push(round),
                None => {
                    let unused = |round: &&Round| !listed.iter().any(|id| id.value == round.id);
                    let left: Vec<String> = rounds.iter().filter(unused).map(|round| round.id.clone()).collect();
                    if !silent {
                        self.unknown_round(id, &left);
                    }
                }
            }
        }
        chain
    }

    /// Records that contradict one another.
    pub fn records(&self, scheme: &Scheme) {
        let same = |a: &Named, b: &Named| a.track == b.track && a.applicant.value.trim() == b.applicant.value.trim();
        for (i, one) in scheme.overrides.iter().enumerate() {
            if let Some(first) = scheme.overrides[..i].iter().find(|first| same(&first.applicant, &one.applicant)) {
                let text = text!(OverrideTwice, applicant = &one.applicant.applicant.value);
                let found = self.findings.make(Code::DuplicateRecord, &one.applicant.applicant.span, text);
                let first = self.findings.place(&first.applicant.applicant.span);
                self.findings.push(found.related(first, text!(FirstHere, name = one.decision.id())));
            }
        }
        for (i, one) in scheme.recusals.iter().enumerate() {
            let twice =
                |first: &&super::Recusal| same(&first.applicant, &one.applicant) && first.expert.value.trim() == one.expert.value.trim();
            if let Some(first) = scheme.recusals[..i].iter().find(twice) {
                let text = text!(RecusalTwice, expert = &one.expert.value, applicant = &one.applicant.applicant.value);
                let mut found = self.findings.make(Code::DuplicateRecord, &one.expert.span, text);
                found.severity = Severity::Warning;
                self.findings.push(found.related(self.findings.place(&first.expert.span), text!(FirstHere, name = &first.expert.value)));
            }
        }
        let selects = scheme.overrides.iter().filter(|o| o.decision == Decision::Select);
        let places: usize = scheme.tracks.iter().map(|track| track.quota).sum();
        for (n, over) in selects.enumerate() {
            if n >= places && places > 0 {
                // Whether all of them take a seat shows only with the applicants known.
                let text = text!(SelectsOverQuota, quota = places);
                let mut found = self.findings.make(Code::OverrideOverQuota, &over.applicant.applicant.span, text);
                found.severity = Severity::Warning;
                self.findings.push(found);
            }
        }
    }

    /// Paths of what is assumed should name a setting; a look-back interval is never the document's own here.
    pub fn assumed(&self, assumed: &[(At<String>, At<String>)], scheme: &Scheme) {
        let mut known: Vec<String> =
            ["id", "name", "document", "applied_on", "register", "bar_years", "recheck_every", "divisions", "notice"]
                .iter()
                .flat_map(|key| [format!("scheme.{key}"), (*key).to_owned()])
                .collect();
        for key in ["posted_on", "working_days", "count_from", "calendar"] {
            known.extend([format!("scheme.notice.{key}"), format!("notice.{key}")]);
        }
        let finals = ["weights", "tie_break", "decimals"];
        known.push("final".to_owned());
        known.extend(finals.iter().map(|key| format!("final.{key}")));
        const PANEL: [&str; 9] = ["", ".combine", ".trim", ".trim_from", ".min_marks", ".per", ".scale", ".decimals", ".spread_limit"];
        const TRACK: [&str; 17] = [
            ".final",
            ".prefer.column",
            ".prefer.any_of",
            ".national_list.file",
            "",
            ".title",
            ".standard",
            ".phase",
            ".submissions",
            ".verified",
            ".previous",
            ".quota",
            ".max_per_nominator",
            ".reserve",
            ".ballots",
            ".prefer",
            ".national_list",
        ];
        let mut round = |head: String| {
            known.extend(
                ["", ".items", ".name", ".go_on", ".go_on.at_least", ".go_on.best", ".further_experts"].map(|key| format!("{head}{key}")),
            );
            known.extend(PANEL.map(|key| format!("{head}.panel{key}")));
        };
        round("round".to_owned());
        for track in &scheme.tracks {
            track.rounds.iter().for_each(|r| round(format!("round.{}", r.id)));
            track.rounds.iter().for_each(|r| round(format!("track.{}.round.{}", track.id, r.id)));
        }
        known.extend(PANEL.map(|key| format!("panel{key}")));
        for head in scheme.tracks.iter().map(|track| format!("track.{}", track.id)).chain(["track".to_owned()]) {
            known.extend(TRACK.map(|key| format!("{head}{key}")));
            known.extend(["effect", "amount"].iter().flat_map(|key| ["prefer", "national_list"].map(|of| format!("{head}.{of}.{key}"))));
            known.extend(finals.iter().map(|key| format!("{head}.final.{key}")));
            known.extend(scheme.tracks.iter().flat_map(|track| &track.rounds).map(|round| format!("{head}.ballots.{}", round.id)));
        }
        for round in scheme.tracks.iter().flat_map(|track| &track.rounds) {
            if let Items::Own(items) = &round.items {
                known.extend(items.iter().map(|item| format!("round.{}.items.{}", round.id, item.id)));
            }
        }
        known.extend(["name", "contact", "phone", "address", "postcode", "email"].map(|key| format!("issuer.{key}")));
        known.extend(["recusal", "override", "objection", "issuer"].map(str::to_owned));
        for (n, (path, _)) in assumed.iter().enumerate() {
            if let Some((first, _)) = assumed[..n].iter().find(|(first, _)| first.value == path.value) {
                let found = self.findings.make(Code::DuplicateRecord, &path.span, text!(AssumedTwice, path = &path.value));
                self.findings.push(found.related(self.findings.place(&first.span), text!(FirstHere, name = &first.value)));
            }
            if !known.contains(&path.value) {
                let near = nearest(&path.value, known.iter().map(String::as_str));
                let found = self.findings.make(Code::AssumedPath, &path.span, text!(AssumedPath, path = &path.value));
                self.findings.push(found.maybe_help(near.map(|near| text!(DidYouMean, word = near))));
            }
        }
        let explained = |path: &str| assumed.iter().any(|(known, _)| known.value == path || known.value == format!("scheme.{path}"));
        if let Some(years) = scheme.recheck_every.as_ref().filter(|_| !explained("recheck_every")) {
            let found = self.findings.make(Code::UnexplainedSetting, &years.span, text!(UnexplainedSetting, path = "scheme.recheck_every"));
            self.findings.push(found.help(text!(AddKey, example = "[assumed] \"scheme.recheck_every\" = \"…\"")));
        }
    }
}
