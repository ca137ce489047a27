//! From final scores to seats: places, ties at the line, reserved seats, the reserve list; then what people decided beside the
//! rules, and objections. Nothing here is broken by chance or by the order of rows.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Code;
use crate::number::Rational;
use crate::text::{Part, Text, text};

use super::scheme::{Decision, ObjectionState};
use super::{Outcome, Reason};

/// One applicant with a final score.
#[derive(Clone, Debug)]
pub(super) struct Contender {
    /// Its position.
    pub applicant: usize,
    /// What places are given by.
    pub key: Rational,
    /// What breaks ties, in order: rule by rule, larger is better.
    pub chain: Vec<Rational>,
    /// Is it among those for whom seats are reserved?
    pub reserved: bool,
}

/// How seats are given.
pub(super) struct Seats {
    pub quota: usize,
    /// Places that go first to the preferred.
    pub reserved: usize,
    pub reserve: usize,
}

/// A tie that nothing breaks: more applicants than seats.
#[derive(Clone, Debug)]
pub(super) struct Tie {
    pub members: Vec<usize>,
    pub seats: usize,
}

/// What the rules alone come to.
pub(super) struct Computed {
    /// Groups of equal contenders, best first.
    pub groups: Vec<Vec<usize>>,
    /// The outcome of every contender, by applicant.
    pub outcomes: Vec<(usize, Outcome)>,
    /// The place of every contender, by applicant.
    pub places: Vec<(usize, usize)>,
    pub ties: Vec<Tie>,
    /// Who has a seat only because it was reserved, and who has none for that reason.
    pub by_reservation: Vec<usize>,
    pub past_by_reservation: Vec<usize>,
}

/// Gives seats by the rules.
pub(super) fn compute(mut contenders: Vec<Contender>, seats: &Seats) -> Computed {
    // Equal ones stay in the order in which they were given: that of their ids.
    contenders.sort_by(|a, b| b.key.cmp(&a.key).then_with(|| b.chain.cmp(&a.chain)));
    let groups: Vec<Vec<&Contender>> =
        contenders.chunk_by(|a, b| a.key == b.key && a.chain == b.chain).map(|group| group.iter().collect()).collect();
    // Equal scores share a place, whatever breaks the tie.
    let mut places = Vec::with_capacity(contenders.len());
    for class in contenders.chunk_by(|a, b| a.key == b.key) {
        let place = places.len() + 1;
        places.extend(class.iter().map(|c| (c.applicant, place)));
    }
    let (mut outcomes, mut ties) = (Vec::new(), Vec::new());
    let preferred = |group: &[&Contender]| group.iter().filter(|c| c.reserved).count();
    // Reserved seats first, then the rest by place.
    let mut left = seats.reserved.min(seats.quota);
    let reserved: Vec<usize> = groups
        .iter()
        .map(|group| {
            let take = preferred(group).min(left);
            left -= take;
            take
        })
        .collect();
    let mut left = seats.quota - reserved.iter().sum::<usize>();
    for (group, reserved) in groups.iter().zip(&reserved) {
        let (all, first) = (group.len(), preferred(group));
        let general = (all - reserved).min(left);
        left -= general;
        let taken = reserved + general;
        // Who of the group is sure of a seat, who shares seats with others, and who has none.
        let (sure, shared, none): (Vec<&Contender>, Vec<&Contender>, Vec<&Contender>) = if taken == all {
            (group.clone(), Vec::new(), Vec::new())
        } else if taken == 0 {
            (Vec::new(), Vec::new(), group.clone())
        } else if *reserved == first {
            let (with, without): (Vec<_>, Vec<_>) = group.iter().copied().partition(|c| c.reserved);
            if general == 0 { (with, Vec::new(), without) } else { (with, without, Vec::new()) }
        } else if general == 0 {
            let (with, without): (Vec<_>, Vec<_>) = group.iter().copied().partition(|c| c.reserved);
            (Vec::new(), with, without)
        } else {
            (Vec::new(), group.clone(), Vec::new())
        };
        let ids = |list: &[&Contender]| list.iter().map(|c| c.applicant).collect::<Vec<_>>();
        outcomes.extend(ids(&sure).into_iter().map(|a| (a, Outcome::Selected)));
        if !shared.is_empty() {
            outcomes.extend(ids(&shared).into_iter().map(|a| (a, Outcome::TiedAtQuota)));
            ties.push(Tie { members: ids(&shared), seats: taken - sure.len() });
        }
        outcomes.extend(ids(&none).into_iter().map(|a| (a, Outcome::BelowQuota)));
    }
    let groups: Vec<Vec<usize>> = groups.iter().map(|group| group.iter().map(|c| c.applicant).collect()).collect();
    let mut by_applicant: HashMap<usize, Outcome> = outcomes.iter().copied().collect();
    let waiting = |by: &HashMap<usize, Outcome>, a: usize| by.get(&a) == Some(&Outcome::BelowQuota);
    let on_list = |group: &Vec<usize>| {
        let waiting = group.iter().copied().filter(|a| waiting(&by_applicant, *a)).collect();
        OnList { waiting, losers: losers(&ties, group), gone: 0 }
    };
    let listed = reserve_list(groups.iter().map(on_list).collect(), seats.reserve);
    by_applicant.extend(listed);
    for (a, outcome) in &mut outcomes {
        *outcome = by_applicant[a];
    }
    let first: HashSet<usize> = contenders.iter().take(seats.quota).map(|c| c.applicant).collect();
    let plain = |a: &usize| first.contains(a);
    let selected = |wanted: bool| outcomes.iter().filter(move |(_, o)| (*o == Outcome::Selected) == wanted).map(|(a, _)| *a);
    let by_reservation = if seats.reserved == 0 { Vec::new() } else { selected(true).filter(|a| !plain(a)).collect() };
    let past_by_reservation = if by_reservation.is_empty() { Vec::new() } else { selected(false).filter(plain).collect() };
    Computed { groups, outcomes, places, ties, by_reservation, past_by_reservation }
}

/// What a group of equals brings to the reserve list.
struct OnList {
    /// Who could stand on it.
    waiting: Vec<usize>,
    /// How many places those of the group take that are tied for a seat and will not get one.
    losers: usize,
    /// Places of the group that nobody has any more, and that are not filled again.
    gone: usize,
}

/// Who stands on the reserve list: group by group, best first. A group that does not fit stays undecided, all of it.
fn reserve_list(groups: Vec<OnList>, reserve: usize) -> Vec<(usize, Outcome)> {
    let mut left = reserve;
    let mut listed = Vec::new();
    for OnList { waiting, losers, gone } in groups {
        let outcome = if waiting.len() + losers <= left {
            Outcome::Reserve
        } else if left == 0 {
            Outcome::BelowQuota
        } else {
            Outcome::NotDecided
        };
        left = left.saturating_sub(waiting.len() + losers + gone);
        listed.extend(waiting.into_iter().map(|a| (a, outcome)));
    }
    listed
}

/// How many of a group are tied for a seat and will not get one.
fn losers(ties: &[Tie], group: &[usize]) -> usize {
    ties.iter().filter(|tie| group.contains(&tie.members[0])).map(|tie| tie.members.len() - tie.seats).sum()
}

/// How a tie of final scores was broken where that decided: for each applicant the rules that were needed, by position in the
/// chain, and with whom it was tied.
pub(super) fn broken(contenders: &[Contender], outcome: impl Fn(usize) -> Outcome) -> Vec<(usize, Vec<usize>, Vec<usize>)> {
    let mut sorted: Vec<&Contender> = contenders.iter().collect();
    sorted.sort_by(|a, b| b.key.cmp(&a.key).then_with(|| b.chain.cmp(&a.chain)));
    let mut broken = Vec::new();
    for class in sorted.chunk_by(|a, b| a.key == b.key) {
        let first = outcome(class[0].applicant);
        if class.len() < 2 || class.iter().all(|c| outcome(c.applicant) == first) {
            continue;
        }
        // The last rule that was needed to tell two neighbours apart.
        let differ = |pair: &[&Contender]| (0..pair[0].chain.len()).find(|i| pair[0].chain[*i] != pair[1].chain[*i]);
        let Some(last) = class.windows(2).filter_map(differ).max() else { continue };
        for c in class {
            let others = class.iter().filter(|o| o.applicant != c.applicant).map(|o| o.applicant).collect();
            broken.push((c.applicant, (0..=last).collect(), others));
        }
    }
    broken
}

/// A record about an applicant, as it applies to the selection.
pub(super) struct Decided<'d> {
    pub applicant: usize,
    pub decision: Decision,
    pub by: &'d str,
    pub on: jiff::civil::Date,
    pub reason: &'d str,
}

/// An objection, as it applies to the selection.
pub(super) struct Objected<'d> {
    pub applicant: usize,
    pub state: ObjectionState,
    pub received_on: jiff::civil::Date,
    pub reason: &'d str,
}

/// Outcomes in the making: what people decided, and objections, beside what was computed.
pub(super) struct Settling<'a> {
    pub outcomes: &'a mut [Outcome],
    pub reasons: &'a mut [Vec<Reason>],
    pub ties: Vec<Tie>,
    /// Who has a place on the reserve list, or had one that is not filled again.
    pub listed: Vec<bool>,
    /// Groups of equal contenders, best first.
    pub groups: &'a [Vec<usize>],
    /// Of every group, places on the reserve list that were kept for losers of a tie who are none any more.
    pub gone: Vec<usize>,
    pub quota: usize,
    pub reserve: usize,
    /// What applicants are called.
    pub label: &'a dyn Fn(usize) -> String,
}

impl Settling<'_> {
    fn say(&mut self, applicant: usize, code: Code, text: Text) {
        self.reasons[applicant].push(Reason::said(code, text));
    }

    fn selected(&self) -> usize {
        self.outcomes.iter().filter(|o| **o == Outcome::Selected).count()
    }

    /// Applies overrides. Returns the applicants whose `select` had no effect because they are ineligible.
    ///
    /// # Errors
    /// The number of selected applicants, if it would be more than the quota.
    pub fn overrides(&mut self, decided: &[Decided<'_>]) -> Result<Vec<usize>, usize> {
        let (before, ties) = (self.outcomes.to_vec(), self.ties.clone());
        let mut without_effect = Vec::new();
        let vacant = self.quota.saturating_sub(self.selected() + self.ties.iter().map(|tie| tie.seats).sum::<usize>());
        let mut freed: Vec<usize> = Vec::new();
        let mut outside = 0;
        for record in decided {
            let a = record.applicant;
            let (by, on, reason) = (record.by, record.on, record.reason);
            match record.decision {
                Decision::Withdrawn => {}
                Decision::Reject => {
                    self.say(a, Code::Override, text!(OverrideReject, by = by, on = on, reason = reason));
                    if self.outcomes[a] == Outcome::Ineligible {
                        continue;
                    }
                    if self.outcomes[a] == Outcome::Selected {
                        freed.push(a);
                    }
                    self.outcomes[a] = Outcome::Rejected;
                }
                Decision::Select if self.outcomes[a] == Outcome::Ineligible => {
                    self.say(a, Code::OverrideRefused, text!(OverrideRefused, by = by, on = on, reason = reason));
                    without_effect.push(a);
                }
                Decision::Select => {
                    self.say(a, Code::Override, text!(OverrideSelect, by = by, on = on, reason = reason));
                    if self.outcomes[a] == Outcome::Selected {
                        continue;
                    }
                    match self.ties.iter_mut().find(|tie| tie.members.contains(&a)) {
                        Some(tie) if tie.seats > 0 => {
                            tie.seats -= 1;
                            tie.members.retain(|member| *member != a);
                        }
                        _ => outside += 1,
                    }
                    self.outcomes[a] = Outcome::Selected;
                }
            }
        }
        if self.selected() > self.quota {
            return Err(self.selected());
        }
        // Who was not computed to be near the line takes seats that are vacant, then those of the rejected, then open ones.
        let mut needed = outside.max(vacant) - vacant;
        let from_freed = needed.min(freed.len());
        freed.truncate(freed.len() - from_freed);
        needed -= from_freed;
        for tie in self.ties.iter_mut().rev() {
            let take = needed.min(tie.seats);
            tie.seats -= take;
            needed -= take;
        }
        let surplus = self.settle_ties();
        if !decided.is_empty() {
            self.list_again(&before, &ties);
        }
        self.move_up(freed, surplus);
        Ok(without_effect)
    }

    /// Applies objections. Returns who is withheld that had a seat (`true`) or was tied for one.
    pub fn objections(&mut self, objected: &[Objected<'_>]) -> Vec<(usize, bool)> {
        let (before, ties) = (self.outcomes.to_vec(), self.ties.clone());
        let mut freed = Vec::new();
        let mut withheld = Vec::new();
        for objection in objected {
            let (a, on, reason) = (objection.applicant, objection.received_on, objection.reason);
            match objection.state {
                ObjectionState::Dismissed => self.say(a, Code::ObjectionDismissed, text!(ObjectionDismissed, on = on, reason = reason)),
                ObjectionState::Open => {
                    self.say(a, Code::ObjectionOpen, text!(ObjectionOpen, on = on, reason = reason));
                    withheld.push(a);
                }
                ObjectionState::Upheld => {
                    self.say(a, Code::ObjectionUpheld, text!(ObjectionUpheld, on = on, reason = reason));
                    let out = self.outcomes[a];
                    if out == Outcome::Selected {
                        freed.push(a);
                    }
                    if matches!(
                        out,
                        Outcome::Selected | Outcome::TiedAtQuota | Outcome::Reserve | Outcome::BelowQuota | Outcome::NotDecided
                    ) {
                        self.outcomes[a] = Outcome::Removed;
                    }
                }
            }
        }
        let surplus = self.settle_ties();
        if objected.iter().any(|objection| objection.state == ObjectionState::Upheld) {
            self.list_again(&before, &ties);
        }
        self.move_up(freed, surplus);
        let mut claims = Vec::new();
        for a in withheld {
            let before = self.outcomes[a];
            if matches!(before, Outcome::Selected | Outcome::TiedAtQuota | Outcome::Reserve) {
                self.outcomes[a] = Outcome::Withheld;
            }
            if matches!(before, Outcome::Selected | Outcome::TiedAtQuota) {
                claims.push((a, before == Outcome::Selected));
            }
        }
        claims
    }

    /// Ties that are none any more: those that are left have a seat, or none is left. Returns the seats that nobody of a tie
    /// needs any more.
    fn settle_ties(&mut self) -> usize {
        let mut surplus = 0;
        for mut tie in std::mem::take(&mut self.ties) {
            tie.members.retain(|a| self.outcomes[*a] == Outcome::TiedAtQuota);
            if tie.members.len() <= tie.seats {
                surplus += tie.seats - tie.members.len();
                for a in tie.members {
                    self.outcomes[a] = Outcome::Selected;
                    self.say(a, Code::TieDecided, text!(TieDecidedFor));
                }
            } else if tie.seats == 0 {
                for a in tie.members {
                    self.outcomes[a] = Outcome::BelowQuota;
                    self.say(a, Code::TieDecided, text!(TieDecidedAgainst));
                }
            } else {
                self.ties.push(tie);
            }
        }
        surplus
    }

    /// The reserve list once more, after decisions or objections have changed what was `before`: losers of a tie come on it, and
    /// those whom they push out leave it. Places that become empty are not filled again.
    fn list_again(&mut self, before: &[Outcome], ties: &[Tie]) {
        if self.reserve == 0 {
            return;
        }
        let on_list = |a: &usize| {
            let open = before[*a] == Outcome::NotDecided && self.outcomes[*a] == Outcome::NotDecided;
            open || matches!(self.outcomes[*a], Outcome::Reserve | Outcome::BelowQuota)
        };
        let mut groups = Vec::with_capacity(self.groups.len());
        for (group, lost) in self.groups.iter().zip(&mut self.gone) {
            let waiting: Vec<usize> = group.iter().copied().filter(on_list).collect();
            let left = |a: &&usize| {
                let out = matches!(self.outcomes[**a], Outcome::Rejected | Outcome::Removed | Outcome::Selected);
                self.listed[**a] && out
            };
            let still = losers(&self.ties, group);
            let settled = waiting.iter().filter(|a| before[**a] == Outcome::TiedAtQuota).count();
            *lost += losers(ties, group).saturating_sub(settled + still);
            groups.push(OnList { losers: still, gone: group.iter().filter(left).count() + *lost, waiting });
        }
        for (a, outcome) in reserve_list(groups, self.reserve) {
            let before = std::mem::replace(&mut self.outcomes[a], outcome);
            self.listed[a] = outcome == Outcome::Reserve;
            if before != outcome {
                let (code, text) = match outcome {
                    Outcome::Reserve => (Code::ReserveList, text!(NowOnReserve)),
                    Outcome::NotDecided => (Code::TiedAtReserve, text!(NowTiedAtReserve)),
                    _ => (Code::BelowQuota, text!(NowBelowQuota)),
                };
                self.say(a, code, text);
            }
        }
    }

    /// Fills freed seats from the reserve list, where there is one; they stay vacant otherwise.
    fn move_up(&mut self, freed: Vec<usize>, surplus: usize) {
        let mut seats = freed.len() + surplus;
        if self.reserve == 0 || seats == 0 {
            return;
        }
        let whose: Vec<Part> = freed.iter().map(|a| Part::from((self.label)(*a))).collect();
        let why = || if whose.is_empty() { text!(MovedUp) } else { text!(MovedUpFor, list = whose.clone()) };
        // Those that are tied at the line stand before the list.
        if let Some(tie) = self.ties.first_mut() {
            let take = seats.min(tie.members.len() - tie.seats);
            tie.seats += take;
            seats -= take;
            self.settle_ties();
        }
        for group in self.groups {
            let waiting: Vec<usize> = group.iter().copied().filter(|a| self.outcomes[*a] == Outcome::Reserve).collect();
            if waiting.is_empty() || seats == 0 {
                continue;
            }
            if waiting.len() <= seats {
                seats -= waiting.len();
                for a in waiting {
                    self.outcomes[a] = Outcome::Selected;
                    self.say(a, Code::MovedUp, why());
                }
            } else {
                for a in &waiting {
                    self.outcomes[*a] = Outcome::TiedAtQuota;
                    self.say(*a, Code::TiedAtQuota, text!(TiedMovingUp, count = waiting.len(), seats = seats));
                }
                self.ties.push(Tie { members: waiting, seats });
                seats = 0;
            }
        }
    }
}
