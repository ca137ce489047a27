//! A review for people: per track the shortlist, every applicant's way, the panels, claims and verification; then what was
//! assumed, and the notice.

use std::collections::BTreeMap;

use crate::report::page::{Cell, Page};
use crate::review::panel::{Per, shown_mark};
use crate::review::{MarkLine, MarkState, Outcome, Review, RoundResult, TrackReview};
use crate::standard::header_key;
use crate::text::{Part, text};

use super::lines;

/// Most experts that are columns of one table; with more, marks are lines.
const MOST_COLUMNS: usize = 9;

/// A review as a page.
pub(super) fn page(review: &Review<'_>) -> Page {
    let mut page = Page::default();
    let mut head = lines::head(review).into_iter();
    if let Some(title) = head.next() {
        page.heading(1, title);
    }
    page.lines(head);
    for track in &review.tracks {
        self::track(&mut page, track);
    }
    if !review.scheme.assumed.is_empty() {
        page.heading(2, text!(TitleAssumed));
        page.lines(review.scheme.assumed.iter().map(|assumed| text!(AssumedLine, path = &assumed.path, reason = &assumed.reason)));
    }
    if let Some(notice) = lines::notice(review) {
        page.heading(2, text!(TitleNotice));
        page.lines([notice]);
    }
    page
}

fn track(page: &mut Page, track: &TrackReview<'_>) {
    let mut head = lines::track_head(track).into_iter();
    if let Some(title) = head.next() {
        page.heading(2, title);
    }
    page.lines(head);
    page.heading(3, text!(TitleShortlist));
    let on_list =
        |a: &usize| matches!(track.entrants[*a].outcome, Outcome::Selected | Outcome::Withheld | Outcome::TiedAtQuota | Outcome::Reserve);
    let listed: Vec<usize> = track.order.iter().copied().filter(on_list).collect();
    if listed.is_empty() {
        page.lines([text!(NobodyListed)]);
    }
    places(page, track, &listed);
    page.heading(3, text!(TitleWays));
    for a in &track.order {
        let entrant = &track.entrants[*a];
        let title = if entrant.computed == entrant.outcome {
            text!(WayTitle2, applicant = track.label(*a), outcome = entrant.outcome.words())
        } else {
            text!(WayTitleComputed, applicant = track.label(*a), outcome = entrant.outcome.words(), computed = entrant.computed.words())
        };
        page.item(title, lines::reasons(track, *a).into_iter().map(|(_, text)| text));
    }
    for (n, round) in track.track.rounds.iter().enumerate() {
        page.heading(3, text!(TitlePanel, round = &round.name));
        panel(page, track, n);
    }
    if track.track.rounds.iter().any(|round| matches!(round.items, crate::review::scheme::Items::Standard)) {
        page.heading(3, text!(TitleClaims));
        claims(page, track);
    }
}

/// Places, scores and outcomes as a table.
fn places(page: &mut Page, track: &TrackReview<'_>, listed: &[usize]) {
    let rounds = &track.track.rounds;
    let mut header: Vec<Part> = vec![text!(ColumnPlace).into(), text!(ColumnId).into(), text!(ColumnName).into()];
    header.extend(rounds.iter().map(|round| Part::from(&round.name)));
    header.extend([text!(ColumnFinal).into(), text!(ColumnOutcome).into()]);
    let mut figures = vec![true, false, false];
    figures.extend(rounds.iter().map(|_| true));
    figures.extend([true, false]);
    let rows = listed
        .iter()
        .map(|a| {
            let (applicant, entrant) = (&track.pool.applicants.get(*a), &track.entrants[*a]);
            let mut row = vec![
                Cell::of(entrant.place.map_or_else(|| "–".to_owned(), |place| place.to_string())),
                Cell::of(applicant.id()),
                Cell::of(applicant.name()),
            ];
            row.extend(entrant.rounds.iter().enumerate().map(|(n, result)| Cell::of(lines::score_of(track, n, result))));
            row.extend([Cell::of(lines::final_score(track, entrant)), Cell::of(entrant.outcome.words())]);
            row
        })
        .collect();
    page.table(header, figures, rows);
}

/// Every mark of a round, with what became of it.
fn panel(page: &mut Page, track: &TrackReview<'_>, n: usize) {
    let shown: Vec<usize> = track.order.iter().copied().filter(|a| !track.entrants[*a].rounds[n].marks.is_empty()).collect();
    let mut experts: BTreeMap<String, &str> = BTreeMap::new();
    for line in shown.iter().flat_map(|a| &track.entrants[*a].rounds[n].marks) {
        experts.entry(header_key(&line.expert)).or_insert(&line.expert);
    }
    let per_item = track.track.rounds[n].panel.per == Per::Item;
    if shown.is_empty() {
        page.lines([text!(NoMarks)]);
        return;
    }
    page.lines([if per_item { text!(PanelLegendItems) } else { text!(PanelLegend) }]);
    if per_item || experts.len() > MOST_COLUMNS {
        for a in shown {
            let result = &track.entrants[a].rounds[n];
            let title = text!(PanelItem, applicant = track.label(a), score = lines::score_of(track, n, result));
            page.item(title, if per_item { item_lines(track, n, result) } else { mark_lines(track, n, result) });
        }
        return;
    }
    let mut header: Vec<Part> = vec![text!(ColumnApplicant).into()];
    header.extend(experts.values().map(|expert| Part::from(*expert)));
    header.push(text!(ColumnScore).into());
    let figures = std::iter::once(false).chain(experts.iter().map(|_| true)).chain([true]).collect();
    let rows = shown
        .iter()
        .map(|a| {
            let result = &track.entrants[*a].rounds[n];
            let mut row = vec![Cell::of(track.label(*a))];
            row.extend(experts.keys().map(|key| {
                let line = result.marks.iter().find(|line| header_key(&line.expert) == *key);
                line.map_or_else(|| Cell::of(""), |line| mark_cell(track, n, line))
            }));
            row.push(Cell::of(lines::score_of(track, n, result)));
            row
        })
        .collect();
    page.table(header, figures, rows);
}

fn mark_cell(track: &TrackReview<'_>, n: usize, line: &MarkLine) -> Cell {
    let mark = lines::mark(track, n, line);
    match line.state {
        MarkState::Used => Cell::of(mark),
        MarkState::Dropped => Cell::Struck(mark),
        MarkState::Recused => Cell::of(text!(MarkRecused)),
        MarkState::Incomplete => Cell::of(text!(MarkIncomplete)),
        MarkState::Unused => Cell::of(text!(MarkAside, mark = mark)),
    }
}

/// The marks of one applicant as lines, one for each state.
fn mark_lines(track: &TrackReview<'_>, n: usize, result: &RoundResult) -> Vec<crate::text::Text> {
    let all = [MarkState::Used, MarkState::Dropped, MarkState::Recused, MarkState::Incomplete, MarkState::Unused];
    all.into_iter()
        .filter_map(|state| {
            let list: Vec<Part> = result
                .marks
                .iter()
                .filter(|line| line.state == state)
                .map(|line| Part::from(format!("{} {}", line.expert, lines::mark(track, n, line))))
                .collect();
            (!list.is_empty()).then(|| text!(MarksInState, state = state.words(), list = list))
        })
        .collect()
}

/// The marks of one applicant item by item.
fn item_lines(track: &TrackReview<'_>, n: usize, result: &RoundResult) -> Vec<crate::text::Text> {
    let decimals = track.track.rounds[n].panel.decimals;
    let mut said: Vec<crate::text::Text> = result
        .items
        .iter()
        .map(|score| {
            let item = &track.items[n][score.item];
            let marks: Vec<Part> = score
                .marks
                .iter()
                .map(|(by, mark, state)| {
                    let mark = shown_mark(*mark);
                    let expert = &result.marks[*by].expert;
                    match state {
                        MarkState::Dropped => Part::from(format!("{expert} ({mark})")),
                        MarkState::Recused => text!(RecusedMark, expert = expert, mark = mark).into(),
                        _ => Part::from(format!("{expert} {mark}")),
                    }
                })
                .collect();
            let points = score.score.map_or_else(|| "–".to_owned(), |p| p.show(decimals));
            text!(ItemLine, id = &item.id, name = item.name.clone(), score = points, of = shown_mark(score.of), list = marks)
        })
        .collect();
    let recused: Vec<Part> =
        result.marks.iter().filter(|line| line.state == MarkState::Recused).map(|line| Part::from(&line.expert)).collect();
    if !recused.is_empty() {
        said.push(text!(MarksInState, state = MarkState::Recused.words(), list = recused));
    }
    let unused: Vec<Part> =
        result.marks.iter().filter(|line| line.state == MarkState::Unused).map(|line| Part::from(&line.expert)).collect();
    if !unused.is_empty() {
        said.push(text!(MarksInState, state = MarkState::Unused.words(), list = unused));
    }
    said
}

/// 自评与核验
fn claims(page: &mut Page, track: &TrackReview<'_>) {
    if track.claims.is_empty() {
        page.lines([text!(NoClaims)]);
        return;
    }
    let standard = track.pool.plan.standard;
    page.lines([text!(ClaimsLegend)]);
    let header = [text!(ColumnApplicant), text!(ColumnItem), text!(ColumnClaimed), text!(ColumnExperts), text!(ColumnDifference)];
    let rows = track
        .claims
        .iter()
        .map(|claim| {
            let item = &track.items[claim.round][claim.item];
            let decimals = track.track.rounds[claim.round].panel.decimals;
            let sign = if claim.difference.0 > 0 { "+" } else { "" };
            vec![
                Cell::of(track.label(claim.applicant)),
                Cell::of(text!(IdAndName, id = &item.id, name = item.name.clone())),
                Cell::of(claim.claimed.show(standard.decimals)),
                Cell::of(claim.experts.show(decimals)),
                Cell::of(format!("{sign}{}", lines::shown_points(claim.difference, decimals.max(standard.decimals)))),
            ]
        })
        .collect();
    page.table(header.map(Part::from).into(), vec![false, false, true, true, true], rows);
}
