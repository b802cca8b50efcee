//! Answers with validators are not sent twice: over an endpoint of the tests, and over Plenary's own `/sparql`.

use super::endpoint::{Good, serve};
use super::{embedded, over};
use crate::support::{RECORD, World, picture, request, site};
use axum::Router;
use oxigraph::model::{GraphName, NamedNode, Quad};
use plenary::http::{App, Front, PersistedQueries};
use plenary::remote::{Auth, Endpoint, Refreshed, Settings};
use plenary::server::{SparqlConfig, engine, sparql};
use std::sync::Arc;

fn with_cache(url: &str, cache: usize) -> Endpoint {
    Endpoint::new(url, Auth::None, Settings { cache, ..Settings::default() }).unwrap()
}

const QUESTIONS: [&str; 3] = [
    "{ states(first: 5) { totalCount nodes { label } } }",
    "{ positions(where: { stance: { polarity: { eq: NEGATIVE } } }) { nodes { actor { label } themes { label } } } }",
    // Long enough to be a form.
    "{ statements(first: 200) { nodes { text positions { nodes { stance { label } } } } } }",
];

#[test]
fn what_has_not_changed_is_asked_for_but_not_sent_again() {
    let good = Good::over(RECORD.store.inner().unwrap());
    good.set_state(1);
    let endpoint = with_cache(&good.url, 64 << 20);
    let ask_all = || {
        let before = (good.asked(), good.unchanged(), good.bytes());
        for question in QUESTIONS {
            let request = request(question);
            assert_eq!(over(&RECORD, &endpoint, &request).0, embedded(&RECORD, &request), "{question}");
        }
        (good.asked() - before.0, good.unchanged() - before.1, good.bytes() - before.2)
    };
    let (asked, unchanged, bytes) = ask_all();
    assert!(asked > 6 && unchanged == 0 && bytes > 100_000, "{asked} {unchanged} {bytes}");
    assert_eq!(ask_all(), (asked, asked, 0));
    // Other data: everything comes again, once.
    good.set_state(2);
    assert_eq!(ask_all(), (asked, 0, bytes));
    assert_eq!(ask_all(), (asked, asked, 0));
    // Without validators, nothing is kept, and what was kept is not believed.
    good.set_state(0);
    assert_eq!(ask_all(), (asked, 0, bytes));
}

#[test]
fn the_cache_is_bounded_and_can_be_off() {
    let good = Good::over(RECORD.store.inner().unwrap());
    good.set_state(1);
    // An eighth of this is less than the texts of all statements have.
    for (cache, all_unchanged) in [(0, false), (100_000, false), (64 << 20, true)] {
        let endpoint = with_cache(&good.url, cache);
        let request = request(QUESTIONS[2]);
        let first = over(&RECORD, &endpoint, &request);
        let before = (good.asked(), good.unchanged());
        assert_eq!(over(&RECORD, &endpoint, &request), first);
        assert_eq!(good.asked() - before.0 == good.unchanged() - before.1, all_unchanged, "{cache}");
    }
}

const SHAPES: &str = r#"
ex: a graphql:Schema ; graphql:publicShape ex:TownShape ; ple:languages ( "en" ) .
ex:TownShape sh:targetClass ex:Town ; sh:property
    [ sh:path ex:label ; sh:datatype rdf:langString ; sh:uniqueLang true ; sh:minCount 1 ] .
"#;

/// Plenary over Plenary: its `/sparql` says of each answer of which data it is.
#[test]
fn the_servers_own_endpoint_says_when_its_data_have_changed() {
    let world =
        World::of(SHAPES, r#"ex:bern a ex:Town ; ex:label "Bern"@en . ex:thun a ex:Town ; ex:label "Thun"@en ."#);
    let sparql = sparql(&world.ontology, SparqlConfig::default());
    let app = App::new(engine(Arc::clone(&world.ontology)).unwrap(), PersistedQueries::default(), site(), sparql);
    let app = Arc::new(app);
    let publish = || {
        let (snapshot, triples) = picture(&world.ontology, &world.store);
        app.publish(snapshot, triples);
    };
    publish();
    let url = format!("{}/sparql", serve(Router::new().fallback_service(Front::new(Arc::clone(&app)))));
    let endpoint = with_cache(&url, 1 << 20);
    let towns = request("{ towns { totalCount nodes { label } } }");
    let bern = request(r#"{ search(query: "bern") { totalCount } }"#);
    let first = over(&world, &endpoint, &towns).0;
    assert_eq!(
        (first.as_str(), endpoint.refresh_texts(&world.ontology).unwrap()),
        (&*embedded(&world, &towns), Refreshed::Read(2))
    );
    assert_eq!(endpoint.refresh_texts(&world.ontology).unwrap(), Refreshed::Unchanged);
    assert_eq!(over(&world, &endpoint, &towns).0, first);

    // The status is 304 to GET, 412 to a form; the data of another moment have another tag.
    let client = reqwest::blocking::Client::new();
    let query = [("query", "SELECT ?town { ?town a <http://example.org/Town> }")];
    let get = |tag: &str| {
        let response = client.get(&url).query(&query).header("if-none-match", tag).send().unwrap();
        (
            response.status().as_u16(),
            response.headers()["etag"].to_str().unwrap().to_owned(),
            response.text().unwrap().len(),
        )
    };
    let (status, tag, length) = get("\"none\"");
    assert!(status == 200 && length > 0 && tag.starts_with("W/\""), "{status} {tag}");
    assert_eq!(get(&tag), (304, tag.clone(), 0));
    assert_eq!(get("*").0, 200);
    let form = client.post(&url).form(&query).header("if-none-match", &tag).send().unwrap();
    assert_eq!((form.status().as_u16(), form.text().unwrap().as_str()), (412, ""));
    let other_form =
        client.get(&url).query(&query).header("accept", "text/csv").header("if-none-match", &tag).send().unwrap();
    assert_eq!(other_form.status().as_u16(), 200);
    let restless = client.get(&url).query(&[("query", "SELECT (NOW() AS ?now) {}")]).send().unwrap();
    assert_eq!((restless.status().as_u16(), restless.headers().get("etag")), (200, None));
    let wrong = client.get(&url).query(&[("query", "SELECT nothing")]).send().unwrap();
    assert_eq!((wrong.status().as_u16(), wrong.headers().get("etag")), (400, None));

    let node = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
    let label = oxigraph::model::Literal::new_language_tagged_literal("Bern West", "en").unwrap();
    let kind = oxigraph::model::vocab::rdf::TYPE;
    for quad in [
        Quad::new(node("west"), kind, node("Town"), GraphName::DefaultGraph),
        Quad::new(node("west"), node("label"), label, GraphName::DefaultGraph),
    ] {
        world.store.inner().unwrap().insert(&quad).unwrap();
    }
    publish();
    assert_eq!(get(&tag).0, 200);
    assert_eq!(
        over(&world, &endpoint, &towns).0,
        first.replace(":2,", ":3,").replace(r#"{"label":"Thun"}"#, r#"{"label":"Thun"},{"label":"Bern West"}"#)
    );
    assert_eq!(over(&world, &endpoint, &bern).0, r#"{"data":{"search":{"totalCount":1}}}"#);
    assert_eq!(endpoint.refresh_texts(&world.ontology).unwrap(), Refreshed::Read(3));
    assert_eq!(over(&world, &endpoint, &bern).0, r#"{"data":{"search":{"totalCount":2}}}"#);
}
