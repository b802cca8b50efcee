//! The server's routes, on one screen, and what they have in common.
//!
//! A handler reads the request, hands it to the module that can answer it and turns the outcome into a status and
//! headers. What is answered is decided below this floor.

mod addresses;
mod app;
mod connection;
mod context;
mod definition;
mod document;
mod dumps;
mod entrance;
mod evaluation;
mod explorer;
mod gate;
mod graphql;
mod graphs;
mod headers;
mod limits;
mod linked;
mod mcp;
mod negotiation;
mod page;
mod past;
mod persisted;
mod reconcile;
mod refusal;
mod reloading;
mod sending;
mod sparql;
mod tokens;
mod validator;
mod writing;

pub use app::{App, TooManyConnections};
pub use connection::{Connection, InWork};
pub use limits::{ByAddress, Limits};
pub use mcp::LARGEST_MESSAGE;
pub use negotiation::reader_languages;
pub use persisted::{ListError, PersistedQueries};
pub use reloading::Reloading;
pub use sending::With;
pub use tokens::{Holder, Role, TokenError, Tokens};
pub use writing::Writing;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, Method, Response, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

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

/// All routes with the layers that every one goes through.
pub fn router(app: Arc<App>) -> Router {
    let (mut graphs, mut methods) = (read_graphs(), vec![Method::GET, Method::HEAD, Method::POST]);
    if app.writing().is_some() {
        graphs = get(graphs::get).put(graphs::put).post(graphs::post).patch(graphs::patch).delete(graphs::delete);
        methods.extend([Method::PUT, Method::PATCH, Method::DELETE]);
    }
    let reading = Router::new()
        .route("/page.css", get(page::style))
        .route("/icon.svg", get(page::picture))
        .route("/web/{name}", get(page::made))
        .route("/graphql", get(graphql::get).post(graphql::post))
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
        .layer(from_fn_with_state(Arc::clone(&app), past::pin));
    let past_start = get(page::index).layer(from_fn_with_state(Arc::clone(&app), past::pin));
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
        .with_state(Arc::clone(&app))
        .layer(from_fn_with_state(Arc::clone(&app), entrance::inner))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CompressionLayer::new().compress_when(sending::is_compressed()))
        .layer(
            CorsLayer::new()
                .allow_origin(Any)
                .allow_methods(methods)
                // No answer depends on the client, so no header can do harm; `*` would leave out `authorization`.
                .allow_headers(AllowHeaders::mirror_request())
                .expose_headers([
                    REQUEST_ID,
                    INCOMPLETE,
                    writing::NUMBER,
                    header::ETAG,
                    header::LINK,
                    header::RETRY_AFTER,
                    header::CONTENT_LOCATION,
                    dumps::REPR_DIGEST,
                ])
                .max_age(Duration::from_secs(24 * 60 * 60)),
        )
        .layer(CatchPanicLayer::custom(refusal::panicked))
        .layer(from_fn_with_state(app, entrance::outer))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(app::span)
                .on_response(app::log_response)
                .on_request(())
                .on_failure(()),
        )
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}
