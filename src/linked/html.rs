//! Texts, links and lists as HTML. Everything goes through `maud`, which escapes; the only text that does not is JSON-LD, which [`script_safe`] makes harmless.

use super::Addresses;
use super::reader::is_right_to_left;
use super::sections::{Link, Section, Value};
use crate::ontology::Text;
use maud::{Markup, html};

/// Longer lists of values open on demand where they are not what a page is about.
const FOLDED: usize = 12;

/// A number with its unit, which stand in this order in every language.
pub(crate) fn measure(number: u64, unit: &str) -> Markup {
    html! { span dir="ltr" { (number) " " (unit) } }
}

/// A text that says in which language it is.
pub(crate) fn text(text: &Text) -> Markup {
    html! {
        @match text.language.as_deref() {
            Some(tag) => span lang=(tag) dir=(direction(tag)) { (text.value) },
            None => bdi { (text.value) },
        }
    }
}

/// The direction in which a language is written.
pub(crate) fn direction(tag: &str) -> &'static str {
    if is_right_to_left(tag) { "rtl" } else { "ltr" }
}

/// The parts of a title with dots between them.
pub(crate) fn title_parts(parts: &[Text]) -> Markup {
    html! {
        @for (i, part) in parts.iter().enumerate() {
            @if i > 0 { " · " }
            (text(part))
        }
    }
}

/// A title as plain text.
pub(crate) fn title_text(parts: &[Text]) -> String {
    parts.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(" · ")
}

pub(crate) fn link(link: &Link) -> Markup {
    html! { a href=(link.href) { (title_parts(&link.title)) } }
}

/// An IRI out of the data: a link only if it is one of the web.
pub(crate) fn outward(iri: &str) -> Markup {
    html! {
        @match Addresses::outward(iri) {
            Some(href) => a.out rel="external nofollow" dir="ltr" href=(href) { (shown(iri)) },
            None => code { (iri) },
        }
    }
}

/// An IRI in full, likewise.
pub(crate) fn outward_whole(iri: &str) -> Markup {
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
pub(crate) fn script_safe(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
