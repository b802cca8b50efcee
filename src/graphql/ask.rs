//! Lowers the analyses: fields become columns of the answer to a question.

use super::collect::Collected;
use super::error::Error;
use super::lowering::Lowering;
use super::questions;
use crate::ontology::ClassId;
use crate::query::analysis::{
    AnalysisField, AnalysisRequest, ColumnPart, ColumnType, Entries, Form, Layout, Question, TableEdge, TablePart,
    Types,
};
use crate::query::{Analysed, EntryField, EntryFields, Object};
use async_graphql::parser::types::SelectionSet;

/// An analysis at the root; `None` if the field is none.
pub(super) fn root<'a>(lowering: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<Option<Analysed>, Error> {
    let Some(analysis) = lowering.analyses().root(field.name()) else { return Ok(None) };
    let ask = questions::read(lowering.ontology(), analysis, &lowering.arguments(field), field)?;
    lowering.count_analysis(field)?;
    analysed(lowering, analysis, ask, field).map(Some)
}

/// An analysis of an object; `None` if the field is another, or the class has none.
pub(super) fn of_object<'a>(
    lowering: &mut Lowering<'a, '_>,
    class: ClassId,
    field: &Collected<'a>,
) -> Result<Option<Analysed>, Error> {
    let Some(analysis) = lowering.analyses().field(class, field.name()) else { return Ok(None) };
    let ask = questions::read(lowering.ontology(), analysis, &lowering.arguments(field), field)?;
    analysed(lowering, analysis, ask, field).map(Some)
}

/// A question with what is asked of its answer.
fn analysed<'a>(
    lowering: &mut Lowering<'a, '_>,
    analysis: &AnalysisField,
    mut ask: AnalysisRequest,
    field: &Collected<'a>,
) -> Result<Analysed, Error> {
    let layout = ask.question.layout();
    let form = match analysis.entries {
        Entries::Page => Form::Page(page(lowering, &layout, &field.sets())?),
        Entries::List => Form::List(entries(lowering, &layout, &field.sets())?),
        Entries::One => Form::One(entries(lowering, &layout, &field.sets())?),
    };
    if let Question::Walk(walk) = &mut ask.question {
        walk.explain(|list, column| picks(&form, list, column));
    }
    Ok(Analysed { ask: Box::new(ask), form })
}

/// Whether a column is asked of the entries that stand in a column of a list.
fn picks(form: &Form<EntryFields>, list: usize, column: usize) -> bool {
    let Form::List(EntryFields(fields)) = form else { return false };
    fields.iter().filter(|field| field.column == list).any(|field| match &field.pick {
        ColumnPart::Entries(EntryFields(below)) => below.iter().any(|field| field.column == column),
        _ => false,
    })
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
            return Ok(Some((0, ColumnPart::Typename(layout.name))));
        }
        let Some(column) = layout.column(field.name()) else { return Ok(None) };
        let pick = match &layout.columns[column].kind {
            ColumnType::Text
            | ColumnType::Date
            | ColumnType::Count
            | ColumnType::Number
            | ColumnType::OptionalNumber
            | ColumnType::Truth => ColumnPart::Plain,
            ColumnType::Choice(names) | ColumnType::OptionalChoice(names) => ColumnPart::Name(names.list()),
            ColumnType::Resource(types) | ColumnType::Optional(types) => {
                let required = matches!(layout.columns[column].kind, ColumnType::Resource(_));
                ColumnPart::Resource { required, object: object(lowering, *types, field)? }
            }
            ColumnType::Resources(types) => ColumnPart::Resources(object(lowering, *types, field)?),
            ColumnType::Entries(layout) => ColumnPart::Entries(entries(lowering, layout, &field.sets())?),
            ColumnType::Same => ColumnPart::Entry(entries(lowering, layout, &field.sets())?),
        };
        Ok(Some((column, pick)))
    })?;
    let fields = fields.into_iter().map(|(key, (column, pick))| EntryField { key, column, pick });
    Ok(EntryFields(fields.collect()))
}

fn object<'a>(lowering: &mut Lowering<'a, '_>, types: Types, field: &Collected<'a>) -> Result<Object, Error> {
    let types = match types {
        Types::Class(class) => lowering.ontology().class(class).concrete.clone(),
        Types::Any => lowering.concrete_classes(),
    };
    lowering.object(types, &field.sets())
}
