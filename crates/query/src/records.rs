//! Facts that are known before any request comes, as records that lead to each other: what introspection is answered
//! from, and what people call types and fields. They are shared by all plans; an answer takes the selected ones, under the limits of
//! every answer.

use super::bytes::{Buffer, keyed, separate, write_list, write_string};
use plenary_graph::snapshot::best_text;
use plenary_ontology::Text;
use std::sync::Arc;

/// Records that lead to each other.
#[derive(Debug, Default, PartialEq)]
pub struct Records(Vec<Record>);

/// A record.
#[derive(Debug, Default, PartialEq)]
pub struct Record {
    /// Name of its type.
    pub type_name: &'static str,
    /// Its members. Records of one type have the same ones in the same order.
    pub members: Vec<Member>,
}

/// Number of a record among those that it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordId(usize);

/// What a record says of one thing.
#[derive(Debug, PartialEq)]
pub enum Member {
    /// JSON that is ready: a text, a truth, null, a list of texts.
    Json(Box<str>),
    /// A text in several languages, of which one is given; null if there is none.
    Texts(Vec<Text>),
    /// Another record.
    One(RecordId),
    /// Other records.
    Many(Vec<RecordId>),
}

/// The selection of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordField {
    /// Key in the answer, as JSON with its colon.
    pub json_key: String,
    /// What it asks for.
    pub pick: RecordPick,
}

/// What a field of a record asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordPick {
    /// The name of the type.
    Typename,
    /// A member by its index, with the selection of the records that it leads to.
    Member(usize, Vec<RecordField>),
    /// The text of a member by its index, in the language that fits these ranges best.
    Text(usize, Arc<[String]>),
}

/// A record and its selection; null if it does not exist.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// All records.
    pub records: Arc<Records>,
    /// The record.
    pub record: Option<RecordId>,
    /// What of it.
    pub fields: Vec<RecordField>,
}

/// Several records with one selection.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownList {
    /// All records.
    pub records: Arc<Records>,
    /// Those of the list.
    pub list: Vec<RecordId>,
    /// What of each.
    pub fields: Vec<RecordField>,
}

impl RecordField {
    /// A field with a key.
    pub fn new(key: &str, pick: RecordPick) -> Self {
        Self { json_key: keyed(key), pick }
    }
}

impl Member {
    /// The member that says nothing.
    pub fn null() -> Self {
        Self::Json("null".into())
    }

    /// A text; null if there is none.
    pub fn text(text: Option<&str>) -> Self {
        text.map_or_else(Self::null, |text| Self::json(&text))
    }

    /// A value that is ready to be written.
    pub fn json(value: &impl serde::Serialize) -> Self {
        // Texts, truths and lists of them always serialize.
        serde_json::to_string(value).map_or_else(|_| Self::null(), |json| Self::Json(json.into()))
    }
}

impl Records {
    /// Adds a record; its members may be filled in later, so that records can lead to each other in circles.
    pub fn add(&mut self, record: Record) -> RecordId {
        self.0.push(record);
        RecordId(self.0.len() - 1)
    }

    /// Sets the members of a record.
    pub fn fill(&mut self, id: RecordId, members: Vec<Member>) {
        if let Some(record) = self.0.get_mut(id.0) {
            record.members = members;
        }
    }

    /// A record.
    pub fn get(&self, id: RecordId) -> Option<&Record> {
        self.0.get(id.0)
    }

    fn write(&self, id: RecordId, fields: &[RecordField], out: &mut Buffer) {
        let Some(record) = self.get(id) else { return out.extend_from_slice(b"null") };
        out.push(b'{');
        for (i, field) in fields.iter().enumerate() {
            if out.is_full() {
                return; // nothing more is written
            }
            separate(out, i);
            out.extend_from_slice(field.json_key.as_bytes());
            match &field.pick {
                RecordPick::Typename => write_string(out, record.type_name),
                RecordPick::Member(index, fields) => match record.members.get(*index) {
                    None | Some(Member::Texts(_)) => out.extend_from_slice(b"null"),
                    Some(Member::Json(json)) => out.extend_from_slice(json.as_bytes()),
                    Some(Member::One(id)) => self.write(*id, fields, out),
                    Some(Member::Many(ids)) => write_list(out, ids, |out, id| self.write(*id, fields, out)),
                },
                RecordPick::Text(index, languages) => match record.members.get(*index) {
                    Some(Member::Texts(texts)) if !texts.is_empty() => {
                        write_string(out, best_text(texts, languages).map_or("", |text| &text.value));
                    }
                    _ => out.extend_from_slice(b"null"),
                },
            }
        }
        out.push(b'}');
    }
}

impl Known {
    /// Writes the selection.
    pub(super) fn write(&self, out: &mut Buffer) {
        match self.record {
            Some(id) => self.records.write(id, &self.fields, out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl KnownList {
    /// Writes the selection of each.
    pub(super) fn write(&self, out: &mut Buffer) {
        write_list(out, &self.list, |out, id| self.records.write(*id, &self.fields, out));
    }
}
