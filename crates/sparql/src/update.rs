//! Updates of the data: what a text of SPARQL 1.1 Update takes away and adds, without doing it.
//!
//! Patterns read what queries read: the union of all graphs, unless graphs are named. A triple that is deleted without a graph goes from
//! every graph that states it and may be written; one that is inserted needs a graph, as every triple of the data has one. What an
//! operation changes, the next one sees, except for what the rules will derive from it. Where the dataset has a default graph of its own,
//! patterns read that, and what has no graph is deleted from it and inserted into it.

use super::endpoint::{Endpoint, Source, bounded, check_graphs, graphs};
use super::meter::{Stop, metered};
use super::tree::{self, Changes, Operation, Refused};
use super::view::{Dataset, View};
use super::{Error, optimizer_work, parse};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::CancellationToken;
use plenary_graph::terms::quad_in_form;
use plenary_graph::triples::Triples;
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

/// An update as it was sent.
#[derive(Debug, Clone, Copy)]
pub struct UpdateRequest<'a> {
    /// The update.
    pub update: &'a str,
    /// What relative IRIs are resolved against.
    pub base: Option<&'a str>,
    /// Graphs that patterns read as the default graph, if the text itself names none.
    pub using: &'a [String],
    /// Graphs that they read by name, likewise.
    pub using_named: &'a [String],
}

/// An update that was read, and may be worked out.
#[derive(Debug)]
pub struct ReadUpdate(Update);

impl Endpoint {
    /// Reads an update, which needs no data.
    ///
    /// Must run on a thread with [`STACK`](super::STACK) bytes of stack.
    ///
    /// # Errors
    /// If the text is no update, is too large, loads from the network, or names graphs to read twice.
    pub fn read_update(&self, request: UpdateRequest<'_>) -> Result<ReadUpdate, Error> {
        let mut update = parse::update(request.update, request.base, self.prefixes(), self.limits())?;
        use_graphs(&mut update, (request.using, request.using_named))?;
        drop_loads(&mut update)?;
        Ok(ReadUpdate(update))
    }

    /// Works out what an update changes. Deleting from all graphs passes over quads that are fixed.
    ///
    /// Must run on a thread with [`STACK`](super::STACK) bytes of stack. Cancelling the token ends it soon after.
    ///
    /// # Errors
    /// If it names a graph that is not there, or inserts a triple without a graph; if a limit is exceeded, or it is cancelled.
    pub fn changed(
        &self,
        source: &Source,
        update: ReadUpdate,
        is_fixed: &dyn Fn(&Quad) -> bool,
        token: &CancellationToken,
    ) -> Result<Changed, Error> {
        let limits = self.limits();
        let ReadUpdate(update) = update;
        let (triples, is_plain) = match source {
            Source::Data(data) => (&data.triples, false),
            Source::Plain(triples) => (triples, true),
        };
        let mut bench = Bench {
            endpoint: self,
            token,
            is_plain,
            is_fixed,
            base: Arc::clone(triples),
            now: Some(Arc::clone(triples)),
            changes: HashMap::new(),
        };
        let Update { operations, base_iri, .. } = update;
        for operation in operations {
            bench.check()?;
            if let GraphUpdateOperation::DeleteInsert { delete, insert, using, pattern } = operation {
                let mut dataset = Dataset::of(bench.now()?, is_plain);
                let mut named = None;
                if let Some(QueryDataset { default, named: others }) = using {
                    check_graphs(default.len() + others.as_ref().map_or(0, Vec::len), limits)?;
                    dataset.default = Some(default.into_iter().map(GraphName::from).collect());
                    named = others.map(|others| others.into_iter().map(NamedOrBlankNode::from).collect());
                }
                let operation = Operation { delete, insert, pattern: *pattern, base_iri: base_iri.clone() };
                let (mut deleted, mut inserted) = (Vec::new(), Vec::new());
                if let Some(changes) = by_tree(self, &dataset, named.as_deref(), &operation, token)? {
                    (deleted, inserted) = (changes.deleted, changes.inserted);
                } else {
                    for change in found(self, dataset, named, operation, token)? {
                        match change {
                            DeleteInsertQuad::Delete(quad) => deleted.push(quad),
                            DeleteInsertQuad::Insert(quad) => inserted.push(quad),
                        }
                    }
                }
                bench.check_names(&inserted)?;
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
    /// Whether the default graph is one of its own.
    is_plain: bool,
    is_fixed: &'a dyn Fn(&Quad) -> bool,
    base: Arc<Triples>,
    /// The data with all changes; none if they have to be put in order first.
    now: Option<Arc<Triples>>,
    /// What has become of quads, in the form that the data keep.
    changes: HashMap<Quad, Fate>,
}

/// What operations have made of a quad.
#[derive(Debug, Default)]
struct Fate {
    /// Whether it was deleted, in all its forms.
    is_deleted: bool,
    /// How it was written when it was inserted, after that if it was deleted too.
    inserted: Vec<Quad>,
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

    /// Refuses to state anything about a blank node of the ontology's files, the only ones that patterns find: there is no name by which a
    /// commit could mean it, and another node would take its place.
    fn check_names(&self, inserted: &[Quad]) -> Result<(), Error> {
        if self.is_plain {
            return Ok(());
        }
        let terms = |quad: &Quad| [Term::from(quad.subject.clone()), quad.object.clone()];
        let is_found = |term: &Term| term.is_blank_node() && self.base.terms.find(term.as_ref()).is_some();
        match inserted.iter().find(|quad| terms(quad).iter().any(is_found)) {
            Some(quad) => Err(Error::Refused(format!(
                "{quad} is about a blank node of the ontology's files, which has no name by which it could be stated; give it an IRI there"
            ))),
            None => Ok(()),
        }
    }

    fn now(&mut self) -> Result<Arc<Triples>, Error> {
        if let Some(now) = &self.now {
            return Ok(Arc::clone(now));
        }
        let stays = self.base.quads(None, None, None).filter(|quad| !self.changes.contains_key(quad));
        let comes = self.changes.iter().filter(|(_, fate)| !fate.inserted.is_empty()).map(|(quad, _)| quad.clone());
        let quads = stays.chain(comes).map(Ok::<_, std::convert::Infallible>);
        let now = Arc::new(Triples::build(quads).map_err(|error| Error::Store(Box::new(error)))?);
        self.now = Some(Arc::clone(&now));
        Ok(now)
    }

    fn delete(&mut self, quads: Vec<Quad>) -> Result<(), Error> {
        if quads.is_empty() {
            return Ok(());
        }
        let mut goes = Vec::new();
        for quad in quads.iter().map(quad_in_form) {
            if self.is_plain || quad.graph_name != GraphName::DefaultGraph {
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
        let gone = || Fate { is_deleted: true, inserted: Vec::new() };
        self.changes.extend(goes.into_iter().map(|quad| (quad, gone())));
        self.now = None;
        Ok(())
    }

    fn insert(&mut self, quads: Vec<Quad>) -> Result<(), Error> {
        let nowhere = quads.iter().find(|quad| quad.graph_name == GraphName::DefaultGraph);
        if let Some(quad) = nowhere.filter(|_| !self.is_plain) {
            let problem = format!(
                "{quad} is inserted in no graph, and every triple of the data has one; write GRAPH <…> {{ … }}, or WITH <…> in front"
            );
            return Err(Error::BadRequest(problem));
        }
        if quads.is_empty() {
            return Ok(());
        }
        for quad in quads {
            self.changes.entry(quad_in_form(&quad)).or_default().inserted.push(quad);
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
                let all = || now.quads(None, None, None);
                let quads = match graph {
                    // Else all triples are in named graphs, and none is found.
                    GraphTarget::DefaultGraph => {
                        all().filter(|quad| quad.graph_name == GraphName::DefaultGraph).collect()
                    }
                    GraphTarget::NamedGraphs => all()
                        .filter(|quad| quad.graph_name != GraphName::DefaultGraph && !(self.is_fixed)(quad))
                        .collect(),
                    GraphTarget::AllGraphs => all().filter(|quad| !(self.is_fixed)(quad)).collect(),
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
        for (kept, Fate { is_deleted, inserted }) in self.changes {
            if is_deleted {
                // Also where it came back: it may have been written otherwise before.
                changed.deleted.push(kept);
            }
            changed.inserted.extend(inserted);
        }
        changed
    }
}

/// What an operation deletes and inserts, if there is a tree of operators for its pattern.
fn by_tree(
    endpoint: &Endpoint,
    dataset: &Dataset,
    named: Option<&[NamedOrBlankNode]>,
    operation: &Operation,
    token: &CancellationToken,
) -> Result<Option<Changes>, Error> {
    let Dataset { triples, default, is_canonical } = dataset;
    let graphs = tree::Dataset::new(triples, default.as_deref(), named, *is_canonical);
    match tree::Plan::of_update(operation, triples, graphs, token) {
        Ok(plan) => plan.changes(triples, endpoint, token).map(Some),
        Err(Refused::Missing(_)) => Ok(None),
        Err(Refused::Stopped(stop)) => Err(Error::stopped(stop, endpoint.limits())),
        Err(Refused::Unknown(what)) => Err(Error::Evaluation(what)),
    }
}

/// What an operation deletes and inserts: its pattern is evaluated as a query is, with the same bounds.
fn found(
    endpoint: &Endpoint,
    dataset: Dataset,
    named: Option<Vec<NamedOrBlankNode>>,
    operation: Operation,
    token: &CancellationToken,
) -> Result<Vec<DeleteInsertQuad>, Error> {
    let Operation { delete, insert, pattern, base_iri } = operation;
    let limits = endpoint.limits();
    let evaluated = |error| Error::of_evaluation(error, limits);
    // What is selected is seen by the templates alone.
    let (pattern, texts) = bounded(pattern, true);
    if !optimizer_work::is_light(&pattern) {
        return Err(Error::TooLarge);
    }
    let evaluate = || {
        let evaluator = endpoint.evaluator(&texts, token);
        let mut prepared = evaluator.prepare_delete_insert(delete, insert, base_iri, None, &pattern);
        prepared.dataset_mut().set_default_graph(vec![GraphName::DefaultGraph]);
        if let Some(named) = named {
            prepared.dataset_mut().set_available_named_graphs(named);
        }
        let view = View::new(dataset, Vec::new(), token.clone(), limits.made_text);
        let mut changes = Vec::new();
        for change in prepared.execute(view).map_err(evaluated)? {
            if changes.len() == limits.rows {
                return Err(Error::TooManyRows { limit: limits.rows });
            }
            changes.push(change.map_err(evaluated)?);
        }
        Ok(changes)
    };
    let changes = metered(limits, token, evaluate).map_err(|stop| Error::stopped(stop, limits))??;
    if token.is_cancelled() {
        // Some operators pass over errors, this one too.
        return Err(Error::stopped(Stop::Cancelled, limits));
    }
    Ok(changes)
}

/// Makes the graphs of the protocol's parameters those that patterns read (SPARQL 1.1 Protocol, section 2.2.3).
fn use_graphs(update: &mut Update, (default, named): (&[String], &[String])) -> Result<(), Error> {
    if default.is_empty() && named.is_empty() {
        return Ok(());
    }
    let (default, named) = (graphs(default)?, graphs(named)?);
    for operation in &mut update.operations {
        if let GraphUpdateOperation::DeleteInsert { using, .. } = operation {
            if using.is_some() {
                let problem = "graphs to read are named twice: by USING or WITH in the update, and by \
                               using-graph-uri or using-named-graph-uri; leave out one of them";
                return Err(Error::BadRequest(problem.into()));
            }
            *using = Some(QueryDataset { default: default.clone(), named: Some(named.clone()) });
        }
    }
    Ok(())
}

/// `LOAD` would make the server fetch what a client names; it is refused, and passed over where it may fail silently.
fn drop_loads(update: &mut Update) -> Result<(), Error> {
    for operation in &update.operations {
        if let GraphUpdateOperation::Load { silent: false, source, .. } = operation {
            let problem = format!(
                "LOAD <{}> is not allowed: the server fetches nothing; put the data to /graphs",
                source.as_str()
            );
            return Err(Error::Refused(problem));
        }
    }
    update.operations.retain(|operation| !matches!(operation, GraphUpdateOperation::Load { .. }));
    Ok(())
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
