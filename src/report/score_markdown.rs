//! `score --format markdown`: the same as at the terminal, for pasting into a document.

use std::io::{self, Write};

use crate::score::{Applicant, Pool, State, Status, met_share, points_share};
use crate::text::{Text, text};

use super::score_table::{asides, differences, head, label, not_applicable, points_text, totals_line};
use super::{Shown, plain, reason, share_or_dash, shown};

/// Writes a scored pool.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, pool: &Pool<'_>, how: &Shown) -> io::Result<()> {
    let standard = pool.plan.standard;
    let say = |text: Text| plain::markdown(&text.say(how.language));
    let mut lines = head(pool).into_iter();
    if let Some(title) = lines.next() {
        writeln!(out, "# {}\n", say(title))?;
    }
    for line in lines {
        writeln!(out, "- {}", say(line))?;
    }
    let of_status = |wanted: &'static [Status]| shown(pool, how).filter(|a| wanted.contains(&a.status));
    let ranked: Vec<Applicant<'_>> = of_status(&[Status::Passed, Status::Ranked]).collect();
    if !ranked.is_empty() {
        writeln!(out, "\n## {}\n", say(if standard.can_fail() { text!(TitlePassed) } else { text!(TitleRanked) }))?;
        let header = [
            text!(ColumnRank),
            text!(ColumnId),
            text!(ColumnName),
            text!(ColumnPoints),
            text!(ColumnAvailable),
            text!(ColumnPointsShare),
            text!(ColumnMet),
            text!(ColumnMetShare),
        ];
        writeln!(out, "| {} |", header.map(say).join(" | "))?;
        writeln!(out, "|---:|---|---|---:|---:|---:|---:|---:|")?;
        for applicant in &ranked {
            let totals = &applicant.totals;
            let row = [
                applicant.rank().map(|r| r.to_string()).unwrap_or_else(|| "–".to_owned()),
                plain::markdown(applicant.id()),
                plain::markdown(applicant.name()),
                points_text(applicant, standard.decimals),
                totals.available.show(standard.decimals),
                share_or_dash(points_share(totals)),
                format!("{}/{}", totals.met, totals.applicable),
                share_or_dash(met_share(totals)),
            ];
            writeln!(out, "| {} |", row.join(" | "))?;
        }
        for (n, line) in ranked.iter().flat_map(|applicant| asides(pool, applicant)).enumerate() {
            writeln!(out, "{}- {}", if n == 0 { "\n" } else { "" }, say(line))?;
        }
    }
    for (title, status) in [(text!(TitleFailed), &[Status::Failed] as &'static [Status]), (text!(TitleNotScored), &[Status::NotScored])] {
        let mut applicants = of_status(status).peekable();
        if applicants.peek().is_some() {
            writeln!(out, "\n## {}", say(title))?;
        }
        for applicant in applicants {
            failed(out, pool, &applicant, how)?;
        }
    }
    if !pool.differences.is_empty() {
        writeln!(out, "\n## {}\n", say(text!(TitleDifferences)))?;
        for line in differences(pool) {
            writeln!(out, "- {}", say(line))?;
        }
    }
    if let Some(top) = how.top.filter(|top| *top < pool.applicants.len()) {
        writeln!(out, "\n{}", say(text!(TopOnly, top = top, all = pool.applicants.len())))?;
    }
    Ok(())
}

fn failed(out: &mut dyn Write, pool: &Pool<'_>, applicant: &Applicant<'_>, how: &Shown) -> io::Result<()> {
    let standard = pool.plan.standard;
    let say = |text: Text| plain::markdown(&text.say(how.language));
    writeln!(out, "\n### {}\n", plain::markdown(&label(applicant)))?;
    if applicant.is_scored() {
        writeln!(out, "{}\n", say(totals_line(pool, applicant)))?;
    } else {
        writeln!(out, "{}\n", plain::markdown(&pool.show(&pool.place(applicant))))?;
    }
    let card = pool.card(applicant);
    for said in reason::reasons(pool, applicant, reason::lines_of(card.as_ref())) {
        writeln!(out, "- **{}**", say(said.text))?;
    }
    let Some(card) = card.filter(|_| applicant.is_scored()) else { return Ok(()) };
    for line in card.lines.iter().filter(|line| reason::falls_short(line) && !standard.indicators[line.indicator].is_gate()) {
        writeln!(out, "- {}", say(reason::short_line(pool, line)))?;
    }
    let missing: Vec<_> = card
        .lines
        .iter()
        .filter(|line| line.state == State::Missing && !standard.indicators[line.indicator].is_gate())
        .map(|line| crate::text::Part::from(&standard.indicators[line.indicator].id))
        .collect();
    if !missing.is_empty() {
        writeln!(out, "- {}", say(text!(MissingLine, count = missing.len(), list = missing)))?;
    }
    if let Some(list) = not_applicable(pool, &card, false) {
        writeln!(out, "- {}", say(text!(NotApplicableLine, list = list)))?;
    }
    Ok(())
}
