//! The order of terms.
//!
//! The order is that of `ORDER BY` (SPARQL 1.1, section 15.1): blank nodes, IRIs, literals; numbers, times and lengths of
//! time by their values as [`values`](plenary_values) reads them, before all other literals by their texts. It is total, as
//! sorting needs, which Oxigraph's own is not: among `9`, `10` and `"5x"^^xsd:integer` it is not transitive. So what is
//! sorted row by row, and the least and the greatest of a group, go by these keys too: a literal's key is also
//! [written](sortable) as a text whose code points have the order.

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, Term};
use plenary_base::vocab::xsd::NAMESPACE;
use plenary_graph::triples::{Known, Terms};
use plenary_values::{Datatype, Number, Value};
use std::collections::HashMap;
use std::fmt::Write as _;

/// What a term is sorted by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'a> {
    Blank(&'a str),
    Iri(&'a str),
    /// A value, written so that code points have its order.
    Value(String),
    /// Text, datatype and language.
    Text(&'a str, &'a str, &'a str),
    Other(String),
}

impl<'a> Key<'a> {
    pub(super) fn of(term: &'a Term) -> Self {
        match term {
            Term::BlankNode(node) => Self::Blank(node.as_str()),
            Term::NamedNode(iri) => Self::Iri(iri.as_str()),
            Term::Literal(literal) => Self::of_literal(literal),
            Term::Triple(_) => Self::Other(term.to_string()),
        }
    }

    fn of_literal(literal: &'a Literal) -> Self {
        match literal.language() {
            Some(language) => Self::Text(literal.value(), literal.datatype().as_str(), language),
            None => Self::of_typed(literal.value(), literal.datatype().as_str()),
        }
    }

    fn of_number(terms: &'a Terms, number: u32) -> Self {
        terms.read(number).map_or_else(|| Self::Other(String::new()), Self::of_known)
    }

    /// The key of a term of the data.
    pub(super) fn of_known(known: Known<'a>) -> Self {
        match known {
            Known::Blank(label) => Self::Blank(label),
            Known::Iri(iri) => Self::Iri(iri),
            Known::String(text) => Self::Text(text, xsd::STRING.as_str(), ""),
            Known::Language(text, language) => Self::Text(text, rdf::LANG_STRING.as_str(), language),
            Known::Typed(text, datatype) => Self::of_typed(text, datatype.as_str()),
            Known::Whole(term) => Self::of(term),
        }
    }

    fn of_typed(text: &'a str, datatype: &'a str) -> Self {
        value(text, datatype).map_or(Self::Text(text, datatype, ""), Self::Value)
    }
}

/// For each number of a term its place among all of them; terms that are equal in order share a place.
pub(super) fn ranks(terms: &Terms, mut numbers: Vec<u32>) -> Vec<u32> {
    let mut distinct = numbers.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let mut keyed: Vec<_> = distinct.into_iter().map(|number| (Key::of_number(terms, number), number)).collect();
    keyed.sort_unstable();
    let mut ranks = HashMap::with_capacity(keyed.len());
    for (rank, same) in (0..).zip(keyed.chunk_by(|a, b| a.0 == b.0)) {
        ranks.extend(same.iter().map(|(_, number)| (*number, rank)));
    }
    for number in &mut numbers {
        *number = ranks.get(number).copied().unwrap_or_default();
    }
    numbers
}

/// A term that Oxigraph's evaluator sorts as this module sorts the one that is given: a literal becomes a text.
pub(super) fn sortable(term: &Term) -> Term {
    let Term::Literal(literal) = term else { return term.clone() };
    let text = match Key::of_literal(literal) {
        Key::Value(value) => value,
        // After all values, which begin with a digit.
        Key::Text(text, datatype, language) => format!("t{text}\0{datatype}\0{language}"),
        Key::Blank(_) | Key::Iri(_) | Key::Other(_) => return term.clone(),
    };
    Literal::new_simple_literal(text).into()
}

/// The kind of a value and what it is compared by; none for what is sorted as a text, truth values among them.
fn value(text: &str, datatype: &str) -> Option<String> {
    let datatype = Datatype::named(datatype.strip_prefix(NAMESPACE)?);
    let kind = match datatype {
        Datatype::Integer | Datatype::Decimal | Datatype::Double => '1',
        Datatype::Date => '2',
        Datatype::DateTime => '3',
        Datatype::Time => '4',
        Datatype::Year => '5',
        Datatype::YearMonth => '6',
        Datatype::Duration => '7',
        Datatype::Text | Datatype::Boolean => return None,
    };
    let mut key = String::from(kind);
    match Value::read(datatype, text) {
        Value::Number(number) => add_number(&mut key, text.parse().ok()?, Some(number)),
        Value::Float(float) => {
            let (float, written) = (f64::from(float), f64::from(float).to_string());
            add_number(&mut key, float, Number::read(&written));
        }
        Value::Instant(seconds) => add_bytes(&mut key, seconds.to_be_bytes()),
        Value::Length(length) => {
            add_bytes(&mut key, length.seconds().to_be_bytes());
            add_bytes(&mut key, i128::from(length.months()).to_be_bytes());
        }
        Value::Text(_) | Value::Boolean(_) | Value::Written(_) => return None,
    }
    Some(key)
}

/// Adds the nearest double, and after it all digits, so that doubles and numbers of any length have one order.
fn add_number(key: &mut String, nearest: f64, exact: Option<Number<'_>>) {
    // Zero has one sign, and the bits of negative numbers are turned round.
    let bits = (nearest + 0.0).to_bits();
    let ordered = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
    // Writing to a string cannot fail.
    let _ = write!(key, "{ordered:016x}");
    match exact {
        Some(number) if number.is_negative() => {
            let _ = write!(key, "0{:016x}", !(number.whole().len() as u64));
            let digits = number.whole().bytes().chain(number.fraction().bytes());
            key.extend(digits.map(|digit| char::from(b'9' - (digit - b'0'))));
            key.push('~');
        }
        Some(number) => {
            let _ = write!(key, "1{:016x}{}{}", number.whole().len(), number.whole(), number.fraction());
        }
        // Infinity is more than any number of which it is the nearest double, and minus infinity less.
        None if nearest > 0.0 => key.push('~'),
        None => {}
    }
}

/// Adds a signed number by its bytes.
fn add_bytes(key: &mut String, bytes: [u8; 16]) {
    let _ = write!(key, "{:032x}", u128::from_be_bytes(bytes) ^ 1 << 127);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    fn literal(datatype: &str, text: &str) -> Term {
        let datatype = oxigraph::model::NamedNode::new_unchecked(format!("{NAMESPACE}{datatype}"));
        Literal::new_typed_literal(text, datatype).into()
    }

    /// The order of both forms of a key, which must be one.
    fn order(a: &Term, b: &Term) -> Ordering {
        let order = Key::of(a).cmp(&Key::of(b));
        let [Term::Literal(left), Term::Literal(right)] = [a, b].map(sortable) else { panic!() };
        assert_eq!(left.value().cmp(right.value()), order, "{a} and {b} as texts");
        order
    }

    /// Each list is in order, but for what is joined by `=`.
    #[test]
    fn fault_05_literals_are_sorted_as_the_one_comparison_of_values_says() {
        let lists: [(&str, &[&str]); 9] = [
            (
                "integer",
                &[
                    "-123456789012345678901234567891",
                    "-123456789012345678901234567890",
                    "-99999999999999999999",
                    "-9",
                    "-0=0=+00",
                    "9",
                    "10",
                    "9223372036854775807",
                    "9223372036854775808",
                    "99999999999999999999",
                    "123456789012345678901234567890",
                    "123456789012345678901234567891",
                    "5x",
                    "many",
                ],
            ),
            (
                "decimal",
                &[
                    "-123456789012345678901234567890.51",
                    "-123456789012345678901234567890.5",
                    "-0.1000000000000000000000000000001",
                    "-0.1=-.10",
                    "0",
                    "0.1=.1=0.10",
                    "0.1000000000000000000000000000001",
                    "0.10000000000000000000000000000011",
                    "1.=1=1.0",
                    "dear",
                ],
            ),
            ("double", &["-INF", "-1e308", "-1.5", "-0=0=0e0", "1e-300", "0.1=1e-1", "1e308", "INF", "NaN", "heavy"]),
            (
                "date",
                &["-0044-03-15", "-0043-01-01", "2025-01-01+14:00", "2025-01-01=2025-01-01Z", "12025-01-01", "soon"],
            ),
            (
                "dateTime",
                &[
                    "2025-01-01T00:00:00+14:00",
                    "2025-01-01T00:00:00=2025-01-01T01:00:00+01:00",
                    "2025-01-01T00:00:00.5Z",
                    "12025-01-01T00:00:00Z",
                    "soon",
                ],
            ),
            ("time", &["00:30:00+01:00", "11:00:00=13:00:00+02:00", "23:59:59.5Z", "noon"]),
            ("gYear", &["-0044", "0044", "2025=2025Z", "12025", "late"]),
            ("gYearMonth", &["2025-01", "2025-01-05:00", "2025-12", "2026-01", "May"]),
            ("duration", &["-P1D", "PT0S", "PT36H=P1DT12H", "P30D", "P1M", "P32D", "P1Y=P12M", "1 day"]),
        ];
        for (datatype, list) in lists {
            let places =
                list.iter().enumerate().flat_map(|(place, same)| same.split('=').map(move |text| (place, text)));
            let terms: Vec<_> = places.map(|(place, text)| (place, text, literal(datatype, text))).collect();
            for (place, text, term) in &terms {
                for (other_place, other_text, other) in &terms {
                    assert_eq!(order(term, other), place.cmp(other_place), "{text} and {other_text} of {datatype}");
                    let datatype = Datatype::named(datatype);
                    let values = Value::read(datatype, text).compare(&Value::read(datatype, other_text));
                    assert_eq!(values, place.cmp(other_place), "values {text} and {other_text} of {datatype:?}");
                }
            }
        }
    }

    #[test]
    fn numbers_of_all_types_have_one_order() {
        let list = [
            literal("double", "-INF"),
            literal("integer", &format!("-1{}", "0".repeat(400))),
            literal("double", "-1e308"),
            literal("decimal", &format!("-0.{}1", "0".repeat(400))),
            literal("byte", "0"),
            literal("decimal", &format!("0.{}1", "0".repeat(400))),
            literal("float", "0.1"),
            literal("decimal", "0.10000000000000000000001"),
            literal("long", "9007199254740993"),
            literal("integer", &format!("1{}", "0".repeat(400))),
            literal("float", "INF"),
            literal("date", "0001-01-01"),
            literal("dateTime", "0001-01-01T00:00:00"),
            literal("boolean", "false"),
            literal("boolean", "true"),
        ];
        for (place, term) in list.iter().enumerate() {
            for (other_place, other) in list.iter().enumerate() {
                assert_eq!(order(term, other), place.cmp(&other_place), "{term} and {other}");
            }
        }
        assert!(order(&literal("double", "1e1"), &literal("decimal", "10.0")).is_eq());
    }
}
