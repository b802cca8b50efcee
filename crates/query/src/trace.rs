//! How conditions were answered, for `explain`: noted by what answers them, so that it cannot say something else.

// A new condition, test or operator must be answered here: no arm may take what it does not name.
#![warn(clippy::wildcard_enum_match_arm)]

use super::condition::{Condition, Quantifier};
use super::named::{Named, SchemaNames};
use super::value_test::Lookup;
use plenary_ontology::{ClassId, Ontology};
use std::fmt::{self, Display, Formatter, Write};
use std::sync::Arc;

/// Most notes of one request.
const MOST_NOTES: usize = 1000;
/// Longest text of a condition in a note: conditions may be long, and each part of one is in the notes of all around it.
const LONGEST: usize = 500;

/// How a condition, or a part of one, was answered. Of several parts the first leads, and each further one narrows what
/// the parts before it left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// How many conditions it is within.
    pub depth: usize,
    /// The condition, as plans print it.
    pub condition: String,
    /// The way that was chosen.
    pub way: Method,
    /// How many resources had to be touched: counted where each is checked, else estimated beforehand.
    pub candidates: usize,
    /// How many resources meet it.
    pub found: usize,
}

/// A way to answer a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The resources are looked up by their identifiers.
    Identifiers,
    /// The instances of classes.
    Instances,
    /// The resources that have a value.
    PostingLists,
    /// The resources that have one of the values between two bounds.
    IndexRange,
    /// Every value is read.
    Values,
    /// The resources with a text that full text finds.
    FullText,
    /// The resources that lead to those that meet a condition.
    LinksBackwards,
    /// The resources that lead there in any number of steps.
    ClosureBackwards,
    /// All that one of several parts gives.
    Union,
    /// All but those that meet the opposite.
    Complement,
    /// Each resource by its own values and links.
    Check,
}

impl Method {
    /// The way on which the set of a condition is made; none for "and", which has the ways of its parts.
    pub(super) fn of(condition: &Condition) -> Option<Self> {
        Some(match condition {
            Condition::All(_) => return None,
            Condition::Any(_) => Self::Union,
            Condition::Not(_) => Self::Complement,
            Condition::Is(_) => Self::Identifiers,
            Condition::Type(_) => Self::Instances,
            Condition::Value { test, .. } => match test.lookup() {
                Lookup::All | Lookup::Equal(_) => Self::PostingLists,
                Lookup::Between(..) | Lookup::Prefix(_) => Self::IndexRange,
                Lookup::Tested(_) => Self::Values,
            },
            Condition::FullText { .. } => Self::FullText,
            Condition::Link { quantifier: Quantifier::Some, .. } => Self::LinksBackwards,
            Condition::Reaches { .. } => Self::ClosureBackwards,
            Condition::Link { quantifier: Quantifier::One, .. } | Condition::Count { .. } => Self::Check,
        })
    }
}

/// What was noted in one step; nothing unless it was asked for, as conditions are long to write.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// The names that conditions are printed with; none if nothing is noted.
    ontology: Option<Arc<Ontology>>,
    accesses: Vec<Access>,
    /// How many notes have been made.
    notes: usize,
    depth: usize,
}

/// A note to which its result is added later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Note(Option<usize>);

impl Trace {
    pub(super) fn on(ontology: Arc<Ontology>) -> Self {
        Self { ontology: Some(ontology), ..Self::default() }
    }

    /// Notes how a condition on instances of a class is going to be answered. What is noted until [`Self::leave`] is within it.
    pub(super) fn enter(
        &mut self,
        class: ClassId,
        condition: &Condition,
        way: Method,
        candidates: impl FnOnce() -> usize,
    ) -> Note {
        let Some(ontology) = self.ontology.as_deref().filter(|_| self.notes < MOST_NOTES) else { return Note(None) };
        self.notes += 1;
        let condition = shortened(&condition.named(SchemaNames::new(ontology).of(Some(class))), LONGEST);
        let (depth, candidates) = (self.depth, candidates());
        self.accesses.push(Access { depth, condition, way, candidates, found: 0 });
        self.depth += 1;
        Note(Some(self.accesses.len() - 1))
    }

    /// Ends what [`Self::enter`] began.
    pub(super) fn leave(&mut self, note: Note, found: usize) {
        self.depth = self.depth.saturating_sub(usize::from(note.0.is_some()));
        self.add(note, found);
    }

    /// Adds to what was found.
    pub(super) fn add(&mut self, note: Note, found: usize) {
        if let Some(access) = note.0.and_then(|place| self.accesses.get_mut(place)) {
            access.found += found;
        }
    }

    /// Takes the notes of a step away, so that those of the next begin.
    pub(super) fn take(&mut self) -> Vec<Access> {
        std::mem::take(&mut self.accesses)
    }
}

/// What a thing prints, cut off at a number of bytes. What is beyond is not even printed.
pub fn shortened(thing: &impl Display, bytes: usize) -> String {
    struct Short(String, usize);
    impl Write for Short {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            let room = self.1 - self.0.len();
            if text.len() <= room {
                self.0.push_str(text);
                return Ok(());
            }
            let end = (0..=room).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
            self.0.push_str(&text[..end]);
            Err(fmt::Error)
        }
    }
    let mut short = Short(String::new(), bytes);
    if write!(short, "{thing}").is_err() {
        short.0.push('…');
    }
    short.0
}

impl Display for Access {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { depth, condition, way, candidates, found } = self;
        let about = if *way == Method::Check { "" } else { "about " };
        write!(f, "{:1$}{condition} — {way} (candidates: {about}{candidates}, found: {found})", "", depth * 2)
    }
}

impl Display for Method {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identifiers => "identifiers",
            Self::Instances => "instances of types",
            Self::PostingLists => "posting lists",
            Self::IndexRange => "range of the index",
            Self::Values => "all values read",
            Self::FullText => "full-text postings",
            Self::LinksBackwards => "links walked backwards",
            Self::ClosureBackwards => "closure walked backwards",
            Self::Union => "union",
            Self::Complement => "complement",
            Self::Check => "each candidate checked",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value_test::{Case, Test, TextRelation};

    /// An ontology of one class, `Thing`, with the field `text`.
    fn things() -> Result<Arc<Ontology>, plenary_ontology::Error> {
        let text = r#"
            @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            ex: a graphql:Schema ; graphql:publicShape ex:ThingShape .
            ex:ThingShape sh:targetClass ex:Thing ; sh:property [ sh:path ex:text ; sh:datatype xsd:string ] ."#;
        Ontology::read(&[plenary_ontology::TurtleFile { name: "shapes.ttl".into(), text: text.into() }]).map(Arc::new)
    }

    #[test]
    fn what_is_long_is_cut_off_between_characters() -> Result<(), plenary_ontology::Error> {
        assert_eq!(shortened(&"中文", 10), "中文");
        assert_eq!(shortened(&"中文", 6), "中文");
        assert_eq!(shortened(&"中文", 5), "中…");
        let mut condition = Condition::anything();
        for _ in 0..100 {
            condition = condition.negated();
        }
        assert_eq!(shortened(&condition.named(SchemaNames::new(&*things()?)), 8), "not not …");
        Ok(())
    }

    #[test]
    fn hostile_a4_notes_are_few_and_short() -> Result<(), plenary_ontology::Error> {
        let mut trace = Trace::on(things()?);
        let path = plenary_ontology::PathId(0);
        let test = Test::text(TextRelation::Contains, Case::Kept, "x".repeat(1_000_000));
        let long = Condition::Value { path, languages: None, test };
        for _ in 0..2 * MOST_NOTES {
            let note = trace.enter(ClassId(0), &long, Method::Values, || 1);
            trace.leave(note, 1);
        }
        let notes = trace.take();
        assert_eq!(notes.len(), MOST_NOTES);
        assert!(notes.iter().all(|note| note.condition.len() <= LONGEST + 3 && note.depth == 0));
        assert!(notes[0].condition.starts_with("Thing.text contains"), "{}", notes[0].condition);
        Ok(())
    }
}
