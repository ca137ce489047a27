//! `shifan recheck`.

use std::io::Write;

use clap::Args;
use shifan::report;
use shifan::review::{self, Recheck, RecheckSettings, scheme};

use super::output::Form;
use super::review::{Schemes, outcome, print_failures, write_all};
use super::{Context, Outcome, counts};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    schemes: Schemes,
    /// The day of the look-back (default: the scheme's applied_on)
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<jiff::civil::Date>,
}

fn day(text: &str) -> Result<jiff::civil::Date, String> {
    shifan::date::read(text).ok_or_else(|| format!("{text} is no day; write 2026-11-20"))
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.schemes.form() == Form::Json
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let schemes = &arguments.schemes;
    if let Some(outcome) = schemes.no_file(context) {
        return Ok(outcome);
    }
    let loaded: Vec<scheme::Loaded> = schemes.schemes.iter().map(|path| scheme::load(path)).collect();
    let settings = RecheckSettings { on: arguments.on, opening: schemes.opening.opening(context) };
    let results: Vec<Result<Recheck<'_>, review::CouldNotRun>> =
        schemes.each(&loaded, context, |scheme, sources| review::recheck(scheme, sources, &settings));
    let rechecks: Vec<&Recheck<'_>> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
    let languages = Schemes::languages(context);
    let (language, width, form) = (schemes.language(context), schemes.width(), schemes.form());
    if !rechecks.is_empty() || form == Form::Json {
        let mut out = match schemes.destination.open_form(&schemes.inputs(&loaded), form) {
            Ok(out) => out,
            Err(found) => return Ok(Outcome::could_not_run(*found)),
        };
        schemes.destination.mark(out.writer(), form)?;
        let one = |out: &mut dyn Write, recheck: &Recheck<'_>| match form {
            Form::Json => report::recheck_json(out, recheck, language),
            Form::Markdown => report::recheck_markdown(out, recheck, language),
            Form::Xlsx => report::recheck_workbook(out, recheck, languages).map_err(report::Failure::of_own),
            Form::Html => report::recheck_page(out, recheck, languages).map_err(report::Failure::of_own),
            Form::Table | Form::Csv => report::recheck_table(out, recheck, language, width),
        };
        write_all(out.writer(), &results, form, language, one, |out, rechecks| report::recheck_csv(out, rechecks))?;
        out.finish()?;
    }
    let mut findings = false;
    for recheck in &rechecks {
        context.print(&recheck.notes, &recheck.sources);
        context.print(&recheck.problems, &recheck.sources);
        findings |= !recheck.is_clean() || counts(&recheck.problems, &recheck.notes, schemes.strict);
    }
    print_failures(&results, context);
    Ok(outcome(&results, findings))
}
