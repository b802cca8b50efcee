//! The positions behind a side: all, its own and those on its behalf apart, and of a bloc those of each member.

use crate::Roles;
use crate::parties::Parties;
use crate::stances::{AGAINST, BALANCED, CALLS_FOR, FOR, NO_SIDE, SIDE, Stances};
use crate::standing::{Standing, Taken};
use plenary_graph::snapshot::{Id, Place};
use plenary_query::analysis::{Arena, Cell, Column, ColumnType, Layout, Types};
use plenary_query::{Budget, Error};
use std::collections::BTreeMap;

/// The columns that [`Lists::cells`] fills; of members where there can be blocs.
pub(crate) fn list_columns(roles: &Roles, with_members: bool) -> Vec<Column> {
    let count = |name, description| Column::new(name, ColumnType::Count, description);
    let positions =
        |name, description| Column::new(name, ColumnType::Resources(Types::Class(roles.positions)), description);
    let mut columns = vec![
        count("n", "Number of `positions`."),
        positions("positions", "All positions, those without a side included: what `own` and `onBehalf` have."),
        count("nOwn", "Number of those in `own`."),
        positions("own", "The positions that it takes itself."),
        count("nOnBehalf", "Number of those in `onBehalf`."),
        positions("onBehalf", "The positions that others take on its behalf."),
        count("nForOthers", "Number of those in `forOthers`."),
        positions("forOthers", "Of `own`, those that it takes on behalf of others."),
    ];
    if with_members {
        columns.extend([
            count("membersFor", "Members in `members` that are for it."),
            count("membersCallingFor", "Members that call for it."),
            count("membersAgainst", "Members that are against it."),
            count("membersBalanced", "Members that speak for and against in equal measure."),
            count("membersWithoutSide", "Members that speak of it without taking a side."),
            Column::new(
                "members",
                ColumnType::Entries(member_layout(roles)),
                "The members of a bloc that speak of it, each with its own side; a body is a member of itself. Empty for an actor.",
            ),
        ]);
    }
    columns
}

/// The side of a member of a bloc.
fn member_layout(roles: &Roles) -> Layout {
    Layout {
        name: "MemberSide",
        named_by: 1,
        description: "The side that a member of a bloc takes on a theme.",
        columns: vec![
            Column::new("actor", ColumnType::Resource(Types::Class(roles.actors)), "The member."),
            Column::new("side", ColumnType::Choice(SIDE), "The side, by the net stance."),
            Column::new("net", ColumnType::Number, "Net stance of the member."),
            Column::new("n", ColumnType::Count, "Number of `positions`."),
            Column::new(
                "positions",
                ColumnType::Resources(Types::Class(roles.positions)),
                "All positions of the member.",
            ),
        ],
    }
}

/// The positions of a party on a theme.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    positions: Vec<Id>,
    own: Vec<Id>,
    on_behalf: Vec<Id>,
    for_others: Vec<Id>,
    members: BTreeMap<Place, (Standing, Vec<Id>)>,
}

impl Lists {
    pub(crate) fn add(&mut self, taken: Taken) {
        self.positions.push(taken.position);
        let apart = if taken.holder.is_own { &mut self.own } else { &mut self.on_behalf };
        apart.push(taken.position);
        if taken.holder.is_for_others {
            self.for_others.push(taken.position);
        }
    }

    /// Adds a position to the members that hold it.
    pub(crate) fn add_members(
        &mut self,
        stances: &Stances<'_>,
        parties: &Parties,
        taken: Taken,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let actors = stances.actors(taken.position).into_iter();
        for actor in actors.filter(|&actor| parties.of(actor).contains(&taken.holder.party)) {
            budget.spend(1)?;
            let (standing, positions) = self.members.entry(stances.source.order(actor)).or_default();
            standing.add(taken);
            positions.push(taken.position);
        }
        Ok(())
    }

    pub(crate) fn cells(self, with_members: bool, arena: &mut Arena) -> Vec<Cell> {
        let number = |count: usize| Cell::Number(Some(count as f64));
        let lists = [self.positions, self.own, self.on_behalf, self.for_others];
        let mut cells: Vec<Cell> = lists.into_iter().flat_map(|list| [number(list.len()), Cell::Terms(list)]).collect();
        if !with_members {
            return cells;
        }
        for side in [FOR, CALLS_FOR, AGAINST, BALANCED, NO_SIDE] {
            cells.push(number(self.members.values().filter(|(standing, _)| standing.side() == side).count()));
        }
        let member = |(actor, (standing, positions)): (Place, (Standing, Vec<Id>))| {
            let (side, net) = (Cell::Choice(standing.side()), Cell::Number(Some(standing.net)));
            arena.add(vec![Cell::Term(actor.id()), side, net, number(positions.len()), Cell::Terms(positions)])
        };
        let members = self.members.into_iter().map(member).collect();
        cells.push(Cell::Entries(members));
        cells
    }
}
