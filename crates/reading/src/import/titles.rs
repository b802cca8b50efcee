//! Headings, and short paragraphs that may be one: who speaks below them, or which session begins.

use super::floor::is_unsaid;
use super::lexicon::PhraseKind;
use super::outline::{Current, Reader};
use super::passages::{Problem, Share, Title};
use super::speakers::ends_a_sentence;
use plenary_documents::Kind;

/// A paragraph with fewer characters than this that does not end like a sentence may be a heading.
const LONGEST_TITLE: usize = 120;

impl Reader<'_> {
    /// Whether a paragraph may be a heading: it is short, does not end like a sentence, and nobody speaks in it.
    pub(super) fn is_title(&self, text: &str) -> bool {
        !ends_a_sentence(text)
            && text.chars().count() <= LONGEST_TITLE
            && !text.contains('\n')
            && (!self.headings(text).is_empty() || !self.names_speaker(text, true))
    }

    /// Whether a paragraph is the headline: the first words of the document, which do not end like a sentence, before a paragraph
    /// that does or that has the date.
    pub(super) fn is_headline(&self, index: usize) -> bool {
        let text = self.document.blocks[index].text.plain();
        let is_first = !self.started && self.out.head.is_empty() && self.out.passages.is_empty();
        let below = self.next(index).filter(|next| next.kind == Kind::Paragraph).map(|next| next.text.plain());
        let is_body = |text: &str| ends_a_sentence(text) || super::dates::first_date(text, self.words).is_some();
        is_first
            && !ends_a_sentence(text)
            && text.chars().count() <= LONGEST_TITLE
            && !text.contains('\n')
            && below.is_some_and(is_body)
    }

    /// A heading, or a short paragraph that may be one.
    pub(super) fn title(&mut self, index: usize) {
        let block = &self.document.blocks[index];
        let text = block.text.plain().trim_end_matches([':', '：']);
        let is_heading = matches!(block.kind, Kind::Heading(_));
        self.depths.clear();
        self.unsaid = is_unsaid(text, self.words);
        let speakers = self.headings(text);
        let dated = super::dates::first_date(text, self.words).is_some();
        // Amman and Oman are one word in Arabic: where the head has the place and the day, nobody speaks.
        let is_dateline = dated && !self.started;
        if !speakers.is_empty() && !is_dateline && self.has_content(index) {
            self.open_headed(speakers, block.line, block.text.span());
            self.by_heading = true;
            return;
        }
        let listed = self.items_below(index);
        if dated && !is_heading && self.started && listed.is_none() {
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        if !self.started && !is_heading && listed.is_none() && (dated || !self.before_speaker(index)) {
            self.out.head.push(index);
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        if !self.started && self.out.head.is_empty() && self.out.sessions.is_empty() && is_heading && listed.is_none() {
            // The first heading is the document's title.
            self.out.head.push(index);
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        self.started = true;
        // A heading over items that name no speakers is one itself, unless it is known to be none.
        if listed == Some(false) && !self.unsaid && !self.is_no_speaker(text) {
            self.unresolved(block.line, block.text.span(), text, Problem::Speaker);
            self.current = Current::Unknown;
            return;
        }
        self.out.cover(block.text.span(), Share::Narrator);
        self.out.sessions.push(Title { text: text.to_owned(), line: block.line });
        self.current = Current::Nobody;
    }

    /// Whether a heading is known to be none of a speaker.
    pub(super) fn is_no_speaker(&self, text: &str) -> bool {
        let folded = self.words.fold(text);
        let phrases = self.words.phrases.find(text, &folded);
        phrases.iter().any(|phrase| phrase.means.iter().any(|means| means.kind == PhraseKind::NotASpeaker))
    }

    /// Whether the items right below a heading name speakers themselves; none if there are no items.
    fn items_below(&self, index: usize) -> Option<bool> {
        let below = self.document.blocks[index + 1..].iter();
        let items = below.take_while(|block| matches!(block.kind, Kind::Item { .. })).take(8);
        let mut named = items
            .map(|block| self.label(block.text.plain()).is_some() || self.names_speaker(block.text.plain(), false))
            .peekable();
        named.peek()?;
        Some(named.any(|named| named))
    }

    /// Whether what follows a heading is said under it, and is no heading itself.
    fn has_content(&self, index: usize) -> bool {
        self.next(index).is_some_and(|next| match next.kind {
            Kind::Item { .. } => true,
            Kind::Paragraph => !self.is_title(next.text.plain()) && self.label(next.text.plain()).is_none(),
            _ => false,
        })
    }

    fn before_speaker(&self, index: usize) -> bool {
        let next = self.next(index).map(|next| next.text.plain());
        next.is_some_and(|text| !self.headings(text).is_empty() || self.label(text).is_some())
    }
    /// Whether a paragraph over all that is said is the place and the day of the meeting, in one line or several: the States that it
    /// names say nothing.
    pub(super) fn is_dated_head(&self, index: usize) -> bool {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        block.kind == Kind::Paragraph
            && self.out.slots.is_empty()
            && !ends_a_sentence(text)
            && text.chars().count() <= 2 * LONGEST_TITLE
            && super::speakers::label_end(text).is_none()
            && super::dates::first_date(text, self.words).is_some()
            && text.lines().all(|line| line.chars().count() <= LONGEST_TITLE)
    }
}
