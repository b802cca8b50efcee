//! What columns an answer has, in one table: the schema is printed from it, requests are lowered by it, and the
//! algorithms fill the columns in its order.

use plenary_ontology::ClassId;
use std::sync::Arc;

/// What an entry of an answer has.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Name of the type.
    pub name: &'static str,
    /// Documentation.
    pub description: &'static str,
    /// The columns, in the order of the cells.
    pub columns: Vec<Column>,
    /// The number of columns, from the first, that identify an entry within its list. All are resources or literals.
    pub named_by: usize,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name of the field.
    pub name: &'static str,
    /// Documentation.
    pub description: &'static str,
    /// What is in it.
    pub kind: ColumnType,
}

impl Column {
    /// A column.
    pub const fn new(name: &'static str, kind: ColumnType, description: &'static str) -> Self {
        Self { name, description, kind }
    }
}

/// What is in a column.
#[derive(Debug, Clone)]
pub enum ColumnType {
    /// A resource that is always there.
    Resource(Types),
    /// A resource or null.
    Optional(Types),
    /// Resources.
    Resources(Types),
    /// The text of a literal or null.
    Text,
    /// A date.
    Date,
    /// How many.
    Count,
    /// A number.
    Number,
    /// A number or null.
    OptionalNumber,
    /// True or false.
    Truth,
    /// One of some names.
    Choice(Names),
    /// One of some names, or null.
    OptionalChoice(Names),
    /// Entries of another layout.
    Entries(Layout),
    /// An entry of the same layout, or null.
    Same,
}

/// What a resource in a column can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Types {
    /// An instance of a class.
    Class(ClassId),
    /// Anything.
    Any,
}

/// Names that a column chooses from.
#[derive(Debug, Clone)]
pub enum Names {
    /// A fixed list: name of the enum, documentation, and its names with theirs.
    Enum(&'static str, &'static str, &'static [(&'static str, &'static str)]),
    /// Names that depend on the ontology.
    Texts(Arc<[String]>),
    /// The closed list of a property of the ontology: name of its enum, and its names.
    Known(Arc<str>, Arc<[String]>),
}

impl Names {
    /// The names in order.
    pub fn list(&self) -> Arc<[String]> {
        match self {
            Self::Enum(_, _, items) => items.iter().map(|(name, _)| (*name).to_owned()).collect(),
            Self::Texts(names) | Self::Known(_, names) => Arc::clone(names),
        }
    }
}

impl Layout {
    /// Index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
