//! What can be asked of all that a search finds: conditions by type, and counts by type and by properties.

use super::arguments::Arguments;
use super::collect::Collected;
use super::conditions::ConditionReader;
use super::error::Error;
use super::groups::{facet_parts, read_first};
use super::lowering::Lowering;
use super::signatures::{DEFAULT_PAGE, MOST_GROUPS, Signature, list, named, required};
use crate::ontology::{ClassId, FieldKind, Ontology};
use crate::query::{
    Condition, ConnectionPart, Counting, Facet, GroupKey, Hop, Search, SearchFacet, SelectedPart, TypePart,
};
use crate::snapshot::best_text;
use async_graphql::Value;
use async_graphql::dynamic::{InputObject, InputValue, TypeRef};
use std::sync::Arc;

/// The input type of `where`.
pub(super) const CONDITION: &str = "SearchWhere";

/// Most properties that are counted, each of which takes all that is found.
const MOST_FACETS: usize = 32;
/// Most fields on the way to a property.
const LONGEST_WAY: usize = 4;

/// The fields of a search's connection.
pub(super) fn signatures() -> Vec<Signature> {
    let argument = |name: &str, ty: TypeRef, description: String| InputValue::new(name, ty).description(description);
    let fields = format!(
        "Names of fields of the types that are found, such as `themes` or `intervention.speaker`: {MOST_FACETS} at most. What has no such \
         field is not counted."
    );
    let first = format!(
        "Number of values to give of each, the most frequent first: {DEFAULT_PAGE} if left out, at most {MOST_GROUPS}."
    );
    let suggestion = "The query with another word for each that no text has: the nearest that some text has, with one or two letters \
                      changed. Null if no word has to be changed, or none is near.";
    vec![
        Signature::new(
            "matched",
            required("SearchMode"),
            "How the words combine in what is found: `mode`, or `fallback`.",
        ),
        Signature::new("suggestion", named(TypeRef::STRING), suggestion),
        Signature::new(
            "typeCounts",
            list("FacetValue"),
            "How many of each type there are on all pages, the most first.",
        ),
        Signature::new("facets", list("Facet"), "Counts of what is found by the values of fields, over all pages.")
            .with(vec![
                argument("fields", TypeRef::named_nn_list_nn(TypeRef::STRING), fields),
                argument("first", named(TypeRef::INT), first),
            ]),
    ]
}

/// The input type of `where`: a condition for each type.
pub(super) fn condition(ontology: &Ontology) -> InputObject {
    let description = "Conditions on what a search finds. What is of a type meets the condition on it; what is of no type that is named here passes.";
    members(ontology).fold(InputObject::new(CONDITION).description(description), |input, (name, id)| {
        let class = &ontology.class(id).name;
        let ty = TypeRef::named(format!("{class}Where"));
        input.field(InputValue::new(name, ty).description(format!("A {class} that is found meets this.")))
    })
}

/// The members of `where`, each with the class that it is about.
fn members(ontology: &Ontology) -> impl Iterator<Item = (&str, ClassId)> {
    let mut seen = std::collections::HashSet::new();
    let declared = ontology.class_ids().filter(|&id| ontology.class(id).direct_of.is_none());
    declared.map(|id| (ontology.class(id).singular.as_str(), id)).filter(move |(name, _)| seen.insert(*name))
}

/// Reads `where`.
pub(super) fn filters(ontology: &Ontology, arguments: &Arguments<'_, '_>) -> Result<Vec<(ClassId, Condition)>, Error> {
    let Some(value) = arguments.value("where") else { return Ok(Vec::new()) };
    let Value::Object(given) = value else {
        return Err(arguments.error("where", format_args!("is {value}, but must be an object")));
    };
    let reader = ConditionReader { ontology, arguments };
    let read = |(name, value): (&async_graphql::Name, &Value)| {
        let known = members(ontology).find(|(known, _)| *known == name.as_str());
        let unknown = || arguments.error("where", format_args!("has {name}, which is no type that is searched"));
        let (_, class) = known.ok_or_else(unknown)?;
        Ok((class, reader.read(class, value, &format!("where.{name}"))?))
    };
    given.iter().map(read).collect()
}

/// Lowers `typeCounts`.
pub(super) fn type_counts<'a>(
    this: &mut Lowering<'a, '_>,
    field: &Collected<'a>,
    types: &[ClassId],
) -> Result<SelectedPart, Error> {
    let ontology = this.ontology();
    let parts = this.parts(&field.sets(), "FacetValue", |this, field| {
        Ok(match field.name() {
            "value" => {
                let name = |&id: &ClassId| (id, ontology.class(id).name.clone());
                Some(TypePart::Name(types.iter().map(name).collect()))
            }
            "label" => {
                let own = this.arguments(field).languages()?.unwrap_or_default();
                let chain = this.chain(own);
                let name = |&id: &ClassId| {
                    let names = ontology.class(id).names();
                    (id, best_text(&names, &chain).map(|text| text.value.clone()).unwrap_or_default())
                };
                Some(TypePart::Name(types.iter().map(name).collect()))
            }
            "count" => Some(TypePart::Count),
            "__typename" => Some(TypePart::Typename),
            _ => None,
        })
    })?;
    Ok(ConnectionPart::Types(parts))
}

/// Lowers `facets`, and has the search count them.
pub(super) fn facets<'a>(
    this: &mut Lowering<'a, '_>,
    field: &Collected<'a>,
    search: &mut Search,
) -> Result<SelectedPart, Error> {
    let ontology = this.ontology();
    let arguments = this.arguments(field);
    let names = arguments.list("fields").unwrap_or_default();
    if names.len() > MOST_FACETS {
        let count = names.len();
        return Err(arguments.error("fields", format_args!("has {count} fields, but takes at most {MOST_FACETS}")));
    }
    let first = read_first(&arguments, DEFAULT_PAGE)?;
    let mut asked = Vec::new();
    for name in names {
        let Value::String(name) = name else {
            return Err(arguments.error("fields", format_args!("has {name}, which is no string")));
        };
        let keys = keys(ontology, &search.types, &name).map_err(|problem| arguments.error("fields", problem))?;
        asked.push(SearchFacet { name, keys, first });
    }
    if search.facets.len() + asked.len() > MOST_FACETS {
        return Err(arguments.error("fields", format_args!("make more than {MOST_FACETS} facets of one search")));
    }
    let (parts, values) = facet_parts(this, field)?;
    let facet = |facet: &SearchFacet| {
        let keys = facet.keys.iter().take(1).map(|(_, key)| key.clone()).collect();
        let counting = Counting { filter: Arc::new(Condition::anything()), keys, distinct: Vec::new(), first };
        Facet { counting, values: values.clone() }
    };
    let facets = asked.iter().map(facet).collect();
    for facet in asked {
        if !search.facets.contains(&facet) {
            search.facets.push(facet);
        }
    }
    Ok(ConnectionPart::Facets { facets, parts })
}

/// Where a property stands for each of some types that has it: names of fields with dots between them.
fn keys(ontology: &Ontology, types: &[ClassId], name: &str) -> Result<Vec<(Vec<ClassId>, GroupKey)>, String> {
    let names: Vec<&str> = name.split('.').collect();
    if names.len() > LONGEST_WAY {
        return Err(format!("has `{name}`, which leads over more than {LONGEST_WAY} fields"));
    }
    let mut keys: Vec<(Vec<ClassId>, GroupKey)> = Vec::new();
    for &class in types {
        let Some((way, kind)) = way(ontology, class, &names) else { continue };
        if matches!(kind, FieldKind::Text { .. } | FieldKind::Texts) {
            return Err(format!("has `{name}`, a text; only values and links can be counted"));
        }
        match keys.iter_mut().find(|(_, key)| key.way == way) {
            Some((types, _)) => types.push(class),
            None => {
                let label = kind.class().and_then(|class| ontology.class(class).title_field()).map(|field| field.path);
                let key =
                    GroupKey { name: name.to_owned(), way, datatype: kind.ends().datatype(), bucket: None, label };
                keys.push((vec![class], key));
            }
        }
    }
    if keys.is_empty() { Err(format!("has `{name}`, which is no field of a type that is searched")) } else { Ok(keys) }
}

fn way(ontology: &Ontology, class: ClassId, names: &[&str]) -> Option<(Vec<Hop>, FieldKind)> {
    let (last, links) = names.split_last()?;
    let (mut class, mut way) = (class, Vec::with_capacity(names.len()));
    for link in links {
        let field = ontology.class(class).field(link)?;
        way.push(Hop::Link(field.path));
        class = field.kind.class()?;
    }
    let field = ontology.class(class).field(last)?;
    way.push(Hop::Link(field.path));
    Some((way, field.kind))
}
