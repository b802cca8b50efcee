//! Search over all texts: the query and its results.

use super::links::Links;
use super::window::Window;
use plenary_ontology::ClassId;
use plenary_search::Query;
use std::fmt::{self, Display, Formatter};
use std::hash::{BuildHasher, Hash};

/// A search over all resources of some types.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The words.
    pub query: Query,
    /// The object types that are wanted.
    pub types: Vec<ClassId>,
    /// Only texts in these languages count; all if none.
    pub languages: Option<Vec<String>>,
    /// Which page.
    pub window: Window,
    /// Whether to find out why each was found.
    pub with_reasons: bool,
}

impl Search {
    /// The name of the order of what is found, which cursors are bound to: that of the best first, for just this search.
    pub fn order_name(query: &Query, types: &[ClassId], languages: Option<&[String]>) -> String {
        let mut types: Vec<u16> = types.iter().map(|class| class.0).collect();
        types.sort_unstable();
        let hasher = foldhash::fast::FixedState::with_seed(0);
        format!("score of search {:016x}", hasher.hash_one((query, types, languages)))
    }
}

impl Display for Search {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} types", self.query, self.types.len())?;
        if let Some(languages) = &self.languages {
            write!(f, " in {}", languages.join("|"))?;
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
