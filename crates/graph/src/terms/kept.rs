//! The dictionary in a file.

use super::{Tag, Terms};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BaseDirection, Literal, NamedNode, Term, Triple};
use plenary_arrays::{Arrays, Error, Section, Writer};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// What is kept beside the arrays.
#[derive(Serialize, Deserialize)]
struct Beside {
    resources: u32,
    /// Numbers of the first blank node, and of what comes after the last.
    blank: (u32, u32),
    tags: Vec<KeptTag>,
    /// The hash of a text. Another version of the hash function would find nothing.
    hash: u64,
}

/// A tag as it is written.
#[derive(Serialize, Deserialize)]
enum KeptTag {
    String,
    Language(Box<str>),
    RightToLeft(Box<str>),
    LeftToRight(Box<str>),
    Datatype(String),
    Triple,
}

impl From<&Tag> for KeptTag {
    fn from(tag: &Tag) -> Self {
        match tag {
            Tag::String => Self::String,
            Tag::Language(language) => Self::Language(language.clone()),
            Tag::Directed(language, BaseDirection::Rtl) => Self::RightToLeft(language.clone()),
            Tag::Directed(language, BaseDirection::Ltr) => Self::LeftToRight(language.clone()),
            Tag::Datatype(datatype) => Self::Datatype(datatype.as_str().to_owned()),
            Tag::Triple => Self::Triple,
        }
    }
}

impl From<KeptTag> for Tag {
    fn from(tag: KeptTag) -> Self {
        match tag {
            KeptTag::String => Self::String,
            KeptTag::Language(language) => Self::Language(language),
            KeptTag::RightToLeft(language) => Self::Directed(language, BaseDirection::Rtl),
            KeptTag::LeftToRight(language) => Self::Directed(language, BaseDirection::Ltr),
            KeptTag::Datatype(datatype) => Self::Datatype(NamedNode::new_unchecked(datatype)),
            KeptTag::Triple => Self::Triple,
        }
    }
}

impl Terms {
    fn known_hash(&self) -> u64 {
        self.hasher.hash_one((0_u16, "plenary"))
    }

    /// Writes the dictionary, which has to be in order, under names that begin with one.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, to: &mut Writer, name: &str) -> Result<(), Error> {
        to.slice(&format!("{name}/text"), self.text.as_bytes())?;
        to.slice(&format!("{name}/ends"), &self.ends)?;
        to.slice(&format!("{name}/tag-of"), &self.tag_of)?;
        to.slice(&format!("{name}/plain"), &self.plain)?;
        self.table.write(to, &format!("{name}/table"))?;
        let mut whole: Vec<u32> = self.whole.keys().copied().collect();
        whole.sort_unstable();
        to.slice(&format!("{name}/whole"), &whole)?;
        let beside = Beside {
            resources: self.resources,
            blank: (self.blank.start, self.blank.end),
            tags: self.tags.iter().map(KeptTag::from).collect(),
            hash: self.known_hash(),
        };
        to.json(&format!("{name}/beside"), &beside)
    }

    /// Opens a dictionary that was written under a name. Its texts are read, to make sure that they are UTF-8.
    ///
    /// # Errors
    /// If it is not there, or is damaged as far as it is read.
    pub fn open(arrays: &Arrays, name: &str) -> Result<Self, Error> {
        let Beside { resources, blank, tags, hash } = arrays.json(&format!("{name}/beside"))?;
        let ends: Section<u32> = arrays.slice(&format!("{name}/ends"))?;
        let mut terms = Self {
            text: arrays.text(&format!("{name}/text"))?,
            resources,
            blank: blank.0..blank.1,
            tag_of: arrays.slice(&format!("{name}/tag-of"))?,
            tags: tags.into_iter().map(Tag::from).collect(),
            plain: arrays.slice(&format!("{name}/plain"))?,
            whole: Arc::default(),
            tail: super::Tail::default(),
            table: super::Table::open(arrays, &format!("{name}/table"), ends.len())?,
            hasher: super::FixedState::default(),
            ends,
        };
        let end = terms.ends.last().copied().unwrap_or(0) as usize;
        arrays.fits(&format!("{name}/ends"), end == terms.text.len())?;
        arrays.fits(&format!("{name}/tag-of"), terms.tag_of.len() + terms.first_literal() == terms.len())?;
        arrays.fits(&format!("{name}/plain"), terms.plain.len() == terms.len().div_ceil(64))?;
        arrays.fits(&format!("{name}/table"), hash == terms.known_hash())?;
        let mut whole = HashMap::new();
        for &number in &*arrays.slice::<u32>(&format!("{name}/whole"))? {
            let term = terms.made_whole(number);
            arrays.fits(&format!("{name}/whole"), term.is_some())?;
            whole.extend(term.map(|term| (number, term)));
        }
        terms.whole = Arc::new(whole);
        Ok(terms)
    }

    /// The term of a number whose text and tag say it together.
    fn made_whole(&self, number: u32) -> Option<Term> {
        let literal = number.checked_sub(self.resources)? as usize;
        let start = if number == 0 { 0 } else { *self.ends.get(number as usize - 1)? };
        let text = self.text.get(start as usize..*self.ends.get(number as usize)? as usize)?;
        match self.tags.get(usize::from(*self.tag_of.get(literal)?))? {
            Tag::Directed(language, direction) => Some(
                Literal::new_directional_language_tagged_literal_unchecked(text, language.clone(), *direction).into(),
            ),
            Tag::Triple => {
                // It was read before, and may have IRIs that were taken then.
                let line = format!("{text} .");
                let mut quads = RdfParser::from_format(RdfFormat::NTriples).lenient().for_slice(&line);
                Some(Term::Triple(Box::new(Triple::from(quads.next()?.ok()?))))
            }
            Tag::String | Tag::Language(_) | Tag::Datatype(_) => None,
        }
    }
}
