//! `score` at the terminal: the head, the ranking, then for each applicant that failed the lines an evaluator would read out.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};

use crate::score::{Applicant, Card, Pool, State, Status, met_share, points_share};
use crate::standard::{Applicant as Kind, HeaderTarget, Wording, shown_figure};
use crate::submission::name_of;
use crate::text::{Language, Part, Text, text};

use super::{Shown, plain, reason, share_or_dash, shown};

/// Narrower than this, applicants are blocks of lines instead of rows of a table.
const NARROWEST_TABLE: u16 = 60;

/// What an applicant is called.
pub(super) fn applicant_word(kind: Kind) -> Text {
    match kind {
        Kind::District => text!(WordDistrict),
        Kind::Institution => text!(WordInstitution),
        Kind::County => text!(WordCounty),
        Kind::Other => text!(WordApplicant),
    }
}

/// By what a pool is scored: the standard, its wording, the phase.
pub(super) fn standard_lines(pool: &Pool<'_>) -> Vec<Text> {
    let standard = pool.plan.standard;
    let mut head = vec![text!(
        HeadStandard,
        name = standard.name.part(),
        document = &standard.document,
        edition = &standard.edition,
        id = &standard.id
    )];
    match standard.wording {
        Wording::Official => {}
        Wording::Reconstructed => head.push(text!(HeadReconstructed)),
        Wording::Illustrative => head.push(text!(HeadIllustrative)),
    }
    if let Some(phase) = pool.plan.phase {
        head.push(text!(HeadPhase, phase = phase));
    }
    head
}

/// The head of a result: standard, wording, pass lines, inputs, counts.
pub(super) fn head(pool: &Pool<'_>) -> Vec<Text> {
    let standard = pool.plan.standard;
    let mut head = standard_lines(pool);
    let mut lines: Vec<Part> = Vec::new();
    lines.extend(reason::gates_hold(standard.indicators.iter().filter(|i| i.is_gate() && i.is_due(pool.plan.phase))));
    let percent = |d: crate::number::Decimal| shown_figure(d.into(), true, &[]);
    if let Some(line) = standard.pass.met_share {
        lines.push(text!(LineMetShare, limit = percent(line)).into());
    }
    if let Some(line) = standard.pass.points_share {
        lines.push(text!(LinePointsShare, limit = percent(line)).into());
    }
    if let Some(line) = standard.pass.points {
        lines.push(text!(LinePoints, limit = line).into());
    }
    for dimension in &standard.dimensions {
        if let Some(floor) = dimension.at_least {
            lines.push(text!(LineFloor, name = dimension.name.part(), limit = percent(floor)).into());
        }
    }
    head.push(match (lines.is_empty(), standard.can_fail()) {
        (false, _) => text!(HeadPass, lines = lines),
        (true, true) => text!(HeadNothingDue),
        (true, false) => text!(HeadNothingToPass),
    });
    for (verified, input) in pool.inputs.iter().map(|i| (false, i)).chain(pool.verified.iter().map(|i| (true, i))) {
        let (file, rows) = (&input.layout.file, input.rows);
        head.push(if verified { text!(HeadVerified, file = file, rows = rows) } else { text!(HeadInput, file = file, rows = rows) });
    }
    let of = |status| pool.applicants.iter().filter(|a| a.status == status).count();
    let (all, not_scored) = (pool.applicants.len(), of(Status::NotScored));
    head.push(if standard.can_fail() {
        text!(
            HeadCounts,
            all = all,
            what = applicant_word(standard.applicant),
            passed = of(Status::Passed),
            failed = of(Status::Failed),
            not_scored = not_scored
        )
    } else {
        text!(HeadCountsRanked, all = all, what = applicant_word(standard.applicant), ranked = of(Status::Ranked), not_scored = not_scored)
    });
    head
}

/// Points with the bonus standing apart: `98.00 + 2.00`.
pub(super) fn points_text(applicant: &Applicant<'_>, decimals: u8) -> String {
    let totals = &applicant.totals;
    if totals.bonus.0 == 0 {
        return totals.points.show(decimals);
    }
    format!("{} + {}", (totals.points - totals.bonus).show(decimals), totals.bonus.show(decimals))
}

/// Writes a scored pool.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, pool: &Pool<'_>, how: &Shown) -> io::Result<()> {
    for line in head(pool) {
        writeln!(out, "{}", plain::terminal(&line.say(how.language)))?;
    }
    writeln!(out)?;
    let of_status = |wanted: &'static [Status]| shown(pool, how).filter(|a| wanted.contains(&a.status));
    let ranked: Vec<Applicant<'_>> = of_status(&[Status::Passed, Status::Ranked]).collect();
    if !ranked.is_empty() {
        let title = if pool.plan.standard.can_fail() { text!(TitlePassed) } else { text!(TitleRanked) };
        writeln!(out, "{}", title.say(how.language))?;
        if how.width >= NARROWEST_TABLE {
            ranking(out, pool, &ranked, how)?
        } else {
            blocks(out, pool, &ranked, how)?
        }
        for applicant in &ranked {
            aside(out, pool, applicant, how)?;
        }
        writeln!(out)?;
    }
    for (title, status) in [(text!(TitleFailed), &[Status::Failed] as &'static [Status]), (text!(TitleNotScored), &[Status::NotScored])] {
        let mut applicants = of_status(status).peekable();
        if applicants.peek().is_none() {
            continue;
        }
        writeln!(out, "{}", title.say(how.language))?;
        for applicant in applicants {
            failed(out, pool, &applicant, how)?;
        }
        writeln!(out)?;
    }
    if !pool.differences.is_empty() {
        writeln!(out, "{}", text!(TitleDifferences).say(how.language))?;
        for line in differences(pool) {
            writeln!(out, "  {}", plain::terminal(&line.say(how.language)))?;
        }
        writeln!(out)?;
    }
    if let Some(top) = how.top.filter(|top| *top < pool.applicants.len()) {
        writeln!(out, "{}", text!(TopOnly, top = top, all = pool.applicants.len()).say(how.language))?;
    }
    Ok(())
}

/// Every verified answer that differs from the applicant's.
pub(super) fn differences(pool: &Pool<'_>) -> impl Iterator<Item = Text> {
    let standard = pool.plan.standard;
    pool.differences.iter().map(move |difference| {
        let item = match difference.target {
            HeaderTarget::Input(i) => standard.inputs[i].name.part(),
            HeaderTarget::Indicator(i) => {
                text!(NameAndFigure, name = &standard.indicators[i].id, figure = standard.indicators[i].name.part()).into()
            }
            other => Part::from(name_of(standard, other)),
        };
        let claimed = if difference.claimed.is_empty() { Part::from(text!(NoAnswer)) } else { Part::from(&difference.claimed) };
        let (applicant, verified, at) = (&difference.applicant, &difference.verified, pool.show(&difference.at));
        text!(DifferenceLine, applicant = applicant, item = item, claimed = claimed, verified = verified, at = at)
    })
}

fn ranking(out: &mut dyn Write, pool: &Pool<'_>, ranked: &[Applicant<'_>], how: &Shown) -> io::Result<()> {
    let standard = pool.plan.standard;
    let typed = !standard.types.is_empty();
    let named = ranked.iter().any(|a| !a.name().is_empty() && a.name() != a.id());
    let say = |text: Text| text.say(how.language);
    // Figures are never broken over lines: where the wide form does not fit, a narrower one with fewer columns does.
    for wide in [true, false] {
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(how.width);
        let mut header = vec![say(text!(ColumnRank))];
        let mut flexible = vec![false];
        header.push(say(if wide || !named { text!(ColumnId) } else { text!(ColumnName) }));
        if wide && named {
            header.push(say(text!(ColumnName)));
        }
        flexible.resize(header.len(), true);
        if typed && wide {
            header.push(say(text!(ColumnType)));
            flexible.push(true);
        }
        let figures = if wide {
            vec![text!(ColumnPoints), text!(ColumnAvailable), text!(ColumnPointsShare), text!(ColumnMet), text!(ColumnMetShare)]
        } else {
            vec![text!(ColumnPoints), text!(ColumnMet), text!(ColumnMetShare)]
        };
        header.extend(figures.into_iter().map(say));
        flexible.resize(header.len(), false);
        table.set_header(header);
        for applicant in ranked {
            let totals = &applicant.totals;
            let (points, available) = (points_text(applicant, standard.decimals), totals.available.show(standard.decimals));
            let (met, met_share) = (format!("{}/{}", totals.met, totals.applicable), share_or_dash(met_share(totals)));
            let rank = applicant.rank().map(|r| r.to_string()).unwrap_or_else(|| "–".to_owned());
            let safe = |text: &str| plain::terminal(text).into_owned();
            table.add_row(if wide {
                let mut row = vec![rank, safe(applicant.id())];
                if named {
                    row.push(safe(applicant.name()));
                }
                if typed {
                    row.push(type_name(pool, applicant, how.language));
                }
                row.extend([points, available, share_or_dash(points_share(totals)), met, met_share]);
                row
            } else {
                vec![rank, safe(&label(applicant)), format!("{points}/{available}"), met, met_share]
            });
        }
        for (column, flexible) in table.column_iter_mut().zip(&flexible) {
            if !flexible {
                column.set_cell_alignment(CellAlignment::Right);
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        let rigid: u16 =
            table.column_max_content_widths().iter().zip(&flexible).map(|(width, flexible)| if *flexible { 12 } else { *width }).sum();
        let borders = u16::try_from(flexible.len() * 3 + 1).unwrap_or(u16::MAX);
        if wide && rigid.saturating_add(borders) > how.width {
            continue;
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        break;
    }
    Ok(())
}

fn type_name(pool: &Pool<'_>, applicant: &Applicant<'_>, language: Language) -> String {
    let standard = pool.plan.standard;
    match standard.type_named(&applicant.profile.applicant_type) {
        Some(t) => plain::terminal(&standard.types[t].name.part().say(language)).into_owned(),
        None => plain::terminal(&applicant.profile.applicant_type).into_owned(),
    }
}

/// For narrow terminals: a block of lines per applicant.
fn blocks(out: &mut dyn Write, pool: &Pool<'_>, ranked: &[Applicant<'_>], how: &Shown) -> io::Result<()> {
    for applicant in ranked {
        let rank = applicant.rank().map(|r| r.to_string()).unwrap_or_else(|| "–".to_owned());
        writeln!(out, "{rank}. {}", plain::terminal(&label(applicant)))?;
        writeln!(out, "   {}", totals_line(pool, applicant).say(how.language))?;
    }
    Ok(())
}

/// Id and name.
pub(super) fn label(applicant: &Applicant<'_>) -> String {
    match (applicant.id(), applicant.name()) {
        ("", "") => "–".to_owned(),
        (id, "") => id.to_owned(),
        (id, name) if id == name => id.to_owned(),
        (id, name) => format!("{id} {name}"),
    }
}

pub(super) fn totals_line(pool: &Pool<'_>, applicant: &Applicant<'_>) -> Text {
    let (standard, totals) = (pool.plan.standard, &applicant.totals);
    let points = points_text(applicant, standard.decimals);
    text!(
        TotalsLine,
        points = if totals.bonus.0 == 0 { points } else { format!("({points})") },
        available = totals.available.show(standard.decimals),
        share = share_or_dash(points_share(totals)),
        met = totals.met,
        applicable = totals.applicable,
        met_share = share_or_dash(met_share(totals)),
    )
}

/// What left the denominators of an applicant that is ranked: declared not applicable, or 0 ÷ 0.
fn aside(out: &mut dyn Write, pool: &Pool<'_>, applicant: &Applicant<'_>, how: &Shown) -> io::Result<()> {
    for line in asides(pool, applicant) {
        writeln!(out, "  {}", plain::terminal(&line.say(how.language)))?;
    }
    Ok(())
}

/// What does not apply to an applicant by answer, of indicators and of gate items.
pub(super) fn asides(pool: &Pool<'_>, applicant: &Applicant<'_>) -> Vec<Text> {
    let Some(card) = pool.card(applicant) else { return Vec::new() };
    let indicators = not_applicable(pool, &card, false).map(|list| text!(AsideNotApplicable, applicant = label(applicant), list = list));
    let gates = not_applicable(pool, &card, true).map(|list| text!(GatesNotApplicable, applicant = label(applicant), list = list));
    indicators.into_iter().chain(gates).collect()
}

/// The indicators (or gate items) that are not applicable by answer, with the cause.
pub(super) fn not_applicable(pool: &Pool<'_>, card: &Card, gates: bool) -> Option<Part> {
    use crate::diagnostic::Code;
    let declared = |code: Code| matches!(code, Code::DeclaredNotApplicable | Code::ZeroByZero);
    let list: Vec<Part> = card
        .lines
        .iter()
        .filter(|line| line.state == State::NotApplicable && pool.plan.standard.indicators[line.indicator].is_gate() == gates)
        .filter_map(|line| {
            let cause = line.notes.iter().find(|note| declared(note.code))?;
            let id = &pool.plan.standard.indicators[line.indicator].id;
            let cause = if cause.code == Code::ZeroByZero { text!(CauseZero) } else { text!(CauseDeclared) };
            Some(text!(NotApplicableItem, id = id, cause = cause).into())
        })
        .collect();
    (!list.is_empty()).then_some(Part::from(list))
}

/// The lines to read out for an applicant that failed or was not scored.
fn failed(out: &mut dyn Write, pool: &Pool<'_>, applicant: &Applicant<'_>, how: &Shown) -> io::Result<()> {
    let say = |text: Text| plain::terminal(&text.say(how.language)).into_owned();
    let title = plain::terminal(&label(applicant)).into_owned();
    if applicant.is_scored() {
        writeln!(out, "{title}  {}", say(totals_line(pool, applicant)))?;
    } else {
        writeln!(out, "{title}  {}", pool.show(&pool.place(applicant)))?;
    }
    let card = pool.card(applicant);
    for said in reason::reasons(pool, applicant, reason::lines_of(card.as_ref())) {
        let mark = if said.code == crate::diagnostic::Code::FloorNotJudged { '·' } else { '✗' };
        writeln!(out, "  {mark} {}", say(said.text))?;
    }
    let Some(card) = card.filter(|_| applicant.is_scored()) else { return Ok(()) };
    let standard = pool.plan.standard;
    for line in card.lines.iter().filter(|line| reason::falls_short(line) && !standard.indicators[line.indicator].is_gate()) {
        writeln!(out, "    · {}", say(reason::short_line(pool, line)))?;
    }
    let missing: Vec<Part> = card
        .lines
        .iter()
        .filter(|line| line.state == State::Missing && !standard.indicators[line.indicator].is_gate())
        .map(|line| Part::from(&standard.indicators[line.indicator].id))
        .collect();
    if !missing.is_empty() {
        writeln!(out, "    · {}", say(text!(MissingLine, count = missing.len(), list = missing)))?;
    }
    if let Some(list) = not_applicable(pool, &card, false) {
        writeln!(out, "    · {}", say(text!(NotApplicableLine, list = list)))?;
    }
    Ok(())
}
