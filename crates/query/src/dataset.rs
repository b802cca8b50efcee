//! The fields of `dataset`: facts about what is loaded, and what its types are called.

use super::bytes::{Buffer, keyed, write_list, write_object, write_string};
use super::records::KnownList;
use plenary_graph::snapshot::{ClassCount, Dataset, GraphCount, rank};
use std::sync::Arc;

/// A field of the dataset.
#[derive(Debug, Clone, PartialEq)]
pub enum DatasetField {
    /// Title in the language that fits best.
    Title(Arc<[String]>),
    /// Version that the data gives itself.
    Version,
    /// IRIs of the licences.
    Licences,
    /// Number of triples.
    Triples,
    /// Languages of the texts.
    Languages,
    /// Number of instances of each class.
    Classes(Vec<(String, CountField)>),
    /// The named graphs.
    Graphs(Vec<(String, GraphField)>),
    /// The types with their fields, or the closed lists with their values, which are known without the data.
    Types(KnownList),
    /// The name of the type.
    Typename,
}

impl DatasetField {
    /// Whether it has to be read from the data.
    pub(super) fn is_read(&self) -> bool {
        !matches!(self, Self::Types(_) | Self::Typename)
    }
}

/// A field of a class count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountField {
    /// Name of the GraphQL type.
    Type,
    /// IRI of the class.
    Iri,
    /// Number of instances.
    Count,
    /// The name of the type.
    Typename,
}

/// A field of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphField {
    /// IRI of the graph.
    Iri,
    /// Triples in it.
    Triples,
    /// The name of the type.
    Typename,
}

/// Writes the fields as a JSON object. Keys come with quotes and colon. The facts are there if a field has to be read.
pub(super) fn write(facts: Option<&Dataset>, fields: &[(String, DatasetField)], out: &mut Buffer) {
    write_object(out, fields, |out, field| match (field, facts) {
        (DatasetField::Types(types), _) => types.write(out),
        (DatasetField::Typename, _) => out.extend_from_slice(b"\"Dataset\""),
        (field, Some(facts)) => write_fact(facts, field, out),
        (_, None) => out.extend_from_slice(b"null"),
    });
}

fn write_fact(dataset: &Dataset, field: &DatasetField, out: &mut Buffer) {
    match field {
        DatasetField::Title(languages) => match title(dataset, languages) {
            Some(title) => write_string(out, title),
            None => out.extend_from_slice(b"null"),
        },
        DatasetField::Version => match &dataset.version {
            Some(version) => write_string(out, version),
            None => out.extend_from_slice(b"null"),
        },
        DatasetField::Licences => write_list(out, &dataset.licences, |out, licence| write_string(out, licence)),
        DatasetField::Triples => out.extend_from_slice(dataset.triples.to_string().as_bytes()),
        DatasetField::Languages => write_list(out, &dataset.languages, |out, language| write_string(out, language)),
        DatasetField::Classes(fields) => {
            let fields: Vec<_> = fields.iter().map(|(key, field)| (keyed(key), *field)).collect();
            write_list(out, &dataset.classes, |out, class| write_class(class, &fields, out));
        }
        DatasetField::Graphs(fields) => {
            let fields: Vec<_> = fields.iter().map(|(key, field)| (keyed(key), *field)).collect();
            write_list(out, &dataset.graphs, |out, graph| write_graph(graph, &fields, out));
        }
        DatasetField::Types(_) | DatasetField::Typename => {}
    }
}

/// The title for a reader: in the language that fits best, or else any.
fn title<'a>(dataset: &'a Dataset, languages: &[String]) -> Option<&'a str> {
    let wanted = |(_, tag): &&(String, Option<String>)| rank(tag.as_deref(), languages).unwrap_or(u32::MAX);
    dataset.titles.iter().min_by_key(wanted).map(|(title, _)| title.as_str())
}

fn write_class(class: &ClassCount, fields: &[(String, CountField)], out: &mut Buffer) {
    write_object(out, fields, |out, field| match field {
        CountField::Type => write_string(out, &class.name),
        CountField::Iri => write_string(out, &class.iri),
        CountField::Count => out.extend_from_slice(class.count.to_string().as_bytes()),
        CountField::Typename => out.extend_from_slice(b"\"ClassCount\""),
    });
}

fn write_graph(graph: &GraphCount, fields: &[(String, GraphField)], out: &mut Buffer) {
    write_object(out, fields, |out, field| match field {
        GraphField::Iri => write_string(out, &graph.iri),
        GraphField::Triples => out.extend_from_slice(graph.triples.to_string().as_bytes()),
        GraphField::Typename => out.extend_from_slice(b"\"GraphCount\""),
    });
}
