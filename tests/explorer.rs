//! The explorer: its pages in all languages, for any ontology, and that every number is the length of the list behind it.

mod meetings;
mod outcome;

use crate::http::{APP, empty, publish};
use crate::linked::{fetch, get, text};
use crate::support::{RECORD, World, request};
use axum::http::{Method, StatusCode};
use plenary::graphql::{Engine, Guards};
use plenary::http::{App, Limits, PersistedQueries};
use plenary::linked::Site;
use plenary::server::{self, SparqlConfig};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn fault_33_the_first_page_speaks_the_language_of_its_reader() {
    for (language, html, title) in [
        ("en", "<html lang=\"en\">", "What stands out"),
        ("zh-Hans", "<html lang=\"zh\">", "要点"),
        ("fr-CH, en;q=0.5", "<html lang=\"fr\">", "Ce qui ressort"),
        ("es", "<html lang=\"es\">", "Lo que destaca"),
        ("ru", "<html lang=\"ru\">", "Что обращает на себя внимание"),
        ("ar", "<html lang=\"ar\" dir=\"rtl\">", "أبرز ما ورد"),
    ] {
        let answer = get("/", &[("accept-language", language)]).await;
        let page = text(&answer);
        assert_eq!(answer.status, StatusCode::OK);
        assert!(page.contains(html) && page.contains(&format!(">{title}</h2>")), "{language}: {page}");
        assert!(answer.list("vary").contains(&"accept-language".to_owned()));
    }
    let chosen = get("/?lang=ar", &[("accept-language", "en")]).await;
    assert!(text(&chosen).contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(text(&chosen).contains("href=\"./catalog?lang=ar\""), "the choice is handed on");
}

#[tokio::test]
async fn fault_33_numbers_stand_before_their_units_in_every_language() {
    let page = get("/catalog", &[("accept", "text/html"), ("accept-language", "ar")]).await;
    assert!(text(&page).contains(" KiB</span>"));
    for cell in text(&page).split("<td class=\"number\">").skip(1).filter(|cell| cell.contains("KiB")) {
        assert!(cell.starts_with("<span dir=\"ltr\">"), "{cell}");
    }
}

/// A policy without `'unsafe-inline'` must leave every page as it is.
#[tokio::test]
async fn hostile_d4_no_page_has_a_style_or_a_script_of_its_own() {
    let mut loaded = std::collections::BTreeSet::new();
    for uri in [
        "/",
        "/query",
        "/query?query=%7Bstates%7BtotalCount%7D%7D",
        "/build",
        "/id/theme/igf-future",
        "/network",
        "/map",
        "/id/actor/chn?field=positions",
        "/id/actor/nobody",
        "/nothing-here",
        "/ontology",
        "/catalog",
        "/reconcile/preview?id=actor:chn",
    ] {
        let answer = get(uri, &[("accept", "text/html")]).await;
        let page = text(&answer);
        assert!(page.to_lowercase().starts_with("<!doctype html>"), "{uri}: {page}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{uri}: {policy}");
        assert!(policy.contains("style-src 'self'"), "{uri}: {policy}");
        assert!(!page.contains("<style") && !page.contains(" style=\"") && !page.contains(" style='"), "{uri}");
        assert!(!page.contains("javascript:") && !page.contains("data:"), "{uri}");
        for handler in [" onclick=", " onload=", " onerror=", " onchange="] {
            assert!(!page.contains(handler), "{handler} at {uri}");
        }
        for script in page.split("<script").skip(1) {
            let (attributes, content) = script.split_once('>').unwrap();
            let is_data = ["application/ld+json", "application/json"].iter().any(|kind| attributes.contains(kind));
            assert!(is_data || content.starts_with("</script>"), "{uri}: {script:.200}");
        }
        // What it loads is here, under the same root.
        for part in page.split("<link ").chain(page.split("<script ")).skip(1) {
            let tag = part.split('>').next().unwrap();
            if tag.contains("rel=\"stylesheet\"") || tag.contains("rel=\"icon\"") || tag.contains("src=\"") {
                let href = tag.split("href=\"").nth(1).or_else(|| tag.split("src=\"").nth(1)).unwrap();
                loaded.insert(href.split('"').next().unwrap().trim_start_matches(['.', '/']).to_owned());
            }
        }
    }
    let made = |name: &str| format!("web/{name}");
    let web = [plenary::web::PAGE_STYLE, plenary::web::PAGE_SCRIPT, plenary::web::QUERY_STYLE].map(made);
    let known = ["icon.svg".to_owned(), "page.css".to_owned()].into_iter().chain(web);
    assert_eq!(loaded, known.collect());
    for file in loaded {
        let answer = get(&format!("/{file}"), &[]).await;
        assert_eq!((answer.status, answer.body.is_empty()), (StatusCode::OK, false), "{file}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(!answer.header("etag").is_empty());
        let again = get(&format!("/{file}"), &[("if-none-match", answer.header("etag"))]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn hostile_d5_every_page_has_names_for_its_parts() {
    for uri in ["/", "/id/theme/igf-future", "/id/actor/nobody", "/ontology", "/catalog", "/query", "/build"] {
        for language in ["en", "zh", "fr", "es", "ru", "ar"] {
            let answer = get(uri, &[("accept", "text/html"), ("accept-language", language)]).await;
            let page = text(&answer);
            assert_eq!(page.matches("<main").count(), 1, "{uri}");
            assert!(page.contains("<meta name=\"description\" content=\""), "{uri}");
            for tag in page.split("<nav").skip(1) {
                assert!(tag.split('>').next().unwrap().contains("aria-label="), "a nav without a name at {uri}");
            }
            for tag in page.split("<button").skip(1) {
                assert!(tag.split('>').next().unwrap().contains("type=\""), "a button without type at {uri}");
            }
        }
    }
}

/// Data of an ontology of its own have the generic pages, and none of the record's.
#[tokio::test]
async fn an_ontology_of_its_own_has_lists_and_resource_pages() {
    let other = crate::http::app_of(&World::of(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:datatype xsd:string ; sh:maxCount 1 ] , [ sh:path ex:near ; sh:class ex:City ; sh:maxCount 1 ] .",
        "ex:a a ex:City ; ex:name \"A<b>\" ; ex:near ex:b . ex:b a ex:City ; ex:name \"B\" .",
    ));
    let page = fetch(&other, Method::GET, "/", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(text(&page).contains("href=\"./cities\"") && !text(&page).contains("compare"), "{}", text(&page));
    let list = fetch(&other, Method::GET, "/cities", &[]).await;
    assert_eq!(list.status, StatusCode::OK, "{}", text(&list));
    assert!(text(&list).contains("data-count=\"2\""), "{}", text(&list));
    let narrowed = fetch(&other, Method::GET, "/cities?name=B", &[]).await;
    assert!(text(&narrowed).contains("data-count=\"1\""), "{}", text(&narrowed));
    let near = fetch(&other, Method::GET, "/cities?near.name=B", &[]).await;
    assert!(text(&near).contains("data-count=\"1\""), "{}", text(&near));
}

/// Shapes that others have published often allow a name several times in a language.
#[tokio::test]
async fn what_has_several_names_has_a_list() {
    let other = crate::http::app_of(&World::of(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:datatype rdf:langString ] , [ sh:path ex:near ; sh:class ex:City ] .",
        "ex:a a ex:City ; ex:name \"A<b>\"@en , \"A\"@fr , \"AA\"@en ; ex:near ex:b . ex:b a ex:City ; ex:name \"B\"@en .",
    ));
    for address in ["/", "/cities", "/cities?near=*", "/query", "/build", "/search?q=A"] {
        let page = fetch(&other, Method::GET, address, &[("accept", "text/html")]).await;
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", text(&page));
        assert!(!text(&page).contains("A<b>"), "{address}: {}", text(&page));
    }
    let list = fetch(&other, Method::GET, "/cities", &[]).await;
    assert!(text(&list).contains("data-count=\"2\""), "{}", text(&list));
    let csv = fetch(&other, Method::GET, "/cities?as=csv", &[]).await;
    assert!(text(&csv).contains("A<b>") && text(&csv).contains(" | "), "{}", text(&csv));
}

/// Data that tell of datasets are none of them, and are not called by the name of one.
#[tokio::test]
async fn a_catalogue_of_datasets_is_none_of_them() {
    let other = crate::http::app_of(&World::of(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass <http://www.w3.org/ns/dcat#Dataset> ; sh:property [ sh:path <http://purl.org/dc/terms/title> ; sh:datatype rdf:langString ] .",
        "ex:a a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> \"</title><script>\"@en . ex:b a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> \"Bees\"@en .",
    ));
    let page = fetch(&other, Method::GET, "/", &[("accept", "text/html")]).await;
    assert!(text(&page).contains("<title>Plenary</title>") && !text(&page).contains("Bees"), "{}", text(&page));
    let query = "/query?kind=sparql&query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D";
    let answer = fetch(&other, Method::GET, query, &[("accept", "text/html")]).await;
    // What nothing is known of has no page to lead to.
    assert!(text(&answer).contains("<bdi>http://www.w3.org/ns/shacl#path</bdi>"), "{}", text(&answer));
}

/// A name has a digest of its content in it, so that browsers need not ask again.
#[tokio::test]
async fn what_web_has_made_is_kept_for_ever() {
    for (name, content_type) in [
        (plenary::web::PAGE_SCRIPT, "text/javascript; charset=utf-8"),
        (plenary::web::QUERY_STYLE, "text/css; charset=utf-8"),
    ] {
        let answer = get(&format!("/web/{name}"), &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, content_type));
        assert_eq!(answer.list("cache-control"), ["public", "max-age=31536000", "immutable"]);
        assert_eq!(plenary::web::file(name).map(|(_, bytes)| bytes), Some(&answer.body[..]));
    }
    assert_eq!(get("/web/files.rs", &[]).await.status, StatusCode::NOT_FOUND);
}

/// Where a link of a page leads: all go up to the server's root first.
fn resolved(href: &str) -> String {
    let rest = href.trim_start_matches("../").trim_start_matches("./");
    format!("/{}", rest.replace("&amp;", "&"))
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

/// The numbers of a page that are links, with where they lead: in text, and in the parts of bars.
fn numbers(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for link in page.split("<a class=\"n\" href=\"").skip(1) {
        let (href, rest) = link.split_once("\">").unwrap();
        found.push((digits(rest.split('<').next().unwrap()), resolved(href)));
    }
    // Those within a phrase: "agree on 2".
    for link in page.split("<a class=\"n ink-").skip(1) {
        let (href, rest) = link.split_once("href=\"").unwrap().1.split_once("\">").unwrap();
        found.push((digits(rest.split('<').next().unwrap()), resolved(href)));
    }
    for link in page.split("<a href=\"").skip(1) {
        let (href, rest) = link.split_once('"').unwrap();
        if let Some(label) = rest.strip_prefix(" aria-label=\"")
            && rest.split_once("\">").is_some_and(|(_, inner)| inner.starts_with("<rect"))
        {
            let label = label.split('"').next().unwrap();
            found.push((label.rsplit(": ").next().unwrap().parse().unwrap(), resolved(href)));
        }
    }
    found
}

fn count(page: &str) -> Option<usize> {
    page.split_once("data-count=\"")?.1.split('"').next()?.parse().ok()
}

/// Walks some pages and says how many of their numbers are the lengths of the lists behind them.
async fn walk(app: &Arc<App>, pages: &[String]) -> usize {
    let mut checked = 0;
    for page in pages {
        let answer = fetch(app, Method::GET, page, &[("accept", "text/html")]).await;
        assert!(answer.status == StatusCode::OK, "{page}: {}", text(&answer));
        assert!(!text(&answer).contains("class=\"problem\""), "{page}: {}", text(&answer));
        for (number, href) in numbers(text(&answer)) {
            let list = fetch(app, Method::GET, &href, &[("accept", "text/html")]).await;
            assert_eq!(list.status, StatusCode::OK, "{href} on {page}");
            assert_eq!(count(text(&list)), Some(number), "{href} on {page}");
            checked += 1;
        }
    }
    checked
}

/// Principle 1 of the explorer.
#[tokio::test]
async fn every_number_is_the_length_of_the_list_behind_it() {
    let pages = [
        "/",
        "/themes",
        "/positions",
        "/positions?stance.polarity=NEGATIVE&actor=actor:rus",
        "/positions?actor.asState.regionalGroup,onBehalfOf.asState.regionalGroup=EASTERN_EUROPEAN",
        "/actors?label=",
        "/actors",
        "/actors?lang=ru",
        "/actors?asState=*",
        "/actors?asState.regionalGroup=EASTERN_EUROPEAN&asState.landlockedDeveloping=true",
        "/actors?asOrganization.kind=CIVIL_SOCIETY",
        "/positions?actor.asOrganization.kind,onBehalfOf.asOrganization.kind=CIVIL_SOCIETY&stance.polarity=DEMAND",
        "/positions?actor.asState,onBehalfOf.asState=*",
        "/groups",
        "/compare?actor=actor:chn&actor=actor:rus&verdict=AGREE&apart=true",
        "/compare?actor=actor:rus&body=actor:g77-china&verdict=AGREE",
        "/network?theme=theme:governance",
        "/id/theme/governance",
        "/id/theme/governance?narrower=true",
        "/id/theme/governance?narrower=true&blocs=body",
        "/id/theme/governance?narrower=true&regionalGroup=EASTERN_EUROPEAN",
        "/id/theme/governance?narrower=true&body=actor:g77-china&side=CALLS_FOR",
        "/id/theme/governance?silent=meeting:wsis20-prep1",
        "/id/theme/multistakeholder-model",
        "/id/theme/multistakeholder-model?meeting=meeting:wsis20-prep1",
        "/id/theme/multistakeholder-model?lang=ar",
        "/id/actor/chn",
        "/id/actor/g77-china",
        "/id/actor/irq",
        "/id/meeting/wsis20-prep1",
        "/id/statement/wsis20-prep1-s064",
        "/compare?actor=actor:rus&actor=actor:chn&actor=actor:lva",
        "/compare?regionalGroup=EASTERN_EUROPEAN&body=actor:g77-china&actor=actor:rus&regionalGroup=ASIA_PACIFIC",
        "/compare?body=actor:eu&body=actor:g77-china&lang=zh",
        "/map?theme=theme:digital-divide",
        "/map?theme=theme:governance&narrower=true",
        "/map",
        "/network",
        "/network?from=actor:chn&to=actor:rus",
        "/network?from=theme:governance&to=process:igf",
        "/time",
        "/time?themes.within=theme:governance",
        "/search?q=internet",
        "/search?q=internet&side=NEGATIVE",
        "/search?q=internet&type=Statement&actor=actor:chn&lang=ru",
        "/search?q=development&theme=theme:digital-divide&meeting=meeting:wsis20-prep1",
    ];
    let checked = walk(&APP, &pages.map(str::to_owned)).await;
    assert!(checked > 600, "{checked} numbers");
}

/// A theme is counted by itself unless the reader chooses otherwise: who criticises on a narrower theme is not for the broader one.
#[tokio::test]
async fn a_theme_is_counted_by_itself() {
    let page = get("/id/theme/governance", &[("accept", "text/html")]).await;
    let wide = get("/id/theme/governance?narrower=true", &[("accept", "text/html")]).await;
    let are_for = |page: &str| {
        page.split_once("<section aria-labelledby=\"for\">").unwrap().1.split_once("</section>").unwrap().0.to_owned()
    };
    let russia = "/id/actor/rus\"";
    assert!(!are_for(text(&page)).contains(russia) && are_for(text(&wide)).contains(russia));
    assert!(text(&page).contains("Only positions on this theme itself are counted."), "{}", text(&page));
    assert!(text(&wide).contains("Narrower themes are counted here as well."), "{}", text(&wide));
    assert!(text(&page).contains("narrower=true") && text(&page).contains("/positions?themes=http"), "{}", text(&page));
    // The language of a page is changed without losing what it shows.
    let side = get("/id/theme/governance?side=FOR&narrower=true", &[("accept", "text/html")]).await;
    assert!(text(&side).contains("governance?side=FOR&amp;narrower=true&amp;lang=fr\""), "{}", text(&side));
}

/// A page that names no language is the one for readers of any; to call another its own address would be taken for a mistake.
#[tokio::test]
async fn pages_say_which_address_is_theirs() {
    let world = &RECORD;
    let app = empty(world, PersistedQueries::default(), Site::new(Some("https://e.org/"), "").unwrap());
    publish(&app, world);
    let app = Arc::new(app);
    for (address, own) in [
        ("/", "https://e.org/"),
        ("/?lang=fr", "https://e.org/?lang=fr"),
        ("/themes", "https://e.org/themes"),
        ("/query", "https://e.org/query"),
        ("/query?kind=graphql", "https://e.org/query"),
        ("/query?kind=sparql", "https://e.org/query?kind=sparql"),
        ("/id/theme/governance?side=FOR&lang=zh", "https://e.org/id/theme/governance?side=FOR&amp;lang=zh"),
    ] {
        let page = fetch(&app, Method::GET, address, &[("accept", "text/html"), ("accept-language", "ru")]).await;
        assert!(
            text(&page).contains(&format!("<link rel=\"canonical\" href=\"{own}\">")),
            "{address}: {}",
            text(&page)
        );
    }
}

/// What people call the names of closed lists, those of analyses too, is there in six languages.
#[test]
fn names_of_analyses_are_there_in_six_languages() {
    let choices = RECORD.ontology.choices();
    let names: Vec<_> = choices.iter().map(|known| known.name.as_str()).collect();
    for name in ["Side", "Verdict", "ChangeKind", "Bloc", "SideOrder", "AgreementBy", "AgreementOrder", "DemandOrder"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    for known in choices {
        for value in &known.values {
            let named = known.names(value);
            for language in ["en", "zh", "fr", "es", "ru", "ar"] {
                let is_there = named.iter().any(|text| text.language.as_deref() == Some(language));
                assert!(is_there, "{}.{value} has no name in {language}", known.name);
            }
        }
    }
}

/// What an address says that a page does not take is refused in one way on all pages: the part of the address, what may stand there, and the
/// nearest of it as a link.
#[tokio::test]
async fn addresses_that_mean_nothing_are_refused() {
    // As deep a condition as an address is long would take all of a stack.
    let way = [["memberOf", "members"]; 400].concat().join(".");
    let (long, time) = (format!("/states?{way}=*"), format!("/time?actor.{way}=*"));
    let deep = "/positions?actor.memberOf.members.memberOf.members.memberOf.members.memberOf.members.memberOf.members.memberOf.members.label=x";
    for (address, problem, hint) in [
        ("/?x=1", "This page has no such parameter: <code>x</code>", "<code>lang</code>"),
        ("/?lang=xx", "This value is not possible here: <code>lang=xx</code>", "<code>zh</code>"),
        ("/query?kind=sparq", "<code>kind=sparq</code>", "<a href=\"?kind=sparql\"><code>sparql</code></a>"),
        ("/query?qery=x", "<code>qery</code>", "<a href=\"?query=x\"><code>query</code></a>"),
        ("/build?tpe=Actor", "<code>tpe</code>", "<a href=\"?type=Actor\">"),
        ("/ontology?x=1", "<code>x</code>", ""),
        ("/catalog?x=1", "<code>x</code>", ""),
        (deep, "A condition goes over too many names:", "<code>1 – 12</code>"),
        (&long, "A condition goes over too many names:", ""),
        (&time, "A condition goes over too many names:", ""),
        (
            "/themes?labl=x",
            "There is no such field: <code>Theme.labl</code>",
            "<a href=\"?label=x\"><code>label</code></a>",
        ),
        ("/themes?order=label", "There is no such field: <code>Theme.order</code>", "<code>broader</code>"),
        ("/themes?q=x", "<code>Theme.q</code>", ""),
        ("/themes?as=pdf", "<code>as=pdf</code>", "<code>csv</code>"),
        ("/positions?page=1&page=2", "stands twice, and only once is meant: <code>page</code>", ""),
        ("/positions?stance.polarity=UP", "<code>stance.polarity=UP</code>", "<code>NEGATIVE</code>"),
        ("/positions?stance.polarity=negative", "", "<a href=\"?stance.polarity=NEGATIVE\"><code>NEGATIVE</code></a>"),
        ("/positions?explicit=maybe", "<code>explicit=maybe</code>", "<code>true</code> · <code>false</code>"),
        ("/positions?stance.contains=x", "no such operator: <code>stance.contains</code>", "<code>within</code>"),
        ("/positions?date.within=2025-05-30", "no such operator: <code>date.within</code>", "<code>gte</code>"),
        ("/positions?stance.polarity.eq.eq=NEUTRAL", "Nothing can follow an operator:", ""),
        ("/positions?date.gte=May", "<code>date.gte=May</code>", "ISO 8601"),
        ("/positions?page=0", "<code>page=0</code>", "a number from 1"),
        ("/positions?page=999", "The list has no such part: <code>page=999</code>", "<code>1 – "),
        ("/positions?actor=nobody%20here", "This is no identifier: <code>actor=nobody here</code>", "an IRI"),
        (
            "/positions?actor=actor:chm",
            "Nothing of this name is known here: <code>actor=actor:chm</code>",
            "<code>actor:ch",
        ),
        ("/positions?actor=theme:governance", "another type than is meant here:", "<code>Actor</code>"),
        (
            "/positions?actor.asState=x",
            "A field has to follow the type:",
            "<a href=\"?actor.asState=*\"><code>*</code></a>",
        ),
        (
            "/compare?actor=actor:chn&verdict=AGREE",
            "Another parameter has to stand beside this one:",
            "<code>actor</code>",
        ),
        ("/compare?actor=actor:chn&actor=actor:rus&apart=true", "<code>apart</code>", "<code>verdict</code>"),
        ("/positions?actor.asPlanet.regionalGroup=x", "<code>Actor.asPlanet</code>", ""),
        ("/states?themes.within=x&regionalGroup=WEOG", "There is no such field:", ""),
        ("/id/theme/governance?x=1", "<code>x</code>", "<code>narrower</code>"),
        ("/id/theme/governance?side=UP", "<code>side=UP</code>", "<code>FOR</code>"),
        ("/id/theme/governance?side=FOR&side=AGAINST", "only once is meant: <code>side</code>", ""),
        ("/id/theme/governance?side=FOR&page=99", "<code>page=99</code>", ""),
        ("/id/theme/governance?narrower=perhaps", "<code>narrower=perhaps</code>", "<code>true</code>"),
        (
            "/id/theme/governance?blocs=planet",
            "<code>blocs=planet</code>",
            "<code>regionalGroup</code> · <code>body</code>",
        ),
        ("/id/theme/governance?regionalGroup=MARS", "<code>regionalGroup=MARS</code>", "<code>AFRICAN</code>"),
        (
            "/id/theme/governance?body=actor:nope",
            "Nothing of this name is known here: <code>body=actor:nope</code>",
            "",
        ),
        ("/id/theme/governance?body=actor:chn", "another type than is meant here: <code>body=actor:chn</code>", ""),
        ("/id/theme/governance?meeting=meeting:nope", "<code>meeting=meeting:nope</code>", "<code>Meeting</code>"),
        ("/id/theme/governance?silent=meeting:wsis20-prep1&page=99", "<code>page=99</code>", ""),
        ("/id/theme/governance?as=pdf", "<code>as=pdf</code>", "<code>svg</code>"),
        ("/id/theme/governance?field=nope", "<code>field=nope</code>", "<code>narrower</code>"),
        ("/id/theme/governance?field=positons", "", "<a href=\"?field=positions\"><code>positions</code></a>"),
        ("/id/theme/governance?field=positions&side=FOR", "<code>side</code>", ""),
        ("/id/actor/chn?field=positions&page=99", "The list has no such part:", ""),
        ("/id/actor/chn?page=99", "<code>page=99</code>", ""),
        ("/id/actor/chn?side=FOR", "<code>side</code>", ""),
        ("/id/statement/wsis20-prep1-s064?x=1", "<code>x</code>", ""),
        ("/id/meeting/wsis20-prep1?page=99", "<code>page=99</code>", ""),
        ("/id/meeting/wsis20-prep1?change=UP", "<code>change=UP</code>", "<code>CHANGED</code>"),
        (
            "/id/meeting/wsis20-prep1?change=NEW",
            "Another parameter has to stand beside this one:",
            "<code>since</code>",
        ),
        ("/id/meeting/wsis20-prep1?since=meeting:nope", "<code>since=meeting:nope</code>", ""),
        ("/describe?iri=sdg:9.c&x=1", "<code>x</code>", ""),
        ("/describe", "<code>/describe</code>", "<code>iri</code>"),
        ("/describe?iri=nothing", "This is no identifier: <code>iri=nothing</code>", ""),
        ("/search?mode=NOPE", "This page has no such parameter: <code>mode</code>", "<code>meeting</code>"),
        ("/search?q=x&type=Nothing", "<code>type=Nothing</code>", "<code>Position</code>"),
        ("/search?q=x&side=UP", "<code>side=UP</code>", "<code>NEGATIVE</code>"),
        ("/search?q=x&theme=theme:governence", "", "<code>theme:governance</code>"),
        ("/search?q=x&type=ActionLine&side=NEGATIVE", "No resource of this type", ""),
        ("/compare?regionalGroup=MARS", "<code>regionalGroup=MARS</code>", "<code>AFRICAN</code>"),
        ("/compare?actor=%3Cscript%3E", "&lt;script&gt;", ""),
        ("/compare?actor=actor:nobody&actor=actor:chn", "<code>actor=actor:nobody</code>", ""),
        ("/compare?body=actor:chn&body=actor:eu", "another type than is meant here:", ""),
        ("/map?as=pdf", "<code>as=pdf</code>", "<code>svg</code>"),
        ("/map?theme=theme:nope", "<code>theme=theme:nope</code>", ""),
        ("/network?x=1", "This page has no such parameter: <code>x</code>", "<code>theme</code>"),
        ("/network?from=actor:nope&to=actor:chn", "<code>from=actor:nope</code>", ""),
        (
            "/time?themes=theme:nope",
            "Nothing of this name is known here: <code>themes=theme:nope</code>",
            "<code>Theme</code>",
        ),
        ("/time?date.gte=abc", "<code>date.gte=abc</code>", "ISO 8601"),
    ] {
        let answer = get(address, &[("accept", "text/html")]).await;
        let page = text(&answer);
        assert!(page.contains(problem) && page.contains(hint), "{address}: {page}");
        assert!(!page.contains("<script>"), "{address}");
        assert_eq!((answer.status, answer.header("content-language")), (StatusCode::BAD_REQUEST, "en"), "{address}");
    }
}

/// What is wrong with an address is said in the language of its reader, and what may stand there is the same in all.
#[tokio::test]
async fn refusals_speak_the_language_of_their_reader() {
    for (language, title, problem) in [
        ("zh", "该地址无法识别", "此处不能使用该值："),
        ("fr", "Cette adresse n’a pas de sens", "Cette valeur n’est pas possible ici :"),
        ("es", "Esta dirección no tiene sentido", "Este valor no es posible aquí:"),
        ("ru", "Этот адрес не имеет смысла", "Такое значение здесь невозможно:"),
        ("ar", "هذا العنوان لا معنى له", "لا يمكن استعمال هذه القيمة هنا:"),
    ] {
        for by_link in [false, true] {
            let address = if by_link { format!("/themes?page=x&lang={language}") } else { "/themes?page=x".to_owned() };
            let header = if by_link { "en" } else { language };
            let answer = get(&address, &[("accept", "text/html"), ("accept-language", header)]).await;
            let page = text(&answer);
            assert!(page.contains(problem) && page.contains("<code>page=x</code>"), "{language}: {page}");
            assert!(page.contains(title), "{language}: {page}");
            assert_eq!(answer.header("content-language"), language);
        }
    }
    for (address, status) in [
        ("/query?query=%7B&as=csv", StatusCode::UNPROCESSABLE_ENTITY),
        ("/search?q=*", StatusCode::BAD_REQUEST),
        ("/nothing", StatusCode::NOT_FOUND),
        ("/id/theme/nothing", StatusCode::NOT_FOUND),
        ("/themes", StatusCode::OK),
        ("/id/theme/governance", StatusCode::OK),
        ("/ontology", StatusCode::OK),
        ("/catalog", StatusCode::OK),
        ("/map?as=svg", StatusCode::OK),
    ] {
        let answer = get(address, &[("accept", "text/html"), ("accept-language", "ru, en;q=0.5")]).await;
        assert_eq!((answer.status, answer.header("content-language")), (status, "ru"), "{address}");
    }
}

/// Who searches for a sign, or for a whole paragraph, reads what can be searched for.
#[tokio::test]
async fn what_cannot_be_searched_for_is_told_in_the_language_of_its_reader() {
    let paragraph = vec!["mot"; 40].join("+");
    for (address, problem) in [
        ("/search?q=%3F".to_owned(), "Il n’y a pas de mot à chercher :"),
        ("/search?q=%F0%9F%99%82".to_owned(), "Il n’y a pas de mot à chercher :"),
        ("/themes?label.search=*".to_owned(), "Il n’y a pas de mot à chercher :"),
        (format!("/search?q={paragraph}"), "Trop de mots à chercher à la fois :"),
        (format!("/statements?text.search={paragraph}"), "Trop de mots à chercher à la fois :"),
        (format!("/search?q={}", "x".repeat(2_000)), "Trop de caractères à chercher :"),
    ] {
        let answer = get(&address, &[("accept", "text/html"), ("accept-language", "fr")]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(text(&answer).contains(problem), "{address}: {}", text(&answer));
    }
    for address in ["/search?q=", "/search?q=+", "/search?q=a", "/search?q=%22internet"] {
        assert_eq!(get(address, &[("accept", "text/html")]).await.status, StatusCode::OK, "{address}");
    }
}

/// Who types an address from memory gets what is near it.
#[tokio::test]
async fn where_there_is_nothing_pages_that_are_near_are_named() {
    for (address, href) in [
        ("/Themes", "./themes"),
        ("/theme", "./themes"),
        ("/themes.csv", "./themes"),
        ("/actor/chn", "../actors"),
        ("/quary?lang=ru", "./query?lang=ru"),
        ("/meating", "./meetings"),
    ] {
        let answer = get(address, &[("accept", "text/html")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(
            text(&answer).contains(&format!("<li><a href=\"{href}\" dir=\"ltr\">/")),
            "{address}: {}",
            text(&answer)
        );
    }
    let far = get("/wp-login.php", &[("accept", "text/html")]).await;
    assert!(!text(&far).contains("\" dir=\"ltr\">/"), "{}", text(&far));
}

/// What a page cannot be made for is told as a page as well, in the language of its reader: data that are not there yet, too many readers, and
/// too little time. Programs get a line.
#[tokio::test]
async fn pages_that_are_not_there_say_so_in_the_language_of_their_reader() {
    let site = || Site::new(None, "127.0.0.1:7878").unwrap();
    let loading = Arc::new(empty(&RECORD, PersistedQueries::default(), site()));
    let none = Limits { light: 0, heavy: 0, ..Limits::default() };
    let busy = empty(&RECORD, PersistedQueries::default(), site()).with_limits(none, Vec::new());
    let no_time = plenary::query::Limits { time: Duration::ZERO, ..plenary::query::Limits::default() };
    let engine = Engine::new(Arc::clone(&RECORD.ontology), server::ANALYSES, Guards::default(), no_time).unwrap();
    let sparql = server::sparql(&RECORD.ontology, SparqlConfig::default());
    let late = App::new(engine, PersistedQueries::default(), site(), sparql);
    for app in [&busy, &late] {
        publish(app, &RECORD);
    }
    for (app, status, titles) in [
        (
            loading,
            503,
            ["数据仍在加载", "Les données sont encore en cours de chargement", "ما زال تحميل البيانات جاريا"],
        ),
        (Arc::new(busy), 503, ["服务器正忙", "Le serveur est occupé", "الخادم مشغول"]),
        (
            Arc::new(late),
            504,
            [
                "生成此页所需时间过长",
                "Cette page est trop longue à établir",
                "يستغرق إعداد هذه الصفحة وقتا أطول من اللازم",
            ],
        ),
    ] {
        for (language, title) in ["zh", "fr", "ar"].into_iter().zip(titles) {
            for (address, header) in [
                ("/themes".to_owned(), language),
                (format!("/id/theme/governance?lang={language}"), "en"),
                (format!("/?lang={language}"), "ru"),
            ] {
                let asked = [("accept", "text/html,*/*;q=0.8"), ("accept-language", header)];
                let answer = fetch(&app, Method::GET, &address, &asked).await;
                assert_eq!(answer.status, status, "{address}: {}", text(&answer));
                assert!(text(&answer).contains(&format!("<h1>{title}</h1>")), "{address}: {}", text(&answer));
                assert_eq!(answer.header("content-language"), language, "{address}");
                assert_eq!(answer.header("retry-after").is_empty(), status == 504, "{address}");
                assert!(answer.header("content-security-policy").contains("style-src 'self'"), "{address}");
            }
        }
        let machine = fetch(&app, Method::GET, "/id/theme/governance", &[("accept", "text/turtle")]).await;
        assert_eq!((machine.status.as_u16(), machine.header("content-type")), (status, "text/plain; charset=utf-8"));
    }
}

/// Who follows a link out of a letter or a social network brings parameters that say nothing about the page.
#[tokio::test]
async fn parameters_that_follow_readers_are_passed_over() {
    for address in
        ["/?utm_source=x", "/themes?utm_campaign=a&fbclid=b&gclid=c", "/id/theme/governance?fbclid=x&side=FOR"]
    {
        let answer = get(address, &[("accept", "text/html")]).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(!text(&answer).contains("utm_") && !text(&answer).contains("fbclid"), "{address}: {}", text(&answer));
    }
}

/// A slash at the end leads to the page without it; where there is nothing, browsers get a page that says so.
#[tokio::test]
async fn slashes_at_the_end_lead_to_the_page() {
    for (address, location) in [
        ("/positions/", "../positions"),
        ("/positions/?stance.polarity=NEGATIVE&lang=fr", "../positions?stance.polarity=NEGATIVE&lang=fr"),
        ("/search//", "../../search"),
        ("/ontology/", "../ontology"),
    ] {
        let answer = get(address, &[("accept", "text/html")]).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::PERMANENT_REDIRECT, location), "{address}");
    }
    for address in ["//x/", "//", "/nothing/", "/a/b/c", "/id/theme/governance/"] {
        let answer = get(address, &[("accept", "text/html"), ("accept-language", "fr")]).await;
        assert_eq!((answer.status, answer.header("content-language")), (StatusCode::NOT_FOUND, "fr"), "{address}");
        assert!(text(&answer).contains("Page d’accueil"), "{address}: {}", text(&answer));
        let machine = get(address, &[("accept", "application/json")]).await;
        assert_eq!(
            (machine.status, machine.header("content-type")),
            (StatusCode::NOT_FOUND, "text/plain; charset=utf-8")
        );
    }
}

/// What a question refuses is told on a page as well, not as a line of text.
#[tokio::test]
async fn what_is_refused_is_told_on_a_page() {
    let answer = get("/query?query=%7B&as=csv", &[("accept", "text/html")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&answer).starts_with("<!DOCTYPE html>"), "{}", text(&answer));
    assert!(text(&answer).contains("The question of this page is refused"), "{}", text(&answer));
}

/// What stands on a page can be had as a table and as a picture, and has a query that gives the same.
#[tokio::test]
async fn tables_and_pictures_can_be_kept() {
    let csv = get("/positions?stance.polarity=NEGATIVE&as=csv", &[]).await;
    assert_eq!(
        (csv.status, csv.header("content-disposition")),
        (StatusCode::OK, "attachment; filename=\"positions.csv\"")
    );
    assert!(text(&csv).matches("Russian Federation").count() >= 3, "{}", text(&csv));
    let all = get("/themes?as=csv", &[]).await;
    assert_eq!(text(&all).lines().count(), 105, "the head and 104 themes");
    let actors = get("/actors?as=csv", &[]).await;
    assert_eq!(text(&actors).lines().count(), 432, "several pages of the API");
    for (address, part) in [
        ("/id/theme/governance?as=svg", "<rect class=\"fill-for\""),
        ("/compare?actor=actor:rus&regionalGroup=EASTERN_EUROPEAN&as=svg", "<rect class=\"fill-against\""),
        ("/compare?actor=actor:rus&actor=actor:lva&as=svg&lang=ar", "rotate(45 "),
        ("/time?as=svg", "2025-05"),
        ("/map?as=svg", ">CHN<"),
        ("/map?theme=theme:multistakeholder-model&as=svg&lang=ar", "direction=\"rtl\""),
    ] {
        let svg = get(address, &[("accept", "text/html")]).await;
        assert!(
            svg.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("accept-language")),
            "{address}"
        );
        assert_eq!(svg.header("content-type"), "image/svg+xml", "{address}: {}", text(&svg));
        assert!(text(&svg).starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{address}: {}", text(&svg));
        assert!(text(&svg).contains(part), "{address}: {}", text(&svg));
    }
    for address in [
        "/id/theme/governance?as=csv",
        "/id/actor/chn?as=csv",
        "/compare?actor=actor:rus&actor=actor:chn&as=csv",
        "/compare?actor=actor:rus&body=actor:g77-china&as=csv",
        "/time?as=csv",
        "/network?as=csv",
    ] {
        let csv = get(address, &[("accept", "text/html")]).await;
        assert_eq!(
            (csv.status, csv.header("content-type")),
            (StatusCode::OK, "text/csv; charset=utf-8; header=present"),
            "{address}: {}",
            text(&csv)
        );
        assert!(text(&csv).lines().count() > 1, "{address}");
        let lines: std::collections::BTreeSet<_> = text(&csv).lines().collect();
        assert_eq!(lines.len(), text(&csv).lines().count(), "{address}: a row stands there twice");
    }
    assert_eq!(get("/id/theme/governance?as=pdf", &[("accept", "text/html")]).await.status, StatusCode::BAD_REQUEST);
}

/// A table has all that the page says of each item; a picture that is kept leads to the server from wherever it is opened.
#[tokio::test]
async fn what_is_kept_is_whole() {
    let csv = get("/interventions?as=csv", &[("accept", "text/html")]).await;
    let head = text(&csv).lines().next().unwrap();
    for column in ["id", "order", "speaker.id", "speaker.label", "onBehalfOf.label", "session.title", "meeting.title"] {
        assert!(head.split(',').any(|name| name == column), "no {column} in {head}");
    }
    let states = get("/states?as=csv", &[("accept", "text/html")]).await;
    assert!(text(&states).lines().next().unwrap().contains("regionalGroup"), "{:.300}", text(&states));
    for (address, part) in [
        ("/id/theme/governance?as=svg", "href=\"http://e.org/id/theme/"),
        ("/time?as=svg&lang=ar", "href=\"http://e.org/positions?"),
        ("/map?as=svg", "href=\"http://e.org/id/actor/"),
        ("/compare?actor=actor:rus&actor=actor:lva&as=svg", "href=\"http://e.org/positions?"),
    ] {
        let svg = get(address, &[("accept", "text/html"), ("host", "e.org")]).await;
        assert!(text(&svg).contains(part) && !text(&svg).contains("href=\"."), "{address}: {}", text(&svg));
    }
}

/// Lists are in the order of names in the language of their reader, those of the API and those of a relationship.
#[tokio::test]
async fn lists_are_in_the_order_of_names() {
    let links = |page: &str, list: &str| {
        let list = page.split_once(list).unwrap().1.split_once("</ol>").map_or(page, |(list, _)| list);
        list.split("href=\"")
            .skip(1)
            .map(|rest| {
                rest.split('"').next().unwrap().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned()
            })
            .collect::<Vec<_>>()
    };
    let mut orders = std::collections::BTreeSet::new();
    for language in ["en", "zh", "ar"] {
        let query = format!(
            "{{ states(first: 100, orderBy: [{{ label: ASC }}]) {{ nodes {{ id label(lang: [\"{language}\"]) }} }} }}"
        );
        let mut request = request(&query);
        request.languages = vec![language.to_owned()];
        let answer = RECORD.respond(&request);
        let nodes = answer["data"]["states"]["nodes"].as_array().unwrap().iter();
        let expected: Vec<String> =
            nodes.map(|node| node["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect();
        let mut found = Vec::new();
        for number in ["1", "2"] {
            let page = get(&format!("/states?page={number}&lang={language}"), &[("accept", "text/html")]).await;
            found.extend(links(text(&page), "<ol class=\"items\""));
        }
        assert_eq!(found, expected, "{language}");
        orders.insert(found);
    }
    assert_eq!(orders.len(), 3, "each language has an order of its own");
    let members = get("/id/actor/g77-china?field=members", &[("accept", "text/html")]).await;
    let names: Vec<&str> = text(&members)
        .split_once("<ul class=\"links\">")
        .unwrap()
        .1
        .split_once("</ul>")
        .unwrap()
        .0
        .split("dir=\"ltr\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert!(
        names.len() == 100 && names[0] == "Afghanistan" && names[1] == "Algeria" && names[2] == "Angola",
        "{names:?}"
    );
}

/// A list says what it is, in words of the right number, and /actors is narrowed by what only some types of actors have.
#[tokio::test]
async fn lists_say_what_they_are() {
    let page = get("/positions?stance.polarity=NEGATIVE&themes=theme:governance", &[("accept", "text/html")]).await;
    assert!(
        text(&page)
            .contains("<title>position · stance › polarity: against · theme: Digital and Internet governance · "),
        "{:.900}",
        text(&page)
    );
    for (address, language, count) in [
        ("/positions?stance.polarity=PROCEDURAL", "en", ">1 entry<"),
        ("/positions?stance.polarity=PROCEDURAL", "ru", ">1 запись<"),
        ("/stances", "ru", ">20 записей<"),
        ("/meetings", "ar", ">مدخل واحد<"),
    ] {
        let page = get(
            &format!("{address}{}lang={language}", if address.contains('?') { '&' } else { '?' }),
            &[("accept", "text/html")],
        )
        .await;
        assert!(text(&page).contains(count), "{address} {language}: {:.3000}", text(&page));
    }
    let actors = get("/actors", &[("accept", "text/html")]).await;
    for part in [
        "asState=%2A",
        "asOrganization=%2A",
        "asState.regionalGroup=",
        "asState.leastDeveloped=true",
        "asOrganization.kind=CIVIL_SOCIETY",
        "asGroup.kind=",
    ] {
        assert!(text(&actors).contains(part), "no {part}");
    }
}

/// From the first page to the sentences of civil society, of the technical community, of governments.
#[tokio::test]
async fn the_first_page_leads_to_what_each_kind_of_actor_asks_for() {
    let home = get("/", &[("accept", "text/html")]).await;
    let section = text(&home).split_once("id=\"who-asks\"").unwrap().1.split_once("</section>").unwrap().0;
    for part in [
        "CIVIL_SOCIETY",
        "TECHNICAL_COMMUNITY",
        "PRIVATE_SECTOR",
        "asState=%2A",
        "stance.polarity=DEMAND",
        "stance.polarity=NEGATIVE",
    ] {
        assert!(section.contains(part), "no {part} in {section}");
    }
}

/// On a theme that is a problem the sides say what they mean.
#[tokio::test]
async fn sides_of_a_problem_say_what_they_mean() {
    for (language, name) in [
        ("en", "against the problem"),
        ("zh", "反对该问题"),
        ("fr", "contre le problème"),
        ("es", "contra el problema"),
        ("ru", "против этой проблемы"),
        ("ar", "ضد المشكلة"),
    ] {
        for address in [
            "/id/theme/digital-divide?",
            "/id/theme/digital-divide?side=FOR&",
            "/map?theme=theme:digital-divide&",
            "/id/actor/lva?",
        ] {
            let page = get(&format!("{address}lang={language}"), &[("accept", "text/html")]).await;
            let is_there = text(&page).contains(name) || address.contains("actor");
            assert!(is_there, "{address}{language}: {}", text(&page));
        }
        let page = get(&format!("/id/theme/governance?lang={language}"), &[("accept", "text/html")]).await;
        assert!(!text(&page).contains(&format!("\">{name}</span>")), "governance is no problem: {language}");
    }
    let csv = get("/id/theme/digital-divide?as=csv&lang=en", &[("accept", "text/html")]).await;
    assert!(text(&csv).contains(",CALLS_FOR,"), "tables keep the names of the API: {}", text(&csv));
}

#[tokio::test]
async fn machines_find_the_pages() {
    let robots = get("/robots.txt", &[("host", "e.org")]).await;
    assert!(text(&robots).contains("Sitemap: http://e.org/sitemap.xml"), "{}", text(&robots));
    // The query page can be found in every language; what others have asked there cannot.
    let refused: Vec<_> = text(&robots).lines().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
    let is_refused = |address: &str| {
        refused.iter().any(|rule| {
            let mut parts = rule.split('*');
            let rest = address.strip_prefix(parts.next().unwrap_or_default());
            rest.is_some_and(|rest| {
                parts.try_fold(rest, |rest, part| Some(&rest[rest.find(part)? + part.len()..])).is_some()
            })
        })
    };
    for address in ["/", "/query", "/query?lang=ar", "/query?kind=sparql&lang=fr", "/build", "/themes", "/id/actor/chn"]
    {
        assert!(!is_refused(address), "{address}: {refused:?}");
    }
    for address in ["/query?query=x", "/query?kind=graphql&query=x", "/graphql", "/map?as=svg", "/at/3/themes"] {
        assert!(is_refused(address), "{address}: {refused:?}");
    }
    let map = get("/sitemap.xml", &[("host", "e.org")]).await;
    assert!(
        text(&map).contains("<loc>http://e.org/themes</loc>")
            && text(&map).contains("<loc>http://e.org/id/actor/chn</loc>")
    );
    let search = get("/opensearch.xml", &[("host", "e.org")]).await;
    assert!(text(&search).contains("template=\"http://e.org/search?q={searchTerms}\""), "{}", text(&search));
}
