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
use crate::threads::in_parts;

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
    shifts: Vec<Kept>,
    throughs: Vec<(Option<Packed>, Option<Packed>)>,
    /// Answers and figures.
    texts: String,
    /// Of those who flip and fail gate items, the lines of these, by position in the new pool.
    gates: HashMap<usize, Vec<Line>>,
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
    /// What it earned; none for gate items.
    pub points: Option<Points>,
    /// What was answered, as text.
    pub answer: &'p str,
    /// The figure that was compared, as text.
    pub value: Option<&'p str>,
    /// What it takes to be met, as text.
    pub limit: String,
}

/// A shift, by the positions of the applicant in both pools; and where its indicators stand among all.
#[derive(Clone, Copy)]
struct Kept {
    old: u32,
    new: u32,
    first: usize,
    count: usize,
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
struct Differs {
    kept: Kept,
    weight: u8,
    moved: u32,
    /// In the order of the new results.
    place: u32,
    /// Does an indicator, or does a gate item that fails have to be told of?
    row: bool,
}

impl Differs {
    fn flips(&self) -> bool {
        self.weight < 2
    }

    /// What comes first in the list is less: by weight, then by how far the rank moved.
    fn weight_and_move(&self) -> u64 {
        u64::from(self.weight) << 32 | u64::from(u32::MAX - self.moved)
    }
}

/// What was found in rows that were read again.
#[derive(Default)]
struct Found {
    /// Of each row how many indicators differ.
    counts: Vec<usize>,
    throughs: Vec<(Option<Packed>, Option<Packed>)>,
    texts: String,
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
        (0..kept.len()).map(move |place| {
            self.old.applicants.approach(|steps| kept.get(place + steps).map(|kept| kept.old));
            self.new.applicants.approach(|steps| kept.get(place + steps).map(|kept| kept.new));
            self.shift(&kept[place])
        })
    }

    fn shift(&self, kept: &Kept) -> Shift<'_> {
        Shift {
            old: self.old.applicants.get(kept.old as usize),
            new: self.new.applicants.get(kept.new as usize),
            impact: self,
            throughs: kept.first..kept.first + kept.count,
        }
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

    /// Indicators whose state or points differ.
    pub fn through(&self) -> impl ExactSizeIterator<Item = Through<'p>> + use<'p> {
        let (impact, old, new) = (self.impact, self.old, self.new);
        impact.throughs[self.throughs.clone()].iter().map(move |(was, now)| Through {
            old: was.as_ref().map(|was| was.unpack(impact, impact.old, &old)),
            new: now.as_ref().map(|now| now.unpack(impact, impact.new, &new)),
        })
    }

    /// The lines of the gate items that an applicant who flips fails now.
    #[must_use]
    pub fn gates(&self) -> &'p [Line] {
        self.impact.gates.get(&self.new.index).map_or(&[], Vec::as_slice)
    }
}

impl Packed {
    fn unpack<'p>(&self, impact: &'p Impact<'_>, pool: &Pool<'_>, applicant: &Applicant<'_>) -> Side<'p> {
        let value = self.start + self.answer as usize;
        Side {
            indicator: self.indicator,
            state: self.state,
            points: points_of(pool.plan.standard, self.indicator, self.points),
            answer: &impact.texts[self.start..value],
            value: self.value.map(|length| &impact.texts[value..value + length as usize]),
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
    let found = in_parts(threads, new.applicants.len(), |range| {
        range.filter_map(|index| differs(old, new, &new.applicants.get(index), places[index], &pairs)).collect::<Vec<_>>()
    });
    let mut differing: Vec<Differs> = found.into_iter().flatten().collect();
    let rows: Vec<&Differs> = differing.iter().filter(|one| one.row).collect();
    let parts = in_parts(threads, rows.len(), |range| read_again(old, new, &pairs, &rows[range]));
    let mut all = Found::default();
    for part in parts {
        all.append(part?);
    }
    let mut first = 0;
    for (one, count) in differing.iter_mut().filter(|one| one.row).zip(&all.counts) {
        (one.kept.first, one.kept.count) = (first, *count);
        first += count;
    }
    let mut order: Vec<(u64, u32, u32)> = (0..).zip(&differing).map(|(at, one)| (one.weight_and_move(), one.place, at)).collect();
    order.sort_unstable();
    let count = |of: fn(&Differs) -> bool| differing.iter().filter(|one| of(one)).count();
    let (flips, moved) = (count(Differs::flips), count(|one| one.moved > 0));
    let moved_alone = count(|one| one.moved > 0 && !one.flips());
    let shifts = order.iter().map(|(.., at)| differing[*at as usize].kept).collect();
    Ok(Impact { old, new, flips, moved, moved_alone, shifts, throughs: all.throughs, texts: all.texts, gates: all.gates })
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
    let kept = Kept { old: index(&was), new: index(now), first: 0, count: 0 };
    Some(Differs { kept, weight, moved, place, row: through || (flips && gates(now).next().is_some()) })
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
fn read_again(old: &Pool<'_>, new: &Pool<'_>, pairs: &[Pair], rows: &[&Differs]) -> Result<Found, Box<Diagnostic>> {
    let (mut again, mut again_old, mut found) = (Again::new(new), Again::new(old), Found::default());
    for one in rows {
        let (was, now) = (old.applicants.get(one.kept.old as usize), new.applicants.get(one.kept.new as usize));
        let Some(row) = again.row(&now)? else {
            found.counts.push(0);
            continue;
        };
        let unlike: Vec<Unlike> = unlike(old, &was, new, &now, pairs).collect();
        let other = if new.cut_alike(old, &now) { Some(row) } else { again_old.row(&was)? };
        let indicators = |side: fn(&Unlike) -> Option<Came>| unlike.iter().filter_map(side).map(|(i, ..)| i).collect::<Vec<_>>();
        let mut before = other.map(|row| old.lines(&was, row, &indicators(|pair| pair.0))).unwrap_or_default().into_iter();
        let mut after = new.lines(&now, row, &indicators(|pair| pair.1)).into_iter();
        for (was, now) in &unlike {
            let through = (found.pack(*was, &mut before), found.pack(*now, &mut after));
            found.throughs.push(through);
        }
        found.counts.push(unlike.len());
        if was.status != now.status && gates(&now).next().is_some() {
            found.gates.insert(now.index, new.lines(&now, row, &gates(&now).collect::<Vec<_>>()));
        }
    }
    Ok(found)
}

impl Found {
    fn pack(&mut self, side: Option<Came>, lines: &mut impl Iterator<Item = Line>) -> Option<Packed> {
        let ((indicator, state, points), line) = (side?, lines.next()?);
        let start = self.texts.len();
        self.texts += &line.answer;
        self.texts += line.value.as_deref().unwrap_or_default();
        let length = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Some(Packed { indicator, state, points, start, answer: length(&line.answer), value: line.value.as_ref().map(length) })
    }

    /// Takes in what was found in later rows.
    fn append(&mut self, mut later: Self) {
        let sides = later.throughs.iter_mut().flat_map(|(was, now)| was.iter_mut().chain(now));
        sides.for_each(|side| side.start += self.texts.len());
        self.counts.append(&mut later.counts);
        self.throughs.append(&mut later.throughs);
        self.texts += &later.texts;
        self.gates.extend(later.gates);
    }
}
