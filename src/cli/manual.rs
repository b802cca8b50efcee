//! Completions for shells, and pages of the manual: made of the arguments themselves.

use super::args::Args;
use super::output::print;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use std::path::Path;
use std::process::ExitCode;

/// Prints the completions of a shell.
///
/// # Errors
/// If standard output cannot be written to.
pub(super) fn completions(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "plenary", &mut text);
    print(&String::from_utf8(text)?)
}

/// Prints the page of the program, or writes those of all its commands to a folder.
///
/// # Errors
/// If they cannot be written.
pub(super) fn manual(folder: Option<&Path>) -> anyhow::Result<ExitCode> {
    let program = Args::command();
    match folder {
        Some(folder) => {
            std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(program, folder))?;
            Ok(ExitCode::SUCCESS)
        }
        None => {
            let mut text = Vec::new();
            Man::new(program).render(&mut text)?;
            print(&String::from_utf8(text)?)
        }
    }
}
