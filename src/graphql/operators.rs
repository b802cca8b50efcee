//! The operators of `where`, in one table: the schema is printed from it and conditions are read by it.

// A new condition, test or operator must be answered here: no arm may take what it does not name.
#![warn(clippy::wildcard_enum_match_arm)]

use crate::ontology::{FieldKind, Ontology, PathId, Scalar};
use crate::query::{Case, Condition, Inequality, Test, TextRelation};
use crate::search::{Mode, Query, QueryError};

/// An operator of a value filter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    needs: Needs,
    pub(super) meaning: Meaning,
    /// Whether it takes what does not pass.
    is_negated: bool,
    pub(super) description: &'static str,
}

impl Operator {
    const fn new(name: &'static str, takes: Takes, needs: Needs, meaning: Meaning, description: &'static str) -> Self {
        Self { name, takes, needs, meaning, is_negated: false, description }
    }

    const fn negated(self) -> Self {
        Self { is_negated: true, ..self }
    }

    /// The condition that it makes of what its test says.
    pub(super) fn apply(&self, condition: Condition) -> Condition {
        if self.is_negated { condition.negated() } else { condition }
    }
}

/// What an operator asks of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// There is one.
    Exists,
    /// It is equal to one of those that are given.
    Equal,
    /// It is less or greater than the one that is given.
    Compared(Inequality),
    /// It is a text that stands so to the one that is given.
    Text(TextRelation, Case),
    /// Full text finds it.
    FullText,
}

impl Meaning {
    /// The condition on the values of a path, in some languages if it has texts; `given` is what the operator takes.
    pub(super) fn condition(
        self,
        path: PathId,
        languages: Option<Vec<String>>,
        given: Vec<String>,
    ) -> Result<Condition, QueryError> {
        let test = match self {
            Self::Exists => Test::Exists,
            Self::Equal => Test::In(given),
            Self::Compared(inequality) => Test::Compared(inequality, given.concat()),
            Self::Text(relation, case) => Test::text(relation, case, given.concat()),
            Self::FullText => {
                let query = Query::parse(&given.concat(), Mode::All)?;
                return Ok(Condition::FullText { path, languages, query });
            }
        };
        Ok(Condition::Value { path, languages, test })
    }

    /// The counts that stand so to a number: from the least to the greatest. None if that cannot be asked of a number.
    pub(super) fn counts(self, number: i64) -> Option<(i64, i64)> {
        match self {
            Self::Equal => Some((number, number)),
            Self::Compared(Inequality::Less) => Some((0, number - 1)),
            Self::Compared(Inequality::LessOrEqual) => Some((0, number)),
            Self::Compared(Inequality::Greater) => Some((number + 1, i64::MAX)),
            Self::Compared(Inequality::GreaterOrEqual) => Some((number, i64::MAX)),
            Self::Exists | Self::Text(..) | Self::FullText => None,
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

/// Every operator. To add one is to add a row: the schema, its documentation and what a request means follow. What asks something new of a
/// value is a new [`Test`] or [`TextRelation`] as well.
static OPERATORS: [Operator; 15] = [
    Operator::new("eq", Takes::One, Needs::Nothing, Meaning::Equal, "Some value is equal to this."),
    Operator::new("ne", Takes::One, Needs::Nothing, Meaning::Equal, "No value is equal to this.").negated(),
    Operator::new("in", Takes::Many, Needs::Nothing, Meaning::Equal, "Some value is one of these."),
    Operator::new("notIn", Takes::Many, Needs::Nothing, Meaning::Equal, "No value is one of these.").negated(),
    Operator::new("lt", Takes::One, Needs::Order, Meaning::Compared(Inequality::Less), "Some value is less than this."),
    Operator::new(
        "lte",
        Takes::One,
        Needs::Order,
        Meaning::Compared(Inequality::LessOrEqual),
        "Some value is less than or equal to this.",
    ),
    Operator::new(
        "gt",
        Takes::One,
        Needs::Order,
        Meaning::Compared(Inequality::Greater),
        "Some value is greater than this.",
    ),
    Operator::new(
        "gte",
        Takes::One,
        Needs::Order,
        Meaning::Compared(Inequality::GreaterOrEqual),
        "Some value is greater than or equal to this.",
    ),
    Operator::new(
        "contains",
        Takes::One,
        Needs::Characters,
        Meaning::Text(TextRelation::Contains, Case::Kept),
        "Some value has this in it, letter by letter.",
    ),
    Operator::new(
        "startsWith",
        Takes::One,
        Needs::Characters,
        Meaning::Text(TextRelation::StartsWith, Case::Kept),
        "Some value starts with this, letter by letter.",
    ),
    Operator::new(
        "eqInsensitive",
        Takes::One,
        Needs::Characters,
        Meaning::Text(TextRelation::Equal, Case::Folded),
        "Some value is equal to this, in upper or lower case.",
    ),
    Operator::new(
        "containsInsensitive",
        Takes::One,
        Needs::Characters,
        Meaning::Text(TextRelation::Contains, Case::Folded),
        "Some value has this in it, in upper or lower case.",
    ),
    Operator::new(
        "startsWithInsensitive",
        Takes::One,
        Needs::Characters,
        Meaning::Text(TextRelation::StartsWith, Case::Folded),
        "Some value starts with this, in upper or lower case.",
    ),
    Operator::new(
        "search",
        Takes::One,
        Needs::Language,
        Meaning::FullText,
        "Full text finds it: all words, in any form, each in some value. Takes \"phrases\" and beginnings of words (`gov*`).",
    ),
    Operator::new("exists", Takes::Truth, Needs::Nothing, Meaning::Exists, "Whether there is a value."),
];

/// The members of a condition on a list of links.
pub(super) const LIST_OPERATORS: [&str; 5] = ["some", "all", "none", "single", "count"];

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

    /// The operators of the kind.
    pub(super) fn operators(self) -> impl Iterator<Item = &'static Operator> {
        let has = move |Operator { meaning, needs, .. }: &Operator| match self {
            Self::Id => *meaning == Meaning::Equal,
            Self::Text => true,
            Self::Scalar(Scalar::String) => *needs != Needs::Language,
            Self::Scalar(Scalar::Iri) => !matches!(needs, Needs::Order | Needs::Language),
            Self::Scalar(Scalar::Boolean | Scalar::Enum(_)) => *needs == Needs::Nothing,
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
        OPERATORS.iter().filter(move |operator| has(operator))
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
