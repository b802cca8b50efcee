//! What was wrong without a word: each line of the list of faults that belongs to SPARQL, with the right value.

use super::{DATA, JSON, app, assert_refused, get, rows, rows_of, text, url};
use crate::http::{app_of, built, send};
use crate::support::World;
use crate::writable::{Writable, send_with_token};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use oxigraph::io::RdfParser;
use oxigraph::model::Triple;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use plenary::sparql::Limits;

const XML: &str = "application/sparql-results+xml";
const TURTLE: &str = "text/turtle";
const JSON_LD: &str = "application/ld+json";
const RDF_XML: &str = "application/rdf+xml";

/// A world with a triple term, a property without a name at its end and a text that XML cannot hold.
fn odd() -> World {
    World::of(
        "ex: graphql:publicShape ex:S .
         ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; sh:datatype xsd:string ] .",
        "ex:about a ex:Thing ; ex:p \"one\" ; ex:says <<( ex:a ex:b \"two\" )>> .
         ex:numbered a ex:Thing ; ex:p \"one\" ; <http://example.org/1> \"two\" .
         ex:control a ex:Thing ; ex:p \"a\\u0001b\" .
         ex:plain a ex:Thing ; ex:p \"one\" .",
    )
}

fn texts_of(format: QueryResultsFormat, body: &[u8]) -> Vec<String> {
    match QueryResultsParser::from_format(format).for_slice(body).unwrap() {
        SliceQueryResultsParserOutput::Solutions(solutions) => {
            solutions.map(|solution| solution.unwrap().values()[0].clone().unwrap().to_string()).collect()
        }
        SliceQueryResultsParserOutput::Boolean(_) => panic!("no table"),
    }
}

#[tokio::test]
async fn fault_08_line_ends_are_those_of_the_data_in_every_form() {
    let query = r"SELECT ?t { VALUES ?t { 'a\r\nb' '\r' 'a\rb' '\n' ' \t ' } }";
    let expected = [r#""a\r\nb""#, r#""\r""#, r#""a\rb""#, r#""\n""#, r#"" \t ""#];
    for (accept, format) in [
        (XML, QueryResultsFormat::Xml),
        (JSON, QueryResultsFormat::Json),
        ("text/tab-separated-values", QueryResultsFormat::Tsv),
    ] {
        let answer = get(&DATA, query, accept).await;
        let found: Vec<_> = texts_of(format, &answer.body).iter().map(|text| text.replace('\t', r"\t")).collect();
        assert_eq!(found, expected, "{}", text(&answer));
    }
    let answer = get(&DATA, query, XML).await;
    assert!(text(&answer).contains("a&#13;\nb") && !answer.body.contains(&b'\r'), "{}", text(&answer));
    let answer = get(&DATA, r"CONSTRUCT { ex:s ex:p 'a\r\nb' } {}", RDF_XML).await;
    assert!(text(&answer).contains("a&#13;\nb"), "{}", text(&answer));
}

#[tokio::test]
async fn fault_08_a_text_that_xml_cannot_hold_comes_in_another_form_or_is_refused() {
    let query = r"SELECT ?t { VALUES ?t { 'a\u0001b' } }";
    let refused = get(&DATA, query, XML).await;
    assert_refused(&refused, StatusCode::NOT_ACCEPTABLE, "a character that XML does not have");
    let other = get(&DATA, query, "application/sparql-results+xml, application/sparql-results+json;q=0.1").await;
    assert_eq!((other.status, other.header("content-type")), (StatusCode::OK, JSON));
    assert_eq!(other.json()["results"]["bindings"][0]["t"]["value"], "a\u{1}b");
}

#[tokio::test]
async fn fault_09_group_concat_takes_whatever_has_a_text() {
    for (values, expected) in [
        ("1 2.5 true", "1|2.5|true"),
        ("<urn:a> 'b' 'c'@en 4", "urn:a|b|c|4"),
        ("'2020-01-01'^^xsd:date 'x'^^<urn:type>", "2020-01-01|x"),
        ("'' 'a' ''", "|a|"),
        ("", ""),
    ] {
        let query = format!(
            "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
             SELECT (GROUP_CONCAT(?x; separator='|') AS ?t) {{ VALUES ?x {{ {values} }} }}"
        );
        assert_eq!(rows(&DATA, &query).await, [[expected]], "{values}");
    }
    let numbers = "SELECT (GROUP_CONCAT(DISTINCT ?x; separator='') AS ?t) { VALUES ?x { 1 1 <urn:a> <urn:a> } }";
    assert_eq!(rows(&DATA, numbers).await, [["1urn:a"]]);
    // What has no text makes the whole an error, which binds nothing.
    for error in ["BNODE()", "1/0", "?nothing", "<<( <urn:a> <urn:b> 1 )>>"] {
        let query = format!("SELECT (GROUP_CONCAT({error}) AS ?t) (COUNT(*) AS ?n) {{ VALUES ?x {{ 1 2 }} }}");
        let answer = get(&DATA, &query, JSON).await.json();
        let row = &answer["results"]["bindings"][0];
        assert!(row["t"].is_null() && row["n"]["value"] == "2", "{error}: {answer}");
    }
    let some = "SELECT (GROUP_CONCAT(?y) AS ?t) { VALUES ?x { 1 2 3 } BIND(IF(?x = 2, BNODE(), ?x) AS ?y) }";
    assert!(get(&DATA, some, JSON).await.json()["results"]["bindings"][0]["t"].is_null());
}

#[tokio::test]
async fn fault_22_what_one_form_cannot_say_another_does() {
    let app = app(&odd(), Limits::default(), &[]);
    let all = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o VALUES ?s { ex:about } }";
    let numbered = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o VALUES ?s { ex:numbered } }";
    for (query, accept, expected) in [
        (all, "application/ld+json, text/turtle;q=0.1", TURTLE),
        (all, "application/ld+json, application/rdf+xml;q=0.5", RDF_XML),
        (all, "application/n-triples, application/ld+json;q=0.1", "application/n-triples"),
        (numbered, "application/rdf+xml, application/ld+json;q=0.5", JSON_LD),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o VALUES ?s { ex:plain } }", JSON_LD, JSON_LD),
    ] {
        let answer = get(&app, query, accept).await;
        assert_eq!(answer.status, StatusCode::OK, "{accept}: {}", text(&answer));
        assert_eq!(answer.header("content-type").split(';').next(), Some(expected), "{accept}");
    }
    assert_refused(
        &get(&app, all, JSON_LD).await,
        StatusCode::NOT_ACCEPTABLE,
        "JSON-LD cannot write a triple term; Turtle,",
    );
    assert_refused(
        &get(&app, numbered, RDF_XML).await,
        StatusCode::NOT_ACCEPTABLE,
        "RDF/XML cannot write a property whose IRI does not end in a name",
    );
    let graph = async |accept: &str| {
        send(&app, built(Method::GET, "/graphs?default", &[("accept", accept)], Body::empty())).await
    };
    let whole = graph("application/ld+json, application/rdf+xml, text/turtle;q=0.1").await;
    assert_eq!((whole.status, whole.header("content-type")), (StatusCode::OK, "text/turtle; charset=utf-8"));
    for accept in [JSON_LD, RDF_XML] {
        assert_eq!(graph(accept).await.status, StatusCode::NOT_ACCEPTABLE, "{accept}");
    }
}

#[tokio::test]
async fn fault_22_a_document_leaves_out_what_its_syntax_cannot_say_and_says_so() {
    let app = app_of(&odd());
    let ask = async |path: &str, accept: &str| {
        send(&app, built(Method::GET, path, &[("accept", accept)], Body::empty())).await
    };
    let about = "iri=http://example.org/about";
    for (path, accept, expected, left_out) in [
        (format!("/describe?{about}"), "text/html", "text/html", ""),
        (format!("/describe.html?{about}"), "*/*", "text/html", ""),
        (format!("/describe.jsonld?{about}"), "*/*", JSON_LD, "1 triples: JSON-LD cannot write a triple term"),
        (format!("/describe.ttl?{about}"), "*/*", TURTLE, ""),
        (format!("/describe.rdf?{about}"), "*/*", RDF_XML, ""),
        (
            "/describe.rdf?iri=http://example.org/numbered".into(),
            "*/*",
            RDF_XML,
            "1 triples: RDF/XML cannot write a property",
        ),
        (
            "/describe.rdf?iri=http://example.org/control".into(),
            "*/*",
            RDF_XML,
            "1 triples: RDF/XML cannot write a text",
        ),
        ("/describe.jsonld?iri=http://example.org/numbered".into(), "*/*", JSON_LD, ""),
    ] {
        let answer = ask(&path, accept).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", text(&answer));
        assert_eq!(answer.header("content-type").split(';').next(), Some(expected), "{path}");
        let incomplete = answer.header("plenary-incomplete");
        assert!(
            incomplete.starts_with(left_out) && incomplete.is_empty() == left_out.is_empty(),
            "{path}: {incomplete}"
        );
        if expected == RDF_XML {
            let read: Result<Vec<Triple>, _> = RdfParser::from_format(oxigraph::io::RdfFormat::RdfXml)
                .for_slice(&answer.body)
                .map(|quad| quad.map(Triple::from))
                .collect();
            assert!(read.unwrap().len() > 1, "{path}");
        }
    }
    // Who reads several forms gets one that says everything.
    let answer = ask(&format!("/describe?{about}"), "application/ld+json, text/turtle;q=0.1").await;
    assert_eq!(answer.header("content-type").split(';').next(), Some(TURTLE), "{}", answer.header("location"));
}

#[tokio::test]
async fn fault_29_prefixes_of_the_ontology_need_no_declaration() {
    let ask = async |query: &str| {
        send(&DATA, built(Method::GET, &url(&[("query", query)]), &[("accept", "text/csv")], Body::empty())).await
    };
    let count = ask("SELECT (COUNT(*) AS ?n) { ?state a ple:State ; skos:prefLabel ?l FILTER(lang(?l) = 'en') }").await;
    assert_eq!((count.status, text(&count)), (StatusCode::OK, "n\r\n195\r\n".into()));
    // A declaration comes before them.
    let own = ask("PREFIX skos: <urn:mine#> SELECT (STR(skos:x) AS ?x) {}").await;
    assert_eq!(text(&own), "x\r\nurn:mine#x\r\n");
    for (query, prefix, place) in [
        ("SELECT * { ?s foo:x ?o }", "`foo:`", "line 1, column 15"),
        ("SELECT *\n{\n ?s a foo.bar-baz:x-1\n}", "`foo.bar-baz:`", "line 3, column 7"),
        ("SELECT * { ?s a :x }", "`:`", "line 1, column 17"),
        ("ASK { FILTER(nope:f(1)) }", "`nope:`", "line 1, column 14"),
    ] {
        let answer = ask(query).await;
        assert_refused(&answer, StatusCode::BAD_REQUEST, &format!("the prefix {prefix} is not declared"));
        assert!(text(&answer).starts_with(place) && text(&answer).contains("/sparql/prefixes"), "{}", text(&answer));
    }
    let store = Writable::new();
    let app = store.app(Limits::default(), plenary::http::Limits::default());
    let update = "INSERT DATA { <urn:s> skos:prefLabel 'x' }";
    let written = built(Method::POST, "/sparql", &[("content-type", "application/sparql-update")], update);
    assert_eq!(send_with_token(&app, written).await.status, StatusCode::OK);
    assert_eq!(rows(&app, "SELECT ?x { ?s skos:prefLabel ?x }").await, [["x"]]);
}

/// A constant finds what has its value, however either is written: the store keeps values.
#[tokio::test]
async fn fault_05_constants_of_a_query_find_their_values_however_they_are_written() {
    let world = World::of(
        "ex: graphql:publicShape ex:S .
         ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; sh:datatype xsd:decimal ] .",
        "ex:n ex:p 123.0 , 01 , 1.0E6 , true , '007'^^xsd:int , '2025-05-30T10:00:00.00Z'^^xsd:dateTime , 'P12M'^^xsd:duration .",
    );
    let app = app(&world, Limits::default(), &[]);
    for constant in [
        "123.0",
        "123.00",
        "01",
        "1",
        "1.0E6",
        "1000000e0",
        "true",
        "'1'^^xsd:boolean",
        "'007'^^xsd:int",
        "7",
        "'2025-05-30T10:00:00Z'^^xsd:dateTime",
        "'P1Y'^^xsd:duration",
    ] {
        for pattern in [
            format!("ex:n ?p {constant}"),
            format!("ex:n ?p ?v VALUES ?v {{ {constant} }}"),
            format!("BIND({constant} AS ?v) ex:n ?p ?v"),
            format!("ex:n ?p ?v FILTER(?v = {constant})"),
        ] {
            let query = format!(
                "PREFIX ex: <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?p {{ {pattern} }}"
            );
            assert_eq!(rows(&app, &query).await.len(), 1, "{query}");
        }
    }
    for query in ["SELECT ?p { <http://example.org/n> ?p 1.0 }", "SELECT ?p { <http://example.org/n> ?p 2 }"] {
        assert_eq!(rows(&app, query).await.len(), 0, "{query}: a decimal is no integer");
    }
}

/// Names that nobody asked for stay hidden, and rows are counted as they would be without them.
#[tokio::test]
async fn hostile_b2_rows_without_values_are_those_of_the_query() {
    for (query, expected) in [
        ("SELECT * { VALUES ?x { UNDEF 1 } }", vec![vec![""], vec!["1"]]),
        ("SELECT * { VALUES (?x ?y) { (UNDEF UNDEF) (1 2) } }", vec![vec!["", ""], vec!["1", "2"]]),
        ("SELECT (COUNT(*) AS ?n) { VALUES () { () () () } VALUES () { () () } }", vec![vec!["6"]]),
        ("SELECT (COUNT(*) AS ?n) { { {} UNION {} } { {} UNION {} UNION {} } }", vec![vec!["6"]]),
        ("SELECT (COUNT(DISTINCT *) AS ?n) { VALUES ?x { UNDEF UNDEF 1 } }", vec![vec!["2"]]),
        (
            "SELECT (COUNT(DISTINCT *) AS ?n) { { VALUES ?x { UNDEF 1 } } UNION { VALUES ?x { UNDEF 1 } } }",
            vec![vec!["2"]],
        ),
        ("SELECT (COUNT(*) AS ?n) { { VALUES ?x { UNDEF 1 } } MINUS { VALUES ?x { UNDEF } } }", vec![vec!["2"]]),
        ("SELECT (COUNT(*) AS ?n) { { {} UNION {} } MINUS { {} UNION {} } }", vec![vec!["2"]]),
        ("SELECT ?y (COUNT(*) AS ?n) { { SELECT ?y { VALUES ?x { 1 2 3 } } } } GROUP BY ?y", vec![vec!["", "3"]]),
        ("SELECT DISTINCT ?y { { {} UNION {} } { {} UNION {} } }", vec![vec![""]]),
        ("SELECT ?x { VALUES ?x { UNDEF 1 } FILTER(BOUND(?x)) }", vec![vec!["1"]]),
        (
            "SELECT ?x { { {} UNION { VALUES ?x { 1 } } } OPTIONAL { VALUES ?x { 2 } } } ORDER BY ?x",
            vec![vec!["1"], vec!["2"]],
        ),
        ("SELECT ?x { VALUES ?x { 1 2 } FILTER EXISTS { {} UNION {} } }", vec![vec!["1"], vec!["2"]]),
    ] {
        let answer = get(&DATA, query, JSON).await;
        assert_eq!(rows_of(&answer.json()), expected, "{query}");
        let names = answer.json()["head"]["vars"].to_string();
        assert!(!names.contains("row "), "{query}: {names}");
    }
    let described = get(&DATA, "DESCRIBE * { VALUES ?x { UNDEF } }", "application/n-triples").await;
    assert_eq!(text(&described), "");
}

/// CSV is what the recommendation says (SPARQL 1.1 Query Results CSV and TSV, section 3): a text is its characters, and a program
/// that reads it gets them back. So nothing is put in front of what a spreadsheet takes for a formula; docs/sparql.md says so.
#[tokio::test]
async fn hostile_c6_csv_gives_texts_back_as_they_are() {
    let query = "SELECT ?t { VALUES ?t { '=1+1' '+1' '-1' '@a' '=HYPERLINK(\"x\",\"y\")' } }";
    let answer = get(&DATA, query, "text/csv").await;
    assert_eq!(text(&answer), "t\r\n=1+1\r\n+1\r\n-1\r\n@a\r\n\"=HYPERLINK(\"\"x\"\",\"\"y\"\")\"\r\n");
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "no browser takes it for something else");
    let tabs = get(&DATA, query, "text/tab-separated-values").await;
    assert_eq!(texts_of(QueryResultsFormat::Tsv, &tabs.body)[0], "\"=1+1\"");
}
