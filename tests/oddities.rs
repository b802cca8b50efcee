//! Data that are not as the schema promises: what is null then, how far up, and what the client is told.

use crate::support::{World, request};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Towns in lands, with every kind of field; little of it is in order.
pub(crate) static ODD: LazyLock<World> = LazyLock::new(|| World::of(SHAPES, DATA));

const SHAPES: &str = r#"
ex: a graphql:Schema ; graphql:publicShape ex:PlaceShape , ex:TownShape , ex:LandShape ; ple:languages ( "en" "zh" ) .
ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .
ex:Town rdfs:subClassOf ex:Place . ex:Land rdfs:subClassOf ex:Place . ex:Harbour rdfs:subClassOf ex:Town . ex:Lake rdfs:subClassOf ex:Place .
ex:PlaceShape sh:targetClass ex:Place ; sh:property
    [ sh:path ex:label ; sh:datatype rdf:langString ; sh:uniqueLang true ; sh:minCount 1 ] ,
    [ sh:path ex:motto ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path ex:near ; sh:class ex:Place ] ,
    [ sh:path ex:twin ; sh:class ex:Place ; sh:maxCount 1 ] .
ex:TownShape sh:targetClass ex:Town ; sh:property
    [ sh:path ex:land ; sh:class ex:Land ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path ex:people ; sh:datatype xsd:integer ; sh:minCount 1 ; sh:maxCount 1 ; sh:minInclusive 0 ; sh:maxInclusive 2147483647 ] ,
    [ sh:path ex:height ; sh:datatype xsd:double ; sh:maxCount 1 ] ,
    [ sh:path ex:walled ; sh:datatype xsd:boolean ; sh:maxCount 1 ] ,
    [ sh:path ex:size ; sh:in ( "SMALL" "LARGE" ) ; sh:maxCount 1 ] ,
    [ sh:path ex:codes ; sh:datatype xsd:integer ] , [ sh:path ex:depths ; sh:datatype xsd:double ] ,
    [ sh:path ex:floors ; sh:datatype xsd:short ] ,
    [ sh:path ex:seeAlso ; sh:nodeKind sh:IRI ] ,
    [ sh:path ex:quarter ; graphql:name "quarters" ; sh:class ex:Place ; sh:maxCount 9 ] ,
    [ sh:path ( ex:land ex:capital ) ; graphql:name "capital" ; sh:class ex:Town ; sh:maxCount 1 ] .
ex:LandShape sh:targetClass ex:Land ; sh:property
    [ sh:path ex:area ; sh:datatype xsd:decimal ; sh:maxCount 1 ] ,
    [ sh:path ex:debt ; sh:datatype xsd:long ; sh:maxCount 1 ] ,
    [ sh:path ex:since ; sh:datatype xsd:dateTime ; sh:maxCount 1 ] ,
    [ sh:path ex:capital ; sh:class ex:Town ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path [ sh:inversePath ex:land ] ; graphql:name "towns" ; sh:class ex:Town ] ,
    [ sh:path [ sh:inversePath ( ex:quarter ex:land ) ] ; graphql:name "split" ; sh:class ex:Place ] .
"#;

const DATA: &str = r#"
ex:bern a ex:Town ; ex:label "Bern"@en , "伯尔尼"@zh-Hans , "Bärn \"1\"\n\t\\ \u0001 😀"@gsw ; ex:motto "no language" , "niemand"@de ;
    ex:people 134000 ; ex:height 540.5e0 ; ex:walled "1"^^xsd:boolean ; ex:size "SMALL" ; ex:codes 3 , 1 , 2 ; ex:land ex:ch ;
    ex:near ex:thun , ex:ch , ex:ghost , [ a ex:Town ; ex:label "nameless"@en ] ; ex:twin ex:bern ; ex:seeAlso <http://example.org/?q=%22> .
ex:thun a ex:Harbour ; ex:label "Thun"@en ; ex:people 43000 , 5 ; ex:land ex:ch ; ex:codes 3000000000 , 1 ; ex:height "INF"^^xsd:double ;
    ex:depths 1.5e0 , "INF"^^xsd:double , "NaN"^^xsd:double , "deep" ; ex:floors 2 , 70000 , 3000000000 ;
    ex:walled "perhaps" ; ex:size "MIDDLING" ; ex:twin ex:ghost , ex:ch ; ex:quarter ex:bern , ex:ghost , ex:nowhere .
ex:ghost a ex:Town ; ex:label "Ghost"@en ; ex:people "many" ; ex:near ex:bern .
ex:lonely a ex:Town ; ex:people 0 ; ex:land ex:ch ; ex:motto "einsam"@de ; ex:height -0.0e0 .
ex:ch a ex:Land ; ex:label "Switzerland"@en , "Schweiz"@de-CH ; ex:area 41285.000 ; ex:debt 12345678901 ; ex:capital ex:bern ;
    ex:since "1848-09-12T00:00:00Z"^^xsd:dateTime ; ex:near ex:li .
ex:li a ex:Land ; ex:label "Liechtenstein"@en ; ex:capital ex:vaduz ; ex:area "very small" .
ex:city a ex:Town , ex:Land ; ex:label "City"@en ; ex:people 1 ; ex:land ex:city ; ex:capital ex:city ; ex:near ex:city , ex:bern .
ex:vaduz ex:label "Vaduz, which nobody says is a town"@en .
[] a ex:Land ; ex:label "a land without a name"@en ; ex:capital ex:bern .
ex:lake a ex:Lake ; ex:label "of a subclass that nobody shows"@en . ex:spot a ex:Place ; ex:label "of no subclass"@en .
ex:bern ex:near ex:lake , ex:spot .
ex:all a dcat:Dataset ; dct:title "Places"@en , "Orte"@de-CH , "地方"@zh-Hans , "12" .
"#;

/// Data and errors of a query, after a comparison with the naive executor.
fn outcome(query: &str) -> (Value, Vec<Value>) {
    let (data, errors) = ODD.compared(&request(query)).unwrap();
    let errors = errors.iter().map(|error| serde_json::to_value(error).unwrap()).collect();
    (serde_json::from_str(&data).unwrap(), errors)
}

#[test]
fn a_missing_value_makes_its_nearest_nullable_ancestor_null() {
    let (data, errors) =
        outcome("{ a: town(id: \"ex:bern\") { label }\n  b: town(id: \"ex:ghost\") { label land { label } } }");
    assert_eq!(data, json!({ "a": { "label": "Bern" }, "b": null }));
    assert_eq!(
        errors,
        [json!({
            "message": "<http://example.org/ghost> has no link, though the schema promises one",
            "locations": [{ "line": 2, "column": 35 }],
            "path": ["b", "land"],
            "extensions": { "code": "DATA_INCOMPLETE" },
        })]
    );
}

#[test]
fn null_goes_through_lists_and_connections_up_to_the_root() {
    let (data, errors) = outcome("{ before: __typename towns { edges { node { land { label } } } } }");
    assert_eq!(data, Value::Null);
    assert_eq!(errors[0]["path"], json!(["towns", "edges", 2, "node", "land"]));
    assert_eq!(errors.len(), 1);

    let (data, errors) =
        outcome("{ land(id: \"ex:ch\") { label near { nodes { label ... on Land { capital { label } } } } } }");
    assert_eq!(data, json!({ "land": null }));
    assert_eq!(errors[0]["path"], json!(["land", "near", "nodes", 0, "capital"]));
}

#[test]
fn null_stops_at_a_link_that_may_be_null_and_at_an_element_of_nodes() {
    let (data, errors) = outcome(
        r#"{ town(id: "ex:thun") { label twin { label ... on Town { people } ... on Land { capital { land { near { nodes { ... on Land { capital { id } } } } } } } } }
           nodes(ids: ["ex:bern", "ex:ghost", "ex:nowhere", "ex:ch"]) { id ... on Town { people } } }"#,
    );
    let bern = json!({ "id": "http://example.org/bern", "people": 134000 });
    let ch = json!({ "id": "http://example.org/ch" });
    assert_eq!(data, json!({ "town": { "label": "Thun", "twin": null }, "nodes": [bern, null, null, ch] }));
    let paths: Vec<_> = errors.iter().map(|error| &error["path"]).collect();
    assert_eq!(
        paths,
        [&json!(["town", "twin", "capital", "land", "near", "nodes", 0, "capital"]), &json!(["nodes", 1, "people"])]
    );
}

#[test]
fn values_that_are_not_of_their_type_are_named() {
    let (data, errors) = outcome(r#"{ town(id: "ex:thun") { people height walled size } }"#);
    assert_eq!(data["town"]["height"], Value::Null);
    assert_eq!(data["town"]["walled"], Value::Null);
    assert_eq!(data["town"]["size"], Value::Null);
    let messages: Vec<_> = errors.iter().map(|error| error["message"].as_str().unwrap()).collect();
    assert_eq!(
        messages,
        [
            "<http://example.org/thun> has the value INF, which JSON cannot write as a number",
            "<http://example.org/thun> has the value perhaps, which is neither true nor false",
            "<http://example.org/thun> has the value MIDDLING, which is not one of SMALL, LARGE",
        ]
    );
    let (data, errors) = outcome(r#"{ town(id: "ex:thun") { floors } other: town(id: "ex:bern") { codes } }"#);
    assert_eq!(data, json!({ "town": null, "other": { "codes": ["1", "2", "3"] } }));
    assert_eq!(errors[0]["path"], json!(["town", "floors", 1]));
    assert!(errors[0]["message"].as_str().unwrap().contains("3000000000, which is not an integer of 32 bits"));
}

/// Numbers that are larger than a machine's, and numbers that JSON has no form for: both are valid.
#[test]
fn fault_04_null_goes_no_further_than_the_value_that_cannot_be_written() {
    let (data, errors) = outcome(r#"{ towns { nodes { id codes depths } } }"#);
    let thun =
        json!({ "id": "http://example.org/thun", "codes": ["1", "3000000000"], "depths": [1.5, null, null, null] });
    assert_eq!(data["towns"]["nodes"][4], thun);
    let paths: Vec<_> = errors.iter().map(|error| &error["path"]).collect();
    let path = |element: usize| json!(["towns", "nodes", 4, "depths", element]);
    assert_eq!(paths, [&path(1), &path(2), &path(3)]);
    assert!(errors[0]["message"].as_str().unwrap().contains("which JSON cannot write as a number"), "{errors:?}");
}

#[test]
fn numbers_keep_their_digits() {
    let (data, errors) = outcome(
        r#"{ land(id: "ex:ch") { area debt since } town(id: "ex:bern") { height walled } zero: town(id: "ex:lonely") { height } }"#,
    );
    assert_eq!(errors, [] as [Value; 0]);
    assert_eq!(data["land"], json!({ "area": "41285", "debt": "12345678901", "since": "1848-09-12T00:00:00Z" }));
    assert_eq!(data["town"], json!({ "height": 540.5, "walled": true }));
    assert_eq!(data["zero"]["height"].as_f64(), Some(0.0));
}

#[test]
fn texts_are_found_in_narrower_wider_no_and_any_language() {
    let (data, errors) = outcome(
        r#"{ bern: town(id: "ex:bern") {
               zh: label(lang: ["zh"]) TW: label(lang: ["zh-TW"]) Hans: label(lang: ["ZH-HANS-CN"]) gsw: label(lang: ["gsw"])
               motto de: motto(lang: ["de"]) fr: motto(lang: ["fr"]) star: motto(lang: ["*"]) mottoTranslations { lang value }
               untagged: mottoTranslations(lang: ["*"]) { lang } }
             lonely: town(id: "ex:lonely") { motto star: motto(lang: ["*"]) }
             ch: land(id: "ex:ch") { de: label(lang: ["de"]) AT: label(lang: ["de-AT"]) labelTranslations(lang: ["de-CH-1996"]) { lang value } } }"#,
    );
    assert_eq!(errors, [] as [Value; 0]);
    assert_eq!(
        data,
        json!({
            "bern": {
                "zh": "伯尔尼", "TW": "Bern", "Hans": "伯尔尼", "gsw": "Bärn \"1\"\n\t\\ \u{1} 😀",
                "motto": "no language", "de": "niemand", "fr": "no language", "star": "no language",
                "mottoTranslations": [{ "lang": null, "value": "no language" }, { "lang": "de", "value": "niemand" }],
                "untagged": [{ "lang": "de" }],
            },
            "lonely": { "motto": null, "star": "einsam" },
            "ch": { "de": "Schweiz", "AT": "Switzerland", "labelTranslations": [{ "lang": "de-ch", "value": "Schweiz" }] },
        })
    );
}

#[test]
fn the_title_of_the_dataset_is_chosen_like_any_text() {
    let (data, errors) = outcome(
        r#"{ dataset { title zh: title(lang: ["zh"]) de: title(lang: ["fr", "de"]) AT: title(lang: ["de-AT"])
             CH: title(lang: ["de-CH-1901"]) HK: title(lang: ["zh-Hant-HK"]) any: title(lang: ["*"]) } }"#,
    );
    assert_eq!(errors, [] as [Value; 0]);
    assert_eq!(
        data["dataset"],
        json!({ "title": "Places", "zh": "地方", "de": "Orte", "AT": "Places", "CH": "Orte", "HK": "Places", "any": "12" })
    );
}

#[test]
fn what_has_not_the_type_is_left_out_and_what_has_no_name_gets_one() {
    let (data, errors) = outcome(
        r#"{ towns { totalCount nodes { id } } lands { nodes { id } } thun: town(id: "ex:thun") { __typename quarters { id } twin { id } }
             bern: town(id: "ex:bern") { near { nodes { id } } } places { totalCount } spot: place(id: "ex:spot") { __typename } vaduz: town(id: "ex:vaduz") { id } node(id: "ex:vaduz") { id } }"#,
    );
    assert_eq!(errors, [] as [Value; 0]);
    // A blank node has an IRI of its own; which one is for `shapes.rs` to say.
    let ids = |list: &Value| -> Vec<String> {
        let id = |node: &Value| match node["id"].as_str().unwrap() {
            skolem if skolem.starts_with("urn:plenary:genid:") => "[]".to_owned(),
            id => id.replace("http://example.org/", ""),
        };
        list.as_array().unwrap().iter().map(id).collect()
    };
    assert_eq!(data["towns"]["totalCount"], 6);
    assert_eq!(ids(&data["towns"]["nodes"]), ["bern", "city", "ghost", "lonely", "thun", "[]"]);
    assert_eq!(ids(&data["lands"]["nodes"]), ["ch", "city", "li", "[]"]);
    assert_eq!(ids(&data["thun"]["quarters"]), ["bern", "ghost"]);
    assert_eq!(data["thun"]["__typename"], "Town");
    assert_eq!(data["thun"]["twin"]["id"], "http://example.org/ch");
    assert_eq!(ids(&data["bern"]["near"]["nodes"]), ["ch", "ghost", "lake", "spot", "thun", "[]"]);
    assert_eq!(data["places"]["totalCount"], 11, "towns, lands and other places, the city once");
    assert_eq!(data["spot"], json!({ "__typename": "OtherPlace" }));
    assert_eq!((&data["vaduz"], &data["node"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_resource_of_two_types_is_of_the_one_that_is_asked_for() {
    let (data, errors) = outcome(
        r#"{ town(id: "ex:city") { __typename near { nodes { __typename ... on Land { area } ... on Town { people } } } }
             land(id: "ex:city") { __typename towns { nodes { __typename } } } node(id: "ex:city") { __typename } place(id: "ex:city") { __typename } }"#,
    );
    assert_eq!(errors, [] as [Value; 0]);
    assert_eq!(data["town"]["__typename"], "Town");
    assert_eq!(data["land"]["__typename"], "Land");
    assert_eq!(data["node"]["__typename"], "Town");
    assert_eq!(data["place"]["__typename"], "Town");
    let bern = json!({ "__typename": "Town", "people": 134000 });
    assert_eq!(data["town"]["near"]["nodes"], json!([bern, { "__typename": "Town", "people": 1 }]));
}
