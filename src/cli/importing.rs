//! The command that imports documents: which files, in what order, and what becomes of their records.
//!
//! Documents are read one after the other; their Turtle is checked and written in batches, so that a folder of many takes
//! no more memory than a batch; for a store, a batch is a commit. A document that fails is reported and the rest goes on.

use super::assisting::Assistant;
use super::document::read;
use super::evaluating::evaluate;
use super::import_args::{ImportArgs, ImportFormat};
use super::into_store::{Graph, open};
use super::output::print;
use crate::digest::hexadecimal;
use crate::file::{self, Whole};
use crate::import::{Corrections, Importer, Options, Record, corrections_template, report::Review, to_turtle};
use crate::live::Live;
use crate::ontology::Ontology;
use crate::server::{Files, keep, quotes};
use crate::source::{Excerpts, Format};
use crate::store::{Input, Store, graph_for};
use anyhow::{Context, bail};
use oxigraph::io::RdfFormat;
use oxigraph::model::NamedNode;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, IntoInnerError, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Documents that are checked together: enough that the vocabulary, which is checked with them, does not count.
const BATCH: usize = 256;
/// Bytes of records and texts that wait together; more are written before another document is read.
const BATCH_BYTES: usize = 64 << 20;
/// Bytes within which the description of a record's document ends.
const BEGIN: u64 = 64 << 10;
/// Ends the name of the graph of corrections.
const CORRECTIONS: &str = ".corrections";
/// The number of documents that the message of a commit names.
const NAMED: usize = 8;
/// The number of unrecognized items that are printed for one document; the report has all.
const SHOWN: usize = 20;

/// A name of an actor, or its IRI, of which a prefix may stand for the beginning.
fn whole(ontology: &Ontology, name: &str) -> String {
    ontology.prefixes().expand(name).map_or_else(|_| name.to_owned(), NamedNode::into_string)
}

pub(super) fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let without_words = args.into_store.files(args.dataset.files()?)?;
    let files = without_words.clone().with_words();
    let ontology = files.ontology()?;
    let process = args.process.as_deref().map(|process| ontology.prefixes().expand(process));
    let options = Options {
        process: process.transpose().map_err(anyhow::Error::msg)?,
        date: args.date.clone(),
        language: args.lang.clone(),
        meeting: args.meeting.clone(),
        document: args.document.clone(),
        media: args.media.clone(),
        speaker: args.speaker.as_deref().map(|name| whole(&ontology, name)),
    };
    let store = files.load(&ontology, false)?.store;
    let importer = Importer::new(store.inner()?)?;
    if !args.evaluate.is_empty() {
        return evaluate(&importer, &options, &args.documents, &args.evaluate, args.format);
    }
    let assistant = Assistant::of(&args.assist, &args.out, !args.dry_run)?;
    let documents = discover(&args.documents)?;
    if args.document.is_some() && documents.len() > 1 {
        bail!(
            "--document names one document, and there are {}: leave it out, or import them one by one",
            documents.len()
        );
    }
    if args.corrections.is_some() && documents.len() > 1 {
        bail!("--corrections has those of one document, and there are {}: import them one by one", documents.len());
    }
    let report = args.report.as_deref().map(|path| start_report(path, &importer, args.reviewer.as_deref()));
    let report = report.transpose()?;
    let live = match &args.into_store.store {
        Some(folder) if !args.dry_run => Some(open(folder, &without_words, &Arc::new(without_words.ontology()?))?),
        _ => None,
    };
    let mut job = Job {
        args,
        files: &files,
        ontology: &ontology,
        store: &store,
        live,
        importer: &importer,
        options,
        count: documents.len(),
        batch: Vec::new(),
        names: HashMap::new(),
        titled: HashMap::new(),
        failed: 0,
        assistant,
        report,
    };
    for (number, path) in documents.iter().enumerate() {
        job.progress(number, path);
        job.document(path)?;
    }
    job.flush()?;
    if let Some(live) = &job.live {
        keep(live);
    }
    if let Some(report) = job.report {
        let out = report.end().context("cannot write the report")?;
        out.into_inner().map_err(IntoInnerError::into_error).context("cannot write the report")?.finish()?;
    }
    if job.count > 1 && args.format == ImportFormat::Text {
        print(&format!("{} of {} documents imported\n", job.count - job.failed, job.count))?;
    }
    Ok(if job.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn start_report<'a>(path: &Path, importer: &'a Importer, reviewer: Option<&'a str>) -> anyhow::Result<Report<'a>> {
    Ok(Review::begin(BufWriter::new(Whole::begin(path).context("--report")?), importer, reviewer)?)
}

/// The documents among paths: files as they are named, folders with all that is in them and can be read.
fn discover(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut documents = Vec::new();
    for path in paths {
        let known = documents.len();
        let shown = path.display();
        if fs::metadata(path).with_context(|| format!("cannot read {shown}"))?.is_dir() {
            walk(path, &mut documents)?;
            if documents.len() == known {
                bail!(
                    "{shown} has no document; documents end in {}",
                    Format::EXTENSIONS.map(|(name, _)| name).join(", ")
                );
            }
        } else {
            documents.push(path.clone());
        }
    }
    Ok(documents)
}

fn walk(folder: &Path, documents: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let mut entries = entries.with_context(|| format!("cannot read {}", folder.display()))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if path.is_dir() {
            walk(&path, documents)?;
        } else if Format::of_name(&entry.file_name().to_string_lossy()).is_some() {
            documents.push(path);
        }
    }
    Ok(())
}

/// A record that waits to be checked and written.
struct Waiting {
    path: PathBuf,
    target: PathBuf,
    slug: String,
    turtle: String,
    /// The text of the document, and where it goes.
    text: String,
    text_file: PathBuf,
    /// For a store: the record, with what is written at the places of its passages, as a store keeps no texts; and corrections that are new.
    graphs: Vec<Graph>,
    corrections: Option<String>,
    /// Where corrections go, and how that file begins if there is none.
    corrections_file: PathBuf,
    template: String,
    /// Whether the corrections are others than those beside the record.
    are_new: bool,
    summary: String,
}

/// The page of a review on its way to a file.
type Report<'a> = Review<'a, BufWriter<Whole>>;

struct Job<'a> {
    args: &'a ImportArgs,
    files: &'a Files,
    ontology: &'a Ontology,
    /// The data that documents are read by.
    store: &'a Store,
    /// The store that records go to.
    live: Option<Live>,
    importer: &'a Importer,
    options: Options,
    count: usize,
    batch: Vec<Waiting>,
    /// Names of documents in this run, with the files that they are of.
    names: HashMap<String, PathBuf>,
    /// Meetings that a document of this run describes, by IRI and language of the title.
    titled: HashMap<(String, String), PathBuf>,
    failed: usize,
    assistant: Option<Assistant>,
    report: Option<Report<'a>>,
}

impl Job<'_> {
    fn document(&mut self, path: &Path) -> anyhow::Result<()> {
        if let Err(error) = self.try_document(path) {
            // The reader of the output has closed it: further output is of no use.
            if error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
            {
                return Err(error);
            }
            self.fail(path, &error)?;
        }
        let bytes: usize = self.batch.iter().map(|waiting| waiting.turtle.len() + waiting.text.len()).sum();
        if self.batch.len() >= BATCH || bytes >= BATCH_BYTES { self.flush() } else { Ok(()) }
    }

    fn fail(&mut self, path: &Path, error: &anyhow::Error) -> anyhow::Result<()> {
        self.failed += 1;
        let problem = format!("{error:#}");
        let shown = path.display().to_string();
        let shown = if problem.contains(&shown) { String::new() } else { format!("{shown}: ") };
        let _ = writeln!(std::io::stderr().lock(), "plenary: {shown}{problem}");
        if let Some(report) = &mut self.report {
            report.add_failure(&path.display().to_string(), &problem).context("cannot write the report")?;
        }
        Ok(())
    }

    fn try_document(&mut self, path: &Path) -> anyhow::Result<()> {
        let (name, bytes, document) = read(path)?;
        let mut record = self.importer.import(&name, &bytes, &document, &self.options)?;
        let slug = record.document.slug.clone();
        if let Some(other) = self.names.get(&slug) {
            bail!(
                "{} and {} would both be document:{slug}: rename one, or give it a name with --document",
                other.display(),
                path.display()
            );
        }
        if let Some(graph) = self.importer.described_in(&record.document)? {
            bail!("the data have document:{slug} already, in {graph}: give this one another name with --document");
        }
        let target = self.args.out.join("document").join(format!("{slug}.ttl"));
        let text_file = target.with_extension("txt");
        let into_store = self.args.into_store.store.is_some();
        if into_store {
            self.check_stated(&slug, &record.document.text_sha256)?;
        } else {
            check_target(&target, &name)?;
            check_text(&text_file, &target, &document.text, path)?;
        }
        // Two documents of one meeting in one language would give it two titles.
        let titled = (record.meeting.id.as_str().to_owned(), record.document.language.clone());
        record.meeting.known |= self.titled.contains_key(&titled);
        self.titled.entry(titled).or_insert_with(|| path.to_owned());
        self.names.insert(slug.clone(), path.to_owned());
        let corrections_file = target.with_file_name(format!("{slug}.corrections.ttl"));
        let given = self.args.corrections.as_deref();
        let (corrections_text, shown) = if into_store && given.is_none() {
            let graph = self.graph(&slug, CORRECTIONS);
            (self.stated_in(&graph)?, graph.to_string())
        } else {
            let text = match file::read_text(given.unwrap_or(&corrections_file), file::Bound::SMALL) {
                Err(error) if error.is_absent() && given.is_none() => None,
                read => Some(read?),
            };
            (text, given.unwrap_or(&corrections_file).display().to_string())
        };
        let corrections = match &corrections_text {
            Some(text) => Corrections::read(&shown, text.as_bytes())?,
            None => Corrections::default(),
        };
        let corrections = corrections.by(self.args.reviewer.as_deref());
        if let Some(assistant) = &mut self.assistant {
            let model = assistant.model.clone();
            self.importer.assist(&mut record, &model, assistant)?;
        }
        let turtle = to_turtle(&record, &corrections);
        for stale in corrections.stale() {
            tracing::warn!("{shown} corrects {stale}, which the document no longer has: its text has changed");
        }
        if let Some(report) = &mut self.report {
            report.add(&document, &record, &corrections).context("cannot write the report")?;
        }
        let goal = if into_store { self.graph(&slug, "").to_string() } else { target.display().to_string() };
        let summary = self.summary(path, &goal, &record)?;
        if self.args.dry_run {
            return print(&summary).map(drop);
        }
        let mut graphs = Vec::new();
        if into_store {
            let prefixes = self.ontology.prefixes();
            let mut stated = Graph::read(self.input(&slug, "", &turtle), prefixes)?;
            stated.extend(quotes(stated.quads(), self.ontology, &record.document.id, &Excerpts::new(&document))?);
            graphs.push(stated);
            if let Some(text) = corrections_text.as_deref().filter(|_| given.is_some()) {
                graphs.push(Graph::read(self.input(&slug, CORRECTIONS, text), prefixes)?);
            }
        }
        self.batch.push(Waiting {
            path: path.to_owned(),
            target,
            slug,
            turtle,
            text: document.text,
            text_file,
            graphs,
            corrections: corrections_text,
            corrections_file,
            template: corrections_template(&record),
            are_new: given.is_some(),
            summary,
        });
        Ok(())
    }

    fn summary(&self, path: &Path, target: &str, record: &Record) -> anyhow::Result<String> {
        if self.args.format == ImportFormat::Json {
            let json =
                if self.count == 1 { serde_json::to_string_pretty(record) } else { serde_json::to_string(record) };
            return Ok(json? + "\n");
        }
        let goal = if self.args.dry_run { String::new() } else { format!(" → {target}") };
        let mut text = format!(
            "{}{goal}: {} interventions, {} statements, {} positions; {} not recognized\n",
            path.display(),
            record.interventions.len(),
            record.statements().count(),
            record.positions(),
            record.unresolved.len(),
        );
        if let Some(assistance) = &record.assistance {
            let _ = writeln!(text, "  {}: {}", assistance.name(), assistance.describe());
            for failure in &assistance.failures {
                let _ = writeln!(text, "  {failure}");
            }
        }
        let shown = if self.count == 1 { SHOWN } else { 0 };
        for unresolved in record.unresolved.iter().take(shown) {
            let candidates: Vec<_> = unresolved.candidates.iter().map(|candidate| candidate.name.as_str()).collect();
            let like = if candidates.is_empty() { String::new() } else { format!(" (like {})", candidates.join(", ")) };
            let _ = writeln!(
                text,
                "  line {}: {}: {}{like}",
                unresolved.line,
                unresolved.problem.describe(),
                unresolved.text
            );
        }
        if shown > 0 && record.unresolved.len() > shown {
            let _ = writeln!(text, "  and {} more; --report FILE.html shows all", record.unresolved.len() - shown);
        }
        Ok(text)
    }

    /// Checks and writes what waits.
    fn flush(&mut self) -> anyhow::Result<()> {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() {
            return Ok(());
        }
        // One bad document must not keep the others back, so after a failure each is taken by itself.
        let together = self.take(&batch);
        for waiting in &batch {
            let taken = match &together {
                Ok(_) => Ok(String::new()),
                Err(_) => self.take(std::slice::from_ref(waiting)),
            };
            let written = match self.live {
                Some(_) => taken,
                None => taken.and_then(|done| write(waiting).map(|()| done)),
            };
            match written {
                Ok(done) => print(&format!("{}{done}", waiting.summary)).map(drop)?,
                Err(error) => self.fail(&waiting.path, &error)?,
            }
        }
        print(&together.unwrap_or_default()).map(drop)
    }

    /// Checks records against the shapes; for a store, makes a commit of them, and says so.
    fn take(&self, batch: &[Waiting]) -> anyhow::Result<String> {
        let Some(live) = &self.live else { return self.check(batch).map(|()| String::new()) };
        let graphs = batch.iter().flat_map(|waiting| waiting.graphs.iter().cloned()).collect();
        let names: Vec<_> = batch.iter().map(|waiting| waiting.slug.as_str()).take(NAMED).collect();
        let more = if batch.len() > NAMED { format!(" and {} more", batch.len() - NAMED) } else { String::new() };
        self.args.into_store.put(live, graphs, &format!("plenary import {}{more}", names.join(", ")))
    }

    fn check(&self, batch: &[Waiting]) -> anyhow::Result<()> {
        if self.args.no_check {
            return Ok(());
        }
        let mut inputs = Vec::new();
        for waiting in batch {
            inputs.push(self.input(&waiting.slug, "", &waiting.turtle));
            inputs.extend(waiting.corrections.as_deref().map(|text| self.input(&waiting.slug, CORRECTIONS, text)));
        }
        let report = self.files.check_with(self.ontology, inputs)?;
        if report.refuses() {
            let problems: Vec<_> = report.violations().iter().take(5).map(ToString::to_string).collect();
            bail!("the record violates the shapes, and is not written: {}", problems.join("; "));
        }
        Ok(())
    }

    /// The graph of a document's record, or of its corrections.
    fn graph(&self, slug: &str, suffix: &str) -> NamedNode {
        graph_for(Path::new(&format!("document/{slug}{suffix}.ttl")), self.ontology.prefixes())
    }

    fn input(&self, slug: &str, suffix: &str, text: &str) -> Input {
        Input::Text {
            name: format!("{slug}{suffix}.ttl"),
            text: Cow::Owned(text.to_owned()),
            graph: self.graph(slug, suffix),
            format: RdfFormat::Turtle,
        }
    }

    /// Refuses a document if the store has another one by its name: its record states the digest of another text.
    fn check_stated(&self, slug: &str, text_sha256: &str) -> anyhow::Result<()> {
        let stated = self.stated_in(&self.graph(slug, ""))?;
        if self.args.replace || stated.is_none_or(|stated| stated.contains(&format!("\"{text_sha256}\""))) {
            return Ok(());
        }
        bail!(
            "the store has document:{slug} already, of another text: --replace puts the record of this one in its place, and what was there stays \
             in the log; or {WAY_OUT}"
        )
    }

    /// What the store states in a graph, as N-Triples; none if there is no such graph.
    fn stated_in(&self, graph: &NamedNode) -> anyhow::Result<Option<String>> {
        let mut text = String::new();
        for triple in self.store.triples().graph(graph.as_ref()).into_iter().flatten() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{triple} .");
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// Shows the progress of a long run on a terminal.
    fn progress(&self, number: usize, path: &Path) {
        let mut out = std::io::stderr().lock();
        if self.count > 1 && out.is_terminal() {
            let _ = writeln!(out, "[{}/{}] {}", number + 1, self.count, path.display());
        } else if number > 0 && number.is_multiple_of(1000) {
            tracing::info!("{number} of {} documents read", self.count);
        }
    }
}

/// What the user can do about a file that is in the way.
const WAY_OUT: &str = "give the document another name with --document";

/// Whether a file may be written: there is none, or it is the record of a document of the same name.
fn check_target(target: &Path, name: &str) -> anyhow::Result<()> {
    let Some(begin) = file::start(target, BEGIN)? else { return Ok(()) };
    let first = String::from_utf8_lossy(&begin).lines().next().unwrap_or_default().to_owned();
    if first.contains(&format!("`{name}`, read by `plenary import`")) {
        return Ok(());
    }
    bail!("{} is there already and is no record of {name}: {WAY_OUT}", target.display())
}

/// Whether the text of a document may be written: nothing is there, or the same, or the text that a record names.
fn check_text(text_file: &Path, target: &Path, text: &str, document: &Path) -> anyhow::Result<()> {
    if file::start(text_file, 0)?.is_none() {
        return Ok(());
    }
    let is_document =
        fs::canonicalize(text_file).is_ok_and(|text| fs::canonicalize(document).is_ok_and(|document| document == text));
    let record = file::start(target, BEGIN)?.unwrap_or_default();
    let is_of_record = String::from_utf8_lossy(&record).contains("ple:textSha256");
    let bound = file::Bound { bytes: text.len() as u64, advice: WAY_OUT };
    let is_same = || file::read(text_file, bound).is_ok_and(|bytes| bytes == text.as_bytes());
    if !is_document && (is_of_record || is_same()) {
        return Ok(());
    }
    bail!("{} is there already and is no text that an import has kept: {WAY_OUT}", text_file.display())
}

/// Writes the text of a document and its record, and the beginning of a file of corrections if there is none.
fn write(waiting: &Waiting) -> anyhow::Result<()> {
    file::write(&waiting.text_file, waiting.text.as_bytes())?;
    file::write(&waiting.target, waiting.turtle.as_bytes())?;
    if let (Some(text), true) = (&waiting.corrections, waiting.are_new) {
        keep_before(&waiting.corrections_file, text)?;
        file::write(&waiting.corrections_file, text.as_bytes())?;
    }
    if waiting.corrections.is_none() {
        let mut template = Whole::begin(&waiting.corrections_file)?;
        template.write_all(waiting.template.as_bytes())?;
        template.finish_if_new()?;
    }
    Ok(())
}

/// Keeps a copy of corrections that others take the place of, unless they say nothing.
fn keep_before(path: &Path, after: &str) -> anyhow::Result<()> {
    let before = match file::read(path, file::Bound::SMALL) {
        Err(error) if error.is_absent() => return Ok(()),
        read => read?,
    };
    let says_nothing = || Corrections::read("", &before).is_ok_and(|before| before.is_empty());
    if before == after.as_bytes() || says_nothing() {
        return Ok(());
    }
    let digest = hexadecimal(&Sha256::digest(&before));
    let copy = path.with_extension(format!("{}.txt", &digest[..8]));
    file::write(&copy, &before)?;
    tracing::warn!("{} has other corrections now; those before are in {}", path.display(), copy.display());
    Ok(())
}
