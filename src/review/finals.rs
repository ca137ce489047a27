//! Final scores: those that there are, and the most that an applicant could still come to, by which it is known who is waited for.

use crate::number::{Decimal, Points, Rational};
use crate::score::{Pool, points_share};

use super::outcome::Outcome;
use super::panel::{MARK_PLACES, Scale};
use super::rounds::{self, RoundResult};
use super::scheme::{self, Effect, Items, Track};
use super::selection::{self, Contender};
use super::track::{Barrier, Entrant, Run};

impl Run<'_, '_> {
    /// Final scores of those that came through everything.
    pub(super) fn finals(&self, pool: &Pool<'_>, entrants: &mut [Entrant], standing: &[bool]) -> Vec<Contender> {
        let track = self.track;
        let mut contenders = Vec::new();
        for a in self.roll.by_id().into_iter().filter(|a| standing[*a]) {
            let bonus = self.bonus(&entrants[a]);
            let (score, key) = if track.rounds.is_empty() {
                let standard = pool.plan.standard;
                let totals = &pool.applicants.get(a).totals;
                let places = final_places(track);
                let points = Points(totals.points.0 * 10i64.pow(u32::from(places - standard.decimals)) + in_units(bonus, places));
                let available = totals.available.value(standard.decimals);
                // Points ÷ points available; who has nothing available comes last.
                let key = points.value(places).over(available).unwrap_or(Rational::ZERO);
                (Some(points), key)
            } else {
                let shares: Option<Vec<Rational>> =
                    entrants[a].rounds.iter().zip(&track.rounds).map(|(result, plan)| rounds::share(result, plan.panel.decimals)).collect();
                let Some(shares) = shares else { continue };
                let places = final_places(track);
                let score = weighted(&shares, track);
                let score = score.map(|score| Points(score.0 * 10i64.pow(u32::from(places - track.decimals)) + in_units(bonus, places)));
                (score, score.unwrap_or_default().value(places))
            };
            let Some(score) = score else { continue };
            let entrant = &mut entrants[a];
            let chain = self.chain(entrant, |round| {
                rounds::share(&entrant.rounds[round], track.rounds[round].panel.decimals).unwrap_or(Rational::ZERO)
            });
            let reserved = self.is_reserved(entrant);
            entrant.final_score = Some(score);
            entrant.bonus = bonus;
            contenders.push(Contender { applicant: a, key, chain, reserved });
        }
        contenders
    }

    fn bonus(&self, entrant: &Entrant) -> Option<Decimal> {
        let of = |effect: Option<Effect>, holds: bool| match effect {
            Some(Effect::Bonus(amount)) if holds => Some(amount),
            _ => None,
        };
        let prefer = of(self.track.prefer.as_ref().map(|p| p.effect), entrant.preferred);
        let list = of(self.track.national_list.as_ref().map(|l| l.effect), entrant.on_national_list);
        match (prefer, list) {
            (Some(one), Some(other)) => {
                let places = one.scale().max(other.scale());
                Decimal::whole(in_units(Some(one), places) + in_units(Some(other), places))?.shifted(-(places as i8))
            }
            (one, other) => one.or(other),
        }
    }

    /// Who could still reach the quota once what is open about it is decided: an objection dismissed, or, of one that is not
    /// decided, everything that is open come out at its best.
    pub(super) fn waiting_for(
        &self,
        pool: &Pool<'_>,
        entrants: &[Entrant],
        contenders: &[Contender],
        barriers: &[Barrier],
        withheld: &[usize],
    ) -> Vec<usize> {
        let before: Vec<Outcome> = entrants.iter().map(|e| e.computed).collect();
        let could = |contender: &Contender| {
            let a = contender.applicant;
            let mut with: Vec<Contender> = contenders.to_vec();
            with.push(contender.clone());
            let computed = selection::compute(with, &self.seats());
            let mut before = before.clone();
            computed.outcomes.iter().for_each(|(about, outcome)| before[*about] = *outcome);
            // Where there is no seat for all that are selected by decision, somebody would have to give way.
            self.settle(&before, &computed).map_or(true, |settled| {
                let withheld = settled.withheld.iter().any(|(about, _)| *about == a);
                withheld || matches!(settled.outcomes[a], Outcome::Selected | Outcome::TiedAtQuota)
            })
        };
        let open = |a: &usize| {
            let entrant = &entrants[*a];
            entrant.outcome == Outcome::NotDecided && barriers[*a] != Barrier::Fails && entrant.final_score.is_none()
        };
        let at_best = |a: usize| self.at_best(pool, a, &entrants[a], barriers[a] == Barrier::None);
        let recorded = |c: &Contender| !entrants[c.applicant].overrides.is_empty() || !entrants[c.applicant].objections.is_empty();
        let (alone, alike): (Vec<Contender>, Vec<Contender>) = (0..entrants.len()).filter(open).map(at_best).partition(recorded);
        let mut waiting: Vec<usize> = withheld.to_vec();
        waiting.extend(alone.iter().filter(|c| could(c)).map(|c| c.applicant));
        // Of those about whom no record speaks, whoever comes out better than one that could reach the quota could too.
        let (reserved, other): (Vec<Contender>, Vec<Contender>) = alike.into_iter().partition(|c| c.reserved);
        for mut class in [reserved, other] {
            class.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| a.chain.cmp(&b.chain)));
            let first = class.partition_point(|c| !could(c));
            waiting.extend(class[first..].iter().map(|c| c.applicant));
        }
        self.roll.by_id().into_iter().filter(|a| waiting.contains(a)).collect()
    }

    /// An applicant with the most that it could still come to. What it has counts only where it came to the rounds.
    fn at_best(&self, pool: &Pool<'_>, a: usize, entrant: &Entrant, entered: bool) -> Contender {
        let track = self.track;
        // More than any score: where a round has no upper end.
        let unbounded = Rational::new(i128::from(i64::MAX), 1).unwrap_or(Rational::ONE);
        let bonus = self.bonus(entrant);
        let shares: Vec<Option<Rational>> = entrant
            .rounds
            .iter()
            .zip(&track.rounds)
            .map(|(result, plan)| {
                let known = rounds::share(result, plan.panel.decimals).filter(|_| entered);
                known.or_else(|| self.full_marks(plan, result))
            })
            .collect();
        let key = if track.rounds.is_empty() {
            let applicant = &pool.applicants.get(a);
            points_share(&applicant.totals).filter(|_| applicant.is_scored() && bonus.is_none()).unwrap_or(unbounded)
        } else {
            let all: Option<Vec<Rational>> = shares.iter().copied().collect();
            let places = final_places(track);
            let score = all.and_then(|all| weighted(&all, track));
            let score = score.map(|score| Points(score.0 * 10i64.pow(u32::from(places - track.decimals)) + in_units(bonus, places)));
            score.map_or(unbounded, |score| score.value(places))
        };
        let chain = self.chain(entrant, |round| shares[round].unwrap_or(unbounded));
        Contender { applicant: a, key, chain, reserved: self.is_reserved(entrant) }
    }

    /// What breaks ties: the rounds that are named, then preference and list where they do.
    fn chain(&self, entrant: &Entrant, share: impl Fn(usize) -> Rational) -> Vec<Rational> {
        let track = self.track;
        let flag = |yes: bool| if yes { Rational::ONE } else { Rational::ZERO };
        let mut chain: Vec<Rational> = track.tie_break.iter().map(|round| share(*round)).collect();
        if matches!(track.prefer.as_ref().map(|p| p.effect), Some(Effect::TieBreak)) {
            chain.push(flag(entrant.preferred));
        }
        if matches!(track.national_list.as_ref().map(|l| l.effect), Some(Effect::TieBreak)) {
            chain.push(flag(entrant.on_national_list));
        }
        chain
    }

    /// Are seats reserved for the likes of it?
    fn is_reserved(&self, entrant: &Entrant) -> bool {
        let seats = |effect: Option<Effect>| matches!(effect, Some(Effect::Seats(_)));
        (seats(self.track.prefer.as_ref().map(|p| p.effect)) && entrant.preferred)
            || (seats(self.track.national_list.as_ref().map(|l| l.effect)) && entrant.on_national_list)
    }

    /// Full marks as a share of a round's maximum: more than all of it where there are bonus indicators; none where it is not
    /// known which items apply.
    fn full_marks(&self, plan: &scheme::Round, result: &RoundResult) -> Option<Rational> {
        let bonus = matches!(plan.items, Items::Standard) && self.track.standard.indicators.iter().any(|indicator| indicator.bonus);
        if !bonus || plan.panel.scale == Scale::Standard || plan.weight.is_zero() {
            return Some(Rational::ONE);
        }
        let all: Points = result.items.iter().map(|item| item.of).sum();
        all.value(MARK_PLACES).over(result.of?.value(MARK_PLACES))
    }
}

/// Places after the point of the final score: without rounds those of the points, and as many as a bonus brings.
pub(super) fn final_places(track: &Track) -> u8 {
    let own = if track.rounds.is_empty() { track.standard.decimals } else { track.decimals };
    own.max(bonus_places(track))
}

/// Places after the point that bonuses bring.
fn bonus_places(track: &Track) -> u8 {
    let places = |effect: Option<Effect>| match effect {
        Some(Effect::Bonus(amount)) => amount.scale(),
        _ => 0,
    };
    places(track.prefer.as_ref().map(|p| p.effect)).max(places(track.national_list.as_ref().map(|l| l.effect)))
}

/// Σ weight × share, rounded once.
fn weighted(shares: &[Rational], track: &Track) -> Option<Points> {
    let terms = shares.iter().zip(&track.rounds).map(|(share, plan)| (Rational::from(plan.weight), *share));
    Rational::sum_of_products(terms, track.decimals).and_then(|units| i64::try_from(units).ok()).map(Points)
}

/// A figure in units of 10^−`places`; 0 where there is none.
fn in_units(figure: Option<Decimal>, places: u8) -> i64 {
    figure.map_or(0, |figure| figure.mantissa() * 10i64.pow(u32::from(places.saturating_sub(figure.scale()))))
}
