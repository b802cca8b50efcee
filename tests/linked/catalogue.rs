//! The catalogue and the ontology: what they count, and whether it is true.

use super::{SPACE, SYNTAXES, get, text, triple, triples};
use crate::support::{RECORD, site};
use axum::http::StatusCode;
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const DATASET: &str = "https://w3id.org/plenary/id/dataset/wsis20";
const VOID: &str = "http://rdfs.org/ns/void#";
const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCT: &str = "http://purl.org/dc/terms/";

/// Objects by subject and property, without angle brackets.
struct Graph(BTreeMap<(String, String), Vec<String>>);

impl Graph {
    async fn of(uri: &str) -> Self {
        let answer = get(uri, &[("accept", "application/n-triples")]).await;
        assert_eq!(answer.status, StatusCode::OK);
        let mut graph = BTreeMap::new();
        for triple in triples(SYNTAXES[1].2, &answer.body) {
            let mut parts = triple.splitn(3, ' ');
            let [subject, property, object] = [(); 3].map(|()| parts.next().unwrap());
            let bare = |term: &str| term.trim_start_matches('<').trim_end_matches('>').to_owned();
            graph.entry((bare(subject), bare(property))).or_insert_with(Vec::new).push(bare(object));
        }
        Self(graph)
    }

    fn all(&self, subject: &str, property: &str) -> &[String] {
        self.0.get(&(subject.to_owned(), property.to_owned())).map_or(&[], Vec::as_slice)
    }

    fn one(&self, subject: &str, property: &str) -> &str {
        match self.all(subject, property) {
            [one] => one,
            other => panic!("{subject} {property} {other:?}"),
        }
    }

    /// The number in `"12"^^<…integer`.
    fn count(&self, subject: &str, property: &str) -> usize {
        self.one(subject, property).split('"').nth(1).unwrap().parse().unwrap()
    }
}

fn distinct() -> Vec<Quad> {
    let mut seen = BTreeSet::new();
    RECORD.store.quads().filter(|quad| seen.insert(triple(quad))).collect()
}

#[tokio::test]
async fn links_out_are_counted_truly() {
    let graph = Graph::of("/.well-known/void").await;
    let mut spaces = BTreeMap::new();
    for linkset in graph.all(DATASET, &format!("{VOID}subset")) {
        assert_eq!(graph.one(linkset, &format!("{VOID}subjectsTarget")), DATASET);
        let target = graph.one(linkset, &format!("{VOID}objectsTarget"));
        let space = graph.one(target, &format!("{VOID}uriSpace")).trim_matches('"').to_owned();
        let total = graph.count(linkset, &format!("{VOID}triples"));
        let parts = graph.all(linkset, &format!("{VOID}propertyPartition"));
        let of_parts: usize = parts.iter().map(|part| graph.count(part, &format!("{VOID}triples"))).sum();
        assert_eq!(of_parts, total, "{space}");
        assert_eq!(spaces.insert(space.clone(), total), None, "{space} has one linkset");
    }
    // Every link out is in the linkset with the longest space that it begins with.
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for quad in distinct() {
        let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&quad.subject, &quad.object) else {
            continue;
        };
        let is_own = subject.as_str().starts_with(SPACE) && subject.as_str() != DATASET;
        let is_type = quad.predicate.as_str() == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
        let is_term = object.as_str().starts_with("https://w3id.org/plenary/ontology");
        if is_own && !is_type && !is_term && !object.as_str().starts_with(SPACE) {
            let space = spaces
                .keys()
                .filter(|space| object.as_str().starts_with(space.as_str()))
                .max_by_key(|space| space.len());
            *counted.entry(space.unwrap_or_else(|| panic!("{object} is in no linkset")).clone()).or_default() += 1;
        }
    }
    assert_eq!(counted, spaces);
    assert!(counted["http://www.wikidata.org/entity/"] > 200, "{counted:?}");
}

#[tokio::test]
async fn triples_classes_and_properties_are_counted_truly() {
    let graph = Graph::of("/catalog").await;
    let quads = distinct();
    assert_eq!(graph.count(DATASET, &format!("{VOID}triples")), quads.len());
    let mut properties: BTreeMap<String, usize> = BTreeMap::new();
    quads.iter().for_each(|quad| *properties.entry(quad.predicate.as_str().to_owned()).or_default() += 1);
    assert_eq!(graph.count(DATASET, &format!("{VOID}properties")), properties.len());
    let partitions = graph.all(DATASET, &format!("{VOID}propertyPartition"));
    let said: BTreeMap<String, usize> = partitions
        .iter()
        .map(|part| {
            (graph.one(part, &format!("{VOID}property")).to_owned(), graph.count(part, &format!("{VOID}triples")))
        })
        .collect();
    assert_eq!(said, properties);
    let classes = graph.all(DATASET, &format!("{VOID}classPartition"));
    assert_eq!(graph.count(DATASET, &format!("{VOID}classes")), classes.len());
    for class in RECORD.snapshot.dataset().classes.iter().filter(|class| class.count > 0) {
        let of_class = |part: &&String| graph.one(part, &format!("{VOID}class")) == class.iri;
        let part = classes.iter().find(of_class).unwrap_or_else(|| panic!("{} is missing", class.name));
        assert_eq!(graph.count(part, &format!("{VOID}entities")) as u64, class.count, "{}", class.name);
    }
}

/// What DCAT-AP 3 demands, and that what is offered is there with the checksum that is given.
#[tokio::test]
async fn the_catalogue_entry_is_whole() {
    let graph = Graph::of("/catalog").await;
    let catalogue = "http://127.0.0.1:7878/catalog";
    for (subject, properties) in [
        (catalogue, vec!["title", "description", "publisher", "license", "modified"]),
        (DATASET, vec!["title", "description", "publisher", "license", "modified", "language", "conformsTo"]),
    ] {
        for property in properties {
            assert!(!graph.all(subject, &format!("{DCT}{property}")).is_empty(), "{subject} {property}");
        }
    }
    assert_eq!(graph.one(catalogue, &format!("{DCAT}dataset")), DATASET);
    let publisher = graph.one(DATASET, &format!("{DCT}publisher"));
    assert!(!graph.all(publisher, "http://xmlns.com/foaf/0.1/name").is_empty());
    let distributions = graph.all(DATASET, &format!("{DCAT}distribution"));
    let (services, files): (Vec<_>, Vec<_>) = distributions
        .iter()
        .partition(|distribution| !graph.all(distribution, &format!("{DCAT}accessService")).is_empty());
    assert_eq!((services.len(), files.len()), (2, 2));
    for distribution in files {
        let url = graph.one(distribution, &format!("{DCAT}downloadURL"));
        assert_eq!(graph.one(distribution, &format!("{DCAT}accessURL")), url);
        let file = get(url.strip_prefix("http://127.0.0.1:7878").unwrap(), &[]).await;
        assert_eq!(file.status, StatusCode::OK, "{url}");
        assert_eq!(graph.count(distribution, &format!("{DCAT}byteSize")), file.body.len());
        let checksum = graph.one(distribution, "http://spdx.org/rdf/terms#checksum");
        let value = graph.one(checksum, "http://spdx.org/rdf/terms#checksumValue").split('"').nth(1).unwrap();
        let digest: String = Sha256::digest(&file.body).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(value, digest);
    }
    // Every service is had through a distribution, and says what can be asked.
    let mut endpoints = BTreeSet::new();
    for distribution in services {
        let service = graph.one(distribution, &format!("{DCAT}accessService")).to_owned();
        assert!(graph.all(catalogue, &format!("{DCAT}service")).contains(&service));
        assert_eq!(graph.one(&service, &format!("{DCAT}servesDataset")), DATASET);
        let endpoint = graph.one(&service, &format!("{DCAT}endpointURL"));
        assert_eq!(graph.one(distribution, &format!("{DCAT}accessURL")), endpoint);
        endpoints.insert(endpoint.to_owned());
        let description = graph.one(&service, &format!("{DCAT}endpointDescription"));
        let answer = get(description.strip_prefix("http://127.0.0.1:7878").unwrap(), &[]).await;
        assert_eq!((answer.status, answer.body.is_empty()), (StatusCode::OK, false), "{description}");
    }
    let expected = ["graphql", "sparql"].map(|path| format!("http://127.0.0.1:7878/{path}"));
    assert_eq!(endpoints, BTreeSet::from(expected.clone()));
    // The SPARQL endpoint that is named counts the triples that the catalogue says.
    assert_eq!(graph.one(DATASET, &format!("{VOID}sparqlEndpoint")), expected[1]);
    let count = "/sparql?query=SELECT(COUNT(*)%20AS%20%3Fn)%7B%3Fs%20%3Fp%20%3Fo%7D";
    let counted = get(count, &[("accept", "text/csv")]).await;
    let triples_said = graph.count(DATASET, &format!("{VOID}triples"));
    assert_eq!(text(&counted).split_whitespace().nth(1), Some(triples_said.to_string().as_str()));
    for standard in graph.all(DATASET, &format!("{DCT}conformsTo")) {
        assert_eq!(get(standard.strip_prefix("http://127.0.0.1:7878").unwrap(), &[]).await.status, StatusCode::OK);
    }
    let mut sizes = BTreeSet::new();
    for (media_type, suffix, format) in SYNTAXES {
        let answer = get(&format!("/catalog.{suffix}"), &[]).await;
        assert_eq!(answer.header("content-type").split(';').next(), Some(media_type));
        sizes.insert(triples(format, &answer.body).len());
    }
    assert_eq!(sizes.len(), 1, "{sizes:?}");
    let page = get("/catalog", &[("accept", "text/html"), ("accept-language", "zh")]).await;
    for part in
        ["Plenary：WSIS+20 审查中的各方立场", "href=\"./dump.nq.gz\"", "href=\"./sparql\"", "维基数据", "SHA-256"]
    {
        assert!(text(&page).contains(part), "{part}");
    }
}

#[tokio::test]
async fn every_term_of_the_ontology_has_its_place() {
    const NAMESPACE: &str = "https://w3id.org/plenary/ontology#";
    let page = get("/ontology", &[("accept", "text/html")]).await;
    let turtle = get("/ontology.nt", &[]).await;
    let said = triples(SYNTAXES[1].2, &turtle.body);
    let mut terms = 0;
    for quad in RECORD.store.quads() {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
        if let Some(name) = subject.as_str().strip_prefix(NAMESPACE) {
            assert!(text(&page).contains(&format!(" id=\"{name}\"")), "{name} has no place on the page");
            if quad.object.is_named_node() || quad.object.is_literal() {
                assert!(said.contains(&triple(&quad)), "{quad}");
            }
            terms += 1;
        }
    }
    assert!(terms > 300, "{terms}");
    for class in RECORD.ontology.classes() {
        assert!(text(&page).contains(&class.description), "{}", class.name);
    }
    let chinese = get("/ontology", &[("accept", "text/html"), ("accept-language", "zh")]).await;
    for part in ["Plenary：会议记录本体", "能够发言、被代表或被提及者。", "该行为体的各次发言。", "作为行为体的国家"]
    {
        assert!(text(&chinese).contains(part), "{part}");
    }
    assert!(!text(&page).contains("themes/igf"), "data are no part of the ontology");
    assert!(!said.iter().any(|triple| triple.starts_with("<https://w3id.org/plenary/id/theme/")));
}

/// An answer of GraphQL with the context is RDF that the store has.
#[tokio::test]
async fn the_context_makes_rdf_of_graphql() {
    let answer = get("/context.jsonld", &[]).await;
    assert_eq!(answer.header("content-type"), "application/ld+json");
    let mut document: Value = serde_json::from_slice(&answer.body).unwrap();
    let asked = RECORD.ask(
        "{ position(id: \"position:wsis20-prep1-s022-p1\") { __typename id date explicit cue
             stance { __typename id polarity labelTranslations { value lang } narrower(first: 0) { totalCount } }
             themes { __typename id } } }",
    );
    let mut position = asked["position"].clone();
    position["stance"].as_object_mut().unwrap().remove("narrower");
    document.as_object_mut().unwrap().extend(position.as_object().unwrap().clone());
    let said = triples(SYNTAXES[3].2, &serde_json::to_vec(&document).unwrap());
    assert!(said.len() >= 10, "{said:?}");
    let known: BTreeSet<String> = distinct().iter().map(triple).collect();
    let unknown: Vec<_> = said.difference(&known).collect();
    assert_eq!(unknown, [] as [&String; 0]);
    let defined = &document["@context"];
    assert_eq!(defined["Theme"]["@context"]["positions"]["@reverse"], json!("https://w3id.org/plenary/ontology#theme"));
    for class in RECORD.ontology.concrete_classes() {
        let class = RECORD.ontology.class(class);
        assert_eq!(defined[&class.name]["@id"], json!(class.iri.as_str()));
    }
}

/// Links lead to other datasets, not to the terms of the ontology.
#[tokio::test]
async fn fault_30_the_ontology_is_no_other_dataset() {
    let graph = Graph::of("/catalog").await;
    let sets = graph.all(DATASET, &format!("{VOID}subset"));
    assert!(!sets.is_empty());
    for set in sets {
        let target = graph.one(set, &format!("{VOID}objectsTarget"));
        let space = graph.one(target, &format!("{VOID}uriSpace"));
        assert!(!space.contains("w3id.org"), "{space}");
    }
}

/// The data say when they changed last; a server that starts again does not change them.
#[tokio::test]
async fn fault_12_modified_is_the_change_of_the_data() {
    let graph = Graph::of("/catalog").await;
    let date = "\"2026-11-30\"^^<http://www.w3.org/2001/XMLSchema#date";
    let distributions = graph.all(DATASET, &format!("{DCAT}distribution")).to_vec();
    for subject in distributions.iter().map(String::as_str).chain([DATASET, "http://127.0.0.1:7878/catalog"]) {
        assert_eq!(graph.one(subject, &format!("{DCT}modified")), date, "{subject}");
    }
}

/// A file is as new as its last modification says, and what data say of the future is not believed.
#[test]
fn fault_12_files_say_when_they_were_modified() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("more.ttl");
    let data = "<https://w3id.org/plenary/id/document/x> <http://purl.org/dc/terms/issued> \"2999-01-01\"^^<http://www.w3.org/2001/XMLSchema#date> .";
    std::fs::write(&path, data).unwrap();
    let modified = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_750_000_000);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    let files = plenary::server::Files::choose(None, &[path]).unwrap();
    let loaded = files.load(&RECORD.ontology, false).unwrap();
    assert_eq!(loaded.modified, Some(modified));
    let (snapshot, triples) = loaded.data(&RECORD.ontology);
    assert_eq!(snapshot.dataset().modified, Some(modified));
    let data = plenary::linked::Data::new(Arc::new(snapshot), Arc::new(triples));
    let site = site();
    let quads = plenary::linked::catalogue(&data, &RECORD.ontology, &site, &[]).unwrap();
    let said: BTreeSet<String> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == "http://purl.org/dc/terms/modified")
        .map(|quad| quad.object.to_string())
        .collect();
    let stated = "\"2026-11-30\"^^<http://www.w3.org/2001/XMLSchema#date>";
    assert_eq!(said, BTreeSet::from([stated.to_owned()]), "what the record says is newer than the file");
}

/// The code lists that DCAT-AP wants: languages and file types of the EU's authority tables, media types of IANA.
#[tokio::test]
async fn hostile_d7_languages_and_formats_are_those_of_dcat_ap() {
    const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";
    let graph = Graph::of("/catalog").await;
    let languages: BTreeSet<_> = graph.all(DATASET, &format!("{DCT}language")).iter().cloned().collect();
    let expected = ["ARA", "ENG", "FRA", "RUS", "SPA", "ZHO"].map(|code| format!("{AUTHORITY}language/{code}"));
    assert_eq!(languages, BTreeSet::from(expected));
    let mut formats = BTreeSet::new();
    for distribution in graph.all(DATASET, &format!("{DCAT}distribution")) {
        for format in graph.all(distribution, &format!("{DCT}format")) {
            formats.insert(format.strip_prefix(AUTHORITY).unwrap().to_owned());
            let media_type = graph.one(distribution, &format!("{DCAT}mediaType"));
            assert!(media_type.starts_with("https://www.iana.org/assignments/media-types/"), "{media_type}");
        }
    }
    assert_eq!(formats, BTreeSet::from(["file-type/RDF_N_QUADS", "file-type/RDF_TRIG"].map(str::to_owned)));
}
