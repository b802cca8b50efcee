//! The dictionary of the data: a number for every term, and the term for every number.
//!
//! GraphQL, SPARQL, linked data, full text and validation share it, so that a term has one number for all of them. Resources (IRIs
//! and blank nodes) come first, in the order of their texts: a row of numbers is sorted by IRI, and a page boundary is found by
//! halves. Literals follow in the order in which they came, so that what is said of one resource lies together.
//!
//! A dictionary never changes, but another can be made of it that has more terms: its own keep their numbers, and its tail has
//! those that come, resources and literals, numbered after all others as they come. So a number says nothing of where a term stands: that is
//! what [`Terms::order`] says, by which a resource that came has a place between two others. Terms that nothing uses any more stay, until the
//! dictionary is put in order again, and all terms are numbered anew.
//!
//! Texts stand one after the other in one string; what a literal is beside its text (its language or its datatype) is a tag.

mod id;
mod interner;
mod kept;
mod on_disk;
mod ordered;
mod table;
mod tail;
mod written;

pub use id::{Id, Place, only_once};
pub(crate) use interner::Interner;
pub(crate) use on_disk::Chunk;
pub use written::{as_kept, as_stored, in_form, quad_in_form};

use foldhash::fast::FixedState;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BaseDirection, BlankNodeRef, LiteralRef, NamedNode, NamedNodeRef, Term, TermRef};
use plenary_arrays::{Section, Text};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::Arc;
use table::Table;
use tail::Tail;

/// What a literal is tagged with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// A string without a language, `xsd:string`.
    String,
    /// A language tag, in lower case.
    Language(Box<str>),
    /// A language tag, and the direction in which the text is written.
    Directed(Box<str>, BaseDirection),
    /// Another datatype.
    Datatype(NamedNode),
    /// No literal, but a triple term: its text is how N-Triples writes it.
    Triple,
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

impl<'a> From<Known<'a>> for TermRef<'a> {
    fn from(known: Known<'a>) -> Self {
        match known {
            Known::Iri(iri) => NamedNodeRef::new_unchecked(iri).into(),
            Known::Blank(label) => BlankNodeRef::new_unchecked(label).into(),
            Known::String(text) => LiteralRef::new_simple_literal(text).into(),
            Known::Language(text, language) => LiteralRef::new_language_tagged_literal_unchecked(text, language).into(),
            Known::Typed(text, datatype) => LiteralRef::new_typed_literal(text, datatype.as_ref()).into(),
            Known::Whole(term) => term.as_ref(),
        }
    }
}

/// Why data do not fit into the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the data have more than 2^32 {0}, too many for one server")]
pub struct TooLarge(pub(crate) &'static str);

/// What the label of a blank node stands behind in a text.
const BLANK: &str = "_:";

/// What a term is beside its text: [`IRI`], [`BLANK_NODE`], or [`FIRST_TAG`] and the index of a literal's tag.
type Kind = u16;
const IRI: Kind = 0;
const BLANK_NODE: Kind = 1;
const FIRST_TAG: Kind = 2;

/// All terms of the data.
#[derive(Debug, Default)]
pub struct Terms {
    /// The texts of those that are in order.
    text: Text,
    /// Where the text of term `i` ends; it starts where that of `i - 1` ends.
    ends: Section<u32>,
    /// Number of resources that are in order: their numbers come first.
    resources: u32,
    /// Which of the resources are blank nodes: their labels stand behind `_:`, so they are neighbours.
    blank: Range<u32>,
    /// Index in `tags` of each literal.
    tag_of: Section<u16>,
    tags: Vec<Tag>,
    /// A bit for each term whose text needs no escape in JSON.
    plain: Section<u64>,
    /// The few terms that [`Known::Whole`] gives.
    whole: Arc<HashMap<u32, Term>>,
    /// The numbers by kind and text.
    table: Table,
    hasher: FixedState,
    /// Terms that came since all were put in order.
    tail: Tail,
}

impl Terms {
    /// Number of terms, those among them that nothing uses any more.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len() + self.tail.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of terms that were there when all were put in order: what came since has the numbers after them.
    #[inline]
    pub(crate) fn first_of_tail(&self) -> usize {
        self.ends.len()
    }

    /// Number of resources that were there when all were put in order: their numbers come first.
    #[inline]
    pub(crate) fn first_literal(&self) -> usize {
        self.resources as usize
    }

    /// The place in the tail of a term that came; none for one that is in order.
    #[inline]
    fn in_tail(&self, number: u32) -> Option<usize> {
        (number as usize).checked_sub(self.ends.len())
    }

    /// Whether a term is an IRI or a blank node.
    #[inline]
    pub fn is_resource(&self, id: Id) -> bool {
        id.0 < self.resources || self.in_tail(id.0).is_some_and(|place| self.tail.is_resource(place))
    }

    /// All resources, in no order, those among them that nothing uses any more.
    pub fn resources(&self) -> impl Iterator<Item = Id> + '_ {
        let came = (0..self.tail.len()).filter(|&place| self.tail.is_resource(place));
        (0..self.resources).chain(came.map(|place| (self.ends.len() + place) as u32)).map(Id)
    }

    /// The IRI of a resource (`_:label` for a blank node) or the lexical form of a literal.
    #[inline]
    pub fn text(&self, id: Id) -> &str {
        let Some(&end) = self.ends.get(id.index()) else { return self.tail.text(id.index() - self.ends.len()) };
        let start = if id.0 == 0 { 0 } else { self.ends[id.index() - 1] as usize };
        &self.text[start..end as usize]
    }

    /// Whether the text can stand between quotes in JSON as it is.
    #[inline]
    pub fn is_plain(&self, id: Id) -> bool {
        match self.in_tail(id.0) {
            None => self.plain[id.index() / 64] >> (id.index() % 64) & 1 == 1,
            Some(place) => self.tail.is_plain(place),
        }
    }

    /// Index in [`Self::tags`] of a literal's tag; `None` for a resource.
    #[inline]
    pub fn tag(&self, literal: Id) -> Option<usize> {
        let index = literal.index().checked_sub(self.first_literal())?;
        match self.tag_of.get(index) {
            Some(&tag) => Some(usize::from(tag)),
            None => self.tail.kind(self.in_tail(literal.0)?)?.checked_sub(FIRST_TAG).map(usize::from),
        }
    }

    /// The language of a literal, if it has one.
    #[inline]
    pub fn language(&self, literal: Id) -> Option<&str> {
        self.tags.get(self.tag(literal)?)?.language()
    }

    /// All tags that literals have.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Whether a resource is a blank node.
    #[inline]
    pub fn is_blank(&self, resource: Id) -> bool {
        self.kind_if_resource(resource.0) == Some(BLANK_NODE)
    }

    /// Where a term stands: resources in the order of their IRIs, literals behind them. All that is sorted, merged, cut
    /// into pages or searched by halves is so by this, and by this alone.
    #[inline]
    pub fn order(&self, id: Id) -> Place {
        let came = self.in_tail(id.0).and_then(|place| self.tail.place(place));
        came.unwrap_or_else(|| Place::as_numbered(id))
    }

    /// Makes a set of a list: each term once, in order.
    pub fn sort(&self, ids: &mut Vec<Id>) {
        ids.sort_unstable_by_key(|&id| self.order(id));
        ids.dedup();
    }

    /// Whether a term is in a sorted set.
    #[inline]
    pub fn is_in(&self, set: &[Id], id: Id) -> bool {
        set.binary_search_by_key(&self.order(id), |&other| self.order(other)).is_ok()
    }

    /// Whether a sorted set has every term from its first to its last.
    #[inline]
    pub fn is_unbroken(&self, set: &[Id]) -> bool {
        let (Some(&first), Some(&last)) = (set.first(), set.last()) else { return false };
        self.number_before(last) - self.number_before(first) == set.len() - 1
    }

    /// How many terms stand before one.
    #[inline]
    fn number_before(&self, id: Id) -> usize {
        if self.tail.is_empty() {
            return id.index();
        }
        let place = self.order(id);
        place.number() as usize + self.tail.before(place)
    }

    /// The resources next to a place, in order: some that come before it, and as many from it on.
    pub fn around(&self, place: Place, on_either_side: u32) -> impl Iterator<Item = Id> + use<> {
        let number = place.number();
        let end = number.saturating_add(on_either_side).min(self.resources);
        let mut near: Vec<Id> = (number.saturating_sub(on_either_side)..end).map(Id).collect();
        if !self.tail.is_empty() {
            near.extend(self.tail.around(place, on_either_side as usize, self.ends.len()));
            self.sort(&mut near);
            let middle = near.partition_point(|&id| self.order(id) < place);
            near.truncate(middle.saturating_add(on_either_side as usize));
            near.drain(..middle.saturating_sub(on_either_side as usize));
        }
        near.into_iter()
    }

    /// The number of a resource by its IRI, or by its label behind `_:`.
    #[inline]
    pub fn resource(&self, text: &str) -> Option<Id> {
        let (kind, text) = match text.strip_prefix(BLANK) {
            Some(label) => (BLANK_NODE, label),
            None => (IRI, text),
        };
        self.number(kind, text).map(Id)
    }

    /// Where a resource of a text would stand: the place that the next greater one has.
    pub fn place(&self, text: &str) -> Place {
        let in_order = Place::as_numbered(Id(self.number_at(text)));
        self.tail.next(text).map_or(in_order, |came| came.min(in_order))
    }

    /// The number of the first resource in order whose text is not below one.
    fn number_at(&self, text: &str) -> u32 {
        let (mut low, mut high) = (0, self.resources);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.text(Id(middle)) < text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The number of a term, if the data have it. A literal is found by its value where the store keeps values: `01` finds `1`.
    #[inline]
    pub fn find(&self, term: TermRef<'_>) -> Option<u32> {
        self.exactly(term).or_else(|| match term {
            TermRef::Literal(literal) => self.exactly(as_stored(literal)?.as_ref().into()),
            _ => None,
        })
    }

    /// The number of a term, if the data have it as it is written here.
    pub fn exactly(&self, term: TermRef<'_>) -> Option<u32> {
        let (tag, text) = parts(term);
        self.number(tag.kind(&self.tags)?, &text)
    }

    fn number(&self, kind: Kind, text: &str) -> Option<u32> {
        let is_it = |number: u32| self.kind(number) == kind && self.bare(number) == text;
        let hash = self.hasher.hash_one((kind, text));
        self.table.find(hash, is_it).or_else(|| Some(self.tail.find(hash, kind, text)? + self.ends.len() as u32))
    }

    fn kind(&self, number: u32) -> Kind {
        match self.in_tail(number) {
            Some(place) => self.tail.kind(place).unwrap_or(IRI),
            None => self
                .kind_if_resource(number)
                .unwrap_or_else(|| FIRST_TAG + self.tag_of[(number - self.resources) as usize]),
        }
    }

    #[inline]
    fn kind_if_resource(&self, number: u32) -> Option<Kind> {
        if number < self.resources {
            return Some(if self.blank.contains(&number) { BLANK_NODE } else { IRI });
        }
        self.tail.kind(self.in_tail(number)?).filter(|kind| *kind < FIRST_TAG)
    }

    /// The text, of a blank node without what stands before its label.
    fn bare(&self, number: u32) -> &str {
        let text = self.text(Id(number));
        if self.is_blank(Id(number)) { &text[BLANK.len()..] } else { text }
    }

    /// The term of a number.
    #[inline]
    pub fn get(&self, number: u32) -> Option<Term> {
        Some(TermRef::from(self.read(number)?).into_owned())
    }

    /// The term of a number as it is kept, without a copy.
    #[inline]
    pub fn read(&self, number: u32) -> Option<Known<'_>> {
        if number as usize >= self.len() {
            return None;
        }
        let text = self.bare(number);
        Some(match self.tag(Id(number)).map(|tag| &self.tags[tag]) {
            None if self.is_blank(Id(number)) => Known::Blank(text),
            None => Known::Iri(text),
            Some(Tag::String) => Known::String(text),
            Some(Tag::Datatype(datatype)) => Known::Typed(text, datatype),
            Some(Tag::Language(language)) => Known::Language(text, language),
            Some(Tag::Directed(..) | Tag::Triple) => Known::Whole(self.whole(number)?),
        })
    }

    /// The term of a number if its text does not say it all.
    fn whole(&self, number: u32) -> Option<&Term> {
        match self.in_tail(number) {
            None => self.whole.get(&number),
            Some(place) => self.tail.whole(place),
        }
    }

    /// Whether some number is that of a triple term, which the API does not show.
    pub(crate) fn is_triple(&self, id: Id) -> bool {
        self.tag(id).is_some_and(|tag| self.tags[tag] == Tag::Triple)
    }

    /// Whether there is any triple term.
    pub(crate) fn has_triples(&self) -> bool {
        self.tags.contains(&Tag::Triple)
    }

    /// Bytes on the heap, without the few terms that are kept whole.
    pub fn heap_bytes(&self) -> usize {
        self.text.heap_bytes()
            + self.ends.heap_bytes()
            + self.tag_of.heap_bytes()
            + self.plain.heap_bytes()
            + self.table.heap_bytes()
            + self.tail.heap_bytes()
    }
}

impl Tag {
    /// The language, if it is a tag of texts.
    pub fn language(&self) -> Option<&str> {
        match self {
            Self::Language(language) | Self::Directed(language, _) => Some(language),
            Self::String | Self::Datatype(_) | Self::Triple => None,
        }
    }
}

/// What a term is beside its text.
#[derive(Clone, Copy)]
enum TagRef<'a> {
    Iri,
    Blank,
    String,
    Language(&'a str),
    Directed(&'a str, BaseDirection),
    Datatype(&'a str),
    Triple,
}

impl TagRef<'_> {
    /// The kind of its terms, if there are any.
    fn kind(self, tags: &[Tag]) -> Option<Kind> {
        match self {
            Self::Iri => Some(IRI),
            Self::Blank => Some(BLANK_NODE),
            _ => tags.iter().position(|tag| self.is(tag)).map(|tag| FIRST_TAG + tag as Kind),
        }
    }

    fn is(self, tag: &Tag) -> bool {
        match (self, tag) {
            (Self::String, Tag::String) | (Self::Triple, Tag::Triple) => true,
            (Self::Language(a), Tag::Language(b)) => *a == **b,
            (Self::Directed(a, direction), Tag::Directed(b, other)) => *a == **b && direction == *other,
            (Self::Datatype(a), Tag::Datatype(b)) => *a == *b.as_str(),
            _ => false,
        }
    }

    /// The tag of a literal; none for a resource.
    fn to_tag(self) -> Option<Tag> {
        Some(match self {
            Self::Iri | Self::Blank => return None,
            Self::String => Tag::String,
            Self::Language(language) => Tag::Language(language.into()),
            Self::Directed(language, direction) => Tag::Directed(language.into(), direction),
            Self::Datatype(datatype) => Tag::Datatype(NamedNode::new_unchecked(datatype)),
            Self::Triple => Tag::Triple,
        })
    }

    /// Whether the text does not say it all in the form in which it is kept.
    fn is_whole(self) -> bool {
        matches!(self, Self::Directed(..) | Self::Triple)
    }
}

fn parts(term: TermRef<'_>) -> (TagRef<'_>, Cow<'_, str>) {
    match term {
        TermRef::NamedNode(iri) => (TagRef::Iri, iri.as_str().into()),
        TermRef::BlankNode(node) => (TagRef::Blank, node.as_str().into()),
        TermRef::Literal(literal) => (tag_of(literal), literal.value().into()),
        TermRef::Triple(triple) => (TagRef::Triple, triple.to_string().into()),
    }
}

fn tag_of(literal: LiteralRef<'_>) -> TagRef<'_> {
    match (literal.language(), literal.direction()) {
        (Some(language), Some(direction)) => TagRef::Directed(language, direction),
        (Some(language), None) => TagRef::Language(language),
        (None, _) if literal.datatype() == xsd::STRING => TagRef::String,
        (None, _) => TagRef::Datatype(literal.datatype().as_str()),
    }
}
