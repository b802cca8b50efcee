//! The store as a whole, on small ontologies and files.
//!
//! The helpers are here; what is tested is in one file a topic. All go through [`Store::load`] or [`Store::check`], so
//! that they hold regardless of their parts inside.

mod loading;
mod oracle;
mod rules;
mod validation;

use super::{Error, Input, Options, Report, Store, discover, graph_for};
use oxigraph::io::RdfFormat;
use plenary_ontology::{Ontology, TurtleFile};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

const PREFIXES: &str = r#"
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"#;
const SCHEMA: &str = r#"
    ex: a graphql:Schema ; graphql:publicShape ex:CityShape ;
        sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ,
                   [ sh:prefix "graph" ; sh:namespace "http://example.org/graph/" ] .
    ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:mayor ; sh:nodeKind sh:IRI ] .
    ex:Capital rdfs:subClassOf ex:City .
"#;

fn sources(shapes: &str) -> [TurtleFile; 1] {
    [TurtleFile { name: "shapes.ttl".into(), text: format!("{PREFIXES}{SCHEMA}{shapes}") }]
}

pub(super) fn ontology(shapes: &str) -> Ontology {
    Ontology::read(&sources(shapes)).unwrap()
}

fn text(name: &str, format: RdfFormat, text: &str) -> Input {
    let graph = graph_for(Path::new(name), ontology("").prefixes());
    let turtle = format == RdfFormat::Turtle || format == RdfFormat::TriG;
    let text = if turtle { format!("{}{text}", PREFIXES.replace('\n', " ")) } else { text.to_owned() };
    Input::Text { name: name.into(), text: text.into(), graph, format }
}

fn turtle(data: &str) -> Vec<Input> {
    vec![text("data.ttl", RdfFormat::Turtle, data)]
}

fn load(shapes: &str, inputs: Vec<Input>) -> Result<Store, Error> {
    Store::load(&ontology(shapes), &sources(shapes), inputs, &Options { validate: true })
}

fn check(shapes: &str, data: &str) -> Result<Report, Error> {
    Store::check(&ontology(shapes), &sources(shapes), turtle(data)).map(|(_, report)| report)
}

fn error(result: Result<Store, Error>) -> String {
    result.err().map_or_else(|| "no error".into(), |error| error.to_string())
}

/// The quads as N-Quads, without those of the ontology.
fn quads(store: &Store) -> BTreeSet<String> {
    let quads = store.quads().map(|quad| quad.to_string());
    quads.filter(|quad| !quad.ends_with("<http://example.org/graph/vocabulary>")).collect()
}

/// A folder of files that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("plenary-store-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Self(std::env::temp_dir().join(name));
        for (path, bytes) in files {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn load(&self) -> Result<Store, Error> {
        load("", discover(std::slice::from_ref(&self.0), ontology("").prefixes())?)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

pub(super) fn rule(construct: &str) -> String {
    format!("ex:CityShape sh:rule [ sh:construct '''{construct}''' ] .\n")
}
