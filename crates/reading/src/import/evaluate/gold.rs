//! Annotations made by hand: each sentence of a document with who says it and what is said.

use super::super::Options;
use super::super::side::Side;
use super::super::vocabulary::ID;
use oxigraph::model::NamedNode;
use serde::Deserialize;

/// The version of the format that is read.
const VERSION: u32 = 2;

/// An annotation of one document. Every sentence is listed, those of the narrator and the titles too, in their order.
#[derive(Debug, Deserialize)]
pub struct Gold {
    /// Which kind of document it is, in a line: documents of one layout are added up.
    pub layout: String,
    pub(super) meeting: GoldMeeting,
    #[serde(default)]
    options: GoldOptions,
    pub(super) sentences: Vec<Sentence>,
}

#[derive(Debug, Deserialize)]
pub(super) struct GoldMeeting {
    pub(super) date: Option<String>,
    pub(super) process: Option<String>,
}

/// What the document itself does not say, and a user has to.
#[derive(Debug, Default, Deserialize)]
struct GoldOptions {
    date: Option<String>,
    process: Option<String>,
    speaker: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Sentence {
    /// Line on which it begins, from 1; 0 where the format has none.
    #[serde(default)]
    pub(super) line: u32,
    pub(super) text: String,
    #[serde(default)]
    pub(super) speakers: Vec<GoldSpeaker>,
    #[serde(default)]
    pub(super) facts: Vec<Fact>,
    /// Facts on which careful readers differ: they count neither for nor against.
    #[serde(default)]
    pub(super) disputed: Vec<Disputed>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GoldSpeaker {
    /// None where the data do not have the speaker; then nothing of it is expected.
    pub(super) actor: Option<String>,
    #[serde(default)]
    pub(super) on_behalf_of: Vec<String>,
    #[serde(default)]
    pub(super) aligns_with: Vec<String>,
}

/// What a speaker wants of a thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) struct Fact {
    pub(super) speaker: String,
    /// A theme or a process, such as `theme:cybersecurity`.
    pub(super) thing: String,
    pub(super) side: Side,
    pub(super) stance: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Disputed {
    pub(super) speaker: Option<String>,
    pub(super) thing: String,
}

impl Gold {
    /// Reads an annotation.
    ///
    /// # Errors
    /// If it is no JSON of this format, or of another version; the message says which.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Version {
            version: Option<u32>,
        }
        let version: Version = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if version.version != Some(VERSION) {
            let found = version.version.map_or_else(|| "none".to_owned(), |version| version.to_string());
            return Err(format!("its \"version\" is {found}, and {VERSION} is read (see tests/import/README.md)"));
        }
        let mut gold: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        for sentence in &mut gold.sentences {
            for speaker in &mut sentence.speakers {
                speaker.actor.as_mut().into_iter().for_each(shorten);
                speaker.on_behalf_of.iter_mut().chain(&mut speaker.aligns_with).for_each(shorten);
            }
            for fact in &mut sentence.facts {
                shorten(&mut fact.speaker);
                shorten(&mut fact.stance);
            }
            sentence.disputed.iter_mut().filter_map(|disputed| disputed.speaker.as_mut()).for_each(shorten);
        }
        gold.meeting.process.as_mut().into_iter().for_each(shorten);
        Ok(gold)
    }

    /// The user's options, with what the annotation says that the document does not.
    pub fn complete(&self, options: &Options) -> Options {
        let mut options = options.clone();
        options.date = options.date.or_else(|| self.options.date.clone());
        let iri = |name: &Option<String>| name.as_deref().map(|name| format!("{ID}{}", name.replacen(':', "/", 1)));
        options.process = options.process.or_else(|| iri(&self.options.process).map(NamedNode::new_unchecked));
        options.speaker = options.speaker.or_else(|| iri(&self.options.speaker));
        options
    }
}

/// `actor:gha` is compared as `gha`: actors of all kinds have names of their own.
fn shorten(name: &mut String) {
    if let Some((_, last)) = name.rsplit_once(':') {
        *name = last.to_owned();
    }
}
