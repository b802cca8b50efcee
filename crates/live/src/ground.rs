//! What is stated, term for term, and how it becomes data that can be read.
//!
//! Nothing is held twice: what is stated is what the sorted triples have outside of the graph of what rules derive, less what the ontology's files
//! state. Beside them stand only the few quads of which that does not tell how they are written, or whether data state them too.

use crate::bench::{Bench, Moment};
use crate::derive::Derivation;
use crate::plain::Plain;
use crate::seen::Seen;
use crate::{Asked, Check, Edits, Error, Generation};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, Quad, Term, Triple};
use plenary_base::clock::Clock;
use plenary_base::vocab::rdfs;
use plenary_graph::snapshot::{Dataset, Snapshot};
use plenary_graph::terms::quad_in_form as kept;
use plenary_graph::triples::{Changes, NO_GRAPH, Numbers, Triples};
use plenary_journal::{Change, Head};
use plenary_ontology::Ontology;
use plenary_store::rules::Rules;
use plenary_store::{Blank, Numbered, Options, Placed, Report, Store, Validation, derived_graph};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

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
    pub(crate) fn of(self, quad: &Quad, moment: Moment) -> Vec<Quad> {
        let Self { ground, changed, .. } = self;
        let mut forms: Vec<Quad> = match changed.get(quad) {
            Some(turn) => {
                let before = Some(&turn.before).filter(|_| moment != Moment::After);
                let after = Some(&turn.after).filter(|_| moment != Moment::Before);
                before.into_iter().chain(after).flatten().cloned().collect()
            }
            None => ground.forms(quad),
        };
        forms.extend(ground.own_forms.get(quad).into_iter().flatten().cloned());
        forms
    }
}

/// Of stated quads, what the sorted triples do not tell, and of what there is to report, about which nodes it is.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Quads that are not stated, or not alone, in the form in which the triples have them; and those that the ontology's files state too.
    pub(crate) quads: Vec<Quad>,
    /// None if the data have not been checked, or there is too much to report.
    pub(crate) reported: Option<Vec<Term>>,
}

/// What is known of the data as they are, so that not all has to be worked out anew.
#[derive(Default)]
pub(crate) struct Standing {
    /// What the data put under which classes; none as long as that has not been looked for.
    placed: Option<Arc<Placed>>,
    report: Reported,
}

/// What there is to report of the data.
#[derive(Default)]
enum Reported {
    /// They have not been checked.
    #[default]
    Unknown,
    /// It is about these nodes.
    About(Vec<Term>),
    Whole(Report),
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
    /// The data as they are now.
    triples: Arc<Triples>,
    /// Quads in the form that the triples have, and how they are stated, if not in that form alone.
    written: HashMap<Quad, HashSet<Quad>>,
    /// Those of the ontology's files that data state too, in that form alone.
    also: HashSet<Quad>,
    /// Quads of the ontology's files as the store keeps them, with all that they are written as.
    own_forms: HashMap<Quad, Vec<Quad>>,
    /// Whether some of them are written otherwise.
    are_own_written: bool,
    tools: OnceLock<Tools>,
    standing: Standing,
}

impl Ground {
    pub(crate) fn new(ontology: Arc<Ontology>, own: Vec<Quad>, is_plain: bool) -> Result<Self, Error> {
        let mut own_forms: HashMap<Quad, Vec<Quad>> = HashMap::new();
        for quad in &own {
            own_forms.entry(kept(quad)).or_default().push(quad.clone());
        }
        let fixed = Fixed {
            own: own.iter().chain(own_forms.keys()).cloned().collect(),
            derived: derived_graph(ontology.prefixes()),
        };
        let plain = is_plain.then(|| Plain::of(ontology.prefixes()));
        let nothing = Triples::build(std::iter::empty::<Result<Quad, Infallible>>()).map_err(|error| broken(&error))?;
        Ok(Self {
            ontology,
            own,
            fixed: Arc::new(fixed),
            plain,
            triples: Arc::new(nothing),
            written: HashMap::new(),
            also: HashSet::new(),
            are_own_written: own_forms.iter().any(|(kept, forms)| forms.iter().any(|form| form != kept)),
            own_forms,
            tools: OnceLock::new(),
            standing: Standing::default(),
        })
    }

    /// Takes what is stated, also what the ontology's files state as well: that they do may change, and commits stay as they are. Gives the data,
    /// if they conform to the shapes or need not.
    pub(crate) fn begin(&mut self, stated: Numbered, head: Option<Head>, check: Check) -> Result<Generation, Error> {
        let is_own = |quad: &Quad| self.own_forms.contains_key(quad);
        let mut forms = grouped(stated.beside_own().iter().filter(|quad| is_own(&kept(quad))));
        let (mut data, otherwise) = self.build(stated, check != Check::Skip, &Clock::unlimited())?;
        match data.standing.report {
            Reported::Whole(report) if check == Check::Tell && report.refuses() => {
                tracing::warn!("{report}");
                data.standing.report = Reported::Unknown;
            }
            Reported::Whole(report) => data.standing.report = Reported::Whole(accepted(report)?),
            unknown => data.standing.report = unknown,
        }
        let of_data = otherwise.into_iter().filter(|(kept, _)| !is_own(kept));
        forms.extend(of_data.map(|(kept, forms)| (kept, forms.into_iter().collect())));
        (self.written, self.also) = (HashMap::new(), HashSet::new());
        forms.into_iter().for_each(|(kept, forms)| self.note(kept, forms));
        Ok(self.take(data, head))
    }

    /// The same of quads that were read before.
    pub(crate) fn begin_with(
        &mut self,
        quads: impl IntoIterator<Item = Quad>,
        head: Option<Head>,
        check: Check,
    ) -> Result<Generation, Error> {
        let stated = Numbered::of_quads(&self.own, quads)?;
        self.begin(stated, head, check)
    }

    /// Whether data that were just taken have been checked, and nothing refuses them.
    pub(crate) fn conforms(&self) -> bool {
        matches!(self.standing.report, Reported::Whole(_))
    }

    /// Takes data that were opened, with what is kept beside them.
    pub(crate) fn resume(&mut self, data: Unnamed, beside: Beside, head: Option<Head>) -> Generation {
        (self.written, self.also) = (HashMap::new(), HashSet::new());
        grouped(beside.quads.iter()).into_iter().for_each(|(kept, forms)| self.note(kept, forms));
        let report = beside.reported.map_or(Reported::Unknown, Reported::About);
        self.take(Unnamed { standing: Standing { placed: None, report }, ..data }, head)
    }

    /// What has to be kept beside the data, so that they can be taken again.
    pub(crate) fn beside(&self) -> Beside {
        let quads = self.written.values().flatten().chain(&self.also).cloned().collect();
        let reported = match &self.standing.report {
            Reported::Unknown => None,
            Reported::About(nodes) => Some(nodes.clone()),
            Reported::Whole(report) => report.about(),
        };
        Beside { quads, reported }
    }

    /// Notes how a quad is stated now, if the triples do not tell.
    fn note(&mut self, kept: Quad, forms: HashSet<Quad>) {
        let is_own = self.own_forms.contains_key(&kept);
        self.written.remove(&kept);
        self.also.remove(&kept);
        if forms.is_empty() {
            return;
        }
        if forms.len() > 1 || !forms.contains(&kept) {
            self.written.insert(kept, forms);
        } else if is_own {
            self.also.insert(kept);
        }
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

    /// All that is stated.
    pub(crate) fn stated(&self) -> impl Iterator<Item = Quad> + '_ {
        let all = self.triples.quads(None, None, None);
        let as_kept = all.filter(|quad| !self.fixed.has(quad) && !self.written.contains_key(quad));
        as_kept.chain(self.written.values().flatten().chain(&self.also).cloned())
    }

    /// What edits come to: what is not stated already, and what is no more.
    pub(crate) fn net(&self, edits: Edits) -> Result<Change, Error> {
        let Edits { deleted, added, is_strict } = edits;
        let mut goes: HashSet<Quad> = HashSet::new();
        let mut of_ontology = Vec::new();
        for quad in deleted {
            self.check_graph(&quad)?;
            let kept = kept(&quad);
            let forms = self.forms(&kept);
            let is_there = !forms.is_empty();
            goes.extend(forms);
            if self.fixed.own.contains(&quad) || self.fixed.own.contains(&kept) {
                of_ontology.push(kept);
            } else if is_strict && !is_there {
                return Err(Error::NotThere { quad: quad.to_string() });
            }
        }
        for quad in &added {
            self.check_graph(quad)?;
        }
        let stays: HashSet<Quad> = added.iter().map(kept).collect();
        if let Some(quad) = of_ontology.into_iter().find(|quad| !stays.contains(quad)) {
            return Err(Error::OfOntology { quad: quad.to_string() });
        }
        let comes: HashSet<Quad> = added.into_iter().filter(|quad| !self.fixed.own.contains(quad)).collect();
        let deleted: Vec<Quad> = goes.iter().filter(|quad| !comes.contains(*quad)).cloned().collect();
        let added = comes.into_iter().filter(|quad| !self.is_stated(quad));
        Ok(Change::new(added, deleted)?)
    }

    /// Whether a quad is stated in exactly this form.
    pub(crate) fn is_stated(&self, quad: &Quad) -> bool {
        self.forms(&kept(quad)).contains(quad)
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
    fn forms(&self, kept: &Quad) -> Vec<Quad> {
        if let Some(forms) = self.written.get(kept) {
            return forms.iter().cloned().collect();
        }
        let is_there = if self.own_forms.contains_key(kept) { self.also.contains(kept) } else { self.has(kept) };
        if is_there { vec![kept.clone()] } else { Vec::new() }
    }

    /// Whether the triples have a quad outside of what rules derive.
    fn has(&self, kept: &Quad) -> bool {
        let terms = &self.triples.terms;
        let GraphName::NamedNode(graph) = &kept.graph_name else { return false };
        let parts = [kept.subject.as_ref().into(), kept.predicate.as_ref().into(), kept.object.as_ref()];
        let [Some(subject), Some(predicate), Some(object)] = parts.map(|part| terms.find(part)) else { return false };
        let Some(number) = terms.find(graph.as_ref().into()) else { return false };
        *graph != self.fixed.derived && self.triples.graphs_of([subject, predicate, object]).contains(&number)
    }

    /// The data that there would be after a change, with what the rules derive, if it makes no violation of a shape or is not to be checked. What the
    /// change does not touch is not worked out again, but where that cannot be told all is.
    pub(crate) fn after(
        &self,
        change: &Change,
        current: &Generation,
        validate: bool,
        clock: &Clock,
    ) -> Result<Unnamed, Error> {
        let size = change.added().len() + change.deleted().len();
        let is_small = size <= ALWAYS || size <= self.triples.len() / PART;
        if is_small && let Some(next) = self.again(change, current, validate, clock)? {
            return Ok(next);
        }
        tracing::debug!("rules and shapes are worked out anew");
        let gone: HashSet<&Quad> = change.deleted().iter().collect();
        let stays = self.stated().filter(|quad| !gone.contains(quad));
        let stated = Numbered::of_quads(&self.own, stays.chain(change.added().iter().cloned()))?;
        let turned = self.turns(change).into_iter().map(|(kept, turn)| (kept, turn.after)).collect();
        let (mut data, _) = self.build(stated, validate, clock)?;
        if let (Reported::Whole(report), None) = (&data.standing.report, self.reported()) {
            let before = self.as_it_is(|validation, data| validation.whole(data, clock))?;
            accepted(self.tools()?.validation.made_of(&before, report))?;
            if report.refuses() {
                data.standing.report = Reported::Unknown;
            }
        } else if let Reported::Whole(report) = data.standing.report {
            data.standing.report = Reported::Whole(accepted(report)?);
        }
        Ok(Unnamed { turned, ..data })
    }

    /// Makes data that follow from those of this ground its own.
    pub(crate) fn take(&mut self, mut data: Unnamed, head: Option<Head>) -> Generation {
        self.standing = std::mem::take(&mut data.standing);
        for (kept, forms) in std::mem::take(&mut data.turned) {
            self.note(kept, forms);
        }
        let generation = self.named(data, head);
        self.triples = Arc::clone(&generation.triples);
        generation
    }

    /// Looks for what is known of the data as they are, if they were opened: what is placed where, and what there is to report.
    pub(crate) fn prepare(&mut self, clock: &Clock) -> Result<(), Error> {
        if self.standing.placed.is_none() {
            let below = NamedNodeRef::new_unchecked(rdfs::SUB_CLASS_OF);
            let quads = self.triples.quads(None, Some(below), None);
            let quads: Vec<Quad> = quads.filter(|quad| !self.forms(quad).is_empty()).collect();
            self.standing.placed = Some(Arc::new(Placed::of(&self.own, &quads)));
        }
        if let Reported::About(nodes) = &self.standing.report {
            let report = self.as_it_is(|validation, data| validation.about(data, nodes, clock))?;
            tracing::debug!(nodes = nodes.len(), "found out what there is to report");
            self.standing.report = report.map_or(Reported::Unknown, Reported::Whole);
        }
        Ok(())
    }

    /// Validates the data as they are.
    fn as_it_is<T>(
        &self,
        validate: impl FnOnce(&Validation, &Seen<'_>) -> Result<T, plenary_store::Error>,
    ) -> Result<T, Error> {
        let Tools { validation, blank, .. } = self.tools()?;
        let (bench, stated, changed) = (Bench::new(&self.triples), HashMap::new(), HashMap::new());
        let are_few = self.written.is_empty() && !self.are_own_written;
        let forms = Forms { ground: self, changed: &changed, are_few };
        Ok(validate(validation, &Seen::new(&bench, Moment::Before, &stated, forms, blank))?)
    }

    /// Data as readers hold them. Of the ground, only what no commit changes counts.
    pub(crate) fn named(&self, data: Unnamed, head: Option<Head>) -> Generation {
        let Unnamed { snapshot, triples, plain, standing: _, turned: _, asked, start } = data;
        Generation {
            head,
            time: None,
            snapshot: Arc::new(snapshot),
            triples: Arc::new(triples),
            plain: plain.map(Arc::new),
            asked,
            elapsed: start.elapsed(),
            fixed: Arc::clone(&self.fixed),
        }
    }

    /// What there is to report of the data, if they have been checked.
    #[cfg(test)]
    pub(crate) fn report(&self) -> Option<&Report> {
        if let Reported::Whole(report) = &self.standing.report { Some(report) } else { None }
    }

    fn tools(&self) -> Result<&Tools, Error> {
        if let Some(tools) = self.tools.get() {
            return Ok(tools);
        }
        let tools = Tools {
            rules: Rules::read(&self.ontology)?,
            validation: Validation::read(&self.own, &self.ontology)?,
            blank: Blank::of(self.ontology.prefixes()),
        };
        Ok(self.tools.get_or_init(|| tools))
    }

    /// All that there is to report of the data, if that is known. It refuses nothing: data that violate shapes are only taken unchecked.
    fn reported(&self) -> Option<&Report> {
        match &self.standing.report {
            Reported::Whole(report) if !report.is_cut() => Some(report),
            Reported::Whole(_) | Reported::Unknown | Reported::About(_) => None,
        }
    }

    /// See [`Self::after`]; none if rules and shapes have to be worked out anew, or it has not been looked for what stands.
    pub(crate) fn again(
        &self,
        change: &Change,
        current: &Generation,
        validate: bool,
        clock: &Clock,
    ) -> Result<Option<Unnamed>, Error> {
        let Some(placed) = &self.standing.placed else { return Ok(None) };
        let known = self.reported();
        let start = Instant::now();
        let Tools { rules, validation, blank } = self.tools()?;
        let changed = self.turns(change);
        let mut bench = Bench::new(&self.triples);
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
            placed: placed.as_ref(),
            bench: &mut bench,
            stated: &stated,
            derived,
            clock,
            asked: 0,
        };
        if !derivation.run()? {
            return Ok(None);
        }
        let by_rules = derivation.asked;
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
        let shown = shown.iter().map(Triple::as_ref);
        let (report, by_shapes) = match known {
            _ if !validate => (Reported::Unknown, Some(0)),
            Some(known) => {
                let (report, by_shapes) = validation.again(known, &after, &both, shown, clock)?;
                (Reported::Whole(accepted(report)?), by_shapes)
            }
            None => {
                let (made, by_shapes) = validation.made([&seen(Moment::Before), &after, &both], shown, clock)?;
                accepted(made)?;
                (Reported::Unknown, by_shapes)
            }
        };
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
        let (triples, moved) = self.triples.changed(&changes).map_err(|error| broken(&error))?;
        tracing::debug!(?ruled, ?checked, sorted = ?start.elapsed(), "worked out what has changed");
        let standing = Standing { placed: Some(Arc::clone(placed)), report };
        let turned = changed.into_iter().map(|(kept, turn)| (kept, turn.after)).collect();
        let asked = by_shapes.map(|by_shapes| Asked { by_rules, by_shapes });
        let dataset = Dataset::describe(&triples);
        let snapshot = current.snapshot.changed(&self.ontology, &self.triples, &triples, &moved, dataset);
        let plain = self.plain.as_ref().map(|plain| plain.shown(&triples, &self.fixed)).transpose()?;
        let data = Unnamed { snapshot, triples, plain, standing, turned, asked, start };
        tracing::debug!(read = ?start.elapsed(), "made what is read");
        Ok(Some(data))
    }

    /// The data as they are now over arrays that were sorted anew of what they were before, and which the ground stands on from now on. None if they have
    /// been built anew meanwhile.
    pub(crate) fn moved(
        &mut self,
        current: &Generation,
        of: &Generation,
        rewritten: &Generation,
    ) -> Result<Option<Generation>, Error> {
        let start = Instant::now();
        let Some(changes) = current.triples.since(&of.triples, &rewritten.triples) else { return Ok(None) };
        let (triples, snapshot) = if changes.graphs.is_empty() {
            (Arc::clone(&rewritten.triples), Arc::clone(&rewritten.snapshot))
        } else {
            let (triples, turned) = rewritten.triples.changed(&changes).map_err(|error| broken(&error))?;
            let (before, dataset) = (&rewritten.triples, Dataset::describe(&triples));
            let snapshot = rewritten.snapshot.changed(&self.ontology, before, &triples, &turned, dataset);
            (Arc::new(triples), Arc::new(snapshot))
        };
        self.triples = Arc::clone(&triples);
        tracing::info!(changed = changes.graphs.len(), elapsed = ?start.elapsed(), "commits go on over arrays that were sorted anew");
        Ok(Some(Generation { triples, snapshot, ..current.clone() }))
    }

    /// How the stated quads that a change touches are written before and after.
    fn turns(&self, change: &Change) -> HashMap<Quad, Turn> {
        let mut changed: HashMap<Quad, Turn> = HashMap::new();
        for (quads, is_added) in [(change.deleted(), false), (change.added(), true)] {
            for quad in quads {
                let turn = match changed.entry(kept(quad)) {
                    Entry::Occupied(turn) => turn.into_mut(),
                    Entry::Vacant(place) => {
                        let before: HashSet<Quad> = self.forms(place.key()).into_iter().collect();
                        place.insert(Turn { after: before.clone(), before })
                    }
                };
                if is_added {
                    turn.after.insert(quad.clone());
                } else {
                    turn.after.remove(quad);
                }
            }
        }
        changed
    }

    #[expect(clippy::type_complexity, reason = "the data, and quads as `Built::otherwise` has them")]
    fn build(
        &self,
        stated: Numbered,
        validate: bool,
        clock: &Clock,
    ) -> Result<(Unnamed, Vec<(Quad, Vec<Quad>)>), Error> {
        let start = Instant::now();
        let placed = Arc::new(Placed::of(&self.own, stated.hierarchy()));
        let built = Store::of_numbered(&self.ontology, &self.own, stated, &Options { validate }, clock)?;
        let report = built.report.map_or(Reported::Unknown, Reported::Whole);
        let data = self.read(built.store.into_triples(), Standing { placed: Some(placed), report }, start)?;
        Ok((data, built.otherwise))
    }

    /// Triples in the forms in which they are read.
    fn read(&self, triples: Triples, standing: Standing, start: Instant) -> Result<Unnamed, Error> {
        let dataset = Dataset::describe(&triples);
        let plain = self.plain.as_ref().map(|plain| plain.shown(&triples, &self.fixed)).transpose()?;
        let snapshot = Snapshot::build(&self.ontology, &triples, dataset);
        Ok(Unnamed { snapshot, triples, plain, standing, turned: Vec::new(), asked: None, start })
    }
}

/// A report that does not refuse what it is about.
fn accepted(report: Report) -> Result<Report, Error> {
    if report.refuses() { Err(Error::Invalid(Box::new(report))) } else { Ok(report) }
}

/// Quads by the form in which the triples have them.
fn grouped<'a>(quads: impl Iterator<Item = &'a Quad>) -> HashMap<Quad, HashSet<Quad>> {
    let mut forms: HashMap<Quad, HashSet<Quad>> = HashMap::new();
    quads.for_each(|quad| {
        forms.entry(kept(quad)).or_default().insert(quad.clone());
    });
    forms
}

pub(crate) fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::Build(error.to_string().into())
}

/// Data of which it is not known yet which commit they are.
pub(crate) struct Unnamed {
    pub(crate) snapshot: Snapshot,
    pub(crate) triples: Triples,
    pub(crate) plain: Option<Triples>,
    pub(crate) standing: Standing,
    /// How the stated quads that have changed are written now, by the form that the triples have.
    pub(crate) turned: Vec<(Quad, HashSet<Quad>)>,
    /// None if all was asked.
    pub(crate) asked: Option<Asked>,
    pub(crate) start: Instant,
}
