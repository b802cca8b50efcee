//! The command that writes starter shapes.

use super::args::ShapesArgs;
use super::output::print;
use crate::ontology::{Prefixes, TurtleFile};
use crate::server::{self, command_of, engine};
use crate::starter::{Materials, REST, Starter};
use crate::store::{Input, discover};
use anyhow::{Context, bail};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

pub(super) fn run(args: &ShapesArgs) -> anyhow::Result<ExitCode> {
    if args.data.is_empty() && args.ontology.is_empty() {
        bail!("shapes are made of data (--data FILE), of a vocabulary in OWL or RDFS (--ontology FILE), or of both");
    }
    if let Some(out) = args.out.as_deref().filter(|out| out.exists()) {
        bail!("{} is there already, perhaps edited; take it away, or name another with --out", out.display());
    }
    let folder = args.out.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    let folder =
        folder.map_or_else(|| PathBuf::from(if args.out.is_some() { "." } else { "shapes" }), Path::to_path_buf);
    let data = if args.data.is_empty() { vec![PathBuf::from("DATA")] } else { args.data.clone() };
    let command = command_of("plenary serve", Some(&folder), &data, None);
    let inputs = |paths: &[PathBuf]| discover(paths, &Prefixes::default());
    let materials =
        Materials { data: inputs(&args.data)?, vocabulary: inputs(&args.ontology)?, command: command.clone() };
    let starter = Starter::make(&materials)?;
    if starter.classes == 0 && !starter.is_beside_others {
        let mut notes = starter.turtle.lines().skip_while(|line| *line != REST).skip(1);
        let note = notes.next().map(|note| note.replace("#   ", "; there are ")).unwrap_or_default();
        bail!("there is nothing to make shapes of: no subject has a class (rdf:type), and no class is declared{note}");
    }
    let problem = problem(&starter, &materials);
    let Some(out) = &args.out else {
        print(&starter.turtle)?;
        return finish(problem);
    };
    fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let unwritable = || format!("cannot write {}", out.display());
    let mut file = OpenOptions::new().write(true).create_new(true).open(out).with_context(unwritable)?;
    file.write_all(starter.turtle.as_bytes()).with_context(unwritable)?;
    let Starter { classes, fields, .. } = starter;
    let beside = match starter.is_beside_others {
        true => ", beside the shapes of the files of --ontology, which belong into the same folder",
        false => "",
    };
    print(&format!("{classes} classes with {fields} fields → {}{beside}\nserve it with: {command}\n", out.display()))?;
    finish(problem)
}

/// What keeps the shapes from being served; a vocabulary that is not Turtle cannot stand beside them, so nothing is tried then.
fn problem(starter: &Starter, materials: &Materials) -> Option<anyhow::Error> {
    let mut sources = vec![TurtleFile { name: "the shapes".into(), text: starter.turtle.clone() }];
    if starter.is_beside_others {
        for input in &materials.vocabulary {
            let Input::File { path, .. } = input else { return None };
            let text = fs::read_to_string(path).ok()?;
            sources.push(TurtleFile { name: path.display().to_string(), text });
        }
    }
    let ontology = server::ontology(&sources).map_err(anyhow::Error::from);
    ontology.and_then(|ontology| engine(Arc::new(ontology))).err()
}

fn finish(problem: Option<anyhow::Error>) -> anyhow::Result<ExitCode> {
    match problem {
        None => Ok(ExitCode::SUCCESS),
        Some(problem) => Err(problem.context("the shapes are written, but have to be edited before they are served")),
    }
}
