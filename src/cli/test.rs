//! `shifan test`.

use clap::{Args, ValueEnum};
use shifan::analysis;
use shifan::number::Decimal;
use shifan::report::test::{self as report, Asked, Tested};
use shifan::standard;

use super::output::{Destination, terminal_width};
use super::{Context, Outcome};

#[derive(Args)]
pub struct Arguments {
    /// Standards: files, or ids of built-in ones
    #[arg(required = true, value_name = "STANDARD")]
    standards: Vec<String>,
    /// Form of the result (default: by the ending of -o, else text)
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Show what the cases reach, goal by goal
    #[arg(long)]
    coverage: bool,
    /// Least share of goals that the cases have to reach, e.g. 100% (exit 1)
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_coverage: Option<Decimal>,
    /// Move every limit by the smallest step and drop every gate item: list each change that no case notices (exit 1)
    #[arg(long)]
    mutate: bool,
    /// Columns of the tables (default: those of the terminal)
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    width: Option<u16>,
    #[command(flatten)]
    destination: Destination,
}

/// The forms of the result.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Junit,
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.form() == Format::Json
    }

    fn form(&self) -> Format {
        self.format.unwrap_or_else(|| match self.destination.ending().as_str() {
            "json" => Format::Json,
            "xml" => Format::Junit,
            _ => Format::Text,
        })
    }
}

/// A share from 0 to 100 %, as a fraction, exactly.
fn share(text: &str) -> Result<Decimal, String> {
    let digits = text.trim().trim_end_matches(['%', '％']);
    // 0.9 without a sign is most probably 90 %.
    let bare = digits.len() == text.trim().len();
    if let Some(fraction) = Decimal::parse(digits).ok().filter(|f| bare && !f.is_zero() && *f < Decimal::whole(1).unwrap_or(Decimal::ZERO))
    {
        let percent = fraction.shifted(2).map(|percent| percent.to_string()).unwrap_or_default();
        return Err(format!("write {percent}% or {fraction}%, whichever is meant"));
    }
    let share = Decimal::parse(digits).ok().filter(|share| !share.is_negative() && *share <= Decimal::whole(100).unwrap_or(Decimal::ZERO));
    share.and_then(|share| share.shifted(-2)).ok_or_else(|| "write a share from 0% to 100%".to_owned())
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let loaded: Vec<_> = arguments.standards.iter().map(|name| standard::load(name)).collect();
    if loaded.iter().any(|l| l.standard.is_none()) {
        let found = loaded.into_iter().filter(|l| l.standard.is_none());
        return Ok(Outcome::CouldNotRun(found.flat_map(|l| l.findings.into_iter().map(move |f| (f, l.sources.clone()))).collect()));
    }
    let mut out = match arguments.destination.open(&arguments.standards) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    let asked = Asked { mutate: arguments.mutate, coverage: arguments.coverage, min_coverage: arguments.min_coverage };
    let mut tested = Vec::new();
    for (name, loaded) in arguments.standards.iter().zip(&loaded) {
        let Some(standard) = &loaded.standard else { continue };
        let results = analysis::run(standard);
        let coverage = analysis::coverage(standard, &results);
        // What a case that fails would say about a change means nothing.
        let sound = !results.is_empty() && results.iter().all(|result| result.mismatches.is_empty());
        let mutations = (arguments.mutate && sound).then(|| analysis::mutate(standard));
        tested.push(Tested { file: standard::shown_path(name), standard, results, coverage, mutations, sources: &loaded.sources });
    }
    match arguments.form() {
        Format::Text => {
            let width = arguments.width.unwrap_or_else(terminal_width);
            report::text(out.writer(), &tested, &asked, context.language(), width)?;
        }
        Format::Json => out.writer().write_all(report::json(&tested, &asked, context.machine_language())?.as_bytes())?,
        Format::Junit => out.writer().write_all(report::junit(&tested, &asked, context.language()).as_bytes())?,
    }
    out.finish()?;
    Ok(if tested.iter().all(|one| one.is_clean(&asked)) { Outcome::Done } else { Outcome::Findings })
}
