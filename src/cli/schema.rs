//! `shifan schema`: the JSON Schemas of the files that people write and of the results that the program writes. They are files
//! of `standards/schema/`, written by hand and held equal to the program by `tests/schema.rs`: a schema that is derived from
//! types would know nothing of what each kind of indicator may hold, nor could it say what a key means.

use clap::{Args, ValueEnum};
use shifan::report;
use shifan::text::Language;

use super::output::Destination;
use super::{Context, Outcome};

/// What there are schemas of.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    Standard,
    Scheme,
    Result,
}

impl Name {
    fn text(self) -> &'static str {
        match self {
            Self::Standard => include_str!("../../standards/schema/standard.schema.json"),
            Self::Scheme => include_str!("../../standards/schema/scheme.schema.json"),
            Self::Result => include_str!("../../standards/schema/result.schema.json"),
        }
    }
}

#[derive(Args)]
pub struct Arguments {
    /// Of what: a standard, a scheme, or the JSON results
    #[arg(value_name = "SCHEMA")]
    name: Name,
    /// With `result`: list the codes instead, one a line: code, severity, meaning, parted by tabs
    #[arg(long)]
    codes: bool,
    #[command(flatten)]
    destination: Destination,
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    if arguments.codes && arguments.name != Name::Result {
        context.say(match context.language() {
            Language::En => "--codes goes with `result`: shifan schema result --codes",
            Language::Zh => "--codes 只用于 result：shifan schema result --codes",
        });
        return Ok(Outcome::Usage);
    }
    let text = match arguments.codes {
        true => report::codes(context.machine_language()),
        false => arguments.name.text().to_owned(),
    };
    let mut out = match arguments.destination.open(&[]) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    out.writer().write_all(text.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}
