//! `shifan check`.

use std::collections::HashMap;
use std::path::Path;

use clap::{Args, ValueEnum};
use shifan::diagnostic::{Code, Diagnostic, Place, Severity, Sources};
use shifan::document::{is_scheme, is_standard};
use shifan::report::check::{self, Checked};
use shifan::review::scheme;
use shifan::score::Settings;
use shifan::standard::{self, Standard, shown_path};
use shifan::text::Text;

use super::output::Destination;
use super::{Context, Outcome, counts};

#[derive(Args)]
pub struct Arguments {
    /// Standards and schemes: files, folders of them, ids of built-in standards, or - for stdin
    #[arg(required_unless_present = "explain", value_name = "FILE")]
    files: Vec<String>,
    /// Form of the findings (default: by the ending of -o, else text)
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Warnings count as findings (exit 1)
    #[arg(long)]
    strict: bool,
    /// Findings of this kind are errors
    #[arg(long, value_name = "CODE", value_parser = code)]
    deny: Vec<Code>,
    /// Findings of this kind are left out; errors cannot be
    #[arg(long, value_name = "CODE", value_parser = allowed_code)]
    allow: Vec<Code>,
    /// Report only what is not in FILE, an earlier result of --format json
    #[arg(long, value_name = "FILE")]
    baseline: Option<String>,
    /// Check tables too, as submissions to this standard
    #[arg(long, value_name = "STANDARD")]
    against: Option<String>,
    /// With --against: the phase to judge
    #[arg(long, value_name = "YEAR", requires = "against")]
    phase: Option<i32>,
    #[command(flatten)]
    opening: super::score::OpeningOptions,
    /// Explain a kind of finding instead: what it means, why it matters, an example, the cure
    #[arg(long, value_name = "CODE", value_parser = code, conflicts_with = "files")]
    explain: Option<Code>,
    #[command(flatten)]
    destination: Destination,
}

/// The forms of findings.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
    Github,
    Junit,
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.form() == Format::Json
    }

    fn form(&self) -> Format {
        self.format.unwrap_or_else(|| match self.destination.ending().as_str() {
            "json" => Format::Json,
            "sarif" => Format::Sarif,
            "xml" => Format::Junit,
            _ => Format::Text,
        })
    }
}

fn code(id: &str) -> Result<Code, String> {
    Code::from_id(id).ok_or_else(|| match shifan::document::nearest(id, Code::ALL.iter().map(|code| code.id())) {
        Some(near) => format!("there is no such finding; did you mean {near}?"),
        None => "there is no such finding; `shifan schema result --codes` lists them".to_owned(),
    })
}

fn allowed_code(id: &str) -> Result<Code, String> {
    let code = code(id)?;
    if code.severity() == Severity::Error { Err("errors cannot be left out, only warnings and notes".to_owned()) } else { Ok(code) }
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    if let Some(code) = arguments.explain {
        return explain(code, arguments, context);
    }
    let mut checked = Checked { files: Vec::new(), findings: Vec::new(), sources: Sources::default(), excepted: Vec::new() };
    let baseline = match arguments.baseline.as_deref().map(read_baseline).transpose() {
        Ok(baseline) => baseline,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    let standard = match arguments.against.as_ref().map(|name| super::score::load(name, context)).transpose() {
        Ok(standard) => standard,
        Err(outcome) => return Ok(outcome),
    };
    let (files, tables, unread) = sort(&arguments.files, standard.is_some());
    context.print(&unread.iter().filter(|found| found.severity == Severity::Note).cloned().collect::<Vec<_>>(), &Sources::default());
    checked.findings.extend(unread.into_iter().filter(|found| found.severity > Severity::Note));
    for file in files {
        check_file(&file, &mut checked);
        checked.files.push(file);
    }
    if let Some(standard) = &standard
        && let Err(outcome) = check_tables(standard, tables, arguments, context, &mut checked)
    {
        return Ok(outcome);
    }
    let unreadable = |code| matches!(code, Code::Unreadable | Code::FileTooLarge | Code::Encoding | Code::EmptyFile);
    if checked.findings.iter().any(|found| unreadable(found.code)) {
        // Where findings are shown beside files, one file that cannot be read does not hide those of all others.
        if matches!(arguments.form(), Format::Sarif | Format::Github | Format::Junit) {
            let written = write(&checked, arguments, context)?;
            if matches!(written, Outcome::CouldNotRun(_)) {
                return Ok(written);
            }
        }
        return Ok(Outcome::CouldNotRun(checked.findings.into_iter().map(|found| (found, checked.sources.clone())).collect()));
    }
    // A standard that is checked by itself and through its scheme is judged once.
    let mut known: Vec<Diagnostic> = Vec::new();
    checked.findings.retain(|found| {
        let first = !known.contains(found);
        known.push(found.clone());
        first && !arguments.allow.contains(&found.code)
    });
    for found in checked.findings.iter_mut().filter(|found| arguments.deny.contains(&found.code)) {
        found.severity = Severity::Error;
    }
    if let Some(baseline) = baseline {
        context.print(&only_new(&mut checked, baseline), &Sources::default());
    }
    write(&checked, arguments, context)
}

fn write(checked: &Checked, arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let inputs: Vec<String> = arguments.files.iter().chain(&arguments.baseline).chain(&arguments.against).cloned().collect();
    let mut out = match arguments.destination.open(&inputs) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    let base = std::env::current_dir().unwrap_or_default();
    let shown = check::Shown { language: context.machine_language(), base: &base };
    let text = match arguments.form() {
        Format::Text => check::text(checked, context.language(), context.colour && !arguments.destination.is_file()),
        Format::Json => check::json(checked, &shown)?,
        Format::Sarif => check::sarif(checked, &shown)?,
        Format::Github => check::github(checked, &check::Shown { language: context.language(), base: &base }),
        Format::Junit => check::junit(checked, context.language()),
    };
    out.writer().write_all(text.as_bytes())?;
    out.finish()?;
    Ok(if counts(&checked.findings, &checked.findings, arguments.strict) { Outcome::Findings } else { Outcome::Done })
}

/// Splits what was named into files of standards and schemes, and tables. Of folders, all standards and schemes in them, and where
/// tables are asked for, these too; whatever else lies there is noted.
fn sort(named: &[String], with_tables: bool) -> (Vec<String>, Vec<String>, Vec<Diagnostic>) {
    let (mut files, mut tables, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for name in named {
        let path = Path::new(name);
        if path.is_dir() {
            let before = files.len() + tables.len();
            for inside in super::output::walk(path) {
                let at = Place::File(shown_path(&inside).into());
                let is_toml = Path::new(&inside).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
                if with_tables && is_table(&inside) {
                    tables.push(inside);
                } else if !is_toml {
                    // Neither can be in it.
                } else if std::fs::read_to_string(&inside).is_ok_and(|text| !is_standard(&text) && !is_scheme(&text)) {
                    found.push(Diagnostic::new(Code::FileIgnored, at, Text::NeitherStandardNorScheme {}));
                } else {
                    files.push(inside);
                }
            }
            if files.len() + tables.len() == before {
                let text = if with_tables { Text::NothingToCheckNorTables {} } else { Text::NothingToCheck {} };
                found.push(Diagnostic::new(Code::EmptyFile, Place::File(shown_path(name).into()), text).help(Text::NameTheFolder {}));
            }
        } else if with_tables && (is_table(name) || name == "-") {
            tables.push(name.clone());
        } else {
            files.push(name.clone());
        }
    }
    // One file named twice, say by itself and by its folder, is checked once.
    let mut known: Vec<std::path::PathBuf> = Vec::new();
    let mut stdin = false;
    let mut once = |file: &String| match Path::new(file).canonicalize() {
        Err(_) if file == "-" => !std::mem::replace(&mut stdin, true),
        Ok(real) if known.contains(&real) => false,
        Ok(real) => {
            known.push(real);
            true
        }
        Err(_) => true,
    };
    files.retain(&mut once);
    tables.retain(&mut once);
    (files, tables, found)
}

fn is_table(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ["csv", "tsv", "xlsx", "xls", "ods"].iter().any(|t| ending.eq_ignore_ascii_case(t)))
}

/// Reads a file as what it is.
fn check_file(file: &str, checked: &mut Checked) {
    let text = if file == "-" || Path::new(file).is_file() {
        standard::read_text(file, &shown_path(file).into(), standard::MAX_BYTES).ok().map(|(text, _)| text)
    } else {
        None
    };
    let (findings, sources, excepted) = match text {
        Some(text) if text.trim().is_empty() => {
            let found = Diagnostic::new(Code::EmptyFile, Place::File(shown_path(file).into()), Text::EmptyFile {});
            (vec![found.help(Text::CheckPath {})], Sources::default(), Vec::new())
        }
        Some(text) if is_scheme(&text) => {
            let loaded = scheme::from_text(file, &text);
            (loaded.findings, loaded.sources, loaded.excepted)
        }
        Some(text) if file == "-" => {
            let loaded = standard::from_text(file, &text);
            (loaded.findings, loaded.sources, loaded.excepted)
        }
        _ => {
            let loaded = standard::load(file);
            (loaded.findings, loaded.sources, loaded.excepted)
        }
    };
    checked.findings.extend(findings);
    checked.excepted.extend(excepted.into_iter().map(|excepted| (shown_path(file), excepted)));
    for (file, text) in sources.all() {
        checked.sources.insert(&file, &text);
    }
}

/// Checks tables as one pool.
fn check_tables(
    standard: &Standard,
    mut tables: Vec<String>,
    arguments: &Arguments,
    context: &Context,
    checked: &mut Checked,
) -> Result<(), Outcome> {
    let settings = Settings { phase: arguments.phase, opening: arguments.opening.opening(context), no_rank: true, ..Settings::default() };
    while !tables.is_empty() {
        let scored = shifan::score::score(standard, &tables, &settings);
        context.display.rest();
        match scored {
            Ok(Ok(pool)) => {
                checked.findings.extend(pool.problems);
                checked.findings.extend(pool.notes);
                break;
            }
            // What keeps some of the tables from being read is a finding; the others are checked all the same.
            Ok(Err(fatal)) => {
                let broken = |table: &String| fatal.iter().any(|found| file_of(&found.place) == shown_path(table));
                let (out, rest): (Vec<String>, Vec<String>) = tables.into_iter().partition(broken);
                checked.findings.extend(fatal);
                checked.files.extend(out.iter().cloned());
                tables = if out.is_empty() { Vec::new() } else { rest };
            }
            Err(error) => {
                context.say(&super::score::phase_message(standard, &error, context.language()));
                return Err(Outcome::Usage);
            }
        }
    }
    checked.files.extend(tables);
    Ok(())
}

fn file_of(place: &Place) -> &str {
    match place {
        Place::File(file) | Place::Span(file, _) => file,
        Place::Cell(cell) => &cell.file,
    }
}

/// The fingerprints of an earlier result, each with how often it stands there, its file and its text.
type Baseline = HashMap<String, Vec<(String, String)>>;

fn read_baseline(file: &str) -> Result<Baseline, Box<Diagnostic>> {
    let (text, _) = standard::read_text(file, &shown_path(file).into(), standard::MAX_BYTES * 16)?;
    let no_baseline = || {
        let found = Diagnostic::new(Code::WrongFormat, Place::File(shown_path(file).into()), Text::NoBaseline {});
        Box::new(found.help(Text::MakeBaseline {}))
    };
    let document: serde_json::Value = serde_json::from_str(&text).map_err(|_| no_baseline())?;
    if document["schema"] != "shifan/check/1" {
        return Err(no_baseline());
    }
    let mut baseline = Baseline::new();
    for finding in document["findings"].as_array().ok_or_else(no_baseline)? {
        let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let fingerprint = finding["fingerprint"].as_str().ok_or_else(no_baseline)?;
        baseline.entry(fingerprint.to_owned()).or_default().push((word("file"), word("text")));
    }
    Ok(baseline)
}

/// Leaves only findings that the baseline does not hold. Returns notes on those of the baseline that are gone from files that
/// were checked.
fn only_new(checked: &mut Checked, mut baseline: Baseline) -> Vec<Diagnostic> {
    let base = std::env::current_dir().unwrap_or_default();
    checked.findings.retain(|found| match baseline.get_mut(&check::fingerprint(found, &base)) {
        Some(entries) => entries.pop().is_none(),
        None => true,
    });
    let files: Vec<String> = checked.files.iter().map(|file| shown_path(file)).collect();
    let mut gone: Vec<(String, String)> = baseline.into_values().flatten().filter(|(file, _)| files.contains(file)).collect();
    gone.sort();
    let note = |(file, text): (String, String)| {
        Diagnostic::new(Code::BaselineGone, Place::File(file.into()), Text::BaselineGone { text: text.into() }).help(Text::RenewBaseline {})
    };
    gone.into_iter().map(note).collect()
}

/// What a kind of finding means.
fn explain(code: Code, arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let mut out = match arguments.destination.open(&[]) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    out.writer().write_all(shifan::report::explanation_text(code, context.language()).as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}
