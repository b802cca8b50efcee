//! What stands at the top: the ontology, the catalogue, the context, the dumps, and the pages of the explorer.

use super::nowhere::{NOWHERE, nowhere};
use super::resource::describe;
use super::{Asked, Error, respond};
use crate::http::app::App;
use crate::http::context::RequestContext;
use crate::http::document::{Document, form, not_acceptable};
use crate::http::{HttpResponse, INCOMPLETE, dumps, explorer};
use crate::linked::{
    Dump, Form, Service, Written, catalogue as catalogue_graph, catalogue_page, context as json_ld_context, forms,
    ontology_graph, ontology_page, write,
};
use crate::store::Syntax;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use std::sync::Arc;

/// `GET /ontology`, `/catalog`, their documents (`/ontology.ttl`), the context and the dumps: all files at the top.
pub(in crate::http) async fn file(
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
pub(in crate::http) async fn catalogue(
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
pub(super) fn in_syntax(syntax: Syntax, written: Written) -> Document {
    let document = Document::new(syntax.content_type, written.bytes);
    match written.left_out {
        None => document,
        Some((problem, count)) => document.header(INCOMPLETE, &format!("{count} triples: {problem}")),
    }
}
