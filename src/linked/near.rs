//! Names similar to one that does not exist.

use super::View;
use super::frame::{Frame, layout};
use super::html::title_parts;
use super::sections::Link;
use super::titles::Titles;
use maud::html;

/// How many are looked at on either side of where the name would be, and how many are shown.
const LOOKED_AT: u32 = 2_000;
const SHOWN: usize = 5;
/// Of a longer IRI only the beginning is shown, in characters.
const LONGEST_SHOWN: usize = 200;
/// A longer address is not linked in all languages, in bytes.
const LONGEST_LINKED: usize = 2_000;

/// A resource that does not exist.
#[derive(Debug)]
pub struct Missing {
    /// Its IRI.
    pub iri: String,
    /// IRIs of resources with names like it, the most alike first.
    pub near: Vec<String>,
    /// Pages that may have been meant, by their paths from the server's root.
    pub pages: Vec<String>,
}

/// Looks for resources whose IRIs are like one that does not exist, among those next to it in order.
pub fn near(view: View<'_>, iri: &str) -> Missing {
    let near = view.data.snapshot.near(iri, LOOKED_AT, || view.goes_on());
    let near = near.into_iter().take(SHOWN).map(str::to_owned).collect();
    Missing { iri: iri.to_owned(), near, pages: Vec::new() }
}

impl Missing {
    /// Its IRI, or the beginning of a long one. Control characters, which a client may have escaped in its address and which
    /// no IRI has, are not repeated.
    pub fn shown(&self) -> String {
        let seen = |char: char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char };
        let mut shown: String = self.iri.chars().take(LONGEST_SHOWN).map(seen).collect();
        if self.iri.chars().nth(LONGEST_SHOWN).is_some() {
            shown.push('…');
        }
        shown
    }

    /// Nothing at an address, with the pages that may have been meant.
    pub fn at(address: &str, pages: Vec<String>) -> Self {
        Self { iri: address.to_owned(), near: Vec::new(), pages }
    }

    /// The page that says so, and where to go on. `own` is the address of the page without a language.
    pub fn to_html(&self, view: View<'_>, own: &str) -> String {
        let words = view.reader.words();
        let titles = Titles::new(view.data, view.ontology, view.reader);
        let links = self.near.iter().map(|iri| Link { href: view.addresses.resource(iri), title: titles.of_iri(iri) });
        let body = html! {
            h1 { (words.say("missing")) }
            p.id { code dir="ltr" { (self.shown()) } }
            @if !self.near.is_empty() || !self.pages.is_empty() {
                h2 { (words.say("near")) }
                ul {
                    @for link in links { li { a href=(link.href) { (title_parts(&link.title)) } } }
                    @for page in &self.pages { li { a href=(view.addresses.page(page)) dir="ltr" { "/" (page) } } }
                }
            }
            ul.onward {
                @for (page, name) in [("", words.say("home")), ("ontology", words.say("ontology")), ("catalog", words.say("catalogue"))] {
                    li { a href=(view.addresses.page(page)) { (name) } }
                }
            }
        };
        // Six copies of an address without end would be no help.
        let own = Some(own).filter(|own| own.len() <= LONGEST_LINKED);
        layout(view, &Frame { title: words.say("missing"), own, ..Frame::default() }, &body)
    }
}
