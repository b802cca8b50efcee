//! What validation found: for people line by line, for programs as JSON or as the report that SHACL specifies.
//!
//! The engine works in parallel and reports in any order. Here the results are sorted by severity, then by focus node, so
//! that two runs can be compared.

use super::lengths::Lengths;
use super::lexical::unmark;
use super::{SH, plain, shape_name, unusable};
use crate::{Error, dump};
use oxigraph::io::RdfFormat;
use oxigraph::model::{Graph, GraphName, Quad};
use rudof_rdf::rdf_core::BuildRDF;
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_impl::OxigraphInMemory;
use serde::Serialize;
use shacl::validator::report::{ValidationReport, ValidationResult};
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unchecked: Vec<String>,
    #[serde(skip)]
    triples: Vec<Quad>,
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
    pub(super) fn new(
        report: &ValidationReport,
        lengths: &Lengths,
        shapes: &Graph,
        mut unchecked: Vec<String>,
    ) -> Result<Self, Error> {
        unchecked.dedup();
        let results = report.results().iter().map(|result| lengths.restore(result));
        let mut results: Vec<_> = results.map(|result| (Violation::new(&result, shapes), result)).collect();
        results.sort_by(|(a, _), (b, _)| (a.is_tolerated(), a).cmp(&(b.is_tolerated(), b)));
        let (violations, results): (Vec<_>, Vec<_>) = results.into_iter().unzip();
        let report = ValidationReport::new().with_conforms(violations.is_empty()).with_results(results);
        Ok(Self { conforms: violations.is_empty(), violations, unchecked, triples: triples(&report)? })
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

    /// What was found: first what refuses the data, then the rest, each sorted by focus node.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The report as a `sh:ValidationReport` in Turtle (SHACL, section 3.6).
    ///
    /// # Errors
    /// Only if the report cannot be written as RDF.
    pub fn to_turtle(&self) -> Result<String, Error> {
        let mut out = Vec::new();
        dump::write(RdfFormat::Turtle, self.triples.clone(), [("sh", SH)].into_iter(), &mut out)?;
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
        write!(f, "the data violate the shapes {number} {}", if number == 1 { "time" } else { "times" })?;
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
    fn new(result: &ValidationResult, shapes: &Graph) -> Self {
        let term = |object: &Object| unmark(object.clone().into());
        let component = short(&plain(term(result.constraint_component()).as_ref()));
        Self {
            focus_node: plain(term(result.focus_node()).as_ref()),
            path: result.path().map(ToString::to_string),
            value: result.value().map(|value| plain(term(value).as_ref())),
            shape: result.source().map_or_else(String::new, |shape| shape_name(shapes, term(shape).as_ref())),
            message: message(result, &component),
            severity: short(&plain(term(&Object::iri(result.severity().into())).as_ref())),
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

/// The message in English, or without a language, or any. Of some constraints the engine says nothing.
fn message(result: &ValidationResult, component: &str) -> String {
    let messages = result.message().iter().filter(|(_, text)| !text.is_empty());
    let best = messages.min_by_key(|(language, _)| match language.as_ref().map(|language| language.as_str()) {
        Some("en") => (0, ""),
        None => (1, ""),
        Some(other) => (2, other),
    });
    let said = best.map(|(_, text)| text.clone());
    said.unwrap_or_else(|| match component {
        "sh:ClosedConstraintComponent" => "the shape is closed, and has no such property (sh:closed)".to_owned(),
        other => format!("{} not satisfied", other.trim_end_matches("ConstraintComponent")),
    })
}

fn short(iri: &str) -> String {
    iri.strip_prefix(SH).map_or_else(|| iri.to_owned(), |name| format!("sh:{name}"))
}

fn triples(report: &ValidationReport) -> Result<Vec<Quad>, Error> {
    let mut graph = OxigraphInMemory::empty();
    report.to_rdf(&mut graph).map_err(unusable)?;
    let quads =
        graph.quads().map(|quad| Quad { object: unmark(quad.object), graph_name: GraphName::DefaultGraph, ..quad });
    Ok(quads.collect())
}
