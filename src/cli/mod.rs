//! The commands: what the user typed, and one function for each.

mod accepting;
mod args;
mod assisting;
mod commands;
mod dataset_args;
mod document;
mod evaluating;
mod import_args;
mod importing;
mod into_store;
mod link_args;
mod linking;
mod loading;
mod log;
mod mcp;
mod output;
mod shaping;
mod storing;
mod tokens;

pub use args::Args;

use clap::Parser;
use std::process::ExitCode;

/// Runs the program. Output goes to standard output, messages and logs to standard error.
///
/// The exit code is 0 on success, 1 if the command failed or found violations, and 2 if it was not understood.
pub fn run() -> ExitCode {
    let args = Args::parse();
    let _log = args.start_log();
    match commands::run(args) {
        Ok(code) => code,
        Err(error) => {
            commands::complain(&error);
            ExitCode::FAILURE
        }
    }
}
