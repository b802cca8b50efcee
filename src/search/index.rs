//! The index itself: tantivy in memory, one document for each text.

use super::analyser::{Analyser, Piece, STEMMED};
use super::lookup::Everything;
use super::query::{Clause, Query};
use super::words::{fold_whole, is_han};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::query::TermQuery;
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Searcher, TantivyDocument, Term};

/// How much of a resource a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
}

/// What the index keeps of a text besides its words.
#[derive(Debug, Clone, Copy)]
struct Record {
    id: u32,
    field: u16,
    language: u16,
    role: Role,
}

/// An index over texts.
pub struct Index {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    records: Vec<Record>,
    /// The languages of the texts; records count them.
    languages: Vec<Option<Box<str>>>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("texts", &self.records.len()).finish_non_exhaustive()
    }
}

/// The columns of the index.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// Number of the record.
    record: Field,
    /// Names as a whole, folded.
    whole: Field,
    pub(super) words: Field,
    characters: Field,
    stems: Vec<(Analyser, Field)>,
}

impl Fields {
    fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let analysed = |name: &str| {
            let indexing = TextFieldIndexing::default().set_tokenizer(name);
            TextOptions::default()
                .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
        };
        let whole = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
        let whole = TextOptions::default().set_indexing_options(whole.set_index_option(IndexRecordOption::Basic));
        let fields = Self {
            record: schema.add_u64_field("record", FAST),
            whole: schema.add_text_field("whole", whole),
            words: schema.add_text_field("words", analysed("words")),
            characters: schema.add_text_field("characters", analysed("characters")),
            stems: STEMMED
                .iter()
                .map(|(tag, language)| (Analyser::Stems(*language), schema.add_text_field(tag, analysed(tag))))
                .collect(),
        };
        (schema.build(), fields)
    }
}

/// Memory that each thread fills before it closes a segment.
const MEMORY: usize = 128 << 20;
/// Fewer texts than this are indexed by one thread.
const FEW: usize = 20_000;
/// Names of more bytes than this are not compared as a whole: they are sentences.
const LONGEST_WHOLE: usize = 120;

impl Index {
    /// Builds the index.
    ///
    /// # Errors
    /// If tantivy fails, or there are too many texts.
    pub fn build<'a>(entries: impl ExactSizeIterator<Item = Entry<'a>>) -> Result<Self, Error> {
        let (schema, fields) = Fields::new();
        let index = tantivy::Index::create_in_ram(schema);
        let tokenizers = index.tokenizers();
        tokenizers.register("words", Analyser::Words.for_index());
        tokenizers.register("characters", Analyser::Characters.for_index());
        for (tag, language) in STEMMED {
            tokenizers.register(tag, Analyser::Stems(language).for_index());
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let threads = if entries.len() < FEW { 1 } else { cores };
        let mut writer = index.writer_with_num_threads(threads, threads * MEMORY)?;
        // The index is written once: merging its segments would cost more than looking into each.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let mut records = Vec::with_capacity(entries.len());
        let mut languages: Vec<Option<Box<str>>> = Vec::new();
        for entry in entries {
            let language = languages.iter().position(|known| known.as_deref() == entry.language).unwrap_or_else(|| {
                languages.push(entry.language.map(Into::into));
                languages.len() - 1
            });
            let language = u16::try_from(language).map_err(|_| Error::TooLarge)?;
            writer.add_document(fields.document(records.len(), &entry))?;
            records.push(Record { id: entry.id, field: entry.field, language, role: entry.role });
        }
        u32::try_from(records.len()).map_err(|_| Error::TooLarge)?;
        writer.commit()?;
        writer.wait_merging_threads()?;
        let searcher = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?.searcher();
        Ok(Self { searcher, fields, records, languages })
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Bytes that the index holds on the heap.
    pub fn heap_bytes(&self) -> usize {
        let postings = self.searcher.space_usage().map_or(0, |usage| usage.total().get_bytes());
        usize::try_from(postings).unwrap_or(usize::MAX).saturating_add(size_of_val(&*self.records))
    }

    /// The texts in languages that `takes` lets through that have what clause number `clause` of a query asks for.
    ///
    /// # Errors
    /// If tantivy fails.
    pub fn find(&self, query: &Query, clause: usize, takes: &dyn Fn(Option<&str>) -> bool) -> Result<Vec<Hit>, Error> {
        let Some(clause) = query.clauses.get(clause) else { return Ok(Vec::new()) };
        let found = self.compile(clause)?;
        self.hits(&*found, takes)
    }

    /// The names that are the query and nothing else.
    ///
    /// # Errors
    /// If tantivy fails.
    pub fn find_whole(&self, query: &Query, takes: &dyn Fn(Option<&str>) -> bool) -> Result<Vec<Hit>, Error> {
        let term = Term::from_field_text(self.fields.whole, &query.whole);
        self.hits(&TermQuery::new(term, IndexRecordOption::Basic), takes)
    }

    /// About how many texts a query finds: as many as its rarest word.
    pub fn estimate(&self, query: &Query) -> usize {
        let count = |clause: &Clause| {
            let text = match clause {
                Clause::Word(text) | Clause::Phrase(text) => text,
                Clause::Prefix(_) => return self.records.len(),
            };
            let by = |analyser: Analyser, field: Field| {
                let of = |piece: &Piece| self.searcher.doc_freq(&Term::from_field_text(field, &piece.text));
                analyser.pieces(text).iter().filter_map(|piece| of(piece).ok()).min().unwrap_or(0)
            };
            self.analysed().map(|(analyser, field)| by(analyser, field)).sum::<u64>() as usize
        };
        let counts = query.clauses.iter().map(count);
        if query.is_any() { counts.sum() } else { counts.min().unwrap_or(0) }
    }

    pub(super) fn analysed(&self) -> impl Iterator<Item = (Analyser, Field)> {
        let Fields { words, characters, .. } = self.fields;
        [(Analyser::Words, words), (Analyser::Characters, characters)]
            .into_iter()
            .chain(self.fields.stems.iter().copied())
    }

    fn hits(&self, query: &dyn tantivy::query::Query, takes: &dyn Fn(Option<&str>) -> bool) -> Result<Vec<Hit>, Error> {
        let taken: Vec<bool> = self.languages.iter().map(|tag| takes(tag.as_deref())).collect();
        let found = self.searcher.search(query, &Everything)?;
        let hit = |(record, score): (u64, f32)| {
            let Record { id, field, language, role } = *self.records.get(usize::try_from(record).ok()?)?;
            taken[usize::from(language)].then(|| Hit { id, field, role, score: score * role.weight() })
        };
        Ok(found.into_iter().filter_map(hit).collect())
    }
}

impl Fields {
    fn document(&self, number: usize, entry: &Entry<'_>) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_u64(self.record, number as u64);
        document.add_text(self.words, entry.text);
        if entry.text.contains(is_han) {
            document.add_text(self.characters, entry.text);
        }
        let stems = Analyser::stems_of(entry.language);
        if let Some((_, field)) = self.stems.iter().find(|(analyser, _)| Some(*analyser) == stems) {
            document.add_text(*field, entry.text);
        }
        if entry.role != Role::Body && entry.text.len() <= LONGEST_WHOLE {
            document.add_text(self.whole, fold_whole(entry.text));
        }
        document
    }
}
