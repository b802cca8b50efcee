//! Which resource a name means. A name that is nobody's, or that is nearly somebody's, is not guessed: it is told with the names that are near.

use super::answer::{Answered, Outcome};
use super::asker::Asker;
use super::evidence::put;
use super::record::title;
use crate::graphql;
use crate::ontology::ClassId;
use crate::query::Reader;
use crate::reconcile::{self, Service};
use serde_json::{Map, Value, json};

/// Characters of a name; a longer one is none.
const LONGEST: usize = 300;
/// Names that are near.
const NEAREST: usize = 5;
/// Names that complete what has been typed.
const COMPLETIONS: usize = 20;

/// A resource that a name means.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) iri: String,
    /// What it is, as it stands in an answer: the name as it was asked for, the IRI, and what it is called.
    pub(super) said: Value,
}

/// The resource of a class that an identifier or a name in any language means.
///
/// # Errors
/// If there is none, or more than one; with what is near.
pub(super) fn find<R: Reader>(asker: &Asker<'_, R>, class: ClassId, asked: &str) -> Answered<Named> {
    let asked = asked.trim();
    if asked.is_empty() || asked.chars().count() > LONGEST {
        return Err(Outcome::refused(&format!("a name has 1 to {LONGEST} characters, or is an IRI or prefix:name")));
    }
    match identified(asker, class, asked)? {
        Some(named) => Ok(named),
        None => called(asker, class, asked),
    }
}

/// The resource of an identifier, if it is one.
fn identified<R: Reader>(asker: &Asker<'_, R>, class: ClassId, asked: &str) -> Answered<Option<Named>> {
    let ontology = asker.engine.ontology();
    let Ok(iri) = ontology.prefixes().expand(asked) else { return Ok(None) };
    let class = ontology.class(class);
    if !class.is_root {
        return Ok(None);
    }
    let question = format!("query($id: ID!) {{ found: {}(id: $id) {{ iri: id {} }} }}", class.singular, title(class));
    let found = asker.ask(&question, json!({ "id": iri.as_str() }))?;
    Ok(found["found"]["iri"].as_str().map(|iri| named(asked, iri, found["found"]["label"].clone())))
}

/// The resource of a name, if the name is that of one alone.
fn called<R: Reader>(asker: &Asker<'_, R>, class: ClassId, asked: &str) -> Answered<Named> {
    let name = &asker.engine.ontology().class(class).name;
    let candidates = match candidates(asker, Some(name), asked) {
        Ok(candidates) => candidates,
        // A class without names is asked for by identifiers.
        Err(reconcile::Error::Request(_)) => Vec::new(),
        Err(error) => return Err(failed(error)),
    };
    match candidates.first() {
        Some(best) if best["match"] == true => {
            Ok(named(asked, best["id"].as_str().unwrap_or_default(), best["name"].clone()))
        }
        _ => {
            let message = format!(
                "there is no {name} called `{asked}`; `nearest` are names that are like it: ask again with the IRI of one if it is meant, \
                 or look for the words with `search`"
            );
            Err(Outcome::not_found(&message, candidates.iter().map(near).collect()))
        }
    }
}

/// Names of a type, or of any, that are like one.
///
/// # Errors
/// Those of reconciliation.
fn candidates<R: Reader>(asker: &Asker<'_, R>, of: Option<&str>, asked: &str) -> Result<Vec<Value>, reconcile::Error> {
    let limits = *asker.engine.limits();
    let service = Service::new(asker.engine.ontology(), asker.reader, &asker.languages, limits, asker.clock);
    let mut query = json!({ "query": asked, "limit": NEAREST });
    if let Some(of) = of {
        query["type"] = of.into();
    }
    let mut answers = service.reconcile(&json!({ "asked": query }).to_string())?;
    Ok(match answers["asked"]["result"].take() {
        Value::Array(candidates) => candidates,
        _ => Vec::new(),
    })
}

/// Names that are near one that is nobody's, of any type.
///
/// # Errors
/// If the data cannot be read in time.
pub(super) fn nearest<R: Reader>(asker: &Asker<'_, R>, asked: &str) -> Answered<Vec<Value>> {
    let asked: String = asked.chars().take(LONGEST).collect();
    match candidates(asker, None, &asked) {
        Ok(candidates) => Ok(candidates.iter().map(near).collect()),
        Err(reconcile::Error::Request(_)) => Ok(Vec::new()),
        Err(error) => Err(failed(error)),
    }
}

/// Names that begin with what has been typed, as `values`.
///
/// # Errors
/// If the data cannot be read in time.
pub(super) fn beginning<R: Reader>(of: &str, begun: &str, asker: &Asker<'_, R>) -> Answered<Outcome> {
    let class = asker.engine.ontology().class_named(of).map(|class| asker.engine.ontology().class(class));
    let title = class.and_then(|class| class.title_field()).filter(|field| field.searched);
    let (Some(title), false) = (title, begun.trim().is_empty()) else {
        return Ok(Outcome::found(Map::from_iter([("values".to_owned(), json!([]))])));
    };
    let question = format!(
        "query($begun: String!) {{ found: search(query: $begun, mode: PREFIX, types: [{of}], first: {COMPLETIONS}) \
         {{ nodes {{ ... on {of} {{ label: {} }} }} }} }}",
        title.name
    );
    let begun: String = begun.chars().take(LONGEST).collect();
    let mut found = asker.ask(&question, json!({ "begun": begun }))?;
    let nodes = found["found"]["nodes"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let values: Vec<Value> = nodes.into_iter().map(|mut node| node["label"].take()).filter(Value::is_string).collect();
    Ok(Outcome::found(Map::from_iter([("values".to_owned(), values.into())])))
}

fn named(asked: &str, iri: &str, label: Value) -> Named {
    let mut said = Map::from_iter([("asked".to_owned(), asked.into()), ("iri".to_owned(), iri.into())]);
    put(&mut said, "label", label);
    Named { iri: iri.to_owned(), said: said.into() }
}

/// A candidate as it is told.
fn near(candidate: &Value) -> Value {
    json!({ "iri": candidate["id"], "label": candidate["name"], "type": candidate["type"][0]["id"] })
}

fn failed(error: reconcile::Error) -> Box<Outcome> {
    Box::new(match error {
        reconcile::Error::Request(problem) => return Outcome::refused(&problem),
        reconcile::Error::Read(error) => (&graphql::Error::from(error)).into(),
    })
}
