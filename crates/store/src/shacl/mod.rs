//! Validation with SHACL, by the engine of the `shacl` crate.
//!
//! The engine passes the W3C core suite, but it overlooks shapes that it does not understand ([`precheck`] refuses
//! or reports them), counts bytes where it should count characters ([`lengths`] has it count by pattern) and takes malformed
//! dates for dates ([`lexical`] gives malformed literals another datatype for as long as it looks).

mod lengths;
mod lexical;
mod precheck;
mod report;

pub use lexical::is_well_formed;
pub(super) use report::told;
pub use report::{Report, Violation};

use super::Error;
use oxigraph::model::{Graph, NamedNode, NamedOrBlankNodeRef, Quad, TermRef, TripleRef};
use plenary_base::vocab::xsd;
use rudof_rdf::rdf_core::BuildRDF;
use rudof_rdf::rdf_impl::OxigraphInMemory;
use shacl::ir::IRSchema;
use shacl::rdf::ShaclParser;
use shacl::validator::processor::{GraphValidation, ShaclProcessor};
use shacl::validator::{ShaclConfig, ShaclValidationMode};

/// Namespace of SHACL.
const SH: &str = plenary_base::vocab::sh::NAMESPACE;

/// Datatypes of the literals that Turtle writes without quotes.
const PLAIN: [&str; 3] = [xsd::INTEGER, xsd::DECIMAL, xsd::BOOLEAN];

/// Validates the triples against the shapes that are among `ontology`. The `implicit` ones are classes themselves, and about
/// their own instances: the engine knows that of some, so it is stated for all.
pub(super) fn validate<'a>(
    ontology: &[Quad],
    implicit: &[NamedNode],
    triples: impl Iterator<Item = TripleRef<'a>>,
) -> Result<Report, Error> {
    let shapes: Graph = ontology.iter().map(|quad| TripleRef::from(quad.as_ref())).collect();
    let left_out = precheck::check(ontology, &shapes)?;
    let (mut rewritten, lengths) = lengths::by_pattern(&shapes);
    for (quad, _) in &left_out {
        rewritten.remove(TripleRef::from(quad.as_ref()));
    }
    for class in implicit {
        rewritten.insert(TripleRef::new(class, &sh("targetClass"), class));
    }
    let compiled = engine_graph(rewritten.iter())
        .and_then(|graph| ShaclParser::new(graph).parse().map_err(unusable))
        .and_then(|parsed| IRSchema::compile(&parsed).map_err(unusable))?;
    let data = shacl::validator::store::Graph::from(engine_graph(triples)?);
    let report = GraphValidation::new(data)
        .validate(&compiled, &ShaclValidationMode::Native, &ShaclConfig::default())
        .map_err(unusable)?;
    let unchecked = left_out.into_iter().filter_map(|(_, told)| told).collect();
    Report::new(&report, &lengths, &shapes, unchecked)
}

/// A graph for the engine, malformed literals marked.
fn engine_graph<'a>(triples: impl Iterator<Item = TripleRef<'a>>) -> Result<OxigraphInMemory, Error> {
    let mut graph = OxigraphInMemory::new();
    for triple in triples {
        let object = lexical::mark(triple.object);
        graph.add_triple(triple.subject, triple.predicate, object).map_err(unusable)?;
    }
    Ok(graph)
}

/// A term of SHACL.
fn sh(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{SH}{name}"))
}

fn unusable(error: impl std::fmt::Display) -> Error {
    Error::Shapes { message: error.to_string() }
}

/// Name of a shape for people: its IRI or, for a blank node, that of the shape that it belongs to.
fn shape_name(shapes: &Graph, shape: TermRef<'_>) -> String {
    let mut node = shape;
    for _ in 0..shapes.len() {
        let owner = match node {
            TermRef::BlankNode(_) => shapes.triples_for_object(node).next(),
            _ => None,
        };
        match owner.map(|triple| triple.subject) {
            Some(NamedOrBlankNodeRef::NamedNode(iri)) => return iri.as_str().to_owned(),
            Some(NamedOrBlankNodeRef::BlankNode(owner)) => node = owner.into(),
            None => break,
        }
    }
    plain(node)
}

/// A term for people: IRIs without brackets, numbers without quotes, the others as in Turtle.
fn plain(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(iri) => iri.as_str().to_owned(),
        TermRef::Literal(literal) if PLAIN.contains(&literal.datatype().as_str()) => literal.value().to_owned(),
        term => term.to_string(),
    }
}
