//! Writes a table as JSON.

use super::{Cell, ColumnPart, Form, Table, TableEdge, TablePart};
use crate::Cursor;
use crate::bytes::{Buffer, separate, unquoted, write_display, write_string};
use crate::json::{Writer, Written, write_page_info};
use crate::parts::PageField;
use crate::plan::{EntryOutput, EntryShape, TableShape};
use crate::reader::Reader;
use crate::window::Page;
use plenary_graph::snapshot::Id;

impl<R: Reader> Writer<'_, R> {
    /// The entries of a list.
    pub(crate) fn table(&mut self, shape: &TableShape, list: usize, out: &mut Buffer) -> Written {
        match &shape.form {
            Form::List(entry) => self.entries(entry, list, out),
            Form::One(entry) => self.entry_or_null(entry, list, out),
            Form::Page(parts) => {
                out.push(b'{');
                for (i, (key, part)) in parts.iter().enumerate() {
                    if out.is_full() {
                        break;
                    }
                    separate(out, i);
                    out.extend_from_slice(key.as_bytes());
                    match part {
                        TablePart::Nodes(entry) => {
                            let key = unquoted(key);
                            self.under(key, |writer| writer.entries(entry, list, out))?;
                        }
                        TablePart::Edges(parts) => {
                            let key = unquoted(key);
                            self.under(key, |writer| writer.entry_edges(shape, parts, list, out))?;
                        }
                        TablePart::PageInfo(fields) => self.entry_page_info(shape, fields, list, out),
                        TablePart::TotalCount => {
                            write_display(out, self.rows.table(shape.step).map_or(0, |table| table.page(list).total));
                        }
                        TablePart::Typename(name) => write_string(out, name),
                    }
                }
                out.push(b'}');
                Ok(())
            }
        }
    }

    fn entries(&mut self, shape: &EntryShape, list: usize, out: &mut Buffer) -> Written {
        let range = self.rows.table(shape.step).map_or(0..0, |table| table.range(list));
        out.push(b'[');
        for (i, row) in range.enumerate() {
            if out.is_full() {
                break;
            }
            separate(out, i);
            self.within(i, |writer| writer.entry(shape, row, out))?;
        }
        out.push(b']');
        Ok(())
    }

    fn entry_edges(
        &mut self,
        shape: &TableShape,
        parts: &[(String, TableEdge<EntryShape>)],
        list: usize,
        out: &mut Buffer,
    ) -> Written {
        let range = self.rows.table(shape.step).map_or(0..0, |table| table.range(list));
        out.push(b'[');
        for (i, row) in range.enumerate() {
            if out.is_full() {
                break;
            }
            separate(out, i);
            out.push(b'{');
            for (j, (json_key, part)) in parts.iter().enumerate() {
                separate(out, j);
                out.extend_from_slice(json_key.as_bytes());
                match part {
                    TableEdge::Node(entry) => {
                        let key = unquoted(json_key);
                        self.within(i, |writer| writer.under(key, |writer| writer.entry(entry, row, out)))?;
                    }
                    TableEdge::Cursor => write_string(out, &self.entry_cursor(shape, list, row)),
                    TableEdge::Typename(name) => write_string(out, name),
                }
            }
            out.push(b'}');
        }
        out.push(b']');
        Ok(())
    }

    fn entry_page_info(&self, shape: &TableShape, fields: &[(String, PageField)], list: usize, out: &mut Buffer) {
        let (mut range, page) = match self.rows.table(shape.step) {
            Some(table) => (table.range(list), table.page(list)),
            None => (0..0, Page { start: 0, end: 0, total: 0 }),
        };
        let (first, last) = (range.clone().next(), range.next_back());
        write_page_info(out, fields, page, first, last, |&row| self.entry_cursor(shape, list, row));
    }

    /// The cursor of an entry: what identifies it, and its position in case it no longer exists.
    fn entry_cursor(&self, shape: &TableShape, list: usize, row: usize) -> String {
        let Some(table) = self.rows.table(shape.step) else { return String::new() };
        let (order, named_by) = &shape.order;
        let text = |column| match table.cell(row, column) {
            Some(Cell::Term(id)) if *id != Id::NONE => Some(self.reader.term(*id).to_owned()),
            _ => None,
        };
        let place = table.page(list).start as usize + row - table.range(list).start;
        let names = (1..*named_by).map(text).chain([Some(place.to_string())]);
        Cursor::write(order, &text(0).unwrap_or_default(), names.collect())
    }

    fn entry_or_null(&mut self, shape: &EntryShape, list: usize, out: &mut Buffer) -> Written {
        match self.rows.table(shape.step).and_then(|table| table.range(list).next()) {
            Some(row) => self.entry(shape, row, out),
            None => {
                out.extend_from_slice(b"null");
                Ok(())
            }
        }
    }

    fn entry(&mut self, shape: &EntryShape, row: usize, out: &mut Buffer) -> Written {
        out.push(b'{');
        for (i, field) in shape.fields.iter().enumerate() {
            if out.is_full() {
                break;
            }
            separate(out, i);
            out.extend_from_slice(field.json_key.as_bytes());
            self.under(&field.key, |writer| writer.entry_field(shape, field, row, out))?;
        }
        out.push(b'}');
        Ok(())
    }

    fn entry_field(&mut self, shape: &EntryShape, field: &EntryOutput, row: usize, out: &mut Buffer) -> Written {
        match &field.value {
            ColumnPart::Typename(name) => write_string(out, name),
            ColumnPart::Plain => self.plain(self.rows.table(shape.step), row, field.column, out),
            ColumnPart::Name(names) => {
                match self.rows.table(shape.step).and_then(|table| table.cell(row, field.column)) {
                    Some(Cell::Choice(index)) if *index < names.len() => write_string(out, &names[*index]),
                    _ => out.extend_from_slice(b"null"),
                }
            }
            ColumnPart::Resource { required: true, object } => return self.object(object, row, out),
            ColumnPart::Resource { required: false, object } => {
                let mark = out.len();
                let written = self.nullable(object, row, out);
                self.absorb(written, mark, out);
            }
            ColumnPart::Resources(shape) => return self.objects(shape, row, out),
            ColumnPart::Entries(entry) => return self.entries(entry, row, out),
            ColumnPart::Entry(entry) => return self.entry_or_null(entry, row, out),
        }
        Ok(())
    }

    fn plain(&self, table: Option<&Table>, row: usize, column: usize, out: &mut Buffer) {
        match table.and_then(|table| table.cell(row, column)) {
            Some(Cell::Number(Some(number))) => write_display(out, number),
            Some(Cell::Truth(truth)) => write_display(out, truth),
            Some(Cell::Term(id)) if *id != Id::NONE => self.term(*id, out),
            _ => out.extend_from_slice(b"null"),
        }
    }
}
