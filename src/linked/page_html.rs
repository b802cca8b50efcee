//! Pages about resources as HTML.

use super::frame::{Frame, layout};
use super::html::{
    definitions, definitions_folded, direction, link, outward_whole, script_safe, text, title_parts, title_text, value,
};
use super::page::{ListPage, ResourcePage};
use super::quoted::Quoted;
use super::sections::{Section, Value};
use super::sources::SourceStep;
use super::view::View;
use crate::ontology::Text;
use crate::store::SYNTAXES;
use maud::{Markup, PreEscaped, html};

/// What the page of a resource says before its fields.
#[derive(Debug)]
pub struct OwnPart {
    /// What it says.
    pub markup: Markup,
    /// The path of the item of the menu that the page belongs to.
    pub place: String,
    /// What of the address it depends on, without the language.
    pub parameters: Vec<(String, String)>,
}

impl ResourcePage {
    /// The page. What is known of the resource beyond its fields, such as the sides that are taken on a theme, stands before them
    /// (`own`), under the item of the menu that it belongs to.
    pub fn to_html(&self, view: View<'_>, own: Option<&OwnPart>) -> String {
        let words = view.reader.words();
        let iri = self.iri.as_str();
        let place = own.map(|own| own.place.as_str());
        let documents = SYNTAXES.map(|syntax| (syntax, view.addresses.document(iri, syntax.suffix)));
        let head = html! {
            @for (syntax, href) in &documents {
                link rel="alternate" type=(syntax.media_type) title=(syntax.name) href=(href);
            }
            script type="application/ld+json" { (PreEscaped(script_safe(&self.json_ld))) }
        };
        let body = html! {
            @if let Some(class) = &self.class { p.kind { (link(class)) } }
            h1 { (title_parts(&self.title)) }
            @if let Some(own) = own { (own.markup) }
            p.id { span.quiet { (words.say("identifier")) } " " (outward_whole(iri)) }
            @if let Some(quoted) = &self.quoted { (quote(quoted)) }
            @if !self.facts.is_empty() { section aria-labelledby="facts" {
                h2 #facts { (words.say("facts")) }
                (definitions(&self.facts))
            } }
            @if !self.sources.is_empty() { section aria-labelledby="sources" {
                h2 #sources { (words.say("sources")) }
                @for chain in &self.sources { (source(chain)) }
            } }
            @if !self.relations.is_empty() { section aria-labelledby="relations" {
                h2 #relations { (words.say("relations")) }
                @for section in &self.relations { (relation(section, words.say("all"))) }
            } }
            @if !self.leads_here.is_empty() { section aria-labelledby="here" {
                h2 #here { (words.say("leads-here")) }
                @for section in &self.leads_here { (relation(section, words.say("all"))) }
            } }
            @for section in &self.other_names { (other_names(view, section)) }
            @if !self.names.is_empty() { section aria-labelledby="names" {
                h2 #names { (words.say("other-languages")) }
                (tagged(self.names.iter()))
            } }
            @if !self.elsewhere.is_empty() { section aria-labelledby="elsewhere" {
                h2 #elsewhere { (words.say("elsewhere")) }
                (definitions(&self.elsewhere))
            } }
            @if !self.more.is_empty() { section aria-labelledby="more" {
                h2 #more { (words.say("more-properties")) }
                (definitions_folded(&self.more))
            } }
            p.forms {
                span.quiet { (words.say("as-data")) }
                @for (syntax, href) in &documents { " " a href=(href) { (syntax.name) } }
            }
        };
        let parameters = own.map_or(&[][..], |own| &own.parameters);
        let title = title_text(&self.title);
        let own = view.addresses.at_no_language().resource_with(
            iri,
            &parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>(),
        );
        layout(view, &Frame { title: &title, head: Some(head), own: Some(&own), place, ..Frame::default() }, &body)
    }
}

/// The page of a resource, without a language.
fn own_address(view: View<'_>, iri: &str, parameters: &[(&str, &str)]) -> String {
    parameters.iter().fold(view.addresses.name(iri), |address, (name, value)| {
        let sign = if address.contains('?') { '&' } else { '?' };
        format!("{address}{sign}{name}={value}")
    })
}

fn source(chain: &[SourceStep]) -> Markup {
    html! {
        ol.chain { @for step in chain { li {
            p { span.quiet { (text(&step.kind)) } " " (link(&step.link)) }
            @if let Some(quoted) = &step.quoted { (quote(quoted)) }
            (definitions(&step.values))
        } } }
    }
}

/// Words of a document, marked in what stands around them.
fn quote(quoted: &Quoted) -> Markup {
    let language = quoted.language.as_deref();
    html! {
        blockquote lang=[language] dir=(language.map_or("auto", direction)) {
            (quoted.before) mark { (quoted.words) } (quoted.after)
        }
    }
}

fn relation(section: &Section, all: &str) -> Markup {
    html! {
        h3 { (text(&section.label)) " " span.count { (section.count) } }
        @if let Some(description) = &section.description { p.quiet { (text(description)) } }
        @if !section.values.is_empty() { ul.links { @for item in &section.values { li { (value(item)) } } } }
        @if let Some(href) = &section.all { p { a href=(href) { (all) " (" (section.count) ")" } } }
        @if let Some(below) = &section.below {
            p.below { (text(&below.label)) " " span.count { (below.count) } }
            ul.links { @for item in &below.values { li { (value(item)) } } }
            @if let Some(href) = &below.all { p { a href=(href) { (all) " (" (below.count) ")" } } }
        }
    }
}

/// Other names: those in the reader's language, and the rest on demand.
fn other_names(view: View<'_>, section: &Section) -> Markup {
    let texts = section.values.iter().filter_map(|value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    });
    let (own, others): (Vec<&Text>, Vec<&Text>) = texts.partition(|text| view.reader.reads(text));
    html! {
        section {
            h2 { (text(&section.label)) " " span.count { (section.count) } }
            @if !own.is_empty() { ul.links { @for name in own { li { (text(name)) } } } }
            @if !others.is_empty() { details {
                summary { (view.reader.words().say("other-languages")) " (" (others.len()) ")" }
                (tagged(others.into_iter()))
            } }
        }
    }
}

/// Texts with the tags of their languages.
fn tagged<'a>(texts: impl Iterator<Item = &'a Text>) -> Markup {
    html! {
        ul.names { @for name in texts { li {
            @if let Some(tag) = &name.language { code.quiet { (tag) } " " }
            (text(name))
        } } }
    }
}

impl ListPage {
    /// The page.
    pub fn to_html(&self, view: View<'_>) -> String {
        let words = view.reader.words();
        let iri = self.iri.as_str();
        let label = &self.section.label;
        let parameters = |page: &str| {
            let below = self.below.iter().map(|_| ("below", "true".to_owned()));
            let all = [("field", self.field.clone())].into_iter().chain(below).chain([("page", page.to_owned())]);
            all.collect::<Vec<_>>()
        };
        let with = |page: &str| -> String {
            let parameters = parameters(page);
            let parameters: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
            view.addresses.resource_with(iri, &parameters)
        };
        let turn = |page: usize| with(&page.to_string());
        let body = html! {
            p.kind { (link(&self.of)) }
            h1 {
                (text(label)) " " span.count { (self.section.count) }
                @if let Some(below) = &self.below { " · " (text(below)) }
            }
            @if let Some(description) = &self.section.description { p.quiet { (text(description)) } }
            ul.links { @for item in &self.section.values { li { (value(item)) } } }
            @if self.pages > 1 {
                nav.pages aria-label=(label.value) {
                    @if self.page > 1 { a rel="prev" href=(turn(self.page - 1)) { (words.say("previous")) } }
                    span { (self.page) " / " (self.pages) }
                    @if self.page < self.pages { a rel="next" href=(turn(self.page + 1)) { (words.say("next")) } }
                }
            }
        };
        let page = self.page.to_string();
        let parameters = parameters(&page);
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let own = own_address(view, iri, &parameters);
        let title = format!("{}: {}", title_text(&self.of.title), label.value);
        layout(view, &Frame { title: &title, own: Some(&own), ..Frame::default() }, &body)
    }
}
