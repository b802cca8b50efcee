//! Plans a table: one step for the question, one for each of its columns that leads on.

use super::{ColumnPart, Form, Question, TableEdge, TablePart};
use crate::bytes::keyed;
use crate::plan::{EntryOutput, EntryShape, Parents, Read, StepId, TableShape};
use crate::planner::Planner;
use crate::selection::{Analysed, EntryFields};

impl Planner<'_> {
    /// The steps of a question; `parents` are the rows that it is asked for, if any.
    pub(crate) fn analysis(&mut self, parents: Option<Parents>, analysed: &Analysed, label: String) -> TableShape {
        let step = self.step(parents, Read::Analysis(analysed.ask.clone()), label);
        let form = match &analysed.form {
            Form::List(fields) => Form::List(self.entries(step, fields)),
            Form::One(fields) => Form::One(self.entries(step, fields)),
            Form::Page(parts) => {
                let part = |(key, part): &(String, TablePart<EntryFields>)| {
                    let part = match part {
                        TablePart::Nodes(fields) => TablePart::Nodes(self.entries(step, fields)),
                        TablePart::Edges(parts) => {
                            let edge = |(key, edge): &(String, TableEdge<EntryFields>)| {
                                let edge = match edge {
                                    TableEdge::Node(fields) => TableEdge::Node(self.entries(step, fields)),
                                    TableEdge::Cursor => TableEdge::Cursor,
                                    TableEdge::Typename(name) => TableEdge::Typename(name.clone()),
                                };
                                (keyed(key), edge)
                            };
                            TablePart::Edges(parts.iter().map(edge).collect())
                        }
                        TablePart::PageInfo(fields) => {
                            TablePart::PageInfo(fields.iter().map(|(key, field)| (keyed(key), *field)).collect())
                        }
                        TablePart::TotalCount => TablePart::TotalCount,
                        TablePart::Typename(name) => TablePart::Typename(name.clone()),
                    };
                    (keyed(key), part)
                };
                Form::Page(parts.iter().map(part).collect())
            }
        };
        let order = match &analysed.ask.question {
            Question::Compare(comparison) => (comparison.order_name(), analysed.ask.question.layout().named_by),
            Question::Walk(_) => (String::new(), 0),
        };
        TableShape { step, form, order }
    }

    fn entries(&mut self, step: StepId, fields: &EntryFields) -> EntryShape {
        let mut outputs = Vec::with_capacity(fields.0.len());
        for field in &fields.0 {
            let parents = Parents { step, only: None };
            let take = |planner: &mut Self| {
                planner.step(Some(parents.clone()), Read::Take(field.column), format!("entry.{}", field.key))
            };
            let value = match &field.pick {
                ColumnPart::Typename(name) => ColumnPart::Typename(name),
                ColumnPart::Plain => ColumnPart::Plain,
                ColumnPart::Name(names) => ColumnPart::Name(names.clone()),
                ColumnPart::Resource { required, object } => {
                    let step = take(self);
                    ColumnPart::Resource { required: *required, object: self.shape(step, object) }
                }
                ColumnPart::Resources(object) => {
                    let step = take(self);
                    ColumnPart::Resources(self.shape(step, object))
                }
                ColumnPart::Entries(fields) => {
                    let step = take(self);
                    ColumnPart::Entries(self.entries(step, fields))
                }
                ColumnPart::Entry(fields) => {
                    let step = take(self);
                    ColumnPart::Entry(self.entries(step, fields))
                }
            };
            outputs.push(EntryOutput {
                key: field.key.clone(),
                json_key: keyed(&field.key),
                column: field.column,
                value,
            });
        }
        EntryShape { step, fields: outputs }
    }
}
