//! Whose words are not what they seem: documents in which one speaks throughout, turns in the first person, what nobody says under
//! some headings, what is told of another time.

use super::author::Author;
use super::lexicon::{PhraseKind, ThingId};
use super::outline::{Current, GOES_ON, LONGEST_PERSON, Reader, WITHIN};
use super::passages::{Share, Title};
use super::speakers::{Speaker, ends_a_sentence, label_end};
use super::voices::{Doer, Who, clauses};
use super::words::Words;
use plenary_documents::Kind;

/// The line that says whose a quotation is has no more words than this.
const LONGEST_ATTRIBUTION: usize = 12;

impl Reader<'_> {
    /// A document in which one speaks throughout.
    pub(super) fn statement(&mut self, author: Author) {
        let Author { speakers, named, body } = author;
        let blocks = &self.document.blocks;
        self.out.body = Some(blocks[body.start].text.span().start);
        for (index, block) in blocks[..body.start].iter().enumerate() {
            self.out.head.push(index);
            if Some(index) != named || speakers.is_empty() {
                self.out.cover(block.text.span(), Share::Narrator);
            }
        }
        let (line, span) = match named {
            Some(named) => (blocks[named].line, blocks[named].text.span()),
            None => {
                let first = blocks[body.start].text.span().start;
                (blocks[body.start].line, first..first)
            }
        };
        if speakers.is_empty() {
            self.current = Current::Unknown;
            self.started = true;
        } else {
            self.open_headed(speakers, line, span);
            self.by_heading = true;
        }
        let is_bold = |index: usize| {
            let text = &blocks[index].text;
            let whole = (plenary_documents::Emphasis::Strong, 0..text.plain().len());
            blocks[index].kind == Kind::Paragraph && text.emphasis().any(|emphasis| emphasis == whole)
        };
        // Of an interview the questions are bold.
        let asks = (0..body.end).filter(|index| is_bold(*index)).count() > 1;
        for index in body.clone() {
            let text = blocks[index].text.plain();
            match blocks[index].kind {
                Kind::Heading(_) => {
                    self.depths.clear();
                    self.out.cover(blocks[index].text.span(), Share::Narrator);
                    self.out.sessions.push(Title { text: text.to_owned(), line: blocks[index].line });
                }
                Kind::Item { depth, .. } if matches!(self.current, Current::Headed(_)) => self.under(index, depth),
                Kind::Rule | Kind::Cue => {}
                _ if asks && is_bold(index) => self.out.cover(blocks[index].text.span(), Share::Narrator),
                _ if self.is_furniture(index)
                    || text.contains('@')
                    || self.is_aside(index)
                    || self.is_salutation(text) =>
                {
                    self.out.cover(blocks[index].text.span(), Share::Furniture);
                }
                _ => self.prose(index, 0),
            }
        }
        for index in (body.end..blocks.len()).filter(|index| Some(*index) != named) {
            self.out.cover(blocks[index].text.span(), Share::Furniture);
        }
    }

    /// Whether a paragraph of running text is nothing but a quotation, so that nobody says it whom the text before names.
    pub(super) fn is_quotation(&self, index: usize) -> bool {
        let text = self.document.blocks[index].text.plain().trim();
        let inner = text.strip_prefix(['“', '"', '«', '「', '„']);
        let inner = inner.and_then(|inner| inner.strip_suffix(['”', '"', '»', '」', '“']));
        !matches!(self.current, Current::Headed(_) | Current::Unknown)
            && inner.is_some_and(|inner| !inner.contains(['“', '”', '"', '«', '»', '「', '」']))
            && ends_a_sentence(text)
    }

    /// A quotation set apart: of whom the line below names, and else of nobody who can be told.
    pub(super) fn quoted(&mut self, index: usize) {
        let blocks = &self.document.blocks;
        let block = &blocks[index];
        let below = (index + 1..blocks.len()).find(|below| blocks[*below].kind != Kind::Rule);
        let below = below.filter(|below| matches!(blocks[*below].kind, Kind::Paragraph | Kind::Item { .. }));
        let line = below.map_or("", |below| blocks[below].text.plain());
        let name = line.trim_start_matches(['—', '–', '-', '~', '―', ' ']);
        let is_line = !ends_a_sentence(name) && name.split_whitespace().count() <= LONGEST_ATTRIBUTION;
        let speakers = if is_line { self.headings(name) } else { Vec::new() };
        let before = std::mem::replace(&mut self.current, Current::Nobody);
        match below.filter(|_| !speakers.is_empty()) {
            Some(below) => {
                self.attribution = Some(below);
                self.open_headed(speakers, blocks[below].line, blocks[below].text.span());
                self.prose(index, 0);
                self.current = Current::Nobody;
            }
            // "She said:" may stand before it.
            None if self.announces(index) => {
                self.current = before;
                self.prose(index, 0);
            }
            None => {
                let text = block.text.plain();
                self.unresolved(block.line, block.text.span(), text, super::passages::Problem::NoSpeaker);
            }
        }
    }

    /// Whether the block before ends in a colon.
    fn announces(&self, index: usize) -> bool {
        let before = self.document.blocks[..index].iter().rfind(|block| block.kind != Kind::Rule);
        before.is_some_and(|before| before.text.plain().trim_end().ends_with([':', '：']))
    }

    /// Whether words only address somebody: "Excellencies,".
    fn is_salutation(&self, text: &str) -> bool {
        text.ends_with([',', '،', '，', ':', '：', '!', '！'])
            && text.split_whitespace().count() <= LONGEST_PERSON
            && clauses(text, true, self.words, self.lexicon)
                .iter()
                .all(|clause| matches!(clause.who, Who::Same { has_verb: false, .. } | Who::Unknown(_)))
    }

    /// Whether nobody says a block of those between headings: a decision, a row of a list of participants, a line of a programme.
    pub(super) fn is_unsaid(&self, index: usize) -> bool {
        let text = self.document.blocks[index].text.plain();
        if matches!(self.current, Current::Headed(_)) && !self.unsaid {
            return false;
        }
        let label = label_end(text).map(|(label, _)| &text[label]);
        if label.is_some_and(|label| is_unsaid(label, self.words)) {
            return true;
        }
        let is_timed = plenary_documents::time_at_start(text) > 0 && !ends_a_sentence(text);
        let is_title = !ends_a_sentence(text) && (text.ends_with([':', '：']) || is_unsaid(text, self.words));
        (self.unsaid && !is_title || is_timed) && self.label(text).is_none() && !self.is_told(index)
    }

    /// Whether the first sentence of a paragraph names who says it, with a verb, or that of an item a person: it is under no heading of
    /// what nobody says any more.
    fn is_told(&self, index: usize) -> bool {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        let Some(first) = self.sentences(text, 0).into_iter().next().filter(|_| ends_a_sentence(text)) else {
            return false;
        };
        let is_sure = |speaker: &Speaker| {
            speaker.confidence > WITHIN && (block.kind == Kind::Paragraph || self.is_person(speaker))
        };
        clauses(&text[first], false, self.words, self.lexicon).iter().any(|clause| match &clause.who {
            Who::Speakers(speakers) => speakers.iter().any(is_sure),
            _ => false,
        })
    }

    /// Who speaks in words that somebody says of itself, who has a label or a heading: nobody else, whomever they name.
    pub(super) fn own(&self, who: Who) -> Who {
        let same = |behalf, aligned| Who::Same {
            named: true,
            many: false,
            body: false,
            behalf,
            aligned,
            has_verb: true,
            has_thing: true,
            doer: Doer::LeftOut,
            nth: None,
        };
        let open = match &self.current {
            Current::Headed(slots) => slots.as_slice(),
            _ => &[],
        };
        let is_own = |actor: ThingId| {
            open.iter().any(|slot| {
                let speaker = &self.out.slots[*slot].speaker;
                speaker.actor == actor || speaker.on_behalf_of.contains(&actor)
            })
        };
        match who {
            Who::Speakers(speakers) => match speakers.into_iter().find(|speaker| is_own(speaker.actor)) {
                Some(own) => same(own.on_behalf_of, own.aligns_with),
                None => same(Vec::new(), Vec::new()),
            },
            Who::Several | Who::Undecided(_) | Who::Narrator(_) | Who::Unknown(_) => same(Vec::new(), Vec::new()),
            who => who,
        }
    }

    /// Whether a sentence tells what actors did at another time, or in a document that is no record of what was said.
    pub(super) fn is_history(&self, text: &str, speakers: &[Speaker]) -> bool {
        (self.paper && !speakers.iter().all(|speaker| self.is_person(speaker)))
            || super::dates::begins_with_year(text, self.words)
    }

    /// Whom a pronoun means right behind what the narrator told: the one of whom it was told, or all of them.
    pub(super) fn done_by(&self, many: bool) -> Who {
        // Where somebody else has the floor, it may also mean that one.
        if matches!(self.current, Current::Told(_)) || many != (self.doers.len() > 1) {
            return Who::Several;
        }
        let speaker =
            |actor: &ThingId| Speaker::alone(*actor, self.lexicon.label(*actor, self.words.language.tag()), GOES_ON);
        Who::Speakers(self.doers.iter().map(speaker).collect())
    }
}

/// Whether a heading, but for its number, is nothing but words for what nobody says.
pub(super) fn is_unsaid(text: &str, words: &Words) -> bool {
    let folded = words.fold(text);
    let is_word = |piece: &usize| {
        let shown = &text[folded.source(*piece..*piece + 1)];
        // The number before it.
        shown.chars().any(|char| char.is_alphabetic() && !matches!(char, 'I' | 'V' | 'X'))
    };
    let pieces: Vec<_> = (0..folded.pieces.len()).filter(is_word).collect();
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return false };
    let found = words.layout_in(text, &folded, PhraseKind::Unsaid);
    found.iter().any(|found| found.start <= *first && found.end > *last)
}
