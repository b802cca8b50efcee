//! How much work Oxigraph's optimizer has with a pattern.
//!
//! The optimizer is a library that cannot be cancelled, and what it does grows with the third or fourth power of a
//! query: for each `OPTIONAL` it works out what all those before it bind, for each pattern that it joins it estimates the whole
//! chain so far once more. So the work is estimated here, in one pass, before it is begun.

use super::size::parts_of;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression};

/// Most work that the optimizer may have: just under 100 patterns that are joined without an order, or 130 `OPTIONAL`s. The slowest
/// that was tried below this, 90 patterns of one subject, took 2.8 s in a debug build on a busy machine.
const MOST: f64 = 4e6;

/// Whether the optimizer would be done with a pattern in good time.
pub(super) fn is_light(pattern: &GraphPattern) -> bool {
    Load::of(pattern).work <= MOST
}

/// What a part of a pattern is for the optimizer.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    /// Patterns and parts of expressions.
    nodes: f64,
    /// Cells of tables: they are looked at for the types of their names alone.
    cells: f64,
    /// Operators at which the types of all names are copied.
    copies: f64,
    /// Steps until the part is in order.
    work: f64,
}

impl Load {
    fn leaf(nodes: f64) -> Self {
        Self { nodes, work: nodes, ..Self::default() }
    }

    fn and(self, other: Self) -> Self {
        Self {
            nodes: self.nodes + other.nodes,
            cells: self.cells + other.cells,
            copies: self.copies + other.copies,
            work: self.work + other.work,
        }
    }

    /// Steps to work out the types of the names.
    fn types(self) -> f64 {
        self.nodes * (1.0 + self.copies) + self.cells
    }

    fn with(self, work: f64) -> Self {
        Self { work: self.work + work, ..self }
    }

    fn of(pattern: &GraphPattern) -> Self {
        use GraphPattern::{
            Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project,
            Reduced, Service, Slice, Union, Values,
        };
        match pattern {
            Bgp { .. } | Join { .. } => Self::of_join(pattern),
            Path { path, .. } => Self::leaf(of_path(path)),
            Values { variables, bindings } => {
                let cells = (variables.len() * bindings.len()) as f64;
                Self { cells, ..Self::leaf(1.0).with(cells) }
            }
            // Another endpoint has an optimizer of its own.
            Service { .. } => Self::leaf(1.0),
            Lateral { left, right } => {
                let (left, right) = (Self::of(left), Self::of(right));
                left.and(right).with(3.0 * left.types())
            }
            LeftJoin { left, right, expression } => {
                let (left, right) = (Self::of(left), Self::of(right));
                let both = left.and(right).with(6.0 * (left.types() + right.types()));
                let both = expression.as_ref().map_or(both, |expression| both.and(Self::of_expression(expression)));
                Self { copies: both.copies + 1.0, ..both }
            }
            Minus { left, right } => {
                let (left, right) = (Self::of(left), Self::of(right));
                left.and(right).with(2.0 * (left.types() + right.types()))
            }
            Union { left, right } => {
                let both = Self::of(left).and(Self::of(right));
                Self { copies: both.copies + 1.0, ..both }
            }
            Filter { expr, inner } => {
                let (inner, expr) = (Self::of(inner), Self::of_expression(expr));
                // A filter may be moved, a copy of it, to each part.
                inner.and(expr).with(3.0 * inner.types() + expr.nodes * inner.nodes)
            }
            Extend { inner, expression, .. } => {
                let inner = Self::of(inner);
                inner.and(Self::of_expression(expression)).with(2.0 * inner.types())
            }
            OrderBy { inner, expression } => {
                let inner = Self::of(inner);
                let by = expression.iter().map(|by| match by {
                    OrderExpression::Asc(by) | OrderExpression::Desc(by) => Self::of_expression(by),
                });
                by.fold(inner, Self::and).with(2.0 * inner.types())
            }
            Group { inner, aggregates, .. } => {
                let expressions = aggregates.iter().filter_map(|(_, aggregate)| match aggregate {
                    AggregateExpression::CountSolutions { .. } => None,
                    AggregateExpression::FunctionCall { expr, .. } => Some(Self::of_expression(expr)),
                });
                expressions.fold(Self::of(inner), Self::and)
            }
            Graph { inner, .. } | Slice { inner, .. } | Project { inner, .. } => Self::of(inner),
            Distinct { inner } | Reduced { inner } => Self::of(inner),
        }
    }

    /// What is joined is put in order together: for each place in the order each part is tried, and all before it
    /// estimated.
    fn of_join(pattern: &GraphPattern) -> Self {
        let (mut parts, mut all, mut waiting) = (0.0, Self::default(), vec![pattern]);
        while let Some(pattern) = waiting.pop() {
            match pattern {
                GraphPattern::Join { left, right } => waiting.extend([&**left, &**right]),
                GraphPattern::Bgp { patterns } => {
                    parts += patterns.len() as f64;
                    all = all.and(Self::leaf(patterns.len() as f64));
                }
                other => {
                    parts += 1.0;
                    all = all.and(Self::of(other));
                }
            }
        }
        let tried = parts * parts * all.nodes * (all.nodes / 24.0 + all.cells / 6.0);
        Self { copies: all.copies + parts, ..all.with(tried + parts * all.types()) }
    }

    fn of_expression(expression: &Expression) -> Self {
        match expression {
            Expression::Exists(pattern) => Self::of(pattern).and(Self::leaf(1.0)),
            other => parts_of(other).into_iter().map(Self::of_expression).fold(Self::leaf(1.0), Self::and),
        }
    }
}

/// Steps to estimate a path: each part of a sequence is estimated with its ends given and not.
fn of_path(path: &PropertyPathExpression) -> f64 {
    use PropertyPathExpression::{
        Alternative, NamedNode, NegatedPropertySet, OneOrMore, Reverse, Sequence, ZeroOrMore, ZeroOrOne,
    };
    match path {
        NamedNode(_) => 1.0,
        NegatedPropertySet(names) => names.len() as f64,
        Reverse(path) | ZeroOrMore(path) | OneOrMore(path) | ZeroOrOne(path) => 1.0 + of_path(path),
        Alternative(a, b) => 1.0 + of_path(a) + of_path(b),
        Sequence(a, b) => 1.0 + 2.0 * (of_path(a) + of_path(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::{Query, SparqlParser};

    fn light(text: &str) -> bool {
        match SparqlParser::new().parse_query(text).unwrap() {
            Query::Select { pattern, .. } | Query::Ask { pattern, .. } => is_light(&pattern),
            _ => panic!("neither SELECT nor ASK"),
        }
    }

    #[test]
    fn hostile_b2_what_people_ask_is_light_and_what_takes_minutes_is_not() {
        let each = |count: usize, write: &dyn Fn(usize) -> String| (0..count).map(write).collect::<String>();
        let optionals =
            |count| format!("SELECT * {{ {} }}", each(count, &|i| format!("OPTIONAL {{ ?s <urn:p{i}> ?o{i} }} ")));
        let star = |count| format!("SELECT * {{ {} }}", each(count, &|i| format!("?s <urn:p{i}> ?o{i} . ")));
        let apart = |count| format!("SELECT * {{ {} }}", each(count, &|i| format!("?a{i} ?b{i} ?c{i} . ")));
        for (count, expected) in [(20, true), (80, true), (900, false)] {
            assert_eq!(light(&optionals(count)), expected, "{count} OPTIONALs");
            assert_eq!(light(&star(count)), expected, "{count} patterns of one subject");
            assert_eq!(light(&apart(count)), expected, "{count} patterns that share nothing");
        }
        let nested = |depth| format!("ASK {{ ?a {}<urn:p>{} ?b }}", "(".repeat(depth), "/<urn:q>)*".repeat(depth));
        assert!(light(&nested(8)));
        assert!(!light(&nested(40)), "two estimates of each part, and two of each part of it");
        let rows = "(1 2)".repeat(20_000);
        assert!(light(&format!("SELECT * {{ ?a ?b ?c VALUES (?a ?b) {{ {rows} }} }}")), "a long table is no harm");
    }
}
