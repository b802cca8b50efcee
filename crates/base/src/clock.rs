//! The time that one request has, and whether its client still waits.
//!
//! One [`Clock`] is made when a request has been read and goes with it through all its work: parsing, validation, planning,
//! reading, writing. Loops of unknown length count their work with a [`Ticker`], so that none outlives the clock.

use oxigraph::sparql::CancellationToken;
use std::time::{Duration, Instant};

/// Why work for a request ends before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// Its time is over.
    #[error("the answer took longer than {} ms; ask for less at a time", limit.as_millis())]
    Late {
        /// The time that it had.
        limit: Duration,
    },
    /// Its client has disconnected, or the server stops.
    #[error("the request was cancelled: its client has gone, or the server is stopping")]
    Cancelled,
}

/// The deadline of a request and the token that cancels it. Clones share the token.
#[derive(Clone)]
pub struct Clock {
    deadline: Instant,
    limit: Duration,
    token: CancellationToken,
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let left = self.deadline.saturating_duration_since(Instant::now());
        f.debug_struct("Clock").field("left", &left).field("is_cancelled", &self.token.is_cancelled()).finish()
    }
}

/// Longer than any work takes.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

impl Clock {
    /// A clock without a deadline, for work that no request waits for.
    pub fn unlimited() -> Self {
        Self::new(LONGEST)
    }

    /// A clock without a deadline that this token cancels.
    pub fn until(token: CancellationToken) -> Self {
        Self::with_token(LONGEST, token)
    }

    /// A clock that starts now and that nothing cancels but its deadline.
    pub fn new(limit: Duration) -> Self {
        Self::with_token(limit, CancellationToken::new())
    }

    /// A clock that starts now and that this token cancels.
    pub fn with_token(limit: Duration, token: CancellationToken) -> Self {
        Self { deadline: Instant::now() + limit, limit, token }
    }

    /// The same deadline with a token of its own, for work that is started again.
    #[must_use]
    pub fn again(&self) -> Self {
        Self { token: CancellationToken::new(), ..*self }
    }

    /// Looks at the clock and the token.
    ///
    /// # Errors
    /// If time is over or the request has been cancelled.
    #[inline]
    pub fn check(&self) -> Result<(), Stopped> {
        // The token may be set because time is over; every caller that still waits gets this error.
        if Instant::now() > self.deadline {
            Err(Stopped::Late { limit: self.limit })
        } else if self.token.is_cancelled() {
            Err(Stopped::Cancelled)
        } else {
            Ok(())
        }
    }

    /// The time that is left, for work that waits for others.
    ///
    /// # Errors
    /// As [`Clock::check`].
    pub fn time_left(&self) -> Result<Duration, Stopped> {
        self.check()?;
        let left = self.deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero());
        left.ok_or(Stopped::Late { limit: self.limit })
    }

    /// The time that the request has in all.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// The token that cancels the request, for evaluators that look at it themselves.
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Counts work under this clock.
    pub fn ticker(&self) -> Ticker {
        Ticker { clock: self.clone(), left: 0 }
    }
}

/// The clock is looked at once in this much work.
const WORK_PER_LOOK: u32 = 256;

/// Counts units of work, each about as long as a look-up in an array, and looks at the clock now and then.
#[derive(Debug, Clone)]
pub struct Ticker {
    clock: Clock,
    left: u32,
}

impl Ticker {
    /// Passes by this much work.
    ///
    /// # Errors
    /// As [`Clock::check`].
    #[inline]
    pub fn tick(&mut self, work: usize) -> Result<(), Stopped> {
        match u32::try_from(work).ok().and_then(|work| self.left.checked_sub(work)) {
            Some(left) => self.left = left,
            None => {
                self.left = WORK_PER_LOOK;
                self.clock.check()?;
            }
        }
        Ok(())
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_when_time_is_over_or_the_token_is_cancelled() {
        let late = Clock::new(Duration::ZERO);
        std::thread::sleep(Duration::from_millis(1));
        assert_eq!(late.check(), Err(Stopped::Late { limit: Duration::ZERO }));
        assert!(late.time_left().is_err());

        let clock = Clock::new(Duration::from_secs(3600));
        let mut ticker = clock.ticker();
        assert_eq!((0..10_000).try_for_each(|_| ticker.tick(1)), Ok(()));
        clock.token().cancel();
        assert_eq!((0..10_000).try_for_each(|_| ticker.tick(1)), Err(Stopped::Cancelled), "clones share the token");
    }
}
