//! The store: data files in, one immutable Oxigraph store out, with what the rules derive and checked by the shapes.
//!
//! Loading is all or nothing. [`Store::load`] reads the files, runs the rules to their fixed point, validates the whole
//! with SHACL and only then returns a new store; on any error the caller simply keeps the store that it has. Every
//! triple is in a named graph ([`graph_for`]); SPARQL and the shapes see the union of all. Nothing here knows GraphQL.

mod classes;
mod complaint;
mod compressed;
mod coverage;
mod dump;
mod entities;
mod error;
mod files;
mod read;
mod reference;
pub mod rules;
mod shacl;
mod skolem;
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
pub use plenary_shacl::is_well_formed;
pub use read::{each_quad, read_inputs, read_sources};
pub use reference::{Reference, count_triples, triples};
pub use shacl::{Report, Validation, Violation};
pub use skolem::{Blank, named_by_content, named_by_label};
pub use syntax::{SYNTAXES, Syntax};
pub use writer::{RdfWriter, Text, Unwritable, WriteError, bounded as bounded_quad, is_xml, unwritable};

use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Triple, TripleRef};
use plenary_ontology::{Ontology, Prefixes, TurtleFile};
use skolem::Skolem;
use std::io::Write;
use std::ops::Range;
use std::time::{Duration, Instant};

/// All triples of a dataset: stated by its files, or derived by its rules.
pub struct Store {
    inner: oxigraph::store::Store,
    /// The ontology's triples, which come with it and not with the data.
    ontology: Vec<Quad>,
    graphs: Vec<(NamedNode, u64)>,
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
    /// Reading and parsing the files.
    pub parse: Duration,
    /// Indexing the triples.
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
        if !options.validate {
            return Ok(Loaded::load(ontology, sources, inputs)?.store);
        }
        let (store, report) = Self::check(ontology, sources, inputs)?;
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
        let mut loaded = Loaded::load(ontology, sources, inputs)?;
        let start = Instant::now();
        let report = shacl::validate(loaded.shapes(), ontology.implicit_targets(), loaded.triples())?;
        loaded.store.timings.validate = start.elapsed();
        tracing::debug!(timings = ?loaded.store.timings, "validated");
        Ok((loaded.store, report))
    }

    /// A store of quads that were read before: those of the ontology's own files ([`read_sources`]), and the data, whose blank nodes have
    /// IRIs ([`named_by_content`], [`named_by_label`]). The rules run and, if asked, the shapes are checked as when files are loaded; the
    /// shapes see blank nodes where the IRIs stand for them. There is a report if they are checked.
    ///
    /// # Errors
    /// As [`Store::check`].
    pub fn of_quads(
        ontology: &Ontology,
        of_ontology: &[Quad],
        data: Vec<Quad>,
        options: &Options,
    ) -> Result<(Self, Option<Report>), Error> {
        let mut stated = of_ontology.to_vec();
        stated.extend(data);
        let mut loaded = Loaded::of(ontology, stated, of_ontology.len(), &[], Timings::default())?;
        if !options.validate {
            return Ok((loaded.store, None));
        }
        let start = Instant::now();
        let blank = skolem::Blank::of(ontology.prefixes());
        let blank: Vec<Quad> = loaded.stated.iter().chain(&loaded.derived).map(|quad| blank.unnamed(quad)).collect();
        let triples = blank.iter().map(|quad| quad.as_ref().into());
        let report = shacl::validate(loaded.shapes(), ontology.implicit_targets(), triples)?;
        loaded.store.timings.validate = start.elapsed();
        tracing::debug!(timings = ?loaded.store.timings, "validated");
        Ok((loaded.store, Some(report)))
    }

    /// All triples with their graphs, in no particular order.
    ///
    /// # Errors
    /// Each may fail if the store is damaged.
    pub fn quads(&self) -> impl Iterator<Item = Result<Quad, Error>> + use<> {
        self.inner.iter().map(|quad| Ok(quad?))
    }

    /// The Oxigraph store, to evaluate SPARQL on.
    pub fn inner(&self) -> &oxigraph::store::Store {
        &self.inner
    }

    /// The graphs and the number of triples in each, sorted by IRI.
    pub fn graphs(&self) -> &[(NamedNode, u64)] {
        &self.graphs
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
    /// If the store is damaged.
    pub fn derive(&mut self, triples: impl IntoIterator<Item = Triple>, prefixes: &Prefixes) -> Result<(), Error> {
        let graph = derived_graph(prefixes);
        let mut transaction = self.inner.start_transaction()?;
        let quads: Vec<Quad> = triples.into_iter().map(|triple| triple.in_graph(graph.clone())).collect();
        transaction.extend(&quads);
        transaction.commit()?;
        let count = self.inner.quads_for_pattern(None, None, None, Some(graph.as_ref().into())).count() as u64;
        match self.graphs.binary_search_by(|(known, _)| known.cmp(&graph)) {
            Ok(index) => self.graphs[index].1 = count,
            Err(_) if count == 0 => {}
            Err(index) => self.graphs.insert(index, (graph, count)),
        }
        Ok(())
    }

    /// Writes all that is loaded, with what the rules derive and the ontology's own files: for stores that have no rules.
    ///
    /// # Errors
    /// Those of [`Self::dump`].
    pub fn dump_whole(&self, format: RdfFormat, prefixes: &Prefixes, out: impl Write) -> Result<(), Error> {
        let quads = self.inner.quads_for_pattern(None, None, None, None).collect::<Result<Vec<_>, _>>()?;
        dump::write(format, for_format(format, quads), prefixes.iter(), out)
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
        let quads = self.inner.quads_for_pattern(None, None, None, graph.map(Into::into));
        let mut quads = quads.collect::<Result<Vec<_>, _>>()?;
        if graph.is_none() {
            // Through a store, as that changes the form of numbers.
            let ontology = oxigraph::store::Store::new()?;
            ontology.extend(self.ontology.iter().cloned())?;
            let derived = GraphName::from(derived_graph(prefixes));
            let mut stated = Vec::with_capacity(quads.len());
            for quad in quads {
                if quad.graph_name != derived && !ontology.contains(&quad)? {
                    stated.push(quad);
                }
            }
            quads = stated;
        }
        if graph.is_some() {
            quads.iter_mut().for_each(|quad| quad.graph_name = GraphName::DefaultGraph);
        }
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

/// What was loaded, term for term. Oxigraph turns `"01"^^xsd:byte` into `1`, an `xsd:integer`; the shapes must see what
/// the files say, so validation reads from here.
struct Loaded {
    store: Store,
    /// The ontology's triples first.
    stated: Vec<Quad>,
    /// How many of them are the ontology's.
    ontology: usize,
    derived: Vec<Quad>,
}

impl Loaded {
    fn load(ontology: &Ontology, sources: &[TurtleFile], inputs: Vec<Input>) -> Result<Self, Error> {
        let mut timings = Timings::default();
        let start = Instant::now();
        let mut reader = read::Reader::new(ontology.prefixes())?;
        for source in sources {
            reader.read_source(source)?;
        }
        let of_ontology = reader.quads.len();
        let mut of_files = Vec::new();
        for input in inputs {
            let (is_file, start) = (matches!(input, Input::File { .. }), reader.quads.len());
            reader.read(input)?;
            if is_file {
                of_files.push(start..reader.quads.len());
            }
        }
        timings.parse = start.elapsed();
        Self::of(ontology, reader.quads, of_ontology, &of_files, timings)
    }

    /// What is stated, the ontology's own triples first, becomes a store. The ranges are of files that are the user's own.
    fn of(
        ontology: &Ontology,
        stated: Vec<Quad>,
        of_ontology: usize,
        of_files: &[Range<usize>],
        mut timings: Timings,
    ) -> Result<Self, Error> {
        let start = Instant::now();
        let inner = oxigraph::store::Store::new()?;
        let mut transaction = inner.start_transaction()?;
        let placed = Placed::of(&stated[..of_ontology], &stated[of_ontology..]);
        // Names of the ontology's own blank nodes are not needed: shapes and lists.
        let skolem = Skolem::of(ontology, &placed, &stated[of_ontology..]);
        let (mut derived, placed) = placed.types(ontology, &stated, &derived_graph(ontology.prefixes()));
        if !derived.is_empty() {
            tracing::info!(
                "{} types follow from rdfs:subClassOf in the data: {placed}; in a file of the ontology it makes types of the API",
                derived.len()
            );
        }
        if skolem.is_empty() {
            transaction.extend(&stated);
            transaction.extend(&derived);
        } else {
            let named: Vec<Quad> = stated.iter().chain(&derived).map(|quad| skolem.named(quad)).collect();
            transaction.extend(&named);
        }
        transaction.commit()?;
        timings.index = start.elapsed();

        let start = Instant::now();
        // Validation looks at what is stated, where these nodes are blank.
        derived.extend(rules::run(&inner, ontology)?.into_iter().map(|quad| skolem.unnamed(quad)));
        timings.rules = start.elapsed();

        let uncovered =
            coverage::uncovered(ontology, of_files.iter().flat_map(|range| &stated[range.clone()]), &derived);
        let graphs = count_graphs(&inner)?;
        tracing::debug!(stated = stated.len(), derived = derived.len(), ?timings, "loaded");
        let store = Store { inner, ontology: stated[..of_ontology].to_vec(), graphs, uncovered, timings };
        Ok(Self { store, stated, ontology: of_ontology, derived })
    }

    fn shapes(&self) -> &[Quad] {
        &self.stated[..self.ontology]
    }

    fn triples(&self) -> impl Iterator<Item = TripleRef<'_>> {
        self.stated.iter().chain(&self.derived).map(|quad| quad.as_ref().into())
    }
}

fn count_graphs(store: &oxigraph::store::Store) -> Result<Vec<(NamedNode, u64)>, Error> {
    let mut graphs = Vec::new();
    for graph in store.named_graphs() {
        if let NamedOrBlankNode::NamedNode(graph) = graph? {
            let triples = store.quads_for_pattern(None, None, None, Some(graph.as_ref().into())).count();
            graphs.push((graph, triples as u64));
        }
    }
    graphs.sort();
    Ok(graphs)
}
