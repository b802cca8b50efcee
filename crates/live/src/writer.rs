//! The thread that writes.

use crate::answered::Answered;
use crate::ground::{Beside, Ground};
use crate::{Ask, Check, Edits, Error, Expected, Generation, Outcome, Receipt, Refused, Settings, Shared, read_stated};
use plenary_base::clock::Clock;
use plenary_journal::{Content, Head};
use plenary_store::named_by_label;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

type Work = Box<dyn FnOnce(&Generation) -> Result<Edits, Refused> + Send>;
type Publish = Box<dyn FnMut(&Arc<Generation>) + Send>;

/// What is to be done.
pub(crate) enum Job {
    /// A request.
    Commit(Box<Request>),
    /// The data are built anew of what is stated, since the file that they were opened from is damaged.
    Rebuild(SyncSender<Result<(), Error>>),
    /// It is told what there is to keep.
    Tell(SyncSender<Keeping>),
    /// It is told that all that came before is done.
    Wait(SyncSender<()>),
    /// A state of the data has been sorted anew.
    Adopt {
        /// As it was.
        of: Arc<Generation>,
        rewritten: Arc<Generation>,
    },
}

/// A state of the data, with all that it takes to open it again.
pub(crate) struct Keeping {
    pub(crate) generation: Arc<Generation>,
    pub(crate) beside: Beside,
}

/// A request on its way.
pub(crate) struct Request {
    pub(crate) ask: Ask,
    pub(crate) edits: Work,
    pub(crate) reply: SyncSender<Result<Receipt, Error>>,
}

pub(crate) struct Writer {
    shared: Arc<Shared>,
    folder: PathBuf,
    ground: Ground,
    changes: usize,
    kept_after: (usize, usize),
    /// Quads that have changed since the arrays were written, or were to be.
    changed: usize,
    keeping: SyncSender<Keeping>,
    publish: Publish,
    answered: Answered,
}

impl Writer {
    pub(crate) fn new(
        shared: Arc<Shared>,
        folder: PathBuf,
        ground: Ground,
        settings: &Settings,
        keeping: SyncSender<Keeping>,
        publish: Publish,
    ) -> Self {
        let Settings { changes, kept_after, .. } = *settings;
        let answered = Answered::default();
        Self { shared, folder, ground, changes, kept_after, changed: 0, keeping, publish, answered }
    }

    pub(crate) fn run(mut self, queue: &Receiver<Job>) {
        while let Ok(job) = queue.recv() {
            match job {
                Job::Commit(request) => {
                    let Request { ask, edits, reply } = *request;
                    let receipt = self.commit(ask, edits);
                    // Who does not wait any more finds the commit by its key.
                    let _ = reply.send(receipt);
                    self.keep();
                }
                Job::Rebuild(reply) => {
                    let _ = reply.send(self.rebuild());
                }
                Job::Tell(reply) => {
                    self.changed = 0;
                    let _ = reply.send(self.state());
                }
                Job::Wait(reply) => {
                    let _ = reply.send(());
                }
                Job::Adopt { of, rewritten } => {
                    if let Err(error) = self.adopt(&of, &rewritten) {
                        tracing::warn!(%error, "arrays that were sorted anew cannot be used");
                    }
                }
            }
        }
    }

    fn state(&self) -> Keeping {
        Keeping { generation: self.shared.generation(), beside: self.ground.beside() }
    }

    /// Has the arrays written anew if much has changed since, so that a start never has much to catch up with.
    fn keep(&mut self) {
        let (least, most) = self.kept_after;
        let all = self.shared.generation().triples.len();
        if self.changed >= (all / 100).clamp(least, most) && self.keeping.try_send(self.state()).is_ok() {
            self.changed = 0;
        }
    }

    /// Puts what has changed meanwhile beside arrays that were sorted anew, and has them read.
    fn adopt(&mut self, of: &Generation, rewritten: &Generation) -> Result<(), Error> {
        let current = self.shared.generation();
        if let Some(next) = self.ground.moved(&current, of, rewritten)? {
            let next = Arc::new(next);
            (self.publish)(&next);
            self.shared.publish(next);
        }
        Ok(())
    }

    fn rebuild(&mut self) -> Result<(), Error> {
        let Generation { head, time, .. } = *self.shared.generation();
        // They were checked when the file was written.
        let generation = self.ground.begin_with(read_stated(&self.folder, &self.shared.journal)?, head, Check::Skip)?;
        let generation = Arc::new(Generation { time, ..generation });
        (self.publish)(&generation);
        self.shared.publish(generation);
        Ok(())
    }

    fn commit(&mut self, ask: Ask, edits: Work) -> Result<Receipt, Error> {
        let generation = self.shared.generation();
        let head = generation.head;
        if let Some(receipt) = self.repeated(&ask)? {
            return Ok(receipt);
        }
        if let Expected::OneOf(ids) = &ask.expected
            && !ids.contains(&head.map(|head| head.id))
        {
            return Err(Error::Stale { head });
        }
        // Else much would be worked out for nothing.
        self.shared.journal.check()?;
        if let Some(damage) = self.shared.damage.get() {
            return Err(Error::NotWriting { damage: damage.clone() });
        }
        let check = || if ask.token.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) };
        check()?;
        let journal = &self.shared.journal;
        let edits = edits(&generation).map_err(Error::Refused)?;
        let count = edits.added.len() + edits.deleted.len();
        let named = self.named(self.ground.kept(edits), head);
        let change = self.ground.net(named)?;
        // A graph that is put again whole goes and comes, and is no change.
        let size = change.added().len() + change.deleted().len();
        if size > self.changes {
            return Err(Error::TooLarge { count: size, limit: self.changes });
        }
        if change.is_empty() {
            tracing::debug!(count, "a request changes nothing");
            if let Some(key) = ask.key {
                self.answered.note(key, ask.request, head);
            }
            return Ok(Receipt { head, outcome: Outcome::Unchanged });
        }
        check()?;
        // As long as whoever asks waits for it.
        let clock = Clock::until(ask.token.clone());
        let prepared = self.ground.prepare(&clock);
        let next = prepared.and_then(|()| self.ground.after(&change, &generation, true, &clock));
        // What was stopped half-way may fail with whatever error.
        let next = next.or_else(|error| check().and(Err(error)))?;
        check()?;
        let outcome = Outcome::Committed { added: change.added().len(), deleted: change.deleted().len() };
        let mut content = Content::new(change);
        (content.author, content.message, content.key) = (ask.author, ask.message, ask.key);
        (content.request, content.headers) = (ask.request, ask.headers);
        let (receipt, time) = (journal.append(&content)?, Some(content.time));
        self.changed += size;
        let next = Arc::new(Generation { time, ..self.ground.take(next, Some(receipt.commit)) });
        (self.publish)(&next);
        tracing::info!(t = receipt.commit.t, ?outcome, elapsed = ?next.elapsed, asked = ?next.asked, "committed");
        self.shared.publish(next);
        Ok(Receipt { head: Some(receipt.commit), outcome })
    }

    /// What became of the same request, if it came before.
    fn repeated(&self, ask: &Ask) -> Result<Option<Receipt>, Error> {
        let Some(key) = &ask.key else { return Ok(None) };
        let is_same = |request: Option<[u8; 32]>| request.is_some() && request == ask.request;
        let journal = &self.shared.journal;
        if let Some(head) = journal.find(key) {
            let commit = journal.commits(head.t)?.next().transpose()?;
            return match commit.is_some_and(|commit| is_same(commit.content.request)) {
                true => Ok(Some(Receipt { head: Some(head), outcome: Outcome::Repeated })),
                false => Err(plenary_journal::Error::KeyReused { key: key.clone(), t: head.t }.into()),
            };
        }
        match self.answered.find(key) {
            Some(answer) if is_same(answer.request) => {
                Ok(Some(Receipt { head: answer.head, outcome: Outcome::Repeated }))
            }
            Some(_) => Err(Error::KeyReused { key: key.clone() }),
            None => Ok(None),
        }
    }

    /// The edits with IRIs for the blank nodes that come, which no other commit has: their seed is the commit before. A label is known
    /// within its text only, so none that goes can be one of the data.
    fn named(&self, edits: Edits, head: Option<Head>) -> Edits {
        let seed = head.map_or_else(|| "first".to_owned(), |head| head.id.to_string());
        let added = named_by_label(edits.added, self.ground.ontology().prefixes(), seed.as_bytes());
        Edits { added, ..edits }
    }
}
