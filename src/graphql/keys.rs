//! The properties that resources of a class can be grouped by, in one table: the schema is printed from it, and
//! `groupBy` and `facets` are read by it.

use crate::ontology::{ClassId, FieldKind, Ontology, PathId, Scalar};
use crate::query::GroupKey;
use crate::values::Bucket;

/// All keys of a class with their documentation: its own properties, and those of what it links to directly.
pub(super) fn group_keys(ontology: &Ontology, class: ClassId) -> Vec<(GroupKey, String)> {
    let mut keys = Vec::new();
    for field in &ontology.class(class).fields {
        let name = upper_snake(&field.name);
        add(ontology, &mut keys, &name, &[], field.path, field.kind, &field.description);
        let (FieldKind::Link { class: target, .. } | FieldKind::Links { class: target }) = field.kind else { continue };
        for inner in &ontology.class(target).fields {
            if matches!(inner.kind, FieldKind::Value { .. } | FieldKind::Link { .. }) {
                let name = format!("{name}_{}", upper_snake(&inner.name));
                let description = format!("`{}.{}`: {}", field.name, inner.name, inner.description);
                add(ontology, &mut keys, &name, &[field.path], inner.path, inner.kind, &description);
            }
        }
    }
    // Two fields may make the same name (`a.bC` and `aB.c`); the shorter way is kept.
    let mut seen = std::collections::HashSet::new();
    keys.retain(|(key, _)| seen.insert(key.name.clone()));
    keys
}

fn add(
    ontology: &Ontology,
    keys: &mut Vec<(GroupKey, String)>,
    name: &str,
    before: &[PathId],
    path: PathId,
    kind: FieldKind,
    description: &str,
) {
    let mut push = |suffix: &str, bucket: Option<Bucket>, label: Option<PathId>, description: String| {
        let paths = before.iter().copied().chain([path]).collect();
        let datatype = bucket.map_or(kind.ends().datatype(), Bucket::datatype);
        keys.push((GroupKey { name: format!("{name}{suffix}"), paths, datatype, bucket, label }, description));
    };
    match kind {
        FieldKind::Text { .. } | FieldKind::Texts => {}
        FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => {
            push("", None, None, description.to_owned());
            for (bucket, suffix, what) in buckets(scalar) {
                push(suffix, Some(*bucket), None, format!("By {what}: {description}"));
            }
        }
        FieldKind::Link { class, .. } | FieldKind::Links { class } | FieldKind::Connection { class } => {
            let label = ontology.class(class).title_field().map(|field| field.path);
            push("", None, label, description.to_owned());
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
fn upper_snake(name: &str) -> String {
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
