//! What the importer knows: the names of actors, themes and processes, the cues of stances, the phrases and the context
//! rules, read from the store. Nothing of it stands in code.

use super::frames::Part;
use super::side::{Polarity, Side};
use super::sign::{Operation, Turn};
use super::vocabulary::{ANY_PROCESS, DEFAULT_STANCE, PLE, QUESTION_STANCE, skos};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use oxigraph::store::Store;
use plenary_base::vocab::rdf;
use std::collections::HashMap;

/// A resource of the lexicon, by its number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ThingId(u32);

/// What a resource of the lexicon is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Person,
    State,
    Organization,
    Group,
    Role,
    Theme,
    Process,
    Stance,
}

impl Kind {
    /// The classes, by their names in the ontology.
    const ALL: [(&'static str, Self); 8] = [
        ("Person", Self::Person),
        ("State", Self::State),
        ("Organization", Self::Organization),
        ("Group", Self::Group),
        ("Role", Self::Role),
        ("Theme", Self::Theme),
        ("Process", Self::Process),
        ("Stance", Self::Stance),
    ];

    pub(super) fn is_actor(self) -> bool {
        matches!(self, Self::Person | Self::State | Self::Organization | Self::Group)
    }
}

/// How a form stands for a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NameKind {
    /// The preferred label.
    Preferred,
    /// Another name, or the acronym.
    Alternative,
    /// Words that point to it without naming it.
    Hidden,
    /// A name that means it only in documents of meetings of it or of processes related to it.
    InContext,
    /// An adjective of a State, which names it beside an office: the Ghanaian delegation.
    Demonym,
    /// The capital of a State, which names it where only a speaker can stand: "Accra insisted".
    Capital,
    /// The name of its contrary: surveillance, for privacy.
    Contrary,
}

/// A form of a resource.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) text: String,
    /// Tag of its language; none for acronyms.
    pub(super) language: Option<String>,
    pub(super) kind: NameKind,
}

/// A resource with its names.
#[derive(Debug)]
pub(super) struct Thing {
    pub(super) iri: NamedNode,
    pub(super) kind: Kind,
    pub(super) names: Vec<Name>,
    /// For persons: whom they represent. For organizations: for whom they speak. For processes: what they are part of.
    pub(super) parent: Option<ThingId>,
}

/// How much a cue says about the stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// A word that reports speech and states the stance.
    Verb,
    /// Shows the stance where no verb does.
    Noun,
    /// Only where neither does; the stance then counts as inferred.
    Hint,
    /// Looks like a cue and shows no stance.
    Never,
}

/// What the words of a phrase do in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum PhraseKind {
    OnBehalfOf,
    AlignsWith,
    DeliveredBy,
    Honorific,
    Role,
    /// "On behalf of", but in headings only, because the words mean much else in sentences.
    For,
    /// Words that join a role or an honorific to a name: of, at, the.
    Link,
    /// Words that open reported speech.
    SpeechOpening,
    /// Words that say that somebody takes the floor, whatever is then said: "took the floor".
    Floor,
    /// A conjunction before which a clause with a verb of its own may begin.
    ClauseBreak,
    /// A heading that is no speaker.
    NotASpeaker,
    /// A subject that means the speaker before: she, the delegation.
    SameSpeaker,
    /// A subject that means one of those before, by its place among them (`ple:order`, 0 for the last): the former, the second.
    NthSpeaker,
    /// A subject that names no actor: several delegations.
    SeveralSpeakers,
    /// A sentence of courtesy, which is no statement.
    Courtesy,
    Month,
    /// Words that look like a cue and are none.
    NoCue,
    /// An article, or what stands before a list in its place: the, both.
    Article,
    /// Words that join the names of a list: and, as well as.
    List,
    /// Words that join an office to a name: of the, for the.
    Genitive,
    /// Words behind a name that join an office to it: Ghana's delegation.
    Possessive,
    /// Words after which a name is no subject: in, against.
    Preposition,
    /// Where an office is held, behind a name: to the United Nations.
    Suffix,
    /// What speaks for a State besides persons: delegation, Government.
    Office,
    /// A word that may stand before the subject: yesterday, finally.
    Adverb,
    /// A verb that makes others passive: was, has been.
    Auxiliary,
    /// What is written as one with a name that it joins to the one before: the Arabic "and".
    Prefix,
    /// A preposition that is written as one with the name behind it: the Arabic "to".
    BoundPreposition,
    /// Who leads a meeting, in its head and as a speaker: Chair.
    HeadChair,
    /// What stands in a head before who convenes the meeting.
    HeadConvener,
    /// A place where meetings are held.
    HeadPlace,
    /// How somebody votes.
    Vote,
    /// Words that hold a name of a theme and do not mean it.
    NoTheme,
    /// What somebody is who may speak and holds no office of a State: association, company, participant.
    Body,
    /// Words by which the narrator begins what nobody said: "it was decided", "the next session is to".
    Narrator,
    /// A verb that tells what somebody did and not what was said: hosted, took part.
    Deed,
    /// Words that end a list whose other members are not named: "and others".
    Others,
    /// What somebody made who is not the speaker: a statement, a proposal.
    Statement,
    /// A noun that is the object of the verb before it, and no subject: the Arabic "creation".
    Object,
    /// A word by which a clause goes on with a noun: who, which.
    Relative,
    /// A pronoun for several: they, both.
    PluralPronoun,
    /// A word by which somebody speaks of itself: we, our.
    FirstPerson,
    /// Words beside a name in a head that say whose the document is: statement by, submission of.
    Author,
    /// Words with which a line of a head begins that names to whom the document goes: to, dear.
    Addressed,
    /// Words with which the title of a document begins that is no record of what was said: concept note, draft resolution.
    Paper,
    /// How a verb begins (س-) or ends (-ra), or is written, that tells what will be.
    Future,
    /// How a verb ends that needs no subject beside it (-ó).
    Finite,
    /// A heading under which nobody speaks: decisions, list of participants.
    Unsaid,
    /// The head of a column that names who speaks: delegation.
    ColumnSpeaker,
    /// The head of a column that holds what is said: summary of the intervention.
    ColumnSaid,
}

impl PhraseKind {
    const ALL: [(&'static str, Self); 50] = [
        ("ON_BEHALF_OF", Self::OnBehalfOf),
        ("ALIGNS_WITH", Self::AlignsWith),
        ("DELIVERED_BY", Self::DeliveredBy),
        ("HONORIFIC", Self::Honorific),
        ("ROLE", Self::Role),
        ("FOR", Self::For),
        ("OFFICE_OF", Self::Link),
        ("SPEECH_OPENING", Self::SpeechOpening),
        ("FLOOR", Self::Floor),
        ("CLAUSE_BREAK", Self::ClauseBreak),
        ("NOT_A_SPEAKER", Self::NotASpeaker),
        ("SAME_SPEAKER", Self::SameSpeaker),
        ("NTH_SPEAKER", Self::NthSpeaker),
        ("SEVERAL_SPEAKERS", Self::SeveralSpeakers),
        ("COURTESY", Self::Courtesy),
        ("MONTH", Self::Month),
        ("NO_CUE", Self::NoCue),
        ("ARTICLE", Self::Article),
        ("LIST", Self::List),
        ("GENITIVE", Self::Genitive),
        ("POSSESSIVE", Self::Possessive),
        ("PREPOSITION", Self::Preposition),
        ("SUFFIX", Self::Suffix),
        ("OFFICE", Self::Office),
        ("ADVERB", Self::Adverb),
        ("AUXILIARY", Self::Auxiliary),
        ("PREFIX", Self::Prefix),
        ("BOUND_PREPOSITION", Self::BoundPreposition),
        ("HEAD_CHAIR", Self::HeadChair),
        ("HEAD_CONVENER", Self::HeadConvener),
        ("HEAD_PLACE", Self::HeadPlace),
        ("VOTE", Self::Vote),
        ("NO_THEME", Self::NoTheme),
        ("BODY", Self::Body),
        ("NARRATOR", Self::Narrator),
        ("DEED", Self::Deed),
        ("OTHERS", Self::Others),
        ("STATEMENT", Self::Statement),
        ("OBJECT", Self::Object),
        ("RELATIVE", Self::Relative),
        ("PLURAL_PRONOUN", Self::PluralPronoun),
        ("FIRST_PERSON", Self::FirstPerson),
        ("AUTHOR", Self::Author),
        ("ADDRESSED", Self::Addressed),
        ("PAPER", Self::Paper),
        ("FUTURE", Self::Future),
        ("FINITE", Self::Finite),
        ("UNSAID", Self::Unsaid),
        ("COLUMN_SPEAKER", Self::ColumnSpeaker),
        ("COLUMN_SAID", Self::ColumnSaid),
    ];
}

/// A form with its language.
pub(super) type Form = (String, String);

#[derive(Debug)]
pub(super) struct Cue {
    pub(super) stance: ThingId,
    pub(super) strength: Strength,
    pub(super) forms: Vec<Form>,
}

#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) kind: PhraseKind,
    /// The role that is meant.
    pub(super) means: Option<ThingId>,
    /// The number of a month.
    pub(super) number: Option<u8>,
    pub(super) forms: Vec<Form>,
}

/// What stands around an actor and says what it does, by its forms; see [`Frame`](super::frames::Frame).
#[derive(Debug)]
pub(super) struct FrameForms {
    pub(super) part: Part,
    pub(super) forms: Vec<Form>,
}

/// A theme or a process that words mean only where something else is spoken of.
#[derive(Debug)]
pub(super) struct Rule {
    /// One of these must stand in the clause.
    pub(super) forms: Vec<Form>,
    /// And one of these, if there are any.
    pub(super) with: Vec<Form>,
    /// And none of these.
    pub(super) unless: Vec<Form>,
    /// And one of these must be spoken of, if there are any.
    pub(super) near: Vec<ThingId>,
    /// Or any process.
    pub(super) near_any_process: bool,
    pub(super) gives: Vec<ThingId>,
    /// Things of which the words name the contrary: one more body, for coherence.
    pub(super) contrary: Vec<ThingId>,
    /// The stance where no word shows one.
    pub(super) stance: Option<ThingId>,
    /// What the clause then is not about, even if other words show it.
    pub(super) replaces: Vec<ThingId>,
}

/// All that the importer knows.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    things: Vec<Thing>,
    ids: HashMap<NamedNode, ThingId>,
    pub(super) cues: Vec<Cue>,
    pub(super) phrases: Vec<Phrase>,
    pub(super) frames: Vec<FrameForms>,
    /// Words that turn the sign of what is said.
    pub(super) operators: Vec<(Operation, Vec<Form>)>,
    pub(super) rules: Vec<Rule>,
    /// The stance of a statement in which no word shows one.
    pub(super) default_stance: Option<ThingId>,
    /// The stance of a question, which demands and supports nothing.
    pub(super) question_stance: Option<ThingId>,
    /// The stance of who only names what is not there, or the contrary of something.
    pub(super) complaint_stance: Option<ThingId>,
    /// The stance on what somebody makes a condition of its support.
    pub(super) proviso_stance: Option<ThingId>,
    /// What a stance becomes under a turn.
    turned: HashMap<(ThingId, Turn), ThingId>,
    /// What each stance is, for or against.
    polarities: HashMap<ThingId, Polarity>,
    /// Themes that are names of problems.
    problems: Vec<ThingId>,
    /// Themes that are of the meeting itself, so that a position on them is one on its process.
    of_the_meeting: Vec<ThingId>,
    /// Themes of stances where none is named.
    implied: HashMap<ThingId, ThingId>,
    /// Stances of themes whose name takes a side.
    loaded: HashMap<ThingId, ThingId>,
}

impl Lexicon {
    /// Reads the lexicon.
    ///
    /// # Errors
    /// If the store cannot be read, or if an entry names a resource that is not there; the message names both.
    pub(super) fn read(store: &Store) -> Result<Self, String> {
        let mut lexicon = Self::default();
        for (class, kind) in Kind::ALL {
            for iri in instances(store, class)? {
                lexicon.add_thing(store, iri, kind)?;
            }
        }
        lexicon.link_parents(store)?;
        for index in 0..lexicon.things.len() {
            let (iri, id) = (lexicon.things[index].iri.clone(), ThingId(u32::try_from(index).unwrap_or(u32::MAX)));
            if literal(store, &iri, &ple("ofTheMeeting"))?.as_deref() == Some("true") {
                lexicon.of_the_meeting.push(id);
            }
            if let Some(theme) = lexicon.linked(store, &iri, "impliesTheme")?.first() {
                lexicon.implied.insert(id, *theme);
            }
            if let Some(stance) = lexicon.linked(store, &iri, "impliesStance")?.first() {
                lexicon.loaded.insert(id, *stance);
            }
            for (property, turn) in Turn::ALL {
                let becomes = lexicon.linked(store, &iri, property)?;
                lexicon.turned.extend(becomes.first().map(|stance| ((id, turn), *stance)));
            }
        }
        lexicon.default_stance = lexicon.stance_of(store, DEFAULT_STANCE)?;
        lexicon.question_stance = lexicon.stance_of(store, QUESTION_STANCE)?;
        lexicon.complaint_stance = lexicon.stance_of(store, &ple("complaintStance"))?;
        lexicon.proviso_stance = lexicon.stance_of(store, &ple("provisoStance"))?;
        lexicon.read_cues(store)?;
        lexicon.read_phrases(store)?;
        lexicon.read_frames(store)?;
        lexicon.read_operators(store)?;
        lexicon.read_rules(store)?;
        Ok(lexicon)
    }

    /// The stance that a property of the scheme of stances names.
    fn stance_of(&self, store: &Store, property: &str) -> Result<Option<ThingId>, String> {
        let property = NamedNodeRef::new_unchecked(property);
        for quad in store.quads_for_pattern(None, Some(property), None, None) {
            if let Term::NamedNode(stance) = quad.map_err(|error| error.to_string())?.object {
                return Ok(self.id(&stance));
            }
        }
        Ok(None)
    }

    fn read_cues(&mut self, store: &Store) -> Result<(), String> {
        for iri in instances(store, "Cue")? {
            let strength = match literal(store, &iri, &ple("strength"))?.as_deref() {
                Some("VERB") => Strength::Verb,
                Some("NOUN") => Strength::Noun,
                Some("HINT") => Strength::Hint,
                _ => return Err(format!("{iri} has no ple:strength of VERB, NOUN or HINT")),
            };
            let stance = self.needed(store, &iri, "showsStance")?;
            self.cues.push(Cue { stance, strength, forms: forms(store, &iri, &ple("form"))? });
        }
        Ok(())
    }

    fn read_phrases(&mut self, store: &Store) -> Result<(), String> {
        for iri in instances(store, "Phrase")? {
            let name = literal(store, &iri, &ple("phraseKind"))?;
            let kind = PhraseKind::ALL.iter().find(|(known, _)| Some(*known) == name.as_deref());
            // Kinds that other tools read are no concern of this one.
            let Some((_, kind)) = kind else { continue };
            let means = self.linked(store, &iri, "means")?.first().copied();
            let number = literal(store, &iri, &ple("order"))?.and_then(|number| number.parse().ok());
            self.phrases.push(Phrase { kind: *kind, means, number, forms: forms(store, &iri, &ple("form"))? });
        }
        Ok(())
    }

    fn read_frames(&mut self, store: &Store) -> Result<(), String> {
        for iri in instances(store, "Frame")? {
            let name = literal(store, &iri, &ple("part"))?;
            let part = Part::ALL.iter().find(|(known, _)| Some(*known) == name.as_deref()).map(|(_, part)| *part);
            let part = part.ok_or_else(|| format!("{iri} has no ple:part that is known"))?;
            self.frames.push(FrameForms { part, forms: forms(store, &iri, &ple("form"))? });
        }
        Ok(())
    }

    fn read_operators(&mut self, store: &Store) -> Result<(), String> {
        for iri in instances(store, "Operator")? {
            let name = literal(store, &iri, &ple("operation"))?;
            let operation = Operation::ALL.iter().find(|(known, _)| Some(*known) == name.as_deref());
            let Some((_, operation)) = operation else {
                return Err(format!(
                    "{iri} has no ple:operation of {}",
                    Operation::ALL.map(|(name, _)| name).join(", ")
                ));
            };
            self.operators.push((*operation, forms(store, &iri, &ple("form"))?));
        }
        Ok(())
    }

    fn read_rules(&mut self, store: &Store) -> Result<(), String> {
        for iri in instances(store, "ContextRule")? {
            let near_any_process = objects(store, &iri, &ple("near"))?
                .iter()
                .any(|near| matches!(near, Term::NamedNode(near) if near.as_str() == ANY_PROCESS));
            self.rules.push(Rule {
                forms: forms(store, &iri, &ple("form"))?,
                with: forms(store, &iri, &ple("with"))?,
                unless: forms(store, &iri, &ple("unless"))?,
                near: self.linked(store, &iri, "near")?,
                near_any_process,
                gives: self.linked(store, &iri, "gives")?,
                contrary: self.linked(store, &iri, "givesContrary")?,
                stance: self.linked(store, &iri, "impliesStance")?.first().copied(),
                replaces: self.linked(store, &iri, "replaces")?,
            });
        }
        Ok(())
    }

    fn add_thing(&mut self, store: &Store, iri: NamedNode, kind: Kind) -> Result<(), String> {
        let mut names = Vec::new();
        for (predicate, name_kind) in [
            (skos::PREF_LABEL.to_owned(), NameKind::Preferred),
            (skos::ALT_LABEL.to_owned(), NameKind::Alternative),
            (skos::HIDDEN_LABEL.to_owned(), NameKind::Hidden),
            (ple("acronym"), NameKind::Alternative),
            (ple("nameInContext"), NameKind::InContext),
            (ple("demonym"), NameKind::Demonym),
            (ple("capital"), NameKind::Capital),
            (ple("contraryName"), NameKind::Contrary),
        ] {
            for value in objects(store, &iri, &predicate)? {
                if let Term::Literal(value) = value {
                    let language = value.language().map(str::to_owned);
                    names.push(Name { text: value.value().to_owned(), language, kind: name_kind });
                }
            }
        }
        let is_special = |kind| matches!(kind, NameKind::InContext | NameKind::Contrary);
        // A name that needs its context, or means the contrary, does so also where it is listed as another name.
        let in_context: Vec<_> =
            names.iter().filter(|name| is_special(name.kind)).map(|name| name.text.clone()).collect();
        names.retain(|name| is_special(name.kind) || !in_context.contains(&name.text));
        let polarity = literal(store, &iri, &ple("polarity"))?.as_deref().and_then(Polarity::of);
        let is_problem = literal(store, &iri, &ple("valence"))?.as_deref() == Some("NEGATIVE");
        let id = ThingId(u32::try_from(self.things.len()).map_err(|_| "too many resources")?);
        self.ids.insert(iri.clone(), id);
        self.polarities.extend(polarity.map(|polarity| (id, polarity)));
        self.problems.extend(is_problem.then_some(id));
        self.things.push(Thing { iri, kind, names, parent: None });
        Ok(())
    }

    fn link_parents(&mut self, store: &Store) -> Result<(), String> {
        for index in 0..self.things.len() {
            let predicate = match self.things[index].kind {
                Kind::Person => "represents",
                Kind::Organization => "speaksFor",
                Kind::Process => "parentProcess",
                _ => continue,
            };
            let iri = self.things[index].iri.clone();
            self.things[index].parent = self.linked(store, &iri, predicate)?.first().copied();
        }
        Ok(())
    }

    /// The resources of the lexicon that a property links to.
    fn linked(&self, store: &Store, iri: &NamedNode, property: &str) -> Result<Vec<ThingId>, String> {
        let mut things = Vec::new();
        for object in objects(store, iri, &ple(property))? {
            let Term::NamedNode(object) = object else { continue };
            match self.ids.get(&object) {
                Some(id) => things.push(*id),
                None if object.as_str() == ANY_PROCESS => {}
                None => return Err(format!("ple:{property} of {iri} names {object}, which the data do not have")),
            }
        }
        things.sort_unstable();
        Ok(things)
    }

    fn needed(&self, store: &Store, iri: &NamedNode, property: &str) -> Result<ThingId, String> {
        self.linked(store, iri, property)?.first().copied().ok_or_else(|| format!("{iri} has no ple:{property}"))
    }

    pub(super) fn thing(&self, id: ThingId) -> &Thing {
        &self.things[id.0 as usize]
    }

    /// Whether a stance demands something.
    pub(super) fn demands(&self, stance: ThingId) -> bool {
        self.polarity(stance) == Polarity::Demand
    }

    /// What a stance becomes under a turn; none where that says nothing.
    pub(super) fn turned(&self, stance: ThingId, turn: Turn) -> Option<ThingId> {
        self.turned.get(&(stance, turn)).copied()
    }

    /// Whether a stance is for or against.
    pub(super) fn polarity(&self, stance: ThingId) -> Polarity {
        self.polarities.get(&stance).copied().unwrap_or(Polarity::Neutral)
    }

    /// Whether a theme is the name of a problem.
    pub(super) fn is_problem(&self, thing: ThingId) -> bool {
        self.problems.contains(&thing)
    }

    /// On which side of a thing a stance is.
    pub(super) fn side(&self, stance: ThingId, thing: ThingId) -> Side {
        self.polarity(stance).side(self.is_problem(thing))
    }

    /// Whether a theme is of the meeting itself.
    pub(super) fn is_of_the_meeting(&self, theme: ThingId) -> bool {
        self.of_the_meeting.contains(&theme)
    }

    /// The stance of who names a theme whose name takes a side, and says no more of it: hegemony.
    pub(super) fn loaded_stance(&self, theme: ThingId) -> Option<ThingId> {
        self.loaded.get(&theme).copied()
    }

    /// What a stance is on where nothing is named.
    pub(super) fn implied_theme(&self, stance: ThingId) -> Option<ThingId> {
        self.implied.get(&stance).copied()
    }

    /// The resource of an IRI.
    pub(super) fn id(&self, iri: &NamedNode) -> Option<ThingId> {
        self.ids.get(iri).copied()
    }

    pub(super) fn things(&self) -> impl Iterator<Item = (ThingId, &Thing)> {
        (0..).map(ThingId).zip(&self.things)
    }

    /// The name of a resource in a language, else in English, else in any.
    pub(super) fn label(&self, id: ThingId, language: &str) -> &str {
        let thing = self.thing(id);
        let preferred = || thing.names.iter().filter(|name| name.kind == NameKind::Preferred);
        let in_language = |tag: &str| preferred().find(|name| name.language.as_deref() == Some(tag));
        let name = in_language(language).or_else(|| in_language("en")).or_else(|| preferred().next());
        name.map_or(thing.iri.as_str(), |name| &name.text)
    }

    /// Whether two processes belong together: one is part of the other, or both are parts of one.
    pub(super) fn are_related(&self, a: ThingId, b: ThingId) -> bool {
        self.root(a) == self.root(b)
    }

    fn root(&self, mut id: ThingId) -> ThingId {
        // Bounded, because data may say that two processes are part of each other.
        for _ in 0..16 {
            match self.thing(id).parent {
                Some(parent) => id = parent,
                None => break,
            }
        }
        id
    }
}

fn ple(name: &str) -> String {
    format!("{PLE}{name}")
}

fn instances(store: &Store, class: &str) -> Result<Vec<NamedNode>, String> {
    let class = ple(class);
    let quads = store.quads_for_pattern(
        None,
        Some(NamedNodeRef::new_unchecked(rdf::TYPE)),
        Some(NamedNodeRef::new_unchecked(&class).into()),
        None,
    );
    let mut iris = Vec::new();
    for quad in quads {
        if let oxigraph::model::NamedOrBlankNode::NamedNode(iri) = quad.map_err(|error| error.to_string())?.subject {
            iris.push(iri);
        }
    }
    iris.sort();
    iris.dedup();
    Ok(iris)
}

fn objects(store: &Store, subject: &NamedNode, predicate: &str) -> Result<Vec<Term>, String> {
    let predicate = NamedNodeRef::new_unchecked(predicate);
    let quads = store.quads_for_pattern(Some(subject.as_ref().into()), Some(predicate), None, None);
    let mut objects: Vec<_> =
        quads.map(|quad| Ok(quad.map_err(|error| error.to_string())?.object)).collect::<Result<_, String>>()?;
    objects.sort_by_cached_key(Term::to_string);
    Ok(objects)
}

fn literal(store: &Store, subject: &NamedNode, predicate: &str) -> Result<Option<String>, String> {
    let mut values = objects(store, subject, predicate)?.into_iter();
    Ok(values.find_map(|value| match value {
        Term::Literal(value) => Some(value.value().to_owned()),
        _ => None,
    }))
}

fn forms(store: &Store, subject: &NamedNode, predicate: &str) -> Result<Vec<Form>, String> {
    let forms = objects(store, subject, predicate)?.into_iter().filter_map(|value| match value {
        Term::Literal(value) => Some((value.value().to_owned(), value.language().unwrap_or_default().to_owned())),
        _ => None,
    });
    Ok(forms.collect())
}
