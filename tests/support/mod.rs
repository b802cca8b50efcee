//! An application in the process of the tests: ontology, store, snapshot and engine, with nothing from outside the
//! repository.

use crate::naive;
use oxigraph::io::RdfFormat;
use plenary::arrays::{Arrays, Writer};
use plenary::graphql::{Engine, Error, Request};
use plenary::linked::Site;
use plenary::ontology::{Ontology, TurtleFile};
use plenary::server::{self, Files};
use plenary::snapshot::{Dataset, Snapshot};
use plenary::store::{Input, Options, Store, graph_for};
use plenary::triples::Triples;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};
use tempfile::TempDir;

/// The ontology and the record that ship with the program, this as far as its first meeting: what the tests of the machinery ask
/// about, so that no later meeting changes what they expect.
pub(crate) static RECORD: LazyLock<World> = LazyLock::new(|| World::load(&first_meeting(&[])));

/// The ontology and the whole record that ship with the program.
pub(crate) static REVIEW: LazyLock<World> = LazyLock::new(|| World::load(&Files::choose(None, &[]).unwrap()));

/// The files of [`RECORD`], with more beside them.
pub(crate) fn first_meeting(more: &[PathBuf]) -> Files {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let copy = |path: &Path| std::fs::copy(Path::new("data").join(path), folder.path().join(path)).unwrap();
        for part in ["actors", "vocabulary", "links", "document"] {
            std::fs::create_dir(folder.path().join(part)).unwrap();
            for file in std::fs::read_dir(Path::new("data").join(part)).unwrap() {
                let name = file.unwrap().file_name();
                if part != "document" || name == "wsis20-prep1.ttl" {
                    copy(&Path::new(part).join(&name));
                }
            }
        }
        copy(Path::new("dataset.ttl"));
        folder
    });
    let data: Vec<PathBuf> = [FOLDER.path().to_owned()].into_iter().chain(more.iter().cloned()).collect();
    Files::choose(Some(Path::new("ontology")), &data).unwrap()
}

/// The same with the words by which the import reads texts.
pub(crate) static WORDS: LazyLock<Store> = LazyLock::new(|| {
    let files = Files::choose(None, &[]).unwrap().with_words();
    files.load(&files.ontology().unwrap(), false).unwrap().store
});

/// Where the servers of tests are.
pub(crate) fn site() -> Site {
    Site::new(None, "127.0.0.1:7878").unwrap()
}

/// Everything that it takes to answer a request.
pub(crate) struct World {
    pub(crate) ontology: Arc<Ontology>,
    pub(crate) store: Store,
    pub(crate) snapshot: Snapshot,
    pub(crate) engine: Engine,
    /// Has the file that the data are written to.
    folder: OnceLock<TempDir>,
    opened: OnceLock<Snapshot>,
}

impl World {
    pub(crate) fn new(ontology: Arc<Ontology>, store: Store) -> Self {
        let (snapshot, _) = picture(&ontology, &store);
        let engine = server::engine(Arc::clone(&ontology)).unwrap();
        Self { ontology, store, snapshot, engine, folder: OnceLock::new(), opened: OnceLock::new() }
    }

    /// The data as a store opens them: written to a file once, and mapped.
    pub(crate) fn open(&self) -> (Snapshot, Triples) {
        let folder = self.folder.get_or_init(|| {
            let (folder, (snapshot, triples)) = (tempfile::tempdir().unwrap(), picture(&self.ontology, &self.store));
            snapshot.prepare_search();
            let mut writer = Writer::begin(&folder.path().join("arrays")).unwrap();
            triples.write(&mut writer, "triples").unwrap();
            snapshot.write(&mut writer, "snapshot").unwrap();
            writer.finish(&()).unwrap();
            folder
        });
        let arrays = Arrays::open(&folder.path().join("arrays")).unwrap();
        let triples = Triples::open(&arrays, "triples").unwrap();
        (Snapshot::open(&self.ontology, &triples, &arrays, "snapshot").unwrap(), triples)
    }

    /// The snapshot that was opened.
    fn opened(&self) -> &Snapshot {
        self.opened.get_or_init(|| self.open().0)
    }

    /// The record with what a folder has beside it, checked; of documents whose text is kept there, passages have quotes.
    pub(crate) fn beside(data: &Path) -> Self {
        let files = first_meeting(&[data.to_owned()]).with_documents(&[]);
        let ontology = Arc::new(files.ontology().unwrap());
        let store = files.load(&ontology, true).unwrap().store;
        Self::new(ontology, store)
    }

    /// All nodes of a root list, page by page.
    pub(crate) fn all(&self, list: &str, fields: &str) -> Vec<Value> {
        let mut nodes = Vec::new();
        loop {
            let offset = nodes.len();
            let data =
                self.ask(&format!("{{ {list}(first: 200, offset: {offset}) {{ totalCount nodes {{ {fields} }} }} }}"));
            nodes.extend(data[list]["nodes"].as_array().unwrap().iter().cloned());
            if nodes.len() as u64 >= data[list]["totalCount"].as_u64().unwrap() {
                return nodes;
            }
        }
    }

    pub(crate) fn load(files: &Files) -> Self {
        let ontology = Arc::new(files.ontology().unwrap());
        let store = files.load(&ontology, false).unwrap().store;
        Self::new(ontology, store)
    }

    /// A small world of its own, in Turtle; [`PREFIXES`] come in front.
    pub(crate) fn of(shapes: &str, data: &str) -> Self {
        Self::try_of(shapes, data).unwrap()
    }

    /// The same for shapes that may be refused.
    ///
    /// # Errors
    /// Why they are.
    pub(crate) fn try_of(shapes: &str, data: &str) -> Result<Self, plenary::ontology::Error> {
        let sources = [source("shapes.ttl", shapes)];
        let ontology = Arc::new(server::ontology(&sources)?);
        let data = Input::Text {
            name: "data.ttl".into(),
            text: format!("{PREFIXES}{data}").into(),
            graph: graph_for(Path::new("data.ttl"), ontology.prefixes()),
            format: RdfFormat::Turtle,
        };
        let store = Store::load(&ontology, &sources, vec![data], &Options { validate: false }).unwrap();
        Ok(Self::new(ontology, store))
    }

    /// The response to a request, as a client reads it. What was opened from a file gives the same, but for the times that explanations
    /// tell.
    pub(crate) fn respond(&self, request: &Request) -> Value {
        let response = self.engine.answer(request, &self.snapshot).to_json();
        let is_same = || response == self.engine.answer(request, self.opened()).to_json();
        assert!(request.explain || is_same(), "{request:?}");
        serde_json::from_slice(&response).unwrap()
    }

    /// The data of a query that must have no errors.
    pub(crate) fn ask(&self, query: &str) -> Value {
        let mut response = self.respond(&request(query));
        assert_eq!(response.get("errors"), None, "{query}");
        response["data"].take()
    }

    /// The data of a request that must have no errors and give the same bytes naively.
    ///
    /// # Errors
    /// What is wrong with the answer.
    pub(crate) fn agreed(&self, request: &Request) -> Result<String, String> {
        let (data, errors) = self.compared(request)?;
        if errors.is_empty() { Ok(data) } else { Err(format!("has errors: {errors:?}")) }
    }

    /// The data and the errors of a request that must not be refused. The naive executor, and the data when they are opened from a
    /// file, have to give the same, byte for byte.
    ///
    /// # Errors
    /// What is wrong with the answer.
    pub(crate) fn compared(&self, request: &Request) -> Result<(String, Vec<Error>), String> {
        let response = self.engine.answer(request, &self.snapshot);
        let data = response.data.ok_or_else(|| format!("is refused: {:?}", response.errors))?;
        let data = String::from_utf8(data).map_err(|error| error.to_string())?;
        let selection = self.engine.lower(request).unwrap();
        let naively = naive::answer(&selection, &self.ontology, self.store.inner().unwrap());
        if data != naively {
            return Err(format!("is answered with\n{data}\nbut naively with\n{naively}"));
        }
        let opened = self.engine.answer(request, self.opened()).data.unwrap_or_default();
        if data.as_bytes() != opened {
            return Err(format!(
                "is answered with\n{data}\nbut from a file with\n{}",
                String::from_utf8_lossy(&opened)
            ));
        }
        Ok((data, response.errors))
    }
}

/// The snapshot of a store with its triples, as the server makes them.
pub(crate) fn picture(ontology: &Ontology, store: &Store) -> (Snapshot, Triples) {
    let triples = Triples::build(store.inner().unwrap().iter()).unwrap();
    (Snapshot::build(ontology, &triples, Dataset::describe(&triples)), triples)
}

pub(crate) const PREFIXES: &str = "\
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . \
    @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . \
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . \
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dct: <http://purl.org/dc/terms/> . \
    @prefix dcat: <http://www.w3.org/ns/dcat#> . \
    @prefix ple: <https://w3id.org/plenary/ontology#> .\n";

/// A file of an ontology. The prefixes stand on its first line, so that a text starts on the second.
pub(crate) fn source(name: &str, text: &str) -> TurtleFile {
    TurtleFile { name: name.into(), text: format!("{PREFIXES}{text}") }
}

pub(crate) fn request(query: &str) -> Request {
    Request { query: query.into(), ..Request::default() }
}

/// A path in the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    // Cargo says at run time where the package is: a target folder may be shared by several checkouts.
    Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join(path)
}

/// The request of a file: a GraphQL document with `# variables: {…}`, `# operation: Name` and `# languages: zh,en` at its
/// head, as far as it has them.
pub(crate) fn case(path: &Path) -> Request {
    let query = std::fs::read_to_string(path).unwrap();
    let mut request = Request::default();
    for line in query.lines().take_while(|line| line.starts_with('#')) {
        match line.trim_start_matches(['#', ' ']).split_once(": ") {
            Some(("variables", json)) => request.variables = serde_json::from_str(json).unwrap(),
            Some(("operation", name)) => request.operation_name = Some(name.into()),
            Some(("languages", tags)) => request.languages = tags.split(',').map(str::to_owned).collect(),
            _ => {}
        }
    }
    request.query = query;
    request
}
