//! The rules for data types: one place that says how the values of XML Schema are read, compared, cut and folded.
//!
//! GraphQL, pages, the snapshot's indexes and the queries that are sent to an endpoint all ask here, so a value is the
//! same everywhere. A literal is never lost: what cannot be read as a value of its type (NaN, which equals nothing, or
//! `"x"^^xsd:integer`) is [`Value::Written`], kept by its writing. It exists, it is no answer to a comparison, and it comes
//! after all values in an order. Numbers have no size limit: they are compared digit by digit. The rules stand in
//! `docs/data-types.md`.
//!
//! # Example
//!
//! ```
//! use plenary_values::{Datatype, Value};
//! use std::cmp::Ordering;
//!
//! let read = |text| Value::read(Datatype::named("integer"), text);
//! assert_eq!(read("007").compare(&read("7")), Ordering::Equal);
//! assert_eq!(read("99999999999999999999").compare(&read("100000000000000000000")), Ordering::Less);
//! ```
//!
//! # Where it stops
//!
//! Languages of texts and their collation belong to the query engine, IRIs of data types to the ontology. Nothing is computed: no sums,
//! no differences of dates.

mod bucket;
mod case;
mod length;
mod moment;
mod number;

pub use bucket::Bucket;
pub use case::fold;
pub use length::{Length, SECONDS_OF_MONTH};
pub use moment::{Frame, as_moment, is_zoned};
pub use number::Number;

use oxsdatatypes::{Date, DateTime, Decimal, Double, GYear, GYearMonth, Time};
use std::cmp::Ordering;
use std::str::FromStr;

/// A kind of values: all of one kind can be compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Datatype {
    /// Strings, IRIs, names of enums, texts in languages.
    Text,
    /// `xsd:integer` and what is derived from it.
    Integer,
    /// `xsd:decimal`.
    Decimal,
    /// `xsd:double` and `xsd:float`.
    Double,
    /// `xsd:boolean`.
    Boolean,
    /// `xsd:date`.
    Date,
    /// `xsd:dateTime` and `xsd:dateTimeStamp`.
    DateTime,
    /// `xsd:time`.
    Time,
    /// `xsd:gYear`.
    Year,
    /// `xsd:gYearMonth`.
    YearMonth,
    /// `xsd:duration`, `xsd:dayTimeDuration` and `xsd:yearMonthDuration`.
    Duration,
}

impl Datatype {
    /// The kind of a datatype of XML Schema, by its name there (`nonNegativeInteger`): text for all without a kind of their own.
    pub fn named(name: &str) -> Self {
        match name {
            "integer" | "long" | "int" | "short" | "byte" | "nonNegativeInteger" | "positiveInteger"
            | "nonPositiveInteger" | "negativeInteger" | "unsignedLong" | "unsignedInt" | "unsignedShort"
            | "unsignedByte" => Self::Integer,
            "decimal" => Self::Decimal,
            "double" | "float" => Self::Double,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "dateTime" | "dateTimeStamp" => Self::DateTime,
            "time" => Self::Time,
            "gYear" => Self::Year,
            "gYearMonth" => Self::YearMonth,
            "duration" | "dayTimeDuration" | "yearMonthDuration" => Self::Duration,
            _ => Self::Text,
        }
    }
}

/// What a lexical form says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// A text, compared by code points.
    Text(&'a str),
    /// An integer or a decimal number of any size.
    Number(Number<'a>),
    /// A floating-point number, the infinities among them.
    Float(Double),
    /// A truth value, false first.
    Boolean(bool),
    /// Seconds on the time line: the start of a day, a month or a year, or a moment. Without a time zone it counts as UTC.
    Instant(Decimal),
    /// A length of time.
    Length(Length),
    /// What is no value of the type, by its writing.
    Written(&'a str),
}

impl<'a> Value<'a> {
    /// What a lexical form says as a value of a type.
    pub fn read(datatype: Datatype, text: &'a str) -> Self {
        let value = match datatype {
            Datatype::Text => Some(Self::Text(text)),
            Datatype::Integer | Datatype::Decimal => Number::read(text).map(Self::Number),
            Datatype::Double => double(text).map(Self::Float),
            Datatype::Boolean => match text {
                "true" | "1" => Some(Self::Boolean(true)),
                "false" | "0" => Some(Self::Boolean(false)),
                _ => None,
            },
            Datatype::Date => instant(text, Date::to_be_bytes),
            Datatype::DateTime => instant(text, DateTime::to_be_bytes),
            Datatype::Time => instant(text, Time::to_be_bytes),
            Datatype::Year => instant(text, GYear::to_be_bytes),
            Datatype::YearMonth => instant(text, GYearMonth::to_be_bytes),
            Datatype::Duration => Length::read(text).map(Self::Length),
        };
        value.unwrap_or(Self::Written(text))
    }

    /// The value of a lexical form, if it is one of the type.
    #[inline]
    pub fn held(datatype: Datatype, text: &'a str) -> Option<Self> {
        Some(Self::read(datatype, text)).filter(Self::is_held)
    }

    /// Whether it can be compared as a value of its type.
    #[inline]
    pub fn is_held(&self) -> bool {
        !matches!(self, Self::Written(_))
    }

    /// The order of two values of one type. It is total: what is only written comes last, in the order of its writing.
    #[inline]
    pub fn compare(&self, other: &Value<'_>) -> Ordering {
        match (self, other) {
            (Self::Text(a), Value::Text(b)) | (Self::Written(a), Value::Written(b)) => (**a).cmp(*b),
            (Self::Number(a), Value::Number(b)) => a.compare(b),
            // NaN is not read as a value, so any two can be compared.
            (Self::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            (Self::Boolean(a), Value::Boolean(b)) => a.cmp(b),
            (Self::Instant(a), Value::Instant(b)) => a.cmp(b),
            (Self::Length(a), Value::Length(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }

    /// The place of its kind among all kinds.
    fn rank(&self) -> u8 {
        match self {
            Self::Text(_) => 0,
            Self::Number(_) => 1,
            Self::Float(_) => 2,
            Self::Boolean(_) => 3,
            Self::Instant(_) => 4,
            Self::Length(_) => 5,
            Self::Written(_) => 6,
        }
    }
}

/// A number in the lexical form of `xsd:double`: Rust takes other words for the infinities besides. NaN equals nothing.
fn double(text: &str) -> Option<Double> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let text = if is_number {
        text
    } else {
        [("INF", "inf"), ("+INF", "inf"), ("-INF", "-inf")].iter().find(|known| known.0 == text)?.1
    };
    Double::from_str(text).ok()
}

/// Seconds on the time line, which are the first bytes of what a type of time is written as. A zone follows in them, and
/// where there is none the seconds are those of UTC.
fn instant<'a, T: FromStr>(text: &str, bytes: impl Fn(T) -> [u8; 18]) -> Option<Value<'a>> {
    let bytes = bytes(T::from_str(text).ok()?);
    let (seconds, _) = bytes.split_first_chunk::<16>()?;
    Some(Value::Instant(Decimal::from_be_bytes(*seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_by_what_they_mean() {
        let long = "123456789012345678901234567890";
        let cases = [
            (Datatype::Integer, "9", "10", Ordering::Less),
            (Datatype::Integer, long, "9", Ordering::Greater),
            (Datatype::Integer, "-123456789012345678901234567890", "-9", Ordering::Less),
            (Datatype::Integer, "+0000000000000000000000000000000000000007", "7", Ordering::Equal),
            (Datatype::Integer, "-0", "0", Ordering::Equal),
            (Datatype::Integer, "x", long, Ordering::Greater),
            (Datatype::Integer, "x", "y", Ordering::Less),
            (Datatype::Decimal, "1.0", "1", Ordering::Equal),
            (Datatype::Decimal, "0.1000000000000000000000000000001", "0.1", Ordering::Greater),
            (Datatype::Decimal, "-.5", "-0.50", Ordering::Equal),
            (Datatype::Decimal, "1.", "1", Ordering::Equal),
            (Datatype::Double, "1e3", "999", Ordering::Greater),
            (Datatype::Double, "INF", "1e308", Ordering::Greater),
            (Datatype::Double, "-INF", "-1e308", Ordering::Less),
            (Datatype::Double, "NaN", "INF", Ordering::Greater),
            (Datatype::Double, "-0", "0", Ordering::Equal),
            (Datatype::Boolean, "0", "true", Ordering::Less),
            (Datatype::Date, "2025-05-30", "2025-05-30Z", Ordering::Equal),
            (Datatype::Date, "2025-05-30", "2024-12-31", Ordering::Greater),
            (Datatype::Date, "12025-01-01", "2025-01-01", Ordering::Greater),
            (Datatype::Date, "-0044-03-15", "0001-01-01", Ordering::Less),
            (Datatype::Date, "-0044-03-15", "-0043-01-01", Ordering::Less),
            (Datatype::Date, "2025-05-30+14:00", "2025-05-30", Ordering::Less),
            (Datatype::DateTime, "2025-05-30T10:00:00+02:00", "2025-05-30T09:00:00Z", Ordering::Less),
            (Datatype::DateTime, "2025-05-30T08:00:00", "2025-05-30T10:00:00+02:00", Ordering::Equal),
            (Datatype::Time, "08:00:00", "10:00:00+02:00", Ordering::Equal),
            (Datatype::Time, "09:00:00", "10:00:00.5", Ordering::Less),
            (Datatype::Year, "2020", "12020", Ordering::Less),
            (Datatype::Year, "-0044", "0044", Ordering::Less),
            (Datatype::Year, "2020", "2020Z", Ordering::Equal),
            (Datatype::YearMonth, "2020-12", "2021-01", Ordering::Less),
            (Datatype::Duration, "P1Y", "P12M", Ordering::Equal),
            (Datatype::Duration, "PT36H", "P1DT12H", Ordering::Equal),
            (Datatype::Duration, "P1M", "P27D", Ordering::Greater),
            (Datatype::Duration, "P1M", "P32D", Ordering::Less),
            (Datatype::Duration, "-P1D", "PT0S", Ordering::Less),
            (Datatype::Text, "10", "9", Ordering::Less),
        ];
        for (datatype, a, b, expected) in cases {
            let (left, right) = (Value::read(datatype, a), Value::read(datatype, b));
            assert_eq!(left.compare(&right), expected, "{a} and {b}");
            assert_eq!(right.compare(&left), expected.reverse(), "{b} and {a}");
        }
    }

    #[test]
    fn fault_05_what_is_no_value_is_kept_by_its_writing() {
        let cases = [
            (Datatype::Integer, "x"),
            (Datatype::Integer, ""),
            (Datatype::Integer, "."),
            (Datatype::Date, "2025-13-01"),
            (Datatype::Date, "soon"),
            (Datatype::Boolean, "yes"),
            (Datatype::Double, "NaN"),
            (Datatype::Double, "infinity"),
            (Datatype::Double, "nan"),
            (Datatype::Time, "25:00:00"),
            (Datatype::Year, "20"),
            (Datatype::Duration, "1 day"),
        ];
        for (datatype, text) in cases {
            assert_eq!(Value::read(datatype, text), Value::Written(text), "{text}");
        }
        assert!(Value::read(Datatype::Integer, "123456789012345678901234567890").is_held());
        assert!(Value::read(Datatype::Double, "INF").is_held());
    }
}
