//! The order of joins, by exact counts of triples.
//!
//! Oxigraph's optimizer knows only which parts of a pattern are constants: a predicate with ten triples and one with ten
//! million look the same. This pass goes before it. For each group of patterns that are joined it tries every pattern as
//! the first, goes on with the pattern that multiplies the rows least, and keeps the way on which the fewest rows are made
//! in all; the numbers are those of the data ([`Triples`]). The result is written as a chain of `Lateral`: for each row so
//! far, look the next pattern up. Oxigraph's optimizer leaves such a chain as it is and moves filters into it.
//!
//! `ORDER BY`, `COUNT` or `DISTINCT` over such a chain becomes a table (`tables`).
//!
//! The pass looks at the clock as it goes, so it must run where an evaluation is metered.
//!
//! This changes only the order of rows, not the rows. A pattern becomes the right side of a `Lateral` only where looking it
//! up with variables already bound means the same as joining it (`can_be_looked_up`).

mod compile;
mod estimate;
mod explain;
mod scope;
mod tables;

use super::meter::{look, step};
use super::size::map_parts;
use super::table::Plan;
use estimate::{Estimator, Name, certain, names_of_pattern};
use oxigraph::model::Variable;
use plenary_graph::triples::Triples;
use scope::{can_be_looked_up, flatten, has_exists, is_simple};
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use std::collections::{HashMap, HashSet};
use tables::is_ranked;

/// Names that have a value in every row.
type Names = HashSet<Name>;

/// What the pass did, for people.
pub(super) use explain::Explanation;

/// The names that have a value in every row of a pattern.
pub(super) use estimate::certain as certain_names;

/// Puts the joins of a query in order.
pub(super) struct Orderer<'a> {
    estimator: Estimator<'a>,
    explanation: Explanation,
    plans: Vec<Plan>,
    /// Rows that are enough for the `DISTINCT` that comes next.
    most: Option<usize>,
    /// How many `OPTIONAL`s the pattern is in.
    optionals: usize,
}

/// A query in order.
pub(super) struct Order {
    pub(super) pattern: GraphPattern,
    pub(super) explanation: Explanation,
    /// The tables that the pattern reads.
    pub(super) plans: Vec<Plan>,
}

/// Patterns that are joined, with their names and where each name is.
struct Parts<'a> {
    patterns: &'a [GraphPattern],
    names: Vec<Names>,
    with_name: HashMap<Name, Vec<usize>>,
}

impl<'a> Parts<'a> {
    fn new(patterns: &'a [GraphPattern]) -> Self {
        let names: Vec<Names> = patterns.iter().map(names_of_pattern).collect();
        let mut with_name: HashMap<Name, Vec<usize>> = HashMap::new();
        for (index, names) in names.iter().enumerate() {
            names.iter().for_each(|name| with_name.entry(name.clone()).or_default().push(index));
        }
        Self { patterns, names, with_name }
    }
}

/// A pattern in its new order, with the rows that it is expected to have.
struct Ordered {
    pattern: GraphPattern,
    rows: f64,
}

/// A pattern in an order that may not be taken, with the tables that it would read.
struct Attempt {
    ordered: Ordered,
    explanation: Explanation,
    plans: Vec<Plan>,
}

/// Every pattern is tried as the first up to this many; then only those with the fewest triples.
const MOST_TRIED: usize = 12;
/// The number of `OPTIONAL`s in which both ways to evaluate another one are compared. As each of them orders what is within, the work
/// would double at every level.
const MOST_COMPARED: usize = 4;
/// A look-up costs about this many times as much as taking a row of a table in memory.
const LOOKUP: f64 = 4.0;

impl<'a> Orderer<'a> {
    pub(super) fn new(triples: &'a Triples) -> Self {
        Self {
            estimator: Estimator { triples },
            explanation: Explanation::default(),
            plans: Vec::new(),
            most: None,
            optionals: 0,
        }
    }

    /// The pattern of a whole query in order, and what was done.
    pub(super) fn order(mut self, pattern: GraphPattern) -> Order {
        if let GraphPattern::Slice { inner, start, length: Some(length) } = &pattern
            && matches!(**inner, GraphPattern::Distinct { .. })
        {
            self.most = Some(start.saturating_add(*length));
        }
        let pattern = self.pattern(pattern, &Names::new()).pattern;
        Order { pattern, explanation: self.explanation, plans: self.plans }
    }

    /// Orders a pattern whose `bound` names have a value when it is evaluated.
    fn pattern(&mut self, pattern: GraphPattern, bound: &Names) -> Ordered {
        use GraphPattern::{
            Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project,
            Reduced, Service, Slice, Union, Values,
        };
        look();
        match pattern {
            Bgp { .. } | Path { .. } | Join { .. } => self.join(pattern, bound),
            Filter { expr, inner } => {
                let inner = self.pattern(*inner, bound);
                let mut within = certain(&inner.pattern);
                within.extend(bound.iter().cloned());
                let expr = self.expression(expr, &within);
                // How much a filter keeps is not known; half of it keeps estimates from growing apart.
                Ordered { pattern: Filter { expr, inner: Box::new(inner.pattern) }, rows: inner.rows / 2.0 }
            }
            Union { left, right } => {
                let (left, right) = (self.pattern(*left, bound), self.pattern(*right, bound));
                let rows = left.rows + right.rows;
                Ordered { pattern: Union { left: Box::new(left.pattern), right: Box::new(right.pattern) }, rows }
            }
            LeftJoin { left, right, expression } => self.left_join(*left, *right, expression, bound),
            Lateral { left, right } => {
                let left = self.pattern(*left, bound);
                let mut within = certain(&left.pattern);
                within.extend(bound.iter().cloned());
                let right = self.pattern(*right, &within);
                let rows = left.rows * right.rows;
                Ordered { pattern: Lateral { left: Box::new(left.pattern), right: Box::new(right.pattern) }, rows }
            }
            Minus { left, right } => {
                let (left, right) = (self.pattern(*left, bound), self.pattern(*right, &Names::new()));
                let pattern = Minus { left: Box::new(left.pattern), right: Box::new(right.pattern) };
                Ordered { pattern, rows: left.rows }
            }
            Graph { name, inner } => {
                let inner = self.pattern(*inner, bound);
                Ordered { pattern: Graph { name, inner: Box::new(inner.pattern) }, rows: inner.rows }
            }
            Extend { inner, variable, expression } => {
                let inner = self.pattern(*inner, bound);
                let expression = self.expression(expression, &certain(&inner.pattern));
                Ordered { pattern: Extend { inner: Box::new(inner.pattern), variable, expression }, rows: inner.rows }
            }
            OrderBy { inner, expression } => self.order_by(*inner, expression, None, bound),
            // What is bound outside is bound in a sub-select as far as it is selected.
            Project { inner, variables } => {
                let bound = selected(&variables, bound);
                let inner = match *inner {
                    OrderBy { inner, expression } => self.order_by(*inner, expression, Some(&variables), &bound),
                    inner => self.pattern(inner, &bound),
                };
                Ordered { pattern: Project { inner: Box::new(inner.pattern), variables }, rows: inner.rows }
            }
            Distinct { inner } => {
                let most = self.most.take();
                let inner = self.pattern(*inner, bound);
                let rows = self.estimator.distinct_rows(&inner.pattern, inner.rows);
                let table = self.distinct(&inner.pattern, most, bound);
                Ordered { pattern: table.unwrap_or_else(|| Distinct { inner: Box::new(inner.pattern) }), rows }
            }
            Reduced { inner } => {
                let inner = self.pattern(*inner, bound);
                Ordered { pattern: Reduced { inner: Box::new(inner.pattern) }, rows: inner.rows }
            }
            Slice { inner, start, length } => {
                let inner = self.pattern(*inner, bound);
                let rows = length.map_or(inner.rows, |length| inner.rows.min(length as f64));
                Ordered { pattern: Slice { inner: Box::new(inner.pattern), start, length }, rows }
            }
            Group { inner, variables, aggregates } => {
                let bound = selected(&variables, bound);
                let inner = self.pattern(*inner, &bound);
                let rows = if variables.is_empty() { 1.0 } else { inner.rows.sqrt() };
                let table = self.grouped(&inner.pattern, &variables, &aggregates, &bound);
                let pattern = table.unwrap_or_else(|| Group { inner: Box::new(inner.pattern), variables, aggregates });
                Ordered { pattern, rows }
            }
            Values { ref bindings, .. } => {
                let rows = bindings.len() as f64;
                Ordered { pattern, rows }
            }
            // Another endpoint orders for itself. Few rows are expected: that is what a service is asked for.
            Service { .. } => Ordered { pattern, rows: 100.0 },
        }
    }

    fn order_by(
        &mut self,
        inner: GraphPattern,
        by: Vec<OrderExpression>,
        wanted: Option<&[Variable]>,
        bound: &Names,
    ) -> Ordered {
        let inner = self.pattern(inner, bound);
        if is_ranked(&inner.pattern, &by) {
            return inner;
        }
        if let Some(pattern) = self.sorted(&inner.pattern, &by, wanted, bound) {
            return Ordered { pattern, rows: inner.rows };
        }
        let within = certain(&inner.pattern);
        let expression = by.into_iter().map(|by| match by {
            OrderExpression::Asc(by) => OrderExpression::Asc(self.expression(by, &within)),
            OrderExpression::Desc(by) => OrderExpression::Desc(self.expression(by, &within)),
        });
        let expression = expression.collect();
        Ordered { pattern: GraphPattern::OrderBy { inner: Box::new(inner.pattern), expression }, rows: inner.rows }
    }

    fn left_join(
        &mut self,
        left: GraphPattern,
        right: GraphPattern,
        expression: Option<Expression>,
        bound: &Names,
    ) -> Ordered {
        let left = self.pattern(left, bound);
        let mut within = certain(&left.pattern);
        within.extend(bound.iter().cloned());
        let expression = expression.map(|expression| self.expression(expression, &within));
        self.optionals += 1;
        let looked_up = self.attempt(right.clone(), &within);
        let rows = left.rows * looked_up.ordered.rows.max(1.0);
        let alone = (self.optionals <= MOST_COMPARED).then(|| self.attempt(right, &Names::new()));
        self.optionals -= 1;
        let is_cheaper = |alone: &Attempt| LOOKUP * rows <= alone.ordered.rows + left.rows;
        let left_pattern = Box::new(left.pattern);
        if can_be_looked_up(&looked_up.ordered.pattern, &left_pattern) && alone.as_ref().is_none_or(is_cheaper) {
            let nothing = Box::new(GraphPattern::Bgp { patterns: Vec::new() });
            let right = Box::new(self.adopt(looked_up).pattern);
            let right = Box::new(GraphPattern::LeftJoin { left: nothing, right, expression });
            return Ordered { pattern: GraphPattern::Lateral { left: left_pattern, right }, rows };
        }
        let right = Box::new(self.adopt(alone.unwrap_or(looked_up)).pattern);
        Ordered { pattern: GraphPattern::LeftJoin { left: left_pattern, right, expression }, rows }
    }

    /// Orders a pattern in a way that may not be taken: nothing of it is kept before [`Self::adopt`].
    fn attempt(&mut self, pattern: GraphPattern, bound: &Names) -> Attempt {
        let before = std::mem::take(&mut self.explanation);
        let tables = self.plans.len();
        let ordered = self.pattern(pattern, bound);
        let explanation = std::mem::replace(&mut self.explanation, before);
        Attempt { ordered, explanation, plans: self.plans.split_off(tables) }
    }

    /// Takes the way of an attempt, which must be the first that is taken since the attempt was made: its tables have the numbers
    /// that come next.
    fn adopt(&mut self, attempt: Attempt) -> Ordered {
        self.explanation.append(attempt.explanation);
        self.plans.extend(attempt.plans);
        attempt.ordered
    }

    /// Orders what is joined: triple patterns and paths among themselves, and everything else with them.
    fn join(&mut self, pattern: GraphPattern, bound: &Names) -> Ordered {
        let mut parts = Vec::new();
        flatten(pattern, &mut parts);
        let (simple, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(is_simple);
        // A part that is not a pattern is evaluated on its own; the smallest comes first.
        let mut others: Vec<_> = others.into_iter().map(|part| closed(self.pattern(part, bound))).collect();
        others.sort_by(|a, b| a.rows.total_cmp(&b.rows));
        let (start, late) = self.split(others, &simple, bound);
        let chain = self.chain(start, simple, bound);
        late.into_iter().fold(chain, |joined, other| {
            let rows = joined.rows.max(other.rows);
            let is_safe = can_be_looked_up(&other.pattern, &joined.pattern);
            let (left, right) = (Box::new(joined.pattern), Box::new(other.pattern));
            let pattern = if is_safe && joined.rows * LOOKUP < other.rows {
                GraphPattern::Lateral { left, right }
            } else {
                GraphPattern::Join { left, right }
            };
            Ordered { pattern, rows }
        })
    }

    /// Which of the other parts come before the patterns: the small ones that share a name with them. The rest is joined
    /// with the result.
    fn split(&self, others: Vec<Ordered>, simple: &[GraphPattern], bound: &Names) -> (Option<Ordered>, Vec<Ordered>) {
        let names: Names = simple.iter().flat_map(names_of_pattern).collect();
        let fewest = simple.iter().map(|part| self.estimator.rows(part, bound)).fold(f64::INFINITY, f64::min);
        let mut start: Option<Ordered> = None;
        let mut late = Vec::new();
        for other in others {
            let shares_a_name = || certain(&other.pattern).iter().any(|name| names.contains(name));
            if !simple.is_empty() && (other.rows > LOOKUP * fewest.max(1.0) || !shares_a_name()) {
                late.push(other);
                continue;
            }
            start = Some(match start {
                None => other,
                Some(first) => Ordered {
                    rows: first.rows.max(other.rows),
                    pattern: GraphPattern::Join { left: Box::new(first.pattern), right: Box::new(other.pattern) },
                },
            });
        }
        (start, late)
    }

    /// The patterns one after the other, each looked up for the rows of those before it.
    fn chain(&mut self, start: Option<Ordered>, simple: Vec<GraphPattern>, bound: &Names) -> Ordered {
        let mut within: Names = bound.clone();
        let mut rows = 1.0;
        if let Some(start) = &start {
            within.extend(certain(&start.pattern));
            rows = start.rows;
        }
        let order = self.best_order(&simple, &within, rows, start.is_some());
        let mut simple: Vec<Option<GraphPattern>> = simple.into_iter().map(Some).collect();
        let mut chains: Vec<Ordered> = start.into_iter().collect();
        for index in order {
            let Some(part) = simple[index].take() else { continue };
            let factor = self.estimator.rows(&part, &within);
            self.explanation.looked_up(&part, self.estimator.rows(&part, &Names::new()), factor);
            let is_connected = names_of_pattern(&part).iter().any(|name| within.contains(name));
            within.extend(names_of_pattern(&part));
            match chains.pop() {
                Some(last) if is_connected || last.rows <= 1.0 => {
                    let rows = last.rows * factor;
                    let (left, right) = (Box::new(last.pattern), Box::new(part));
                    chains.push(Ordered { pattern: GraphPattern::Lateral { left, right }, rows });
                }
                last => {
                    chains.extend(last);
                    chains.push(Ordered { pattern: part, rows: factor });
                }
            }
        }
        self.explanation.end_of_group();
        let product = |left: Ordered, right: Ordered| Ordered {
            rows: left.rows * right.rows,
            pattern: GraphPattern::Join { left: Box::new(left.pattern), right: Box::new(right.pattern) },
        };
        let nothing = || Ordered { pattern: GraphPattern::Bgp { patterns: Vec::new() }, rows: 1.0 };
        chains.into_iter().reduce(product).unwrap_or_else(nothing)
    }

    /// The order in which the fewest rows are made.
    fn best_order(&self, simple: &[GraphPattern], bound: &Names, rows: f64, has_start: bool) -> Vec<usize> {
        let parts = Parts::new(simple);
        let mut firsts: Vec<usize> = (0..simple.len()).collect();
        let alone: Vec<f64> = simple.iter().map(|pattern| self.estimator.rows(pattern, bound)).collect();
        firsts.sort_by(|&a, &b| alone[a].total_cmp(&alone[b]));
        firsts.truncate(MOST_TRIED);
        let starts = if has_start || !bound.is_empty() { vec![None] } else { Vec::new() };
        let starts = starts.into_iter().chain(firsts.into_iter().map(Some));
        let tried = starts.map(|first| self.greedy(&parts, bound, rows, first));
        tried.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(order, _)| order).unwrap_or_default()
    }

    /// Goes on with the pattern that multiplies the rows least, those that share a name with what is bound first. Gives
    /// the order and the rows that are made on the way.
    fn greedy(&self, parts: &Parts<'_>, bound: &Names, rows: f64, first: Option<usize>) -> (Vec<usize>, f64) {
        let mut left: Vec<usize> = (0..parts.patterns.len()).collect();
        let mut within = bound.clone();
        // What each pattern costs changes only when one of its names gets a value.
        let mut keys: Vec<(bool, f64)> = left.iter().map(|&index| self.key(parts, index, &within)).collect();
        let (mut order, mut rows, mut cost) = (Vec::new(), rows, 0.0);
        let mut forced = first;
        let by = |a: (bool, f64), b: (bool, f64)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
        while !left.is_empty() {
            look();
            let cheapest = || left.iter().copied().min_by(|&a, &b| by(keys[a], keys[b])).unwrap_or(left[0]);
            let next = forced.take().unwrap_or_else(cheapest);
            left.retain(|&index| index != next);
            rows *= keys[next].1;
            for name in &parts.names[next] {
                if within.insert(name.clone()) {
                    for &index in parts.with_name.get(name).into_iter().flatten() {
                        keys[index] = self.key(parts, index, &within);
                    }
                }
            }
            cost += rows;
            order.push(next);
        }
        (order, cost)
    }

    /// Whether a pattern shares no name with what is bound, and how many rows it gives for each row so far.
    fn key(&self, parts: &Parts<'_>, index: usize, within: &Names) -> (bool, f64) {
        step();
        let names = &parts.names[index];
        let is_apart = !names.is_empty() && names.is_disjoint(within);
        (is_apart, self.estimator.rows(&parts.patterns[index], within))
    }

    /// Orders the patterns of `EXISTS` within an expression; they are looked up for one row at a time.
    fn expression(&mut self, expression: Expression, bound: &Names) -> Expression {
        match expression {
            Expression::Exists(pattern) => Expression::Exists(Box::new(self.pattern(*pattern, bound).pattern)),
            other => map_parts(other, &mut |part| self.expression(part, bound)),
        }
    }
}

fn selected(variables: &[Variable], bound: &Names) -> Names {
    variables.iter().map(Name::from).filter(|name| bound.contains(name)).collect()
}

/// Makes a sub-select of a group with `EXISTS`. Oxigraph may look such a group up for each row of another, and `EXISTS`
/// would see names that are not in its scope.
fn closed(ordered: Ordered) -> Ordered {
    if !matches!(&ordered.pattern, GraphPattern::Filter { expr, .. } if has_exists(expr)) {
        return ordered;
    }
    let mut variables = Vec::new();
    ordered.pattern.on_in_scope_variable(|variable| {
        if !variables.contains(variable) {
            variables.push(variable.clone());
        }
    });
    let pattern = GraphPattern::Project { inner: Box::new(ordered.pattern), variables };
    Ordered { pattern, rows: ordered.rows }
}
