//! A store that clients write, in memory: for tests of clients and of the protocols. It starts empty, its default graph is
//! one of its own, and it is lost when the server stops. The data that the server serves are not touched by it.

use super::endpoint::{Endpoint, bounded, check_graphs, graphs};
use super::error::beginning;
use super::meter::{Stop, metered};
use super::view::{Dataset, View};
use super::{Error, Limits, optimizer_work, parse};
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::{CancellationToken, SparqlEvaluator, UpdateEvaluationError};
use oxigraph::store::{StorageError, Store, Transaction};
use oxiri::Iri;
use plenary_graph::triples::Triples;
use plenary_store::{bounded_quad, check_entities, check_text, syntax_error, syntax_words};
use serde_json::Value;
use spareval::DeleteInsertQuad;
use spargebra::algebra::{GraphPattern, QueryDataset};
use spargebra::term::{GroundQuadPattern, QuadPattern};
use spargebra::{GraphUpdateOperation, Update};
use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

/// A store in memory; a clone is the same store.
///
/// Queries do not read Oxigraph's store, whose values are not counted, but arrays as those of the data that are served. They
/// are made when something is asked for the first time after something was written.
#[derive(Clone)]
pub struct MemoryStore {
    store: Store,
    picture: Arc<Mutex<Option<Picture>>>,
    /// Held by who writes: transactions of the store wait for each other, and look at no clock.
    writing: Arc<Mutex<()>>,
}

/// All that is in the store at one moment.
#[derive(Clone)]
pub(super) struct Picture {
    triples: Arc<Triples>,
    graphs: Vec<Term>,
}

impl Picture {
    fn new(
        quads: impl Iterator<Item = Result<Quad, StorageError>>,
        graphs: impl Iterator<Item = Result<NamedOrBlankNode, StorageError>>,
    ) -> Result<Self, Error> {
        let triples = Arc::new(Triples::build(quads).map_err(|error| Error::Store(Box::new(error)))?);
        let graphs = graphs.map(|graph| graph.map(Term::from)).collect::<Result<_, _>>().map_err(failed)?;
        Ok(Self { triples, graphs })
    }

    /// What a query reads that names no graphs: the store's own default graph, and all named graphs.
    pub(super) fn dataset(self) -> Dataset {
        Dataset {
            triples: self.triples,
            default: Some(vec![GraphName::DefaultGraph]),
            graphs: Some(self.graphs),
            is_canonical: true,
        }
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore")
    }
}

/// RDF that a client sends.
#[derive(Debug, Clone)]
pub struct RdfText {
    /// Its syntax.
    pub format: RdfFormat,
    /// The text.
    pub bytes: Vec<u8>,
}

impl RdfText {
    /// Adds what the text says to a graph. Prefixes and bases make long terms of short ones, so `bytes` are those that all
    /// terms may still take.
    fn parse(
        &self,
        graph: &GraphName,
        quads: &mut Vec<Quad>,
        bytes: &mut usize,
        limits: &Limits,
        token: &CancellationToken,
    ) -> Result<(), Error> {
        let text = String::from_utf8_lossy(&self.bytes);
        check_text("the body", &text, self.format).map_err(|error| Error::BadRequest(error.to_string()))?;
        match self.format {
            RdfFormat::RdfXml => check_entities(&text).map_err(|error| Error::BadRequest(error.to_string()))?,
            RdfFormat::JsonLd { .. } => check_contexts(&self.bytes)?,
            _ => {}
        }
        let base = match graph {
            GraphName::NamedNode(name) => name.as_str(),
            _ => "urn:plenary:default-graph",
        };
        let parser = RdfParser::from_format(self.format).without_named_graphs().rename_blank_nodes();
        let parser = parser.with_default_graph(graph.clone()).with_base_iri(base);
        let parser = parser.map_err(|error| Error::BadRequest(error.to_string()))?;
        let late = || Error::stopped(Stop::Cancelled, limits);
        for quad in parser.for_reader(Pieces { rest: &self.bytes, token }) {
            if token.is_cancelled() {
                return Err(late());
            }
            let quad = quad.map_err(|error| match error {
                RdfParseError::Io(_) => late(),
                RdfParseError::Syntax(error) => match error.location() {
                    Some(place) => Error::Syntax {
                        line: place.start.line as usize + 1,
                        column: place.start.column as usize + 1,
                        message: beginning(&syntax_words(&error)),
                    },
                    None => {
                        let error = syntax_error("the body", &text, self.format, &error);
                        Error::BadRequest(beginning(&error.to_string()))
                    }
                },
            })?;
            let quad = bounded_quad(quad)
                .map_err(|most| Error::BadRequest(format!("triple terms are nested more than {most} deep")))?;
            *bytes = bytes.checked_sub(size(&quad)).ok_or_else(|| {
                let problem = "the RDF has more than {} bytes when its prefixes are written out; send it in parts";
                Error::BadRequest(problem.replace("{}", &limits.made_text.to_string()))
            })?;
            quads.push(quad);
        }
        Ok(())
    }
}

/// The triples of RDF that a client sends, in a graph. Blank nodes of several texts are different ones.
///
/// # Errors
/// If a text is not RDF, or is too large when it is read; if it is cancelled.
pub fn read_texts(
    endpoint: &Endpoint,
    graph: &NamedNode,
    texts: &[RdfText],
    token: &CancellationToken,
) -> Result<Vec<Quad>, Error> {
    let (mut quads, mut bytes) = (Vec::new(), endpoint.limits().made_text);
    for text in texts {
        text.parse(&graph.clone().into(), &mut quads, &mut bytes, endpoint.limits(), token)?;
    }
    Ok(quads)
}

/// Gives a text in small pieces as long as time is left: a reader may work for long before it has a triple.
struct Pieces<'a> {
    rest: &'a [u8],
    token: &'a CancellationToken,
}

/// Bytes of a piece.
const PIECE: usize = 1024;

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.token.is_cancelled() {
            return Err(io::Error::other("time is over"));
        }
        let length = self.rest.len().min(buffer.len()).min(PIECE);
        let (piece, rest) = self.rest.split_at(length);
        buffer[..length].copy_from_slice(piece);
        self.rest = rest;
        Ok(length)
    }
}

/// Longest text in a context of JSON-LD: each name that it abbreviates becomes as long, and all are made before the first triple.
const LONGEST_IN_CONTEXT: usize = 512;

/// Refuses JSON-LD whose contexts have long texts, or that is nested deeper than needed (128).
fn check_contexts(bytes: &[u8]) -> Result<(), Error> {
    fn is_long(value: &Value) -> bool {
        match value {
            Value::String(text) => text.len() > LONGEST_IN_CONTEXT,
            Value::Array(values) => values.iter().any(is_long),
            Value::Object(members) => members.values().any(is_long),
            _ => false,
        }
    }
    fn has_long_context(value: &Value) -> bool {
        match value {
            Value::Array(values) => values.iter().any(has_long_context),
            Value::Object(members) => {
                members.get("@context").is_some_and(is_long) || members.values().any(has_long_context)
            }
            _ => false,
        }
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Error::Syntax {
        line: error.line(),
        column: error.column(),
        message: format!("this is not JSON: {error}"),
    })?;
    if has_long_context(&value) {
        let problem = format!("a context has a text of more than {LONGEST_IN_CONTEXT} bytes; write shorter namespaces");
        return Err(Error::BadRequest(problem));
    }
    Ok(())
}

/// About the bytes of the terms of a quad.
fn size(quad: &Quad) -> usize {
    fn of_term(term: &Term) -> usize {
        match term {
            Term::NamedNode(iri) => iri.as_str().len(),
            Term::BlankNode(_) => 16,
            Term::Literal(literal) => literal.value().len() + literal.datatype().as_str().len(),
            Term::Triple(inner) => of_term(&inner.subject.clone().into()) + of_term(&inner.object),
        }
    }
    let of_subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str().len(),
        NamedOrBlankNode::BlankNode(_) => 16,
    };
    of_subject + quad.predicate.as_str().len() + of_term(&quad.object)
}

/// How long who wants to write waits before the next try.
const BETWEEN_TRIES: Duration = Duration::from_millis(2);

fn failed(error: StorageError) -> Error {
    Error::Store(Box::new(error))
}

impl MemoryStore {
    /// An empty store.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn new() -> Result<Self, Error> {
        let store = Store::new().map_err(failed)?;
        Ok(Self { store, picture: Arc::default(), writing: Arc::default() })
    }

    /// Waits until no other request writes, as long as time is left.
    fn turn(&self, limits: &Limits, token: &CancellationToken) -> Result<MutexGuard<'_, ()>, Error> {
        loop {
            match self.writing.try_lock() {
                Ok(turn) => return Ok(turn),
                Err(TryLockError::Poisoned(turn)) => return Ok(turn.into_inner()),
                Err(TryLockError::WouldBlock) if token.is_cancelled() => {
                    return Err(Error::stopped(Stop::Cancelled, limits));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            }
        }
    }

    pub(super) fn picture(&self) -> Result<Picture, Error> {
        let mut picture = self.picture.lock().unwrap_or_else(PoisonError::into_inner);
        if picture.is_none() {
            *picture = Some(Picture::new(self.store.iter(), self.store.named_graphs())?);
        }
        picture.clone().ok_or_else(|| Error::Store("there is no picture of the store".into()))
    }

    /// Forgets the picture. Must follow each write.
    fn has_changed(&self) {
        *self.picture.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Runs an update, all of it or nothing. `using` are the graphs that its patterns read, if the text itself names none.
    ///
    /// # Errors
    /// If the text is no update, names graphs to read besides those given, loads from the network, or fails.
    pub fn update(
        &self,
        endpoint: &Endpoint,
        text: &str,
        base: Option<&str>,
        using: (&[String], &[String]),
        token: &CancellationToken,
    ) -> Result<(), Error> {
        let mut update = parse::update(text, base, endpoint.prefixes(), endpoint.limits())?;
        use_graphs(&mut update, using)?;
        drop_loads(&mut update)?;
        let _writes = self.turn(endpoint.limits(), token)?;
        let mut transaction = self.store.start_transaction().map_err(failed)?;
        let Update { operations, base_iri, .. } = update;
        for operation in operations {
            if token.is_cancelled() {
                return Err(Error::stopped(Stop::Cancelled, endpoint.limits()));
            }
            change(&mut transaction, operation, base_iri.clone(), endpoint, token)?;
        }
        transaction.commit().map_err(failed)?;
        self.has_changed();
        Ok(())
    }

    /// The triples of a graph; none if there is no such graph. The default graph is always there.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn graph(&self, graph: &GraphName) -> Result<Option<Vec<Quad>>, Error> {
        if let GraphName::NamedNode(name) = graph
            && !self.store.contains_named_graph(name).map_err(failed)?
        {
            return Ok(None);
        }
        let quads = self.store.quads_for_pattern(None, None, None, Some(graph.as_ref()));
        quads.collect::<Result<_, _>>().map(Some).map_err(failed)
    }

    /// Adds RDF to a graph, or puts it in place of what was there. Says whether the graph is new.
    ///
    /// # Errors
    /// If a text is not RDF, or is too large when it is read; if time is over, or the store fails. Nothing has been changed
    /// then.
    pub(super) fn write(
        &self,
        limits: &Limits,
        graph: &GraphName,
        texts: &[RdfText],
        replace: bool,
        token: &CancellationToken,
    ) -> Result<bool, Error> {
        let (mut quads, mut bytes) = (Vec::new(), limits.made_text);
        for text in texts {
            text.parse(graph, &mut quads, &mut bytes, limits, token)?;
        }
        let _writes = self.turn(limits, token)?;
        let is_new = match graph {
            GraphName::NamedNode(name) => !self.store.contains_named_graph(name).map_err(failed)?,
            _ => false,
        };
        let mut transaction = self.store.start_transaction().map_err(failed)?;
        if replace {
            transaction.clear_graph(graph.as_ref()).map_err(failed)?;
        }
        if let GraphName::NamedNode(name) = graph {
            transaction.insert_named_graph(name);
        }
        transaction.extend(&quads);
        transaction.commit().map_err(failed)?;
        self.has_changed();
        Ok(is_new)
    }

    /// Removes a graph; the default graph is emptied. Says whether it was there.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn remove(&self, limits: &Limits, graph: &GraphName, token: &CancellationToken) -> Result<bool, Error> {
        let _writes = self.turn(limits, token)?;
        let was_there = match graph {
            GraphName::NamedNode(name) => {
                let was_there = self.store.contains_named_graph(name).map_err(failed)?;
                self.store.remove_named_graph(name).map_err(failed)?;
                was_there
            }
            _ => self.store.clear_graph(graph.as_ref()).map(|()| true).map_err(failed)?,
        };
        self.has_changed();
        Ok(was_there)
    }

    /// The named graphs and the number of triples in each.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn graphs(&self) -> Result<Vec<(NamedNode, u64)>, Error> {
        let mut graphs = Vec::new();
        for graph in self.store.named_graphs() {
            if let NamedOrBlankNode::NamedNode(graph) = graph.map_err(failed)? {
                let count =
                    self.store.quads_for_pattern(None, None, None, Some(NamedNodeRef::from(&graph).into())).count();
                graphs.push((graph, count as u64));
            }
        }
        graphs.sort();
        Ok(graphs)
    }
}

/// Does one operation of an update. What its patterns find is evaluated as a query is, with the same bounds; the rest is
/// for Oxigraph.
fn change(
    transaction: &mut Transaction<'_>,
    operation: GraphUpdateOperation,
    base_iri: Option<Iri<String>>,
    endpoint: &Endpoint,
    token: &CancellationToken,
) -> Result<(), Error> {
    let GraphUpdateOperation::DeleteInsert { delete, insert, using, pattern } = operation else {
        let update = Update { operations: vec![operation], base_iri };
        let evaluator = SparqlEvaluator::new();
        return evaluator.for_update(update).on_transaction(transaction).execute().map_err(of_update);
    };
    let mut dataset = Picture::new(transaction.iter(), transaction.named_graphs())?.dataset();
    let mut named = None;
    if let Some(QueryDataset { default, named: others }) = using {
        check_graphs(default.len() + others.as_ref().map_or(0, Vec::len), endpoint.limits())?;
        dataset.default = Some(default.into_iter().map(GraphName::from).collect());
        named = others.map(|others| others.into_iter().map(NamedOrBlankNode::from).collect());
    }
    let operation = Operation { delete, insert, pattern: *pattern, base_iri };
    let changes = found(endpoint, dataset, named, operation, token)?;
    // All that is deleted goes before anything is inserted (SPARQL 1.1 Update, section 3.1.3).
    for change in &changes {
        if let DeleteInsertQuad::Delete(quad) = change {
            transaction.remove(quad);
        }
    }
    for change in &changes {
        if let DeleteInsertQuad::Insert(quad) = change {
            transaction.insert(quad);
        }
    }
    Ok(())
}

/// An operation with a pattern, and the templates that what it finds is put in.
pub(super) struct Operation {
    pub(super) delete: Vec<GroundQuadPattern>,
    pub(super) insert: Vec<QuadPattern>,
    pub(super) pattern: GraphPattern,
    pub(super) base_iri: Option<Iri<String>>,
}

/// What an operation deletes and inserts: its pattern is evaluated as a query is, with the same bounds.
pub(super) fn found(
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
pub(super) fn use_graphs(update: &mut Update, (default, named): (&[String], &[String])) -> Result<(), Error> {
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
pub(super) fn drop_loads(update: &mut Update) -> Result<(), Error> {
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

fn of_update(error: UpdateEvaluationError) -> Error {
    match error {
        UpdateEvaluationError::Storage(error) => failed(error),
        error => Error::Evaluation(error.to_string()),
    }
}
