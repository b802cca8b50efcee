//! Answers as tables: which columns and rows a request gives, what is no table, and the same over HTTP.

use crate::http::app_of;
use crate::support::{RECORD, World, request};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use plenary::graphql::Separated;
use plenary::http::{App, Front};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

fn csv_of(world: &World, query: &str) -> Result<String, String> {
    let sheet = world.engine.sheet(&request(query), &world.snapshot, &world.engine.limits().clock());
    let sheet = sheet.map_err(|errors| errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("; "))?;
    assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()), "{query}");
    Ok(Separated::Commas.write(&sheet))
}

fn csv(query: &str) -> String {
    csv_of(&RECORD, query).unwrap()
}

/// Two towns of one land, with everything that may stand in a cell.
static SMALL: LazyLock<World> = LazyLock::new(|| {
    let shapes = "ex: graphql:publicShape ex:TownShape , ex:LandShape , ex:PlaceShape , ex:RiverShape .\n\
        ex:Town rdfs:subClassOf ex:Place . ex:River rdfs:subClassOf ex:Place .\n\
        ex:PlaceShape sh:targetClass ex:Place ; sh:property \
            [ sh:path rdfs:label ; sh:datatype rdf:langString ; sh:minCount 1 ; sh:uniqueLang true ] .\n\
        ex:TownShape sh:targetClass ex:Town ; sh:property \
            [ sh:path ex:note ; sh:datatype xsd:string ; sh:maxCount 1 ] , \
            [ sh:path ex:code ; sh:datatype xsd:string ; graphql:name \"codes\" ] , \
            [ sh:path ex:height ; sh:datatype xsd:decimal ; sh:maxCount 1 ] , \
            [ sh:path ex:size ; sh:datatype xsd:integer ; sh:maxCount 1 ] , \
            [ sh:path ex:isPort ; sh:datatype xsd:boolean ; sh:maxCount 1 ] , \
            [ sh:path ex:land ; sh:class ex:Land ; sh:maxCount 1 ] .\n\
        ex:RiverShape sh:targetClass ex:River ; sh:property [ sh:path ex:length ; sh:datatype xsd:integer ; sh:maxCount 1 ] .\n\
        ex:LandShape sh:targetClass ex:Land ; sh:property \
            [ sh:path ex:code ; sh:datatype xsd:string ; sh:maxCount 1 ; graphql:name \"code\" ] , \
            [ sh:path ex:must ; sh:datatype xsd:string ; sh:maxCount 1 ; sh:minCount 1 ; graphql:name \"must\" ] , \
            [ sh:path [ sh:inversePath ex:land ] ; sh:class ex:Town ; graphql:name \"towns\" ] .";
    let data = "ex:a a ex:Town ; rdfs:label \"=A, \\\"old\\\"\"@en , \"甲\"@zh ; ex:note \"two\\nlines\" ; ex:code \"x|y\" , \"z\\\\|w\" , \"-1\" ; \
            ex:height -2.50 ; ex:size 7 ; ex:isPort true ; ex:land ex:l .\n\
        ex:b a ex:Town ; rdfs:label \"B\"@en ; ex:land ex:l .\n\
        ex:r a ex:River ; rdfs:label \"R\"@en ; ex:length 9 .\n\
        ex:l a ex:Land ; ex:code \"L\" .";
    World::of(shapes, data)
});

#[test]
fn single_objects_give_dotted_columns_and_lists_inside_one_cell() {
    let query = "{ towns { totalCount pageInfo { hasNextPage } nodes { label note size height isPort codes labelTranslations { lang value } land { code } } } }";
    assert_eq!(
        csv_of(&SMALL, query).unwrap(),
        "label,note,size,height,isPort,codes,labelTranslations.lang,labelTranslations.value,land.code\r\n\
         \"'=A, \"\"old\"\"\",\"two\nlines\",7,-2.5,true,'-1 | x\\|y | z\\\\\\|w,en | zh,\"'=A, \"\"old\"\" | 甲\",L\r\n\
         B,,,,,,en,B,L\r\n"
    );
}

#[test]
fn tabs_separate_what_commas_do() {
    let sheet = SMALL
        .engine
        .sheet(&request("{ towns { nodes { label note codes } } }"), &SMALL.snapshot, &SMALL.engine.limits().clock())
        .unwrap();
    assert_eq!(
        Separated::Tabs.write(&sheet),
        "label\tnote\tcodes\n'=A, \"old\"\ttwo\\nlines\t'-1 | x\\\\|y | z\\\\\\\\\\\\|w\nB\t\t\n"
    );
}

#[test]
fn what_only_some_types_have_is_empty_for_others() {
    let query = "{ places { nodes { __typename label ... on River { length } ... on Town { land { code } } } } }";
    let expected = "__typename,label,land.code,length\r\nTown,\"'=A, \"\"old\"\"\",L,\r\nTown,B,L,\r\nRiver,R,,9\r\n";
    assert_eq!(csv_of(&SMALL, query).unwrap(), expected);
}

#[test]
fn the_list_may_lie_under_single_objects_and_have_any_name() {
    let edges = "{ land(id: \"http://example.org/l\") { all: towns(first: 1) { edges { cursor node { id } } } } }";
    let answer = csv_of(&SMALL, edges).unwrap();
    assert!(answer.starts_with("cursor,node.id\r\n") && answer.ends_with(",http://example.org/a\r\n"), "{answer}");
    assert_eq!(
        csv_of(&SMALL, "{ land(id: \"http://example.org/none\") { towns { nodes { id } } } }").unwrap(),
        "id\r\n"
    );
    assert_eq!(csv_of(&SMALL, "{ towns(first: 0) { nodes { id land { code } } } }").unwrap(), "id,land.code\r\n");
    let nodes =
        "{ nodes(ids: [\"http://example.org/b\", \"http://example.org/none\", \"http://example.org/r\"]) { id } }";
    assert_eq!(csv_of(&SMALL, nodes).unwrap(), "id\r\nhttp://example.org/b\r\nhttp://example.org/r\r\n");
    assert_eq!(
        csv_of(&SMALL, "{ town(id: \"http://example.org/a\") { codes } }").unwrap(),
        "codes\r\n-1\r\nx|y\r\nz\\|w\r\n"
    );
}

#[test]
fn without_a_list_the_object_is_the_row() {
    let one = "{ land(id: \"http://example.org/l\") { code towns { totalCount nodes { id label } } } }";
    assert_eq!(
        csv_of(&SMALL, one).unwrap(),
        "code,towns.totalCount,towns.nodes.id,towns.nodes.label\r\n\
         L,2,http://example.org/a | http://example.org/b,\"'=A, \"\"old\"\" | B\"\r\n"
    );
    assert_eq!(
        csv_of(&SMALL, "{ town(id: \"http://example.org/b\") { land { code } } }").unwrap(),
        "land.code\r\nL\r\n"
    );
    assert_eq!(csv_of(&SMALL, "{ town(id: \"http://example.org/none\") { label } }").unwrap(), "label\r\n");
    assert_eq!(csv_of(&SMALL, "{ __typename }").unwrap(), "__typename\r\nQuery\r\n");
}

#[test]
fn counts_searches_analyses_and_facts_are_tables_too() {
    let groups = "{ towns { groupBy(keys: [LAND, IS_PORT]) { count key { field value } } } }";
    assert_eq!(
        csv_of(&SMALL, groups).unwrap(),
        "count,key.field,key.value\r\n1,LAND | IS_PORT,http://example.org/l | true\r\n1,LAND | IS_PORT,http://example.org/l | \r\n"
    );
    let facets = "{ towns { facets(fields: [CODES, LAND], first: 2) { field values { value count } } } }";
    assert_eq!(
        csv_of(&SMALL, facets).unwrap(),
        "field,values.value,values.count\r\nCODES,'-1 | x\\|y,1 | 1\r\nLAND,http://example.org/l,2\r\n"
    );
    let found = csv(
        "{ search(query: \"Ghana\", types: [State]) { edges { via highlights { field lang } node { id ... on State { label } } } } }",
    );
    assert_eq!(found.lines().next(), Some("via,highlights.field,highlights.lang,node.id,node.label"));
    assert!(found.contains(",https://w3id.org/plenary/id/actor/gha,Ghana\r\n"), "{found}");
    let agreement = "{ agreement(actors: [\"actor:rus\", \"actor:lva\"], theme: \"theme:multistakeholder-model\") {
        totalCount nodes { a { label } b { label } agree disagree score topics { verdict theme { label } } } } }";
    assert_eq!(
        csv(agreement),
        "a.label,b.label,agree,disagree,score,topics.verdict,topics.theme.label\r\n\
         Latvia,Russian Federation,0,1,-1,DISAGREE,Multistakeholder model\r\n"
    );
    let path = csv("{ path(from: \"actor:chn\", to: \"sdg:9.c\") { hops { field direction } } }");
    assert_eq!(path, "hops.field,hops.direction\r\nsupports | sdgTargets,FORWARD | FORWARD\r\n");
    let entities = "{ _entities(representations: [{ __typename: \"State\", id: \"actor:chn\" }, { __typename: \"Theme\", id: \"theme:x\" }]) \
                    { ... on State { label } ... on Theme { broader { label } } } }";
    assert_eq!(csv(entities), "label,broader.label\r\nChina,\r\n");
    assert!(csv("{ dataset { classes { type count } } }").starts_with("type,count\r\n"));
}

#[test]
fn what_is_no_table_is_refused_with_the_way_out() {
    for (query, problem) in [
        (
            "{ states { totalCount } themes { totalCount } }",
            "the request asks for `states`, `themes`; ask for each by itself",
        ),
        ("{ states @skip(if: true) { totalCount } }", "the request asks for nothing"),
        ("{ states { totalCount } }", "ask for either `nodes`, `edges`, `groupBy` or `facets`"),
        ("{ states { nodes { id } edges { cursor } } }", "ask for either `nodes`, `edges`, `groupBy` or `facets`"),
        (
            "{ themes { nodes { positions { nodes { themes { id } } } } } }",
            "`positions.nodes.themes` is a list in a list",
        ),
        ("{ nonsense }", "Unknown field"),
        ("{", "is not GraphQL"),
    ] {
        let error = csv_of(&RECORD, query).unwrap_err();
        assert!(error.contains(problem), "{query}: {error}");
    }
    // A promised value that the data do not have cannot be told in a table.
    let error = csv_of(&SMALL, "{ lands { nodes { must } } }").unwrap_err();
    assert!(error.contains("has no value, though the schema promises one"), "{error}");
}

#[tokio::test]
async fn a_client_that_accepts_tables_gets_them() {
    let (record, small) = (app_of(&RECORD), app_of(&SMALL));
    let ask = |app: &Arc<App>, accept: &str, query: &str| {
        let uri = format!("/graphql?{}", serde_urlencoded::to_string([("query", query)]).unwrap());
        let request = Request::get(uri).header("accept", accept).header("accept-language", "zh").body(Body::empty());
        let app = Arc::clone(app);
        async move {
            let (parts, body) = Front::new(app).oneshot(request.unwrap()).await.unwrap().into_parts();
            let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
            (parts.status, parts.headers["content-type"].to_str().unwrap().to_owned(), text)
        }
    };
    let query = "{ states(where: { id: { eq: \"actor:chn\" } }) { nodes { label regionalGroup } } }";
    let (status, media_type, text) = ask(&record, "text/csv", query).await;
    assert_eq!((status, media_type.as_str()), (StatusCode::OK, "text/csv; charset=utf-8; header=present"));
    assert_eq!(text, "label,regionalGroup\r\n中国,ASIA_PACIFIC\r\n");
    let (_, media_type, text) = ask(&record, "text/tab-separated-values, application/json;q=0.5", query).await;
    assert_eq!(media_type, "text/tab-separated-values; charset=utf-8");
    assert_eq!(text, "label\tregionalGroup\n中国\tASIA_PACIFIC\n");
    for (app, query, status, code) in [
        (&record, "{ states { totalCount } }", StatusCode::BAD_REQUEST, "BAD_USER_INPUT"),
        (&record, "{ nonsense }", StatusCode::BAD_REQUEST, "GRAPHQL_VALIDATION_FAILED"),
        (&small, "{ lands { nodes { must } } }", StatusCode::INTERNAL_SERVER_ERROR, "DATA_INCOMPLETE"),
    ] {
        let (answered, media_type, text) = ask(app, "text/csv", query).await;
        assert_eq!((answered, media_type.as_str()), (status, "application/json; charset=utf-8"), "{query}");
        assert!(text.contains(&format!("\"code\":\"{code}\"")), "{text}");
    }
}
