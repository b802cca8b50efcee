//! Bounds the texts that expressions make before they are held.
//!
//! What an expression gives is counted when it becomes a value of a row (`view`), but `CONCAT` of `CONCAT`s, `REPLACE` of
//! `REPLACE`s and `GROUP_CONCAT` can make gigabytes before that. So each function whose text may be longer than what it
//! is given checks its lengths first: `CONCAT` becomes a tree of joins of two, which keeps few texts at a time,
//! `REPLACE` and `GROUP_CONCAT` count as they write, and around what the others are given stands a check. A text that would be too long ends the evaluation, as too many values do;
//! as an error of SPARQL it would be passed over, and the answer would be wrong.
//!
//! A pattern that is large when compiled, or that is another one for each row, looks for long in a long text, and nothing tells
//! it to stop: `REGEX` and `REPLACE` weigh the one with the other first. An expression that is evaluated for long, or again and
//! again without a look at a row, looks at the clock each time.
//!
//! What Oxigraph sorts, and of what it takes the least and the greatest, it compares by [keys](super::key), which have one order
//! for all values.
//!
//! `COUNT(DISTINCT …)` and its like keep a copy of every value of an expression. The expression is made a value of the
//! row first, so that it is counted.

use super::key::{Key, sortable};
use super::meter::{Held, look, step, stop_for_pattern, stop_for_text};
use super::size::{is_longer_than, map_parts, reads_names};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BaseDirection, Literal, NamedNode, Term, Variable};
use regex::{Regex, RegexBuilder};
use spareval::{AggregateFunctionAccumulator, QueryEvaluator};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression};
use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

// A space is not allowed in IRIs, so no query can call these.
const JOIN: &str = "plenary:function join";
const REPLACE: &str = "plenary:function replace";
const REGEX: &str = "plenary:function regex";
const CHECK: &str = "plenary:function check";
const LOOK: &str = "plenary:function look";
const SORT_BY: &str = "plenary:function sort by";
const LEAST: &str = "plenary:function least";
const GREATEST: &str = "plenary:function greatest";
const GROUP: &str = "plenary:function group ";

/// The functions that a query calls instead of those that it names.
#[derive(Debug, Default)]
pub(super) struct Functions {
    /// The separators of its `GROUP_CONCAT`s.
    separators: Vec<String>,
    extended: usize,
}

impl Functions {
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
                expression: expression.map(|expression| self.whole(expression)),
            },
            Filter { expr, inner } => Filter { inner: within(inner), expr: self.whole(expr) },
            Graph { name, inner } => Graph { name, inner: within(inner) },
            Extend { inner, variable, expression } => {
                Extend { inner: within(inner), variable, expression: self.whole(expression) }
            }
            OrderBy { inner, expression } => {
                let inner = within(inner);
                let by = expression.into_iter().map(|by| match by {
                    OrderExpression::Asc(by) => OrderExpression::Asc(self.key(by)),
                    OrderExpression::Desc(by) => OrderExpression::Desc(self.key(by)),
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
        let mut expr = self.whole(expr);
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
            Min => AggregateFunction::Custom(NamedNode::new_unchecked(LEAST)),
            Max => AggregateFunction::Custom(NamedNode::new_unchecked(GREATEST)),
            name => name,
        };
        AggregateExpression::FunctionCall { name, expr, distinct }
    }

    /// An expression that is evaluated once for each row.
    fn whole(&mut self, expression: Expression) -> Expression {
        let expression = self.expression(expression);
        if is_longer_than(&expression, LONG) { looking(expression) } else { expression }
    }

    /// An expression that rows are sorted by: it is evaluated for each comparison. What reads a name looks at the clock by that.
    fn key(&mut self, expression: Expression) -> Expression {
        let expression = self.expression(expression);
        let is_looking = is_longer_than(&expression, LONG) || !reads_names(&expression);
        call(SORT_BY, vec![if is_looking { looking(expression) } else { expression }])
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
        let (last, last_replaced) = (LastPattern::default(), LastPattern::default());
        let evaluator = evaluator
            .with_custom_function(NamedNode::new_unchecked(JOIN), move |texts| join(texts, most))
            .with_custom_function(NamedNode::new_unchecked(REPLACE), move |texts| replace(texts, &last_replaced, most))
            .with_custom_function(NamedNode::new_unchecked(REGEX), move |texts| matches(texts, &last))
            .with_custom_function(NamedNode::new_unchecked(CHECK), move |texts| check(texts, most))
            .with_custom_function(NamedNode::new_unchecked(SORT_BY), |terms| {
                step();
                terms.first().map(sortable)
            })
            .with_custom_function(NamedNode::new_unchecked(LOOK), |_| {
                look();
                Some(Literal::from(true).into())
            })
            .with_custom_aggregate_function(NamedNode::new_unchecked(LEAST), || Box::new(Extreme::of(Ordering::Less)))
            .with_custom_aggregate_function(NamedNode::new_unchecked(GREATEST), || {
                Box::new(Extreme::of(Ordering::Greater))
            });
        self.separators.iter().enumerate().fold(evaluator, |evaluator, (number, separator)| {
            let separator = separator.clone();
            evaluator.with_custom_aggregate_function(group(number), move || {
                Box::new(Concatenation { separator: separator.clone(), most, joined: None, held: Held::default() })
            })
        })
    }
}

/// The expression whose values rows are sorted by, without the call that makes keys of them.
pub(super) fn sorted_by(key: &Expression) -> &Expression {
    match key {
        Expression::FunctionCall(Function::Custom(name), parts) if name.as_str() == SORT_BY => {
            parts.first().unwrap_or(key)
        }
        _ => key,
    }
}

fn group(number: usize) -> NamedNode {
    NamedNode::new_unchecked(format!("{GROUP}{number}"))
}

fn call(name: &str, parts: Vec<Expression>) -> Expression {
    Expression::FunctionCall(Function::Custom(NamedNode::new_unchecked(name)), parts)
}

/// An expression with a look at the clock before it.
fn looking(expression: Expression) -> Expression {
    let otherwise = Expression::Literal(Literal::from(false));
    Expression::If(Box::new(call(LOOK, Vec::new())), Box::new(expression), Box::new(otherwise))
}

fn bounded(function: Function, parts: Vec<Expression>) -> Expression {
    match function {
        Function::Concat => joined(parts),
        Function::Replace => call(REPLACE, parts),
        Function::Regex if !is_plain_pattern(&parts) => call(REGEX, parts),
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

/// An expression with more parts than this looks at the clock.
const LONG: usize = 256;

/// Longest pattern that Oxigraph's own `REGEX` may look for: none of these takes long, for any text.
const PLAIN: usize = 32;

/// Whether a `REGEX` has a constant pattern that is small when compiled too.
fn is_plain_pattern(parts: &[Expression]) -> bool {
    let is_constant = |part: &Expression| matches!(part, Expression::Literal(_));
    let is_small = |part: &Expression| match part {
        Expression::Literal(pattern) => pattern.value().len() <= PLAIN && !pattern.value().contains('{'),
        _ => false,
    };
    parts.get(1).is_some_and(is_small) && parts.get(2).is_none_or(is_constant)
}

/// `CONCAT` of at most two texts.
fn join(texts: &[Term], most: usize) -> Option<Term> {
    step();
    let mut joined = Joined::default();
    for text in texts {
        joined.add(text, most)?;
    }
    Some(joined.finish())
}

/// Gives back a text that is not too long: what is made of it has up to three times its length.
fn check(texts: &[Term], most: usize) -> Option<Term> {
    step();
    let text = texts.first()?;
    if literal(text).is_some_and(|text| text.value().len() > most) {
        stop_for_text();
    }
    Some(text.clone())
}

/// The last pattern of a function: most queries have one for all rows.
type LastPattern = Mutex<Option<Pattern>>;

/// A compiled pattern.
struct Pattern {
    pattern: String,
    flags: String,
    /// Bytes that it may take; it takes no more.
    most: usize,
    /// `None` if it is not a pattern.
    regex: Option<Regex>,
}

/// A text without a language.
fn plain(term: &Term) -> Option<&str> {
    literal(term).filter(|text| text.datatype() == xsd::STRING).map(Literal::value)
}

/// `REGEX`, as Oxigraph does it.
fn matches(texts: &[Term], last: &LastPattern) -> Option<Term> {
    look();
    let [text, pattern, flags @ ..] = texts else { return None };
    let flags = flags.first().map_or(Some(""), plain)?;
    let text = literal(text).filter(|text| text.language().is_some() || text.datatype() == xsd::STRING)?.value();
    let regex = compiled(plain(pattern)?, flags, text.len(), last)?;
    Some(Literal::from(regex.is_match(text)).into())
}

/// `REPLACE`, as Oxigraph does it.
fn replace(texts: &[Term], last: &LastPattern, most: usize) -> Option<Term> {
    look();
    let [text, pattern, replacement, flags @ ..] = texts else { return None };
    let flags = flags.first().map_or(Some(""), plain)?;
    let (pattern, replacement) = (plain(pattern)?, plain(replacement)?);
    let regex = compiled(pattern, flags, literal(text)?.value().len(), last)?;
    let mut replaced = Joined::default();
    // Only for its language, and to see that it is a text.
    replaced.add(text, usize::MAX)?;
    let text = std::mem::take(&mut replaced.text);
    let groups = replacement.matches('$').count();
    let mut end = 0;
    for found in regex.captures_iter(&text) {
        // The last piece of a long text may be looked through again for each match.
        look();
        let place = found.get_match();
        let before = &text[end..place.start()];
        // A group is no longer than the whole.
        let made = replacement.len().saturating_add(groups.saturating_mul(place.len()));
        if (replaced.text.len() + before.len()).saturating_add(made) > most {
            stop_for_text();
        }
        replaced.text.push_str(before);
        found.expand(replacement, &mut replaced.text);
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
/// Most bytes of a pattern times bytes of a text: in the worst case all of the one is tried at each of the other.
const MOST_TRIED: usize = 1 << 33;

/// A pattern for a text of a length. Unwinds if it is too large for so long a text.
fn compiled(pattern: &str, flags: &str, length: usize, last: &LastPattern) -> Option<Regex> {
    let most = (MOST_TRIED / length.max(1).next_power_of_two()).min(PATTERN_BYTES);
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = &*last
        && (known.pattern == pattern && known.flags == flags && known.most <= most)
    {
        return known.regex.clone();
    }
    let regex = match compile(pattern, flags, most) {
        Some(Err(regex::Error::CompiledTooBig(_))) if most < PATTERN_BYTES => {
            // Those that are too large for any text are an error of SPARQL.
            compile(pattern, flags, PATTERN_BYTES)?.ok()?;
            drop(last);
            stop_for_pattern();
            return None;
        }
        regex => regex?.ok(),
    };
    *last = Some(Pattern { pattern: pattern.to_owned(), flags: flags.to_owned(), most, regex: regex.clone() });
    regex
}

/// `None` if there is no such flag.
fn compile(pattern: &str, flags: &str, most: usize) -> Option<Result<Regex, regex::Error>> {
    let is_known = |flag: char| "smixq".contains(flag);
    let has = |flag: char| flags.contains(flag);
    let pattern = if has('q') { regex::escape(pattern) } else { pattern.to_owned() };
    let mut builder = RegexBuilder::new(&pattern);
    builder.size_limit(most).dot_matches_new_line(has('s')).multi_line(has('m'));
    builder.case_insensitive(has('i')).ignore_whitespace(has('x'));
    flags.chars().all(is_known).then(|| builder.build())
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
    fn add(&mut self, term: &Term, most: usize) -> Option<()> {
        let text = literal(term)?;
        let language = text.language().map(|language| (language.to_owned(), text.direction()));
        if language.is_none() && text.datatype() != xsd::STRING {
            return None;
        }
        push(&mut self.text, "", text.value(), most);
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

/// Adds a separator and a text. Unwinds if all that would be too long.
fn push(text: &mut String, separator: &str, more: &str, most: usize) {
    if text.len() + separator.len() + more.len() > most {
        stop_for_text();
    }
    text.push_str(separator);
    text.push_str(more);
}

/// `MIN` or `MAX` of one group.
struct Extreme {
    /// How a value that takes the place of the one so far compares with it.
    wanted: Ordering,
    found: Option<Term>,
}

impl Extreme {
    fn of(wanted: Ordering) -> Self {
        Self { wanted, found: None }
    }
}

impl AggregateFunctionAccumulator for Extreme {
    fn accumulate(&mut self, element: Term) {
        step();
        if self.found.as_ref().is_none_or(|found| Key::of(&element).cmp(&Key::of(found)) == self.wanted) {
            self.found = Some(element);
        }
    }

    fn finish(&mut self) -> Option<Term> {
        self.found.take()
    }
}

/// `GROUP_CONCAT` of one group: of what `STR` gives for each value, so of numbers and IRIs too (SPARQL 1.1, section 11 and
/// 18.5.1.7). What has no such text, a blank node, makes the whole an error.
struct Concatenation {
    separator: String,
    most: usize,
    /// `None` before the first, and an error after something that is no text.
    joined: Option<Option<String>>,
    held: Held,
}

/// Bytes of text that count as one value.
const BYTES_OF_VALUE: usize = 8;

impl AggregateFunctionAccumulator for Concatenation {
    fn accumulate(&mut self, element: Term) {
        step();
        let more = match &element {
            Term::Literal(literal) => literal.value(),
            Term::NamedNode(iri) => iri.as_str(),
            Term::BlankNode(_) | Term::Triple(_) => return self.joined = Some(None),
        };
        let separator = if self.joined.is_some() { self.separator.as_str() } else { "" };
        let Some(text) = self.joined.get_or_insert_with(|| Some(String::new())) else { return };
        let before = text.capacity();
        push(text, separator, more, self.most);
        self.held.grow((text.capacity() - before).div_ceil(BYTES_OF_VALUE));
    }

    fn finish(&mut self) -> Option<Term> {
        // A text without a language, regardless of its parts (SPARQL 1.1, section 18.5.1.7); Oxigraph keeps it.
        let text = self.joined.take().unwrap_or_else(|| Some(String::new()))?;
        Some(Literal::new_simple_literal(text).into())
    }
}
