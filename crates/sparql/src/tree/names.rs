//! Names of a query by number, and sets of them.

use oxigraph::model::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::HashMap;

/// The names of a query: variables, blank nodes of patterns, and one for each `GRAPH` that it is in.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    numbers: HashMap<String, usize>,
    texts: Vec<String>,
}

impl Dictionary {
    pub(super) fn variable(&mut self, variable: &Variable) -> usize {
        self.number(format!("?{}", variable.as_str()))
    }

    pub(super) fn blank(&mut self, label: &str) -> usize {
        self.number(format!("_:{label}"))
    }

    /// A name that the query does not have.
    pub(super) fn hidden(&mut self) -> usize {
        self.number(format!("graph {}", self.texts.len()))
    }

    fn number(&mut self, text: String) -> usize {
        let next = self.texts.len();
        *self.numbers.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            next
        })
    }
}

/// A set of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names(Vec<u64>);

impl Names {
    pub(super) fn insert(&mut self, name: usize) {
        if self.0.len() <= name / 64 {
            self.0.resize(name / 64 + 1, 0);
        }
        self.0[name / 64] |= 1 << (name % 64);
    }

    pub(super) fn remove(&mut self, name: usize) {
        if let Some(word) = self.0.get_mut(name / 64) {
            *word &= !(1 << (name % 64));
        }
    }

    pub(super) fn contains(&self, name: usize) -> bool {
        self.0.get(name / 64).is_some_and(|word| word >> (name % 64) & 1 == 1)
    }

    pub(super) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(word, other)| word & other).collect())
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.add(other);
        both
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        let other = other.0.iter().copied().chain(std::iter::repeat(0));
        Self(self.0.iter().zip(other).map(|(word, other)| word & !other).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn is_disjoint(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(word, other)| word & other == 0)
    }

    pub(super) fn is_subset(&self, other: &Self) -> bool {
        self.without(other).is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0
            .iter()
            .enumerate()
            .flat_map(|(at, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit))
    }
}

impl Dictionary {
    /// The name of a part of a pattern, if it is none that the data have.
    pub(super) fn of_term(&mut self, term: &TermPattern) -> Option<usize> {
        match term {
            TermPattern::Variable(variable) => Some(self.variable(variable)),
            TermPattern::BlankNode(node) => Some(self.blank(node.as_str())),
            TermPattern::NamedNode(_) | TermPattern::Literal(_) | TermPattern::Triple(_) => None,
        }
    }

    /// The names of a triple pattern.
    pub(super) fn of_triple(&mut self, triple: &TriplePattern) -> Names {
        let mut names = Names::default();
        self.in_triple(triple, &mut names);
        names
    }

    fn in_triple(&mut self, triple: &TriplePattern, names: &mut Names) {
        if let NamedNodePattern::Variable(variable) = &triple.predicate {
            names.insert(self.variable(variable));
        }
        self.in_term(&triple.subject, names);
        self.in_term(&triple.object, names);
    }

    /// The names of a part of a pattern, those of a triple term too.
    fn in_term(&mut self, term: &TermPattern, names: &mut Names) {
        match term {
            TermPattern::Triple(triple) => self.in_triple(triple, names),
            term => self.of_term(term).into_iter().for_each(|name| names.insert(name)),
        }
    }

    /// The variables of a list.
    pub(super) fn of_variables(&mut self, variables: &[Variable]) -> Names {
        let mut names = Names::default();
        variables.iter().for_each(|variable| names.insert(self.variable(variable)));
        names
    }

    /// All names that an expression mentions, those of the patterns in it too.
    pub(super) fn in_expression(&mut self, expression: &Expression, names: &mut Names) {
        let mut waiting = vec![expression];
        while let Some(expression) = waiting.pop() {
            match expression {
                Expression::Variable(variable) | Expression::Bound(variable) => names.insert(self.variable(variable)),
                Expression::Exists(pattern) => self.in_pattern(pattern, names),
                other => waiting.extend(crate::size::parts_of(other)),
            }
        }
    }

    /// All names that a pattern mentions where they are seen from outside of it.
    pub(super) fn in_pattern(&mut self, pattern: &GraphPattern, names: &mut Names) {
        use GraphPattern::{
            Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project,
            Reduced, Service, Slice, Union, Values,
        };
        match pattern {
            Bgp { patterns } => patterns.iter().for_each(|triple| names.add(&self.of_triple(triple))),
            Path { subject, object, .. } => {
                self.in_term(subject, names);
                self.in_term(object, names);
            }
            Join { left, right } | Lateral { left, right } | Union { left, right } | Minus { left, right } => {
                self.in_pattern(left, names);
                self.in_pattern(right, names);
            }
            LeftJoin { left, right, expression } => {
                self.in_pattern(left, names);
                self.in_pattern(right, names);
                expression.iter().for_each(|expression| self.in_expression(expression, names));
            }
            Filter { expr, inner } => {
                self.in_expression(expr, names);
                self.in_pattern(inner, names);
            }
            Extend { inner, variable, expression } => {
                names.insert(self.variable(variable));
                self.in_expression(expression, names);
                self.in_pattern(inner, names);
            }
            Graph { name, inner } => {
                if let NamedNodePattern::Variable(variable) = name {
                    names.insert(self.variable(variable));
                }
                self.in_pattern(inner, names);
            }
            Values { variables, .. } | Project { variables, .. } => names.add(&self.of_variables(variables)),
            Group { variables, aggregates, .. } => {
                names.add(&self.of_variables(variables));
                aggregates.iter().for_each(|(variable, aggregate)| {
                    names.insert(self.variable(variable));
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.in_expression(expr, names);
                    }
                });
            }
            OrderBy { inner, expression } => {
                for OrderExpression::Asc(by) | OrderExpression::Desc(by) in expression {
                    self.in_expression(by, names);
                }
                self.in_pattern(inner, names);
            }
            Distinct { inner } | Reduced { inner } | Slice { inner, .. } => self.in_pattern(inner, names),
            Service { inner, .. } => inner.on_in_scope_variable(|variable| names.insert(self.variable(variable))),
        }
    }
}
