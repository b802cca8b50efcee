//! Whether one node conforms to one shape: its constraints are looked at in `constraint`.
//!
//! [`Checker`] holds the shapes as these data know them: constants by id, classes with those under them. What is kept while a node is
//! looked at is [`Work`]: a clock, lists that are used again, and what was found.

use crate::compare::compare;
use crate::path::Path;
use crate::report::Finding;
use crate::shape::{Constraint, Slot, Target};
use crate::validate::others;
use crate::{Data, Error, Shapes};
use oxigraph::model::{Literal, Term, TermRef};
use plenary_base::clock::{Clock, Stopped, Ticker};
use std::collections::{HashMap, HashSet};
use std::mem::take;

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
    pub(crate) ticker: Ticker,
    lists: Vec<Vec<Node<I>>>,
    pub(crate) findings: Vec<Finding>,
    /// Findings that are wanted.
    pub(crate) most: usize,
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

    pub(crate) fn give_back(&mut self, mut list: Vec<Node<I>>) {
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

impl<'a, D: Data> Checker<'a, D> {
    pub(crate) fn new(shapes: &'a Shapes, data: &'a D, asked: &[&'a Term], clock: &'a Clock) -> Result<Self, Error> {
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

    pub(crate) fn with_term<R>(&self, node: Node<D::Id>, look: impl FnOnce(Option<TermRef<'_>>) -> R) -> R {
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

    /// To how many of the shapes a value conforms; it counts as far as `most`.
    pub(crate) fn conforming(
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
    pub(crate) fn values_of(
        &self,
        focus: Node<D::Id>,
        slot: Slot,
        work: &mut Work<D::Id>,
    ) -> Result<Vec<Node<D::Id>>, Stop> {
        let mut values = work.list();
        self.reach(&Path::Predicate(slot), focus, false, &mut values, work)?;
        Ok(values)
    }

    pub(crate) fn compare(&self, a: Node<D::Id>, b: Node<D::Id>) -> Option<std::cmp::Ordering> {
        self.with_term(a, |a| self.with_term(b, |b| compare(a?, b?)))
    }
}
