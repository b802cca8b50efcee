//! Batches of queries, as JSON: what is to be matched.

use super::{DEFAULT_CANDIDATES, Error, MOST_CANDIDATES, MOST_QUERIES, Service, member};
use crate::ontology::{ClassId, Field};
use crate::query::Reader;
use serde_json::{Map, Value, json};

/// What is to be matched with a resource.
#[derive(Debug)]
pub(super) struct Query {
    /// A name, a code or an identifier; may be empty if there are properties.
    pub(super) text: String,
    /// The object types that it may have.
    pub(super) types: Vec<ClassId>,
    /// What is known of it besides.
    pub(super) properties: Vec<Property>,
    /// How many candidates are wanted.
    pub(super) limit: usize,
}

/// What is known of a property.
#[derive(Debug)]
pub(super) struct Property {
    /// Name of the field.
    pub(super) name: String,
    /// Values, of which one is enough; resources by identifier.
    pub(super) values: Vec<String>,
}

impl<R: Reader> Service<'_, R> {
    /// Answers a batch, the value of the form field `queries`. Each query has its own answer: one with neither a name nor
    /// properties, as a blank cell gives, has no candidates; one that is wrong has none and says why (`error`).
    ///
    /// # Errors
    /// If it is no such batch or is too large. If every query that asks for something is wrong, as it is when all name a
    /// type that there is not; the message says which query is meant. If a limit is exceeded.
    pub fn reconcile(&self, queries: &str) -> Result<Value, Error> {
        let batch = object(queries, "queries", r#"{"q0": {"query": "Ghana"}}"#)?;
        if batch.len() > MOST_QUERIES {
            let problem =
                format!("`queries` has {} queries, but at most {MOST_QUERIES} are taken at a time", batch.len());
            return Err(Error::request(problem));
        }
        let (mut answers, mut first_problem, mut is_any_right) = (Map::new(), None, false);
        for (key, query) in batch {
            let answer = match self.answer(&query) {
                Ok(Some(candidates)) => {
                    is_any_right = true;
                    json!({ "result": candidates })
                }
                Ok(None) => json!({ "result": [] }),
                Err(Error::Request(problem)) => {
                    let problem = format!("query `{key}` {problem}");
                    first_problem.get_or_insert_with(|| problem.clone());
                    json!({ "result": [], "error": problem })
                }
                Err(error) => return Err(error),
            };
            answers.insert(key, answer);
        }
        match first_problem {
            Some(problem) if !is_any_right => Err(Error::Request(problem)),
            _ => Ok(answers.into()),
        }
    }

    /// The candidates of a query; none if it asks for nothing.
    fn answer(&self, query: &Value) -> Result<Option<Vec<Value>>, Error> {
        let Some(query) = self.query(query)? else { return Ok(None) };
        self.candidates(&query).map(Some)
    }

    /// Reads a query; none if it has neither a name nor properties.
    fn query(&self, query: &Value) -> Result<Option<Query>, Error> {
        if !query.is_object() {
            return Err(Error::request("is no object"));
        }
        let text = match member(query, "query") {
            None => String::new(),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(other) => return Err(Error::request(format!("has the `query` {other}, which is no string"))),
        };
        let properties = match member(query, "properties") {
            None => Vec::new(),
            Some(Value::Array(properties)) => {
                properties.iter().map(|property| self.property(property)).collect::<Result<_, _>>()?
            }
            Some(other) => return Err(Error::request(format!("has the `properties` {other}, which are no list"))),
        };
        let query = Query { text, types: self.types_of(query)?, properties, limit: limit(query)? };
        Ok(Some(query).filter(|query| !query.text.is_empty() || !query.properties.is_empty()))
    }

    /// One of several types is enough, regardless of `type_strict`: a resource has one type here.
    fn types_of(&self, query: &Value) -> Result<Vec<ClassId>, Error> {
        let wrong = |other: &Value| Error::request(format!("has the `type` {other}, which is no string"));
        let named = match member(query, "type") {
            None => return Ok(self.types.concrete(self.ontology)),
            Some(Value::Array(types)) => types.iter().collect(),
            Some(one) => vec![one],
        };
        let mut wanted = Vec::new();
        for name in named {
            let name = name.as_str().ok_or_else(|| wrong(name))?;
            if !name.is_empty() {
                wanted.extend(&self.ontology.class(self.types.find(self.ontology, name)?).concrete);
            }
        }
        let all = self.types.concrete(self.ontology);
        Ok(if wanted.is_empty() { all } else { all.into_iter().filter(|class| wanted.contains(class)).collect() })
    }

    fn property(&self, property: &Value) -> Result<Property, Error> {
        let name = member(property, "pid").and_then(Value::as_str);
        let name = name.ok_or_else(|| Error::request(format!("has the property {property}, which has no `pid`")))?;
        self.fields(name)?;
        let values = match member(property, "v") {
            None => return Err(Error::request(format!("has the property `{name}` without a value `v`"))),
            Some(Value::Array(values)) => values.iter().collect(),
            Some(one) => vec![one],
        };
        let text = |value: &Value| match value {
            Value::String(text) => Ok(text.trim().to_owned()),
            Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
            Value::Object(entity) if entity.get("id").is_some_and(Value::is_string) => {
                let id = entity.get("id").and_then(Value::as_str).unwrap_or_default();
                Ok(self.ontology.prefixes().expand(id).map_or_else(|_| id.to_owned(), |iri| iri.into_string()))
            }
            other => Err(Error::request(format!("has the value {other} for `{name}`, which is no value"))),
        };
        let values = values.into_iter().map(text).collect::<Result<_, _>>()?;
        Ok(Property { name: name.to_owned(), values })
    }

    /// The fields of a name, at least one, with the classes that have them.
    pub(super) fn fields(&self, name: &str) -> Result<Vec<(ClassId, &Field)>, Error> {
        let all = self.types.all();
        let fields = all.filter_map(|class| Some((class, self.ontology.class(class).field(name)?)));
        let fields: Vec<_> = fields.collect();
        if fields.is_empty() {
            let problem = format!("has the property `{name:.80}`, which no type has; `suggest/property` lists them");
            return Err(Error::request(problem));
        }
        Ok(fields)
    }
}

fn limit(query: &Value) -> Result<usize, Error> {
    let Some(limit) = member(query, "limit") else { return Ok(DEFAULT_CANDIDATES) };
    let number = limit.as_f64().filter(|number| *number >= 0.0 && number.fract() == 0.0);
    let number =
        number.ok_or_else(|| Error::request(format!("has the `limit` {limit}, which is no number of candidates")))?;
    // Zero is what some clients send for "as you like"; a greater one is not worth an error.
    Ok(if number == 0.0 { DEFAULT_CANDIDATES } else { (number as usize).min(MOST_CANDIDATES) })
}

/// A form field that must be a JSON object.
pub(super) fn object(text: &str, field: &str, example: &str) -> Result<Map<String, Value>, Error> {
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Error::request(format!("`{field}` must be a JSON object such as {example}"))),
        Err(error) => Err(Error::request(format!("`{field}` is not JSON: {error}; send an object such as {example}"))),
    }
}
