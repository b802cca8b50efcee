//! Data extension: values of properties of resources that have been matched, for new columns of a table.

use super::describe::Typed;
use super::queries::object;
use super::{Error, MOST_QUERIES, MOST_VALUES, Service, member, types};
use crate::ontology::{ClassId, Field, FieldKind, PathId, Scalar};
use crate::query::{Links, Listing, Reader, Window};
use crate::snapshot::{Id, only_once};
use crate::values::{Datatype, as_moment};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// A property that is asked for.
struct Wanted {
    name: String,
    /// Most values of one resource.
    limit: usize,
}

impl<R: Reader> Service<'_, R> {
    /// Answers a data extension, the value of the form field `extend`. A resource that is not there has a row without values.
    ///
    /// # Errors
    /// If it is no such request, is too large, or names properties that there are not. If a limit is exceeded.
    pub fn extend(&self, extend: &str) -> Result<Value, Error> {
        let example = r#"{"ids": ["actor:chn"], "properties": [{"id": "regionalGroup"}]}"#;
        let request = Value::Object(object(extend, "extend", example)?);
        let list = |name: &str| {
            let list = member(&request, name).and_then(Value::as_array);
            list.ok_or_else(|| Error::request(format!("`extend` needs the list `{name}`, as in {example}")))
        };
        let id = |id: &'_ Value| match id {
            Value::String(id) => Ok(id.clone()),
            other => Err(Error::request(format!("`extend` has the id {other}, which is no string"))),
        };
        let ids = list("ids")?.iter().map(id).collect::<Result<Vec<String>, _>>()?;
        if ids.len() > MOST_QUERIES {
            let problem = format!("`extend` has {} ids, but at most {MOST_QUERIES} are taken at a time", ids.len());
            return Err(Error::request(problem));
        }
        let wanted = list("properties")?.iter().map(|property| self.wanted(property)).collect::<Result<Vec<_>, _>>()?;
        let found = self.find(&ids.iter().map(String::as_str).collect::<Vec<_>>())?;
        let there: Vec<Id> = found.iter().flatten().copied().collect();
        let typed: HashMap<Id, ClassId> = self.typed(&there)?.into_iter().collect();
        let resources: Vec<Option<Typed>> =
            found.iter().map(|id| id.and_then(|id| Some((id, *typed.get(&id)?)))).collect();
        let mut rows: Vec<Map<String, Value>> = vec![Map::new(); ids.len()];
        let mut meta = Vec::new();
        for property in &wanted {
            meta.push(self.meta(property)?);
            for (row, values) in rows.iter_mut().zip(self.values(&resources, property)?) {
                row.insert(property.name.clone(), values.into());
            }
        }
        let rows: Map<_, _> = ids.into_iter().zip(rows.into_iter().map(Value::Object)).collect();
        Ok(json!({ "meta": meta, "rows": rows }))
    }

    fn wanted(&self, property: &Value) -> Result<Wanted, Error> {
        let name = member(property, "id").and_then(Value::as_str);
        let name =
            name.ok_or_else(|| Error::request(format!("`extend` has the property {property}, which has no `id`")))?;
        self.fields(name).map_err(|error| match error {
            Error::Request(problem) => Error::request(format!("`extend` {problem}")),
            other => other,
        })?;
        // Clients send numbers of settings as numbers or as strings; zero stands for as many as there may be.
        let limit = member(property, "settings").and_then(|settings| member(settings, "limit"));
        let limit = limit.and_then(|limit| limit.as_u64().or_else(|| limit.as_str()?.parse().ok())).unwrap_or(0);
        let limit = usize::try_from(limit).unwrap_or(MOST_VALUES);
        Ok(Wanted { name: name.to_owned(), limit: if limit == 0 { MOST_VALUES } else { limit.min(MOST_VALUES) } })
    }

    /// What a property is; of links with the type that they lead to.
    fn meta(&self, property: &Wanted) -> Result<Value, Error> {
        let mut meta = json!({ "id": property.name, "name": property.name });
        let ends = self.fields(&property.name)?.into_iter().find_map(|(_, field)| field.kind.class());
        if let Some(class) = ends.filter(|&class| self.types.all().any(|known| known == class)) {
            meta["type"] = types::write(self.ontology, class);
        }
        Ok(meta)
    }

    /// The values of a property of each resource.
    fn values(&self, resources: &[Option<Typed>], property: &Wanted) -> Result<Vec<Vec<Value>>, Error> {
        let mut all = vec![Vec::new(); resources.len()];
        let mut fields: Vec<&Field> = self.fields(&property.name)?.into_iter().map(|(_, field)| field).collect();
        fields.dedup_by_key(|field| (field.path, field.kind));
        for field in fields {
            let has = |class: ClassId| {
                self.ontology.class(class).field(&property.name).is_some_and(|own| own.path == field.path)
            };
            let row =
                |resource: &Option<Typed>| resource.filter(|(_, class)| has(*class)).map_or(Id::NONE, |(id, _)| id);
            let ids: Vec<Id> = resources.iter().map(row).collect();
            for (values, new) in all.iter_mut().zip(self.values_of(&ids, field, property.limit)?) {
                if values.is_empty() {
                    *values = new;
                }
            }
        }
        Ok(all)
    }

    fn values_of(&self, ids: &[Id], field: &Field, limit: usize) -> Result<Vec<Vec<Value>>, Error> {
        if let FieldKind::Text { required } = field.kind {
            let texts = self.read(|reader, budget| reader.text(ids, field.path, &self.languages, required, budget))?;
            let value = |id: Id| (id != Id::NONE).then(|| json!({ "str": self.reader.term(id) }));
            return Ok(texts.into_iter().map(|text| value(text).into_iter().collect()).collect());
        }
        if field.kind.class().is_some() {
            let listing = Listing::page(Window { first: Some(limit), ..Window::all() });
            let links = self.read(|reader, budget| reader.links(ids, field.path, &listing, budget))?;
            return self.links(ids.len(), &links);
        }
        self.literals(ids, field.path, field.kind, limit)
    }

    fn literals(&self, ids: &[Id], path: PathId, kind: FieldKind, limit: usize) -> Result<Vec<Vec<Value>>, Error> {
        let values = self.read(|reader, budget| reader.literals(ids, path, None, budget))?;
        let scalar = match kind {
            FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => scalar,
            _ => Scalar::String,
        };
        let most = if matches!(kind, FieldKind::Value { .. }) { 1 } else { limit };
        let row =
            |row: usize| values.list(row).iter().take(most).map(|&id| value(scalar, self.reader.term(id))).collect();
        Ok((0..ids.len()).map(row).collect())
    }

    fn links(&self, rows: usize, links: &Links) -> Result<Vec<Vec<Value>>, Error> {
        let mut distinct = links.ids.clone();
        only_once(&mut distinct);
        let typed = self.typed(&distinct)?;
        let names: HashMap<Id, String> = typed.iter().map(|(id, _)| *id).zip(self.names(&typed)?).collect();
        let value = |id: &Id| {
            let iri = self.reader.term(*id);
            json!({ "id": iri, "name": names.get(id).map_or(iri, String::as_str) })
        };
        Ok((0..rows).map(|row| links.list(row).iter().map(value).collect()).collect())
    }
}

/// The greatest number up to which JSON's readers know every integer: 2⁵³ − 1 (RFC 8259, section 6).
const EXACT: u64 = 9_007_199_254_740_991;

/// A value in the form that the specification has for its type; numbers that JSON would change stay texts.
fn value(scalar: Scalar, text: &str) -> Value {
    match scalar {
        Scalar::Int | Scalar::BigInt => text
            .parse::<i64>()
            .ok()
            .filter(|number| number.unsigned_abs() <= EXACT)
            .map_or_else(|| json!({ "str": text }), |number| json!({ "int": number })),
        Scalar::Float => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map_or_else(|| json!({ "str": text }), |number| json!({ "float": number })),
        Scalar::Date => {
            as_moment(Datatype::Date, text).map_or_else(|| json!({ "str": text }), |moment| json!({ "date": moment }))
        }
        Scalar::DateTime => json!({ "date": text }),
        Scalar::String
        | Scalar::Decimal
        | Scalar::Boolean
        | Scalar::Time
        | Scalar::Year
        | Scalar::YearMonth
        | Scalar::Duration
        | Scalar::Iri
        | Scalar::Enum(_) => json!({ "str": text }),
    }
}
