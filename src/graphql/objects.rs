//! Lowering of objects and connections: fields of the ontology, and what stands below them.

use super::ask;
use super::collect::Collected;
use super::error::{Code, Error, position};
use super::groups::{facets, group_by};
use super::lowering::{Lowering, Size};
use super::signatures::ENTITY;
use crate::ontology::{ClassId, FieldKind, PathId};
use crate::query::{ConnectionPart, EdgePart, Object, ObjectVariant, Pick, Selected, SelectedPart, TextPart};
use async_graphql::parser::types::SelectionSet;
use std::collections::HashMap;

/// Fields that are equal for several types share one entry: the same key, the same places in the document, the same path.
type Known<'a> = HashMap<(&'a str, Vec<*const ()>), Vec<(Option<(PathId, FieldKind)>, usize)>>;

impl<'a> Lowering<'a, '_> {
    /// The fields of an object that can be of several types. Fields are collected for each type as the specification
    /// says, but lowered only once where they are the same.
    pub(super) fn object(&mut self, types: Vec<ClassId>, sets: &[&'a SelectionSet]) -> Result<Object, Error> {
        let ontology = self.ontology();
        let mut fields: Vec<Selected> = Vec::new();
        let mut known: Known<'a> = HashMap::new();
        let mut variants: Vec<ObjectVariant> = Vec::new();
        for &class in &types {
            let is_a = |name: &str| {
                matches!(name, "Node" | ENTITY)
                    || ontology.class_named(name).is_some_and(|other| ontology.is_a(class, other))
            };
            let mut indexes = Vec::new();
            for field in self.fields_of(sets, &is_a)? {
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
        let ontology = self.ontology();
        if let Some(analysed) = ask::of_object(self, class, field)? {
            return Ok(Pick::Analysis(analysed));
        }
        let Some(declared) = ontology.class(class).field(field.name()) else {
            let message = format!("`{}` has no field `{}`", ontology.class(class).name, field.name());
            return Err(Error::new(Code::ValidationFailed, message).at(field.field().pos).on(self.path()));
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

    pub(super) fn connection(
        &mut self,
        class_id: ClassId,
        sets: &[&'a SelectionSet],
    ) -> Result<Vec<(String, SelectedPart)>, Error> {
        let ontology = self.ontology();
        let class = ontology.class(class_id);
        let type_name = format!("{}Connection", class.name);
        self.parts(sets, &type_name, |this, field| {
            Ok(match field.name() {
                "nodes" => Some(ConnectionPart::Nodes(this.object(class.concrete.clone(), &field.sets())?)),
                "edges" => {
                    let type_name = format!("{}Edge", class.name);
                    Some(ConnectionPart::Edges(this.parts(&field.sets(), &type_name, |this, field| {
                        Ok(match field.name() {
                            "node" => Some(EdgePart::Node(this.object(class.concrete.clone(), &field.sets())?)),
                            "cursor" => Some(EdgePart::Cursor),
                            "__typename" => Some(EdgePart::Typename(type_name.clone())),
                            _ => None,
                        })
                    })?))
                }
                "pageInfo" => Some(ConnectionPart::PageInfo(this.page_info(field)?)),
                "totalCount" => Some(ConnectionPart::TotalCount),
                "groupBy" => Some(group_by(this, class_id, field)?),
                "facets" => Some(facets(this, class_id, field)?),
                "__typename" => Some(ConnectionPart::Typename(type_name.clone())),
                _ => None,
            })
        })
    }
}
