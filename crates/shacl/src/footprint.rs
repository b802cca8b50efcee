//! Which nodes a change may matter to: what shapes and queries read of data, and the ways back from there.
//!
//! A [`Way`] is a triple that is read, with how the focus node leads to one of its ends. What a changed triple may matter to stands at the
//! beginning of the ways that lead to it. All triples of a way are looked for in the data before and after the change *together*: think of
//! the change as made triple by triple; whatever becomes of a node becomes so at one of these steps, and what the node reads then is
//! among the triples of before and after.
//!
//! An incomplete footprint lets bad data pass, so it is wide where it cannot be exact: what has no way back matters to all nodes.

use crate::Data;
use crate::by_value::ByValue;
use crate::path::Path;
use crate::reads::Reader;
use crate::shape::{Constraint, Shape, Slot, Target};
use oxigraph::model::{NamedNode, Term, TermRef, TripleRef};
use plenary_base::clock::{Clock, Stopped, Ticker};
use plenary_base::vocab::rdf;
use spargebra::algebra::GraphPattern;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// With more ways than these, any change matters to all.
const MOST: usize = 20_000;

/// What shapes, or a query about a node `$this`, read of data.
#[derive(Debug, Default, Clone)]
pub struct Footprint {
    ways: Vec<Way>,
    /// The ways by the property of their triple, and those whose triple may have any.
    by_property: HashMap<String, Vec<usize>>,
    of_any: Vec<usize>,
    seen: HashSet<Way>,
    pub(crate) reads_all: bool,
    pub(crate) is_of_more: bool,
}

/// A triple that is read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Way {
    pub(crate) start: Start,
    /// Its property; none if any.
    pub(crate) property: Option<NamedNode>,
    /// Its subject and its object, if only one is read.
    pub(crate) subject: Option<Term>,
    pub(crate) object: Option<Term>,
    /// Objects that it does not have.
    pub(crate) except: Vec<NamedNode>,
    /// Whether it is read from its object.
    pub(crate) is_inverse: bool,
    pub(crate) sense: Sense,
}

/// What more triples of a kind come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// Never to less.
    More,
    /// Never to more: their absence is asked for.
    Less,
    /// It depends.
    Unknown,
}

impl Sense {
    /// That of what is negated.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::More => Self::Less,
            Self::Less => Self::More,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// How a focus node leads to the end of a triple that it is read from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Start {
    /// It is this end.
    Itself,
    /// Along a path.
    Path(Path),
    /// It is not known.
    Unknown,
}

/// A kind of triples that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read<'a> {
    /// Their property; none if any.
    pub property: Option<&'a NamedNode>,
    /// Their object, if only those with one object are read.
    pub object: Option<&'a Term>,
    /// Objects whose triples are not read.
    pub except: &'a [NamedNode],
    /// Whether they are read as those of the focus node, which is their subject.
    pub is_of_this: bool,
    /// What more of them come to.
    pub sense: Sense,
}

/// Which of the triples that are read are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// All.
    All,
    /// Those of which more may give less.
    InDoubt,
}

/// Which nodes a change may matter to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Affected<T: Eq + Hash = Term> {
    /// These, of which some may be the focus node of no shape.
    Nodes(HashSet<T>),
    /// Possibly all.
    All,
}

impl Footprint {
    /// What a query reads whose solutions are about different `?this`, which it binds itself.
    pub fn of_query(pattern: &GraphPattern) -> Self {
        let mut footprint = Self::default();
        Reader::new(&mut footprint, &[], false).query(pattern);
        footprint
    }

    /// What all shapes together read, apart from those whose values are looked at one by one as values of the nodes that their owners are about.
    pub(crate) fn of_shapes(shapes: &[Shape], by_value: &[ByValue], constants: &[Term]) -> Self {
        let mut reader = OfShapes { footprint: Self::default(), shapes, constants };
        for (number, shape) in shapes.iter().enumerate() {
            if shape.targets.is_empty() || shape.is_deactivated {
                continue;
            }
            for target in &shape.targets {
                match target {
                    Target::Class(_) => reader.read(&[], Some(type_()), false),
                    Target::SubjectsOf(property) => reader.read(&[], reader.property(*property), false),
                    Target::ObjectsOf(property) => reader.read(&[], reader.property(*property), true),
                    Target::Node(_) => {}
                }
            }
            let is_by_value = |inner: usize| by_value.iter().any(|known| (known.owner, known.shape) == (number, inner));
            reader.shape_without(number, &[], &is_by_value);
        }
        reader.footprint
    }

    /// Adds that it is asked whether a node is an instance of one of these classes.
    pub fn add_classes(&mut self, classes: &[NamedNode]) {
        for class in classes {
            self.add(Way {
                start: Start::Itself,
                property: Some(type_()),
                subject: None,
                object: Some(class.clone().into()),
                except: Vec::new(),
                is_inverse: false,
                sense: Sense::More,
            });
        }
    }

    pub(crate) fn add(&mut self, way: Way) {
        if self.reads_all || self.seen.contains(&way) {
            return;
        }
        self.reads_all = self.ways.len() >= MOST;
        match &way.property {
            Some(property) => self.by_property.entry(property.as_str().to_owned()).or_default().push(self.ways.len()),
            None => self.of_any.push(self.ways.len()),
        }
        self.ways.push(way.clone());
        self.seen.insert(way);
    }

    /// The kinds of triples that are read; none if it may be any, or more than triples.
    pub fn reads(&self) -> Option<impl Iterator<Item = Read<'_>>> {
        (!self.reads_all).then(|| {
            self.ways.iter().map(|way| Read {
                property: way.property.as_ref(),
                object: way.object.as_ref(),
                except: &way.except,
                is_of_this: way.start == Start::Itself && !way.is_inverse,
                sense: way.sense,
            })
        })
    }

    /// Whether what is read is not a set of triples alone: graphs, how often a solution comes and in which order, or chance.
    pub fn is_of_more_than_triples(&self) -> bool {
        self.is_of_more
    }

    /// The nodes that changed triples may matter to, by their ids. The data are those before and after the change together, so that they
    /// have all of the triples.
    ///
    /// # Errors
    /// If the time is over.
    pub fn affected<'a, D: Data>(
        &self,
        data: &D,
        changed: impl IntoIterator<Item = TripleRef<'a>>,
        reads: Reads,
        clock: &Clock,
    ) -> Result<Affected<D::Id>, Stopped> {
        let mut ticker = clock.ticker();
        Ok(match self.look(data, changed, reads, &mut ticker)? {
            Some((ids, _)) => Affected::Nodes(ids),
            None => Affected::All,
        })
    }

    /// The nodes that changed triples may matter to, and of nodes that the data do not have too, which have no ids.
    pub(crate) fn terms<'a, D: Data>(
        &self,
        data: &D,
        changed: impl IntoIterator<Item = TripleRef<'a>>,
        ticker: &mut Ticker,
    ) -> Result<Affected, Stopped> {
        let Some((ids, mut terms)) = self.look(data, changed, Reads::All, ticker)? else { return Ok(Affected::All) };
        terms.extend(ids.into_iter().map(|id| data.with_term(id, |term| term.into_owned())));
        Ok(Affected::Nodes(terms))
    }

    /// The ids of affected nodes, and the affected nodes that have none; none if it may be all.
    #[expect(clippy::type_complexity, reason = "ids and terms, and that is all")]
    fn look<'a, D: Data>(
        &self,
        data: &D,
        changed: impl IntoIterator<Item = TripleRef<'a>>,
        reads: Reads,
        ticker: &mut Ticker,
    ) -> Result<Option<(HashSet<D::Id>, HashSet<Term>)>, Stopped> {
        let mut terms = HashSet::new();
        let mut ends: HashMap<usize, HashSet<D::Id>> = HashMap::new();
        for triple in changed {
            if self.reads_all {
                return Ok(None);
            }
            let ways = self.by_property.get(triple.predicate.as_str()).into_iter().flatten().chain(&self.of_any);
            for &number in ways {
                ticker.tick(1)?;
                let way = &self.ways[number];
                if !way.is_among(reads) || !way.has(triple) {
                    continue;
                }
                if way.start == Start::Unknown {
                    return Ok(None);
                }
                let end: TermRef<'_> = if way.is_inverse { triple.object } else { triple.subject.into() };
                match data.id(end) {
                    Some(id) => {
                        ends.entry(number).or_default().insert(id);
                    }
                    // What the data do not have has no way back but an empty one.
                    None => {
                        terms.insert(end.into_owned());
                    }
                }
            }
        }
        let mut ids: HashSet<D::Id> = HashSet::new();
        for (number, ends) in ends {
            match &self.ways[number].start {
                Start::Path(path) => ids.extend(sources(data, path, ends, ticker)?),
                Start::Itself | Start::Unknown => ids.extend(ends),
            }
        }
        Ok(Some((ids, terms)))
    }
}

impl Way {
    fn is_among(&self, reads: Reads) -> bool {
        match reads {
            Reads::All => true,
            Reads::InDoubt => self.sense != Sense::More,
        }
    }

    fn has(&self, triple: TripleRef<'_>) -> bool {
        self.subject.as_ref().is_none_or(|subject| subject.as_ref() == triple.subject.into())
            && self.object.as_ref().is_none_or(|object| object.as_ref() == triple.object)
            && !self.except.iter().any(|object| triple.object == object.as_ref().into())
    }
}

fn type_() -> NamedNode {
    NamedNode::new_unchecked(rdf::TYPE)
}

/// The nodes that a path leads from to any of these.
///
/// # Errors
/// If the time is over.
pub fn sources<D: Data>(
    data: &D,
    path: &Path,
    ends: impl IntoIterator<Item = D::Id>,
    ticker: &mut Ticker,
) -> Result<HashSet<D::Id>, Stopped> {
    walk(data, path, ends.into_iter().collect(), true, ticker)
}

/// The nodes that a property leads to from some, or, the other way round, those from which it leads to them.
///
/// # Errors
/// If the time is over.
pub(crate) fn step<D: Data>(
    data: &D,
    property: &NamedNode,
    from: HashSet<D::Id>,
    is_inverse: bool,
    ticker: &mut Ticker,
) -> Result<HashSet<D::Id>, Stopped> {
    let mut to = HashSet::new();
    let Some(property) = data.id(property.as_ref().into()) else { return Ok(to) };
    for node in from {
        let count = to.len();
        if is_inverse {
            to.extend(data.subjects(property, node));
        } else {
            to.extend(data.objects(node, property));
        }
        ticker.tick(1 + to.len() - count)?;
    }
    Ok(to)
}

fn walk<D: Data>(
    data: &D,
    path: &Path,
    from: HashSet<D::Id>,
    is_inverse: bool,
    ticker: &mut Ticker,
) -> Result<HashSet<D::Id>, Stopped> {
    let mut to = HashSet::new();
    match path {
        Path::Predicate(property) => to = step(data, property, from, is_inverse, ticker)?,
        Path::Inverse(path) => to = walk(data, path, from, !is_inverse, ticker)?,
        Path::Sequence(paths) => {
            to = from;
            for step in 0..paths.len() {
                let step = if is_inverse { paths.len() - 1 - step } else { step };
                to = walk(data, &paths[step], to, is_inverse, ticker)?;
            }
        }
        Path::Alternative(paths) => {
            for path in paths {
                to.extend(walk(data, path, from.clone(), is_inverse, ticker)?);
            }
        }
        Path::ZeroOrOne(path) => {
            to = walk(data, path, from.clone(), is_inverse, ticker)?;
            to.extend(from);
        }
        Path::ZeroOrMore(path) => to = closure(data, path, from, is_inverse, ticker)?,
        Path::OneOrMore(path) => {
            let first = walk(data, path, from, is_inverse, ticker)?;
            to = closure(data, path, first, is_inverse, ticker)?;
        }
    }
    Ok(to)
}

fn closure<D: Data>(
    data: &D,
    path: &Path,
    from: HashSet<D::Id>,
    is_inverse: bool,
    ticker: &mut Ticker,
) -> Result<HashSet<D::Id>, Stopped> {
    let mut all = from.clone();
    let mut next = from;
    while !next.is_empty() {
        let reached = walk(data, path, next, is_inverse, ticker)?;
        next = reached.into_iter().filter(|node| all.insert(*node)).collect();
    }
    Ok(all)
}

/// Reads what shapes read.
struct OfShapes<'a> {
    footprint: Footprint,
    shapes: &'a [Shape],
    constants: &'a [Term],
}

impl OfShapes<'_> {
    fn property(&self, slot: Slot) -> Option<NamedNode> {
        match &self.constants[slot] {
            Term::NamedNode(property) => Some(property.clone()),
            _ => None,
        }
    }

    /// A triple that is read from the end of some paths.
    fn read(&mut self, from: &[Path], property: Option<NamedNode>, is_inverse: bool) {
        let (subject, object, except) = (None, None, Vec::new());
        let sense = Sense::Unknown;
        self.footprint.add(Way { start: start(from), property, subject, object, except, is_inverse, sense });
    }

    /// What a shape reads of a node at the end of `from`.
    fn shape(&mut self, number: usize, from: &[Path]) {
        self.shape_without(number, from, &|_| false);
    }

    /// The same without what some of its property shapes read.
    fn shape_without(&mut self, number: usize, from: &[Path], is_left_out: &dyn Fn(usize) -> bool) {
        let shapes = self.shapes;
        let shape = &shapes[number];
        if self.footprint.reads_all || shape.is_deactivated {
            return;
        }
        let mut values = from.to_vec();
        if let Some((path, _)) = &shape.path {
            steps(path, from, false, &mut |from, property, is_inverse| {
                self.read(from, Some(property.clone()), is_inverse);
            });
            values.push(path.clone());
        }
        for constraint in &shape.constraints {
            match constraint {
                Constraint::Class(_) => self.read(&values, Some(type_()), false),
                Constraint::Closed(_) => self.read(&values, None, false),
                Constraint::Equals(property)
                | Constraint::Disjoint(property)
                | Constraint::LessThan(property)
                | Constraint::LessThanOrEquals(property) => self.read(from, self.property(*property), false),
                Constraint::Sparql(sparql) => {
                    Reader::new(&mut self.footprint, from, true).query(sparql.pattern());
                }
                Constraint::Qualified { siblings, .. } => {
                    siblings.iter().for_each(|&sibling| self.shape(sibling, &values));
                }
                Constraint::Property(inner) if is_left_out(*inner) => continue,
                _ => {}
            }
            constraint.shapes().iter().for_each(|&inner| self.shape(inner, &values));
        }
    }
}

/// Along some paths, one after the other.
pub(crate) fn start(from: &[Path]) -> Start {
    match from {
        [] => Start::Itself,
        [path] => Start::Path(path.clone()),
        paths => Start::Path(Path::Sequence(paths.to_vec())),
    }
}

/// The triples that a path reads from a node at the end of `from`: each with the way there and whether it is read from its object.
pub(crate) fn steps(path: &Path, from: &[Path], is_inverse: bool, read: &mut impl FnMut(&[Path], &NamedNode, bool)) {
    let after = |path: &Path| {
        let mut from = from.to_vec();
        from.push(if is_inverse { Path::Inverse(Box::new(path.clone())) } else { path.clone() });
        from
    };
    match path {
        Path::Predicate(property) => read(from, property, is_inverse),
        Path::Inverse(path) => steps(path, from, !is_inverse, read),
        Path::ZeroOrOne(path) => steps(path, from, is_inverse, read),
        Path::ZeroOrMore(inner) | Path::OneOrMore(inner) => {
            steps(inner, &after(&Path::ZeroOrMore(inner.clone())), is_inverse, read);
        }
        Path::Alternative(paths) => paths.iter().for_each(|path| steps(path, from, is_inverse, read)),
        Path::Sequence(paths) => {
            let mut from = from.to_vec();
            for step in 0..paths.len() {
                let step = &paths[if is_inverse { paths.len() - 1 - step } else { step }];
                steps(step, &from, is_inverse, read);
                from.push(if is_inverse { Path::Inverse(Box::new(step.clone())) } else { step.clone() });
            }
        }
    }
}
