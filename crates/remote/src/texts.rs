//! The texts of the endpoint's data, for full text: read from it once, kept here, and read again when it has changed.
//!
//! They stand, with the links that full text follows, in a [`Snapshot`] of just these: what is found in it, and with which
//! score, is what a snapshot of everything would find. Reading takes long and belongs to no request; requests take what is
//! there at their first search until their end.

use super::cache::Validator;
use super::endpoint::Endpoint;
use super::failure::unusable;
use super::reading::{Part, parts};
use arc_swap::ArcSwap;
use plenary_base::clock::Clock;
use plenary_graph::snapshot::{Dataset, Snapshot};
use plenary_graph::triples::Builder;
use plenary_ontology::Ontology;
use plenary_query::{Budget, Error, Limits};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Longest time for reading everything.
const READING: Duration = Duration::from_secs(30 * 60);
/// The bytes that a text may have on average.
const BYTES: usize = 1024;
/// The number of resources and links that are allowed for each text.
const ROWS: usize = 16;
/// What a row takes in an answer, at most and on average.
const ROW_BYTES: u64 = 512;

/// The texts as far as they are there.
pub(super) struct Texts {
    state: ArcSwap<State>,
    /// Held by the thread that reads.
    reading: Mutex<()>,
}

enum State {
    Off,
    Unread,
    Ready { snapshot: Arc<Snapshot>, validators: Validators },
    TooMany(String),
    Failed(String),
}

/// The validators of all parts, as far as they have any.
type Validators = Vec<Option<Validator>>;

/// What came of reading the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// No texts are wanted.
    Off,
    /// The endpoint says that nothing has changed.
    Unchanged,
    /// This number of texts has replaced the last ones.
    Read(usize),
    /// There are more texts than are wanted; full text is off.
    TooMany,
}

/// Why reading came to an end.
enum Stopped {
    TooMany(String),
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Texts {
    pub(super) fn new(wanted: bool) -> Self {
        let state = if wanted { State::Unread } else { State::Off };
        Self { state: ArcSwap::from_pointee(state), reading: Mutex::new(()) }
    }

    fn word(&self) -> &'static str {
        match **self.state.load() {
            State::Off => "off",
            State::Unread => "being read",
            State::Ready { .. } => "ready",
            State::TooMany(_) => "too many texts",
            State::Failed(_) => "failed",
        }
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl Endpoint {
    /// Reads the texts for full text, unless the endpoint says that they are as they were. Requests see the last ones until
    /// all have been read, and after a failure.
    ///
    /// # Errors
    /// If the endpoint fails. Until it is called again, requests that need texts get an error, if there are no earlier ones.
    pub fn refresh_texts(&self, ontology: &Ontology) -> Result<Refreshed, Error> {
        let _reading = self.texts.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.texts.state.load_full();
        let validators = match &*state {
            State::Off => return Ok(Refreshed::Off),
            State::Ready { validators, .. } => Some(validators),
            State::Unread | State::TooMany(_) | State::Failed(_) => None,
        };
        let (next, refreshed) = match self.read_texts(ontology, validators.map(Vec::as_slice)) {
            Ok(None) => return Ok(Refreshed::Unchanged),
            Ok(Some((snapshot, validators))) => {
                let texts = snapshot.search_index().map_or(0, plenary_search::Index::len);
                (State::Ready { snapshot: Arc::new(snapshot), validators }, Ok(Refreshed::Read(texts)))
            }
            Err(Stopped::TooMany(problem)) => (State::TooMany(problem), Ok(Refreshed::TooMany)),
            // What was read earlier is better than nothing.
            Err(Stopped::Failed(error)) if validators.is_some() => return Err(error),
            Err(Stopped::Failed(error)) => (State::Failed(error.to_string()), Err(error)),
        };
        self.texts.state.store(Arc::new(next));
        refreshed
    }

    /// The texts, to search in.
    pub(super) fn searched(&self, ontology: &Ontology) -> Result<Arc<Snapshot>, Error> {
        let mut state = self.texts.state.load_full();
        if self.settings().texts_on_demand && matches!(*state, State::Unread) {
            self.refresh_texts(ontology)?;
            state = self.texts.state.load_full();
        }
        let off = |problem: &str| {
            let message = format!(
                "full text (`search`) is off: {problem}; filter with `contains`, or ask a server that has loaded the data"
            );
            Error::Unsupported { message }
        };
        match &*state {
            State::Ready { snapshot, .. } => Ok(Arc::clone(snapshot)),
            State::Unread => {
                let message = "there is no full text (`search`) yet: the texts are still being read from the SPARQL \
                               endpoint; try again in a moment, or filter with `contains`";
                Err(Error::Source { message: message.into(), is_down: true })
            }
            State::Failed(problem) => {
                let message = format!("there is no full text (`search`) yet: {problem}; or filter with `contains`");
                Err(Error::Source { message, is_down: true })
            }
            State::TooMany(problem) => Err(off(problem)),
            State::Off => Err(off("the server keeps no texts of its endpoint (--endpoint-texts 0)")),
        }
    }

    /// How far the texts are, in a word, for monitors.
    pub fn full_text(&self) -> &'static str {
        self.texts.word()
    }

    /// Reads everything with its validators; nothing if all of those that are known still hold.
    fn read_texts(
        &self,
        ontology: &Ontology,
        known: Option<&[Option<Validator>]>,
    ) -> Result<Option<(Snapshot, Validators)>, Stopped> {
        let parts = parts(ontology);
        let mut budget = Budget::new(Limits::default(), &Clock::new(READING));
        if let Some(known) = known
            && self.are_unchanged(&parts, known, &mut budget)?
        {
            return Ok(None);
        }
        let mut room = Room { most: self.settings().texts, texts: 0, rows: 0, bytes: 0 };
        let mut builder = Builder::default();
        let mut validators = Vec::new();
        for part in &parts {
            let mut stopped = None;
            // A row is refused here in our own words; the error only ends the answer.
            let validator = self.select_at_length(&part.query, None, room.answer(), &mut budget, |row, budget| {
                budget.spend_time(1)?;
                let taken = room.take(part, part.text_bytes(row)).and_then(|()| {
                    let add = part.quads(row).try_for_each(|quad| builder.add(&quad));
                    add.map_err(|error| Stopped::TooMany(error.to_string()))
                });
                taken.map_err(|why| {
                    stopped = Some(why);
                    unusable("has more than is wanted")
                })
            });
            match (validator, stopped) {
                (_, Some(why)) => return Err(why),
                (validator, None) => validators.push(validator?),
            }
        }
        let triples = builder.finish().map_err(|error| Stopped::TooMany(error.to_string()))?;
        let snapshot = Snapshot::build(ontology, &triples, Dataset::default());
        snapshot.search_index().map_err(|error| Error::Reader(error.to_string().into()))?;
        Ok(Some((snapshot, validators)))
    }

    /// Whether the endpoint says of every part that it is as it was when it was read.
    fn are_unchanged(&self, parts: &[Part], known: &[Option<Validator>], budget: &mut Budget) -> Result<bool, Error> {
        for (part, known) in parts.iter().zip(known) {
            let Some(known) = known else { return Ok(false) };
            let mut has_rows = false;
            let asked = self.select_at_length(&part.query, Some(known), u64::MAX, budget, |_, _| {
                has_rows = true;
                Err(unusable("has changed"))
            });
            match asked {
                _ if has_rows => return Ok(false),
                Ok(validator) if validator.as_ref() == Some(known) => {}
                Ok(_) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

/// How much is wanted, and how much has come.
struct Room {
    most: usize,
    texts: usize,
    rows: usize,
    bytes: usize,
}

impl Room {
    /// Most bytes that an answer may have.
    fn answer(&self) -> u64 {
        (self.most.saturating_mul(ROWS) as u64).saturating_mul(ROW_BYTES)
    }

    fn take(&mut self, part: &Part, bytes: usize) -> Result<(), Stopped> {
        self.texts += usize::from(part.has_texts);
        self.rows += usize::from(!part.has_texts);
        self.bytes += bytes;
        let most = self.most;
        let problem = if self.texts > most {
            format!("the endpoint has more than {most} texts")
        } else if self.bytes > most.saturating_mul(BYTES) {
            format!("the endpoint has texts of more than {most} KiB")
        } else if self.rows > most.saturating_mul(ROWS) {
            format!("the endpoint has more than {} resources and links to be searched", most.saturating_mul(ROWS))
        } else {
            return Ok(());
        };
        Err(Stopped::TooMany(format!("{problem}, more than the server is told to keep (--endpoint-texts)")))
    }
}
