//! The manifest that a client reads first: the service's identity, what it can match, and the addresses of its parts.

use super::MOST_VALUES;
use super::types::{Types, write};
use crate::ontology::Ontology;
use crate::vocab::rdfs;
use serde_json::{Value, json};

/// The manifest of a service whose routes begin with `base`, such as `http://localhost:7878/reconcile`, on a server whose
/// pages about resources begin with `pages` and end with an IRI. Identifiers are full IRIs; `space` is what those of the
/// dataset's own resources begin with (`void:uriSpace`), if it says so.
pub fn manifest(ontology: &Ontology, space: Option<&str>, base: &str, pages: &str) -> Value {
    let types = Types::of(ontology);
    let default: Vec<_> = types.topmost(ontology).map(|class| write(ontology, class)).collect();
    // Types are given by name; where they are defined is the namespace of the first class.
    let schema = ontology.classes().first().map_or("", |class| namespace(class.iri.as_str()));
    let suggest = |kind: &str| json!({ "service_url": base, "service_path": format!("/suggest/{kind}") });
    json!({
        "versions": ["0.2"],
        "name": "Plenary",
        "identifierSpace": space.unwrap_or(rdfs::RESOURCE),
        "schemaSpace": schema,
        "serviceVersion": env!("CARGO_PKG_VERSION"),
        "defaultTypes": default,
        "view": { "url": format!("{pages}{{{{id}}}}") },
        "preview": { "url": format!("{base}/preview?id={{{{id}}}}"), "width": 430, "height": 200 },
        "suggest": { "entity": suggest("entity"), "type": suggest("type"), "property": suggest("property") },
        "extend": {
            "propose_properties": { "service_url": base, "service_path": "/properties" },
            "property_settings": [{
                "name": "limit",
                "label": "Most values",
                "type": "number",
                "default": 0,
                "help_text": format!("Of each resource at most so many values; 0 for all, up to {MOST_VALUES}."),
            }],
        },
    })
}

fn namespace(iri: &str) -> &str {
    iri.rfind(['#', '/']).map_or(iri, |end| &iri[..=end])
}
