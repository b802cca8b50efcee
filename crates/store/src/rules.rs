//! The rules: SPARQL CONSTRUCT queries that derive triples, run to their fixed point.
//!
//! A rule runs for each instance of its target classes with `$this` bound, as SHACL Advanced Features, section 8.3,
//! says. All rules run in order, again and again, until none adds a triple; what they add is in one graph of its own.
//! A rule reads the union of all graphs and nothing else: `SERVICE` is refused.

use super::Error;
use super::files::derived_graph;
use oxigraph::model::{NamedNode, Quad, Triple, Variable};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use plenary_base::vocab::rdf;
use plenary_ontology::{Ontology, Prefixes, Rule};
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use spargebra::{Query, SparqlParser, SparqlSyntaxError};
use std::collections::HashSet;

/// Sound rules end after a few rounds: one more than the longest chain of rules that feed each other.
const MOST_ROUNDS: usize = 100;

/// Runs the rules on the store until none adds a triple, and returns what they added.
pub(super) fn run(store: &Store, ontology: &Ontology) -> Result<Vec<Quad>, Error> {
    let graph = derived_graph(ontology.prefixes());
    let rules = ontology.rules().iter().map(|rule| Ok((rule, prepare(rule, ontology.prefixes())?)));
    let rules = rules.collect::<Result<Vec<_>, Error>>()?;
    let mut derived = Vec::new();
    let mut adding = Vec::new();
    for _ in 0..MOST_ROUNDS {
        adding.clear();
        for (rule, query) in &rules {
            let new = construct(store, rule, query)?;
            if !new.is_empty() {
                adding.push(rule.place.to_string());
                let new: Vec<Quad> = new.into_iter().map(|triple| triple.in_graph(graph.clone())).collect();
                let mut transaction = store.start_transaction()?;
                transaction.extend(&new);
                transaction.commit()?;
                derived.extend(new);
            }
        }
        if adding.is_empty() {
            return Ok(derived);
        }
    }
    Err(Error::EndlessRules { rounds: MOST_ROUNDS, rules: adding.join(", ") })
}

/// The rule's query for all its targets at once.
fn prepare(rule: &Rule, prefixes: &Prefixes) -> Result<Query, Error> {
    let error = |problem: String| Error::Rule { place: rule.place.clone(), problem };
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in prefixes.iter() {
        parser = parser.with_prefix(prefix, namespace).map_err(|error| Error::Prefix {
            prefix: prefix.into(),
            namespace: namespace.into(),
            message: error.to_string(),
        })?;
    }
    // The parser lists what it expected over several lines.
    let one_line = |syntax: SparqlSyntaxError| syntax.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    let query = parser.parse_query(&rule.construct);
    match query.map_err(|syntax| error(format!("is not SPARQL: {}", one_line(syntax))))? {
        Query::Construct { dataset: Some(_), .. } => {
            Err(error("has a FROM clause; rules always read all graphs".into()))
        }
        Query::Construct { template, .. } if template.iter().any(has_blank_node) => {
            Err(error("constructs blank nodes, new ones each time it runs, and would never come to an end".into()))
        }
        Query::Construct { template, dataset, pattern, base_iri } => {
            let pattern = starting_from(instances(&rule.targets), pattern);
            Ok(Query::Construct { template, dataset, pattern, base_iri })
        }
        _ => Err(error("is not a CONSTRUCT query".into())),
    }
}

fn has_blank_node(triple: &TriplePattern) -> bool {
    matches!(triple.subject, TermPattern::BlankNode(_)) || matches!(triple.object, TermPattern::BlankNode(_))
}

fn this() -> Variable {
    Variable::new_unchecked("this")
}

/// The instances of the classes: `SELECT DISTINCT ?this { VALUES ?class { … } ?this a ?class }`.
fn instances(classes: &[NamedNode]) -> GraphPattern {
    let class = Variable::new_unchecked("class");
    let values = GraphPattern::Values {
        variables: vec![class.clone()],
        bindings: classes.iter().map(|class| vec![Some(GroundTerm::NamedNode(class.clone()))]).collect(),
    };
    let types = TriplePattern {
        subject: this().into(),
        predicate: NamedNodePattern::NamedNode(NamedNode::new_unchecked(rdf::TYPE)),
        object: class.into(),
    };
    let types = GraphPattern::Bgp { patterns: vec![types] };
    let join = GraphPattern::Join { left: Box::new(values), right: Box::new(types) };
    let project = GraphPattern::Project { inner: Box::new(join), variables: vec![this()] };
    GraphPattern::Distinct { inner: Box::new(project) }
}

/// Puts the instances in front of all that the pattern says, so that its first part already starts from `?this` and
/// every BIND, FILTER, OPTIONAL and MINUS sees it.
fn starting_from(instances: GraphPattern, pattern: GraphPattern) -> GraphPattern {
    use GraphPattern::{Extend, Filter, Join, Lateral, LeftJoin, Minus, Project};
    let start = |inner: Box<GraphPattern>| Box::new(starting_from(instances.clone(), *inner));
    match pattern {
        Project { inner, mut variables } => {
            let this = this();
            if !variables.contains(&this) {
                variables.push(this);
            }
            Project { inner: start(inner), variables }
        }
        Extend { inner, variable, expression } => Extend { inner: start(inner), variable, expression },
        Filter { expr, inner } => Filter { expr, inner: start(inner) },
        Join { left, right } => Join { left: start(left), right },
        LeftJoin { left, right, expression } => LeftJoin { left: start(left), right, expression },
        Minus { left, right } => Minus { left: start(left), right },
        // A lateral join goes from each instance outward instead of joining whole tables.
        first => Lateral { left: Box::new(instances), right: Box::new(first) },
    }
}

/// What the query constructs and no graph states yet.
fn construct(store: &Store, rule: &Rule, query: &Query) -> Result<Vec<Triple>, Error> {
    let error = |error: QueryEvaluationError| Error::Rule {
        place: rule.place.clone(),
        problem: format!("cannot be evaluated: {error}"),
    };
    // Oxigraph is built without its HTTP client, so SERVICE asks nobody.
    let mut prepared = SparqlEvaluator::new().for_query(query.clone());
    prepared.dataset_mut().set_default_graph_as_union();
    let mut seen = HashSet::new();
    let mut new = Vec::new();
    if let QueryResults::Graph(triples) = prepared.on_store(store).execute().map_err(error)? {
        for triple in triples {
            let triple = triple.map_err(error)?;
            if seen.insert(triple.clone()) && !is_stated(store, &triple)? {
                new.push(triple);
            }
        }
    }
    Ok(new)
}

fn is_stated(store: &Store, triple: &Triple) -> Result<bool, Error> {
    let (subject, predicate, object) = (triple.subject.as_ref(), triple.predicate.as_ref(), triple.object.as_ref());
    let stated = store.quads_for_pattern(Some(subject), Some(predicate), Some(object), None).next().transpose()?;
    Ok(stated.is_some())
}
