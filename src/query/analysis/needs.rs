//! What of the data a comparison looks at, said beforehand: a source that is elsewhere brings this and no more.
//!
//! These are the look-ups that the algorithms make in a [`Picture`](super::Picture), one file each; what is missing here
//! is empty there.

use super::{By, Comparison, Subset};
use crate::ontology::{ClassId, Ends, Ontology, PathId};
use crate::query::condition::{Condition, Quantifier};
use oxigraph::model::NamedNode;

/// Links that are looked at, or resources.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Of which class the resources are at which the first path starts; of any if none.
    pub class: Option<ClassId>,
    /// What these resources meet.
    pub condition: Condition,
    /// Paths, each of which goes on from the ends of the one before. The links of the last are looked at; if there is no
    /// path, the resources are, as instances of the class.
    pub paths: Vec<PathId>,
    /// What the ends of the last path meet.
    pub end: Condition,
}

impl Need {
    fn new(class: impl Into<Option<ClassId>>, condition: Condition, paths: &[PathId]) -> Self {
        Self { class: class.into(), condition, paths: paths.to_vec(), end: Condition::anything() }
    }
}

impl Comparison {
    /// What of the data is looked at; `rows` are those that a history is asked for.
    pub fn needs(&self, ontology: &Ontology, rows: &[NamedNode]) -> Vec<Need> {
        let subset = self.subset();
        let roles = &*subset.roles;
        let topic = |by: &By| if *by == By::Theme { roles.theme } else { roles.process };
        let side = [&[roles.stance][..], &[roles.stance, roles.polarity]];
        let mut needs = match self {
            Self::Agreement { actors, by, .. } => {
                let whose = if actors.is_empty() { Vec::new() } else { vec![Condition::Is(actors.clone())] };
                subset.columns(&whose, &[side[0], side[1], &[topic(by)]])
            }
            Self::History { .. } if rows.is_empty() => return Vec::new(),
            Self::History { .. } => subset.columns(
                &[Condition::Is(rows.to_vec())],
                &[side[0], side[1], &[roles.theme], &[roles.meeting], &[roles.date]],
            ),
            Self::Silence { meeting, .. } => {
                let mut needs = subset.columns(&[], &[&[roles.theme]]);
                needs.extend(subset.at_meeting(meeting));
                needs
            }
            Self::Gaps { bloc, groups, .. } => {
                let blocs = roles.owners().map(|owner| vec![owner, *bloc]);
                let columns: Vec<Vec<PathId>> = blocs.chain([vec![roles.theme]]).collect();
                let mut needs = subset.columns(&[], &columns.iter().map(Vec::as_slice).collect::<Vec<_>>());
                if let Ends::Class(class) = ontology.path(*bloc).ends {
                    needs.push(Need::new(class, groups.clone(), &[]));
                }
                needs
            }
            Self::Dissent { body, by, .. } => {
                let is_body = Condition::Is(vec![body.clone()]);
                let whose = [is_body.clone(), some(roles.member, is_body.clone())];
                let mut needs = subset.columns(&whose, &[side[0], side[1], &[topic(by)]]);
                needs.push(Need { end: is_body, ..Need::new(None, Condition::anything(), &[roles.member]) });
                needs
            }
        };
        needs.extend(subset.theme.iter().map(|theme| {
            let under =
                Condition::Reaches { path: roles.broader, condition: Box::new(Condition::Is(vec![theme.clone()])) };
            Need::new(roles.themes, under, &[roles.broader])
        }));
        needs
    }
}

impl Subset {
    /// The positions, whose they are, and the links of some paths from them; with `whose`, only positions of those who
    /// meet one of these. Each condition that they may meet is a need of its own, so that a source may start from it.
    fn columns(&self, whose: &[Condition], paths: &[&[PathId]]) -> Vec<Need> {
        let owned = self.roles.owners().flat_map(|path| {
            whose.iter().map(move |who| Condition::All(vec![some(path, who.clone()), self.filter.clone()]))
        });
        let mut kinds: Vec<Condition> = owned.collect();
        if whose.is_empty() {
            kinds.push(self.filter.clone());
        }
        let owners = self.roles.owners().map(|path| vec![path]);
        let columns: Vec<Vec<PathId>> =
            [Vec::new()].into_iter().chain(owners).chain(paths.iter().map(|paths| paths.to_vec())).collect();
        let need = |kind: &Condition| {
            columns.iter().map(|paths| Need::new(self.roles.positions, kind.clone(), paths)).collect::<Vec<_>>()
        };
        kinds.iter().flat_map(need).collect()
    }

    /// Who took part in a meeting and whose positions were taken there, whatever these are.
    fn at_meeting(&self, meeting: &NamedNode) -> Vec<Need> {
        let roles = &*self.roles;
        let is_meeting = Condition::Is(vec![meeting.clone()]);
        let floor = [Some(roles.speaker), roles.spoken_for].into_iter().flatten();
        let floor = floor.map(|path| vec![roles.intervention, path]).chain([vec![roles.intervention]]);
        let floor = floor.map(|paths| Need::new(roles.meetings, is_meeting.clone(), &paths));
        let taken = roles.owners().map(|path| Need::new(None, some(roles.meeting, is_meeting.clone()), &[path]));
        let there = Need { end: is_meeting.clone(), ..Need::new(None, Condition::anything(), &[roles.meeting]) };
        floor.chain(taken).chain([there]).collect()
    }
}

fn some(path: PathId, condition: Condition) -> Condition {
    Condition::Link { path, quantifier: Quantifier::Some, condition: Box::new(condition) }
}
