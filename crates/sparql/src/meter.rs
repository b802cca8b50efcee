//! Counts the values that one evaluation holds, while it runs.
//!
//! The evaluator is a library without a bound on memory: it collects rows to sort, group and join them, in loops that read
//! nothing and cannot be cancelled. All it ever keeps are values, though, and each is made by `clone` and given back by
//! `drop`. So the values count themselves: a thread evaluates one query, and a counter of the thread knows how many of its
//! values are alive. A query that holds too many, or whose time is over, is stopped where it is by unwinding (as a
//! cancelled computation is, not as a panic: no hook runs), which frees all it held.

use super::Limits;
use oxigraph::sparql::CancellationToken;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Why an evaluation was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// It was cancelled: its time is over, or its client no longer waits.
    Cancelled,
    /// It held too many values at once.
    Memory,
    /// One text would have been too long.
    Text,
    /// All texts that became values would have been too long.
    Made,
    /// A row of the answer would have been too long.
    Row,
    /// A pattern would have been looked for in too long a text.
    Pattern,
}

/// The token is checked once in this number of values and look-ups. What stands between two of them, the expressions of a row
/// above all, may take long, so they are few.
const STEPS_PER_LOOK: u32 = 64;

struct Meter {
    alive: Cell<usize>,
    most: Cell<usize>,
    /// Bytes of the texts of the row that is being made for the answer.
    shown: Cell<usize>,
    most_shown: Cell<usize>,
    until_look: Cell<u32>,
    token: RefCell<Option<CancellationToken>>,
}

thread_local! {
    static METER: Meter = const {
        Meter {
            alive: Cell::new(0),
            most: Cell::new(usize::MAX),
            shown: Cell::new(0),
            most_shown: Cell::new(usize::MAX),
            until_look: Cell::new(STEPS_PER_LOOK),
            token: RefCell::new(None),
        }
    };
}

/// Number of a term, as rows hold it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Value(u32);

impl Value {
    pub(super) fn new(number: u32) -> Self {
        // A thread that ends has no counter any more, and nothing to count.
        let _ = METER.try_with(|meter| meter.add(1));
        Self(number)
    }

    pub(super) fn number(&self) -> u32 {
        self.0
    }
}

impl Clone for Value {
    fn clone(&self) -> Self {
        Self::new(self.0)
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        let _ = METER.try_with(|meter| meter.take(1));
    }
}

/// Values that are held in another form than [`Value`]: they count until this is dropped.
#[derive(Debug, Default)]
pub(super) struct Held(usize);

impl Held {
    /// Counts this number more. Unwinds if there are too many.
    pub(super) fn grow(&mut self, values: usize) {
        let _ = METER.try_with(|meter| meter.add(values));
        self.0 += values;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = METER.try_with(|meter| meter.take(self.0));
    }
}

/// Unwinds if the evaluation of this thread is cancelled. For loops that make no values.
pub(super) fn look() {
    let _ = METER.try_with(Meter::look);
}

/// Counts a step of work that makes no values, such as a look-up that finds nothing. Unwinds now and then if the evaluation
/// of this thread is cancelled.
pub(super) fn step() {
    let _ = METER.try_with(Meter::step);
}

/// Counts bytes of text of a row of the answer. Unwinds if they are too many.
pub(super) fn show(bytes: usize) {
    let _ = METER.try_with(|meter| {
        meter.shown.set(meter.shown.get().saturating_add(bytes));
        if meter.shown.get() > meter.most_shown.get() {
            meter.stop(Stop::Row);
        }
    });
}

/// The row has been seen, and the next one begins. What is kept, as changes of a store are, is one row.
pub(super) fn is_shown() {
    let _ = METER.try_with(|meter| meter.shown.set(0));
}

/// Unwinds because an expression would make too long a text. Only for functions of a metered evaluation.
pub(super) fn stop_for_text() {
    let _ = METER.try_with(|meter| meter.stop(Stop::Text));
}

/// Unwinds because a pattern is too large for the text that it is looked for in. Only for functions of a metered evaluation.
pub(super) fn stop_for_pattern() {
    let _ = METER.try_with(|meter| meter.stop(Stop::Pattern));
}

impl Meter {
    fn add(&self, values: usize) {
        let alive = self.alive.get().saturating_add(values);
        if alive > self.most.get() {
            self.stop(Stop::Memory);
        }
        self.step();
        self.alive.set(alive);
    }

    fn step(&self) {
        match self.until_look.get().checked_sub(1) {
            Some(left) => self.until_look.set(left),
            None => {
                self.until_look.set(STEPS_PER_LOOK);
                self.look();
            }
        }
    }

    fn take(&self, values: usize) {
        self.alive.set(self.alive.get().saturating_sub(values));
    }

    fn look(&self) {
        if self.token.borrow().as_ref().is_some_and(CancellationToken::is_cancelled) {
            self.stop(Stop::Cancelled);
        }
    }

    fn stop(&self, why: Stop) {
        // One unwinding is enough: what is made while it goes on is not counted.
        self.most.set(usize::MAX);
        self.most_shown.set(usize::MAX);
        self.token.replace(None);
        resume_unwind(Box::new(why));
    }
}

/// Does work on this thread within the limits of values and of text, which ends when the token is cancelled.
pub(super) fn metered<T>(limits: &Limits, token: &CancellationToken, work: impl FnOnce() -> T) -> Result<T, Stop> {
    METER.with(|meter| {
        meter.alive.set(0);
        meter.most.set(limits.values);
        meter.shown.set(0);
        meter.most_shown.set(limits.made_text);
        meter.token.replace(Some(token.clone()));
        // The work owns all that it changes, and it is dropped with it.
        let done = catch_unwind(AssertUnwindSafe(work));
        meter.most.set(usize::MAX);
        meter.most_shown.set(usize::MAX);
        meter.token.replace(None);
        done.map_err(|cause| match cause.downcast::<Stop>() {
            Ok(stop) => *stop,
            Err(panic) => resume_unwind(panic),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(values: usize) -> Limits {
        Limits { values, ..Limits::default() }
    }

    #[test]
    fn hostile_b2_a_row_has_bounded_texts() {
        let token = CancellationToken::new();
        let limits = Limits { made_text: 100, ..Limits::default() };
        assert_eq!(
            metered(&limits, &token, || (0..1000).for_each(|_| {
                show(60);
                is_shown()
            })),
            Ok(())
        );
        assert_eq!(metered(&limits, &token, || (0..2).for_each(|_| show(60))), Err(Stop::Row));
    }

    #[test]
    fn values_alive_are_bounded_and_freed() {
        let token = CancellationToken::new();
        let hoard =
            |count: u32| metered(&holding(1000), &token, || (0..count).map(Value::new).collect::<Vec<_>>().len());
        assert_eq!(hoard(1000), Ok(1000));
        assert_eq!(hoard(1001), Err(Stop::Memory));
        assert_eq!(
            metered(&holding(10), &token, || (0..100_000).filter(|&i| Value::new(i).number() == i).count()),
            Ok(100_000)
        );
        assert_eq!(hoard(1000), Ok(1000));
    }

    #[test]
    fn a_loop_that_reads_nothing_ends_when_it_is_cancelled() {
        let token = CancellationToken::new();
        token.cancel();
        let value = Value::new(1);
        let endless = || while value.clone().number() == 1 {};
        assert_eq!(metered(&holding(10), &token, endless), Err(Stop::Cancelled));
        assert_eq!(
            metered(&holding(10), &token, || loop {
                step()
            }),
            Err(Stop::Cancelled)
        );
    }
}
