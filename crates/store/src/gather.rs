//! From files to numbers: inputs are parsed on all cores, each thread with a dictionary of its own, and put together in their order.
//!
//! Files of lines (N-Triples, N-Quads) are never in memory whole: they are read in blocks, which are cut at ends of lines. Nor are large files of Turtle
//! and its relatives, which one thread parses while others number what it gives. The quads that
//! have to be known term for term later are kept beside the numbers: those with blank nodes, which may get names by what is said of them,
//! and those that put a class under another.

use crate::blocks::Blocks;
use crate::coverage::Census;
use crate::files::Input;
use crate::read::{check_graph, each_quad, each_quad_of_json_in_order, each_quad_of_lines};
use crate::stream::{is_large_json, is_streamed};
use crate::{Error, derived_graph};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use plenary_arrays::Scratch;
use plenary_base::vocab::rdfs;
use plenary_graph::triples::{Builder, TooLarge};
use plenary_ontology::Ontology;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// About what a quad takes that is kept term for term; with all that is worked out of it, and what of the memory such quads may have.
const BYTES_OF_QUAD: usize = 512;
const PART: usize = 4;
const ALWAYS: usize = 1 << 20;

/// What is stated.
#[derive(Default)]
pub(super) struct Gathered {
    /// All but the quads with blank nodes.
    pub(super) builder: Builder,
    /// Quads with blank nodes.
    pub(super) blank: Vec<Quad>,
    /// Quads that put a class under another.
    pub(super) hierarchy: Vec<Quad>,
    /// What is in files of the user's own.
    pub(super) census: Census,
    /// Graphs that files of the ontology state something in, if it matters what data state in them.
    pub(super) own_graphs: Arc<HashSet<GraphName>>,
    /// What data state in them.
    pub(super) beside_own: Vec<Quad>,
}

impl Gathered {
    /// Takes a quad.
    pub(super) fn add(&mut self, quad: &Quad) -> Result<(), TooLarge> {
        if quad.predicate.as_str() == rdfs::SUB_CLASS_OF {
            self.hierarchy.push(quad.clone());
        }
        if is_blank(quad) {
            self.blank.push(quad.clone());
            return Ok(());
        }
        if !self.own_graphs.is_empty() && self.own_graphs.contains(&quad.graph_name) {
            self.beside_own.push(quad.clone());
        }
        self.builder.state(quad)
    }

    /// What writes what does not fit into memory, if there is room for it.
    pub(super) fn within(room: Option<&Arc<Scratch>>) -> Self {
        let builder = room.map_or_else(Builder::default, |room| Builder::within(Arc::clone(room)));
        Self { builder, ..Self::default() }
    }

    fn append(&mut self, other: Self) -> Result<(), Error> {
        self.builder.append(&other.builder)?;
        self.builder.make_room()?;
        self.blank.extend(other.blank);
        self.hierarchy.extend(other.hierarchy);
        self.census.absorb(other.census);
        self.beside_own.extend(other.beside_own);
        self.check_memory()
    }

    /// Refuses what is kept beside the numbers, if it takes too much of the memory that there is to be.
    fn check_memory(&mut self) -> Result<(), Error> {
        let Some(bytes) = self.builder.room().map(|room| room.bytes()) else { return Ok(()) };
        self.census.bound((bytes / PART).max(ALWAYS) / BYTES_OF_QUAD);
        let taken = (self.blank.len() + self.hierarchy.len() + self.beside_own.len()) * BYTES_OF_QUAD;
        if taken <= (bytes / PART).max(ALWAYS) {
            return Ok(());
        }
        let (what, advice) = if self.blank.len() >= self.hierarchy.len() + self.beside_own.len() {
            (
                "statements about blank nodes, which get their names by all that is said of them,",
                "give these nodes IRIs",
            )
        } else {
            ("statements about classes", "leave out what is not needed of them")
        };
        Err(Error::Memory { what, taken, bytes, advice })
    }

    /// Reads inputs, and takes all that they state. They are numbered from the one after `files` on, so that blank nodes of several are kept
    /// apart.
    ///
    /// # Errors
    /// The first in the order of the inputs: if one cannot be read, is not RDF, or writes into a graph that no file may write.
    pub(super) fn read(&mut self, ontology: &Ontology, inputs: &[Input], files: usize) -> Result<(), Error> {
        let derived = derived_graph(ontology.prefixes());
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let (tasks, waiting) = sync_channel(cores);
        let (done, parts) = sync_channel(cores);
        let waiting = Arc::new(Mutex::new(waiting));
        let own_graphs = Arc::clone(&self.own_graphs);
        let most = self.builder.room().map_or(usize::MAX, |room| room.bytes() / PART);
        thread::scope(|scope| {
            scope.spawn(move || give(inputs, files, most, &tasks));
            for _ in 0..cores {
                let (done, waiting, derived) = (done.clone(), Arc::clone(&waiting), &derived);
                let begin = || Self { own_graphs: Arc::clone(&own_graphs), ..Self::default() };
                scope.spawn(move || work(ontology, derived, begin, &waiting, &done));
            }
            // After an error nobody takes parts; then those who make them end, and so does who gives to them.
            drop((done, waiting));
            self.take(parts)
        })
    }

    /// Takes the parts in their order, in whichever they come.
    fn take(&mut self, parts: Receiver<(usize, Result<Self, Error>)>) -> Result<(), Error> {
        let (mut early, mut next) = (BTreeMap::new(), 0);
        for (number, part) in parts {
            early.insert(number, part);
            while let Some(part) = early.remove(&next) {
                self.append(part?)?;
                next += 1;
            }
        }
        Ok(())
    }
}

/// A part of the inputs that one thread reads.
struct Task<'a> {
    /// Its place among all.
    number: usize,
    input: &'a Input,
    /// The number of its input.
    file: usize,
    what: Part,
}

/// What of an input is in a task.
enum Part {
    Whole,
    /// Some lines, and how many come before them.
    Lines(Vec<u8>, usize),
    /// What was parsed already.
    Quads(Vec<Quad>),
}

/// Quads that are handed out at a time.
const QUADS: usize = 16_384;

/// Hands out the inputs, those of lines in blocks, until all are or nobody takes them. What is not read as it comes takes at most so many bytes of memory.
fn give<'a>(inputs: &'a [Input], files: usize, most: usize, tasks: &SyncSender<Result<Task<'a>, (usize, Error)>>) {
    let mut number = 0;
    for (input, file) in inputs.iter().zip(files + 1..) {
        let mut send = |what| {
            number += 1;
            tasks.send(Ok(Task { number: number - 1, input, file, what })).is_ok()
        };
        let goes_on = match input {
            Input::File { path, format: RdfFormat::NTriples | RdfFormat::NQuads, is_compressed, .. } => {
                give_lines(path, *is_compressed, &mut |(lines, before)| send(Part::Lines(lines, before)))
            }
            input if is_streamed(input) => {
                let quads = |each: &mut Each<'_>| each_quad(input, file, each).map(drop);
                give_quads(quads, &mut |quads| send(Part::Quads(quads)))
            }
            input if is_large_json(input, most) => {
                let quads = |each: &mut Each<'_>| each_quad_of_json_in_order(input, file, each);
                give_quads(quads, &mut |quads| send(Part::Quads(quads)))
            }
            Input::File { .. } | Input::Text { .. } => Ok(send(Part::Whole)),
        };
        match goes_on {
            Ok(true) => {}
            Ok(false) => return,
            // It comes behind what was read so far; who takes it is to end.
            Err(error) => return drop(tasks.send(Err((number, error)))),
        }
    }
}

/// Hands out a file of lines; says whether all of it was taken.
fn give_lines(path: &Path, is_compressed: bool, take: &mut dyn FnMut((Vec<u8>, usize)) -> bool) -> Result<bool, Error> {
    let mut blocks = Blocks::open(path, is_compressed)?;
    while let Some(block) = blocks.next()? {
        if !take(block) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What takes quads one by one.
type Each<'a> = dyn FnMut(Quad) -> Result<(), Error> + 'a;

/// Hands out what an input states, in blocks; says whether all of it was taken.
fn give_quads(
    quads: impl FnOnce(&mut Each<'_>) -> Result<(), Error>,
    take: &mut dyn FnMut(Vec<Quad>) -> bool,
) -> Result<bool, Error> {
    let (mut block, mut is_taken) = (Vec::new(), true);
    let read = quads(&mut |quad| {
        block.push(quad);
        if block.len() == QUADS {
            is_taken = take(std::mem::take(&mut block));
        }
        // Ends the reading; nobody is told.
        if is_taken { Ok(()) } else { Err(Error::TooMany { what: "quads" }) }
    });
    // What stands before an error is told first, if it is wrong.
    if !is_taken || !take(block) {
        return Ok(false);
    }
    read.map(|()| true)
}

/// Reads one task after the other.
fn work(
    ontology: &Ontology,
    derived: &NamedNode,
    begin: impl Fn() -> Gathered,
    tasks: &Mutex<Receiver<Result<Task<'_>, (usize, Error)>>>,
    done: &SyncSender<(usize, Result<Gathered, Error>)>,
) {
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let part = match task {
            Ok(Ok(task)) => (task.number, part(ontology, derived, begin(), task)),
            Ok(Err((number, error))) => (number, Err(error)),
            Err(_) => return,
        };
        if done.send(part).is_err() {
            return;
        }
    }
}

fn part(ontology: &Ontology, derived: &NamedNode, mut gathered: Gathered, task: Task<'_>) -> Result<Gathered, Error> {
    let Task { input, file, what, .. } = task;
    let (name, is_file) = (input.name(), matches!(input, Input::File { .. }));
    let mut each = |quad: Quad| -> Result<(), Error> {
        check_graph(&name, &quad, derived)?;
        if is_file {
            gathered.census.note(ontology, &quad);
        }
        Ok(gathered.add(&quad)?)
    };
    match what {
        Part::Lines(bytes, before) => each_quad_of_lines(input, (file, before), &bytes, &mut each)?,
        Part::Quads(quads) => quads.into_iter().try_for_each(each)?,
        Part::Whole => drop(each_quad(input, file, &mut each)?),
    }
    Ok(gathered)
}

/// Whether a quad has a blank node, also in a triple term.
pub(crate) fn is_blank(quad: &Quad) -> bool {
    fn is_blank(subject: &NamedOrBlankNode, object: &Term) -> bool {
        subject.is_blank_node()
            || match object {
                Term::BlankNode(_) => true,
                Term::Triple(triple) => {
                    let Triple { subject, object, .. } = &**triple;
                    is_blank(subject, object)
                }
                Term::NamedNode(_) | Term::Literal(_) => false,
            }
    }
    is_blank(&quad.subject, &quad.object)
}
