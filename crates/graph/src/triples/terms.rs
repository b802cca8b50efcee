//! The dictionary of all terms of the data: a number for every term, and the term for every number.
//!
//! Texts stand one after the other in one string; what a term is beside its text (IRI, blank node, a literal of which
//! language or datatype) is a tag. The few terms that do not fit, triple terms and texts with a direction, are kept whole.

use super::written::as_stored;
use hashbrown::HashTable;
use oxigraph::model::{BlankNode, Literal, NamedNode, Term, TermRef};
use std::collections::HashMap;
use std::hash::BuildHasher;

/// What a term is, beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Tag {
    Iri,
    Blank,
    String,
    Language(Box<str>),
    Datatype(NamedNode),
    /// The text says nothing: the term is in [`Terms::whole`].
    Whole,
}

/// A term as the dictionary keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known<'a> {
    /// An IRI.
    Iri(&'a str),
    /// The label of a blank node.
    Blank(&'a str),
    /// A string without a language.
    String(&'a str),
    /// Text and language.
    Language(&'a str, &'a str),
    /// Lexical form and datatype.
    Typed(&'a str, &'a NamedNode),
    /// A triple term, or a text with a direction.
    Whole(&'a Term),
}

/// Why data do not fit into the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the data have more than 2^32 {0}, too many for one server")]
pub struct TooLarge(&'static str);

/// All terms, numbered in the order in which they came.
#[derive(Default)]
pub struct Terms {
    text: String,
    /// Where the text of each term ends; it starts where that of the last one ends.
    ends: Vec<u32>,
    tags_of: Vec<u16>,
    tags: Vec<Tag>,
    table: HashTable<u32>,
    whole: HashMap<Term, u32>,
    whole_by_number: HashMap<u32, Term>,
    hasher: foldhash::fast::FixedState,
}

impl Terms {
    /// Number of terms.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The number of a term, a new one if it is not known yet.
    pub(crate) fn add(&mut self, term: TermRef<'_>) -> Result<u32, TooLarge> {
        if let Some(number) = self.exactly(term) {
            return Ok(number);
        }
        let number = u32::try_from(self.ends.len()).ok().filter(|&n| n < u32::MAX).ok_or(TooLarge("terms"))?;
        let (tag, text) = parts(term);
        let place = match self.place(&tag) {
            Some(place) => place,
            None => {
                self.tags.push(tag.to_owned());
                u16::try_from(self.tags.len() - 1).map_err(|_| TooLarge("languages and datatypes"))?
            }
        };
        if tag == TagRef::Whole {
            self.whole.insert(term.into_owned(), number);
            self.whole_by_number.insert(number, term.into_owned());
        }
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| TooLarge("bytes of text"))?);
        self.tags_of.push(place);
        let Self { text: arena, ends, tags_of, table, hasher, .. } = self;
        table.insert_unique(hasher.hash_one((place, text)), number, |&number| {
            hasher.hash_one((tags_of[number as usize], slice(arena, ends, number)))
        });
        Ok(number)
    }

    /// The number of a term, if the data have it. A literal is found by its value where the store keeps values: `01` finds `1`.
    #[inline]
    pub fn find(&self, term: TermRef<'_>) -> Option<u32> {
        self.exactly(term).or_else(|| match term {
            TermRef::Literal(literal) => self.exactly(as_stored(literal)?.as_ref().into()),
            _ => None,
        })
    }

    fn exactly(&self, term: TermRef<'_>) -> Option<u32> {
        let (tag, text) = parts(term);
        if tag == TagRef::Whole {
            return self.whole.get(&term.into_owned()).copied();
        }
        let place = self.place(&tag)?;
        let is_it =
            |&number: &u32| self.tags_of[number as usize] == place && slice(&self.text, &self.ends, number) == text;
        self.table.find(self.hasher.hash_one((place, text)), is_it).copied()
    }

    /// The term of a number.
    #[inline]
    pub fn get(&self, number: u32) -> Option<Term> {
        Some(match self.read(number)? {
            Known::Iri(iri) => NamedNode::new_unchecked(iri).into(),
            Known::Blank(label) => BlankNode::new_unchecked(label).into(),
            Known::String(text) => Literal::new_simple_literal(text).into(),
            Known::Language(text, language) => Literal::new_language_tagged_literal_unchecked(text, language).into(),
            Known::Typed(text, datatype) => Literal::new_typed_literal(text, datatype.clone()).into(),
            Known::Whole(term) => term.clone(),
        })
    }

    /// The term of a number as it is kept, without a copy.
    #[inline]
    pub fn read(&self, number: u32) -> Option<Known<'_>> {
        let tag = self.tags.get(usize::from(*self.tags_of.get(number as usize)?))?;
        let text = slice(&self.text, &self.ends, number);
        Some(match tag {
            Tag::Iri => Known::Iri(text),
            Tag::Blank => Known::Blank(text),
            Tag::String => Known::String(text),
            Tag::Language(language) => Known::Language(text, language),
            Tag::Datatype(datatype) => Known::Typed(text, datatype),
            Tag::Whole => Known::Whole(self.whole_by_number.get(&number)?),
        })
    }

    fn place(&self, tag: &TagRef<'_>) -> Option<u16> {
        self.tags.iter().position(|known| tag.is(known)).map(|place| place as u16)
    }

    /// Bytes on the heap, without the few terms that are kept whole.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.tags_of.capacity() * 2 + self.table.allocation_size()
    }

    /// Gives back what was kept for growing.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.tags_of.shrink_to_fit();
    }
}

#[derive(PartialEq, Eq)]
enum TagRef<'a> {
    Iri,
    Blank,
    String,
    Language(&'a str),
    Datatype(&'a str),
    Whole,
}

impl TagRef<'_> {
    fn is(&self, tag: &Tag) -> bool {
        match (self, tag) {
            (Self::Iri, Tag::Iri) | (Self::Blank, Tag::Blank) | (Self::String, Tag::String) => true,
            (Self::Whole, Tag::Whole) => true,
            (Self::Language(a), Tag::Language(b)) => **a == **b,
            (Self::Datatype(a), Tag::Datatype(b)) => *a == b.as_str(),
            _ => false,
        }
    }

    fn to_owned(&self) -> Tag {
        match self {
            Self::Iri => Tag::Iri,
            Self::Blank => Tag::Blank,
            Self::String => Tag::String,
            Self::Language(language) => Tag::Language((*language).into()),
            Self::Datatype(datatype) => Tag::Datatype(NamedNode::new_unchecked(*datatype)),
            Self::Whole => Tag::Whole,
        }
    }
}

fn parts(term: TermRef<'_>) -> (TagRef<'_>, &str) {
    match term {
        TermRef::NamedNode(iri) => (TagRef::Iri, iri.as_str()),
        TermRef::BlankNode(node) => (TagRef::Blank, node.as_str()),
        TermRef::Literal(literal) => match literal.language() {
            Some(_) if literal.direction().is_some() => (TagRef::Whole, ""),
            Some(language) => (TagRef::Language(language), literal.value()),
            None if literal.datatype() == oxigraph::model::vocab::xsd::STRING => (TagRef::String, literal.value()),
            None => (TagRef::Datatype(literal.datatype().as_str()), literal.value()),
        },
        TermRef::Triple(_) => (TagRef::Whole, ""),
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] as usize };
    &text[start..ends[number] as usize]
}
