//! What has come and gone since an index was built: levels upon its runs.
//!
//! A resource that is on a level has the texts that the level puts there, and none of those that lie below it. Small levels are merged as others
//! come, so that there are few of them, and each text is indexed a few times only, however many changes follow one another.

use super::columns::Columns;
use super::files::Files;
use super::index::{Entry, Error, Kind};
use super::parts::index;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;
use std::sync::Arc;
use tantivy::Searcher;

/// What has become of the texts of resources, by the number of each.
pub(super) type Turns = HashMap<u32, Turn, FixedState>;

/// The texts of a resource that lie below a level, and those on it.
#[derive(Clone)]
pub(super) struct Turn {
    pub(super) below: Arc<[Text]>,
    pub(super) here: Arc<[Text]>,
}

/// A text, with the number of its kind.
#[derive(PartialEq)]
pub(super) struct Text {
    pub(super) kind: u16,
    pub(super) text: Box<str>,
}

/// A level.
pub(super) struct Level {
    turns: Turns,
    /// A bit for each place that resources have by [`place`] of which texts that lie below are hidden, so that others are not looked for. A power of two of
    /// words, or none.
    hidden: Vec<u64>,
    /// The texts on it.
    pub(super) here: Option<Here>,
    /// Those that lie below and are not there any more: what they add to frequencies is taken off.
    pub(super) below: Option<Searcher>,
    pub(super) count_below: usize,
}

/// The texts on a level.
pub(super) struct Here {
    pub(super) files: Files,
    pub(super) searcher: Searcher,
    /// For each text the resource that it is of, and its kind.
    pub(super) ids: Vec<u32>,
    pub(super) kinds: Vec<u16>,
}

/// A level is merged with the one upon it if it is not larger than so many times that one, or than this number of texts.
const TIMES: usize = 4;
const FEW: usize = 64;

/// Levels with one more upon them, in which those are merged that are too small for it. `kinds` are all kinds of texts.
pub(super) fn with(levels: &[Arc<Level>], mut turns: Turns, kinds: &[Kind]) -> Result<Vec<Arc<Level>>, Error> {
    let mut levels = levels.to_vec();
    while let Some(last) = levels.pop_if(|last| last.size() <= FEW.max(TIMES * size(&turns))) {
        for (id, earlier) in &last.turns {
            match turns.entry(*id) {
                Place::Occupied(mut turn) => turn.get_mut().below = Arc::clone(&earlier.below),
                Place::Vacant(place) => drop(place.insert(earlier.clone())),
            }
        }
    }
    // Some have become again what they were.
    turns.retain(|_, turn| turn.below != turn.here);
    if !turns.is_empty() {
        levels.push(Arc::new(Level::new(turns, kinds)?));
    }
    Ok(levels)
}

fn size(turns: &Turns) -> usize {
    turns.values().map(|turn| turn.below.len() + turn.here.len()).sum()
}

/// Bits for each resource of which texts are hidden, at least.
const BITS: usize = 8;

/// Where a resource is among some words of bits. What is multiplied spreads neighbours.
#[inline]
fn place(id: u32, words: usize) -> (usize, u32) {
    let spread = (u64::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize;
    ((spread >> 6) & (words - 1), (spread & 63) as u32)
}

fn hidden(turns: &Turns) -> Vec<u64> {
    let hides = || turns.iter().filter(|(_, turn)| !turn.below.is_empty());
    let words = (hides().count() * BITS).div_ceil(64);
    if words == 0 {
        return Vec::new();
    }
    let mut hidden = vec![0; words.next_power_of_two()];
    for (id, _) in hides() {
        let (word, bit) = place(*id, hidden.len());
        hidden[word] |= 1 << bit;
    }
    hidden
}

impl Level {
    fn new(turns: Turns, kinds: &[Kind]) -> Result<Self, Error> {
        let (schema, columns) = Columns::new();
        let mut resources: Vec<(u32, &Turn)> = turns.iter().map(|(id, turn)| (*id, turn)).collect();
        resources.sort_unstable_by_key(|(id, _)| *id);
        let texts = |of: fn(&Turn) -> &[Text]| -> Vec<(u32, &Text)> {
            resources.iter().flat_map(|&(id, turn)| of(turn).iter().map(move |text| (id, text))).collect()
        };
        let indexed = |texts: &[(u32, &Text)]| -> Result<Option<(Files, Searcher)>, Error> {
            let entries = texts.iter().map(|&(id, text)| kinds[usize::from(text.kind)].entry(id, &text.text));
            let entries: Vec<Entry<'_>> = entries.collect();
            if entries.is_empty() { Ok(None) } else { index(&entries, &schema, &columns).map(Some) }
        };
        let (here, below) = (texts(|turn| &turn.here), texts(|turn| &turn.below));
        let ids = here.iter().map(|(id, _)| *id).collect();
        let of_kinds = here.iter().map(|(_, text)| text.kind).collect();
        let count_below = below.len();
        let below = indexed(&below)?.map(|(_, searcher)| searcher);
        let here = indexed(&here)?.map(|(files, searcher)| Here { files, searcher, ids, kinds: of_kinds });
        Ok(Self { hidden: hidden(&turns), turns, here, below, count_below })
    }

    /// Whether a resource has texts that lie below, which are hidden.
    #[inline]
    pub(super) fn hides(&self, id: u32) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let (word, bit) = place(id, self.hidden.len());
        self.hidden[word] >> bit & 1 == 1 && self.turns.get(&id).is_some_and(|turn| !turn.below.is_empty())
    }

    /// Texts that the level has to do with.
    pub(super) fn size(&self) -> usize {
        self.count_here() + self.count_below
    }

    pub(super) fn count_here(&self) -> usize {
        self.here.as_ref().map_or(0, |here| here.ids.len())
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        let texts = self.turns.values().flat_map(|turn| turn.below.iter().chain(&*turn.here));
        let texts = texts.map(|text| text.text.len() + size_of::<Text>()).sum::<usize>();
        texts
            + size_of_val(&*self.hidden)
            + self.turns.capacity() * size_of::<(u32, Turn)>()
            + self.here.as_ref().map_or(0, Here::heap_bytes)
    }
}

impl Here {
    fn heap_bytes(&self) -> usize {
        self.files.heap_bytes() + self.ids.len() * size_of::<u32>() + self.kinds.len() * size_of::<u16>()
    }
}
