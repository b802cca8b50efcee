//! A request: a tree of fields with names resolved, variables bound, fragments merged and directives gone.
//!
//! The tree follows the answer: a key in it is a key in the JSON. Where an object can be of several types, the fields
//! of each are distinguished by [`ObjectVariant`]s; equal fields of several types are one [`Selected`], so that they are
//! read together.

use super::analysis::{AnalysisRequest, ColumnPart, Form};
use super::dataset::DatasetField;
use super::grouping::Counting;
use super::listing::Listing;
use super::parts::{ConnectionPart, GroupPart};
use super::position::Position;
use super::records::Known;
use super::search::Search;
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, PathId, Scalar};
use std::sync::Arc;

/// A whole operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The fields of the root, in order.
    pub roots: Vec<Root>,
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
        parts: Vec<(String, SelectedPart)>,
    },
    /// What full text finds.
    Search {
        /// What is searched for.
        search: Box<Search>,
        /// What of the page.
        parts: Vec<(String, SelectedPart)>,
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
        parts: Vec<(String, SelectedPart)>,
    },
    /// An analysis of the object.
    Analysis(Analysed),
}

/// A question and the selection of its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysed {
    /// The question.
    pub ask: Box<AnalysisRequest>,
    /// What of the answer.
    pub form: Form<EntryFields>,
}

/// The selection of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryFields(pub Vec<EntryField>);

/// A selected field of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryField {
    /// Key in the answer.
    pub key: String,
    /// Index of the column.
    pub column: usize,
    /// What of it.
    pub pick: ColumnPart<Object, EntryFields>,
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

/// What of a connection is asked for.
pub type SelectedPart = ConnectionPart<Object, Grouping, Facet>;

/// Counts of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// What is counted.
    pub counting: Counting,
    /// What of each group.
    pub parts: Vec<(String, GroupPart)>,
}

/// Counts by the values of one property.
#[derive(Debug, Clone, PartialEq)]
pub struct Facet {
    /// What is counted, by one key.
    pub counting: Counting,
    /// What of each value, for each field that asks for the values.
    pub values: Vec<Vec<(String, GroupPart)>>,
}
