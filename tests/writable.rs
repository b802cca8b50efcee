//! A store that is plain: what clients of SPARQL write is all there is, with a default graph of its own and blank nodes.

use crate::http::{Answer, send};
use crate::support::{PREFIXES, site};
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use oxigraph::model::Quad;
use plenary::digest::hexadecimal;
use plenary::http::{self, App, PersistedQueries, Tokens, Writing};
use plenary::live::{Generation, Live, Settings, SyncMode};
use plenary::ontology::{Ontology, TurtleFile};
use plenary::server::{engine, ontology, settings};
use plenary::sparql::{Endpoint, Limits, Services};
use plenary::store::Numbered;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, Weak};
use tempfile::TempDir;

const SHAPES: &str = "\
ex: graphql:publicShape ex:CityShape ; sh:declare ex:declaration , ex:skos .
ex:declaration sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" .
ex:skos sh:prefix \"skos\" ; sh:namespace \"http://www.w3.org/2004/02/skos/core#\" .
ex:CityShape a sh:NodeShape ; sh:targetClass ex:City ; sh:property ex:nameOfCity .
ex:nameOfCity sh:path ex:name ; sh:datatype xsd:string .
";

/// An empty store, and the servers over it.
pub(crate) struct Writable {
    folder: TempDir,
    ontology: Arc<Ontology>,
    live: Arc<Live>,
    apps: Arc<Mutex<Vec<Weak<App>>>>,
}

impl Writable {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sources = [TurtleFile { name: "shapes.ttl".into(), text: format!("{PREFIXES}{SHAPES}") }];
        let ontology = Arc::new(ontology(&sources).unwrap());
        let apps: Arc<Mutex<Vec<Weak<App>>>> = Arc::default();
        let of_store = Arc::clone(&apps);
        let publish = move |generation: &Arc<Generation>| {
            let apps = of_store.lock().unwrap();
            apps.iter().filter_map(Weak::upgrade).for_each(|app| app.publish_generation(generation));
        };
        let settings = Settings { is_plain: true, ..settings(plenary::live::Check::Refuse, SyncMode::Always) };
        let store = folder.path().join("store");
        let nothing = |own: &[Quad]| Ok(Numbered::of_quads(own, [] as [Quad; 0])?);
        let live = Live::open(&store, Arc::clone(&ontology), &sources, &settings, nothing, publish).unwrap();
        Self { folder, ontology, live: Arc::new(live), apps }
    }

    /// A server over the store. The store has to outlive it.
    pub(crate) fn app(&self, limits: Limits, places: http::Limits) -> Arc<App> {
        let tokens = self.folder.path().join("tokens");
        if !tokens.exists() {
            // Known to all tests, so that they need not hand it on.
            std::fs::write(&tokens, format!("ana {}\n", hexadecimal(&Sha256::digest(TOKEN)))).unwrap();
        }
        let endpoint = Endpoint::new(&self.ontology, limits, Services::default(), true);
        let engine = engine(Arc::clone(&self.ontology)).unwrap();
        let app = App::new(engine, PersistedQueries::default(), site(), endpoint).with_limits(places, Vec::new());
        let app = Arc::new(app.with_writing(Writing::new(Some(Tokens::open(&tokens).unwrap()))));
        app.publish_generation(&self.live.generation());
        app.writing().unwrap().begin(Arc::clone(&self.live));
        self.apps.lock().unwrap().push(Arc::downgrade(&app));
        app
    }
}

const TOKEN: &str = "secret";

/// Sends a request of who may write.
pub(crate) async fn send_with_token(app: &Arc<App>, mut request: Request<Body>) -> Answer {
    request.headers_mut().insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer secret"));
    send(app, request).await
}
