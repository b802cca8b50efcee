//! Conditions that a resource in a list must meet: values, links, types, and their combinations.
//!
//! A condition is data. How it is answered (by sets, from the most selective part outward) is the reader's.

use super::named::{Named, SchemaNames};
use super::value_test::Test;
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, PathId};
use plenary_search::Query;
use std::fmt::{self, Formatter};

/// A condition on a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these; true if there are none.
    All(Vec<Condition>),
    /// At least one of these; false if there are none.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// It is one of these resources.
    Is(Vec<NamedNode>),
    /// It is an instance of one of these classes.
    Type(Vec<ClassId>),
    /// At least one value at the end of the path passes the test.
    Value {
        /// Where the values are.
        path: PathId,
        /// Only texts in these languages count; all if none.
        languages: Option<Vec<String>>,
        /// The test.
        test: Test,
    },
    /// Full text finds the resource by its texts at the end of the path. The words may stand in several of them.
    FullText {
        /// Where the texts are.
        path: PathId,
        /// Only texts in these languages count; all if none.
        languages: Option<Vec<String>>,
        /// The words.
        query: Query,
    },
    /// At least one, or exactly one, of the resources at the end of the path meets a condition.
    Link {
        /// Where the resources are.
        path: PathId,
        /// How many.
        quantifier: Quantifier,
        /// What they have to meet.
        condition: Box<Condition>,
    },
    /// The number of resources at the end of the path.
    Count {
        /// Where the resources are.
        path: PathId,
        /// The numbers that pass: ranges, bounds included.
        ranges: Vec<(u32, u32)>,
    },
    /// The resource, or one that it reaches by walking the path again and again, meets a condition.
    Reaches {
        /// The path, which leads back to the resource's own class.
        path: PathId,
        /// What one of them has to meet.
        condition: Box<Condition>,
    },
}

/// How many linked resources have to meet a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// Exactly one.
    One,
}

impl Condition {
    /// The condition that everything meets.
    pub fn anything() -> Self {
        Self::All(Vec::new())
    }

    /// Whether it is [`Self::anything`].
    pub fn is_anything(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }
}

impl Named for Condition {
    fn write(&self, names: SchemaNames<'_>, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) if parts.is_empty() => f.write_str("anything"),
            Self::All(parts) => joined(names, f, parts, " and "),
            Self::Any(parts) if parts.is_empty() => f.write_str("nothing"),
            Self::Any(parts) => joined(names, f, parts, " or "),
            Self::Not(part) => {
                f.write_str("not ")?;
                part.write(names, f)
            }
            Self::Is(iris) => {
                let iris: Vec<_> = iris.iter().map(ToString::to_string).collect();
                write!(f, "id in {}", iris.join("|"))
            }
            Self::Type(classes) => write!(f, "type in {}", names.types(classes)),
            Self::Value { path, languages, test } => {
                write!(f, "{}{} {test}", names.path(*path), tags(languages.as_deref()))
            }
            Self::FullText { path, languages, query } => {
                write!(f, "{}{} found by {query}", names.path(*path), tags(languages.as_deref()))
            }
            Self::Link { path, quantifier, condition } => {
                let quantifier = if *quantifier == Quantifier::Some { "some" } else { "one" };
                write!(f, "{} {quantifier} ({})", names.path(*path), condition.named(names.behind(*path)))
            }
            Self::Count { path, ranges } => {
                let ranges: Vec<_> = ranges.iter().map(|(low, high)| format!("{low}..={high}")).collect();
                write!(f, "count of {} in {}", names.path(*path), ranges.join("|"))
            }
            Self::Reaches { path, condition } => {
                write!(f, "{}* reaches ({})", names.path(*path), condition.named(names.behind(*path)))
            }
        }
    }
}

/// The languages of texts, as they are printed behind a path.
fn tags(languages: Option<&[String]>) -> String {
    languages.map(|languages| format!("@{}", languages.join("|"))).unwrap_or_default()
}

fn joined(names: SchemaNames<'_>, f: &mut Formatter<'_>, parts: &[Condition], separator: &str) -> fmt::Result {
    f.write_str("(")?;
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(separator)?;
        }
        part.write(names, f)?;
    }
    f.write_str(")")
}
