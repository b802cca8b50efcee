//! Expressions of SPARQL: tests of languages, and what joins expressions.

use super::group::{Group, constant};
use oxigraph::model::{Literal, Variable};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function};

/// Whether a text is in one of some languages, by the rules of [`is_in`](plenary_graph::snapshot::is_in): the same tag, a narrower
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
