//! The command line program: arguments in, exit code out. See the library for everything else.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
