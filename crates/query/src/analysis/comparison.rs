//! Questions that compare positions.

use super::position_source::PositionSource;
use super::{Table, agreement, dissent, gaps, history, silence};
use crate::condition::Condition;
use crate::window::Window;
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use plenary_ontology::{Analysis, PathId};
use std::hash::BuildHasher;
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
        window: Window,
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
        window: Window,
    },
    /// Themes that members of one bloc only raise.
    Gaps {
        /// The positions.
        subset: Subset,
        /// From actors to their blocs.
        bloc: PathId,
        /// Only these blocs, if they are resources.
        groups: Condition,
        /// The least number of members of the bloc that raise it.
        least: usize,
        /// Which of them.
        window: Window,
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
        window: Window,
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
    pub fn answer(&self, picture: &impl PositionSource, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        match self {
            Self::Agreement { subset, actors, by, order, window } => {
                agreement::pairs(picture, subset, actors, (*by, *order, window), budget)
            }
            Self::History { subset } => history::changes(picture, subset, rows, budget),
            Self::Silence { subset, meeting, window } => silence::silent(picture, subset, meeting, window, budget),
            Self::Gaps { subset, bloc, groups, least, window } => {
                gaps::gaps(picture, subset, (*bloc, groups), (*least, window), budget)
            }
            Self::Dissent { subset, body, by, window } => {
                dissent::dissent(picture, subset, body, (*by, window), budget)
            }
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

    /// The name of the order of its entries, which cursors are bound to: that of just this question.
    pub fn order_name(&self) -> String {
        let asked = match self {
            Self::Agreement { actors, by, order, .. } => format!("{actors:?} {by:?} {order:?}"),
            Self::History { .. } => String::new(),
            Self::Silence { meeting, .. } => meeting.to_string(),
            Self::Gaps { bloc, groups, least, .. } => format!("{bloc:?} {groups} {least}"),
            Self::Dissent { body, by, .. } => format!("{body} {by:?}"),
        };
        let hasher = foldhash::fast::FixedState::with_seed(0);
        format!("{} {:016x}", self.name(), hasher.hash_one((asked, self.subset().filter.to_string())))
    }

    /// The same question for a part of its entries.
    #[must_use]
    pub fn within(mut self, wanted: Window) -> Self {
        match &mut self {
            Self::Agreement { window, .. }
            | Self::Silence { window, .. }
            | Self::Gaps { window, .. }
            | Self::Dissent { window, .. } => *window = wanted,
            Self::History { .. } => {}
        }
        self
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
