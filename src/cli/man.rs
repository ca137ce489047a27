//! `shifan man`: manual pages, made from the definition of the command line and its help in either language, so that they cannot
//! fall behind it. What the pages add of their own are the headings, the exit codes and the way from one page to the others.

use clap::{Args, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use shifan::text::{Language, Text};

use super::output::{NamedFiles, OutFolder, Output};
use super::{Context, Outcome, help};

#[derive(Args)]
pub struct Arguments {
    /// Write a page for the program and one for each command into this folder, instead of the first one to stdout
    #[arg(long, value_name = "DIR")]
    out: Option<std::path::PathBuf>,
    /// Overwrite pages that exist
    #[arg(long, requires = "out")]
    force: bool,
}

/// The headings that a page has, as the generator writes them and in Chinese.
const HEADINGS: &[(&str, &str)] = &[
    ("NAME", "名称"),
    ("SYNOPSIS", "概要"),
    ("DESCRIPTION", "说明"),
    ("OPTIONS", "选项"),
    ("EXIT STATUS", "退出码"),
    ("SEE ALSO", "另见"),
];

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let language = context.language();
    let program = help::command(language);
    let Some(folder) = &arguments.out else {
        Output::stdout().write(&page(&program, &program, language)?)?;
        return Ok(Outcome::Done);
    };
    let mut pages = NamedFiles::new();
    for command in std::iter::once(&program).chain(program.get_subcommands()) {
        pages.push((format!("{}.1", title(command)), page(command, &program, language)?));
    }
    let mut plan = OutFolder::new(folder, arguments.force, false);
    plan.add("", pages);
    match plan.write(&[])? {
        Ok(paths) => {
            let list: String = paths.iter().map(|path| format!("{path}\n")).collect();
            Output::stdout().write(list.as_bytes())?;
            Ok(Outcome::Done)
        }
        Err(found) => Ok(Outcome::could_not_run(*found)),
    }
}

/// What the page of a command is called: `shifan`, `shifan-score`.
fn title(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// The page of a command of the program, or of the program itself.
fn page(command: &Command, program: &Command, language: Language) -> std::io::Result<Vec<u8>> {
    let title = title(command);
    let man = Man::new(with_plain_help(command.clone()));
    let mut sections = Vec::new();
    man.render_name_section(&mut sections)?;
    man.render_synopsis_section(&mut sections)?;
    man.render_description_section(&mut sections)?;
    man.render_options_section(&mut sections)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut sections)?;
    }
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in
        [("0", Text::ExitDone {}), ("1", Text::ExitFindings {}), ("2", Text::ExitUsage {}), ("3", Text::ExitCouldNotRun {})]
    {
        roff.control("TP", []).text([bold(code)]).text([roman(meaning.say(language))]);
    }
    if !command.has_subcommands() {
        roff.control("SH", ["SEE ALSO"]).text([bold(program.get_name()), roman("(1)")]);
    }
    roff.to_writer(&mut sections)?;

    // Every section begins with the same definition of the apostrophe, which a page needs once. The generator leaves out a date
    // that is empty, and what follows it would be taken for one. Lines are neither stretched nor hyphenated: neither becomes names
    // of options, or Chinese.
    let sections = String::from_utf8_lossy(&sections);
    let (apostrophe, lines): (Vec<&str>, Vec<&str>) = sections.lines().partition(|line| line.contains(".ds Aq "));
    let mut page: String = apostrophe.iter().take(2).map(|line| format!("{line}\n")).collect();
    let version = program.get_version().unwrap_or_default();
    page += &format!(".TH {} 1 \"\" \"{} {version}\"\n.ad l\n.nh\n", title.to_uppercase(), program.get_name());
    for line in lines {
        match language {
            Language::En => page += line.trim_end(),
            Language::Zh => page += &in_chinese(line.trim_end()),
        }
        page.push('\n');
    }
    Ok(page.into_bytes())
}

/// The command as `--help` shows it: its usage in one line, and the values that an option may take behind its help.
fn with_plain_help(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    if let Some(usage) = usage.strip_prefix("Usage: ") {
        command = command.override_usage(usage.to_owned());
    }
    command.mut_args(|arg| {
        let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if values.is_empty() || arg.is_hide_possible_values_set() || !arg.get_action().takes_values() {
            return arg;
        }
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        arg.help(format!("{help} [possible values: {}]", values.join(", "))).hide_possible_values(true)
    })
}

/// A line of a page with a Chinese heading, and with places where it may be broken: without spaces there are none.
fn in_chinese(line: &str) -> String {
    match line.strip_prefix(".SH ").map(|heading| heading.trim_matches('"')) {
        Some(heading) => match HEADINGS.iter().find(|(en, _)| *en == heading) {
            Some((_, zh)) => format!(".SH {zh}"),
            None => line.to_owned(),
        },
        None if line.starts_with('.') => line.to_owned(),
        None => line.chars().flat_map(|c| std::iter::once(c).chain(if "，；、：）〕".contains(c) { "\\:" } else { "" }.chars())).collect(),
    }
}
