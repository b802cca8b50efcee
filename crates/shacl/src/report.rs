//! What validation finds.

use crate::path::Path;
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use plenary_base::vocab::{rdf, sh, xsd};

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
