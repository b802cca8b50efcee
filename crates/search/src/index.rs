//! The index: which texts have what a query asks for, and how much that counts.

use super::analyser::{Analyser, Piece};
use super::columns::Columns;
use super::levels::{self, Level, Text, Turn, Turns};
use super::parts::Parts;
use super::query::{Clause, Query};
use plenary_arrays::{Arrays, Scratch, Section, Writer};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::SegmentReader;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// The texts of a resource before a change and after it.
#[derive(Debug, Clone)]
pub struct Turned<'a> {
    /// The resource.
    pub id: u32,
    /// All of its texts before.
    pub before: Vec<Entry<'a>>,
    /// All of its texts after.
    pub after: Vec<Entry<'a>>,
}

/// What many texts have in common.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kind {
    field: u16,
    role: Role,
    language: Option<Box<str>>,
}

impl Kind {
    /// A text of this kind.
    pub(super) fn entry<'a>(&'a self, id: u32, text: &'a str) -> Entry<'a> {
        Entry { id, field: self.field, role: self.role, language: self.language.as_deref(), text }
    }
}

/// An index over texts.
pub struct Index {
    pub(super) parts: Parts,
    pub(super) columns: Columns,
    /// For each text of the runs the resource that it is of, and its kind.
    ids: Section<u32>,
    kinds: Section<u16>,
    known_kinds: Arc<[Kind]>,
}

/// Texts that are indexed together.
struct Segment<'a> {
    reader: &'a SegmentReader,
    /// For each text the resource that it is of, and its kind.
    ids: &'a [u32],
    kinds: &'a [u16],
    /// The levels upon it.
    above: &'a [Arc<Level>],
}

/// So many texts may come and go beside the runs of an index: these, or this part of all.
const FEW_BESIDE: usize = 5_000;
const PART_BESIDE: usize = 4;

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
        let parts = Parts::build(entries, &schema, &columns)?;
        Ok(Self { parts, columns, ids, kinds: kinds.into(), known_kinds: known_kinds.into() })
    }

    /// Builds the index on disk, of texts that need not be in memory together.
    ///
    /// # Errors
    /// As [`Self::build`], and if the disk cannot be written.
    pub fn build_on_disk<'a>(entries: impl Iterator<Item = Entry<'a>>, room: &Scratch) -> Result<Self, Error> {
        let (schema, columns) = Columns::new();
        let (mut ids, mut kinds, mut known_kinds) = (room.array()?, room.array()?, Vec::new());
        let parts = Parts::build_on_disk(entries, &schema, &columns, room, |run| {
            let of_run;
            (of_run, known_kinds) = kinds_of(run, std::mem::take(&mut known_kinds))?;
            run.iter().try_for_each(|entry| ids.push(entry.id))?;
            Ok(kinds.extend(&of_run)?)
        })?;
        u32::try_from(ids.len()).map_err(|_| Error::TooLarge)?;
        Ok(Self { parts, columns, ids: ids.finish()?, kinds: kinds.finish()?, known_kinds: known_kinds.into() })
    }

    /// The index after a change of the texts of some resources: what is there of others is shared. What is found, and how much it counts, is as
    /// if all texts were indexed. None if so much has changed that all should be.
    ///
    /// # Errors
    /// As [`Self::build`].
    pub fn after(&self, turned: &[Turned<'_>]) -> Result<Option<Self>, Error> {
        let entries: Vec<Entry<'_>> =
            turned.iter().flat_map(|turned| turned.before.iter().chain(&turned.after)).copied().collect();
        let beside: usize = self.parts.levels.iter().map(|level| level.size()).sum();
        if beside + entries.len() > FEW_BESIDE.max(self.ids.len() / PART_BESIDE) {
            return Ok(None);
        }
        let (kinds, known_kinds) = kinds_of(&entries, self.known_kinds.to_vec())?;
        let mut texts = kinds.into_iter().zip(entries).map(|(kind, entry)| Text { kind, text: entry.text.into() });
        let mut turns = Turns::default();
        for Turned { id, before, after } in turned {
            let below = texts.by_ref().take(before.len()).collect();
            let here = texts.by_ref().take(after.len()).collect();
            turns.insert(*id, Turn { below, here });
        }
        let parts = self.parts.with(levels::with(&self.parts.levels, turns, &known_kinds)?);
        let Self { columns, ids, kinds, .. } = self;
        let (columns, ids, kinds) = (columns.clone(), ids.clone(), kinds.clone());
        Ok(Some(Self { parts, columns, ids, kinds, known_kinds: known_kinds.into() }))
    }

    /// Whether texts have come or gone since it was built: then it cannot be written.
    pub fn is_patched(&self) -> bool {
        !self.parts.levels.is_empty()
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
            kinds: arrays.slice(&format!("{name}/kinds"))?,
            known_kinds: arrays.json::<Vec<Kind>>(&format!("{name}/known-kinds"))?.into(),
            parts,
            columns,
        };
        let is_whole = index.ids.len() == index.kinds.len() && index.ids.len() == index.parts.texts();
        arrays.fits(&format!("{name}/ids"), is_whole)?;
        Ok(index)
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.parts.texts()
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
    /// no order that means anything. `work` is called repeatedly with the number of texts that have been looked
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
        let scoring = EnableScoring::enabled_from_statistics_provider(&self.parts, searcher);
        let weight = query.weight(scoring).map_err(Error::from)?;
        // What each kind counts; nothing if it is not asked for.
        let kinds = self.known_kinds.iter();
        let kinds: Vec<_> = kinds.map(|kind| takes(kind.language.as_deref()).then(|| kind.role.weight())).collect();
        let mut found = Vec::new();
        let mut looked_at = 0;
        for Segment { reader, ids, kinds: of_texts, above } in self.segments() {
            // One step of a phrase may pass by many texts that have its words apart, but not by more than a segment has.
            work(STEPS_PER_LOOK)?;
            let mut scorer = weight.scorer(reader, 1.0).map_err(Error::from)?;
            let mut document = scorer.doc();
            while document != TERMINATED {
                let text = document as usize;
                let (id, kind) = (ids[text], usize::from(of_texts[text]));
                if let Some(counts) = kinds[kind]
                    && !above.iter().any(|level| level.hides(id))
                {
                    let Kind { field, role, .. } = self.known_kinds[kind];
                    found.push(Hit { id, field, role, score: scorer.score() * counts });
                }
                looked_at += 1;
                if looked_at % STEPS_PER_LOOK == 0 {
                    work(STEPS_PER_LOOK)?;
                }
                document = scorer.advance();
            }
        }
        Ok(found)
    }

    fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        let levels = &*self.parts.levels;
        let runs = self.parts.runs().map(|(first, reader)| {
            let range = first as usize..(first + reader.max_doc()) as usize;
            Segment { reader, ids: &self.ids[range.clone()], kinds: &self.kinds[range], above: levels }
        });
        runs.chain((0..levels.len()).filter_map(|number| {
            let here = levels[number].here.as_ref()?;
            let reader = here.searcher.segment_readers().first()?;
            Some(Segment { reader, ids: &here.ids, kinds: &here.kinds, above: &levels[number + 1..] })
        }))
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
        let (mut patched, mut found, mut most) = (0, 0, 0);
        for round in 0..60 {
            let mut after = texts.clone();
            for _ in 0..random.below(4) {
                after.push(random.text());
            }
            for _ in 0..random.below(4) {
                after.remove(random.below(after.len()));
            }
            after.sort();
            let of =
                |texts: &[Text], id: u32| -> Vec<Text> { texts.iter().filter(|text| text.0 == id).cloned().collect() };
            let turned: Vec<(u32, Vec<Text>, Vec<Text>)> =
                (0..40).map(|id| (id, of(&texts, id), of(&after, id))).filter(|(_, was, is)| was != is).collect();
            let turned: Vec<Turned<'_>> = turned
                .iter()
                .map(|(id, was, is)| Turned { id: *id, before: entries(was), after: entries(is) })
                .collect();
            let next = index.after(&turned).unwrap().unwrap();
            let built = Index::build(&entries(&after)).unwrap();
            assert_eq!((next.len(), next.is_empty()), (built.len(), built.is_empty()));
            for query in
                ["digital", "divide", "\"digital divide\"", "数字鸿沟", "论坛 forum", "d*", "open standards", "of the"]
            {
                let query = Query::parse(query, Mode::All).unwrap();
                assert_eq!(next.estimate(&query), built.estimate(&query));
                for clause in 0..query.clauses() {
                    let hits = |index: &Index| {
                        in_order(index.find::<Error>(&query, clause, &|_| true, &mut |_| Ok(())).unwrap())
                    };
                    found += hits(&built).len();
                    assert_eq!(hits(&next), hits(&built), "round {round}, {query}");
                }
                let whole =
                    |index: &Index| in_order(index.find_whole::<Error>(&query, &|_| true, &mut |_| Ok(())).unwrap());
                assert_eq!(whole(&next), whole(&built));
            }
            patched += usize::from(next.is_patched());
            most = most.max(next.parts.levels.len());
            (index, texts) = (next, after);
        }
        assert!(patched > 30 && found > 1000, "{patched} {found}");
        assert!(most > 1, "levels upon levels");
        let many: Vec<Text> = (0..6_000).map(|_| random.text()).collect();
        let turned = [Turned { id: 41, before: Vec::new(), after: entries(&many) }];
        assert!(index.after(&turned).unwrap().is_none(), "all is to be indexed");
    }

    /// Hits by what they are of, and then by what they count.
    fn in_order(mut hits: Vec<Hit>) -> Vec<Hit> {
        let key = |hit: &Hit| (hit.id, hit.field, hit.role, hit.score.to_bits());
        hits.sort_by_key(key);
        hits
    }
}
