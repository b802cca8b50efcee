//! Rows without values.
//!
//! What an evaluation holds and how long it takes is known by its values (`meter`). A row need not have any: `VALUES () { () () }`
//! has two rows of nothing, so has `{} UNION {}`, and a sub-select of names that nothing binds has as many as its
//! pattern. Joined with each other they make rows by the billion, and these are not counted. So what makes several rows without a value
//! gets a hidden name that has one in each.

use super::order::certain_names;
use super::size::map_patterns;
use oxigraph::model::{Literal, Variable};
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::GroundTerm;

/// The beginning of hidden names. A space is not allowed in names, so no query has one of them.
const HIDDEN: &str = "row ";

/// The same pattern, in which each row that can be multiplied has a value. With `is_answer`, what the whole selects is what
/// the client sees, and stays as it is.
pub(super) fn with_values(pattern: GraphPattern, is_answer: bool) -> GraphPattern {
    use GraphPattern::{Distinct, Project, Reduced, Slice};
    match pattern {
        Slice { inner, start, length } if is_answer => {
            Slice { inner: Box::new(with_values(*inner, true)), start, length }
        }
        Distinct { inner } if is_answer => Distinct { inner: Box::new(with_values(*inner, true)) },
        Reduced { inner } if is_answer => Reduced { inner: Box::new(with_values(*inner, true)) },
        Project { inner, variables } if is_answer => Project { inner: Box::new(with_values(*inner, false)), variables },
        pattern => {
            let mut hidden = 0;
            map_patterns(pattern, &mut |pattern| valued(pattern, &mut hidden))
        }
    }
}

fn valued(pattern: GraphPattern, hidden: &mut usize) -> GraphPattern {
    use GraphPattern::{Group, Project, Union, Values};
    match pattern {
        Values { mut variables, mut bindings } if bindings.iter().any(|row| row.iter().all(Option::is_none)) => {
            variables.push(next(hidden));
            bindings.iter_mut().for_each(|row| row.push(Some(GroundTerm::Literal(Literal::from(true)))));
            Values { variables, bindings }
        }
        Union { left, right } => Union { left: Box::new(sure(*left, hidden)), right: Box::new(sure(*right, hidden)) },
        Project { .. } => sure(pattern, hidden),
        Group { inner, variables, aggregates } if aggregates.iter().any(|(_, count)| is_of_rows(count)) => {
            // Rows are equal if what they show is.
            let mut visible = Vec::new();
            inner.on_in_scope_variable(|variable| {
                if !variable.as_str().starts_with(HIDDEN) && !visible.contains(variable) {
                    visible.push(variable.clone());
                }
            });
            Group { inner: Box::new(Project { inner, variables: visible }), variables, aggregates }
        }
        other => other,
    }
}

fn is_of_rows(aggregate: &AggregateExpression) -> bool {
    matches!(aggregate, AggregateExpression::CountSolutions { distinct: true })
}

/// The pattern with a value in each row.
fn sure(pattern: GraphPattern, hidden: &mut usize) -> GraphPattern {
    if !certain_names(&pattern).is_empty() {
        return pattern;
    }
    let expression = Expression::Literal(Literal::from(true));
    GraphPattern::Extend { inner: Box::new(pattern), variable: next(hidden), expression }
}

fn next(hidden: &mut usize) -> Variable {
    *hidden += 1;
    Variable::new_unchecked(format!("{HIDDEN}{hidden}"))
}
