//! Conditions that a resource in a list must meet: values, links, types, and their combinations.
//!
//! A condition is data. How it is answered (by sets, from the most selective part outward) is the reader's.

use super::named::{Named, SchemaNames};
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, PathId};
use plenary_search::Query;
use plenary_values::fold;
use std::fmt::{self, Display, Formatter};

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

/// A test of a value. Values are lexical forms of the path's datatype.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Any value will do.
    Exists,
    /// It is equal to one of these.
    In(Vec<String>),
    /// It is less than this, or equal if the second is true.
    Less(String, bool),
    /// It is greater than this, or equal if the second is true.
    Greater(String, bool),
    /// Its text has this in it.
    Contains(String),
    /// Its text starts with this.
    StartsWith(String),
    /// Its text, in which case does not matter, passes a test.
    Folded(FoldedTest, String),
    /// It is a text that full text finds. The words may stand in several of a resource's texts.
    Search(Query),
}

/// A test of a text and another in which case does not matter. Both are folded before they are compared
/// ([`fold`](plenary_values::fold)); the other is so already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldedTest {
    /// They are the same.
    Equal,
    /// The other is in it.
    Contains,
    /// It starts with the other.
    StartsWith,
}

impl FoldedTest {
    /// Whether a text passes.
    pub fn passes(self, text: &str, folded: &str) -> bool {
        let text = fold(text);
        match self {
            Self::Equal => text == folded,
            Self::Contains => text.contains(folded),
            Self::StartsWith => text.starts_with(folded),
        }
    }
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
                names.path(*path).fmt(f)?;
                if let Some(languages) = languages {
                    write!(f, "@{}", languages.join("|"))?;
                }
                write!(f, " {test}")
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

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists => f.write_str("exists"),
            Self::In(values) => write!(f, "in {values:?}"),
            Self::Less(value, or_equal) => write!(f, "{} {value:?}", if *or_equal { "<=" } else { "<" }),
            Self::Greater(value, or_equal) => write!(f, "{} {value:?}", if *or_equal { ">=" } else { ">" }),
            Self::Contains(text) => write!(f, "contains {text:?}"),
            Self::StartsWith(text) => write!(f, "starts with {text:?}"),
            Self::Folded(FoldedTest::Equal, text) => write!(f, "is in any case {text:?}"),
            Self::Folded(FoldedTest::Contains, text) => write!(f, "contains in any case {text:?}"),
            Self::Folded(FoldedTest::StartsWith, text) => write!(f, "starts in any case with {text:?}"),
            Self::Search(query) => write!(f, "found by {query}"),
        }
    }
}
