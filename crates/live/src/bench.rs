//! The data before and after a change, without a copy of either: the sorted triples of the last generation, and beside them what comes
//! and goes. Values are in the one form that the arrays have.

use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple, TripleRef};
use plenary_graph::terms::in_form;
use plenary_graph::triples::{Loose, Numbers, Triples};
use plenary_shacl::Data;
use plenary_store::rules::AFFECTED;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Triples on which a change is worked out.
pub(crate) struct Bench<'a> {
    pub(crate) triples: &'a Triples,
    /// Terms that the triples do not have; they are numbered from the last of those on.
    terms: Vec<Term>,
    numbers: HashMap<Term, u32>,
    /// Triples that come.
    added: Loose,
    removed: HashSet<Numbers>,
    /// The property by which a rule is told for which nodes it runs.
    affected: u32,
}

/// Of which data one speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Before,
    After,
    /// All triples of before and after.
    Both,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(triples: &'a Triples) -> Self {
        let mut bench = Self {
            triples,
            terms: Vec::new(),
            numbers: HashMap::new(),
            added: Loose::default(),
            removed: HashSet::new(),
            affected: 0,
        };
        bench.affected = bench.number(NamedNodeRef::new_unchecked(AFFECTED).into());
        bench
    }

    /// How many terms the triples have.
    fn known(&self) -> u32 {
        self.triples.terms.len() as u32
    }

    /// How many terms have a number.
    pub(crate) fn len(&self) -> u32 {
        self.known() + self.terms.len() as u32
    }

    /// The number of a term, a new one if it is not known yet.
    pub(crate) fn number(&mut self, term: TermRef<'_>) -> u32 {
        if let Some(number) = self.find(term) {
            return number;
        }
        let (number, term) = (self.known() + self.terms.len() as u32, in_form(term));
        self.terms.push(term.clone());
        self.numbers.insert(term, number);
        number
    }

    /// The number of a term, whichever form its value has.
    pub(crate) fn find(&self, term: TermRef<'_>) -> Option<u32> {
        self.triples.terms.find(term).or_else(|| self.numbers.get(&in_form(term)).copied())
    }

    pub(crate) fn numbers(&mut self, triple: TripleRef<'_>) -> Numbers {
        let TripleRef { subject, predicate, object } = triple;
        [subject.into(), predicate.into(), object].map(|part: TermRef<'_>| self.number(part))
    }

    pub(crate) fn with_term<R>(&self, number: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        match number.checked_sub(self.known()).and_then(|place| self.terms.get(place as usize)) {
            Some(term) => look(term.as_ref()),
            None => Data::with_term(self.triples, number, look),
        }
    }

    pub(crate) fn term(&self, number: u32) -> Term {
        self.with_term(number, |term| term.into_owned())
    }

    /// A triple of numbers that come from triples.
    pub(crate) fn triple(&self, [subject, predicate, object]: Numbers) -> Option<Triple> {
        let subject = match self.term(subject) {
            Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
            Term::BlankNode(node) => node.into(),
            Term::Literal(_) | Term::Triple(_) => return None,
        };
        let Term::NamedNode(predicate) = self.term(predicate) else { return None };
        Some(Triple::new(subject, predicate, self.term(object)))
    }

    /// The terms that the triples do not have; not all of them are in a triple afterwards.
    pub(crate) fn new_terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether the triple was there before.
    pub(crate) fn had(&self, [s, p, o]: Numbers) -> bool {
        let is_known = [s, p, o].iter().all(|part| *part < self.known());
        is_known && Data::triples(self.triples, Some(s), Some(p), Some(o)).next().is_some()
    }

    /// The graphs that had the triple before.
    pub(crate) fn graphs(&self, triple: Numbers) -> &[u32] {
        let is_known = triple.iter().all(|part| *part < self.known());
        if is_known { self.triples.graphs_of(triple) } else { &[] }
    }

    /// Whether the triple is there after the change, as far as it is known.
    pub(crate) fn has(&self, triple: Numbers) -> bool {
        self.added.contains(&triple) || (self.had(triple) && !self.removed.contains(&triple))
    }

    pub(crate) fn add(&mut self, triple: Numbers) {
        if !self.removed.remove(&triple) && !self.had(triple) {
            self.added.insert(triple);
        }
    }

    pub(crate) fn remove(&mut self, triple: Numbers) {
        if !self.added.remove(triple) && self.had(triple) {
            self.removed.insert(triple);
        }
    }

    pub(crate) fn added(&self) -> impl Iterator<Item = Numbers> + '_ {
        self.added.iter()
    }

    pub(crate) fn removed(&self) -> impl Iterator<Item = Numbers> + '_ {
        self.removed.iter().copied()
    }

    /// The data of a moment, in which some nodes are marked as affected.
    pub(crate) fn view<'v>(&'v self, moment: Moment, affected: &'v [u32]) -> View<'v> {
        View { bench: self, moment, affected, hidden: None }
    }
}

/// The data of a moment, as rules read them.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) bench: &'a Bench<'a>,
    pub(crate) moment: Moment,
    /// Sorted.
    affected: &'a [u32],
    hidden: Option<Hidden<'a>>,
}

/// Derived triples that are left out.
#[derive(Clone, Copy)]
pub(crate) struct Hidden<'a> {
    /// Their property and, if it is one of few, their object.
    pub(crate) kinds: &'a [(u32, Option<u32>)],
    /// The graphs that state a triple after the change, for each that it touches.
    pub(crate) stated: &'a HashMap<Numbers, BTreeSet<u32>>,
    /// The number of the graph that the rules fill.
    pub(crate) derived: u32,
}

impl Hidden<'_> {
    fn has(&self, bench: &Bench<'_>, moment: Moment, triple: Numbers) -> bool {
        let [_, predicate, object] = triple;
        let is_of = |(property, of): &(u32, Option<u32>)| *property == predicate && of.is_none_or(|of| of == object);
        if !self.kinds.iter().any(is_of) {
            return false;
        }
        let was_stated = || bench.graphs(triple).iter().any(|graph| *graph != self.derived);
        let is_stated = || self.stated.get(&triple).map_or_else(was_stated, |graphs| !graphs.is_empty());
        match moment {
            Moment::Before => !was_stated(),
            Moment::After => !is_stated(),
            Moment::Both => !was_stated() && !is_stated(),
        }
    }
}

impl<'a> View<'a> {
    /// The same without some derived triples.
    pub(crate) fn without(self, hidden: Option<Hidden<'a>>) -> Self {
        Self { hidden, ..self }
    }
}

impl Data for View<'_> {
    type Id = u32;

    fn id(&self, term: TermRef<'_>) -> Option<u32> {
        self.bench.find(term)
    }

    fn with_term<R>(&self, id: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        self.bench.with_term(id, look)
    }

    fn triples(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> impl Iterator<Item = Numbers> {
        let Self { bench, moment, affected, hidden } = *self;
        let known = |part: Option<u32>| part.is_none_or(|part| part < bench.known());
        let is_known = known(subject) && known(predicate) && known(object);
        // Who asks for the marks is a rule that is told for which nodes it runs; that data state such triples must tell it nothing.
        let is_mark = predicate == Some(bench.affected);
        let stays = move |triple: &Numbers| moment != Moment::After || !bench.removed.contains(triple);
        let base =
            (is_known && !is_mark).then(|| Data::triples(bench.triples, subject, predicate, object).filter(stays));
        let added = (moment != Moment::Before && !is_mark).then(|| bench.added.find(subject, predicate, object));
        let marks = is_mark.then(|| {
            let nodes = match subject {
                Some(subject) => match affected.binary_search(&subject) {
                    Ok(place) => &affected[place..=place],
                    Err(_) => &[],
                },
                None => affected,
            };
            let mark = bench.affected;
            nodes.iter().map(move |&node| [node, mark, mark])
        });
        let all = base.into_iter().flatten().chain(added.into_iter().flatten()).chain(marks.into_iter().flatten());
        all.filter(move |triple| hidden.is_none_or(|hidden| !hidden.has(bench, moment, *triple)))
    }
}
