//! `review --format csv`: one row per applicant; and the panel tables, one row per mark. Column names never follow the
//! language.

use std::io::{self, Write};

use crate::report::plain;
use crate::review::Review;
use crate::review::panel::shown_mark;

use super::lines;

/// Writes the applicants of some reviews as one table.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, reviews: &[&Review<'_>]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    // Every round that any track has, in the order in which they come.
    let mut rounds: Vec<&str> = Vec::new();
    for round in reviews.iter().flat_map(|review| &review.tracks).flat_map(|track| &track.track.rounds) {
        if !rounds.contains(&round.id.as_str()) {
            rounds.push(&round.id);
        }
    }
    let mut row: Vec<String> = ["scheme", "track", "place", "id", "name", "district", "nominator", "type", "outcome", "computed", "final"]
        .map(str::to_owned)
        .into();
    row.extend(rounds.iter().flat_map(|round| {
        let column = column_of(round, &rounds);
        [column.clone(), format!("{column}_of")]
    }));
    row.push("reasons".to_owned());
    csv.write_record(&row)?;
    for review in reviews {
        for track in &review.tracks {
            for a in &track.order {
                let (applicant, entrant) = (&track.pool.applicants.get(*a), &track.entrants[*a]);
                row.clear();
                row.extend([
                    review.scheme.id.clone(),
                    plain::cell(&track.track.id).into_owned(),
                    entrant.place.map(|place| place.to_string()).unwrap_or_default(),
                    plain::cell(applicant.id()).into_owned(),
                    plain::cell(applicant.name()).into_owned(),
                    plain::cell(&applicant.profile.district).into_owned(),
                    plain::cell(&applicant.profile.nominator).into_owned(),
                    plain::cell(&applicant.profile.applicant_type).into_owned(),
                    entrant.outcome.id().to_owned(),
                    entrant.computed.id().to_owned(),
                    lines::final_score(track, entrant),
                ]);
                for round in &rounds {
                    let at = track.track.rounds.iter().position(|own| own.id == **round);
                    let result = at.and_then(|at| Some((at, entrant.rounds.get(at)?)));
                    let score = result.and_then(|(at, result)| Some(result.score?.show(track.track.rounds[at].panel.decimals)));
                    row.push(score.unwrap_or_default());
                    row.push(result.and_then(|(_, result)| result.of).map(shown_mark).unwrap_or_default());
                }
                let mut codes: Vec<&str> = lines::reasons(track, *a).into_iter().map(|(code, _)| code.id()).collect();
                codes.dedup();
                row.push(codes.join("; "));
                csv.write_record(&row)?;
            }
        }
    }
    csv.flush()
}

/// What the column of a round is headed with: its id, with `round_` before it where another column has that name.
fn column_of(round: &str, rounds: &[&str]) -> String {
    const OWN: [&str; 12] =
        ["scheme", "track", "place", "id", "name", "district", "nominator", "type", "outcome", "computed", "final", "reasons"];
    let is_maximum = |id: &str| id.strip_suffix("_of").is_some_and(|of| rounds.contains(&of));
    if OWN.contains(&round) || is_maximum(round) { format!("round_{round}") } else { round.to_owned() }
}

/// Writes every mark of a review: what each expert gave, and what became of it. One row with the total for each ballot, and one
/// for each of its marks.
///
/// # Errors
/// Only those of the writer.
pub fn panels(out: &mut dyn Write, review: &Review<'_>) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["scheme", "track", "round", "id", "name", "expert", "item", "points", "of", "standard", "state", "score"])?;
    for track in &review.tracks {
        for a in &track.order {
            let applicant = &track.pool.applicants.get(*a);
            for (n, result) in track.entrants[*a].rounds.iter().enumerate() {
                let plan = &track.track.rounds[n];
                let head = [&review.scheme.id, &track.track.id, &plan.id, applicant.id(), applicant.name()];
                let head = head.map(|text| plain::cell(text).into_owned());
                let score = |points: Option<crate::number::Points>| points.map(|p| p.show(plan.panel.decimals)).unwrap_or_default();
                for line in &result.marks {
                    let mut row = head.to_vec();
                    row.extend([
                        plain::cell(&line.expert).into_owned(),
                        String::new(),
                        line.total.map(shown_mark).unwrap_or_default(),
                        result.of.map(shown_mark).unwrap_or_default(),
                        score(line.standard),
                        line.state.id().to_owned(),
                        score(result.score),
                    ]);
                    csv.write_record(&row)?;
                    for (item, mark) in &line.given {
                        let of_item = result.items.iter().find(|score| score.item == *item);
                        let own = of_item.and_then(|score| score.marks.iter().find(|(by, ..)| result.marks[*by].expert == line.expert));
                        let state = own.map_or(line.state, |(_, _, state)| *state);
                        let mut row = head.to_vec();
                        row.extend([
                            plain::cell(&line.expert).into_owned(),
                            plain::cell(&track.items[n][*item].id).into_owned(),
                            shown_mark(*mark),
                            shown_mark(track.items[n][*item].of),
                            String::new(),
                            state.id().to_owned(),
                            score(of_item.and_then(|item| item.score)),
                        ]);
                        csv.write_record(&row)?;
                    }
                }
            }
        }
    }
    csv.flush()
}
