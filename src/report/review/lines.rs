//! What table, Markdown and JSON say alike: the lines of an applicant's way, scores and places as text.

use crate::diagnostic::Code;
use crate::report::reason;
use crate::review::panel::shown_with;
use crate::review::{Entrant, MarkLine, Reason, Review, RoundResult, TrackReview};
use crate::score::Pool;
use crate::text::{Part, Text, text};

/// Every line of an applicant's way, the verdict under the standard spelled out.
pub(super) fn reasons(track: &TrackReview<'_>, applicant: usize) -> Vec<(Code, Text)> {
    let mut lines = Vec::new();
    for line in &track.entrants[applicant].reasons {
        match line {
            Reason::Said { code, text } => lines.push((*code, text.as_ref().clone())),
            Reason::Verdict => lines.extend(verdict(&track.pool, applicant)),
        }
    }
    lines
}

/// The lines of a verdict under the standard.
pub(in crate::report) fn verdict(pool: &Pool<'_>, applicant: usize) -> Vec<(Code, Text)> {
    let applicant = &pool.applicants.get(applicant);
    let card = pool.card(applicant);
    reason::reasons(pool, applicant, reason::lines_of(card.as_ref())).into_iter().map(|said| (said.code, said.text)).collect()
}

/// A final score with all its places; blank where there is none.
pub(super) fn final_score(track: &TrackReview<'_>, entrant: &Entrant) -> String {
    entrant.final_score.map(|score| score.show(track.final_decimals())).unwrap_or_default()
}

/// A round's score of its maximum: `91.30/100`, a dash where it is not decided.
pub(super) fn score_of(track: &TrackReview<'_>, round: usize, result: &RoundResult) -> String {
    let decimals = track.track.rounds[round].panel.decimals;
    match (result.score, result.of) {
        (Some(score), Some(of)) => format!("{}/{}", score.show(decimals), crate::review::panel::shown_mark(of)),
        _ => "–".to_owned(),
    }
}

/// A mark as panel tables show it: the total, with standard marks behind it.
pub(super) fn mark(track: &TrackReview<'_>, round: usize, line: &MarkLine) -> String {
    let decimals = track.track.rounds[round].panel.decimals;
    let total = line.total.map(crate::review::panel::shown_mark);
    match (total, line.standard) {
        (Some(total), Some(standard)) => format!("{total} → {}", standard.show(decimals)),
        (Some(total), None) => total,
        (None, _) => "–".to_owned(),
    }
}

/// Points of an item with at least the panel's places.
pub(super) fn shown_points(mark: crate::review::panel::Mark, decimals: u8) -> String {
    shown_with(mark, decimals)
}

/// The head of a track: its title, its standard, its seats.
pub(super) fn track_head(track: &TrackReview<'_>) -> Vec<Text> {
    let plan = track.track;
    let title = plan.title.as_deref().unwrap_or(&plan.id);
    let mut head = vec![text!(TrackTitle, title = title, id = &plan.id)];
    if plan.has_standard {
        head.extend(crate::report::score_table::standard_lines(&track.pool));
    }
    for input in &track.pool.inputs {
        head.push(text!(HeadInput, file = &input.layout.file, rows = input.rows));
    }
    for input in &track.pool.verified {
        head.push(text!(HeadVerified, file = &input.layout.file, rows = input.rows));
    }
    let rounds: Vec<Part> = plan.rounds.iter().map(|round| text!(RoundWeight, name = &round.name, weight = round.weight).into()).collect();
    if !rounds.is_empty() {
        head.push(text!(HeadRounds, list = rounds));
    } else {
        head.push(text!(HeadNoRounds));
    }
    let seats = track.seats;
    let (quota, filled, open, reserve) = (plan.quota, seats.filled, seats.open, plan.reserve);
    // A seat that somebody may still come to is not called vacant.
    head.push(if track.is_provisional() {
        text!(HeadSeatsWaiting, quota = quota, filled = filled, open = open, rest = seats.vacant, reserve = reserve)
    } else {
        text!(HeadSeats, quota = quota, filled = filled, open = open, vacant = seats.vacant, reserve = reserve)
    });
    let count = |outcome| track.entrants.iter().filter(|e| e.outcome == outcome).count();
    let counts: Vec<Part> = crate::review::Outcome::ALL
        .iter()
        .filter(|outcome| count(**outcome) > 0)
        .map(|outcome| text!(OutcomeCount, outcome = outcome.words(), count = count(*outcome)).into())
        .collect();
    head.push(text!(HeadApplicants, count = track.entrants.len(), list = counts));
    if track.is_provisional() {
        let list: Vec<Part> = track.waiting_for.iter().map(|a| Part::from(track.label(*a))).collect();
        head.push(text!(Provisional, list = list));
    }
    head
}

/// The head of the whole review.
pub(super) fn head(review: &Review<'_>) -> Vec<Text> {
    let scheme = review.scheme;
    let mut head = vec![match &scheme.document {
        Some(document) => text!(SchemeTitle, name = &scheme.name, document = document, id = &scheme.id),
        None => text!(SchemeTitleShort, name = &scheme.name, id = &scheme.id),
    }];
    if let Some(on) = scheme.applied_on {
        head.push(text!(HeadAppliedOn, on = on));
    }
    head
}

/// The notice, or that nothing is posted yet.
pub(super) fn notice(review: &Review<'_>) -> Option<Text> {
    let plan = review.scheme.notice.as_ref()?;
    let from = match plan.count_from {
        crate::review::scheme::CountFrom::PostingDay => text!(FromPostingDay),
        crate::review::scheme::CountFrom::NextDay => text!(FromNextDay),
    };
    Some(match (&review.notice, plan.posted_on) {
        (Some(days), Some(posted)) => {
            text!(NoticeDays, posted = posted, count = plan.working_days, from_word = from, from = days.from, to = days.to)
        }
        _ => text!(NotPosted, count = plan.working_days, from_word = from),
    })
}
