//! The schema comes from the ontology alone: it is the one that is checked in, it grows with a property shape, and an
//! ontology that cannot give one is refused with the file and the line.

use crate::support::{RECORD, World, repository, request, source};
use plenary::ontology::{Ontology, TurtleFile};
use plenary::server::{self, Files};
use serde_json::Value;
use std::sync::Arc;

fn sdl(sources: &[TurtleFile]) -> String {
    server::engine(Arc::new(Ontology::read(sources).unwrap())).unwrap().sdl().to_owned()
}

#[test]
fn schema_graphql_is_what_the_ontology_gives() {
    let kept = std::fs::read_to_string(repository("schema.graphql")).unwrap();
    let same = kept == RECORD.engine.sdl();
    assert!(same, "schema.graphql is not that of the ontology; renew it with `cargo run -- schema > schema.graphql`");
}

#[test]
fn two_builds_give_the_same_bytes() {
    let build = || server::engine(Arc::new(Files::choose(None, &[]).unwrap().ontology().unwrap())).unwrap();
    assert_eq!(build().sdl(), build().sdl());
}

#[test]
fn the_schema_is_graphql_and_introspection_tells_the_same() {
    let document = async_graphql::parser::parse_schema(RECORD.engine.sdl()).unwrap();
    assert!(document.definitions.len() > RECORD.ontology.classes().len() * 3);
    let data = RECORD.ask("{ __schema { types { name kind fields { name description } } } }");
    for class in RECORD.ontology.classes() {
        let types = data["__schema"]["types"].as_array().unwrap();
        let own = types.iter().find(|ty| ty["name"] == *class.name).unwrap();
        assert_eq!(own["kind"], if class.is_interface { "INTERFACE" } else { "OBJECT" }, "{}", class.name);
        let fields = own["fields"].as_array().unwrap();
        let names = fields.iter().map(|field| field["name"].as_str().unwrap());
        // The fields of classes that are analyses and no properties.
        let analyses = ["positionHistory", "sides", "sideCounts", "outcome", "demands"];
        let names: Vec<_> = names.filter(|name| !analyses.contains(name)).collect();
        let declared = class.fields.iter().map(|field| field.name.as_str());
        assert_eq!(names, std::iter::once("id").chain(declared).collect::<Vec<_>>(), "{}", class.name);
        for field in fields {
            assert!(!field["description"].as_str().unwrap().is_empty(), "{}.{}", class.name, field["name"]);
        }
    }
}

/// What introspection tells and what is printed are the same texts, whatever signs are in them.
#[test]
fn hostile_d6_descriptions_are_printed_as_they_are() {
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
    let texts = [
        r"C:\\\\users\\\\new, and \\\\u0041",
        r#"It ends with \"quotes\""#,
        r"It ends with a backslash \\",
        r#"A fence \"\"\" within"#,
        r"Two lines,\nthe second \\ with a sign",
    ];
    for text in texts {
        let shapes = format!(
            "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:City ; sh:description \"{text}\"@en ; \
             sh:property [ sh:path ex:p ; sh:datatype xsd:string ; sh:description \"{text}\"@en ] ."
        );
        let ontology = Ontology::read(&[source("shapes.ttl", &shapes)]).unwrap();
        let wanted = ontology.classes()[0].description.clone();
        let sdl = server::engine(Arc::new(ontology)).unwrap().sdl().to_owned();
        let document = async_graphql::parser::parse_schema(&sdl).unwrap();
        let city = document.definitions.iter().find_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) if ty.node.name.node == "City" => Some(&ty.node),
            _ => None,
        });
        let TypeKind::Object(object) = &city.unwrap().kind else { panic!("{sdl}") };
        let field = object.fields.iter().find(|field| field.node.name.node == "p").unwrap();
        for printed in [&city.unwrap().description, &field.node.description] {
            // The parser at hand leaves the one escape of block strings as it is.
            let printed = printed.as_ref().unwrap().node.replace("\\\"\"\"", "\"\"\"");
            assert_eq!(printed, wanted, "{sdl}");
        }
    }
}

#[test]
fn what_is_not_described_has_no_empty_description() {
    let text = "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:City ; sh:property [ sh:path ex:p ; sh:in ( \"A\" ) ] .";
    let sdl = format!("\n\n{}", sdl(&[source("shapes.ttl", text)]));
    assert!(
        sdl.contains("\n\ntype City implements Node {\n")
            && sdl.contains("\n  p: [P!]!\n")
            && sdl.contains("\n\nenum P {")
    );
    async_graphql::parser::parse_schema(sdl).unwrap();
}

/// As clients send it: deeper than other queries may be.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema {
    queryType { name } mutationType { name } subscriptionType { name } types { ...FullType }
    directives { name description locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description fields(includeDeprecated: true) {
    name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
    inputFields { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
    kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

#[test]
fn the_standard_introspection_query_is_answered() {
    let data = RECORD.ask(INTROSPECTION);
    let types = data["__schema"]["types"].as_array().unwrap();
    assert!(types.len() > RECORD.ontology.classes().len() * 3 + RECORD.ontology.enums().len());
    assert_eq!(data["__schema"]["mutationType"], serde_json::Value::Null);
    let node = types.iter().find(|ty| ty["name"] == "Node").unwrap();
    let concrete = RECORD.ontology.classes().iter().filter(|class| !class.is_interface).count();
    assert_eq!(node["possibleTypes"].as_array().unwrap().len(), concrete);
}

/// The promise of the ontology's first lines: to add a relationship to the API, add a property shape.
#[test]
fn three_lines_of_turtle_add_a_field_with_its_documentation() {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(repository("ontology")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let prefixes = "@prefix ple: <https://w3id.org/plenary/ontology#> . @prefix sh: <http://www.w3.org/ns/shacl#> . \
                    @prefix graphql: <http://datashapes.org/graphql#> .";
    let shape = r#"ple:RoleShape sh:property [ sh:path [ sh:inversePath ple:inCapacityOf ] ;
        graphql:name "interventions" ; sh:class ple:Intervention ;
        sh:description "What is said in this role."@en ] ."#;
    std::fs::write(folder.path().join("zz.ttl"), format!("{prefixes}\n{shape}")).unwrap();

    let files = Files::choose(Some(folder.path()), &[repository("data")]).unwrap();
    let ontology = Arc::new(files.ontology().unwrap());
    let store = files.load(&ontology, false).unwrap().store;
    let world = World::new(ontology, store);

    let documentation = "  \"\"\"What is said in this role.\"\"\"\n";
    let sdl = world.engine.sdl();
    let (start, end) = (format!("{documentation}  interventions(\n"), "): InterventionConnection!\n");
    let start = sdl.find(&start).unwrap();
    let field = &sdl[start..start + sdl[start..].find(end).unwrap() + end.len()];
    assert!(field.lines().count() < 25 && field.contains("    where: InterventionWhere,\n"), "{field}");
    let filter = format!("{documentation}  interventions: InterventionListWhere\n");
    let order = format!("{documentation}  interventions: CountOrder\n");
    let key = format!("{documentation}  INTERVENTIONS\n");
    let without = [field, &filter, &order, &key].into_iter().fold(sdl.to_owned(), |sdl, new| {
        assert_eq!(sdl.matches(new).count(), 1, "{new}");
        sdl.replacen(new, "", 1)
    });
    assert_eq!(without, RECORD.engine.sdl(), "and nothing else has changed");

    let query =
        r#"{ role(id: "role:co-facilitator") { interventions { totalCount nodes { order speaker { label } } } } }"#;
    let data = world.agreed(&request(query)).unwrap();
    let speaker = |order, name| format!(r#"{{"order":{order},"speaker":{{"label":"{name}"}}}}"#);
    let (first, second) = (speaker(1, "Suela Janina"), speaker(2, "Ekitela Lokaale"));
    let expected = format!(r#"{{"role":{{"interventions":{{"totalCount":2,"nodes":[{first},{second}]}}}}}}"#);
    assert_eq!(data, expected);
}

#[test]
fn each_kind_of_property_shape_gives_its_kind_of_field() {
    let property = |shape: &str| {
        let text = format!(
            "ex: graphql:publicShape ex:S , ex:T .\nex:T sh:targetClass ex:Land .\nex:S sh:targetClass ex:Town ; sh:property [ sh:path ex:p ; {shape} ] ."
        );
        let sdl = sdl(&[source("shapes.ttl", &text)]);
        let town = sdl.split("\ntype Town ").nth(1).unwrap().split("\n}").next().unwrap().to_owned();
        let lines = town.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('"'));
        lines.skip_while(|line| !line.starts_with('p')).collect::<Vec<_>>().join(" ")
    };
    let page = "( where: LandWhere, orderBy: [LandOrder!], first: Int, after: String, last: Int, before: String, offset: Int )";
    for (shape, expected) in [
        ("sh:datatype xsd:string", "p: [String!]!".to_owned()),
        ("sh:datatype xsd:string ; sh:maxCount 1", "p: String".to_owned()),
        ("sh:datatype xsd:string ; sh:maxCount 1 ; sh:minCount 1", "p: String!".to_owned()),
        ("sh:datatype xsd:integer ; sh:maxCount 1", "p: BigInt".to_owned()),
        ("sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxExclusive 100 ; sh:maxCount 1", "p: Int".to_owned()),
        ("sh:datatype xsd:int ; sh:maxCount 1", "p: Int".to_owned()),
        ("sh:datatype xsd:nonNegativeInteger ; sh:maxCount 1", "p: BigInt".to_owned()),
        ("sh:datatype xsd:double ; sh:maxCount 1 ; sh:minCount 1", "p: Float".to_owned()),
        (
            "sh:datatype xsd:double ; sh:minInclusive 0 ; sh:maxInclusive 1 ; sh:maxCount 1 ; sh:minCount 1",
            "p: Float!".to_owned(),
        ),
        ("sh:datatype xsd:float", "p: [Float]!".to_owned()),
        ("sh:datatype xsd:gYear ; sh:maxCount 1", "p: Year".to_owned()),
        ("sh:datatype xsd:gYearMonth ; sh:maxCount 1", "p: YearMonth".to_owned()),
        ("sh:datatype xsd:time ; sh:maxCount 1", "p: Time".to_owned()),
        ("sh:datatype xsd:dateTimeStamp ; sh:maxCount 1", "p: DateTime".to_owned()),
        ("sh:datatype xsd:dayTimeDuration ; sh:maxCount 1", "p: Duration".to_owned()),
        ("sh:in ( 1 2 3 ) ; sh:maxCount 1", "p: Int".to_owned()),
        ("sh:in ( 1 3000000000 ) ; sh:maxCount 1", "p: BigInt".to_owned()),
        ("sh:in ( 1.5 2.5 ) ; sh:maxCount 1", "p: Decimal".to_owned()),
        ("sh:datatype xsd:long ; sh:maxCount 1", "p: BigInt".to_owned()),
        ("sh:datatype xsd:decimal ; sh:maxCount 1", "p: Decimal".to_owned()),
        ("sh:datatype xsd:double ; sh:maxCount 1", "p: Float".to_owned()),
        ("sh:datatype xsd:boolean ; sh:maxCount 1", "p: Boolean".to_owned()),
        ("sh:datatype xsd:date ; sh:maxCount 1", "p: Date".to_owned()),
        ("sh:datatype xsd:dateTime ; sh:maxCount 1", "p: DateTime".to_owned()),
        ("sh:datatype xsd:anyURI ; sh:maxCount 1", "p: String".to_owned()),
        ("sh:nodeKind sh:IRI", "p: [IRI!]!".to_owned()),
        ("sh:in ( \"A\" \"B\" ) ; sh:maxCount 1", "p: P".to_owned()),
        ("sh:in ( \"A\" \"B\" )", "p: [P!]!".to_owned()),
        ("sh:in ( \"a b\" \"c\" ) ; sh:maxCount 1", "p: String".to_owned()),
        ("sh:in ( ex:a ex:b ) ; sh:maxCount 1", "p: IRI".to_owned()),
        ("sh:class ex:Land ; sh:maxCount 1", "p: Land".to_owned()),
        ("sh:class ex:Land ; sh:maxCount 1 ; sh:minCount 1", "p: Land!".to_owned()),
        ("sh:class ex:Land", format!("p{page}: LandConnection!")),
    ] {
        assert_eq!(property(shape), expected, "{shape}");
    }
    let slice = property("sh:class ex:Land ; sh:maxCount 5");
    assert!(slice.starts_with("p( ") && slice.ends_with("): [Land!]!"), "{slice}");
    let text = property("sh:datatype rdf:langString ; sh:uniqueLang true");
    assert!(text.starts_with("p( ") && text.contains("): String pTranslations( "), "{text}");
    assert!(property("sh:datatype rdf:langString").ends_with("lang: [LangTag!] ): [LangString!]!"));
}

#[test]
fn shapes_say_what_is_shown_and_in_which_order() {
    let text = r#"ex: graphql:publicShape ex:S ; graphql:publicClass ex:Land ; graphql:publicShape ex:Hidden ; graphql:privateShape ex:Hidden .
ex:S sh:targetClass ex:Town ; graphql:name "Place" ; ple:plural "manyPlaces" ; sh:property
    [ sh:path ex:c ; sh:datatype xsd:string ] , [ sh:path ex:b ; sh:order 2 ; sh:datatype xsd:string ] ,
    [ sh:path ex:a ; sh:order 1 ; sh:datatype xsd:string ] , [ sh:path ex:gone ; sh:deactivated true ; sh:datatype xsd:string ] ,
    [ sh:path ex:a ; sh:maxLength 5 ] .
ex:More sh:targetClass ex:Land ; sh:property [ sh:path ex:one ; sh:datatype xsd:string ] .
ex:Hidden sh:targetClass ex:Secret .
ex:Private sh:targetClass ex:Other ."#;
    let ontology = Ontology::read(&[source("shapes.ttl", text)]).unwrap();
    let classes: Vec<_> =
        ontology.classes().iter().map(|class| (&*class.name, &*class.singular, &*class.plural)).collect();
    assert_eq!(classes, [("Place", "place", "manyPlaces"), ("Land", "land", "lands")]);
    let fields: Vec<_> = ontology.classes()[0].fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(fields, ["a", "b", "c"]);
}

/// The message for an ontology of one file, whose second line the text starts on.
fn refusal(text: &str) -> String {
    Ontology::read(&[source("shapes.ttl", text)]).map(|_| ()).unwrap_err().to_string()
}

/// The message for a public shape of the class `ex:City` with these properties, from the third line on.
fn refusal_of(properties: &str) -> String {
    refusal(&format!("ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:City .\n{properties}"))
}

#[test]
fn names_that_are_given_twice_are_refused() {
    let taken = |what: &str, name: &str, other: &str, remedy: &str| {
        format!("{what} has the name `{name}`, which {other} has already: set another with `{remedy}`")
    };
    let string = "sh:datatype xsd:string";
    assert_eq!(
        refusal_of(&format!(
            "ex:S sh:property [ sh:path ex:a ; graphql:name \"name\" ; {string} ] .\nex:S sh:property [ sh:path ex:b ; graphql:name \"name\" ; {string} ] ."
        )),
        format!(
            "shapes.ttl:5: {}",
            taken("a field of City", "name", "the field at shapes.ttl:4 (<http://example.org/a>)", "graphql:name")
        )
    );
    assert_eq!(
        refusal_of(&format!(
            "ex:S sh:property [ sh:path ex:a ; graphql:name \"a\" ; sh:datatype rdf:langString ; sh:uniqueLang true ] .\nex:S sh:property [ sh:path ex:b ; graphql:name \"aTranslations\" ; {string} ] ."
        )),
        format!(
            "shapes.ttl:5: {}",
            taken(
                "a field of City",
                "aTranslations",
                "the field at shapes.ttl:4 (<http://example.org/a>)",
                "graphql:name"
            )
        )
    );
    let inherited = format!(
        "ex: graphql:publicShape ex:S , ex:T . ex:City rdfs:subClassOf ex:Place .\nex:T sh:targetClass ex:Place ; sh:property [ sh:path ex:a ; graphql:name \"name\" ; {string} ] .\nex:S sh:targetClass ex:City ;\n  sh:property [ sh:path ex:b ; graphql:name \"name\" ; sh:datatype xsd:date ] ."
    );
    assert_eq!(
        refusal(&inherited),
        format!(
            "shapes.ttl:5: {}",
            taken("a field of City", "name", "the field at shapes.ttl:3 (<http://example.org/a>)", "graphql:name")
        )
    );

    let two = |first: &str, second: &str| {
        refusal(&format!(
            "ex: graphql:publicShape ex:S , ex:T .\nex:S sh:targetClass ex:A ; graphql:name \"{first}\" .\nex:T sh:targetClass ex:B ; graphql:name \"{second}\" ."
        ))
    };
    let class = |name: &str| format!("the class <http://example.org/{name}>");
    for (first, second, name) in
        [("City", "City", "City"), ("City", "CityEdge", "CityEdge"), ("City", "Cities", "cities")]
    {
        assert_eq!(
            two(first, second),
            format!("shapes.ttl:4: {}", taken(&class("B"), name, &class("A"), "graphql:name"))
        );
    }
    for name in ["Query", "Node", "PageInfo", "Dataset", "Date", "Boolean", "LangString", "Mutation"] {
        assert_eq!(
            two("City", name),
            format!("shapes.ttl:4: {}", taken(&class("B"), name, "the API itself", "graphql:name"))
        );
    }
    assert_eq!(
        two("City", "Search"),
        format!("shapes.ttl:4: {}", taken(&class("B"), "SearchConnection", "the API itself", "graphql:name"))
    );
}

#[test]
fn names_that_graphql_does_not_allow_are_refused_where_they_are_given() {
    let illegal = |name: &str, what: &str, remedy: &str| {
        format!("`{name}` ({what}) is not a legal GraphQL name: set another with `{remedy}`")
    };
    for name in ["my-name", "__name", "1st", "", "naïve", "a b"] {
        assert_eq!(
            refusal_of(&format!(
                "ex:S sh:property\n  [ sh:path ex:a ; graphql:name \"{name}\" ; sh:datatype xsd:string ] ."
            )),
            format!("shapes.ttl:5: {}", illegal(name, "a field of <http://example.org/S>", "graphql:name"))
        );
    }
    for name in ["id", "and", "or", "not", "types"] {
        assert_eq!(
            refusal_of(&format!("ex:S sh:property [ sh:path ex:a ; graphql:name \"{name}\" ; sh:class ex:City ] .")),
            format!(
                "shapes.ttl:4: a field of <http://example.org/S> has the name `{name}`, which the API itself has already: set another with `graphql:name`"
            )
        );
    }
    assert_eq!(
        refusal("ex: graphql:publicShape ex:S .\n\nex:S sh:targetClass ex:City ; graphql:name \"two-words\" ."),
        format!("shapes.ttl:4: {}", illegal("two-words", "the class <http://example.org/City>", "graphql:name"))
    );
    assert_eq!(
        refusal("ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:City ; ple:plural \"all cities\" ."),
        format!(
            "shapes.ttl:3: {}",
            illegal("all cities", "the plural of the class <http://example.org/City>", "ple:plural")
        )
    );
}

#[test]
fn properties_that_cannot_be_fields_are_refused() {
    let path = "has a path that the API cannot follow: it takes an IRI, sh:inversePath and sequences; derive others with a rule";
    for (property, problem) in [
        ("sh:path [ sh:zeroOrMorePath ex:a ] ; graphql:name \"a\" ; sh:class ex:City", path),
        ("sh:path [ sh:alternativePath ( ex:a ex:b ) ] ; graphql:name \"a\" ; sh:class ex:City", path),
        ("sh:path ( ex:a [ sh:oneOrMorePath ex:b ] ) ; graphql:name \"a\" ; sh:class ex:City", path),
        ("sh:path \"a\" ; graphql:name \"a\" ; sh:class ex:City", path),
        ("graphql:name \"a\" ; sh:class ex:City", "has no sh:path"),
        ("sh:path ex:a ; sh:in ()", "has an empty list in sh:in, or several that have nothing in common"),
        ("sh:path ex:a ; sh:in ex:NoList", "has a broken list in sh:in"),
        (
            "sh:path ex:a ; sh:datatype xsd:date , xsd:string",
            "has the datatypes <http://www.w3.org/2001/XMLSchema#date> and <http://www.w3.org/2001/XMLSchema#string> at once, so no value can be right: leave one out, here or in a shape that it includes or inherits from",
        ),
    ] {
        let message = refusal_of(&format!("ex:S sh:property [ {property} ] ."));
        assert_eq!(message, format!("shapes.ttl:4: a property of <http://example.org/S> {problem}"), "{property}");
    }
}

#[test]
fn ontologies_that_show_nothing_are_refused() {
    let none = "no public shape in shapes.ttl: say `<ontology> a graphql:Schema ; graphql:publicShape ex:MyShape` for each node shape that the API shows";
    assert_eq!(refusal(""), none);
    assert_eq!(refusal("ex:S a sh:NodeShape ; sh:targetClass ex:City ."), none);
    assert_eq!(
        refusal("ex: graphql:publicShape ex:S ; graphql:privateShape ex:S .\nex:S sh:targetClass ex:City ."),
        none
    );
    assert_eq!(Ontology::read(&[]).map(|_| ()).unwrap_err().to_string(), none.replace("shapes.ttl", "no file"));
    assert_eq!(
        refusal("ex: graphql:publicShape ex:Missing ."),
        "the public shape <http://example.org/Missing> is not described in the ontology's files"
    );
    assert_eq!(
        refusal("ex: graphql:publicShape ex:S .\n\nex:S a sh:NodeShape ."),
        "shapes.ttl:4: the shape <http://example.org/S> has no class: add `sh:targetClass`"
    );
}

#[test]
fn declarations_and_rules_that_are_wrong_are_refused() {
    for (text, problem) in [
        ("ex: sh:declare [ sh:prefix \"a\" ] .", "a sh:declare needs a sh:prefix and a sh:namespace, both literals"),
        ("ex: sh:declare ex:x .", "a sh:declare needs a sh:prefix and a sh:namespace, both literals"),
        ("ex: ple:languages \"en\" .", "ple:languages takes a list of language tags"),
        ("ex: ple:languages ( ex:en ) .", "ple:languages takes a list of language tags"),
        ("ex:S sh:rule [ ] .", "a rule of <http://example.org/S> has no sh:construct; only SPARQL rules are run"),
        ("ex:S sh:rule \"CONSTRUCT {} WHERE {}\" .", "a rule of <http://example.org/S> is a literal"),
        (
            "ex:R sh:rule [ sh:construct \"\" ] .",
            "a rule of <http://example.org/R> needs a shape with a sh:targetClass",
        ),
        ("ex:N ple:excerpt [ ] .", "a ple:excerpt needs a public shape of a class"),
        (
            "[ ple:ofField \"Thing.nothing\" ] rdfs:label \"rien\"@fr .",
            "no type has the field `Thing.nothing` of ple:ofField: write `field`, or `Type.field`",
        ),
    ] {
        assert_eq!(refusal_of(text), format!("shapes.ttl:4: {problem}"), "{text}");
    }
}

/// Places in documents of any ontology: what leads to them has to be there and to be of the right kind.
#[test]
fn a_place_in_a_document_needs_its_paths() {
    let shapes = "ex: graphql:publicShape ex:S , ex:D .\
        ex:S sh:targetClass ex:Spot ; sh:property [ sh:path ex:in ; sh:class ex:Text ; sh:maxCount 1 ] , \
          [ sh:path ex:from ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 99 ; sh:maxCount 1 ] , \
          [ sh:path ex:to ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 99 ; sh:maxCount 1 ] , \
          [ sh:path ( ex:words ex:text ) ; graphql:name \"inner\" ; sh:datatype xsd:string ; sh:maxCount 1 ] , \
          [ sh:path ex:words ; sh:datatype xsd:string ; sh:maxCount 1 ] . \
        ex:D sh:targetClass ex:Text ; sh:property [ sh:path ex:sum ; sh:datatype xsd:string ; sh:maxCount 1 ] .";
    let read =
        |paths: &str| Ontology::read(&[source("shapes.ttl", &format!("{shapes}\nex:S ple:excerpt [ {paths} ] ."))]);
    let all = "ple:documentPath ex:in ; ple:startPath ex:from ; ple:endPath ex:to ; ple:digestPath ex:sum ; ple:quotePath ex:words";
    assert_eq!(read(all).unwrap().excerpts().len(), 1);
    for (paths, problem) in [
        ("".to_owned(), "needs a ple:documentPath"),
        (all.replace("ple:endPath ex:to ;", ""), "needs a ple:endPath"),
        (
            all.replace("ple:startPath ex:from", "ple:startPath ex:words"),
            "names what is not the sh:path of a public property with an xsd:integer within 32 bits, which it needs for ple:startPath",
        ),
        (
            all.replace("ex:sum", "ex:words"),
            "names what is not the sh:path of a public property with an xsd:string, which it needs for ple:digestPath",
        ),
        (
            all.replace("ple:quotePath ex:words", "ple:quotePath ( ex:words ex:text )"),
            "needs a single property as its ple:quotePath",
        ),
    ] {
        assert_eq!(
            read(&paths).unwrap_err().to_string(),
            format!("shapes.ttl:3: the ple:excerpt {problem}"),
            "{paths}"
        );
    }
}

#[test]
fn fields_are_called_by_their_type_then_by_their_name() {
    let source = source(
        "shapes.ttl",
        r#"ex: graphql:publicShape ex:S , ex:T .
        ex:S sh:targetClass ex:City ; sh:property [ sh:path ex:a ; sh:datatype xsd:string ; sh:name "own"@en ] .
        ex:T sh:targetClass ex:Town ; sh:property [ sh:path ex:a ; sh:datatype xsd:string ] .
        [ ple:ofField "a" ] rdfs:label "any"@en , "tout"@fr , "alles"@de .
        [ ple:ofField "Town.a" ] rdfs:label "de la ville"@fr ."#,
    );
    let ontology = Ontology::read(&[source]).unwrap();
    let labels = |class: &str| {
        let class = ontology.classes().iter().find(|other| other.name == class).unwrap();
        let labels = &class.field("a").unwrap().labels;
        labels.iter().map(|text| text.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(labels("City"), ["own", "tout", "alles"]);
    assert_eq!(labels("Town"), ["de la ville", "any", "alles"]);
}

/// Pages are for readers of six languages.
#[test]
fn types_fields_and_values_have_names_in_the_languages_of_the_united_nations() {
    let mut missing = Vec::new();
    let none = Vec::new();
    let classes = RECORD.ontology.classes().iter().map(|class| {
        let fields = class.fields.iter().map(|field| (format!("{}.{}", class.name, field.name), &field.labels));
        std::iter::once((class.name.clone(), &class.labels)).chain(fields).collect::<Vec<_>>()
    });
    let enums = RECORD.ontology.enums().iter().map(|known| {
        let name = |value: &String| (format!("{}.{value}", known.name), known.labels.get(value).unwrap_or(&none));
        known.values.iter().map(name).collect::<Vec<_>>()
    });
    for named in classes.chain(enums) {
        for (name, labels) in named {
            let has = |language: &&str| labels.iter().any(|text| text.language.as_deref() == Some(*language));
            missing.extend(
                ["en", "zh", "fr", "es", "ru", "ar"].iter().filter(|l| !has(l)).map(|l| format!("{name} in {l}")),
            );
        }
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn text_that_is_not_turtle_is_refused_with_its_line() {
    for (text, line) in [
        ("\nex:S ex:p .\n", 3),
        ("ex:S ex:p ex:o", 2),
        ("\n\nno:prefix ex:p ex:o .", 4),
        ("\"", 2),
        ("ex:a ex:b <a b> .", 2),
    ] {
        let message = refusal(text);
        assert!(message.starts_with(&format!("shapes.ttl:{line}: ")), "{text:?}: {message}");
        assert!(!message.contains('\n'), "{message}");
    }
    let sources = [source("a.ttl", "ex: graphql:publicShape ex:S .\n"), source("b.ttl", "ex:S\n sh:targetClass\n")];
    assert!(Ontology::read(&sources).map(|_| ()).unwrap_err().to_string().starts_with("b.ttl:3: "));
}

#[test]
fn a_shape_in_several_files_is_one_shape() {
    let sources = [
        source(
            "a.ttl",
            "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:City ; sh:property [ sh:path ex:a ; sh:datatype xsd:string ] .",
        ),
        source("b.ttl", "ex:S sh:property [ sh:path ex:b ; sh:datatype xsd:string ] ."),
    ];
    let ontology = Ontology::read(&sources).unwrap();
    let fields: Vec<_> =
        ontology.classes()[0].fields.iter().map(|field| (field.name.as_str(), field.place.to_string())).collect();
    assert_eq!(fields, [("a", "a.ttl:3".to_owned()), ("b", "b.ttl:2".to_owned())]);
}

#[test]
fn hostile_d6_only_types_that_some_field_uses_are_declared() {
    let text = "ex: graphql:publicShape ex:S , ex:T .\nex:T sh:targetClass ex:Land .\n\
        ex:S sh:targetClass ex:Town ; sh:property [ sh:path ex:land ; sh:class ex:Land ; sh:maxCount 1 ] , \
        [ sh:path ex:p ; sh:datatype xsd:string ; sh:maxCount 1 ] .";
    for sdl in [RECORD.engine.sdl().to_owned(), sdl(&[source("shapes.ttl", text)])] {
        let document = async_graphql::parser::parse_schema(&sdl).unwrap();
        for definition in &document.definitions {
            let async_graphql::parser::types::TypeSystemDefinition::Type(declared) = definition else { continue };
            let name = declared.node.name.node.as_str();
            // What gateways ask for, and types that objects are of by being listed under an interface.
            let is_needed = name == "Query" || name.starts_with('_');
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let uses = sdl.match_indices(name).filter(|(at, _)| {
                let before = sdl[..*at].trim_end_matches(' ');
                let whole = !sdl[..*at].ends_with(is_word) && !sdl[at + name.len()..].starts_with(is_word);
                whole
                    && !["type", "input", "scalar", "enum", "interface", "union"]
                        .iter()
                        .any(|word| before.ends_with(word))
            });
            assert!(is_needed || uses.count() > 0, "{name} is declared, but nothing uses it");
        }
    }
}

#[test]
fn hostile_d1_an_order_takes_one_key_an_object_and_the_schema_says_so() {
    let sdl = RECORD.engine.sdl();
    assert!(sdl.contains("\ninput ThemeOrder @oneOf {\n"), "{sdl}");
    let two = request("{ themes(orderBy: [{ label: ASC, id: DESC }]) { totalCount } }");
    assert_eq!(RECORD.respond(&two)["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
    let kinds = RECORD
        .ask(r#"{ order: __type(name: "ThemeOrder") { isOneOf } where: __type(name: "ThemeWhere") { isOneOf } }"#);
    assert_eq!(kinds, serde_json::json!({ "order": { "isOneOf": true }, "where": { "isOneOf": false } }));
    RECORD.ask("{ themes(orderBy: [{ label: ASC }, { id: DESC }], first: 1) { totalCount } }");
}

/// Everything that the API of the record has says what it is.
#[test]
fn hostile_d6_everything_is_described() {
    let query = "{ __schema { types { name description fields { name description args { name description } } \
        inputFields { name description } enumValues { name description } } } }";
    let answer = RECORD.ask(query);
    let mut silent = Vec::new();
    let mut check = |place: String, thing: &Value| {
        if thing["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
            silent.push(format!("{place}.{}", thing["name"]));
        }
    };
    for ty in answer["__schema"]["types"].as_array().unwrap() {
        let name = ty["name"].as_str().unwrap();
        if name.starts_with("__") {
            continue; // the types of introspection, which the specification describes
        }
        check(String::new(), ty);
        for part in ["fields", "inputFields", "enumValues"] {
            for member in ty[part].as_array().into_iter().flatten() {
                check(name.to_owned(), member);
                for argument in member["args"].as_array().into_iter().flatten() {
                    check(format!("{name}.{}", member["name"]), argument);
                }
            }
        }
    }
    assert!(silent.is_empty(), "{} without a description: {silent:?}", silent.len());
}
