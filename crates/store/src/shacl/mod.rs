//! Validation with SHACL: what `plenary_shacl` finds, sorted and worded.

mod report;

pub(super) use report::told;
pub use report::{Report, Violation};

use super::Error;
use oxigraph::model::{NamedNode, Quad, TripleRef};
use plenary_base::vocab::sh;
use plenary_shacl::{Focus, Index, Options, Shapes};

/// Validates the triples against the shapes that are among `ontology`. The `implicit` ones are classes themselves, and about
/// their own instances: which shapes are, the ontology decides for the types of the API and for validation alike.
pub(super) fn validate<'a>(
    ontology: &[Quad],
    implicit: &[NamedNode],
    triples: impl Iterator<Item = TripleRef<'a>>,
) -> Result<Report, Error> {
    let target = NamedNode::new_unchecked(sh::TARGET_CLASS);
    let targets = implicit.iter().map(|class| TripleRef::new(class, &target, class));
    let shapes = Shapes::read(ontology.iter().map(|quad| quad.as_ref().into()).chain(targets))?;
    let data = Index::new(triples).map_err(|_| Error::TooMany { what: "terms or triples" })?;
    let mut findings = Vec::new();
    let extent =
        plenary_shacl::validate(&shapes, &data, Focus::All, &Options::default(), |finding| findings.push(finding))?;
    Ok(Report::new(&shapes, findings, extent))
}
