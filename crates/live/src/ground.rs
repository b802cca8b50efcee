//! What is stated, term for term, and how it becomes data that can be read.

use crate::folder::apply;
use crate::plain::Plain;
use crate::{Edits, Error, Generation};
use oxigraph::model::{GraphName, NamedNode, Quad};
use plenary_graph::snapshot::{Dataset, Snapshot};
use plenary_graph::triples::Triples;
use plenary_journal::{Change, Head};
use plenary_ontology::Ontology;
use plenary_store::{Options, Report, Store, canonical, derived_graph};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// What no commit changes.
#[derive(Debug)]
pub(crate) struct Fixed {
    /// What the ontology's files state, as it is written and as the store keeps it.
    own: HashSet<Quad>,
    /// The graph that only the rules fill.
    derived: NamedNode,
}

impl Fixed {
    pub(crate) fn has(&self, quad: &Quad) -> bool {
        self.own.contains(quad) || matches!(&quad.graph_name, GraphName::NamedNode(graph) if *graph == self.derived)
    }
}

/// All that is stated.
pub(crate) struct Ground {
    ontology: Arc<Ontology>,
    /// What the ontology's files state.
    own: Vec<Quad>,
    fixed: Arc<Fixed>,
    /// How requests see the data, if it is not as they are.
    plain: Option<Plain>,
    stated: HashSet<Quad>,
    /// Quads as the store keeps them, and the stated ones that are written otherwise.
    written: HashMap<Quad, HashSet<Quad>>,
}

impl Ground {
    pub(crate) fn new(ontology: Arc<Ontology>, own: Vec<Quad>, is_plain: bool) -> Result<Self, Error> {
        let fixed = Fixed {
            own: own.iter().cloned().chain(canonical(&own)?).collect(),
            derived: derived_graph(ontology.prefixes()),
        };
        let plain = is_plain.then(|| Plain::of(ontology.prefixes()));
        Ok(Self { ontology, own, fixed: Arc::new(fixed), plain, stated: HashSet::new(), written: HashMap::new() })
    }

    /// Takes what is stated at first, also what the ontology's files state as well: that they do may change, and commits stay as they are.
    pub(crate) fn begin(&mut self, quads: Vec<Quad>) -> Result<(), Error> {
        self.note(&quads, true)?;
        self.stated = quads.into_iter().collect();
        Ok(())
    }

    pub(crate) fn fixed(&self) -> &Arc<Fixed> {
        &self.fixed
    }

    pub(crate) fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// Edits of what requests see as edits of what is stated.
    pub(crate) fn kept(&self, edits: Edits) -> Edits {
        match &self.plain {
            Some(plain) => plain.kept(edits),
            None => edits,
        }
    }

    pub(crate) fn stated(&self) -> impl Iterator<Item = &Quad> {
        self.stated.iter()
    }

    /// Applies the change of a commit.
    pub(crate) fn apply(&mut self, t: u64, change: &Change) -> Result<(), Error> {
        if let Some(problem) = apply(&mut self.stated, t, change) {
            return Err(Error::Damaged { path: "the journal".to_owned(), problem });
        }
        self.note(change.deleted(), false)?;
        self.note(change.added(), true)
    }

    /// Notes how stated quads are written, if the store keeps them otherwise.
    fn note(&mut self, quads: &[Quad], is_stated: bool) -> Result<(), Error> {
        for (kept, quad) in canonical(quads)?.into_iter().zip(quads).filter(|(kept, quad)| kept != *quad) {
            if is_stated {
                self.written.entry(kept).or_default().insert(quad.clone());
            } else if let Entry::Occupied(mut forms) = self.written.entry(kept) {
                forms.get_mut().remove(quad);
                if forms.get().is_empty() {
                    forms.remove();
                }
            }
        }
        Ok(())
    }

    /// What edits come to: what is not stated already, and what is no more.
    pub(crate) fn net(&self, edits: Edits) -> Result<Change, Error> {
        let Edits { deleted, added, is_strict } = edits;
        let mut goes: HashSet<Quad> = HashSet::new();
        let mut of_ontology = Vec::new();
        for (kept, quad) in canonical(&deleted)?.into_iter().zip(deleted) {
            self.check_graph(&quad)?;
            let forms = [&quad, &kept].into_iter().chain(self.written.get(&kept).into_iter().flatten());
            let mut is_there = false;
            for form in forms.filter(|form| self.stated.contains(*form)) {
                is_there = true;
                goes.insert(form.clone());
            }
            if self.fixed.own.contains(&quad) || self.fixed.own.contains(&kept) {
                of_ontology.push(kept);
            } else if is_strict && !is_there {
                return Err(Error::NotThere { quad: quad.to_string() });
            }
        }
        let kept = canonical(&added)?;
        for quad in &added {
            self.check_graph(quad)?;
        }
        let stays: HashSet<&Quad> = kept.iter().collect();
        if let Some(quad) = of_ontology.into_iter().find(|quad| !stays.contains(quad)) {
            return Err(Error::OfOntology { quad: quad.to_string() });
        }
        let comes: HashSet<Quad> = added.into_iter().filter(|quad| !self.fixed.own.contains(quad)).collect();
        let deleted: Vec<Quad> = goes.iter().filter(|quad| !comes.contains(*quad)).cloned().collect();
        let added = comes.into_iter().filter(|quad| !self.stated.contains(quad));
        Ok(Change::new(added, deleted)?)
    }

    fn check_graph(&self, quad: &Quad) -> Result<(), Error> {
        match &quad.graph_name {
            GraphName::NamedNode(graph) if *graph == self.fixed.derived => {
                Err(Error::Derived { quad: quad.to_string() })
            }
            GraphName::NamedNode(_) => Ok(()),
            GraphName::BlankNode(_) | GraphName::DefaultGraph => Err(Error::NoGraph { quad: quad.to_string() }),
        }
    }

    /// The data that there would be after a change, with what the rules derive, if they conform to the shapes.
    pub(crate) fn after(&self, change: &Change) -> Result<Unnamed, Error> {
        let gone: HashSet<&Quad> = change.deleted().iter().collect();
        let stays = self.stated.iter().filter(|quad| !gone.contains(quad));
        let quads = stays.chain(change.added()).cloned().collect();
        self.build(quads, true)
    }

    /// The data as they are.
    pub(crate) fn checked(&self, head: Option<Head>, validate: bool) -> Result<Generation, Error> {
        Ok(self.build(self.stated.iter().cloned().collect(), validate)?.named(head))
    }

    fn build(&self, quads: Vec<Quad>, validate: bool) -> Result<Unnamed, Error> {
        let start = Instant::now();
        let (store, report) = Store::of_quads(&self.ontology, &self.own, quads, &Options { validate })?;
        if let Some(report) = report.filter(Report::refuses) {
            return Err(Error::Invalid(Box::new(report)));
        }
        let broken = |error: &dyn std::fmt::Display| Error::Build(error.to_string().into());
        let dataset = Dataset::describe(store.inner(), store.graphs().to_vec()).map_err(|error| broken(&error))?;
        let dataset = Dataset { modified: Some(SystemTime::now()), ..dataset };
        let triples = Triples::build(store.quads()).map_err(|error| broken(&error))?;
        let plain = self.plain.as_ref().map(|plain| plain.shown(&store, &self.fixed)).transpose()?;
        drop(store);
        let snapshot = Snapshot::build(&self.ontology, &triples, dataset);
        Ok(Unnamed { snapshot, triples, plain, fixed: Arc::clone(&self.fixed), start })
    }
}

/// Data of which it is not known yet which commit they are.
pub(crate) struct Unnamed {
    snapshot: Snapshot,
    triples: Triples,
    plain: Option<Triples>,
    fixed: Arc<Fixed>,
    start: Instant,
}

impl Unnamed {
    pub(crate) fn named(self, head: Option<Head>) -> Generation {
        let Self { snapshot, triples, plain, fixed, start } = self;
        Generation {
            head,
            snapshot: Arc::new(snapshot),
            triples: Arc::new(triples),
            plain: plain.map(Arc::new),
            elapsed: start.elapsed(),
            fixed,
        }
    }
}
