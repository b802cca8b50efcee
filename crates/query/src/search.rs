//! Search over all texts: the query and its results.

use super::condition::Condition;
use super::grouping::{Group, GroupKey};
use super::links::Links;
use super::named::{Named, SchemaNames};
use super::window::Window;
use plenary_ontology::ClassId;
use plenary_search::Query;
use std::fmt::{self, Formatter};
use std::hash::BuildHasher;

/// A search over all resources of some types.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The words.
    pub query: Query,
    /// The words as they are combined if nothing is found.
    pub fallback: Option<Query>,
    /// The object types that are wanted.
    pub types: Vec<ClassId>,
    /// Only texts in these languages count; all if none.
    pub languages: Option<Vec<String>>,
    /// What resources of a class have to meet; those of others need not.
    pub filters: Vec<(ClassId, Condition)>,
    /// What all that is found is counted by.
    pub facets: Vec<SearchFacet>,
    /// Which page.
    pub window: Window,
    /// What is said beside the page.
    pub beside: Beside,
}

/// What is said of a search beside the page of what is found, which takes some work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Beside {
    /// Why each resource was found.
    pub reasons: bool,
    /// Other words for those that no text has.
    pub suggestion: bool,
    /// How many of each type were found.
    pub types: bool,
}

/// Counts of what is found by the values of one property, which several types can have.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchFacet {
    /// The property as the client wrote it, such as `intervention.speaker`.
    pub name: String,
    /// Where its values are for some types; what is of no such type is not counted.
    pub keys: Vec<(Vec<ClassId>, GroupKey)>,
    /// The greatest number of values, the most frequent first.
    pub first: usize,
}

impl Search {
    /// A search for a page of what words find in all languages, and nothing beside.
    pub fn plain(query: Query, types: Vec<ClassId>, window: Window) -> Self {
        Self {
            query,
            fallback: None,
            types,
            languages: None,
            filters: Vec::new(),
            facets: Vec::new(),
            window,
            beside: Beside::default(),
        }
    }

    /// The name of the order of what is found, which cursors are bound to: that of the best first, for just this search.
    pub fn order_name(&self) -> String {
        let mut types: Vec<u16> = self.types.iter().map(|class| class.0).collect();
        types.sort_unstable();
        let hasher = foldhash::fast::FixedState::with_seed(0);
        let mut name = hasher.hash_one((&self.query, types, self.languages.as_deref()));
        if self.fallback.is_some() || !self.filters.is_empty() {
            name = hasher.hash_one((name, &self.fallback, format!("{:?}", self.filters)));
        }
        format!("score of search {name:016x}")
    }
}

impl Named for Search {
    fn write(&self, names: SchemaNames<'_>, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} types", self.query, self.types.len())?;
        if let Some(languages) = &self.languages {
            write!(f, " in {}", languages.join("|"))?;
        }
        if let Some(fallback) = &self.fallback {
            write!(f, ", else {fallback}")?;
        }
        for (class, condition) in &self.filters {
            write!(f, ", where {}: {}", names.types(&[*class]), condition.named(names.of(Some(*class))))?;
        }
        if !self.facets.is_empty() {
            let facets: Vec<_> = self.facets.iter().map(|facet| facet.name.as_str()).collect();
            write!(f, ", counted by {}", facets.join(", "))?;
        }
        write!(f, " ({})", self.window)
    }
}

/// A page of what is found, the best first.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The resources, as one list.
    pub links: Links,
    /// What each scored.
    pub scores: Vec<f32>,
    /// Why each was found; empty if not requested.
    pub reasons: Vec<Reasons>,
    /// Whether it was found by the words as they are combined if nothing is found at first.
    pub is_fallback: bool,
    /// The query with other words for those that no text has; none if not requested.
    pub suggestion: Option<String>,
    /// How many of each type there are on all pages, the most first; empty if not requested.
    pub types: Vec<(ClassId, u32)>,
    /// The counts of each facet, over all pages.
    pub facets: Vec<Vec<Group>>,
}

/// Why a resource was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons {
    /// Its own texts that match, those with most of the words first.
    pub highlights: Vec<Highlight>,
    /// Names of linked resources that match, as `positions.themes.label@zh`.
    pub via: Vec<String>,
}

/// A text that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Name of the field.
    pub field: String,
    /// Language of the text.
    pub language: Option<String>,
    /// The text around the matches, as HTML.
    pub html: String,
}

/// What of a highlight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HighlightPart {
    /// Name of the field.
    Field,
    /// Language of the text.
    Language,
    /// The text.
    Text,
    /// The name of the type.
    Typename,
}
