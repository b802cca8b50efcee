//! The JSON-LD context: the names of GraphQL, as what they mean. With it, an object of an answer that has `__typename` and
//! `id` is RDF.

use super::Error;
use crate::ontology::{Class, Field, FieldKind, Ontology, Scalar};
use crate::vocab::xsd;
use serde_json::{Map, Value, json};

/// The context (JSON-LD 1.1): prefixes, and for each class its own names for its fields. Fields that walk several properties
/// have no name in RDF and are left out.
///
/// # Errors
/// If the JSON cannot be written.
pub fn context(ontology: &Ontology) -> Result<Vec<u8>, Error> {
    let mut terms = Map::new();
    terms.insert("@version".into(), json!(1.1));
    for (prefix, namespace) in ontology.prefixes().iter() {
        terms.insert(prefix.to_owned(), json!({ "@id": namespace, "@prefix": true }));
    }
    terms.insert("id".into(), "@id".into());
    terms.insert("__typename".into(), "@type".into());
    for id in ontology.concrete_classes() {
        let class = ontology.class(id);
        terms.insert(class.name.clone(), json!({ "@id": class.iri.as_str(), "@context": fields(ontology, class) }));
    }
    let mut bytes = serde_json::to_vec_pretty(&json!({ "@context": terms })).map_err(std::io::Error::other)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn fields(ontology: &Ontology, class: &Class) -> Map<String, Value> {
    let defined = class.fields.iter().filter_map(|field| Some((field.name.clone(), definition(ontology, field)?)));
    defined.collect()
}

fn definition(ontology: &Ontology, field: &Field) -> Option<Value> {
    let [step] = ontology.path(field.path).steps.as_slice() else { return None };
    let mut definition = Map::new();
    definition.insert(if step.inverse { "@reverse" } else { "@id" }.into(), step.predicate.as_str().into());
    if step.members && field.kind.class().is_none() {
        definition.insert("@container".into(), "@list".into());
    }
    match field.kind {
        FieldKind::Text { .. } => {
            definition.insert("@container".into(), "@language".into());
        }
        FieldKind::Texts => {
            definition.insert("@context".into(), json!({ "value": "@value", "lang": "@language" }));
        }
        FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => {
            if let Some(ty) = type_of(scalar) {
                definition.insert("@type".into(), ty.into());
            }
        }
        FieldKind::Link { .. } | FieldKind::Links { .. } | FieldKind::Connection { .. } => {
            definition.insert("@type".into(), "@id".into());
        }
    }
    Some(definition.into())
}

/// The type of a value that JSON does not say by itself.
fn type_of(scalar: Scalar) -> Option<&'static str> {
    Some(match scalar {
        Scalar::Iri => "@id",
        Scalar::BigInt => xsd::INTEGER,
        Scalar::Decimal => xsd::DECIMAL,
        Scalar::Date => xsd::DATE,
        Scalar::DateTime => xsd::DATE_TIME,
        Scalar::Time => xsd::TIME,
        Scalar::Year => xsd::G_YEAR,
        Scalar::YearMonth => xsd::G_YEAR_MONTH,
        Scalar::Duration => xsd::DURATION,
        Scalar::String | Scalar::Int | Scalar::Float | Scalar::Boolean | Scalar::Enum(_) => return None,
    })
}
