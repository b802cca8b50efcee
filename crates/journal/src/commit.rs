//! What a commit says, and how it becomes text and text becomes it.

use crate::patch::{Limits, MOST_NESTED, Reader, Row, add_row, delete_row, header_row};
use crate::{Change, Error};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use oxsdatatypes::{DateTime, TimezoneOffset};
use plenary_base::digest::hexadecimal;
use plenary_base::vocab::xsd;
use sha2::{Digest, Sha256};
use std::fmt::{self, Debug, Display, Formatter};
use std::io::{BufRead, Read};
use std::str::FromStr;

/// IRIs that name things by their digest: RFC 6920, section 7.
const DIGEST_SCHEME: &str = "nih:sha-256;";
/// Names of the header that have a meaning here. `id` stands in no frame, as it is the digest of the rest; patches of others have it.
const RESERVED: [&str; 8] = ["id", "prev", "t", "time", "author", "key", "message", "request"];

/// The name of a commit: the SHA-256 of its text, which names the commit before. Its `Display` is 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub(crate) [u8; 32]);

impl Id {
    pub(crate) fn of(text: &[u8]) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// The id as an IRI: `nih:sha-256;` and the digits (RFC 6920).
    pub fn iri(&self) -> NamedNode {
        NamedNode::new_unchecked(format!("{DIGEST_SCHEME}{self}"))
    }
}

impl Display for Id {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
}

impl Debug for Id {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// A text that is no [`Id`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no id of a commit: it has 64 hexadecimal digits, in lower case")]
pub struct NoId;

/// Reads the digits, or the IRI.
impl FromStr for Id {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let digits = text.strip_prefix(DIGEST_SCHEME).unwrap_or(text).as_bytes();
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(NoId),
        };
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return Err(NoId);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

/// What a commit says. Parent and number are given to it when it is appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// When it was made, in UTC. Clocks err, so times need not ascend; the number of the commit does.
    pub time: DateTime,
    /// Who made it.
    pub author: Option<String>,
    /// Why.
    pub message: Option<String>,
    /// The idempotency key: the same request with the same key is one commit, however often it is sent.
    pub key: Option<String>,
    /// The SHA-256 of the request that asked for the commit. When a key comes again, it is the same request if this is the same; if there is
    /// none, if all that the commit says is the same but the time. Who makes a net change out of a request needs it, as the second time
    /// there is nothing left to change.
    pub request: Option<[u8; 32]>,
    /// What else is said about it, by name. They are kept in the order of their rows, each once.
    pub headers: Vec<(String, Term)>,
    /// The quads that come and go.
    pub change: Change,
}

impl Content {
    /// A change that is made now, by nobody and for no reason that is known.
    pub fn new(change: Change) -> Self {
        Self {
            time: DateTime::now(),
            author: None,
            message: None,
            key: None,
            request: None,
            headers: Vec::new(),
            change,
        }
    }
}

/// A commit as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub id: Id,
    /// The commit before; none before the first.
    pub parent: Option<Id>,
    /// Its number, from 1.
    pub t: u64,
    /// What it says.
    pub content: Content,
}

impl Commit {
    /// The text whose SHA-256 is the id: an RDF Patch, which any program that reads such patches can apply.
    pub fn text(&self) -> String {
        format!("{}{}{}", place(self.parent.as_ref(), self.t), time_row(self.content.time), body(&self.content))
    }

    /// Reads a text that has been found to have an id.
    ///
    /// # Errors
    /// With what is wrong, in words that follow "commit 5".
    pub(crate) fn read(text: &[u8], id: Id) -> Result<Self, String> {
        let Parts { parent, t, content } = Parts::read(text)?;
        let t = t.ok_or("has no number")?;
        let commit = Self { id, parent, t, content };
        // Else the same commit could have two ids.
        if commit.text().as_bytes() != text {
            return Err("is not written in the one way that a commit is written".to_owned());
        }
        Ok(commit)
    }
}

/// A commit that waits for its place: all of its text but the first rows.
pub(crate) struct Waiting {
    pub(crate) time_row: String,
    pub(crate) body: String,
    pub(crate) key: Option<Keyed>,
}

/// What is known of a commit with an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keyed {
    /// The digest of the row with the key.
    pub(crate) key: [u8; 32],
    /// The digest of the row with the request; without one, of what the commit says but the time: who sends it again does so later.
    pub(crate) content: [u8; 32],
    /// When the commit was made.
    pub(crate) time: DateTime,
}

impl Waiting {
    /// Makes the text, and makes sure that it will be read as what it was made of.
    pub(crate) fn new(content: &Content) -> Result<Self, Error> {
        let refused = |problem: String| Error::Content { problem };
        if content.time.timezone_offset() != Some(TimezoneOffset::UTC) {
            return Err(refused(format!("its time {} is not in UTC", content.time)));
        }
        if content.key.as_ref().is_some_and(String::is_empty) {
            return Err(refused("its idempotency key is empty; leave it out".to_owned()));
        }
        if let Some((name, _)) = content.headers.iter().find(|(name, _)| RESERVED.contains(&name.as_str())) {
            return Err(refused(format!("a header `{name}` is the journal's own; give it another name")));
        }
        if let Some(quad) = content.change.deeper_than(MOST_NESTED) {
            let subject = &quad.subject;
            return Err(refused(format!("about {subject} it nests triple terms deeper than {MOST_NESTED}")));
        }
        let (time_row, body) = (time_row(content.time), body(content));
        match Parts::read(time_row.as_bytes().chain(body.as_bytes())) {
            Ok(read) if is_same(content, &read.content) => {}
            Ok(_) => return Err(refused("a term is not as RDF wants it, and would be read as another".to_owned())),
            Err(problem) => return Err(refused(format!("a term is not as RDF wants it: the text of it {problem}"))),
        }
        let key = keyed(body.as_bytes(), Some(content.time));
        Ok(Self { time_row, body, key })
    }

    /// The whole text, at its place.
    pub(crate) fn text(&self, parent: Option<&Id>, t: u64) -> String {
        let mut text = place(parent, t);
        text.reserve_exact(self.time_row.len() + self.body.len());
        text.push_str(&self.time_row);
        text.push_str(&self.body);
        text
    }
}

/// What the journal has to know of a commit with an idempotency key, from its text, or from the part after the time and that time.
pub(crate) fn keyed(text: &[u8], mut time: Option<DateTime>) -> Option<Keyed> {
    let (mut body, mut key) = (text, None);
    let mut rest = text;
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let row = &rest[..end];
        rest = &rest[end + 1..];
        if row.starts_with(b"H time ") {
            body = rest;
            let quoted = row.split(|byte| *byte == b'"').nth(1).and_then(|value| std::str::from_utf8(value).ok());
            time = quoted.and_then(|value| value.parse().ok());
        } else if row.starts_with(b"H key ") {
            key = Some(Sha256::digest(row).into());
        } else if row.starts_with(b"H request ") {
            return Some(Keyed { key: key?, content: Sha256::digest(row).into(), time: time? });
        } else if row.starts_with(b"TX") {
            return Some(Keyed { key: key?, content: Sha256::digest(body).into(), time: time? });
        }
    }
}

/// The digest that a key is known by.
pub(crate) fn key_digest(key: &str) -> [u8; 32] {
    Sha256::digest(header_row("key", &text(key))).into()
}

/// The rows that say where a commit stands. Every text of a commit begins with them.
pub(crate) fn place(parent: Option<&Id>, t: u64) -> String {
    let number = Literal::new_typed_literal(t.to_string(), NamedNodeRef::new_unchecked(xsd::INTEGER));
    let t = header_row("t", &number.into());
    match parent {
        Some(parent) => format!("{}\n{t}\n", header_row("prev", &parent.iri().into())),
        None => format!("{t}\n"),
    }
}

fn time_row(time: DateTime) -> String {
    let time = Literal::new_typed_literal(time.to_string(), NamedNodeRef::new_unchecked(xsd::DATE_TIME));
    header_row("time", &time.into()) + "\n"
}

fn text(value: &str) -> Term {
    Literal::from(value).into()
}

/// Row, name and value of the other headers, as they are written.
fn in_order(content: &Content) -> Vec<(String, &str, &Term)> {
    let rows = content.headers.iter().map(|(name, value)| (header_row(name, value), name.as_str(), value));
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    rows.dedup_by(|(one, ..), (other, ..)| one == other);
    rows
}

/// Whether a commit was read as it was made; headers come back in the order of their rows, each once.
fn is_same(made: &Content, read: &Content) -> bool {
    let headers = in_order(made).into_iter().map(|(_, name, value)| (name, value));
    let Content { time, author, message, key, request, headers: _, change } = made;
    (time, author, message, key, request) == (&read.time, &read.author, &read.message, &read.key, &read.request)
        && headers.eq(read.headers.iter().map(|(name, value)| (name.as_str(), value)))
        && *change == read.change
}

/// The text after the time.
fn body(content: &Content) -> String {
    let mut out = String::new();
    let own = [("author", &content.author), ("key", &content.key), ("message", &content.message)];
    for (name, value) in own {
        if let Some(value) = value {
            out.push_str(&header_row(name, &text(value)));
            out.push('\n');
        }
    }
    if let Some(request) = content.request {
        out.push_str(&header_row("request", &Id(request).iri().into()));
        out.push('\n');
    }
    for (row, ..) in in_order(content) {
        out.push_str(&row);
        out.push('\n');
    }
    out.push_str("TX .\n");
    for quad in content.change.deleted() {
        // Writing into a `String` does not fail.
        let _ = delete_row(&mut out, quad.as_ref());
        out.push('\n');
    }
    for quad in content.change.added() {
        let _ = add_row(&mut out, quad.as_ref());
        out.push('\n');
    }
    out.push_str("TC .\n");
    out
}

/// A text, or the later part of one, taken apart.
struct Parts {
    parent: Option<Id>,
    t: Option<u64>,
    content: Content,
}

impl Parts {
    fn read(text: impl BufRead) -> Result<Self, String> {
        let mut reader = Reader::new(text, Limits::NONE);
        let mut headers = Vec::new();
        loop {
            match next(&mut reader)? {
                Row::Header { name, value } => headers.push((name, value)),
                Row::Begin => break,
                _ => return Err("has changes before `TX`".to_owned()),
            }
        }
        let (mut added, mut deleted) = (Vec::new(), Vec::new());
        let mut last = Vec::new();
        loop {
            let list = match next(&mut reader)? {
                Row::Delete(quad) => (&mut deleted, quad),
                Row::Add(quad) => (&mut added, quad),
                Row::Commit => break,
                _ => return Err("has more than changes between `TX` and `TC`".to_owned()),
            };
            // `D` comes before `A`, which is the other way round in the alphabet.
            let line = reader.line();
            let is_in_order = match (last.first(), line.first()) {
                (None, _) | (Some(b'D'), Some(b'A')) => true,
                (one, other) => one == other && *last < *line,
            };
            if !is_in_order {
                return Err("has changes out of order".to_owned());
            }
            last.clear();
            last.extend_from_slice(line);
            let (list, quad) = list;
            list.push(quad);
        }
        if reader.next().is_some() {
            return Err("goes on after `TC`".to_owned());
        }
        Self::of(headers, Change::from_sorted(added, deleted))
    }

    fn of(headers: Vec<(String, Term)>, change: Change) -> Result<Self, String> {
        let (mut parent, mut t, mut time) = (None, None, None);
        let (mut author, mut key, mut message, mut request) = (None, None, None, None);
        let mut others = Vec::new();
        for (name, value) in headers {
            let wrong = || format!("has the header `{name}` twice, or with the value {value}, which it cannot have");
            match (name.as_str(), &value) {
                ("prev", Term::NamedNode(iri)) => set(&mut parent, iri.as_str().parse().ok()),
                ("t", Term::Literal(number)) => set(&mut t, number.value().parse::<u64>().ok()),
                ("time", Term::Literal(moment)) => set(&mut time, moment.value().parse::<DateTime>().ok()),
                ("author", Term::Literal(text)) => set(&mut author, Some(text.value().to_owned())),
                ("key", Term::Literal(text)) => set(&mut key, Some(text.value().to_owned())),
                ("message", Term::Literal(text)) => set(&mut message, Some(text.value().to_owned())),
                ("request", Term::NamedNode(iri)) => {
                    set(&mut request, iri.as_str().parse().ok().map(|Id(digest)| digest))
                }
                (name, _) if RESERVED.contains(&name) => None,
                _ => {
                    others.push((name, value));
                    continue;
                }
            }
            .ok_or_else(wrong)?;
        }
        let time = time.ok_or("has no time")?;
        Ok(Self { parent, t, content: Content { time, author, message, key, request, headers: others, change } })
    }
}

/// Sets what was not set, if there is something to set.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> Option<()> {
    if place.is_some() || value.is_none() {
        return None;
    }
    *place = value;
    Some(())
}

fn next(reader: &mut Reader<impl BufRead>) -> Result<Row, String> {
    match reader.next() {
        Some(Ok(row)) => Ok(row),
        Some(Err(error)) => Err(format!("is no RDF Patch: {error}")),
        None => Err("ends before `TC`".to_owned()),
    }
}
