//! Data that are written: over HTTP and by commands, against the oracle of loading the same graphs anew, and through kill −9.

mod graphs;

use crate::cli::plenary;
use crate::http::{Answer, app_of, built, empty, send};
use crate::support::{PREFIXES, World, site};
use axum::http::{Method, StatusCode};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, Quad};
use plenary::digest::hexadecimal;
use plenary::http::{App, Limits, PersistedQueries, Tokens, Writing};
use plenary::linked::Site;
use plenary::live::{Ask, Edits, Generation, Outcome, SyncMode};
use plenary::server::{Files, settings};
use plenary::store::{Input, Options, Store};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const SHAPES: &str = "\
ex: a graphql:Schema ; graphql:publicShape ex:CityShape ; sh:declare ex:declaration , ex:graphs .
ex:declaration sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" .
ex:graphs sh:prefix \"graph\" ; sh:namespace \"http://example.org/graph/\" .
ex:CityShape a sh:NodeShape ; sh:targetClass ex:City ; sh:property ex:nameOfCity , ex:nearCity ;
    sh:rule [ a sh:SPARQLRule ; sh:construct \"CONSTRUCT { ?other ex:near $this } WHERE { $this ex:near ?other }\" ] .
ex:nameOfCity sh:path ex:name ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 .
ex:nearCity sh:path ex:near ; sh:class ex:City .
";
const TOKEN: &str = "correct horse battery staple";
const AUTHORIZATION: (&str, &str) = ("authorization", "Bearer correct horse battery staple");
const UPDATE: (&str, &str) = ("content-type", "application/sparql-update");
const QUERY: &str = "{ cities(first: 50) { totalCount nodes { id name near { nodes { id } } } } }";

/// A store with its ontology and a file of tokens.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(place.path("ontology")).unwrap();
        std::fs::write(place.path("ontology/shapes.ttl"), format!("{PREFIXES}{SHAPES}")).unwrap();
        let data = format!("{PREFIXES}ex:a a ex:City ; ex:name 'A' . ex:b a ex:City ; ex:name 'B' ; ex:near ex:a .");
        std::fs::write(place.path("cities.ttl"), data).unwrap();
        let digest = hexadecimal(&Sha256::digest(TOKEN));
        std::fs::write(place.path("tokens"), format!("ana {digest}\n")).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn files(&self) -> Files {
        let store = self.path("store");
        let data = if store.exists() { vec![] } else { vec![self.path("cities.ttl")] };
        Files::choose(Some(&self.path("ontology")), &data).unwrap()
    }

    /// Writes the arrays of the store, so that it is opened from them.
    fn keep(&self) {
        let files = self.files();
        let ontology = Arc::new(files.ontology().unwrap());
        let open = || {
            files
                .open_store(
                    &self.path("store"),
                    &ontology,
                    settings(plenary::live::Check::Refuse, SyncMode::Always),
                    |_| {},
                )
                .unwrap()
        };
        open().keep().unwrap();
        assert!(open().was_kept());
    }

    /// The server over the store, in the process.
    pub(crate) fn open(&self) -> Arc<App> {
        self.open_at(site())
    }

    fn open_at(&self, site: Site) -> Arc<App> {
        self.open_with(site, Limits::default())
    }

    pub(crate) fn open_with(&self, site: Site, limits: Limits) -> Arc<App> {
        let files = self.files();
        let ontology = Arc::new(files.ontology().unwrap());
        let tokens = Tokens::open(&self.path("tokens")).unwrap();
        let world = World::of(SHAPES, "");
        let app = empty(&world, PersistedQueries::default(), site).with_limits(limits, Vec::new());
        let app = Arc::new(app.with_writing(Writing::new(Some(tokens))));
        let weak = Arc::downgrade(&app);
        let publish = move |generation: &Arc<Generation>| {
            if let Some(app) = weak.upgrade() {
                app.publish_generation(generation);
            }
        };
        let live = files
            .open_store(
                &self.path("store"),
                &ontology,
                settings(plenary::live::Check::Refuse, SyncMode::Always),
                publish,
            )
            .unwrap();
        app.publish_generation(&live.generation());
        app.writing().unwrap().begin(Arc::new(live));
        app
    }
}

async fn get(app: &Arc<App>, uri: &str, accept: &str) -> Answer {
    send(app, built(Method::GET, uri, &[("accept", accept)], "")).await
}

pub(crate) async fn update(app: &Arc<App>, headers: &[(&str, &str)], text: &str) -> Answer {
    send(app, built(Method::POST, "/sparql", &[&[UPDATE, AUTHORIZATION], headers].concat(), text.to_owned())).await
}

pub(crate) fn insert(name: &str) -> String {
    format!("INSERT DATA {{ GRAPH graph:cities {{ ex:{name} a ex:City ; ex:name '{name}' }} }}")
}

async fn ask(app: &Arc<App>, query: &str) -> Vec<u8> {
    let body = json!({ "query": query }).to_string();
    let answer = send(app, built(Method::POST, "/graphql", &[("content-type", "application/json")], body)).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.body
}

/// What a client sees, in each way to ask.
async fn seen(app: &Arc<App>) -> Vec<(&'static str, Vec<u8>)> {
    let select = "/sparql?query=SELECT%20%2A%20%7B%20GRAPH%20%3Fg%20%7B%3Fs%20%3Fp%20%3Fo%7D%20%7D%20ORDER%20BY%20%3Fg%20%3Fs%20%3Fp%20%3Fo";
    let rows = get(app, select, "text/csv").await;
    let dump = get(app, "/dump.nq.gz", "*/*").await;
    assert_eq!((rows.status, dump.status), (StatusCode::OK, StatusCode::OK));
    vec![("GraphQL", ask(app, QUERY).await), ("SPARQL", rows.body), ("dump", dump.body)]
}

/// A server of the same ontology that has loaded what the graphs of another state, but for what its rules derive.
async fn loaded_anew(app: &Arc<App>) -> Arc<App> {
    let shapes = [plenary::ontology::TurtleFile { name: "shapes.ttl".into(), text: format!("{PREFIXES}{SHAPES}") }];
    let ontology = Arc::new(plenary::server::ontology(&shapes).unwrap());
    let mut inputs = Vec::new();
    for name in ["cities", "roads"] {
        let graph = oxigraph::model::NamedNode::new(format!("http://example.org/graph/{name}")).unwrap();
        let answer = get(app, &format!("/graphs/{name}"), "application/n-triples").await;
        if answer.status == StatusCode::NOT_FOUND {
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK);
        let text = String::from_utf8(answer.body).unwrap().into();
        inputs.push(Input::Text { name: name.into(), text, graph, format: RdfFormat::NTriples });
    }
    let store = Store::load(&ontology, &shapes, inputs, &Options { validate: true }).unwrap();
    app_of(&World::new(ontology, store))
}

#[tokio::test]
async fn an_update_is_visible_in_every_way_to_ask_and_after_opening_again() {
    let place = Place::new();
    let app = place.open();
    assert_eq!(get(&app, "/graphs/cities", "text/turtle").await.header("etag"), "\"none\"");
    let done = update(&app, &[("plenary-message", "C is new")], &insert("c")).await;
    assert_eq!(done.status, StatusCode::OK, "{}", String::from_utf8_lossy(&done.body));
    let said = done.json();
    assert_eq!((&said["outcome"], &said["t"], &said["added"]), (&json!("committed"), &json!(1), &json!(2)));
    assert_eq!(done.header("etag"), format!("\"{}\"", said["commit"].as_str().unwrap()));
    assert_eq!(done.header("plenary-t"), "1");
    assert_eq!(get(&app, "/graphs/cities", "text/turtle").await.header("etag"), done.header("etag"));
    let road = "INSERT { GRAPH graph:roads { ?a ex:near ?c } } WHERE { ?a ex:name 'A' . ?c ex:name 'c' }";
    assert_eq!(update(&app, &[], road).await.json()["added"], 1);
    let graphql: Value = serde_json::from_slice(&ask(&app, QUERY).await).unwrap();
    assert_eq!(graphql["data"]["cities"]["totalCount"], 3);
    let before = seen(&app).await;
    assert_eq!(before, seen(&loaded_anew(&app).await).await);
    assert_eq!(get(&app, "/ready", "*/*").await.json()["t"], 2);
    drop(app);
    assert_eq!(seen(&place.open()).await, before);
}

#[tokio::test]
async fn a_store_whose_arrays_are_kept_answers_the_same_and_reads_no_checkpoint() {
    let place = Place::new();
    let app = place.open();
    assert_eq!(update(&app, &[], &insert("c")).await.status, StatusCode::OK);
    let before = seen(&app).await;
    drop(app);
    place.keep();
    let checkpoint = std::fs::read(place.path("store/base/0.nq.gz")).unwrap();
    let spoil = || std::fs::write(place.path("store/base/0.nq.gz"), "no checkpoint").unwrap();
    spoil();
    let app = place.open();
    assert_eq!(seen(&app).await, before);
    // Reading goes on, but what commits stand on has to be there.
    let refused = update(&app, &[], &insert("d")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(String::from_utf8_lossy(&refused.body).contains("base/0.nq.gz"));
    let writing = get(&app, "/ready", "*/*").await.json()["writing"].as_str().unwrap().to_owned();
    assert!(writing.starts_with("ended: ") && writing.contains("base/0.nq.gz"), "{writing}");
    assert_eq!(seen(&app).await, before);
    drop(app);
    std::fs::write(place.path("store/base/0.nq.gz"), &checkpoint).unwrap();
    let app = place.open();
    assert_eq!(update(&app, &[], &insert("d")).await.status, StatusCode::OK);
    let after = seen(&app).await;
    assert_ne!(after, before);
    drop(app);
    // Nor is it read for what came since the arrays were kept.
    spoil();
    assert_eq!(seen(&place.open()).await, after);
}

#[tokio::test]
async fn who_writes_needs_a_token_and_the_state_that_was_read() {
    let place = Place::new();
    let app = place.open();
    let send_with = |headers: Vec<(&'static str, String)>| {
        let app = Arc::clone(&app);
        async move {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).chain([UPDATE]).collect();
            send(&app, built(Method::POST, "/sparql", &headers, insert("c"))).await
        }
    };
    let nobody = send_with(vec![]).await;
    assert_eq!((nobody.status, nobody.header("www-authenticate")), (StatusCode::UNAUTHORIZED, "Bearer"));
    let wrong = send_with(vec![("authorization", "Bearer wrong".into())]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let put = send(&app, built(Method::PUT, "/graphs/cities", &[("content-type", "text/turtle")], "")).await;
    assert_eq!(put.status, StatusCode::UNAUTHORIZED);

    let token = || (AUTHORIZATION.0, AUTHORIZATION.1.to_owned());
    let first = send_with(vec![token(), ("if-match", "\"none\"".into()), ("idempotency-key", "k".into())]).await;
    assert_eq!(first.status, StatusCode::OK);
    let stale = send_with(vec![token(), ("if-match", "\"none\"".into())]).await;
    assert_eq!((stale.status, stale.header("etag")), (StatusCode::PRECONDITION_FAILED, first.header("etag")));
    let weak = send_with(vec![token(), ("if-match", format!("W/{}", first.header("etag")))]).await;
    assert_eq!(weak.status, StatusCode::PRECONDITION_FAILED, "a weak validator is none of a state");
    let again = send_with(vec![token(), ("if-match", "\"none\"".into()), ("idempotency-key", "k".into())]).await;
    assert_eq!((again.status, &again.json()["outcome"]), (StatusCode::OK, &json!("repeated")));
    let other = update(&app, &[("idempotency-key", "k")], &insert("d")).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    let reload = |headers| send(&app, built(Method::POST, "/admin/reload", headers, ""));
    assert_eq!(reload(&[]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        reload(&[AUTHORIZATION]).await.status,
        StatusCode::FORBIDDEN,
        "a writer is not told that there is nothing to load"
    );
    for twice in ["idempotency-key", "plenary-author", "plenary-message"] {
        let answer = update(&app, &[(twice, "k"), (twice, "l")], &insert("d")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{twice}");
        let said = String::from_utf8_lossy(&answer.body);
        assert!(said.contains("stands there twice"), "{said}");
    }
    assert_eq!(get(&app, "/ready", "*/*").await.json()["t"], 1);

    std::fs::write(place.path("tokens"), "").unwrap();
    assert_eq!(update(&app, &[], &insert("d")).await.status, StatusCode::UNAUTHORIZED, "it was revoked");
}

#[tokio::test]
async fn of_writers_at_once_one_wins_a_state_and_a_key_is_one_commit() {
    let place = Place::new();
    let app = place.open();
    let at_once = |headers: &'static [(&'static str, &'static str)], name: fn(usize) -> String| {
        let tasks = (0..6).map(|number| {
            let app = Arc::clone(&app);
            tokio::spawn(async move { update(&app, headers, &insert(&name(number))).await })
        });
        futures_util::future::join_all(tasks)
    };
    let answers = at_once(&[("if-match", "\"none\"")], |number| format!("w{number}")).await;
    let statuses: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().status).collect();
    let lost = statuses.iter().filter(|status| **status == StatusCode::PRECONDITION_FAILED).count();
    assert!(lost == 5 && statuses.contains(&StatusCode::OK), "{statuses:?}");
    let answers = at_once(&[("idempotency-key", "k")], |_| "k".to_owned()).await;
    let said: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().json()).collect();
    assert!(said.iter().all(|said| said["t"] == 2), "{said:?}");
    assert_eq!(said.iter().filter(|said| said["outcome"] == "committed").count(), 1, "{said:?}");
}

/// A value that is written anew in another form is that form afterwards, and not both.
#[tokio::test]
async fn what_is_deleted_and_inserted_in_another_form_is_stated_in_that_form() {
    let place = Place::new();
    let app = place.open();
    let state = "INSERT DATA { GRAPH graph:cities { ex:a ex:people '03'^^xsd:integer } }";
    let anew = [
        "DELETE DATA { GRAPH graph:cities { ex:a ex:people '03'^^xsd:integer } } ;
         INSERT DATA { GRAPH graph:cities { ex:a ex:people '3'^^xsd:byte } }",
        "DELETE { GRAPH ?g { ex:a ex:people ?n } } INSERT { GRAPH ?g { ex:a ex:people '3'^^xsd:byte } }
         WHERE { GRAPH ?g { ex:a ex:people ?n } }",
    ];
    for text in anew {
        let with_prefix = |text: &str| format!("PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {text}");
        assert_eq!(update(&app, &[], &with_prefix(state)).await.json()["added"], 1);
        let done = update(&app, &[], &with_prefix(text)).await.json();
        assert_eq!((&done["added"], &done["deleted"]), (&json!(1), &json!(1)), "{text}");
        let t = done["t"].as_u64().unwrap();
        let stated = plenary::live::stated_at(&place.path("store"), Some(t)).unwrap().quads;
        let people: Vec<String> = stated
            .iter()
            .filter(|quad| quad.predicate.as_str().ends_with("/people"))
            .map(|quad| quad.object.to_string())
            .collect();
        assert_eq!(people, ["\"3\"^^<http://www.w3.org/2001/XMLSchema#byte>"], "{text}");
        let gone = "DELETE WHERE { GRAPH graph:cities { ex:a ex:people ?n } }";
        assert_eq!(update(&app, &[], gone).await.json()["deleted"], 1);
    }
}

/// What patterns find of the ontology's files may have no name, and another node would take its place.
#[tokio::test]
async fn nothing_is_stated_of_a_node_without_a_name() {
    let place = Place::new();
    let app = place.open();
    let text = "INSERT { GRAPH graph:cities { ?rule ex:note 'seen' } } WHERE { ex:CityShape sh:rule ?rule }";
    let text = format!("PREFIX sh: <http://www.w3.org/ns/shacl#> {text}");
    let refused = update(&app, &[], &text).await;
    let said = String::from_utf8_lossy(&refused.body).into_owned();
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{said}");
    assert!(said.contains("blank node of the ontology's files"), "{said}");
    // A new node of the template's own gets a name.
    let text = "INSERT { GRAPH graph:cities { [] ex:note ?name } } WHERE { ex:a ex:name ?name }";
    assert_eq!(update(&app, &[], text).await.json()["added"], 1);
}

/// Pages of an earlier commit say so, lead to others of the same commit, and to what there is now, whether the server knows its address or not.
#[tokio::test]
async fn pages_of_the_past_stay_in_the_past_and_say_so() {
    for public in [None, Some("https://e.org/un/")] {
        let place = Place::new();
        let app = place.open_at(Site::new(public, "127.0.0.1:1").unwrap());
        update(&app, &[], &insert("c")).await;
        update(&app, &[], &insert("d")).await;
        let page = |address: &'static str| {
            let app = Arc::clone(&app);
            async move { String::from_utf8(get(&app, address, "text/html").await.body).unwrap() }
        };
        let (now, past) = (page("/cities").await, page("/at/1/cities?lang=en").await);
        assert!(now.contains("<bdi>d</bdi>") || now.contains(">d<"), "{now}");
        assert!(!now.contains("role=\"note\"") && !past.contains(">d<"), "{past}");
        assert!(past.contains("as they were after commit 1."), "{past}");
        // As a browser reads them.
        let here = format!("{}at/1/cities", public.unwrap_or("http://127.0.0.1:1/"));
        let links = past.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let base = oxiri::Iri::parse(here.clone()).unwrap();
        let links: Vec<String> = links.map(|href| base.resolve(href).unwrap().into_inner()).collect();
        let leaves: Vec<_> = links.iter().filter(|link| !link.starts_with(here.trim_end_matches("cities"))).collect();
        assert_eq!(leaves, [&here.replace("at/1/cities", "cities?lang=en")], "{links:?}");
        let nowhere = page("/at/1/citys").await;
        assert!(nowhere.contains("at/1/cities\"") || nowhere.contains("\"./cities\""), "{nowhere}");
        // What the page is made of and what it leads to is there.
        assert!(page("/at/1/").await.contains("as they were after commit 1."));
        let style = links.iter().find(|link| link.contains("/web/")).unwrap();
        let style = get(&app, &style[style.find("/at/1/").unwrap()..], "text/css").await;
        assert_eq!((style.status, style.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
        assert_eq!(get(&app, "/at/1/web/none.css", "text/css").await.status, StatusCode::NOT_FOUND);
        let none = get(&app, "/at/9/cities?lang=fr", "text/html").await;
        let text = String::from_utf8_lossy(&none.body).into_owned();
        assert!(none.status == StatusCode::NOT_FOUND && text.contains("href=\"../../page.css\""), "{text}");
    }
}

/// What has been is as old as its commit, whoever asks and when.
#[tokio::test]
async fn data_are_as_old_as_their_commit() {
    let place = Place::new();
    let app = place.open();
    let modified = |app: Arc<App>, at: &'static str| async move {
        let answer = get(&app, &format!("{at}/catalog.nt"), "*/*").await;
        assert_eq!(answer.status, StatusCode::OK);
        let text = String::from_utf8(answer.body).unwrap();
        let said = text.lines().filter(|line| line.contains("/terms/modified>"));
        said.filter_map(|line| line.split('"').nth(1).map(str::to_owned)).collect::<std::collections::BTreeSet<_>>()
    };
    let mut times = Vec::new();
    for name in ["c", "d"] {
        update(&app, &[], &insert(name)).await;
        let commit = plenary::live::commit_of(&place.path("store"), times.len() as u64 + 1).unwrap();
        let second = commit.content.time.to_string().chars().take(19).collect::<String>();
        let said = modified(Arc::clone(&app), "").await;
        assert!(said.len() == 1 && said.first().unwrap().starts_with(&second), "{said:?} of {second}");
        times.push(said);
        // Times are told in seconds.
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    }
    assert_ne!(times[0], times[1]);
    drop(app);
    let app = place.open();
    for (at, expected) in [("", &times[1]), ("/at/2", &times[1]), ("/at/1", &times[0])] {
        assert_eq!(modified(Arc::clone(&app), at).await, *expected, "{at}");
    }
    assert!(modified(app, "/at/0").await.is_empty(), "nothing is known of the time before the first");
}

#[tokio::test]
async fn a_graph_that_must_be_new_is_made_once() {
    let place = Place::new();
    let app = place.open();
    let make = |name: &'static str, app: Arc<App>| async move {
        let headers = [AUTHORIZATION, ("content-type", "text/turtle"), ("if-none-match", "*")];
        let body = format!("{PREFIXES} ex:{name} a ex:City ; ex:name '{name}' .");
        send(&app, built(Method::PUT, "/graphs/roads", &headers, body)).await.status
    };
    let tasks = ["c", "d", "e", "f"].map(|name| tokio::spawn(make(name, Arc::clone(&app))));
    let made: Vec<_> = futures_util::future::join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(made.iter().filter(|status| **status == StatusCode::CREATED).count(), 1, "{made:?}");
    assert_eq!(made.iter().filter(|status| **status == StatusCode::PRECONDITION_FAILED).count(), 3, "{made:?}");
    assert_eq!(get(&app, "/ready", "*/*").await.json()["t"], 1);
    // Where it means nothing it is not passed over.
    let update = update(&app, &[("if-none-match", "*")], &insert("g")).await;
    assert_eq!(update.status, StatusCode::BAD_REQUEST, "{}", String::from_utf8_lossy(&update.body));
}

#[tokio::test]
async fn without_tokens_nobody_writes() {
    let place = Place::new();
    let app = place.open();
    drop(app);
    let files = place.files();
    let ontology = Arc::new(files.ontology().unwrap());
    let live = files
        .open_store(&place.path("store"), &ontology, settings(plenary::live::Check::Refuse, SyncMode::Always), |_| {})
        .unwrap();
    let app = empty(&World::of(SHAPES, ""), PersistedQueries::default(), site()).with_writing(Writing::new(None));
    let app = Arc::new(app);
    app.publish_generation(&live.generation());
    app.writing().unwrap().begin(Arc::new(live));
    let refused = update(&app, &[], &insert("c")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(String::from_utf8_lossy(&refused.body).contains("--token-file"));
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_says_why() {
    let place = Place::new();
    let app = place.open();
    let before = seen(&app).await;
    let nameless = "INSERT DATA { GRAPH graph:cities { ex:c a ex:City } }";
    for (accept, part) in [
        ("text/plain", "nothing was changed"),
        ("application/json", "\"conforms\": false"),
        ("text/turtle", "sh:ValidationReport"),
    ] {
        let refused = update(&app, &[("accept", accept)], nameless).await;
        let body = String::from_utf8_lossy(&refused.body).into_owned();
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(refused.header("content-type").starts_with(accept) && body.contains(part), "{body}");
        assert!(body.contains("http://example.org/c"), "{body}");
    }
    for (text, status, part) in [
        ("INSERT DATA { ex:c a ex:City ; ex:name 'c' }", StatusCode::BAD_REQUEST, "GRAPH"),
        ("INSERT DATA { GRAPH graph:derived { ex:a ex:near ex:b } }", StatusCode::FORBIDDEN, "only the rules fill"),
        ("LOAD <http://example.org/x> INTO GRAPH graph:cities", StatusCode::FORBIDDEN, "LOAD"),
        ("DROP GRAPH graph:nothing", StatusCode::NOT_FOUND, "no graph"),
        ("INSERT DATA { GRAPH", StatusCode::BAD_REQUEST, "line 1"),
    ] {
        let refused = update(&app, &[], text).await;
        let body = String::from_utf8_lossy(&refused.body).into_owned();
        assert_eq!(refused.status, status, "{text}: {body}");
        assert!(body.contains(part), "{text}: {body}");
    }
    let patch = |text: &str| {
        let headers = [AUTHORIZATION, ("content-type", "application/rdf-patch")];
        built(Method::PATCH, "/graphs/cities", &headers, text.to_owned())
    };
    let nowhere = "TX .\nD <http://example.org/z> <http://example.org/name> \"Z\" .\nTC .\n";
    let refused = send(&app, patch(nowhere)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", String::from_utf8_lossy(&refused.body));
    assert_eq!(send(&app, patch("A <x")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(seen(&app).await, before);
    assert_eq!(get(&app, "/ready", "*/*").await.json()["t"], 0);
}

#[tokio::test]
async fn language_tags_are_the_same_in_any_case_and_are_given_in_lower_case() {
    let place = Place::new();
    let app = place.open();
    let said = |tag: &str| format!("GRAPH graph:notes {{ ex:x ex:note 'colour'@{tag} }}");
    let added = update(&app, &[], &format!("INSERT DATA {{ {} }}", said("en-GB"))).await;
    assert_eq!(added.json()["added"], 1);
    let again = update(&app, &[], &format!("INSERT DATA {{ {} }}", said("EN-gb"))).await;
    assert_eq!(again.json()["outcome"], "unchanged");
    for (media_type, text) in [
        ("text/turtle", "<http://example.org/x> <http://example.org/note> 'colour'@en-GB ."),
        ("application/n-triples", "<http://example.org/x> <http://example.org/note> \"colour\"@en-GB ."),
        (
            "application/rdf+xml",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:ex='http://example.org/'>\
             <rdf:Description rdf:about='http://example.org/x'><ex:note xml:lang='en-GB'>colour</ex:note></rdf:Description></rdf:RDF>",
        ),
        (
            "application/ld+json",
            "{\"@id\":\"http://example.org/x\",\"http://example.org/note\":{\"@value\":\"colour\",\"@language\":\"en-GB\"}}",
        ),
        (
            "application/rdf-patch",
            "TX .\nA <http://example.org/x> <http://example.org/note> \"colour\"@en-GB .\nTC .\n",
        ),
    ] {
        let method = if media_type.ends_with("patch") { Method::PATCH } else { Method::PUT };
        let done =
            send(&app, built(method, "/graphs/notes", &[AUTHORIZATION, ("content-type", media_type)], text.to_owned()))
                .await;
        assert_eq!(done.json()["outcome"], "unchanged", "{media_type}: {}", String::from_utf8_lossy(&done.body));
    }
    let dump = get(&app, "/graphs/notes", "application/n-triples").await;
    assert!(String::from_utf8_lossy(&dump.body).contains("\"colour\"@en-gb"));
    let deleted = update(&app, &[], &format!("DELETE DATA {{ {} }}", said("en-GB"))).await;
    assert_eq!(deleted.json()["deleted"], 1);
}

#[tokio::test]
async fn graphs_are_put_posted_patched_and_deleted() {
    let place = Place::new();
    let app = place.open();
    let turtle = ("content-type", "text/turtle");
    let write = |method: Method, uri: &'static str, media_type: (&'static str, &'static str), body: String| {
        let app = Arc::clone(&app);
        async move { send(&app, built(method, uri, &[AUTHORIZATION, media_type], body)).await }
    };
    let road = |from: &str, to: &str| format!("{PREFIXES}ex:{from} ex:near ex:{to} .");
    let put = write(Method::PUT, "/graphs/roads", turtle, road("a", "b")).await;
    assert_eq!((put.status, &put.json()["added"]), (StatusCode::CREATED, &json!(1)));
    let same = write(Method::PUT, "/graphs/roads", turtle, road("a", "b")).await;
    assert_eq!((same.status, &same.json()["outcome"]), (StatusCode::OK, &json!("unchanged")));
    let post = write(Method::POST, "/graphs/roads", turtle, road("a", "a")).await;
    assert_eq!((post.status, &post.json()["added"]), (StatusCode::OK, &json!(1)));
    let put = write(Method::PUT, "/graphs/roads", turtle, road("b", "b")).await;
    assert_eq!((&put.json()["added"], &put.json()["deleted"]), (&json!(1), &json!(2)));
    let patch = "TX .\nD <http://example.org/b> <http://example.org/near> <http://example.org/b> .\n\
                 A <http://example.org/a> <http://example.org/near> <http://example.org/b> .\nTC .\n";
    let patched = write(Method::PATCH, "/graphs/roads", ("content-type", "application/rdf-patch"), patch.into()).await;
    assert_eq!((&patched.json()["added"], &patched.json()["deleted"]), (&json!(1), &json!(1)));
    assert_eq!(seen(&app).await, seen(&loaded_anew(&app).await).await);
    let new = write(Method::POST, "/graphs", turtle, road("a", "b")).await;
    assert_eq!(new.status, StatusCode::CREATED);
    let location = new.header("location").to_owned();
    let path = location.split_once("7878").map_or(location.as_str(), |(_, path)| path);
    assert_eq!(get(&app, path, "text/turtle").await.status, StatusCode::OK, "{location}");
    let delete = write(Method::DELETE, "/graphs/roads", turtle, String::new()).await;
    assert_eq!((delete.status, &delete.json()["deleted"]), (StatusCode::OK, &json!(1)));
    assert_eq!(write(Method::DELETE, "/graphs/roads", turtle, String::new()).await.status, StatusCode::NOT_FOUND);
    let default = write(Method::PUT, "/graphs?default", turtle, road("a", "b")).await;
    assert_eq!(default.status, StatusCode::BAD_REQUEST, "the default graph is all graphs together");
}

#[tokio::test]
async fn operations_of_an_update_see_what_came_before_and_deleting_goes_through_all_graphs() {
    let place = Place::new();
    let app = place.open();
    let text = format!(
        "{} ; INSERT {{ GRAPH graph:roads {{ ?c ex:near ?c }} }} WHERE {{ ?c ex:name 'c' }} ;
         INSERT DATA {{ GRAPH graph:roads {{ ex:b ex:near ex:a }} }}",
        insert("c")
    );
    assert_eq!(update(&app, &[], &text).await.json()["added"], 4);
    // `ex:b ex:near ex:a` stands in two graphs, and what the rule derives is passed over.
    let gone = update(&app, &[], "DELETE { ?b ex:near ?a } WHERE { ?b ex:near ?a }").await;
    assert_eq!((gone.status, &gone.json()["deleted"]), (StatusCode::OK, &json!(3)));
    let rest = "DELETE WHERE { GRAPH ?g { ex:c ?p ?o } }";
    assert_eq!(update(&app, &[], rest).await.json()["deleted"], 2);
    assert_eq!(seen(&app).await, seen(&loaded_anew(&app).await).await);
    assert_eq!(
        update(&app, &[], "MOVE <http://example.org/graph/cities> TO <http://example.org/graph/roads>").await.status,
        StatusCode::OK
    );
    assert_eq!(get(&app, "/graphs/cities", "text/turtle").await.status, StatusCode::NOT_FOUND);
    assert_eq!(seen(&app).await, seen(&loaded_anew(&app).await).await);
}

#[tokio::test]
async fn what_was_is_answered_in_every_way_and_not_written() {
    let place = Place::new();
    let app = place.open();
    let query = format!("/graphql?{}", serde_urlencoded::to_string([("query", QUERY)]).unwrap());
    let rows = "/sparql?query=SELECT%20%2A%20%7B%20GRAPH%20%3Fg%20%7B%3Fs%20%3Fp%20%3Fo%7D%20%7D%20ORDER%20BY%20%3Fg%20%3Fs%20%3Fp%20%3Fo";
    let paths = [
        (query.as_str(), "*/*"),
        (rows, "text/csv"),
        ("/describe.nt?iri=http://example.org/a", "*/*"),
        ("/graphs/cities", "application/n-triples"),
        ("/dump.nq.gz", "*/*"),
        ("/reconcile?queries=%7B%22a%22%3A%7B%22query%22%3A%22c1%22%7D%7D", "*/*"),
    ];
    // The triples of a graph come in no order.
    let in_order = |body: Vec<u8>| {
        let mut lines: Vec<_> = body.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        lines.sort();
        lines
    };
    let mut before = Vec::new();
    for t in 0..3 {
        let mut answers = Vec::new();
        for (path, accept) in paths {
            let answer = get(&app, path, accept).await;
            assert_eq!((answer.status, answer.header("plenary-t")), (StatusCode::OK, &*t.to_string()), "{path}");
            answers.push(in_order(answer.body));
        }
        before.push(answers);
        let done = update(&app, &[], &insert(&format!("c{t}"))).await;
        assert_eq!(done.header("plenary-t"), (t + 1).to_string());
    }
    for round in 0..2 {
        for t in [2, 0, 1] {
            for ((path, accept), expected) in paths.iter().zip(&before[t]) {
                let answer = get(&app, &format!("/at/{t}{path}"), accept).await;
                assert_eq!(answer.status, StatusCode::OK, "/at/{t}{path}");
                assert_eq!(answer.header("plenary-t"), t.to_string(), "/at/{t}{path}");
                assert!(in_order(answer.body) == *expected, "/at/{t}{path} in round {round}");
            }
        }
    }
    assert_eq!(get(&app, "/at/3/graphql?query=%7Bcities%7BtotalCount%7D%7D", "*/*").await.header("plenary-t"), "3");
    let manifest = get(&app, "/at/1/reconcile", "*/*").await.json();
    assert!(manifest["suggest"]["entity"]["service_url"].as_str().unwrap().ends_with("/at/1/reconcile"), "{manifest}");
    for (path, status) in [("/at/4/graphs/cities", 404), ("/at/x/graphs/cities", 404), ("/at/4/reconcile", 404)] {
        assert_eq!(get(&app, path, "*/*").await.status.as_u16(), status, "{path}");
    }
    let written = send(&app, built(Method::POST, "/at/1/sparql", &[UPDATE, AUTHORIZATION], insert("x"))).await;
    assert_eq!(written.status, StatusCode::FORBIDDEN);
    let put = built(Method::PUT, "/at/1/graphs/x", &[("content-type", "text/turtle"), AUTHORIZATION], "");
    assert_eq!(send(&app, put).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get(&app, "/health", "*/*").await.header("plenary-t"), "3", "every answer says it");
}

#[tokio::test]
async fn of_fifty_writers_who_read_one_resource_none_loses_an_update() {
    let place = Place::new();
    let app = place.open();
    let count = |app: Arc<App>| async move {
        let rows = get(&app, "/sparql?query=SELECT%20%3Fn%20%7B%20ex%3Aa%20ex%3Apeople%20%3Fn%20%7D", "text/csv").await;
        let text = String::from_utf8(rows.body).unwrap();
        text.lines().nth(1).map_or(0, |line| line.trim().parse::<u64>().unwrap())
    };
    // Each reads a number and writes the next one, until it has written once.
    let tasks = (0..50).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            let mut lost = 0;
            loop {
                let state = get(&app, "/graphs/cities", "text/turtle").await.header("etag").to_owned();
                let number = count(Arc::clone(&app)).await;
                let text = format!(
                    "DELETE {{ GRAPH graph:cities {{ ex:a ex:people ?n }} }} INSERT {{ GRAPH graph:cities {{ ex:a ex:people {} }} }}
                     WHERE {{ ex:a ex:name 'A' OPTIONAL {{ ex:a ex:people ?n }} }}",
                    number + 1
                );
                let answer = update(&app, &[("if-match", &state)], &text).await;
                match answer.status {
                    StatusCode::OK => return lost,
                    StatusCode::PRECONDITION_FAILED => lost += 1,
                    StatusCode::SERVICE_UNAVAILABLE => tokio::task::yield_now().await,
                    status => panic!("{status} {}", String::from_utf8_lossy(&answer.body)),
                }
            }
        })
    });
    let lost: u64 = futures_util::future::join_all(tasks).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(count(Arc::clone(&app)).await, 50, "{lost} times somebody else was quicker");
    assert_eq!(get(&app, "/ready", "*/*").await.json()["t"], 50);
}

#[tokio::test]
async fn a_key_of_a_request_that_changed_nothing_is_known() {
    let place = Place::new();
    let app = place.open();
    let nothing = "DELETE DATA { GRAPH graph:cities { ex:z ex:name 'Z' } }";
    let key = [("idempotency-key", "k")];
    assert_eq!(update(&app, &key, nothing).await.json()["outcome"], "unchanged");
    assert_eq!(update(&app, &key, nothing).await.json()["outcome"], "repeated");
    assert_eq!(update(&app, &key, &insert("c")).await.status, StatusCode::CONFLICT);
}

fn random(below: u64) -> u64 {
    RandomState::new().hash_one(0) % below
}

#[tokio::test]
async fn after_random_updates_all_answers_are_those_of_loading_anew() {
    let place = Place::new();
    let mut app = place.open();
    let (mut committed, mut refused) = (0, 0);
    for round in 0..25 {
        let (one, other) = (format!("r{}", random(5)), format!("r{}", random(5)));
        let text = match random(6) {
            0 | 1 => insert(&one),
            2 => format!("INSERT DATA {{ GRAPH graph:roads {{ ex:{one} ex:near ex:{other} }} }}"),
            3 => format!("DELETE WHERE {{ ex:{one} ?p ?o }}"),
            4 => format!("DELETE {{ ?s ex:near ?o }} WHERE {{ ?s ex:near ?o . ?s ex:name '{one}' }}"),
            _ => format!(
                "DELETE {{ GRAPH graph:cities {{ ?s ex:name ?n }} }} INSERT {{ GRAPH graph:cities {{ ?s ex:name '{other}' }} }}
                 WHERE {{ ?s ex:name ?n FILTER(?n = '{one}') }}"
            ),
        };
        let before = seen(&app).await;
        let answer = update(&app, &[], &text).await;
        match answer.status {
            StatusCode::OK => {
                committed += usize::from(answer.json()["outcome"] == "committed");
                assert_eq!(seen(&app).await, seen(&loaded_anew(&app).await).await, "round {round}: {text}");
            }
            StatusCode::UNPROCESSABLE_ENTITY => {
                refused += 1;
                assert_eq!(seen(&app).await, before, "round {round}: {text}");
            }
            status => panic!("{status} {}: {text}", String::from_utf8_lossy(&answer.body)),
        }
        if round % 8 == 7 {
            let before = seen(&app).await;
            drop(app);
            if round % 16 == 7 {
                place.keep();
            }
            app = place.open();
            assert_eq!(seen(&app).await, before, "round {round}");
        }
    }
    assert!(committed > 2, "{committed} committed, {refused} refused");
}

#[test]
fn commands_commit_tell_and_verify() {
    let place = Place::new();
    drop(place.open());
    let (store, ontology) = (place.text("store"), place.text("ontology"));
    let patch = "H note \"x\" .\nTX .\nD <http://example.org/b> <http://example.org/near> <http://example.org/a> \
                 <http://example.org/graph/cities> .\nTC .\n";
    std::fs::write(place.path("less.rdfp"), patch).unwrap();
    std::fs::write(place.path("more.ttl"), format!("{PREFIXES}ex:c a ex:City ; ex:name 'C' .")).unwrap();
    let commit = |file: &str, more: &[&str]| {
        let arguments = ["commit", "--store", &store, "--ontology", &ontology, &place.text(file)];
        plenary(&[&arguments[..], more].concat(), b"")
    };
    let done = commit("less.rdfp", &["--message", "no road\nany more", "--author", "ana"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.out.starts_with("commit 1 (") && done.out.ends_with("0 quads added, 1 deleted\n"), "{}", done.out);
    let again = commit("less.rdfp", &[]);
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("is to be deleted, and is not stated"), "{}", again.err);
    let done = commit("more.ttl", &["--graph", "graph:cities"]);
    assert!(done.out.contains("commit 2 (") && done.out.contains("2 quads added"), "{} {}", done.out, done.err);
    let log = plenary(&["log", &store], b"");
    log.assert_succeeded();
    let lines: Vec<_> = log.out.lines().collect();
    assert!(lines[0].starts_with("2  ") && lines[0].contains("+2 -0"), "{}", log.out);
    assert!(lines[1].contains("+0 -1  ana  no road\\nany more  "), "{}", log.out);
    let verified = plenary(&["verify", &store], b"");
    verified.assert_succeeded();
    assert!(verified.out.starts_with("6 quads at commit 2 ("), "{}", verified.out);
    assert!(verified.out.contains(" bytes of arrays, "), "{}", verified.out);

    let segment = Path::new(&store).join("journal/000001.log");
    let mut bytes = std::fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    let damaged = plenary(&["verify", &store], b"");
    assert_eq!(damaged.code, Some(1));
    assert!(damaged.err.contains("000001.log, byte "), "{}", damaged.err);
}

#[test]
fn commands_make_copy_and_show_stores() {
    let place = Place::new();
    let (store, ontology, data) = (place.text("store"), place.text("ontology"), place.text("cities.ttl"));
    let made = plenary(&["init", &store, "--ontology", &ontology, "--data", &data], b"");
    assert_eq!(made.code, Some(0), "{}", made.err);
    plenary(&["init", &store, "--ontology", &ontology, "--data", &data], b"").assert_failed("is a store already");
    for name in ["c", "d"] {
        let file = place.path("more.ttl");
        std::fs::write(&file, format!("{PREFIXES}ex:{name} a ex:City ; ex:name '{name}' .")).unwrap();
        let file = file.display().to_string();
        let done =
            plenary(&["commit", "--store", &store, "--ontology", &ontology, "--graph", "graph:more", &file], b"");
        assert_eq!(done.code, Some(0), "{}", done.err);
    }
    let shown = plenary(&["show", "2", "--store", &store], b"");
    shown.assert_succeeded();
    let (id, text) = shown.out.split_once('\n').unwrap();
    assert_eq!(id.trim_start_matches("# "), hexadecimal(&Sha256::digest(text)), "the digest of the text is the id");
    assert!(text.contains("A <http://example.org/d> ") && !text.contains("example.org/c>"), "{text}");
    plenary(&["show", "3", "--store", &store], b"").assert_failed("there is no commit 3; the last one is 2");

    let dump = |store: &str, more: &[&str]| {
        let arguments = ["dump", "--ontology", &ontology, "--format", "nq", "--store", store];
        let dumped = plenary(&[&arguments[..], more].concat(), b"");
        dumped.assert_succeeded();
        dumped.out
    };
    assert_eq!([0, 1, 2].map(|t: u64| dump(&store, &["--at", &t.to_string()]).lines().count()), [5, 7, 9]);
    assert_eq!(dump(&store, &["--graph", "graph:more"]).lines().count(), 4);
    let (backup, restored) = (place.text("backup"), place.text("restored"));
    let copied = plenary(&["backup", &store, &backup], b"");
    copied.assert_succeeded();
    assert!(copied.out.contains("commit 2 ("), "{}", copied.out);
    plenary(&["restore", &backup, &restored, "--at", "1"], b"").assert_succeeded();
    assert_eq!(dump(&restored, &[]), dump(&store, &["--at", "1"]));
    plenary(&["restore", &backup, &restored], b"").assert_failed("name an empty or new folder");
    let compacted = plenary(&["compact", &store], b"");
    compacted.assert_succeeded();
    assert!(compacted.out.contains("checkpoint at commit 2 ("), "{}", compacted.out);
    plenary(&["verify", &store], b"").assert_succeeded();
    assert_eq!(dump(&store, &["--at", "1"]), dump(&restored, &[]), "the past is there all the same");
}

#[test]
fn commands_make_list_and_revoke_tokens() {
    let place = Place::new();
    let file = place.text("people");
    let made = plenary(&["token", "create", "ana", "--file", &file], b"");
    assert_eq!(made.code, Some(0), "{}", made.err);
    let tokens = Tokens::open(&place.path("people")).unwrap();
    let holder = || tokens.holder(made.out.trim_end()).unwrap().map(|holder| holder.name);
    assert_eq!(holder().as_deref(), Some("ana"));
    assert_eq!(
        plenary(&["token", "create", "bo", "--role", "admin", "--days", "9", "--file", &file], b"").code,
        Some(0)
    );
    let list = plenary(&["token", "list", "--file", &file], b"");
    list.assert_succeeded();
    let lines: Vec<_> = list.out.lines().collect();
    assert_eq!(lines[0], "ana  writer  until it is revoked");
    assert!(lines[1].starts_with("bo  admin  until 20"), "{}", list.out);
    plenary(&["token", "create", "ana", "--file", &file], b"").assert_failed("has a token of ana");
    plenary(&["token", "revoke", "ana", "--file", &file], b"").assert_succeeded();
    assert_eq!(holder(), None);
    plenary(&["token", "revoke", "ana", "--file", &file], b"").assert_failed("has no token of ana");
    assert_eq!(plenary(&["token", "create", "cy", "--role", "king", "--file", &file], b"").code, Some(2));
}

#[cfg(unix)]
mod killed {
    use super::*;
    use std::collections::BTreeMap;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{SocketAddr, TcpStream};
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    /// A server over the store, that is killed with the test.
    struct Server(Child);

    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    fn start(place: &Place) -> (Server, SocketAddr) {
        let arguments =
            ["serve", "--bind", "127.0.0.1:0", "--store", &place.text("store"), "--token-file", &place.text("tokens")];
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.args(arguments).args(["--ontology", &place.text("ontology")]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.map(Result::unwrap).find_map(|line| {
            let (_, rest) = line.split_once("http://")?;
            rest.split_once('/')?.0.parse().ok()
        });
        (Server(child), address.expect("an address on standard output"))
    }

    /// The commit of a city with a new name, if the server lives to acknowledge it.
    fn commit(address: SocketAddr, name: &str) -> Option<(u64, String)> {
        let body = insert(name);
        let mut stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
        let (authorization, length) = (AUTHORIZATION.1, body.len());
        write!(
            stream,
            "POST /sparql HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/sparql-update\r\n\
             Authorization: {authorization}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .ok()?;
        let mut response = String::new();
        stream.read_to_string(&mut response).ok()?;
        let (head, body) = response.split_once("\r\n\r\n")?;
        assert!(head.starts_with("HTTP/1.1 200 "), "{response}");
        let said: Value = serde_json::from_str(body).ok()?;
        assert_eq!(said["outcome"], "committed", "{response}");
        Some((said["t"].as_u64()?, said["commit"].as_str()?.to_owned()))
    }

    /// Clients whose connections are cut before they hear of their commit send it again with its key.
    #[test]
    fn a_key_that_is_sent_over_a_hundred_connections_that_are_cut_is_one_commit() {
        let place = Place::new();
        drop(place.open());
        let (_server, address) = start(&place);
        let body = insert("cut");
        let head = format!(
            "POST /sparql HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/sparql-update\r\n\
             Idempotency-Key: k\r\nAuthorization: {}\r\nContent-Length: {}\r\n\r\n",
            AUTHORIZATION.1,
            body.len()
        );
        let request = head + &body;
        for round in 0..100 {
            let mut stream = TcpStream::connect(address).unwrap();
            // Some are cut within the request, others at a moment after it.
            let sent =
                if round % 4 == 0 { request.len() - 1 - random(body.len() as u64) as usize } else { request.len() };
            stream.write_all(&request.as_bytes()[..sent]).unwrap();
            std::thread::sleep(Duration::from_millis(random(8)));
        }
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200 ") && response.contains("\"t\":1,"), "{response}");
        let log = plenary(&["log", &place.text("store")], b"").out;
        assert_eq!(log.lines().count(), 1, "{log}");
    }

    /// `PLENARY_KILLS=1000` for more.
    #[test]
    fn no_acknowledged_commit_is_lost_when_the_server_is_killed() {
        let kills: usize = std::env::var("PLENARY_KILLS").map_or(5, |kills| kills.parse().unwrap());
        let place = Place::new();
        drop(place.open());
        let mut acknowledged = BTreeMap::new();
        for round in 0..kills {
            let (mut server, address) = start(&place);
            let writers: Vec<_> = (0..2)
                .map(|writer| {
                    let write = move || {
                        let names = (0..).map(|number| format!("k{round}x{writer}x{number}"));
                        names.map_while(|name| commit(address, &name)).collect::<Vec<_>>()
                    };
                    std::thread::spawn(write)
                })
                .collect();
            std::thread::sleep(Duration::from_millis(200 + random(400)));
            server.0.kill().unwrap();
            server.0.wait().unwrap();
            for (t, id) in writers.into_iter().flat_map(|writer| writer.join().unwrap()) {
                assert_eq!(acknowledged.insert(t, id), None, "commit {t} was acknowledged twice");
            }
        }
        let store = place.text("store");
        let verified = plenary(&["verify", &store], b"");
        assert_eq!(verified.code, Some(0), "{}", verified.err);
        let log = plenary(&["log", &store], b"").out;
        for (t, id) in &acknowledged {
            let is_there = log.lines().any(|line| line.starts_with(&format!("{t}  ")) && line.ends_with(id.as_str()));
            assert!(is_there, "commit {t} ({id}) is lost");
        }
        assert!(acknowledged.len() >= kills, "{} commits are too few to tell anything", acknowledged.len());
    }
}

/// A commit to the built-in record: what it takes away and what it adds, in Turtle with the ontology's prefixes.
const OF_RECORD: [(&str, &str, &str); 13] = [
    ("another name", "", "actor:chn skos:altLabel 'the Middle Kingdom'@en ."),
    ("a changed name", "actor:chn skos:altLabel 'the Middle Kingdom'@en .", "actor:chn skos:altLabel 'Zhongguo'@en ."),
    (
        "a new actor",
        "",
        "actor:utopia a ple:Organization ; skos:prefLabel 'Utopia Foundation'@en , '乌托邦基金会'@zh ; ple:organizationKind 'CIVIL_SOCIETY' .",
    ),
    ("a link out", "", "actor:utopia skos:exactMatch <http://www.wikidata.org/entity/Q131156> ."),
    ("a link", "", "actor:utopia dct:relation actor:chn ."),
    (
        "a new statement",
        "",
        "statement:wsis20-prep1-s900 a ple:Statement ; ple:order 90 ; ple:intervention intervention:wsis20-prep1-i01 ;
             prov:wasDerivedFrom passage:wsis20-prep1-s022 ; ple:text 'Welcomes the roadmap.'@en , '欢迎路线图。'@zh .",
    ),
    (
        "its position",
        "",
        "position:wsis20-prep1-s900-p1 a ple:Position ; ple:statement statement:wsis20-prep1-s900 ; ple:stance stance:emphasises ;
             ple:cue 'Welcomes' ; ple:explicit true ; ple:method 'HUMAN' ; ple:theme theme:review-modalities .",
    ),
    (
        "a deleted position",
        "position:wsis20-prep1-s900-p1 a ple:Position ; ple:statement statement:wsis20-prep1-s900 ; ple:stance stance:emphasises ;
             ple:cue 'Welcomes' ; ple:explicit true ; ple:method 'HUMAN' ; ple:theme theme:review-modalities .",
        "",
    ),
    (
        "a new meeting",
        "",
        "meeting:utopia a ple:Meeting ; dct:title 'Meeting of Utopia'@en , '乌托邦会议'@zh ; schema:startDate '2025-06-01'^^xsd:date ;
             ple:partOfProcess process:wsis20-review .",
    ),
    ("another theme of a position", "", "position:wsis20-prep1-s022-p1 ple:theme theme:process-coherence ."),
    ("a theme that it has not any more", "position:wsis20-prep1-s022-p1 ple:theme theme:process-coherence .", ""),
    ("another speaker", "intervention:wsis20-prep1-i01 ple:speaker actor:suela-janina .", "intervention:wsis20-prep1-i01 ple:speaker actor:ekitela-lokaale ."),
    ("a membership that ends", "membership:asean-idn ple:membershipStatus 'MEMBER' .", "membership:asean-idn ple:membershipStatus 'OBSERVER' ."),
];

#[test]
fn commits_to_the_built_in_record_ask_only_the_nodes_that_they_may_matter_to() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::choose(None, &[]).unwrap();
    let ontology = Arc::new(files.ontology().unwrap());
    let live = files
        .open_store(
            folder.path(),
            &ontology,
            settings(plenary::live::Check::Refuse, SyncMode::Interval(Duration::from_secs(60))),
            |_| {},
        )
        .unwrap();
    let prefixes: String =
        ontology.prefixes().iter().map(|(prefix, iri)| format!("@prefix {prefix}: <{iri}> .\n")).collect();
    let graph = NamedNode::new(format!("{}record", ontology.prefixes().namespace("graph").unwrap())).unwrap();
    let parse = |turtle: &str| -> Vec<Quad> {
        let parser = RdfParser::from_format(RdfFormat::Turtle).with_default_graph(graph.clone());
        parser.for_slice(format!("{prefixes}{turtle}").as_bytes()).map(Result::unwrap).collect()
    };
    let all = live.generation().triples.terms.resources().count();
    let mut most = 0;
    for (what, goes, comes) in OF_RECORD {
        let (deleted, added) = (parse(goes), parse(comes));
        // What is not of the graph that these commits write is deleted where it is stated.
        let before = live.generation();
        let deleted: Vec<Quad> = deleted
            .iter()
            .flat_map(|quad| {
                let (subject, object) = (quad.subject.as_ref(), quad.object.as_ref());
                before.triples.quads(Some(subject), Some(quad.predicate.as_ref()), Some(object))
            })
            .collect();
        assert_eq!(deleted.is_empty(), goes.is_empty(), "{what}");
        let edits = Edits { deleted, added, is_strict: true };
        let receipt = live.commit(Ask::default(), move |_| Ok(edits)).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(matches!(receipt.outcome, Outcome::Committed { .. }), "{what}: {receipt:?}");
        let asked = live.generation().asked.unwrap_or_else(|| panic!("{what}: all was worked out anew"));
        most = most.max(asked.by_rules + asked.by_shapes);
    }
    assert!(most > 1 && most * 20 < all, "{most} of {all}");

    // Built from scratch they are the same.
    let lines = |generation: &Generation| -> BTreeSet<String> {
        generation.triples.quads(None, None, None).map(|quad| quad.to_string()).collect()
    };
    let last = live.generation();
    let built = files.past_of(folder.path(), &ontology).unwrap().at(last.head.unwrap().t).unwrap();
    assert!(lines(&last) == lines(&built));
    assert_eq!(format!("{:?}", last.snapshot.dataset().classes), format!("{:?}", built.snapshot.dataset().classes));
}
