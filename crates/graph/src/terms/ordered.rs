//! A dictionary put in order, with what comes: what is in order already is merged, and not sorted again.

use super::interner::{is_plain, kind_of_new};
use super::table::Table;
use super::tail::Tail;
use super::{BLANK, BLANK_NODE, FIRST_TAG, IRI, Id, Kind, Tag, Terms, TooLarge, parts};
use foldhash::fast::FixedState;
use oxigraph::model::Term;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// A term that comes.
pub(super) struct New<'a> {
    /// The number by which it was spoken of.
    pub(super) number: usize,
    pub(super) kind: Kind,
    /// Of a blank node with what stands before its label.
    pub(super) text: String,
    /// If the text does not say it all.
    pub(super) whole: Option<&'a Term>,
}

/// Terms that come, with the numbers by which they are spoken of: resources in the order of their texts, and literals as they come. Languages and datatypes
/// that there are not are added.
pub(super) fn coming<'a>(
    terms: impl Iterator<Item = (&'a Term, usize)>,
    tags: &mut Vec<Tag>,
) -> Result<[Vec<New<'a>>; 2], TooLarge> {
    let (mut resources, mut literals) = (Vec::new(), Vec::new());
    for (term, number) in terms {
        let (tag, text) = parts(term.as_ref());
        let kind = match tag.kind(tags) {
            Some(kind) => kind,
            None => kind_of_new(tags, tag.to_tag())?,
        };
        let text = if kind == BLANK_NODE { format!("{BLANK}{text}") } else { text.into_owned() };
        let new = New { number, kind, text, whole: tag.is_whole().then_some(term) };
        if kind < FIRST_TAG { resources.push(new) } else { literals.push(new) }
    }
    resources.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    Ok([resources, literals])
}

/// The terms in their order, as they are put together.
struct Ordered {
    text: String,
    ends: Vec<u32>,
    tag_of: Vec<u16>,
    plain: Vec<u64>,
    whole: HashMap<u32, Term>,
    hashes: Vec<u64>,
    hasher: FixedState,
    numbers: Vec<u32>,
}

impl Terms {
    /// The numbers of the resources, those that came among them, in the order of their texts.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = u32> + '_ {
        let (first, mut from) = (self.ends.len() as u32, 0);
        let came = self.tail.resources().map(move |(gap, place)| (gap, Some(first + place)));
        came.chain(std::iter::once((self.resources, None))).flat_map(move |(gap, came)| {
            let numbers = from..gap;
            from = gap;
            numbers.chain(came)
        })
    }

    /// The dictionary of those terms that are used, of its own and of some that come and that it does not have, which are numbered after its own.
    /// All are in order. Gives their numbers in it too; [`u32::MAX`] for those that are not used.
    ///
    /// # Errors
    /// If there are more than 2³² bytes of text, or 2¹⁶ languages and datatypes.
    pub(crate) fn ordered(&self, new: &[Term], is_used: &[bool]) -> Result<(Self, Vec<u32>), TooLarge> {
        let mut tags = self.tags.clone();
        let used = new.iter().zip(self.len()..).filter(|(_, number)| is_used[*number]);
        let [resources, literals] = coming(used, &mut tags)?;
        let mut ordered = Ordered::with_room(self, new.len());
        let mut coming = resources.iter().peekable();
        for number in self.in_order().filter(|&number| is_used[number as usize]) {
            while let Some(new) = coming.next_if(|new| *new.text < *self.text(Id(number))) {
                ordered.add(new)?;
            }
            ordered.add_known(self, number)?;
        }
        coming.try_for_each(|new| ordered.add(new))?;
        let count = ordered.ends.len();
        let is_literal = |&number: &u32| is_used[number as usize] && !self.is_resource(Id(number));
        let mut known_literals = (self.resources..self.len() as u32).filter(is_literal);
        known_literals.try_for_each(|number| ordered.add_known(self, number))?;
        literals.iter().try_for_each(|new| ordered.add(new))?;

        let Ordered { text, ends, tag_of, plain, whole, hashes, hasher, numbers } = ordered;
        let start = |place: usize| if place == 0 { 0 } else { ends[place - 1] as usize };
        let places: Vec<usize> = (0..count).collect();
        let before = |bound: &str| places.partition_point(|&place| text[start(place)..ends[place] as usize] < *bound);
        // A semicolon is what follows the colon: this is where labels begin and where they end.
        let blank = before(BLANK) as u32..before("_;") as u32;
        let terms = Self {
            blank,
            text: text.into(),
            ends: ends.into(),
            resources: count as u32,
            tag_of: tag_of.into(),
            tags,
            plain: plain.into(),
            whole: Arc::new(whole),
            tail: Tail::default(),
            table: Table::of(hashes.into_iter()),
            hasher,
        };
        Ok((terms, numbers))
    }
}

impl Ordered {
    fn with_room(terms: &Terms, more: usize) -> Self {
        let count = terms.len() + more;
        Self {
            text: String::with_capacity(terms.text.len()),
            ends: Vec::with_capacity(count),
            tag_of: Vec::with_capacity(count - terms.first_literal()),
            plain: Vec::with_capacity(count.div_ceil(64)),
            whole: HashMap::new(),
            hashes: Vec::with_capacity(count),
            hasher: terms.hasher.clone(),
            numbers: vec![u32::MAX; count],
        }
    }

    fn add(&mut self, new: &New<'_>) -> Result<(), TooLarge> {
        self.put(new.number, new.kind, &new.text, is_plain(&new.text), new.whole)
    }

    fn add_known(&mut self, terms: &Terms, number: u32) -> Result<(), TooLarge> {
        let (id, whole) = (Id(number), terms.whole(number));
        self.put(id.index(), terms.kind(number), terms.text(id), terms.is_plain(id), whole)
    }

    fn put(
        &mut self,
        number: usize,
        kind: Kind,
        text: &str,
        is_plain: bool,
        whole: Option<&Term>,
    ) -> Result<(), TooLarge> {
        let place = self.ends.len();
        let bare = if kind == BLANK_NODE { &text[BLANK.len()..] } else { text };
        self.hashes.push(self.hasher.hash_one((kind, bare)));
        self.numbers[number] = u32::try_from(place).ok().filter(|&n| n < u32::MAX).ok_or(TooLarge("terms"))?;
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| TooLarge("bytes of text"))?);
        if kind != IRI && kind != BLANK_NODE {
            self.tag_of.push(kind - FIRST_TAG);
        }
        if place.is_multiple_of(64) {
            self.plain.push(0);
        }
        self.plain[place / 64] |= u64::from(is_plain) << (place % 64);
        self.whole.extend(whole.map(|whole| (place as u32, whole.clone())));
        Ok(())
    }
}
