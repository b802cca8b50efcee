//! From the algebra of a query to operators.

mod estimate;
mod expressions;
mod group;
mod modifiers;

use super::names::{Dictionary, Names};
use super::node::{Apart, InGraph, InWhich, MOST_KEYS, Node, Part, Pattern, Sequence};
use super::path::Path;
use super::shape::{Shape, Shapes};
use crate::meter::Stop;
use oxigraph::model::{NamedNode, Term, Variable};
use oxigraph::sparql::CancellationToken;
use plenary_graph::triples::Triples;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::HashMap;
use std::rc::Rc;

/// Why a query has no plan.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The tree does not have this.
    Missing(String),
    /// Planning was stopped.
    Stopped(Stop),
    /// The query asks for something that there is not.
    Unknown(String),
}

/// What a plan is made of.
type Planned<T> = Result<T, Refused>;

/// The slots of the names that a part of a query sees.
type Scope = HashMap<usize, usize>;

/// Where a part of a query stands.
#[derive(Debug, Clone)]
struct Within {
    graph: InWhich,
    /// The name of the graph, if it is in a slot.
    graph_name: Option<usize>,
    /// Whether that slot always has a value.
    is_one_by_one: bool,
    /// Names whose values stand in the place of the names, as in `EXISTS`.
    context: Names,
}

/// Operators so far, and what is known after them.
#[derive(Debug)]
struct Built {
    pub(super) sequence: Sequence,
    pub(super) possible: Names,
    pub(super) certain: Names,
    /// About how many rows there are.
    pub(super) rows: f64,
}

impl Built {
    /// Adds an operator that gives names their values.
    pub(super) fn push(&mut self, node: Node, shape: &Shape) {
        self.sequence.push(node);
        self.possible.add(&shape.possible);
        self.certain.add(&shape.certain);
    }

    fn nothing() -> Self {
        Self { sequence: Vec::new(), possible: Names::default(), certain: Names::default(), rows: 1.0 }
    }

    /// The beginning of a sequence of its own for a row that has what this one has, as far as a part sees it.
    fn within(&self, seen: &Names) -> Self {
        let (possible, certain) = (self.possible.and(seen), self.certain.and(seen));
        Self { sequence: Vec::new(), possible, certain, rows: 1.0 }
    }
}

/// Makes the plan of one query.
pub(super) struct Compiler<'q> {
    triples: &'q Triples,
    /// Whether constants are looked up by their values.
    is_canonical: bool,
    /// Whether the default graph has the triples of all graphs.
    is_union: bool,
    /// Whether there is full text.
    has_search: bool,
    /// The graphs that may be named.
    named: &'q [u32],
    token: &'q CancellationToken,
    names: Dictionary,
    shapes: Shapes,
    constants: Vec<Term>,
    known_constants: HashMap<Term, usize>,
    slots: usize,
    memories: usize,
    tables: usize,
    numbers: usize,
    patterns: Vec<Pattern>,
    /// Triple terms of the pattern that is being compiled: where they will be, and their parts.
    unfolded: Vec<(usize, [Part; 3])>,
    /// Rows that are enough for what is sorted next.
    most: Option<usize>,
    /// Rows that are enough for what is compiled next.
    few: Option<f64>,
    /// What is selected of what is compiled next.
    wanted: Option<Names>,
    told: Vec<String>,
    depth: usize,
}

impl<'q> Compiler<'q> {
    pub(super) fn new(
        data: &'q super::Dataset,
        triples: &'q Triples,
        has_search: bool,
        token: &'q CancellationToken,
    ) -> Self {
        Self {
            triples,
            is_canonical: data.is_canonical,
            is_union: data.default.is_none(),
            has_search,
            named: &data.named,
            token,
            names: Dictionary::default(),
            shapes: Shapes::default(),
            constants: Vec::new(),
            known_constants: HashMap::new(),
            slots: 0,
            memories: 0,
            tables: 0,
            numbers: 0,
            patterns: Vec::new(),
            unfolded: Vec::new(),
            most: None,
            few: None,
            wanted: None,
            told: Vec::new(),
            depth: 0,
        }
    }

    /// The operators of a whole pattern, and the slots of its names.
    pub(super) fn whole(&mut self, pattern: &'q GraphPattern) -> Planned<(Sequence, Scope)> {
        let mut scope = Scope::new();
        let within =
            Within { graph: InWhich::Default, graph_name: None, is_one_by_one: false, context: Names::default() };
        let built = self.add(pattern, &mut scope, &within, Built::nothing())?;
        Ok((built.sequence, scope))
    }

    /// The slot of a variable of the whole pattern.
    pub(super) fn slot_of(&mut self, variable: &Variable, scope: &mut Scope) -> usize {
        let name = self.names.variable(variable);
        self.slot(name, scope)
    }

    /// What has been made beside operators.
    pub(super) fn finish(self) -> super::Parts {
        let Self { constants, slots, memories, tables, patterns, told, .. } = self;
        super::Parts { constants, width: slots, memories, tables, patterns, told: told.join("\n") + "\n" }
    }

    fn look(&self) -> Planned<()> {
        if self.token.is_cancelled() { Err(Refused::Stopped(Stop::Cancelled)) } else { Ok(()) }
    }

    fn tell(&mut self, what: impl std::fmt::Display) {
        self.told.push(format!("# {}{what}", "  ".repeat(self.depth)));
    }

    fn slot(&mut self, name: usize, scope: &mut Scope) -> usize {
        *scope.entry(name).or_insert_with(|| {
            self.slots += 1;
            self.slots - 1
        })
    }

    fn slots_of(&mut self, names: &Names, scope: &mut Scope) -> Vec<usize> {
        names.iter().map(|name| self.slot(name, scope)).collect()
    }

    /// A scope in which some names are those of another, and all others are new.
    fn child(&mut self, seen: &Names, scope: &mut Scope, within: &Within) -> Scope {
        let mut child = Scope::new();
        let carried = within.context.iter().filter(|name| scope.contains_key(name)).collect::<Vec<_>>();
        for name in seen.iter().chain(within.graph_name).chain(carried) {
            let slot = self.slot(name, scope);
            child.insert(name, slot);
        }
        child
    }

    fn shape(&mut self, pattern: &'q GraphPattern, within: &Within) -> Rc<Shape> {
        self.shapes.of(pattern, within.graph_name, &mut self.names)
    }

    pub(super) fn constant(&mut self, term: Term) -> usize {
        // The store keeps values, and so a constant is written as it keeps it.
        let term = match term {
            Term::Literal(_) if self.is_canonical => super::value::Value::of_term(&term).term(),
            term => term,
        };
        if let Some(&known) = self.known_constants.get(&term) {
            return known;
        }
        self.constants.push(term.clone());
        self.known_constants.insert(term, self.constants.len() - 1);
        self.constants.len() - 1
    }

    fn number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers
    }

    /// Adds a pattern to operators whose rows it is joined with. It must be one that may see them.
    fn add(&mut self, pattern: &'q GraphPattern, scope: &mut Scope, within: &Within, built: Built) -> Planned<Built> {
        use GraphPattern::{
            Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project,
            Reduced, Service, Slice, Union, Values,
        };
        self.look()?;
        match pattern {
            Bgp { .. } | Path { .. } | Join { .. } | Filter { .. } => self.group(pattern, scope, within, built),
            LeftJoin { left, right, expression } => {
                let built = self.add(left, scope, within, built)?;
                self.left(right, expression.as_ref(), scope, within, built)
            }
            Minus { left, right } => {
                let shape = self.shape(left, within);
                let built = self.add(left, scope, within, built)?;
                self.minus(&shape, right, scope, within, built)
            }
            Extend { inner, variable, expression } => {
                let mut built = self.add(inner, scope, within, built)?;
                let by = self.whole_expression(expression, scope, within, &built)?;
                let name = self.names.variable(variable);
                let slot = self.slot(name, scope);
                self.tell(format_args!("bind {variable} to {expression}"));
                built.sequence.push(Node::Extend { slot, by });
                built.possible.insert(name);
                if self.shapes.of(pattern, within.graph_name, &mut self.names).certain.contains(name) {
                    built.certain.insert(name);
                }
                Ok(built)
            }
            Union { .. } => self.union(pattern, scope, within, built),
            Values { variables, bindings } => {
                let names: Vec<usize> = variables.iter().map(|variable| self.names.variable(variable)).collect();
                let slots = names.iter().map(|name| self.slot(*name, scope)).collect();
                let mut rows = Vec::with_capacity(bindings.len());
                for row in bindings {
                    let cells = row.iter().map(|cell| cell.as_ref().map(|cell| self.constant(ground(cell))));
                    rows.push(cells.collect());
                }
                self.tell(format_args!("values of {} names in {} rows", variables.len(), bindings.len()));
                self.joined(pattern, within, built, Node::Values { slots, rows }, bindings.len() as f64)
            }
            Graph { name, inner } => self.in_graph(pattern, name, inner, scope, within, built),
            Lateral { left, right } => {
                let built = self.add(left, scope, within, built)?;
                let inner = Within { context: within.context.or(&built.possible), ..within.clone() };
                self.add(right, scope, &inner, built)
            }
            Project { inner, variables } => self.select(inner, variables, scope, within, built),
            Distinct { inner } => self.distinct(inner, scope, within, built),
            Reduced { inner } => self.add(inner, scope, within, built),
            Slice { inner, start, length } => self.slice(inner, (*start, *length), scope, within, built),
            OrderBy { inner, expression } => self.order_by(inner, expression, scope, within, built),
            Group { inner, variables, aggregates } => {
                self.grouped(pattern, (inner, variables, aggregates), scope, within, built)
            }
            Service { name, inner, silent } => self.service(pattern, (name, inner, *silent), scope, within, built),
        }
    }

    /// Adds an operator that gives the names of a pattern their values.
    fn joined(
        &mut self,
        pattern: &'q GraphPattern,
        within: &Within,
        mut built: Built,
        node: Node,
        rows: f64,
    ) -> Planned<Built> {
        let shape = self.shape(pattern, within);
        built.push(node, &shape);
        built.rows *= rows;
        Ok(built)
    }

    /// A pattern as a sequence of its own, which sees the names of a row as it is joined with it.
    fn inner(
        &mut self,
        pattern: &'q GraphPattern,
        shape: &Shape,
        scope: &mut Scope,
        within: &Within,
        built: &Built,
    ) -> Planned<Built> {
        let mut child = self.child(&shape.possible, scope, within);
        let seen = shape.possible.or(&within.context).or(&graph_names(within));
        self.depth += 1;
        let inner = self.add(pattern, &mut child, within, built.within(&seen));
        self.depth -= 1;
        inner
    }

    /// Adds a pattern that is joined with what there is: it is looked up, or stands apart.
    fn part(
        &mut self,
        pattern: &'q GraphPattern,
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        let shape = self.shape(pattern, within);
        let is_first = built.sequence.is_empty() && built.possible.is_empty();
        let may_see = shape.guarded.is_disjoint(&built.possible);
        let mut child = self.child(&shape.possible, scope, within);
        if may_see && (is_first || !self.is_better_apart(pattern, &shape, within, &built)) {
            let seen = shape.possible.or(&within.context).or(&graph_names(within));
            let (hidden_possible, hidden_certain) = (built.possible.without(&seen), built.certain.without(&seen));
            built.possible = built.possible.and(&seen);
            built.certain = built.certain.and(&seen);
            let mut added = self.add(pattern, &mut child, within, built)?;
            let seen = shape.possible.or(&seen);
            added.possible = added.possible.and(&seen).or(&hidden_possible);
            added.certain = added.certain.and(&seen).or(&hidden_certain);
            return Ok(added);
        }
        let apart = self.apart(pattern, &shape, None, scope, within, &built)?;
        built.rows = built.rows.max(1.0) * self.rows_of_join(pattern, &apart, within, &built);
        built.push(Node::Join(Box::new(apart)), &shape);
        Ok(built)
    }

    /// A pattern that is evaluated by itself, found by what it has in common with rows. If only some names matter, it has no others.
    fn apart(
        &mut self,
        pattern: &'q GraphPattern,
        shape: &Shape,
        only: Option<&Names>,
        scope: &mut Scope,
        within: &Within,
        built: &Built,
    ) -> Planned<Apart> {
        let seen = only.map_or_else(|| shape.possible.clone(), |only| shape.possible.and(only));
        let mut child = self.child(&seen, scope, within);
        let mut mentioned = Names::default();
        self.names.in_pattern(pattern, &mut mentioned);
        let dependent = shape.guarded.or(&mentioned.without(&shape.possible));
        let carried = within.context.and(&dependent);
        let start = Built { certain: carried.clone(), ..Built::nothing() };
        self.tell("apart:");
        self.depth += 1;
        let few = self.few.take();
        let inner = self.add(pattern, &mut child, within, start);
        self.few = few;
        self.depth -= 1;
        Ok(self.found_by_keys(inner?, &seen, &carried, shape, child, within, built))
    }

    #[expect(clippy::too_many_arguments, reason = "what stands apart is all of these")]
    fn found_by_keys(
        &mut self,
        inner: Built,
        seen: &Names,
        carried: &Names,
        shape: &Shape,
        mut child: Scope,
        within: &Within,
        built: &Built,
    ) -> Apart {
        let mut carried = self.slots_of(carried, &mut child);
        if let (InWhich::Slot(slot), true) = (within.graph, within.is_one_by_one) {
            carried.push(slot);
        }
        let mut keys = self.slots_of(&built.certain.and(&shape.certain).and(seen), &mut child);
        keys.truncate(MOST_KEYS);
        let others = self.slots_of(seen, &mut child);
        let count = keys.len();
        let mut columns = keys;
        for slot in others {
            if !columns.contains(&slot) {
                columns.push(slot);
            }
        }
        self.tables += 1;
        Apart { of: inner.sequence, columns, keys: count, carried, table: self.tables - 1 }
    }

    fn left(
        &mut self,
        right: &'q GraphPattern,
        expression: Option<&'q spargebra::algebra::Expression>,
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        let shape = self.shape(right, within);
        self.tell("optional:");
        let may_see = shape.guarded.is_disjoint(&built.possible);
        let mut inner = if may_see && !self.is_better_apart(right, &shape, within, &built) {
            self.inner(right, &shape, scope, within, &built)?
        } else {
            self.depth += 1;
            let apart = self.apart(right, &shape, None, scope, within, &built);
            self.depth -= 1;
            Built { sequence: vec![Node::Join(Box::new(apart?))], rows: 1.0, ..built.within(&Names::default()) }
        };
        built.possible.add(&shape.possible);
        if let Some(expression) = expression {
            let both = Built {
                sequence: Vec::new(),
                possible: built.possible.clone(),
                certain: built.certain.or(&shape.certain),
                rows: built.rows,
            };
            let condition = self.whole_expression(expression, scope, within, &both)?;
            self.tell(format_args!("  if {expression}"));
            inner.sequence.push(Node::Filter(condition));
        }
        built.rows *= inner.rows.max(1.0);
        built.sequence.push(Node::Left(inner.sequence));
        Ok(built)
    }

    fn minus(
        &mut self,
        left: &Shape,
        right: &'q GraphPattern,
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        let shape = self.shape(right, within);
        let shared = left.possible.and(&shape.possible).without(&graph_names(within));
        if shared.is_empty() {
            // Nothing is taken away by what has no name in common.
            return Ok(built);
        }
        self.tell("minus:");
        self.depth += 1;
        let is_sure = shared.is_subset(&left.certain.and(&shape.certain)) && shape.guarded.is_disjoint(&left.possible);
        let shared = shared.or(&graph_names(within).and(&shape.possible));
        let is_looked_up = is_sure && !self.is_better_apart(right, &shape, within, &built);
        let node = if is_looked_up {
            let mut child = self.child(&shared, scope, within);
            let seen = shared.or(&within.context);
            let of = self.add(right, &mut child, within, built.within(&seen))?.sequence;
            Node::Without(self.pattern(of, None))
        } else {
            let known = Built { certain: left.certain.clone(), ..Built::nothing() };
            Node::Minus(Box::new(self.apart(right, &shape, Some(&shared), scope, within, &known)?))
        };
        self.depth -= 1;
        built.sequence.push(node);
        Ok(built)
    }

    /// The number of a pattern that rows are asked for.
    fn pattern(&mut self, of: Sequence, remembered: Option<(usize, usize)>) -> usize {
        let number = self.number();
        self.patterns.push(Pattern { of, number, remembered });
        self.patterns.len() - 1
    }

    fn union(&mut self, pattern: &'q GraphPattern, scope: &mut Scope, within: &Within, built: Built) -> Planned<Built> {
        let (mut parts, mut waiting) = (Vec::new(), vec![pattern]);
        while let Some(pattern) = waiting.pop() {
            match pattern {
                GraphPattern::Union { left, right } => waiting.extend([&**right, &**left]),
                part => parts.push(part),
            }
        }
        let (mut sequences, mut rows) = (Vec::with_capacity(parts.len()), 0.0);
        for part in parts {
            let shape = self.shape(part, within);
            self.tell("either:");
            let inner = self.inner(part, &shape, scope, within, &built)?;
            rows += inner.rows;
            sequences.push(inner.sequence);
        }
        self.joined(pattern, within, built, Node::Union(sequences), rows)
    }

    fn in_graph(
        &mut self,
        pattern: &'q GraphPattern,
        name: &'q NamedNodePattern,
        inner: &'q GraphPattern,
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        let variable = match name {
            NamedNodePattern::NamedNode(iri) => {
                let is_there = self.triples.terms.find(iri.as_ref().into()).is_some_and(|g| self.named.contains(&g));
                if !is_there {
                    self.tell(format_args!("no graph {iri}"));
                    return self.joined(pattern, within, built, Node::Nothing, 0.0);
                }
                let graph = InWhich::Constant(self.constant(iri.clone().into()));
                let within = Within { graph, graph_name: None, is_one_by_one: false, context: within.context.clone() };
                return self.add(inner, scope, &within, built);
            }
            NamedNodePattern::Variable(variable) => variable,
        };
        let is_one_by_one = self.shapes.is_streamed(inner).is_none();
        let active_name = self.shapes.graph(pattern, &mut self.names);
        let active = self.slot(active_name, scope);
        let graph = Within {
            graph: InWhich::Slot(active),
            graph_name: Some(active_name),
            is_one_by_one,
            context: within.context.clone(),
        };
        let name = self.names.variable(variable);
        let slot = self.slot(name, scope);
        self.tell(format_args!("in each graph {variable}{}:", if is_one_by_one { ", one by one" } else { "" }));
        let shape = self.shape(pattern, within);
        let mut start = built.within(&shape.possible.or(&within.context));
        if is_one_by_one || built.certain.contains(name) {
            start.certain.insert(active_name);
            start.possible.insert(active_name);
        }
        self.depth += 1;
        let inner = self.add(inner, scope, &graph, start);
        self.depth -= 1;
        let inner = inner?;
        let node = InGraph { of: inner.sequence, active, name: slot, is_one_by_one };
        built.push(Node::Graph(Box::new(node)), &shape);
        built.rows *= inner.rows;
        Ok(built)
    }

    fn path(&mut self, path: &PropertyPathExpression, is_backwards: bool) -> Path {
        use PropertyPathExpression::{
            Alternative, NamedNode, NegatedPropertySet, OneOrMore, Reverse, Sequence, ZeroOrMore, ZeroOrOne,
        };
        match path {
            NamedNode(property) => Path::Step { property: self.property(property), is_backwards },
            NegatedPropertySet(properties) => {
                let properties = properties.iter().map(|property| self.property(property)).collect();
                Path::Other { properties, is_backwards }
            }
            Reverse(of) => self.path(of, !is_backwards),
            Sequence(..) => {
                let mut parts = self.path_parts(path, is_backwards, |path| match path {
                    Sequence(a, b) => Some((a, b)),
                    _ => None,
                });
                if is_backwards {
                    parts.reverse();
                }
                Path::Sequence(parts)
            }
            Alternative(..) => Path::Alternative(self.path_parts(path, is_backwards, |path| match path {
                Alternative(a, b) => Some((a, b)),
                _ => None,
            })),
            ZeroOrMore(of) => Path::Repeated { of: Box::new(self.path(of, is_backwards)), or_none: true },
            OneOrMore(of) => Path::Repeated { of: Box::new(self.path(of, is_backwards)), or_none: false },
            ZeroOrOne(of) => Path::Optional(Box::new(self.path(of, is_backwards))),
        }
    }

    fn path_parts(
        &mut self,
        path: &PropertyPathExpression,
        is_backwards: bool,
        take_apart: impl Fn(&PropertyPathExpression) -> Option<(&PropertyPathExpression, &PropertyPathExpression)>,
    ) -> Vec<Path> {
        let (mut parts, mut waiting) = (Vec::new(), vec![path]);
        while let Some(path) = waiting.pop() {
            match take_apart(path) {
                Some((a, b)) => waiting.extend([b, a]),
                None => parts.push(self.path(path, is_backwards)),
            }
        }
        parts
    }

    fn property(&mut self, property: &NamedNode) -> usize {
        self.constant(property.clone().into())
    }

    /// The parts of a triple pattern.
    fn parts(&mut self, triple: &TriplePattern, scope: &mut Scope) -> Planned<[Part; 3]> {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(iri) => Part::Constant(self.property(iri)),
            NamedNodePattern::Variable(variable) => Part::Slot(self.slot_of(variable, scope)),
        };
        Ok([self.term(&triple.subject, scope)?, predicate, self.term(&triple.object, scope)?])
    }

    /// The part of a pattern that a term is.
    fn term(&mut self, term: &TermPattern, scope: &mut Scope) -> Planned<Part> {
        Ok(match term {
            TermPattern::NamedNode(iri) => Part::Constant(self.constant(iri.clone().into())),
            TermPattern::Literal(literal) => Part::Constant(self.constant(literal.clone().into())),
            TermPattern::Variable(_) | TermPattern::BlankNode(_) => {
                let name = self.names.of_term(term).unwrap_or_default();
                Part::Slot(self.slot(name, scope))
            }
            TermPattern::Triple(triple) => match triple_term(triple) {
                Some(term) => Part::Constant(self.constant(term)),
                None => {
                    let slot = self.slots;
                    self.slots += 1;
                    let place = self.unfolded.len();
                    let parts = self.parts(triple, scope)?;
                    // What stands in others comes after them.
                    self.unfolded.insert(place, (slot, parts));
                    Part::Slot(slot)
                }
            },
        })
    }
}

/// The name of the graph, if it has one.
fn graph_names(within: &Within) -> Names {
    let mut names = Names::default();
    within.graph_name.into_iter().for_each(|name| names.insert(name));
    names
}

fn ground(term: &GroundTerm) -> Term {
    term.clone().into()
}

/// A triple term without names.
fn triple_term(triple: &TriplePattern) -> Option<Term> {
    let subject = match &triple.subject {
        TermPattern::NamedNode(iri) => iri.clone(),
        _ => return None,
    };
    let NamedNodePattern::NamedNode(predicate) = &triple.predicate else { return None };
    let object = match &triple.object {
        TermPattern::NamedNode(iri) => Term::from(iri.clone()),
        TermPattern::Literal(literal) => literal.clone().into(),
        TermPattern::Triple(inner) => triple_term(inner)?,
        TermPattern::Variable(_) | TermPattern::BlankNode(_) => return None,
    };
    Some(oxigraph::model::Triple::new(subject, predicate.clone(), object).into())
}
