//! What is stated, term for term, and how it becomes data that can be read.

use crate::bench::{Bench, Moment, Numbers};
use crate::derive::Derivation;
use crate::folder::apply;
use crate::plain::Plain;
use crate::seen::Seen;
use crate::{Edits, Error, Generation};
use oxigraph::model::{GraphName, NamedNode, Quad, Triple};
use plenary_base::clock::Clock;
use plenary_graph::snapshot::{Dataset, Snapshot};
use plenary_graph::triples::{Changes, NO_GRAPH, Triples};
use plenary_journal::{Change, Head};
use plenary_ontology::Ontology;
use plenary_store::rules::Rules;
use plenary_store::{Blank, Options, Placed, Report, Store, Validation, canonical, derived_graph};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use std::time::{Instant, SystemTime};

/// What no commit changes.
#[derive(Debug)]
pub(crate) struct Fixed {
    /// What the ontology's files state, as it is written and as the store keeps it.
    own: HashSet<Quad>,
    /// The graph that only the rules fill.
    derived: NamedNode,
}

impl Fixed {
    pub(crate) fn has(&self, quad: &Quad) -> bool {
        self.own.contains(quad) || matches!(&quad.graph_name, GraphName::NamedNode(graph) if *graph == self.derived)
    }
}

/// How the stated quads of one value are written before and after a change.
struct Turn {
    before: HashSet<Quad>,
    after: HashSet<Quad>,
}

/// How stated quads are written, by the form that the arrays have, while they change.
#[derive(Clone, Copy)]
pub(crate) struct Forms<'a> {
    ground: &'a Ground,
    changed: &'a HashMap<Quad, Turn>,
    are_few: bool,
}

impl<'a> Forms<'a> {
    /// Whether everything is written as the arrays have it.
    pub(crate) fn are_few(self) -> bool {
        self.are_few
    }

    /// The forms of a quad at a moment; none for one that is not stated.
    pub(crate) fn of(self, quad: &Quad, moment: Moment) -> impl Iterator<Item = &'a Quad> {
        let Self { ground, changed, .. } = self;
        let turn = changed.get(quad);
        let before = turn.filter(|_| moment != Moment::After).map(|turn| &turn.before);
        let after = turn.filter(|_| moment != Moment::Before).map(|turn| &turn.after);
        let unchanged = turn.is_none().then(|| ground.forms(quad));
        let own = ground.own_forms.get(quad);
        let of_turn = before.into_iter().chain(after).flatten();
        of_turn.chain(unchanged.into_iter().flatten()).chain(own.into_iter().flatten())
    }
}

/// What is known of the data as they are, so that not all has to be worked out anew.
pub(crate) struct Standing {
    placed: Arc<Placed>,
    report: Report,
}

/// What does not change with the data.
struct Tools {
    rules: Rules,
    validation: Validation,
    blank: Blank,
}

/// If a change has more than this part of all triples, it is sooner to work out everything anew; not so if it has few.
const PART: usize = 4;
const ALWAYS: usize = 1_000;

/// All that is stated.
pub(crate) struct Ground {
    ontology: Arc<Ontology>,
    /// What the ontology's files state.
    own: Vec<Quad>,
    fixed: Arc<Fixed>,
    /// How requests see the data, if it is not as they are.
    plain: Option<Plain>,
    stated: HashSet<Quad>,
    /// Quads as the store keeps them, and the stated ones that are written otherwise.
    written: HashMap<Quad, HashSet<Quad>>,
    /// Quads of the ontology's files as the store keeps them, with all that they are written as.
    own_forms: HashMap<Quad, Vec<Quad>>,
    /// Whether some of them are written otherwise.
    are_own_written: bool,
    tools: OnceLock<Tools>,
    /// None until the data have been checked once.
    standing: Option<Standing>,
}

impl Ground {
    pub(crate) fn new(ontology: Arc<Ontology>, own: Vec<Quad>, is_plain: bool) -> Result<Self, Error> {
        let mut own_forms: HashMap<Quad, Vec<Quad>> = HashMap::new();
        for (kept, quad) in canonical(&own)?.into_iter().zip(&own) {
            own_forms.entry(kept).or_default().push(quad.clone());
        }
        let fixed = Fixed {
            own: own.iter().chain(own_forms.keys()).cloned().collect(),
            derived: derived_graph(ontology.prefixes()),
        };
        let plain = is_plain.then(|| Plain::of(ontology.prefixes()));
        Ok(Self {
            ontology,
            own,
            fixed: Arc::new(fixed),
            plain,
            stated: HashSet::new(),
            written: HashMap::new(),
            are_own_written: own_forms.iter().any(|(kept, forms)| forms.iter().any(|form| form != kept)),
            own_forms,
            tools: OnceLock::new(),
            standing: None,
        })
    }

    /// Takes what is stated at first, also what the ontology's files state as well: that they do may change, and commits stay as they are.
    pub(crate) fn begin(&mut self, quads: Vec<Quad>) -> Result<(), Error> {
        self.note(&quads, true)?;
        self.stated = quads.into_iter().collect();
        Ok(())
    }

    pub(crate) fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// Edits of what requests see as edits of what is stated.
    pub(crate) fn kept(&self, edits: Edits) -> Edits {
        match &self.plain {
            Some(plain) => plain.kept(edits),
            None => edits,
        }
    }

    pub(crate) fn stated(&self) -> impl Iterator<Item = &Quad> {
        self.stated.iter()
    }

    /// Applies the change of a commit.
    pub(crate) fn apply(&mut self, t: u64, change: &Change) -> Result<(), Error> {
        if let Some(problem) = apply(&mut self.stated, t, change) {
            return Err(Error::Damaged { path: "the journal".to_owned(), problem });
        }
        self.note(change.deleted(), false)?;
        self.note(change.added(), true)
    }

    /// Notes how stated quads are written, if the store keeps them otherwise.
    fn note(&mut self, quads: &[Quad], is_stated: bool) -> Result<(), Error> {
        for (kept, quad) in canonical(quads)?.into_iter().zip(quads).filter(|(kept, quad)| kept != *quad) {
            if is_stated {
                self.written.entry(kept).or_default().insert(quad.clone());
            } else if let Entry::Occupied(mut forms) = self.written.entry(kept) {
                forms.get_mut().remove(quad);
                if forms.get().is_empty() {
                    forms.remove();
                }
            }
        }
        Ok(())
    }

    /// What edits come to: what is not stated already, and what is no more.
    pub(crate) fn net(&self, edits: Edits) -> Result<Change, Error> {
        let Edits { deleted, added, is_strict } = edits;
        let mut goes: HashSet<Quad> = HashSet::new();
        let mut of_ontology = Vec::new();
        for (kept, quad) in canonical(&deleted)?.into_iter().zip(deleted) {
            self.check_graph(&quad)?;
            let forms = [&quad, &kept].into_iter().chain(self.written.get(&kept).into_iter().flatten());
            let mut is_there = false;
            for form in forms.filter(|form| self.stated.contains(*form)) {
                is_there = true;
                goes.insert(form.clone());
            }
            if self.fixed.own.contains(&quad) || self.fixed.own.contains(&kept) {
                of_ontology.push(kept);
            } else if is_strict && !is_there {
                return Err(Error::NotThere { quad: quad.to_string() });
            }
        }
        let kept = canonical(&added)?;
        for quad in &added {
            self.check_graph(quad)?;
        }
        let stays: HashSet<&Quad> = kept.iter().collect();
        if let Some(quad) = of_ontology.into_iter().find(|quad| !stays.contains(quad)) {
            return Err(Error::OfOntology { quad: quad.to_string() });
        }
        let comes: HashSet<Quad> = added.into_iter().filter(|quad| !self.fixed.own.contains(quad)).collect();
        let deleted: Vec<Quad> = goes.iter().filter(|quad| !comes.contains(*quad)).cloned().collect();
        let added = comes.into_iter().filter(|quad| !self.stated.contains(quad));
        Ok(Change::new(added, deleted)?)
    }

    fn check_graph(&self, quad: &Quad) -> Result<(), Error> {
        match &quad.graph_name {
            GraphName::NamedNode(graph) if *graph == self.fixed.derived => {
                Err(Error::Derived { quad: quad.to_string() })
            }
            GraphName::NamedNode(_) => Ok(()),
            GraphName::BlankNode(_) | GraphName::DefaultGraph => Err(Error::NoGraph { quad: quad.to_string() }),
        }
    }

    /// The stated quads of a value, however written.
    fn forms(&self, kept: &Quad) -> impl Iterator<Item = &Quad> {
        self.stated.get(kept).into_iter().chain(self.written.get(kept).into_iter().flatten())
    }

    /// The data that there would be after a change of the generation that is this ground's, with what the rules derive, if they conform to
    /// the shapes. What the change does not touch is not worked out again, but where that cannot be told all is.
    pub(crate) fn after(&self, change: &Change, current: &Generation, clock: &Clock) -> Result<Unnamed, Error> {
        let size = change.added().len() + change.deleted().len();
        let is_small = size <= ALWAYS || size <= current.triples.len() / PART;
        if is_small && let Some(next) = self.again(change, current, clock)? {
            return Ok(next);
        }
        tracing::debug!("rules and shapes are worked out anew");
        let gone: HashSet<&Quad> = change.deleted().iter().collect();
        let stays = self.stated.iter().filter(|quad| !gone.contains(quad));
        let quads = stays.chain(change.added()).cloned().collect();
        self.build(quads, true)
    }

    /// The data as they are.
    pub(crate) fn checked(&mut self, head: Option<Head>, validate: bool) -> Result<Generation, Error> {
        let data = self.build(self.stated.iter().cloned().collect(), validate)?;
        Ok(self.take(data, head))
    }

    /// Data that this ground states now as a generation.
    pub(crate) fn take(&mut self, mut data: Unnamed, head: Option<Head>) -> Generation {
        self.standing = data.standing.take();
        self.named(data, head)
    }

    /// Data as readers hold them. Of the ground, only what no commit changes counts.
    pub(crate) fn named(&self, data: Unnamed, head: Option<Head>) -> Generation {
        let Unnamed { snapshot, triples, plain, standing: _, start } = data;
        Generation {
            head,
            snapshot: Arc::new(snapshot),
            triples: Arc::new(triples),
            plain: plain.map(Arc::new),
            elapsed: start.elapsed(),
            fixed: Arc::clone(&self.fixed),
        }
    }

    /// What there is to report of the data, if they have been checked.
    #[cfg(test)]
    pub(crate) fn report(&self) -> Option<&Report> {
        self.standing.as_ref().map(|standing| &standing.report)
    }

    fn tools(&self) -> Result<&Tools, Error> {
        if let Some(tools) = self.tools.get() {
            return Ok(tools);
        }
        let tools = Tools {
            rules: Rules::read(&self.ontology)?,
            validation: Validation::read(&self.own, self.ontology.implicit_targets())?,
            blank: Blank::of(self.ontology.prefixes()),
        };
        Ok(self.tools.get_or_init(|| tools))
    }

    /// See [`Self::after`]; none if rules and shapes have to be worked out anew.
    pub(crate) fn again(&self, change: &Change, current: &Generation, clock: &Clock) -> Result<Option<Unnamed>, Error> {
        let Some(standing) = &self.standing else { return Ok(None) };
        let start = Instant::now();
        let Tools { rules, validation, blank } = self.tools()?;
        let changed = self.turns(change)?;
        let mut bench = Bench::new(&current.triples);
        let derived = bench.number(self.fixed.derived.as_ref().into());
        let mut stated: HashMap<Numbers, BTreeSet<u32>> = HashMap::new();
        for (kept, turn) in &changed {
            let triple = bench.numbers(kept.as_ref().into());
            let graph = match &kept.graph_name {
                GraphName::NamedNode(graph) => bench.number(graph.as_ref().into()),
                GraphName::BlankNode(_) | GraphName::DefaultGraph => NO_GRAPH,
            };
            let before = || bench.graphs(triple).iter().copied().filter(|graph| *graph != derived).collect();
            let graphs = stated.entry(triple).or_insert_with(before);
            if turn.after.is_empty() && !self.own_forms.contains_key(kept) {
                graphs.remove(&graph);
            } else {
                graphs.insert(graph);
            }
        }
        let mut derivation = Derivation {
            ontology: &self.ontology,
            rules,
            placed: &standing.placed,
            bench: &mut bench,
            stated: &stated,
            derived,
            clock,
        };
        if !derivation.run()? {
            return Ok(None);
        }
        let ruled = start.elapsed();
        let are_few = self.written.is_empty()
            && !self.are_own_written
            && changed.iter().all(|(kept, turn)| turn.before.iter().chain(&turn.after).all(|form| form == kept));
        let forms = Forms { ground: self, changed: &changed, are_few };
        let seen = |moment| Seen::new(&bench, moment, &stated, forms, blank);
        let written = changed.values().flat_map(|turn| turn.before.symmetric_difference(&turn.after));
        let mut shown: Vec<Triple> = written.map(|quad| Triple::from(blank.unnamed(quad))).collect();
        let touched: BTreeSet<Numbers> = stated.keys().copied().chain(bench.added()).chain(bench.removed()).collect();
        let in_form = touched.iter().filter_map(|&triple| bench.triple(triple));
        shown.extend(in_form.map(|triple| blank.unnamed_triple(triple)));
        let (after, both) = (seen(Moment::After), seen(Moment::Both));
        let report = validation.again(&standing.report, &after, &both, shown.iter().map(Triple::as_ref))?;
        if report.refuses() {
            return Err(Error::Invalid(Box::new(report)));
        }
        let checked = start.elapsed();
        let mut changes = Changes { terms: bench.new_terms().to_vec(), ..Changes::default() };
        for triple in touched {
            let mut graphs: Vec<u32> = match stated.get(&triple) {
                Some(graphs) => graphs.iter().copied().collect(),
                None => bench.graphs(triple).iter().copied().filter(|graph| *graph != derived).collect(),
            };
            if graphs.is_empty() && bench.has(triple) {
                graphs.push(derived);
            }
            if graphs != bench.graphs(triple) {
                changes.graphs.insert(triple, graphs);
            }
        }
        let triples = current.triples.changed(&changes).map_err(|error| broken(&error))?;
        tracing::debug!(?ruled, ?checked, sorted = ?start.elapsed(), "worked out what has changed");
        let standing = Standing { placed: Arc::clone(&standing.placed), report };
        let data = self.read(triples, Some(standing), start)?;
        let are_texts_shared = data.snapshot.share_search(&current.snapshot);
        tracing::debug!(are_texts_shared, linked = ?start.elapsed(), "made what is read");
        Ok(Some(data))
    }

    /// How the stated quads that a change touches are written before and after.
    fn turns(&self, change: &Change) -> Result<HashMap<Quad, Turn>, Error> {
        let mut changed: HashMap<Quad, Turn> = HashMap::new();
        for (quads, is_added) in [(change.deleted(), false), (change.added(), true)] {
            for (kept, quad) in canonical(quads)?.into_iter().zip(quads) {
                let before = || self.forms(&kept).cloned().collect::<HashSet<Quad>>();
                let turn = match changed.entry(kept.clone()) {
                    Entry::Occupied(turn) => turn.into_mut(),
                    Entry::Vacant(place) => place.insert(Turn { before: before(), after: before() }),
                };
                if is_added {
                    turn.after.insert(quad.clone());
                } else {
                    turn.after.remove(quad);
                }
            }
        }
        Ok(changed)
    }

    fn build(&self, quads: Vec<Quad>, validate: bool) -> Result<Unnamed, Error> {
        let start = Instant::now();
        let placed = Arc::new(Placed::of(&self.own, &quads));
        let (store, report) = Store::of_quads(&self.ontology, &self.own, quads, &Options { validate })?;
        let report = match report {
            Some(report) if report.refuses() => return Err(Error::Invalid(Box::new(report))),
            report => report,
        };
        let triples = Triples::build(store.quads()).map_err(|error| broken(&error))?;
        drop(store);
        self.read(triples, report.map(|report| Standing { placed, report }), start)
    }

    /// Triples in the forms in which they are read.
    fn read(&self, triples: Triples, standing: Option<Standing>, start: Instant) -> Result<Unnamed, Error> {
        let dataset = Dataset { modified: Some(SystemTime::now()), ..Dataset::describe(&triples) };
        let plain = self.plain.as_ref().map(|plain| plain.shown(&triples, &self.fixed)).transpose()?;
        let snapshot = Snapshot::build(&self.ontology, &triples, dataset);
        Ok(Unnamed { snapshot, triples, plain, standing, start })
    }
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::Build(error.to_string().into())
}

/// Data of which it is not known yet which commit they are.
pub(crate) struct Unnamed {
    pub(crate) snapshot: Snapshot,
    pub(crate) triples: Triples,
    pub(crate) plain: Option<Triples>,
    /// None if they have not been checked here.
    pub(crate) standing: Option<Standing>,
    pub(crate) start: Instant,
}
