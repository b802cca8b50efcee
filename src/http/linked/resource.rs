//! Names of resources, and the documents about them.

use super::files::in_syntax;
use super::nowhere::not_found;
use super::{Asked, Error, respond};
use crate::explorer::{self as explorer_pages, Answer, Visit};
use crate::http::app::App;
use crate::http::context::RequestContext;
use crate::http::document::{Document, fitting, form, not_acceptable};
use crate::http::refusal::{Reason, Refusal};
use crate::http::{HttpResponse, INCOMPLETE, explorer};
use crate::linked::{
    Addresses, Description, Form, ListPage, OwnPart, ResourcePage, View, forms, iris_of_path, is_writable, near, write,
};
use crate::store::Syntax;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use oxigraph::model::NamedNode;
use std::sync::Arc;

/// `GET /id/{kind}/{slug}`: a name, or, with a suffix, a document.
pub(in crate::http) async fn resource(
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
pub(in crate::http) async fn described(
    State(app): State<Arc<App>>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
) -> HttpResponse {
    respond(app, context, uri, headers, |asked| describe(asked, None)).await
}

pub(super) fn describe(asked: &Asked, form: Option<Form>) -> Result<HttpResponse, Error> {
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
    let iri = description.iri.as_str();
    // People get the address that they can hand on, unless it would name the thing.
    let mut location = match form {
        Form::Html if asked.document_address(iri) != iri => addresses.at_no_language().resource(iri),
        _ => addresses.document(iri, form.suffix()),
    };
    let handed_on = asked.parameters.iter().filter(|(name, _)| form == Form::Html && name != "iri");
    let rest = serde_urlencoded::to_string(handed_on.collect::<Vec<_>>()).unwrap_or_default();
    if !rest.is_empty() {
        location = format!("{location}{}{rest}", if location.contains('?') { '&' } else { '?' });
    }
    let document = Document::new("text/plain; charset=utf-8", format!("see {location}\n").into_bytes());
    alternates(document, &addresses, iri)
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
            true => document.header(INCOMPLETE, "more triples lead here; the dumps have them all"),
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
    Ok(not_found(asked, problem, || missing.to_html(view, &addresses.at_no_language().resource(iri))))
}
