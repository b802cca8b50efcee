//! The catalogue as a page for people.

use super::catalogue::{DUMPS, Described};
use super::describe::texts;
use super::frame::{Frame, layout};
use super::html::{measure, outward, text};
use super::titles::Titles;
use super::{Error, Service, View};
use crate::ontology::Text;
use crate::store::SYNTAXES;
use crate::vocab::dct;
use maud::html;

/// The page for people.
///
/// # Errors
/// If a dump cannot be made.
pub fn catalogue_page(view: View<'_>, services: &[Service]) -> Result<String, Error> {
    let words = view.reader.words();
    let data = view.data;
    let dumps = data.dumps(view.ontology.prefixes())?;
    let statistics = data.statistics();
    let titles = Titles::new(data, view.ontology, view.reader);
    let said = |property: &str| -> Option<Text> {
        view.reader.pick(&texts(&data.triples, data.dataset()?, property)).cloned()
    };
    let (title, description) = (said(dct::TITLE), said(dct::DESCRIPTION));
    let head = html! {
        @for syntax in SYNTAXES {
            link rel="alternate" type=(syntax.media_type) href=(view.addresses.file(&format!("catalog.{}", syntax.suffix)));
        }
    };
    let facts = data.snapshot.dataset();
    let body = html! {
        p.kind { (words.say("catalogue")) }
        h1 { @match &title { Some(title) => (text(title)), None => (words.say("catalogue")) } }
        @if let Some(description) = &description { p { (text(description)) } }
        p { (words.say("triples")) ": " (statistics.triples) " · " @for licence in &facts.licences { (outward(licence)) " " } }
        section aria-labelledby="downloads" {
            h2 #downloads { (words.say("downloads")) }
            table { tbody { @for Described { name, title, .. } in &DUMPS { @if let Some(dump) = dumps.named(name) { tr {
                td { a href=(view.addresses.file(name)) { (name) } }
                td { (title) }
                td.number { (measure(dump.bytes.div_ceil(1024), "KiB")) }
                td { a href=(view.addresses.file(&format!("{name}.sha256"))) { "SHA-256" } " " code { (dump.sha256_hex()) } }
            } } } } }
        }
        section aria-labelledby="services" {
            h2 #services { (words.say("services")) }
            ul {
                @for service in services {
                    li { a href=(view.addresses.file(service.description)) { (service.name) } " " code { "/" (service.endpoint) } }
                }
                li { a href=(view.addresses.file(".well-known/void")) { "VoID" } " · "
                    @for syntax in SYNTAXES {
                        a href=(view.addresses.file(&format!("catalog.{}", syntax.suffix))) { (syntax.name) } " "
                    } }
                li { a href=(view.addresses.file("context.jsonld")) { "context.jsonld" } }
            }
        }
        section aria-labelledby="out" {
            h2 #out { (words.say("links-out")) }
            table { tbody { @for linkset in &statistics.linksets { tr {
                td { @match &linkset.dataset {
                    Some(target) => (text(&titles.iri(target.as_str()))),
                    None => (outward(&linkset.space)),
                } }
                td.number { (linkset.triples()) }
                td { @for (i, (property, count)) in linkset.properties.iter().enumerate() {
                    @if i > 0 { ", " }
                    (text(&titles.iri(property))) " " span.count { (count) }
                } }
            } } } }
        }
    };
    let name = title.map_or_else(|| words.say("catalogue").to_owned(), |title| title.value);
    let own = view.addresses.file("catalog");
    Ok(layout(view, &Frame { title: &name, head: Some(head), own: Some(&own), ..Frame::default() }, &body))
}
