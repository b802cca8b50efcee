//! What validation found: for people line by line, for programs as JSON or as the report that SHACL specifies.
//!
//! The results are sorted by severity, then by focus node, so that two runs can be compared.

use crate::{Error, dump};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, Term};
use plenary_base::vocab::sh;
use plenary_shacl::{Extent, Finding, Shapes, plain, report};
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;

/// How many violations an error message names.
const SHOWN: usize = 10;
/// Severities with which data are still loaded.
const TOLERATED: [&str; 4] = ["sh:Warning", "sh:Info", "sh:Debug", "sh:Trace"];

/// The report of a validation.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    conforms: bool,
    violations: Vec<Violation>,
    /// Whether there are more violations than these.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_cut: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unchecked: Vec<String>,
    /// In the same order.
    #[serde(skip)]
    findings: Vec<Finding>,
}

/// A result of a validation. IRIs are written out, except that those of SHACL have the prefix `sh`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Violation {
    /// The node that violates the shape.
    pub focus_node: String,
    /// The property path whose values are wrong, if it is about values.
    pub path: Option<String>,
    /// The wrong value, if it is about a single one.
    pub value: Option<String>,
    /// The shape; the node shape if the property shape is a blank node.
    pub shape: String,
    /// What is wrong.
    pub message: String,
    /// How bad it is: `sh:Violation` unless the shape says otherwise.
    pub severity: String,
    /// The kind of constraint, such as `sh:MinCountConstraintComponent`.
    pub component: String,
}

impl Report {
    pub(super) fn new(shapes: &Shapes, findings: Vec<Finding>, extent: Extent) -> Self {
        let result = |mut finding: Finding| {
            finding.details.sort_by_cached_key(|detail| Violation::new(detail, shapes));
            (Violation::new(&finding, shapes), finding)
        };
        let mut results: Vec<_> = findings.into_iter().map(result).collect();
        results.sort_by(|(a, _), (b, _)| (a.is_tolerated(), a).cmp(&(b.is_tolerated(), b)));
        let (violations, findings): (Vec<_>, Vec<_>) = results.into_iter().unzip();
        let unchecked = shapes.unchecked().to_vec();
        let is_cut = extent == Extent::Cut;
        Self { conforms: violations.is_empty(), violations, is_cut, unchecked, findings }
    }

    /// Parts of the shapes that are not supported, so that nothing is said of what they ask for: each with its shape and why.
    pub fn unchecked(&self) -> &[String] {
        &self.unchecked
    }

    /// Whether nothing was found, of any severity.
    pub fn conforms(&self) -> bool {
        self.conforms
    }

    /// Whether something was found that is more than a warning, so that the data are not loaded.
    pub fn refuses(&self) -> bool {
        self.violations.iter().any(|violation| !violation.is_tolerated())
    }

    /// Whether more was found than [`Report::violations`] has.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// What was found: first what refuses the data, then the rest, each sorted by focus node.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The nodes with a target about which there is something, each once: looking at them alone finds the same. None if more was found than is
    /// told.
    pub fn about(&self) -> Option<Vec<Term>> {
        let mut seen = HashSet::new();
        let nodes = self.findings.iter().map(|finding| &finding.origin).filter(|origin| seen.insert(*origin));
        (!self.is_cut).then(|| nodes.cloned().collect())
    }

    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The report as a `sh:ValidationReport` in Turtle (SHACL, section 3.6).
    ///
    /// # Errors
    /// Only if the report cannot be written as RDF.
    pub fn to_turtle(&self) -> Result<String, Error> {
        let mut out = Vec::new();
        let triples = report(&self.findings).into_iter().map(|triple| triple.in_graph(GraphName::DefaultGraph));
        dump::write(RdfFormat::Turtle, triples.collect(), [("sh", sh::NAMESPACE)].into_iter(), &mut out)?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }
}

impl Report {
    fn write_unchecked(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unchecked.is_empty() {
            return Ok(());
        }
        write!(f, "\n  not checked: {}", told(&self.unchecked))
    }
}

/// How many parts of the shapes are not checked, and which.
pub(crate) fn told(unchecked: &[String]) -> String {
    let named = unchecked.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join("; ");
    let more = unchecked.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    format!("{} × a part of a shape that is not supported: {named}{more}", unchecked.len())
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.violations.len();
        if number == 0 {
            write!(f, "the data conform to the shapes")?;
            return self.write_unchecked(f);
        }
        let more_than = if self.is_cut { "more than " } else { "" };
        write!(f, "the data violate the shapes {more_than}{number} {}", if number == 1 { "time" } else { "times" })?;
        for violation in self.violations.iter().take(SHOWN) {
            write!(f, "\n  {violation}")?;
        }
        if number > SHOWN {
            write!(f, "\n  and {} more", number - SHOWN)?;
        }
        self.write_unchecked(f)
    }
}

impl Violation {
    fn new(finding: &Finding, shapes: &Shapes) -> Self {
        let component = short(&finding.component);
        Self {
            focus_node: plain(finding.focus.as_ref()),
            path: finding.path.as_ref().map(ToString::to_string),
            value: finding.value.as_ref().map(|value| plain(value.as_ref())),
            shape: shapes.name(&finding.shape),
            message: message(finding, &component),
            severity: short(&finding.severity),
            component,
        }
    }

    fn is_tolerated(&self) -> bool {
        TOLERATED.contains(&self.severity.as_str())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.focus_node)?;
        if let Some(path) = &self.path {
            write!(f, "{path}: ")?;
        }
        write!(f, "{} (", self.message)?;
        if let Some(value) = &self.value {
            write!(f, "value {value}, ")?;
        }
        write!(f, "shape {})", self.shape)
    }
}

/// The message in English, or without a language, or any. Of some constraints nothing is said.
fn message(finding: &Finding, component: &str) -> String {
    let messages = finding.messages.iter().filter(|message| !message.value().is_empty());
    let best = messages.min_by_key(|message| match message.language() {
        Some("en") => (0, ""),
        None => (1, ""),
        Some(other) => (2, other),
    });
    best.map_or_else(
        || match component {
            "sh:ClosedConstraintComponent" => "the shape is closed, and has no such property (sh:closed)".to_owned(),
            other => format!("{} not satisfied", other.trim_end_matches("ConstraintComponent")),
        },
        |message| message.value().to_owned(),
    )
}

fn short(iri: &NamedNode) -> String {
    iri.as_str().strip_prefix(sh::NAMESPACE).map_or_else(|| iri.as_str().to_owned(), |name| format!("sh:{name}"))
}
