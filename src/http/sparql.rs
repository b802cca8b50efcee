//! SPARQL 1.1 Protocol, <https://www.w3.org/TR/sparql11-protocol/>.

use super::app::App;
use super::context::RequestContext;
use super::evaluation::{Output, evaluate};
use super::negotiation::{preferred, ranked};
use super::refusal::{Reason, Refusal};
use super::writing::Asked;
use super::{HttpResponse, explorer, graphql, linked, validator};
use crate::live::{Edits, Generation};
use crate::snapshot::Snapshot;
use crate::sparql::{
    Changed, Data, Error, Format, QueryForm, ReadUpdate, Request, Source, UpdateRequest, prefixes_as_json,
    prefixes_as_text,
};
use crate::store::SYNTAXES;
use crate::triples::Triples;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::IntoResponse;
use oxigraph::model::Quad;
use oxigraph::sparql::CancellationToken;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// Media types of bodies.
const TAKEN: &str = "application/sparql-query, application/sparql-update, application/x-www-form-urlencoded";

/// What queries read; none while data are still being loaded.
pub(super) fn source(context: &RequestContext) -> Option<Source> {
    let data = context.data.as_ref()?;
    Some(source_of(&data.snapshot, &data.triples, data.plain.as_ref()))
}

/// What requests for SPARQL read of data.
fn source_of(snapshot: &Arc<Snapshot>, triples: &Arc<Triples>, plain: Option<&Arc<Triples>>) -> Source {
    match plain {
        Some(plain) => Source::Plain(Arc::clone(plain)),
        None => Source::Data(Data { snapshot: Arc::clone(snapshot), triples: Arc::clone(triples) }),
    }
}

/// How long an evaluation may take.
pub(super) fn time(app: &App) -> Duration {
    app.sparql().limits().time
}

/// The address of a path of the server, as clients see it: see [`Site::called`](crate::linked::Site::called).
pub(super) fn url(app: &App, headers: &HeaderMap, path: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    app.site().called(host, path)
}

/// The parameters of the protocol.
#[derive(Debug, Default)]
struct Parameters {
    query: Vec<String>,
    update: Vec<String>,
    default_graphs: Vec<String>,
    named_graphs: Vec<String>,
    using_graphs: Vec<String>,
    using_named_graphs: Vec<String>,
}

impl Parameters {
    /// Reads URL-encoded parameters; others than those of the protocol are passed over.
    fn read(text: &str) -> Result<Self, String> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).map_err(|error| error.to_string())?;
        if let Some((name, _)) = pairs.iter().find(|(_, value)| value.contains(char::REPLACEMENT_CHARACTER)) {
            return Err(format!("`{name}` is not UTF-8"));
        }
        let mut parameters = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "query" => parameters.query.push(value),
                "update" => parameters.update.push(value),
                "default-graph-uri" => parameters.default_graphs.push(value),
                "named-graph-uri" => parameters.named_graphs.push(value),
                "using-graph-uri" => parameters.using_graphs.push(value),
                "using-named-graph-uri" => parameters.using_named_graphs.push(value),
                _ => {}
            }
        }
        Ok(parameters)
    }
}

fn bad_request(problem: impl Into<String>) -> HttpResponse {
    Refusal::bad_request(problem).text()
}

/// `GET /sparql?query=…`: a query. Without one, what the endpoint is; browsers get a page to ask from.
pub(super) async fn get(
    State(app): State<Arc<App>>,
    context: RequestContext,
    uri: Uri,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> HttpResponse {
    let mut parameters = match Parameters::read(parameters.as_deref().unwrap_or_default()) {
        Ok(parameters) => parameters,
        Err(problem) => return bad_request(format!("the parameters of the URL cannot be read: {problem}")),
    };
    if !parameters.update.is_empty() {
        return bad_request("GET takes queries only; send updates with POST");
    }
    match parameters.query.len() {
        0 if explorer::wants_page(&headers, &SYNTAXES.map(|syntax| syntax.media_type)) => {
            linked::respond(app, context, uri, headers, |asked| explorer::query_page(asked, "sparql")).await
        }
        0 => describe(app, &context, &headers).await,
        1 => {
            let query = parameters.query.remove(0);
            answer(app, &context, &Method::GET, &headers, query, parameters).await
        }
        _ => bad_request("there is more than one parameter `query`; send one query at a time"),
    }
}

/// `POST /sparql`: a query or an update, as a form or as such.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    context: RequestContext,
    RawQuery(url_parameters): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> HttpResponse {
    let body = match utf8(body) {
        Ok(body) => body,
        Err(refusal) => return refusal.text(),
    };
    let (media_type, charset) = content_type(&headers);
    if charset.is_some_and(|charset| charset != "utf-8" && charset != "utf8") {
        return Refusal::media_type(TAKEN, "the body must be UTF-8").text();
    }
    let is_form = media_type == "application/x-www-form-urlencoded";
    let read = Parameters::read(if is_form { &body } else { url_parameters.as_deref().unwrap_or_default() });
    let mut parameters = match read {
        Ok(parameters) => parameters,
        Err(problem) => return bad_request(format!("the parameters cannot be read: {problem}")),
    };
    match media_type.as_str() {
        "application/sparql-query" => parameters.query.push(body),
        "application/sparql-update" => parameters.update.push(body),
        _ if is_form => {}
        _ => {
            let problem = "send `Content-Type: application/sparql-query` with a query as the body, \
                           application/sparql-update with an update, or a form with `query` or `update`";
            return Refusal::media_type(TAKEN, problem).text();
        }
    }
    let Parameters { query, update, .. } = &mut parameters;
    match (query.len(), update.len()) {
        (1, 0) => {
            let query = query.remove(0);
            answer(app, &context, &Method::POST, &headers, query, parameters).await
        }
        (0, 1) => {
            let update = update.remove(0);
            run_update(app, &context, &headers, update, parameters).await
        }
        (0, 0) => bad_request("there is neither a `query` nor an `update`"),
        _ => bad_request("there is more than one query or update; send one at a time"),
    }
}

/// The body as a text.
fn utf8(body: Result<Bytes, BytesRejection>) -> Result<String, Refusal> {
    let body = bytes(body)?;
    String::from_utf8(body.into())
        .map_err(|error| format!("the body is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
        .map_err(Refusal::bad_request)
}

pub(super) fn bytes(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Refusal> {
    body.map_err(|rejection| Refusal::of_body(&rejection, "the body", "split it"))
}

/// The media type of the body, and its charset, in lower case.
pub(super) fn content_type(headers: &HeaderMap) -> (String, Option<String>) {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    let media_type = parts.next().unwrap_or_default();
    let charset =
        parts.find_map(|part| part.strip_prefix("charset=").map(|charset| charset.trim_matches('"').to_owned()));
    (media_type, charset)
}

async fn answer(
    app: Arc<App>,
    context: &RequestContext,
    method: &Method,
    headers: &HeaderMap,
    query: String,
    parameters: Parameters,
) -> HttpResponse {
    if !parameters.using_graphs.is_empty() || !parameters.using_named_graphs.is_empty() {
        return bad_request("using-graph-uri is for updates; a query takes default-graph-uri and named-graph-uri");
    }
    let Some(source) = source(context) else { return Refusal::no_data(&app).text() };
    let since = context.data.as_ref().map(|data| data.since);
    let request = Request {
        query,
        base: Some(url(&app, headers, "/sparql")),
        default_graphs: parameters.default_graphs,
        named_graphs: parameters.named_graphs,
    };
    let explains = graphql::wants_explanation(headers);
    let tag = since.filter(|_| !explains).and_then(|since| validator::of(&request, headers, since));
    if let Some(response) = tag.as_ref().and_then(|tag| validator::unchanged(method, headers, tag)) {
        return response;
    }
    // What kind of answer it is, and so which media types there are, is known when the query has been parsed.
    let formats = [QueryForm::Solutions, QueryForm::Boolean, QueryForm::Graph].map(|kind| {
        let media_types = ranked(headers, &kind.media_types());
        (kind, Format::different(media_types.into_iter().filter_map(|media_type| kind.format(media_type))))
    });
    let key = app.gate().key(("sparql", &request.query, &request.default_graphs, &request.named_graphs));
    let shared = Arc::clone(&app);
    let work = move |output: &mut Output, token: &CancellationToken| {
        let prepare = || shared.sparql().prepare(source.clone(), &request, token);
        let mut prepared = prepare()?;
        if explains {
            output.begin("text/plain; charset=utf-8");
            return output.write_all(prepared.explain().as_bytes()).map_err(Error::Output);
        }
        let kind = prepared.kind();
        let mut formats = formats.iter().filter(|(other, _)| *other == kind).flat_map(|(_, formats)| formats.iter());
        let mut format = *formats.next().ok_or_else(|| Error::NotAcceptable { offered: kind.media_types() })?;
        loop {
            output.begin(format.content_type());
            match (prepared.write(format, token, &mut *output), formats.next()) {
                // What one form cannot say another may.
                (Err(Error::Unwritable(_)), Some(next)) if output.starts_again() => {
                    (format, prepared) = (*next, prepare()?);
                }
                (written, _) => {
                    let rows = written?;
                    tracing::debug!(rows, "a query was answered");
                    return Ok(());
                }
            }
        }
    };
    let mut response = evaluate(app.gate(), context, Some(key), time(&app), work).await;
    if let Some(tag) = tag.filter(|_| response.status() == StatusCode::OK) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

async fn run_update(
    app: Arc<App>,
    context: &RequestContext,
    headers: &HeaderMap,
    update: String,
    parameters: Parameters,
) -> HttpResponse {
    if context.is_past {
        let problem = "what was is read, and not written; send updates to /sparql";
        return Refusal::new(Reason::Forbidden, problem).text();
    }
    let asked = match Asked::read(&app, headers, &request_of(&update, &parameters)) {
        Ok(asked) => asked,
        Err(refusal) => return refusal.text(),
    };
    if !parameters.default_graphs.is_empty() || !parameters.named_graphs.is_empty() {
        return bad_request(
            "default-graph-uri is for queries; an update takes using-graph-uri and using-named-graph-uri",
        );
    }
    let base = url(&app, headers, "/sparql");
    let shared = Arc::clone(&app);
    let read = move |_: &CancellationToken| {
        let request = UpdateRequest {
            update: &update,
            base: Some(&base),
            using: &parameters.using_graphs,
            using_named: &parameters.using_named_graphs,
        };
        let read = shared.sparql().read_update(request)?;
        Ok((shared, read))
    };
    let edits = |(shared, read): (Arc<App>, ReadUpdate), generation: &Generation, token: &CancellationToken| {
        let endpoint = shared.sparql();
        let source = source_of(&generation.snapshot, &generation.triples, generation.plain.as_ref());
        let is_fixed = |quad: &Quad| generation.is_fixed(quad);
        let Changed { deleted, inserted } = endpoint.changed(&source, read, &is_fixed, token)?;
        Ok(Edits { deleted, added: inserted, is_strict: false })
    };
    match asked.commit(&app, context, read, edits).await {
        Ok(done) => done.respond(StatusCode::OK),
        Err(response) => *response,
    }
}

/// What makes an update the same as another.
fn request_of<'a>(update: &'a str, parameters: &'a Parameters) -> Vec<&'a [u8]> {
    let Parameters { using_graphs, using_named_graphs, .. } = parameters;
    let graphs = |graphs: &'a [String]| graphs.iter().map(String::as_bytes);
    let parts: [&[u8]; 2] = [b"update", update.as_bytes()];
    let using: [&[u8]; 1] = [b"using named"];
    parts.into_iter().chain(graphs(using_graphs)).chain(using).chain(graphs(using_named_graphs)).collect()
}

/// What the endpoint says of itself.
async fn describe(app: Arc<App>, context: &RequestContext, headers: &HeaderMap) -> HttpResponse {
    let offered = SYNTAXES.map(|syntax| syntax.media_type);
    let Some(media_type) = preferred(headers, &offered) else { return Refusal::not_acceptable(&offered).text() };
    let Some(source) = source(context) else { return Refusal::no_data(&app).text() };
    let url = url(&app, headers, "/sparql");
    let (shared, takes_updates) = (Arc::clone(&app), app.writing().is_some() && !context.is_past);
    let work = move |output: &mut Output, _: &CancellationToken| {
        let Some(format @ Format::Rdf(rdf)) = QueryForm::Graph.format(media_type) else { return Ok(()) };
        output.begin(format.content_type());
        shared.sparql().describe(&source, &url, takes_updates)?.write(rdf, output)
    };
    let key = app.gate().key(("description", media_type));
    evaluate(app.gate(), context, Some(key), time(&app), work).await
}

/// Any other method.
pub(super) async fn other_method() -> HttpResponse {
    Refusal::method_not_allowed("GET, HEAD, POST", "SPARQL is asked by GET or POST").text()
}

/// `GET /sparql/prefixes`: the prefixes of the ontology, to be put in front of a query.
pub(super) async fn prefixes(State(app): State<Arc<App>>, headers: HeaderMap) -> HttpResponse {
    let prefixes = app.sparql().prefixes();
    let offered = ["text/plain", "application/json", "text/turtle", "application/sparql-query"];
    let (content_type, body) = match preferred(&headers, &offered) {
        None => return Refusal::not_acceptable(&offered).text(),
        Some("application/json") => ("application/json", prefixes_as_json(prefixes)),
        Some("text/turtle") => ("text/turtle; charset=utf-8", prefixes_as_text(prefixes)),
        Some("application/sparql-query") => ("application/sparql-query", prefixes_as_text(prefixes)),
        Some(_) => ("text/plain; charset=utf-8", prefixes_as_text(prefixes)),
    };
    ([(header::CONTENT_TYPE, content_type), (header::VARY, "accept")], body).into_response()
}
