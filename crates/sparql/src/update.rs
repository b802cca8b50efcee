//! Updates of the data: what a text of SPARQL 1.1 Update takes away and adds, without doing it.
//!
//! Patterns read what queries read: the union of all graphs, unless graphs are named. A triple that is deleted without a graph goes from
//! every graph that states it and may be written; one that is inserted needs a graph, as every triple of the data has one. What an
//! operation changes, the next one sees, except for what the rules will derive from it.

use super::endpoint::{Endpoint, check_graphs};
use super::memory::{Operation, drop_loads, found, use_graphs};
use super::meter::Stop;
use super::view::Dataset;
use super::{Error, parse};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::CancellationToken;
use plenary_graph::triples::Triples;
use plenary_store::canonical;
use spareval::DeleteInsertQuad;
use spargebra::algebra::{GraphTarget, QueryDataset};
use spargebra::term::GroundQuad;
use spargebra::{GraphUpdateOperation, Update};
use std::collections::HashMap;
use std::sync::Arc;

/// Quads that an update deletes, and quads that it inserts after that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// What is deleted.
    pub deleted: Vec<Quad>,
    /// What is inserted, as it was written.
    pub inserted: Vec<Quad>,
}

/// What an update is to be worked out for.
#[derive(Clone, Copy)]
pub struct UpdateRequest<'a> {
    /// The update.
    pub update: &'a str,
    /// What relative IRIs are resolved against.
    pub base: Option<&'a str>,
    /// Graphs that patterns read as the default graph, if the text itself names none.
    pub using: &'a [String],
    /// Graphs that they read by name, likewise.
    pub using_named: &'a [String],
    /// Which quads cannot be changed. Deleting from all graphs passes over them.
    pub is_fixed: &'a dyn Fn(&Quad) -> bool,
}

impl Endpoint {
    /// Works out what an update changes.
    ///
    /// Must run on a thread with [`STACK`](super::STACK) bytes of stack. Cancelling the token ends it soon after.
    ///
    /// # Errors
    /// If the text is no update, loads from the network, names a graph that is not there, or inserts a triple without a graph; if a
    /// limit is exceeded, or it is cancelled.
    pub fn changed(
        &self,
        triples: &Arc<Triples>,
        request: UpdateRequest<'_>,
        token: &CancellationToken,
    ) -> Result<Changed, Error> {
        let limits = self.limits();
        let mut update = parse::update(request.update, request.base, self.prefixes(), limits)?;
        use_graphs(&mut update, (request.using, request.using_named))?;
        drop_loads(&mut update)?;
        let mut bench = Bench {
            endpoint: self,
            token,
            is_fixed: request.is_fixed,
            base: Arc::clone(triples),
            now: Some(Arc::clone(triples)),
            changes: HashMap::new(),
        };
        let Update { operations, base_iri, .. } = update;
        for operation in operations {
            bench.check()?;
            if let GraphUpdateOperation::DeleteInsert { delete, insert, using, pattern } = operation {
                let mut dataset = Dataset { triples: bench.now()?, default: None, graphs: None, is_canonical: false };
                let mut named = None;
                if let Some(QueryDataset { default, named: others }) = using {
                    check_graphs(default.len() + others.as_ref().map_or(0, Vec::len), limits)?;
                    dataset.default = Some(default.into_iter().map(GraphName::from).collect());
                    named = others.map(|others| others.into_iter().map(NamedOrBlankNode::from).collect());
                }
                let operation = Operation { delete, insert, pattern: *pattern, base_iri: base_iri.clone() };
                let (mut deleted, mut inserted) = (Vec::new(), Vec::new());
                for change in found(self, dataset, named, operation, token)? {
                    match change {
                        DeleteInsertQuad::Delete(quad) => deleted.push(quad),
                        DeleteInsertQuad::Insert(quad) => inserted.push(quad),
                    }
                }
                bench.delete(deleted)?;
                bench.insert(inserted)?;
            } else {
                bench.change(operation)?;
            }
        }
        bench.check()?;
        Ok(bench.finish())
    }
}

/// The data with what operations have changed so far.
struct Bench<'a> {
    endpoint: &'a Endpoint,
    token: &'a CancellationToken,
    is_fixed: &'a dyn Fn(&Quad) -> bool,
    base: Arc<Triples>,
    /// The data with all changes; none if they have to be put in order first.
    now: Option<Arc<Triples>>,
    /// Quads in the form that the data keep, and how they were written that were inserted; none of it for those that were deleted.
    changes: HashMap<Quad, Vec<Quad>>,
}

impl Bench<'_> {
    fn check(&self) -> Result<(), Error> {
        let limits = self.endpoint.limits();
        if self.token.is_cancelled() {
            return Err(Error::stopped(Stop::Cancelled, limits));
        }
        if self.changes.len() > limits.rows {
            return Err(Error::TooManyRows { limit: limits.rows });
        }
        Ok(())
    }

    fn now(&mut self) -> Result<Arc<Triples>, Error> {
        if let Some(now) = &self.now {
            return Ok(Arc::clone(now));
        }
        let stays = self.base.quads(None, None, None).filter(|quad| !self.changes.contains_key(quad));
        let comes = self.changes.iter().filter(|(_, written)| !written.is_empty()).map(|(quad, _)| quad.clone());
        let quads = stays.chain(comes).map(Ok::<_, std::convert::Infallible>);
        let now = Arc::new(Triples::build(quads).map_err(|error| Error::Store(Box::new(error)))?);
        self.now = Some(Arc::clone(&now));
        Ok(now)
    }

    fn delete(&mut self, quads: Vec<Quad>) -> Result<(), Error> {
        if quads.is_empty() {
            return Ok(());
        }
        let quads = canonical(&quads).map_err(|error| Error::Store(Box::new(error)))?;
        let mut goes = Vec::new();
        for quad in quads {
            if quad.graph_name != GraphName::DefaultGraph {
                goes.push(quad);
                continue;
            }
            let (subject, object) = (quad.subject.as_ref(), quad.object.as_ref());
            let everywhere = self.now()?;
            let everywhere = everywhere.quads(Some(subject), Some(quad.predicate.as_ref()), Some(object));
            goes.extend(everywhere.filter(|quad| !(self.is_fixed)(quad)));
            if goes.len() > self.endpoint.limits().rows {
                return Err(Error::TooManyRows { limit: self.endpoint.limits().rows });
            }
        }
        self.changes.extend(goes.into_iter().map(|quad| (quad, Vec::new())));
        self.now = None;
        Ok(())
    }

    fn insert(&mut self, quads: Vec<Quad>) -> Result<(), Error> {
        if let Some(quad) = quads.iter().find(|quad| quad.graph_name == GraphName::DefaultGraph) {
            let problem = format!(
                "{quad} is inserted in no graph, and every triple of the data has one; write GRAPH <…> {{ … }}, or WITH <…> in front"
            );
            return Err(Error::BadRequest(problem));
        }
        if quads.is_empty() {
            return Ok(());
        }
        let kept = canonical(&quads).map_err(|error| Error::Store(Box::new(error)))?;
        for (kept, quad) in kept.into_iter().zip(quads) {
            self.changes.entry(kept).or_default().push(quad);
        }
        self.now = None;
        Ok(())
    }

    /// Does an operation without patterns. A graph is there as long as it has triples.
    fn change(&mut self, operation: GraphUpdateOperation) -> Result<(), Error> {
        match operation {
            GraphUpdateOperation::InsertData { data } => self.insert(data.into_iter().map(quad).collect()),
            GraphUpdateOperation::DeleteData { data } => self.delete(data.into_iter().map(ground_quad).collect()),
            GraphUpdateOperation::Clear { silent, graph } | GraphUpdateOperation::Drop { silent, graph } => {
                let now = self.now()?;
                let quads = match graph {
                    // All triples are in named graphs.
                    GraphTarget::DefaultGraph => return Ok(()),
                    GraphTarget::NamedGraphs | GraphTarget::AllGraphs => {
                        now.quads(None, None, None).filter(|quad| !(self.is_fixed)(quad)).collect()
                    }
                    GraphTarget::NamedNode(name) => match now.graph(name.as_ref()) {
                        Some(triples) => triples.map(|triple| triple.in_graph(name.clone())).collect(),
                        None if silent => return Ok(()),
                        None => return Err(Error::NoGraph),
                    },
                };
                self.delete(quads)
            }
            GraphUpdateOperation::Create { silent, graph } => {
                if !silent && self.now()?.graph(graph.as_ref()).is_some() {
                    return Err(Error::BadRequest(format!(
                        "the graph {graph} is there already; CREATE SILENT passes over that"
                    )));
                }
                Ok(())
            }
            // Patterns have been evaluated by the caller, and loading has been refused.
            GraphUpdateOperation::DeleteInsert { .. } | GraphUpdateOperation::Load { .. } => Ok(()),
        }
    }

    fn finish(self) -> Changed {
        let mut changed = Changed::default();
        for (kept, written) in self.changes {
            if written.is_empty() {
                changed.deleted.push(kept);
            } else {
                changed.inserted.extend(written);
            }
        }
        changed
    }
}

fn graph_name(name: spargebra::term::GraphName) -> GraphName {
    match name {
        spargebra::term::GraphName::NamedNode(name) => name.into(),
        spargebra::term::GraphName::DefaultGraph => GraphName::DefaultGraph,
    }
}

fn quad(quad: spargebra::term::Quad) -> Quad {
    Quad::new(quad.subject, quad.predicate, quad.object, graph_name(quad.graph_name))
}

fn ground_quad(quad: GroundQuad) -> Quad {
    Quad::new(quad.subject, quad.predicate, Term::from(quad.object), graph_name(quad.graph_name))
}
