//! What is recorded of each request: a line of the access log, and what the metrics count. A record ends with the last byte of the answer, or when
//! the client goes away.

use super::HttpResponse;
use super::app::App;
use super::connection::{Connection, InWork};
use super::metrics::{Metrics, Request as Measured, route};
use super::writing::NUMBER;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::Method;
use http_body::{Body as _, Frame, SizeHint};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;
use tracing::Span;

/// What stands as status of a request whose client went away before it was answered, as in the logs of nginx.
const GONE: u16 = 499;

/// What a request asked for, which its handler alone knows.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// The name of the operation of GraphQL, if it has one.
    pub(super) name: Option<String>,
    /// Whether the answer has errors, which the status may not tell.
    pub(super) has_errors: bool,
}

impl Operation {
    /// The operation of a request: the one that it names, or the first of its document. A document that begins with a fragment has none.
    pub(super) fn of(named: Option<&str>, query: Option<&str>, has_errors: bool) -> Self {
        let name = named.or_else(|| first_name(query?)).map(str::to_owned);
        Self { name, has_errors }
    }
}

/// The name of the operation with which a document begins.
fn first_name(query: &str) -> Option<&str> {
    let mut rest = query.trim_start();
    while let Some(comment) = rest.strip_prefix('#') {
        rest = comment.split_once('\n')?.1.trim_start();
    }
    let kinds = ["query", "mutation", "subscription"];
    let rest =
        kinds.into_iter().find_map(|kind| rest.strip_prefix(kind))?.strip_prefix([' ', '\t', '\n'])?.trim_start();
    let end = rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(rest.len());
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

/// The record of one request.
#[derive(Debug)]
pub(super) struct Record {
    span: Span,
    started: Instant,
    metrics: Option<Arc<Metrics>>,
    route: &'static str,
    method: Method,
    /// Who asked; none if nobody reads the access log, or nobody asked over a connection.
    client: Option<IpAddr>,
    status: u16,
    bytes: u64,
    operation: Option<Operation>,
    t: Option<u64>,
    /// Whether the answer was sent to its end.
    is_whole: bool,
    _in_work: Option<InWork>,
}

impl Record {
    /// Begins with the head of a request.
    pub(super) fn begin(app: &App, request: &Request, span: Span) -> Self {
        let connection = request.extensions().get::<Arc<Connection>>();
        let is_logged = tracing::enabled!(target: "access", tracing::Level::INFO);
        let client = connection.filter(|_| is_logged).map(|connection| app.client(connection, request.headers()));
        let metrics = app.metrics().cloned();
        if let Some(metrics) = &metrics {
            metrics.begin();
        }
        Self {
            span,
            started: Instant::now(),
            metrics,
            route: route(request.uri().path()),
            method: request.method().clone(),
            client,
            status: GONE,
            bytes: 0,
            operation: None,
            t: None,
            is_whole: false,
            _in_work: connection.map(|connection| connection.begin(request.version())),
        }
    }

    /// Takes what the head of the answer says.
    pub(super) fn answered(&mut self, response: &mut HttpResponse) {
        self.status = response.status().as_u16();
        self.operation = response.extensions_mut().remove();
        self.t = response.headers().get(NUMBER).and_then(|t| t.to_str().ok()?.parse().ok());
        self.is_whole = response.body().is_end_stream() || self.method == Method::HEAD;
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let elapsed = self.started.elapsed();
        if let Some(metrics) = &self.metrics {
            metrics.end(&Measured {
                route: self.route,
                method: &self.method,
                status: self.status,
                bytes: self.bytes,
                elapsed,
                operation: self.operation.as_ref(),
            });
        }
        let microseconds = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        let operation = self.operation.as_ref().and_then(|operation| operation.name.as_deref());
        let (status, bytes, t, client) = (self.status, self.bytes, self.t, self.client.map(tracing::field::display));
        let _entered = self.span.enter();
        let end = if self.is_whole { "answered" } else { "broken off" };
        tracing::info!(target: "access", status, bytes, microseconds, client, operation, t, "{end}");
    }
}

/// The body of an answer, with its record.
#[derive(Debug)]
pub struct Recorded {
    inner: Body,
    record: Record,
}

impl Recorded {
    pub(super) fn new(inner: Body, record: Record) -> Self {
        Self { inner, record }
    }
}

impl http_body::Body for Recorded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                self.record.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
                self.record.is_whole = self.inner.is_end_stream();
            }
            Poll::Ready(None) => self.record.is_whole = true,
            _ => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::first_name;

    #[test]
    fn the_name_of_an_operation_is_read_without_parsing() {
        assert_eq!(first_name("query Themes { themes { totalCount } }"), Some("Themes"));
        assert_eq!(first_name("# what\n\n  query\n  A_1($x: Int) { a }"), Some("A_1"));
        assert_eq!(first_name("subscription New{ commits { t } }"), Some("New"));
        for nameless in
            ["{ themes }", "query { themes }", "query($x: Int) { a }", "queryThemes", "fragment F on T { a }", "#"]
        {
            assert_eq!(first_name(nameless), None, "{nameless}");
        }
    }
}
