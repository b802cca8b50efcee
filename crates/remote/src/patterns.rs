//! What classes, paths and conditions are in SPARQL.

use super::comparisons::passes;
use super::expressions::{all, any, count_distinct, exists, has_name, in_languages, not, one_of};
use super::group::{Group, distinct, union};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, Variable};
use plenary_ontology::{ClassId, Ends, Ontology, PathId, Step};
use plenary_query::{Condition, Error, Quantifier};
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::TermPattern;
use std::cell::Cell;
use std::collections::BTreeSet;

/// Writes patterns over one ontology; variables that are not in the result get names of their own.
pub(super) struct Patterns<'a> {
    pub(super) ontology: &'a Ontology,
    named: Cell<u32>,
}

/// An expression that is true of what meets a condition.
type Holds = Result<Expression, Error>;

impl<'a> Patterns<'a> {
    pub(super) fn new(ontology: &'a Ontology) -> Self {
        Self { ontology, named: Cell::new(0) }
    }

    /// A variable that no other part of the query uses.
    pub(super) fn fresh(&self) -> Variable {
        let number = self.named.get();
        self.named.set(number + 1);
        Variable::new_unchecked(format!("v{number}"))
    }

    /// The resource is an instance of a class. Blank nodes are of none, as they have no name to give to a client.
    pub(super) fn class(&self, group: &mut Group, resource: &Variable, class: ClassId) {
        self.classes(group, resource, &[class]);
    }

    /// The resource is an instance of one of some classes.
    pub(super) fn classes(&self, group: &mut Group, resource: &Variable, classes: &[ClassId]) {
        self.typed(group, resource, self.within(classes));
        if let Some(is_one) = self.settled(resource, classes) {
            group.filter(is_one);
        }
    }

    /// A resource that is an instance of a class, under another name as well.
    pub(super) fn narrowed(&self, resource: &Variable, class: ClassId, same: &Variable) -> GraphPattern {
        let mut group = Group::default();
        self.class(&mut group, resource, class);
        let (inner, expression) = (Box::new(group.into_pattern()), resource.clone().into());
        GraphPattern::Extend { inner, variable: same.clone(), expression }
    }

    /// The classes, public or not, whose instances are of the object types of some classes, each once.
    fn within(&self, classes: &[ClassId]) -> Vec<NamedNode> {
        let within: BTreeSet<_> = classes.iter().flat_map(|&class| self.ontology.classes_within(class)).collect();
        within.into_iter().cloned().collect()
    }

    /// Whether a resource that is typed like instances of some classes is of one of them: direct instances of an interface
    /// are those that are of none of its other types. None if that makes no difference.
    fn settled(&self, resource: &Variable, classes: &[ClassId]) -> Option<Expression> {
        let concrete = classes.iter().flat_map(|&class| &self.ontology.class(class).concrete).copied();
        let concrete: BTreeSet<ClassId> = concrete.collect();
        let others = |direct: ClassId| -> Vec<ClassId> {
            self.ontology.instead_of(direct).filter(|other| !concrete.contains(other)).collect()
        };
        let (plain, direct): (Vec<ClassId>, Vec<ClassId>) =
            concrete.iter().partition(|&&class| others(class).is_empty());
        if direct.is_empty() {
            return None;
        }
        let is_typed = |classes: &[ClassId]| {
            let mut group = Group::default();
            self.typed(&mut group, resource, self.within(classes));
            exists(group)
        };
        let is_plain = (!plain.is_empty()).then(|| is_typed(&plain));
        let is_direct = direct.iter().map(|&class| all([is_typed(&[class]), not(is_typed(&others(class)))]));
        Some(any(is_plain.into_iter().chain(is_direct)))
    }

    /// The resource is an instance of one of some classes, named by their IRIs.
    fn typed(&self, group: &mut Group, resource: &Variable, mut classes: Vec<NamedNode>) {
        let rdf_type = rdf::TYPE.into_owned();
        match (classes.pop(), classes.is_empty()) {
            (Some(only), true) => group.triple(resource.clone().into(), &rdf_type, only.into()),
            (last, _) => {
                let kind = self.fresh();
                group.values(&kind, classes.into_iter().chain(last));
                group.triple(resource.clone().into(), &rdf_type, kind.into());
            }
        }
        group.filter(has_name(resource));
    }

    /// The resource is typed with a class.
    pub(super) fn has_type(&self, group: &mut Group, resource: &Variable, class: &Variable) {
        group.triple(resource.clone().into(), &rdf::TYPE.into_owned(), class.clone().into());
    }

    /// The path leads from one to the other, which is of the path's class.
    pub(super) fn walk(&self, group: &mut Group, from: TermPattern, path: PathId, to: &Variable) {
        self.follow(group, from, path, to);
        if let Ends::Class(class) = self.ontology.path(path).ends {
            self.class(group, to, class);
        }
    }

    /// The steps of the path lead from one to the other, regardless of its class.
    pub(super) fn follow(&self, group: &mut Group, from: TermPattern, path: PathId, to: &Variable) {
        self.along(group, from, &self.ontology.path(path).steps, to);
    }

    /// The lists that a path leads to the members of: list, node, and what a node has as its first and its rest.
    pub(super) fn lists(&self, group: &mut Group, from: TermPattern, path: PathId, columns: &[Variable; 4]) {
        let [list, node, first, rest] = columns;
        let mut steps = self.ontology.path(path).steps.clone();
        if let Some(last) = steps.last_mut() {
            last.members = false;
        }
        self.along(group, from, &steps, list);
        group.part(way(list, rest_of_list(), node));
        let mut one = Group::default();
        one.triple(node.clone().into(), &rdf::FIRST.into_owned(), first.clone().into());
        let mut other = Group::default();
        other.triple(node.clone().into(), &rdf::REST.into_owned(), rest.clone().into());
        group.part(union([one.into_pattern(), other.into_pattern()]));
    }

    fn along(&self, group: &mut Group, from: TermPattern, steps: &[Step], to: &Variable) {
        let mut from = from;
        for (i, step) in steps.iter().enumerate() {
            let next: TermPattern = if i + 1 == steps.len() { to.clone().into() } else { self.fresh().into() };
            if step.inverse {
                group.triple(next.clone(), &step.predicate, from);
            } else if step.members {
                let (list, node) = (self.fresh(), self.fresh());
                group.triple(from, &step.predicate, list.clone().into());
                group.part(way(&list, rest_of_list(), &node));
                group.triple(node.into(), &rdf::FIRST.into_owned(), next.clone());
            } else {
                group.triple(from, &step.predicate, next.clone());
            }
            from = next;
        }
    }

    /// The resource meets a condition. What can be matched is matched, so that the endpoint may start from it; what
    /// remains is a filter. Both may give a resource several times.
    pub(super) fn require(&self, group: &mut Group, resource: &Variable, condition: &Condition) -> Result<(), Error> {
        match condition {
            Condition::All(parts) => parts.iter().try_for_each(|part| self.require(group, resource, part)),
            Condition::Is(iris) => {
                group.values(resource, iris.iter().cloned());
                Ok(())
            }
            Condition::Type(classes) => {
                self.classes(group, resource, classes);
                Ok(())
            }
            Condition::Value { path, languages, test } => {
                let value = self.fresh();
                self.walk(group, resource.clone().into(), *path, &value);
                if let Some(languages) = languages {
                    group.filter(in_languages(&value, languages));
                }
                if let Some(passes) = passes(self.ontology.path(*path).ends, &value, test) {
                    group.filter(passes);
                }
                Ok(())
            }
            // What full text finds is found before anything is asked (`finding`).
            Condition::FullText { .. } => Err(unsupported("full text in this place")),
            Condition::Link { path, quantifier: Quantifier::Some, condition } => {
                let linked = self.fresh();
                self.walk(group, resource.clone().into(), *path, &linked);
                self.require(group, &linked, condition)
            }
            Condition::Reaches { path, condition } => match &**condition {
                Condition::Is(iris) => {
                    self.under(group, resource, *path, iris);
                    Ok(())
                }
                _ => {
                    let reached = self.fresh();
                    let steps = Box::new(self.expression(*path));
                    group.part(way(resource, PropertyPathExpression::ZeroOrMore(steps), &reached));
                    self.require(group, &reached, condition)
                }
            },
            Condition::Any(_)
            | Condition::Not(_)
            | Condition::Link { quantifier: Quantifier::One, .. }
            | Condition::Count { .. } => {
                let holds = self.holds(group, resource, condition)?;
                group.filter(holds);
                Ok(())
            }
        }
    }

    /// The resource is one of some, or one from which the path leads to one of these in any number of steps. Both are sets
    /// of their own: where paths of no step stand beside other links, Virtuoso 7.2.5 loses rows.
    fn under(&self, group: &mut Group, resource: &Variable, path: PathId, iris: &[NamedNode]) {
        let reached = self.fresh();
        let mut below = Group::default();
        if let Ends::Class(class) = self.ontology.path(path).ends {
            self.class(&mut below, resource, class);
        }
        below.values(&reached, iris.iter().cloned());
        below.part(way(resource, PropertyPathExpression::OneOrMore(Box::new(self.expression(path))), &reached));
        let mut own = Group::default();
        own.values(resource, iris.iter().cloned());
        let resource = std::slice::from_ref(resource);
        let parts = [below, own].map(|part| distinct(part.into_pattern(), resource));
        group.part(distinct(union(parts), resource));
    }

    /// An expression that says whether the resource meets a condition, for a filter of the group.
    fn holds(&self, group: &mut Group, resource: &Variable, condition: &Condition) -> Holds {
        match condition {
            Condition::All(parts) => {
                let parts =
                    parts.iter().map(|part| self.holds(group, resource, part)).collect::<Result<Vec<_>, _>>()?;
                Ok(all(parts))
            }
            Condition::Any(parts) => {
                let parts =
                    parts.iter().map(|part| self.holds(group, resource, part)).collect::<Result<Vec<_>, _>>()?;
                Ok(any(parts))
            }
            Condition::Not(part) => Ok(not(self.holds(group, resource, part)?)),
            Condition::Is(iris) => {
                Ok(one_of(resource.clone().into(), iris.iter().map(|iri| iri.clone().into()).collect()))
            }
            Condition::Link { path, quantifier: Quantifier::One, condition } => {
                let mut some = Group::default();
                let link = |group: &mut Group| {
                    let linked = self.fresh();
                    self.walk(group, resource.clone().into(), *path, &linked);
                    self.require(group, &linked, condition).map(|()| linked)
                };
                link(&mut some)?;
                let mut several = Group::default();
                let (one, other) = (link(&mut several)?, link(&mut several)?);
                several.filter(not(Expression::SameTerm(Box::new(one.into()), Box::new(other.into()))));
                Ok(all([exists(some), not(exists(several))]))
            }
            Condition::Count { path, ranges } => {
                let count = self.count(group, resource, *path);
                let number = |n: u32| Box::new(Expression::from(Literal::from(i64::from(n))));
                let within = ranges.iter().map(|&(low, high)| {
                    all([
                        Expression::GreaterOrEqual(Box::new(count.clone()), number(low)),
                        Expression::LessOrEqual(Box::new(count.clone()), number(high)),
                    ])
                });
                Ok(any(within))
            }
            Condition::Type(_)
            | Condition::Value { .. }
            | Condition::FullText { .. }
            | Condition::Link { .. }
            | Condition::Reaches { .. } => {
                let mut inner = Group::default();
                self.require(&mut inner, resource, condition)?;
                Ok(exists(inner))
            }
        }
    }

    /// The number of resources at the end of a path, 0 if there are none. It is counted beside the group, for all at once.
    fn count(&self, group: &mut Group, resource: &Variable, path: PathId) -> Expression {
        let (linked, count) = (self.fresh(), self.fresh());
        let mut counted = Group::default();
        self.walk(&mut counted, resource.clone().into(), path, &linked);
        group.optional(GraphPattern::Group {
            inner: Box::new(distinct(counted.into_pattern(), &[resource.clone(), linked.clone()])),
            variables: vec![resource.clone()],
            aggregates: vec![(count.clone(), count_distinct(&linked))],
        });
        Expression::Coalesce(vec![count.into(), Literal::from(0).into()])
    }

    fn expression(&self, path: PathId) -> PropertyPathExpression {
        let sequence = |a, b| PropertyPathExpression::Sequence(Box::new(a), Box::new(b));
        let step = |step: &Step| {
            let predicate = PropertyPathExpression::NamedNode(step.predicate.clone());
            match (step.inverse, step.members) {
                (true, _) => PropertyPathExpression::Reverse(Box::new(predicate)),
                (false, true) => {
                    sequence(sequence(predicate, rest_of_list()), PropertyPathExpression::NamedNode(rdf::FIRST.into()))
                }
                (false, false) => predicate,
            }
        };
        let steps = self.ontology.path(path).steps.iter().map(step);
        steps.reduce(sequence).unwrap_or_else(|| PropertyPathExpression::NegatedPropertySet(Vec::new()))
    }
}

/// From a list to all of its nodes.
pub(super) fn rest_of_list() -> PropertyPathExpression {
    PropertyPathExpression::ZeroOrMore(Box::new(PropertyPathExpression::NamedNode(rdf::REST.into())))
}

/// A path of any length.
pub(super) fn way(from: &Variable, path: PropertyPathExpression, to: &Variable) -> GraphPattern {
    GraphPattern::Path { subject: from.clone().into(), path, object: to.clone().into() }
}

/// The error of a request that only a server with all data in memory could answer.
pub(super) fn unsupported(what: &str) -> Error {
    let message =
        format!("{what} cannot be answered over a SPARQL endpoint; ask a server that has loaded the data itself");
    Error::Unsupported { message }
}
