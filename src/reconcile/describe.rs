//! What the service says about resources: their names, descriptions and types.

use super::{Error, Service, types};
use crate::ontology::{ClassId, PathId};
use crate::query::Reader;
use crate::snapshot::Id;
use serde_json::{Value, json};

/// A longer description is cut.
const LONGEST_DESCRIPTION: usize = 200;

/// A resource with its object type.
pub(super) type Typed = (Id, ClassId);

impl<R: Reader> Service<'_, R> {
    /// The object types of resources; those that cannot be matched are left out.
    pub(super) fn typed(&self, ids: &[Id]) -> Result<Vec<Typed>, Error> {
        let types = self.types.concrete(self.ontology);
        let classes = self.read(|reader, budget| reader.types(ids, &types, budget))?;
        Ok(ids.iter().copied().zip(classes).filter_map(|(id, class)| Some((id, class?))).collect())
    }

    /// The resources of identifiers, each a full IRI or prefix:name; none for those that are not there.
    pub(super) fn find(&self, ids: &[&str]) -> Result<Vec<Option<Id>>, Error> {
        let expanded: Vec<_> = ids.iter().map(|id| self.ontology.prefixes().expand(id).ok()).collect();
        let iris: Vec<_> = expanded.iter().flatten().cloned().collect();
        let types = self.types.concrete(self.ontology);
        let found = self.read(|reader, budget| reader.lookup(&iris, &types, budget))?;
        let mut found = found.into_iter();
        Ok(expanded.iter().map(|iri| iri.as_ref().and_then(|_| found.next()).filter(|&id| id != Id::NONE)).collect())
    }

    /// One text of each resource, where its class has it.
    fn texts(
        &self,
        resources: &[Typed],
        path: impl Fn(ClassId) -> Option<PathId>,
        any: bool,
    ) -> Result<Vec<Option<String>>, Error> {
        let mut texts = vec![None; resources.len()];
        let mut paths: Vec<PathId> = resources.iter().filter_map(|(_, class)| path(*class)).collect();
        paths.sort_unstable();
        paths.dedup();
        for at in paths {
            let has = |class: ClassId| path(class) == Some(at);
            let ids: Vec<Id> = resources.iter().map(|&(id, class)| if has(class) { id } else { Id::NONE }).collect();
            let found = self.read(|reader, budget| reader.text(&ids, at, &self.languages, any, budget))?;
            for (text, id) in texts.iter_mut().zip(found).filter(|(_, id)| *id != Id::NONE) {
                *text = Some(self.reader.term(id).to_owned());
            }
        }
        Ok(texts)
    }

    /// The name of each resource in the language that fits best; its IRI if it has none.
    pub(super) fn names(&self, resources: &[Typed]) -> Result<Vec<String>, Error> {
        let labels = self.texts(resources, |class| self.ontology.label(class), true)?;
        let name =
            |(label, &(id, _)): (Option<String>, &Typed)| label.unwrap_or_else(|| self.reader.term(id).to_owned());
        Ok(labels.into_iter().zip(resources).map(name).collect())
    }

    /// What distinguishes each from others of the same name.
    pub(super) fn descriptions(&self, resources: &[Typed]) -> Result<Vec<Option<String>>, Error> {
        let texts = self.texts(resources, |class| types::description(self.ontology, class), false)?;
        Ok(texts.into_iter().map(|text| text.map(shortened)).collect())
    }

    /// Resources as they are written: identifier, name, description, and the types under the key that is asked for.
    pub(super) fn write(&self, resources: &[Typed], types_key: &str) -> Result<Vec<Value>, Error> {
        let (names, descriptions) = (self.names(resources)?, self.descriptions(resources)?);
        let write = |((&(id, class), name), description): ((&Typed, String), Option<String>)| {
            let mut json = json!({ "id": self.reader.term(id), "name": name });
            if let Some(description) = description {
                json["description"] = description.into();
            }
            json[types_key] = json!([types::write(self.ontology, class)]);
            json
        };
        Ok(resources.iter().zip(names).zip(descriptions).map(write).collect())
    }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST_DESCRIPTION) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}
