//! The data of one moment, as linked data need them.

use super::{Dumps, Error, Statistics};
use crate::ontology::Prefixes;
use crate::snapshot::Snapshot;
use crate::vocab::{dcat, rdf, void};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::Store;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// A snapshot with the triples that it was made of, and what is worked out from them when it is first asked for.
pub struct Data {
    /// Resources, links and texts of the ontology's fields.
    pub snapshot: Arc<Snapshot>,
    /// All triples with their graphs. A handle: clones share the triples.
    pub store: Store,
    /// When these data came into use.
    pub since: SystemTime,
    dataset: Option<NamedNode>,
    space: Option<String>,
    statistics: Mutex<Option<Arc<Statistics>>>,
    dumps: Mutex<Option<Arc<Dumps>>>,
}

impl std::fmt::Debug for Data {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Data").field("dataset", &self.dataset).field("since", &self.since).finish_non_exhaustive()
    }
}

impl Data {
    /// Takes the data of a moment. What the dataset is called and which IRIs are its own (`void:uriSpace`) is read from the
    /// description that it has of itself, a `dcat:Dataset`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn new(snapshot: Arc<Snapshot>, store: Store) -> Result<Self, Error> {
        let (dataset, space) = described(&store)?;
        Ok(Self {
            snapshot,
            store,
            since: SystemTime::now(),
            dataset,
            space,
            statistics: Mutex::default(),
            dumps: Mutex::default(),
        })
    }

    /// The dataset itself, if it describes itself.
    pub fn dataset(&self) -> Option<&NamedNode> {
        self.dataset.as_ref()
    }

    /// What the IRIs of the dataset's own resources begin with.
    pub fn space(&self) -> Option<&str> {
        self.space.as_deref()
    }

    /// Counts of triples and links, made once.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn statistics(&self) -> Result<Arc<Statistics>, Error> {
        once(&self.statistics, || Statistics::count(&self.store, self.dataset(), self.space()))
    }

    /// The dumps, made once, on disk.
    ///
    /// # Errors
    /// If the store cannot be read or a temporary file cannot be written; the next call tries again.
    pub fn dumps(&self, prefixes: &Prefixes) -> Result<Arc<Dumps>, Error> {
        once(&self.dumps, || Dumps::make(&self.store, prefixes))
    }
}

impl Data {
    /// Makes counts and dumps, so that no request has to wait for them.
    ///
    /// # Errors
    /// As [`Data::statistics`] and [`Data::dumps`].
    pub fn warm(&self, prefixes: &Prefixes) -> Result<(), Error> {
        self.statistics()?;
        self.dumps(prefixes)?;
        Ok(())
    }
}

/// What is there, or what is made now; who comes meanwhile waits. Failures are not kept.
fn once<T>(place: &Mutex<Option<Arc<T>>>, make: impl FnOnce() -> Result<T, Error>) -> Result<Arc<T>, Error> {
    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(made) = &*place {
        return Ok(Arc::clone(made));
    }
    let made = Arc::new(make()?);
    *place = Some(Arc::clone(&made));
    Ok(made)
}

/// The first dataset, by IRI, that describes itself, and its URI space.
fn described(store: &Store) -> Result<(Option<NamedNode>, Option<String>), Error> {
    let class = NamedNodeRef::new_unchecked(dcat::DATASET);
    let mut datasets = Vec::new();
    for quad in store.quads_for_pattern(None, Some(NamedNodeRef::new_unchecked(rdf::TYPE)), Some(class.into()), None) {
        if let NamedOrBlankNode::NamedNode(dataset) = quad?.subject {
            datasets.push(dataset);
        }
    }
    datasets.sort();
    let Some(dataset) = datasets.into_iter().next() else { return Ok((None, None)) };
    let space = NamedNodeRef::new_unchecked(void::URI_SPACE);
    let mut spaces = Vec::new();
    for quad in store.quads_for_pattern(Some(dataset.as_ref().into()), Some(space), None, None) {
        match quad?.object {
            Term::Literal(space) => spaces.push(space.value().to_owned()),
            Term::NamedNode(space) => spaces.push(space.into_string()),
            _ => {}
        }
    }
    Ok((Some(dataset), spaces.into_iter().min()))
}
