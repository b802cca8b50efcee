//! What stands around every page: head, navigation, search, languages and the links at its end.

use super::describe::texts;
use super::html::text;
use super::reader::is_right_to_left;
use super::titles::Titles;
use super::{Reader, View};
use crate::ontology::ClassId;
use crate::vocab::dct;
use crate::web;
use crate::words::Words;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The style of all pages.
pub const STYLE: &str = include_str!("page.css");
/// The picture that browsers show beside the title.
pub const PICTURE: &str = include_str!("icon.svg");
/// Where it is, from the server's root.
const ICON: &str = "icon.svg";

/// A link that every page has.
#[derive(Debug, Clone)]
pub struct MenuItem {
    /// Where it leads, from the server's root.
    pub path: String,
    /// What it is called.
    pub name: MenuName,
}

/// What a link that every page has is called.
#[derive(Debug, Clone, Copy)]
pub enum MenuName {
    /// By a message of the interface.
    Say(&'static str),
    /// By the name of a class.
    Class(ClassId),
}

/// What a page says of itself.
#[derive(Debug, Default)]
pub struct Frame<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it is about, for who finds it in a list; the title and the dataset's if left out.
    pub description: Option<&'a str>,
    /// More for the head.
    pub head: Option<Markup>,
    /// Its address with parameters but without a language; none if it cannot be read in another one.
    pub own: Option<&'a str>,
    /// The item of the menu that it belongs to.
    pub place: Option<&'a str>,
    /// What was searched for, to be seen in the box.
    pub searched: Option<&'a str>,
}

/// A whole page.
pub fn layout(view: View<'_>, frame: &Frame<'_>, body: &Markup) -> String {
    let words = view.reader.words();
    let addresses = view.addresses;
    let (site, about) = (site_name(view), description(view, frame));
    let head = html! {
        title { (frame.title) @if frame.title != site { " · " (site) } }
        meta name="description" content=(about);
        meta property="og:title" content=(frame.title);
        meta property="og:description" content=(about);
        meta property="og:type" content="website";
        meta property="og:site_name" content=(site);
        meta property="og:locale" content=(words.language);
        @if let Some(own) = frame.own {
            @if view.addresses.is_absolute() {
                // Where the address names no language it is that of readers of any: to name another there would be taken for a mistake.
                @let here = view.reader.chosen().map_or_else(|| own.to_owned(), |chosen| in_language(own, chosen));
                meta property="og:url" content=(here);
                link rel="canonical" href=(here);
                // Others must be named in full as well.
                @for other in Words::all() {
                    link rel="alternate" hreflang=(other.language) href=(in_language(own, other.language));
                }
                link rel="alternate" hreflang="x-default" href=(own);
            }
        }
        link rel="search" type="application/opensearchdescription+xml" title=(site) href=(addresses.page("opensearch.xml"));
        (looks(&addresses.file("")))
        script type="module" src=(addresses.file(&format!("web/{}", web::PAGE_SCRIPT))) {}
        @if let Some(head) = &frame.head { (head) }
    };
    let body = html! {
        a.skip href="#content" { (words.say("skip")) }
        header.site { div.wide {
            a.brand href=(addresses.page("")) { (logo()) "Plenary" }
            (menu(view, frame.place))
            (search_box(view, frame.searched))
        } }
        main.wide #content { (past(view, frame.own)) (body) }
        footer.site { div.wide {
            nav aria-label=(words.say("site")) {
                a href=(addresses.page("ontology")) { (words.say("ontology")) }
                a href=(addresses.page("catalog")) { (words.say("catalogue")) }
                a href=(addresses.page("query")) { (words.say("query-page")) }
                a href=(addresses.file("graphql/schema")) { "GraphQL" }
                a href=(addresses.file("sparql")) { "SPARQL" }
            }
            @if let Some(own) = frame.own {
                nav.languages aria-label=(words.say("languages")) { (languages(words.language, own)) }
            }
        } }
    };
    document(words, &head, &body)
}

/// Says of which commit the data of a page are, if they are not those of now, and where it is as of now.
fn past(view: View<'_>, own: Option<&str>) -> Markup {
    let Some(t) = view.past else { return html! {} };
    let (words, root) = (view.reader.words(), view.addresses.file(""));
    let rest = own.and_then(|own| own.strip_prefix(root.as_str())).unwrap_or_default();
    let now = match root.strip_suffix(&format!("at/{t}/")) {
        Some(whole) => format!("{whole}{rest}"),
        None => format!("{root}../../{rest}"),
    };
    let now = view.reader.chosen().map_or_else(|| now.clone(), |chosen| in_language(&now, chosen));
    html! {
        p.past role="note" {
            (words.tell("past", [("t", t.to_string())])) " " a href=(now) { (words.say("past-now")) }
        }
    }
}

/// A page that needs no data, for when there are none or no time to read them: a title, what it means, and the way to the first page.
/// `root` is the way to the root of the server.
pub fn notice(words: &Words, root: &str, title: &str, body: &Markup) -> String {
    let home = format!("{root}?lang={}", words.language);
    let head = html! {
        title { (title) " · Plenary" }
        (looks(root))
    };
    let body = html! {
        header.site { div.wide { a.brand href=(home) { (logo()) "Plenary" } } }
        main.wide #content {
            h1 { (title) }
            (body)
            p { a href=(home) { (words.say("home")) } }
        }
    };
    document(words, &head, &body)
}

/// A document in a language.
fn document(words: &Words, head: &Markup, body: &Markup) -> String {
    let document = html! {
        (DOCTYPE)
        html lang=(words.language) dir=[is_right_to_left(words.language).then_some("rtl")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                (head)
            }
            body { (body) }
        }
    };
    document.into_string()
}

/// The picture and the styles of every page, from the root of the server.
fn looks(root: &str) -> Markup {
    html! {
        link rel="icon" type="image/svg+xml" href={ (root) (ICON) };
        link rel="stylesheet" href={ (root) "page.css" };
        link rel="stylesheet" href={ (root) "web/" (web::PAGE_STYLE) };
    }
}

fn menu(view: View<'_>, place: Option<&str>) -> Markup {
    let words = view.reader.words();
    let titles = Titles::new(view.data, view.ontology, view.reader);
    html! {
        nav.menu aria-label=(words.say("menu")) {
            @for item in view.menu {
                a href=(view.addresses.page(&item.path)) aria-current=[(place == Some(item.path.as_str())).then_some("page")] {
                    @match item.name {
                        MenuName::Say(name) => (words.say(name)),
                        MenuName::Class(class) => (text(&titles.class_label(view.ontology.class(class)))),
                    }
                }
            }
        }
    }
}

fn search_box(view: View<'_>, searched: Option<&str>) -> Markup {
    let words = view.reader.words();
    html! {
        form.search role="search" action=(view.addresses.file("search")) {
            (chosen_language(view.reader))
            input type="search" name="q" value=[searched] aria-label=(words.say("search")) placeholder=(words.say("search-hint"))
                autocomplete="off" enterkeyhint="search" data-island="search";
            button type="submit" { (words.say("search")) }
        }
    }
}

/// The field by which a form hands on the language that the reader chose by link.
pub(crate) fn chosen_language(reader: &Reader) -> Markup {
    html! { @if let Some(language) = reader.chosen() { input type="hidden" name="lang" value=(language); } }
}

/// What the site is called: the dataset's title, or the program's name.
fn site_name(view: View<'_>) -> String {
    let titles = view.data.dataset().map(|dataset| texts(&view.data.triples, dataset, dct::TITLE)).unwrap_or_default();
    view.reader.pick(&titles).map_or_else(|| "Plenary".to_owned(), |title| title.value.clone())
}

/// What a page is about, for who finds it in a list: its own words, or its title and what it is a part of.
fn description(view: View<'_>, frame: &Frame<'_>) -> String {
    match frame.description {
        Some(description) => description.to_owned(),
        None => {
            let site = site_name(view);
            if site == frame.title { site } else { format!("{} · {site}", frame.title) }
        }
    }
}

/// Links to the page at an address in all languages.
pub(crate) fn languages(current: &str, own: &str) -> Markup {
    html! {
        @for other in Words::all() {
            a lang=(other.language) hreflang=(other.language)
                aria-current=[(other.language == current).then_some("true")]
                href=(in_language(own, other.language)) { (other.say("language-name")) }
        }
    }
}

fn in_language(address: &str, language: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}lang={language}")
}

/// The picture of the program: the half-circle of a plenary hall.
fn logo() -> Markup {
    PreEscaped(PICTURE.to_owned())
}
