//! Analyses: questions whose answer is not a resource but a comparison of many, each carrying what it rests on.
//!
//! An [`AnalysisRequest`] is data: a [`Question`], and every identifier that it names. The snapshot answers it with a [`Table`] of
//! entries in the columns of the question's [`Layout`]: the schema is printed from the layout, requests are lowered by it,
//! and the table is written by it. Resources in a table are ordinary rows: the planner reads their fields with ordinary
//! steps, so an analysis costs one read and each field under it one more.
//!
//! A [`Walk`] over links works over every ontology. What resources mean is known to those who implement [`Compare`], outside of
//! this crate.

mod compare;
mod comparison_source;
mod evidence;
mod family;
mod layout;
mod layouts;
mod link_field;
mod link_source;
mod links;
mod neighbourhood;
mod parts;
mod path;
mod planning;
mod table;
mod walk;
mod walks;
mod write;

pub use compare::{Compare, Need};
pub use comparison_source::ComparisonSource;
pub use evidence::Evidence;
pub use family::{AnalysisField, Argument, ArgumentKind, Arguments, Choices, Entries, Family, ReadQuestion, Unusable};
pub use layout::{Column, ColumnType, Layout, Names, Types};
pub use link_field::{LinkField, link_fields};
pub use link_source::LinkSource;
pub use parts::{ColumnPart, Form, TableEdge, TablePart};
pub use table::{Arena, Cell, Table};
pub use walk::Walk;
pub use walks::Walks;

use super::{Budget, Error, Named, Position, SchemaNames};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Snapshot};
use plenary_ontology::ClassId;
use std::fmt::{self, Formatter};
use std::sync::Arc;

/// A question with every identifier that it names.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysisRequest {
    /// The question.
    pub question: Question,
    /// The identifiers, which must be there: an analysis of nothing would look like an answer.
    pub mentions: Vec<Mention>,
    /// Key of the field in the answer, and where it stands in the request, for messages.
    pub field: (String, Position),
}

/// An identifier in the arguments of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Name of the argument.
    pub argument: String,
    /// The resource.
    pub iri: NamedNode,
    /// The class that it must be of; any that the API shows if none.
    pub class: Option<ClassId>,
    /// What it must be, and where to find one, for messages.
    pub expected: String,
}

/// A question.
#[derive(Debug, Clone)]
pub enum Question {
    /// It compares resources by what they mean.
    Compare(Arc<dyn Compare>),
    /// It walks over links.
    Walk(Walk),
}

/// Comparisons are equal if all that they are made of is.
impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Compare(one), Self::Compare(other)) => format!("{one:?}") == format!("{other:?}"),
            (Self::Walk(one), Self::Walk(other)) => one == other,
            (Self::Compare(_), Self::Walk(_)) | (Self::Walk(_), Self::Compare(_)) => false,
        }
    }
}

impl Question {
    /// The layout of the answer.
    pub fn layout(&self) -> Layout {
        match self {
            Self::Compare(comparison) => comparison.layout(),
            Self::Walk(Walk::Path { fields, evidence, .. }) => layouts::path(fields, evidence.as_deref()),
            Self::Walk(Walk::Neighbourhood { fields, .. }) => layouts::neighbourhood(fields),
        }
    }
}

impl<C: Compare + 'static> From<C> for Question {
    fn from(comparison: C) -> Self {
        Self::Compare(Arc::new(comparison))
    }
}

/// Answers a question on the snapshot: one list of entries, or one for each row.
pub(super) fn answer(
    snapshot: &Snapshot,
    ask: &AnalysisRequest,
    rows: &[Id],
    budget: &mut Budget,
) -> Result<Table, Error> {
    ask.check(|mention| {
        let found = snapshot.terms().resource(mention.iri.as_str());
        found.is_some_and(|id| match mention.class {
            Some(class) => snapshot.is_instance(id, class),
            None => snapshot.type_of(id).is_some(),
        })
    })?;
    match &ask.question {
        // All is there, so what has not been declared is found in tests: over an endpoint it would be missing.
        Question::Compare(comparison) if cfg!(debug_assertions) => {
            let iris = rows.iter().filter(|row| **row != Id::NONE).map(|&row| snapshot.terms().text(row));
            let iris: Vec<_> = iris.map(NamedNode::new_unchecked).collect();
            comparison.answer_declared(snapshot, (rows, &iris), budget)
        }
        Question::Compare(comparison) => comparison.answer(snapshot, rows, budget),
        Question::Walk(walk) => walk.answer(&mut &*snapshot, budget),
    }
}

impl AnalysisRequest {
    /// Every identifier is there and of its class, according to `fits`.
    ///
    /// # Errors
    /// If one is not.
    pub fn check(&self, fits: impl Fn(&Mention) -> bool) -> Result<(), Error> {
        let Some(mention) = self.mentions.iter().find(|mention| !fits(mention)) else { return Ok(()) };
        let (key, at) = self.field.clone();
        let Mention { argument, iri, expected, .. } = mention;
        Err(Error::Argument { message: format!("`{argument}` names {iri}, which is not {expected}"), key, at })
    }
}

impl Named for AnalysisRequest {
    fn write(&self, names: SchemaNames<'_>, f: &mut Formatter<'_>) -> fmt::Result {
        let (name, compared) = match &self.question {
            Question::Compare(comparison) => (comparison.name(), Some(comparison.compared())),
            Question::Walk(walk) => (walk.name(), None),
        };
        f.write_str(name)?;
        for mention in &self.mentions {
            write!(f, ", {} {}", mention.argument, mention.iri)?;
        }
        match compared.filter(|(.., condition)| !condition.is_anything()) {
            Some((what, class, condition)) => {
                write!(f, ", {what} where {}", condition.named(names.of(Some(class))))
            }
            None => Ok(()),
        }
    }
}
