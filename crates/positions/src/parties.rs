//! Who is compared: actors by themselves, or blocs, which are actors that are taken together.
//!
//! A party holds a position if one of its actors takes it, or if it is taken on behalf of one. A position counts once for a
//! party, however many of its members hold it.

use crate::stances::{Stances, is_in};
use crate::{Bloc, Roles};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::PathId;
use plenary_query::analysis::{
    Argument, ArgumentKind, Arguments, Choices, Column, ColumnType, ComparisonSource, Need, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error};
use std::collections::{BTreeSet, HashMap};

/// Most parties that are named.
pub(crate) const MOST_NAMED: usize = 200;

/// What actors are taken together by.
pub(crate) fn blocs(roles: &Roles) -> Choices {
    let items = roles.blocs.iter().map(|bloc| (bloc.name.clone(), bloc.description.clone()));
    Choices { name: "Bloc", description: "What actors are taken together by.", items: items.collect() }
}

/// The argument that chooses a kind of blocs; none where an ontology declares none.
pub(crate) fn bloc_argument(roles: &Roles, name: &'static str, description: &str) -> Option<Argument> {
    (!roles.blocs.is_empty()).then(|| Argument::new(name, ArgumentKind::Choice(blocs(roles)), description))
}

/// Parties of one kind.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chosen {
    /// What actors are taken together by; each is by itself if none.
    pub(crate) bloc: Option<Bloc>,
    /// Only these, by their IRIs or as values; all if none.
    pub(crate) only: Option<Vec<String>>,
}

impl Chosen {
    /// Actors by themselves.
    pub(crate) fn actors(only: Option<Vec<NamedNode>>) -> Self {
        Self { bloc: None, only: only.map(|only| only.into_iter().map(NamedNode::into_string).collect()) }
    }

    /// What two arguments say: the kind of blocs, and which parties of that kind.
    pub(crate) fn read(
        roles: &Roles,
        arguments: &mut dyn Arguments,
        [kind, only]: [&str; 2],
    ) -> Result<Self, Unusable> {
        let named = arguments.texts(only).map(|named| named.len());
        if named == Some(0) {
            return Err(arguments.unusable(only, &"is empty, so there is nobody to look at; leave it out for all"));
        }
        if let Some(named) = named.filter(|&named| named > MOST_NAMED) {
            let problem =
                format_args!("has {named} names, but at most {MOST_NAMED} are compared; leave it out for all");
            return Err(arguments.unusable(only, &problem));
        }
        let wanted = arguments.choice(kind);
        let bloc = wanted.and_then(|wanted| roles.blocs.iter().find(|bloc| bloc.name == wanted)).cloned();
        match &bloc {
            Some(Bloc { bodies: None, values, name, .. }) => {
                let named = arguments.texts(only);
                let unknown = named.iter().flatten().find(|value| !values.is_empty() && !values.contains(value));
                if let Some(unknown) = unknown {
                    let problem = format_args!("has `{unknown}`, which is no {name}; there are {}", values.join(", "));
                    return Err(arguments.unusable(only, &problem));
                }
                Ok(Self { only: named, bloc })
            }
            Some(Bloc { bodies, .. }) => {
                let named = arguments.identifiers(only, *bodies)?;
                Ok(Self { bloc, ..Self::actors(named) })
            }
            None => Ok(Self::actors(arguments.identifiers(only, Some(roles.actors))?)),
        }
    }

    /// The condition on blocs that are resources: those that are named.
    fn is_named(&self) -> Condition {
        let named = self.only.as_ref().map(|only| only.iter().map(NamedNode::new_unchecked).collect());
        named.map_or_else(Condition::anything, Condition::Is)
    }

    /// What is looked up first, to know what the blocs are.
    pub(crate) fn needs(&self) -> Option<Need> {
        let class = self.bloc.as_ref()?.bodies?;
        Some(Need::new(class, self.is_named(), &[]))
    }

    /// What is looked up of each position, to know to which blocs its actors belong.
    pub(crate) fn columns(&self, roles: &Roles) -> Vec<Vec<PathId>> {
        let path = self.bloc.iter().map(|bloc| bloc.path);
        path.flat_map(|path| roles.owners().map(move |owner| vec![owner, path])).collect()
    }
}

/// The three columns that name a party, which [`Parties::name`] fills.
pub(crate) fn party_columns(roles: &Roles) -> [Column; 3] {
    [
        Column::new("actor", ColumnType::Optional(Types::Class(roles.actors)), "The actor; null for a bloc."),
        Column::new("group", ColumnType::Optional(Types::Class(roles.bodies)), "The bloc, if it is a body."),
        Column::new("value", ColumnType::Text, "The bloc, if it is a value such as a regional group."),
    ]
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Party {
    /// An actor by itself.
    Actor(Id),
    /// A bloc that is a resource.
    Body(Id),
    /// A bloc that is a value.
    Value(Id),
}

/// How a party holds a position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holder {
    /// Number of the party.
    pub(crate) party: usize,
    /// Whether one of its actors takes it.
    pub(crate) is_own: bool,
    /// Whether it is taken on behalf of one of its actors.
    pub(crate) is_represented: bool,
    /// Whether it is own and taken on behalf of somebody else.
    pub(crate) is_for_others: bool,
}

/// The parties to which the actors of some positions belong, by kind and then by IRI or text.
pub(crate) struct Parties {
    parties: Vec<Party>,
    /// For each actor its parties.
    of: HashMap<Id, Vec<usize>>,
}

impl Parties {
    pub(crate) fn new(stances: &Stances<'_>, chosen: &[&Chosen], budget: &mut Budget) -> Result<Self, Error> {
        let source = stances.source;
        let mut actors: BTreeSet<Place> = BTreeSet::new();
        for &position in &stances.positions {
            budget.spend_time(1)?;
            let owners = stances.speakers(position).iter().chain(stances.represented(position));
            actors.extend(owners.map(|&actor| source.order(actor)));
        }
        let mut parties = Self { parties: Vec::new(), of: HashMap::new() };
        for chosen in chosen {
            parties.add(source, chosen, &actors, budget)?;
        }
        Ok(parties)
    }

    /// Adds the parties of a kind that the actors belong to.
    fn add(
        &mut self,
        source: &dyn ComparisonSource,
        chosen: &Chosen,
        actors: &BTreeSet<Place>,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let bodies = match chosen.bloc.as_ref().and_then(|bloc| bloc.bodies) {
            Some(class) => source.all(class, &chosen.is_named(), budget)?,
            None => Vec::new(),
        };
        let is_named = |id: Id| match &chosen.only {
            None => true,
            Some(only) => only.iter().any(|only| only == source.text(id)),
        };
        let mut found: Vec<(Party, Id)> = Vec::new();
        for actor in actors.iter().map(|actor| actor.id()) {
            let Some(bloc) = &chosen.bloc else {
                found.extend(is_named(actor).then_some((Party::Actor(actor), actor)));
                continue;
            };
            let row = source.row(bloc.path, actor);
            budget.spend_time(row.len() + 1)?;
            if bloc.bodies.is_some() {
                // A body is a member of itself: it is for its members that it speaks.
                let own = row.iter().copied().chain([actor]).filter(|&body| is_in(source, &bodies, body));
                found.extend(own.map(|body| (Party::Body(body), actor)));
            } else {
                found.extend(row.iter().filter(|&&value| is_named(value)).map(|&value| (Party::Value(value), actor)));
            }
        }
        // Values are numbered as they come; their texts give the order, as they do for IRIs.
        let mut named: Vec<Party> = found.iter().map(|(party, _)| *party).collect();
        named.sort_by(|a, b| source.text(a.id()).cmp(source.text(b.id())).then(a.id().0.cmp(&b.id().0)));
        named.dedup();
        let first = self.parties.len();
        let numbers: HashMap<Id, usize> = named.iter().map(|party| party.id()).zip(first..).collect();
        for (party, actor) in found {
            let of = self.of.entry(actor).or_default();
            of.extend(numbers.get(&party.id()).filter(|number| !of.contains(number)));
        }
        self.parties.extend(named);
        Ok(())
    }

    /// The parties of an actor.
    pub(crate) fn of(&self, actor: Id) -> &[usize] {
        self.of.get(&actor).map_or(&[], Vec::as_slice)
    }

    /// What a party is.
    pub(crate) fn party(&self, number: usize) -> Party {
        self.parties.get(number).copied().unwrap_or(Party::Actor(Id::NONE))
    }

    /// The actor, the body and the value of a party, two of which are none.
    pub(crate) fn name(&self, number: usize) -> Vec<Id> {
        match self.party(number) {
            Party::Actor(actor) => vec![actor, Id::NONE, Id::NONE],
            Party::Body(body) => vec![Id::NONE, body, Id::NONE],
            Party::Value(value) => vec![Id::NONE, Id::NONE, value],
        }
    }

    /// The parties that hold a position.
    pub(crate) fn holders(&self, stances: &Stances<'_>, position: Id) -> Vec<Holder> {
        let (speakers, represented) = (stances.speakers(position), stances.represented(position));
        let mut holders: Vec<Holder> = Vec::new();
        for (actors, is_own) in [(speakers, true), (represented, false)] {
            for &party in actors.iter().flat_map(|&actor| self.of(actor)) {
                match holders.iter_mut().find(|holder| holder.party == party) {
                    Some(holder) => holder.is_represented |= !is_own,
                    None => {
                        let is_other = |actor: &Id| !self.of(*actor).contains(&party);
                        let is_for_others = is_own && represented.iter().any(is_other);
                        holders.push(Holder { party, is_own, is_represented: !is_own, is_for_others });
                    }
                }
            }
        }
        holders
    }
}

impl Party {
    /// The resource or the value.
    pub(crate) fn id(self) -> Id {
        match self {
            Self::Actor(id) | Self::Body(id) | Self::Value(id) => id,
        }
    }
}
