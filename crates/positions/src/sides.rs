//! Which side each actor, or each bloc, takes on a theme, and an actor on each theme; and how many take each side.
//!
//! A side is that of the net stance, as in all analyses. What an actor takes itself and what others take on its behalf make
//! its side together, and are listed apart; so is what it reads out for others, which is theirs as well.

use crate::parties::{Chosen, MOST_NAMED, Parties, Silent, bloc_argument, party_columns};
use crate::side_lists::{Lists, list_columns};
use crate::stances::{SIDE, SIDES, Stances, cut, sides};
use crate::standing::{Above, Key, Standing, each, standings};
use crate::subset::{reading, some};
use crate::{Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, ArgumentKind, Arguments, Cell, Choices, Column, ColumnType, Compare,
    ComparisonSource, Entries, Layout, Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Page, Window};
use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The field that lists sides, and the one that counts them.
const NAMES: [&str; 2] = ["sides", "sideCounts"];

/// Whose field it is: an entry is then the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Theme,
    Actor,
}

/// The sides on each row's theme, or of each row's actor.
#[derive(Debug)]
struct Sides {
    /// The positions.
    subset: Subset,
    of: Of,
    /// Whether a position counts on the themes above its own as well.
    narrower: bool,
    /// Who is looked at: of a theme.
    chosen: Chosen,
    /// Only these sides; all if none.
    sides: Option<Vec<usize>>,
    order: SideOrder,
    /// Which of them.
    window: Window,
    /// Whether they are counted and not listed.
    is_count: bool,
}

/// Which sides come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SideOrder {
    Side,
    For,
    Against,
    Positions,
}

impl SideOrder {
    const ALL: [(Self, &str, &str); 4] = [
        (Self::Side, "BY_SIDE", "FOR, CALLS_FOR, AGAINST, BALANCED, NONE; on each side the clearest first."),
        (Self::For, "MOST_FOR", "The highest net stance first."),
        (Self::Against, "MOST_AGAINST", "The lowest net stance first."),
        (Self::Positions, "MOST_POSITIONS", "The most positions first."),
    ];

    fn argument() -> Argument {
        let names = Self::ALL.map(|(_, name, meaning)| (name, meaning));
        let choices = Choices::new("SideOrder", "Which sides come first.", &names);
        let order = "Which come first: BY_SIDE if left out. Equals come by number of positions, and then by IRI.";
        Argument::new("order", ArgumentKind::Choice(choices), order)
    }

    fn read(arguments: &dyn Arguments) -> Self {
        let chosen = arguments.choice("order");
        let known = Self::ALL.iter().find(|(_, name, _)| chosen.as_deref() == Some(name));
        known.map_or(Self::Side, |(order, ..)| *order)
    }

    fn compare(self, one: &Standing, other: &Standing) -> Ordering {
        let (net, n) = (one.net.total_cmp(&other.net), other.n.cmp(&one.n));
        match self {
            Self::Side => {
                let size = other.net.abs().total_cmp(&one.net.abs());
                one.side().cmp(&other.side()).then(size).then(n)
            }
            Self::For => net.reverse().then(n),
            Self::Against => net.then(n),
            Self::Positions => n.then(net.reverse()),
        }
    }
}

/// The side of a party on a theme.
fn layout(roles: &Roles, of: Of) -> Layout {
    let (name, named_by, description, mut columns) = match of {
        Of::Theme => {
            ("ThemeSide", 3, "The side that an actor, or a bloc, takes on a theme.", party_columns(roles).into())
        }
        Of::Actor => {
            let theme = Column::new("theme", ColumnType::Resource(Types::Class(roles.themes)), "The theme.");
            ("ActorSide", 1, "The side that an actor takes on a theme.", vec![theme])
        }
    };
    columns.extend([
        Column::new("side", ColumnType::Choice(SIDE), "The side, by the net stance."),
        Column::new("net", ColumnType::Number, "Net stance: the sum of the weights of the positions."),
    ]);
    columns.extend(list_columns(roles, of == Of::Theme));
    Layout { name, named_by, description, columns }
}

/// How many take each side.
fn count_layout() -> Layout {
    let of = |name, description| Column::new(name, ColumnType::Count, description);
    Layout {
        name: "SideCounts",
        named_by: 0,
        description: "How many entries `sides` has on each side, asked with the same arguments.",
        columns: vec![
            of("for", "Those that are for it: `sides(side: FOR)` lists them."),
            of("callsFor", "Those that call for it: `sides(side: CALLS_FOR)`."),
            of("against", "Those that are against it: `sides(side: AGAINST)`."),
            of("balanced", "Those that speak for and against in equal measure: `sides(side: BALANCED)`."),
            of("none", "Those that speak of it without taking a side: `sides(side: NONE)`."),
        ],
    }
}

/// The fields of themes.
pub(crate) fn of_theme(roles: &Arc<Roles>) -> AnalysisField {
    field(roles, Of::Theme, false)
}

/// How many are on each side of a theme.
pub(crate) fn counts_of_theme(roles: &Arc<Roles>) -> AnalysisField {
    field(roles, Of::Theme, true)
}

/// The fields of actors.
pub(crate) fn of_actor(roles: &Arc<Roles>) -> AnalysisField {
    field(roles, Of::Actor, false)
}

/// On how many themes an actor takes each side.
pub(crate) fn counts_of_actor(roles: &Arc<Roles>) -> AnalysisField {
    field(roles, Of::Actor, true)
}

fn field(roles: &Arc<Roles>, of: Of, is_count: bool) -> AnalysisField {
    let mut arguments = Vec::new();
    if !is_count {
        let side = "Only these sides; all if left out.";
        arguments.extend([Argument::new("side", ArgumentKind::Choices(sides()), side), SideOrder::argument()]);
    }
    let narrower = match of {
        Of::Theme => "Whether positions on narrower themes count: true if left out.",
        Of::Actor => "Whether a position counts on the themes above its own as well: false if left out.",
    };
    arguments.push(Argument::new("narrower", ArgumentKind::Truth, narrower));
    if of == Of::Theme {
        let blocs = "Blocs of this kind are looked at, and not actors by themselves: a bloc holds the positions of its members, each once.";
        arguments.extend(bloc_argument(roles, "blocs", blocs));
        let only = format!(
            "Only these actors, at most {MOST_NAMED}; with `blocs`, only these blocs: identifiers of bodies, or values such as a regional group."
        );
        arguments.push(Argument::new("actors", ArgumentKind::Identifiers, only));
    }
    arguments.extend(Subset::arguments(roles, if of == Of::Theme { &["theme"] } else { &[] }));
    let description = match (of, is_count) {
        (Of::Theme, false) => "Which side each actor, or each bloc, takes on the theme, with all its positions.",
        (Of::Theme, true) => "How many actors, or blocs, take each side on the theme.",
        (Of::Actor, false) => "Which side the actor takes on each theme of which it speaks, with all its positions.",
        (Of::Actor, true) => "On how many themes the actor takes each side.",
    };
    AnalysisField {
        name: NAMES[usize::from(is_count)],
        description: description.into(),
        arguments,
        layout: if is_count { count_layout() } else { layout(roles, of) },
        entries: if is_count { Entries::One } else { Entries::Page },
        read: reading(roles, move |roles, arguments| read(roles, arguments, of, is_count)),
    }
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments, of: Of, is_count: bool) -> Result<Question, Unusable> {
    let chosen = match of {
        Of::Theme => Chosen::read(roles, arguments, Some("blocs"), "actors")?,
        Of::Actor => Chosen::actors(None),
    };
    let named = arguments.texts("side");
    if named.as_ref().is_some_and(Vec::is_empty) {
        return Err(arguments.unusable("side", &"is empty, so nothing could be listed; leave it out for all"));
    }
    let index = |name: String| SIDES.iter().position(|(side, _)| *side == name);
    let question = Sides {
        subset: Subset::read(roles, arguments)?,
        of,
        narrower: arguments.truth("narrower")?.unwrap_or(of == Of::Theme),
        chosen,
        sides: named.map(|names| names.into_iter().filter_map(index).collect()),
        order: SideOrder::read(arguments),
        window: Window::all(),
        is_count,
    };
    let window = if is_count { Window::all() } else { arguments.page(&question)? };
    Ok(Sides { window, ..question }.into())
}

impl Sides {
    /// The positions that matter to some rows, where each condition is met by positions of its own.
    fn conditions(&self, rows: &[NamedNode]) -> Vec<Condition> {
        let is = Condition::Is(rows.to_vec());
        match self.of {
            Of::Theme => {
                let on = some(self.subset.roles.theme, self.on(is));
                vec![Condition::All(vec![on, self.subset.filter.clone()])]
            }
            Of::Actor => self.subset.owned(&[is]),
        }
    }

    /// A theme meets a condition, or one above it does, if these count.
    fn on(&self, condition: Condition) -> Condition {
        if !self.narrower {
            return condition;
        }
        Condition::Reaches { path: self.subset.roles.broader, condition: Box::new(condition) }
    }

    /// The themes of which the broader ones are looked up.
    fn themes(&self, rows: &[NamedNode]) -> Option<Need> {
        let roles = &self.subset.roles;
        let themes = match (&self.subset.theme, self.of) {
            (Some(theme), _) => Condition::Is(vec![theme.clone()]),
            (None, _) if !self.narrower => return None,
            (None, Of::Theme) => Condition::Is(rows.to_vec()),
            (None, Of::Actor) => return Some(Need::new(roles.themes, Condition::anything(), &[roles.broader])),
        };
        let below = Condition::Reaches { path: roles.broader, condition: Box::new(themes) };
        Some(Need::new(roles.themes, below, &[roles.broader]))
    }
}

impl Compare for Sides {
    fn name(&self) -> &'static str {
        NAMES[usize::from(self.is_count)]
    }

    fn compared(&self) -> (&'static str, ClassId, &Condition) {
        self.subset.compared()
    }

    fn layout(&self) -> Layout {
        if self.is_count { count_layout() } else { layout(&self.subset.roles, self.of) }
    }

    fn order_name(&self) -> String {
        let Self { of, narrower, chosen, sides, order, .. } = self;
        self.subset.order_name(self.name(), format!("{of:?} {narrower} {chosen} {sides:?} {order:?}"))
    }

    fn needs(&self, rows: &[NamedNode]) -> Vec<Need> {
        if rows.is_empty() {
            return Vec::new();
        }
        let class = self.subset.roles.positions;
        let positions = self.conditions(rows).into_iter();
        let positions = positions.map(|condition| Need { is_compared: true, ..Need::new(class, condition, &[]) });
        positions.chain(self.themes(rows)).chain(self.chosen.needs(&self.subset.roles, Silent::Out)).collect()
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        let mut columns = self.subset.weights(crate::By::Theme);
        columns.extend(self.chosen.columns(&self.subset.roles));
        columns
    }

    fn answer(&self, source: &dyn ComparisonSource, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let asked: HashSet<Id> = rows.iter().copied().filter(|&row| row != Id::NONE).collect();
        if asked.is_empty() {
            return Ok(Table::empty(rows.len()));
        }
        let iris: Vec<_> = asked.iter().map(|&row| NamedNode::new_unchecked(source.text(row))).collect();
        let condition = Condition::Any(self.conditions(&iris));
        let stances = Stances::among(source, &self.subset, &condition, budget)?;
        let (chosen, wanted) = match self.of {
            Of::Theme => (self.chosen.clone(), Some(asked)),
            Of::Actor => (Chosen::actors(Some(iris)), None),
        };
        let parties = Parties::new(&stances, &[chosen], Silent::Out, budget)?;
        let above = Above::new(self.narrower.then_some(self.subset.roles.broader), wanted);
        Answer { asked: self, stances, parties, above }.table(rows, budget)
    }
}

/// What an answer is made of.
struct Answer<'a> {
    asked: &'a Sides,
    stances: Stances<'a>,
    parties: Parties,
    above: Above,
}

impl Answer<'_> {
    fn table(mut self, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let mut of_rows: HashMap<Id, Vec<(Key, Standing)>> = HashMap::new();
        for (key, standing) in standings(&self.stances, &self.parties, &mut self.above, budget)? {
            of_rows.entry(self.row(key)).or_default().push((key, standing));
        }
        if self.asked.is_count { Ok(counts(&of_rows, rows)) } else { self.lists(of_rows, rows, budget) }
    }

    /// The row that has an entry.
    fn row(&self, (theme, party): Key) -> Id {
        match self.asked.of {
            Of::Theme => theme.id(),
            Of::Actor => self.parties.party(party).id(),
        }
    }

    /// What identifies an entry in its list.
    fn name(&self, (theme, party): Key) -> Vec<Id> {
        match self.asked.of {
            Of::Theme => self.parties.name(party),
            Of::Actor => vec![theme.id()],
        }
    }

    /// A page for each row.
    fn lists(
        mut self,
        mut of_rows: HashMap<Id, Vec<(Key, Standing)>>,
        rows: &[Id],
        budget: &mut Budget,
    ) -> Result<Table, Error> {
        let Sides { sides, order, window, .. } = self.asked;
        // A row may stand several times among those that are asked for.
        let mut pages: HashMap<Id, (Vec<(Key, Standing)>, Page)> = HashMap::new();
        for &row in rows {
            let Entry::Vacant(page) = pages.entry(row) else { continue };
            let mut entries = of_rows.remove(&row).unwrap_or_default();
            let is_wanted = |side| sides.as_ref().is_none_or(|sides| sides.contains(&side));
            entries.retain(|(_, standing)| is_wanted(standing.side()));
            entries.sort_by(|(key, one), (other_key, other)| order.compare(one, other).then(key.cmp(other_key)));
            page.insert(cut(self.stances.source, entries, window, |(key, _)| self.name(*key)));
        }
        let shown = pages.values().flat_map(|(entries, _)| entries).map(|(key, _)| *key);
        let mut lists: HashMap<Key, Lists> = shown.map(|key| (key, Lists::default())).collect();
        let of_members = self.asked.chosen.bloc.is_some();
        each(&self.stances, &self.parties, &mut self.above, budget, |key, taken, budget| {
            let Some(list) = lists.get_mut(&key) else { return Ok(()) };
            list.add(taken);
            budget.spend(1)?;
            if of_members {
                list.add_members(&self.stances, &self.parties, taken, budget)?;
            }
            Ok(())
        })?;
        let mut arena = Arena::default();
        let mut tables: HashMap<Id, (Vec<usize>, Page)> = HashMap::new();
        for (row, (entries, page)) in pages {
            let entry = |(key, standing): (Key, Standing)| {
                let mut cells: Vec<Cell> = self.name(key).into_iter().map(Cell::Term).collect();
                cells.extend([Cell::Choice(standing.side()), Cell::Number(Some(standing.net))]);
                let of_theme = self.asked.of == Of::Theme;
                cells.extend(lists.remove(&key).unwrap_or_default().cells(of_theme, &mut arena));
                arena.add(cells)
            };
            tables.insert(row, (entries.into_iter().map(entry).collect(), page));
        }
        Ok(Table::pages(arena, rows.iter().filter_map(|row| tables.get(row).cloned())))
    }
}

/// The numbers of each row; zero for one of which nobody speaks.
fn counts(of_rows: &HashMap<Id, Vec<(Key, Standing)>>, rows: &[Id]) -> Table {
    let mut arena = Arena::default();
    let lists = rows.iter().map(|row| {
        let mut counts = [0_usize; SIDES.len()];
        for (_, standing) in of_rows.get(row).into_iter().flatten() {
            counts[standing.side()] += 1;
        }
        let cells = counts.map(|count| Cell::Number(Some(count as f64)));
        if *row == Id::NONE { Vec::new() } else { vec![arena.add(cells.into())] }
    });
    let lists: Vec<_> = lists.collect();
    Table::new(Arc::new(arena), lists)
}
