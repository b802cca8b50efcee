//! What is known of a connection while it lasts. The server below the routes makes one for each, and its requests carry it.

use super::addresses::Visitor;
use super::limits::Limits;
use axum::http::Version;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Answers of one connection that are compressed at once.
const COMPRESSING: usize = 4;

/// A connection.
#[derive(Debug)]
pub struct Connection {
    pub(super) peer: IpAddr,
    pub(super) visitor: Option<Arc<Visitor>>,
    /// Whether the peer is a proxy that says who its clients are.
    pub(super) is_proxy: bool,
    /// KiB of answers that may wait to be read.
    pub(super) unread: Arc<Semaphore>,
    pub(super) compressing: Arc<Semaphore>,
    started: Instant,
    /// Requests so far.
    requests: AtomicU64,
    /// Requests that are not answered to the last byte.
    in_work: AtomicUsize,
    /// When the last answer ended, in milliseconds after the start.
    quiet_since: AtomicU64,
    is_http2: AtomicBool,
    closes: Notify,
    _places: [Option<OwnedSemaphorePermit>; 2],
}

impl Connection {
    pub(super) fn new(
        peer: IpAddr,
        visitor: Option<Arc<Visitor>>,
        is_proxy: bool,
        limits: &Limits,
        places: [Option<OwnedSemaphorePermit>; 2],
    ) -> Self {
        Self {
            peer,
            visitor,
            is_proxy,
            unread: Arc::new(Semaphore::new(limits.unread_by_connection / 1024)),
            compressing: Arc::new(Semaphore::new(COMPRESSING)),
            started: Instant::now(),
            requests: AtomicU64::new(0),
            in_work: AtomicUsize::new(0),
            quiet_since: AtomicU64::new(0),
            is_http2: AtomicBool::new(false),
            closes: Notify::new(),
            _places: places,
        }
    }

    /// A request has come; it is in work until what is returned is dropped.
    pub(super) fn begin(self: &Arc<Self>, version: Version) -> InWork {
        if version == Version::HTTP_2 {
            self.is_http2.store(true, Ordering::Relaxed);
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.in_work.fetch_add(1, Ordering::Relaxed);
        InWork(Arc::clone(self))
    }

    /// Who is at the other end: a client, or the proxy before it.
    pub fn peer(&self) -> IpAddr {
        self.peer
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Whether no request is in work.
    pub fn is_idle(&self) -> bool {
        self.in_work.load(Ordering::Relaxed) == 0
    }

    /// When the client must have said something; none while a request is in work. `head_since` is when the head of a request
    /// began to come.
    pub fn speaks_until(&self, head_since: Option<Instant>, limits: &Limits) -> Option<Instant> {
        if !self.is_idle() {
            return None;
        }
        // Frames of HTTP/2 are more than heads: pings come between requests.
        let is_http2 = self.is_http2.load(Ordering::Relaxed);
        match head_since.filter(|_| !is_http2) {
            Some(since) => Some(since + limits.head),
            None if self.requests() == 0 => Some(self.started + limits.head),
            None => {
                let quiet_since = Duration::from_millis(self.quiet_since.load(Ordering::Relaxed));
                Some(self.started + quiet_since + limits.silence)
            }
        }
    }

    /// Breaks the connection off.
    pub(super) fn break_off(&self) {
        self.closes.notify_one();
    }

    /// Waits until the connection is to be broken off.
    pub async fn broken_off(&self) {
        self.closes.notified().await;
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct InWork(Arc<Connection>);

impl Drop for InWork {
    fn drop(&mut self) {
        let since_start = u64::try_from(self.0.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.quiet_since.store(since_start, Ordering::Relaxed);
        self.0.in_work.fetch_sub(1, Ordering::Relaxed);
    }
}
