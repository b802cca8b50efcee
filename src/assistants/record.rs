//! Who takes which side, by the roles that an ontology gives to its classes and paths (`ple:PositionAnalysis`): the questions in GraphQL, with
//! the names that the fields have there, and how facts are made of the answers.

use super::asker::{Asker, members};
use super::evidence::{Evidence, name_of, put};
use crate::graphql::{Engine, Request};
use crate::ontology::{Class, ClassId, Ends, Field, FieldKind, Ontology, PathId, Scalar};
use crate::positions::Roles;
use crate::query::Reader;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Positions that one question asks for, more than fit into an answer.
pub(super) const POSITIONS: usize = 40;
/// Links of one position that are named.
const MOST_LINKS: usize = 20;

/// Questions about positions, each valid for the schema.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) roles: Arc<Roles>,
    /// Positions by a condition, page by page.
    pub(super) who: String,
    /// Whom two actors agree with, theme by theme.
    pub(super) compare: String,
    /// The side of actors on a theme, meeting by meeting.
    pub(super) history: String,
    /// The values of the polarity of a stance.
    pub(super) polarities: Vec<String>,
    evidence: Evidence,
    parts: Vec<Part>,
}

/// What a position has beside its evidence: a resource or a value, by the role of its path.
#[derive(Debug)]
struct Part {
    key: &'static str,
    field: Field,
}

impl Record {
    /// The questions of an ontology that says what plays which role; none if it does not, or if they have no meaning in its schema.
    pub(super) fn of(engine: &Engine, evidence: &[(ClassId, Evidence)]) -> Option<Self> {
        let ontology = engine.ontology();
        let roles = ontology.extension::<Roles>()?;
        let (_, evidence) = evidence.iter().find(|(class, _)| *class == roles.positions)?;
        let positions = ontology.class(roles.positions);
        let keys = [
            ("actor", Some(roles.actor)),
            ("on_behalf_of", roles.on_behalf),
            ("stance", Some(roles.stance)),
            ("themes", Some(roles.theme)),
            ("processes", Some(roles.process)),
            ("meeting", Some(roles.meeting)),
            ("date", Some(roles.date)),
        ];
        let part = |(key, path): (&'static str, Option<PathId>)| {
            let field = positions.fields.iter().find(|field| Some(field.path) == path)?;
            Some(Part { key, field: field.clone() })
        };
        let parts: Vec<Part> = keys.into_iter().filter_map(part).collect();
        let mut record = Self {
            polarities: polarities(ontology, &roles),
            who: String::new(),
            compare: String::new(),
            history: String::new(),
            evidence: evidence.clone(),
            parts,
            roles,
        };
        record.write(ontology);
        let asked = [
            (&record.who, json!({ "where": {}, "first": 1 })),
            (&record.compare, json!({ "actors": ["urn:a", "urn:b"] })),
            (&record.history, json!({ "actors": ["urn:a"], "theme": "urn:t" })),
        ];
        let is_valid = asked.into_iter().all(|(question, variables)| is_valid(engine, question, variables));
        (is_valid && !record.polarities.is_empty()).then_some(record)
    }

    /// Writes the questions.
    fn write(&mut self, ontology: &Ontology) {
        let (positions, roles) = (ontology.class(self.roles.positions), &self.roles);
        let position = self.selection(ontology);
        let actor = format!("iri: id {}", title(ontology.class(roles.actors)));
        let theme = format!("iri: id {}", title(ontology.class(roles.themes)));
        let meeting = format!("iri: id {}", title(ontology.class(roles.meetings)));
        let order = match self.parts.iter().find(|part| part.key == "date") {
            Some(date) => format!("orderBy: [{{ {}: DESC }}], ", date.field.name),
            None => String::new(),
        };
        self.who = format!(
            "query($where: {}Where!, $first: Int!, $after: String) {{ found: {}(where: $where, {order}first: $first, after: $after) \
             {{ totalCount edges {{ cursor node {{ {position} }} }} }} }}",
            positions.name, positions.plural
        );
        self.compare = format!(
            "query($actors: [ID!]!, $theme: ID) {{ found: agreement(actors: $actors, theme: $theme, first: 200) {{ nodes {{ \
             a {{ {actor} }} b {{ {actor} }} agree disagree onlyA onlyB score \
             topics {{ theme {{ {theme} }} verdict positionsA {{ {position} }} positionsB {{ {position} }} }} }} }} }}"
        );
        self.history = format!(
            "query($actors: [ID!]!, $theme: ID!) {{ found: positionHistory(actors: $actors, theme: $theme) {{ \
             actor {{ {actor} }} meeting {{ {meeting} }} date side changed net positions {{ {position} }} }} }}"
        );
    }

    /// What is asked of a position.
    fn selection(&self, ontology: &Ontology) -> String {
        let part = |part: &Part| {
            let (key, name) = (part.key, &part.field.name);
            let Some(class) = part.field.kind.class() else { return format!("{key}: {name}") };
            let class = ontology.class(class);
            let polarity = name_of(class, self.roles.polarity).filter(|_| key == "stance");
            let polarity = polarity.map(|name| format!(" polarity: {name}")).unwrap_or_default();
            let own = format!("iri: id {}{polarity}", title(class));
            match part.field.kind {
                FieldKind::Links { .. } => format!("{key}: {name}(first: {MOST_LINKS}) {{ {own} }}"),
                FieldKind::Connection { .. } => format!("{key}: {name}(first: {MOST_LINKS}) {{ nodes {{ {own} }} }}"),
                _ => format!("{key}: {name} {{ {own} }}"),
            }
        };
        let parts: Vec<_> = self.parts.iter().map(part).collect();
        format!("{} {}", self.evidence.selection(), parts.join(" "))
    }

    /// A fact of a position.
    pub(super) fn fact<R: Reader>(&self, asker: &Asker<'_, R>, node: &Value) -> Value {
        let mut fact = self.evidence.fact(asker, node);
        for part in &self.parts {
            let value = match &node[part.key] {
                Value::Object(page) if page.contains_key("nodes") => page["nodes"].clone(),
                value => value.clone(),
            };
            let is_empty = value.as_array().is_some_and(Vec::is_empty);
            put(&mut fact, part.key, if is_empty { Value::Null } else { value });
        }
        fact.into()
    }

    /// Facts of positions.
    pub(super) fn facts<R: Reader>(&self, asker: &Asker<'_, R>, nodes: &Value) -> Vec<Value> {
        nodes.as_array().into_iter().flatten().map(|node| self.fact(asker, node)).collect()
    }

    /// The condition that a position is on a theme, narrower ones included.
    pub(super) fn on_theme(&self, ontology: &Ontology, iri: &str) -> Value {
        let class = ontology.class(self.roles.themes);
        let broader = class.fields.iter().find(|field| field.path == self.roles.broader);
        let is = json!({ "id": { "eq": iri } });
        let within = match broader.and_then(|field| class.chain(self.roles.themes, field)) {
            Some(chain) => object(&chain, is),
            None => is,
        };
        self.with("themes", within)
    }

    /// The condition that an actor takes a position, or another takes it on its behalf.
    pub(super) fn of_actor(&self, iri: &str) -> Value {
        let is = json!({ "id": { "eq": iri } });
        match self.parts.iter().any(|part| part.key == "on_behalf_of") {
            true => json!({ "or": [self.with("actor", is.clone()), self.with("on_behalf_of", is)] }),
            false => self.with("actor", is),
        }
    }

    /// The condition that a stance has a polarity.
    pub(super) fn of_polarity(&self, ontology: &Ontology, polarity: &str) -> Value {
        let name = name_of(ontology.class(self.roles.stances), self.roles.polarity).unwrap_or_default();
        self.with("stance", object(&name, json!({ "eq": polarity })))
    }

    /// The condition that a position is taken at a meeting.
    pub(super) fn at_meeting(&self, iri: &str) -> Value {
        self.with("meeting", json!({ "id": { "eq": iri } }))
    }

    /// The condition on the date of a position.
    pub(super) fn on_date(&self, operator: &str, date: &str) -> Value {
        self.with("date", object(operator, date.into()))
    }

    /// The condition that what a position rests on has words; none if that has no text.
    pub(super) fn with_words(&self, words: &str) -> Option<Value> {
        self.evidence.on_text(json!({ "search": words }))
    }

    /// The condition that what is at the end of a role meets one.
    fn with(&self, key: &str, condition: Value) -> Value {
        let Some(part) = self.parts.iter().find(|part| part.key == key) else { return json!({}) };
        match part.field.kind {
            FieldKind::Links { .. } | FieldKind::Connection { .. } => {
                object(&part.field.name, object("some", condition))
            }
            _ => object(&part.field.name, condition),
        }
    }
}

/// The values that the polarity of a stance can have.
fn polarities(ontology: &Ontology, roles: &Roles) -> Vec<String> {
    match ontology.path(roles.polarity).ends {
        Ends::Values(Scalar::Enum(values)) => ontology.enumeration(values).values.clone(),
        _ => Vec::new(),
    }
}

/// Whether a question has a meaning in the schema.
pub(super) fn is_valid(engine: &Engine, question: &str, variables: Value) -> bool {
    engine.plan(&Request { query: question.to_owned(), variables: members(variables), ..Request::default() }).is_ok()
}

/// The name of a resource, where its class has one.
pub(super) fn title(class: &Class) -> String {
    class.title_field().map(|field| format!("label: {}", field.name)).unwrap_or_default()
}

fn object(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value)]))
}
