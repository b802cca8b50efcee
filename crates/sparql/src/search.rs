//! `SERVICE ple:search { ?s ple:query "…" ; ple:score ?score }`: full text within SPARQL, answered by the index of the
//! snapshot. It finds what GraphQL's `search` finds, with the same scores.

use super::service::ServiceError;
use oxigraph::model::{Literal, Variable};
use oxigraph::sparql::{QuerySolution, QuerySolutionIter, ServiceHandler};
use plenary_base::clock::Clock;
use plenary_base::vocab::ple;
use plenary_graph::snapshot::{Id, Snapshot};
use plenary_ontology::ClassId;
use plenary_query::{Budget, Limits, Reader, Search, Window};
use plenary_search::{Mode, Query};
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::sync::Arc;

/// Answers the service for one query.
pub(super) struct TextSearch {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) types: Arc<[ClassId]>,
    pub(super) limits: Limits,
    pub(super) clock: Clock,
}

/// What the pattern of the service asks for.
#[derive(Debug, PartialEq)]
struct Asked {
    resource: Variable,
    query: Query,
    score: Option<Variable>,
}

/// How the service is used, for messages.
const USAGE: &str = "takes { ?s ple:query \"words\" ; ple:score ?score }";

impl ServiceHandler for TextSearch {
    type Error = ServiceError;

    fn handle(
        &self,
        pattern: &GraphPattern,
        _base_iri: Option<&oxiri::Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let asked = read(pattern)?;
        let search = Search::plain(asked.query, self.types.to_vec(), Window::all());
        let found = self.snapshot.search(&search, &mut Budget::new(self.limits, &self.clock));
        let found = found.map_err(|error| ServiceError::Search(format!("fails: {error}")))?;
        let variables: Arc<[Variable]> = [asked.resource].into_iter().chain(asked.score).collect();
        let width = variables.len();
        // Terms are made as rows are taken: with LIMIT, for few of those that were found. The best come first, which the
        // order of joins counts on.
        let rows = found.links.ids.into_iter().zip(found.scores);
        let of_row = {
            let (variables, snapshot) = (Arc::clone(&variables), Arc::clone(&self.snapshot));
            move |(id, score): (Id, f32)| {
                let mut values = vec![snapshot.terms().get(id.0), Some(Literal::from(score).into())];
                values.truncate(width);
                Ok(QuerySolution::from((Arc::clone(&variables), values)))
            }
        };
        Ok(QuerySolutionIter::new(variables, rows.map(of_row)))
    }
}

fn read(pattern: &GraphPattern) -> Result<Asked, ServiceError> {
    let GraphPattern::Bgp { patterns } = pattern else { return Err(wrong("with nothing but these two properties")) };
    let mut resource = None;
    let mut query = None;
    let mut score = None;
    for TriplePattern { subject, predicate, object } in patterns {
        let (TermPattern::Variable(subject), NamedNodePattern::NamedNode(predicate)) = (subject, predicate) else {
            return Err(wrong("with a variable as the subject"));
        };
        if *resource.get_or_insert(subject) != subject {
            return Err(wrong("for one variable only"));
        }
        match (predicate.as_str(), object) {
            (ple::QUERY, TermPattern::Literal(text)) if query.is_none() => query = Some(text.value()),
            (ple::QUERY, _) => return Err(wrong("with one constant text to search for")),
            (ple::SCORE, TermPattern::Variable(variable)) if score.is_none() && variable != subject => {
                score = Some(variable.clone());
            }
            (ple::SCORE, _) => return Err(wrong("with one variable for the score")),
            (other, _) => return Err(wrong(&format!("but not <{other}>"))),
        }
    }
    let (Some(resource), Some(text)) = (resource, query) else { return Err(wrong("with a text to search for")) };
    let query =
        Query::parse(text, Mode::All).map_err(|error| ServiceError::Search(format!("with \"{text}\": it {error}")))?;
    Ok(Asked { resource: resource.clone(), query, score })
}

fn wrong(how: &str) -> ServiceError {
    ServiceError::Search(format!("{USAGE}, {how}"))
}
