//! In which order terms come.
//!
//! The order is that of `ORDER BY` (SPARQL 1.1, section 15.1): blank nodes, IRIs, literals; numbers, times and texts by
//! their values. Where it says nothing, all that is certain is that the order is total, as sorting needs.

use crate::sparql::typed::typed;
use crate::triples::{Known, Terms};
use oxigraph::model::{NamedNode, Term};
use oxsdatatypes::{DateTime, DayTimeDuration, Decimal, Double, Duration, TimezoneOffset};
use spareval::ExpressionTerm;
use std::collections::HashMap;

/// What a term is sorted by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Blank(&'a str),
    Iri(&'a str),
    /// The nearest double, as bits in order, and the exact value if it has one.
    Number(i64, Option<Decimal>),
    /// Seconds; a time without a zone counts as UTC.
    Date(Decimal),
    DateTime(Decimal),
    /// Seconds, with months of average length.
    Duration(Decimal),
    /// Text, datatype and language.
    Text(&'a str, &'a str, &'a str),
    Other(String),
}

/// For each number of a term its place among all of them; terms that are equal in order share a place.
pub(super) fn ranks(terms: &Terms, mut numbers: Vec<u32>) -> Vec<u32> {
    let mut distinct = numbers.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let mut keyed: Vec<_> = distinct.into_iter().map(|number| (key(terms, number), number)).collect();
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

fn key(terms: &Terms, number: u32) -> Key<'_> {
    match terms.read(number) {
        Some(Known::Blank(label)) => Key::Blank(label),
        Some(Known::Iri(iri)) => Key::Iri(iri),
        Some(Known::String(text)) => Key::Text(text, oxigraph::model::vocab::xsd::STRING.as_str(), ""),
        Some(Known::Language(text, language)) => {
            Key::Text(text, oxigraph::model::vocab::rdf::LANG_STRING.as_str(), language)
        }
        Some(Known::Typed(text, datatype)) => of_typed(text, datatype),
        Some(Known::Whole(Term::Literal(literal))) => {
            Key::Text(literal.value(), literal.datatype().as_str(), literal.language().unwrap_or_default())
        }
        Some(Known::Whole(term)) => Key::Other(term.to_string()),
        None => Key::Other(String::new()),
    }
}

fn of_typed<'a>(text: &'a str, datatype: &'a NamedNode) -> Key<'a> {
    let exact = |value: Decimal| Some(number(value.into(), Some(value)));
    let key = match typed(text, datatype) {
        ExpressionTerm::IntegerLiteral(value) => Some(number(value.into(), Some(value.into()))),
        ExpressionTerm::DecimalLiteral(value) => exact(value),
        ExpressionTerm::FloatLiteral(value) => Some(number(value.into(), None)),
        ExpressionTerm::DoubleLiteral(value) => Some(number(value, None)),
        ExpressionTerm::DateTimeLiteral(value) => seconds(value).map(Key::DateTime),
        ExpressionTerm::DateLiteral(value) => DateTime::try_from(value).ok().and_then(seconds).map(Key::Date),
        ExpressionTerm::DurationLiteral(value) => length(value),
        ExpressionTerm::YearMonthDurationLiteral(value) => length(value.into()),
        ExpressionTerm::DayTimeDurationLiteral(value) => length(value.into()),
        _ => None,
    };
    key.unwrap_or(Key::Text(text, datatype.as_str(), ""))
}

fn number<'a>(value: Double, exact: Option<Decimal>) -> Key<'a> {
    // Zero has one sign, and the bits of negative numbers are turned round.
    let bits = (f64::from(value) + 0.0).to_bits() as i64;
    let ordered = bits ^ (((bits >> 63) as u64) >> 1) as i64;
    Key::Number(ordered, exact.or_else(|| Decimal::try_from(value).ok()))
}

fn seconds(time: DateTime) -> Option<Decimal> {
    // Some time in UTC; it does not matter which.
    let zero = DateTime::from_be_bytes([0; 18]);
    Some(time.adjust(Some(TimezoneOffset::UTC))?.checked_sub(zero)?.as_seconds())
}

fn length<'a>(duration: Duration) -> Option<Key<'a>> {
    const SECONDS_OF_MONTH: i64 = 2_629_746;
    let months = duration.years().checked_mul(12)?.checked_add(duration.months())?;
    let rest = DayTimeDuration::try_from(duration.checked_sub(oxsdatatypes::YearMonthDuration::new(months))?).ok()?;
    rest.as_seconds().checked_add(Decimal::from(months.checked_mul(SECONDS_OF_MONTH)?)).map(Key::Duration)
}
