//! Writes the answer to bytes, straight from the shape and the rows, without a tree in between.
//!
//! A value that the schema promises but the data does not have makes its nearest nullable ancestor null and is reported
//! with its path (GraphQL specification, section 6.4.4). Nothing is tracked for that on the way: the path is put
//! together on the way up, and the bytes written so far are cut off.

mod connections;
mod groups;
mod values;

pub(crate) use connections::write_page_info;

use super::bytes::{Buffer, separate, unquoted, write_string};
use super::dataset;
use super::links::Links;
use super::plan::{Output, OutputField, RootOutput, RootShape, Shape, StepId};
use super::position::Position;
use super::reader::Reader;
use super::rows::Rows;
use super::selection::Refusal;
use super::{Error, Limits};
use plenary_base::clock::Clock;
use plenary_graph::snapshot::Id;
use std::cell::RefCell;
use std::collections::HashMap;

/// A field that could not be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// What is wrong, and with which resource.
    pub message: String,
    /// Where in the answer.
    pub path: Vec<PathSegment>,
    /// Where in the request.
    pub at: Position,
    /// Whose fault it is.
    pub fault: Fault,
}

/// Whose fault it is that a field cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The data do not have what the schema promises.
    Data,
    /// The request names what cannot be.
    Request,
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
/// If it is longer than the limits allow, or time is over.
pub fn write_json<R: Reader>(
    shape: &RootShape,
    rows: &Rows,
    reader: &R,
    limits: &Limits,
    clock: &Clock,
) -> Result<(Vec<u8>, Vec<FieldError>), Error> {
    let mut writer = Writer { rows, reader, errors: Vec::new(), groups_before: RefCell::default() };
    let mut out = Buffer::new(limits.bytes, clock.clone());
    let written = writer.root(shape, &mut out);
    writer.absorb(written, 0, &mut out);
    if let Some(stopped) = out.stopped() {
        return Err(stopped.into());
    }
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
    pub(super) reader: &'a R,
    errors: Vec<FieldError>,
    /// For each step that counted groups how many there are in the lists before each of its lists.
    groups_before: RefCell<HashMap<StepId, Vec<usize>>>,
}

impl<R: Reader> Writer<'_, R> {
    fn root(&mut self, shape: &RootShape, out: &mut Buffer) -> Written {
        out.push(b'{');
        for (i, (key, output)) in shape.fields.iter().enumerate() {
            if out.is_full() {
                break;
            }
            separate(out, i);
            out.extend_from_slice(key.as_bytes());
            let mark = out.len();
            match output {
                RootOutput::Typename => out.extend_from_slice(b"\"Query\""),
                RootOutput::Known(known) => known.write(out),
                RootOutput::Refused(refusal) => self.under(unquoted(key), |writer| {
                    writer.absorb(Err(refused(refusal)), mark, out);
                    Ok(())
                })?,
                RootOutput::Node(shape) => self.under(unquoted(key), |writer| {
                    let written = writer.nullable(shape, 0, out);
                    writer.absorb(written, mark, out);
                    Ok(())
                })?,
                RootOutput::Entities(shapes, places) => {
                    self.under(unquoted(key), |writer| writer.entities(shapes, places, out))?;
                }
                RootOutput::Connection(shape) => {
                    self.under(unquoted(key), |writer| writer.connection(shape, 0, out))?;
                }
                RootOutput::Table(shape) => {
                    self.under(unquoted(key), |writer| writer.table(shape, 0, out))?;
                }
                RootOutput::Dataset(fields) => {
                    dataset::write(self.rows.dataset(), fields, out);
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
            out.reserve(error.message.len() + ERROR_BYTES);
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

    /// A list of objects, null for each that is not there.
    fn entities(&mut self, shapes: &[Shape], places: &[Result<(usize, usize), Refusal>], out: &mut Buffer) -> Written {
        out.push(b'[');
        for (i, place) in places.iter().enumerate() {
            separate(out, i);
            let mark = out.len();
            self.within(i, |writer| {
                let written = match place {
                    Ok((shape, row)) => writer.nullable(&shapes[*shape], *row, out),
                    Err(refusal) => Err(refused(refusal)),
                };
                writer.absorb(written, mark, out);
                Ok(())
            })?;
        }
        out.push(b']');
        Ok(())
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

    /// The list of objects of a parent row.
    pub(super) fn objects(&mut self, shape: &Shape, parent: usize, out: &mut Buffer) -> Written {
        out.push(b'[');
        for (i, row) in self.links(shape.step).range(parent).enumerate() {
            if out.is_full() {
                break;
            }
            separate(out, i);
            self.within(i, |writer| writer.object(shape, row, out))?;
        }
        out.push(b']');
        Ok(())
    }

    fn links(&self, step: StepId) -> &Links {
        static NO_LINKS: Links = Links { starts: Vec::new(), ids: Vec::new(), pages: Vec::new() };
        self.rows.links(step).unwrap_or(&NO_LINKS)
    }

    fn type_name<'s>(&self, shape: &'s Shape, row: usize) -> &'s str {
        let class = shape.types.and_then(|types| self.rows.class(types, row));
        let named = class.and_then(|class| shape.names.iter().find(|(id, _)| *id == class));
        named.or_else(|| shape.names.first()).map_or("", |(_, name)| name)
    }

    fn missing(&self, step: StepId, row: usize, problem: &str, at: Position) -> FieldError {
        let subject = self.reader.term(self.rows.ids(step)[row]);
        FieldError { message: format!("<{subject}> {problem}"), path: Vec::new(), at, fault: Fault::Data }
    }
}

/// The error at a place that is refused.
fn refused(refusal: &Refusal) -> FieldError {
    FieldError { message: refusal.message.clone(), path: Vec::new(), at: refusal.at, fault: Fault::Request }
}
