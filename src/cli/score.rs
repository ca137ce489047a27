//! `shifan score`.

use clap::Args;
use shifan::diagnostic::{Diagnostic, Severity, Sources};
use shifan::progress::{Step, Watched};
use shifan::report::{self, Shown};
use shifan::score::{Keep, PlanError, Pool, Settings, Status};
use shifan::standard::{self, Standard};
use shifan::submission::{Encoding, Opening};
use shifan::text::Language;

use super::output::{self, Destination, Form};
use super::{Context, Outcome, counts};

/// How tables are opened: shared by all commands that read some.
#[derive(Args, Clone)]
pub struct OpeningOptions {
    /// Read all tables in this encoding instead of what their content says
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// Read this sheet of workbooks instead of the first visible one
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Work on large tables on so many threads (default: as many as the machine has); the result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

impl OpeningOptions {
    /// As plain settings.
    pub fn opening(&self, context: &Context) -> Opening {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.map_or_else(all, usize::from);
        Opening { encoding: self.encoding, sheet: self.sheet.clone(), threads, watch: context.display.watch() }
    }
}

/// Which tables are read, and how: shared by the commands that score.
#[derive(Args)]
pub struct Tables {
    /// A standard: a file, or the id of a built-in one
    pub standard: String,
    /// Tables of applicants (.xlsx, .xls, .ods, .csv, .tsv), folders of them, or - for stdin; together one pool
    #[arg(required = true, value_name = "SUBMISSION")]
    pub submissions: Vec<String>,
    /// The phase to judge, for a standard with phases
    #[arg(long, value_name = "YEAR")]
    pub phase: Option<i32>,
    /// A table of verified answers; its filled cells replace the applicants' own
    #[arg(long, value_name = "FILE")]
    pub verified: Vec<String>,
    #[command(flatten)]
    pub opening: OpeningOptions,
}

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    tables: Tables,
    /// Form of the result (default: by the ending of the -o file, else table)
    #[arg(long, value_name = "FORMAT")]
    format: Option<Form>,
    #[command(flatten)]
    destination: Destination,
    /// Show only the first N applicants (all are ranked)
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Only totals, without the indicators, for large pools
    #[arg(long)]
    summary: bool,
    /// Add to JSON and workbooks the shortest way to pass of every applicant that does not; a page has them anyhow
    #[arg(long, conflicts_with = "summary")]
    ways: bool,
    /// Leave out the ranking and keep the order of the input
    #[arg(long)]
    no_rank: bool,
    /// Read every row the long way; the result is the same
    #[arg(long, hide = true)]
    long_way: bool,
    /// Warnings count as findings (exit 1), and so do columns that match nothing
    #[arg(long)]
    strict: bool,
    /// An applicant that does not pass counts as a finding (exit 1)
    #[arg(long)]
    require_pass: bool,
    /// Columns of the table at the terminal (default: the terminal's)
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    width: Option<u16>,
}

fn encoding(name: &str) -> Result<Encoding, String> {
    encoding_rs::Encoding::for_label(name.as_bytes())
        .ok_or_else(|| format!("no encoding is called {name}; try utf-8, gb18030, utf-16le, big5"))
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.format() == Form::Json
    }

    /// As asked for, else by the ending of the file to be written, else the table.
    fn format(&self) -> Form {
        self.format.or_else(|| self.destination.form()).unwrap_or(Form::Table)
    }
}

impl Tables {
    /// Every file that is read.
    pub fn inputs(&self) -> Vec<String> {
        std::iter::once(&self.standard).chain(&self.submissions).chain(&self.verified).cloned().collect()
    }
}

/// Loads a standard for scoring: one with errors never scores. Warnings are printed; notes are for its author, who checks it.
pub fn load(name: &str, context: &Context) -> Result<Standard, Outcome> {
    let loaded = standard::load(name);
    match loaded.standard {
        Some(standard) => {
            let warnings: Vec<Diagnostic> = loaded.findings.into_iter().filter(|found| found.severity > Severity::Note).collect();
            context.print(&warnings, &loaded.sources);
            Ok(standard)
        }
        None => Err(Outcome::CouldNotRun(loaded.findings.into_iter().map(|found| (found, loaded.sources.clone())).collect())),
    }
}

/// Scores the tables, keeping what is wanted; every way in which that cannot be done ends in an [`Outcome`].
pub fn pool<'s>(standard: &'s Standard, tables: &Tables, wanted: Settings, context: &Context) -> Result<Pool<'s>, Outcome> {
    if tables.inputs().iter().filter(|path| *path == "-").count() > 1 {
        context.say(match context.language() {
            Language::En => "- (stdin) can be named only once",
            Language::Zh => "-（标准输入）只能写一次",
        });
        return Err(Outcome::Usage);
    }
    let settings = Settings { phase: tables.phase, verified: tables.verified.clone(), opening: tables.opening.opening(context), ..wanted };
    let scored = shifan::score::score(standard, &tables.submissions, &settings);
    context.display.rest();
    match scored {
        Ok(Ok(pool)) => Ok(pool),
        Ok(Err(fatal)) => Err(Outcome::CouldNotRun(fatal.into_iter().map(|found| (found, Sources::default())).collect())),
        Err(error) => {
            context.say(&phase_message(standard, &error, context.language()));
            Err(Outcome::Usage)
        }
    }
}

/// What is wrong with the phase that was asked for.
pub fn phase_message(standard: &Standard, error: &PlanError, language: Language) -> String {
    let phases = standard.phases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match (error, language) {
        (PlanError::PhaseNeeded, Language::En) => format!("{} has phases ({phases}): say which with --phase YEAR", standard.id),
        (PlanError::PhaseNeeded, Language::Zh) => format!("{} 分阶段（{phases}）：请用 --phase 年份 指定", standard.id),
        (PlanError::NoPhases, Language::En) => format!("{} has no phases: leave --phase out", standard.id),
        (PlanError::NoPhases, Language::Zh) => format!("{} 不分阶段：请去掉 --phase", standard.id),
        (PlanError::TooEarly, Language::En) => format!("--phase is before the first phase of {} ({phases})", standard.id),
        (PlanError::TooEarly, Language::Zh) => format!("--phase 早于 {} 的第一个阶段（{phases}）", standard.id),
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    if let Some(outcome) = context.needs_file(arguments.format(), &arguments.destination) {
        return Ok(outcome);
    }
    if arguments.ways && matches!(arguments.format(), Form::Table | Form::Csv | Form::Markdown) {
        context.say(match context.language() {
            Language::En => "--ways is for JSON, workbooks and pages: add --format json or -o FILE.xlsx, or use explain for one applicant",
            Language::Zh => "--ways 只用于 JSON、工作簿和页面：请加 --format json 或 -o 文件.xlsx；只看一个单位用 explain",
        });
        return Ok(Outcome::Usage);
    }
    let standard = match load(&arguments.tables.standard, context) {
        Ok(standard) => standard,
        Err(outcome) => return Ok(outcome),
    };
    let keep = match (arguments.summary, arguments.format()) {
        (false, _) => Keep::Rows,
        (true, Form::Csv) => Keep::Totals,
        (true, _) if standard.dimensions.is_empty() => Keep::Totals,
        (true, _) => Keep::Dimensions,
    };
    // Alone of the forms CSV does not say which files it is of.
    let wanted = Settings {
        keep,
        no_rank: arguments.no_rank,
        no_hash: arguments.format() == Form::Csv,
        long_way: arguments.long_way,
        streamed: arguments.no_rank && keep < Keep::Rows && matches!(arguments.format(), Form::Csv | Form::Json),
        ..Settings::default()
    };
    let pool = match pool(&standard, &arguments.tables, wanted, context) {
        Ok(pool) => pool,
        Err(outcome) => return Ok(outcome),
    };
    let machine = matches!(arguments.format(), Form::Json | Form::Csv);
    let shown = Shown {
        language: if machine { context.machine_language() } else { context.language() },
        top: arguments.top,
        summary: arguments.summary,
        ways: (arguments.ways || arguments.format() == Form::Html) && !arguments.summary,
        width: arguments.width.unwrap_or_else(output::terminal_width),
    };
    let mut out = match arguments.destination.open_form(&arguments.tables.inputs(), arguments.format()) {
        Ok(out) => out,
        Err(found) => return Ok(Outcome::could_not_run(*found)),
    };
    // At a terminal the result itself shows how far writing has come.
    let watch = context.display.watch();
    if !out.is_terminal() {
        watch.begin(Step::Write, &arguments.destination.name(), None);
    }
    let writer = &mut Watched::new(out.writer(), &watch);
    match arguments.format() {
        Form::Table => report::score_table(writer, &pool, &shown)?,
        Form::Json => report::score_json(writer, &pool, &shown)?,
        Form::Csv => {
            arguments.destination.mark(writer, Form::Csv)?;
            report::score_csv(writer, &pool, &shown)?;
        }
        Form::Markdown => report::score_markdown(writer, &pool, &shown)?,
        Form::Xlsx => {
            let kept = context.machine_language();
            if let Err(failure) = report::score_workbook(writer, &pool, &shown, kept, &arguments.destination.name()) {
                return output::not_made(failure);
            }
        }
        Form::Html => {
            let kept = context.machine_language();
            if let Err(failure) = report::score_page(writer, &pool, &shown, kept, &arguments.destination.name()) {
                return output::not_made(failure);
            }
        }
    }
    out.finish()?;
    context.display.rest();
    let sources = Sources::default();
    context.print(&pool.notes, &sources);
    context.print(&pool.problems, &sources);
    let not_passed = arguments.require_pass && pool.applicants.with_status(Status::Failed) > 0;
    let unscored = pool.applicants.with_status(Status::NotScored) > 0;
    let findings = unscored || not_passed || counts(&pool.problems, &pool.notes, arguments.strict);
    Ok(if findings { Outcome::Findings } else { Outcome::Done })
}
