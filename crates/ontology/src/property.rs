//! One property shape: its path, and what the values of a path are by all that is said of them.

use super::facets::{Facets, is_of_lists};
use super::facts::{Facts, Place, subject};
use super::fields::Kind;
use super::names::is_legal_name;
use super::scalars::{Bounds, scalar_of, scalar_of_members};
use super::shapes::Builder;
use super::visibility::PublicShape;
use super::{ClassId, Error, Scalar, Step};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use plenary_base::vocab::{graphql, rdf, sh, xsd};

/// Reads one property shape.
pub(super) struct PropertyReader<'a> {
    pub(super) facts: &'a Facts,
    pub(super) shape: &'a PublicShape,
    pub(super) property: &'a NamedOrBlankNode,
}

/// What values are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Nature {
    /// Resources of a class.
    Class(ClassId),
    /// Texts that may have languages.
    Text,
    Value(Kind),
}

impl Nature {
    const IRI: Self = Self::Value(Kind::Scalar(Scalar::Iri));
    const STRING: Self = Self::Value(Kind::Scalar(Scalar::String));

    /// Whether JSON has a form for each such value.
    pub(super) fn is_always_writable(&self) -> bool {
        !matches!(self, Self::Value(Kind::Scalar(scalar)) if !scalar.is_always_writable())
    }
}

impl PropertyReader<'_> {
    pub(super) fn error(&self, problem: impl Into<String>) -> Error {
        Error::Property { place: self.place(), shape: self.shape.node.to_string(), problem: problem.into() }
    }

    pub(super) fn place(&self) -> Place {
        self.facts.place(self.property).unwrap_or(&self.shape.place).clone()
    }

    /// The steps of the path; none if no field can follow it and none is asked for.
    pub(super) fn steps(&self) -> Result<Option<Vec<Step>>, Error> {
        let Some(path) = self.facts.object(self.property, sh::PATH) else {
            return Err(self.error("has no sh:path"));
        };
        match steps_of(self.facts, self.property, path) {
            None if self.facts.object(self.property, graphql::NAME).is_some() => Err(self.error(
                "has a path that the API cannot follow: it takes an IRI, sh:inversePath and sequences; derive others with a rule",
            )),
            steps => Ok(steps),
        }
    }
}

impl Builder<'_> {
    /// What the values of a path are, and whether validation makes sure of it. What is not said is guessed and noticed.
    pub(super) fn nature(
        &mut self,
        facets: &Facets,
        reader: &PropertyReader<'_>,
        what: &str,
    ) -> Result<(Nature, bool), Error> {
        if facets.is_broken {
            return Err(reader.error("has a broken list in sh:in"));
        }
        if let Some([]) = facets.members.as_deref() {
            return Err(reader.error("has an empty list in sh:in, or several that have nothing in common"));
        }
        if let [one, other, ..] = facets.datatypes.as_slice() {
            return Err(reader.error(format!(
                "has the datatypes {one} and {other} at once, so no value can be right: leave one out, here or in a shape that it includes or inherits from"
            )));
        }
        if let Some(nature) = self.said_nature(facets) {
            return Ok((nature, true));
        }
        if let Some(class) = facets.classes.first() {
            self.unlinked.push(format!("{what} to {class}"));
            return Ok((Nature::IRI, true));
        }
        let by_shape = facets.shapes.iter().flat_map(|shape| self.targets.classes(shape));
        if let Some(class) = by_shape.filter_map(|class| self.public_above(class)).next() {
            self.guessed.push(format!("{what} as {}, by its shape", self.classes[usize::from(class.0)].name));
            return Ok((Nature::Class(class), false));
        }
        self.guessed.push(what.to_owned());
        Ok((Nature::STRING, true))
    }

    /// What is said of values, if it is enough to give them a type.
    fn said_nature(&self, facets: &Facets) -> Option<Nature> {
        let mut classes: Vec<ClassId> = facets.classes.iter().filter_map(|class| self.public_above(class)).collect();
        classes.dedup();
        let is_above = |class: &ClassId, other: &ClassId| {
            class != other && self.classes[usize::from(other.0)].superclasses.contains(class)
        };
        // A value that is of several classes is of the narrowest.
        if let Some(class) = classes.iter().find(|class| !classes.iter().any(|other| is_above(class, other))) {
            return Some(Nature::Class(*class));
        }
        if let Some(members) = &facets.members {
            return Some(of_members(members));
        }
        if let Some(datatype) = facets.datatypes.first() {
            return Some(of_datatype(datatype, Bounds::of(facets)));
        }
        if !facets.classes.is_empty() {
            return None;
        }
        let of_list = |list: &Vec<Facets>| {
            let natures: Option<Vec<_>> = list.iter().map(|facets| self.alternative(facets)).collect();
            self.common(&natures?)
        };
        if let Some(nature) = facets.alternatives.iter().find_map(of_list) {
            return Some(nature);
        }
        if facets.is_kind(&[sh::IRI, sh::BLANK_NODE, sh::BLANK_NODE_OR_IRI]) {
            return Some(Nature::IRI);
        }
        // A literal without a datatype may have a language, and so may one that has to have one of some.
        (facets.is_unique || facets.has_languages || facets.is_kind(&[sh::LITERAL])).then_some(Nature::Text)
    }

    /// What a value is that meets one of several shapes.
    fn alternative(&self, facets: &Facets) -> Option<Nature> {
        let is_elsewhere = !facets.classes.is_empty();
        self.said_nature(facets).or(is_elsewhere.then_some(Nature::IRI))
    }

    /// What values are that are of one of several natures.
    fn common(&self, natures: &[Nature]) -> Option<Nature> {
        let first = natures.first()?;
        if natures.iter().all(|nature| nature == first) {
            return Some(first.clone());
        }
        let is_resource = |nature: &Nature| matches!(nature, Nature::Class(_)) || *nature == Nature::IRI;
        if natures.iter().all(is_resource) {
            return Some(self.common_class(natures).map_or(Nature::IRI, Nature::Class));
        }
        let is_text = |nature: &Nature| *nature == Nature::Text || *nature == Nature::STRING;
        if natures.iter().all(is_text) {
            return Some(Nature::Text);
        }
        let is_one_of = |scalars: &[Scalar]| {
            natures
                .iter()
                .all(|nature| matches!(nature, Nature::Value(Kind::Scalar(scalar)) if scalars.contains(scalar)))
        };
        if is_one_of(&[Scalar::Int, Scalar::BigInt]) {
            return Some(Nature::Value(Kind::Scalar(Scalar::BigInt)));
        }
        if is_one_of(&[Scalar::Int, Scalar::BigInt, Scalar::Decimal]) {
            return Some(Nature::Value(Kind::Scalar(Scalar::Decimal)));
        }
        Some(Nature::STRING)
    }

    /// The nearest public class that all of some classes are under.
    fn common_class(&self, natures: &[Nature]) -> Option<ClassId> {
        let above = |nature: &Nature| match nature {
            Nature::Class(class) => {
                let superclasses = &self.classes[usize::from(class.0)].superclasses;
                Some(std::iter::once(*class).chain(superclasses.iter().copied()).collect::<Vec<_>>())
            }
            _ => None,
        };
        let all: Vec<Vec<ClassId>> = natures.iter().map(above).collect::<Option<_>>()?;
        let (first, others) = all.split_first()?;
        first.iter().copied().find(|class| others.iter().all(|other| other.contains(class)))
    }

    /// The nearest public class that a class is, or is under.
    fn public_above(&self, class: &NamedNode) -> Option<ClassId> {
        self.hierarchy.up(class).iter().find_map(|class| self.id_of(class))
    }
}

/// An enum if every member is a distinct legal name, else what the members have in common.
fn of_members(members: &[Term]) -> Nature {
    if members.iter().all(|member| matches!(member, Term::NamedNode(_))) {
        return Nature::IRI;
    }
    let literal = |member: &Term| match member {
        Term::Literal(literal) => Some(literal.clone()),
        _ => None,
    };
    let Some(literals) = members.iter().map(literal).collect::<Option<Vec<_>>>() else { return Nature::STRING };
    if literals.iter().any(|literal| literal.language().is_some()) {
        return Nature::Text;
    }
    let is_string = literals.iter().all(|literal| literal.datatype().as_str() == xsd::STRING);
    let mut names: Vec<String> = Vec::new();
    for literal in literals.iter().filter(|_| is_string) {
        let name = literal.value();
        if is_legal_name(name) && !["true", "false", "null"].contains(&name) && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    if names.len() == literals.len() {
        return Nature::Value(Kind::Names(names));
    }
    let members: Vec<&Term> = members.iter().collect();
    Nature::Value(Kind::Scalar(scalar_of_members(&members).unwrap_or(Scalar::String)))
}

fn of_datatype(datatype: &NamedNode, bounds: Bounds<'_>) -> Nature {
    match datatype.as_str() {
        rdf::LANG_STRING => Nature::Text,
        other => Nature::Value(Kind::Scalar(scalar_of(other, bounds))),
    }
}

/// The steps of a property shape with a path. Where its values are said to be lists, their members are meant.
pub(super) fn steps_of(facts: &Facts, property: &NamedOrBlankNode, path: &Term) -> Option<Vec<Step>> {
    let mut steps = read_path(facts, path)?;
    if is_of_lists(facts, property)
        && let Some(last) = steps.last_mut().filter(|step| !step.inverse)
    {
        last.members = true;
    }
    Some(steps)
}

/// Whether a path leads from a list to its members: `( [ sh:zeroOrMorePath rdf:rest ] rdf:first )`.
pub(super) fn is_of_members(facts: &Facts, path: &Term) -> bool {
    let parts = facts.list(path).unwrap_or_default();
    matches!(parts.as_slice(), [rest, first] if is_rest_of_list(facts, rest) && is_iri(first, rdf::FIRST))
}

/// A predicate, an inverse or a sequence of them, as steps. `[ sh:zeroOrMorePath rdf:rest ] rdf:first` in a sequence are the
/// members of the list before them.
pub(super) fn read_path(facts: &Facts, path: &Term) -> Option<Vec<Step>> {
    if let Term::NamedNode(predicate) = path {
        return Some(vec![Step { predicate: predicate.clone(), inverse: false, members: false }]);
    }
    if let Some(inverted) = subject(path).and_then(|node| facts.object(&node, sh::INVERSE_PATH)) {
        let mut steps = read_path(facts, inverted)?;
        steps.reverse();
        for step in &mut steps {
            step.inverse = !step.inverse;
        }
        // From a member there is no way back to its list.
        return steps.iter().all(|step| !step.members).then_some(steps);
    }
    let parts = facts.list(path).filter(|parts| !parts.is_empty())?;
    let mut steps: Vec<Step> = Vec::new();
    let mut rest = &parts[..];
    while let Some((part, later)) = rest.split_first() {
        rest = match later.split_first() {
            Some((next, beyond)) if is_rest_of_list(facts, part) && is_iri(next, rdf::FIRST) => {
                let list = steps.last_mut().filter(|step| !step.inverse && !step.members)?;
                list.members = true;
                beyond
            }
            _ => {
                steps.extend(read_path(facts, part)?);
                later
            }
        };
    }
    Some(steps)
}

/// `[ sh:zeroOrMorePath rdf:rest ]`
fn is_rest_of_list(facts: &Facts, path: &Term) -> bool {
    let repeated = subject(path).and_then(|node| facts.object(&node, sh::ZERO_OR_MORE_PATH));
    repeated.is_some_and(|step| is_iri(step, rdf::REST))
}

fn is_iri(term: &Term, iri: &str) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_str() == iri)
}
