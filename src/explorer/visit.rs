//! One visit to a page: who reads it, what the address says, and how things are named there.

use super::Explorer;
use super::evidence::Named;
use super::question::Said;
use super::wrong::Wrong;
use crate::clock::Stopped;
use crate::graphql::Engine;
use crate::linked::{Link, Titles, View, html, is_right_to_left};
use crate::ontology::{FieldKind, Scalar, Text};
use crate::words::Words;
use maud::{Markup, html as markup};

/// What a page is answered with.
#[derive(Debug)]
pub enum Answer {
    /// A page for people.
    Page(String),
    /// A document for machines.
    Document {
        /// Media type.
        media_type: &'static str,
        /// Content.
        bytes: Vec<u8>,
    },
    /// A file with its media type and a name to keep it by.
    File {
        /// Media type.
        media_type: &'static str,
        /// Name.
        name: String,
        /// Content.
        bytes: Vec<u8>,
    },
}

/// Why a page cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address says something that has no meaning: a field that there is not, a value that it cannot have.
    #[error("{0}")]
    Address(Box<Wrong>),
    /// The question of the page is refused.
    #[error("the question of this page is refused: {0}")]
    Refused(String),
    /// The answer is not what the page reads.
    #[error("the answer to the question of this page cannot be read")]
    Unread(#[source] serde_json::Error),
    /// The time is over, or nobody waits any more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl From<Wrong> for Error {
    fn from(wrong: Wrong) -> Self {
        Self::Address(Box::new(wrong))
    }
}

/// One visit.
#[derive(Debug)]
pub struct Visit<'a> {
    /// Answers the questions of the page.
    pub engine: &'a Engine,
    /// Answers queries in SPARQL, for the query page alone.
    pub sparql: &'a crate::sparql::Endpoint,
    /// The pages that there are.
    pub explorer: &'a Explorer,
    /// Data, reader and addresses.
    pub view: View<'a>,
    /// What follows the question mark of the address.
    pub parameters: &'a [(String, String)],
    /// The whole address of the page, with scheme and host.
    pub here: &'a str,
    /// The whole address of the server's root, with a slash at its end.
    pub root: &'a str,
    /// The day of the visit, such as `2025-05-30`, in UTC.
    pub today: &'a str,
    /// Names resources, in the languages of the reader.
    pub(crate) titles: Titles<'a>,
}

impl<'a> Visit<'a> {
    /// What the interface says.
    pub(super) fn words(&self) -> &'static Words {
        self.view.reader.words()
    }

    /// The value of a parameter of the address; none if it is left out or empty, as forms leave it.
    pub(super) fn parameter(&self, name: &str) -> Option<&'a str> {
        let value = self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }

    /// The IRI that a parameter of the address names, if it names one.
    pub(super) fn iri(&self, name: &str) -> Option<String> {
        let iri = self.view.ontology.prefixes().expand(self.parameter(name)?).ok()?;
        Some(iri.into_string())
    }

    /// A parameter that is `true` or `false`, false if it is left out.
    pub(super) fn truth(&self, name: &str) -> bool {
        self.parameter(name) == Some("true")
    }

    /// The page number, from 1.
    pub(super) fn page_number(&self) -> usize {
        self.parameter("page").and_then(|text| text.parse().ok()).unwrap_or(1)
    }

    /// Names resources.
    pub(super) fn titles(&self) -> &Titles<'a> {
        &self.titles
    }

    /// A link to the page of a resource.
    pub(super) fn link(&self, iri: &str) -> Markup {
        html::link(&self.resource(iri))
    }

    /// The address and the name of a resource.
    pub(super) fn resource(&self, iri: &str) -> Link {
        Link { href: self.view.addresses.resource(iri), title: self.titles().of_iri(iri) }
    }

    /// The name of a resource as plain text.
    pub(super) fn name(&self, iri: &str) -> String {
        html::title_text(&self.titles().of_iri(iri))
    }

    /// Those on whose behalf somebody speaks.
    pub(super) fn on_behalf_of(&self, others: &[Named]) -> Markup {
        markup! { @for other in others { " " span.quiet { (self.words().say("on-behalf-of")) } " " (self.link(&other.id)) } }
    }

    /// A page of the explorer, with parameters.
    pub(super) fn page(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        self.view.addresses.page_with(path, parameters)
    }

    /// A number that leads to the list that it is the length of.
    pub(super) fn number(&self, n: usize, href: &str) -> Markup {
        markup! { a.n href=(href) { (n) } }
    }

    /// The text that the reader wants most, with its language, which is named if it is not the reader's.
    pub(super) fn said(&self, texts: &[Said]) -> Markup {
        let texts: Vec<Text> =
            texts.iter().map(|said| Text { value: said.value.clone(), language: said.lang.clone() }).collect();
        let Some(text) = self.view.reader.pick(&texts) else { return markup! {} };
        markup! {
            (html::text(text))
            @if let Some(tag) = text.language.as_deref().filter(|_| !self.view.reader.reads(text)) {
                " " span.tag { (self.language(tag)) }
            }
        }
    }

    /// Whether pages are written from right to left.
    pub(super) fn is_mirrored(&self) -> bool {
        is_right_to_left(self.words().language)
    }

    /// The ways to the pages before and after one of a list.
    pub(super) fn turns(&self, number: usize, pages: usize, turn: impl Fn(usize) -> String) -> Markup {
        let words = self.words();
        markup! {
            @if pages > 1 {
                nav.pages aria-label=(words.say("pages")) {
                    @if number > 1 { a rel="prev" href=(turn(number - 1)) { (words.say("previous")) } }
                    span { (number) " / " (pages) }
                    @if number < pages { a rel="next" href=(turn(number + 1)) { (words.say("next")) } }
                }
            }
        }
    }

    /// What the dataset is called.
    pub(super) fn dataset_title(&self) -> String {
        let dataset = self.view.data.dataset().map(|dataset| self.name(dataset.as_str()));
        dataset.unwrap_or_else(|| "Plenary".to_owned())
    }

    /// The name of a language: its own, if it is one of the interface's, or else its tag.
    pub(super) fn language(&self, tag: &str) -> String {
        let known = Words::all().iter().find(|words| words.language == tag);
        known.map_or_else(|| tag.to_owned(), |words| words.say("language-name").to_owned())
    }

    /// The name of a value of a closed list as plain text.
    pub(super) fn value_text(&self, class: &str, field: &str, name: &str) -> String {
        self.named_value(class, field, name).value
    }

    /// The name of a value of a closed list, by the field that has it.
    pub(super) fn value(&self, class: &str, field: &str, name: &str) -> Markup {
        html::text(&self.named_value(class, field, name))
    }

    fn named_value(&self, class: &str, field: &str, name: &str) -> Text {
        let class = self.view.ontology.class_named(class).map(|id| self.view.ontology.class(id));
        let kind = class.and_then(|class| class.field(field)).map(|field| field.kind);
        let scalar = match kind {
            Some(FieldKind::Value { scalar, .. } | FieldKind::Values { scalar }) => scalar,
            _ => Scalar::String,
        };
        self.titles().value(scalar, name)
    }

    /// A name of a closed list that goes with an analysis, such as `FOR` of `Side`, as people call it.
    pub(super) fn choice(&self, of: &str, name: &str) -> String {
        self.titles().choice(of, name).value
    }

    /// Number of pages of a list; the page that the address asks for must be one of them.
    ///
    /// # Errors
    /// If the list ends before that page.
    pub(super) fn pages(&self, total: usize, per_page: usize) -> Result<usize, Error> {
        let (number, pages) = (self.page_number(), total.div_ceil(per_page).max(1));
        if number > pages {
            let wrong = Wrong::say_of("wrong-page", "page", &number.to_string());
            return Err(wrong.allow([format!("1 – {pages}")]).into());
        }
        Ok(pages)
    }

    /// A date in the reader's form.
    pub(super) fn date(&self, date: &str) -> Markup {
        markup! { time datetime=(date) { (self.words().date(date)) } }
    }
}
