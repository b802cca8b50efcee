//! Reference data beside the record: `plenary load`, and what of them the API shows.

use crate::cli::plenary;
use crate::support::{World, request};
use tempfile::TempDir;

/// A thesaurus to which a theme is linked, and a taxonomy that has targets of the record with other words.
const REFERENCE: &str = r#"
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix unbis: <http://metadata.un.org/thesaurus/> .
@prefix sdg: <http://metadata.un.org/sdg/> . @prefix sdgo: <http://metadata.un.org/sdg/ontology#> .
unbis:1001652 a skos:Concept ; skos:prefLabel "Digital divide"@en , "Brecha digital"@es ; skos:altLabel "Digital gap"@en ;
    skos:broader unbis:1003202 ; skos:inScheme <http://metadata.un.org/thesaurus> .
unbis:1003202 a skos:Concept ; skos:prefLabel "Information society"@en .
sdg:9.c a sdgo:Target , skos:Concept ; skos:prefLabel "Other words"@en , "Uno"@it , "Altro"@it , "Outras palavras"@pt ;
    skos:notation "09.0c"^^sdgo:SDGCode .
sdg:C090c01 a skos:Concept ; skos:broader sdg:9.c ; skos:prefLabel "An indicator"@en ;
    skos:notation "9.c.1"^^sdgo:SDGCodeCompact , "C090c01"^^sdgo:SDGCodePerm .
"#;

fn load(folder: &TempDir, name: &str, text: &str, more: &[&str]) -> crate::cli::Outcome {
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let out = folder.path().join("out");
    plenary(&[&["load", file.to_str().unwrap(), "--out", out.to_str().unwrap()], more].concat(), b"")
}

fn written(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join("out/ref").join(name)).unwrap_or_default()
}

#[test]
fn links_lead_to_what_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = load(&folder, "reference.ttl", REFERENCE, &["--graph", "ref/un"]);
    outcome.assert_succeeded();
    assert!(outcome.out.contains("16 triples of "), "{}", outcome.out);
    assert!(outcome.out.contains("graph/ref/un>"), "{}", outcome.out);
    let left_out: Vec<_> = outcome.out.lines().filter(|line| line.starts_with("left out")).collect();
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    assert!(left_out[0].ends_with(": 1 of <http://www.w3.org/2004/02/skos/core#notation>"), "{left_out:?}");
    assert!(left_out[1].ends_with(": 3 of <http://www.w3.org/2004/02/skos/core#prefLabel>"), "{left_out:?}");

    let world = World::beside(&folder.path().join("out"));
    let ask = |query: &str| world.agreed(&request(query)).unwrap();
    let theme = r#"{ theme(id: "theme:digital-divide") { exactMatch exactConcepts { nodes { id label(lang: ["es"]) altLabels { value } codes schemes
        broader { nodes { label themes { totalCount } } } themes { nodes { label } } } } closeConcepts { totalCount } } }"#;
    assert_eq!(
        ask(theme),
        r#"{"theme":{"exactMatch":["http://metadata.un.org/thesaurus/1001652"],"exactConcepts":{"nodes":[{"id":"http://metadata.un.org/thesaurus/1001652","label":"Brecha digital","altLabels":[{"value":"Digital gap"}],"codes":[],"schemes":["http://metadata.un.org/thesaurus"],"broader":{"nodes":[{"label":"Information society","themes":{"totalCount":1}}]},"themes":{"nodes":[{"label":"Digital divide"}]}}]},"closeConcepts":{"totalCount":0}}}"#
    );
    let process =
        r#"{ process(id: "process:wsis") { relatedConcepts { nodes { label narrower { nodes { label } } } } } }"#;
    assert_eq!(
        ask(process),
        r#"{"process":{"relatedConcepts":{"nodes":[{"label":"Information society","narrower":{"nodes":[{"label":"Digital divide"}]}}]}}}"#
    );
    // The record's words stay; what it does not say is added, but not what could be one of two.
    let target = r#"{ sdgTarget(id: "sdg:9.c") { code en: label(lang: ["en"]) pt: label(lang: ["pt"]) it: labelTranslations(lang: ["it"]) { value }
        refinedBy { nodes { codes label } } } }"#;
    let answer: serde_json::Value = serde_json::from_str(&ask(target)).unwrap();
    let target = &answer["sdgTarget"];
    assert_eq!((&target["code"], &target["en"]), (&"9.c".into(), &"Affordable internet and ICT access for all".into()));
    assert_eq!(target["pt"], "Outras palavras", "the record has no Portuguese word for it");
    assert_eq!(target["it"], serde_json::json!([]));
    assert_eq!(
        target["refinedBy"]["nodes"],
        serde_json::json!([{ "codes": ["9.c.1", "C090c01"], "label": "An indicator" }])
    );
    let all = ask("{ externalConcepts { totalCount nodes { id label } } }");
    assert!(all.starts_with(r#"{"externalConcepts":{"totalCount":3,"#), "{all}");
    let found = world.ask("{ search(query: \"C090c01\", types: [ExternalConcept]) { nodes { id } } }");
    assert_eq!(found["search"]["nodes"][0]["id"], "http://metadata.un.org/sdg/C090c01");
}

#[test]
fn files_are_replaced_by_their_like_only() {
    let folder = tempfile::tempdir().unwrap();
    let one = "<http://e.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .";
    load(&folder, "one.nt", one, &["--graph", "graph:ref/x"]).assert_succeeded();
    assert!(written(&folder, "x.nt").starts_with("# ref/x: 1 triples of "));
    assert!(written(&folder, "x.nt").contains("<http://e.org/a>"));
    // Whatever graphs a file names, its triples go to the one that is named here.
    let two = "<http://e.org/g> { <http://e.org/b> a <http://www.w3.org/2004/02/skos/core#Concept> }";
    load(&folder, "two.trig", two, &["--graph", "ref/x"]).assert_succeeded();
    let text = written(&folder, "x.nt");
    assert!(
        text.contains("<http://e.org/b>") && !text.contains("<http://e.org/a>") && !text.contains("e.org/g>"),
        "{text}"
    );
    std::fs::write(folder.path().join("out/ref/x.nt"), "# mine\n").unwrap();
    load(&folder, "one.nt", one, &["--graph", "ref/x"])
        .assert_failed("is there already and was not written by `plenary load`");
    assert_eq!(written(&folder, "x.nt"), "# mine\n");
}

#[test]
fn what_cannot_be_loaded_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for graph in ["x", "ref/", "ref/../x", "ref/a b", "graph:actors"] {
        load(&folder, "a.ttl", REFERENCE, &["--graph", graph]).assert_failed("must be ref/NAME");
    }
    load(&folder, "a.ttl", "a b", &["--graph", "ref/x"]).assert_failed("a.ttl:1:");
    load(&folder, "a.csv", "a,b", &["--graph", "ref/x"]).assert_failed("unknown file extension");
    load(&folder, "a.ttl", "# nothing", &["--graph", "ref/x"])
        .assert_failed("has nothing that the record does not say itself");
    let out = folder.path().to_str().unwrap();
    plenary(&["load", out, "--graph", "ref/x", "--out", out], b"").assert_failed("is a folder");
    plenary(&["load", "/no/such.ttl", "--graph", "ref/x", "--out", out], b"").assert_failed("cannot read /no/such.ttl");
    let theme = "<https://w3id.org/plenary/id/theme/x> a <https://w3id.org/plenary/ontology#Theme> .";
    let refused = load(&folder, "a.ttl", theme, &["--graph", "ref/x"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("violates the shapes") && refused.err.contains("theme/x"), "{}", refused.err);
    assert_eq!(written(&folder, "x.nt"), "");
    load(&folder, "a.ttl", theme, &["--graph", "ref/x", "--no-check"]).assert_succeeded();
    assert!(written(&folder, "x.nt").contains("theme/x"));
}

/// A thesaurus whose hierarchy is stated from above only, with a concept that nothing calls one.
const DOWNWARD: &str = r#"
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix ex: <http://example.org/t/> .
ex:scheme a skos:ConceptScheme ; skos:hasTopConcept ex:a .
ex:a a skos:Concept ; skos:prefLabel "A"@en ; skos:narrower ex:b , ex:nameless ; skos:related ex:c .
ex:b a skos:Concept ; skos:prefLabel "B"@en ; skos:narrower ex:c ; skos:narrowMatch <https://w3id.org/plenary/id/theme/governance> .
ex:c skos:prefLabel "C"@en ; skos:exactMatch <https://w3id.org/plenary/id/theme/digital-divide> ;
    skos:closeMatch <https://w3id.org/plenary/id/actor/chn> .
"#;

#[test]
fn fault_06_what_is_stated_the_other_way_round_counts_the_same() {
    let folder = tempfile::tempdir().unwrap();
    load(&folder, "down.ttl", DOWNWARD, &["--graph", "ref/down"]).assert_succeeded();
    let world = World::beside(&folder.path().join("out"));
    let ask = |query: &str| world.agreed(&request(query)).unwrap();
    assert_eq!(
        ask(
            "{ externalConcepts { nodes { label schemes broader { nodes { label } } narrower { nodes { label } } themes { nodes { label } } } } }"
        ),
        r#"{"externalConcepts":{"nodes":[{"label":"A","schemes":["http://example.org/t/scheme"],"broader":{"nodes":[]},"narrower":{"nodes":[{"label":"B"}]},"themes":{"nodes":[]}},{"label":"B","schemes":[],"broader":{"nodes":[{"label":"A"}]},"narrower":{"nodes":[{"label":"C"}]},"themes":{"nodes":[]}},{"label":"C","schemes":[],"broader":{"nodes":[{"label":"B"}]},"narrower":{"nodes":[]},"themes":{"nodes":[{"label":"Digital divide"}]}}]}}"#
    );
    assert_eq!(
        ask(
            r#"{ theme(id: "theme:governance") { broadConcepts { nodes { label } } } actor(id: "actor:chn") { closeConcepts { nodes { label } } } }"#
        ),
        r#"{"theme":{"broadConcepts":{"nodes":[{"label":"B"}]}},"actor":{"closeConcepts":{"nodes":[{"label":"C"}]}}}"#,
        "links from their end lead there from ours"
    );
    let out = folder.path().join("out");
    let derived =
        plenary(&["dump", "--data", out.to_str().unwrap(), "--graph", "graph:derived", "--format", "nt"], b"");
    let skos = "http://www.w3.org/2004/02/skos/core#";
    for (subject, property, object) in
        [("c", "related", "t/a"), ("a", "topConceptOf", "t/scheme"), ("a", "inScheme", "t/scheme")]
    {
        let triple = format!("<http://example.org/t/{subject}> <{skos}{property}> <http://example.org/{object}> .");
        assert!(derived.out.contains(&triple), "{triple}");
    }
    assert!(!derived.out.contains("t/nameless> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"));
}

/// Labels that are resources of their own.
const LABELS: &str = r#"
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix ex: <http://example.org/t/> .
ex:a a skos:Concept ; skos:prefLabel "Own"@fr ; xl:prefLabel [ xl:literalForm "Digital divide"@en ] , ex:label , [ xl:literalForm "Autre"@fr ] ;
    xl:altLabel [ xl:literalForm "Gap"@en ] ; xl:hiddenLabel [ xl:literalForm "Gapp"@en ] .
ex:label xl:literalForm "Разрыв"@ru .
"#;

#[test]
fn fault_23_labels_of_skos_xl_are_names() {
    let folder = tempfile::tempdir().unwrap();
    load(&folder, "labels.ttl", LABELS, &["--graph", "ref/labels"]).assert_succeeded();
    let world = World::beside(&folder.path().join("out"));
    assert_eq!(
        world
            .agreed(&request("{ externalConcepts { nodes { labelTranslations { lang value } altLabels { value } } } }"))
            .unwrap(),
        r#"{"externalConcepts":{"nodes":[{"labelTranslations":[{"lang":"en","value":"Digital divide"},{"lang":"fr","value":"Own"},{"lang":"ru","value":"Разрыв"}],"altLabels":[{"value":"Gap"}]}]}}"#
    );
    let file = folder.path().join("labels.ttl");
    let proposed = plenary(&["link", "--to", file.to_str().unwrap(), "--format", "csv"], b"");
    proposed.assert_succeeded();
    assert!(
        proposed.out.contains("theme/digital-divide,Digital divide,exactMatch,http://example.org/t/a"),
        "{}",
        proposed.out
    );
}

#[test]
fn fault_21_messages_name_the_place_and_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere =
        "{\n  \"@id\": \"http://e.org/a\",\n  \"@context\": [\"https://schema.org/\"],\n  \"name\": \"A\"\n}";
    let refused = |name: &str, text: &str, message: &str| {
        load(&folder, name, text, &["--graph", "ref/x"]).assert_failed(message);
    };
    refused(
        "a.jsonld",
        elsewhere,
        "a.jsonld:3:17: the context <https://schema.org/> is not in the file, and none is fetched",
    );
    let within = elsewhere.replace("[\"https://schema.org/\"]", r#"{"name": "http://schema.org/name"}"#);
    load(&folder, "b.jsonld", &within, &["--graph", "ref/x"]).assert_succeeded();
    let converted = "<http://e.org/a> <http://schema.org/name> \"A\" .";
    load(&folder, "b.nt", converted, &["--graph", "ref/x"]).assert_succeeded();

    let rdf = |inner: &str| {
        format!(
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e.org/\">\n{inner}\n</rdf:RDF>"
        )
    };
    refused(
        "a.rdf",
        &rdf("<rdf:Description rdf:about=\"http://e.org/a b\"/>"),
        "a.rdf:2:29: error while parsing IRI 'http://e.org/a b'",
    );
    refused("b.rdf", &rdf("<rdf:Description>"), "b.rdf:3:");
    let many: String = (0..300).map(|at| format!(" e:a{at}=\"1\"")).collect();
    refused(
        "c.rdf",
        &rdf(&format!("<rdf:Description{many}/>")),
        "c.rdf:2:1: the element has more than 256 attributes; write its properties as elements",
    );
    let elements: String = (0..300).map(|at| format!("<e:a{at}>1</e:a{at}>")).collect();
    load(&folder, "d.rdf", &rdf(&format!("<rdf:Description>{elements}</rdf:Description>")), &["--graph", "ref/x"])
        .assert_succeeded();
    refused("e.rdf", &rdf(&"<e:a>".repeat(2_000)), "e.rdf:2:5116: more than 1024 elements are open");
    let refers = "<http://e.org/a> <http://e.org/b> ";
    refused("f.ttl", &format!("{refers}{}", "<<( <http://e.org/a> <http://e.org/b> ".repeat(50_000)), "f.ttl:1:");
    refused(
        "g.jsonld",
        &format!("{{\"@context\": {}", "[".repeat(60_000)),
        "g.jsonld:1:269: more than 256 arrays and objects are open",
    );
    let quoted = "<<".repeat(400);
    let harmless =
        format!("# don't {quoted}\n{refers}\"{quoted}\", '''{quoted}'''@en , <http://e.org/a#{}> .", "a".repeat(20));
    load(&folder, "h.ttl", &harmless, &["--graph", "ref/x"]).assert_succeeded();
    refused("a.nq", "<http://e.org/a> <http://e.org/b> .\n", "a.nq:1:");
    refused("a.ttl", "<http://e.org/a> e:b 1 .\n", "a.ttl:1:18: ");
}
