//! From shapes to classes and fields.
//!
//! Follows the mapping of <http://datashapes.org/graphql>: a public node shape is a type, a property shape is a field.
//! The work goes in passes, each over the whole ontology: which classes are public, what they are called, what their
//! fields are, what is inherited, and whether any two names collide.

use super::facts::{Facts, Place, Source, subject};
use super::names::{is_legal_name, local_name, lower_first, plural, upper_first};
use super::{
    Class, ClassId, Enum, EnumId, Error, Field, FieldKind, Ontology, Path, PathId, Prefixes, Rule, Scalar, Step,
};
use crate::vocab::{graphql, owl, ple, rdf, rdfs, sh, xsd};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Type names that the API uses itself, apart from those made from class names.
const RESERVED_TYPES: [&str; 20] = [
    "Query",
    "Node",
    "PageInfo",
    "LangString",
    "LangTag",
    "IRI",
    "Date",
    "DateTime",
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
];
/// Root fields that the API has itself.
const RESERVED_ROOTS: [&str; 4] = ["node", "nodes", "dataset", "search"];
/// Ids are 16 bits wide.
const MOST: usize = u16::MAX as usize;

/// Reads an ontology from its files.
pub(super) fn read(sources: &[Source]) -> Result<Ontology, Error> {
    let facts = Facts::read(sources)?;
    let hierarchy = Hierarchy::read(&facts);
    let mut builder =
        Builder { facts: &facts, hierarchy: &hierarchy, classes: Vec::new(), paths: Vec::new(), enums: Vec::new() };
    let shapes = builder.public_shapes(sources)?;
    builder.declare_classes(&shapes)?;
    builder.link_classes();
    builder.read_fields(&shapes)?;
    builder.check_names()?;
    let memberships = builder.memberships();
    let Builder { classes, paths, enums, .. } = builder;
    let prefixes = read_prefixes(&facts)?;
    let rules = read_rules(&facts, &hierarchy)?;
    Ok(Ontology {
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

/// The subclass relation of the ontology.
struct Hierarchy {
    superclasses: HashMap<NamedNode, Vec<NamedNode>>,
}

impl Hierarchy {
    fn read(facts: &Facts) -> Self {
        let mut superclasses: HashMap<_, Vec<_>> = HashMap::new();
        for (triple, _) in facts.iter() {
            if let (NamedOrBlankNode::NamedNode(sub), rdfs::SUB_CLASS_OF, Term::NamedNode(sup)) =
                (&triple.subject, triple.predicate.as_str(), &triple.object)
            {
                superclasses.entry(sub.clone()).or_default().push(sup.clone());
            }
        }
        Self { superclasses }
    }

    /// The class and its superclasses, nearest first.
    fn up(&self, class: &NamedNode) -> Vec<NamedNode> {
        let mut seen = vec![class.clone()];
        let mut next = 0;
        while next < seen.len() {
            for sup in self.superclasses.get(&seen[next]).into_iter().flatten() {
                if !seen.contains(sup) {
                    seen.push(sup.clone());
                }
            }
            next += 1;
        }
        seen
    }

    /// The class and its subclasses, sorted.
    fn down(&self, class: &NamedNode) -> Vec<NamedNode> {
        let mut below: BTreeSet<String> = self
            .superclasses
            .keys()
            .filter(|sub| self.up(sub).contains(class))
            .map(|iri| iri.as_str().to_owned())
            .collect();
        below.insert(class.as_str().to_owned());
        below.into_iter().map(NamedNode::new_unchecked).collect()
    }
}

struct Builder<'a> {
    facts: &'a Facts,
    hierarchy: &'a Hierarchy,
    classes: Vec<Class>,
    paths: Vec<Path>,
    enums: Vec<Enum>,
}

/// A public node shape with the class it is about.
struct PublicShape {
    node: NamedOrBlankNode,
    class: NamedNode,
    place: Place,
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
                place: shape.place.clone(),
            });
        }
        if self.classes.len() > MOST { Err(Error::TooLarge { limit: MOST, what: "public classes" }) } else { Ok(()) }
    }

    fn id_of(&self, class: &NamedNode) -> Option<ClassId> {
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

    fn path_id(&mut self, path: Path) -> Result<PathId, Error> {
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
            for suffix in ["", "Connection", "Edge"] {
                claim(&mut types, format!("{}{suffix}", class.name), &what, &class.place)?;
            }
            claim(&mut roots, class.singular.clone(), &what, &class.place)?;
            claim(&mut roots, class.plural.clone(), &what, &class.place)?;
        }
        for class in &self.classes {
            for field in &class.fields {
                if let FieldKind::Value { scalar: Scalar::Enum(id), .. }
                | FieldKind::Values { scalar: Scalar::Enum(id) } = field.kind
                {
                    let what = format!("the enum {}", id.0);
                    let name = &self.enums[usize::from(id.0)].name;
                    if types.get(name).is_none_or(|other| *other != what) {
                        claim(&mut types, name.clone(), &what, &field.place)?;
                    }
                }
            }
        }
        Ok(())
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

/// Reads one property shape.
struct PropertyReader<'a> {
    facts: &'a Facts,
    shape: &'a PublicShape,
    property: &'a NamedOrBlankNode,
}

impl PropertyReader<'_> {
    /// The field of the property shape, with its companion for translations; none if it only constrains a field that
    /// another property shape of the same path declares.
    fn read(&self, builder: &mut Builder<'_>, siblings: &[NamedOrBlankNode]) -> Result<Vec<Field>, Error> {
        let steps = self.steps()?;
        let Some(kind) = self.kind(builder, &steps)? else {
            let declared = siblings.iter().any(|sibling| {
                let sibling = PropertyReader { facts: self.facts, shape: self.shape, property: sibling };
                sibling.has_type() && sibling.steps().is_ok_and(|other| other == steps)
            });
            return if declared {
                Ok(Vec::new())
            } else {
                Err(self.error("says nothing of its values: add sh:datatype, sh:class, sh:in or `sh:nodeKind sh:IRI`"))
            };
        };
        let name = self.name(&steps)?;
        let path = builder.path_id(Path { steps, class: kind.class() })?;
        let description = self.facts.text(self.property, sh::DESCRIPTION).unwrap_or_default();
        let place = self.place();
        let mut fields = vec![Field { name, description, path, kind, place }];
        if matches!(kind, FieldKind::Text { .. }) {
            let text = &fields[0];
            fields.push(Field {
                name: format!("{}Translations", text.name),
                description: format!("`{}` in every language, each with its tag.", text.name),
                kind: FieldKind::Texts,
                ..text.clone()
            });
        }
        Ok(fields)
    }

    fn error(&self, problem: impl Into<String>) -> Error {
        Error::Property { place: self.place(), shape: self.shape.node.to_string(), problem: problem.into() }
    }

    fn place(&self) -> Place {
        self.facts.place(self.property).unwrap_or(&self.shape.place).clone()
    }

    fn steps(&self) -> Result<Vec<Step>, Error> {
        match self.facts.object(self.property, sh::PATH) {
            Some(path) => self.path(path).ok_or_else(|| {
                self.error("has a path that the API cannot follow: it takes an IRI, sh:inversePath and sequences; derive others with a rule")
            }),
            None => Err(self.error("has no sh:path")),
        }
    }

    /// A predicate, an inverse or a sequence of them, as steps.
    fn path(&self, path: &Term) -> Option<Vec<Step>> {
        if let Term::NamedNode(predicate) = path {
            return Some(vec![Step { predicate: predicate.clone(), inverse: false }]);
        }
        if let Some(inverted) = subject(path).and_then(|node| self.facts.object(&node, sh::INVERSE_PATH)) {
            let mut steps = self.path(inverted)?;
            steps.reverse();
            for step in &mut steps {
                step.inverse = !step.inverse;
            }
            return Some(steps);
        }
        let parts = self.facts.list(path).filter(|parts| !parts.is_empty())?;
        parts.into_iter().map(|part| self.path(part)).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
    }

    fn name(&self, steps: &[Step]) -> Result<String, Error> {
        let name = match (self.facts.literal(self.property, graphql::NAME), steps) {
            (Some(name), _) => name.to_owned(),
            (None, [Step { predicate, inverse: false }]) => local_name(predicate.as_str()).to_owned(),
            (None, _) => return Err(self.error("walks an inverse or a sequence path, so it needs a graphql:name")),
        };
        if !is_legal_name(&name) || name == "id" {
            let what = format!("a field of {}", self.shape.node);
            return Err(Error::IllegalName { place: self.place(), what, name });
        }
        Ok(name)
    }

    fn has_type(&self) -> bool {
        [sh::DATATYPE, sh::CLASS, sh::IN, sh::NODE_KIND].iter().any(|p| self.facts.object(self.property, p).is_some())
    }

    fn count(&self, predicate: &str) -> Option<u64> {
        self.facts.literal(self.property, predicate).and_then(|count| count.parse().ok())
    }

    fn kind(&self, builder: &mut Builder<'_>, steps: &[Step]) -> Result<Option<FieldKind>, Error> {
        let required = self.count(sh::MIN_COUNT).is_some_and(|n| n > 0);
        let most = self.count(sh::MAX_COUNT);
        if let Some(class) = self.facts.iri(self.property, sh::CLASS) {
            let class = builder.id_of(class).ok_or_else(|| {
                self.error(format!("leads to {class}, which has no public shape: make one, or say `sh:nodeKind sh:IRI` instead of sh:class"))
            })?;
            return Ok(Some(match most {
                Some(0 | 1) => FieldKind::Link { class, required },
                Some(_) => FieldKind::Links { class },
                None => FieldKind::Connection { class },
            }));
        }
        if self.facts.iri(self.property, sh::DATATYPE).is_some_and(|datatype| datatype.as_str() == rdf::LANG_STRING) {
            let unique = self.facts.literal(self.property, sh::UNIQUE_LANG) == Some("true");
            return Ok(Some(if unique { FieldKind::Text { required } } else { FieldKind::Texts }));
        }
        let Some(scalar) = self.scalar(builder, steps)? else { return Ok(None) };
        Ok(Some(match most {
            Some(0 | 1) => FieldKind::Value { scalar, required },
            _ => FieldKind::Values { scalar },
        }))
    }

    fn scalar(&self, builder: &mut Builder<'_>, steps: &[Step]) -> Result<Option<Scalar>, Error> {
        if let Some(head) = self.facts.object(self.property, sh::IN) {
            let members = self.facts.list(head).ok_or_else(|| self.error("has a broken list in sh:in"))?;
            return self.enumeration(builder, steps, &members).map(Some);
        }
        if let Some(datatype) = self.facts.iri(self.property, sh::DATATYPE) {
            return Ok(Some(scalar_of(datatype.as_str())));
        }
        Ok(self.facts.iri(self.property, sh::NODE_KIND).filter(|kind| kind.as_str() == sh::IRI).map(|_| Scalar::Iri))
    }

    /// An enum if every member is a distinct legal name, else what the members have in common.
    fn enumeration(&self, builder: &mut Builder<'_>, steps: &[Step], members: &[&Term]) -> Result<Scalar, Error> {
        let mut values: Vec<String> = Vec::new();
        for member in members {
            match member {
                Term::Literal(literal)
                    if is_legal_name(literal.value())
                        && !["true", "false", "null"].contains(&literal.value())
                        && !values.iter().any(|value| value == literal.value()) =>
                {
                    values.push(literal.value().to_owned());
                }
                Term::NamedNode(_) if members.iter().all(|m| matches!(m, Term::NamedNode(_))) => {
                    return Ok(Scalar::Iri);
                }
                _ => return Ok(Scalar::String),
            }
        }
        let Some(last) = steps.last().filter(|_| !values.is_empty()) else {
            return Err(self.error("has an empty list in sh:in"));
        };
        let name = upper_first(local_name(last.predicate.as_str()));
        if !is_legal_name(&name) {
            return Err(Error::IllegalName {
                place: self.place(),
                what: format!("the enum of {}", last.predicate),
                name,
            });
        }
        let description = self.facts.text(&last.predicate.clone().into(), rdfs::COMMENT).unwrap_or_default();
        let wanted = Enum { name, description, values };
        let index = match builder.enums.iter().position(|known| known.name == wanted.name) {
            Some(index) if builder.enums[index] == wanted => index,
            Some(_) => {
                return Err(Error::NameCollision {
                    place: self.place(),
                    what: format!("the enum of {}", last.predicate),
                    name: wanted.name,
                    other: "an enum with other values".into(),
                });
            }
            None => {
                builder.enums.push(wanted);
                builder.enums.len() - 1
            }
        };
        u16::try_from(index)
            .map(|i| Scalar::Enum(EnumId(i)))
            .map_err(|_| Error::TooLarge { limit: MOST, what: "enums" })
    }
}

/// The scalar of an XML Schema datatype; `Int` is what fits in 32 bits, `BigInt` the rest.
fn scalar_of(datatype: &str) -> Scalar {
    match datatype.strip_prefix(xsd::NAMESPACE) {
        Some(
            "integer" | "int" | "short" | "byte" | "unsignedShort" | "unsignedByte" | "nonNegativeInteger"
            | "positiveInteger" | "nonPositiveInteger" | "negativeInteger",
        ) => Scalar::Int,
        Some("long" | "unsignedLong" | "unsignedInt") => Scalar::BigInt,
        Some("decimal") => Scalar::Decimal,
        Some("double" | "float") => Scalar::Float,
        Some("boolean") => Scalar::Boolean,
        Some("date") => Scalar::Date,
        Some("dateTime" | "dateTimeStamp") => Scalar::DateTime,
        _ => Scalar::String,
    }
}

fn read_prefixes(facts: &Facts) -> Result<Prefixes, Error> {
    let mut prefixes = Prefixes::default();
    for (triple, place) in facts.iter().filter(|(triple, _)| triple.predicate.as_str() == sh::DECLARE) {
        let declaration = subject(&triple.object);
        let part = |predicate| declaration.as_ref().and_then(|node| facts.literal(node, predicate));
        match (part(sh::PREFIX), part(sh::NAMESPACE)) {
            (Some(prefix), Some(namespace)) => prefixes.declare(prefix, namespace),
            _ => {
                let problem = "a sh:declare needs a sh:prefix and a sh:namespace, both literals".into();
                return Err(Error::Declaration { place: place.clone(), problem });
            }
        }
    }
    Ok(prefixes)
}

/// The language chain; without one, English and then any.
fn read_languages(facts: &Facts) -> Result<Vec<String>, Error> {
    let Some((triple, place)) = facts.iter().find(|(triple, _)| triple.predicate.as_str() == ple::LANGUAGES) else {
        return Ok(vec!["en".into(), "*".into()]);
    };
    let tags = facts.list(&triple.object).and_then(|items| {
        items
            .into_iter()
            .map(|item| match item {
                Term::Literal(tag) => Some(tag.value().to_ascii_lowercase()),
                _ => None,
            })
            .collect()
    });
    tags.ok_or_else(|| Error::Declaration {
        place: place.clone(),
        problem: "ple:languages takes a list of language tags".into(),
    })
}

fn read_rules(facts: &Facts, hierarchy: &Hierarchy) -> Result<Vec<Rule>, Error> {
    let mut rules = Vec::new();
    for (triple, place) in facts.iter().filter(|(triple, _)| triple.predicate.as_str() == sh::RULE) {
        let error = |problem: &str| Error::Rule {
            place: place.clone(),
            shape: triple.subject.to_string(),
            problem: problem.to_owned(),
        };
        let node = subject(&triple.object).ok_or_else(|| error("is a literal"))?;
        if facts.literal(&node, sh::DEACTIVATED) == Some("true") {
            continue;
        }
        let construct = facts
            .literal(&node, sh::CONSTRUCT)
            .ok_or_else(|| error("has no sh:construct; only SPARQL rules are run"))?;
        let class =
            facts.iri(&triple.subject, sh::TARGET_CLASS).ok_or_else(|| error("needs a shape with a sh:targetClass"))?;
        rules.push(Rule {
            targets: hierarchy.down(class),
            construct: construct.to_owned(),
            order: facts.literal(&node, sh::ORDER).and_then(|order| order.parse().ok()).unwrap_or(0),
            place: place.clone(),
        });
    }
    rules.sort_by_key(|rule| rule.order);
    Ok(rules)
}
