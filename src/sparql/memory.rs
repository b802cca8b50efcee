//! A store that clients write, in memory: for tests of clients and of the protocols. It starts empty, its default graph is
//! one of its own, and it is gone with the server. The data that the server serves are not touched by it.

use super::endpoint::{Endpoint, graphs};
use super::{Error, parse};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, Quad};
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, UpdateEvaluationError};
use oxigraph::store::{StorageError, Store};
use spargebra::algebra::QueryDataset;
use spargebra::{GraphUpdateOperation, Update};

/// A store in memory; a clone is the same store.
#[derive(Clone)]
pub struct MemoryStore(Store);

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
    fn parse(&self, graph: &GraphName, quads: &mut Vec<Quad>) -> Result<(), Error> {
        let base = match graph {
            GraphName::NamedNode(name) => name.as_str(),
            _ => "urn:plenary:default-graph",
        };
        let parser = RdfParser::from_format(self.format).without_named_graphs().rename_blank_nodes();
        let parser = parser.with_default_graph(graph.clone()).with_base_iri(base);
        let parser = parser.map_err(|error| Error::BadRequest(error.to_string()))?;
        for quad in parser.for_slice(&self.bytes) {
            quads.push(quad.map_err(|error| match error.location() {
                Some(place) => Error::Syntax {
                    line: place.start.line as usize + 1,
                    column: place.start.column as usize + 1,
                    message: error.to_string(),
                },
                None => Error::BadRequest(error.to_string()),
            })?);
        }
        Ok(())
    }
}

fn failed(error: StorageError) -> Error {
    Error::Store(Box::new(error))
}

impl MemoryStore {
    /// An empty store.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn new() -> Result<Self, Error> {
        Store::new().map(Self).map_err(failed)
    }

    pub(super) fn inner(&self) -> &Store {
        &self.0
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
        let mut update = parse::update(text, base, endpoint.limits())?;
        use_graphs(&mut update, using)?;
        drop_loads(&mut update)?;
        let done = endpoint.evaluator(token).for_update(update).on_store(&self.0).execute();
        done.map_err(|error| of_update(error, endpoint))
    }

    /// The triples of a graph; none if there is no such graph. The default graph is always there.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn graph(&self, graph: &GraphName) -> Result<Option<Vec<Quad>>, Error> {
        if let GraphName::NamedNode(name) = graph
            && !self.0.contains_named_graph(name).map_err(failed)?
        {
            return Ok(None);
        }
        let quads = self.0.quads_for_pattern(None, None, None, Some(graph.as_ref()));
        quads.collect::<Result<_, _>>().map(Some).map_err(failed)
    }

    /// Adds RDF to a graph, or puts it in place of what was there. Says whether the graph is new.
    ///
    /// # Errors
    /// If a text is not RDF, or the store fails. Nothing has been changed then.
    pub(super) fn write(&self, graph: &GraphName, texts: &[RdfText], replace: bool) -> Result<bool, Error> {
        let mut quads = Vec::new();
        for text in texts {
            text.parse(graph, &mut quads)?;
        }
        let is_new = match graph {
            GraphName::NamedNode(name) => !self.0.contains_named_graph(name).map_err(failed)?,
            _ => false,
        };
        let mut transaction = self.0.start_transaction().map_err(failed)?;
        if replace {
            transaction.clear_graph(graph.as_ref()).map_err(failed)?;
        }
        if let GraphName::NamedNode(name) = graph {
            transaction.insert_named_graph(name);
        }
        transaction.extend(&quads);
        transaction.commit().map_err(failed)?;
        Ok(is_new)
    }

    /// Removes a graph; the default graph is emptied. Says whether it was there.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn remove(&self, graph: &GraphName) -> Result<bool, Error> {
        match graph {
            GraphName::NamedNode(name) => {
                let was_there = self.0.contains_named_graph(name).map_err(failed)?;
                self.0.remove_named_graph(name).map_err(failed)?;
                Ok(was_there)
            }
            _ => self.0.clear_graph(graph.as_ref()).map(|()| true).map_err(failed),
        }
    }

    /// The named graphs and the number of triples in each.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn graphs(&self) -> Result<Vec<(NamedNode, u64)>, Error> {
        let mut graphs = Vec::new();
        for graph in self.0.named_graphs() {
            if let oxigraph::model::NamedOrBlankNode::NamedNode(graph) = graph.map_err(failed)? {
                let count = self.0.quads_for_pattern(None, None, None, Some(NamedNodeRef::from(&graph).into())).count();
                graphs.push((graph, count as u64));
            }
        }
        graphs.sort();
        Ok(graphs)
    }
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

fn of_update(error: UpdateEvaluationError, endpoint: &Endpoint) -> Error {
    match error {
        UpdateEvaluationError::Storage(error) => failed(error),
        UpdateEvaluationError::Service(cause) => {
            Error::of_evaluation(QueryEvaluationError::Service(cause), endpoint.limits())
        }
        UpdateEvaluationError::Unexpected(cause) => match cause.downcast::<QueryEvaluationError>() {
            Ok(error) => Error::of_evaluation(*error, endpoint.limits()),
            Err(cause) => Error::Store(cause),
        },
        error => Error::Evaluation(error.to_string()),
    }
}
