//! Limits the queries at once, so that a busy server does not overload its endpoint.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The permits of queries under way.
#[derive(Debug)]
pub(super) struct Semaphore {
    free: Mutex<usize>,
    freed: Condvar,
}

/// One permit, given back when it is dropped.
pub(super) struct Permit<'a>(&'a Semaphore);

impl Semaphore {
    pub(super) fn new(permits: usize) -> Self {
        Self { free: Mutex::new(permits.max(1)), freed: Condvar::new() }
    }

    /// Waits for a permit, at most so long; `None` if none has become free.
    pub(super) fn acquire(&self, patience: Duration) -> Option<Permit<'_>> {
        let deadline = Instant::now() + patience;
        // A panic elsewhere cannot leave the count wrong: permits are given back as they are dropped.
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            let left = deadline.checked_duration_since(Instant::now())?;
            free = self.freed.wait_timeout(free, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *free -= 1;
        Some(Permit(self))
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_permit_a_caller_waits_until_one_is_given_back_or_its_patience_ends() {
        let semaphore = Semaphore::new(1);
        let permit = semaphore.acquire(Duration::ZERO).unwrap();
        assert!(semaphore.acquire(Duration::from_millis(1)).is_none());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| semaphore.acquire(Duration::from_secs(60)).is_some());
            drop(permit);
            assert!(waiting.join().unwrap());
        });
        assert!(semaphore.acquire(Duration::ZERO).is_some());
    }
}
