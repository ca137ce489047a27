//! `shifan form`: what applicants fill in.

use clap::Args;
use shifan::diagnostic::{Place, Sources};
use shifan::report;
use shifan::report::form::FormError;
use shifan::score::Plan;
use shifan::text::Text;

use super::output::Destination;
use super::{Context, Outcome, score};

/// Endings of the files that forms are written as.
const ENDINGS: &[&str] = &["xlsx", "csv"];

#[derive(Args)]
pub struct Arguments {
    /// A standard: a file, or the id of a built-in one
    standard: String,
    /// The phase to fill in for, for a standard with phases
    #[arg(long, value_name = "YEAR")]
    phase: Option<i32>,
    #[command(flatten)]
    destination: Destination,
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let standard = match score::load(&arguments.standard, context) {
        Ok(standard) => standard,
        Err(outcome) => return Ok(outcome),
    };
    // The phase is judged as scoring judges it.
    if let Err(error) = Plan::new(&standard, arguments.phase) {
        context.say(&score::phase_message(&standard, &error, context.language()));
        return Ok(Outcome::Usage);
    }
    let ending = arguments.destination.ending();
    if !ENDINGS.contains(&ending.as_str()) {
        let text = if arguments.destination.is_file() { Text::FormEnding { ending: ending.into() } } else { Text::FormNeedsFile {} };
        context.say(&text.say(context.language()));
        return Ok(Outcome::Usage);
    }
    let mut out = match arguments.destination.open_as(std::slice::from_ref(&arguments.standard), ENDINGS) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    if ending == "csv" {
        out.writer().write_all("\u{feff}".as_bytes())?;
        report::form::form_csv(out.writer(), &standard, context.language())?;
    } else {
        let place = Place::File(shifan::standard::shown_path(&arguments.standard).into());
        match report::form::form_workbook(out.writer(), &standard, arguments.phase, context.language(), &place) {
            Ok(()) => {}
            Err(FormError::Standard(found)) => return Ok(Outcome::CouldNotRun(vec![(*found, Sources::default())])),
            Err(FormError::Io(error)) => return Err(error.into()),
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}
