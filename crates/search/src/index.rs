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
    /// For each text the resource that it is of.
    ids: Section<u32>,
    /// For each text its kind.
    kinds: Arc<Section<u16>>,
    known_kinds: Arc<[Kind]>,
}

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
        let mut known_kinds = Vec::new();
        let mut numbers = HashMap::new();
        let mut kinds = Vec::with_capacity(entries.len());
        for &Entry { field, role, language, .. } in entries {
            let number = *numbers.entry((field, role, language)).or_insert_with(|| {
                known_kinds.push(Kind { field, role, language: language.map(Into::into) });
                known_kinds.len() - 1
            });
            kinds.push(u16::try_from(number).map_err(|_| Error::TooManyKinds)?);
        }
        let ids = entries.iter().map(|entry| entry.id).collect();
        let (schema, columns) = Columns::new();
        let parts = Arc::new(Parts::build(entries, &schema, &columns)?);
        Ok(Self { parts, columns, ids, kinds: Arc::new(kinds.into()), known_kinds: known_kinds.into() })
    }

    /// The same texts, which now are of other resources: what has been indexed is shared. None if there are more or fewer.
    pub fn of_others(&self, ids: impl IntoIterator<Item = u32>) -> Option<Self> {
        let ids: Section<u32> = ids.into_iter().collect();
        let (parts, columns) = (Arc::clone(&self.parts), self.columns.clone());
        let (kinds, known_kinds) = (Arc::clone(&self.kinds), Arc::clone(&self.known_kinds));
        (ids.len() == self.len()).then_some(Self { parts, columns, ids, kinds, known_kinds })
    }

    /// Writes the index, under names that begin with one.
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
        };
        let is_whole = index.ids.len() == index.kinds.len() && index.ids.len() == index.parts.texts();
        arrays.fits(&format!("{name}/ids"), is_whole)?;
        Ok(index)
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
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
        let mut looked_at = 0;
        for (first, segment) in self.parts.segments() {
            // One step of a phrase may pass by many texts that have its words apart, but not by more than a segment has.
            work(STEPS_PER_LOOK)?;
            let mut scorer = weight.scorer(segment, 1.0).map_err(Error::from)?;
            let mut document = scorer.doc();
            while document != TERMINATED {
                let text = (first + document) as usize;
                let kind = usize::from(self.kinds[text]);
                if let Some(counts) = kinds[kind] {
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
        Ok(found)
    }
}
