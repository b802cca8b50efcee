//! One evaluation of a plan.

use super::Plan;
use super::budget::{Budget, Flow, Halt, Weight};
use super::functions::now;
use super::node::{Apart, InGraph, InWhich, MOST_KEYS, Node, Part, Scan};
use super::patterns::Pattern;
use super::pool::{NONE, Pool};
use super::rows::Table;
use super::value::Value;
use crate::Endpoint;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use oxsdatatypes::DateTime;
use plenary_graph::snapshot::Snapshot;
use plenary_graph::triples::{NO_GRAPH, Triples, Walk};
use std::rc::Rc;
use std::sync::Arc;

/// Where an operator gives its rows.
pub(super) type Out<'o, 'd> = &'o mut dyn FnMut(&mut Run<'d>, &mut [u32]) -> Flow;

/// Numbers by number.
pub(super) type Memory = HashMap<u32, u32, FixedState>;

/// Most terms that one expression remembers its values of.
const MOST_REMEMBERED: usize = 1 << 20;

/// One evaluation of a plan.
pub(super) struct Run<'d> {
    pub(super) plan: &'d Plan,
    pub(super) triples: &'d Triples,
    pub(super) endpoint: &'d Endpoint,
    pub(super) snapshot: Option<&'d Arc<Snapshot>>,
    pub(super) token: oxigraph::sparql::CancellationToken,
    pub(super) budget: Budget,
    pub(super) pool: Pool<'d>,
    /// The constants of the plan.
    pub(super) constants: Vec<(u32, Value<'d>)>,
    /// What expressions remember.
    pub(super) memories: Vec<Memory>,
    remembered: Weight,
    /// The numbers of false and true.
    pub(super) truths: [u32; 2],
    tables: Vec<Option<Rc<Made>>>,
    pub(super) patterns: Vec<Pattern>,
    /// The time that it is for the whole evaluation.
    pub(super) now: DateTime,
    /// Counts the rows that triples, tables and groups have given: expressions of one solution see the same number.
    pub(super) solution: u64,
    /// The blank nodes of texts in a solution.
    pub(super) labels: Labels,
}

/// The blank nodes that the texts of one solution stand for.
#[derive(Default)]
pub(super) struct Labels {
    pub(super) solution: u64,
    /// Texts and labels.
    pub(super) known: Vec<(Rc<str>, Rc<str>)>,
}

/// The rows of a sequence that stands apart, and what it saw when it was evaluated.
struct Made {
    saw: Vec<u32>,
    table: Table,
}

impl<'d> Run<'d> {
    /// Begins.
    ///
    /// # Errors
    /// If the constants have too much text.
    pub(super) fn new(
        plan: &'d Plan,
        triples: &'d Triples,
        endpoint: &'d Endpoint,
        snapshot: Option<&'d Arc<Snapshot>>,
        token: &oxigraph::sparql::CancellationToken,
    ) -> Result<Self, Halt> {
        let budget = Budget::new(endpoint.limits(), token);
        let mut pool = Pool::new(triples, &budget);
        let mut constants = Vec::with_capacity(plan.constants.len());
        for term in &plan.constants {
            let number = pool.number(term)?;
            let value = pool.value(number).unwrap_or_else(|| Value::of_term(term));
            constants.push((number, value));
        }
        let truths = [pool.number_of(&Value::Boolean(false))?, pool.number_of(&Value::Boolean(true))?];
        let memories = (0..plan.memories).map(|_| Memory::default()).collect();
        let tables = (0..plan.tables).map(|_| None).collect();
        Ok(Self {
            plan,
            triples,
            endpoint,
            snapshot,
            token: token.clone(),
            remembered: budget.weight(),
            budget,
            pool,
            constants,
            memories,
            truths,
            tables,
            patterns: Vec::new(),
            now: now(),
            solution: 0,
            labels: Labels::default(),
        })
    }

    /// Remembers what an expression gives for a term.
    ///
    /// # Errors
    /// If the evaluation holds too much.
    pub(super) fn remember(&mut self, memory: usize, key: u32, number: u32) -> Flow {
        let memory = &mut self.memories[memory];
        if memory.len() == memory.capacity() {
            if memory.len() >= MOST_REMEMBERED {
                return Ok(());
            }
            self.remembered.add(memory.capacity().max(8) * 18)?;
        }
        memory.insert(key, number);
        Ok(())
    }

    /// Gives all rows of a sequence for a row.
    pub(super) fn run(&mut self, sequence: &'d [Node], row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let mut at = 0;
        while let Some(node) = sequence.get(at) {
            at += 1;
            match node {
                Node::Filter(expression) => {
                    if self.test(expression, row)? != Some(true) {
                        return Ok(());
                    }
                }
                Node::Without(pattern) => {
                    if self.exists(*pattern, row)? {
                        return Ok(());
                    }
                }
                Node::Minus(apart) => {
                    if self.is_taken(apart, row)? {
                        return Ok(());
                    }
                }
                node => {
                    let rest = &sequence[at..];
                    // The last operator gives its rows on as they are.
                    if rest.is_empty() {
                        return self.node(node, row, out);
                    }
                    return self.node(node, row, &mut |run, row| run.run(rest, row, out));
                }
            }
        }
        out(self, row)
    }

    fn node(&mut self, node: &'d Node, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        self.budget.step()?;
        match node {
            Node::Scan(scan) => self.scan(scan, row, out),
            Node::Path(path) => self.path(path, row, out),
            Node::Nothing => Ok(()),
            Node::Unfold { slot, parts } => self.unfold(*slot, parts, row, out),
            Node::Properties(slot) => {
                let triples = self.triples;
                for property in triples.properties() {
                    self.budget.step()?;
                    row[*slot] = property;
                    self.solution += 1;
                    let flow = out(self, row);
                    row[*slot] = NONE;
                    flow?;
                }
                Ok(())
            }
            Node::Extend { slot, by } => {
                let number = self.number(by, row)?;
                let was = row[*slot];
                if number == NONE || was == number {
                    return out(self, row);
                }
                if was != NONE {
                    return Ok(());
                }
                row[*slot] = number;
                let flow = out(self, row);
                row[*slot] = NONE;
                flow
            }
            Node::Union(all) => all.iter().try_for_each(|one| self.run(one, row, out)),
            Node::Join(apart) => self.join(apart, row, out),
            Node::Left(of) => {
                let mut is_matched = false;
                self.run(of, row, &mut |run, row| {
                    is_matched = true;
                    out(run, row)
                })?;
                if is_matched { Ok(()) } else { out(self, row) }
            }
            Node::Values { slots, rows } => self.values(slots, rows, row, out),
            Node::Graph(graph) => self.in_graph(graph, row, out),
            Node::Distinct { of, slots } => self.distinct(of, slots, row, out),
            Node::Slice { of, start, length, number } => self.slice(of, (*start, *length, *number), row, out),
            Node::Sort(sort) => self.sort(sort, row, out),
            Node::Group(group) => self.group(group, row, out),
            Node::Search(search) => self.search(search, row, out),
            Node::Service(service) => self.service(service, row, out),
            // These give no row more than once, and are done in `run`.
            Node::Filter(_) | Node::Without(_) | Node::Minus(_) => self.run(std::slice::from_ref(node), row, out),
        }
    }

    /// The term of a part, if it has one by now.
    #[inline]
    pub(super) fn part(&self, part: Part, row: &[u32]) -> u32 {
        match part {
            Part::Constant(constant) => self.constants[constant].0,
            Part::Slot(slot) => row[slot],
        }
    }

    /// Where the triples of a pattern are for a row.
    #[inline]
    pub(super) fn wanted(&self, scan: &Scan, row: &[u32]) -> [Option<u32>; 3] {
        scan.parts.map(|part| Some(self.part(part, row)).filter(|number| *number != NONE))
    }

    fn scan(&mut self, scan: &'d Scan, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let wanted = self.wanted(scan, row);
        let mut free = [usize::MAX; 3];
        for (free, (part, wanted)) in free.iter_mut().zip(scan.parts.iter().zip(wanted)) {
            if let (Part::Slot(slot), None) = (part, wanted) {
                *free = *slot;
            }
        }
        let flow = self.scan_free(scan, wanted, free, row, out);
        for slot in free.into_iter().filter(|slot| *slot != usize::MAX) {
            row[slot] = NONE;
        }
        flow
    }

    fn scan_free(
        &mut self,
        scan: &'d Scan,
        [s, p, o]: [Option<u32>; 3],
        free: [usize; 3],
        row: &mut [u32],
        out: Out<'_, 'd>,
    ) -> Flow {
        let triples = self.triples;
        let is_repeated = (0..3).any(|at| free[at] != usize::MAX && free[at + 1..].contains(&free[at]));
        let mut walk = Walk::from(triples.pick(s, p, o));
        while let Some(found) = walk.step(triples) {
            self.budget.step()?;
            let Some((triple, set)) = found else { continue };
            if is_repeated && !agree(free, triple) {
                continue;
            }
            for (slot, number) in free.into_iter().zip(triple) {
                if slot != usize::MAX {
                    row[slot] = number;
                }
            }
            self.in_graphs(scan.graph, set, row, out)?;
        }
        Ok(())
    }

    /// Matches the parts of a triple term.
    fn unfold(&mut self, slot: usize, parts: &[Part; 3], row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let Some(Value::Triple(triple)) = self.pool.value(row[slot]) else { return Ok(()) };
        let terms = [triple.subject.clone().into(), triple.predicate.clone().into(), triple.object.clone()];
        let mut filled = [usize::MAX; 3];
        let mut fits = true;
        for (at, (term, part)) in terms.iter().zip(parts).enumerate() {
            let number = self.pool.number(term)?;
            match (*part, self.part(*part, row)) {
                (Part::Slot(slot), NONE) => {
                    row[slot] = number;
                    filled[at] = slot;
                }
                (_, known) => fits &= known == number,
            }
        }
        let flow = if fits { out(self, row) } else { Ok(()) };
        for slot in filled.into_iter().filter(|slot| *slot != usize::MAX) {
            row[slot] = NONE;
        }
        flow
    }

    /// Gives a row on for each graph of a set in which it counts.
    #[inline]
    fn in_graphs(&mut self, graph: InWhich, set: u32, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let triples = self.triples;
        let named = |set: u32| &triples.sets[set as usize];
        match graph {
            InWhich::Default if !self.plan.is_default(set) => Ok(()),
            InWhich::Default => {
                self.solution += 1;
                out(self, row)
            }
            InWhich::Constant(constant) => match named(set).binary_search(&self.constants[constant].0) {
                Ok(_) => {
                    self.solution += 1;
                    out(self, row)
                }
                Err(_) => Ok(()),
            },
            InWhich::Slot(slot) if row[slot] != NONE => match named(set).binary_search(&row[slot]) {
                Ok(_) => {
                    self.solution += 1;
                    out(self, row)
                }
                Err(_) => Ok(()),
            },
            InWhich::Slot(slot) => {
                for &graph in named(set).iter().filter(|graph| **graph != NO_GRAPH) {
                    if self.plan.is_named(graph) {
                        self.solution += 1;
                        row[slot] = graph;
                        let flow = out(self, row);
                        row[slot] = NONE;
                        flow?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Whether a triple of a set of graphs counts in a graph that is known.
    #[inline]
    pub(super) fn counts_in(&self, graph: InWhich, set: u32, row: &[u32]) -> bool {
        let graph = match graph {
            InWhich::Default => return self.plan.is_default(set),
            InWhich::Constant(constant) => self.constants[constant].0,
            InWhich::Slot(slot) => row[slot],
        };
        self.triples.sets[set as usize].binary_search(&graph).is_ok()
    }

    fn values(
        &mut self,
        slots: &'d [usize],
        rows: &'d [Vec<Option<usize>>],
        row: &mut [u32],
        out: Out<'_, 'd>,
    ) -> Flow {
        let free: Vec<bool> = slots.iter().map(|slot| row[*slot] == NONE).collect();
        let mut flow = Ok(());
        for cells in rows {
            flow = self.budget.step();
            if flow.is_err() {
                break;
            }
            let number = |cell: &Option<usize>| cell.map_or(NONE, |constant| self.constants[constant].0);
            let fits = cells.iter().zip(slots.iter().zip(&free)).all(|(cell, (slot, free))| {
                let number = number(cell);
                *free || number == NONE || number == row[*slot]
            });
            if !fits {
                continue;
            }
            for (cell, (slot, _)) in cells.iter().zip(slots.iter().zip(&free)).filter(|(_, (_, free))| **free) {
                row[*slot] = number(cell);
            }
            self.solution += 1;
            flow = out(self, row);
            if flow.is_err() {
                break;
            }
        }
        for (slot, _) in slots.iter().zip(&free).filter(|(_, free)| **free) {
            row[*slot] = NONE;
        }
        flow
    }

    fn in_graph(&mut self, graph: &'d InGraph, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let InGraph { of, active, name, is_one_by_one } = graph;
        let (active, name) = (*active, *name);
        let known = row[name];
        let mut named = |run: &mut Run<'d>, row: &mut [u32]| run.name_graph(active, name, row, out);
        let plan = self.plan;
        let one: [u32; 1] = [known];
        let each: &[u32] = match known {
            NONE if !is_one_by_one => return self.run(of, row, &mut named),
            NONE => &plan.data.named,
            known if plan.is_named(known) => &one,
            _ => return Ok(()),
        };
        let mut flow = Ok(());
        for &graph in each {
            row[active] = graph;
            flow = self.run(of, row, &mut named);
            if flow.is_err() {
                break;
            }
        }
        row[active] = NONE;
        flow
    }

    /// Joins a row of a graph with its name.
    fn name_graph(&mut self, active: usize, name: usize, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let plan = self.plan;
        let one: [u32; 1] = [row[active]];
        let graphs: &[u32] = if row[active] == NONE { &plan.data.named } else { &one };
        let was = row[name];
        for &graph in graphs.iter().filter(|graph| was == NONE || was == **graph) {
            row[name] = graph;
            let flow = out(self, row);
            row[name] = was;
            flow?;
        }
        Ok(())
    }

    /// The rows of a sequence that stands apart.
    fn made(&mut self, apart: &'d Apart, row: &[u32]) -> Result<Rc<Made>, Halt> {
        let saw = |slot: &usize| row[*slot];
        if let Some(made) = &self.tables[apart.table]
            && made.saw.iter().copied().eq(apart.carried.iter().map(saw))
        {
            return Ok(Rc::clone(made));
        }
        // The last one is of no use any more.
        self.tables[apart.table] = None;
        let saw: Vec<u32> = apart.carried.iter().map(saw).collect();
        let mut fresh = vec![NONE; row.len()];
        for (slot, number) in apart.carried.iter().zip(&saw) {
            fresh[*slot] = *number;
        }
        let mut table = Table::new(apart.columns.len(), apart.keys, &self.budget);
        let solution = self.solution;
        self.run(&apart.of, &mut fresh, &mut |_, row| table.add(apart.columns.iter().map(|slot| row[*slot])))?;
        self.solution = solution;
        table.index(&self.budget)?;
        let made = Rc::new(Made { saw, table });
        self.tables[apart.table] = Some(Rc::clone(&made));
        Ok(made)
    }

    fn join(&mut self, apart: &'d Apart, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let made = self.made(apart, row)?;
        let columns = &apart.columns;
        let mut key = [NONE; MOST_KEYS];
        for (key, slot) in key.iter_mut().zip(&columns[..apart.keys]) {
            *key = row[*slot];
        }
        let free: Vec<usize> = (apart.keys..columns.len()).filter(|column| row[columns[*column]] == NONE).collect();
        let bound: Vec<usize> = (apart.keys..columns.len()).filter(|column| row[columns[*column]] != NONE).collect();
        let (mut flow, mut next) = (Ok(()), made.table.first(&key[..apart.keys]));
        while let Some(at) = next {
            next = made.table.after(at);
            flow = self.budget.step();
            if flow.is_err() {
                break;
            }
            let cells = made.table.row(at);
            if bound.iter().any(|column| cells[*column] != NONE && cells[*column] != row[columns[*column]]) {
                continue;
            }
            for column in &free {
                row[columns[*column]] = cells[*column];
            }
            self.solution += 1;
            flow = out(self, row);
            if flow.is_err() {
                break;
            }
        }
        for column in &free {
            row[columns[*column]] = NONE;
        }
        flow
    }

    /// Whether `MINUS` takes a row away.
    fn is_taken(&mut self, apart: &'d Apart, row: &[u32]) -> Result<bool, Halt> {
        let made = self.made(apart, row)?;
        let columns = &apart.columns;
        let mut key = [NONE; MOST_KEYS];
        for (key, slot) in key.iter_mut().zip(&columns[..apart.keys]) {
            *key = row[*slot];
        }
        let mut next = made.table.first(&key[..apart.keys]);
        while let Some(at) = next {
            next = made.table.after(at);
            self.budget.step()?;
            let cells = made.table.row(at);
            let (mut fits, mut shares) = (true, apart.keys > 0);
            for (cell, slot) in cells.iter().zip(columns).skip(apart.keys) {
                if *cell != NONE && row[*slot] != NONE {
                    shares = true;
                    fits &= *cell == row[*slot];
                }
            }
            if fits && shares {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a pattern has a row for a row.
    pub(super) fn exists(&mut self, pattern: usize, row: &mut [u32]) -> Result<bool, Halt> {
        let pattern = &self.plan.patterns[pattern];
        if let Some((slot, memory)) = pattern.remembered
            && let Some(&known) = self.memories[memory].get(&row[slot])
        {
            return Ok(known == 1);
        }
        let solution = self.solution;
        let is_there = match self.run(&pattern.of, row, &mut |_, _| Err(Halt::Enough(pattern.number))) {
            Ok(()) => false,
            Err(Halt::Enough(number)) if number == pattern.number => true,
            Err(halt) => return Err(halt),
        };
        self.solution = solution;
        if let Some((slot, memory)) = pattern.remembered {
            self.remember(memory, row[slot], u32::from(is_there))?;
        }
        Ok(is_there)
    }
}

/// Whether the parts of a triple that go into one slot are the same.
fn agree(free: [usize; 3], triple: [u32; 3]) -> bool {
    (0..3).all(|a| (a + 1..3).all(|b| free[a] == usize::MAX || free[a] != free[b] || triple[a] == triple[b]))
}
