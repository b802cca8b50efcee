//! From shapes to classes and fields.
//!
//! Follows the mapping of <http://datashapes.org/graphql>: a public node shape is a type, a property shape is a field.
//! The work goes in passes, each over the whole ontology: which classes are public, what they are called, what their
//! fields are, what is inherited, and whether any two names collide.

use super::analysis::read_analysis;
use super::declarations::{read_languages, read_prefixes, read_rules};
use super::facts::{Facts, Place, Source, subject};
use super::hierarchy::Hierarchy;
use super::names::{is_legal_name, local_name, lower_first, plural};
use super::property::PropertyReader;
use super::{Class, ClassId, Enum, Error, Field, FieldKind, MOST, Ontology, Path, PathId, Scalar};
use crate::vocab::{graphql, owl, ple, rdf, rdfs, sh};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Type names that the API uses itself, apart from those made from class names.
const RESERVED_TYPES: &[&str] = &[
    "Query",
    "Node",
    "PageInfo",
    "LangString",
    "LangTag",
    "IRI",
    "Date",
    "DateTime",
    "Time",
    "Year",
    "YearMonth",
    "Duration",
    "BigInt",
    "Decimal",
    "String",
    "Int",
    "Float",
    "Boolean",
    "ID",
    "Dataset",
    "ClassCount",
    "GraphCount",
    "Mutation",
    "Subscription",
    "OrderDirection",
    "CountOrder",
    "IDFilter",
    "TextFilter",
    "StringFilter",
    "IntFilter",
    "FloatFilter",
    "BooleanFilter",
    "BigIntFilter",
    "DecimalFilter",
    "DateFilter",
    "DateTimeFilter",
    "TimeFilter",
    "YearFilter",
    "YearMonthFilter",
    "DurationFilter",
    "IRIFilter",
    "GroupKeyValue",
    "Facet",
    "FacetValue",
    "Path",
    "PathHop",
    "PathRelation",
    "LinkDirection",
    "Neighbourhood",
    "NeighbourhoodEdge",
    "SearchType",
    "SearchMode",
    "SearchConnection",
    "SearchEdge",
    "SearchHighlight",
    "_Any",
    "_Entity",
    "_Service",
];
/// Root fields that the API has itself.
const RESERVED_ROOTS: [&str; 8] =
    ["node", "nodes", "dataset", "search", "path", "neighbourhood", "_entities", "_service"];

/// Reads an ontology from its files.
pub(super) fn read(sources: &[Source]) -> Result<Ontology, Error> {
    let facts = Facts::read(sources)?;
    let hierarchy = Hierarchy::read(&facts);
    let mut builder =
        Builder { facts: &facts, hierarchy: &hierarchy, classes: Vec::new(), paths: Vec::new(), enums: Vec::new() };
    let shapes = builder.public_shapes(sources)?;
    builder.declare_classes(&shapes)?;
    builder.link_classes();
    builder.check_interfaces()?;
    builder.read_fields(&shapes)?;
    builder.read_labels()?;
    builder.read_ways(&shapes)?;
    builder.check_names()?;
    let memberships = builder.memberships();
    let Builder { classes, paths, enums, .. } = builder;
    let prefixes = read_prefixes(&facts)?;
    let rules = read_rules(&facts, &hierarchy)?;
    let analysis = read_analysis(&facts, &classes, &paths, &enums)?.map(Arc::new);
    Ok(Ontology {
        analysis,
        classes,
        paths,
        enums,
        rules,
        memberships,
        prefixes,
        languages: read_languages(&facts)?,
        version: facts
            .iter()
            .find(|(triple, _)| triple.predicate.as_str() == owl::VERSION_INFO)
            .and_then(|(triple, _)| facts.literal(&triple.subject, owl::VERSION_INFO))
            .map(str::to_owned),
    })
}

/// What has been made of the shapes so far.
pub(super) struct Builder<'a> {
    pub(super) facts: &'a Facts,
    hierarchy: &'a Hierarchy,
    pub(super) classes: Vec<Class>,
    paths: Vec<Path>,
    pub(super) enums: Vec<Enum>,
}

/// A public node shape with the class it is about.
pub(super) struct PublicShape {
    pub(super) node: NamedOrBlankNode,
    class: NamedNode,
    pub(super) place: Place,
}

impl Builder<'_> {
    /// The shapes that the ontology declares public, in file order.
    fn public_shapes(&self, sources: &[Source]) -> Result<Vec<PublicShape>, Error> {
        let mut wanted = Vec::new();
        let mut hidden = HashSet::new();
        for (triple, _) in self.facts.iter() {
            let Some(object) = subject(&triple.object) else { continue };
            match triple.predicate.as_str() {
                graphql::PUBLIC_SHAPE => wanted.push(object),
                graphql::PUBLIC_CLASS => wanted.extend(self.shapes_of(&triple.object)),
                graphql::PRIVATE_SHAPE => {
                    hidden.insert(object);
                }
                _ => {}
            }
        }
        let mut shapes: Vec<PublicShape> = Vec::new();
        for node in wanted {
            if hidden.contains(&node) || shapes.iter().any(|shape| shape.node == node) {
                continue;
            }
            let Some(place) = self.facts.place(&node).cloned() else {
                return Err(Error::UnknownShape { shape: node.to_string() });
            };
            let class = self
                .facts
                .iri(&node, sh::TARGET_CLASS)
                .cloned()
                .or_else(|| self.implicit_class(&node))
                .ok_or_else(|| Error::NoTargetClass { place: place.clone(), shape: node.to_string() })?;
            shapes.push(PublicShape { node, class, place });
        }
        if shapes.is_empty() {
            let files: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
            let files = if files.is_empty() { "no file".to_owned() } else { files.join(", ") };
            return Err(Error::NoPublicShapes { files });
        }
        Ok(shapes)
    }

    /// The shapes whose target a class is.
    fn shapes_of(&self, class: &Term) -> Vec<NamedOrBlankNode> {
        let mut shapes: Vec<_> = self
            .facts
            .iter()
            .filter(|(triple, _)| triple.predicate.as_str() == sh::TARGET_CLASS && triple.object == *class)
            .map(|(triple, _)| triple.subject.clone())
            .collect();
        shapes.extend(subject(class).filter(|node| self.implicit_class(node).is_some()));
        shapes
    }

    /// A shape that is a class is about its own instances (SHACL, section 2.1.3.3).
    fn implicit_class(&self, node: &NamedOrBlankNode) -> Option<NamedNode> {
        let NamedOrBlankNode::NamedNode(iri) = node else { return None };
        let types = || self.facts.objects(node, rdf::TYPE);
        let is = |wanted: &[&str]| types().any(|t| matches!(t, Term::NamedNode(t) if wanted.contains(&t.as_str())));
        (is(&[sh::NODE_SHAPE]) && is(&[rdfs::CLASS, owl::CLASS])).then(|| iri.clone())
    }

    fn declare_classes(&mut self, shapes: &[PublicShape]) -> Result<(), Error> {
        for shape in shapes {
            if self.classes.iter().any(|class| class.iri == shape.class) {
                continue; // a second shape of the class adds its fields to the first
            }
            let name = self
                .facts
                .literal(&shape.node, graphql::NAME)
                .unwrap_or_else(|| local_name(shape.class.as_str()))
                .to_owned();
            let what = format!("the class {}", shape.class);
            if !is_legal_name(&name) {
                return Err(Error::IllegalName { place: shape.place.clone(), what, name });
            }
            let singular = lower_first(&name);
            let many = self.facts.literal(&shape.node, ple::PLURAL).map_or_else(|| plural(&singular), str::to_owned);
            if !is_legal_name(&many) {
                return Err(Error::IllegalName {
                    place: shape.place.clone(),
                    what: format!("the plural of {what}"),
                    name: many,
                });
            }
            self.classes.push(Class {
                description: self
                    .facts
                    .text(&shape.node, sh::DESCRIPTION)
                    .or_else(|| self.facts.text(&shape.class.clone().into(), rdfs::COMMENT))
                    .unwrap_or_default(),
                iri: shape.class.clone(),
                name,
                singular,
                plural: many,
                is_interface: self.facts.literal(&shape.node, graphql::IS_INTERFACE) == Some("true"),
                superclasses: Vec::new(),
                concrete: Vec::new(),
                fields: Vec::new(),
                labels: self.facts.texts(&shape.class.clone().into(), rdfs::LABEL),
                descriptions: self.facts.texts(&shape.node, sh::DESCRIPTION),
                search_ways: Vec::new(),
                title_ways: Vec::new(),
                source_ways: Vec::new(),
                below_ways: Vec::new(),
                place: shape.place.clone(),
            });
        }
        if self.classes.len() > MOST { Err(Error::TooLarge { limit: MOST, what: "public classes" }) } else { Ok(()) }
    }

    pub(super) fn id_of(&self, class: &NamedNode) -> Option<ClassId> {
        self.classes.iter().position(|c| c.iri == *class).and_then(|i| u16::try_from(i).ok()).map(ClassId)
    }

    /// Superclasses, interfaces and the concrete classes under each class.
    fn link_classes(&mut self) {
        for i in 0..self.classes.len() {
            let above = self.hierarchy.up(&self.classes[i].iri);
            self.classes[i].superclasses = above[1..].iter().filter_map(|class| self.id_of(class)).collect();
        }
        for i in 0..self.classes.len() {
            for above in self.classes[i].superclasses.clone() {
                self.classes[usize::from(above.0)].is_interface = true;
            }
        }
        for (i, id) in (0..self.classes.len()).zip((0..u16::MAX).map(ClassId)) {
            if !self.classes[i].is_interface {
                self.classes[i].concrete.push(id);
                for above in self.classes[i].superclasses.clone() {
                    self.classes[usize::from(above.0)].concrete.push(id);
                }
            }
        }
    }

    /// An interface that nothing implements has no instances, and GraphQL cannot say what its types are.
    fn check_interfaces(&self) -> Result<(), Error> {
        match self.classes.iter().find(|class| class.concrete.is_empty()) {
            None => Ok(()),
            Some(class) => Err(Error::Declaration {
                place: class.place.clone(),
                problem: format!(
                    "the interface {} has no object type under it: make the shape of a subclass public, leave out graphql:isInterface, or break the circle of rdfs:subClassOf",
                    class.name
                ),
            }),
        }
    }

    /// Own fields of every shape, then those of the superclasses in front of them.
    fn read_fields(&mut self, shapes: &[PublicShape]) -> Result<(), Error> {
        let mut own: Vec<Vec<Field>> = self.classes.iter().map(|_| Vec::new()).collect();
        for shape in shapes {
            if let Some(class) = self.id_of(&shape.class) {
                let fields = self.fields_of(shape)?;
                own[usize::from(class.0)].extend(fields);
            }
        }
        for class in 0..self.classes.len() {
            let mut chain: Vec<usize> =
                self.classes[class].superclasses.iter().rev().map(|id| usize::from(id.0)).collect();
            chain.push(class);
            let mut fields: Vec<Field> = Vec::new();
            for from in chain {
                for field in &own[from] {
                    match fields.iter().find(|other| other.name == field.name) {
                        None => fields.push(field.clone()),
                        Some(other) if other.path == field.path && other.kind == field.kind => {}
                        Some(other) => {
                            return Err(Error::NameCollision {
                                place: field.place.clone(),
                                what: format!("a field of {}", self.classes[from].name),
                                name: field.name.clone(),
                                other: format!(
                                    "the field at {} ({})",
                                    other.place,
                                    self.paths[usize::from(other.path.0)]
                                ),
                            });
                        }
                    }
                }
            }
            self.classes[class].fields = fields;
        }
        Ok(())
    }

    /// The ways of every shape, for its class and the classes below.
    fn read_ways(&mut self, shapes: &[PublicShape]) -> Result<(), Error> {
        for shape in shapes {
            let Some(class) = self.id_of(&shape.class) else { continue };
            let ways = |property| self.ways(&shape.node, property, class, &shape.place);
            let (search, title) = (ways(ple::SEARCH_VIA)?, ways(ple::TITLE_VIA)?);
            let (source, beneath) = (ways(ple::SOURCE_VIA)?, ways(ple::BELOW_VIA)?);
            for (below, id) in self.classes.iter_mut().zip((0..u16::MAX).map(ClassId)) {
                if id == class || below.superclasses.contains(&class) {
                    below.search_ways.extend(search.iter().cloned());
                    below.title_ways.extend(title.iter().cloned());
                    below.source_ways.extend(source.iter().cloned());
                    below.below_ways.extend(beneath.iter().cloned());
                }
            }
        }
        Ok(())
    }

    /// The fields of one shape, by `sh:order` and then as written.
    fn fields_of(&mut self, shape: &PublicShape) -> Result<Vec<Field>, Error> {
        let properties: Vec<_> = self.facts.objects(&shape.node, sh::PROPERTY).filter_map(subject).collect();
        let mut ordered: Vec<(f64, Vec<Field>)> = Vec::new();
        for property in &properties {
            if self.facts.literal(property, sh::DEACTIVATED) == Some("true") {
                continue;
            }
            let order =
                self.facts.literal(property, sh::ORDER).and_then(|order| order.parse().ok()).unwrap_or(f64::MAX);
            let reader = PropertyReader { facts: self.facts, shape, property };
            ordered.push((order, reader.read(self, &properties)?));
        }
        ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(ordered.into_iter().flat_map(|(_, fields)| fields).collect())
    }

    pub(super) fn path_id(&mut self, path: Path) -> Result<PathId, Error> {
        let index = self.paths.iter().position(|known| *known == path).unwrap_or_else(|| {
            self.paths.push(path);
            self.paths.len() - 1
        });
        u16::try_from(index).map(PathId).map_err(|_| Error::TooLarge { limit: MOST, what: "paths" })
    }

    /// No two types, and no two root fields, may have the same name.
    fn check_names(&self) -> Result<(), Error> {
        let mut types: HashMap<String, String> =
            RESERVED_TYPES.iter().map(|name| ((*name).to_owned(), "the API itself".to_owned())).collect();
        let mut roots: HashMap<String, String> =
            RESERVED_ROOTS.iter().map(|name| ((*name).to_owned(), "the API itself".to_owned())).collect();
        for class in &self.classes {
            let what = format!("the class {}", class.iri);
            for suffix in ["", "Connection", "Edge", "Where", "ListWhere", "Order", "Type", "GroupKey", "Group"] {
                claim(&mut types, format!("{}{suffix}", class.name), &what, &class.place)?;
            }
            claim(&mut roots, class.singular.clone(), &what, &class.place)?;
            claim(&mut roots, class.plural.clone(), &what, &class.place)?;
        }
        for (class, id) in self.classes.iter().zip((0..u16::MAX).map(ClassId)) {
            for field in &class.fields {
                self.check_chain(class, id, field)?;
                if let FieldKind::Value { scalar: Scalar::Enum(id), .. }
                | FieldKind::Values { scalar: Scalar::Enum(id) } = field.kind
                {
                    let what = format!("the enum {}", id.0);
                    let name = &self.enums[usize::from(id.0)].name;
                    if types.get(name).is_none_or(|other| *other != what) {
                        claim(&mut types, name.clone(), &what, &field.place)?;
                        claim(&mut types, format!("{name}Filter"), &what, &field.place)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A link to the same class has a condition over the chain of such links beside its own.
    fn check_chain(&self, class: &Class, id: ClassId, field: &Field) -> Result<(), Error> {
        let is_chain = matches!(field.kind, FieldKind::Link { class: target, .. } if target == id);
        match class.field(&format!("{}Transitive", field.name)).filter(|_| is_chain) {
            None => Ok(()),
            Some(other) => Err(Error::NameCollision {
                place: other.place.clone(),
                what: format!("a field of {}", class.name),
                name: other.name.clone(),
                other: format!("the condition on all that `{}` reaches", field.name),
            }),
        }
    }

    /// For every class that the ontology names, the public classes above it.
    fn memberships(&self) -> HashMap<NamedNode, Vec<ClassId>> {
        let named = self.hierarchy.superclasses.keys().chain(self.classes.iter().map(|class| &class.iri));
        named
            .map(|class| {
                (class.clone(), self.hierarchy.up(class).iter().filter_map(|above| self.id_of(above)).collect())
            })
            .collect()
    }
}

fn claim(taken: &mut HashMap<String, String>, name: String, what: &str, place: &Place) -> Result<(), Error> {
    match taken.get(&name) {
        Some(other) => {
            Err(Error::NameCollision { place: place.clone(), what: what.to_owned(), name, other: other.clone() })
        }
        None => {
            taken.insert(name, what.to_owned());
            Ok(())
        }
    }
}
