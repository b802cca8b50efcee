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
mod manual;
mod mcp;
mod output;
mod settings;
mod shaping;
mod storing;
mod tokens;

pub use args::Args;

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// The exit code of what was not understood.
const NOT_UNDERSTOOD: u8 = 2;

/// Runs the program. Output goes to standard output, messages and logs to standard error.
///
/// The exit code is 0 on success, 1 if the command failed or found violations, and 2 if it was not understood.
pub fn run() -> ExitCode {
    let environment: Vec<_> = std::env::vars_os().collect();
    let completed = match settings::complete(std::env::args_os().collect(), &environment) {
        Ok(completed) => completed,
        Err(error) => {
            commands::complain(&error);
            return NOT_UNDERSTOOD.into();
        }
    };
    let args = match Args::try_parse_from(&completed.line) {
        Ok(args) => args,
        Err(error) => return refuse(&error, &completed),
    };
    let _log = args.start_log();
    match commands::run(args) {
        Ok(code) => code,
        Err(error) => {
            commands::complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Says what is wrong with the arguments, or what they ask to be told, as `--help` does.
fn refuse(error: &clap::Error, completed: &settings::Completed) -> ExitCode {
    // Whoever closed the output gets no message.
    let _ = error.print();
    let told = error.to_string();
    // Options that nobody typed are told with the place that they stand at.
    for (option, place) in
        completed.from.iter().filter(|(option, _)| error.use_stderr() && told.contains(option.as_str()))
    {
        let _ = writeln!(std::io::stderr().lock(), "{option} comes from {place}");
    }
    u8::try_from(error.exit_code()).unwrap_or(NOT_UNDERSTOOD).into()
}
