//! A document as passages: the seam between who speaks (`outline`) and what is said (`positions`).
//!
//! A [`Passage`] is a sentence or an item of a list. Each of its [`Utterance`]s is what one or several speakers say in it:
//! "Ghana and Togo supported X, while Benin opposed Y" is one passage with two utterances, the first with two voices. The
//! words of an utterance are ranges of the passage's text, so that its evidence is the whole passage.

pub(super) use super::record::Share;
use super::speakers::Speaker;
use plenary_documents::Document;
use std::ops::Range;

/// A document as it was divided.
#[derive(Debug, Default)]
pub(super) struct Passages {
    /// Blocks before the first session or speaker, by number.
    pub(super) head: Vec<usize>,
    /// Where what is said begins in a document of one speaker, in code points; the head may name that speaker.
    pub(super) body: Option<u32>,
    pub(super) sessions: Vec<Title>,
    /// The interventions that passages belong to, in the order in which they begin.
    pub(super) slots: Vec<Slot>,
    /// What is said, in the order of the document.
    pub(super) passages: Vec<Passage>,
    pub(super) unresolved: Vec<Unresolved>,
    /// Sentences that are longer than any is, and are not read: the line of each, and how many bytes it has.
    pub(super) too_long: Vec<(u32, usize)>,
    /// What each stretch of the text is, by its begin; together all that blocks hold.
    pub(super) covered: Vec<Covered>,
}

/// What a stretch of a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Covered {
    /// Code points of the document's text.
    pub(super) span: Range<u32>,
    pub(super) share: Share,
}

/// A heading with its line.
#[derive(Debug, Clone)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) line: u32,
}

/// One actor's slot.
#[derive(Debug)]
pub(super) struct Slot {
    /// Number of its session; none if it stands before the first.
    pub(super) session: Option<usize>,
    /// Who speaks, for whom, joined with whom, in which role, as the words say.
    pub(super) speaker: Speaker,
    /// Line of the words that name the speaker.
    pub(super) line: u32,
    /// Their place, in code points.
    pub(super) span: Range<u32>,
}

/// A sentence or an item of a list, which becomes a statement of each of its speakers.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// The text without markup, white space collapsed. Ranges of bytes count in it.
    pub(super) text: String,
    pub(super) line: u32,
    /// Code points of the document's text.
    pub(super) span: Range<u32>,
    /// Seconds from the beginning of the recording.
    pub(super) time: Option<Range<f64>>,
    /// Number of the passage that it stands under, as an item of a list under another.
    pub(super) parent: Option<usize>,
    /// What is said in it, in the order of the text; at least one.
    pub(super) utterances: Vec<Utterance>,
}

/// What some speakers say together.
#[derive(Debug, Clone)]
pub(super) struct Utterance {
    /// Who speaks, in the order of the text; at least one.
    pub(super) voices: Vec<Voice>,
    /// Their words and those that report them, in bytes of the passage's text, in order. Not those that name the speakers, on
    /// whose behalf, or who is thanked: these state nothing. A passive ("was raised by Togo") keeps its verb.
    pub(super) said: Vec<Range<usize>>,
}

/// One speaker of an utterance.
#[derive(Debug, Clone)]
pub(super) struct Voice {
    /// Number of the intervention.
    pub(super) slot: usize,
    /// How sure it is that this speaker says this, from 0 to 1; below 0.6 for a speaker who merely goes on.
    pub(super) confidence: f64,
}

/// Something that was not recognized.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unresolved {
    pub(super) line: u32,
    pub(super) span: Range<u32>,
    pub(super) text: String,
    pub(super) problem: Problem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// A heading, label or subject that may be a speaker and is none that is known.
    Speaker,
    /// A name beside a speaker who is known.
    Name,
    /// A statement under no known speaker.
    NoSpeaker,
}

impl Passages {
    /// Says what a stretch of the text is.
    pub(super) fn cover(&mut self, span: Range<u32>, share: Share) {
        if !span.is_empty() {
            self.covered.push(Covered { span, share });
        }
    }

    /// What no rule has claimed is reported, but for marks and numbers between what is claimed.
    pub(super) fn complete(&mut self, document: &Document) {
        let mut spans: Vec<_> = self.covered.iter().map(|covered| covered.span.clone()).collect();
        spans.sort_by_key(|span| span.start);
        let mut more = Vec::new();
        for block in &document.blocks {
            let Range { start, end } = block.text.span();
            let first = spans.partition_point(|span| span.end <= start).min(spans.len());
            let mut at = start;
            for span in spans[first..].iter().take_while(|span| span.start < end) {
                if span.start > at {
                    more.push((block, at..span.start));
                }
                at = at.max(span.end);
            }
            if at < end {
                more.push((block, at..end));
            }
        }
        let chars: Vec<char> = document.text.chars().collect();
        for (block, span) in more {
            let has_letter = |span: &Range<u32>| {
                let of = chars.get(span.start as usize..span.end as usize).unwrap_or_default();
                of.iter().any(|char| char.is_alphabetic())
            };
            let text: String = match has_letter(&span) {
                // The address of a link is no text.
                true => (block.text.plain().char_indices())
                    .filter(|(at, char)| span.contains(&block.text.source_span(*at..*at + char.len_utf8()).start))
                    .map(|(_, char)| char)
                    .collect(),
                false => String::new(),
            };
            // Times that the index of a recording adds are furniture.
            let is_text = !super::furniture::without_times(&text, 0..text.len()).is_empty()
                && super::furniture::without_asides(&text, 0..text.len(), |_| false).is_some();
            if is_text && text.chars().any(char::is_alphabetic) {
                self.cover(span.clone(), Share::Reported);
                let text = super::one_line(&text);
                self.unresolved.push(Unresolved { line: block.line, span, text, problem: Problem::NoSpeaker });
            } else {
                self.cover(span, Share::Furniture);
            }
        }
        self.covered.sort_by_key(|covered| (covered.span.start, covered.span.end));
    }
}
