//! What documents say, and in which form they come.

use super::{RESOURCES, SPACE, SYNTAXES, fetch, get, quads, text, triple, triples};
use crate::http::{APP, app_of, empty, publish};
use crate::support::{RECORD, World, site};
use axum::http::{Method, StatusCode};
use oxigraph::model::{NamedNode, Quad, Term};
use plenary::http::PersistedQueries;
use plenary::linked::Site;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The quads that begin or end at a resource, found by looking at all of them.
fn known(iri: &str) -> Vec<Quad> {
    let node = NamedNode::new(iri).unwrap();
    let all = RECORD.store.quads();
    let is_about = |quad: &Quad| {
        quad.subject == node.clone().into() || (quad.object == Term::from(node.clone()) && quad.subject.is_named_node())
    };
    all.filter(is_about).collect()
}

#[tokio::test]
async fn every_form_says_what_the_store_says() {
    for path in RESOURCES {
        let about = format!("http://127.0.0.1:7878/id/{path}");
        let known = known(&format!("{SPACE}{path}"));
        assert!(known.len() > 2, "{path}");
        let expected: BTreeSet<String> = known.iter().map(triple).collect();
        let expected_quads: BTreeSet<String> = known.iter().map(ToString::to_string).collect();
        for (media_type, suffix, format) in SYNTAXES {
            let answer = get(&format!("/id/{path}"), &[("accept", media_type)]).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} as {media_type}");
            assert_eq!(answer.header("content-type").split(';').next(), Some(media_type));
            assert_eq!(answer.header("content-location"), format!("../../id/{path}.{suffix}"));
            let (of_document, said): (BTreeSet<String>, BTreeSet<String>) = match suffix {
                "trig" | "nq" => quads(format, &answer.body),
                _ => triples(format, &answer.body),
            }
            .into_iter()
            .partition(|triple| triple.starts_with(&format!("<{about}> ")));
            assert_eq!(said, if matches!(suffix, "trig" | "nq") { expected_quads.clone() } else { expected.clone() });
            assert_eq!(of_document.len(), 4, "{of_document:?}");
            let same = get(&format!("/id/{path}.{suffix}"), &[("accept", "text/html")]).await;
            assert_eq!((same.status, &same.body), (StatusCode::OK, &answer.body), "{path}.{suffix}");
            assert_eq!(same.header("etag"), answer.header("etag"));
        }
    }
}

#[tokio::test]
async fn the_form_is_the_one_that_is_accepted() {
    for (accept, expected) in [
        ("text/html", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/turtle;q=0.3, application/ld+json;q=0.9", "application/ld+json"),
        ("text/html;q=0.1, text/turtle", "text/turtle"),
        ("application/rdf+xml;q=0, text/turtle;q=0.5", "text/turtle"),
        ("APPLICATION/N-QUADS", "application/n-quads"),
    ] {
        for uri in ["/id/actor/chn", "/ontology", "/catalog", "/.well-known/void"] {
            let answer = get(uri, &[("accept", accept)]).await;
            assert_eq!(answer.status, StatusCode::OK, "{uri} {accept}");
            assert_eq!(answer.header("content-type").split(';').next(), Some(expected), "{uri} {accept}");
            assert!(answer.list("vary").contains(&"accept".to_owned()), "{uri} depends on accept");
        }
    }
    for uri in ["/id/actor/chn", "/ontology", "/catalog"] {
        let answer = get(uri, &[("accept", "image/png")]).await;
        assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE);
        assert!(text(&answer).contains("text/turtle"), "{}", text(&answer));
        assert!(answer.list("vary").contains(&"accept".to_owned()));
    }
}

#[tokio::test]
async fn every_form_names_the_others() {
    let answer = get("/id/actor/chn", &[("accept", "text/turtle")]).await;
    let links = answer.list("link");
    assert!(links.contains(&"<https://w3id.org/plenary/id/actor/chn>; rel=\"describes\"".to_owned()), "{links:?}");
    for (media_type, suffix, _) in SYNTAXES {
        let link = format!("<../../id/actor/chn.{suffix}>; rel=\"alternate\"; type=\"{media_type}\"");
        assert!(links.contains(&link), "{link} in {links:?}");
    }
}

#[tokio::test]
async fn a_validator_belongs_to_one_representation_and_stays() {
    let mut tags = BTreeSet::new();
    let requests = SYNTAXES.map(|(media_type, ..)| ("accept", media_type, "en"));
    for (name, accept, language) in
        [("accept", "text/html", "zh"), ("accept", "text/html", "en")].into_iter().chain(requests)
    {
        let headers = [(name, accept), ("accept-language", language)];
        let answer = get("/id/theme/digital-divide", &headers).await;
        let tag = answer.header("etag").to_owned();
        assert!(tags.insert(tag.clone()), "{accept} {language} has the tag of another");
        for known in [tag.clone(), format!("\"x\", {tag}"), "*".into(), tag.trim_start_matches("W/").to_owned()] {
            let again =
                get("/id/theme/digital-divide", &[&headers[..], &[("if-none-match", known.as_str())]].concat()).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
            assert_eq!(again.header("etag"), tag);
        }
        let other = get("/id/theme/digital-divide", &[&headers[..], &[("if-none-match", "W/\"x\"")]].concat()).await;
        assert_eq!(other.status, StatusCode::OK);
    }
    // Another server with the same data gives the same validators.
    let other = fetch(&app_of(&RECORD), Method::GET, "/id/theme/digital-divide", &[("accept", "text/turtle")]).await;
    assert!(tags.contains(other.header("etag")));
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    for uri in
        ["/id/actor/chn", "/id/actor/chn.ttl", "/ontology", "/catalog.nt", "/dump.nq.gz", "/context.jsonld", "/id/x/y"]
    {
        let (got, head) = (get(uri, &[]).await, fetch(&APP, Method::HEAD, uri, &[]).await);
        assert_eq!((head.status, head.body.len()), (got.status, 0), "{uri}");
        for name in ["content-type", "etag", "link", "vary", "content-location"] {
            assert_eq!(head.header(name), got.header(name), "{uri} {name}");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_404_with_names_like_it() {
    for uri in ["/id/actor/chm", "/id/actor/chm.ttl", "/describe?iri=actor:chm"] {
        let machine = get(uri, &[("accept", "text/turtle")]).await;
        assert_eq!(machine.status, StatusCode::NOT_FOUND, "{uri}");
        assert!(text(&machine).contains("did you mean"), "{}", text(&machine));
        assert!(text(&machine).contains("https://w3id.org/plenary/id/actor/chn"), "{}", text(&machine));
        let person = get(uri, &[("accept", "text/html"), ("accept-language", "zh")]).await;
        assert_eq!((person.status, person.header("content-type")), (StatusCode::NOT_FOUND, "text/html; charset=utf-8"));
        assert!(text(&person).contains("中国"), "{}", text(&person));
    }
    for (uri, status) in [
        ("/id/actor/zzzzzzzzzz", StatusCode::NOT_FOUND),
        ("/id/actor/chn.html?field=nothing", StatusCode::BAD_REQUEST),
        ("/id/actor/chn.html?field=positions&page=0", StatusCode::BAD_REQUEST),
        ("/id/actor/chn.html?field=positions&page=99999999999999999999", StatusCode::BAD_REQUEST),
        ("/id/actor/%3Cscript%3E", StatusCode::NOT_FOUND),
        ("/id/actor/%FF", StatusCode::NOT_FOUND),
        ("/nothing", StatusCode::NOT_FOUND),
        ("/describe", StatusCode::BAD_REQUEST),
        ("/describe?iri=nothing", StatusCode::BAD_REQUEST),
        ("/describe?iri=http://example.org/unknown", StatusCode::NOT_FOUND),
    ] {
        let answer = get(uri, &[]).await;
        assert_eq!(answer.status, status, "{uri}");
        assert!(!text(&answer).contains("<script>"), "{uri}");
    }
}

#[tokio::test]
async fn resources_of_others_are_described_by_their_iri() {
    let answer = get("/describe?iri=sdg:9.c", &[("accept", "text/turtle")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(text(&answer).contains("sdg:9.c a sdgo:Target"), "{}", text(&answer));
    assert_eq!(answer.header("content-location"), "./describe.ttl?iri=http://metadata.un.org/sdg/9.c");
    let page = get("/describe.html?iri=http://metadata.un.org/sdg/9.c", &[]).await;
    assert!(text(&page).contains("Affordable internet and ICT access for all"));
    // One of the dataset's own has its own address.
    let own = get("/describe?iri=actor:chn", &[("accept", "text/turtle")]).await;
    assert_eq!((own.status, own.header("location")), (StatusCode::SEE_OTHER, "./id/actor/chn.ttl"));
    let page = get("/describe?iri=actor:chn&lang=ru&side=FOR", &[("accept", "text/html")]).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "./id/actor/chn?lang=ru&side=FOR"));
}

/// Where the server hosts the IRIs of the data themselves, these name things and not documents.
#[tokio::test]
async fn a_thing_and_its_document_never_share_an_address() {
    let app = |url: &str| {
        let site = Site::new(Some(url), "127.0.0.1:1").unwrap();
        let app = empty(&RECORD, PersistedQueries::default(), site);
        publish(&app, &RECORD);
        Arc::new(app)
    };
    let canonical = app("https://w3id.org/plenary/");
    let thing = fetch(&canonical, Method::GET, "/id/actor/chn?lang=zh", &[("accept", "text/html")]).await;
    assert_eq!(thing.status, StatusCode::SEE_OTHER);
    assert_eq!(thing.header("location"), "https://w3id.org/plenary/id/actor/chn.html?lang=zh");
    assert!(thing.list("vary").contains(&"accept".to_owned()));
    let document = fetch(&canonical, Method::GET, "/id/actor/chn.nt", &[]).await;
    assert!(text(&document).contains(
        "<https://w3id.org/plenary/id/actor/chn.nt> <http://xmlns.com/foaf/0.1/primaryTopic> <https://w3id.org/plenary/id/actor/chn> ."
    ));
    let elsewhere = app("https://data.example.org/un");
    let service = fetch(&elsewhere, Method::GET, "/sparql", &[("host", "evil.example")]).await;
    assert!(text(&service).contains("<https://data.example.org/un/sparql>"), "{}", text(&service));
    assert!(!text(&service).contains("evil.example"));
    let document =
        fetch(&elsewhere, Method::GET, "/id/actor/chn", &[("accept", "text/html"), ("host", "evil.example")]).await;
    assert_eq!(document.status, StatusCode::OK);
    assert!(text(&document).contains("href=\"https://data.example.org/un/id/theme/"));
    assert!(!text(&document).contains("evil.example"), "the host that a client names is not trusted");
}

#[tokio::test]
async fn a_dataset_that_names_no_space_is_asked_by_iri() {
    let world = World::of(
        "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
         @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
         ex: a graphql:Schema ; graphql:publicShape ex:CityShape .
         ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:datatype xsd:string ] .",
        "<http://example.org/bern> a <http://example.org/City> ; <http://example.org/name> \"Bern\" .",
    );
    let app = app_of(&world);
    let named = fetch(&app, Method::GET, "/id/bern", &[]).await;
    assert_eq!(named.status, StatusCode::NOT_FOUND);
    assert!(text(&named).contains("/describe?iri="), "{}", text(&named));
    let page = fetch(&app, Method::GET, "/describe?iri=http://example.org/bern", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(text(&page).contains("Bern"));
    let catalogue = fetch(&app, Method::GET, "/catalog.ttl", &[]).await;
    assert!(text(&catalogue).contains("dcat:Catalog"), "{}", text(&catalogue));
    assert_eq!(fetch(&app, Method::GET, "/ontology", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn there_is_nothing_while_data_are_loaded() {
    let app = Arc::new(empty(&RECORD, PersistedQueries::default(), site()));
    for uri in ["/id/actor/chn", "/describe?iri=actor:chn", "/ontology", "/catalog", "/dump.nq.gz"] {
        let answer = fetch(&app, Method::GET, uri, &[]).await;
        assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"), "{uri}");
    }
}

#[tokio::test]
async fn a_description_is_bounded_and_says_so() {
    let links: String =
        (0..5_100).map(|i| format!("<http://example.org/id/{i}> ex:in <http://example.org/id/hub> .\n")).collect();
    let world = World::of(
        "ex: a graphql:Schema ; graphql:publicShape ex:S . ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:in ; sh:class ex:C ] .",
        &format!(
            "ex:d a dcat:Dataset ; <http://rdfs.org/ns/void#uriSpace> 'http://example.org/id/' .
             <http://example.org/id/hub> a ex:C ; ex:name 'hub' . {links}"
        ),
    );
    let app = app_of(&world);
    let hub = fetch(&app, Method::GET, "/id/hub.nt", &[]).await;
    let said = triples(SYNTAXES[1].2, &hub.body);
    assert_eq!(
        said.iter().filter(|triple| triple.ends_with("<http://example.org/id/hub>") && triple.contains("/in>")).count(),
        5_000
    );
    assert!(said.iter().any(|triple| triple.contains("\"hub\"")), "what begins at it is whole");
    assert!(hub.header("plenary-incomplete").contains("dumps"));
    let other = fetch(&app, Method::GET, "/id/7.nt", &[]).await;
    assert_eq!(other.header("plenary-incomplete"), "");
    assert_eq!(fetch(&app, Method::GET, "/id/hub", &[]).await.status, StatusCode::OK);
}
