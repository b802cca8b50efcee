//! What the hops of a path rest on: resources that say why two others are linked, such as the positions of an actor on a theme.

use super::{Column, Compare};
use oxigraph::model::NamedNode;
use std::fmt::Debug;
use std::sync::Arc;

/// What links between two resources rest on, for those who know what resources mean.
pub trait Evidence: Debug + Send + Sync {
    /// The column of resources that a hop has for it.
    fn column(&self) -> Column;

    /// The question what some pairs rest on. It is asked for no rows; its answer has an entry for each pair, in their order, whose only
    /// cell is the resources.
    fn of(&self, pairs: Vec<(NamedNode, NamedNode)>) -> Arc<dyn Compare>;
}

/// Two are equal if all that they are made of is.
impl PartialEq for dyn Evidence {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}
