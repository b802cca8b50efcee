//! The rules: SPARQL CONSTRUCT queries that derive triples, run to their fixed point.
//!
//! A rule runs for each instance of its target classes with `$this` bound, as SHACL Advanced Features, section 8.3,
//! says. All rules run in order, again and again, until none adds a triple; what they add is in one graph of its own.
//! A rule reads the union of all graphs and nothing else: `SERVICE` is refused. What a rule reads and writes, and in which order that can be
//! worked out again after a change, is in `plan`.

mod plan;
mod prepared;

pub use plan::{Kind, Plan, Stratum};
pub use prepared::{AFFECTED, Prepared, Rules};

use super::Error;
use super::files::derived_graph;
use oxigraph::model::{Quad, Triple};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use plenary_ontology::Ontology;
use std::collections::HashSet;

/// Rules that make new terms of what they made themselves end after a few rounds, or never.
const MOST_ROUNDS: usize = 100;

/// Runs the rules on the store until none adds a triple, and returns what they added.
pub(super) fn run(store: &Store, ontology: &Ontology) -> Result<Vec<Quad>, Error> {
    let graph = derived_graph(ontology.prefixes());
    let rules = Rules::read(ontology)?;
    // Others only combine the terms that there are, and so come to an end.
    let most = if rules.plan().may_be_endless() { MOST_ROUNDS } else { usize::MAX };
    let mut derived = Vec::new();
    let mut adding = Vec::new();
    for _ in 0..most {
        adding.clear();
        for rule in rules.iter() {
            let new = construct(store, rule)?;
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

/// What the query constructs and no graph states yet.
fn construct(store: &Store, rule: &Prepared) -> Result<Vec<Triple>, Error> {
    let error = |error: QueryEvaluationError| rule.failed(&error);
    // Oxigraph is built without its HTTP client, so SERVICE asks nobody.
    let mut prepared = SparqlEvaluator::new().for_query(rule.of_all().clone());
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
