//! Work that takes long and answers at length, away from the threads that serve connections.
//!
//! Each evaluation has a thread of its own, with the stack that a recursive evaluator needs, and a place of the gate. The answer streams: a few pieces are under way, and the evaluation waits
//! until the client takes them. What fails before the first piece has a status of its own; what fails later breaks the
//! connection, so that a part is not taken for the whole.

use super::HttpResponse;
use super::context::RequestContext;
use super::gate::{Busy, Gate, Place, held};
use super::refusal::Refusal;
use crate::clock::Clock;
use crate::sparql::{Error, STACK};
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use futures_util::{StreamExt, stream};
use oxigraph::sparql::CancellationToken;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// What an answer depends on besides the request itself.
pub(super) const VARY: &str = "accept, plenary-explain";
/// Bytes of a piece of an answer.
const PIECE: usize = 64 * 1024;
/// Pieces that may be under way.
const PIECES: usize = 4;
/// Longest time that an evaluation waits for its client to take pieces, in all. It does not count as its own time.
const PATIENCE: Duration = Duration::from_secs(30);

enum Event {
    /// The whole answer.
    Whole(&'static str, Vec<u8>),
    /// The first piece of a longer answer.
    First(&'static str, Vec<u8>),
    Piece(Vec<u8>),
    /// Nothing more comes. A thread that ends without it has been lost, and the answer with it.
    End,
    Failed(Error),
}

/// Where an evaluation writes its answer.
pub(super) struct Output {
    content_type: &'static str,
    buffer: Vec<u8>,
    has_begun: bool,
    sender: mpsc::Sender<Event>,
    runtime: Handle,
    waited: Arc<AtomicU64>,
}

impl Output {
    /// Says what kind of answer it is, before anything is written.
    pub(super) fn begin(&mut self, content_type: &'static str) {
        self.content_type = content_type;
    }

    /// Forgets what was written, unless a part of it is under way. Says whether it did.
    pub(super) fn starts_again(&mut self) -> bool {
        if !self.has_begun {
            self.buffer.clear();
        }
        !self.has_begun
    }

    fn send(&mut self, event: Event) -> io::Result<()> {
        let started = Instant::now();
        let left = PATIENCE.saturating_sub(Duration::from_millis(self.waited.load(Ordering::Relaxed)));
        let sender = &self.sender;
        let sent = self.runtime.block_on(async { tokio::time::timeout(left, sender.send(event)).await });
        let waited = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.waited.fetch_add(waited, Ordering::Relaxed);
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::Error::new(io::ErrorKind::BrokenPipe, "the client has gone")),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes too long to read the answer")),
        }
    }

    fn send_buffer(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE));
        let event = if self.has_begun { Event::Piece(piece) } else { Event::First(self.content_type, piece) };
        self.has_begun = true;
        self.send(event)
    }

    /// Sends what is left, or why there is no more.
    fn finish(mut self, outcome: Result<(), Error>) {
        let rest = std::mem::take(&mut self.buffer);
        // A client that has disconnected gets no answer.
        let _ = match outcome {
            Ok(()) if !self.has_begun => self.send(Event::Whole(self.content_type, rest)),
            Ok(()) => self.send(Event::Piece(rest)).and_then(|()| self.send(Event::End)),
            Err(error) => self.send(Event::Failed(error)),
        };
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.send_buffer()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Cancels the evaluation when its client no longer waits for it.
struct Guard {
    token: CancellationToken,
    clock: AbortHandle,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.token.cancel();
        self.clock.abort();
    }
}

/// The first event of an evaluation, where the others come from, and what cancels it.
type Begun = (Option<Event>, mpsc::Receiver<Event>, Guard);

/// Does work on a thread of its own, for so long at most, and answers with what it writes. Work with a key may be broken off and
/// start again.
pub(super) async fn evaluate(
    gate: &Gate,
    context: &RequestContext,
    key: Option<u64>,
    time: Duration,
    work: impl Fn(&mut Output, &CancellationToken) -> Result<(), Error> + Send + Sync + 'static,
) -> HttpResponse {
    let work = Arc::new(work);
    let start = |place: Arc<Place>, clock: Clock| begin(place, clock, time, Arc::clone(&work));
    let ((event, mut events, guard), place) = loop {
        let (begun, place) = match gate.run(context, key, start).await {
            Ok((Ok(begun), place)) => (begun, place),
            Ok((Err(refusal), _)) | Err(refusal) => return Refusal::from(refusal).text(),
        };
        // A long answer takes its time. If it cannot go on, it is dropped, and starts again when there is a place for it.
        if !matches!(begun.0, Some(Event::First(..))) || gate.goes_on(context, key, &place) {
            break (begun, place);
        }
    };
    match event {
        Some(Event::Whole(content_type, bytes)) => held(respond(content_type, Body::from(bytes)), place),
        Some(Event::First(content_type, piece)) => {
            // Fused: compression asks for more after the end.
            let rest = stream::unfold(Some((events, guard)), |state| async move {
                let (mut events, guard) = state?;
                match events.recv().await {
                    Some(Event::Piece(piece)) => Some((Ok(Bytes::from(piece)), Some((events, guard)))),
                    Some(Event::End) => None,
                    Some(Event::Failed(error)) => {
                        tracing::warn!(%error, "an answer was broken off");
                        Some((Err(error), None))
                    }
                    Some(Event::Whole(..) | Event::First(..)) | None => {
                        tracing::error!("an answer was lost with its evaluation");
                        Some((Err(Error::Lost), None))
                    }
                }
            });
            let first = stream::once(async move { Ok(Bytes::from(piece)) });
            respond(content_type, Body::from_stream(first.chain(rest).fuse()))
        }
        Some(Event::Failed(error)) => Refusal::from(error).text(),
        Some(Event::Piece(_) | Event::End) | None => {
            events.close();
            Refusal::internal(&"an evaluation ended without an answer").text()
        }
    }
}

/// Starts an evaluation; resolves with its first event, or if there is no thread for it.
fn begin(
    place: Arc<Place>,
    clock: Clock,
    time: Duration,
    work: Arc<impl Fn(&mut Output, &CancellationToken) -> Result<(), Error> + Send + Sync + 'static>,
) -> impl Future<Output = Result<Begun, Busy>> {
    let (sender, mut events) = mpsc::channel(PIECES);
    let token = clock.token().clone();
    let waited = Arc::new(AtomicU64::new(0));
    let time = time.min(clock.time_left().unwrap_or_default());
    let watch = tokio::spawn(watch(time, Arc::clone(&waited), token.clone())).abort_handle();
    let guard = Guard { token: token.clone(), clock: watch };
    let runtime = Handle::current();
    let span = tracing::Span::current();
    let thread = std::thread::Builder::new().name("sparql".into()).stack_size(STACK).spawn(move || {
        let _span = span.entered();
        let _place = place;
        let mut output = Output { content_type: "", buffer: Vec::new(), has_begun: false, sender, runtime, waited };
        let outcome = work(&mut output, &token);
        // Who has the whole answer may close the server and open its store anew: nothing of them may be held here then.
        drop(work);
        output.finish(outcome);
    });
    async move {
        if let Err(error) = thread {
            tracing::error!(%error, "no thread for an evaluation");
            return Err(Busy::Full);
        }
        Ok((events.recv().await, events, guard))
    }
}

/// Cancels the token when the time is over. Time that the evaluation waits for its client does not count.
async fn watch(time: Duration, waited: Arc<AtomicU64>, token: CancellationToken) {
    let started = tokio::time::Instant::now();
    let mut allowed = time;
    loop {
        tokio::time::sleep_until(started + allowed).await;
        let now_allowed = time + Duration::from_millis(waited.load(Ordering::Relaxed));
        if now_allowed <= allowed {
            return token.cancel();
        }
        allowed = now_allowed;
    }
}

fn respond(content_type: &'static str, body: Body) -> HttpResponse {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static(VARY));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::super::addresses::Addresses;
    use super::super::limits::Limits;
    use super::*;
    use http_body_util::BodyExt;

    async fn collected(length: usize, ends: bool) -> Option<usize> {
        let limits = Limits::default();
        let gate = Gate::new(&limits, Arc::new(Addresses::new(&limits, Vec::new())));
        let context = RequestContext::without_connection(Clock::new(Duration::from_secs(10)));
        let response = evaluate(&gate, &context, None, Duration::from_secs(10), move |output, _| {
            output.begin("text/plain");
            output.write_all(&vec![b'x'; length]).map_err(Error::Output)?;
            // What a library does that finds itself in a state that it did not foresee, without its message in the output.
            if ends { Ok(()) } else { std::panic::resume_unwind(Box::new("lost")) }
        });
        let response = response.await;
        assert_eq!(response.status().is_success(), ends || length >= PIECE, "{length} {ends}");
        Some(response.into_body().collect().await.ok()?.to_bytes().len())
    }

    #[tokio::test]
    async fn fault_10_an_answer_whose_evaluation_is_lost_is_not_whole() {
        for length in [0, 10, PIECE, PIECE + 1, 3 * PIECE, 20 * PIECE + 5] {
            assert_eq!(collected(length, true).await, Some(length), "{length} bytes");
        }
        for length in [PIECE, 2 * PIECE, 3 * PIECE + 1] {
            assert_eq!(collected(length, false).await, None, "{length} bytes of an answer that is lost");
        }
        assert!(collected(10, false).await.is_some(), "before the first piece there is a status for it");
    }

    /// Takes its time to go.
    struct Held(Arc<AtomicU64>);

    impl Drop for Held {
        fn drop(&mut self) {
            std::thread::sleep(Duration::from_millis(50));
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    #[tokio::test]
    async fn what_an_evaluation_holds_is_gone_before_its_answer_ends() {
        let limits = Limits::default();
        let gate = Gate::new(&limits, Arc::new(Addresses::new(&limits, Vec::new())));
        for length in [10, 3 * PIECE] {
            let context = RequestContext::without_connection(Clock::new(Duration::from_secs(10)));
            let held = Arc::new(AtomicU64::new(1));
            let holder = Held(Arc::clone(&held));
            let response = evaluate(&gate, &context, None, Duration::from_secs(10), move |output, _| {
                let _ = &holder;
                output.begin("text/plain");
                output.write_all(&vec![b'x'; length]).map_err(Error::Output)
            });
            let body = response.await.into_body().collect().await;
            assert_eq!(body.map(|body| body.to_bytes().len()).ok(), Some(length));
            assert_eq!(held.load(Ordering::SeqCst), 0, "{length} bytes");
        }
    }
}
