//! The explorer: its pages in all languages, for any ontology, and that every number is the length of the list behind it.

mod meetings;

use crate::http::{APP, empty, publish};
use crate::linked::{fetch, get, text};
use crate::support::{RECORD, World};
use axum::http::{Method, StatusCode};
use plenary::http::{App, PersistedQueries};
use plenary::linked::Site;
use std::sync::Arc;

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

/// The numbers of a page that are links, with where they lead: in text, and in the parts of bars.
fn numbers(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for link in page.split("<a class=\"n\" href=\"").skip(1) {
        let (href, rest) = link.split_once("\">").unwrap();
        found.push((rest.split('<').next().unwrap().parse().unwrap(), resolved(href)));
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
        "/actors?q=",
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
    for name in ["Side", "Verdict", "ChangeKind", "Bloc", "SideOrder", "AgreementBy", "AgreementOrder"] {
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

/// A list that is narrowed to what nothing means says so, and a field that has no such value says which it has.
#[tokio::test]
async fn addresses_that_mean_nothing_are_refused() {
    // As deep a condition as an address is long would take all of a stack.
    let way = [["memberOf", "members"]; 400].concat().join(".");
    let (long, time) = (format!("/states?{way}=*"), format!("/time?actor.{way}=*"));
    for (address, problem) in [
        (
            "/positions?actor.memberOf.members.memberOf.members.memberOf.members.memberOf.members.memberOf.members.memberOf.members.label=x",
            "more than 12 names",
        ),
        ("/themes?labl=x", "did you mean `label`?"),
        ("/positions?stance.polarity=UP", "is one of"),
        ("/positions?explicit=maybe", "`true` or `false`"),
        ("/positions?stance.contains=x", "no such operator"),
        ("/positions?stance.polarity.eq.eq=NEUTRAL", "goes on after an operator"),
        ("/themes?order=label", "no field `order`"),
        ("/themes?q=x", "no field `q`"),
        ("/positions?page=0", "a number from 1"),
        ("/positions?page=999", "pages, not 999"),
        ("/positions?actor=nobody%20here", "nobody here"),
        ("/id/theme/governance?side=UP", "one of FOR"),
        ("/id/theme/governance?side=FOR&page=99", "pages, not 99"),
        ("/id/theme/governance?narrower=perhaps", "`true` or `false`"),
        ("/id/theme/governance?blocs=planet", "one of regionalGroup, body"),
        ("/id/theme/governance?regionalGroup=MARS", "one of AFRICAN"),
        ("/id/theme/governance?silent=meeting:wsis20-prep1&page=99", "pages, not 99"),
        ("/id/actor/chn?page=99", "pages, not 99"),
        ("/id/meeting/wsis20-prep1?page=99", "pages, not 99"),
        ("/id/meeting/wsis20-prep1?change=UP", "one of CHANGED"),
        ("/id/meeting/wsis20-prep1?change=NEW", "needs `since`"),
        ("/search?q=x&side=UP", "is one of"),
        ("/search?q=x&type=ActionLine&side=NEGATIVE", "no resource of this type"),
        ("/positions?actor.asState=x", "a field of it has to follow"),
        (&long, "more than 12 names"),
        (&time, "more than 12 names"),
        ("/positions?actor.asPlanet.regionalGroup=x", "no field `asPlanet`"),
        ("/compare?regionalGroup=MARS", "one of AFRICAN"),
        ("/map?as=pdf", "`svg`"),
        ("/compare?actor=%3Cscript%3E", "&lt;script&gt;"),
    ] {
        let answer = get(address, &[("accept", "text/html")]).await;
        let page = text(&answer);
        assert!(page.contains(problem), "{address}: {page}");
        assert!(!page.contains("<script>"), "{address}");
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
    }
}

/// What a question refuses is told on a page as well, not as a line of text.
#[tokio::test]
async fn what_is_refused_is_told_on_a_page() {
    for address in [
        "/search?q=*",
        "/time?date.gte=abc",
        "/compare?actor=actor:nobody&actor=actor:chn",
        "/compare?body=actor:chn&body=actor:eu",
        "/id/theme/governance?meeting=meeting:nope",
        "/id/theme/governance?body=actor:chn",
        "/id/meeting/wsis20-prep1?since=meeting:nope",
    ] {
        let answer = get(address, &[("accept", "text/html")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(text(&answer).starts_with("<!DOCTYPE html>"), "{address}: {}", text(&answer));
    }
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
    assert_eq!(text(&all).lines().count(), 93, "the head and 92 themes");
    let actors = get("/actors?as=csv", &[]).await;
    assert_eq!(text(&actors).lines().count(), 404, "several pages of the API");
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

#[tokio::test]
async fn machines_find_the_pages() {
    let robots = get("/robots.txt", &[("host", "e.org")]).await;
    assert!(text(&robots).contains("Sitemap: http://e.org/sitemap.xml"), "{}", text(&robots));
    let map = get("/sitemap.xml", &[("host", "e.org")]).await;
    assert!(
        text(&map).contains("<loc>http://e.org/themes</loc>")
            && text(&map).contains("<loc>http://e.org/id/actor/chn</loc>")
    );
    let search = get("/opensearch.xml", &[("host", "e.org")]).await;
    assert!(text(&search).contains("template=\"http://e.org/search?q={searchTerms}\""), "{}", text(&search));
}

/// A text that there is in two languages says so to the reader of a third; whole pages are written from right to left.
#[tokio::test]
async fn texts_in_another_language_name_it() {
    let page = get("/id/statement/wsis20-prep1-s064?lang=ar", &[("accept", "text/html")]).await;
    assert!(text(&page).contains("<span class=\"tag\">English</span>"), "{}", text(&page));
    let page = get("/id/statement/wsis20-prep1-s064?lang=zh", &[("accept", "text/html")]).await;
    assert!(!text(&page).contains("<span class=\"tag\">English</span>"));
}
