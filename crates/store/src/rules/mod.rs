//! The rules: SPARQL CONSTRUCT queries that derive triples, run to their fixed point.
//!
//! A rule runs for each instance of its target classes with `$this` bound, as SHACL Advanced Features, section 8.3,
//! says. All rules run in order, again and again, until none adds a triple; what they add is in one graph of its own.
//! A rule reads the union of all graphs and nothing else: `SERVICE` is refused. What a rule reads and writes, and in which order that can be
//! worked out again after a change, is in `plan`.

mod plan;
mod prepared;
mod view;

pub use plan::{Kind, Plan, Stratum};
pub use prepared::{AFFECTED, Prepared, Rules};

use super::Error;
use crate::grown::Grown;
use oxigraph::model::Triple;
use plenary_base::clock::Clock;
use plenary_ontology::Ontology;
use spareval::{QueryEvaluationError, QueryEvaluator, QueryResults};
use std::collections::HashSet;
use view::View;

/// Rules that make new terms of what they made themselves end after a few rounds, or never.
const MOST_ROUNDS: usize = 100;

/// Runs the rules on the data until none adds a triple.
pub(super) fn run(data: &mut Grown, ontology: &Ontology, clock: &Clock) -> Result<(), Error> {
    let rules = Rules::read(ontology)?;
    // Others only combine the terms that there are, and so come to an end.
    let most = if rules.plan().may_be_endless() { MOST_ROUNDS } else { usize::MAX };
    let mut adding = Vec::new();
    for _ in 0..most {
        adding.clear();
        for rule in rules.iter() {
            let new = construct(data, rule, clock)?;
            if !new.is_empty() {
                adding.push(rule.place.to_string());
                for triple in &new {
                    data.add(triple);
                }
            }
        }
        if adding.is_empty() {
            return Ok(());
        }
    }
    Err(Error::EndlessRules { rounds: MOST_ROUNDS, rules: adding.join(", ") })
}

/// What the query constructs and no graph states yet.
fn construct(data: &Grown, rule: &Prepared, clock: &Clock) -> Result<Vec<Triple>, Error> {
    let error = |error: QueryEvaluationError| rule.failed(&error);
    let (mut new, mut seen) = (Vec::new(), HashSet::new());
    // Nothing is told how to ask a service, so SERVICE asks nobody.
    let evaluator = QueryEvaluator::new().with_cancellation_token(clock.token().clone());
    let results = evaluator.prepare(rule.of_all()).execute(View::new(data));
    if let QueryResults::Graph(triples) = results.map_err(error)? {
        for triple in triples {
            let triple = triple.map_err(error)?;
            if !data.has(triple.as_ref()) && seen.insert(triple.clone()) {
                new.push(triple);
            }
        }
    }
    Ok(new)
}
