//! Counts of groups and facets.

use super::Writer;
use crate::bytes::{Buffer, write_display, write_list, write_object, write_string};
use crate::grouping::GroupValue;
use crate::parts::{FacetPart, GroupPart, ValuePart};
use crate::plan::{GroupsShape, StepId, ValueNames};
use crate::reader::Reader;
use plenary_graph::snapshot::Id;

/// A value of a group.
struct Cell<'a> {
    shape: &'a GroupsShape,
    value: Option<GroupValue>,
    key: usize,
    /// Number of the group among those of all lists.
    row: usize,
}

impl<R: Reader> Writer<'_, R> {
    pub(super) fn groups(&self, shape: &GroupsShape, parent: usize, out: &mut Buffer) {
        let lists = self.rows.groups(shape.step);
        // Names are in one column for the groups of all lists, one list after the other.
        let before = self.groups_before(shape.step, parent);
        let groups = lists.get(parent).map_or(&[][..], Vec::as_slice);
        let indexes: Vec<usize> = (0..groups.len()).collect();
        let keys: Vec<usize> = (0..shape.names.len()).collect();
        write_list(out, &indexes, |out, &i| {
            write_object(out, &shape.parts, |out, part| match part {
                GroupPart::Count => write_display(out, groups[i].count),
                GroupPart::Distinct(key) => write_display(out, groups[i].distinct[*key]),
                GroupPart::Key(parts) => {
                    write_list(out, &keys, |out, &key| {
                        let cell = Cell { shape, value: groups[i].values[key], key, row: before + i };
                        write_object(out, parts, |out, part| self.group_value(&cell, part, out));
                    });
                }
                GroupPart::Value(part) => {
                    let cell = Cell { shape, value: groups[i].values[0], key: 0, row: before + i };
                    self.group_value(&cell, part, out);
                }
                GroupPart::Typename(name) => write_string(out, name),
            });
        });
    }

    /// How many groups there are in the lists before one.
    fn groups_before(&self, step: StepId, parent: usize) -> usize {
        let mut known = self.groups_before.borrow_mut();
        let before = known.entry(step).or_insert_with(|| {
            let lengths = self.rows.groups(step).iter().map(Vec::len);
            let sums = lengths.scan(0, |sum, length| Some(std::mem::replace(sum, *sum + length)));
            sums.collect()
        });
        before.get(parent).copied().unwrap_or(0)
    }

    fn group_value(&self, cell: &Cell<'_>, part: &ValuePart<Vec<ValueNames>>, out: &mut Buffer) {
        let value = cell.value.map(|value| value.of(self.reader.term(value.term)));
        match (part, value) {
            (ValuePart::Field, _) => write_string(out, &cell.shape.names[cell.key]),
            (ValuePart::Typename, _) => out.extend_from_slice(b"\"GroupKeyValue\""),
            (ValuePart::Value | ValuePart::Label(_), None) => out.extend_from_slice(b"null"),
            (ValuePart::Value, Some(value)) => write_string(out, value),
            (ValuePart::Label(names), Some(value)) => match &names[cell.key] {
                ValueNames::None => write_string(out, value),
                ValueNames::Read(step) => match self.rows.ids(*step)[cell.row] {
                    Id::NONE => write_string(out, value),
                    name => self.term(name, out),
                },
                ValueNames::Known(names) => {
                    let name = names.iter().find(|(known, _)| known == value).map(|(_, name)| name.as_str());
                    write_string(out, name.unwrap_or(value));
                }
            },
        }
    }

    pub(super) fn facets(
        &self,
        facets: &[Vec<GroupsShape>],
        parts: &[(String, FacetPart)],
        parent: usize,
        out: &mut Buffer,
    ) {
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
}
