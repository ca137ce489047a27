//! How far long work has come, on one line at the terminal: only for a person who looks at stderr, only of work that takes
//! longer than a moment, and gone when it is done. Whatever else is printed comes after [`Display::rest`].

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{DecimalBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use shifan::progress::{Progress, Step, Watch};
use shifan::report;
use shifan::text::{Language, Part, Text};

/// Shorter work shows nothing.
const PATIENCE: Duration = Duration::from_millis(800);
/// How often the line is drawn anew.
const PERIOD: Duration = Duration::from_millis(100);

/// The line; none where nobody would look at it.
pub struct Display(Option<Arc<Line>>);

impl Display {
    /// Shows nothing to whoever is no person, and to whoever wants quiet.
    pub fn new(language: Language, quiet: bool) -> Self {
        let dumb = std::env::var_os("TERM").is_none_or(|kind| kind == "dumb") && cfg!(unix);
        let looked_at = !quiet && std::io::stderr().is_terminal() && !dumb;
        Self(looked_at.then(|| Arc::new(Line::new(language))))
    }

    /// What the library tells it to.
    pub fn watch(&self) -> Watch {
        self.0.as_ref().map_or_else(Watch::default, |line| Watch::by(Arc::new(Told(Arc::clone(line)))))
    }

    /// Clears the line until the next step begins.
    pub fn rest(&self) {
        if let Some(line) = &self.0 {
            line.rest();
        }
    }
}

/// A line that a thread of its own draws while a step is being done: the library only counts.
struct Line {
    language: Language,
    bytes: AtomicU64,
    rows: AtomicU64,
    shown: Mutex<Shown>,
    changed: Condvar,
}

#[derive(Default)]
struct Shown {
    /// What is being done; nothing while the line rests.
    step: Option<(Step, String, Option<u64>)>,
    /// Since when there has been something to do.
    since: Option<Instant>,
    bar: Option<ProgressBar>,
    /// Is there a thread that draws?
    drawing: bool,
}

/// The end of the line that the library has.
struct Told(Arc<Line>);

impl Progress for Told {
    fn begin(&self, step: Step, name: &str, bytes: Option<u64>) {
        let line = &self.0;
        let mut shown = line.shown();
        line.bytes.store(0, Ordering::Relaxed);
        line.rows.store(0, Ordering::Relaxed);
        shown.step = Some((step, name.to_owned(), bytes.filter(|bytes| *bytes > 0)));
        shown.since.get_or_insert_with(Instant::now);
        if !std::mem::replace(&mut shown.drawing, true) {
            let line = Arc::clone(line);
            thread::spawn(move || line.draw());
        }
    }

    fn bytes(&self, more: u64) {
        self.0.bytes.fetch_add(more, Ordering::Relaxed);
    }

    fn rows(&self, more: u64) {
        self.0.rows.fetch_add(more, Ordering::Relaxed);
    }
}

impl Line {
    fn new(language: Language) -> Self {
        Self { language, bytes: AtomicU64::new(0), rows: AtomicU64::new(0), shown: Mutex::default(), changed: Condvar::new() }
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rest(&self) {
        let mut shown = self.shown();
        shown.step = None;
        if let Some(bar) = shown.bar.take() {
            bar.finish_and_clear();
        }
        self.changed.notify_all();
    }

    /// Draws the line again and again, until it rests.
    fn draw(&self) {
        let mut shown = self.shown();
        while let Some((step, name, total)) = &shown.step {
            if shown.since.is_some_and(|since| since.elapsed() >= PATIENCE) {
                let done = self.bytes.load(Ordering::Relaxed);
                let said = self.say(*step, name, done, *total);
                let (total, bar) = (*total, shown.bar.get_or_insert_with(new_bar));
                // Where the end is not known something turns, so that work and standstill differ.
                bar.set_style(style(if total.is_some() { "{bar:20} {percent:>3}% {wide_msg}" } else { "{spinner} {wide_msg}" }));
                bar.set_message(said);
                match total {
                    Some(total) => bar.update(|state| {
                        state.set_len(total);
                        state.set_pos(done.min(total));
                    }),
                    None => bar.tick(),
                }
            }
            shown = self.changed.wait_timeout(shown, PERIOD).unwrap_or_else(PoisonError::into_inner).0;
        }
        shown.drawing = false;
    }

    fn say(&self, step: Step, name: &str, done: u64, total: Option<u64>) -> String {
        let file = match name {
            "-" if step == Step::Write => Part::from(Text::TheResult {}),
            "-" => Part::from(Text::StandardInput {}),
            path => Part::from(report::for_terminal(path.rsplit('/').next().unwrap_or(path)).as_ref()),
        };
        let doing = match step {
            Step::LookThrough => Text::LookingThrough { file },
            Step::OpenWorkbook => Text::OpeningWorkbook { file },
            Step::ReadRows => Text::ReadingRows { file, rows: HumanCount(self.rows.load(Ordering::Relaxed)).to_string().into() },
            Step::Write => Text::WritingResult { file },
        };
        let size = |bytes| Part::from(DecimalBytes(bytes).to_string());
        let bytes = match total {
            Some(total) => Text::BytesOf { done: size(done.min(total)), total: size(total) }.say(self.language),
            None if done > 0 => size(done).say(self.language),
            None => String::new(),
        };
        format!("{}  {bytes}", doing.say(self.language))
    }
}

fn new_bar() -> ProgressBar {
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.progress_chars("█▌░").tick_chars("|/-\\ ")
}
