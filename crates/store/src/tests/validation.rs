//! Shapes: what is found, how it is reported, and which shapes are refused.

use super::{check, error, load, rule, turtle};

#[test]
fn violations_name_node_path_shape_and_value() {
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minCount 1 ] , [ sh:path ( ex:mayor ex:age ) ; sh:maxInclusive 120 ] .";
    let data = "ex:Bern a ex:Capital ; ex:mayor ex:m . ex:m ex:age 121 .";
    assert_eq!(
        error(load(shapes, turtle(data))),
        "the data violate the shapes 2 times\n  \
         http://example.org/Bern: (http://example.org/mayor / http://example.org/age): MaxInclusive(\"120\"^^xsd:integer) not satisfied (value 121, shape http://example.org/TownShape)\n  \
         http://example.org/Bern: http://example.org/name: MinCount(1) not satisfied (shape http://example.org/TownShape)"
    );
    let cities: String = (0..12).map(|i| format!("ex:c{i} a ex:City . ")).collect();
    let message = error(load(shapes, turtle(&cities)));
    assert!(message.starts_with("the data violate the shapes 12 times\n"));
    assert!(message.ends_with("\n  and 2 more") && message.lines().count() == 12, "{message}");
}

#[test]
fn rules_run_before_validation() {
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .\n".to_owned()
        + &rule("CONSTRUCT { $this ex:name ?n } WHERE { $this ex:label ?n }");
    assert!(load(&shapes, turtle("ex:Bern a ex:City ; ex:label 'Bern' .")).is_ok());
}

#[test]
fn warnings_pass_and_are_reported() {
    let shapes =
        "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:severity sh:Warning ;
        sh:message 'wo ist der Name?'@de , 'where is the name?'@en ] .";
    let report = check(shapes, "ex:Bern a ex:City .").unwrap();
    assert!(!report.conforms() && !report.refuses());
    assert_eq!(report.violations()[0].message, "where is the name?");
    assert_eq!(report.violations()[0].severity, "sh:Warning");
    assert!(load(shapes, turtle("ex:Bern a ex:City .")).is_ok());
}

#[test]
fn reports_are_written_as_json_and_as_turtle() {
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:founded ; sh:datatype xsd:date ] .";
    let report = check(shapes, "ex:Bern a ex:City ; ex:founded '1191-13-45'^^xsd:date .").unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["conforms"], false);
    assert_eq!(json["violations"][0]["component"], "sh:DatatypeConstraintComponent");
    assert_eq!(json["violations"][0]["value"], "\"1191-13-45\"^^<http://www.w3.org/2001/XMLSchema#date>");
    let turtle = report.to_turtle().unwrap();
    for part in [
        "sh:conforms false",
        "sh:focusNode <http://example.org/Bern>",
        "sh:resultPath <http://example.org/founded>",
        "sh:value \"1191-13-45\"^^<http://www.w3.org/2001/XMLSchema#date>",
        "a sh:ValidationReport",
    ] {
        assert!(turtle.contains(part), "{part} in {turtle}");
    }
    let report = check(shapes, "ex:Bern a ex:City ; ex:founded '1191-12-31'^^xsd:date .").unwrap();
    assert!(report.conforms());
    assert_eq!(serde_json::to_string(&report).unwrap(), r#"{"conforms":true,"violations":[]}"#);
}

#[test]
fn literals_are_validated_as_written() {
    // Oxigraph makes xsd:integer of the first and cannot count as far as the others go.
    for (datatype, good, bad) in [
        ("byte", "7", "300"),
        ("nonNegativeInteger", "5", "-5"),
        ("integer", "123456789012345678901234567890", "1.5"),
        ("dateTime", "2025-05-30T10:00:00", "2025-05-30"),
        ("decimal", "1234567890.12345678901234567890123456789", "1,5"),
        ("gYear", "2025", "25"),
        ("double", "1.5E3", "inf"),
        ("anyURI", "https://example.org/", "a b"),
    ] {
        let shapes = format!(
            "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:value ; sh:datatype xsd:{datatype} ] ."
        );
        let conforms = |value: &str| {
            check(&shapes, &format!("ex:c a ex:City ; ex:value '{value}'^^xsd:{datatype} .")).unwrap().conforms()
        };
        assert!(conforms(good), "{good} is a {datatype}");
        assert!(!conforms(bad), "{bad} is no {datatype}");
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    let shapes =
        "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minLength 2 ; sh:maxLength 3 ] .";
    let report = |name: &str| check(shapes, &format!("ex:c a ex:City ; ex:name '''{name}''' .")).unwrap();
    for name in ["日本語", "ab", "é\n𝄞"] {
        assert!(report(name).conforms(), "{name:?}");
    }
    let line = |name: &str| report(name).violations()[0].to_string();
    let line_about = |value: &str, what: &str| {
        format!(
            "http://example.org/c: http://example.org/name: {what} characters (value \"{value}\", shape http://example.org/TownShape)"
        )
    };
    assert_eq!(line("日本語版"), line_about("日本語版", "has more than 3"));
    assert_eq!(line("日"), line_about("日", "has less than 2"));
    assert_eq!(report("日").violations()[0].component, "sh:MinLengthConstraintComponent");
    // Also where it is nested.
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:not [ sh:maxLength 3 ] ] .";
    assert!(!check(shapes, "ex:c a ex:City ; ex:name '日本語' .").unwrap().conforms());
    // However long.
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minLength 9000 ; sh:maxLength 9000 ] .";
    let data = |length: usize| format!("ex:c a ex:City ; ex:name '{}' .", "語".repeat(length));
    assert!(check(shapes, &data(9000)).unwrap().conforms());
    assert!(!check(shapes, &data(8999)).unwrap().conforms());
    assert!(!check(shapes, &data(9001)).unwrap().conforms());
}

#[test]
fn shapes_that_would_be_overlooked_are_refused() {
    for (shape, problem) in [
        (
            "sh:not [ sh:sparql [ sh:select 'SELECT $this { VALUES ?x { 1 } }' ] ]",
            "has sh:sparql: a constraint may not use VALUES",
        ),
        ("sh:sparql [ sh:select 'SELECT $this { $this }' ]", "has sh:sparql: it is not SPARQL: "),
        ("sh:sparql [ sh:select 'SELECT ?x { ?x ?y ?z }' ]", "has sh:sparql: the query has to select $this"),
        ("sh:xone ( [ sh:js [ ] ] [ sh:class ex:C ] )", "constraints in JavaScript"),
        ("sh:not [ sh:property [ sh:path ex:p ; sh:minCuont 1 ] ]", "has sh:minCuont 1: there is no such property"),
        ("sh:entailment ex:E", "no entailment is supported"),
        ("sh:condition [ ]", "conditions of rules"),
        (
            "sh:property [ sh:path ex:p ; sh:nodeKind ex:IRI ]",
            "has sh:nodeKind http://example.org/IRI: the value has to be one of",
        ),
        ("sh:property [ sh:datatype xsd:date ]", "the property has no sh:path"),
        ("sh:property [ sh:path ex:p , ex:q ]", "there is more than one sh:path"),
        ("sh:minCount 1", "has sh:minCount 1: it belongs to a property, with a sh:path"),
        ("sh:not ex:Missing", "the shape http://example.org/Missing is not described"),
        ("sh:or ( [ sh:class ex:C ] ex:Missing )", "the shape http://example.org/Missing is not described"),
        ("sh:targetNode [ ]", "the value has to be an IRI or a literal"),
        ("sh:property [ sh:path ex:p ; sh:minCount -1 ]", "a whole number, not below 0"),
        ("sh:property [ sh:path ex:p ; sh:maxLength 1.5 ]", "a whole number, not below 0"),
        ("sh:property [ sh:path ( ex:p ) ]", "a sequence and an alternative have at least two paths"),
        (
            "sh:property [ sh:path ex:p ; sh:pattern '(' ]",
            r#"has sh:pattern "(": it is no pattern that can be used: unclosed group"#,
        ),
        ("sh:property [ sh:path ex:p ; sh:pattern 'a' ; sh:flags 'z' ]", "there is no flag `z`"),
        ("sh:in ex:NoList", "a well-formed list"),
    ] {
        let shape = format!("ex:TownShape {shape} .");
        let message = check(&shape, "").unwrap_err().to_string();
        assert!(
            message.starts_with("the shape http://example.org/TownShape has sh:") && message.contains(problem),
            "{message}"
        );
    }
    let circle =
        "ex:TownShape sh:property [ sh:path ex:p ; sh:node ex:OtherShape ] . ex:OtherShape sh:not ex:TownShape .";
    let message = check(circle, "").unwrap_err().to_string();
    assert!(
        message.starts_with("the shape http://example.org/")
            && message.contains("is defined by way of itself (http://example.org/")
            && message.contains(" → "),
        "{message}"
    );
}

/// Other people's files have parts that are not supported. The rest is checked, and the report names what is not.
#[test]
fn fault_14_parts_of_shapes_that_are_not_supported_are_told_with_every_report() {
    for (part, told) in [
        (
            "sh:sparql [ sh:select 'SELECT $this { SERVICE <http://example.org/s> { $this ?p ?o } }' ]",
            "has sh:sparql: a constraint may not use SERVICE",
        ),
        ("sh:js [ ]", "has sh:js: constraints in JavaScript are not supported"),
        ("sh:target [ sh:select 'SELECT ?this {}' ]", "has sh:target: targets other than classes"),
        (
            "sh:shape ex:Other",
            "has sh:shape http://example.org/Other: there is no such property, or it is not supported",
        ),
        ("sh:minCuont 1", "has sh:minCuont 1: there is no such property, or it is not supported"),
        ("sh:node ex:Missing", "has sh:node http://example.org/Missing: no file describes the shape"),
        ("sh:property [ sh:path ex:p ; sh:sparql [ sh:ask 'ASK {}' ] ]", "has sh:sparql: it has no sh:select"),
        (
            "sh:or ( [ sh:nodeKind sh:IRI ; sh:target [ sh:select 'SELECT ?this {}' ] ] )",
            "has sh:target: targets other than classes",
        ),
    ] {
        let shapes = format!(
            "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minCount 1 ] ; {part} . \
             ex:Other sh:nodeKind sh:IRI ."
        );
        let report = check(&shapes, "ex:c a ex:City ; ex:name 'c' .").unwrap();
        assert!(report.conforms(), "{report}");
        assert_eq!(report.unchecked().len(), 1, "{report}");
        let line = format!(
            "\n  not checked: 1 × a part of a shape that is not supported: http://example.org/TownShape {told}"
        );
        assert!(
            report.to_string().starts_with("the data conform to the shapes\n") && report.to_string().contains(&line),
            "{report}"
        );
        assert_eq!(serde_json::to_value(&report).unwrap()["unchecked"].as_array().map(Vec::len), Some(1));
        let report = check(&shapes, "ex:c a ex:City .").unwrap();
        assert!(report.refuses() && report.to_string().contains(&line), "{report}");
    }
}

#[test]
fn constraints_in_sparql_are_checked() {
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:sparql [ sh:prefixes ex: ;
        sh:select 'SELECT $this ?value { $this $PATH ?value . FILTER NOT EXISTS { $this ex:label ?value } }' ;
        sh:message '{$this} has the name {?value} and no such label'@en ] ] .";
    let report = check(shapes, "ex:c a ex:City ; ex:name 'c' , 'd' ; ex:label 'c' . ex:d a ex:City .").unwrap();
    let lines: Vec<String> = report.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "http://example.org/c: http://example.org/name: http://example.org/c has the name d and no such label (value \"d\", shape http://example.org/TownShape)"
        ]
    );
    assert_eq!(report.violations()[0].component, "sh:SPARQLConstraintComponent");
}

/// Some constraints have no words of their own; a line of a report always has.
#[test]
fn every_violation_says_what_is_wrong() {
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ; sh:property [ sh:path ex:name ] .";
    let report = check(shapes, "ex:c a ex:City ; ex:name 'c' ; ex:age 5 .").unwrap();
    assert_eq!(
        report.violations()[0].to_string(),
        "http://example.org/c: http://example.org/age: the shape is closed, and has no such property (sh:closed) (value 5, shape http://example.org/TownShape)"
    );
    for rest in [
        "sh:and ( [ sh:class ex:C ] )",
        "sh:or ( [ sh:class ex:C ] )",
        "sh:xone ( [ sh:class ex:C ] )",
        "sh:not [ sh:class ex:City ]",
        "sh:hasValue ex:d",
        "sh:in ( ex:d )",
        "sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedMinCount 1 ]",
    ] {
        let report = check(&format!("ex:TownShape sh:targetClass ex:City ; {rest} ."), "ex:c a ex:City .").unwrap();
        assert!(!report.conforms() && report.violations().iter().all(|wrong| !wrong.message.is_empty()), "{rest}");
    }
}

#[test]
fn an_instance_of_an_interface_says_of_which_kind_it_is() {
    let shapes = "ex: graphql:publicShape ex:ActorShape , ex:BodyShape , ex:PersonShape , ex:GroupShape , ex:TeamShape .
        ex:ActorShape sh:targetClass ex:Actor ; graphql:isInterface true ; sh:property [ sh:path ex:name ] .
        ex:BodyShape sh:targetClass ex:Body ; graphql:isInterface true . ex:Body rdfs:subClassOf ex:Actor .
        ex:PersonShape sh:targetClass ex:Person . ex:Person rdfs:subClassOf ex:Actor . ex:Child rdfs:subClassOf ex:Person .
        ex:GroupShape sh:targetClass ex:Group . ex:Group rdfs:subClassOf ex:Body . ex:Hidden rdfs:subClassOf ex:Body .
        ex:TeamShape sh:targetClass ex:Team . ex:Team rdfs:subClassOf ex:Group .";
    let told = |data: &str| -> Vec<String> {
        check(shapes, data).unwrap().violations().iter().map(ToString::to_string).collect()
    };
    // An interface that is not declared as one has a type for its own instances.
    for concrete in ["ex:Person", "ex:Child", "ex:Group", "ex:Team", "ex:Body , ex:Team", "ex:Actor , ex:Child"] {
        assert_eq!(told(&format!("ex:x a {concrete} .")), Vec::<String>::new(), "{concrete}");
    }
    assert_eq!(
        told("ex:x a ex:Actor ."),
        [
            "http://example.org/x: it is said to be of ex:Actor and not of which kind; say which: ex:Person, ex:Team or ex:Group \
          (a class that is not among these needs a public shape) (value http://example.org/x, shape http://example.org/ActorShape)"
        ]
    );
    for body in ["ex:Body", "ex:Hidden", "ex:Body , ex:Person", "ex:Mine"] {
        let told = told(&format!("ex:x a {body} . ex:Mine rdfs:subClassOf ex:Body ."));
        assert!(told.len() == 1 && told[0].contains("of ex:Body and") && told[0].contains("/BodyShape"), "{told:?}");
    }
    let message = error(load(shapes, turtle("ex:x a ex:Actor .")));
    assert!(message.contains("say which: ex:Person"), "{message}");
}
