//! The record that ships with the program, loaded once a process.

use plenary::graphql::Engine;
use plenary::http::{App, PersistedQueries};
use plenary::linked::Site;
use plenary::ontology::Ontology;
use plenary::server::{self, Files, SparqlConfig};
use plenary::snapshot::Snapshot;
use plenary::sparql::{Data, Endpoint, Limits, Services};
use plenary::triples::Triples;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// The time that a request gets.
pub const DEADLINE: Duration = Duration::from_millis(250);

/// What answers requests.
pub struct World {
    pub ontology: Arc<Ontology>,
    pub engine: Engine,
    pub snapshot: Arc<Snapshot>,
    pub triples: Arc<Triples>,
    pub sparql: Endpoint,
}

pub static WORLD: LazyLock<World> = LazyLock::new(|| {
    let files = Files::choose(None, &[]).expect("files that are built in");
    let ontology = Arc::new(files.ontology().expect("the ontology that is built in"));
    let (snapshot, triples) = data(&files, &ontology);
    World {
        engine: server::engine(Arc::clone(&ontology)).expect("a schema"),
        sparql: Endpoint::new(&ontology, Limits { time: DEADLINE, ..Limits::default() }, Services::default(), true),
        snapshot: Arc::new(snapshot),
        triples: Arc::new(triples),
        ontology,
    }
});

/// The routes with the record behind them.
pub static APP: LazyLock<Arc<App>> = LazyLock::new(|| {
    let files = Files::choose(None, &[]).expect("files that are built in");
    let ontology = &WORLD.ontology;
    let engine = server::engine(Arc::clone(ontology)).expect("a schema");
    let sparql = server::sparql(ontology, SparqlConfig::default());
    let site = Site::new(None, "127.0.0.1:7878").expect("an address");
    let app = App::new(engine, PersistedQueries::default(), site, sparql);
    let (snapshot, triples) = data(&files, ontology);
    app.publish(snapshot, triples);
    Arc::new(app)
});

fn data(files: &Files, ontology: &Ontology) -> (Snapshot, Triples) {
    let loaded = files.load(ontology, false).expect("the record that is built in");
    loaded.data(ontology)
}

impl World {
    /// The data as an endpoint takes them.
    pub fn data(&self) -> Data {
        Data { snapshot: Arc::clone(&self.snapshot), triples: Arc::clone(&self.triples) }
    }
}
