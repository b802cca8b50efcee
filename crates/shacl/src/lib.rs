//! Validation of RDF with SHACL: <https://www.w3.org/TR/shacl/>.
//!
//! Shapes are compiled once, [`Shapes::read`], and evaluated over anything that can look up triples, [`Data`]: an [`Index`] in memory, sorted
//! arrays, a living store. All of SHACL Core is supported, and constraints in SPARQL (`sh:sparql` with `sh:select`). [`validate`] looks at
//! all focus nodes or at some of them, on all cores, and gives what it finds one by one in an order that is always the same. [`affected`] says
//! which nodes a change of the data may matter to; a [`Footprint`] says so of a query about `$this`, as rules are, and [`construct`] runs one.
//!
//! # Example
//!
//! ```
//! use oxigraph::io::{RdfFormat, RdfParser};
//! use oxigraph::model::{Quad, TripleRef};
//! use plenary_shacl::{Extent, Focus, Index, Options, Shapes, validate};
//!
//! let prefixes = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .";
//! let parse = |text: &str| -> Result<Vec<Quad>, _> {
//!     RdfParser::from_format(RdfFormat::Turtle).for_slice(&format!("{prefixes} {text}")).collect()
//! };
//! fn triples_of(quads: &[Quad]) -> impl Iterator<Item = TripleRef<'_>> {
//!     quads.iter().map(|quad| quad.as_ref().into())
//! }
//! let shapes = parse("ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .")?;
//! let data = parse("ex:bern a ex:City ; ex:name 'Bern' . ex:basel a ex:City .")?;
//!
//! let shapes = Shapes::read(triples_of(&shapes))?;
//! let data = Index::new(triples_of(&data))?;
//! let mut findings = Vec::new();
//! let extent = validate(&shapes, &data, Focus::All, &Options::default(), |finding| findings.push(finding))?;
//! assert_eq!(extent, Extent::Whole);
//! assert_eq!(findings.len(), 1);
//! assert_eq!(findings[0].focus.to_string(), "<http://example.org/basel>");
//! assert_eq!(findings[0].messages[0].value(), "MinCount(1) not satisfied");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where it stops
//!
//! Not supported: constraint components of one's own, targets in SPARQL, JavaScript, rules, entailment, and the further vocabulary of SHACL 1.2.
//! [`Shapes::unchecked`] names what was left out for that; what cannot be left out without changing the meaning of the rest is an error. Shapes
//! that are defined by way of themselves are refused, as SHACL leaves open what they mean. `sh:sparql` sees the data as one graph. Nothing is
//! loaded, derived or written here.

mod by_value;
mod check;
mod compare;
mod constraint;
mod data;
mod facts;
mod footprint;
mod lexical;
mod path;
mod read;
mod reads;
mod report;
mod shape;
mod shown;
mod sparql;
mod validate;
mod values;

pub use by_value::{Touched, affected};
pub use data::{Data, Index, TooLarge};
pub use footprint::{Affected, Footprint, Read, Reads, Sense, sources};
pub use lexical::is_well_formed;
pub use path::Path;
pub use read::Shapes;
pub use reads::Links;
pub use report::{Finding, made, report};
pub use shown::plain;
pub use sparql::{Failure, construct};
pub use validate::{Extent, Focus, Options, validate};
pub use values::values;

use plenary_base::clock::Stopped;

/// Why shapes cannot be used, or a validation came to no end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A shape is wrong.
    #[error("the shape {shape} {problem}")]
    Shape {
        /// Its IRI or, for a blank node, that of the shape that it belongs to.
        shape: String,
        /// What it has, and what is wrong with that.
        problem: String,
    },
    /// The time is over.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}
