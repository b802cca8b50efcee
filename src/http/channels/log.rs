//! The commits to the data, as clients are told of them: what was written since a commit from the journal, and then each as it is made.
//!
//! Who follows keeps the number of the next commit, and nothing else: the journal is the queue of all. What is told of a commit is worked out once, by
//! whoever wants it first, and kept for the others for a while.

use crate::clock::Clock;
use crate::graphql::{Code, CommitEvent, Error, Subscription};
use crate::http::app::App;
use crate::http::context::RequestContext;
use crate::http::gate::{Busy, Place, blocking};
use crate::http::refusal::Refusal;
use crate::http::writing::Writing;
use crate::live::{self, Commit, Live};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use lru::LruCache;
use oxigraph::model::{GraphName, NamedNode};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Commits that are read at a time.
const BATCH: usize = 64;
/// Bytes of what is kept of commits, about.
const MOST_BYTES: usize = 16 << 20;
/// What is kept of a commit besides its texts, and of each graph that it changes, about.
const OVERHEAD: usize = 256;
/// How long who finds the server busy waits before the next attempt, and the longest that an address which has asked too much waits.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Quads that come and go.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    added: usize,
    removed: usize,
}

/// What is known of a commit.
#[derive(Debug)]
struct Entry {
    event: CommitEvent,
    graphs: HashMap<GraphName, Counts>,
}

impl Entry {
    fn of(commit: &Commit) -> Self {
        let content = &commit.content;
        let mut graphs: HashMap<GraphName, Counts> = HashMap::new();
        for quad in content.change.added() {
            graphs.entry(quad.graph_name.clone()).or_default().added += 1;
        }
        for quad in content.change.deleted() {
            graphs.entry(quad.graph_name.clone()).or_default().removed += 1;
        }
        let event = CommitEvent {
            t: commit.t,
            at: content.time.to_string(),
            author: content.author.clone(),
            message: content.message.clone(),
            added: content.change.added().len(),
            removed: content.change.deleted().len(),
        };
        Self { event, graphs }
    }

    /// What a client is told that wants commits to a graph, or to any; none if the commit does not change it.
    fn event(&self, graph: Option<&NamedNode>) -> Option<CommitEvent> {
        let Some(graph) = graph else { return Some(self.event.clone()) };
        let Counts { added, removed } = *self.graphs.get(&GraphName::NamedNode(graph.clone()))?;
        Some(CommitEvent { added, removed, ..self.event.clone() })
    }

    fn weight(&self) -> usize {
        let texts = [&self.event.author, &self.event.message].into_iter().flatten().map(String::len).sum::<usize>();
        OVERHEAD * (1 + self.graphs.len()) + texts
    }
}

/// Entries by the numbers of their commits, those wanted last.
#[derive(Debug)]
struct Kept {
    entries: LruCache<u64, Arc<Entry>>,
    bytes: usize,
}

/// The commits, for those who follow them.
#[derive(Debug)]
pub(in crate::http) struct Log {
    kept: Mutex<Kept>,
    /// Held by who reads.
    reading: Arc<tokio::sync::Mutex<()>>,
    /// The number of the last commit.
    last: watch::Sender<u64>,
}

impl Default for Log {
    fn default() -> Self {
        let kept = Mutex::new(Kept { entries: LruCache::unbounded(), bytes: 0 });
        Self { kept, reading: Arc::default(), last: watch::Sender::new(0) }
    }
}

/// What a client that follows commits is told.
pub(in crate::http) enum Told {
    /// A commit.
    Commit(CommitEvent),
    /// Why it is told of no more.
    Failure(Error),
}

/// Where a client that follows is.
struct Follower {
    app: Arc<App>,
    live: Arc<Live>,
    context: RequestContext,
    graph: Option<NamedNode>,
    last: watch::Receiver<u64>,
    /// The commit that it is told of next.
    next: u64,
    /// The last one of all, for the data of a commit that has been.
    until: Option<u64>,
}

impl Log {
    /// There is a commit; its data are published.
    pub(in crate::http) fn announce(&self, t: u64) {
        self.last.send_replace(t);
    }

    /// The commits that a subscription wants, those after `after` first. They end where data are not written, and, over the data of an earlier
    /// commit, with that.
    ///
    /// # Errors
    /// If there is no commit `after` yet, or the data are being loaded.
    pub(in crate::http) fn follow(
        &self,
        app: &Arc<App>,
        context: RequestContext,
        subscription: &Subscription,
        after: Option<u64>,
    ) -> Result<BoxStream<'static, Told>, Error> {
        let live = match app.writing().map(Writing::live) {
            Some(Some(live)) => Arc::clone(live),
            Some(None) => return Err(Refusal::no_data(app).into_error()),
            None => return Ok(stream::empty().boxed()),
        };
        let receiver = self.last.subscribe();
        let last = *receiver.borrow();
        if let Some(t) = after.filter(|t| *t > last) {
            let message = format!(
                "there is no commit {t} yet, the last is {last}: if the number came from this server, its data have been restored since; load them anew"
            );
            return Err(Error::new(Code::BadUserInput, message));
        }
        let (until, context) = (context.past(), context.lasting());
        let (graph, next) = (subscription.graph.clone(), after.unwrap_or(last) + 1);
        let follower = Follower { app: Arc::clone(app), live, context, graph, last: receiver, next, until };
        Ok(stream::unfold(Some(follower), |follower| async move { follower?.told().await }).boxed())
    }

    fn kept(&self, t: u64) -> Option<Arc<Entry>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).entries.get(&t).map(Arc::clone)
    }

    fn keep(&self, entry: &Arc<Entry>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let weight = entry.weight();
        // What is much alone would push out all others.
        if weight > MOST_BYTES / 4 {
            return;
        }
        kept.bytes += weight;
        if let Some((_, old)) = kept.entries.push(entry.event.t, Arc::clone(entry)) {
            kept.bytes -= old.weight();
        }
        while kept.bytes > MOST_BYTES
            && let Some((_, old)) = kept.entries.pop_lru()
        {
            kept.bytes -= old.weight();
        }
    }

    /// Reads a commit and some after it, and keeps them.
    fn read(&self, live: &Live, t: u64, clock: &Clock) -> Result<Arc<Entry>, live::Error> {
        let mut wanted = None;
        for (at, commit) in live.commits(t)?.enumerate() {
            let entry = Arc::new(Entry::of(&commit?));
            self.keep(&entry);
            wanted.get_or_insert(entry);
            if at + 1 >= BATCH || clock.check().is_err() {
                break;
            }
        }
        wanted.ok_or(live::Error::NoCommit { t, last: t.saturating_sub(1) })
    }
}

impl Follower {
    /// What the client is told next, with who follows on; nobody after a failure.
    async fn told(mut self) -> Option<(Told, Option<Self>)> {
        loop {
            let last = *self.last.borrow_and_update();
            let last = self.until.map_or(last, |until| until.min(last));
            if self.next <= last {
                match self.entry(self.next).await {
                    Ok(entry) => {
                        self.next += 1;
                        if let Some(event) = entry.event(self.graph.as_ref()) {
                            return Some((Told::Commit(event), Some(self)));
                        }
                    }
                    Err(refusal) => return Some((Told::Failure(refusal.into_error()), None)),
                }
                continue;
            }
            if self.until.is_some_and(|until| self.next > until) {
                return None;
            }
            self.last.changed().await.ok()?;
        }
    }

    /// What is known of a commit. Who has to read it does so at a place of the gate; one does for all.
    async fn entry(&self, t: u64) -> Result<Arc<Entry>, Refusal> {
        let log = self.app.log();
        loop {
            if let Some(entry) = log.kept(t) {
                return Ok(entry);
            }
            let turn = Arc::new(Arc::clone(&log.reading).lock_owned().await);
            if let Some(entry) = log.kept(t) {
                return Ok(entry);
            }
            let start = |place: Arc<Place>, clock: Clock| {
                let (app, live, turn) = (Arc::clone(&self.app), Arc::clone(&self.live), Arc::clone(&turn));
                blocking(place, move || {
                    // The work holds it: it goes on when the client goes away.
                    let _turn = turn;
                    app.log().read(&live, t, &clock)
                })
            };
            let context = self.context.again(None);
            let read = self.app.gate().run(&context, self.app.gate().key(("commits", t)), start).await;
            drop(turn);
            match read {
                Ok((Ok(Ok(entry)), _)) => return Ok(entry),
                Ok((Ok(Err(error)), _)) => return Err(error.into()),
                Ok((Err(error), _)) => return Err(Refusal::internal(&error)),
                Err(busy @ Busy::Late(_)) => return Err(busy.into()),
                // It is told a little later.
                Err(Busy::TooMuch(wait)) => tokio::time::sleep(wait.min(LONGEST_PAUSE)).await,
                Err(Busy::Full) => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}
