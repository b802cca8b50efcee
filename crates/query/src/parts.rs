//! What of connections and groups is asked for and written: one type for a selection and for its plan, which differ in what stands
//! below. A selection has keys as they are; in a plan they are written as JSON ([`keyed`]).

use super::bytes::keyed;
use super::search::HighlightPart;
use plenary_ontology::ClassId;

use std::sync::Arc;

/// What of a connection: below it are objects `T`, counts `G` and facets `F`.
#[derive(Debug, Clone, PartialEq)]
pub enum ConnectionPart<T, G, F> {
    /// The resources of the page.
    Nodes(T),
    /// The resources of the page with their cursors.
    Edges(Vec<(String, EdgePart<T>)>),
    /// Where the page stands.
    PageInfo(Vec<(String, PageField)>),
    /// How many there are on all pages.
    TotalCount,
    /// Counts of groups.
    Groups(G),
    /// Counts by the values of single properties.
    Facets {
        /// One counting for each property, with its name in the answer.
        facets: Vec<F>,
        /// What of each facet.
        parts: Vec<(String, FacetPart)>,
    },
    /// Other words for those that no text has; only of what a search finds.
    Suggestion,
    /// The name of how the words were combined, and of how they were if nothing was found at first; only of what a search finds.
    Matched([&'static str; 2]),
    /// How many of each type there are; only of what a search finds.
    Types(Vec<(String, TypePart)>),
    /// The name of the connection's type.
    Typename(String),
}

/// What of the number of resources of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypePart {
    /// A name of the type: one for each type.
    Name(Arc<[(ClassId, String)]>),
    /// The number.
    Count,
    /// The name of the type of the entry.
    Typename,
}

/// What of an edge, at which an object `T` is.
#[derive(Debug, Clone, PartialEq)]
pub enum EdgePart<T> {
    /// The resource.
    Node(T),
    /// Its cursor.
    Cursor,
    /// What it scored; only of what a search finds.
    Score,
    /// Its own texts that match; only of what a search finds.
    Highlights(Vec<(String, HighlightPart)>),
    /// The names of linked resources that match; only of what a search finds.
    Via,
    /// The name of the edge's type.
    Typename(String),
}

/// What of a group, of which the names of values are found by `L`.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupPart<L = Arc<[String]>> {
    /// Number of resources.
    Count,
    /// Number of different values: index in [`Counting::distinct`](super::Counting::distinct).
    Distinct(usize),
    /// The values of the keys.
    Key(Vec<(String, ValuePart<L>)>),
    /// The value of the only key, for facets.
    Value(ValuePart<L>),
    /// The name of the type.
    Typename(String),
}

/// What of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum ValuePart<L = Arc<[String]>> {
    /// Name of the key.
    Field,
    /// The value, resources by IRI.
    Value,
    /// The name of a resource or of a value of a closed list, other values as they are: in the language ranges of a selection, by the steps of a plan.
    Label(L),
    /// The name of the type.
    Typename,
}

/// What of a facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetPart {
    /// Name of the property.
    Field,
    /// The counts: index in [`Facet::values`](super::Facet::values).
    Values(usize),
    /// The name of the type.
    Typename,
}

/// What of a page's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageField {
    /// Whether there are resources after it.
    HasNextPage,
    /// Whether there are resources before it.
    HasPreviousPage,
    /// Cursor of its first resource.
    StartCursor,
    /// Cursor of its last resource.
    EndCursor,
    /// The name of the type.
    Typename,
}

/// The parts of something, each planned.
pub(super) fn planned<T, U>(parts: &[(String, T)], mut plan: impl FnMut(&T) -> U) -> Vec<(String, U)> {
    parts.iter().map(|(key, part)| (keyed(key), plan(part))).collect()
}

impl<T> EdgePart<T> {
    /// The part of a plan, with what the object becomes.
    pub(super) fn planned<U>(&self, object: impl FnOnce(&T) -> U) -> EdgePart<U> {
        match self {
            Self::Node(of) => EdgePart::Node(object(of)),
            Self::Cursor => EdgePart::Cursor,
            Self::Score => EdgePart::Score,
            Self::Highlights(parts) => EdgePart::Highlights(planned(parts, |part| *part)),
            Self::Via => EdgePart::Via,
            Self::Typename(name) => EdgePart::Typename(name.clone()),
        }
    }
}

impl<L> GroupPart<L> {
    /// The part of a plan, with what the names of values become.
    pub(super) fn planned<M>(&self, mut label: impl FnMut(&L) -> M) -> GroupPart<M> {
        match self {
            Self::Count => GroupPart::Count,
            Self::Distinct(index) => GroupPart::Distinct(*index),
            Self::Key(parts) => GroupPart::Key(planned(parts, |part| part.planned(&mut label))),
            Self::Value(part) => GroupPart::Value(part.planned(label)),
            Self::Typename(name) => GroupPart::Typename(name.clone()),
        }
    }
}

impl<L> ValuePart<L> {
    fn planned<M>(&self, label: impl FnOnce(&L) -> M) -> ValuePart<M> {
        match self {
            Self::Field => ValuePart::Field,
            Self::Value => ValuePart::Value,
            Self::Label(of) => ValuePart::Label(label(of)),
            Self::Typename => ValuePart::Typename,
        }
    }
}
