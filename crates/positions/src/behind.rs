//! The positions behind a link: those that one of two resources holds on the other.

use crate::Roles;
use crate::subset::some;
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    Arena, Cell, Column, ColumnType, Compare, ComparisonSource, Evidence, Layout, Need, Table, Types,
};
use plenary_query::{Budget, Condition, Error};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

const NAME: &str = "positions";

/// What links between actors and what they speak of rest on.
#[derive(Debug)]
pub(crate) struct Positions {
    pub(crate) roles: Arc<Roles>,
}

impl Evidence for Positions {
    fn column(&self) -> Column {
        let positions = ColumnType::Resources(Types::Class(self.roles.positions));
        let description = "The positions that one of the two holds on the other, itself or by others on its behalf: those of an actor on a theme or a \
                           process; none for other hops.";
        Column::new(NAME, positions, description)
    }

    fn of(&self, pairs: Vec<(NamedNode, NamedNode)>) -> Arc<dyn Compare> {
        let ends: BTreeSet<&NamedNode> = pairs.iter().flat_map(|(one, other)| [one, other]).collect();
        let is = Condition::Is(ends.into_iter().cloned().collect());
        let roles = &self.roles;
        let between = |owner: PathId| {
            let on = [roles.theme, roles.process].map(|topic| some(topic, is.clone()));
            on.map(|on| Condition::All(vec![some(owner, is.clone()), on]))
        };
        let conditions: Vec<Condition> = roles.owners().flat_map(between).collect();
        Arc::new(Behind { roles: Arc::clone(roles), pairs, condition: Condition::Any(conditions) })
    }
}

/// The positions behind each of some pairs.
#[derive(Debug)]
struct Behind {
    roles: Arc<Roles>,
    pairs: Vec<(NamedNode, NamedNode)>,
    /// Which positions can be behind one of them.
    condition: Condition,
}

impl Compare for Behind {
    fn name(&self) -> &'static str {
        NAME
    }

    fn compared(&self) -> (&'static str, ClassId, &Condition) {
        (NAME, self.roles.positions, &self.condition)
    }

    fn layout(&self) -> Layout {
        let positions = Column::new(NAME, ColumnType::Resources(Types::Class(self.roles.positions)), "The positions.");
        Layout { name: "Behind", description: "The positions behind a pair.", columns: vec![positions], named_by: 0 }
    }

    fn order_name(&self) -> String {
        NAME.to_owned()
    }

    fn needs(&self, _rows: &[NamedNode]) -> Vec<Need> {
        let conditions = match &self.condition {
            Condition::Any(conditions) => conditions.clone(),
            other => vec![other.clone()],
        };
        let need = |condition| Need { is_compared: true, ..Need::new(self.roles.positions, condition, &[]) };
        conditions.into_iter().map(need).collect()
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        self.roles.owners().chain([self.roles.theme, self.roles.process]).map(|path| vec![path]).collect()
    }

    fn answer(&self, source: &dyn ComparisonSource, _rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let mut behind: HashMap<(Id, Id), Vec<Id>> = HashMap::new();
        let ends = |(one, other): &(NamedNode, NamedNode)| (source.find(one), source.find(other));
        let pairs: Vec<(Id, Id)> = self.pairs.iter().map(ends).collect();
        for (one, other) in pairs.iter().filter(|(one, other)| *one != Id::NONE && *other != Id::NONE) {
            behind.insert((*one, *other), Vec::new());
        }
        for position in source.all(self.roles.positions, &self.condition, budget)? {
            budget.spend(1)?;
            let owners = || self.roles.owners().flat_map(|path| source.row(path, position));
            let topics = [self.roles.theme, self.roles.process].into_iter().flat_map(|path| source.row(path, position));
            for topic in topics {
                for owner in owners() {
                    budget.spend_time(1)?;
                    for pair in [(*owner, *topic), (*topic, *owner)] {
                        // One that is found twice, over its speaker and over whom it speaks for, stands once.
                        if let Some(list) = behind.get_mut(&pair).filter(|list| list.last() != Some(&position)) {
                            list.push(position);
                        }
                    }
                }
            }
        }
        let mut arena = Arena::default();
        let entry = |pair: &(Id, Id)| arena.add(vec![Cell::Terms(behind.get(pair).cloned().unwrap_or_default())]);
        let entries = pairs.iter().map(entry).collect();
        Ok(Table::single(arena, entries))
    }
}
