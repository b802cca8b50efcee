//! Connections: who may connect, how long each may take for what, and how all of them end when the server stops.
//!
//! `hyper` speaks HTTP. Times are kept on the stream below it ([`Timed`]), which knows whether a request is being processed: hyper's own
//! limit for heads counts the silence between two requests as well, and sets a timer for each request.

use super::timed::Timed;
use crate::http::{App, Connection, Front, TooManyConnections};
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How long answers that have begun may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(30);
/// How long connections without a request in work may take to end when the server stops.
const FAREWELL: Duration = Duration::from_millis(500);
/// How long, and for how many bytes, a connection is read from after its last answer, so that a client that still sends hears
/// the answer before it hears that it is not listened to.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 1024 * 1024;
/// Pause after a connection could not be taken, as when there is no file descriptor for it.
const BREATH: Duration = Duration::from_millis(50);
/// How often refused connections are logged at most.
const PER_LINE: Duration = Duration::from_secs(10);
/// File descriptors for all else but connections: files, endpoints, the runtime.
const OTHER_FILES: u64 = 128;

/// How many connections there may be: no more than the process may have, which is raised as far as it goes.
pub(super) fn most_connections(wanted: usize) -> usize {
    let needed = u64::try_from(wanted).unwrap_or(u64::MAX).saturating_add(OTHER_FILES);
    let files = rlimit::increase_nofile_limit(needed).unwrap_or_else(|error| {
        tracing::debug!(%error, "the limit of open files is not known");
        needed
    });
    let most = usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(wanted).clamp(1, wanted.max(1));
    if most < wanted {
        tracing::warn!(
            files,
            connections = most,
            wanted,
            "open files are limited (ulimit -n), and connections with them"
        );
    }
    most
}

/// Serves until `stopped` says so, and then until answers that have begun are finished, but not for ever.
pub async fn serve_connections(listener: TcpListener, app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let front = Front::new(Arc::clone(&app));
    let builder = Arc::new(builder(&app));
    let mut connections = JoinSet::new();
    let mut refused = Refused::default();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|stopped| *stopped) => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_of_connection(&error) => continue,
            Err(error) => {
                refused.log(&error.to_string());
                sleep(BREATH).await;
                continue;
            }
        };
        match app.connect(peer.ip()) {
            Ok(connection) => {
                let (front, builder, app) = (front.clone(), Arc::clone(&builder), Arc::clone(&app));
                let stopped = stopped.clone();
                connections.spawn(serve(stream, connection, front, builder, app, stopped));
            }
            Err(why) => {
                refused.log(match why {
                    TooManyConnections::InAll => "there are as many connections as there may be",
                    TooManyConnections::OfAddress => "an address has as many connections as one may have",
                });
                refuse(&stream, why);
            }
        }
    }
    drop(listener);
    app.stop();
    let finished = timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        tracing::warn!(seconds = GRACE.as_secs(), "some answers did not finish in time");
    }
}

fn builder(app: &App) -> Builder<TokioExecutor> {
    let limits = app.limits();
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        // Counted on the stream below.
        .header_read_timeout(None)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes.max(8192));
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10))
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
        .max_send_buf_size(64 * 1024)
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(64);
    builder
}

/// Failures of a single connection, which say nothing of the next.
fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Tells a client that it is not served, as far as its connection takes that at once.
fn refuse(stream: &TcpStream, why: TooManyConnections) {
    // Otherwise the client sees the connection closed.
    let _ = stream.try_write(&why.response());
}

/// Logs refusals now and then, with their number: a flood of connections must not flood the log.
#[derive(Default)]
struct Refused {
    count: AtomicUsize,
    logged: Option<Instant>,
}

impl Refused {
    fn log(&mut self, why: &str) {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        if self.logged.is_none_or(|logged| logged.elapsed() > PER_LINE) {
            self.logged = Some(Instant::now());
            self.count.store(0, Ordering::Relaxed);
            tracing::warn!(why, connections = count, "connections were refused");
        }
    }
}

/// One connection, from its first byte to its last.
async fn serve(
    stream: TcpStream,
    connection: Connection,
    front: Front,
    builder: Arc<Builder<TokioExecutor>>,
    app: Arc<App>,
    mut stopped: watch::Receiver<bool>,
) {
    // A long answer is sent piece by piece: none must wait until the client has acknowledged the last.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection cannot be set to send at once");
    }
    let connection = Arc::new(connection);
    let (give_back, given_back) = oneshot::channel();
    let io = TokioIo::new(Timed::new(stream, Arc::clone(&connection), app.limits().clone(), give_back));
    let of_requests = Arc::clone(&connection);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Arc::clone(&of_requests));
        let answer = front.clone().answer(request.map(Body::new));
        async move { Ok::<_, std::convert::Infallible>(answer.await) }
    });
    {
        let mut served = pin!(builder.serve_connection_with_upgrades(io, service));
        let ended = tokio::select! {
            ended = served.as_mut() => Some(ended),
            () = connection.broken_off() => return,
            _ = stopped.wait_for(|stopped| *stopped) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                served.as_mut().graceful_shutdown();
                tokio::select! {
                    ended = served => ended,
                    () = connection.broken_off() => return,
                    () = idle_after_stop(&connection) => return,
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(error, peer = %connection.peer(), "a connection broke");
        }
    }
    if let Ok(stream) = given_back.await {
        linger(stream).await;
    }
}

/// Waits until a connection has had the time to end, and has no request in work.
async fn idle_after_stop(connection: &Connection) {
    loop {
        sleep(FAREWELL).await;
        if connection.is_idle() {
            return;
        }
    }
}

/// Reads what a client still sends. To close at once would reset the connection, and the client might never see its answer.
async fn linger(mut stream: TcpStream) {
    let reading = async {
        if stream.shutdown().await.is_err() {
            return;
        }
        let mut buffer = vec![0; 16 * 1024];
        let mut read = 0;
        while read < LINGER_BYTES {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(bytes) => read += bytes,
            }
        }
    };
    // A client that goes on for longer is not waited for.
    let _ = timeout(LINGER, reading).await;
}
