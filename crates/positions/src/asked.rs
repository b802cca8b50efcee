//! What is asked for on a theme: the positions that take a side on it, each with the answers that paragraphs of drafts give it.
//!
//! That a paragraph answers a position, and how far, is data. Nothing is judged here: a position without an answer is one of which
//! nobody has judged.

use crate::stances::{AGAINST, CALLS_FOR, FOR, Stances};
use crate::standing::{Above, each_position};
use crate::subset::some;
use crate::versions::Versions;
use crate::{By, DraftRoles, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::PathId;
use plenary_query::analysis::{Argument, ArgumentKind, Arguments, ComparisonSource, Need, Unusable};
use plenary_query::{Budget, Condition, Error};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Who has a field: the root names the theme, a theme is it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Root,
    Theme,
}

/// Which positions are looked at, and on which themes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// The positions.
    pub(crate) subset: Subset,
    pub(crate) drafts: Arc<DraftRoles>,
    /// The theme that the root is asked for; that of each row if none.
    theme: Option<NamedNode>,
    /// Whether positions and paragraphs on narrower themes count.
    narrower: bool,
}

/// A position that takes a side on a theme.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    pub(crate) position: Id,
    /// Index of the side.
    pub(crate) side: usize,
    /// In the order of the drafts.
    pub(crate) answers: Vec<Id>,
}

impl Asked {
    /// The arguments that choose it.
    pub(crate) fn arguments(roles: &Roles, of: Of) -> Vec<Argument> {
        let theme = (of == Of::Root).then(|| Argument::required("theme", "The theme."));
        let narrower = "Whether positions and paragraphs on narrower themes count: true if left out.";
        let narrower = Argument::new("narrower", ArgumentKind::Truth, narrower);
        theme.into_iter().chain([narrower]).chain(Subset::arguments(roles, &["theme"])).collect()
    }

    /// What those arguments say.
    pub(crate) fn read(
        roles: &Arc<Roles>,
        drafts: &Arc<DraftRoles>,
        arguments: &mut dyn Arguments,
        of: Of,
    ) -> Result<Self, Unusable> {
        let theme = if of == Of::Root { Some(arguments.required("theme", Some(roles.themes))?) } else { None };
        Ok(Self {
            subset: Subset::read_without(roles, arguments, &["theme"])?,
            drafts: Arc::clone(drafts),
            theme,
            narrower: arguments.truth("narrower")?.unwrap_or(true),
        })
    }

    /// Its name in the order of an answer's entries.
    pub(crate) fn order_name(&self, name: &str, more: &str) -> String {
        self.subset.order_name(name, format!("{:?} {} {more}", self.theme, self.narrower))
    }

    /// The themes that are asked for.
    fn themes(&self, rows: &[NamedNode]) -> Vec<NamedNode> {
        self.theme.as_ref().map_or_else(|| rows.to_vec(), |theme| vec![theme.clone()])
    }

    /// A path leads to one of some themes, or to one below it if these count.
    fn on(&self, path: PathId, themes: Vec<NamedNode>) -> Condition {
        some(path, self.reaches(Condition::Is(themes)))
    }

    fn reaches(&self, condition: Condition) -> Condition {
        if !self.narrower {
            return condition;
        }
        Condition::Reaches { path: self.subset.roles.broader, condition: Box::new(condition) }
    }

    /// The positions that are looked at.
    fn positions(&self, themes: Vec<NamedNode>) -> Condition {
        Condition::All(vec![self.on(self.subset.roles.theme, themes), self.subset.filter.clone()])
    }

    /// The paragraphs on the themes.
    fn paragraphs(&self, themes: Vec<NamedNode>) -> Condition {
        self.on(self.drafts.theme, themes)
    }

    /// What is looked up first.
    pub(crate) fn needs(&self, rows: &[NamedNode]) -> Vec<Need> {
        let (roles, themes) = (&*self.subset.roles, self.themes(rows));
        if themes.is_empty() {
            return Vec::new();
        }
        let positions = Need::new(roles.positions, self.positions(themes.clone()), &[]);
        let mut needs = vec![Need { is_compared: true, ..positions }];
        if self.narrower {
            needs.push(Need::new(roles.themes, self.reaches(Condition::Is(themes)), &[roles.broader]));
        }
        needs.extend(Versions::needs(&self.drafts));
        needs
    }

    /// Whether there is no theme to ask about: nothing is declared then, and nothing may be looked up.
    pub(crate) fn is_of_nothing(&self, rows: &[Id]) -> bool {
        self.theme.is_none() && rows.iter().all(|&row| row == Id::NONE)
    }

    /// What is looked up first of paragraphs that answer nothing.
    pub(crate) fn paragraph_needs(&self, rows: &[NamedNode]) -> Vec<Need> {
        let (themes, drafts) = (self.themes(rows), &*self.drafts);
        if themes.is_empty() {
            return Vec::new();
        }
        let of = |paths: &[PathId]| Need::new(drafts.paragraphs, self.paragraphs(themes.clone()), paths);
        vec![of(&[]), of(&[drafts.theme]), of(&[drafts.draft]), of(&[drafts.place])]
    }

    /// What is looked up of each position.
    pub(crate) fn columns(&self) -> Vec<Vec<PathId>> {
        let drafts = &*self.drafts;
        let mut columns = self.subset.weights(By::Theme);
        columns.extend([
            vec![self.subset.roles.date],
            vec![drafts.answer],
            vec![drafts.answer, drafts.extent],
            vec![drafts.answer, drafts.paragraph],
            vec![drafts.answer, drafts.paragraph, drafts.draft],
            vec![drafts.answer, drafts.paragraph, drafts.place],
        ]);
        columns
    }
}

/// What there is on the themes that are asked for.
pub(crate) struct Found<'a> {
    pub(crate) asked: &'a Asked,
    pub(crate) stances: Stances<'a>,
    pub(crate) versions: Versions,
    /// The themes that are asked for.
    pub(crate) themes: Vec<Id>,
    above: Above,
}

impl<'a> Found<'a> {
    /// Looks it up; `rows` are the themes whose field is asked for.
    pub(crate) fn new(
        asked: &'a Asked,
        source: &'a dyn ComparisonSource,
        rows: &[Id],
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        let themes = match &asked.theme {
            Some(theme) => vec![source.find(theme)],
            None => rows.to_vec(),
        };
        let wanted: HashSet<Id> = themes.iter().copied().filter(|&theme| theme != Id::NONE).collect();
        let condition = asked.positions(iris(source, &wanted));
        Ok(Self {
            stances: Stances::among(source, &asked.subset, &condition, budget)?,
            versions: Versions::of(source, &asked.drafts, budget)?,
            above: Above::new(asked.narrower.then_some(asked.subset.roles.broader), Some(wanted)),
            asked,
            themes,
        })
    }

    /// The demands on each theme, in the order of their IRIs.
    pub(crate) fn demands(&mut self, budget: &mut Budget) -> Result<HashMap<Id, Vec<Demand>>, Error> {
        let mut found: HashMap<Id, Vec<Demand>> = HashMap::new();
        let (stances, versions, drafts) = (&self.stances, &self.versions, &*self.asked.drafts);
        each_position(stances, &mut self.above, budget, |theme, position, weight, budget| {
            if weight == 0.0 {
                return Ok(());
            }
            let side = match weight {
                weight if weight < 0.0 => AGAINST,
                _ if stances.is_demand(position) => CALLS_FOR,
                _ => FOR,
            };
            let mut answers = stances.source.row(drafts.answer, position).to_vec();
            budget.spend(answers.len())?;
            answers.sort_by_cached_key(|&answer| {
                let paragraph = stances.one(answer, drafts.paragraph);
                let version = versions.place(stances.one(paragraph, drafts.draft));
                (version.is_none(), version, self::place(stances, drafts, paragraph), stances.source.order(answer))
            });
            found.entry(theme.id()).or_default().push(Demand { position, side, answers });
            Ok(())
        })?;
        Ok(found)
    }

    /// The paragraphs on each theme.
    pub(crate) fn paragraphs(&mut self, budget: &mut Budget) -> Result<HashMap<Id, Vec<Id>>, Error> {
        let (source, drafts) = (self.stances.source, &*self.asked.drafts);
        let wanted: HashSet<Id> = self.themes.iter().copied().filter(|&theme| theme != Id::NONE).collect();
        let condition = self.asked.paragraphs(iris(source, &wanted));
        let mut found: HashMap<Id, Vec<Id>> = HashMap::new();
        for paragraph in source.all(drafts.paragraphs, &condition, budget)? {
            for &theme in source.row(drafts.theme, paragraph) {
                for place in self.above.of(theme, &self.stances, budget)? {
                    budget.spend(1)?;
                    let list = found.entry(place.id()).or_default();
                    // One that is on several themes below this stands once.
                    if list.last() != Some(&paragraph) {
                        list.push(paragraph);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Where a paragraph stands in its draft: those whose place is not known come last.
    pub(crate) fn place(&self, paragraph: Id) -> (bool, i64, Place) {
        place(&self.stances, &self.asked.drafts, paragraph)
    }
}

fn place(stances: &Stances<'_>, drafts: &DraftRoles, paragraph: Id) -> (bool, i64, Place) {
    let number = stances.one(paragraph, drafts.place);
    let number = (number != Id::NONE).then(|| stances.source.text(number).parse().ok()).flatten();
    (number.is_none(), number.unwrap_or_default(), stances.source.order(paragraph))
}

/// The IRIs of some resources.
fn iris(source: &dyn ComparisonSource, ids: &HashSet<Id>) -> Vec<NamedNode> {
    ids.iter().map(|&id| NamedNode::new_unchecked(source.text(id))).collect()
}
