//! Writes the answer to bytes, straight from the shape and the rows, without a tree in between.
//!
//! A value that the schema promises but the data does not have makes its nearest nullable ancestor null and is reported
//! with its path (GraphQL specification, section 6.4.4). Nothing is tracked for that on the way: the path is put
//! together on the way up, and the bytes written so far are cut off.

use super::bytes::{Buffer, separate, write_display, write_list, write_object, write_string};
use super::dataset;
use super::grouping::GroupValue;
use super::plan::{
    ConnectionPart, ConnectionShape, EdgePart, GroupOutput, GroupsShape, Output, OutputField, RootOutput, RootShape,
    Shape, StepId, ValueOutput, ValueType,
};
use super::reader::{Links, Reader};
use super::rows::Rows;
use super::search::{Highlight, HighlightPart, Reasons};
use super::selection::{FacetPart, PageField, Position, TextPart};
use super::window::Page;
use super::{Cursor, Error, Limits};
use crate::snapshot::Id;

/// A field that could not be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// What is wrong, and with which resource.
    pub message: String,
    /// Where in the answer.
    pub path: Vec<PathSegment>,
    /// Where in the request.
    pub at: Position,
}

/// A step on the way to a field of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathSegment {
    /// A key of an object.
    Key(String),
    /// An index of a list.
    Index(usize),
}

/// Writes the value of `data`. Returns it with the fields that could not be given.
///
/// # Errors
/// If it is longer than the limits allow.
pub fn write_json<R: Reader>(
    shape: &RootShape,
    rows: &Rows,
    reader: &R,
    limits: &Limits,
) -> Result<(Vec<u8>, Vec<FieldError>), Error> {
    let mut writer = Writer { rows, reader, errors: Vec::new() };
    let mut out = Buffer::new(limits.bytes);
    let written = writer.root(shape, &mut out);
    writer.absorb(written, 0, &mut out);
    if out.is_full() {
        return Err(Error::AnswerTooLarge { limit: limits.bytes });
    }
    writer.errors.iter_mut().for_each(|error| error.path.reverse());
    Ok((out.into_bytes(), writer.errors))
}

/// What an error takes in a response besides its message, about.
const ERROR_BYTES: usize = 200;

/// A missing value on its way up; until the top is reached, paths are in reverse.
pub(super) type Written = Result<(), FieldError>;

pub(super) struct Writer<'a, R> {
    pub(super) rows: &'a Rows,
    reader: &'a R,
    errors: Vec<FieldError>,
}

impl<R: Reader> Writer<'_, R> {
    fn root(&mut self, shape: &RootShape, out: &mut Buffer) -> Written {
        out.push(b'{');
        for (i, (key, output)) in shape.fields.iter().enumerate() {
            separate(out, i);
            out.extend_from_slice(key.as_bytes());
            let mark = out.len();
            match output {
                RootOutput::Typename => out.extend_from_slice(b"\"Query\""),
                RootOutput::Verbatim(json) => out.extend_from_slice(json),
                RootOutput::Node(shape) => self.under(unquoted(key), |writer| {
                    let written = writer.nullable(shape, 0, out);
                    writer.absorb(written, mark, out);
                    Ok(())
                })?,
                RootOutput::Nodes(shape) => {
                    out.push(b'[');
                    for row in 0..self.rows.ids(shape.step).len() {
                        separate(out, row);
                        let mark = out.len();
                        self.under(unquoted(key), |writer| {
                            writer.within(row, |writer| {
                                let written = writer.nullable(shape, row, out);
                                writer.absorb(written, mark, out);
                                Ok(())
                            })
                        })?;
                    }
                    out.push(b']');
                }
                RootOutput::Connection(shape) => {
                    self.under(unquoted(key), |writer| writer.connection(shape, 0, out))?;
                }
                RootOutput::Table(shape) => {
                    self.under(unquoted(key), |writer| writer.table(shape, 0, out))?;
                }
                RootOutput::Dataset(fields) => {
                    if let Some(facts) = self.rows.dataset() {
                        dataset::write(facts, fields, out);
                    }
                }
            }
        }
        out.push(b'}');
        Ok(())
    }

    /// Turns an error into null, for a place that may be null.
    pub(super) fn absorb(&mut self, written: Written, mark: usize, out: &mut Buffer) {
        if let Err(error) = written {
            out.truncate(mark);
            out.extend_from_slice(b"null");
            out.make_room(error.message.len() + ERROR_BYTES);
            if !out.is_full() {
                self.errors.push(error);
            }
        }
    }

    /// Writes what stands under a key; errors from there get the key on their path, those on their way up as well as
    /// those that something in between has absorbed.
    pub(super) fn under(&mut self, key: &str, write: impl FnOnce(&mut Self) -> Written) -> Written {
        self.at(|| PathSegment::Key(key.to_owned()), write)
    }

    /// The same for an element of a list.
    pub(super) fn within(&mut self, index: usize, write: impl FnOnce(&mut Self) -> Written) -> Written {
        self.at(|| PathSegment::Index(index), write)
    }

    fn at(&mut self, segment: impl Fn() -> PathSegment, write: impl FnOnce(&mut Self) -> Written) -> Written {
        let known = self.errors.len();
        let written = write(self);
        for error in &mut self.errors[known..] {
            error.path.push(segment());
        }
        written.map_err(|mut error| {
            error.path.push(segment());
            error
        })
    }

    /// An object, or null where the row has no resource.
    pub(super) fn nullable(&mut self, shape: &Shape, row: usize, out: &mut Buffer) -> Written {
        if self.rows.ids(shape.step)[row] == Id::NONE {
            out.extend_from_slice(b"null");
            return Ok(());
        }
        self.object(shape, row, out)
    }

    pub(super) fn object(&mut self, shape: &Shape, row: usize, out: &mut Buffer) -> Written {
        let class = shape.types.map(|types| self.rows.class(types, row));
        let variant = match class {
            None => shape.variants.first(),
            Some(class) => class.and_then(|class| shape.variants.iter().find(|v| v.types.contains(&class))),
        };
        let Some(variant) = variant else {
            return Err(self.missing(shape.step, row, "has no type that the schema knows", Position::default()));
        };
        out.push(b'{');
        for (i, &field) in variant.fields.iter().enumerate() {
            let field = &shape.fields[field];
            if out.is_full() {
                // Nothing more is written, so what is left of the rows need not be walked.
                return Err(self.missing(shape.step, row, "has no room in the answer", field.at));
            }
            separate(out, i);
            out.extend_from_slice(field.json_key.as_bytes());
            self.under(&field.key, |writer| writer.field(shape, field, row, out))?;
        }
        out.push(b'}');
        Ok(())
    }

    fn field(&mut self, shape: &Shape, field: &OutputField, row: usize, out: &mut Buffer) -> Written {
        let mark = out.len();
        match &field.output {
            Output::Id => {
                self.term(self.rows.ids(shape.step)[row], out);
                Ok(())
            }
            Output::Typename => {
                write_string(out, self.type_name(shape, row));
                Ok(())
            }
            Output::Value { step, kind, required } => {
                let id = self.rows.ids(*step)[row];
                let written = if id == Id::NONE {
                    if *required {
                        return Err(self.missing(
                            shape.step,
                            row,
                            "has no value, though the schema promises one",
                            field.at,
                        ));
                    }
                    out.extend_from_slice(b"null");
                    return Ok(());
                } else {
                    self.value(id, kind, out).map_err(|problem| self.missing(shape.step, row, &problem, field.at))
                };
                if *required {
                    return written;
                }
                self.absorb(written, mark, out);
                Ok(())
            }
            Output::Values { step, kind } => self.values(shape, *step, kind, row, field.at, out),
            Output::Texts { step, parts } => {
                self.texts(*step, parts, row, out);
                Ok(())
            }
            Output::Link { required: true, shape: target } => {
                if self.rows.ids(target.step)[row] == Id::NONE {
                    return Err(self.missing(shape.step, row, "has no link, though the schema promises one", field.at));
                }
                self.object(target, row, out)
            }
            Output::Link { required: false, shape: target } => {
                let written = self.nullable(target, row, out);
                self.absorb(written, mark, out);
                Ok(())
            }
            Output::Links(target) => self.objects(target, row, out),
            Output::Connection(connection) => self.connection(connection, row, out),
            Output::Table(table) => self.table(table, row, out),
        }
    }

    fn values(
        &mut self,
        shape: &Shape,
        step: StepId,
        kind: &ValueType,
        row: usize,
        at: Position,
        out: &mut Buffer,
    ) -> Written {
        let range = self.links(step).range(row);
        out.push(b'[');
        for (i, index) in range.enumerate() {
            separate(out, i);
            let id = self.rows.ids(step)[index];
            self.within(i, |writer| {
                writer.value(id, kind, out).map_err(|problem| writer.missing(shape.step, row, &problem, at))
            })?;
        }
        out.push(b']');
        Ok(())
    }

    fn texts(&self, step: StepId, parts: &[(String, TextPart)], row: usize, out: &mut Buffer) {
        write_list(out, self.links(step).list(row), |out, &id| {
            write_object(out, parts, |out, part| match part {
                TextPart::Value => self.term(id, out),
                TextPart::Language => match self.reader.language(id) {
                    Some(language) => write_string(out, language),
                    None => out.extend_from_slice(b"null"),
                },
                TextPart::Typename => out.extend_from_slice(b"\"LangString\""),
            });
        });
    }

    /// The list of objects of a parent row.
    pub(super) fn objects(&mut self, shape: &Shape, parent: usize, out: &mut Buffer) -> Written {
        out.push(b'[');
        for (i, row) in self.links(shape.step).range(parent).enumerate() {
            separate(out, i);
            self.within(i, |writer| writer.object(shape, row, out))?;
        }
        out.push(b']');
        Ok(())
    }

    fn connection(&mut self, shape: &ConnectionShape, parent: usize, out: &mut Buffer) -> Written {
        out.push(b'{');
        for (i, (key, json_key, part)) in shape.parts.iter().enumerate() {
            separate(out, i);
            out.extend_from_slice(json_key.as_bytes());
            match part {
                ConnectionPart::Nodes(nodes) => self.under(key, |writer| writer.objects(nodes, parent, out))?,
                ConnectionPart::Edges(parts) => {
                    self.under(key, |writer| writer.edges(shape, parts, parent, out))?;
                }
                ConnectionPart::PageInfo(fields) => self.page_info(shape, fields, parent, out),
                ConnectionPart::Groups(groups) => self.groups(groups, parent, out),
                ConnectionPart::Facets(facets, parts) => self.facets(facets, parts, parent, out),
                ConnectionPart::TotalCount => write_display(out, self.page(shape.step, parent).total),
                ConnectionPart::Typename(name) => write_string(out, name),
            }
        }
        out.push(b'}');
        Ok(())
    }

    fn edges(
        &mut self,
        shape: &ConnectionShape,
        parts: &[(String, String, EdgePart)],
        parent: usize,
        out: &mut Buffer,
    ) -> Written {
        let range = self.links(shape.step).range(parent);
        let ids = self.rows.ids(shape.step)[range.clone()].to_vec();
        let wants_cursor = parts.iter().any(|(_, _, part)| matches!(part, EdgePart::Cursor));
        let cursors = if wants_cursor { self.cursors(shape, &ids) } else { Vec::new() };
        out.push(b'[');
        for (i, row) in range.enumerate() {
            separate(out, i);
            out.push(b'{');
            for (j, (key, json_key, part)) in parts.iter().enumerate() {
                separate(out, j);
                out.extend_from_slice(json_key.as_bytes());
                match part {
                    EdgePart::Node(shape) => {
                        self.within(i, |writer| writer.under(key, |writer| writer.object(shape, row, out)))?;
                    }
                    EdgePart::Cursor => write_string(out, &cursors[i]),
                    EdgePart::Score => write_display(out, self.score(shape.step, row)),
                    EdgePart::Highlights(parts) => {
                        write_list(out, &self.reasons(shape.step, row).highlights, |out, h| {
                            write_object(out, parts, |out, part| write_highlight(h, *part, out));
                        })
                    }
                    EdgePart::Via => {
                        write_list(out, &self.reasons(shape.step, row).via, |out, via| write_string(out, via))
                    }
                    EdgePart::Typename(name) => write_string(out, name),
                }
            }
            out.push(b'}');
        }
        out.push(b']');
        Ok(())
    }

    fn page_info(&self, shape: &ConnectionShape, fields: &[(String, PageField)], parent: usize, out: &mut Buffer) {
        let page = self.page(shape.step, parent);
        let ids = self.links(shape.step).list(parent);
        let cursor = |id: Option<&Id>, out: &mut Buffer| match id {
            Some(&id) => write_string(out, &self.cursors(shape, &[id]).concat()),
            None => out.extend_from_slice(b"null"),
        };
        write_object(out, fields, |out, field| match field {
            PageField::HasNextPage => write_display(out, page.has_next()),
            PageField::HasPreviousPage => write_display(out, page.has_previous()),
            PageField::StartCursor => cursor(ids.first(), out),
            PageField::EndCursor => cursor(ids.last(), out),
            PageField::Typename => out.extend_from_slice(b"\"PageInfo\""),
        });
    }

    fn groups(&self, shape: &GroupsShape, parent: usize, out: &mut Buffer) {
        let lists = self.rows.groups(shape.step);
        // Names are in one column for the groups of all lists, one list after the other.
        let before: usize = lists.iter().take(parent).map(Vec::len).sum();
        let groups = lists.get(parent).map_or(&[][..], Vec::as_slice);
        let indexes: Vec<usize> = (0..groups.len()).collect();
        write_list(out, &indexes, |out, &i| {
            write_object(out, &shape.parts, |out, part| match part {
                GroupOutput::Count => write_display(out, groups[i].count),
                GroupOutput::Distinct(key) => write_display(out, groups[i].distinct[*key]),
                GroupOutput::Key(parts) => {
                    let keys: Vec<usize> = (0..shape.names.len()).collect();
                    write_list(out, &keys, |out, &key| {
                        let cell = Cell { shape, value: groups[i].values[key], key, row: before + i };
                        write_object(out, parts, |out, part| self.group_value(&cell, part, out));
                    });
                }
                GroupOutput::Value(part) => {
                    let cell = Cell { shape, value: groups[i].values[0], key: 0, row: before + i };
                    self.group_value(&cell, part, out);
                }
                GroupOutput::Typename(name) => write_string(out, name),
            });
        });
    }

    fn group_value(&self, cell: &Cell<'_>, part: &ValueOutput, out: &mut Buffer) {
        match part {
            ValueOutput::Field => write_string(out, &cell.shape.names[cell.key]),
            ValueOutput::Typename => out.extend_from_slice(b"\"GroupKeyValue\""),
            ValueOutput::Value | ValueOutput::Label(_) => {
                let name = match part {
                    ValueOutput::Label(steps) => steps[cell.key].map(|step| self.rows.ids(step)[cell.row]),
                    _ => None,
                };
                match (cell.value, name.filter(|&name| name != Id::NONE)) {
                    (None, _) => out.extend_from_slice(b"null"),
                    (Some(_), Some(name)) => self.term(name, out),
                    (Some(value), None) => write_string(out, value.of(self.reader.term(value.term))),
                }
            }
        }
    }

    fn facets(&self, facets: &[Vec<GroupsShape>], parts: &[(String, FacetPart)], parent: usize, out: &mut Buffer) {
        write_list(out, facets, |out, facet| {
            write_object(out, parts, |out, part| match part {
                FacetPart::Field => {
                    write_string(out, &facet.first().map(|facet| facet.names.concat()).unwrap_or_default())
                }
                FacetPart::Values(index) => self.groups(&facet[*index], parent, out),
                FacetPart::Typename => out.extend_from_slice(b"\"Facet\""),
            });
        });
    }

    /// The cursors of resources in the order of a connection.
    fn cursors(&self, shape: &ConnectionShape, ids: &[Id]) -> Vec<String> {
        let keys = match self.rows.found(shape.step) {
            // What a search found is ordered by score, which the resources do not have by themselves.
            Some(found) => {
                let score = |id: &Id| found.links.ids.iter().position(|other| other == id).map(|row| found.scores[row]);
                ids.iter().map(|id| vec![score(id).map(|score| score.to_string())]).collect()
            }
            None => self.reader.sort_keys(ids, &shape.order),
        };
        ids.iter().zip(keys).map(|(&id, keys)| Cursor::write(&shape.order.name, self.reader.term(id), keys)).collect()
    }

    /// A score to three decimals: more say nothing.
    fn score(&self, step: StepId, row: usize) -> f64 {
        let score = self.rows.found(step).and_then(|found| found.scores.get(row)).copied().unwrap_or(0.0);
        (f64::from(score) * 1000.0).round() / 1000.0
    }

    fn reasons(&self, step: StepId, row: usize) -> &Reasons {
        static NONE: Reasons = Reasons { highlights: Vec::new(), via: Vec::new() };
        self.rows.found(step).and_then(|found| found.reasons.get(row)).unwrap_or(&NONE)
    }

    fn links(&self, step: StepId) -> &Links {
        static NO_LINKS: Links = Links { starts: Vec::new(), ids: Vec::new(), pages: Vec::new() };
        self.rows.links(step).unwrap_or(&NO_LINKS)
    }

    fn page(&self, step: StepId, parent: usize) -> Page {
        let links = self.links(step);
        links.pages.get(parent).copied().unwrap_or(Page { start: 0, end: 0, total: 0 })
    }

    fn type_name<'s>(&self, shape: &'s Shape, row: usize) -> &'s str {
        let class = shape.types.and_then(|types| self.rows.class(types, row));
        let named = class.and_then(|class| shape.names.iter().find(|(id, _)| *id == class));
        named.or_else(|| shape.names.first()).map_or("", |(_, name)| name)
    }

    pub(super) fn term(&self, id: Id, out: &mut Buffer) {
        let text = self.reader.term(id);
        if self.reader.is_plain(id) {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        } else {
            write_string(out, text);
        }
    }

    /// A value, or what is wrong with it.
    fn value(&self, id: Id, kind: &ValueType, out: &mut Buffer) -> Result<(), String> {
        let text = self.reader.term(id);
        match kind {
            ValueType::String => self.term(id, out),
            ValueType::Int => match text.parse::<i32>() {
                Ok(number) => write_display(out, number),
                Err(_) => {
                    return Err(format!(
                        "has the value {text}, which is not an integer of 32 bits; xsd:long would give a BigInt"
                    ));
                }
            },
            ValueType::Float => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => write_display(out, number),
                _ => return Err(format!("has the value {text}, which JSON cannot write as a number")),
            },
            ValueType::Boolean => match text {
                "true" | "1" => out.extend_from_slice(b"true"),
                "false" | "0" => out.extend_from_slice(b"false"),
                _ => return Err(format!("has the value {text}, which is neither true nor false")),
            },
            ValueType::Enum(values) => {
                if !values.iter().any(|value| value == text) {
                    return Err(format!("has the value {text}, which is not one of {}", values.join(", ")));
                }
                self.term(id, out);
            }
        }
        Ok(())
    }

    fn missing(&self, step: StepId, row: usize, problem: &str, at: Position) -> FieldError {
        let subject = self.reader.term(self.rows.ids(step)[row]);
        FieldError { message: format!("<{subject}> {problem}"), path: Vec::new(), at }
    }
}

fn write_highlight(highlight: &Highlight, part: HighlightPart, out: &mut Buffer) {
    match (part, &highlight.language) {
        (HighlightPart::Field, _) => write_string(out, &highlight.field),
        (HighlightPart::Language, Some(language)) => write_string(out, language),
        (HighlightPart::Language, None) => out.extend_from_slice(b"null"),
        (HighlightPart::Text, _) => write_string(out, &highlight.html),
        (HighlightPart::Typename, _) => out.extend_from_slice(b"\"SearchHighlight\""),
    }
}

/// A value of a group.
struct Cell<'a> {
    shape: &'a GroupsShape,
    value: Option<GroupValue>,
    key: usize,
    /// Number of the group among those of all lists.
    row: usize,
}

/// `"key":` → `key`.
fn unquoted(json_key: &str) -> &str {
    json_key.trim_start_matches('"').trim_end_matches("\":")
}
