//! What the endpoint says of itself: SPARQL 1.1 Service Description, <https://www.w3.org/TR/sparql11-service-description/>.

use super::Error;
use super::endpoint::{Endpoint, Source};
use super::format::format_iris;
use oxigraph::io::RdfFormat;
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use plenary_base::vocab::{ple, rdf, sd, void};
use plenary_store::RdfWriter;
use std::io::Write;

/// A description of the endpoint.
pub struct Description<'a> {
    endpoint: &'a Endpoint,
    triples: Vec<Triple>,
    blank: usize,
}

impl Endpoint {
    /// Describes the endpoint as it is reached at a URL, and whether it takes updates there.
    ///
    /// # Errors
    /// If the URL is no IRI.
    pub fn describe(&self, source: &Source, url: &str, takes_updates: bool) -> Result<Description<'_>, Error> {
        let mut description = Description { endpoint: self, triples: Vec::new(), blank: 0 };
        let url = NamedNode::new(url).map_err(|error| Error::BadRequest(format!("`{url}` is no IRI: {error}")))?;
        description.add_service(&url, source, takes_updates);
        Ok(description)
    }
}

impl Description<'_> {
    fn add_service(&mut self, url: &NamedNode, source: &Source, takes_updates: bool) {
        let service = self.node("Service");
        self.add(&service, &sd("endpoint"), url.clone());
        self.add(&service, &sd("supportedLanguage"), sd("SPARQL11Query"));
        if takes_updates {
            self.add(&service, &sd("supportedLanguage"), sd("SPARQL11Update"));
        }
        self.add(&service, &sd("feature"), sd("BasicFederatedQuery"));
        for format in format_iris() {
            self.add(&service, &sd("resultFormat"), NamedNode::new_unchecked(format));
        }
        match source {
            Source::Data(data) => {
                self.add(&service, &sd("feature"), sd("UnionDefaultGraph"));
                self.add(&service, &sd("feature"), NamedNode::new_unchecked(ple::SEARCH));
                let named = data.triples.graphs().filter_map(|(graph, count)| match graph {
                    Term::NamedNode(graph) => Some((graph, count)),
                    _ => None,
                });
                self.add_dataset(&service, Some(data.triples.len() as u64), named.collect());
            }
            Source::Plain(triples) => {
                let named = triples.graphs().filter_map(|(graph, count)| match graph {
                    Term::NamedNode(graph) => Some((graph, count)),
                    _ => None,
                });
                self.add_dataset(&service, None, named.collect());
            }
        }
    }

    fn add_dataset(&mut self, service: &BlankNode, default: Option<u64>, named: Vec<(NamedNode, u64)>) {
        let dataset = self.node("Dataset");
        self.add(service, &sd("defaultDataset"), dataset.clone());
        let graph = self.node("Graph");
        self.add(&dataset, &sd("defaultGraph"), graph.clone());
        if let Some(count) = default {
            self.add(&graph, &NamedNode::new_unchecked(void::TRIPLES), count_of(count));
        }
        for (name, count) in named {
            let named = self.node("NamedGraph");
            self.add(&dataset, &sd("namedGraph"), named.clone());
            self.add(&named, &sd("name"), name);
            let graph = self.node("Graph");
            self.add(&named, &sd("graph"), graph.clone());
            self.add(&graph, &NamedNode::new_unchecked(void::TRIPLES), count_of(count));
        }
    }

    /// A new node of a class, the same each time.
    fn node(&mut self, class: &str) -> BlankNode {
        self.blank += 1;
        let node = BlankNode::new_unchecked(format!("sd{}", self.blank));
        self.add(&node, &NamedNode::new_unchecked(rdf::TYPE), sd(class));
        node
    }

    fn add(&mut self, subject: &BlankNode, predicate: &NamedNode, object: impl Into<Term>) {
        self.triples.push(Triple::new(NamedOrBlankNode::from(subject.clone()), predicate.clone(), object.into()));
    }

    /// Writes the description.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn write(&self, format: RdfFormat, out: impl Write) -> Result<(), Error> {
        let mut writer = RdfWriter::new(format, self.endpoint.prefixes().iter().chain([("sd", sd::NAMESPACE)]), out);
        self.triples.iter().try_for_each(|triple| writer.triple(triple))?;
        writer.finish().map(drop).map_err(Error::Output)
    }
}

fn sd(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{name}", sd::NAMESPACE))
}

fn count_of(count: u64) -> Literal {
    Literal::from(i64::try_from(count).unwrap_or(i64::MAX))
}
