//! Validation with SHACL: what `plenary_shacl` finds, sorted and worded.

mod report;

pub(super) use report::told;
pub use report::{Report, Violation};

use super::Error;
use oxigraph::model::{NamedNode, Quad, Term, TripleRef};
use plenary_base::clock::Clock;
use plenary_base::vocab::sh;
use plenary_shacl::{Affected, Data, Extent, Finding, Focus, Options, Shapes};

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
    /// If a query among the shapes cannot be evaluated, or the clock says that it is enough.
    pub fn whole(&self, data: &impl Data, clock: &Clock) -> Result<Report, Error> {
        let mut findings = Vec::new();
        let extent = plenary_shacl::validate(&self.shapes, data, Focus::All, &within(clock), |finding| {
            findings.push(finding);
        })?;
        Ok(Report::new(&self.shapes, findings, extent))
    }

    /// What there is to say about data after a change, of which it is known what there was to say before. `both` are the data before and
    /// after together. Only nodes are looked at that the change may matter to: their number is given too, none if all had to be.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn again<'a>(
        &self,
        before: &Report,
        data: &impl Data,
        both: &impl Data,
        changed: impl IntoIterator<Item = TripleRef<'a>>,
        clock: &Clock,
    ) -> Result<(Report, Option<usize>), Error> {
        let nodes = match plenary_shacl::affected(&self.shapes, both, changed, &within(clock))? {
            Affected::Nodes(nodes) if !before.is_cut() => nodes,
            _ => return Ok((self.whole(data, clock)?, None)),
        };
        let findings: Vec<_> =
            before.findings().iter().filter(|finding| !nodes.contains(&finding.origin)).cloned().collect();
        tracing::debug!(nodes = nodes.len(), kept = findings.len(), "nodes that are looked at again");
        let nodes: Vec<Term> = nodes.into_iter().collect();
        Ok(match self.of_nodes(data, &nodes, findings, clock)? {
            Some(report) => (report, Some(nodes.len())),
            None => (self.whole(data, clock)?, None),
        })
    }

    /// What there is to say about some nodes, beside what is known of others; none if that is too much.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn about(&self, data: &impl Data, nodes: &[Term], clock: &Clock) -> Result<Option<Report>, Error> {
        self.of_nodes(data, nodes, Vec::new(), clock)
    }

    fn of_nodes(
        &self,
        data: &impl Data,
        nodes: &[Term],
        known: Vec<Finding>,
        clock: &Clock,
    ) -> Result<Option<Report>, Error> {
        let options = within(clock);
        let mut findings = known;
        let focus = Focus::Nodes(nodes);
        let extent = plenary_shacl::validate(&self.shapes, data, focus, &options, |finding| findings.push(finding))?;
        // Which findings are the first of too many, only looking at all can tell.
        let is_whole = extent == Extent::Whole && findings.len() <= options.most;
        Ok(is_whole.then(|| Report::new(&self.shapes, findings, Extent::Whole)))
    }
}

/// A validation that ends with the clock.
fn within(clock: &Clock) -> Options {
    Options { clock: clock.clone(), ..Options::default() }
}
