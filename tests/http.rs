//! The routes, called in the process: no port, but all layers.

use crate::oddities::ODD;
use crate::support::{RECORD, World, site};
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use plenary::http::{App, Front, LARGEST_BODY, PersistedQueries};
use plenary::linked::Site;
use plenary::server::{self, SparqlConfig};
use serde_json::{Value, json};
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

const RESPONSE: &str = "application/graphql-response+json";
const QUERY: &str = "{ states { totalCount } }";

pub(crate) static APP: LazyLock<Arc<App>> = LazyLock::new(|| app_of(&RECORD));

pub(crate) fn app_of(world: &World) -> Arc<App> {
    let app = empty(world, PersistedQueries::default(), site());
    publish(&app, world);
    Arc::new(app)
}

/// An application of a world's ontology that has no data yet.
pub(crate) fn empty(world: &World, queries: PersistedQueries, site: Site) -> App {
    let engine = server::engine(Arc::clone(&world.ontology)).unwrap();
    App::new(engine, queries, site, server::sparql(&world.ontology, SparqlConfig::default()))
}

/// Publishes what a world holds, opened from a file as a store is.
pub(crate) fn publish(app: &App, world: &World) {
    let (snapshot, triples) = world.open();
    app.publish(snapshot, triples);
}

/// A response that has arrived.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// All values of a list header, in lower case.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let values = self.headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_lowercase());
        values.flat_map(|value| value.split(',').map(|item| item.trim().to_owned()).collect::<Vec<_>>()).collect()
    }
}

pub(crate) async fn send(app: &Arc<App>, request: Request<Body>) -> Answer {
    let response = Front::new(Arc::clone(app)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes().to_vec() }
}

pub(crate) fn built(method: Method, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let request = Request::builder().method(method).uri(uri);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(body.into()).unwrap()
}

async fn get(uri: &str, headers: &[(&str, &str)]) -> Answer {
    send(&APP, built(Method::GET, uri, headers, Body::empty())).await
}

/// Posts a body as JSON.
async fn post(headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let headers = [&[("content-type", "application/json")], headers].concat();
    send(&APP, built(Method::POST, "/graphql", &headers, body)).await
}

async fn ask(headers: &[(&str, &str)], query: &str) -> Answer {
    post(headers, json!({ "query": query }).to_string()).await
}

/// The URL of a query with its parameters encoded.
fn url(parameters: &[(&str, &str)]) -> String {
    format!("/graphql?{}", serde_urlencoded::to_string(parameters).unwrap())
}

fn assert_refused(answer: &Answer, status: StatusCode, message: &str) {
    assert_eq!(answer.status, status, "{message}: {}", String::from_utf8_lossy(&answer.body));
    let json = answer.json();
    let code = if status == StatusCode::SERVICE_UNAVAILABLE { "SERVER_BUSY" } else { "BAD_REQUEST" };
    assert_eq!(json["errors"][0]["extensions"]["code"], code);
    assert!(json["errors"][0]["message"].as_str().unwrap().contains(message), "{message} in {json}");
    assert_eq!(json.get("data"), None);
}

#[tokio::test]
async fn a_query_is_answered_by_post_and_by_get() {
    let expected = json!({ "data": { "states": { "totalCount": 195 } } });
    let posted = ask(&[], QUERY).await;
    assert_eq!((posted.status, posted.json()), (StatusCode::OK, expected.clone()));
    assert_eq!(posted.header("content-type"), "application/json; charset=utf-8");
    let got = get(&url(&[("query", QUERY)]), &[]).await;
    assert_eq!((got.status, got.json()), (StatusCode::OK, expected));
    for name in ["accept", "accept-language", "plenary-explain"] {
        assert!(got.list("vary").contains(&name.to_owned()), "the answer depends on {name}");
    }
}

/// From its second time on it is answered on the spot, if it was quick.
#[tokio::test]
async fn a_query_that_comes_again_has_the_same_answer() {
    for query in [QUERY, "{ statements(first: 50) { nodes { text positions { nodes { stance { label } } } } } }"] {
        let first = ask(&[], query).await;
        assert_eq!(first.status, StatusCode::OK);
        for _ in 0..5 {
            let again = ask(&[], query).await;
            assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
            assert_eq!(again.header("content-type"), first.header("content-type"));
        }
        let explained = ask(&[("plenary-explain", "1")], query).await.json();
        assert!(explained["extensions"]["explain"]["plan"].is_array(), "{explained}");
    }
}

#[tokio::test]
async fn the_media_type_is_the_one_that_is_accepted() {
    for (accept, expected) in [
        (RESPONSE, RESPONSE),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/graphql-response+json, application/json;q=0.9", RESPONSE),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
    ] {
        let answer = ask(&[("accept", accept)], QUERY).await;
        assert_eq!(answer.status, StatusCode::OK, "{accept}");
        assert_eq!(answer.header("content-type"), format!("{expected}; charset=utf-8"), "{accept}");
    }
    for accept in ["text/html", "image/*", "application/json;q=0"] {
        let answers =
            [ask(&[("accept", accept)], QUERY).await, get(&url(&[("query", QUERY)]), &[("accept", accept)]).await];
        for answer in answers {
            assert_refused(&answer, StatusCode::NOT_ACCEPTABLE, "accept one of them");
            assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
        }
    }
}

/// Section 6.4 of GraphQL over HTTP: with plain JSON, a well-formed request is 200 whatever comes of it.
#[tokio::test]
async fn the_status_tells_refusals_apart_where_the_client_can_read_it() {
    for (query, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ kings }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("{ states(first: 1000) { totalCount } }", "BAD_USER_INPUT"),
        ("query ($id: ID!) { state(id: $id) { id } }", "BAD_USER_INPUT"),
        ("mutation { x }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let strict = ask(&[("accept", RESPONSE)], query).await;
        assert_eq!(strict.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(strict.json()["errors"][0]["extensions"]["code"], code, "{query}");
        assert_eq!(strict.json().get("data"), None, "{query}");
        let lenient = ask(&[("accept", "application/json")], query).await;
        assert_eq!((lenient.status, lenient.json()), (StatusCode::OK, strict.json()), "{query}");
    }
}

#[tokio::test]
async fn an_answer_with_errors_of_single_fields_is_still_an_answer() {
    let app = app_of(&ODD);
    for (query, data) in [
        (r#"{ town(id: "ex:ghost") { people } }"#, json!({ "town": null })),
        ("{ towns { nodes { people } } }", Value::Null),
    ] {
        let body = json!({ "query": query }).to_string();
        let headers = [("content-type", "application/json"), ("accept", RESPONSE)];
        let answer = send(&app, built(Method::POST, "/graphql", &headers, body)).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json()["data"], data);
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "DATA_INCOMPLETE");
    }
}

#[tokio::test]
async fn the_body_must_be_json() {
    let body = json!({ "query": QUERY }).to_string();
    for content_type in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"] {
        let request = built(Method::POST, "/graphql", &[("content-type", content_type)], body.clone());
        assert_eq!(send(&APP, request).await.status, StatusCode::OK, "{content_type}");
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        RESPONSE,
        "",
    ] {
        let request = built(Method::POST, "/graphql", &[("content-type", content_type)], body.clone());
        assert_refused(
            &send(&APP, request).await,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Content-Type: application/json",
        );
    }
    let request = built(Method::POST, "/graphql", &[], body);
    assert_refused(&send(&APP, request).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type: application/json");
}

#[tokio::test]
async fn bodies_that_are_no_request_are_refused() {
    let nested =
        format!("{{\"query\":\"{{ __typename }}\",\"variables\":{}1{}}}", "{\"a\":".repeat(50_000), "}".repeat(50_000));
    let bodies: [(&[u8], &str); 17] = [
        (b"", "the body is not JSON"),
        (b"{", "the body is not JSON"),
        (b"{ states }", "the body is not JSON"),
        (b"\xff\xfe{\"query\":\"{ __typename }\"}", "the body is not JSON"),
        (b"{\"query\":\"{ __typename \xff }\"}", "the body is not JSON"),
        (b"{\"query\":\"{ __typename \\ud800 }\"}", "the body is not JSON"),
        (b"{\"query\":\"{ __typename }\"} {}", "the body is not JSON"),
        (nested.as_bytes(), "the body is not JSON"),
        (b"[{\"query\":\"{ __typename }\"}]", "batches are not taken"),
        (b"\"{ __typename }\"", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b"{}", "`query` is missing"),
        (b"{\"query\":null}", "`query` is missing"),
        (b"{\"query\":1}", "`query` must be a string"),
        (b"{\"query\":\"{ __typename }\",\"variables\":[]}", "`variables` must be an object"),
        (b"{\"query\":\"{ __typename }\",\"operationName\":1}", "`operationName` must be a string"),
        (b"{\"query\":\"{ __typename }\",\"extensions\":true}", "`extensions` must be an object"),
    ];
    for (body, message) in bodies {
        for accept in [RESPONSE, "application/json"] {
            assert_refused(&post(&[("accept", accept)], body.to_vec()).await, StatusCode::BAD_REQUEST, message);
        }
    }
}

#[tokio::test]
async fn members_that_are_null_or_unknown_do_not_matter() {
    let body = json!({
        "query": "query A { __typename }", "operationName": null, "variables": null, "extensions": null, "id": 1
    });
    assert_eq!(post(&[], body.to_string()).await.json(), json!({ "data": { "__typename": "Query" } }));
    let body =
        json!({ "query": "query A { __typename }", "operationName": "", "variables": {}, "extensions": { "a": 1 } });
    assert_eq!(post(&[], body.to_string()).await.json(), json!({ "data": { "__typename": "Query" } }));
}

#[tokio::test]
async fn variables_and_operation_names_come_by_post_and_by_get() {
    let query = "query A { __typename } query B($id: ID!) { state(id: $id) { label } }";
    let expected = json!({ "data": { "state": { "label": "China" } } });
    let body = json!({ "query": query, "operationName": "B", "variables": { "id": "actor:chn" } });
    assert_eq!(post(&[], body.to_string()).await.json(), expected);
    let parameters =
        [("query", query), ("operationName", "B"), ("variables", r#"{"id":"actor:chn"}"#), ("extensions", "{}")];
    assert_eq!(get(&url(&parameters), &[]).await.json(), expected);
    assert_eq!(
        get("/graphql?query=%7B+__typename+%7D&variables=&operationName=&extensions=", &[]).await.status,
        StatusCode::OK
    );
    let umlaut = r#"{ node(id: "https://example.org/ü") { id } }"#;
    let answer = get(&url(&[("query", umlaut)]), &[]).await.json();
    assert_eq!(answer["data"], json!({ "node": null }));
    assert!(answer["extensions"]["notices"][0]["message"].as_str().unwrap().contains("https://example.org/ü"));
}

#[tokio::test]
async fn parameters_that_are_no_request_are_refused() {
    for (uri, message) in [
        ("/graphql", "`query` is missing"),
        ("/graphql?", "`query` is missing"),
        ("/graphql?qery=%7B__typename%7D", "`query` is missing"),
        ("/graphql?query=%7B__typename%7D&variables=%7B", "the parameter `variables` is not JSON"),
        ("/graphql?query=%7B__typename%7D&variables=%5B%5D", "`variables` must be an object"),
        ("/graphql?query=%7B__typename%7D&extensions=1", "`extensions` must be an object"),
    ] {
        for accept in [RESPONSE, "application/json"] {
            assert_refused(&get(uri, &[("accept", accept)]).await, StatusCode::BAD_REQUEST, message);
        }
    }
    assert_eq!(get("/graphql?query=%FF%FE", &[("accept", RESPONSE)]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn get_changes_nothing_so_mutations_need_post() {
    for query in ["mutation { x }", "query A { __typename } mutation B { x }"] {
        let name = if query.contains('A') { "B" } else { "" };
        let answer = get(&url(&[("query", query), ("operationName", name)]), &[]).await;
        assert_refused(&answer, StatusCode::METHOD_NOT_ALLOWED, "use POST");
        assert_eq!(answer.header("allow"), "POST");
    }
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let answer = send(&APP, built(Method::PATCH, "/graphql", &[("content-type", "application/json")], "{}")).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.list("allow"), ["get", "head", "post", "put", "delete"]);
    let answer = send(&APP, built(Method::POST, "/health", &[], Body::empty())).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get("/nowhere", &[]).await.status, StatusCode::NOT_FOUND);
    // Each in the form of its route.
    let refused = send(&APP, built(Method::DELETE, "/reconcile", &[], Body::empty())).await;
    assert_eq!((refused.status, &refused.json()["status"]), (StatusCode::METHOD_NOT_ALLOWED, &json!("error")));
    let lost = get("/there/is/nothing", &[]).await;
    assert_eq!(
        (lost.status, &*lost.body),
        (StatusCode::NOT_FOUND, &b"there is nothing at this address; / says what there is\n"[..])
    );
}

/// One fault, one status and one set of headers, in the form of each protocol.
#[tokio::test]
async fn a_fault_is_the_same_in_every_protocol() {
    let routes = [
        ("/graphql", "application/json", "/errors/0/message"),
        ("/reconcile", "application/x-www-form-urlencoded", "/message"),
        ("/sparql", "application/sparql-query", ""),
    ];
    let loading = Arc::new(empty(&RECORD, PersistedQueries::default(), site()));
    let large = "x".repeat(LARGEST_BODY + 1);
    let packed = [("content-encoding", "gzip")];
    for (route, content_type, message) in routes {
        let asked = match route {
            "/graphql" => json!({ "query": QUERY }).to_string(),
            "/reconcile" => "queries={}".to_owned(),
            _ => "ASK {}".to_owned(),
        };
        for (app, headers, body, status, (name, value), problem) in [
            (&*APP, &packed[..], &asked, StatusCode::UNSUPPORTED_MEDIA_TYPE, ("accept-encoding", "identity"), "`gzip`"),
            (&*APP, &[][..], &large, StatusCode::PAYLOAD_TOO_LARGE, ("retry-after", ""), "larger than 1048576 bytes"),
            (&loading, &[][..], &asked, StatusCode::SERVICE_UNAVAILABLE, ("retry-after", "5"), "still being loaded"),
        ] {
            let headers = [&[("content-type", content_type)], headers].concat();
            let answer = send(app, built(Method::POST, route, &headers, body.clone())).await;
            assert_eq!((answer.status, answer.header(name)), (status, value), "{route}: {problem}");
            let said = match message {
                "" => String::from_utf8(answer.body).unwrap(),
                place => answer.json().pointer(place).unwrap().to_string(),
            };
            assert!(said.contains(problem), "{route}: {problem} in {said}");
        }
        let as_it_is = [("content-type", content_type), ("content-encoding", "identity")];
        assert_eq!(send(&APP, built(Method::POST, route, &as_it_is, asked)).await.status, StatusCode::OK, "{route}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let uri = url(&[("query", QUERY)]);
    let head = send(&APP, built(Method::HEAD, &uri, &[("accept", RESPONSE)], Body::empty())).await;
    let got = get(&uri, &[("accept", RESPONSE)]).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    for name in ["content-type", "content-length", "vary"] {
        assert_eq!(head.header(name), got.header(name), "{name}");
    }
    assert_eq!(got.header("content-length"), got.body.len().to_string());
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused() {
    let padded = |length: usize| {
        let body = json!({ "query": QUERY, "extensions": { "pad": "" } }).to_string();
        body.replace("\"\"", &format!("\"{}\"", "x".repeat(length - body.len())))
    };
    assert_eq!(post(&[], padded(LARGEST_BODY)).await.status, StatusCode::OK);
    for length in [LARGEST_BODY + 1, 2 * 1024 * 1024] {
        let known = post(&[("content-length", &length.to_string())], padded(length)).await;
        let pieces = padded(length)
            .into_bytes()
            .chunks(4096)
            .map(|piece| Ok::<_, std::io::Error>(piece.to_vec()))
            .collect::<Vec<_>>();
        let streamed = post(&[], Body::from_stream(futures_util::stream::iter(pieces))).await;
        for answer in [known, streamed] {
            assert_refused(&answer, StatusCode::PAYLOAD_TOO_LARGE, "larger than 1048576 bytes");
        }
    }
    let long = ask(&[("accept", RESPONSE)], &"x".repeat(900_000)).await;
    assert_eq!(long.status, StatusCode::BAD_REQUEST);
    assert_eq!(long.json()["errors"][0]["extensions"]["code"], "QUERY_TOO_LARGE");
}

#[tokio::test]
async fn fault_25_a_page_of_another_site_may_ask_with_any_header() {
    let asked = ["content-type", "authorization", "if-none-match", "apollographql-client-name", "x-anything"];
    let preflight = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", &asked.join(",")),
    ];
    let answer = send(&APP, built(Method::OPTIONS, "/graphql", &preflight, Body::empty())).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.list("access-control-allow-methods"), ["get", "head", "post", "put", "delete"]);
    for name in asked {
        assert!(answer.list("access-control-allow-headers").contains(&name.to_owned()), "{name}");
    }
    assert_eq!(answer.header("access-control-max-age"), "86400");
    assert_eq!(answer.header("access-control-allow-credentials"), "");

    let answer = ask(&[("origin", "https://example.org")], QUERY).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    for name in ["x-request-id", "etag", "link", "content-location", "repr-digest", "retry-after", "plenary-incomplete"]
    {
        assert!(answer.list("access-control-expose-headers").contains(&name.to_owned()), "{name}");
    }
}

#[tokio::test]
async fn large_answers_are_compressed_if_the_client_can_read_that() {
    let query = "{ states(first: 200) { nodes { id label labelTranslations { value } } } }";
    let plain = ask(&[("accept-encoding", "identity")], query).await;
    assert_eq!(plain.header("content-encoding"), "");
    let zipped = ask(&[("accept-encoding", "gzip")], query).await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert!(zipped.list("vary").contains(&"accept-encoding".to_owned()));
    assert!(zipped.list("vary").contains(&"accept-language".to_owned()));
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(zipped.body.as_slice()).read_to_end(&mut unzipped).unwrap();
    assert_eq!(unzipped, plain.body);
    assert!(zipped.body.len() * 3 < plain.body.len());
    let brotli = ask(&[("accept-encoding", "br, gzip;q=0.5")], query).await;
    assert_eq!(brotli.header("content-encoding"), "br");
    assert!(brotli.body.len() * 3 < plain.body.len());
    assert_eq!(ask(&[("accept-encoding", "gzip")], "{ a: __typename }").await.header("content-encoding"), "");
}

#[tokio::test]
async fn every_answer_has_the_id_of_its_request() {
    let answer = ask(&[("x-request-id", "mine-1")], QUERY).await;
    assert_eq!(answer.header("x-request-id"), "mine-1");
    let first = get("/health", &[]).await.header("x-request-id").to_owned();
    let second = get("/nowhere", &[]).await.header("x-request-id").to_owned();
    assert_eq!((first.len(), second.len()), (32, 32));
    assert_ne!(first, second);
}

/// What is sent piece by piece is whole when it is compressed, too: compression asks for more after the end.
#[tokio::test]
async fn long_answers_are_whole_however_they_are_packed() {
    let sparql =
        format!("/sparql?{}", serde_urlencoded::to_string([("query", "SELECT * { ?s ?p ?o } LIMIT 1000")]).unwrap());
    for uri in [sparql.as_str(), "/graphs?default"] {
        let plain = get(uri, &[]).await;
        assert!(plain.status == StatusCode::OK && plain.body.len() > 100 * 1024, "{uri}: {}", plain.body.len());
        let zipped = get(uri, &[("accept-encoding", "gzip")]).await;
        assert_eq!((zipped.status, zipped.header("content-encoding")), (StatusCode::OK, "gzip"), "{uri}");
        let mut bytes = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(zipped.body.as_slice()), &mut bytes).unwrap();
        assert!(bytes == plain.body, "{uri}: {} bytes, not {}", bytes.len(), plain.body.len());
        let brotli = get(uri, &[("accept-encoding", "br")]).await;
        assert_eq!((brotli.status, brotli.header("content-encoding")), (StatusCode::OK, "br"), "{uri}");
        assert!(brotli.body.len() < plain.body.len() / 3, "{uri}: {} of {}", brotli.body.len(), plain.body.len());
    }
}

/// A schema may have many megabytes. It is packed once for all, never for each who asks, and not sent to who has it.
#[tokio::test]
async fn hostile_b5_the_schema_costs_nothing_to_ask_for() {
    let sdl = RECORD.engine.sdl();
    let packed = get("/graphql/schema", &[("accept-encoding", "br, gzip;q=0.5")]).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (StatusCode::OK, "gzip"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, sdl);
    assert!(packed.list("vary").contains(&"accept-encoding".to_owned()), "{:?}", packed.headers);
    for accepted in ["br", "zstd, deflate", "gzip;q=0", "identity", ""] {
        let plain = get("/graphql/schema", &[("accept-encoding", accepted)]).await;
        assert_eq!((plain.status, plain.header("content-encoding")), (StatusCode::OK, ""), "{accepted}");
        assert!(plain.body == sdl.as_bytes(), "{accepted}");
        assert_eq!(plain.header("etag"), packed.header("etag"));
    }
    let known = get("/graphql/schema", &[("if-none-match", packed.header("etag"))]).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn until_data_are_published_only_the_schema_is_there() {
    let app = Arc::new(empty(&RECORD, PersistedQueries::default(), site()));
    let at = |uri: &str| built(Method::GET, uri, &[("accept", "*/*")], Body::empty());
    let health = send(&app, at("/health")).await;
    assert_eq!((health.status, health.json()), (StatusCode::OK, json!({ "status": "ok" })));
    let ready = send(&app, at("/ready")).await;
    assert_eq!((ready.status, ready.json()), (StatusCode::SERVICE_UNAVAILABLE, json!({ "status": "loading" })));
    let answer = send(&app, at(&url(&[("query", QUERY)]))).await;
    assert_refused(&answer, StatusCode::SERVICE_UNAVAILABLE, "still being loaded");
    let schema = send(&app, at("/graphql/schema")).await;
    assert_eq!(schema.status, StatusCode::OK);
    assert_eq!(schema.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(String::from_utf8(schema.body).unwrap(), RECORD.engine.sdl());

    publish(&app, &RECORD);
    let ready = send(&app, at("/ready")).await;
    let triples = RECORD.snapshot.dataset().triples;
    assert_eq!(
        (ready.status, ready.json()),
        (StatusCode::OK, json!({ "status": "ready", "triples": triples, "fullText": "ready" }))
    );
    assert_eq!(send(&app, at(&url(&[("query", QUERY)]))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_first_page_needs_nothing_from_elsewhere() {
    let page = get("/", &[("accept", "text/html")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn texts_come_in_the_language_of_the_reader() {
    let query = r#"{ state(id: "actor:che") { label es: label(lang: ["es"]) } }"#;
    for (accept, label) in [
        ("", "Switzerland"),
        ("zh-CN, zh;q=0.9, en;q=0.5", "瑞士"),
        ("ru;q=0.3, ar;q=0.8", "سويسرا"),
        ("de, *;q=0.1", "Switzerland"),
        ("fr;q=0, en", "Switzerland"),
        ("FR-ca", "Suisse"),
        ("!!, ;;, fr", "Suisse"),
    ] {
        let answer = ask(&[("accept-language", accept)], query).await;
        let expected = json!({ "data": { "state": { "label": label, "es": "Suiza" } } });
        assert_eq!(answer.json(), expected, "{accept}");
    }
}

#[tokio::test]
async fn explain_tells_plan_reads_and_rows() {
    let query = "{ sessions { nodes { title interventions(first: 2) { nodes { speaker { label } } } } } }";
    assert_eq!(ask(&[], query).await.json().get("extensions"), None);
    assert_eq!(ask(&[("plenary-explain", "0")], query).await.json().get("extensions"), None);
    let answer = ask(&[("plenary-explain", "1")], query).await.json();
    assert_eq!(answer["data"], ask(&[], query).await.json()["data"]);
    let explain = &answer["extensions"]["explain"];
    let plan: Vec<_> = explain["plan"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(plan.len(), 5);
    assert!(plan[0].starts_with("0: sessions — instances"), "{}", plan[0]);
    assert_eq!(explain["reads"], 5);
    assert_eq!(explain["rows"], 37);
    let rows: Vec<_> = explain["plan"].as_array().unwrap().iter().map(|step| step["rows"].as_u64().unwrap()).collect();
    assert_eq!(rows, [5, 5, 9, 9, 9]);
    assert!(explain["microseconds"].is_u64());
    assert!(explain["plan"].as_array().unwrap().iter().all(|step| step.get("where").is_none()), "{explain}");
    let filtered = "{ states(where: { id: { eq: \"actor:chn\" } }) { totalCount } }";
    let answer = ask(&[("plenary-explain", "1")], filtered).await.json();
    let told = "id in <https://w3id.org/plenary/id/actor/chn> — identifiers (candidates: about 1, found: 1)";
    assert_eq!(answer["extensions"]["explain"]["plan"][0]["where"], json!([told]));
}

/// Each state of the data has its own number, and everything in it says that number.
fn numbered(number: usize) -> World {
    let shapes = "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:number ; sh:datatype \
                  xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 9 ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path ex:next ; sh:class ex:Thing ; sh:minCount 1 ; sh:maxCount 1 ] .";
    let things = 10 + number;
    let thing = |i: usize| format!("ex:t{i} a ex:Thing ; ex:number {number} ; ex:next ex:t{} .\n", (i + 1) % things);
    World::of(shapes, &(0..things).map(thing).collect::<String>())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_sees_one_state_of_the_data() {
    let states = [numbered(1), numbered(2)];
    let app = app_of(&states[0]);
    let done = Arc::new(AtomicBool::new(false));
    let writer = {
        let (app, done) = (Arc::clone(&app), Arc::clone(&done));
        tokio::task::spawn_blocking(move || {
            let mut published = 0;
            while !done.load(Ordering::Relaxed) {
                publish(&app, &states[published % 2]);
                published += 1;
            }
            published
        })
    };
    let readers = (0..4).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            let query = "{ a: things(first: 50) { totalCount nodes { number next { number next { number } } } } b: things { totalCount } dataset { classes { count } } }";
            let mut seen = [0; 3];
            for _ in 0..20_000 {
                if seen[1] >= 50 && seen[2] >= 50 {
                    break;
                }
                let body = json!({ "query": query }).to_string();
                let request = built(Method::POST, "/graphql", &[("content-type", "application/json")], body);
                let data = send(&app, request).await.json()["data"].take();
                let number = data["a"]["nodes"][0]["number"].as_u64().unwrap();
                let node = json!({ "number": number, "next": { "number": number, "next": { "number": number } } });
                let count = 10 + number;
                let expected = json!({
                    "a": { "totalCount": count, "nodes": vec![node; usize::try_from(count).unwrap()] },
                    "b": { "totalCount": count },
                    "dataset": { "classes": [{ "count": count }] },
                });
                assert_eq!(data, expected, "a mixture of two states");
                seen[usize::try_from(number).unwrap()] += 1;
            }
            seen
        })
    });
    let seen = futures_util::future::join_all(readers.collect::<Vec<_>>()).await;
    done.store(true, Ordering::Relaxed);
    let published = writer.await.unwrap();
    for seen in seen {
        let [_, ones, twos] = seen.unwrap();
        assert!(ones >= 50 && twos >= 50, "{published} states were published, of which {ones} and {twos} were seen");
    }
}

/// SHA-256 in hexadecimal.
fn digest(query: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(query).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn persisted(query: Option<&str>, hash: &str, version: u64) -> String {
    let mut body = json!({ "extensions": { "persistedQuery": { "version": version, "sha256Hash": hash } } });
    if let Some(query) = query {
        body["query"] = query.into();
    }
    body.to_string()
}

#[tokio::test]
async fn a_query_is_known_by_its_digest_after_it_was_sent_once() {
    let query = "{ states { totalCount } persisted: __typename }";
    let hash = digest(query);
    let code =
        |answer: &Answer| answer.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
    let unknown = post(&[], persisted(None, &hash, 1)).await;
    assert_eq!(code(&unknown), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(unknown.json()["errors"][0]["message"], "PersistedQueryNotFound");
    assert_eq!(unknown.json().get("data"), None);
    assert_eq!(code(&post(&[], persisted(Some(query), &digest("{ x }"), 1)).await), "BAD_USER_INPUT");
    assert_eq!(
        code(&post(&[], persisted(None, &hash, 1)).await),
        "PERSISTED_QUERY_NOT_FOUND",
        "a lie is not remembered"
    );
    assert_eq!(code(&post(&[], persisted(Some(query), &hash, 2)).await), "BAD_REQUEST");
    let expected = json!({ "data": { "states": { "totalCount": 195 }, "persisted": "Query" } });
    assert_eq!(post(&[], persisted(Some(query), &hash, 1)).await.json(), expected);
    assert_eq!(post(&[], persisted(None, &hash.to_uppercase(), 1)).await.json(), expected);
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } }).to_string();
    assert_eq!(get(&url(&[("extensions", &extensions)]), &[]).await.json(), expected);
}

#[tokio::test]
async fn with_a_list_of_queries_no_other_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("queries.json");
    std::fs::write(&file, json!({ "count": QUERY }).to_string()).unwrap();
    let app = empty(&RECORD, PersistedQueries::only(&file).unwrap(), site());
    publish(&app, &RECORD);
    let app = Arc::new(app);
    let json = [("content-type", "application/json")];
    let sent = |body: String| send(&app, built(Method::POST, "/graphql", &json, body));
    let expected = json!({ "data": { "states": { "totalCount": 195 } } });
    assert_eq!(sent(json!({ "query": QUERY }).to_string()).await.json(), expected);
    assert_eq!(sent(persisted(None, &digest(QUERY), 1)).await.json(), expected);
    let other = "{ __typename }";
    for body in [
        json!({ "query": other }).to_string(),
        json!({ "query": format!("{QUERY} ") }).to_string(),
        persisted(Some(other), &digest(other), 1),
        persisted(None, &digest(other), 1),
    ] {
        let answer = sent(body.clone()).await.json();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "QUERY_NOT_ALLOWED", "{body}");
        assert_eq!(answer.get("data"), None);
    }
    for (text, problem) in [("[]", "is not a list of queries"), ("{\"a\":1}", "is not a list of queries")] {
        std::fs::write(&file, text).unwrap();
        assert!(PersistedQueries::only(&file).unwrap_err().to_string().contains(problem), "{text}");
    }
    let missing = PersistedQueries::only(&folder.path().join("nothing.json")).unwrap_err().to_string();
    assert!(missing.contains("cannot read the list of queries"), "{missing}");
}
