//! Questions that walk over links, regardless of their meaning.

use super::link_source::LinkSource;
use super::links::Links;
use super::{LinkField, Table, neighbourhood, path};
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use std::sync::Arc;

/// A question that walks over links.
#[derive(Debug, Clone, PartialEq)]
pub enum Walk {
    /// The shortest chains of links from one resource to another.
    Path {
        /// From here.
        from: NamedNode,
        /// To here.
        to: NamedNode,
        /// The links that may be walked.
        fields: Arc<[LinkField]>,
        /// The greatest number of hops.
        longest: usize,
        /// The greatest number of chains.
        first: usize,
    },
    /// What is around a resource.
    Neighbourhood {
        /// The resource.
        centre: NamedNode,
        /// The links.
        fields: Arc<[LinkField]>,
        /// The greatest distance in hops.
        depth: usize,
        /// The greatest number of resources.
        first: usize,
    },
}

impl Walk {
    /// Answers the question; its identifiers have been checked.
    ///
    /// # Errors
    /// If the web fails or the budget runs out.
    pub fn answer(&self, web: &mut impl LinkSource, budget: &mut Budget) -> Result<Table, Error> {
        match self {
            Self::Path { from, to, fields, longest, first } => {
                path::paths(Links::new(web, fields), (from, to), (*longest, *first), budget)
            }
            Self::Neighbourhood { centre, fields, depth, first } => {
                neighbourhood::around(Links::new(web, fields), centre, (*depth, *first), budget)
            }
        }
    }

    /// The links that may be walked.
    pub fn fields(&self) -> &[LinkField] {
        match self {
            Self::Path { fields, .. } | Self::Neighbourhood { fields, .. } => fields,
        }
    }

    /// Its name in the API.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Path { .. } => "path",
            Self::Neighbourhood { .. } => "neighbourhood",
        }
    }
}
