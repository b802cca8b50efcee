//! What a search can be narrowed to besides a type: a theme, a meeting, an actor, a side. Each stands at different places of different types:
//! an actor is that of a position, the speaker of an intervention and of a statement in it.

use crate::explorer::conditions;
use crate::explorer::parameters::Takes;
use crate::explorer::visit::{Error, Visit};
use crate::linked::html::{text, title_parts};
use crate::ontology::{ClassId, Field, FieldKind, Ontology, Scalar};
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The parameters of the address, each with the ways over fields that lead to its values. A type is narrowed by the first that it has.
const FACETS: [(&str, &[&str]); 4] = [
    ("theme", &["themes", "positions.themes"]),
    ("meeting", &["meeting", "intervention.meeting"]),
    ("actor", &["actor", "speaker", "intervention.speaker"]),
    ("side", &["stance.polarity", "positions.stance.polarity"]),
];
/// Values of a facet that are shown.
const SHOWN: usize = 12;

/// A facet, as far as an ontology has it.
#[derive(Debug)]
pub(super) struct Facet<'a> {
    pub(super) parameter: &'static str,
    /// Each way with the types that are narrowed by it, and the field at its end.
    ways: Vec<(&'static str, Vec<ClassId>, &'a Field)>,
}

/// The counts of one way in an answer.
#[derive(Debug, Deserialize)]
pub(super) struct Counts {
    field: String,
    values: Vec<Counted>,
}

#[derive(Debug, Deserialize)]
struct Counted {
    value: Option<String>,
    count: usize,
}

/// The facets that an ontology has.
pub(super) fn of(ontology: &Ontology) -> Vec<Facet<'_>> {
    let facet = |(parameter, names): (&'static str, &'static [&'static str])| {
        let mut ways: Vec<(&'static str, Vec<ClassId>, &Field)> = Vec::new();
        for &name in names {
            let types = ontology.concrete_classes().filter(|&id| ontology.class(id).direct_of.is_none());
            let all = types.filter_map(|id| Some((id, end(ontology, id, name)?)));
            let (classes, ends): (Vec<ClassId>, Vec<&Field>) = all.unzip();
            // What is counted by one way must not be counted by another.
            let is_counted = |id: &ClassId| ways.iter().any(|(_, known, _)| known.contains(id));
            if let Some(end) = ends.first().filter(|_| !classes.iter().any(is_counted)) {
                ways.push((name, classes, end));
            }
        }
        (!ways.is_empty()).then_some(Facet { parameter, ways })
    };
    FACETS.into_iter().filter_map(facet).collect()
}

/// The field at the end of a way from a type.
fn end<'a>(ontology: &'a Ontology, class: ClassId, way: &str) -> Option<&'a Field> {
    let mut names = way.split('.');
    let first = ontology.class(class).field(names.next()?)?;
    names.try_fold(first, |field, name| ontology.class(field.kind.class()?).field(name))
}

/// The ways that are counted: those that one of the types which are looked for has, if they are known.
pub(super) fn names(facets: &[Facet<'_>], types: Option<&[ClassId]>) -> Vec<&'static str> {
    let is_there = |classes: &[ClassId]| types.is_none_or(|types| types.iter().any(|class| classes.contains(class)));
    let ways = facets.iter().flat_map(|facet| &facet.ways);
    ways.filter(|(_, classes, _)| is_there(classes)).map(|(name, ..)| *name).collect()
}

/// What the address narrows a search to.
#[derive(Debug, Default)]
pub(super) struct Narrowed<'a> {
    /// The parameters with their values.
    pub(super) parameters: Vec<(&'static str, &'a str)>,
    /// The types that can meet them; none if all can.
    pub(super) types: Option<Vec<ClassId>>,
    /// The conditions by type, as the question takes them.
    pub(super) conditions: Map<String, Value>,
}

impl<'a> Narrowed<'a> {
    /// Reads the address.
    ///
    /// # Errors
    /// If a value is none that the field can have.
    pub(super) fn read(visit: &Visit<'a>, facets: &[Facet<'_>]) -> Result<Self, Error> {
        let ontology = visit.view.ontology;
        let mut narrowed = Self::default();
        let mut of_types: BTreeMap<ClassId, Vec<Value>> = BTreeMap::new();
        for (name, value) in visit.parameters.iter().filter(|(_, value)| !value.is_empty()) {
            let Some(facet) = facets.iter().find(|facet| facet.parameter == name) else { continue };
            let mut can = Vec::new();
            for (way, classes, _) in &facet.ways {
                for &class in classes {
                    of_types.entry(class).or_default().push(conditions::condition(visit, class, way, value)?);
                    can.push(class);
                }
            }
            narrowed.parameters.push((facet.parameter, value));
            let both = |types: Vec<ClassId>| types.into_iter().filter(|class| can.contains(class)).collect();
            narrowed.types = Some(narrowed.types.take().map_or_else(|| can.clone(), both));
        }
        for (class, conditions) in of_types {
            let name = ontology.class(class).singular.clone();
            narrowed.conditions.insert(name, serde_json::json!({ "and": conditions }));
        }
        Ok(narrowed)
    }

    /// The parameters without one of them.
    pub(super) fn without(&self, at: usize) -> Vec<(&'static str, &'a str)> {
        self.parameters.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, one)| *one).collect()
    }
}

impl Facet<'_> {
    /// What its parameter may be.
    pub(super) fn takes(&self, visit: &Visit<'_>) -> Takes {
        self.ways.first().map_or(Takes::Text, |(_, _, field)| Takes::of_field(visit, field))
    }

    /// What it is called: by the class that it leads to, or by its field.
    fn label(&self, visit: &Visit<'_>) -> Markup {
        let ontology = visit.view.ontology;
        let roles = ontology.extension::<Roles>();
        let Some((_, _, field)) = self.ways.first() else { return html! {} };
        let class = field
            .kind
            .class()
            .filter(|class| roles.is_some_and(|roles| [roles.themes, roles.meetings, roles.actors].contains(class)));
        match class {
            Some(class) => text(&visit.titles().class_label(ontology.class(class))),
            None => text(&visit.titles().field_label(field)),
        }
    }

    fn value(&self, visit: &Visit<'_>, value: &str) -> Markup {
        match self.ways.first().map(|(_, _, field)| field.kind) {
            Some(FieldKind::Value { scalar: scalar @ Scalar::Enum(_), .. }) => {
                text(&visit.titles().value(scalar, value))
            }
            _ => title_parts(&visit.titles().of_iri(&whole(visit, value))),
        }
    }

    /// How many of what is found have each value, the most first.
    fn counts(&self, counted: &[Counts]) -> Vec<(String, usize)> {
        let is_own = |counts: &&Counts| self.ways.iter().any(|(name, ..)| *name == counts.field);
        let mut sums: BTreeMap<String, usize> = BTreeMap::new();
        for counted in counted.iter().filter(is_own).flat_map(|counts| &counts.values) {
            if let Some(value) = &counted.value {
                *sums.entry(value.clone()).or_default() += counted.count;
            }
        }
        let mut sums: Vec<_> = sums.into_iter().filter(|(_, count)| *count > 0).collect();
        sums.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        sums
    }

    /// The values with their numbers, each a link to what has it; `href` gives the address of a search narrowed by some parameters.
    pub(super) fn html(
        &self,
        visit: &Visit<'_>,
        counted: &[Counts],
        narrowed: &Narrowed<'_>,
        href: impl Fn(&[(&'static str, &str)]) -> String,
    ) -> Markup {
        let counts = self.counts(counted);
        if counts.is_empty() {
            return html! {};
        }
        let chosen = |value: &str| {
            let is_it = |(name, known): &(&str, &str)| *name == self.parameter && whole(visit, known) == value;
            narrowed.parameters.iter().position(is_it)
        };
        html! {
            section.facet {
                h2 { (self.label(visit)) }
                ul { @for (value, count) in counts.iter().take(SHOWN) { li {
                    @let mut with = narrowed.parameters.clone();
                    @match chosen(value) {
                        Some(at) => {
                            a aria-current="true" href=(href(&narrowed.without(at))) { (self.value(visit, value)) } " "
                            (visit.number(*count, &href(&narrowed.parameters)))
                        }
                        None => {
                            @let all = { with.push((self.parameter, value)); href(&with) };
                            a href=(all) { (self.value(visit, value)) } " " (visit.number(*count, &all))
                        }
                    }
                } } }
            }
        }
    }

    /// A value of the address in words, without its number.
    pub(super) fn chosen(&self, visit: &Visit<'_>, value: &str) -> Markup {
        html! { (self.label(visit)) ": " (self.value(visit, value)) }
    }
}

/// A value of an address as answers have it: identifiers in full.
fn whole(visit: &Visit<'_>, value: &str) -> String {
    let is_name = value.contains(':');
    let expanded = is_name.then(|| visit.view.ontology.prefixes().expand(value).ok()).flatten();
    expanded.map_or_else(|| value.to_owned(), oxigraph::model::NamedNode::into_string)
}
