//! The outermost layer, in one pass: a request gets its id, its span and its record; a panic becomes an answer; every answer gets the headers
//! that all have. What it does for one request is done here and nowhere else, so that a request to `/health` costs little more than hyper itself.

use super::app::{App, span};
use super::connection::Connection;
use super::cors::Cors;
use super::record::{Record, Recorded};
use super::refusal::{Reason, Refusal, panicked};
use super::sending::{Compresses, With, is_compressed};
use super::{HttpResponse, REQUEST_ID, entrance, headers, routes};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, Response, header};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use tower_http::CompressionLevel;
use tower_http::compression::{Compression, CompressionLayer};
use tower_layer::Layer;
use tower_service::Service;
use tracing::Instrument;

/// Bytes of an id that is taken from a client.
const LONGEST_ID: usize = 128;

/// What answers requests: all routes, with what every request goes through.
#[derive(Clone)]
pub struct Front(Arc<Shared>);

struct Shared {
    app: Arc<App>,
    cors: Cors,
    inside: Inside,
    /// The same for who reads compressed answers.
    compressed: Compression<Inside, Compresses>,
    ids: Ids,
}

impl Front {
    /// The front of a server.
    pub fn new(app: Arc<App>) -> Self {
        let inside = Inside { routes: routes(&app), app: Arc::clone(&app) };
        let layer = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(is_compressed());
        let (cors, compressed) = (Cors::of(&app), layer.layer(inside.clone()));
        Self(Arc::new(Shared { app, cors, inside, compressed, ids: Ids::default() }))
    }

    /// Answers a request. The record of it ends with the body of the answer, or with the future if that is dropped before.
    pub async fn answer(self, mut request: Request) -> Response<Recorded> {
        let Shared { app, cors, ids, .. } = &*self.0;
        let id = ids.of(request.headers_mut());
        let span = span(&request, &id);
        let mut record = Record::begin(app, &request, span.clone());
        let work = AssertUnwindSafe(self.respond(request)).catch_unwind().instrument(span);
        let mut response = headers::complete(work.await.unwrap_or_else(panicked), app);
        cors.open(response.headers_mut());
        response.headers_mut().insert(REQUEST_ID, id);
        record.answered(&mut response);
        response.map(|inner| Recorded::new(inner, record))
    }

    /// Refuses what is no proper request, and hands all else on.
    async fn respond(&self, mut request: Request) -> HttpResponse {
        let Shared { app, cors, inside, compressed, .. } = &*self.0;
        let connection = request.extensions().get::<Arc<Connection>>().cloned();
        // Requests that come from within the process need no host.
        if connection.is_some()
            && let Err(problem) = entrance::check_host(&request)
        {
            return Refusal::new(Reason::NotHttp, problem).text();
        }
        if request.method() == Method::OPTIONS {
            return cors.preflight(request.headers());
        }
        let compressing = match request.headers().contains_key(header::ACCEPT_ENCODING) {
            true => app.sending().compress(connection.as_deref()),
            false => None,
        };
        let Some(compressing) = compressing else {
            request.headers_mut().remove(header::ACCEPT_ENCODING);
            return entrance::inner(&inside.app, request, inside.routes.clone()).await;
        };
        let Ok(response) = compressed.clone().call(request).await;
        if !response.headers().contains_key(header::CONTENT_ENCODING) {
            return response.map(Body::new);
        }
        response.map(|body| Body::new(With::new(Body::new(body), compressing)))
    }
}

impl fmt::Debug for Front {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Front").field(&self.0.app).finish()
    }
}

impl Service<Request> for Front {
    type Response = HttpResponse;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<HttpResponse, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let front = self.clone();
        Box::pin(async move { Ok(front.answer(request).await.map(Body::new)) })
    }
}

/// What lies behind the compression of answers.
#[derive(Debug, Clone)]
struct Inside {
    app: Arc<App>,
    routes: Router,
}

impl Service<Request> for Inside {
    type Response = HttpResponse;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<HttpResponse, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let Self { app, routes } = self.clone();
        Box::pin(async move { Ok(entrance::inner(&app, request, routes).await) })
    }
}

/// Ids of requests: those that clients and proxies give, and else numbers that nobody can foresee.
#[derive(Debug, Default)]
struct Ids {
    hashers: [RandomState; 2],
    next: AtomicU64,
}

impl Ids {
    /// The id of a request.
    fn of(&self, headers: &mut HeaderMap) -> HeaderValue {
        if let Some(given) = headers.get(REQUEST_ID).filter(|given| is_id(given)) {
            return given.clone();
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let [one, other] = self.hashers.each_ref().map(|hasher| hasher.hash_one(number));
        // Digits alone, which every value may have.
        let id = HeaderValue::from_str(&format!("{one:016x}{other:016x}")).unwrap_or(HeaderValue::from_static("0"));
        headers.insert(REQUEST_ID, id.clone());
        id
    }
}

/// Whether an id that was given can stand in the log: letters, digits and signs, and not many.
fn is_id(given: &HeaderValue) -> bool {
    let bytes = given.as_bytes();
    (1..=LONGEST_ID).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
}
