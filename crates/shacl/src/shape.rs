//! Shapes as they are compiled: constants, classes and other shapes by number.

use crate::path::Path;
use crate::sparql::Sparql;
use oxigraph::model::{Literal, NamedNode, Term};
use regex::Regex;

/// The place of a constant among all that the shapes name.
pub(crate) type Slot = usize;

/// A shape.
pub(crate) struct Shape {
    /// Its IRI, or its blank node in the shapes graph.
    pub(crate) name: Term,
    /// The path whose values it is about; none if it is about the focus node itself.
    pub(crate) path: Option<(Path, Path<Slot>)>,
    pub(crate) is_deactivated: bool,
    pub(crate) severity: NamedNode,
    pub(crate) messages: Vec<Literal>,
    pub(crate) targets: Vec<Target>,
    pub(crate) constraints: Vec<Constraint>,
}

/// What says which nodes a shape is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The instances of a class.
    Class(Slot),
    Node(Slot),
    SubjectsOf(Slot),
    ObjectsOf(Slot),
}

/// A kind of term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodeKinds {
    pub(crate) name: &'static str,
    pub(crate) iri: bool,
    pub(crate) blank_node: bool,
    pub(crate) literal: bool,
}

/// What a value is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    MinInclusive,
    MinExclusive,
    MaxInclusive,
    MaxExclusive,
}

/// One constraint of a shape. Shapes are given by their numbers.
pub(crate) enum Constraint {
    Class(Slot),
    Datatype(NamedNode),
    NodeKind(NodeKinds),
    MinCount(u64),
    MaxCount(u64),
    Range(Bound, Literal),
    MinLength(u64),
    MaxLength(u64),
    Pattern { text: String, regex: Regex },
    LanguageIn(Vec<String>),
    UniqueLang,
    Equals(Slot),
    Disjoint(Slot),
    LessThan(Slot),
    LessThanOrEquals(Slot),
    Not(usize),
    And(Vec<usize>),
    Or(Vec<usize>),
    Xone(Vec<usize>),
    Node(usize),
    Property(usize),
    Qualified { shape: usize, siblings: Vec<usize>, min: Option<u64>, max: Option<u64> },
    Closed(Vec<Slot>),
    HasValue(Slot),
    In(Vec<Slot>),
    Sparql(Box<Sparql>),
}

impl Constraint {
    /// The name of its component in SHACL, without `ConstraintComponent`; of qualified shapes there are two, and this is that of the least
    /// number.
    pub(crate) fn component(&self) -> &'static str {
        match self {
            Self::Class(_) => "Class",
            Self::Datatype(_) => "Datatype",
            Self::NodeKind(_) => "NodeKind",
            Self::MinCount(_) => "MinCount",
            Self::MaxCount(_) => "MaxCount",
            Self::Range(Bound::MinInclusive, _) => "MinInclusive",
            Self::Range(Bound::MinExclusive, _) => "MinExclusive",
            Self::Range(Bound::MaxInclusive, _) => "MaxInclusive",
            Self::Range(Bound::MaxExclusive, _) => "MaxExclusive",
            Self::MinLength(_) => "MinLength",
            Self::MaxLength(_) => "MaxLength",
            Self::Pattern { .. } => "Pattern",
            Self::LanguageIn(_) => "LanguageIn",
            Self::UniqueLang => "UniqueLang",
            Self::Equals(_) => "Equals",
            Self::Disjoint(_) => "Disjoint",
            Self::LessThan(_) => "LessThan",
            Self::LessThanOrEquals(_) => "LessThanOrEquals",
            Self::Not(_) => "Not",
            Self::And(_) => "And",
            Self::Or(_) => "Or",
            Self::Xone(_) => "Xone",
            Self::Node(_) => "Node",
            Self::Property(_) => "Property",
            Self::Qualified { .. } => "QualifiedMinCount",
            Self::Closed(_) => "Closed",
            Self::HasValue(_) => "HasValue",
            Self::In(_) => "In",
            Self::Sparql(_) => "SPARQL",
        }
    }

    /// The shapes that it asks for.
    pub(crate) fn shapes(&self) -> &[usize] {
        match self {
            Self::Not(shape) | Self::Node(shape) | Self::Property(shape) => std::slice::from_ref(shape),
            Self::Qualified { shape, .. } => std::slice::from_ref(shape),
            Self::And(shapes) | Self::Or(shapes) | Self::Xone(shapes) => shapes,
            _ => &[],
        }
    }
}
