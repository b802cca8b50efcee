//! Who is compared: an actor by itself, or a bloc.

use crate::explorer::blocs::{self, Kind};
use crate::explorer::parameters::{self, Table, Takes};
use crate::explorer::visit::{Error, Visit};
use crate::explorer::wrong::Wrong;
use crate::positions::Roles;
use maud::Markup;

/// Most that are compared.
const MOST: usize = 20;
/// The parameter of actors, which is their alias in questions too.
pub(super) const ACTOR: &str = "actor";
/// The parameter of a name that is looked for.
pub(super) const ADD: &str = "add";

/// One who is compared.
#[derive(Debug, Clone)]
pub(super) struct Party {
    /// The kind of a bloc; none for an actor.
    pub(super) kind: Option<Kind>,
    /// Its identifier, or the value of a bloc that is one.
    pub(super) id: String,
}

/// What the address may say.
pub(in crate::explorer) fn table(visit: &Visit<'_>) -> Table {
    let Some(roles) = visit.view.ontology.extension::<Roles>() else { return Table::default() };
    let actors = parameters::many(ACTOR, Takes::Resource(Some(roles.actors)));
    let blocs = blocs::parameters(visit, &roles);
    let verdict = parameters::once("verdict", Takes::one_of(super::verdict::VERDICTS));
    let theme = parameters::once("theme", Takes::Resource(Some(roles.themes)));
    let own = [
        actors,
        parameters::once(ADD, Takes::Text),
        parameters::files(["csv", "svg"]),
        verdict,
        theme,
        parameters::truth("apart"),
    ];
    Table::of(own.into_iter().chain(blocs))
}

/// All that the address names, each once.
///
/// # Errors
/// If it names too many.
pub(super) fn read(visit: &Visit<'_>) -> Result<Vec<Party>, Error> {
    let kinds = blocs::kinds(visit.view.ontology);
    let mut parties: Vec<Party> = Vec::new();
    for (name, value) in visit.parameters.iter().filter(|(_, value)| !value.is_empty()) {
        let party = if name == ACTOR {
            let iri = visit.view.ontology.prefixes().expand(value);
            Party { kind: None, id: iri.map_or_else(|_| value.clone(), oxigraph::model::NamedNode::into_string) }
        } else if let Some(kind) = kinds.iter().find(|kind| kind.parameter == *name) {
            Party { id: kind.read(visit, value), kind: Some(kind.clone()) }
        } else {
            continue;
        };
        if !parties.iter().any(|known| known.is(&party)) {
            parties.push(party);
        }
    }
    match parties.len() {
        n if n > MOST => {
            Err(Wrong::say_of("wrong-too-many", ACTOR, &n.to_string()).allow([format!("2 – {MOST}")]).into())
        }
        _ => Ok(parties),
    }
}

impl Party {
    /// The parameter by which an address names it, and the alias of its kind in questions.
    pub(super) fn parameter(&self) -> &str {
        self.kind.as_ref().map_or(ACTOR, |kind| &kind.parameter)
    }

    /// The name and the value by which an address names it.
    pub(super) fn named(&self) -> (&str, &str) {
        (self.parameter(), &self.id)
    }

    fn is(&self, other: &Self) -> bool {
        self.named() == other.named()
    }

    /// What it is called.
    pub(super) fn title(&self, visit: &Visit<'_>) -> String {
        match &self.kind {
            None => visit.name(&self.id),
            Some(kind) if kind.is_of_bodies() => visit.words().tell("members-of", [("name", visit.name(&self.id))]),
            Some(kind) => kind.title(visit, &self.id),
        }
    }

    /// The same with the way to its page, if it has one.
    pub(super) fn link(&self, visit: &Visit<'_>) -> Markup {
        let has_page = self.kind.as_ref().is_none_or(Kind::is_of_bodies);
        maud::html! {
            @if has_page { a href=(visit.view.addresses.resource(&self.id)) { (self.title(visit)) } }
            @else { (self.title(visit)) }
        }
    }

    /// The condition of a list of positions that is those it holds.
    pub(super) fn holders(&self) -> String {
        self.kind.as_ref().map_or_else(|| "actor,onBehalfOf".to_owned(), Kind::holders)
    }
}

/// The kinds of some parties, each once: the alias, the bloc of a kind of blocs, and the identifiers.
pub(super) fn by_kind(parties: &[Party]) -> Vec<(&str, Option<&Kind>, Vec<&str>)> {
    let mut kinds: Vec<(&str, Option<&Kind>, Vec<&str>)> = Vec::new();
    for party in parties {
        match kinds.iter_mut().find(|(alias, ..)| *alias == party.parameter()) {
            Some((_, _, ids)) => ids.push(&party.id),
            None => kinds.push((party.parameter(), party.kind.as_ref(), vec![&party.id])),
        }
    }
    kinds
}
