//! What a vocabulary says of classes and properties, in OWL, RDFS or the words of schema.org, and which shapes stand beside it.
//!
//! OWL says what may be inferred, not what must be present; a shape says what must be present. So what is read here is a hint for
//! a shape: where there are data, they decide, and the vocabulary gives names, descriptions and the order of classes.

use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use plenary_base::vocab::{graphql, owl, rdf, rdfs, schema, sh, skos, xsd};
use plenary_store::{Error, Input, each_quad};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Namespaces of RDF itself, whose classes are no business of a dataset.
const LANGUAGE: [&str; 6] =
    [rdf::NAMESPACE, rdfs::NAMESPACE, owl::NAMESPACE, xsd::NAMESPACE, sh::NAMESPACE, graphql::NAMESPACE];
const SCHEMA_ORG: [&str; 2] = [schema::NAMESPACE, schema::NAMESPACE_S];

/// What was declared.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// The classes, by IRI.
    pub(super) classes: BTreeMap<NamedNode, Class>,
    /// The properties, by IRI.
    pub(super) properties: BTreeMap<NamedNode, Property>,
    /// Node shapes with an IRI, and the classes that they are about.
    pub(super) shapes: BTreeMap<NamedNode, BTreeSet<NamedNode>>,
    /// How many node shapes are about no class.
    pub(super) shapes_without_class: usize,
    /// Whether one of the files says which shapes are public.
    pub(super) has_public_shapes: bool,
    /// How many classes and properties are deprecated, and left out for that.
    pub(super) deprecated: usize,
    /// The prefixes that the files declare, in their order.
    pub(super) prefixes: Vec<(String, String)>,
}

/// A class.
#[derive(Debug, Default)]
pub(super) struct Class {
    pub(super) about: About,
    /// The classes that it is said to be under.
    pub(super) above: BTreeSet<NamedNode>,
    /// What it says of properties of its instances.
    pub(super) restrictions: Vec<(NamedNode, Restriction)>,
}

/// What people read of a class or a property.
#[derive(Debug, Default)]
pub(super) struct About {
    /// Names in each language.
    pub(super) labels: Vec<Literal>,
    /// Descriptions in each language.
    pub(super) comments: Vec<Literal>,
}

/// What a class says of a property of its instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Restriction {
    /// All values are of this class or datatype.
    All(NamedNode),
    /// One value at least is.
    Some(NamedNode),
    /// The least number of values.
    Least(u64),
    /// The greatest number of values.
    Most(u64),
}

/// A property.
#[derive(Debug, Default)]
pub(super) struct Property {
    pub(super) about: About,
    /// The classes whose instances have it.
    pub(super) domains: BTreeSet<NamedNode>,
    /// The classes or datatypes of its values.
    pub(super) ranges: BTreeSet<NamedNode>,
    /// Whether a resource has at most one value.
    pub(super) is_functional: bool,
    /// Whether it says the same both ways.
    pub(super) is_symmetric: bool,
    /// Whether its values are resources; not said if none.
    pub(super) leads_to_resources: Option<bool>,
    /// The property that says the same the other way round.
    pub(super) inverse: Option<NamedNode>,
}

/// Whether an IRI belongs to RDF, OWL or SHACL themselves.
pub(super) fn is_of_the_language(iri: &str) -> bool {
    LANGUAGE.iter().any(|namespace| iri.starts_with(namespace))
}

/// Whether an IRI names a datatype.
pub(super) fn is_datatype(iri: &str) -> bool {
    iri.starts_with(xsd::NAMESPACE) || [rdf::LANG_STRING, rdfs::LITERAL].contains(&iri)
}

impl Vocabulary {
    pub(super) fn read(inputs: &[Input]) -> Result<Self, Error> {
        let mut graph = Graph::default();
        let mut prefixes = Vec::new();
        for (number, input) in inputs.iter().enumerate() {
            prefixes.extend(each_quad(input, number, &mut |quad| {
                graph.add(quad);
                Ok(())
            })?);
        }
        let mut vocabulary = Self { prefixes, ..Self::default() };
        for subject in &graph.order {
            match subject {
                NamedOrBlankNode::NamedNode(iri) if !is_of_the_language(iri.as_str()) => vocabulary.add(&graph, iri),
                _ => {}
            }
        }
        Ok(vocabulary)
    }

    fn add(&mut self, graph: &Graph, iri: &NamedNode) {
        let node = iri.clone().into();
        self.has_public_shapes |= graph.has(&node, plenary_base::vocab::graphql::PUBLIC_SHAPE)
            || graph.has(&node, plenary_base::vocab::graphql::PUBLIC_CLASS);
        let types: BTreeSet<&str> = graph.iris(&node, rdf::TYPE).map(NamedNode::as_str).collect();
        let is = |any: &[&str]| any.iter().any(|class| types.contains(class));
        if is(&[sh::NODE_SHAPE]) {
            let mut targets: BTreeSet<_> = graph.iris(&node, sh::TARGET_CLASS).cloned().collect();
            if is(&[owl::CLASS, rdfs::CLASS]) {
                targets.insert(iri.clone());
            }
            targets.retain(|class| !is_of_the_language(class.as_str()) && !is_datatype(class.as_str()));
            if targets.is_empty() {
                self.shapes_without_class += 1;
            } else {
                self.shapes.insert(iri.clone(), targets);
            }
        }
        let is_property = is(&owl::PROPERTIES) || is(&[owl::FUNCTIONAL_PROPERTY]);
        let is_class = is(&[owl::CLASS, rdfs::CLASS]) && !is(&[rdfs::DATATYPE, schema::DATA_TYPE, schema::DATA_TYPE_S]);
        if (is_class || is_property) && graph.literals(&node, owl::DEPRECATED).any(|said| said.value() == "true") {
            self.deprecated += 1;
        } else if is_class {
            let class = self.class(iri);
            class.about = About::read(graph, &node);
            let mut above = Vec::new();
            for part in [rdfs::SUB_CLASS_OF, owl::EQUIVALENT_CLASS].iter().flat_map(|&by| graph.objects(&node, by)) {
                graph.conjuncts(part, &mut above, 0);
            }
            for part in above {
                match part {
                    Term::NamedNode(other) if other != *iri && !is_of_the_language(other.as_str()) => {
                        class.above.insert(other);
                    }
                    Term::BlankNode(restriction) => {
                        class.restrictions.extend(graph.restriction(&restriction.into()));
                    }
                    _ => {}
                }
            }
        } else if is_property {
            let said = |by: &[&str]| by.iter().flat_map(|by| graph.classes(&node, by)).collect::<BTreeSet<_>>();
            let property = Property {
                about: About::read(graph, &node),
                domains: said(&[rdfs::DOMAIN, schema::DOMAIN_INCLUDES, schema::DOMAIN_INCLUDES_S]),
                ranges: said(&[rdfs::RANGE, schema::RANGE_INCLUDES, schema::RANGE_INCLUDES_S])
                    .into_iter()
                    .map(of_schema_org)
                    .collect(),
                is_symmetric: is(&[owl::SYMMETRIC_PROPERTY]),
                is_functional: is(&[owl::FUNCTIONAL_PROPERTY]),
                leads_to_resources: match (is(&[owl::PROPERTIES[0]]), is(&[owl::PROPERTIES[1]])) {
                    (true, false) => Some(true),
                    (false, true) => Some(false),
                    _ => None,
                },
                inverse: graph.iris(&node, owl::INVERSE_OF).next().cloned(),
            };
            for class in property.domains.iter().filter(|class| !is_of_the_language(class.as_str())) {
                self.class(class);
            }
            if let Some(inverse) = &property.inverse {
                let other = self.properties.entry(inverse.clone()).or_default();
                other.inverse.get_or_insert_with(|| iri.clone());
            }
            let own = self.properties.entry(iri.clone()).or_default();
            let inverse = own.inverse.take();
            *own = property;
            own.inverse = own.inverse.take().or(inverse);
        }
    }

    fn class(&mut self, iri: &NamedNode) -> &mut Class {
        self.classes.entry(iri.clone()).or_default()
    }
}

impl About {
    fn read(graph: &Graph, node: &NamedOrBlankNode) -> Self {
        let all = |by: &[&str]| {
            let mut texts: Vec<Literal> = Vec::new();
            for text in by.iter().flat_map(|by| graph.literals(node, by)) {
                if texts.iter().all(|known| known.language() != text.language()) {
                    texts.push(text.clone());
                }
            }
            texts.sort_by(|a, b| {
                (a.language() != Some("en"), a.language()).cmp(&(b.language() != Some("en"), b.language()))
            });
            texts
        };
        Self { labels: all(&[rdfs::LABEL, skos::PREF_LABEL]), comments: all(&[rdfs::COMMENT, skos::DEFINITION]) }
    }
}

/// The datatype that a class of literals of schema.org is; other IRIs as they are.
fn of_schema_org(iri: NamedNode) -> NamedNode {
    let name = SCHEMA_ORG.iter().find_map(|namespace| iri.as_str().strip_prefix(namespace));
    let datatype = match name {
        Some("Text" | "CssSelectorType" | "PronounceableText" | "XPathType") => "string",
        Some("Date") => "date",
        Some("DateTime") => "dateTime",
        Some("Time") => "time",
        Some("Boolean") => "boolean",
        Some("Integer") => "integer",
        Some("Float") => "double",
        Some("URL") => "anyURI",
        Some("Number") => return NamedNode::new_unchecked(rdfs::LITERAL),
        _ => return iri,
    };
    NamedNode::new_unchecked(format!("{}{datatype}", xsd::NAMESPACE))
}

/// The triples of a vocabulary by subject, in the order of the files.
#[derive(Default)]
struct Graph {
    order: Vec<NamedOrBlankNode>,
    about: HashMap<NamedOrBlankNode, Vec<(NamedNode, Term)>>,
}

impl Graph {
    fn add(&mut self, quad: Quad) {
        let about = self.about.entry(quad.subject.clone()).or_default();
        if about.is_empty() {
            self.order.push(quad.subject);
        }
        about.push((quad.predicate, quad.object));
    }

    fn objects<'a>(&'a self, node: &NamedOrBlankNode, by: &'a str) -> impl Iterator<Item = &'a Term> + use<'a> {
        let about = self.about.get(node).into_iter().flatten();
        about.filter(move |(predicate, _)| predicate.as_str() == by).map(|(_, object)| object)
    }

    fn has(&self, node: &NamedOrBlankNode, by: &str) -> bool {
        self.about.get(node).is_some_and(|about| about.iter().any(|(predicate, _)| predicate.as_str() == by))
    }

    fn iris<'a>(&'a self, node: &NamedOrBlankNode, by: &'a str) -> impl Iterator<Item = &'a NamedNode> + use<'a> {
        self.objects(node, by).filter_map(|object| match object {
            Term::NamedNode(iri) => Some(iri),
            _ => None,
        })
    }

    fn literals<'a>(&'a self, node: &NamedOrBlankNode, by: &'a str) -> impl Iterator<Item = &'a Literal> + use<'a> {
        self.objects(node, by).filter_map(|object| match object {
            Term::Literal(literal) => Some(literal),
            _ => None,
        })
    }

    /// The members of a list; a broken or endless one ends where it breaks.
    fn list(&self, head: &Term) -> Vec<&Term> {
        let mut members = Vec::new();
        let mut next = as_node(head);
        while let Some(node) = next
            && members.len() <= self.about.len()
        {
            members.extend(self.objects(&node, rdf::FIRST).next());
            next = self.objects(&node, rdf::REST).next().and_then(as_node);
        }
        members
    }

    /// The classes or datatypes at a property, those of a union one by one.
    fn classes(&self, node: &NamedOrBlankNode, by: &str) -> Vec<NamedNode> {
        let mut classes = Vec::new();
        for object in self.objects(node, by) {
            self.disjuncts(object, &mut classes);
        }
        classes
    }

    fn disjuncts(&self, class: &Term, into: &mut Vec<NamedNode>) {
        match class {
            Term::NamedNode(iri) => into.push(iri.clone()),
            Term::BlankNode(node) => {
                let node = node.clone().into();
                let unions = self.objects(&node, owl::UNION_OF).flat_map(|head| self.list(head));
                into.extend(unions.filter_map(|member| match member {
                    Term::NamedNode(iri) => Some(iri.clone()),
                    _ => None,
                }));
            }
            Term::Literal(_) | Term::Triple(_) => {}
        }
    }

    /// The parts of a class that all have to hold: itself, or the members of an intersection.
    fn conjuncts(&self, class: &Term, into: &mut Vec<Term>, depth: usize) {
        let members: Vec<_> = match class {
            Term::BlankNode(node) if depth < 8 => {
                self.objects(&node.clone().into(), owl::INTERSECTION_OF).flat_map(|head| self.list(head)).collect()
            }
            _ => Vec::new(),
        };
        if members.is_empty() {
            into.push(class.clone());
        }
        for member in members {
            self.conjuncts(member, into, depth + 1);
        }
    }

    /// What a restriction says of its property.
    fn restriction(&self, node: &NamedOrBlankNode) -> Vec<(NamedNode, Restriction)> {
        let Some(property) = self.iris(node, owl::ON_PROPERTY).next() else { return Vec::new() };
        let count = |by: &[&str]| {
            by.iter().flat_map(|by| self.literals(node, by)).find_map(|count| count.value().trim().parse::<u64>().ok())
        };
        let exactly = count(&[owl::CARDINALITY, owl::QUALIFIED_CARDINALITY]);
        let mut said = Vec::new();
        said.extend(self.iris(node, owl::ALL_VALUES_FROM).cloned().map(Restriction::All));
        said.extend(self.iris(node, owl::SOME_VALUES_FROM).cloned().map(Restriction::Some));
        said.extend(exactly.or(count(&[owl::MIN_CARDINALITY, owl::MIN_QUALIFIED_CARDINALITY])).map(Restriction::Least));
        // A bound on the values of one class is none on all.
        said.extend(count(&[owl::CARDINALITY, owl::MAX_CARDINALITY]).map(Restriction::Most));
        said.into_iter().map(|restriction| (property.clone(), restriction)).collect()
    }
}

fn as_node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(iri) if iri.as_str() != rdf::NIL => Some(iri.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}
