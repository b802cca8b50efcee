//! Where `plenary serve` finds its options besides the command line: variables of the environment (`PLENARY_BIND` for `--bind`), and a file,
//! `plenary.toml`. What is typed wins over a variable, and that over the file. A name that is no option is an error, wherever it stands.

use super::args::Args;
use crate::search::words::nearest;
use anyhow::{Context, anyhow, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// The command that operators configure, as a table of the file too.
const COMMAND: &str = "serve";
/// The file that is read if it stands in the folder in which the server starts.
const FILE: &str = "plenary.toml";
/// What the names of variables begin with.
const PREFIX: &str = "PLENARY_";
/// Variables that are no options: what is logged, the file to read, what the program is built with, the key of a model that helps to import, and how many
/// random cases the tests make, some of which start servers.
const OTHERS: [&str; 7] = [
    "PLENARY_LOG",
    "PLENARY_CONFIG",
    "PLENARY_COMMIT",
    "PLENARY_ASSIST_KEY",
    "PLENARY_RANDOM",
    "PLENARY_SEED",
    "PLENARY_SEEDS",
];
/// Bytes of a file; more is none that a person has written.
const LARGEST: u64 = 1024 * 1024;

/// The command line with the options that were given elsewhere, and where each of them was.
#[derive(Debug)]
pub(super) struct Completed {
    pub(super) line: Vec<OsString>,
    /// Options with the place that they come from.
    pub(super) from: Vec<(String, String)>,
}

/// Completes what was typed, if it is a command that can be configured.
///
/// # Errors
/// If a file cannot be read, or it or the environment has something that is no option, or no value of one.
pub(super) fn complete(typed: Vec<OsString>, environment: &[(OsString, OsString)]) -> anyhow::Result<Completed> {
    let unchanged = |line| Completed { line, from: Vec::new() };
    // What is wrong with it is told when it is parsed for good.
    let Ok(read) = Args::command().ignore_errors(true).try_get_matches_from(&typed) else {
        return Ok(unchanged(typed));
    };
    let Some((COMMAND, matches)) = read.subcommand() else { return Ok(unchanged(typed)) };
    let mut program = Args::command();
    program.build();
    let command = program.find_subcommand(COMMAND).context("there is no such command")?;
    let Some(at) = typed.iter().position(|argument| argument == COMMAND) else { return Ok(unchanged(typed)) };

    let is_typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let mut given: HashSet<String> =
        options(command).map(|(_, option)| option.get_id().to_string()).filter(|id| is_typed(id)).collect();
    let mut completed = unchanged(typed[..=at].to_vec());
    let variables = variables(command, environment)?;
    let file = file(matches.get_one::<PathBuf>("config"), environment)?;
    let kept = match &file {
        Some((name, text)) => keys(command, name, text)?,
        None => Vec::new(),
    };
    for source in [variables, kept] {
        let mut now = Vec::new();
        for Given { option, values, place } in source {
            let id = option.get_id().as_str();
            // What is given nearer wins, and so it does over what cannot stand beside it.
            let excludes = |one: &Arg, other: &str| {
                command.get_arg_conflicts_with(one).iter().any(|excluded| excluded.get_id().as_str() == other)
            };
            // Of two that exclude each other, one says so.
            let nearer =
                options(command).map(|(_, nearer)| nearer).filter(|nearer| given.contains(nearer.get_id().as_str()));
            let yields =
                nearer.into_iter().any(|nearer| excludes(option, nearer.get_id().as_str()) || excludes(nearer, id));
            if given.contains(id) || yields {
                continue;
            }
            let long = option.get_long().unwrap_or(id);
            completed.line.extend(values.iter().map(|value| match value {
                Value::Set => OsString::from(format!("--{long}")),
                Value::Text(text) => OsString::from(format!("--{long}={text}")),
            }));
            if !values.is_empty() {
                completed.from.push((format!("--{long}"), place));
            }
            now.push(id.to_owned());
        }
        given.extend(now);
    }
    completed.line.extend_from_slice(&typed[at + 1..]);
    Ok(completed)
}

/// A value of an option.
#[derive(Debug, PartialEq, Eq)]
enum Value {
    /// An option without a value is given.
    Set,
    Text(String),
}

/// An option that is given elsewhere than on the command line.
struct Given<'a> {
    option: &'a Arg,
    /// None if it is a switch that is off.
    values: Vec<Value>,
    place: String,
}

/// The options of a command with their long names.
fn options(command: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    command.get_arguments().filter_map(|option| Some((option.get_long()?, option))).filter(|(name, _)| {
        // Options that say where the others are, or that print and leave.
        !["config", "help", "version"].contains(name)
    })
}

/// The values of an option of which there may be several, and those of all others.
fn of_one(option: &Arg, text: &str) -> Result<Vec<Value>, String> {
    match option.get_action() {
        ArgAction::SetTrue => match text {
            "true" | "1" => Ok(vec![Value::Set]),
            "false" | "0" => Ok(Vec::new()),
            _ => Err("it is `true` or `false`".to_owned()),
        },
        ArgAction::Append => Ok(text.split_whitespace().map(|part| Value::Text(part.to_owned())).collect()),
        _ => Ok(vec![Value::Text(text.to_owned())]),
    }
}

/// The options in variables of the environment.
fn variables<'a>(command: &'a Command, environment: &[(OsString, OsString)]) -> anyhow::Result<Vec<Given<'a>>> {
    let name_of = |long: &str| format!("{PREFIX}{}", long.replace('-', "_").to_uppercase());
    let mut given = Vec::new();
    for (name, text) in environment {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX) && !OTHERS.contains(name)) else {
            continue;
        };
        let Some((_, option)) = options(command).find(|(long, _)| name_of(long) == name) else {
            let known: Vec<String> = options(command).map(|(long, _)| name_of(long)).collect();
            bail!("the environment has {name}, which is no option of `plenary {COMMAND}`{}", hint(name, &known));
        };
        let text = text.to_str().with_context(|| format!("the variable {name} is not UTF-8"))?;
        let values =
            of_one(option, text).map_err(|problem| anyhow!("the variable {name} is `{text}`, but {problem}"))?;
        given.push(Given { option, values, place: format!("the variable {name}") });
    }
    Ok(given)
}

/// The file that is named, or the one that stands where the server starts, with its text.
fn file(named: Option<&PathBuf>, environment: &[(OsString, OsString)]) -> anyhow::Result<Option<(String, String)>> {
    let variable = environment.iter().find(|(name, _)| name == "PLENARY_CONFIG").map(|(_, value)| PathBuf::from(value));
    let path = match named.cloned().or(variable) {
        Some(path) => path,
        None if Path::new(FILE).is_file() => PathBuf::from(FILE),
        None => return Ok(None),
    };
    let name = path.display().to_string();
    let read = || {
        let bytes = std::fs::metadata(&path)?.len();
        if bytes > LARGEST {
            return Err(std::io::Error::other(format!("it has {bytes} bytes, and {LARGEST} are the most")));
        }
        std::fs::read_to_string(&path)
    };
    let text = read().with_context(|| format!("the configuration {name} cannot be read"))?;
    Ok(Some((name, text)))
}

/// The options in a file.
fn keys<'a>(command: &'a Command, name: &str, text: &str) -> anyhow::Result<Vec<Given<'a>>> {
    let place = |at: usize| format!("{name}:{}", text.get(..at).unwrap_or(text).matches('\n').count() + 1);
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        anyhow!("{}: this is not TOML: {}", place(at), error.message())
    })?;
    let mut given = Vec::new();
    for (key, value) in table.get_ref() {
        let at = place(key.span().start);
        let (COMMAND, DeValue::Table(table)) = (&**key.get_ref(), value.get_ref()) else {
            bail!(
                "{at}: `{}` stands where only the table [{COMMAND}] may; options stand below that line",
                key.get_ref()
            );
        };
        for (key, value) in table {
            let (at, key) = (place(key.span().start), &**key.get_ref());
            let Some((_, option)) = options(command).find(|(long, _)| *long == key) else {
                let known: Vec<String> = options(command).map(|(long, _)| long.to_owned()).collect();
                bail!("{at}: `{key}` is no option of `plenary {COMMAND}`{}", hint(key, &known));
            };
            let values = of_value(option, value.get_ref()).map_err(|problem| anyhow!("{at}: `{key}`: {problem}"))?;
            given.push(Given { option, values, place: at });
        }
    }
    Ok(given)
}

/// The values of an option that a file gives.
fn of_value(option: &Arg, value: &DeValue<'_>) -> Result<Vec<Value>, String> {
    let is_switch = matches!(option.get_action(), ArgAction::SetTrue);
    match value {
        DeValue::Boolean(set) if is_switch => Ok(set.then_some(Value::Set).into_iter().collect()),
        _ if is_switch => Err("it is true or false, without quotation marks".to_owned()),
        DeValue::Array(list) if matches!(option.get_action(), ArgAction::Append) => {
            list.iter().map(|value| text(value.get_ref()).map(Value::Text)).collect()
        }
        DeValue::Array(_) => Err("there is one value of it, not a list".to_owned()),
        value => Ok(vec![Value::Text(text(value)?)]),
    }
}

fn text(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        other => Err(format!("its value is a text, a number or a list of them, not this {}", other.type_str())),
    }
}

/// What may have been meant.
fn hint(name: &str, known: &[String]) -> String {
    match nearest(name, known.iter().map(String::as_str), 1).as_slice() {
        [] => format!("; `plenary help {COMMAND}` lists them"),
        [near, ..] => format!("; did you mean {near}?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The command line that becomes of one, with variables and a file.
    fn completed(typed: &str, environment: &[(&str, &str)], file: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, file).unwrap();
        let mut all: Vec<(OsString, OsString)> =
            environment.iter().map(|(name, value)| (name.into(), value.into())).collect();
        all.push(("PLENARY_CONFIG".into(), path.clone().into()));
        let typed = typed.split(' ').map(OsString::from).collect();
        let completed =
            complete(typed, &all).map_err(|error| format!("{error:#}").replace(&*path.to_string_lossy(), FILE))?;
        Ok(completed.line.iter().map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn what_is_nearer_to_who_starts_the_server_wins() {
        let file = "[serve]\nbind = \"0.0.0.0:80\"\nconnections = 100\nno-check = true\ndata = [\"a\", \"b\"]\n";
        let all = "plenary serve --bind=0.0.0.0:80 --connections=100 --data=a --data=b --no-check";
        assert_eq!(completed("plenary serve", &[], file), Ok(all.to_owned()));
        assert_eq!(
            completed("plenary --log-format json serve --bind [::1]:1", &[("PLENARY_CONNECTIONS", "7")], file),
            Ok("plenary --log-format json serve --connections=7 --data=a --data=b --no-check --bind [::1]:1"
                .to_owned())
        );
        assert_eq!(
            completed(
                "plenary serve",
                &[("PLENARY_NO_CHECK", "false"), ("PLENARY_LOG", "debug"), ("PLENARY_ASSIST_KEY", "k")],
                file
            ),
            Ok("plenary serve --bind=0.0.0.0:80 --connections=100 --data=a --data=b".to_owned())
        );
        let without = "plenary serve --endpoint=http://e/ --bind=0.0.0.0:80 --connections=100 --no-check";
        assert_eq!(
            completed("plenary serve", &[("PLENARY_ENDPOINT", "http://e/")], file),
            Ok(without.to_owned()),
            "--data yields"
        );
        assert_eq!(
            completed("plenary check", &[], file),
            Ok("plenary check".to_owned()),
            "only the server is configured"
        );
    }

    #[test]
    fn what_is_no_option_is_named_with_its_place() {
        let error = |environment: &[(&str, &str)], file| completed("plenary serve", environment, file).unwrap_err();
        assert_eq!(
            error(&[], "# ours\n[serve]\nbnid = \"[::]:80\"\n"),
            "plenary.toml:3: `bnid` is no option of `plenary serve`; did you mean bind?"
        );
        assert_eq!(
            error(&[], "bind = \"[::]:80\""),
            "plenary.toml:1: `bind` stands where only the table [serve] may; options stand below that line"
        );
        assert_eq!(
            error(&[], "[serve]\nno-check = \"yes\""),
            "plenary.toml:2: `no-check`: it is true or false, without quotation marks"
        );
        assert_eq!(
            error(&[], "[serve]\nbind = [\"a\"]"),
            "plenary.toml:2: `bind`: there is one value of it, not a list"
        );
        assert!(error(&[], "[serve]\nbind = 2026-01-01").contains("plenary.toml:2: `bind`: its value is a text"));
        assert!(error(&[], "[serve\n").starts_with("plenary.toml:1: this is not TOML: "));
        assert_eq!(
            error(&[("PLENARY_STOER", "x")], ""),
            "the environment has PLENARY_STOER, which is no option of `plenary serve`; did you mean PLENARY_STORE?"
        );
        assert_eq!(
            error(&[("PLENARY_NO_LIMITS", "perhaps")], ""),
            "the variable PLENARY_NO_LIMITS is `perhaps`, but it is `true` or `false`"
        );
    }
}
