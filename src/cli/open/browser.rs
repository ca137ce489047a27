//! Shows a page in the browser.

use std::path::Path;

/// Shows a page; `false` if that is known to have failed.
#[cfg(windows)]
pub fn show(page: &Path) -> bool {
    use std::os::windows::process::CommandExt;
    use std::process::{Command, Stdio};

    // The name goes by a variable that is put in after the line has been parsed (`/v:on`, `!…!`): cmd.exe would read `&` and `%` in its own
    // way.
    let mut start = Command::new("cmd.exe");
    start.raw_arg(r#"/v:on /c start "" "!SHIFAN_PAGE!""#).env("SHIFAN_PAGE", page);
    start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    start.status().is_ok_and(|status| status.success())
}

/// Shows a page; `false` if that is known to have failed.
#[cfg(not(windows))]
pub fn show(page: &Path) -> bool {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    // What fails does so at once; a browser may go on as long as it is open.
    const PATIENCE: Duration = Duration::from_millis(1500);
    let desktop = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let chosen = std::env::var("BROWSER").ok().and_then(|list| list.split(':').next().map(str::to_owned));
    let program = chosen.filter(|program| !program.is_empty()).unwrap_or_else(|| desktop.to_owned());
    let started = Command::new(program).arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut browser) = started else { return false };
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        match browser.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Err(_) => return false,
        }
    }
    true
}
