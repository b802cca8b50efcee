//! Blocs: actors that are taken together, as the members of a body or of a regional group. Which kinds there are the ontology says
//! (`ple:bloc`); a bloc holds the positions of its members, each once, and a body is a member of itself.

use super::evidence::Named;
use super::parameters::{self, Parameter, Takes};
use super::visit::Visit;
use crate::graphql::subtypes;
use crate::ontology::{Field, FieldKind, Ontology, Scalar};
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};

/// The fields from a position to the actors that hold it, each with whether it leads to several.
pub(super) const OWNERS: [(&str, bool); 2] = [("actor", false), ("onBehalfOf", true)];

/// A kind of blocs.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    /// Its value of the enum `Bloc`.
    pub(super) name: String,
    /// Its parameter in addresses and its alias in questions: `regionalGroup`, `body`.
    pub(super) parameter: String,
    /// The fields from an actor to its blocs.
    way: Vec<String>,
    /// Whether the last of them leads to several.
    is_list: bool,
    /// The type of its blocs, if they are values.
    scalar: Option<Scalar>,
    /// All of them, if they are values of a closed list.
    pub(super) values: Vec<String>,
}

/// A bloc in an answer: a body, or a value.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    group: Option<Named>,
    value: Option<String>,
}

impl Which {
    /// Its identifier, or its value.
    pub(super) fn id(&self) -> &str {
        let group = self.group.as_ref().map(|group| group.id.as_str());
        group.or(self.value.as_deref()).unwrap_or_default()
    }
}

/// The kinds of blocs that an ontology declares.
pub(super) fn kinds(ontology: &Ontology) -> Vec<Kind> {
    let Some(roles) = ontology.extension::<Roles>() else { return Vec::new() };
    let kind = |bloc: &crate::positions::Bloc| {
        let own = |class| ontology.class(class).fields.iter().find(|field| field.path == bloc.path);
        let below = || subtypes(ontology, roles.actors).find_map(|(class, name)| Some((vec![name], own(class)?)));
        let (mut way, field): (Vec<String>, &Field) =
            own(roles.actors).map(|field| (Vec::new(), field)).or_else(below)?;
        way.push(field.name.clone());
        let (is_list, scalar) = match field.kind {
            FieldKind::Links { .. } | FieldKind::Connection { .. } => (true, None),
            FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => (false, Some(scalar)),
            _ => (false, None),
        };
        let (name, values) = (bloc.name.clone(), bloc.values.clone());
        Some(Kind { parameter: parameter(&name), name, way, is_list, scalar, values })
    };
    roles.blocs.iter().filter_map(kind).collect()
}

/// `REGIONAL_GROUP` → `regionalGroup`.
fn parameter(name: &str) -> String {
    let mut is_start = false;
    let mut parameter = String::with_capacity(name.len());
    for char in name.chars() {
        match char {
            '_' => is_start = true,
            _ if is_start => {
                parameter.push(char.to_ascii_uppercase());
                is_start = false;
            }
            _ => parameter.push(char.to_ascii_lowercase()),
        }
    }
    parameter
}

/// The bloc that an address names by the parameter of its kind, if it names one.
pub(super) fn named(visit: &Visit<'_>) -> Option<(Kind, String)> {
    kinds(visit.view.ontology).into_iter().find_map(|kind| {
        let id = kind.read(visit, visit.parameter(&kind.parameter)?);
        Some((kind, id))
    })
}

/// The parameters that name blocs, each as often as one likes.
pub(super) fn parameters(visit: &Visit<'_>, roles: &Roles) -> Vec<Parameter> {
    kinds(visit.view.ontology).iter().map(|kind| parameters::many(&kind.parameter, kind.takes(roles))).collect()
}

/// The same, of which an address names one.
pub(super) fn parameters_of_one(visit: &Visit<'_>, roles: &Roles) -> Vec<Parameter> {
    kinds(visit.view.ontology).iter().map(|kind| parameters::once(&kind.parameter, kind.takes(roles))).collect()
}

impl Kind {
    /// What people call it.
    pub(super) fn label(&self, visit: &Visit<'_>) -> String {
        visit.choice("Bloc", &self.name)
    }

    /// Whether its blocs are resources, each a member of itself.
    pub(super) fn is_of_bodies(&self) -> bool {
        self.scalar.is_none()
    }

    /// What the parameter of a bloc may be.
    fn takes(&self, roles: &Roles) -> Takes {
        match self.is_of_bodies() {
            true => Takes::Resource(Some(roles.bodies)),
            false if self.values.is_empty() => Takes::Text,
            false => Takes::one_of(&self.values),
        }
    }

    /// A bloc as an address names it.
    pub(super) fn read(&self, visit: &Visit<'_>, value: &str) -> String {
        let iri = self.is_of_bodies().then(|| visit.view.ontology.prefixes().expand(value).ok()).flatten();
        iri.map_or_else(|| value.to_owned(), oxigraph::model::NamedNode::into_string)
    }

    /// A bloc that questions can name before anything is known of the data.
    pub(super) fn example(&self) -> String {
        self.values.first().cloned().unwrap_or_else(|| "urn:x".to_owned())
    }

    /// What a bloc is called.
    pub(super) fn title(&self, visit: &Visit<'_>, id: &str) -> String {
        match self.scalar {
            Some(scalar) => visit.titles().value(scalar, id).value,
            None => visit.name(id),
        }
    }

    /// What a bloc is called, with the way to its page if it has one.
    pub(super) fn link(&self, visit: &Visit<'_>, id: &str) -> Markup {
        match self.scalar {
            Some(_) => html! { (self.title(visit, id)) },
            None => visit.link(id),
        }
    }

    /// The parameter of a list of positions that is the positions of a bloc.
    pub(super) fn holders(&self) -> String {
        let way = self.way.join(".");
        let members = OWNERS.map(|(owner, _)| format!("{owner}.{way}")).join(",");
        match self.is_of_bodies() {
            true => format!("{members},{}", OWNERS.map(|(owner, _)| owner).join(",")),
            false => members,
        }
    }

    /// The same as conditions on a position, of which one has to be met.
    pub(super) fn conditions(&self, ids: &[&str]) -> Vec<Value> {
        let leaf = if self.is_of_bodies() { json!({ "id": { "in": ids } }) } else { json!({ "in": ids }) };
        let mut member = if self.is_list { json!({ "some": leaf }) } else { leaf.clone() };
        for name in self.way.iter().rev() {
            member = json!({ name: member });
        }
        let itself = self.is_of_bodies().then_some(leaf);
        holding(std::iter::once(member).chain(itself))
    }
}

/// Conditions on a position that somebody holds it who meets one of some conditions.
pub(super) fn holding(actors: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let of_actor = |actor: Value| {
        OWNERS.map(|(owner, is_list)| match is_list {
            true => json!({ owner: { "some": actor.clone() } }),
            false => json!({ owner: actor.clone() }),
        })
    };
    actors.into_iter().flat_map(of_actor).collect()
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn kinds_have_parameters_as_fields_are_named() {
        for (name, expected) in [("REGIONAL_GROUP", "regionalGroup"), ("BODY", "body"), ("A_B_C", "aBC")] {
            assert_eq!(parameter(name), expected);
        }
    }
}
