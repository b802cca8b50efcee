//! Property paths, by breadth-first search.

use super::budget::{Budget, Flow, Weight};
use super::node::{InWhich, Part, PathScan};
use super::pool::NONE;
use super::run::{Out, Run};
use foldhash::fast::FixedState;
use hashbrown::HashSet;
use plenary_graph::triples::Walk;

/// A path in which only single steps have a direction.
#[derive(Debug, Clone)]
pub(super) enum Path {
    /// A property, one of the plan's constants.
    Step {
        property: usize,
        is_backwards: bool,
    },
    /// Any other property than these.
    Other {
        properties: Vec<usize>,
        is_backwards: bool,
    },
    Sequence(Vec<Self>),
    Alternative(Vec<Self>),
    /// Once or more often; or not at all, too.
    Repeated {
        of: Box<Self>,
        or_none: bool,
    },
    Optional(Box<Self>),
}

impl Path {
    /// Whether it connects each node with itself.
    fn is_nothing_enough(&self) -> bool {
        match self {
            Self::Step { .. } | Self::Other { .. } => false,
            Self::Sequence(parts) => parts.iter().all(Self::is_nothing_enough),
            Self::Alternative(parts) => parts.iter().any(Self::is_nothing_enough),
            Self::Repeated { of, or_none } => *or_none || of.is_nothing_enough(),
            Self::Optional(_) => true,
        }
    }
}

/// Numbers of terms, each as often as it was found.
struct Found {
    numbers: Vec<u32>,
    weight: Weight,
}

impl Found {
    fn new(budget: &Budget) -> Self {
        Self { numbers: Vec::new(), weight: budget.weight() }
    }

    #[inline]
    fn push(&mut self, number: u32) -> Flow {
        self.weight.reserve(&mut self.numbers, 1)?;
        self.numbers.push(number);
        Ok(())
    }

    /// Keeps each of those after a place once.
    fn once_from(&mut self, place: usize) {
        self.numbers[place..].sort_unstable();
        let mut kept = place;
        for at in place..self.numbers.len() {
            if kept == place || self.numbers[kept - 1] != self.numbers[at] {
                self.numbers[kept] = self.numbers[at];
                kept += 1;
            }
        }
        self.numbers.truncate(kept);
    }
}

/// Terms of the data, a bit for each.
struct Nodes {
    bits: Vec<u64>,
    _weight: Weight,
}

impl Nodes {
    #[inline]
    fn add(&mut self, number: u32) {
        if let Some(word) = self.bits.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
    }

    fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..)
            .zip(&self.bits)
            .flat_map(|(at, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit))
    }
}

impl<'d> Run<'d> {
    /// Gives a row for each pair that a path connects.
    pub(super) fn path(&mut self, scan: &'d PathScan, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let InWhich::Slot(graph) = scan.graph else { return self.path_in(scan, row, out) };
        if row[graph] != NONE {
            return self.path_in(scan, row, out);
        }
        let plan = self.plan;
        let mut flow = Ok(());
        for &named in &plan.data.named {
            row[graph] = named;
            flow = self.path_in(scan, row, out);
            if flow.is_err() {
                break;
            }
        }
        row[graph] = NONE;
        flow
    }

    /// The same in a graph that is known.
    fn path_in(&mut self, scan: &'d PathScan, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let [start, end] = scan.ends.map(|part| self.part(part, row));
        let is_constant = scan.ends.map(|part| matches!(part, Part::Constant(_)));
        if start != NONE {
            return self.path_from(scan, (start, is_constant[0], true), scan.ends[1], row, out);
        }
        if end != NONE {
            return self.path_from(scan, (end, is_constant[1], false), scan.ends[0], row, out);
        }
        let [Part::Slot(from), Part::Slot(to)] = scan.ends else { return Ok(()) };
        let size = self.triples.terms.len() / 64 + 1;
        let mut weight = self.budget.weight();
        weight.add(size * size_of::<u64>())?;
        let mut starts = Nodes { bits: vec![0; size], _weight: weight };
        self.starts(&scan.path, true, scan.graph, row, &mut starts)?;
        for start in starts.iter() {
            self.budget.step()?;
            row[from] = start;
            // If both ends are one name, it has a value now.
            let end = if from == to { Part::Slot(from) } else { scan.ends[1] };
            let flow = self.path_from(scan, (start, false, true), end, row, out);
            row[from] = NONE;
            flow?;
        }
        Ok(())
    }

    /// Goes from one end to the other.
    fn path_from(
        &mut self,
        scan: &'d PathScan,
        (start, is_constant, is_forwards): (u32, bool, bool),
        other: Part,
        row: &mut [u32],
        out: Out<'_, 'd>,
    ) -> Flow {
        let mut found = Found::new(&self.budget);
        self.reach(&scan.path, (start, is_constant), is_forwards, scan.graph, row, &mut found)?;
        let known = self.part(other, row);
        let mut flow = Ok(());
        for &number in &found.numbers {
            flow = self.budget.step();
            if flow.is_err() {
                break;
            }
            if known != NONE && known != number {
                continue;
            }
            if let (NONE, Part::Slot(slot)) = (known, other) {
                row[slot] = number;
            }
            self.solution += 1;
            flow = out(self, row);
            if flow.is_err() {
                break;
            }
        }
        if let (NONE, Part::Slot(slot)) = (known, other) {
            row[slot] = NONE;
        }
        flow
    }

    /// Finds the ends of a path that begins somewhere. A constant is a node whatever the data say.
    fn reach(
        &mut self,
        path: &'d Path,
        (start, is_constant): (u32, bool),
        is_forwards: bool,
        graph: InWhich,
        row: &[u32],
        found: &mut Found,
    ) -> Flow {
        self.budget.step()?;
        let before = found.numbers.len();
        match path {
            Path::Step { property, is_backwards } => {
                let property = self.constants[*property].0;
                self.step_from(start, Some(property), &[], is_forwards != *is_backwards, graph, row, found)
            }
            Path::Other { properties, is_backwards } => {
                self.step_from(start, None, properties, is_forwards != *is_backwards, graph, row, found)
            }
            Path::Sequence(parts) => {
                let mut here = Found::new(&self.budget);
                here.push(start)?;
                let mut is_constant = is_constant;
                for at in 0..parts.len() {
                    let part = if is_forwards { &parts[at] } else { &parts[parts.len() - 1 - at] };
                    let mut next = Found::new(&self.budget);
                    for &number in &here.numbers {
                        self.reach(part, (number, is_constant), is_forwards, graph, row, &mut next)?;
                    }
                    (here, is_constant) = (next, false);
                }
                here.numbers.iter().try_for_each(|&number| found.push(number))
            }
            Path::Alternative(parts) => {
                for part in parts {
                    self.reach(part, (start, is_constant), is_forwards, graph, row, found)?;
                }
                found.once_from(before);
                Ok(())
            }
            Path::Optional(of) => {
                if is_constant || self.is_node(start, graph, row)? {
                    found.push(start)?;
                }
                self.reach(of, (start, is_constant), is_forwards, graph, row, found)?;
                found.once_from(before);
                Ok(())
            }
            Path::Repeated { of, or_none } => {
                let mut seen: HashSet<u32, FixedState> = HashSet::default();
                let mut next = Found::new(&self.budget);
                if *or_none {
                    if is_constant || self.is_node(start, graph, row)? {
                        seen.insert(start);
                        found.push(start)?;
                        next.push(start)?;
                    }
                } else {
                    self.reach(of, (start, is_constant), is_forwards, graph, row, &mut next)?;
                    next.once_from(0);
                    for &number in &next.numbers {
                        seen.insert(number);
                        found.push(number)?;
                    }
                }
                let mut steps = Found::new(&self.budget);
                let mut weight = self.budget.weight();
                let mut room = 0;
                while let Some(number) = next.numbers.pop() {
                    steps.numbers.clear();
                    self.reach(of, (number, false), is_forwards, graph, row, &mut steps)?;
                    for &number in &steps.numbers {
                        if seen.capacity() > room {
                            weight.add((seen.capacity() - room) * 6)?;
                            room = seen.capacity();
                        }
                        if seen.insert(number) {
                            found.push(number)?;
                            next.push(number)?;
                        }
                    }
                }
                Ok(())
            }
        }
    }

    /// Steps of one triple, by a property or by any other than some.
    #[expect(clippy::too_many_arguments, reason = "a step is all of these")]
    fn step_from(
        &mut self,
        start: u32,
        property: Option<u32>,
        others: &[usize],
        is_forwards: bool,
        graph: InWhich,
        row: &[u32],
        found: &mut Found,
    ) -> Flow {
        let triples = self.triples;
        let pick = if is_forwards {
            triples.pick(Some(start), property, None)
        } else {
            triples.pick(None, property, Some(start))
        };
        let mut walk = Walk::from(pick);
        while let Some(step) = walk.step(triples) {
            self.budget.step()?;
            let Some(([subject, predicate, object], set)) = step else { continue };
            let is_other = !others.iter().any(|other| self.constants[*other].0 == predicate);
            if is_other && self.counts_in(graph, set, row) {
                found.push(if is_forwards { object } else { subject })?;
            }
        }
        Ok(())
    }

    /// Whether a term is a subject or an object of a graph.
    fn is_node(&mut self, number: u32, graph: InWhich, row: &[u32]) -> Result<bool, super::budget::Halt> {
        let triples = self.triples;
        for pick in [triples.pick(Some(number), None, None), triples.pick(None, None, Some(number))] {
            let mut walk = Walk::from(pick);
            while let Some(step) = walk.step(triples) {
                self.budget.step()?;
                if step.is_some_and(|(_, set)| self.counts_in(graph, set, row)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The nodes at which a path may begin.
    fn starts(&mut self, path: &'d Path, is_forwards: bool, graph: InWhich, row: &[u32], nodes: &mut Nodes) -> Flow {
        if path.is_nothing_enough() {
            return self.ends_of_triples(None, [true, true], graph, row, nodes);
        }
        match path {
            Path::Step { property, is_backwards } => {
                let property = self.constants[*property].0;
                let is_subject = is_forwards != *is_backwards;
                self.ends_of_triples(Some(property), [is_subject, !is_subject], graph, row, nodes)
            }
            Path::Other { is_backwards, .. } => {
                let is_subject = is_forwards != *is_backwards;
                self.ends_of_triples(None, [is_subject, !is_subject], graph, row, nodes)
            }
            Path::Sequence(parts) => {
                let first = if is_forwards { parts.first() } else { parts.last() };
                let Some(first) = first else { return Ok(()) };
                self.starts(first, is_forwards, graph, row, nodes)
            }
            Path::Alternative(parts) => {
                parts.iter().try_for_each(|part| self.starts(part, is_forwards, graph, row, nodes))
            }
            Path::Repeated { of, .. } | Path::Optional(of) => self.starts(of, is_forwards, graph, row, nodes),
        }
    }

    /// The subjects or the objects of triples, or both.
    fn ends_of_triples(
        &mut self,
        property: Option<u32>,
        [subjects, objects]: [bool; 2],
        graph: InWhich,
        row: &[u32],
        nodes: &mut Nodes,
    ) -> Flow {
        let triples = self.triples;
        let mut walk = Walk::from(triples.pick(None, property, None));
        while let Some(step) = walk.step(triples) {
            self.budget.step()?;
            let Some(([subject, _, object], set)) = step else { continue };
            if self.counts_in(graph, set, row) {
                if subjects {
                    nodes.add(subject);
                }
                if objects {
                    nodes.add(object);
                }
            }
        }
        Ok(())
    }
}
