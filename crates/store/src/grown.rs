//! Triples with what rules add to them: sorted arrays, which stay as they are, and beside them what came. Values are in the one form that
//! the arrays have.

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term, TermRef, Triple, TripleRef};
use plenary_graph::terms::as_kept;
use plenary_graph::triples::{BuildError, Changes, Loose, NO_GRAPH, Numbers, Triples};
use plenary_shacl::Data;
use std::collections::{BTreeMap, HashMap};
use std::slice;
use std::sync::Arc;

/// About what a triple takes that came, or is worked out, and what of the memory such triples may have.
const BYTES_OF_TRIPLE: usize = 128;
const PART: usize = 4;

/// See the [module](self).
pub(crate) struct Grown {
    triples: Triples,
    /// Terms that the triples do not have; they are numbered from the last of those on.
    terms: Vec<Term>,
    numbers: HashMap<Term, u32>,
    /// What came.
    came: Loose,
    /// The graph of that.
    graph: u32,
    /// How much came that is in the arrays by now.
    sorted: usize,
}

impl Grown {
    /// What comes to these triples is stated in a graph.
    pub(crate) fn new(triples: Triples, graph: &NamedNode) -> Self {
        let mut grown =
            Self { triples, terms: Vec::new(), numbers: HashMap::new(), came: Loose::default(), graph: 0, sorted: 0 };
        grown.graph = grown.number(graph.as_ref().into());
        grown
    }

    fn known(&self) -> u32 {
        self.triples.terms.len() as u32
    }

    /// How many terms have a number.
    pub(crate) fn len(&self) -> u32 {
        self.known() + self.terms.len() as u32
    }

    /// The number of a term, whichever form its value has.
    pub(crate) fn find(&self, term: TermRef<'_>) -> Option<u32> {
        self.triples.terms.find(term).or_else(|| match as_kept(term) {
            Some(term) => self.numbers.get(&term).copied(),
            None => self.numbers.get(&term.into_owned()).copied(),
        })
    }

    /// The number of a term in this form.
    pub(crate) fn exactly(&self, term: TermRef<'_>) -> Option<u32> {
        let of_new = || if self.terms.is_empty() { None } else { self.numbers.get(&term.into_owned()).copied() };
        self.triples.terms.exactly(term).or_else(of_new)
    }

    fn number(&mut self, term: TermRef<'_>) -> u32 {
        if let Some(number) = self.find(term) {
            return number;
        }
        let number = self.len();
        let term = as_kept(term).unwrap_or_else(|| term.into_owned());
        self.terms.push(term.clone());
        self.numbers.insert(term, number);
        number
    }

    pub(crate) fn term(&self, number: u32) -> Term {
        self.with_term(number, |term| term.into_owned())
    }

    /// The quad with these parts; none if they are not those of one.
    pub(crate) fn quad(&self, [subject, predicate, object, graph]: [u32; 4]) -> Option<Quad> {
        let subject: NamedOrBlankNode = match self.term(subject) {
            Term::NamedNode(iri) => iri.into(),
            Term::BlankNode(node) => node.into(),
            Term::Literal(_) | Term::Triple(_) => return None,
        };
        let Term::NamedNode(predicate) = self.term(predicate) else { return None };
        let graph = match graph {
            NO_GRAPH => GraphName::DefaultGraph,
            graph => match self.term(graph) {
                Term::NamedNode(iri) => iri.into(),
                Term::BlankNode(node) => node.into(),
                Term::Literal(_) | Term::Triple(_) => return None,
            },
        };
        Some(Quad::new(subject, predicate, self.term(object), graph))
    }

    /// The numbers of a triple whose terms are all known.
    pub(crate) fn numbers(&self, triple: TripleRef<'_>) -> Option<Numbers> {
        Some([self.find(triple.subject.into())?, self.find(triple.predicate.into())?, self.find(triple.object)?])
    }

    /// Whether a graph has a triple of known terms.
    pub(crate) fn has_numbers(&self, [subject, predicate, object]: Numbers) -> bool {
        self.found(Some(subject), Some(predicate), Some(object)).next().is_some()
    }

    /// Adds a triple, and says whether no graph had it.
    pub(crate) fn add(&mut self, triple: &Triple) -> bool {
        let [s, p, o] = [triple.subject.as_ref().into(), triple.predicate.as_ref().into(), triple.object.as_ref()]
            .map(|term: TermRef<'_>| self.number(term));
        self.add_numbers([s, p, o])
    }

    /// The same of a triple of known terms.
    pub(crate) fn add_numbers(&mut self, triple: Numbers) -> bool {
        let is_new = !self.has_numbers(triple);
        if is_new {
            self.came.insert(triple);
        }
        is_new
    }

    /// How many triples may be worked out before they are added: as many as there is memory for.
    pub(crate) fn batch(&self) -> usize {
        self.triples.room().map_or(usize::MAX, |room| (room.bytes() / PART / BYTES_OF_TRIPLE).max(1))
    }

    /// Sorts what came into the arrays, if it takes too much memory.
    ///
    /// # Errors
    /// If there are too many triples, or the disk cannot be written.
    pub(crate) fn make_room(&mut self) -> Result<(), BuildError> {
        if self.came.iter().len() >= self.batch() { self.sort_in() } else { Ok(()) }
    }

    fn sort_in(&mut self) -> Result<(), BuildError> {
        let (Some(room), known) = (self.triples.room().map(Arc::clone), self.known()) else { return Ok(()) };
        let is_known = |triple: &Numbers| triple.iter().all(|part| *part < known);
        let (mut stays, mut count) = (Loose::default(), 0);
        self.came.iter().filter(|triple| !is_known(triple)).for_each(|triple| stays.insert(triple));
        let more = self.came.iter().filter(is_known).inspect(|_| count += 1);
        self.triples = self.triples.with_more(more, self.graph, &room)?;
        self.sorted += count;
        self.came = stays;
        Ok(())
    }

    /// How many triples were added.
    pub(crate) fn count_added(&self) -> usize {
        self.sorted + self.came.iter().len()
    }

    /// What was added of a predicate.
    pub(crate) fn added(&self, predicate: u32) -> impl Iterator<Item = Numbers> + '_ {
        let own = [self.graph];
        let sorted = (self.sorted > 0).then(|| self.triples.found(None, Some(predicate), None)).into_iter().flatten();
        let sorted = sorted.filter(move |(_, set)| self.triples.sets[*set as usize] == own).map(|(triple, _)| triple);
        sorted.chain(self.came.find(None, Some(predicate), None))
    }

    /// The named graphs.
    pub(crate) fn graphs(&self) -> impl Iterator<Item = u32> + '_ {
        let is_new = !self.came.is_empty() && !self.triples.graph_numbers().any(|graph| graph == self.graph);
        self.triples.graph_numbers().chain(is_new.then_some(self.graph))
    }

    /// The triples with these parts, each once, with the graphs that state it.
    pub(crate) fn found(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> impl Iterator<Item = (Numbers, &[u32])> {
        let is_known = [subject, predicate, object].iter().flatten().all(|part| *part < self.known());
        let base = is_known.then(|| {
            let found = self.triples.found(subject, predicate, object);
            found.map(|(triple, set)| (triple, &self.triples.sets[set as usize]))
        });
        let came = (!self.came.is_empty())
            .then(|| self.came.find(subject, predicate, object).map(|triple| (triple, slice::from_ref(&self.graph))));
        base.into_iter().flatten().chain(came.into_iter().flatten())
    }

    /// All of it as arrays.
    ///
    /// # Errors
    /// If there are too many terms or triples, or the disk cannot be written.
    pub(crate) fn finish(mut self) -> Result<Triples, BuildError> {
        if !self.came.is_empty() {
            self.sort_in()?;
        }
        let Self { triples, terms, came, graph, .. } = self;
        if came.is_empty() {
            return Ok(triples);
        }
        let graphs: BTreeMap<_, _> = came.iter().map(|triple| (triple, vec![graph])).collect();
        let changes = Changes { terms, graphs };
        match triples.room() {
            Some(room) => triples.rewritten_on_disk(&changes, room),
            None => Ok(triples.rewritten(&changes)?),
        }
    }
}

impl Data for Grown {
    type Id = u32;

    fn id(&self, term: TermRef<'_>) -> Option<u32> {
        self.find(term)
    }

    fn with_term<R>(&self, id: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        match id.checked_sub(self.known()).and_then(|place| self.terms.get(place as usize)) {
            Some(term) => look(term.as_ref()),
            None => Data::with_term(&self.triples, id, look),
        }
    }

    fn triples(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> impl Iterator<Item = Numbers> {
        self.found(subject, predicate, object).map(|(triple, _)| triple)
    }
}
