//! The approximate number of bytes that a plan holds: caches keep plans by this, so that a few large ones cannot take all memory.
//!
//! What plans share with others and with the engine (languages, records) is counted as if each had its own, or not at all
//! if it is there anyway. What matters is that no plan holds much more than it weighs.

use super::analysis::{AnalysisRequest, ColumnPart, Form, Mention, Question, TableEdge, TablePart, Walk};
use super::condition::Condition;
use super::dataset::DatasetField;
use super::listing::{Listing, OrderBy};
use super::parts::{ConnectionPart, EdgePart, GroupPart, TypePart, ValuePart};
use super::plan::{
    ConnectionShape, EntryShape, GroupsShape, Output, Plan, PlannedPart, Read, RootOutput, Shape, Step, TableShape,
    ValueNames, ValueType,
};
use super::records::{RecordField, RecordPick};
use super::search::{Search, SearchFacet};
use oxigraph::model::NamedNode;
use plenary_search::Query;

/// What a thing of its own takes beside its contents: its fields, its place in a list, what the allocator keeps of it.
const THING: usize = 64;

impl Plan {
    /// Bytes that the plan holds, about.
    pub fn weight(&self) -> usize {
        let steps = self.steps.iter().map(|step| size_of::<Step>() + step.label.len() + read(&step.read));
        let fields = self.shape.fields.iter().map(|(key, output)| size_of::<RootOutput>() + key.len() + root(output));
        THING + steps.sum::<usize>() + fields.sum::<usize>()
    }
}

fn texts<T: AsRef<str>>(texts: &[T]) -> usize {
    texts.iter().map(|text| text.as_ref().len() + THING).sum()
}

fn iris(iris: &[NamedNode]) -> usize {
    iris.iter().map(|iri| iri.as_str().len() + THING).sum()
}

/// The words of a query are few and short, and it prints them all.
fn words(query: &Query) -> usize {
    2 * query.to_string().len()
}

fn read(read: &Read) -> usize {
    match read {
        Read::Lookup { iris: named, types } => iris(named) + size_of_val(types.as_slice()),
        Read::Instances { listing: of, .. } | Read::Links(_, of) => listing(of),
        Read::Literals(_, languages) => languages.as_deref().map_or(0, texts),
        Read::Text { languages, .. } | Read::Labels { languages, .. } => texts(languages),
        Read::Types(types) => size_of_val(types.as_slice()),
        Read::CountInstances(_, counting) | Read::CountLinks(_, counting) => {
            let keys = counting.keys.iter().chain(&counting.distinct);
            condition(&counting.filter) + keys.map(|key| key.name.len() + 2 * THING).sum::<usize>()
        }
        Read::Analysis(of) => ask(of),
        Read::Search(of) => search(of),
        Read::Link(_) | Read::Literal(_) | Read::Take(_) | Read::FoundFacet(..) | Read::Dataset => 0,
    }
}

fn search(of: &Search) -> usize {
    let Search { query, fallback, types, languages, filters, facets, .. } = of;
    let filters = filters.iter().map(|(_, of)| THING + condition(of)).sum::<usize>();
    let keys = |facet: &SearchFacet| {
        facet.keys.iter().map(|(types, _)| 2 * THING + size_of_val(types.as_slice())).sum::<usize>()
    };
    let facets = facets.iter().map(|facet| facet.name.len() + THING + keys(facet)).sum::<usize>();
    let queries = words(query) + fallback.as_ref().map_or(0, words);
    queries + size_of_val(types.as_slice()) + languages.as_deref().map_or(0, texts) + filters + facets + THING
}

fn listing(listing: &Listing) -> usize {
    let key = |by: &OrderBy| match by {
        OrderBy::Text { languages, .. } => THING + texts(languages),
        OrderBy::Iri | OrderBy::Value(_) | OrderBy::Count(_) => THING,
    };
    let keys = listing.order.keys.iter().map(|order| key(&order.by) + size_of_val(order.way.as_slice()));
    let cursors = [&listing.window.after, &listing.window.before].into_iter().flatten();
    let cursors =
        cursors.map(|cursor| cursor.iri().len() + cursor.keys().iter().flatten().map(String::len).sum::<usize>());
    condition(&listing.filter) + listing.order.name.len() + keys.sum::<usize>() + cursors.sum::<usize>()
}

fn condition(of: &Condition) -> usize {
    let below = match of {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(condition).sum(),
        Condition::Not(part) | Condition::Link { condition: part, .. } | Condition::Reaches { condition: part, .. } => {
            condition(part)
        }
        Condition::Is(named) => iris(named),
        Condition::Type(types) => size_of_val(types.as_slice()),
        Condition::Count { ranges, .. } => size_of_val(ranges.as_slice()),
        Condition::Value { languages, test, .. } => {
            let (bytes, number) = test.size();
            bytes + number * THING + languages.as_deref().map_or(0, texts)
        }
        Condition::FullText { languages, query, .. } => words(query) + languages.as_deref().map_or(0, texts),
    };
    size_of::<Condition>() + below
}

fn ask(ask: &AnalysisRequest) -> usize {
    let mention =
        |mention: &Mention| mention.argument.len() + mention.iri.as_str().len() + mention.expected.len() + THING;
    let question = match &ask.question {
        Question::Compare(comparison) => condition(comparison.compared().2),
        Question::Walk(Walk::Path { fields, .. } | Walk::Neighbourhood { fields, .. }) => fields.len() * 4 * THING,
    };
    size_of::<AnalysisRequest>() + ask.field.0.len() + ask.mentions.iter().map(mention).sum::<usize>() + question
}

fn root(output: &RootOutput) -> usize {
    match output {
        RootOutput::Typename => 0,
        RootOutput::Known(known) => known.fields.iter().map(record).sum(),
        RootOutput::Refused(refusal) => refusal.message.len(),
        RootOutput::Node(of) => shape(of),
        RootOutput::Entities(shapes, places) => {
            let refused = places.iter().filter_map(|place| place.as_ref().err());
            let refused = refused.map(|refusal| refusal.message.len()).sum::<usize>();
            shapes.iter().map(shape).sum::<usize>() + size_of_val(places.as_slice()) + refused
        }
        RootOutput::Connection(of) => connection(of),
        RootOutput::Dataset(fields) => {
            let below = |field: &DatasetField| match field {
                DatasetField::Types(types) => {
                    size_of_val(types.list.as_slice()) + types.fields.iter().map(record).sum::<usize>()
                }
                _ => 0,
            };
            fields.iter().map(|(key, field)| key.len() + 2 * THING + below(field)).sum()
        }
        RootOutput::Table(of) => table(of),
    }
}

fn record(field: &RecordField) -> usize {
    let below = match &field.pick {
        RecordPick::Typename => 0,
        RecordPick::Text(_, languages) => texts(languages),
        RecordPick::Member(_, fields) => fields.iter().map(record).sum(),
    };
    THING + field.json_key.len() + below
}

fn shape(of: &Shape) -> usize {
    let field = |key: &str, output: &Output| {
        let below = match output {
            Output::Id | Output::Typename => 0,
            Output::Value { kind, .. } | Output::Values { kind, .. } => value(kind),
            Output::Texts { parts, .. } => parts.iter().map(|(key, _)| key.len() + THING).sum(),
            Output::Link { shape: of, .. } | Output::Links(of) => shape(of),
            Output::Connection(of) => connection(of),
            Output::Table(of) => table(of),
        };
        size_of::<Output>() + 2 * key.len() + THING + below
    };
    let fields = of.fields.iter().map(|of| field(&of.key, &of.output)).sum::<usize>();
    let names = of.names.iter().map(|(_, name)| name.len() + THING).sum::<usize>();
    let variants = of.variants.iter().map(|variant| size_of_val(variant.fields.as_slice()) + THING).sum::<usize>();
    size_of::<Shape>() + fields + names + variants
}

fn value(kind: &ValueType) -> usize {
    match kind {
        ValueType::Enum(values) => texts(values),
        _ => 0,
    }
}

fn connection(of: &ConnectionShape) -> usize {
    let edge = |part: &EdgePart<Shape>| match part {
        EdgePart::Node(of) => shape(of),
        EdgePart::Highlights(parts) => parts.iter().map(|(key, _)| key.len() + THING).sum(),
        EdgePart::Cursor | EdgePart::Score | EdgePart::Via | EdgePart::Typename(_) => 0,
    };
    let part = |part: &PlannedPart| match part {
        ConnectionPart::Nodes(of) => shape(of),
        ConnectionPart::Edges(parts) => parts.iter().map(|(key, part)| key.len() + THING + edge(part)).sum(),
        ConnectionPart::PageInfo(fields) => fields.iter().map(|(key, _)| key.len() + THING).sum(),
        ConnectionPart::Groups(of) => groups(of),
        ConnectionPart::Facets { facets, parts } => {
            let facets = facets.iter().flatten().map(groups).sum::<usize>();
            facets + parts.iter().map(|(key, _)| key.len() + THING).sum::<usize>()
        }
        ConnectionPart::Types(parts) => {
            let names = |part: &TypePart| match part {
                TypePart::Name(names) => names.iter().map(|(_, name)| name.len() + THING).sum(),
                TypePart::Count | TypePart::Typename => THING,
            };
            parts.iter().map(|(key, part)| key.len() + THING + names(part)).sum()
        }
        ConnectionPart::TotalCount
        | ConnectionPart::Suggestion
        | ConnectionPart::Matched(_)
        | ConnectionPart::Typename(_) => 0,
    };
    let parts = of.parts.iter().map(|(key, inner)| key.len() + THING + part(inner));
    size_of::<ConnectionShape>() + of.order.name.len() + of.order.keys.len() * THING + parts.sum::<usize>()
}

fn groups(of: &GroupsShape) -> usize {
    let named = |names: &ValueNames| match names {
        ValueNames::None | ValueNames::Read(_) => THING,
        ValueNames::Known(names) => names.iter().map(|(value, name)| value.len() + name.len() + 2 * THING).sum(),
    };
    let value = |output: &ValuePart<Vec<ValueNames>>| match output {
        ValuePart::Label(names) => THING + names.iter().map(named).sum::<usize>(),
        ValuePart::Field | ValuePart::Value | ValuePart::Typename => THING,
    };
    let part = |output: &GroupPart<Vec<ValueNames>>| match output {
        GroupPart::Key(parts) => parts.iter().map(|(key, output)| key.len() + value(output)).sum(),
        GroupPart::Value(output) => value(output),
        GroupPart::Count | GroupPart::Distinct(_) | GroupPart::Typename(_) => THING,
    };
    texts(&of.names) + of.parts.iter().map(|(key, output)| key.len() + THING + part(output)).sum::<usize>()
}

fn table(of: &TableShape) -> usize {
    match &of.form {
        Form::List(of) | Form::One(of) => entry(of),
        Form::Page(parts) => {
            let part = |part: &TablePart<EntryShape>| match part {
                TablePart::Nodes(of) => entry(of),
                TablePart::Edges(parts) => {
                    let edge = |edge: &TableEdge<EntryShape>| match edge {
                        TableEdge::Node(of) => entry(of),
                        TableEdge::Cursor | TableEdge::Typename(_) => THING,
                    };
                    parts.iter().map(|(key, part)| key.len() + THING + edge(part)).sum()
                }
                TablePart::PageInfo(fields) => fields.iter().map(|(key, _)| key.len() + THING).sum(),
                TablePart::TotalCount | TablePart::Typename(_) => THING,
            };
            parts.iter().map(|(key, inner)| key.len() + THING + part(inner)).sum()
        }
    }
}

fn entry(of: &EntryShape) -> usize {
    let value = |value: &ColumnPart<Shape, EntryShape>| match value {
        ColumnPart::Typename(_) | ColumnPart::Plain => 0,
        ColumnPart::Name(names) => texts(names),
        ColumnPart::Resource { object: of, .. } | ColumnPart::Resources(of) => shape(of),
        ColumnPart::Entries(of) | ColumnPart::Entry(of) => entry(of),
    };
    of.fields
        .iter()
        .map(|field| size_of::<ColumnPart<Shape, EntryShape>>() + 2 * field.key.len() + THING + value(&field.value))
        .sum()
}
