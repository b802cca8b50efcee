//! Literals as values that can be compared: numbers by size, dates by time, texts by code point.

use crate::ontology::{Ends, Scalar};
use oxsdatatypes::{Date, DateTime, Decimal, Double};
use std::cmp::Ordering;
use std::str::FromStr;

/// A literal's value. Keys of one path are of one variant.
#[derive(Debug, Clone, Copy)]
pub enum Key<'a> {
    /// Strings, IRIs, names of enums, texts.
    Text(&'a str),
    /// Integers and decimals.
    Number(Decimal),
    /// Floating-point numbers.
    Float(Double),
    /// Truth values, false first.
    Boolean(bool),
    /// Dates; one without a time zone counts as UTC.
    Date(Date),
    /// Moments; one without a time zone counts as UTC.
    Moment(DateTime),
}

impl<'a> Key<'a> {
    /// The value of a lexical form at the end of a path; `None` if it is not one of the path's type.
    pub fn read(ends: Ends, text: &'a str) -> Option<Self> {
        let scalar = match ends {
            Ends::Values(scalar) => scalar,
            Ends::Texts | Ends::Class(_) => Scalar::String,
        };
        match scalar {
            Scalar::String | Scalar::Iri | Scalar::Enum(_) => Some(Self::Text(text)),
            Scalar::Int | Scalar::BigInt | Scalar::Decimal => Decimal::from_str(text).ok().map(Self::Number),
            Scalar::Float => Double::from_str(text).ok().filter(|number| !number.is_nan()).map(Self::Float),
            Scalar::Boolean => match text {
                "true" | "1" => Some(Self::Boolean(true)),
                "false" | "0" => Some(Self::Boolean(false)),
                _ => None,
            },
            Scalar::Date => in_utc::<Date>(text).map(Self::Date),
            Scalar::DateTime => in_utc::<DateTime>(text).map(Self::Moment),
        }
    }

    /// The order of two keys of one path.
    pub fn compare(&self, other: &Key<'_>) -> Ordering {
        let by = match (self, other) {
            (Self::Text(a), Key::Text(b)) => Some((**a).cmp(*b)),
            (Self::Number(a), Key::Number(b)) => Some(a.cmp(b)),
            (Self::Float(a), Key::Float(b)) => a.partial_cmp(b),
            (Self::Boolean(a), Key::Boolean(b)) => Some(a.cmp(b)),
            (Self::Date(a), Key::Date(b)) => a.partial_cmp(b),
            (Self::Moment(a), Key::Moment(b)) => a.partial_cmp(b),
            _ => None,
        };
        by.unwrap_or(Ordering::Equal)
    }
}

/// A date or moment with a time zone, so that any two can be compared.
fn in_utc<T: FromStr>(text: &str) -> Option<T> {
    let time = text.get(10..).unwrap_or_default();
    let has_zone = time.contains(['Z', '+', '-']);
    if has_zone { T::from_str(text).ok() } else { T::from_str(&format!("{text}Z")).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_by_what_they_mean() {
        let cases = [
            (Scalar::Int, "9", "10", Ordering::Less),
            (Scalar::Decimal, "1.0", "1", Ordering::Equal),
            (Scalar::BigInt, "2600000000", "45000000", Ordering::Greater),
            (Scalar::Float, "1e3", "999", Ordering::Greater),
            (Scalar::Boolean, "0", "true", Ordering::Less),
            (Scalar::Date, "2025-05-30", "2025-05-30Z", Ordering::Equal),
            (Scalar::Date, "2025-05-30", "2024-12-31", Ordering::Greater),
            (Scalar::DateTime, "2025-05-30T10:00:00+02:00", "2025-05-30T09:00:00Z", Ordering::Less),
            (Scalar::DateTime, "2025-05-30T08:00:00", "2025-05-30T10:00:00+02:00", Ordering::Equal),
            (Scalar::String, "10", "9", Ordering::Less),
        ];
        for (scalar, a, b, expected) in cases {
            let key = |text| Key::read(Ends::Values(scalar), text).unwrap();
            assert_eq!(key(a).compare(&key(b)), expected, "{a} and {b}");
        }
        for (scalar, bad) in
            [(Scalar::Int, "x"), (Scalar::Date, "2025-13-01"), (Scalar::Boolean, "yes"), (Scalar::Float, "NaN")]
        {
            assert!(Key::read(Ends::Values(scalar), bad).is_none(), "{bad}");
        }
    }
}
