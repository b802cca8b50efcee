//! The query page: for browsers, at `/query` and at the endpoints; a form with its answer as a table where no script runs.

use crate::http::app_of;
use crate::linked::{fetch, get, text};
use crate::support::World;
use axum::http::{Method, StatusCode};

/// What browsers send.
const BROWSER: (&str, &str) =
    ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8");
const OPPOSED: &str = "{ positions(where: { stance: { polarity: { eq: NEGATIVE } } }, first: 100) { totalCount nodes { id actor { label } } } }";

fn address(parameters: &[(&str, &str)]) -> String {
    format!("/query?{}", serde_urlencoded::to_string(parameters).unwrap())
}

#[tokio::test]
async fn browsers_get_the_page_at_the_endpoints_and_machines_what_they_got() {
    for (path, kind, other) in [("/graphql", "graphql", "application/json"), ("/sparql", "sparql", "text/turtle")] {
        let page = get(path, &[BROWSER, ("accept-language", "fr")]).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(text(&page).contains(&format!("data-kind=\"{kind}\"")), "{path}: {}", text(&page));
        assert!(text(&page).contains("<html lang=\"fr\">"));
        assert!(page.list("vary").contains(&"accept".to_owned()), "{:?}", page.list("vary"));
        for accept in ["*/*", other, &format!("{other}, text/html;q=0.5")] {
            let answer = get(path, &[("accept", accept)]).await;
            assert!(
                answer.header("content-type").starts_with(other),
                "{path} {accept}: {}",
                answer.header("content-type")
            );
        }
        // An address with a query is one of the endpoint, whoever asks.
        let query = if kind == "graphql" { "%7Bstates%7BtotalCount%7D%7D" } else { "ASK%7B%7D" };
        let answer = get(&format!("{path}?query={query}"), &[BROWSER]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.header("content-type").starts_with("text/html"), "{path}");
    }
}

#[tokio::test]
async fn a_query_of_graphql_is_answered_as_a_table_without_script() {
    let parameters = [("kind", "graphql"), ("query", OPPOSED)];
    let page = get(&address(&parameters), &[BROWSER]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(text(&page).contains("data-count=\"7\"") && text(&page).contains("actor.label</th>"), "{}", text(&page));
    assert_eq!(text(&page).matches("<tr>").count(), 8);
    let file = get(&address(&[parameters[0], parameters[1], ("as", "csv")]), &[]).await;
    assert!(file.header("content-disposition").starts_with("attachment"));
    let query = serde_urlencoded::to_string([("query", OPPOSED)]).unwrap();
    let same = get(&format!("/graphql?{query}"), &[("accept", "text/csv")]).await;
    assert_eq!(text(&file), text(&same));
    // The query stands in the form and in the links to other languages.
    assert!(text(&page).contains("eq: NEGATIVE") && text(&page).contains("lang=ar"));
}

#[tokio::test]
async fn variables_and_answers_of_more_than_one_list_are_shown() {
    let query = "query ($id: ID!) { actor(id: $id) { label } }";
    let with = [("query", query), ("variables", "{\"id\":\"actor:chn\"}")];
    let page = get(&address(&with), &[("accept-language", "zh")]).await;
    assert!(text(&page).contains("中国</bdi>"), "{}", text(&page));
    let wrong = get(&address(&[("query", query), ("variables", "[1]")]), &[]).await;
    assert!(text(&wrong).contains("role=\"alert\"") && text(&wrong).contains("no JSON object"), "{}", text(&wrong));
    let two = get(&address(&[("query", "{ dataset { version } states(first: 1) { nodes { id } } }")]), &[]).await;
    assert!(text(&two).contains("&quot;states&quot;"), "{}", text(&two));
    let none = get(&address(&[("query", "{ nobody }")]), &[]).await;
    assert_eq!(none.status, StatusCode::OK, "the page is there, and says what is wrong");
    assert!(text(&none).contains("role=\"alert\"") && text(&none).contains("nobody"), "{}", text(&none));
}

#[tokio::test]
async fn queries_of_sparql_are_answered_by_their_form() {
    let of = async |query: &str| get(&address(&[("kind", "sparql"), ("query", query)]), &[]).await;
    let table = of("SELECT ?state { ?state a ple:State } LIMIT 3").await;
    assert!(text(&table).contains("data-count=\"3\""), "{}", text(&table));
    let truth = of("ASK { ?s ?p ?o }").await;
    assert!(text(&truth).contains("true</pre>"), "{}", text(&truth));
    let graph = of("CONSTRUCT { actor:chn ?p ?o } { actor:chn ?p ?o }").await;
    assert!(text(&graph).contains("\nactor:chn "), "{}", text(&graph));
    let wrong = of("SELECT * { ?s ?p }").await;
    assert!(text(&wrong).contains("line 1, column"), "{}", text(&wrong));
    let many = of("SELECT * { ?s ?p ?o } LIMIT 300").await;
    assert_eq!(text(&many).matches("<tr>").count(), 201, "the page shows the beginning, the file has all");
    let file = address(&[("kind", "sparql"), ("query", "SELECT * { ?s ?p ?o } LIMIT 300"), ("as", "csv")]);
    let file = get(&file, &[]).await;
    assert!(text(&file).lines().count() >= 301);
    let hostile = of("SELECT (\"<script>alert(1)</script>\" AS ?x) {}").await;
    assert!(text(&hostile).contains("&lt;script&gt;alert(1)") && !text(&hostile).contains("<script>alert"));
}

#[tokio::test]
async fn an_ontology_without_examples_has_some_of_its_classes() {
    let other = app_of(&World::of(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:datatype xsd:string ; sh:maxCount 1 ] .",
        "ex:a a ex:City ; ex:name \"A\" .",
    ));
    for path in ["/query", "/build"] {
        let page = fetch(&other, Method::GET, path, &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(text(&page).contains("query=") && text(&page).contains("cities"), "{path}: {}", text(&page));
    }
}

/// The builder makes SPARQL of these.
#[tokio::test]
async fn the_path_of_each_field_is_one_of_sparql() {
    let types = crate::support::RECORD.ask("{ dataset { types { name fields { name path } } } }");
    let fields = types["dataset"]["types"].as_array().unwrap().iter().flat_map(|ty| ty["fields"].as_array().unwrap());
    let paths: std::collections::BTreeSet<_> = fields.map(|field| field["path"].as_str().unwrap()).collect();
    assert!(paths.len() > 50, "{paths:?}");
    for path in paths {
        let query = serde_urlencoded::to_string([("query", format!("ASK {{ ?s {path} ?o }}"))]).unwrap();
        let answer = get(&format!("/sparql?{query}"), &[("accept", "text/csv")]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", text(&answer));
    }
}

/// Who keeps a table opens it in a spreadsheet, which would run a text as a formula.
#[tokio::test]
async fn tables_that_are_kept_are_no_formulas() {
    let query = r#"SELECT ("=1+1" AS ?a) ("-5" AS ?b) ("+cmd, x" AS ?c) (?none AS ?d) ("plain" AS ?e) {}"#;
    let file = get(&address(&[("kind", "sparql"), ("query", query), ("as", "csv")]), &[]).await;
    assert_eq!(text(&file), "a,b,c,d,e\r\n'=1+1,-5,\"'+cmd, x\",,plain\r\n");
    let result = get(&address(&[("query", query)]).replacen("/query", "/sparql", 1), &[("accept", "text/csv")]).await;
    assert!(text(&result).contains("=1+1,-5,\"+cmd, x\",,plain"), "{}", text(&result));
}
