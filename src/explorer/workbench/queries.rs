//! What can be asked: queries in either language, with examples.

use super::{BUILD, PATH};
use crate::explorer::visit::Visit;
use crate::linked::html;
use crate::ontology::{Class, Example, ExampleQuery, Ontology, Text};
use maud::{Markup, html as markup};

/// Classes that have an example of their own, where the ontology has none.
const CLASSES: usize = 4;

/// A language that queries are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    GraphQl,
    Sparql,
}

impl Kind {
    pub(super) const ALL: [Self; 2] = [Self::GraphQl, Self::Sparql];

    /// Its value in addresses, and the path of its endpoint.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::GraphQl => "graphql",
            Self::Sparql => "sparql",
        }
    }

    /// The parameter that names it on the query page, which is that of the first unless its address says otherwise.
    pub(super) fn parameter(self) -> Option<(&'static str, &'static str)> {
        (self != Self::ALL[0]).then_some(("kind", self.id()))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::GraphQl => "GraphQL",
            Self::Sparql => "SPARQL",
        }
    }

    pub(super) fn of(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == value)
    }
}

/// A query to be shown, and to be answered if somebody has asked it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) text: String,
    pub(super) variables: String,
}

/// A query with the names by which people ask it.
pub(super) type Named = (Vec<Text>, Kind, Query);

/// The examples of the ontology. A kind for which it has none gets some that ask for all of a class.
pub(super) fn examples(visit: &Visit<'_>) -> Vec<Named> {
    let ontology = visit.view.ontology;
    let own = ontology.examples().iter().map(|Example { labels, query }| match query {
        ExampleQuery::GraphQl { text, variables } => {
            let variables = variables.clone().unwrap_or_default();
            (labels.clone(), Kind::GraphQl, Query { text: text.clone(), variables })
        }
        ExampleQuery::Sparql { text } => {
            (labels.clone(), Kind::Sparql, Query { text: text.clone(), variables: String::new() })
        }
    });
    let mut examples: Vec<Named> = own.collect();
    for kind in Kind::ALL {
        if examples.iter().all(|(_, known, _)| *known != kind) {
            let of_class = |class: &Class| {
                let query = match kind {
                    Kind::GraphQl => all_of(class),
                    Kind::Sparql => {
                        let text = format!(
                            "SELECT ?item ?property ?value {{\n  ?item a {} ; ?property ?value\n}} LIMIT 100",
                            class.iri
                        );
                        Query { text, variables: String::new() }
                    }
                };
                (vec![visit.titles().class_label(class)], kind, query)
            };
            examples.extend(roots(ontology).take(CLASSES).map(of_class));
        }
    }
    examples
}

pub(super) fn roots(ontology: &Ontology) -> impl Iterator<Item = &Class> {
    ontology.class_ids().map(|id| ontology.class(id)).filter(|class| class.is_root)
}

/// The query for what there is of a class, by its names.
pub(super) fn all_of(class: &Class) -> Query {
    let names = class.fields.iter().filter(|field| field.is_name).map(|field| format!(" {}", field.name));
    let text = format!(
        "{{\n  {}(first: 50) {{\n    totalCount\n    nodes {{ id{} }}\n  }}\n}}",
        class.plural,
        names.collect::<String>()
    );
    Query { text, variables: String::new() }
}

/// The parameters of the address of a query.
pub(super) fn parameters(kind: Kind, query: &Query) -> Vec<(&'static str, &str)> {
    let variables = (!query.variables.is_empty()).then_some(("variables", &*query.variables));
    [("kind", kind.id()), ("query", &*query.text)].into_iter().chain(variables).collect()
}

pub(super) fn address(visit: &Visit<'_>, kind: Kind, query: &Query) -> String {
    visit.page(PATH, &parameters(kind, query))
}

pub(super) fn examples_html(visit: &Visit<'_>, examples: &[Named]) -> Markup {
    let addresses = visit.view.addresses;
    markup! {
        h2 { (visit.words().say("examples")) }
        @for kind in Kind::ALL {
            h3 { (kind.name()) }
            ul.examples {
                @for (labels, _, query) in examples.iter().filter(|(_, known, _)| *known == kind) {
                    @if let Some(label) = visit.view.reader.pick(labels) {
                        li { a href=(address(visit, kind, query)) { (html::text(label)) } }
                    }
                }
            }
        }
        p {
            a href=(addresses.file("graphql/schema")) { (visit.words().say("schema")) } " · "
            a href=(addresses.file("sparql/prefixes")) { (visit.words().say("prefixes")) } " · "
            a href=(addresses.page("ontology")) { (visit.words().say("ontology")) } " · "
            a href=(addresses.page(BUILD)) { (visit.words().say("build-page")) }
        }
    }
}
