//! How large an algebra is: every triple pattern is one level of the evaluator's recursion.

use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

/// Triple patterns and paths, those in sub-selects and `EXISTS` too.
pub(super) fn patterns(pattern: &GraphPattern) -> usize {
    use GraphPattern::{
        Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project, Reduced,
        Service, Slice, Union, Values,
    };
    match pattern {
        Bgp { patterns } => patterns.len(),
        Path { .. } => 1,
        Values { .. } => 0,
        Join { left, right } | Lateral { left, right } | Union { left, right } | Minus { left, right } => {
            patterns(left) + patterns(right)
        }
        LeftJoin { left, right, expression } => {
            patterns(left) + patterns(right) + expression.as_ref().map_or(0, in_expression)
        }
        Filter { expr, inner } => in_expression(expr) + patterns(inner),
        Extend { inner, expression, .. } => in_expression(expression) + patterns(inner),
        OrderBy { inner, expression } => {
            let by = |by: &OrderExpression| match by {
                OrderExpression::Asc(by) | OrderExpression::Desc(by) => in_expression(by),
            };
            patterns(inner) + expression.iter().map(by).sum::<usize>()
        }
        Graph { inner, .. } | Service { inner, .. } | Slice { inner, .. } => patterns(inner),
        Project { inner, .. } | Distinct { inner } | Reduced { inner } => patterns(inner),
        Group { inner, aggregates, .. } => {
            let of_aggregate = |(_, aggregate): &(_, AggregateExpression)| match aggregate {
                AggregateExpression::CountSolutions { .. } => 0,
                AggregateExpression::FunctionCall { expr, .. } => in_expression(expr),
            };
            patterns(inner) + aggregates.iter().map(of_aggregate).sum::<usize>()
        }
    }
}

fn in_expression(expression: &Expression) -> usize {
    match expression {
        Expression::Exists(pattern) => patterns(pattern),
        other => parts_of(other).into_iter().map(in_expression).sum(),
    }
}

/// The same pattern of other patterns, those that are in others first, and those of `EXISTS` too.
pub(super) fn map_patterns(pattern: GraphPattern, map: &mut dyn FnMut(GraphPattern) -> GraphPattern) -> GraphPattern {
    use GraphPattern::{
        Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project, Reduced,
        Service, Slice, Union, Values,
    };
    let mut one = |inner: Box<GraphPattern>| Box::new(map_patterns(*inner, map));
    let mapped = match pattern {
        Bgp { .. } | Path { .. } | Values { .. } => pattern,
        Join { left, right } => Join { left: one(left), right: one(right) },
        Lateral { left, right } => Lateral { left: one(left), right: one(right) },
        Union { left, right } => Union { left: one(left), right: one(right) },
        Minus { left, right } => Minus { left: one(left), right: one(right) },
        LeftJoin { left, right, expression } => LeftJoin {
            left: one(left),
            right: one(right),
            expression: expression.map(|expression| map_within(expression, map)),
        },
        Filter { expr, inner } => Filter { inner: one(inner), expr: map_within(expr, map) },
        Graph { name, inner } => Graph { name, inner: one(inner) },
        Service { name, inner, silent } => Service { name, inner: one(inner), silent },
        Extend { inner, variable, expression } => {
            Extend { inner: one(inner), variable, expression: map_within(expression, map) }
        }
        OrderBy { inner, expression } => {
            let inner = one(inner);
            let by = expression.into_iter().map(|by| match by {
                OrderExpression::Asc(by) => OrderExpression::Asc(map_within(by, map)),
                OrderExpression::Desc(by) => OrderExpression::Desc(map_within(by, map)),
            });
            OrderBy { inner, expression: by.collect() }
        }
        Project { inner, variables } => Project { inner: one(inner), variables },
        Distinct { inner } => Distinct { inner: one(inner) },
        Reduced { inner } => Reduced { inner: one(inner) },
        Slice { inner, start, length } => Slice { inner: one(inner), start, length },
        Group { inner, variables, aggregates } => {
            let inner = one(inner);
            let aggregates = aggregates.into_iter().map(|(variable, aggregate)| match aggregate {
                AggregateExpression::CountSolutions { .. } => (variable, aggregate),
                AggregateExpression::FunctionCall { name, expr, distinct } => {
                    let expr = map_within(expr, map);
                    (variable, AggregateExpression::FunctionCall { name, expr, distinct })
                }
            });
            Group { inner, variables, aggregates: aggregates.collect() }
        }
    };
    map(mapped)
}

/// The same expression with other patterns in its `EXISTS`.
fn map_within(expression: Expression, map: &mut dyn FnMut(GraphPattern) -> GraphPattern) -> Expression {
    match expression {
        Expression::Exists(pattern) => Expression::Exists(Box::new(map_patterns(*pattern, map))),
        other => map_parts(other, &mut |part| map_within(part, map)),
    }
}

/// The same expression of other parts. The pattern of `EXISTS` is no part.
pub(super) fn map_parts(expression: Expression, map: &mut impl FnMut(Expression) -> Expression) -> Expression {
    use Expression::{
        Add, And, Bound, Coalesce, Divide, Equal, Exists, FunctionCall, Greater, GreaterOrEqual, If, In, Less,
        LessOrEqual, Literal, Multiply, NamedNode, Not, Or, SameTerm, Subtract, UnaryMinus, UnaryPlus, Variable,
    };
    let mut one = |inner: Box<Expression>| Box::new(map(*inner));
    match expression {
        NamedNode(_) | Literal(_) | Variable(_) | Bound(_) | Exists(_) => expression,
        Or(a, b) => Or(one(a), one(b)),
        And(a, b) => And(one(a), one(b)),
        Equal(a, b) => Equal(one(a), one(b)),
        SameTerm(a, b) => SameTerm(one(a), one(b)),
        Greater(a, b) => Greater(one(a), one(b)),
        GreaterOrEqual(a, b) => GreaterOrEqual(one(a), one(b)),
        Less(a, b) => Less(one(a), one(b)),
        LessOrEqual(a, b) => LessOrEqual(one(a), one(b)),
        Add(a, b) => Add(one(a), one(b)),
        Subtract(a, b) => Subtract(one(a), one(b)),
        Multiply(a, b) => Multiply(one(a), one(b)),
        Divide(a, b) => Divide(one(a), one(b)),
        UnaryPlus(a) => UnaryPlus(one(a)),
        UnaryMinus(a) => UnaryMinus(one(a)),
        Not(a) => Not(one(a)),
        If(a, b, c) => If(one(a), one(b), one(c)),
        In(a, list) => In(one(a), list.into_iter().map(map).collect()),
        Coalesce(list) => Coalesce(list.into_iter().map(map).collect()),
        FunctionCall(function, list) => FunctionCall(function, list.into_iter().map(map).collect()),
    }
}

/// The expressions that an expression is made of.
pub(super) fn parts_of(expression: &Expression) -> Vec<&Expression> {
    use Expression::{
        Add, And, Bound, Coalesce, Divide, Equal, Exists, FunctionCall, Greater, GreaterOrEqual, If, In, Less,
        LessOrEqual, Literal, Multiply, NamedNode, Not, Or, SameTerm, Subtract, UnaryMinus, UnaryPlus, Variable,
    };
    match expression {
        NamedNode(_) | Literal(_) | Variable(_) | Bound(_) | Exists(_) => Vec::new(),
        Or(a, b)
        | And(a, b)
        | Equal(a, b)
        | SameTerm(a, b)
        | Greater(a, b)
        | GreaterOrEqual(a, b)
        | Less(a, b)
        | LessOrEqual(a, b)
        | Add(a, b)
        | Subtract(a, b)
        | Multiply(a, b)
        | Divide(a, b) => vec![a, b],
        UnaryPlus(a) | UnaryMinus(a) | Not(a) => vec![a],
        If(a, b, c) => vec![a, b, c],
        In(a, list) => std::iter::once(&**a).chain(list).collect(),
        Coalesce(list) | FunctionCall(_, list) => list.iter().collect(),
    }
}

/// Whether an expression has more than `most` parts. The pattern of `EXISTS` is no part.
pub(super) fn is_longer_than(expression: &Expression, most: usize) -> bool {
    let (mut count, mut waiting) = (0, vec![expression]);
    while let Some(expression) = waiting.pop() {
        count += 1;
        if count > most {
            return true;
        }
        waiting.extend(parts_of(expression));
    }
    false
}

/// Whether an expression reads a name of the row, or a pattern.
pub(super) fn reads_names(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) | Expression::Exists(_) => true,
        other => parts_of(other).into_iter().any(reads_names),
    }
}
