//! The ontology's prefixes, to be put in front of queries.

use plenary_ontology::Prefixes;
use serde_json::{Map, Value};

/// As SPARQL, which is also Turtle: one `PREFIX` a line.
pub fn prefixes_as_text(prefixes: &Prefixes) -> String {
    prefixes.iter().map(|(prefix, namespace)| format!("PREFIX {prefix}: <{namespace}>\n")).collect()
}

/// As a JSON object: namespaces by prefix.
pub fn prefixes_as_json(prefixes: &Prefixes) -> String {
    let members: Map<String, Value> =
        prefixes.iter().map(|(prefix, namespace)| (prefix.to_owned(), namespace.into())).collect();
    Value::from(members).to_string()
}
