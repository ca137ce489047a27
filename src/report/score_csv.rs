//! `score --format csv`: one row per applicant. Column names never follow the language.

use std::io::{self, Write};

use crate::score::{Pool, Status, met_share};

use super::{Shown, plain, reason, share, shown};

/// Writes a scored pool.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, pool: &Pool<'_>, how: &Shown) -> io::Result<()> {
    let standard = pool.plan.standard;
    let mut csv = csv::Writer::from_writer(out);
    let mut row: Vec<String> =
        ["rank", "id", "name", "district", "type", "points", "points_available", "met", "applicable", "met_share", "passed", "reasons"]
            .map(str::to_owned)
            .into();
    if !how.summary {
        row.extend(standard.indicators.iter().filter(|i| !i.is_gate()).map(|i| i.id.clone()));
    }
    csv.write_record(&row)?;
    for applicant in shown(pool, how) {
        let scored = applicant.is_scored();
        let card = if how.summary { None } else { pool.card(&applicant) };
        let if_scored = |text: String| if scored { text } else { String::new() };
        let totals = &applicant.totals;
        let said: Vec<String> = reason::reasons(pool, &applicant, card.as_ref())
            .into_iter()
            .map(|said| match (said.indicator, said.dimension) {
                (Some(i), _) => format!("{}:{}", said.code.id(), standard.indicators[i].id),
                (_, Some(d)) => format!("{}:{}", said.code.id(), standard.dimensions[d].id),
                _ => said.code.id().to_owned(),
            })
            .collect();
        row.clear();
        row.extend([
            applicant.rank().map(|r| r.to_string()).unwrap_or_default(),
            plain::cell(applicant.id()).into_owned(),
            plain::cell(applicant.name()).into_owned(),
            plain::cell(&applicant.profile.district).into_owned(),
            plain::cell(&applicant.profile.applicant_type).into_owned(),
            if_scored(totals.points.show(standard.decimals)),
            if_scored(totals.available.show(standard.decimals)),
            if_scored(totals.met.to_string()),
            if_scored(totals.applicable.to_string()),
            if_scored(share(met_share(totals)).unwrap_or_default()),
            match applicant.status {
                Status::Passed => "true",
                Status::Failed => "false",
                Status::Ranked | Status::NotScored => "",
            }
            .to_owned(),
            said.join("; "),
        ]);
        if !how.summary {
            let points = |i: usize| {
                let line = card.as_ref().filter(|_| scored).map(|card| &card.lines[i]);
                line.filter(|line| line.state.applies()).and_then(|line| line.points).map(|p| p.show(standard.decimals)).unwrap_or_default()
            };
            row.extend((0..standard.indicators.len()).filter(|i| !standard.indicators[*i].is_gate()).map(points));
        }
        csv.write_record(&row)?;
    }
    csv.flush()
}
