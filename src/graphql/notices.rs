//! `extensions.notices`: why a field is null without an error.

use crate::ontology::Ontology;
use crate::query::{self, Unknown};

/// Most bytes of an identifier that is repeated.
const LONGEST_IDENTIFIER: usize = 1000;

/// A notice for each identifier that is unknown; none if all are known.
pub(super) fn notices(ontology: &Ontology, unknown: &[Unknown]) -> Option<serde_json::Value> {
    (!unknown.is_empty()).then(|| unknown.iter().map(|unknown| notice(ontology, unknown)).collect())
}

/// Why a field is null without an error, and what may have been meant.
fn notice(ontology: &Ontology, unknown: &Unknown) -> serde_json::Value {
    let short = |iri: &str| match ontology.prefixes().split(iri) {
        Some((prefix, name)) => format!("{prefix}:{name}"),
        None => iri.to_owned(),
    };
    let asked = query::shortened(&short(unknown.iri.as_str()), LONGEST_IDENTIFIER);
    let like: Vec<_> = unknown.near.like.iter().map(|iri| short(iri)).collect();
    let message = match (unknown.near.is_a, like.as_slice()) {
        (Some(class), _) => {
            let name = &ontology.class(class).name;
            format!("`{asked}` is of the type {name}, which this field does not give; `node` gives every type")
        }
        (None, []) => format!("nothing that this field gives has the identifier `{asked}`"),
        (None, like) => {
            format!("nothing that this field gives has the identifier `{asked}`; did you mean {}?", like.join(" or "))
        }
    };
    let mut path = vec![serde_json::Value::from(unknown.key.as_str())];
    path.extend(unknown.index.map(serde_json::Value::from));
    serde_json::json!({ "message": message, "path": path })
}
