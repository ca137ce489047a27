//! `shifan sql`: a standard as one SQL statement.

use std::path::Path;

use clap::{Args, ValueEnum};
use shifan::compile::sql::{Dialect, TableColumns};
use shifan::diagnostic::{Code, Diagnostic, Place, Sources};
use shifan::report;
use shifan::score::Plan;
use shifan::standard::{HeaderTarget, Profile, Standard, shown_path};
use shifan::submission::{Headers, Opening, Row, Table, name_of, short};
use shifan::text::{Part, Text};

use super::output::Destination;
use super::{Context, Outcome, score};

#[derive(Clone, Copy, ValueEnum)]
enum Engine {
    #[value(name = "duckdb")]
    DuckDb,
    Spark,
}

#[derive(Args)]
pub struct Arguments {
    /// A standard: a file, or the id of a built-in one
    #[arg(value_name = "STANDARD")]
    standard: String,
    /// The engine that the statement is for
    #[arg(long, value_name = "ENGINE")]
    dialect: Engine,
    /// The phase to judge, for a standard with phases
    #[arg(long, value_name = "YEAR")]
    phase: Option<i32>,
    /// The table of applicants, as it is to stand behind FROM
    #[arg(long, value_name = "TABLE", default_value = "applicants")]
    table: String,
    /// The columns that the table has: their names parted by commas, or a file with such a header. They are recognised as `score` does, and
    /// what is not there is blank (default: a column for every id)
    #[arg(long, value_name = "NAMES")]
    columns: Option<String>,
    /// The table also has columns for what applicants claim where figures decide, called by the ids of these indicators
    #[arg(long, conflicts_with = "columns")]
    claims: bool,
    #[command(flatten)]
    destination: Destination,
}

/// Files that a header can be read from.
const TABLES: &[&str] = &["csv", "tsv", "xlsx", "xls", "ods"];

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
    if arguments.table.trim().is_empty() || arguments.table.contains(['\n', '\r', ';']) {
        context.say(&Text::SqlTableName {}.say(context.language()));
        return Ok(Outcome::Usage);
    }
    let columns = match &arguments.columns {
        None => TableColumns::by_id(&standard, arguments.claims),
        Some(names) => match columns(&standard, names, context) {
            Ok(columns) => columns,
            Err(found) => return Ok(Outcome::could_not_run(*found)),
        },
    };
    let asked = report::sql::Asked {
        dialect: match arguments.dialect {
            Engine::DuckDb => Dialect::DuckDb,
            Engine::Spark => Dialect::Spark,
        },
        phase: arguments.phase,
        table: arguments.table.trim(),
        columns: &columns,
        language: context.machine_language(),
    };
    let place = Place::File(shown_path(&arguments.standard).into());
    let statement = match report::sql::write(&standard, &asked, &place) {
        Ok(statement) => statement,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    let inputs: Vec<String> = std::iter::once(&arguments.standard).chain(&arguments.columns).cloned().collect();
    let mut out = match arguments.destination.open(&inputs) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    out.writer().write_all(statement.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// The names of columns: a list, or the header of a file.
fn names(standard: &Standard, given: &str) -> Result<Vec<String>, Box<Diagnostic>> {
    let path = Path::new(given);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !path.is_file() && (given.contains(',') || !TABLES.contains(&ending.as_str())) {
        return Ok(given.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect());
    }
    let headers = Headers::new(standard);
    let mut table = Table::open(given, &Opening::default(), &|cells| headers.recognised(cells))?;
    let mut row = Row::default();
    table.next(&mut row)?;
    Ok(row.cells.iter().filter(|name| !name.trim().is_empty()).map(ToOwned::to_owned).collect())
}

/// What the columns of a table are for, recognised as they are where a table is scored.
fn columns(standard: &Standard, given: &str, context: &Context) -> Result<TableColumns, Box<Diagnostic>> {
    let place = || Place::File(shown_path(given).into());
    let headers = Headers::new(standard);
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut columns =
        TableColumns { own: vec![None; standard.indicators.len()], inputs: vec![None; standard.inputs.len()], ..TableColumns::default() };
    for name in names(standard, given)? {
        let target = headers.target(&name).or_else(|| headers.indicator(&name).map(HeaderTarget::Indicator));
        let slot = match target {
            Some(HeaderTarget::Indicator(i)) => &mut columns.own[i],
            Some(HeaderTarget::Input(i)) => &mut columns.inputs[i],
            Some(HeaderTarget::Profile(Profile::Id)) => &mut columns.id,
            Some(HeaderTarget::Profile(Profile::Name)) => &mut columns.name,
            Some(HeaderTarget::Profile(Profile::District)) => &mut columns.district,
            Some(HeaderTarget::Profile(Profile::Type)) => &mut columns.applicant_type,
            // Who nominated, the period and the evidence decide nothing.
            Some(HeaderTarget::Profile(_) | HeaderTarget::Evidence(_)) => continue,
            None => {
                found.push(Diagnostic::new(Code::UnmatchedColumn, place(), Text::UnmatchedColumn { header: short(&name).into() }));
                continue;
            }
        };
        if let (Some(first), Some(target)) = (&*slot, target) {
            let text = Text::SqlTwin { first: first.into(), second: (&name).into(), target: name_of(standard, target).into() };
            return Err(Box::new(error(Code::TwinColumns, place(), text).help(Text::TakeOneOut {})));
        }
        *slot = Some(name);
    }
    if columns.id.is_none() && columns.name.is_none() {
        let list: Vec<Part> = ["id", "name"].into_iter().map(Part::from).collect();
        return Err(Box::new(error(Code::NoHeader, place(), Text::SqlNoId {}).help(Text::OneOf { list: list.into() })));
    }
    context.print(&found, &Sources::default());
    Ok(columns)
}

/// A finding that keeps the statement from being made.
fn error(code: Code, place: Place, text: Text) -> Diagnostic {
    let mut found = Diagnostic::new(code, place, text);
    found.severity = shifan::diagnostic::Severity::Error;
    found
}
