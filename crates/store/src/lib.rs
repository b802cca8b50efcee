//! The store: data files in, sorted triples out, with what the rules derive and checked by the shapes.
//!
//! Loading is all or nothing. [`Store::load`] reads the files, runs the rules to their fixed point, validates the whole
//! with SHACL and only then returns a new store; on any error the caller simply keeps the store that it has. Every
//! triple is in a named graph ([`graph_for`]); SPARQL and the shapes see the union of all. Nothing here knows GraphQL.
//!
//! Terms become numbers while files are parsed, and each stands once in the dictionary that answers are made of. Rules and shapes read the sorted
//! arrays. Who needs SPARQL as Oxigraph's store has it asks for one ([`Store::inner`]); it is made of the arrays then.

mod as_written;
mod blocks;
mod classes;
mod complaint;
mod compressed;
mod coverage;
mod dump;
mod entities;
mod error;
mod files;
mod gather;
mod grown;
mod numbered;
mod read;
mod reference;
pub mod rules;
mod shacl;
mod skolem;
mod stream;
mod syntax;
#[cfg(test)]
mod tests;
pub mod turtle;
mod writer;

pub use classes::Placed;
pub use complaint::{check as check_text, syntax as syntax_error, words as syntax_words};
pub use coverage::Uncovered;
pub use dump::write as write_sorted;
pub use entities::{EntityError, check_entities};
pub use error::Error;
pub use files::{Input, default_graph, derived_graph, discover, graph_for, vocabulary_graph};
pub use numbered::{Built, Numbered};
pub use plenary_shacl::is_well_formed;
pub use read::{each_quad, read_at_most, read_inputs, read_sources};
pub use reference::{Reference, count_triples, triples};
pub use shacl::{Report, Validation, Violation};
pub use skolem::{Blank, named_by_content, named_by_label};
pub use syntax::{SYNTAXES, Syntax};
pub use writer::{RdfWriter, Text, Unwritable, WriteError, bounded as bounded_quad, is_xml, unwritable};

use as_written::{AsWritten, Names};
use gather::Gathered;
use grown::Grown;
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use plenary_arrays::Scratch;
use plenary_base::clock::Clock;
use plenary_base::vocab::rdf;
use plenary_graph::terms::{as_kept, quad_in_form};
use plenary_graph::triples::{Changes, Forms, Triples};
use plenary_ontology::{Ontology, Prefixes, TurtleFile};
use plenary_shacl::Data;
use skolem::Skolem;
use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// All triples of a dataset: stated by its files, or derived by its rules.
pub struct Store {
    triples: Triples,
    /// The same for SPARQL, once somebody has asked for it.
    inner: OnceLock<oxigraph::store::Store>,
    /// The ontology's triples, which come with it and not with the data.
    ontology: Vec<Quad>,
    uncovered: Option<Uncovered>,
    timings: Timings,
}

/// How to load.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether data that violates the shapes are refused.
    pub validate: bool,
}

/// How long the phases of loading took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// Reading and parsing the files, and numbering their terms.
    pub parse: Duration,
    /// Sorting the triples.
    pub index: Duration,
    /// Running the rules to their fixed point.
    pub rules: Duration,
    /// Validating; zero if it was not asked for.
    pub validate: Duration,
}

impl Store {
    /// Loads the ontology's sources and the data, runs the rules and, if asked, validates the whole.
    ///
    /// Relative IRIs of a file are resolved against the IRI of its graph, so that they do not depend on where the file
    /// lies. Blank nodes are renamed file by file, the same way each time; those that are instances of public classes get
    /// IRIs that are made of what is said about them.
    ///
    /// # Errors
    /// If a file cannot be read, is not RDF or writes into [`derived_graph`]; if a rule is wrong or never comes to an
    /// end; with `validate`, also if the shapes use what cannot be checked, or if the data violate them
    /// ([`Error::Invalid`]). Results of a severity below `sh:Violation` are logged and pass.
    ///
    /// # Example
    /// ```
    /// use plenary_ontology::{Ontology, TurtleFile};
    /// use plenary_store::{Input, Options, Store, graph_for};
    /// use oxigraph::io::RdfFormat;
    ///
    /// let sources = [TurtleFile {
    ///     name: "shapes.ttl".into(),
    ///     text: r#"
    ///         @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    ///         @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ///         ex: a graphql:Schema ; graphql:publicShape ex:CityShape .
    ///         ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:datatype xsd:string ; sh:minCount 1 ] ."#.into(),
    /// }];
    /// let ontology = Ontology::read(&sources)?;
    /// let cities = Input::Text {
    ///     name: "cities.ttl".into(),
    ///     text: "<http://example.org/bern> a <http://example.org/City> .".into(),
    ///     graph: graph_for("cities.ttl".as_ref(), ontology.prefixes()),
    ///     format: RdfFormat::Turtle,
    /// };
    /// let result = Store::load(&ontology, &sources, vec![cities], &Options { validate: true });
    /// assert!(result.is_err_and(|error| error.to_string().contains("http://example.org/bern")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(
        ontology: &Ontology,
        sources: &[TurtleFile],
        inputs: Vec<Input>,
        options: &Options,
    ) -> Result<Self, Error> {
        Self::load_within(ontology, sources, inputs, options, None)
    }

    /// The same with about as much memory as there is to be, if that is said; the rest is on disk.
    ///
    /// # Errors
    /// As [`Store::load`], and if that is too little, or the disk cannot be written.
    pub fn load_within(
        ontology: &Ontology,
        sources: &[TurtleFile],
        inputs: Vec<Input>,
        options: &Options,
        room: Option<&Arc<Scratch>>,
    ) -> Result<Self, Error> {
        if !options.validate {
            return Loaded::load(ontology, sources, &inputs, room)?.store();
        }
        let (store, report) = Self::check_within(ontology, sources, inputs, room)?;
        if report.refuses() {
            return Err(Error::Invalid(Box::new(report)));
        }
        if !report.unchecked().is_empty() {
            tracing::warn!("{}; the data are not checked for it", shacl::told(report.unchecked()));
        }
        for result in report.violations() {
            tracing::warn!("{result}");
        }
        Ok(store)
    }

    /// Loads like [`Store::load`], but gives the report of the validation instead of failing with it.
    ///
    /// # Errors
    /// As [`Store::load`], except for [`Error::Invalid`].
    pub fn check(ontology: &Ontology, sources: &[TurtleFile], inputs: Vec<Input>) -> Result<(Self, Report), Error> {
        Self::check_within(ontology, sources, inputs, None)
    }

    /// The same with about as much memory as there is to be, if that is said; the rest is on disk.
    ///
    /// # Errors
    /// As [`Store::load_within`], except for [`Error::Invalid`].
    pub fn check_within(
        ontology: &Ontology,
        sources: &[TurtleFile],
        inputs: Vec<Input>,
        room: Option<&Arc<Scratch>>,
    ) -> Result<(Self, Report), Error> {
        let mut loaded = Loaded::load(ontology, sources, &inputs, room)?;
        let report = loaded.validate(ontology, &Clock::unlimited())?;
        Ok((loaded.store()?, report))
    }

    /// A store of quads that were read before: those of the ontology's own files ([`read_sources`]), and the data, whose blank nodes have
    /// IRIs ([`named_by_content`], [`named_by_label`]). There is a report if the shapes are checked.
    ///
    /// # Errors
    /// As [`Store::of_numbered`].
    pub fn of_quads<Q: Borrow<Quad>>(
        ontology: &Ontology,
        of_ontology: &[Quad],
        data: impl IntoIterator<Item = Q>,
        options: &Options,
        clock: &Clock,
    ) -> Result<(Self, Option<Report>), Error> {
        let numbered = Numbered::of_quads(of_ontology, data)?;
        let Built { store, report, .. } = Self::of_numbered(ontology, of_ontology, numbered, options, clock)?;
        Ok((store, report))
    }

    /// A store of what is stated. The rules run and, if asked, the shapes are checked as when files are loaded; the shapes see blank nodes where
    /// the IRIs stand for them.
    ///
    /// # Errors
    /// As [`Store::check`], and if the clock is over or its token cancelled before the work is done.
    pub fn of_numbered(
        ontology: &Ontology,
        of_ontology: &[Quad],
        numbered: Numbered,
        options: &Options,
        clock: &Clock,
    ) -> Result<Built, Error> {
        let blank = skolem::Blank::of(ontology.prefixes());
        let named = (Some(blank), clock);
        let mut loaded = Loaded::of(ontology, of_ontology.to_vec(), numbered.gathered, named, Timings::default())?;
        let report = if options.validate { Some(loaded.validate(ontology, clock)?) } else { None };
        let otherwise = loaded.otherwise();
        Ok(Built { store: loaded.store()?, report, otherwise })
    }

    /// All triples with their graphs, in no particular order.
    pub fn quads(&self) -> impl Iterator<Item = Quad> + '_ {
        self.triples.quads(None, None, None)
    }

    /// The sorted triples.
    pub fn triples(&self) -> &Triples {
        &self.triples
    }

    /// The sorted triples, without the rest.
    pub fn into_triples(self) -> Triples {
        self.triples
    }

    /// An Oxigraph store of the same triples, to evaluate SPARQL on. It is made when it is first asked for, and takes several times the memory of
    /// the triples.
    ///
    /// # Errors
    /// If the store cannot be filled.
    pub fn inner(&self) -> Result<&oxigraph::store::Store, Error> {
        if let Some(inner) = self.inner.get() {
            return Ok(inner);
        }
        let inner = oxigraph::store::Store::new()?;
        inner.extend(self.quads())?;
        Ok(self.inner.get_or_init(|| inner))
    }

    /// The named graphs and the number of triples in each, sorted by IRI.
    pub fn graphs(&self) -> impl Iterator<Item = (NamedNode, u64)> + '_ {
        self.triples.graphs().filter_map(|(graph, count)| match graph {
            Term::NamedNode(graph) => Some((graph, count)),
            _ => None,
        })
    }

    /// What the files hold, if nothing in them is an instance of a class that the ontology shows.
    pub fn uncovered(&self) -> Option<&Uncovered> {
        self.uncovered.as_ref()
    }

    /// How long the phases of loading took.
    pub fn timings(&self) -> Timings {
        self.timings
    }

    /// Adds triples that follow from the data and from what is beside them, such as the text of documents, to the graph of
    /// what is derived. Those that it has already change nothing.
    ///
    /// # Errors
    /// If there are too many terms or triples.
    pub fn derive(&mut self, triples: impl IntoIterator<Item = Triple>, prefixes: &Prefixes) -> Result<(), Error> {
        let mut changes = Changes::default();
        let known = &self.triples;
        let mut numbers = HashMap::new();
        let mut number = |term: Term| -> u32 {
            let kept = as_kept(term.as_ref()).unwrap_or(term);
            known.terms.find(kept.as_ref()).unwrap_or_else(|| {
                let next = known.terms.len() + changes.terms.len();
                *numbers.entry(kept).or_insert_with_key(|term: &Term| {
                    changes.terms.push(term.clone());
                    next as u32
                })
            })
        };
        let graph = number(derived_graph(prefixes).into());
        for Triple { subject, predicate, object } in triples {
            let [s, p, o] = [Term::from(subject), predicate.into(), object].map(&mut number);
            let mut graphs = known.graphs_of([s, p, o]).to_vec();
            if !graphs.contains(&graph) {
                graphs.push(graph);
                changes.graphs.insert([s, p, o], graphs);
            }
        }
        if !changes.graphs.is_empty() {
            self.triples = match self.triples.room() {
                Some(room) => self.triples.rewritten_on_disk(&changes, room)?,
                None => self.triples.rewritten(&changes)?,
            };
            self.inner.take();
        }
        Ok(())
    }

    /// Writes all that is loaded, with what the rules derive and the ontology's own files: for stores that have no rules.
    ///
    /// # Errors
    /// Those of [`Self::dump`].
    pub fn dump_whole(&self, format: RdfFormat, prefixes: &Prefixes, out: impl Write) -> Result<(), Error> {
        dump::write(format, for_format(format, self.quads().collect()), prefixes.iter(), out)
    }

    /// Writes a graph, or what the data state, sorted: the same triples give the same bytes.
    ///
    /// Without a graph, what the rules derive and the triples of the ontology's own files are left out: loading the dump with
    /// the same ontology brings them back, and so gives the same store, but for the names of blank nodes.
    ///
    /// A format without named graphs gets the union of the graphs if none is given. A single graph is written as
    /// plain triples in every format.
    ///
    /// # Errors
    /// If `out` fails, if a prefix has no IRI, or if the format cannot express a triple.
    pub fn dump(
        &self,
        format: RdfFormat,
        graph: Option<NamedNodeRef<'_>>,
        prefixes: &Prefixes,
        out: impl Write,
    ) -> Result<(), Error> {
        let quads: Vec<Quad> = match graph {
            Some(graph) => {
                let triples = self.triples.graph(graph).into_iter().flatten();
                triples.map(|triple| triple.in_graph(GraphName::DefaultGraph)).collect()
            }
            None => {
                let ontology: HashSet<Quad> = self.ontology.iter().map(quad_in_form).collect();
                let derived = GraphName::from(derived_graph(prefixes));
                self.quads().filter(|quad| quad.graph_name != derived && !ontology.contains(quad)).collect()
            }
        };
        dump::write(format, for_format(format, quads), prefixes.iter(), out)
    }
}

/// The quads as a format can write them: in one graph, if it has no others.
fn for_format(format: RdfFormat, mut quads: Vec<Quad>) -> Vec<Quad> {
    if !format.supports_datasets() {
        quads.iter_mut().for_each(|quad| quad.graph_name = GraphName::DefaultGraph);
    }
    quads
}

/// What was loaded, before it is a store: rules have run, and shapes may see how values are written.
struct Loaded {
    data: Grown,
    forms: Forms,
    names: Names,
    /// What the ontology's files state.
    ontology: Vec<Quad>,
    uncovered: Option<Uncovered>,
    timings: Timings,
}

impl Loaded {
    fn load(
        ontology: &Ontology,
        sources: &[TurtleFile],
        inputs: &[Input],
        room: Option<&Arc<Scratch>>,
    ) -> Result<Self, Error> {
        let mut timings = Timings::default();
        let start = Instant::now();
        let of_ontology = read_sources(sources, ontology.prefixes())?;
        let mut gathered = Gathered::within(room);
        of_ontology.iter().try_for_each(|quad| gathered.builder.state(quad))?;
        gathered.read(ontology, inputs, sources.len())?;
        timings.parse = start.elapsed();
        Self::of(ontology, of_ontology, gathered, (None, &Clock::unlimited()), timings)
    }

    /// What is stated becomes data. Blank nodes have got their IRIs before if it is said which those are.
    fn of(
        ontology: &Ontology,
        of_ontology: Vec<Quad>,
        gathered: Gathered,
        (blank, clock): (Option<skolem::Blank>, &Clock),
        mut timings: Timings,
    ) -> Result<Self, Error> {
        let start = Instant::now();
        let Gathered { mut builder, blank: with_blank, hierarchy, census, .. } = gathered;
        let placed = Placed::of(&of_ontology, &hierarchy);
        // Names of the ontology's own blank nodes are not needed: shapes and lists.
        let skolem = Skolem::of(ontology, &placed, &with_blank);
        for quad in with_blank {
            builder.state(&skolem.named(&quad))?;
        }
        let names = blank.map_or(Names::Made(skolem), Names::Formed);
        builder.expect(derived_graph(ontology.prefixes()).as_ref().into())?;
        let (triples, forms) = builder.finish_with_forms()?;
        let types = placed.types(ontology, &triples);
        let mut data = Grown::new(triples, &derived_graph(ontology.prefixes()));
        for triple in &types.triples {
            data.add(triple);
        }
        if !types.triples.is_empty() {
            tracing::info!(
                "{} types follow from rdfs:subClassOf in the data: {}; in a file of the ontology it makes types of the API",
                types.triples.len(),
                types.counts
            );
        }
        timings.index = start.elapsed();

        let start = Instant::now();
        rules::run(&mut data, ontology, clock)?;
        timings.rules = start.elapsed();

        let uncovered = census.uncovered(shown(ontology, &data, &names));
        tracing::debug!(derived = data.count_added(), ?timings, "loaded");
        Ok(Self { data, forms, names, ontology: of_ontology, uncovered, timings })
    }

    fn validate(&mut self, ontology: &Ontology, clock: &Clock) -> Result<Report, Error> {
        let start = Instant::now();
        let validation = Validation::read(&self.ontology, ontology)?;
        let report = validation.whole(&AsWritten::new(&self.data, &self.forms, &self.names), clock)?;
        self.timings.validate = start.elapsed();
        tracing::debug!(timings = ?self.timings, "validated");
        Ok(report)
    }

    /// See [`Built::otherwise`].
    fn otherwise(&self) -> Vec<(Quad, Vec<Quad>)> {
        let mut otherwise: Vec<(Quad, Vec<Quad>)> = Vec::new();
        for (numbers, form) in self.forms.quads() {
            let Some(kept) = self.data.quad(numbers) else { continue };
            let object = form.map(|form| self.forms.with_term(form, |term| term.into_owned()));
            let written = Quad { object: object.unwrap_or_else(|| kept.object.clone()), ..kept.clone() };
            match otherwise.last_mut().filter(|(last, _)| *last == kept) {
                Some((_, all)) => all.push(written),
                None => otherwise.push((kept, vec![written])),
            }
        }
        otherwise
    }

    fn store(self) -> Result<Store, Error> {
        let Self { data, forms, names, ontology, uncovered, timings } = self;
        drop((forms, names));
        Ok(Store { triples: data.finish()?, inner: OnceLock::new(), ontology, uncovered, timings })
    }
}

/// The subjects, as files name them, that got a class which the ontology shows.
fn shown<'a>(ontology: &'a Ontology, data: &'a Grown, names: &'a Names) -> impl Iterator<Item = NamedOrBlankNode> + 'a {
    let type_ = data.find(NamedNodeRef::new_unchecked(rdf::TYPE).into());
    let types = type_.map(|type_| data.added(type_)).into_iter().flatten();
    types.filter_map(move |[subject, _, class]| {
        let Term::NamedNode(class) = data.term(class) else { return None };
        if ontology.memberships(&class).is_empty() {
            return None;
        }
        match data.with_term(subject, |term| names.shown(term, |term| term.into_owned())) {
            Term::NamedNode(iri) => Some(iri.into()),
            Term::BlankNode(node) => Some(node.into()),
            Term::Literal(_) | Term::Triple(_) => None,
        }
    })
}
