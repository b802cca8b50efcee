//! The data of one moment, as linked data need them.

use super::graph::{objects, subjects};
use super::{Dumps, Error, Statistics};
use crate::live::{Generation, Head};
use crate::ontology::Prefixes;
use crate::snapshot::Snapshot;
use crate::triples::Triples;
use crate::vocab::{dcat, rdf, void};
use oxigraph::model::{NamedNode, Term};
use oxsdatatypes::DateTime;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

/// The data of one moment: a snapshot, all triples, and what is worked out from them when it is first asked for.
pub struct Data {
    /// Resources, links and texts of the ontology's fields.
    pub snapshot: Arc<Snapshot>,
    /// All triples with their graphs.
    pub triples: Arc<Triples>,
    /// When these data came into use.
    pub since: SystemTime,
    /// What is stated, as plain clients of SPARQL see it, if they are kept so.
    pub plain: Option<Arc<Triples>>,
    /// The last commit, if they are of a store that has one.
    pub commit: Option<Head>,
    /// Its number, 0 before the first; none for data of no store.
    pub t: Option<u64>,
    /// When that commit was made.
    pub time: Option<DateTime>,
    dataset: Option<NamedNode>,
    space: Option<String>,
    statistics: OnceLock<Statistics>,
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
    pub fn new(snapshot: Arc<Snapshot>, triples: Arc<Triples>) -> Self {
        let (dataset, space) = described(&triples);
        Self {
            snapshot,
            triples,
            since: SystemTime::now(),
            plain: None,
            commit: None,
            t: None,
            time: None,
            dataset,
            space,
            statistics: OnceLock::new(),
            dumps: Mutex::default(),
        }
    }

    /// Takes a state of a store.
    pub fn of(generation: &Generation) -> Self {
        let data = Self::new(Arc::clone(&generation.snapshot), Arc::clone(&generation.triples));
        let (commit, plain, time) = (generation.head, generation.plain.clone(), generation.time);
        Self { plain, commit, time, t: Some(commit.map_or(0, |commit| commit.t)), ..data }
    }

    /// The dataset itself, if it describes itself.
    pub fn dataset(&self) -> Option<&NamedNode> {
        self.dataset.as_ref()
    }

    /// What the IRIs of the dataset's own resources begin with.
    pub fn space(&self) -> Option<&str> {
        self.space.as_deref()
    }

    /// A resource that the dataset names as an example (`void:exampleResource`): the first by IRI of its own space.
    pub fn example(&self) -> Option<String> {
        let examples = objects(&self.triples, self.dataset()?.as_ref().into(), void::EXAMPLE_RESOURCE);
        let own = examples.into_iter().filter_map(|example| match example {
            Term::NamedNode(iri) if iri.as_str().starts_with(self.space()?) => Some(iri.into_string()),
            _ => None,
        });
        own.min()
    }

    /// Counts of triples and links, made once.
    pub fn statistics(&self) -> &Statistics {
        self.statistics.get_or_init(|| Statistics::count(&self.triples, self.dataset(), self.space()))
    }

    /// The dumps, made once, on disk; who comes meanwhile waits.
    ///
    /// # Errors
    /// If a temporary file cannot be written; the next call tries again.
    pub fn dumps(&self, prefixes: &Prefixes) -> Result<Arc<Dumps>, Error> {
        let mut dumps = self.dumps.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = &*dumps {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(Dumps::make(&self.triples, prefixes)?);
        *dumps = Some(Arc::clone(&made));
        Ok(made)
    }

    /// Whether statistics and dumps have been made.
    pub fn has_documents(&self) -> bool {
        self.statistics.get().is_some() && self.dumps.try_lock().is_ok_and(|dumps| dumps.is_some())
    }

    /// Makes counts and dumps, so that no request has to wait for them.
    ///
    /// # Errors
    /// As [`Data::dumps`].
    pub fn prepare_documents(&self, prefixes: &Prefixes) -> Result<(), Error> {
        self.statistics();
        self.dumps(prefixes)?;
        Ok(())
    }
}

/// The dataset that describes itself, and its URI space: of several the first, by IRI, that says what its IRIs begin with. Data that tell of
/// datasets are none of them.
fn described(triples: &Triples) -> (Option<NamedNode>, Option<String>) {
    let datasets: Vec<NamedNode> = subjects(triples, rdf::TYPE, Some(dcat::DATASET)).into_iter().collect();
    let is_alone = datasets.len() == 1;
    let has_space = |dataset: &NamedNode| !objects(triples, dataset.as_ref().into(), void::URI_SPACE).is_empty();
    let Some(dataset) = datasets.into_iter().find(|dataset| is_alone || has_space(dataset)) else {
        return (None, None);
    };
    let spaces = objects(triples, dataset.as_ref().into(), void::URI_SPACE).into_iter();
    let spaces = spaces.filter_map(|space| match space {
        Term::Literal(space) => Some(space.destruct().0),
        Term::NamedNode(space) => Some(space.into_string()),
        _ => None,
    });
    let space = spaces.min();
    (Some(dataset), space)
}
