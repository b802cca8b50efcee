//! The dictionary: a number for every term, and the text for every number.

/// Number of a term. Numbers below that of [`Terms::resources`] are those of resources, the others those of literals.
///
/// A number is a name and no place: two numbers are the same or not, and which of two terms comes first is what
/// [`Terms::order`] says. So terms can be added to a dictionary without giving others new numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id(pub u32);

impl Id {
    /// Stands for no term, in columns where a row may have none.
    pub const NONE: Self = Self(u32::MAX);

    /// The id as an index.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a term stands among all of its dictionary: places are compared where numbers are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(u32);

impl Place {
    /// The place of a term whose dictionary was numbered in its order, and has not grown since.
    #[inline]
    pub fn as_numbered(id: Id) -> Self {
        Self(id.0)
    }

    /// The term that stands there.
    #[inline]
    pub fn id(self) -> Id {
        Id(self.0)
    }

    /// The place as a number that is compared as it is.
    #[inline]
    pub fn rank(self) -> u32 {
        self.0
    }
}

/// Makes each of some terms stand once, in no order that means anything.
pub fn only_once(ids: &mut Vec<Id>) {
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
}

/// What a literal is tagged with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// A language tag, in lower case.
    Language(Box<str>),
    /// The IRI of a datatype.
    Datatype(Box<str>),
}

/// All terms of a snapshot.
#[derive(Debug, Default)]
pub struct Terms {
    text: Box<str>,
    /// Where the text of term `i` ends; it starts where that of `i - 1` ends.
    ends: Box<[u32]>,
    /// Number of resources.
    resources: u32,
    /// Index in `tags` of each literal.
    tag_of: Box<[u16]>,
    tags: Vec<Tag>,
    /// A bit for each term whose text needs no escape in JSON.
    plain: Box<[u64]>,
}

impl Terms {
    /// Puts terms in their final order: `order` lists resources by IRI, then literals; `text_of` and `tag_of` give what
    /// each is. The caller has made sure that ids and offsets fit in 32 bits.
    pub(super) fn new<'a>(
        order: &[u32],
        resources: u32,
        text_of: impl Fn(u32) -> &'a str,
        tag_of: impl Fn(u32) -> u16,
        tags: Vec<Tag>,
    ) -> Self {
        let mut text = String::with_capacity(order.iter().map(|&term| text_of(term).len()).sum());
        let mut ends = Vec::with_capacity(order.len());
        let mut plain = vec![0_u64; order.len().div_ceil(64)];
        for (i, &term) in order.iter().enumerate() {
            let piece = text_of(term);
            text.push_str(piece);
            ends.push(text.len() as u32);
            if piece.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
                plain[i / 64] |= 1 << (i % 64);
            }
        }
        Self {
            text: text.into_boxed_str(),
            ends: ends.into_boxed_slice(),
            resources,
            tag_of: order[resources as usize..].iter().map(|&term| tag_of(term)).collect(),
            tags,
            plain: plain.into_boxed_slice(),
        }
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Number of resources; ids below it are resources.
    pub fn resources(&self) -> usize {
        self.resources as usize
    }

    /// The IRI of a resource (`_:label` for a blank node) or the lexical form of a literal.
    #[inline]
    pub fn text(&self, id: Id) -> &str {
        let start = if id.0 == 0 { 0 } else { self.ends[id.index() - 1] as usize };
        &self.text[start..self.ends[id.index()] as usize]
    }

    /// Whether the text can stand between quotes in JSON as it is.
    #[inline]
    pub fn is_plain(&self, id: Id) -> bool {
        self.plain[id.index() / 64] >> (id.index() % 64) & 1 == 1
    }

    /// Index in [`Self::tags`] of a literal's tag; `None` for a resource.
    #[inline]
    pub fn tag(&self, literal: Id) -> Option<usize> {
        let index = literal.index().checked_sub(self.resources())?;
        self.tag_of.get(index).map(|&tag| usize::from(tag))
    }

    /// The language of a literal, if it has one.
    #[inline]
    pub fn language(&self, literal: Id) -> Option<&str> {
        match self.tags.get(self.tag(literal)?)? {
            Tag::Language(language) => Some(language),
            Tag::Datatype(_) => None,
        }
    }

    /// All tags that literals have.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Where a term stands: resources in the order of their IRIs, literals behind them. All that is sorted, merged, cut
    /// into pages or searched by halves is so by this, and by this alone.
    #[inline]
    pub fn order(&self, id: Id) -> Place {
        Place::as_numbered(id)
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
        (self.order(last).rank() - self.order(first).rank()) as usize == set.len() - 1
    }

    /// The resources next to a place, in order: some that come before it, and as many from it on.
    pub fn around(&self, place: Place, on_either_side: u32) -> impl Iterator<Item = Id> + use<> {
        let Place(place) = place;
        let end = place.saturating_add(on_either_side).min(self.resources);
        (place.saturating_sub(on_either_side)..end).map(Id)
    }

    /// The number of an IRI, or, as the error, the place that the next greater one has.
    #[inline]
    pub fn find(&self, iri: &str) -> Result<Id, Place> {
        let (mut low, mut high) = (0, self.resources);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.text(Id(middle)).cmp(iri) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Ok(Id(middle)),
            }
        }
        Err(Place(low))
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.ends) + size_of_val(&*self.tag_of) + size_of_val(&*self.plain)
    }
}
