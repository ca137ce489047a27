//! For people.

use std::io;

use smol_str::format_smolstr;

use crate::analysis::{Impact, Shift, Side, Through};
use crate::report::page::{Grid, Page, Pen};
use crate::report::reason;
use crate::score::{Applicant, Pool, Status};
use crate::standard::{About, Change, Standard};
use crate::text::{Language, Part, Text, text};

use super::Compared;

/// For a terminal of so many columns.
///
/// # Errors
/// Only if writing fails.
pub fn terminal(out: &mut dyn io::Write, compared: &Compared<'_>, language: Language, width: u16) -> io::Result<()> {
    write(Pen::terminal(out, language, width), compared)
}

/// As Markdown.
///
/// # Errors
/// Only if writing fails.
pub fn markdown(out: &mut dyn io::Write, compared: &Compared<'_>, language: Language) -> io::Result<()> {
    write(Pen::markdown(out, language), compared)
}

fn write(mut pen: Pen<'_>, compared: &Compared<'_>) -> io::Result<()> {
    pen.page(&changes(compared))?;
    match &compared.impact {
        Some(impact) => of_applicants(&mut pen.on(impact.new.opening.threads), impact),
        None => Ok(()),
    }
}

fn changes(compared: &Compared<'_>) -> Page {
    let mut page = Page::default();
    page.heading(1, text!(DiffTitle, name = compared.new.1.name.part()));
    let side = |(file, standard): (&str, &Standard)| {
        let counted = standard.indicators.iter().filter(|i| !i.is_gate()).count();
        let gates = standard.indicators.len() - counted;
        let total: crate::number::Points = standard.indicators.iter().filter(|i| !i.bonus).map(|i| i.points).sum();
        let points = total.show(standard.decimals);
        (file.to_owned(), standard.edition.clone(), counted, gates, points)
    };
    for (old, (file, edition, counted, gates, points)) in [(true, side(compared.old)), (false, side(compared.new))] {
        let which = if old { text!(DiffOld) } else { text!(DiffNew) };
        page.lines([text!(DiffSide, which = which, file = file, edition = edition, counted = counted, gates = gates, points = points)]);
    }
    let (deciding, wording): (Vec<&Change>, Vec<&Change>) = compared.changes.iter().partition(|change| change.decides);
    if compared.changes.is_empty() {
        page.lines([text!(NothingChanged)]);
    }
    for (title, changes) in
        [(text!(TitleDeciding, count = deciding.len()), deciding), (text!(TitleOnlyWording, count = wording.len()), wording)]
    {
        if changes.is_empty() {
            continue;
        }
        page.heading(2, title);
        for group in grouped(&changes) {
            page.item(group[0].part(), group.iter().map(|change| change.words()));
        }
    }
    page
}

/// Changes of one part together.
fn grouped<'c>(changes: &[&'c Change]) -> Vec<Vec<&'c Change>> {
    let mut groups: Vec<(&About, Vec<&'c Change>)> = Vec::new();
    for change in changes {
        match groups.iter_mut().find(|(about, _)| **about == change.about) {
            Some((_, group)) => group.push(change),
            None => groups.push((&change.about, vec![change])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn of_applicants(pen: &mut Pen<'_>, impact: &Impact<'_>) -> io::Result<()> {
    let mut head = Page::default();
    head.heading(2, text!(TitleImpact));
    let with = |pool: &Pool<'_>, status| pool.applicants.with_status(status);
    let passed = |pool: &Pool<'_>| or_dash(pool.plan.standard.can_fail().then(|| with(pool, Status::Passed).into()));
    head.lines([text!(
        ImpactCounts,
        all = impact.new.applicants.len(),
        flips = impact.flips,
        moved = impact.moved_alone,
        old = passed(impact.old),
        new = passed(impact.new)
    )]);
    let [old, new] = [impact.old, impact.new].map(|pool| with(pool, Status::NotScored));
    if old + new > 0 {
        head.lines([text!(ImpactNotScored, old = old, new = new)]);
    }
    let neither = not_scored(impact);
    if !neither.is_empty() {
        head.lines([text!(ImpactNeither, list = neither)]);
    }
    pen.page(&head)?;
    let header = [text!(ColApplicant), text!(ColVerdict), text!(ColRank), text!(ColPoints), text!(ColMet)].map(Part::from);
    let figures = [false, false, true, true, true];
    pen.table(&header, &figures, impact.len(), |range, cells| impact.some(range).for_each(|shift| row(&shift, impact, cells)))?;
    pen.items(impact.own(), |range, items| {
        for shift in impact.some_own(range) {
            items.title(&title(&shift));
            lines(&shift, impact, |line| items.line(&line));
        }
    })?;
    let mut end = Page::default();
    if impact.len() > impact.own() {
        end.lines([text!(ShiftByOthers, count = impact.len() - impact.own())]);
    }
    pen.page(&end)
}

fn or_dash(part: Option<Part>) -> Part {
    part.unwrap_or_else(|| Part::from("–"))
}

/// Who is scored under neither standard and so stands in no list; the first of many.
fn not_scored(impact: &Impact<'_>) -> Vec<Part> {
    const MANY: usize = 10;
    let new = &impact.new.applicants;
    let unscored = (0..new.len()).filter(|index| new.standing(*index).0 == Status::NotScored).map(|index| new.get(index));
    let neither = unscored.filter(|now| impact.old.in_row_of(now).is_some_and(|was| !was.is_scored()));
    let mut list = neither.map(|now| match now.id() {
        "" => Part::from(impact.new.show(&impact.new.place(&now))),
        _ => who(&now),
    });
    let mut some: Vec<Part> = list.by_ref().take(MANY).collect();
    some.extend(list.next().map(|_| Part::from("…")));
    some
}

fn row(shift: &Shift<'_>, impact: &Impact<'_>, cells: &mut Grid) {
    /// What was and what is; once where nothing changed.
    fn both<T: PartialEq, S: Into<Part>>(cells: &mut Grid, was: T, now: T, say: impl Fn(T) -> S) {
        if was == now { cells.say(&say(now).into()) } else { cells.say(&text!(FromTo, from = say(was).into(), to = say(now).into())) }
    }
    let (old, new) = (&shift.old, &shift.new);
    let points = |applicant: &Applicant<'_>, pool: &Pool<'_>| {
        applicant.is_scored().then_some((applicant.totals.points, pool.plan.standard.decimals))
    };
    let met = |applicant: &Applicant<'_>| applicant.is_scored().then_some((applicant.totals.met, applicant.totals.applicable));
    cells.say(&who(new));
    both(cells, old.status, new.status, verdict);
    both(cells, old.rank(), new.rank(), |rank| or_dash(rank.map(Part::from)));
    both(cells, points(old, impact.old), points(new, impact.new), |points| {
        or_dash(points.map(|(points, decimals)| points.show(decimals).into()))
    });
    both(cells, met(old), met(new), |met| or_dash(met.map(|(met, of)| Part::Plain(format_smolstr!("{met}/{of}")))));
}

fn verdict(status: Status) -> Text {
    match status {
        Status::Passed => text!(VerdictPassed),
        Status::Failed => text!(VerdictFailed),
        Status::Ranked => text!(VerdictRanked),
        Status::NotScored => text!(VerdictNotScored),
    }
}

/// An applicant by id and name; without a name by its id.
fn who(applicant: &Applicant<'_>) -> Part {
    match applicant.name() {
        name if name.is_empty() || name == applicant.id() => Part::from(applicant.id()),
        name => text!(IdAndName, id = applicant.id(), name = name).into(),
    }
}

fn title(shift: &Shift<'_>) -> Text {
    let who = who(&shift.new);
    if shift.flips() {
        return text!(ShiftFlips, who = who, from = verdict(shift.old.status), to = verdict(shift.new.status));
    }
    match shift.moved() {
        Some(places @ 1..) => text!(ShiftUp, who = who, places = places),
        Some(places @ ..=-1) => text!(ShiftDown, who = who, places = -places),
        _ => text!(ShiftOther, who = who),
    }
}

/// Through which indicators, and what the new verdict rests on where it differs.
fn lines(shift: &Shift<'_>, impact: &Impact<'_>, mut say: impl FnMut(Text)) {
    shift.through().filter_map(|through| through_words(&through, impact)).for_each(&mut say);
    if shift.through().len() == 0 && !shift.flips() && shift.totals_differ() {
        let share = |applicant: &Applicant<'_>, pool: &Pool<'_>| {
            let decimals = pool.plan.standard.decimals;
            let (points, of) = (applicant.totals.points.show(decimals), applicant.totals.available.show(decimals));
            format_smolstr!("{points}/{of}").as_str().into()
        };
        let (from, to): (Part, Part) = (share(&shift.old, impact.old), share(&shift.new, impact.new));
        say(text!(ShiftTotals, from = from, to = to));
    }
    if shift.flips() {
        let because = reason::reasons(impact.new, &shift.new, shift.gates());
        because.into_iter().for_each(|said| say(text!(ShiftBecause, reason = said.text)));
    }
}

fn through_words(through: &Through<'_>, impact: &Impact<'_>) -> Option<Text> {
    let (old, new) = (impact.old.plan.standard, impact.new.plan.standard);
    let says = |line: &Side<'_>, standard: &Standard| -> Part {
        let indicator = &standard.indicators[line.indicator];
        let state = reason::state_words(indicator, line.state);
        let answer = line.value.filter(|_| !line.answer.is_empty()).unwrap_or(line.answer);
        let answer = if answer.is_empty() { "–" } else { answer };
        match line.points {
            Some(points) => {
                let (points, of) = (points.show(standard.decimals), indicator.points.show(standard.decimals));
                text!(StandingWithPoints, points = points, of = of, state = state, answer = answer, limit = reason::limit_part(&line.limit))
                    .into()
            }
            None => text!(StandingOfGate, state = state, answer = answer, limit = reason::limit_part(&line.limit)).into(),
        }
    };
    let named = |line: &Side<'_>, standard: &Standard| -> Text {
        let indicator = &standard.indicators[line.indicator];
        text!(IdAndName, id = &indicator.id, name = indicator.name.part())
    };
    Some(match (&through.old, &through.new) {
        (Some(was), Some(now)) => text!(ThroughBoth, what = named(now, new), from = says(was, old), to = says(now, new)),
        (None, Some(now)) => text!(ThroughNew, what = named(now, new), to = says(now, new)),
        (Some(was), None) => text!(ThroughGone, what = named(was, old), from = says(was, old)),
        (None, None) => return None,
    })
}
