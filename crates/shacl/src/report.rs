//! What validation finds.

use crate::constraint::MOST_DETAILS;
use crate::path::Path;
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use plenary_base::vocab::{rdf, sh, xsd};
use std::collections::HashMap;

/// A validation result (SHACL, section 3.6.2): something that violates a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The node that was looked at.
    pub focus: Term,
    /// The focus node of the shape with the target, from which one came to look at it: the same but for properties of properties.
    pub origin: Term,
    /// The path whose values are wrong, if it is about values.
    pub path: Option<Path>,
    /// The wrong value, if it is about a single one.
    pub value: Option<Term>,
    /// How many values it is about, if it is about their number.
    pub count: Option<u64>,
    /// The language that it is about, if it is about values of one.
    pub language: Option<String>,
    /// The shape that has the constraint.
    pub shape: Term,
    /// The kind of constraint, such as `sh:MinCountConstraintComponent`.
    pub component: NamedNode,
    /// How bad it is.
    pub severity: NamedNode,
    /// What is wrong: the messages of the shape; or if it has none, words for the constraint, which not all have.
    pub messages: Vec<Literal>,
    /// Why a value does not conform to a shape that the constraint asks for; these have no details themselves.
    pub details: Vec<Finding>,
}

impl Finding {
    /// Whether it is about the same as another, and no worse: a count is no farther from what is asked for, and nothing more keeps a value from
    /// conforming.
    fn is_within(&self, other: &Self) -> bool {
        let is_least = self.component.as_str().ends_with("MinCountConstraintComponent");
        let is_no_worse = match (self.count, other.count) {
            (Some(count), Some(before)) => {
                if is_least {
                    count >= before
                } else {
                    count <= before
                }
            }
            _ => true,
        };
        is_no_worse
            && self.origin == other.origin
            && self.focus == other.focus
            && self.path == other.path
            && self.value == other.value
            && self.language == other.language
            && self.shape == other.shape
            && self.component == other.component
            && self.severity == other.severity
            // Of many only some are given.
            && (other.details.len() >= MOST_DETAILS || made(&other.details, &self.details).is_empty())
    }
}

/// Of what is found after a change, what was not there before, or not as bad.
pub fn made<'a>(before: &[Finding], after: &'a [Finding]) -> Vec<&'a Finding> {
    let mut known: HashMap<&Term, Vec<&Finding>> = HashMap::new();
    before.iter().for_each(|finding| known.entry(&finding.origin).or_default().push(finding));
    let is_new = |finding: &&Finding| {
        let Some(known) = known.get_mut(&finding.origin) else { return true };
        let place = known.iter().position(|known| finding.is_within(known));
        // Two that are equal are two.
        place.map(|place| known.swap_remove(place)).is_none()
    };
    after.iter().filter(is_new).collect()
}

/// The findings as a `sh:ValidationReport` (SHACL, section 3.6). Blank nodes are numbered in the order of the findings.
pub fn report<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Triple> {
    let mut writer = Writer { triples: Vec::new(), nodes: 0 };
    let report = writer.node();
    writer.say(&report, rdf::TYPE, shacl("ValidationReport"));
    let mut conforms = true;
    for finding in findings {
        conforms = false;
        let node = writer.finding(finding);
        writer.say(&report, shacl("result").as_str(), node);
    }
    let boolean = NamedNode::new_unchecked(format!("{}boolean", xsd::NAMESPACE));
    writer.say(&report, shacl("conforms").as_str(), Literal::new_typed_literal(conforms.to_string(), boolean));
    writer.triples
}

/// A term of SHACL.
pub(crate) fn shacl(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{name}", sh::NAMESPACE))
}

struct Writer {
    triples: Vec<Triple>,
    nodes: usize,
}

impl Writer {
    fn node(&mut self) -> BlankNode {
        // Of equal length, so that they are sorted in this order.
        let node = BlankNode::new_unchecked(format!("r{:09}", self.nodes));
        self.nodes += 1;
        node
    }

    fn say(&mut self, subject: &BlankNode, predicate: &str, object: impl Into<Term>) {
        let subject = NamedOrBlankNode::from(subject.clone());
        self.triples.push(Triple::new(subject, NamedNodeRef::new_unchecked(predicate), object));
    }

    fn finding(&mut self, finding: &Finding) -> BlankNode {
        let node = self.node();
        let mut say = |term: &str, object: Term| self.say(&node, shacl(term).as_str(), object);
        say("focusNode", finding.focus.clone());
        say("sourceConstraintComponent", finding.component.clone().into());
        say("resultSeverity", finding.severity.clone().into());
        say("sourceShape", finding.shape.clone());
        if let Some(value) = &finding.value {
            say("value", value.clone());
        }
        for message in &finding.messages {
            say("resultMessage", message.clone().into());
        }
        self.say(&node, rdf::TYPE, shacl("ValidationResult"));
        if let Some(path) = &finding.path {
            let mut triples = std::mem::take(&mut self.triples);
            let path = path.write(&mut triples, &mut || self.node());
            self.triples = triples;
            self.say(&node, shacl("resultPath").as_str(), path);
        }
        for detail in &finding.details {
            let detail = self.finding(detail);
            self.say(&node, shacl("detail").as_str(), detail);
        }
        node
    }
}
