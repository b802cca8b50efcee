//! How much work a document may make. A small file can unpack to a large one, and a reader can be led to look at the same thing
//! again and again; so everything of which there can be many is counted, and the clock is checked now and then.

use super::Error;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// What reading one document may take. The usual limits are many times what the record of a week of meetings takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Bytes of its text, in UTF-8.
    pub text: usize,
    /// Bytes that one packed part of it may unpack to: of the XML of a DOCX, which is some ten times as long as the text.
    pub part: usize,
    /// Bytes that all packed parts that are read may unpack to.
    pub unpacked: usize,
    /// Bytes that the operators of one page of a PDF unpack to; those of a page of text are ten thousand.
    pub content: usize,
    /// Tags, events, operators and objects.
    pub elements: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Elements that are open at once.
    pub nesting: usize,
    /// Paragraphs, items, headings and cues.
    pub blocks: usize,
    /// How often each character of the text may be looked at, on average.
    pub looks: usize,
    /// Time in all.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: super::MAX_FILE,
            text: super::MAX_TEXT,
            part: 128 << 20,
            unpacked: 192 << 20,
            content: 8 << 20,
            elements: 5_000_000,
            attributes: 1000,
            nesting: 512,
            blocks: 200_000,
            looks: 32,
            time: Duration::from_secs(20),
        }
    }
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Text,
    Unpacked,
    Content,
    Elements,
    Attributes,
    Nesting,
    Blocks,
    Looks,
    Time,
}

/// Looks at least this often are free, for any text.
const FREE_LOOKS: usize = 1 << 20;

/// The number of steps between two checks of the clock.
const STEPS: u32 = 4096;

/// Counts the work of reading one document. The first bound that is broken stays; readers ask and stop.
#[derive(Debug)]
pub(super) struct Meter {
    pub(super) limits: Limits,
    deadline: Instant,
    steps: Cell<u32>,
    elements: Cell<usize>,
    unpacked: Cell<usize>,
    looks: Cell<usize>,
    most_looks: Cell<usize>,
    broken: Cell<Option<Bound>>,
}

impl Meter {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            deadline: Instant::now() + limits.time,
            steps: Cell::new(0),
            elements: Cell::new(0),
            unpacked: Cell::new(0),
            looks: Cell::new(0),
            most_looks: Cell::new(FREE_LOOKS),
            broken: Cell::new(None),
        }
    }

    /// When the time is over.
    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Whether a bound is broken, so that there is no use in going on.
    pub(super) fn is_over(&self) -> bool {
        self.broken.get().is_some()
    }

    /// Notes that a bound is broken.
    pub(super) fn stop(&self, bound: Bound) {
        if self.broken.get().is_none() {
            self.broken.set(Some(bound));
        }
    }

    fn within(&self, bound: Bound, count: usize, limit: usize) -> bool {
        if count > limit {
            self.stop(bound);
        }
        !self.is_over()
    }

    /// One step of a loop; whether to go on.
    pub(super) fn step(&self) -> bool {
        self.steps.set(self.steps.get().wrapping_add(1));
        if self.steps.get().is_multiple_of(STEPS) && Instant::now() > self.deadline {
            self.stop(Bound::Time);
        }
        !self.is_over()
    }

    /// More elements; whether to go on.
    pub(super) fn elements(&self, more: usize) -> bool {
        self.elements.set(self.elements.get().saturating_add(more));
        self.step() && self.within(Bound::Elements, self.elements.get(), self.limits.elements)
    }

    /// The attributes of an element; whether to go on.
    pub(super) fn attributes(&self, count: usize) -> bool {
        self.within(Bound::Attributes, count, self.limits.attributes)
    }

    /// How many elements are open; whether to go on.
    pub(super) fn nesting(&self, depth: usize) -> bool {
        self.within(Bound::Nesting, depth, self.limits.nesting)
    }

    /// How many blocks there are, and how many bytes of text; whether to go on.
    pub(super) fn made(&self, blocks: usize, text: usize) -> bool {
        self.within(Bound::Blocks, blocks, self.limits.blocks) && self.within(Bound::Text, text, self.limits.text)
    }

    /// More bytes that were unpacked; whether to go on.
    pub(super) fn unpack(&self, bytes: usize) -> bool {
        self.unpacked.set(self.unpacked.get().saturating_add(bytes));
        self.within(Bound::Unpacked, self.unpacked.get(), self.limits.unpacked)
    }

    /// How many bytes may still be unpacked.
    pub(super) fn left_to_unpack(&self) -> usize {
        self.limits.unpacked.saturating_sub(self.unpacked.get())
    }

    /// Allows for the looks that a text of this number of characters takes.
    pub(super) fn allow_looks(&self, characters: usize) {
        self.most_looks.set(self.most_looks.get().saturating_add(characters.saturating_mul(self.limits.looks)));
    }

    /// More looks ahead or back; whether to go on.
    pub(super) fn look(&self, characters: usize) -> bool {
        self.looks.set(self.looks.get().saturating_add(characters));
        self.step() && self.within(Bound::Looks, self.looks.get(), self.most_looks.get())
    }

    /// # Errors
    /// If a bound is broken.
    pub(super) fn check(&self, name: &str) -> Result<(), Error> {
        self.broken.get().map_or(Ok(()), |bound| Err(error(name, bound, &self.limits)))
    }
}

/// Says which bound a document breaks.
pub(super) fn error(name: &str, bound: Bound, limits: &Limits) -> Error {
    let (limit, what) = match bound {
        Bound::Text => (limits.text, "bytes of text"),
        Bound::Unpacked => (limits.unpacked, "bytes when it is unpacked"),
        Bound::Content => (limits.content, "bytes of operators on one page"),
        Bound::Elements => (limits.elements, "elements or operators"),
        Bound::Attributes => (limits.attributes, "attributes on one element"),
        Bound::Nesting => (limits.nesting, "elements within each other"),
        Bound::Blocks => (limits.blocks, "paragraphs"),
        Bound::Looks => (limits.looks, "looks at each character, for brackets that never close"),
        Bound::Time => (usize::try_from(limits.time.as_secs()).unwrap_or(usize::MAX), "seconds of work"),
    };
    Error::TooMuch { name: name.into(), limit, what }
}
