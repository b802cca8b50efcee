//! The query engine: from a selection to the bytes of the answer.
//!
//! ```text
//! Selection ──plan──► Plan { steps, shape } ──execute──► Rows ──write_json──► JSON
//!   what is asked       what to read, and        what was     the answer, written
//!   (names resolved)    what it will look like   read         once, in one pass
//! ```
//!
//! [`plan`] makes a [`Plan`] of a [`Selection`], [`answer`] does the rest. A plan is a flat list of [`Step`]s, each reading one thing for *all* rows of an earlier step at once, so a
//! request costs as many reads as its plan has steps, regardless of the data. The steps read through the one narrow trait
//! [`Reader`]; the embedded [`Snapshot`](plenary_graph::snapshot::Snapshot) implements it, and so can any other source.
//!
//! Nothing here knows HTTP, GraphQL's syntax or RDF's. Everything is synchronous and without side effects.
//!
//! # Example
//!
//! ```
//! use oxigraph::model::{NamedNode, Quad};
//! use plenary_base::clock::Clock;
//! use plenary_graph::{snapshot::{Dataset, Snapshot}, triples::Triples};
//! use plenary_ontology::{Ontology, TurtleFile};
//! use plenary_query::{ConnectionPart, Limits, Listing, Position, Root, RootPick, Selection, Window};
//!
//! let ontology = Ontology::read(&[TurtleFile {
//!     name: "shapes.ttl".into(),
//!     text: r#"
//!         @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
//!         @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
//!         ex: a graphql:Schema ; graphql:publicShape ex:CityShape .
//!         ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:datatype xsd:string ] ."#.into(),
//! }])?;
//! let rdf_type = NamedNode::new("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")?;
//! let (bern, city) = (NamedNode::new("http://example.org/bern")?, NamedNode::new("http://example.org/City")?);
//! let graph = NamedNode::new("http://example.org/graph")?;
//! let quads = [Ok::<_, std::io::Error>(Quad::new(bern, rdf_type, city, graph))];
//! let snapshot = Snapshot::build(&ontology, &Triples::build(quads)?, Dataset::default());
//!
//! // As GraphQL has it: { cities { totalCount } }
//! let class = ontology.class_ids().next().ok_or("a class")?;
//! let window = Window { first: Some(10), ..Window::default() };
//! let parts = vec![("totalCount".to_owned(), ConnectionPart::TotalCount)];
//! let pick = RootPick::Instances { class, listing: Listing::page(window), parts };
//! let selection = Selection { roots: vec![Root { key: "cities".into(), pick, at: Position::default() }] };
//!
//! let plan = plenary_query::plan(&selection, &ontology);
//! let limits = Limits::default();
//! let answer = plenary_query::answer(&plan, &snapshot, &limits, &Clock::new(limits.time))?;
//! assert_eq!(answer.data, br#"{"cities":{"totalCount":1}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod analysis;
mod bytes;
mod check;
mod condition;
mod cursor;
mod dataset;
mod embedded;
mod executor;
mod filter;
mod filtered_links;
mod found;
mod grouping;
mod json;
mod limits;
mod links;
mod listing;
mod named;
mod paginator;
mod parts;
mod plan;
mod planner;
mod position;
mod reader;
mod records;
mod rows;
mod scores;
mod search;
mod selection;
mod sets;
mod sort;
mod text_search;
mod trace;
mod unknown;
mod value_test;
mod weight;
mod window;

use plenary_base::clock::{Clock, Stopped};
use plenary_ontology::Ontology;
use std::sync::Arc;

pub use condition::{Condition, Quantifier};
pub use cursor::{Cursor, CursorError};
pub use dataset::{CountField, DatasetField, GraphField};
pub use executor::execute;
pub use found::FoundSource;
pub use grouping::{Counted, Counting, Group, GroupKey, GroupValue};
pub use json::{Fault, FieldError, PathSegment, write_json};
pub use limits::{Budget, Limits};
pub use links::Links;
pub use listing::{Hop, Listing, Order, OrderBy, OrderKey};
pub use named::{Named, SchemaNames};
pub use parts::{ConnectionPart, EdgePart, FacetPart, GroupPart, PageField, TypePart, ValuePart};
pub use plan::{
    ConnectionShape, EntryOutput, EntryShape, GroupsShape, Output, OutputField, Parents, Plan, PlannedPart, Read,
    RootOutput, RootShape, Shape, Step, StepId, TableShape, ValueNames, ValueType, Variant,
};
pub use planner::plan;
pub use position::Position;
pub use reader::{Near, Reader};
pub use records::{Known, KnownList, Member, Record, RecordField, RecordId, RecordPick, Records};
pub use rows::{Column, Rows, Work};
pub use search::{Beside, Found, Highlight, HighlightPart, Reasons, Search, SearchFacet};
pub use selection::{
    Analysed, Entities, EntityGroup, EntryField, EntryFields, Facet, Grouping, Object, ObjectVariant, Pick, Refusal,
    Root, RootPick, Selected, SelectedPart, Selection, TextPart,
};
pub use sort::Collation;
pub use text_search::{find, matching};
pub use trace::{Access, Method, shortened};
pub use unknown::Unknown;
pub use value_test::{Case, Inequality, Test, TextRelation};
pub use window::{Page, Window};

/// Why a plan could not be executed to the end.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Error {
    #[error(
        "the request may read {cost} rows, but at most {limit} are allowed: ask for smaller pages with `first`, at fewer levels"
    )]
    TooCostly { cost: u64, limit: u64 },
    #[error(
        "the answer has more than {limit} rows; ask for fewer with `first`, for fewer fields, or for groups of fewer keys"
    )]
    TooManyRows { limit: usize },
    #[error("the answer is longer than {limit} bytes; ask for fewer with `first`, or for fewer fields")]
    AnswerTooLarge { limit: usize },
    #[error(transparent)]
    Stopped(#[from] Stopped),
    #[error("{message}")]
    Argument { message: String, key: String, at: Position },
    #[error("{message}")]
    Unsupported { message: String },
    #[error("{message}")]
    Source { message: String, is_down: bool },
    #[error(
        "full text cannot be searched, as its index could not be made (/ready has the reason); filter with `contains` instead"
    )]
    FullText(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the data could not be read")]
    Reader(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<plenary_search::Error> for Error {
    fn from(error: plenary_search::Error) -> Self {
        Self::FullText(error.into())
    }
}

/// An answer: the value of `data`, and the errors of single fields.
#[derive(Debug)]
pub struct Answer {
    /// JSON of the response's `data`.
    pub data: Vec<u8>,
    /// Fields that could not be given.
    pub errors: Vec<FieldError>,
    /// Identifiers for which the answer has null, because no resource has them.
    pub unknown: Vec<Unknown>,
    /// What each step did.
    pub work: Vec<Work>,
}

/// Answers a plan.
///
/// # Errors
/// If a limit is exceeded or the reader fails.
pub fn answer<R: Reader>(plan: &Plan, reader: &R, limits: &Limits, clock: &Clock) -> Result<Answer, Error> {
    run(plan, reader, limits, clock, Budget::new(*limits, clock))
}

/// Answers a plan, and reports in [`Answer::work`] how conditions were answered, with the names of the ontology.
///
/// # Errors
/// Those of [`answer`].
pub fn explain<R: Reader>(
    plan: &Plan,
    ontology: &Arc<Ontology>,
    reader: &R,
    limits: &Limits,
    clock: &Clock,
) -> Result<Answer, Error> {
    run(plan, reader, limits, clock, Budget::traced(*limits, clock, Arc::clone(ontology)))
}

fn run<R: Reader>(plan: &Plan, reader: &R, limits: &Limits, clock: &Clock, budget: Budget) -> Result<Answer, Error> {
    clock.check()?;
    limits.allow(plan.cost)?;
    let rows = execute(plan, reader, budget)?;
    let (data, errors) = write_json(&plan.shape, &rows, reader, limits, clock)?;
    let unknown = unknown::unknown(plan, &rows, reader, clock);
    Ok(Answer { data, errors, unknown, work: rows.into_work() })
}
