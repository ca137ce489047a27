//! One round of one track: what became of every mark, and what the marks came to.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::number::{Points, Rational};
use crate::score::Card;
use crate::standard::header_key;
use crate::text::{Part, Text, text};

use super::Reason;
use super::applicants::Roll;
use super::ballots::{Ballot, Ballots};
use super::items::ItemNames;
use super::panel::{self, Combine, MARK_PLACES, Mark, Per, Scale, as_mark, shown_mark};
use super::scheme::{GoOn, Items, Round, Track};

/// What a round came to for one applicant.
#[derive(Clone, Debug, Default)]
pub struct RoundResult {
    /// Did the applicant come to the round?
    pub entered: bool,
    /// The published score; none where the round is not decided.
    pub score: Option<Points>,
    /// The most that could be had; none where nothing is known of the applicant.
    pub of: Option<Mark>,
    /// Every expert that marked or was recused.
    pub marks: Vec<MarkLine>,
    /// Every item that applies.
    pub items: Vec<ItemScore>,
    /// What the round says of the applicant.
    pub reasons: Vec<Reason>,
    /// Was it decided, and did not reach what it takes to go on?
    pub not_through: bool,
}

/// What one expert gave one applicant, and what became of it.
#[derive(Clone, Debug)]
pub struct MarkLine {
    /// The expert.
    pub expert: String,
    /// The total of a complete ballot.
    pub total: Option<Mark>,
    /// The standard mark that was combined in its place.
    pub standard: Option<Points>,
    /// What became of it.
    pub state: MarkState,
    /// Why the expert was recused.
    pub recused: Option<Text>,
    /// Items without a mark, of an incomplete ballot.
    pub missing: Vec<usize>,
    /// The marks as given, by item.
    pub given: BTreeMap<usize, Mark>,
}

/// What became of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkState {
    /// It counts.
    Used,
    /// It was the highest or lowest, and was dropped.
    Dropped,
    /// The expert does not judge this applicant.
    Recused,
    /// Marks are missing on some items.
    Incomplete,
    /// The applicant did not come to this round.
    Unused,
}

impl MarkState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Used, Self::Dropped, Self::Recused, Self::Incomplete, Self::Unused];

    /// The word used in machine-readable results.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Dropped => "dropped",
            Self::Recused => "recused",
            Self::Incomplete => "incomplete",
            Self::Unused => "unused",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Used => text!(MarkUsed),
            Self::Dropped => text!(MarkDropped),
            Self::Recused => text!(MarkRecused),
            Self::Incomplete => text!(MarkIncomplete),
            Self::Unused => text!(MarkUnused),
        }
    }
}

/// What one item came to.
#[derive(Clone, Debug)]
pub struct ItemScore {
    /// The item, by position among the round's.
    pub item: usize,
    /// Its score: combined by itself per item, else that of the ballots that were used.
    pub score: Option<Points>,
    /// The most that could be had.
    pub of: Mark,
    /// Per item: the experts (by position in `marks`) with a mark on it, and what became of each.
    pub marks: Vec<(usize, Mark, MarkState)>,
}

/// Who is recused from whom, by applicant and the key of the expert: the expert's name as written, and the reason.
pub(super) type Recusals = HashMap<(usize, String), (String, Text)>;

/// What a round is run on.
pub(super) struct Running<'r, 's> {
    pub track: &'r Track,
    pub round: usize,
    pub names: &'r ItemNames<'s>,
    pub ballots: &'r Ballots,
    pub roll: &'r Roll,
    /// Scorecards; none of a row that was not scored, so that it is not known what applies to it.
    pub cards: &'r [Option<&'r Card>],
    /// Who is recused from whom: by applicant and the key of the expert.
    pub recusals: &'r Recusals,
    /// Who has withdrawn, and counts for nothing.
    pub withdrawn: &'r [bool],
}

impl Running<'_, '_> {
    fn plan(&self) -> &Round {
        &self.track.rounds[self.round]
    }

    /// The items that an applicant is marked on; none where it is not known which apply.
    fn items(&self, applicant: usize) -> Option<Vec<usize>> {
        match self.plan().items {
            Items::Own(_) => Some((0..self.names.items.len()).collect()),
            Items::Standard => {
                let card = self.cards[applicant]?;
                let applies = |i: &usize| self.names.items[*i].indicator.is_some_and(|indicator| card.lines[indicator].state.applies());
                Some((0..self.names.items.len()).filter(applies).collect())
            }
        }
    }

    /// The most that an applicant can have in this round.
    fn of(&self, items: &[usize]) -> Mark {
        if self.plan().panel.scale == Scale::Standard {
            return as_mark(Points(100), 0);
        }
        items.iter().map(|i| &self.names.items[*i]).filter(|item| !item.bonus).map(|item| item.of).sum()
    }

    /// Runs the round for those that came to it. Ballots that need attention are reported.
    pub fn run(&self, standing: &[bool], problems: &mut Vec<Diagnostic>) -> Vec<RoundResult> {
        let mut results: Vec<RoundResult> = (0..self.roll.len()).map(|a| self.lines(a, standing[a], problems)).collect();
        if self.plan().panel.scale == Scale::Standard {
            self.standard_marks(&mut results, problems);
        }
        let mut entered: Vec<usize> = (0..results.len()).filter(|a| standing[*a]).collect();
        for a in &entered {
            self.decide(&mut results[*a]);
        }
        self.silent_experts(&results, &entered, problems);
        if let Some(go_on) = self.plan().go_on {
            self.go_on(go_on, &mut results, &mut entered);
        }
        results
    }

    /// The ballots of one applicant, each with its state as far as that hangs on nothing else.
    fn lines(&self, applicant: usize, entered: bool, problems: &mut Vec<Diagnostic>) -> RoundResult {
        let items = self.items(applicant);
        let mut marks = Vec::new();
        for (key, ballot) in &self.ballots[applicant] {
            let recused = self.recusals.get(&(applicant, key.clone())).map(|(_, reason)| reason.clone());
            let applying: &[usize] = items.as_deref().unwrap_or_default();
            let missing: Vec<usize> = applying.iter().copied().filter(|i| !ballot.marks.contains_key(i)).collect();
            let complete = items.is_some() && missing.is_empty() && !applying.is_empty();
            let given: BTreeMap<usize, Mark> =
                ballot.marks.iter().filter(|(i, _)| items.is_none() || applying.contains(i)).map(|(i, mark)| (*i, *mark)).collect();
            if given.is_empty() && ballot.spoilt.is_empty() && recused.is_none() {
                continue; // a row without any mark
            }
            let total = complete.then(|| given.values().copied().sum());
            let state = match (&recused, entered, complete) {
                (Some(_), ..) => MarkState::Recused,
                (_, false, _) => MarkState::Unused,
                (_, true, false) => MarkState::Incomplete,
                (_, true, true) => MarkState::Used,
            };
            if items.is_some() && recused.is_none() && entered {
                self.report(applicant, ballot, &missing, applying, problems);
            }
            marks.push(MarkLine { expert: ballot.expert.clone(), total, standard: None, state, recused, missing, given });
        }
        for ((a, key), (written, reason)) in self.recusals {
            if *a == applicant && !self.ballots[applicant].contains_key(key) {
                marks.push(MarkLine {
                    expert: self.expert_named(key).unwrap_or(written).to_owned(),
                    total: None,
                    standard: None,
                    state: MarkState::Recused,
                    recused: Some(reason.clone()),
                    missing: Vec::new(),
                    given: BTreeMap::new(),
                });
            }
        }
        marks.sort_by_cached_key(|line| header_key(&line.expert));
        let of = items.as_ref().map(|items| self.of(items));
        let items = items.unwrap_or_default();
        let items = items.iter().map(|i| ItemScore { item: *i, score: None, of: self.names.items[*i].of, marks: Vec::new() }).collect();
        RoundResult { entered, of, marks, items, ..RoundResult::default() }
    }

    /// How an expert writes the own name, where any ballot of the round has it.
    fn expert_named(&self, key: &str) -> Option<&str> {
        self.ballots.iter().find_map(|ballots| ballots.get(key)).map(|ballot| ballot.expert.as_str())
    }

    fn report(&self, applicant: usize, ballot: &Ballot, missing: &[usize], applying: &[usize], problems: &mut Vec<Diagnostic>) {
        let Some(at) = &ballot.at else { return };
        let id = self.roll.id(applicant);
        let ids = |items: &[usize]| items.iter().map(|i| Part::from(&self.names.items[*i].id)).collect::<Vec<_>>();
        // Marks that were given and cannot be used have been reported where they stand.
        let (spoilt, blank): (Vec<usize>, Vec<usize>) = missing.iter().partition(|item| ballot.spoilt.contains(item));
        let per_item = self.plan().panel.per == Per::Item;
        if !blank.is_empty() || (!spoilt.is_empty() && !per_item) {
            let (expert, round) = (&ballot.expert, &self.plan().name);
            let text = if per_item {
                text!(BallotWithGaps, expert = expert, round = round, count = blank.len(), list = ids(&blank))
            } else if blank.is_empty() {
                text!(BallotSpoilt, expert = expert, round = round, count = spoilt.len(), list = ids(&spoilt))
            } else {
                text!(IncompleteBallot, expert = expert, round = round, count = blank.len(), list = ids(&blank))
            };
            let code = if per_item { Code::MarksMissing } else { Code::IncompleteBallot };
            let found = Diagnostic::new(code, Place::Cell(at.clone()), text);
            // Marks that cannot be used have a cure of their own.
            let help = if blank.is_empty() { None } else { Some(text!(AskTheExpert)) };
            problems.push(found.maybe_help(help).applicant(id));
        }
        let beside: Vec<usize> = ballot.marks.iter().filter(|(i, mark)| !applying.contains(i) && mark.0 != 0).map(|(i, _)| *i).collect();
        if !beside.is_empty() {
            let text = text!(MarkNotApplicable, expert = &ballot.expert, list = ids(&beside));
            problems.push(Diagnostic::new(Code::MarkNotApplicable, Place::Cell(at.clone()), text).applicant(id));
        }
    }

    /// Experts that marked others in this round but not all that came to it: a note each.
    fn silent_experts(&self, results: &[RoundResult], entered: &[usize], notes: &mut Vec<Diagnostic>) {
        let mut experts: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for a in entered {
            for line in &results[*a].marks {
                experts.entry(header_key(&line.expert)).or_insert_with(|| (line.expert.clone(), 0)).1 += 1;
            }
        }
        let most = experts.values().map(|(_, count)| *count).max().unwrap_or(0);
        for (key, (expert, count)) in &experts {
            // Where nobody marked everyone, or a further expert came for a few, there is nothing to miss.
            if *count == entered.len() || most < entered.len() || self.plan().is_further(key) {
                continue;
            }
            let without: Vec<usize> =
                entered.iter().copied().filter(|a| !results[*a].marks.iter().any(|line| header_key(&line.expert) == *key)).collect();
            let Some(at) = self.ballots.iter().find_map(|ballots| ballots.get(key)?.at.clone()) else { continue };
            let list: Vec<Part> = without.iter().take(10).map(|a| Part::from(self.roll.id(*a))).collect();
            let text = text!(NoBallotFor, expert = expert, round = &self.plan().name, count = without.len(), list = list);
            notes.push(Diagnostic::new(Code::NoBallot, Place::File(at.file), text));
        }
    }

    /// 标准分: every expert's totals over all complete ballots of the round, those of applicants that did not come to it among
    /// them; recused ones never.
    fn standard_marks(&self, results: &mut [RoundResult], notes: &mut Vec<Diagnostic>) {
        let decimals = self.plan().panel.decimals;
        let mut own: BTreeMap<String, Vec<(usize, usize, Mark)>> = BTreeMap::new();
        for (a, result) in results.iter().enumerate().filter(|(a, _)| !self.withdrawn[*a]) {
            for (position, line) in result.marks.iter().enumerate().filter(|(_, line)| line.state != MarkState::Recused) {
                if let Some(total) = line.total {
                    own.entry(header_key(&line.expert)).or_default().push((a, position, total));
                }
            }
        }
        for (key, ballots) in own {
            let totals: Vec<Mark> = ballots.iter().map(|(_, _, total)| *total).collect();
            let standard = panel::standard_marks(&totals, decimals);
            if standard.is_none()
                && let Some(at) = self.ballots.iter().find_map(|ballots| ballots.get(&key)?.at.clone())
            {
                let text =
                    text!(NoSpread, expert = self.expert_named(&key).unwrap_or(&key), round = &self.plan().name, count = totals.len());
                notes.push(Diagnostic::new(Code::NoSpread, Place::File(at.file), text));
            }
            for (n, (a, position, _)) in ballots.into_iter().enumerate() {
                let mark = standard.as_ref().map_or_else(|| panel::middle_mark(decimals), |all| all[n]);
                results[a].marks[position].standard = Some(mark);
            }
        }
    }

    /// Combines the marks of one applicant.
    fn decide(&self, result: &mut RoundResult) {
        let panel = &self.plan().panel;
        if result.of.is_none_or(|of| of == Points::ZERO) {
            let text = text!(NothingAvailable, round = &self.plan().name);
            result.reasons.push(Reason::said(Code::TooFewMarks, text));
            return;
        }
        match panel.per {
            Per::Total => self.decide_total(result),
            Per::Item => self.decide_items(result),
        }
        let counted: Vec<(&str, Mark)> = result
            .marks
            .iter()
            .filter(|line| line.recused.is_none())
            .filter_map(|line| Some((line.expert.as_str(), line.total?)))
            .collect();
        let Some(limit) = panel.spread_limit.filter(|_| result.score.is_some()) else { return };
        let totals: Vec<Mark> = counted.iter().map(|(_, total)| *total).collect();
        let Some(spread) = panel::too_far_apart(&totals, limit) else { return };
        let (spread, limit) = (shown_mark(spread), shown_mark(limit));
        if let Some((expert, _)) = counted.iter().find(|(expert, _)| self.plan().is_further(expert)) {
            let text = text!(SpreadSettled, round = &self.plan().name, spread = spread, limit = limit, expert = *expert);
            result.reasons.push(Reason::said(Code::SpreadSettled, text));
            return;
        }
        result.score = None;
        result.reasons.retain(|reason| !reason.is(Code::RoundScore));
        let text = text!(SpreadTooWide, round = &self.plan().name, spread = spread, limit = limit);
        result.reasons.push(Reason::said(Code::Spread, text));
    }

    fn decide_total(&self, result: &mut RoundResult) {
        let (round, panel) = (self.plan(), &self.plan().panel);
        let used: Vec<usize> = (0..result.marks.len()).filter(|i| result.marks[*i].state == MarkState::Used).collect();
        if used.len() < panel.min_marks {
            let text = text!(TooFewMarks, round = &round.name, count = used.len(), least = panel.min_marks);
            result.reasons.push(Reason::said(Code::TooFewMarks, text));
            return;
        }
        let marks: Vec<Mark> = used
            .iter()
            .filter_map(|i| match result.marks[*i].standard {
                Some(standard) => Some(as_mark(standard, panel.decimals)),
                None => result.marks[*i].total,
            })
            .collect();
        let Some(combined) = panel::combine(panel.combine, &marks) else { return };
        for dropped in &combined.dropped {
            result.marks[used[*dropped]].state = MarkState::Dropped;
        }
        result.score = Points::round(combined.score, panel.decimals);
        let Some(score) = result.score else { return };
        let (score, of) = (score.show(panel.decimals), result.of.map(shown_mark).unwrap_or_default());
        let dropped: Vec<Part> = combined.dropped.iter().map(|d| Part::from(shown_mark(marks[*d]))).collect();
        let (name, count) = (&round.name, marks.len());
        let how = match (panel.combine, combined.too_few_to_trim) {
            (Combine::Median, _) => text!(HowMedian, count = count),
            (Combine::Mean, _) => text!(HowMean, count = count),
            (Combine::TrimmedMean { trim_from, .. }, true) => text!(HowTooFewToTrim, count = count, trim_from = trim_from),
            (Combine::TrimmedMean { .. }, false) => text!(HowTrimmed, count = count, list = dropped),
        };
        result.reasons.push(Reason::said(Code::RoundScore, text!(RoundScore, round = name, score = score, of = of, how = how)));
        // What the items came to in the ballots that were used: for information, and to hold claims against.
        let used: Vec<usize> = used.into_iter().filter(|i| result.marks[*i].state == MarkState::Used).collect();
        let rule = if panel.combine == Combine::Median { Combine::Median } else { Combine::Mean };
        for item in &mut result.items {
            let marks: Vec<Mark> = used.iter().filter_map(|i| result.marks[*i].given.get(&item.item).copied()).collect();
            item.score = panel::combine(rule, &marks).and_then(|combined| Points::round(combined.score, panel.decimals));
        }
    }

    fn decide_items(&self, result: &mut RoundResult) {
        let (round, panel) = (self.plan(), &self.plan().panel);
        let mut short: Vec<Part> = Vec::new();
        let mut untrimmed: Vec<Part> = Vec::new();
        for item in &mut result.items {
            let given: Vec<(usize, Mark)> = result
                .marks
                .iter()
                .enumerate()
                .filter(|(_, line)| line.recused.is_none())
                .filter_map(|(position, line)| Some((position, *line.given.get(&item.item)?)))
                .collect();
            item.marks = given.iter().map(|(position, mark)| (*position, *mark, MarkState::Used)).collect();
            let marks: Vec<Mark> = given.iter().map(|(_, mark)| *mark).collect();
            let id = &self.names.items[item.item].id;
            if marks.len() < panel.min_marks {
                short.push(text!(ItemWithMarks, item = id, count = marks.len()).into());
                continue;
            }
            let Some(combined) = panel::combine(panel.combine, &marks) else { continue };
            for dropped in &combined.dropped {
                item.marks[*dropped].2 = MarkState::Dropped;
            }
            if combined.too_few_to_trim {
                untrimmed.push(text!(ItemWithMarks, item = id, count = marks.len()).into());
            }
            item.score = Points::round(combined.score, panel.decimals);
        }
        // What a recused expert gave is shown, and never counts.
        for item in &mut result.items {
            let recused = result.marks.iter().enumerate().filter(|(_, line)| line.recused.is_some());
            item.marks.extend(recused.filter_map(|(position, line)| Some((position, *line.given.get(&item.item)?, MarkState::Recused))));
            item.marks.sort_by_key(|(position, ..)| *position);
        }
        if !short.is_empty() {
            let text = text!(TooFewMarksOnItems, round = &round.name, least = panel.min_marks, list = short);
            result.reasons.push(Reason::said(Code::TooFewMarks, text));
            return;
        }
        result.score = result.items.iter().map(|item| item.score).sum::<Option<Points>>();
        let Some(score) = result.score else { return };
        let (score, of) = (score.show(panel.decimals), result.of.map(shown_mark).unwrap_or_default());
        let how = match (panel.combine, untrimmed.is_empty()) {
            (Combine::TrimmedMean { trim_from, .. }, false) => text!(HowItemsUntrimmed, trim_from = trim_from, list = untrimmed),
            (Combine::TrimmedMean { trim, .. }, true) => text!(HowItemsTrimmed, trim = trim),
            (Combine::Mean, _) => text!(HowItemsMean),
            (Combine::Median, _) => text!(HowItemsMedian),
        };
        let text = text!(RoundScore, round = &round.name, score = score, of = of, how = how);
        result.reasons.push(Reason::said(Code::RoundScore, text));
    }

    /// Who comes to the next round.
    fn go_on(&self, go_on: GoOn, results: &mut [RoundResult], entered: &mut Vec<usize>) {
        let decimals = self.plan().panel.decimals;
        let share = |result: &RoundResult| share(result, decimals);
        entered.retain(|a| results[*a].score.is_some());
        match go_on {
            GoOn::AtLeast(least) => {
                for a in entered {
                    let result = &mut results[*a];
                    let Some(reached) = share(result) else { continue };
                    let through = reached >= least.into();
                    // Neither is shown so rounded that it seems to be on the other side of the other.
                    let limit = Rational::from(least).percent();
                    let share = reached.percent().show(2, &[limit]) + "%";
                    let limit = limit.show(2, &[limit]) + "%";
                    let name = &self.plan().name;
                    let is_last = self.round + 1 == self.track.rounds.len();
                    let (code, text) = match (through, is_last) {
                        (true, false) => (Code::GoesOn, text!(GoesOnShare, round = name, share = share, limit = limit)),
                        (false, false) => (Code::NotThrough, text!(NotThroughShare, round = name, share = share, limit = limit)),
                        (true, true) => (Code::GoesOn, text!(LastHeld, round = name, share = share, limit = limit)),
                        (false, true) => (Code::NotThrough, text!(LastMissed, round = name, share = share, limit = limit)),
                    };
                    result.not_through = !through;
                    result.reasons.push(Reason::said(code, text));
                }
            }
            GoOn::Best(best) => {
                entered.sort_by(|a, b| share(&results[*b]).cmp(&share(&results[*a])));
                let shares: Vec<Option<Rational>> = entered.iter().map(|a| share(&results[*a])).collect();
                let line = shares.get(best.wrapping_sub(1)).copied().flatten();
                let name = &self.plan().name;
                for (n, a) in entered.iter().enumerate() {
                    let place = 1 + shares.iter().take_while(|other| **other > shares[n]).count();
                    let through = line.is_none() || shares[n] >= line;
                    let (code, text) = match (through, n >= best) {
                        (true, true) => (Code::TiedGoesOn, text!(TiedGoesOn, round = name, place = place, best = best)),
                        (true, false) => (Code::GoesOn, text!(GoesOnBest, round = name, place = place, best = best)),
                        (false, _) => (Code::NotThrough, text!(NotThroughBest, round = name, place = place, best = best)),
                    };
                    results[*a].not_through = !through;
                    results[*a].reasons.push(Reason::said(code, text));
                }
                // Those tied with the last place are told so, wherever the sort put them.
                if let Some(line) = line.filter(|line| shares.get(best).copied().flatten() == Some(*line)) {
                    for (n, a) in entered.iter().enumerate().take(best).filter(|(n, _)| shares[*n] == Some(line)) {
                        let place = 1 + shares.iter().take_while(|other| **other > shares[n]).count();
                        if let Some(said) = results[*a].reasons.last_mut() {
                            *said = Reason::said(Code::TiedGoesOn, text!(TiedGoesOn, round = name, place = place, best = best));
                        }
                    }
                }
            }
        }
    }
}

/// A round's published score as a share of its maximum, exactly.
pub(super) fn share(result: &RoundResult, decimals: u8) -> Option<Rational> {
    let of = result.of.filter(|of| of.0 > 0)?;
    result.score?.value(decimals).over(of.value(MARK_PLACES))
}
