//! What queries answer, as the page shows it and as a file.

use super::PATH;
use super::queries::{Kind, Query, parameters};
use crate::explorer::visit::Visit;
use crate::graphql::{Cell, Error as Problem, Request, Separated, Sheet};
use crate::sparql::{Data, QueryForm, Request as SparqlRequest, STACK, Source};
use maud::{Markup, html as markup};
use oxigraph::model::NamedNode;
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::sync::Arc;

/// Rows that are shown; the file has all.
const SHOWN: usize = 200;
/// Bytes of an answer that are read for the table, and of a graph that is shown.
const READ: usize = 1 << 20;
/// Bytes of a table that is kept as a file; longer ones stream from `/sparql`.
const FILE: usize = 16 << 20;

/// An answer as the page shows it.
pub(super) enum Shown {
    Table { columns: Vec<String>, rows: Vec<Vec<String>>, is_whole: bool },
    Text { text: String, is_whole: bool },
    Problem(String),
}

/// The answer to a query as a table that is kept.
///
/// # Errors
/// If there is none, which the message says.
pub(super) fn file(visit: &Visit<'_>, kind: Kind, query: &Query) -> Result<Vec<u8>, String> {
    match kind {
        Kind::GraphQl => sheet(visit, query),
        Kind::Sparql => sparql_file(visit, query),
    }
}

/// The part of the page with an answer.
pub(super) fn html(visit: &Visit<'_>, kind: Kind, query: &Query, answer: &Shown) -> Markup {
    let words = visit.words();
    match answer {
        Shown::Problem(problem) => markup! {
            div.problem role="alert" {
                p { (words.say("refused")) }
                p lang="en" dir="ltr" { (problem) }
            }
        },
        Shown::Text { text, is_whole } => markup! {
            pre dir="ltr" tabindex="0" { (text) }
            @if !is_whole { p.quiet { (words.say("cut-off")) } }
        },
        Shown::Table { columns, rows, is_whole } => {
            let mut parameters = parameters(kind, query);
            parameters.push(("as", "csv"));
            markup! {
                div.rows tabindex="0" {
                    table data-count=(rows.len()) {
                        thead { tr { @for column in columns { th scope="col" dir="ltr" { (column) } } } }
                        tbody { @for row in rows.iter().take(SHOWN) { tr { @for cell in row { td { (cell_html(visit, cell)) } } } } }
                    }
                }
                p.quiet {
                    (words.count("n-rows", rows.len().min(SHOWN)))
                    @if rows.len() > SHOWN || !is_whole { " · " (words.say("cut-off")) }
                    " · " a href=(visit.page(PATH, &parameters)) { "CSV" }
                }
            }
        }
    }
}

/// The content of a cell; an IRI leads to what is known about it.
fn cell_html(visit: &Visit<'_>, cell: &str) -> Markup {
    let iri = NamedNode::new(cell).ok().filter(|_| cell.starts_with("http"));
    // Of a property, or what only the query made, nothing is said that a page could show.
    let is_known =
        iri.is_some_and(|iri| visit.view.data.triples.triples(Some(iri.as_ref().into()), None, None).next().is_some());
    markup! {
        @if is_known { a href=(visit.view.addresses.resource(cell)) dir="ltr" { (cell) } } @else { bdi { (cell) } }
    }
}

/// What a query answers.
pub(super) fn shown(visit: &Visit<'_>, kind: Kind, query: &Query) -> Shown {
    match kind {
        Kind::GraphQl => match sheet(visit, query) {
            Ok(csv) => read_table(&csv, true),
            // What has no one list is shown as it is.
            Err(problem) => json(visit, query).unwrap_or(Shown::Problem(problem)),
        },
        Kind::Sparql => match sparql(visit, query, READ) {
            Ok(Given { form: QueryForm::Solutions, bytes, is_whole }) => read_table(&bytes, is_whole),
            Ok(Given { bytes, is_whole, .. }) => {
                Shown::Text { text: String::from_utf8_lossy(&bytes).into_owned(), is_whole }
            }
            Err(problem) => Shown::Problem(problem),
        },
    }
}

/// Reads a table; the last row of a part may be one itself, and is left out.
fn read_table(bytes: &[u8], is_whole: bool) -> Shown {
    let (columns, mut rows) = read_csv(bytes);
    if !is_whole {
        rows.pop();
    }
    Shown::Table { columns, rows, is_whole }
}

/// Names and rows of CSV.
fn read_csv(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns = reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
    let records = reader.records().map_while(Result::ok);
    (columns, records.map(|row| row.iter().map(str::to_owned).collect()).collect())
}

fn request(visit: &Visit<'_>, query: &Query) -> Result<Request, String> {
    let variables: Map<String, Value> = match query.variables.trim() {
        "" => Map::new(),
        text => serde_json::from_str(text).map_err(|error| format!("the variables are no JSON object: {error}"))?,
    };
    let languages = visit.view.reader.chain().to_vec();
    Ok(Request { query: query.text.clone(), variables, languages, ..Request::default() })
}

/// The answer to a query in GraphQL as CSV.
fn sheet(visit: &Visit<'_>, query: &Query) -> Result<Vec<u8>, String> {
    let request = request(visit, query)?;
    let sheet = visit.engine.sheet(&request, &*visit.view.data.snapshot, visit.view.clock);
    sheet.map(|sheet| Separated::Commas.write(&sheet).into_bytes()).map_err(|errors| joined(&errors))
}

/// What is wrong, with the first place of each.
fn joined(errors: &[Problem]) -> String {
    let line = |error: &Problem| match error.locations.first() {
        Some(place) => format!("{} (line {}, column {})", error.message, place.line, place.column),
        None => error.message.clone(),
    };
    errors.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The answer as JSON; none if there is none.
fn json(visit: &Visit<'_>, query: &Query) -> Option<Shown> {
    let request = request(visit, query).ok()?;
    let response = visit.engine.answer_within(&request, &*visit.view.data.snapshot, visit.view.clock);
    let value: Value = serde_json::from_slice(response.data.as_deref()?).ok()?;
    let mut text = serde_json::to_string_pretty(&value).ok()?;
    let is_whole = text.len() <= READ;
    if !is_whole {
        let end = (0..=READ).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
    }
    Some(Shown::Text { text, is_whole })
}

/// What SPARQL answers.
struct Given {
    form: QueryForm,
    bytes: Vec<u8>,
    is_whole: bool,
}

/// Keeps the beginning of what is written.
struct Beginning {
    bytes: Vec<u8>,
    most: usize,
    is_whole: bool,
}

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            self.is_whole = false;
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "enough is known"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The answer to a query in SPARQL, as far as so many bytes: tables as CSV, graphs as Turtle.
fn sparql(visit: &Visit<'_>, query: &Query, most: usize) -> Result<Given, String> {
    let data = visit.view.data;
    let source = match &data.plain {
        Some(plain) => Source::Plain(Arc::clone(plain)),
        None => Source::Data(Data { snapshot: Arc::clone(&data.snapshot), triples: Arc::clone(&data.triples) }),
    };
    let request = SparqlRequest { query: query.text.clone(), ..SparqlRequest::default() };
    let token = visit.view.clock.token();
    let work = || {
        let prepared = visit.sparql.prepare(source, &request, token).map_err(|error| error.to_string())?;
        let form = prepared.kind();
        let media_type = if form == QueryForm::Graph { "text/turtle" } else { "text/csv" };
        let format = form.format(media_type).ok_or("there is no form for this answer")?;
        let mut beginning = Beginning { bytes: Vec::new(), most, is_whole: true };
        let written = prepared.write(format, token, &mut beginning);
        let Beginning { bytes, is_whole, .. } = beginning;
        match written {
            Err(error) if is_whole => Err(error.to_string()),
            _ => Ok(Given { form, bytes, is_whole }),
        }
    };
    // The evaluator is as deep as a query is nested, so it has a thread with a stack for that.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("sparql".into()).stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| format!("there is no thread for the query: {error}"))?;
        thread.join().map_err(|_| "the evaluation was lost".to_owned())?
    })
}

fn sparql_file(visit: &Visit<'_>, query: &Query) -> Result<Vec<u8>, String> {
    match sparql(visit, query, FILE)? {
        Given { form: QueryForm::Graph, .. } => {
            Err("a graph is no table; ask /sparql for it in a syntax of RDF".to_owned())
        }
        Given { is_whole: false, .. } => {
            Err(format!("the table has more than {FILE} bytes; ask /sparql for it with `Accept: text/csv`"))
        }
        // What readers keep is opened in spreadsheets, so it is written with the guard of all tables of pages; `/sparql` gives texts unchanged.
        Given { bytes, .. } => {
            let (columns, rows) = read_csv(&bytes);
            let cells = |row: Vec<String>| row.into_iter().map(Cell::Text).collect();
            let sheet = Sheet { columns, rows: rows.into_iter().map(cells).collect() };
            Ok(Separated::Commas.write(&sheet).into_bytes())
        }
    }
}
