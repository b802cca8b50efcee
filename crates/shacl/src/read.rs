//! Shapes as they are read: what is wrong with them, what is not supported, and the rest compiled.
//!
//! A constraint that is silently not checked is worse than an error: the data are trusted without having been checked.
//! [`TERMS`] lists each property of SHACL that may be used and what its value has to be. What is not in it, parts of SHACL
//! that are not supported and misspelt ones alike, is left out of validation, and [`Shapes::unchecked`] names it: other
//! people's shape files have such parts, and the rest of them is worth checking. Where leaving it out would change what the
//! rest means, within `sh:not` or `sh:xone` or for a rule, the shapes are refused.

use crate::Error;
use crate::by_value::{self, ByValue};
use crate::facts::{Facts, resource, shacl_term};
use crate::footprint::Footprint;
use crate::path::Path;
use crate::shape::{Bound, Constraint, NodeKinds, Shape, Slot, Target};
use crate::shown::plain;
use crate::sparql::{Refusal, Sparql};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNodeRef, Term, TermRef, TripleRef};
use plenary_base::vocab::{owl, rdf, rdfs, sh, xsd};
use regex::{Regex, RegexBuilder};
use std::collections::{HashMap, HashSet};

/// What the value of a property has to be.
#[derive(Clone, Copy)]
enum Value {
    Any,
    Iri,
    Constant,
    Literal,
    Count,
    NodeKind,
    List,
    /// A shape that is described somewhere.
    Shape,
    Shapes,
    PropertyShape,
    /// There must be only one value.
    Path,
}

#[rustfmt::skip]
const TERMS: [(&str, Value); 71] = [
    ("targetClass", Value::Iri), ("targetNode", Value::Constant),
    ("targetSubjectsOf", Value::Iri), ("targetObjectsOf", Value::Iri),
    ("class", Value::Iri), ("datatype", Value::Iri), ("nodeKind", Value::NodeKind),
    ("minCount", Value::Count), ("maxCount", Value::Count), ("minLength", Value::Count), ("maxLength", Value::Count),
    ("minInclusive", Value::Literal), ("maxInclusive", Value::Literal),
    ("minExclusive", Value::Literal), ("maxExclusive", Value::Literal),
    ("pattern", Value::Literal), ("flags", Value::Literal), ("languageIn", Value::List), ("uniqueLang", Value::Literal),
    ("equals", Value::Iri), ("disjoint", Value::Iri), ("lessThan", Value::Iri), ("lessThanOrEquals", Value::Iri),
    ("not", Value::Shape), ("and", Value::Shapes), ("or", Value::Shapes), ("xone", Value::Shapes),
    ("node", Value::Shape), ("property", Value::PropertyShape), ("qualifiedValueShape", Value::Shape),
    ("qualifiedMinCount", Value::Count), ("qualifiedMaxCount", Value::Count),
    ("qualifiedValueShapesDisjoint", Value::Literal),
    ("closed", Value::Literal), ("ignoredProperties", Value::List), ("hasValue", Value::Any), ("in", Value::List),
    ("sparql", Value::Any),
    // Those from here on do not make their subject a shape.
    ("path", Value::Path), ("inversePath", Value::Any), ("alternativePath", Value::List),
    ("zeroOrMorePath", Value::Any), ("oneOrMorePath", Value::Any), ("zeroOrOnePath", Value::Any),
    ("deactivated", Value::Literal), ("severity", Value::Iri), ("message", Value::Literal),
    ("name", Value::Literal), ("description", Value::Literal), ("order", Value::Literal), ("group", Value::Any),
    ("defaultValue", Value::Any), ("select", Value::Any),
    // Prefixes and rules; rules are for others.
    ("declare", Value::Any), ("prefix", Value::Literal), ("namespace", Value::Literal), ("prefixes", Value::Any),
    ("rule", Value::Any), ("construct", Value::Literal),
    // Reports, which say nothing of shapes.
    ("conforms", Value::Any), ("result", Value::Any), ("focusNode", Value::Any), ("resultPath", Value::Any),
    ("value", Value::Any), ("resultSeverity", Value::Any), ("resultMessage", Value::Any), ("sourceShape", Value::Any),
    ("sourceConstraintComponent", Value::Any), ("sourceConstraint", Value::Any), ("detail", Value::Any),
    ("shapesGraphWellFormed", Value::Any),
];

/// Constraints on the values of a property, which say nothing about a node.
const NEED_PATH: [&str; 5] = ["minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals"];

const UNSUPPORTED: [(&str, &str); 5] = [
    ("js", "constraints in JavaScript are not supported"),
    ("target", "targets other than classes, nodes and properties are not supported"),
    ("condition", "conditions of rules are not supported; write them into the query"),
    ("entailment", "no entailment is supported; derive triples with rules"),
    ("parameter", "constraint components of one's own are not supported"),
];

/// Shapes in shapes in shapes are followed this far.
const DEEPEST: usize = 64;

/// Without these the rest would mean something else.
const NEEDED: [&str; 2] = ["condition", "entailment"];

/// Parts of unsupported constructs: the report names the construct that they belong to.
const PARTS: [&str; 3] = ["ask", "update", "returnType"];

#[rustfmt::skip]
const NODE_KINDS: [(&str, NodeKinds); 6] = [
    ("IRI", NodeKinds { name: "Iri", iri: true, blank_node: false, literal: false }),
    ("BlankNode", NodeKinds { name: "BlankNode", iri: false, blank_node: true, literal: false }),
    ("Literal", NodeKinds { name: "Literal", iri: false, blank_node: false, literal: true }),
    ("BlankNodeOrIRI", NodeKinds { name: "BlankNodeOrIri", iri: true, blank_node: true, literal: false }),
    ("BlankNodeOrLiteral", NodeKinds { name: "BlankNodeOrLiteral", iri: false, blank_node: true, literal: true }),
    ("IRIOrLiteral", NodeKinds { name: "IriOrLiteral", iri: true, blank_node: false, literal: true }),
];

/// A compiled pattern may take this many bytes, and groups in it may be this deep in each other.
const PATTERN_BYTES: usize = 1_000_000;
const PATTERN_DEPTH: u32 = 64;

/// Shapes, compiled: what [`validate`](crate::validate) checks data against.
pub struct Shapes {
    pub(crate) shapes: Vec<Shape>,
    /// The names of shapes for people, by the term that names them.
    pub(crate) names: HashMap<Term, String>,
    /// All terms that the shapes name.
    pub(crate) constants: Vec<Term>,
    pub(crate) type_: Slot,
    pub(crate) sub_class_of: Slot,
    pub(crate) footprint: Footprint,
    pub(crate) by_value: Vec<ByValue>,
    unchecked: Vec<String>,
}

impl Shapes {
    /// Reads the shapes among triples, which may be those of several files, one after the other.
    ///
    /// A shape that is a class itself (SHACL, section 2.1.3.3) is about its instances.
    ///
    /// # Errors
    /// If a shape is not what SHACL asks for, if it is defined by way of itself, or if a part of it that is not supported cannot be left
    /// out without changing what the rest means. The message names the shape and what it has.
    pub fn read<'a>(triples: impl IntoIterator<Item = TripleRef<'a>>) -> Result<Self, Error> {
        let facts = Facts::new(triples);
        let (left_out, mut unchecked) = check(&facts)?;
        let facts = Facts::new(facts.iter().filter(|triple| !left_out.contains(triple)));
        let mut compiler = Compiler {
            facts: &facts,
            constants: Vec::new(),
            slots: HashMap::new(),
            nodes: Vec::new(),
            numbers: HashMap::new(),
            unchecked: Vec::new(),
        };
        let type_ = compiler.slot(NamedNode::new_unchecked(rdf::TYPE).as_ref().into());
        let sub_class_of = compiler.slot(NamedNode::new_unchecked(rdfs::SUB_CLASS_OF).as_ref().into());
        for triple in facts.iter() {
            if is_about_shape(triple) {
                compiler.number(triple.subject);
            }
        }
        let mut shapes = Vec::new();
        while let Some(&node) = compiler.nodes.get(shapes.len()) {
            shapes.push(compiler.shape(node)?);
        }
        let names = compiler.nodes.iter().map(|&node| {
            let node = TermRef::from(node);
            (node.into_owned(), shape_name(&facts, node))
        });
        let names = names.collect();
        unchecked.append(&mut compiler.unchecked);
        unchecked.dedup();
        let constants = compiler.constants;
        let (footprint, by_value) = (Footprint::default(), by_value::of_shapes(&shapes));
        let mut shapes = Self { shapes, names, constants, type_, sub_class_of, footprint, by_value, unchecked };
        shapes.refuse_circles()?;
        shapes.footprint = Footprint::of_shapes(&shapes.shapes, &shapes.by_value, &shapes.constants);
        Ok(shapes)
    }

    /// Parts of the shapes that are not supported, so that nothing is said of what they ask for: each with its shape and why.
    pub fn unchecked(&self) -> &[String] {
        &self.unchecked
    }

    /// The name of a shape for people: its IRI or, for a blank node, that of the shape that it belongs to.
    pub fn name(&self, shape: &Term) -> String {
        self.names.get(shape).cloned().unwrap_or_else(|| plain(shape.as_ref()))
    }

    /// Refuses shapes that are defined by way of themselves, of which SHACL leaves open what they mean (section 3.4.3).
    fn refuse_circles(&self) -> Result<(), Error> {
        let mut heights = vec![None; self.shapes.len()];
        (0..self.shapes.len()).try_for_each(|shape| self.height(shape, &mut Vec::new(), &mut heights).map(drop))
    }

    /// How many shapes are below each other under a shape.
    fn height(&self, shape: usize, above: &mut Vec<usize>, heights: &mut [Option<usize>]) -> Result<usize, Error> {
        let refused = |problem: String| Err(Error::Shape { shape: self.name(&self.shapes[shape].name), problem });
        if let Some(start) = above.iter().position(|&other| other == shape) {
            let mut names: Vec<String> = above[start..].iter().map(|&on| self.name(&self.shapes[on].name)).collect();
            names.dedup();
            names.push(self.name(&self.shapes[shape].name));
            return refused(format!(
                "is defined by way of itself ({}), and SHACL leaves open what that means; ask in one of these shapes for a class \
                 (sh:class) in the place of a shape",
                names.join(" → ")
            ));
        }
        if let Some(height) = heights[shape] {
            return if above.len() + height > DEEPEST { refused(too_deep()) } else { Ok(height) };
        }
        if above.len() >= DEEPEST {
            return refused(too_deep());
        }
        above.push(shape);
        let mut height = 0;
        for constraint in &self.shapes[shape].constraints {
            for &inner in constraint.shapes() {
                height = height.max(1 + self.height(inner, above, heights)?);
            }
        }
        above.pop();
        heights[shape] = Some(height);
        Ok(height)
    }
}

impl std::fmt::Debug for Shapes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shapes").field("shapes", &self.shapes.len()).field("unchecked", &self.unchecked).finish()
    }
}

fn too_deep() -> String {
    format!("has shapes in shapes, more than {DEEPEST} deep")
}

/// Whether a triple makes its subject a shape.
fn is_about_shape(triple: TripleRef<'_>) -> bool {
    let constraints = TERMS.iter().take_while(|(term, _)| *term != "path");
    match shacl_term(triple.predicate) {
        Some(term) => constraints.map(|(known, _)| known).any(|known| *known == term),
        None => {
            triple.predicate.as_str() == rdf::TYPE
                && matches!(triple.object, TermRef::NamedNode(class)
                    if [sh::NODE_SHAPE, sh::PROPERTY_SHAPE].contains(&class.as_str()))
        }
    }
}

/// Looks through the triples in the order of the files, and gives those to leave out, and what to say of them.
fn check<'a>(facts: &Facts<'a>) -> Result<(HashSet<TripleRef<'a>>, Vec<String>), Error> {
    let (mut left_out, mut unchecked) = (HashSet::new(), Vec::new());
    for triple in facts.iter() {
        let Some(term) = shacl_term(triple.predicate) else { continue };
        let (subject, object) = (triple.subject, triple.object);
        let mut leave_out = |problem: &str| {
            left_out.insert(triple);
            unchecked.push(told(facts, subject, term, object, problem));
            Ok(())
        };
        let checked = match TERMS.iter().find(|(known, _)| *known == term) {
            // Of what is nowhere described there is nothing to check: of a property, the ontology notices it.
            Some((_, Value::PropertyShape)) if is_undescribed(object, facts) => {
                left_out.insert(triple);
                Ok(())
            }
            Some(("node", _)) if is_undescribed(object, facts) => leave_out("no file describes the shape"),
            Some(_) if NEED_PATH.contains(&term) && facts.said(subject, "path").next().is_none() => {
                Err("it belongs to a property, with a sh:path".to_owned())
            }
            Some((_, value)) => check_value(*value, triple, facts),
            None if PARTS.contains(&term) => {
                left_out.insert(triple);
                Ok(())
            }
            None => {
                let reason = UNSUPPORTED.iter().find(|(known, _)| *known == term);
                let reason = reason.map_or("there is no such property, or it is not supported", |(_, reason)| reason);
                // A target says where a shape is asked for, never what it says: alternatives mean the same without it.
                if NEEDED.contains(&term) || (term != "target" && !only_adds(subject, facts, 0)) {
                    Err(reason.to_owned())
                } else {
                    leave_out(reason)
                }
            }
        };
        checked.map_err(|problem| refused(facts, subject, term, object, &problem))?;
    }
    Ok((left_out, unchecked))
}

/// What a shape has, for a message.
fn has(term: &str, object: TermRef<'_>, problem: &str) -> String {
    format!("has sh:{term}{}: {problem}", shown_value(object))
}

fn told(facts: &Facts<'_>, shape: NamedOrBlankNodeRef<'_>, term: &str, object: TermRef<'_>, problem: &str) -> String {
    format!("{} {}", shape_name(facts, shape.into()), has(term, object, problem))
}

fn refused(facts: &Facts<'_>, shape: NamedOrBlankNodeRef<'_>, term: &str, object: TermRef<'_>, problem: &str) -> Error {
    Error::Shape { shape: shape_name(facts, shape.into()), problem: has(term, object, problem) }
}

/// Whether what a shape says is only added to what others say, so that nothing is found that is not there if a part of it is left
/// out. It is not so in a list of alternatives, and where a shape is negated or counted.
fn only_adds(shape: NamedOrBlankNodeRef<'_>, facts: &Facts<'_>, depth: usize) -> bool {
    depth < DEEPEST
        && facts.leading_to(shape.into()).all(|owner| match shacl_term(owner.predicate) {
            Some("not" | "qualifiedValueShape") => false,
            Some("property" | "node") => only_adds(owner.subject, facts, depth + 1),
            // A target, a value, a report: it says nothing of what the shape asks for.
            Some(_) => true,
            None => owner.predicate.as_str() != rdf::FIRST,
        })
}

fn check_value(value: Value, triple: TripleRef<'_>, facts: &Facts<'_>) -> Result<(), String> {
    let object = triple.object;
    let fits = |fits: bool, what: &str| if fits { Ok(()) } else { Err(format!("the value has to be {what}")) };
    match value {
        Value::Any => Ok(()),
        Value::Iri => fits(object.is_named_node(), "an IRI"),
        Value::Constant => fits(!object.is_blank_node(), "an IRI or a literal"),
        Value::Literal => fits(object.is_literal(), "a literal"),
        Value::Count => fits(count(object).is_some(), "a whole number, not below 0"),
        Value::NodeKind => fits(node_kinds(object).is_some(), "one of the six node kinds of SHACL"),
        Value::List => list(object, facts).map(drop),
        Value::Shape => described(object, facts).map(drop),
        Value::Shapes => list(object, facts)?.into_iter().try_for_each(|shape| described(shape, facts).map(drop)),
        Value::Path if facts.said(triple.subject, "path").nth(1).is_some() => {
            Err("there is more than one sh:path".into())
        }
        Value::Path => Path::read(object, facts).map(drop),
        Value::PropertyShape => {
            let shape = described(object, facts)?;
            let has_path = facts.said(shape, "path").next().is_some();
            if has_path { Ok(()) } else { Err("the property has no sh:path".into()) }
        }
    }
}

/// The number of a count or a length.
fn count(object: TermRef<'_>) -> Option<u64> {
    match object {
        TermRef::Literal(literal) => literal.value().parse().ok(),
        _ => None,
    }
}

fn node_kinds(object: TermRef<'_>) -> Option<NodeKinds> {
    let TermRef::NamedNode(iri) = object else { return None };
    let name = shacl_term(iri)?;
    NODE_KINDS.iter().find(|(known, _)| *known == name).map(|(_, kinds)| *kinds)
}

/// Whether a term could be a shape, but nothing is said of it.
fn is_undescribed(object: TermRef<'_>, facts: &Facts<'_>) -> bool {
    !object.is_literal() && described(object, facts).is_err()
}

/// The shape, if anything is said of it.
fn described<'a>(object: TermRef<'a>, facts: &Facts<'_>) -> Result<NamedOrBlankNodeRef<'a>, String> {
    let shape = resource(object).ok_or("a literal is not a shape")?;
    if facts.about(shape).next().is_some() {
        Ok(shape)
    } else {
        Err(format!("the shape {} is not described", plain(object)))
    }
}

/// The elements of a list.
fn list<'a>(head: TermRef<'a>, facts: &Facts<'a>) -> Result<Vec<TermRef<'a>>, String> {
    facts.list(head).ok_or_else(|| "the value has to be a well-formed list".to_owned())
}

/// A value for a message: queries by their beginning, blank nodes not at all.
fn shown_value(value: TermRef<'_>) -> String {
    let text = plain(value);
    match text.char_indices().nth(60) {
        _ if value.is_blank_node() => String::new(),
        Some((end, _)) => format!(" {}…", &text[..end]),
        None => format!(" {text}"),
    }
}

/// Name of a shape for people: its IRI or, for a blank node, that of the shape that it belongs to.
fn shape_name(facts: &Facts<'_>, shape: TermRef<'_>) -> String {
    let mut node = shape;
    let mut seen = HashSet::new();
    while node.is_blank_node() && seen.insert(node) {
        match facts.leading_to(node).next() {
            Some(owner) => node = owner.subject.into(),
            None => break,
        }
    }
    plain(node)
}

/// Whether a value is `true`: SHACL asks for the term, not for its value.
fn is_true(object: TermRef<'_>) -> bool {
    matches!(object, TermRef::Literal(literal)
        if literal.value() == "true" && literal.datatype().as_str().strip_prefix(xsd::NAMESPACE) == Some("boolean"))
}

struct Compiler<'f, 'a> {
    facts: &'f Facts<'a>,
    constants: Vec<Term>,
    slots: HashMap<Term, Slot>,
    /// The shapes by number; those that are not compiled yet come last.
    nodes: Vec<NamedOrBlankNodeRef<'a>>,
    numbers: HashMap<NamedOrBlankNodeRef<'a>, usize>,
    unchecked: Vec<String>,
}

impl<'a> Compiler<'_, 'a> {
    fn slot(&mut self, term: TermRef<'_>) -> Slot {
        let term = term.into_owned();
        *self.slots.entry(term.clone()).or_insert_with(|| {
            self.constants.push(term);
            self.constants.len() - 1
        })
    }

    fn number(&mut self, node: NamedOrBlankNodeRef<'a>) -> usize {
        *self.numbers.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            self.nodes.len() - 1
        })
    }

    fn literals(&self, node: NamedOrBlankNodeRef<'_>, term: &'static str) -> Vec<Literal> {
        let literals = self.facts.said(node, term).filter_map(|object| match object {
            TermRef::Literal(literal) => Some(literal.into_owned()),
            _ => None,
        });
        literals.collect()
    }

    fn shape(&mut self, node: NamedOrBlankNodeRef<'a>) -> Result<Shape, Error> {
        let facts = self.facts;
        let path = match facts.said(node, "path").next() {
            Some(object) => {
                let path =
                    Path::read(object, facts).map_err(|problem| refused(facts, node, "path", object, &problem))?;
                let slots = path.map(&mut |property: &NamedNode| self.slot(property.as_ref().into()));
                Some((path, slots))
            }
            None => None,
        };
        let severity = facts.said(node, "severity").find_map(|object| match object {
            TermRef::NamedNode(severity) => Some(severity.into_owned()),
            _ => None,
        });
        let mut constraints = Vec::new();
        for triple in facts.about(node) {
            if let Some(term) = shacl_term(triple.predicate) {
                let path = path.as_ref().map(|(path, _)| path);
                let constraint = self.constraint(node, path, term, triple.object);
                constraints.extend(constraint.map_err(|problem| refused(facts, node, term, triple.object, &problem))?);
            }
        }
        Ok(Shape {
            name: TermRef::from(node).into_owned(),
            path,
            is_deactivated: facts.said(node, "deactivated").any(is_true),
            severity: severity.unwrap_or_else(|| NamedNode::new_unchecked(sh::VIOLATION)),
            messages: self.literals(node, "message"),
            targets: self.targets(node),
            constraints,
        })
    }

    fn targets(&mut self, node: NamedOrBlankNodeRef<'a>) -> Vec<Target> {
        let facts = self.facts;
        let mut targets = Vec::new();
        for triple in facts.about(node) {
            let make: fn(Slot) -> Target = match shacl_term(triple.predicate) {
                Some("targetClass") => Target::Class,
                Some("targetNode") => Target::Node,
                Some("targetSubjectsOf") => Target::SubjectsOf,
                Some("targetObjectsOf") => Target::ObjectsOf,
                _ => continue,
            };
            targets.push(make(self.slot(triple.object)));
        }
        if node.is_named_node() && facts.is_instance(node, &[rdfs::CLASS, owl::CLASS]) {
            let class = Target::Class(self.slot(node.into()));
            if !targets.contains(&class) {
                targets.push(class);
            }
        }
        targets
    }

    /// The constraint that a property of a shape says, if it says one.
    fn constraint(
        &mut self,
        node: NamedOrBlankNodeRef<'a>,
        path: Option<&Path>,
        term: &str,
        object: TermRef<'a>,
    ) -> Result<Option<Constraint>, String> {
        let facts = self.facts;
        let number = |object| count(object).ok_or_else(|| "the value has to be a whole number, not below 0".to_owned());
        let literal = || match object {
            TermRef::Literal(literal) => Ok(literal.into_owned()),
            _ => Err("the value has to be a literal".to_owned()),
        };
        Ok(Some(match term {
            "class" => Constraint::Class(self.slot(object)),
            "datatype" => match object {
                TermRef::NamedNode(datatype) => Constraint::Datatype(datatype.into_owned()),
                _ => return Err("the value has to be an IRI".to_owned()),
            },
            "nodeKind" => Constraint::NodeKind(node_kinds(object).ok_or("there is no such node kind")?),
            "minCount" => Constraint::MinCount(number(object)?),
            "maxCount" => Constraint::MaxCount(number(object)?),
            "minLength" => Constraint::MinLength(number(object)?),
            "maxLength" => Constraint::MaxLength(number(object)?),
            "minInclusive" => Constraint::Range(Bound::MinInclusive, literal()?),
            "minExclusive" => Constraint::Range(Bound::MinExclusive, literal()?),
            "maxInclusive" => Constraint::Range(Bound::MaxInclusive, literal()?),
            "maxExclusive" => Constraint::Range(Bound::MaxExclusive, literal()?),
            "pattern" => {
                let text = literal()?.value().to_owned();
                let flags: String = self.literals(node, "flags").iter().map(Literal::value).collect();
                Constraint::Pattern { regex: compiled(&text, &flags)?, text }
            }
            "languageIn" => {
                let languages = list(object, facts)?.into_iter().map(|language| match language {
                    TermRef::Literal(language) => Ok(language.value().to_owned()),
                    _ => Err("the languages have to be strings".to_owned()),
                });
                Constraint::LanguageIn(languages.collect::<Result<_, _>>()?)
            }
            "uniqueLang" if is_true(object) => Constraint::UniqueLang,
            "equals" => Constraint::Equals(self.slot(object)),
            "disjoint" => Constraint::Disjoint(self.slot(object)),
            "lessThan" => Constraint::LessThan(self.slot(object)),
            "lessThanOrEquals" => Constraint::LessThanOrEquals(self.slot(object)),
            "not" => Constraint::Not(self.inner(object)?),
            "node" => Constraint::Node(self.inner(object)?),
            "property" => Constraint::Property(self.inner(object)?),
            "and" => Constraint::And(self.inners(object)?),
            "or" => Constraint::Or(self.inners(object)?),
            "xone" => Constraint::Xone(self.inners(object)?),
            "qualifiedValueShape" => self.qualified(node, object)?,
            "closed" if is_true(object) => Constraint::Closed(self.allowed(node)?),
            "hasValue" => Constraint::HasValue(self.slot(object)),
            "in" => {
                let items = list(object, facts)?;
                Constraint::In(items.into_iter().map(|item| self.slot(item)).collect())
            }
            "sparql" => return self.sparql(node, path, object),
            _ => return Ok(None),
        }))
    }

    fn inner(&mut self, object: TermRef<'a>) -> Result<usize, String> {
        let shape = resource(object).ok_or("a literal is not a shape")?;
        Ok(self.number(shape))
    }

    fn inners(&mut self, object: TermRef<'a>) -> Result<Vec<usize>, String> {
        let shapes = list(object, self.facts)?;
        shapes.into_iter().map(|shape| self.inner(shape)).collect()
    }

    fn qualified(&mut self, node: NamedOrBlankNodeRef<'a>, object: TermRef<'a>) -> Result<Constraint, String> {
        let facts = self.facts;
        let shape = self.inner(object)?;
        let mut siblings = Vec::new();
        if facts.said(node, "qualifiedValueShapesDisjoint").any(is_true) {
            let parents =
                facts.leading_to(node.into()).filter(|triple| shacl_term(triple.predicate) == Some("property"));
            let properties = parents.flat_map(|parent| facts.said(parent.subject, "property")).filter_map(resource);
            for sibling in properties.flat_map(|property| facts.said(property, "qualifiedValueShape")) {
                let sibling = self.inner(sibling)?;
                if sibling != shape && !siblings.contains(&sibling) {
                    siblings.push(sibling);
                }
            }
        }
        let limit = |term| facts.said(node, term).find_map(count);
        let (min, max) = (limit("qualifiedMinCount"), limit("qualifiedMaxCount"));
        Ok(Constraint::Qualified { shape, siblings, min, max })
    }

    /// The properties that a closed shape allows.
    fn allowed(&mut self, node: NamedOrBlankNodeRef<'a>) -> Result<Vec<Slot>, String> {
        let facts = self.facts;
        let properties = facts.said(node, "property").filter_map(resource);
        let mut allowed: Vec<TermRef<'a>> = properties.flat_map(|property| facts.said(property, "path")).collect();
        for ignored in facts.said(node, "ignoredProperties") {
            allowed.extend(list(ignored, facts)?);
        }
        Ok(allowed.into_iter().filter(|term| term.is_named_node()).map(|term| self.slot(term)).collect())
    }

    fn sparql(
        &mut self,
        node: NamedOrBlankNodeRef<'a>,
        path: Option<&Path>,
        object: TermRef<'a>,
    ) -> Result<Option<Constraint>, String> {
        let facts = self.facts;
        let Some(constraint) = resource(object) else { return Err("a literal is no constraint".to_owned()) };
        if facts.said(constraint, "deactivated").any(is_true) {
            return Ok(None);
        }
        let query = match facts.said(constraint, "select").next() {
            Some(TermRef::Literal(query)) => {
                let messages = self.literals(constraint, "message");
                Sparql::read(query.value(), &prefixes(facts, constraint), path, messages)
            }
            _ => Err(Refusal::Unsupported("it has no sh:select")),
        };
        match query {
            Ok(sparql) => Ok(Some(Constraint::Sparql(Box::new(sparql)))),
            Err(Refusal::Unsupported(reason)) if only_adds(node, facts, 0) => {
                self.unchecked.push(told(facts, node, "sparql", object, reason));
                Ok(None)
            }
            Err(Refusal::Unsupported(reason)) => Err(reason.to_owned()),
            Err(Refusal::Wrong(problem)) => Err(problem),
        }
    }
}

/// The prefixes of a query: those that its `sh:prefixes` declare, and what these import.
fn prefixes(facts: &Facts<'_>, constraint: NamedOrBlankNodeRef<'_>) -> Vec<(String, String)> {
    let mut ontologies: Vec<_> = facts.said(constraint, "prefixes").collect();
    let (mut prefixes, mut next) = (Vec::new(), 0);
    while let Some(&ontology) = ontologies.get(next) {
        next += 1;
        let Some(ontology) = resource(ontology) else { continue };
        for declaration in facts.said(ontology, "declare").filter_map(resource) {
            let text = |term| {
                facts.said(declaration, term).find_map(|object| match object {
                    TermRef::Literal(literal) => Some(literal.value().to_owned()),
                    _ => None,
                })
            };
            prefixes.extend(text("prefix").zip(text("namespace")));
        }
        let imported: Vec<_> =
            facts.objects(ontology, owl::IMPORTS).filter(|other| !ontologies.contains(other)).collect();
        ontologies.extend(imported);
    }
    prefixes
}

/// A pattern with the flags of XPath.
fn compiled(pattern: &str, flags: &str) -> Result<Regex, String> {
    let escaped = flags.contains('q').then(|| regex::escape(pattern));
    let mut builder = RegexBuilder::new(escaped.as_deref().unwrap_or(pattern));
    builder.size_limit(PATTERN_BYTES).nest_limit(PATTERN_DEPTH);
    for flag in flags.chars() {
        match flag {
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'i' => builder.case_insensitive(true),
            'x' => builder.ignore_whitespace(true),
            'q' => &mut builder,
            other => return Err(format!("there is no flag `{other}`; known are s, m, i, x and q")),
        };
    }
    // The last line says what is wrong, the others draw where.
    let last_line = |error: regex::Error| {
        error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    };
    builder.build().map_err(|error| format!("it is no pattern that can be used: {}", last_line(error)))
}
