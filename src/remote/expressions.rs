//! Expressions of SPARQL: tests of values and languages, and what joins them.

use super::group::{Group, constant};
use crate::ontology::{Ends, Scalar};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNodeRef, Variable};
use oxsdatatypes::{DateTime, TimezoneOffset};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function};

/// Whether values are compared by what they say.
pub(super) fn is_text(ends: Ends) -> bool {
    !matches!(
        ends,
        Ends::Values(Scalar::Int | Scalar::BigInt | Scalar::Decimal | Scalar::Float | Scalar::Boolean)
            | Ends::Values(Scalar::Date | Scalar::DateTime)
    )
}

/// The literals that a value is compared with, one of which decides; none if it is not of the path's type.
///
/// A date without a time zone counts as UTC here, but cannot be compared in SPARQL with one that has a zone. So there are
/// two literals for a date: whatever the data have, one of them can be compared, and both never disagree.
pub(super) fn constants(ends: Ends, text: &str) -> Vec<Expression> {
    if crate::snapshot::Key::read(ends, text).is_none() {
        return Vec::new();
    }
    let typed = |text: &str, datatype: NamedNodeRef<'_>| Expression::from(Literal::new_typed_literal(text, datatype));
    let in_and_out_of_zone = |datatype| {
        let zoned = text.get(10..).is_some_and(|time| time.contains(['Z', '+', '-']));
        let in_utc = if zoned && datatype == xsd::DATE_TIME { to_utc(text) } else { None };
        match in_utc.as_deref().unwrap_or(text).strip_suffix('Z') {
            Some(naive) => vec![typed(naive, datatype), typed(text, datatype)],
            None if zoned => vec![typed(text, datatype)],
            None => vec![typed(text, datatype), typed(&format!("{text}Z"), datatype)],
        }
    };
    match ends {
        Ends::Values(Scalar::Int | Scalar::BigInt | Scalar::Decimal) => vec![typed(text, xsd::DECIMAL)],
        Ends::Values(Scalar::Float) => vec![typed(text, xsd::DOUBLE)],
        Ends::Values(Scalar::Boolean) => vec![typed(text, xsd::BOOLEAN)],
        Ends::Values(Scalar::Date) => in_and_out_of_zone(xsd::DATE),
        Ends::Values(Scalar::DateTime) => in_and_out_of_zone(xsd::DATE_TIME),
        Ends::Values(Scalar::String | Scalar::Iri | Scalar::Enum(_)) | Ends::Texts | Ends::Class(_) => {
            vec![string(text)]
        }
    }
}

/// A moment with a time zone as one of UTC.
fn to_utc(text: &str) -> Option<String> {
    text.parse::<DateTime>().ok()?.adjust(Some(TimezoneOffset::UTC)).map(|moment| moment.to_string())
}

/// Whether a text is in one of some languages, by the rules of [`is_in`](crate::snapshot::is_in): the same tag, a narrower
/// or a wider one, or any for `*`.
pub(super) fn in_languages(text: &Variable, ranges: &[String]) -> Expression {
    let tag = || call(Function::LCase, [call(Function::Lang, [text.clone().into()])]);
    let is_in = |range: &String| {
        if range == "*" {
            return not(Expression::Equal(Box::new(tag()), Box::new(string(""))));
        }
        let range = range.to_ascii_lowercase();
        let wider = range.match_indices('-').map(|(end, _)| string(&range[..end]));
        let same_or_wider = wider.chain([string(&range)]).collect();
        any([
            Expression::In(Box::new(tag()), same_or_wider),
            call(Function::StrStarts, [tag(), string(&format!("{range}-"))]),
        ])
    };
    any(ranges.iter().map(is_in))
}

pub(super) fn call(function: Function, arguments: impl IntoIterator<Item = Expression>) -> Expression {
    Expression::FunctionCall(function, arguments.into_iter().collect())
}

pub(super) fn string(text: &str) -> Expression {
    constant(Literal::new_simple_literal(text).into())
}

pub(super) fn count_distinct(variable: &Variable) -> AggregateExpression {
    AggregateExpression::FunctionCall { name: AggregateFunction::Count, expr: variable.clone().into(), distinct: true }
}

/// Whether a resource, which is no literal, has an IRI. Virtuoso 7.2.5 loses rows where `isIRI` is asked of two variables
/// beside a path of any length; `isBlank` is asked instead because it loses none in the queries that are made here, though in
/// some other forms it does too.
pub(super) fn has_name(resource: &Variable) -> Expression {
    not(call(Function::IsBlank, [resource.clone().into()]))
}

pub(super) fn exists(group: Group) -> Expression {
    Expression::Exists(Box::new(group.into_pattern()))
}

pub(super) fn not(expression: Expression) -> Expression {
    Expression::Not(Box::new(expression))
}

/// `IN` with a list that may be empty, which engines take in different ways.
pub(super) fn one_of(expression: Expression, list: Vec<Expression>) -> Expression {
    if list.is_empty() { any([]) } else { Expression::In(Box::new(expression), list) }
}

pub(super) fn all(parts: impl IntoIterator<Item = Expression>) -> Expression {
    let and = |a, b| Expression::And(Box::new(a), Box::new(b));
    parts.into_iter().reduce(and).unwrap_or_else(|| Literal::from(true).into())
}

pub(super) fn any(parts: impl IntoIterator<Item = Expression>) -> Expression {
    let or = |a, b| Expression::Or(Box::new(a), Box::new(b));
    parts.into_iter().reduce(or).unwrap_or_else(|| Literal::from(false).into())
}
