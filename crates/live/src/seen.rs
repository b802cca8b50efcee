//! The data before and after a change as shapes see them: each value as it is written, and blank nodes where IRIs stand for them.

use crate::bench::{Bench, Moment, View};
use crate::ground::Forms;
use oxigraph::model::{BlankNodeRef, Quad, Term, TermRef};
use plenary_graph::triples::Numbers;
use plenary_shacl::Data;
use plenary_store::Blank;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// See the [module](self). Terms in the form of the arrays have the numbers of the [`Bench`], others come behind them.
pub(crate) struct Seen<'a> {
    view: View<'a>,
    /// The graphs of triples after the change, as far as it touches them, and that of what rules derive.
    stated: &'a HashMap<Numbers, BTreeSet<u32>>,
    forms: Forms<'a>,
    blank: &'a Blank,
    others: Mutex<Others>,
}

/// Values that are written otherwise than the arrays have them.
#[derive(Default)]
struct Others {
    terms: Vec<Term>,
    numbers: HashMap<Term, u32>,
}

impl<'a> Seen<'a> {
    pub(crate) fn new(
        bench: &'a Bench<'a>,
        moment: Moment,
        stated: &'a HashMap<Numbers, BTreeSet<u32>>,
        forms: Forms<'a>,
        blank: &'a Blank,
    ) -> Self {
        Self { view: bench.view(moment, &[]), stated, forms, blank, others: Mutex::default() }
    }

    fn others(&self) -> MutexGuard<'_, Others> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn first_other(&self) -> u32 {
        self.view.bench.len()
    }

    /// The number of a value that is written otherwise.
    fn other(&self, term: Term) -> u32 {
        let mut others = self.others();
        if let Some(number) = others.numbers.get(&term) {
            return *number;
        }
        let number = self.first_other() + others.terms.len() as u32;
        others.terms.push(term.clone());
        others.numbers.insert(term, number);
        number
    }

    fn other_term(&self, number: u32) -> Option<Term> {
        let place = number.checked_sub(self.first_other())?;
        self.others().terms.get(place as usize).cloned()
    }

    /// The number of a value, if the data may have it in exactly this form.
    fn exactly(&self, term: TermRef<'_>) -> Option<u32> {
        let number = self.view.id(term)?;
        let is_it = self.view.with_term(number, |found| found == term);
        Some(if is_it { number } else { self.other(term.into_owned()) })
    }

    /// The objects of a triple of the arrays, as they are written.
    fn objects_of(&self, triple: Numbers) -> Vec<u32> {
        let [subject, predicate, object] = triple;
        let is_value = |term: TermRef<'_>| match term {
            TermRef::Literal(literal) => literal.language().is_none(),
            TermRef::Triple(_) => true,
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => false,
        };
        let bench = self.view.bench;
        if self.forms.are_few() || !bench.with_term(object, is_value) {
            return vec![object];
        }
        let Some(triple) = bench.triple([subject, predicate, object]) else { return vec![object] };
        let mut graphs: BTreeSet<u32> = BTreeSet::new();
        let stated = self.stated.get(&[subject, predicate, object]);
        if self.view.moment != Moment::After || stated.is_none() {
            graphs.extend(bench.graphs([subject, predicate, object]));
        }
        if let (Some(stated), Moment::After | Moment::Both) = (stated, self.view.moment) {
            graphs.extend(stated);
        }
        let mut objects = BTreeSet::new();
        for graph in graphs {
            let Term::NamedNode(graph) = bench.term(graph) else { continue };
            let quad: Quad = triple.clone().in_graph(graph);
            for form in self.forms.of(&quad, self.view.moment) {
                let number = if form.object == quad.object { object } else { self.other(form.object) };
                objects.insert(number);
            }
        }
        // What rules derive is in the form of the arrays, and may be so before or after.
        if objects.is_empty() || (self.view.moment == Moment::Both && stated.is_some()) {
            objects.insert(object);
        }
        objects.into_iter().collect()
    }
}

impl Data for Seen<'_> {
    type Id = u32;

    fn id(&self, term: TermRef<'_>) -> Option<u32> {
        match term {
            TermRef::NamedNode(iri) if self.blank.label(iri.as_str()).is_some() => None,
            TermRef::NamedNode(_) => self.view.id(term),
            TermRef::BlankNode(node) => match self.blank.iri(node.as_str()) {
                Some(iri) => self.view.id(iri.as_ref().into()).or_else(|| self.view.id(term)),
                None => self.view.id(term),
            },
            TermRef::Literal(_) => self.exactly(term),
            TermRef::Triple(triple) => {
                let named = Term::from(self.blank.named_triple(triple.clone()));
                self.exactly(named.as_ref())
            }
        }
    }

    fn with_term<R>(&self, id: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        let shown = |term: TermRef<'_>| match term {
            TermRef::Triple(triple) => look(Term::from(self.blank.unnamed_triple(triple.clone())).as_ref()),
            TermRef::NamedNode(iri) => match self.blank.label(iri.as_str()) {
                Some(label) => look(BlankNodeRef::new_unchecked(&label).into()),
                None => look(term),
            },
            TermRef::BlankNode(_) | TermRef::Literal(_) => look(term),
        };
        match self.other_term(id) {
            Some(term) => shown(term.as_ref()),
            None => self.view.with_term(id, shown),
        }
    }

    fn triples(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> impl Iterator<Item = Numbers> {
        // A value is looked for in the form of the arrays.
        let in_form = object.map(|object| match self.other_term(object) {
            Some(term) => self.view.id(term.as_ref()).unwrap_or(object),
            None => object,
        });
        let found = self.view.triples(subject, predicate, in_form);
        let written = found.flat_map(move |triple| {
            let [subject, predicate, _] = triple;
            self.objects_of(triple).into_iter().map(move |object| [subject, predicate, object])
        });
        written.filter(move |triple| object.is_none_or(|object| object == triple[2]))
    }
}
