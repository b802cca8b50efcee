//! Questions that walk over links, regardless of their meaning.

use super::layouts::{EVIDENCE, HOPS};
use super::link_source::LinkSource;
use super::links::Links;
use super::{Evidence, LinkField, Table, neighbourhood, path};
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
        /// What hops rest on, if that is known.
        evidence: Option<Arc<dyn Evidence>>,
        /// Whether it is asked for.
        is_explained: bool,
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
            Self::Path { from, to, fields, longest, first, evidence, is_explained } => {
                let evidence = evidence.as_deref().map(|evidence| (evidence, *is_explained));
                path::paths(Links::new(web, fields), (from, to), (*longest, *first), evidence, budget)
            }
            Self::Neighbourhood { centre, fields, depth, first } => {
                neighbourhood::around(Links::new(web, fields), centre, (*depth, *first), budget)
            }
        }
    }

    /// Notes whether what hops rest on is asked for: whether `picks` a column of the hops, by the column of the path that has them.
    pub fn explain(&mut self, picks: impl FnOnce(usize, usize) -> bool) {
        if let Self::Path { evidence: Some(_), is_explained, .. } = self {
            *is_explained = picks(HOPS, EVIDENCE);
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
