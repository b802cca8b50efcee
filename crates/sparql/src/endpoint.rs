//! From a query to the bytes of its answer.

use super::bare::with_values;
use super::error::beginning;
use super::format::{Format, QueryForm};
use super::functions::Functions;
use super::meter::{Stop, is_shown, metered};
use super::order::Orderer;
use super::paths::balanced;
use super::plans::PlanCache;
use super::search::TextSearch;
use super::service::{Remote, Services};
use super::table::Plan;
use super::tree::{self, Refused};
use super::view::{Dataset, View};
use super::{Error, Limits, optimizer_work, parse};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, TermRef};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{CancellationToken, QueryResults, QuerySolutionIter, QueryTripleIter};
use plenary_base::clock::Clock;
use plenary_base::vocab::ple;
use plenary_graph::snapshot::Snapshot;
use plenary_graph::triples::Triples;
use plenary_ontology::{ClassId, Ontology, Prefixes};
use plenary_store::{RdfWriter, Text, is_xml};
use spareval::QueryEvaluator;
use spargebra::Query;
use spargebra::algebra::{GraphPattern, QueryDataset};
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Instant;

/// Bytes of stack that the thread of a query needs: the evaluator is recursive, as deep as a query is nested.
pub const STACK: usize = 256 << 20;

/// The data of one moment.
#[derive(Debug, Clone)]
pub struct Data {
    /// What full text searches.
    pub snapshot: Arc<Snapshot>,
    /// What patterns are matched with.
    pub triples: Arc<Triples>,
}

/// What a query reads.
#[derive(Debug, Clone)]
pub enum Source {
    /// The data that the server serves.
    Data(Data),
    /// What clients have stated, with a default graph of its own, and with blank nodes.
    Plain(Arc<Triples>),
}

/// What a client asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Request {
    /// The query.
    pub query: String,
    /// What relative IRIs are resolved against.
    pub base: Option<String>,
    /// Graphs that make up the default graph; they come before those that the query names.
    pub default_graphs: Vec<String>,
    /// The named graphs, likewise.
    pub named_graphs: Vec<String>,
}

/// Answers queries.
#[derive(Debug)]
pub struct Endpoint {
    limits: Limits,
    services: Arc<Services>,
    orders_joins: bool,
    types: Arc<[ClassId]>,
    prefixes: Prefixes,
    plans: PlanCache,
}

/// A query that can be answered.
pub struct Prepared<'a> {
    endpoint: &'a Endpoint,
    triples: Arc<Triples>,
    /// What full text searches; none in a plain dataset.
    snapshot: Option<Arc<Snapshot>>,
    way: Way,
}

/// How a query is answered.
enum Way {
    /// By a tree of operators.
    Tree(Arc<Planned>),
    /// By Oxigraph's evaluator.
    Evaluator(Box<Ordered>),
}

/// A query with its plan.
pub(super) struct Planned {
    query: Query,
    plan: tree::Plan,
}

impl Planned {
    /// About the bytes that it takes.
    pub(super) fn weight(&self) -> usize {
        self.plan.weight()
    }
}

/// A query as Oxigraph's evaluator takes it.
struct Ordered {
    query: Query,
    dataset: Dataset,
    named: Option<Vec<NamedOrBlankNode>>,
    texts: Functions,
    plans: Vec<Plan>,
    explanation: String,
    /// Whether Oxigraph's optimizer is to see the query.
    is_light: bool,
}

impl Endpoint {
    /// An endpoint with these limits that asks these services. With `orders_joins`, joins are put in order by the counts
    /// of the data before Oxigraph's optimizer sees them.
    pub fn new(ontology: &Ontology, limits: Limits, services: Services, orders_joins: bool) -> Self {
        Self {
            limits,
            services: Arc::new(services),
            orders_joins,
            types: ontology.concrete_classes().collect(),
            prefixes: ontology.prefixes().clone(),
            plans: PlanCache::default(),
        }
    }

    /// The bounds of each evaluation.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The prefixes of the ontology.
    pub fn prefixes(&self) -> &Prefixes {
        &self.prefixes
    }

    /// Parses a query and puts its joins in order. Cancelling the token ends this soon after.
    ///
    /// Must run on a thread with [`STACK`] bytes of stack.
    ///
    /// # Errors
    /// If the text is not a query, is too large, or a graph has no legal name; if it is cancelled.
    pub fn prepare(&self, source: Source, request: &Request, token: &CancellationToken) -> Result<Prepared<'_>, Error> {
        let prepared = metered(&self.limits, token, || self.planned(source, request, token));
        prepared.map_err(|stop| Error::stopped(stop, &self.limits))?
    }

    fn planned(&self, source: Source, request: &Request, token: &CancellationToken) -> Result<Prepared<'_>, Error> {
        let (triples, snapshot) = match &source {
            Source::Data(data) => (Arc::clone(&data.triples), Some(Arc::clone(&data.snapshot))),
            Source::Plain(triples) => (Arc::clone(triples), None),
        };
        let prepared =
            |way| Prepared { endpoint: self, triples: Arc::clone(&triples), snapshot: snapshot.clone(), way };
        let is_kept = self.orders_joins && self.plans.takes(request);
        if is_kept && let Some(planned) = self.plans.find(request, &triples) {
            return Ok(prepared(Way::Tree(planned)));
        }
        let mut query = parse::query(&request.query, request.base.as_deref(), &self.prefixes, &self.limits)?;
        let (default, named) = chosen(&query, &request.default_graphs, &request.named_graphs)?;
        let graphs = default.as_ref().map_or(0, Vec::len) + named.as_ref().map_or(0, Vec::len);
        check_graphs(graphs, &self.limits)?;
        let mut dataset = Dataset::of(Arc::clone(&triples), snapshot.is_none());
        dataset.default = default.or(dataset.default);
        let mut refusal = String::new();
        if self.orders_joins {
            let graphs = tree::Dataset::new(&triples, dataset.default.as_deref(), named.as_deref(), snapshot.is_none());
            match tree::Plan::new(&query, &triples, graphs, snapshot.is_some(), token) {
                Ok(plan) => {
                    let planned = Arc::new(Planned { query, plan });
                    if is_kept {
                        self.plans.keep(request, &triples, &planned);
                    }
                    return Ok(prepared(Way::Tree(planned)));
                }
                Err(Refused::Missing(what)) => refusal = format!("# without a tree of operators: {what}\n"),
                Err(Refused::Stopped(stop)) => return Err(Error::stopped(stop, &self.limits)),
                Err(Refused::Unknown(what)) => return Err(Error::Evaluation(what)),
            }
        }
        let is_answer = !matches!(query, Query::Ask { .. });
        let pattern = pattern_of(&mut query);
        let texts;
        (*pattern, texts) = bounded(taken(pattern), is_answer);
        let (mut explanation, mut plans) = (refusal, Vec::new());
        // Literals of a query are not canonical, so those of a store that is cannot be counted by them.
        let is_ordered = self.orders_joins && snapshot.is_some();
        if is_ordered {
            let ordered = Orderer::new(&triples).order(taken(pattern));
            *pattern = ordered.pattern;
            explanation += &ordered.explanation.to_string();
            plans = ordered.plans;
        }
        let is_light = optimizer_work::is_light(pattern);
        if !is_light && !is_ordered {
            return Err(Error::TooLarge);
        }
        let ordered = Ordered { query, dataset, named, texts, plans, explanation, is_light };
        Ok(prepared(Way::Evaluator(Box::new(ordered))))
    }

    /// Asks other endpoints.
    pub(super) fn remote(&self, token: &CancellationToken) -> Remote {
        Remote {
            services: Arc::clone(&self.services),
            limits: self.limits,
            deadline: Instant::now() + self.limits.time,
            token: token.clone(),
        }
    }

    /// Answers for full text.
    pub(super) fn text_search(&self, snapshot: &Arc<Snapshot>, token: &CancellationToken) -> TextSearch {
        TextSearch {
            snapshot: Arc::clone(snapshot),
            types: Arc::clone(&self.types),
            limits: plenary_query::Limits { rows: self.limits.rows, ..Default::default() },
            clock: Clock::with_token(self.limits.time, token.clone()),
        }
    }

    pub(super) fn evaluator(&self, texts: &Functions, token: &CancellationToken) -> QueryEvaluator {
        let remote = self.remote(token);
        // Without Oxigraph's own handler, which sends requests to any endpoint that a query names.
        let evaluator =
            QueryEvaluator::new().with_default_service_handler(remote).with_cancellation_token(token.clone());
        texts.functions(evaluator, self.limits.one_text)
    }
}

/// A pattern that can be evaluated within bounds, and the functions that it calls.
pub(super) fn bounded(pattern: GraphPattern, is_answer: bool) -> (GraphPattern, Functions) {
    Functions::bound(with_values(balanced(pattern), is_answer))
}

fn taken(pattern: &mut GraphPattern) -> GraphPattern {
    std::mem::replace(pattern, GraphPattern::Bgp { patterns: Vec::new() })
}

fn pattern_of(query: &mut Query) -> &mut GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

type Graphs = (Option<Vec<GraphName>>, Option<Vec<NamedOrBlankNode>>);

/// The dataset of a query: that of the parameters, or else the query's own (SPARQL 1.1 Protocol, section 2.1.4).
fn chosen(query: &Query, default: &[String], named: &[String]) -> Result<Graphs, Error> {
    if default.is_empty() && named.is_empty() {
        return Ok(match query.dataset() {
            None => (None, None),
            Some(QueryDataset { default, named }) => (
                Some(default.iter().cloned().map(GraphName::from).collect()),
                Some(named.iter().flatten().cloned().map(NamedOrBlankNode::from).collect()),
            ),
        });
    }
    let default = graphs(default)?.into_iter().map(GraphName::from).collect();
    Ok((Some(default), Some(graphs(named)?.into_iter().map(NamedOrBlankNode::from).collect())))
}

/// Each look-up in named graphs goes over all that are chosen.
pub(super) fn check_graphs(count: usize, limits: &Limits) -> Result<(), Error> {
    if count > limits.graphs {
        let most = limits.graphs;
        return Err(Error::BadRequest(format!("{count} graphs are named, but at most {most} are taken; name fewer")));
    }
    Ok(())
}

/// Names of graphs as IRIs.
pub(super) fn graphs(names: &[String]) -> Result<Vec<NamedNode>, Error> {
    let read = |name: &String| {
        NamedNode::new(name)
            .map_err(|error| Error::BadRequest(format!("the graph `{}` is no IRI: {error}", beginning(name))))
    };
    names.iter().map(read).collect()
}

impl Prepared<'_> {
    /// What the query asks for.
    pub fn kind(&self) -> QueryForm {
        let query = match &self.way {
            Way::Tree(planned) => &planned.query,
            Way::Evaluator(ordered) => &ordered.query,
        };
        match query {
            Query::Select { .. } => QueryForm::Solutions,
            Query::Ask { .. } => QueryForm::Boolean,
            Query::Construct { .. } | Query::Describe { .. } => QueryForm::Graph,
        }
    }

    /// In which order patterns are looked up, and the query as it is evaluated, as text for people.
    pub fn explain(&self) -> String {
        let ordered = match &self.way {
            Way::Tree(planned) => return format!("{}\n{}\n", planned.plan.explain(), planned.query.to_sse()),
            Way::Evaluator(ordered) => ordered,
        };
        let how = if ordered.explanation.is_empty() { "# joins in the order of the evaluator\n" } else { "" };
        let large = if ordered.is_light { "" } else { "# too large for Oxigraph's optimizer\n" };
        format!("{how}{large}{}\n{}\n", ordered.explanation, ordered.query.to_sse())
    }

    /// Evaluates the query and writes its answer, row by row. Nothing of it is kept but what the query sorts and groups.
    /// Gives the number of rows or triples.
    ///
    /// Must run on a thread with [`STACK`] bytes of stack. Cancelling the token ends the evaluation soon after.
    ///
    /// # Errors
    /// If a limit is exceeded, an expression or a service fails in a way that SPARQL does not pass over, or `out` fails.
    /// A part of the answer may have been written by then.
    pub fn write(self, format: Format, token: &CancellationToken, out: impl Write) -> Result<usize, Error> {
        let limits = self.endpoint.limits;
        let mut out = Counted { inner: out, left: limits.bytes, is_full: false };
        let Self { endpoint, triples, snapshot, way } = self;
        let ordered = match way {
            Way::Tree(planned) => {
                let rows = planned.plan.write(&triples, endpoint, snapshot.as_ref(), format, token, &mut out);
                return match rows {
                    _ if out.is_full => Err(Error::TooManyBytes { limit: limits.bytes }),
                    // A service is cancelled as well.
                    Err(Error::Service(_)) if token.is_cancelled() => Err(Error::stopped(Stop::Cancelled, &limits)),
                    rows => rows,
                };
            }
            Way::Evaluator(ordered) => *ordered,
        };
        let done = metered(&limits, token, || ordered.evaluate(endpoint, snapshot, format, token, &mut out));
        let rows = done.map_err(|stop| Error::stopped(stop, &limits))?;
        if out.is_full {
            return Err(Error::TooManyBytes { limit: limits.bytes });
        }
        match rows {
            // Some operators pass over errors, this one too, and a service is cancelled as well.
            Ok(_) | Err(Error::Service(_)) if token.is_cancelled() => Err(Error::stopped(Stop::Cancelled, &limits)),
            rows => rows,
        }
    }
}

impl Ordered {
    fn evaluate(
        self,
        endpoint: &Endpoint,
        snapshot: Option<Arc<Snapshot>>,
        format: Format,
        token: &CancellationToken,
        out: impl Write,
    ) -> Result<usize, Error> {
        let limits = endpoint.limits;
        let evaluated = |error| Error::of_evaluation(error, &limits);
        let mut evaluator = endpoint.evaluator(&self.texts, token);
        if let Some(snapshot) = &snapshot {
            let search = endpoint.text_search(snapshot, token);
            evaluator = evaluator.with_service_handler(NamedNode::new_unchecked(ple::SEARCH), search);
        }
        if !self.is_light {
            evaluator = evaluator.without_optimizations();
        }
        let mut prepared = evaluator.prepare(&self.query);
        if let Some(named) = self.named {
            prepared.dataset_mut().set_available_named_graphs(named);
        }
        // The view answers for the default graph itself: as the evaluator joins graphs, triples would repeat.
        prepared.dataset_mut().set_default_graph(vec![GraphName::DefaultGraph]);
        let view = View::new(self.dataset, self.plans, token.clone(), limits.made_text);
        let results = prepared.execute(view).map_err(evaluated)?;
        match (results, format) {
            (QueryResults::Solutions(solutions), Format::Results(format)) => {
                write_solutions(solutions, format, &limits, out)
            }
            (QueryResults::Boolean(value), Format::Results(format)) => {
                QueryResultsSerializer::from_format(format)
                    .serialize_boolean_to_writer(out, value)
                    .and_then(|mut out| out.flush())
                    .map_err(Error::Output)?;
                Ok(1)
            }
            (QueryResults::Graph(triples), Format::Rdf(format)) => {
                write_triples(triples, format, &endpoint.prefixes, &limits, out)
            }
            _ => Err(Error::BadRequest("this kind of query has no answer in this format".into())),
        }
    }
}

fn write_solutions(
    solutions: QuerySolutionIter<'_>,
    format: QueryResultsFormat,
    limits: &Limits,
    out: impl Write,
) -> Result<usize, Error> {
    let is_xml = format == QueryResultsFormat::Xml;
    let serializer = QueryResultsSerializer::from_format(format);
    let variables = solutions.variables().to_vec();
    let out = Text::new(out, is_xml);
    let mut writer = serializer.serialize_solutions_to_writer(out, variables).map_err(Error::Output)?;
    let mut rows = 0;
    for solution in solutions {
        is_shown();
        let solution = solution.map_err(|error| Error::of_evaluation(error, limits))?;
        rows += 1;
        if rows > limits.rows {
            return Err(Error::TooManyRows { limit: limits.rows });
        }
        if is_xml && solution.values().iter().flatten().any(|term| !is_in_xml(term.as_ref())) {
            let problem = "an answer in XML cannot have a text with a character that XML does not have";
            return Err(Error::Unwritable(format!("{problem}; JSON, CSV and TSV can")));
        }
        writer.serialize(&solution).map_err(Error::Output)?;
    }
    writer.finish().and_then(|mut out| out.flush()).map_err(Error::Output)?;
    Ok(rows)
}

pub(super) fn is_in_xml(term: TermRef<'_>) -> bool {
    match term {
        TermRef::Literal(text) => text.value().chars().all(is_xml),
        TermRef::Triple(triple) => is_in_xml(triple.object.as_ref()),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => true,
    }
}

fn write_triples(
    triples: QueryTripleIter<'_>,
    format: RdfFormat,
    prefixes: &Prefixes,
    limits: &Limits,
    out: impl Write,
) -> Result<usize, Error> {
    let mut writer = RdfWriter::new(format, prefixes.iter(), out);
    let mut rows = 0;
    for triple in triples {
        is_shown();
        let triple = triple.map_err(|error| Error::of_evaluation(error, limits))?;
        rows += 1;
        if rows > limits.rows {
            return Err(Error::TooManyRows { limit: limits.rows });
        }
        writer.triple(&triple)?;
    }
    writer.finish().map_err(Error::Output)?;
    Ok(rows)
}

/// Stops when too much has been written.
struct Counted<W> {
    inner: W,
    left: usize,
    is_full: bool,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(buffer.len()) {
            Some(left) => {
                self.left = left;
                self.inner.write_all(buffer)?;
                Ok(buffer.len())
            }
            None => {
                self.is_full = true;
                Err(io::Error::other("the answer is too long"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
