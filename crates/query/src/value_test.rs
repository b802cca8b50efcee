//! Tests of one value: all that an operator of `where` asks of it is decided here, once for all ways to answer a condition.
//!
//! [`Test::passes`] is the meaning. [`Test::lookup`] says where in a sorted index the values are that pass, and a way that
//! looks at values asks `passes`, so that a test without a range of its own is slow, and never wrong. What a test is in SPARQL is said
//! in `plenary_remote`.

// A new test must be answered here: no arm may take what it does not name.
#![warn(clippy::wildcard_enum_match_arm)]

use plenary_values::{Datatype, Value, fold};
use std::cmp::Ordering;
use std::fmt::{self, Display, Formatter};
use std::ops::Bound;

/// A test of a value. Values are lexical forms of the path's datatype.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Any value will do.
    Exists,
    /// It is equal to one of these.
    In(Vec<String>),
    /// It is less than this, or greater.
    Compared(Inequality, String),
    /// Its text stands in a relation to another; see [`Test::text`].
    Text(TextRelation, Case, String),
}

/// How a value is to stand to another in the order of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inequality {
    /// It is less.
    Less,
    /// It is less or equal.
    LessOrEqual,
    /// It is greater.
    Greater,
    /// It is greater or equal.
    GreaterOrEqual,
}

/// How a text is to stand to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRelation {
    /// They are the same.
    Equal,
    /// The other is in it.
    Contains,
    /// It starts with the other.
    StartsWith,
}

/// Whether upper and lower case are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// They are.
    Kept,
    /// They are not: both texts are folded ([`fold`]) before they are compared. The other of a [`Test`] is so already.
    Folded,
}

/// Folding a text takes about as long as this number of look-ups.
const FOLD_COST: usize = 8;

/// Where the values that pass a test are in an index that is sorted by value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Lookup<'t> {
    /// Everywhere.
    All,
    /// Where those are that are equal to one of these.
    Equal(&'t [String]),
    /// Between two bounds.
    Between(Bound<&'t str>, Bound<&'t str>),
    /// Where texts start with this.
    Prefix(&'t str),
    /// Anywhere: each value is tested, which takes as long as this number of look-ups.
    Tested(usize),
}

impl Inequality {
    /// Whether values pass that compare so with the other.
    pub fn allows(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl TextRelation {
    /// Whether a text stands so to another, letter by letter.
    pub fn holds(self, text: &str, other: &str) -> bool {
        match self {
            Self::Equal => text == other,
            Self::Contains => text.contains(other),
            Self::StartsWith => text.starts_with(other),
        }
    }
}

impl Test {
    /// The test of a text against another.
    pub fn text(relation: TextRelation, case: Case, other: String) -> Self {
        match case {
            Case::Kept => Self::Text(relation, case, other),
            Case::Folded => Self::Text(relation, case, fold(&other)),
        }
    }

    /// Whether a value of a datatype passes.
    pub fn passes(&self, datatype: Datatype, value: &str) -> bool {
        let compare = |other: &str| Some(Value::held(datatype, value)?.compare(&Value::held(datatype, other)?));
        match self {
            Self::Exists => true,
            Self::In(others) => others.iter().any(|other| compare(other).is_some_and(Ordering::is_eq)),
            Self::Compared(inequality, other) => compare(other).is_some_and(|order| inequality.allows(order)),
            Self::Text(relation, Case::Kept, other) => relation.holds(value, other),
            Self::Text(relation, Case::Folded, other) => relation.holds(&fold(value), other),
        }
    }

    /// Where the values are that pass.
    pub(super) fn lookup(&self) -> Lookup<'_> {
        match self {
            Self::Exists => Lookup::All,
            Self::In(values) => Lookup::Equal(values),
            Self::Compared(inequality, other) => match inequality {
                Inequality::Less => Lookup::Between(Bound::Unbounded, Bound::Excluded(other)),
                Inequality::LessOrEqual => Lookup::Between(Bound::Unbounded, Bound::Included(other)),
                Inequality::Greater => Lookup::Between(Bound::Excluded(other), Bound::Unbounded),
                Inequality::GreaterOrEqual => Lookup::Between(Bound::Included(other), Bound::Unbounded),
            },
            Self::Text(TextRelation::StartsWith, Case::Kept, prefix) => Lookup::Prefix(prefix),
            Self::Text(_, Case::Kept, _) => Lookup::Tested(1),
            Self::Text(_, Case::Folded, _) => Lookup::Tested(1 + FOLD_COST),
        }
    }

    /// The bytes of the texts that it holds, and their number.
    pub(super) fn size(&self) -> (usize, usize) {
        match self {
            Self::Exists => (0, 0),
            Self::In(values) => (values.iter().map(String::len).sum(), values.len()),
            Self::Compared(_, other) | Self::Text(_, _, other) => (other.len(), 1),
        }
    }
}

impl Lookup<'_> {
    /// The work of testing a value; none if all values there pass.
    pub(super) fn work(&self) -> Option<usize> {
        match self {
            Self::Tested(work) => Some(*work),
            Self::All | Self::Equal(_) | Self::Between(..) | Self::Prefix(_) => None,
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists => f.write_str("exists"),
            Self::In(values) => write!(f, "in {values:?}"),
            Self::Compared(inequality, value) => write!(f, "{} {value:?}", inequality.symbol()),
            Self::Text(relation, case, text) => {
                let (relation, after) = match relation {
                    TextRelation::Equal => ("is", ""),
                    TextRelation::Contains => ("contains", ""),
                    TextRelation::StartsWith => ("starts", " with"),
                };
                let case = if *case == Case::Folded { " in any case" } else { "" };
                write!(f, "{relation}{case}{after} {text:?}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an index leaves out must not pass, and what it finds without a test must.
    #[test]
    fn lookups_say_what_tests_say() {
        let values = ["-1", "0", "1", "1.0", "2", "3", "10", "a", ""];
        let mut tests = vec![Test::Exists, Test::In(vec![]), Test::In(vec!["1".into(), "10".into()])];
        for other in values.map(str::to_owned) {
            let all = [Inequality::Less, Inequality::LessOrEqual, Inequality::Greater, Inequality::GreaterOrEqual];
            tests.extend(all.map(|inequality| Test::Compared(inequality, other.clone())));
            tests.push(Test::text(TextRelation::StartsWith, Case::Kept, other));
        }
        for (test, datatype) in tests.iter().flat_map(|test| [(test, Datatype::Decimal), (test, Datatype::Text)]) {
            let lookup = test.lookup();
            assert_eq!(lookup.work(), None, "{test}");
            for value in values {
                let read = |text: &str| Value::held(datatype, text).map(|_| ());
                let compare = |other: &str| Some(Value::held(datatype, value)?.compare(&Value::held(datatype, other)?));
                let is_within = |bound: Bound<&str>, beyond: Ordering| match bound {
                    Bound::Unbounded => read(value).is_some(),
                    Bound::Included(other) => compare(other).is_some_and(|order| order != beyond),
                    Bound::Excluded(other) => compare(other).is_some_and(|order| order == beyond.reverse()),
                };
                let is_there = match lookup {
                    Lookup::All => true,
                    Lookup::Equal(others) => others.iter().any(|other| compare(other) == Some(Ordering::Equal)),
                    Lookup::Between(low, high) => is_within(low, Ordering::Less) && is_within(high, Ordering::Greater),
                    Lookup::Prefix(prefix) => value.starts_with(prefix),
                    Lookup::Tested(_) => false,
                };
                assert_eq!(test.passes(datatype, value), is_there, "{value:?} {test} as {datatype:?}");
            }
        }
    }

    #[test]
    fn case_is_folded_on_both_sides() {
        let test = Test::text(TextRelation::Contains, Case::Folded, "STRASSE".into());
        assert!(test.passes(Datatype::Text, "Die Strasse"));
        assert_eq!(test.to_string(), "contains in any case \"strasse\"");
        assert!(!Test::text(TextRelation::Contains, Case::Kept, "STRASSE".into()).passes(Datatype::Text, "Strasse"));
    }
}
