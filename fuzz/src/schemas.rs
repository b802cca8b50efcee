//! Shapes of strangers: they give a schema or an error that names the place.

use plenary::clock::Clock;
use plenary::graphql::Request;
use plenary::ontology::{Ontology, TurtleFile};
use plenary::server;
use plenary::snapshot::{Dataset, Snapshot};
use plenary::triples::Triples;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

const PREFIXES: &str = "\
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . \
    @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . \
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . \
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dct: <http://purl.org/dc/terms/> . \
    @prefix ple: <https://w3id.org/plenary/ontology#> .\n";

/// Turtle with shapes.
///
/// # Panics
/// If an ontology that is read makes a schema that its own introspection does not answer for.
pub fn shapes(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = TurtleFile { name: "shapes.ttl".into(), text: format!("{PREFIXES}{text}") };
    let Ok(ontology) = Ontology::read(&[source]) else { return };
    let ontology = Arc::new(ontology);
    let Ok(engine) = server::engine(Arc::clone(&ontology)) else { return };
    let no_quads = std::iter::empty::<Result<oxigraph::model::Quad, Infallible>>();
    let nothing = Triples::build(no_quads).expect("no triples");
    let snapshot = Snapshot::build(&ontology, &nothing, Dataset::default());
    let request = Request {
        query: "{ __schema { queryType { name } types { name fields(includeDeprecated: true) { name } } } }".into(),
        ..Request::default()
    };
    let answer = engine.answer_within(&request, &snapshot, &Clock::new(Duration::from_secs(5))).to_json();
    let answer: serde_json::Value = serde_json::from_slice(&answer).expect("an answer in JSON");
    assert!(answer.get("errors").is_none(), "{answer}");
}
