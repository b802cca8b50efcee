//! The server's routes, on one screen, and what they have in common.
//!
//! A handler reads the request, hands it to the module that can answer it and turns the outcome into a status and
//! headers. What is answered is decided below this floor.

mod addresses;
mod app;
mod channels;
mod connection;
mod context;
mod cors;
mod definition;
mod document;
mod dumps;
mod entrance;
mod evaluation;
mod explorer;
mod front;
mod gate;
mod graphql;
mod graphs;
mod headers;
mod limits;
mod linked;
mod mcp;
mod metrics;
mod negotiation;
mod packing;
mod page;
mod past;
mod persisted;
mod reconcile;
mod record;
mod refusal;
mod reloading;
mod sending;
mod sparql;
mod tokens;
mod validator;
mod writing;

pub use app::{App, TooManyConnections};
pub use channels::LARGEST_MESSAGE as LARGEST_SOCKET_MESSAGE;
pub use connection::Connection;
pub use front::Front;
pub use limits::{ByAddress, Limits};
pub use mcp::LARGEST_MESSAGE;
pub use metrics::Metrics;
pub use negotiation::reader_languages;
pub use persisted::{ListError, PersistedQueries};
pub use record::Recorded;
pub use reloading::Reloading;
pub use tokens::{Holder, Role, TokenError, Tokens};
pub use writing::Writing;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, Response};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;

/// Largest body of a request, in bytes.
pub const LARGEST_BODY: usize = 1024 * 1024;

type HttpResponse = Response<Body>;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Says what a document leaves out.
const INCOMPLETE: HeaderName = HeaderName::from_static("plenary-incomplete");

/// The methods of graphs that are only read.
fn read_graphs() -> MethodRouter<Arc<App>> {
    get(graphs::get).fallback(graphs::other_method)
}

/// All routes. What every request goes through before them and after is [`Front`].
fn routes(app: &Arc<App>) -> Router {
    let mut graphs = read_graphs();
    if app.writing().is_some() {
        graphs = get(graphs::get).put(graphs::put).post(graphs::post).patch(graphs::patch).delete(graphs::delete);
    }
    let reading = Router::new()
        .route("/page.css", get(page::style))
        .route("/icon.svg", get(page::picture))
        .route("/web/{name}", get(page::made))
        .route("/graphql", get(graphql::get).post(graphql::post).put(channels::reserve).delete(channels::stop))
        .route("/graphql/schema", get(definition::get))
        .route("/sparql", get(sparql::get).post(sparql::post).fallback(sparql::other_method))
        .route("/sparql/prefixes", get(sparql::prefixes))
        .route("/id/{*path}", get(linked::resource))
        .route("/describe", get(linked::described))
        .route("/mcp", post(mcp::post))
        .route("/reconcile", get(reconcile::get).post(reconcile::post))
        .route("/reconcile/suggest/entity", get(reconcile::suggest_entity))
        .route("/reconcile/suggest/type", get(reconcile::suggest_type))
        .route("/reconcile/suggest/property", get(reconcile::suggest_property))
        .route("/reconcile/properties", get(reconcile::properties))
        .route("/reconcile/preview", get(reconcile::preview))
        .route("/{file}", get(linked::file)) // pages of the explorer (PLACES of explorer/menu.rs), ontology, catalog, context.jsonld, dumps
        .method_not_allowed_fallback(entrance::other_method);
    let past = reading
        .clone()
        .route("/graphs", read_graphs())
        .route("/graphs/{*name}", read_graphs())
        .layer(from_fn_with_state(Arc::clone(app), past::pin));
    let past_start = get(page::index).layer(from_fn_with_state(Arc::clone(app), past::pin));
    reading
        .nest("/at/{t}", past)
        .route("/at/{t}/", past_start)
        .route("/", get(page::index))
        .route("/graphs", graphs.clone())
        .route("/graphs/{*name}", graphs)
        .route("/.well-known/void", get(linked::catalogue))
        .route("/admin/reload", post(reloading::reload))
        .route("/health", get(app::health))
        .route("/ready", get(app::ready))
        .fallback(entrance::nothing)
        .method_not_allowed_fallback(entrance::other_method)
        .with_state(Arc::clone(app))
}
