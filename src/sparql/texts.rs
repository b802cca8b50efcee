//! Bounds the texts that expressions make before anybody holds them.
//!
//! What an expression gives is counted when it becomes a value of a row (`view`), but `CONCAT` of `CONCAT`s, `REPLACE` of
//! `REPLACE`s and `GROUP_CONCAT` can make gigabytes before that. So each function whose text may be longer than what it
//! is given looks at its lengths first: `CONCAT` becomes a tree of joins of two, which keeps few texts at a time,
//! `REPLACE` and `GROUP_CONCAT` count as they write, and around what the others are given stands a check. A text that would be too long ends the evaluation, as too many values do;
//! as an error of SPARQL it would be passed over, and the answer would be wrong.
//!
//! `COUNT(DISTINCT …)` and its like keep a copy of every value of an expression. The expression is made a value of the
//! row first, so that it is counted.

use super::meter::{Held, stop_for_text};
use super::size::map_parts;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BaseDirection, Literal, NamedNode, Term, Variable};
use regex::{Regex, RegexBuilder};
use spareval::{AggregateFunctionAccumulator, QueryEvaluator};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression};
use std::sync::{Mutex, PoisonError};

// A space is not allowed in IRIs, so no query can call these.
const JOIN: &str = "plenary:function join";
const REPLACE: &str = "plenary:function replace";
const CHECK: &str = "plenary:function check";
const GROUP: &str = "plenary:function group ";

/// The functions that a query calls instead of those that it names.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The separators of its `GROUP_CONCAT`s.
    separators: Vec<String>,
    extended: usize,
}

impl Texts {
    /// A pattern whose expressions make no long texts, and the functions that it calls.
    pub(super) fn bound(pattern: GraphPattern) -> (GraphPattern, Self) {
        let mut texts = Self::default();
        (texts.pattern(pattern), texts)
    }

    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        use GraphPattern::{
            Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project,
            Reduced, Service, Slice, Union, Values,
        };
        let mut within = |inner: Box<GraphPattern>| Box::new(self.pattern(*inner));
        match pattern {
            // Another endpoint has its own bounds.
            Bgp { .. } | Path { .. } | Values { .. } | Service { .. } => pattern,
            Join { left, right } => Join { left: within(left), right: within(right) },
            Lateral { left, right } => Lateral { left: within(left), right: within(right) },
            Union { left, right } => Union { left: within(left), right: within(right) },
            Minus { left, right } => Minus { left: within(left), right: within(right) },
            LeftJoin { left, right, expression } => LeftJoin {
                left: within(left),
                right: within(right),
                expression: expression.map(|expression| self.expression(expression)),
            },
            Filter { expr, inner } => Filter { inner: within(inner), expr: self.expression(expr) },
            Graph { name, inner } => Graph { name, inner: within(inner) },
            Extend { inner, variable, expression } => {
                Extend { inner: within(inner), variable, expression: self.expression(expression) }
            }
            OrderBy { inner, expression } => {
                let inner = within(inner);
                let by = expression.into_iter().map(|by| match by {
                    OrderExpression::Asc(by) => OrderExpression::Asc(self.expression(by)),
                    OrderExpression::Desc(by) => OrderExpression::Desc(self.expression(by)),
                });
                OrderBy { inner, expression: by.collect() }
            }
            Project { inner, variables } => Project { inner: within(inner), variables },
            Distinct { inner } => Distinct { inner: within(inner) },
            Reduced { inner } => Reduced { inner: within(inner) },
            Slice { inner, start, length } => Slice { inner: within(inner), start, length },
            Group { inner, variables, aggregates } => {
                let mut inner = within(inner);
                let aggregates = aggregates.into_iter().map(|(name, aggregate)| match aggregate {
                    AggregateExpression::CountSolutions { .. } => (name, aggregate),
                    AggregateExpression::FunctionCall { name: function, expr, distinct } => {
                        (name, self.aggregate(function, expr, distinct, &mut inner))
                    }
                });
                let aggregates = aggregates.collect();
                Group { inner, variables, aggregates }
            }
        }
    }

    fn aggregate(
        &mut self,
        name: AggregateFunction,
        expr: Expression,
        distinct: bool,
        inner: &mut Box<GraphPattern>,
    ) -> AggregateExpression {
        use AggregateFunction::{GroupConcat, Max, Min, Sample};
        // Which of equal values is the least does not matter.
        let distinct = distinct && !matches!(name, Max | Min | Sample);
        let mut expr = self.expression(expr);
        if distinct && !matches!(expr, Expression::Variable(_)) {
            let variable = Variable::new_unchecked(format!("argument {}", self.extended));
            self.extended += 1;
            let pattern = std::mem::replace(&mut **inner, GraphPattern::Bgp { patterns: Vec::new() });
            **inner = GraphPattern::Extend { inner: Box::new(pattern), variable: variable.clone(), expression: expr };
            expr = Expression::Variable(variable);
        }
        let name = match name {
            GroupConcat { separator } => {
                self.separators.push(separator.unwrap_or_else(|| " ".to_owned()));
                AggregateFunction::Custom(group(self.separators.len() - 1))
            }
            name => name,
        };
        AggregateExpression::FunctionCall { name, expr, distinct }
    }

    fn expression(&mut self, expression: Expression) -> Expression {
        match expression {
            Expression::Exists(pattern) => Expression::Exists(Box::new(self.pattern(*pattern))),
            Expression::FunctionCall(function, parts) => {
                let parts = parts.into_iter().map(|part| self.expression(part)).collect();
                bounded(function, parts)
            }
            other => map_parts(other, &mut |part| self.expression(part)),
        }
    }

    /// An evaluator that knows the functions, and lets no text of more than `most` bytes be made.
    pub(super) fn functions(&self, evaluator: QueryEvaluator, most: usize) -> QueryEvaluator {
        let last = LastPattern::default();
        let evaluator = evaluator
            .with_custom_function(NamedNode::new_unchecked(JOIN), move |texts| join(texts, most))
            .with_custom_function(NamedNode::new_unchecked(REPLACE), move |texts| replace(texts, &last, most))
            .with_custom_function(NamedNode::new_unchecked(CHECK), move |texts| check(texts, most));
        self.separators.iter().enumerate().fold(evaluator, |evaluator, (number, separator)| {
            let separator = separator.clone();
            evaluator.with_custom_aggregate_function(group(number), move || {
                let (separator, joined) = (separator.clone(), Some(Joined::default()));
                Box::new(Concatenation { separator, most, joined, held: Held::default() })
            })
        })
    }
}

fn group(number: usize) -> NamedNode {
    NamedNode::new_unchecked(format!("{GROUP}{number}"))
}

fn call(name: &str, parts: Vec<Expression>) -> Expression {
    Expression::FunctionCall(Function::Custom(NamedNode::new_unchecked(name)), parts)
}

fn bounded(function: Function, parts: Vec<Expression>) -> Expression {
    match function {
        Function::Concat => joined(parts),
        Function::Replace => call(REPLACE, parts),
        Function::EncodeForUri | Function::UCase | Function::LCase => {
            let parts = parts.into_iter().map(|part| call(CHECK, vec![part])).collect();
            Expression::FunctionCall(function, parts)
        }
        function => Expression::FunctionCall(function, parts),
    }
}

fn joined(mut parts: Vec<Expression>) -> Expression {
    if parts.len() > 2 {
        let right = parts.split_off(parts.len() / 2);
        parts = vec![joined(parts), joined(right)];
    }
    call(JOIN, parts)
}

/// `CONCAT` of at most two texts.
fn join(texts: &[Term], most: usize) -> Option<Term> {
    let mut joined = Joined::default();
    for text in texts {
        joined.add(text, "", most)?;
    }
    Some(joined.finish())
}

/// Gives back a text that is not too long: what is made of it has up to three times its length.
fn check(texts: &[Term], most: usize) -> Option<Term> {
    let text = texts.first()?;
    if literal(text).is_some_and(|text| text.value().len() > most) {
        stop_for_text();
    }
    Some(text.clone())
}

/// The pattern and flags of the last `REPLACE`, and what they mean: most queries have one for all rows.
type LastPattern = Mutex<Option<(String, String, Option<Regex>)>>;

/// `REPLACE`, as Oxigraph does it.
fn replace(texts: &[Term], last: &LastPattern, most: usize) -> Option<Term> {
    let plain =
        |term: &Term| literal(term).filter(|text| text.datatype() == xsd::STRING).map(|text| text.value().to_owned());
    let [text, pattern, replacement, flags @ ..] = texts else { return None };
    let flags = flags.first().map_or_else(|| Some(String::new()), plain)?;
    let (pattern, replacement) = (plain(pattern)?, plain(replacement)?);
    let regex = {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, of_flags, regex)) if *known == pattern && *of_flags == flags => regex.clone(),
            _ => {
                let regex = compile(&pattern, &flags);
                *last = Some((pattern, flags, regex.clone()));
                regex
            }
        }
    }?;
    let mut replaced = Joined::default();
    // Only for its language, and to see that it is a text.
    replaced.add(text, "", usize::MAX)?;
    let text = std::mem::take(&mut replaced.text);
    let groups = replacement.matches('$').count();
    let mut end = 0;
    for found in regex.captures_iter(&text) {
        let place = found.get_match();
        let before = &text[end..place.start()];
        // A group is no longer than the whole.
        let made = replacement.len().saturating_add(groups.saturating_mul(place.len()));
        if (replaced.text.len() + before.len()).saturating_add(made) > most {
            stop_for_text();
        }
        replaced.text.push_str(before);
        found.expand(&replacement, &mut replaced.text);
        end = place.end();
    }
    if replaced.text.len() + text.len() - end > most {
        stop_for_text();
    }
    replaced.text.push_str(&text[end..]);
    Some(replaced.finish())
}

/// Most bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1_000_000;

fn compile(pattern: &str, flags: &str) -> Option<Regex> {
    let is_known = |flag: char| "smixq".contains(flag);
    let has = |flag: char| flags.contains(flag);
    let pattern = if has('q') { regex::escape(pattern) } else { pattern.to_owned() };
    let mut builder = RegexBuilder::new(&pattern);
    builder.size_limit(PATTERN_BYTES).dot_matches_new_line(has('s')).multi_line(has('m'));
    builder.case_insensitive(has('i')).ignore_whitespace(has('x'));
    if flags.chars().all(is_known) { builder.build().ok() } else { None }
}

fn literal(term: &Term) -> Option<&Literal> {
    match term {
        Term::Literal(literal) => Some(literal),
        _ => None,
    }
}

/// What texts have beside their characters.
type Language = Option<(String, Option<BaseDirection>)>;

/// Texts one after the other. They keep their language if they have it in common (SPARQL 1.1, section 17.4.3.12).
#[derive(Default)]
struct Joined {
    text: String,
    /// That of all so far; `None` before the first.
    language: Option<Language>,
}

impl Joined {
    /// Adds a text; `None` if it is something else.
    fn add(&mut self, term: &Term, separator: &str, most: usize) -> Option<()> {
        let text = literal(term)?;
        let language = text.language().map(|language| (language.to_owned(), text.direction()));
        if language.is_none() && text.datatype() != xsd::STRING {
            return None;
        }
        let separator = if self.language.is_some() { separator } else { "" };
        if self.text.len() + separator.len() + text.value().len() > most {
            stop_for_text();
        }
        self.text.push_str(separator);
        self.text.push_str(text.value());
        match &self.language {
            Some(common) if *common != language => self.language = Some(None),
            Some(_) => {}
            None => self.language = Some(language),
        }
        Some(())
    }

    fn finish(self) -> Term {
        let text = self.text;
        Term::from(match self.language.flatten() {
            None => Literal::new_simple_literal(text),
            Some((language, None)) => Literal::new_language_tagged_literal_unchecked(text, language),
            Some((language, Some(direction))) => {
                Literal::new_directional_language_tagged_literal_unchecked(text, language, direction)
            }
        })
    }
}

/// `GROUP_CONCAT` of one group.
struct Concatenation {
    separator: String,
    most: usize,
    /// `None` after something that is no text.
    joined: Option<Joined>,
    held: Held,
}

/// Bytes of text that count as one value.
const BYTES_OF_VALUE: usize = 8;

impl AggregateFunctionAccumulator for Concatenation {
    fn accumulate(&mut self, element: Term) {
        let Some(mut joined) = self.joined.take() else { return };
        let before = joined.text.capacity();
        if joined.add(&element, &self.separator, self.most).is_some() {
            self.held.grow((joined.text.capacity() - before).div_ceil(BYTES_OF_VALUE));
            self.joined = Some(joined);
        }
    }

    fn finish(&mut self) -> Option<Term> {
        // A text without a language, whatever its parts have (SPARQL 1.1, section 18.5.1.7); Oxigraph keeps it.
        Some(Literal::new_simple_literal(self.joined.take()?.text).into())
    }
}
