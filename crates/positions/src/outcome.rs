//! What became of what was asked for on a theme: what the drafts say on it, version by version, and how many demands have an
//! answer of each extent there.

use crate::asked::{Asked, Demand, Found, Of};
use crate::subset::reading;
use crate::versions::day;
use crate::{DraftRoles, Roles};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Cell, Column, ColumnType, Compare, ComparisonSource, Entries, Layout, Names, Need, Table,
    Types,
};
use plenary_query::{Budget, Condition, Error};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

const NAME: &str = "outcome";

/// The demands on a theme beside what the drafts say on it.
#[derive(Debug)]
struct Outcome {
    asked: Asked,
}

fn layout(roles: &Roles, drafts: &DraftRoles) -> Layout {
    let count = |name, description| Column::new(name, ColumnType::Count, description);
    let extent = Names::Known(Arc::clone(&drafts.extent_name), Arc::clone(&drafts.extents));
    let extents = || {
        ColumnType::Entries(Layout {
            name: "OutcomeExtent",
            named_by: 0,
            description: "How many demands have an answer of an extent.",
            columns: vec![
                Column::new("extent", ColumnType::Choice(extent.clone()), "The extent."),
                count("n", "Demands that have such an answer, each once."),
            ],
        })
    };
    let version = Layout {
        name: "OutcomeVersion",
        named_by: 0,
        description: "What one version of a text says on a theme, and how many demands have an answer in it.",
        columns: vec![
            Column::new("draft", ColumnType::Resource(Types::Class(drafts.drafts)), "The version."),
            Column::new("date", ColumnType::Date, "Its day."),
            count("nParagraphs", "Number of `paragraphs`."),
            Column::new(
                "paragraphs",
                ColumnType::Resources(Types::Class(drafts.paragraphs)),
                "Its paragraphs on the theme, and those that answer one of the demands, in the order of the text. None means that none is in the data, and not that the version says nothing.",
            ),
            count("answered", "Demands that have an answer in this version."),
            Column::new("extents", extents(), "Demands that have an answer of each extent in this version."),
        ],
    };
    Layout {
        name: "Outcome",
        named_by: 0,
        description: "Who asked for what on a theme, counted, beside what each version of the texts says on it.",
        columns: vec![
            Column::new("theme", ColumnType::Resource(Types::Class(roles.themes)), "The theme."),
            count("n", "Number of demands: what `demands` lists, asked with the same arguments."),
            count("nActors", "Number of `actors`."),
            Column::new(
                "actors",
                ColumnType::Resources(Types::Class(roles.actors)),
                "Whose demands these are: those who make them, and those on whose behalf they are made.",
            ),
            count("answered", "Demands that have an answer in some version."),
            count(
                "unanswered",
                "Demands that have none: nobody has judged, which does not mean that they were refused.",
            ),
            Column::new(
                "extents",
                extents(),
                "Demands that have an answer of each extent in some version. One that fares differently in two versions counts in both.",
            ),
            Column::new(
                "versions",
                ColumnType::Entries(version),
                "Every version of each text that has a paragraph on the theme or answers a demand, from the first to the last.",
            ),
        ],
    }
}

/// The field that asks for it.
pub(crate) fn field(roles: &Arc<Roles>, drafts: &Arc<DraftRoles>, of: Of) -> AnalysisField {
    let drafts = Arc::clone(drafts);
    AnalysisField {
        name: NAME,
        description: "What became of what was asked for on the theme: how many demands there are and how many have an answer of each extent, beside what each version of the texts says. That a paragraph answers a demand, and how far, stands in the data; nothing is judged here.".into(),
        arguments: Asked::arguments(roles, of),
        layout: layout(roles, &drafts),
        entries: Entries::One,
        read: reading(roles, move |roles, arguments| {
            Ok(Outcome { asked: Asked::read(roles, &drafts, arguments, of)? }.into())
        }),
    }
}

impl Compare for Outcome {
    fn name(&self) -> &'static str {
        NAME
    }

    fn compared(&self) -> (&'static str, ClassId, &Condition) {
        self.asked.subset.compared()
    }

    fn layout(&self) -> Layout {
        layout(&self.asked.subset.roles, &self.asked.drafts)
    }

    fn order_name(&self) -> String {
        self.asked.order_name(NAME, "")
    }

    fn needs(&self, rows: &[NamedNode]) -> Vec<Need> {
        let mut needs = self.asked.needs(rows);
        needs.extend(self.asked.paragraph_needs(rows));
        needs
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        self.asked.columns()
    }

    fn answer(&self, source: &dyn ComparisonSource, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        if self.asked.is_of_nothing(rows) {
            return Ok(Table::empty(rows.len()));
        }
        let mut found = Found::new(&self.asked, source, rows, budget)?;
        let (demands, paragraphs) = (found.demands(budget)?, found.paragraphs(budget)?);
        let mut arena = Arena::default();
        let mut lists = Vec::with_capacity(found.themes.len());
        for theme in &found.themes {
            if *theme == Id::NONE {
                lists.push(Vec::new());
                continue;
            }
            let of = |known: &HashMap<Id, Vec<Id>>| known.get(theme).cloned().unwrap_or_default();
            let demands = demands.get(theme).map_or(&[][..], Vec::as_slice);
            let tally = Tally::of(&found, demands, of(&paragraphs), budget)?;
            lists.push(vec![tally.entry(&found, *theme, demands, &mut arena)]);
        }
        Ok(Table::new(Arc::new(arena), lists))
    }
}

/// What is counted on a theme.
#[derive(Default)]
struct Tally {
    actors: BTreeSet<Place>,
    /// The paragraphs of each version in the order of the text, by the place of the version.
    paragraphs: BTreeMap<usize, BTreeSet<(bool, i64, Place)>>,
    /// The demands that have an answer of an extent in a version: the version, the extent, and the number of the demand.
    answered: BTreeSet<(usize, usize, usize)>,
    /// Those that have one of the extent in any version, or in none that is known.
    extents: BTreeSet<(usize, usize)>,
}

impl Tally {
    fn of(found: &Found<'_>, demands: &[Demand], on_theme: Vec<Id>, budget: &mut Budget) -> Result<Self, Error> {
        let (stances, drafts, mut tally) = (&found.stances, &*found.asked.drafts, Self::default());
        for paragraph in on_theme {
            tally.add_paragraph(found, paragraph);
        }
        for (number, demand) in demands.iter().enumerate() {
            let actors = stances.actors(demand.position);
            budget.spend_time(actors.len())?;
            let known = tally.actors.len();
            tally.actors.extend(actors.into_iter().map(|actor| stances.source.order(actor)));
            budget.spend(tally.actors.len() - known)?;
            for &answer in &demand.answers {
                budget.spend(1)?;
                let version = tally.add_paragraph(found, stances.one(answer, drafts.paragraph));
                let extent = stances.one(answer, drafts.extent);
                let is_it = |known: &String| extent != Id::NONE && stances.source.text(extent) == known;
                let Some(extent) = drafts.extents.iter().position(is_it) else { continue };
                tally.extents.insert((extent, number));
                tally.answered.extend(version.map(|version| (version, extent, number)));
            }
        }
        Ok(tally)
    }

    /// Adds a paragraph to its version, and gives the place of that.
    fn add_paragraph(&mut self, found: &Found<'_>, paragraph: Id) -> Option<usize> {
        let version = found.versions.place(found.stances.one(paragraph, found.asked.drafts.draft))?;
        self.paragraphs.entry(version).or_default().insert(found.place(paragraph));
        Some(version)
    }

    fn entry(self, found: &Found<'_>, theme: Id, demands: &[Demand], arena: &mut Arena) -> usize {
        let (source, drafts) = (found.stances.source, &*found.asked.drafts);
        let number = |count: usize| Cell::Number(Some(count as f64));
        let all = extents(self.extents.iter().copied(), drafts, arena);
        let of_paragraphs = self.paragraphs.values().filter_map(BTreeSet::first);
        let of_paragraphs = of_paragraphs.map(|(.., paragraph)| found.stances.one(paragraph.id(), drafts.draft));
        let mut versions = Vec::new();
        for (place, draft) in found.versions.of_texts(of_paragraphs) {
            let paragraphs = self.paragraphs.get(&place).into_iter().flatten();
            let paragraphs: Vec<Id> = paragraphs.map(|(.., paragraph)| paragraph.id()).collect();
            let answered = || {
                let here = self.answered.range((place, 0, 0)..(place + 1, 0, 0));
                here.map(|&(_, extent, demand)| (extent, demand))
            };
            let demands: BTreeSet<usize> = answered().map(|(_, demand)| demand).collect();
            let extents = extents(answered(), drafts, arena);
            versions.push(arena.add(vec![
                Cell::Term(draft),
                Cell::Term(day(source, drafts, draft)),
                number(paragraphs.len()),
                Cell::Terms(paragraphs),
                number(demands.len()),
                Cell::Entries(extents),
            ]));
        }
        let answered = demands.iter().filter(|demand| !demand.answers.is_empty()).count();
        let actors: Vec<Id> = self.actors.into_iter().map(Place::id).collect();
        arena.add(vec![
            Cell::Term(theme),
            number(demands.len()),
            number(actors.len()),
            Cell::Terms(actors),
            number(answered),
            number(demands.len() - answered),
            Cell::Entries(all),
            Cell::Entries(versions),
        ])
    }
}

/// How many demands there are at each extent, of which each is given once.
fn extents(of_demands: impl Iterator<Item = (usize, usize)>, drafts: &DraftRoles, arena: &mut Arena) -> Vec<usize> {
    let mut counts = vec![0_usize; drafts.extents.len()];
    for (extent, _) in of_demands {
        if let Some(count) = counts.get_mut(extent) {
            *count += 1;
        }
    }
    let entry =
        |(extent, count): (usize, usize)| arena.add(vec![Cell::Choice(extent), Cell::Number(Some(count as f64))]);
    counts.into_iter().enumerate().map(entry).collect()
}
