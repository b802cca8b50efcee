//! Property shapes whose values are looked at one by one.
//!
//! After a change only the values are looked at again that have come or may be other than they were, however many others a node has: a theme that
//! thousands of statements are about is not gone through for one more.

use crate::footprint::{Affected, step};
use crate::path::Path;
use crate::report::Finding;
use crate::shape::{Constraint, Shape};
use crate::{Data, Error, Options, Shapes};
use oxigraph::model::{NamedNode, NamedNodeRef, Term, TermRef, TripleRef};
use plenary_base::clock::{Stopped, Ticker};
use plenary_base::vocab::rdf;
use std::collections::{HashMap, HashSet};

/// With more pairs of a node and a value than these for one triple, the nodes are looked at whole.
const MOST_PAIRS: usize = 10_000;

/// A property shape of a shape with a target, all of whose constraints look at one value and at nothing else, at the end of a path of plain steps. No
/// other shape asks for it.
#[derive(Debug, Clone)]
pub(crate) struct ByValue {
    /// The shape with the target.
    pub(crate) owner: usize,
    pub(crate) shape: usize,
    /// The properties of the path, and whether each is walked from object to subject.
    steps: Vec<(NamedNode, bool)>,
    /// Whether it is asked which types a value has.
    reads_types: bool,
}

/// What a change may matter to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Nodes, of which some may be the focus node of no shape.
    pub nodes: HashSet<Term>,
    /// For further nodes, values of property shapes, by their numbers among [`Shapes::by_value`].
    values: HashMap<Term, HashSet<(usize, Term)>>,
}

impl Touched {
    /// How many nodes are looked at, and, of further nodes, values.
    pub fn len(&self) -> usize {
        self.nodes.len() + self.values.values().map(HashSet::len).sum::<usize>()
    }

    /// Whether the change matters to nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same, with all values of all nodes.
    #[must_use]
    pub fn whole(self) -> Self {
        let nodes = self.nodes.into_iter().chain(self.values.into_keys()).collect();
        Self { nodes, values: HashMap::new() }
    }

    /// Whether a finding of before has to be found again to be true.
    pub fn has(&self, shapes: &Shapes, finding: &Finding) -> bool {
        let is_one = |(number, value): &(usize, Term)| {
            let shape = &shapes.shapes[shapes.by_value[*number].shape];
            shape.name == finding.shape && Some(value) == finding.value.as_ref()
        };
        self.nodes.contains(&finding.origin)
            || finding.origin == finding.focus
                && self.values.get(&finding.origin).is_some_and(|values| values.iter().any(is_one))
    }

    /// The values, each with its node and the number of the property shape among those by value.
    pub(crate) fn values(&self) -> impl Iterator<Item = (usize, &Term, &Term)> {
        let whole = |focus: &&Term| !self.nodes.contains(*focus);
        let of_others = self.values.iter().filter(move |(focus, _)| whole(focus));
        of_others.flat_map(|(focus, values)| values.iter().map(move |(number, value)| (*number, focus, value)))
    }
}

/// Whether a constraint looks at one value, and at nothing else; and whether it asks for its types.
fn asks(constraint: &Constraint) -> Option<bool> {
    match constraint {
        Constraint::Class(_) => Some(true),
        Constraint::Datatype(_)
        | Constraint::NodeKind(_)
        | Constraint::Range(..)
        | Constraint::MinLength(_)
        | Constraint::MaxLength(_)
        | Constraint::Pattern { .. }
        | Constraint::LanguageIn(_)
        | Constraint::In(_) => Some(false),
        _ => None,
    }
}

/// A path as steps, if it has no choices and no repetitions.
fn plain_steps(path: &Path, is_inverse: bool, steps: &mut Vec<(NamedNode, bool)>) -> Option<()> {
    match path {
        Path::Predicate(property) => steps.push((property.clone(), is_inverse)),
        Path::Inverse(path) => plain_steps(path, !is_inverse, steps)?,
        Path::Sequence(paths) if is_inverse => {
            paths.iter().rev().try_for_each(|path| plain_steps(path, true, steps))?;
        }
        Path::Sequence(paths) => paths.iter().try_for_each(|path| plain_steps(path, false, steps))?,
        Path::Alternative(_) | Path::ZeroOrMore(_) | Path::OneOrMore(_) | Path::ZeroOrOne(_) => return None,
    }
    Some(())
}

/// The property shapes of this kind among shapes.
pub(crate) fn of_shapes(shapes: &[Shape]) -> Vec<ByValue> {
    let mut asked_for = vec![0_usize; shapes.len()];
    for constraint in shapes.iter().flat_map(|shape| &shape.constraints) {
        let siblings = if let Constraint::Qualified { siblings, .. } = constraint { &**siblings } else { &[] };
        constraint.shapes().iter().chain(siblings).for_each(|&inner| asked_for[inner] += 1);
    }
    let mut by_value = Vec::new();
    for (owner, of) in shapes.iter().enumerate() {
        if of.targets.is_empty() || of.is_deactivated || of.path.is_some() {
            continue;
        }
        for constraint in &of.constraints {
            let Constraint::Property(number) = constraint else { continue };
            let (number, shape) = (*number, &shapes[*number]);
            let (Some((path, _)), 1, true) = (&shape.path, asked_for[number], shape.targets.is_empty()) else {
                continue;
            };
            let Some(asks) = shape.constraints.iter().map(asks).collect::<Option<Vec<bool>>>() else { continue };
            let mut steps = Vec::new();
            if !shape.is_deactivated && plain_steps(path, false, &mut steps).is_some() {
                by_value.push(ByValue { owner, shape: number, steps, reads_types: asks.contains(&true) });
            }
        }
    }
    by_value
}

/// The nodes that may conform or not because of changed triples, and of nodes the values that may: those at the beginning of the ways that lead
/// to the triples; none if it may be all. `before` is what was found before the change, none if that is not known, and `both` are the data before and after it together.
/// [`Focus::Touched`](crate::Focus::Touched) looks at what comes of it.
///
/// # Errors
/// If the time is over.
pub fn affected<'a, D: Data>(
    shapes: &Shapes,
    before: Option<&[Finding]>,
    both: &D,
    after: &D,
    changed: impl IntoIterator<Item = TripleRef<'a>>,
    options: &Options,
) -> Result<Option<Touched>, Error> {
    let changed: Vec<_> = changed.into_iter().collect();
    let hierarchy = &shapes.constants[shapes.sub_class_of];
    let is_of_hierarchy = |property: NamedNodeRef<'_>| hierarchy.as_ref() == property.into();
    if changed.iter().any(|triple| is_of_hierarchy(triple.predicate)) {
        return Ok(None);
    }
    let mut ticker = options.clock.ticker();
    let Affected::Nodes(nodes) = shapes.footprint.terms(both, changed.iter().copied(), &mut ticker)? else {
        return Ok(None);
    };
    let found = before.map(|before| before.iter().map(|finding| &finding.shape).collect());
    let mut search = Search { shapes, found, both, after, touched: Touched { nodes, ..Touched::default() }, ticker };
    for triple in changed {
        search.look(triple)?;
    }
    Ok(Some(search.touched))
}

struct Search<'a, D: Data> {
    shapes: &'a Shapes,
    /// The shapes of which something was found; none if any may be.
    found: Option<HashSet<&'a Term>>,
    both: &'a D,
    after: &'a D,
    touched: Touched,
    ticker: Ticker,
}

impl<D: Data> Search<'_, D> {
    fn look(&mut self, triple: TripleRef<'_>) -> Result<(), Stopped> {
        let (subject, object) = (TermRef::from(triple.subject), triple.object);
        let came = has(self.after, triple);
        let shapes = self.shapes;
        self.ticker.tick(shapes.by_value.len())?;
        for (number, by_value) in shapes.by_value.iter().enumerate() {
            let steps = &by_value.steps;
            for (place, (property, is_inverse)) in steps.iter().enumerate() {
                if property.as_ref() != triple.predicate {
                    continue;
                }
                let (from, to) = if *is_inverse { (object, subject) } else { (subject, object) };
                if came {
                    let nodes = walk(self.after, steps[..place].iter().rev(), true, from, &mut self.ticker)?;
                    let values = walk(self.after, steps[place + 1..].iter(), false, to, &mut self.ticker)?;
                    self.add(number, &nodes, &values);
                } else if self.found.as_ref().is_none_or(|found| found.contains(&shapes.shapes[by_value.shape].name)) {
                    // A value that was wrong may not be there any more.
                    let nodes = walk(self.both, steps[..place].iter().rev(), true, from, &mut self.ticker)?;
                    self.touched.nodes.extend(nodes);
                }
            }
            if by_value.reads_types && triple.predicate.as_str() == rdf::TYPE {
                let nodes = walk(self.after, steps.iter().rev(), true, subject, &mut self.ticker)?;
                self.add(number, &nodes, &[subject.into_owned()]);
            }
        }
        Ok(())
    }

    fn add(&mut self, number: usize, nodes: &[Term], values: &[Term]) {
        if nodes.len() * values.len() > MOST_PAIRS {
            self.touched.nodes.extend(nodes.iter().cloned());
            return;
        }
        for node in nodes {
            let of_node = self.touched.values.entry(node.clone()).or_default();
            of_node.extend(values.iter().map(|value| (number, value.clone())));
        }
    }
}

fn has<D: Data>(data: &D, triple: TripleRef<'_>) -> bool {
    let ids = [triple.subject.into(), triple.predicate.into(), triple.object].map(|term: TermRef<'_>| data.id(term));
    let [Some(subject), Some(predicate), Some(object)] = ids else { return false };
    data.triples(Some(subject), Some(predicate), Some(object)).next().is_some()
}

/// The nodes at the end of steps from a term, each once; or, walked back, at their beginning.
fn walk<'s, D: Data>(
    data: &D,
    steps: impl Iterator<Item = &'s (NamedNode, bool)>,
    is_back: bool,
    from: TermRef<'_>,
    ticker: &mut Ticker,
) -> Result<Vec<Term>, Stopped> {
    let mut at: HashSet<D::Id> = data.id(from).into_iter().collect();
    for (property, is_inverse) in steps {
        at = step(data, property, at, is_back != *is_inverse, ticker)?;
    }
    Ok(at.into_iter().map(|node| data.with_term(node, |term| term.into_owned())).collect())
}
