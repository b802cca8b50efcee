//! The catalogue as a page for people.

use super::catalogue::DUMPS;
use super::describe::texts;
use super::form::FORMS;
use super::html::{layout, outward, text};
use super::titles::Titles;
use super::{Error, View};
use crate::ontology::Text;
use crate::vocab::dct;
use maud::html;

/// The page for people.
///
/// # Errors
/// If the store cannot be read or a dump cannot be made.
pub fn catalogue_page(view: View<'_>) -> Result<String, Error> {
    let words = view.reader.words();
    let data = view.data;
    let dumps = data.dumps(view.ontology.prefixes())?;
    let statistics = data.statistics()?;
    let titles = Titles::new(data, view.ontology, view.reader);
    let said = |property: &str| match data.dataset() {
        Some(dataset) => texts(&data.store, dataset, property),
        None => Ok(Vec::new()),
    };
    let pick = |texts: &[Text]| view.reader.pick(texts).cloned();
    let (title, description) = (pick(&said(dct::TITLE)?), pick(&said(dct::DESCRIPTION)?));
    let head = html! {
        @for form in FORMS.iter().filter(|form| form.rdf.is_some()) {
            link rel="alternate" type=(form.media_type) href=(view.addresses.file(&format!("catalog.{}", form.suffix)));
        }
    };
    let facts = data.snapshot.dataset();
    let body = html! {
        p.kind { (words.catalogue) }
        h1 { @match &title { Some(title) => (text(title)), None => (words.catalogue) } }
        @if let Some(description) = &description { p { (text(description)) } }
        p { (words.triples) ": " (statistics.triples) " · " @for licence in &facts.licences { (outward(licence)) " " } }
        section aria-labelledby="downloads" {
            h2 #downloads { (words.downloads) }
            table { tbody { @for (name, title, _) in DUMPS { @if let Some(dump) = dumps.named(name) { tr {
                td { a href=(view.addresses.file(name)) { (name) } }
                td { (title) }
                td.number { (dump.bytes.div_ceil(1024)) " KiB" }
                td { a href=(view.addresses.file(&format!("{name}.sha256"))) { "SHA-256" } " " code { (dump.sha256_hex()) } }
            } } } } }
        }
        section aria-labelledby="services" {
            h2 #services { (words.services) }
            ul {
                li { a href=(view.addresses.file("graphql/schema")) { "GraphQL" } " " code { "/graphql" } }
                li { a href=(view.addresses.file(".well-known/void")) { "VoID" } " · "
                    @for form in FORMS.iter().filter(|form| form.rdf.is_some()) {
                        a href=(view.addresses.file(&format!("catalog.{}", form.suffix))) { (form.name) } " "
                    } }
                li { a href=(view.addresses.file("context.jsonld")) { "context.jsonld" } }
            }
        }
        section aria-labelledby="out" {
            h2 #out { (words.links_out) }
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
    let name = title.map_or_else(|| words.catalogue.to_owned(), |title| title.value);
    Ok(layout(view, &name, &head, Some(&view.addresses.file("catalog")), &body))
}
