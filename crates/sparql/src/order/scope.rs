//! What a pattern is made of, and whether it may be looked up instead of joined.

use super::super::size::parts_of;
use super::Names;
use super::estimate::{Name, certain};
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern};
use std::collections::HashSet;

/// A triple pattern or a path.
pub(super) fn is_simple(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Graph { inner, .. } => is_simple(inner) && !is_nothing(inner),
        _ => false,
    }
}

/// Takes joins and basic graph patterns apart.
pub(super) fn flatten(pattern: GraphPattern, parts: &mut Vec<GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            flatten(*left, parts);
            flatten(*right, parts);
        }
        GraphPattern::Bgp { patterns } => {
            parts.extend(patterns.into_iter().map(|pattern| GraphPattern::Bgp { patterns: vec![pattern] }));
        }
        GraphPattern::Graph { name, inner } if matches!(*inner, GraphPattern::Bgp { .. }) && !is_nothing(&inner) => {
            let mut within = Vec::new();
            flatten(*inner, &mut within);
            parts.extend(
                within.into_iter().map(|part| GraphPattern::Graph { name: name.clone(), inner: Box::new(part) }),
            );
        }
        other => parts.push(other),
    }
}

/// Whether a pattern gives the same rows when it is looked up with the names of `left` bound as when it is joined with
/// them. So it is for triple patterns, and for what is made of them without hiding, sorting or counting, as long as a
/// filter reads nothing but what the pattern itself binds, and no name is bound only sometimes on the left.
pub(super) fn can_be_looked_up(right: &GraphPattern, left: &GraphPattern) -> bool {
    let sure = certain(left);
    let mut sometimes = HashSet::new();
    left.on_in_scope_variable(|variable| {
        if !sure.contains(&Name::from(variable)) {
            sometimes.insert(variable.clone());
        }
    });
    let mut is_clear = true;
    right.on_in_scope_variable(|variable| is_clear &= !sometimes.contains(variable));
    is_clear && is_made_of_patterns(right, left)
}

fn is_made_of_patterns(pattern: &GraphPattern, outer: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Lateral { left, right } => match &**right {
            GraphPattern::LeftJoin { left: nothing, right, expression } if is_nothing(nothing) => {
                let own = certain(left);
                let mut outer_names = HashSet::new();
                outer.on_in_scope_variable(|variable| {
                    outer_names.insert(variable.clone());
                });
                let mut is_clear = true;
                right.on_in_scope_variable(|variable| {
                    is_clear &= own.contains(&Name::from(variable)) || !outer_names.contains(variable);
                });
                let mut names = own;
                names.extend(certain(right));
                is_clear
                    && is_made_of_patterns(left, outer)
                    && is_made_of_patterns(right, outer)
                    && expression.as_ref().is_none_or(|expression| reads_only(expression, &names))
            }
            right => is_made_of_patterns(left, outer) && is_made_of_patterns(right, outer),
        },
        GraphPattern::Union { left, right } => is_made_of_patterns(left, outer) && is_made_of_patterns(right, outer),
        GraphPattern::Graph { inner, .. } => is_made_of_patterns(inner, outer),
        GraphPattern::Filter { expr, inner } => is_made_of_patterns(inner, outer) && reads_only(expr, &certain(inner)),
        _ => false,
    }
}

/// The pattern of one row without names.
fn is_nothing(pattern: &GraphPattern) -> bool {
    matches!(pattern, GraphPattern::Bgp { patterns } if patterns.is_empty())
}

/// Whether an expression reads no other names than these, and no patterns.
fn reads_only(expression: &Expression, names: &Names) -> bool {
    !has_exists(expression) && all_names(expression, &|variable| names.contains(&Name::from(variable)))
}

/// Whether an expression has a pattern of its own.
pub(super) fn has_exists(expression: &Expression) -> bool {
    match expression {
        Expression::Exists(_) => true,
        other => parts_of(other).into_iter().any(has_exists),
    }
}

fn all_names(expression: &Expression, is_fine: &impl Fn(&Variable) -> bool) -> bool {
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => is_fine(variable),
        other => parts_of(other).into_iter().all(|part| all_names(part, is_fine)),
    }
}
