//! The query page and the builder: where readers ask what no page asks. Without script they are a form with its answer as a table, and a
//! list of questions to begin with; where scripts run, an editor with the schema beside it takes their place (`web/src/query`,
//! `web/src/builder`).

use super::parameters::{self, Table, Takes};
use super::visit::{Answer, Error, Visit};
use crate::graphql::{Error as Problem, Request, Separated};
use crate::linked::{Frame, chosen_language, html, layout};
use crate::ontology::{Class, Example, ExampleQuery, Ontology, Text};
use crate::sparql::{Data, QueryForm, Request as SparqlRequest, STACK, Source};
use crate::web;
use maud::{Markup, html as markup};
use oxigraph::model::NamedNode;
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::sync::Arc;

/// Where the query page is, from the server's root.
pub(super) const PATH: &str = "query";
/// Where the builder is.
pub(super) const BUILD: &str = "build";
/// Rows that are shown; the file has all.
const SHOWN: usize = 200;
/// Bytes of an answer that are read for the table, and of a graph that is shown.
const READ: usize = 1 << 20;
/// Bytes of a table that is kept as a file; longer ones stream from `/sparql`.
const FILE: usize = 16 << 20;
/// Six copies of a longer query, one for each language, would be most of the page.
const LONGEST_LINKED: usize = 2000;
/// Classes that have an example of their own, where the ontology has none.
const CLASSES: usize = 4;

/// A language that queries are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    GraphQl,
    Sparql,
}

impl Kind {
    const ALL: [Self; 2] = [Self::GraphQl, Self::Sparql];

    /// Its value in addresses, and the path of its endpoint.
    fn id(self) -> &'static str {
        match self {
            Self::GraphQl => "graphql",
            Self::Sparql => "sparql",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::GraphQl => "GraphQL",
            Self::Sparql => "SPARQL",
        }
    }

    fn of(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == value)
    }
}

/// A query to be shown, and to be answered if somebody has asked it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Query {
    text: String,
    variables: String,
}

/// An answer as the page shows it.
enum Shown {
    Table { columns: Vec<String>, rows: Vec<Vec<String>>, is_whole: bool },
    Text { text: String, is_whole: bool },
    Problem(String),
}

/// What the address of the query page may say.
pub(super) fn table() -> Table {
    let kinds = parameters::once("kind", Takes::one_of(Kind::ALL.map(Kind::id)));
    let texts = ["query", "variables", "view"].map(|name| parameters::once(name, Takes::Text));
    Table::of([kinds, parameters::files(["csv"])].into_iter().chain(texts))
}

/// What the address of the builder may say, which its script reads.
pub(super) fn builder_table() -> Table {
    Table::of(["type", "where", "columns"].map(|name| parameters::once(name, Takes::Text)))
}

/// The query page. `kind` is the language of the address that it stands at, if that has one.
///
/// # Errors
/// If the time is over.
pub(super) fn page(visit: &Visit<'_>, kind: Option<&str>) -> Result<Answer, Error> {
    let kind = visit.parameter("kind").or(kind).and_then(Kind::of).unwrap_or(Kind::GraphQl);
    let examples = examples(visit);
    let asked = visit.parameter("query").filter(|text| !text.trim().is_empty()).map(|text| Query {
        text: text.to_owned(),
        variables: visit.parameter("variables").unwrap_or_default().to_owned(),
    });
    if let Some(query) = asked.as_ref().filter(|_| visit.parameter("as") == Some("csv")) {
        let bytes = match kind {
            Kind::GraphQl => sheet(visit, query),
            Kind::Sparql => sparql_file(visit, query),
        };
        visit.view.clock.check()?;
        let bytes = bytes.map_err(Error::Refused)?;
        return Ok(Answer::File { media_type: "text/csv; charset=utf-8", name: "answer.csv".to_owned(), bytes });
    }
    let answer = asked.as_ref().map(|query| shown(visit, kind, query));
    visit.view.clock.check()?;
    let first = examples.iter().find(|(_, known, _)| *known == kind).map(|(_, _, query)| query.clone());
    let query = asked.clone().or(first).unwrap_or_default();
    let title = visit.words().say("query-page");
    let body = markup! {
        h1 { (title) }
        p.lead { (visit.words().say("query-lead")) }
        div.workbench data-island="query" data-kind=(kind.id()) {
            div.ask {
                (form(visit, kind, &query))
                section.answer aria-labelledby="answer" {
                    h2 #answer { (visit.words().say("answer")) }
                    @match &answer {
                        Some(answer) => (answer_html(visit, kind, &query, answer)),
                        None => p.quiet { (visit.words().say("run-to-see")) },
                    }
                }
            }
            div.help { (examples_html(visit, &examples)) }
        }
    };
    let linked = asked.as_ref().filter(|query| query.text.len() + query.variables.len() <= LONGEST_LINKED);
    let own = linked.map_or_else(|| vec![("kind", kind.id())], |query| parameters(kind, query));
    Ok(Answer::Page(whole(visit, title, &visit.view.addresses.page_of_no_language(PATH, &own), &body)))
}

/// The page on which a question is built by choosing.
pub(super) fn build(visit: &Visit<'_>) -> Answer {
    let title = visit.words().say("build-page");
    let body = markup! {
        h1 { (title) }
        p.lead { (visit.words().say("build-lead")) }
        div.workbench.build data-island="builder" {
            ul.examples {
                @for class in roots(visit.view.ontology) {
                    li { a href=(address(visit, Kind::GraphQl, &all_of(class))) { (html::text(&visit.titles().class_label(class))) } }
                }
            }
        }
    };
    Answer::Page(whole(visit, title, &visit.view.addresses.page_of_no_language(BUILD, &[]), &body))
}

fn whole(visit: &Visit<'_>, title: &str, own: &str, body: &Markup) -> String {
    let style = format!("web/{}", web::QUERY_STYLE);
    let head = markup! { link rel="stylesheet" href=(visit.view.addresses.file(&style)); };
    layout(visit.view, &Frame { title, own: Some(own), head: Some(head), ..Frame::default() }, body)
}

fn form(visit: &Visit<'_>, kind: Kind, query: &Query) -> Markup {
    let words = visit.words();
    markup! {
        nav.kinds aria-label=(words.say("query-kind")) {
            @for other in Kind::ALL {
                a href=(visit.page(PATH, &[("kind", other.id())])) aria-current=[(other == kind).then_some("page")] { (other.name()) }
            }
        }
        form action=(visit.view.addresses.file(PATH)) {
            input type="hidden" name="kind" value=(kind.id());
            (chosen_language(visit.view.reader))
            label for="query-text" { (kind.name()) }
            textarea #query-text name="query" rows="14" dir="ltr" spellcheck="false" autocapitalize="off" { "\n" (query.text) }
            @if kind == Kind::GraphQl {
                label for="query-variables" { (words.say("variables")) }
                textarea.variables #query-variables name="variables" rows="3" dir="ltr" spellcheck="false" autocapitalize="off" { "\n" (query.variables) }
            }
            div.actions { button.run type="submit" { (words.say("run")) } }
        }
    }
}

fn answer_html(visit: &Visit<'_>, kind: Kind, query: &Query, answer: &Shown) -> Markup {
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

/// A query with the names by which people ask it.
type Named = (Vec<Text>, Kind, Query);

/// The examples of the ontology. A kind for which it has none gets some that ask for all of a class.
fn examples(visit: &Visit<'_>) -> Vec<Named> {
    let ontology = visit.view.ontology;
    let own = ontology.examples().iter().map(|Example { labels, query }| match query {
        ExampleQuery::GraphQl { text, variables } => {
            let variables = variables.clone().unwrap_or_default();
            (labels.clone(), Kind::GraphQl, Query { text: text.clone(), variables })
        }
        ExampleQuery::Sparql { text } => {
            (labels.clone(), Kind::Sparql, Query { text: text.clone(), variables: String::new() })
        }
    });
    let mut examples: Vec<Named> = own.collect();
    for kind in Kind::ALL {
        if examples.iter().all(|(_, known, _)| *known != kind) {
            let of_class = |class: &Class| {
                let query = match kind {
                    Kind::GraphQl => all_of(class),
                    Kind::Sparql => {
                        let text = format!(
                            "SELECT ?item ?property ?value {{\n  ?item a {} ; ?property ?value\n}} LIMIT 100",
                            class.iri
                        );
                        Query { text, variables: String::new() }
                    }
                };
                (vec![visit.titles().class_label(class)], kind, query)
            };
            examples.extend(roots(ontology).take(CLASSES).map(of_class));
        }
    }
    examples
}

fn roots(ontology: &Ontology) -> impl Iterator<Item = &Class> {
    ontology.class_ids().map(|id| ontology.class(id)).filter(|class| class.is_root)
}

/// The query for what there is of a class, by its names.
fn all_of(class: &Class) -> Query {
    let names = class.fields.iter().filter(|field| field.is_name).map(|field| format!(" {}", field.name));
    let text = format!(
        "{{\n  {}(first: 50) {{\n    totalCount\n    nodes {{ id{} }}\n  }}\n}}",
        class.plural,
        names.collect::<String>()
    );
    Query { text, variables: String::new() }
}

/// The parameters of the address of a query.
fn parameters(kind: Kind, query: &Query) -> Vec<(&'static str, &str)> {
    let variables = (!query.variables.is_empty()).then_some(("variables", &*query.variables));
    [("kind", kind.id()), ("query", &*query.text)].into_iter().chain(variables).collect()
}

fn address(visit: &Visit<'_>, kind: Kind, query: &Query) -> String {
    visit.page(PATH, &parameters(kind, query))
}

fn examples_html(visit: &Visit<'_>, examples: &[Named]) -> Markup {
    let addresses = visit.view.addresses;
    markup! {
        h2 { (visit.words().say("examples")) }
        @for kind in Kind::ALL {
            h3 { (kind.name()) }
            ul.examples {
                @for (labels, _, query) in examples.iter().filter(|(_, known, _)| *known == kind) {
                    @if let Some(label) = visit.view.reader.pick(labels) {
                        li { a href=(address(visit, kind, query)) { (html::text(label)) } }
                    }
                }
            }
        }
        p {
            a href=(addresses.file("graphql/schema")) { (visit.words().say("schema")) } " · "
            a href=(addresses.file("sparql/prefixes")) { (visit.words().say("prefixes")) } " · "
            a href=(addresses.page("ontology")) { (visit.words().say("ontology")) } " · "
            a href=(addresses.page(BUILD)) { (visit.words().say("build-page")) }
        }
    }
}

fn shown(visit: &Visit<'_>, kind: Kind, query: &Query) -> Shown {
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

/// Reads CSV; the last row of a part may be one itself, and is left out.
fn read_table(bytes: &[u8], is_whole: bool) -> Shown {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns = reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
    let records = reader.records().map_while(Result::ok);
    let mut rows: Vec<Vec<String>> = records.map(|row| row.iter().map(str::to_owned).collect()).collect();
    if !is_whole {
        rows.pop();
    }
    Shown::Table { columns, rows, is_whole }
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
        Given { bytes, .. } => Ok(bytes),
    }
}
