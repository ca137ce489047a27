//! `shifan explain`.

use clap::{Args, ValueEnum};
use shifan::analysis::way_to_pass;
use shifan::diagnostic::Sources;
use shifan::document::nearest;
use shifan::report::{self, Explained};
use shifan::score::{Applicant, Keep, Pool};
use shifan::standard::header_key;
use shifan::text::Language;

use super::output::Destination;
use super::score::{Tables, load, pool};
use super::{Context, Outcome};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    tables: Tables,
    /// The applicant: its id, or a name that only one bears
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
    let pool = match pool(&standard, &arguments.tables, Keep::Rows, false, context) {
        Ok(pool) => pool,
        Err(outcome) => return Ok(outcome),
    };
    let Some(applicant) = find(&pool, &arguments.applicant) else {
        context.say(&not_found(&pool, &arguments.applicant, context.language()));
        return Ok(Outcome::CouldNotRun(Vec::new()));
    };
    let card = pool.card(applicant);
    let way = card.as_ref().filter(|_| applicant.is_scored()).map(|card| way_to_pass(&pool.plan, &card.answers));
    let explained = Explained { pool: &pool, applicant, card, way };
    let text = match arguments.format {
        Format::Text => report::explain_text(&explained, context.language()),
        Format::Markdown => report::explain_markdown(&explained, context.language()),
        Format::Json => report::explain_json(&explained, context.machine_language())?,
    };
    let mut out = arguments.destination.open()?;
    out.writer().write_all(text.as_bytes())?;
    out.finish()?;
    let own: Vec<_> = pool.problems.iter().filter(|found| found.applicant.as_deref() == Some(applicant.id())).cloned().collect();
    context.print(&own, &Sources::default());
    Ok(if applicant.is_scored() { Outcome::Done } else { Outcome::Findings })
}

/// By id, else by a name that only one bears.
fn find<'p>(pool: &'p Pool<'_>, wanted: &str) -> Option<&'p Applicant> {
    let key = header_key(wanted);
    if key.is_empty() {
        return None;
    }
    let by_id = pool.applicants.iter().find(|a| header_key(a.id()) == key);
    let mut by_name = pool.applicants.iter().filter(|a| header_key(a.name()) == key);
    by_id.or_else(|| by_name.next().filter(|_| by_name.next().is_none()))
}

fn not_found(pool: &Pool<'_>, wanted: &str, language: Language) -> String {
    let wanted = wanted.escape_debug();
    let names = pool.applicants.iter().flat_map(|a| [a.id(), a.name()]).filter(|name| !name.is_empty());
    let near = nearest(&wanted.to_string(), names).map(|n| n.escape_debug().to_string());
    let same_name = pool.applicants.iter().filter(|a| header_key(a.name()) == header_key(&wanted.to_string())).count();
    match (language, near) {
        (Language::En, _) if same_name > 1 => format!("{same_name} applicants are called {wanted}: name one by its id"),
        (Language::Zh, _) if same_name > 1 => format!("有 {same_name} 个申报单位名为「{wanted}」：请用编号指定"),
        (Language::En, Some(near)) => format!("no applicant `{wanted}`; did you mean `{near}`?"),
        (Language::Zh, Some(near)) => format!("没有申报单位「{wanted}」；是否想写「{near}」？"),
        (Language::En, None) => format!("no applicant `{wanted}` among the {} in the tables", pool.applicants.len()),
        (Language::Zh, None) => format!("表中 {} 个申报单位里没有「{wanted}」", pool.applicants.len()),
    }
}
