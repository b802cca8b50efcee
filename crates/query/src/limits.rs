//! How much one request may cost.

use super::Error;
use super::trace::Trace;
use plenary_base::clock::{Clock, Stopped, Ticker};
use plenary_ontology::Ontology;
use std::sync::Arc;
use std::time::Duration;

/// Bounds of one execution.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most rows that a plan may be expected to read, pages taken as full.
    pub cost: u64,
    /// Most rows that all steps together may read.
    pub rows: usize,
    /// Longest answer, in bytes. Fields that are asked for again under other names cost no rows, but they are written.
    pub bytes: usize,
    /// Longest time for a request, from its parsing to the last byte of its answer.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { cost: 100_000_000, rows: 1_000_000, bytes: 64 * 1024 * 1024, time: Duration::from_secs(10) }
    }
}

impl Limits {
    /// A clock for a request that starts now and is cancelled by nothing but its deadline.
    pub fn clock(&self) -> Clock {
        Clock::new(self.time)
    }

    /// Refuses a plan of too great a cost before anything is read.
    ///
    /// # Errors
    /// If the cost is above the limit.
    pub fn allow(&self, cost: u64) -> Result<(), Error> {
        if cost > self.cost { Err(Error::TooCostly { cost, limit: self.cost }) } else { Ok(()) }
    }
}

/// What is left of the limits while a plan runs.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    rows: usize,
    ticker: Ticker,
    /// How conditions are answered, if explain asks for it.
    pub(super) trace: Trace,
}

impl Budget {
    /// A fresh budget of rows, under the clock of the request.
    pub fn new(limits: Limits, clock: &Clock) -> Self {
        Self { limits, rows: limits.rows, ticker: clock.ticker(), trace: Trace::default() }
    }

    /// A fresh budget under which readers note, with the names of the ontology, how they answer conditions.
    pub fn traced(limits: Limits, clock: &Clock, ontology: Arc<Ontology>) -> Self {
        Self { trace: Trace::on(ontology), ..Self::new(limits, clock) }
    }

    /// Passes by work that makes no rows, and looks at the clock now and then.
    ///
    /// # Errors
    /// If time has run out, or the request has been cancelled.
    pub fn spend_time(&mut self, work: usize) -> Result<(), Error> {
        Ok(self.ticker.tick(work)?)
    }

    /// The time that is left, for readers that wait for another server.
    ///
    /// # Errors
    /// If there is none.
    pub fn time_left(&self) -> Result<Duration, Error> {
        Ok(self.ticker.clock().time_left()?)
    }

    /// The error of a request whose time has run out.
    pub fn late(&self) -> Error {
        Stopped::Late { limit: self.ticker.clock().limit() }.into()
    }

    /// Refuses rows that would be too many by themselves, before any of them is made.
    ///
    /// # Errors
    /// If there are more than all steps together may have.
    pub fn allow_rows(&self, rows: usize) -> Result<(), Error> {
        if rows > self.limits.rows { Err(Error::TooManyRows { limit: self.limits.rows }) } else { Ok(()) }
    }

    /// Takes rows from the budget. Readers call it inside their loops, so that no loop outlives the limits.
    ///
    /// # Errors
    /// If rows or time have run out.
    pub fn spend(&mut self, rows: usize) -> Result<(), Error> {
        self.rows = self.rows.checked_sub(rows).ok_or(Error::TooManyRows { limit: self.limits.rows })?;
        self.spend_time(1)
    }
}
