//! Values: texts, numbers and the like, as JSON writes them.

use super::{Writer, Written};
use crate::bytes::{Buffer, separate, write_display, write_list, write_object, write_string};
use crate::plan::{Shape, StepId, ValueType};
use crate::position::Position;
use crate::reader::Reader;
use crate::selection::TextPart;
use plenary_graph::snapshot::Id;

impl<R: Reader> Writer<'_, R> {
    pub(super) fn values(
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
            let mark = out.len();
            self.within(i, |writer| {
                let value = writer.value(id, kind, out);
                let written = value.map_err(|problem| writer.missing(shape.step, row, &problem, at));
                if !kind.may_be_null() {
                    return written;
                }
                writer.absorb(written, mark, out);
                Ok(())
            })?;
        }
        out.push(b']');
        Ok(())
    }

    pub(super) fn texts(&self, step: StepId, parts: &[(String, TextPart)], row: usize, out: &mut Buffer) {
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

    pub(crate) fn term(&self, id: Id, out: &mut Buffer) {
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
    pub(super) fn value(&self, id: Id, kind: &ValueType, out: &mut Buffer) -> Result<(), String> {
        let text = self.reader.term(id);
        match kind {
            ValueType::String => self.term(id, out),
            ValueType::Int => match text.parse::<i32>() {
                Ok(number) => write_display(out, number),
                Err(_) => {
                    return Err(format!("has the value {text}, which is not an integer of 32 bits as its shape says"));
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
}
