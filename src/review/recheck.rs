//! The yearly look-back (回头看): who holds a title against this period's reports and the last one's.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::date;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, Sources};
use crate::number::Points;
use crate::score::{Applicant, Pool, State as IndicatorState, Status};
use crate::standard::header_key;
use crate::submission::Opening;
use crate::submission::id_key;
use crate::text::text;

use super::applicants::{Found, Roll};
use super::outcome::Reason;
use super::register::{Entry, MatchedBy, Register};
use super::scheme::{Scheme, Track};
use super::{CouldNotRun, Settings, read_pool, read_register, sorted};

/// What a call asks for besides the scheme.
#[derive(Clone, Debug, Default)]
pub struct RecheckSettings {
    /// The day on which titles are held and things are due; none: the scheme's `applied_on`.
    pub on: Option<Date>,
    /// How tables are opened: their encoding, the sheet of workbooks.
    pub opening: Opening,
}

/// Everything that a look-back gave.
pub struct Recheck<'s> {
    /// The scheme.
    pub scheme: &'s Scheme,
    /// The day.
    pub on: Date,
    /// Until when a removal on that day would bar, that day included; none where nothing bars.
    pub removal_bars_until: Option<Date>,
    /// Its tracks.
    pub tracks: Vec<TrackRecheck<'s>>,
    /// Tables that were read beside the submissions, with their SHA-256.
    pub inputs: Vec<(Arc<str>, String)>,
    /// Errors and warnings.
    pub problems: Vec<Diagnostic>,
    /// What a person should know and nobody has to mend.
    pub notes: Vec<Diagnostic>,
    /// The text of the scheme, which findings may point into.
    pub sources: Sources,
    /// How tables were opened.
    pub opening: Opening,
}

/// The look-back in one track.
pub struct TrackRecheck<'s> {
    /// The track.
    pub track: &'s Track,
    /// This period's reports.
    pub pool: Pool<'s>,
    /// The last period's, where they are given.
    pub previous: Option<Pool<'s>>,
    /// Who holds the title, by id.
    pub holders: Vec<Holder>,
    /// Reports of applicants that do not hold it, by position in the pool.
    pub others: Vec<usize>,
}

/// One holder of a title.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Its id; may be blank.
    pub id: String,
    /// Its name; may be blank.
    pub name: String,
    /// The day of the grant.
    pub granted_on: Option<Date>,
    /// The day of the last look-back.
    pub looked_back_on: Option<Date>,
    /// How its report stands.
    pub state: State,
    /// Its report, by position in the pool.
    pub report: Option<usize>,
    /// Is a look-back due? None where the scheme sets no interval.
    pub due: Option<bool>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Are there two reports to compare, both scored?
    pub compared: bool,
    /// Indicators that came down since the last period.
    pub slipped: Vec<Slipped>,
    /// Findings that the document counts as grounds for removal.
    pub grounds: Vec<Grounds>,
}

/// How the report of a holder stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 未通过资质审查项或触发否决项
    GateFailed,
    /// 低于标准
    BelowStandard,
    /// 未报告
    NotReported,
    /// 报告无法评分
    NotScored,
    /// 已报告
    Reported,
}

impl State {
    /// All of them, from the gravest.
    pub const ALL: [Self; 5] = [Self::GateFailed, Self::BelowStandard, Self::NotReported, Self::NotScored, Self::Reported];

    /// The word used in machine-readable results.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::GateFailed => "gate-failed",
            Self::BelowStandard => "below-standard",
            Self::NotReported => "not-reported",
            Self::NotScored => "not-scored",
            Self::Reported => "reported",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn words(self) -> crate::text::Text {
        match self {
            Self::GateFailed => text!(HolderGateFailed),
            Self::BelowStandard => text!(HolderBelow),
            Self::NotReported => text!(HolderNotReported),
            Self::NotScored => text!(HolderNotScored),
            Self::Reported => text!(HolderReported),
        }
    }
}

/// An indicator that came down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slipped {
    /// The indicator, by position.
    pub indicator: usize,
    /// What it was.
    pub before: Standing,
    /// What it is.
    pub after: Standing,
}

/// How an indicator stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: IndicatorState,
    /// Its points; none for gate items.
    pub points: Option<Points>,
    /// The answer, with the figure it comes to.
    pub answer: String,
}

/// A ground for removal that the standard names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// The gate item, by position.
    pub indicator: usize,
    /// What the document calls it.
    pub ground: String,
}

impl Recheck<'_> {
    /// Is every holder plainly reported?
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.tracks.iter().flat_map(|track| &track.holders).all(|holder| holder.state == State::Reported)
    }
}

/// Runs the look-back.
///
/// # Errors
/// Findings about files that cannot be read, and about what the scheme leaves out.
pub fn recheck<'s>(scheme: &'s Scheme, sources: &Sources, settings: &RecheckSettings) -> Result<Recheck<'s>, CouldNotRun> {
    let mut problems = Vec::new();
    let mut inputs = scheme.standards.clone();
    let mut fatal: Vec<Diagnostic> = Vec::new();
    let reading = Settings { opening: settings.opening.clone(), before: None };
    let whole = || Place::File(Arc::clone(&scheme.file));
    let register = read_register(scheme, &reading, &mut problems, &mut inputs).unwrap_or_else(|found| {
        fatal.extend(found);
        None
    });
    let Some(plan) = &scheme.register else {
        fatal.push(
            Diagnostic::new(Code::MissingKey, whole(), text!(RecheckNeedsRegister))
                .help(text!(AddKey, example = "register = \"register.csv\"")),
        );
        return Err(fatal.into_iter().map(|found| (found, sources.clone())).collect());
    };
    let on = settings.on.unwrap_or(plan.on);
    let mut tracks = Vec::new();
    for track in &scheme.tracks {
        let Some(title) = &track.title else {
            let place = Place::Span(Arc::clone(&scheme.file), track.span.clone());
            let found = Diagnostic::new(Code::MissingKey, place, text!(RecheckNeedsTitle, track = &track.id));
            fatal.push(found.help(text!(AddKey, example = "title = \"示范机构\"")));
            continue;
        };
        let pool = read_pool(scheme, track, &track.submissions, &track.verified, &reading);
        let previous =
            if track.previous.is_empty() { Ok(None) } else { read_pool(scheme, track, &track.previous, &[], &reading).map(Some) };
        match (pool, previous) {
            (Ok(pool), Ok(previous)) => {
                if let Some(register) = &register {
                    tracks.push(TrackRecheck::new(
                        track,
                        title,
                        pool,
                        previous,
                        register,
                        (on, scheme.recheck_every.as_ref().map(|years| years.value)),
                        &scheme.file,
                        &mut problems,
                    ));
                }
            }
            (pool, previous) => fatal.extend(pool.err().into_iter().chain(previous.err()).flatten()),
        }
    }
    if !fatal.is_empty() {
        return Err(fatal.into_iter().map(|found| (found, sources.clone())).collect());
    }
    if scheme.recheck_every.is_some() && register.as_ref().is_some_and(|register| !register.has_looked_back) {
        let file = register
            .as_ref()
            .and_then(|r| r.input.as_ref())
            .map_or_else(|| Arc::clone(&plan.file.value.as_str().into()), |(file, _)| Arc::clone(file));
        let found = Diagnostic::new(Code::MissingColumn, Place::File(file), text!(NoLookBackColumn));
        problems.push(Diagnostic { severity: Severity::Note, ..found });
    }
    for track in &tracks {
        for pool in std::iter::once(&track.pool).chain(&track.previous) {
            problems.extend(pool.problems.iter().cloned());
            problems.extend(pool.notes.iter().cloned());
        }
    }
    inputs.sort();
    inputs.dedup();
    let (problems, notes) = sorted(problems);
    let removal_bars_until = if plan.bar_years == 0 { None } else { date::years_later(on, plan.bar_years) };
    Ok(Recheck {
        scheme,
        on,
        removal_bars_until,
        tracks,
        inputs,
        problems,
        notes,
        sources: sources.clone(),
        opening: settings.opening.clone(),
    })
}

impl<'s> TrackRecheck<'s> {
    #[allow(clippy::too_many_arguments)]
    fn new(
        track: &'s Track,
        title: &str,
        pool: Pool<'s>,
        previous: Option<Pool<'s>>,
        register: &Register,
        (on, every): (Date, Option<i16>),
        file: &Arc<str>,
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        let roll = Roll::new(&pool);
        let before = previous.as_ref().map(Roll::new);
        let own: Vec<&Entry> = register.entries.iter().filter(|entry| header_key(&entry.title) == header_key(title)).collect();
        if own.is_empty() {
            let place = Place::Span(Arc::clone(file), track.span.clone());
            let near = crate::document::nearest(title, register.entries.iter().map(|entry| entry.title.as_str()));
            let found = Diagnostic::new(Code::UnknownReference, place, text!(HolderUnknownTitle, title = title));
            problems.push(found.maybe_help(near.map(|near| text!(DidYouMean, word = near))));
        }
        // One holder may have several rows; one without an id belongs to the id that bears its name. The latest grant speaks for it,
        // the latest look-back counts.
        let key = |entry: &Entry| {
            let name = header_key(&entry.name);
            let named = own.iter().find(|other| entry.id.is_empty() && !other.id.is_empty() && header_key(&other.name) == name);
            let id = named.map_or(entry.id.as_str(), |other| other.id.as_str());
            if id.is_empty() { name } else { id_key(id).into_owned() }
        };
        let mut held: BTreeMap<String, Entry> = BTreeMap::new();
        for entry in own.iter().filter(|entry| entry.is_held(on)) {
            let latest = held.entry(key(entry)).or_insert_with(|| (*entry).clone());
            if entry.granted_on > latest.granted_on || (entry.granted_on == latest.granted_on && latest.id.is_empty()) {
                *latest = (*entry).clone();
            }
        }
        for entry in &own {
            let Some(day) = entry.looked_back_on else { continue };
            if day > on {
                let found = Diagnostic::new(Code::Date, Place::Cell(entry.at.clone()), text!(LookedBackLater, day = day, on = on));
                problems.push(Diagnostic { severity: Severity::Warning, ..found }.applicant(&entry.id));
            } else if let Some(holder) = held.get_mut(&key(entry)) {
                holder.looked_back_on = holder.looked_back_on.filter(|known| *known <= on).max(Some(day));
            }
        }
        // A name counts only where one holder bears it and the report's own id is no other holder's.
        let ids: Vec<String> = own.iter().filter(|entry| !entry.id.is_empty()).map(|entry| id_key(&entry.id).into_owned()).collect();
        let names: Vec<String> = held.values().map(|entry| header_key(&entry.name)).collect();
        let is_one = |entry: &Entry| names.iter().filter(|name| **name == header_key(&entry.name)).count() == 1;
        let mut reported = vec![false; roll.len()];
        let mut holders = Vec::new();
        for entry in held.values() {
            let by_name = |roll: &Roll, at: usize| is_one(entry) && !ids.contains(&id_key(roll.id(at)).into_owned());
            let mut several = roll.all(&entry.id);
            several.iter().for_each(|at| reported[*at] = true);
            let report = find(&roll, entry, &by_name);
            if let Some((MatchedBy::Name, at)) = report {
                let text = text!(MatchedByName, name = &entry.name, title = &entry.title);
                let found = Diagnostic::new(Code::MatchedByName, Place::Cell(entry.at.clone()), text).applicant(roll.id(at));
                problems.push(found.help(text!(WriteIdInRegister)));
            }
            let report = report.map(|(_, at)| at);
            report.into_iter().for_each(|at| reported[at] = true);
            let earlier = before.as_ref().and_then(|roll| find(roll, entry, &by_name)).map(|(_, at)| at);
            let earlier = previous.as_ref().zip(earlier).map(|(pool, at)| (pool, pool.applicants.get(at)));
            several.retain(|_| report.is_none());
            holders.push(Holder::new(entry, &pool, (report, several), earlier, (on, every)));
        }
        holders.sort_by(|a, b| id_key(&a.id).cmp(&id_key(&b.id)).then_with(|| a.name.cmp(&b.name)));
        let others = (0..roll.len()).filter(|a| !reported[*a]).collect();
        Self { track, pool, previous, holders, others }
    }
}

/// The report of a register's entry: by id, else by name where `by_name` lets it.
fn find(roll: &Roll, entry: &Entry, by_name: &dyn Fn(&Roll, usize) -> bool) -> Option<(MatchedBy, usize)> {
    let one = |word: &str| match roll.find(word) {
        Found::One(at) if !word.is_empty() => Some(at),
        _ => None,
    };
    if let Some(at) = one(&entry.id).filter(|at| roll.has_id(&entry.id) || roll.name(*at) == entry.id) {
        return Some((MatchedBy::Id, at));
    }
    let at = one(&entry.name).filter(|at| by_name(roll, *at))?;
    // Where the table of reports has no ids, the name is one.
    let by = if id_key(roll.id(at)) == id_key(&entry.name) { MatchedBy::Id } else { MatchedBy::Name };
    Some((by, at))
}

impl Holder {
    fn new(
        entry: &Entry,
        pool: &Pool<'_>,
        (report, several): (Option<usize>, Vec<usize>),
        earlier: Option<(&Pool<'_>, Applicant<'_>)>,
        (on, every): (Date, Option<i16>),
    ) -> Self {
        let standard = pool.plan.standard;
        let mut holder = Self {
            id: entry.id.clone(),
            name: entry.name.clone(),
            granted_on: entry.granted_on,
            looked_back_on: entry.looked_back_on,
            state: State::NotReported,
            report,
            due: None,
            reasons: Vec::new(),
            compared: false,
            slipped: Vec::new(),
            grounds: Vec::new(),
        };
        if !several.is_empty() {
            holder.state = State::NotScored;
            holder.reasons.push(Reason::said(Code::DuplicateApplicant, text!(TwoReports)));
        } else if let Some(at) = report {
            let applicant = &pool.applicants.get(at);
            if holder.id.is_empty() {
                applicant.id().clone_into(&mut holder.id);
            }
            if holder.name.is_empty() {
                applicant.name().clone_into(&mut holder.name);
            }
            let gate = applicant.reasons().any(|reason| matches!(reason.code, Code::GateFailed | Code::GateUnanswered));
            holder.state = match applicant.status {
                Status::NotScored => State::NotScored,
                Status::Failed if gate => State::GateFailed,
                Status::Failed => State::BelowStandard,
                Status::Passed | Status::Ranked => State::Reported,
            };
            holder.reasons.push(if standard.asks_nothing() { Reason::said(Code::Reported, text!(JustReported)) } else { Reason::Verdict });
            let failed = applicant.reasons().filter(|reason| reason.code == Code::GateFailed && applicant.is_scored());
            for i in failed.filter_map(|reason| reason.about).map(usize::from) {
                if let Some(ground) = &standard.indicators[i].removal {
                    let indicator = &standard.indicators[i];
                    let text =
                        text!(RemovalGround, id = &indicator.id, name = indicator.name.part(), clause = &indicator.clause, ground = ground);
                    holder.reasons.push(Reason::said(Code::RemovalGround, text));
                    holder.grounds.push(Grounds { indicator: i, ground: ground.clone() });
                }
            }
            if let Some((earlier_pool, earlier)) = earlier {
                holder.compared = !standard.asks_nothing() && applicant.is_scored() && earlier.is_scored();
                holder.slipped = slipped(pool, applicant, earlier_pool, &earlier);
            }
        } else {
            holder.reasons.push(Reason::said(Code::NotReported, text!(NotReported)));
        }
        holder.due = every.map(|every| {
            let next = holder.looked_back_on.map(|last| date::years_later(last, every).unwrap_or(Date::MAX));
            let due = next.is_none_or(|next| next <= on);
            if due {
                let text = match (holder.looked_back_on, next) {
                    (Some(last), Some(next)) => text!(DueSince, last = last, every = i64::from(every), next = next),
                    _ => text!(NeverLookedAt),
                };
                holder.reasons.push(Reason::said(Code::DueForLookBack, text));
            }
            due
        });
        holder
    }

    /// What it is called: id and name, or the one that there is.
    #[must_use]
    pub fn label(&self) -> String {
        match (self.id.is_empty(), self.name.is_empty()) {
            (true, _) => self.name.clone(),
            (_, true) => self.id.clone(),
            _ if self.id == self.name => self.id.clone(),
            _ => format!("{} {}", self.id, self.name),
        }
    }
}

/// Indicators whose points fell, or that are no longer met.
fn slipped(pool: &Pool<'_>, now: &Applicant<'_>, earlier_pool: &Pool<'_>, earlier: &Applicant<'_>) -> Vec<Slipped> {
    let (Some(after), Some(before)) = (pool.card(now), earlier_pool.card(earlier)) else { return Vec::new() };
    let standing = |line: &crate::score::Line| {
        let answer = match &line.value {
            Some(value) if line.answer.contains(['/', '+']) => format!("{} = {value}", line.answer),
            _ => line.answer.clone(),
        };
        Standing { state: line.state, points: line.points, answer }
    };
    before
        .lines
        .iter()
        .zip(&after.lines)
        // What cannot be read has not come down; it is a problem of the report.
        .filter(|(before, after)| [before.state, after.state].iter().all(|state| state.applies() && *state != IndicatorState::Invalid))
        .filter(|(before, after)| {
            let fell = before.points.zip(after.points).is_some_and(|(before, after)| after < before);
            fell || (before.state == IndicatorState::Met && after.state != IndicatorState::Met)
        })
        .map(|(before, after)| Slipped { indicator: after.indicator, before: standing(before), after: standing(after) })
        .collect()
}
