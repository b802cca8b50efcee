//! How shapes become an API, where they are those of other people: what a shape is about, what is said of values and what
//! is not, what is said together, names that are taken, and every way out that a message names.

use crate::support::{PREFIXES, World, request, source};
use oxigraph::io::RdfFormat;
use plenary::ontology::{Field, FieldKind, Ontology, Scalar};
use plenary::store::{Input, Report, Store, graph_for};
use serde_json::json;
use std::path::Path;

/// Prefixes that other people's shapes are written with.
const MORE: &str = "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . \
    @prefix other: <http://example.org/other/> . ";

fn read(text: &str) -> Result<Ontology, plenary::ontology::Error> {
    Ontology::read(&[source("shapes.ttl", &format!("{MORE}{text}"))])
}

/// What is noticed of an ontology, a line each.
fn notices(ontology: &Ontology) -> Vec<String> {
    ontology.notices().iter().map(ToString::to_string).collect()
}

/// What validation says of data.
fn check(shapes: &str, data: &str) -> Report {
    let sources = [source("shapes.ttl", &format!("{MORE}{shapes}"))];
    let ontology = Ontology::read(&sources).unwrap();
    let input = Input::Text {
        name: "data.ttl".into(),
        text: format!("{PREFIXES}{MORE}{data}").into(),
        graph: graph_for(Path::new("data.ttl"), ontology.prefixes()),
        format: RdfFormat::Turtle,
    };
    Store::check(&ontology, &sources, vec![input]).unwrap().1
}

fn field(ontology: &Ontology, class: &str, name: &str) -> Field {
    let class = ontology.class(ontology.class_named(class).unwrap_or_else(|| panic!("no class {class}")));
    let names: Vec<_> = class.fields.iter().map(|field| &field.name).collect();
    class.field(name).unwrap_or_else(|| panic!("no field {name} among {names:?}")).clone()
}

fn kind(ontology: &Ontology, class: &str, name: &str) -> FieldKind {
    field(ontology, class, name).kind
}

fn fields(ontology: &Ontology, class: &str) -> Vec<String> {
    let class = ontology.class(ontology.class_named(class).unwrap());
    class.fields.iter().map(|field| field.name.clone()).collect()
}

/// The schema and validation take the same for the target of a shape: whatever a shape promises is checked.
#[test]
fn fault_01_what_a_shape_is_about_is_checked() {
    let property = "sh:property [ sh:path ex:n ; sh:datatype xsd:int ; sh:minCount 1 ; sh:maxCount 1 ]";
    let data = "ex:x a ex:A ; ex:n \"no\" . ex:y a ex:A . ex:z a ex:B .";
    for (shape, violations) in [
        (format!("ex: graphql:publicShape ex:A . ex:A a rdfs:Class , sh:NodeShape ; {property} ."), 2),
        (format!("ex: graphql:publicShape ex:A . ex:A a owl:Class , sh:NodeShape ; {property} ."), 2),
        (format!("ex: graphql:publicShape ex:A . ex:A a owl:Class ; {property} ."), 2),
        (format!("ex: graphql:publicClass ex:A . ex:A a owl:Class ; {property} ."), 2),
        (
            format!(
                "ex: graphql:publicShape ex:A . ex:Kind rdfs:subClassOf owl:Class . ex:A a ex:Kind , sh:NodeShape ; {property} ."
            ),
            2,
        ),
        (
            format!(
                "ex: graphql:publicShape ex:A . ex:A a owl:Class , sh:NodeShape ; {property} . ex:B rdfs:subClassOf ex:A ."
            ),
            3,
        ),
        (format!("ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:A , ex:B ; {property} ."), 3),
        (
            format!(
                "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:A ; sh:targetNode ex:z , ex:w ; {property} ."
            ),
            4,
        ),
        (
            format!(
                "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:B ; sh:targetSubjectsOf ex:n ; {property} ."
            ),
            2,
        ),
        (
            format!(
                "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:B ; sh:targetObjectsOf rdf:type ; {property} ."
            ),
            3,
        ),
    ] {
        let report = check(&shape, data);
        assert_eq!(report.violations().len(), violations, "{shape}: {report}");
        assert!(report.refuses(), "{shape}");
        let ontology = read(&shape).unwrap();
        let name = if ontology.class_named("A").is_some() { "A" } else { "B" };
        assert_eq!(kind(&ontology, name, "n"), FieldKind::Value { scalar: Scalar::Int, required: true }, "{shape}");
    }
}

#[test]
fn fault_01_a_shape_about_two_classes_makes_two_types() {
    let ontology = read(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:A , ex:B ; sh:property [ sh:path ex:n ; sh:datatype xsd:date ] .",
    )
    .unwrap();
    assert_eq!((fields(&ontology, "A"), fields(&ontology, "B")), (vec!["n".to_owned()], vec!["n".to_owned()]));
    let error =
        read("ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:A , ex:B ; graphql:name \"C\" .").unwrap_err();
    assert!(error.to_string().contains("names one type, but the shape is about 2 classes"), "{error}");
}

/// What validation does not refuse is not promised: a warning, a shape that is switched off.
#[test]
fn fault_01_the_schema_promises_only_what_is_enforced() {
    let ontology = read(
        "ex: graphql:publicShape ex:S , ex:Off . ex:S sh:targetClass ex:A ; sh:property
         [ sh:path ex:warned ; sh:datatype xsd:date ; sh:minCount 1 ; sh:maxCount 1 ; sh:severity sh:Warning ] ,
         [ sh:path ex:firm ; sh:datatype xsd:date ; sh:minCount 1 ; sh:maxCount 1 ; sh:severity sh:Violation ] .
         ex:Off sh:targetClass ex:B ; sh:deactivated true .",
    )
    .unwrap();
    let date = |required| FieldKind::Value { scalar: Scalar::Date, required };
    assert_eq!(kind(&ontology, "A", "warned"), date(false));
    assert_eq!(kind(&ontology, "A", "firm"), date(true));
    assert_eq!(ontology.class_named("B"), None);
    assert!(notices(&ontology)[0].contains("switched off"), "{:?}", notices(&ontology));
}

#[test]
fn fault_14_shapes_that_only_constrain_get_a_kind_and_one_notice() {
    let ontology = read(
        "ex: graphql:publicShape ex:S , ex:L . ex:L sh:targetClass ex:Land . ex:M sh:targetClass ex:Mountain .
         ex:Peak rdfs:subClassOf ex:Land .
         ex:S sh:targetClass ex:A ; sh:property
         [ sh:path ex:nothing ] , [ sh:path ex:long ; sh:maxLength 9 ; sh:maxCount 1 ] , [ sh:path ex:mixed ; sh:in ( ex:a \"b\" ) ] ,
         [ sh:path ex:literal ; sh:nodeKind sh:Literal ] , [ sh:path ex:one ; sh:nodeKind sh:Literal ; sh:maxCount 1 ] ,
         [ sh:path ex:unique ; sh:uniqueLang true ] , [ sh:path ex:tongues ; sh:languageIn ( \"en\" ) ] ,
         [ sh:path ex:iri ; sh:nodeKind sh:BlankNodeOrIRI ] ,
         [ sh:path ex:texts ; sh:or ( [ sh:datatype xsd:string ] [ sh:datatype rdf:langString ] ) ] ,
         [ sh:path ex:number ; sh:or ( [ sh:datatype xsd:integer ] [ sh:datatype xsd:decimal ] ) ] ,
         [ sh:path ex:moment ; sh:xone ( [ sh:datatype xsd:date ] [ sh:datatype xsd:dateTime ] ) ; sh:maxCount 1 ] ,
         [ sh:path ex:either ; sh:or ( [ sh:class ex:Land ] [ sh:class ex:Peak ] ) ] ,
         [ sh:path ex:any ; sh:or ( [ sh:class ex:Land ] [ sh:nodeKind sh:IRI ] ) ] ,
         [ sh:path ex:away ; sh:class ex:Mountain ; sh:maxCount 1 ] ,
         [ sh:path ex:shaped ; sh:node [ sh:nodeKind sh:IRI ] ] , [ sh:path ex:land ; sh:node ex:L ; sh:minCount 1 ; sh:maxCount 1 ] ,
         [ sh:path [ sh:zeroOrMorePath ex:up ] ; sh:nodeKind sh:IRI ] , [ sh:path [ sh:inversePath ex:up ] ; sh:maxCount 1 ] ,
         [ sh:path ex:tagged ; sh:in ( \"a\"@en \"b\"@de ) ] , [ sh:path ex:ranks ; sh:in ( 1 2 3 ) ] .",
    )
    .unwrap();
    let land = ontology.class_named("Land").unwrap();
    let values = |scalar| FieldKind::Values { scalar };
    let value = |scalar| FieldKind::Value { scalar, required: false };
    for (name, expected) in [
        ("nothing", values(Scalar::String)),
        ("long", value(Scalar::String)),
        ("mixed", values(Scalar::String)),
        ("literal", FieldKind::Texts),
        ("one", FieldKind::Text { required: false }),
        ("oneTranslations", FieldKind::Texts),
        ("unique", FieldKind::Text { required: false }),
        ("tongues", FieldKind::Texts),
        ("iri", values(Scalar::Iri)),
        ("texts", FieldKind::Texts),
        ("number", values(Scalar::Decimal)),
        ("moment", value(Scalar::String)),
        ("either", FieldKind::Connection { class: land }),
        ("any", values(Scalar::Iri)),
        ("away", value(Scalar::Iri)),
        ("shaped", values(Scalar::Iri)),
        // A value that meets the shape need not be an instance of its class, so a link is not promised.
        ("land", FieldKind::Link { class: land, required: false }),
        ("tagged", FieldKind::Texts),
    ] {
        assert_eq!(kind(&ontology, "A", name), expected, "{name}");
    }
    let notices = notices(&ontology);
    let [guessed, unlinked, left_out] = &notices[..] else { panic!("{notices:?}") };
    assert!(guessed.starts_with("3 × a field whose values no shape gives a type"), "{guessed}");
    for name in ["A.nothing (shapes.ttl:", "A.long (", "A.land ("] {
        assert!(guessed.contains(name), "{guessed}");
    }
    assert!(unlinked.starts_with("1 × ") && unlinked.contains("A.away (shapes.ttl:"), "{unlinked}");
    assert!(left_out.starts_with("2 × a property shape that is checked, but makes no field"), "{left_out}");
}

#[test]
fn fault_14_values_without_a_type_are_given_as_they_are() {
    let world = World::of(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:A ; sh:property [ sh:path ex:any ] ,
         [ sh:path ex:literal ; sh:nodeKind sh:Literal ] .",
        "ex:x a ex:A ; ex:any 1 , \"b\"@en , ex:c , true ; ex:literal 2 , \"zwei\"@de .",
    );
    let data = world.agreed(&request("{ as { nodes { any literal { value lang } } } }")).unwrap();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(
        data["as"]["nodes"][0],
        json!({
            "any": ["http://example.org/c", "1", "true", "b"],
            "literal": [{ "value": "2", "lang": null }, { "value": "zwei", "lang": "de" }],
        })
    );
}

#[test]
fn fault_14_all_problems_are_told_at_once() {
    let message = read(
        "ex: graphql:publicShape ex:S , ex:Missing ; graphql:publicClas ex:A .\nex:S sh:targetClass ex:A ; sh:property\n
         [ sh:path ex:a ; sh:in () ] ,\n [ graphql:name \"b\" ; sh:datatype xsd:date ] ,\n [ sh:path ex:c ; graphql:name \"my-c\" ; sh:datatype xsd:date ] .",
    )
    .unwrap_err()
    .to_string();
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines[0], "the ontology has 5 problems", "{message}");
    for part in
        ["there is no graphql:publicClas;", "has an empty list in sh:in", "has no sh:path", "`my-c`", "/Missing"]
    {
        assert!(lines[1..].iter().any(|line| line.contains(part)), "{part}: {message}");
    }
}

#[test]
fn fault_15_an_enum_whose_name_is_taken_is_named_after_class_and_field() {
    let world = World::of(
        "ex: graphql:publicShape ex:S , ex:T , ex:U . ex:U sh:targetClass ex:Size .
         ex:S sh:targetClass ex:Task ; sh:property [ sh:path ex:status ; sh:in ( \"OPEN\" \"DONE\" ) ; sh:maxCount 1 ] .
         ex:T sh:targetClass ex:Order ; sh:property [ sh:path ex:status ; sh:in ( \"PAID\" \"SENT\" ) ; sh:maxCount 1 ] ,
            [ sh:path ex:size ; sh:in ( \"S\" \"L\" ) ; sh:maxCount 1 ] .",
        "ex:t a ex:Task ; ex:status \"OPEN\" . ex:o a ex:Order ; ex:status \"SENT\" ; ex:size \"L\" .",
    );
    let names: Vec<_> = world.ontology.enums().iter().map(|found| found.name.as_str()).collect();
    assert_eq!(names, ["Status", "OrderStatus", "OrderSize"]);
    let query = "{ tasks(where: { status: { eq: OPEN } }) { nodes { status } } orders(where: { status: { eq: SENT } size: { in: [L] } }) { nodes { status size } } }";
    let data = world.agreed(&request(query)).unwrap();
    assert_eq!(data, r#"{"tasks":{"nodes":[{"status":"OPEN"}]},"orders":{"nodes":[{"status":"SENT","size":"L"}]}}"#);
}

#[test]
fn fault_15_names_that_are_made_go_round_each_other() {
    let ontology = read(
        "ex: graphql:publicShape ex:S , ex:T , ex:D , ex:O , ex:C . ex:S sh:targetClass ex:City . ex:T sh:targetClass ex:CityEdge .
         ex:D sh:targetClass dcat:Dataset . ex:O sh:targetClass other:City . ex:C sh:targetClass ex:Cities ; sh:property
         [ sh:path ex:name ; sh:datatype xsd:string ] , [ sh:path other:name ; sh:datatype xsd:string ] , [ sh:path dct:types ; sh:datatype xsd:string ] ,
         [ sh:path ex:types ; sh:datatype xsd:string ] , [ sh:path ex:street-address ; sh:datatype xsd:string ] ,
         [ sh:path ex:text ; sh:datatype rdf:langString ; sh:uniqueLang true ] , [ sh:path ex:textTranslations ; sh:datatype xsd:string ] ,
         [ sh:path ex:given ; sh:datatype xsd:string ] , [ sh:path ex:x ; graphql:name \"given\" ; sh:datatype xsd:string ] .",
    )
    .unwrap();
    let classes: Vec<_> = ontology.classes().iter().map(|class| class.name.as_str()).collect();
    assert_eq!(classes, ["City", "ExCityEdge", "DcatDataset", "OtherCity", "ExCities"]);
    assert_eq!(
        fields(&ontology, "ExCities"),
        [
            "name",
            "otherName",
            "dctTypes",
            "exTypes",
            "streetAddress",
            "text",
            "textTranslations",
            "exTextTranslations",
            "exGiven",
            "given"
        ]
    );
    let notices = notices(&ontology);
    assert!(
        notices.iter().any(|notice| notice.contains("DcatDataset for <http://www.w3.org/ns/dcat#Dataset>")),
        "{notices:?}"
    );
    plenary::server::engine(std::sync::Arc::new(ontology)).unwrap();
}

/// A shape that is refused, what the message says, and the shape after doing what it says.
const REMEDIES: [(&str, &str, &str); 13] = [
    (
        "ex:S sh:targetClass ex:City ; graphql:name \"my-city\" .",
        "set another with `graphql:name`",
        "ex:S sh:targetClass ex:City ; graphql:name \"MyCity\" .",
    ),
    (
        "ex:S sh:targetClass <http://example.org/城市> .",
        "set another with `graphql:name`",
        "ex:S sh:targetClass <http://example.org/城市> ; graphql:name \"City\" .",
    ),
    (
        "ex:S sh:targetClass ex:City ; ple:plural \"all cities\" .",
        "set another with `ple:plural`",
        "ex:S sh:targetClass ex:City ; ple:plural \"allCities\" .",
    ),
    (
        "ex:S sh:targetClass ex:City ; ple:plural \"node\" .",
        "set another with `ple:plural`",
        "ex:S sh:targetClass ex:City ; ple:plural \"towns\" .",
    ),
    (
        "ex:S sh:targetClass ex:City ; graphql:name \"Query\" .",
        "set another with `graphql:name`",
        "ex:S sh:targetClass ex:City ; graphql:name \"City\" .",
    ),
    (
        "ex:S sh:targetClass ex:City ; sh:property [ sh:path ex:a ; graphql:name \"b\" ] , [ sh:path ex:c ; graphql:name \"b\" ] .",
        "set another with `graphql:name`",
        "ex:S sh:targetClass ex:City ; sh:property [ sh:path ex:a ; graphql:name \"b\" ] , [ sh:path ex:c ; graphql:name \"c\" ] .",
    ),
    (
        "ex:S sh:targetClass ex:City ; sh:property [ sh:path <http://example.org/名> ; sh:datatype xsd:string ] .",
        "set another with `graphql:name`",
        "ex:S sh:targetClass ex:City ; sh:property [ sh:path <http://example.org/名> ; graphql:name \"name\" ; sh:datatype xsd:string ] .",
    ),
    (
        "ex:S sh:targetClass ex:City ; sh:property [ sh:path ex:a ; sh:datatype xsd:string ] , [ sh:path ex:a ; sh:datatype xsd:date ] .",
        "leave one out",
        "ex:S sh:targetClass ex:City ; sh:property [ sh:path ex:a ; sh:datatype xsd:string ] .",
    ),
    ("ex:S a sh:NodeShape .", "add `sh:targetClass`", "ex:S sh:targetClass ex:City ."),
    (
        "ex:S sh:targetClass ex:City ; graphql:isInterface true .",
        "make the shape of a subclass public",
        "ex:S sh:targetClass ex:City ; graphql:isInterface true . ex: graphql:publicShape ex:T . ex:T sh:targetClass ex:Port . ex:Port rdfs:subClassOf ex:City .",
    ),
    (
        "ex:S sh:targetClass ex:City ; graphql:isInterface true .",
        "leave out graphql:isInterface",
        "ex:S sh:targetClass ex:City .",
    ),
    (
        "ex:S sh:targetClass ex:A , ex:B ; graphql:name \"C\" .",
        "give each a shape of its own",
        "ex:S sh:targetClass ex:A ; graphql:name \"C\" . ex: graphql:publicShape ex:T . ex:T sh:targetClass ex:B .",
    ),
    (
        "ex:S sh:targetClass ex:City ; graphql:name \"A\" . ex: graphql:publicShape ex:T . ex:T sh:targetClass ex:City ; graphql:name \"B\" .",
        "leave one out",
        "ex:S sh:targetClass ex:City ; graphql:name \"A\" . ex: graphql:publicShape ex:T . ex:T sh:targetClass ex:City .",
    ),
];

#[test]
fn fault_15_every_way_out_that_a_message_names_leads_out() {
    let public = |shapes: &str| format!("ex: graphql:publicShape ex:S . {shapes}");
    for (wrong, remedy, mended) in REMEDIES {
        let message = read(&public(wrong)).map(drop).unwrap_err().to_string();
        assert!(message.contains(remedy), "{wrong}\n{message}");
        let ontology = read(&public(mended)).unwrap_or_else(|error| panic!("{mended}\n{error}"));
        plenary::server::engine(std::sync::Arc::new(ontology)).unwrap();
    }
    // What is only noticed has a way out, too.
    for (odd, remedy, mended) in [
        ("sh:property [ sh:path ex:a ]", "say sh:datatype", "sh:property [ sh:path ex:a ; sh:datatype xsd:date ]"),
        ("sh:property [ sh:path ex:a ]", "sh:nodeKind", "sh:property [ sh:path ex:a ; sh:nodeKind sh:IRI ]"),
        (
            "sh:property [ sh:path ex:a ; sh:class ex:B ] . ex:T sh:targetClass ex:B",
            "make a shape of the class public (graphql:publicClass)",
            "sh:property [ sh:path ex:a ; sh:class ex:B ] . ex:T sh:targetClass ex:B . ex: graphql:publicClass ex:B",
        ),
        (
            "sh:property [ sh:path [ sh:inversePath ex:a ] ; sh:class ex:City ]",
            "and a graphql:name",
            "sh:property [ sh:path [ sh:inversePath ex:a ] ; graphql:name \"as\" ; sh:class ex:City ]",
        ),
        (
            "sh:property [ sh:path ex:types ; sh:datatype xsd:date ]",
            "choose one with graphql:name",
            "sh:property [ sh:path ex:types ; graphql:name \"kinds\" ; sh:datatype xsd:date ]",
        ),
        (
            "sh:property [ sh:path ex:up ; sh:class ex:City ] , [ sh:path ex:upTransitive ; sh:class ex:City ]",
            "name that field otherwise with graphql:name",
            "sh:property [ sh:path ex:up ; sh:class ex:City ] , [ sh:path ex:upTransitive ; graphql:name \"above\" ; sh:class ex:City ]",
        ),
    ] {
        let shapes = |properties: &str| public(&format!("ex:S sh:targetClass ex:City ; {properties} ."));
        let noticed = notices(&read(&shapes(odd)).unwrap());
        assert!(noticed.len() == 1 && noticed[0].contains(remedy), "{odd}\n{noticed:?}");
        assert_eq!(notices(&read(&shapes(mended)).unwrap()), [""; 0], "{mended}");
    }
}

#[test]
fn fault_16_what_is_said_of_a_path_holds_together() {
    let ontology = read(
        "ex: graphql:publicShape ex:S , ex:T . ex:Hidden sh:targetClass ex:A ; sh:property [ sh:path ex:n ; sh:minCount 1 ] .
         ex:S sh:targetClass ex:A ; sh:node ex:Named ; sh:and ( ex:Dated [ sh:path ex:loose ; sh:datatype xsd:date ] ) ; sh:property
            [ sh:path skos:prefLabel ; sh:datatype rdf:langString ] , [ sh:path skos:prefLabel ; sh:uniqueLang true ; sh:minCount 1 ] ,
            [ sh:path ex:n ; sh:datatype xsd:int ] , [ sh:path ex:n ; sh:maxCount 3 ] , [ sh:path ex:n ; sh:maxCount 1 ] ,
            [ sh:path ex:mark ; sh:in ( \"A\" \"B\" \"C\" ) ] , [ sh:path ex:mark ; sh:in ( \"B\" \"C\" \"D\" ) ; sh:maxCount 1 ] ,
            [ sh:path ex:to ; sh:class ex:B ] , [ sh:path ex:to ; sh:class ex:A ; sh:maxCount 5 ] .
         ex:Named sh:property [ sh:path ex:name ; sh:datatype xsd:string ; sh:minCount 1 ] , [ sh:path ex:name ; sh:maxCount 1 ] .
         ex:Dated sh:node ex:Named ; sh:property [ sh:path ex:on ; sh:datatype xsd:date ; sh:maxCount 1 ] .
         ex:B rdfs:subClassOf ex:A . ex:T sh:targetClass ex:B .",
    )
    .unwrap();
    assert_eq!(notices(&ontology), [""; 0]);
    assert_eq!(kind(&ontology, "A", "prefLabel"), FieldKind::Text { required: true });
    assert_eq!(kind(&ontology, "A", "n"), FieldKind::Value { scalar: Scalar::Int, required: true });
    assert_eq!(kind(&ontology, "A", "name"), FieldKind::Value { scalar: Scalar::String, required: true });
    assert_eq!(kind(&ontology, "A", "on"), FieldKind::Value { scalar: Scalar::Date, required: false });
    assert_eq!(kind(&ontology, "A", "loose"), FieldKind::Values { scalar: Scalar::Date });
    assert_eq!(kind(&ontology, "A", "to"), FieldKind::Links { class: ontology.class_named("B").unwrap() });
    assert_eq!(ontology.enums()[0].values, ["B", "C"]);
}

const NARROWED: &str = "ex: graphql:publicShape ex:S , ex:T . ex:B rdfs:subClassOf ex:A .
    ex:S sh:targetClass ex:A ; sh:property [ sh:path ex:n ; sh:datatype xsd:int ; sh:maxCount 1 ] ,
        [ sh:path ex:to ; sh:class ex:A ; sh:maxCount 1 ] , [ sh:path ex:many ; sh:datatype xsd:string ] .
    ex:T sh:targetClass ex:B ; sh:property [ sh:path ex:n ; sh:minCount 1 ] , [ sh:path ex:to ; sh:class ex:B ; sh:minCount 1 ] ,
        [ sh:path ex:many ; sh:maxCount 1 ; sh:minCount 1 ] , [ sh:path ex:own ; sh:datatype xsd:date ] .";

#[test]
fn fault_16_subclasses_narrow_what_they_inherit() {
    let world = World::of(NARROWED, "ex:b a ex:B ; ex:n 1 ; ex:to ex:b ; ex:many \"m\" .");
    let sdl = world.engine.sdl();
    let of = |head: &str| sdl.split(head).nth(1).unwrap().split("\n}").next().unwrap().to_owned();
    let (a, b) = (of("interface A "), of("type B "));
    assert!(a.contains("\n  n: Int\n") && a.contains("\n  to: A\n") && a.contains("\n  many: [String!]!"), "{a}");
    // GraphQL has it that an object has the fields of its interface: what is narrower is for validation.
    assert!(b.contains("\n  n: Int\n") && b.contains("\n  to: A\n") && b.contains("\n  many: [String!]!"), "{b}");
    assert_eq!(
        check(NARROWED, "ex:b a ex:B ; ex:to ex:a ; ex:many \"m\" , \"n\" . ex:a a ex:A .").violations().len(),
        3
    );
    assert_eq!(fields(&world.ontology, "B"), ["n", "to", "many", "own"]);
    let data = world.agreed(&request("{ as { nodes { n to { n } ... on B { many own } } } }")).unwrap();
    assert_eq!(data, r#"{"as":{"nodes":[{"n":1,"to":{"n":1},"many":["m"],"own":[]}]}}"#);
}

#[test]
fn fault_17_every_link_of_a_class_to_itself_has_a_condition_over_its_chain() {
    let world = World::of(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:A ; sh:property [ sh:path ex:one ; sh:class ex:A ; sh:maxCount 1 ] ,
         [ sh:path ex:some ; sh:class ex:A ; sh:maxCount 9 ] , [ sh:path ex:many ; sh:class ex:A ] .",
        "ex:a a ex:A ; ex:one ex:b ; ex:some ex:b , ex:d ; ex:many ex:b , ex:d . ex:b a ex:A ; ex:one ex:c ; ex:some ex:c ; ex:many ex:c , ex:a .
         ex:c a ex:A . ex:d a ex:A .",
    );
    for field in ["one", "some", "many"] {
        let query = format!(
            r#"{{ as(where: {{ {field}Transitive: {{ id: {{ eq: "http://example.org/c" }} }} }}) {{ nodes {{ id }} }} }}"#
        );
        let data = world.agreed(&request(&query)).unwrap();
        assert_eq!(data.matches("http").count(), 3, "{field}: {data}");
        assert!(!data.contains("/d"), "{data}");
    }
}

#[test]
fn fault_19_the_vocabulary_of_visibility_is_followed() {
    let shapes = "ex:Sub rdfs:subClassOf ex:Top . ex:Car rdfs:subClassOf ex:Thing .
         ex:TopShape sh:targetClass ex:Top . ex:SubShape sh:targetClass ex:Sub ; sh:property [ sh:path ex:to ; sh:class ex:Thing ] .
         ex:ThingShape sh:targetClass ex:Thing . ex:CarShape sh:targetClass ex:Car . other:CatShape sh:targetClass ex:Cat .
         other:DogShape sh:targetClass ex:Dog . ex:Secret sh:targetClass ex:Hidden .";
    let shown = |declared: &str| {
        let ontology = read(&format!("ex: {declared} . {shapes}")).unwrap();
        let classes = ontology.classes().iter().filter(|class| !class.name.starts_with("Other"));
        let mut names: Vec<_> =
            classes.map(|class| if class.is_root { class.name.clone() } else { format!("({})", class.name) }).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(shown("graphql:publicClass ex:Top"), "Sub Top");
    assert_eq!(shown("graphql:publicClass ex:Top ; graphql:privateShape ex:SubShape"), "Top");
    assert_eq!(shown("graphql:publicClass ex:Top ; graphql:protectedClass ex:Thing"), "(Car) (Thing) Sub Top");
    assert_eq!(shown("graphql:publicShape ex:SubShape ; graphql:protectedShape ex:ThingShape"), "(Thing) Sub");
    assert_eq!(shown("graphql:publicNamespace other:"), "Cat Dog");
    assert_eq!(
        shown("graphql:publicNamespace \"http://example.org/other/\" ; graphql:privateShape other:CatShape"),
        "Dog"
    );
    assert_eq!(shown("graphql:publicShape ex:TopShape ; graphql:protectedShape ex:TopShape"), "Top");

    let refused = |declared: &str| read(&format!("ex: {declared} . {shapes}")).map(drop).unwrap_err().to_string();
    for (declared, problem) in [
        ("graphql:publicClass ex:Unknown", "graphql:publicClass takes a class that a shape is about"),
        ("graphql:publicClass \"Top\"", "graphql:publicClass takes a class"),
        ("graphql:protectedShape \"Top\"", "graphql:protectedShape takes a shape"),
        ("graphql:publicNamespace <http://nowhere/>", "graphql:publicNamespace takes a namespace that has shapes"),
        ("graphql:privateShape \"S\"", "graphql:privateShape takes a shape"),
        ("graphql:privateClass ex:Top", "there is no graphql:privateClass; there are graphql:publicShape, "),
        ("graphql:publicshape ex:TopShape", "there is no graphql:publicshape"),
    ] {
        let message = refused(&format!("graphql:publicShape ex:TopShape ; {declared}"));
        assert!(message.contains(problem), "{declared}: {message}");
    }
    let idle =
        read(&format!("ex: graphql:publicClass ex:Top . ex:TopShape graphql:uriTemplate \"ex:{{$id}}\" . {shapes}"));
    assert!(notices(&idle.unwrap()).iter().any(|notice| notice.contains("graphql:uriTemplate (shapes.ttl:")));
}

#[test]
fn fault_19_what_is_protected_is_reached_over_links_only() {
    let world = World::of(
        "ex: graphql:publicShape ex:S ; graphql:protectedShape ex:T . ex: sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] .
         ex:S sh:targetClass ex:A ; sh:property [ sh:path ex:to ; sh:class ex:B ] .
         ex:T sh:targetClass ex:B ; sh:property [ sh:path ex:n ; sh:datatype xsd:date ] .",
        "ex:a a ex:A ; ex:to ex:b . ex:b a ex:B .",
    );
    let data = world.agreed(&request("{ as { nodes { to { totalCount nodes { id n } } } } }")).unwrap();
    assert_eq!(data, r#"{"as":{"nodes":[{"to":{"totalCount":1,"nodes":[{"id":"http://example.org/b","n":[]}]}}]}}"#);
    for query in ["{ bs { totalCount } }", "{ b(id: \"ex:b\") { id } }"] {
        let response = world.respond(&request(query));
        assert_eq!(response["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{query}");
    }
}

/// Shapes of places with towns below, and three places that are no towns.
const PLACES: &str = "ex: graphql:publicShape ex:S , ex:T , ex:U . ex:Town rdfs:subClassOf ex:Place . ex:Lake rdfs:subClassOf ex:Place .
    ex: sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] .
    ex:U sh:targetClass ex:Trip ; sh:property [ sh:path ex:to ; sh:class ex:Place ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path ex:via ; sh:class ex:Place ] .
    ex:T sh:targetClass ex:Town ; sh:property [ sh:path ex:people ; sh:datatype xsd:long ; sh:maxCount 1 ] .
    ex:S sh:targetClass ex:Place ; sh:property [ sh:path ex:name ; sh:datatype xsd:string ; sh:maxCount 1 ]";
const SPOTS: &str = "ex:bern a ex:Town , ex:Place ; ex:name \"Bern\" . ex:spot a ex:Place ; ex:name \"Spot\" . ex:como a ex:Lake ; ex:name \"Como\" .
    ex:both a ex:Lake , ex:Town . ex:trip a ex:Trip ; ex:to ex:spot ; ex:via ex:bern , ex:como , ex:spot .";

#[test]
fn fault_02_direct_instances_of_a_class_with_subclasses_have_a_type() {
    let world = World::of(&format!("{PLACES} ."), SPOTS);
    let query = r#"{ places { totalCount nodes { __typename id name } } others: places(where: { types: [OtherPlace] }) { nodes { id } }
        towns { totalCount } node(id: "ex:como") { __typename ... on Place { name } ... on OtherPlace { id } }
        place(id: "ex:spot") { __typename } trips { nodes { to { __typename name } via { totalCount nodes { __typename } } } }
        dataset { classes { type count } } }"#;
    let data: serde_json::Value = serde_json::from_str(&world.agreed(&request(query)).unwrap()).unwrap();
    let ex = |name: &str| format!("http://example.org/{name}");
    assert_eq!(
        data["places"],
        json!({ "totalCount": 4, "nodes": [
            { "__typename": "Town", "id": ex("bern"), "name": "Bern" }, { "__typename": "Town", "id": ex("both"), "name": null },
            { "__typename": "OtherPlace", "id": ex("como"), "name": "Como" }, { "__typename": "OtherPlace", "id": ex("spot"), "name": "Spot" },
        ] })
    );
    assert_eq!(data["others"]["nodes"], json!([{ "id": ex("como") }, { "id": ex("spot") }]));
    assert_eq!(data["towns"]["totalCount"], 2);
    assert_eq!(data["node"], json!({ "__typename": "OtherPlace", "name": "Como", "id": ex("como") }));
    assert_eq!(data["place"], json!({ "__typename": "OtherPlace" }));
    assert_eq!(data["trips"]["nodes"][0]["to"], json!({ "__typename": "OtherPlace", "name": "Spot" }));
    assert_eq!(data["trips"]["nodes"][0]["via"]["totalCount"], 3);
    assert_eq!(
        data["dataset"]["classes"],
        json!([{ "type": "Place", "count": 4 }, { "type": "Town", "count": 2 }, { "type": "Trip", "count": 1 }])
    );
}

#[test]
fn fault_02_the_type_of_direct_instances_is_named_by_the_ontology_and_only_where_it_is_allowed() {
    let named = World::of(&format!("{PLACES} ; ple:directName \"PlaceItself\" ."), SPOTS);
    let data = named.ask("{ places(where: { types: [PlaceItself] }) { totalCount } }");
    assert_eq!(data["places"]["totalCount"], 2);
    let ontology =
        read(&format!("{PLACES} . ex: graphql:publicShape ex:O . ex:O sh:targetClass ex:OtherPlace .")).unwrap();
    assert!(ontology.class_named("OtherPlace").is_some() && ontology.class_named("OtherPlace2").is_some());

    // An ontology may say that a class has no instances of its own.
    let none = World::of(&format!("{PLACES} ; graphql:isInterface true ."), SPOTS);
    assert!(none.ontology.class_named("OtherPlace").is_none() && !none.engine.sdl().contains("OtherPlace"));
    assert_eq!(none.ask("{ places { totalCount } }")["places"]["totalCount"], 2);
}

#[test]
fn fault_02_interfaces_in_interfaces_have_direct_instances_each() {
    let world = World::of(
        "ex: graphql:publicShape ex:S , ex:T , ex:U . ex:B rdfs:subClassOf ex:A . ex:C rdfs:subClassOf ex:B . ex:D rdfs:subClassOf ex:B .
         ex:S sh:targetClass ex:A . ex:T sh:targetClass ex:B . ex:U sh:targetClass ex:C .",
        "ex:a a ex:A . ex:b a ex:B . ex:c a ex:C . ex:d a ex:D . ex:ab a ex:A , ex:B . ex:ac a ex:A , ex:C . ex:ad a ex:D , ex:A .",
    );
    let data = world.agreed(&request("{ as { nodes { __typename id } } bs { nodes { __typename } } }")).unwrap();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let types = |list: &serde_json::Value| -> Vec<String> {
        list["nodes"].as_array().unwrap().iter().map(|node| node["__typename"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(types(&data["as"]), ["OtherA", "OtherB", "C", "OtherB", "OtherB", "C", "OtherB"]);
    assert_eq!(types(&data["bs"]), ["OtherB", "C", "OtherB", "OtherB", "C", "OtherB"]);
}

const EVENTS: &str = "ex: graphql:publicShape ex:S , ex:T . ex: sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] ,
      [ sh:prefix \"graph\" ; sh:namespace \"https://example.org/graph/\" ] .
    ex:S sh:targetClass ex:Vote ; sh:property [ sh:path ex:count ; sh:class ex:Tally ; sh:minCount 1 ; sh:maxCount 1 ] .
    ex:T sh:targetClass ex:Tally ; sh:nodeKind sh:BlankNode ; sh:property [ sh:path ex:value ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 99 ; sh:maxCount 1 ] ,
      [ sh:path [ sh:inversePath ex:count ] ; graphql:name \"vote\" ; sh:class ex:Vote ; sh:maxCount 1 ] ,
      [ sh:path ex:double ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 99 ] ;
      sh:rule [ sh:construct \"CONSTRUCT { $this ex:double ?n } WHERE { $this ex:value ?m BIND(?m * 2 AS ?n) }\" ] .";
const VOTES: &str = "ex:v a ex:Vote ; ex:count [ a ex:Tally ; ex:value 5 ] . ex:w a ex:Vote ; ex:count [ a ex:Tally ; ex:value 5 ] .
    [] a ex:Tally ; ex:value 7 . [] a ex:Tally ; ex:value 7 . _:named a ex:Tally ; ex:value 9 ; ex:plain [ ex:value 1 ] .";

#[test]
fn fault_03_instances_without_an_iri_get_one_that_stays() {
    let world = World::of(EVENTS, VOTES);
    let query =
        "{ tallies { totalCount nodes { id value double vote { id } } } votes { nodes { id count { id value } } } }";
    let data = world.agreed(&request(query)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(json["tallies"]["totalCount"], 5, "those of which the same is said are two");
    let counts = json["tallies"]["nodes"].as_array().unwrap();
    for count in counts {
        let id = count["id"].as_str().unwrap();
        assert!(id.starts_with("https://example.org/.well-known/genid/"), "{id}");
        assert_eq!(count["double"][0].as_i64().unwrap(), count["value"].as_i64().unwrap() * 2);
        // It can be asked for again.
        assert_eq!(world.ask(&format!("{{ tally(id: \"{id}\") {{ id }} }}"))["tally"]["id"], id);
    }
    let votes = json["votes"]["nodes"].as_array().unwrap();
    assert!(votes.iter().all(|vote| vote["count"]["value"] == 5));
    assert_ne!(votes[0]["count"]["id"], votes[1]["count"]["id"]);

    // Other things in the file, and another order, change nothing.
    let moved: Vec<&str> = VOTES.split(" . ").collect();
    let moved: Vec<&str> = moved.into_iter().rev().map(|part| part.trim_end_matches([' ', '.'])).collect();
    let again = World::of(EVENTS, &format!("ex:new a ex:Thing ; ex:p [ ex:q 1 ] . {} .", moved.join(" . ")));
    assert_eq!(again.agreed(&request(query)).unwrap(), data);
    // Validation sees the nodes as they are, with what the rules say of them.
    assert!(check(EVENTS, VOTES).conforms(), "{}", check(EVENTS, VOTES));
}

#[test]
fn fault_18_names_are_what_the_ontology_lists() {
    let shapes = |listed: &str| {
        format!(
            "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
             ex: graphql:publicShape ex:S , ex:T , ex:U ; {listed} sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] .
             ex:S sh:targetClass ex:Person ; sh:property [ sh:path ex:code ; sh:datatype xsd:string ; sh:maxCount 1 ] ,
                [ sh:path foaf:name ; graphql:name \"called\" ; sh:datatype xsd:string ] , [ sh:path ex:club ; sh:class ex:Club ; sh:maxCount 1 ] .
             ex:T sh:targetClass ex:Club ; sh:property [ sh:path dct:title ; sh:datatype xsd:string ; sh:maxCount 1 ] ,
                [ sh:path skos:prefLabel ; sh:datatype rdf:langString ] .
             ex:U sh:targetClass ex:Thing ; sh:property [ sh:path ex:label ; sh:datatype xsd:string ; sh:maxCount 1 ] ."
        )
    };
    let data = "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        ex:p a ex:Person ; foaf:name \"Ada Lovelace\" ; ex:code \"zug\" ; ex:club ex:c . ex:q a ex:Person ; foaf:name \"Alan\" ; ex:club ex:c .
        ex:c a ex:Club ; dct:title \"The club\" ; skos:prefLabel \"Club\"@en , \"Verein\"@de . ex:t a ex:Thing ; ex:label \"a thing\" .";
    let world = World::of(&shapes(""), data);
    let name = |world: &World, class: &str| {
        let class = world.ontology.class(world.ontology.class_named(class).unwrap());
        class.name_field().map(|field| field.name.clone())
    };
    assert_eq!(name(&world, "Person").as_deref(), Some("called"));
    assert_eq!(name(&world, "Club").as_deref(), Some("prefLabel"));
    assert_eq!(name(&world, "Thing").as_deref(), Some("label"));

    // Names are searched, though they are plain strings; other strings are not.
    let found =
        world.ask("{ search(query: \"lovelace\") { nodes { id } } none: search(query: \"zug\") { nodes { id } } }");
    assert_eq!(found, json!({ "search": { "nodes": [{ "id": "http://example.org/p" }] }, "none": { "nodes": [] } }));
    // Facets and groups have labels.
    let query = "{ persons { facets(fields: [CLUB]) { values { label count } } groupBy(keys: [CLUB]) { key { label(lang: [\"de\"]) } } } }";
    let data_of =
        |world: &World| -> serde_json::Value { serde_json::from_str(&world.agreed(&request(query)).unwrap()).unwrap() };
    assert_eq!(data_of(&world)["persons"]["facets"][0]["values"][0]["label"], "Club");
    assert_eq!(data_of(&world)["persons"]["groupBy"][0]["key"][0]["label"], "Verein");

    // The ontology's own list decides, and nothing else names things then.
    let listed = World::of(&shapes("ple:namedBy ( dct:title foaf:name ) ;"), data);
    assert_eq!(name(&listed, "Club").as_deref(), Some("title"));
    assert_eq!(name(&listed, "Thing"), None);
    assert_eq!(data_of(&listed)["persons"]["facets"][0]["values"][0]["label"], "The club");
    let wrong = read("ex: graphql:publicShape ex:S ; ple:namedBy ex:name . ex:S sh:targetClass ex:A .");
    assert!(wrong.map(drop).unwrap_err().to_string().ends_with("ple:namedBy takes a list of properties"));
    let silent = read(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:A ; sh:property [ sh:path rdfs:label ; ple:searched false ; sh:datatype xsd:string ] .",
    );
    assert!(!field(&silent.unwrap(), "A", "label").searched);
}

/// Published files name property shapes that none of them describes. Nothing is said, so nothing is checked and left out, but
/// it is told. A property shape that says something of values and not of which is refused as before.
#[test]
fn fault_14_property_shapes_that_nothing_describes_are_noticed() {
    let shapes = |more: &str| {
        format!(
            "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:A ; sh:property ex:nowhere , ex:n , ex:elsewhere . \
             ex:n sh:path ex:n ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 . \
             ex:Hidden sh:targetClass ex:B ; sh:property ex:nowhere . {more}"
        )
    };
    let ontology = read(&shapes("")).unwrap();
    assert_eq!(fields(&ontology, "A"), ["n"]);
    let told = notices(&ontology);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("3 × a property shape of which no file says anything"), "{told:?}");
    assert!(told[0].contains("<http://example.org/nowhere> (shapes.ttl:2)"), "{told:?}");
    assert_eq!(check(&shapes(""), "ex:x a ex:A ; ex:n \"a\" . ex:y a ex:A . ex:z a ex:B .").violations().len(), 1);
    let refused = read(&shapes("ex:nowhere sh:minCount 1 .")).unwrap_err().to_string();
    assert!(refused.contains("has no sh:path"), "{refused}");
}

/// A class that only the data put under one of the ontology: its instances are of that class for validation and for the API.
#[test]
fn fault_01_classes_of_the_data_are_seen_as_those_that_they_are_under() {
    let shapes = "ex: graphql:publicShape ex:P , ex:C . ex:P sh:targetClass ex:Place ; sh:property \
        [ sh:path ex:n ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 9 ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path ex:near ; sh:class ex:Place ] . \
        ex:C sh:targetClass ex:City . ex:City rdfs:subClassOf ex:Place .";
    let data = "ex:Village rdfs:subClassOf ex:Settlement . ex:Settlement rdfs:subClassOf ex:Place , ex:Settlement . \
        ex:Capital rdfs:subClassOf ex:City . ex:Round rdfs:subClassOf ex:Ring . ex:Ring rdfs:subClassOf ex:Round . \
        ex:v a ex:Village ; ex:n 1 ; ex:near ex:c , [ a ex:Village ; ex:n 4 ] . ex:c a ex:Capital ; ex:n 2 . \
        ex:p a ex:Place ; ex:n 3 . ex:r a ex:Round .";
    let world = World::of(shapes, data);
    assert_eq!(world.snapshot.left_out(), [""; 0]);
    let query = "{ places { totalCount nodes { __typename n near { totalCount } } } cities { nodes { n } } }";
    world.agreed(&request(query)).unwrap();
    let answer = world.ask(query);
    assert_eq!(answer["places"]["totalCount"], 4);
    assert_eq!(answer["cities"], json!({ "nodes": [{ "n": 2 }] }));
    let nodes = answer["places"]["nodes"].as_array().unwrap();
    let types: Vec<_> = nodes.iter().map(|node| format!("{} {}", node["__typename"], node["n"])).collect();
    for wanted in ["\"City\" 2", "\"OtherPlace\" 1", "\"OtherPlace\" 3", "\"OtherPlace\" 4"] {
        assert!(types.iter().any(|found| found == wanted), "{types:?}");
    }
    assert!(nodes.iter().any(|node| node["near"]["totalCount"] == 2), "{nodes:?}");
    let wrong = check(shapes, &data.replace("ex:n 1", "ex:n \"one\""));
    assert!(!wrong.conforms() && wrong.violations().iter().all(|wrong| wrong.focus_node == "http://example.org/v"));
}

/// Links to what is not of the class are left out, which is told with the count, the field and an example.
#[test]
fn fault_02_links_to_what_is_not_of_their_class_are_counted() {
    let shapes = "ex: graphql:publicShape ex:P , ex:C . ex:C sh:targetClass ex:City . ex:P sh:targetClass ex:Person ; \
        sh:property [ sh:path ex:livesIn ; sh:class ex:City ; sh:severity sh:Warning ] , \
        [ sh:path [ sh:inversePath ex:ruledBy ] ; graphql:name \"rules\" ; sh:class ex:City ; sh:severity sh:Warning ] .";
    let data = "ex:a a ex:Person ; ex:livesIn ex:bern , ex:lake , \"Bern\" . ex:b a ex:Person ; ex:livesIn ex:lake . \
        ex:bern a ex:City ; ex:ruledBy ex:a . ex:lake ex:livesIn ex:lake . ex:house ex:ruledBy ex:lake .";
    let world = World::of(shapes, data);
    let left_out = world.snapshot.left_out();
    assert_eq!(left_out.len(), 1, "{left_out:?}");
    let told = "3 × Person.livesIn leads to what is no instance of <http://example.org/City>, such as http://example.org/lake \
        of http://example.org/a, and is left out";
    assert!(left_out[0].starts_with(told), "{left_out:?}");
    assert_eq!(
        world.ask("{ persons { nodes { livesIn { totalCount } } } }")["persons"]["nodes"][0]["livesIn"]["totalCount"],
        1
    );
}
