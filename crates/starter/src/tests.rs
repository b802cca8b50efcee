//! The shapes describe the data, with evidence. `tests/starter.rs` tests that they can be served.

use super::{Materials, Starter};
use oxigraph::io::RdfFormat;
use oxigraph::model::NamedNode;
use plenary_store::Input;

const PREFIXES: &str = "\
    @prefix ex: <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . \
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . \
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

fn turtle(name: &str, text: &str) -> Input {
    Input::Text {
        name: name.into(),
        text: format!("{PREFIXES}{text}").into(),
        graph: NamedNode::new("urn:graph").unwrap(),
        format: RdfFormat::Turtle,
    }
}

fn shapes(data: &str, vocabulary: &str) -> String {
    let inputs = |text: &str| if text.is_empty() { Vec::new() } else { vec![turtle("file.ttl", text)] };
    let materials = Materials { data: inputs(data), vocabulary: inputs(vocabulary), command: String::new() };
    Starter::make(&materials).unwrap().turtle
}

/// The line of a property, with the comments above it.
fn field<'a>(shapes: &'a str, path: &str) -> (&'a str, String) {
    let lines: Vec<&str> = shapes.lines().collect();
    let at = lines.iter().position(|line| line.contains("sh:property [") && line.contains(path));
    let at = at.unwrap_or_else(|| panic!("no field {path} in\n{shapes}"));
    let above = lines[..at].iter().rev().take_while(|line| line.trim_start().starts_with('#'));
    let mut comments: Vec<&str> = above.map(|line| line.trim_start_matches(['#', ' '])).collect();
    comments.reverse();
    (lines[at].trim().trim_end_matches([' ', ';', '.']), comments.join(" | "))
}

/// Towns with one property each.
fn towns(values: &[&str]) -> String {
    let town = |(number, value): (usize, &&str)| match *value {
        "" => format!("ex:t{number} a ex:Town .\n"),
        value => format!("ex:t{number} a ex:Town ; ex:p {value} .\n"),
    };
    values.iter().enumerate().map(town).collect()
}

#[test]
fn fault_20_each_line_has_its_evidence_and_what_is_doubtful_is_looser() {
    for (values, line, evidence) in [
        (
            &["1", "2", "3"][..],
            "sh:path ex:p ; sh:datatype xsd:integer ; sh:minCount 1 ; sh:maxCount 1 ]",
            "3 of 3 have one; e.g. \"1\"",
        ),
        (
            &["1", "", "3"],
            "sh:path ex:p ; sh:datatype xsd:integer ]",
            "2 of 3 have one; e.g. \"1\" | no sh:maxCount, as 2 subjects tell too little",
        ),
        (
            &["1", "", "3", "4"],
            "sh:path ex:p ; sh:datatype xsd:integer ; sh:maxCount 1 ]",
            "3 of 4 have one; e.g. \"1\"",
        ),
        (
            &["1", "2, 3", "4"],
            "sh:path ex:p ; sh:datatype xsd:integer ; sh:minCount 1 ]",
            "3 of 3 have one, 1 several, at most 2; e.g. \"1\"",
        ),
        (
            &["1", "2"],
            "sh:path ex:p ; sh:datatype xsd:integer ]",
            "2 of 2 have one; e.g. \"1\" | not required, as 2 subjects tell too little | no sh:maxCount, as 2 subjects tell too little",
        ),
        (
            &["\"a\"@en, \"b\"@de", "\"c\"@en", "\"d\"@en"],
            "sh:path ex:p ; sh:datatype rdf:langString ; sh:minCount 1 ; sh:uniqueLang true ]",
            "3 of 3 have one, 1 several, at most 2; en 3, de 1; e.g. \"a\"@en",
        ),
        (
            &["\"a\"@en, \"b\"@en", "\"c\"@en", "\"d\"@en"],
            "sh:path ex:p ; sh:datatype rdf:langString ; sh:minCount 1 ]",
            "3 of 3 have one, 1 several, at most 2; en 4; e.g. \"a\"@en | 1 have two texts in one language",
        ),
        (
            &["1", "2.5", "3"],
            "sh:path ex:p ; sh:or ( [ sh:datatype xsd:decimal ] [ sh:datatype xsd:integer ] ) ; sh:minCount 1 ; sh:maxCount 1 ]",
            "3 of 3 have one; xsd:integer 2, xsd:decimal 1; e.g. \"1\"",
        ),
        (
            &["\"2020-13-01\"^^xsd:date", "\"2020-01-01\"^^xsd:date", "\"2020-01-02\"^^xsd:date"],
            "sh:path ex:p ; sh:nodeKind sh:Literal ; sh:minCount 1 ; sh:maxCount 1 ]",
            "3 of 3 have one; e.g. \"2020-13-01\" | no sh:datatype, as \"2020-13-01\" is none of its own",
        ),
        (
            &["ex:t1", "ex:t2", "ex:t0"],
            "sh:path ex:p ; sh:class ex:Town ; sh:minCount 1 ; sh:maxCount 1 ]",
            "3 of 3 have one; e.g. <http://example.org/t1>",
        ),
        (
            &["ex:t1", "ex:t2", "<http://elsewhere.org/>"],
            "sh:path ex:p ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ]",
            "3 of 3 have one; leads to ex:Town 2, what has no class 1; e.g. <http://example.org/t1> | no link, as 1 of 3 lead out of the \
             data: `sh:class ex:Town ; sh:severity sh:Warning` shows the others",
        ),
    ] {
        let shapes = shapes(&towns(values), "");
        let (found, comments) = field(&shapes, "sh:path ex:p");
        assert_eq!(found, format!("sh:property [ {line}"), "{values:?}");
        assert_eq!(comments, evidence, "{values:?}");
    }
}

#[test]
fn fault_20_what_no_field_can_show_stands_there_as_a_comment() {
    let mixed = shapes(&towns(&["1", "ex:t0", "[]"]), "");
    assert!(!mixed.contains("sh:path ex:p") && mixed.contains("#   ex:p: 3 of 3 have one; e.g. \"1\""), "{mixed}");
    assert!(mixed.contains("left out: values of several kinds (1 literals, 1 IRIs, 1 blank nodes)"), "{mixed}");

    let blank = shapes(&towns(&["[ ex:street \"A\" ]", "[ ex:street \"B\" ]", "( 1 2 )"]), "");
    assert!(blank.contains("left out: 1 lead to lists"), "{blank}");
    assert!(blank.contains("#   2 nodes of lists (rdf:List)"), "{blank}");
    assert!(blank.contains("2 subjects without a class, 2 of them without an IRI, which have ex:street"), "{blank}");

    let reified = "ex:s a rdf:Statement ; rdf:subject ex:t0 ; rdf:predicate ex:p ; rdf:object 1 . ex:t0 a ex:Town .";
    let reified = shapes(reified, "");
    assert!(reified.contains("1 instances of a class of the language itself (rdf:Statement)"), "{reified}");
    assert!(!reified.contains("sh:targetClass rdf:"), "{reified}");
}

#[test]
fn fault_20_a_list_is_closed_only_where_few_names_come_again_and_again() {
    let of = |each: usize, values: &[&str]| {
        let all: Vec<&str> = values.iter().copied().cycle().take(each * values.len()).collect();
        shapes(&towns(&all), "")
    };
    let closed = of(10, &["\"OPEN\"", "\"SHUT\""]);
    assert!(field(&closed, "ex:p").0.contains("sh:datatype xsd:string ; sh:in ( \"OPEN\" \"SHUT\" ) ;"), "{closed}");
    assert!(field(&closed, "ex:p").1.contains("only 2 different values in 20: take sh:in away if others may come"));
    for open in [of(5, &["\"OPEN\"", "\"SHUT\""]), of(10, &["\"half open\"", "\"SHUT\""])] {
        assert!(!field(&open, "ex:p").0.contains("sh:in"), "{open}");
        assert!(field(&open, "ex:p").1.contains("would close the list"), "{open}");
    }
    for other in [of(2, &["\"OPEN\"", "\"SHUT\""]), of(50, &["\"OPEN\""])] {
        assert!(!other.contains("sh:in"), "{other}");
    }
}

#[test]
fn fault_20_links_have_a_way_back_where_all_that_link_are_of_one_class() {
    let data =
        "ex:m1 a ex:Meeting ; ex:place ex:t1 . ex:m2 a ex:Meeting ; ex:place ex:t1 ; ex:host ex:t1 . ex:t1 a ex:Town .";
    let found = shapes(data, "");
    let (line, evidence) = field(&found, "sh:inversePath ex:place");
    assert_eq!(
        (line, evidence.as_str()),
        (
            "sh:property [ sh:path [ sh:inversePath ex:place ] ; graphql:name \"meetingsAsPlace\" ; sh:class ex:Meeting ]",
            "the way back: 2 links lead here"
        )
    );
    assert!(found.contains("graphql:name \"meetingsAsHost\""), "{found}");
    let one = shapes("ex:m1 a ex:Meeting ; ex:place ex:t1 . ex:t1 a ex:Town .", "");
    assert!(field(&one, "sh:inversePath").0.contains("graphql:name \"meetings\""), "{one}");
    let classless = shapes("ex:m1 a ex:Meeting ; ex:place ex:t1 . ex:m2 ex:place ex:t1 . ex:t1 a ex:Town .", "");
    assert!(!classless.contains("inversePath"), "{classless}");
    let declared = "ex:place a owl:ObjectProperty ; owl:inverseOf ex:placeOf . ex:placeOf a owl:ObjectProperty .";
    let named = shapes("ex:m1 a ex:Meeting ; ex:place ex:t1 . ex:t1 a ex:Town .", declared);
    assert!(field(&named, "sh:inversePath").0.contains("graphql:name \"placeOf\""), "{named}");
}

#[test]
fn fault_20_classes_under_others_inherit_their_fields() {
    let data = "ex:a a ex:Person ; ex:name \"A\" ; ex:born 1900 . ex:b a ex:Body ; ex:name \"B\" . ex:c a ex:Case ; ex:by ex:a , ex:b .";
    let vocabulary = "ex:Agent a owl:Class ; rdfs:label \"agent\"@en , \"Akteur\"@de ; rdfs:comment \"Who acts.\"@en .
        ex:Person a owl:Class ; rdfs:subClassOf ex:Agent . ex:Body a owl:Class ; rdfs:subClassOf ex:Agent .
        ex:Case a owl:Class . ex:Ship a owl:Class . ex:name a owl:DatatypeProperty ; rdfs:domain ex:Agent .
        ex:tonnage a owl:DatatypeProperty ; rdfs:domain ex:Ship . ex:title a owl:DatatypeProperty ; rdfs:domain ex:Case .";
    let found = shapes(data, vocabulary);
    assert!(found.contains("ex:Person rdfs:subClassOf ex:Agent ."), "{found}");
    assert!(found.contains("ex:Agent rdfs:label \"agent\"@en , \"Akteur\"@de ."), "{found}");
    assert!(found.contains("sh:description \"Who acts.\"@en"), "{found}");
    assert_eq!(found.matches("sh:path ex:name").count(), 1, "the classes below inherit it: {found}");
    assert!(field(&found, "sh:path ex:by").0.contains("sh:class ex:Agent"), "{found}");
    assert!(found.contains("1 declared classes without an instance in the data: ex:Ship"), "{found}");
    assert!(found.contains("#   declared for it, and no field here: ex:title"), "{found}");
}

#[test]
fn fault_20_a_vocabulary_alone_gives_shapes_by_what_it_declares() {
    let vocabulary = "ex:Meeting a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:chair ; owl:someValuesFrom ex:Person ] ,
            [ a owl:Restriction ; owl:onProperty ex:agenda ; owl:maxCardinality 1 ] , [ a owl:Restriction ; owl:onProperty ex:date ; owl:cardinality 1 ] .
        ex:Person a rdfs:Class . ex:Old a owl:Class ; owl:deprecated true .
        ex:chair a owl:ObjectProperty ; rdfs:domain ex:Meeting ; rdfs:range ex:Person .
        ex:agenda a owl:ObjectProperty ; rdfs:domain ex:Meeting ; rdfs:range ex:Document .
        ex:date a owl:DatatypeProperty ; rdfs:range xsd:date .
        ex:code a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:domain [ owl:unionOf ( ex:Meeting ex:Person ) ] ; rdfs:range xsd:string .
        ex:note a owl:AnnotationProperty .";
    let found = shapes("", vocabulary);
    for (path, line, evidence) in [
        ("chair", "sh:class ex:Person ; sh:minCount 1 ]", "declared: range ex:Person; owl:someValuesFrom ex:Person"),
        (
            "date",
            "sh:datatype xsd:date ; sh:maxCount 1 ; sh:minCount 1 ]",
            "declared: range xsd:date; at most 1 by a restriction; at least 1 by a restriction",
        ),
        ("code", "sh:datatype xsd:string ; sh:maxCount 1 ]", "declared: range xsd:string; owl:FunctionalProperty"),
        (
            "agenda",
            "sh:nodeKind sh:IRI ; sh:maxCount 1 ]",
            "declared: range ex:Document; at most 1 by a restriction | no link, as the range is no single class that has a shape",
        ),
    ] {
        let (found, comments) = field(&found, &format!("sh:path ex:{path} "));
        assert!(found.contains(line), "{found}");
        assert_eq!(comments, evidence);
    }
    assert_eq!(found.matches("sh:path ex:code").count(), 2, "{found}");
    assert!(found.contains("1 classes and properties that are deprecated") && !found.contains("ex:Old"), "{found}");
    assert!(
        found.contains("1 declared properties for which no class is said and no value stands above: ex:note"),
        "{found}"
    );
}

#[test]
fn fault_20_shapes_that_are_there_already_are_listed_and_not_written_again() {
    let vocabulary =
        "ex:TownShape a <http://www.w3.org/ns/shacl#NodeShape> ; <http://www.w3.org/ns/shacl#targetClass> ex:Town .";
    let found = shapes("ex:t a ex:Town ; ex:p 1 . ex:m a ex:Meeting ; ex:place ex:t .", vocabulary);
    assert!(found.contains("graphql:publicShape\n        ex:TownShape ,\n        shapes:Meeting ."), "{found}");
    assert!(!found.contains("sh:targetClass ex:Town") && !found.contains("ex:p "), "{found}");
    assert!(field(&found, "sh:path ex:place").0.contains("sh:class ex:Town"), "{found}");
}

/// The same file regardless of how much is held at a time, and however the statements lie in the files.
#[test]
fn fault_20_the_same_data_give_the_same_bytes_in_any_number_of_parts() {
    let mut data = String::new();
    for n in 0..300 {
        data += &format!(
            "ex:t{n} a ex:Town ; ex:name \"town {n}\"@en ; ex:next ex:t{} ; ex:size {} .\n",
            (n * 7) % 300,
            n % 9
        );
        if n % 3 == 0 {
            data += &format!("[] a ex:Vote ; ex:in ex:t{n} .\n");
        }
    }
    // A statement in two files counts once, one of two values in two files twice.
    let again = "ex:t1 ex:name \"town 1\"@en . ex:t2 ex:size 100 .";
    let materials = Materials {
        data: vec![turtle("a.ttl", &data), turtle("b.ttl", again)],
        vocabulary: Vec::new(),
        command: "serve".into(),
    };
    let whole = Starter::make(&materials).unwrap().turtle;
    for rows in [1, 7, 100, 1000] {
        assert_eq!(Starter::in_parts(&materials, rows).unwrap().turtle, whole, "{rows} rows at a time");
    }
    let (name, evidence) = field(&whole, "sh:path ex:name");
    assert!(name.contains("sh:minCount 1 ; sh:uniqueLang true"), "{name}");
    assert!(evidence.starts_with("300 of 300 have one; en 300"), "{evidence}");
    assert!(field(&whole, "sh:path ex:size").1.starts_with("300 of 300 have one, 1 several, at most 2"), "{whole}");
}

#[test]
fn fault_20_of_very_many_classes_those_with_the_most_instances_get_shapes() {
    let mut data: String = (0..1003).map(|n| format!("ex:a{n} a ex:C{n} . ")).collect();
    data += "ex:b a ex:C1002 . ex:b a ex:C7 .";
    let found = shapes(&data, "");
    assert_eq!(found.matches("sh:targetClass").count(), 1000);
    assert!(
        found.contains("sh:targetClass ex:C1002")
            && found.contains("#   3 classes with fewer instances than those above: "),
        "{found}"
    );
}

/// Nothing that stands in the data ends a comment or a text of the file.
#[test]
fn fault_20_hostile_texts_stay_where_they_are() {
    let data = "ex:a a ex:Town ; ex:p \"x\\n] . ex:evil a ex:Injected .\\r\\u2028\" . ex:b a ex:Town ; ex:p \"\\\"\\\"\\\" .\" .";
    let vocabulary = "ex:Town a owl:Class ; rdfs:label \"] . \\n ex:evil a ex:Injected .\" . ex:p a owl:DatatypeProperty ; rdfs:comment \"\\\" ] .\\n\" .";
    let found = shapes(data, vocabulary);
    let parsed = oxigraph::io::RdfParser::from_format(RdfFormat::Turtle).for_slice(&found);
    let quads: Vec<_> = parsed.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error} in {found}"));
    assert!(!quads.iter().any(|quad| quad.to_string().contains("<http://example.org/evil>")), "{found}");
    assert!(found.lines().all(|line| !line.trim_start().starts_with("] . ex:evil")), "{found}");
}
