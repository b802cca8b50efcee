//! Whose turn it is: who has the floor after a sentence, who goes on in the next, and what is left to nobody.

use super::author::in_first_person;
use super::lexicon::{Kind as Actor, ThingId};
use super::outline::{Current, GOES_ON, INTRODUCED, NOT_NAMED, Paragraph, Place, Reader, WITHIN};
use super::passages::{Passage, Problem, Share, Utterance, Voice};
use super::speakers::Speaker;
use super::voices::{Clause, Doer, Who, clauses};
use plenary_search::words::is_han;

impl Reader<'_> {
    /// A sentence or an item: who speaks in each of its clauses.
    pub(super) fn passage(&mut self, text: &str, place: Place) {
        let text = super::one_line(text);
        let unknown = self.current == Current::Unknown;
        let headed = unknown || matches!(self.current, Current::Headed(_));
        let clauses = clauses(&text, headed, self.words, self.lexicon);
        let reported = self.out.unresolved.len();
        let mut utterances = Vec::new();
        let (mut told, mut lead) = (Vec::new(), None);
        let (mut has_floor, mut goes_on) = (false, false);
        let mut narrated = Vec::new();
        let several = clauses.len() > 1;
        let own = headed && (self.verbatim || in_first_person(&text, self.words));
        let first_person = !headed && in_first_person(&text, self.words);
        for Clause { who, said, mut leading, is_future } in clauses {
            let who = if own { self.own(who) } else { who };
            let who = match who {
                Who::Unknown(name) => match self.chair(&name).or_else(|| self.person(&name)) {
                    Some(speaker) => Who::Speakers(vec![speaker]),
                    None => Who::Unknown(name),
                },
                // "Kenya hosted the forum. It called for X."
                Who::Same { named: true, many, .. } if !headed && !self.doers.is_empty() => {
                    leading = self.doers.len();
                    self.done_by(many)
                }
                // "Le tocó a Irán. Pidió X."
                Who::Same { named: false, doer: Doer::LeftOut, .. }
                    if !headed && self.words.verb_first && self.current == Current::Nobody && self.doers.len() == 1 =>
                {
                    leading = 1;
                    self.done_by(false)
                }
                Who::Speakers(speakers) if !headed && self.is_history(&text, &speakers) => Who::Several,
                // "Kenya will support X" is no record of what it said, unless it has the floor.
                Who::Speakers(speakers)
                    if is_future
                        && !headed
                        && !self.is_turn()
                        && !speakers.iter().any(|speaker| self.has_floor(speaker.actor)) =>
                {
                    Who::Several
                }
                // The narrator speaks of itself.
                Who::Same { .. } if first_person => Who::Several,
                // "The company" is not the State that spoke before.
                Who::Same { body: true, .. } if self.is_told_by_state() => Who::Several,
                who => who,
            };
            let voices = match who {
                Who::Speakers(speakers) => {
                    let is_person = speakers.len() == 1 && speakers.iter().all(|speaker| self.is_person(speaker));
                    let voices = self.speak(speakers, &place);
                    told.extend(voices.iter().map(|voice| voice.slot));
                    if leading > 0 {
                        has_floor = true;
                        lead = voices.first().filter(|_| leading == 1).map(|voice| voice.slot);
                    }
                    self.take_turn(&voices, is_person);
                    voices
                }
                // Nothing shows that it is anybody's.
                Who::Same { named, has_verb: false, has_thing: false, .. }
                    if matches!(self.current, Current::Told(_))
                        && !several
                        && !((named || self.numbered) && self.is_turn()) =>
                {
                    // The turn of a person goes on behind it.
                    if self.is_turn() {
                        self.unresolved(place.line, place.span.clone(), &text, Problem::NoSpeaker);
                    } else {
                        self.leave(&place, &text);
                    }
                    Vec::new()
                }
                Who::Same { named, many, behalf, aligned, has_verb, has_thing, doer, nth, .. } => {
                    let may_go_on = named || (!self.aside && self.may_go_on(doer));
                    let voices = match nth {
                        Some(nth) => self.nth(nth),
                        None if may_go_on => self.go_on(named, many),
                        None => Vec::new(),
                    };
                    if !may_go_on && doer == Doer::Other && !self.is_turn() && !several {
                        // Whoever has the floor may go on behind it, but only a pronoun says so.
                        self.unresolved(place.line, place.span.clone(), &text, Problem::NoSpeaker);
                        self.aside = true;
                    } else if voices.is_empty()
                        && (has_verb && !self.out.slots.is_empty()
                            || has_thing && self.is_doubtful()
                            || several
                            || unknown)
                    {
                        self.unresolved(place.line, place.span.clone(), &text, Problem::NoSpeaker);
                    }
                    self.join(&voices, &behalf, &aligned);
                    goes_on |= !voices.is_empty();
                    voices
                }
                // "The Union would find it hard to join", told within the turn of whoever speaks for it.
                Who::Undecided(actors) if actors.iter().any(|actor| self.has_floor(*actor)) => self.own_floor(&actors),
                Who::Several | Who::Undecided(_) => {
                    self.out_of_turn(&place, &text);
                    Vec::new()
                }
                // "It had hosted the forum", told within the turn of whoever did.
                Who::Narrator(doers) if doers.iter().any(|actor| self.has_floor(*actor)) => self.go_on(true, false),
                Who::Narrator(doers) => {
                    self.aside = true;
                    narrated = match doers.is_empty() {
                        true => super::voices::first_actors(&text, self.words, self.lexicon),
                        false => doers,
                    };
                    Vec::new()
                }
                Who::TooLong => {
                    self.unresolved(place.line, place.span.clone(), &text, Problem::NoSpeaker);
                    self.out.too_long.push((place.line, text.len()));
                    Vec::new()
                }
                Who::Unknown(name) => {
                    self.unresolved(place.line, place.span.clone(), &name, Problem::Speaker);
                    self.started = true;
                    self.out_of_turn(&place, &text);
                    Vec::new()
                }
            };
            if !voices.is_empty() {
                utterances.push(Utterance { voices, said });
            }
        }
        // Whom brackets name, or who joins one who goes on, has no floor.
        if !told.is_empty() && (unknown || !headed) && (has_floor || !goes_on) {
            told.dedup();
            self.aside = false;
            self.lead = lead;
            self.current = if has_floor { Current::Told(told) } else { Current::Nobody };
        }
        self.doers = narrated;
        if utterances.is_empty() {
            // Nobody has the floor and no actor stands in a speaker's place, or words of the narrator begin it.
            if !self.out.unresolved[reported..].iter().any(|unresolved| unresolved.span == place.span) {
                self.out.cover(place.span, Share::Narrator);
            }
            return;
        }
        self.out.cover(place.span.clone(), Share::Statement);
        let Place { line, span, time, parent } = place;
        self.out.passages.push(Passage { text, line, span, time, parent, utterances });
    }

    /// What is said is of nobody who is known: it is reported, and the next sentence does not go on with it.
    fn leave(&mut self, place: &Place, text: &str) {
        if self.started {
            self.unresolved(place.line, place.span.clone(), text, Problem::NoSpeaker);
        }
        if matches!(self.current, Current::Told(_)) {
            self.current = Current::Nobody;
        }
    }

    /// What is said is not of whoever has the floor, who goes on behind it in a numbered paragraph, each of which is of one speaker.
    fn out_of_turn(&mut self, place: &Place, text: &str) {
        if self.is_turn() && self.numbered {
            self.unresolved(place.line, place.span.clone(), text, Problem::NoSpeaker);
        } else {
            self.leave(place, text);
        }
    }

    /// Whether the paragraph is the turn of one person.
    fn is_turn(&self) -> bool {
        matches!(self.paragraph, Paragraph::Turn(_))
    }

    /// Notes who speaks first in a paragraph of running text.
    fn take_turn(&mut self, voices: &[Voice], is_person: bool) {
        let slots: Vec<_> = voices.iter().map(|voice| voice.slot).collect();
        self.paragraph = match std::mem::replace(&mut self.paragraph, Paragraph::Mixed) {
            Paragraph::New if is_person => Paragraph::Turn(slots),
            Paragraph::Turn(own) if !is_person || own == slots => Paragraph::Turn(own),
            _ => Paragraph::Mixed,
        };
    }

    /// Whether a sentence that names no actor and has no pronoun for one may be of whoever spoke before. In running text only its
    /// verb shows it, which leaves out its subject; or the paragraph is one turn, as in summary records, and no other subject
    /// stands in the sentence.
    fn may_go_on(&self, doer: Doer) -> bool {
        !matches!(self.current, Current::Told(_))
            || match doer {
                Doer::LeftOut => true,
                Doer::Nobody => self.is_turn(),
                Doer::Other => self.is_turn() && self.numbered,
            }
    }

    /// Whether what is spoken about without a name may be of whoever spoke right before.
    fn is_doubtful(&self) -> bool {
        matches!(self.current, Current::Told(_)) && !self.aside
    }

    /// Whether an actor has the floor, as a sentence says.
    fn has_floor(&self, actor: ThingId) -> bool {
        let is_it = |slot: &usize| {
            let speaker = &self.out.slots[*slot].speaker;
            speaker.actor == actor || speaker.on_behalf_of.contains(&actor)
        };
        matches!(&self.current, Current::Told(slots) if slots.iter().any(is_it))
    }

    /// Whether a State or a person has the floor, as a sentence says, who speaks for no body.
    fn is_told_by_state(&self) -> bool {
        let Current::Told(slots) = &self.current else { return false };
        let mut alone =
            slots.iter().map(|slot| &self.out.slots[*slot].speaker).filter(|speaker| speaker.on_behalf_of.is_empty());
        alone.any(|speaker| matches!(self.lexicon.thing(speaker.actor).kind, Actor::State | Actor::Person))
    }

    /// Whom a person speaks for of whom the document has said it before: "Ms. Kühn" behind "Ms. Kühn (Germany)".
    pub(super) fn person(&self, name: &str) -> Option<Speaker> {
        let last = |name: &str| {
            let word = name.rsplit(|char: char| char.is_whitespace() || char == '-').next().unwrap_or_default();
            plenary_search::words::fold_whole(word)
        };
        let wanted = last(name);
        let is_same = |known: &str| {
            let known = last(known);
            known.chars().count() > 1 && (known == wanted || (name.chars().all(is_han) && wanted.contains(&known)))
        };
        let known = self.out.slots.iter().map(|slot| &slot.speaker).chain(&self.persons);
        let mut of = known.filter(|speaker| speaker.unknown.iter().any(|known| is_same(known)));
        let first = of.next()?;
        of.all(|speaker| speaker.actor == first.actor).then(|| Speaker {
            unknown: Vec::new(),
            confidence: INTRODUCED,
            ..first.clone()
        })
    }

    /// The voices of speakers that a sentence names: those who have the floor, or new ones.
    fn speak(&mut self, speakers: Vec<Speaker>, place: &Place) -> Vec<Voice> {
        let (open, headed) = match &self.current {
            Current::Headed(slots) => (slots.clone(), true),
            Current::Told(slots) => (slots.clone(), false),
            Current::Nobody | Current::Unknown => (Vec::new(), false),
        };
        let mut voices: Vec<Voice> = Vec::new();
        for speaker in speakers {
            let confidence = speaker.confidence;
            let has = |slot: &&usize| {
                let known = &self.out.slots[**slot].speaker;
                let is_group = matches!(self.lexicon.thing(speaker.actor).kind, Actor::Group | Actor::Organization)
                    && self.lexicon.thing(known.actor).kind == Actor::State
                    && speaker.on_behalf_of.is_empty();
                known.actor == speaker.actor || ((headed || is_group) && known.on_behalf_of.contains(&speaker.actor))
            };
            let slot = match open.iter().find(has) {
                Some(slot) => {
                    self.out.slots[*slot].speaker.join(&speaker.on_behalf_of, &speaker.aligns_with);
                    *slot
                }
                None => self.open(speaker, place.line, place.span.clone()),
            };
            let foreign = headed && !open.contains(&slot);
            let confidence = if foreign { confidence.min(WITHIN) } else { confidence };
            if !voices.iter().any(|voice| voice.slot == slot) {
                voices.push(Voice { slot, confidence });
            }
        }
        voices
    }

    /// The voices of those who have the floor, or of those of them whom a pronoun means: one leads, or several do.
    fn go_on(&self, named: bool, many: bool) -> Vec<Voice> {
        let voice = |slot: &usize, confidence: f64| Voice { slot: *slot, confidence };
        match &self.current {
            Current::Headed(slots) => {
                slots.iter().map(|slot| voice(slot, self.out.slots[*slot].speaker.confidence)).collect()
            }
            Current::Told(told) => {
                let slots = match (&self.paragraph, self.lead.as_slice()) {
                    (Paragraph::Turn(own), _) => own.as_slice(),
                    (_, lead) if !many && !lead.is_empty() => lead,
                    _ => told.as_slice(),
                };
                // "She" means none of several, and "they" nobody who spoke alone and for no others.
                let is_one = |slot: &usize| self.out.slots[*slot].speaker.on_behalf_of.is_empty();
                if named && if many { slots.len() == 1 && slots.iter().all(is_one) } else { slots.len() > 1 } {
                    return Vec::new();
                }
                slots.iter().map(|slot| voice(slot, if named { GOES_ON } else { NOT_NAMED })).collect()
            }
            Current::Nobody | Current::Unknown => Vec::new(),
        }
    }

    /// The voices of those who have the floor and whom a sentence names.
    fn own_floor(&self, actors: &[ThingId]) -> Vec<Voice> {
        let Current::Told(slots) = &self.current else { return Vec::new() };
        let is_own = |slot: &&usize| {
            let speaker = &self.out.slots[**slot].speaker;
            actors.iter().any(|actor| speaker.actor == *actor || speaker.on_behalf_of.contains(actor))
        };
        slots.iter().filter(is_own).map(|slot| Voice { slot: *slot, confidence: GOES_ON }).collect()
    }

    /// The voice of one of several who have the floor, by its place among them, 0 for the last; a pronoun then means this one.
    fn nth(&mut self, nth: u8) -> Vec<Voice> {
        let (Current::Told(slots) | Current::Headed(slots)) = &self.current else { return Vec::new() };
        let last = slots.len().checked_sub(1).filter(|last| *last > 0);
        let place = last.map(|last| if nth == 0 { last } else { usize::from(nth) - 1 });
        let Some(slot) = place.and_then(|place| slots.get(place)).copied() else { return Vec::new() };
        self.lead = Some(slot);
        vec![Voice { slot, confidence: GOES_ON }]
    }

    /// Adds for whom the speakers say to speak, and whose statement they join.
    fn join(&mut self, voices: &[Voice], behalf: &[ThingId], aligned: &[ThingId]) {
        for voice in voices {
            self.out.slots[voice.slot].speaker.join(behalf, aligned);
        }
    }
}
