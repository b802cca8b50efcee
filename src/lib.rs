//! Plenary: a knowledge-graph server for the records of intergovernmental meetings.
//!
//! It parses RDF into sorted arrays, checks it against SHACL shapes, and answers typed relationship queries over it
//! as GraphQL: who said what, on which theme, in which process, and on what evidence. The types and fields of the API
//! are declared in one place, the ontology's shapes.
//!
//! The engines are crates of their own, re-exported here under short names; what stays in this package is the program: commands, server, HTTP,
//! GraphQL, linked data, reconciliation and the pages of the explorer. What knows stances and speakers is the reading of documents ([`import`]), the analyses of
//! [`positions`], which [`server`] registers, the [`explorer`]'s pages of the record, and tools of [`assistants`]; everything else knows classes, paths and languages.
//!
//! # Floors
//!
//! Imports point down only. Cargo keeps that between crates; within this package, and between modules that share a crate, a test reads
//! the `use` lines: modules on one floor of this package do not import each other.
//!
//! | floor | module | what it is |
//! |---|---|---|
//! | 8 | [`cli`] | the commands, one function each |
//! | 7 | [`server`] | files to ontology, store, triples and snapshot, and these to a running server |
//! | 6 | [`http`] | every route on one screen; media types, languages, limits, status |
//! | 5 | [`assistants`] | tools for assistants that cite (MCP): facts with their evidence, or that there are none |
//! | 5 | [`explorer`] | pages for people: lists, sides, pictures, each a question in GraphQL that can be seen |
//! | 4 | [`graphql`] | schema out of the ontology, requests in, responses out |
//! | 4 | [`remote`] | a reader over any SPARQL 1.1 endpoint |
//! | 4 | [`linked`] | linked data: pages and RDF of resources, ontology, catalogue, dumps |
//! | 4 | [`reconcile`] | names in other data matched with resources, for OpenRefine |
//! | 4 | [`sparql`] | SPARQL 1.1: text and parameters in, bytes of an answer out |
//! | 4 | [`positions`] | analyses of positions: who agrees with whom, who is silent, who dissents |
//! | 3 | [`linking`] | which things of another dataset are ours: proposals, with reasons |
//! | 3 | [`import`] | a meeting's document → its record, with evidence |
//! | 3 | [`starter`] | data or a vocabulary without shapes → shapes to begin with |
//! | 3 | [`live`] | data that are written: commits, checked and durable, each a new state |
//! | 3 | [`query`] | the query engine: selection → plan → rows → JSON |
//! | 2 | [`snapshot`] | an immutable picture of the triples by the paths of the ontology, in arrays |
//! | 2 | [`store`] | from files to checked triples: loading, rules, validation; how RDF is written |
//! | 1 | [`triples`] | all triples in sorted arrays, with their graphs, over one dictionary |
//! | 1 | [`search`] | full text: which texts have these words |
//! | 1 | [`words`] | what the interface says, in six languages |
//! | 1 | [`ontology`] | classes, fields, languages and rules, read from SHACL shapes |
//! | 0 | [`source`] | documents (Markdown, HTML, DOCX, PDF, subtitles) to text in blocks, with places |
//! | 0 | [`arrays`] | arrays in memory or mapped from a file, and that file |
//! | 0 | [`clock`] | the time that a request has, and whether its client still waits |
//! | 0 | [`values`] | how values are read, compared, grouped and folded, by their data type |
//! | 0 | [`digest`] | digests as text |
//! | 0 | [`mod@file`] | files read within bounds, and written whole or not at all |
//! | 0 | [`vocab`] | IRI constants |
//! | 0 | [`web`] | scripts and styles of pages, made of TypeScript in `web/` |
//!
//! Without a module here: `plenary_shacl`, the validator under `store`; `plenary_journal`, the log of commits under `live`; and the dictionary,
//! `plenary_graph::terms`, under `triples`.
//!
//! # From a file to an answer
//!
//! ```
//! use plenary::{graphql, server};
//! use std::sync::Arc;
//!
//! let files = server::Files::choose(None, &[])?; // the ontology and the record that are built in
//! let ontology = Arc::new(files.ontology()?);
//! let (snapshot, _triples) = files.load(&ontology, false)?.data(&ontology);
//! let engine = server::engine(Arc::clone(&ontology))?;
//!
//! let request = graphql::Request { query: "{ states { totalCount } }".into(), ..Default::default() };
//! let response = engine.answer(&request, &snapshot);
//! assert_eq!(response.to_json(), br#"{"data":{"states":{"totalCount":195}}}"#);
//! # Ok::<(), anyhow::Error>(())
//! ```

pub mod assistants;
pub mod cli;
pub mod explorer;
pub mod graphql;
pub mod http;
pub mod linked;
pub mod reconcile;
pub mod server;
pub mod web;
pub mod words;

pub use plenary_arrays as arrays;
pub use plenary_base::{clock, digest, file, vocab};
pub use plenary_documents as source;
pub use plenary_graph::{snapshot, triples};
pub use plenary_live as live;
pub use plenary_ontology as ontology;
pub use plenary_positions as positions;
pub use plenary_query as query;
pub use plenary_reading::{import, linking};
pub use plenary_remote as remote;
pub use plenary_search as search;
pub use plenary_sparql as sparql;
pub use plenary_starter as starter;
pub use plenary_store as store;
pub use plenary_values as values;
