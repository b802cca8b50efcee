//! Shapes that the engine would overlook or misread, refused or reported by name before it sees them.
//!
//! A constraint that is silently not checked is worse than an error: the data are trusted without having been checked.
//! [`TERMS`] lists each property of SHACL that may be used and what its value has to be. What is not in it, parts of SHACL
//! that are not supported and misspelt ones alike, is left out of validation, and every validation report names it: other
//! people's shape files have such parts, and the rest of them is worth checking. Where leaving it out would change what the
//! rest means, within `sh:not` or `sh:xone` or for a rule, the shapes are refused.

use super::lengths::{self, limit};
use super::{SH, plain, sh, shape_name};
use crate::Error;
use oxigraph::model::{Graph, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef};
use plenary_base::vocab::rdf;

/// What the value of a property has to be.
#[derive(Clone, Copy)]
enum Value {
    Any,
    Iri,
    /// The target of `sh:targetNode`: the engine cannot look a blank node up.
    Constant,
    Literal,
    Count,
    Length,
    NodeKind,
    List,
    /// A shape that is described somewhere: the engine takes a missing one for one that nothing violates.
    Shape,
    Shapes,
    PropertyShape,
    /// There must be only one value; the engine judges the path itself.
    Path,
}

#[rustfmt::skip]
const TERMS: [(&str, Value); 57] = [
    ("targetClass", Value::Iri), ("targetNode", Value::Constant),
    ("targetSubjectsOf", Value::Iri), ("targetObjectsOf", Value::Iri),
    ("class", Value::Iri), ("datatype", Value::Iri), ("nodeKind", Value::NodeKind),
    ("minCount", Value::Count), ("maxCount", Value::Count), ("minLength", Value::Length), ("maxLength", Value::Length),
    ("minInclusive", Value::Literal), ("maxInclusive", Value::Literal),
    ("minExclusive", Value::Literal), ("maxExclusive", Value::Literal),
    ("pattern", Value::Literal), ("flags", Value::Literal), ("languageIn", Value::List), ("uniqueLang", Value::Literal),
    ("equals", Value::Iri), ("disjoint", Value::Iri), ("lessThan", Value::Iri), ("lessThanOrEquals", Value::Iri),
    ("not", Value::Shape), ("and", Value::Shapes), ("or", Value::Shapes), ("xone", Value::Shapes),
    ("node", Value::Shape), ("property", Value::PropertyShape), ("qualifiedValueShape", Value::Shape),
    ("qualifiedMinCount", Value::Count), ("qualifiedMaxCount", Value::Count),
    ("qualifiedValueShapesDisjoint", Value::Literal),
    ("closed", Value::Literal), ("ignoredProperties", Value::List), ("hasValue", Value::Any), ("in", Value::List),
    ("path", Value::Path), ("inversePath", Value::Any), ("alternativePath", Value::List),
    ("zeroOrMorePath", Value::Any), ("oneOrMorePath", Value::Any), ("zeroOrOnePath", Value::Any),
    ("deactivated", Value::Literal), ("severity", Value::Iri), ("message", Value::Literal),
    ("name", Value::Literal), ("description", Value::Literal), ("order", Value::Literal), ("group", Value::Any),
    ("defaultValue", Value::Any),
    // Prefixes and rules, which the ontology reads.
    ("declare", Value::Any), ("prefix", Value::Literal), ("namespace", Value::Literal), ("prefixes", Value::Any),
    ("rule", Value::Any), ("construct", Value::Literal),
];

/// Constraints on the values of a property, which say nothing about a node.
const NEED_PATH: [&str; 5] = ["minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals"];

const UNSUPPORTED: [(&str, &str); 6] = [
    ("sparql", "constraints in SPARQL are not supported"),
    ("js", "constraints in JavaScript are not supported"),
    ("target", "targets other than classes, nodes and properties are not supported"),
    ("condition", "conditions of rules are not supported; write them into the query"),
    ("entailment", "no entailment is supported; derive triples with rules"),
    ("parameter", "constraint components of one's own are not supported"),
];

/// Shapes in shapes in shapes are followed this far.
const DEEPEST: usize = 16;

/// Without these the rest would mean something else.
const NEEDED: [&str; 2] = ["condition", "entailment"];

/// Parts of unsupported constructs: the report names the construct that they belong to.
const PARTS: [&str; 4] = ["select", "ask", "update", "returnType"];

const NODE_KINDS: [&str; 6] = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"];

/// Looks through the shapes in the order of the files, and gives what the engine must not see, with its description in reports.
pub(super) fn check<'a>(ontology: &'a [Quad], shapes: &Graph) -> Result<Vec<(&'a Quad, Option<String>)>, Error> {
    let mut left_out = Vec::new();
    for quad in ontology {
        let Some(term) = quad.predicate.as_str().strip_prefix(SH) else { continue };
        let subject = quad.subject.as_ref();
        let tell = |problem: &str| {
            let (shape, shown) = (shape_name(shapes, subject.into()), shown(quad.object.as_ref()));
            (shape, format!("has sh:{term}{shown}: {problem}"))
        };
        let mut leave_out = |problem: &str| {
            let (shape, problem) = tell(problem);
            left_out.push((quad, Some(format!("{shape} {problem}"))));
        };
        let checked = match TERMS.iter().find(|(known, _)| *known == term) {
            // Of what is nowhere described there is nothing to check: of a property, the ontology notices it.
            Some((_, Value::PropertyShape)) if is_undescribed(quad.object.as_ref(), shapes) => {
                left_out.push((quad, None));
                Ok(())
            }
            Some(("node", _)) if is_undescribed(quad.object.as_ref(), shapes) => {
                leave_out("no file describes the shape");
                Ok(())
            }
            Some(_) if NEED_PATH.contains(&term) && paths(subject, shapes) == 0 => {
                Err("it belongs to a property, with a sh:path".to_owned())
            }
            Some((_, value)) => check_value(*value, quad, shapes),
            None if PARTS.contains(&term) => {
                left_out.push((quad, None));
                Ok(())
            }
            None => {
                let reason = UNSUPPORTED.iter().find(|(known, _)| *known == term);
                let reason = reason.map_or("there is no such property, or it is not supported", |(_, reason)| reason);
                // A target says where a shape is asked for, never what it says: alternatives mean the same without it.
                if NEEDED.contains(&term) || (term != "target" && !only_adds(subject, shapes, 0)) {
                    Err(reason.to_owned())
                } else {
                    leave_out(reason);
                    Ok(())
                }
            }
        };
        checked.map_err(|problem| {
            let (shape, problem) = tell(&problem);
            Error::Shape { shape, problem }
        })?;
    }
    Ok(left_out)
}

/// Whether what a shape says is only added to what others say, so that nothing is found that is not there if a part of it is left
/// out. It is not so in a list of alternatives, and where a shape is negated or counted.
fn only_adds(shape: NamedOrBlankNodeRef<'_>, shapes: &Graph, depth: usize) -> bool {
    let adds = |term: &str| !["not", "qualifiedValueShape"].contains(&term);
    depth < DEEPEST
        && shapes.triples_for_object(shape).all(|owner| match owner.predicate.as_str().strip_prefix(SH) {
            Some(term) => adds(term) && only_adds(owner.subject, shapes, depth + 1),
            None => owner.predicate.as_str() != rdf::FIRST,
        })
}

fn check_value(value: Value, quad: &Quad, shapes: &Graph) -> Result<(), String> {
    let object = quad.object.as_ref();
    let fits = |fits: bool, what: &str| if fits { Ok(()) } else { Err(format!("the value has to be {what}")) };
    match value {
        Value::Any => Ok(()),
        Value::Iri => fits(object.is_named_node(), "an IRI"),
        Value::Constant => fits(!object.is_blank_node(), "an IRI or a literal"),
        Value::Literal => fits(object.is_literal(), "a literal"),
        Value::Count => fits(limit(object).is_some(), "a whole number, not below 0"),
        Value::Length => fits(
            limit(object).is_some_and(|limit| limit <= lengths::MOST),
            &format!("a whole number from 0 to {}", lengths::MOST),
        ),
        Value::NodeKind => fits(
            matches!(object, TermRef::NamedNode(iri)
                if iri.as_str().strip_prefix(SH).is_some_and(|kind| NODE_KINDS.contains(&kind))),
            "one of the six node kinds of SHACL",
        ),
        Value::List => list(object, shapes).map(drop),
        Value::Shape => described(object, shapes).map(drop),
        Value::Shapes => list(object, shapes)?.iter().try_for_each(|shape| described(shape.as_ref(), shapes).map(drop)),
        Value::Path if paths(quad.subject.as_ref(), shapes) > 1 => Err("there is more than one sh:path".into()),
        Value::Path => Ok(()),
        Value::PropertyShape => {
            let shape = described(object, shapes)?;
            if paths(shape, shapes) > 0 { Ok(()) } else { Err("the property has no sh:path".into()) }
        }
    }
}

/// Whether a term could be a shape, but nothing is said of it.
fn is_undescribed(object: TermRef<'_>, shapes: &Graph) -> bool {
    !object.is_literal() && described(object, shapes).is_err()
}

/// How many paths a property shape has.
fn paths(shape: NamedOrBlankNodeRef<'_>, shapes: &Graph) -> usize {
    shapes.objects_for_subject_predicate(shape, &sh("path")).count()
}

/// The shape, if anything is said of it.
fn described<'a>(object: TermRef<'a>, shapes: &Graph) -> Result<NamedOrBlankNodeRef<'a>, String> {
    let shape = match object {
        TermRef::NamedNode(iri) => NamedOrBlankNodeRef::from(iri),
        TermRef::BlankNode(node) => node.into(),
        _ => return Err("a literal is not a shape".into()),
    };
    if shapes.triples_for_subject(shape).next().is_some() {
        Ok(shape)
    } else {
        Err(format!("the shape {} is not described", plain(object)))
    }
}

/// The elements of a list.
fn list(head: TermRef<'_>, shapes: &Graph) -> Result<Vec<Term>, String> {
    let broken = || "the value has to be a well-formed list".to_owned();
    let mut items = Vec::new();
    let mut node = head.into_owned();
    while !matches!(&node, Term::NamedNode(iri) if iri.as_str() == rdf::NIL) {
        let subject = NamedOrBlankNode::try_from(node).map_err(|_| broken())?;
        items.push(only_object(&subject, rdf::FIRST, shapes).ok_or_else(broken)?);
        node = only_object(&subject, rdf::REST, shapes).ok_or_else(broken)?;
        if items.len() > shapes.len() {
            return Err(broken()); // it runs in a circle
        }
    }
    Ok(items)
}

fn only_object(subject: &NamedOrBlankNode, predicate: &str, shapes: &Graph) -> Option<Term> {
    let predicate = NamedNode::new_unchecked(predicate);
    let mut objects = shapes.objects_for_subject_predicate(subject, &predicate);
    let object = objects.next()?.into_owned();
    objects.next().is_none().then_some(object)
}

/// A value for a message: queries by their beginning, blank nodes not at all.
fn shown(value: TermRef<'_>) -> String {
    let text = plain(value);
    match text.char_indices().nth(60) {
        _ if value.is_blank_node() => String::new(),
        Some((end, _)) => format!(" {}…", &text[..end]),
        None => format!(" {text}"),
    }
}
