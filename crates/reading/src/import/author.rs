//! Documents in which one speaks throughout: a written statement, a contribution, a letter. Whose words they are stands in the head
//! or below them; whom they name says nothing in them.

use super::actors::{Member, Party, Sentence};
use super::head::MOST_LINES;
use super::lexicon::{Kind as Actor, Lexicon, PhraseKind, ThingId};
use super::matcher::overlap;
use super::sentences::sentences;
use super::speakers::{Speaker, complete, ends_a_sentence, headings, label_end, relate};
use super::voices::{LONGEST, Who, clauses};
use super::words::Words;
use plenary_documents::{Block, Document, Kind};
use std::ops::Range;

/// A document in the first person has at least so many sentences with a word for it, and this share.
const LEAST: usize = 2;
const SHARE: f64 = 0.1;
/// From this share on, somebody speaks in it of whom the head says nothing.
const MOSTLY: f64 = 1.0 / 3.0;
/// What is said begins with a sentence of at least so many words or Han characters.
const SHORTEST: usize = 5;
/// How many words may stand between those that say whose a document is and the name.
const REACH: usize = 3;
/// How many words and marks may stand between a word for whoever speaks and the name of its State.
const OWN_REACH: usize = 2;
/// A line of a signature names whoever signs within its first words.
const OPENING: usize = 2;
/// Within so many sentences somebody says on whose behalf the words are.
const INTRODUCTION: usize = 3;
/// A line with a date has fewer words before its year.
const LONGEST_DATED: usize = 12;
/// A line of a head is no longer than this, in characters.
const LONGEST_LINE: usize = 400;
/// No more sentences than this show what kind of text it is.
const MOST_SENTENCES: usize = 400;
/// How sure it is that all of a document is of the one whom its head names.
const NAMED: f64 = 0.9;

/// Who says all of a document.
#[derive(Debug)]
pub(super) struct Author {
    /// None if the data do not have who it is.
    pub(super) speakers: Vec<Speaker>,
    /// The block that names it; none if who imports the document says it.
    pub(super) named: Option<usize>,
    /// The blocks of what is said.
    pub(super) body: Range<usize>,
}

/// A text that is read as a whole, before anybody is said to speak in it.
pub(super) struct Survey<'a> {
    pub(super) document: &'a Document,
    pub(super) words: &'a Words,
    pub(super) lexicon: &'a Lexicon,
    pub(super) abbreviations: &'a [String],
}

impl Survey<'_> {
    /// Whether what is said is written down as it was said, in the first person.
    pub(super) fn is_verbatim(&self) -> bool {
        let (first, all) = self.first_person(0..self.document.blocks.len());
        first >= LEAST && first as f64 >= SHARE * all as f64
    }

    /// How many sentences of some blocks are in the first person, and how many there are.
    fn first_person(&self, blocks: Range<usize>) -> (usize, usize) {
        let (mut first, mut all) = (0, 0);
        for text in self.texts(blocks) {
            for range in sentences(text, self.abbreviations) {
                all += 1;
                first += usize::from(in_first_person(&text[range], self.words));
            }
            if all >= MOST_SENTENCES {
                break;
            }
        }
        (first, all)
    }

    fn texts(&self, blocks: Range<usize>) -> impl Iterator<Item = &str> {
        let said =
            self.document.blocks[blocks].iter().filter(|block| !matches!(block.kind, Kind::Heading(_) | Kind::Rule));
        said.map(|block| block.text.plain())
    }

    /// Who says all of the document, if one does.
    pub(super) fn author(&self) -> Option<Author> {
        let blocks = &self.document.blocks;
        if blocks.iter().any(|block| block.kind == Kind::Cue) {
            return None;
        }
        let start = blocks.iter().position(|block| self.begins(block))?;
        let end = blocks.iter().rposition(is_said)? + 1;
        let body = start..end.max(start + 1);
        let (first, all) = self.first_person(body.clone());
        if first < LEAST
            || (first as f64) < SHARE * all as f64
            || blocks[body.clone()].iter().any(|block| self.is_turn(block))
        {
            return None;
        }
        let found = self.named(&body);
        let known = found.as_ref().map_or(&[][..], |(speakers, _)| speakers.as_slice());
        let (own, others) = self.told(&body, known);
        if others > first + own {
            return None;
        }
        match found {
            Some((speakers, named)) => Some(Author { speakers, named: Some(named), body }),
            None if self.is_marked(0..body.start.min(MOST_LINES)) => {
                Some(Author { speakers: Vec::new(), named: Some(0), body })
            }
            None => {
                (first as f64 >= MOSTLY * all as f64).then_some(Author { speakers: Vec::new(), named: Some(0), body })
            }
        }
    }

    /// A document of which who imports it says whose it is.
    ///
    /// # Errors
    /// With the line of another who speaks in it under a heading, a label or a cue.
    pub(super) fn given(&self, speakers: Vec<Speaker>) -> Result<Author, u32> {
        let blocks = &self.document.blocks;
        let others = |block: &Block| block.kind == Kind::Cue || self.is_turn_of_another(block, &speakers);
        let start = blocks.iter().position(|block| self.begins(block)).or_else(|| blocks.iter().position(is_said));
        let start = start.unwrap_or(blocks.len().saturating_sub(1));
        let end =
            blocks.iter().rposition(is_said).map_or(blocks.len(), |last| last + 1).max(start + 1).min(blocks.len());
        match blocks.iter().find(|block| others(block)) {
            Some(other) => Err(other.line),
            None => Ok(Author { speakers, named: None, body: start..end }),
        }
    }

    /// Whether a text is a line with a date that ends with an abbreviation and not with a sentence: "9 сентября 2025 г."
    fn is_dated_line(&self, text: &str) -> bool {
        let mut words = text.trim_end().rsplit(char::is_whitespace);
        let last = words.next().and_then(|last| last.strip_suffix('.'));
        let is_letter = last.is_some_and(|last| last.chars().count() == 1);
        is_letter
            && words.next().is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
            && words.count() < LONGEST_DATED
            && super::dates::first_date(text, self.words).is_some()
    }

    /// Whether a heading or a label gives the floor to somebody who is none of some speakers.
    fn is_turn_of_another(&self, block: &Block, speakers: &[Speaker]) -> bool {
        let text = block.text.plain();
        let named = match label_end(text) {
            Some((label, _)) => headings(&text[label], self.words, self.lexicon),
            None if !ends_a_sentence(text) && matches!(block.kind, Kind::Heading(_)) => {
                headings(text, self.words, self.lexicon)
            }
            None => Vec::new(),
        };
        named.iter().any(|named| {
            speakers.iter().all(|own| own.actor != named.actor && !own.on_behalf_of.contains(&named.actor))
        })
    }

    /// Whether what is said may begin with a block: a whole sentence, and no note about the document.
    fn begins(&self, block: &Block) -> bool {
        let text = block.text.plain();
        is_said(block)
            && !text.starts_with(['(', '[', '（'])
            && !self.is_dated_line(text)
            && self.words.fold(text).pieces.len() > SHORTEST
            && !block
                .text
                .emphasis()
                .any(|(kind, range)| kind == plenary_documents::Emphasis::Italic && range == (0..text.len()))
    }

    /// Whether a block is a heading or has a label that names who speaks.
    fn is_turn(&self, block: &Block) -> bool {
        let text = block.text.plain();
        let names = |text: &str| !headings(text, self.words, self.lexicon).is_empty();
        let is_title = !ends_a_sentence(text) && names(text);
        let is_label = || label_end(text).is_some_and(|(label, _)| names(&text[label]));
        text.starts_with(['>', '»']) || is_title || is_label()
    }

    /// Of the sentences that name who speaks, how many name one of some speakers, and how many others.
    fn told(&self, body: &Range<usize>, known: &[Speaker]) -> (usize, usize) {
        let is_own = |actor: ThingId| known.iter().any(|own| own.actor == actor || own.on_behalf_of.contains(&actor));
        let (mut own, mut others) = (0, 0);
        for text in self.texts(body.clone()) {
            for range in sentences(text, self.abbreviations).into_iter().take(MOST_SENTENCES) {
                let sentence = &text[range];
                if in_first_person(sentence, self.words) {
                    continue;
                }
                for clause in clauses(sentence, false, self.words, self.lexicon) {
                    match clause.who {
                        Who::Speakers(speakers) if speakers.iter().any(|speaker| is_own(speaker.actor)) => own += 1,
                        Who::Speakers(_) | Who::Unknown(_) => others += 1,
                        _ => {}
                    }
                }
            }
        }
        (own, others)
    }

    /// Whose the document is, and the block that says it: words of the head say it, or the document is signed, or the letterhead
    /// names whoever sends it.
    fn named(&self, body: &Range<usize>) -> Option<(Vec<Speaker>, usize)> {
        let blocks = self.document.blocks.len();
        let head = self.lines(0..body.start.min(MOST_LINES), false);
        let below = self.lines(body.end..blocks.min(body.end + MOST_LINES), true);
        let lines: Vec<_> = head.iter().chain(&below).collect();
        self.of_lines(&lines)?.or_else(|| self.introduced(body))
    }

    /// Whose a statement is, as the lines over it say; nobody if these name several, or none whom the data have.
    pub(super) fn head_of(&self, blocks: Range<usize>) -> Vec<Speaker> {
        let of = |is_sender: bool| {
            let mut found = Vec::new();
            for block in blocks.clone() {
                let context = Context { block, is_marked: true, is_sender, has_address: false, below: false };
                for line in self.document.blocks[block].text.plain().lines().map(str::trim) {
                    let of_line = self.line(line, &context).into_iter();
                    found.extend(of_line.map(|found| Found { level: Level::Statement, ..found }));
                }
            }
            found
        };
        let whose = |found: Vec<Found>| self.of_lines(&found.iter().collect::<Vec<_>>());
        // A line that is nothing but a name counts if no other line names somebody else.
        let speakers = whose(of(true)).or_else(|| whose(of(false))).flatten();
        speakers.map_or(Vec::new(), |(speakers, _)| speakers)
    }

    /// Whose the words are below or above some lines: none if the lines name several, and nobody if they name none.
    fn of_lines(&self, lines: &[&Found]) -> Option<Option<(Vec<Speaker>, usize)>> {
        let is_group = |found: &Found| self.lexicon.thing(found.speakers[0].actor).kind == Actor::Group;
        // Whoever reads the statement of a group is its speaker.
        let groups: Vec<_> =
            lines.iter().filter(|found| found.behalf || (found.level == Level::Statement && is_group(found))).collect();
        let behalf: Vec<_> = groups.iter().flat_map(|found| &found.speakers).map(|speaker| speaker.actor).collect();
        let of = |level: Level| -> Vec<&Found> {
            lines.iter().copied().filter(|found| found.level == level && !found.behalf && !is_group(found)).collect()
        };
        let (stated, signed, sent) = (of(Level::Statement), of(Level::Signed), of(Level::Sender));
        let own = match (stated.first(), signed.first(), sent.first()) {
            (Some(_), ..) => only(&stated)?,
            // A letterhead of one and the signature of another tell nothing.
            (None, Some(_), _) => only(&[signed.as_slice(), sent.as_slice()].concat())?,
            (None, None, Some(_)) => only(&sent)?,
            (None, None, None) => {
                let groups: Vec<&Found> = groups.iter().map(|found| **found).collect();
                return Some(only(&groups).map(|group| (group.speakers.clone(), group.block)));
            }
        };
        let mut speakers = own.speakers.clone();
        for speaker in &mut speakers {
            speaker.join(&behalf, &[]);
            complete(self.lexicon, speaker);
        }
        Some(Some((speakers, own.block)))
    }

    /// Whether a line of some blocks begins with words for whose a document is, whoever that is.
    fn is_marked(&self, blocks: Range<usize>) -> bool {
        self.lines_begin(blocks, PhraseKind::Author, 0)
    }

    /// Whether the title of the document says that it is no record of what was said: a report, a draft, an agenda.
    pub(super) fn is_paper(&self) -> bool {
        let blocks = &self.document.blocks;
        let end = blocks.iter().position(is_said).unwrap_or(blocks.len());
        self.lines_begin(0..end.min(MOST_LINES), PhraseKind::Paper, 1)
    }

    fn lines_begin(&self, blocks: Range<usize>, kind: PhraseKind, reach: usize) -> bool {
        let texts = self.document.blocks[blocks].iter().map(|block| block.text.plain());
        let mut lines = texts.flat_map(str::lines).filter(|line| line.chars().count() <= LONGEST_LINE);
        lines.any(|line| {
            let folded = self.words.fold(line);
            self.words.layout_in(line, &folded, kind).iter().any(|found| found.start <= reach)
        })
    }

    /// Who says in the first sentences who it is: "We, the members of X, …", "I speak on behalf of X".
    fn introduced(&self, body: &Range<usize>) -> Option<(Vec<Speaker>, usize)> {
        let texts = body.clone().map(|block| (block, self.document.blocks[block].text.plain()));
        let first = texts.flat_map(|(block, text)| {
            sentences(text, self.abbreviations).into_iter().map(move |range| (block, &text[range]))
        });
        first.take(INTRODUCTION).find_map(|(block, text)| {
            let sentence = Sentence::new(text, self.words, self.lexicon);
            let marks = self.words.layout_in(text, &sentence.folded, PhraseKind::FirstPerson);
            let is_comma = |at: usize| sentence.break_at(at).is_some_and(super::actors::is_comma);
            let is_apposed = |party: &&Party| {
                let after = |mark: &Range<usize>| {
                    is_comma(mark.end) && mark.end < party.pieces.start && party.pieces.start - mark.end <= REACH
                };
                is_whole(party) && is_comma(party.pieces.end) && marks.iter().any(after)
            };
            let apposed = sentence.parties.iter().find(is_apposed);
            let speakers: Vec<_> = match apposed {
                Some(party) => party.members.iter().filter_map(|member| self.speaker(&sentence, member)).collect(),
                None => self.own_of_several(&sentence, &marks).unwrap_or_else(|| {
                    super::voices::spoken_for(text, self.words, self.lexicon).into_iter().take(1).collect()
                }),
            };
            (!speakers.is_empty()).then_some((speakers, block))
        })
    }

    /// Who speaks for several States and says which of them is its own: "on behalf of Albania, Norway and my own country, Chile".
    fn own_of_several(&self, sentence: &Sentence<'_>, marks: &[Range<usize>]) -> Option<Vec<Speaker>> {
        let behalf = (0..sentence.len()).find_map(|at| sentence.phrase_after(at, &[PhraseKind::OnBehalfOf]))?;
        let members =
            || sentence.parties.iter().flat_map(|party| &party.members).filter(|member| member.name.start >= behalf);
        let is_own = |member: &&Member| {
            let start = member.name.start;
            marks.iter().any(|mark| mark.start >= behalf && mark.end <= start && start - mark.end <= OWN_REACH)
        };
        let own = members().filter(is_own).find_map(|member| self.speaker(sentence, member))?;
        let others: Vec<_> = members().filter_map(|member| member.actor).filter(|actor| *actor != own.actor).collect();
        let mut own = own;
        own.join(&others, &[]);
        (!others.is_empty()).then(|| vec![own])
    }

    /// For whom a person speaks, as words right behind the name say anywhere in the document: an organization, or a State in which
    /// the person holds an office.
    pub(super) fn introduction(&self, name: &str) -> Option<Speaker> {
        let offices = [PhraseKind::Office, PhraseKind::Role];
        let texts = self.document.blocks.iter().map(|block| block.text.plain()).filter(|text| text.contains(name));
        let sentences =
            texts.flat_map(|text| sentences(text, self.abbreviations).into_iter().map(|range| &text[range]));
        let mut found = sentences.filter(|text| text.contains(name) && text.len() <= LONGEST).filter_map(|text| {
            let behind = text.find(name)? + name.len();
            let sentence = Sentence::new(text, self.words, self.lexicon);
            let start = |party: &Party| sentence.folded.source(party.pieces.clone()).start;
            let members = sentence.parties.iter().flat_map(|party| &party.members);
            let named =
                members.clone().find(|member| member.person.as_deref().is_some_and(|person| person.contains(name)));
            let next = sentence.parties.iter().find(|party| {
                let between = text.get(behind..start(party).max(behind)).unwrap_or_default();
                start(party) >= behind
                    && between.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() <= REACH
            });
            let member = named.or_else(|| next?.members.first())?;
            let mut speaker = self.speaker(&sentence, member)?;
            let holds = member.pieces.clone().any(|piece| sentence.phrase_after(piece, &offices).is_some());
            speaker.unknown.push(name.to_owned());
            (holds || self.lexicon.thing(speaker.actor).kind == Actor::Organization).then_some(speaker)
        });
        let first = found.next()?;
        found.all(|other| other.actor == first.actor).then_some(first)
    }

    /// Who is named in some blocks, and how.
    fn lines(&self, blocks: Range<usize>, below: bool) -> Vec<Found> {
        let mut found = Vec::new();
        let mut is_after_mark = false;
        let first = blocks.clone().find(|block| self.document.blocks[*block].kind != Kind::Rule);
        for block in blocks {
            let text = self.document.blocks[block].text.plain();
            if text.chars().count() > LONGEST_LINE || super::head::is_line(text, self.words, self.lexicon) {
                continue;
            }
            let folded = self.words.fold(text);
            let phrases = self.words.all_phrases.find(text, &folded);
            let has =
                |kind: PhraseKind| phrases.iter().any(|phrase| phrase.means.iter().any(|means| means.kind == kind));
            let opens = |kind| self.words.layout_in(text, &folded, kind).iter().any(|mark| mark.start == 0);
            let is_marked = opens(PhraseKind::Author);
            let is_addressed =
                opens(PhraseKind::Addressed) || (has(PhraseKind::HeadChair) && !is_marked && !is_after_mark);
            for line in text.lines().map(str::trim).filter(|_| !is_addressed) {
                let context = Context {
                    block,
                    is_marked: is_marked || is_after_mark,
                    is_sender: Some(block) == first && !has(PhraseKind::Honorific),
                    has_address: text.contains(|char: char| char == '@' || char.is_ascii_digit())
                        && self.document.blocks[block].kind == Kind::Paragraph,
                    below,
                };
                found.extend(self.line(line, &context));
            }
            is_after_mark = is_marked && !is_addressed;
        }
        found
    }

    /// Who is named in a line, and how.
    fn line(&self, line: &str, context: &Context) -> Vec<Found> {
        let sentence = Sentence::new(line, self.words, self.lexicon);
        let marks = Marks {
            authors: self.words.layout_in(line, &sentence.folded, PhraseKind::Author),
            addressed: self.words.layout_in(line, &sentence.folded, PhraseKind::Addressed),
        };
        let is_alone = !headings(line, self.words, self.lexicon).is_empty();
        let mut found = Vec::new();
        let is_addressed = |party: &&Party| {
            let start = party.pieces.start;
            marks.addressed.iter().any(|mark| mark.end <= start && start - mark.end <= 1)
        };
        let parties = sentence.parties.iter().filter(|party| is_whole(party));
        for party in parties.filter(|party| !is_addressed(party)) {
            let behalf = (0..=2).any(|gap| {
                let at = party.pieces.start.checked_sub(gap);
                at.is_some_and(|at| sentence.phrase_before(at, &[PhraseKind::OnBehalfOf]).is_some())
            });
            let is_office = party.members.first().is_some_and(|member| member.titled);
            let level = if marks.authors.iter().any(|mark| is_beside(&sentence, &marks, mark, party))
                || (context.is_marked && (is_office || is_of_office(&sentence, party)))
            {
                Level::Statement
            } else if context.below && (is_office || is_alone || behalf || party.pieces.start <= OPENING) {
                Level::Signed
            } else if context.is_sender && (is_office || is_alone || (context.has_address && party.pieces.start == 0)) {
                Level::Sender
            } else if behalf {
                Level::Statement
            } else {
                continue;
            };
            let speakers: Vec<_> = party.members.iter().filter_map(|member| self.speaker(&sentence, member)).collect();
            if !speakers.is_empty() {
                // Who signs for an organization is of it.
                let behalf = behalf && !(context.below && speakers.len() == 1);
                found.push(Found { block: context.block, level, behalf, speakers });
            }
        }
        found
    }

    fn speaker(&self, sentence: &Sentence<'_>, member: &Member) -> Option<Speaker> {
        let mut speaker = Speaker {
            on_behalf_of: member.behalf.clone(),
            aligns_with: member.aligned.clone(),
            ..Speaker::alone(member.actor?, sentence.shown(member.name.clone()), NAMED)
        };
        for other in &member.beside {
            relate(self.lexicon, &mut speaker, *other);
        }
        complete(self.lexicon, &mut speaker);
        Some(speaker)
    }
}

/// How a head says whose the document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// In the letterhead.
    Sender,
    /// Below what is said.
    Signed,
    /// By words for it: "statement by".
    Statement,
}

/// Where a line stands.
struct Context {
    block: usize,
    /// Whether words for whose the document is begin its block or the one before.
    is_marked: bool,
    /// Whether it is of a letterhead.
    is_sender: bool,
    /// Whether an address stands in its block.
    has_address: bool,
    /// Whether it stands below what is said.
    below: bool,
}

/// Who is named in a line of a head.
#[derive(Debug)]
struct Found {
    block: usize,
    level: Level,
    /// Whether the words before say that another speaks for it.
    behalf: bool,
    /// At least one.
    speakers: Vec<Speaker>,
}

/// The first, if all name the same.
fn only<'f>(found: &[&'f Found]) -> Option<&'f Found> {
    let first = *found.first()?;
    let is_own = |other: &Speaker| first.speakers.iter().any(|own| own.actor == other.actor);
    found.iter().all(|other| other.speakers.iter().all(is_own)).then_some(first)
}

/// Whether words that say whose a document is are about a party: `Statement by X`, `X的发言`, and not "Comments on X", "Letter to X".
fn is_beside(sentence: &Sentence<'_>, marks: &Marks, mark: &Range<usize>, party: &Party) -> bool {
    let Range { start, end } = party.pieces;
    let between = if mark.end <= start { mark.end..start } else { end..mark.start.max(end) };
    let is_bound = |at: usize| {
        sentence.phrase_after(at, &[PhraseKind::Preposition]).is_some()
            && sentence.phrase_after(at, &[PhraseKind::Genitive]).is_none()
    };
    let is_free = |at: usize| sentence.break_at(at).is_none() && !is_bound(at);
    between.len() <= REACH
        && between.clone().all(is_free)
        && !marks.addressed.iter().any(|addressed| overlap(addressed, &between))
}

/// Whether words join a party to an office before it: "Minister of Communications of Ghana".
fn is_of_office(sentence: &Sentence<'_>, party: &Party) -> bool {
    let start = party.pieces.start;
    let offices = [PhraseKind::Office, PhraseKind::Role];
    let Some(link) = sentence.phrase_before(start, &[PhraseKind::Genitive]) else { return false };
    (0..link).any(|piece| sentence.phrase_after(piece, &offices).is_some())
}

/// Where words of a line stand that say whose a document is, and to whom it goes or where it was made.
struct Marks {
    authors: Vec<Range<usize>>,
    addressed: Vec<Range<usize>>,
}

/// Whether the data have all of a party.
fn is_whole(party: &Party) -> bool {
    party.members.iter().all(|member| member.actor.is_some())
}

fn is_said(block: &Block) -> bool {
    matches!(block.kind, Kind::Paragraph | Kind::Item { .. }) && ends_a_sentence(block.text.plain())
}

/// Whether somebody speaks of itself in a text, outside of quotations.
pub(super) fn in_first_person(text: &str, words: &Words) -> bool {
    let own = unquoted(text);
    let folded = words.fold(&own);
    let shouts = !own.chars().any(char::is_lowercase);
    words.layout_in(&own, &folded, PhraseKind::FirstPerson).into_iter().any(|pieces| {
        let shown = &own[folded.source(pieces)];
        // "US" is a country.
        shouts || shown.chars().any(char::is_lowercase) || !shown.chars().any(char::is_uppercase)
    })
}

/// A text without what it quotes, from a mark that opens to one that closes or to the end; all before a mark that only closes.
fn unquoted(text: &str) -> String {
    let (mut own, mut depth) = (String::with_capacity(text.len()), 0_usize);
    for char in text.chars() {
        match char {
            '“' | '«' | '「' | '『' => depth += 1,
            '”' | '»' | '」' | '』' => {
                if depth == 0 {
                    own.clear();
                }
                depth = depth.saturating_sub(1);
            }
            '"' => depth = usize::from(depth == 0),
            _ if depth == 0 => own.push(char),
            _ => {}
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_of_others() {
        assert_eq!(unquoted("“We agree,” she said."), " she said.");
        assert_eq!(unquoted("and we agree”, she said"), ", she said");
        assert_eq!(unquoted("She said: «We agree"), "She said: ");
        assert_eq!(unquoted("She said \"we\" and left"), "She said  and left");
    }
}
