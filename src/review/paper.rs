//! Blank ballots (空白评分表): whom the experts of a round are to mark, and on what.

use crate::diagnostic::{Code, Diagnostic, Place, Sources};
use crate::standard::header_key;
use crate::text::{Part, text};

use super::items::RoundItem;
use super::scheme::{Round, Scheme, Track};
use super::{CouldNotRun, Settings, review};

/// The ballot of one round of one track, still blank.
#[derive(Clone, Debug)]
pub struct Paper<'s> {
    /// The track.
    pub track: &'s Track,
    /// The round.
    pub round: &'s Round,
    /// What is marked.
    pub items: Vec<RoundItem>,
    /// Who is marked, by id.
    pub rows: Vec<PaperRow>,
    /// Who is not, and did not withdraw: id and name.
    pub left_out: Vec<String>,
}

/// One applicant of a ballot.
#[derive(Clone, Debug)]
pub struct PaperRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which items it is marked on.
    pub applies: Vec<bool>,
    /// Experts that do not mark it, as headers are compared.
    recused: Vec<String>,
    /// Does something have to be decided before its marks count?
    pub waits: bool,
}

impl PaperRow {
    /// Does this expert not mark it?
    #[must_use]
    pub fn is_recused(&self, expert: &str) -> bool {
        self.recused.contains(&header_key(expert))
    }
}

/// The ballots of a round, one for every track that has it (or for the one of this id): for those that come to the round by all that is known before it.
///
/// # Errors
/// Findings if what comes before the round cannot be run, or no track has such a round.
pub fn papers<'s>(
    scheme: &'s Scheme,
    sources: &Sources,
    settings: &Settings,
    round: &str,
    track: Option<&str>,
) -> Result<Vec<Paper<'s>>, CouldNotRun> {
    if let Some(track) = track.filter(|id| !scheme.tracks.iter().any(|track| track.id == *id)) {
        let tracks: Vec<Part> = scheme.tracks.iter().map(|track| Part::from(&track.id)).collect();
        let found =
            Diagnostic::new(Code::UnknownRound, Place::File(std::sync::Arc::clone(&scheme.file)), text!(NoSuchTrack, track = track));
        return Err(vec![(found.help(text!(OneOf, list = tracks)), sources.clone())]);
    }
    let only = track;
    let of_track = |track: &Track| track.rounds.iter().position(|r| r.id == round).filter(|_| only.is_none_or(|id| id == track.id));
    if !scheme.tracks.iter().any(|track| of_track(track).is_some()) {
        let mut rounds: Vec<Part> = Vec::new();
        for round in scheme.tracks.iter().flat_map(|track| &track.rounds) {
            if !rounds.contains(&Part::from(&round.id)) {
                rounds.push(Part::from(&round.id));
            }
        }
        let found =
            Diagnostic::new(Code::UnknownRound, Place::File(std::sync::Arc::clone(&scheme.file)), text!(NoSuchRound, round = round));
        return Err(vec![(found.help(text!(OneOf, list = rounds)), sources.clone())]);
    }
    let before = Settings { before: Some(round.to_owned()), ..settings.clone() };
    let reviewed = review(scheme, sources, &before)?;
    let mut papers = Vec::new();
    for track in reviewed.tracks {
        let Some(at) = of_track(track.track) else { continue };
        let (mut rows, mut left_out) = (Vec::new(), Vec::new());
        let mut order: Vec<usize> = (0..track.entrants.len()).collect();
        order.sort_by_cached_key(|a| crate::submission::id_key(track.pool.applicants.get(*a).id()).into_owned());
        // Whoever only waits for a decision is marked beforehand, so that nobody has to come together again; unless a round before
        // this one chooses who goes on, which nobody can know of those that wait.
        let all_go_on = track.track.rounds[..at].iter().all(|round| round.go_on.is_none());
        for a in order {
            let waits = all_go_on && track.waits[a];
            let items = track.items_of(a, at);
            let Some(items) = items.filter(|_| track.standing[at][a] || waits) else {
                if track.entrants[a].computed != super::Outcome::Withdrawn {
                    left_out.push(track.label(a).to_owned());
                }
                continue;
            };
            let applicant = &track.pool.applicants.get(a);
            let recused = track.recused(a);
            rows.push(PaperRow {
                id: applicant.id().to_owned(),
                name: applicant.name().to_owned(),
                applies: (0..track.items[at].len()).map(|item| items.contains(&item)).collect(),
                recused,
                waits,
            });
        }
        papers.push(Paper { track: track.track, round: &track.track.rounds[at], items: track.items[at].clone(), rows, left_out });
    }
    Ok(papers)
}
