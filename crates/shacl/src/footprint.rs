//! Which nodes a change may matter to: what shapes read, and the ways back from there.
//!
//! An incomplete footprint lets bad data pass, so it is wide where it cannot be exact: queries and the hierarchy of classes matter to all nodes.

use crate::check::{Checker, Node, Work};
use crate::path::Path;
use crate::shape::{Constraint, Shape, Slot, Target};
use crate::{Data, Error, Options, Shapes};
use oxigraph::model::{NamedNode, Term, TripleRef};
use std::collections::{BTreeSet, HashSet};

/// With more ways than these, any change matters to all.
const MOST: usize = 20_000;

/// What all shapes together read.
#[derive(Debug, Default)]
pub(crate) struct Footprint {
    ways: Vec<Way>,
    /// Whether something reads what no way leads back from.
    reads_all: bool,
}

/// A triple that a shape reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Way {
    /// From the focus node to the end of the triple that it is read from; none if that is the focus node.
    to: Option<Path<Slot>>,
    /// Its property; none if any.
    property: Option<Slot>,
    /// Whether it is read from its object.
    is_inverse: bool,
}

/// Which nodes a change may matter to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Affected {
    /// These, of which some may be the focus node of no shape.
    Nodes(HashSet<Term>),
    /// Possibly all.
    All,
}

impl Footprint {
    pub(crate) fn of(shapes: &[Shape], type_: Slot) -> Self {
        let mut footprint = Self::default();
        let mut seen = HashSet::new();
        for (number, shape) in shapes.iter().enumerate().filter(|(_, shape)| !shape.targets.is_empty()) {
            for target in &shape.targets {
                let (property, is_inverse) = match target {
                    Target::Class(_) => (type_, false),
                    Target::SubjectsOf(property) => (*property, false),
                    Target::ObjectsOf(property) => (*property, true),
                    Target::Node(_) => continue,
                };
                footprint.ways.push(Way { to: None, property: Some(property), is_inverse });
            }
            footprint.shape(shapes, number, &[], type_);
        }
        footprint.ways.retain(|way| seen.insert(way.clone()));
        footprint
    }

    fn read(&mut self, from: &[Path<Slot>], property: Option<Slot>, is_inverse: bool) {
        let to = match from {
            [] => None,
            [path] => Some(path.clone()),
            paths => Some(Path::Sequence(paths.to_vec())),
        };
        self.ways.push(Way { to, property, is_inverse });
        self.reads_all |= self.ways.len() > MOST;
    }

    /// What a shape reads of a node at the end of `from`.
    fn shape(&mut self, shapes: &[Shape], number: usize, from: &[Path<Slot>], type_: Slot) {
        if self.reads_all {
            return;
        }
        let shape = &shapes[number];
        let mut values = from.to_vec();
        if let Some((_, path)) = &shape.path {
            self.path(path, from, false);
            values.push(path.clone());
        }
        for constraint in &shape.constraints {
            match constraint {
                Constraint::Class(_) => self.read(&values, Some(type_), false),
                Constraint::Closed(_) => self.read(&values, None, false),
                Constraint::Equals(property)
                | Constraint::Disjoint(property)
                | Constraint::LessThan(property)
                | Constraint::LessThanOrEquals(property) => self.read(from, Some(*property), false),
                Constraint::Sparql(_) => self.reads_all = true,
                Constraint::Qualified { siblings, .. } => {
                    siblings.iter().for_each(|&sibling| self.shape(shapes, sibling, &values, type_));
                }
                _ => {}
            }
            constraint.shapes().iter().for_each(|&inner| self.shape(shapes, inner, &values, type_));
        }
    }

    /// What a path reads from a node at the end of `from`.
    fn path(&mut self, path: &Path<Slot>, from: &[Path<Slot>], is_inverse: bool) {
        let after = |path: &Path<Slot>| {
            let path = if is_inverse { Path::Inverse(Box::new(path.clone())) } else { path.clone() };
            let mut from = from.to_vec();
            from.push(path);
            from
        };
        match path {
            Path::Predicate(property) => self.read(from, Some(*property), is_inverse),
            Path::Inverse(path) => self.path(path, from, !is_inverse),
            Path::ZeroOrOne(path) => self.path(path, from, is_inverse),
            Path::ZeroOrMore(path) | Path::OneOrMore(path) => {
                self.path(path, &after(&Path::ZeroOrMore(path.clone())), is_inverse);
            }
            Path::Alternative(paths) => paths.iter().for_each(|path| self.path(path, from, is_inverse)),
            Path::Sequence(paths) => {
                let mut from = from.to_vec();
                for step in 0..paths.len() {
                    let step = &paths[if is_inverse { paths.len() - 1 - step } else { step }];
                    self.path(step, &from, is_inverse);
                    from.push(if is_inverse { Path::Inverse(Box::new(step.clone())) } else { step.clone() });
                }
            }
        }
    }
}

impl Shapes {
    /// The properties that the shapes read, so that a change of others cannot matter; none if it may be any.
    pub fn reads(&self) -> Option<BTreeSet<&NamedNode>> {
        if self.footprint.reads_all {
            return None;
        }
        let property = |slot: Slot| match &self.constants[slot] {
            Term::NamedNode(property) => Some(property),
            _ => None,
        };
        let ways = self.footprint.ways.iter().map(|way| way.property.map(property));
        let properties = ways.chain([Some(property(self.sub_class_of))]);
        properties.collect::<Option<Vec<_>>>().map(|properties| properties.into_iter().flatten().collect())
    }
}

/// The nodes that may conform or not because of changed triples: those at the beginning of the ways that lead to them.
///
/// A way may stand only in the data before a change or only in those after it. So ask of both, and validate what either gives
/// with [`Focus::Nodes`](crate::Focus::Nodes). With [`Affected::All`] validate all.
///
/// # Errors
/// If the time is over.
pub fn affected<'a, D: Data>(
    shapes: &Shapes,
    data: &D,
    changed: impl IntoIterator<Item = TripleRef<'a>>,
    options: &Options,
) -> Result<Affected, Error> {
    let Footprint { ways, reads_all } = &shapes.footprint;
    let checker = Checker::new(shapes, data, &[], &options.clock)?;
    let mut work = Work::new(&options.clock, 0);
    let mut nodes: HashSet<Node<D::Id>> = HashSet::new();
    let mut terms: HashSet<Term> = HashSet::new();
    for triple in changed {
        let is_named =
            |slot: Slot| matches!(&shapes.constants[slot], Term::NamedNode(iri) if iri.as_ref() == triple.predicate);
        if *reads_all || is_named(shapes.sub_class_of) {
            return Ok(Affected::All);
        }
        for way in ways.iter().filter(|way| way.property.is_none_or(is_named)) {
            let end: Term = if way.is_inverse { triple.object.into_owned() } else { triple.subject.into() };
            match &way.to {
                None => {
                    terms.insert(end);
                }
                // What the data do not have has no way back but an empty one.
                Some(path) => match data.id(end.as_ref()) {
                    Some(id) => nodes.extend(checker.back(path, Node::Known(id), &mut work)?),
                    None => {
                        terms.insert(end);
                    }
                },
            }
        }
    }
    terms.extend(nodes.into_iter().map(|node| checker.term(node)));
    Ok(Affected::Nodes(terms))
}
