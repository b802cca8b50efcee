//! The seven questions that measurements ask of the synthetic corpus.

use crate::corpus;
use plenary::graphql::Request;
use std::sync::LazyLock;

/// Two words that are neither rare nor everywhere.
static WORDS: LazyLock<String> = LazyLock::new(|| format!("{} {}", corpus::word(30), corpus::word(45)));

/// A question: name, document, and the kind and number of the resource that it is about.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) query: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) number: fn(usize) -> usize,
}

/// The seven questions of a record of meetings.
pub(crate) const QUESTIONS: [Question; 7] = [
    Question {
        name: "Q1 one actor with ten values",
        query: r#"query ($id: ID!) { actor(id: $id) {
            name nameZh: name(lang: "zh") shortName kind isoCode region joinedOn population description website
        } }"#,
        kind: "actor",
        number: |_| 50,
    },
    Question {
        name: "Q2 one meeting with everything that was said in it",
        query: "query ($id: ID!) { meeting(id: $id) { identifier title interventions(first: 50) { nodes {
            sequence speaker { name groups { name } }
            statements { nodes { text stance { label } themes { label } processes { label } } }
        } } } }",
        kind: "meeting",
        number: |meetings| meetings / 2,
    },
    Question {
        name: "Q3 a hundred actors with the first ten statements of each",
        query: "{ actors(first: 100) { nodes {
            name groups { name } statements(first: 10) { nodes { text stance { label } } }
        } } }",
        kind: "actor",
        number: |_| 1,
    },
    Question {
        name: "Q4 the fifty newest statements on a theme with a stance",
        query: r#"query ($id: ID!) {
            statements(where: { themes: { some: { id: { eq: $id } } }, stance: { label: { eq: "supports" } } }, first: 50,
                       orderBy: [{ intervention: { meeting: { startsAt: DESC } } }, { number: DESC }]) {
                nodes { text intervention { speaker { name } meeting { identifier startsAt } } }
            } }"#,
        kind: "theme",
        number: |_| 10,
    },
    Question {
        name: "Q5 who else speaks on an actor's themes, and on how many of them",
        query: "query ($id: ID!) { themes(where: { speakers: { some: { id: { eq: $id } } } }) {
            groupBy(keys: [SPEAKERS], first: 21) { key { value label } count }
        } }",
        kind: "actor",
        number: |_| 50,
    },
    Question {
        name: "Q6 twenty statements with two words, the best first",
        query: "query ($words: String!) { search(query: $words, types: [Statement], first: 20) {
            totalCount edges { score node { ... on Statement { text } } }
        } }",
        kind: "statement",
        number: |_| 1,
    },
    Question {
        name: "Q7 counts by theme and stance in one meeting",
        query: "query ($id: ID!) { meeting(id: $id) { statements {
            groupBy(keys: [THEMES, STANCE], first: 1000) { key { label } count }
        } } }",
        kind: "meeting",
        number: |meetings| meetings / 2,
    },
];

/// A question about the resource of a kind and a number.
pub(crate) fn request(query: &str, kind: &str, number: usize) -> Request {
    let mut variables = serde_json::Map::new();
    variables.insert("id".to_owned(), corpus::iri(kind, number).into_string().into());
    variables.insert("words".to_owned(), WORDS.clone().into());
    Request { query: query.to_owned(), variables, ..Request::default() }
}
