//! `shifan standards`.

use clap::Args;
use shifan::report;
use shifan::standard::{self, BUILT_IN};

use super::output::Destination;
use super::{Context, Outcome};

#[derive(Args)]
pub struct Arguments {
    /// Print this built-in standard instead of the list
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    destination: Destination,
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let text = match &arguments.id {
        None => {
            let standards: Vec<_> = BUILT_IN.iter().filter_map(|b| standard::from_text(b.id, b.text).standard).collect();
            report::standards_list(&standards, context.language())
        }
        Some(id) => match BUILT_IN.iter().find(|b| b.id == id) {
            Some(built_in) => built_in.text.to_owned(),
            None => {
                return Ok(Outcome::could_not_run(standard::no_such_standard(id)));
            }
        },
    };
    let mut out = match arguments.destination.open(&[]) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    out.writer().write_all(text.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}
