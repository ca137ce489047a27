//! The sentences that say how final scores became outcomes, and what is wrong with decisions beside the rules.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::standard::{PROFILE, header_key};
use crate::text::{Names, Part, Text, text};

use super::finals::final_places;
use super::outcome::{Outcome, Reason};
use super::scheme::{Decision, Effect};
use super::selection::{self, Computed, Contender};
use super::track::{Entrant, Run};

impl Run<'_, '_> {
    /// Outcomes of the rules alone, and the sentences that say so.
    pub(super) fn said(&self, entrants: &mut [Entrant], contenders: &[Contender], computed: &Computed) {
        let track = self.track;
        for (a, place) in &computed.places {
            entrants[*a].place = Some(*place);
        }
        for (a, outcome) in &computed.outcomes {
            entrants[*a].computed = *outcome;
        }
        let places = final_places(track);
        for contender in contenders {
            let a = contender.applicant;
            let entrant = &mut entrants[a];
            let (Some(score), Some(place)) = (entrant.final_score, entrant.place) else { continue };
            let shown = score.show(places);
            if !track.rounds.is_empty() {
                let terms: Vec<Part> = track
                    .rounds
                    .iter()
                    .zip(&entrant.rounds)
                    .map(|(plan, result)| {
                        let score = result.score.map(|s| s.show(plan.panel.decimals)).unwrap_or_default();
                        let of = result.of.map(super::panel::shown_mark).unwrap_or_default();
                        Part::from(format!("{} × {score}/{of}", plan.weight))
                    })
                    .collect();
                let sum = terms.iter().map(|t| t.say(crate::text::Language::En)).collect::<Vec<_>>().join(" + ");
                let text = match entrant.bonus {
                    Some(bonus) => text!(FinalWithBonus, sum = sum, bonus = bonus, score = &shown, place = place),
                    None => text!(Final, sum = sum, score = &shown, place = place),
                };
                entrant.reasons.push(Reason::said(Code::FinalScore, text));
            } else {
                let text = match entrant.bonus {
                    Some(bonus) => text!(FinalByCardBonus, score = &shown, bonus = bonus, place = place),
                    None => text!(FinalByCard, score = &shown, place = place),
                };
                entrant.reasons.push(Reason::said(Code::FinalScore, text));
            }
            if let Some(prefer) = track.prefer.as_ref().filter(|_| entrant.preferred) {
                let text = text!(Preferred, column = column_words(&prefer.column.value), effect = effect_words(prefer.effect));
                entrant.reasons.push(Reason::said(Code::Preferred, text));
            }
            if let Some(list) = track.national_list.as_ref().filter(|_| entrant.on_national_list) {
                entrant.reasons.push(Reason::said(Code::OnNationalList, text!(OnNationalList, effect = effect_words(list.effect))));
            }
        }
        let outcomes: HashMap<usize, Outcome> = computed.outcomes.iter().copied().collect();
        let outcome_of = |a: usize| outcomes.get(&a).copied().unwrap_or(Outcome::BelowQuota);
        for (a, rules, others) in selection::broken(contenders, outcome_of) {
            let rules: Vec<Part> = rules.into_iter().map(|rule| self.rule(rule, &entrants[a])).collect();
            let others: Vec<Part> = others.into_iter().map(|other| Part::from(self.roll.label(other))).collect();
            let score = entrants[a].final_score.map(|s| s.show(places)).unwrap_or_default();
            let text = text!(TieBroken, score = score, others = others, rules = rules);
            entrants[a].reasons.push(Reason::said(Code::TieBroken, text));
        }
        for tie in &computed.ties {
            let list: Vec<Part> = tie.members.iter().map(|a| Part::from(self.roll.label(*a))).collect();
            for a in &tie.members {
                let text = text!(TiedAtQuota, list = list.clone(), count = tie.members.len(), seats = tie.seats);
                entrants[*a].reasons.push(Reason::said(Code::TiedAtQuota, text));
            }
        }
        let quota = track.quota;
        for (a, outcome) in &computed.outcomes {
            let place = entrants[*a].place.unwrap_or(0);
            let (code, text) = match outcome {
                Outcome::Selected if computed.by_reservation.contains(a) => {
                    (Code::ReservedSeat, text!(SelectedReserved, place = place, quota = quota))
                }
                Outcome::Selected => (Code::WithinQuota, text!(WithinQuota, place = place, quota = quota)),
                Outcome::Reserve => (Code::ReserveList, text!(OnReserve, place = place, reserve = track.reserve)),
                Outcome::NotDecided => (Code::TiedAtReserve, text!(TiedAtReserve, place = place, reserve = track.reserve)),
                Outcome::BelowQuota if computed.past_by_reservation.contains(a) => {
                    (Code::BelowQuota, text!(BelowReserved, place = place, quota = quota))
                }
                Outcome::BelowQuota => (Code::BelowQuota, text!(BelowQuota, place = place, quota = quota)),
                _ => continue,
            };
            entrants[*a].reasons.push(Reason::said(code, text));
        }
    }

    /// One rule of the chain, with what it says of an applicant.
    fn rule(&self, rule: usize, entrant: &Entrant) -> Part {
        let track = self.track;
        if let Some(round) = track.tie_break.get(rule) {
            let plan = &track.rounds[*round];
            let score = entrant.rounds[*round].score.map(|s| s.show(plan.panel.decimals)).unwrap_or_default();
            return text!(RuleRound, round = &plan.name, score = score).into();
        }
        let prefer = matches!(track.prefer.as_ref().map(|p| p.effect), Some(Effect::TieBreak));
        let yes = |yes: bool| Part::from(if yes { text!(WordYes) } else { text!(WordNo) });
        if prefer && rule == track.tie_break.len() {
            return text!(RulePreferred, yes = yes(entrant.preferred)).into();
        }
        text!(RuleNational, yes = yes(entrant.on_national_list)).into()
    }

    pub(super) fn refused(&self, applicant: usize) -> Option<Diagnostic> {
        let (_, record) = self.overrides.iter().find(|(about, _)| *about == applicant)?;
        let place = Place::Span(Arc::clone(&self.scheme.file), record.applicant.applicant.span.clone());
        let text = text!(SelectIneligible, applicant = self.roll.label(applicant));
        Some(Diagnostic::new(Code::OverrideRefused, place, text).applicant(self.roll.id(applicant)))
    }

    pub(super) fn over_quota(&self, before: &[Outcome], selected: usize) -> Vec<Diagnostic> {
        // Those that have a seat by the rules would not have to give way.
        let took_one = |a: usize| !matches!(before[a], Outcome::Selected | Outcome::Ineligible);
        let selects = self.overrides.iter().filter(|(a, record)| record.decision == Decision::Select && took_one(*a));
        selects
            .map(|(a, record)| {
                let place = Place::Span(Arc::clone(&self.scheme.file), record.applicant.applicant.span.clone());
                let text = text!(
                    OverQuota,
                    applicant = self.roll.label(*a),
                    track = &self.track.id,
                    selected = selected,
                    quota = self.track.quota
                );
                Diagnostic::new(Code::OverrideOverQuota, place, text).help(text!(RejectFirst))
            })
            .collect()
    }
}

/// A column as people call it; of profile columns the Chinese name where the sentence is Chinese.
fn column_words(column: &str) -> Part {
    let key = header_key(column);
    match PROFILE.iter().find(|(_, name, headers)| *name == key || headers.contains(&key.as_str())) {
        Some((_, name, headers)) => Part::from(Names { zh: headers.get(1).unwrap_or(name).to_string(), en: (*name).to_owned() }),
        None => Part::from(column),
    }
}

fn effect_words(effect: Effect) -> Text {
    match effect {
        Effect::Note => text!(EffectNote),
        Effect::TieBreak => text!(EffectTieBreak),
        Effect::Bonus(amount) => text!(EffectBonus, amount = amount),
        Effect::Seats(amount) => text!(EffectSeats, amount = amount),
    }
}
