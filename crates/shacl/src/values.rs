//! Which values a variable of a query can have: those of a table that each solution has a row of, those that a filter lets through.

use crate::reads::certain;
use oxigraph::model::{NamedNode, Term, Variable};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::GroundTerm;

/// A table of more values than this narrows nothing.
const MOST: usize = 256;

/// What is known of the values of a variable in all solutions that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Narrowed {
    /// It is one of these.
    Among(Vec<Term>),
    /// It is none of these IRIs.
    Except(Vec<NamedNode>),
}

/// All values that a variable can have in a solution in which it is bound, if they are written in the query: in `VALUES`, or as the constant
/// that it is bound to. None of them if nothing binds it.
pub fn values(pattern: &GraphPattern, of: &Variable) -> Option<Vec<Term>> {
    use GraphPattern as P;
    let mut is_bound = false;
    pattern.on_in_scope_variable(|variable| is_bound |= variable == of);
    if !is_bound {
        return Some(Vec::new());
    }
    let is_certain = |pattern: &GraphPattern| certain(pattern).contains(of.as_str());
    let of_both = |left: &GraphPattern, right: &GraphPattern| {
        let mut both = values(left, of)?;
        both.extend(values(right, of)?);
        Some(both)
    };
    match pattern {
        // Both sides have the same value, if both have one.
        P::Join { left, right } | P::Lateral { left, right } => {
            let of_side = |side: &GraphPattern| if is_certain(side) { values(side, of) } else { None };
            of_side(left).or_else(|| of_side(right)).or_else(|| of_both(left, right))
        }
        P::LeftJoin { left, .. } if is_certain(left) => values(left, of),
        P::LeftJoin { left, right, .. } | P::Union { left, right } => of_both(left, right),
        P::Minus { left: inner, .. }
        | P::Filter { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::OrderBy { inner, .. }
        | P::Slice { inner, .. } => values(inner, of),
        P::Extend { variable, expression: Expression::NamedNode(iri), .. } if variable == of => {
            Some(vec![iri.clone().into()])
        }
        P::Extend { inner, variable, .. } if variable != of => values(inner, of),
        P::Values { variables, bindings } => {
            let place = variables.iter().position(|variable| variable == of)?;
            let bound = bindings.iter().filter_map(|row| row.get(place)?.as_ref());
            bound
                .map(|value| match value {
                    GroundTerm::NamedNode(iri) => Some(iri.clone().into()),
                    GroundTerm::Literal(literal) => Some(literal.clone().into()),
                    GroundTerm::Triple(_) => None,
                })
                .collect()
        }
        _ => None,
    }
}

/// The variables that a pattern binds in every solution to one of a few values.
pub(crate) fn narrowed(pattern: &GraphPattern) -> Vec<(String, Narrowed)> {
    let of = |name: String| {
        let values = values(pattern, &Variable::new(&name).ok()?)?;
        (values.len() <= MOST).then_some((name, Narrowed::Among(values)))
    };
    certain(pattern).into_iter().filter_map(of).collect()
}

/// The variables of which a filter lets through some IRIs, or all but some.
pub(crate) fn filtered(expression: &Expression) -> Vec<(String, Narrowed)> {
    use Expression as E;
    match expression {
        E::And(a, b) => {
            let mut both = filtered(a);
            both.extend(filtered(b));
            both
        }
        E::Not(inner) => {
            let among = filtered_by(inner).into_iter();
            among.map(|(name, iris)| (name, Narrowed::Except(iris))).collect()
        }
        other => {
            let among = filtered_by(other).into_iter();
            among.map(|(name, iris)| (name, Narrowed::Among(iris.into_iter().map(Term::from).collect()))).collect()
        }
    }
}

/// The variable that is compared, and with which IRIs.
fn filtered_by(expression: &Expression) -> Option<(String, Vec<NamedNode>)> {
    use Expression as E;
    match expression {
        E::Equal(a, b) | E::SameTerm(a, b) => match (&**a, &**b) {
            (E::Variable(variable), E::NamedNode(iri)) | (E::NamedNode(iri), E::Variable(variable)) => {
                Some((variable.as_str().to_owned(), vec![iri.clone()]))
            }
            _ => None,
        },
        E::In(of, list) => {
            let E::Variable(variable) = &**of else { return None };
            let iri = |part: &E| if let E::NamedNode(iri) = part { Some(iri.clone()) } else { None };
            let iris = list.iter().map(iri).collect::<Option<Vec<_>>>()?;
            (iris.len() <= MOST).then(|| (variable.as_str().to_owned(), iris))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::{Query, SparqlParser};

    /// The values of `?v`, by the last characters of their IRIs.
    fn of(group: &str) -> Option<String> {
        let query = SparqlParser::new().parse_query(&format!("SELECT * {{ {group} }}")).unwrap();
        let Query::Select { pattern, .. } = query else { panic!() };
        let values = values(&pattern, &Variable::new_unchecked("v"))?;
        Some(values.iter().map(|value| value.to_string().trim_matches(['<', '>', 'x', ':']).to_owned()).collect())
    }

    #[test]
    fn a_variable_has_the_values_of_a_table_that_every_solution_has_a_row_of() {
        let known = |values: &str| Some(values.to_owned());
        assert_eq!(of("VALUES ?v { <x:a> <x:b> } ?s ?v ?o"), known("ab"));
        assert_eq!(of("?s ?v ?o VALUES (?v ?w) { (<x:a> 1) (<x:b> 2) }"), known("ab"));
        assert_eq!(of("?s ?v ?o"), None);
        assert_eq!(of("?s ?v ?o OPTIONAL { VALUES ?v { <x:a> } }"), None);
        assert_eq!(of("OPTIONAL { VALUES ?v { <x:a> } ?s ?p ?q } ?s ?v ?o"), None, "it may be unbound there");
        assert_eq!(of("VALUES ?v { <x:a> UNDEF } ?s ?v ?o"), None, "and here");
        assert_eq!(of("OPTIONAL { ?s ?p ?q VALUES ?v { <x:a> } } OPTIONAL { ?s ?v ?o }"), None);
        assert_eq!(of("OPTIONAL { ?s ?p ?q VALUES ?v { <x:a> } }"), known("a"));
        assert_eq!(of("{ ?s ?p ?q BIND(<x:a> AS ?v) } UNION { ?s <x:p> ?q }"), known("a"), "unbound or this one");
        assert_eq!(of("{ ?s ?p ?q BIND(<x:a> AS ?v) } UNION { ?s ?v ?q }"), None);
        assert_eq!(of("{ SELECT ?s { VALUES ?v { <x:a> } ?s ?v ?o } } ?s ?v ?o"), None, "another variable");
        assert_eq!(of("?s ?p ?o MINUS { VALUES ?v { <x:a> } }"), known(""), "nothing binds it");
    }
}
