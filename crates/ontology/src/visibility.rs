//! What the API shows: the `graphql:` vocabulary of <http://datashapes.org/graphql>, whole.
//!
//! | | |
//! |---|---|
//! | `publicShape`, `publicClass`, `publicNamespace` | a shape; the shapes of a class and its subclasses; those of a namespace |
//! | `protectedShape`, `protectedClass` | the same, but reached over links only: no field of the root gives them |
//! | `privateShape` | never shown, regardless of other declarations |
//!
//! A property of the vocabulary that means nothing here is refused by its name, or gives a notice if it is for other programs.

use super::facts::{Place, subject};
use super::shapes::Builder;
use super::{Error, TurtleFile};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use plenary_base::vocab::{graphql, sh};
use std::collections::HashSet;

/// The properties of the vocabulary that are followed.
const KNOWN: [&str; 8] = [
    graphql::PUBLIC_SHAPE,
    graphql::PUBLIC_CLASS,
    graphql::PUBLIC_NAMESPACE,
    graphql::PROTECTED_SHAPE,
    graphql::PROTECTED_CLASS,
    graphql::PRIVATE_SHAPE,
    graphql::NAME,
    graphql::IS_INTERFACE,
];

/// A node shape that the API shows, with a class that it is about.
pub(super) struct PublicShape {
    pub(super) node: NamedOrBlankNode,
    pub(super) class: NamedNode,
    /// Whether the root of queries has fields for the class.
    pub(super) is_root: bool,
    /// Whether the shape is about no other class, so that its name is that of the class.
    pub(super) is_only: bool,
    pub(super) place: Place,
}

impl Builder<'_> {
    /// The shapes that the ontology declares public, in file order.
    pub(super) fn public_shapes(&mut self, sources: &[TurtleFile]) -> Result<Vec<PublicShape>, Error> {
        let mut wanted: Vec<(NamedOrBlankNode, bool)> = Vec::new();
        let facts = self.facts;
        for (triple, place) in facts.iter() {
            let Some(name) = triple.predicate.as_str().strip_prefix(graphql::NAMESPACE) else { continue };
            let is_root = name.starts_with("public");
            match triple.predicate.as_str() {
                graphql::PUBLIC_SHAPE | graphql::PROTECTED_SHAPE => match subject(&triple.object) {
                    Some(shape) => wanted.push((shape, is_root)),
                    None => self.misused(name, "a shape", &triple.object, place),
                },
                graphql::PUBLIC_CLASS | graphql::PROTECTED_CLASS => match &triple.object {
                    Term::NamedNode(class) => {
                        let shapes = self.shapes_below(class);
                        if shapes.is_empty() {
                            self.misused(
                                name,
                                "a class that a shape is about (`sh:targetClass`)",
                                &triple.object,
                                place,
                            );
                        }
                        wanted.extend(shapes.into_iter().map(|shape| (shape, is_root)));
                    }
                    _ => self.misused(name, "a class", &triple.object, place),
                },
                graphql::PUBLIC_NAMESPACE => {
                    let shapes = self.shapes_in(&triple.object);
                    if shapes.is_empty() {
                        let what = "a namespace that has shapes with classes (`sh:targetClass`)";
                        self.misused(name, what, &triple.object, place);
                    }
                    wanted.extend(shapes.into_iter().map(|shape| (shape, true)));
                }
                graphql::PRIVATE_SHAPE if subject(&triple.object).is_none() => {
                    self.misused(name, "a shape", &triple.object, place);
                }
                known if KNOWN.contains(&known) => {}
                _ if graphql::FOR_OTHERS.contains(&name) => self.idle.push(format!("graphql:{name} ({place})")),
                _ => {
                    let known: Vec<_> =
                        KNOWN.iter().map(|known| known.replace(graphql::NAMESPACE, "graphql:")).collect();
                    let problem = format!("there is no graphql:{name}; there are {}", known.join(", "));
                    self.problems.push(Error::Declaration { place: place.clone(), problem });
                }
            }
        }
        let hidden: HashSet<_> = self.private_shapes();
        let (mut shapes, mut seen) = (Vec::new(), HashSet::new());
        for (node, _) in &wanted {
            if !hidden.contains(node) && seen.insert(node) {
                let is_root = wanted.iter().any(|(other, is_root)| other == node && *is_root);
                self.add_shape(node, is_root, &mut shapes);
            }
        }
        if shapes.is_empty() && self.problems.is_empty() {
            let files: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
            let files = if files.is_empty() { "no file".to_owned() } else { files.join(", ") };
            return Err(Error::NoPublicShapes { files });
        }
        Ok(shapes)
    }

    /// The shapes that are never shown, regardless of other declarations.
    pub(super) fn private_shapes(&self) -> HashSet<NamedOrBlankNode> {
        let said = self.facts.iter().filter(|(triple, _)| triple.predicate.as_str() == graphql::PRIVATE_SHAPE);
        said.filter_map(|(triple, _)| subject(&triple.object)).collect()
    }

    fn misused(&mut self, name: &str, takes: &str, object: &Term, place: &Place) {
        let problem = format!("graphql:{name} takes {takes}, which {object} is not");
        self.problems.push(Error::Declaration { place: place.clone(), problem });
    }

    /// A shape once for each class that it is about.
    fn add_shape(&mut self, node: &NamedOrBlankNode, is_root: bool, shapes: &mut Vec<PublicShape>) {
        let Some(place) = self.facts.place(node).cloned() else {
            self.problems.push(Error::UnknownShape { shape: node.to_string() });
            return;
        };
        if self.facts.is_true(node, sh::DEACTIVATED) {
            self.deactivated.push(format!("{node} ({place})"));
            return;
        }
        let classes = self.targets.classes(node);
        if classes.is_empty() {
            self.problems.push(Error::NoTargetClass { place: place.clone(), shape: node.to_string() });
        }
        let is_only = classes.len() == 1;
        if !is_only && self.facts.object(node, graphql::NAME).is_some() {
            let problem = format!(
                "graphql:name of {node} names one type, but the shape is about {} classes: give each a shape of its own",
                classes.len()
            );
            self.problems.push(Error::Declaration { place: place.clone(), problem });
        }
        let shape = |class: &NamedNode| {
            let (node, class, place) = (node.clone(), class.clone(), place.clone());
            PublicShape { node, class, is_root, is_only, place }
        };
        shapes.extend(classes.iter().map(shape));
    }

    /// The shapes about a class or one of its subclasses: its own first.
    fn shapes_below(&self, class: &NamedNode) -> Vec<NamedOrBlankNode> {
        let mut shapes: Vec<_> = self.targets.shapes(class).cloned().collect();
        let below = self.hierarchy.down(class);
        let of_below =
            |shape: &&NamedOrBlankNode| self.targets.classes(shape).iter().any(|class| below.contains(class));
        for shape in self.targets.all().filter(of_below) {
            if !shapes.contains(shape) {
                shapes.push(shape.clone());
            }
        }
        shapes
    }

    /// The shapes whose IRIs begin with a namespace and that are about a class.
    fn shapes_in(&self, namespace: &Term) -> Vec<NamedOrBlankNode> {
        let namespace = match namespace {
            Term::NamedNode(iri) => iri.as_str(),
            Term::Literal(text) => text.value(),
            _ => return Vec::new(),
        };
        let is_in = |shape: &&NamedOrBlankNode| matches!(shape, NamedOrBlankNode::NamedNode(iri) if !namespace.is_empty() && iri.as_str().starts_with(namespace));
        self.targets.all().filter(is_in).cloned().collect()
    }
}
