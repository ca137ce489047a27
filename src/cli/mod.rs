//! The command line: arguments become plain settings, settings one call, and what comes back is printed. Only here are the
//! terminal, the environment and the exit code known.

mod check;
mod completions;
mod diff;
mod explain;
mod fmt;
mod form;
mod help;
mod man;
mod open;
mod output;
mod progress;
mod recheck;
mod report;
mod review;
mod schema;
mod score;
mod sql;
mod standards;
mod test;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use shifan::diagnostic::{Code, Diagnostic, Severity, Sources};
use shifan::report as reports;
use shifan::text::Language;

use output::Output;
use progress::Display;

/// Scores self-assessments against a creation standard (示范创建), ranks them, and says why
#[derive(Parser)]
#[command(
    name = "shifan",
    bin_name = "shifan",
    version,
    propagate_version = false,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Common {
    /// Language of what people read (default: from the locale; JSON and CSV: en)
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<Lang>,
    /// Colour in messages
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Colour,
    /// Print no findings to stderr, but what kept the call from running
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Zh,
    En,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Command {
    /// Score, rank and say why
    Score(score::Arguments),
    /// One applicant: every point, and the shortest way to pass
    Explain(explain::Arguments),
    /// The whole review, from eligibility to the notice
    Review(review::Arguments),
    /// The yearly look-back at title holders
    Recheck(recheck::Arguments),
    /// A stored result as a page or a workbook
    Report(report::Arguments),
    /// Validate standards and schemes
    Check(check::Arguments),
    /// Run the cases written in a standard, with coverage
    Test(test::Arguments),
    /// What changed between two standards, and whose result flips
    Diff(diff::Arguments),
    /// One layout for standards and schemes, comments kept
    Fmt(fmt::Arguments),
    /// Make a blank self-assessment form that scores itself
    Form(form::Arguments),
    /// Score what was dropped onto the double-click script, and show the page
    Open(open::Arguments),
    /// A standard as one SQL statement, for a data warehouse
    Sql(sql::Arguments),
    /// List the built-in standards, or print one
    Standards(standards::Arguments),
    /// Print a JSON Schema, for editors and other programs
    Schema(schema::Arguments),
    /// Write completions for a shell to stdout
    Completions(completions::Arguments),
    /// Write manual pages
    Man(man::Arguments),
}

/// How a call ended.
enum Outcome {
    /// Done, and nothing to report.
    Done,
    /// Done, with findings.
    Findings,
    /// The command line is wrong; the message has been printed.
    Usage,
    /// Could not run: nothing was written.
    CouldNotRun(Vec<(Diagnostic, Sources)>),
    /// Some of what was asked for could not run; all of it has been said.
    SomeCouldNotRun,
}

impl Outcome {
    /// Could not run, for one reason.
    fn could_not_run(found: Diagnostic) -> Self {
        Self::CouldNotRun(vec![(found, Sources::default())])
    }
}

/// What commands need to know of where they run.
struct Context {
    language: Option<Language>,
    colour: bool,
    quiet: bool,
    /// How far long work has come, for a person at a terminal.
    display: Display,
}

impl Context {
    /// The language of what people read: as asked for, else the locale's.
    fn language(&self) -> Language {
        self.language.unwrap_or_else(help::locale)
    }

    /// The language of texts inside machine-readable results: as asked for, and never the locale's.
    fn machine_language(&self) -> Language {
        self.language.unwrap_or(Language::En)
    }

    /// Prints findings to stderr, unless told to be quiet.
    fn print(&self, findings: &[Diagnostic], sources: &Sources) {
        if !self.quiet {
            self.display.rest();
            output::stderr(&reports::draw(findings, sources, self.language(), self.colour));
        }
    }

    /// A workbook goes into a file: at a terminal it would be noise. Says so where none is named.
    fn needs_file(&self, form: output::Form, destination: &output::Destination) -> Option<Outcome> {
        if form != output::Form::Xlsx || destination.is_file() {
            return None;
        }
        self.say(match self.language() {
            Language::En => "a workbook is written to a file: add -o FILE.xlsx",
            Language::Zh => "工作簿要写入文件：请加 -o 文件.xlsx",
        });
        Some(Outcome::Usage)
    }

    /// Prints a message to stderr, whether told to be quiet or not.
    fn say(&self, message: &str) {
        self.display.rest();
        output::stderr(&format!("shifan: {message}\n"));
    }
}

/// Runs the program.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let cli = match help::parse(&arguments) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let language = cli.common.lang.map(|lang| match lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    });
    let context = Context {
        language,
        colour: match cli.common.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        },
        quiet: cli.common.quiet,
        display: Display::new(language.unwrap_or_else(help::locale), cli.common.quiet),
    };
    let (outcome, json) = dispatch(&cli.command, &context);
    context.display.rest();
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Usage) => ExitCode::from(2),
        Ok(Outcome::SomeCouldNotRun) => ExitCode::from(3),
        Ok(Outcome::CouldNotRun(findings)) => {
            for (found, sources) in &findings {
                output::stderr(&reports::draw(std::slice::from_ref(found), sources, context.language(), context.colour));
            }
            if json {
                let borrowed: Vec<(Diagnostic, &Sources)> = findings.iter().map(|(f, s)| (f.clone(), s)).collect();
                if let Ok(text) = reports::problems_json(&borrowed, context.machine_language()) {
                    _ = Output::stdout().write(text.as_bytes());
                }
            }
            ExitCode::from(3)
        }
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            context.say(&format!("{error:#}"));
            ExitCode::from(3)
        }
    }
}

/// Runs one command; says beside how it ended whether its problems are wanted as JSON.
fn dispatch(command: &Command, context: &Context) -> (anyhow::Result<Outcome>, bool) {
    match command {
        Command::Score(arguments) => (score::run(arguments, context), arguments.wants_json()),
        Command::Explain(arguments) => (explain::run(arguments, context), arguments.wants_json()),
        Command::Review(arguments) => (review::run(arguments, context), arguments.wants_json()),
        Command::Recheck(arguments) => (recheck::run(arguments, context), arguments.wants_json()),
        Command::Report(arguments) => (report::run(arguments, context), false),
        Command::Check(arguments) => (check::run(arguments, context), arguments.wants_json()),
        Command::Test(arguments) => (test::run(arguments, context), arguments.wants_json()),
        Command::Diff(arguments) => (diff::run(arguments, context), arguments.wants_json()),
        Command::Fmt(arguments) => (fmt::run(arguments, context), false),
        Command::Form(arguments) => (form::run(arguments, context), false),
        Command::Open(arguments) => (open::run(arguments, context), false),
        Command::Sql(arguments) => (sql::run(arguments, context), false),
        Command::Standards(arguments) => (standards::run(arguments, context), false),
        Command::Schema(arguments) => (schema::run(arguments, context), false),
        Command::Completions(arguments) => (completions::run(arguments), false),
        Command::Man(arguments) => (man::run(arguments, context), false),
    }
}

/// Do findings make a call end with exit 1? Under `--strict` warnings do, and columns that were not read.
fn counts(problems: &[Diagnostic], notes: &[Diagnostic], strict: bool) -> bool {
    let least = if strict { Severity::Warning } else { Severity::Error };
    let unread = || notes.iter().any(|note| note.code == Code::UnmatchedColumn);
    problems.iter().any(|found| found.severity >= least) || (strict && unread())
}
