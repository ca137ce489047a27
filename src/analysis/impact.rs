//! What a change of the standard does to applicants: the same tables scored under the old and the new standard, who flips between
//! pass and fail, whose rank moves, and through which indicators.
//!
//! Of both pools the states and points of those indicators are kept that may come out differently ([`paired_indicators`]), and nothing
//! else of the rows. Only the rows in which one did are read again; what is then said of them is kept packed.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::number::Points;
use crate::score::{Again, Applicant, Line, Pool, State, Status, limit_text};
use crate::standard::{Pair, Standard, paired_indicators};
use crate::threads::{in_parts, sort};

/// What a new standard does to the applicants of a pool.
pub struct Impact<'p> {
    /// Under the old standard.
    pub old: &'p Pool<'p>,
    /// Under the new one.
    pub new: &'p Pool<'p>,
    /// How many flip.
    pub flips: usize,
    /// Of how many the rank moves.
    pub moved: usize,
    /// Of how many it moves who do not flip.
    pub moved_alone: usize,
    shifts: Vec<Differs>,
    /// Places among them of those who did not only move because others did.
    own: Vec<u32>,
    found: Found,
}

/// What became of one applicant.
pub struct Shift<'p> {
    /// Under the old standard.
    pub old: Applicant<'p>,
    /// Under the new one.
    pub new: Applicant<'p>,
    impact: &'p Impact<'p>,
    throughs: Range<usize>,
}

/// An indicator that came out differently for an applicant; one that only one of the standards has stands on one side.
pub struct Through<'p> {
    /// Under the old standard.
    pub old: Option<Side<'p>>,
    /// Under the new one.
    pub new: Option<Side<'p>>,
}

/// How an indicator came out under one of the standards.
pub struct Side<'p> {
    /// The indicator, by position.
    pub indicator: usize,
    /// Its state.
    pub state: State,
    /// What it earned; none for gate items and for who is not scored.
    pub points: Option<Points>,
    /// What was answered, as text; blank where nothing was.
    pub answer: &'p str,
    /// The figure that was compared, as text.
    pub value: Option<&'p str>,
    /// What it takes to be met, as text.
    pub limit: String,
}

/// A side, with its place among the texts.
struct Packed {
    indicator: usize,
    state: State,
    points: Points,
    start: usize,
    answer: u32,
    value: Option<u32>,
}

/// Somebody whose result differs.
#[derive(Clone, Copy)]
struct Differs {
    /// What comes first in the list is less: by weight, then by how far the rank moved.
    weight_and_move: u64,
    /// In the order of the new results.
    place: u32,
    /// Positions in both pools.
    old: u32,
    new: u32,
    /// Which of the rows that were read again: those that an indicator or a gate item that fails has to be told of.
    row: Option<u32>,
    /// Do its own results differ, and not only its place among others?
    own: bool,
}

impl Differs {
    fn weight_and_move(weight: u8, moved: u32) -> u64 {
        u64::from(weight) << 32 | u64::from(u32::MAX - moved)
    }

    fn flips(&self) -> bool {
        self.weight_and_move >> 32 < 2
    }

    fn moves(&self) -> bool {
        self.weight_and_move as u32 != u32::MAX
    }
}

/// What was found in rows that were read again.
#[derive(Default)]
struct Found {
    /// Where the indicators of each row end that differ.
    ends: Vec<usize>,
    throughs: Vec<(Option<Packed>, Option<Packed>)>,
    /// Answers and figures.
    texts: String,
    /// Of those who flip and fail gate items, the lines of these, by position in the new pool.
    gates: HashMap<usize, Vec<Line>>,
}

impl Impact<'_> {
    /// How many results differ.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shifts.len()
    }

    /// None at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shifts.is_empty()
    }

    /// Every applicant whose result differs: flips first, then by how far the rank moved, then as the new ranking has them.
    pub fn shifts(&self) -> impl Iterator<Item = Shift<'_>> {
        self.some(0..self.len())
    }

    /// Those from one place in this order up to another.
    pub fn some(&self, places: Range<usize>) -> impl Iterator<Item = Shift<'_>> {
        let kept = &self.shifts[places];
        self.walk(kept.len(), |place| kept.get(place))
    }

    /// How many flip, or have points or an indicator that came out differently; all others only move because these do.
    #[must_use]
    pub fn own(&self) -> usize {
        self.own.len()
    }

    /// Of these, those from one place up to another.
    pub fn some_own(&self, places: Range<usize>) -> impl Iterator<Item = Shift<'_>> {
        let own = &self.own[places];
        self.walk(own.len(), |place| own.get(place).map(|place| &self.shifts[*place as usize]))
    }

    fn walk<'a>(&'a self, count: usize, kept: impl Fn(usize) -> Option<&'a Differs>) -> impl Iterator<Item = Shift<'a>> {
        (0..count).filter_map(move |place| {
            self.old.applicants.approach(|steps| kept(place + steps).map(|kept| kept.old));
            self.new.applicants.approach(|steps| kept(place + steps).map(|kept| kept.new));
            kept(place).map(|kept| self.shift(kept))
        })
    }

    fn shift(&self, kept: &Differs) -> Shift<'_> {
        let end = |row: usize| self.found.ends.get(row).copied().unwrap_or_default();
        let throughs = kept.row.map_or(0..0, |row| (row as usize).checked_sub(1).map_or(0, end)..end(row as usize));
        Shift { old: self.old.applicants.get(kept.old as usize), new: self.new.applicants.get(kept.new as usize), impact: self, throughs }
    }
}

impl<'p> Shift<'p> {
    /// Does the verdict differ, or whether there is one?
    #[must_use]
    pub fn flips(&self) -> bool {
        self.old.status != self.new.status
    }

    /// By how many places the rank got better (positive) or worse; none where one of the two has no rank.
    #[must_use]
    pub fn moved(&self) -> Option<i64> {
        moved(&self.old, &self.new)
    }

    /// Do its points differ, or those that it could have had?
    #[must_use]
    pub fn totals_differ(&self) -> bool {
        !same_totals(self.impact.old, &self.old, self.impact.new, &self.new)
    }

    /// Indicators whose state or points differ.
    pub fn through(&self) -> impl ExactSizeIterator<Item = Through<'p>> + use<'p> {
        let (impact, old, new) = (self.impact, self.old, self.new);
        impact.found.throughs[self.throughs.clone()].iter().map(move |(was, now)| Through {
            old: was.as_ref().map(|was| was.unpack(impact, impact.old, &old)),
            new: now.as_ref().map(|now| now.unpack(impact, impact.new, &new)),
        })
    }

    /// The lines of the gate items that an applicant who flips fails now.
    #[must_use]
    pub fn gates(&self) -> &'p [Line] {
        self.impact.found.gates.get(&self.new.index).map_or(&[], Vec::as_slice)
    }
}

impl Packed {
    fn unpack<'p>(&self, impact: &'p Impact<'_>, pool: &Pool<'_>, applicant: &Applicant<'_>) -> Side<'p> {
        let value = self.start + self.answer as usize;
        Side {
            indicator: self.indicator,
            state: self.state,
            points: points_of(pool.plan.standard, self.indicator, self.points).filter(|_| applicant.is_scored()),
            answer: &impact.found.texts[self.start..value],
            value: self.value.map(|length| &impact.found.texts[value..value + length as usize]),
            limit: limit_text(&pool.plan, self.indicator, applicant.applicant_type),
        }
    }
}

/// What has to be watched in the pools of two standards, by position in each.
#[must_use]
pub fn watched(old: &Standard, new: &Standard) -> (Vec<usize>, Vec<usize>) {
    let pairs = paired_indicators(old, new);
    (pairs.iter().filter_map(|pair| pair.0).collect(), pairs.iter().filter_map(|pair| pair.1).collect())
}

/// Holds two pools of the same tables against each other, on so many threads. Both were scored with what [`watched`] says, and their
/// rows were kept or can be read again.
///
/// # Errors
/// A finding where a table can no longer be read, or says something else by now.
pub fn impact<'p>(old: &'p Pool<'p>, new: &'p Pool<'p>, threads: usize) -> Result<Impact<'p>, Box<Diagnostic>> {
    let pairs = paired_indicators(old.plan.standard, new.plan.standard);
    let places = new.places();
    // Where rows and indicators of both pools stand in one order, whoever is packed alike came to the same.
    let is_gate = |pool: &Pool<'_>, indicator: usize| pool.plan.standard.indicators[indicator].is_gate();
    let aligned = pairs.iter().all(|pair| matches!(pair, (Some(was), Some(now)) if is_gate(old, *was) == is_gate(new, *now)))
        && old.plan.standard.decimals == new.plan.standard.decimals
        && old.applicants.has_rows_of(&new.applicants);
    let found = in_parts(threads, new.applicants.len(), |range| {
        let unclear = range.filter(|index| !aligned || !old.applicants.is_packed_alike(&new.applicants, *index));
        unclear.filter_map(|index| differs(old, new, &new.applicants.get(index), places[index], &pairs)).collect::<Vec<_>>()
    });
    let mut shifts = found.concat();
    let mut rows: Vec<Differs> = Vec::new();
    for one in shifts.iter_mut().filter(|one| one.row.is_some()) {
        one.row = u32::try_from(rows.len()).ok();
        rows.push(*one);
    }
    let parts = in_parts(threads, rows.len(), |range| read_again(old, new, &pairs, &rows[range]));
    let mut found = Found::default();
    for part in parts {
        found.append(part?);
    }
    sort(threads, &mut shifts, &|a, b| (a.weight_and_move, a.place).cmp(&(b.weight_and_move, b.place)));
    let count = |of: fn(&Differs) -> bool| shifts.iter().filter(|one| of(one)).count();
    let (flips, moved) = (count(Differs::flips), count(Differs::moves));
    let moved_alone = count(|one| one.moves() && !one.flips());
    let own = (0..).zip(&shifts).filter(|(_, one)| one.own).map(|(place, _)| place).collect();
    Ok(Impact { old, new, flips, moved, moved_alone, shifts, own, found })
}

fn moved(old: &Applicant<'_>, new: &Applicant<'_>) -> Option<i64> {
    Some(i64::from(old.rank()?) - i64::from(new.rank()?))
}

/// Does the result of an applicant of the new pool differ? None where it does not, or where the old pool has no such row.
fn differs(old: &Pool<'_>, new: &Pool<'_>, now: &Applicant<'_>, place: u32, pairs: &[Pair]) -> Option<Differs> {
    let was = old.in_row_of(now)?;
    let moved = moved(&was, now).unwrap_or(0);
    let flips = was.status != now.status;
    let through = unlike(old, &was, new, now, pairs).next().is_some();
    if !flips && moved == 0 && !through {
        return None;
    }
    // A pass that is lost weighs most.
    let weight = match (flips, now.status) {
        (true, Status::Failed | Status::NotScored) => 0,
        (true, _) => 1,
        _ => 2,
    };
    let index = |applicant: &Applicant<'_>| u32::try_from(applicant.index).unwrap_or(u32::MAX);
    let moved = u32::try_from(moved.unsigned_abs()).unwrap_or(u32::MAX);
    let row = through || (flips && gates(now).next().is_some());
    let weight_and_move = Differs::weight_and_move(weight, moved);
    let own = flips || row || !same_totals(old, &was, new, now);
    Some(Differs { weight_and_move, place, old: index(&was), new: index(now), row: row.then_some(0), own })
}

/// Are the points and those that could be had the same?
fn same_totals(old: &Pool<'_>, was: &Applicant<'_>, new: &Pool<'_>, now: &Applicant<'_>) -> bool {
    let (places, other_places) = (old.plan.standard.decimals, new.plan.standard.decimals);
    let same = |one: Points, other: Points| equal(Some(one), places, Some(other), other_places);
    same(was.totals.points, now.totals.points) && same(was.totals.available, now.totals.available)
}

/// An indicator and what it came to.
type Came = (usize, State, Points);

/// A pair of indicators with what each came to.
type Unlike = (Option<Came>, Option<Came>);

/// The pairs of indicators that came out differently.
fn unlike<'a>(
    old: &'a Pool<'_>,
    was: &Applicant<'a>,
    new: &'a Pool<'_>,
    now: &Applicant<'a>,
    pairs: &'a [Pair],
) -> impl Iterator<Item = Unlike> + use<'a> {
    let (old, new) = (old.plan.standard, new.plan.standard);
    let (mut before, mut after) = (was.watched(), now.watched());
    // Without a card on both sides nothing can be said of the indicators.
    let both = before.len() == watched_of(pairs, |pair| pair.0) && after.len() == watched_of(pairs, |pair| pair.1);
    let compared = both && (was.is_scored() || now.is_scored());
    pairs.iter().filter(move |_| compared).filter_map(move |(was, now)| {
        let came = |of: Option<usize>, to: &mut dyn Iterator<Item = (State, Points)>| {
            let (indicator, (state, points)) = (of?, to.next()?);
            Some((indicator, state, points))
        };
        let (was, now) = (came(*was, &mut before), came(*now, &mut after));
        let alike = match (&was, &now) {
            (Some((i, one, earned)), Some((j, other, earns))) => {
                let (earned, earns) = (points_of(old, *i, *earned), points_of(new, *j, *earns));
                one == other && equal(earned, old.decimals, earns, new.decimals)
            }
            _ => false,
        };
        (!alike).then_some((was, now))
    })
}

/// Are two points the same, though the standards may round to different places?
fn equal(one: Option<Points>, places: u8, other: Option<Points>, other_places: u8) -> bool {
    let value = |points: Option<Points>, places| points.map(|points| points.value(places));
    if places == other_places { one == other } else { value(one, places) == value(other, other_places) }
}

fn watched_of(pairs: &[Pair], side: impl Fn(&Pair) -> Option<usize>) -> usize {
    pairs.iter().filter_map(side).count()
}

/// What an indicator earned; gate items earn nothing, not nought.
fn points_of(standard: &Standard, indicator: usize, points: Points) -> Option<Points> {
    (!standard.indicators[indicator].is_gate()).then_some(points)
}

/// The gate items that an applicant fails.
fn gates(applicant: &Applicant<'_>) -> impl Iterator<Item = usize> {
    let failed = applicant.status == Status::Failed;
    applicant.reasons().filter(move |reason| failed && reason.code != Code::Floor).filter_map(|reason| reason.about.map(usize::from))
}

/// Reads rows again and keeps what is said of them.
fn read_again(old: &Pool<'_>, new: &Pool<'_>, pairs: &[Pair], rows: &[Differs]) -> Result<Found, Box<Diagnostic>> {
    let (mut again, mut again_old, mut found) = (Again::new(new), Again::new(old), Found::default());
    for one in rows {
        let (was, now) = (old.applicants.get(one.old as usize), new.applicants.get(one.new as usize));
        let Some(row) = again.row(&now)? else {
            found.ends.push(found.throughs.len());
            continue;
        };
        let unlike: Vec<Unlike> = unlike(old, &was, new, &now, pairs).collect();
        let other = if new.cut_alike(old, &now) { Some(row) } else { again_old.row(&was)? };
        let indicators = |side: fn(&Unlike) -> Option<Came>| unlike.iter().filter_map(side).map(|(i, ..)| i).collect::<Vec<_>>();
        let mut before = other.map(|row| old.answers_and_values(&was, row, &indicators(|pair| pair.0))).unwrap_or_default().into_iter();
        let mut after = new.answers_and_values(&now, row, &indicators(|pair| pair.1)).into_iter();
        for (was, now) in &unlike {
            let through = (found.pack(*was, &mut before), found.pack(*now, &mut after));
            found.throughs.push(through);
        }
        found.ends.push(found.throughs.len());
        if was.status != now.status && gates(&now).next().is_some() {
            found.gates.insert(now.index, new.lines(&now, row, &gates(&now).collect::<Vec<_>>()));
        }
    }
    Ok(found)
}

impl Found {
    fn pack(&mut self, side: Option<Came>, said: &mut impl Iterator<Item = (String, Option<String>)>) -> Option<Packed> {
        let ((indicator, state, points), (answer, value)) = (side?, said.next()?);
        let start = self.texts.len();
        self.texts += &answer;
        self.texts += value.as_deref().unwrap_or_default();
        let length = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Some(Packed { indicator, state, points, start, answer: length(&answer), value: value.as_ref().map(length) })
    }

    /// Takes in what was found in later rows.
    fn append(&mut self, mut later: Self) {
        let sides = later.throughs.iter_mut().flat_map(|(was, now)| was.iter_mut().chain(now));
        sides.for_each(|side| side.start += self.texts.len());
        self.ends.extend(later.ends.iter().map(|end| self.throughs.len() + end));
        self.throughs.append(&mut later.throughs);
        self.texts += &later.texts;
        self.gates.extend(later.gates);
    }
}
