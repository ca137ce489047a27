//! `shifan open`: what the double-click scripts call, for people who do not use a command line. It finds out which standard is meant,
//! makes the call of `score`, `review` or `recheck` that writes the page, and shows the page in the browser. The scripts stay so small
//! because everything that depends on language, encoding and odd names is done here.

mod browser;
mod dropped;

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Parser};
use shifan::diagnostic::{Code, Diagnostic, Place};
use shifan::document::{is_scheme, is_standard};
use shifan::review::scheme;
use shifan::standard::{self, BUILT_IN, Standard, io_reason, shown_path};
use shifan::submission::{Opening, Table, expand};
use shifan::text::{Language, Text};

use super::output::lexical;
use super::progress::Display;
use super::{Cli, Context, Outcome};

/// Endings of the workbooks that may be forms.
const WORKBOOKS: &[&str] = &["xlsx", "xls", "xlsm", "ods", "et"];

#[derive(Args)]
pub struct Arguments {
    /// Tables of applicants, folders of them, or the folder of a scheme (default: asks for them)
    #[arg(value_name = "DROPPED")]
    dropped: Vec<String>,
    /// The standard, a file or the id of a built-in one (default: what a form or a .toml file in the folder says; else asks)
    #[arg(long, value_name = "STANDARD")]
    standard: Option<String>,
    /// The phase to judge, for a standard with phases
    #[arg(long, value_name = "YEAR")]
    phase: Option<i32>,
}

/// What is to be done with what was dropped.
enum Task {
    Score { standard: String, phase: Option<i32> },
    Review { scheme: String },
    Recheck { scheme: String },
}

/// The conversation in the window.
struct Dialogue {
    language: Language,
}

impl Dialogue {
    fn say(&self, en: &str, zh: &str) {
        let text = match self.language {
            Language::En => en,
            Language::Zh => zh,
        };
        // Who closed the window hears no more.
        _ = writeln!(std::io::stdout().lock(), "{text}");
    }

    /// The next line that is typed, without blanks around it; none when nobody is there to type one.
    fn hear(&self) -> Option<String> {
        _ = write!(std::io::stdout().lock(), "> ");
        _ = std::io::stdout().lock().flush();
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => {
                _ = writeln!(std::io::stdout().lock());
                None
            }
            Ok(_) => Some(line.trim().to_owned()),
        }
    }

    /// Lets one of several be chosen by its number.
    fn choose<'c, T>(&self, choices: &'c [(String, T)]) -> Option<&'c T> {
        for (at, (shown, _)) in choices.iter().enumerate() {
            let line = format!("  {}  {shown}", at + 1);
            self.say(&line, &line);
        }
        loop {
            self.say("Type its number, then Enter:", "请输入序号，按回车：");
            let typed: String = self.hear()?.chars().map(half_width).collect();
            let number: Result<usize, _> = typed.trim_end_matches(['.', '、']).parse();
            let by_number = number.ok().and_then(|number| choices.get(number.checked_sub(1)?));
            if let Some((_, choice)) = by_number.or_else(|| choices.iter().find(|(shown, _)| *shown == typed)) {
                return Some(choice);
            }
            let last = choices.len();
            self.say(&format!("A number from 1 to {last} is needed."), &format!("要输入 1 到 {last} 之间的数。"));
        }
    }
}

/// Chinese input methods type full-width digits.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        _ => c,
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let dialogue = Dialogue { language: context.language() };
    let Some(paths) = what_was_dropped(arguments, &dialogue) else { return Ok(Outcome::Usage) };
    // Nobody is asked about what is not there.
    if let Some(found) = nothing_there(&paths) {
        dialogue.say("No page was made. The reason:", "没有得出结果，原因如下：");
        return Ok(Outcome::could_not_run(found));
    }
    let Some(task) = task(&paths, arguments, &dialogue) else { return Ok(Outcome::Usage) };
    if matches!(task, Task::Score { .. }) && expand(&tables_of(&paths)).0.is_empty() {
        dialogue.say(
            "There is no table among what was dropped: drop the tables of the applicants too.",
            "拖来的文件里没有自评表：请把自评表，或放自评表的文件夹，一起拖来。",
        );
        return Ok(Outcome::Usage);
    }
    let page = page_beside(&paths[0], &task, context.language());
    let call = call(&task, &paths, &page.to_string_lossy());
    let Ok(cli) = Cli::try_parse_from(call) else { return Ok(Outcome::Usage) };
    // The page lists the findings; here only what keeps the page from being made is said.
    let quiet = Context {
        language: Some(context.language()),
        colour: context.colour,
        quiet: true,
        display: Display::new(context.language(), context.quiet),
    };
    let (outcome, _) = super::dispatch(&cli.command, &quiet);
    quiet.display.rest();
    let outcome = outcome?;
    if !matches!(outcome, Outcome::Done | Outcome::Findings) {
        dialogue.say("No page was made. The reason:", "没有得出结果，原因如下：");
        return Ok(outcome);
    }
    dialogue.say(&format!("The page: {}", page.display()), &format!("结果页面：{}", page.display()));
    if matches!(outcome, Outcome::Findings) {
        dialogue
            .say("There are problems that somebody has to see to; the page lists them.", "有需要处理的问题，页面里逐条列出，请看页面。");
    }
    if browser::show(&page) {
        return Ok(outcome);
    }
    dialogue
        .say("The page could not be shown: please open it yourself, with a browser.", "没能自动打开页面：请自己用浏览器打开上面的文件。");
    // The window is to stay open, so that this is read.
    Ok(Outcome::Findings)
}

/// The paths; where none were given, those that are dropped into the window now.
fn what_was_dropped(arguments: &Arguments, dialogue: &Dialogue) -> Option<Vec<String>> {
    let paths = dropped::by_explorer().unwrap_or_else(|| arguments.dropped.clone());
    if !paths.is_empty() {
        return Some(paths);
    }
    dialogue.say("Scores self-assessment tables and shows the result as a page.", "给自评表评分、排名，结果写成页面，用浏览器打开。");
    if cfg!(windows) {
        dialogue.say(
            "Drop the folder of the tables (or the tables themselves) onto the icon of this file.",
            "用法：把放自评表的文件夹（或者一份、几份表格）拖到这个文件的图标上，松开鼠标。",
        );
    }
    dialogue.say(
        "The folder can be dropped into this window now; then press Enter.",
        "现在把放自评表的文件夹（或者表格）拖进这个窗口，再按回车，也可以。",
    );
    let paths = dropped::words(&dialogue.hear()?, cfg!(unix));
    if paths.is_empty() {
        dialogue.say("Nothing was named, and nothing was done.", "没有拖进任何文件，什么也没有做。");
        return None;
    }
    Some(paths)
}

/// What is wrong with the paths, if nothing can be done with them.
fn nothing_there(paths: &[String]) -> Option<Diagnostic> {
    for path in paths {
        if let Err(error) = std::fs::metadata(path) {
            let file = shown_path(path);
            let text = Text::CannotRead { file: file.as_str().into(), why: io_reason(&error) };
            return Some(Diagnostic::new(Code::Unreadable, Place::File(file.into()), text).help(Text::CheckPath {}));
        }
    }
    // A scheme or standard that cannot be read is not passed over: another one would be taken in its place.
    for path in toml_paths(paths) {
        if std::fs::read_to_string(&path).is_err() {
            return standard::load(&path.to_string_lossy()).findings.into_iter().next();
        }
    }
    let (tables, found) = expand(&tables_of(paths));
    tables.is_empty().then(|| found.into_iter().find(|found| found.code != Code::FileIgnored)).flatten()
}

/// What was dropped, but for standards and schemes: they are no tables.
fn tables_of(paths: &[String]) -> Vec<String> {
    paths.iter().filter(|path| !is_toml(Path::new(path))).cloned().collect()
}

/// A scheme means a review. Else which standard is meant is said by the script, by a standard among the files, by the forms, and in the end
/// by whoever sits there.
fn task(paths: &[String], arguments: &Arguments, dialogue: &Dialogue) -> Option<Task> {
    let files = toml_files(paths);
    let with = |is: fn(&str) -> bool| -> Vec<&String> { files.iter().filter(|(_, text)| is(text)).map(|(path, _)| path).collect() };
    let (schemes, standards) = (with(is_scheme), with(is_standard));
    match schemes.as_slice() {
        [] => {}
        // A scheme names its standards itself.
        [scheme] if paths.len() == 1 => return Some(by_scheme(scheme, dialogue)),
        _ => {
            dialogue.say(
                "There is more than one scheme, or something beside it: drop one scheme file (.toml), and nothing else.",
                "评审方案不止一份，或者和别的文件一起拖来了：请只拖一份评审方案（.toml 文件）。",
            );
            return None;
        }
    }
    let form = form_of(paths);
    let named = arguments.standard.clone();
    let among_files = || match standards.as_slice() {
        [one] => Some((*one).clone()),
        _ => None,
    };
    let of_form = || {
        let id = &form.as_ref()?.0;
        let built_in = BUILT_IN.iter().find(|b| b.id == id);
        standards.is_empty().then_some(built_in?.id.to_owned())
    };
    let name = match named.or_else(among_files).or_else(of_form) {
        Some(name) => name,
        None => asked_for(&standards, dialogue)?,
    };
    // A standard with errors is refused by the call, with its reasons.
    let Some(standard) = standard::load(&name).standard else { return Some(Task::Score { standard: name, phase: arguments.phase }) };
    let title = title(&standard, dialogue.language);
    // Another text under the id of a built-in one is told apart by its file.
    let from = if BUILT_IN.iter().any(|built_in| built_in.id == name) { String::new() } else { format!(" {}", shown_path(&name)) };
    dialogue.say(&format!("By: {title}{from}"), &format!("标准：{title}{from}"));
    let of_form = form.filter(|(id, _)| *id == standard.id).and_then(|(_, phase)| phase);
    let phase = match arguments.phase.or(of_form) {
        None if !standard.phases.is_empty() => {
            dialogue.say("This standard has phases. Which one is judged?", "这份标准分阶段，按哪一阶段评？");
            let years: Vec<(String, i32)> = standard.phases.iter().map(|year| (year.to_string(), *year)).collect();
            Some(*dialogue.choose(&years)?)
        }
        phase => phase,
    };
    if let Some(phase) = phase {
        dialogue.say(&format!("Phase: {phase}"), &format!("阶段：{phase}"));
    }
    Some(Task::Score { standard: name, phase })
}

/// The look-back compares with the period before and has no rounds; anything else is a review.
fn by_scheme(path: &str, dialogue: &Dialogue) -> Task {
    let loaded = scheme::load(path).scheme;
    let looks_back = loaded.as_ref().is_some_and(|scheme| {
        scheme.tracks.iter().all(|track| track.rounds.is_empty()) && scheme.tracks.iter().any(|track| !track.previous.is_empty())
    });
    let name = loaded.map_or_else(|| path.to_owned(), |scheme| scheme.name);
    let path = path.to_owned();
    if looks_back {
        dialogue.say(&format!("Look-back: {name}"), &format!("回头看：{name}"));
        Task::Recheck { scheme: path }
    } else {
        dialogue.say(&format!("Review: {name}"), &format!("评审：{name}"));
        Task::Review { scheme: path }
    }
}

fn asked_for(standards: &[&String], dialogue: &Dialogue) -> Option<String> {
    dialogue.say("Which standard?", "按哪一份标准评分？");
    let mut choices: Vec<(String, String)> = Vec::new();
    if standards.is_empty() {
        for built_in in BUILT_IN {
            if let Some(standard) = standard::from_text(built_in.id, built_in.text).standard {
                choices.push((title(&standard, dialogue.language), built_in.id.to_owned()));
            }
        }
    } else {
        choices.extend(standards.iter().map(|path| ((*path).clone(), (*path).clone())));
    }
    dialogue.choose(&choices).cloned()
}

fn title(standard: &Standard, language: Language) -> String {
    let name = match language {
        Language::En if !standard.name.en.is_empty() => &standard.name.en,
        _ => &standard.name.zh,
    };
    format!("{name} [{}]", standard.id)
}

/// The .toml files among what was dropped and directly in folders, with their texts.
fn toml_files(paths: &[String]) -> Vec<(String, String)> {
    let read = |path: &PathBuf| Some((path.to_string_lossy().into_owned(), std::fs::read_to_string(path).ok()?));
    toml_paths(paths).iter().filter_map(read).collect()
}

fn toml_paths(paths: &[String]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths.iter().map(Path::new) {
        match std::fs::read_dir(path) {
            Ok(entries) => files.extend(entries.flatten().map(|entry| entry.path())),
            Err(_) => files.push(path.to_owned()),
        }
    }
    files.sort();
    files.retain(|path| {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']));
        !hidden && path.is_file() && is_toml(path)
    });
    files
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

/// Which standard and phase the first form among the tables was made for. Forms that disagree with it are refused by the call.
fn form_of(paths: &[String]) -> Option<(String, Option<i32>)> {
    let (tables, _) = expand(paths);
    let is_workbook = |path: &&String| {
        Path::new(path).extension().is_some_and(|ending| WORKBOOKS.iter().any(|workbook| ending.eq_ignore_ascii_case(workbook)))
    };
    tables.iter().filter(is_workbook).find_map(|path| {
        let table = Table::open(path, &Opening::default(), &|_| 0).ok()?;
        table.form().map(|form| (form.standard().to_owned(), form.phase()))
    })
}

/// Where the page goes: beside what was dropped, not inside a folder of tables, under a name that is still free.
fn page_beside(dropped: &str, task: &Task, language: Language) -> PathBuf {
    let dropped = lexical(Path::new(dropped)).unwrap_or_else(|| PathBuf::from(dropped));
    // A drive has nothing beside it.
    let folder = dropped.parent().unwrap_or(&dropped);
    let what = match (task, language) {
        (Task::Score { .. }, Language::Zh) => "评分结果",
        (Task::Review { .. }, Language::Zh) => "评审结果",
        (Task::Recheck { .. }, Language::Zh) => "回头看结果",
        (_, Language::En) => "result",
    };
    let stem = format!("{what}-{}", jiff::ZonedDateTime::now().strftime("%Y%m%d-%H%M"));
    let names = std::iter::once(stem.clone()).chain((2..).map(|more| format!("{stem}-{more}")));
    let mut pages = names.map(|name| folder.join(format!("{name}.html")));
    pages.find(|page| page.symlink_metadata().is_err()).unwrap_or_else(|| folder.join(format!("{stem}.html")))
}

/// The call that makes the page, as somebody could type it.
fn call(task: &Task, paths: &[String], page: &str) -> Vec<String> {
    let (command, inputs, phase) = match task {
        // A standard among what was dropped is no table.
        Task::Score { standard, phase } => {
            let tables = tables_of(paths).into_iter().filter(|path| path != standard);
            ("score", std::iter::once(standard.clone()).chain(tables).collect(), *phase)
        }
        Task::Review { scheme } => ("review", vec![scheme.clone()], None),
        Task::Recheck { scheme } => ("recheck", vec![scheme.clone()], None),
    };
    let mut call = vec!["shifan".to_owned(), command.to_owned(), format!("--output={page}")];
    call.extend(phase.map(|phase| format!("--phase={phase}")));
    // Names may begin like options.
    call.push("--".to_owned());
    call.extend::<Vec<String>>(inputs);
    call
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stands_beside_the_folder_under_a_free_name() {
        let work = tempfile::tempdir().expect("a folder");
        let tables = work.path().join("自评 表/");
        std::fs::create_dir(&tables).expect("a folder");
        let task = Task::Score { standard: "x".to_owned(), phase: None };
        let first = page_beside(&tables.to_string_lossy(), &task, Language::Zh);
        assert_eq!(first.parent(), Some(work.path()));
        let name = first.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(
            name.starts_with("评分结果-2")
                && name.ends_with(".html")
                && name.chars().count() == "评分结果-20251129-0341.html".chars().count()
        );
        std::fs::write(&first, "kept").expect("written");
        let second = page_beside(&tables.to_string_lossy(), &task, Language::Zh);
        assert!(second != first && second.parent() == first.parent(), "{}", second.display());
        assert_eq!(page_beside("/", &task, Language::En).parent(), Some(Path::new("/")));
    }

    #[test]
    fn names_that_begin_like_options_are_names() {
        let task = Task::Score { standard: "-s.toml".to_owned(), phase: Some(2017) };
        let call = call(&task, &["--force".to_owned(), "-s.toml".to_owned()], "-p.html");
        assert_eq!(call, ["shifan", "score", "--output=-p.html", "--phase=2017", "--", "-s.toml", "--force"]);
        assert!(Cli::try_parse_from(call).is_ok());
    }
}
