//! GraphQL over connections that stay open: WebSockets (`sockets`) and streams of server-sent events (`events`; `reservations` is the mode in which
//! one stream serves many operations). Each operation goes through the gate as a request to `/graphql` does, with the same guards, clock and
//! address, and reads the data of the moment at which it comes; what a client gets as a result is, byte for byte, what POST would answer.
//!
//! A subscription to commits holds no place and no queue: its client is told of one commit at a time, from the `log`, and who reads slowly is only told
//! later. What waits to be read is counted as answers are.

mod events;
mod executor;
mod log;
mod operation;
mod pump;
mod reservations;
mod sockets;
mod wire;

pub(super) use events::asked as answer_as_events;
pub(super) use log::Log;
pub(super) use reservations::{Reservations, fulfil, perform, reserve, stop, token_of};
pub(super) use sockets::{is_upgrade, open};

use super::app::App;
use super::connection::Connection;
use super::context::RequestContext;
use super::past;
use super::refusal::{Reason, Refusal};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of a message of a socket. Each may hold as many for as long as it likes, as there is no end of a message to wait for.
pub const LARGEST_MESSAGE: usize = 128 * 1024;

/// Longest name of an operation, in bytes.
const LONGEST_NAME: usize = 256;

/// Who asks over a channel.
#[derive(Debug)]
struct Asker {
    app: Arc<App>,
    /// What lasts of the request that the channel began with; each operation has a context of its own.
    context: RequestContext,
    /// The commit after which the data are, below `/at/{t}`; those of now without. They are looked for anew for each operation: who only
    /// waits must not keep them in memory.
    past: Option<u64>,
    connection: Option<Arc<Connection>>,
    explain: bool,
    operations: Operations,
}

impl Asker {
    fn new(app: Arc<App>, context: RequestContext, connection: Option<Arc<Connection>>, explain: bool) -> Self {
        let operations = Operations::new(app.limits().operations);
        let past = context.past();
        Self { app, context: context.lasting(), past, connection, explain, operations }
    }

    /// The context of an operation that begins now.
    async fn begin(&self) -> Result<RequestContext, Refusal> {
        let Some(t) = self.past else { return Ok(self.context.again(self.app.data())) };
        let asking = self.context.again(None);
        let data = past::at(&self.app, &asking, t).await?;
        Ok(self.context.again(Some(data)))
    }

    /// Counts a message as being received until what is returned is dropped; none if too much is being received already.
    fn receive(&self, bytes: usize) -> Option<Vec<OwnedSemaphorePermit>> {
        let bytes = u32::try_from(bytes).ok()?;
        let own = self.context.visitor().map(|visitor| &visitor.receiving);
        let shares = own.into_iter().chain([self.app.receiving()]);
        shares.map(|share| Arc::clone(share).try_acquire_many_owned(bytes).ok()).collect()
    }
}

/// What a channel has running.
#[derive(Debug)]
struct Operations {
    most: usize,
    /// The rights to begin one.
    rights: Arc<Semaphore>,
    /// The names of those that have not ended.
    names: Arc<Mutex<HashSet<String>>>,
}

impl Operations {
    fn new(most: usize) -> Self {
        Self { most, rights: Arc::new(Semaphore::new(most)), names: Arc::default() }
    }

    /// The right to begin an operation.
    ///
    /// # Errors
    /// If there are as many as there may be.
    fn begin(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.rights).try_acquire_owned().map_err(|_| {
            let problem = format!("a channel has at most {} operations at a time; wait until one has ended", self.most);
            Refusal::new(Reason::RateLimited, problem)
        })
    }

    /// Takes the name of an operation, until what is returned is dropped; none if one of this name has not ended.
    fn name(&self, name: &str) -> Option<Named> {
        let is_free = self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        is_free.then(|| Named { names: Arc::clone(&self.names), name: name.to_owned() })
    }

    /// How many operations have not ended, those included that are about to be refused.
    fn open(&self) -> usize {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// The name of an operation that goes on.
#[derive(Debug)]
struct Named {
    names: Arc<Mutex<HashSet<String>>>,
    name: String,
}

impl Drop for Named {
    fn drop(&mut self) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

/// The right to keep a channel open: of those of all, and of those of the address.
#[derive(Debug)]
struct Open {
    _of_all: OwnedSemaphorePermit,
    _of_address: Option<OwnedSemaphorePermit>,
}

impl Open {
    /// One more channel.
    ///
    /// # Errors
    /// If there are as many as there may be, in all or of the address.
    fn try_new(app: &App, context: &RequestContext) -> Result<Self, Refusal> {
        let of_address = match context.visitor() {
            Some(visitor) => Some(Arc::clone(&visitor.channels).try_acquire_owned().map_err(|_| {
                Refusal::new(
                    Reason::RateLimited,
                    "this address has as many sockets and event streams open as it may have; close some",
                )
            })?),
            None => None,
        };
        let of_all = Arc::clone(app.channels()).try_acquire_owned().map_err(|_| {
            Refusal::new(Reason::Busy, "there are as many sockets and event streams as there may be; try again later")
        })?;
        Ok(Self { _of_all: of_all, _of_address: of_address })
    }
}
