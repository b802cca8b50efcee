//! An immutable picture of the triples that answers queries: how resources are linked, and which values they have.
//!
//! Each path of the ontology is a compressed sparse row (starts and neighbours) over the numbers of the dictionary. Every row is sorted by
//! IRI, a page boundary is found by binary search, and a set operation
//! is a merge. A snapshot never changes; a request holds one from start to end. It is built from the triples after a load, and after a commit
//! made of the one before, with which it shares what the commit does not touch ([`Snapshot::changed`]).

mod builder;
mod changed;
mod index;
mod kept;
mod language;
mod lists;
mod near;
mod newer;
mod relation;
mod searchable;
mod statistics;
#[cfg(test)]
mod tests;
mod ways;

pub use crate::terms::{Id, Place, Terms, only_once};
pub use index::ValueIndex;
pub use kept::OpenError;
pub use language::{Languages, Ranks, best_text, is_in, rank, takes_tag};
pub use lists::in_list_order;
pub use relation::Relation;
pub use searchable::{SearchedClass, SearchedField};
pub use statistics::{ClassCount, Dataset, GraphCount};

use crate::triples::Triples;
use lists::Lists;
use plenary_arrays::{Error, Rows, Scratch, Section};
use plenary_ontology::{ClassId, Ends, Ontology, PathId};
use searchable::Searchable;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

/// The state of the data at one moment, ready for reading.
#[derive(Debug)]
pub struct Snapshot {
    terms: Arc<Terms>,
    /// One for each path of the ontology; paths that end up the same share one.
    relations: Vec<Arc<Relation>>,
    /// For each path that leads to members of lists, these lists.
    lists: HashMap<PathId, Lists>,
    /// For each path what its ends are, and the way back from them, made when it is first asked for.
    backward: Vec<Arc<Backward>>,
    /// The instances of each class, sorted.
    extents: Vec<Section<Id>>,
    types: Types,
    several: Several,
    searchable: Searchable,
    dataset: Dataset,
    /// For each tag the number of triples with such an object that some path may lead to.
    texts: Vec<u64>,
    left_out: BTreeMap<LeftOut, String>,
    /// Where there is room for what does not fit into memory, if the triples are there too.
    room: Option<Arc<Scratch>>,
}

/// Of what something is left out, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum LeftOut {
    Class(u16),
    Path(u16),
}

/// The object type of each resource; [`NO_CLASS`] for resources of no public class.
#[derive(Debug)]
struct Types {
    /// Of the resources that the dictionary has in order.
    in_order: Section<u16>,
    /// The number of the first term that came since, and the types of all that did.
    first_of_tail: usize,
    came: Vec<u16>,
}

impl Types {
    #[inline]
    fn get(&self, resource: Id) -> Option<ClassId> {
        let class = match self.in_order.get(resource.index()) {
            Some(class) => class,
            None => self.came.get(resource.index().checked_sub(self.first_of_tail)?)?,
        };
        Some(ClassId(*class)).filter(|class| class.0 != NO_CLASS)
    }

    fn heap_bytes(&self) -> usize {
        self.in_order.heap_bytes() + size_of_val(&*self.came)
    }
}

/// All object types of the few resources that have more than one.
#[derive(Debug, Default, Clone)]
struct Several {
    /// These resources, by number.
    resources: Section<Id>,
    /// The numbers of their types, as declared.
    types: Rows<u16>,
}

impl Several {
    /// The types of a resource; none if it does not have several.
    fn get(&self, resource: Id) -> Option<impl Iterator<Item = ClassId> + Clone> {
        let place = self.resources.binary_search_by_key(&resource.0, |known| known.0).ok()?;
        Some(self.types[place].iter().copied().map(ClassId))
    }
}

/// The way back from the ends of a path to its starts.
#[derive(Debug)]
struct Backward {
    ends: Ends,
    relation: OnceLock<Arc<Relation>>,
    index: OnceLock<Arc<ValueIndex>>,
    /// What there was before a change, of which they are made.
    earlier: Earlier,
}

/// Links that come or go: start, end, and whether it comes.
type Differences = Vec<(Id, Id, bool)>;

/// Ways back that were made before changes, if there were any, with what has changed since.
#[derive(Debug, Default)]
struct Earlier {
    relation: Option<(Arc<Relation>, Differences)>,
    index: Option<(Arc<ValueIndex>, Differences)>,
}

/// If more than this part of the links of a way back have changed, it is made anew.
const PART_OF_WAY: usize = 4;

/// The last way back that was made, if one was, with all that has changed since.
fn since<T>(
    made: &OnceLock<Arc<T>>,
    earlier: Option<&(Arc<T>, Differences)>,
    differences: &[(Id, Id, bool)],
) -> Option<(Arc<T>, Differences)> {
    let (made, before) = match (made.get(), earlier) {
        (Some(made), _) => (made, &[][..]),
        (None, Some((made, before))) => (made, &before[..]),
        (None, None) => return None,
    };
    Some((Arc::clone(made), [before, differences].concat()))
}

impl Backward {
    fn new(ends: Ends) -> Self {
        Self { ends, relation: OnceLock::new(), index: OnceLock::new(), earlier: Earlier::default() }
    }

    /// The way back after some links have come or gone.
    fn after(&self, differences: &[(Id, Id, bool)]) -> Self {
        let relation = since(&self.relation, self.earlier.relation.as_ref(), differences);
        let index = since(&self.index, self.earlier.index.as_ref(), differences);
        let is_of_use = |all: usize, changed: usize| changed <= all / PART_OF_WAY + 1_000;
        let relation = relation.filter(|(made, changed)| is_of_use(made.len(), changed.len()));
        let index = index.filter(|(made, changed)| is_of_use(made.count(&made.all()), changed.len()));
        Self { earlier: Earlier { relation, index }, ..Self::new(self.ends) }
    }
}

/// What has been made, on disk if there is room for it. It stays in memory if the disk cannot be written.
fn placed<T>(made: T, room: Option<&Scratch>, on_disk: impl FnOnce(&T, &Scratch) -> Result<T, Error>) -> T {
    match room.map(|room| on_disk(&made, room)) {
        Some(Ok(moved)) => moved,
        Some(Err(error)) => {
            tracing::warn!(%error, "what was to be on disk stays in memory");
            made
        }
        None => made,
    }
}

/// In [`Types`]: no public class.
const NO_CLASS: u16 = u16::MAX;

impl Snapshot {
    /// Builds the snapshot of some triples, with whose dictionary it shares its numbers. Of the dataset, classes and languages are
    /// counted here.
    pub fn build(ontology: &Ontology, triples: &Triples, dataset: Dataset) -> Self {
        builder::build(ontology, triples, dataset)
    }

    /// The dictionary, which is that of the triples.
    #[inline]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The links or values of a path.
    #[inline]
    pub fn relation(&self, path: PathId) -> &Relation {
        &self.relations[usize::from(path.0)]
    }

    /// Some of what a path leads to from a resource, in the order of the list that it leads to; none if it leads to no list,
    /// or to one without an order.
    pub fn in_list_order(&self, path: PathId, start: Id, members: &[Id]) -> Option<Vec<Id>> {
        self.lists.get(&path)?.order(start, members)
    }

    /// The links of a path the other way round: from what they lead to, to where they start.
    #[inline]
    pub fn inverse(&self, path: PathId) -> &Relation {
        let by_place = |a: &Id, b: &Id| self.terms.order(*a).cmp(&self.terms.order(*b));
        let backward = &self.backward[usize::from(path.0)];
        backward.relation.get_or_init(|| {
            let made = match &backward.earlier.relation {
                Some((earlier, changed)) => earlier.back_after(changed, by_place),
                None => Relation::new(self.relation(path).pairs().map(|(start, end)| (end, start)), by_place),
            };
            Arc::new(placed(made, self.room.as_deref(), Relation::on_disk))
        })
    }

    /// The values of a path with the resources that have each.
    pub fn value_index(&self, path: PathId) -> &ValueIndex {
        let backward = &self.backward[usize::from(path.0)];
        backward.index.get_or_init(|| {
            let made = match &backward.earlier.index {
                Some((earlier, changed)) => earlier.after(&self.terms, changed),
                None => ValueIndex::new(&self.terms, self.relation(path), backward.ends),
            };
            Arc::new(placed(made, self.room.as_deref(), ValueIndex::on_disk))
        })
    }

    /// What is at the ends of a path.
    #[inline]
    pub fn ends(&self, path: PathId) -> Ends {
        self.backward[usize::from(path.0)].ends
    }

    /// Makes the full-text index, so that no search has to wait for it. If it cannot be made, that is logged.
    pub fn prepare_search(&self) {
        if let Err(error) = self.search_index() {
            tracing::error!(%error, "there is no full text: searches will fail");
        }
    }

    /// Makes the ways back of all paths, so that no filter has to wait for one.
    pub fn prepare_filters(&self) {
        let make = |path| match self.ends(path) {
            Ends::Class(_) => drop(self.inverse(path).len()),
            Ends::Values(_) | Ends::Texts => drop(self.value_index(path).values().len()),
        };
        let paths = Mutex::new((0..).map(PathId).take(self.relations.len()));
        let next = || paths.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || std::iter::from_fn(next).for_each(make);
        // Where memory is bounded, one is made at a time.
        let threads = if self.room.is_some() { 1 } else { thread::available_parallelism().map_or(1, usize::from) };
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
    }

    /// The instances of a class, subclasses included, in the order of their IRIs.
    #[inline]
    pub fn extent(&self, class: ClassId) -> &[Id] {
        &self.extents[usize::from(class.0)]
    }

    /// Whether a resource is an instance of a class.
    #[inline]
    pub fn is_instance(&self, id: Id, class: ClassId) -> bool {
        self.terms.is_in(self.extent(class), id)
    }

    /// The object type of a resource: the first as declared, if it has several.
    #[inline]
    pub fn type_of(&self, id: Id) -> Option<ClassId> {
        self.types.get(id)
    }

    /// The object type of a resource among those that are allowed: its own, or, for a resource of several types, the
    /// first of them that is allowed.
    #[inline]
    pub fn type_within(&self, id: Id, allowed: &[ClassId]) -> Option<ClassId> {
        let own = self.type_of(id)?;
        if allowed.contains(&own) {
            return Some(own);
        }
        self.several.get(id)?.find(|class| allowed.contains(class))
    }

    /// What of the data the API does not show though their shapes are public, with counts and ways out. It has been logged.
    pub fn left_out(&self) -> Vec<&str> {
        self.left_out.values().map(String::as_str).collect()
    }

    /// What is loaded: counts, languages, licences, graphs.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Bytes that the snapshot holds on the heap, without the dictionary.
    pub fn heap_bytes(&self) -> usize {
        let mut relations: Vec<_> = self.relations.iter().collect();
        relations.extend(self.lists.values().flat_map(|lists| [&lists.heads, &lists.first, &lists.rest]));
        relations.sort_by_key(|relation| Arc::as_ptr(relation));
        relations.dedup_by(|a, b| Arc::ptr_eq(a, b));
        relations.iter().map(|relation| relation.heap_bytes()).sum::<usize>()
            + self
                .backward
                .iter()
                .filter_map(|way| way.relation.get())
                .map(|relation| relation.heap_bytes())
                .sum::<usize>()
            + self.backward.iter().filter_map(|way| way.index.get()).map(|index| index.heap_bytes()).sum::<usize>()
            + self.extents.iter().map(Section::heap_bytes).sum::<usize>()
            + self.types.heap_bytes()
            + self.searchable.heap_bytes()
    }
}
