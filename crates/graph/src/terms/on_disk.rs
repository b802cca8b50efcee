//! A dictionary that is put in order on disk, where it does not fit into memory: what was numbered is written in chunks, and these are merged.

use super::interner::is_plain;
use super::ordered::{New, coming};
use super::table::Table;
use super::tail::Tail;
use super::{BLANK, BLANK_NODE, FIRST_TAG, Id, Interner, Kind, Tag, Terms, TooLarge};
use crate::triples::BuildError;
use foldhash::fast::FixedState;
use oxigraph::model::Term;
use plenary_arrays::{Error, Scratch, Section, Sorter, Spill, Text};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::Arc;

/// A sorter has this part of the memory: so many work at once.
const PART: usize = 4;

/// Terms with provisional numbers, on disk.
pub(crate) struct Chunk {
    text: Text,
    ends: Section<u32>,
    kinds: Section<Kind>,
    /// The provisional numbers: resources by their text, literals by kind and text.
    resources: Section<u32>,
    literals: Section<u32>,
    whole: HashMap<u32, Term>,
}

impl Chunk {
    fn text(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    fn kind(&self, number: u32) -> Kind {
        self.kinds[number as usize]
    }
}

impl Interner {
    /// Bytes that it takes, or is about to.
    pub(crate) fn bytes(&self) -> usize {
        let table = self.table.capacity() * (size_of::<u32>() + 1);
        let ends = self.ends.capacity() * size_of::<u32>() + self.kinds.capacity() * size_of::<Kind>();
        self.text.capacity() + ends + table + self.whole.len() * 2 * size_of::<Term>()
    }

    /// Writes its terms, and begins to number anew. Languages and datatypes keep their numbers.
    pub(crate) fn spill(&mut self, scratch: &Scratch) -> Result<Chunk, Error> {
        let (text, ends) = (std::mem::take(&mut self.text), std::mem::take(&mut self.ends));
        let (kinds, whole) = (std::mem::take(&mut self.kinds), std::mem::take(&mut self.whole));
        self.table = hashbrown::HashTable::new();
        let key = |number: u32| {
            let start = if number == 0 { 0 } else { ends[number as usize - 1] as usize };
            (kinds[number as usize], &text[start..ends[number as usize] as usize])
        };
        let (mut resources, mut literals): (Vec<u32>, Vec<u32>) =
            (0..ends.len() as u32).partition(|&number| kinds[number as usize] < FIRST_TAG);
        resources.sort_unstable_by(|&a, &b| (key(a).1, key(a).0).cmp(&(key(b).1, key(b).0)));
        literals.sort_unstable_by(|&a, &b| key(a).cmp(&key(b)));
        let mut texts = scratch.array()?;
        texts.extend(text.as_bytes())?;
        Ok(Chunk {
            text: texts.finish_text()?,
            ends: scratch.moved(ends.into())?,
            kinds: scratch.moved(kinds.into())?,
            resources: scratch.moved(resources.into())?,
            literals: scratch.moved(literals.into())?,
            whole,
        })
    }

    /// The dictionary of all terms of chunks that were written of this one, which has none left; and, for each chunk, the number in it of every
    /// provisional number.
    pub(crate) fn merge(self, chunks: &[Chunk], scratch: &Scratch) -> Result<(Terms, Vec<Section<u32>>), BuildError> {
        let mut out = Out::new(self.tags, self.hasher, scratch)?;
        let mut numbers: Sorter<'_, [u32; 3]> = scratch.sorter(scratch.bytes() / PART);
        let (mut last, mut number) = (None, 0);
        for Found { chunk, place, kind, text } in found(chunks, |chunk| &chunk.resources, |kind, text| (0, text, kind))
        {
            if last != Some((kind, text)) {
                number = out.put(kind, text, None)?;
                last = Some((kind, text));
            }
            numbers.push([chunk, place, number])?;
        }
        // Literals are in the order in which they came: the chunk in which one is first, and its place there.
        let mut firsts: Sorter<'_, [u32; 4]> = scratch.sorter(scratch.bytes() / PART);
        let (mut last, mut first) = (None, [0, 0]);
        for Found { chunk, place, kind, text } in
            found(chunks, |chunk| &chunk.literals, |kind, text| (kind, text, kind))
        {
            if last != Some((kind, text)) {
                first = [chunk, place];
                last = Some((kind, text));
            }
            firsts.push([first[0], first[1], chunk, place])?;
        }
        let mut last = None;
        for [first_chunk, first_place, chunk, place] in firsts.finish()? {
            if last != Some([first_chunk, first_place]) {
                let of = &chunks[first_chunk as usize];
                number = out.put(of.kind(first_place), of.text(first_place), of.whole.get(&first_place))?;
                last = Some([first_chunk, first_place]);
            }
            numbers.push([chunk, place, number])?;
        }
        let mut numbers = numbers.finish()?.peekable();
        let of_chunk = |chunk: u32| {
            let mut of = scratch.array()?;
            while let Some([_, _, number]) = numbers.next_if(|[of, ..]| *of == chunk) {
                of.push(number)?;
            }
            of.finish()
        };
        let numbers = (0..chunks.len() as u32).map(of_chunk).collect::<Result<_, Error>>()?;
        Ok((out.finish()?, numbers))
    }
}

/// A term of a chunk.
struct Found<'a> {
    chunk: u32,
    place: u32,
    kind: Kind,
    text: &'a str,
}

/// A term by what it is sorted by.
type Key<'a> = (Kind, &'a str, Kind);

/// The terms of all chunks, in one order that each of them has; the same of several come in the order of the chunks.
fn found<'a>(
    chunks: &'a [Chunk],
    order: impl Fn(&'a Chunk) -> &'a [u32] + 'a,
    key: impl Fn(Kind, &'a str) -> Key<'a> + 'a,
) -> impl Iterator<Item = Found<'a>> {
    let head = move |chunk: usize, at: usize| {
        let place = *order(&chunks[chunk]).get(at)?;
        Some(Reverse((key(chunks[chunk].kind(place), chunks[chunk].text(place)), chunk, at, place)))
    };
    let mut heads: BinaryHeap<_> = (0..chunks.len()).filter_map(|chunk| head(chunk, 0)).collect();
    std::iter::from_fn(move || {
        let Reverse(((_, text, kind), chunk, at, place)) = heads.pop()?;
        heads.extend(head(chunk, at + 1));
        Some(Found { chunk: chunk as u32, place, kind, text })
    })
}

/// A dictionary that is written in its order.
struct Out<'s> {
    scratch: &'s Scratch,
    text: Spill<u8>,
    ends: Spill<u32>,
    tag_of: Spill<u16>,
    plain: Spill<u64>,
    /// The last bits of that.
    bits: u64,
    /// The hash of each term in two halves, and its number.
    hashes: Sorter<'s, [u32; 3]>,
    resources: u32,
    blank: Range<u32>,
    whole: HashMap<u32, Term>,
    tags: Vec<Tag>,
    hasher: FixedState,
}

impl<'s> Out<'s> {
    fn new(tags: Vec<Tag>, hasher: FixedState, scratch: &'s Scratch) -> Result<Self, Error> {
        Ok(Self {
            text: scratch.array()?,
            ends: scratch.array()?,
            tag_of: scratch.array()?,
            plain: scratch.array()?,
            bits: 0,
            hashes: scratch.sorter(scratch.bytes() / PART),
            resources: 0,
            blank: 0..0,
            whole: HashMap::new(),
            tags,
            hasher,
            scratch,
        })
    }

    /// Adds a term, and gives its number: resources in their order, then literals. The text of a blank node has what stands before its label.
    fn put(&mut self, kind: Kind, text: &str, whole: Option<&Term>) -> Result<u32, BuildError> {
        let number = u32::try_from(self.ends.len()).ok().filter(|&n| n < u32::MAX).ok_or(TooLarge("terms"))?;
        if kind < FIRST_TAG {
            self.resources = number + 1;
            // A semicolon is what follows the colon: this is where labels begin and where they end.
            self.blank.start += u32::from(text < BLANK);
            self.blank.end += u32::from(text < "_;");
        } else {
            self.tag_of.push(kind - FIRST_TAG)?;
        }
        self.text.extend(text.as_bytes())?;
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| TooLarge("bytes of text"))?)?;
        self.bits |= u64::from(is_plain(text)) << (number % 64);
        if number % 64 == 63 {
            self.plain.push(std::mem::take(&mut self.bits))?;
        }
        let bare = if kind == BLANK_NODE { &text[BLANK.len()..] } else { text };
        let hash = self.hasher.hash_one((kind, bare));
        self.hashes.push([(hash >> 32) as u32, hash as u32, number])?;
        self.whole.extend(whole.map(|whole| (number, whole.clone())));
        Ok(number)
    }

    fn finish(mut self) -> Result<Terms, Error> {
        let count = self.ends.len();
        if !count.is_multiple_of(64) {
            self.plain.push(self.bits)?;
        }
        Ok(Terms {
            text: self.text.finish_text()?,
            ends: self.ends.finish()?,
            resources: self.resources,
            blank: self.blank,
            tag_of: self.tag_of.finish()?,
            tags: self.tags,
            plain: self.plain.finish()?,
            whole: Arc::new(self.whole),
            table: Table::on_disk(self.hashes.finish()?, count, self.scratch)?,
            hasher: self.hasher,
            tail: Tail::default(),
        })
    }
}

impl Terms {
    /// The dictionary with some terms that come, which are numbered after its own, all in order. Gives the numbers in it of its own, and of
    /// those that come; [`u32::MAX`] for one that is not used.
    pub(crate) fn ordered_on_disk(
        &self,
        new: &[Term],
        is_used: &[bool],
        scratch: &Scratch,
    ) -> Result<(Self, Section<u32>, Vec<u32>), BuildError> {
        let mut tags = self.tags.clone();
        let [resources, literals] = coming(new.iter().zip(0..).filter(|(_, number)| is_used[*number]), &mut tags)?;
        let mut out = Out::new(tags, self.hasher.clone(), scratch)?;
        let (mut numbers, mut of_new) = (scratch.array()?, vec![u32::MAX; new.len()]);
        let mut add = |out: &mut Out<'_>, new: &New<'_>| -> Result<(), BuildError> {
            of_new[new.number] = out.put(new.kind, &new.text, new.whole)?;
            Ok(())
        };
        let mut resources = resources.iter().peekable();
        for number in 0..self.resources {
            let text = self.text(Id(number));
            while let Some(new) = resources.next_if(|new| *new.text < *text) {
                add(&mut out, new)?;
            }
            numbers.push(out.put(self.kind(number), text, None)?)?;
        }
        resources.try_for_each(|new| add(&mut out, new))?;
        for number in self.resources..self.len() as u32 {
            numbers.push(out.put(self.kind(number), self.text(Id(number)), self.whole(number))?)?;
        }
        literals.iter().try_for_each(|new| add(&mut out, new))?;
        Ok((out.finish()?, numbers.finish()?, of_new))
    }
}
