//! What is wrong with an address, told in the language of its reader: the part that has no meaning, what may stand there, and the nearest of it.

use super::visit::{Error, Visit};
use crate::linked::{Frame, layout};
use crate::search::words::nearest;
use crate::words::Words;
use maud::{Markup, html};
use std::fmt;

/// Characters of an address that are repeated.
const LONGEST: usize = 200;

/// What is wrong with an address.
#[derive(Debug)]
pub struct Wrong {
    /// The message that the page is called by.
    title: &'static str,
    /// The message that says what is wrong.
    message: &'static str,
    /// The part of the address that it is about.
    part: String,
    /// What may stand there: words of the address, and a message for what is no list of words.
    allowed: Vec<String>,
    takes: Option<&'static str>,
    near: Option<Box<Near>>,
    /// The number of the parameter.
    at: Option<usize>,
}

/// What somebody may have meant.
#[derive(Debug)]
struct Near {
    /// Whether it stands in the value, and not in the name.
    is_value: bool,
    wrong: String,
    right: String,
}

impl Wrong {
    /// A message about a part of the address.
    pub(super) fn say(message: &'static str, part: impl Into<String>) -> Self {
        Self {
            title: "wrong-address",
            message,
            part: part.into(),
            allowed: Vec::new(),
            takes: None,
            near: None,
            at: None,
        }
    }

    /// A message about a parameter with its value.
    pub(super) fn say_of(message: &'static str, name: &str, value: &str) -> Self {
        Self::say(message, format!("{name}={value}"))
    }

    /// On a page of another name.
    pub(super) fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    /// With the words that may stand there.
    pub(super) fn allow(self, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { allowed: words.into_iter().map(Into::into).collect(), ..self }
    }

    /// With what may stand there, by a message.
    pub(super) fn allow_say(self, message: &'static str) -> Self {
        Self { takes: Some(message), ..self }
    }

    /// With the word that is nearest to a wrong one of those that may stand there, if one is near.
    pub(super) fn near_of_allowed(self, wrong: &str, is_value: bool) -> Self {
        match nearest(wrong, self.allowed.iter().map(String::as_str), 1)[..] {
            [right] => {
                let right = right.to_owned();
                self.near(wrong, right, is_value)
            }
            _ => self,
        }
    }

    /// With what may have been meant.
    pub(super) fn near(self, wrong: &str, right: String, is_value: bool) -> Self {
        Self { near: Some(Box::new(Near { is_value, wrong: wrong.to_owned(), right })), ..self }
    }

    /// With the number of the parameter that it is about.
    pub(super) fn at(self, at: usize) -> Self {
        Self { at: Some(at), ..self }
    }

    /// The address with what may have been meant in the place of what stands there.
    fn mended(&self, parameters: &[(String, String)]) -> Option<(&str, String)> {
        let (near, at) = self.near.as_ref().zip(self.at)?;
        let mut parameters = parameters.to_vec();
        let (name, value) = parameters.get_mut(at)?;
        let part = if near.is_value { value } else { name };
        *part = part.replacen(&near.wrong, &near.right, 1);
        Some((&near.right, format!("?{}", serde_urlencoded::to_string(&parameters).ok()?)))
    }

    fn html(&self, visit: &Visit<'_>) -> Markup {
        let words = visit.words();
        html! {
            p.problem role="alert" { (words.say(self.message)) " " code { (shown(&self.part)) } }
            @if !self.allowed.is_empty() || self.takes.is_some() {
                p { (words.say("may-stand")) " "
                    @if let Some(takes) = self.takes { (words.say(takes)) }
                    @for (at, word) in self.allowed.iter().enumerate() { @if at > 0 { " · " } code { (word) } }
                }
            }
            @if let Some((right, href)) = self.mended(visit.parameters) {
                p { (words.say("did-you-mean")) " " a href=(href) { code { (right) } } }
            }
        }
    }
}

/// For logs, and for clients that read no pages.
impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Words::english().say(self.message), shown(&self.part))
    }
}

/// A part of an address without control characters and without end.
fn shown(part: &str) -> String {
    let seen = |char: char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char };
    let mut shown: String = part.chars().take(LONGEST).map(seen).collect();
    if part.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

impl Visit<'_> {
    /// A page that says why there is none.
    pub fn problem(&self, error: &Error) -> String {
        let words = self.words();
        let title = match error {
            Error::Address(wrong) => words.say(wrong.title),
            _ => words.say("refused-page"),
        };
        let body = html! {
            h1 { (title) }
            @match error {
                Error::Address(wrong) => (wrong.html(self)),
                Error::Refused(problem) => p.problem role="alert" lang="en" dir="ltr" { (problem) },
                other => p.problem role="alert" lang="en" dir="ltr" { (other) },
            }
            p { a href=(self.view.addresses.page("")) { (words.say("home")) } }
        };
        layout(self.view, &Frame { title, ..Frame::default() }, &body)
    }
}
