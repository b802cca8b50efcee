//! Facts about the dataset, counted quad by quad.

use super::{Json, Naive, choose, language, list, null, object, record, sorted, string, text};
use oxigraph::model::{GraphNameRef, NamedNode, vocab};
use plenary::query::{CountField, DatasetField, GraphField};
use std::collections::BTreeSet;

impl Naive<'_> {
    pub(super) fn dataset(&self, fields: &[(String, DatasetField)]) -> Json {
        let described = NamedNode::new_unchecked("http://www.w3.org/ns/dcat#Dataset");
        let datasets = self.quads(None, Some(vocab::rdf::TYPE), Some(&described.into()));
        let facts = |property: &str| {
            let property = NamedNode::new_unchecked(property);
            sorted(datasets.iter().flat_map(|(dataset, _)| self.objects(dataset, property.as_ref())).collect())
        };
        let graphs: BTreeSet<_> = self.store.named_graphs().map(|graph| graph.unwrap().to_string()).collect();
        let graphs: Vec<_> =
            graphs.iter().map(|name| NamedNode::new_unchecked(name.trim_matches(['<', '>']))).collect();
        let size = |graph: &NamedNode| {
            self.store.quads_for_pattern(None, None, None, Some(GraphNameRef::from(graph.as_ref()))).count()
        };
        object(fields, |(key, field)| {
            let json = match field {
                DatasetField::Title(chain) => choose(&facts("http://purl.org/dc/terms/title"), chain, true)
                    .map_or_else(|| Some(null()), |title| string(&title)),
                DatasetField::Version => facts("http://www.w3.org/ns/dcat#version")
                    .first()
                    .map_or_else(|| Some(null()), |version| string(text(version))),
                DatasetField::Licences => list(&facts("http://purl.org/dc/terms/license"), |iri| string(text(iri))),
                DatasetField::Triples => Some(graphs.iter().map(size).sum::<usize>().to_string()),
                DatasetField::Languages => {
                    let steps = self.ontology.paths().iter().flat_map(|path| &path.steps);
                    let predicates = steps.flat_map(|step| {
                        let of_lists = step.members.then_some(vocab::rdf::FIRST);
                        std::iter::once(step.predicate.as_ref()).chain(of_lists)
                    });
                    let read = predicates.flat_map(|predicate| self.quads(None, Some(predicate), None));
                    let tags: BTreeSet<_> = read.filter_map(|(_, o)| language(&o).map(str::to_owned)).collect();
                    list(&tags, |tag| string(tag))
                }
                DatasetField::Classes(fields) => {
                    let declared = self.ontology.class_ids().filter(|&id| self.ontology.class(id).direct_of.is_none());
                    list(declared, |id| {
                        let class = self.ontology.class(id);
                        object(fields, |(key, field)| match field {
                            CountField::Type => (key, string(&class.name)),
                            CountField::Iri => (key, string(class.iri.as_str())),
                            CountField::Count => {
                                let all = self.quads(None, Some(vocab::rdf::TYPE), None);
                                let subjects = all.into_iter().map(|(subject, _)| subject);
                                let count = sorted(subjects.filter(|subject| self.is_a(subject, id)).collect()).len();
                                (key, Some(count.to_string()))
                            }
                            CountField::Typename => (key, string("ClassCount")),
                        })
                    })
                }
                DatasetField::Graphs(fields) => list(&graphs, |graph| {
                    object(fields, |(key, field)| match field {
                        GraphField::Iri => (key, string(graph.as_str())),
                        GraphField::Triples => (key, Some(size(graph).to_string())),
                        GraphField::Typename => (key, string("GraphCount")),
                    })
                }),
                DatasetField::Types(types) => {
                    let all: Vec<_> = types.list.iter().map(|id| record(&types.records, *id, &types.fields)).collect();
                    Some(format!("[{}]", all.join(",")))
                }
                DatasetField::Typename => string("Dataset"),
            };
            (key, json)
        })
    }
}
