//! What one evaluation may use: time, memory, and text.

use crate::Limits;
use crate::meter::Stop;
use oxigraph::sparql::CancellationToken;
use std::cell::Cell;
use std::rc::Rc;

/// Why an evaluation does not go on.
#[derive(Debug)]
pub(super) enum Halt {
    /// The operator of this number has what it needs.
    Enough(usize),
    /// A bound is met.
    Stop(Stop),
    /// It fails.
    Failed(Box<crate::Error>),
}

impl From<crate::Error> for Halt {
    fn from(error: crate::Error) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// What an operator gives: whether to go on.
pub(super) type Flow = Result<(), Halt>;

/// The token is looked at once in this number of steps.
const STEPS_PER_LOOK: u32 = 512;
/// A value that a query may hold weighs so many bytes.
const BYTES_PER_VALUE: usize = 16;

/// The budget of one evaluation. Operators ask it for each row that they pass on or pass over, and before they keep anything.
pub(super) struct Budget {
    token: CancellationToken,
    until_look: Cell<u32>,
    held: Rc<Cell<usize>>,
    /// Most bytes that may be held at once.
    most: usize,
    /// Most bytes of one text that an expression makes.
    pub(super) one_text: usize,
    /// Most bytes of all texts that become values.
    pub(super) made_text: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits, token: &CancellationToken) -> Self {
        Self {
            token: token.clone(),
            until_look: Cell::new(STEPS_PER_LOOK),
            held: Rc::default(),
            most: limits.values.saturating_mul(BYTES_PER_VALUE),
            one_text: limits.one_text,
            made_text: limits.made_text,
        }
    }

    /// Counts a small step of work.
    ///
    /// # Errors
    /// If the evaluation is cancelled.
    #[inline]
    pub(super) fn step(&self) -> Flow {
        match self.until_look.get().checked_sub(1) {
            Some(left) => {
                self.until_look.set(left);
                Ok(())
            }
            None => self.look(),
        }
    }

    /// Looks at the token now, for steps that may take long.
    ///
    /// # Errors
    /// If the evaluation is cancelled.
    pub(super) fn look(&self) -> Flow {
        self.until_look.set(STEPS_PER_LOOK);
        if self.token.is_cancelled() { Err(Stop::Cancelled.into()) } else { Ok(()) }
    }

    /// Something that may grow, and weighs nothing yet.
    pub(super) fn weight(&self) -> Weight {
        Weight { held: Rc::clone(&self.held), most: self.most, bytes: 0 }
    }
}

/// The bytes of something that is kept. They are given back when this is dropped.
#[derive(Debug)]
pub(super) struct Weight {
    held: Rc<Cell<usize>>,
    most: usize,
    bytes: usize,
}

impl Weight {
    /// Adds bytes that are about to be kept.
    ///
    /// # Errors
    /// If the evaluation would hold too much.
    #[inline]
    pub(super) fn add(&mut self, bytes: usize) -> Flow {
        let held = self.held.get().saturating_add(bytes);
        if held > self.most {
            return Err(Stop::Memory.into());
        }
        self.held.set(held);
        self.bytes += bytes;
        Ok(())
    }

    /// Makes room for `more` items in a list, doubling as lists do.
    ///
    /// # Errors
    /// If the evaluation would hold too much.
    #[inline]
    pub(super) fn reserve<T>(&mut self, list: &mut Vec<T>, more: usize) -> Flow {
        if list.capacity() - list.len() >= more {
            return Ok(());
        }
        let wanted = (list.len() + more).max(list.capacity() * 2).max(16);
        self.add((wanted - list.capacity()) * size_of::<T>())?;
        list.reserve_exact(wanted - list.len());
        Ok(())
    }

    /// Gives back all.
    pub(super) fn clear(&mut self) {
        self.held.set(self.held.get().saturating_sub(self.bytes));
        self.bytes = 0;
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.clear();
    }
}
