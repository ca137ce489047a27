//! `shifan form`: what applicants fill in, and experts.

use std::io::Write;

use clap::Args;
use shifan::diagnostic::{Place, Sources};
use shifan::report;
use shifan::report::form::FormError;
use shifan::review::{self, Paper, scheme};
use shifan::score::Plan;
use shifan::text::{Part, Text};

use super::output::{Destination, OutFolder, stderr};
use super::{Context, Outcome, score};

/// Endings of the files that forms are written as.
const ENDINGS: &[&str] = &["xlsx", "csv"];

#[derive(Args)]
pub struct Arguments {
    /// A standard: a file, or the id of a built-in one; with --ballot a scheme
    #[arg(value_name = "STANDARD")]
    standard: String,
    /// The phase to fill in for, for a standard with phases
    #[arg(long, value_name = "YEAR")]
    phase: Option<i32>,
    /// Make the experts' ballots of this round of a scheme instead
    #[arg(long, value_name = "ROUND")]
    ballot: Option<String>,
    /// With --ballot: only for this track
    #[arg(long, value_name = "ID")]
    track: Option<String>,
    /// With --ballot: an expert by name; one ballot is made for each (default: one that the expert puts the name on)
    #[arg(long, value_name = "NAME")]
    expert: Vec<String>,
    #[command(flatten)]
    opening: score::OpeningOptions,
    #[command(flatten)]
    destination: Destination,
    /// With --ballot: write all ballots into this folder
    #[arg(long, value_name = "DIR", group = "destination")]
    out: Option<std::path::PathBuf>,
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    match &arguments.ballot {
        Some(round) => ballots(arguments, round, context),
        None => form(arguments, context),
    }
}

/// The command line is wrong.
fn usage(text: &Text, context: &Context) -> anyhow::Result<Outcome> {
    context.say(&text.say(context.language()));
    Ok(Outcome::Usage)
}

fn form(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let given = [("--track", arguments.track.is_some()), ("--expert", !arguments.expert.is_empty()), ("--out", arguments.out.is_some())];
    if let Some((option, _)) = given.into_iter().find(|(_, given)| *given) {
        return usage(&Text::FormOnlyBallot { option: option.into() }, context);
    }
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
        return usage(&no_form(arguments, ending), context);
    }
    let mut out = match arguments.destination.open_as(std::slice::from_ref(&arguments.standard), ENDINGS) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    if ending == "csv" {
        out.writer().write_all(MARK)?;
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

/// With it Excel takes a CSV file for UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Why a file of this ending is no form.
fn no_form(arguments: &Arguments, ending: String) -> Text {
    if arguments.destination.is_file() { Text::FormEnding { ending: ending.into() } } else { Text::FormNeedsFile {} }
}

fn ballots(arguments: &Arguments, round: &str, context: &Context) -> anyhow::Result<Outcome> {
    if arguments.phase.is_some() {
        return usage(&Text::FormNotWithBallot {}, context);
    }
    let ending = arguments.destination.ending();
    if arguments.out.is_none() && !ENDINGS.contains(&ending.as_str()) {
        return usage(&no_form(arguments, ending), context);
    }
    if arguments.expert.iter().any(|expert| expert.trim().is_empty()) {
        return usage(&Text::BallotExpertBlank {}, context);
    }
    let loaded = scheme::load(&arguments.standard);
    let Some(scheme) = &loaded.scheme else {
        return Ok(Outcome::CouldNotRun(loaded.findings.iter().map(|found| (found.clone(), loaded.sources.clone())).collect()));
    };
    context.print(&loaded.findings, &loaded.sources);
    let settings = review::Settings { opening: arguments.opening.opening(context), before: None };
    let papers = match review::papers(scheme, &loaded.sources, &settings, round, arguments.track.as_deref()) {
        Ok(papers) => papers,
        Err(found) => return Ok(Outcome::CouldNotRun(found)),
    };
    for paper in papers.iter().filter(|paper| !paper.left_out.is_empty() || paper.rows.is_empty()) {
        let list: Vec<Part> = paper.left_out.iter().map(Part::from).collect();
        let track = paper.track.title.as_ref().unwrap_or(&paper.track.id);
        let said = if paper.rows.is_empty() {
            Text::BallotNobody { track: track.into(), round: (&paper.round.name).into() }
        } else {
            Text::BallotLeftOut {
                track: track.into(),
                round: (&paper.round.name).into(),
                count: paper.left_out.len().into(),
                list: list.into(),
            }
        };
        if !context.quiet {
            stderr(&format!("{}\n", said.say(context.language())));
        }
    }
    let papers: Vec<&Paper<'_>> = papers.iter().filter(|paper| !paper.rows.is_empty()).collect();
    if let Some((first, second)) = twice(&arguments.expert) {
        return usage(&Text::BallotExpertTwice { first: first.into(), second: second.into() }, context);
    }
    let experts: Vec<Option<&str>> =
        if arguments.expert.is_empty() { vec![None] } else { arguments.expert.iter().map(|expert| Some(expert.trim())).collect() };
    let mut inputs = loaded.files.clone();
    inputs.push(arguments.standard.clone());
    let write = |out: &mut dyn Write, paper: &Paper<'_>, expert: Option<&str>, ending: &str| -> std::io::Result<()> {
        if ending == "csv" {
            out.write_all(MARK)?;
            report::form::ballot_csv(out, paper, expert, context.language())
        } else {
            report::form::ballot_workbook(out, scheme, paper, expert, context.language())
        }
    };
    if let Some(folder) = &arguments.out {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for paper in &papers {
            for expert in &experts {
                let name = file_name(paper, *expert);
                if files.iter().any(|(known, _)| known.to_lowercase() == name.to_lowercase()) {
                    return usage(&Text::BallotSameName { name: name.into() }, context);
                }
                let mut bytes = Vec::new();
                write(&mut bytes, paper, *expert, "xlsx")?;
                files.push((name, bytes));
            }
        }
        let mut plan = OutFolder::new(folder, arguments.destination.force(), false);
        plan.add(&scheme.id, files);
        // Ballots that are filled in are to be read from where they lie, so a pattern of the scheme may well fit them.
        let read: Vec<String> = inputs.into_iter().filter(|input| !input.contains(['*', '?'])).collect();
        return match plan.write(&read)? {
            Ok(paths) => {
                let mut out = super::output::Output::stdout();
                paths.iter().try_for_each(|path| writeln!(out.writer(), "{path}"))?;
                out.finish()?;
                Ok(Outcome::Done)
            }
            Err(found) => Ok(Outcome::could_not_run(*found)),
        };
    }
    match (papers.as_slice(), experts.as_slice()) {
        ([paper], [expert]) => {
            let read: Vec<String> = inputs.into_iter().filter(|input| !input.contains(['*', '?'])).collect();
            let mut out = match arguments.destination.open_as(&read, ENDINGS) {
                Ok(out) => out,
                Err(found) => return Ok(Outcome::could_not_run(*found)),
            };
            write(out.writer(), paper, *expert, &ending)?;
            out.finish()?;
            Ok(Outcome::Done)
        }
        ([], _) => Ok(Outcome::Findings),
        _ => usage(&Text::BallotOneFile { count: (papers.len() * experts.len()).into() }, context),
    }
}

/// Two names that are one expert where ballots are read.
fn twice(experts: &[String]) -> Option<(&str, &str)> {
    let key = |expert: &str| shifan::standard::header_key(expert);
    experts.iter().enumerate().find_map(|(at, second)| {
        let first = experts[..at].iter().find(|first| key(first) == key(second))?;
        Some((first.trim(), second.trim()))
    })
}

/// Most bytes of a file's name; more than 255 no file system takes.
const MAX_NAME: usize = 200;

/// `round1-institutions-张三.xlsx`, without what no file name may hold.
fn file_name(paper: &Paper<'_>, expert: Option<&str>) -> String {
    let expert = expert.map(|expert| format!("-{expert}")).unwrap_or_default();
    let name = format!("{}-{}{expert}", paper.round.id, paper.track.id);
    let safe = |c: char| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '_' } else { c };
    let name: String = name.chars().map(safe).collect();
    let end = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= MAX_NAME).last().unwrap_or(0);
    format!("{}.xlsx", &name[..end])
}
