//! Lowering of what can stand anywhere: objects, their fields, lists and connections, each within the bounds of the request.

use super::analyses::Analyses;
use super::arguments::Arguments;
use super::collect::{Collected, Scope};
use super::conditions::ConditionReader;
use super::error::{Code, Error, position};
use super::groups::{facets, group_by};
use super::guard::Guards;
use super::introspection::Introspection;
use super::orders::read_order;
use super::signatures::ENTITY;
use crate::ontology::{ClassId, FieldKind, Ontology, PathId};
use crate::query::{Condition, Edge, Listing, Object, ObjectVariant, PageField, Part, Pick, Selected, TextPart};
use async_graphql::parser::types::SelectionSet;
use std::collections::HashMap;
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

/// Fields that are equal for several types share one entry: the same key, the same places in the document, the same path.
type Known<'a> = HashMap<(&'a str, Vec<*const ()>), Vec<(Option<(PathId, FieldKind)>, usize)>>;

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

    pub(super) fn ontology(&self) -> &'a Ontology {
        self.context.ontology
    }

    pub(super) fn introspection(&self) -> &'a Introspection {
        self.context.introspection
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

    /// The fields of an object that can be of several types. Fields are collected for each type as the specification
    /// says, but lowered only once where they are the same.
    pub(super) fn object(&mut self, types: Vec<ClassId>, sets: &[&'a SelectionSet]) -> Result<Object, Error> {
        let ontology = self.context.ontology;
        let mut fields: Vec<Selected> = Vec::new();
        let mut known: Known<'a> = HashMap::new();
        let mut variants: Vec<ObjectVariant> = Vec::new();
        for &class in &types {
            let is_a = |name: &str| {
                matches!(name, "Node" | ENTITY)
                    || ontology.class_named(name).is_some_and(|other| ontology.is_a(class, other))
            };
            let mut indexes = Vec::new();
            for field in self.scope.collect(sets, &is_a)? {
                let declared = ontology.class(class).field(field.name());
                let declared = declared.map(|field| (field.path, field.kind));
                let places = field.fields.iter().map(|field| std::ptr::from_ref(*field).cast()).collect();
                let same = known.entry((field.key, places)).or_default();
                let index = match same.iter().find(|(other, _)| *other == declared) {
                    Some((_, index)) => *index,
                    None => {
                        let index = fields.len();
                        same.push((declared, index));
                        let pick = self.inside(&field, |this, field| this.pick(class, field))?;
                        fields.push(Selected { key: field.key.to_owned(), pick, at: position(field.field().pos) });
                        index
                    }
                };
                indexes.push(index);
            }
            match variants.iter_mut().find(|variant| variant.fields == indexes) {
                Some(variant) => variant.types.push(class),
                None => variants.push(ObjectVariant { types: vec![class], fields: indexes }),
            }
        }
        Ok(Object { types, fields, variants })
    }

    fn pick(&mut self, class: ClassId, field: &Collected<'a>) -> Result<Pick, Error> {
        match field.name() {
            "id" => return Ok(Pick::Id),
            "__typename" => return Ok(Pick::Typename),
            _ => {}
        }
        let ontology = self.context.ontology;
        if let Some(analysed) = super::ask::of_object(self, class, field)? {
            return Ok(Pick::Analysis(analysed));
        }
        let Some(declared) = ontology.class(class).field(field.name()) else {
            let message = format!("`{}` has no field `{}`", ontology.class(class).name, field.name());
            return Err(Error::new(Code::ValidationFailed, message).at(field.field().pos).on(&self.path));
        };
        let path = declared.path;
        Ok(match declared.kind {
            FieldKind::Value { scalar, required } => Pick::Value { path, scalar, required },
            FieldKind::Values { scalar } => Pick::Values { path, scalar },
            FieldKind::Text { required } => {
                let own = self.arguments(field).languages()?.unwrap_or_default();
                Pick::Text { path, languages: self.chain(own), required }
            }
            FieldKind::Texts => {
                let languages = self.arguments(field).languages()?;
                let parts = self.parts(&field.sets(), "LangString", |_, field| {
                    Ok(match field.name() {
                        "value" => Some(TextPart::Value),
                        "lang" => Some(TextPart::Language),
                        "__typename" => Some(TextPart::Typename),
                        _ => None,
                    })
                })?;
                Pick::Texts { path, languages, parts }
            }
            FieldKind::Link { class, required } => {
                let object = self.object(ontology.class(class).concrete.clone(), &field.sets())?;
                Pick::Link { path, required, object }
            }
            FieldKind::Links { class } => {
                let listing = self.listing(class, field, Size::Whole)?;
                let object = self.object(ontology.class(class).concrete.clone(), &field.sets())?;
                Pick::Links { path, listing, object }
            }
            FieldKind::Connection { class } => {
                let listing = self.listing(class, field, Size::Page)?;
                Pick::Connection { path, listing, parts: self.connection(class, &field.sets())? }
            }
        })
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

    pub(super) fn connection(
        &mut self,
        class_id: ClassId,
        sets: &[&'a SelectionSet],
    ) -> Result<Vec<(String, Part)>, Error> {
        let ontology = self.context.ontology;
        let class = ontology.class(class_id);
        let type_name = format!("{}Connection", class.name);
        self.parts(sets, &type_name, |this, field| {
            Ok(match field.name() {
                "nodes" => Some(Part::Nodes(this.object(class.concrete.clone(), &field.sets())?)),
                "edges" => {
                    let type_name = format!("{}Edge", class.name);
                    Some(Part::Edges(this.parts(&field.sets(), &type_name, |this, field| {
                        Ok(match field.name() {
                            "node" => Some(Edge::Node(this.object(class.concrete.clone(), &field.sets())?)),
                            "cursor" => Some(Edge::Cursor),
                            "__typename" => Some(Edge::Typename(type_name.clone())),
                            _ => None,
                        })
                    })?))
                }
                "pageInfo" => Some(Part::PageInfo(this.page_info(field)?)),
                "totalCount" => Some(Part::TotalCount),
                "groupBy" => Some(group_by(this, class_id, field)?),
                "facets" => Some(facets(this, class_id, field)?),
                "__typename" => Some(Part::Typename(type_name.clone())),
                _ => None,
            })
        })
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
