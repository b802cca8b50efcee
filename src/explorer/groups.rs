//! What each kind of actor asks for: the types of actors, and where a type tells kinds apart, each of these. A position is that of who takes it
//! and of those for whom it is taken.

use super::blocs::{OWNERS, holding};
use super::figure::{self, Files};
use super::question::{Group, Grouped, Question};
use super::visit::{Error, Visit};
use crate::graphql::{Engine, subtypes};
use crate::linked::html::text;
use crate::ontology::{ClassId, Field, FieldKind, Ontology, Scalar};
use crate::positions::Roles;
use maud::{Markup, html};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A kind of actors.
struct Kind {
    /// The way from an actor to what tells its kind, as addresses have it.
    way: String,
    value: String,
    /// The same as a condition on an actor.
    condition: Value,
    /// The closed list that the value is of; none if the type is the kind.
    scalar: Option<Scalar>,
    class: ClassId,
}

/// How many positions are of a polarity.
fn of_polarity(positions: &Grouped, polarity: &str) -> usize {
    let is_it = |group: &&Group| group.key.iter().any(|key| key.value.as_deref() == Some(polarity));
    positions.group_by.iter().find(is_it).map_or(0, |group| group.count)
}

/// All kinds: each type below that of actors, and behind it each value of the first closed list of which its resources have one value each.
fn kinds(ontology: &Ontology, roles: &Roles) -> Vec<Kind> {
    let of_type = |(class, member): (ClassId, String)| {
        let telling = ontology.class(class).fields.iter().find_map(|field| match field.kind {
            FieldKind::Value { scalar: scalar @ Scalar::Enum(id), required: true } => Some((field, scalar, id)),
            _ => None,
        });
        let condition = json!({ member.as_str(): {} });
        let whole = Kind { way: member.clone(), value: "*".to_owned(), condition, scalar: None, class };
        let of_value = |field: &Field, scalar: Scalar, value: &String| Kind {
            way: format!("{member}.{}", field.name),
            value: value.clone(),
            condition: json!({ member.as_str(): { field.name.as_str(): { "eq": value } } }),
            scalar: Some(scalar),
            class,
        };
        let values = telling.into_iter().flat_map(|(field, scalar, id)| {
            ontology.enumeration(id).values.iter().map(move |value| (field, scalar, value))
        });
        let values = values.map(|(field, scalar, value)| of_value(field, scalar, value));
        std::iter::once(whole).chain(values).collect::<Vec<_>>()
    };
    subtypes(ontology, roles.actors)
        .filter(|(class, _)| !ontology.class(*class).is_interface)
        .flat_map(of_type)
        .collect()
}

fn question(kinds: &[Kind]) -> Question {
    let numbered = || 0..kinds.len();
    let variables: Vec<String> = numbered().map(|at| format!("$k{at}: PositionWhere")).collect();
    let counts: String = numbered()
        .map(|at| format!("  k{at}: positions(where: $k{at}, first: 0) {{ totalCount groupBy(keys: [STANCE_POLARITY]) {{ key {{ value }} count }} }}\n"))
        .collect();
    let question = Question::new(format!("query ByKindOfActor({}) {{\n{counts}}}\n", variables.join(", ")));
    kinds.iter().enumerate().fold(question, |question, (at, kind)| {
        question.with(&format!("k{at}"), json!({ "or": holding([kind.condition.clone()]) }))
    })
}

/// Whether actors are of several kinds in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    let kinds =
        engine.ontology().extension::<Roles>().map(|roles| kinds(engine.ontology(), &roles)).unwrap_or_default();
    kinds.len() > 1 && question(&kinds).is_valid(engine)
}

/// Each kind with the number of its positions by polarity, each number a link to them.
///
/// # Errors
/// If the question fails.
pub(super) fn section(visit: &Visit<'_>) -> Result<Markup, Error> {
    let ontology = visit.view.ontology;
    let Some(roles) = ontology.extension::<Roles>() else { return Ok(html! {}) };
    let kinds = kinds(ontology, &roles);
    let question = question(&kinds);
    let counts: BTreeMap<String, Grouped> = question.ask(visit)?;
    let rows: Vec<(&Kind, &Grouped)> =
        kinds.iter().enumerate().filter_map(|(at, kind)| Some((kind, counts.get(&format!("k{at}"))?))).collect();
    let rows = in_order(&rows);
    // Demands first, then what is for and what is against.
    let mut weights: Vec<_> =
        roles.weights.iter().filter(|weight| weight.valence.is_none() && weight.weight != 0.0).collect();
    weights.sort_by_key(|weight| (!weight.is_demand, weight.weight < 0.0));
    let words = visit.words();
    let label = visit.titles().class_label(ontology.class(roles.positions));
    Ok(html! {
        section aria-labelledby="who-asks" {
            h2 #who-asks { (words.say("who-asks")) }
            div.scroll data-hint=(words.say("more-sideways")) {
                table.matrix {
                    thead { tr {
                        td {}
                        @for weight in &weights { th scope="col" { (visit.value_text("Stance", "polarity", &weight.polarity)) } }
                        th scope="col" { (text(&label)) }
                    } }
                    tbody { @for (kind, positions) in &rows { tr {
                        th scope="row" class=[kind.scalar.map(|_| "part")] { (kind.title(visit)) }
                        @for weight in &weights { td {
                            @let n = of_polarity(positions, &weight.polarity);
                            @if n > 0 { (visit.number(n, &kind.positions(visit, Some(&weight.polarity)))) }
                        } }
                        td { (visit.number(positions.total_count, &kind.positions(visit, None))) }
                    } } }
                }
            }
            (figure::under(visit, words.say("who-asks"), &question, Files::default()))
        }
    })
}

/// Types with positions, those with most first, each followed by its kinds if there are several.
fn in_order<'a>(rows: &[(&'a Kind, &'a Grouped)]) -> Vec<(&'a Kind, &'a Grouped)> {
    let mut types: Vec<Vec<(&Kind, &Grouped)>> = Vec::new();
    for of_type in rows.chunk_by(|(one, _), (other, _)| one.class == other.class) {
        let mut some: Vec<_> = of_type.iter().filter(|(_, positions)| positions.total_count > 0).copied().collect();
        // A type with one kind is that kind.
        if some.len() == 2 {
            some.pop();
        }
        some.sort_by_key(|(kind, positions)| (kind.scalar.is_some(), std::cmp::Reverse(positions.total_count)));
        types.push(some);
    }
    types.sort_by_key(|some| std::cmp::Reverse(some.first().map_or(0, |(_, positions)| positions.total_count)));
    types.concat()
}

impl Kind {
    fn title(&self, visit: &Visit<'_>) -> Markup {
        match self.scalar {
            Some(scalar) => text(&visit.titles().value(scalar, &self.value)),
            None => text(&visit.titles().class_label(visit.view.ontology.class(self.class))),
        }
    }

    /// The list of its positions, or of those of a polarity.
    fn positions(&self, visit: &Visit<'_>, polarity: Option<&str>) -> String {
        let key = OWNERS.map(|(owner, _)| format!("{owner}.{}", self.way)).join(",");
        let polarity = polarity.map(|polarity| ("stance.polarity", polarity));
        visit.page("positions", &[(key.as_str(), self.value.as_str())].into_iter().chain(polarity).collect::<Vec<_>>())
    }
}
