//! `shifan check`.

use std::path::Path;

use clap::Args;
use shifan::diagnostic::{Code, Diagnostic, Sources};
use shifan::document::is_scheme;
use shifan::review::scheme;
use shifan::{report, standard};

use super::output::{Destination, TextOrJson};
use super::{Context, Outcome, counts};

#[derive(Args)]
pub struct Arguments {
    /// Standards and schemes: files, ids of built-in standards, or - for stdin
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Form of the findings
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
    /// Warnings count as findings (exit 1)
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.format == TextOrJson::Json
    }
}

/// Reads a file as what it is.
fn load(file: &str) -> (Vec<Diagnostic>, Sources) {
    let text = if file == "-" || Path::new(file).is_file() {
        standard::read_text(file, &standard::shown_path(file).into(), standard::MAX_BYTES)
    } else {
        let loaded = standard::load(file);
        return (loaded.findings, loaded.sources);
    };
    match text {
        Ok((text, _)) if is_scheme(&text) => {
            let loaded = scheme::from_text(file, &text);
            (loaded.findings, loaded.sources)
        }
        Ok((text, _)) if file == "-" => {
            let loaded = standard::from_text(file, &text);
            (loaded.findings, loaded.sources)
        }
        _ => {
            let loaded = standard::load(file);
            (loaded.findings, loaded.sources)
        }
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let mut found: Vec<(Diagnostic, Sources)> = Vec::new();
    for file in &arguments.files {
        let (findings, sources) = load(file);
        found.extend(findings.into_iter().map(|finding| (finding, sources.clone())));
    }
    let unreadable = |code| matches!(code, Code::Unreadable | Code::FileTooLarge | Code::Encoding);
    if found.iter().any(|(finding, _)| unreadable(finding.code)) {
        return Ok(Outcome::CouldNotRun(found));
    }
    let mut out = match arguments.destination.open(&arguments.files) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    match arguments.format {
        TextOrJson::Json => {
            let borrowed: Vec<(Diagnostic, &Sources)> = found.iter().map(|(f, s)| (f.clone(), s)).collect();
            out.writer().write_all(report::findings_json(&borrowed, context.machine_language())?.as_bytes())?;
        }
        TextOrJson::Text => {
            for (finding, sources) in &found {
                let colour = context.colour && !arguments.destination.is_file();
                let drawn = report::draw(std::slice::from_ref(finding), sources, context.language(), colour);
                out.writer().write_all(drawn.as_bytes())?;
            }
            let summary = report::check_summary(arguments.files.len(), found.iter().map(|(f, _)| f.severity), context.language());
            out.writer().write_all(summary.as_bytes())?;
        }
    }
    out.finish()?;
    let all: Vec<Diagnostic> = found.into_iter().map(|(finding, _)| finding).collect();
    Ok(if counts(&all, &[], arguments.strict) { Outcome::Findings } else { Outcome::Done })
}
