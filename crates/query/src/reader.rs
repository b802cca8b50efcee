//! The one trait under the query engine: what a source of data must be able to answer.
//!
//! Every method takes all rows of a step at once and gives a column back in the same order. [`Id::NONE`] among the
//! rows stands for "no resource here" and has no links, values or type.

use super::analysis::{AnalysisRequest, Table};
use super::grouping::{Counted, Counting, Group};
use super::links::Links;
use super::listing::{Listing, Order};
use super::search::{Found, Search};
use super::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_base::clock::Clock;
use plenary_graph::snapshot::{Dataset, Id};
use plenary_ontology::{ClassId, PathId};
use std::borrow::Cow;

/// A source of data.
pub trait Reader {
    /// The resources of the IRIs, [`Id::NONE`] for each that is not there or has none of the types.
    ///
    /// # Errors
    /// If the source fails or the budget runs out; the same holds for all methods.
    fn lookup(&self, iris: &[NamedNode], types: &[ClassId], budget: &mut Budget) -> Result<Vec<Id>, Error>;

    /// A page of the instances of a class, as one list.
    fn instances(&self, class: ClassId, listing: &Listing, budget: &mut Budget) -> Result<Links, Error>;

    /// For each row the one resource at the end of the path, or [`Id::NONE`].
    fn link(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error>;

    /// For each row a page of the resources at the end of the path.
    fn links(&self, rows: &[Id], path: PathId, listing: &Listing, budget: &mut Budget) -> Result<Links, Error>;

    /// For each row the literals at the end of the path, sorted by language and text; with `languages`, only texts that
    /// one of the ranges takes.
    fn literals(
        &self,
        rows: &[Id],
        path: PathId,
        languages: Option<&[String]>,
        budget: &mut Budget,
    ) -> Result<Links, Error>;

    /// For each row one literal at the end of the path, or [`Id::NONE`]: the first.
    fn literal(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error>;

    /// For each row the text that fits the language ranges best, or [`Id::NONE`]; with `fallback`, in any language
    /// rather than none.
    fn text(
        &self,
        rows: &[Id],
        path: PathId,
        languages: &[String],
        fallback: bool,
        budget: &mut Budget,
    ) -> Result<Vec<Id>, Error>;

    /// For each row its object type among those allowed; `None` for rows without a resource.
    fn types(&self, rows: &[Id], allowed: &[ClassId], budget: &mut Budget) -> Result<Vec<Option<ClassId>>, Error>;

    /// Counts the groups of each list.
    fn groups(&self, counted: Counted<'_>, counting: &Counting, budget: &mut Budget) -> Result<Vec<Vec<Group>>, Error>;

    /// Answers an analysis: one list of entries, or one for each row if it is asked for rows. A source that cannot
    /// analyse need not.
    fn analyse(&self, _ask: &AnalysisRequest, _rows: &[Id], _budget: &mut Budget) -> Result<Table, Error> {
        Err(Error::Reader("this source of data does not analyse".into()))
    }

    /// The keys of a resource in an order, as texts, for its cursor. The rows have been read, so this costs no read.
    fn sort_keys(&self, ids: &[Id], order: &Order) -> Vec<Vec<Option<String>>>;

    /// A page of what a search finds. A source without full text need not implement it.
    fn search(&self, search: &Search, budget: &mut Budget) -> Result<Found, Error> {
        let _ = (search, budget);
        Err(Error::Reader("this source has no full text; filter with `contains` instead of `search`".into()))
    }

    /// Facts about the dataset.
    fn dataset(&self, budget: &mut Budget) -> Result<Cow<'_, Dataset>, Error>;

    /// What is near an identifier that was not found, as far as it can be told at once. A source that would have to ask for
    /// it need not.
    fn near(&self, _iri: &NamedNode, _clock: &Clock) -> Near {
        Near::default()
    }

    /// The IRI of a resource or the lexical form of a literal that this reader gave. Costs no read.
    fn term(&self, id: Id) -> &str;

    /// Whether the term can stand between quotes in JSON as it is.
    fn is_plain(&self, id: Id) -> bool;

    /// The language of a literal.
    fn language(&self, literal: Id) -> Option<&str>;
}

/// What is near an identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Near {
    /// The type of the resource that has the identifier, which is none that the field gives.
    pub is_a: Option<ClassId>,
    /// Identifiers like it, the most alike first.
    pub like: Vec<String>,
}
