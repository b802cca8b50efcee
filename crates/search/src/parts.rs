//! The postings: one tantivy index of one segment for each run of texts, so that a text's number is that of its
//! document and of the run's first.
//!
//! A tantivy writer with several threads distributes the texts at random. Then the number of each would have to be kept
//! and looked up again for everything that is found.

use super::columns::Columns;
use super::files::Files;
use super::index::{Entry, Error};
use super::levels::Level;
use plenary_arrays::{Arrays, Scratch, Writer};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::RamDirectory;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, Schema};
use tantivy::{IndexSettings, ReloadPolicy, Searcher, SegmentReader, Term};

/// Runs of texts, and what has come and gone since they were made.
pub(super) struct Parts {
    runs: Arc<[Part]>,
    pub(super) levels: Vec<Arc<Level>>,
}

/// A run of texts.
struct Part {
    /// Number of its first text.
    first: u32,
    files: Files,
    searcher: Searcher,
}

/// What is kept of a run beside its files.
#[derive(Serialize, Deserialize)]
struct Kept {
    first: u32,
    files: Vec<String>,
}

/// Memory that a writer is given. It takes more if it needs to, as its segment is closed only once.
const MEMORY: usize = 128 << 20;
/// The same for few texts, and for those of a change, which it would take longer to clear the memory for.
const LITTLE_MEMORY: usize = 16 << 20;
const LEAST_MEMORY: usize = 1 << 20;
/// Fewer texts than this are one run.
const FEW: usize = 20_000;
/// So many a change has at most, as a rule.
const OF_A_CHANGE: usize = 200;
/// More texts than this are several runs, so that what is being written stays small beside what has been.
const MANY: usize = 500_000;
/// About what a text takes while its run is indexed on disk.
const BYTES_OF_TEXT: usize = 1024;

impl Parts {
    /// Indexes texts, of which there are at most 2^32, on as many threads as are worth it.
    pub(super) fn build(entries: &[Entry<'_>], schema: &Schema, columns: &Columns) -> Result<Self, Error> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let length = entries.len().div_ceil(threads).clamp(FEW, MANY);
        let runs = Mutex::new((0_u32..).step_by(length).zip(entries.chunks(length)));
        let next = || runs.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || -> Result<Vec<Part>, Error> {
            let mut parts = Vec::new();
            while let Some((first, run)) = next() {
                let (files, searcher) = index(run, schema, columns)?;
                parts.push(Part { first, files, searcher });
            }
            Ok(parts)
        };
        let mut parts = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut parts = work()?;
            for other in others {
                parts.extend(other.join().map_err(|_| Error::Interrupted)??);
            }
            Ok::<_, Error>(parts)
        })?;
        parts.sort_by_key(|part| part.first);
        Ok(Self { runs: parts.into(), levels: Vec::new() })
    }

    /// Indexes texts run after run, each of which is then on disk, and has been looked at by `each` before.
    pub(super) fn build_on_disk<'a>(
        entries: impl Iterator<Item = Entry<'a>>,
        schema: &Schema,
        columns: &Columns,
        room: &Scratch,
        mut each: impl FnMut(&[Entry<'a>]) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let length = (room.bytes() / BYTES_OF_TEXT).clamp(FEW, MANY);
        let (mut runs, mut first, mut entries) = (Vec::new(), 0, entries.peekable());
        while entries.peek().is_some() {
            let run: Vec<_> = entries.by_ref().take(length).collect();
            each(&run)?;
            let (files, _) = index(&run, schema, columns)?;
            let bytes = files.iter().map(|(name, bytes)| Ok((name.to_owned(), room.file(bytes)?)));
            let files = Files::mapped(bytes.collect::<Result<_, plenary_arrays::Error>>()?);
            let searcher = mapped_searcher(&files)?;
            runs.push(Part { first, files, searcher });
            first += u32::try_from(run.len()).map_err(|_| Error::TooLarge)?;
        }
        Ok(Self { runs: runs.into(), levels: Vec::new() })
    }

    /// The same runs with other levels upon them.
    pub(super) fn with(&self, levels: Vec<Arc<Level>>) -> Self {
        Self { runs: Arc::clone(&self.runs), levels }
    }

    /// Number of texts in the runs.
    pub(super) fn of_runs(&self) -> u32 {
        let last = self.runs.last();
        last.map_or(0, |part| {
            part.first + part.searcher.segment_readers().iter().map(SegmentReader::max_doc).sum::<u32>()
        })
    }

    /// Writes the files of all runs, and not the levels upon them, under names that begin with one.
    pub(super) fn write(&self, to: &mut Writer, name: &str) -> Result<(), plenary_arrays::Error> {
        let mut kept = Vec::with_capacity(self.runs.len());
        for Part { first, files, .. } in self.runs.iter() {
            let mut names = Vec::new();
            for (file, bytes) in files.iter() {
                let file = file.to_string_lossy().into_owned();
                to.slice(&format!("{name}/{first}/{file}"), bytes)?;
                names.push(file);
            }
            kept.push(Kept { first: *first, files: names });
        }
        to.json(&format!("{name}/runs"), &kept)
    }

    /// Opens the runs that were written under a name.
    pub(super) fn open(arrays: &Arrays, name: &str) -> Result<Self, Error> {
        let kept: Vec<Kept> = arrays.json(&format!("{name}/runs"))?;
        let open = |Kept { first, files }: Kept| {
            // tantivy takes it that its files are as it wrote them.
            let bytes = |file: String| Ok((PathBuf::from(&file), arrays.checked(&format!("{name}/{first}/{file}"))?));
            let files = Files::mapped(files.into_iter().map(bytes).collect::<Result<_, Error>>()?);
            let searcher = mapped_searcher(&files)?;
            Ok(Part { first, files, searcher })
        };
        let runs = kept.into_iter().map(open).collect::<Result<_, Error>>()?;
        Ok(Self { runs, levels: Vec::new() })
    }

    /// Number of texts that are there.
    pub(super) fn texts(&self) -> usize {
        let came: usize = self.levels.iter().map(|level| level.count_here()).sum();
        let went: usize = self.levels.iter().map(|level| level.count_below).sum();
        (self.of_runs() as usize + came).saturating_sub(went)
    }

    fn searchers(&self) -> impl Iterator<Item = &Searcher> {
        let on_levels = self.levels.iter().filter_map(|level| level.here.as_ref());
        self.runs.iter().map(|part| &part.searcher).chain(on_levels.map(|here| &here.searcher))
    }

    /// A searcher over one of the runs, for what does not depend on which.
    pub(super) fn any(&self) -> Option<&Searcher> {
        self.searchers().next()
    }

    /// The segment of each run, with the number of its first text.
    pub(super) fn runs(&self) -> impl Iterator<Item = (u32, &SegmentReader)> {
        self.runs.iter().flat_map(|part| part.searcher.segment_readers().iter().map(|segment| (part.first, segment)))
    }

    /// All segments.
    pub(super) fn segments(&self) -> impl Iterator<Item = &SegmentReader> {
        self.searchers().flat_map(Searcher::segment_readers)
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        let runs = self.runs.iter().map(|part| part.files.heap_bytes()).sum::<usize>();
        runs + self.levels.iter().map(|level| level.heap_bytes()).sum::<usize>()
    }

    fn sum(&self, of: impl Fn(&Searcher) -> tantivy::Result<u64>) -> tantivy::Result<u64> {
        let all: u64 = self.searchers().map(&of).sum::<tantivy::Result<u64>>()?;
        let gone = self.levels.iter().filter_map(|level| level.below.as_ref());
        Ok(all.saturating_sub(gone.map(of).sum::<tantivy::Result<u64>>()?))
    }
}

/// Scores are those of one index over all texts that are there.
impl Bm25StatisticsProvider for Parts {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.sum(|searcher| searcher.total_num_tokens(field))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.sum(Bm25StatisticsProvider::total_num_docs)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.sum(|searcher| searcher.doc_freq(term))
    }
}

/// Indexes texts as one segment.
pub(super) fn index(run: &[Entry<'_>], schema: &Schema, columns: &Columns) -> Result<(Files, Searcher), Error> {
    // Texts are not stored, so there is nothing that a thread of its own would compress.
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let builder = tantivy::Index::builder().schema(schema.clone()).tokenizers(Columns::tokenizers()).settings(settings);
    let memory = RamDirectory::create();
    let budget = match run.len() {
        ..OF_A_CHANGE => LEAST_MEMORY,
        OF_A_CHANGE..FEW => LITTLE_MEMORY,
        _ => MEMORY,
    };
    let mut writer = builder.single_segment_index_writer(memory.clone(), budget)?;
    for entry in run {
        writer.add_document(columns.document(entry))?;
    }
    let index = writer.finalize()?;
    Ok((Files::of(&index, &memory)?, searcher(&index)?))
}

fn mapped_searcher(files: &Files) -> Result<Searcher, Error> {
    let mut index = tantivy::Index::open(files.clone())?;
    index.set_tokenizers(Columns::tokenizers());
    searcher(&index)
}

fn searcher(index: &tantivy::Index) -> Result<Searcher, Error> {
    let reader: tantivy::IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}
