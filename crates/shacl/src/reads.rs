//! What a query about `$this` reads, and how `$this` leads there.
//!
//! A triple pattern is found from `$this` over other patterns that share variables with it and have to match as well. Which have to, the
//! algebra says: those that are joined with it, those on the left of an `OPTIONAL`, a `MINUS` or a `FILTER EXISTS` that it stands in; not
//! those that stand in such a part themselves. A variable joins two patterns only where both bind it and no scope lies between:
//!
//! - a subquery shows what it selects, and of a grouped one only what it is grouped by;
//! - of an `OPTIONAL`, a `MINUS` or an `EXISTS` only those variables lead outside that its left side binds in every solution: where it
//!   leaves one unbound, the other side joins with any value;
//! - out of a subquery that is cut (`LIMIT`) nothing leads, as each solution depends on all others.
//!
//! A pattern that nothing leads to matters to all nodes.
//!
//! Where a variable can only have values that the query itself writes (`VALUES`, `IN`, a constant), or cannot have some (`NOT IN`), only such
//! triples are read: others give no solution that counts. What is known of a variable holds where the variable leads, as said above.

use crate::footprint::{Footprint, Sense, Start, Way, start, steps};
use crate::path::Path;
use crate::values::{Narrowed, filtered, narrowed};
use oxigraph::model::{NamedNode, Term, Variable};
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;

/// The variable that a query is about.
const THIS: &str = "this";
/// Of so many variables that all branches of a `UNION` bind, ways from one to the other are looked for.
const MOST_SHARED: usize = 8;

/// A variable within its scope, or a constant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Node {
    Variable(String),
    Constant(String),
}

/// A pattern that has to match, from one node to another.
#[derive(Debug, Clone)]
struct Link {
    from: Node,
    path: Path,
    to: Node,
}

/// Which variables lead out of a part of a query.
struct Scope {
    number: usize,
    visible: HashSet<String>,
    outer: Option<Rc<Scope>>,
}

/// Reads a query for a footprint.
pub(crate) struct Reader<'a> {
    footprint: &'a mut Footprint,
    /// From the focus node to `$this`.
    from: &'a [Path],
    /// Whether `$this` is bound before anything else, and so in each scope.
    is_this_bound: bool,
    scopes: usize,
}

/// What a part of a query stands in.
#[derive(Clone)]
struct Context {
    scope: Option<Rc<Scope>>,
    links: Vec<Link>,
    /// What is known of the values of variables, by their names within the scope.
    narrowed: Vec<(String, Narrowed)>,
    sense: Sense,
}

impl Context {
    /// That of a whole query.
    fn new() -> Self {
        Self { scope: None, links: Vec::new(), narrowed: Vec::new(), sense: Sense::More }
    }

    fn with(&self, links: Vec<Link>) -> Self {
        let mut with = self.clone();
        with.links.extend(links);
        with
    }

    /// The same where more is known of variables.
    fn narrowed(&self, more: Vec<(String, Narrowed)>) -> Self {
        let mut with = self.clone();
        with.narrowed.extend(more.into_iter().map(|(name, narrowed)| (resolve(&name, &self.scope), narrowed)));
        with
    }

    fn in_doubt(self) -> Self {
        Self { sense: Sense::Unknown, ..self }
    }

    fn negated(self) -> Self {
        Self { sense: self.sense.negated(), ..self }
    }

    fn known(&self, variable: &Variable) -> impl Iterator<Item = &Narrowed> {
        let name = resolve(variable.as_str(), &self.scope);
        self.narrowed.iter().filter(move |(known, _)| *known == name).map(|(_, narrowed)| narrowed)
    }

    /// The values that a variable can have, if they are few.
    fn among(&self, variable: &Variable) -> Option<&[Term]> {
        self.known(variable).find_map(|known| match known {
            Narrowed::Among(values) => Some(values.as_slice()),
            Narrowed::Except(_) => None,
        })
    }

    /// The IRIs that it cannot be.
    fn except(&self, variable: &Variable) -> Vec<NamedNode> {
        let of_each = self.known(variable).map(|known| match known {
            Narrowed::Among(_) => &[],
            Narrowed::Except(iris) => iris.as_slice(),
        });
        of_each.flatten().cloned().collect()
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(footprint: &'a mut Footprint, from: &'a [Path], is_this_bound: bool) -> Self {
        Self { footprint, from, is_this_bound, scopes: 0 }
    }

    /// Reads the pattern of a query. What is selected, sorted or cut in the end is so for each `$this` by itself.
    pub(crate) fn query(&mut self, pattern: &GraphPattern) {
        let context = Context::new();
        let mut pattern = pattern;
        loop {
            pattern = match pattern {
                GraphPattern::Project { inner, .. }
                | GraphPattern::Distinct { inner }
                | GraphPattern::Reduced { inner } => inner,
                GraphPattern::Slice { inner, .. } => {
                    self.footprint.is_of_more = true;
                    inner
                }
                _ => return self.pattern(pattern, &context),
            }
        }
    }

    /// A scope of a part of which these variables lead outside.
    fn scope(&mut self, context: &Context, visible: impl IntoIterator<Item = String>) -> Context {
        self.scopes += 1;
        let mut visible: HashSet<String> = visible.into_iter().collect();
        if self.is_this_bound {
            visible.insert(THIS.to_owned());
        }
        let scope = Scope { number: self.scopes, visible, outer: context.scope.clone() };
        Context { scope: Some(Rc::new(scope)), ..context.clone() }
    }

    fn pattern(&mut self, pattern: &GraphPattern, context: &Context) {
        use GraphPattern as P;
        match pattern {
            P::Bgp { patterns } => {
                let context = context.with(self.links(pattern, context));
                patterns.iter().for_each(|pattern| self.triple(pattern, &context));
            }
            P::Path { subject, path, object } => {
                let context = context.with(self.links(pattern, context));
                self.path(subject, path, object, &context);
            }
            P::Join { left, right } | P::Lateral { left, right } => {
                let (beside_left, beside_right) = sides(left, right, context);
                let of_right = self.links(right, &beside_right);
                self.pattern(left, &beside_left.with(of_right));
                let of_left = self.links(left, &beside_left);
                self.pattern(right, &beside_right.with(of_left));
            }
            P::LeftJoin { left, right, expression } => {
                self.pattern(left, context);
                let inner = self.depending(left, context).in_doubt();
                self.pattern(right, &inner);
                if let Some(expression) = expression {
                    let of_right = self.links(right, &inner);
                    let mut bound = certain(left);
                    bound.extend(certain(right));
                    self.expression(expression, &bound, &inner.with(of_right));
                }
            }
            P::Minus { left, right } => {
                self.pattern(left, context);
                let inner = self.depending(left, context).negated();
                self.pattern(right, &inner);
            }
            P::Filter { expr, inner } => {
                self.pattern(inner, &context.narrowed(filtered(expr)));
                let of_inner = self.beside(inner, context);
                self.expression(expr, &certain(inner), &of_inner);
            }
            P::Extend { inner, expression, .. } => {
                self.pattern(inner, context);
                let of_inner = self.beside(inner, context);
                self.expression(expression, &certain(inner), &of_inner.in_doubt());
            }
            P::Union { left, right } => {
                self.pattern(left, context);
                self.pattern(right, context);
            }
            P::Project { inner, variables } => {
                let context = self.scope(context, variables.iter().map(name));
                self.pattern(inner, &context);
            }
            P::Distinct { inner } | P::Reduced { inner } => self.pattern(inner, context),
            P::OrderBy { inner, expression } => {
                self.pattern(inner, context);
                let context = self.beside(inner, context).in_doubt();
                for order in expression {
                    let (OrderExpression::Asc(expression) | OrderExpression::Desc(expression)) = order;
                    self.expression(expression, &certain(inner), &context);
                }
            }
            P::Group { inner, variables, aggregates } => {
                let context = self.scope(context, variables.iter().map(name)).in_doubt();
                self.pattern(inner, &context);
                let context = self.beside(inner, &context);
                for (_, aggregate) in aggregates {
                    self.footprint.is_of_more |= is_by_count(aggregate);
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr, &certain(inner), &context);
                    }
                }
            }
            P::Slice { inner, .. } => {
                self.footprint.is_of_more = true;
                let context = self.scope(context, []).in_doubt();
                self.pattern(inner, &context);
            }
            P::Graph { inner, .. } => {
                self.footprint.is_of_more = true;
                self.footprint.reads_all = true;
                self.pattern(inner, context);
            }
            P::Service { .. } => {
                self.footprint.is_of_more = true;
                self.footprint.reads_all = true;
            }
            P::Values { .. } => {}
        }
    }

    /// What stands on the right of an optional or negated part. Its left side has to match.
    fn depending(&mut self, left: &GraphPattern, context: &Context) -> Context {
        let context = self.beside(left, context);
        self.scope(&context, certain(left))
    }

    /// What stands beside a pattern that has to match.
    fn beside(&mut self, pattern: &GraphPattern, context: &Context) -> Context {
        let links = self.links(pattern, context);
        context.narrowed(narrowed(pattern)).with(links)
    }

    /// The patterns within an expression, of whose variables these are bound.
    fn expression(&mut self, expression: &Expression, bound: &BTreeSet<String>, context: &Context) {
        use Expression as E;
        match expression {
            E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_) => {}
            E::Exists(pattern) => {
                let context = self.scope(context, bound.iter().cloned());
                self.pattern(pattern, &context);
            }
            E::And(a, b) => {
                self.expression(a, bound, context);
                self.expression(b, bound, context);
            }
            // What is true of more stays so: an error on one side does not matter if the other is true.
            E::Or(a, b) => {
                self.expression(a, bound, context);
                self.expression(b, bound, context);
            }
            E::Equal(a, b)
            | E::SameTerm(a, b)
            | E::Greater(a, b)
            | E::GreaterOrEqual(a, b)
            | E::Less(a, b)
            | E::LessOrEqual(a, b)
            | E::Add(a, b)
            | E::Subtract(a, b)
            | E::Multiply(a, b)
            | E::Divide(a, b) => {
                let context = context.clone().in_doubt();
                self.expression(a, bound, &context);
                self.expression(b, bound, &context);
            }
            E::Not(inner) if matches!(**inner, E::Exists(_)) => {
                self.expression(inner, bound, &context.clone().negated());
            }
            E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => {
                self.expression(a, bound, &context.clone().in_doubt());
            }
            E::If(a, b, c) => {
                let context = context.clone().in_doubt();
                [a, b, c].into_iter().for_each(|part| self.expression(part, bound, &context));
            }
            E::In(a, list) => {
                let context = context.clone().in_doubt();
                self.expression(a, bound, &context);
                list.iter().for_each(|part| self.expression(part, bound, &context));
            }
            E::Coalesce(list) => {
                let context = context.clone().in_doubt();
                list.iter().for_each(|part| self.expression(part, bound, &context));
            }
            E::FunctionCall(function, list) => {
                if is_by_chance(function) {
                    self.footprint.is_of_more = true;
                    self.footprint.reads_all = true;
                }
                let context = context.clone().in_doubt();
                list.iter().for_each(|part| self.expression(part, bound, &context));
            }
        }
    }

    fn triple(&mut self, pattern: &TriplePattern, context: &Context) {
        let properties: Vec<Option<NamedNode>> = match &pattern.predicate {
            NamedNodePattern::NamedNode(property) => vec![Some(property.clone())],
            NamedNodePattern::Variable(variable) => match context.among(variable) {
                Some(values) => iris(values).map(Some).collect(),
                None => vec![None],
            },
        };
        let (objects, except) = match &pattern.object {
            TermPattern::Variable(variable) => match context.among(variable) {
                Some(values) if values.iter().all(Term::is_named_node) => {
                    (values.iter().cloned().map(Some).collect(), Vec::new())
                }
                _ => (vec![None], context.except(variable)),
            },
            object => (vec![iri(object)], Vec::new()),
        };
        let (start, is_inverse) = self.start(&pattern.subject, &pattern.object, context);
        for property in &properties {
            for object in &objects {
                self.footprint.add(Way {
                    start: start.clone(),
                    property: property.clone(),
                    subject: iri(&pattern.subject),
                    object: object.clone(),
                    except: except.clone(),
                    is_inverse,
                    sense: context.sense,
                });
            }
        }
    }

    fn path(&mut self, subject: &TermPattern, path: &PropertyPathExpression, object: &TermPattern, context: &Context) {
        let (start, is_inverse) = self.start(subject, object, context);
        let sense = context.sense;
        let way = |start, property, is_inverse| {
            let (subject, object, except) = (None, None, Vec::new());
            Way { start, property, subject, object, except, is_inverse, sense }
        };
        let from = match start {
            Start::Itself => Vec::new(),
            Start::Path(path) => vec![path],
            Start::Unknown => {
                // A path of no steps has every node of the data at both of its ends.
                let properties = of_path(path).filter(|_| !is_empty(path));
                match properties {
                    Some(path) => steps(&path, &[], false, &mut |_, property, _| {
                        self.footprint.add(way(Start::Unknown, Some(property.clone()), false));
                    }),
                    None => self.footprint.add(way(Start::Unknown, None, false)),
                }
                return;
            }
        };
        match of_path(path) {
            Some(path) => steps(&path, &from, is_inverse, &mut |from, property, is_inverse| {
                self.footprint.add(way(self::start(from), Some(property.clone()), is_inverse));
            }),
            None => match path {
                PropertyPathExpression::NegatedPropertySet(_) => {
                    self.footprint.add(way(self::start(&from), None, is_inverse));
                }
                _ => self.footprint.add(way(Start::Unknown, None, false)),
            },
        }
    }

    /// How the focus node leads to the subject of a pattern or, if that is not so far or known, to its object.
    fn start(&self, subject: &TermPattern, object: &TermPattern, context: &Context) -> (Start, bool) {
        let to = |end: &TermPattern| {
            let mut path = shortest(&context.links, &node(end, &context.scope)?)?;
            path.splice(0..0, self.from.iter().cloned());
            Some(path)
        };
        match (to(subject), to(object)) {
            (Some(a), Some(b)) if b.len() < a.len() => (start(&b), true),
            (Some(a), _) => (start(&a), false),
            (None, Some(b)) => (start(&b), true),
            (None, None) => (Start::Unknown, false),
        }
    }

    /// The patterns that match in every solution.
    fn links(&mut self, pattern: &GraphPattern, context: &Context) -> Vec<Link> {
        use GraphPattern as P;
        let scope = &context.scope;
        match pattern {
            P::Bgp { patterns } => patterns
                .iter()
                .filter_map(|pattern| {
                    let path = match &pattern.predicate {
                        NamedNodePattern::NamedNode(property) => Path::Predicate(property.clone()),
                        NamedNodePattern::Variable(variable) => {
                            Path::Alternative(iris(context.among(variable)?).map(Path::Predicate).collect())
                        }
                    };
                    Some(Link { from: node(&pattern.subject, scope)?, path, to: node(&pattern.object, scope)? })
                })
                .collect(),
            P::Path { subject, path, object } => {
                let link =
                    || Some(Link { from: node(subject, scope)?, path: of_path(path)?, to: node(object, scope)? });
                link().into_iter().collect()
            }
            P::Join { left, right } | P::Lateral { left, right } => {
                let (beside_left, beside_right) = sides(left, right, context);
                let mut links = self.links(left, &beside_left);
                links.extend(self.links(right, &beside_right));
                links
            }
            P::Filter { expr, inner } => self.links(inner, &context.narrowed(filtered(expr))),
            P::LeftJoin { left: inner, .. }
            | P::Minus { left: inner, .. }
            | P::Extend { inner, .. }
            | P::OrderBy { inner, .. }
            | P::Distinct { inner }
            | P::Reduced { inner }
            | P::Slice { inner, .. }
            | P::Graph { inner, .. } => self.links(inner, context),
            P::Project { inner, variables } | P::Group { inner, variables, .. } => {
                let context = self.scope(context, variables.iter().map(name));
                self.links(inner, &context)
            }
            P::Union { left, right } => {
                let shared: Vec<String> = certain(left).intersection(&certain(right)).cloned().collect();
                let (of_left, of_right) = (self.links(left, context), self.links(right, context));
                let mut links = Vec::new();
                for (number, from) in shared.iter().enumerate().take(MOST_SHARED) {
                    for to in &shared[number + 1..shared.len().min(MOST_SHARED)] {
                        let [from, to] = [from, to].map(|name| Node::Variable(resolve(name, scope)));
                        if let (Some(left), Some(right)) =
                            (between(&of_left, &from, &to), between(&of_right, &from, &to))
                            && !left.is_empty()
                            && !right.is_empty()
                        {
                            let path = Path::Alternative(vec![Path::Sequence(left), Path::Sequence(right)]);
                            links.push(Link { from, path, to });
                        }
                    }
                }
                links
            }
            P::Values { .. } | P::Service { .. } => Vec::new(),
        }
    }
}

/// How `$this` leads to the variables of a query, along patterns that match in every solution.
#[derive(Debug, Default)]
pub struct Links {
    links: Vec<Link>,
}

impl Links {
    /// Those of a query.
    pub fn of(pattern: &GraphPattern) -> Self {
        let mut footprint = Footprint::default();
        let mut pattern = pattern;
        // What is selected is read by who asks.
        while let GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } = pattern
        {
            pattern = inner;
        }
        Self { links: Reader::new(&mut footprint, &[], false).links(pattern, &Context::new()) }
    }

    /// The path from `$this` to a variable, empty for itself; none if there is none.
    pub fn to(&self, variable: &Variable) -> Option<Vec<Path>> {
        shortest(&self.links, &Node::Variable(name(variable)))
    }
}

fn name(variable: &Variable) -> String {
    variable.as_str().to_owned()
}

/// What each side of a join stands in, without the patterns of the other.
fn sides(left: &GraphPattern, right: &GraphPattern, context: &Context) -> (Context, Context) {
    (context.narrowed(narrowed(right)), context.narrowed(narrowed(left)))
}

fn iris(terms: &[Term]) -> impl Iterator<Item = NamedNode> + '_ {
    terms.iter().filter_map(|term| if let Term::NamedNode(iri) = term { Some(iri.clone()) } else { None })
}

/// The variables that a pattern binds in every solution.
pub(crate) fn certain(pattern: &GraphPattern) -> BTreeSet<String> {
    use GraphPattern as P;
    let among = |inner: &GraphPattern, variables: &[Variable]| {
        let inner = certain(inner);
        variables.iter().map(name).filter(|name| inner.contains(name)).collect()
    };
    match pattern {
        P::Bgp { patterns } => patterns.iter().flat_map(of_triple).collect(),
        P::Path { subject, object, .. } => [subject, object].into_iter().filter_map(of_term).collect(),
        P::Join { left, right } | P::Lateral { left, right } => {
            let mut both = certain(left);
            both.extend(certain(right));
            both
        }
        P::Union { left, right } => certain(left).intersection(&certain(right)).cloned().collect(),
        P::LeftJoin { left: inner, .. }
        | P::Minus { left: inner, .. }
        | P::Filter { inner, .. }
        | P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Graph { inner, .. } => certain(inner),
        P::Project { inner, variables } | P::Group { inner, variables, .. } => among(inner, variables),
        P::Values { variables, bindings } => {
            let is_bound = |place: &usize| bindings.iter().all(|row| row.get(*place).is_some_and(Option::is_some));
            (0..variables.len()).filter(is_bound).map(|place| name(&variables[place])).collect()
        }
        P::Service { .. } => BTreeSet::new(),
    }
}

fn of_triple(pattern: &TriplePattern) -> impl Iterator<Item = String> {
    let predicate = match &pattern.predicate {
        NamedNodePattern::Variable(variable) => Some(name(variable)),
        NamedNodePattern::NamedNode(_) => None,
    };
    [of_term(&pattern.subject), predicate, of_term(&pattern.object)].into_iter().flatten()
}

/// The name of a variable, or of a blank node, which is one.
fn of_term(term: &TermPattern) -> Option<String> {
    match term {
        TermPattern::Variable(variable) => Some(name(variable)),
        TermPattern::BlankNode(node) => Some(node.to_string()),
        _ => None,
    }
}

/// A constant by which triples are told apart. Not by a literal: data may have its value in another form.
fn iri(term: &TermPattern) -> Option<Term> {
    constant(term).filter(Term::is_named_node)
}

fn constant(term: &TermPattern) -> Option<Term> {
    match term {
        TermPattern::NamedNode(iri) => Some(iri.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        _ => None,
    }
}

fn node(term: &TermPattern, scope: &Option<Rc<Scope>>) -> Option<Node> {
    of_term(term)
        .map(|name| Node::Variable(resolve(&name, scope)))
        .or_else(|| constant(term).map(|term| Node::Constant(term.to_string())))
}

/// The name of a variable that is known outside by it, or of one that is not.
fn resolve(name: &str, scope: &Option<Rc<Scope>>) -> String {
    let mut at = scope;
    while let Some(scope) = at {
        if !scope.visible.contains(name) {
            return format!("{name} {}", scope.number);
        }
        at = &scope.outer;
    }
    name.to_owned()
}

fn shortest(links: &[Link], to: &Node) -> Option<Vec<Path>> {
    between(links, &Node::Variable(THIS.to_owned()), to)
}

/// The fewest links from one node to another.
fn between(links: &[Link], from: &Node, to: &Node) -> Option<Vec<Path>> {
    let mut before: HashMap<&Node, Option<(&Node, Path)>> = HashMap::from([(from, None)]);
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        if at == to {
            let (mut path, mut at) = (Vec::new(), at);
            while let Some(Some((previous, step))) = before.get(at) {
                path.push(step.clone());
                at = previous;
            }
            path.reverse();
            return Some(path);
        }
        for link in links {
            let next = match link {
                Link { from, to, .. } if from == at => (to, link.path.clone()),
                Link { from, to, .. } if to == at => (from, Path::Inverse(Box::new(link.path.clone()))),
                _ => continue,
            };
            if !before.contains_key(next.0) {
                before.insert(next.0, Some((at, next.1)));
                queue.push_back(next.0);
            }
        }
    }
    None
}

/// A path as shapes have it; none for one that leaves properties out.
fn of_path(path: &PropertyPathExpression) -> Option<Path> {
    use PropertyPathExpression as E;
    let boxed = |path: &E| of_path(path).map(Box::new);
    Some(match path {
        E::NamedNode(property) => Path::Predicate(NamedNode::clone(property)),
        E::Reverse(path) => Path::Inverse(boxed(path)?),
        E::Sequence(a, b) => Path::Sequence(vec![of_path(a)?, of_path(b)?]),
        E::Alternative(a, b) => Path::Alternative(vec![of_path(a)?, of_path(b)?]),
        E::ZeroOrMore(path) => Path::ZeroOrMore(boxed(path)?),
        E::OneOrMore(path) => Path::OneOrMore(boxed(path)?),
        E::ZeroOrOne(path) => Path::ZeroOrOne(boxed(path)?),
        E::NegatedPropertySet(_) => return None,
    })
}

/// Whether a path may have no steps.
fn is_empty(path: &PropertyPathExpression) -> bool {
    use PropertyPathExpression as E;
    match path {
        E::NamedNode(_) | E::NegatedPropertySet(_) => false,
        E::Reverse(path) | E::OneOrMore(path) => is_empty(path),
        E::Sequence(a, b) => is_empty(a) && is_empty(b),
        E::Alternative(a, b) => is_empty(a) || is_empty(b),
        E::ZeroOrMore(_) | E::ZeroOrOne(_) => true,
    }
}

/// Whether it matters how often a solution comes, or which comes first.
fn is_by_count(aggregate: &AggregateExpression) -> bool {
    match aggregate {
        AggregateExpression::CountSolutions { distinct } => !distinct,
        AggregateExpression::FunctionCall { name, distinct, .. } => match name {
            AggregateFunction::Min | AggregateFunction::Max => false,
            AggregateFunction::Count | AggregateFunction::Sum | AggregateFunction::Avg => !distinct,
            AggregateFunction::Sample | AggregateFunction::GroupConcat { .. } | AggregateFunction::Custom(_) => true,
        },
    }
}

fn is_by_chance(function: &Function) -> bool {
    matches!(
        function,
        Function::Rand | Function::Now | Function::Uuid | Function::StrUuid | Function::BNode | Function::Custom(_)
    )
}
