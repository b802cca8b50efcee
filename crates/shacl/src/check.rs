//! Whether one node conforms to one shape.
//!
//! [`Checker`] holds the shapes as these data know them: constants by id, classes with those under them. What is kept while a node is
//! looked at is [`Work`]: a clock, lists that are used again, and what was found.

use crate::compare::compare;
use crate::lexical::is_well_formed;
use crate::path::Path;
use crate::report::{Finding, shacl};
use crate::shape::{Bound, Constraint, Shape, Slot, Target};
use crate::shown::{qualified, shown, shown_literal};
use crate::sparql::Failure;
use crate::validate::others;
use crate::{Data, Error, Shapes};
use oxigraph::model::{Literal, Term, TermRef};
use plenary_base::clock::{Clock, Stopped, Ticker};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem::take;

/// Findings that are given as the details of another: at most this many.
const MOST_DETAILS: usize = 100;

/// A term: one that the data have, or one that only the shapes or the caller name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node<I> {
    Known(I),
    Other(usize),
}

/// What is asked of a check.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Out {
    /// Whether the node conforms; it ends with the first violation.
    Verdict,
    /// All violations.
    Findings { with_details: bool },
}

/// Why a check ends before it is done.
#[derive(Debug)]
pub(crate) enum Stop {
    /// There are as many findings as are wanted.
    Full,
    Failed(Error),
}

impl From<Stopped> for Stop {
    fn from(stopped: Stopped) -> Self {
        Self::Failed(stopped.into())
    }
}

/// What a thread works with.
pub(crate) struct Work<I> {
    ticker: Ticker,
    lists: Vec<Vec<Node<I>>>,
    findings: Vec<Finding>,
    most: usize,
}

impl<I> Work<I> {
    pub(crate) fn new(clock: &Clock, most: usize) -> Self {
        Self { ticker: clock.ticker(), lists: Vec::new(), findings: Vec::new(), most }
    }

    /// The findings so far.
    pub(crate) fn take(&mut self) -> Vec<Finding> {
        take(&mut self.findings)
    }

    fn list(&mut self) -> Vec<Node<I>> {
        self.lists.pop().unwrap_or_default()
    }

    fn give_back(&mut self, mut list: Vec<Node<I>>) {
        list.clear();
        self.lists.push(list);
    }
}

/// Shapes as some data know them.
pub(crate) struct Checker<'a, D: Data> {
    pub(crate) shapes: &'a Shapes,
    pub(crate) data: &'a D,
    pub(crate) clock: &'a Clock,
    /// The constants of the shapes, by slot.
    constants: Vec<Node<D::Id>>,
    /// For each constant by slot, if it is a class: itself and the classes under it, sorted.
    classes: Vec<Vec<D::Id>>,
    /// The terms that have no id: the constants first, so that their slots are their places.
    others: Vec<&'a Term>,
    places: HashMap<&'a Term, usize>,
}

/// What is wrong, as it is found.
struct Wrong<'c, I> {
    component: &'c str,
    value: Option<Node<I>>,
    message: Option<String>,
}

impl<'a, D: Data> Checker<'a, D> {
    pub(crate) fn new(shapes: &'a Shapes, data: &'a D, asked: &'a [Term], clock: &'a Clock) -> Result<Self, Error> {
        let constants = shapes.constants.iter().enumerate().map(|(slot, term)| match data.id(term.as_ref()) {
            Some(id) => Node::Known(id),
            None => Node::Other(slot),
        });
        let constants: Vec<_> = constants.collect();
        let others = others(shapes, asked);
        let places = others.iter().enumerate().map(|(place, term)| (*term, place)).collect();
        let classes = vec![Vec::new(); constants.len()];
        let mut checker = Self { shapes, data, clock, constants, classes, others, places };
        for shape in &shapes.shapes {
            let targets = shape.targets.iter().filter_map(|target| match target {
                Target::Class(slot) => Some(*slot),
                _ => None,
            });
            let constraints = shape.constraints.iter().filter_map(|constraint| match constraint {
                Constraint::Class(slot) => Some(*slot),
                _ => None,
            });
            for slot in targets.chain(constraints) {
                if checker.classes[slot].is_empty() {
                    checker.classes[slot] = checker.classes_under(slot)?;
                }
            }
        }
        Ok(checker)
    }

    fn classes_under(&self, slot: Slot) -> Result<Vec<D::Id>, Stopped> {
        let mut ticker = self.clock.ticker();
        let mut classes: Vec<D::Id> = self.known(slot).into_iter().collect();
        let mut seen: HashSet<D::Id> = classes.iter().copied().collect();
        let mut next = 0;
        while let (Some(&class), Some(under)) = (classes.get(next), self.known(self.shapes.sub_class_of)) {
            next += 1;
            for class in self.data.subjects(under, class) {
                ticker.tick(1)?;
                if seen.insert(class) {
                    classes.push(class);
                }
            }
        }
        classes.sort_unstable();
        Ok(classes)
    }

    /// The node that a term of the caller is.
    pub(crate) fn node(&self, term: &Term) -> Node<D::Id> {
        match self.data.id(term.as_ref()) {
            Some(id) => Node::Known(id),
            None => Node::Other(self.places.get(term).copied().unwrap_or(self.others.len())),
        }
    }

    pub(crate) fn constant(&self, slot: Slot) -> Node<D::Id> {
        self.constants[slot]
    }

    /// The id of a constant, if the data have it.
    pub(crate) fn known(&self, slot: Slot) -> Option<D::Id> {
        match self.constants[slot] {
            Node::Known(id) => Some(id),
            Node::Other(_) => None,
        }
    }

    /// A class and those under it.
    pub(crate) fn classes(&self, slot: Slot) -> &[D::Id] {
        &self.classes[slot]
    }

    pub(crate) fn is_instance(&self, node: Node<D::Id>, class: Slot) -> bool {
        match (node, self.known(self.shapes.type_)) {
            (Node::Known(id), Some(type_)) => {
                let classes = self.classes(class);
                self.data.objects(id, type_).any(|class| classes.binary_search(&class).is_ok())
            }
            _ => false,
        }
    }

    fn with_term<R>(&self, node: Node<D::Id>, look: impl FnOnce(Option<TermRef<'_>>) -> R) -> R {
        match node {
            Node::Known(id) => self.data.with_term(id, |term| look(Some(term))),
            Node::Other(other) => look(self.others.get(other).map(|term| term.as_ref())),
        }
    }

    pub(crate) fn term(&self, node: Node<D::Id>) -> Term {
        // Every node comes from the data, the shapes or the caller, so there is always a term.
        self.with_term(node, |term| term.map(|term| term.into_owned())).unwrap_or_else(|| Literal::from("").into())
    }

    /// Checks a node against a shape, and says whether it conforms.
    pub(crate) fn shape(
        &self,
        number: usize,
        focus: Node<D::Id>,
        out: Out,
        work: &mut Work<D::Id>,
    ) -> Result<bool, Stop> {
        let shape = &self.shapes.shapes[number];
        work.ticker.tick(1)?;
        if shape.is_deactivated {
            return Ok(true);
        }
        let mut values = work.list();
        match &shape.path {
            Some((_, path)) => self.reach(path, focus, false, &mut values, work)?,
            None => values.push(focus),
        }
        let mut conforms = true;
        for constraint in &shape.constraints {
            conforms &= self.constraint(shape, constraint, focus, &values, out, work)?;
            if !conforms && matches!(out, Out::Verdict) {
                break;
            }
        }
        work.give_back(values);
        Ok(conforms)
    }

    /// The nodes that a path leads from to this one.
    pub(crate) fn back(
        &self,
        path: &Path<Slot>,
        to: Node<D::Id>,
        work: &mut Work<D::Id>,
    ) -> Result<Vec<Node<D::Id>>, Error> {
        let mut from = Vec::new();
        match self.reach(path, to, true, &mut from, work) {
            Err(Stop::Failed(error)) => Err(error),
            Ok(()) | Err(Stop::Full) => Ok(from),
        }
    }

    /// Adds the nodes at the end of a path to an empty list, each once.
    fn reach(
        &self,
        path: &Path<Slot>,
        from: Node<D::Id>,
        is_inverse: bool,
        to: &mut Vec<Node<D::Id>>,
        work: &mut Work<D::Id>,
    ) -> Result<(), Stop> {
        match path {
            Path::Predicate(slot) => {
                let (Node::Known(from), Some(property)) = (from, self.known(*slot)) else { return Ok(()) };
                if is_inverse {
                    to.extend(self.data.subjects(property, from).map(Node::Known));
                } else {
                    to.extend(self.data.objects(from, property).map(Node::Known));
                }
                work.ticker.tick(to.len())?;
            }
            Path::Inverse(path) => self.reach(path, from, !is_inverse, to, work)?,
            Path::Sequence(paths) => {
                let mut at = work.list();
                at.push(from);
                for step in 0..paths.len() {
                    let step = if is_inverse { paths.len() - 1 - step } else { step };
                    let mut reached = work.list();
                    self.reach_from(&paths[step], &at, is_inverse, &mut reached, work)?;
                    work.give_back(std::mem::replace(&mut at, reached));
                }
                to.append(&mut at);
                work.give_back(at);
            }
            Path::Alternative(paths) => {
                for path in paths {
                    let mut reached = work.list();
                    self.reach(path, from, is_inverse, &mut reached, work)?;
                    to.append(&mut reached);
                    work.give_back(reached);
                }
                to.sort_unstable();
                to.dedup();
            }
            Path::ZeroOrOne(path) => {
                self.reach(path, from, is_inverse, to, work)?;
                if !to.contains(&from) {
                    to.push(from);
                }
            }
            Path::ZeroOrMore(path) => self.closure(path, vec![from], is_inverse, to, work)?,
            Path::OneOrMore(path) => {
                let mut first = work.list();
                self.reach(path, from, is_inverse, &mut first, work)?;
                self.closure(path, first, is_inverse, to, work)?;
            }
        }
        Ok(())
    }

    /// The nodes at the end of a path from any of these, each once.
    fn reach_from(
        &self,
        path: &Path<Slot>,
        from: &[Node<D::Id>],
        is_inverse: bool,
        to: &mut Vec<Node<D::Id>>,
        work: &mut Work<D::Id>,
    ) -> Result<(), Stop> {
        if let [from] = from {
            return self.reach(path, *from, is_inverse, to, work);
        }
        for &from in from {
            let mut reached = work.list();
            self.reach(path, from, is_inverse, &mut reached, work)?;
            to.append(&mut reached);
            work.give_back(reached);
        }
        to.sort_unstable();
        to.dedup();
        Ok(())
    }

    /// The nodes that a path leads to from these, walked any number of times.
    fn closure(
        &self,
        path: &Path<Slot>,
        mut queue: Vec<Node<D::Id>>,
        is_inverse: bool,
        to: &mut Vec<Node<D::Id>>,
        work: &mut Work<D::Id>,
    ) -> Result<(), Stop> {
        let mut seen: HashSet<Node<D::Id>> = queue.iter().copied().collect();
        while let Some(node) = queue.pop() {
            to.push(node);
            let mut reached = work.list();
            self.reach(path, node, is_inverse, &mut reached, work)?;
            queue.extend(reached.iter().copied().filter(|node| seen.insert(*node)));
            work.give_back(reached);
        }
        work.give_back(queue);
        to.sort_unstable();
        Ok(())
    }

    /// Whether the values of a focus node meet a constraint.
    fn constraint(
        &self,
        shape: &Shape,
        constraint: &Constraint,
        focus: Node<D::Id>,
        values: &[Node<D::Id>],
        out: Out,
        work: &mut Work<D::Id>,
    ) -> Result<bool, Stop> {
        let component = constraint.component();
        let mut conforms = true;
        // Ends the function if only the verdict is asked for.
        macro_rules! wrong {
            ($value:expr, $message:expr, $component:expr) => {{
                conforms = false;
                if matches!(out, Out::Verdict) {
                    return Ok(false);
                }
                let wrong = Wrong { component: $component, value: $value, message: $message };
                self.found(shape, focus, wrong, work)?;
            }};
            ($value:expr, $message:expr) => {
                wrong!($value, $message, component)
            };
        }
        let name = || shown(shape.name.as_ref());
        let name_of = |number: usize| shown(self.shapes.shapes[number].name.as_ref());
        match constraint {
            Constraint::Class(_)
            | Constraint::Datatype(_)
            | Constraint::NodeKind(_)
            | Constraint::Range(..)
            | Constraint::MinLength(_)
            | Constraint::MaxLength(_)
            | Constraint::Pattern { .. }
            | Constraint::LanguageIn(_)
            | Constraint::In(_) => {
                for &value in values {
                    work.ticker.tick(1)?;
                    if !self.test(constraint, value) {
                        wrong!(Some(value), Some(self.message(constraint)));
                    }
                }
            }
            Constraint::MinCount(limit) => {
                if (values.len() as u64) < *limit {
                    wrong!(None, Some(format!("MinCount({limit}) not satisfied")));
                }
            }
            Constraint::MaxCount(limit) => {
                if values.len() as u64 > *limit {
                    wrong!(None, Some(format!("MaxCount({limit}) not satisfied")));
                }
            }
            Constraint::HasValue(slot) => {
                if !values.contains(&self.constant(*slot)) {
                    let value = shown(self.shapes.constants[*slot].as_ref());
                    wrong!(None, Some(format!("HasValue({value}) not satisfied")));
                }
            }
            Constraint::UniqueLang => {
                for (language, same) in self.by_language(values) {
                    if same.len() > 1 {
                        let mut texts: Vec<String> = same.iter().map(|&value| self.term(value).to_string()).collect();
                        texts.sort();
                        let message =
                            format!("Unique lang failed for lang {language} with values: {}", texts.join(", "));
                        wrong!(None, Some(message));
                    }
                }
            }
            Constraint::Equals(slot) => {
                let others = self.values_of(focus, *slot, work)?;
                for &value in others.iter().filter(|other| !values.contains(other)) {
                    wrong!(Some(value), None);
                }
                for &value in values.iter().filter(|value| !others.contains(value)) {
                    wrong!(Some(value), None);
                }
                work.give_back(others);
            }
            Constraint::Disjoint(slot) => {
                let others = self.values_of(focus, *slot, work)?;
                for &value in values.iter().filter(|value| others.contains(value)) {
                    let property = shown(self.shapes.constants[*slot].as_ref());
                    wrong!(Some(value), Some(format!("Disjoint failed. Property {property}")));
                }
                work.give_back(others);
            }
            Constraint::LessThan(slot) | Constraint::LessThanOrEquals(slot) => {
                let or_equal = matches!(constraint, Constraint::LessThanOrEquals(_));
                let others = self.values_of(focus, *slot, work)?;
                for &other in &others {
                    for &value in values {
                        work.ticker.tick(1)?;
                        let order = self.compare(value, other);
                        if order.is_some_and(|order| order.is_lt() || or_equal && order.is_eq()) {
                            continue;
                        }
                        let relation = match (order, or_equal) {
                            (None, _) => "comparable to",
                            (Some(_), false) => "less than",
                            (Some(_), true) => "less or equals than",
                        };
                        let text = |node| shown(self.term(node).as_ref());
                        let (value_text, other_text) = (text(value), text(other));
                        let message =
                            format!("{component} constraint violated: {other_text} is not {relation} {value_text}");
                        wrong!(Some(value), Some(message));
                    }
                }
                work.give_back(others);
            }
            Constraint::Property(inner) => {
                for &value in values {
                    conforms &= self.shape(*inner, value, out, work)?;
                    if !conforms && matches!(out, Out::Verdict) {
                        return Ok(false);
                    }
                }
            }
            Constraint::Not(inner) => {
                for &value in values {
                    if self.shape(*inner, value, Out::Verdict, work)? {
                        let message = format!(
                            "Shape: {}. NOT constraint not satisfied for focus node {} and internal shape {}",
                            name(),
                            self.term(focus),
                            name_of(*inner)
                        );
                        wrong!(Some(value), Some(message));
                    }
                }
            }
            Constraint::Node(inner) => {
                for &value in values {
                    if !self.shape(*inner, value, Out::Verdict, work)? {
                        let message = format!(
                            "Shape {}: value {} does not conform to node shape {} (sh:node)",
                            name(),
                            self.term(value),
                            name_of(*inner)
                        );
                        wrong!(Some(value), Some(message));
                        self.explain(std::slice::from_ref(inner), value, out, work)?;
                    }
                }
            }
            Constraint::And(inners) => {
                for &value in values {
                    for inner in inners {
                        if !self.shape(*inner, value, Out::Verdict, work)? {
                            wrong!(Some(value), None);
                            self.explain(std::slice::from_ref(inner), value, out, work)?;
                            break;
                        }
                    }
                }
            }
            Constraint::Or(inners) => {
                for &value in values {
                    if self.conforming(inners, value, 1, work)? == 0 {
                        wrong!(Some(value), Some("OR not satisfied".to_owned()));
                        self.explain(inners, value, out, work)?;
                    }
                }
            }
            Constraint::Xone(inners) => {
                for &value in values {
                    let conforming = self.conforming(inners, value, usize::MAX, work)?;
                    if conforming != 1 {
                        let message = format!(
                            "Shape {}: Xone constraint not satisfied for node {}. Number of conforming shapes: {conforming}",
                            name(),
                            self.term(value)
                        );
                        wrong!(Some(value), Some(message));
                        if conforming == 0 {
                            self.explain(inners, value, out, work)?;
                        }
                    }
                }
            }
            Constraint::Qualified { shape: inner, siblings, min, max } => {
                let mut count = 0_u64;
                for &value in values {
                    let is_counted = self.shape(*inner, value, Out::Verdict, work)?
                        && (siblings.is_empty() || self.conforming(siblings, value, 1, work)? == 0);
                    count += u64::from(is_counted);
                }
                if let Some(min) = min.filter(|min| count < *min) {
                    let message = format!(
                        "QualifiedValueShape: only {count} nodes conform to shape {}, which is less than minCount: {min}. Focus node: {}",
                        name(),
                        self.term(focus)
                    );
                    wrong!(None, Some(message), "QualifiedMinCount");
                }
                if let Some(max) = max.filter(|max| count > *max) {
                    let message = format!(
                        "QualifiedValueShape: {count} nodes conform to shape {}, which is greater than maxCount: {max}. Focus node: {}",
                        name(),
                        self.term(focus)
                    );
                    wrong!(None, Some(message), "QualifiedMaxCount");
                }
            }
            Constraint::Closed(allowed) => {
                for &value in values {
                    let Node::Known(id) = value else { continue };
                    for [_, property, object] in self.data.triples(Some(id), None, None) {
                        work.ticker.tick(1)?;
                        if allowed.iter().any(|slot| self.known(*slot) == Some(property)) {
                            continue;
                        }
                        wrong!(Some(Node::Known(object)), None);
                        if let (Some(finding), Term::NamedNode(property)) =
                            (work.findings.last_mut(), self.term(Node::Known(property)))
                        {
                            finding.path = Some(Path::Predicate(property));
                        }
                    }
                }
            }
            Constraint::Sparql(sparql) => {
                let focus_term = self.term(focus);
                let mut stop = None;
                let evaluated = sparql.evaluate(self.data, focus_term.clone(), self.clock, &mut |solution| {
                    conforms = false;
                    if matches!(out, Out::Verdict) {
                        return false;
                    }
                    let wrong = Wrong { component, value: None, message: None };
                    if let Err(full) = self.found(shape, focus, wrong, work) {
                        stop = Some(full);
                        return false;
                    }
                    if let Some(finding) = work.findings.last_mut() {
                        finding.value = solution.value.or_else(|| shape.path.is_none().then(|| focus_term.clone()));
                        if let Some(path) = solution.path {
                            finding.path = Some(Path::Predicate(path));
                        }
                        if !solution.messages.is_empty() {
                            finding.messages = solution.messages;
                        }
                    }
                    true
                });
                if let Some(stop) = stop {
                    return Err(stop);
                }
                evaluated.map_err(|failure| match failure {
                    Failure::Stopped(stopped) => Stop::from(stopped),
                    Failure::Evaluation(problem) => Stop::Failed(Error::Shape {
                        shape: self.shapes.name(&shape.name),
                        problem: format!("has sh:sparql: the query cannot be evaluated: {problem}"),
                    }),
                })?;
            }
        }
        Ok(conforms)
    }

    /// Keeps what was found.
    fn found(
        &self,
        shape: &Shape,
        focus: Node<D::Id>,
        wrong: Wrong<'_, D::Id>,
        work: &mut Work<D::Id>,
    ) -> Result<(), Stop> {
        if work.findings.len() >= work.most {
            return Err(Stop::Full);
        }
        let messages = match wrong.message {
            _ if !shape.messages.is_empty() => shape.messages.clone(),
            message => message.map(Literal::from).into_iter().collect(),
        };
        work.findings.push(Finding {
            focus: self.term(focus),
            path: shape.path.as_ref().map(|(path, _)| path.clone()),
            value: wrong.value.map(|value| self.term(value)),
            shape: shape.name.clone(),
            component: shacl(&format!("{}ConstraintComponent", wrong.component)),
            severity: shape.severity.clone(),
            messages,
            details: Vec::new(),
        });
        Ok(())
    }

    /// Gives the last finding its details: why a value does not conform to some shapes.
    fn explain(&self, shapes: &[usize], value: Node<D::Id>, out: Out, work: &mut Work<D::Id>) -> Result<(), Stop> {
        if !matches!(out, Out::Findings { with_details: true }) {
            return Ok(());
        }
        let (findings, most) = (work.take(), std::mem::replace(&mut work.most, MOST_DETAILS));
        let out = Out::Findings { with_details: false };
        let mut shapes = shapes.iter();
        let explained = shapes.try_for_each(|&shape| self.shape(shape, value, out, work).map(drop));
        let details = std::mem::replace(&mut work.findings, findings);
        work.most = most;
        if let Some(finding) = work.findings.last_mut() {
            finding.details = details;
        }
        match explained {
            Err(Stop::Full) => Ok(()),
            explained => explained,
        }
    }

    /// To how many of the shapes a value conforms; it counts as far as `most`.
    fn conforming(
        &self,
        shapes: &[usize],
        value: Node<D::Id>,
        most: usize,
        work: &mut Work<D::Id>,
    ) -> Result<usize, Stop> {
        let mut count = 0;
        for &shape in shapes {
            if count < most && self.shape(shape, value, Out::Verdict, work)? {
                count += 1;
            }
        }
        Ok(count)
    }

    /// The objects of a focus node, in a list that is to be given back.
    fn values_of(&self, focus: Node<D::Id>, slot: Slot, work: &mut Work<D::Id>) -> Result<Vec<Node<D::Id>>, Stop> {
        let mut values = work.list();
        self.reach(&Path::Predicate(slot), focus, false, &mut values, work)?;
        Ok(values)
    }

    fn by_language(&self, values: &[Node<D::Id>]) -> BTreeMap<String, Vec<Node<D::Id>>> {
        let mut languages: BTreeMap<String, Vec<Node<D::Id>>> = BTreeMap::new();
        for &value in values {
            let language = self.with_term(value, |term| match term {
                Some(TermRef::Literal(literal)) => literal.language().map(str::to_ascii_lowercase),
                _ => None,
            });
            if let Some(language) = language {
                languages.entry(language).or_default().push(value);
            }
        }
        languages
    }

    fn compare(&self, a: Node<D::Id>, b: Node<D::Id>) -> Option<std::cmp::Ordering> {
        self.with_term(a, |a| self.with_term(b, |b| compare(a?, b?)))
    }

    /// Whether a single value meets a constraint that looks at nothing else.
    fn test(&self, constraint: &Constraint, value: Node<D::Id>) -> bool {
        match constraint {
            Constraint::Class(class) => self.is_instance(value, *class),
            Constraint::In(allowed) => allowed.iter().any(|slot| self.constant(*slot) == value),
            constraint => self.with_term(value, |term| term.is_some_and(|term| test(constraint, term))),
        }
    }

    /// Words for a constraint on single values.
    fn message(&self, constraint: &Constraint) -> String {
        let name = |slot: &Slot| shown(self.shapes.constants[*slot].as_ref());
        match constraint {
            Constraint::Class(class) => format!("Class constraint not satisfied for class {}", name(class)),
            Constraint::Datatype(datatype) => format!("Expected Datatype: {}", qualified(datatype.as_str())),
            Constraint::NodeKind(kinds) => {
                format!("NodeKind constraint not satisfied. Expected node kind: {}", kinds.name)
            }
            Constraint::Range(_, limit) => {
                format!("{}({}) not satisfied", constraint.component(), shown_literal(limit.as_ref()))
            }
            Constraint::MinLength(limit) => format!("has less than {limit} characters"),
            Constraint::MaxLength(limit) => format!("has more than {limit} characters"),
            Constraint::Pattern { text, .. } => format!("Pattern({text}) not satisfied"),
            Constraint::LanguageIn(languages) => {
                format!("LanguageIn constraint not satisfied. Expected one of {}", languages.join(", "))
            }
            Constraint::In(allowed) => {
                let shown = |slot: &Slot| match &self.shapes.constants[*slot] {
                    Term::NamedNode(iri) => qualified(iri.as_str()),
                    term => shown(term.as_ref()),
                };
                let allowed: Vec<String> = allowed.iter().map(shown).collect();
                format!("In constraint not satisfied. Expected one of [{}]", allowed.join(", "))
            }
            constraint => format!("{} not satisfied", constraint.component()),
        }
    }
}

/// Whether a term meets a constraint that looks at nothing but the term.
fn test(constraint: &Constraint, term: TermRef<'_>) -> bool {
    // What SPARQL's STR() gives: nothing for a blank node.
    let text = match term {
        TermRef::NamedNode(iri) => Some(iri.as_str()),
        TermRef::Literal(literal) => Some(literal.value()),
        _ => None,
    };
    // Most texts are longer or shorter in bytes already.
    let length = |text: &str| text.chars().count() as u64;
    match constraint {
        Constraint::Datatype(datatype) => match term {
            TermRef::Literal(literal) => {
                literal.datatype() == datatype.as_ref() && is_well_formed(literal.value(), datatype.as_str())
            }
            _ => false,
        },
        Constraint::NodeKind(kinds) => match term {
            TermRef::NamedNode(_) => kinds.iri,
            TermRef::BlankNode(_) => kinds.blank_node,
            TermRef::Literal(_) => kinds.literal,
            _ => false,
        },
        Constraint::Range(bound, limit) => compare(term, limit.as_ref().into()).is_some_and(|order| match bound {
            Bound::MinInclusive => order.is_ge(),
            Bound::MinExclusive => order.is_gt(),
            Bound::MaxInclusive => order.is_le(),
            Bound::MaxExclusive => order.is_lt(),
        }),
        Constraint::MinLength(limit) => text.is_some_and(|text| length(text) >= *limit),
        Constraint::MaxLength(limit) => text.is_some_and(|text| text.len() as u64 <= *limit || length(text) <= *limit),
        Constraint::Pattern { regex, .. } => text.is_some_and(|text| regex.is_match(text)),
        Constraint::LanguageIn(languages) => match term {
            TermRef::Literal(literal) => {
                literal.language().is_some_and(|language| languages.iter().any(|range| matches_range(language, range)))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a language is in a range (SPARQL's `langMatches`): `en-GB` is in `en`.
fn matches_range(language: &str, range: &str) -> bool {
    range == "*"
        || language.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
            && matches!(language.as_bytes().get(range.len()), None | Some(b'-'))
}
