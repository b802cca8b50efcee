//! The properties that resources of a class can be grouped by, in one table: the schema is printed from it, and
//! `groupBy` and `facets` are read by it.

use super::subtypes::{own_fields, subtypes};
use crate::ontology::{ClassId, Field, FieldKind, Ontology, PathId, Scalar};
use crate::query::{GroupKey, Hop};
use crate::values::Bucket;

/// A property to group by, with what is said of it.
pub(crate) struct Key<'o> {
    pub(crate) group: GroupKey,
    pub(super) description: String,
    /// The fields from the class to the values, each with the class that has it.
    pub(crate) fields: Vec<(ClassId, &'o Field)>,
}

/// All keys of a class: its own properties, and those of what it links to directly. Of what only some types of an interface have these are
/// closed lists, truths and single links, by which they are told apart.
pub(crate) fn group_keys(ontology: &Ontology, class: ClassId) -> Vec<Key<'_>> {
    let mut keys = Vec::new();
    for field in &ontology.class(class).fields {
        add(ontology, class, &mut keys, &[(class, field)]);
        let (FieldKind::Link { class: target, .. } | FieldKind::Links { class: target }) = field.kind else { continue };
        for inner in &ontology.class(target).fields {
            if matches!(inner.kind, FieldKind::Value { .. } | FieldKind::Link { .. }) {
                add(ontology, class, &mut keys, &[(class, field), (target, inner)]);
            }
        }
        for (subtype, inner) in distinctions(ontology, target) {
            add(ontology, class, &mut keys, &[(class, field), (subtype, inner)]);
        }
    }
    for (subtype, field) in distinctions(ontology, class) {
        add(ontology, class, &mut keys, &[(subtype, field)]);
    }
    // Two ways may make the same name (`a.bC` and `aB.c`); the shorter one is kept.
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(key.group.name.clone()));
    keys
}

/// The fields of the types of an interface by which their resources can be told apart.
fn distinctions(ontology: &Ontology, interface: ClassId) -> impl Iterator<Item = (ClassId, &Field)> {
    let is_telling = |field: &&Field| match field.kind {
        FieldKind::Value { scalar, .. } => matches!(scalar, Scalar::Enum(_) | Scalar::Boolean),
        FieldKind::Link { .. } => true,
        _ => false,
    };
    let of = move |(subtype, _)| {
        own_fields(ontology, interface, subtype).filter(is_telling).map(move |field| (subtype, field))
    };
    subtypes(ontology, interface).flat_map(of)
}

/// The keys of what some fields lead to, one after the other, the first of which `class` or a type below it has.
fn add<'o>(ontology: &'o Ontology, class: ClassId, keys: &mut Vec<Key<'o>>, fields: &[(ClassId, &'o Field)]) {
    let Some(&(_, last)) = fields.last() else { return };
    let (mut way, mut names, mut members) = (Vec::new(), Vec::new(), Vec::new());
    let mut expected = Some(class);
    for (owner, field) in fields {
        if expected != Some(*owner) {
            let name = &ontology.class(*owner).name;
            way.push(Hop::Narrow(*owner));
            names.push(upper_snake(name));
            members.push(format!("as{name}"));
        }
        way.push(Hop::Link(field.path));
        names.push(upper_snake(&field.name));
        members.push(field.name.clone());
        expected = field.kind.class();
    }
    let name = names.join("_");
    let description = match &members[..] {
        [_] => last.description.clone(),
        several => format!("`{}`: {}", several.join("."), last.description),
    };
    let mut push = |suffix: &str, bucket: Option<Bucket>, label: Option<PathId>, description: String| {
        let way = way.clone();
        let datatype = bucket.map_or(last.kind.ends().datatype(), Bucket::datatype);
        let group = GroupKey { name: format!("{name}{suffix}"), way, datatype, bucket, label };
        keys.push(Key { group, description, fields: fields.to_vec() });
    };
    match last.kind {
        FieldKind::Text { .. } | FieldKind::Texts => {}
        FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => {
            push("", None, None, description.clone());
            for (bucket, suffix, what) in buckets(scalar) {
                push(suffix, Some(*bucket), None, format!("By {what}: {description}"));
            }
        }
        FieldKind::Link { class, .. } | FieldKind::Links { class } | FieldKind::Connection { class } => {
            let label = ontology.class(class).title_field().map(|field| field.path);
            push("", None, label, description);
        }
    }
}

/// The stretches of time that the values of a scalar can be taken together by.
fn buckets(scalar: Scalar) -> &'static [(Bucket, &'static str, &'static str)] {
    const ALL: [(Bucket, &str, &str); 3] =
        [(Bucket::Year, "_YEAR", "year"), (Bucket::Month, "_MONTH", "month"), (Bucket::Day, "_DAY", "day")];
    match scalar {
        Scalar::Date | Scalar::DateTime => &ALL,
        Scalar::YearMonth => &ALL[..1],
        Scalar::String
        | Scalar::Int
        | Scalar::BigInt
        | Scalar::Decimal
        | Scalar::Float
        | Scalar::Boolean
        | Scalar::Time
        | Scalar::Year
        | Scalar::Duration
        | Scalar::Iri
        | Scalar::Enum(_) => &[],
    }
}

/// `regionalGroup` → `REGIONAL_GROUP`.
pub(crate) fn upper_snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (i, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && i > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_uppercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_keys_are_in_upper_snake_case() {
        assert_eq!(super::upper_snake("regionalGroup"), "REGIONAL_GROUP");
        assert_eq!(super::upper_snake("themes"), "THEMES");
    }
}
