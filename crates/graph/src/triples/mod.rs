//! All triples of the data at one moment: each once, in three sorted arrays, with the graphs that state it.
//!
//! The default graph is the union of all named graphs, and a union is a set: a triple that two graphs state is one triple.
//! (Oxigraph's own union repeats it.) Each array is a compressed sparse row: all triples of a subject, an object or a
//! predicate lie together, and within them the second part is found by binary search. The same arrays know how many
//! triples a pattern has, which is what joins are ordered by.
//!
//! The arrays never change. Triples after a change share them, and have beside each what came and what went since it was sorted, sorted
//! likewise: who reads goes over both at once ([`Walk`]), and counts stay exact. When that is much, arrays are made anew
//! ([`Triples::rewritten`]).

mod beside;
mod builder;
mod changed;
mod forms;
mod loose;
mod on_disk;
mod quads;
mod rewritten;
mod rows;
mod validated;
mod walk;

pub use crate::terms::{Known, Terms, TooLarge};
pub use builder::Builder;
pub use changed::{Changes, Turned};
pub use forms::Forms;
pub use loose::{Loose, Numbers};
use rows::By;
pub use walk::{Slice, Walk};

use hashbrown::HashMap;
use oxigraph::model::{Quad, Term};
use plenary_arrays::{Arrays, Error, Rows, Scratch, Section, Writer};
use rows::{Entry, Permutation, seek};
use std::sync::Arc;
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// All triples of the data at one moment.
pub struct Triples {
    /// The dictionary of their terms.
    pub terms: Arc<Terms>,
    /// By subject: predicate, object.
    by_subject: Permutation,
    /// By object: predicate, subject.
    by_object: Permutation,
    /// By predicate: subject, object.
    by_predicate: Permutation,
    /// The sets of graphs that some triple is stated in, or was, sorted each by number; [`NO_GRAPH`], the default graph, is the last.
    pub sets: Rows<u32>,
    /// For each set that there was when the arrays were sorted, and that few triples had: where these are, by subject. Nothing for the others.
    few: Rows<u32>,
    /// The named graphs with the number of their triples, in the order of their IRIs.
    graphs: Section<GraphSize>,
    /// Numbers of different subjects and objects of each predicate, by predicate.
    distinct: Section<OfPredicate>,
    /// Those that share their arrays and their numbers have the same one.
    arrays: Arc<()>,
    /// Where there is room for what does not fit into memory, if they were made so.
    room: Option<Arc<Scratch>>,
}

/// A graph with the number of its triples, of which there are less than 2^32 in all.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable)]
#[repr(C)]
struct GraphSize {
    graph: u32,
    triples: u32,
}

/// How many different subjects and objects a predicate has, of which there are less than 2^32.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable)]
#[repr(C)]
struct OfPredicate {
    predicate: u32,
    subjects: u32,
    objects: u32,
}

/// How many different subjects and objects a predicate has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Distinct {
    /// Different subjects.
    pub subjects: usize,
    /// Different objects.
    pub objects: usize,
}

/// Why the arrays could not be made.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum BuildError {
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    #[error(transparent)]
    Disk(#[from] Error),
    #[error(
        "values that are written in another form than they are kept in, as 01 for 1, are known one by one, and are too many for {} MB of \
         memory; allow more with --memory, or write them as they are kept",
        .bytes / 1_000_000
    )]
    Forms { bytes: usize },
    #[error("the data could not be read")]
    Data(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl std::fmt::Debug for Triples {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Triples").field("triples", &self.len()).field("graphs", &self.graphs.len()).finish()
    }
}

impl Triples {
    /// Sorts a set of quads.
    ///
    /// # Errors
    /// If a quad cannot be read, or there are more than 2³² terms, triples or bytes of text.
    pub fn build<E>(quads: impl IntoIterator<Item = Result<Quad, E>>) -> Result<Self, BuildError>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let mut builder = Builder::default();
        for quad in quads {
            builder.add(&quad.map_err(|error| BuildError::Data(Box::new(error)))?)?;
        }
        builder.finish()
    }

    /// Number of different triples.
    pub fn len(&self) -> usize {
        self.by_subject.len()
    }

    /// Whether there is no triple.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether nothing has come or gone since the arrays were sorted, and no term.
    pub fn is_sorted(&self) -> bool {
        self.by_subject.beside.is_empty() && self.terms.len() == self.terms.first_of_tail()
    }

    /// The named graphs and the number of triples in each, in the order of their IRIs.
    pub fn graphs(&self) -> impl Iterator<Item = (Term, u64)> + '_ {
        self.graphs.iter().filter_map(|size| Some((self.terms.get(size.graph)?, u64::from(size.triples))))
    }

    /// The numbers of the named graphs, in the order of their IRIs.
    pub fn graph_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.graphs.iter().map(|size| size.graph)
    }

    /// Number of triples with these parts; parts that are `None` may be anything.
    #[inline]
    pub fn count(&self, subject: Option<u32>, predicate: Option<u32>, object: Option<u32>) -> usize {
        let pick = self.pick(subject, predicate, object);
        if pick.third.is_none() {
            return self.rows(pick.by).count(&pick);
        }
        let mut walk = Walk::from(pick);
        std::iter::from_fn(|| walk.next(self)).count()
    }

    /// The predicates of all triples.
    pub fn properties(&self) -> impl Iterator<Item = u32> + '_ {
        self.distinct.iter().map(|distinct| distinct.predicate)
    }

    /// How many different subjects and objects a predicate has.
    pub fn distinct(&self, predicate: u32) -> Distinct {
        match self.distinct.binary_search_by_key(&predicate, |distinct| distinct.predicate) {
            Ok(place) => {
                let OfPredicate { subjects, objects, .. } = self.distinct[place];
                Distinct { subjects: subjects as usize, objects: objects as usize }
            }
            Err(_) => Distinct::default(),
        }
    }

    /// The triples by one of their parts.
    #[inline]
    fn rows(&self, by: By) -> &Permutation {
        match by {
            By::Subject => &self.by_subject,
            By::Object => &self.by_object,
            By::Predicate => &self.by_predicate,
        }
    }

    /// Where the triples with these parts are.
    #[inline]
    pub fn pick(&self, subject: Option<u32>, predicate: Option<u32>, object: Option<u32>) -> Slice {
        match (subject, predicate, object) {
            (Some(s), Some(p), Some(o)) => self.by_subject.pick(By::Subject, s, p, Some(o)),
            (Some(s), Some(p), None) => {
                // The triples of one predicate are few beside all, so that they rather stay in the processor's caches.
                let row = self.by_predicate.row(p);
                let entries = &self.by_predicate.entries[row.clone()];
                let start = seek(entries, s);
                let length = entries[start..].iter().take_while(|entry| entry.second == s).count();
                let start = row.start + start;
                let beside = self.by_predicate.beside(&[p, s]);
                Slice { by: By::Predicate, first: Some(p), range: start..start + length, beside, third: None }
            }
            (None, Some(p), Some(o)) => self.by_object.pick(By::Object, o, p, None),
            (Some(s), None, Some(o)) => {
                let (of_subject, of_object) = (self.by_subject.of(By::Subject, s), self.by_object.of(By::Object, o));
                if self.by_subject.count(&of_subject) <= self.by_object.count(&of_object) {
                    Slice { third: Some(o), ..of_subject }
                } else {
                    Slice { third: Some(s), ..of_object }
                }
            }
            (Some(s), None, None) => self.by_subject.of(By::Subject, s),
            (None, None, Some(o)) => self.by_object.of(By::Object, o),
            (None, Some(p), None) => self.by_predicate.of(By::Predicate, p),
            (None, None, None) => {
                let (range, beside) = (0..self.by_subject.entries.len(), self.by_subject.beside.part(&[]));
                Slice { by: By::Subject, first: None, range, beside, third: None }
            }
        }
    }

    /// Bytes on the heap, the dictionary included.
    pub fn heap_bytes(&self) -> usize {
        let rows = [&self.by_subject, &self.by_object, &self.by_predicate];
        self.terms.heap_bytes() + rows.iter().map(|rows| rows.heap_bytes()).sum::<usize>() + self.few.heap_bytes()
    }

    /// Writes all triples with their dictionary, under names that begin with one. They have to be sorted ([`Self::is_sorted`]).
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, to: &mut Writer, name: &str) -> Result<(), Error> {
        self.terms.write(to, &format!("{name}/terms"))?;
        self.by_subject.write(to, &format!("{name}/by-subject"))?;
        self.by_object.write(to, &format!("{name}/by-object"))?;
        self.by_predicate.write(to, &format!("{name}/by-predicate"))?;
        self.sets.write(to, &format!("{name}/sets"))?;
        self.few.write(to, &format!("{name}/few"))?;
        to.slice(&format!("{name}/graphs"), &self.graphs)?;
        to.slice(&format!("{name}/distinct"), &self.distinct)
    }

    /// Opens triples that were written under a name.
    ///
    /// # Errors
    /// If they are not there, or are damaged as far as they are read.
    pub fn open(arrays: &Arrays, name: &str) -> Result<Self, Error> {
        let terms = Terms::open(arrays, &format!("{name}/terms"))?;
        let rows = |by: &str| Permutation::open(arrays, &format!("{name}/{by}"), terms.len());
        let triples = Self {
            by_subject: rows("by-subject")?,
            by_object: rows("by-object")?,
            by_predicate: rows("by-predicate")?,
            sets: Rows::open(arrays, &format!("{name}/sets"))?,
            few: Rows::open(arrays, &format!("{name}/few"))?,
            graphs: arrays.slice(&format!("{name}/graphs"))?,
            distinct: arrays.slice(&format!("{name}/distinct"))?,
            terms: Arc::new(terms),
            arrays: Arc::default(),
            room: None,
        };
        let others = [&triples.by_object, &triples.by_predicate];
        let is_same = others.iter().all(|rows| rows.entries.len() == triples.len());
        arrays.fits(&format!("{name}/by-subject"), is_same)?;
        arrays.fits(&format!("{name}/few"), triples.few.len() == triples.sets.len())?;
        Ok(triples)
    }
}

/// Stands for the default graph of the store, which has no name.
pub const NO_GRAPH: u32 = u32::MAX;

/// Sorted quads as triples by subject, and the sets of their graphs.
fn merged(quads: &[[u32; 4]], terms: usize) -> (Permutation, Rows<u32>) {
    let mut sets = Sets::default();
    let mut starts = vec![0_u32; terms + 1];
    let mut entries = Vec::with_capacity(quads.len());
    let mut graphs = Vec::new();
    for same in quads.chunk_by(|a, b| a[..3] == b[..3]) {
        graphs.clear();
        graphs.extend(same.iter().map(|quad| quad[3]));
        let set = sets.add(&graphs);
        let [subject, second, third, _] = same[0];
        starts[subject as usize + 1] += 1;
        entries.push(Entry { second, third, set });
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    (Permutation::sorted(starts, entries), sets.rows())
}

/// Sets of graphs, each once.
#[derive(Default)]
struct Sets {
    sets: Vec<Box<[u32]>>,
    numbers: HashMap<Box<[u32]>, u32>,
}

impl Sets {
    /// The number of a set, which is sorted.
    fn add(&mut self, graphs: &[u32]) -> u32 {
        let Self { sets, numbers } = self;
        *numbers.entry_ref(graphs).or_insert_with(|| {
            sets.push(graphs.into());
            (sets.len() - 1) as u32
        })
    }

    fn rows(&self) -> Rows<u32> {
        Rows::of(self.sets.iter().map(|set| &**set))
    }
}

/// A set of graphs that has less than this part of all triples has few: to read its graphs, one does not go over all.
const FEW: usize = 8;

fn places_of_few(by_subject: &Permutation, sets: usize) -> Rows<u32> {
    let entries = &by_subject.entries;
    let mut counts = vec![0_usize; sets];
    entries.iter().for_each(|entry| counts[entry.set as usize] += 1);
    let are_few: Vec<bool> = counts.iter().map(|&count| count * FEW < entries.len()).collect();
    let mut places: Vec<Vec<u32>> =
        counts.iter().zip(&are_few).map(|(&count, &few)| Vec::with_capacity(if few { count } else { 0 })).collect();
    for (entry, place) in entries.iter().zip(0..) {
        if are_few[entry.set as usize] {
            places[entry.set as usize].push(place);
        }
    }
    Rows::of(places.iter().map(Vec::as_slice))
}

fn count_distinct(by_object: &Permutation, by_predicate: &Permutation) -> Section<OfPredicate> {
    let mut distinct: Vec<OfPredicate> = Vec::new();
    for (row, predicate) in by_predicate.starts.windows(2).zip(0..) {
        let entries = &by_predicate.entries[row[0] as usize..row[1] as usize];
        if !entries.is_empty() {
            let subjects = entries.chunk_by(|a, b| a.second == b.second).count() as u32;
            distinct.push(OfPredicate { predicate, subjects, objects: 0 });
        }
    }
    let places: HashMap<u32, usize> = distinct.iter().zip(0..).map(|(of, place)| (of.predicate, place)).collect();
    for row in by_object.starts.windows(2) {
        for same in by_object.entries[row[0] as usize..row[1] as usize].chunk_by(|a, b| a.second == b.second) {
            distinct[places[&same[0].second]].objects += 1;
        }
    }
    distinct.into()
}
