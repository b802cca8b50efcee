//! The request for a list: which of its elements, in which order, and which page.

use super::condition::Condition;
use super::named::{Named, SchemaNames};
use super::window::Window;
use plenary_ontology::{ClassId, PathId};
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

/// The request for a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Which elements; all meet [`Condition::anything`].
    pub filter: Arc<Condition>,
    /// In which order.
    pub order: Order,
    /// Which page.
    pub window: Window,
}

impl Listing {
    /// A page of all elements in the order of their IRIs.
    pub fn page(window: Window) -> Self {
        Self { filter: Arc::new(Condition::anything()), order: Order::default(), window }
    }

    /// Whether all elements are wanted in the order of their IRIs, in which they are kept.
    pub fn is_plain(&self) -> bool {
        self.filter.is_anything() && self.order.keys.is_empty()
    }
}

impl Named for Listing {
    fn write(&self, names: SchemaNames<'_>, f: &mut Formatter<'_>) -> fmt::Result {
        self.window.fmt(f)?;
        if !self.order.keys.is_empty() {
            write!(f, ", by {}", self.order.name)?;
        }
        if !self.filter.is_anything() {
            write!(f, ", where {}", self.filter.named(names))?;
        }
        Ok(())
    }
}

/// An order of resources. Ties are broken by IRI; resources without a key come last, in both directions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Order {
    /// The keys, the most significant first.
    pub keys: Vec<OrderKey>,
    /// The order as the client wrote it, such as `date:DESC,actor.label:ASC`; cursors are bound to it.
    pub name: String,
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// The way from the resource to the one that has the key; of several links the first is taken.
    pub way: Vec<Hop>,
    /// The key.
    pub by: OrderBy,
    /// Greatest first.
    pub descending: bool,
}

/// A step on the way from a resource to what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop {
    /// To what a path leads to.
    Link(PathId),
    /// To itself if it is of a class, and else nowhere: a field of one type is asked of resources of several.
    Narrow(ClassId),
}

/// What resources are ordered by.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderBy {
    /// The IRI.
    Iri,
    /// A value.
    Value(PathId),
    /// How many resources a path leads to.
    Count(PathId),
    /// A text in the language that fits best, by the rules of the first language.
    Text {
        /// Where the texts are.
        path: PathId,
        /// Language ranges, most wanted first.
        languages: Arc<[String]>,
    },
}
