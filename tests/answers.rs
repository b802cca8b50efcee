//! Answers of the engine: every file of `graphql/` is a case. Its snapshot is the plan and the response, and the naive
//! executor must give the same bytes. To add a case, add a file and run the tests with `INSTA_UPDATE=always`.

use crate::support::{RECORD, REVIEW, case, request};
use plenary::ontology::{Field, FieldKind};
use serde_json::Value;

#[test]
fn cases() {
    let mut failures = Vec::new();
    insta::glob!("graphql/*.graphql", |path| {
        let request = case(path);
        match RECORD.agreed(&request) {
            Ok(data) => {
                let plan = plenary::query::plan(&RECORD.engine.lower(&request).unwrap(), &RECORD.ontology);
                let data: Value = serde_json::from_str(&data).unwrap();
                insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                    insta::assert_snapshot!(format!("{}\n{data:#}", plan.display(&RECORD.ontology)));
                });
            }
            Err(problem) => failures.push(format!("{} {problem}", path.display())),
        }
    });
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The analyses, whose algorithms `analyses.rs` does again by brute force, and bad arguments of theirs.
#[test]
fn analyses() {
    insta::glob!("graphql/analyses/*.graphql", |path| {
        let request = case(path);
        let plan = plenary::query::plan(&RECORD.engine.lower(&request).unwrap(), &RECORD.ontology);
        let response = RECORD.respond(&request);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{}\n{response:#}", plan.display(&RECORD.ontology)));
        });
    });
}

/// Asks every class for one instance and for a page of all, with every field that there is.
#[test]
fn every_field_of_every_type_can_be_asked() {
    for class in REVIEW.ontology.classes() {
        let fields: Vec<_> = class.fields.iter().map(with_selection).collect();
        let fields = fields.join(" ");
        let first = REVIEW.ask(&format!("{{ {}(first: 1) {{ nodes {{ id }} }} }}", class.plural));
        let first = &first[&class.plural]["nodes"][0]["id"];
        if ["ExternalConcept", "Vote", "VoteCount"].contains(&class.name.as_str()) {
            continue; // the record has none; tests/load.rs asks for the first, tests/review.rs for the others
        }
        assert!(first.is_string(), "the record has no {}", class.name);
        let query = format!(
            "{{ {}(id: {first}) {{ id __typename {fields} }} {}(first: 30) {{ totalCount nodes {{ id {fields} }} }} }}",
            class.singular, class.plural
        );
        if let Err(problem) = REVIEW.agreed(&request(&query)) {
            panic!("{query} {problem}");
        }
    }
}

fn with_selection(field: &Field) -> String {
    let selection = match field.kind {
        FieldKind::Value { .. } | FieldKind::Values { .. } | FieldKind::Text { .. } => "",
        FieldKind::Texts => " { value lang }",
        FieldKind::Link { .. } | FieldKind::Links { .. } => " { id __typename }",
        FieldKind::Connection { .. } => "(first: 3) { totalCount nodes { id __typename } }",
    };
    format!("{}{selection}", field.name)
}
