//! Triples as shapes see them: each value as it is written, and blank nodes where IRIs stand for them.

use crate::grown::Grown;
use crate::skolem::{Blank, Skolem};
use oxigraph::model::{BlankNodeRef, NamedNode, Term, TermRef, Triple};
use plenary_graph::triples::{Forms, Numbers};
use plenary_shacl::Data;
use std::borrow::Cow;

/// Which IRIs stand for blank nodes.
pub(crate) enum Names {
    /// Those that were made of what is said about nodes of files.
    Made(Skolem),
    /// All that have the form of those that nodes of a store have.
    Formed(Blank),
}

impl Names {
    /// The label of the blank node that an IRI stands for.
    fn label(&self, iri: &str) -> Option<Cow<'_, str>> {
        match self {
            Self::Made(skolem) => skolem.label(iri).map(Cow::Borrowed),
            Self::Formed(blank) => blank.label(iri).map(Cow::Owned),
        }
    }

    fn iri(&self, label: &str) -> Option<NamedNode> {
        match self {
            Self::Made(skolem) => skolem.iri(label).cloned(),
            Self::Formed(blank) => blank.iri(label),
        }
    }

    /// A triple with the IRIs that stand for its blank nodes.
    fn named(&self, triple: Triple) -> Triple {
        match self {
            Self::Made(skolem) => skolem.named_triple(triple),
            Self::Formed(blank) => blank.named_triple(triple),
        }
    }

    fn unnamed(&self, triple: Triple) -> Triple {
        match self {
            Self::Made(skolem) => skolem.unnamed(triple),
            Self::Formed(blank) => blank.unnamed_triple(triple),
        }
    }

    /// A term with blank nodes in the place of the IRIs that stand for them.
    pub(crate) fn shown<R>(&self, term: TermRef<'_>, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        match term {
            TermRef::NamedNode(iri) => match self.label(iri.as_str()) {
                Some(label) => look(BlankNodeRef::new_unchecked(&label).into()),
                None => look(term),
            },
            TermRef::Triple(triple) => look(Term::from(self.unnamed(triple.clone())).as_ref()),
            TermRef::BlankNode(_) | TermRef::Literal(_) => look(term),
        }
    }
}

/// See the [module](self). Forms that the data do not have are numbered behind their terms.
pub(crate) struct AsWritten<'a> {
    data: &'a Grown,
    forms: &'a Forms,
    names: &'a Names,
    first_form: u32,
}

impl<'a> AsWritten<'a> {
    pub(crate) fn new(data: &'a Grown, forms: &'a Forms, names: &'a Names) -> Self {
        Self { data, forms, names, first_form: data.len() }
    }

    fn exactly(&self, term: TermRef<'_>) -> Option<u32> {
        self.data.exactly(term).or_else(|| Some(self.first_form + self.forms.find(term)?))
    }

    fn form(&self, id: u32) -> Option<u32> {
        id.checked_sub(self.first_form)
    }
}

impl Data for AsWritten<'_> {
    type Id = u32;

    fn id(&self, term: TermRef<'_>) -> Option<u32> {
        match term {
            TermRef::NamedNode(iri) if self.names.label(iri.as_str()).is_some() => None,
            TermRef::BlankNode(node) => match self.names.iri(node.as_str()) {
                Some(iri) => self.data.exactly(iri.as_ref().into()).or_else(|| self.data.exactly(term)),
                None => self.data.exactly(term),
            },
            TermRef::NamedNode(_) | TermRef::Literal(_) => self.exactly(term),
            TermRef::Triple(triple) => self.exactly(Term::from(self.names.named(triple.clone())).as_ref()),
        }
    }

    fn with_term<R>(&self, id: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        match self.form(id) {
            Some(form) => self.forms.with_term(form, |term| self.names.shown(term, look)),
            None => self.data.with_term(id, |term| self.names.shown(term, look)),
        }
    }

    fn triples(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> impl Iterator<Item = Numbers> {
        // A value is looked for in the form that the arrays have.
        let kept = object.map(|object| self.form(object).and_then(|form| self.forms.kept(form)).unwrap_or(object));
        let found = self.data.found(subject, predicate, kept);
        found.flat_map(move |(triple, _)| {
            let [subject, predicate, kept] = triple;
            let forms = self.forms.of(triple);
            let as_kept = (forms.len() == 0).then_some(None);
            let objects = forms.chain(as_kept).map(move |form| form.map_or(kept, |form| self.first_form + form));
            objects
                .filter(move |found| object.is_none_or(|object| object == *found))
                .map(move |object| [subject, predicate, object])
        })
    }
}
