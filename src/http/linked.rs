//! Linked data over HTTP. A thing and a document about it are two things with two addresses (Cool URIs for the Semantic Web,
//! section 4.2). The thing has the IRI of the data, whose host sends clients on; `/id/…` here is the document about it, which
//! answers 200 in the form that the client reads best, and says with `Content-Location` where that form alone is. Only if
//! this server hosts the IRIs themselves does `/id/…` name the thing, and answers 303.

use super::app::App;
use super::context::RequestContext;
use super::document::{Document, fitting, form, not_acceptable, parameters};
use super::gate::{Place, blocking, held};
use super::refusal::{Reason, Refusal};
use super::{HttpResponse, dumps, explorer};
use crate::clock::Clock;
use crate::explorer::{self as explorer_pages, Answer, Visit, is_tracking};
use crate::linked::{
    Addresses, Data, Description, Dump, Form, ListPage, Missing, OwnPart, Reader, ResourcePage, Service, Titles, View,
    Written, catalogue as catalogue_graph, catalogue_page, context as json_ld_context, forms, iris_of_path,
    is_writable, near, ontology_graph, ontology_page, write,
};
use crate::ontology::Ontology;
use crate::store::Syntax;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use oxigraph::model::NamedNode;
use oxsdatatypes::DateTime;
use std::sync::Arc;

pub(super) type Error = crate::linked::Error;

/// What programs are told where there is nothing.
pub(super) const NOWHERE: &str = "there is nothing at this address; / says what there is";

/// Everything that a handler needs to know of a request.
pub(super) struct Asked {
    pub(super) app: Arc<App>,
    data: Arc<Data>,
    pub(super) headers: HeaderMap,
    path: String,
    parameters: Vec<(String, String)>,
    reader: Reader,
    clock: Clock,
    /// The day, such as `2025-05-30`, in UTC.
    today: String,
    /// The number of the commit whose data are asked for, if it is an earlier one.
    past: Option<u64>,
}

impl Asked {
    fn new(
        app: Arc<App>,
        data: Arc<Data>,
        path: &str,
        parameters: Vec<(String, String)>,
        headers: HeaderMap,
        context: &RequestContext,
        clock: Clock,
    ) -> Self {
        let chosen = parameters.iter().find(|(name, _)| name == "lang").map(|(_, tag)| tag.as_str());
        let reader = Reader::new(app.engine().ontology(), chosen, &context.languages);
        let today = DateTime::now().to_string().chars().take("2025-05-30".len()).collect();
        let past = data.t.filter(|_| context.is_past);
        // They say where a reader comes from, and nothing about what is read.
        let parameters = parameters.into_iter().filter(|(name, _)| !is_tracking(name)).collect();
        Self { path: path.to_owned(), app, data, headers, parameters, reader, clock, today, past }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn ontology(&self) -> &Ontology {
        self.app.engine().ontology()
    }

    pub(super) fn addresses(&self) -> Addresses {
        // A picture that is kept is opened from anywhere.
        let root = match self.parameter("as") {
            Some("svg") => self.root(),
            _ => self.app.site().root_from(&self.path),
        };
        Addresses::new(root, self.data.space().map(str::to_owned), self.reader.chosen().map(str::to_owned))
    }

    /// Where the document about a resource is, in full.
    fn document_address(&self, iri: &str) -> String {
        let root = self.app.site().absolute().to_owned();
        Addresses::new(root, self.data.space().map(str::to_owned), None).resource(iri)
    }

    fn view<'a>(&'a self, addresses: &'a Addresses) -> View<'a> {
        let (menu, clock) = (self.app.explorer().menu(), &self.clock);
        View { data: &self.data, ontology: self.ontology(), reader: &self.reader, addresses, menu, clock }
    }

    /// The visit of a page of the explorer, with its whole address and that of the server's root.
    pub(super) fn visit<'a>(&'a self, addresses: &'a Addresses, [here, root]: [&'a str; 2]) -> Visit<'a> {
        let (engine, explorer, parameters) = (self.app.engine(), self.app.explorer(), self.parameters.as_slice());
        let (sparql, view, today) = (self.app.sparql(), self.view(addresses), self.today.as_str());
        let titles = Titles::new(view.data, view.ontology, view.reader);
        Visit { engine, sparql, explorer, view, parameters, here, root, today, titles }
    }

    fn host(&self) -> Option<&str> {
        self.headers.get(header::HOST).and_then(|host| host.to_str().ok())
    }

    /// The whole address of the server's root: that of an earlier commit, if its data are asked for.
    fn root(&self) -> String {
        let past = self.past.map_or_else(|| "/".to_owned(), |t| format!("/at/{t}/"));
        self.app.site().called(self.host(), &past)
    }

    /// The whole address of the document, with scheme and host, and that of the server's root.
    pub(super) fn here(&self) -> [String; 2] {
        let host = self.host();
        // A language that there is not would be no help to whom the address is given.
        let kept = self.parameters.iter().filter(|(name, _)| name != "lang" || self.reader.chosen().is_some());
        let parameters = serde_urlencoded::to_string(kept.collect::<Vec<_>>()).unwrap_or_default();
        let sign = if parameters.is_empty() { "" } else { "?" };
        // The path of an earlier commit has been taken off.
        let past = self.past.map_or_else(String::new, |t| format!("/at/{t}"));
        let path = format!("{past}{}{sign}{parameters}", self.path);
        [path.as_str(), "/"].map(|path| self.app.site().called(host, path))
    }

    /// Says whether there was time for the whole: what was made when the clock stopped is a part, which must not be taken for the whole.
    /// Dumps and counts are made once for all who ask, and are whole whenever they are there.
    fn whole(&self) -> Result<(), Error> {
        Ok(self.clock.check()?)
    }

    /// A page, which depends on who reads it.
    pub(super) fn page(&self, html: String) -> Document {
        self.in_language("text/html; charset=utf-8", html.into_bytes())
    }

    /// A document in the language of who reads it: a page, or its table or picture.
    pub(super) fn in_language(&self, media_type: &'static str, bytes: Vec<u8>) -> Document {
        let document = Document::new(media_type, bytes).header(header::VARY, "accept-language");
        document.header(header::CONTENT_LANGUAGE, self.reader.language())
    }
}

/// Runs what is synchronous away from the threads that serve connections.
pub(super) async fn respond(
    app: Arc<App>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
    work: fn(&Asked) -> Result<HttpResponse, Error>,
) -> HttpResponse {
    let Some(data) = context.data.clone() else { return Refusal::no_data(&app).text() };
    let parameters = match parameters(&uri) {
        Ok(parameters) => parameters,
        Err(refusal) => return refusal.text(),
    };
    let accepted = headers.get(header::ACCEPT).map(HeaderValue::as_bytes);
    let key = app.gate().key(("page", uri.path(), uri.query(), accepted));
    let start = |place: Arc<Place>, clock: Clock| {
        let (app, data) = (Arc::clone(&app), Arc::clone(&data));
        let asked = Asked::new(app, data, uri.path(), parameters.clone(), headers.clone(), &context, clock);
        blocking(place, move || {
            asked.clock.check()?;
            work(&asked)
        })
    };
    match app.gate().run(&context, key, start).await {
        Ok((Ok(Ok(response)), place)) => held(response, place),
        Ok((Ok(Err(error)), _)) => Refusal::from(error).text(),
        Ok((Err(error), _)) => Refusal::internal(&error).text(),
        Err(busy) => Refusal::from(busy).text(),
    }
}

/// `GET /id/{kind}/{slug}`: a name, or, with a suffix, a document.
pub(super) async fn resource(
    State(app): State<Arc<App>>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
) -> HttpResponse {
    respond(app, context, uri, headers, |asked| {
        let path = asked.path.strip_prefix("/id/").unwrap_or_default();
        let Some(space) = asked.data.space() else {
            let problem = "the dataset does not say which IRIs are its own (void:uriSpace); ask with /describe?iri=";
            return Ok(Refusal::new(Reason::NotFound, problem).text());
        };
        if let Some(description) = find(asked, &iris_of_path(space, path)) {
            return named(asked, &description);
        }
        // A name may end like a suffix, so the whole of it goes first.
        if let Some((stem, form)) = Form::split(path)
            && let Some(description) = find(asked, &iris_of_path(space, stem))
        {
            return document(asked, &description, form);
        }
        let stem = Form::split(path).map_or(path, |(stem, _)| stem);
        missing(asked, iris_of_path(space, stem).last().map_or("", String::as_str))
    })
    .await
}

/// `GET /describe?iri=…`: a resource by its IRI, of any host.
pub(super) async fn described(
    State(app): State<Arc<App>>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
) -> HttpResponse {
    respond(app, context, uri, headers, |asked| describe(asked, None)).await
}

fn describe(asked: &Asked, form: Option<Form>) -> Result<HttpResponse, Error> {
    let Some(identifier) = asked.parameter("iri") else {
        let problem = "name a resource: /describe?iri=… with an IRI or prefix:name";
        return no_resource(asked, problem);
    };
    let iri = match asked.ontology().prefixes().expand(identifier) {
        Ok(iri) => iri,
        Err(problem) => return no_resource(asked, &problem),
    };
    match (Description::of(&asked.data, &iri, &asked.clock), form) {
        (None, _) => missing(asked, iri.as_str()),
        (Some(description), None) => named(asked, &description),
        (Some(description), Some(form)) => document(asked, &description, form),
    }
}

/// An address names no resource: people get a page, machines a line.
fn no_resource(asked: &Asked, problem: &str) -> Result<HttpResponse, Error> {
    if form(&asked.headers) != Some(Form::Html) {
        return Ok(Refusal::bad_request(problem).text());
    }
    let (addresses, [here, root]) = (asked.addresses(), asked.here());
    let visit = asked.visit(&addresses, [&here, &root]);
    explorer::answer(asked, &visit, Err(visit.no_resource()))
}

/// The document about a resource at its address without a suffix; elsewhere, or if it would be the thing itself: the way
/// to it.
fn named(asked: &Asked, description: &Description) -> Result<HttpResponse, Error> {
    let fits = |form| match form {
        Form::Html => true,
        Form::Rdf(syntax) => is_writable(syntax, &description.quads),
    };
    let Some(form) = fitting(&asked.headers, fits) else { return Ok(not_acceptable()) };
    let iri = description.iri.as_str();
    let is_here = asked.path.starts_with("/id/") == asked.addresses().is_own(iri);
    if !is_here || asked.document_address(iri) == iri {
        return Ok(see_other(asked, description, form));
    }
    document(asked, description, form)
}

/// The first of some IRIs that anything is known of.
fn find(asked: &Asked, iris: &[String]) -> Option<Description> {
    let mut nodes = iris.iter().filter_map(|iri| NamedNode::new(iri.as_str()).ok());
    nodes.find_map(|iri| Description::of(&asked.data, &iri, &asked.clock))
}

/// From the name to the document.
fn see_other(asked: &Asked, description: &Description, form: Form) -> HttpResponse {
    let addresses = asked.addresses();
    let mut location = addresses.document(description.iri.as_str(), form.suffix());
    let handed_on = asked.parameters.iter().filter(|(name, _)| form == Form::Html && name != "iri");
    let rest = serde_urlencoded::to_string(handed_on.collect::<Vec<_>>()).unwrap_or_default();
    if !rest.is_empty() {
        location = format!("{location}{}{rest}", if location.contains('?') { '&' } else { '?' });
    }
    let document = Document::new("text/plain; charset=utf-8", format!("see {location}\n").into_bytes());
    alternates(document, &addresses, description.iri.as_str())
        .header(header::LOCATION, &location)
        .header(header::VARY, "accept")
        .status(StatusCode::SEE_OTHER)
        .answer(&asked.headers)
}

/// Links to all forms of a document, and to what it is about.
fn alternates(document: Document, addresses: &Addresses, iri: &str) -> Document {
    let document = document.header(header::LINK, &format!("<{iri}>; rel=\"describes\""));
    forms().fold(document, |document, form| {
        let href = addresses.document(iri, form.suffix());
        document.header(header::LINK, &format!("<{href}>; rel=\"alternate\"; type=\"{}\"", form.media_type()))
    })
}

/// A document about a resource.
fn document(asked: &Asked, description: &Description, form: Form) -> Result<HttpResponse, Error> {
    let (addresses, prefixes) = (asked.addresses(), asked.ontology().prefixes());
    let iri = &description.iri;
    let document = if let Form::Rdf(syntax) = form {
        let mut quads = description.quads.clone();
        quads.extend(description.document(&asked.data, &asked.document_address(iri.as_str()), syntax));
        let context = addresses.file("context.jsonld");
        let document = in_syntax(syntax, write(syntax, quads, prefixes)?)
            .header(header::LINK, &format!("<{context}>; rel=\"help\"; type=\"application/ld+json\""));
        match description.is_cut {
            true => document.header(super::INCOMPLETE, "more triples lead here; the dumps have them all"),
            false => document,
        }
    } else {
        let (view, [here, root]) = (asked.view(&addresses), asked.here());
        let visit = asked.visit(&addresses, [&here, &root]);
        match html(asked, &visit, view, description)? {
            Ok(html) => asked.page(html),
            Err(answered) => return explorer::answer(asked, &visit, answered),
        }
    };
    asked.whole()?;
    let own = addresses.document(iri.as_str(), form.suffix());
    let is_general = !asked.path.ends_with(&format!(".{}", form.suffix()));
    let document = match is_general {
        true => document.header(header::VARY, "accept").header(header::CONTENT_LOCATION, &own),
        false => document,
    };
    Ok(alternates(document, &addresses, iri.as_str()).answer(&asked.headers))
}

/// The page about a resource, or about one of its relationships; else the file that its address asks for, or what is wrong with it.
fn html(
    asked: &Asked,
    visit: &Visit<'_>,
    view: View<'_>,
    description: &Description,
) -> Result<Result<String, Result<Answer, explorer_pages::Error>>, Error> {
    let iri = &description.iri;
    if let Err(error) = visit.check_resource(iri) {
        return Ok(Err(Err(error)));
    }
    if let Some(field) = asked.parameter("field").filter(|field| !field.is_empty()) {
        let page = asked.parameter("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        let list = ListPage::new(view, iri, field, asked.parameter("below") == Some("true"), page);
        return Ok(list.map(|list| list.to_html(view)).ok_or_else(|| Err(visit.no_part())));
    }
    if let Some(file) = visit.resource_file(iri) {
        return Ok(Err(file));
    }
    let own = write(Syntax::JSON_LD, description.outgoing().cloned().collect(), asked.ontology().prefixes())?;
    let json_ld = String::from_utf8_lossy(&own.bytes).into_owned();
    let html = |own: Option<OwnPart>| ResourcePage::new(view, description, json_ld).to_html(view, own.as_ref());
    Ok(visit.resource_page(iri).map(html).map_err(Err))
}

/// Nothing is known of a resource: people get a page, machines a line, both with names like it.
fn missing(asked: &Asked, iri: &str) -> Result<HttpResponse, Error> {
    let addresses = asked.addresses();
    let view = asked.view(&addresses);
    let missing = near(view, iri);
    asked.whole()?;
    let near = match missing.near.as_slice() {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(" or ")),
    };
    let problem = format!("nothing is known of {}{near}", missing.shown());
    Ok(not_found(asked, problem, || {
        let own = Addresses::new(asked.app.site().root_from(&asked.path), asked.data.space().map(str::to_owned), None);
        missing.to_html(view, &own.resource(iri))
    }))
}

/// There is nothing at an address: people get a page with ways on, machines a line.
fn nowhere(asked: &Asked, problem: &str) -> HttpResponse {
    not_found(asked, problem, || {
        let addresses = asked.addresses();
        let own = format!("{}{}", asked.app.site().root_from(&asked.path), asked.path.trim_start_matches('/'));
        Missing::at(&asked.path).to_html(asked.view(&addresses), &own)
    })
}

/// There is nothing at an address of several segments, or it ends with a slash: the way to the page without it, if there is one.
pub(super) async fn nothing(app: Arc<App>, context: RequestContext, uri: Uri, headers: HeaderMap) -> HttpResponse {
    respond(app, context, uri, headers, |asked| {
        let path = asked.path.strip_prefix('/').unwrap_or_default();
        let trimmed = path.trim_end_matches('/');
        let (addresses, [here, root]) = (asked.addresses(), asked.here());
        let is_there =
            ["ontology", "catalog"].contains(&trimmed) || asked.visit(&addresses, [&here, &root]).has(trimmed);
        if trimmed.is_empty() || trimmed.len() == path.len() || !is_there {
            return Ok(nowhere(asked, NOWHERE));
        }
        let asked_for = serde_urlencoded::to_string(&asked.parameters).unwrap_or_default();
        let sign = if asked_for.is_empty() { "" } else { "?" };
        let location = format!("{}{trimmed}{sign}{asked_for}", asked.app.site().root_from(&asked.path));
        let document = Document::new("text/plain; charset=utf-8", format!("see {location}\n").into_bytes());
        Ok(document.header(header::LOCATION, &location).status(StatusCode::PERMANENT_REDIRECT).answer(&asked.headers))
    })
    .await
}

/// A page if that is what the client reads best, else a line.
fn not_found(asked: &Asked, problem: impl Into<String>, page: impl FnOnce() -> String) -> HttpResponse {
    let mut response = match form(&asked.headers) {
        Some(Form::Html) => asked.page(page()).status(Reason::NotFound.status()).answer(&asked.headers),
        _ => Refusal::new(Reason::NotFound, problem).text(),
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// `GET /ontology`, `/catalog`, their documents (`/ontology.ttl`), the context and the dumps: all files at the top.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
) -> HttpResponse {
    let name = uri.path().trim_start_matches('/');
    let context = match name.starts_with("dump.") || name.starts_with("catalog") {
        true => prepared(&app, context).await,
        false => context,
    };
    respond(app, context, uri, headers, |asked| {
        let name = asked.path.trim_start_matches('/');
        if name == "context.jsonld" {
            let bytes = json_ld_context(asked.ontology())?;
            return Ok(Document::new("application/ld+json", bytes).answer(&asked.headers));
        }
        let dump = name.strip_suffix(".sha256").unwrap_or(name);
        if [Dump::NQUADS, Dump::TRIG].contains(&dump) {
            let dumps = asked.data.dumps(asked.ontology().prefixes())?;
            return Ok(match dumps.named(dump) {
                Some(file) if dump != name => dumps::checksum(dump, file),
                _ => dumps::file(&asked.headers, &asked.data, name, dumps),
            });
        }
        match (name, Form::split(name)) {
            ("ontology" | "catalog", _) => top(asked, name, None),
            (_, Some((stem @ ("ontology" | "catalog"), form))) => top(asked, stem, Some(form)),
            (_, Some(("describe", form))) => describe(asked, Some(form)),
            _ => Ok(match explorer::page(asked, name)? {
                Some(response) => response,
                None => nowhere(asked, NOWHERE),
            }),
        }
    })
    .await
}

/// `GET /.well-known/void`: the catalogue, for machines that look for it there.
pub(super) async fn catalogue(
    State(app): State<Arc<App>>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
) -> HttpResponse {
    let context = prepared(&app, context).await;
    respond(app, context, uri, headers, |asked| top(asked, "catalog", None)).await
}

/// Waits for what is made once for all who ask for dumps and catalogue; the time of the request begins then.
async fn prepared(app: &Arc<App>, context: RequestContext) -> RequestContext {
    if let Some(data) = &context.data {
        app.prepare_documents(data).await;
    }
    context.starting_now()
}

/// The ontology or the catalogue. Each is a document, so its address answers with it at once (200, `Content-Location`).
fn top(asked: &Asked, name: &str, asked_form: Option<Form>) -> Result<HttpResponse, Error> {
    let Some(form) = asked_form.or_else(|| form(&asked.headers)) else { return Ok(not_acceptable()) };
    let addresses = asked.addresses();
    let view = asked.view(&addresses);
    if form == Form::Html {
        let [here, root] = asked.here();
        let visit = asked.visit(&addresses, [&here, &root]);
        if let Err(error) = visit.check_plain() {
            return explorer::answer(asked, &visit, Err(error));
        }
    }
    let (data, ontology, services) = (&asked.data, asked.ontology(), &[Service::GRAPHQL, Service::SPARQL]);
    let document = match (name, form) {
        ("ontology", Form::Html) => asked.page(ontology_page(view)),
        (_, Form::Html) => asked.page(catalogue_page(view, services)?),
        ("ontology", Form::Rdf(syntax)) => rdf(asked, syntax, ontology_graph(data, ontology, &asked.clock))?,
        (_, Form::Rdf(syntax)) => rdf(asked, syntax, catalogue_graph(data, ontology, asked.app.site(), services)?)?,
    };
    if name == "ontology" {
        asked.whole()?;
    }
    let address = |form: Form| addresses.file(&format!("{name}.{}", form.suffix()));
    let document = forms().fold(document, |document, form| {
        document
            .header(header::LINK, &format!("<{}>; rel=\"alternate\"; type=\"{}\"", address(form), form.media_type()))
    });
    let document = if asked_form.is_some() { document } else { document.header(header::VARY, "accept") };
    Ok(document.header(header::CONTENT_LOCATION, &address(form)).answer(&asked.headers))
}

fn rdf(asked: &Asked, syntax: Syntax, quads: Vec<oxigraph::model::Quad>) -> Result<Document, Error> {
    Ok(in_syntax(syntax, write(syntax, quads, asked.ontology().prefixes())?))
}

/// A document that says what it leaves out.
fn in_syntax(syntax: Syntax, written: Written) -> Document {
    let document = Document::new(syntax.content_type, written.bytes);
    match written.left_out {
        None => document,
        Some((problem, count)) => document.header(super::INCOMPLETE, &format!("{count} triples: {problem}")),
    }
}
