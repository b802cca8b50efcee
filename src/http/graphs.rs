//! SPARQL 1.1 Graph Store HTTP Protocol, <https://www.w3.org/TR/sparql11-http-rdf-update/>. The data are read only; writing
//! is for a server that was started with a store for tests.

use super::HttpResponse;
use super::app::App;
use super::context::RequestContext;
use super::evaluation::{Output, evaluate};
use super::negotiation::ranked;
use super::refusal::Refusal;
use super::sparql::{bytes, content_type, source, time, url};
use crate::sparql::{Error, Format, GraphTarget, QueryForm, RdfText};
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use oxigraph::io::RdfFormat;
use oxigraph::sparql::CancellationToken;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where the graphs are.
const ROOT: &str = "/graphs";

/// Media types of bodies.
const TAKEN: &str = "text/turtle, application/n-triples, application/n-quads, application/trig, application/rdf+xml, \
    application/ld+json, text/n3, multipart/form-data";

/// Which graph a request means: `?default`, `?graph=IRI`, or the path of the URL. `None` means the store as a whole.
fn target(app: &App, headers: &HeaderMap, path: &str, parameters: Option<&str>) -> Result<Option<GraphTarget>, Error> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(parameters.unwrap_or_default())
        .map_err(|error| Error::BadRequest(format!("the parameters of the URL cannot be read: {error}")))?;
    let graphs: Vec<_> = pairs.iter().filter(|(name, _)| name == "graph").map(|(_, value)| value).collect();
    let is_default = pairs.iter().any(|(name, _)| name == "default");
    let name = path.strip_prefix(ROOT).unwrap_or_default().trim_start_matches('/');
    match (graphs.as_slice(), is_default, name) {
        ([], true, "") => Ok(Some(GraphTarget::Default)),
        ([iri], false, "") => GraphTarget::named(iri).map(Some),
        ([], false, "") => Ok(None),
        ([], false, name) => {
            // The graphs of the data have their names in a namespace of the ontology; those of a store have their URL.
            let namespace = app.sparql().endpoint().prefixes().namespace("graph");
            let iri = match namespace {
                Some(namespace) if app.sparql().memory().is_none() => format!("{namespace}{name}"),
                _ => url(app, headers, path),
            };
            GraphTarget::named(&iri).map(Some)
        }
        _ => Err(Error::BadRequest("name one graph: by ?graph=IRI, by ?default, or by the path /graphs/NAME".into())),
    }
}

/// A request for a graph.
#[derive(Debug)]
pub(super) struct Asked {
    headers: HeaderMap,
    path: String,
    parameters: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let parameters = parts.uri.query().map(str::to_owned);
        Ok(Self { headers: parts.headers.clone(), path: parts.uri.path().to_owned(), parameters })
    }
}

impl Asked {
    fn target(&self, app: &App) -> Result<Option<GraphTarget>, Error> {
        target(app, &self.headers, &self.path, self.parameters.as_deref())
    }

    /// The graph to write to; none for the store as a whole.
    fn writes(&self, app: &App) -> Result<GraphTarget, Refusal> {
        let problem = "name a graph: by ?graph=IRI, by ?default, or by the path /graphs/NAME";
        self.target(app)?.ok_or_else(|| Refusal::bad_request(problem))
    }
}

/// `GET`: the triples of a graph.
pub(super) async fn get(State(app): State<Arc<App>>, context: RequestContext, asked: Asked) -> HttpResponse {
    let target = match asked.writes(&app) {
        Ok(target) => target,
        Err(refusal) => return refusal.text(),
    };
    let offered = QueryForm::Graph.media_types();
    let media_types = ranked(&asked.headers, &offered).into_iter();
    let formats = Format::different(media_types.filter_map(|media_type| QueryForm::Graph.format(media_type)));
    if formats.is_empty() {
        return Refusal::not_acceptable(&offered).text();
    }
    let Some(source) = source(&app, &context) else { return Refusal::no_data(&app).text() };
    let accepted = asked.headers.get(header::ACCEPT).map(HeaderValue::as_bytes);
    let key = app.gate().key(("graph", &asked.path, &asked.parameters, accepted));
    let shared = Arc::clone(&app);
    let work = move |output: &mut Output, token: &CancellationToken| {
        let graph = shared.sparql().endpoint().graph(source.clone(), &target)?.ok_or(Error::NoGraph)?;
        // What one form cannot say another may.
        let format = formats.iter().find(|format| graph.unwritable(**format, token).is_none()).or(formats.first());
        let Some(format @ Format::Rdf(rdf)) = format else { return Ok(()) };
        output.begin(format.content_type());
        graph.write(*rdf, token, output).map(drop)
    };
    evaluate(app.gate(), &context, Some(key), time(&app), work).await
}

/// A method that is not taken, writing above all.
pub(super) async fn other_method() -> HttpResponse {
    Refusal::method_not_allowed("GET, HEAD", "the graphs are read only").text()
}

/// `PUT`: RDF in place of what was in the graph.
pub(super) async fn put(
    State(app): State<Arc<App>>,
    context: RequestContext,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> HttpResponse {
    match asked.writes(&app) {
        Ok(target) => write(&app, &context, &asked.headers, target, body, true).await,
        Err(refusal) => refusal.text(),
    }
}

/// `POST`: RDF in addition to what is in the graph; to the store as a whole, a graph of a new name.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    context: RequestContext,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> HttpResponse {
    match asked.target(&app) {
        Ok(Some(target)) => write(&app, &context, &asked.headers, target, body, false).await,
        Ok(None) => {
            let name = oxigraph::model::BlankNode::default();
            let location = url(&app, &asked.headers, &format!("{ROOT}/{}", name.as_str()));
            let target = match GraphTarget::named(&location) {
                Ok(target) => target,
                Err(error) => return Refusal::from(error).text(),
            };
            let mut response = write(&app, &context, &asked.headers, target, body, false).await;
            if response.status().is_success()
                && let Ok(location) = HeaderValue::from_str(&location)
            {
                response.headers_mut().insert(header::LOCATION, location);
            }
            response
        }
        Err(error) => Refusal::from(error).text(),
    }
}

/// `DELETE`: removes the graph.
pub(super) async fn delete(State(app): State<Arc<App>>, context: RequestContext, asked: Asked) -> HttpResponse {
    let target = match asked.writes(&app) {
        Ok(target) => target,
        Err(refusal) => return refusal.text(),
    };
    let Some(store) = app.sparql().memory() else { return other_method().await };
    let (store, shared) = (store.clone(), Arc::clone(&app));
    let changed =
        change(&app, &context, move |token| store.remove_graph(shared.sparql().endpoint(), &target, token)).await;
    match changed {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => Refusal::from(Error::NoGraph).text(),
        Err(refusal) => *refusal,
    }
}

/// Does a change of the store as an evaluation: at a place of its own, and against the clock. Gives what it says.
async fn change(
    app: &App,
    context: &RequestContext,
    work: impl Fn(&CancellationToken) -> Result<bool, Error> + Send + Sync + 'static,
) -> Result<bool, Box<HttpResponse>> {
    let said = Arc::new(AtomicBool::new(false));
    let says = Arc::clone(&said);
    let work = move |output: &mut Output, token: &CancellationToken| {
        output.begin("text/plain; charset=utf-8");
        says.store(work(token)?, Ordering::Release);
        Ok(())
    };
    // A change is not started twice.
    let response = evaluate(app.gate(), context, None, time(app), work).await;
    if response.status() == StatusCode::OK { Ok(said.load(Ordering::Acquire)) } else { Err(Box::new(response)) }
}

async fn write(
    app: &Arc<App>,
    context: &RequestContext,
    headers: &HeaderMap,
    target: GraphTarget,
    body: Result<Bytes, BytesRejection>,
    replace: bool,
) -> HttpResponse {
    let Some(store) = app.sparql().memory().cloned() else { return other_method().await };
    let texts = match bytes(body) {
        Ok(body) => texts(headers, body).await,
        Err(refusal) => Err(refusal),
    };
    let texts = match texts {
        Ok(texts) => texts,
        Err(refusal) => return refusal.text(),
    };
    let shared = Arc::clone(app);
    let work =
        move |token: &CancellationToken| store.write_graph(shared.sparql().endpoint(), &target, &texts, replace, token);
    match change(app, context, work).await {
        Ok(true) => StatusCode::CREATED.into_response(),
        Ok(false) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => *refusal,
    }
}

/// The RDF of a body: the body itself, or the files of a form (section 5.5). Without a media type it is RDF/XML.
async fn texts(headers: &HeaderMap, body: Bytes) -> Result<Vec<RdfText>, Refusal> {
    let (media_type, _) = content_type(headers);
    if media_type != "multipart/form-data" {
        let format = format_of(&media_type)?;
        return Ok(vec![RdfText { format, bytes: body.into() }]);
    }
    let malformed = |error: &dyn std::fmt::Display| Refusal::bad_request(format!("the form cannot be read: {error}"));
    let mut request = Request::new(Body::from(body));
    *request.headers_mut() = headers.clone();
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| malformed(&error))?;
    let mut texts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| malformed(&error))? {
        let format = format_of(field.content_type().unwrap_or_default())?;
        let bytes = field.bytes().await.map_err(|error| malformed(&error))?;
        texts.push(RdfText { format, bytes: bytes.into() });
    }
    Ok(texts)
}

fn format_of(media_type: &str) -> Result<RdfFormat, Refusal> {
    let format = if media_type.is_empty() { Some(RdfFormat::RdfXml) } else { RdfFormat::from_media_type(media_type) };
    format.ok_or_else(|| Refusal::media_type(TAKEN, format!("`{media_type}` is not RDF; send text/turtle, for one")))
}
