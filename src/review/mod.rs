//! The whole review (评审): from scorecards and ballots to a shortlist, step by step, with the reason where each applicant's way
//! ended; and the yearly look-back at title holders. How a table is read and how a result is shown are unknown here.
//!
//! [`scheme`] says what is to be done, [`review`] does it. `standards/schemes.md` is the reference of both.

mod applicants;
mod ballots;
mod eligibility;
mod finals;
mod items;
mod marks;
mod outcome;
pub mod panel;
mod paper;
mod recheck;
mod register;
mod rounds;
pub mod scheme;
mod selection;
mod telling;
mod track;
pub mod workdays;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, Severity, Sources};
use crate::document::At;
use crate::score::{self, Pool};
use crate::standard::header_key;
use crate::submission::{Opening, Sheet, is_column, mangled_code};
use crate::text::{Text, text};

use applicants::{Found, Roll};
use items::ItemNames;
use register::Register;
use rounds::Recusals;
use scheme::{Named, Scheme, Track, resolve};
use workdays::NoticeDays;

pub use ballots::is_own_column;
pub use items::RoundItem;
pub use outcome::{Outcome, Reason};
pub use paper::{Paper, PaperRow, papers};
pub use recheck::{Grounds, Holder, Recheck, RecheckSettings, Slipped, Standing, State as HolderState, TrackRecheck, recheck};
pub use rounds::{ItemScore, MarkLine, MarkState, RoundResult};
pub use track::{Claim, Entrant, Filled, TrackReview};

/// What a call asks for besides the scheme.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How tables are opened: their encoding, the sheet of workbooks.
    pub opening: Opening,
    /// The id of a round whose ballots, and those of all rounds after it, are still to be given: they are not looked for.
    pub before: Option<String>,
}

impl Settings {
    /// Are the ballots of this round of a track read?
    fn reads(&self, track: &Track, round: usize) -> bool {
        let first_left_out = self.before.as_ref().and_then(|id| track.rounds.iter().position(|round| round.id == *id));
        first_left_out.is_none_or(|first| round < first)
    }
}

/// Everything that a review gave.
pub struct Review<'s> {
    /// The scheme.
    pub scheme: &'s Scheme,
    /// Its tracks.
    pub tracks: Vec<TrackReview<'s>>,
    /// The days of the notice; none where nothing is posted.
    pub notice: Option<NoticeDays>,
    /// Tables that were read beside the submissions, with their SHA-256.
    pub inputs: Vec<(Arc<str>, String)>,
    /// Administrative order for lists in documents: keys of codes and names.
    pub divisions: Vec<[String; 2]>,
    /// Errors and warnings.
    pub problems: Vec<Diagnostic>,
    /// What a person should know and nobody has to mend.
    pub notes: Vec<Diagnostic>,
    /// The text of the scheme, which findings may point into.
    pub sources: Sources,
    /// How tables were opened.
    pub opening: Opening,
}

/// Why something could not be run: findings, each with the texts that it points into.
pub type CouldNotRun = Vec<(Diagnostic, Sources)>;

impl Review<'_> {
    /// Is anything left to decide?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.tracks.iter().any(|track| track.entrants.iter().any(|entrant| entrant.outcome.is_open()))
    }
}

/// Runs a review.
///
/// # Errors
/// Findings about files that cannot be read and about records that name nobody; then there is no result.
pub fn review<'s>(scheme: &'s Scheme, sources: &Sources, settings: &Settings) -> Result<Review<'s>, CouldNotRun> {
    let mut problems = Vec::new();
    let mut fatal: CouldNotRun = Vec::new();
    let fail = |found: Vec<Diagnostic>, fatal: &mut CouldNotRun| fatal.extend(found.into_iter().map(|f| (f, sources.clone())));
    let mut inputs: Vec<(Arc<str>, String)> = scheme.standards.clone();
    let notice = match scheme.notice.as_ref().map(|plan| workdays::notice_days(scheme, plan, &mut inputs)) {
        Some(Ok(days)) => days,
        Some(Err(wrong)) => {
            fatal.extend(wrong.into_iter().map(|(found, own)| (found, if own.all().is_empty() { sources.clone() } else { own })));
            None
        }
        None => None,
    };
    let register = read_register(scheme, settings, &mut problems, &mut inputs).unwrap_or_else(|found| {
        fail(found, &mut fatal);
        None
    });
    let divisions = read_divisions(scheme, settings, &mut problems, &mut inputs).unwrap_or_else(|found| {
        fail(found, &mut fatal);
        Vec::new()
    });
    let mut pools = Vec::new();
    let mut lists = Vec::new();
    for track in &scheme.tracks {
        if track.rounds.is_empty() && !track.has_standard {
            let place = Place::Span(Arc::clone(&scheme.file), track.span.clone());
            let found = Diagnostic::new(Code::NothingToRank, place, text!(NothingToRank, id = &track.id));
            fail(vec![found.help(text!(AddRoundsOrStandard))], &mut fatal);
        }
        match read_pool(scheme, track, &track.submissions, &track.verified, settings) {
            Ok(pool) => pools.push(pool),
            Err(found) => fail(found, &mut fatal),
        }
        for (_, round) in track.rounds.iter().enumerate().filter(|(round, _)| settings.reads(track, *round)) {
            if let Err(missing) = resolve(scheme, &round.ballots) {
                fail(missing, &mut fatal);
            }
        }
        match read_national(scheme, track, settings, &mut problems, &mut inputs) {
            Ok(list) => lists.push(list),
            Err(found) => fail(found, &mut fatal),
        }
    }
    if !fatal.is_empty() {
        return Err(fatal);
    }
    problems.extend(late_objections(scheme, notice.as_ref()));
    let rolls: Vec<Roll> = pools.iter().map(Roll::new).collect();
    let names: Vec<Vec<ItemNames<'_>>> =
        scheme.tracks.iter().map(|track| track.rounds.iter().map(|round| ItemNames::new(round, &track.standard)).collect()).collect();
    let records = Records::find(scheme, &rolls);
    if !records.unknown.is_empty() {
        // What is wrong with the submissions may be why a record names nobody.
        let causes = [Code::DuplicateApplicant, Code::MangledCode];
        let submitted = pools.iter().flat_map(|pool| pool.problems.iter().chain(&pool.notes));
        fail(submitted.filter(|found| causes.contains(&found.code)).cloned().collect(), &mut fatal);
        fail(records.unknown.clone(), &mut fatal);
    }
    let ballots = match ballots::read(scheme, &rolls, &names, settings, &mut problems) {
        Ok(ballots) => Some(ballots),
        Err(found) => {
            fail(found, &mut fatal);
            None
        }
    };
    let Some(ballots) = ballots.filter(|_| fatal.is_empty()) else { return Err(fatal) };
    inputs.extend(ballots.inputs);
    silent_further_experts(scheme, &ballots.ballots, &mut problems);
    let mut tracks = Vec::new();
    for (t, (pool, (names, ballots))) in pools.into_iter().zip(names.into_iter().zip(&ballots.ballots)).enumerate() {
        let run = track::Run {
            scheme,
            track: &scheme.tracks[t],
            roll: &rolls[t],
            rolls: &rolls,
            register: register.as_ref(),
            national: lists[t].as_deref(),
            ballots,
            overrides: records.overrides_of(t),
            objections: records.objections_of(t),
            recusals: records.recusals_of(t),
        };
        match run.run(pool, names, &mut problems) {
            Ok(track) => tracks.push(track),
            Err(found) => fail(found, &mut fatal),
        }
    }
    if !fatal.is_empty() {
        return Err(fatal);
    }
    for track in &mut tracks {
        problems.extend(track.pool.problems.iter().cloned());
        problems.extend(track.pool.notes.iter().cloned());
    }
    inputs.sort();
    inputs.dedup();
    let (problems, notes) = sorted(problems);
    Ok(Review { scheme, tracks, notice, inputs, divisions, problems, notes, sources: sources.clone(), opening: settings.opening.clone() })
}

/// Objections whose day lies outside the notice: a slip of the pen, or one that is not accepted.
fn late_objections<'s>(scheme: &'s Scheme, notice: Option<&NoticeDays>) -> impl Iterator<Item = Diagnostic> + 's {
    let posted = scheme.notice.as_ref().and_then(|plan| plan.posted_on);
    let days = posted.zip(notice.map(|days| days.to));
    scheme.objections.iter().filter_map(move |objection| {
        let (from, to) = days.filter(|(from, to)| objection.received_on < *from || objection.received_on > *to)?;
        let place = Place::Span(Arc::clone(&scheme.file), objection.applicant.applicant.span.clone());
        let text = text!(LateObjection, on = objection.received_on, from = from, to = to);
        Some(Diagnostic::new(Code::LateObjection, place, text).help(text!(LateObjectionHelp)))
    })
}

/// Further experts that gave no marks in the round that calls them: a slip of the pen would leave a spread unsettled.
fn silent_further_experts(scheme: &Scheme, ballots: &[Vec<ballots::Ballots>], problems: &mut Vec<Diagnostic>) {
    let rounds = || scheme.tracks.iter().zip(ballots).flat_map(|(track, ballots)| track.rounds.iter().zip(ballots));
    for (round, _) in rounds() {
        for expert in &round.further_experts {
            let key = header_key(&expert.value);
            // A round of the scheme is one of every track.
            let own = || rounds().filter(|(other, _)| other.further_experts.iter().any(|other| other.span == expert.span));
            let named = || own().flat_map(|(_, ballots)| ballots.iter().flatten());
            if named().any(|(known, _)| *known == key) {
                continue;
            }
            let near = crate::document::nearest(&expert.value, named().map(|(_, ballot)| ballot.expert.as_str()));
            let place = Place::Span(Arc::clone(&scheme.file), expert.span.clone());
            let found = Diagnostic::new(Code::UnknownExpert, place, text!(FurtherUnknown, expert = &expert.value, round = &round.name));
            let found = found.maybe_help(near.map(|near| text!(DidYouMean, word = near)));
            if !problems.contains(&found) {
                problems.push(found);
            }
        }
    }
}

/// Findings by place, those that are only notes apart.
fn sorted(mut problems: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    problems.sort_by_cached_key(|found| {
        let (file, at) = match &found.place {
            Place::File(file) => (file.to_string(), (0, 0)),
            Place::Span(file, span) => (file.to_string(), (span.start as u64, span.end)),
            Place::Cell(cell) => (cell.file.to_string(), (cell.row.unwrap_or(0), cell.column.map_or(0, |c| c + 1))),
        };
        (file, at, found.code, found.applicant.clone(), found.indicator.clone())
    });
    problems.dedup();
    let (notes, problems) = problems.into_iter().partition(|found| found.severity == Severity::Note);
    (problems, notes)
}

/// The records of a scheme with the applicants that they are about.
struct Records<'s> {
    recusals: Vec<(usize, usize, String, Text)>, // track, applicant, expert, reason
    overrides: Vec<(usize, usize, &'s scheme::Override)>,
    objections: Vec<(usize, usize, &'s scheme::Objection)>,
    unknown: Vec<Diagnostic>,
}

impl<'s> Records<'s> {
    fn find(scheme: &'s Scheme, rolls: &[Roll]) -> Self {
        let mut records = Self { recusals: Vec::new(), overrides: Vec::new(), objections: Vec::new(), unknown: Vec::new() };
        let mut whom = |named: &Named| match applicant_of(scheme, rolls, named) {
            Ok(found) => Some(found),
            Err(unknown) => {
                records.unknown.push(*unknown);
                None
            }
        };
        for recusal in &scheme.recusals {
            if let Some((track, applicant)) = whom(&recusal.applicant) {
                let reason = text!(RecusedBecause, reason = &recusal.reason);
                records.recusals.push((track, applicant, recusal.expert.value.trim().to_owned(), reason));
            }
        }
        for record in &scheme.overrides {
            if let Some((track, applicant)) = whom(&record.applicant) {
                records.overrides.push((track, applicant, record));
            }
        }
        for record in &scheme.objections {
            if let Some((track, applicant)) = whom(&record.applicant) {
                records.objections.push((track, applicant, record));
            }
        }
        // Two records that name one applicant in two ways.
        for (n, (track, applicant, record)) in records.overrides.iter().enumerate() {
            if let Some((.., first)) = records.overrides[..n].iter().find(|(t, a, _)| (t, a) == (track, applicant)) {
                let place = |at: &At<String>| Place::Span(Arc::clone(&scheme.file), at.span.clone());
                let text = text!(OverrideTwice, applicant = &record.applicant.applicant.value);
                let found = Diagnostic::new(Code::DuplicateRecord, place(&record.applicant.applicant), text);
                records.unknown.push(found.related(place(&first.applicant.applicant), text!(FirstHere, name = first.decision.id())));
            }
        }
        records
    }

    fn overrides_of(&self, track: usize) -> Vec<(usize, &'s scheme::Override)> {
        self.overrides.iter().filter(|(t, ..)| *t == track).map(|(_, a, record)| (*a, *record)).collect()
    }

    fn objections_of(&self, track: usize) -> Vec<(usize, &'s scheme::Objection)> {
        self.objections.iter().filter(|(t, ..)| *t == track).map(|(_, a, record)| (*a, *record)).collect()
    }

    fn recusals_of(&self, track: usize) -> Recusals {
        let own = self.recusals.iter().filter(|(t, ..)| *t == track);
        own.map(|(_, a, expert, reason)| ((*a, header_key(expert)), (expert.clone(), reason.clone()))).collect()
    }
}

/// The applicant that a record is about.
fn applicant_of(scheme: &Scheme, rolls: &[Roll], named: &Named) -> Result<(usize, usize), Box<Diagnostic>> {
    let place = Place::Span(Arc::clone(&scheme.file), named.applicant.span.clone());
    let name = named.applicant.value.as_str();
    let tracks: Vec<usize> = (0..rolls.len()).filter(|t| named.track.is_none_or(|track| track == *t)).collect();
    let found: Vec<(usize, Found)> = tracks.iter().map(|t| (*t, rolls[*t].find(name))).filter(|(_, found)| *found != Found::None).collect();
    match found.as_slice() {
        [(track, Found::One(applicant))] => Ok((*track, *applicant)),
        [] => {
            let help = applicants::help(name, tracks.iter().map(|t| &rolls[*t]));
            Err(Box::new(Diagnostic::new(Code::UnknownApplicant, place, text!(UnknownApplicant, name = name)).maybe_help(help)))
        }
        [(_, Found::Several)] => {
            let several = tracks.iter().map(|t| &rolls[*t]).find(|roll| roll.find(name) == Found::Several);
            let (text, help) =
                several.map_or_else(|| (text!(SeveralOfThatName, name = name), text!(NameById)), |roll| applicants::ambiguous(roll, name));
            Err(Box::new(Diagnostic::new(Code::UnknownApplicant, place, text).help(help)))
        }
        several => {
            let list: Vec<_> = several.iter().map(|(t, _)| crate::text::Part::from(&scheme.tracks[*t].id)).collect();
            let found = Diagnostic::new(Code::UnknownApplicant, place, text!(InSeveralTracks, name = name, list = list));
            Err(Box::new(found.help(text!(AddKey, example = format!("track = \"{}\"", scheme.tracks[several[0].0].id)))))
        }
    }
}

/// Scores the submissions of a track.
fn read_pool<'s>(
    scheme: &'s Scheme,
    track: &'s Track,
    submissions: &[At<String>],
    verified: &[At<String>],
    settings: &Settings,
) -> Result<Pool<'s>, Vec<Diagnostic>> {
    let files = resolve(scheme, submissions);
    let verified = resolve(scheme, verified);
    let (files, verified) = match (files, verified) {
        (Ok(files), Ok(verified)) => (files, verified),
        (files, verified) => return Err(files.err().into_iter().chain(verified.err()).flatten().collect()),
    };
    let settings = score::Settings { phase: track.phase, verified, opening: settings.opening.clone(), ..score::Settings::default() };
    match score::score(&track.standard, &files, &settings) {
        Ok(pool) => pool,
        // The phase was checked with the scheme.
        Err(_) => Err(vec![Diagnostic::new(
            Code::Phases,
            Place::Span(Arc::clone(&scheme.file), track.span.clone()),
            text!(TrackNoPhases, id = &track.standard.id),
        )]),
    }
}

fn read_register(
    scheme: &Scheme,
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
    inputs: &mut Vec<(Arc<str>, String)>,
) -> Result<Option<Register>, Vec<Diagnostic>> {
    let Some(plan) = &scheme.register else { return Ok(None) };
    let files = resolve(scheme, std::slice::from_ref(&plan.file))?;
    let mut whole = Register::default();
    for file in files {
        let register = Register::read(&file, &settings.opening, problems).map_err(|found| vec![*found])?;
        whole.entries.extend(register.entries);
        whole.aside.extend(register.aside);
        whole.has_looked_back |= register.has_looked_back;
        inputs.extend(register.input);
    }
    Ok(Some(whole))
}

const ID: &[&str] = &["id", "编号", "代码", "统一社会信用代码"];
const NAME: &[&str] = &["name", "名称", "单位名称", "申报单位"];
const CODE: &[&str] = &["code", "代码", "编号", "id"];

/// Ids and names of one table; none where the track has no such list.
fn read_national(
    scheme: &Scheme,
    track: &Track,
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
    inputs: &mut Vec<(Arc<str>, String)>,
) -> Result<Option<Vec<[String; 2]>>, Vec<Diagnostic>> {
    let Some(list) = &track.national_list else { return Ok(None) };
    pairs(scheme, &list.file, [ID, NAME], settings, problems, inputs).map(Some)
}

fn read_divisions(
    scheme: &Scheme,
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
    inputs: &mut Vec<(Arc<str>, String)>,
) -> Result<Vec<[String; 2]>, Vec<Diagnostic>> {
    let Some(file) = &scheme.divisions else { return Ok(Vec::new()) };
    pairs(scheme, file, [CODE, NAME], settings, problems, inputs)
}

/// The two columns of a list, as they stand.
fn pairs(
    scheme: &Scheme,
    file: &At<String>,
    columns: [&'static [&'static str]; 2],
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
    inputs: &mut Vec<(Arc<str>, String)>,
) -> Result<Vec<[String; 2]>, Vec<Diagnostic>> {
    let mut rows = Vec::new();
    for path in resolve(scheme, std::slice::from_ref(file))? {
        let known = |key: &str| is_column(key, &columns);
        let sheet = Sheet::read(&path, &settings.opening, &known, &[&columns], problems).map_err(|found| vec![*found])?;
        sheet.no_twins(&columns).map_err(|found| vec![*found])?;
        sheet.note_others(&columns, problems);
        let at = columns.map(|names| sheet.column(names));
        for row in sheet.rows.iter().filter(|row| mangled_code(sheet.text(row, at[0])).is_some()) {
            let place = Place::Cell(sheet.cell(row, at[0]));
            let found =
                Diagnostic::new(Code::MangledCode, place, text!(MangledCode, id = sheet.text(row, at[0]))).help(text!(FormatAsText));
            problems.push(Diagnostic { severity: Severity::Error, ..found });
        }
        rows.extend(sheet.rows.iter().map(|row| at.map(|column| sheet.text(row, column).to_owned())));
        inputs.push((Arc::clone(&sheet.file), sheet.sha256));
    }
    Ok(rows)
}
