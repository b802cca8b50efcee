//! What a pattern gives names to, and whether it may see what others found.
//!
//! SPARQL evaluates patterns by themselves and joins what they find. To look one up for each row of another is the same only as long as it
//! sees no value of a name that it would not have had: a filter over a name that the pattern gives a value only sometimes, the optional
//! part of another, what is counted or cut off. These names make a pattern *guarded*.

use super::names::{Dictionary, Names};
use oxigraph::model::Variable;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::NamedNodePattern;
use std::collections::HashMap;
use std::rc::Rc;

/// The names of a pattern.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// Names that have a value in some rows.
    pub(super) possible: Names,
    /// Names that have a value in all rows.
    pub(super) certain: Names,
    /// Names that must have no value when the pattern is looked up.
    pub(super) guarded: Names,
}

/// Finds the shapes of patterns. Each is found once.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// By the address of the pattern and the name of the graph that it is matched in.
    known: HashMap<(usize, Option<usize>), Rc<Shape>>,
    /// The names of graphs, by the address of the pattern of `GRAPH`.
    graphs: HashMap<usize, usize>,
}

impl Shapes {
    /// The name for the graph in which the pattern of a `GRAPH` with a variable is matched.
    pub(super) fn graph(&mut self, pattern: &GraphPattern, names: &mut Dictionary) -> usize {
        *self.graphs.entry(std::ptr::from_ref(pattern) as usize).or_insert_with(|| names.hidden())
    }

    /// The shape of a pattern that is matched in a graph, if that has a name.
    pub(super) fn of(&mut self, pattern: &GraphPattern, graph: Option<usize>, names: &mut Dictionary) -> Rc<Shape> {
        let key = (std::ptr::from_ref(pattern) as usize, graph);
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let shape = Rc::new(self.made(pattern, graph, names));
        self.known.insert(key, Rc::clone(&shape));
        shape
    }

    fn made(&mut self, pattern: &GraphPattern, graph: Option<usize>, names: &mut Dictionary) -> Shape {
        use GraphPattern::{
            Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project,
            Reduced, Service, Slice, Union, Values,
        };
        match pattern {
            Bgp { .. } | Path { .. } => {
                let mut certain = Names::default();
                names.in_pattern(pattern, &mut certain);
                let is_nothing = matches!(pattern, Bgp { patterns } if patterns.is_empty());
                graph.filter(|_| !is_nothing).into_iter().for_each(|graph| certain.insert(graph));
                Shape { possible: certain.clone(), certain, guarded: Names::default() }
            }
            Values { variables, bindings } => {
                let is_certain = |at: usize| bindings.iter().all(|row| row.get(at).is_some_and(Option::is_some));
                let certain = variables.iter().enumerate().filter(|(at, _)| is_certain(*at));
                let certain: Vec<Variable> = certain.map(|(_, variable)| variable.clone()).collect();
                Shape {
                    possible: names.of_variables(variables),
                    certain: names.of_variables(&certain),
                    guarded: Names::default(),
                }
            }
            Join { left, right } => {
                let (left, right) = (self.of(left, graph, names), self.of(right, graph, names));
                Shape {
                    possible: left.possible.or(&right.possible),
                    certain: left.certain.or(&right.certain),
                    guarded: left.guarded.or(&right.guarded),
                }
            }
            Lateral { left, right } => {
                let (left, right) = (self.of(left, graph, names), self.of(right, graph, names));
                let within = right.possible.or(&right.guarded).without(&left.certain);
                Shape {
                    possible: left.possible.or(&right.possible),
                    certain: left.certain.or(&right.certain),
                    guarded: left.guarded.or(&within),
                }
            }
            Union { left, right } => {
                let (left, right) = (self.of(left, graph, names), self.of(right, graph, names));
                Shape {
                    possible: left.possible.or(&right.possible),
                    certain: left.certain.and(&right.certain),
                    guarded: left.guarded.or(&right.guarded),
                }
            }
            LeftJoin { left, right, expression } => {
                let (left, right) = (self.of(left, graph, names), self.of(right, graph, names));
                let mut within = Names::default();
                expression.iter().for_each(|expression| names.in_expression(expression, &mut within));
                let possible = left.possible.or(&right.possible);
                let within = within.and(&possible).or(&right.possible).without(&left.certain);
                let guarded = left.guarded.or(&right.guarded).or(&within);
                Shape { possible, certain: left.certain.clone(), guarded }
            }
            Minus { left, right } => {
                let (left, right) = (self.of(left, graph, names), self.of(right, graph, names));
                let shared = left.possible.and(&right.possible).without(&left.certain);
                Shape { guarded: left.guarded.or(&shared), ..(*left).clone() }
            }
            Filter { expr, inner } => {
                let inner = self.of(inner, graph, names);
                Shape { guarded: self.guarded(expr, &inner, names), ..(*inner).clone() }
            }
            Extend { inner: before, variable, expression } => {
                let inner = self.of(before, graph, names);
                let mut guarded = self.guarded(expression, &inner, names);
                let Shape { mut possible, mut certain, .. } = (*inner).clone();
                let name = names.variable(variable);
                // What comes before may ask for the name, which has no value there.
                let mut mentioned = Names::default();
                names.in_pattern(before, &mut mentioned);
                if mentioned.contains(name) {
                    guarded.insert(name);
                }
                possible.insert(name);
                let is_certain = match expression {
                    Expression::NamedNode(_) | Expression::Literal(_) => true,
                    Expression::Variable(other) => inner.certain.contains(names.variable(other)),
                    _ => false,
                };
                if is_certain {
                    certain.insert(name);
                }
                Shape { possible, certain, guarded }
            }
            Group { inner, variables, aggregates } => {
                let inner = self.of(inner, graph, names);
                let mut possible = names.of_variables(variables);
                let mut certain = possible.and(&inner.certain);
                for (variable, aggregate) in aggregates {
                    let name = names.variable(variable);
                    possible.insert(name);
                    let is_count = matches!(
                        aggregate,
                        AggregateExpression::CountSolutions { .. }
                            | AggregateExpression::FunctionCall { name: AggregateFunction::Count, .. }
                    );
                    if is_count {
                        certain.insert(name);
                    }
                }
                Shape { guarded: possible.clone(), possible, certain }
            }
            Project { inner, variables } => {
                let inner = self.of(inner, graph, names);
                let mut seen = names.of_variables(variables);
                graph.into_iter().for_each(|graph| seen.insert(graph));
                Shape {
                    possible: inner.possible.and(&seen),
                    certain: inner.certain.and(&seen),
                    guarded: inner.guarded.and(&seen),
                }
            }
            Distinct { inner } | Reduced { inner } | OrderBy { inner, .. } => (*self.of(inner, graph, names)).clone(),
            Slice { inner, .. } => {
                let inner = self.of(inner, graph, names);
                Shape { guarded: inner.possible.clone(), ..(*inner).clone() }
            }
            Graph { name: NamedNodePattern::NamedNode(_), inner } => (*self.of(inner, None, names)).clone(),
            Graph { name: NamedNodePattern::Variable(variable), inner } => {
                let active = self.graph(pattern, names);
                let mut shape = (*self.of(inner, Some(active), names)).clone();
                for set in [&mut shape.possible, &mut shape.certain, &mut shape.guarded] {
                    set.remove(active);
                }
                let name = names.variable(variable);
                shape.possible.insert(name);
                shape.certain.insert(name);
                shape
            }
            Service { inner, .. } => {
                let mut possible = Names::default();
                inner.on_in_scope_variable(|variable| possible.insert(names.variable(variable)));
                Shape { possible, ..Shape::default() }
            }
        }
    }

    fn guarded(&mut self, expression: &Expression, inner: &Shape, names: &mut Dictionary) -> Names {
        let mut within = Names::default();
        names.in_expression(expression, &mut within);
        inner.guarded.or(&within.and(&inner.possible).without(&inner.certain))
    }

    /// Whether the rows of a pattern in `GRAPH ?name` can be found over all graphs at once. Some if so: whether the graph of each row is
    /// known by then.
    pub(super) fn is_streamed(&self, pattern: &GraphPattern) -> Option<bool> {
        use GraphPattern::{Bgp, Extend, Filter, Graph, Join, LeftJoin, Minus, Path, Union, Values};
        let certain = |pattern: &GraphPattern| self.is_streamed(pattern).filter(|is_known| *is_known);
        match pattern {
            Bgp { patterns } => Some(!patterns.is_empty()),
            Path { .. } => Some(true),
            Values { .. } | Graph { .. } => Some(false),
            Join { left, right } => Some(self.is_streamed(left)? | self.is_streamed(right)?),
            Union { left, right } => Some(self.is_streamed(left)? & self.is_streamed(right)?),
            Filter { expr, inner } if has_exists(expr) => certain(inner),
            Filter { inner, .. } => self.is_streamed(inner),
            Extend { inner, expression, .. } if has_exists(expression) => certain(inner),
            Extend { inner, .. } => self.is_streamed(inner),
            LeftJoin { left, right, .. } | Minus { left, right } => {
                self.is_streamed(right)?;
                certain(left)
            }
            _ => None,
        }
    }
}

/// Whether an expression has a pattern of its own.
pub(super) fn has_exists(expression: &Expression) -> bool {
    let mut waiting = vec![expression];
    while let Some(expression) = waiting.pop() {
        if matches!(expression, Expression::Exists(_)) {
            return true;
        }
        waiting.extend(crate::size::parts_of(expression));
    }
    false
}
