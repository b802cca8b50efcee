//! Pages about resources as HTML.

use super::html::{definitions, layout, link, outward_whole, script_safe, text, title_parts, title_text, value};
use super::page::{ListPage, ResourcePage, View};
use super::sections::Section;
use super::sources::SourceStep;
use crate::store::SYNTAXES;
use maud::{Markup, PreEscaped, html};

impl ResourcePage {
    /// The page.
    pub fn to_html(&self, view: View<'_>) -> String {
        let words = view.reader.words();
        let iri = self.iri.as_str();
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
            p.id { span.quiet { (words.identifier) } " " (outward_whole(iri)) }
            @if !self.facts.is_empty() { section aria-labelledby="facts" {
                h2 #facts { (words.facts) }
                (definitions(&self.facts))
            } }
            @if !self.sources.is_empty() { section aria-labelledby="sources" {
                h2 #sources { (words.sources) }
                @for chain in &self.sources { (source(chain)) }
            } }
            @if !self.relations.is_empty() { section aria-labelledby="relations" {
                h2 #relations { (words.relations) }
                @for section in &self.relations { (relation(section, words.all)) }
            } }
            @if !self.leads_here.is_empty() { section aria-labelledby="here" {
                h2 #here { (words.leads_here) }
                @for section in &self.leads_here { (relation(section, words.all)) }
            } }
            @if !self.names.is_empty() { section aria-labelledby="names" {
                h2 #names { (words.other_languages) }
                ul.names { @for name in &self.names { li {
                    @if let Some(tag) = &name.language { code.quiet { (tag) } " " }
                    (text(name))
                } } }
            } }
            @if !self.elsewhere.is_empty() { section aria-labelledby="elsewhere" {
                h2 #elsewhere { (words.elsewhere) }
                (definitions(&self.elsewhere))
            } }
            @if !self.more.is_empty() { section aria-labelledby="more" {
                h2 #more { (words.more_properties) }
                (definitions(&self.more))
            } }
            footer { p {
                span.quiet { (words.as_data) }
                @for (syntax, href) in &documents { " " a href=(href) { (syntax.name) } }
            } }
        };
        layout(view, &title_text(&self.title), &head, Some(&own_address(view, iri, &[])), &body)
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
            (definitions(&step.values))
        } } }
    }
}

fn relation(section: &Section, all: &str) -> Markup {
    html! {
        h3 { (text(&section.label)) " " span.count { (section.count) } }
        @if let Some(description) = &section.description { p.quiet { (text(description)) } }
        ul.links { @for item in &section.values { li { (value(item)) } } }
        @if let Some(href) = &section.all { p { a href=(href) { (all) " (" (section.count) ")" } } }
    }
}

impl ListPage {
    /// The page.
    pub fn to_html(&self, view: View<'_>) -> String {
        let words = view.reader.words();
        let iri = self.iri.as_str();
        let label = &self.section.label;
        let turn =
            |page: usize| view.addresses.resource_with(iri, &[("field", &self.field), ("page", &page.to_string())]);
        let body = html! {
            p.kind { (link(&self.of)) }
            h1 { (text(label)) " " span.count { (self.section.count) } }
            @if let Some(description) = &self.section.description { p.quiet { (text(description)) } }
            ul.links { @for item in &self.section.values { li { (value(item)) } } }
            @if self.pages > 1 {
                nav.pages aria-label=(label.value) {
                    @if self.page > 1 { a rel="prev" href=(turn(self.page - 1)) { (words.previous) } }
                    span { (self.page) " / " (self.pages) }
                    @if self.page < self.pages { a rel="next" href=(turn(self.page + 1)) { (words.next) } }
                }
            }
        };
        let page = self.page.to_string();
        let own = own_address(view, iri, &[("field", &self.field), ("page", &page)]);
        let title = format!("{}: {}", title_text(&self.of.title), label.value);
        layout(view, &title, &html! {}, Some(&own), &body)
    }
}
