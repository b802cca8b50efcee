//! Commits to test with.

use crate::{Change, Content};
use oxigraph::model::{BaseDirection, BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use proptest::collection::vec;
use proptest::prelude::*;

pub(super) fn iri(name: &str) -> NamedNode {
    NamedNode::new(format!("http://example.org/{name}")).unwrap()
}

/// A quad that is unlike those of other numbers.
pub(super) fn quad(number: usize) -> Quad {
    Quad::new(iri(&format!("s{number}")), iri("p"), Literal::from(format!("value {number}")), GraphName::DefaultGraph)
}

/// A commit that is unlike those of other numbers.
pub(super) fn content(number: usize) -> Content {
    let deleted = number.checked_sub(1).map(quad);
    let mut content = Content::new(Change::new([quad(number)], deleted).unwrap());
    content.author = Some("ana".to_owned());
    content.message = Some(format!("number {number}"));
    content
}

fn any_iri() -> impl Strategy<Value = NamedNode> {
    let names = ["a", "b", "p", "q", "π/τ", "c#d?e=f%20g"];
    proptest::sample::select(names.to_vec()).prop_map(iri)
}

fn any_blank() -> impl Strategy<Value = BlankNode> {
    proptest::sample::select(vec!["b", "b0", "12", "ab12ef", "x.y-z", "_u", "é"])
        .prop_map(|label| BlankNode::new(label).unwrap())
}

fn any_subject() -> impl Strategy<Value = NamedOrBlankNode> {
    prop_oneof![any_iri().prop_map(Into::into), any_blank().prop_map(Into::into)]
}

fn any_literal() -> impl Strategy<Value = Literal> {
    let special = proptest::sample::select(vec![
        "",
        "\"",
        "\\",
        "\n\r\t",
        "<_:x>",
        "# .",
        "\u{0}",
        "\u{7f}\u{85}",
        "\u{fffe}",
        ")>>",
        "\\u0041",
    ]);
    let text = prop_oneof![special.prop_map(str::to_owned), any::<String>()];
    (text, 0..5).prop_map(|(text, kind)| match kind {
        0 => Literal::new_language_tagged_literal(text, "en-GB").unwrap(),
        1 => Literal::new_directional_language_tagged_literal(text, "ar", BaseDirection::Rtl).unwrap(),
        2 => Literal::new_typed_literal(text, iri("type")),
        _ => text.into(),
    })
}

pub(super) fn any_term() -> impl Strategy<Value = Term> {
    let leaf = prop_oneof![
        any_iri().prop_map(Term::from),
        any_blank().prop_map(Term::from),
        any_literal().prop_map(Term::from)
    ];
    leaf.prop_recursive(3, 6, 1, |inner| {
        (any_subject(), any_iri(), inner)
            .prop_map(|(subject, predicate, object)| Triple::new(subject, predicate, object).into())
    })
}

pub(super) fn any_graph() -> impl Strategy<Value = GraphName> {
    prop_oneof![Just(GraphName::DefaultGraph), any_iri().prop_map(Into::into), any_blank().prop_map(Into::into)]
}

pub(super) fn any_quad() -> impl Strategy<Value = Quad> {
    (any_subject(), any_iri(), any_term(), any_graph())
        .prop_map(|(subject, predicate, object, graph)| Quad::new(subject, predicate, object, graph))
}

pub(super) fn any_content() -> impl Strategy<Value = Content> {
    let some = || proptest::option::of("[ -~\u{e9}\n]{0,12}");
    // None of the names that the journal keeps for itself, such as `id`.
    let headers = vec(("h[a-z]|x y|\"", any_term()), 0..3);
    (vec(any_quad(), 0..6), vec(any_quad(), 0..4), some(), some(), headers, any::<u8>()).prop_map(
        |(added, mut deleted, author, message, headers, number)| {
            deleted.retain(|quad| !added.contains(quad));
            Content {
                author,
                message,
                headers,
                request: Some([number; 32]).filter(|_| number > 9),
                ..Content::new(Change::new(added, deleted).unwrap())
            }
        },
    )
}
