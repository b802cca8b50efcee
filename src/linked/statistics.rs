//! How many triples, properties and links out there are, counted rather than claimed.

use super::graph::{objects, ontology_iri, subjects};
use crate::triples::Triples;
use crate::vocab::{rdf, void};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::BTreeMap;

/// Counts of a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Different triples, whichever graphs state them.
    pub triples: u64,
    /// Triples of each property.
    pub properties: BTreeMap<String, u64>,
    /// Links from the dataset's resources to those of others, by the namespace that they lead to.
    pub linksets: Vec<Linkset>,
}

/// The links into one namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linkset {
    /// What the IRIs that are linked to begin with: the `void:uriSpace` of a `void:Dataset` that the data describe, and else
    /// scheme and host.
    pub space: String,
    /// The dataset of that space, if the data describe it.
    pub dataset: Option<NamedNode>,
    /// Links by property.
    pub properties: BTreeMap<String, u64>,
}

impl Linkset {
    /// Number of links.
    pub fn triples(&self) -> u64 {
        self.properties.values().sum()
    }
}

impl Statistics {
    /// Counts. A link is a triple from a resource of the dataset's own space to an IRI outside of it, other than its class or
    /// another term of the ontology; what the dataset says of itself does not count.
    pub fn count(triples: &Triples, dataset: Option<&NamedNode>, space: Option<&str>) -> Self {
        let targets = targets(triples, dataset);
        let ontology = ontology_iri(triples).map(|iri| iri.as_str().trim_end_matches(['#', '/']).to_owned());
        let is_term = |iri: &str| {
            let rest = ontology.as_deref().and_then(|ontology| iri.strip_prefix(ontology));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['#', '/']))
        };
        let mut statistics = Self::default();
        let mut linksets: BTreeMap<(String, Option<NamedNode>), BTreeMap<String, u64>> = BTreeMap::new();
        for triple in triples.triples(None, None, None) {
            statistics.triples += 1;
            if let Some(target) = link(&triple, dataset, space).filter(|target| !is_term(target)) {
                let key = namespace(target, &targets);
                *linksets.entry(key).or_default().entry(triple.predicate.as_str().to_owned()).or_default() += 1;
            }
            *statistics.properties.entry(triple.predicate.into_string()).or_default() += 1;
        }
        let linkset = |((space, dataset), properties)| Linkset { space, dataset, properties };
        statistics.linksets = linksets.into_iter().map(linkset).collect();
        statistics
    }
}

/// What a triple links to, if it is a link out.
fn link<'a>(triple: &'a Triple, dataset: Option<&NamedNode>, space: Option<&str>) -> Option<&'a str> {
    let space = space?;
    let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&triple.subject, &triple.object) else {
        return None;
    };
    let is_own = subject.as_str().starts_with(space) && Some(subject) != dataset;
    (is_own && triple.predicate.as_str() != rdf::TYPE && !object.as_str().starts_with(space)).then(|| object.as_str())
}

/// Datasets of others that the data describe: space and IRI, the longest space first.
fn targets(triples: &Triples, dataset: Option<&NamedNode>) -> Vec<(String, NamedNode)> {
    let mut targets = Vec::new();
    for target in subjects(triples, rdf::TYPE, Some(void::DATASET)) {
        if Some(&target) == dataset {
            continue;
        }
        for space in objects(triples, target.as_ref().into(), void::URI_SPACE) {
            if let Term::Literal(space) = space {
                targets.push((space.value().to_owned(), target.clone()));
            }
        }
    }
    targets.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    targets
}

fn namespace(iri: &str, targets: &[(String, NamedNode)]) -> (String, Option<NamedNode>) {
    if let Some((space, dataset)) = targets.iter().find(|(space, _)| iri.starts_with(space.as_str())) {
        return (space.clone(), Some(dataset.clone()));
    }
    let space = match iri.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            // A host alone is a space of one; with a slash it would not begin with its space.
            format!("{scheme}://{host}{}", if host.len() < rest.len() { "/" } else { "" })
        }
        None => format!("{}:", iri.split(':').next().unwrap_or(iri)),
    };
    (space, None)
}

#[cfg(test)]
mod tests {
    use super::{Linkset, Statistics};
    use crate::triples::Triples;
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::model::NamedNode;
    use std::collections::BTreeMap;

    #[test]
    fn a_triple_counts_once_and_a_link_once_for_where_it_leads() {
        let quads = "
            <http://e/id/a> <http://e/p> <http://x.org/1> <http://e/g1> .
            <http://e/id/a> <http://e/p> <http://x.org/1> <http://e/g2> .
            <http://e/id/a> <http://e/q> <http://x.org/deep/2> <http://e/g2> .
            <http://e/id/a> <http://e/q> <http://e/id/b> <http://e/g1> .
            <http://o.org/o> <http://datashapes.org/graphql#publicShape> <http://o.org/o#S> <http://e/g1> .
            <http://e/id/a> <http://e/q> <http://o.org/o#anything> <http://e/g1> .
            <http://e/id/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://x.org/C> <http://e/g1> .
            <http://e/id/d> <http://e/source> <http://x.org/3> <http://e/g1> .
            <http://x.org/1> <http://e/p> <http://y.org/4> <http://e/g1> .
            <http://x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://rdfs.org/ns/void#Dataset> <http://e/g1> .
            <http://x> <http://rdfs.org/ns/void#uriSpace> \"http://x.org/deep/\" <http://e/g1> .";
        let triples = Triples::build(RdfParser::from_format(RdfFormat::NQuads).for_slice(quads.as_bytes())).unwrap();
        let dataset = NamedNode::new("http://e/id/d").unwrap();
        let statistics = Statistics::count(&triples, Some(&dataset), Some("http://e/id/"));
        assert_eq!(statistics.triples, 10);
        assert_eq!(statistics.properties["http://e/p"], 2);
        let linkset = |space: &str, dataset: Option<&str>, property: &str| Linkset {
            space: space.into(),
            dataset: dataset.map(NamedNode::new_unchecked),
            properties: BTreeMap::from([(property.into(), 1)]),
        };
        let expected = [
            linkset("http://x.org/", None, "http://e/p"),
            linkset("http://x.org/deep/", Some("http://x"), "http://e/q"),
        ];
        assert_eq!(statistics.linksets, expected);
    }
}
