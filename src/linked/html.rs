//! What all pages have in common. Everything goes through `maud`, which escapes; the only text that does not is JSON-LD, which [`script_safe`] makes harmless.

use super::Addresses;
use super::View;
use super::describe::texts;
use super::reader::is_right_to_left;
use super::sections::{Link, Section, Value};
use super::words::WORDS;
use crate::ontology::Text;
use crate::vocab::dct;
use maud::{DOCTYPE, Markup, html};

/// Longer lists of values open on demand where they are not what a page is about.
const FOLDED: usize = 12;

/// The style of all pages but the first.
pub const STYLE: &str = include_str!("page.css");
/// The picture that browsers show beside the title.
pub const PICTURE: &str = include_str!("icon.svg");
/// Where it is, from the server's root.
pub(super) const ICON: &str = "icon.svg";

/// A whole page. `own` is its address with parameters but without a language, if it can be read in another one.
pub(super) fn layout(view: View<'_>, title: &str, head: &Markup, own: Option<&str>, body: &Markup) -> String {
    let words = view.reader.words();
    let addresses = view.addresses;
    let page = html! {
        (DOCTYPE)
        html lang=(words.language) dir=[is_right_to_left(words.language).then_some("rtl")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="description" content=(description(view, title));
                title { (title) " · Plenary" }
                link rel="icon" type="image/svg+xml" href=(addresses.file(ICON));
                (stylesheet(addresses, "page.css"))
                (head)
            }
            body {
                a.skip href="#content" { (words.skip) }
                header {
                    nav aria-label=(words.site) {
                        a.brand href=(addresses.page("")) { "Plenary" }
                        a href=(addresses.page("ontology")) { (words.ontology) }
                        a href=(addresses.page("catalog")) { (words.catalogue) }
                    }
                    @if let Some(own) = own {
                        nav.languages aria-label=(words.languages) {
                            (languages(words.language, own))
                        }
                    }
                }
                main #content { (body) }
            }
        }
    };
    page.into_string()
}

/// What a page is about, for who finds it in a list: its title, and what it is a part of.
fn description(view: View<'_>, title: &str) -> String {
    let data = view.data;
    let titles = data.dataset().map(|dataset| texts(&data.triples, dataset, dct::TITLE)).unwrap_or_default();
    match view.reader.pick(&titles) {
        Some(dataset) if dataset.value != title => format!("{title} · {}", dataset.value),
        _ => title.to_owned(),
    }
}

pub(super) fn stylesheet(addresses: &Addresses, file: &str) -> Markup {
    html! { link rel="stylesheet" href=(addresses.file(file)); }
}

/// Links to the page at an address in all languages.
pub(super) fn languages(current: &str, own: &str) -> Markup {
    html! {
        @for other in &WORDS {
            a lang=(other.language) hreflang=(other.language) rel="alternate"
                aria-current=[(other.language == current).then_some("true")]
                href=(in_language(own, other.language)) { (other.name) }
        }
    }
}

/// A number with its unit, which stand in this order in every language.
pub(super) fn measure(number: u64, unit: &str) -> Markup {
    html! { span dir="ltr" { (number) " " (unit) } }
}

fn in_language(address: &str, language: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}lang={language}")
}

/// A text that says in which language it is.
pub(super) fn text(text: &Text) -> Markup {
    html! {
        @match text.language.as_deref() {
            Some(tag) => span lang=(tag) dir=(direction(tag)) { (text.value) },
            None => bdi { (text.value) },
        }
    }
}

/// The direction in which a language is written.
pub(super) fn direction(tag: &str) -> &'static str {
    if is_right_to_left(tag) { "rtl" } else { "ltr" }
}

/// The parts of a title with dots between them.
pub(super) fn title_parts(parts: &[Text]) -> Markup {
    html! {
        @for (i, part) in parts.iter().enumerate() {
            @if i > 0 { " · " }
            (text(part))
        }
    }
}

/// A title as plain text.
pub(super) fn title_text(parts: &[Text]) -> String {
    parts.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(" · ")
}

pub(super) fn link(link: &Link) -> Markup {
    html! { a href=(link.href) { (title_parts(&link.title)) } }
}

/// An IRI out of the data: a link only if it is one of the web.
pub(super) fn outward(iri: &str) -> Markup {
    html! {
        @match Addresses::outward(iri) {
            Some(href) => a.out rel="external nofollow" dir="ltr" href=(href) { (shown(iri)) },
            None => code { (iri) },
        }
    }
}

/// An IRI in full, likewise.
pub(super) fn outward_whole(iri: &str) -> Markup {
    html! {
        @match Addresses::outward(iri) {
            Some(href) => a dir="ltr" href=(href) { (iri) },
            None => code dir="ltr" { (iri) },
        }
    }
}

/// An address without what all addresses have.
fn shown(iri: &str) -> &str {
    let iri = iri.strip_prefix("https://").or_else(|| iri.strip_prefix("http://")).unwrap_or(iri);
    iri.strip_prefix("www.").unwrap_or(iri).trim_end_matches('/')
}

pub(super) fn value(value: &Value) -> Markup {
    match value {
        Value::Text(content) => text(content),
        Value::Link(target) => link(target),
        Value::Iri(iri) => outward(iri),
    }
}

/// Sections as a list of terms with their values.
pub(super) fn definitions(sections: &[Section]) -> Markup {
    listed(sections, usize::MAX)
}

/// The same where long lists are rarely needed: they open on demand.
pub(super) fn definitions_folded(sections: &[Section]) -> Markup {
    listed(sections, FOLDED)
}

fn listed(sections: &[Section], most: usize) -> Markup {
    let values = |section: &Section| {
        html! {
            @for item in &section.values { dd { (value(item)) } }
            @if section.count > section.values.len() && section.all.is_none() {
                dd.quiet { "… (" (section.count) ")" }
            }
        }
    };
    html! {
        dl {
            @for section in sections {
                @let label = html! {
                    dt title=[section.description.as_ref().map(|text| &text.value)] { (text(&section.label)) }
                };
                @if section.count > most {
                    div {
                        (label)
                        dd { details {
                            summary { (section.count) }
                            ul { @for item in &section.values { li { (value(item)) } } }
                            @if section.count > section.values.len() { p.quiet { "… (" (section.count) ")" } }
                        } }
                    }
                } @else {
                    div { (label) (values(section)) }
                }
            }
        }
    }
}

/// JSON as it can stand in a `script` element: without what could end it (HTML, section 4.12.1.3).
pub(super) fn script_safe(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
