//! The commands about tokens: who may write to a server, and who may tell it to load anew.

use super::args::TokenCommand;
use super::output::print;
use crate::http::{Holder, Tokens};
use std::process::ExitCode;

pub(super) fn run(command: TokenCommand) -> anyhow::Result<ExitCode> {
    match command {
        TokenCommand::Create { name, file, role, days } => {
            let token = Tokens::create(&file, &name, role, days)?;
            tracing::info!(
                "this is the only time that the token of {name} is shown; keep it where others do not see it"
            );
            print(&(token + "\n"))
        }
        TokenCommand::List { file } => {
            let holders = Tokens::open(&file)?.holders()?;
            let line = |Holder { name, role, until }| {
                let until = until.map_or("until it is revoked".to_owned(), |until| format!("until {until}"));
                format!("{name}  {role}  {until}\n")
            };
            print(&holders.into_iter().map(line).collect::<String>())
        }
        TokenCommand::Revoke { name, file } => {
            Tokens::revoke(&file, &name)?;
            print(&format!("the token of {name} is revoked\n"))
        }
    }
}
