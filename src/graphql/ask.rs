//! Lowers the analyses: fields become columns of the answer to a question.

use super::collect::Collected;
use super::error::Error;
use super::lower::Lowering;
use super::questions::QuestionReader;
use crate::ontology::{ClassId, HISTORY};
use crate::query::analysis::{
    Analysed, ColumnPick, EntryField, EntryFields, Form, Kind, Layout, Question, TableEdge, TablePart, Types, Walk,
};
use async_graphql::parser::types::SelectionSet;

/// An analysis at the root; `None` if the field is none.
pub(super) fn root<'a>(lowering: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<Option<Analysed>, Error> {
    let ontology = lowering.ontology();
    let arguments = lowering.arguments(field);
    let mut reader = QuestionReader::new(ontology, lowering.link_fields(), &arguments);
    let question = match (field.name(), ontology.analysis()) {
        ("path", _) => reader.path()?,
        ("neighbourhood", _) => reader.neighbourhood()?,
        ("agreement", Some(roles)) => reader.agreement(roles)?,
        ("silence", Some(roles)) => reader.silence(roles)?,
        ("gaps", Some(roles)) => reader.gaps(roles)?,
        ("dissent", Some(roles)) => reader.dissent(roles)?,
        _ => return Ok(None),
    };
    let ask = reader.ask(question, field);
    lowering.count_analysis(field)?;
    let layout = ask.question.layout();
    let form = match &ask.question {
        Question::Walk(Walk::Path { .. }) => Form::List(entries(lowering, &layout, &field.sets())?),
        Question::Walk(Walk::Neighbourhood { .. }) => Form::One(entries(lowering, &layout, &field.sets())?),
        Question::Compare(_) => Form::Page(page(lowering, &layout, &field.sets())?),
    };
    Ok(Some(Analysed { ask: Box::new(ask), form }))
}

/// The history of an actor; `None` if the field is another, or the class has none.
pub(super) fn history<'a>(
    lowering: &mut Lowering<'a, '_>,
    class: ClassId,
    field: &Collected<'a>,
) -> Result<Option<Analysed>, Error> {
    let ontology = lowering.ontology();
    let Some(roles) = ontology.analysis().filter(|roles| ontology.is_a(class, roles.actors)) else { return Ok(None) };
    if field.name() != HISTORY {
        return Ok(None);
    }
    let arguments = lowering.arguments(field);
    let mut reader = QuestionReader::new(ontology, lowering.link_fields(), &arguments);
    let question = Question::from(crate::positions::History { subset: reader.subset(roles)? });
    let ask = reader.ask(question, field);
    let form = Form::List(entries(lowering, &ask.question.layout(), &field.sets())?);
    Ok(Some(Analysed { ask: Box::new(ask), form }))
}

fn page<'a>(
    lowering: &mut Lowering<'a, '_>,
    layout: &Layout,
    sets: &[&'a SelectionSet],
) -> Result<Vec<(String, TablePart<EntryFields>)>, Error> {
    let type_name = format!("{}Connection", layout.name);
    lowering.parts(sets, &type_name, |lowering, field| {
        Ok(match field.name() {
            "nodes" => Some(TablePart::Nodes(entries(lowering, layout, &field.sets())?)),
            "edges" => {
                let type_name = format!("{}Edge", layout.name);
                Some(TablePart::Edges(lowering.parts(&field.sets(), &type_name, |lowering, field| {
                    Ok(match field.name() {
                        "node" => Some(TableEdge::Node(entries(lowering, layout, &field.sets())?)),
                        "cursor" => Some(TableEdge::Cursor),
                        "__typename" => Some(TableEdge::Typename(type_name.clone())),
                        _ => None,
                    })
                })?))
            }
            "pageInfo" => Some(TablePart::PageInfo(lowering.page_info(field)?)),
            "totalCount" => Some(TablePart::TotalCount),
            "__typename" => Some(TablePart::Typename(type_name.clone())),
            _ => None,
        })
    })
}

fn entries<'a>(
    lowering: &mut Lowering<'a, '_>,
    layout: &Layout,
    sets: &[&'a SelectionSet],
) -> Result<EntryFields, Error> {
    let fields = lowering.parts(sets, layout.name, |lowering, field| {
        if field.name() == "__typename" {
            return Ok(Some((0, ColumnPick::Typename(layout.name))));
        }
        let Some(column) = layout.column(field.name()) else { return Ok(None) };
        let pick = match &layout.columns[column].kind {
            Kind::Text | Kind::Date | Kind::Count | Kind::Number | Kind::OptionalNumber | Kind::Truth => {
                ColumnPick::Plain
            }
            Kind::Choice(names) => ColumnPick::Name(names.list()),
            Kind::Resource(types) | Kind::Optional(types) => {
                let required = matches!(layout.columns[column].kind, Kind::Resource(_));
                ColumnPick::Resource { required, object: object(lowering, *types, field)? }
            }
            Kind::Resources(types) => ColumnPick::Resources(object(lowering, *types, field)?),
            Kind::Entries(layout) => ColumnPick::Entries(entries(lowering, layout, &field.sets())?),
            Kind::Same => ColumnPick::Entry(entries(lowering, layout, &field.sets())?),
        };
        Ok(Some((column, pick)))
    })?;
    let fields = fields.into_iter().map(|(key, (column, pick))| EntryField { key, column, pick });
    Ok(EntryFields(fields.collect()))
}

fn object<'a>(
    lowering: &mut Lowering<'a, '_>,
    types: Types,
    field: &Collected<'a>,
) -> Result<crate::query::Object, Error> {
    let types = match types {
        Types::Class(class) => lowering.ontology().class(class).concrete.clone(),
        Types::Any => lowering.concrete_classes(),
    };
    lowering.object(types, &field.sets())
}
