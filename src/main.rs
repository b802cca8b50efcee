//! The `plenary` program; see `plenary help`.

fn main() -> std::process::ExitCode {
    plenary::cli::run()
}
