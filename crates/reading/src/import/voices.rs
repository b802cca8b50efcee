//! Who says what in a sentence: the parts of its actors, its clauses, and the words of each speaker.
//!
//! Frames decide first (`frames`); an actor for whom none holds is the subject if it stands where one does. A sentence that
//! names an actor in a speaker's place is never given to another: where the actor is not known, the words are reported.

use super::actors::{Member, Party, Sentence, is_comma};
use super::frames::{Framing, Held, Part, Verb};
use super::lexicon::{Kind, Lexicon, PhraseKind, Strength, ThingId};
use super::matcher::{Found, inside, overlap};
use super::side::Polarity;
use super::sign::Operation;
use super::speakers::{Speaker, complete, relate};
use super::words::{PhraseOf, Words};
use std::ops::Range;

/// The longest sentence, in bytes. Longer ones are text without punctuation, and the work on a sentence grows faster than it.
pub(super) const LONGEST: usize = 8_000;
/// How many words may stand before those by which the narrator begins, or between an actor and what the narrator says of it.
const OPENING_REACH: usize = 5;
/// How many words may stand between a subject and its verb: "Kenya, in turn, also …".
const SLACK: usize = 4;
/// How many where an office introduces the subject: "The delegation of Cuba took a different line: it …".
const TITLED_SLACK: usize = 8;
/// How many words may stand between two of those for whom somebody speaks.
const LONGEST_JOINT: usize = 7;
/// How many words commas may set off between a subject and its verb.
const LONGEST_ASIDE: usize = 20;
/// How many words may stand between a subject and the word for "that", where the verb is none that is known.
const REPORTED_REACH: usize = 12;
/// How many words may stand between those that join a statement and those that say for whom it was made.
const JOINED_REACH: usize = 8;
/// Shortest and longest name of somebody unknown at the begin of a sentence, in Han characters.
const SHORTEST_UNKNOWN: usize = 3;
const LONGEST_UNKNOWN: usize = 14;
/// How many characters may stand between a quotation and the word that reports it.
const LONGEST_AFTER_QUOTE: usize = 24;
/// How sure a speaker is by the frame: one that is built around a verb, one that stands where a subject does.
const SURE: f64 = 0.95;
const FAIR: f64 = 0.8;
/// How sure the speakers of a heading are that names several.
const LISTED: f64 = 0.95;

/// What some words of a sentence are, by who says them.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) who: Who,
    /// Bytes of the text that are said, see [`Utterance`](super::passages::Utterance).
    pub(super) said: Vec<Range<usize>>,
    /// How many of its speakers, from the first, have the floor afterwards; the others only join them, and whom brackets name has
    /// not spoken at all.
    pub(super) leading: usize,
    /// Whether it tells what its speakers will do.
    pub(super) is_future: bool,
}

impl Clause {
    /// A clause after which nobody else has the floor.
    fn new(who: Who, said: Vec<Range<usize>>) -> Self {
        Self { who, said, leading: 0, is_future: false }
    }
}

/// Who speaks in a clause.
#[derive(Debug, Clone)]
pub(super) enum Who {
    /// Actors that it names.
    Speakers(Vec<Speaker>),
    /// Whoever spoke before: a pronoun says so, or no actor is named.
    Same {
        /// Whether words say so.
        named: bool,
        /// Whether they mean several: "they".
        many: bool,
        /// Whether they name a body and no State nor person: "the company".
        body: bool,
        /// For whom these say to speak, and whose statement they join.
        behalf: Vec<ThingId>,
        aligned: Vec<ThingId>,
        /// Whether a word states a stance or reports.
        has_verb: bool,
        /// Whether something that is spoken about is named.
        has_thing: bool,
        /// Whose the first verb is.
        doer: Doer,
        /// Which of those before is meant, by a number from 1, or 0 for the last.
        nth: Option<u8>,
    },
    /// Many, who are not named, or somebody of whom no words say that it speaks.
    Several,
    /// Actors where the subject stands, of whom no word that is known says that they speak: only who has the floor goes on.
    Undecided(Vec<ThingId>),
    /// The narrator, who tells what happened and what somebody did: the actors of whom it tells.
    Narrator(Vec<ThingId>),
    /// Nobody who can be told, because the sentence is longer than any is.
    TooLong,
    /// An actor that the lexicon does not know, by its words.
    Unknown(String),
}

/// Who does what the first verb of words says that name no speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doer {
    /// The verb comes first and leaves out its subject: "Pidió más fondos", `还强调了…`.
    LeftOut,
    /// Other words stand where the subject does: "The draft encourages governments".
    Other,
    /// There is no verb that states a stance or reports.
    Nobody,
}

/// Reads a sentence. Under a heading or label (`headed`) it need not name its speaker, and only a verb makes another one speak.
///
/// What is longer than any sentence is not read.
pub(super) fn clauses(text: &str, headed: bool, words: &Words, lexicon: &Lexicon) -> Vec<Clause> {
    if text.len() > LONGEST {
        return vec![Clause::new(Who::TooLong, std::iter::once(0..text.len()).collect())];
    }
    let sentence = Sentence::new(text, words, lexicon);
    let mut verbs = verbs(&sentence);
    // How a meeting is run is told by the narrator.
    verbs.retain(|verb| headed || !is_procedural(&sentence, &verb.pieces));
    let mut reading = Reading { sentence, verbs, parts: Vec::new(), doers: Vec::new(), headed };
    reading.assign();
    reading.clauses()
}

/// The speakers that a text names if it is nothing but a list of them.
pub(super) fn listed(text: &str, words: &Words, lexicon: &Lexicon) -> Vec<Speaker> {
    let sentence = Sentence::new(text, words, lexicon);
    let is_whole = |party: &Party| {
        let end = (party.pieces.end..sentence.len()).all(|piece| sentence.break_at(piece).is_some());
        end && (0..party.pieces.start).all(|piece| sentence.break_at(piece).is_some())
    };
    let Some(party) = sentence.parties.first().filter(|party| sentence.parties.len() == 1 && is_whole(party)).cloned()
    else {
        return Vec::new();
    };
    let reading = Reading { sentence, verbs: Vec::new(), parts: Vec::new(), doers: Vec::new(), headed: true };
    let speakers = party.members.iter().map(|member| {
        let mut speaker = reading.speaker(member, LISTED)?;
        complete(lexicon, &mut speaker);
        Some(speaker)
    });
    speakers.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The actors whom a text names first, where a subject stands.
pub(super) fn first_actors(text: &str, words: &Words, lexicon: &Lexicon) -> Vec<ThingId> {
    let sentence = Sentence::new(text, words, lexicon);
    let first = sentence.parties.first().filter(|party| party.pieces.start == 0);
    let members = first.into_iter().flat_map(|party| &party.members);
    members.filter_map(|member| member.actor).collect()
}

/// For whom somebody speaks who says so in the first person: "I speak on behalf of Ghana."
pub(super) fn spoken_for(text: &str, words: &Words, lexicon: &Lexicon) -> Vec<Speaker> {
    let behalf = clauses(text, true, words, lexicon).into_iter().find_map(|clause| match clause.who {
        Who::Same { behalf, .. } if !behalf.is_empty() => Some(behalf),
        _ => None,
    });
    behalf.unwrap_or_default().into_iter().map(|actor| Speaker::alone(actor, text, FAIR)).collect()
}

/// The words that report or state a stance, but for those within names.
fn verbs(sentence: &Sentence<'_>) -> Vec<Verb> {
    let is_free = |pieces: &Range<usize>| {
        let of_party = |party: &Party| {
            party.members.iter().any(|member| member.actor.is_some() || member.titled) && overlap(&party.pieces, pieces)
        };
        !sentence.parties.iter().any(of_party)
    };
    let states = sentence.cues.iter().filter(|cue| cue.means.iter().any(|means| means.strength == Strength::Verb));
    let mut verbs: Vec<_> = states.map(|cue| Verb { pieces: cue.pieces.clone(), says: false }).collect();
    let is = |phrase: &&Found<'_, PhraseOf>, kind| phrase.means.iter().any(|means| means.kind == kind);
    let reports = sentence.phrases.iter().filter(|phrase| is(phrase, PhraseKind::SpeechOpening));
    // A verb of speech that takes a side is part of what is said.
    let is_echo = |operation: &&Operation| matches!(operation, Operation::Agrees | Operation::Disagrees);
    let takes_side = |at: usize| {
        let echoes = sentence.operators.iter().any(|found| found.pieces.start == at && found.means.iter().any(is_echo));
        let here = sentence.cues.iter().filter(|cue| cue.pieces.start == at).flat_map(|cue| &cue.means);
        let mut stances = here.filter(|cue| cue.strength == Strength::Verb).filter_map(|cue| cue.stance);
        echoes
            || stances
                .any(|stance| !matches!(sentence.lexicon.polarity(stance), Polarity::Neutral | Polarity::Procedural))
    };
    verbs.extend(reports.map(|phrase| {
        let says = !takes_side(phrase.pieces.start);
        Verb { pieces: phrase.pieces.clone(), says }
    }));
    let joins = sentence.phrases.iter().filter(|phrase| is(phrase, PhraseKind::AlignsWith));
    verbs.extend(joins.map(|phrase| Verb { pieces: phrase.pieces.clone(), says: false }));
    let floors = sentence.phrases.iter().filter(|phrase| is(phrase, PhraseKind::Floor));
    verbs.extend(floors.map(|phrase| Verb { pieces: phrase.pieces.clone(), says: true }));
    let is_adverb =
        |pieces: &Range<usize>| sentence.phrase_after(pieces.start, &[PhraseKind::Adverb]) == Some(pieces.end);
    let echoes = sentence.operators.iter();
    let echoes = echoes.filter(|found| found.means.iter().any(is_echo) && !is_adverb(&found.pieces));
    verbs.extend(echoes.map(|found| Verb { pieces: found.pieces.clone(), says: false }));
    verbs.retain(|verb| is_free(&verb.pieces));
    verbs.retain(|verb| !is_noun(sentence, &verb.pieces));
    verbs.sort_by_key(|verb| (verb.pieces.start, verb.pieces.end));
    verbs
}

/// Whether an Arabic preposition is written as one with a word that only has the letters of a verb behind it: `بعرض`.
fn is_bound(sentence: &Sentence<'_>, piece: usize) -> bool {
    let fold = plenary_search::words::fold_whole;
    let bare = |word: &str| fold(word).trim_start_matches(['و', 'ف']).chars().next();
    let first = bare(sentence.shown(piece..piece + 1));
    let cues = sentence.cues.iter().filter(|cue| cue.pieces.start == piece).flat_map(|cue| &cue.means);
    let phrases =
        sentence.phrases.iter().filter(|phrase| phrase.pieces.start == piece).flat_map(|phrase| &phrase.means);
    let mut forms = cues.map(|cue| cue.form.as_str()).chain(phrases.map(|phrase| phrase.form.as_str()));
    matches!(first, Some('ب' | 'ل' | 'ك')) && !forms.any(|form| bare(form) == first)
}

/// Whether words only say how a meeting is run, and report nothing.
fn is_procedural(sentence: &Sentence<'_>, verb: &Range<usize>) -> bool {
    let here = sentence.cues.iter().filter(|cue| cue.pieces == *verb).flat_map(|cue| &cue.means);
    let mut stances = here.filter_map(|cue| cue.stance).map(|stance| sentence.lexicon.polarity(stance)).peekable();
    stances.peek().is_some()
        && stances.all(|polarity| polarity == Polarity::Procedural)
        && sentence.phrase_after(verb.start, &[PhraseKind::SpeechOpening]).is_none()
}

/// Whether a word for what somebody does only belongs to a noun: `印度提出的案文`, or is one: `وأثنى الحضور على عرض البحرين`.
fn is_noun(sentence: &Sentence<'_>, verb: &Range<usize>) -> bool {
    if sentence.is_han(verb.start) {
        let is_last = verb.end + 1 >= sentence.len() || sentence.break_at(verb.end + 1).is_some();
        return sentence.len() > verb.end && sentence.shown(verb.end..verb.end + 1) == "的" && !is_last;
    }
    sentence.words.language == super::Language::Arabic
        && (sentence.phrase_before(verb.start, &[PhraseKind::Preposition]).is_some()
            || is_bound(sentence, verb.start)
            || super::folded::has_article(sentence.shown(verb.start..verb.start + 1)))
}

/// The part of a party, and the words that go with it.
#[derive(Debug, Clone)]
struct Role {
    part: Part,
    pieces: Range<usize>,
    /// Where the clause begins that it speaks in, at the earliest.
    from: usize,
    confidence: f64,
}

struct Reading<'a> {
    sentence: Sentence<'a>,
    verbs: Vec<Verb>,
    /// One for each party.
    parts: Vec<Role>,
    /// The parties of which the narrator tells what they did.
    doers: Vec<usize>,
    headed: bool,
}

impl<'a> Reading<'a> {
    fn framing(&self) -> Framing<'a, '_> {
        Framing { sentence: &self.sentence, verbs: &self.verbs }
    }

    /// Gives each party its part.
    fn assign(&mut self) {
        let mut number = 0;
        while number < self.sentence.parties.len() {
            self.divide_list(number);
            let party = &self.sentence.parties[number];
            let more = || self.is_more_behalf(number).then_some(Part::Behalf);
            let role = self.related(party).or_else(|| self.framed(party)).unwrap_or_else(|| Role {
                part: more().unwrap_or(Part::Mentioned),
                pieces: party.pieces.clone(),
                from: party.pieces.start,
                confidence: 0.0,
            });
            self.parts.push(role);
            number += 1;
        }
        for number in 0..self.parts.len() {
            if self.parts[number].part == Part::Mentioned
                && self.framing().held(&self.sentence.parties[number], &self.sentence.words.frames).is_none()
            {
                self.subject(number);
            }
        }
        for number in 1..self.parts.len() {
            if self.parts[number].part == Part::With && self.is_with_object(number) {
                self.parts[number].part = Part::Mentioned;
            }
        }
    }

    /// Whether words for who speaks with somebody are about an actor who does not speak: "did not support the proposal of X,
    /// seconded by Y".
    fn is_with_object(&self, number: usize) -> bool {
        let before = &self.sentence.parties[number - 1];
        let between = before.pieces.end..self.parts[number].pieces.start.max(before.pieces.end);
        self.parts[number - 1].part == Part::Mentioned
            && self.is_object(before.pieces.start)
            && before.pieces.start > 0
            && between.len() <= 1
            && self.parts[..number].iter().any(|role| role.part == Part::Speaker)
    }

    /// Whether a party is one more of those for whom the first speaks: "speaking on behalf of the European Union; the candidate
    /// countries Albania and Montenegro; and, in addition, Georgia, said".
    fn is_more_behalf(&self, number: usize) -> bool {
        let (Some(last), Some(first)) = (number.checked_sub(1), self.sentence.parties.first()) else { return false };
        let between = self.parts[last].pieces.end..self.sentence.parties[number].pieces.start;
        let is_parted = between.clone().any(|piece| self.sentence.break_at(piece).is_some());
        // Only verbs of speech stand before: "speaking on behalf of", and the verb of the sentence comes behind.
        let is_other = |verb: &Verb| {
            let is_between = verb.pieces.start >= between.start;
            verb.pieces.end <= between.end && (is_between || !verb.says || verb.pieces.end <= first.pieces.start)
        };
        self.parts[last].part == Part::Behalf
            && first.pieces.start <= 1
            && first.members.iter().all(|member| member.titled)
            && self.sentence.parties[number].members.iter().all(|member| member.actor.is_some())
            && is_parted
            && between.len() <= self.longest(LONGEST_JOINT, between.start)
            && !self.verbs.iter().any(is_other)
    }

    /// "Ghana thanked Togo and Benin welcomed this": the last name of a list is the subject of the verb behind it.
    fn divide_list(&mut self, number: usize) {
        let party = &self.sentence.parties[number];
        let has_verb =
            |from: usize, to: usize| self.verbs.iter().any(|verb| verb.pieces.start >= from && verb.pieces.end <= to);
        let follows = self.verbs.iter().any(|verb| verb.pieces.start == party.pieces.end);
        // "Added that X and Y joined": both are the subject of what is reported.
        let is_reported = self.sentence.of(Operation::That).any(|that| that.end == party.pieces.start);
        let before = has_verb(0, party.pieces.start) && !self.framing().is_clause_start(party.pieces.start);
        // Where the verb comes first, all of a list right behind it are its subject.
        let is_subject =
            self.sentence.words.verb_first && self.verbs.iter().any(|verb| verb.pieces.end == party.pieces.start);
        let before = before && !is_reported && !is_subject;
        if party.members.len() > 1 && follows && before {
            self.sentence.divide(number);
        }
    }

    /// Whether words before a party say for whom somebody speaks, whose statement is joined or who reads it out.
    fn related(&self, party: &Party) -> Option<Role> {
        let start = party.pieces.start;
        let role = |part, from: usize| Role { part, pieces: from..party.pieces.end, from, confidence: 0.0 };
        if let Some(from) = self.two_sided(party) {
            return Some(from);
        }
        for (kind, part) in [(PhraseKind::OnBehalfOf, Part::Behalf), (PhraseKind::DeliveredBy, Part::Delivering)] {
            let near = (0..=2).filter_map(|gap| self.sentence.phrase_before(start.checked_sub(gap)?, &[kind])).next();
            if let Some(from) = near {
                // "Joined the statement made on behalf of the Group": the group is whom the speaker joins.
                let joins = self.sentence.phrases.iter().any(|phrase| {
                    phrase.means.iter().any(|means| means.kind == PhraseKind::AlignsWith)
                        && phrase.pieces.end <= from
                        && from - phrase.pieces.end <= JOINED_REACH
                });
                // "The statement delivered by Iraq on behalf of the Group" is the Group's, and without it that of who delivered it.
                let goes_on = (0..=1)
                    .any(|gap| self.sentence.phrase_after(party.pieces.end + gap, &[PhraseKind::OnBehalfOf]).is_some());
                let part = match part {
                    Part::Delivering if goes_on => part,
                    _ if joins => Part::Aligned,
                    _ => part,
                };
                return Some(role(part, from));
            }
        }
        let joins = self.sentence.phrases.iter().filter(|phrase| {
            phrase.pieces.end <= start && phrase.means.iter().any(|means| means.kind == PhraseKind::AlignsWith)
        });
        let nearest = joins.max_by_key(|phrase| phrase.pieces.end)?;
        let between = nearest.pieces.end..start;
        let is_free = |party: &Party| !inside(&party.pieces, &between);
        let is_whole = between.clone().all(|piece| self.sentence.break_at(piece).is_none());
        if self.sentence.is_negated(nearest.pieces.start) {
            return None;
        }
        (is_whole && self.sentence.parties.iter().all(is_free)).then(|| role(Part::Aligned, nearest.pieces.start))
    }

    /// "supported the position of …", where words stand on both sides.
    fn two_sided(&self, party: &Party) -> Option<Role> {
        let name = party.members.first()?.name.start..party.members.last()?.name.end;
        let folded = &self.sentence.folded;
        let (before, after) = (&folded.text[..folded.offset(name.start)], &folded.text[folded.offset(name.end)..]);
        let around = self
            .sentence
            .words
            .around
            .iter()
            .filter(|around| before.ends_with(&around.before) && after.starts_with(&around.after));
        let longest = around.max_by_key(|around| around.before.len() + around.after.len())?;
        let joined = self.sentence.words.around.iter().any(|around| {
            around.kind == PhraseKind::AlignsWith && before.contains(&around.before) && after.contains(&around.after)
        });
        let part = match longest.kind {
            PhraseKind::OnBehalfOf if joined => Part::Aligned,
            PhraseKind::OnBehalfOf => Part::Behalf,
            PhraseKind::AlignsWith => Part::Aligned,
            PhraseKind::DeliveredBy => Part::Delivering,
            _ => return None,
        };
        let start = folded.covered(0..folded.offset(name.start) - longest.before.len()).end;
        let end = folded.covered(0..folded.offset(name.end) + longest.after.len()).end;
        // Words that join are also what is said.
        let pieces = start..end.max(party.pieces.end);
        Some(Role { part, pieces, from: start, confidence: 0.0 })
    }

    fn framed(&self, party: &Party) -> Option<Role> {
        let Held { part, pieces, reach } = self.framing().held(party, &self.sentence.words.frames)?;
        let known = party.members.iter().any(|member| member.actor.is_some());
        let titled = party.members.iter().any(|member| member.titled);
        let weak = party.members.iter().any(|member| member.is_weak);
        let speaks = matches!(part, Part::Speaker | Part::SpeakerAfter);
        let before = party.pieces.start.checked_sub(1);
        // "The Chair (Sweden) said", "Dr. X, of the University of Y (Sweden), said": brackets name speakers where they name several, or
        // behind words for several, or at the end.
        let opened = before.filter(|at| self.sentence.break_at(*at).is_some_and(super::actors::is_opening));
        let mut part = part;
        if let Some(at) = opened.filter(|_| part == Part::Speaker) {
            let is_several = self.phrases_of(PhraseKind::SeveralSpeakers).any(|several| several.end <= at);
            let is_chair = self.sentence.phrase_before(at, &[PhraseKind::HeadChair]).is_some();
            let is_listed = party.members.len() > 1 && !self.verbs.iter().any(|verb| verb.pieces.end <= at);
            if self.framing().is_end(party.pieces.end) {
                part = Part::SpeakerAfter;
            } else if is_chair || !(is_listed || is_several) {
                return None;
            }
        }
        // "Annex: list of participants (X, Y)" states nothing.
        if opened.is_some_and(|at| part == Part::SpeakerAfter && !self.may_be_closed_by_speakers(at, party)) {
            return None;
        }
        // A capital within a sentence makes a name of a word, but for what brackets explain.
        let is_name = part == Part::SpeakerAfter
            && before.is_some_and(|at| !self.sentence.break_at(at).is_some_and(super::actors::is_opening));
        // "The representative to X", where the preposition is written as one with the name.
        let is_bound = party.members.iter().any(|member| member.is_bound && !member.titled);
        // A verb at the begin of an item has the heading for its subject; and what can be a thing is no subject behind a verb.
        if (part == Part::Speaker && (self.headed || is_bound || (weak && !titled)))
            || (speaks && !known && (self.headed || !(titled || is_name)))
        {
            return None;
        }
        if part == Part::Speaker && (self.has_other_subject(party, &pieces, &reach) || self.is_reported_subject(party))
        {
            return None;
        }
        // "X, for the Group, said": who speaks for a State says "on behalf of".
        let is_state =
            |member: &Member| member.actor.is_some_and(|actor| self.sentence.lexicon.thing(actor).kind == Kind::State);
        if part == Part::Behalf && !self.headed && party.members.iter().all(is_state) {
            return None;
        }
        // A comma that the frame begins with is no part of the clause.
        let begin = reach.start + usize::from(self.sentence.break_at(reach.start).is_some());
        let from = if part == Part::Speaker { self.clause_start(begin.min(party.pieces.start)) } else { reach.start };
        if part == Part::With && self.is_reported(&pieces) {
            return None;
        }
        // "The meeting was hosted by X" says what X did.
        let is_deed = |deed: &Range<usize>| overlap(deed, &reach) && !inside(deed, &party.pieces);
        if speaks && self.phrases_of(PhraseKind::Deed).any(is_deed) {
            return None;
        }
        // "Urged Togo" is also what is said, "thanked Togo" is not.
        let pieces = if part == Part::Addressee && self.is_demand(&pieces) { party.pieces.clone() } else { pieces };
        Some(Role { part, pieces, from, confidence: SURE })
    }

    /// Whether the words before a bracket may be what those say whom it names: they are no title of a list ("Annex: list of
    /// participants (X, Y)"), and do not end in a name that the bracket explains ("chaired by Mr. Z (X)").
    fn may_be_closed_by_speakers(&self, bracket: usize, party: &Party) -> bool {
        let before = 0..bracket;
        let states = self.sentence.has_term(&before) || self.sentence.first_cue(before).is_some();
        let is_title = self.sentence.phrase_before(bracket, &[PhraseKind::NotASpeaker]).is_some()
            && !self.sentence.has_term_at(bracket.saturating_sub(1));
        let titles = [PhraseKind::Honorific, PhraseKind::Role, PhraseKind::Office];
        let is_name = bracket > 1
            && party.members.len() == 1
            && self.sentence.is_unknown_name(bracket - 1)
            && self.sentence.phrase_before(bracket - 1, &titles).is_some();
        (states || bracket > self.longest(SLACK, bracket)) && !is_title && !is_name
    }

    /// Whether a party that stands behind the verb of a frame, with other words between, is the object: a preposition stands right
    /// before it, or somebody else who can be the subject stands between.
    fn has_other_subject(&self, party: &Party, pieces: &Range<usize>, reach: &Range<usize>) -> bool {
        let start = party.pieces.start;
        let is_near = pieces.start < start || self.verbs.iter().any(|verb| verb.pieces.end == start);
        let between = reach.start..start;
        let is_subject = |other: &&Party| {
            inside(&other.pieces, &between)
                && other.members.iter().any(|member| member.actor.is_some() || member.titled)
                && self.may_be_subject(other)
                && !self.is_object(other.pieces.start)
        };
        let is_reported = self.sentence.of(Operation::That).any(|that| inside(that, &between));
        let is_several = self.phrases_of(PhraseKind::SeveralSpeakers).any(|several| inside(several, &between));
        !is_near
            && (is_reported
                || is_several
                || self.is_object(start)
                || self.sentence.parties.iter().any(|other| is_subject(&other)))
    }

    /// Whether a verb that ends in "that", or has it right behind, stands right before a party: "Se anunció que Belice …".
    fn is_reported_subject(&self, party: &Party) -> bool {
        let start = party.pieces.start;
        let mut that = self.sentence.of(Operation::That).filter(|that| that.end == start);
        that.any(|that| self.verbs.iter().any(|verb| verb.pieces.end == that.start || verb.pieces.end == start))
    }

    /// Whether a verb that demands something stands in some pieces.
    fn is_demand(&self, pieces: &Range<usize>) -> bool {
        let cues = self.sentence.cues.iter();
        let mut stances = cues.filter(|cue| inside(&cue.pieces, pieces)).flat_map(|cue| &cue.means);
        stances.any(|cue| cue.stance.is_some_and(|stance| self.sentence.lexicon.demands(stance)))
    }

    /// Whether some words that others follow are part of what a speaker says: "announced that it would present, with Togo, …".
    fn is_reported(&self, pieces: &Range<usize>) -> bool {
        let reports = self.sentence.of(Operation::That).map(|that| that.end).any(|end| {
            end <= pieces.start && self.verbs.iter().any(|verb| verb.pieces.end <= end && end - verb.pieces.end <= 1)
        });
        reports && !self.framing().is_end(pieces.end)
    }

    /// Where the clause begins that a piece stands in.
    fn clause_start(&self, at: usize) -> usize {
        (0..=at).rev().find(|piece| self.opens_clause(*piece)).unwrap_or(0)
    }

    /// Whether a clause with a subject of its own may begin at a piece.
    fn opens_clause(&self, at: usize) -> bool {
        at == 0
            || self
                .sentence
                .break_at(at - 1)
                .is_some_and(|char| !super::actors::is_closing(char) && !super::actors::is_opening(char))
            || self.sentence.phrase_after(at, &[PhraseKind::ClauseBreak]).is_some()
    }

    /// Makes a party the subject if it stands where one does: no verb before it in its clause, and one behind it.
    fn subject(&mut self, number: usize) {
        let party = &self.sentence.parties[number];
        let start = party.pieces.start;
        if !self.may_be_subject(party) {
            return;
        }
        let clause = self.clause_start(start);
        let is_before = |verb: &Verb| verb.pieces.start >= clause && verb.pieces.end <= start;
        // `我们在日内瓦和突尼斯…`: the subject stands before.
        let is_subject = |pronoun: &Range<usize>| pronoun.start == clause && pronoun.end <= start;
        if start > clause && self.phrases_of(PhraseKind::SameSpeaker).any(is_subject) {
            return;
        }
        let opens = self.framing().is_clause_start(start);
        if !opens && !self.is_led_in(clause..start) {
            return;
        }
        if self.verbs.iter().any(is_before) || (!opens && self.is_object(start)) {
            return;
        }
        let end = self.complex_end(number);
        if self.is_attribute(number, end) {
            return;
        }
        let titled = party.members.iter().any(|member| member.titled);
        let verb = self.verb_after(end, if titled { TITLED_SLACK } else { SLACK });
        let verb = verb.or_else(|| self.verb_after_aside(end).filter(|_| opens));
        // "Did not comment" tells that nothing was said.
        let is_denied = |verb: &Verb| {
            let mut negations = self.sentence.of(Operation::Negates);
            verb.says
                && !self.sentence.has_term(&(verb.pieces.end..self.sentence.len()))
                && negations.any(|negation| negation.start >= end && negation.end <= verb.pieces.start)
        };
        // "Ghana also spoke": nor what was said. Who took the floor goes on in the next sentence.
        let is_floor = |verb: &Verb| {
            self.sentence
                .phrase_after(verb.pieces.start, &[PhraseKind::Floor])
                .is_some_and(|end| end >= verb.pieces.end)
        };
        let is_silent = |verb: &Verb| {
            verb.says
                && !is_floor(verb)
                && self.framing().is_end(verb.pieces.end)
                && !self.sentence.has_term(&(0..self.sentence.len()))
        };
        if verb.is_some_and(|verb| is_denied(verb) || is_silent(verb) || self.is_suffered(verb, end)) {
            return;
        }
        let earlier = self.parts[..number].iter().any(|role| matches!(role.part, Part::Speaker | Part::SpeakerAfter));
        let known = party.members.iter().all(|member| member.actor.is_some());
        // "Achacó": a verb with the capital of the sentence.
        if !known && !titled && start == 0 && self.begins_with_verb(&(0..self.sentence.len())) {
            return;
        }
        // "Opposition was voiced to X (Libya)": a word whose capital is only that of the sentence, and somebody who is known speaks.
        let after = |role: &Role| role.part == Part::SpeakerAfter;
        let is_passive = self.sentence.phrase_after(party.pieces.end, &[PhraseKind::Auxiliary]).is_some();
        if !known && !titled && start == 0 && (is_passive || self.parts.iter().any(after)) {
            return;
        }
        // "Fue México quien pidió": a frame explains the word before the name.
        let is_framed = |role: &Role| role.part == Part::Speaker && role.from <= start;
        if !known && !titled && self.parts.iter().any(is_framed) {
            return;
        }
        // Under a heading a sentence often begins with its verb, and a word at its begin is no name for its capital.
        let is_body = party.members.iter().all(|member| member.is_body);
        if !known
            && ((self.headed && (is_body || !titled))
                || self.same_speaker_says(party.pieces.end)
                || self.is_said_aside(&(party.pieces.end..self.sentence.len())))
        {
            return;
        }
        let confidence = match verb {
            Some(_) => SURE,
            // Without a verb that is known, only a subject that the sentence begins with is one.
            None if !self.headed
                && !earlier
                && opens
                && (known || titled)
                && ((self.stands_alone(party) && self.states_later(end))
                    || (known && self.is_free(party) && self.reports_later(end))) =>
            {
                FAIR
            }
            // Two words with capitals at the begin of a sentence are a name, whatever it does.
            None if !self.headed && start == 0 && !known && !titled && party.members[0].name.len() > 1 => FAIR,
            None => return,
        };
        if !self.headed && self.tells(end, verb.map(|verb| verb.pieces.start)) {
            self.doers.push(number);
            return;
        }
        let pieces = party.pieces.clone();
        self.parts[number] = Role { part: Part::Speaker, pieces, from: clause, confidence };
    }

    /// Whether a subject that ends at a piece suffers what a verb says: "Kenya was criticized", and not "Kenya was calling".
    fn is_suffered(&self, verb: &Verb, end: usize) -> bool {
        let Range { mut start, .. } = verb.pieces;
        if let Some(behind) = self.sentence.phrase_after(start, &[PhraseKind::Auxiliary])
            && behind < verb.pieces.end
            && !self.is_as_written(&verb.pieces)
        {
            start = behind;
        }
        let word = self.sentence.shown(start..start + 1);
        let acts = self.sentence.words.gerund_endings.iter().any(|ending| word.ends_with(ending.as_str()));
        // "Was concerned" is one verb; "was criticized" only has the stem of "was critical".
        let is_whole = |other: &Verb| {
            other.pieces.start < start && other.pieces.end >= verb.pieces.end && self.is_as_written(&other.pieces)
        };
        let auxiliary = self.sentence.phrase_before(start, &[PhraseKind::Auxiliary]);
        !acts && auxiliary.is_some_and(|auxiliary| auxiliary >= end) && !self.verbs.iter().any(is_whole)
    }

    /// Whether the last word of a verb ends as the lexicon has it.
    fn is_as_written(&self, pieces: &Range<usize>) -> bool {
        let last = |text: &str| text.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
        let shown = last(self.sentence.shown(pieces.clone()));
        let cues = self.sentence.cues.iter().filter(|cue| cue.pieces == *pieces).flat_map(|cue| &cue.means);
        let phrases = self.sentence.phrases.iter().filter(|phrase| phrase.pieces == *pieces);
        let phrases = phrases.flat_map(|phrase| &phrase.means).map(|means| last(&means.form));
        cues.map(|cue| last(&cue.form)).chain(phrases).any(|form| form == shown)
    }

    /// Whether words of the narrator or of an adverbial alone stand in some pieces before a subject: "In the afternoon Kenya". "Which
    /// builds networks in northern Ghana" begins with none.
    fn is_led_in(&self, pieces: Range<usize>) -> bool {
        const OPENS: [PhraseKind; 3] = [PhraseKind::Preposition, PhraseKind::Adverb, PhraseKind::ClauseBreak];
        let is_relative = |piece: usize| self.sentence.phrase_after(piece, &[PhraseKind::Relative]).is_some();
        let opens = self.sentence.phrase_after(pieces.start, &OPENS).is_some();
        let is_number = |piece: usize| !self.sentence.shown(piece..piece + 1).contains(char::is_alphabetic);
        let is_small = |piece: usize| self.is_small(piece) || is_number(piece);
        !pieces.clone().any(is_relative) && (opens || pieces.clone().all(is_small))
    }

    /// Whether a verb with a stance stands far behind a subject that ends at a piece, and neither a clause that only goes on with its
    /// noun nor another actor before it.
    fn states_later(&self, end: usize) -> bool {
        let verbs = self.verbs.iter().filter(|verb| !verb.says && verb.pieces.start >= end);
        let Some(verb) = verbs.map(|verb| verb.pieces.start).min() else { return false };
        let between = end..verb;
        let is_other = |party: &Party| party.members.iter().any(|member| member.actor.is_some());
        between.len() <= self.longest(LONGEST_ASIDE, end)
            && !between.clone().any(|piece| self.is_relative(piece, end))
            && !self.sentence.parties.iter().any(|party| inside(&party.pieces, &between) && is_other(party))
    }

    /// Whether a word for "that" or a colon stands behind a subject that ends at a piece, after words that can be its verb, and no other
    /// actor, deed or mark before it: "Cuba, for its part, takes it that …", "put figures on the table: …".
    fn reports_later(&self, end: usize) -> bool {
        let colon = |piece: &usize| self.sentence.break_at(*piece).is_some_and(|char| matches!(char, ':' | '：'));
        let reach = self.longest(REPORTED_REACH, end);
        let colon = (end + 1..self.sentence.len().saturating_sub(1)).take(reach).find(colon);
        let that = self.sentence.of(Operation::That).map(|that| that.start).filter(|that| *that > end).min();
        let Some(at) = that.into_iter().chain(colon).min().filter(|at| *at - end <= reach) else { return false };
        let between = end..at;
        let is_other = |party: &Party| party.members.iter().any(|member| member.actor.is_some());
        let is_strong = |piece: usize| {
            self.sentence.break_at(piece).is_some_and(|char| matches!(char, ';' | '；' | '؛' | '.' | '(' | '（'))
        };
        between.clone().any(|piece| self.sentence.break_at(piece).is_none() && !self.is_small(piece))
            && !between.clone().any(|piece| is_strong(piece) || self.is_relative(piece, end))
            && !self.sentence.parties.iter().any(|party| inside(&party.pieces, &between) && is_other(party))
            && !self.phrases_of(PhraseKind::Deed).any(|deed| inside(deed, &between))
    }

    /// Whether a clause begins at a piece that goes on with a noun that ends at another, behind a comma or right behind the noun; in
    /// Han, what goes before 的 does.
    fn is_relative(&self, piece: usize, end: usize) -> bool {
        if self.sentence.is_han(piece) {
            let bound = |at: usize| self.sentence.phrase_after(at, &[PhraseKind::Preposition]).is_some();
            return self.sentence.shown(piece..piece + 1) == "的" && !(end..piece).any(bound);
        }
        let begins = piece == end || self.sentence.break_at(piece - 1).is_some();
        begins && self.sentence.phrase_after(piece, &[PhraseKind::Relative]).is_some()
    }

    /// Whether a name in Han only says more about the noun behind it: `肯尼亚民间社会团体呼吁…`.
    fn is_attribute(&self, number: usize, end: usize) -> bool {
        const BEHIND: [PhraseKind; 9] = [
            PhraseKind::Adverb,
            PhraseKind::Auxiliary,
            PhraseKind::Preposition,
            PhraseKind::ClauseBreak,
            PhraseKind::List,
            PhraseKind::SpeechOpening,
            PhraseKind::AlignsWith,
            PhraseKind::OnBehalfOf,
            PhraseKind::Deed,
        ];
        let titled = self.sentence.parties[number].members.iter().any(|member| member.titled);
        let is_known = self.sentence.phrase_after(end, &BEHIND).is_some()
            || self.verbs.iter().any(|verb| verb.pieces.start == end)
            || self.sentence.cues.iter().any(|cue| cue.pieces.start == end)
            || self.sentence.operators.iter().any(|found| found.pieces.start == end);
        !titled && self.sentence.is_han(end) && !is_known
    }

    /// Whether the narrator tells what an actor did that ends at a piece, and nothing that it said: a verb of deeds stands before
    /// the first of speech, and none of speech goes on with the actor ("hosted the forum and called for X").
    fn tells(&self, end: usize, verb: Option<usize>) -> bool {
        let reach = self.longest(OPENING_REACH, end);
        let mut deeds = self.deeds().filter(|deed| deed.start >= end && deed.start - end <= reach);
        let Some(deed) = deeds.next() else { return false };
        let is_first = verb.is_none_or(|verb| deed.start <= verb);
        is_first && !self.goes_on(deed)
    }

    /// How many pieces some words may be long that lie beside a piece.
    fn longest(&self, words: usize, beside: usize) -> usize {
        if self.sentence.is_han(beside) { words * super::frames::HAN_A_WORD } else { words }
    }

    /// Whether a conjunction is written as one with the word at a piece.
    fn is_prefixed(&self, piece: usize) -> bool {
        let word = self.sentence.shown(piece..piece + 1);
        self.sentence.words.prefixes.iter().any(|prefix| word.starts_with(prefix.as_str()))
    }

    /// Where verbs of deeds stand that are no part of one of speech: "acogió", but not "acogió con satisfacción".
    fn deeds(&self) -> impl Iterator<Item = &Range<usize>> {
        let is_speech = |deed: &Range<usize>| {
            self.verbs.iter().any(|verb| verb.pieces.start == deed.start && verb.pieces.end >= deed.end)
        };
        self.phrases_of(PhraseKind::Deed).filter(move |deed| !is_speech(deed))
    }

    /// Where phrases of a kind stand, in order.
    fn phrases_of(&self, kind: PhraseKind) -> impl Iterator<Item = &Range<usize>> {
        let of = move |phrase: &&Found<'_, PhraseOf>| phrase.means.iter().any(|means| means.kind == kind);
        self.sentence.phrases.iter().filter(of).map(|phrase| &phrase.pieces)
    }

    /// The actors of whom the narrator tells something in the sentence, if it is the narrator's: it begins with words of the
    /// narrator ("it was decided"), or tells what somebody did.
    fn narrated(&self, anchors: &[usize]) -> Option<Vec<ThingId>> {
        if self.headed {
            return None;
        }
        let first = self.sentence.parties.iter().map(|party| party.pieces.start).min().unwrap_or(self.sentence.len());
        let opens = |found: &&Range<usize>| {
            found.start <= self.longest(OPENING_REACH, 0)
                && found.start <= first
                && self.framing().is_clause_start(found.start)
        };
        let opening = self.phrases_of(PhraseKind::Narrator).find(opens);
        // Another clause may have a speaker of its own: "it was decided to wait, while Ghana called for X".
        let is_free = |number: &usize| {
            let role = &self.parts[*number];
            let parted = role.from.checked_sub(1).and_then(|before| self.sentence.break_at(before));
            let is_parted = parted.is_some_and(|char| matches!(char, ':' | '：' | ';' | '；' | '؛'));
            role.part == Part::SpeakerAfter
                || is_parted
                || self.sentence.phrase_after(role.from, &[PhraseKind::ClauseBreak]).is_some()
        };
        if opening.is_some() {
            return (!anchors.iter().any(is_free)).then(|| self.actors_of(&self.doers));
        }
        let deed = self.deeds().next()?;
        let is_first = !self.verbs.iter().any(|verb| verb.pieces.start < deed.start);
        // "It was adopted", "his country hosted": told by whoever speaks, and so may be a verb that needs no subject.
        let starts = |phrase: &Found<'_, PhraseOf>| {
            phrase.pieces.start <= 1 && phrase.means.iter().any(|means| means.kind == PhraseKind::SameSpeaker)
        };
        let is_own = self.sentence.phrases.iter().any(starts)
            || (self.sentence.words.verb_first && deed.start <= 1 && self.sentence.parties.is_empty());
        let is_told = is_first && !is_own && !self.goes_on(deed);
        (anchors.is_empty() && (is_told || !self.doers.is_empty())).then(|| self.actors_of(&self.doers))
    }

    /// Whether a verb of speech goes on with the subject of a verb of deeds.
    fn goes_on(&self, deed: &Range<usize>) -> bool {
        self.verbs.iter().any(|verb| {
            let start = verb.pieces.start;
            start >= deed.end && (self.framing().is_clause_start(start) || self.is_prefixed(start))
        })
    }

    fn actors_of(&self, parties: &[usize]) -> Vec<ThingId> {
        let members = parties.iter().flat_map(|number| &self.sentence.parties[*number].members);
        members.filter_map(|member| member.actor).collect()
    }

    fn may_be_subject(&self, party: &Party) -> bool {
        let inflects = self.sentence.words.inflects;
        // The office of the first may be that of all: "the representatives of X, Y and Z".
        let all_titled = party.members.first().is_some_and(|member| member.titled);
        let is_plain = |member: &Member| !inflects || member.is_plain || member.titled || all_titled;
        party.members.iter().all(|member| (!member.is_bound || member.titled) && is_plain(member))
    }

    /// Whether the word before a piece makes what follows an object.
    fn is_object(&self, start: usize) -> bool {
        let before = [PhraseKind::Preposition, PhraseKind::Genitive];
        self.sentence.phrase_before(start, &before).is_some()
    }

    /// Whether a party can be a subject without a verb that is known: a name that means nothing else, and what follows is not
    /// the rest of a noun phrase.
    fn stands_alone(&self, party: &Party) -> bool {
        let end = party.pieces.end;
        let goes_on = self.sentence.break_at(end).is_none() && end < self.sentence.len();
        goes_on && self.is_free(party)
    }

    /// Whether a party is a name that means nothing else, and what follows is not the rest of a noun phrase.
    fn is_free(&self, party: &Party) -> bool {
        let end = party.pieces.end;
        let weak = party.members.iter().any(|member| member.is_weak);
        let bound = [PhraseKind::Genitive, PhraseKind::Possessive, PhraseKind::Preposition];
        let is_body = party.members.iter().all(|member| member.is_body);
        // In Han a preposition stands between a subject and its verb.
        let bound = if self.sentence.is_han(end) { &bound[..2] } else { &bound[..] };
        let is_bound = !is_body && self.sentence.phrase_after(end, bound).is_some();
        !weak && !is_bound && !self.same_speaker_says(end)
    }

    /// "…, he said": a pronoun with a verb that reports, behind a piece and before another actor.
    fn same_speaker_says(&self, from: usize) -> bool {
        let parties = self.sentence.parties.iter().map(|party| party.pieces.start);
        let to = parties.filter(|start| *start >= from).min().unwrap_or(self.sentence.len());
        self.sentence.phrases.iter().filter(|phrase| phrase.pieces.start < to).any(|phrase| {
            let same = phrase.means.iter().any(|means| means.kind == PhraseKind::SameSpeaker)
                && !self.has_subject_behind(phrase.pieces.end);
            let near = |verb: &Verb| {
                verb.says
                    && (verb.pieces.start == phrase.pieces.end
                        || verb.pieces.end == phrase.pieces.start
                        || overlap(&verb.pieces, &phrase.pieces))
            };
            // "…, he said, adding that", but not "the society is a charity, and its head proposes X".
            let closes = |verb: &Verb| {
                let end = verb.pieces.end.max(phrase.pieces.end);
                self.sentence.break_at(end).is_some() || end == self.sentence.len()
            };
            let leads = phrase.pieces.start == from || self.is_led_in(from..phrase.pieces.start);
            same && self.verbs.iter().any(|verb| near(verb) && (leads || closes(verb)))
        })
    }

    /// Where the words of a subject end, with those for whom and with whom it speaks.
    fn complex_end(&self, number: usize) -> usize {
        let mut end = self.sentence.parties[number].pieces.end;
        for (role, party) in self.parts.iter().zip(&self.sentence.parties).skip(number + 1) {
            let attached = match role.part {
                Part::Behalf | Part::With | Part::Delivering | Part::Opposing => true,
                // "Uruguay, which joined the statement of Chile, stressed …", and not "Uruguay joined the statement of Chile."
                Part::Aligned => self.sentence.break_at(end).is_some_and(is_comma),
                _ => false,
            };
            let between = end..role.pieces.start.max(end);
            let verbs = self.verbs.iter().any(|verb| inside(&verb.pieces, &between));
            let slack = if role.part == Part::Behalf { LONGEST_JOINT } else { SLACK };
            if !attached || between.len() > slack || verbs {
                break;
            }
            end = role.pieces.end.max(party.pieces.end);
        }
        end
    }

    /// The verb behind a subject, over a few words, and over what commas set off.
    fn verb_after(&self, at: usize, slack: usize) -> Option<&Verb> {
        let mut limit = at + self.longest(slack, at) + 1;
        let mut piece = at;
        while piece < limit.min(self.sentence.len()) {
            if let Some(verb) = self.verbs.iter().find(|verb| verb.pieces.start == piece) {
                return Some(verb);
            }
            // "Norway, which had asked for the floor, was absent": the verb of the clause is none of the subject.
            if self.is_relative(piece, at) {
                return piece
                    .checked_sub(1)
                    .filter(|comma| *comma >= at)
                    .and_then(|comma| self.verb_after_aside(comma));
            }
            match self.sentence.break_at(piece) {
                Some(char) if is_comma(char) || char == '—' || char == '–' => limit += 1,
                Some(_) => return None,
                None => {}
            }
            // "X, but it criticised": the pronoun is the subject.
            let pronoun = piece > at && self.sentence.break_at(piece - 1).is_some() && !self.sentence.is_han(piece);
            if pronoun && self.sentence.phrase_after(piece, &[PhraseKind::SameSpeaker]).is_some() {
                return None;
            }
            // Another actor, and the verb is not of this one.
            if piece > at
                && self.sentence.parties.iter().any(|party| {
                    party.pieces.start == piece && party.members.iter().any(|member| member.actor.is_some())
                })
            {
                return None;
            }
            piece += 1;
        }
        None
    }

    /// The verb behind what two commas set off after a subject: "Ms. X (Y), introducing the draft on behalf of its sponsors, said".
    fn verb_after_aside(&self, at: usize) -> Option<&Verb> {
        let is_comma_at = |piece: &usize| self.sentence.break_at(*piece).is_some_and(is_comma);
        if !is_comma_at(&at) {
            return None;
        }
        let close = (at + 1..self.sentence.len()).take(self.longest(LONGEST_ASIDE, at)).find(is_comma_at)?;
        let after = close + 1..close + 2 + self.longest(SLACK, close);
        self.verbs.iter().find(|verb| after.contains(&verb.pieces.start))
    }

    /// The clauses, in their order.
    fn clauses(&self) -> Vec<Clause> {
        let anchors = self.anchors();
        if let Some(doers) = self.narrated(&anchors) {
            return vec![Clause::new(Who::Narrator(doers), self.said(0..self.sentence.len()))];
        }
        let mut clauses = Vec::new();
        let mut bounds: Vec<(usize, Option<usize>)> = Vec::new();
        for (index, number) in anchors.iter().enumerate() {
            let start = self.begin(index, &anchors);
            if index == 0 && start > 0 && self.has_own_content(0..start) {
                bounds.push((0, None));
            }
            bounds.push((if bounds.is_empty() { 0 } else { start }, Some(*number)));
        }
        if bounds.is_empty() {
            if let Some(actors) = self.undecided() {
                return vec![Clause::new(Who::Undecided(actors), self.said(0..self.sentence.len()))];
            }
            bounds.push((0, None));
        }
        for (index, (start, number)) in bounds.iter().enumerate() {
            let end = bounds.get(index + 1).map_or(self.sentence.len(), |(next, _)| *next);
            clauses.extend(self.clause(*start..end, *number));
        }
        self.nominal(&mut clauses);
        if !self.headed && anchors.is_empty() {
            self.joining(&mut clauses);
        }
        if !self.headed {
            self.opposing(&mut clauses);
        }
        clauses
    }

    /// The actors who stand where a sentence has its subject where no words say what these do: the sentence is not of whoever else spoke
    /// before. None are named where words that nothing explains stand there.
    fn undecided(&self) -> Option<Vec<ThingId>> {
        if self.begins_unexplained() {
            return Some(Vec::new());
        }
        let is_known = |party: &Party| party.members.iter().any(|member| member.actor.is_some());
        let number = self.sentence.parties.iter().position(is_known)?;
        let is_whole = self.sentence.parties[number].members.iter().all(|member| member.actor.is_some());
        self.is_undecided(number).then(|| if is_whole { self.actors_of(&[number]) } else { Vec::new() })
    }

    /// Whether the first known party stands where the subject does, and no words say what it does.
    fn is_undecided(&self, number: usize) -> bool {
        let (party, role) = (&self.sentence.parties[number], &self.parts[number]);
        let Range { start, end } = party.pieces;
        let weak = party.members.iter().any(|member| member.is_weak);
        let bound = [PhraseKind::Genitive, PhraseKind::Possessive];
        let follows = end < self.sentence.len() && self.sentence.phrase_after(end, &bound).is_none();
        if self.headed || role.part != Part::Mentioned || weak || !follows || !self.may_be_subject(party) {
            return false;
        }
        let is_framed = self.framing().held(party, &self.sentence.words.frames).is_some();
        // "…, X, …": whatever the words before say of X, it is X whom the sentence is of.
        let set_off = (1..=SLACK).contains(&start)
            && self.sentence.break_at(end).is_some_and(is_comma)
            && (0..start).all(|piece| self.sentence.break_at(piece).is_none());
        if set_off && !is_framed && !self.is_object(start) && !self.verbs.iter().any(|verb| verb.pieces.end <= start) {
            return true;
        }
        let opens = self.framing().is_clause_start(start)
            || (self.sentence.words.verb_first && start == 1 && self.sentence.break_at(0).is_none());
        let spoken = self.verbs.iter().any(|verb| verb.pieces.end <= start);
        !is_framed && opens && !spoken && !self.is_object(start)
    }

    /// Whether a sentence in Han begins with words that nothing explains, right before a verb that states a stance: the name of
    /// somebody who is not known.
    fn begins_unexplained(&self) -> bool {
        let states = self.verbs.iter().filter(|verb| !verb.says).map(|verb| verb.pieces.start).min();
        let Some(verb) = states.filter(|verb| (SHORTEST_UNKNOWN..=LONGEST_UNKNOWN).contains(verb)) else {
            return false;
        };
        let before = 0..verb;
        let is_free = |piece: usize| {
            self.sentence.is_han(piece)
                && !self.sentence.phrases.iter().any(|phrase| phrase.pieces.contains(&piece))
                && !self.sentence.parties.iter().any(|party| party.pieces.contains(&piece))
        };
        !self.headed
            && before.clone().all(is_free)
            && !self.sentence.has_term(&before)
            && self.sentence.first_cue(before).is_none()
    }

    /// The parties that speak, but for those whose clause has another speaker already.
    fn anchors(&self) -> Vec<usize> {
        let mut anchors: Vec<usize> = Vec::new();
        for (number, role) in self.parts.iter().enumerate() {
            let stands = match (role.part, anchors.last()) {
                (Part::Speaker, None) => true,
                (Part::Speaker, Some(last)) => {
                    role.from >= self.parts[*last].pieces.end
                        && self.is_coordinate(role.from)
                        && !self.is_told_by(*last, role.from)
                }
                (Part::SpeakerAfter, None) => true,
                (Part::SpeakerAfter, Some(last)) => {
                    self.parts[*last].part == Part::SpeakerAfter
                        || self.divides(*last, role).is_some()
                        || self.states(number)
                }
                _ => false,
            };
            if stands {
                anchors.push(number);
            }
        }
        anchors
    }

    /// Whether a party begins a clause and the verb behind it states a stance, and does not only report what stands before:
    /// `加纳呼吁X，多哥表示支持。`
    fn states(&self, number: usize) -> bool {
        let Range { start, end } = self.sentence.parties[number].pieces;
        let verb = self.verb_after(end, SLACK);
        start > 0
            && self.sentence.break_at(start - 1).is_some_and(is_comma)
            && verb.is_some_and(|verb| {
                let here = self.verbs.iter().filter(|other| other.pieces.start == verb.pieces.start);
                here.max_by_key(|other| other.pieces.end).is_some_and(|longest| !longest.says)
            })
    }

    /// Whether a clause that begins here stands beside the one before and is no part of it: "Togo said that Ghana …".
    fn is_coordinate(&self, from: usize) -> bool {
        let is_reported = self.sentence.of(Operation::That).any(|that| that.start == from);
        from == 0
            || (self.sentence.break_at(from - 1).is_some() && !is_reported)
            || self.sentence.phrase_after(from, &[PhraseKind::ClauseBreak]).is_some()
    }

    /// Whether only a mark stands between the verb of a speaker and a piece, so that what follows is what this speaker says:
    /// `多哥指出，贝宁…`, "Togo said: “Benin …”".
    fn is_told_by(&self, speaker: usize, from: usize) -> bool {
        let verb = self.verb_after(self.parts[speaker].pieces.end, TITLED_SLACK);
        let takes_side = |at: usize| {
            let here = self.sentence.cues.iter().filter(|cue| cue.pieces.start == at).flat_map(|cue| &cue.means);
            let mut stances = here.filter_map(|cue| cue.stance);
            stances.any(|stance| self.sentence.lexicon.polarity(stance) != Polarity::Neutral)
        };
        verb.is_some_and(|verb| {
            !takes_side(verb.pieces.start)
                && verb.pieces.end < from
                && (verb.pieces.end..from).all(|piece| self.sentence.break_at(piece).is_some())
        })
    }

    /// Where the clause of a speaker who is named after it begins, behind that of another.
    fn divides(&self, last: usize, role: &Role) -> Option<usize> {
        let after = self
            .verb_after(self.parts[last].pieces.end, TITLED_SLACK)
            .map_or(self.parts[last].pieces.end, |verb| verb.pieces.end);
        let at = (after..role.pieces.start).rev().find(|piece| {
            let conjunction = self.sentence.phrase_after(*piece, &[PhraseKind::ClauseBreak]).is_some();
            let strong =
                self.sentence.break_at(piece.saturating_sub(1)).is_some_and(|char| matches!(char, ';' | '；' | '؛'));
            strong || (conjunction && self.sentence.break_at(piece.saturating_sub(1)).is_some_and(is_comma))
        });
        at.filter(|at| *at > after)
    }

    /// Where the clause of an anchor begins.
    fn begin(&self, index: usize, anchors: &[usize]) -> usize {
        let role = &self.parts[anchors[index]];
        let before = index.checked_sub(1).map(|before| anchors[before]);
        match (role.part, before) {
            (Part::SpeakerAfter, None) => 0,
            (Part::SpeakerAfter, Some(last)) if self.parts[last].part == Part::SpeakerAfter => {
                self.parts[last].pieces.end
            }
            (Part::SpeakerAfter, Some(last)) => self.divides(last, role).unwrap_or(role.from),
            _ => role.from,
        }
    }

    /// Whether words before the first speaker are a clause of their own, not only an adverbial: "On cybersecurity, Ghana …".
    fn has_own_content(&self, pieces: Range<usize>) -> bool {
        let same = self.sentence.phrases.iter().any(|phrase| {
            inside(&phrase.pieces, &pieces)
                && phrase.pieces.start <= 1
                && phrase.means.iter().any(|means| means.kind == PhraseKind::SameSpeaker)
        });
        let verb = self.verbs.iter().any(|verb| inside(&verb.pieces, &pieces));
        same && verb
    }

    fn clause(&self, pieces: Range<usize>, number: Option<usize>) -> Option<Clause> {
        let said = self.said(pieces.clone());
        let who = match number {
            Some(number) => self.named(number, &pieces),
            None => self.unnamed(&pieces),
        };
        let leading = number.map_or(0, |number| self.leading(number));
        let is_future = number.is_some_and(|number| self.is_future(number));
        Some(Clause { who, said, leading, is_future })
    }

    /// Whether the verb of a party tells what will be. "Will support X only if" is a position.
    fn is_future(&self, number: usize) -> bool {
        let Range { start, end } = self.sentence.parties[number].pieces;
        let before = self.verbs.iter().find(|verb| self.sentence.words.verb_first && verb.pieces.end == start);
        let is_future = |piece: usize| self.sentence.words.is_future(self.sentence.shown(piece..piece + 1));
        self.sentence.of(Operation::Condition).next().is_none()
            && before.or_else(|| self.verb_after(end, SLACK)).is_some_and(|verb| {
                let from = if verb.pieces.start >= end { end } else { verb.pieces.start.saturating_sub(1) };
                (from..=verb.pieces.start).any(is_future)
            })
    }

    /// How many of the speakers of a clause have the floor after it: those whom its party names, unless brackets name them.
    fn leading(&self, number: usize) -> usize {
        let party = &self.sentence.parties[number];
        let before = party.pieces.start.checked_sub(1).and_then(|at| self.sentence.break_at(at));
        let is_aside = self.parts[number].part == Part::SpeakerAfter && before.is_some_and(super::actors::is_opening);
        if is_aside { 0 } else { party.members.len() }
    }

    /// The speakers whom a party names, with whom they speak and for whom.
    fn named(&self, number: usize, pieces: &Range<usize>) -> Who {
        let within = |other: usize| {
            let role = &self.parts[other];
            role.pieces.start < pieces.end && role.pieces.end > pieces.start
        };
        let of = |part: Part| {
            (0..self.parts.len()).filter(move |other| self.parts[*other].part == part).filter(|other| within(*other))
        };
        let mut parties = vec![number];
        parties.extend(of(Part::With));
        let ids = |part: Part| -> Vec<ThingId> {
            of(part).flat_map(|other| &self.sentence.parties[other].members).filter_map(|member| member.actor).collect()
        };
        let behalf = self.spoken_for(Some(number), pieces);
        let (aligned, delivering) = (ids(Part::Aligned), ids(Part::Delivering));
        let confidence = self.parts[number].confidence;
        let mut speakers = Vec::new();
        let mut unknown: Vec<_> =
            [Part::Behalf, Part::Aligned].into_iter().flat_map(|part| self.unknown_of(part, pieces)).collect();
        let bodies = unknown.len();
        let members = parties
            .iter()
            .flat_map(|party| self.sentence.parties[*party].members.iter().map(move |member| (*party, member)));
        for (party, member) in members {
            match self.speaker(member, confidence) {
                Some(mut speaker) => {
                    // "Iraq, for the Group, and, supported by Cuba, …": Cuba does not speak for the Group.
                    if party == number {
                        speaker.on_behalf_of.extend(&behalf);
                        speaker.aligns_with.extend(&aligned);
                        speaker.delivered_by = speaker.delivered_by.or(delivering.first().copied());
                    }
                    complete(self.sentence.lexicon, &mut speaker);
                    speakers.push(speaker);
                }
                None => unknown.push(self.sentence.shown(member.pieces.clone()).to_owned()),
            }
        }
        match speakers.first_mut() {
            Some(first) => first.unknown.extend(unknown),
            // "On behalf of X, Ms. Y said": the words are of X.
            None if self.is_person(number) && !behalf.is_empty() => {
                let mut speaker = self.bare(behalf[0], unknown.pop());
                speaker.on_behalf_of.extend(&behalf[1..]);
                speaker.aligns_with.extend(&aligned);
                complete(self.sentence.lexicon, &mut speaker);
                speakers.push(speaker);
            }
            None => return Who::Unknown(unknown.split_off(bodies).join(", ")),
        }
        Who::Speakers(speakers)
    }

    /// Whether a party is one person who is not known.
    fn is_person(&self, number: usize) -> bool {
        let members = &self.sentence.parties[number].members;
        members.len() == 1 && !members[0].is_body && members[0].actor.is_none()
    }

    /// An actor for whom a person speaks.
    fn bare(&self, actor: ThingId, person: Option<String>) -> Speaker {
        let cue = person.clone().unwrap_or_default();
        Speaker { unknown: person.into_iter().collect(), ..Speaker::alone(actor, cue, FAIR) }
    }

    /// For whom the speaker of some pieces speaks.
    fn spoken_for(&self, speaker: Option<usize>, pieces: &Range<usize>) -> Vec<ThingId> {
        let behalf = (0..self.parts.len()).filter(|number| {
            let role = &self.parts[*number];
            role.part == Part::Behalf
                && role.pieces.start < pieces.end
                && role.pieces.end > pieces.start
                && self.is_of_speaker(*number, speaker, pieces)
        });
        behalf.flat_map(|number| &self.sentence.parties[number].members).filter_map(|member| member.actor).collect()
    }

    /// Whether words "on behalf of" are of the speaker, and not of somebody or something that is spoken of: "recalled that Iraq
    /// had spoken on behalf of", "supported the statement made on behalf of", "asked who would speak on behalf of".
    fn is_of_speaker(&self, behalf: usize, speaker: Option<usize>, pieces: &Range<usize>) -> bool {
        let start = self.parts[behalf].pieces.start;
        let between = match speaker.map(|number| &self.parts[number].pieces) {
            Some(speaker) if speaker.end <= start => speaker.end..start,
            // The word is also that of the office: `尼泊尔代表…集团`.
            Some(speaker) if speaker.start <= start => start..start,
            _ => pieces.start..start.max(pieces.start),
        };
        let is_other = (0..self.parts.len()).any(|other| {
            let Party { pieces: party, members } = &self.sentence.parties[other];
            // "A spokesman for" is also the name of an office.
            let known = members.iter().any(|member| member.actor.is_some());
            other != behalf
                && Some(other) != speaker
                && !matches!(self.parts[other].part, Part::Behalf | Part::With)
                && (inside(party, &between) || (known && party.contains(&start)))
        });
        // "Said that it was speaking on behalf of" is of the speaker.
        let is_own = |that: &Range<usize>| self.sentence.phrase_after(that.end, &[PhraseKind::SameSpeaker]).is_some();
        let is_reported = self.sentence.of(Operation::That).any(|that| inside(that, &between) && !is_own(that));
        let mut verbs = self.verbs.iter().filter(|verb| inside(&verb.pieces, &between));
        let states = verbs.clone().find(|verb| !verb.says).map(|verb| verb.pieces.end);
        let first = verbs.clone().map(|verb| verb.pieces.end).min();
        let is_noun = self.phrases_of(PhraseKind::Statement).any(|noun| inside(noun, &between));
        // "Asked who would speak on behalf of", but not "welcomed the draft, speaking on behalf of".
        let speaks = !self.headed
            && verbs.any(|verb| {
                let parted =
                    |states: usize| (states..verb.pieces.start).any(|piece| self.sentence.break_at(piece).is_some());
                verb.says && first.is_some_and(|first| first <= verb.pieces.start && !parted(first))
            });
        !(is_other || is_reported || speaks || (states.is_some() && is_noun))
    }

    /// The names of those with a part who are not known.
    fn unknown_of(&self, part: Part, pieces: &Range<usize>) -> Vec<String> {
        let roles = self.parts.iter().zip(&self.sentence.parties);
        let of = roles
            .filter(|(role, _)| role.part == part && role.pieces.start < pieces.end && role.pieces.end > pieces.start);
        let members = of.flat_map(|(_, party)| &party.members).filter(|member| member.actor.is_none());
        members.map(|member| self.sentence.shown(member.name.clone()).to_owned()).collect()
    }

    fn speaker(&self, member: &Member, confidence: f64) -> Option<Speaker> {
        let lexicon = self.sentence.lexicon;
        let mut speaker = Speaker {
            actor: member.actor?,
            on_behalf_of: member.behalf.clone(),
            aligns_with: member.aligned.clone(),
            in_capacity_of: member.roles.clone(),
            delivered_by: None,
            cue: self.sentence.shown(member.name.clone()).to_owned(),
            unknown: member.person.iter().cloned().collect(),
            confidence,
        };
        for other in &member.beside {
            relate(lexicon, &mut speaker, *other);
        }
        // A State has delegates, and is not one of them.
        if lexicon.thing(speaker.actor).kind != Kind::Person {
            speaker.in_capacity_of.clear();
        }
        Some(speaker)
    }

    /// Who speaks in words that name no speaker.
    fn unnamed(&self, pieces: &Range<usize>) -> Who {
        // "The delegation" is whoever speaks, "the delegation of Togo" is not.
        let is_of = |phrase: &Found<'_, PhraseOf>| {
            let mut parties = self.sentence.parties.iter();
            parties.any(|party| {
                overlap(&party.pieces, &phrase.pieces) && party.members.iter().any(|member| member.actor.is_some())
            })
        };
        let has = |kind: PhraseKind, near: bool| {
            self.sentence.phrases.iter().filter(|phrase| !is_of(phrase)).any(|phrase| {
                // "Pour son représentant, …"
                let behind = phrase.pieces.start == pieces.start + 1
                    && self.sentence.phrase_after(pieces.start, &[PhraseKind::Preposition, PhraseKind::Relative])
                        == Some(phrase.pieces.start);
                // `السفير خالد المنصوري` is another.
                // "La représentante de l'association" too.
                let is_of_other = phrase.pieces.len() > 1
                    && self.sentence.phrase_after(phrase.pieces.end, &[PhraseKind::Genitive]).is_some();
                let is_other =
                    kind == PhraseKind::SameSpeaker && (self.has_subject_behind(phrase.pieces.end) || is_of_other);
                inside(&phrase.pieces, pieces)
                    && !is_other
                    && (!near
                        || behind
                        || self.framing().is_clause_start(phrase.pieces.start)
                            && phrase.pieces.start <= pieces.start + 2
                        // The verb may stand first, behind small words: `ثم دعا الوزير`.
                        || self.sentence.words.verb_first && self.is_led_by_verb(pieces.start..phrase.pieces.start))
                    && phrase.means.iter().any(|means| means.kind == kind)
            })
        };
        if has(PhraseKind::SeveralSpeakers, true) && !self.headed {
            return Who::Several;
        }
        let ids = |part: Part| -> Vec<ThingId> {
            let roles = self.parts.iter().zip(&self.sentence.parties).filter(|(role, _)| role.part == part);
            roles.flat_map(|(_, party)| &party.members).filter_map(|member| member.actor).collect()
        };
        let has_verb = self.verbs.iter().any(|verb| inside(&verb.pieces, pieces)) || self.begins_with_verb(pieces);
        // "Who will pay for it?", and what "I" says in a quotation that somebody else reports.
        let is_question = self.sentence.text.trim_end().ends_with(['?', '？', '؟']);
        let is_own = self.headed || !(is_question || self.is_quoted());
        let nth = self.nth(pieces).filter(|_| is_own);
        let named = (is_own && has(PhraseKind::SameSpeaker, true))
            || nth.is_some()
            || self.same_speaker_says(pieces.start)
            || self.is_said_aside(pieces);
        let many = self.phrases_of(PhraseKind::PluralPronoun).any(|pronoun| {
            inside(pronoun, pieces)
                && (pronoun.start <= pieces.start + 2 || self.framing().is_clause_start(pronoun.start))
                && self.sentence.phrase_after(pronoun.start, &[PhraseKind::SameSpeaker]).is_some()
        });
        let body = named
            && self.sentence.phrases.iter().any(|phrase| {
                let is = |kind: PhraseKind| phrase.means.iter().any(|means| means.kind == kind);
                is(PhraseKind::SameSpeaker)
                    && phrase.pieces.start <= pieces.start + 1
                    && (phrase.pieces.clone())
                        .any(|piece| self.sentence.phrase_after(piece, &[PhraseKind::Body]).is_some())
            });
        if !named && !self.headed && self.is_quoted() {
            return Who::Several;
        }
        // "His Government would be ready": whoever has the floor speaks of itself.
        let has_thing = self.sentence.has_term(pieces) || has(PhraseKind::SameSpeaker, false);
        let (behalf, aligned) = (self.spoken_for(None, pieces), ids(Part::Aligned));
        Who::Same { named, many, body, behalf, aligned, has_verb, has_thing, doer: self.doer(pieces), nth }
    }

    /// Which of those who spoke before is the subject of a clause: "the former", "la segunda".
    fn nth(&self, pieces: &Range<usize>) -> Option<u8> {
        let is_subject = |start: usize| {
            (start <= pieces.start + 2 && self.framing().is_clause_start(start))
                || (self.sentence.words.verb_first && self.is_led_by_verb(pieces.start..start))
        };
        // "The first priority is" names no speaker.
        let has_verb = |found: &Range<usize>| {
            self.verb_after(found.end, 1).is_some() || self.verbs.iter().any(|verb| verb.pieces.end == found.start)
        };
        let phrases = self.sentence.phrases.iter().filter(|phrase| inside(&phrase.pieces, pieces));
        let mut found = phrases
            .filter(|phrase| is_subject(phrase.pieces.start) && has_verb(&phrase.pieces))
            .flat_map(|phrase| &phrase.means);
        found.find(|means| means.kind == PhraseKind::NthSpeaker).and_then(|means| means.number)
    }

    /// Whether a verb of speech that commas set off reports the words, where verbs leave out their subject: "Aun así, dijo, da vértigo".
    fn is_said_aside(&self, pieces: &Range<usize>) -> bool {
        let is_comma_at = |piece: usize| self.sentence.break_at(piece).is_some_and(is_comma);
        self.sentence.words.language == super::Language::Spanish
            && self.verbs.iter().any(|verb| {
                verb.says
                    && inside(&verb.pieces, pieces)
                    && verb.pieces.start > pieces.start
                    && is_comma_at(verb.pieces.start - 1)
                    && is_comma_at(verb.pieces.end)
            })
    }

    /// Whether some pieces are a verb, with nothing before it but small words.
    fn is_led_by_verb(&self, pieces: Range<usize>) -> bool {
        let verb = self.verbs.iter().find(|verb| verb.pieces.end == pieces.end && verb.pieces.start >= pieces.start);
        let start = verb.map_or(pieces.end.saturating_sub(1), |verb| verb.pieces.start);
        pieces.start < pieces.end && (pieces.start..start).all(|piece| self.is_small(piece))
    }

    /// Who does what the first verb in some pieces says.
    fn doer(&self, pieces: &Range<usize>) -> Doer {
        let own = self.verbs.iter().filter(|verb| inside(&verb.pieces, pieces));
        if self.begins_with_verb(pieces) {
            return Doer::LeftOut;
        }
        let Some(verb) = own.min_by_key(|verb| verb.pieces.start) else { return Doer::Nobody };
        let comma = (pieces.start..verb.pieces.start).rev().find(|piece| self.sentence.break_at(*piece).is_some());
        let from = comma.map_or(pieces.start, |comma| comma + 1);
        let subject = (from..verb.pieces.start).any(|piece| !self.is_small(piece));
        // "Односторонние меры вредят, и его делегация осуждает их."
        let pronoun = self.phrases_of(PhraseKind::SameSpeaker).any(|pronoun| {
            inside(pronoun, pieces)
                && self.framing().is_clause_start(pronoun.start)
                && self.verb_after(pronoun.end, SLACK).is_some()
        });
        let behind = verb.pieces.len() == 1 && self.has_subject_behind(verb.pieces.end);
        // "The society is a charity, asked for a hotline": what stands before the comma is no adverbial.
        let subject = subject || comma.is_some_and(|comma| !self.is_led_in(pieces.start..comma));
        if (subject || behind) && !pronoun { Doer::Other } else { Doer::LeftOut }
    }

    /// Whether the ending of the first word shows a verb that needs no subject beside it: "Achacó X a una potencia".
    fn begins_with_verb(&self, pieces: &Range<usize>) -> bool {
        let is_known = |party: &Party| party.members.iter().any(|member| member.actor.is_some() || member.titled);
        let is_name =
            |piece: usize| self.sentence.parties.iter().any(|party| party.pieces.start == piece && is_known(party));
        let first = pieces.clone().find(|piece| !self.is_small(*piece));
        first.is_some_and(|piece| {
            self.sentence.words.is_finite(self.sentence.shown(piece..piece + 1))
                && !is_name(piece)
                && !is_name(piece + 1)
        })
    }

    /// Whether a piece is of words that are no subject.
    fn is_small(&self, piece: usize) -> bool {
        const SMALL: [PhraseKind; 5] = [
            PhraseKind::Adverb,
            PhraseKind::Auxiliary,
            PhraseKind::ClauseBreak,
            PhraseKind::List,
            PhraseKind::SameSpeaker,
        ];
        let negates = |operation: &&Operation| matches!(operation, Operation::Negates | Operation::Affirms);
        let phrases = self.sentence.phrases.iter().filter(|phrase| phrase.pieces.contains(&piece));
        let operators = self.sentence.operators.iter().filter(|found| found.pieces.contains(&piece));
        phrases.flat_map(|phrase| &phrase.means).any(|means| SMALL.contains(&means.kind))
            || operators.flat_map(|found| &found.means).any(negates)
            || self.sentence.break_at(piece).is_some()
    }

    /// Whether a noun that can be the subject stands right behind a verb, where subjects stand there: a word that no preposition
    /// joins to the verb and that is nothing spoken about: `ويشجع مشروع الوثيقة`, but not `وشددت على`, `وأكدت أهمية`.
    fn has_subject_behind(&self, at: usize) -> bool {
        if self.sentence.words.language != super::Language::Arabic || self.framing().is_end(at) {
            return false;
        }
        let kinds = [
            PhraseKind::Preposition,
            PhraseKind::Adverb,
            PhraseKind::SameSpeaker,
            PhraseKind::Object,
            PhraseKind::SpeechOpening,
        ];
        let is_term = self.sentence.has_term_at(at) || self.sentence.first_cue(at..at + 1).is_some();
        let is_operator = self.sentence.operators.iter().any(|found| found.pieces.contains(&at));
        self.sentence.break_at(at).is_none()
            && self.sentence.phrase_after(at, &kinds).is_none()
            && !is_term
            && !is_operator
            && !super::folded::has_preposition(self.sentence.shown(at..at + 1))
    }

    /// Whether words behind a quotation report it, by whomever: `“…”, said a neighbour.`
    fn is_quoted(&self) -> bool {
        let text = self.sentence.text;
        let close = text.rfind(['”', '»', '」', '』', '"']);
        // Where a verb needs no pronoun, the speaker is the one before if nothing that can be another follows.
        let is_own = |verb: &Verb| {
            let follows = self.sentence.phrase_after(verb.pieces.end, &[PhraseKind::Preposition, PhraseKind::Adverb]);
            self.sentence.words.verb_first && (self.framing().is_end(verb.pieces.end) || follows.is_some())
        };
        close.is_some_and(|close| {
            self.verbs.iter().any(|verb| {
                let start = self.sentence.folded.source(verb.pieces.clone()).start;
                let near = start >= close && text[close..start].chars().count() <= LONGEST_AFTER_QUOTE;
                verb.says && near && !is_own(verb)
            })
        })
    }

    /// The words of a clause without those that name who speaks, for whom, and who is thanked.
    fn said(&self, pieces: Range<usize>) -> Vec<Range<usize>> {
        let roles = self.parts.iter().zip(&self.sentence.parties);
        let roles = roles.filter(|(role, _)| !matches!(role.part, Part::Mentioned | Part::Aligned));
        // The noun that says what somebody asks for is also what is said: "a request from".
        let taken: Vec<_> =
            roles.map(|(role, party)| if role.part == Part::Nominal { &party.pieces } else { &role.pieces }).collect();
        let mut said: Vec<Range<usize>> = Vec::new();
        let mut open: Option<Range<usize>> = None;
        for piece in pieces {
            let is_taken = taken.iter().any(|pieces| pieces.contains(&piece));
            match (&mut open, is_taken) {
                (Some(run), false) => run.end = piece + 1,
                (None, false) => open = Some(piece..piece + 1),
                (_, true) => said.extend(open.take()),
            }
        }
        said.extend(open);
        let is_word = |piece: usize| self.sentence.break_at(piece).is_none();
        said.retain(|run| run.clone().any(is_word));
        said.into_iter().map(|run| self.sentence.folded.source(run)).collect()
    }

    /// `وطالبت، بتأييد من سويسرا، ب…`: who speaks with a speaker whom no name tells.
    fn joining(&self, clauses: &mut Vec<Clause>) {
        let whole = 0..self.sentence.len();
        let [Clause { who: Who::Same { named, doer, .. }, said, .. }] = clauses.as_slice() else { return };
        if !named && *doer != Doer::LeftOut {
            return;
        }
        let said = said.clone();
        let joining = self.parts.iter().enumerate().filter(|(_, role)| role.part == Part::With);
        let known = joining
            .filter(|(number, _)| self.sentence.parties[*number].members.iter().all(|member| member.actor.is_some()));
        let who: Vec<_> = known.map(|(number, _)| self.member_speakers(number, &whole)).collect();
        clauses.extend(who.into_iter().map(|who| Clause::new(who, said.clone())));
    }

    /// The speakers whom a party names, without those who speak with it.
    fn member_speakers(&self, number: usize, pieces: &Range<usize>) -> Who {
        let Who::Speakers(mut speakers) = self.named(number, pieces) else { return Who::Several };
        speakers.truncate(self.sentence.parties[number].members.len());
        Who::Speakers(speakers)
    }

    /// "Pakistan, opposed by Israel, proposed …": who is against what another proposes speaks, and says nothing more.
    fn opposing(&self, clauses: &mut Vec<Clause>) {
        let whole = 0..self.sentence.len();
        let opposing = self.parts.iter().enumerate().filter(|(_, role)| role.part == Part::Opposing);
        let who: Vec<_> = opposing.map(|(number, _)| self.named(number, &whole)).collect();
        clauses.extend(who.into_iter().map(|who| Clause::new(who, Vec::new())));
    }

    /// "A request from Ghana to drop the section …": what the noun names is of the one who made it.
    fn nominal(&self, clauses: &mut Vec<Clause>) {
        for (number, role) in self.parts.iter().enumerate().filter(|(_, role)| role.part == Part::Nominal) {
            let passive = self.verbs.iter().filter(|verb| verb.pieces.start >= role.pieces.end);
            let passive = passive.filter_map(|verb| self.passive(verb)).next();
            let answer =
                self.parts.iter().filter(|other| other.part == Part::SpeakerAfter).map(|other| other.pieces.start);
            let answer = answer.filter(|start| *start >= role.pieces.end).min();
            // "India's amendment on X did not find support": what became of it is not what it wants.
            let thing = (role.pieces.end..self.sentence.len()).find(|piece| self.sentence.has_term_at(*piece));
            let became = |from: usize| {
                let negation = self.sentence.of(Operation::Negates).map(|negation| negation.start);
                negation.filter(|start| *start > from).min()
            };
            let became = thing.and_then(became);
            let end = [passive, answer, became].into_iter().flatten().min().unwrap_or(self.sentence.len());
            let pieces = role.from..end;
            // "India's amendment on X" alone does not say what it wants.
            // Nor does "the proposal of India on X", of which the noun only says that there is one.
            let is_noun = |cue: &Range<usize>| {
                inside(cue, &(role.pieces.start..self.sentence.parties[number].pieces.end.max(cue.start)))
                    && self.sentence.of(Operation::Proposal).any(|proposal| overlap(proposal, cue))
            };
            let changes = [Operation::Removes, Operation::Keeps, Operation::Replaces];
            let changes =
                changes.into_iter().any(|change| self.sentence.of(change).any(|found| inside(found, &pieces)));
            let wants = thing.is_some_and(|thing| pieces.contains(&thing))
                && (changes
                    || self.sentence.cues.iter().any(|cue| inside(&cue.pieces, &pieces) && !is_noun(&cue.pieces)));
            if !wants {
                if clauses.iter().all(|clause| matches!(clause.who, Who::Same { .. })) {
                    clauses.iter_mut().for_each(|clause| clause.who = Who::Several);
                }
                continue;
            }
            let said = self.said(pieces.clone());
            let clause = Clause::new(self.named(number, &pieces), said);
            clauses.insert(0, clause);
            // What nobody else speaks of is the narrator's.
            if clauses.len() == 2 && matches!(clauses[1].who, Who::Same { .. }) {
                clauses.truncate(1);
            }
        }
    }

    /// Where the auxiliary of a passive verb begins, before the verb and its negation, or as the first of its words. It shows that
    /// the verb is the main one and no infinitive of the noun before it.
    fn passive(&self, verb: &Verb) -> Option<usize> {
        let Range { start, end } = verb.pieces;
        let auxiliary = |at: usize| self.sentence.phrase_before(at, &[PhraseKind::Auxiliary]);
        let negation = self.sentence.of(Operation::Negates).find(|negation| negation.end == start);
        let own = self.sentence.phrase_after(start, &[PhraseKind::Auxiliary]).filter(|auxiliary| *auxiliary <= end);
        let before = auxiliary(start).or_else(|| auxiliary(negation?.start));
        before.or(own.map(|_| start))
    }
}
