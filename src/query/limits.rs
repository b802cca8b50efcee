//! How much one request may cost.

use super::Error;
use super::trace::Trace;
use std::time::{Duration, Instant};

/// Bounds of one execution.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most rows that a plan may be expected to read, pages taken as full.
    pub cost: u64,
    /// Most rows that all steps together may read.
    pub rows: usize,
    /// Longest answer, in bytes. Fields that are asked for again under other names cost no rows, but they are written.
    pub bytes: usize,
    /// Longest time for reading.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { cost: 100_000_000, rows: 1_000_000, bytes: 64 * 1024 * 1024, time: Duration::from_secs(10) }
    }
}

impl Limits {
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
    deadline: Instant,
    until_clock: u32,
    /// How conditions are answered, if somebody wants to know.
    pub(super) trace: Trace,
}

/// The clock is looked at once in so many calls.
const CALLS_PER_CLOCK: u32 = 256;

impl Budget {
    /// A fresh budget; time runs from now.
    pub fn new(limits: Limits) -> Self {
        let deadline = Instant::now() + limits.time;
        Self { limits, rows: limits.rows, deadline, until_clock: 0, trace: Trace::default() }
    }

    /// A fresh budget under which readers note how they answer conditions.
    pub fn traced(limits: Limits) -> Self {
        Self { trace: Trace::on(), ..Self::new(limits) }
    }

    /// Passes by work that makes no rows, and looks at the clock now and then.
    ///
    /// # Errors
    /// If time has run out.
    pub fn spend_time(&mut self, work: usize) -> Result<(), Error> {
        let work = u32::try_from(work).unwrap_or(u32::MAX);
        match self.until_clock.checked_sub(work) {
            Some(left) => self.until_clock = left,
            None => {
                self.until_clock = CALLS_PER_CLOCK;
                if Instant::now() > self.deadline {
                    return Err(Error::Deadline { limit_ms: self.limits.time.as_millis() });
                }
            }
        }
        Ok(())
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
