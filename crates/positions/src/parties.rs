//! Who is compared: actors by themselves, or blocs, which are actors that are taken together.
//!
//! A party holds a position if one of its actors takes it, or if it is taken on behalf of one. A position counts once for a
//! party, however many of its members hold it.

use crate::stances::{Stances, is_in};
use crate::subset::some;
use crate::{Bloc, Roles};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::PathId;
use plenary_query::analysis::{
    Argument, ArgumentKind, Arguments, Choices, Column, ColumnType, ComparisonSource, Need, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Test};
use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Display, Formatter};

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

    /// What arguments say: the kind of blocs, if there is one that chooses it, and which parties of that kind.
    pub(crate) fn read(
        roles: &Roles,
        arguments: &mut dyn Arguments,
        kind: Option<&str>,
        only: &str,
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
        let wanted = kind.and_then(|kind| arguments.choice(kind));
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

    /// Whether all that it names is one party, which another names too.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        let (Some(one), Some(others)) = (&self.only, &other.only) else { return false };
        self.bloc == other.bloc && one.iter().chain(others).all(|name| Some(name) == one.first())
    }

    /// The actors whose positions it holds; none if it may be any.
    pub(crate) fn whose(&self) -> Option<Vec<Condition>> {
        let only = self.only.as_ref()?;
        Some(match &self.bloc {
            None => vec![self.is_named()],
            Some(bloc) if bloc.bodies.is_some() => vec![self.is_named(), some(bloc.path, self.is_named())],
            Some(bloc) => vec![has_value(bloc, only)],
        })
    }

    /// The condition on blocs that are resources: those that are named.
    fn is_named(&self) -> Condition {
        let named = self.only.as_ref().map(|only| only.iter().map(NamedNode::new_unchecked).collect());
        named.map_or_else(Condition::anything, Condition::Is)
    }

    /// What is looked up first, to know what the blocs are.
    pub(crate) fn needs(&self, roles: &Roles, silent: Silent) -> Vec<Need> {
        let Some(bloc) = &self.bloc else { return Vec::new() };
        match (bloc.bodies, &self.only, silent) {
            (Some(class), ..) => vec![Need::new(class, self.is_named(), &[])],
            (None, Some(only), Silent::Named) => {
                let members = |paths: &[PathId]| Need::new(roles.actors, has_value(bloc, only), paths);
                vec![members(&[]), members(&[bloc.path])]
            }
            (None, ..) => Vec::new(),
        }
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

/// Whose positions matter to some parties; an empty list if it may be those of anybody.
pub(crate) fn whose(chosen: &[Chosen]) -> Vec<Condition> {
    let whose: Option<Vec<Vec<Condition>>> = chosen.iter().map(Chosen::whose).collect();
    whose.map(|whose| whose.concat()).unwrap_or_default()
}

/// Actors that belong to one of some blocs that are values.
fn has_value(bloc: &Bloc, values: &[String]) -> Condition {
    Condition::Value { path: bloc.path, languages: None, test: Test::In(values.to_vec()) }
}

/// The kind of blocs and the names, as cursors are bound to them.
impl Display for Chosen {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.bloc.as_ref().map(|bloc| &bloc.name), self.only)
    }
}

/// What becomes of parties of which nobody takes a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silent {
    /// They are left out.
    Out,
    /// Those that are named are there.
    Named,
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

/// The parties to which the actors of some positions belong, by kind as chosen and then by IRI or text.
pub(crate) struct Parties {
    parties: Vec<Party>,
    /// For each actor its parties.
    of: HashMap<Id, Vec<usize>>,
}

impl Parties {
    pub(crate) fn new(
        stances: &Stances<'_>,
        chosen: &[Chosen],
        silent: Silent,
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        let source = stances.source;
        let mut actors: BTreeSet<Place> = BTreeSet::new();
        for &position in &stances.positions {
            budget.spend_time(1)?;
            let owners = stances.speakers(position).iter().chain(stances.represented(position));
            actors.extend(owners.map(|&actor| source.order(actor)));
        }
        let mut parties = Self { parties: Vec::new(), of: HashMap::new() };
        for chosen in chosen {
            let silent = if silent == Silent::Named { named(stances, chosen, budget)? } else { Vec::new() };
            parties.add(source, chosen, &actors, silent, budget)?;
        }
        Ok(parties)
    }

    /// Adds the parties of a kind that the actors belong to.
    fn add(
        &mut self,
        source: &dyn ComparisonSource,
        chosen: &Chosen,
        actors: &BTreeSet<Place>,
        mut named: Vec<Party>,
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
                let own =
                    row.iter().copied().chain([actor]).filter(|&body| is_in(source, &bodies, body) && is_named(body));
                found.extend(own.map(|body| (Party::Body(body), actor)));
            } else {
                found.extend(row.iter().filter(|&&value| is_named(value)).map(|&value| (Party::Value(value), actor)));
            }
        }
        // Values are numbered as they come; their texts give the order, as they do for IRIs.
        named.extend(found.iter().map(|(party, _)| *party));
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

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.parties.len()
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

/// The parties that are named, whether or not somebody takes a position for them.
fn named(stances: &Stances<'_>, chosen: &Chosen, budget: &mut Budget) -> Result<Vec<Party>, Error> {
    let Some(only) = &chosen.only else { return Ok(Vec::new()) };
    let source = stances.source;
    let party = match &chosen.bloc {
        None => Party::Actor,
        Some(bloc) if bloc.bodies.is_some() => Party::Body,
        Some(bloc) => {
            let mut values = Vec::new();
            for actor in source.all(stances.roles.actors, &has_value(bloc, only), budget)? {
                budget.spend_time(1)?;
                let row = source.row(bloc.path, actor).iter().copied();
                values
                    .extend(row.filter(|&value| only.iter().any(|only| only == source.text(value))).map(Party::Value));
            }
            return Ok(values);
        }
    };
    Ok(only.iter().map(|iri| party(source.find(&NamedNode::new_unchecked(iri)))).collect())
}

impl Party {
    /// The resource or the value.
    pub(crate) fn id(self) -> Id {
        match self {
            Self::Actor(id) | Self::Body(id) | Self::Value(id) => id,
        }
    }
}
