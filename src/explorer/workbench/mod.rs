//! The query page and the builder: where readers ask what no page asks. Without script they are a form with its answer as a table, and a
//! list of questions to begin with; where scripts run, an editor with the schema beside it takes their place (`web/src/query`,
//! `web/src/builder`). `queries` are what can be asked, with examples; `answers` what comes of it.

mod answers;
mod queries;

use self::queries::{Kind, Query, address, all_of, parameters, roots};
use super::parameters::{self as address_parameters, Table, Takes};
use super::visit::{Answer, Error, Visit};
use crate::linked::{Frame, chosen_language, html, layout};
use crate::web;
use maud::{Markup, html as markup};

/// Where the query page is, from the server's root.
pub(super) const PATH: &str = "query";
/// Where the builder is.
pub(super) const BUILD: &str = "build";
/// Six copies of a longer query, one for each language, would be most of the page.
const LONGEST_LINKED: usize = 2000;

/// What the address of the query page may say.
pub(super) fn table() -> Table {
    let kinds = address_parameters::once("kind", Takes::one_of(Kind::ALL.map(Kind::id)));
    let texts = ["query", "variables", "view"].map(|name| address_parameters::once(name, Takes::Text));
    Table::of([kinds, address_parameters::files(["csv"])].into_iter().chain(texts))
}

/// What the address of the builder may say, which its script reads.
pub(super) fn builder_table() -> Table {
    Table::of(["type", "where", "columns"].map(|name| address_parameters::once(name, Takes::Text)))
}

/// The query page. `kind` is the language of the address that it stands at, if that has one.
///
/// # Errors
/// If the time is over.
pub(super) fn page(visit: &Visit<'_>, kind: Option<&str>) -> Result<Answer, Error> {
    let kind = visit.parameter("kind").or(kind).and_then(Kind::of).unwrap_or(Kind::GraphQl);
    let examples = queries::examples(visit);
    let asked = visit.parameter("query").filter(|text| !text.trim().is_empty()).map(|text| Query {
        text: text.to_owned(),
        variables: visit.parameter("variables").unwrap_or_default().to_owned(),
    });
    if let Some(query) = asked.as_ref().filter(|_| visit.parameter("as") == Some("csv")) {
        let bytes = answers::file(visit, kind, query);
        visit.view.clock.check()?;
        let bytes = bytes.map_err(Error::Refused)?;
        return Ok(Answer::File { media_type: "text/csv; charset=utf-8", name: "answer.csv".to_owned(), bytes });
    }
    let answer = asked.as_ref().map(|query| answers::shown(visit, kind, query));
    visit.view.clock.check()?;
    let first = examples.iter().find(|(_, known, _)| *known == kind).map(|(_, _, query)| query.clone());
    let query = asked.clone().or(first).unwrap_or_default();
    let title = visit.words().say("query-page");
    let body = markup! {
        h1 { (title) }
        p.lead { (visit.words().say("query-lead")) }
        div.workbench data-island="query" data-kind=(kind.id()) {
            div.ask {
                (form(visit, kind, &query))
                section.answer aria-labelledby="answer" {
                    h2 #answer { (visit.words().say("answer")) }
                    @match &answer {
                        Some(answer) => (answers::html(visit, kind, &query, answer)),
                        None => p.quiet { (visit.words().say("run-to-see")) },
                    }
                }
            }
            div.help { (queries::examples_html(visit, &examples)) }
        }
    };
    let linked = asked.as_ref().filter(|query| query.text.len() + query.variables.len() <= LONGEST_LINKED);
    let own = linked.map_or_else(|| kind.parameter().into_iter().collect(), |query| parameters(kind, query));
    Ok(Answer::Page(whole(visit, title, &visit.view.addresses.page_of_no_language(PATH, &own), &body)))
}

/// The page on which a question is built by choosing.
pub(super) fn build(visit: &Visit<'_>) -> Answer {
    let title = visit.words().say("build-page");
    let body = markup! {
        h1 { (title) }
        p.lead { (visit.words().say("build-lead")) }
        div.workbench.build data-island="builder" {
            ul.examples {
                @for class in roots(visit.view.ontology) {
                    li { a href=(address(visit, Kind::GraphQl, &all_of(class))) { (html::text(&visit.titles().class_label(class))) } }
                }
            }
        }
    };
    Answer::Page(whole(visit, title, &visit.view.addresses.page_of_no_language(BUILD, &[]), &body))
}

fn whole(visit: &Visit<'_>, title: &str, own: &str, body: &Markup) -> String {
    let style = format!("web/{}", web::QUERY_STYLE);
    let head = markup! { link rel="stylesheet" href=(visit.view.addresses.file(&style)); };
    layout(visit.view, &Frame { title, own: Some(own), head: Some(head), ..Frame::default() }, body)
}

fn form(visit: &Visit<'_>, kind: Kind, query: &Query) -> Markup {
    let words = visit.words();
    markup! {
        nav.kinds aria-label=(words.say("query-kind")) {
            @for other in Kind::ALL {
                a href=(visit.page(PATH, &[("kind", other.id())])) aria-current=[(other == kind).then_some("page")] { (other.name()) }
            }
        }
        form action=(visit.view.addresses.file(PATH)) {
            input type="hidden" name="kind" value=(kind.id());
            (chosen_language(visit.view.reader))
            label for="query-text" { (kind.name()) }
            textarea #query-text name="query" rows="14" dir="ltr" spellcheck="false" autocapitalize="off" { "\n" (query.text) }
            @if kind == Kind::GraphQl {
                label for="query-variables" { (words.say("variables")) }
                textarea.variables #query-variables name="variables" rows="3" dir="ltr" spellcheck="false" autocapitalize="off" { "\n" (query.variables) }
            }
            div.actions { button.run type="submit" { (words.say("run")) } }
        }
    }
}
