//! The way through a request while it is lowered: its fields one after the other, each within the bounds of the request, with their
//! arguments read. What the fields are is said in `roots`, `objects`, `ask`, `groups`, `search` and `federation`.

use super::analyses::Analyses;
use super::arguments::Arguments;
use super::collect::{Collected, Scope};
use super::conditions::ConditionReader;
use super::definitions::Definitions;
use super::error::{Code, Error};
use super::guard::Guards;
use super::introspection::Introspection;
use super::orders::read_order;
use crate::ontology::{ClassId, Ontology};
use crate::query::{Condition, Listing, PageField};
use async_graphql::parser::types::SelectionSet;
use std::sync::Arc;

/// What lowering needs besides the document.
pub(super) struct Context<'a> {
    pub(super) ontology: &'a Ontology,
    /// The reader's languages, most wanted first, then those of the ontology.
    pub(super) languages: Arc<[String]>,
    /// Bounds of the request.
    pub(super) guards: &'a Guards,
    /// The schema itself, for requests that ask for it.
    pub(super) introspection: &'a Introspection,
    /// What people call the types.
    pub(super) definitions: &'a Definitions,
    /// The analyses that can be asked for.
    pub(super) analyses: &'a Analyses,
}

/// How much of a list comes without arguments.
#[derive(Clone, Copy)]
pub(super) enum Size {
    /// A page of the usual size.
    Page,
    /// All of it.
    Whole,
}

pub(super) struct Lowering<'a, 'b> {
    context: &'b Context<'a>,
    scope: &'b Scope<'a>,
    /// Keys from the root to the current field.
    path: Vec<String>,
    /// How many fields have been lowered.
    fields: usize,
    /// How many analyses have been lowered.
    analyses: usize,
}

impl<'a, 'b> Lowering<'a, 'b> {
    pub(super) fn new(context: &'b Context<'a>, scope: &'b Scope<'a>) -> Self {
        Self { context, scope, path: Vec::new(), fields: 0, analyses: 0 }
    }

    /// Works on a field with its key on the path.
    pub(super) fn inside<T>(
        &mut self,
        field: &Collected<'a>,
        work: impl FnOnce(&mut Self, &Collected<'a>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.path.push(field.key.to_owned());
        let limit = self.context.guards.depth;
        if self.path.len() > limit {
            let message =
                format!("fields are nested more than {limit} deep; start again from an `id` in a second request");
            return Err(Error::new(Code::TooDeep, message).at(field.field().pos).on(&self.path));
        }
        self.fields += 1;
        let limit = self.context.guards.typed_fields;
        if self.fields > limit {
            let message = format!(
                "the request has more than {limit} fields once those that differ from type to type are told apart; ask for one type at a time, with `... on`"
            );
            return Err(Error::new(Code::TooManyFields, message).at(field.field().pos));
        }
        let result = work(self, field);
        self.path.pop();
        result
    }

    /// Lowers each field of a type that is not a class.
    pub(super) fn parts<T>(
        &mut self,
        sets: &[&'a SelectionSet],
        type_name: &str,
        mut part: impl FnMut(&mut Self, &Collected<'a>) -> Result<Option<T>, Error>,
    ) -> Result<Vec<(String, T)>, Error> {
        let fields = self.scope.collect(sets, &|name| name == type_name)?;
        let mut parts = Vec::with_capacity(fields.len());
        for field in fields {
            let lowered = self.inside(&field, |this, field| {
                part(this, field)?.ok_or_else(|| {
                    let message = format!("`{type_name}` has no field `{}`", field.name());
                    Error::new(Code::ValidationFailed, message).at(field.field().pos).on(&this.path)
                })
            })?;
            parts.push((field.key.to_owned(), lowered));
        }
        Ok(parts)
    }

    pub(super) fn arguments<'c>(&'c self, field: &'c Collected<'a>) -> Arguments<'a, 'c> {
        Arguments::new(self.scope, field, &self.path)
    }

    /// Keys from the root to the current field, for messages.
    pub(super) fn path(&self) -> &[String] {
        &self.path
    }

    /// The fields of the sets on a type for which `is_a` holds.
    pub(super) fn fields_of(
        &self,
        sets: &[&'a SelectionSet],
        is_a: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Collected<'a>>, Error> {
        self.scope.collect(sets, is_a)
    }

    pub(super) fn ontology(&self) -> &'a Ontology {
        self.context.ontology
    }

    pub(super) fn introspection(&self) -> &'a Introspection {
        self.context.introspection
    }

    pub(super) fn definitions(&self) -> &'a Definitions {
        self.context.definitions
    }

    pub(super) fn analyses(&self) -> &'a Analyses {
        self.context.analyses
    }

    /// The fields of the sets of a type that is not a class.
    pub(super) fn collected(&self, sets: &[&'a SelectionSet], type_name: &str) -> Result<Vec<Collected<'a>>, Error> {
        self.scope.collect(sets, &|name| name == type_name)
    }

    /// Counts an analysis of the root, each of which looks at much.
    pub(super) fn count_analysis(&mut self, field: &Collected<'a>) -> Result<(), Error> {
        self.analyses += 1;
        let most = self.context.guards.analyses;
        if self.analyses <= most {
            return Ok(());
        }
        let message = format!("the request has more than {most} analyses; ask in several requests");
        Err(Error::new(Code::TooManyFields, message).at(field.field().pos))
    }

    pub(super) fn concrete_classes(&self) -> Vec<ClassId> {
        self.context.ontology.concrete_classes().collect()
    }

    /// Which of a list's elements are asked for, in which order, and which page.
    pub(super) fn listing(&self, class: ClassId, field: &Collected<'a>, size: Size) -> Result<Listing, Error> {
        let ontology = self.context.ontology;
        let arguments = self.arguments(field);
        let filter = match arguments.value("where") {
            Some(value) => ConditionReader { ontology, arguments: &arguments }.read(class, &value, "where")?,
            None => Condition::anything(),
        };
        let order = read_order(ontology, &arguments, class, &self.context.languages)?;
        let window = match size {
            Size::Page => arguments.page(&order.name, order.keys.len())?,
            Size::Whole => arguments.slice()?,
        };
        Ok(Listing { filter: Arc::new(filter), order, window })
    }

    /// The field's own languages, then the reader's, then the ontology's.
    pub(super) fn chain(&self, mut own: Vec<String>) -> Arc<[String]> {
        if own.is_empty() {
            return Arc::clone(&self.context.languages);
        }
        for language in &*self.context.languages {
            if !own.contains(language) {
                own.push(language.clone());
            }
        }
        own.into()
    }

    pub(super) fn page_info(&mut self, field: &Collected<'a>) -> Result<Vec<(String, PageField)>, Error> {
        self.parts(&field.sets(), "PageInfo", |_, field| {
            Ok(match field.name() {
                "hasNextPage" => Some(PageField::HasNextPage),
                "hasPreviousPage" => Some(PageField::HasPreviousPage),
                "startCursor" => Some(PageField::StartCursor),
                "endCursor" => Some(PageField::EndCursor),
                "__typename" => Some(PageField::Typename),
                _ => None,
            })
        })
    }
}
