//! How large an algebra is: every triple pattern is one level of the evaluator's recursion.

use spargebra::algebra::{Expression, GraphPattern, OrderExpression};

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
        Project { inner, .. } | Distinct { inner } | Reduced { inner } | Group { inner, .. } => patterns(inner),
    }
}

fn in_expression(expression: &Expression) -> usize {
    match expression {
        Expression::Exists(pattern) => patterns(pattern),
        other => parts_of(other).into_iter().map(in_expression).sum(),
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
