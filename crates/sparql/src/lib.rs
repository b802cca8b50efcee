//! SPARQL 1.1: text and parameters in, bytes of an answer out. Nothing here knows HTTP.
//!
//! ```text
//! text ──parse──► algebra ──order──► algebra in a good order ──evaluate──► rows ──► bytes
//!        guarded             true counts      and tables         metered
//! ```
//!
//! Each phase is bounded: parsing by counts of what is in the text (`parse`), the order by the clock, Oxigraph's optimizer, which has
//! none, by its work (`optimizer_work`), and the evaluation by the clock and by its values. For that, what would be evaluated
//! without either is written otherwise first: paths (`paths`), rows without values (`bare`), functions of texts (`functions`).
//!
//! The evaluator is Oxigraph's. What it reads is [`Triples`](plenary_graph::triples::Triples): the data of one moment, sorted in arrays (`view` shows
//! them to it), in which a triple that several graphs state is one. What is
//! sorted, counted or freed of repetitions is not evaluated row by row but over numbers (`table`). [`Endpoint::prepare`] parses and orders,
//! [`Prepared::write`] evaluates and writes row by row. An evaluation cannot outgrow its [`Limits`]: the values that it
//! holds count themselves (`meter`), and cancelling its token ends it. Everything of one query runs on one thread,
//! which needs [`STACK`] bytes of stack.
//!
//! `SERVICE ple:search` is answered in process by the full-text index (`search`), any other `SERVICE` only if it is on a
//! list and at a public address (`service`).
//!
//! # Example
//!
//! ```
//! use oxigraph::model::{NamedNode, Quad};
//! use oxigraph::sparql::{CancellationToken, results::QueryResultsFormat};
//! use plenary_graph::{snapshot::{Dataset, Snapshot}, triples::Triples};
//! use plenary_ontology::{Ontology, TurtleFile};
//! use plenary_sparql::{Data, Endpoint, Format, Limits, Request, Services, Source};
//! use std::sync::Arc;
//!
//! let ontology = Ontology::read(&[TurtleFile {
//!     name: "shapes.ttl".into(),
//!     text: r#"
//!         @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
//!         @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
//!         ex: a graphql:Schema ; graphql:publicShape ex:CityShape .
//!         ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:datatype xsd:string ] ."#.into(),
//! }])?;
//! let name = |name: &str| NamedNode::new(format!("http://example.org/{name}"));
//! let quads = [Quad::new(name("bern")?, name("in")?, name("switzerland")?, name("graph")?)];
//! let triples = Triples::build(quads.map(Ok::<_, std::io::Error>))?;
//! let snapshot = Snapshot::build(&ontology, &triples, Dataset::default());
//! let data = Data { snapshot: Arc::new(snapshot), triples: Arc::new(triples) };
//!
//! let endpoint = Endpoint::new(&ontology, Limits::default(), Services::default(), true);
//! let query = "SELECT ?in { <http://example.org/bern> <http://example.org/in> ?in }".to_owned();
//! let (request, token) = (Request { query, ..Request::default() }, CancellationToken::new());
//! let prepared = endpoint.prepare(Source::Data(data), &request, &token)?;
//! let mut answer = Vec::new();
//! prepared.write(Format::Results(QueryResultsFormat::Csv), &token, &mut answer)?;
//! assert_eq!(answer, b"in\r\nhttp://example.org/switzerland\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bare;
mod body;
mod description;
mod endpoint;
mod error;
mod format;
mod functions;
mod graphs;
mod key;
mod limits;
mod meter;
mod optimizer_work;
mod order;
mod parse;
mod paths;
mod plans;
mod prefixes;
mod search;
mod service;
mod size;
mod table;
mod tree;
mod typed;
mod update;
mod view;

pub use body::{RdfText, read_texts};
pub use description::Description;
pub use endpoint::{Data, Endpoint, Prepared, Request, STACK, Source};
pub use error::Error;
pub use format::{Format, QueryForm};
pub use graphs::{GraphContent, GraphTarget};
pub use limits::Limits;
pub use prefixes::{prefixes_as_json, prefixes_as_text};
pub use service::{ServiceError, Services};
pub use update::{Changed, ReadUpdate, UpdateRequest};
