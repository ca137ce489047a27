//! `shifan explain`.

use std::sync::Arc;

use clap::{Args, ValueEnum};
use shifan::analysis::way_to_pass;
use shifan::diagnostic::{Code, Diagnostic, Place, Sources};
use shifan::document::nearest;
use shifan::report::{self, Explained};
use shifan::score::{Applicant, Keep, Pool, Settings};
use shifan::standard::header_key;
use shifan::text::{Part, Text};

use super::output::Destination;
use super::score::{Tables, load, pool};
use super::{Context, Outcome};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    tables: Tables,
    /// The applicant: its id, or its name or a part of it that only one bears
    #[arg(short, long, value_name = "ID")]
    applicant: String,
    /// Form of the explanation
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    destination: Destination,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.format == Format::Json
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let standard = match load(&arguments.tables.standard, context) {
        Ok(standard) => standard,
        Err(outcome) => return Ok(outcome),
    };
    // Of the forms only JSON says which bytes the tables had.
    let wanted = Settings { keep: Keep::Again, no_hash: !arguments.wants_json(), ..Settings::default() };
    let mut pool = match pool(&standard, &arguments.tables, wanted, context) {
        Ok(pool) => pool,
        Err(outcome) => return Ok(outcome),
    };
    let Some(index) = find(&pool, &arguments.applicant).map(|applicant| applicant.index) else {
        return Ok(Outcome::could_not_run(not_found(&pool, &arguments.applicant)));
    };
    if let Err(found) = pool.read_again(index) {
        return Ok(Outcome::could_not_run(*found));
    }
    let applicant = pool.applicants.get(index);
    let card = pool.card(&applicant);
    let way = card.as_ref().filter(|_| applicant.is_scored()).map(|card| way_to_pass(&pool.plan, &card.answers));
    let explained = Explained { pool: &pool, applicant, card, way };
    let text = match arguments.format {
        Format::Text => report::explain_text(&explained, context.language()),
        Format::Markdown => report::explain_markdown(&explained, context.language()),
        Format::Json => report::explain_json(&explained, context.machine_language())?,
    };
    let mut out = match arguments.destination.open(&arguments.tables.inputs()) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    out.writer().write_all(text.as_bytes())?;
    out.finish()?;
    let own: Vec<_> = pool.problems.iter().filter(|found| found.applicant.as_deref() == Some(applicant.id())).cloned().collect();
    context.print(&own, &Sources::default());
    Ok(if applicant.is_scored() { Outcome::Done } else { Outcome::Findings })
}

/// By id, by name, by both as results print them, or else by a part of the name; by a name or part only if just one fits.
fn find<'p>(pool: &'p Pool<'_>, wanted: &str) -> Option<Applicant<'p>> {
    let key = header_key(wanted);
    if key.is_empty() {
        return None;
    }
    let only = |fits: &dyn Fn(&Applicant<'_>) -> bool| {
        let mut found = pool.applicants.iter().filter(|a| fits(a));
        found.next().filter(|_| found.next().is_none())
    };
    let both = |a: &Applicant<'_>| header_key(&format!("{} {}", a.id(), a.name())) == key;
    pool.by_id(wanted)
        .or_else(|| only(&|a| header_key(a.id()) == key))
        .or_else(|| only(&|a| header_key(a.name()) == key))
        .or_else(|| only(&both))
        .or_else(|| only(&|a| header_key(a.name()).contains(&key) || header_key(a.id()).contains(&key)))
}

fn not_found(pool: &Pool<'_>, wanted: &str) -> Diagnostic {
    let file = pool.inputs.first().map_or_else(|| "-".into(), |input| Arc::clone(&input.layout.file));
    let key = header_key(wanted);
    let same: Vec<Part> = pool.applicants.iter().filter(|a| header_key(a.name()) == key).map(|a| Part::from(a.id())).collect();
    let refuse = |text| Diagnostic::new(Code::NoApplicant, Place::File(file), text);
    if same.len() > 1 {
        return refuse(Text::SeveralApplicants { name: wanted.into(), list: same.into() }).help(Text::NameById {});
    }
    let near: Vec<Part> = pool
        .applicants
        .iter()
        .filter(|a| !key.is_empty() && header_key(a.name()).contains(&key))
        .map(|a| format!("{} {}", a.id(), a.name()).into())
        .collect();
    if near.len() > 1 {
        return refuse(Text::SeveralApplicants { name: wanted.into(), list: near.into() }).help(Text::NameById {});
    }
    let names = pool.applicants.iter().flat_map(|a| [a.id(), a.name()]).filter(|name| !name.is_empty());
    let help = match nearest(wanted, names) {
        Some(near) => Text::DidYouMean { word: near.into() },
        None => Text::NameById {},
    };
    refuse(Text::NoApplicant { name: wanted.into(), count: pool.applicants.len().into() }).help(help)
}
