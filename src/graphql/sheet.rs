//! Answers as tables: the one list of a request, flattened, as comma- or tab-separated text.
//!
//! - The list is the request's only field, or lies under single objects with one field each. Of a connection it is `nodes`,
//!   `edges`, `groupBy` or `facets`, of which one must be asked for; what is beside it (`totalCount`, `pageInfo`) is left
//!   out. Without a list, the object is the only row. Rows that are null are left out.
//! - A single object inside gives a column for each of its fields, `actor.label`. What only some types have is empty
//!   for the others.
//! - A list inside gives the same columns, with its elements in one cell, ` | ` between them. A `|` in an element is
//!   written `\|`, a `\` before it `\\`. Elements keep their places, so cells of one list go together. A list in such a list has no
//!   place in a table and is refused.
//!
//! Columns come from the request, not from the data: an empty answer has them too.

use super::error::{Code, Error};
use crate::clock::{Clock, Stopped};
use crate::query::analysis::{ColumnPart, Form as TableForm, TableEdge, TablePart};
use crate::query::{
    ConnectionPart, ConnectionShape, DatasetField, EdgePart, EntryShape, FacetPart, GroupPart, GroupsShape, Member,
    Output, PlannedPart, RecordField, RecordId, RecordPick, Records, RootOutput, RootShape, Shape, TableShape,
    ValueNames,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// What stands between the elements of a list in one cell.
const BETWEEN: &str = " | ";

/// A table: the names of its columns, and rows of as many cells. The one list of a request gives the rows; single objects
/// inside give dotted columns, and lists inside are joined in one cell. Lists in lists are refused.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// No value.
    Empty,
    /// A number or a truth, as JSON writes it.
    Plain(String),
    /// A text.
    Text(String),
}

/// What an answer looks like, as far as columns depend on it.
enum Form {
    Value,
    Object(Vec<(String, Form)>),
    /// An object with the lists of a page, and with what is beside them.
    Connection(Vec<(String, Form)>),
    List(Box<Form>),
}

/// The way to the rows, and what each looks like.
pub(super) struct Outline {
    way: Vec<String>,
    /// Whether the way leads to a list; else to the only row.
    is_list: bool,
    columns: Vec<Vec<String>>,
    row: Form,
}

impl Outline {
    /// The outline of an answer.
    ///
    /// # Errors
    /// If it is no table; the message gives the reason.
    pub(super) fn of(shape: &RootShape) -> Result<Self, Error> {
        let mut fields = root(shape);
        if fields.len() != 1 {
            let names: Vec<_> = fields.iter().map(|(key, _)| format!("`{key}`")).collect();
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            let problem = format!("a table is of one list, but the request asks for {names}; ask for each by itself");
            return Err(refusal(problem));
        }
        let (key, form) = fields.remove(0);
        let (mut way, is_list, row) = match rows(form)? {
            Rows::Many(way, row) => (way, true, row),
            Rows::One(Form::Value) => return Self::with(Vec::new(), false, Form::Object(vec![(key, Form::Value)])),
            Rows::One(row) => (Vec::new(), false, row),
        };
        way.insert(0, key);
        Self::with(way, is_list, row)
    }

    fn with(way: Vec<String>, is_list: bool, row: Form) -> Result<Self, Error> {
        let mut columns = Vec::new();
        add_columns(&row, &mut Vec::new(), false, &mut columns)?;
        Ok(Self { way, is_list, columns, row })
    }

    /// Fills the table with an answer of this outline.
    ///
    /// # Errors
    /// If time is over.
    pub(super) fn fill(&self, data: &Value, clock: &Clock) -> Result<Sheet, Stopped> {
        let found = self.way.iter().fold(data, |value, key| value.get(key).unwrap_or(&Value::Null));
        let mut ticker = clock.ticker();
        let mut row = |row: &Value| {
            ticker.tick(self.columns.len())?;
            Ok(self.row(row))
        };
        let rows = match (found, self.is_list) {
            (Value::Array(rows), true) => {
                rows.iter().filter(|row| !row.is_null()).map(row).collect::<Result<_, _>>()?
            }
            (Value::Null, _) | (_, true) => Vec::new(),
            (only, false) => vec![row(only)?],
        };
        let columns = self.columns.iter().map(|column| column.join("."));
        // A list of plain values has no name of its own below the last key of the way.
        let named = |name: String| if name.is_empty() { self.way.last().cloned().unwrap_or_default() } else { name };
        Ok(Sheet { columns: columns.map(named).collect(), rows })
    }

    fn row(&self, value: &Value) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(self.columns.len());
        add_cells(&self.row, &[value], false, &mut cells);
        cells
    }
}

/// What the rows are.
enum Rows {
    /// The elements of a list, with the way there.
    Many(Vec<String>, Form),
    /// The thing itself.
    One(Form),
}

/// The rows of a form: those of its list, if it is one, or has one and nothing else that could be meant.
fn rows(form: Form) -> Result<Rows, Error> {
    let (mut fields, is_connection) = match form {
        Form::List(row) => return Ok(Rows::Many(Vec::new(), *row)),
        Form::Value => return Ok(Rows::One(form)),
        Form::Object(fields) => (fields, false),
        Form::Connection(fields) => (fields, true),
    };
    if is_connection {
        fields.retain(|(_, form)| matches!(form, Form::List(_)));
        if fields.len() != 1 {
            return Err(refusal(
                "a table is of one list: ask for either `nodes`, `edges`, `groupBy` or `facets`".into(),
            ));
        }
    } else if fields.len() != 1 {
        return Ok(Rows::One(Form::Object(fields)));
    }
    let (key, inner) = fields.remove(0);
    Ok(match rows(inner)? {
        Rows::Many(mut way, row) => {
            way.insert(0, key);
            Rows::Many(way, row)
        }
        Rows::One(inner) => Rows::One(Form::Object(vec![(key, inner)])),
    })
}

fn refusal(problem: String) -> Error {
    Error::new(Code::BadUserInput, problem)
}

fn add_columns(form: &Form, at: &mut Vec<String>, in_list: bool, columns: &mut Vec<Vec<String>>) -> Result<(), Error> {
    match form {
        Form::Value => columns.push(at.clone()),
        Form::List(_) if in_list => {
            let name = at.join(".");
            return Err(refusal(format!(
                "`{name}` is a list in a list, which has no place in a table; ask for it in a request of its own"
            )));
        }
        Form::List(inner) => add_columns(inner, at, true, columns)?,
        Form::Object(fields) | Form::Connection(fields) => {
            for (key, inner) in fields {
                at.push(key.clone());
                add_columns(inner, at, in_list, columns)?;
                at.pop();
            }
        }
    }
    Ok(())
}

/// The cells of a row, one for each column; in a list, of all its elements at once.
fn add_cells(form: &Form, values: &[&Value], in_list: bool, cells: &mut Vec<Cell>) {
    match form {
        Form::Value if in_list => cells.push(joined(values)),
        Form::Value => cells.push(values.first().map_or(Cell::Empty, |value| cell(value))),
        Form::Object(fields) | Form::Connection(fields) => {
            for (key, inner) in fields {
                let inside: Vec<&Value> = values.iter().map(|value| value.get(key).unwrap_or(&Value::Null)).collect();
                add_cells(inner, &inside, in_list, cells);
            }
        }
        Form::List(inner) => {
            let elements: Vec<&Value> = values.iter().filter_map(|value| value.as_array()).flatten().collect();
            add_cells(inner, &elements, true, cells);
        }
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::String(text) => Cell::Text(text.clone()),
        plain => Cell::Plain(plain.to_string()),
    }
}

fn joined(values: &[&Value]) -> Cell {
    let text = |value: &&Value| match cell(value) {
        Cell::Empty => String::new(),
        Cell::Plain(text) => text,
        Cell::Text(text) if text.contains('|') => text.replace("\\|", "\\\\|").replace('|', "\\|"),
        Cell::Text(text) => text,
    };
    if values.is_empty() { Cell::Empty } else { Cell::Text(values.iter().map(text).collect::<Vec<_>>().join(BETWEEN)) }
}

fn root(shape: &RootShape) -> Vec<(String, Form)> {
    let form = |output: &RootOutput| match output {
        RootOutput::Typename | RootOutput::Known(_) | RootOutput::Refused(_) => Form::Value,
        RootOutput::Node(shape) => object(shape),
        RootOutput::Entities(shapes, _) => list(merged(shapes.iter().map(object))),
        RootOutput::Connection(shape) => connection(shape),
        RootOutput::Dataset(fields) => {
            Form::Object(fields.iter().map(|(key, field)| (name(key), fact(field))).collect())
        }
        RootOutput::Table(shape) => table(shape),
    };
    shape.fields.iter().map(|(key, output)| (name(key), form(output))).collect()
}

fn object(shape: &Shape) -> Form {
    let form = |output: &Output| match output {
        Output::Id | Output::Typename | Output::Value { .. } => Form::Value,
        Output::Values { .. } => list(Form::Value),
        Output::Texts { parts, .. } => list(values(parts.iter().map(|(key, _)| key))),
        Output::Link { shape, .. } => object(shape),
        Output::Links(shape) => list(object(shape)),
        Output::Connection(shape) => connection(shape),
        Output::Table(shape) => table(shape),
    };
    merged(shape.fields.iter().map(|field| Form::Object(vec![(field.key.clone(), form(&field.output))])))
}

fn connection(shape: &ConnectionShape) -> Form {
    let edge = |part: &EdgePart<Shape>| match part {
        EdgePart::Node(shape) => object(shape),
        EdgePart::Cursor | EdgePart::Score | EdgePart::Typename(_) => Form::Value,
        EdgePart::Via => list(Form::Value),
        EdgePart::Highlights(parts) => list(values(parts.iter().map(|(key, _)| key))),
    };
    let part = |part: &PlannedPart| match part {
        ConnectionPart::Nodes(shape) => list(object(shape)),
        ConnectionPart::Edges(parts) => {
            list(Form::Object(parts.iter().map(|(key, part)| (name(key), edge(part))).collect()))
        }
        ConnectionPart::PageInfo(fields) => values(fields.iter().map(|(key, _)| key)),
        ConnectionPart::Groups(shape) => list(groups(shape)),
        ConnectionPart::Facets { facets, parts } => {
            let form = |part: &FacetPart| match part {
                FacetPart::Field | FacetPart::Typename => Form::Value,
                // All facets of a request look the same.
                FacetPart::Values(index) => {
                    list(facets.first().and_then(|facet| facet.get(*index)).map_or(Form::Value, groups))
                }
            };
            list(Form::Object(parts.iter().map(|(key, part)| (name(key), form(part))).collect()))
        }
        ConnectionPart::Types(parts) => list(values(parts.iter().map(|(key, _)| key))),
        ConnectionPart::TotalCount
        | ConnectionPart::Suggestion
        | ConnectionPart::Matched(_)
        | ConnectionPart::Typename(_) => Form::Value,
    };
    Form::Connection(shape.parts.iter().map(|(key, inner)| (name(key), part(inner))).collect())
}

fn groups(shape: &GroupsShape) -> Form {
    let form = |output: &GroupPart<Vec<ValueNames>>| match output {
        GroupPart::Key(parts) => list(values(parts.iter().map(|(key, _)| key))),
        GroupPart::Count | GroupPart::Distinct(_) | GroupPart::Value(_) | GroupPart::Typename(_) => Form::Value,
    };
    Form::Object(shape.parts.iter().map(|(key, output)| (name(key), form(output))).collect())
}

fn table(shape: &TableShape) -> Form {
    match &shape.form {
        TableForm::One(shape) => entry(shape),
        TableForm::List(shape) => list(entry(shape)),
        TableForm::Page(parts) => {
            let edge = |part: &TableEdge<EntryShape>| match part {
                TableEdge::Node(shape) => entry(shape),
                TableEdge::Cursor | TableEdge::Typename(_) => Form::Value,
            };
            let form = |part: &TablePart<EntryShape>| match part {
                TablePart::Nodes(shape) => list(entry(shape)),
                TablePart::Edges(parts) => {
                    list(Form::Object(parts.iter().map(|(key, part)| (name(key), edge(part))).collect()))
                }
                TablePart::PageInfo(fields) => values(fields.iter().map(|(key, _)| key)),
                TablePart::TotalCount | TablePart::Typename(_) => Form::Value,
            };
            Form::Connection(parts.iter().map(|(key, part)| (name(key), form(part))).collect())
        }
    }
}

fn entry(shape: &EntryShape) -> Form {
    let form = |value: &ColumnPart<Shape, EntryShape>| match value {
        ColumnPart::Typename(_) | ColumnPart::Plain | ColumnPart::Name(_) => Form::Value,
        ColumnPart::Resource { object: shape, .. } => object(shape),
        ColumnPart::Resources(shape) => list(object(shape)),
        ColumnPart::Entries(shape) => list(entry(shape)),
        ColumnPart::Entry(shape) => entry(shape),
    };
    Form::Object(shape.fields.iter().map(|field| (field.key.clone(), form(&field.value))).collect())
}

fn fact(field: &DatasetField) -> Form {
    match field {
        DatasetField::Title(_) | DatasetField::Version | DatasetField::Triples | DatasetField::Typename => Form::Value,
        DatasetField::Licences | DatasetField::Languages => list(Form::Value),
        DatasetField::Classes(parts) => list(values(parts.iter().map(|(key, _)| key))),
        DatasetField::Graphs(parts) => list(values(parts.iter().map(|(key, _)| key))),
        DatasetField::Types(types) => list(record(&types.records, &types.list, &types.fields)),
    }
}

/// What is asked of records of one type. Some of them may lack what others have.
fn record(records: &Records, of: &[RecordId], fields: &[RecordField]) -> Form {
    let form = |pick: &RecordPick| {
        let RecordPick::Member(index, below) = pick else { return Form::Value };
        let members = of.iter().filter_map(|id| records.get(*id)?.members.get(*index));
        let (mut others, mut is_list) = (BTreeSet::new(), false);
        for member in members {
            match member {
                Member::One(id) => others.extend([*id]),
                Member::Many(ids) => {
                    is_list = true;
                    others.extend(ids);
                }
                Member::Json(_) | Member::Texts(_) => {}
            }
        }
        let others: Vec<RecordId> = others.into_iter().collect();
        let inner = if others.is_empty() { Form::Value } else { record(records, &others, below) };
        if is_list { list(inner) } else { inner }
    };
    Form::Object(fields.iter().map(|field| (name(&field.json_key), form(&field.pick))).collect())
}

fn list(form: Form) -> Form {
    Form::List(Box::new(form))
}

/// An object of values, its keys written as in JSON.
fn values<'k>(keys: impl Iterator<Item = &'k String>) -> Form {
    Form::Object(keys.map(|key| (name(key), Form::Value)).collect())
}

/// All fields of several objects: of the types that one may have.
fn merged(forms: impl Iterator<Item = Form>) -> Form {
    let mut all: Vec<(String, Form)> = Vec::new();
    for form in forms {
        let Form::Object(fields) = form else { continue };
        for (key, form) in fields {
            match all.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => merge(known, form),
                None => all.push((key, form)),
            }
        }
    }
    Form::Object(all)
}

/// Two forms under one key. Where types differ in more than fields, the first one's form holds.
fn merge(known: &mut Form, other: Form) {
    match (known, other) {
        (Form::Object(fields), Form::Object(others)) | (Form::Connection(fields), Form::Connection(others)) => {
            let both = [std::mem::take(fields), others].map(Form::Object);
            if let Form::Object(merged) = merged(both.into_iter()) {
                *fields = merged;
            }
        }
        (Form::List(known), Form::List(other)) => merge(known, *other),
        _ => {}
    }
}

/// `"key":` → `key`.
fn name(json_key: &str) -> String {
    json_key.trim_start_matches('"').trim_end_matches("\":").to_owned()
}
