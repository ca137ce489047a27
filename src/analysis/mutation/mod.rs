//! Would the cases of a standard notice if one of its limits were off by the smallest step, or if a gate item were gone? Every
//! limit is moved both ways, every gate item dropped in turn, and the cases run again. A change that none of them notices is
//! listed with an answer that a case would have to try; one that no answer at all can tell is no change.

mod witness;

use crate::number::{Decimal, Points};
use crate::standard::{Gate, Kind, PhasedLimit, Short, Standard, shown_exactly};
use crate::text::{Text, text};

use super::run;

/// One small change of a standard, and whether a case noticed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutation {
    /// What was changed.
    pub site: Site,
    /// The limit as it stands; empty for a gate item.
    pub from: String,
    /// What it was moved to; empty for a gate item, which was dropped.
    pub to: String,
    /// What came of it.
    pub fate: Fate,
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// At least one case came out differently.
    Noticed,
    /// No case did, though an answer could tell: this one.
    Unnoticed(Box<Text>),
    /// No answer whatever can tell the difference.
    Equivalent,
}

/// Where a standard can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// The limit of a tier of an indicator, both by position.
    Tier(usize, usize),
    /// `met_at` of an indicator.
    MetAt(usize),
    /// `zero_at` of an indicator.
    ZeroAt(usize),
    /// `full_at` of an indicator.
    FullAt(usize),
    /// A limit of a target or gate item: the entry by position.
    Limit(usize, usize),
    /// A gate item.
    Gate(usize),
    /// `met_share` of `[pass]`.
    MetShare,
    /// `points_share` of `[pass]`.
    PointsShare,
    /// `points` of `[pass]`.
    Points,
    /// The floor of a dimension.
    Floor(usize),
}

impl Site {
    /// The indicator that it is part of.
    #[must_use]
    pub fn indicator(self) -> Option<usize> {
        match self {
            Self::Tier(i, _) | Self::MetAt(i) | Self::ZeroAt(i) | Self::FullAt(i) | Self::Limit(i, _) | Self::Gate(i) => Some(i),
            Self::MetShare | Self::PointsShare | Self::Points | Self::Floor(_) => None,
        }
    }

    /// What it is called: the indicator's id, or the table with the key.
    #[must_use]
    pub fn name(self, standard: &Standard) -> String {
        match self {
            Self::Tier(i, tier) => format!("{} tiers[{}]", standard.indicators[i].id, tier + 1),
            Self::MetAt(i) => format!("{} met_at", standard.indicators[i].id),
            Self::ZeroAt(i) => format!("{} zero_at", standard.indicators[i].id),
            Self::FullAt(i) => format!("{} full_at", standard.indicators[i].id),
            Self::Limit(i, entry) => match standard.indicators[i].phased_limit() {
                Some(PhasedLimit { comparison, figures }) => match figures.get(entry) {
                    Some((Some(year), _)) => format!("{} {}.{year}", standard.indicators[i].id, comparison.key()),
                    _ => format!("{} {}", standard.indicators[i].id, comparison.key()),
                },
                None => standard.indicators[i].id.clone(),
            },
            Self::Gate(i) => standard.indicators[i].id.clone(),
            Self::MetShare => "pass.met_share".to_owned(),
            Self::PointsShare => "pass.points_share".to_owned(),
            Self::Points => "pass.points".to_owned(),
            Self::Floor(d) => format!("{} at_least", standard.dimensions[d].id),
        }
    }
}

/// Every place where the standard can be changed, in its order.
fn sites(standard: &Standard) -> Vec<Site> {
    let mut sites = Vec::new();
    let pass = &standard.pass;
    let lines = [(pass.met_share, Site::MetShare), (pass.points_share, Site::PointsShare), (pass.points, Site::Points)];
    sites.extend(lines.into_iter().filter(|(line, _)| line.is_some()).map(|(_, site)| site));
    let floors = standard.dimensions.iter().enumerate().filter(|(_, dimension)| dimension.at_least.is_some());
    sites.extend(floors.map(|(d, _)| Site::Floor(d)));
    for (i, indicator) in standard.indicators.iter().enumerate() {
        match &indicator.kind {
            Kind::Tiers { tiers, met_at } => {
                sites.extend((0..tiers.len()).map(|tier| Site::Tier(i, tier)));
                sites.extend(met_at.map(|_| Site::MetAt(i)));
            }
            Kind::Linear { met_at, .. } => {
                sites.extend([Site::ZeroAt(i), Site::FullAt(i)]);
                sites.extend(met_at.map(|_| Site::MetAt(i)));
            }
            Kind::PerCase { met_at, .. } | Kind::Judged { met_at } => sites.extend(met_at.map(|_| Site::MetAt(i))),
            Kind::Levels { met_at, .. } => sites.extend(met_at.map(|_| Site::MetAt(i))),
            Kind::Target { limit, .. } => sites.extend((0..limit.figures.len()).map(|entry| Site::Limit(i, entry))),
            Kind::Required(gate) | Kind::Veto(gate) => {
                if let Gate::Figure(limit) = gate {
                    sites.extend((0..limit.figures.len()).map(|entry| Site::Limit(i, entry)));
                }
                sites.push(Site::Gate(i));
            }
            Kind::YesNo { .. } => {}
        }
    }
    sites
}

/// The figure of a limit, for changing it; none where it is no figure.
fn figure(standard: &mut Standard, site: Site) -> Option<&mut Decimal> {
    match site {
        Site::MetShare => standard.pass.met_share.as_mut(),
        Site::PointsShare => standard.pass.points_share.as_mut(),
        Site::Points => standard.pass.points.as_mut(),
        Site::Floor(d) => standard.dimensions[d].at_least.as_mut(),
        Site::Gate(_) => None,
        Site::Tier(i, _) | Site::MetAt(i) | Site::ZeroAt(i) | Site::FullAt(i) | Site::Limit(i, _) => {
            match (&mut standard.indicators[i].kind, site) {
                (Kind::Tiers { tiers, .. }, Site::Tier(_, tier)) => Some(&mut tiers[tier].limit.figure),
                (Kind::Tiers { met_at, .. } | Kind::Linear { met_at, .. }, Site::MetAt(_)) => {
                    met_at.as_mut().map(|limit| &mut limit.figure)
                }
                (Kind::PerCase { met_at, .. } | Kind::Judged { met_at }, Site::MetAt(_)) => met_at.as_mut(),
                (Kind::Linear { zero_at, .. }, Site::ZeroAt(_)) => Some(zero_at),
                (Kind::Linear { full_at, .. }, Site::FullAt(_)) => Some(full_at),
                (
                    Kind::Target { limit, .. } | Kind::Required(Gate::Figure(limit)) | Kind::Veto(Gate::Figure(limit)),
                    Site::Limit(_, entry),
                ) => Some(&mut limit.figures[entry].1),
                _ => None,
            }
        }
    }
}

/// Changes the standard in every small way, one at a time, and runs its cases each time. The cases must come out on the standard
/// as it stands.
#[must_use]
pub fn mutate(standard: &Standard) -> Vec<Mutation> {
    sites(standard).into_iter().flat_map(|site| mutate_at(standard, site)).collect()
}

/// The same for one place only.
#[must_use]
pub fn mutate_at(standard: &Standard, site: Site) -> Vec<Mutation> {
    let tried = changes(standard, site).into_iter().map(|(mutated, from, to)| {
        let noticed = run(&mutated).iter().any(|result| !result.mismatches.is_empty());
        let witness = || witness::of(standard, &mutated, site);
        let fate = if noticed { Fate::Noticed } else { witness().map_or(Fate::Equivalent, |told| Fate::Unnoticed(Box::new(told))) };
        Mutation { site, from, to, fate }
    });
    tried.collect()
}

/// The standard with one place changed, both ways where it is a limit, with the limit before and after.
fn changes(standard: &Standard, site: Site) -> Vec<(Standard, String, String)> {
    if let Site::Gate(i) = site {
        return vec![(without_gate(standard, i), String::new(), String::new())];
    }
    if let Some(changes) = moved_level(standard, site) {
        return changes;
    }
    let mut own = standard.clone();
    let Some(now) = figure(&mut own, site).map(|figure| *figure) else { return Vec::new() };
    let percent = match site.indicator() {
        Some(i) => standard.indicators[i].percent(),
        None => site != Site::Points,
    };
    let whole = site.indicator().is_some_and(|i| standard.indicators[i].counts_whole(standard));
    let places = if whole && !percent { 0 } else { standard.decimals + if percent { 2 } else { 0 } };
    let moved = |up| {
        let to = stepped(now, places, up)?;
        let mut mutated = standard.clone();
        *figure(&mut mutated, site)? = to;
        Some((mutated, shown_exactly(now, percent), shown_exactly(to, percent)))
    };
    [true, false].into_iter().filter_map(moved).collect()
}

/// A figure one unit of its `places`-th place higher or lower.
fn stepped(figure: Decimal, places: u8, up: bool) -> Option<Decimal> {
    let scale = places.max(figure.scale());
    let align = |mantissa: i64, by: u8| mantissa.checked_mul(10i64.checked_pow(u32::from(by))?);
    let (own, step) = (align(figure.mantissa(), scale - figure.scale())?, align(1, scale - places)?);
    let moved = if up { own.checked_add(step)? } else { own.checked_sub(step)? };
    Decimal::whole(moved)?.shifted(-i8::try_from(scale).ok()?)
}

/// `met_at` of levels moves to the next level and to the one before.
fn moved_level(standard: &Standard, site: Site) -> Option<Vec<(Standard, String, String)>> {
    let Site::MetAt(i) = site else { return None };
    let Kind::Levels { levels, met_at: Some(now) } = &standard.indicators[i].kind else { return None };
    let others = [now.checked_sub(1), now.checked_add(1).filter(|next| *next < levels.len())];
    let changed = others.into_iter().flatten().map(|other| {
        let mut mutated = standard.clone();
        if let Kind::Levels { met_at, .. } = &mut mutated.indicators[i].kind {
            *met_at = Some(other);
        }
        (mutated, levels[*now].name.clone(), levels[other].name.clone())
    });
    Some(changed.collect())
}

/// The standard in which a gate item decides nothing any more: it asks the same as a bonus of no points.
fn without_gate(standard: &Standard, i: usize) -> Standard {
    let mut mutated = standard.clone();
    let indicator = &mut mutated.indicators[i];
    indicator.kind = match &indicator.kind {
        Kind::Required(Gate::Figure(limit)) => Kind::Target { limit: limit.clone(), short: Short::Zero },
        Kind::Veto(Gate::Figure(limit)) => {
            let opposite = PhasedLimit { comparison: limit.comparison.opposite(), figures: limit.figures.clone() };
            Kind::Target { limit: opposite, short: Short::Zero }
        }
        Kind::Veto(Gate::YesNo) => Kind::YesNo { expect: false },
        _ => Kind::YesNo { expect: true },
    };
    indicator.bonus = true;
    indicator.points = Points::ZERO;
    mutated
}

impl Mutation {
    /// In words: what was changed.
    #[must_use]
    pub fn words(&self, standard: &Standard) -> Text {
        match self.site {
            Site::Gate(i) => text!(GateDropped, id = &standard.indicators[i].id),
            site => text!(LimitMoved, name = site.name(standard), from = &self.from, to = &self.to),
        }
    }
}
