//! The operators of `where`, in one table: the schema is printed from it and conditions are read by it.

// A new condition, test or operator must be answered here: no arm may take what it does not name.
#![warn(clippy::wildcard_enum_match_arm)]

use crate::ontology::{FieldKind, Ontology, Scalar};

/// An operator of a value filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    In,
    NotIn,
    Lt,
    Lte,
    Gt,
    Gte,
    Contains,
    StartsWith,
    EqInsensitive,
    ContainsInsensitive,
    StartsWithInsensitive,
    Search,
    Exists,
}

impl Operator {
    /// Whether it takes what is equal (true) or what is not (false); none if equality does not say it all.
    pub(super) fn equality(self) -> Option<bool> {
        match self {
            Self::Eq | Self::In => Some(true),
            Self::Ne | Self::NotIn => Some(false),
            Self::Lt
            | Self::Lte
            | Self::Gt
            | Self::Gte
            | Self::Contains
            | Self::StartsWith
            | Self::EqInsensitive
            | Self::ContainsInsensitive
            | Self::StartsWithInsensitive
            | Self::Search
            | Self::Exists => None,
        }
    }
}

/// What values must be for an operator to make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// One is less than another.
    Order,
    /// They are made of characters.
    Characters,
    /// They are texts in a language.
    Language,
}

/// Whether an operator takes one value, a list of values, or true or false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    One,
    Many,
    Truth,
}

/// Every operator: name, what it takes, what it needs, documentation.
const TABLE: [(Operator, &str, Takes, Needs, &str); 15] = [
    (Operator::Eq, "eq", Takes::One, Needs::Nothing, "Some value is equal to this."),
    (Operator::Ne, "ne", Takes::One, Needs::Nothing, "No value is equal to this."),
    (Operator::In, "in", Takes::Many, Needs::Nothing, "Some value is one of these."),
    (Operator::NotIn, "notIn", Takes::Many, Needs::Nothing, "No value is one of these."),
    (Operator::Lt, "lt", Takes::One, Needs::Order, "Some value is less than this."),
    (Operator::Lte, "lte", Takes::One, Needs::Order, "Some value is less than or equal to this."),
    (Operator::Gt, "gt", Takes::One, Needs::Order, "Some value is greater than this."),
    (Operator::Gte, "gte", Takes::One, Needs::Order, "Some value is greater than or equal to this."),
    (Operator::Contains, "contains", Takes::One, Needs::Characters, "Some value has this in it, letter by letter."),
    (
        Operator::StartsWith,
        "startsWith",
        Takes::One,
        Needs::Characters,
        "Some value starts with this, letter by letter.",
    ),
    (
        Operator::EqInsensitive,
        "eqInsensitive",
        Takes::One,
        Needs::Characters,
        "Some value is equal to this, in upper or lower case.",
    ),
    (
        Operator::ContainsInsensitive,
        "containsInsensitive",
        Takes::One,
        Needs::Characters,
        "Some value has this in it, in upper or lower case.",
    ),
    (
        Operator::StartsWithInsensitive,
        "startsWithInsensitive",
        Takes::One,
        Needs::Characters,
        "Some value starts with this, in upper or lower case.",
    ),
    (
        Operator::Search,
        "search",
        Takes::One,
        Needs::Language,
        "Full text finds it: all words, in any form, each in some value. Takes \"phrases\" and beginnings of words (`gov*`).",
    ),
    (Operator::Exists, "exists", Takes::Truth, Needs::Nothing, "Whether there is a value."),
];

/// The type of filter that a field of values has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterKind {
    /// Values of a scalar.
    Scalar(Scalar),
    /// Texts with languages.
    Text,
    /// Identifiers of resources.
    Id,
}

impl FilterKind {
    /// The kind for a field; `None` for links.
    pub(super) fn of(kind: FieldKind) -> Option<Self> {
        match kind {
            FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => Some(Self::Scalar(scalar)),
            FieldKind::Text { .. } | FieldKind::Texts => Some(Self::Text),
            FieldKind::Link { .. } | FieldKind::Links { .. } | FieldKind::Connection { .. } => None,
        }
    }

    /// The operators of the kind: operator, name, what it takes, documentation.
    pub(super) fn operators(self) -> impl Iterator<Item = (Operator, &'static str, Takes, &'static str)> {
        let has = move |operator: Operator, needs: Needs| match self {
            Self::Id => matches!(operator, Operator::Eq | Operator::Ne | Operator::In | Operator::NotIn),
            Self::Text => true,
            Self::Scalar(Scalar::String) => needs != Needs::Language,
            Self::Scalar(Scalar::Iri) => !matches!(needs, Needs::Order | Needs::Language),
            Self::Scalar(Scalar::Boolean | Scalar::Enum(_)) => needs == Needs::Nothing,
            Self::Scalar(
                Scalar::Int
                | Scalar::BigInt
                | Scalar::Decimal
                | Scalar::Float
                | Scalar::Date
                | Scalar::DateTime
                | Scalar::Time
                | Scalar::Year
                | Scalar::YearMonth
                | Scalar::Duration,
            ) => !matches!(needs, Needs::Characters | Needs::Language),
        };
        TABLE.iter().filter(move |row| has(row.0, row.3)).map(|row| (row.0, row.1, row.2, row.4))
    }

    /// Name of the filter's input type.
    pub(super) fn type_name(self, ontology: &Ontology) -> String {
        match self {
            Self::Id => "IDFilter".into(),
            Self::Text => "TextFilter".into(),
            Self::Scalar(scalar) => format!("{}Filter", scalar_name(ontology, scalar)),
        }
    }
}

/// Name of a scalar in the schema.
pub(super) fn scalar_name(ontology: &Ontology, scalar: Scalar) -> &str {
    match scalar {
        Scalar::String => "String",
        Scalar::Int => "Int",
        Scalar::Float => "Float",
        Scalar::Boolean => "Boolean",
        Scalar::BigInt => "BigInt",
        Scalar::Decimal => "Decimal",
        Scalar::Date => "Date",
        Scalar::DateTime => "DateTime",
        Scalar::Time => "Time",
        Scalar::Year => "Year",
        Scalar::YearMonth => "YearMonth",
        Scalar::Duration => "Duration",
        Scalar::Iri => "IRI",
        Scalar::Enum(id) => &ontology.enumeration(id).name,
    }
}
