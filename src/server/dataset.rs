//! Which files make up a dataset, and how they become a store and a snapshot.

use super::documents::{attach, text_beside};
use crate::arrays::Scratch;
use crate::clock::Clock;
use crate::file;
use crate::live::{self, Generation, Live, Past, Settings};
use crate::ontology::{self, Ontology, TurtleFile};
use crate::snapshot::{Dataset, Snapshot};
use crate::store::{
    Input, Numbered, Options, Report, Store, count_triples, derived_graph, discover, graph_for, named_by_content,
    read_inputs, read_sources,
};
use crate::triples::Triples;
use anyhow::{Context, bail};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, Quad, Triple};
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// The ontology and the record that ship with the program.
mod builtin {
    include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
}

/// The files of a dataset.
#[derive(Debug, Clone)]
pub struct Files {
    sources: Vec<TurtleFile>,
    /// The files of the ontology's folder `cues`: the words by which the import reads texts.
    words: Vec<TurtleFile>,
    /// How many of `sources`, at their end, are such files.
    added_words: usize,
    /// Whether the record that ships with the program belongs to it.
    with_record: bool,
    /// Where the ontology is, if it is not that which ships with the program.
    folder: Option<PathBuf>,
    data: Vec<PathBuf>,
    /// Documents of the data that the user has named; none if nothing is to be quoted.
    documents: Option<Vec<PathBuf>>,
    /// A store, whose data they are.
    store: Option<PathBuf>,
    /// About how many bytes of memory loading may take, if that is bounded.
    memory: Option<usize>,
}

/// A dataset that has been loaded.
pub struct Loaded {
    /// The data, with what the rules derived.
    pub store: Store,
    /// Time from the files to the store.
    pub elapsed: Duration,
    /// When the latest of the files was modified, if there were any besides the record that ships with the program.
    pub modified: Option<SystemTime>,
}

impl Files {
    /// Chooses the files. Without `ontology` it is the one that ships with the program, and `data` comes on top of the
    /// record that ships with it. With an ontology of its own, a dataset consists of `data` alone.
    ///
    /// # Errors
    /// If the folder of the ontology is missing or has no Turtle file.
    pub fn choose(ontology: Option<&Path>, data: &[PathBuf]) -> anyhow::Result<Self> {
        // By the place in the ontology's folder, wherever that lies.
        let is_word = |relative: &Path| relative.starts_with("cues") || relative.starts_with("frames");
        let (words, sources) = match ontology {
            None => builtin::ONTOLOGY
                .iter()
                .map(|(name, text)| TurtleFile { name: format!("ontology/{name}"), text: (*text).to_owned() })
                .partition(|source| is_word(Path::new(source.name.trim_start_matches("ontology/")))),
            Some(folder) => read_folder(folder)?
                .into_iter()
                .partition(|source| Path::new(&source.name).strip_prefix(folder).is_ok_and(is_word)),
        };
        Ok(Self {
            sources,
            words,
            added_words: 0,
            with_record: ontology.is_none(),
            folder: ontology.map(Path::to_path_buf),
            data: data.to_vec(),
            documents: None,
            store: None,
            memory: None,
        })
    }

    /// The same ontology, with the data of a store. It takes no lock: a process may be writing there.
    ///
    /// # Errors
    /// If the folder is no store.
    pub fn of_store(self, folder: &Path) -> anyhow::Result<Self> {
        let shown = folder.display();
        if !live::is_store(folder) {
            bail!("{shown} is no store; `plenary init {shown}` makes one");
        }
        Ok(Self { with_record: false, data: Vec::new(), store: Some(folder.to_owned()), ..self })
    }

    /// The same files with what is written at the places in documents that the data name: of these documents, and of those
    /// whose text is kept beside their record.
    #[must_use]
    pub fn with_documents(mut self, documents: &[PathBuf]) -> Self {
        self.documents = Some(documents.to_vec());
        self
    }

    /// The same files, loaded with about so many bytes of memory and the disk. Without, all is loaded in memory.
    #[must_use]
    pub fn with_memory(self, memory: Option<usize>) -> Self {
        Self { memory, ..self }
    }

    /// Where there is room for what does not fit into memory, if that is bounded: in a folder of this one.
    fn room(&self, parent: &Path) -> Result<Option<Arc<Scratch>>, crate::arrays::Error> {
        self.memory.map(|bytes| Scratch::new(parent, bytes).map(Arc::new)).transpose()
    }

    /// The same files with the words by which the import reads texts. Nothing else needs them, and they are more than
    /// all the rest, so they are left out without this.
    #[must_use]
    pub fn with_words(mut self) -> Self {
        self.added_words += self.words.len();
        self.sources.append(&mut self.words);
        self
    }

    /// Reads the ontology, and logs what is not taken as it stands.
    ///
    /// # Errors
    /// See [`crate::ontology::Error`].
    pub fn ontology(&self) -> anyhow::Result<Ontology> {
        let ontology = super::ontology(&self.sources).map_err(|error| match (&error, &self.folder) {
            (ontology::Error::NoPublicShapes { .. }, Some(folder)) => {
                let out = if folder.is_dir() { folder.join("starter.ttl") } else { PathBuf::from("shapes/shapes.ttl") };
                let command = command_of("plenary shapes", Some(folder), &self.data, Some(&out));
                anyhow::Error::from(error)
                    .context(format!("there is no API without shapes; `{command}` writes some to begin with"))
            }
            _ => error.into(),
        })?;
        for notice in ontology.notices() {
            tracing::warn!("{notice}");
        }
        Ok(ontology)
    }

    /// Makes sure that the ontology's files are those that were read.
    ///
    /// # Errors
    /// If they cannot be read, or have changed.
    pub fn check_ontology(&self) -> anyhow::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let now = Self::choose(Some(folder), &self.data)?;
        let texts =
            |files: &Self| files.sources.iter().map(|file| (file.name.clone(), file.text.clone())).collect::<Vec<_>>();
        if texts(&now) != texts(self) {
            bail!("the ontology in {} has changed, and the API is made of it: start the server anew", folder.display());
        }
        Ok(())
    }

    /// The message for data of which nothing is an instance of a class that the ontology shows.
    pub fn uncovered(&self, loaded: &Loaded) -> Option<String> {
        let uncovered = loaded.store.uncovered()?;
        let out = Path::new("shapes/shapes.ttl");
        let shapes = command_of("plenary shapes", self.folder.as_deref(), &self.data, Some(out));
        let serve = command_of("plenary serve", Some(Path::new("shapes")), &self.data, None);
        let of = match &self.folder {
            Some(folder) => format!("the ontology in {}", folder.display()),
            None => "the built-in ontology".to_owned(),
        };
        Some(format!(
            "GraphQL shows nothing of your data, as nothing in them is an instance of a class that {of} shows: {uncovered}. \
             `{shapes}` writes shapes to begin with, `{serve}` serves them"
        ))
    }

    /// Logs it, if that is so.
    fn warn_of_uncovered(&self, loaded: Loaded) -> Loaded {
        if let Some(message) = self.uncovered(&loaded) {
            tracing::warn!("{message}");
        }
        loaded
    }

    fn inputs(&self, ontology: &Ontology) -> anyhow::Result<Vec<Input>> {
        let mut inputs = Vec::new();
        if self.with_record {
            inputs.extend(builtin::DATA.iter().map(|(path, text)| Input::Text {
                name: format!("data/{path}"),
                text: Cow::Borrowed(*text),
                graph: graph_for(Path::new(path), ontology.prefixes()),
                format: RdfFormat::Turtle,
            }));
        }
        if !self.data.is_empty() {
            inputs.extend(discover(&self.data, ontology.prefixes())?);
        } else if !self.with_record {
            bail!("an ontology of its own needs data: name files or folders with --data");
        }
        Ok(inputs)
    }

    /// Loads everything into a new store.
    ///
    /// # Errors
    /// If a file cannot be read or parsed, a rule fails, a document that was named is none of the data, or, with `validate`, the
    /// data violate a shape.
    pub fn load(&self, ontology: &Ontology, validate: bool) -> anyhow::Result<Loaded> {
        let started = Instant::now();
        if let Some(folder) = &self.store {
            let (store, report) = self.load_store(folder, ontology, Vec::new(), validate)?;
            if let Some(report) = report.filter(Report::refuses) {
                return Err(crate::store::Error::Invalid(Box::new(report)).into());
            }
            return Ok(Loaded { store, elapsed: started.elapsed(), modified: None });
        }
        let inputs = self.inputs(ontology)?;
        let (modified, texts) = self.beside(&inputs);
        let room = self.room(&std::env::temp_dir())?;
        let mut store = Store::load_within(ontology, &self.sources, inputs, &Options { validate }, room.as_ref())?;
        self.quote(&mut store, ontology, &texts)?;
        Ok(self.warn_of_uncovered(Loaded { store, elapsed: started.elapsed(), modified }))
    }

    /// The data of a store, with inputs in the place of what is stated in the same graphs, and the report if they are to be checked.
    fn load_store(
        &self,
        folder: &Path,
        ontology: &Ontology,
        inputs: Vec<Input>,
        validate: bool,
    ) -> anyhow::Result<(Store, Option<Report>)> {
        let graphs: Vec<_> = inputs.iter().map(|input| GraphName::from(input.graph().clone())).collect();
        let mut quads: Vec<Quad> = live::stated_at(folder, None)?.quads.into_iter().collect();
        quads.retain(|quad| !graphs.contains(&quad.graph_name));
        quads.extend(named_by_content(read_inputs(inputs, ontology.prefixes())?, ontology.prefixes()));
        let own = read_sources(&self.sources, ontology.prefixes())?;
        Ok(Store::of_quads(ontology, &own, quads, &Options { validate }, &Clock::unlimited())?)
    }

    /// Opens the store of a folder, which is made of these files if there is none yet. `publish` is called with each later state.
    ///
    /// # Errors
    /// If there is a store, and files of data were named; and those of [`Live::open`].
    pub fn open_store(
        &self,
        folder: &Path,
        ontology: &Arc<Ontology>,
        settings: Settings,
        publish: impl FnMut(&Arc<Generation>) + Send + 'static,
    ) -> anyhow::Result<Live> {
        let shown = folder.display();
        if live::is_store(folder) && !self.data.is_empty() {
            bail!(
                "{shown} has data already, and --data is for a new store; `plenary commit --store {shown} FILE` adds to it"
            );
        }
        let initial = |own: &[Quad]| {
            let inputs = self.inputs(ontology)?;
            Ok(Numbered::read_within(ontology, own, &inputs, self.room(folder)?.as_ref())?)
        };
        let opened = Live::open(folder, Arc::clone(ontology), &self.sources, &settings, initial, publish);
        opened.map_err(|error| match error {
            live::Error::Invalid(_) => {
                anyhow::anyhow!("{error}; --no-check takes them, and then commits that make no violation")
            }
            error => error.into(),
        })
    }

    /// The states of a store that its commits have left. Another process may be writing to it.
    ///
    /// # Errors
    /// If a file of the ontology is not Turtle.
    pub fn past_of(&self, folder: &Path, ontology: &Arc<Ontology>) -> anyhow::Result<Past> {
        Ok(Past::new(folder, Arc::clone(ontology), &self.sources, super::PROGRAM)?)
    }

    /// What the rules of the ontology derive from other data alone, which the data of these files do not join.
    ///
    /// # Errors
    /// If a file cannot be read or parsed, or a rule fails.
    pub fn derived_from(&self, ontology: &Ontology, inputs: Vec<Input>) -> anyhow::Result<Vec<Triple>> {
        let store = Store::load(ontology, &self.sources, inputs, &Options { validate: false })?;
        let graph = derived_graph(ontology.prefixes());
        Ok(store.triples().graph(graph.as_ref()).into_iter().flatten().collect())
    }

    /// How many triples the words for the import add to those of the rest of the ontology.
    ///
    /// # Errors
    /// If a file of the ontology is not Turtle.
    pub fn words_among(&self, ontology: &Ontology) -> anyhow::Result<u64> {
        let all = count_triples(&self.sources, ontology.prefixes())?;
        Ok(all - count_triples(&self.sources[..self.sources.len() - self.added_words], ontology.prefixes())?)
    }

    /// Loads everything together with other inputs, which take the place of what these files put into the same graphs, and
    /// reports violations.
    ///
    /// # Errors
    /// If a file cannot be read or parsed, or a rule fails.
    pub fn check_with(&self, ontology: &Ontology, inputs: Vec<Input>) -> anyhow::Result<Report> {
        if let Some(folder) = &self.store {
            let (_, report) = self.load_store(folder, ontology, inputs, true)?;
            return report.context("the shapes were not checked");
        }
        let mut all = self.inputs(ontology)?;
        all.retain(|input| !inputs.iter().any(|other| other.graph() == input.graph()));
        all.extend(inputs);
        Ok(Store::check(ontology, &self.sources, all)?.1)
    }

    /// When the files were modified last, and where the texts of documents are if they are kept, by the graph of their record.
    fn beside(&self, inputs: &[Input]) -> (Option<SystemTime>, HashMap<NamedNode, PathBuf>) {
        let files = inputs.iter().filter_map(|input| match input {
            Input::File { path, graph, is_compressed, .. } => Some((path, graph, *is_compressed)),
            Input::Text { .. } => None,
        });
        let texts = files.map(|(path, graph, is_compressed)| (graph.clone(), text_beside(path, is_compressed)));
        let texts: HashMap<_, _> = texts.filter(|_| self.documents.is_some()).collect();
        let others = self.documents.iter().flatten().chain(texts.values()).filter_map(|path| modified_at(path));
        (modified(inputs).into_iter().chain(others).max(), texts)
    }

    fn quote(&self, store: &mut Store, ontology: &Ontology, texts: &HashMap<NamedNode, PathBuf>) -> anyhow::Result<()> {
        match &self.documents {
            Some(named) => attach(store, ontology, named, texts),
            None => Ok(()),
        }
    }

    /// Loads everything and reports violations instead of failing on them.
    ///
    /// # Errors
    /// If a file cannot be read or parsed, a rule fails, or a document that was named is none of the data.
    pub fn check(&self, ontology: &Ontology) -> anyhow::Result<(Loaded, Report)> {
        let started = Instant::now();
        let inputs = self.inputs(ontology)?;
        let (modified, texts) = self.beside(&inputs);
        let room = self.room(&std::env::temp_dir())?;
        let (mut store, report) = Store::check_within(ontology, &self.sources, inputs, room.as_ref())?;
        self.quote(&mut store, ontology, &texts)?;
        Ok((Loaded { store, elapsed: started.elapsed(), modified }, report))
    }
}

impl Loaded {
    /// The triples of the data, and the snapshot that is built of them.
    pub fn data(self, ontology: &Ontology) -> (Snapshot, Triples) {
        let Self { store, modified, .. } = self;
        let triples = store.into_triples();
        let dataset = Dataset { modified, ..Dataset::describe(&triples) };
        (Snapshot::build(ontology, &triples, dataset), triples)
    }
}

/// When the latest of the files was modified. A file that does not say it counts for nothing.
fn modified(inputs: &[Input]) -> Option<SystemTime> {
    let files = inputs.iter().filter_map(|input| match input {
        Input::File { path, .. } => modified_at(path),
        Input::Text { .. } => None,
    });
    files.max()
}

fn modified_at(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|file| file.modified()).ok()
}

/// A command as it is to be typed.
pub fn command_of(command: &str, ontology: Option<&Path>, data: &[PathBuf], out: Option<&Path>) -> String {
    let mut text = command.to_owned();
    let mut add = |flag: &str, paths: &mut dyn Iterator<Item = &Path>| {
        let paths: Vec<_> = paths.map(quoted).collect();
        if !paths.is_empty() {
            text += &format!(" {flag} {}", paths.join(" "));
        }
    };
    add("--ontology", &mut ontology.into_iter());
    add("--data", &mut data.iter().map(PathBuf::as_path));
    add("--out", &mut out.into_iter());
    text
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |char: char| char.is_alphanumeric() || "/._-+:,@%".contains(char);
    if !path.is_empty() && path.chars().all(is_plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

/// All Turtle files in a folder and the folders in it, or the file that it is, sorted by path, as `build.rs` collects those that are built in.
fn read_folder(folder: &Path) -> anyhow::Result<Vec<TurtleFile>> {
    let mut paths = Vec::new();
    if folder.is_file() {
        paths.push(folder.to_owned());
    } else {
        collect(folder, &mut paths)?;
    }
    paths.sort();
    if paths.is_empty() {
        bail!("the ontology folder {} has no Turtle file (*.ttl)", folder.display());
    }
    let read = |path: PathBuf| {
        let name = path.display().to_string();
        let text = file::read_text(&path, file::Bound::NONE)?;
        Ok(TurtleFile { name, text })
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("cannot read the ontology folder {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "ttl") {
            paths.push(path);
        }
    }
    Ok(())
}
