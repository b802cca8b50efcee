//! From a property shape to a field: its path, its name, and what its values are and how many.

use super::facts::{Facts, Place, Text, subject};
use super::names::{is_legal_name, local_name, upper_first};
use super::scalars::{Bounds, scalar_of, scalar_of_members};
use super::searching::is_searched;
use super::shapes::{Builder, PublicShape};
use super::{Enum, EnumId, Error, Field, FieldKind, MOST, Path, Scalar, Step};
use crate::vocab::{graphql, ple, rdf, rdfs, sh};
use oxigraph::model::{NamedOrBlankNode, Term};
use std::collections::BTreeMap;

/// Names that every type, or every condition on a type, has already.
const RESERVED: [&str; 5] = ["id", "and", "or", "not", "types"];

/// Reads one property shape.
pub(super) struct PropertyReader<'a> {
    pub(super) facts: &'a Facts,
    pub(super) shape: &'a PublicShape,
    pub(super) property: &'a NamedOrBlankNode,
}

impl PropertyReader<'_> {
    /// The field of the property shape, with its companion for translations; none if it only constrains a field that
    /// another property shape of the same path declares.
    pub(super) fn read(&self, builder: &mut Builder<'_>, siblings: &[NamedOrBlankNode]) -> Result<Vec<Field>, Error> {
        let steps = self.steps()?;
        let Some(kind) = self.kind(builder, &steps)? else {
            let declared = siblings.iter().any(|sibling| {
                let sibling = PropertyReader { facts: self.facts, shape: self.shape, property: sibling };
                sibling.has_type() && sibling.steps().is_ok_and(|other| other == steps)
            });
            return if declared {
                Ok(Vec::new())
            } else {
                Err(self.error("says nothing of its values: add sh:datatype, sh:class, sh:in or `sh:nodeKind sh:IRI`"))
            };
        };
        let name = self.name(&steps)?;
        let labels = self.labels(&steps);
        let path = builder.path_id(Path { steps, ends: kind.ends() })?;
        let description = self.facts.text(self.property, sh::DESCRIPTION).unwrap_or_default();
        let place = self.place();
        let said = self.facts.literal(self.property, ple::SEARCHED);
        let searched = is_searched(kind, said).map_err(|problem| self.error(problem))?;
        let descriptions = self.facts.texts(self.property, sh::DESCRIPTION);
        let mut fields = vec![Field { name, description, labels, descriptions, path, kind, searched, place }];
        if matches!(kind, FieldKind::Text { .. }) {
            let text = &fields[0];
            fields.push(Field {
                name: format!("{}Translations", text.name),
                description: format!("`{}` in every language, each with its tag.", text.name),
                kind: FieldKind::Texts,
                searched: false, // the same texts again
                ..text.clone()
            });
        }
        Ok(fields)
    }

    fn error(&self, problem: impl Into<String>) -> Error {
        Error::Property { place: self.place(), shape: self.shape.node.to_string(), problem: problem.into() }
    }

    fn place(&self) -> Place {
        self.facts.place(self.property).unwrap_or(&self.shape.place).clone()
    }

    fn steps(&self) -> Result<Vec<Step>, Error> {
        match self.facts.object(self.property, sh::PATH) {
            Some(path) => read_path(self.facts, path).ok_or_else(|| {
                self.error("has a path that the API cannot follow: it takes an IRI, sh:inversePath and sequences; derive others with a rule")
            }),
            None => Err(self.error("has no sh:path")),
        }
    }

    fn name(&self, steps: &[Step]) -> Result<String, Error> {
        let name = match (self.facts.literal(self.property, graphql::NAME), steps) {
            (Some(name), _) => name.to_owned(),
            (None, [Step { predicate, inverse: false }]) => local_name(predicate.as_str()).to_owned(),
            (None, _) => return Err(self.error("walks an inverse or a sequence path, so it needs a graphql:name")),
        };
        if !is_legal_name(&name) || RESERVED.contains(&name.as_str()) {
            let what = format!("a field of {}", self.shape.node);
            return Err(Error::IllegalName { place: self.place(), what, name });
        }
        Ok(name)
    }

    fn labels(&self, steps: &[Step]) -> Vec<Text> {
        let mut labels = self.facts.texts(self.property, sh::NAME);
        if let [Step { predicate, inverse: false }] = steps {
            let of_property = self.facts.texts(&predicate.clone().into(), rdfs::LABEL);
            let is_new = |text: &Text| labels.iter().all(|label| label.language != text.language);
            let new: Vec<_> = of_property.into_iter().filter(is_new).collect();
            labels.extend(new);
        }
        labels
    }

    fn has_type(&self) -> bool {
        [sh::DATATYPE, sh::CLASS, sh::IN, sh::NODE_KIND].iter().any(|p| self.facts.object(self.property, p).is_some())
    }

    fn count(&self, predicate: &str) -> Option<u64> {
        self.facts.literal(self.property, predicate).and_then(|count| count.parse().ok())
    }

    fn kind(&self, builder: &mut Builder<'_>, steps: &[Step]) -> Result<Option<FieldKind>, Error> {
        let required = self.count(sh::MIN_COUNT).is_some_and(|n| n > 0);
        let most = self.count(sh::MAX_COUNT);
        if let Some(class) = self.facts.iri(self.property, sh::CLASS) {
            let class = builder.id_of(class).ok_or_else(|| {
                self.error(format!("leads to {class}, which has no public shape: make one, or say `sh:nodeKind sh:IRI` instead of sh:class"))
            })?;
            return Ok(Some(match most {
                Some(0 | 1) => FieldKind::Link { class, required },
                Some(_) => FieldKind::Links { class },
                None => FieldKind::Connection { class },
            }));
        }
        if self.facts.iri(self.property, sh::DATATYPE).is_some_and(|datatype| datatype.as_str() == rdf::LANG_STRING) {
            let unique = self.facts.literal(self.property, sh::UNIQUE_LANG) == Some("true");
            return Ok(Some(if unique { FieldKind::Text { required } } else { FieldKind::Texts }));
        }
        let Some(scalar) = self.scalar(builder, steps)? else { return Ok(None) };
        // What JSON cannot write is null, unless the shapes keep it out.
        let required = required && (scalar.is_always_writable() || Bounds::of(self).are_finite());
        Ok(Some(match most {
            Some(0 | 1) => FieldKind::Value { scalar, required },
            _ => FieldKind::Values { scalar },
        }))
    }

    fn scalar(&self, builder: &mut Builder<'_>, steps: &[Step]) -> Result<Option<Scalar>, Error> {
        if let Some(head) = self.facts.object(self.property, sh::IN) {
            let members = self.facts.list(head).ok_or_else(|| self.error("has a broken list in sh:in"))?;
            return self.enumeration(builder, steps, &members).map(Some);
        }
        if let Some(datatype) = self.facts.iri(self.property, sh::DATATYPE) {
            return Ok(Some(scalar_of(datatype.as_str(), Bounds::of(self))));
        }
        Ok(self.facts.iri(self.property, sh::NODE_KIND).filter(|kind| kind.as_str() == sh::IRI).map(|_| Scalar::Iri))
    }

    /// An enum if every member is a distinct legal name, else what the members have in common, their datatype or that they
    /// are IRIs.
    fn enumeration(&self, builder: &mut Builder<'_>, steps: &[Step], members: &[&Term]) -> Result<Scalar, Error> {
        if let Some(scalar) = scalar_of_members(members) {
            return Ok(scalar);
        }
        let mut values: Vec<String> = Vec::new();
        for member in members {
            match member {
                Term::Literal(literal)
                    if is_legal_name(literal.value())
                        && !["true", "false", "null"].contains(&literal.value())
                        && !values.iter().any(|value| value == literal.value()) =>
                {
                    values.push(literal.value().to_owned());
                }
                Term::NamedNode(_) if members.iter().all(|m| matches!(m, Term::NamedNode(_))) => {
                    return Ok(Scalar::Iri);
                }
                _ => return Ok(Scalar::String),
            }
        }
        let Some(last) = steps.last().filter(|_| !values.is_empty()) else {
            return Err(self.error("has an empty list in sh:in"));
        };
        let name = upper_first(local_name(last.predicate.as_str()));
        if !is_legal_name(&name) {
            return Err(Error::IllegalName {
                place: self.place(),
                what: format!("the enum of {}", last.predicate),
                name,
            });
        }
        let description = self.facts.text(&last.predicate.clone().into(), rdfs::COMMENT).unwrap_or_default();
        let wanted = Enum { name, description, values, labels: BTreeMap::new() };
        let index = match builder.enums.iter().position(|known| known.name == wanted.name) {
            Some(index) if builder.enums[index] == wanted => index,
            Some(_) => {
                return Err(Error::NameCollision {
                    place: self.place(),
                    what: format!("the enum of {}", last.predicate),
                    name: wanted.name,
                    other: "an enum with other values".into(),
                });
            }
            None => {
                builder.enums.push(wanted);
                builder.enums.len() - 1
            }
        };
        u16::try_from(index)
            .map(|i| Scalar::Enum(EnumId(i)))
            .map_err(|_| Error::TooLarge { limit: MOST, what: "enums" })
    }
}

/// A predicate, an inverse or a sequence of them, as steps.
pub(super) fn read_path(facts: &Facts, path: &Term) -> Option<Vec<Step>> {
    if let Term::NamedNode(predicate) = path {
        return Some(vec![Step { predicate: predicate.clone(), inverse: false }]);
    }
    if let Some(inverted) = subject(path).and_then(|node| facts.object(&node, sh::INVERSE_PATH)) {
        let mut steps = read_path(facts, inverted)?;
        steps.reverse();
        for step in &mut steps {
            step.inverse = !step.inverse;
        }
        return Some(steps);
    }
    let parts = facts.list(path).filter(|parts| !parts.is_empty())?;
    parts.into_iter().map(|part| read_path(facts, part)).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
}
