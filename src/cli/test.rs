//! `shifan test`.

use clap::Args;
use shifan::{analysis, report, standard};

use super::output::{Destination, TextOrJson};
use super::{Context, Outcome};

#[derive(Args)]
pub struct Arguments {
    /// Standards: files, or ids of built-in ones
    #[arg(required = true, value_name = "STANDARD")]
    standards: Vec<String>,
    /// Form of the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.format == TextOrJson::Json
    }
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
    let mut failed = false;
    let mut tested = Vec::new();
    for (name, loaded) in arguments.standards.iter().zip(&loaded) {
        let Some(standard) = &loaded.standard else { continue };
        let results = analysis::run(standard);
        let coverage = analysis::coverage(standard, &results);
        failed |= results.is_empty() || results.iter().any(|r| !r.mismatches.is_empty());
        tested.push((name.as_str(), standard, results, coverage, &loaded.sources));
    }
    match arguments.format {
        TextOrJson::Text => {
            for (name, standard, results, coverage, sources) in &tested {
                let text = report::cases_text(name, standard, results, coverage, sources, context.language());
                out.writer().write_all(text.as_bytes())?;
            }
        }
        TextOrJson::Json => {
            let borrowed: Vec<_> = tested.iter().map(|(n, s, r, c, t)| (*n, *s, r.as_slice(), c, *t)).collect();
            out.writer().write_all(report::cases_json(&borrowed, context.machine_language())?.as_bytes())?;
        }
    }
    out.finish()?;
    Ok(if failed { Outcome::Findings } else { Outcome::Done })
}
