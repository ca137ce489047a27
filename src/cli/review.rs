//! `shifan review`.

use std::io::Write;

use clap::Args;
use shifan::diagnostic::{Code, Diagnostic, Place, Sources};
use shifan::report;
use shifan::review::{self, Review, Settings, scheme};
use shifan::text::{Language, Text};

use super::output::{self, Destination, Form, NamedFiles, OutFolder};
use super::{Context, Outcome, counts};

/// What commands that run schemes have in common.
#[derive(Args)]
pub struct Schemes {
    /// Schemes: files
    #[arg(required = true, value_name = "SCHEME")]
    pub schemes: Vec<String>,
    #[command(flatten)]
    pub opening: super::score::OpeningOptions,
    /// Form of the result (default: by the ending of the -o file, else table)
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Form>,
    #[command(flatten)]
    pub destination: Destination,
    /// Warnings count as findings (exit 1)
    #[arg(long)]
    pub strict: bool,
    /// Columns of the table at the terminal (default: the terminal's)
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub width: Option<u16>,
}

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    schemes: Schemes,
    /// Write all results and the drafts of the notice side by side into this folder
    #[arg(long, value_name = "DIR", group = "destination")]
    out: Option<std::path::PathBuf>,
}

impl Arguments {
    pub fn wants_json(&self) -> bool {
        self.schemes.form() == Form::Json
    }
}

impl Schemes {
    /// As asked for, else by the ending of the file to be written, else the table.
    pub fn form(&self) -> Form {
        self.format.or_else(|| self.destination.form()).unwrap_or(Form::Table)
    }

    /// Runs every scheme that was loaded. What keeps one from running is kept; the others go on.
    pub fn each<'s, T>(
        &self,
        loaded: &'s [scheme::Loaded],
        context: &Context,
        run: impl Fn(&'s scheme::Scheme, &Sources) -> Result<T, review::CouldNotRun>,
    ) -> Vec<Result<T, review::CouldNotRun>> {
        let one = |loaded: &'s scheme::Loaded| match &loaded.scheme {
            Some(scheme) => {
                let result = run(scheme, &loaded.sources);
                context.display.rest();
                let fatal = result.as_ref().err();
                // What turns out to keep the scheme from running is said once.
                let said_again = |found: &&Diagnostic| {
                    fatal.is_some_and(|list| list.iter().any(|(f, _)| f.code == found.code && f.place == found.place))
                };
                let findings: Vec<Diagnostic> = loaded.findings.iter().filter(|found| !said_again(found)).cloned().collect();
                context.print(&findings, &loaded.sources);
                result
            }
            None => Err(loaded.findings.iter().map(|found| (found.clone(), loaded.sources.clone())).collect()),
        };
        loaded.iter().map(one).collect()
    }

    /// Every file that is read: none of them may be written over.
    pub fn inputs(&self, loaded: &[scheme::Loaded]) -> Vec<String> {
        self.schemes.iter().cloned().chain(loaded.iter().flat_map(|loaded| loaded.files.iter().cloned())).collect()
    }

    /// The language of a result in this form.
    pub fn language(&self, context: &Context) -> Language {
        match self.form() {
            Form::Json | Form::Csv => context.machine_language(),
            Form::Table | Form::Markdown | Form::Xlsx | Form::Html => context.language(),
        }
    }

    /// What keeps a workbook or a page from being written: no file is named for it, or several schemes would have to go into one.
    pub fn no_file(&self, context: &Context) -> Option<Outcome> {
        if let Some(outcome) = context.needs_file(self.form(), &self.destination) {
            return Some(outcome);
        }
        if !matches!(self.form(), Form::Xlsx | Form::Html) || self.schemes.len() == 1 {
            return None;
        }
        context.say(match context.language() {
            Language::En => "a workbook or page holds one scheme: name one at a time, or let review --out DIR write one for each",
            Language::Zh => "一个工作簿或页面只放一个方案：请每次写一个方案，或用 review --out 文件夹 各写一份",
        });
        Some(Outcome::Usage)
    }

    /// The languages of a workbook or a page.
    pub fn languages(context: &Context) -> report::Languages {
        report::Languages { shown: context.language(), kept: context.machine_language() }
    }

    /// Columns of the terminal.
    pub fn width(&self) -> u16 {
        self.width.unwrap_or_else(output::terminal_width)
    }
}

/// Writes results of several schemes as one: CSV is one table, JSON a list of documents (one alone stands by itself), in which a
/// scheme that could not run is an error document.
pub fn write_all<T>(
    out: &mut dyn Write,
    results: &[Result<T, review::CouldNotRun>],
    form: Form,
    language: Language,
    one: impl Fn(&mut dyn Write, &T) -> std::io::Result<()>,
    table: impl Fn(&mut dyn Write, &[&T]) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    if form == Form::Csv {
        let done: Vec<&T> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
        return Ok(table(out, &done)?);
    }
    let several = results.len() > 1 && form == Form::Json;
    if several {
        writeln!(out, "[")?;
    }
    let mut first = true;
    for result in results {
        match result {
            Ok(result) => {
                separate(out, form, &mut first)?;
                one(out, result)?;
            }
            Err(found) if form == Form::Json => {
                separate(out, form, &mut first)?;
                let borrowed: Vec<(Diagnostic, &Sources)> = found.iter().map(|(f, s)| (f.clone(), s)).collect();
                out.write_all(report::problems_json(&borrowed, language)?.as_bytes())?;
            }
            Err(_) => {}
        }
    }
    if several {
        writeln!(out, "]")?;
    }
    Ok(())
}

fn separate(out: &mut dyn Write, form: Form, first: &mut bool) -> std::io::Result<()> {
    if !std::mem::replace(first, false) {
        writeln!(out, "{}", if form == Form::Json { "," } else { "" })?;
    }
    Ok(())
}

/// Prints what kept schemes from running.
pub fn print_failures<T>(results: &[Result<T, review::CouldNotRun>], context: &Context) {
    for (found, sources) in results.iter().filter_map(|result| result.as_ref().err()).flatten() {
        output::stderr(&report::draw(std::slice::from_ref(found), sources, context.language(), context.colour));
    }
}

/// The exit of a call on several schemes.
pub fn outcome<T>(results: &[Result<T, review::CouldNotRun>], findings: bool) -> Outcome {
    if results.iter().any(Result::is_err) {
        Outcome::SomeCouldNotRun
    } else if findings {
        Outcome::Findings
    } else {
        Outcome::Done
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let schemes = &arguments.schemes;
    if let Some(outcome) = schemes.no_file(context) {
        return Ok(outcome);
    }
    let loaded: Vec<scheme::Loaded> = schemes.schemes.iter().map(|path| scheme::load(path)).collect();
    let settings = Settings { opening: schemes.opening.opening(context), before: None };
    let results: Vec<Result<Review<'_>, review::CouldNotRun>> =
        schemes.each(&loaded, context, |scheme, sources| review::review(scheme, sources, &settings));
    let reviews: Vec<&Review<'_>> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
    let inputs = schemes.inputs(&loaded);
    let languages = Schemes::languages(context);
    let (language, width, form) = (schemes.language(context), schemes.width(), schemes.form());
    let wanted = arguments.out.is_none() || schemes.format.is_some() || schemes.destination.is_file();
    let out = match (wanted && (!reviews.is_empty() || form == Form::Json)).then(|| schemes.destination.open_form(&inputs, form)) {
        Some(Err(found)) => return Ok(Outcome::could_not_run(*found)),
        Some(Ok(out)) => Some(out),
        None => None,
    };
    // The folder first: what keeps it from being written is known before anything else appears.
    let mut written = Vec::new();
    if let Some(folder) = arguments.out.as_ref().filter(|_| !reviews.is_empty()) {
        let mut plan = OutFolder::new(folder, schemes.destination.force(), schemes.schemes.len() > 1);
        for review in &reviews {
            if plan.has(&review.scheme.id) {
                let place = Place::File(std::sync::Arc::clone(&review.scheme.file));
                let text = Text::TwoSchemesOneId { id: review.scheme.id.as_str().into() };
                return Ok(Outcome::could_not_run(Diagnostic::new(Code::DuplicateId, place, text)));
            }
            plan.add(&review.scheme.id, files_of(review, context)?);
        }
        match plan.write(&inputs)? {
            Ok(paths) => written = paths,
            Err(found) => return Ok(Outcome::could_not_run(*found)),
        }
    }
    if let Some(mut out) = out {
        schemes.destination.mark(out.writer(), form)?;
        let one = |out: &mut dyn Write, review: &Review<'_>| match form {
            Form::Json => report::review_json(out, review, language),
            Form::Markdown => report::review_markdown(out, review, language),
            Form::Xlsx => report::review_workbook(out, review, languages).map_err(report::Failure::of_own),
            Form::Html => report::review_page(out, review, languages).map_err(report::Failure::of_own),
            Form::Table | Form::Csv => report::review_table(out, review, language, width),
        };
        write_all(out.writer(), &results, form, language, one, |out, reviews| report::review_csv(out, reviews))?;
        out.finish()?;
    }
    if !wanted {
        let mut out = output::Output::stdout();
        written.iter().try_for_each(|path| writeln!(out.writer(), "{path}"))?;
        out.finish()?;
    }
    let mut findings = false;
    for review in &reviews {
        context.print(&review.notes, &review.sources);
        context.print(&review.problems, &review.sources);
        findings |= review.is_open() || counts(&review.problems, &review.notes, schemes.strict);
    }
    print_failures(&results, context);
    Ok(outcome(&results, findings))
}

/// Everything that `--out` writes.
fn files_of(review: &Review<'_>, context: &Context) -> anyhow::Result<NamedFiles> {
    let mut files = Vec::new();
    let mut add = |name: &str, write: &dyn Fn(&mut dyn Write) -> std::io::Result<()>| -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        if name.ends_with(".csv") {
            bytes.extend("\u{feff}".as_bytes());
        }
        write(&mut bytes)?;
        files.push((name.to_owned(), bytes));
        Ok(())
    };
    add("review.json", &|out| report::review_json(out, review, context.machine_language()))?;
    add("review.md", &|out| report::review_markdown(out, review, context.language()))?;
    let languages = Schemes::languages(context);
    add("review.xlsx", &|out| report::review_workbook(out, review, languages).map_err(report::Failure::of_own))?;
    add("review.html", &|out| report::review_page(out, review, languages).map_err(report::Failure::of_own))?;
    add("shortlist.csv", &|out| report::review_csv(out, &[review]))?;
    add("panels.csv", &|out| report::panels_csv(out, review))?;
    for (name, draft) in [("公示稿", report::notice_draft(review)), ("通报稿", report::circular_draft(review))] {
        add(&format!("{name}.md"), &|out| report::draft_markdown(out, &draft))?;
        add(&format!("{name}.docx"), &|out| report::draft_docx(out, &draft))?;
    }
    Ok(files)
}
