//! SPARQL 1.1 Graph Store HTTP Protocol, <https://www.w3.org/TR/sparql11-http-rdf-update/>. Data that were loaded from files are read
//! only; those of a store are written with a token, each request a commit.

use super::HttpResponse;
use super::app::App;
use super::context::RequestContext;
use super::evaluation::{Output, evaluate};
use super::negotiation::ranked;
use super::refusal::Refusal;
use super::sparql::{bytes, content_type, source, time, url};
use super::writing::{Asked as Commit, mark};
use crate::digest::hexadecimal;
use crate::linked::Data;
use crate::live::patch::{Limits, Reader};
use crate::live::{Edits, Generation};
use crate::sparql::{Error, Format, GraphTarget, QueryForm, RdfText, read_texts};
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, Quad};
use oxigraph::sparql::CancellationToken;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where the graphs are.
const ROOT: &str = "/graphs";

/// The media type of patches.
const PATCH: &str = "application/rdf-patch";

/// Media types of bodies.
const TAKEN: &str = "text/turtle, application/n-triples, application/n-quads, application/trig, application/rdf+xml, \
    application/ld+json, text/n3, multipart/form-data";

/// Which graph a request means: `?default`, `?graph=IRI`, or the path of the URL. `None` means the store as a whole.
fn target(
    app: &App,
    data: Option<&Data>,
    headers: &HeaderMap,
    path: &str,
    parameters: Option<&str>,
) -> Result<Option<GraphTarget>, Error> {
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
            // Graphs have their names in a namespace of the ontology; those of a plain dataset have their URL.
            let namespace = app.sparql().prefixes().namespace("graph");
            let iri = match namespace {
                Some(namespace) if data.is_none_or(|data| data.plain.is_none()) => format!("{namespace}{name}"),
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
    fn target(&self, app: &App, context: &RequestContext) -> Result<Option<GraphTarget>, Error> {
        target(app, context.data.as_deref(), &self.headers, &self.path, self.parameters.as_deref())
    }

    /// What makes a request the same as another.
    fn parts<'a>(&'a self, method: &'a Method, body: &'a [u8]) -> [&'a [u8]; 5] {
        let media_type = self.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
        let parameters = self.parameters.as_deref().unwrap_or_default();
        [method.as_str().as_bytes(), self.path.as_bytes(), parameters.as_bytes(), media_type, body]
    }

    /// The graph that has to be named.
    fn one(&self, app: &App, context: &RequestContext) -> Result<GraphTarget, Refusal> {
        let problem = "name a graph: by ?graph=IRI, by ?default, or by the path /graphs/NAME";
        self.target(app, context)?.ok_or_else(|| Refusal::bad_request(problem))
    }
}

/// `GET`: the triples of a graph.
pub(super) async fn get(State(app): State<Arc<App>>, context: RequestContext, asked: Asked) -> HttpResponse {
    let target = match asked.one(&app, &context) {
        Ok(target) => target,
        Err(refusal) => return refusal.text(),
    };
    let offered = QueryForm::Graph.media_types();
    let media_types = ranked(&asked.headers, &offered).into_iter();
    let formats = Format::different(media_types.filter_map(|media_type| QueryForm::Graph.format(media_type)));
    if formats.is_empty() {
        return Refusal::not_acceptable(&offered).text();
    }
    let Some(source) = source(&context) else { return Refusal::no_data(&app).text() };
    let commit = context.data.as_ref().filter(|_| app.writing().is_some()).map(|data| data.commit);
    let accepted = asked.headers.get(header::ACCEPT).map(HeaderValue::as_bytes);
    let key = app.gate().key(("graph", &asked.path, &asked.parameters, accepted));
    let shared = Arc::clone(&app);
    let work = move |output: &mut Output, token: &CancellationToken| {
        let graph = shared.sparql().graph(source.clone(), &target).ok_or(Error::NoGraph)?;
        // What one form cannot say another may.
        let format = formats.iter().find(|format| graph.unwritable(**format, token).is_none()).or(formats.first());
        let Some(format @ Format::Rdf(rdf)) = format else { return Ok(()) };
        output.begin(format.content_type());
        graph.write(*rdf, token, output).map(drop)
    };
    let mut response = evaluate(app.gate(), &context, Some(key), time(&app), work).await;
    if let Some(commit) = commit.filter(|_| response.status() == StatusCode::OK) {
        mark(response.headers_mut(), commit);
    }
    response
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
    match asked.one(&app, &context) {
        Ok(target) => write(&app, &context, &asked, target, body, Method::PUT).await,
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
    match asked.target(&app, &context) {
        Ok(Some(target)) => write(&app, &context, &asked, target, body, Method::POST).await,
        Ok(None) => {
            // The same request with the same key is one commit, and so one graph.
            let key = asked.headers.get("idempotency-key");
            let name = match (key, &body) {
                (Some(key), Ok(body)) => {
                    let digest = Sha256::new_with_prefix(key.as_bytes()).chain_update([0]).chain_update(body);
                    hexadecimal(&digest.finalize()[..16])
                }
                _ => oxigraph::model::BlankNode::default().as_str().to_owned(),
            };
            let path = format!("{ROOT}/{name}");
            let location = url(&app, &asked.headers, &path);
            let target = match target(&app, context.data.as_deref(), &asked.headers, &path, None) {
                Ok(Some(target)) => target,
                Ok(None) => return Refusal::from(Error::NoGraph).text(),
                Err(error) => return Refusal::from(error).text(),
            };
            let mut response = write(&app, &context, &asked, target, body, Method::POST).await;
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
    let target = match asked.one(&app, &context) {
        Ok(target) => target,
        Err(refusal) => return refusal.text(),
    };
    match Writes::read(&app, &context, &Method::DELETE, &asked, &target, &[]) {
        Ok(writes) => writes.delete(&app, &context).await,
        Err(refusal) => refusal.text(),
    }
}

async fn write(
    app: &Arc<App>,
    context: &RequestContext,
    asked: &Asked,
    target: GraphTarget,
    body: Result<Bytes, BytesRejection>,
    method: Method,
) -> HttpResponse {
    let read = || {
        let body = bytes(body)?;
        Ok((Writes::read(app, context, &method, asked, &target, &body)?, body))
    };
    let (writes, body) = match read() {
        Ok(read) => read,
        Err(refusal) => return Refusal::text(refusal),
    };
    match texts(&asked.headers, body).await {
        Ok(texts) => writes.put(app, context, texts, method == Method::PUT).await,
        Err(refusal) => refusal.text(),
    }
}

/// `PATCH`: what an RDF Patch adds and deletes, in any graphs; in the one that is named, where the patch names none.
pub(super) async fn patch(
    State(app): State<Arc<App>>,
    context: RequestContext,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> HttpResponse {
    let read = || {
        let (target, body) = (asked.target(&app, &context)?, bytes(body)?);
        let commit = Commit::read(&app, &asked.headers, &asked.parts(&Method::PATCH, &body))?;
        let (media_type, _) = content_type(&asked.headers);
        if media_type != PATCH {
            return Err(Refusal::media_type(PATCH, format!("`{media_type}` is no patch; send {PATCH}")));
        }
        let graph = target.map(|target| graph_of(&context, &target)).transpose()?;
        Ok((commit, graph, body))
    };
    let (commit, graph, body) = match read() {
        Ok(read) => read,
        Err(refusal) => return refusal.text(),
    };
    let read = move |_: &CancellationToken| {
        let limits = Limits { line_bytes: body.len(), ..Limits::default() };
        let patch = Reader::new(&*body, limits).patch().map_err(|error| Error::BadRequest(error.to_string()))?;
        let in_graph = |quads: &[Quad]| -> Vec<Quad> {
            let in_graph = |quad: &Quad| match (&quad.graph_name, &graph) {
                (GraphName::DefaultGraph, Some(graph)) => Quad { graph_name: graph.clone(), ..quad.clone() },
                _ => quad.clone(),
            };
            quads.iter().map(in_graph).collect()
        };
        let (deleted, added) = (in_graph(patch.change.deleted()), in_graph(patch.change.added()));
        Ok(Edits { deleted, added, is_strict: true })
    };
    match commit.commit(&app, &context, read, |edits, _, _| Ok(edits)).await {
        Ok(done) => done.respond(StatusCode::OK),
        Err(response) => *response,
    }
}

/// A request that writes a graph of a store.
struct Writes {
    commit: Commit,
    graph: GraphName,
    /// Whether it must not be there yet.
    is_new: bool,
}

/// The name of a graph that can be written: the default graph is all graphs together, unless it is one of its own.
fn graph_of(context: &RequestContext, target: &GraphTarget) -> Result<GraphName, Refusal> {
    let is_plain = context.data.as_ref().is_some_and(|data| data.plain.is_some());
    if *target == GraphTarget::Default && !is_plain {
        let problem =
            "the default graph is all graphs together, and is not written; name a graph: ?graph=IRI, or /graphs/NAME";
        return Err(Refusal::bad_request(problem));
    }
    Ok(target.name())
}

impl Writes {
    fn read(
        app: &App,
        context: &RequestContext,
        method: &Method,
        asked: &Asked,
        target: &GraphTarget,
        body: &[u8],
    ) -> Result<Self, Refusal> {
        let (headers, parts) = (&asked.headers, asked.parts(method, body));
        let (commit, is_new) = match *method {
            Method::DELETE => (Commit::read(app, headers, &parts)?, false),
            _ => Commit::read_for_graph(app, headers, &parts)?,
        };
        Ok(Self { commit, graph: graph_of(context, target)?, is_new })
    }

    /// Adds texts to the graph, or puts them in the place of what was there.
    async fn put(self, app: &Arc<App>, context: &RequestContext, texts: Vec<RdfText>, replace: bool) -> HttpResponse {
        let (shared, graph, said) = (Arc::clone(app), self.graph.clone(), Arc::new(AtomicBool::new(false)));
        let made = Arc::clone(&said);
        let read = move |token: &CancellationToken| read_texts(shared.sparql(), &graph, &texts, token);
        let (graph, must_be_new) = (self.graph, self.is_new);
        let edits = move |added: Vec<Quad>, generation: &Generation, _: &CancellationToken| {
            let before = triples_of(generation, &graph);
            if must_be_new && before.is_some() {
                return Err(Error::GraphExists);
            }
            made.store(before.is_none(), Ordering::Release);
            let deleted = before.filter(|_| replace).unwrap_or_default();
            Ok(Edits { deleted, added, is_strict: false })
        };
        let done = self.commit.commit(app, context, read, edits).await;
        let status = if said.load(Ordering::Acquire) { StatusCode::CREATED } else { StatusCode::OK };
        match done {
            Ok(done) => done.respond(status),
            Err(response) => *response,
        }
    }

    /// Deletes all triples of the graph, and so the graph.
    async fn delete(self, app: &Arc<App>, context: &RequestContext) -> HttpResponse {
        let graph = self.graph;
        let edits = move |(), generation: &Generation, _: &CancellationToken| {
            let deleted = triples_of(generation, &graph).ok_or(Error::NoGraph)?;
            Ok(Edits { deleted, ..Edits::default() })
        };
        match self.commit.commit(app, context, |_| Ok(()), edits).await {
            Ok(done) => done.respond(StatusCode::OK),
            Err(response) => *response,
        }
    }
}

/// The quads of a graph; none if there is no such graph. A default graph of its own is always there.
fn triples_of(generation: &Generation, graph: &GraphName) -> Option<Vec<Quad>> {
    let triples = generation.plain.as_ref().unwrap_or(&generation.triples);
    match graph {
        GraphName::NamedNode(name) => {
            Some(triples.graph(name.as_ref())?.map(|triple| triple.in_graph(name.clone())).collect())
        }
        other => Some(triples.quads(None, None, None).filter(|quad| quad.graph_name == *other).collect()),
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
