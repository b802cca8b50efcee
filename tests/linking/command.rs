//! The command: proposals out, marks in, and what the server then reads.

use crate::cli::{Outcome, plenary};
use crate::support::{World, request};
use std::path::Path;
use tempfile::TempDir;

const THESAURUS: &str = r#"
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <http://example.org/> .
x:gap a skos:Concept ; skos:prefLabel "Digital divide"@en , "Brecha digital"@es .
x:ai a skos:Concept ; skos:prefLabel "Artificial intelligence"@en .
x:skill a skos:Concept ; skos:prefLabel "Digital skills"@en .
x:china a skos:Concept ; skos:prefLabel "China"@en ; skos:notation "CHN" .
"#;

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("thesaurus.ttl", THESAURUS);
        desk
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap_or_default()
    }

    fn link(&self, to: &str, more: &[&str]) -> Outcome {
        plenary(&[&["link", "--to", to], more].concat(), b"")
    }

    fn accept(&self, more: &[&str]) -> Outcome {
        let (file, into) = (self.path("review.ttl"), self.path("data"));
        plenary(&[&["link", "--accept", &file, "--into", &into], more].concat(), b"")
    }

    /// Puts a mark at the proposal whose object ends so.
    fn mark(&self, object: &str, mark: &str) {
        let text = self.read("review.ttl");
        let at = text.find(&format!("{object}> ;")).unwrap();
        let rest = text[at..].replacen("#   ple:accepted true ;", mark, 1);
        self.write("review.ttl", &format!("{}{rest}", &text[..at]));
    }
}

#[test]
fn a_proposal_becomes_a_link_that_is_served_and_a_rejected_one_does_not_come_back() {
    let desk = Desk::new();
    let (thesaurus, review) = (desk.path("thesaurus.ttl"), desk.path("review.ttl"));
    let outcome = desk.link(&thesaurus, &["--out", &review]);
    outcome.assert_succeeded();
    assert!(outcome.out.starts_with("4 proposals for "), "{}", outcome.out);
    let first = desk.read("review.ttl");
    assert!(first.contains("# Digital divide → Digital divide\n[] a ple:LinkProposal ;\n    rdf:subject theme:digital-divide ; rdf:predicate skos:exactMatch ; rdf:object <http://example.org/gap> ;\n    ple:confidence 0.97 ;\n#   ple:accepted true ;\n    ple:reason \"the same name “Digital divide” (en, es)\"@en .\n"), "{first}");
    desk.accept(&[]).assert_failed("no proposal of");

    desk.mark("/gap", "    ple:accepted true ;");
    desk.mark("/ai", "    ple:accepted false ;");
    let marked = desk.read("review.ttl");
    // Made again, the file keeps the marks, and is the same.
    desk.link(&thesaurus, &["--out", &review]).assert_succeeded();
    let again = desk.read("review.ttl");
    assert_eq!(again.replace("2 of them open", "4 of them open"), marked);

    let outcome = desk.accept(&["--name", "thesaurus"]);
    outcome.assert_succeeded();
    assert!(
        outcome.out.starts_with("1 links accepted, 0 were there already; 1 proposals rejected → "),
        "{}",
        outcome.out
    );
    let links = desk.read("data/links/thesaurus.ttl");
    assert!(
        links.contains("\ntheme:digital-divide skos:exactMatch <http://example.org/gap> .   # 0.97: the same name"),
        "{links}"
    );
    let data = desk.path("data");
    let checked = plenary(&["check", "--data", &data], b"");
    assert_eq!(checked.code, Some(0), "{} {}", checked.out, checked.err);

    // Neither is proposed again, and a second round loses nothing.
    let outcome = desk.link(&thesaurus, &["--data", &data, "--format", "json"]);
    let list = outcome.json();
    let objects: Vec<_> =
        list.as_array().unwrap().iter().map(|proposal| proposal["object"].as_str().unwrap()).collect();
    assert_eq!(objects, ["http://example.org/china", "http://example.org/skill"]);
    assert_eq!(
        (&list[0]["subject"], &list[0]["relation"]),
        (&"https://w3id.org/plenary/id/actor/chn".into(), &"exactMatch".into())
    );
    let with_known = desk.link(&thesaurus, &["--data", &data, "--known"]);
    assert!(
        with_known.out.contains("<http://example.org/gap> ;\n    ple:confidence 0.97 ;\n    ple:known true ;"),
        "{}",
        with_known.out
    );
    desk.accept(&["--name", "thesaurus", "--above", "0.9"]).assert_succeeded();
    let more = desk.read("data/links/thesaurus.ttl");
    assert!(links.lines().all(|line| more.contains(line)), "{more}");
    assert!(more.contains("<http://example.org/skill>") && more.contains("<http://example.org/china>"), "{more}");
    let unchanged = desk.accept(&["--name", "thesaurus", "--above", "0.9"]);
    assert!(unchanged.out.starts_with("0 links accepted, 3 were there already; 0 "), "{}", unchanged.out);
    assert_eq!(desk.read("data/links/thesaurus.ttl"), more);

    desk.write("data/ref/thesaurus.ttl", THESAURUS);
    let world = World::beside(Path::new(&data));
    let query = r#"{ theme(id: "theme:digital-divide") { exactConcepts { nodes { label(lang: ["es"]) } } }
        state(id: "actor:chn") { exactConcepts { nodes { codes label actors { nodes { id } } } } } }"#;
    assert_eq!(
        world.agreed(&request(query)).unwrap(),
        r#"{"theme":{"exactConcepts":{"nodes":[{"label":"Brecha digital"}]}},"state":{"exactConcepts":{"nodes":[{"codes":["CHN"],"label":"China","actors":{"nodes":[{"id":"https://w3id.org/plenary/id/actor/chn"}]}}]}}}"#
    );
}

#[test]
fn links_are_put_among_those_that_a_person_wrote() {
    let desk = Desk::new();
    let hand = "# By hand.\n@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n@prefix theme: <https://w3id.org/plenary/id/theme/> .\n\n\
        theme:big-data   s:relatedMatch <http://example.org/data> .   # why\n\
        theme:youth      s:relatedMatch <http://example.org/young> .\n# The end.\n";
    desk.write("data/links/hand.ttl", hand);
    desk.link(&desk.path("thesaurus.ttl"), &["--out", &desk.path("review.ttl"), "--class", "Theme"]).assert_succeeded();
    desk.accept(&["--name", "hand", "--above", "0.5"]).assert_succeeded();
    let text = desk.read("data/links/hand.ttl");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), hand.lines().count() + 3);
    assert!(hand.lines().all(|line| lines.contains(&line)), "{text}");
    let subjects: Vec<_> =
        lines.iter().filter(|line| line.starts_with("theme:")).map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(
        subjects,
        [
            "theme:artificial-intelligence",
            "theme:big-data",
            "theme:digital-divide",
            "theme:digital-skills",
            "theme:youth"
        ]
    );
    assert!(
        lines[4].contains("<http://www.w3.org/2004/02/skos/core#exactMatch>"),
        "skos has another prefix there: {text}"
    );
    assert_eq!(plenary(&["check", "--data", &desk.path("data")], b"").code, Some(0));
}

#[test]
fn a_loaded_graph_is_linked_to_by_its_name() {
    let desk = Desk::new();
    let data = desk.path("data");
    let load = plenary(&["load", &desk.path("thesaurus.ttl"), "--graph", "ref/mine", "--out", &data], b"");
    load.assert_succeeded();
    let outcome = desk.link(
        "ref/mine",
        &["--data", &data, "--format", "csv", "--class", "Theme", "--min-score", "0.95", "--most", "1"],
    );
    outcome.assert_succeeded();
    let rows: Vec<_> = outcome.out.lines().collect();
    assert_eq!(rows.len(), 4, "{}", outcome.out);
    assert_eq!(rows[0], "subject,subjectTitle,relation,object,objectTitle,score,reason,known");
    assert!(rows[1].starts_with("https://w3id.org/plenary/id/theme/artificial-intelligence,Artificial intelligence,exactMatch,http://example.org/ai,"), "{}", rows[1]);
    desk.link("ref/yours", &["--data", &data]).assert_failed("graph/ref/mine");
    desk.link("ref/yours", &[]).assert_failed("`ref/yours` is neither a file nor a graph that is loaded");
}

#[test]
fn proposals_are_measured_by_known_links() {
    let desk = Desk::new();
    desk.write(
        "known.ttl",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix theme: <https://w3id.org/plenary/id/theme/> .
         theme:digital-divide skos:exactMatch <http://example.org/gap> , <http://example.org/not-there> .
         theme:artificial-intelligence skos:closeMatch <http://example.org/ai> .
         theme:youth skos:relatedMatch <http://example.org/skill> .",
    );
    let outcome = desk.link(&desk.path("thesaurus.ttl"), &["--class", "Theme", "--evaluate", &desk.path("known.ttl")]);
    outcome.assert_succeeded();
    let row = |name: &str| {
        outcome.out.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace().collect::<Vec<_>>()
    };
    assert_eq!(row("exactMatch"), ["exactMatch", "1", "3", "1", "0.333", "1.000", "0.500"]);
    assert_eq!(row("closeMatch"), ["closeMatch", "1", "0", "0", "–", "0.000", "0.000"]);
    assert_eq!(row("any"), ["any", "relation", "3", "3", "2", "0.667", "0.667", "0.667"]);
    for part in [
        "1 known links were left out",
        "missed:\n  theme:youth relatedMatch <http://example.org/skill>   # Youth participation and inclusion → Digital skills\n",
        "false:\n  theme:digital-skills exactMatch 0.95 <http://example.org/skill>   # Digital skills → Digital skills\n",
        "exactMatch 0.95, known as closeMatch <http://example.org/ai>",
    ] {
        assert!(outcome.out.contains(part), "{part} in {}", outcome.out);
    }
}

#[test]
fn an_ontology_of_its_own_is_linked_by_what_its_shapes_say() {
    let desk = Desk::new();
    let shapes = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix graphql: <http://datashapes.org/graphql#> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix ple: <https://w3id.org/plenary/ontology#> .
        ex: a graphql:Schema ; graphql:publicShape ex:CityShape .
        ex:CityShape a sh:NodeShape ; sh:targetClass ex:City ;
            sh:property [ sh:path ex:called ; graphql:name \"label\" ; sh:datatype rdf:langString ; sh:uniqueLang true ; sh:minCount 1 ] .\n";
    desk.write("ontology/shapes.ttl", shapes);
    desk.write(
        "own/cities.ttl",
        "<http://example.org/bern> a <http://example.org/City> ; <http://example.org/called> \"Bern\"@en .",
    );
    desk.write(
        "theirs.ttl",
        "<urn:x:1> <http://example.org/called> \"BERN\"@en . <urn:x:2> <http://example.org/called> \"Basel\"@en .",
    );
    let (ontology, own) = (desk.path("ontology"), desk.path("own"));
    let more = ["--ontology", &ontology, "--data", &own];
    let review = desk.path("review.ttl");
    desk.link(&desk.path("theirs.ttl"), &[&more[..], &["--out", &review]].concat()).assert_succeeded();
    assert!(desk.read("review.ttl").contains("#   <https://w3id.org/plenary/ontology#accepted> true ;"));
    desk.accept(&[&more[..], &["--above", "0.9"]].concat()).assert_succeeded();
    let link = "<http://example.org/bern> <http://www.w3.org/2004/02/skos/core#exactMatch> <urn:x:1> .";
    assert!(desk.read("data/links/review.ttl").contains(link));
    desk.write(
        "ontology/linking.ttl",
        "<http://example.org/called> <https://w3id.org/plenary/ontology#linkRole> \"NAME\" .",
    );
    desk.link(&desk.path("theirs.ttl"), &more)
        .assert_failed("<http://example.org/called> has the ple:linkRole `NAME`, which is none");
}

#[test]
fn names_of_others_cannot_write_into_the_file() {
    let desk = Desk::new();
    let name = "Digital divide\\n[] a <urn:evil> .\\r\\u2028\\\"@en .\\n# ";
    desk.write("evil.ttl", &format!("<urn:x:c> <http://www.w3.org/2004/02/skos/core#prefLabel> \"Digital divide\"@en ; <http://www.w3.org/2004/02/skos/core#altLabel> \"{name}\"@en ."));
    let review = desk.path("review.ttl");
    desk.link(&desk.path("evil.ttl"), &["--class", "Theme", "--out", &review]).assert_succeeded();
    desk.accept(&["--above", "0.5"]).assert_succeeded();
    for file in ["review.ttl", "data/links/review.ttl"] {
        let text = desk.read(file);
        assert!(text.contains("<urn:x:c>") && !text.lines().any(|line| line.starts_with("[] a <urn:evil>")), "{text}");
    }
    assert_eq!(plenary(&["check", "--data", &desk.path("data")], b"").code, Some(0));
}

#[test]
fn what_cannot_be_linked_or_accepted_is_refused_by_name() {
    let desk = Desk::new();
    let thesaurus = desk.path("thesaurus.ttl");
    desk.write("broken.ttl", "x:a");
    desk.link(&desk.path("broken.ttl"), &[]).assert_failed("broken.ttl:1:");
    desk.write("empty.ttl", "# nothing");
    desk.link(&desk.path("empty.ttl"), &[]).assert_failed("has nothing with a name or a code");
    desk.link(&thesaurus, &["--to-class", "ple:Theme"])
        .assert_failed("has nothing of the class <https://w3id.org/plenary/ontology#Theme>");
    desk.link(&thesaurus, &["--class", "Country"])
        .assert_failed("--class is `Country`, but the types that have a label are ");
    desk.write("states.csv", "AFG,Afghanistan\n");
    desk.link(&desk.path("states.csv"), &[]).assert_failed("the columns are `AFG`, `Afghanistan`");
    desk.write("nowhere/readme.md", "");
    desk.link(&desk.path("nowhere"), &[]).assert_failed("nowhere");
    assert_eq!(plenary(&["link"], b"").code, Some(2));
    assert_eq!(desk.link(&thesaurus, &["--min-score", "7"]).code, Some(2));

    desk.write("review.ttl", THESAURUS);
    desk.accept(&[]).assert_failed("has no proposals");
    for format in ["turtle", "json", "csv"] {
        desk.link(&thesaurus, &["--out", &desk.path("review.ttl"), "--format", format])
            .assert_failed("was not written by `plenary link`");
    }
    let head = "@prefix ple: <https://w3id.org/plenary/ontology#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n";
    for (text, message) in [
        ("[] a ple:LinkProposal ; rdf:subject <http://e.org/a> ; ple:accepted true .", "has no rdf:predicate"),
        ("[] a ple:LinkProposal ; rdf:subject <http://e.org/a> ; rdf:predicate skos:exactMatch ; rdf:object \"b\" ; ple:accepted true .", "which is no IRI"),
        ("[] a ple:LinkProposal ; rdf:subject <http://e.org/a> ; rdf:predicate skos:exactMatch ; rdf:object <http://e.org/b> ; ple:accepted true .", "the data have no <http://e.org/a>"),
        ("[] a ple:LinkProposal ; rdf:subject <http://e.org/a> ; ple:accepted \"maybe\" .", "neither true nor false"),
        ("[] a ple:LinkProposal ; rdf:subject <http://e.org/a> ; rdf:predicate skos:exactMatch ; rdf:object <http://e.org/b> ; ple:accepted true .
          [] a ple:LinkProposal ; rdf:subject <http://e.org/a> ; rdf:predicate skos:closeMatch ; rdf:object <http://e.org/b> ; ple:accepted false .", "different marks"),
    ] {
        desk.write("review.ttl", &format!("{head}{text}"));
        desk.accept(&[]).assert_failed(message);
    }
    desk.accept(&["--name", "../x"]).assert_failed("different marks");
    assert!(!Path::new(&desk.path("data")).exists(), "nothing is written");
}
