//! Validation: which nodes the shapes are about, and what is found in them, on all cores in an order that is always the same.

use crate::by_value::Touched;
use crate::check::{Checker, Node, Out, Stop, Work};
use crate::report::Finding;
use crate::shape::Target;
use crate::{Data, Error, Shapes};
use oxigraph::model::Term;
use plenary_base::clock::Clock;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Which nodes are looked at.
#[derive(Debug, Clone, Copy)]
pub enum Focus<'a> {
    /// All that the targets of the shapes name.
    All,
    /// Those of them that are among these.
    Nodes(&'a [Term]),
    /// Those of them, and of further nodes those values, that a change may matter to.
    Touched(&'a Touched),
}

/// How far a validation may go.
#[derive(Debug, Clone)]
pub struct Options {
    /// The most findings that are given.
    pub most: usize,
    /// The time that it has.
    pub clock: Clock,
}

impl Default for Options {
    /// A hundred thousand findings, and as much time as it takes.
    fn default() -> Self {
        Self { most: 100_000, clock: Clock::unlimited() }
    }
}

/// One thread looks at this many focus nodes at a time.
const CHUNK: usize = 512;

/// Whether a validation has given all that it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Extent {
    /// All of it.
    Whole,
    /// As many findings as were asked for; there are more.
    Cut,
}

/// Validates data against shapes, and gives each finding to `found`: by shape in the order of their files, by focus node in the
/// order of the data's ids, by constraint in the order of the files.
///
/// # Errors
/// If the time is over, or a query of `sh:sparql` cannot be evaluated.
pub fn validate<D: Data>(
    shapes: &Shapes,
    data: &D,
    focus: Focus<'_>,
    options: &Options,
    mut found: impl FnMut(Finding),
) -> Result<Extent, Error> {
    let asked: Option<Vec<&Term>> = match focus {
        Focus::All => None,
        Focus::Nodes(nodes) => Some(nodes.iter().collect()),
        Focus::Touched(touched) => Some(touched.nodes.iter().collect()),
    };
    let checker = Checker::new(shapes, data, asked.as_deref().unwrap_or_default(), &options.clock)?;
    let asked: Option<Vec<Node<D::Id>>> = asked.as_ref().map(|nodes| {
        let mut nodes: Vec<_> = nodes.iter().map(|node| checker.node(node)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    });
    let mut left = options.most;
    for (number, shape) in shapes.shapes.iter().enumerate() {
        if shape.targets.is_empty() || shape.is_deactivated {
            continue;
        }
        let nodes = targets(&checker, &shape.targets, asked.as_deref())?;
        let (findings, extent) = check(&checker, number, &nodes, left)?;
        left -= findings.len();
        findings.into_iter().for_each(&mut found);
        if extent == Extent::Cut {
            return Ok(Extent::Cut);
        }
    }
    let Focus::Touched(touched) = focus else { return Ok(Extent::Whole) };
    let (findings, extent) = check_values(&checker, touched, left)?;
    findings.into_iter().for_each(found);
    Ok(extent)
}

/// Checks values one by one.
fn check_values<D: Data>(
    checker: &Checker<'_, D>,
    touched: &Touched,
    most: usize,
) -> Result<(Vec<Finding>, Extent), Error> {
    let mut work = Work::new(checker.clock, most);
    for (number, focus, value) in touched.values() {
        let by_value = &checker.shapes.by_value[number];
        let (focus, value) = (checker.node(focus), checker.node(value));
        let targets = &checker.shapes.shapes[by_value.owner].targets;
        if !targets.iter().any(|&target| is_target(checker, target, focus)) {
            continue;
        }
        let shape = &checker.shapes.shapes[by_value.shape];
        for constraint in &shape.constraints {
            let out = Out::Findings { with_details: true };
            match checker.constraint(shape, constraint, focus, &[value], out, &mut work) {
                Ok(_) => {}
                Err(Stop::Full) => return Ok((work.take(), Extent::Cut)),
                Err(Stop::Failed(error)) => return Err(error),
            }
        }
    }
    Ok((work.take(), Extent::Whole))
}

/// The focus nodes of a shape, sorted.
fn targets<D: Data>(
    checker: &Checker<'_, D>,
    targets: &[Target],
    asked: Option<&[Node<D::Id>]>,
) -> Result<Vec<Node<D::Id>>, Error> {
    let mut nodes = Vec::new();
    if let Some(asked) = asked {
        let is_target = |node: &Node<D::Id>| targets.iter().any(|&target| is_target(checker, target, *node));
        nodes.extend(asked.iter().copied().filter(is_target));
        return Ok(nodes);
    }
    let mut ticker = checker.clock.ticker();
    for &target in targets {
        let (data, known) = (checker.data, |slot| checker.known(slot));
        let mut add = |id: D::Id| -> Result<(), Error> {
            ticker.tick(1)?;
            nodes.push(Node::Known(id));
            Ok(())
        };
        match target {
            Target::Node(slot) => nodes.push(checker.constant(slot)),
            Target::Class(slot) => {
                if let Some(type_) = known(checker.shapes.type_) {
                    let classes = checker.classes(slot).iter();
                    classes.flat_map(|&class| data.subjects(type_, class)).try_for_each(&mut add)?;
                }
            }
            Target::SubjectsOf(slot) => {
                let triples = known(slot).map(|property| data.triples(None, Some(property), None));
                triples.into_iter().flatten().try_for_each(|[subject, _, _]| add(subject))?;
            }
            Target::ObjectsOf(slot) => {
                let triples = known(slot).map(|property| data.triples(None, Some(property), None));
                triples.into_iter().flatten().try_for_each(|[_, _, object]| add(object))?;
            }
        }
    }
    nodes.sort_unstable();
    nodes.dedup();
    Ok(nodes)
}

fn is_target<D: Data>(checker: &Checker<'_, D>, target: Target, node: Node<D::Id>) -> bool {
    let (data, known) = (checker.data, |slot| checker.known(slot));
    match (target, node) {
        (Target::Node(slot), node) => checker.constant(slot) == node,
        (_, Node::Other(_)) => false,
        (Target::Class(slot), node) => checker.is_instance(node, slot),
        (Target::SubjectsOf(slot), Node::Known(id)) => {
            known(slot).is_some_and(|property| data.objects(id, property).next().is_some())
        }
        (Target::ObjectsOf(slot), Node::Known(id)) => {
            known(slot).is_some_and(|property| data.subjects(property, id).next().is_some())
        }
    }
}

/// What some focus nodes gave.
struct Part {
    number: usize,
    findings: Vec<Finding>,
    end: Option<Stop>,
}

/// Checks focus nodes against a shape, and gives at most this many findings: the first ones.
fn check<D: Data>(
    checker: &Checker<'_, D>,
    shape: usize,
    nodes: &[Node<D::Id>],
    most: usize,
) -> Result<(Vec<Finding>, Extent), Error> {
    let chunks = nodes.chunks(CHUNK).len();
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(chunks);
    let (next, count) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let parts = Mutex::new(Vec::new());
    // Chunks are begun in their order, so what is done is always a beginning of all.
    let work = || {
        let mut work = Work::new(checker.clock, most);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(chunk) = nodes.chunks(CHUNK).nth(number).filter(|_| count.load(Ordering::Relaxed) <= most) else {
                return;
            };
            let out = Out::Findings { with_details: true };
            let look = |work: &mut Work<D::Id>, node| {
                let before = work.findings.len();
                let end = checker.shape(shape, node, out, work).map(drop);
                for finding in work.findings.get_mut(before..).unwrap_or_default() {
                    finding.origin = checker.term(node);
                }
                end
            };
            let end = chunk.iter().try_for_each(|&node| look(&mut work, node)).err();
            let findings = work.take();
            count.fetch_add(findings.len(), Ordering::Relaxed);
            if end.is_some() {
                // Nothing that comes later is needed.
                count.store(usize::MAX / 2, Ordering::Relaxed);
            }
            if end.is_some() || !findings.is_empty() {
                let mut parts = parts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                parts.push(Part { number, findings, end });
            }
        }
    };
    if cores > 1 {
        std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    } else {
        work();
    }
    let mut parts = parts.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    parts.sort_unstable_by_key(|part| part.number);
    let mut findings = Vec::new();
    for part in parts {
        let room = most - findings.len();
        let is_cut = part.findings.len() > room;
        findings.extend(part.findings.into_iter().take(room));
        match part.end {
            _ if is_cut => return Ok((findings, Extent::Cut)),
            Some(Stop::Full) => return Ok((findings, Extent::Cut)),
            Some(Stop::Failed(error)) => return Err(error),
            None => {}
        }
    }
    Ok((findings, Extent::Whole))
}

/// Terms that are asked for, besides the constants of the shapes, each once.
pub(crate) fn others<'a>(shapes: &'a Shapes, asked: &[&'a Term]) -> Vec<&'a Term> {
    let mut seen: HashSet<&Term> = HashSet::new();
    shapes.constants.iter().chain(asked.iter().copied()).filter(|term| seen.insert(*term)).collect()
}
