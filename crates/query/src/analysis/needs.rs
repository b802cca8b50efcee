//! What a comparison reads of the data, declared beforehand: a remote source fetches this and no more.
//!
//! These are the look-ups that the algorithms make in a [`PositionSource`](super::PositionSource), one file each; what is missing here
//! is empty there. First come positions, under every condition of the request, and what does not depend on them; then of
//! each position that has been found the links of some paths. So conditions are met once, not once for each path.

use super::{By, Comparison, Subset};
use crate::condition::{Condition, Quantifier};
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, Ends, Ontology, PathId};

/// Resources that are looked at, or links.
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
    /// Whether these are positions: the resources, or where the last path starts.
    pub is_of_positions: bool,
}

impl Need {
    fn new(class: impl Into<Option<ClassId>>, condition: Condition, paths: &[PathId]) -> Self {
        let (class, paths) = (class.into(), paths.to_vec());
        Self { class, condition, paths, end: Condition::anything(), is_of_positions: false }
    }
}

impl Comparison {
    /// What is looked at first; `rows` are those that a history is asked for.
    pub fn needs(&self, ontology: &Ontology, rows: &[NamedNode]) -> Vec<Need> {
        let subset = self.subset();
        let roles = &*subset.roles;
        let mut needs = match self {
            Self::Agreement { actors, .. } if actors.is_empty() => subset.positions(&[]),
            Self::Agreement { actors, .. } => subset.positions(&[Condition::Is(actors.clone())]),
            Self::History { .. } if rows.is_empty() => return Vec::new(),
            Self::History { .. } => subset.positions(&[Condition::Is(rows.to_vec())]),
            Self::Silence { meeting, .. } => [subset.positions(&[]), subset.at_meeting(meeting)].concat(),
            Self::Gaps { bloc, groups, .. } => {
                let mut needs = subset.positions(&[]);
                if let Ends::Class(class) = ontology.path(*bloc).ends {
                    needs.push(Need::new(class, groups.clone(), &[]));
                }
                needs
            }
            Self::Dissent { body, .. } => {
                let is_body = Condition::Is(vec![body.clone()]);
                let mut needs = subset.positions(&[is_body.clone(), some(roles.member, is_body.clone())]);
                needs.push(Need { end: is_body, ..Need::new(None, Condition::anything(), &[roles.member]) });
                needs
            }
        };
        needs.extend(subset.theme.iter().map(|theme| {
            let is_theme = Box::new(Condition::Is(vec![theme.clone()]));
            Need::new(roles.themes, Condition::Reaches { path: roles.broader, condition: is_theme }, &[roles.broader])
        }));
        needs
    }

    /// What is looked at of each position: paths, each of which goes on from the ends of the one before.
    pub fn columns(&self) -> Vec<Vec<PathId>> {
        let roles = &*self.subset().roles;
        let topic = |by: &By| vec![if *by == By::Theme { roles.theme } else { roles.process }];
        let side = [vec![roles.stance], vec![roles.stance, roles.polarity]];
        let mut columns: Vec<Vec<PathId>> = roles.owners().map(|owner| vec![owner]).collect();
        match self {
            Self::Agreement { by, .. } | Self::Dissent { by, .. } => {
                columns.extend(side);
                columns.push(topic(by));
            }
            Self::History { .. } => {
                columns.extend(side);
                columns.extend([roles.theme, roles.meeting, roles.date].map(|path| vec![path]));
            }
            Self::Silence { .. } => columns.push(vec![roles.theme]),
            Self::Gaps { bloc, .. } => {
                columns.extend(roles.owners().map(|owner| vec![owner, *bloc]));
                columns.push(vec![roles.theme]);
            }
        }
        columns
    }
}

impl Subset {
    /// The positions that are looked at; with `whose`, only those of actors that meet one of these conditions. Each is a
    /// need of its own, so that a source may start from it.
    fn positions(&self, whose: &[Condition]) -> Vec<Need> {
        let of = |who: &Condition| self.roles.owners().map(move |owner| some(owner, who.clone())).collect::<Vec<_>>();
        let owned = whose.iter().flat_map(of).map(|owned| Condition::All(vec![owned, self.filter.clone()]));
        let conditions = if whose.is_empty() { vec![self.filter.clone()] } else { owned.collect() };
        let need = |condition| Need { is_of_positions: true, ..Need::new(self.roles.positions, condition, &[]) };
        conditions.into_iter().map(need).collect()
    }

    /// Who took part in a meeting, and all positions that were taken there.
    fn at_meeting(&self, meeting: &NamedNode) -> Vec<Need> {
        let roles = &*self.roles;
        let is_meeting = Condition::Is(vec![meeting.clone()]);
        let floor = [Some(roles.speaker), roles.spoken_for].into_iter().flatten();
        let floor = floor.map(|path| vec![roles.intervention, path]).chain([vec![roles.intervention]]);
        let floor = floor.map(|paths| Need::new(roles.meetings, is_meeting.clone(), &paths));
        let taken = Need { end: is_meeting.clone(), ..Need::new(None, Condition::anything(), &[roles.meeting]) };
        floor.chain([Need { is_of_positions: true, ..taken }]).collect()
    }
}

fn some(path: PathId, condition: Condition) -> Condition {
    Condition::Link { path, quantifier: Quantifier::Some, condition: Box::new(condition) }
}
