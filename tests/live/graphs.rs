//! Who breaks graphs: bodies that are no RDF, states that are past, data that violate a shape, and what only rules and the ontology say.

use super::*;

/// A request that must be refused, why, and what its answer says.
type Case = (Method, &'static str, &'static [(&'static str, &'static str)], String, StatusCode, &'static str);

const TURTLE: (&str, &str) = ("content-type", "text/turtle");
const PATCH: (&str, &str) = ("content-type", "application/rdf-patch");
const FORM: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");

fn turtle(text: &str) -> String {
    format!("{PREFIXES}{text}")
}

fn patch(rows: &str) -> String {
    let rows = rows.replace("ex:", "http://example.org/");
    format!("TX .\n{rows}\nTC .\n")
}

/// Bodies that cannot be read.
fn broken() -> Vec<Case> {
    let long = format!("# {}\n", "x".repeat(1 << 20));
    vec![
        (Method::PUT, "/graphs/new", &[TURTLE], turtle("ex:x ex:near"), StatusCode::BAD_REQUEST, "line 2"),
        (Method::POST, "/graphs/cities", &[TURTLE], turtle("ex:x ex:near <a b> ."), StatusCode::BAD_REQUEST, ":"),
        (Method::PUT, "/graphs/new", &[], turtle("ex:a ex:near ex:b ."), StatusCode::BAD_REQUEST, ""),
        (
            Method::PUT,
            "/graphs/new",
            &[("content-type", "text/csv")],
            "a,b".into(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "text/csv",
        ),
        (Method::POST, "/graphs/new", &[FORM], "no form".into(), StatusCode::BAD_REQUEST, "form"),
        (Method::PUT, "/graphs/new", &[TURTLE], long, StatusCode::PAYLOAD_TOO_LARGE, ""),
        (
            Method::PATCH,
            "/graphs/cities",
            &[TURTLE],
            turtle("ex:a ex:near ex:b ."),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "rdf-patch",
        ),
        (Method::PATCH, "/graphs/cities", &[PATCH], "A <x".into(), StatusCode::BAD_REQUEST, "1"),
        (Method::PATCH, "/graphs/cities", &[PATCH], "Q <a> <b> <c> .\n".into(), StatusCode::BAD_REQUEST, "1"),
        (Method::PATCH, "/graphs", &[PATCH], patch("A <ex:a> <ex:near> <ex:b> ."), StatusCode::BAD_REQUEST, "graph"),
        (Method::PATCH, "/graphs", &[PATCH], patch("A <ex:a> <ex:near> <ex:b> _:g ."), StatusCode::BAD_REQUEST, ""),
        (
            Method::PUT,
            "/graphs?default",
            &[TURTLE],
            turtle("ex:a ex:near ex:b ."),
            StatusCode::BAD_REQUEST,
            "default graph",
        ),
        (Method::PUT, "/graphs", &[TURTLE], turtle("ex:a ex:near ex:b ."), StatusCode::BAD_REQUEST, ""),
        (Method::DELETE, "/graphs/nothing", &[], String::new(), StatusCode::NOT_FOUND, "graph"),
    ]
}

/// Data that violate a shape when they come, when they take the place of others, or when they go.
fn violating() -> Vec<Case> {
    let nameless = || turtle("ex:c a ex:City .");
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    vec![
        (Method::POST, "/graphs/cities", &[TURTLE], nameless(), code, "http://example.org/c"),
        (Method::POST, "/graphs", &[TURTLE], nameless(), code, "http://example.org/c"),
        (
            Method::PUT,
            "/graphs/cities",
            &[TURTLE],
            turtle("ex:b a ex:City ; ex:name 'B' . ex:a a ex:City ."),
            code,
            "http://example.org/a",
        ),
        (Method::PUT, "/graphs/cities", &[TURTLE], String::new(), code, "http://example.org/near"),
        (Method::DELETE, "/graphs/cities", &[], String::new(), code, "http://example.org/near"),
        (
            Method::PATCH,
            "/graphs/cities",
            &[PATCH],
            patch("D <ex:a> <ex:name> \"A\" ."),
            code,
            "http://example.org/name",
        ),
        (
            Method::PATCH,
            "/graphs",
            &[PATCH],
            patch("A <ex:a> <ex:name> \"AA\" <ex:graph/other> ."),
            code,
            "http://example.org/name",
        ),
    ]
}

/// What only rules fill, what the ontology states, and what is not there.
fn not_theirs() -> Vec<Case> {
    let (forbidden, rules) = (StatusCode::FORBIDDEN, "only the rules fill");
    let nowhere = "A <ex:a> <ex:near> <ex:a> .\nD <ex:z> <ex:name> \"Z\" .";
    let first = "A <ex:z> <ex:near> <ex:a> .\nD <ex:z> <ex:near> <ex:a> .";
    vec![
        (Method::PUT, "/graphs/derived", &[TURTLE], turtle("ex:a ex:near ex:b ."), forbidden, rules),
        (Method::POST, "/graphs/derived", &[TURTLE], turtle("ex:a ex:near ex:a ."), forbidden, rules),
        (Method::DELETE, "/graphs/derived", &[], String::new(), forbidden, rules),
        (Method::PATCH, "/graphs/derived", &[PATCH], patch("D <ex:a> <ex:near> <ex:b> ."), forbidden, rules),
        (Method::PATCH, "/graphs", &[PATCH], patch("A <ex:b> <ex:near> <ex:b> <ex:graph/derived> ."), forbidden, rules),
        (Method::DELETE, "/graphs/vocabulary", &[], String::new(), forbidden, "ontology"),
        (Method::PUT, "/graphs/vocabulary", &[TURTLE], turtle("ex:a ex:note 1 ."), forbidden, "ontology"),
        (Method::PATCH, "/graphs/cities", &[PATCH], patch(nowhere), StatusCode::CONFLICT, "http://example.org/z"),
        (Method::PATCH, "/graphs/cities", &[PATCH], patch(first), StatusCode::CONFLICT, "http://example.org/z"),
        (Method::PATCH, "/graphs/roads", &[PATCH], patch("D <ex:a> <ex:name> \"A\" ."), StatusCode::CONFLICT, "name"),
    ]
}

async fn asked(app: &Arc<App>, case: &Case, more: &[(&'static str, &str)]) -> Answer {
    let (method, uri, headers, body, ..) = case;
    send(app, built(method.clone(), uri, &[*headers, &[AUTHORIZATION], more].concat(), body.clone())).await
}

#[tokio::test]
async fn what_breaks_a_graph_is_refused_with_its_reason_and_changes_nothing() {
    let place = Place::new();
    let app = place.open();
    let roads = turtle("ex:a ex:near ex:b . ex:t a ex:City ; ex:name 'T' ; ex:near ex:b .");
    let put = send(&app, built(Method::PUT, "/graphs/roads", &[AUTHORIZATION, TURTLE], roads)).await;
    assert_eq!(put.status, StatusCode::CREATED);
    let before = seen(&app).await;
    let mut others = Vec::new();
    for case in broken().into_iter().chain(violating()).chain(not_theirs()) {
        let answer = asked(&app, &case, &[]).await;
        let (method, uri, headers, body, status, part) = case;
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        let end = body.char_indices().rev().nth(120).map_or(0, |(at, _)| at);
        if answer.status != status || !said.contains(part) {
            others.push(format!("{method} {uri} {}: {} {said}", &body[end..], answer.status));
        }
        // Who may not write hears nothing of the data.
        let nobody = send(&app, built(method.clone(), uri, headers, body)).await.status;
        let of_nobody = [StatusCode::UNAUTHORIZED, StatusCode::PAYLOAD_TOO_LARGE, StatusCode::BAD_REQUEST];
        assert!(of_nobody.contains(&nobody), "{method} {uri}: {nobody}");
    }
    assert!(others.is_empty(), "{}", others.join("\n\n"));
    assert_eq!(get(&app, "/ready", "*/*").await.json()["t"], 1);
    assert_eq!(seen(&app).await, before);
    assert_eq!(seen(&app).await, seen(&loaded_anew(&app).await).await);
    drop(app);
    assert_eq!(seen(&place.open()).await, before);
}

#[tokio::test]
async fn who_has_read_another_state_of_a_graph_loses_in_every_way_to_write() {
    let place = Place::new();
    let app = place.open();
    let read = get(&app, "/graphs/cities", "text/turtle").await.header("etag").to_owned();
    let road = |from: &str| turtle(&format!("ex:{from} ex:near ex:b ."));
    let won =
        send(&app, built(Method::PUT, "/graphs/roads", &[AUTHORIZATION, TURTLE, ("if-match", &read)], road("a"))).await;
    assert_eq!(won.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&won.body));
    let now = won.header("etag").to_owned();
    let before = seen(&app).await;
    let added = patch("A <ex:b> <ex:near> <ex:b> .");
    let lose = StatusCode::PRECONDITION_FAILED;
    let cases: [Case; 5] = [
        (Method::PUT, "/graphs/roads", &[TURTLE], road("b"), lose, ""),
        (Method::POST, "/graphs/roads", &[TURTLE], road("b"), lose, ""),
        (Method::POST, "/graphs", &[TURTLE], road("b"), lose, ""),
        (Method::PATCH, "/graphs/roads", &[PATCH], added, lose, ""),
        (Method::DELETE, "/graphs/roads", &[], String::new(), lose, ""),
    ];
    for case in &cases {
        for stale in [&*read, "\"none\"", "\"\"", &format!("W/{now}"), "x"] {
            let answer = asked(&app, case, &[("if-match", stale)]).await;
            assert_eq!((answer.status, answer.header("etag")), (lose, &*now), "{} {} {stale}", case.0, case.1);
        }
        for odd in ["\"x\"", "x"] {
            let status = asked(&app, case, &[("if-none-match", odd)]).await.status;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{} {}: a state that must not be", case.0, case.1);
        }
    }
    let exists = asked(&app, &cases[0], &[("if-none-match", "*")]).await;
    assert_eq!(exists.status, lose, "the graph is there");
    assert_eq!(seen(&app).await, before);

    // Of many who have read the same, one wins; the others lose nothing of what it wrote.
    let tasks = (0..8).map(|number| {
        let (app, now) = (Arc::clone(&app), now.clone());
        let body = patch(&format!("A <ex:c{number}> <ex:note> \"{number}\" ."));
        let headers = [AUTHORIZATION, PATCH, ("if-match", &*now)];
        let request = built(Method::PATCH, "/graphs/roads", &headers, body);
        tokio::spawn(async move { send(&app, request).await.status })
    });
    let statuses: Vec<_> = futures_util::future::join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == lose).count(), 7, "{statuses:?}");
    assert_eq!(get(&app, "/ready", "*/*").await.json()["t"], 2);
    assert_eq!(seen(&app).await, seen(&loaded_anew(&app).await).await);
}
