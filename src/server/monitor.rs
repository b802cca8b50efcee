//! The port for monitors: `/metrics`, and nothing else. It is a port of its own, so that what it says stays among those who run the server.

use crate::http::App;
use axum::body::Bytes;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Connections at once; others wait until one ends.
const CONNECTIONS: usize = 16;
/// How long a client may take for the head of a request, and how long a connection may last, silence included: a monitor comes again.
const HEAD: Duration = Duration::from_secs(5);
const CONNECTION: Duration = Duration::from_secs(120);
/// Pause after a connection could not be taken.
const BREATH: Duration = Duration::from_millis(50);
/// The text format of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers monitors for as long as the server runs.
pub(super) async fn answer(listener: TcpListener, app: Arc<App>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // It is never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            sleep(BREATH).await;
            continue;
        };
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            let _place = place;
            let service = service_fn(move |request: Request<Incoming>| {
                let answer = respond(&app, &request);
                async move { Ok::<_, Infallible>(answer) }
            });
            let mut builder = http1::Builder::new();
            let served = builder
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .serve_connection(TokioIo::new(stream), service);
            // A monitor that breaks off has what it wanted, or comes again.
            let _ = timeout(CONNECTION, served).await;
        });
    }
}

fn respond(app: &App, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let say = |status: StatusCode, text: String| {
        let mut response = Response::new(Full::from(text));
        *response.status_mut() = status;
        response
    };
    if request.uri().path() != "/metrics" {
        return say(StatusCode::NOT_FOUND, "metrics are at /metrics\n".to_owned());
    }
    match app.measured() {
        Some(Ok(text)) => {
            let mut response = Response::new(Full::from(text));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(TEXT));
            response
        }
        Some(Err(error)) => say(StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
        None => say(StatusCode::NOT_FOUND, "nothing is counted\n".to_owned()),
    }
}
