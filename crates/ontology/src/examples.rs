//! Queries that show what can be asked: whoever opens the query page begins with one of them.

use super::{Facts, Text};
use plenary_base::vocab::{ple, rdfs};

/// A query that shows what can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The question as people ask it, in every language.
    pub labels: Vec<Text>,
    /// The query.
    pub query: ExampleQuery,
}

/// The query of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExampleQuery {
    /// In GraphQL.
    GraphQl {
        /// Its text.
        text: String,
        /// The values of its variables as JSON, if it has any.
        variables: Option<String>,
    },
    /// In SPARQL.
    Sparql {
        /// Its text.
        text: String,
    },
}

/// The examples in the order of the files.
pub(super) fn read_examples(facts: &Facts) -> Vec<Example> {
    let example = |triple: &oxigraph::model::Triple| {
        let oxigraph::model::Term::Literal(literal) = &triple.object else { return None };
        let text = literal.value().to_owned();
        let query = match triple.predicate.as_str() {
            ple::GRAPHQL => {
                let variables = facts.literal(&triple.subject, ple::VARIABLES).map(str::to_owned);
                ExampleQuery::GraphQl { text, variables }
            }
            ple::SPARQL => ExampleQuery::Sparql { text },
            _ => return None,
        };
        Some(Example { labels: facts.texts(&triple.subject, rdfs::LABEL), query })
    };
    facts.iter().filter_map(|(triple, _)| example(triple)).collect()
}
