//! What waits to be read by clients: a total over all of them, for each address and for each connection, and a limit of time
//! for those who do not read.
//!
//! An answer is kept until its client has taken the last piece. Bytes are counted where they are: each piece that goes to the
//! connection holds a share in what was counted for the whole, so nothing is given back before the last is gone.

use super::HttpResponse;
use super::connection::Connection;
use super::gate::{Busy, Place};
use super::limits::Limits;
use axum::body::{Body, Bytes};
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use http_body::{Body as _, Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tower_http::compression::predicate::{And, DefaultPredicate, Predicate, SizeAbove};

/// Bytes of a piece of an answer.
const PIECE: usize = 64 * 1024;
/// Shorter answers are sent as they are: compression would gain no packet.
const LEAST_PACKED: u16 = 1023;
/// Answers up to this size are not counted on connections that can hold one only.
const SMALL: usize = 16 * 1024;
/// What an answer holds that is made while it is sent: a few pieces are under way.
const STREAM: usize = 8 * PIECE;
/// How long a finished answer waits for others to be read.
const PATIENCE: Duration = Duration::from_secs(2);

/// What all clients may leave unread.
#[derive(Debug)]
pub(super) struct Sending {
    /// KiB of answers of one piece. They have a part of their own, so that they pass beside large ones.
    pieces: Arc<Semaphore>,
    /// KiB of larger answers.
    large: Arc<Semaphore>,
    /// Answers that are compressed at once: each takes a megabyte or two beside its bytes.
    compressing: Arc<Semaphore>,
    stall: Duration,
    slowest: usize,
}

/// Marks a response that goes out as it is: it is compressed already, or kept in the forms that it is sent in.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsItIs;

/// Which answers are compressed.
pub(super) type Compresses =
    And<And<SizeAbove, DefaultPredicate>, fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool>;

/// What is compressed for a request, if its client reads that.
pub(super) fn is_compressed() -> Compresses {
    SizeAbove::new(LEAST_PACKED)
        .and(DefaultPredicate::new())
        .and(|_, _, _, extensions| extensions.get::<AsItIs>().is_none())
}

/// Marks a stream that has little to send at a time, and goes on for long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trickles;

type Permits = [Option<OwnedSemaphorePermit>; 3];

/// Bytes that are counted as unread until this is dropped.
#[derive(Debug)]
pub(super) struct Counted(#[expect(dead_code, reason = "kept until it is dropped")] Permits);

impl Sending {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            pieces: Arc::new(Semaphore::new(limits.unread / 4 / 1024)),
            large: Arc::new(Semaphore::new(limits.unread / 4 * 3 / 1024)),
            compressing: Arc::new(Semaphore::new(limits.compressing)),
            stall: limits.stall,
            slowest: limits.slowest,
        }
    }

    /// Counts an answer until it has been read.
    ///
    /// # Errors
    /// If too much waits to be read already.
    pub(super) async fn hold(
        &self,
        mut response: HttpResponse,
        connection: &Arc<Connection>,
        version: Version,
    ) -> Result<HttpResponse, Busy> {
        // Given back when the answer has been counted, or is not.
        let _place = response.extensions_mut().remove::<Arc<Place>>();
        let hint = response.body().size_hint();
        let bytes = hint.exact().map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        if bytes.is_some_and(|bytes| bytes == 0 || (bytes <= SMALL && version != Version::HTTP_2)) {
            return Ok(response);
        }
        let under_way = if response.extensions().get::<Trickles>().is_some() { SMALL } else { STREAM };
        let permits = Arc::new(self.count(bytes.unwrap_or(under_way), connection).await?);
        let progress = Arc::new(Progress::default());
        let least = self.slowest.max(bytes.unwrap_or_default() / 20);
        let watch = watch(Arc::clone(&progress), Arc::clone(connection), self.stall, least);
        let watch = tokio::spawn(watch).abort_handle();
        Ok(response.map(|inner| Body::new(Held { inner, rest: Bytes::new(), permits, progress, watch })))
    }

    /// Counts bytes that are about to be sent.
    ///
    /// # Errors
    /// If too much waits to be read already.
    pub(super) async fn count(&self, bytes: usize, connection: &Connection) -> Result<Counted, Busy> {
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let total = if bytes <= PIECE { &self.pieces } else { &self.large };
        // Its own share must be free; for the common one it waits a little.
        let own = Arc::clone(&connection.unread).try_acquire_many_owned(kib).map_err(|_| Busy::Full)?;
        let of_address = match &connection.visitor {
            Some(visitor) => Some(Arc::clone(&visitor.unread).try_acquire_many_owned(kib).map_err(|_| Busy::Full)?),
            None => None,
        };
        let of_all = timeout(PATIENCE, Arc::clone(total).acquire_many_owned(kib)).await;
        let of_all = of_all.ok().and_then(Result::ok).ok_or(Busy::Full)?;
        Ok(Counted([Some(own), of_address, Some(of_all)]))
    }

    /// A right to compress an answer; none if enough are being compressed.
    pub(super) fn compress(&self, connection: Option<&Connection>) -> Option<Compressing> {
        let of_connection = match connection {
            Some(connection) => Some(Arc::clone(&connection.compressing).try_acquire_owned().ok()?),
            None => None,
        };
        let of_all = Arc::clone(&self.compressing).try_acquire_owned().ok()?;
        Some(Compressing { _of_all: of_all, _of_connection: of_connection })
    }
}

/// The right to compress an answer.
#[derive(Debug)]
pub(super) struct Compressing {
    _of_all: OwnedSemaphorePermit,
    _of_connection: Option<OwnedSemaphorePermit>,
}

/// What the client has taken, and whether it is waited for.
#[derive(Debug, Default)]
struct Progress {
    taken: AtomicUsize,
    /// The answer has no next piece yet, which is not the client's fault.
    is_ours: AtomicBool,
}

/// Breaks the connection off if the client does not read.
async fn watch(progress: Arc<Progress>, connection: Arc<Connection>, stall: Duration, least: usize) {
    loop {
        tokio::time::sleep(stall).await;
        let taken = progress.taken.swap(0, Ordering::Relaxed);
        if taken < least && !progress.is_ours.load(Ordering::Relaxed) {
            tracing::info!(peer = %connection.peer, taken, "a client does not read its answer; the connection is closed");
            return connection.break_off();
        }
    }
}

/// A body whose bytes are counted.
struct Held {
    inner: Body,
    /// What is left of a frame that is larger than a piece.
    rest: Bytes,
    permits: Arc<Counted>,
    progress: Arc<Progress>,
    watch: AbortHandle,
}

/// A piece with its share in what was counted.
struct Piece {
    bytes: Bytes,
    _permits: Arc<Counted>,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Held {
    fn next_piece(&mut self) -> Frame<Bytes> {
        let bytes = self.rest.split_to(self.rest.len().min(PIECE));
        self.progress.taken.fetch_add(bytes.len(), Ordering::Relaxed);
        Frame::data(Bytes::from_owner(Piece { bytes, _permits: Arc::clone(&self.permits) }))
    }
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.next_piece())));
        }
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        self.progress.is_ours.store(polled.is_pending(), Ordering::Relaxed);
        match polled {
            Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                Ok(bytes) => {
                    self.rest = bytes;
                    Poll::Ready(Some(Ok(self.next_piece())))
                }
                Err(trailers) => Poll::Ready(Some(Ok(trailers))),
            },
            other => other,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.rest.len() as u64;
        let inner = self.inner.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + left);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + left);
        }
        hint
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

/// A body with what is given back when it is done.
pub(super) struct With<T> {
    inner: Body,
    _until_done: T,
}

impl<T> With<T> {
    /// Keeps `until_done` for as long as the body.
    pub(super) fn new(inner: Body, until_done: T) -> Self {
        Self { inner, _until_done: until_done }
    }
}

impl<T: Unpin> http_body::Body for With<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
