//! The index: which texts have what a query asks for, and how much that counts.

use super::analyser::{Analyser, Piece};
use super::columns::Columns;
use super::parts::Parts;
use super::query::{Clause, Query};
use plenary_arrays::{Arrays, Section, Writer};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::query::{Bm25StatisticsProvider, EnableScoring, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{TERMINATED, Term};

/// How much of a resource a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// A description or a note.
    Body,
    /// Another name.
    OtherName,
    /// The name, or what stands for it: the text that a resource cannot be without.
    Name,
}

impl Role {
    /// What a match in such a text counts.
    fn weight(self) -> f32 {
        match self {
            Self::Body => 1.0,
            Self::OtherName => 1.95,
            Self::Name => 2.0,
        }
    }
}

/// A text to be found.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The resource that it is of.
    pub id: u32,
    /// Which of its properties it is a value of.
    pub field: u16,
    /// How much of the resource it is.
    pub role: Role,
    /// Its language tag.
    pub language: Option<&'a str>,
    /// The text.
    pub text: &'a str,
}

/// A text that has been found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The resource that it is of.
    pub id: u32,
    /// Which of its properties it is a value of.
    pub field: u16,
    /// How much of the resource it is.
    pub role: Role,
    /// BM25, times what the role counts.
    pub score: f32,
}

/// Why an index could not be built or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Error {
    #[error("the full-text index cannot be built or read")]
    Tantivy(#[from] tantivy::TantivyError),
    #[error("the data have more than 2^32 texts, too many for the full-text index")]
    TooLarge,
    #[error("the texts are of more than 2^16 kinds, each a field with a language, too many for the full-text index")]
    TooManyKinds,
    #[error("a thread that built the full-text index has stopped")]
    Interrupted,
    #[error(transparent)]
    Kept(#[from] plenary_arrays::Error),
}

/// What many texts have in common.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kind {
    field: u16,
    role: Role,
    language: Option<Box<str>>,
}

/// An index over texts.
pub struct Index {
    pub(super) parts: Arc<Parts>,
    pub(super) columns: Columns,
    /// For each text the resource that it is of; [`GONE`] if it is not there any more.
    ids: Section<u32>,
    /// For each text its kind.
    kinds: Arc<Section<u16>>,
    known_kinds: Arc<[Kind]>,
    patch: Option<Patch>,
}

/// In [`Index::ids`]: the text has gone.
const GONE: u32 = u32::MAX;

/// What is to be known where texts have come or gone since the index was built: they are numbered otherwise than they are given.
struct Patch {
    /// For each text where it stands among those that are there.
    places: Vec<u32>,
    /// Those that have gone.
    gone: Arc<[Gone]>,
    /// How many are there.
    texts: usize,
}

/// A text that has gone.
#[derive(Clone)]
struct Gone {
    kind: Kind,
    text: Box<str>,
}

impl Gone {
    fn of(entry: &Entry<'_>) -> Self {
        let Entry { field, role, language, text, .. } = *entry;
        Self { kind: Kind { field, role, language: language.map(Into::into) }, text: text.into() }
    }

    fn entry(&self) -> Entry<'_> {
        let Kind { field, role, language } = &self.kind;
        Entry { id: GONE, field: *field, role: *role, language: language.as_deref(), text: &self.text }
    }
}

/// So many texts may come and go beside an index: these, or this part of all.
const FEW_CHANGED: usize = 500;
const PART_CHANGED: usize = 50;

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("texts", &self.len()).finish_non_exhaustive()
    }
}

/// After this number of steps a loop reports its progress, and may be stopped.
pub(super) const STEPS_PER_LOOK: usize = 512;

impl Index {
    /// Builds the index.
    ///
    /// # Errors
    /// If tantivy fails, or there are too many texts or too many kinds of them.
    pub fn build(entries: &[Entry<'_>]) -> Result<Self, Error> {
        u32::try_from(entries.len()).map_err(|_| Error::TooLarge)?;
        let (kinds, known_kinds) = kinds_of(entries, Vec::new())?;
        let ids = entries.iter().map(|entry| entry.id).collect();
        let (schema, columns) = Columns::new();
        let parts = Arc::new(Parts::build(entries, &schema, &columns)?);
        let (kinds, known_kinds) = (Arc::new(kinds.into()), known_kinds.into());
        Ok(Self { parts, columns, ids, kinds, known_kinds, patch: None })
    }

    /// The index over texts of which most are those of this one: what has been indexed is shared, and only what came is indexed. `before` are the
    /// texts of this index, and `same` says for each of the others which of them it is, if it is one; these are in the same order. What
    /// is found, and how much it counts, is as if all were indexed. Gives how many have been; none if so much has changed that all should be.
    ///
    /// # Errors
    /// As [`Self::build`].
    pub fn after(
        &self,
        before: &[Entry<'_>],
        entries: &[Entry<'_>],
        same: &[Option<u32>],
    ) -> Result<Option<(Self, usize)>, Error> {
        let of_runs = self.parts.of_runs() as usize;
        let mut number_at: Vec<u32> = vec![GONE; before.len()];
        match &self.patch {
            None => number_at.iter_mut().zip(0..).for_each(|(number, place)| *number = place),
            Some(patch) => {
                let there = (0_u32..).zip(&patch.places).zip(self.ids.iter()).filter(|(_, id)| **id != GONE);
                for ((number, &place), _) in there {
                    number_at[place as usize] = number;
                }
            }
        }
        let mut ids = vec![GONE; of_runs];
        let mut places = vec![GONE; of_runs];
        let mut more: Vec<Entry<'_>> = Vec::new();
        let mut places_of_more: Vec<u32> = Vec::new();
        for ((entry, same), place) in entries.iter().zip(same).zip(0_u32..) {
            match same.map(|same| number_at[same as usize] as usize).filter(|&number| number < of_runs) {
                Some(number) => (ids[number], places[number]) = (entry.id, place),
                None => {
                    more.push(*entry);
                    places_of_more.push(place);
                }
            }
        }
        let went = number_at.iter().zip(before).filter(|(number, _)| ids.get(**number as usize) == Some(&GONE));
        let went = went.map(|(_, entry)| Gone::of(entry));
        let known = self.patch.iter().flat_map(|patch| patch.gone.iter().cloned());
        let gone: Arc<[Gone]> = known.chain(went).collect();
        if more.len() + gone.len() > FEW_CHANGED.max(of_runs / PART_CHANGED) {
            return Ok(None);
        }
        let (kinds, known_kinds) = kinds_of(&more, self.known_kinds.to_vec())?;
        let (schema, columns) = Columns::new();
        let count = more.len();
        let (parts, kinds, patch) = if more.is_empty() && gone.is_empty() {
            let kinds = self.kinds.iter().take(of_runs).copied().collect();
            (self.parts.with(&[], &[], &schema, &columns)?, kinds, None)
        } else {
            let less: Vec<Entry<'_>> = gone.iter().map(Gone::entry).collect();
            let parts = self.parts.with(&more, &less, &schema, &columns)?;
            ids.extend(more.iter().map(|entry| entry.id));
            places.extend(places_of_more);
            let kinds = self.kinds.iter().take(of_runs).copied().chain(kinds).collect();
            (parts, kinds, Some(Patch { places, gone: Arc::clone(&gone), texts: entries.len() }))
        };
        let (parts, kinds, known_kinds) = (Arc::new(parts), Arc::new(kinds), known_kinds.into());
        Ok(Some((Self { parts, columns, ids: ids.into(), kinds, known_kinds, patch }, count)))
    }

    /// Whether texts have come or gone since it was built: then it cannot be written.
    pub fn is_patched(&self) -> bool {
        self.patch.is_some()
    }

    /// Writes an index that is not patched ([`Self::is_patched`]), under names that begin with one.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, to: &mut Writer, name: &str) -> Result<(), plenary_arrays::Error> {
        to.slice(&format!("{name}/ids"), &self.ids)?;
        to.slice(&format!("{name}/kinds"), &self.kinds)?;
        to.json(&format!("{name}/known-kinds"), &self.known_kinds.iter().collect::<Vec<_>>())?;
        self.parts.write(to, name)
    }

    /// Opens an index that was written under a name.
    ///
    /// # Errors
    /// If it is not there, or is damaged as far as it is read.
    pub fn open(arrays: &Arrays, name: &str) -> Result<Self, Error> {
        let (_, columns) = Columns::new();
        let parts = Parts::open(arrays, name)?;
        let index = Self {
            ids: arrays.slice(&format!("{name}/ids"))?,
            kinds: Arc::new(arrays.slice(&format!("{name}/kinds"))?),
            known_kinds: arrays.json::<Vec<Kind>>(&format!("{name}/known-kinds"))?.into(),
            parts: Arc::new(parts),
            columns,
            patch: None,
        };
        let is_whole = index.ids.len() == index.kinds.len() && index.ids.len() == index.parts.texts();
        arrays.fits(&format!("{name}/ids"), is_whole)?;
        Ok(index)
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.patch.as_ref().map_or(self.ids.len(), |patch| patch.texts)
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes that the index holds on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.parts.heap_bytes() + self.ids.heap_bytes() + self.kinds.heap_bytes()
    }

    /// The texts in languages that `takes` lets through that have what clause number `clause` of a query asks for, in
    /// the order in which they were given to the index. `work` is called repeatedly with the number of texts that have been looked
    /// at since the last call; its error ends the search.
    ///
    /// # Errors
    /// If tantivy fails, or `work` does.
    pub fn find<E: From<Error>>(
        &self,
        query: &Query,
        clause: usize,
        takes: &dyn Fn(Option<&str>) -> bool,
        work: &mut dyn FnMut(usize) -> Result<(), E>,
    ) -> Result<Vec<Hit>, E> {
        let Some(clause) = query.clauses.get(clause) else { return Ok(Vec::new()) };
        let found = self.compile(clause, work)?;
        self.hits(&*found, takes, work)
    }

    /// The names that are the query and nothing else, as [`Self::find`] finds texts.
    ///
    /// # Errors
    /// If tantivy fails, or `work` does.
    pub fn find_whole<E: From<Error>>(
        &self,
        query: &Query,
        takes: &dyn Fn(Option<&str>) -> bool,
        work: &mut dyn FnMut(usize) -> Result<(), E>,
    ) -> Result<Vec<Hit>, E> {
        let term = Term::from_field_text(self.columns.whole, &query.whole);
        self.hits(&TermQuery::new(term, IndexRecordOption::Basic), takes, work)
    }

    /// About how many texts a query finds: as many as its rarest word.
    pub fn estimate(&self, query: &Query) -> usize {
        let count = |clause: &Clause| {
            let text = match clause {
                Clause::Word(text) | Clause::Phrase(text) => text,
                Clause::Prefix(_) => return self.len(),
            };
            let by = |analyser: Analyser, field: Field| {
                let of = |piece: &Piece| self.parts.doc_freq(&Term::from_field_text(field, &piece.text));
                analyser.pieces(text).iter().filter_map(|piece| of(piece).ok()).min().unwrap_or(0)
            };
            self.columns.analysed().map(|(analyser, field)| by(analyser, field)).sum::<u64>() as usize
        };
        let counts = query.clauses.iter().map(count);
        if query.is_any() { counts.sum() } else { counts.min().unwrap_or(0) }
    }

    /// Walks what a query finds by hand: a collector of tantivy's cannot stop half-way.
    fn hits<E: From<Error>>(
        &self,
        query: &dyn tantivy::query::Query,
        takes: &dyn Fn(Option<&str>) -> bool,
        work: &mut dyn FnMut(usize) -> Result<(), E>,
    ) -> Result<Vec<Hit>, E> {
        let Some(searcher) = self.parts.any() else { return Ok(Vec::new()) };
        let scoring = EnableScoring::enabled_from_statistics_provider(&*self.parts, searcher);
        let weight = query.weight(scoring).map_err(Error::from)?;
        // What each kind counts; nothing if it is not asked for.
        let kinds = self.known_kinds.iter();
        let kinds: Vec<_> = kinds.map(|kind| takes(kind.language.as_deref()).then(|| kind.role.weight())).collect();
        let mut found = Vec::new();
        let mut places = Vec::new();
        let mut looked_at = 0;
        for (first, segment) in self.parts.segments() {
            // One step of a phrase may pass by many texts that have its words apart, but not by more than a segment has.
            work(STEPS_PER_LOOK)?;
            let mut scorer = weight.scorer(segment, 1.0).map_err(Error::from)?;
            let mut document = scorer.doc();
            while document != TERMINATED {
                let text = (first + document) as usize;
                let kind = usize::from(self.kinds[text]);
                if let (Some(counts), true) = (kinds[kind], self.ids[text] != GONE) {
                    places.extend(self.patch.as_ref().map(|patch| patch.places[text]));
                    let Kind { field, role, .. } = self.known_kinds[kind];
                    found.push(Hit { id: self.ids[text], field, role, score: scorer.score() * counts });
                }
                looked_at += 1;
                if looked_at % STEPS_PER_LOOK == 0 {
                    work(STEPS_PER_LOOK)?;
                }
                document = scorer.advance();
            }
        }
        if !places.is_empty() {
            let mut placed: Vec<(u32, Hit)> = places.into_iter().zip(found).collect();
            placed.sort_unstable_by_key(|(place, _)| *place);
            found = placed.into_iter().map(|(_, hit)| hit).collect();
        }
        Ok(found)
    }
}

/// The kinds of texts, by their numbers among all that are known, which come to be more.
fn kinds_of(entries: &[Entry<'_>], mut known: Vec<Kind>) -> Result<(Vec<u16>, Vec<Kind>), Error> {
    let mut numbers: HashMap<(u16, Role, Option<Box<str>>), usize> =
        known.iter().cloned().zip(0..).map(|(kind, number)| ((kind.field, kind.role, kind.language), number)).collect();
    let mut last = None;
    let mut kinds = Vec::with_capacity(entries.len());
    for &Entry { field, role, language, .. } in entries {
        // Most texts are of the kind of the one before.
        let number = match last {
            Some((kind, number)) if kind == (field, role, language) => number,
            _ => *numbers.entry((field, role, language.map(Into::into))).or_insert_with(|| {
                known.push(Kind { field, role, language: language.map(Into::into) });
                known.len() - 1
            }),
        };
        last = Some(((field, role, language), number));
        kinds.push(u16::try_from(number).map_err(|_| Error::TooManyKinds)?);
    }
    Ok((kinds, known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mode;

    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % limit
        }

        /// A resource with a text of a few words.
        fn text(&mut self) -> Text {
            let words = ["digital", "divide", "divides", "forum", "open", "论坛", "数字鸿沟", "standards", "of", "the"];
            let count = 1 + self.below(9);
            let text = (0..count).map(|_| words[self.below(words.len())]).collect::<Vec<_>>().join(" ");
            (self.below(40) as u32, self.below(2) as u16, ["en", "zh", "fr"][self.below(3)], text)
        }
    }

    type Text = (u32, u16, &'static str, String);

    fn entries(texts: &[Text]) -> Vec<Entry<'_>> {
        let role = |field| if field == 0 { Role::Name } else { Role::Body };
        texts
            .iter()
            .map(|(id, field, language, text)| Entry {
                id: *id,
                field: *field,
                role: role(*field),
                language: Some(language),
                text,
            })
            .collect()
    }

    #[test]
    fn what_is_found_after_changes_is_what_indexing_all_finds() {
        let mut random = Random(5);
        let mut texts: Vec<Text> = (0..60).map(|_| random.text()).collect();
        texts.sort();
        let mut index = Index::build(&entries(&texts)).unwrap();
        let (mut patched, mut found) = (0, 0);
        for round in 0..60 {
            let mut after = texts.clone();
            for _ in 0..random.below(4) {
                after.push(random.text());
            }
            for _ in 0..random.below(4) {
                after.remove(random.below(after.len()));
            }
            after.sort();
            // In the order of both.
            let mut same = vec![None; after.len()];
            let mut at = 0;
            for (place, text) in after.iter().enumerate() {
                while texts.get(at).is_some_and(|other| other < text) {
                    at += 1;
                }
                if texts.get(at) == Some(text) {
                    same[place] = Some(at as u32);
                    at += 1;
                }
            }
            let (next, indexed) = index.after(&entries(&texts), &entries(&after), &same).unwrap().unwrap();
            assert!(indexed < 180, "of what came since");
            let built = Index::build(&entries(&after)).unwrap();
            assert_eq!((next.len(), next.is_empty()), (built.len(), built.is_empty()));
            for query in
                ["digital", "divide", "\"digital divide\"", "数字鸿沟", "论坛 forum", "d*", "open standards", "of the"]
            {
                let query = Query::parse(query, Mode::All).unwrap();
                assert_eq!(next.estimate(&query), built.estimate(&query));
                for clause in 0..query.clauses() {
                    let hits = |index: &Index| index.find::<Error>(&query, clause, &|_| true, &mut |_| Ok(())).unwrap();
                    found += hits(&built).len();
                    assert_eq!(hits(&next), hits(&built), "round {round}, {query}");
                }
                let whole = |index: &Index| index.find_whole::<Error>(&query, &|_| true, &mut |_| Ok(())).unwrap();
                assert_eq!(whole(&next), whole(&built));
            }
            patched += usize::from(next.is_patched());
            (index, texts) = (next, after);
        }
        assert!(patched > 30 && found > 1000, "{patched} {found}");
        let many: Vec<Text> = (0..700).map(|_| random.text()).collect();
        let nothing = vec![None; many.len()];
        assert!(index.after(&entries(&texts), &entries(&many), &nothing).unwrap().is_none(), "all is to be indexed");
    }
}
