//! What the versions say: the paragraphs of each on the theme, what became of them, and how many demands have an answer there.

use super::{Extent, Scope, field, links};
use crate::explorer::evidence::{Named, Passage};
use crate::explorer::figure::{self, Files};
use crate::explorer::question::{Counted, Said};
use crate::explorer::visit::{Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) const QUESTION: &str = include_str!("../queries/outcome.graphql");

#[derive(Deserialize)]
struct Answered {
    theme: Option<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    outcome: Option<Outcome>,
}

/// What is counted on a theme.
#[derive(Default, Deserialize)]
pub(super) struct Outcome {
    n: usize,
    answered: usize,
    unanswered: usize,
    extents: Vec<Extent>,
    versions: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    draft: Named,
    date: Option<String>,
    n_paragraphs: usize,
    answered: usize,
    extents: Vec<Extent>,
    paragraphs: Vec<Paragraph>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paragraph {
    id: String,
    text: Vec<Said>,
    change: Option<String>,
    compared_with: Option<Named>,
    previous: Vec<Named>,
    passages: Vec<Stands>,
    answers: Counted,
}

#[derive(Deserialize)]
struct Stands {
    #[serde(flatten)]
    passage: Passage,
    document: Named,
}

/// Asks for the versions.
///
/// # Errors
/// If the question fails.
pub(super) fn ask(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Outcome, Error> {
    let Answered { theme } = scope.question(QUESTION).ask(visit)?;
    Ok(theme.and_then(|theme| theme.outcome).unwrap_or_default())
}

/// The versions by how many demands have an answer of each extent there.
pub(super) fn summary(visit: &Visit<'_>, scope: &Scope<'_>, outcome: &Outcome) -> Markup {
    let words = visit.words();
    let cell = |n: usize, parameters: &[(&str, &str)]| {
        html! { td { @if n > 0 { (visit.number(n, &scope.address(visit, parameters))) } } }
    };
    html! {
        @if !outcome.versions.is_empty() {
            div.scroll data-hint=(words.say("more-sideways")) {
                table.matrix {
                    thead { tr {
                        th scope="col" { (words.say("version-of-text")) }
                        th scope="col" { (field(visit, "Draft", "paragraphs")) }
                        @for extent in &outcome.extents { th scope="col" { (visit.value("Answer", "extent", &extent.extent)) } }
                        th scope="col" { (words.say("with-answer")) }
                    } }
                    tbody {
                        @for version in &outcome.versions { @let id = version.draft.id.as_str(); tr {
                            th scope="row" { @if let Some(date) = &version.date { (visit.date(date)) " " } (visit.link(id)) }
                            (cell(version.n_paragraphs, &[("version", id)]))
                            @for extent in &version.extents { (cell(extent.n, &[("version", id), ("extent", &extent.extent)])) }
                            (cell(version.answered, &[("version", id), ("demands", "answered")]))
                        } }
                        tr {
                            th scope="row" { (words.say("in-some-version")) }
                            td {}
                            @for extent in &outcome.extents { (cell(extent.n, &[("extent", &extent.extent)])) }
                            (cell(outcome.answered, &[("demands", "answered")]))
                        }
                    }
                }
            }
        }
        p.sides {
            span { (words.say("asked-for")) " " (visit.number(outcome.n, &scope.address(visit, &[("demands", "all")]))) }
            span { (words.say("without-answer")) " " (visit.number(outcome.unanswered, &scope.address(visit, &[("demands", "unanswered")]))) }
        }
        p.quiet { (words.say("outcome-counts")) }
    }
}

/// The side of the page that has the versions.
pub(super) fn section(visit: &Visit<'_>, scope: &Scope<'_>, outcome: &Outcome) -> Markup {
    let words = visit.words();
    let title = format!("{}: {}", visit.name(&scope.theme), words.say("versions"));
    html! {
        section aria-labelledby="versions" {
            h2 #versions { (words.say("versions")) }
            @if outcome.versions.is_empty() { p { (words.say("no-version")) } }
            @for version in &outcome.versions {
                h3 { (visit.link(&version.draft.id)) @if let Some(date) = &version.date { " " span.quiet { (visit.date(date)) } } }
                @if version.paragraphs.is_empty() { p.quiet { (words.say("no-paragraph")) } }
                @else { ol.items { @for paragraph in &version.paragraphs { li { (paragraph.html(visit)) } } } }
            }
            (figure::under(visit, &title, &scope.question(QUESTION), Files::default()))
        }
    }
}

/// The paragraphs of one version.
///
/// # Errors
/// If the question fails.
pub(super) fn one(visit: &Visit<'_>, scope: &Scope<'_>, draft: &str) -> Result<Markup, Error> {
    let outcome = ask(visit, scope)?;
    let version = outcome.versions.iter().find(|version| version.draft.id == draft);
    let paragraphs = version.map_or(&[][..], |version| version.paragraphs.as_slice());
    let words = visit.words();
    Ok(html! {
        p { a href=(scope.address(visit, &[])) { (words.say("both-sides")) } }
        @if scope.is_wide { p.quiet { (words.say("with-narrower")) } }
        h2 { (visit.link(draft)) " " span.count { (paragraphs.len()) } }
        @if paragraphs.is_empty() { p { (words.say("no-paragraph")) } }
        ol.items data-count=(paragraphs.len()) { @for paragraph in paragraphs { li { (paragraph.html(visit)) } } }
        (figure::under(visit, &visit.name(draft), &scope.question(QUESTION), Files::default()))
    })
}

impl Paragraph {
    fn html(&self, visit: &Visit<'_>) -> Markup {
        let answers = self.answers.total_count;
        html! {
            p.who {
                (visit.link(&self.id))
                @if let Some(change) = &self.change { " " span.tag { (visit.value("Paragraph", "change", change)) } }
            }
            p.says { (visit.said(&self.text)) }
            @if let Some(draft) = &self.compared_with { p.quiet { (field(visit, "Paragraph", "comparedWith")) ": " (visit.link(&draft.id)) } }
            @if !self.previous.is_empty() { p.quiet { (field(visit, "Paragraph", "previous")) ": " (links(visit, &self.previous)) } }
            p.source {
                @for (at, stands) in self.passages.iter().enumerate() {
                    @if at > 0 { " · " }
                    (visit.link(&stands.document.id)) ", " (stands.passage.html(visit))
                }
                @if answers > 0 {
                    " · " (field(visit, "Paragraph", "answers")) " " (visit.number(answers, &visit.page("answers", &[("paragraph", &self.id)])))
                }
            }
        }
    }
}
