//! Suggestions during typing: resources, types and properties.

use super::{Error, MOST_CANDIDATES, Service, types};
use crate::query::Reader;
use crate::search::Mode;
use crate::search::words::fold_whole;
use serde_json::{Value, json};
use std::collections::HashSet;

impl<R: Reader> Service<'_, R> {
    /// The resources whose names begin with, or have words that begin with, what was typed; the first `cursor` are left out.
    ///
    /// # Errors
    /// If what was typed is too long, or a limit is exceeded.
    pub fn suggest_entities(&self, prefix: &str, cursor: usize) -> Result<Value, Error> {
        let types = self.types.concrete(self.ontology);
        let mut found: Vec<_> = self.find(&[prefix])?.into_iter().flatten().collect();
        found.extend(self.search(prefix, Mode::Prefix, &types)?);
        let mut seen = HashSet::new();
        found.retain(|id| seen.insert(*id));
        let resources: Vec<_> = self.typed(&found)?.into_iter().skip(cursor).collect();
        Ok(json!({ "result": self.write(&resources, "notable")? }))
    }

    /// The types whose names have what was typed.
    pub fn suggest_types(&self, prefix: &str, cursor: usize) -> Value {
        let wanted = fold_whole(prefix);
        let fits = |name: &str| fold_whole(name).contains(&wanted);
        let fitting = self.types.all().filter(|&class| fits(&self.ontology.class(class).name));
        let written = fitting.map(|class| types::write_described(self.ontology, class));
        json!({ "result": written.skip(cursor).take(MOST_CANDIDATES).collect::<Vec<_>>() })
    }

    /// The properties whose names have what was typed.
    pub fn suggest_properties(&self, prefix: &str, cursor: usize) -> Value {
        let wanted = fold_whole(prefix);
        let fits = |name: &str| fold_whole(name).contains(&wanted);
        let mut seen = HashSet::new();
        let fields = self.types.all().flat_map(|class| &self.ontology.class(class).fields);
        let fitting = fields.filter(|field| fits(&field.name) && seen.insert(&field.name));
        let written =
            fitting.map(|field| json!({ "id": field.name, "name": field.name, "description": field.description }));
        json!({ "result": written.skip(cursor).take(MOST_CANDIDATES).collect::<Vec<_>>() })
    }

    /// The properties of a type, for data extension.
    ///
    /// # Errors
    /// If there is no such type.
    pub fn propose_properties(&self, name: &str, limit: Option<usize>) -> Result<Value, Error> {
        let class = self.types.find(self.ontology, name).map_err(|error| match error {
            Error::Request(problem) => Error::request(format!("the request {problem}")),
            other => other,
        })?;
        let fields = self.ontology.class(class).fields.iter().take(limit.unwrap_or(usize::MAX));
        let properties: Vec<_> = fields.map(|field| json!({ "id": field.name, "name": field.name })).collect();
        let mut json = json!({ "type": self.ontology.class(class).name, "properties": properties });
        if let Some(limit) = limit {
            json["limit"] = limit.into();
        }
        Ok(json)
    }
}
