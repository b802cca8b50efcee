//! From patterns in order to the steps of a table.

use super::estimate::{Name, name_of};
use crate::table::{Column, Part, Plan, Shape, Step, Test};
use oxigraph::model::{NamedNode, TermRef, Variable};
use plenary_graph::triples::Triples;
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::HashMap;

/// A part of a chain of look-ups.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Triple(TriplePattern),
    Filter(Expression),
    /// Another name for what a name has.
    Alias(Variable, Variable),
}

/// Takes a chain of look-ups apart, in its order; `None` if it is more than that.
pub(super) fn pieces(pattern: &GraphPattern) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    take_apart(pattern, &mut pieces).then_some(pieces)
}

fn take_apart(pattern: &GraphPattern, pieces: &mut Vec<Piece>) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            pieces.extend(patterns.iter().cloned().map(Piece::Triple));
            true
        }
        // Only the numbers of its rows are hidden, and nothing else has their name.
        GraphPattern::Project { inner, .. } if is_table(inner) => take_apart(inner, pieces),
        GraphPattern::Lateral { left, right } => take_apart(left, pieces) && take_apart(right, pieces),
        GraphPattern::Filter { expr, inner } => {
            let is_chain = take_apart(inner, pieces);
            add_conditions(expr, pieces);
            is_chain
        }
        GraphPattern::Extend { inner, variable, expression: Expression::Variable(old) } => {
            let is_chain = take_apart(inner, pieces);
            pieces.push(Piece::Alias(variable.clone(), old.clone()));
            is_chain
        }
        _ => false,
    }
}

/// Whether a pattern does nothing but read a table.
fn is_table(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Lateral { left, right } => is_table(left) && is_table(right),
        GraphPattern::Bgp { patterns } => patterns.iter().all(is_column),
        _ => false,
    }
}

/// Whether a pattern reads a column of a table.
pub(super) fn is_column(pattern: &TriplePattern) -> bool {
    matches!(&pattern.predicate, NamedNodePattern::NamedNode(iri) if Column::of(iri.as_ref()).is_some())
}

/// The parts of a conjunction: a row passes if it passes each of them, errors or not.
fn add_conditions(expression: &Expression, pieces: &mut Vec<Piece>) {
    match expression {
        Expression::And(a, b) => {
            add_conditions(a, pieces);
            add_conditions(b, pieces);
        }
        other => pieces.push(Piece::Filter(other.clone())),
    }
}

/// Makes the steps of a plan.
pub(super) struct Compiler<'a> {
    triples: &'a Triples,
    plans: &'a [Plan],
    slots: HashMap<Name, usize>,
    counted: Vec<bool>,
    steps: Vec<Step>,
    waiting: Vec<Condition>,
}

/// A test whose name may not have a slot yet.
#[derive(Clone)]
struct Condition {
    name: Name,
    negated: bool,
    what: What,
}

#[derive(Clone)]
enum What {
    Is(NamedNode),
    Language(String),
}

impl<'a> Compiler<'a> {
    /// A plan without steps, after the tables that it may read.
    pub(super) fn new(triples: &'a Triples, plans: &'a [Plan]) -> Self {
        Self { triples, plans, slots: HashMap::new(), counted: Vec::new(), steps: Vec::new(), waiting: Vec::new() }
    }

    /// Whether tables can do what a filter does.
    pub(super) fn can_test(piece: &Piece) -> bool {
        matches!(piece, Piece::Filter(expression) if condition(expression, false).is_some())
    }

    /// Adds a part of the chain. Gives `None` if tables cannot do it; the plan is of no use then.
    pub(super) fn add(&mut self, piece: &Piece) -> Option<()> {
        match piece {
            Piece::Triple(pattern) => self.add_triple(pattern)?,
            Piece::Filter(expression) => self.waiting.push(condition(expression, false)?),
            Piece::Alias(new, old) => {
                let slot = self.slot(old)?;
                if self.slots.insert(Name::from(new), slot).is_some() {
                    return None;
                }
            }
        }
        let (ready, waiting) =
            std::mem::take(&mut self.waiting).into_iter().partition(|test| self.slots.contains_key(&test.name));
        self.waiting = waiting;
        let ready: Vec<Condition> = ready;
        ready.into_iter().try_for_each(|condition| self.add_test(condition))
    }

    /// The slot of a variable, if a step gives it a value.
    pub(super) fn slot(&self, variable: &Variable) -> Option<usize> {
        self.slots.get(&Name::from(variable)).copied()
    }

    /// The plan, if nothing is left to do.
    pub(super) fn finish(self, shape: Shape) -> Option<Plan> {
        let is_done = self.waiting.is_empty() && !self.steps.is_empty();
        is_done.then_some(Plan { slots: self.counted.len(), steps: self.steps, shape, counted: self.counted })
    }

    fn add_triple(&mut self, pattern: &TriplePattern) -> Option<()> {
        let before = self.counted.len();
        if let NamedNodePattern::NamedNode(predicate) = &pattern.predicate
            && let Some(column) = Column::of(predicate.as_ref())
        {
            let is_counted = *self.plans.get(column.table)?.counted_columns().get(column.column)?;
            let subject = self.part(&pattern.subject, false, before)?;
            let object = self.part(&pattern.object, is_counted, before)?;
            self.steps.push(Step::Cells(column, [subject, object]));
            return Some(());
        }
        let subject = self.part(&pattern.subject, false, before)?;
        let predicate = match &pattern.predicate {
            NamedNodePattern::NamedNode(iri) => self.constant(iri.as_ref().into()),
            NamedNodePattern::Variable(variable) => self.named(Name::from(variable), false, before)?,
        };
        let object = self.part(&pattern.object, false, before)?;
        self.steps.push(Step::Triples([subject, predicate, object]));
        Some(())
    }

    fn constant(&self, term: TermRef<'_>) -> Part {
        self.triples.terms.find(term).map_or(Part::Unknown, Part::Constant)
    }

    fn part(&mut self, term: &TermPattern, is_counted: bool, before: usize) -> Option<Part> {
        match term {
            TermPattern::NamedNode(iri) => Some(self.constant(iri.as_ref().into())).filter(|_| !is_counted),
            TermPattern::Literal(literal) => Some(self.constant(literal.as_ref().into())).filter(|_| !is_counted),
            TermPattern::Variable(_) | TermPattern::BlankNode(_) => self.named(name_of(term)?, is_counted, before),
            TermPattern::Triple(_) => None,
        }
    }

    /// What a name is in a step that began with `before` slots.
    fn named(&mut self, name: Name, is_counted: bool, before: usize) -> Option<Part> {
        match self.slots.get(&name) {
            // The number of a term and a counted number cannot be compared.
            Some(&slot) if self.counted[slot] != is_counted => None,
            Some(&slot) if slot < before => Some(Part::Bound(slot)),
            Some(&slot) => Some(Part::Same(slot)),
            None => {
                let slot = self.counted.len();
                self.counted.push(is_counted);
                self.slots.insert(name, slot);
                Some(Part::Free(slot))
            }
        }
    }

    fn add_test(&mut self, condition: Condition) -> Option<()> {
        let Condition { name, negated, what } = condition;
        let slot = *self.slots.get(&name)?;
        if self.counted[slot] {
            return None;
        }
        self.steps.push(Step::Test(match what {
            What::Is(iri) => Test::Is { slot, iri: self.triples.terms.find(iri.as_ref().into()), negated },
            What::Language(language) => Test::Language { slot, language, negated },
        }));
        Some(())
    }
}

/// A filter as a test of one name: `?x = <iri>`, `lang(?x) = "en"`, and their negations.
fn condition(expression: &Expression, negated: bool) -> Option<Condition> {
    let (a, b) = match expression {
        Expression::Not(inner) => return condition(inner, !negated),
        Expression::Equal(a, b) | Expression::SameTerm(a, b) => (&**a, &**b),
        _ => return None,
    };
    let (of, what) = match (a, b) {
        (of, Expression::NamedNode(iri)) | (Expression::NamedNode(iri), of) => (of, What::Is(iri.clone())),
        (of, Expression::Literal(text)) | (Expression::Literal(text), of) => {
            let is_plain = text.datatype() == oxigraph::model::vocab::xsd::STRING;
            let Expression::FunctionCall(Function::Lang, arguments) = of else { return None };
            (arguments.first()?, What::Language(is_plain.then(|| text.value().to_owned())?))
        }
        _ => return None,
    };
    let Expression::Variable(variable) = of else { return None };
    Some(Condition { name: Name::from(variable), negated, what })
}
