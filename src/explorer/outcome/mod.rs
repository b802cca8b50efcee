//! Who got what they asked for: on a theme, the demands of actors over time beside what each version of the text says, with the answers
//! that paragraphs give to demands. An answer is data, an editor’s judgement with its reason; the page counts what is there.

mod asked;
mod themes;
mod versions;

use super::evidence::Named;
use super::parameters::{self, Table, Takes};
use super::question::Question;
use super::visit::{Answer, Error, Visit};
use super::wrong::Wrong;
use crate::graphql::Engine;
use crate::linked::html::text;
use crate::linked::{Frame, layout};
use crate::ontology::ClassId;
use crate::positions::{DraftRoles, Roles};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Its path from the server's root.
pub(super) const PATH: &str = "outcome";
/// Which demands a list has.
const DEMANDS: [&str; 3] = ["all", "answered", "unanswered"];

/// How many demands have an answer of an extent.
#[derive(Deserialize)]
struct Extent {
    extent: String,
    n: usize,
}

/// Whether the schema has what the page asks.
pub(super) fn is_known(engine: &Engine) -> bool {
    let has_drafts = roles(engine.ontology()).is_some();
    let is_valid = |text: &str| Question::new(text).with("id", "urn:x").is_valid(engine);
    has_drafts && [versions::QUESTION, asked::QUESTION, asked::TABLE, themes::QUESTION].into_iter().all(is_valid)
}

/// The classes of themes and drafts with the roles of drafts, where there are any.
fn roles(ontology: &crate::ontology::Ontology) -> Option<(ClassId, Arc<DraftRoles>)> {
    let roles = ontology.extension::<Roles>()?;
    Some((roles.themes, roles.drafts.clone()?))
}

/// What the address may say.
pub(super) fn table(visit: &Visit<'_>) -> Table {
    let Some((themes, drafts)) = roles(visit.view.ontology) else { return Table::default() };
    Table::of([
        parameters::once("theme", Takes::Resource(Some(themes))),
        parameters::truth("narrower"),
        parameters::once("version", Takes::Resource(Some(drafts.drafts))),
        parameters::once("extent", Takes::one_of(drafts.extents.iter())),
        parameters::once("demands", Takes::one_of(DEMANDS)),
        parameters::page(),
        parameters::files(["csv"]),
    ])
}

/// The page: the themes to choose from, a theme, or the demands or the paragraphs that a number of it counts.
///
/// # Errors
/// If the address has no meaning, or a question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let Some(theme) = visit.iri("theme") else {
        let beside = ["narrower", "version", "extent", "demands", "as"];
        return match beside.into_iter().find(|name| visit.parameter(name).is_some()) {
            Some(name) => Err(Wrong::say("wrong-needs", name).allow(["theme"]).into()),
            None => Ok(framed(visit, visit.words().say("outcome"), &[], &themes::html(visit)?)),
        };
    };
    let scope = Scope::read(visit, theme);
    if visit.parameter("as") == Some("csv") {
        return asked::file(visit, &scope);
    }
    let title = format!("{}: {}", visit.words().say("outcome"), visit.name(&scope.theme));
    let body = match (&scope.version, scope.is_list()) {
        (_, true) => asked::list(visit, &scope)?,
        (Some(version), false) => versions::one(visit, &scope, version)?,
        (None, false) => whole(visit, &scope)?,
    };
    let body = html! {
        h1 { (title) }
        p.lead { (visit.words().say("outcome-lead")) }
        (body)
    };
    Ok(framed(visit, &title, &scope.parameters(&[]), &body))
}

fn framed(visit: &Visit<'_>, title: &str, parameters: &[(&str, &str)], body: &Markup) -> Answer {
    let own = visit.view.addresses.page_of_no_language(PATH, parameters);
    let frame = Frame { title, own: Some(&own), place: Some(PATH), ..Frame::default() };
    Answer::Page(layout(visit.view, &frame, body))
}

/// Both sides of a theme.
fn whole(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Markup, Error> {
    let outcome = versions::ask(visit, scope)?;
    Ok(html! {
        p.under {
            (visit.link(&scope.theme))
            a href="#versions" { (visit.words().say("versions")) }
        }
        (scope.choice(visit))
        (versions::summary(visit, scope, &outcome))
        div.two-sides {
            (asked::section(visit, scope)?)
            (versions::section(visit, scope, &outcome))
        }
    })
}

/// What an address of the page says.
struct Scope<'a> {
    theme: String,
    /// Whether positions and paragraphs on narrower themes count.
    is_wide: bool,
    version: Option<String>,
    extent: Option<&'a str>,
    demands: Option<&'a str>,
}

impl<'a> Scope<'a> {
    fn read(visit: &Visit<'a>, theme: String) -> Self {
        Self {
            theme,
            is_wide: visit.truth("narrower"),
            version: visit.iri("version"),
            extent: visit.parameter("extent"),
            demands: visit.parameter("demands"),
        }
    }

    /// Whether the address asks for a list of demands.
    fn is_list(&self) -> bool {
        self.extent.is_some() || self.demands.is_some()
    }

    /// The address of the whole page of the theme, or of a list of it.
    fn address(&self, visit: &Visit<'_>, more: &[(&str, &str)]) -> String {
        visit.page(PATH, &self.of_theme().chain(more.iter().copied()).collect::<Vec<_>>())
    }

    fn of_theme(&self) -> impl Iterator<Item = (&str, &str)> {
        std::iter::once(("theme", self.theme.as_str())).chain(self.is_wide.then_some(("narrower", "true")))
    }

    /// All that the address says, and more.
    fn parameters<'b>(&'b self, more: &[(&'b str, &'b str)]) -> Vec<(&'b str, &'b str)> {
        let version = self.version.as_deref().map(|version| ("version", version));
        let rest = [self.extent.map(|extent| ("extent", extent)), self.demands.map(|demands| ("demands", demands))];
        self.of_theme().chain(version).chain(rest.into_iter().flatten()).chain(more.iter().copied()).collect()
    }

    /// Which positions are asked for: the condition of the question.
    fn condition(&self) -> Value {
        let mut answer = serde_json::Map::new();
        if let Some(version) = &self.version {
            answer.insert("paragraph".to_owned(), json!({ "draft": { "id": { "eq": version } } }));
        }
        if let Some(extent) = self.extent {
            answer.insert("extent".to_owned(), json!({ "eq": extent }));
        }
        let is_answered = !answer.is_empty() || self.demands == Some("answered");
        match self.demands {
            Some("unanswered") => json!({ "answers": { "none": answer } }),
            _ if is_answered => json!({ "answers": { "some": answer } }),
            _ => Value::Null,
        }
    }

    /// A question about the theme.
    fn question(&self, text: &str) -> Question {
        Question::new(text).with("id", self.theme.as_str()).with("narrower", self.is_wide)
    }

    /// What is counted, in words, with the way to count otherwise.
    fn choice(&self, visit: &Visit<'_>) -> Markup {
        let words = visit.words();
        let theme = ("theme", self.theme.as_str());
        html! {
            p.quiet.scope {
                @if self.is_wide { (words.say("with-narrower")) " " a href=(visit.page(PATH, &[theme])) { (words.say("this-theme-only")) } }
                @else { (words.say("outcome-of-theme")) " " a href=(visit.page(PATH, &[theme, ("narrower", "true")])) { (words.say("narrower-too")) } }
            }
        }
    }
}

/// The name of a field as people call it.
fn field(visit: &Visit<'_>, class: &str, name: &str) -> Markup {
    let ontology = visit.view.ontology;
    let class = ontology.class_named(class).map(|id| ontology.class(id));
    let label = class.and_then(|class| class.field(name)).map(|field| visit.titles().field_label(field));
    html! { @if let Some(label) = &label { (text(label)) } }
}

/// Links to some resources, with commas between them.
fn links(visit: &Visit<'_>, all: &[Named]) -> Markup {
    html! { @for (at, one) in all.iter().enumerate() { @if at > 0 { ", " } (visit.link(&one.id)) } }
}
