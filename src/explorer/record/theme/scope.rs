//! What is counted on the page of a theme: the theme itself or with its narrower ones, at all meetings or at one.

use crate::explorer::question::Question;
use crate::explorer::visit::Visit;
use maud::{Markup, html};

/// What is counted.
pub(super) struct Scope<'a> {
    pub(super) iri: &'a str,
    /// Whether positions on narrower themes count.
    pub(super) is_wide: bool,
    /// The only meeting that counts.
    pub(super) meeting: Option<String>,
}

impl<'a> Scope<'a> {
    /// What the address says: the theme itself at all meetings, unless it says otherwise.
    pub(super) fn read(visit: &Visit<'_>, iri: &'a str) -> Self {
        Self { iri, is_wide: visit.truth("narrower"), meeting: visit.iri("meeting") }
    }

    /// The same of another theme.
    pub(super) fn of<'b>(&self, iri: &'b str) -> Scope<'b> {
        Scope { iri, is_wide: self.is_wide, meeting: self.meeting.clone() }
    }

    /// The same at one meeting.
    pub(super) fn at(&self, meeting: &str) -> Self {
        Self { iri: self.iri, is_wide: self.is_wide, meeting: Some(meeting.to_owned()) }
    }

    /// The address of the page, counted like this.
    pub(super) fn address(&self, visit: &Visit<'_>, more: &[(&str, &str)]) -> String {
        let wide = self.is_wide.then_some(("narrower", "true"));
        let meeting = self.meeting.as_deref().map(|meeting| ("meeting", meeting));
        let parameters: Vec<_> = wide.into_iter().chain(meeting).chain(more.iter().copied()).collect();
        visit.view.addresses.resource_with(self.iri, &parameters)
    }

    /// The positions that count and meet more conditions, as a list.
    pub(super) fn positions(&self, visit: &Visit<'_>, more: &[(&str, &str)]) -> String {
        let parameters: Vec<_> = self.conditions().into_iter().chain(more.iter().copied()).collect();
        visit.page("positions", &parameters)
    }

    /// Another page that takes the conditions of a list of positions.
    pub(super) fn elsewhere(&self, visit: &Visit<'_>, path: &str) -> String {
        visit.page(path, &self.conditions())
    }

    fn conditions(&self) -> Vec<(&str, &str)> {
        let themes = if self.is_wide { "themes.within" } else { "themes" };
        let meeting = self.meeting.as_deref().map(|meeting| ("meeting", meeting));
        std::iter::once((themes, self.iri)).chain(meeting).collect()
    }

    /// The parameters of pages that show a theme at all meetings.
    pub(super) fn everywhere(&self) -> Vec<(&str, &str)> {
        std::iter::once(("theme", self.iri)).chain(self.is_wide.then_some(("narrower", "true"))).collect()
    }

    /// A question about the theme with the variables `$id`, `$narrower` and `$meeting`.
    pub(super) fn question(&self, text: impl Into<String>) -> Question {
        let question = Question::new(text).with("id", self.iri).with("narrower", self.is_wide);
        match &self.meeting {
            Some(meeting) => question.with("meeting", meeting.as_str()),
            None => question,
        }
    }

    /// What is counted, in words, with the ways to count otherwise.
    pub(super) fn choices(&self, visit: &Visit<'_>, has_narrower: bool) -> Markup {
        let words = visit.words();
        let other = Scope { iri: self.iri, is_wide: !self.is_wide, meeting: self.meeting.clone() };
        let always = Scope { iri: self.iri, is_wide: self.is_wide, meeting: None };
        html! {
            @if has_narrower {
                p.quiet.scope {
                    @if self.is_wide { (words.say("with-narrower")) " " a href=(other.address(visit, &[])) { (words.say("this-theme-only")) } }
                    @else { (words.say("without-narrower")) " " a href=(other.address(visit, &[])) { (words.say("narrower-too")) } }
                }
            }
            @if let Some(meeting) = &self.meeting {
                ul.conditions { li { (visit.link(meeting)) " " a.remove href=(always.address(visit, &[])) aria-label=(words.say("all-meetings")) { "×" } } }
            }
        }
    }
}
