//! What every request goes through before its handler, and every answer after it.

use super::HttpResponse;
use super::LARGEST_BODY;
use super::app::App;
use super::connection::Connection;
use super::context::{Pinned, RequestContext};
use super::gate::Busy;
use super::linked;
use super::negotiation::likes_gzip;
use super::refusal::{Dialect, Reason, Refusal};
use super::writing::NUMBER;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::{HeaderValue, Version, header};
use http_body::Body as _;
use http_body_util::{BodyExt, Limited};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_service::Service;

/// Bytes of a body that is too large that are read all the same, and how long that may take, so that the client hears why
/// before its connection is closed.
const DRAINED: u64 = 16 * 1024 * 1024;
const DRAINING: Duration = Duration::from_secs(5);
/// How long the rest of a body is waited for when the server stops.
const LAST_BYTES: Duration = Duration::from_secs(2);
/// Bodies up to this size are not counted on connections that receive one only.
const SMALL: usize = 16 * 1024;

/// A request names one host (RFC 9112, section 3.2). That of HTTP/2 stands in its `:authority`.
pub(super) fn check_host(request: &Request) -> Result<(), &'static str> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let is_host = |value: &HeaderValue| {
        value.is_empty() || value.to_str().is_ok_and(|text| text.parse::<axum::http::uri::Authority>().is_ok())
    };
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_host(host) => Ok(()),
        (Some(_), None) => Err("the header Host is no host"),
        (Some(_), Some(_)) => Err("there is more than one header Host"),
        (None, _) if request.version() == Version::HTTP_11 => Err("the header Host is missing"),
        (None, _) => Ok(()),
    }
}

/// The innermost layer: receives the whole request within its time, and counts the answer until it is read.
pub(super) async fn inner(app: &App, mut request: Request, routes: Router) -> HttpResponse {
    let likes_gzip = likes_gzip(request.headers());
    DefaultBodyLimit::max(LARGEST_BODY).apply(&mut request);
    let (dialect, coded) = (Dialect::of(&request), coded_body(&request));
    let Some(connection) = request.extensions().get::<Arc<Connection>>().cloned() else {
        return match coded {
            Some(refusal) => refusal.respond(dialect()),
            None => app.packing().pack(likes_gzip, answer(app, request, routes).await).await,
        };
    };
    let version = request.version();
    let request = if request.body().is_end_stream() {
        request
    } else {
        match receive(app, &connection, request).await {
            Ok(request) => request,
            Err(why) => return Refusal::from(why).respond(dialect()),
        }
    };
    // Its body has been received by now, so that the next request on the connection is found.
    if let Some(refusal) = coded {
        return refusal.respond(dialect());
    }
    let response = app.packing().pack(likes_gzip, answer(app, request, routes).await).await;
    match app.sending().hold(response, &connection, version).await {
        Ok(response) => response,
        Err(busy) => Refusal::from(busy).respond(dialect()),
    }
}

/// Hands a request on with the data that it reads from now on, and says of which commit they are.
async fn answer(app: &App, mut request: Request, mut routes: Router) -> HttpResponse {
    let commit = app.data().and_then(|data| Some((data.t?, data)));
    let t = commit.map(|(t, data)| {
        request.extensions_mut().insert(Pinned { data, is_past: false });
        t
    });
    let Ok(mut response) = routes.call(request).await;
    let Some(t) = t else { return response };
    response.headers_mut().entry(NUMBER).or_insert(HeaderValue::from(t));
    response
}

/// Why a request is not received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NotReceived {
    /// It takes too long.
    Slow,
    /// Too many others are being received.
    Full,
    /// It broke off.
    Broken,
    /// The server stops.
    Stopping,
}

/// Bytes of a body, with their share in what is being received.
struct Received {
    bytes: Bytes,
    _permits: Vec<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Received {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// A request with its body.
async fn receive(app: &App, connection: &Connection, request: Request) -> Result<Request, NotReceived> {
    let (parts, mut body) = request.into_parts();
    let announced = body.size_hint().lower();
    if announced > LARGEST_BODY as u64 {
        // A client that sends `Expect: 100-continue` gets the refusal at once.
        if !parts.headers.contains_key(header::EXPECT) {
            drain(&mut body, 0).await;
        }
        return Ok(Request::from_parts(parts, too_large()));
    }
    // A connection of HTTP/1 receives one body at a time; a small one is bounded by the number of connections.
    let uncounted = if parts.version == Version::HTTP_2 { 0 } else { SMALL };
    let mut taken = Vec::new();
    let mut counted = 0;
    // What is announced is not believed before it comes.
    let mut received = Vec::with_capacity(usize::try_from(announced).unwrap_or_default().min(SMALL));
    let receiving = async {
        while let Some(frame) = body.frame().await {
            let Ok(bytes) = frame.map_err(|_| NotReceived::Broken)?.into_data() else { continue };
            if received.len() + bytes.len() > LARGEST_BODY {
                return Ok(false);
            }
            received.extend_from_slice(&bytes);
            if received.len() > uncounted {
                let own = connection.visitor.as_ref().map(|visitor| &visitor.receiving);
                for share in own.into_iter().chain([app.receiving()]) {
                    taken.push(permits(share, received.len() - counted)?);
                }
                counted = received.len();
            }
        }
        Ok(true)
    };
    let is_whole = tokio::select! {
        outcome = tokio::time::timeout(app.limits().body, receiving) => outcome.map_err(|_| NotReceived::Slow)??,
        () = late_for(app) => return Err(NotReceived::Stopping),
    };
    if !is_whole {
        let before = received.len() as u64;
        drop((received, taken));
        drain(&mut body, before).await;
        return Ok(Request::from_parts(parts, too_large()));
    }
    let bytes = Bytes::from_owner(Received { bytes: received.into(), _permits: taken });
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Waits until the server stops, and then for what is under way.
async fn late_for(app: &App) {
    app.stopping().await;
    tokio::time::sleep(LAST_BYTES).await;
}

fn permits(of: &Arc<Semaphore>, bytes: usize) -> Result<OwnedSemaphorePermit, NotReceived> {
    let bytes = u32::try_from(bytes).map_err(|_| NotReceived::Full)?;
    Arc::clone(of).try_acquire_many_owned(bytes).map_err(|_| NotReceived::Full)
}

/// A body that every handler finds too large, and answers in its own words.
fn too_large() -> Body {
    Body::new(Limited::new(Body::from("x"), 0))
}

/// Reads what a client goes on sending, for a while.
async fn drain(body: &mut Body, before: u64) {
    let mut drained = before;
    let draining = async {
        while let Some(Ok(frame)) = body.frame().await {
            drained += frame.data_ref().map_or(0, Bytes::len) as u64;
            if drained > DRAINED {
                break;
            }
        }
    };
    // What is not drained by then is left: the client has been given time enough.
    let _ = tokio::time::timeout(DRAINING, draining).await;
}

impl From<NotReceived> for Refusal {
    fn from(why: NotReceived) -> Self {
        match why {
            NotReceived::Full => Busy::Full.into(),
            NotReceived::Slow => Self::new(Reason::TooSlow, "the body of the request came too slowly"),
            NotReceived::Broken => Self::new(Reason::NotHttp, "the body of the request broke off"),
            NotReceived::Stopping => Self::new(Reason::Stopping, "the server is stopping"),
        }
    }
}

/// Bodies are read as they are: what unpacks to a thousand times its size would pass beside the bound on bodies.
fn coded_body(request: &Request) -> Option<Refusal> {
    let coding = request.headers().get(header::CONTENT_ENCODING)?;
    if request.body().is_end_stream() || coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity") {
        return None;
    }
    let coding = String::from_utf8_lossy(coding.as_bytes());
    let problem = format!("the body has the content coding `{coding}`; send it as it is, without Content-Encoding");
    Some(Refusal::new(Reason::Coding, problem))
}

/// There is nothing at an address: browsers get a page, or the way to it.
pub(super) async fn nothing(State(app): State<Arc<App>>, request: Request) -> HttpResponse {
    if matches!(Dialect::of(&request)(), Dialect::Page { .. }) {
        let (mut parts, _) = request.into_parts();
        let Ok(context) = RequestContext::from_request_parts(&mut parts, &app).await;
        return linked::nothing(app, context, parts.uri, parts.headers).await;
    }
    Refusal::new(Reason::NotFound, linked::NOWHERE).respond(Dialect::of(&request)())
}

/// A method that an address does not take; those that it takes are added to the response by the router.
pub(super) async fn other_method(request: Request) -> HttpResponse {
    let problem =
        format!("{} is not taken at this address; the header Allow names the methods that are", request.method());
    Refusal::new(Reason::MethodNotAllowed, problem).respond(Dialect::of(&request)())
}
