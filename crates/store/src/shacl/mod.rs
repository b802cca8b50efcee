//! Validation with SHACL: what `plenary_shacl` finds, sorted and worded.

mod report;

pub(super) use report::told;
pub use report::{Report, Violation};

use super::Error;
use oxigraph::model::{NamedNode, Quad, Term, TripleRef};
use plenary_base::clock::Clock;
use plenary_base::vocab::sh;
use plenary_shacl::{Data, Extent, Finding, Focus, Options, Shapes};

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
    /// after together. Only nodes are looked at that the change may matter to, and, of nodes whose values are looked at one by one, only such values:
    /// their number is given too, none if all had to be.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn again<'a, D: Data>(
        &self,
        before: &Report,
        data: &D,
        both: &D,
        changed: impl IntoIterator<Item = TripleRef<'a>>,
        clock: &Clock,
    ) -> Result<(Report, Option<usize>), Error> {
        let shapes = &self.shapes;
        let touched = plenary_shacl::affected(shapes, before.findings(), both, data, changed, &within(clock))?;
        let Some(touched) = touched.filter(|_| !before.is_cut()) else { return Ok((self.whole(data, clock)?, None)) };
        let findings: Vec<_> =
            before.findings().iter().filter(|finding| !touched.has(shapes, finding)).cloned().collect();
        tracing::debug!(touched = touched.len(), kept = findings.len(), "looked at again");
        Ok(match self.of(data, Focus::Touched(&touched), findings, clock)? {
            Some(report) => (report, Some(touched.len())),
            None => (self.whole(data, clock)?, None),
        })
    }

    /// What there is to say about some nodes, beside what is known of others; none if that is too much.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn about(&self, data: &impl Data, nodes: &[Term], clock: &Clock) -> Result<Option<Report>, Error> {
        self.of(data, Focus::Nodes(nodes), Vec::new(), clock)
    }

    fn of(
        &self,
        data: &impl Data,
        focus: Focus<'_>,
        known: Vec<Finding>,
        clock: &Clock,
    ) -> Result<Option<Report>, Error> {
        let options = within(clock);
        let mut findings = known;
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
