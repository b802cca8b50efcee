//! How many rows a pattern has, and which names have a value in all of them.

use super::Names;
use crate::table::Column;
use oxigraph::model::{TermRef, Variable};
use plenary_graph::triples::Triples;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{HashMap, HashSet};

/// What a pattern can bind: a variable, or a blank node, which is a variable without a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    Variable(String),
    Blank(String),
}

impl From<&Variable> for Name {
    fn from(variable: &Variable) -> Self {
        Self::Variable(variable.as_str().to_owned())
    }
}

/// A part of a pattern, as far as counting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    /// A constant: its number, if the data have it.
    Constant(Option<u32>),
    /// It has a value by then.
    Bound,
    Free,
}

/// Estimates by the true counts of the data.
pub(super) struct Estimator<'a> {
    pub(super) triples: &'a Triples,
}

/// Rows of a path that may go on and on, for each of its steps.
const REPEATED: f64 = 10.0;

impl Estimator<'_> {
    /// The rows that a triple pattern or a path is expected to give for one row in which `bound` names have a value.
    pub(super) fn rows(&self, pattern: &GraphPattern, bound: &Names) -> f64 {
        match pattern {
            GraphPattern::Bgp { patterns } => patterns.iter().map(|pattern| self.triple_rows(pattern, bound)).product(),
            GraphPattern::Path { subject, path, object } => {
                self.path_rows(path, self.part(subject, bound), self.part(object, bound))
            }
            GraphPattern::Graph { inner, .. } => self.rows(inner, bound),
            _ => self.triples.len() as f64,
        }
    }

    pub(super) fn triple_rows(&self, pattern: &TriplePattern, bound: &Names) -> f64 {
        let predicate = match &pattern.predicate {
            NamedNodePattern::NamedNode(iri) => Part::Constant(self.triples.terms.find(iri.as_ref().into())),
            NamedNodePattern::Variable(variable) => part_of_name(&Name::from(variable), bound),
        };
        self.count(self.part(&pattern.subject, bound), predicate, self.part(&pattern.object, bound))
    }

    fn part(&self, term: &TermPattern, bound: &Names) -> Part {
        let find = |term: TermRef<'_>| Part::Constant(self.triples.terms.find(term));
        match term {
            TermPattern::NamedNode(iri) => find(iri.as_ref().into()),
            TermPattern::Literal(literal) => find(literal.as_ref().into()),
            TermPattern::Variable(variable) => part_of_name(&Name::from(variable), bound),
            TermPattern::BlankNode(node) => part_of_name(&Name::Blank(node.as_str().to_owned()), bound),
            TermPattern::Triple(_) => Part::Free,
        }
    }

    /// Triples with these constants, shared out evenly over the values of what is bound.
    fn count(&self, subject: Part, predicate: Part, object: Part) -> f64 {
        let mut constants = [None; 3];
        for (constant, part) in constants.iter_mut().zip([subject, predicate, object]) {
            match part {
                Part::Constant(None) => return 0.0,
                Part::Constant(known) => *constant = known,
                Part::Bound | Part::Free => {}
            }
        }
        let [s, p, o] = constants;
        let all = self.triples.count(s, p, o) as f64;
        // Of how many subjects and objects one is bound: those of the predicate, or a guess for all of them.
        let guess = (self.triples.len() as f64).sqrt();
        let (subjects, objects, predicates) = match p {
            Some(predicate) => {
                let distinct = self.triples.distinct(predicate);
                (distinct.subjects as f64, distinct.objects as f64, 1.0)
            }
            None => (guess, guess, 10.0),
        };
        let share = |part: Part, of: f64| if part == Part::Bound { of.max(1.0) } else { 1.0 };
        all / share(subject, subjects) / share(object, objects) / share(predicate, predicates)
    }

    fn path_rows(&self, path: &PropertyPathExpression, start: Part, end: Part) -> f64 {
        PathRows { estimator: self, known: HashMap::new() }.rows(path, start, end)
    }

    /// Rows of a pattern without repetitions: no more than its names have values.
    pub(super) fn distinct_rows(&self, pattern: &GraphPattern, rows: f64) -> f64 {
        let GraphPattern::Project { inner, variables } = pattern else { return rows };
        variables.iter().map(|variable| self.values(inner, &Name::from(variable))).product::<f64>().min(rows)
    }

    /// How many values a name can have, by the patterns that it is in.
    fn values(&self, pattern: &GraphPattern, name: &Name) -> f64 {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                patterns.iter().map(|pattern| self.values_in_triple(pattern, name)).fold(f64::INFINITY, f64::min)
            }
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                self.values(left, name).min(self.values(right, name))
            }
            GraphPattern::LeftJoin { left: inner, .. }
            | GraphPattern::Minus { left: inner, .. }
            | GraphPattern::Filter { inner, .. }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Extend { inner, .. } => self.values(inner, name),
            _ => f64::INFINITY,
        }
    }

    fn values_in_triple(&self, pattern: &TriplePattern, name: &Name) -> f64 {
        let NamedNodePattern::NamedNode(predicate) = &pattern.predicate else { return f64::INFINITY };
        if Column::of(predicate.as_ref()).is_some() {
            return f64::INFINITY;
        }
        let Some(predicate) = self.triples.terms.find(predicate.as_ref().into()) else { return 0.0 };
        let distinct = self.triples.distinct(predicate);
        if name_of(&pattern.object).as_ref() == Some(name) {
            distinct.objects as f64
        } else if name_of(&pattern.subject).as_ref() == Some(name) {
            distinct.subjects as f64
        } else {
            f64::INFINITY
        }
    }
}

/// Estimates the rows of one path. A sequence asks for its parts in two directions, and so do these for theirs: without what
/// is known already, the work would double at each level.
struct PathRows<'a> {
    estimator: &'a Estimator<'a>,
    known: HashMap<Asked, f64>,
}

/// A part of a path, by where it is, with what its ends are.
type Asked = (*const PropertyPathExpression, Part, Part);

impl PathRows<'_> {
    fn rows(&mut self, path: &PropertyPathExpression, start: Part, end: Part) -> f64 {
        use PropertyPathExpression::{
            Alternative, NamedNode, NegatedPropertySet, OneOrMore, Reverse, Sequence, ZeroOrMore, ZeroOrOne,
        };
        let is_given = |part: Part| part != Part::Free;
        let estimator = self.estimator;
        match path {
            NamedNode(iri) => {
                estimator.count(start, Part::Constant(estimator.triples.terms.find(iri.as_ref().into())), end)
            }
            Reverse(path) => self.rows(path, end, start),
            Sequence(a, b) => {
                let asked = (std::ptr::from_ref(path), start, end);
                if let Some(&rows) = self.known.get(&asked) {
                    return rows;
                }
                let forward = self.rows(a, start, Part::Free) * self.rows(b, Part::Bound, end);
                let backward = self.rows(b, Part::Free, end) * self.rows(a, start, Part::Bound);
                let rows = forward.min(backward);
                self.known.insert(asked, rows);
                rows
            }
            Alternative(a, b) => self.rows(a, start, end) + self.rows(b, start, end),
            ZeroOrOne(path) | ZeroOrMore(path) | OneOrMore(path) => {
                if is_given(start) && is_given(end) {
                    return 1.0;
                }
                let all = estimator.triples.len() as f64;
                let repeated = if is_given(start) || is_given(end) { REPEATED } else { all };
                repeated * self.rows(path, start, end).max(1.0)
            }
            NegatedPropertySet(_) => estimator.count(start, Part::Free, end),
        }
    }
}

fn part_of_name(name: &Name, bound: &Names) -> Part {
    if bound.contains(name) { Part::Bound } else { Part::Free }
}

pub(super) fn name_of(term: &TermPattern) -> Option<Name> {
    match term {
        TermPattern::Variable(variable) => Some(Name::from(variable)),
        TermPattern::BlankNode(node) => Some(Name::Blank(node.as_str().to_owned())),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) | TermPattern::Triple(_) => None,
    }
}

fn add_names(term: &TermPattern, names: &mut Names) {
    if let TermPattern::Triple(triple) = term {
        add_names_of_triple(triple, names);
    }
    names.extend(name_of(term));
}

fn add_names_of_triple(triple: &TriplePattern, names: &mut Names) {
    add_names(&triple.subject, names);
    add_names(&triple.object, names);
    add_predicate(&triple.predicate, names);
}

fn add_predicate(predicate: &NamedNodePattern, names: &mut Names) {
    if let NamedNodePattern::Variable(variable) = predicate {
        names.insert(Name::from(variable));
    }
}

/// The names of a triple pattern or a path.
pub(super) fn names_of_pattern(pattern: &GraphPattern) -> Names {
    certain(pattern)
}

/// The names that have a value in every row of a pattern.
pub(crate) fn certain(pattern: &GraphPattern) -> Names {
    let mut names = Names::new();
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().for_each(|triple| add_names_of_triple(triple, &mut names)),
        GraphPattern::Path { subject, object, .. } => {
            add_names(subject, &mut names);
            add_names(object, &mut names);
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            names = certain(left);
            names.extend(certain(right));
        }
        GraphPattern::Union { left, right } => {
            let others = certain(right);
            names = certain(left).into_iter().filter(|name| others.contains(name)).collect();
        }
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Minus { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, silent: false, .. } => names = certain(inner),
        GraphPattern::Extend { inner, variable, expression } => {
            names = certain(inner);
            // Any computed value may be an error.
            if matches!(expression, Expression::Literal(_) | Expression::NamedNode(_)) {
                names.insert(Name::from(variable));
            }
        }
        GraphPattern::Graph { name, inner } => {
            names = certain(inner);
            add_predicate(name, &mut names);
        }
        GraphPattern::Project { inner, variables } | GraphPattern::Group { inner, variables, .. } => {
            let kept: HashSet<Name> = variables.iter().map(Name::from).collect();
            names = certain(inner).into_iter().filter(|name| kept.contains(name)).collect();
        }
        GraphPattern::Values { variables, bindings } => {
            let is_full = |column: usize| bindings.iter().all(|row| row.get(column).is_some_and(Option::is_some));
            names.extend(
                variables.iter().enumerate().filter(|(column, _)| is_full(*column)).map(|(_, v)| Name::from(v)),
            );
        }
        GraphPattern::Service { silent: true, .. } => {}
    }
    names
}
