//! `shifan diff`.

use std::collections::HashSet;

use clap::{Args, ValueEnum};
use shifan::analysis::{impact, watched};
use shifan::diagnostic::{Code, Diagnostic, Place, Sources};
use shifan::report::diff::{self as report, Compared};
use shifan::score::{Keep, Pool, Settings};
use shifan::standard::{self, Standard, shown_path};
use shifan::text::{Part, Text};

use super::output::{Destination, terminal_width};
use super::score::{OpeningOptions, Tables, pool};
use super::{Context, Outcome, counts};

#[derive(Args)]
pub struct Arguments {
    /// The old standard: a file, or the id of a built-in one
    old: String,
    /// The new standard
    new: String,
    /// Tables of applicants to score under both (.xlsx, .xls, .ods, .csv, .tsv), folders of them, or - for stdin
    #[arg(value_name = "SUBMISSION")]
    submissions: Vec<String>,
    /// Verified tables, whose filled cells replace the applicants' answers
    #[arg(long, value_name = "FILE", requires = "submissions")]
    verified: Vec<String>,
    /// The phase to judge, in standards that have phases
    #[arg(long, value_name = "YEAR")]
    phase: Option<i32>,
    #[command(flatten)]
    opening: OpeningOptions,
    /// Form of the result (default: by the ending of -o, else text)
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
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
    Markdown,
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.form() == Format::Json
    }

    fn form(&self) -> Format {
        self.format.unwrap_or_else(|| match self.destination.ending().as_str() {
            "json" => Format::Json,
            "md" | "markdown" => Format::Markdown,
            _ => Format::Text,
        })
    }

    fn inputs(&self) -> Vec<String> {
        [&self.old, &self.new].into_iter().chain(&self.submissions).chain(&self.verified).cloned().collect()
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let (old, new) = (standard::load(&arguments.old), standard::load(&arguments.new));
    let (Some(old), Some(new)) = (&old.standard, &new.standard) else {
        let twice = arguments.old == arguments.new;
        let broken = [old, new].into_iter().filter(|loaded| loaded.standard.is_none()).take(if twice { 1 } else { 2 });
        let found = broken.flat_map(|loaded| loaded.findings.into_iter().map(move |found| (found, loaded.sources.clone())));
        return Ok(Outcome::CouldNotRun(found.collect()));
    };
    let (old_name, new_name) = (shown_path(&arguments.old), shown_path(&arguments.new));
    let mut compared = Compared { old: (&old_name, old), new: (&new_name, new), changes: standard::diff(old, new), impact: None };
    let scored = |standard: &'_ Standard| Tables {
        standard: standard.id.clone(),
        submissions: arguments.submissions.clone(),
        verified: arguments.verified.clone(),
        // A year is asked of the standards that have phases; the other knows none.
        phase: arguments.phase.filter(|_| !standard.phases.is_empty() || (old.phases.is_empty() && new.phases.is_empty())),
        opening: arguments.opening.clone(),
    };
    let mut pools = Vec::new();
    let (known, taken) = standard::with_old_ids(old, new);
    if !arguments.submissions.is_empty() {
        if !taken.is_empty() {
            let list: Vec<Part> = taken.iter().map(|id| Part::from(id.as_str())).collect();
            let text = Text::OldIdsTaken { list: list.into() };
            context.print(&[Diagnostic::new(Code::HeaderById, Place::File(new_name.as_str().into()), text)], &Sources::default());
        }
        let (of_old, of_new) = watched(old, &known);
        for (standard, watched) in [(old, of_old), (&known, of_new)] {
            // Of the forms only JSON says which files it is of, as they were for the new standard.
            let no_hash = !arguments.wants_json() || pools.is_empty();
            let wanted = Settings { keep: Keep::Again, watched, no_hash, ..Settings::default() };
            match pool(standard, &scored(standard), wanted, context) {
                Ok(pool) => pools.push(pool),
                Err(outcome) => return Ok(outcome),
            }
        }
    }
    if let [before, after] = pools.as_slice() {
        match impact(before, after, after.opening.threads) {
            Ok(impact) => compared.impact = Some(impact),
            Err(found) => return Ok(Outcome::could_not_run(*found)),
        }
    }
    let mut out = match arguments.destination.open(&arguments.inputs()) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    match arguments.form() {
        Format::Text => report::terminal(out.writer(), &compared, context.language(), arguments.width.unwrap_or_else(terminal_width))?,
        Format::Markdown => report::markdown(out.writer(), &compared, context.language())?,
        Format::Json => report::json(out.writer(), &compared, context.machine_language())?,
    }
    out.finish()?;
    let flips = compared.impact.as_ref().is_some_and(|impact| impact.flips > 0);
    drop(compared);
    let problems = once(pools);
    context.print(&problems, &Sources::default());
    Ok(if flips || counts(&problems, &[], false) { Outcome::Findings } else { Outcome::Done })
}

/// The problems of both pools. What is wrong with a row under both standards is said once.
fn once(pools: Vec<Pool<'_>>) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = Vec::new();
    for pool in pools {
        let known: HashSet<&Diagnostic> = problems.iter().collect();
        let new: Vec<Diagnostic> = pool.problems.into_iter().filter(|found| !known.contains(found)).collect();
        problems.extend(new);
    }
    problems
}
