//! From a validated document to a [`Selection`]: names become ids of the ontology, and nothing of GraphQL is left. Here are the fields of
//! the root; what stands below them is in `objects`.

use super::ask;
use super::collect::{Collected, Scope};
use super::definitions;
use super::error::{Code, Error, position};
use super::federation;
use super::lowering::{Context, Lowering, Size};
use super::meta;
use super::search::search;
use crate::ontology::ClassId;
use crate::query::{CountField, DatasetField, Entities, EntityGroup, GraphField, Root, RootPick, Selection};
use async_graphql::parser::types::SelectionSet;

/// Lowers the root of an operation.
pub(super) fn lower<'a>(context: &Context<'a>, scope: &Scope<'a>, set: &'a SelectionSet) -> Result<Selection, Error> {
    let mut lowering = Lowering::new(context, scope);
    let mut roots = Vec::new();
    for field in scope.collect(&[set], &|name| name == "Query")? {
        let pick = lowering.inside(&field, Lowering::root)?;
        roots.push(Root { key: field.key.to_owned(), pick, at: position(field.field().pos) });
    }
    Ok(Selection { roots })
}

impl<'a> Lowering<'a, '_> {
    fn root(&mut self, field: &Collected<'a>) -> Result<RootPick, Error> {
        let ontology = self.ontology();
        match field.name() {
            "__typename" => return Ok(RootPick::Typename),
            "__schema" => return meta::schema(self, field).map(RootPick::Known),
            "__type" => return meta::type_named(self, field).map(RootPick::Known),
            "node" => {
                let every: Vec<_> = self.concrete_classes();
                return self.node(field, every);
            }
            "nodes" => return self.nodes(field),
            "search" => return search(self, field),
            "_entities" => return federation::entities(self, field),
            "_service" => return meta::service(self, field).map(RootPick::Known),
            "dataset" => return self.dataset(&field.sets()).map(RootPick::Dataset),
            _ => {}
        }
        for id in ontology.class_ids() {
            let class = ontology.class(id);
            if !class.is_root {
                continue;
            }
            if field.name() == class.singular {
                return self.node(field, class.concrete.clone());
            }
            if field.name() == class.plural {
                let listing = self.listing(id, field, Size::Page)?;
                let parts = self.connection(id, &field.sets())?;
                return Ok(RootPick::Instances { class: id, listing, parts });
            }
        }
        if let Some(analysed) = ask::root(self, field)? {
            return Ok(RootPick::Analysis(analysed));
        }
        Err(Error::new(Code::ValidationFailed, format!("`Query` has no field `{}`", field.name()))
            .at(field.field().pos))
    }

    fn node(&mut self, field: &Collected<'a>, types: Vec<ClassId>) -> Result<RootPick, Error> {
        let arguments = self.arguments(field);
        let expanded = self.ontology().prefixes().expand(&arguments.id()?);
        let iri = expanded.map_err(|problem| arguments.refusal("id", format_args!("cannot be used: {problem}")));
        let object = self.object(types, &field.sets())?;
        Ok(match iri {
            Ok(iri) => RootPick::Node { iri, object },
            Err(refusal) => RootPick::Refused(refusal),
        })
    }

    fn nodes(&mut self, field: &Collected<'a>) -> Result<RootPick, Error> {
        let arguments = self.arguments(field);
        let prefixes = self.ontology().prefixes();
        let (mut iris, mut places) = (Vec::new(), Vec::new());
        for id in arguments.ids()? {
            let expanded = prefixes.expand(&id);
            places.push(match expanded {
                Ok(iri) => {
                    iris.push(iri);
                    Ok((0, iris.len() - 1))
                }
                Err(problem) => Err(arguments.refusal("ids", format_args!("cannot be used: {problem}"))),
            });
        }
        let object = self.object(self.concrete_classes(), &field.sets())?;
        Ok(RootPick::Entities(Entities { groups: vec![EntityGroup { iris, object }], places }))
    }

    fn dataset(&mut self, sets: &[&'a SelectionSet]) -> Result<Vec<(String, DatasetField)>, Error> {
        self.parts(sets, "Dataset", |this, field| {
            Ok(match field.name() {
                "title" => {
                    let own = this.arguments(field).languages()?.unwrap_or_default();
                    Some(DatasetField::Title(this.chain(own)))
                }
                "version" => Some(DatasetField::Version),
                "licences" => Some(DatasetField::Licences),
                "triples" => Some(DatasetField::Triples),
                "languages" => Some(DatasetField::Languages),
                "classes" => Some(DatasetField::Classes(this.parts(&field.sets(), "ClassCount", |_, field| {
                    Ok(match field.name() {
                        "type" => Some(CountField::Type),
                        "iri" => Some(CountField::Iri),
                        "count" => Some(CountField::Count),
                        "__typename" => Some(CountField::Typename),
                        _ => None,
                    })
                })?)),
                "graphs" => Some(DatasetField::Graphs(this.parts(&field.sets(), "GraphCount", |_, field| {
                    Ok(match field.name() {
                        "iri" => Some(GraphField::Iri),
                        "triples" => Some(GraphField::Triples),
                        "__typename" => Some(GraphField::Typename),
                        _ => None,
                    })
                })?)),
                "types" => Some(definitions::types(this, field)?),
                "enums" => Some(definitions::enums(this, field)?),
                "__typename" => Some(DatasetField::Typename),
                _ => None,
            })
        })
    }
}
