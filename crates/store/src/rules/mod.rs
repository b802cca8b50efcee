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
use plenary_graph::triples::Numbers;
use plenary_ontology::Ontology;
use spareval::{QueryEvaluationError, QueryEvaluator, QueryResults};
use std::collections::HashSet;
use view::View;

/// Rules that make new terms of what they made themselves end after a few rounds, or never.
const MOST_ROUNDS: usize = 100;
/// How many times as much a triple takes whose terms are not numbers.
const TIMES: usize = 8;

/// Runs the rules on the data until none adds a triple.
pub(super) fn run(data: &mut Grown, ontology: &Ontology, clock: &Clock) -> Result<(), Error> {
    let rules = Rules::read(ontology)?;
    // Others only combine the terms that there are, and so come to an end.
    let most = if rules.plan().may_be_endless() { MOST_ROUNDS } else { usize::MAX };
    let mut adding = Vec::new();
    for _ in 0..most {
        adding.clear();
        for rule in rules.iter() {
            let before = data.count_added();
            loop {
                let New { known, others, is_whole } = construct(data, rule, clock)?;
                for triple in known {
                    data.add_numbers(triple);
                }
                for triple in &others {
                    data.add(triple);
                }
                data.make_room()?;
                if is_whole {
                    break;
                }
            }
            if data.count_added() > before {
                adding.push(rule.place.to_string());
            }
        }
        if adding.is_empty() {
            return Ok(());
        }
    }
    Err(Error::EndlessRules { rounds: MOST_ROUNDS, rules: adding.join(", ") })
}

/// What a query constructs and no graph states yet.
struct New {
    /// By the numbers of its terms.
    known: HashSet<Numbers>,
    /// Triples with terms that are new, as they came.
    others: Vec<Triple>,
    /// Whether it is all: there may be more than there is memory for.
    is_whole: bool,
}

fn construct(data: &Grown, rule: &Prepared, clock: &Clock) -> Result<New, Error> {
    let error = |error: QueryEvaluationError| rule.failed(&error);
    let mut new = New { known: HashSet::new(), others: Vec::new(), is_whole: true };
    let (mut seen, most) = (HashSet::new(), data.batch());
    // Nothing is told how to ask a service, so SERVICE asks nobody.
    let evaluator = QueryEvaluator::new().with_cancellation_token(clock.token().clone());
    let results = evaluator.prepare(rule.of_all()).execute(View::new(data));
    if let QueryResults::Graph(triples) = results.map_err(error)? {
        for triple in triples {
            let triple = triple.map_err(error)?;
            match data.numbers(triple.as_ref()) {
                Some(numbers) if data.has_numbers(numbers) => {}
                Some(numbers) => drop(new.known.insert(numbers)),
                None if seen.insert(triple.clone()) => new.others.push(triple),
                None => {}
            }
            // Who asks again gets the rest.
            if new.known.len() + new.others.len() * TIMES >= most {
                new.is_whole = false;
                break;
            }
        }
    }
    Ok(new)
}
