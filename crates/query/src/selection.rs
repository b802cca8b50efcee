//! A request: a tree of fields with names resolved, variables bound, fragments merged and directives gone.
//!
//! The tree follows the answer: a key in it is a key in the JSON. Where an object can be of several types, the fields
//! of each are distinguished by [`ObjectVariant`]s; equal fields of several types are one [`Selected`], so that they are
//! read together.

use super::analysis::Analysed;
use super::dataset::DatasetField;
use super::grouping::Counting;
use super::listing::Listing;
use super::records::Known;
use super::search::{HighlightPart, Search};
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, PathId, Scalar};
use std::sync::Arc;

/// A whole operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The fields of the root, in order.
    pub roots: Vec<Root>,
}

/// Line and column in the text of the request, from 1; for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// A field of the root.
#[derive(Debug, Clone, PartialEq)]
pub struct Root {
    /// Key in the answer.
    pub key: String,
    /// What it asks for.
    pub pick: RootPick,
    /// Where it stands in the request.
    pub at: Position,
}

/// What a field of the root asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum RootPick {
    /// The name of the root type.
    Typename,
    /// One resource by its IRI; null if there is none of the object's types.
    Node {
        /// The resource.
        iri: NamedNode,
        /// What of it.
        object: Object,
    },
    /// Resources by their IRIs, of one type or of several, each null if there is none.
    Entities(Entities),
    /// The instances of a class.
    Instances {
        /// The class.
        class: ClassId,
        /// Which of them, and in which order.
        listing: Listing,
        /// What of the page.
        parts: Vec<(String, Part)>,
    },
    /// What full text finds.
    Search {
        /// What is searched for.
        search: Search,
        /// What of the page.
        parts: Vec<(String, Part)>,
    },
    /// Facts about the dataset.
    Dataset(Vec<(String, DatasetField)>),
    /// An analysis.
    Analysis(Analysed),
    /// A record that is known already, such as the schema.
    Known(Known),
    /// Nothing, as the field names what cannot be: null, and an error at its place.
    Refused(Refusal),
}

/// Why a place of the answer is null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong with the request.
    pub message: String,
    /// Where in the request.
    pub at: Position,
}

/// Resources by their IRIs, in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct Entities {
    /// Those of each type, which are read together.
    pub groups: Vec<EntityGroup>,
    /// For each place of the answer the group and the resource in it, or why there can be none.
    pub places: Vec<Result<(usize, usize), Refusal>>,
}

/// Resources that are named as the same type, or as any.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityGroup {
    /// The resources.
    pub iris: Vec<NamedNode>,
    /// What of each; its types are those that the resources may have.
    pub object: Object,
}

/// The fields of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// The object types that it can have.
    pub types: Vec<ClassId>,
    /// All fields that some type asks for.
    pub fields: Vec<Selected>,
    /// Which fields each type has, in order. One variant if all types have the same.
    pub variants: Vec<ObjectVariant>,
}

/// The fields of some of an object's types.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectVariant {
    /// The types.
    pub types: Vec<ClassId>,
    /// Indexes in [`Object::fields`], in the order of the answer.
    pub fields: Vec<usize>,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// Key in the answer.
    pub key: String,
    /// What it asks for.
    pub pick: Pick,
    /// Where it stands in the request.
    pub at: Position,
}

/// What a field of an object asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Pick {
    /// The IRI.
    Id,
    /// The name of the type.
    Typename,
    /// One value.
    Value {
        /// Where it is.
        path: PathId,
        /// Its type.
        scalar: Scalar,
        /// Whether the schema promises one.
        required: bool,
    },
    /// All values.
    Values {
        /// Where they are.
        path: PathId,
        /// Their type.
        scalar: Scalar,
    },
    /// One text, in the language that fits best.
    Text {
        /// Where the texts are.
        path: PathId,
        /// Language ranges, most wanted first.
        languages: Arc<[String]>,
        /// Whether the schema promises one; then any language is better than none.
        required: bool,
    },
    /// All texts, or those in some languages, with their tags.
    Texts {
        /// Where they are.
        path: PathId,
        /// Language ranges; all languages if none.
        languages: Option<Vec<String>>,
        /// What of each.
        parts: Vec<(String, TextPart)>,
    },
    /// One linked resource.
    Link {
        /// Where it is.
        path: PathId,
        /// Whether the schema promises one.
        required: bool,
        /// What of it.
        object: Object,
    },
    /// A list of linked resources.
    Links {
        /// Where they are.
        path: PathId,
        /// Which of them, and in which order.
        listing: Listing,
        /// What of each.
        object: Object,
    },
    /// A page of linked resources.
    Connection {
        /// Where they are.
        path: PathId,
        /// Which of them, and in which order.
        listing: Listing,
        /// What of the page.
        parts: Vec<(String, Part)>,
    },
    /// An analysis of the object.
    Analysis(Analysed),
}

/// What of a text with its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPart {
    /// The text.
    Value,
    /// Its language tag.
    Language,
    /// The name of the type.
    Typename,
}

/// What of a connection.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// The resources of the page.
    Nodes(Object),
    /// The resources of the page with their cursors.
    Edges(Vec<(String, Edge)>),
    /// Where the page stands.
    PageInfo(Vec<(String, PageField)>),
    /// How many there are on all pages.
    TotalCount,
    /// Counts of groups.
    Groups(Grouping),
    /// Counts by the values of single properties.
    Facets {
        /// One counting for each property, with its name in the answer.
        facets: Vec<Facet>,
        /// What of each facet.
        parts: Vec<(String, FacetPart)>,
    },
    /// The name of the connection's type.
    Typename(String),
}

/// Counts of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// What is counted.
    pub counting: Counting,
    /// What of each group.
    pub parts: Vec<(String, GroupPart)>,
}

/// What of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupPart {
    /// Number of resources.
    Count,
    /// Number of different values: index in [`Counting::distinct`].
    Distinct(usize),
    /// The values of the keys.
    Key(Vec<(String, ValuePart)>),
    /// The value of the only key, for facets.
    Value(ValuePart),
    /// The name of the type.
    Typename(String),
}

/// What of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum ValuePart {
    /// Name of the key.
    Field,
    /// The value, resources by IRI.
    Value,
    /// The name of a resource, other values as they are.
    Label(Arc<[String]>),
    /// The name of the type.
    Typename,
}

/// Counts by the values of one property.
#[derive(Debug, Clone, PartialEq)]
pub struct Facet {
    /// What is counted, by one key.
    pub counting: Counting,
    /// What of each value, for each field that asks for the values.
    pub values: Vec<Vec<(String, GroupPart)>>,
}

/// What of a facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetPart {
    /// Name of the property.
    Field,
    /// The counts: index in [`Facet::values`].
    Values(usize),
    /// The name of the type.
    Typename,
}

/// What of an edge.
#[derive(Debug, Clone, PartialEq)]
pub enum Edge {
    /// The resource.
    Node(Object),
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

/// A key as it is written in JSON, colon included. GraphQL names need no escape.
pub fn keyed(key: &str) -> String {
    format!("\"{key}\":")
}
