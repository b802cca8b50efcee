//! A table (CSV, TSV) as triples: one thing a row, and columns of names, codes and the like.
//!
//! Columns are known by their heads as `ontology/linking.ttl` has them, or named by the user, who then names all of that kind.

use super::error::Error;
use super::vocabulary::{IDENTIFIER, Role, Vocabulary};
use oxigraph::model::{Literal, NamedNode, Term, Triple};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use plenary_base::vocab::skos;
use plenary_ontology::Prefixes;

/// What may not stand in an IRI as it is.
const NOT_IN_IRIS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'%')
    .add(b'#')
    .add(b'?')
    .add(b'/');

/// The columns that a user names, by their heads or by their numbers from 1.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Identifiers.
    pub id: Option<String>,
    /// What stands before identifiers that are no IRIs.
    pub id_prefix: Option<String>,
    /// Names: `COLUMN` or `COLUMN@LANGUAGE`.
    pub labels: Vec<String>,
    /// Other names, likewise.
    pub other_names: Vec<String>,
    /// Codes: `COLUMN`, or `COLUMN=PROPERTY` for those of a system of its own.
    pub codes: Vec<String>,
    /// Identifiers of what is broader.
    pub broader: Option<String>,
    /// Whether the first row is one of data.
    pub without_head: bool,
}

/// A table that was read.
#[derive(Debug)]
pub struct Table {
    /// Its triples.
    pub triples: Vec<Triple>,
    /// Which columns were read as what, for people.
    pub columns: String,
    /// Rows without an identifier, which were passed over.
    pub passed_over: usize,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
struct Meaning {
    column: usize,
    property: NamedNode,
    language: Option<String>,
}

/// A table while it is read.
struct Reading<'a> {
    file: &'a str,
    heads: Vec<String>,
    vocabulary: &'a Vocabulary,
    prefixes: &'a Prefixes,
}

impl Table {
    /// Reads a table. The separator is a tab, a comma or a semicolon, whichever the first line has most of.
    ///
    /// # Errors
    /// If a row has more or fewer columns than the first, the text is not UTF-8, a column is not there, there is none of
    /// identifiers or none of names and codes, or identifiers are no IRIs.
    pub fn read(
        file: &str,
        bytes: &[u8],
        columns: &Columns,
        vocabulary: &Vocabulary,
        prefixes: &Prefixes,
    ) -> Result<Self, Error> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(separator(bytes)).from_reader(bytes);
        let mut rows = reader.records();
        let Some(first) = rows.next() else {
            return Err(Error::Table { place: file.to_owned(), message: "the table is empty".into() });
        };
        let first = first.map_err(|error| wrong(file, &error))?;
        let heads = if columns.without_head {
            (1..=first.len()).map(|number| number.to_string()).collect()
        } else {
            first.iter().map(|head| head.trim().to_owned()).collect()
        };
        let reading = Reading { file, heads, vocabulary, prefixes };
        let (id, meanings) = reading.meanings(columns)?;
        let mut table = Self { triples: Vec::new(), columns: reading.describe(id, &meanings), passed_over: 0 };
        let own = columns.without_head.then_some(Ok(first));
        for row in own.into_iter().chain(rows) {
            let row = row.map_err(|error| wrong(file, &error))?;
            let cell = |column: usize| row.get(column).map(str::trim).filter(|cell| !cell.is_empty());
            let Some(cell_of_id) = cell(id) else {
                table.passed_over += 1;
                continue;
            };
            let line = row.position().map_or(0, csv::Position::line);
            let iri = |cell: &str| reading.iri(cell, columns.id_prefix.as_deref(), line);
            let subject = iri(cell_of_id)?;
            for meaning in &meanings {
                let Some(cell) = cell(meaning.column) else { continue };
                let object = match (vocabulary.role(meaning.property.as_ref()), &meaning.language) {
                    (Some(Role::Broader), _) => Term::from(iri(cell)?),
                    (Some(Role::Same), _) => match NamedNode::new(cell) {
                        Ok(other) => other.into(),
                        Err(_) => continue,
                    },
                    (_, Some(tag)) => Literal::new_language_tagged_literal(cell, tag)
                        .unwrap_or_else(|_| Literal::new_simple_literal(cell))
                        .into(),
                    (_, None) => Literal::new_simple_literal(cell).into(),
                };
                table.triples.push(Triple::new(subject.clone(), meaning.property.clone(), object));
            }
        }
        Ok(table)
    }
}

impl Reading<'_> {
    /// Where the identifiers are, and what the other columns hold.
    fn meanings(&self, columns: &Columns) -> Result<(usize, Vec<Meaning>), Error> {
        let detected = self.detected();
        let has_role = |meaning: &Meaning, roles: &[Role]| {
            self.vocabulary.role(meaning.property.as_ref()).is_some_and(|role| roles.contains(&role))
        };
        let mut meanings = Vec::new();
        let named = [(&columns.labels, skos::PREF_LABEL), (&columns.other_names, skos::ALT_LABEL)];
        for (name, property) in
            named.iter().flat_map(|(names, property)| names.iter().map(move |name| (name, property)))
        {
            let (head, language) = name.rsplit_once('@').map_or((name.as_str(), None), |(head, tag)| (head, Some(tag)));
            let property = NamedNode::new_unchecked(*property);
            meanings.push(Meaning { column: self.column(head)?, property, language: language.map(str::to_owned) });
        }
        if meanings.is_empty() {
            meanings.extend(detected.iter().filter(|m| has_role(m, &[Role::Label, Role::OtherName])).cloned());
        }
        for code in &columns.codes {
            let (head, property) = code.rsplit_once('=').map_or((code.as_str(), "skos:notation"), |parts| parts);
            let property = match self.prefixes.expand(property) {
                Ok(property) => property,
                Err(problem) => return Err(self.columns_error(format!("--code {code}: {problem}"))),
            };
            meanings.push(Meaning { column: self.column(head)?, property, language: None });
        }
        if columns.codes.is_empty() {
            meanings.extend(detected.iter().filter(|m| has_role(m, &[Role::Code, Role::Notation])).cloned());
        }
        if meanings.is_empty() {
            return Err(self.columns_error(
                "no column is known as one of names or codes; name them with --label COLUMN@LANGUAGE and --code COLUMN, or say --no-header if the first line is no head"
                    .into(),
            ));
        }
        match &columns.broader {
            Some(head) => {
                let property = NamedNode::new_unchecked(skos::BROADER);
                meanings.push(Meaning { column: self.column(head)?, property, language: None });
            }
            None => meanings.extend(detected.iter().filter(|m| has_role(m, &[Role::Broader])).cloned()),
        }
        meanings.extend(detected.iter().filter(|m| has_role(m, &[Role::Same])).cloned());
        let is_id = |meaning: &&Meaning| meaning.property.as_ref() == IDENTIFIER;
        let id = match &columns.id {
            Some(head) => self.column(head)?,
            None => detected.iter().find(is_id).map(|meaning| meaning.column).ok_or_else(|| {
                self.columns_error(
                    "no column is known as that of the identifiers; name it with --id COLUMN, and with --id-prefix IRI what stands before them".into(),
                )
            })?,
        };
        Ok((id, meanings))
    }

    /// The columns by their headings; empty without headings.
    fn detected(&self) -> Vec<Meaning> {
        let meaning = |(column, head): (usize, &String)| {
            let (property, language) = self.vocabulary.column(head)?;
            Some(Meaning { column, property, language })
        };
        self.heads.iter().enumerate().filter_map(meaning).collect()
    }

    /// A column by its head, or by its number.
    fn column(&self, head: &str) -> Result<usize, Error> {
        let exact = self.heads.iter().position(|known| known == head);
        let alike = || self.heads.iter().position(|known| known.to_lowercase() == head.to_lowercase());
        let number =
            || head.parse().ok().filter(|number| (1..=self.heads.len()).contains(number)).map(|n: usize| n - 1);
        let found = exact.or_else(alike).or_else(number);
        found.ok_or_else(|| self.columns_error(format!("there is no column `{head}`")))
    }

    fn iri(&self, cell: &str, prefix: Option<&str>, line: u64) -> Result<NamedNode, Error> {
        let place = || format!("{}:{line}", self.file);
        if let Some(prefix) = prefix {
            let iri = format!("{prefix}{}", utf8_percent_encode(cell, NOT_IN_IRIS));
            return NamedNode::new(iri.as_str())
                .map_err(|error| Error::Table { place: place(), message: format!("`{iri}` is not an IRI: {error}") });
        }
        self.prefixes.expand(cell).map_err(|_| Error::Table {
            place: place(),
            message: format!("the identifier `{cell:.60}` is no IRI; say with --id-prefix IRI what stands before it"),
        })
    }

    fn columns_error(&self, message: String) -> Error {
        let columns: Vec<_> = self.heads.iter().map(|head| format!("`{head:.40}`")).collect();
        Error::Columns { file: self.file.to_owned(), message, columns: columns.join(", ") }
    }

    fn describe(&self, id: usize, meanings: &[Meaning]) -> String {
        let describe = |meaning: &Meaning| {
            let name = super::turtle::short(&meaning.property, self.prefixes);
            let language = meaning.language.as_ref().map(|tag| format!("@{tag}")).unwrap_or_default();
            format!("`{}` as {name}{language}", self.heads[meaning.column])
        };
        let others: Vec<_> = meanings.iter().map(describe).collect();
        format!("`{}` as identifiers, {}", self.heads[id], others.join(", "))
    }
}

/// The separator that the first line has most of.
fn separator(bytes: &[u8]) -> u8 {
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|&&byte| byte == separator).count();
    // The last of equals wins: a comma where there is none of all.
    b"\t;,".iter().copied().max_by_key(|&separator| count(separator)).unwrap_or(b',')
}

fn wrong(file: &str, error: &csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    let place = if line > 0 { format!("{file}:{line}") } else { file.to_owned() };
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8; save the file as UTF-8".to_owned(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} columns, but the first line has {expected_len}")
        }
        _ => error.to_string(),
    };
    Error::Table { place, message }
}
