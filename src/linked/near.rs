//! Names that are like one that does not exist.

use super::View;
use super::html::{layout, title_parts};
use super::sections::Link;
use super::titles::Titles;
use crate::snapshot::Id;
use maud::html;

/// How many are looked at on either side of where the name would be, and how many are shown.
const LOOKED_AT: u32 = 2_000;
const SHOWN: usize = 5;
/// How like a name must be, from 0 to 1.
const LIKE: f64 = 0.6;

/// A resource that does not exist.
#[derive(Debug)]
pub struct Missing {
    /// Its IRI.
    pub iri: String,
    /// IRIs of resources with names like it, the most alike first.
    pub near: Vec<String>,
}

/// Looks for resources whose IRIs are like one that does not exist, among those next to it in order.
pub fn near(view: View<'_>, iri: &str) -> Missing {
    let snapshot = &view.data.snapshot;
    let terms = snapshot.terms();
    let place = terms.find(iri).unwrap_or_else(|next| next).0;
    let most = u32::try_from(terms.resources()).unwrap_or(u32::MAX);
    let all = place.saturating_sub(LOOKED_AT)..place.saturating_add(LOOKED_AT).min(most);
    let mut found: Vec<(f64, &str)> = all
        .map(Id)
        .filter(|&id| snapshot.type_of(id).is_some())
        .filter_map(|id| {
            let other = terms.text(id);
            // The kind has to be the same: only the end of the path is compared.
            let (kind, name) = iri.rsplit_once(['/', '#'])?;
            let (other_kind, other_name) = other.rsplit_once(['/', '#'])?;
            let likeness = strsim::normalized_damerau_levenshtein(name, other_name);
            (kind == other_kind && likeness >= LIKE).then_some((likeness, other))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    Missing { iri: iri.to_owned(), near: found.into_iter().take(SHOWN).map(|(_, iri)| iri.to_owned()).collect() }
}

impl Missing {
    /// The page that says so.
    pub fn to_html(&self, view: View<'_>) -> String {
        let words = view.reader.words();
        let titles = Titles::new(view.data, view.ontology, view.reader);
        let links = self.near.iter().map(|iri| Link { href: view.addresses.resource(iri), title: titles.of_iri(iri) });
        let body = html! {
            h1 { (words.missing) }
            p.id { code { (self.iri) } }
            @if !self.near.is_empty() {
                h2 { (words.near) }
                ul { @for link in links { li { a href=(link.href) { (title_parts(&link.title)) } } } }
            }
        };
        layout(view, words.missing, &html! {}, None, &body)
    }
}
