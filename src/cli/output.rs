//! What commands print.

use std::io::Write;
use std::process::ExitCode;

/// Prints a text as a command's whole answer.
///
/// # Errors
/// If standard output cannot be written to.
pub(super) fn print(text: &str) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
