//! The one gate before work of every kind: GraphQL, SPARQL, pages, reconciliation, tables, dumps and graphs.
//!
//! What a request costs is not known before it is worked on. So it starts in one of the *light* places and has a short slice of
//! time there, which is enough for nearly all. What is not done by then is heavy: it goes on if a *heavy* place is free, and
//! otherwise it is stopped, waits for one, and starts again. Light places are never held by heavy work, so light requests pass
//! beside it; a request that was heavy once goes directly to the heavy places the next time. Queues and waiting are bounded, and no
//! address gets all places. What waits, works or sends is cancelled when its client goes.
//!
//! Answers that do not depend on the request need no place: the first page, styles, prefixes, and the schema, which is compressed once.
//!
//! A place is released when the work ends, not when it is cancelled: work that ignores its clock cannot accumulate.

use super::HttpResponse;
use super::addresses::{Addresses, Visitor, Work};
use super::context::RequestContext;
use super::limits::Limits;
use crate::clock::{Clock, Stopped};
use lru::LruCache;
use oxigraph::sparql::CancellationToken;
use std::hash::{BuildHasher, Hash, RandomState};
use std::num::NonZeroUsize;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

/// Requests that are known to be heavy.
const MOST_KNOWN: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4095);
/// How long work whose time is over may take to say so.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Why a request is not worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Busy {
    /// All places are taken and enough requests wait.
    #[error("the server is busy: too many requests are being answered; try again in a moment")]
    Full,
    /// Its address has had too much work, and should wait for so long.
    #[error("too much was asked from this address; ask less often, or for less at a time")]
    TooMuch(Duration),
    /// Its time is over, and the work does not end.
    #[error(transparent)]
    Late(Stopped),
}

/// The places, and who waits for them.
#[derive(Debug)]
pub(super) struct Gate {
    light: Lane,
    heavy: Lane,
    slice: Duration,
    patience: Duration,
    addresses: Arc<Addresses>,
    known: Mutex<LruCache<u64, ()>>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Lane {
    work: Work,
    running: Arc<Semaphore>,
    waiting: Semaphore,
    /// Requests that may wait.
    most_waiting: usize,
}

/// A right to work: of those of all, and of those of the address.
#[derive(Debug)]
struct Permit {
    _of_all: OwnedSemaphorePermit,
    _of_address: Option<OwnedSemaphorePermit>,
}

/// A place that work holds. Work that continues after its request has been dropped keeps it.
#[derive(Debug)]
pub(super) struct Place {
    permit: Mutex<Permit>,
    is_heavy: AtomicBool,
}

impl Place {
    fn new(permit: Permit, is_heavy: bool) -> Arc<Self> {
        Arc::new(Self { permit: Mutex::new(permit), is_heavy: AtomicBool::new(is_heavy) })
    }

    fn is_heavy(&self) -> bool {
        self.is_heavy.load(Ordering::Relaxed)
    }

    /// Gives the light place back for a heavy one.
    fn move_to(&self, heavy: Permit) {
        *self.permit.lock().unwrap_or_else(PoisonError::into_inner) = heavy;
        self.is_heavy.store(true, Ordering::Relaxed);
    }
}

/// Cancels work whose client no longer waits for it.
struct Cancels(Option<CancellationToken>);

impl Drop for Cancels {
    fn drop(&mut self) {
        if let Some(token) = self.0.take() {
            token.cancel();
        }
    }
}

impl Cancels {
    fn release(mut self) {
        self.0 = None;
    }
}

impl Lane {
    fn new(work: Work, running: usize, waiting: usize) -> Self {
        let most_waiting = waiting * running;
        Self { work, running: Arc::new(Semaphore::new(running)), waiting: Semaphore::new(most_waiting), most_waiting }
    }

    fn share(&self, visitor: Option<&Visitor>) -> Option<Arc<Semaphore>> {
        visitor.map(|visitor| match self.work {
            Work::Light => Arc::clone(&visitor.light),
            Work::Heavy => Arc::clone(&visitor.heavy),
        })
    }

    fn try_enter(&self, visitor: Option<&Visitor>) -> Option<Permit> {
        let of_address = match self.share(visitor) {
            Some(share) => Some(share.try_acquire_owned().ok()?),
            None => None,
        };
        let of_all = Arc::clone(&self.running).try_acquire_owned().ok()?;
        Some(Permit { _of_all: of_all, _of_address: of_address })
    }

    async fn enter(&self, visitor: Option<&Visitor>, until: Instant) -> Result<Permit, Busy> {
        if let Some(permit) = self.try_enter(visitor) {
            return Ok(permit);
        }
        let _place = self.waiting.try_acquire().map_err(|_| Busy::Full)?;
        let _share = match visitor {
            Some(visitor) => Some(visitor.waiting.try_acquire().map_err(|_| Busy::Full)?),
            None => None,
        };
        let entered = timeout_at(until, async {
            // First its own share: who waits for that must not hold what others could use.
            let of_address = match self.share(visitor) {
                Some(share) => Some(share.acquire_owned().await.map_err(|_| Busy::Full)?),
                None => None,
            };
            let of_all = Arc::clone(&self.running).acquire_owned().await.map_err(|_| Busy::Full)?;
            Ok(Permit { _of_all: of_all, _of_address: of_address })
        });
        entered.await.unwrap_or(Err(Busy::Full))
    }
}

impl Gate {
    pub(super) fn new(limits: &Limits, addresses: Arc<Addresses>) -> Self {
        Self {
            light: Lane::new(Work::Light, limits.light, limits.waiting),
            heavy: Lane::new(Work::Heavy, limits.heavy, limits.waiting),
            slice: limits.slice,
            patience: limits.patience,
            addresses,
            known: Mutex::new(LruCache::new(MOST_KNOWN)),
            hasher: RandomState::new(),
        }
    }

    /// The lanes with their free places, and the requests that wait for one.
    pub(super) fn places(&self) -> [(&'static str, usize, usize); 2] {
        [("light", &self.light), ("heavy", &self.heavy)].map(|(name, lane)| {
            let waiting = lane.most_waiting.saturating_sub(lane.waiting.available_permits());
            (name, lane.running.available_permits(), waiting)
        })
    }

    /// What a request is known by: two that ask for the same have the same key.
    pub(super) fn key(&self, asked: impl Hash) -> u64 {
        self.hasher.hash_one(asked)
    }

    /// Works on a request; one without a key is heavy, and started once. `start` starts the work in a place, under a clock, and resolves with its outcome; it is called twice if
    /// the request has to start again. When the future is dropped, the clock is cancelled; a clock whose time is over is
    /// cancelled as well, for work that looks at the token alone.
    ///
    /// # Errors
    /// If the request is not worked on, or its work outlives its time.
    pub(super) async fn run<F: Future>(
        &self,
        context: &RequestContext,
        key: impl Into<Option<u64>>,
        start: impl Fn(Arc<Place>, Clock) -> F,
    ) -> Result<(F::Output, Arc<Place>), Busy> {
        let visitor = context.visitor();
        self.spend(visitor, Work::Light)?;
        let key = key.into();
        if let Some(key) = key.filter(|key| !self.is_heavy(*key)) {
            let permit = self.light.enter(visitor, self.patience(context)).await?;
            let place = Place::new(permit, false);
            let clock = context.clock().again();
            let cancels = Cancels(Some(clock.token().clone()));
            let mut work = pin!(start(Arc::clone(&place), clock.clone()));
            if let Ok(outcome) = timeout(self.slice, &mut work).await {
                cancels.release();
                return Ok((outcome, place));
            }
            self.known.lock().unwrap_or_else(PoisonError::into_inner).put(key, ());
            self.spend(visitor, Work::Heavy)?;
            if let Some(permit) = self.heavy.try_enter(visitor) {
                place.move_to(permit);
                let outcome = finish(work, &clock).await?;
                cancels.release();
                return Ok((outcome, place));
            }
        } else {
            self.spend(visitor, Work::Heavy)?;
        }
        let permit = self.heavy.enter(visitor, self.patience(context)).await?;
        let place = Place::new(permit, true);
        let clock = context.clock().again();
        let cancels = Cancels(Some(clock.token().clone()));
        let started = Instant::now();
        let outcome = finish(pin!(start(Arc::clone(&place), clock.clone())), &clock).await?;
        cancels.release();
        // It was heavy for the load of that moment.
        if let Some(key) = key.filter(|_| started.elapsed() < self.slice / 2) {
            self.known.lock().unwrap_or_else(PoisonError::into_inner).pop(&key);
        }
        Ok((outcome, place))
    }

    /// Counts a request that needs no place as light work of its address.
    ///
    /// # Errors
    /// If the address has had too much.
    pub(super) fn admit(&self, context: &RequestContext) -> Result<(), Busy> {
        self.spend(context.visitor(), Work::Light)
    }

    /// Whether work that has begun to answer at length may go on: from a light place it has to move to a heavy one. If none is free
    /// it must be dropped and started again, and waits for one then.
    pub(super) fn goes_on(&self, context: &RequestContext, key: Option<u64>, place: &Place) -> bool {
        let Some(key) = key.filter(|_| !place.is_heavy()) else { return true };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).put(key, ());
        let visitor = context.visitor();
        if self.spend(visitor, Work::Heavy).is_ok()
            && let Some(permit) = self.heavy.try_enter(visitor)
        {
            place.move_to(permit);
            return true;
        }
        false
    }

    fn is_heavy(&self, key: u64) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key).is_some()
    }

    fn spend(&self, visitor: Option<&Visitor>, work: Work) -> Result<(), Busy> {
        self.addresses.spend(visitor, work).map_err(Busy::TooMuch)
    }

    /// Until when a request may wait for a place.
    fn patience(&self, context: &RequestContext) -> Instant {
        let left = context.clock().time_left().unwrap_or_default();
        Instant::now() + self.patience.min(left)
    }
}

/// Starts synchronous work in a place, away from the threads that serve connections. Resolves with what it returns, or with why
/// it ended without.
pub(super) fn blocking<T: Send + 'static>(
    place: Arc<Place>,
    work: impl FnOnce() -> T + Send + 'static,
) -> tokio::task::JoinHandle<T> {
    let span = tracing::Span::current();
    tokio::task::spawn_blocking(move || {
        let _place = place;
        span.in_scope(work)
    })
}

/// A response that keeps the place of its work until its bytes have been counted as waiting to be read, so that no more answers
/// wait to be counted than there are places.
pub(super) fn held(mut response: HttpResponse, place: Arc<Place>) -> HttpResponse {
    response.extensions_mut().insert(place);
    response
}

/// Waits for work until its time is over, and then a little for what it says to that.
async fn finish<F: Future>(mut work: Pin<&mut F>, clock: &Clock) -> Result<F::Output, Busy> {
    let left = clock.time_left().unwrap_or_default();
    tokio::select! {
        outcome = &mut work => return Ok(outcome),
        () = sleep_until(Instant::now() + left) => clock.token().cancel(),
    }
    timeout(LAST_WORDS, work).await.map_err(|_| Busy::Late(Stopped::Late { limit: clock.limit() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn gate(limits: &Limits) -> Arc<Gate> {
        Arc::new(Gate::new(limits, Arc::new(Addresses::new(limits, Vec::new()))))
    }

    fn limits() -> Limits {
        Limits {
            light: 2,
            heavy: 1,
            waiting: 2,
            slice: Duration::from_millis(20),
            patience: Duration::from_millis(500),
            by_address: None,
            ..Limits::default()
        }
    }

    fn context(time: Duration) -> RequestContext {
        RequestContext::without_connection(Clock::new(time))
    }

    /// Work that goes on until its clock ends it, and counts where it is.
    async fn endless(place: Arc<Place>, clock: Clock, running: Arc<AtomicUsize>) -> bool {
        let work = move || {
            let _place = place;
            running.fetch_add(1, Ordering::SeqCst);
            while clock.check().is_ok() {
                std::thread::sleep(Duration::from_millis(1));
            }
            running.fetch_sub(1, Ordering::SeqCst);
        };
        tokio::task::spawn_blocking(work).await.is_ok()
    }

    #[tokio::test]
    async fn hostile_b1_light_requests_pass_beside_heavy_ones() {
        let gate = gate(&limits());
        let running = Arc::new(AtomicUsize::new(0));
        let mut heavy = tokio::task::JoinSet::new();
        for key in 0..16 {
            let (gate, running) = (Arc::clone(&gate), Arc::clone(&running));
            heavy.spawn(async move {
                let context = context(Duration::from_secs(2));
                let start = |place, clock| endless(place, clock, Arc::clone(&running));
                gate.run(&context, key, start).await.map(|(done, _)| done)
            });
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        let context = context(Duration::from_secs(2));
        let light = gate.run(&context, 99, |_, _| async { "light" }).await;
        assert!(matches!(light, Ok(("light", _))), "{light:?}");
        assert!(running.load(Ordering::SeqCst) <= 3, "no more than there are places");
        let outcomes = heavy.join_all().await;
        assert_eq!(
            outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
            1,
            "one place for heavy work: {outcomes:?}"
        );
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(true) | Err(Busy::Full))), "{outcomes:?}");
    }

    #[tokio::test]
    async fn hostile_b1_what_nobody_waits_for_is_cancelled_and_its_place_is_free() {
        let gate = gate(&limits());
        let running = Arc::new(AtomicUsize::new(0));
        for key in 0..8 {
            let context = context(Duration::from_secs(60));
            let start = |place, clock| endless(place, clock, Arc::clone(&running));
            let hung_up = timeout(Duration::from_millis(50), gate.run(&context, key, start)).await;
            assert!(hung_up.is_err(), "it was at work when the client hung up");
        }
        timeout(Duration::from_secs(5), async {
            while running.load(Ordering::SeqCst) > 0 || gate.heavy.running.available_permits() < 1 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await
        .unwrap();
        assert_eq!(gate.light.running.available_permits(), 2);
    }

    #[tokio::test]
    async fn hostile_b5_work_that_ignores_its_clock_is_told_late_and_keeps_its_place() {
        let gate = gate(&limits());
        let (release, stuck) = std::sync::mpsc::channel::<()>();
        let stuck = Arc::new(Mutex::new(stuck));
        let context = context(Duration::from_millis(100));
        let start = |place: Arc<Place>, _| {
            let stuck = Arc::clone(&stuck);
            let work = move || {
                let _place = place;
                let _ = stuck.lock().unwrap().recv();
            };
            async { tokio::task::spawn_blocking(work).await.is_ok() }
        };
        let outcome = gate.run(&context, 1, start).await.map(|(done, _)| done);
        assert_eq!(outcome, Err(Busy::Late(Stopped::Late { limit: Duration::from_millis(100) })));
        assert_eq!(gate.heavy.running.available_permits(), 0, "its thread still works");
        drop(release);
        timeout(Duration::from_secs(5), async {
            while gate.heavy.running.available_permits() == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await
        .unwrap();
    }

    #[tokio::test]
    async fn hostile_b1_what_was_heavy_goes_to_the_heavy_places_at_once() {
        let gate = gate(&limits());
        let context = context(Duration::from_millis(60));
        let starts = AtomicUsize::new(0);
        let start = |place, clock| {
            starts.fetch_add(1, Ordering::SeqCst);
            endless(place, clock, Arc::default())
        };
        assert!(gate.run(&context, 7, start).await.is_ok_and(|(_, place)| place.is_heavy()), "it moved");
        assert!(gate.is_heavy(7) && !gate.is_heavy(8));
        let context = super::tests::context(Duration::from_millis(60));
        assert!(gate.run(&context, 7, start).await.is_ok_and(|(_, place)| place.is_heavy()));
        assert_eq!(starts.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn hostile_b1_no_address_takes_all_places() {
        let limits = Limits { heavy: 2, by_address: Some(super::super::limits::ByAddress::default()), ..limits() };
        let addresses = Arc::new(Addresses::new(&limits, Vec::new()));
        let visitor = |text: &str| addresses.visitor(text.parse().unwrap());
        let (one, other) = (visitor("203.0.113.7"), visitor("203.0.113.8"));
        let gate = Gate::new(&limits, Arc::clone(&addresses));
        let first = gate.heavy.try_enter(one.as_deref());
        assert!(first.is_some() && gate.heavy.try_enter(one.as_deref()).is_none(), "one of two is for others");
        assert!(gate.heavy.try_enter(other.as_deref()).is_some());
    }
}
