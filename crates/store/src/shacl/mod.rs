//! Validation with SHACL: what `plenary_shacl` finds, sorted and worded.

mod kinds;
mod report;

pub(super) use report::told;
pub use report::{Report, Violation};

use super::Error;
use oxigraph::model::{NamedNode, Quad, Term, Triple, TripleRef};
use plenary_base::clock::Clock;
use plenary_base::vocab::sh;
use plenary_ontology::Ontology;
use plenary_shacl::{Data, Extent, Finding, Focus, Options, Shapes, Touched};

/// Most findings before and after a change that are compared.
const MOST_COMPARED: usize = 1_000_000;

/// Shapes, ready to validate what changes.
#[derive(Debug)]
pub struct Validation {
    shapes: Shapes,
}

impl Validation {
    /// Reads the shapes that are among the ontology's quads. Some are classes themselves, and about their own instances: which are, the ontology
    /// decides for the types of the API and for validation alike. Beside them, an instance of an interface has to be of one of its kinds.
    ///
    /// # Errors
    /// If a shape is wrong.
    pub fn read(of_ontology: &[Quad], ontology: &Ontology) -> Result<Self, Error> {
        let target = NamedNode::new_unchecked(sh::TARGET_CLASS);
        let targets = ontology.implicit_targets().iter().map(|class| TripleRef::new(class, &target, class));
        let kinds = kinds::shapes(of_ontology, ontology);
        let of_files = of_ontology.iter().map(|quad| quad.as_ref().into());
        let shapes = Shapes::read(of_files.chain(targets).chain(kinds.iter().map(Triple::as_ref)))?;
        Ok(Self { shapes })
    }

    /// What there is to say about data.
    ///
    /// # Errors
    /// If a query among the shapes cannot be evaluated, or the clock says that it is enough.
    pub fn whole(&self, data: &impl Data, clock: &Clock) -> Result<Report, Error> {
        let (findings, extent) = self.find(data, Focus::All, &within(clock))?;
        Ok(Report::new(&self.shapes, findings, extent))
    }

    fn find(&self, data: &impl Data, focus: Focus<'_>, options: &Options) -> Result<(Vec<Finding>, Extent), Error> {
        let mut findings = Vec::new();
        let extent = plenary_shacl::validate(&self.shapes, data, focus, options, |finding| findings.push(finding))?;
        Ok((findings, extent))
    }

    /// What a change makes, of what there is to say: what was not there before it, or not as bad. What there was to say before need not be known;
    /// the nodes that the change may matter to are looked at before and after. Their number is given too, none if all had to be.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn made<'a, D: Data>(
        &self,
        [before, after, both]: [&D; 3],
        changed: impl IntoIterator<Item = TripleRef<'a>>,
        clock: &Clock,
    ) -> Result<(Report, Option<usize>), Error> {
        let touched = plenary_shacl::affected(&self.shapes, None, both, after, changed, &within(clock))?;
        // Before the change a value may not have been one of the node.
        let touched = touched.map(Touched::whole);
        let focus = touched.as_ref().map_or(Focus::All, Focus::Touched);
        let options = Options { most: MOST_COMPARED, ..within(clock) };
        let (known, of_known) = self.find(before, focus, &options)?;
        let (found, extent) = self.find(after, focus, &options)?;
        Ok((self.compared((&known, of_known), (&found, extent)), touched.map(|touched| touched.len())))
    }

    /// The same of all that there is to say before and after a change.
    pub fn made_of(&self, before: &Report, after: &Report) -> Report {
        let extent = |report: &Report| if report.is_cut() { Extent::Cut } else { Extent::Whole };
        self.compared((before.findings(), extent(before)), (after.findings(), extent(after)))
    }

    /// What is not among what was known. If that was cut, it cannot be told.
    fn compared(&self, (known, of_known): (&[Finding], Extent), (found, extent): (&[Finding], Extent)) -> Report {
        let made = match of_known {
            Extent::Whole => plenary_shacl::made(known, found).into_iter().cloned().collect(),
            Extent::Cut => found.to_vec(),
        };
        Report::new(&self.shapes, made, extent)
    }

    /// What there is to say about data after a change, of which it is known what there was to say before, all of it. `both` are the data before and
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
        let touched = plenary_shacl::affected(shapes, Some(before.findings()), both, data, changed, &within(clock))?;
        let Some(touched) = touched else { return Ok((self.whole(data, clock)?, None)) };
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
        let (found, extent) = self.find(data, focus, &options)?;
        let findings = [known, found].concat();
        // Which findings are the first of too many, only looking at all can tell.
        let is_whole = extent == Extent::Whole && findings.len() <= options.most;
        Ok(is_whole.then(|| Report::new(&self.shapes, findings, Extent::Whole)))
    }
}

/// A validation that ends with the clock.
fn within(clock: &Clock) -> Options {
    Options { clock: clock.clone(), ..Options::default() }
}
