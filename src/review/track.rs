//! One track from its applicants to its seats: the steps in their order, each for those that came so far.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::number::{Decimal, Points};
use crate::score::{Card, Pool, Status};
use crate::standard::{PROFILE, Profile, header_key};
use crate::submission::id_key;
use crate::text::{Part, Text, text};

use super::applicants::Roll;
use super::ballots::Ballots;
use super::eligibility;
use super::finals::final_places;
use super::items::{ItemNames, RoundItem};
use super::outcome::{Outcome, Reason};
use super::panel::{Mark, as_mark};
use super::register::{Known, MatchedBy, Register};
use super::rounds::{Recusals, RoundResult, Running};
use super::scheme::{self, Decision, Effect, Items, Prefer, Scheme, Track};
use super::selection::{self, Computed, Contender, Decided, Objected, Seats, Settling};

/// What a review gave in one track.
pub struct TrackReview<'s> {
    /// The track.
    pub track: &'s Track,
    /// Its applicants and their scorecards.
    pub pool: Pool<'s>,
    /// What became of each applicant, by position as in the pool.
    pub entrants: Vec<Entrant>,
    /// In which order results show them.
    pub order: Vec<usize>,
    /// How the seats are filled.
    pub seats: Filled,
    /// Applicants that could still reach the quota once something is decided.
    pub waiting_for: Vec<usize>,
    /// The items of every round.
    pub items: Vec<Vec<RoundItem>>,
    /// Items on which the panel's points differ from the self-assessed.
    pub claims: Vec<Claim>,
    /// Of every round, who came to it.
    pub standing: Vec<Vec<bool>>,
    /// Who waits for something that has to be decided before the rounds.
    pub waits: Vec<bool>,
    recusals: Recusals,
    names: Vec<String>,
}

/// How the seats of a track are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Selected.
    pub filled: usize,
    /// Kept open: for ties, and for those that are withheld.
    pub open: usize,
    /// Nobody has a claim to them.
    pub vacant: usize,
}

/// What became of one applicant.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// How its way ended.
    pub outcome: Outcome,
    /// How it would have ended without overrides and objections.
    pub computed: Outcome,
    /// Was it a candidate for the notice: selected by the rules and the overrides, before any objection?
    pub proposed: bool,
    /// Its place among those with a final score.
    pub place: Option<usize>,
    /// The published final score, bonus included.
    pub final_score: Option<Points>,
    /// Points added by a preference or list.
    pub bonus: Option<Decimal>,
    /// What each round came to.
    pub rounds: Vec<RoundResult>,
    /// Overrides about it, by position in the scheme's order for this track.
    pub overrides: Vec<scheme::Override>,
    /// Objections against it.
    pub objections: Vec<scheme::Objection>,
    /// Every line of its way.
    pub reasons: Vec<Reason>,
    /// Is it preferred?
    pub preferred: bool,
    /// Is it on the national list?
    pub on_national_list: bool,
}

/// An item on which the panel's points differ from the self-assessed (自评与核验).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The applicant.
    pub applicant: usize,
    /// The round.
    pub round: usize,
    /// The item, by position among the round's.
    pub item: usize,
    /// The self-assessed points.
    pub claimed: Points,
    /// What the panel came to.
    pub experts: Points,
    /// The panel's minus the self-assessed; negative: the claim was lowered.
    pub difference: Mark,
}

impl TrackReview<'_> {
    /// Is the result provisional: could anyone that is waited for still reach the quota?
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        !self.waiting_for.is_empty()
    }

    /// The items of a round, by position, that an applicant is marked on: of the standard's those that apply to it. None where that is
    /// not known.
    #[must_use]
    pub fn items_of(&self, applicant: usize, round: usize) -> Option<Vec<usize>> {
        let items = &self.items[round];
        match self.track.rounds[round].items {
            Items::Own(_) => Some((0..items.len()).collect()),
            Items::Standard => {
                let card = self.pool.card(&self.pool.applicants.get(applicant))?;
                let applies = |i: &usize| items[*i].indicator.is_some_and(|indicator| card.lines[indicator].state.applies());
                Some((0..items.len()).filter(applies).collect())
            }
        }
    }

    /// The experts that are recused from an applicant, as headers are compared.
    #[must_use]
    pub fn recused(&self, applicant: usize) -> Vec<String> {
        let mut experts: Vec<String> = self.recusals.keys().filter(|(a, _)| *a == applicant).map(|(_, expert)| expert.clone()).collect();
        experts.sort();
        experts
    }

    /// What an applicant is called: id and name.
    #[must_use]
    pub fn label(&self, applicant: usize) -> &str {
        &self.names[applicant]
    }

    /// Places after the point of the final score.
    #[must_use]
    pub fn final_decimals(&self) -> u8 {
        final_places(self.track)
    }
}

/// What overrides and objections came to.
pub(super) struct Settled {
    pub outcomes: Vec<Outcome>,
    reasons: Vec<Vec<Reason>>,
    /// Whose selection by decision has no effect.
    refused: Vec<usize>,
    /// Who is selected before objections are heard.
    proposed: Vec<usize>,
    /// Who is withheld that had a seat (`true`) or was tied for one.
    pub withheld: Vec<(usize, bool)>,
    /// Seats that ties leave open.
    open: usize,
}

/// What keeps an applicant from the rounds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Barrier {
    /// Nothing.
    None,
    /// Something that has to be decided first.
    Waits,
    /// The standard: it is out, whatever else is decided.
    Fails,
}

/// Everything that a track is run on.
pub(super) struct Run<'r, 's> {
    pub scheme: &'s Scheme,
    pub track: &'s Track,
    pub roll: &'r Roll,
    /// Those of all tracks.
    pub rolls: &'r [Roll],
    pub register: Option<&'r Register>,
    pub national: Option<&'r [[String; 2]]>,
    pub ballots: &'r [Ballots],
    pub overrides: Vec<(usize, &'s scheme::Override)>,
    pub objections: Vec<(usize, &'s scheme::Objection)>,
    pub recusals: Recusals,
}

impl<'s> Run<'_, 's> {
    /// Runs the track.
    ///
    /// # Errors
    /// Findings about the scheme that only show with the applicants known.
    pub fn run(
        self,
        pool: Pool<'s>,
        names: Vec<ItemNames<'s>>,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<TrackReview<'s>, Vec<Diagnostic>> {
        let count = self.roll.len();
        let cards: Vec<Option<Card>> =
            pool.applicants.iter().map(|applicant| if self.track.has_standard { pool.card(&applicant) } else { None }).collect();
        let withdrawn: Vec<bool> = (0..count)
            .map(|a| self.overrides.iter().any(|(about, record)| *about == a && record.decision == Decision::Withdrawn))
            .collect();
        let preferred = self.preferred(&pool, problems)?;
        let national = self.on_national_list(&pool, problems);
        let is_known = |id: &str| self.rolls.iter().any(|roll| roll.has_id(id));
        let bearers = |name: &str| self.rolls.iter().map(|roll| roll.bearers(name)).sum();
        let known = Known { id: &is_known, bearers: &bearers };
        let register = self.register.zip(self.scheme.register.as_ref());
        let register = register.map(|(register, plan)| eligibility::Asked { register, plan, known: &known });
        let judged = eligibility::judge(self.track, &pool, self.roll, register, &cards, &withdrawn, problems);

        let mut entrants: Vec<Entrant> = judged
            .iter()
            .enumerate()
            .map(|(a, eligible)| {
                let mut entrant = Entrant {
                    outcome: Outcome::NotDecided,
                    computed: Outcome::NotDecided,
                    proposed: false,
                    place: None,
                    final_score: None,
                    bonus: None,
                    rounds: Vec::new(),
                    overrides: self.overrides.iter().filter(|(about, _)| *about == a).map(|(_, record)| (*record).clone()).collect(),
                    objections: self.objections.iter().filter(|(about, _)| *about == a).map(|(_, record)| (*record).clone()).collect(),
                    reasons: eligible.reasons.clone(),
                    preferred: preferred[a],
                    on_national_list: national[a].is_some(),
                };
                let status = pool.applicants.get(a).status;
                if withdrawn[a] {
                    if let Some((_, record)) = self.overrides.iter().find(|(about, _)| *about == a) {
                        let text = text!(WithdrawnRecord, by = &record.by, on = record.on, reason = &record.reason);
                        entrant.reasons.push(Reason::said(Code::Withdrawn, text));
                    }
                    entrant.computed = Outcome::Withdrawn;
                    return entrant;
                }
                // Whoever is barred or waits is told at once what else stands in the way.
                if status == Status::NotScored {
                    entrant.reasons.push(Reason::said(Code::NotScored, text!(RowNotScored)));
                }
                if status != Status::Ranked {
                    entrant.reasons.push(Reason::Verdict);
                }
                entrant.computed = match status {
                    _ if eligible.barred => Outcome::Ineligible,
                    // All of a nominator over its cap wait, so that it can choose whom to withdraw.
                    Status::Failed if !eligible.over_cap => Outcome::FailedStandard,
                    _ => Outcome::NotDecided,
                };
                entrant
            })
            .collect();
        let barriers: Vec<Barrier> = (0..count)
            .map(|a| match pool.applicants.get(a).status {
                Status::Failed => Barrier::Fails,
                Status::NotScored => Barrier::Waits,
                _ if judged[a].over_cap || judged[a].unclear => Barrier::Waits,
                _ => Barrier::None,
            })
            .collect();
        let mut standing: Vec<bool> =
            (0..count).map(|a| entrants[a].computed == Outcome::NotDecided && barriers[a] == Barrier::None).collect();
        self.unknown_experts(&names, problems);
        let recusals = self.recusals_everywhere();
        self.marks_beside_recusals(&recusals, problems);
        let mut recused: Vec<(usize, &String, &Text)> = recusals.iter().map(|((a, _), (expert, reason))| (*a, expert, reason)).collect();
        recused.sort_by_key(|(a, expert, _)| (*a, header_key(expert)));
        for (a, expert, reason) in recused.into_iter().filter(|(a, ..)| !withdrawn[*a]) {
            let text = text!(ExpertRecused, expert = expert, reason = reason.clone());
            entrants[a].reasons.push(Reason::said(Code::Recused, text));
        }
        let scored: Vec<Option<&Card>> =
            cards.iter().zip(pool.applicants.iter()).map(|(card, applicant)| card.as_ref().filter(|_| applicant.is_scored())).collect();

        let mut came_to = Vec::new();
        for (round, (names, ballots)) in names.iter().zip(self.ballots).enumerate() {
            came_to.push(standing.clone());
            let running = Running {
                track: self.track,
                round,
                names,
                ballots,
                roll: self.roll,
                cards: &scored,
                recusals: &recusals,
                withdrawn: &withdrawn,
            };
            for (a, result) in running.run(&standing, problems).into_iter().enumerate() {
                if standing[a] {
                    entrants[a].reasons.extend(result.reasons.iter().cloned());
                    if result.not_through {
                        entrants[a].computed = Outcome::NotThrough;
                    }
                    standing[a] = result.score.is_some() && !result.not_through;
                }
                entrants[a].rounds.push(result);
            }
        }
        let contenders = self.finals(&pool, &mut entrants, &standing);
        let computed = selection::compute(contenders.clone(), &self.seats());
        self.said(&mut entrants, &contenders, &computed);
        let before: Vec<Outcome> = entrants.iter().map(|e| e.computed).collect();
        let settled = self.settle(&before, &computed).map_err(|selected| self.over_quota(&before, selected))?;
        problems.extend(settled.refused.iter().filter_map(|a| self.refused(*a)));
        for (a, record) in self.overrides.iter().filter(|(a, r)| r.decision == Decision::Select && before[*a] == Outcome::NotDecided) {
            let place = Place::Span(Arc::clone(&self.scheme.file), record.applicant.applicant.span.clone());
            let text = text!(SelectUndecided, applicant = self.roll.label(*a));
            let found = Diagnostic::new(Code::SelectUndecided, place, text).help(text!(SelectUndecidedHelp));
            problems.push(found.applicant(self.roll.id(*a)));
        }
        for (entrant, (outcome, reasons)) in entrants.iter_mut().zip(settled.outcomes.iter().zip(settled.reasons)) {
            entrant.outcome = *outcome;
            entrant.reasons.extend(reasons);
        }
        settled.proposed.iter().for_each(|a| entrants[*a].proposed = true);
        for (a, _) in entrants.iter().enumerate().filter(|(_, e)| e.outcome == Outcome::Selected && !e.proposed) {
            let text = text!(NotAnnounced, applicant = self.roll.label(a));
            let found = Diagnostic::new(Code::NotAnnounced, Place::Cell(pool.place(&pool.applicants.get(a))), text);
            problems.push(found.help(text!(AnnounceAgain)).applicant(self.roll.id(a)));
        }
        let held = settled.withheld.iter().filter(|(_, seat)| *seat).count();
        let filled = entrants.iter().filter(|e| e.outcome == Outcome::Selected).count();
        let open = (settled.open + held).min(self.track.quota - filled);
        let seats = Filled { filled, open, vacant: self.track.quota - filled - open };
        let keys: HashMap<usize, &Contender> = contenders.iter().map(|c| (c.applicant, c)).collect();
        let withheld: Vec<usize> = settled.withheld.into_iter().map(|(a, _)| a).collect();
        let waiting_for = self.waiting_for(&pool, &entrants, &contenders, &barriers, &withheld);
        let claims = self.claims(&pool, &entrants, &names, &cards);
        let mut order = self.roll.by_id();
        order.sort_by(|a, b| {
            let (one, other) = (&entrants[*a], &entrants[*b]);
            let place = |e: &Entrant| e.place.unwrap_or(usize::MAX);
            let chain = |x: &usize| keys.get(x).map(|c| std::cmp::Reverse(&c.chain));
            one.outcome.cmp(&other.outcome).then_with(|| place(one).cmp(&place(other))).then_with(|| chain(a).cmp(&chain(b)))
        });
        Ok(TrackReview {
            track: self.track,
            entrants,
            order,
            seats,
            waiting_for,
            items: names.into_iter().map(|names| names.items).collect(),
            claims,
            standing: came_to,
            waits: (0..count).map(|a| barriers[a] == Barrier::Waits && !withdrawn[a]).collect(),
            recusals,
            names: (0..count).map(|a| self.roll.label(a)).collect(),
            pool,
        })
    }

    /// Recusals by record and by ballot: whoever is recused from an applicant in one round is so in all.
    fn recusals_everywhere(&self) -> Recusals {
        let mut recusals = self.recusals.clone();
        for (applicant, ballots) in self.ballots.iter().flat_map(|round| round.iter().enumerate()) {
            for (expert, ballot) in ballots {
                if let Some(reason) = &ballot.recused {
                    recusals.entry((applicant, expert.clone())).or_insert_with(|| (ballot.expert.clone(), reason.clone()));
                }
            }
        }
        recusals
    }

    /// Marks of experts whose own ballots say that they are recused: either of the two may be a slip.
    fn marks_beside_recusals(&self, recusals: &Recusals, problems: &mut Vec<Diagnostic>) {
        for (applicant, ballots) in self.ballots.iter().flat_map(|round| round.iter().enumerate()) {
            for (expert, ballot) in ballots.iter().filter(|(_, ballot)| !ballot.marks.is_empty()) {
                let key = (applicant, expert.clone());
                let Some(at) = ballot.at.as_ref().filter(|_| recusals.contains_key(&key) && !self.recusals.contains_key(&key)) else {
                    continue;
                };
                let text = text!(MarksBesideRecusal, expert = &ballot.expert);
                let found = Diagnostic::new(Code::RecusedWithMarks, Place::Cell(at.clone()), text).applicant(self.roll.id(applicant));
                problems.push(found.help(text!(AskAboutRecusal)));
            }
        }
    }

    pub(super) fn seats(&self) -> Seats {
        let reserved = |effect: Option<Effect>| match effect {
            Some(Effect::Seats(amount)) => amount,
            _ => 0,
        };
        let amount = reserved(self.track.prefer.as_ref().map(|p| p.effect)) + reserved(self.track.national_list.as_ref().map(|l| l.effect));
        Seats { quota: self.track.quota, reserved: amount, reserve: self.track.reserve }
    }

    /// Who is preferred.
    fn preferred(&self, pool: &Pool<'_>, problems: &mut Vec<Diagnostic>) -> Result<Vec<bool>, Vec<Diagnostic>> {
        let Some(prefer) = &self.track.prefer else { return Ok(vec![false; self.roll.len()]) };
        let key = header_key(&prefer.column.value);
        let profile = PROFILE.iter().find(|(_, name, headers)| *name == key || headers.contains(&key.as_str())).map(|(p, ..)| *p);
        let known = profile.is_some() || pool.inputs.iter().any(|input| input.layout.header.iter().any(|header| header_key(header) == key));
        if !known {
            let place = Place::Span(Arc::clone(&self.scheme.file), prefer.column.span.clone());
            let found = Diagnostic::new(Code::UnknownReference, place, text!(NoSuchColumn, column = &prefer.column.value));
            return Err(vec![found.help(text!(PreferColumns))]);
        }
        let preferred: Vec<bool> = pool.applicants.iter().map(|applicant| self.is_preferred(prefer, profile, pool, &applicant)).collect();
        if !preferred.contains(&true) {
            let place = Place::Span(Arc::clone(&self.scheme.file), prefer.column.span.clone());
            let list: Vec<Part> = prefer.any_of.iter().map(|value| Part::from(&value.value)).collect();
            let found = Diagnostic::new(Code::NobodyPreferred, place, text!(NobodyPreferred, list = list));
            problems.push(found.help(text!(CheckPreferred)));
        }
        Ok(preferred)
    }

    fn is_preferred(&self, prefer: &Prefer, profile: Option<Profile>, pool: &Pool<'_>, applicant: &crate::score::Applicant<'_>) -> bool {
        let own = applicant.profile;
        let cell = match profile {
            Some(Profile::Id) => applicant.id(),
            Some(Profile::Name) => applicant.name(),
            Some(Profile::District) => &own.district,
            Some(Profile::Nominator) => &own.nominator,
            Some(Profile::Period) => &own.period,
            Some(Profile::Type) => {
                let standard = pool.plan.standard;
                if let Some(own) = standard.type_named(&own.applicant_type) {
                    return prefer.any_of.iter().any(|wanted| standard.type_named(&wanted.value) == Some(own));
                }
                &own.applicant_type
            }
            None => pool.under(applicant, &prefer.column.value).unwrap_or_default(),
        };
        let cell = header_key(cell);
        !cell.is_empty() && prefer.any_of.iter().any(|wanted| header_key(&wanted.value) == cell)
    }

    /// Who is on the national list.
    fn on_national_list(&self, pool: &Pool<'_>, problems: &mut Vec<Diagnostic>) -> Vec<Option<MatchedBy>> {
        let list = self.national.unwrap_or_default();
        (0..self.roll.len())
            .map(|a| {
                let (id, name) = (id_key(self.roll.id(a)), header_key(self.roll.name(a)));
                if list.iter().any(|[listed, _]| !listed.is_empty() && id_key(listed) == id && !id.is_empty()) {
                    return Some(MatchedBy::Id);
                }
                let by_name = list.iter().any(|[own_id, listed]| {
                    let key = header_key(listed);
                    let elsewhere = self.rolls.iter().any(|roll| roll.has_id(own_id));
                    !key.is_empty() && (key == name || key == header_key(&id)) && !elsewhere
                });
                by_name.then(|| {
                    if !pool.inputs.iter().all(|input| input.layout.id_from_name) {
                        let text = text!(ListedByName, name = self.roll.label(a));
                        let mut found = Diagnostic::new(Code::MatchedByName, Place::Cell(pool.place(&pool.applicants.get(a))), text);
                        found.severity = Severity::Note;
                        problems.push(found.applicant(self.roll.id(a)));
                    }
                    MatchedBy::Name
                })
            })
            .collect()
    }

    /// Recusals of experts that nobody knows: a slip of the pen would let a mark count that must not.
    fn unknown_experts(&self, names: &[ItemNames<'_>], problems: &mut Vec<Diagnostic>) {
        if names.is_empty() {
            return;
        }
        let known: Vec<(&String, &str)> =
            self.ballots.iter().flatten().flatten().map(|(key, ballot)| (key, ballot.expert.as_str())).collect();
        let about = |record: &&scheme::Recusal| self.recusals.keys().any(|(_, key)| *key == header_key(&record.expert.value));
        for record in self.scheme.recusals.iter().filter(about) {
            let key = header_key(&record.expert.value);
            if known.iter().any(|(known, _)| **known == key) {
                continue;
            }
            let place = Place::Span(Arc::clone(&self.scheme.file), record.expert.span.clone());
            let near = crate::document::nearest(&record.expert.value, known.iter().map(|(_, expert)| *expert));
            let found =
                Diagnostic::new(Code::UnknownExpert, place, text!(UnknownExpert, expert = &record.expert.value, track = &self.track.id));
            problems.push(found.maybe_help(near.map(|near| text!(DidYouMean, word = near))));
        }
    }

    /// Overrides and objections beside what was computed.
    ///
    /// # Errors
    /// How many would be selected, where they are more than the quota.
    pub(super) fn settle(&self, before: &[Outcome], computed: &Computed) -> Result<Settled, usize> {
        let mut outcomes = before.to_vec();
        let mut reasons = vec![Vec::new(); outcomes.len()];
        let label = |a: usize| self.roll.label(a);
        let mut settling = Settling {
            outcomes: &mut outcomes,
            reasons: &mut reasons,
            ties: computed.ties.clone(),
            listed: before.iter().map(|outcome| *outcome == Outcome::Reserve).collect(),
            groups: &computed.groups,
            gone: vec![0; computed.groups.len()],
            quota: self.track.quota,
            reserve: self.track.reserve,
            label: &label,
        };
        let decided: Vec<Decided<'_>> = self
            .overrides
            .iter()
            .map(|(a, r)| Decided { applicant: *a, decision: r.decision, by: &r.by, on: r.on, reason: &r.reason })
            .collect();
        let refused = settling.overrides(&decided)?;
        let proposed = (0..before.len()).filter(|a| settling.outcomes[*a] == Outcome::Selected).collect();
        let objected: Vec<Objected<'_>> = self
            .objections
            .iter()
            .map(|(a, r)| Objected { applicant: *a, state: r.state, received_on: r.received_on, reason: &r.reason })
            .collect();
        let withheld = settling.objections(&objected);
        let open = settling.ties.iter().map(|tie| tie.seats).sum();
        Ok(Settled { outcomes, reasons, refused, proposed, withheld, open })
    }

    /// Where the panel's points differ from the self-assessed.
    fn claims(&self, pool: &Pool<'_>, entrants: &[Entrant], names: &[ItemNames<'_>], cards: &[Option<Card>]) -> Vec<Claim> {
        let decimals = pool.plan.standard.decimals;
        let mut claims = Vec::new();
        for (round, plan) in self.track.rounds.iter().enumerate().filter(|(_, plan)| matches!(plan.items, Items::Standard)) {
            for applicant in self.roll.by_id() {
                let entrant = &entrants[applicant];
                let Some(card) = &cards[applicant] else { continue };
                for item in &entrant.rounds[round].items {
                    let indicator = names[round].items[item.item].indicator;
                    let (Some(experts), Some(claimed)) = (item.score, indicator.and_then(|i| card.lines[i].points)) else { continue };
                    let difference = as_mark(experts, plan.panel.decimals) - as_mark(claimed, decimals);
                    if difference != Points::ZERO {
                        claims.push(Claim { applicant, round, item: item.item, claimed, experts, difference });
                    }
                }
            }
        }
        claims
    }
}
