//! The W3C Reconciliation Service API, as OpenRefine uses it: manifest, batches, suggestions, preview, data extension, and
//! what is refused.

use crate::http::app_of;
use crate::support::RECORD;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use plenary::http::{App, Front, LARGEST_BODY};
use plenary::query::Limits;
use plenary::reconcile::Service;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tower::ServiceExt;

static APP: LazyLock<Arc<App>> = LazyLock::new(|| app_of(&RECORD));

async fn send(request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let (parts, body) = Front::new(Arc::clone(&APP)).oneshot(request).await.unwrap().into_parts();
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
}

async fn get(path: &str, parameters: &[(&str, &str)]) -> (StatusCode, Value) {
    let uri = format!("/reconcile{path}?{}", serde_urlencoded::to_string(parameters).unwrap());
    let request = Request::get(uri).header("accept-language", "en").body(Body::empty()).unwrap();
    let (status, _, body) = send(request).await;
    (status, serde_json::from_slice(&body).unwrap())
}

async fn post(form: &[(&str, &str)]) -> (StatusCode, Value) {
    let request = Request::post("/reconcile").header("content-type", "application/x-www-form-urlencoded");
    let (status, _, body) = send(request.body(serde_urlencoded::to_string(form).unwrap().into()).unwrap()).await;
    (status, serde_json::from_slice(&body).unwrap())
}

/// The candidates of one query: identifier without what all have in common, score, and whether it is a match.
async fn candidates(query: Value) -> Vec<(String, f64, bool)> {
    let (status, answer) = post(&[("queries", &json!({ "q": query }).to_string())]).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let candidate = |result: &Value| {
        let id = result["id"].as_str().unwrap().trim_start_matches("https://w3id.org/plenary/id/").to_owned();
        (id, result["score"].as_f64().unwrap(), result["match"].as_bool().unwrap())
    };
    answer["q"]["result"].as_array().unwrap().iter().map(candidate).collect()
}

async fn best(query: Value) -> (String, f64, bool) {
    candidates(query).await.into_iter().next().unwrap_or_default()
}

fn sure(id: &str, score: f64) -> (String, f64, bool) {
    (id.to_owned(), score, true)
}

#[tokio::test]
async fn the_manifest_says_where_everything_is() {
    let request = Request::get("/reconcile").header("host", "example.org:81").header("origin", "https://a.example");
    let (status, headers, body) = send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((status, headers["access-control-allow-origin"].to_str().unwrap()), (StatusCode::OK, "*"));
    let manifest: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(manifest["versions"], json!(["0.2"]));
    assert_eq!(manifest["schemaSpace"], "https://w3id.org/plenary/ontology#");
    assert_eq!(manifest["identifierSpace"], "https://w3id.org/plenary/id/");
    assert_eq!(manifest["preview"]["url"], "http://example.org:81/reconcile/preview?id={{id}}");
    assert_eq!(manifest["view"]["url"], "http://example.org:81/describe?iri={{id}}");
    assert_eq!(manifest["suggest"]["entity"]["service_url"], "http://example.org:81/reconcile");
    let types: Vec<_> =
        manifest["defaultTypes"].as_array().unwrap().iter().map(|ty| ty["id"].as_str().unwrap()).collect();
    for name in ["Actor", "Theme", "Process", "SdgItem", "ActionLine"] {
        assert!(types.contains(&name), "{name} in {types:?}");
    }
    assert!(!types.contains(&"Statement"), "statements have no name");
    let hostile = Request::get("/reconcile").header("host", "a\"><script>").body(Body::empty()).unwrap();
    let text = String::from_utf8(send(hostile).await.2).unwrap();
    assert!(text.contains("/reconcile") && !text.contains("script"));
}

/// What a proxy may have added, or anybody else, names no address.
#[tokio::test]
async fn hostile_c5_forwarded_hosts_are_not_believed() {
    for path in ["/reconcile", "/sparql"] {
        let request = Request::get(path).header("host", "example.org").header("accept", "*/*");
        let request = request.header("x-forwarded-host", "evil.example").header("x-forwarded-proto", "https");
        let request = request.header("forwarded", "host=evil.example");
        let text = String::from_utf8(send(request.body(Body::empty()).unwrap()).await.2).unwrap();
        assert!(text.contains("http://example.org/") && !text.contains("evil"), "{path}: {text}");
    }
}

#[tokio::test]
async fn names_are_known_in_six_languages_and_in_other_spellings() {
    for name in ["Ghana", "加纳", "غانا", "Гана", "  GHANA. "] {
        assert_eq!(best(json!({ "query": name })).await, sure("actor/gha", 100.0), "{name}");
    }
    assert_eq!(best(json!({ "query": "cote d’ivoire" })).await, sure("actor/civ", 100.0));
    assert_eq!(best(json!({ "query": "PRC", "type": "State" })).await, sure("actor/chn", 95.0));
}

#[tokio::test]
async fn codes_links_and_identifiers_are_known() {
    for (code, id) in [
        ("CHN", "actor/chn"),
        ("chn", "actor/chn"),
        ("156", "actor/chn"),
        ("http://www.wikidata.org/entity/Q148", "actor/chn"),
        ("actor:chn", "actor/chn"),
        ("https://w3id.org/plenary/id/actor/chn", "actor/chn"),
        ("C2", "actionline/C2"),
        ("9.c", "http://metadata.un.org/sdg/9.c"),
        ("theme:digital-divide", "theme/digital-divide"),
    ] {
        assert_eq!(best(json!({ "query": code })).await, sure(id, 100.0), "{code}");
    }
}

#[tokio::test]
async fn what_is_nearly_a_name_is_a_candidate_but_no_match() {
    let (id, score, is_match) = best(json!({ "query": "digital divde" })).await;
    assert_eq!((id.as_str(), is_match), ("theme/digital-divide", false));
    assert!((80.0..90.0).contains(&score), "{score}");
    assert_eq!(candidates(json!({ "query": "xyzzy plugh" })).await, []);
    assert_eq!(candidates(json!({ "query": "…" })).await, []);
    // Two resources have the very name: neither is sure, until the type says which is meant.
    let forum = candidates(json!({ "query": "Internet Governance Forum", "limit": 2 })).await;
    assert!(forum.iter().all(|(_, score, is_match)| *score == 100.0 && !is_match), "{forum:?}");
    assert_eq!(
        best(json!({ "query": "Internet Governance Forum", "type": "Process" })).await,
        sure("process/igf", 100.0)
    );
}

#[tokio::test]
async fn types_narrow_what_is_found() {
    let named = |ty: Value| json!({ "query": "Group of 77", "type": ty, "limit": 50 });
    let of = |id: &str| candidates(named(id.into()));
    assert_eq!(of("Actor").await[0], sure("actor/g77-china", 95.0), "an interface stands for its types");
    assert_eq!(of("https://w3id.org/plenary/ontology#Group").await[0], sure("actor/g77-china", 95.0));
    assert!(of("State").await.iter().all(|(_, score, is_match)| *score < 95.0 && !is_match));
    assert_eq!(candidates(named(json!(["Theme", "Group"]))).await[0], sure("actor/g77-china", 95.0));
    assert_eq!(candidates(named(json!(""))).await[0], sure("actor/g77-china", 95.0), "no type is any type");
    let (status, answer) =
        get("", &[("queries", r#"{"a": {"query": " "}, "b": {"query": "x", "type": "Statement"}}"#)]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let message = answer["message"].as_str().unwrap();
    assert!(
        message.starts_with("query `b` has the type `Statement`") && message.contains("the types are Actor, "),
        "{message}"
    );
}

#[tokio::test]
async fn properties_that_agree_lift_a_candidate_and_others_lower_it() {
    let with = |name: &str, value: Value| json!({ "query": "Guinea", "type": "State", "properties": [{ "pid": name, "v": value }], "limit": 50 });
    let score = |found: Vec<(String, f64, bool)>| found.into_iter().find(|(id, ..)| id == "actor/gin").unwrap();
    assert_eq!(score(candidates(with("regionalGroup", json!("AFRICAN"))).await), sure("actor/gin", 100.0));
    let other = score(candidates(with("regionalGroup", json!("ASIA_PACIFIC"))).await);
    assert_eq!(other, ("actor/gin".into(), 60.0, false));
    // Resources by identifier or by a name in any language; one of several values is enough.
    let union = json!(["ASEAN", { "id": "actor:oic", "name": "whatever" }]);
    assert_eq!(score(candidates(with("memberOf", union)).await).1, 100.0);
    assert_eq!(score(candidates(with("memberOf", json!("Groupe des 77 et la Chine"))).await).1, 100.0);
    assert_eq!(score(candidates(with("leastDeveloped", json!(true))).await).1, 100.0);
    // Without a name, what has the properties is found.
    let only = json!({ "properties": [{ "pid": "isoAlpha3", "v": "GIN" }] });
    assert_eq!(best(only).await.0, "actor/gin");
}

#[tokio::test]
async fn as_many_candidates_come_as_are_wanted() {
    let count = |limit: Value| async move { candidates(json!({ "query": "governance", "limit": limit })).await.len() };
    assert_eq!(count(Value::Null).await, 5);
    assert_eq!(count(json!(0)).await, 5);
    assert_eq!(count(json!(2)).await, 2);
    let most = count(json!(100_000)).await;
    assert!((6..=50).contains(&most), "{most}");
}

#[tokio::test]
async fn a_batch_is_answered_key_by_key() {
    let queries = r#"{"a b": {"query": "Ghana"}, "2": {"query": "xyzzy"}}"#;
    let (by_get, by_post) = (get("", &[("queries", queries)]).await, post(&[("queries", queries)]).await);
    assert_eq!(by_get, by_post);
    let answer = by_get.1;
    assert_eq!(answer["a b"]["result"][0]["type"], json!([{ "id": "State", "name": "State" }]));
    assert_eq!(answer["a b"]["result"][0]["features"], json!([{ "id": "name", "value": 100.0 }]));
    assert_eq!(answer["2"], json!({ "result": [] }));
    assert_eq!(post(&[("queries", "{}")]).await, (StatusCode::OK, json!({})));
}

/// A blank cell asks for nothing, and what is wrong with one query is no reason to lose the others.
#[tokio::test]
async fn fault_24_one_query_does_not_take_the_batch_with_it() {
    for blank in
        [json!({ "query": "  " }), json!({}), json!({ "query": null }), json!({ "query": "", "properties": [] })]
    {
        let batch = json!({ "a": { "query": "China", "type": "State" }, "b": blank });
        let (status, answer) = post(&[("queries", &batch.to_string())]).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["a"]["result"][0]["id"], "https://w3id.org/plenary/id/actor/chn");
        assert_eq!(answer["b"], json!({ "result": [] }));
        let alone = json!({ "b": batch["b"] }).to_string();
        assert_eq!(post(&[("queries", &alone)]).await, (StatusCode::OK, json!({ "b": { "result": [] } })));
    }
    for (wrong, problem) in [
        (json!("China"), "query `b` is no object"),
        (json!({ "query": 7 }), "has the `query` 7"),
        (json!({ "query": "x", "type": "Nose" }), "has the type `Nose`, which cannot be matched"),
        (json!({ "query": "x", "limit": -1 }), "has the `limit` -1"),
        (json!({ "query": "x", "properties": [{ "pid": "nose", "v": 1 }] }), "the property `nose`, which no type has"),
        (json!({ "query": "long ".repeat(1_000) }), "at most 1000 are taken"),
    ] {
        let batch = json!({ "a": { "query": "China", "type": "State" }, "b": wrong }).to_string();
        let (status, answer) = post(&[("queries", &batch)]).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["a"]["result"][0]["match"], true);
        assert_eq!(answer["b"]["result"], json!([]));
        assert!(answer["b"]["error"].as_str().unwrap().contains(problem), "{answer}");
    }
}

#[tokio::test]
async fn bad_requests_say_what_is_wrong() {
    for (queries, problem) in [
        ("{", "`queries` is not JSON: "),
        ("[]", "`queries` must be a JSON object such as "),
        (r#"{"q": "Ghana"}"#, "query `q` is no object"),
        (r#"{"q": {"query": 7}}"#, "query `q` has the `query` 7, which is no string"),
        (r#"{"q": {"query": "x", "limit": -1}}"#, "query `q` has the `limit` -1"),
        (r#"{"q": {"query": "x", "limit": "many"}}"#, "query `q` has the `limit` \"many\""),
        (r#"{"q": {"query": "x", "type": 7}}"#, "query `q` has the `type` 7"),
        (r#"{"q": {"query": "x", "properties": {}}}"#, "query `q` has the `properties` {}"),
        (r#"{"q": {"query": "x", "properties": [{"v": 1}]}}"#, "which has no `pid`"),
        (r#"{"q": {"query": "x", "properties": [{"pid": "label"}]}}"#, "`label` without a value"),
        (r#"{"q": {"query": "x", "properties": [{"pid": "nose", "v": 1}]}}"#, "the property `nose`, which no type has"),
        (r#"{"q": {"query": "x", "properties": [{"pid": "label", "v": {}}]}}"#, "the value {} for `label`"),
    ] {
        let (status, answer) = post(&[("queries", queries)]).await;
        let message = answer["message"].as_str().unwrap_or_default();
        assert_eq!((status, &answer["status"]), (StatusCode::BAD_REQUEST, &json!("error")), "{queries}");
        assert!(message.contains(problem), "{queries}: {message}");
    }
    let long = json!({ "q": { "query": "long ".repeat(1_000) } }).to_string();
    let (status, answer) = post(&[("queries", &long)]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(answer["message"].as_str().unwrap().contains("at most 1000 are taken"), "{answer}");
    for (extend, problem) in [
        ("", "`extend` is not JSON"),
        ("{}", "`extend` needs the list `ids`"),
        (r#"{"ids": []}"#, "`extend` needs the list `properties`"),
        (r#"{"ids": [], "properties": [{}]}"#, "which has no `id`"),
        (r#"{"ids": [], "properties": [{"id": "nose"}]}"#, "the property `nose`, which no type has"),
        (r#"{"ids": ["actor:chn", 7], "properties": []}"#, "the id 7, which is no string"),
    ] {
        let (status, answer) = post(&[("extend", extend)]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{extend}");
        assert!(answer["message"].as_str().unwrap().contains(problem), "{extend}: {answer}");
    }
    assert_eq!(get("", &[("query", "Ghana")]).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(get("/preview", &[]).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(get("/preview", &[("id", "actor:nobody")]).await.0, StatusCode::NOT_FOUND);
    assert_eq!(get("/properties", &[]).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(get("/properties", &[("type", "Nose")]).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(get("/suggest/entity", &[("prefix", "g"), ("cursor", "x")]).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let batch = |count: usize| {
        let queries = (0..count).map(|i| (format!("q{i}"), json!({ "query": "CHN", "type": "State", "limit": 1 })));
        Value::Object(queries.collect()).to_string()
    };
    let (status, answer) = post(&[("queries", &batch(200))]).await;
    assert_eq!((status, answer.as_object().unwrap().len()), (StatusCode::OK, 200));
    let (status, answer) = post(&[("queries", &batch(201))]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(answer["message"].as_str().unwrap().contains("at most 200"), "{answer}");
    let ids = json!({ "ids": vec!["actor:chn"; 201], "properties": [] }).to_string();
    assert_eq!(post(&[("extend", &ids)]).await.0, StatusCode::BAD_REQUEST);
    let body = vec![b'x'; LARGEST_BODY + 1];
    assert_eq!(send(Request::post("/reconcile").body(body.into()).unwrap()).await.0, StatusCode::PAYLOAD_TOO_LARGE);

    let limited = |limits: Limits| {
        Service::new(&RECORD.ontology, &RECORD.snapshot, &[], limits, &limits.clock()).reconcile(&batch(200))
    };
    let few = limited(Limits { rows: 100, ..Limits::default() }).unwrap_err();
    assert!(few.to_string().contains("more than 100 rows"), "{few}");
    let short = limited(Limits { time: Duration::ZERO, ..Limits::default() }).unwrap_err();
    assert!(short.to_string().contains("took longer"), "{short}");
}

#[tokio::test]
async fn suggestions_come_while_somebody_types() {
    let ids = |answer: &Value| -> Vec<String> {
        let id = |result: &Value| result["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        answer["result"].as_array().unwrap().iter().map(id).collect()
    };
    let (_, entities) = get("/suggest/entity", &[("prefix", "Guin")]).await;
    let found = ids(&entities);
    assert!(found.contains(&"gin".into()) && found.contains(&"gnb".into()), "{found:?}");
    assert_eq!(entities["result"][0]["notable"][0]["id"], "State");
    assert_eq!(ids(&get("/suggest/entity", &[("prefix", "Guin"), ("cursor", "1")]).await.1), found[1..]);
    assert_eq!(ids(&get("/suggest/entity", &[("prefix", "")]).await.1), Vec::<String>::new());
    assert_eq!(ids(&get("/suggest/type", &[("prefix", "sdg")]).await.1), ["SdgItem", "SdgGoal", "SdgTarget"]);
    let (_, properties) = get("/suggest/property", &[("prefix", "regional")]).await;
    assert_eq!(ids(&properties), ["regionalGroup"]);
    assert!(!properties["result"][0]["description"].as_str().unwrap().is_empty());
    let (_, proposed) = get("/properties", &[("type", "ActionLine"), ("limit", "2")]).await;
    assert_eq!(proposed["limit"], 2);
    assert_eq!(proposed["properties"], json!([{ "id": "code", "name": "code" }, { "id": "label", "name": "label" }]));
}

#[tokio::test]
async fn a_table_is_extended() {
    let extend = json!({
        "ids": ["actor:gha", "https://w3id.org/plenary/id/theme/digital-divide", "actor:nobody", "no identifier"],
        "properties": [{ "id": "label" }, { "id": "memberOf", "settings": { "limit": "1" } }, { "id": "sdgTargets" }, { "id": "leastDeveloped" }],
    });
    let (status, answer) = post(&[("extend", &extend.to_string())]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        answer["meta"][1],
        json!({ "id": "memberOf", "name": "memberOf", "type": { "id": "Body", "name": "Body" } })
    );
    let union = json!({ "id": "https://w3id.org/plenary/id/actor/au", "name": "African Union" });
    assert_eq!(
        answer["rows"]["actor:gha"],
        json!({ "label": [{ "str": "Ghana" }], "memberOf": [union], "sdgTargets": [], "leastDeveloped": [{ "str": "false" }] })
    );
    let target = &answer["rows"]["https://w3id.org/plenary/id/theme/digital-divide"]["sdgTargets"][0];
    assert_eq!(target["name"], "Affordable internet and ICT access for all");
    let empty = json!({ "label": [], "memberOf": [], "sdgTargets": [], "leastDeveloped": [] });
    assert_eq!((&answer["rows"]["actor:nobody"], &answer["rows"]["no identifier"]), (&empty, &empty));
    let dates = json!({ "ids": ["process:wsis20"], "properties": [{ "id": "startDate" }] });
    let (_, answer) = post(&[("extend", &dates.to_string())]).await;
    let date = answer["rows"]["process:wsis20"]["startDate"].clone();
    assert!(date == json!([]) || date[0]["date"].as_str().is_some_and(|date| date.ends_with("T00:00:00Z")), "{date}");
}

#[tokio::test]
async fn a_preview_is_a_page_without_script() {
    let request = Request::get("/reconcile/preview?id=actor:civ").header("accept-language", "fr").body(Body::empty());
    let (status, headers, body) = send(request.unwrap()).await;
    let page = String::from_utf8(body).unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(page.contains("<title>Côte d’Ivoire</title>") || page.contains("<title>Côte d'Ivoire</title>"), "{page}");
    assert!(page.contains("<bdi lang=\"zh\">科特迪瓦</bdi>"), "{page}");
}

/// What stands in the data cannot become part of the page.
#[test]
fn a_preview_writes_names_as_text() {
    let shapes = "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:C ; \
                  sh:property [ sh:path rdfs:label ; sh:datatype rdf:langString ; sh:minCount 1 ; sh:uniqueLang true ] .";
    let world = crate::support::World::of(shapes, "ex:a a ex:C ; rdfs:label \"<script>alert(1)</script>&\"@en .");
    let service = Service::new(&world.ontology, &world.snapshot, &[], Limits::default(), &Limits::default().clock());
    let page = service.preview("http://example.org/a").unwrap().unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;") && !page.contains("<script"), "{page}");
    assert_eq!(service.preview("http://example.org/b").unwrap(), None);
}
