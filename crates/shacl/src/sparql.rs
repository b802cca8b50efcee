//! Constraints in SPARQL (SHACL, section 5): `sh:sparql [ sh:select "…" ]`.
//!
//! The query runs once for each focus node, with `$this` bound to it. Oxigraph's evaluator reads the data through [`Rows`]. It runs without
//! its optimizer, which does not know that `$this` is bound; instead the patterns are looked up one from the other, in the order in
//! which they are written.

use crate::Data;
use crate::path::Path;
use oxigraph::model::{Literal, NamedNode, Term, Triple, Variable};
use plenary_base::clock::{Clock, Stopped, Ticker};
use spareval::{InternalQuad, QueryEvaluationError, QueryEvaluator, QueryResults, QueryableDataset};
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use spargebra::{Query, SparqlParser};
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

/// Variables that the query finds bound.
const BOUND: [&str; 1] = ["this"];
/// Variables that a processor may bind; this one does not.
const OPTIONAL: [&str; 2] = ["shapesGraph", "currentShape"];
/// The variable in whose place the path of the shape stands.
const PATH: &str = "PATH";
/// Patterns in patterns are followed this far.
const DEEPEST: usize = 128;

/// A constraint in SPARQL.
pub(crate) struct Sparql {
    query: Query,
    pub(crate) messages: Vec<Literal>,
}

/// What is wrong with a query.
pub(crate) enum Refusal {
    /// It is wrong.
    Wrong(String),
    /// It is not supported.
    Unsupported(&'static str),
}

/// A solution: something that violates the constraint.
pub(crate) struct Solution {
    pub(crate) value: Option<Term>,
    pub(crate) path: Option<NamedNode>,
    /// The text that `?message` is bound to, or the messages with their variables filled in.
    pub(crate) messages: Vec<Literal>,
}

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The time is over.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// It cannot be evaluated.
    #[error("{0}")]
    Evaluation(String),
}

impl Sparql {
    /// Reads a query. The path is that of the shape, if it is about a property.
    pub(crate) fn read(
        text: &str,
        prefixes: &[(String, String)],
        path: Option<&Path>,
        messages: Vec<Literal>,
    ) -> Result<Self, Refusal> {
        let mut parser = SparqlParser::new();
        for (prefix, namespace) in prefixes {
            parser = parser.with_prefix(prefix, namespace).map_err(|error| {
                Refusal::Wrong(format!(
                    "the prefix `{prefix}` is declared as `{namespace}`, which is not an IRI: {error}"
                ))
            })?;
        }
        // The parser lists what it expected over several lines.
        let one_line = |error: String| error.split_whitespace().collect::<Vec<_>>().join(" ");
        let query = parser.parse_query(text);
        let query =
            query.map_err(|error| Refusal::Wrong(format!("it is not SPARQL: {}", one_line(error.to_string()))))?;
        match query {
            Query::Select { dataset: None, pattern, base_iri } => {
                if !projected(&pattern)
                    .is_some_and(|variables| variables.iter().any(|variable| variable.as_str() == "this"))
                {
                    return Err(Refusal::Wrong("the query has to select $this".to_owned()));
                }
                let pattern = Rewriting { path, depth: DEEPEST }.pattern(pattern)?;
                Ok(Self { query: Query::Select { dataset: None, pattern, base_iri }, messages })
            }
            Query::Select { .. } => Err(Refusal::Unsupported("the query has a FROM clause; constraints read all data")),
            _ => Err(Refusal::Wrong("it is not a SELECT query".to_owned())),
        }
    }

    /// The pattern of the query.
    pub(crate) fn pattern(&self) -> &GraphPattern {
        match &self.query {
            Query::Select { pattern, .. }
            | Query::Construct { pattern, .. }
            | Query::Describe { pattern, .. }
            | Query::Ask { pattern, .. } => pattern,
        }
    }

    /// The solutions for a focus node. The last argument says whether more are wanted.
    pub(crate) fn evaluate<D: Data>(
        &self,
        data: &D,
        focus: Term,
        clock: &Clock,
        found: &mut impl FnMut(Solution) -> bool,
    ) -> Result<(), Failure> {
        let failed = |error: QueryEvaluationError| match clock.check() {
            Err(stopped) => Failure::Stopped(stopped),
            Ok(()) => Failure::Evaluation(error.to_string()),
        };
        let evaluator = QueryEvaluator::new().without_optimizations().with_cancellation_token(clock.token().clone());
        let prepared =
            evaluator.prepare(&self.query).substitute_variable(Variable::new_unchecked("this"), focus.clone());
        let rows = Rows { data, ticker: Rc::new(RefCell::new(clock.ticker())) };
        let QueryResults::Solutions(solutions) = prepared.execute(rows).map_err(failed)? else { return Ok(()) };
        for solution in solutions {
            let solution = solution.map_err(failed)?;
            let bound = |name: &str| match name {
                "this" => Some(&focus),
                name => solution.get(name),
            };
            let messages = match solution.get("message") {
                Some(Term::Literal(message)) => vec![message.clone()],
                _ => self.messages.iter().map(|message| filled(message, &bound)).collect(),
            };
            let path = match solution.get("path") {
                Some(Term::NamedNode(path)) => Some(path.clone()),
                _ => None,
            };
            if !found(Solution { value: solution.get("value").cloned(), path, messages }) {
                break;
            }
        }
        Ok(())
    }
}

/// What a `CONSTRUCT` query gives over some data, read as one graph: each triple as often as a solution gives it.
///
/// # Errors
/// If the time is over, or the query cannot be evaluated.
pub fn construct<D: Data>(
    query: &Query,
    data: &D,
    clock: &Clock,
    mut found: impl FnMut(Triple),
) -> Result<(), Failure> {
    let failed = |error: QueryEvaluationError| match clock.check() {
        Err(stopped) => Failure::Stopped(stopped),
        Ok(()) => Failure::Evaluation(error.to_string()),
    };
    let evaluator = QueryEvaluator::new().with_cancellation_token(clock.token().clone());
    let rows = Rows { data, ticker: Rc::new(RefCell::new(clock.ticker())) };
    if let QueryResults::Graph(triples) = evaluator.prepare(query).execute(rows).map_err(failed)? {
        for triple in triples {
            found(triple.map_err(failed)?);
        }
    }
    Ok(())
}

/// What a query selects.
fn projected(pattern: &GraphPattern) -> Option<&[Variable]> {
    match pattern {
        GraphPattern::Project { variables, .. } => Some(variables),
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::OrderBy { inner, .. } => projected(inner),
        _ => None,
    }
}

/// Puts values into `{?name}` and `{$name}`; what has no value stays.
fn filled<'a>(message: &Literal, bound: &impl Fn(&str) -> Option<&'a Term>) -> Literal {
    let (mut text, mut rest) = (String::new(), message.value());
    while let Some(start) = rest.find('{') {
        let (before, block) = rest.split_at(start);
        text.push_str(before);
        let name =
            block.strip_prefix("{?").or_else(|| block.strip_prefix("{$")).and_then(|after| after.split_once('}'));
        match name.and_then(|(name, after)| Some((bound(name)?, after))) {
            Some((value, after)) => {
                match value {
                    Term::Literal(literal) => text.push_str(literal.value()),
                    Term::NamedNode(iri) => text.push_str(iri.as_str()),
                    term => text.push_str(&term.to_string()),
                }
                rest = after;
            }
            None => {
                text.push('{');
                rest = &block[1..];
            }
        }
    }
    text.push_str(rest);
    match message.language() {
        Some(language) => Literal::new_language_tagged_literal_unchecked(text, language),
        None => Literal::new_simple_literal(text),
    }
}

/// Checks a query, and writes it for the evaluator: the path in the place of `$PATH`, patterns one from the other.
#[derive(Clone, Copy)]
struct Rewriting<'a> {
    path: Option<&'a Path>,
    depth: usize,
}

impl Rewriting<'_> {
    // The box is what an algebra holds: callers pass it on as it is.
    #[expect(clippy::boxed_local)]
    fn inner(self, pattern: Box<GraphPattern>) -> Result<Box<GraphPattern>, Refusal> {
        let deep = || Refusal::Wrong(format!("the query is nested more than {DEEPEST} deep"));
        let depth = self.depth.checked_sub(1).ok_or_else(deep)?;
        Ok(Box::new(Self { depth, ..self }.pattern(*pattern)?))
    }

    fn pattern(self, pattern: GraphPattern) -> Result<GraphPattern, Refusal> {
        use GraphPattern as P;
        Ok(match pattern {
            P::Bgp { patterns } => self.lookups(patterns)?,
            path @ P::Path { .. } => path,
            P::Join { left, right } => {
                let (left, right) = (self.inner(left)?, self.inner(right)?);
                // What only looks up means the same when it starts from what is left of it.
                if only_looks_up(&right) { P::Lateral { left, right } } else { P::Join { left, right } }
            }
            P::LeftJoin { left, right, expression } => P::LeftJoin {
                left: self.inner(left)?,
                right: self.inner(right)?,
                expression: expression.map(|expression| self.expression(expression)).transpose()?,
            },
            P::Lateral { left, right } => P::Lateral { left: self.inner(left)?, right: self.inner(right)? },
            P::Filter { expr, inner } => P::Filter { expr: self.expression(expr)?, inner: self.inner(inner)? },
            P::Union { left, right } => P::Union { left: self.inner(left)?, right: self.inner(right)? },
            P::Extend { inner, variable, expression } => {
                self.not_bound(&variable)?;
                P::Extend { inner: self.inner(inner)?, variable, expression: self.expression(expression)? }
            }
            P::OrderBy { inner, expression } => {
                let order = |order| -> Result<OrderExpression, Refusal> {
                    Ok(match order {
                        OrderExpression::Asc(expression) => OrderExpression::Asc(self.expression(expression)?),
                        OrderExpression::Desc(expression) => OrderExpression::Desc(self.expression(expression)?),
                    })
                };
                let expression = expression.into_iter().map(order).collect::<Result<_, Refusal>>()?;
                P::OrderBy { inner: self.inner(inner)?, expression }
            }
            P::Project { inner, variables } => {
                if !variables.iter().any(|variable| variable.as_str() == "this") {
                    return Err(Refusal::Unsupported("a subquery has to select $this (SHACL 5.2.1)"));
                }
                P::Project { inner: self.inner(inner)?, variables }
            }
            P::Distinct { inner } => P::Distinct { inner: self.inner(inner)? },
            P::Reduced { inner } => P::Reduced { inner: self.inner(inner)? },
            P::Slice { inner, start, length } => P::Slice { inner: self.inner(inner)?, start, length },
            P::Group { inner, variables, aggregates } => {
                let aggregate = |(variable, aggregate): (Variable, AggregateExpression)| -> Result<_, Refusal> {
                    self.not_bound(&variable)?;
                    Ok((variable, self.aggregate(aggregate)?))
                };
                let aggregates = aggregates.into_iter().map(aggregate).collect::<Result<_, Refusal>>()?;
                P::Group { inner: self.inner(inner)?, variables, aggregates }
            }
            P::Minus { .. } => {
                return Err(Refusal::Unsupported(
                    "a constraint may not use MINUS (SHACL 5.2.1); write FILTER NOT EXISTS",
                ));
            }
            P::Values { .. } => {
                return Err(Refusal::Unsupported(
                    "a constraint may not use VALUES (SHACL 5.2.1); write FILTER (… IN (…))",
                ));
            }
            P::Service { .. } => return Err(Refusal::Unsupported("a constraint may not use SERVICE (SHACL 5.2.1)")),
            P::Graph { .. } => {
                return Err(Refusal::Unsupported("GRAPH is not supported: constraints read all data as one graph"));
            }
        })
    }

    fn not_bound(self, variable: &Variable) -> Result<(), Refusal> {
        match BOUND.contains(&variable.as_str()) {
            true => Err(Refusal::Unsupported("a constraint may not bind $this anew (SHACL 5.2.1)")),
            false => Ok(()),
        }
    }

    /// Triple patterns, each looked up from those before.
    fn lookups(self, patterns: Vec<TriplePattern>) -> Result<GraphPattern, Refusal> {
        let lookup = |pattern: TriplePattern| match &pattern.predicate {
            NamedNodePattern::Variable(variable) if variable.as_str() == PATH => match self.path {
                Some(path) => {
                    Ok(GraphPattern::Path { subject: pattern.subject, path: path.to_sparql(), object: pattern.object })
                }
                None => Err(Refusal::Wrong("$PATH belongs to a property, with a sh:path".to_owned())),
            },
            _ => Ok(GraphPattern::Bgp { patterns: vec![pattern] }),
        };
        let mut left = patterns;
        let mut lookups: Option<GraphPattern> = None;
        let mut known: HashSet<String> = BOUND.iter().map(|&name| format!("?{name}")).collect();
        while !left.is_empty() {
            // The first that has something to start from.
            let starts = |pattern: &TriplePattern| variables(pattern).iter().flatten().any(|name| known.contains(name));
            let pattern = left.remove(left.iter().position(starts).unwrap_or_default());
            known.extend(variables(&pattern).into_iter().flatten());
            let next = lookup(pattern)?;
            lookups = Some(match lookups {
                Some(lookups) => GraphPattern::Lateral { left: Box::new(lookups), right: Box::new(next) },
                None => next,
            });
        }
        Ok(lookups.unwrap_or_default())
    }

    fn aggregate(self, aggregate: AggregateExpression) -> Result<AggregateExpression, Refusal> {
        Ok(match aggregate {
            AggregateExpression::FunctionCall { name, expr, distinct } => {
                AggregateExpression::FunctionCall { name, expr: self.expression(expr)?, distinct }
            }
            all @ AggregateExpression::CountSolutions { .. } => all,
        })
    }

    fn expression(self, expression: Expression) -> Result<Expression, Refusal> {
        use Expression as E;
        let deep = || Refusal::Wrong(format!("the query is nested more than {DEEPEST} deep"));
        let this = Self { depth: self.depth.checked_sub(1).ok_or_else(deep)?, ..self };
        let one = |inner: Box<E>| this.expression(*inner).map(Box::new);
        let many = |inner: Vec<E>| inner.into_iter().map(|inner| this.expression(inner)).collect::<Result<Vec<_>, _>>();
        Ok(match expression {
            E::Variable(variable) | E::Bound(variable) if OPTIONAL.contains(&variable.as_str()) => {
                return Err(Refusal::Unsupported("$shapesGraph and $currentShape are not supported"));
            }
            term @ (E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_)) => term,
            E::Or(a, b) => E::Or(one(a)?, one(b)?),
            E::And(a, b) => E::And(one(a)?, one(b)?),
            E::Equal(a, b) => E::Equal(one(a)?, one(b)?),
            E::SameTerm(a, b) => E::SameTerm(one(a)?, one(b)?),
            E::Greater(a, b) => E::Greater(one(a)?, one(b)?),
            E::GreaterOrEqual(a, b) => E::GreaterOrEqual(one(a)?, one(b)?),
            E::Less(a, b) => E::Less(one(a)?, one(b)?),
            E::LessOrEqual(a, b) => E::LessOrEqual(one(a)?, one(b)?),
            E::In(a, list) => E::In(one(a)?, many(list)?),
            E::Add(a, b) => E::Add(one(a)?, one(b)?),
            E::Subtract(a, b) => E::Subtract(one(a)?, one(b)?),
            E::Multiply(a, b) => E::Multiply(one(a)?, one(b)?),
            E::Divide(a, b) => E::Divide(one(a)?, one(b)?),
            E::UnaryPlus(a) => E::UnaryPlus(one(a)?),
            E::UnaryMinus(a) => E::UnaryMinus(one(a)?),
            E::Not(a) => E::Not(one(a)?),
            E::Exists(pattern) => E::Exists(this.inner(pattern)?),
            E::If(a, b, c) => E::If(one(a)?, one(b)?, one(c)?),
            E::Coalesce(list) => E::Coalesce(many(list)?),
            E::FunctionCall(function, list) => E::FunctionCall(function, many(list)?),
        })
    }
}

/// Whether a pattern binds what it finds and does nothing else.
fn only_looks_up(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Lateral { left, right } => only_looks_up(left) && only_looks_up(right),
        _ => false,
    }
}

/// The variables of a triple pattern, blank nodes among them.
fn variables(pattern: &TriplePattern) -> [Option<String>; 3] {
    let name = |term: &TermPattern| match term {
        TermPattern::Variable(_) | TermPattern::BlankNode(_) => Some(term.to_string()),
        _ => None,
    };
    let predicate = match &pattern.predicate {
        NamedNodePattern::Variable(variable) if variable.as_str() != PATH => Some(variable.to_string()),
        _ => None,
    };
    [name(&pattern.subject), predicate, name(&pattern.object)]
}

/// The data as the evaluator reads them: one graph, the default one.
struct Rows<'a, D: Data> {
    data: &'a D,
    ticker: Rc<RefCell<Ticker>>,
}

/// A term of the data, or one that the query brings with it.
#[derive(Clone, PartialEq, Eq, Hash)]
enum RowTerm<I> {
    Known(I),
    Other(Rc<Term>),
}

impl<'a, D: Data + 'a> QueryableDataset<'a> for Rows<'a, D> {
    type InternalTerm = RowTerm<D::Id>;
    type Error = Stopped;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&RowTerm<D::Id>>,
        predicate: Option<&RowTerm<D::Id>>,
        object: Option<&RowTerm<D::Id>>,
        graph_name: Option<Option<&RowTerm<D::Id>>>,
    ) -> impl Iterator<Item = Result<InternalQuad<RowTerm<D::Id>>, Stopped>> + use<'a, D> {
        let is_empty = !matches!(graph_name, Some(None))
            || [subject, predicate, object].iter().flatten().any(|term| matches!(term, RowTerm::Other(_)));
        let known = |term: Option<&RowTerm<D::Id>>| match term {
            Some(RowTerm::Known(id)) => Some(*id),
            _ => None,
        };
        let (data, ticker) = (self.data, Rc::clone(&self.ticker));
        let triples = data.triples(known(subject), known(predicate), known(object));
        let triples = (!is_empty).then_some(triples).into_iter().flatten();
        triples.map(move |[subject, predicate, object]| {
            ticker.borrow_mut().tick(1)?;
            Ok(InternalQuad {
                subject: RowTerm::Known(subject),
                predicate: RowTerm::Known(predicate),
                object: RowTerm::Known(object),
                graph_name: None,
            })
        })
    }

    fn internalize_term(&self, term: Term) -> Result<RowTerm<D::Id>, Stopped> {
        Ok(match self.data.id(term.as_ref()) {
            Some(id) => RowTerm::Known(id),
            None => RowTerm::Other(Rc::new(term)),
        })
    }

    fn externalize_term(&self, term: RowTerm<D::Id>) -> Result<Term, Stopped> {
        Ok(match term {
            RowTerm::Known(id) => self.data.with_term(id, |term| term.into_owned()),
            RowTerm::Other(term) => Term::clone(&term),
        })
    }
}
