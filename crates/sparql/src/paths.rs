//! Property paths in a shape that can be evaluated: chains of alternatives and of sequences as balanced trees.
//!
//! The parser makes `a|b|c|d` a tree that is as deep as the chain is long. Oxigraph's evaluator removes repetitions at each level
//! of alternatives, and its optimizer estimates each part of a sequence four times, and so theirs: the one is
//! quadratic, the other exponential in the depth. Both operators are associative, and a balanced tree is only
//! as deep as the logarithm of its leaves.

use super::size::map_patterns;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};

/// The same pattern with balanced paths, those in `EXISTS` too.
pub(super) fn balanced(pattern: GraphPattern) -> GraphPattern {
    map_patterns(pattern, &mut |pattern| match pattern {
        GraphPattern::Path { subject, path, object } => GraphPattern::Path { subject, path: balance(path), object },
        other => other,
    })
}

type Join = fn(Box<PropertyPathExpression>, Box<PropertyPathExpression>) -> PropertyPathExpression;

fn balance(path: PropertyPathExpression) -> PropertyPathExpression {
    use PropertyPathExpression::{
        Alternative, NamedNode, NegatedPropertySet, OneOrMore, Reverse, Sequence, ZeroOrMore, ZeroOrOne,
    };
    let within = |path: Box<PropertyPathExpression>| Box::new(balance(*path));
    match path {
        NamedNode(_) | NegatedPropertySet(_) => path,
        Reverse(path) => Reverse(within(path)),
        ZeroOrMore(path) => ZeroOrMore(within(path)),
        OneOrMore(path) => OneOrMore(within(path)),
        ZeroOrOne(path) => ZeroOrOne(within(path)),
        Alternative(..) => {
            let take_apart = |path| match path {
                Alternative(a, b) => Ok((*a, *b)),
                other => Err(other),
            };
            chained(path, take_apart, Alternative)
        }
        Sequence(..) => {
            let take_apart = |path| match path {
                Sequence(a, b) => Ok((*a, *b)),
                other => Err(other),
            };
            chained(path, take_apart, Sequence)
        }
    }
}

/// A chain of one operator as a balanced tree.
fn chained(
    path: PropertyPathExpression,
    take_apart: impl Fn(
        PropertyPathExpression,
    ) -> Result<(PropertyPathExpression, PropertyPathExpression), PropertyPathExpression>,
    join: Join,
) -> PropertyPathExpression {
    let (mut leaves, mut waiting) = (Vec::new(), vec![path]);
    while let Some(path) = waiting.pop() {
        match take_apart(path) {
            Ok((a, b)) => waiting.extend([b, a]),
            Err(leaf) => leaves.push(balance(leaf)),
        }
    }
    let first = leaves.remove(0);
    tree(first, leaves, join)
}

fn tree(first: PropertyPathExpression, mut rest: Vec<PropertyPathExpression>, join: Join) -> PropertyPathExpression {
    if rest.is_empty() {
        return first;
    }
    let mut right = rest.split_off(rest.len().div_ceil(2) - 1);
    let middle = right.remove(0);
    join(Box::new(tree(first, rest, join)), Box::new(tree(middle, right, join)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::{Query, SparqlParser};

    fn path_of(text: &str) -> PropertyPathExpression {
        fn find(pattern: &GraphPattern) -> Option<PropertyPathExpression> {
            match pattern {
                GraphPattern::Path { path, .. } => Some(path.clone()),
                GraphPattern::Project { inner, .. } => find(inner),
                _ => None,
            }
        }
        let query = SparqlParser::new().parse_query(&format!("SELECT * {{ ?a {text} ?b }}")).unwrap();
        let Query::Select { pattern, .. } = query else { panic!("no SELECT") };
        find(&pattern).unwrap()
    }

    fn depth(path: &PropertyPathExpression) -> usize {
        use PropertyPathExpression::*;
        match path {
            NamedNode(_) | NegatedPropertySet(_) => 0,
            Reverse(a) | ZeroOrMore(a) | OneOrMore(a) | ZeroOrOne(a) => 1 + depth(a),
            Sequence(a, b) | Alternative(a, b) => 1 + depth(a).max(depth(b)),
        }
    }

    #[test]
    fn hostile_b2_chains_are_as_deep_as_their_logarithm_and_keep_their_order() {
        for operator in ["|", "/"] {
            let names: Vec<_> = (0..400).map(|i| format!("<urn:p{i}>")).collect();
            let path = path_of(&format!("({})*", names.join(operator)));
            assert_eq!(depth(&path), 400);
            let balanced = balance(path);
            assert_eq!(depth(&balanced), 1 + 9);
            let written = balanced.to_string();
            let places: Vec<_> = names.iter().map(|name| written.find(name.as_str()).unwrap()).collect();
            assert!(places.is_sorted(), "{operator} has another order");
        }
        let mixed = path_of("(<urn:a>/(<urn:b>|<urn:c>|^<urn:d>)/<urn:e>?)+");
        assert_eq!(balance(mixed.clone()).to_string().len(), mixed.to_string().len());
    }
}
