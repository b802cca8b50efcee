//! Terms that came to a dictionary since it was put in order.

use super::id::MOST;
use super::interner::{is_plain, kind_of_new};
use super::{BLANK, BLANK_NODE, FIRST_TAG, Id, Kind, Place, Terms, TooLarge, parts};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use oxigraph::model::Term;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// The terms, in the order in which they came.
#[derive(Debug, Default, Clone)]
pub(super) struct Tail {
    /// The texts, of blank nodes with what stands before their labels.
    text: String,
    /// End of each term's text.
    ends: Vec<u32>,
    kinds: Vec<Kind>,
    /// Before which of the terms that are in order a resource stands.
    gaps: Vec<u32>,
    /// Where each stands.
    places: Vec<Place>,
    /// The resources by their texts.
    order: Vec<u32>,
    whole: HashMap<u32, Term>,
    table: HashTable<u32>,
}

impl Tail {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn text(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.ends[place - 1] as usize };
        &self.text[start..self.ends[place] as usize]
    }

    pub(super) fn is_plain(&self, place: usize) -> bool {
        is_plain(self.text(place))
    }

    pub(super) fn kind(&self, place: usize) -> Option<Kind> {
        self.kinds.get(place).copied()
    }

    pub(super) fn is_resource(&self, place: usize) -> bool {
        self.kind(place).is_some_and(|kind| kind < FIRST_TAG)
    }

    pub(super) fn whole(&self, place: usize) -> Option<&Term> {
        self.whole.get(&(place as u32))
    }

    pub(super) fn place(&self, place: usize) -> Option<Place> {
        self.places.get(place).copied()
    }

    /// The text, of a blank node without what stands before its label.
    fn bare(&self, place: usize) -> &str {
        let text = self.text(place);
        if self.kinds[place] == BLANK_NODE { &text[BLANK.len()..] } else { text }
    }

    pub(super) fn find(&self, hash: u64, kind: Kind, text: &str) -> Option<u32> {
        let is_it = |&place: &u32| self.kinds[place as usize] == kind && self.bare(place as usize) == text;
        self.table.find(hash, is_it).copied()
    }

    /// The place of the first resource whose text is not below one.
    pub(super) fn next(&self, text: &str) -> Option<Place> {
        let at = self.order.partition_point(|&place| self.text(place as usize) < text);
        self.order.get(at).map(|&place| self.places[place as usize])
    }

    /// How many resources stand before a place.
    pub(super) fn before(&self, place: Place) -> usize {
        self.order.partition_point(|&own| self.places[own as usize] < place)
    }

    /// The resources next to a place, as [`Terms::around`] gives them; `first` is the number of the first term.
    pub(super) fn around(&self, place: Place, on_either_side: usize, first: usize) -> impl Iterator<Item = Id> + '_ {
        let at = self.before(place);
        let end = at.saturating_add(on_either_side).min(self.order.len());
        self.order[at.saturating_sub(on_either_side)..end].iter().map(move |&place| Id(first as u32 + place))
    }

    /// The resources by their texts, each with the number of the term in order before which it stands.
    pub(super) fn resources(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.order.iter().map(|&place| (self.gaps[place as usize], place))
    }

    pub(super) fn heap_bytes(&self) -> usize {
        let each = size_of::<Kind>() + size_of::<Place>() + 4 * size_of::<u32>();
        self.text.len() + self.len() * each
    }

    fn push(
        &mut self,
        kind: Kind,
        text: &str,
        gap: u32,
        whole: Option<Term>,
        hasher: &FixedState,
    ) -> Result<(), TooLarge> {
        let place = self.len();
        if place >= MOST {
            return Err(TooLarge("terms"));
        }
        if kind == BLANK_NODE {
            self.text.push_str(BLANK);
        }
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| TooLarge("bytes of text"))?);
        self.kinds.push(kind);
        self.gaps.push(gap);
        self.whole.extend(whole.map(|whole| (place as u32, whole)));
        let mut table = std::mem::take(&mut self.table);
        let hash = |&place: &u32| hasher.hash_one((self.kinds[place as usize], self.bare(place as usize)));
        table.insert_unique(hash(&(place as u32)), place as u32, hash);
        self.table = table;
        Ok(())
    }

    /// Finds out where all stand, after some have come from a place on. `first` is the number of the first term.
    fn settle(&mut self, from: usize, first: u32) {
        let text = |place: u32| self.text(place as usize);
        let came = (from..self.len()).filter(|&place| self.is_resource(place)).map(|place| place as u32);
        let mut came: Vec<u32> = came.collect();
        came.sort_unstable_by(|&a, &b| text(a).cmp(text(b)));
        let mut order = Vec::with_capacity(self.order.len() + came.len());
        let mut rest = &*self.order;
        for place in came {
            let (before, from) = rest.split_at(rest.partition_point(|&other| text(other) < text(place)));
            order.extend_from_slice(before);
            order.push(place);
            rest = from;
        }
        order.extend_from_slice(rest);
        let literal = |place: u32| Place::as_numbered(Id(first + place));
        self.places.extend((from as u32..self.len() as u32).map(literal));
        for (within, &place) in (0..).zip(&order) {
            self.places[place as usize] = Place::before(self.gaps[place as usize], within, Id(first + place));
        }
        self.order = order;
    }
}

impl Terms {
    /// The dictionary with those of some terms that come and that it does not have which are used. Gives the number of each too; [`u32::MAX`] for
    /// those that are not used.
    ///
    /// # Errors
    /// If there are more than 2³⁰ terms or 2³² bytes of text that came, or 2¹⁶ languages and datatypes.
    pub(crate) fn grown(&self, new: &[Term], is_used: &[bool]) -> Result<(Self, Vec<u32>), TooLarge> {
        let (mut tags, mut tail) = (self.tags.clone(), self.tail.clone());
        let (from, first) = (tail.len(), self.ends.len() as u32);
        let mut numbers = vec![u32::MAX; new.len()];
        for ((term, number), _) in new.iter().zip(&mut numbers).zip(is_used).filter(|(_, is_used)| **is_used) {
            let (tag, text) = parts(term.as_ref());
            let kind = match tag.kind(&tags) {
                Some(kind) => kind,
                None => kind_of_new(&mut tags, tag.to_tag())?,
            };
            let gap = match kind {
                BLANK_NODE => self.number_at(&format!("{BLANK}{text}")),
                kind if kind < FIRST_TAG => self.number_at(&text),
                _ => 0,
            };
            let place = u32::try_from(tail.len()).ok().and_then(|place| first.checked_add(place));
            *number = place.filter(|&number| number < u32::MAX).ok_or(TooLarge("terms"))?;
            tail.push(kind, &text, gap, tag.is_whole().then(|| term.clone()), &self.hasher)?;
        }
        tail.settle(from, first);
        let terms = Self {
            text: self.text.clone(),
            ends: self.ends.clone(),
            resources: self.resources,
            blank: self.blank.clone(),
            tag_of: self.tag_of.clone(),
            tags,
            plain: self.plain.clone(),
            whole: Arc::clone(&self.whole),
            table: self.table.clone(),
            hasher: self.hasher.clone(),
            tail,
        };
        Ok((terms, numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{Interner, Known};
    use oxigraph::model::{BlankNode, Literal, NamedNode};

    fn iri(name: &str) -> Term {
        NamedNode::new_unchecked(format!("http://e/{name}")).into()
    }

    /// A dictionary of some resources and a literal, put in order.
    fn in_order(names: &[&str]) -> Terms {
        let mut interner = Interner::default();
        names.iter().for_each(|name| {
            interner.add(iri(name).as_ref()).unwrap();
        });
        interner.add(Literal::from("text").as_ref().into()).unwrap();
        interner.finish().0
    }

    /// The resources by place.
    fn names(terms: &Terms) -> Vec<String> {
        let mut all: Vec<Id> = terms.resources().collect();
        terms.sort(&mut all);
        all.into_iter().map(|id| terms.text(id).to_owned()).collect()
    }

    #[test]
    fn terms_that_come_stand_first_last_and_between_and_numbers_stay() {
        let mut terms = in_order(&["b", "d", "f"]);
        let mut known: Vec<Term> = ["b", "d", "f"].map(iri).into();
        let came: [&[Term]; 4] = [
            &[iri("g"), Literal::from("other").into(), iri("a")],
            &[iri("c"), Literal::new_language_tagged_literal_unchecked("x", "fr").into()],
            &[iri("e"), BlankNode::new_unchecked("n").into(), iri("cc")],
            &[iri("aa"), iri("ca")],
        ];
        for new in came {
            let before: Vec<u32> = known.iter().map(|term| terms.find(term.as_ref()).unwrap()).collect();
            let (grown, numbers) = terms.grown(new, &vec![true; new.len()]).unwrap();
            for (term, number) in known.iter().chain(new).zip(before.iter().chain(&numbers)) {
                assert_eq!((grown.find(term.as_ref()), grown.get(*number)), (Some(*number), Some(term.clone())));
                assert_eq!(grown.is_resource(Id(*number)), !term.is_literal(), "{term}");
            }
            known.extend_from_slice(new);
            terms = grown;
            let mut expected: Vec<String> = known
                .iter()
                .filter(|term| !term.is_literal())
                .map(|term| match term {
                    Term::NamedNode(iri) => iri.as_str().to_owned(),
                    other => other.to_string(),
                })
                .collect();
            expected.sort();
            assert_eq!(names(&terms), expected);
            // Literals stand behind all of them, and places are found by texts that nothing has.
            let last = terms.resources().map(|id| terms.order(id)).max().unwrap();
            let literals = known.iter().filter(|term| term.is_literal()).filter_map(|term| terms.find(term.as_ref()));
            assert!(literals.map(Id).all(|id| terms.order(id) > last && terms.is_plain(id)));
            for text in ["", "http://e/", "http://e/a", "http://e/b0", "http://e/c", "http://e/ca0", "http://e/e", "z"]
            {
                let at = expected.partition_point(|other| &**other < text);
                let place = terms.place(text);
                let before = terms.resources().filter(|&id| terms.order(id) < place).count();
                assert_eq!(before, at, "{text}");
                let near: Vec<_> = terms.around(place, 2).map(|id| terms.text(id).to_owned()).collect();
                assert_eq!(near, expected[at.saturating_sub(2)..expected.len().min(at + 2)], "{text}");
            }
            let mut all: Vec<Id> = terms.resources().collect();
            terms.sort(&mut all);
            for (from, to) in (0..all.len()).flat_map(|from| (from + 1..=all.len()).map(move |to| (from, to))) {
                assert!(terms.is_unbroken(&all[from..to]));
                let broken = [&all[from..from + 1], &all[to - 1..to]].concat();
                assert_eq!(terms.is_unbroken(&broken), to - from == 2, "{from} {to}");
            }
        }
        assert_eq!(terms.read(terms.resource("_:n").unwrap().0), Some(Known::Blank("n")));
        assert!(terms.is_blank(terms.resource("_:n").unwrap()) && terms.resource("_:m").is_none());
        // What is put in order again says the same, with other numbers.
        let (again, numbers) = terms.ordered(&[iri("d5")], &vec![true; terms.len() + 1]).unwrap();
        assert!(
            known
                .iter()
                .all(|term| again.find(term.as_ref()) == Some(numbers[terms.find(term.as_ref()).unwrap() as usize]))
        );
        let texts: Vec<_> = again.resources().map(|id| again.text(id).to_owned()).collect();
        let mut expected = names(&terms);
        expected.insert(expected.iter().position(|text| text.ends_with("/e")).unwrap(), "http://e/d5".to_owned());
        assert_eq!((texts, again.first_of_tail()), (expected, again.len()));
    }
}
