//! The dictionary of one request: a number for each term that the endpoint has given, in the order of arrival.

use elsa::FrozenVec;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use oxigraph::model::{NamedNode, Term};
use plenary_graph::snapshot::Id;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::hash::BuildHasher;

/// What a term is, besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    Iri,
    Blank,
    /// With its language in lower case, or its datatype.
    Literal {
        language: Option<String>,
        datatype: String,
    },
}

#[derive(Debug)]
struct Entry {
    kind: Kind,
    /// IRI, `_:label` or lexical form.
    text: String,
    is_plain: bool,
}

/// All terms of one request. They are only added, so a text that has been given out stays where it is.
#[derive(Default)]
pub(super) struct Terms {
    entries: FrozenVec<Box<Entry>>,
    numbers: RefCell<HashTable<u32>>,
    hasher: FixedState,
}

impl Terms {
    /// The number of a term; [`Id::NONE`] for triple terms, which the API does not show.
    pub(super) fn id(&self, term: &Term) -> Id {
        match term {
            Term::NamedNode(iri) => self.intern(Kind::Iri, iri.as_str().to_owned()),
            Term::BlankNode(node) => self.intern(Kind::Blank, format!("_:{}", node.as_str())),
            Term::Literal(literal) => {
                let language = literal.language().map(str::to_ascii_lowercase);
                let datatype = literal.datatype().as_str().to_owned();
                self.intern(Kind::Literal { language, datatype }, literal.value().to_owned())
            }
            Term::Triple(_) => Id::NONE,
        }
    }

    fn intern(&self, kind: Kind, text: String) -> Id {
        let hash = self.hasher.hash_one((&kind, &text));
        let entry = |number: u32| self.entries.get(number as usize);
        let is_same = |&number: &u32| entry(number).is_some_and(|known| known.kind == kind && known.text == text);
        let mut numbers = self.numbers.borrow_mut();
        if let Some(&known) = numbers.find(hash, is_same) {
            return Id(known);
        }
        // More than 2³² terms do not fit in the bytes that an answer may have.
        let number = self.entries.len() as u32;
        let is_plain = text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\');
        self.entries.push(Box::new(Entry { kind, text, is_plain }));
        let rehash = |&number: &u32| entry(number).map_or(0, |known| self.hasher.hash_one((&known.kind, &known.text)));
        numbers.insert_unique(hash, number, rehash);
        Id(number)
    }

    fn entry(&self, id: Id) -> Option<&Entry> {
        self.entries.get(id.index())
    }

    /// The IRI, blank node label or lexical form; empty for what is no term.
    pub(super) fn text(&self, id: Id) -> &str {
        self.entry(id).map_or("", |entry| &entry.text)
    }

    /// The IRI of a resource; `None` for blank nodes, which no query can name, and for literals.
    pub(super) fn iri(&self, id: Id) -> Option<NamedNode> {
        let entry = self.entry(id).filter(|entry| entry.kind == Kind::Iri)?;
        Some(NamedNode::new_unchecked(entry.text.clone()))
    }

    /// Whether the text can stand between quotes in JSON as it is.
    pub(super) fn is_plain(&self, id: Id) -> bool {
        self.entry(id).is_none_or(|entry| entry.is_plain)
    }

    /// Whether it is a literal.
    pub(super) fn is_literal(&self, id: Id) -> bool {
        self.entry(id).is_some_and(|entry| matches!(entry.kind, Kind::Literal { .. }))
    }

    /// The language of a literal, if it has one.
    pub(super) fn language(&self, id: Id) -> Option<&str> {
        match &self.entry(id)?.kind {
            Kind::Literal { language, .. } => language.as_deref(),
            Kind::Iri | Kind::Blank => None,
        }
    }

    /// The order of the snapshot's lists: resources by IRI, then literals by language and text.
    pub(super) fn order(&self, a: Id, b: Id) -> Ordering {
        let key = |id| (self.is_literal(id), self.language(id), self.text(id));
        key(a).cmp(&key(b)).then(a.0.cmp(&b.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    #[test]
    fn equal_terms_have_one_number_and_lists_are_in_the_order_of_the_snapshot() {
        let terms = Terms::default();
        let text = |value: &str, tag: &str| Term::from(Literal::new_language_tagged_literal_unchecked(value, tag));
        let all = [
            text("b", "en"),
            text("a", "zh-Hans"),
            Term::from(Literal::new_simple_literal("c\"")),
            NamedNode::new_unchecked("http://example.org/z").into(),
            NamedNode::new_unchecked("http://example.org/a").into(),
        ];
        let mut ids: Vec<Id> = all.iter().map(|term| terms.id(term)).collect();
        assert_eq!(all.iter().map(|term| terms.id(term)).collect::<Vec<_>>(), ids);
        assert_eq!(terms.language(ids[1]), Some("zh-hans"));
        assert!(terms.is_plain(ids[0]) && !terms.is_plain(ids[2]));
        assert_eq!((terms.iri(ids[0]), terms.text(Id::NONE)), (None, ""));
        ids.sort_by(|a, b| terms.order(*a, *b));
        let texts: Vec<&str> = ids.iter().map(|id| terms.text(*id)).collect();
        assert_eq!(texts, ["http://example.org/a", "http://example.org/z", "c\"", "b", "a"]);
    }
}
