//! Limits the queries at once, so that a busy server does not overload its endpoint.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The places of queries under way.
#[derive(Debug)]
pub(super) struct Flight {
    free: Mutex<usize>,
    freed: Condvar,
}

/// One place, given back when it is dropped.
pub(super) struct Seat<'a>(&'a Flight);

impl Flight {
    pub(super) fn new(places: usize) -> Self {
        Self { free: Mutex::new(places.max(1)), freed: Condvar::new() }
    }

    /// Waits for a place, at most so long; `None` if none has become free.
    pub(super) fn board(&self, patience: Duration) -> Option<Seat<'_>> {
        let deadline = Instant::now() + patience;
        // A panic elsewhere cannot leave the count wrong: seats are given back as they are dropped.
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            let left = deadline.checked_duration_since(Instant::now())?;
            free = self.freed.wait_timeout(free, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *free -= 1;
        Some(Seat(self))
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_finds_no_place_waits_until_one_is_given_back_or_patience_ends() {
        let flight = Flight::new(1);
        let seat = flight.board(Duration::ZERO).unwrap();
        assert!(flight.board(Duration::from_millis(1)).is_none());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| flight.board(Duration::from_secs(60)).is_some());
            drop(seat);
            assert!(waiting.join().unwrap());
        });
        assert!(flight.board(Duration::ZERO).is_some());
    }
}
