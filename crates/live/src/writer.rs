//! The thread that writes.

use crate::ground::Ground;
use crate::{Ask, Edits, Error, Expected, Generation, Outcome, Receipt, Refused, Shared};
use plenary_journal::{Content, Head};
use plenary_store::named_by_label;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

type Work = Box<dyn FnOnce(&Generation) -> Result<Edits, Refused> + Send>;
type Publish = Box<dyn FnMut(&Arc<Generation>) + Send>;

/// A request on its way.
pub(crate) struct Job {
    pub(crate) ask: Ask,
    pub(crate) edits: Work,
    pub(crate) reply: SyncSender<Result<Receipt, Error>>,
}

pub(crate) struct Writer {
    shared: Arc<Shared>,
    ground: Ground,
    changes: usize,
    publish: Publish,
}

impl Writer {
    pub(crate) fn new(shared: Arc<Shared>, ground: Ground, changes: usize, publish: Publish) -> Self {
        Self { shared, ground, changes, publish }
    }

    pub(crate) fn run(mut self, queue: &Receiver<Job>) {
        while let Ok(Job { ask, edits, reply }) = queue.recv() {
            let receipt = self.commit(ask, edits);
            // Who does not wait any more finds the commit by its key.
            let _ = reply.send(receipt);
        }
    }

    fn commit(&mut self, ask: Ask, edits: Work) -> Result<Receipt, Error> {
        let journal = &self.shared.journal;
        let generation = self.shared.generation();
        let head = generation.head;
        if let Some(commit) = self.repeated(&ask)? {
            return Ok(Receipt { head: Some(commit), outcome: Outcome::Repeated });
        }
        if let Expected::OneOf(ids) = &ask.expected
            && !ids.contains(&head.map(|head| head.id))
        {
            return Err(Error::Stale { head });
        }
        let check = || if ask.token.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) };
        check()?;
        let edits = edits(&generation).map_err(Error::Refused)?;
        let count = edits.added.len() + edits.deleted.len();
        let named = self.named(edits, head);
        let change = self.ground.net(named)?;
        // A graph that is put again whole goes and comes, and is no change.
        let size = change.added().len() + change.deleted().len();
        if size > self.changes {
            return Err(Error::TooLarge { count: size, limit: self.changes });
        }
        if change.is_empty() {
            tracing::debug!(count, "a request changes nothing");
            return Ok(Receipt { head, outcome: Outcome::Unchanged });
        }
        check()?;
        let next = self.ground.after(&change)?;
        check()?;
        let outcome = Outcome::Committed { added: change.added().len(), deleted: change.deleted().len() };
        let mut content = Content::new(change);
        (content.author, content.message, content.key) = (ask.author, ask.message, ask.key);
        (content.request, content.headers) = (ask.request, ask.headers);
        let receipt = journal.append(&content)?;
        let next = Arc::new(next.named(Some(receipt.commit)));
        self.ground.apply(&content.change)?;
        (self.publish)(&next);
        tracing::info!(t = receipt.commit.t, ?outcome, elapsed = ?next.elapsed, "committed");
        self.shared.publish(next);
        Ok(Receipt { head: Some(receipt.commit), outcome })
    }

    /// The commit of the same request, if it came before.
    fn repeated(&self, ask: &Ask) -> Result<Option<Head>, Error> {
        let journal = &self.shared.journal;
        let Some((key, head)) = ask.key.as_ref().and_then(|key| Some((key, journal.find(key)?))) else {
            return Ok(None);
        };
        let commit = journal.commits(head.t)?.next().transpose()?;
        if commit.is_some_and(|commit| commit.content.request.is_some() && commit.content.request == ask.request) {
            return Ok(Some(head));
        }
        Err(plenary_journal::Error::KeyReused { key: key.clone(), t: head.t }.into())
    }

    /// The edits with IRIs for the blank nodes that come, which no other commit has: their seed is the commit before. A label is known
    /// within its text only, so none that goes can be one of the data.
    fn named(&self, edits: Edits, head: Option<Head>) -> Edits {
        let seed = head.map_or_else(|| "first".to_owned(), |head| head.id.to_string());
        let added = named_by_label(edits.added, self.ground.ontology().prefixes(), seed.as_bytes());
        Edits { added, ..edits }
    }
}
