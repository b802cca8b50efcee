//! Questions that compare positions.

use super::picture::Picture;
use super::{Table, agreement, dissent, gaps, history, silence};
use crate::ontology::{Analysis, PathId};
use crate::query::condition::Condition;
use crate::query::{Budget, Error};
use crate::snapshot::Id;
use oxigraph::model::NamedNode;
use std::sync::Arc;

/// Which positions are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Subset {
    /// The roles of the ontology's paths.
    pub roles: Arc<Analysis>,
    /// Only positions that meet this.
    pub filter: Condition,
    /// Only this theme and those under it: a position may be on others too, which are then not looked at.
    pub theme: Option<NamedNode>,
    /// Only this process, likewise.
    pub process: Option<NamedNode>,
}

/// What positions are compared on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// On each theme.
    Theme,
    /// On each process.
    Process,
}

/// Which part of the entries is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// So many are skipped.
    pub offset: usize,
    /// At most so many.
    pub first: usize,
}

/// A question that compares positions.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Who agrees with whom.
    Agreement {
        /// The positions.
        subset: Subset,
        /// Only pairs of these; of all who take positions if none.
        actors: Vec<NamedNode>,
        /// What is compared.
        by: By,
        /// Which pairs come first.
        order: AgreementOrder,
        /// Which of them.
        part: Part,
    },
    /// The side that each row's actor takes, meeting by meeting.
    History {
        /// The positions.
        subset: Subset,
    },
    /// Who took part in a meeting and said nothing on a theme.
    Silence {
        /// The positions that break the silence.
        subset: Subset,
        /// The meeting.
        meeting: NamedNode,
        /// Which of the silent.
        part: Part,
    },
    /// Themes that members of one bloc only raise.
    Gaps {
        /// The positions.
        subset: Subset,
        /// From actors to their blocs.
        bloc: PathId,
        /// Only these blocs, if they are resources.
        groups: Condition,
        /// At least so many of the bloc raise it.
        least: usize,
        /// Which of them.
        part: Part,
    },
    /// Members whose side differs from that of their body.
    Dissent {
        /// The positions.
        subset: Subset,
        /// The body.
        body: NamedNode,
        /// What is compared.
        by: By,
        /// Which of them.
        part: Part,
    },
}

/// Which pairs come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementOrder {
    /// Those with the highest score.
    MostAgreement,
    /// Those with the lowest score.
    MostDisagreement,
    /// Those with most topics in common.
    MostInCommon,
}

impl Comparison {
    /// Answers the question; its identifiers have been checked. One list of entries, or one for each row of
    /// [`Self::History`].
    ///
    /// # Errors
    /// If the budget runs out.
    pub fn answer(&self, picture: &impl Picture, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        match self {
            Self::Agreement { subset, actors, by, order, part } => {
                agreement::pairs(picture, subset, actors, (*by, *order, *part), budget)
            }
            Self::History { subset } => history::changes(picture, subset, rows, budget),
            Self::Silence { subset, meeting, part } => silence::silent(picture, subset, meeting, *part, budget),
            Self::Gaps { subset, bloc, groups, least, part } => {
                gaps::gaps(picture, subset, (*bloc, groups), (*least, *part), budget)
            }
            Self::Dissent { subset, body, by, part } => dissent::dissent(picture, subset, body, (*by, *part), budget),
        }
    }

    /// Which positions are looked at.
    pub fn subset(&self) -> &Subset {
        match self {
            Self::Agreement { subset, .. }
            | Self::History { subset }
            | Self::Silence { subset, .. }
            | Self::Gaps { subset, .. }
            | Self::Dissent { subset, .. } => subset,
        }
    }

    /// Its name in the API.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Agreement { .. } => "agreement",
            Self::History { .. } => "history",
            Self::Silence { .. } => "silence",
            Self::Gaps { .. } => "gaps",
            Self::Dissent { .. } => "dissent",
        }
    }
}
