//! IRIs for blank nodes that are instances of public classes.
//!
//! A node without an IRI cannot be given to a client: it could not be queried again, and a link to it would lead nowhere. So
//! such a node gets a Skolem IRI (RDF 1.1 Concepts, section 3.5) that is made of what is said about it: its own triples,
//! those that lead to it, and in the same way those of the blank nodes around. The same file gives the same IRIs each time,
//! wherever in it the node stands. Nodes with the same statements are distinguished by a number, in the order of the file.
//!
//! Validation sees the blank nodes as they are, for a shape may ask for one.

use super::classes::Placed;
use oxigraph::model::{BlankNode, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use plenary_base::digest::hexadecimal;
use plenary_base::vocab::rdf;
use plenary_ontology::{Ontology, Prefixes};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How far the surroundings of a node are looked at: blank nodes behind blank nodes.
const ROUNDS: usize = 4;
/// Digits of a digest that an IRI has: 96 bits.
const DIGITS: usize = 24;

/// The IRIs of blank nodes.
#[derive(Default)]
pub(super) struct Skolem {
    iris: HashMap<String, NamedNode>,
    labels: HashMap<String, String>,
}

impl Skolem {
    /// Names the blank nodes among quads that are instances of public classes.
    pub(super) fn of(ontology: &Ontology, placed: &Placed, quads: &[Quad]) -> Self {
        let mut instances: Vec<&BlankNode> = Vec::new();
        for quad in quads {
            if let (NamedOrBlankNode::BlankNode(node), rdf::TYPE, Term::NamedNode(class)) =
                (&quad.subject, quad.predicate.as_str(), &quad.object)
                && !(ontology.memberships(class).is_empty() && placed.above(ontology, class).is_empty())
                && instances.last() != Some(&node)
            {
                instances.push(node);
            }
        }
        let mut skolem = Self::default();
        if instances.is_empty() {
            return skolem;
        }
        let digests = digests(quads);
        let base = base(ontology.prefixes());
        let mut used: HashMap<&str, usize> = HashMap::new();
        for node in instances {
            let Some(digest) = digests.get(node).filter(|_| !skolem.iris.contains_key(node.as_str())) else { continue };
            let number = used.entry(digest).and_modify(|number| *number += 1).or_insert(1);
            let suffix = if *number > 1 { format!("-{number}") } else { String::new() };
            let iri = NamedNode::new_unchecked(format!("{base}{digest}{suffix}"));
            skolem.labels.insert(iri.as_str().to_owned(), node.as_str().to_owned());
            skolem.iris.insert(node.as_str().to_owned(), iri);
        }
        tracing::info!("{} instances without an IRI have got one ({base}…)", skolem.iris.len());
        skolem
    }

    /// Names all blank nodes among quads, by what is said about them.
    pub(super) fn all(prefixes: &Prefixes, quads: &[Quad]) -> Self {
        let nodes = nodes(quads);
        let mut skolem = Self::default();
        if nodes.is_empty() {
            return skolem;
        }
        let (digests, base) = (digests(quads), base(prefixes));
        let mut used: HashMap<String, usize> = HashMap::new();
        for node in nodes {
            // About a node that stands in triple terms alone, nothing is known but its name.
            let digest = digests.get(node).cloned().unwrap_or_else(|| of_label(&[], node));
            let number = used.entry(digest.clone()).and_modify(|number| *number += 1).or_insert(1);
            let suffix = if *number > 1 { format!("-{number}") } else { String::new() };
            let iri = NamedNode::new_unchecked(format!("{base}{digest}{suffix}"));
            skolem.iris.insert(node.as_str().to_owned(), iri);
        }
        skolem
    }

    pub(super) fn is_empty(&self) -> bool {
        self.iris.is_empty()
    }

    /// The quad with the IRIs.
    pub(super) fn named(&self, quad: &Quad) -> Quad {
        let triple = Triple::new(quad.subject.clone(), quad.predicate.clone(), quad.object.clone());
        self.named_triple(triple).in_graph(quad.graph_name.clone())
    }

    /// The triple with the IRIs.
    pub(super) fn named_triple(&self, triple: Triple) -> Triple {
        self.triple(triple, &|term| match term {
            NamedOrBlankNode::BlankNode(node) => {
                self.iri(node.as_str()).map_or_else(|| node.clone().into(), |iri| iri.clone().into())
            }
            iri @ NamedOrBlankNode::NamedNode(_) => iri,
        })
    }

    /// The triple with the blank nodes, as it was before it was named.
    pub(super) fn unnamed(&self, triple: Triple) -> Triple {
        self.triple(triple, &|term| match term {
            NamedOrBlankNode::NamedNode(iri) => match self.label(iri.as_str()) {
                Some(label) => BlankNode::new_unchecked(label).into(),
                None => iri.into(),
            },
            node @ NamedOrBlankNode::BlankNode(_) => node,
        })
    }

    /// The IRI of the blank node of a label.
    pub(super) fn iri(&self, label: &str) -> Option<&NamedNode> {
        self.iris.get(label)
    }

    /// The label of the blank node that an IRI was made for.
    pub(super) fn label(&self, iri: &str) -> Option<&str> {
        if self.labels.is_empty() { None } else { self.labels.get(iri).map(String::as_str) }
    }

    fn triple(&self, triple: Triple, map: &impl Fn(NamedOrBlankNode) -> NamedOrBlankNode) -> Triple {
        let object = match triple.object {
            Term::NamedNode(iri) => map(iri.into()).into(),
            Term::BlankNode(node) => map(node.into()).into(),
            Term::Triple(inner) => self.triple(*inner, map).into(),
            literal @ Term::Literal(_) => literal,
        };
        Triple::new(map(triple.subject), triple.predicate, object)
    }
}

/// The quads with IRIs for all blank nodes, made of what is said about them: the same quads give the same IRIs.
pub fn named_by_content(quads: Vec<Quad>, prefixes: &Prefixes) -> Vec<Quad> {
    let skolem = Skolem::all(prefixes, &quads);
    if skolem.is_empty() { quads } else { quads.iter().map(|quad| skolem.named(quad)).collect() }
}

/// The quads with IRIs for all blank nodes, made of their labels and of a seed that keeps those of several texts apart.
pub fn named_by_label(quads: Vec<Quad>, prefixes: &Prefixes, seed: &[u8]) -> Vec<Quad> {
    let base = base(prefixes);
    let iri = |node: &BlankNode| NamedNode::new_unchecked(format!("{base}{}", of_label(seed, node)));
    let iris: HashMap<_, _> = nodes(&quads).into_iter().map(|node| (node.as_str().to_owned(), iri(node))).collect();
    let skolem = Skolem { iris, labels: HashMap::new() };
    if skolem.is_empty() { quads } else { quads.iter().map(|quad| skolem.named(quad)).collect() }
}

fn of_label(seed: &[u8], node: &BlankNode) -> String {
    let digest = Sha256::new_with_prefix(seed).chain_update([0]).chain_update(node.as_str()).finalize();
    let mut digest = hexadecimal(&digest);
    digest.truncate(DIGITS);
    digest
}

/// The blank nodes of quads in the order in which they come, each once.
fn nodes(quads: &[Quad]) -> Vec<&BlankNode> {
    let (mut nodes, mut seen) = (Vec::new(), HashSet::new());
    let mut add = |node| {
        if seen.insert(node) {
            nodes.push(node);
        }
    };
    for quad in quads {
        if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
            add(node);
        }
        let mut object = &quad.object;
        while let Term::Triple(triple) = object {
            if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
                add(node);
            }
            object = &triple.object;
        }
        if let Term::BlankNode(node) = object {
            add(node);
        }
    }
    nodes
}

/// Gives blank nodes back that IRIs stand for.
#[derive(Debug)]
pub struct Blank {
    base: String,
}

impl Blank {
    /// For the IRIs that blank nodes get under an ontology with these prefixes.
    pub fn of(prefixes: &Prefixes) -> Self {
        Self { base: base(prefixes) }
    }

    /// The quad with the IRIs of blank nodes that [`Self::unnamed`] has given; others stay.
    pub fn named(&self, quad: &Quad) -> Quad {
        let triple = Triple::new(quad.subject.clone(), quad.predicate.clone(), quad.object.clone());
        self.named_triple(triple).in_graph(quad.graph_name.clone())
    }

    /// The quad with blank nodes in the place of the IRIs that stand for them.
    pub fn unnamed(&self, quad: &Quad) -> Quad {
        let triple = Triple::new(quad.subject.clone(), quad.predicate.clone(), quad.object.clone());
        self.unnamed_triple(triple).in_graph(quad.graph_name.clone())
    }

    /// The triple with the IRIs of blank nodes.
    pub fn named_triple(&self, triple: Triple) -> Triple {
        let name = |term: NamedOrBlankNode| match &term {
            NamedOrBlankNode::BlankNode(node) => self.iri(node.as_str()).map_or(term, Into::into),
            NamedOrBlankNode::NamedNode(_) => term,
        };
        Skolem::default().triple(triple, &name)
    }

    /// The triple with blank nodes in the place of the IRIs that stand for them.
    pub fn unnamed_triple(&self, triple: Triple) -> Triple {
        Skolem::default().triple(triple, &|term| self.term(term))
    }

    /// The label of the blank node that an IRI stands for.
    pub fn label(&self, iri: &str) -> Option<String> {
        let name = iri.strip_prefix(&self.base).filter(|name| is_name(name))?;
        Some(format!("{MARK}{name}"))
    }

    /// The IRI that stands for the blank node of a label.
    pub fn iri(&self, label: &str) -> Option<NamedNode> {
        let name = label.strip_prefix(MARK).filter(|name| is_name(name))?;
        Some(NamedNode::new_unchecked(format!("{}{name}", self.base)))
    }

    fn term(&self, term: NamedOrBlankNode) -> NamedOrBlankNode {
        let NamedOrBlankNode::NamedNode(iri) = &term else { return term };
        self.label(iri.as_str()).map_or(term, |label| BlankNode::new_unchecked(label).into())
    }
}

/// Begins the labels of blank nodes that IRIs stand for: they are no hexadecimal numbers, as those are that readers make up.
const MARK: &str = "g";

/// Whether an IRI that was made here ends so.
fn is_name(name: &str) -> bool {
    let digits = name.split_once('-').map_or(name, |(digits, _)| digits);
    digits.len() == DIGITS && name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Where the IRIs begin: at the well-known place of the host that graphs are named at, if they are.
fn base(prefixes: &Prefixes) -> String {
    let graphs = prefixes.namespace("graph").unwrap_or_default();
    let host = graphs.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split('/').next()?)));
    match host {
        Some((scheme @ ("http" | "https"), host)) if !host.is_empty() => {
            format!("{scheme}://{host}/.well-known/genid/")
        }
        _ => "urn:plenary:genid:".to_owned(),
    }
}

/// What is said about each blank node, as a digest. Each round takes that of the nodes around into it.
fn digests(quads: &[Quad]) -> HashMap<&BlankNode, String> {
    let mut around: BTreeMap<&str, (&BlankNode, Vec<&Quad>)> = BTreeMap::new();
    for quad in quads {
        let subject = match &quad.subject {
            NamedOrBlankNode::BlankNode(node) => Some(node),
            NamedOrBlankNode::NamedNode(_) => None,
        };
        let object = match &quad.object {
            Term::BlankNode(node) => Some(node),
            _ => None,
        };
        for node in subject.into_iter().chain(object.filter(|object| Some(*object) != subject)) {
            around.entry(node.as_str()).or_insert_with(|| (node, Vec::new())).1.push(quad);
        }
    }
    let mut digests: HashMap<&BlankNode, String> = HashMap::new();
    for _ in 0..ROUNDS {
        let next = around.values().map(|(node, quads)| (*node, digest(node, quads, &digests))).collect();
        digests = next;
    }
    digests
}

fn digest(node: &BlankNode, quads: &[&Quad], known: &HashMap<&BlankNode, String>) -> String {
    let other = |other: &BlankNode| match known.get(other) {
        _ if other == node => "_:self".to_owned(),
        Some(digest) => format!("_:{digest}"),
        None => "_:".to_owned(),
    };
    let line = |quad: &&Quad| {
        let subject = match &quad.subject {
            NamedOrBlankNode::BlankNode(node) => other(node),
            NamedOrBlankNode::NamedNode(iri) => iri.to_string(),
        };
        let object = match &quad.object {
            Term::BlankNode(node) => other(node),
            term => term.to_string(),
        };
        format!("{subject} {} {object} {}", quad.predicate, quad.graph_name)
    };
    let mut lines: Vec<String> = quads.iter().map(line).collect();
    lines.sort();
    let mut digest = hexadecimal(&Sha256::digest(lines.join("\n").as_bytes()));
    digest.truncate(DIGITS);
    digest
}
