//! What stands under a picture or a list: its table and picture as files, its question, and how to cite it.

use super::question::Question;
use super::visit::Visit;
use crate::digest::hexadecimal;
use crate::words::Words;
use maud::{Markup, html};
use serde_json::json;
use sha2::{Digest, Sha256};

/// The files of a picture.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Files<'a> {
    /// The address of the table.
    pub(super) csv: Option<&'a str>,
    /// The address of the picture.
    pub(super) svg: Option<&'a str>,
}

/// The links under a picture or a list with a title.
pub(super) fn under(visit: &Visit<'_>, title: &str, question: &Question, files: Files<'_>) -> Markup {
    let words = visit.words();
    html! {
        div.under {
            @if let Some(csv) = files.csv { a href=(csv) download { "CSV" } }
            @if let Some(svg) = files.svg { a href=(svg) download { "SVG" } }
            a href=(question.address(visit)) { (words.say("show-query")) }
            (cite(visit, title))
        }
    }
}

/// How to cite a page: as text, as BibTeX and as CSL-JSON, with the version of the data and the day of the visit.
pub(super) fn cite(visit: &Visit<'_>, title: &str) -> Markup {
    let words = visit.words();
    let dataset = visit.dataset_title();
    let facts = visit.view.data.snapshot.dataset();
    let version = facts.version.clone().unwrap_or_default();
    let (address, today) = (visit.here, visit.today);
    let plain = words.tell(
        "citation",
        [
            ("title", title),
            ("dataset", &dataset),
            ("version", &version),
            ("date", &words.date(today)),
            ("address", address),
        ],
    );
    // Two pages of one day have two keys.
    let key = format!("plenary-{today}-{}", &hexadecimal(&Sha256::digest(address))[..8]);
    let bibtex = format!(
        "@misc{{{key},\n  title = {{{}}},\n  howpublished = {{{}}},\n  note = {{Version {version}}},\n  url = {{{address}}},\n  urldate = {{{today}}}\n}}",
        braced(title),
        braced(&dataset),
    );
    let parts: Vec<i32> = today.split('-').filter_map(|part| part.parse().ok()).collect();
    let csl = json!([{
        "id": key, "type": "webpage", "title": title, "container-title": dataset,
        "version": version, "URL": address, "accessed": { "date-parts": [parts] },
    }]);
    html! {
        details.cite {
            summary { (words.say("cite")) }
            p { (plain) }
            (copy(words))
            pre dir="ltr" tabindex="0" role="group" aria-label="BibTeX" { (bibtex) }
            (copy(words))
            pre dir="ltr" tabindex="0" role="group" aria-label="CSL-JSON" { (format!("{csl:#}")) }
            (copy(words))
        }
    }
}

/// A button that copies what stands before it; it shows itself where it can do so.
fn copy(words: &Words) -> Markup {
    html! { button.plain type="button" data-island="copy" hidden { (words.say("copy")) } }
}

/// A text as a value of BibTeX: braces and backslashes are left out, and what TeX would take for something else is marked as a letter.
fn braced(text: &str) -> String {
    let mut braced = String::new();
    for letter in text.chars().filter(|letter| !matches!(letter, '{' | '}' | '\\')) {
        if matches!(letter, '%' | '&' | '_' | '#' | '$') {
            braced.push('\\');
        }
        braced.push(letter);
    }
    braced
}
