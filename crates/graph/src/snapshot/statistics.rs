//! What is loaded: the facts about the dataset itself, counted rather than claimed.

use crate::triples::Triples;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNodeRef, Term};
use plenary_base::vocab::{dcat, dct};
use serde::{Deserialize, Serialize};
use std::time::SystemTime;

/// Description and counts of what is loaded.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Dataset {
    /// Titles with their languages.
    pub titles: Vec<(String, Option<String>)>,
    /// Version that the data gives itself (`dcat:version`).
    pub version: Option<String>,
    /// IRIs of the licences.
    pub licences: Vec<String>,
    /// Number of triples, each counted once for every graph that states it.
    pub triples: u64,
    /// Languages of the texts, sorted.
    pub languages: Vec<String>,
    /// Number of instances of every public class.
    pub classes: Vec<ClassCount>,
    /// The named graphs.
    pub graphs: Vec<GraphCount>,
    /// When the latest of the files was modified that the data were read from, if there were any.
    pub modified: Option<SystemTime>,
}

/// Number of instances of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassCount {
    /// Name of the GraphQL type.
    pub name: String,
    /// IRI of the class.
    pub iri: String,
    /// Instances, those of subclasses included.
    pub count: u64,
    /// Whether the type is an interface: its instances are counted at their own types too.
    pub is_interface: bool,
}

/// Size of a named graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphCount {
    /// IRI of the graph.
    pub iri: String,
    /// Triples in it.
    pub triples: u64,
}

const DATASET: NamedNodeRef<'_> = NamedNodeRef::new_unchecked(dcat::DATASET);
const VERSION: NamedNodeRef<'_> = NamedNodeRef::new_unchecked(dcat::VERSION);
const TITLE: NamedNodeRef<'_> = NamedNodeRef::new_unchecked(dct::TITLE);
const LICENCE: NamedNodeRef<'_> = NamedNodeRef::new_unchecked(dct::LICENSE);

impl Dataset {
    /// Reads what the data say of themselves (a `dcat:Dataset`, DCAT 3) and takes the sizes of their graphs. Counts of
    /// classes and languages are added when the snapshot is built.
    pub fn describe(triples: &Triples) -> Self {
        let size = |(graph, triples)| match graph {
            Term::NamedNode(graph) => Some(GraphCount { iri: graph.into_string(), triples }),
            _ => None,
        };
        let graphs: Vec<GraphCount> = triples.graphs().filter_map(size).collect();
        let mut dataset = Self { triples: graphs.iter().map(|graph| graph.triples).sum(), graphs, ..Self::default() };
        for of in triples.triples(None, Some(rdf::TYPE), Some(DATASET.into())) {
            let objects = |property| {
                let found = triples.triples(Some(of.subject.as_ref()), Some(property), None);
                found.map(|triple| triple.object)
            };
            for title in objects(TITLE) {
                if let Term::Literal(title) = title {
                    dataset.titles.push((title.value().to_owned(), title.language().map(str::to_owned)));
                }
            }
            for licence in objects(LICENCE) {
                if let Term::NamedNode(licence) = licence {
                    dataset.licences.push(licence.into_string());
                }
            }
            for version in objects(VERSION) {
                if let Term::Literal(version) = version {
                    dataset.version = Some(version.value().to_owned());
                }
            }
        }
        dataset.titles.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        dataset.licences.sort();
        dataset.licences.dedup();
        dataset
    }
}
