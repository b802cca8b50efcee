//! Which parts of a query become tables: `COUNT`, `DISTINCT` or `ORDER BY` over a chain of look-ups.

use super::compile::{Compiler, Piece, is_column, pieces};
use super::estimate::{Name, certain};
use super::scope::has_exists;
use super::{Names, Orderer};
use crate::functions::sorted_by;
use crate::size::parts_of;
use crate::table::{self, By, Count, Plan, Shape};
use oxigraph::model::Variable;
use plenary_base::vocab::ple;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern};
use std::collections::{HashMap, HashSet};

impl Orderer<'_> {
    /// A table of groups with counts, if that is all that is asked of them.
    pub(super) fn grouped(
        &mut self,
        inner: &GraphPattern,
        variables: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
        bound: &Names,
    ) -> Option<GraphPattern> {
        let compiler = self.compiled(inner, bound)?;
        let keys = variables.iter().map(|variable| compiler.slot(variable)).collect::<Option<_>>()?;
        let counts = aggregates.iter().map(|(_, count)| counted(count, &compiler)).collect::<Option<Vec<_>>>()?;
        let columns: Vec<_> = variables.iter().chain(aggregates.iter().map(|(name, _)| name)).cloned().collect();
        let plan = compiler.finish(Shape::Grouped { keys, counts, most: None })?;
        self.add_table(plan, &columns)
    }

    /// A table of rows that come once.
    pub(super) fn distinct(
        &mut self,
        inner: &GraphPattern,
        most: Option<usize>,
        bound: &Names,
    ) -> Option<GraphPattern> {
        let GraphPattern::Project { inner, variables } = inner else { return None };
        let compiler = self.compiled(inner, bound)?;
        let keys = variables.iter().map(|variable| compiler.slot(variable)).collect::<Option<_>>()?;
        let plan = compiler.finish(Shape::Grouped { keys, counts: Vec::new(), most })?;
        // What was selected hides the numbers of the rows again.
        let inner = Box::new(self.add_table(plan, variables)?);
        Some(GraphPattern::Project { inner, variables: variables.clone() })
    }

    /// A table in order, of no more of the chain than the order needs: what neither gives a key nor makes rows fewer is
    /// looked up for one row after the other, and so for as many as are taken.
    pub(super) fn sorted(
        &mut self,
        inner: &GraphPattern,
        by: &[OrderExpression],
        wanted: Option<&[Variable]>,
        bound: &Names,
    ) -> Option<GraphPattern> {
        if !bound.is_disjoint(&certain(inner)) {
            return None;
        }
        let keys = by.iter().map(key).collect::<Option<Vec<_>>>()?;
        let pieces = pieces(inner)?;
        // The columns that it would read are unknown.
        if pieces.iter().any(|piece| matches!(piece, Piece::Filter(expression) if has_exists(expression))) {
            return None;
        }
        let first = self.needed(&pieces, &keys);
        let mut compiler = Compiler::new(self.estimator.triples, &self.plans);
        let mut later = Vec::new();
        for (piece, is_first) in pieces.into_iter().zip(first) {
            if is_first {
                compiler.add(&piece)?;
            } else {
                later.push(piece);
            }
        }
        let mut visible = Vec::new();
        inner.on_in_scope_variable(|variable| {
            let is_wanted = wanted.is_none_or(|wanted| wanted.contains(variable));
            let is_read = || later.iter().any(|piece| names(piece).contains(&Name::from(variable)));
            if compiler.slot(variable).is_some() && (is_wanted || is_read()) && !visible.contains(variable) {
                visible.push(variable.clone());
            }
        });
        if visible.is_empty() {
            visible.push(keys.first()?.0.clone());
        }
        let columns = visible.iter().map(|variable| compiler.slot(variable)).collect::<Option<_>>()?;
        let by = keys.iter().map(|(variable, descending)| {
            let slot = compiler.slot(variable)?;
            Some(By { slot, descending: *descending })
        });
        let by = by.collect::<Option<_>>()?;
        let plan = compiler.finish(Shape::Sorted { columns, by })?;
        let table = self.add_table(plan, &visible)?;
        Some(later.into_iter().fold(table, |inner, piece| match piece {
            Piece::Triple(pattern) => {
                let right = Box::new(GraphPattern::Bgp { patterns: vec![pattern] });
                GraphPattern::Lateral { left: Box::new(inner), right }
            }
            Piece::Filter(expr) => GraphPattern::Filter { expr, inner: Box::new(inner) },
            Piece::Alias(variable, old) => {
                GraphPattern::Extend { inner: Box::new(inner), variable, expression: Expression::Variable(old) }
            }
        }))
    }

    fn compiled(&self, inner: &GraphPattern, bound: &Names) -> Option<Compiler<'_>> {
        // A table is the same for every row, so nothing from outside may be read in it.
        if !bound.is_disjoint(&certain(inner)) {
            return None;
        }
        let mut compiler = Compiler::new(self.estimator.triples, &self.plans);
        pieces(inner)?.iter().try_for_each(|piece| compiler.add(piece))?;
        Some(compiler)
    }

    fn add_table(&mut self, plan: Plan, columns: &[Variable]) -> Option<GraphPattern> {
        let different: HashSet<_> = columns.iter().collect();
        if columns.is_empty() || different.len() < columns.len() {
            return None;
        }
        self.explanation.made_table(plan.to_string());
        self.plans.push(plan);
        Some(table::pattern(self.plans.len() - 1, columns))
    }

    /// Which parts of a chain have to come before the sorting.
    fn needed(&self, pieces: &[Piece], keys: &[(Variable, bool)]) -> Vec<bool> {
        let mut giver: HashMap<Name, usize> = HashMap::new();
        let mut within = Names::new();
        let mut needed: Vec<bool> = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            needed.push(match piece {
                Piece::Triple(pattern) => {
                    at == 0 || is_column(pattern) || self.estimator.triple_rows(pattern, &within) < 1.0
                }
                Piece::Filter(_) | Piece::Alias(..) => false,
            });
            for name in given(piece) {
                giver.entry(name.clone()).or_insert(at);
                within.insert(name);
            }
        }
        for (variable, _) in keys {
            if let Some(&at) = giver.get(&Name::from(variable)) {
                needed[at] = true;
            }
        }
        // What gives a name to a part that is needed is needed too, and a blank node cannot be a column.
        loop {
            let before = needed.clone();
            for (at, piece) in pieces.iter().enumerate() {
                let givers = names(piece).into_iter().filter_map(|name| Some((giver.get(&name).copied()?, name)));
                for (giver, name) in givers {
                    if needed[at] {
                        needed[giver] = true;
                    } else if needed[giver] && matches!(name, Name::Blank(_)) {
                        needed[at] = true;
                    }
                }
            }
            if before == needed {
                break;
            }
        }
        // A filter comes as early as all that it reads, if tables can do it.
        for (at, piece) in pieces.iter().enumerate() {
            if matches!(piece, Piece::Filter(_)) {
                let is_given = names(piece).iter().all(|name| giver.get(name).is_some_and(|&giver| needed[giver]));
                needed[at] = is_given && Compiler::can_test(piece);
            }
        }
        needed
    }
}

/// Whether rows come in this order anyway: `SERVICE ple:search` gives the best first, and look-ups keep the order.
pub(super) fn is_ranked(pattern: &GraphPattern, by: &[OrderExpression]) -> bool {
    let [by] = by else { return false };
    key(by).is_some_and(|(by, is_descending)| is_descending && is_ranked_by(pattern, &by))
}

fn is_ranked_by(pattern: &GraphPattern, by: &Variable) -> bool {
    match pattern {
        GraphPattern::Lateral { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. } => is_ranked_by(inner, by),
        GraphPattern::Service { name: NamedNodePattern::NamedNode(name), inner, .. }
            if name.as_str() == ple::SEARCH =>
        {
            let GraphPattern::Bgp { patterns } = &**inner else { return false };
            patterns.iter().any(|pattern| {
                let is_score = matches!(&pattern.predicate, NamedNodePattern::NamedNode(p) if p.as_str() == ple::SCORE);
                is_score && matches!(&pattern.object, TermPattern::Variable(score) if score == by)
            })
        }
        _ => false,
    }
}

fn key(by: &OrderExpression) -> Option<(Variable, bool)> {
    let (expression, is_descending) = match by {
        OrderExpression::Asc(by) => (by, false),
        OrderExpression::Desc(by) => (by, true),
    };
    match sorted_by(expression) {
        Expression::Variable(variable) => Some((variable.clone(), is_descending)),
        _ => None,
    }
}

fn counted(aggregate: &AggregateExpression, compiler: &Compiler<'_>) -> Option<Count> {
    match aggregate {
        AggregateExpression::CountSolutions { distinct: false } => Some(Count::Rows),
        AggregateExpression::FunctionCall {
            name: AggregateFunction::Count,
            expr: Expression::Variable(variable),
            distinct,
        } => {
            // In a chain every name has a value in every row.
            let slot = compiler.slot(variable)?;
            Some(if *distinct { Count::Distinct(slot) } else { Count::Rows })
        }
        _ => None,
    }
}

/// The names that a part gives a value, if they have none yet.
fn given(piece: &Piece) -> Names {
    match piece {
        Piece::Triple(pattern) => certain(&GraphPattern::Bgp { patterns: vec![pattern.clone()] }),
        Piece::Alias(new, _) => Names::from([Name::from(new)]),
        Piece::Filter(_) => Names::new(),
    }
}

/// The names that a part reads or gives.
fn names(piece: &Piece) -> Names {
    match piece {
        Piece::Triple(_) => given(piece),
        Piece::Alias(new, old) => Names::from([Name::from(new), Name::from(old)]),
        Piece::Filter(expression) => {
            let mut names = Names::new();
            add_names(expression, &mut names);
            names
        }
    }
}

fn add_names(expression: &Expression, names: &mut Names) {
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => {
            names.insert(Name::from(variable));
        }
        other => parts_of(other).into_iter().for_each(|part| add_names(part, names)),
    }
}
