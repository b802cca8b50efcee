//! Validation with SHACL: what `plenary_shacl` finds, sorted and worded.

mod report;

pub(super) use report::told;
pub use report::{Report, Violation};

use super::Error;
use oxigraph::model::{NamedNode, Quad, Term, TripleRef};
use plenary_base::vocab::sh;
use plenary_shacl::{Affected, Data, Extent, Focus, Index, Options, Shapes};

/// Shapes, ready to validate what changes.
#[derive(Debug)]
pub struct Validation {
    shapes: Shapes,
}

impl Validation {
    /// Reads the shapes that are among the ontology's quads. The `implicit` ones are classes themselves, and about their own instances:
    /// which shapes are, the ontology decides for the types of the API and for validation alike.
    ///
    /// # Errors
    /// If a shape is wrong.
    pub fn read(of_ontology: &[Quad], implicit: &[NamedNode]) -> Result<Self, Error> {
        let target = NamedNode::new_unchecked(sh::TARGET_CLASS);
        let targets = implicit.iter().map(|class| TripleRef::new(class, &target, class));
        let shapes = Shapes::read(of_ontology.iter().map(|quad| quad.as_ref().into()).chain(targets))?;
        Ok(Self { shapes })
    }

    /// What there is to say about data.
    ///
    /// # Errors
    /// If a query among the shapes cannot be evaluated.
    pub fn whole(&self, data: &impl Data) -> Result<Report, Error> {
        let mut findings = Vec::new();
        let extent = plenary_shacl::validate(&self.shapes, data, Focus::All, &Options::default(), |finding| {
            findings.push(finding);
        })?;
        Ok(Report::new(&self.shapes, findings, extent))
    }

    /// What there is to say about data after a change, of which it is known what there was to say before. `both` are the data before and
    /// after together. Only nodes are looked at that the change may matter to.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn again<'a>(
        &self,
        before: &Report,
        data: &impl Data,
        both: &impl Data,
        changed: impl IntoIterator<Item = TripleRef<'a>>,
    ) -> Result<Report, Error> {
        let options = Options::default();
        let nodes = match plenary_shacl::affected(&self.shapes, both, changed, &options)? {
            Affected::Nodes(nodes) if !before.is_cut() => nodes,
            _ => return self.whole(data),
        };
        let mut findings: Vec<_> =
            before.findings().iter().filter(|finding| !nodes.contains(&finding.origin)).cloned().collect();
        tracing::debug!(nodes = nodes.len(), kept = findings.len(), "nodes that are looked at again");
        let nodes: Vec<Term> = nodes.into_iter().collect();
        let focus = Focus::Nodes(&nodes);
        let extent = plenary_shacl::validate(&self.shapes, data, focus, &options, |finding| findings.push(finding))?;
        // Which findings are the first of too many, only looking at all can tell.
        if extent == Extent::Cut || findings.len() > options.most {
            return self.whole(data);
        }
        Ok(Report::new(&self.shapes, findings, Extent::Whole))
    }
}

/// Validates triples against the shapes that are among `of_ontology`; see [`Validation::read`].
pub(super) fn validate<'a>(
    of_ontology: &[Quad],
    implicit: &[NamedNode],
    triples: impl Iterator<Item = TripleRef<'a>>,
) -> Result<Report, Error> {
    let data = Index::new(triples).map_err(|_| Error::TooMany { what: "terms or triples" })?;
    Validation::read(of_ontology, implicit)?.whole(&data)
}
