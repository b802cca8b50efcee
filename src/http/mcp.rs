//! The Model Context Protocol over HTTP, at `/mcp`. It is stateless, as the revision of 2026-07-28 has it: clients of earlier revisions get
//! no session and no stream, so that there is nothing to keep for them, and each call is one request with one answer. A call goes
//! through the gate as a request to `/graphql` does, with the same clock, for the same address.
//!
//! A page of another site could have a browser ask servers that only its machine reaches: so only this machine's names and the public URL are
//! taken as `Host`, and as `Origin` of a page.

use super::HttpResponse;
use super::app::{App, Backend};
use super::context::RequestContext;
use super::gate::{Place, blocking};
use super::refusal::{Reason, Refusal};
use crate::assistants::{Ask, Asker, Assistants, Door, Handler, Outcome, Whereabouts};
use crate::clock::Clock;
use crate::linked::Addresses;
use crate::ontology::Ontology;
use crate::query::Reader;
use crate::remote::Remote;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};
use http_body_util::Full;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::Map;
use std::sync::Arc;

/// Bytes of a message: a query of GraphQL is the longest that it has.
pub const LARGEST_MESSAGE: usize = 128 * 1024;

/// The names by which a machine calls itself.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Answers the calls of one request.
struct Gateway {
    app: Arc<App>,
    context: Arc<RequestContext>,
    whereabouts: Whereabouts,
}

/// `POST /mcp`.
pub(super) async fn post(State(app): State<Arc<App>>, context: RequestContext, request: Request) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_MESSAGE).await else {
        let problem = format!("the message is larger than {LARGEST_MESSAGE} bytes; ask for less at a time");
        return Refusal::new(Reason::BodyTooLarge, problem).text();
    };
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if !host.is_none_or(is_host) {
        return Refusal::new(Reason::Forbidden, foreign(&app)).text();
    }
    let gateway = Arc::new(Handler::new(Gateway {
        whereabouts: whereabouts(&app, &context, host),
        context: Arc::new(context),
        app: Arc::clone(&app),
    }));
    let service = StreamableHttpService::new(
        move || Ok(Arc::clone(&gateway)),
        Arc::new(NeverSessionManager::default()),
        config(&app),
    );
    let response = service.handle(Request::from_parts(parts, Full::<Bytes>::new(body))).await;
    if response.status() == StatusCode::FORBIDDEN {
        return Refusal::new(Reason::Forbidden, foreign(&app)).text();
    }
    response.map(Body::new)
}

/// Whether a text is a host, with a number of a port behind it or without.
fn is_host(text: &str) -> bool {
    let Ok(authority) = text.parse::<Authority>() else { return false };
    authority.as_str() == authority.host() || authority.port_u16().is_some()
}

/// What is wrong with a host or an origin that is not taken.
fn foreign(app: &App) -> String {
    let known = match app.site().public() {
        Some(url) => format!("this machine's own and that of {url}"),
        None => "this machine's own; start the server with --public-url to have it asked by another".to_owned(),
    };
    format!("/mcp takes as Host, and as Origin of a page, {known}")
}

/// How rmcp serves: without sessions and streams, for hosts and origins that are known.
fn config(app: &App) -> StreamableHttpServerConfig {
    let public = app.site().public().and_then(|url| {
        let (scheme, rest) = url.split_once("://")?;
        let authority: Authority = rest.split('/').next()?.parse().ok()?;
        Some((scheme.to_owned(), authority))
    });
    let hosts = LOOPBACK.iter().map(|host| (*host).to_owned());
    let hosts = hosts.chain(public.as_ref().map(|(_, authority)| authority.to_string()));
    let origins = LOOPBACK.iter().flat_map(|host| [format!("http://{host}:*"), format!("https://{host}:*")]);
    let origins = origins.chain(public.as_ref().map(|(scheme, authority)| {
        let port = authority.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 });
        format!("{scheme}://{}:{port}", authority.host())
    }));
    StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(LARGEST_MESSAGE)
        .with_allowed_hosts(hosts)
        .with_allowed_origins(origins)
        .enforce_origin_validation()
}

/// Where the data of a request are shown.
fn whereabouts(app: &App, context: &RequestContext, host: Option<&str>) -> Whereabouts {
    let Some(data) = &context.data else { return Whereabouts::default() };
    let past = data.t.filter(|_| context.is_past).map_or_else(|| "/".to_owned(), |t| format!("/at/{t}/"));
    let root = app.site().called(host, &past);
    Whereabouts { addresses: Some(Addresses::new(root, data.space().map(str::to_owned), None)), t: data.t }
}

impl Door for Gateway {
    fn assistants(&self) -> &Assistants {
        self.app.assistants()
    }

    fn ontology(&self) -> &Ontology {
        self.app.engine().ontology()
    }

    async fn carry_out(&self, ask: Ask) -> Outcome {
        let Some(source) = self.app.source_of(&self.context) else {
            return (&Refusal::no_data(&self.app).into_error()).into();
        };
        let key = self.app.gate().key(("mcp", ask.key(), &self.context.languages));
        let shared =
            Arc::new((Arc::clone(&self.app), source, ask, self.context.languages.clone(), self.whereabouts.clone()));
        let work = |place: Arc<Place>, clock: Clock| {
            let shared = Arc::clone(&shared);
            blocking(place, move || {
                let (app, source, ask, languages, whereabouts) = &*shared;
                match source {
                    Backend::Here(data) => answer(app, &*data.snapshot, ask, languages, whereabouts, &clock),
                    Backend::There(endpoint) => {
                        let reader = Remote::new(endpoint, app.engine().ontology());
                        answer(app, &reader, ask, languages, whereabouts, &clock)
                    }
                }
            })
        };
        let refusal = match self.app.gate().run(&self.context, key, work).await {
            Ok((Ok(outcome), _)) => return outcome,
            Ok((Err(error), _)) => Refusal::internal(&error),
            Err(busy) => busy.into(),
        };
        (&refusal.into_error()).into()
    }
}

fn answer<R: Reader>(
    app: &App,
    reader: &R,
    ask: &Ask,
    languages: &[String],
    whereabouts: &Whereabouts,
    clock: &Clock,
) -> Outcome {
    let allows = |query: String| app.queries().resolve(Some(query), &Map::new());
    let languages = languages.to_vec();
    let asker = Asker { engine: app.engine(), reader, clock, languages, whereabouts, allows: &allows };
    app.assistants().answer(ask, &asker)
}
