//! `sh:minLength` and `sh:maxLength` in characters.
//!
//! The engine compares the number of bytes in UTF-8, by which 日本語 has a length of 9. So each such constraint becomes
//! one that counts characters, `sh:node [ sh:pattern "^.{0,3}$" ; sh:flags "s" ]`, and what the engine reports about
//! that is turned back.

use super::sh;
use oxigraph::model::{BlankNode, Graph, Literal, NamedOrBlankNode, TermRef, Triple};
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_core::vocabs::ShaclVocab;
use shacl::types::MessageMap;
use shacl::validator::report::ValidationResult;

/// The greatest length that can be asked for: the engine compiles patterns of up to a megabyte, here some 1,000 bytes a
/// character.
pub(super) const MOST: u32 = 900;

const PREFIX: &str = "length";

/// The constraints that were rewritten; the `i`th is about the blank node `_:length<i>`.
#[derive(Default)]
pub(super) struct Lengths {
    constraints: Vec<Length>,
}

#[derive(Clone, Copy)]
enum Length {
    Min(u32),
    Max(u32),
}

/// The shapes with all lengths as patterns.
pub(super) fn by_pattern(shapes: &Graph) -> (Graph, Lengths) {
    let mut rewritten = shapes.clone();
    let mut lengths = Lengths::default();
    for (property, length) in [("minLength", Length::Min as fn(u32) -> Length), ("maxLength", Length::Max)] {
        for triple in shapes.triples_for_predicate(&sh(property)) {
            if let Some(limit) = limit(triple.object) {
                rewritten.remove(triple);
                for triple in lengths.pattern(triple.subject.into_owned(), length(limit)) {
                    rewritten.insert(&triple);
                }
            }
        }
    }
    (rewritten, lengths)
}

/// The number of an object of `sh:minLength` or `sh:maxLength`.
pub(super) fn limit(object: TermRef<'_>) -> Option<u32> {
    match object {
        TermRef::Literal(literal) => literal.value().parse().ok(),
        _ => None,
    }
}

impl Lengths {
    fn pattern(&mut self, shape: NamedOrBlankNode, length: Length) -> [Triple; 3] {
        let node = BlankNode::new_unchecked(format!("{PREFIX}{}", self.constraints.len()));
        self.constraints.push(length);
        let pattern = match length {
            Length::Min(limit) => format!("^.{{{limit},}}$"),
            Length::Max(limit) => format!("^.{{0,{limit}}}$"),
        };
        [
            Triple::new(shape, sh("node"), node.clone()),
            Triple::new(node.clone(), sh("pattern"), Literal::from(pattern)),
            Triple::new(node, sh("flags"), Literal::from("s")),
        ]
    }

    /// The result as it would be about the original constraint.
    pub(super) fn restore(&self, result: &ValidationResult) -> ValidationResult {
        let Some((node, length)) = result.details().iter().find_map(|detail| self.constraint(detail.source()?)) else {
            return result.clone();
        };
        let (component, message) = match length {
            Length::Min(limit) => {
                (ShaclVocab::sh_min_length_constraint_component(), format!("has less than {limit} characters"))
            }
            Length::Max(limit) => {
                (ShaclVocab::sh_max_length_constraint_component(), format!("has more than {limit} characters"))
            }
        };
        // The engine's own message names the blank node; those of the shape stay.
        let messages = result.message().iter().fold(MessageMap::new(), |messages, (language, text)| {
            let text = if text.contains(node) { &message } else { text };
            messages.with_message(language.clone(), text.clone())
        });
        ValidationResult::new(result.focus_node().clone(), Object::iri(component), result.severity().clone())
            .with_path(result.path().cloned())
            .with_value(result.value().cloned())
            .with_source(result.source().cloned())
            .with_message(messages)
    }

    fn constraint<'a>(&self, shape: &'a Object) -> Option<(&'a str, Length)> {
        match shape {
            Object::BlankNode(node) => {
                let index: usize = node.strip_prefix(PREFIX)?.parse().ok()?;
                Some((node, *self.constraints.get(index)?))
            }
            _ => None,
        }
    }
}
